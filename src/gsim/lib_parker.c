/* Parker et al. (2022), Earthq. Spectra 38(1), 456-493 (PEER report 2020/03): equation numbers are those of the article. */
#include "gsim/lib_parker.h"
#include "gsim/lib_nz22.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "math/vmath.h"
#include "ngasub_alaska_bias.coeffs.h"
#include "nz_nshm2022_rho.coeffs.h"
#include "parker_2020.coeffs.h"

static const char *const regions[] = { "AK", "CAM", "Cascadia", "JP", "SA", "TW", NULL };
static const char *const saturation[] = { "Aleutian", "CAM_N", "CAM_S", "SA_N", "SA_S", "TW_E", "TW_W", "JP_Pac", "JP_Phi", NULL };
static const char *const basins[] = { "out", "Seattle", NULL };
enum { REGION, SAT, BASIN, SIGMA_MU, M9, USGS_BASIN, AK23, MODIFIED_SIGMA = M9 };
#define COMMON { "region", NAN, regions, 0 }, { "saturation_region", NAN, saturation, 0 }, { "basin", NAN, basins, 0 }, { "sigma_mu_epsilon", 0, NULL, 0 }
const struct shk_gsim_arg shk_parker_args[] = { COMMON, { "m9_basin_term", 0, NULL, 0 }, { "usgs_basin_scaling", 0, NULL, 0 }, { "ak23_bias_adj", 0, NULL, 0 }, { 0 } };
const struct shk_gsim_arg shk_parker_nz_args[] = { COMMON, { "modified_sigma", 0, NULL, 0 }, { 0 } };

/* What the regions choose of a row of coefficients: table E1. */
struct chosen {
    double c0, c1, a0, c4, c5, c6, s1, s2, V2, m, d, db, f4, f5, e1, e2, e3;
    double tau, phi21, phi22, phi2V;
};

static double pick(double arg, double none, int n, const double *v) { return isnan(arg) ? none : (int)arg < n ? v[(int)arg] : NAN; }

static double c0_of(const struct parker_2020 *c, int slab, double region, double sat)
{
    if (!slab) {
        const double by_region[] = { c->AK_c0, NAN, c->Cascadia_c0, NAN, NAN, NAN };
        const double by_sat[] = { c->Aleutian_c0, c->CAM_N_c0, c->CAM_S_c0, c->SA_N_c0, c->SA_S_c0, c->TW_E_c0, c->TW_W_c0, c->JP_Pac_c0, c->JP_Phi_c0 };
        return isnan(sat) ? pick(region, c->c0, 6, by_region) : by_sat[(int)sat];
    }
    if (isnan(region)) return isnan(sat) ? c->c0slab : NAN;
    const double by_region[] = { c->AK_c0slab, c->CAM_c0slab, c->Cascadia_c0slab, c->JP_c0slab, NAN, c->TW_c0slab };
    const double by_sat[] = { c->Aleutian_c0slab, NAN, NAN, c->SA_N_c0slab, c->SA_S_c0slab, NAN, NAN, NAN, NAN };
    return (region == SHK_PARKER_AK || region == SHK_PARKER_SA) && !isnan(sat) ? by_sat[(int)sat] : by_region[(int)region];
}

static struct chosen choose(const struct parker_2020 *c, int slab, const double *arg)
{
    const double r = arg[REGION];
    const double a0[] = { c->AK_a0, c->CAM_a0, c->a0, c->JP_a0, c->SA_a0, c->TW_a0 };
    const double a0slab[] = { c->AK_a0slab, c->CAM_a0slab, c->Cascadia_a0slab, c->JP_a0slab, c->SA_a0slab, c->TW_a0slab };
    const double s1[] = { c->AK_s2, c->s2, c->Cascadia_s2, c->JP_s1, c->SA_s2, c->TW_s1 }, s2[] = { c->AK_s2, c->s2, c->Cascadia_s2, c->JP_s2, c->SA_s2, c->TW_s2 };
    const double step = isnan(arg[BASIN]) ? 0 : arg[BASIN] == SHK_PARKER_OUT ? c->del_None : c->del_Seattle;
    struct chosen o = { .c0 = c0_of(c, slab, r, arg[SAT]), .c1 = slab ? c->c1slab : c->c1, .a0 = slab ? pick(r, c->a0slab, 6, a0slab) : pick(r, c->a0, 6, a0),
        .c4 = slab ? c->c4slab : c->c4, .c5 = slab ? c->c5slab : c->c5, .c6 = slab ? c->c6slab : c->c6, .s1 = pick(r, c->s2, 6, s1), .s2 = pick(r, c->s2, 6, s2),
        .V2 = c->V2, .m = c->m, .d = c->d, .db = c->db, .f4 = c->f4, .f5 = c->f5, .e1 = c->C_e1, .e2 = c->C_e2 + step, .e3 = c->C_e3 + step,
        .tau = c->Tau, .phi21 = c->phi21, .phi22 = c->phi22, .phi2V = c->phi2V };
    if (r == SHK_PARKER_JP) { o.e1 = c->J_e1; o.e2 = c->J_e2; o.e3 = c->J_e3; }
    return o;
}

