/* Models made of models: averages, one model a measure, split deviations, adjustments for epistemic uncertainty
 * (specification of the catalogue, sections 7.1 and 8). */
#include <math.h>
#include "gsim/gsim.h"
#include "gsim/make.h"

static enum shk_err no_memory(struct shk_gsim_make *k) { return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name); }

/* ---- AvgGMPE, AvgPoeGMPE: b1.Name.weight = 0.3 ---- */

struct average { int n; double sum; struct shk_gsim_part *part; };

static int average_supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct average *a = m->state;
    for (int k = 0; k < a->n; k++)
        if (!shk_gsim_supports(a->part[k].model, imt)) return 0;
    return 1;
}

/* Weighted mean of the means; root of the weighted mean of the squares of each deviation. */
static void average_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct average *a = call->model->state;
    double mean[SHK_CTX_BLOCK], sig[SHK_CTX_BLOCK], tau[SHK_CTX_BLOCK], phi[SHK_CTX_BLOCK];
    for (size_t i = 0; i < x->n; i++) out.mean[i] = out.sig[i] = out.tau[i] = out.phi[i] = 0;
    for (int k = 0; k < a->n; k++) {
        const double w = a->part[k].weight;
        shk_gsim_eval(a->part[k].model, call->imt, x, (struct shk_motion){ mean, sig, tau, phi });
        for (size_t i = 0; i < x->n; i++) {
            out.mean[i] += w * mean[i];
            out.sig[i] += w * sig[i] * sig[i];
            out.tau[i] += w * tau[i] * tau[i];
            out.phi[i] += w * phi[i] * phi[i];
        }
    }
    for (size_t i = 0; i < x->n; i++) {
        out.mean[i] /= a->sum;
        out.sig[i] = sqrt(out.sig[i] / a->sum);
        out.tau[i] = sqrt(out.tau[i] / a->sum);
        out.phi[i] = sqrt(out.phi[i] / a->sum);
    }
}

static enum shk_err average_plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct average *a = SHK_NEW(k->arena, struct average, 1);
    size_t n = 0;
    for (const struct shk_toml *t = k->table ? k->table->first : NULL; t; t = t->next) n++;
    if (!n) return shk_fail(k->diag, SHK_E_INVALID, "%s needs branches, as in b1.Name.weight = 1", k->name);
    if (!a || !(a->part = SHK_NEW(k->arena, struct shk_gsim_part, n))) return no_memory(k);
    m->state = a;
    for (const struct shk_toml *t = k->table->first; t; t = t->next) {
        struct shk_gsim_part *p = &a->part[a->n];
        if (!strcmp(t->key, "mixture_model") || !strcmp(t->key, "weight")) continue;
        SHK_TRY(shk_gsim_make_single(k, t, t->key, &p->model));
        SHK_TRY(shk_gsim_number_arg(k, t->first, "weight", NAN, &p->weight));
        if (isnan(p->weight) || p->weight < 0) return shk_fail(k->diag, SHK_E_INVALID, "%s: branch %s needs a weight, not negative", k->name, t->key);
        p->sigma_factor = 1;
        a->sum += p->weight;
        m->needs |= p->model->needs;
        if (!a->n++) { m->component = p->model->component; m->trt = p->model->trt; m->total_only = p->model->total_only; }
        else if (m->total_only != p->model->total_only) m->total_only = 1;
    }
    if (!(a->sum > 0)) return shk_fail(k->diag, SHK_E_INVALID, "%s: the weights add up to %g", k->name, a->sum);
    return SHK_OK;
}

/* AvgPoeGMPE averages probabilities of exceedance: its parts are the model; a mean of its own it does not have. */
static enum shk_err average_poe_plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    SHK_TRY(average_plan(k, m));
    const struct average *a = m->state;
    m->npart = a->n;
    m->part = a->part;
    m->total_only = 1;
    return SHK_OK;
}

static void average_poe_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    (void)call;
    for (size_t i = 0; i < x->n; i++) { out.mean[i] = out.tau[i] = out.phi[i] = 0; out.sig[i] = 1e-10; }
}

/* ---- MultiGMPE: "SA(0.2)".Name = { arguments } ---- */

struct by_measure { struct shk_imt imt; const struct shk_gsim_model *model; };
struct multi { int n; struct by_measure *by; };

static const struct shk_gsim_model *for_measure(const struct multi *s, struct shk_imt imt)
{
    for (int k = 0; k < s->n; k++)
        if (shk_imt_same(s->by[k].imt, imt)) return s->by[k].model;
    return NULL;
}

