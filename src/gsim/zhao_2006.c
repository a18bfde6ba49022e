/* Zhao et al. (2006), Bull. Seismol. Soc. Am. 96(3), 898-913: Japan, by type of source and site class. */
#include "gsim/lib_runs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_us23.h"
#include "gsim/make.h"
#include "gsim/zhao_2006.h"
#include "zhao_2006.coeffs.h"
#include "zhao_2006_cascadia.coeffs.h"
#include "zhao_2006_sinter.coeffs.h"
#include "zhao_2006_sinter_nshmp.coeffs.h"
#include "zhao_2006_sslab.coeffs.h"

const struct shk_coeffs *const shk_zhao06_coeffs = &zhao_2006_coeffs;
const struct shk_zhao06 shk_zhao06_crust = { .type = ZHAO06_CRUST }, shk_zhao06_slab = { .type = ZHAO06_SLAB, .trt = &zhao_2006_sslab_coeffs };
static const struct shk_zhao06 near5 = { .type = ZHAO06_CRUST, .nearest = 5 },
    interface = { .type = ZHAO06_INTERFACE, .trt = &zhao_2006_sinter_coeffs },
    interface_nshmp = { .type = ZHAO06_INTERFACE, .trt = &zhao_2006_sinter_nshmp_coeffs, .depth = 20 },
    interface_cascadia = { .type = ZHAO06_INTERFACE, .trt = &zhao_2006_sinter_coeffs, .cascadia = 1 },
    slab_nshmp = { .type = ZHAO06_SLAB, .trt = &zhao_2006_sslab_coeffs, .max_mag = 7.8 },
    slab_cascadia = { .type = ZHAO06_SLAB, .trt = &zhao_2006_sslab_coeffs, .cascadia = 1 };

/* Terms by type of source: magnitude-squared correction P (m - M) + Q (m - M)^2 + W (eq. 6, 7), constant, geometric spreading. */
struct by_type { double P, Q, W, M, S, SL, FR, tau; };

static struct by_type by_type(const struct shk_zhao06 *v, const struct zhao_2006 *c, struct shk_imt t)
{
    if (v->type == ZHAO06_CRUST) return (struct by_type){ .Q = c->QC, .W = c->WC, .M = 6.3, .FR = c->FR, .tau = c->tauC };
    if (v->type == ZHAO06_INTERFACE) {
        struct zhao_2006_sinter s;
        (void)shk_coeffs_at(v->trt, t, (double *)&s);
        return (struct by_type){ .Q = s.QI, .W = s.WI, .M = 6.3, .S = s.SI, .tau = s.tauI };
    }
    struct zhao_2006_sslab s;
    (void)shk_coeffs_at(v->trt, t, (double *)&s);
    return (struct by_type){ .P = s.PS, .Q = s.QS, .W = s.WS, .M = 6.5, .S = s.SS, .SL = s.SSL, .tau = s.tauS };
}

/* What does not depend on the measure: runs of magnitudes. */
static void mags_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *mags)
{
    (void)call;
    shk_runs_find(mags, x->n, (const double *const[]){ x->mag }, 1);
}

/* The distance that is added to saturate, eq. 2, of each run. */
SHK_KERNEL static void saturation(double ln_c, double d, double max_mag, const struct shk_runs *mags, size_t n, double *restrict near)
{
    const double *restrict mag = mags->col[0];
    SHK_EACH(i, mags->n) near[i] = shk_exp(ln_c + d * min2(mag[i], max_mag));
    shk_runs_spread(mags, n, near, 1);
}

