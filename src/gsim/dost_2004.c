/* Dost, van Eck & Haak (2004), Boll. Geofis. Teor. Appl. 45(3), 153-168: induced seismicity in the Netherlands; and the
 * adaptation to larger magnitudes of Bommer et al. (2013). */
#include "dost_2004.coeffs.h"
#include "dost_2004_bommer.coeffs.h"
#include "gsim/lib_terms.h"

static struct dost_2004_bommer terms_of(int bommer, struct shk_imt t)
{
    if (bommer) {
        SHK_COEFFS(dost_2004_bommer, c, t);
        return c;
    }
    SHK_COEFFS(dost_2004, c, t);
    return (struct dost_2004_bommer){ .c0 = c.c0, .c1 = c.c1, .c2 = c.c2, .c3 = c.c3, .sigma = c.sigma };
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct dost_2004_bommer c = terms_of(*(const int *)call->data, call->imt);
    const double unit = call->imt.kind == SHK_PGA ? shk_log(9.80665) : 0;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = m - 4.5, r = x->rhypo[i];
        out.mean[i] = (c.c0 + c.c1 * m + c.c1e * (d * d) + c.c2 * r + c.c3 * shk_log10(r)) * SHK_LN10 - unit;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = c.phi * SHK_LN10;
    }
}

#define ROW(bommer, table) .ref = "Dost, van Eck & Haak (2004), Boll. Geofis. Teor. Appl. 45(3), 153-168", .trt = "Induced", .kernel = kernel, \
    .coeffs = &table##_coeffs, .data = &(const int){ bommer }, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo), .component = "GMRotD100"
const struct shk_gsim gsim_dost_2004[] = {
    { .name = "DostEtAl2004", ROW(0, dost_2004), .total_only = 1 },
    { .name = "DostEtAl2004BommerAdaptation", ROW(1, dost_2004_bommer) },
    { 0 },
};
