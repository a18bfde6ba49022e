/* Kotha, Weatherill, Bindi & Cotton (2020), Bull. Earthq. Eng. 18, 4091-4125, and its adjustments for the European hazard
 * model 2020 by Weatherill, Kotha & Cotton (2020), Bull. Earthq. Eng. 18, 5087-5117 (ESHM20). */
#include "gsim/gsim.h"
#include "gsim/kotha_2020.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_alatik.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "gsim/units.h"
#include "kotha_2020.coeffs.h"
#include "kotha_2020_c3.coeffs.h"
#include "kotha_2020_eshm20.coeffs.h"
#include "kotha_2020_geology.coeffs.h"
#include "kotha_2020_geology_grad.coeffs.h"
#include "kotha_2020_geology_int.coeffs.h"
#include "kotha_2020_iceland.coeffs.h"
#include "kotha_2020_phi0.coeffs.h"
#include "kotha_2020_sigma_mu.coeffs.h"
#include "math/vmath.h"

enum kind { BASE, SITE, SLOPE, ESHM20_SITE, GEOLOGY };
struct variant { enum kind kind; int iceland; };        /* iceland: column of its table, or -1 */
static const struct variant base = { BASE, -1 }, site = { SITE, -1 }, slope = { SLOPE, -1 }, eshm20 = { ESHM20_SITE, -1 }, geology = { GEOLOGY, -1 };
static const struct variant iceland[5] = { { ESHM20_SITE, 0 }, { ESHM20_SITE, 1 }, { ESHM20_SITE, 2 }, { ESHM20_SITE, 3 }, { ESHM20_SITE, 4 } };

const struct shk_gsim_arg shk_kotha_2020_args[] = {
    { "sigma_mu_epsilon", 0, NULL, 0 }, { "c3_epsilon", 0, NULL, 0 }, { "ergodic", 1, NULL, 0 }, { "dl2l", 0, shk_gsim_raw, 0 }, { "c3", 0, shk_gsim_raw, 0 }, { 0 },
};

static inline double in_unit(struct shk_imt imt) { return imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G; }

static double region_term(const struct shk_gsim_call *call)     /* dl2l, fixed for the measure */
{
    const struct variant *v = call->data;
    const struct kotha_state *s = call->model->state;
    double d = 0;
    if (v->iceland >= 0) { SHK_COEFFS(kotha_2020_iceland, c, call->imt); d = ((const double *)&c)[v->iceland]; }
    else if (s->dl2l) (void)shk_coeffs_at(s->dl2l, call->imt, &d);
    return d;
}

static int has_region_term(const struct shk_gsim_call *call)
{
    return ((const struct variant *)call->data)->iceland >= 0 || ((const struct kotha_state *)call->model->state)->dl2l;
}

