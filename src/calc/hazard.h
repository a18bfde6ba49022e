/* hazard.h — from sources to rates of exceedance: contexts are built in blocks, evaluated by every ground-motion model of
 * the tectonic region, and accumulated by site.
 *
 * struct shk_hazard_plan is what a group of sources has in common, read-only and shared by all workers; struct shk_hazard
 * is one worker's state: a block of contexts (arrays, one a column) and accumulators for a tile of sites. */
#ifndef SHK_CALC_HAZARD_H
#define SHK_CALC_HAZARD_H
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "calc/exact.h"
#include "calc/exceed.h"
#include "gsim/gsim.h"
#include "model/sites.h"
#include "source/source.h"

/* Integration distance as a function of magnitude: linear between pairs, 0 outside them (contexts.md 4.1). */
struct shk_reach { size_t n; const double *mag, *dist; };
double shk_reach_at(const struct shk_reach *m, double mag);

struct shk_hazard_plan {
    size_t nmodels; const struct shk_gsim_model *const *model;
    size_t nimts; const struct shk_imt *imt;
    const struct shk_exceed *exceed;        /* one a measure, all with the same number of levels */
    const unsigned char *skip;              /* nmodels x nimts: 1 where the branch has weight 0 for the measure; or NULL */
    double time;                            /* investigation time, years */
    const struct shk_sites *sites;          /* the complete site collection */
    uint64_t columns;                       /* SHK_NEEDS of columns that a visitor reads, besides those of the models */
    struct shk_reach maxdist;             /* of this tectonic region */
    double minimum_distance, pointsource_distance, ps_grid_spacing;
    int to_geometric_mean;                  /* convert the models' horizontal components (horiz_comp_to_geom_mean) */
    int shift_hypo, few_sites;              /* few_sites: the complete collection has at most max_sites_disagg sites */
};

/* How a block's probabilities of exceedance P become sums (classical.md 7.5 to 7.7). */
enum shk_accumulate {
    SHK_SUM_RATES,          /* acc += rate time P, or -log(sum p_k (1-P)^k) */
    SHK_PROD_NO_EXCEED,     /* acc *= exp(-rate time P), or sum p_k (1-P)^k; starts at 1 */
    SHK_SUM_EXCLUSIVE,      /* acc += weight (1 - no exceedance): mutually exclusive ruptures */
    SHK_PROD_CLUSTER        /* acc *= 1 - P, whatever the rate; starts at 1 */
};

struct shk_hazard;

/* sites: indices of the tile's sites in the complete collection, ascending; row i of the results is sites[i]. Memory from a. */
SHK_CHECKED enum shk_err shk_hazard_new(const struct shk_hazard_plan *p, const uint32_t *sites, size_t nsites, struct shk_arena *a,
                                        struct shk_diag *d, struct shk_hazard **out);
void shk_hazard_mode(struct shk_hazard *h, enum shk_accumulate mode);      /* resets the accumulators */

/* Contexts of locations first..first+n-1 of a point-like source; tom: of the source. box: NULL, or the source's where it is not split
 * into its points: then the reference takes its ruptures one by one as those of a fault, without averages for far sites. */
SHK_CHECKED enum shk_err shk_hazard_points(struct shk_hazard *h, const struct shk_point_set *s, const struct shk_tom *tom, const double *box, size_t first, size_t n,
                                           struct shk_diag *d);
/* Contexts of cells first..first+n-1 of merged point-like sources (ps_grid_spacing); sets: those that were merged. */
SHK_CHECKED enum shk_err shk_hazard_cells(struct shk_hazard *h, const struct shk_collapsed *c, const struct shk_point_set *sets, const struct shk_tom *tom,
                                          size_t first, size_t n, struct shk_diag *d);
/* Contexts of ruptures first..first+n-1. box: of the source, from shk_source_bbox. */
SHK_CHECKED enum shk_err shk_hazard_ruptures(struct shk_hazard *h, const struct shk_ruptures *r, const double box[4], size_t first, size_t n,
                                             struct shk_diag *d);

/* Rates added to those of the ruptures of the sources that follow, by position in the source; none with n = 0. */
void shk_hazard_delta(struct shk_hazard *h, size_t n, const double *delta);

/* Instead of accumulating, give every block of contexts to a visitor: for post-processing. columns of ctx that no model needs and
 * the plan does not ask for are NULL; rrup is always there. rup: position of the rupture in its source (averaged ruptures of point
 * sources: of the location's first, plus the bin, as OpenQuake 3.26 numbers them). weight: rate times time; where npmf > 0 pmf decides. */
struct shk_hazard_block {
    const struct shk_ctx *ctx;
    const uint32_t *row, *rup;
    const double *weight;
    const double *const *pmf; const size_t *npmf;
};
typedef void shk_hazard_visitor(void *user, struct shk_hazard *h, const struct shk_hazard_block *b);
void shk_hazard_visit(struct shk_hazard *h, shk_hazard_visitor *visit, void *user);
/* For the visitor: predictions for its block, valid until the next call. */
struct shk_motion shk_hazard_motion(struct shk_hazard *h, size_t model, size_t imt);
/* Gives the visitor what is left in the block. */
void shk_hazard_visit_rest(struct shk_hazard *h);

/* Ends a leaf unit: what was accumulated is added to sum ([(model * nimts + imt) * nsites + row] * nlev + level) and the
 * accumulators start again. SHK_E_COMPUTE: a model gave what is not a number. */
SHK_CHECKED enum shk_err shk_hazard_leaf(struct shk_hazard *h, shk_exact *sum, struct shk_diag *d);
/* The accumulators as they are, for atomic groups: value of (model, imt, row), nlev doubles. The block is flushed first. */
const double *shk_hazard_row(struct shk_hazard *h, size_t model, size_t imt, size_t row);
size_t shk_hazard_contexts(const struct shk_hazard *h);        /* built so far, for the monitors */
#endif
