/* Subduction in the sixth seismic hazard model of Canada (Kolaj et al. 2023, GSC Open File 8630): published models at a fixed depth,
 * with their own site terms, extended to 0.05 to 10 s by the ratios of Abrahamson et al. (2016), and to PGV. */
#include "abrahamson_2015.coeffs.h"
#include "atkinson_boore_2003_sslab_cascadia.coeffs.h"
#include "bchydro_sigma_mu.coeffs.h"
#include "can_shm6_mf.coeffs.h"
#include "ghofrani_atkinson_2014.coeffs.h"
#include "gsim/lib_bchydro.h"
#include "gsim/lib_can_shm6.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "gsim/units.h"
#include "site_bssa14.coeffs.h"
#include "zhao_2006.coeffs.h"

enum { KNOTS = 6 };
static const double ln_knot[KNOTS] = { 5.075173815233827, 5.521460917862246, 6.1092475827643655, 6.633318433280377, 7.003065458786462, 7.600902459542082 };   /* 160, 250, 450, 760, 1100, 2000 m/s */

/* Linear in ln(vs30) between classes, constant outside. */
INLINE double by_class(const double v[KNOTS], double vs30)      /* linear in ln vs30 between the knots, constant outside */
{
    const double l = shk_log(vs30);
    double y = v[0];
    for (int j = 0; j + 1 < KNOTS; j++) y += (v[j + 1] - v[j]) / (ln_knot[j + 1] - ln_knot[j]) * (clip(l, ln_knot[j], ln_knot[j + 1]) - ln_knot[j]);
    return y;
}

static double ab06(struct shk_imt imt) { SHK_COEFFS(can_shm6_ab06, c, imt); return -shk_log(c.c); }       /* 2000 over 760 m/s, ln */

/* ---- Abrahamson et al. (2016) at a fixed depth; PGV from a spectral acceleration ---- */

struct fixed { struct shk_bchydro form; double depth, pgv_period, pgv_a, pgv_b; int shift_after; };    /* form first: the kernel of the form reads it */

struct at_depth { struct shk_ctx x; double depth[SHK_CTX_BLOCK]; };      /* the contexts as the form reads them */

static void at_depth_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct at_depth *y = shared;
    y->x = *x;
    y->x.hypo_depth = y->depth;
    fill(y->depth, x->n, ((const struct fixed *)call->data)->depth);
}

SHK_KERNEL static void kernel_a15(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct at_depth, y, call, x, at_depth_of);
    const struct fixed *f = call->data;
    const int pgv = call->imt.kind == SHK_PGV;
    struct shk_gsim_call inner = *call;
    double mu[2] = { 0 };
    if (pgv) inner.imt = SHK_IMT_SA(f->pgv_period);
    shk_bchydro_kernel(&inner, &y->x, out);
    if (!pgv) return;
    (void)shk_coeffs_at(&bchydro_sigma_mu_coeffs, inner.imt, mu);
    const double shift = f->shift_after ? call->arg[2] * mu[f->form.slab] / 1.65 : 0;      /* sigma_mu_epsilon acts on PGV itself */
    for (size_t i = 0; i < x->n; i++) out.mean[i] = f->pgv_a * (out.mean[i] - shift) + f->pgv_b + shift;
}

static int supports_a15(const struct shk_gsim_model *m, struct shk_imt imt)
{
    return shk_can_shm6_measure(imt) && shk_bchydro_supports(m, imt.kind == SHK_PGV ? SHK_IMT_SA(1) : imt);
}

/* ---- the others ---- */

enum family { ZHAO_SLAB, ZHAO_INTER, AB2003, GARCIA, AM09, GA14 };
struct variant { enum family family; const char *base, *extend; double depth, min_T, max_T, pgv_period, pgv_a, pgv_b; };
struct state { const struct shk_gsim_model *base, *extend; };

/* The contexts as the base reads them, on rock and at a fixed depth, and as the extending model does; PGA there, where a site term needs it. */
struct common { struct shk_ctx base, extend; double depth[SHK_CTX_BLOCK], rock[SHK_CTX_BLOCK], ln_pga[SHK_CTX_BLOCK]; };

