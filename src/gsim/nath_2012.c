/* Nath, Thingbaijam, Maity & Nayak (2012): Shillong plateau, interface events at bedrock, lower and upper crust. */
#include "nath_2012.coeffs.h"
#include "nath_2012_upper.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(nath_2012, c, call->imt);
    double factor = 1;
    if (call->data) (void)shk_coeffs_at(call->data, call->imt, &factor);
    const double upper = shk_log(factor);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = 10 - m;
        out.mean[i] = c.c1 + c.c2 * m + c.c3 * d * d * d + c.c4 * shk_log(x->rrup[i] + c.c5 * shk_exp(c.c6 * m)) + upper;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t) && (!m->g->data || shk_coeffs_have(m->g->data, t));
}

#define ROW .ref = "Nath et al. (2012), Shillong", .trt = "Subduction Interface", .component = "VERTICAL", .total_only = 1, .reference_vs30 = 800, \
    .coeffs = &nath_2012_coeffs, .kernel = kernel, .supports = supports, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup)
const struct shk_gsim gsim_nath_2012[] = {
    { .name = "NathEtAl2012Lower", ROW },
    { .name = "NathEtAl2012Upper", ROW, .data = &nath_2012_upper_coeffs },
    { 0 },
};
