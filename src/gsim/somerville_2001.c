/* Somerville et al. (2001), USGS report 99HQGR0098: central and eastern United States, as in the national model of 2008. */
#include "gsim/lib_terms.h"
#include "somerville_2001.coeffs.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(somerville_2001, c, call->imt);
    const double ceiling = nshmp_ceiling(call->imt), ln_r1 = 3.9191716577785582;       /* ln sqrt(50^2 + 6^2) */
    SHK_EACH(i, x->n) {
        const double d = x->mag[i] - 6.4, e = 8.5 - x->mag[i], r = x->rjb[i], lr = 0.5 * shk_log(r * r + 36);
        const double near = r < 50 ? c.a3 * lr : c.a3 * ln_r1 + c.a6 * (lr - ln_r1);
        out.mean[i] = min2(c.a1 + c.a2 * d + c.a7 * (e * e) + near + c.a4 * d * lr + c.a5 * r, ceiling);
        out.sig[i] = c.sigma;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_somerville_2001[] = {
    { .name = "SomervilleEtAl2001NSHMP2008", .ref = "Somerville et al. (2001), USGS report 99HQGR0098", .trt = "Stable Shallow Crust",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb), .coeffs = &somerville_2001_coeffs, .kernel = kernel, .component = "GEOMETRIC_MEAN", .total_only = 1 },
    { 0 },
};
