/* Ji, Karimzadeh et al. (2025), Soil Dyn. Earthq. Eng. 197, 109521: simulated records, bedrock of the Azores plateau. */
#include "ji_karimzadeh_azores_island_2025.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(ji_karimzadeh_azores_island_2025, c, call->imt);
    const double sig = sqrt(c.tau * c.tau + c.phi * c.phi);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rjb[i], h = x->hypo_depth[i];
        out.mean[i] = c.c1 + c.c2 * m + c.c3 * max2(m - 5.5, 0) + c.c4 * max2(m - 6.5, 0)
                    + (c.c5 + c.c6 * (m - 4.5)) * 0.5 * shk_log(r * r + 9) + c.c7 * sqrt(r * r + h * h);
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.phi;
    }
}

const struct shk_gsim gsim_ji_karimzadeh_azores_island_2025[] = {
    { .name = "JiEtAl2025Azores", .ref = "10.1016/j.soildyn.2025.109521", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN",
      .coeffs = &ji_karimzadeh_azores_island_2025_coeffs, .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rjb) },
    { 0 },
};
