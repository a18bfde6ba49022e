/* Akkar et al. (2014), Bull. Earthq. Eng. 12, 359-387, with the errata of 12, 389-390: Europe and the Middle East. */
#include "akkar_2014_repi.coeffs.h"
#include "akkar_2014_rhyp.coeffs.h"
#include "akkar_2014_rjb.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

enum distance { RJB, REPI, RHYPO };

/* eq. 2; hinge at 6.75. lr: ln of the distance with its saturation a6. */
INLINE double rock(const struct akkar_2014_rjb *c, double m, double lr, double normal, double reverse)
{
    const double d = m - 6.75, e = 8.5 - m;
    return c->a1 + (m <= 6.75 ? c->a2 : c->a7) * d + c->a3 * (e * e) + (c->a4 + c->a5 * d) * lr + c->a8 * normal + c->a9 * reverse;
}
INLINE double is_normal(double rake) { return (rake > -135) & (rake < -45); }
INLINE double is_reverse(double rake) { return (rake > 45) & (rake < 135); }

/* What does not depend on the measure, since a6, c and n are the same for all: ln of the distance, and eq. 3 without its b1 and b2. */
struct common { double lr[SHK_CTX_BLOCK], lv[SHK_CTX_BLOCK], soft[SHK_CTX_BLOCK]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    const enum distance d = *(const enum distance *)call->data;
    const double *restrict const r = d == RJB ? x->rjb : d == REPI ? x->repi : x->rhypo;
    struct common *s = shared;
    double *restrict lr = s->lr, *restrict lv = s->lv, *restrict soft = s->soft;
    struct akkar_2014_rjb p;            /* all three tables have these columns */
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&p);
    const double lv_max = shk_log(1000 / 750.0);
    SHK_EACH(i, x->n) {
        lr[i] = 0.5 * shk_log(r[i] * r[i] + p.a6 * p.a6);
        lv[i] = min2(shk_log(x->vs30[i] * (1 / 750.0)), lv_max);
        const double pga = shk_exp(rock(&p, x->mag[i], lr[i], is_normal(x->rake[i]), is_reverse(x->rake[i]))), vn = shk_exp(p.n * lv[i]);
        soft[i] = (x->vs30[i] < 750) * shk_log((pga + p.c * vn) / ((pga + p.c) * vn));
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    struct akkar_2014_rjb c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double sig = sqrt(c.sigma * c.sigma + c.tau * c.tau), adjust = shk_log(call->arg[0]);
    SHK_EACH(i, x->n) {
        out.mean[i] = rock(&c, x->mag[i], s->lr[i], is_normal(x->rake[i]), is_reverse(x->rake[i])) + c.b1 * s->lv[i] + c.b2 * s->soft[i] + adjust;
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
