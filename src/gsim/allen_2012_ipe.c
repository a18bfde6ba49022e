/* Allen, Wald & Worden (2012), J. Seismol. 16(3), 409-433: Modified Mercalli intensity in active crust, without site terms. */
#include "allen_2012_ipe_rhypo.coeffs.h"
#include "allen_2012_ipe_rrup.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void rupture(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(allen_2012_ipe_rrup, c, call->imt);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], h = 1 + c.c3 * shk_exp(m - 5), q = r / c.s3;
        out.mean[i] = c.c0 + c.c1 * m + c.c2 * 0.5 * shk_log(r * r + h * h);
        out.sig[i] = c.s1 + c.s2 / (1 + q * q);
        out.tau[i] = out.phi[i] = 0;
    }
}

SHK_KERNEL static void hypocentre(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(allen_2012_ipe_rhypo, c, call->imt);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rhypo[i], h = c.m1 + c.m2 * shk_exp(m - 5), q = r / c.s3;
        out.mean[i] = c.c0 + c.c1 * m + c.c2 * 0.5 * shk_log(r * r + h * h) + c.c4 * shk_log(max2(r, 50) / 50);
        out.sig[i] = c.s1 + c.s2 / (1 + q * q);
        out.tau[i] = out.phi[i] = 0;
    }
}

#define ROW .ref = "10.1007/s10950-012-9278-7", .trt = "Active Shallow Crust", .total_only = 1, .component = "GEOMETRIC_MEAN"
const struct shk_gsim gsim_allen_2012_ipe[] = {
    { .name = "AllenEtAl2012", ROW, .kernel = rupture, .coeffs = &allen_2012_ipe_rrup_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) },
    { .name = "AllenEtAl2012Rhypo", ROW, .kernel = hypocentre, .coeffs = &allen_2012_ipe_rhypo_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) },
    { 0 },
};
