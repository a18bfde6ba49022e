/* Idriss (2014), Earthq. Spectra 30(3), 1155-1177: active shallow crust, rock of 450 m/s and more. */
#include "gsim/lib_terms.h"
#include "idriss_2014.coeffs.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(idriss_2014, c, call->imt);
    const double sig = 1.18 + 0.035 * shk_log(clip(call->imt.period, 0.05, 3.0));      /* eq. 4 */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], e = 8.5 - m, r = x->rrup[i], rake = x->rake[i];
        const int low = m < 6.75;
        const double f_m = (low ? c.a1_lo : c.a1_hi) + (low ? c.a2_lo : c.a2_hi) * m + c.a3 * (e * e);
        const double f_r = -((low ? c.b1_lo : c.b1_hi) + (low ? c.b2_lo : c.b2_hi) * m) * shk_log(r + 10) + c.gamma * r;
        out.mean[i] = f_m + f_r + c.xi * shk_log(min2(x->vs30[i], 1200)) + (((rake > 30) & (rake < 150)) ? c.phi : 0);      /* eq. 3 */
        out.sig[i] = sig - 0.06 * max2(m, 5);
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_idriss_2014[] = {
    { .name = "Idriss2014", .ref = "10.1193/070613EQS195M", .trt = "Active Shallow Crust",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30),
      .coeffs = &idriss_2014_coeffs, .kernel = kernel, .component = "RotD50", .total_only = 1 },
    { 0 },
};
