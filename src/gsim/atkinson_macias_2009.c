/* Atkinson & Macias (2009), Bull. Seismol. Soc. Am. 99(3), 1552-1578: great interface earthquakes of Cascadia, B/C boundary. */
#include "gsim/atkinson_macias_2009.h"
#include "atkinson_macias_2009.coeffs.h"
#include "gsim/lib_terms.h"

const struct shk_coeffs *const shk_am09_coeffs = &atkinson_macias_2009_coeffs;

SHK_KERNEL void shk_am09_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(atkinson_macias_2009, c, call->imt);
    const double sig = c.sigma * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = m - 8, h = m * m - 3.1 * m - 14.55, r = sqrt(x->rrup[i] * x->rrup[i] + h * h);
        out.mean[i] = (c.c0 + c.c3 * d + c.c4 * (d * d) + c.c1 * shk_log10(r) + c.c2 * r) * SHK_LN10 - SHK_LN_CMS2_PER_G;     /* eq. 4, 5 */
        out.sig[i] = sig;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_atkinson_macias_2009[] = {
    { .name = "AtkinsonMacias2009", .ref = "10.1785/0120080147", .trt = "Subduction Interface", .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup),
      .coeffs = &atkinson_macias_2009_coeffs, .kernel = shk_am09_kernel, .component = "RANDOM_HORIZONTAL", .total_only = 1 },
    { 0 },
};
