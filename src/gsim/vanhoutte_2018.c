/* Van Houtte, Denolle & Ristau (2018), 10.1785/0120170076: significant duration (5-75%), New Zealand. */
#include "vanhoutte_2018.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(vanhoutte_2018, c, call->imt);
    const double sig = sqrt(c.tau * c.tau + c.phi * c.phi);
    SHK_EACH(i, x->n) {
        const double dm = x->mag[i] - 6, r = x->rrup[i], near = min2(r, 100), h = shk_exp(c.b4 + c.b5 * dm), h2 = h * h;
        const double far = 0.5 * (shk_log(r * r + h2) - shk_log(10000 + h2));
        out.mean[i] = c.b0 + c.b1 * dm + c.b2 * dm * dm + c.b3 * 0.5 * shk_log(near * near + h2) + (r > 100 ? c.b6 * far : 0)
                    + c.b7 * shk_log(x->vs30[i] / 1000);
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.phi;
    }
}

const struct shk_gsim gsim_vanhoutte_2018[] = {
    { .name = "VanHoutteEtAl2018RSD", .ref = "10.1785/0120170076", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30), .coeffs = &vanhoutte_2018_coeffs, .kernel = kernel },
    { 0 },
};