static double corner_magnitude(int slab, const double *arg)         /* table 2; the saturation region, else the region */
{
    static const double inter_sat[] = { 8, 7.4, 7.4, 8.5, 8.6, 7.1, 7.1, 8.5, 7.7 }, inter_region[] = { 8.6, 7.9, 7.7, 7.9, 7.9, 7.9 };
    static const double slab_sat[] = { 7.98, 7.4, 7.6, 7.3, 7.25, 7.7, 7.7, 7.65, 7.55 }, slab_region[] = { 7.2, 7.6, 7.2, 7.6, 7.6, 7.6 };
    return slab ? pick(arg[SAT], pick(arg[REGION], 7.6, 6, slab_region), 9, slab_sat) : pick(arg[SAT], pick(arg[REGION], 7.9, 6, inter_region), 9, inter_sat);
}

/* Eqs. 3 to 7 and 10: source, path and depth, without c0. */
INLINE double rock(const struct chosen *c, int slab, double m, double mb, double r, double ln_r, double ln_rref, double depth)
{
    const double dm = m - mb, fm = dm > 0 ? c->c6 * dm : c->c4 * dm + c->c5 * dm * dm;
    const double fp = c->c1 * ln_r + 0.1 * m * ln_rref + c->a0 * r;
    const double z = depth >= c->db ? 0 : c->m * ((depth <= 20 ? 20 : depth) - c->db);
    return fp + fm + (slab ? z + c->d : 0);
}

/* The same for all measures: distances and their logarithms, w (0 to 200 km, 1 from 500 km), PGA on rock and the nonlinear response's factor, ln of vs30, how soft
 * the site is for the variance; ln of the basin's depth, and of that expected for vs30. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double r[ROOM], ln_r[ROOM], ln_rref[ROOM], ln_far[ROOM], w[ROOM], pga[ROOM], nonlinear[ROOM], lv[ROOM], soft[ROOM], lz[ROOM], deeper[ROOM]; };

static int has_basin(const struct shk_gsim_call *call, const struct shk_ctx *x)
{
    const double r = call->arg[REGION];
    return (r == SHK_PARKER_JP || r == SHK_PARKER_CASCADIA) && x->z2pt5;
}

SHK_KERNEL static void basin_depth(const struct shk_gsim_call *call, const struct shk_ctx *x, struct common *s)
{
    const int jp = call->arg[REGION] == SHK_PARKER_JP;
    const double t0 = jp ? 3.05 : 3.94, t1 = jp ? -0.8 : -0.42, ln_v = shk_log(jp ? 500.0 : 200.0), width = (jp ? 0.33 : 0.2) * 1.41421356237309505 * SHK_LN10;
    double *restrict lz = s->lz, *restrict deeper = s->deeper;
    if (!has_basin(call, x)) return;
    SHK_EACH(i, x->n) {
        const double expected = SHK_LN10 * (t0 + t1 * (1 + shk_erf((s->lv[i] - ln_v) / width)));      /* ln of eq. 11, in m */
        lz[i] = shk_log(x->z2pt5[i] == -999 ? shk_exp(expected) : x->z2pt5[i]);
        deeper[i] = lz[i] - expected;
    }
}

