/* Ambraseys, Simpson & Bommer (1996), Earthq. Eng. Struct. Dyn. 25(4), 371-400: Europe, as the Italian map MPS04 uses it. */
#include "ambraseys_1996.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(ambraseys_1996, c, call->imt);
    const double ln_reverse = shk_log(1.13), ln_normal = shk_log(0.88), ln_strike = shk_log(0.93);   /* Bommer et al. (2003), of MPS04 */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], vs30 = x->vs30[i], repi = x->repi[i], large = m >= 6;
        const double ms = (m - 1.938) / 0.673;                                  /* surface-wave magnitude, MPS04, appendix 1 */
        const double r = max2(m >= 6 ? 0.8845 * repi - 3.5525 : repi, 0);       /* likewise: epicentral to fault distance */
        const double site = vs30 <= 360 ? c.cs : vs30 <= 750 ? c.ca : 0;
        const double style = fault_reverse30(rake) * ln_reverse + fault_normal30(rake) * ln_normal + fault_strike_slip(rake) * ln_strike;
        out.mean[i] = (c.c1 + c.c2 * ms + c.c4 * 0.5 * shk_log10(r * r + c.h * c.h) + site) * SHK_LN10 + large * style;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_ambraseys_1996[] = {
    { .name = "AmbraseysEtAl1996", .ref = "Ambraseys et al. (1996), Earthq. Eng. Struct. Dyn. 25(4), 371-400", .trt = "Active Shallow Crust",
      .kernel = kernel, .coeffs = &ambraseys_1996_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(repi) | SHK_NEEDS(vs30),
      .component = "GREATER_OF_TWO_HORIZONTAL", .total_only = 1 },
    { 0 },
};
