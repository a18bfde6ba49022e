/* Akkar & Bommer (2010), Seismol. Res. Lett. 81(2), 195-206: Europe and the Middle East. */
#include "akkar_bommer_2010.coeffs.h"
#include "gsim/gsim.h"
#include "gsim/units.h"
#include "math/vmath.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(akkar_bommer_2010, c, call->imt);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;        /* the paper is in cm/s^2 */
    const double scale = call->imt.kind == SHK_SA && call->imt.period == 4.0 ? 1 / 0.8 : 1;    /* SHARE's 4 s extension */

    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], vs30 = x->vs30[i];
        const double r = sqrt(x->rjb[i] * x->rjb[i] + c.b6 * c.b6);
        const double site = vs30 < 360 ? c.b7 : vs30 <= 750 ? c.b8 : 0;
        const double normal = (rake >= -135) & (rake <= -45);
        const double reverse = (rake >= 45) & (rake <= 135);
        const double lg = c.b1 + c.b2 * m + c.b3 * m * m                        /* eq. 1, p. 199 */
                        + (c.b4 + c.b5 * m) * shk_log10(r) + site + c.b9 * normal + c.b10 * reverse;
        out.mean[i] = (lg * SHK_LN10 - unit) * scale;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = c.phi * SHK_LN10;
    }
}

const struct shk_gsim gsim_akkar_bommer_2010[] = {
    { .name = "AkkarBommer2010", .ref = "10.1785/gssrl.81.2.195", .trt = "Active Shallow Crust",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30),
      .coeffs = &akkar_bommer_2010_coeffs, .kernel = kernel },
    { 0 },
};
