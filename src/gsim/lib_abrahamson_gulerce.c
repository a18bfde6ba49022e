/* Abrahamson & Gulerce (2020), PEER report 2020/25, chapters 4 to 6. */
#include "gsim/lib_abrahamson_gulerce.h"
#include "abrahamson_gulerce_2020.coeffs.h"
#include "gsim/lib_nz22.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "math/vmath.h"
#include "ngasub_alaska_bias.coeffs.h"

enum { REGION, ERGODIC, USA, SIGMA_MU, USGS_BASIN, AK23 };
static const char *const regions[] = { "GLO", "USA-AK", "CAS", "CAM", "JPN", "NZL", "SAM", "TWN", NULL };
#define COMMON { "region", 0, regions, 0 }, { "ergodic", 1, NULL, 0 }, { "apply_usa_adjustment", 0, NULL, 0 }, { "sigma_mu_epsilon", 0, NULL, 0 }
const struct shk_gsim_arg shk_abrahamson_gulerce_args[] = { COMMON, { "usgs_basin_scaling", 0, NULL, 0 }, { "ak23_bias_adj", 0, NULL, 0 }, { 0 } };
const struct shk_gsim_arg shk_abrahamson_gulerce_nz_args[] = { COMMON, { 0 } };

struct chosen { double a1, a2, a6, a12, a10, a8, a11, a13, a14, c1, a4, vlin, b; int slab; };      /* what region and zone choose */

static struct chosen choose(const struct abrahamson_gulerce_2020 *c, int slab, const double *arg)
{
    static const double c1s[] = { 7.5, 7.9, 7.1, 7.4, 7.6, 8.0, 7.5, 7.7 };
    const int r = (int)arg[REGION];
    const double a1[] = { c->a1, c->a31, c->a32, c->a33, c->a34, c->a35, c->a36, c->a37 };
    const double a6[] = { 0, c->a24, c->a25, c->a26, c->a27, c->a28, c->a29, c->a30 };
    const double a12[] = { 0, c->a17, c->a18, c->a19, c->a20, c->a21, c->a22, c->a23 };
    const double usa = arg[USA] == 0 ? 0 : r == SHK_AG_USA_AK ? c->USA_AK_Adj : r == SHK_AG_CAS ? c->CAS_Adj : 0;
    const double c1 = slab ? c1s[r] : c->c1i, a4 = slab ? 0.73 + 0.34 : 0.73;
    return (struct chosen){ .a1 = a1[r] + usa, .a2 = c->a2 + (r == SHK_AG_TWN ? c->a16 : 0), .a6 = c->a6 + a6[r], .a12 = c->a12 + a12[r],
        .a10 = slab ? c->a10 + a4 * (c1 - 7.5) : 0, .a8 = c->a8, .a11 = c->a11, .a13 = c->a13, .a14 = slab ? c->a14 : 0,
        .c1 = c1, .a4 = a4, .vlin = c->vlin, .b = c->b, .slab = slab };
}

/* Eqs. 4.1 to 4.9 without site and basin terms. */
INLINE double rock(const struct chosen *c, double m, double r, double ln_r, double ztor)
{
    const double fm = c->a13 * (10 - m) * (10 - m) + (m <= c->c1 ? c->a4 * (m - c->c1) : 0);
    const double depth = ztor <= 50 ? c->a8 * (ztor - 50) : c->a11 * (ztor > 200 ? 150 : ztor - 50);
    return c->a1 + fm + (c->a2 + 0.1 * (m - 7)) * ln_r + c->a6 * r + c->a10 + c->a14 * ln_r + (c->slab ? depth : 0);
}

/* Linear variance within events, eqs. 5.3 to 5.8: d1, d2 everywhere, more at distance in some regions. */
struct variance { double d1, d2, f2_alpha, f2_one, f3; };

