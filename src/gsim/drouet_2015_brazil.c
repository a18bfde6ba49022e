/* Drouet's unpublished models for Brazil, of the form of Drouet & Cotton (2015), Bull. Seismol. Soc. Am. 105(4): stable crust. */
#include "drouet_2015_brazil.coeffs.h"
#include "drouet_2015_brazil_depth.coeffs.h"
#include "gsim/lib_terms.h"

static double unit_of(struct shk_imt t)         /* from m/s^2 to g, from m/s to cm/s */
{
    return t.kind == SHK_PGV ? 2 * SHK_LN10 : 2 * SHK_LN10 - SHK_LN_CMS2_PER_G;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(drouet_2015_brazil, c, call->imt);
    const double unit = unit_of(call->imt), sig = sqrt(c.sigma * c.sigma + c.tau * c.tau);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - 8, r = x->rjb[i];
        out.mean[i] = c.c1 + c.c2 * dm + c.c3 * dm * dm + (c.c4 + c.c5 * m) * 0.5 * shk_log(r * r + c.c6 * c.c6) + c.c7 * r + unit;    /* eq. 8 */
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.sigma;
    }
}

SHK_KERNEL static void with_depth(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(drouet_2015_brazil_depth, c, call->imt);
    const double unit = unit_of(call->imt), sig = sqrt(c.sigma * c.sigma + c.tau * c.tau);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - 8, r = x->rjb[i], h = x->hypo_depth[i];
        out.mean[i] = c.c1 + c.c2 * dm + c.c3 * dm * dm + (c.c4 + c.c5 * m) * 0.5 * shk_log(r * r + h * h) + c.c6 * r + unit;
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.sigma;
    }
}

#define ROW .ref = "10.1785/0120140240", .trt = "Stable Shallow Crust", .component = "GEOMETRIC_MEAN"
const struct shk_gsim gsim_drouet_2015_brazil[] = {
    { .name = "DrouetBrazil2015", ROW, .coeffs = &drouet_2015_brazil_coeffs, .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb) },
    { .name = "DrouetBrazil2015withDepth", ROW, .coeffs = &drouet_2015_brazil_depth_coeffs, .kernel = with_depth,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb) | SHK_NEEDS(hypo_depth) },
    { 0 },
};
