/* Convertito et al. (2012), Bull. Seismol. Soc. Am. 102(6), 2563-2573: induced seismicity at The Geysers. */
#include "convertito_2012.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(convertito_2012, c, call->imt);
    const double ln_g = shk_log(9.80665);
    SHK_EACH(i, x->n) {
        const double r = x->rhypo[i], site = x->vs30[i] < 760 ? c.e : 0;
        out.mean[i] = (c.a + c.b * x->mag[i] + c.c * 0.5 * shk_log10(r * r + c.h * c.h) + c.d * r + site) * SHK_LN10 - ln_g;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_convertito_2012[] = {
    { .name = "ConvertitoEtAl2012Geysers", .ref = "Convertito et al. (2012), Bull. Seismol. Soc. Am. 102(6), 2563-2573", .trt = "Geothermal",
      .kernel = kernel, .coeffs = &convertito_2012_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30),
      .component = "GREATER_OF_TWO_HORIZONTAL", .total_only = 1 },
    { 0 },
};
