/* Douglas et al. (2013), Bull. Seismol. Soc. Am. 103(3), 1875-1897: geothermal areas, 36 stochastic models by stress drop, Q and
 * kappa, with the deviations of the empirical model. */
#include "douglas_stochastic_2013.coeffs.h"
#include "douglas_stochastic_2013_sigma.coeffs.h"
#include "gsim/lib_terms.h"

enum { ROWS = 15 };             /* rows of a model in the table; models follow each other */

static struct shk_coeffs rows_of(const struct shk_gsim *g)
{
    struct shk_coeffs t = douglas_stochastic_2013_coeffs;
    t.row += *(const int *)g->data * ROWS;
    t.nrow = ROWS;
    return t;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct shk_coeffs rows = rows_of(call->model->g);
    struct douglas_stochastic_2013 c;
    (void)shk_coeffs_at(&rows, call->imt, (double *)&c);
    SHK_COEFFS(douglas_stochastic_2013_sigma, s, call->imt);
    const double tau = (s.tau_s + s.tau_b) / 2, sig = sqrt(s.phi * s.phi + tau * tau);          /* mean of Soultz and Basel */
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i] - 3, r = x->rhypo[i] + c.bh;
        out.mean[i] = c.b1 + m * (c.b2 + m * (c.b3 + m * c.b4)) + c.b5 * shk_log(r) + c.b6 * r - unit;          /* eq. 1 */
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = s.phi;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct shk_coeffs rows = rows_of(m->g);
    return shk_coeffs_have(&rows, t) && shk_coeffs_have(&douglas_stochastic_2013_sigma_coeffs, t);
}

#define ROW(name_, k) { .name = "DouglasEtAl2013StochasticSD" name_, .ref = "10.1785/0120120197", .trt = "Geothermal", .kernel = kernel, \
    .supports = supports, .coeffs = &douglas_stochastic_2013_coeffs, .data = &(const int){ k }, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo), \
    .component = "GEOMETRIC_MEAN", .reference_vs30 = 1100 }
#define KAPPAS(name_, k) ROW(name_ "K005", k), ROW(name_ "K020", k + 1), ROW(name_ "K040", k + 2), ROW(name_ "K060", k + 3)
#define QS(name_, k) KAPPAS(name_ "Q200", k), KAPPAS(name_ "Q600", k + 4), KAPPAS(name_ "Q1800", k + 8)
const struct shk_gsim gsim_douglas_stochastic_2013[] = { QS("001", 0), QS("010", 12), QS("100", 24), { 0 } };
