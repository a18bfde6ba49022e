/* Youd, Hansen & Bartlett (2002), J. Geotech. Geoenviron. Eng. 128(12), 1007-1017: displacement by lateral spread, on a slope or, where it is 0,
 * toward a free face. Epicentral distance of at least 5 km for events of 50 km and deeper. */
#include "youd_etal_2002_freeface.coeffs.h"
#include "youd_etal_2002_slope.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(youd_etal_2002_slope, s, call->imt);
    SHK_COEFFS(youd_etal_2002_freeface, f, call->imt);
    const double sig = s.sigma * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], repi = ((x->repi[i] < 5) & (x->hypo_depth[i] >= 50)) ? 5 : x->repi[i], r = shk_exp(SHK_LN10 * (0.89 * m - 5.64)) + repi;
        const int flat = x->slope[i] == 0;
        const double grade = flat ? x->freeface_ratio[i] : x->slope[i];
        const double lg = (flat ? f.c0 : s.c0) + (flat ? f.c1 : s.c1) * m + (flat ? f.c2 : s.c2) * shk_log10(r) + (flat ? f.c3 : s.c3) * repi
                        + (flat ? f.c4 : s.c4) * shk_log10(grade) + (flat ? f.c5 : s.c5) * shk_log10(x->T_15[i])
                        + (flat ? f.c6 : s.c6) * shk_log10(100 - x->F_15[i]) + (flat ? f.c7 : s.c7) * shk_log10(x->D50_15[i] + 0.1);
        out.mean[i] = lg * SHK_LN10;
        out.sig[i] = sig;
        out.tau[i] = out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_youd_etal_2002[] = {
    { .name = "YoudEtAl2002", .ref = "10.1061/(ASCE)1090-0241(2002)128:12(1007)", .trt = "Active Shallow Crust", .component = "HORIZONTAL", .total_only = 1,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(repi) | SHK_NEEDS(slope) | SHK_NEEDS(freeface_ratio) | SHK_NEEDS(T_15) | SHK_NEEDS(F_15) | SHK_NEEDS(D50_15),
      .coeffs = &youd_etal_2002_slope_coeffs, .kernel = kernel },
    { 0 },
};
