/* Atkinson (2015), Bull. Seismol. Soc. Am. 105(2A), 981-992: small to moderate events at short distances, induced seismicity. */
#include "atkinson_2015.coeffs.h"
#include "gsim/lib_terms.h"

struct saturation { double a, b; };             /* log10 of the effective depth is a + b m */

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(atkinson_2015, c, call->imt);
    const struct saturation s = *(const struct saturation *)call->data;
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], h = max2(shk_exp((s.a + s.b * m) * SHK_LN10), 1);           /* eq. 4 */
        const double r = sqrt(x->rhypo[i] * x->rhypo[i] + h * h);                               /* eq. 3 */
        out.mean[i] = (c.c0 + c.c1 * m + c.c2 * m * m + c.c3 * shk_log10(r) + c.c4 * r) * SHK_LN10 - unit;      /* eq. 2 */
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = c.phi * SHK_LN10;
    }
}

#define ROW(a, b) .ref = "10.1785/0120140142", .trt = "Induced", .kernel = kernel, .coeffs = &atkinson_2015_coeffs, .component = "RotD50", \
    .data = &(const struct saturation){ a, b }, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo)
const struct shk_gsim gsim_atkinson_2015[] = {
    { .name = "Atkinson2015", ROW(-1.72, 0.43) },
    { .name = "Atkinson2015AltDistSat", ROW(-0.28, 0.19) },     /* p. 986 */
    { 0 },
};
