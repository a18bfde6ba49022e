/* Ghasemi, Zare, Fukushima & Koketsu (2009), J. Seismol. 13, 499-515: Iran. PGA is taken as SA(0.05). */
#include "ghasemi_2009.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(ghasemi_2009, c, call->imt);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], vs30 = x->vs30[i];
        const double lg = c.a1 + c.a2 * m + c.a3 * shk_log10(x->rrup[i] + c.a4 * shk_exp(0.42 * SHK_LN10 * m))
                        + (vs30 >= 760 ? c.a6 : vs30 >= 1e-10 ? c.a7 : 0);                                             /* eq. 1 */
        out.mean[i] = lg * SHK_LN10 - SHK_LN_CMS2_PER_G;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_ghasemi_2009[] = {
    { .name = "GhasemiEtAl2009", .ref = "10.1007/s10950-008-9143-x", .trt = "Active Shallow Crust", .component = "GMRotI50", .total_only = 1,
      .coeffs = &ghasemi_2009_coeffs, .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) },
    { 0 },
};
