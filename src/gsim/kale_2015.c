/* Kale, Akkar, Ansari & Hamzehloo (2015), Bull. Seismol. Soc. Am. 105(2A), 963-980: Turkey and Iran. */
#include "kale_2015_iran.coeffs.h"
#include "kale_2015_turkey.coeffs.h"
#include "gsim/lib_terms.h"

INLINE double rock(const struct kale_2015_turkey *c, double c1, double m, double rake, double r)
{
    const double e = 8.5 - m, d = m - c1;
    return c->b1 + (m <= c1 ? c->b2 : c->b7) * d + c->b3 * e * e + (c->b4 + c->b5 * d) * 0.5 * shk_log(r * r + c->b6 * c->b6)      /* eq. 1 */
         + c->b8 * ((rake > -135) & (rake < -45)) + c->b9 * ((rake > 45) & (rake < 135)) + c->b10 * max2(r - 80, 0);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct kale_2015_turkey c, p;               /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&p);
    const double c1 = *(const double *)call->data, ln750 = shk_log(750);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], r = x->rjb[i], vs30 = x->vs30[i];
        const double pga = shk_exp(rock(&p, c1, m, rake, r)), lv = shk_log(min2(vs30, 1000)) - ln750, vn = shk_exp(3.2 * lv);
        const double nonlinear = c.sb2 * shk_log((pga + 2.5 * vn) / ((pga + 2.5) * vn));                               /* eq. 5 */
        const double w = m < 6 ? c.a1 : m >= 6.5 ? c.a2 : c.a1 + (c.a2 - c.a1) * ((m - 6) / 0.5), phi = w * c.sd1, tau = w * c.sd2;
        out.mean[i] = rock(&c, c1, m, rake, r) + c.sb1 * lv + (vs30 < 750 ? nonlinear : 0);
        out.sig[i] = sqrt(phi * phi + tau * tau);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

#define ROW(table, c1) .ref = "10.1785/0120140134", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .coeffs = &table##_coeffs, .kernel = kernel, \
    .data = &(const double){ c1 }, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_kale_2015[] = {
    { .name = "KaleEtAl2015Turkey", ROW(kale_2015_turkey, 6.75) },
    { .name = "KaleEtAl2015Iran", ROW(kale_2015_iran, 7.0) },
    { 0 },
};
