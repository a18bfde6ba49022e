/* job.h — a calculation as the job file asks for it: one struct, filled from .ini, .toml or .zip, checked, read-only afterwards.
 *
 * Parameters are fields of the same name (params.def). Everything lives in the arena that was given to shk_job_read. */
#ifndef SHK_JOB_JOB_H
#define SHK_JOB_JOB_H
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"
#include "io/toml.h"
#include "model/imt.h"

#define SHK_MODE_LIST(X) \
    X(classical) X(preclassical) X(disaggregation) X(event_based) X(scenario) X(classical_risk) X(classical_damage) X(classical_bcr) \
    X(event_based_risk) X(event_based_damage) X(ebrisk) X(scenario_risk) X(scenario_damage) X(multi_risk) X(post_risk) X(custom) X(workflow)
enum shk_mode {
#define X(m) SHK_MODE_##m,
    SHK_MODE_LIST(X)
#undef X
    SHK_MODE_COUNT
};
enum shk_sampling { SHK_EARLY_WEIGHTS, SHK_LATE_WEIGHTS, SHK_EARLY_LATIN, SHK_LATE_LATIN };     /* in the order of sampling_method's words */

/* ---- types of fields ---- */

struct shk_reals { size_t n; const double *v; };
struct shk_ints { size_t n; const long long *v; };
struct shk_texts { size_t n; const char *const *v; };
struct shk_groups { size_t n; const struct shk_texts *v; };
struct shk_points { size_t n; const double *lon, *lat, *dep; };     /* degrees rounded to 5 decimals, km */
struct shk_tile { long long i, n; };                                /* 1 <= i <= n; n is 0 if unset */

/* Numbers by key; "default" stands for keys that are not there. */
struct shk_dict_item { const char *key; double value; };
struct shk_dict { size_t n; const struct shk_dict_item *item; };

/* Measures in their normal form, sorted by period (stable), nlevels levels each, ascending. Without levels nlevels is 1 and the level 0. */
struct shk_levels {
    size_t n, nlevels;
    const struct shk_imt *imt;
    const char *const *name;
    const double *const *level;         /* n pointers to nlevels values */
};

/* Distance as a function of magnitude, by tectonic region: piecewise linear, 0 outside the magnitudes (contexts.md 4.1). */
struct shk_magdist { const char *trt; size_t n; const double *mag, *dist; };
struct shk_maxdist { size_t n; const struct shk_magdist *item; };

/* Field of each TYPE in params.def, and what it holds without a value: REAL, LEVEL NaN; UINT, TRI -1; TEXT, CHOICE, TREE NULL; lists n == 0. */
#define SHK_FIELD_BOOL int
#define SHK_FIELD_TRI int                   /* 1, 0, or -1: not given */
#define SHK_FIELD_UINT long long
#define SHK_FIELD_INT long long
#define SHK_FIELD_REAL double               /* not negative */
#define SHK_FIELD_DEPTH double              /* not negative, -999 or NaN */
#define SHK_FIELD_LEVEL double              /* 0 becomes 1e-9 */
#define SHK_FIELD_TEXT const char *
#define SHK_FIELD_CHOICE const char *
#define SHK_FIELD_REALS struct shk_reals
#define SHK_FIELD_PROBS struct shk_reals    /* within 0 and 1 */
#define SHK_FIELD_UINTS struct shk_ints
#define SHK_FIELD_NAMES struct shk_texts
#define SHK_FIELD_GROUPS struct shk_groups
#define SHK_FIELD_DICT struct shk_dict
#define SHK_FIELD_DISTANCE struct shk_maxdist
#define SHK_FIELD_IMTS struct shk_levels
#define SHK_FIELD_LEVELS struct shk_levels
#define SHK_FIELD_POINTS struct shk_points
#define SHK_FIELD_TILE struct shk_tile
#define SHK_FIELD_TREE const struct shk_toml *

#define SHK_MODE_NAMES "classical|preclassical|disaggregation|event_based|scenario|classical_risk|classical_damage|classical_bcr|event_based_risk|" \
    "event_based_damage|ebrisk|scenario_risk|scenario_damage|multi_risk|post_risk|custom|workflow"
#define SHK_TOTAL_LOSSES "structural|nonstructural|contents|business_interruption|embodied_carbon|structural+nonstructural|structural+contents|" \
    "structural+business_interruption|structural+embodied_carbon|nonstructural+contents|nonstructural+business_interruption|nonstructural+embodied_carbon|" \
    "contents+business_interruption|contents+embodied_carbon|business_interruption+embodied_carbon|structural+nonstructural+contents|" \
    "structural+nonstructural+business_interruption|structural+nonstructural+embodied_carbon|structural+contents+business_interruption|" \
    "structural+contents+embodied_carbon|structural+business_interruption+embodied_carbon|nonstructural+contents+business_interruption|" \
    "nonstructural+contents+embodied_carbon|nonstructural+business_interruption+embodied_carbon|contents+business_interruption+embodied_carbon|" \
    "structural+nonstructural+contents+business_interruption|structural+nonstructural+contents+embodied_carbon|" \
    "structural+nonstructural+business_interruption+embodied_carbon|structural+contents+business_interruption+embodied_carbon|" \
    "nonstructural+contents+business_interruption+embodied_carbon|structural+nonstructural+contents+business_interruption+embodied_carbon"

