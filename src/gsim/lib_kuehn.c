/* Kuehn, Bozorgnia, Campbell & Gregor (2020), PEER report 2020/04: equation numbers are those of its chapter 4. */
#include "gsim/lib_kuehn.h"
#include "gsim/lib_nz22.h"
#include "gsim/lib_runs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "kuehn_2020.coeffs.h"
#include "kuehn_2020_unc_if_alaska.coeffs.h"
#include "kuehn_2020_unc_if_cascadia.coeffs.h"
#include "kuehn_2020_unc_if_centralamericamexico.coeffs.h"
#include "kuehn_2020_unc_if_global.coeffs.h"
#include "kuehn_2020_unc_if_japan.coeffs.h"
#include "kuehn_2020_unc_if_newzealand.coeffs.h"
#include "kuehn_2020_unc_if_southamerica.coeffs.h"
#include "kuehn_2020_unc_if_taiwan.coeffs.h"
#include "kuehn_2020_unc_slab_alaska.coeffs.h"
#include "kuehn_2020_unc_slab_cascadia.coeffs.h"
#include "kuehn_2020_unc_slab_centralamericamexico.coeffs.h"
#include "kuehn_2020_unc_slab_global.coeffs.h"
#include "kuehn_2020_unc_slab_japan.coeffs.h"
#include "kuehn_2020_unc_slab_newzealand.coeffs.h"
#include "kuehn_2020_unc_slab_southamerica.coeffs.h"
#include "kuehn_2020_unc_slab_taiwan.coeffs.h"
#include "math/vmath.h"
#include "ngasub_alaska_bias.coeffs.h"
#include "nz_nshm2022_rho.coeffs.h"

enum { REGION, M_B, SIGMA_MU, M9, USGS_BASIN, AK23, CB14_SIGMA, MODIFIED_SIGMA = M9 };
static const char *const regions[] = { "GLO", "USA-AK", "CAS", "SEA", "CAM", "JPN", "NZL", "SAM", "TWN", NULL };
#define COMMON { "region", 0, regions, 0 }, { "m_b", NAN, NULL, 0 }, { "sigma_mu_epsilon", 0, NULL, 0 }
const struct shk_gsim_arg shk_kuehn_args[] = { COMMON, { "m9_basin_term", 0, NULL, 0 }, { "usgs_basin_scaling", 0, NULL, 0 },
    { "ak23_bias_adj", 0, NULL, 0 }, { "ak23_cb14_sig", 0, NULL, 0 }, { 0 } };
const struct shk_gsim_arg shk_kuehn_nz_args[] = { COMMON, { "modified_sigma", 0, NULL, 0 }, { 0 } };

/* Uncertainty of the median, 12 magnitudes by 13 distances, for each zone and region. */
static const struct shk_coeffs *const uncertainty[2][9] = {
    { &kuehn_2020_unc_if_global_coeffs, &kuehn_2020_unc_if_alaska_coeffs, &kuehn_2020_unc_if_cascadia_coeffs, &kuehn_2020_unc_if_cascadia_coeffs, &kuehn_2020_unc_if_centralamericamexico_coeffs, &kuehn_2020_unc_if_japan_coeffs, &kuehn_2020_unc_if_newzealand_coeffs, &kuehn_2020_unc_if_southamerica_coeffs, &kuehn_2020_unc_if_taiwan_coeffs },
    { &kuehn_2020_unc_slab_global_coeffs, &kuehn_2020_unc_slab_alaska_coeffs, &kuehn_2020_unc_slab_cascadia_coeffs, &kuehn_2020_unc_slab_cascadia_coeffs, &kuehn_2020_unc_slab_centralamericamexico_coeffs, &kuehn_2020_unc_slab_japan_coeffs, &kuehn_2020_unc_slab_newzealand_coeffs, &kuehn_2020_unc_slab_southamerica_coeffs, &kuehn_2020_unc_slab_taiwan_coeffs },
};

enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct chosen { double c1, c2, c3, c4, c5, c6, c7, c9, zb, zref, nft1, nft2, k1, k2, mb; };      /* what region and zone choose */

static struct chosen choose(const struct kuehn_2020 *c, int slab, int region, double mb)
{
    const double c1_if[] = { c->mu_c_1_if, c->c_1_if_reg_Al, c->c_1_if_reg_Ca, c->c_1_if_reg_Ca, c->c_1_if_reg_CAM, c->c_1_if_reg_Ja, c->c_1_if_reg_NZ, c->c_1_if_reg_SA, c->c_1_if_reg_Tw };
    const double c1_slab[] = { c->mu_c_1_slab, c->c_1_slab_reg_Al, c->c_1_slab_reg_Ca, c->c_1_slab_reg_Ca, c->c_1_slab_reg_CAM, c->c_1_slab_reg_Ja, c->c_1_slab_reg_NZ, c->c_1_slab_reg_SA, c->c_1_slab_reg_Tw };
    const double c6[] = { c->mu_c_6, c->c_6_2_reg_Al, c->c_6_2_reg_Ca, c->c_6_2_reg_Ca, c->c_6_2_reg_CAM, c->c_6_2_reg_Ja, c->c_6_2_reg_NZ, c->c_6_2_reg_SA, c->c_6_2_reg_Tw };
    const double c7[] = { c->mu_c_7, c->c_7_reg_Al, c->c_7_reg_Ca, c->c_7_reg_Ca, c->c_7_reg_CAM, c->c_7_reg_Ja, c->c_7_reg_NZ, c->c_7_reg_SA, c->c_7_reg_Tw };
    return (struct chosen){ .c1 = slab ? c1_slab[region] : c1_if[region], .c2 = slab ? c->c_2_slab : c->c_2_if, .c3 = c->c_3, .c4 = slab ? c->c_4_slab : c->c_4_if,
        .c5 = c->c_5, .c6 = c6[region], .c7 = c7[region], .c9 = slab ? c->c_9_slab : c->c_9_if, .zb = slab ? 80 + c->dz_b_slab : 30 + c->dz_b_if,
        .zref = slab ? 50 : 15, .nft1 = c->c_nft_1, .nft2 = c->c_nft_2, .k1 = c->k1, .k2 = c->k2, .mb = mb };
}

/* Eq. 4.4: two slopes joined smoothly over delta; large arguments go over to the asymptote before exp overflows. */
INLINE double hinge(double x, double x0, double a, double b0, double b1, double delta)
{
    const double d = x - x0, u = d / delta;
    return a + b0 * d + (b1 - b0) * delta * (shk_log(1 + shk_exp(min2(u, 700))) + max2(u - 700, 0));
}

/* What does not depend on the measure: runs of magnitudes and of depths, logarithms and powers of vs30, the basin's depth, PGA on rock and on the soil. */
struct common {
    struct shk_runs mags, depths;
    double exp_z[ROOM], lv[ROOM], v118[ROOM], km[ROOM], deeper[ROOM], rock[ROOM], ln_rock188[ROOM], soil[ROOM];
};
enum { DEEP = 300 };          /* km: exp of it is in range, and nothing to add 1 to */
struct source { double size[SHK_CTX_BLOCK], near[SHK_CTX_BLOCK], depth[SHK_CTX_BLOCK]; };

/* Eqs. 4.2 to 4.7: source, path and depth. */
SHK_KERNEL static void rock_all(const struct chosen *chosen, const struct common *s, const struct shk_ctx *x, double *restrict base)
{
    const struct chosen c = *chosen;
    const double *restrict mag = s->mags.col[0], *restrict ztor = s->depths.col[0], *restrict exp_z = s->exp_z, per_zb = shk_exp(-c.zb);
    struct source src;
    double *restrict size = src.size, *restrict near = src.near, *restrict depth = src.depth;
    SHK_EACH(i, s->mags.n) {
        size[i] = c.c1 + hinge(mag[i], c.mb, c.c4 * (c.mb - 6), c.c4, c.c5, 0.1);
        near[i] = shk_exp(SHK_LN10 * (c.nft1 + c.nft2 * (mag[i] - 6)));
    }
    SHK_EACH(i, s->depths.n)    /* the hinge, eq. 4.4, over 1 km */
        depth[i] = c.c9 * (ztor[i] - c.zref - shk_log(1 + exp_z[i] * per_zb) - max2(ztor[i] - DEEP, 0));
    shk_runs_spread(&s->mags, x->n, size, 2);
    shk_runs_spread(&s->depths, x->n, depth, 1);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i];
        base[i] = size[i] + (c.c2 + c.c3 * m) * shk_log(r + near[i]) + c.c6 * r + depth[i];
    }
}

