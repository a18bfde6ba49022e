/* A model on rock with the site or basin term of another: CY14SiteTerm, BA08SiteTerm, ... (specification, sections 7 and 7.1). */
#include "gsim/lib_shared.h"
#include "gsim/lib_site.h"
#include "gsim/make.h"
#include "math/vmath.h"

struct term {
    double rock;                    /* vs30 at which the base is evaluated; 0: the site's own */
    double lowest, highest;         /* the base's reference velocity must be in this range where it has one */
    uint64_t needs;
    int (*has)(struct shk_imt imt);
    void (*add)(struct shk_imt imt, const struct shk_ctx *x, double *mean);
};

static void add_cy14(struct shk_imt imt, const struct shk_ctx *x, double *mean) { shk_site_cy14(imt, x->n, x->vs30, mean); }
static void add_nrcan(struct shk_imt imt, const struct shk_ctx *x, double *mean) { shk_site_nrcan15(imt, 0, x->n, x->vs30, mean); }
static void add_nrcan_linear(struct shk_imt imt, const struct shk_ctx *x, double *mean) { shk_site_nrcan15(imt, 1, x->n, x->vs30, mean); }
static void add_cb14(struct shk_imt imt, const struct shk_ctx *x, double *mean) { shk_site_cb14_basin(imt, x->n, x->vs30, x->z2pt5, mean); }
static void add_m9(struct shk_imt imt, const struct shk_ctx *x, double *mean) { shk_site_m9_basin(imt, x->n, x->z2pt5, mean); }
static int always(struct shk_imt imt) { (void)imt; return 1; }

#define ROCK_PGA (SHK_NEEDS(vs30) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb))
static const struct term cy14 = { 1130, 1100, 1160, SHK_NEEDS(vs30), shk_site_cy14_has, add_cy14 };
static const struct term ba08 = { 760, 0, 0, ROCK_PGA, shk_site_ba08_has, shk_site_ba08 };
static const struct term bssa14 = { 760, 0, 0, ROCK_PGA, shk_site_bssa14_has, shk_site_bssa14 };
static const struct term nrcan = { 760, 760, 820, SHK_NEEDS(vs30), shk_site_nrcan15_has, add_nrcan };
static const struct term nrcan_linear = { 760, 760, 820, SHK_NEEDS(vs30), shk_site_nrcan15_has, add_nrcan_linear };
static const struct term cb14 = { 0, 0, 0, SHK_NEEDS(vs30) | SHK_NEEDS(z2pt5), shk_site_cb14_has, add_cb14 };
static const struct term m9 = { 0, 0, 0, SHK_NEEDS(z2pt5), always, add_m9 };

struct state { const struct shk_gsim_model *base; };

static void rock_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared) { shk_rock_fill(shared, x, ((const struct term *)call->data)->rock); }

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct shk_rock, rock, call, x, rock_of);
    const struct term *t = call->data;
    shk_gsim_eval(((const struct state *)call->model->state)->base, call->imt, t->rock > 0 ? &rock->x : x, out);
    t->add(call->imt, x, out.mean);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    return shk_gsim_supports(((const struct state *)m->state)->base, imt) && ((const struct term *)m->g->data)->has(imt);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct term *t = m->g->data;
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_gsim_make_base(k, m, "gmpe_name", &s->base));
    const double v = s->base->g->reference_vs30;
    if (t->highest > 0 && v > 0 && (v < t->lowest || v > t->highest))
        return shk_fail(k->diag, SHK_E_INVALID, "%s: %s is for a reference vs30 of %g m/s, which must be between %g and %g", k->name, s->base->g->name, v, t->lowest, t->highest);
    shk_gsim_inherit(m, s->base);
    m->needs |= t->needs;
    m->state = s;
    return SHK_OK;
}

static const struct shk_gsim_arg args[] = { { "gmpe_name", 0, shk_gsim_raw, 0 }, { 0 } };
#define ROW(n, r, t) { .name = n, .ref = r, .trt = "", .data = &t, .args = args, .open_args = 1, .kernel = kernel, .supports = supports, .plan = plan }

const struct shk_gsim gsim_site_term[] = {
    ROW("CY14SiteTerm", "10.1193/072813EQS219M", cy14),
    ROW("BA08SiteTerm", "10.1193/1.2830434", ba08),
    ROW("BSSA14SiteTerm", "10.1193/070113EQS184M", bssa14),
    ROW("NRCan15SiteTerm", "Building code of Canada (2015)", nrcan),
    ROW("NRCan15SiteTermLinear", "Building code of Canada (2015)", nrcan_linear),
    ROW("CB14BasinTerm", "10.1193/062913EQS175M", cb14),
    ROW("M9BasinTerm", "10.1177/87552930231223995", m9),
    { 0 },
};
