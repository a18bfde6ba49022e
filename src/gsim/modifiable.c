/* ModifiableGMPE: a model and changes to its mean and deviations, applied in the order in which they are written
 * (specification of the catalogue, section 7). */
#include <math.h>
#include "gsim/gsim.h"
#include "gsim/lib_alatik.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_site.h"
#include "gsim/make.h"
#include "math/vmath.h"

enum op_kind {
    ADD_BETWEEN_WITHIN, BETWEEN_EPSILON, SCALE_MEDIAN, SCALE_MEDIAN_BY_IMT, SCALE_SIGMA, SCALE_SIGMA_BY_IMT, FIXED_SIGMA,
    DELTA_TOTAL, DELTA_TOTAL_BY_IMT, DELTA_TAU, DELTA_TAU_BY_IMT, DELTA_PHI, DELTA_PHI_BY_IMT, TAU_PLUS_DELTA, SIGMA_ALATIK,
    SWISS, SWISS_SA, CY14, BA08, BSSA14, NRCAN15, CEUS, CB14_BASIN, M9_BASIN, CONDITIONAL, OP_KINDS
};

enum value_kind { NONE, NUMBER, BY_IMT, SPECIAL };

static const struct { const char *name; enum value_kind value; const char *key; uint64_t needs; } known[OP_KINDS] = {
    [ADD_BETWEEN_WITHIN] = { "add_between_within_stds", NUMBER, "with_betw_ratio", 0 },
    [BETWEEN_EPSILON] = { "set_between_epsilon", NUMBER, "epsilon_tau", 0 },
    [SCALE_MEDIAN] = { "set_scale_median_scalar", NUMBER, "scaling_factor", 0 },
    [SCALE_MEDIAN_BY_IMT] = { "set_scale_median_vector", BY_IMT, "scaling_factor", 0 },
    [SCALE_SIGMA] = { "set_scale_total_sigma_scalar", NUMBER, "scaling_factor", 0 },
    [SCALE_SIGMA_BY_IMT] = { "set_scale_total_sigma_vector", BY_IMT, "scaling_factor", 0 },
    [FIXED_SIGMA] = { "set_fixed_total_sigma", BY_IMT, "total_sigma", 0 },
    [DELTA_TOTAL] = { "add_delta_to_total_std_scalar", NUMBER, "delta", 0 },
    [DELTA_TOTAL_BY_IMT] = { "add_delta_to_total_std_vector", BY_IMT, "delta", 0 },
    [DELTA_TAU] = { "add_delta_to_tau_std_scalar", NUMBER, "delta", 0 },
    [DELTA_TAU_BY_IMT] = { "add_delta_to_tau_std_vector", BY_IMT, "delta", 0 },
    [DELTA_PHI] = { "add_delta_to_phi_std_scalar", NUMBER, "delta", 0 },
    [DELTA_PHI_BY_IMT] = { "add_delta_to_phi_std_vector", BY_IMT, "delta", 0 },
    [TAU_PLUS_DELTA] = { "set_total_std_as_tau_plus_delta", NUMBER, "delta", 0 },
    [SIGMA_ALATIK] = { "sigma_model_alatik2015", SPECIAL, "ergodic tau_model phi_model tau_quantile phi_ss_quantile", SHK_NEEDS(mag) | SHK_NEEDS(vs30) },
    [SWISS] = { "apply_swiss_amplification", NONE, "", SHK_NEEDS(amplfactor) },
    [SWISS_SA] = { "apply_swiss_amplification_sa", NONE, "", SHK_NEEDS(ch_ampl03) | SHK_NEEDS(ch_ampl06) | SHK_NEEDS(ch_phis2s03)
                                                              | SHK_NEEDS(ch_phis2s06) | SHK_NEEDS(ch_phiss03) | SHK_NEEDS(ch_phiss06) },
    [CY14] = { "cy14_site_term", NONE, "", SHK_NEEDS(vs30) },
    [BA08] = { "ba08_site_term", NONE, "", SHK_NEEDS(vs30) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) },
    [BSSA14] = { "bssa14_site_term", NONE, "", SHK_NEEDS(vs30) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) },
    [NRCAN15] = { "nrcan15_site_term", SPECIAL, "kind", SHK_NEEDS(vs30) },
    [CEUS] = { "ceus2020_site_term", SPECIAL, "wimp ref_vs30 usgs", SHK_NEEDS(vs30) },
    [CB14_BASIN] = { "cb14_basin_term", NONE, "", SHK_NEEDS(vs30) | SHK_NEEDS(z2pt5) },
    [M9_BASIN] = { "m9_basin_term", NONE, "", SHK_NEEDS(z2pt5) },
    [CONDITIONAL] = { "conditional_gmpe", SPECIAL, NULL, 0 },
};

