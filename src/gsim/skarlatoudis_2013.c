/* Skarlatoudis et al. (2013), Bull. Seismol. Soc. Am. 103(3), 1952-1968: intermediate depths of the Hellenic arc. */
#include "skarlatoudis_2013.coeffs.h"
#include "skarlatoudis_2013_scaled.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct skarlatoudis_2013 c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    SHK_EACH(i, x->n) {
        const double r = x->rhypo[i], vs30 = x->vs30[i], h = x->hypo_depth[i], arc = x->backarc[i] == 1;
        const double site = vs30 < 360 ? c.c62 : vs30 < 760 ? c.c61 : 0;
        const double a = r >= 335 ? 1 : r >= 205 ? (205 - r) / 150 : 0, b = r >= 240 ? 1 : r >= 140 ? (140 - r) / 100 : 0, f = h < 80 ? a : b;
        const double path = h >= 100 ? (arc ? c.c51 + c.c52 * f : c.c41 + c.c42 * f) : 0;
        const double lg = c.c1 + c.c2 * (x->mag[i] - 5.5) - 1.7 * shk_log10(r) + c.c32 * (r - 1) + site + path;         /* eq. 3 */
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = c.epsilon * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = c.sigma * SHK_LN10;
    }
}

#define ROW(table) .ref = "10.1785/0120120265", .trt = "Subduction IntraSlab", .component = "RotD50", .coeffs = &table##_coeffs, .kernel = kernel, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30) | SHK_NEEDS(backarc)
const struct shk_gsim gsim_skarlatoudis_2013[] = {
    { .name = "SkarlatoudisEtAlSSlab2013", ROW(skarlatoudis_2013) },
    { .name = "SkarlatoudisEtAlSSlab2013_scaled", ROW(skarlatoudis_2013_scaled) },
    { 0 },
};
