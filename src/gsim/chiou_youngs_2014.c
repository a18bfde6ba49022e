/* Chiou & Youngs (2014), Earthq. Spectra 30(3), 1117-1153: active shallow crust; regions of anelastic attenuation and
 * site response; the long-period adjustment of Boore et al. (2022) as an argument. */
#include "gsim/chiou_youngs_2014.h"
#include "chiou_youngs_2014_cybershake.coeffs.h"

enum variant { PLAIN, PEER, NEAR_FAULT };
enum { ARG_REGION, ARG_EPSILON, ARG_HANGING, ARG_DELTA_C1, ARG_ALPHA_NM, ARG_USGS, ARG_CYBERSHAKE };

struct source { double base[SHK_CTX_BLOCK], near[SHK_CTX_BLOCK], gamma[SHK_CTX_BLOCK], hanging[SHK_CTX_BLOCK]; };

SHK_KERNEL __attribute__((noinline)) static void source_terms_of(const struct chiou_youngs_2014 *c, const struct shk_ctx *x, size_t n, double alpha_nm,
                                                                 struct source *restrict s)
{
    SHK_EACH(i, n) {
        const struct cy14_source f = cy14_source(c, x->mag[i], x->rake[i], x->ztor[i], x->dip[i], alpha_nm);
        s->base[i] = f.base;
        s->near[i] = f.near;
        s->gamma[i] = f.gamma;
        s->hanging[i] = f.hanging;
    }
}

static void source_terms(const struct chiou_youngs_2014 *c, const struct shk_ctx *x, double alpha_nm, struct source *restrict s)
{
    const int one = x->n && uniform(x->mag, x->n) && uniform(x->rake, x->n) && uniform(x->ztor, x->n) && uniform(x->dip, x->n);
    source_terms_of(c, x, one ? 1 : x->n, alpha_nm, s);
    if (!one) return;
    fill(s->base, x->n, s->base[0]);
    fill(s->near, x->n, s->near[0]);
    fill(s->gamma, x->n, s->gamma[0]);
    fill(s->hanging, x->n, s->hanging[0]);
}

/* Directivity, fifth line of eq. 11: the centred direct point parameter. */
SHK_KERNEL static void directivity(const struct chiou_youngs_2014 *c, const struct shk_ctx *x, double *restrict f)
{
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - c->c8b;
        f[i] = c->c8 * max2(1 - max2(x->rrup[i] - 40, 0) / 30, 0) * clip((m - 5.5) / 0.8, 0, 1) * shk_exp(-c->c8a * dm * dm) * x->rcdpp[i];
    }
}

/* Long periods: Boore et al. (2022) eq. 2. */
SHK_KERNEL static void delta_c1(double period, const struct shk_ctx *x, double *restrict f)
{
    SHK_EACH(i, x->n) {
        const double dm = max2(x->mag[i] - 7, 0), tb = 2 - dm, l = max2(shk_log(period / tb), 0);
        const double s = 0.2704 - 0.0694 * dm + (-0.1342 + 0.0716 * dm) / cosh1((0.2513 - 0.0419 * dm) * min2(x->rrup[i], 100));
        f[i] += period > tb ? s * (l * l) : 0;
    }
}

/* Basin term, fourth line of eq. 12, as depth term 1 - exp(-dz / phi6): the factor phi5 is the caller's. */
SHK_KERNEL __attribute__((noinline)) static void basin_depth(const struct shk_ctx *x, int japan, double phi6, double *restrict z1, double *restrict depth)
{
    SHK_EACH(i, x->n) {
        const double ref = cy14_z1(japan, x->vs30[i]), z = x->z1pt0[i] == -999 ? ref : x->z1pt0[i];
        z1[i] = z;
        depth[i] = 1 - shk_exp((z <= 0 ? 0 : z - ref) * (-1 / phi6));
    }
}

SHK_KERNEL __attribute__((noinline)) static void means(const struct chiou_youngs_2014 *c, const struct shk_ctx *x, int region, const struct source *s, const double *restrict extra,
                             const double *restrict depth, double *restrict mean, double *restrict nl)
{
    const double at_1130 = exp(c->phi3 * (1130 - 360)), phi1 = region == CY14_JPN ? c->phi1jp : c->phi1;
    const struct cy14_attenuation q = cy14_attenuation(c, region);
    SHK_EACH(i, x->n) {
        const double r = x->rrup[i], vs30 = x->vs30[i];
        const struct cy14_source f = { s->base[i], s->near[i], s->gamma[i], s->hanging[i] };
        const double ln_ref = cy14_rock(c, f, q, x->mag[i], x->ztor[i], r, x->rjb[i], x->rx[i]) + extra[i];
        const double y = shk_exp(ln_ref), b = c->phi2 * (shk_exp(c->phi3 * (min2(vs30, 1130) - 360)) - at_1130);
        mean[i] = ln_ref + phi1 * min2(shk_log(vs30 * (1 / 1130.0)), 0) + b * shk_log((y + c->phi4) / c->phi4) + depth[i];     /* eq. 12 */
        nl[i] = 1 + b * (y / (y + c->phi4));
    }
}

