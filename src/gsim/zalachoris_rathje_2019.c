/* Zalachoris & Rathje (2019), Earthq. Spectra 35(2): induced events of Texas, Oklahoma and Kansas; the model of Boore et al. (2014), adjusted to
 * eastern North America by Hassani & Atkinson (2015), adjusted again. */
#include "gsim/boore_2014.h"
#include "zalachoris_rathje_2019.coeffs.h"
#include "zalachoris_rathje_2019_bssa14.coeffs.h"
#include "zalachoris_rathje_2019_ha15.coeffs.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct boore_2014 c, p;             /* the same columns */
    (void)shk_coeffs_at(&zalachoris_rathje_2019_bssa14_coeffs, call->imt, (double *)&c);
    (void)shk_coeffs_at(&zalachoris_rathje_2019_bssa14_coeffs, SHK_IMT_PGA, (double *)&p);
    SHK_COEFFS(zalachoris_rathje_2019, z, call->imt);
    SHK_COEFFS(zalachoris_rathje_2019_ha15, a, call->imt);
    const double c3 = c.c3 + c.Dc3, p3 = p.c3 + p.Dc3, ln_vc = shk_log(c.Vc / 760), at_760 = shk_exp(c.f5 * 400);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rjb[i], vs30 = x->vs30[i], rhypo = x->rhypo[i];
        const struct bssa14_style f = bssa14_style(x->rake[i], 1);
        const double pga = shk_exp(bssa14_rock(&p, p3, m, f, r));
        const double base = bssa14_rock(&c, c3, m, f, r) + bssa14_site(&c, vs30, pga, ln_vc, at_760);
        const double east = SHK_LN10 * (a.C1 + a.C2 * r + a.C3 * max2(0, shk_log10(min2(r, 150) / 50)));
        const double fm = z.b0 + z.Cadj + z.b1 * (m < z.Mb ? 0 : min2(m, 5.8) - z.Mb);
        const double fr = rhypo < z.Rb || rhypo < 4 ? z.a * shk_log(max2(rhypo, 4) / z.Rb) : 0, fs = vs30 < z.Vc ? z.c * shk_log(vs30 / z.Vc) : 0;
        out.mean[i] = base + east + fm + fr + fs;
        out.sig[i] = z.sigma;
        out.tau[i] = z.tau;
        out.phi[i] = z.phi;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    (void)m;
    return shk_coeffs_have(&zalachoris_rathje_2019_coeffs, t) && shk_coeffs_have(&zalachoris_rathje_2019_bssa14_coeffs, t) && shk_coeffs_have(&zalachoris_rathje_2019_ha15_coeffs, t);
}

const struct shk_gsim gsim_zalachoris_rathje_2019[] = {
    { .name = "ZalachorisRathje2019", .ref = "10.1193/081718EQS205M", .trt = "Induced", .component = "RotD50", .coeffs = &zalachoris_rathje_2019_coeffs,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30), .kernel = kernel, .supports = supports },
    { 0 },
};
