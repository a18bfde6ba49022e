/* Bommer, Stafford & Alarcon (2009), Bull. Seismol. Soc. Am. 99(6), 3217-3233: significant duration, active crust. */
#include "bommer_2009.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(bommer_2009, c, call->imt);
    const double sig = sqrt(c.tau * c.tau + c.phi * c.phi);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i];
        out.mean[i] = c.c0 + c.m1 * m + (c.r1 + c.r2 * m) * 0.5 * shk_log(r * r + c.h1 * c.h1) + c.v1 * shk_log(x->vs30[i]) + c.z1 * x->ztor[i];
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.phi;
    }
}

const struct shk_gsim gsim_bommer_2009[] = {
    { .name = "BommerEtAl2009RSD", .ref = "Bommer et al. (2009), Bull. Seismol. Soc. Am. 99(6), 3217-3233", .trt = "Active Shallow Crust",
      .kernel = kernel, .coeffs = &bommer_2009_coeffs, .component = "GEOMETRIC_MEAN",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(ztor) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) },
    { 0 },
};
