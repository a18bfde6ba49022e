/* Travasarou, Bray & Abrahamson (2003), Earthq. Eng. Struct. Dyn. 32, 1133-1155: Arias intensity. */
#include "travasarou_2003.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(travasarou_2003, c, call->imt);
    const double ln125 = shk_log(0.125), ln013 = shk_log(0.013), ln0132 = shk_log(0.0132);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], vs30 = x->vs30[i], rake = x->rake[i];
        const double site = vs30 < 360 ? c.s21 + c.s22 * (m - 6) : vs30 < 760 ? c.s11 + c.s12 * (m - 6) : 0;
        const double style = c.f1 * ((rake >= -112.5) & (rake <= -67.5)) + c.f2 * ((rake >= 22.5) & (rake <= 157.5));
        const double ia = c.c1 + c.c2 * (m - 6) + c.c3 * shk_log(m / 6) + c.c4 * shk_log(sqrt(x->rrup[i] * x->rrup[i] + c.h * c.h)) + site + style;   /* eq. 12 */
        const double s1 = vs30 < 360 ? 0.96 : vs30 < 760 ? 1.17 : 1.18, s2 = vs30 < 360 ? 0.73 : vs30 < 760 ? 0.93 : 0.94;
        const double phi = ia >= ln125 ? s2 : ia > ln013 ? s1 - 0.106 * (ia - ln0132) : s1;                             /* eq. 14 */
        const double tau = m < 4.7 ? 0.611 : m > 7.6 ? 0.475 : 0.611 - 0.047 * (m - 4.7);                               /* eq. 13 */
        out.mean[i] = ia;
        out.sig[i] = sqrt(tau * tau + phi * phi);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

const struct shk_gsim gsim_travasarou_2003[] = {
    { .name = "TravasarouEtAl2003", .ref = "10.1002/eqe.270", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30), .coeffs = &travasarou_2003_coeffs, .kernel = kernel },
    { 0 },
};
