/* Ambraseys, Douglas, Sarma & Smit (2005), Bull. Earthq. Eng. 3, 1-53 and 55-73: Europe and the Middle East, horizontal and vertical. */
#include "ambraseys_2005.coeffs.h"
#include "ambraseys_2005_vertical.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct ambraseys_2005 c;            /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double ln_g = shk_log(9.80665);       /* the papers are in m/s^2 */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], vs30 = x->vs30[i], r = x->rjb[i];
        const double site = vs30 < 1e-10 ? 0 : vs30 <= 360 ? c.a6 : vs30 <= 750 ? c.a7 : 0;
        const double style = c.a8 * fault_normal30(rake) + c.a9 * fault_reverse30(rake) + c.a10 * fault_strike_slip(rake);
        const double lg = c.a1 + c.a2 * m + (c.a3 + c.a4 * m) * 0.5 * shk_log10(r * r + c.a5 * c.a5) + site + style;     /* eq. 1 */
        const double phi = c.Sig1a - c.Sig1b * m, tau = c.Sig2a - c.Sig2b * m;
        out.mean[i] = lg * SHK_LN10 - ln_g;
        out.sig[i] = sqrt(phi * phi + tau * tau) * SHK_LN10;
        out.tau[i] = tau * SHK_LN10;
        out.phi[i] = phi * SHK_LN10;
    }
}

#define ROW .trt = "Active Shallow Crust", .kernel = kernel, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_ambraseys_2005[] = {
    { .name = "AmbraseysEtAl2005", ROW, .ref = "10.1007/s10518-005-0183-0",
      .coeffs = &ambraseys_2005_coeffs, .component = "GREATER_OF_TWO_HORIZONTAL" },
    { .name = "AmbraseysEtAl2005Vertical", ROW, .ref = "10.1007/s10518-005-0186-x",
      .coeffs = &ambraseys_2005_vertical_coeffs, .component = "VERTICAL" },
    { 0 },
};
