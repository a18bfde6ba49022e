/* Example of a model for stable continents, of the form of Atkinson et al.; a placeholder of the reference for teaching. */
#include "example_a_2021.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(example_a_2021, c, call->imt);
    const double T = call->imt.period, scale = T == 3.0 ? 1 / 0.612 : T == 4.0 ? 1 / 0.559 : 1;
    const double e0 = T < 1 ? 0.36 : 0.34, e1 = T < 1 ? 0.07 : 0.06;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - 6, r = x->rjb[i], h = c.c7 * shk_exp(-1.25 + 0.227 * m), d = sqrt(r * r + h * h), l = shk_log(d);
        out.mean[i] = (c.c1 + c.c2 * dm + c.c3 * dm * dm - c.c4 * l - (c.c5 - c.c4) * max2(l - 2 * SHK_LN10, 0) - c.c6 * d) * scale;
        const double by_m = c.m50 + (c.m55 - c.m50) * clip((m - 5) * 2, 0, 1) + (c.m80 - c.m55) * clip((m - 5.5) / 2.5, 0, 1);
        const double by_r = c.r5 + (c.r20 - c.r5) * clip((r - 5) / 15, 0, 1), epistemic = e0 + e1 * dm;
        out.sig[i] = sqrt(by_m * by_m + by_r * by_r + epistemic * epistemic);
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_example_a_2021[] = {
    { .name = "ExampleA2021", .ref = "example model, unpublished", .trt = "Stable Shallow Crust", .component = "GEOMETRIC_MEAN", .total_only = 1,
      .coeffs = &example_a_2021_coeffs, .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb) },
    { 0 },
};
