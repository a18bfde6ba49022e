/* In-slab events of the Canadian hazard model of 2015: Zhao et al. (2006) from epicentral distance, slab at 50 km. */
#include "can15_sslab.coeffs.h"
#include "gsim/can15.h"
#include "gsim/zhao_2006.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(can15_sslab, c, call->imt);
    double rrup[SHK_CTX_BLOCK];
    SHK_EACH(i, x->n) {
        const double radius = sqrt(shk_exp(SHK_LN10 * (-3.225 + 0.89 * x->mag[i])) * 0.3183098861837907);      /* circular rupture */
        const double rjb = max2(x->repi[i] - radius, 0);
        rrup[i] = sqrt(rjb * rjb + 2500);
    }
    struct shk_ctx y = *x;
    y.rrup = rrup;
    struct shk_gsim_call base = *call;
    base.data = &shk_zhao06_slab;
    shk_zhao06_kernel(&base, &y, out);
    const double shift = (c.mf + 0.15 * *(const int *)call->data) * SHK_LN10, sig = can15_sigma(call->imt);
    SHK_EACH(i, x->n) {
        out.mean[i] += shift;
        out.sig[i] = sig;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    (void)m;
    return shk_coeffs_have(&can15_sslab_coeffs, t) && shk_coeffs_have(shk_zhao06_coeffs, t) && shk_coeffs_have(shk_zhao06_slab.trt, t);
}

#define ROW(sign) .ref = CAN15_REF, .trt = "Subduction IntraSlab", .kernel = kernel, .supports = supports, .component = "GEOMETRIC_MEAN", \
    .coeffs = &can15_sslab_coeffs, .data = &(const int){ sign }, .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(repi) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_can15_sslab[] = {
    { .name = "SSlabCan15Low", ROW(-1) },
    { .name = "SSlabCan15Mid", ROW(0) },
    { .name = "SSlabCan15Upp", ROW(1) },
    { 0 },
};