static int multi_supports(const struct shk_gsim_model *m, struct shk_imt imt) { return for_measure(m->state, imt) != NULL; }

static void multi_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    shk_gsim_eval(for_measure(call->model->state, call->imt), call->imt, x, out);
}

static enum shk_err multi_plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct multi *s = SHK_NEW(k->arena, struct multi, 1);
    size_t n = 1;
    for (const struct shk_toml *t = k->table ? k->table->first : NULL; t; t = t->next) n++;
    if (!s || !(s->by = SHK_NEW(k->arena, struct by_measure, n))) return no_memory(k);
    m->state = s;
    for (const struct shk_toml *t = k->table ? k->table->first : NULL; t; t = t->next) {
        if (!strcmp(t->key, "mixture_model") || !strcmp(t->key, "weight")) continue;
        struct by_measure *b = &s->by[s->n++];
        const enum shk_err e = shk_imt_parse(t->key, &b->imt, k->diag);
        if (e) return shk_wrap(k->diag, e, "MultiGMPE");
        SHK_TRY(shk_gsim_make_single(k, t, t->key, &b->model));
        if (!shk_gsim_supports(b->model, b->imt))
            return shk_fail(k->diag, SHK_E_UNSUPPORTED, "MultiGMPE: %s does not predict %s", b->model->g->name, t->key);
        m->needs |= b->model->needs;
        m->total_only = s->n == 1 ? b->model->total_only : m->total_only && b->model->total_only;
        m->component = b->model->component;
    }
    if (!s->n) return shk_fail(k->diag, SHK_E_INVALID, "MultiGMPE needs a model a measure, as in \"SA(0.2)\".Name = {}");
    return SHK_OK;
}

/* ---- wrappers of one model ---- */

struct wrapped { const struct shk_gsim_model *base; };

static int base_supports(const struct shk_gsim_model *m, struct shk_imt imt) { return shk_gsim_supports(((const struct wrapped *)m->state)->base, imt); }

static enum shk_err wrap(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct wrapped *w = SHK_NEW(k->arena, struct wrapped, 1);
    if (!w) return no_memory(k);
    SHK_TRY(shk_gsim_make_base(k, m, "gmpe_name", &w->base));
    shk_gsim_inherit(m, w->base);
    m->state = w;
    return SHK_OK;
}

/* SplitSigmaGMPE: the other deviation follows from the total; NaN where the given one is larger. */
static const struct shk_gsim_arg split_args[] = { { "gmpe_name", 0, shk_gsim_raw, 0 }, { "within_absolute", NAN, NULL, 0 }, { "between_absolute", NAN, NULL, 0 }, { 0 } };

static void split_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct wrapped *w = call->model->state;
    const double within = call->arg[1], between = call->arg[2];
    shk_gsim_eval(w->base, call->imt, x, out);
    for (size_t i = 0; i < x->n; i++) {
        const double s2 = out.sig[i] * out.sig[i];
        const double given = isnan(between) ? within : between, other = sqrt(s2 - given * given);
        out.tau[i] = isnan(between) ? other : given;
        out.phi[i] = isnan(between) ? given : other;
    }
}

static enum shk_err split_plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    if (isnan(m->arg[1]) && isnan(m->arg[2])) return shk_fail(k->diag, SHK_E_INVALID, "SplitSigmaGMPE needs within_absolute or between_absolute");
    SHK_TRY(wrap(k, m));
    m->total_only = 0;
    return SHK_OK;
}

/* NSHMP2014: additional epistemic uncertainty of the NGA-West2 models, Petersen et al. (2014), USGS OFR 2014-1091, table 17. */
struct nshmp_alias { const char *base; double sgn; };
static const struct shk_gsim_arg nshmp_args[] = { { "gmpe_name", 0, shk_gsim_raw, 0 }, { "sgn", NAN, NULL, 0 }, { 0 } };

static inline double nshmp_adjustment(double m, double r)
{
    return m < 6 ? (r < 10 ? 0.37 : 0.22) : m < 7 ? (r < 10 ? 0.25 : 0.23) : r < 10 ? 0.40 : r < 30 ? 0.36 : 0.33;
}

static void nshmp_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct wrapped *w = call->model->state;
    shk_gsim_eval(w->base, call->imt, x, out);
    for (size_t i = 0; i < x->n; i++) out.mean[i] += call->arg[1] * nshmp_adjustment(x->mag[i], x->rrup[i]);
}