static double taper(double t1, double t2, double t3, double t4, double T, double *alpha)     /* f2 = one - alpha coefficient * alpha */
{
    *alpha = T <= t1 ? 1 : T <= t2 ? log(T / t2) / log(t1 / t2) : 0;
    return T <= t3 ? 1 : T < t4 ? shk_log(T / t4) / shk_log(t3 / t4) : 0;
}

static struct variance variance_of(const struct abrahamson_gulerce_2020 *c, int region, double T)
{
    struct variance v = { .d1 = c->d1, .d2 = c->d2 };
    double alpha;
    if (region != SHK_AG_CAM && region != SHK_AG_JPN && region != SHK_AG_SAM) return v;
    v.f2_one = taper(0.03, 0.075, 0.20, 1.0, T, &v.f2_alpha);
    if (region == SHK_AG_CAM) return v;
    v.f3 = taper(0.03, 0.075, 0.10, 0.3, T, &alpha);
    v.f3 = 0.242 * (v.f3 - alpha * 0.42);
    return v;
}

struct phi2_of { double w, a, alpha; };       /* what it takes of the distance */
INLINE struct phi2_of phi2_of(double r)
{
    const double n = clip((r - 225) / 225, 0, 1);
    return (struct phi2_of){ clip((r - 150) / 300, 0, 1), 0.109 + 0.062 * n + 0.470 * n * n, clip(1 - 0.0036 * (r - 250), 0.28, 1) };
}
INLINE double phi2_linear(const struct variance *v, struct phi2_of f)
{
    return v->d1 + v->d2 * f.w + f.a * (v->f2_one - v->f2_alpha * f.alpha) + v->f3;
}

/* The same for all measures: ln R, PGA on rock p and ln(p + 1.88), ln of vs30 up to 1000 m/s and its power 1.18, what the variance takes of the distance,
 * the variance of PGA, the back arc, and the basin: ln of its depth to the one expected, and that depth in the reference's unit from 1 to 3, less 1. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common {
    double ln_r[ROOM], pga[ROOM], ln_pga[ROOM], lv[ROOM], v118[ROOM], w[ROOM], a[ROOM], alpha[ROOM], phi2_pga[ROOM], ln_far[ROOM], deeper[ROOM], over1[ROOM];
};

/* Eq. 4.10 and table 4.2: z2pt5 against the depth expected for vs30, in Cascadia and Japan. */
SHK_KERNEL static void basin_depth(const struct shk_gsim_call *call, const struct shk_ctx *x, struct common *s)
{
    const int r = (int)call->arg[REGION], cas = r == SHK_AG_CAS;
    const double a0 = cas ? 8.52 : 7.3, a1 = cas ? -0.88 : -2.066, ln_v = shk_log(cas ? 200.0 : 170.0), low = cas ? 7.6 : 4.1, least = cas ? 0 : -2;
    double *restrict deeper = s->deeper, *restrict over1 = s->over1;
    if (!cas && r != SHK_AG_JPN) return;
    SHK_EACH(i, x->n) {
        const double ref = shk_exp(clip(a0 + a1 * (shk_log(x->vs30[i]) - ln_v), low, a0));
        const double z = x->z2pt5[i] == -999 ? ref : 1000 * x->z2pt5[i];
        deeper[i] = max2(shk_log((z + 50) / (ref + 50)), least);
        over1[i] = clip(z, 1, 3) - 1;       /* the reference compares metres with 1 and 3 km */
    }
}

SHK_KERNEL static void basin_term(const struct abrahamson_gulerce_2020 *c, const struct shk_gsim_call *call, const struct shk_ctx *x, const struct common *s,
                                  double *restrict f)
{
    const int r = (int)call->arg[REGION], nz = ((const struct shk_abrahamson_gulerce *)call->data)->nz;
    const int usgs = !nz && call->arg[USGS_BASIN] != 0;
    const double T = call->imt.period, usgs_factor = T <= 0.5 ? 0 : T == 0.75 ? 0.585 : 1;
    const int cas = r == SHK_AG_CAS;
    const double slope = cas ? c->a39 : c->a41, at_least = usgs ? 0 : 1, by_depth = usgs ? usgs_factor / 2 : 0;
    for (size_t i = 0; i < x->n; i++) f[i] = 0;
    if (!cas && r != SHK_AG_JPN) return;
    SHK_EACH(i, x->n) f[i] = slope * s->deeper[i] * (at_least + by_depth * s->over1[i]);
}