/* The same for all measures: terms of the distance; ln of vs30 (up to 1100 m/s in ESHM20) or the slope. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double ln_r[ROOM], dr[ROOM], site[ROOM]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    double *restrict ln_r = s->ln_r, *restrict dr = s->dr, *restrict at = s->site;
    SHK_EACH(i, x->n) ln_r[i] = kotha_distance(kotha_h(x->hypo_depth[i]), x->rjb[i], &dr[i]);
    switch (((const struct variant *)call->data)->kind) {
    case BASE: fill(at, x->n, 0); break;
    case SITE: SHK_EACH(i, x->n) at[i] = shk_log(x->vs30[i] / 800); break;
    case SLOPE: SHK_EACH(i, x->n) at[i] = shk_log(x->slope[i] / 0.1); break;
    case ESHM20_SITE: SHK_EACH(i, x->n) at[i] = shk_log(min2(x->vs30[i], 1100)); break;
    case GEOLOGY: SHK_EACH(i, x->n) at[i] = shk_log(clip(x->slope[i], 0.0005, 0.3)); break;
    }
}

SHK_KERNEL static void kernel_2020(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    SHK_COEFFS(kotha_2020, c, call->imt);
    SHK_COEFFS(kotha_2020_sigma_mu, s, call->imt);
    const enum kind kind = ((const struct variant *)call->data)->kind;
    const struct kotha_core k = { c.e1, c.b1, c.b2, c.b3, c.c1, c.c2, c.tau_l2l };
    const double eps = has_region_term(call) ? 0 : call->arg[KOTHA_SIGMA_MU_EPSILON], c3 = c.c3 + call->arg[KOTHA_C3_EPSILON] * c.tau_c3;
    const double shift = region_term(call) - in_unit(call->imt);
    const double g0 = kind == SITE ? c.g0_vs30 : kind == SLOPE ? c.g0_slope : 0, g1 = kind == SITE ? c.g1_vs30 : kind == SLOPE ? c.g1_slope : 0;
    const double g2 = kind == SITE ? c.g2_vs30 : kind == SLOPE ? c.g2_slope : 0;
    const double s2s = call->arg[KOTHA_ERGODIC] == 0 ? 0 : kind == SITE ? c.phi_s2s_vs30 : kind == SLOPE ? c.phi_s2s_slope : c.phis2s;
    const double tau = c.tau_event_0, phi = sqrt(c.phi_0 * c.phi_0 + s2s * s2s), sig = sqrt(tau * tau + phi * phi);
    SHK_EACH(i, x->n) {
        const double l = com->site[i];
        out.mean[i] = kotha_at(&k, x->mag[i], com->ln_r[i]) + c3 * com->dr[i] + (g0 + g1 * l + g2 * l * l) + shift + eps * kotha_sigma_mu((const double *)&s, x->mag[i], x->hypo_depth[i], k.tau_l2l);
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

/* Residual attenuation of the site's region, 1 to 5; elsewhere, and for PGV, that of the whole. */
SHK_KERNEL static void attenuation(const struct shk_gsim_call *call, const struct shk_ctx *x, double mean, double tau, double *restrict c3)
{
    const struct kotha_state *st = call->model->state;
    const double eps = call->arg[KOTHA_C3_EPSILON];
    double table[12] = { mean + eps * tau };
    if (st->c3) (void)shk_coeffs_at(st->c3, call->imt, &table[0]);
    for (int r = 1; r <= 5; r++) table[r] = table[0];
    if (!st->c3 && call->imt.kind != SHK_PGV) {
        SHK_COEFFS(kotha_2020_c3, c, call->imt);
        const double *v = (const double *)&c;
        for (int r = 1; r <= 5; r++) table[r] = v[2 * r - 2] + eps * v[2 * r - 1];
    }
    for (size_t i = 0; i < x->n; i++) c3[i] = table[x->region[i] >= 1 && x->region[i] <= 5 ? (int)x->region[i] : 0];
}

/* Site amplification and its variability: by vs30, measured or inferred, or by slope and geology. */
SHK_KERNEL static void amplification(const struct shk_gsim_call *call, const struct shk_ctx *x, const double *restrict at, double *restrict amp, double *restrict s2s)
{
    if (((const struct variant *)call->data)->kind == ESHM20_SITE) {
        SHK_COEFFS(kotha_2020_eshm20, c, call->imt);
        for (size_t i = 0; i < x->n; i++) {
            const double l = at[i];
            amp[i] = x->vs30measured[i] != 0 ? c.d0_obs + c.d1_obs * l : c.d0_inf + c.d1_inf * l;
            s2s[i] = x->vs30measured[i] != 0 ? c.phi_s2s_obs : c.phi_s2s_inf;
        }
        return;
    }
    SHK_COEFFS(kotha_2020_geology, c, call->imt);
    SHK_COEFFS(kotha_2020_geology_int, b1, call->imt);
    SHK_COEFFS(kotha_2020_geology_grad, b2, call->imt);
    const double *v1 = (const double *)&b1, *v2 = (const double *)&b2;
    for (size_t i = 0; i < x->n; i++) {
        const int unit = x->geology[i] >= 1 && x->geology[i] <= 8 ? (int)x->geology[i] : 0;
        amp[i] = c.V1 + (unit ? v1[unit - 1] : 0) + (c.V2 + (unit ? v2[unit - 1] : 0)) * at[i];
        s2s[i] = c.phi_s2s;
    }
}

