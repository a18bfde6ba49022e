/* Holmgren et al. (2024): seismicity induced or triggered; site term of Seyhan & Stewart (2014). */
#include "holmgren_2024.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

INLINE double rock(const struct holmgren_2024 *c, double m, double ln_r, double r)
{
    const double d = m - c->Mh;
    return c->e2 + (m <= c->Mh ? c->e4 * d + c->e5 * d * d : c->e6 * d) + (c->c1 + c->c2 * (m - 4.5)) * ln_r + c->c3 * (r - 1);
}

/* The same for all measures */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double r[ROOM], ln_r[ROOM], pga[ROOM], lv[ROOM]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    double *restrict r = s->r, *restrict ln_r = s->ln_r, *restrict pga = s->pga, *restrict lv = s->lv;
    SHK_COEFFS(holmgren_2024, p, SHK_IMT_PGA);
    (void)call;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], h = shk_exp(SHK_LN10 * (-0.405 + 0.235 * m));
        r[i] = sqrt(x->rhypo[i] * x->rhypo[i] + h * h);
        ln_r[i] = shk_log(r[i]);
        pga[i] = shk_exp(rock(&p, m, ln_r[i], r[i]));
        lv[i] = shk_log(x->vs30[i] / 760);
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    SHK_COEFFS(holmgren_2024, c, call->imt);
    const double at_760 = shk_exp(c.f5 * 400), ln_vc = shk_log(c.Vc / 760);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], vs30 = x->vs30[i], pga = com->pga[i], f2 = c.f4 * (shk_exp(c.f5 * (min2(vs30, 760) - 360)) - at_760);
        out.mean[i] = rock(&c, m, com->ln_r[i], com->r[i]) + c.c * min2(com->lv[i], ln_vc) + c.f1 + f2 * shk_log((pga + c.f3) / c.f3);
        out.sig[i] = c.sigma1 + (c.sigma2 - c.sigma1) * clip((m - 4.5) * 2, 0, 1) + (c.sigma3 - c.sigma2) * clip((m - 5) * 2, 0, 1)
                   + (c.sigma4 - c.sigma3) * clip(m - 5.5, 0, 1);
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_holmgren_2024[] = {
    { .name = "HolmgrenEtAl2024", .ref = "Holmgren et al. (2024)", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .total_only = 1,
      .coeffs = &holmgren_2024_coeffs, .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30) },
    { 0 },
};
