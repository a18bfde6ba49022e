/* Wong et al. (2022), Earthq. Spectra 38(1), 579-614: Hawaii, shallow and deep events; a set of coefficients for each class of vs30. The paper's
 * set for 428 m/s is not used, as in the reference. PGV has no deviation. */
#include "wong2022_deep.coeffs.h"
#include "wong2022_shallow.coeffs.h"
#include "gsim/lib_terms.h"

enum { C1, C2, C4, C6, C7, C10, SIGMA, PER_CLASS, CLASSES = 8 };

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    double v[CLASSES * PER_CLASS];
    (void)shk_coeffs_at(call->coeffs, call->imt, v);
    for (size_t i = 0; i < x->n; i++) {
        const double m = x->mag[i], vs30 = x->vs30[i];
        const int k = vs30 < 185 ? 0 : vs30 == 185 ? 1 : vs30 < 365 ? 2 : vs30 == 365 ? 3 : vs30 < 760 ? 4 : vs30 == 760 ? 5 : vs30 < 1500 ? 6 : 7;
        const double *c = v + PER_CLASS * k;
        out.mean[i] = c[C1] + c[C2] * m + c[C10] * (m - 6) * (m - 6) + (c[C6] + c[C7] * m) * shk_log(x->rjb[i] + shk_exp(c[C4]));       /* eq. 7 */
        out.sig[i] = c[SIGMA];
        out.tau[i] = out.phi[i] = 0;
    }
}

#define ROW(table) .ref = "10.1177/87552930211044521", .trt = "Volcanic", .component = "HORIZONTAL", .total_only = 1, .coeffs = &table##_coeffs, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30), .kernel = kernel
const struct shk_gsim gsim_wong2022[] = {
    { .name = "WongEtAl2022Shallow", ROW(wong2022_shallow) },
    { .name = "WongEtAl2022Deep", ROW(wong2022_deep) },
    { 0 },
};
