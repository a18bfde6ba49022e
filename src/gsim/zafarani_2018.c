/* Zafarani, Luzi, Lanzano & Soghrat (2018), J. Seismol. 22, 259-285: Iran; horizontal motion, and ratio of vertical to horizontal. */
#include "zafarani_2018.coeffs.h"
#include "zafarani_2018_vh.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct zafarani_2018 c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double unit = *(const int *)call->data ? 0 : SHK_LN_CMS2_PER_G;
    SHK_EACH(i, x->n) {
        const double d = x->mag[i] - c.mh, vs30 = x->vs30[i], rake = x->rake[i];
        const double site = vs30 >= 800 ? 0 : vs30 >= 360 ? c.sB : vs30 >= 180 ? c.sC : vs30 >= 1e-10 ? c.sD : 0;
        const double fm = c.e1 + (d <= 0 ? c.b1 * d + c.b2 * d * d : c.b3 * d);                                         /* eqs. 1 to 3 */
        const double lg = fm + c.c1 * shk_log10(sqrt(x->rjb[i] * x->rjb[i] + c.h * c.h)) + site + c.fTF * fault_reverse30(rake) + c.fSS * fault_strike_slip(rake);
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = c.SigmaTot * SHK_LN10;
        out.tau[i] = c.SigmaB * SHK_LN10;
        out.phi[i] = c.SigmaW * SHK_LN10;
    }
}

#define ROW(table, ratio) .ref = "10.1007/s10950-017-9704-y", .trt = "Active Shallow Crust", .coeffs = &table##_coeffs, .data = &(const int){ ratio }, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30), .kernel = kernel
const struct shk_gsim gsim_zafarani_2018[] = {
    { .name = "ZafaraniEtAl2018", ROW(zafarani_2018, 0), .component = "GEOMETRIC_MEAN" },
    { .name = "ZafaraniEtAl2018VHratio", ROW(zafarani_2018_vh, 1), .component = "VERTICAL_TO_HORIZONTAL_RATIO" },
    { 0 },
};