/* Eq. 4.9 with l = ln(vs30 / k1), soft = 1.88 (vs30 / k1)^1.18, ln_rock188 = ln(PGA on rock + 1.88) */
INLINE double site(const struct chosen *c, double vs30, double l, double soft, double pga, double ln_rock188)
{
    return c->c7 * l + (vs30 > c->k1 ? c->k2 * 1.18 * l : c->k2 * (shk_log(pga + soft) - ln_rock188));
}

struct basin_of { int has, deep, sea; const double *z; };

static struct basin_of basin_of(const struct shk_gsim_call *call, const struct shk_ctx *x)
{
    const int r = (int)call->arg[REGION], nz = ((const struct shk_kuehn *)call->data)->nz;
    const int sea = r == SHK_KUEHN_SEA, deep = r == SHK_KUEHN_CAS || r == SHK_KUEHN_JPN || sea;      /* by z2pt5, else z1pt0 */
    const int has = deep ? !(nz && sea) : (r == SHK_KUEHN_TWN || (r == SHK_KUEHN_NZL && !nz));
    return (struct basin_of){ has, deep, sea, !has ? x->vs30 : deep ? x->z2pt5 : x->z1pt0 };
}

/* Eq. 4.11: basin depth and its logarithm against the one expected for vs30. */
SHK_KERNEL static void basin_depth(const struct shk_gsim_call *call, const struct shk_ctx *x, struct common *s)
{
    static const double model[4][4] = {         /* Cascadia, Japan, New Zealand, Taiwan */
        { 8.294049640102028, 2.302585092994046, 6.396929655216146, 0.27081459 }, { 7.6893685375, 2.302585092994046, 6.3091864, 0.7528670225 },
        { 6.859789675, 2.302585092994046, 5.745692775, 0.91563524375 }, { 6.30560665, 2.302585092994046, 6.1104992125, 0.43671102 } };
    const int r = (int)call->arg[REGION];
    const struct basin_of b = basin_of(call, x);
    const double *q = model[r == SHK_KUEHN_JPN ? 1 : b.deep ? 0 : r == SHK_KUEHN_NZL ? 2 : 3];
    const double q0 = q[0], q1 = q[1] - q[0], q2 = q[2], iq3 = 1 / q[3], scale = b.deep && !b.sea ? 1000 : 1;
    double *restrict km = s->km, *restrict deeper = s->deeper;
    if (!b.has) return;
    SHK_EACH(i, x->n) {
        const double e = shk_exp((s->lv[i] - q2) * iq3), ln_ref = q0 + q1 * e / (1 + e);
        const double z = b.z[i] == -999 ? shk_exp(ln_ref) : scale * b.z[i];        /* the reference leaves Seattle's in km */
        deeper[i] = shk_log(z) - ln_ref;
        km[i] = z / 1000;
    }
}

