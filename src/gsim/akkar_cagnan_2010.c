/* Akkar & Cagnan (2010), Bull. Seismol. Soc. Am. 100(6), 2978-2995: Turkey, with the site response of Boore & Atkinson (2008). */
#include "akkar_cagnan_2010.coeffs.h"
#include "gsim/boore_atkinson_2008.h"

INLINE double rock(const struct akkar_cagnan_2010 *c, double m, double r, double normal, double reverse)      /* eq. 1; hinge at 6.5 */
{
    const double d = m - 6.5, e = 8.5 - m;
    return c->a1 + (m <= 6.5 ? c->a2 : c->a3) * d + c->a4 * (e * e) + (c->a5 + c->a6 * d) * 0.5 * shk_log(r * r + c->a7 * c->a7)
         + c->a8 * normal + c->a9 * reverse;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(akkar_cagnan_2010, c, call->imt);
    SHK_COEFFS(akkar_cagnan_2010, p, SHK_IMT_PGA);
    SHK_COEFFS(atkinson_boore_2006_soil, s, call->imt);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G, sig = sqrt(c.sigma * c.sigma + c.tau * c.tau);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rjb[i], rake = x->rake[i];
        const double normal = (rake > -135) & (rake < -45), reverse = (rake > 45) & (rake < 135);
        const double ln_pga = rock(&p, m, r, normal, reverse) - SHK_LN_CMS2_PER_G;
        out.mean[i] = rock(&c, m, r, normal, reverse) + ba08_site(&s, x->vs30[i], ln_pga) - unit;
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.sigma;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    (void)m;
    return shk_coeffs_have(&akkar_cagnan_2010_coeffs, t) && shk_coeffs_have(&atkinson_boore_2006_soil_coeffs, t);
}

const struct shk_gsim gsim_akkar_cagnan_2010[] = {
    { .name = "AkkarCagnan2010", .ref = "10.1785/0120100069", .trt = "Active Shallow Crust",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30),
      .coeffs = &akkar_cagnan_2010_coeffs, .kernel = kernel, .supports = supports, .component = "GEOMETRIC_MEAN" },
    { 0 },
};
