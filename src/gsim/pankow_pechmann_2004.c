/* Pankow & Pechmann (2004, erratum 2006), Bull. Seismol. Soc. Am. 94(1): extensional regions (SEA99 revised). */
#include "pankow_pechmann_2004.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(pankow_pechmann_2004, c, call->imt);
    /* Spectra are pseudovelocities in cm/s. */
    const double unit = call->imt.kind == SHK_SA ? shk_log(6.283185307179586 / call->imt.period) - SHK_LN_CMS2_PER_G : 0;
    SHK_EACH(i, x->n) {
        const double d = x->mag[i] - 6, r = x->rjb[i];
        out.mean[i] = (c.b1 + c.b2 * d + c.b3 * d * d + c.b5 * 0.5 * shk_log10(r * r + c.h * c.h) + (x->vs30[i] > 910 ? 0 : c.b6)) * SHK_LN10 + unit;
        out.sig[i] = c.SlZ * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_pankow_pechmann_2004[] = {
    { .name = "PankowPechmann2004", .ref = "Pankow & Pechmann (2004), Bull. Seismol. Soc. Am. 94(1)", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN",
      .total_only = 1, .coeffs = &pankow_pechmann_2004_coeffs, .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30) },
    { 0 },
};
