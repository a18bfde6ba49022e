/* Pezeshk, Zandieh & Tavakoli (2011), Bull. Seismol. Soc. Am. 101(4), 1859-1870: eastern North America, hybrid empirical, hard
 * rock; and for the NEHRP B/C boundary. */
#include "gsim/lib_terms.h"
#include "pezeshk_2011.coeffs.h"
#include "pezeshk_2011_bc.coeffs.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(pezeshk_2011, c, call->imt);
    struct pezeshk_2011_bc f = { 0 };
    if (call->data) (void)shk_coeffs_at(&pezeshk_2011_bc_coeffs, call->imt, (double *)&f);
    const double lg70 = shk_log10(70), lg140 = shk_log10(140);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = sqrt(x->rrup[i] * x->rrup[i] + c.c11 * c.c11), lr = shk_log10(r);      /* eq. 4 */
        const double lg = c.c1 + c.c2 * m + c.c3 * m * m + (c.c4 + c.c5 * m) * min2(lr, lg70)
                        + (c.c6 + c.c7 * m) * clip(lr - lg70, 0, lg140 - lg70) + (c.c8 + c.c9 * m) * max2(lr - lg140, 0) + c.c10 * r;
        const double s = m <= 7 ? c.c12 * m + c.c13 : -0.00695 * m + c.c14;                                    /* eq. 6 */
        out.mean[i] = (lg + f.F) * SHK_LN10;
        out.sig[i] = sqrt(s * s + c.SigmaReg * c.SigmaReg) * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&pezeshk_2011_coeffs, t) && (!m->g->data || shk_coeffs_have(&pezeshk_2011_bc_coeffs, t));
}

#define ROW .ref = "10.1785/0120100144", .trt = "Stable Shallow Crust", .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup), .coeffs = &pezeshk_2011_coeffs, \
    .kernel = kernel, .supports = supports, .component = "GMRotI50", .total_only = 1
const struct shk_gsim gsim_pezeshk_2011[] = {
    { .name = "PezeshkEtAl2011", ROW },
    { .name = "PezeshkEtAl2011NEHRPBC", ROW, .data = &pezeshk_2011_bc_coeffs },
    { 0 },
};
