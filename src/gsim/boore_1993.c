/* Boore, Joyner & Fumal (1993), USGS open-file report 93-509, as the Geological Survey of Canada uses it: western North America. */
#include "boore_1993_best.coeffs.h"
#include "boore_1993_lower.coeffs.h"
#include "boore_1993_upper.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct boore_1993_best c;           /* all three tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i] - 6, d = sqrt(x->rjb[i] * x->rjb[i] + c.c7 * c.c7), l = shk_log10(d);
        const double path = c.c5 * min2(l, 2) - max2(l - 2, 0) + c.c4 * max2(d - 100, 0);       /* 1 / r beyond 100 km */
        out.mean[i] = (c.c1 + c.c2 * m + c.c3 * (m * m) + c.c6 + path) * SHK_LN10 - SHK_LN_CMS2_PER_G;
        out.sig[i] = c.sigma;
        out.tau[i] = out.phi[i] = 0;
    }
}

#define ROW(table) .ref = "Boore, Joyner & Fumal (1993), USGS open-file report 93-509", .trt = "Active Shallow Crust", .kernel = kernel, \
    .coeffs = &table##_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb), .component = "RANDOM_HORIZONTAL", .total_only = 1
const struct shk_gsim gsim_boore_1993[] = {
    { .name = "BooreEtAl1993GSCBest", ROW(boore_1993_best) },
    { .name = "BooreEtAl1993GSCLowerLimit", ROW(boore_1993_lower) },
    { .name = "BooreEtAl1993GSCUpperLimit", ROW(boore_1993_upper) },
    { 0 },
};