static double fixed_shift(const struct shk_gsim_call *call)
{
    double b = 0;
    if (!((const struct shk_abrahamson_gulerce *)call->data)->nz && call->arg[AK23] != 0) (void)shk_coeffs_at(&ngasub_alaska_bias_coeffs, call->imt, &b);
    return b;
}

/* Columns that some zones do not read are replaced by one that is there. */
static const double *depths(const struct shk_gsim_call *call, const struct shk_ctx *x) { return ((const struct shk_abrahamson_gulerce *)call->data)->slab ? x->ztor : x->mag; }
static int has_back_arc(const struct shk_gsim_call *call) { const struct shk_abrahamson_gulerce *v = call->data; return v->nz && v->slab; }

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    SHK_COEFFS(abrahamson_gulerce_2020, k, SHK_IMT_PGA);
    const struct chosen c = choose(&k, ((const struct shk_abrahamson_gulerce *)call->data)->slab, call->arg);
    const struct variance var = variance_of(&k, (int)call->arg[REGION], 0);
    double *restrict ln_r = s->ln_r, *restrict pga = s->pga, *restrict ln_pga = s->ln_pga, *restrict lv = s->lv, *restrict v118 = s->v118, *restrict ln_far = s->ln_far;
    double *restrict w = s->w, *restrict a = s->a, *restrict alpha = s->alpha, *restrict phi2 = s->phi2_pga, ba[2] = { 0 };
    const double *ztor = depths(call, x), *backarc = has_back_arc(call) ? x->backarc : x->mag, factor = has_back_arc(call) ? 1.008 : 0;
    const double rock_site = (c.a12 + c.b * 1.18) * shk_log(1000 / c.vlin);
    if (has_back_arc(call)) shk_nz22_back_arc(SHK_IMT_PGA, ba);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], on = backarc[i] != 0 ? factor : 0;
        const struct phi2_of f = phi2_of(r);
        ln_r[i] = shk_log(r + 10 * shk_exp(0.4 * (m - 6)));
        ln_far[i] = shk_log(max2(r, 85) / 40);
        pga[i] = shk_exp(rock(&c, m, r, ln_r[i], ztor[i]) + rock_site + on * (ba[0] + ba[1] * ln_far[i]));
        ln_pga[i] = shk_log(pga[i] + 1.88);
        w[i] = f.w;
        a[i] = f.a;
        alpha[i] = f.alpha;
        phi2[i] = phi2_linear(&var, f);
    }
    SHK_EACH(i, x->n) {
        lv[i] = shk_log(min2(x->vs30[i], 1000));
        v118[i] = shk_exp(1.18 * lv[i]);
    }
    basin_depth(call, x, s);
}

