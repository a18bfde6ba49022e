/* Allen (2022), Bull. Seismol. Soc. Am. 112(2), 1041-1059: far field of plate-margin earthquakes on the North Australian Craton. */
#include "allen_2022.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(allen_2022, c, call->imt);
    const double lx = shk_log10(600.0), l150 = shk_log10(150.0);
    SHK_EACH(i, x->n) {
        const double dm = x->mag[i] - 6, lr = shk_log10(x->rhypo[i]), lz = shk_log10(clip(x->hypo_depth[i], 10, 500));
        const double fr = c.c3 * min2(lr, lx) + c.c4 * max2(lr - lx, 0);                    /* eqs. 2a, 2b */
        const double fm = c.c0 + c.c1 * (dm * dm) + c.c2 * dm;                              /* eq. 3 */
        const double fd = c.d0 + c.d1 * (lz * lz * lz) + c.d2 * (lz * lz) + c.d3 * lz;      /* eq. 4 */
        const double fn = c.n0 * min2(lr - lx, 0);                                          /* eqs. 5a, 5b */
        const double fs = c.s0 + c.s1 / (shk_log10(x->vs30[i]) - l150);                     /* eq. 6 */
        out.mean[i] = fr + fm + fd + fn + fs;
        out.sig[i] = c.sigma;           /* of Table 1: that of PGA holds more than tau and phi, eq. 10 */
        out.tau[i] = c.tau;
        out.phi[i] = c.phi;
    }
}

const struct shk_gsim gsim_allen_2022[] = {
    { .name = "Allen2022", .ref = "10.1785/0120210191", .trt = "Subduction IntraSlab", .kernel = kernel, .coeffs = &allen_2022_coeffs,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30), .component = "MEDIAN_HORIZONTAL" },
    { 0 },
};
