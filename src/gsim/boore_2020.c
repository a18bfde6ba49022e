/* Boore et al. (2021), Bull. Earthq. Eng. 19, 27-53: Greece. */
#include "boore_2020.coeffs.h"
#include "gsim/lib_terms.h"

INLINE double rock(const struct boore_2020 *c, double m, double ss, double rs, double ns, double rjb)      /* eq. 2 to 4 */
{
    const double d = m - c->Mh, r = sqrt(rjb * rjb + c->h * c->h), below = m <= c->Mh;
    return c->e1 * ss + c->e2 * ns + c->e3 * rs + (below * (c->e4 + c->e5 * d) + (1 - below) * c->e6) * d + (c->c1 + c->c2 * (m - 4.5)) * shk_log(r)
         + c->c3 * (r - 1);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(boore_2020, c, call->imt);
    SHK_COEFFS(boore_2020, p, SHK_IMT_PGA);
    const double unit = call->imt.kind == SHK_PGV ? 0 : shk_log(981), ln_ref = shk_log(c.Vref), at_760 = shk_exp(c.f5 * 400);
    const double soft = c.clin * shk_log(c.V1 / 760), hard = c.clin * shk_log(c.Vc / 760);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], vs30 = x->vs30[i], r = x->rjb[i];
        const double rs = fault_reverse30(rake), ss = fault_strike_slip(rake), ns = 1 - rs - ss;
        const double pga = shk_exp(rock(&p, m, ss, rs, ns, r)), lv = c.clin * (shk_log(vs30) - ln_ref);     /* cm/s^2 */
        const double linear = vs30 <= c.V1 ? soft : vs30 <= c.Vc ? lv : hard;                               /* eq. 6 */
        const double f2 = c.f4 * (shk_exp(c.f5 * (min2(vs30, 760) - 360)) - at_760);                        /* eq. 7, 8 */
        out.mean[i] = rock(&c, m, ss, rs, ns, r) + linear + c.f1 + f2 * shk_log(1 + pga / c.f3) - unit;
        const double tau = c.tau1 + (c.tau2 - c.tau1) * clip((m - c.Mtau1) / (c.Mtau2 - c.Mtau1), 0, 1);
        out.sig[i] = sqrt(tau * tau + c.phi * c.phi);
        out.tau[i] = tau;
        out.phi[i] = c.phi;
    }
}

const struct shk_gsim gsim_boore_2020[] = {
    { .name = "BooreEtAl2020", .ref = "10.1007/s10518-020-01009-w", .trt = "Active Shallow Crust", .coeffs = &boore_2020_coeffs, .kernel = kernel,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30), .component = "RotD50" },
    { 0 },
};