struct op {
    enum op_kind kind;
    double v, ref_vs30;
    int flag;
    struct shk_coeffs table;                /* values by measure; phi of Al Atik */
    struct shk_tau tau;
};
struct condition { struct shk_imt imt; const struct shk_gsim_model *model; };
enum { MAX_OPS = 16, MAX_CONDITIONS = 64 };
struct modifiable {
    const struct shk_gsim_model *base;
    int nop, ncond;
    double rock;                            /* vs30 at which the base is evaluated; 0: the site's own */
    struct op op[MAX_OPS];
    struct condition cond[MAX_CONDITIONS];
};

/* ---- evaluation ---- */

static void rock_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared) { shk_rock_fill(shared, x, ((const struct modifiable *)call->model->state)->rock); }

/* sqrt(s^2 + sign(d) d^2): NaN if more is taken away than there is. */
static void add_delta(size_t n, double d, double *restrict s)
{
    const double d2 = d < 0 ? -d * d : d * d;
    for (size_t i = 0; i < n; i++) s[i] = sqrt(s[i] * s[i] + d2);
}

static void total(size_t n, struct shk_motion o)
{
    for (size_t i = 0; i < n; i++) o.sig[i] = sqrt(o.tau[i] * o.tau[i] + o.phi[i] * o.phi[i]);
}

static void swiss_sa(struct shk_imt imt, const struct shk_ctx *x, struct shk_motion o)
{
    const int short_period = imt.period == 0.3;
    const double *ampl = short_period ? x->ch_ampl03 : x->ch_ampl06, *s2s = short_period ? x->ch_phis2s03 : x->ch_phis2s06;
    const double *ss = short_period ? x->ch_phiss03 : x->ch_phiss06;
    for (size_t i = 0; i < x->n; i++) {
        o.mean[i] += ampl[i];
        o.phi[i] = sqrt(s2s[i] * s2s[i] + ss[i] * ss[i]);
    }
    total(x->n, o);
}

static void alatik(const struct op *op, struct shk_imt imt, const struct shk_ctx *x, struct shk_motion o)
{
    shk_tau_eval(&op->tau, imt, x->n, x->mag, o.tau);
    shk_phi_ss_eval(&op->table, imt, x->n, x->mag, o.phi);
    if (op->flag) {
        double s2s[SHK_CTX_BLOCK];
        shk_phi_s2s_usgs(imt, x->n, x->vs30, s2s);
        for (size_t i = 0; i < x->n; i++) o.phi[i] = sqrt(o.phi[i] * o.phi[i] + s2s[i] * s2s[i]);
    }
    total(x->n, o);
}

static void ceus(const struct modifiable *s, const struct op *op, struct shk_imt imt, const struct shk_ctx *x, struct shk_motion o)
{
    double pga[SHK_CTX_BLOCK], unused[3][SHK_CTX_BLOCK];
    struct shk_rock rock;
    shk_rock_fill(&rock, x, op->ref_vs30);
    shk_gsim_eval(s->base, SHK_IMT_PGA, op->ref_vs30 > 0 ? &rock.x : x, (struct shk_motion){ pga, unused[0], unused[1], unused[2] });
    for (size_t i = 0; i < x->n; i++) pga[i] = shk_exp(pga[i]);
    shk_site_ceus(imt, op->v, op->flag, op->ref_vs30, x->n, x->vs30, pga, o.mean);
}

