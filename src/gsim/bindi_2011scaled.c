/* Bindi et al. (2011), Bull. Earthq. Eng. 9, 1899-1920: Italy, with a scaled constant e1. */
#include "bindi_2011scaled.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(bindi_2011scaled, c, call->imt);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = min2(m - 6.75, 0), rake = x->rake[i], vs30 = x->vs30[i], r = sqrt(x->rjb[i] * x->rjb[i] + c.h * c.h);
        const double path = (c.c1 + c.c2 * (m - 5)) * shk_log10(r) - c.c3 * (r - 1);                    /* eq. 2 */
        const double size = c.b1 * dm + c.b2 * (dm * dm);                                               /* eq. 3 */
        const double site = vs30 >= 800 ? c.sA : vs30 >= 360 ? c.sB : vs30 >= 180 ? c.sC : vs30 >= 1e-10 ? c.sD : fabs(vs30) < 1e-10 ? c.sE : 0;
        const double style = c.f1 * fault_normal30(rake) + c.f2 * fault_reverse30(rake) + c.f3 * fault_strike_slip(rake);
        out.mean[i] = (c.e1 + path + size + site + style) * SHK_LN10 - unit;                            /* eq. 1 */
        out.sig[i] = c.SigmaTot * SHK_LN10;
        out.tau[i] = c.SigmaB * SHK_LN10;
        out.phi[i] = c.SigmaW * SHK_LN10;
    }
}

const struct shk_gsim gsim_bindi_2011scaled[] = {
    { .name = "BindiEtAl2011scaled", .ref = "10.1007/s10518-011-9313-z", .trt = "Active Shallow Crust", .kernel = kernel,
      .coeffs = &bindi_2011scaled_coeffs, .component = "GEOMETRIC_MEAN",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30) },
    { 0 },
};
