/* Garcia et al. (2005), Bull. Seismol. Soc. Am. 95(6), 2272-2282: Mexican intraslab events, horizontal and vertical. */
#include "garcia_2005.coeffs.h"
#include "garcia_2005_vertical.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct garcia_2005 c;       /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G, ln_delta = 2 * shk_log(0.0075);
    const double sig = c.s_t * SHK_LN10, tau = c.s_e * SHK_LN10, phi = c.s_r * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], hypocentral = x->rhypo[i], closest = x->rrup[i], d = m < 6.5 ? hypocentral : closest;
        const double r = sqrt(d * d + shk_exp(ln_delta + 2 * 0.507 * SHK_LN10 * m));
        const double lg = c.c1 + c.c2 * m + c.c3 * r - c.c4 * shk_log10(r) + c.c5 * x->hypo_depth[i];      /* eq. 1 */
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

#define ROW .ref = "10.1785/0120050072", .trt = "Subduction IntraSlab", .kernel = kernel, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rhypo) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_garcia_2005[] = {
    { .name = "GarciaEtAl2005SSlab", ROW, .coeffs = &garcia_2005_coeffs, .component = "GEOMETRIC_MEAN" },
    { .name = "GarciaEtAl2005SSlabVert", ROW, .coeffs = &garcia_2005_vertical_coeffs, .component = "GEOMETRIC_MEAN" },
    { 0 },
};
