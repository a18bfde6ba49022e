/* Sharma, Douglas, Bungum & Kotadia (2009), J. Earthq. Eng. 13(8), 1191-1210: Himalaya and Zagros. Normal faults count as strike-slip. */
#include "sharma_2009.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(sharma_2009, c, call->imt);
    const double ln_g = 2.2830607169795608, sig = c.sigma * SHK_LN10;           /* the paper is in m/s^2 */
    SHK_EACH(i, x->n) {
        const double r = sqrt(x->rjb[i] * x->rjb[i] + c.b4 * c.b4);
        const double lg = c.b1 + c.b2 * x->mag[i] + c.b3 * shk_log10(r) + c.b5 * (x->vs30[i] > 760) + c.b6 * !fault_reverse30(x->rake[i]);      /* eq. 1 */
        out.mean[i] = lg * SHK_LN10 - ln_g;
        out.sig[i] = sig;
        out.tau[i] = out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_sharma_2009[] = {
    { .name = "SharmaEtAl2009", .ref = "10.1080/13632460802687728", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .total_only = 1,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30), .coeffs = &sharma_2009_coeffs, .kernel = kernel },
    { 0 },
};
