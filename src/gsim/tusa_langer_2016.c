/* Tusa & Langer (2016), J. Seismol. 20, 337-386: Mount Etna; shallow (SE) and deep (DE) events, in the form of Sabetta & Pugliese (1987)
 * or of Boore & Atkinson (2008). There are no coefficients for EC8 class C, where the motion is NaN. */
#include "tusa_langer_2016_ba08_de.coeffs.h"
#include "tusa_langer_2016_ba08_se.coeffs.h"
#include "tusa_langer_2016_rhypo.coeffs.h"
#include "tusa_langer_2016_sp87_de.coeffs.h"
#include "tusa_langer_2016_sp87_se.coeffs.h"
#include "gsim/lib_terms.h"

INLINE double site_of(double vs30, double sA, double sB, double sD)
{
    return vs30 >= 800 ? sA : vs30 >= 360 ? sB : vs30 > 180 ? NAN : vs30 < 180 ? sD : 0;
}

INLINE void ba08(const struct tusa_langer_2016_rhypo *c, const struct shk_ctx *x, const double *restrict dist, struct shk_motion out)
{
    const double sig = c->SigmaTot * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = sqrt(dist[i] * dist[i] + c->h * c->h);
        const double lg = c->a + c->b1 * m + c->b2 * m * m + (c->c1 + c->c2 * (m - 3.6)) * shk_log10(r) + c->c3 * (r - 1)      /* eq. 9 */
                        + site_of(x->vs30[i], c->sA, c->sB, c->sD);
        out.mean[i] = lg * SHK_LN10 - SHK_LN_CMS2_PER_G;
        out.sig[i] = sig;
        out.tau[i] = out.phi[i] = 0;
    }
}

SHK_KERNEL static void rhypo(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(tusa_langer_2016_rhypo, c, call->imt);
    ba08(&c, x, x->rhypo, out);
}

SHK_KERNEL static void repi(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct tusa_langer_2016_ba08_se t;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&t);
    const struct tusa_langer_2016_rhypo c = { .a = t.a, .b1 = t.b1, .b2 = t.b2, .c1 = t.c1, .c2 = t.c2, .h = t.h, .c3 = t.c3,
                                             .sA = t.sA, .sB = t.sB, .sD = t.sD, .SigmaTot = t.SigmaTot };
    ba08(&c, x, x->repi, out);
}

SHK_KERNEL static void sp87(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct tusa_langer_2016_sp87_se c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double sig = c.SigmaTot * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double lg = c.a + c.b1 * x->mag[i] + c.c1 * shk_log10(sqrt(x->repi[i] * x->repi[i] + c.h * c.h))                 /* eq. 5 */
                        + site_of(x->vs30[i], c.sA, c.sB, c.sD);
        out.mean[i] = lg * SHK_LN10 - SHK_LN_CMS2_PER_G;
        out.sig[i] = sig;
        out.tau[i] = out.phi[i] = 0;
    }
}

#define ROW(table, k, d) .ref = "10.1007/s10950-015-9508-x", .trt = "Volcanic", .component = "GREATER_OF_TWO_HORIZONTAL", .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30) | SHK_NEEDS(d), .coeffs = &tusa_langer_2016_##table##_coeffs, .kernel = k
const struct shk_gsim gsim_tusa_langer_2016[] = {
    { .name = "TusaLanger2016RepiBA08SE", ROW(ba08_se, repi, repi) },
    { .name = "TusaLanger2016RepiBA08DE", ROW(ba08_de, repi, repi) },
    { .name = "TusaLanger2016RepiSP87SE", ROW(sp87_se, sp87, repi) },
    { .name = "TusaLanger2016RepiSP87DE", ROW(sp87_de, sp87, repi) },
    { .name = "TusaLanger2016Rhypo", ROW(rhypo, rhypo, rhypo) },
    { 0 },
};