/* Eqs. 12, 13: basin depth z2pt5 in km against the one expected for vs30. */
SHK_KERNEL static void basin_term(const struct chosen *c, const struct parker_2020 *all, const struct shk_gsim_call *call, const struct shk_ctx *x, const struct common *s,
                                  double *restrict fb)
{
    const int nz = ((const struct shk_parker *)call->data)->nz;
    const int m9 = !nz && call->arg[M9] != 0 && call->imt.kind != SHK_PGV && call->imt.period >= 1.9, usgs = !nz && call->arg[USGS_BASIN] != 0;
    const double lo = c->e1 / c->e3, hi = c->e2 / c->e3, e1 = c->e1, e2 = c->e2, e3 = c->e3;
    const double usgs_factor = call->imt.period <= 0.5 ? 0 : call->imt.period == 0.75 ? 0.585 : 1, ln6 = m9 ? 1.791759469228055 : INFINITY;
    const double m1 = all->C_e1, m2 = all->C_e2, m3 = all->C_e3, mlo = m1 / m3, mhi = m2 / m3, deepest = m9 ? 6 : INFINITY, at_least = usgs ? 0 : 1, by_depth = usgs ? usgs_factor / 2 : 0;
    fill(fb, x->n, 0);
    if (!has_basin(call, x)) return;
    SHK_EACH(i, x->n) {
        const double z = x->z2pt5[i], d = s->deeper[i], f = d <= lo ? e1 : d >= hi ? e2 : e3 * d;
        const double da = s->lz[i] - 0.24607852259670557;           /* Moschetti et al. (2024): ln 2 in place of the term for 1.279 km */
        const double g = da >= mhi ? m2 : da <= mlo ? m1 : 0, at_m9 = 0.693147180559945 - (g == 0 ? m3 * da : g);
        const double term = (z == -999 ? s->lz[i] >= ln6 : z >= deepest) ? at_m9 : f;
        fb[i] = z == 0 ? 0 : term;
    }
    if (usgs)
        SHK_EACH(i, x->n) {
            const double z = x->z2pt5[i] == -999 ? shk_exp(s->lz[i]) : x->z2pt5[i];
            fb[i] *= at_least + by_depth * (clip(z, 1, 3) - 1);
        }
}

/* Eqs. 16 to 18: variance within events by distance: w is 0 to 200 km, 1 from 500 km. */
INLINE double phi2_of(const struct chosen *c, double w) { return c->phi21 + (c->phi22 - c->phi21) * w; }

static double fixed_shift(const struct shk_gsim_call *call)         /* bias and epistemic uncertainty, table 5 */
{
    static const double global[2][4] = { { 0.4, 0.4, 0.2, 0.4 }, { 0.35, 0.22, 0.15, 2 } };
    static const double by_region[2][3][4] = {      /* AK, -, Cascadia: two deviations, two periods */
        { { 0.15, 0.1, 1, 4 }, { NAN, NAN, NAN, NAN }, { 0.43, 0.33, 0.2, 0.5 } }, { { 0.15, 0.12, 0.5, 1 }, { NAN, NAN, NAN, NAN }, { 0.35, 0.16, 0.2, 3 } } };
    static const double by_sat[2][9][4] = {
        { { 0.15, 0.1, 1, 4 }, { 0.2, 0.1, 0.7, 4 }, { 0.2, 0.1, 0.7, 4 }, { 0.13, 0.1, 0.7, 4 }, { 0.13, 0.1, 0.7, 4 }, { NAN }, { NAN }, { 0.13, 0.1, 0.7, 4 }, { 0.13, 0.1, 0.7, 4 } },
        { { 0.25, 0.18, 0.3, 0.8 }, { 0.25, 0.19, 0.3, 0.8 }, { 0.25, 0.19, 0.3, 0.8 }, { 0.21, 0.15, 0.3, 0.7 }, { 0.21, 0.15, 0.3, 0.7 }, { NAN }, { NAN }, { 0.13, 0.11, 0.3, 0.8 }, { 0.21, 0.15, 0.3, 0.7 } } };
    const struct shk_parker *v = call->data;
    const double *arg = call->arg, T = call->imt.period;
    double shift = 0, b;
    if (!v->nz && arg[AK23] != 0 && !shk_coeffs_at(&ngasub_alaska_bias_coeffs, call->imt, &b)) shift += b;
    if (arg[SIGMA_MU] == 0) return shift;               /* PGV takes that of short periods, as in the reference */
    const double *e = !isnan(arg[SAT]) ? by_sat[v->slab][(int)arg[SAT]] : !isnan(arg[REGION]) ? by_region[v->slab][arg[REGION] <= 2 ? (int)arg[REGION] : 1] : global[v->slab];
    if (v->nz && !isnan(arg[REGION])) return shift;
    const double s = T <= e[2] ? e[0] : T > e[3] ? e[1] : e[0] - (e[0] - e[1]) * (shk_log(T / e[2]) / shk_log(e[3] / e[2]));
    return shift + arg[SIGMA_MU] * s;
}