SHK_KERNEL void shk_abrahamson_gulerce_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    const struct shk_abrahamson_gulerce *v = call->data;
    SHK_COEFFS(abrahamson_gulerce_2020, k, call->imt);
    SHK_COEFFS(abrahamson_gulerce_2020, kp, SHK_IMT_PGA);
    const int slab = v->slab, region = (int)call->arg[REGION], ergodic = call->arg[ERGODIC] != 0;
    const struct chosen c = choose(&k, slab, call->arg);
    const struct variance var = variance_of(&k, region, call->imt.period);
    double basin[SHK_CTX_BLOCK], ba[2] = { 0 };
    if (has_back_arc(call)) shk_nz22_back_arc(call->imt, ba);
    basin_term(&k, call, x, s, basin);
    const double *ztor = depths(call, x), *backarc = has_back_arc(call) ? x->backarc : x->mag, factor = has_back_arc(call) ? 1.008 : 0;
    const double eps = call->arg[SIGMA_MU], shift = fixed_shift(call), ln_vlin = shk_log(c.vlin), per_vlin = 1.88 * shk_exp(-1.18 * ln_vlin);
    const double s2s = region == SHK_AG_CAM ? k.phi_s2s_g2 : region == SHK_AG_JPN || region == SHK_AG_SAM ? k.phi_s2s_g3 : k.phi_s2s_g1;
    const double s2s_pga = region == SHK_AG_CAM ? kp.phi_s2s_g2 : region == SHK_AG_JPN || region == SHK_AG_SAM ? kp.phi_s2s_g3 : k.phi_s2s_g1;
    const double drop = ergodic ? 0 : s2s * s2s, drop_pga = ergodic ? 0 : s2s_pga * s2s_pga;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], ln_r = s->ln_r[i], on = backarc[i] != 0 ? factor : 0, ln_far = s->ln_far[i], pga = s->pga[i];
        const double vs = min2(x->vs30[i], 1000), l = s->lv[i] - ln_vlin, soft = per_vlin * s->v118[i];
        const struct phi2_of f = { s->w[i], s->a[i], s->alpha[i] };
        const double site = c.a12 * l + (vs >= c.vlin ? c.b * 1.18 * l : c.b * (shk_log(pga + soft) - s->ln_pga[i]));     /* eq. 4.8 */
        const double z = clip(r, 50, 500) / 100;
        out.mean[i] = rock(&c, m, r, ln_r, ztor[i]) + site + basin[i] + on * (ba[0] + ba[1] * ln_far) + shift + eps * (k.e1 + k.e2 * z + k.e3 * z * z);
        const double df = vs < c.vlin ? c.b * pga * (-1 / (pga + 1.88) + 1 / (pga + soft)) : 0;                                 /* eq. 5.12 */
        const double phi2 = phi2_linear(&var, f) - drop, phi2_pga = s->phi2_pga[i] - drop_pga, tau2 = 0.47 * 0.47;
        const double b = sqrt(phi2 - 0.09), b_pga = sqrt(phi2_pga - 0.09);
        const double nl_w = phi2 + df * df * b_pga * b_pga + 2 * df * b_pga * b * k.rhoW, nl_b = tau2 + df * df * tau2 + 2 * df * tau2 * k.rhoB;
        const double var_w = vs < c.vlin ? nl_w : phi2, var_b = vs < c.vlin ? nl_b : tau2;
        out.sig[i] = sqrt(var_b + var_w);
        out.tau[i] = sqrt(var_b);
        out.phi[i] = sqrt(var_w);
    }
}

int shk_abrahamson_gulerce_supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct shk_abrahamson_gulerce *v = m->g->data;
    return shk_coeffs_have(&abrahamson_gulerce_2020_coeffs, imt) && (!v->nz || shk_nz22_back_arc_has(imt))
        && (v->nz || m->arg[AK23] == 0 || shk_coeffs_have(&ngasub_alaska_bias_coeffs, imt));
}

enum shk_err shk_abrahamson_gulerce_plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_abrahamson_gulerce *v = m->g->data;
    const int r = (int)m->arg[REGION];
    m->needs |= (v->slab ? SHK_NEEDS(ztor) : 0) | (r == SHK_AG_CAS || r == SHK_AG_JPN ? SHK_NEEDS(z2pt5) : 0) | (v->nz && v->slab ? SHK_NEEDS(backarc) : 0);
    if (v->nz) return SHK_OK;
    if (m->arg[USGS_BASIN] != 0 && r != SHK_AG_CAS) return shk_fail(k->diag, SHK_E_INVALID, "%s: usgs_basin_scaling needs region \"CAS\"", k->name);
    if (m->arg[AK23] != 0 && (v->slab || r != SHK_AG_GLO)) return shk_fail(k->diag, SHK_E_INVALID, "%s: ak23_bias_adj is for the global interface model", k->name);
    return SHK_OK;
}