/* ln-mean with all terms, and 1 + NL0 of eq. 13. */
static void evaluate(const struct shk_gsim_call *call, struct shk_imt t, const struct shk_ctx *x, double *mean, double *nl)
{
    SHK_COEFFS(chiou_youngs_2014, c, t);
    struct source s;
    double z1[SHK_CTX_BLOCK], depth[SHK_CTX_BLOCK], extra[SHK_CTX_BLOCK];
    const int region = (int)call->arg[ARG_REGION], japan = region == CY14_JPN;
    if (call->arg[ARG_HANGING] == 0) c.c9 = 0;
    source_terms(&c, x, call->arg[ARG_ALPHA_NM], &s);
    double phi5 = japan ? c.phi5jp : c.phi5, phi6 = japan ? 800 : 300, shift = 0;
    if (call->arg[ARG_CYBERSHAKE] != 0 && t.period > 1.9 && !japan) {
        SHK_COEFFS(chiou_youngs_2014_cybershake, cy, t);
        phi5 = cy.phi5;
        phi6 = cy.phi6;
        shift = 0.1;
    }
    basin_depth(x, japan, phi6, z1, depth);
    for (size_t i = 0; i < x->n; i++) depth[i] = phi5 * depth[i] + shift;
    if (call->arg[ARG_USGS] != 0 && !japan)
        for (size_t i = 0; i < x->n; i++) depth[i] *= usgs_z1_scaling(z1[i], t.period);
    if (*(const enum variant *)call->data == NEAR_FAULT) directivity(&c, x, extra);
    else fill(extra, x->n, 0);
    if (call->arg[ARG_DELTA_C1] != 0 && t.period > 0) delta_c1(t.period, x, extra);
    means(&c, x, region, &s, extra, depth, mean, nl);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(chiou_youngs_2014, c, call->imt);
    double pga[SHK_CTX_BLOCK], nl[SHK_CTX_BLOCK];
    if (call->imt.kind == SHK_SA && call->imt.period <= 0.3) evaluate(call, SHK_IMT_PGA, x, pga, nl);    /* a floor at short periods, p. 1131 */
    else fill(pga, x->n, -INFINITY);
    evaluate(call, call->imt, x, out.mean, nl);
    const int peer = *(const enum variant *)call->data == PEER;
    SHK_EACH(i, x->n) {                                                                                  /* eq. 13 */
        const double dm = clip(x->mag[i] - 5, 0, 1.5), tau = (c.tau1 + (c.tau2 - c.tau1) / 1.5 * dm) * nl[i];
        const double phi = (c.sig1 + (c.sig2 - c.sig1) * dm / 1.5) * sqrt((x->vs30measured[i] != 0 ? 0.7 : c.sig3) + nl[i] * nl[i]);
        out.mean[i] = max2(out.mean[i], pga[i]);
        out.sig[i] = peer ? 0.65 : sqrt(tau * tau + phi * phi);
        out.tau[i] = peer ? 0 : fabs(tau);
        out.phi[i] = peer ? 0 : phi;
    }
    const double eps = call->arg[ARG_EPSILON];
    if (eps != 0)
        for (size_t i = 0; i < x->n; i++) out.mean[i] += eps * epistemic_sigma(x->mag[i], x->rrup[i]);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&chiou_youngs_2014_coeffs, t)
        && (m->arg[ARG_CYBERSHAKE] == 0 || t.period <= 1.9 || m->arg[ARG_REGION] == CY14_JPN || shk_coeffs_have(&chiou_youngs_2014_cybershake_coeffs, t));
}

static const struct shk_gsim_arg args[] = {
    { .name = "region", .value = CY14_CAL, .choices = (const char *const[]){ "CAL", "JPN", "ITA", "WEN", NULL } }, { .name = "sigma_mu_epsilon", .value = 0 }, { .name = "use_hw", .value = 1 },
    { .name = "add_delta_c1", .value = 0 }, { .name = "alpha_nm", .value = 1 }, { .name = "usgs_basin_scaling", .value = 0 }, { .name = "cybershake_basin_adj", .value = 0 }, { 0 } };

#define NEEDS SHK_NEEDS(dip) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured) \
    | SHK_NEEDS(z1pt0) | SHK_NEEDS(rjb) | SHK_NEEDS(rrup) | SHK_NEEDS(rx)
#define ROW(v) .ref = "10.1193/072813EQS219M", .trt = "Active Shallow Crust", .coeffs = &chiou_youngs_2014_coeffs, .args = args, \
    .kernel = kernel, .supports = supports, .component = "RotD50", .data = &(const enum variant){ v }
#define REGION(r) ROW(PLAIN), .needs = NEEDS, .alias = 1, .presets = (const struct shk_gsim_preset[]){ { "region", r }, { 0 } }
const struct shk_gsim gsim_chiou_youngs_2014[] = {
    { .name = "ChiouYoungs2014", ROW(PLAIN), .needs = NEEDS },
    { .name = "ChiouYoungs2014PEER", ROW(PEER), .needs = NEEDS, .total_only = 1 },
    { .name = "ChiouYoungs2014NearFaultEffect", ROW(NEAR_FAULT), .needs = NEEDS | SHK_NEEDS(rcdpp) },
    { .name = "ChiouYoungs2014Japan", REGION(CY14_JPN) },
    { .name = "ChiouYoungs2014Italy", REGION(CY14_ITA) },
    { .name = "ChiouYoungs2014Wenchuan", REGION(CY14_WEN) },
    { 0 },
};
