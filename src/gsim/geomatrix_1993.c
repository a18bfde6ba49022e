/* Geomatrix Consultants (1993): intraslab, on the boundary of NEHRP B and C, as in the 2008 national model of the USA. */
#include "geomatrix_1993.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(geomatrix_1993, c, call->imt);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = 10 - m;
        out.mean[i] = 0.2418 + 0.3846 + 0.00607 * x->ztor[i] + c.gc1 + 1.414 * m + c.gc2 * d * d * d
                    + c.gc3 * shk_log(x->rrup[i] + 1.7818 * shk_exp(0.554 * m));
        out.sig[i] = c.gc4 + c.gc5 * min2(m, 8);
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_geomatrix_1993[] = {
    { .name = "Geomatrix1993SSlabNSHMP2008", .ref = "Geomatrix Consultants (1993), Trojan site", .trt = "Subduction IntraSlab", .component = "GEOMETRIC_MEAN",
      .total_only = 1, .reference_vs30 = 760, .coeffs = &geomatrix_1993_coeffs, .kernel = kernel,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(ztor) | SHK_NEEDS(rrup) },
    { 0 },
};
