/* Bindi et al. (2011), Geophys. J. Int. 187, 327-337: macroseismic intensity in Central Asia. */
#include "bindi_2011_ipe_fixed.coeffs.h"
#include "bindi_2011_ipe_repi.coeffs.h"
#include "bindi_2011_ipe_rhypo.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void epicentre(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct bindi_2011_ipe_repi c;               /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double fixed = *(const double *)call->data;           /* depth, or 0 */
    SHK_EACH(i, x->n) {
        const double h0 = x->hypo_depth[i], h = fixed > 0 ? fixed : h0, r2 = x->repi[i] * x->repi[i] + h * h;
        out.mean[i] = c.a1 * x->mag[i] + c.a2 - c.a3 * 0.5 * shk_log10(r2 / (h * h)) - c.a4 * (sqrt(r2) - h);       /* eqs. 4, 5 */
        out.sig[i] = c.sigma;
        out.tau[i] = out.phi[i] = 0;
    }
}

SHK_KERNEL static void hypocentre(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(bindi_2011_ipe_rhypo, c, call->imt);
    const double sig = sqrt(c.be * c.be + c.we * c.we);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], ms = m <= 6.5 ? 6.5 - (6.5 - m) * 1.5 : m, r = x->rhypo[i];
        out.mean[i] = c.a1 * ms + c.a2 - c.a3 * (shk_log10(r) - 1) - c.a4 * (r - 10);
        out.sig[i] = sig;
        out.tau[i] = c.be;
        out.phi[i] = c.we;
    }
}

#define ROW .ref = "Bindi et al. (2011), Geophys. J. Int. 187, 327-337", .trt = "Active Shallow Crust", .component = "HORIZONTAL"
#define REPI(h, table) ROW, .kernel = epicentre, .coeffs = &table##_coeffs, .data = &(const double){ h }, .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(repi)
const struct shk_gsim gsim_bindi_2011_ipe[] = {
    { .name = "BindiEtAl2011Repi", REPI(0, bindi_2011_ipe_repi) },
    { .name = "BindiEtAl2011RepiFixedH", REPI(15, bindi_2011_ipe_fixed) },
    { .name = "BindiEtAl2011Rhypo", ROW, .kernel = hypocentre, .coeffs = &bindi_2011_ipe_rhypo_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) },
    { 0 },
};
