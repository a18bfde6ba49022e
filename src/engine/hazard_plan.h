/* hazard_plan.h — a classical calculation cut into work: plans of the source groups, leaf units, tiles of sites.
 *
 * Everything here is made once, before the workers start, and is read-only for them. A leaf unit is a range of locations
 * or ruptures of one source (or a whole atomic group): its limits depend on the model only, so that results are the same
 * bits for any splitting. */
#ifndef SHK_ENGINE_HAZARD_PLAN_H
#define SHK_ENGINE_HAZARD_PLAN_H
#include "calc/hazard.h"
#include "engine/run.h"

struct shk_prepared {                       /* a source ready to be computed */
    const struct shk_source *src;
    int is_points, whole;                   /* whole: an area or multi-point source that is not split */
    struct shk_point_set points;
    struct shk_ruptures *ruptures;
    const struct shk_collapsed *cells; const struct shk_point_set *sets;      /* merged point-like sources of a group, or NULL */
    double box[4];
    double contexts_each;                   /* of merged cells: contexts a site */
    size_t count;                           /* locations, cells or ruptures */
    size_t nruptures;
    size_t ndelta; double *delta;           /* delta_rates_file: added to the rates of its ruptures; or 0, NULL */
    uint32_t name;                          /* disagg_by_src: index of its base name */
};

struct shk_unit { uint32_t group, source, first, n; double weight; };    /* source: index in prepared; of atomic groups the first of all */

struct shk_bin {                            /* a distinct tuple of source-model realizations in a tectonic region: its groups add up */
    size_t trti, nmodels, first_g;          /* g of model k is first_g + k */
    const uint32_t *trt_smrs; size_t ntrt_smrs;
    shk_exact *sum;                         /* [(model * nimts + imt) * nsites + site] * nlev + level; in the master only */
    const double *weight;                   /* of each model's realizations, last weight column: nmodels */
};

struct shk_group_plan {
    const struct shk_source_group *group;
    uint32_t bin;
    size_t first_source, nsources;          /* in prepared */
    size_t first_unit, nunits;
    struct shk_hazard_plan plan;
};

struct shk_hazard_work {
    size_t nsites, nimts, nlev, ntiles, tile;           /* tile: sites in each but the last */
    const uint32_t *order;                  /* sites in the order of tiles */
    const struct shk_imt *imt;
    size_t nbins; struct shk_bin *bin;
    size_t ngroups; struct shk_group_plan *group;
    size_t nprepared; struct shk_prepared *prepared;
    size_t nunits; struct shk_unit *unit;
    size_t ng;                              /* all (bin, model) */
    struct shk_rlz_map map;                 /* g to realizations */
    size_t nnames; const char **name;       /* disagg_by_src */
    double weight;                          /* of all units */
    size_t nruptures;
};

/* Column of a measure's weights: its own, or the last (classical.md 3.7). */
size_t shk_weight_column(const struct shk_logic_tree *lt, const char *imt);

SHK_CHECKED enum shk_err shk_hazard_plan_make(struct shk_run *run, struct shk_hazard_work *w);
#endif
