/* postproc.h — what a classical calculation computes from its ruptures and curves at the end (postproc_func).
 *
 * Post-processing is for few sites (max_sites_disagg): contexts are built once more, in this process, and every block is given
 * to a visitor. Results are tables of text (results.h), ready for export. */
#ifndef SHK_ENGINE_POSTPROC_H
#define SHK_ENGINE_POSTPROC_H
#include "engine/hazard_plan.h"

/* Before anything is computed: SHK_E_UNSUPPORTED for a function that does not exist here; warns of those that leave nothing to export. */
SHK_CHECKED enum shk_err shk_postproc_check(struct shk_run *run);
/* Does nothing without postproc_func. Needs curves and maps of the mean. */
SHK_CHECKED enum shk_err shk_postproc(struct shk_run *run, const struct shk_hazard_work *w);

/* ---- for the files postproc_*.c ---- */

struct shk_post {                           /* what a visitor is told of the source at hand */
    struct shk_run *run;
    const struct shk_hazard_work *w;
    size_t group, source;                   /* in w */
    const double *weight;                   /* of the group's models */
    void *user;
    struct shk_hazard *h; const struct shk_hazard_block *block;
    void (*visit)(const struct shk_post *p);
    void (*source_done)(const struct shk_post *p);      /* or NULL */
};
/* All contexts of all sources. columns: of struct shk_hazard_plan. Refuses groups and models that have no rate or no single mean. */
SHK_CHECKED enum shk_err shk_post_contexts(struct shk_run *run, const struct shk_hazard_work *w, uint64_t columns,
                                           void (*visit)(const struct shk_post *), void (*source_done)(const struct shk_post *), void *user);
/* Index of the mean among the statistics; an error that names who needs it. */
SHK_CHECKED enum shk_err shk_post_mean(struct shk_run *run, const char *who, size_t *stat);
/* Probability of exceeding one level, for a row of struct shk_exceed with one level. */
double shk_post_poe(const struct shk_exceed *e, double mean, double sig);
/* A plan for one level (not its logarithm). */
SHK_CHECKED enum shk_err shk_post_level(struct shk_run *run, struct shk_imt imt, double level, struct shk_exceed *e);

/* A new table for export; header: column names separated by commas. NULL if out of memory. */
struct shk_table *shk_post_table(struct shk_run *run, const char *name, const char *note, const char *header);
enum shk_err shk_post_text(struct shk_run *run, struct shk_table *t, const char *cell);
enum shk_err shk_post_number(struct shk_run *run, struct shk_table *t, double v);       /* five digits after the point */

SHK_CHECKED enum shk_err shk_post_rel_sources(struct shk_run *run, const struct shk_hazard_work *w);
SHK_CHECKED enum shk_err shk_post_median_spectrum(struct shk_run *run, const struct shk_hazard_work *w);
SHK_CHECKED enum shk_err shk_post_conditional_spectrum(struct shk_run *run, const struct shk_hazard_work *w);
#endif