static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    const struct variant *v = call->data;
    const struct state *st = call->model->state;
    struct common *s = shared;
    double a[3][SHK_CTX_BLOCK];
    s->base = s->extend = *x;
    fill(s->depth, x->n, v->depth);
    for (size_t i = 0; i < x->n; i++) s->rock[i] = v->family == GA14 ? min2(x->vs30[i], 1100) : 2000;
    if (v->depth > 0) s->base.hypo_depth = s->depth;
    s->base.vs30 = s->rock;
    if (v->family == GARCIA) s->base.rrup = x->rhypo;         /* hypocentral distance for all magnitudes */
    if (v->family == ZHAO_SLAB || v->family == AB2003) s->extend.rhypo = x->rrup;
    if (v->family == AB2003 || v->family == GARCIA || v->family == AM09)
        shk_gsim_eval(st->base, SHK_IMT_PGA, v->family == AM09 ? x : &s->base, (struct shk_motion){ s->ln_pga, a[0], a[1], a[2] });
}

SHK_KERNEL static void site_zhao(struct shk_imt imt, const struct shk_ctx *x, double *mean)
{
    SHK_COEFFS(zhao_2006, c, imt);
    SHK_COEFFS(can_shm6_mf, mf, imt);
    const double mid = 0.5 * (c.CH + c.C1), v[KNOTS] = { c.C4, c.C3, c.C2, c.C1, mid, fmin(mid, fmax(c.CH, c.C1 + ab06(imt))) };
    const double shift = shk_log(mf.MF) - c.CH;         /* the base was evaluated on hard rock */
    SHK_EACH(i, x->n) mean[i] += by_class(v, x->vs30[i]) + shift;
}

SHK_KERNEL static void site_ab2003(const double *restrict pga, struct shk_imt imt, const struct shk_ctx *x, double *mean)
{
    SHK_COEFFS(atkinson_boore_2003_sslab_cascadia, c, imt);
    const double bc = c.c5 * 0.41367, v[KNOTS] = { c.c7, c.c6, c.c5, bc, 0, fmin(0, ab06(imt) / SHK_LN10 + bc) };
    const double T = imt.period, k = T >= 1 ? 0 : T > 0.5 ? 1 / T - 1 : 1;
    SHK_EACH(i, x->n) {
        const double sl = 1 - k * clip((shk_exp(pga[i] + SHK_LN_CMS2_PER_G) - 100) / 400, 0, 1);
        mean[i] += SHK_LN10 * by_class(v, x->vs30[i]) * (x->vs30[i] < 1100 ? sl : 1);
    }
}

/* Boore et al. (2014) relative to 1100 m/s for motion there; above it at least the factor of Atkinson & Boore (2006). */
SHK_KERNEL static void site_garcia(const double *restrict pga, struct shk_imt imt, const struct shk_ctx *x, double *mean)
{
    SHK_COEFFS(site_bssa14, c, imt);
    SHK_COEFFS(site_bssa14, p, SHK_IMT_PGA);
    const double lin1100 = c.c * shk_log(fmin(1100, c.Vc) / 760), pga1100 = p.c * shk_log(fmin(1100, p.Vc) / 760), a = ab06(imt), l1100 = ln_knot[4], l2000 = ln_knot[5];
    const double a2000 = a - a * (l1100 - ln_knot[3]) / (l2000 - ln_knot[3]), e760 = shk_exp(c.f5 * 400);
    SHK_EACH(i, x->n) {
        const double v = x->vs30[i], lin = c.c * shk_log(min2(v, c.Vc) / 760), w = (clip(shk_log(v), l1100, l2000) - l1100) / (l2000 - l1100);
        const double f2 = c.f4 * (shk_exp(c.f5 * (min2(v, 760) - 360)) - e760), nl = f2 * shk_log((shk_exp(pga[i] - pga1100) + 0.1) / 0.1);
        mean[i] += v >= 1100 ? max2(a2000 * w, lin - lin1100) : lin + nl - lin1100;
    }
}