enum shk_param {
#define X(name, type, def, check, modes, support, doc) SHK_P_##name,
#include "job/params.def"
#undef X
    SHK_P_COUNT
};

/* Files named by X_file, X_csv, X_hdf5: key is X. A dictionary has a name for each path (a name may repeat); other inputs have NULL. */
struct shk_input { const char *key; size_t n; const char *const *name; const char *const *path; };

struct shk_job {
#define X(name, type, def, check, modes, support, doc) SHK_FIELD_##type name;
#include "job/params.def"
#undef X
    unsigned char given[SHK_P_COUNT];   /* the parameter stands in the job file or in an override */
    int line[SHK_P_COUNT];              /* where; 0 for overrides and defaults */

    const char *file;                   /* the job file as messages call it */
    const char *path, *dir;             /* job file and its folder, absolute; of the extracted file for a .zip */
    const char *zip, *tempdir;          /* the .zip and the private folder it is in, or NULL */
    size_t ninputs; const struct shk_input *input;

    /* derived (inputs.md 1.4) */
    enum shk_mode mode;
    enum shk_sampling sampling;
    int risk;                           /* the mode contains risk, damage or bcr */
    struct shk_levels imtls;            /* what to compute: from iml_disagg, ..._and_levels or intensity_measure_types */
    size_t nstats; const char *const *stat;     /* "mean", "std", "quantile-0.15", "max", in this order */
    double truncation;                  /* truncation_level, or 99: no truncation */
    long long parent;                   /* hazard_calculation_id as a number (-1: the last one), or 0: none or a file */
};

/* Reads, converts and checks a job. path: .ini, .toml or .zip. overrides: n texts "NAME=VALUE". On success *out must be given to
 * shk_job_close. Errors: SHK_E_NOTFOUND, SYNTAX, INVALID, UNSUPPORTED, LIMIT, NOMEM, IO, with file, line, value and what was expected. */
SHK_CHECKED enum shk_err shk_job_read(const char *path, const char *const *overrides, size_t n, struct shk_arena *arena, struct shk_log *log,
                                      struct shk_diag *d, struct shk_job **out);
/* The same for a calculation after another one: what the job does not say is as in that one's job, files included, but for its mode,
 * description and export_dir; sites, measures and probabilities are taken over as a whole or not at all. */
struct shk_job_before { const char *path; size_t n; const char *const *override; };
SHK_CHECKED enum shk_err shk_job_read_after(const struct shk_job_before *before, const char *path, const char *const *overrides, size_t n, struct shk_arena *arena,
                                            struct shk_log *log, struct shk_diag *d, struct shk_job **out);
/* What a job says by itself of the calculation before it: hazard_calculation_id as a number (-1: the last one; 0: none, or a file), whether its mode is classical, and whether it has sites.
 * Nothing else is looked at. */
struct shk_job_glance { long long parent; int classical, sites; };
SHK_CHECKED enum shk_err shk_job_glance(const char *path, const char *const *overrides, size_t n, struct shk_arena *arena, struct shk_diag *d, struct shk_job_glance *out);
/* Reading without refusing what no calculator supports yet; and that refusal alone. */
SHK_CHECKED enum shk_err shk_job_parse(const char *path, const char *const *overrides, size_t n, struct shk_arena *arena, struct shk_log *log,
                                       struct shk_diag *d, struct shk_job **out);
SHK_CHECKED enum shk_err shk_job_supported(const struct shk_job *job, struct shk_diag *d);
/* Removes the folder of an extracted .zip. NULL-safe. */
void shk_job_close(struct shk_job *job);

/* Input named key, or NULL; its only or first path, or NULL. */
const struct shk_input *shk_job_input(const struct shk_job *job, const char *key);
const char *shk_job_path(const struct shk_job *job, const char *key);

/* Largest distance (km) of ruptures of magnitude mag in tectonic region trt; 0: leave them out. Without maximum_distance: 1000 km for 2.5 to 10.2. */
double shk_job_maxdist(const struct shk_job *job, const char *trt, double mag);
/* The function itself. */
struct shk_magdist shk_job_magdist(const struct shk_job *job, const char *trt);
/* Check 40 of inputs.md 2, once the ground-motion logic tree is read: every region of maximum_distance must be among the n regions of the
 * tree (without those discarded) or in minimum_magnitude. SHK_E_INVALID names it. */
SHK_CHECKED enum shk_err shk_job_check_regions(const struct shk_job *job, size_t n, const char *const *trt, struct shk_diag *d);
/* Whether only the mean of the rates is asked for, so that curves of realizations are not needed (classical.md 8.4). */
int shk_job_fast_mean(const struct shk_job *job);
/* Value for key, else for "default", else otherwise. */
double shk_dict_get(struct shk_dict dict, const char *key, double otherwise);

/* ---- the table of parameters, for help and documentation ---- */
struct shk_param_info { const char *name, *type, *def, *check, *modes, *doc; int support; };    /* support: 1 yes, 0 not yet, 2 no effect */
const struct shk_param_info *shk_param_info(enum shk_param p);
/* Writes a line a parameter, or a table in Markdown. */
#include <stdio.h>
void shk_params_print(FILE *f, int markdown);
#endif