/* Eq. 4.10; a constant in the Seattle basin. */
SHK_KERNEL static void basin_term(const struct kuehn_2020 *c, const struct shk_gsim_call *call, struct shk_imt imt, const struct shk_ctx *x, const struct common *s,
                                  double *restrict f)
{
    const int r = (int)call->arg[REGION], nz = ((const struct shk_kuehn *)call->data)->nz;
    const struct basin_of b = basin_of(call, x);
    const double c11 = r == SHK_KUEHN_CAS ? c->c_11_Ca : r == SHK_KUEHN_JPN ? c->c_11_Ja : r == SHK_KUEHN_NZL ? c->c_11_NZ : c->c_11_Tw;
    const double c12 = r == SHK_KUEHN_CAS ? c->c_12_Ca : r == SHK_KUEHN_JPN ? c->c_12_Ja : r == SHK_KUEHN_NZL ? c->c_12_NZ : c->c_12_Tw;
    const int m9 = !nz && call->arg[M9] != 0 && imt.kind != SHK_PGV && imt.period >= 1.9, usgs = !nz && call->arg[USGS_BASIN] != 0;
    const double usgs_factor = imt.period <= 0.5 ? 0 : imt.period == 0.75 ? 0.585 : 1, c_sea = c->theta_11_Sea;
    const double deepest = m9 ? 6 : INFINITY, at_least = usgs ? 0 : 1, by_depth = usgs ? usgs_factor / 2 : 0;
    fill(f, x->n, 0);
    if (!b.has) return;
    SHK_EACH(i, x->n) {
        const double km = s->km[i], by_z = km > 0 ? c11 + c12 * s->deeper[i] : 0;
        f[i] = (km >= deepest ? 0.693147180559945 : b.sea ? c_sea : by_z) * (at_least + by_depth * (clip(km, 1, 3) - 1));
    }
}

/* Linear in magnitude and distance, constant outside the table. */
static void median_uncertainty(const struct shk_gsim_call *call, const struct shk_ctx *x, double *restrict s)
{
    static const double R[13] = { 10, 15.848931924611133, 25.118864315095795, 39.810717055349734, 63.09573444801933, 100, 158.48931924611142, 251.18864315095823,
                                  398.1071705534973, 500, 630.957344480193, 800, 1000 };
    double v[160];
    struct shk_imt imt = call->imt;
    if (call->arg[SIGMA_MU] == 0) { for (size_t i = 0; i < x->n; i++) s[i] = 0; return; }
    if (imt.kind == SHK_SA) imt.period = clip(imt.period, 0.01, 10);
    (void)shk_coeffs_at(uncertainty[((const struct shk_kuehn *)call->data)->slab][(int)call->arg[REGION]], imt, v);
    for (size_t i = 0; i < x->n; i++) {
        const double u = (clip(x->mag[i], 4, 9.5) - 4) / 0.5, r = clip(x->rrup[i], 10, 1000);
        const int a = u >= 11 ? 10 : u >= 0 ? (int)u : 0;
        int b = 0;
        while (b < 11 && r >= R[b + 1]) b++;
        const double wm = u - a, wr = (r - R[b]) / (R[b + 1] - R[b]), *p = v + 13 * a + b;
        s[i] = call->arg[SIGMA_MU] * ((1 - wm) * ((1 - wr) * p[0] + wr * p[1]) + wm * ((1 - wr) * p[13] + wr * p[14]));
    }
}

struct spread { double tau, phi, tau_pga, phi_pga, rho_w, rho_b; int nonlinear; };

static struct spread spread_of(const struct shk_gsim_call *call, const struct kuehn_2020 *c, const struct kuehn_2020 *p)
{
    const int nz = ((const struct shk_kuehn *)call->data)->nz;
    struct spread s = { c->tau, c->phi, p->tau, p->phi, c->rho, c->rho, nz ? call->arg[MODIFIED_SIGMA] != 0 : call->arg[CB14_SIGMA] != 0 };
    double rho[2] = { 1, 1 };
    if (nz && call->imt.period >= 0.01) (void)shk_coeffs_at(&nz_nshm2022_rho_coeffs, call->imt, rho);
    if (nz) { s.rho_w = rho[0]; s.rho_b = rho[1]; }
    return s;
}