static const struct shk_gsim_model *condition_for(const struct modifiable *s, struct shk_imt imt)
{
    for (int k = 0; k < s->ncond; k++)
        if (shk_imt_same(s->cond[k].imt, imt)) return s->cond[k].model;
    return NULL;
}

static void conditional(const struct modifiable *s, struct shk_imt imt, const struct shk_ctx *x, const struct shk_ctx *rock, struct shk_motion o)
{
    const struct shk_gsim_model *c = condition_for(s, imt);
    double buf[SHK_COND_MAX][4][SHK_CTX_BLOCK];
    struct shk_motion pred[SHK_COND_MAX];
    if (!c) return;
    for (int k = 0; k < c->g->cond->n; k++) {
        pred[k] = (struct shk_motion){ buf[k][0], buf[k][1], buf[k][2], buf[k][3] };
        shk_gsim_eval(s->base, c->g->cond->imt[k], rock, pred[k]);
    }
    const struct shk_gsim_call call = { .model = c, .imt = imt, .arg = c->arg, .data = c->g->data, .coeffs = c->g->coeffs };
    c->g->cond->kernel(&call, x, pred, o);
}

/* rock: the contexts of the base. */
static void apply(const struct modifiable *s, const struct op *op, struct shk_imt imt, const struct shk_ctx *x, const struct shk_ctx *rock, struct shk_motion o)
{
    const size_t n = x->n;
    double v = op->v;
    if (known[op->kind].value == BY_IMT) (void)shk_coeffs_at(&op->table, imt, &v);
    switch (op->kind) {
    case ADD_BETWEEN_WITHIN:
        for (size_t i = 0; i < n; i++) { o.tau[i] = sqrt(o.sig[i] * o.sig[i] / (1 + v * v)); o.phi[i] = v * o.tau[i]; }
        break;
    case BETWEEN_EPSILON:
        for (size_t i = 0; i < n; i++) { o.mean[i] += v * o.tau[i]; o.tau[i] = 0; o.sig[i] = o.phi[i]; }
        break;
    case SCALE_MEDIAN: case SCALE_MEDIAN_BY_IMT: v = shk_log(v); for (size_t i = 0; i < n; i++) o.mean[i] += v; break;
    case SCALE_SIGMA: case SCALE_SIGMA_BY_IMT: for (size_t i = 0; i < n; i++) o.sig[i] *= v; break;
    case FIXED_SIGMA: for (size_t i = 0; i < n; i++) o.sig[i] = v; break;
    case DELTA_TOTAL: case DELTA_TOTAL_BY_IMT: add_delta(n, v, o.sig); break;
    case DELTA_TAU: case DELTA_TAU_BY_IMT: add_delta(n, v, o.tau); total(n, o); break;
    case DELTA_PHI: case DELTA_PHI_BY_IMT: add_delta(n, v, o.phi); total(n, o); break;
    case TAU_PLUS_DELTA: memcpy(o.sig, o.tau, n * sizeof *o.sig); add_delta(n, v, o.sig); break;   /* each context's own tau, where the reference takes the third context's */
    case SIGMA_ALATIK: alatik(op, imt, x, o); break;
    case SWISS: for (size_t i = 0; i < n; i++) o.mean[i] += x->amplfactor[i]; break;
    case SWISS_SA: swiss_sa(imt, x, o); break;
    case CY14: shk_site_cy14(imt, n, x->vs30, o.mean); break;
    case BA08: shk_site_ba08(imt, x, o.mean); break;
    case BSSA14: shk_site_bssa14(imt, x, o.mean); break;
    case NRCAN15: shk_site_nrcan15(imt, op->flag, n, x->vs30, o.mean); break;
    case CEUS: ceus(s, op, imt, x, o); break;
    case CB14_BASIN: shk_site_cb14_basin(imt, n, x->vs30, x->z2pt5, o.mean); break;
    case M9_BASIN: shk_site_m9_basin(imt, n, x->z2pt5, o.mean); break;
    case CONDITIONAL: conditional(s, imt, x, rock, o); break;
    case OP_KINDS: break;
    }
}

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct shk_rock, kept, call, x, rock_of);
    const struct modifiable *s = call->model->state;
    const struct shk_ctx *rock = s->rock > 0 ? &kept->x : x;
    if (shk_gsim_supports(s->base, call->imt)) shk_gsim_eval(s->base, call->imt, rock, out);
    else for (size_t i = 0; i < x->n; i++) out.mean[i] = out.sig[i] = out.tau[i] = out.phi[i] = 0;     /* only conditional models predict it */
    for (int k = 0; k < s->nop; k++) apply(s, &s->op[k], call->imt, x, rock, out);
}

