/* amplify_kernel.h — amplification_method = kernel (classical.md 11.2). A rupture's probability of exceedance on soil is a sum over
 * intervals of motion on rock of the probability of the interval times that of exceedance given it; the latter depends on the site's
 * code only. The sum is linear, so rates on rock at the ends of the intervals are enough: they are accumulated as ever, and become rates
 * on soil when curves are made. This holds for Poissonian ruptures; others are refused. */
#ifndef SHK_ENGINE_AMPLIFY_KERNEL_H
#define SHK_ENGINE_AMPLIFY_KERNEL_H
#include "engine/hazard_plan.h"
#include "job/sites.h"

struct shk_amp_kernel {
    const struct shk_amplification *table;
    size_t nimts, nrock, nsoil;
    const double *level;                    /* nimts x nsoil: of the job */
    double *weight;                         /* [code][imt][interval][soil level] */
};

/* *out is NULL if the job has no kernel. Else the levels of the results become those on rock: call before shk_hazard_plan_make, and
 * shk_amp_kernel_ready after it, which puts the job's levels back. */
SHK_CHECKED enum shk_err shk_amp_kernel_make(struct shk_run *run, struct shk_amp_kernel **out);
SHK_CHECKED enum shk_err shk_amp_kernel_ready(struct shk_run *run, const struct shk_hazard_work *w, const struct shk_amp_kernel *k);
/* n rows of rates at a site, [row][imt][rock level], to [row][imt][soil level]. */
void shk_amp_kernel_apply(const struct shk_amp_kernel *k, const struct shk_sites *sites, size_t site, size_t n, const double *rock, double *soil);
#endif
