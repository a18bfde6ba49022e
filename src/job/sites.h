/* sites.h (job) — the sites of a job with what the ground-motion models need to know of them (contexts.md 6), and site amplification. */
#ifndef SHK_JOB_SITES_H
#define SHK_JOB_SITES_H
#include <stdint.h>
#include "job/job.h"
#include "model/sites.h"

#define SHK_NEEDS_SITE(p) (1ull << SHK_SITE_##p)

/* required: SHK_NEEDS_SITE(p) | ... of all ground-motion models of the job. Sites come from `sites`, region_grid_spacing (around the region,
 * the exposure or the site model), the site model, or the exposure, in this order; their parameters from the site model (the nearest
 * row) or the job's reference values; override_vs30, tile_spec and custom_site_id are applied. Without any sites *out has n == 0 where
 * that is allowed (preclassical, ground_motion_fields = false, a parent); else SHK_E_INVALID. All memory from arena. */
SHK_CHECKED enum shk_err shk_sites_read(const struct shk_job *job, uint64_t required, struct shk_arena *arena, struct shk_log *log,
                                        struct shk_diag *d, struct shk_sites **out);

/* Geohash of length 8: base 32, bits of longitude and latitude in turns (contexts.md 6.5). */
void shk_geohash(double lon, double lat, char out[9]);

/* Amplification functions (contexts.md 7): rows as in the file, grouped by code in order of code. */
struct shk_amplification {
    double vs30_ref;
    size_t nrows;
    char (*ampcode)[5];
    double *level, *from_mag, *from_rrup;           /* nrows each, or NULL where the file lacks the column */
    size_t nimts;
    const char *const *imt;                         /* "PGA", "SA(0.1)" */
    double **median, **sigma;                       /* by measure: nrows numbers; sigma zeros where the column is absent */
    size_t ncodes;
    const size_t *first;                            /* ncodes + 1: rows of code c are first[c] to first[c + 1] - 1 */
};
/* Reads the job's amplification_csv; *out is NULL if it has none. sites: checked against codes, vs30_ref and vs30_tolerance. */
SHK_CHECKED enum shk_err shk_amplification_read(const struct shk_job *job, const struct shk_sites *sites, struct shk_arena *arena,
                                                struct shk_diag *d, struct shk_amplification **out);
/* Index of the code of site i: its own, or the only one; ncodes if the table lacks it. */
size_t shk_amplification_code(const struct shk_amplification *a, const struct shk_sites *sites, size_t i);
#endif