SHK_KERNEL static void kernel_eshm20(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    SHK_COEFFS(kotha_2020_eshm20, c, call->imt);
    SHK_COEFFS(kotha_2020_sigma_mu, s, call->imt);
    SHK_COEFFS(kotha_2020_phi0, p, call->imt);
    double c3[SHK_CTX_BLOCK], amp[SHK_CTX_BLOCK], s2s[SHK_CTX_BLOCK];
    struct shk_tau global;
    const struct kotha_core k = { c.e1, c.b1, c.b2, c.b3, c.c1, c.c2, c.tau_l2l };
    const double eps = has_region_term(call) ? 0 : call->arg[KOTHA_SIGMA_MU_EPSILON], shift = region_term(call) - in_unit(call->imt);
    const double ergodic = call->arg[KOTHA_ERGODIC] != 0;
    attenuation(call, x, c.c3, c.tau_c3, c3);
    amplification(call, x, com->site, amp, s2s);
    shk_tau_init(&global, SHK_TAU_GLOBAL, NAN);
    shk_tau_eval(&global, call->imt, x->n, x->mag, out.tau);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i];
        const double phi0 = m <= 5 ? p.a : m > 6.5 ? p.b : p.a + (m - 5) * ((p.b - p.a) / 1.5);
        const double phi = sqrt(phi0 * phi0 + ergodic * s2s[i] * s2s[i]);
        out.mean[i] = kotha_at(&k, m, com->ln_r[i]) + c3[i] * com->dr[i] + amp[i] + shift + eps * kotha_sigma_mu((const double *)&s, m, x->hypo_depth[i], k.tau_l2l);
        out.sig[i] = sqrt(out.tau[i] * out.tau[i] + phi * phi);
        out.phi[i] = phi;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct variant *v = m->g->data;
    const struct kotha_state *s = m->state;
    return shk_coeffs_have(m->g->coeffs, imt) && (!s->dl2l || shk_coeffs_have(s->dl2l, imt)) && (!s->c3 || shk_coeffs_have(s->c3, imt))
        && (v->iceland < 0 || shk_coeffs_have(&kotha_2020_iceland_coeffs, imt)) && (v->kind < ESHM20_SITE || s->c3 || imt.kind == SHK_PGV || shk_coeffs_have(&kotha_2020_c3_coeffs, imt));
}

static enum shk_err by_measure(struct shk_gsim_make *k, const char *key, const struct shk_coeffs **out)
{
    const struct shk_toml *t = k->table ? shk_toml_get(k->table, key) : NULL;
    struct shk_coeffs *c = t ? SHK_NEW(k->arena, struct shk_coeffs, 1) : NULL;
    if (t && !c) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    if (t && t->kind == SHK_TOML_TABLE && !t->first) return SHK_OK;
    if (t) SHK_TRY(shk_gsim_imt_table(k, t, key, c));
    *out = c;
    return SHK_OK;
}

enum shk_err shk_kotha_2020_plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct kotha_state *s = SHK_NEW(k->arena, struct kotha_state, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(by_measure(k, "dl2l", &s->dl2l));
    SHK_TRY(by_measure(k, "c3", &s->c3));
    m->state = s;
    return SHK_OK;
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    SHK_TRY(shk_kotha_2020_plan(k, m));
    if (((const struct kotha_state *)m->state)->c3 && ((const struct variant *)m->g->data)->kind < ESHM20_SITE)
        return shk_fail(k->diag, SHK_E_UNSUPPORTED, "%s: c3 by measure works only in the ESHM20 variants", k->name);
    return SHK_OK;
}

static enum shk_err no_maps(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    return shk_fail(k->diag, SHK_E_UNSUPPORTED, "%s needs maps of regions that OpenQuake 3.26.2 does not distribute either", m->g->name);
}

#define EPS(s, c) (const struct shk_gsim_preset[]){ { "sigma_mu_epsilon", s }, { "c3_epsilon", c }, { 0 } }
#define ONE(name, v) (const struct shk_gsim_preset[]){ { name, v }, { 0 } }
#define COMMON .trt = "Active Shallow Crust", .component = "RotD50", .args = shk_kotha_2020_args, .supports = supports, .plan = plan
#define PLAIN(s) .ref = "10.1007/s10518-020-00869-1", .coeffs = &kotha_2020_coeffs, .kernel = kernel_2020, .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rjb) | (s), COMMON
#define EUROPE(s) .ref = "10.1007/s10518-020-00940-x", .coeffs = &kotha_2020_eshm20_coeffs, .kernel = kernel_eshm20, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rjb) | SHK_NEEDS(region) | (s), COMMON
#define ESHM20 EUROPE(SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured))