/* sgn 0 weighs probabilities for -1, 0, +1: three parts. */
static enum shk_err nshmp_parts(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    static const double weight[3] = { 0.185, 0.63, 0.185 };
    struct shk_gsim_part *part = SHK_NEW(k->arena, struct shk_gsim_part, 3);
    struct shk_gsim_model *copy = SHK_NEW(k->arena, struct shk_gsim_model, 3);
    if (!part || !copy) return no_memory(k);
    for (int i = 0; i < 3; i++) {
        copy[i] = *m;
        copy[i].arg[1] = i - 1;
        part[i] = (struct shk_gsim_part){ &copy[i], weight[i], 1 };
    }
    m->npart = 3;
    m->part = part;
    return SHK_OK;
}

static enum shk_err nshmp_plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct nshmp_alias *a = m->g->data;
    if (a) {
        struct wrapped *w = SHK_NEW(k->arena, struct wrapped, 1);
        if (!w) return no_memory(k);
        SHK_TRY(shk_gsim_make_child(k, a->base, NULL, &w->base));
        shk_gsim_inherit(m, w->base);
        m->state = w;
        m->arg[1] = a->sgn;
        m->text = shk_arena_printf(k->arena, "[NSHMP2014]\ngmpe_name = \"%s\"\nsgn = %d", a->base, (int)a->sgn);
        if (!m->text) return no_memory(k);
    } else SHK_TRY(wrap(k, m));
    if (!(fabs(m->arg[1]) == 1 || m->arg[1] == 0)) return shk_fail(k->diag, SHK_E_INVALID, "NSHMP2014: sgn must be -1, 0 or 1");
    m->needs |= SHK_NEEDS(rrup) | SHK_NEEDS(mag);
    return m->arg[1] == 0 ? nshmp_parts(k, m) : SHK_OK;
}

/* ---- DummyGMPE ---- */

static void dummy_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    (void)call;
    for (size_t i = 0; i < x->n; i++) { out.mean[i] = 0; out.sig[i] = 0.005; out.tau[i] = 0.003; out.phi[i] = 0.004; }
}

static int any_measure(const struct shk_gsim_model *m, struct shk_imt imt) { (void)m; (void)imt; return 1; }

#define NSHMP .ref = "10.3133/ofr20141091", .trt = "Active Shallow Crust", .component = "RotD50", .kernel = nshmp_kernel, .supports = base_supports, .plan = nshmp_plan
#define ALIASES(model) \
    { .name = model "NSHMPLower", .alias = 1, .args = nshmp_args, .data = &(const struct nshmp_alias){ model, -1 }, NSHMP }, \
    { .name = model "NSHMPMean", .alias = 1, .args = nshmp_args, .data = &(const struct nshmp_alias){ model, 0 }, NSHMP }, \
    { .name = model "NSHMPUpper", .alias = 1, .args = nshmp_args, .data = &(const struct nshmp_alias){ model, 1 }, NSHMP }

const struct shk_gsim gsim_composite[] = {
    { .name = "AvgGMPE", .ref = "weighted mean of models", .trt = "", .open_args = 1, .kernel = average_kernel, .supports = average_supports, .plan = average_plan },
    { .name = "AvgPoeGMPE", .ref = "weighted mean of probabilities", .trt = "", .open_args = 1, .kernel = average_poe_kernel, .supports = average_supports, .plan = average_poe_plan },
    { .name = "MultiGMPE", .ref = "one model for each measure", .trt = "", .open_args = 1, .kernel = multi_kernel, .supports = multi_supports, .plan = multi_plan },
    { .name = "SplitSigmaGMPE", .ref = "total deviation split in two", .trt = "", .open_args = 1, .args = split_args, .kernel = split_kernel, .supports = base_supports, .plan = split_plan },
    { .name = "NSHMP2014", .open_args = 1, .args = nshmp_args, NSHMP },
    ALIASES("AbrahamsonEtAl2014"), ALIASES("BooreEtAl2014"), ALIASES("CampbellBozorgnia2014"), ALIASES("ChiouYoungs2014"), ALIASES("Idriss2014"),
    { .name = "DummyGMPE", .ref = "placeholder for branches of weight zero", .trt = "Active Shallow Crust", .component = "HORIZONTAL", .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup),
      .args = (const struct shk_gsim_arg[]){ { "ordinal", 0, NULL, 0 }, { 0 } }, .kernel = dummy_kernel, .supports = any_measure },
    { 0 },
};