/* Columns that some zones do not read are replaced by one that is there. */
static const double *depths(const struct shk_gsim_call *call, const struct shk_ctx *x) { return ((const struct shk_parker *)call->data)->slab ? x->hypo_depth : x->mag; }
static int has_back_arc(const struct shk_gsim_call *call) { const struct shk_parker *v = call->data; return v->nz && v->slab; }

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    struct parker_2020 row;
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&row);
    const int slab = ((const struct shk_parker *)call->data)->slab;
    const struct chosen c = choose(&row, slab, call->arg);
    const double mb = corner_magnitude(slab, call->arg), slope = (1.54406804435028 - 0.494154594018443) / (mb - 4), factor = has_back_arc(call) ? 1.008 : 0;
    const double *depth = depths(call, x), *backarc = has_back_arc(call) ? x->backarc : x->mag, ln200 = 5.29831736654804, ln500 = 6.21460809842219, width = 0.916290731874155;
    double *restrict r = s->r, *restrict ln_r = s->ln_r, *restrict ln_rref = s->ln_rref, *restrict ln_far = s->ln_far, *restrict w = s->w, *restrict pga = s->pga;
    double *restrict nonlinear = s->nonlinear, *restrict lv = s->lv, *restrict soft = s->soft, ba[2] = { 0 };
    if (has_back_arc(call)) shk_nz22_back_arc(SHK_IMT_PGA, ba);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rrup = x->rrup[i], on = backarc[i] != 0 ? factor : 0;
        const double h = slab ? (m <= mb ? shk_exp(SHK_LN10 * (slope * (m - mb) + 1.54406804435028)) : 35) : shk_exp(SHK_LN10 * (-0.82 + 0.252 * m));     /* eq. 5 */
        r[i] = sqrt(rrup * rrup + h * h);
        ln_r[i] = shk_log(r[i]);
        ln_rref[i] = ln_r[i] - 0.5 * shk_log(1 + h * h);
        ln_far[i] = shk_log(max2(rrup, 85) / 40);
        w[i] = (clip(shk_log(rrup), ln200, ln500) - ln200) / width;
        pga[i] = shk_exp(rock(&c, slab, m, mb, r[i], ln_r[i], ln_rref[i], depth[i]) + c.c0 + on * (ba[0] + ba[1] * ln_far[i]));
        nonlinear[i] = shk_log((pga[i] + 0.05) / 0.05);
    }
    SHK_EACH(i, x->n) {
        lv[i] = shk_log(x->vs30[i]);
        soft[i] = (ln500 - clip(lv[i], ln200, ln500)) / width;
    }
    basin_depth(call, x, s);
}