const struct shk_gsim gsim_kotha_2020[] = {
    { .name = "KothaEtAl2020", .data = &base, PLAIN(0) },
    { .name = "KothaEtAl2020Site", .data = &site, PLAIN(SHK_NEEDS(vs30)) },
    { .name = "KothaEtAl2020Slope", .data = &slope, PLAIN(SHK_NEEDS(slope)) },
    { .name = "KothaEtAl2020ESHM20", .data = &eshm20, ESHM20 },
    { .name = "KothaEtAl2020ESHM20SlopeGeology", .data = &geology, EUROPE(SHK_NEEDS(slope) | SHK_NEEDS(geology)) },
    { .name = "KothaEtAl2020regional", .ref = "10.1007/s10518-020-00869-1", .trt = "Active Shallow Crust", .component = "RotD50", .open_args = 1, .coeffs = &kotha_2020_coeffs, .kernel = kernel_2020, .plan = no_maps },
    { .name = "ESHM20ShallowCrustVLowStressFastAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(-2.85697, -1.732051), ESHM20 },
    { .name = "ESHM20ShallowCrustVLowStressMidAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(-2.85697, 0.0), ESHM20 },
    { .name = "ESHM20ShallowCrustVLowStressSlowAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(-2.85697, 1.732051), ESHM20 },
    { .name = "ESHM20ShallowCrustLowStressFastAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(-1.35563, -1.732051), ESHM20 },
    { .name = "ESHM20ShallowCrustLowStressMidAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(-1.35563, 0.0), ESHM20 },
    { .name = "ESHM20ShallowCrustLowStressSlowAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(-1.35563, 1.732051), ESHM20 },
    { .name = "ESHM20ShallowCrustMidStressFastAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(0.0, -1.732051), ESHM20 },
    { .name = "ESHM20ShallowCrustMidStressMidAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(0.0, 0.0), ESHM20 },
    { .name = "ESHM20ShallowCrustMidStressSlowAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(0.0, 1.732051), ESHM20 },
    { .name = "ESHM20ShallowCrustHighStressFastAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(1.35563, -1.732051), ESHM20 },
    { .name = "ESHM20ShallowCrustHighStressMidAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(1.35563, 0.0), ESHM20 },
    { .name = "ESHM20ShallowCrustHighStressSlowAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(1.35563, 1.732051), ESHM20 },
    { .name = "ESHM20ShallowCrustVHighStressFastAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(2.85697, -1.732051), ESHM20 },
    { .name = "ESHM20ShallowCrustVHighStressMidAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(2.85697, 0.0), ESHM20 },
    { .name = "ESHM20ShallowCrustVHighStressSlowAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(2.85697, 1.732051), ESHM20 },
    { .name = "ESHM20IcelandVLowStressFastAtten", .alias = 1, .data = &iceland[0], .presets = EPS(0, -1.732051), ESHM20 },
    { .name = "ESHM20IcelandVLowStressMidAtten", .alias = 1, .data = &iceland[0], .presets = EPS(0, 0.0), ESHM20 },
    { .name = "ESHM20IcelandVLowStressSlowAtten", .alias = 1, .data = &iceland[0], .presets = EPS(0, 1.732051), ESHM20 },
    { .name = "ESHM20IcelandLowStressFastAtten", .alias = 1, .data = &iceland[1], .presets = EPS(0, -1.732051), ESHM20 },
    { .name = "ESHM20IcelandLowStressMidAtten", .alias = 1, .data = &iceland[1], .presets = EPS(0, 0.0), ESHM20 },
    { .name = "ESHM20IcelandLowStressSlowAtten", .alias = 1, .data = &iceland[1], .presets = EPS(0, 1.732051), ESHM20 },
    { .name = "ESHM20IcelandMidStressFastAtten", .alias = 1, .data = &iceland[2], .presets = EPS(0, -1.732051), ESHM20 },
    { .name = "ESHM20IcelandMidStressMidAtten", .alias = 1, .data = &iceland[2], .presets = EPS(0, 0.0), ESHM20 },
    { .name = "ESHM20IcelandMidStressSlowAtten", .alias = 1, .data = &iceland[2], .presets = EPS(0, 1.732051), ESHM20 },
    { .name = "ESHM20IcelandHighStressFastAtten", .alias = 1, .data = &iceland[3], .presets = EPS(0, -1.732051), ESHM20 },
    { .name = "ESHM20IcelandHighStressMidAtten", .alias = 1, .data = &iceland[3], .presets = EPS(0, 0.0), ESHM20 },
    { .name = "ESHM20IcelandHighStressSlowAtten", .alias = 1, .data = &iceland[3], .presets = EPS(0, 1.732051), ESHM20 },
    { .name = "ESHM20IcelandVHighStressFastAtten", .alias = 1, .data = &iceland[4], .presets = EPS(0, -1.732051), ESHM20 },
    { .name = "ESHM20IcelandVHighStressMidAtten", .alias = 1, .data = &iceland[4], .presets = EPS(0, 0.0), ESHM20 },
    { .name = "ESHM20IcelandVHighStressSlowAtten", .alias = 1, .data = &iceland[4], .presets = EPS(0, 1.732051), ESHM20 },
    { .name = "ESHM20CratonShallowHighStressMidAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = ONE("sigma_mu_epsilon", 1.732051), ESHM20 },
    { .name = "ESHM20CratonShallowHighStressSlowAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = EPS(1.732051, 1.732051), ESHM20 },
    { .name = "ESHM20CratonShallowMidStressMidAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, ESHM20 },
    { .name = "ESHM20CratonShallowMidStressSlowAtten", .alias = 1, .alias_of = "KothaEtAl2020ESHM20", .data = &eshm20, .presets = ONE("c3_epsilon", 1.732051), ESHM20 },
    { 0 },
};
