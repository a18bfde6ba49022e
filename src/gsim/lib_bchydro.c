/* Abrahamson, Gregor & Addo (2016), Earthq. Spectra 32(1), 23-44: equation numbers are theirs. */
#include "gsim/lib_bchydro.h"
#include "abrahamson_2015.coeffs.h"
#include "bchydro_dc1.coeffs.h"
#include "bchydro_dc1_high.coeffs.h"
#include "bchydro_dc1_low.coeffs.h"
#include "bchydro_sigma_mu.coeffs.h"
#include "gsim/lib_runs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "math/vmath.h"
#include "montalva_2017_dc1.coeffs.h"

enum { ERGODIC, THETA6, SIGMA_MU, TAPER, A, B, WIDTH, C, SIGMA };
static const char *const tapers[] = { "Step", "Linear", "SFunc", "Sigmoid", "Gaussian", NULL };
const struct shk_gsim_arg shk_bchydro_args[] = {
    { "ergodic", 1, NULL, 0 }, { "theta6_adjustment", 0, NULL, 0 }, { "sigma_mu_epsilon", 0, NULL, 0 }, { "faba_taper_model", NAN, tapers, 0 },
    { "a", NAN, NULL, 2 }, { "b", NAN, NULL, 2 }, { "width", 1, NULL, 0 }, { "c", 1, NULL, 0 }, { "sigma", 1, NULL, 0 }, { 0 },
};

static const struct shk_coeffs *dc1_table(const struct shk_bchydro *v)
{
    static const struct shk_coeffs *const table[] = { &bchydro_dc1_coeffs, &bchydro_dc1_low_coeffs, &bchydro_dc1_high_coeffs, &montalva_2017_dc1_coeffs };
    return table[v->dc1];
}

static double dc1_at(const struct shk_bchydro *v, struct shk_imt imt)
{
    double d = v->delta_c1;
    if (d == 0) (void)shk_coeffs_at(dc1_table(v), imt, &d);
    return d;
}

/* Weight of the back-arc attenuation, by the side of the volcanic front or, in ESHM20, by the distance d behind it (Weatherill et al. 2023). */
SHK_KERNEL static void back_arc(const struct shk_gsim_call *call, const struct shk_ctx *x, double *restrict weight)
{
    const double *arg = call->arg, r2 = 1.41421356237309505;
    const double a = isnan(arg[A]) ? 0 : arg[A], b = isnan(arg[B]) ? 0 : arg[B], w = arg[WIDTH], c = arg[C], sigma = arg[SIGMA], mid = (a + b) / 2;
    const double pa = isnan(arg[A]) ? 0 : 0.5 * shk_erfc(-arg[A] / sigma / r2), pb = isnan(arg[B]) ? 1 : 0.5 * shk_erfc(-arg[B] / sigma / r2);
    const int kind = !((const struct shk_bchydro *)call->data)->eshm20 ? -2 : isnan(arg[TAPER]) ? -1 : (int)arg[TAPER];
    switch (kind) {
    case -2: SHK_EACH(i, x->n) weight[i] = x->backarc[i] != 0 ? 1 : 0; break;
    case -1: SHK_EACH(i, x->n) weight[i] = 0; break;
    case 0: SHK_EACH(i, x->n) weight[i] = -x->xvf[i] > 0 ? 1 : 0; break;
    case 1: SHK_EACH(i, x->n) weight[i] = clip((-x->xvf[i] + w / 2) / w, 0, 1); break;
    case 2:
        SHK_EACH(i, x->n) {
            const double d = -x->xvf[i], near = (d - a) / (b - a), far = (d - b) / (b - a);
            weight[i] = d > b ? 1 : d >= mid ? 1 - 2 * far * far : d >= a ? 2 * near * near : 0;
        }
        break;
    case 3: SHK_EACH(i, x->n) weight[i] = 1 / (1 + shk_exp(x->xvf[i] / c)); break;
    default: SHK_EACH(i, x->n) weight[i] = clip((0.5 * shk_erfc(x->xvf[i] / sigma / r2) - pa) / (pb - pa), 0, 1); break;
    }
}

struct event { double c1, c1_distance, dc1, theta6; int slab; };

/* Eqs. 1 to 3 without the site term. */
INLINE double rock(const struct abrahamson_2015 *c, const struct event *e, double m, double r, double depth, double ln_r, double ln_far, double weight)
{
    const double dm = m - (e->c1 + e->dc1);
    const double fmag = c->theta1 + c->theta4 * e->dc1 + (dm > 0 ? c->theta5 : c->theta4) * dm + c->theta13 * (10 - m) * (10 - m);
    const double fdist = (c->theta2 + (e->slab ? c->theta14 : 0) + c->theta3 * (m - e->c1_distance)) * ln_r + (c->theta6 + e->theta6) * r + (e->slab ? c->theta10 : 0);
    const double fdepth = e->slab ? c->theta11 * (min2(depth, 120) - 60) : 0;
    const double fback = e->slab ? c->theta7 + c->theta8 * ln_far : c->theta15 + c->theta16 * ln_far;
    return fmag + fdist + fdepth + weight * fback;
}

/* What does not depend on the measure: weight of the back arc, distance terms, median PGA at 1000 m/s and ln(PGA + 1.88), runs of vs30 with ln of it up to
 * 1000 m/s and the power 1.18. */
