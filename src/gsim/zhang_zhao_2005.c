/* Zhang & Zhao (2005), Soil Dyn. Earthq. Eng. 25(6), 439-450: displacement by lateral spread from spectral displacement at 0.5 s by Sadigh et al.
 * (1997) or Youngs et al. (1997). The reference takes style and size of the first context for all in the crust; here each has its own. */
#include "zhang_zhao_2005_freeface.coeffs.h"
#include "zhang_zhao_2005_slope.coeffs.h"
#include "gsim/lib_terms.h"

INLINE void spread(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)        /* out.mean: ln of spectral displacement */
{
    SHK_COEFFS(zhang_zhao_2005_slope, s, call->imt);
    SHK_COEFFS(zhang_zhao_2005_freeface, f, call->imt);
    const double sig = s.sigma * SHK_LN10;
    SHK_EACH(i, x->n) {
        const int flat = x->slope[i] == 0;
        const double grade = flat ? x->freeface_ratio[i] : x->slope[i];
        const double lg = (flat ? f.c4 : s.c4) * shk_log10(grade) + (flat ? f.c5 : s.c5) * x->T_15[i] + (flat ? f.c6 : s.c6) * shk_log10(100 - x->F_15[i])
                        + (flat ? f.c7 : s.c7) * shk_log10(x->D50_15[i] + 0.1) + (flat ? f.c8 : s.c8);
        out.mean[i] = 1.856 * out.mean[i] + lg * SHK_LN10;
        out.sig[i] = sig;
        out.tau[i] = out.phi[i] = 0;
    }
}

SHK_KERNEL static void subduction(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const double slab = *(const double *)call->data, unit = shk_log(0.2485);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], q = 10 - m;
        out.mean[i] = unit - 3.5387 + 1.438 * m - 0.0066 * (q * q * q) - 1.785 * shk_log(x->rrup[i] + 1.097 * shk_exp(0.617 * m)) + 0.00648 * x->hypo_depth[i] + slab;
    }
    spread(call, x, out);
}

SHK_KERNEL static void crust(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const double unit = shk_log(0.06212);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], q = 8.5 - m, reverse = (x->rake[i] >= 45) & (x->rake[i] <= 135), style = reverse ? -1.92 + 0.8285 : -2.17 + 0.8494;
        const double near = m >= 6.5 ? 0.3825 * shk_exp(0.5882 * m) : 2.1863 * shk_exp(0.32 * m);
        out.mean[i] = unit + style + m - 1.7 * shk_log(x->rrup[i] + near) - 0.033 * (q * q * sqrt(q));
    }
    spread(call, x, out);
}

#define ROW(type) .ref = "10.1016/j.soildyn.2005.02.001", .trt = type, .component = "HORIZONTAL", .total_only = 1, .coeffs = &zhang_zhao_2005_slope_coeffs
#define SOIL SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(slope) | SHK_NEEDS(freeface_ratio) | SHK_NEEDS(T_15) | SHK_NEEDS(F_15) | SHK_NEEDS(D50_15)
const struct shk_gsim gsim_zhang_zhao_2005[] = {
    { .name = "Zhang_Zhao2005Crust", ROW("Active Shallow Crust"), .needs = SOIL | SHK_NEEDS(rake), .kernel = crust },
    { .name = "Zhang_Zhao2005SInter", ROW("Subduction Interface"), .needs = SOIL | SHK_NEEDS(hypo_depth), .kernel = subduction, .data = &(const double){ 0 } },
    { .name = "Zhang_Zhao2005SSlab", ROW("Subduction IntraSlab"), .needs = SOIL | SHK_NEEDS(hypo_depth), .kernel = subduction, .data = &(const double){ 0.3643 } },
    { 0 },
};
