/* Dowrick & Rhoades (2005), Bull. New Zealand Soc. Earthq. Eng. 38(4), 185-214: macroseismic intensity in New Zealand. */
#include "dowrickrhoades_2005.coeffs.h"
#include "dowrickrhoades_2005_sslab.coeffs.h"
#include "gsim/lib_terms.h"

enum { CRUST, INTERFACE, SLAB, VOLCANIC };

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const int trt = *(const int *)call->data;
    struct dowrickrhoades_2005 c;       /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double crust = trt == CRUST, interface = trt == INTERFACE, volcanic = trt == VOLCANIC;
    const double d3 = c.d * c.d * c.d, sig = sqrt(c.sigma * c.sigma + c.tau * c.tau);
    SHK_EACH(i, x->n) {
        const double rake = x->rake[i], r = x->rrup[i], vs30 = x->vs30[i], a = fabs(rake);
        const double reverse = crust * ((rake > 45) & (rake < 135)) + interface, strike = crust * ((a <= 45) | ((a >= 135) & (a <= 180)));
        const double mmi = c.A1 + (c.A2 + c.A2R * reverse + c.A2V * volcanic) * x->mag[i]                          /* eq. 2 */
                         + (c.A3 + c.A3S * strike + c.A3V * volcanic) * shk_log10(r * r * r + d3) * (1 / 3.0) + c.A4 * x->hypo_depth[i] + c.A5 * interface;
        /* Site classes E, D, C, B, A of the paper's eq. 5: softer sites shift the intensity by half a unit a class, less above 7. */
        const double s = vs30 < 180 ? 1 : vs30 <= 360 ? 0.5 : vs30 <= 760 ? 0 : vs30 <= 1500 ? -0.5 : -1;
        const double shift = mmi <= 7 ? s : mmi < 9.5 ? s - 0.5 * s * (mmi - 7) : -0.25 * s;
        out.mean[i] = mmi + shift;
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.sigma;
    }
}

#define ROW(trt_, kind, table) .ref = "Dowrick & Rhoades (2005), Bull. NZ Soc. Earthq. Eng. 38(4), 185-214", .trt = trt_, .kernel = kernel, \
    .data = &(const int){ kind }, .coeffs = &table##_coeffs, .component = "HORIZONTAL", \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_dowrickrhoades_2005[] = {
    { .name = "DowrickRhoades2005Asc", ROW("Active Shallow Crust", CRUST, dowrickrhoades_2005) },
    { .name = "DowrickRhoades2005SInter", ROW("Subduction Interface", INTERFACE, dowrickrhoades_2005) },
    { .name = "DowrickRhoades2005SSlab", ROW("Subduction IntraSlab", SLAB, dowrickrhoades_2005_sslab) },
    { .name = "DowrickRhoades2005Volc", ROW("Volcanic", VOLCANIC, dowrickrhoades_2005) },
    { 0 },
};
