/* values.h — texts of a job file into typed fields: one reader a TYPE of params.def. */
#ifndef SHK_JOB_VALUES_H
#define SHK_JOB_VALUES_H
#include "job/job.h"

/* Where a text comes from, for messages, and what params.def says about it. */
struct shk_value {
    struct shk_arena *arena;
    struct shk_diag *d;
    const char *file;       /* "job.ini", or "-p" for overrides */
    int line;               /* 0: unknown */
    const char *name, *check, *def;
    const char *text;       /* blanks at both ends are left out already */
    size_t n;
};

#define X(T) SHK_CHECKED enum shk_err shk_read_##T(const struct shk_value *v, SHK_FIELD_##T *out);
X(BOOL) X(TRI) X(UINT) X(INT) X(REAL) X(DEPTH) X(LEVEL) X(TEXT) X(CHOICE) X(REALS) X(PROBS) X(UINTS) X(NAMES) X(GROUPS) X(DICT) X(DISTANCE) X(IMTS)
X(LEVELS) X(POINTS) X(TILE) X(TREE)
#undef X

/* "job.ini:12: name = value: expected ..." */
enum shk_err shk_value_fail(const struct shk_value *v, const char *fmt, ...) SHK_PRINTF(2, 3);
enum shk_err shk_value_nomem(const struct shk_value *v);
/* x rounded to 5 decimals, half to even on the decimal expansion of the double: Python's round(x, 5). */
double shk_round5(double x);
/* The measures sorted by period, equal ones in their order. */
SHK_CHECKED enum shk_err shk_levels_sort(const struct shk_levels *in, struct shk_arena *arena, struct shk_diag *d, struct shk_levels *out);
/* Cuts distances at the minimum magnitudes and adds the missing defaults (IntegrationDistance.cut, inputs.md 1.4). */
SHK_CHECKED enum shk_err shk_maxdist_cut(struct shk_maxdist *m, struct shk_dict *minmag, struct shk_arena *arena, struct shk_diag *d);
#endif
