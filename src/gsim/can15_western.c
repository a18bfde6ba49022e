/* Western Canada, crustal and offshore, of the Canadian hazard model of 2015: Boore & Atkinson (2008, 2011) with equivalent
 * distances and an epistemic range. */
#include "gsim/boore_atkinson_2008.h"
#include "gsim/can15.h"

struct variant { double shift; int point, sign; };     /* shift of magnitude; 1 if from epicentral distance; lower, central, upper */

SHK_KERNEL static void equivalent(const struct shk_ctx *x, double shift, int point, double *restrict mag, double *restrict rjb)
{
    if (!point) {
        for (size_t i = 0; i < x->n; i++) mag[i] = x->mag[i], rjb[i] = x->rjb[i];
        return;
    }
    SHK_EACH(i, x->n) {
        mag[i] = x->mag[i] + shift;
        rjb[i] = can15_distances(mag[i], x->repi[i], 1, 0).rjb;
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct variant *v = call->data;
    double mag[SHK_CTX_BLOCK], rjb[SHK_CTX_BLOCK];
    equivalent(x, v->shift, v->point, mag, rjb);
    struct shk_ctx y = *x;
    y.mag = mag;
    y.rjb = rjb;
    struct shk_gsim_call base = *call;
    base.data = &(const enum shk_ba08_kind){ BA08_2011 };
    shk_ba08_kernel(&base, &y, out);
    const double sign = v->sign * SHK_LN10, sig = can15_sigma(call->imt);
    SHK_EACH(i, x->n) {
        out.mean[i] += sign * min2(0.1 + 0.0007 * rjb[i], 0.3);
        out.sig[i] = sig;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    (void)m;
    return shk_coeffs_have(&boore_atkinson_2008_coeffs, t) && shk_coeffs_have(&atkinson_boore_2006_soil_coeffs, t);
}

#define ROW(shift, point, sign) .ref = CAN15_REF, .trt = "Active Shallow Crust", .kernel = kernel, .supports = supports, .component = "GMRotI50", \
    .coeffs = &boore_atkinson_2008_coeffs, .data = &(const struct variant){ shift, point, sign }, .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(vs30) | ((point) ? SHK_NEEDS(repi) : SHK_NEEDS(rjb))
const struct shk_gsim gsim_can15_western[] = {
    { .name = "WesternCan15Low", ROW(0, 1, -1) },
    { .name = "WesternCan15Mid", ROW(0, 1, 0) },
    { .name = "WesternCan15Upp", ROW(0, 1, 1) },
    { .name = "WesternCan15RjbLow", ROW(0, 0, -1) },
    { .name = "WesternCan15RjbMid", ROW(0, 0, 0) },
    { .name = "WesternCan15RjbUpp", ROW(0, 0, 1) },
    { .name = "OceanicCan15Low", ROW(-0.5, 1, -1) },
    { .name = "OceanicCan15Mid", ROW(-0.5, 1, 0) },
    { .name = "OceanicCan15Upp", ROW(-0.5, 1, 1) },
    { 0 },
};
