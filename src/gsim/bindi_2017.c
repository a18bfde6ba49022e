/* Bindi et al. (2017), J. Seismol. 21(5), 1201-1218: areas of moderate seismicity outside cratons. */
#include "bindi_2017_rhypo.coeffs.h"
#include "bindi_2017_rjb.coeffs.h"
#include "gsim/lib_terms.h"

static struct bindi_2017_rjb terms_of(int rhypo, struct shk_imt t)
{
    if (!rhypo) {
        SHK_COEFFS(bindi_2017_rjb, c, t);
        return c;
    }
    SHK_COEFFS(bindi_2017_rhypo, c, t);
    return (struct bindi_2017_rjb){ .e1 = c.e1, .b1 = c.b1, .b2 = c.b2, .b3 = c.b3, .c1 = c.c1,
                                    .c2 = c.c2, .c3 = c.c3, .sA = c.sA, .tau = c.tau, .phi = c.phi };
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const int rhypo = *(const int *)call->data;
    const struct bindi_2017_rjb c = terms_of(rhypo, call->imt);
    const double *dist = rhypo ? x->rhypo : x->rjb;
    const double shift = shk_log(call->arg[0]) - shk_log(9.80665), sig = sqrt(c.tau * c.tau + c.phi * c.phi), ln800 = shk_log(800.0);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = min2(m, 6.5) - 4.5, r = sqrt(dist[i] * dist[i] + c.h * c.h);
        const double size = c.e1 + c.b1 * d + c.b2 * (d * d) + c.b3 * max2(m - 6.5, 0);                         /* eq. 4 */
        out.mean[i] = size + (c.c1 + c.c2 * (m - 4.5)) * shk_log(r) + c.c3 * (r - 1)                            /* eqs. 2, 3 */
                    + c.sA * (shk_log(x->vs30[i]) - ln800) + shift;                                             /* eq. 5 */
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.phi;
    }
}

static const struct shk_gsim_arg args[] = { { .name = "adjustment_factor", .value = 1 }, { 0 } };
#define ROW(rhypo, column, table) .ref = "10.1007/s10950-017-9661-5", .trt = "Stable Shallow Crust", .args = args, .kernel = kernel, \
    .data = &(const int){ rhypo }, .coeffs = &table##_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30) | SHK_NEEDS(column), \
    .component = "GEOMETRIC_MEAN"
const struct shk_gsim gsim_bindi_2017[] = {
    { .name = "BindiEtAl2017Rjb", ROW(0, rjb, bindi_2017_rjb) },
    { .name = "BindiEtAl2017Rhypo", ROW(1, rhypo, bindi_2017_rhypo) },
    { 0 },
};
