/* Shahjouei & Pezeshk (2016), Bull. Seismol. Soc. Am. 106(2), 734-754: central and eastern North America, rock of 3000 m/s. */
#include "shahjouei_pezeshk_2016.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(shahjouei_pezeshk_2016, c, call->imt);
    const double psi = call->imt.kind == SHK_PGV ? -3.054e-5 : -6.898e-3, lg60 = shk_log10(60.0), lg120 = shk_log10(120.0), lg2 = shk_log10(2.0);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = sqrt(x->rjb[i] * x->rjb[i] + c.c11 * c.c11), lr = shk_log10(r);
        const double lg = c.c1 + c.c2 * m + c.c3 * m * m + (c.c4 + c.c5 * m) * min2(lr, lg60)                           /* eq. 3, p. 742 */
                        + (c.c6 + c.c7 * m) * max2(min2(lr - lg60, lg2), 0) + (c.c8 + c.c9 * m) * max2(lr - lg120, 0) + c.c10 * r;
        const double s = m <= 6.5 ? c.c12 * m + c.c13 : psi * m + c.c14;                                                /* eq. 4, p. 744 */
        out.mean[i] = lg * SHK_LN10;
        out.sig[i] = sqrt(s * s + c.SigmaReg * c.SigmaReg);
        out.tau[i] = out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_shahjouei_pezeshk_2016[] = {
    { .name = "ShahjoueiPezeshk2016", .ref = "10.1785/0120140367", .trt = "Stable Shallow Crust", .component = "RotD50", .total_only = 1,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb), .coeffs = &shahjouei_pezeshk_2016_coeffs, .kernel = kernel },
    { 0 },
};