/* New Zealand's slab: attenuation of the back arc, added. */
SHK_KERNEL static void add_back_arc(struct shk_imt imt, const struct shk_ctx *x, double *restrict base)
{
    double b[2];
    shk_nz22_back_arc(imt, b);
    SHK_EACH(i, x->n) base[i] += (x->backarc[i] != 0 ? 1.008 : 0) * (b[0] + b[1] * shk_log(max2(x->rrup[i], 85) / 40));
}

/* Deviations with the nonlinear soil response, from PGA on rock. */
SHK_KERNEL static void nonlinear_spread(const struct spread *sp, const struct chosen *chosen, double at_k1, const struct shk_ctx *x, const struct common *com, struct shk_motion out)
{
    const struct spread s = *sp;
    const struct chosen c = *chosen;
    const double phi_b = sqrt(s.phi * s.phi - 0.09), phi_b_pga = sqrt(s.phi_pga * s.phi_pga - 0.09), per_k1 = 1.88 * shk_exp(-1.18 * shk_log(c.k1));
    SHK_EACH(i, x->n) {
        const double vs30 = x->vs30[i], pga = com->rock[i], soft = per_k1 * com->v118[i];
        const double df = (vs30 < c.k1 ? 1 : vs30 == c.k1 ? at_k1 : 0) * (c.k2 * pga * (1 / (pga + soft) - 1 / (pga + 1.88)));
        const double var_b = s.tau * s.tau + df * df * s.tau_pga * s.tau_pga + 2 * df * s.rho_b * s.tau * s.tau_pga;
        const double var_w = s.phi * s.phi + df * df * phi_b_pga * phi_b_pga + 2 * df * s.rho_w * phi_b * phi_b_pga;
        out.sig[i] = sqrt(var_b + var_w);
        out.tau[i] = sqrt(var_b);
        out.phi[i] = sqrt(var_w);
    }
}

/* The choice for a measure. */
static struct chosen chosen_for(const struct shk_gsim_call *call, const struct kuehn_2020 *k, struct shk_imt imt)
{
    static const double mb_if[] = { 7.9, 8.6, 8.0, 8.0, 7.5, 8.5, 8.3, 8.6, 7.1 }, mb_slab[] = { 7.6, 7.2, 7.2, 7.2, 7.4, 7.6, 7.6, 7.3, 7.7 };
    const int slab = ((const struct shk_kuehn *)call->data)->slab, region = (int)call->arg[REGION];
    const double mb = call->arg[M_B] == call->arg[M_B] && call->arg[M_B] != 0 ? call->arg[M_B] : slab ? mb_slab[region] : mb_if[region];
    const double shift = !slab && imt.kind != SHK_PGA && (region == SHK_KUEHN_JPN || region == SHK_KUEHN_SAM) ? k->dm_b : 0;
    return choose(k, slab, region, mb + shift);
}

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    const struct shk_kuehn *v = call->data;
    SHK_COEFFS(kuehn_2020, k, SHK_IMT_PGA);
    const struct chosen c = chosen_for(call, &k, SHK_IMT_PGA);
    const double lk1 = shk_log(c.k1), per_k1 = 1.88 * shk_exp(-1.18 * lk1), l1100 = shk_log(1100 / c.k1), rock_basin = v->nz ? 1 : 0;       /* New Zealand's version adds the basin term to PGA on rock */
    const double rock_site = site(&c, 1100, l1100, 1.88 * shk_exp(1.18 * l1100), 0, shk_log(1.88));
    double *restrict exp_z = s->exp_z, *restrict lv = s->lv, *restrict v118 = s->v118, base[ROOM], fb[ROOM];
    double *restrict rock = s->rock, *restrict ln_rock188 = s->ln_rock188, *restrict soil = s->soil;
    shk_runs_find(&s->mags, x->n, (const double *const[]){ x->mag }, 1);
    shk_runs_find(&s->depths, x->n, (const double *const[]){ x->ztor }, 1);
    const double *ztor = s->depths.col[0];
    SHK_EACH(i, s->depths.n) exp_z[i] = shk_exp(min2(ztor[i], DEEP));
    SHK_EACH(i, x->n) {
        lv[i] = shk_log(x->vs30[i]);
        v118[i] = shk_exp(1.18 * lv[i]);
    }
    basin_depth(call, x, s);
    basin_term(&k, call, SHK_IMT_PGA, x, s, fb);
    rock_all(&c, s, x, base);
    if (v->nz && v->slab) add_back_arc(SHK_IMT_PGA, x, base);
    SHK_EACH(i, x->n) {
        const double l = base[i] + rock_site + rock_basin * fb[i], pga = shk_exp(l), l188 = shk_log(pga + 1.88);
        rock[i] = pga;
        ln_rock188[i] = l188;
        soil[i] = base[i] + site(&c, x->vs30[i], lv[i] - lk1, per_k1 * v118[i], pga, l188) + fb[i];
    }
}

