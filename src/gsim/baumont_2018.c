/* Baumont et al. (2018), Bull. Earthq. Eng. 16, 2285-2310: macroseismic intensity in metropolitan France, model 2.2.1.0 with high
 * attenuation, mean intensity of classes, at least 30 km and 7 classes. */
#include "baumont_2018.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(baumont_2018, c, call->imt);
    const double sig = sqrt(c.be * c.be + c.we * c.we);
    SHK_EACH(i, x->n) {
        const double r = x->rhypo[i];
        out.mean[i] = c.c1 + c.c2 * x->mag[i] + c.beta * shk_log10(r) + c.gamma * r;            /* p. 2293 */
        out.sig[i] = sig;
        out.tau[i] = out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_baumont_2018[] = {
    { .name = "BaumontEtAl2018High2210IAVGDC30n7", .ref = "10.1007/s10518-018-0344-6", .trt = "Active Shallow Crust", .kernel = kernel,
      .coeffs = &baumont_2018_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo), .component = "HORIZONTAL", .total_only = 1 },
    { 0 },
};
