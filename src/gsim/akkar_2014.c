/* Akkar et al. (2014), Bull. Earthq. Eng. 12, 359-387, with the errata of 12, 389-390: Europe and the Middle East. */
#include "akkar_2014_repi.coeffs.h"
#include "akkar_2014_rhyp.coeffs.h"
#include "akkar_2014_rjb.coeffs.h"
#include "gsim/lib_terms.h"

enum distance { RJB, REPI, RHYPO };

INLINE double rock(const struct akkar_2014_rjb *c, double m, double r, double normal, double reverse)      /* eq. 2; hinge at 6.75 */
{
    const double d = m - 6.75, e = 8.5 - m;
    return c->a1 + (m <= 6.75 ? c->a2 : c->a7) * d + c->a3 * (e * e) + (c->a4 + c->a5 * d) * 0.5 * shk_log(r * r + c->a6 * c->a6)
         + c->a8 * normal + c->a9 * reverse;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const enum distance d = *(const enum distance *)call->data;
    const double *r = d == RJB ? x->rjb : d == REPI ? x->repi : x->rhypo;
    struct akkar_2014_rjb c, p;         /* all three tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&p);
    const double sig = sqrt(c.sigma * c.sigma + c.tau * c.tau), adjust = shk_log(call->arg[0]), lv_max = shk_log(1000 / 750.0);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], vs30 = x->vs30[i];
        const double normal = (rake > -135) & (rake < -45), reverse = (rake > 45) & (rake < 135);
        const double pga = shk_exp(rock(&p, m, r[i], normal, reverse));
        const double lv = min2(shk_log(vs30 * (1 / 750.0)), lv_max), vn = shk_exp(c.n * lv);
        const double soft = c.b2 * shk_log((pga + c.c * vn) / ((pga + c.c) * vn));                         /* eq. 3 */
        out.mean[i] = rock(&c, m, r[i], normal, reverse) + c.b1 * lv + (vs30 < 750) * soft + adjust;
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.sigma;
    }
}

static const struct shk_gsim_arg args[] = { { .name = "adjustment_factor", .value = 1 }, { 0 } };
#define ROW(d, column, table) .ref = "10.1007/s10518-013-9461-4", .trt = "Active Shallow Crust", .args = args, .kernel = kernel, \
    .data = &(const enum distance){ d }, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(vs30) | SHK_NEEDS(column), \
    .component = "GEOMETRIC_MEAN", .coeffs = &table##_coeffs
const struct shk_gsim gsim_akkar_2014[] = {
    { .name = "AkkarEtAlRjb2014", ROW(RJB, rjb, akkar_2014_rjb) },
    { .name = "AkkarEtAlRepi2014", ROW(REPI, repi, akkar_2014_repi) },
    { .name = "AkkarEtAlRhyp2014", ROW(RHYPO, rhypo, akkar_2014_rhyp) },
    { 0 },
};