SHK_KERNEL static void site_am09(const double *restrict pga, struct shk_imt imt, const struct shk_ctx *x, double *mean)
{
    SHK_COEFFS(site_bssa14, c, imt);
    const struct shk_hard_rock h = shk_hard_rock_init(imt, c.c * shk_log(fmin(1100, c.Vc) / 760), c.c * shk_log(fmin(2000, c.Vc) / 760));
    const double e760 = shk_exp(c.f5 * 400);
    SHK_EACH(i, x->n) {
        const double v = x->vs30[i], lin = v > 1100 ? shk_hard_rock(h, v) : c.c * shk_log(min2(v, c.Vc) / 760);
        mean[i] += lin + c.f4 * (shk_exp(c.f5 * (min2(v, 760) - 360)) - e760) * shk_log((shk_exp(pga[i]) + 0.1) / 0.1);
    }
}

SHK_KERNEL static void site_ga14(struct shk_imt imt, const struct shk_ctx *x, double *mean)
{
    SHK_COEFFS(ghofrani_atkinson_2014, c, imt);
    const struct shk_hard_rock h = shk_hard_rock_init(imt, c.c3 * shk_log(1100.0 / 760), c.c3 * shk_log(2000.0 / 760));
    SHK_EACH(i, x->n) mean[i] += x->vs30[i] >= 1100 ? shk_hard_rock(h, x->vs30[i]) - h.a1100 : 0;   /* the base was evaluated at 1100 */
}

/* The measure at which the base is evaluated: the nearest it has. */
static struct shk_imt inside(const struct variant *v, struct shk_imt imt)
{
    if (imt.kind == SHK_PGV && v->pgv_period > 0) return SHK_IMT_SA(v->pgv_period);
    if (imt.kind == SHK_SA && imt.period < v->min_T) return SHK_IMT_SA(v->min_T);
    if (imt.kind == SHK_SA && imt.period > v->max_T) return SHK_IMT_SA(v->max_T);
    return imt;
}

static void extend(const struct state *s, struct shk_imt from, struct shk_imt to, const struct shk_ctx *y, double *mean)
{
    double a[4][SHK_CTX_BLOCK], b[4][SHK_CTX_BLOCK];
    shk_gsim_eval(s->extend, to, y, (struct shk_motion){ a[0], a[1], a[2], a[3] });
    shk_gsim_eval(s->extend, from, y, (struct shk_motion){ b[0], b[1], b[2], b[3] });
    for (size_t i = 0; i < y->n; i++) mean[i] += a[0][i] - b[0][i];
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    const struct variant *v = call->data;
    const struct state *s = call->model->state;
    const struct shk_imt imt = inside(v, call->imt);
    shk_gsim_eval(s->base, imt, &com->base, out);
    switch (v->family) {
    case ZHAO_SLAB: case ZHAO_INTER: site_zhao(imt, x, out.mean); break;
    case AB2003: site_ab2003(com->ln_pga, imt, x, out.mean); break;
    case GARCIA: site_garcia(com->ln_pga, imt, x, out.mean); break;
    case AM09: site_am09(com->ln_pga, imt, x, out.mean); break;
    case GA14: site_ga14(imt, x, out.mean); break;
    }
    if (call->imt.kind == SHK_SA && imt.period != call->imt.period) extend(s, imt, call->imt, &com->extend, out.mean);
    if (call->imt.kind == SHK_PGV && v->pgv_period > 0)
        for (size_t i = 0; i < x->n; i++) out.mean[i] = v->pgv_a * out.mean[i] + v->pgv_b;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct variant *v = m->g->data;
    const struct state *s = m->state;
    if (!shk_can_shm6_measure(imt) || !shk_gsim_supports(s->base, inside(v, imt))) return 0;
    return s->extend || imt.kind != SHK_SA || inside(v, imt).period == imt.period;
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct variant *v = m->g->data;
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_gsim_make_child(k, v->base, NULL, &s->base));
    if (v->extend) SHK_TRY(shk_gsim_make_child(k, v->extend, NULL, &s->extend));
    m->component = s->base->component;
    m->total_only = s->base->total_only;
    m->state = s;
    return SHK_OK;
}

#define REF .ref = "10.4095/331497"
#define A15(n, t, needed, ...) { .name = "CanadaSHM6_" n, REF, .trt = t, .component = "GEOMETRIC_MEAN", .needs = needed, .coeffs = &abrahamson_2015_coeffs, .args = shk_bchydro_args, \
    .plan = shk_bchydro_plan, .kernel = kernel_a15, .supports = supports_a15, .reference_vs30 = 1000, .data = &(const struct fixed){ __VA_ARGS__ } }
