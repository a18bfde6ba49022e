/* Wang et al. (2025), Soil Dyn. Earthq. Eng. 196, 109440: Arias intensity, cumulative absolute velocity and durations in Türkiye.
 * Outside their ranges of magnitude the reference puts the magnitude limits in place of the deviations (6, 6.5; 5, 6.5), followed here. */
#include "wang_2025_turkey.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(wang_2025_turkey, c, call->imt);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], r = x->rjb[i], reverse = fault_reverse30(rake), normal = fault_normal30(rake);
        const double fm = c.c0 + c.c1 * m + c.c2 * max2(m - c.b1, 0) + c.c3 * max2(m - c.b2, 0);                        /* eq. 8 */
        const double fd = (c.c4 + c.c5 * m) * shk_log(sqrt(r * r + c.c6 * c.c6)) + c.c12 * max2(r - 80, 0);             /* eqs. 9, 14 */
        const double ramp = m <= c.b3 ? 0 : m > c.b4 ? 1 : (m - c.b3) / (c.b4 - c.b3);
        const double style = c.c7 * ramp * normal + c.c8 * reverse;                                                     /* eq. 10 */
        const double site = c.c11 * shk_log(min2(x->vs30[i], c.b6) / c.vref);                                           /* eq. 13 */
        const double tau = m <= 6 ? 6 : m > 6.5 ? 6.5 : c.tau1 + (c.tau2 - c.tau1) * (m - 6) / 0.5;
        const double phi = m <= 5 ? 5 : m > 6.5 ? 6.5 : c.phi1 + (c.phi2 - c.phi1) * (m - 5) / 1.5;
        out.mean[i] = fm + fd + style + c.c9 * shk_log(x->ztor[i] + 1) + site;                                          /* eqs. 7, 11 */
        out.sig[i] = sqrt(tau * tau + phi * phi);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

const struct shk_gsim gsim_wang_2025_turkey[] = {
    { .name = "WangEtAl2025", .ref = "10.1016/j.soildyn.2025.109440", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30), .coeffs = &wang_2025_turkey_coeffs, .kernel = kernel },
    { 0 },
};