SHK_KERNEL void shk_kuehn_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    const struct shk_kuehn *v = call->data;
    SHK_COEFFS(kuehn_2020, k, call->imt);
    SHK_COEFFS(kuehn_2020, kp, SHK_IMT_PGA);
    const int nz = v->nz, at_least_pga = call->imt.kind == SHK_SA && call->imt.period <= 0.1;
    const struct chosen c = chosen_for(call, &k, call->imt);
    double base[ROOM], fb[ROOM], mu[ROOM], bias = 0;
    rock_all(&c, com, x, base);
    if (nz && v->slab) add_back_arc(call->imt, x, base);
    basin_term(&k, call, call->imt, x, com, fb);
    median_uncertainty(call, x, mu);
    if (!nz && call->arg[AK23] != 0) (void)shk_coeffs_at(&ngasub_alaska_bias_coeffs, call->imt, &bias);
    const struct spread s = spread_of(call, &k, &kp);
    const double floor_pga = at_least_pga ? 0 : -INFINITY, tau = s.tau, phi = s.phi, sig = sqrt(tau * tau + phi * phi);     /* short periods are at least PGA */
    const double lk1 = shk_log(c.k1), per_k1 = 1.88 * shk_exp(-1.18 * lk1);
    SHK_EACH(i, x->n) {
        const double y = base[i] + site(&c, x->vs30[i], com->lv[i] - lk1, per_k1 * com->v118[i], com->rock[i], com->ln_rock188[i]) + fb[i];
        out.mean[i] = max2(y, com->soil[i] + floor_pga) + bias + mu[i];
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
    if (s.nonlinear) nonlinear_spread(&s, &c, nz ? 1 : 0, x, com, out);
}

int shk_kuehn_supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct shk_kuehn *v = m->g->data;
    return shk_coeffs_have(&kuehn_2020_coeffs, imt) && (!v->nz || shk_nz22_back_arc_has(imt)) && (v->nz || m->arg[AK23] == 0 || shk_coeffs_have(&ngasub_alaska_bias_coeffs, imt));
}

enum shk_err shk_kuehn_plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_kuehn *v = m->g->data;
    const int r = (int)m->arg[REGION];
    m->needs |= r == SHK_KUEHN_CAS || r == SHK_KUEHN_JPN || r == SHK_KUEHN_SEA ? SHK_NEEDS(z2pt5) : r == SHK_KUEHN_TWN || (r == SHK_KUEHN_NZL && !v->nz) ? SHK_NEEDS(z1pt0) : 0;
    m->needs |= v->nz && v->slab ? SHK_NEEDS(backarc) : 0;
    if (v->nz) return SHK_OK;
    if ((m->arg[M9] != 0 || m->arg[USGS_BASIN] != 0) && r != SHK_KUEHN_CAS && r != SHK_KUEHN_SEA)
        return shk_fail(k->diag, SHK_E_INVALID, "%s: m9_basin_term and usgs_basin_scaling need region \"CAS\" or \"SEA\"", k->name);
    if (m->arg[AK23] != 0 && (v->slab || r != SHK_KUEHN_GLO)) return shk_fail(k->diag, SHK_E_INVALID, "%s: ak23_bias_adj is for the global interface model", k->name);
    return SHK_OK;
}
