/* Ramadan, Lanzano & Sgobba (2023), vertical motion in the volcanic areas of Italy; events above and below 5 km. */
#include "ramadan_2023.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(ramadan_2023, c, call->imt);
    const int deep = *(const int *)call->data;
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    const double h = deep ? 5 : 1, g1 = deep ? c.c3 : c.c1, g2 = deep ? c.c4 : c.c2, g3 = deep ? c.c5 : 0;
    const double phi = sqrt(c.phiS2S * c.phiS2S + c.phi0 * c.phi0), sig = sqrt(c.tau * c.tau + phi * phi);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], vs30 = x->vs30[i], r = sqrt(x->rhypo[i] * x->rhypo[i] + h * h);
        const double site = vs30 < 360 ? c.sC : vs30 < 800 ? c.sB : 0;
        const double lg = c.a + c.b * m + (g1 + g2 * (m - 4.8)) * shk_log10(r) + g3 * r + site;            /* eqs. 1, 2 */
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = sig * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = phi * SHK_LN10;
    }
}

#define ROW(deep) .ref = "Ramadan, Lanzano & Sgobba (2023), Soil Dyn. Earthq. Eng.", .trt = "Volcanic", .component = "GEOMETRIC_MEAN", \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30), .coeffs = &ramadan_2023_coeffs, .data = &(const int){ deep }, .kernel = kernel
const struct shk_gsim gsim_ramadan_2023[] = {
    { .name = "RamadanEtAl2023shallow", ROW(0) },
    { .name = "RamadanEtAl2023deep", ROW(1) },
    { 0 },
};
