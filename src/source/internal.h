/* internal.h — shared by the files of src/source only. */
#ifndef SHK_SOURCE_INTERNAL_H
#define SHK_SOURCE_INTERNAL_H
#include "math/single.h"
#include "source/source.h"

/* The reference's round-half-away (R0) and half-to-even (RE), sources.md 0.1. */
static inline double round_away(double x) { return __builtin_floor(x + __builtin_copysign(0.5, x)); }
static inline double round_even(double x) { return __builtin_rint(x); }

/* mfd.c */
enum { SHK_MAX_BINS = 100000 };
double shk_mfd_moment_rate(const struct shk_mfd *m);           /* total moment rate, N m/yr; truncated GR and alternative characteristic */
double shk_mfd_a_from_moment(const struct shk_mfd *m, double moment_rate, double constant);
void shk_mfd_divide(struct shk_mfd *m, double n, double *rates);       /* one of n equal parts (area sources); rates: room for m->n values */
SHK_CHECKED enum shk_err shk_mfd_change(struct shk_mfd *m, const struct shk_change *c, struct shk_diag *d);
void shk_mfd_min_max(const struct shk_mfd *m, double *min, double *max);

/* msr.c: SHK_E_UNSUPPORTED if the relation has no inverse. */
SHK_CHECKED enum shk_err shk_msr_mag(const struct shk_msr *m, double area, double rake, double *mag, double *sigma, struct shk_diag *d);
int shk_msr_scalar_only(const struct shk_msr *m);

/* "file:line: source 'id': ..." */
enum shk_err shk_source_fail(const struct shk_source *s, struct shk_diag *d, enum shk_err code, const char *fmt, ...) SHK_PRINTF(4, 5);
/* Bins of the source's own MFD, slip rates resolved, scaled. Not for multi-point and what has no MFD. */
SHK_CHECKED enum shk_err shk_source_bins(const struct shk_source *s, struct shk_arena *a, struct shk_diag *d, size_t *n, struct shk_mag_rate **out);
/* Turns slip_rate > 0 into an a value; needs the fault's area. */
SHK_CHECKED enum shk_err shk_source_resolve_slip(const struct shk_source *s, struct shk_mfd *m, struct shk_arena *scratch, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_source_fault_area(const struct shk_source *s, struct shk_arena *scratch, struct shk_diag *d, double *area);
double shk_aspect_at(const struct shk_aspect *a, double mag);
int shk_is_point_like(enum shk_source_kind k);
#endif
