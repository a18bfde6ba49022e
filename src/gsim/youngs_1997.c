/* Youngs et al. (1997), Seismol. Res. Lett. 68(1), 58-73: subduction; soil below 760 m/s. Best, upper and lower estimates
 * of the Geological Survey of Canada for slab events. */
#include "gsim/lib_terms.h"
#include "youngs_1997_rock.coeffs.h"
#include "youngs_1997_soil.coeffs.h"

static const struct variant { int slab; double depth, delta; } interface = { 0, 0, 0 }, interface_nshmp = { 0, 20, 0 }, slab = { 1, 0, 0 },
    gsc_best = { 1, 0, 0.1501426584297194 }, gsc_upper = { 1, 0, 0.1501426584297194 + 0.7 }, gsc_lower = { 1, 0, 0.1501426584297194 - 0.7 };

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct variant *v = call->data;
    SHK_COEFFS(youngs_1997_rock, r, call->imt);
    SHK_COEFFS(youngs_1997_soil, s, call->imt);
    const double fixed = v->depth > 0, depth = v->depth, delta = v->delta;
    const double scale = call->imt.period == 4.0 ? 1 / 0.399 : 1;          /* SHARE's 4 s extension, rock only */
    const double zt_rock = v->slab ? 0.3846 * scale : 0, zt_soil = v->slab ? 0.3643 : 0;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], h = fixed * depth + (1 - fixed) * x->hypo_depth[i], e = 10 - m;
        const int rock = x->vs30[i] >= 760;
        const double lr = shk_log(x->rrup[i] + (rock ? 1.7818 : 1.097) * shk_exp((rock ? 0.554 : 0.617) * m));
        const double on_rock = (0.2418 + 1.414 * m + r.C1 + r.C2 * (e * e * e) + r.C3 * lr + 0.00607 * h) * scale + zt_rock;   /* eq. 1, table 2 */
        const double on_soil = -0.6687 + 1.438 * m + s.C1 + s.C2 * (e * e * e) + s.C3 * lr + 0.00648 * h + zt_soil;
        const double m8 = clip(m, 0, 8);
        out.mean[i] = (rock ? on_rock : on_soil) + delta;
        out.sig[i] = rock ? r.C4 + r.C5 * m8 : s.C4 + s.C5 * m8;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

#define ROW(v) .ref = "10.1785/gssrl.68.1.58", .coeffs = &youngs_1997_rock_coeffs, .kernel = kernel, .data = &v, .component = "GEOMETRIC_MEAN", \
    .total_only = 1, .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_youngs_1997[] = {
    { .name = "YoungsEtAl1997SInter", ROW(interface), .trt = "Subduction Interface" },
    { .name = "YoungsEtAl1997SInterNSHMP2008", ROW(interface_nshmp), .trt = "Subduction Interface" },
    { .name = "YoungsEtAl1997SSlab", ROW(slab), .trt = "Subduction IntraSlab" },
    { .name = "YoungsEtAl1997GSCSSlabBest", ROW(gsc_best), .trt = "Subduction IntraSlab" },
    { .name = "YoungsEtAl1997GSCSSlabUpperLimit", ROW(gsc_upper), .trt = "Subduction IntraSlab" },
    { .name = "YoungsEtAl1997GSCSSlabLowerLimit", ROW(gsc_lower), .trt = "Subduction IntraSlab" },
    { 0 },
};
