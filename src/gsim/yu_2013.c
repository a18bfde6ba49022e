/* Yu, Li & Xiao (2013): seismic zoning map of China, elliptical attenuation; Ms, or Mw converted by Cheng et al. (2017). The site lies on an
 * ellipse of isoseismals whose axes are found by halving steps as the reference does, which stops within 0.001 km. */
#include "yu_2013_active.coeffs.h"
#include "yu_2013_eastern.coeffs.h"
#include "yu_2013_stable.coeffs.h"
#include "yu_2013_tibet.coeffs.h"
#include "gsim/lib_terms.h"

struct axis { double a, b, c, d, e; };          /* ln y = a + b M + c ln(R + d exp(e M)) */

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct yu_2013_active c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const int mw = *(const int *)call->data;
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    SHK_EACH(i, x->n) {
        const double mag = x->mag[i], m = !mw ? mag : mag < 6.58 ? (mag - 0.59) / 0.86 : (mag + 2.42) / 1.28, repi = x->repi[i];
        const int up = m > 6.5;
        const struct axis l = { up ? c.ua : c.a, up ? c.ub : c.b, up ? c.uc : c.c, up ? c.ud : c.d, up ? c.ue : c.e };
        const struct axis s = { up ? c.ia : c.ma, up ? c.ib : c.mb, up ? c.ic : c.mc, up ? c.id : c.md, up ? c.ie : c.me };
        const double lh = l.d * shk_exp(l.e * m), sh = s.d * shk_exp(s.e * m), l0 = l.a + l.b * m, s0 = s.a + s.b * m;
        const double theta = radians(x->azimuth[i]), sn = shk_sin(theta), cs = shk_cos(theta), sn2 = sn * sn, cs2 = cs * cs;
        double ra = 200, rb = shk_exp((l0 + l.c * shk_log(ra + lh) - s0) / s.c) - sh, step = 100;
        for (int k = 0; k < 17; k++) {
            const double off = ra * rb / sqrt(ra * ra * sn2 + rb * rb * cs2) - repi;
            ra += fabs(off) > 1e-3 ? (off > 0 ? -step : step) : 0;
            rb = shk_exp((l0 + l.c * shk_log(ra + lh) - s0) / s.c) - sh;
            step *= 0.5;
        }
        const double y1 = l0 + l.c * shk_log(sqrt(ra * ra + 225) + lh), y2 = s0 + s.c * shk_log(sqrt(rb * rb + 225) + sh);    /* depth 15 km */
        out.mean[i] = y1 * y2 / sqrt(y1 * y1 * sn2 + y2 * y2 * cs2) - unit;
        out.sig[i] = c.sigma;
        out.tau[i] = out.phi[i] = 0;
    }
}

#define ROW(type, table, mw) .ref = "Yu, Li & Xiao (2013), Technol. Earthq. Disaster Prev. 8(1)", .trt = type, .component = "GEOMETRIC_MEAN", .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(repi) | SHK_NEEDS(azimuth), .coeffs = &yu_2013_##table##_coeffs, .data = &(const int){ mw }, .kernel = kernel
const struct shk_gsim gsim_yu_2013[] = {
    { .name = "YuEtAl2013Ms", ROW("Active Shallow Crust", active, 0) },
    { .name = "YuEtAl2013MsTibet", ROW("Active Shallow Crust", tibet, 0) },
    { .name = "YuEtAl2013MsEastern", ROW("Stable Shallow Crust", eastern, 0) },
    { .name = "YuEtAl2013MsStable", ROW("Stable Shallow Crust", stable, 0) },
    { .name = "YuEtAl2013Mw", ROW("Active Shallow Crust", active, 1) },
    { .name = "YuEtAl2013MwTibet", ROW("Active Shallow Crust", tibet, 1) },
    { .name = "YuEtAl2013MwEastern", ROW("Stable Shallow Crust", eastern, 1) },
    { .name = "YuEtAl2013MwStable", ROW("Stable Shallow Crust", stable, 1) },
    { 0 },
};
