/* sites_internal.h — pieces of shk_sites_read. */
#ifndef SHK_JOB_SITES_INTERNAL_H
#define SHK_JOB_SITES_INTERNAL_H
#include <stdint.h>
#include "job/job.h"
#include "model/sites.h"

enum { SHK_MAX_SITES = 50000000 };      /* more are refused before anything is allocated for them */

struct shk_site_table { size_t n; double *lon, *lat, *dep; size_t ncols; struct shk_site_column *col; };

/* What everybody needs. */
struct shk_site_reader {
    const struct shk_job *job;
    uint64_t required;                  /* 1 << enum shk_site_param */
    int ampcode;                        /* also required */
    struct shk_arena *arena;
    struct shk_log *log;
    struct shk_diag *d;
};

/* Known columns of site models (inputs.md 3). NULL if unknown. */
struct shk_site_kind { const char *name; char kind; int width; int param; };    /* param: enum shk_site_param, or -1 */
const struct shk_site_kind *shk_site_kind(const char *name);
/* A column of n rows, zero. */
SHK_CHECKED enum shk_err shk_site_column_new(struct shk_arena *arena, struct shk_diag *d, const char *name, size_t n, struct shk_site_column *out);
/* Converts a cell; where is "file:line". */
SHK_CHECKED enum shk_err shk_site_cell(struct shk_site_column *c, size_t row, const char *text, const char *where, struct shk_diag *d);
struct shk_site_column *shk_site_find(const struct shk_site_column *col, size_t n, const char *name);
/* Value of the job for a required parameter; SHK_E_INVALID names what is missing. */
SHK_CHECKED enum shk_err shk_site_global(const struct shk_site_reader *r, const char *name, double *out);

/* All files of site_model_file and sites_csv, one below the other, with required parameters filled in from the job. */
SHK_CHECKED enum shk_err shk_site_model_read(const struct shk_site_reader *r, struct shk_site_table *out);
/* Distinct places of the assets, rounded to 5 decimals, sorted by (lon, lat). */
SHK_CHECKED enum shk_err shk_exposure_sites(const struct shk_site_reader *r, struct shk_site_table *out);
/* SHK_E_INVALID naming file (or what) if two rows have the same place. */
SHK_CHECKED enum shk_err shk_sites_distinct(size_t n, const double *lon, const double *lat, const char *what, struct shk_arena *arena, struct shk_diag *d);
/* numpy.round(x, 5) */
double shk_npround5(double x);
#endif
