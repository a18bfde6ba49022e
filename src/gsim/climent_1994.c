/* Climent et al. (1994), NORSAR technical report 2-17: Central America; larger component, to the geometric mean by Beyer & Bommer (2006). */
#include "climent_1994.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(climent_1994, c, call->imt);
    const double omega = call->imt.kind == SHK_PGA ? 1 : 2 * 3.14159265358979323846 / call->imt.period;         /* from pseudo-velocity */
    const double shift = shk_log(omega) - shk_log(9.80665) - shk_log(c.r_SA);
    SHK_EACH(i, x->n) {
        const double r = max2(x->rhypo[i], 6.056877878);
        out.mean[i] = c.c1 + c.c2 * x->mag[i] + c.c3 * shk_log(r) + c.c4 * r + c.c5 * (x->vs30[i] < 760) + shift;       /* eq. 1 */
        out.sig[i] = c.SigmaB / c.r_std;
        out.tau[i] = out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_climent_1994[] = {
    { .name = "ClimentEtAl1994", .ref = "Climent et al. (1994), NORSAR technical report 2-17", .trt = "Active Shallow Crust", .kernel = kernel,
      .coeffs = &climent_1994_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30),
      .component = "GREATER_OF_TWO_HORIZONTAL", .total_only = 1 },
    { 0 },
};