static int op_has(const struct modifiable *s, const struct op *op, struct shk_imt imt)
{
    switch (op->kind) {
    case DELTA_TOTAL_BY_IMT: case DELTA_TAU_BY_IMT: case DELTA_PHI_BY_IMT:      /* measures as written, no interpolation */
        for (int r = 0; r < op->table.nrow; r++)
            if (op->table.row[r].kind == imt.kind && op->table.row[r].period == imt.period) return 1;
        return 0;
    case SCALE_MEDIAN_BY_IMT: case SCALE_SIGMA_BY_IMT: case FIXED_SIGMA: return shk_coeffs_have(&op->table, imt);
    case SIGMA_ALATIK: return shk_coeffs_have(&op->table, imt) && (!op->flag || shk_phi_s2s_usgs_has(imt));
    case SWISS_SA: return imt.kind == SHK_SA && (imt.period == 0.3 || imt.period == 0.6);
    case CY14: return shk_site_cy14_has(imt);
    case BA08: return shk_site_ba08_has(imt);
    case BSSA14: return shk_site_bssa14_has(imt);
    case NRCAN15: return shk_site_nrcan15_has(imt);
    case CEUS: return shk_site_ceus_has(imt, op->flag) && shk_gsim_supports(s->base, SHK_IMT_PGA);
    case CB14_BASIN: return shk_site_cb14_has(imt);
    default: return 1;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct modifiable *s = m->state;
    const struct shk_gsim_model *c = condition_for(s, imt);
    if (!c && !shk_gsim_supports(s->base, imt)) return 0;
    for (int k = 0; k < s->nop; k++)
        if (!op_has(s, &s->op[k], imt)) return 0;
    return 1;
}

/* ---- arguments ---- */

static enum shk_err word(struct shk_gsim_make *k, const struct shk_toml *t, const char *key, const char *const *choices, int *out)
{
    const char *s;
    SHK_TRY(shk_gsim_text_arg(k, t, key, &s));
    if (!s) return SHK_OK;
    for (*out = 0; choices[*out]; ++*out)
        if (!strcmp(choices[*out], s)) return SHK_OK;
    return shk_fail(k->diag, SHK_E_INVALID, "ModifiableGMPE: %s of %s is \"%s\": expected \"%s\", \"%s\"%s", key, t->key, s, choices[0], choices[1], choices[2] ? ", ..." : "");
}

static enum shk_err conditions(struct shk_gsim_make *k, const struct shk_toml *t, struct shk_gsim_model *m, struct modifiable *s)
{
    for (const struct shk_toml *c = t->first; c; c = c->next) {
        if (s->ncond == MAX_CONDITIONS) return shk_fail(k->diag, SHK_E_LIMIT, "ModifiableGMPE: more than %d conditional models", MAX_CONDITIONS);
        struct condition *q = &s->cond[s->ncond++];
        enum shk_err e = shk_imt_parse(c->key, &q->imt, k->diag);
        if (e) return shk_wrap(k->diag, e, "ModifiableGMPE: conditional_gmpe");
        SHK_TRY(shk_gsim_make_conditional(k, shk_toml_get(c, "gmpe"), "conditional_gmpe", &q->model));
        m->needs |= q->model->needs;
        if (!shk_gsim_supports(q->model, q->imt))
            return shk_fail(k->diag, SHK_E_UNSUPPORTED, "ModifiableGMPE: %s does not predict %s", q->model->g->name, c->key);
        for (int i = 0; i < q->model->g->cond->n; i++) {
            char name[SHK_IMT_NAME];
            if (!shk_gsim_supports(s->base, q->model->g->cond->imt[i]))
                return shk_fail(k->diag, SHK_E_UNSUPPORTED, "ModifiableGMPE: %s needs %s, which %s does not predict", q->model->g->name,
                                shk_imt_name(q->model->g->cond->imt[i], name), s->base->g->name);
        }
    }
    return SHK_OK;
}

static enum shk_err special(struct shk_gsim_make *k, const struct shk_toml *t, struct shk_gsim_model *m, struct modifiable *s, struct op *op)
{
    static const char *const kinds[] = { "base", "linear", NULL };
    double v = 0;
    if (op->kind == NRCAN15) {
        if (!shk_toml_get(t, "kind")) return shk_fail(k->diag, SHK_E_INVALID, "ModifiableGMPE: nrcan15_site_term needs kind = \"base\" or \"linear\"");
        return word(k, t, "kind", kinds, &op->flag);
    }
    if (op->kind == CEUS) {
        SHK_TRY(shk_gsim_number_arg(k, t, "wimp", NAN, &op->v));
        SHK_TRY(shk_gsim_number_arg(k, t, "ref_vs30", 0, &op->ref_vs30));
        SHK_TRY(shk_gsim_number_arg(k, t, "usgs", 0, &v));
        op->flag = v != 0;
        return op->ref_vs30 == 3000 || op->ref_vs30 == 760 ? SHK_OK
             : shk_fail(k->diag, SHK_E_INVALID, "ModifiableGMPE: ref_vs30 of ceus2020_site_term is %g: expected 3000 or 760", op->ref_vs30);
    }
    if (op->kind == CONDITIONAL) return conditions(k, t, m, s);
    int tau = 0, phi = 0;
    double q;
    SHK_TRY(word(k, t, "tau_model", shk_alatik_models, &tau));
    SHK_TRY(word(k, t, "phi_model", shk_alatik_models, &phi));
    SHK_TRY(shk_gsim_number_arg(k, t, "ergodic", 1, &v));
    op->flag = v != 0;
    SHK_TRY(shk_gsim_number_arg(k, t, "tau_quantile", NAN, &q));
    shk_tau_init(&op->tau, (enum shk_tau_model)tau, q);
    SHK_TRY(shk_gsim_number_arg(k, t, "phi_ss_quantile", NAN, &q));
    return shk_phi_ss_init(k->arena, (enum shk_phi_model)phi, q, &op->table);
}

/* Every key of t is in the blank-separated list. */
static enum shk_err only(struct shk_gsim_make *k, const struct shk_toml *t, const char *list)
{
    for (const struct shk_toml *c = t->first; c && list; c = c->next) {
        const char *p = strstr(list, c->key);
        const size_t n = strlen(c->key);
        if (!p || (p != list && p[-1] != ' ') || (p[n] && p[n] != ' '))
            return shk_fail(k->diag, SHK_E_INVALID, "ModifiableGMPE: %s has no argument '%s' (it has: %s)", t->key, c->key, *list ? list : "none");
    }
    return SHK_OK;
}

static enum shk_err add_op(struct shk_gsim_make *k, const struct shk_toml *t, struct shk_gsim_model *m, struct modifiable *s)
{
    int kind = 0;
    while (kind < OP_KINDS && strcmp(known[kind].name, t->key) != 0) kind++;
    if (kind == OP_KINDS) return shk_fail(k->diag, SHK_E_INVALID, "line %d: ModifiableGMPE has no modification '%s'", t->line, t->key);
    if (t->kind != SHK_TOML_TABLE) return shk_fail(k->diag, SHK_E_INVALID, "line %d: %s of ModifiableGMPE must be a table of arguments", t->line, t->key);
    if (s->nop == MAX_OPS) return shk_fail(k->diag, SHK_E_LIMIT, "ModifiableGMPE: more than %d modifications", MAX_OPS);
    struct op *op = &s->op[s->nop++];
    op->kind = (enum op_kind)kind;
    m->needs |= known[kind].needs;
    SHK_TRY(only(k, t, known[kind].key));
    const struct shk_toml *v = known[kind].key ? shk_toml_get(t, known[kind].key) : NULL;
    if ((known[kind].value == NUMBER || known[kind].value == BY_IMT) && !v)
        return shk_fail(k->diag, SHK_E_INVALID, "ModifiableGMPE: %s needs %s", t->key, known[kind].key);
    if (known[kind].value == NUMBER) SHK_TRY(shk_gsim_number_arg(k, t, known[kind].key, 0, &op->v));
    if (known[kind].value == BY_IMT) SHK_TRY(shk_gsim_imt_table(k, v, t->key, &op->table));
    if (known[kind].value == SPECIAL) SHK_TRY(special(k, t, m, s, op));
    if (kind == CY14) s->rock = 1130;
    else if ((kind == BA08 || kind == BSSA14 || kind == NRCAN15 || kind == CEUS) && s->rock == 0) s->rock = 760;     /* whatever ref_vs30 */
    if ((kind == BETWEEN_EPSILON || kind == TAU_PLUS_DELTA) && s->base->total_only)
        return shk_fail(k->diag, SHK_E_INVALID, "ModifiableGMPE: %s needs the inter-event deviation, which %s does not have", t->key, s->base->g->name);
    if (kind == ADD_BETWEEN_WITHIN) m->total_only = 0;
    return SHK_OK;
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct modifiable *s = SHK_NEW(k->arena, struct modifiable, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "ModifiableGMPE: out of memory");
    SHK_TRY(shk_gsim_make_single(k, k->table ? shk_toml_get(k->table, "gmpe") : NULL, "gmpe", &s->base));
    shk_gsim_inherit(m, s->base);
    m->state = s;
    for (const struct shk_toml *t = k->table->first; t; t = t->next)
        if (strcmp(t->key, "gmpe") != 0 && strcmp(t->key, "mixture_model") != 0 && strcmp(t->key, "weight") != 0) SHK_TRY(add_op(k, t, m, s));
    return SHK_OK;
}


/* The reference's alias: the NGA-East backbone of the Australian model of 2023 with site amplification from 3000 m/s. */
static enum shk_err plan_aus23(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    static struct shk_toml file = { .kind = SHK_TOML_STRING, .key = "table_relpath", .text = "NGA-East_Backbone_Model.geometric.3000.mps.hdf5" };
    static struct shk_toml wimp = { .kind = SHK_TOML_FLOAT, .key = "wimp", .text = "0.0" };
    static struct shk_toml ref = { .kind = SHK_TOML_INTEGER, .key = "ref_vs30", .text = "3000", .number = 3000, .integer = 3000, .next = &wimp };
    static struct shk_toml term = { .kind = SHK_TOML_TABLE, .key = "ceus2020_site_term", .first = &ref };
    static struct shk_toml base = { .kind = SHK_TOML_TABLE, .key = "NGAEastAUS2023GMPE", .first = &file }, gmpe = { .kind = SHK_TOML_TABLE, .key = "gmpe", .first = &base, .next = &term };
    static struct shk_toml root = { .kind = SHK_TOML_TABLE, .key = "ModifiableGMPE", .first = &gmpe };
    struct shk_gsim_make alias = *k;
    alias.table = &root;
    return plan(&alias, m);
}

const struct shk_gsim gsim_modifiable[] = {
    { .name = "ModifiableGMPE", .ref = "a model with changed mean or deviations", .trt = "", .kernel = kernel, .supports = supports, .plan = plan, .open_args = 1 },
    { .name = "NGAEastAUS23_vs3000", .ref = "10.1177/87552930231155187", .trt = "Active Shallow Crust", .kernel = kernel, .supports = supports, .plan = plan_aus23, .alias = 1 },
    { 0 },
};