struct common { struct shk_runs sites; double lv[SHK_CTX_BLOCK], v118[SHK_CTX_BLOCK], weight[SHK_CTX_BLOCK], ln_r[SHK_CTX_BLOCK], ln_far[SHK_CTX_BLOCK], pga[SHK_CTX_BLOCK], ln_pga[SHK_CTX_BLOCK]; };
SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    const struct shk_bchydro *v = call->data;
    struct common *s = shared;
    double *restrict ln_r = s->ln_r, *restrict ln_far = s->ln_far, *restrict pga = s->pga, *restrict ln_pga = s->ln_pga, *restrict weight = s->weight;
    struct abrahamson_2015 p;
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&p);
    const struct event e = { v->c1, v->c1_distance, dc1_at(v, SHK_IMT_PGA), call->arg[THETA6], v->slab };
    const double *dist = v->slab ? x->rhypo : x->rrup, *depth = v->slab ? x->hypo_depth : x->mag;      /* depth is not used at interfaces */
    const double nearest = v->slab ? 85 : 100, rock_site = (p.theta12 + p.b * 1.18) * shk_log(1000 / p.vlin);
    back_arc(call, x, weight);
    shk_runs_find(&s->sites, x->n, (const double *const[]){ x->vs30 }, 1);
    const double *vs30 = s->sites.col[0];
    double *restrict lv = s->lv, *restrict v118 = s->v118;
    SHK_EACH(i, s->sites.n) {
        lv[i] = shk_log(min2(vs30[i], 1000));
        v118[i] = shk_exp(1.18 * lv[i]);
    }
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = dist[i];
        ln_r[i] = shk_log(r + 10 * shk_exp((m - 6) * 0.4));
        ln_far[i] = shk_log(max2(r, nearest) / 40);
        pga[i] = shk_exp(rock(&p, &e, m, r, depth[i], ln_r[i], ln_far[i], weight[i]) + rock_site);
        ln_pga[i] = shk_log(pga[i] + 1.88);
    }
}

/* Eq. 4 of each run of sites: linear part; what is added to pga, and the factor of the nonlinear part (0 on stiff ground). */
struct site { double linear[SHK_CTX_BLOCK], add[SHK_CTX_BLOCK], b[SHK_CTX_BLOCK]; };
SHK_KERNEL static void site_of(const struct abrahamson_2015 *c, const struct common *s, size_t n, double shift, struct site *out)
{
    const double *restrict vs30 = s->sites.col[0];
    double *restrict linear = out->linear, *restrict add = out->add, *restrict b = out->b;
    const double ln_vlin = shk_log(c->vlin), per_vlin = 1.88 * shk_exp(-1.18 * ln_vlin);
    SHK_EACH(i, s->sites.n) {
        const double l = s->lv[i] - ln_vlin, stiff = vs30[i] >= c->vlin;
        linear[i] = (c->theta12 + stiff * (c->b * 1.18)) * l + shift;
        add[i] = per_vlin * s->v118[i];
        b[i] = (1 - stiff) * c->b;
    }
    shk_runs_spread(&s->sites, n, linear, 3);
}

SHK_KERNEL void shk_bchydro_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    const struct shk_bchydro *v = call->data;
    struct abrahamson_2015 c;
    struct site site;
    double mu[2];
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    (void)shk_coeffs_at(&bchydro_sigma_mu_coeffs, call->imt, mu);
    const struct event e = { v->c1, v->c1_distance, dc1_at(v, call->imt), call->arg[THETA6], v->slab };
    const double *dist = v->slab ? x->rhypo : x->rrup, *depth = v->slab ? x->hypo_depth : x->mag;
    const double eps = call->arg[SIGMA_MU], shift = eps != 0 ? eps * mu[v->slab ? 1 : 0] / 1.65 : 0;
    const double sig = call->arg[ERGODIC] != 0 ? c.sigma : c.sigma_ss;
    const double phi = call->arg[ERGODIC] != 0 ? c.phi : sqrt(c.sigma_ss * c.sigma_ss - c.tau * c.tau);
    site_of(&c, s, x->n, shift, &site);
    SHK_EACH(i, x->n) {
        const double nonlinear = site.b[i] * (shk_log(s->pga[i] + site.add[i]) - s->ln_pga[i]);
        out.mean[i] = rock(&c, &e, x->mag[i], dist[i], depth[i], s->ln_r[i], s->ln_far[i], s->weight[i]) + site.linear[i] + nonlinear;
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = phi;
    }
}

int shk_bchydro_supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct shk_bchydro *v = m->g->data;
    return shk_coeffs_have(m->g->coeffs, imt) && (v->delta_c1 != 0 || shk_coeffs_have(dc1_table(v), imt))
        && (m->arg[SIGMA_MU] == 0 || shk_coeffs_have(&bchydro_sigma_mu_coeffs, imt));
}

enum shk_err shk_bchydro_plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_bchydro *v = m->g->data;
    struct abrahamson_2015 c;
    m->needs |= v->eshm20 ? SHK_NEEDS(xvf) : SHK_NEEDS(backarc);
    if (!isnan(m->arg[TAPER]) && !v->eshm20) return shk_fail(k->diag, SHK_E_INVALID, "%s: faba_taper_model works only in the ESHM20 variants", k->name);
    if (m->arg[TAPER] == 2 && m->arg[A] > m->arg[B]) return shk_fail(k->diag, SHK_E_INVALID, "%s: a is %g, which is larger than b, %g", k->name, m->arg[A], m->arg[B]);
    if (!(m->arg[WIDTH] > 0) || !(m->arg[C] > 0) || !(m->arg[SIGMA] > 0)) return shk_fail(k->diag, SHK_E_INVALID, "%s: width, c and sigma must be positive", k->name);
    (void)shk_coeffs_at(m->g->coeffs, SHK_IMT_PGA, (double *)&c);
    if (m->arg[ERGODIC] == 0 && isnan(c.sigma_ss)) return shk_fail(k->diag, SHK_E_UNSUPPORTED, "%s has no single-station deviation: ergodic must be true", k->name);
    return SHK_OK;
}