#define SLAB_A15(n, h) A15("InSlab_AbrahamsonEtAl2015SSlab" n, "Subduction IntraSlab", SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30) | SHK_NEEDS(hypo_depth), \
    .form = { .slab = 1, .c1 = 7.8, .c1_distance = 7.8 }, .depth = h, .pgv_period = 0.5, .pgv_a = 0.995, .pgv_b = 3.937)
#define ROW(n, t, needed, ...) { .name = "CanadaSHM6_" n, REF, .trt = t, .needs = (needed), .kernel = kernel, .supports = supports, .plan = plan, .data = &(const struct variant){ __VA_ARGS__ } }
#define INTERFACE "Subduction Interface"
#define SLAB "Subduction IntraSlab"
/* What the reference requires, even where a fixed depth or another distance takes its place. */
#define SITE (SHK_NEEDS(mag) | SHK_NEEDS(vs30) | SHK_NEEDS(backarc))
#define SLAB_SITE (SITE | SHK_NEEDS(hypo_depth))
#define INTER_GMM "CanadaSHM6_Interface_AbrahamsonEtAl2015SInter"
#define SLAB_PGV .pgv_period = 0.5, .pgv_a = 0.995, .pgv_b = 3.937
#define INTER_PGV .pgv_period = 1.92, .pgv_a = 0.897, .pgv_b = 4.835
#define DEPTHS(make) make("30", 30), make("55", 55)
#define ZHAO(n, h) ROW("InSlab_ZhaoEtAl2006SSlabCascadia" n, SLAB, SLAB_SITE | SHK_NEEDS(rrup), .family = ZHAO_SLAB, .base = "ZhaoEtAl2006SSlab", \
    .extend = "CanadaSHM6_InSlab_AbrahamsonEtAl2015SSlab" n, .depth = h, .min_T = 0.05, .max_T = 5, SLAB_PGV)
#define AB(n, h) ROW("InSlab_AtkinsonBoore2003SSlabCascadia" n, SLAB, SLAB_SITE | SHK_NEEDS(rrup), .family = AB2003, .base = "AtkinsonBoore2003SSlabCascadia", \
    .extend = "CanadaSHM6_InSlab_AbrahamsonEtAl2015SSlab" n, .depth = h, .min_T = 0.04, .max_T = 3, SLAB_PGV)
#define GARCIA_ROW(n, h) ROW("InSlab_GarciaEtAl2005SSlab" n, SLAB, SLAB_SITE | SHK_NEEDS(rhypo) | SHK_NEEDS(rrup), .family = GARCIA, .base = "GarciaEtAl2005SSlab", \
    .extend = "CanadaSHM6_InSlab_AbrahamsonEtAl2015SSlab" n, .depth = h, .min_T = 0.04, .max_T = 5)

const struct shk_gsim gsim_can_shm6_inslab[] = {
    DEPTHS(SLAB_A15), DEPTHS(ZHAO), DEPTHS(AB), DEPTHS(GARCIA_ROW),
    A15("Interface_AbrahamsonEtAl2015SInter", INTERFACE, SHK_BCHYDRO_NEEDS_SINTER, .form = { .c1 = 7.8, .c1_distance = 7.8 }, INTER_PGV, .shift_after = 1),
    ROW("Interface_ZhaoEtAl2006SInterCascadia", INTERFACE, SITE | SHK_NEEDS(rrup) | SHK_NEEDS(rake), .family = ZHAO_INTER, .base = "ZhaoEtAl2006SInter", .extend = INTER_GMM, .depth = 30,
        .min_T = 0.05, .max_T = 5, INTER_PGV),
    ROW("Interface_AtkinsonMacias2009", INTERFACE, SHK_NEEDS(mag) | SHK_NEEDS(vs30) | SHK_NEEDS(rrup) | SHK_NEEDS(rjb) | SHK_NEEDS(z1pt0), .family = AM09, .base = "AtkinsonMacias2009", .min_T = 0.05, .max_T = 10, INTER_PGV),
    ROW("Interface_GhofraniAtkinson2014Cascadia", INTERFACE, SITE | SHK_NEEDS(rrup), .family = GA14, .base = "GhofraniAtkinson2014Cascadia", .extend = INTER_GMM, .min_T = 0.07, .max_T = 9.09),
    { 0 },
};
