/* Lanzano & Luzi (2019), Bull. Earthq. Eng.: volcanic areas of Italy, shallow and deep events. */
#include "lanzano_luzi_2019.coeffs.h"
#include "lanzano_luzi_2019_scaled.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct lanzano_luzi_2019 c;                 /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const int deep = *(const int *)call->data;
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    const double h2 = deep ? 25 : 4, k1 = deep ? c.c2 : c.c1, k2 = deep ? c.c3 : 0;
    SHK_EACH(i, x->n) {
        const double vs30 = x->vs30[i], r = sqrt(x->rhypo[i] * x->rhypo[i] + h2);
        const double lg = c.a + c.b * x->mag[i] + k1 * shk_log10(r) + k2 * r + (vs30 < 360 ? c.sC : vs30 < 800 ? c.sB : 0);
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = c.phi * SHK_LN10;
    }
}

#define ROW(suffix, table, deep) { .name = "LanzanoLuzi2019" suffix, .ref = "Lanzano & Luzi (2019), Bull. Earthq. Eng.", .trt = "Volcanic", .component = "GEOMETRIC_MEAN", \
    .coeffs = &table##_coeffs, .kernel = kernel, .data = &(const int){ deep }, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30) }
const struct shk_gsim gsim_lanzano_luzi_2019[] = {
    ROW("shallow", lanzano_luzi_2019, 0), ROW("deep", lanzano_luzi_2019, 1),
    ROW("shallow_scaled", lanzano_luzi_2019_scaled, 0), ROW("deep_scaled", lanzano_luzi_2019_scaled, 1), { 0 },
};
