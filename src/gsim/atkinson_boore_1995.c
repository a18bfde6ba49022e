/* Equation by which the Geological Survey of Canada fits the tables of Atkinson & Boore (1995), Bull. Seismol. Soc. Am. 85(1), 17-30. */
#include "atkinson_boore_1995_best.coeffs.h"
#include "atkinson_boore_1995_lower.coeffs.h"
#include "atkinson_boore_1995_upper.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct atkinson_boore_1995_best c;          /* all three tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double ln70 = shk_log(70.0), ln130 = shk_log(130.0);
    SHK_EACH(i, x->n) {
        const double m0 = x->mag[i], r = max2(x->rhypo[i], 10), lr = shk_log(r);
        const double m = m0 <= 5.5 ? 0.98 * m0 - 0.39 : mw_atkinson_boore_87(m0);               /* from Mblg; Atkinson (1993) below 5.5 */
        out.mean[i] = c.c1 + c.c2 * m + c.c3 * m * m + (c.c4 + c.c5 * m) * min2(lr, ln70) + (c.c6 + c.c7 * m) * max2(lr - ln130, 0) + c.c8 * r;
        out.sig[i] = 0.69;
        out.tau[i] = out.phi[i] = 0;
    }
}

#define ROW(table) .ref = "Atkinson & Boore (1995), Bull. Seismol. Soc. Am. 85(1), 17-30", .trt = "Stable Shallow Crust", .kernel = kernel, \
    .coeffs = &table##_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo), .component = "RANDOM_HORIZONTAL", .total_only = 1
const struct shk_gsim gsim_atkinson_boore_1995[] = {
    { .name = "AtkinsonBoore1995GSCBest", ROW(atkinson_boore_1995_best) },
    { .name = "AtkinsonBoore1995GSCLowerLimit", ROW(atkinson_boore_1995_lower) },
    { .name = "AtkinsonBoore1995GSCUpperLimit", ROW(atkinson_boore_1995_upper) },
    { 0 },
};