SHK_KERNEL void shk_parker_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    const struct shk_parker *v = call->data;
    struct parker_2020 rc, rp;
    double fb[SHK_CTX_BLOCK], ba[2] = { 0 }, rho[2] = { 1, 1 };
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&rc);
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&rp);
    const int slab = v->slab, nonlinear_sigma = v->nz && call->arg[MODIFIED_SIGMA] != 0;
    const struct chosen c = choose(&rc, slab, call->arg), p = choose(&rp, slab, call->arg);
    const double mb = corner_magnitude(slab, call->arg), shift = fixed_shift(call);
    if (has_back_arc(call)) shk_nz22_back_arc(call->imt, ba);
    if (nonlinear_sigma && call->imt.period >= 0.01) (void)shk_coeffs_at(&nz_nshm2022_rho_coeffs, call->imt, rho);
    basin_term(&c, &rc, call, x, s, fb);
    const double *depth = depths(call, x), *backarc = has_back_arc(call) ? x->backarc : x->mag, factor = has_back_arc(call) ? 1.008 : 0;
    const double e560 = shk_exp(c.f5 * 560), nonlinear = v->nz || call->imt.period < 3 ? c.f4 : 0, ln_v2 = shk_log(c.V2), ln760 = 6.633318433280377, ln270 = 5.598421958998375;
    SHK_EACH(i, x->n) {
        const double vs30 = x->vs30[i], lv = s->lv[i], pga = s->pga[i], on = backarc[i] != 0 ? factor : 0;
        const double flin = vs30 <= 270 ? c.s1 * (lv - ln270) + c.s2 * -1.034896474282002 : c.s2 * (min2(lv, ln_v2) - ln760);                             /* eq. 8 */
        const double f2 = nonlinear * (shk_exp(c.f5 * (min2(vs30, 760) - 200)) - e560);                                                                    /* eq. 9 */
        out.mean[i] = rock(&c, slab, x->mag[i], mb, s->r[i], s->ln_r[i], s->ln_rref[i], depth[i]) + c.c0 + flin + f2 * s->nonlinear[i] + fb[i]
                    + on * (ba[0] + ba[1] * s->ln_far[i]) + shift;
        const double phi2 = phi2_of(&c, s->w[i]), phi2_pga = phi2_of(&p, s->w[i]);
        const double df = f2 * pga / (pga + 0.05), b = sqrt(phi2 - 0.09), b_pga = sqrt(phi2_pga - 0.09);
        const double phi2_nl = phi2 + df * df * b_pga * b_pga + 2 * df * b_pga * b * rho[0];
        const double tau2_nl = c.tau * c.tau + df * df * p.tau * p.tau + 2 * df * p.tau * c.tau * rho[1];
        const double var_w = nonlinear_sigma ? phi2_nl : phi2 + c.phi2V * s->soft[i] * (1 - s->w[i]), var_b = nonlinear_sigma ? tau2_nl : c.tau * c.tau;
        out.sig[i] = sqrt(var_b + var_w);
        out.tau[i] = sqrt(var_b);
        out.phi[i] = sqrt(var_w);
    }
}

int shk_parker_supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct shk_parker *v = m->g->data;
    return shk_coeffs_have(m->g->coeffs, imt) && (!v->nz || shk_nz22_back_arc_has(imt)) && (v->nz || m->arg[AK23] == 0 || shk_coeffs_have(&ngasub_alaska_bias_coeffs, imt));
}

enum shk_err shk_parker_plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_parker *v = m->g->data;
    struct parker_2020 c;
    m->needs |= (v->slab ? SHK_NEEDS(hypo_depth) : 0) | (v->basin ? SHK_NEEDS(z2pt5) : 0) | (v->slab && v->nz ? SHK_NEEDS(backarc) : 0);
    (void)shk_coeffs_at(m->g->coeffs, SHK_IMT_PGA, (double *)&c);
    const struct chosen o = choose(&c, v->slab, m->arg);
    if (isnan(o.c0) || isnan(o.a0)) return shk_fail(k->diag, SHK_E_INVALID, "%s has no constants for this region and saturation_region", k->name);
    const struct shk_gsim_call call = { .model = m, .arg = m->arg, .data = v, .imt = SHK_IMT_PGA };
    if (isnan(fixed_shift(&call))) return shk_fail(k->diag, SHK_E_INVALID, "%s: no epistemic uncertainty (sigma_mu_epsilon) for this region", k->name);
    if (v->nz) return SHK_OK;
    if ((m->arg[M9] != 0 || m->arg[USGS_BASIN] != 0) && (m->arg[REGION] != SHK_PARKER_CASCADIA || !v->basin))
        return shk_fail(k->diag, SHK_E_INVALID, "%s: m9_basin_term and usgs_basin_scaling need region \"Cascadia\" and a variant with a basin term (ParkerEtAl2020SInterB, SSlabB)", k->name);
    if (m->arg[AK23] != 0 && (v->slab || !isnan(m->arg[REGION]))) return shk_fail(k->diag, SHK_E_INVALID, "%s: ak23_bias_adj is for the interface without region", k->name);
    return SHK_OK;
}
