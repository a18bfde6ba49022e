/* Lin & Lee (2008), Bull. Seismol. Soc. Am. 98(1), 220-240: subduction in northeastern Taiwan; soil below 360 m/s. */
#include "gsim/lib_terms.h"
#include "lin_lee_2008_rock.coeffs.h"
#include "lin_lee_2008_soil.coeffs.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const int slab = *(const int *)call->data;
    SHK_COEFFS(lin_lee_2008_rock, r, call->imt);
    SHK_COEFFS(lin_lee_2008_soil, s, call->imt);
    const double zt_rock = slab ? 0.275 : 0, zt_soil = slab ? 0.31 : 0;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], h = x->hypo_depth[i];
        const int rock = x->vs30[i] >= 360;
        const double lr = shk_log(x->rhypo[i] + (rock ? r.C4 : s.C4) * shk_exp((rock ? r.C5 : s.C5) * m));
        const double on_rock = r.C1 + r.C2 * m + r.C3 * lr + r.C6 * h + zt_rock, on_soil = s.C1 + s.C2 * m + s.C3 * lr + s.C6 * h + zt_soil;    /* eq. 1 */
        out.mean[i] = rock ? on_rock : on_soil;
        out.sig[i] = rock ? r.sigma : s.sigma;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

#define ROW(slab) .ref = "10.1785/0120060002", .coeffs = &lin_lee_2008_rock_coeffs, .kernel = kernel, .data = &(const int){ slab }, .total_only = 1, \
    .component = "GEOMETRIC_MEAN", .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_lin_lee_2008[] = {
    { .name = "LinLee2008SInter", ROW(0), .trt = "Subduction Interface" },
    { .name = "LinLee2008SSlab", ROW(1), .trt = "Subduction IntraSlab" },
    { 0 },
};
