/* Bindi et al. (2014), Bull. Earthq. Eng. 12(1), 391-430, coefficients of the electronic supplement: Europe and the Middle East. */
#include "gsim/bindi_2014.h"
#include "bindi_2014_rhyp.coeffs.h"
#include "bindi_2014_rhyp_ec8.coeffs.h"
#include "bindi_2014_rjb.coeffs.h"
#include "bindi_2014_rjb_ec8.coeffs.h"

const struct shk_gsim_arg shk_bindi14_args[] = { { .name = "adjustment_factor", .value = 1 }, { 0 } };

/* What both layouts have, and the site terms of each. */
struct terms { double e1, c1, c2, h, c3, b1, b2, b3, gamma, eB, eC, eD, sofN, sofR, sofS, tau, phi, sigma; };

static struct terms terms_of(const struct shk_coeffs *table, int ec8, int style, struct shk_imt t)
{
    const double f = style;
    if (ec8) {
        struct bindi_2014_rjb_ec8 c;
        (void)shk_coeffs_at(table, t, (double *)&c);
        return (struct terms){ c.e1, c.c1, c.c2, c.h, c.c3, c.b1, c.b2, c.b3, 0, c.eB, c.eC, c.eD, f * c.sofN, f * c.sofR,
                               f * c.sofS, c.tau, c.phi, c.sigma };
    }
    struct bindi_2014_rjb c;
    (void)shk_coeffs_at(table, t, (double *)&c);
    return (struct terms){ c.e1, c.c1, c.c2, c.h, c.c3, c.b1, c.b2, c.b3, c.gamma, 0, 0, 0, f * c.sofN, f * c.sofR,
                               f * c.sofS, c.tau, c.phi, c.sigma };
}

SHK_KERNEL void shk_bindi14_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct bindi14 *v = call->data;
    const struct terms c = terms_of(call->coeffs, v->ec8, v->style, call->imt);
    const double *dist = v->rhypo ? x->rhypo : x->rjb, *rakes = v->style ? x->rake : x->mag;    /* rakes: unused without style */
    const double shift = shk_log(call->arg[0]) - (call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G), l800 = shk_log10(800.0);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - 6.75, rake = rakes[i], vs30 = x->vs30[i], r = sqrt(dist[i] * dist[i] + c.h * c.h);
        const double path = (c.c1 + c.c2 * (m - 5.5)) * shk_log10(r) - c.c3 * (r - 1);                          /* eq. 2 */
        const double size = m < 6.75 ? c.b1 * dm + c.b2 * (dm * dm) : c.b3 * dm;                                /* eq. 3 */
        const double site = c.gamma * (shk_log10(vs30) - l800)
                          + (vs30 >= 800 ? 0 : vs30 >= 360 ? c.eB : vs30 >= 180 ? c.eC : c.eD);                 /* eq. 4 */
        const double style = c.sofN * fault_normal30(rake) + c.sofR * fault_reverse30(rake) + c.sofS * fault_strike_slip(rake);
        out.mean[i] = (c.e1 + size + path + site + style) * SHK_LN10 + shift;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = c.phi * SHK_LN10;
    }
}

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(vs30)
#define ROW(table, ...) SHK_BINDI14, .coeffs = &bindi_2014_##table##_coeffs, .data = &(const struct bindi14){ __VA_ARGS__ }
const struct shk_gsim gsim_bindi_2014[] = {
    { .name = "BindiEtAl2014Rjb", ROW(rjb, .style = 1), .needs = NEEDS | SHK_NEEDS(rake) | SHK_NEEDS(rjb) },
    { .name = "BindiEtAl2014RjbEC8", ROW(rjb_ec8, .ec8 = 1, .style = 1), .needs = NEEDS | SHK_NEEDS(rake) | SHK_NEEDS(rjb) },
    { .name = "BindiEtAl2014RjbEC8NoSOF", ROW(rjb_ec8, .ec8 = 1), .needs = NEEDS | SHK_NEEDS(rjb) },
    { .name = "BindiEtAl2014Rhyp", ROW(rhyp, .rhypo = 1, .style = 1), .needs = NEEDS | SHK_NEEDS(rake) | SHK_NEEDS(rhypo) },
    { .name = "BindiEtAl2014RhypEC8", ROW(rhyp_ec8, .rhypo = 1, .ec8 = 1, .style = 1), .needs = NEEDS | SHK_NEEDS(rake) | SHK_NEEDS(rhypo) },
    { .name = "BindiEtAl2014RhypEC8NoSOF", ROW(rhyp_ec8, .rhypo = 1, .ec8 = 1), .needs = NEEDS | SHK_NEEDS(rhypo) },
    { 0 },
};
