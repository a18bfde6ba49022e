/* lib_rietbrock.h — the equation of Rietbrock, Strasser & Edwards (2013), shared with its update of 2019. */
#ifndef SHK_GSIM_LIB_RIETBROCK_H
#define SHK_GSIM_LIB_RIETBROCK_H
#include "gsim/lib_terms.h"

/* c: c1 to c11 of the paper; deviations in log10. */
INLINE void rietbrock(const double *c, double sigma, double tau, double phi, struct shk_imt imt, const struct shk_ctx *x, struct shk_motion out)
{
    const double unit = imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G, lg50 = 1.6989700043360187;
    const double c1 = c[0], c2 = c[1], c3 = c[2], c4 = c[3], c5 = c[4], c6 = c[5], c7 = c[6], c8 = c[7], c9 = c[8], c10 = c[9], c11 = c[10];
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = sqrt(x->rjb[i] * x->rjb[i] + c11 * c11), lg = shk_log10(r);                    /* eq. 11 */
        const double f0 = r > 10 ? 0 : 1 - lg, f1 = r > 50 ? lg50 : lg, f2 = r > 100 ? lg - 2 : 0;                     /* eq. 12 */
        const double y = c1 + c2 * m + c3 * m * m + (c4 + c5 * m) * f0 + (c6 + c7 * m) * f1 + (c8 + c9 * m) * f2 + c10 * r;    /* eq. 10 */
        out.mean[i] = y * SHK_LN10 - unit;
        out.sig[i] = sigma * SHK_LN10;
        out.tau[i] = tau * SHK_LN10;
        out.phi[i] = phi * SHK_LN10;
    }
}

#define RIETBROCK_ROW(r, table) .ref = r, .trt = "Stable Shallow Crust", .component = "GEOMETRIC_MEAN", .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb), \
    .coeffs = &table##_coeffs, .kernel = kernel
#endif
