/* Active crust of the sixth seismic hazard model of Canada (Kolaj et al. 2023, GSC Open File 8630): the NGA-West2 models without basin
 * terms, with their site terms changed above 1100 m/s. */
#include "abrahamson_2014.coeffs.h"
#include "campbell_bozorgnia_2014.coeffs.h"
#include "gsim/lib_can_shm6.h"
#include "gsim/lib_shared.h"
#include "gsim/make.h"
#include "site_bssa14.coeffs.h"
#include "site_cy14.coeffs.h"

enum family { ASK14, BSSA14, CB14, CY14 };
struct variant { enum family family; const char *base; };
struct state { const struct shk_gsim_model *base; };

/* The contexts of the base: depths to 1 or 2.5 km/s that make its basin term vanish, and a largest vs30. */
struct contexts { struct shk_ctx x; double v[SHK_CTX_BLOCK], unknown[SHK_CTX_BLOCK], z25[SHK_CTX_BLOCK]; };

static void contexts_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    const double highest = ((const struct variant *)call->data)->family == CY14 ? INFINITY : 1100;
    struct contexts *y = shared;
    y->x = *x;
    for (size_t i = 0; i < x->n; i++) {
        y->v[i] = x->vs30[i] > highest ? highest : x->vs30[i];
        y->unknown[i] = -999;       /* takes the depth expected for vs30: no term */
        y->z25[i] = 2;              /* no term between 1 and 3 km */
    }
    y->x.vs30 = y->v;
    y->x.z1pt0 = y->unknown;
    y->x.z2pt5 = y->z25;
}

static void evaluate(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct contexts, y, call, x, contexts_of);
    const struct state *s = call->model->state;
    shk_gsim_eval(s->base, call->imt, &y->x, out);
}

/* ln of the linear site term at v relative to 760 m/s. */
static double linear(enum family f, struct shk_imt imt, double v)
{
    if (f == BSSA14) { SHK_COEFFS(site_bssa14, c, imt); return c.c * shk_log(fmin(v, c.Vc) / 760); }
    if (f == CB14) { SHK_COEFFS(campbell_bozorgnia_2014, c, imt); return (c.c11 + 1.18 * c.k2) * shk_log(v / 760); }
    SHK_COEFFS(abrahamson_2014, c, imt);
    const double T = imt.kind == SHK_SA ? imt.period : 0, v1 = T <= 0.5 ? 1500 : T < 3 ? shk_exp(-0.35 * shk_log(T / 0.5) + shk_log(1500)) : 800;   /* eq. 9 */
    return (c.a10 + 1.5 * c.b) * shk_log(fmin(v, v1) / fmin(760, v1));
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const enum family f = ((const struct variant *)call->data)->family;
    if (f == CY14) {                /* adds the constant of 1100 m/s to the term of vs30 itself, as the reference does */
        SHK_COEFFS(site_cy14, c, call->imt);
        const double add = c.phi1 * shk_log(1100.0 / 1130);
        evaluate(call, x, out);
        for (size_t i = 0; i < x->n; i++) out.mean[i] += x->vs30[i] > 1100 ? add : 0;
        return;
    }
    const struct shk_hard_rock h = shk_hard_rock_init(call->imt, linear(f, call->imt, 1100), linear(f, call->imt, 2000));
    evaluate(call, x, out);
    for (size_t i = 0; i < x->n; i++) out.mean[i] += x->vs30[i] > 1100 ? shk_hard_rock(h, x->vs30[i]) - h.a1100 : 0;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    return shk_can_shm6_measure(imt) && shk_gsim_supports(((const struct state *)m->state)->base, imt);
}

/* Campbell & Bozorgnia (2014) without any basin term, on the reference rock too. */
static enum shk_err without_basin(struct shk_gsim_make *k, struct state *s)
{
    const struct shk_coeffs *t = &campbell_bozorgnia_2014_coeffs;
    struct shk_coeffs *out = SHK_NEW(k->arena, struct shk_coeffs, 1);
    struct shk_coeff_row *row = SHK_NEW(k->arena, struct shk_coeff_row, (size_t)t->nrow);
    struct campbell_bozorgnia_2014 *v = SHK_NEW(k->arena, struct campbell_bozorgnia_2014, (size_t)t->nrow);
    struct shk_gsim_model *m = SHK_NEW(k->arena, struct shk_gsim_model, 1);
    struct shk_gsim *g = SHK_NEW(k->arena, struct shk_gsim, 1);
    if (!out || !row || !v || !m || !g) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    for (int r = 0; r < t->nrow; r++) {
        memcpy(&v[r], t->row[r].v, sizeof v[r]);
        v[r].c14 = v[r].c15 = v[r].c16 = 0;
        row[r] = (struct shk_coeff_row){ t->row[r].kind, t->row[r].period, (const double *)&v[r] };
    }
    *out = *t;
    out->row = row;
    *m = *s->base;
    *g = *m->g;
    g->coeffs = out;
    m->g = g;
    s->base = m;
    return SHK_OK;
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct variant *v = m->g->data;
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_gsim_make_child(k, v->base, NULL, &s->base));
    shk_gsim_inherit(m, s->base);
    m->needs &= ~SHK_NEEDS(z2pt5);          /* z1pt0 stays required, as in the reference, though it has no effect */
    m->state = s;
    return v->family == CB14 ? without_basin(k, s) : SHK_OK;
}

#define ROW(f, n) { .name = "CanadaSHM6_ActiveCrust_" n, .ref = "10.4095/331497", .trt = "Active Shallow Crust", .component = "RotD50", .needs = SHK_NEEDS(vs30), \
    .data = &(const struct variant){ .family = f, .base = n }, .kernel = kernel, .supports = supports, .plan = plan }

const struct shk_gsim gsim_can_shm6_active_crust[] = {
    ROW(ASK14, "AbrahamsonEtAl2014"), ROW(BSSA14, "BooreEtAl2014"), ROW(CB14, "CampbellBozorgnia2014"), ROW(CY14, "ChiouYoungs2014"),
    { 0 },
};
