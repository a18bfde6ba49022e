/* Megawati & Pan (2010), Earthq. Eng. Struct. Dyn. 39, 827-845: Sumatran interface, very hard rock, far away. */
#include "gsim/lib_terms.h"
#include "megawati_pan_2010.coeffs.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(megawati_pan_2010, c, call->imt);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = m - 6, r = x->rhypo[i];
        out.mean[i] = c.a0 + c.a1 * d + c.a2 * (d * d) + c.a3 * shk_log(r) + (c.a4 + c.a5 * m) * r - unit;     /* eq. 5 */
        out.sig[i] = c.sigma;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_megawati_pan_2010[] = {
    { .name = "MegawatiPan2010", .ref = "10.1002/eqe.965", .trt = "Subduction Interface", .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo),
      .coeffs = &megawati_pan_2010_coeffs, .kernel = kernel, .component = "GEOMETRIC_MEAN", .total_only = 1 },
    { 0 },
};