SHK_KERNEL void shk_zhao06_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct shk_runs, mags, call, x, mags_of);
    const struct shk_zhao06 *v = call->data;
    SHK_COEFFS(zhao_2006, c, call->imt);
    double near[SHK_CTX_BLOCK];
    const struct by_type k = by_type(v, &c, call->imt);
    const double *rake = v->type == ZHAO06_CRUST ? x->rake : x->mag;       /* unused where FR is 0 */
    const double max_mag = v->max_mag > 0 ? v->max_mag : INFINITY, fixed = v->depth > 0, depth = v->depth;
    const double nearest = v->nearest, sig = sqrt(c.sigma * c.sigma + k.tau * k.tau);
    const int is_slab = v->type == ZHAO06_SLAB;
    double shift = k.S + k.W - SHK_LN_CMS2_PER_G;
    if (v->cascadia) {
        SHK_COEFFS(zhao_2006_cascadia, s, call->imt);
        shift += shk_log(s.MF);
    }
    saturation(shk_log(c.c), c.d, max_mag, mags, x->n, near);
    SHK_EACH(i, x->n) {
        const double m = min2(x->mag[i], max_mag), r0 = max2(x->rrup[i], nearest), r = (is_slab & (r0 == 0)) ? 0.1 : r0, vs30 = x->vs30[i];
        const double h0 = clip(x->hypo_depth[i], 0, 125), h = fixed * depth + (1 - fixed) * h0, dm = m - k.M;
        const double deep = h >= 15 ? c.e * (h - 15) : 0;
        const double reverse = ((rake[i] > 45) & (rake[i] < 135)) ? k.FR : 0;
        const double site = vs30 > 1100 ? c.CH : vs30 > 600 ? c.C1 : vs30 > 300 ? c.C2 : vs30 > 200 ? c.C3 : c.C4;
        out.mean[i] = c.a * m + c.b * r - shk_log(r + near[i]) + deep + reverse + site     /* eq. 1, 2 */
                    + k.P * dm + k.Q * dm * dm + shift;
        out.sig[i] = sig;
        out.tau[i] = k.tau;
        out.phi[i] = c.sigma;
    }
    if (is_slab)
        SHK_EACH(i, x->n) {
            const double r0 = x->rrup[i], r = r0 == 0 ? 0.1 : r0;
            out.mean[i] += k.SL * shk_log(r);
        }
}

enum { ARG_CB14, ARG_M9 };
static const struct shk_gsim_arg args[] = { { .name = "cb14_basin_term" }, { .name = "m9_basin_term" }, { 0 } };

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    shk_zhao06_kernel(call, x, out);
    shk_us23_basin(call->arg[ARG_CB14] != 0, call->arg[ARG_M9] != 0, call->imt, x, out.mean);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    (void)k;
    if (m->arg[ARG_CB14] != 0 || m->arg[ARG_M9] != 0) m->needs |= SHK_NEEDS(z2pt5);
    return SHK_OK;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct shk_zhao06 *v = m->g->data;
    return shk_us23_has(m->arg[ARG_CB14] != 0, t) && shk_coeffs_have(&zhao_2006_coeffs, t) && (!v->trt || shk_coeffs_have(v->trt, t))
        && (!v->cascadia || shk_coeffs_have(&zhao_2006_cascadia_coeffs, t));
}

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
#define ROW(v) .ref = "10.1785/0120050122", .kernel = kernel, .plan = plan, .supports = supports, .args = args, .coeffs = &zhao_2006_coeffs, .data = &v, \
    .component = "GEOMETRIC_MEAN"
#define CRUST .trt = "Active Shallow Crust", .needs = NEEDS | SHK_NEEDS(rake)
#define INTERFACE .trt = "Subduction Interface", .needs = NEEDS
#define SLAB .trt = "Subduction IntraSlab", .needs = NEEDS
const struct shk_gsim gsim_zhao_2006[] = {
    { .name = "ZhaoEtAl2006Asc", ROW(shk_zhao06_crust), CRUST },
    { .name = "ZhaoEtAl2006AscSGS", ROW(near5), CRUST },
    { .name = "ZhaoEtAl2006SInter", ROW(interface), INTERFACE },
    { .name = "ZhaoEtAl2006SInterNSHMP2008", ROW(interface_nshmp), INTERFACE },
    { .name = "ZhaoEtAl2006SInterCascadia", ROW(interface_cascadia), INTERFACE },
    { .name = "ZhaoEtAl2006SSlab", ROW(shk_zhao06_slab), SLAB },
    { .name = "ZhaoEtAl2006SSlabNSHMP2014", ROW(slab_nshmp), SLAB },
    { .name = "ZhaoEtAl2006SSlabCascadia", ROW(slab_cascadia), SLAB },
    { 0 },
};
