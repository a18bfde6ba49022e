/* AlAtikSigmaModel: another model's median, continued beyond its periods, with the standard deviations of Al Atik (2015), PEER report
 * 2015/07, as in a site study of 2019: of the total deviation the reference gives only the within-event part, and so does this. */
#include "acme_2019_phi_ss.coeffs.h"
#include "gsim/lib_alatik.h"
#include "gsim/lib_coeff_file.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

enum { ARG_GMPE, ARG_TAU, ARG_PHI, ARG_TAU_Q, ARG_PHI_Q, ARG_S2SS_Q, ARG_S2SS, ARG_KAPPA_FILE, ARG_KAPPA };
enum { GLOBAL_LINEAR = 3 };
enum { S2SS_CENA, S2SS_BRB };

struct sigma_model {
    const struct shk_gsim_model *base;
    struct shk_coeffs phi, phi_median, s2ss;    /* phi_ss, and at quantile 0.5 */
    const struct shk_coeffs *kappa;             /* or NULL */
    struct shk_tau tau;
    double longest;                             /* last period of the base */
    int nfit;
    double fit[160];                            /* periods through which its motion is continued */
};

/* ---- median ---- */

/* The corner period for a stress drop of 80 bar, at least 1 s. Magnitudes are rounded to 0.01. */
static double corner(double mag)
{
    const double magic = 0x1.8p52, m = ((mag * 100 + magic) - magic) / 100;
    return max2(1, shk_exp(SHK_LN10 * (-1.884 - shk_log10(80) / 3 + 0.5 * m)));
}

/* The base's ln mean of one context. */
static double base_mean(const struct sigma_model *s, struct shk_imt imt, const struct shk_ctx *one)
{
    double v[4];
    shk_gsim_eval(s->base, imt, one, (struct shk_motion){ &v[0], &v[1], &v[2], &v[3] });
    return v[0];
}

/* A straight line through log motion against log period, by least squares. */
static double continued(const struct sigma_model *s, double period, const struct shk_ctx *one)
{
    double x[160], y[160], mx = 0, my = 0, sxy = 0, sxx = 0;
    for (int i = 0; i < s->nfit; i++) {
        x[i] = shk_log(s->fit[i]);
        y[i] = base_mean(s, SHK_IMT_SA(s->fit[i]), one);
        mx += x[i] / s->nfit;
        my += y[i] / s->nfit;
    }
    for (int i = 0; i < s->nfit; i++) { sxy += (x[i] - mx) * (y[i] - my); sxx += (x[i] - mx) * (x[i] - mx); }
    return my + sxy / sxx * (shk_log(period) - mx);
}

/* Beyond the corner period displacement is constant; beyond the last period of the base motion is continued up to the corner. */
static double median(const struct sigma_model *s, struct shk_imt imt, double mag, const struct shk_ctx *one)
{
    const double T = imt.period, tc = corner(mag);
    if (T <= tc && T <= s->longest) return base_mean(s, imt, one);
    const double to = min2(T, tc);
    return (to <= s->longest ? base_mean(s, SHK_IMT_SA(to), one) : continued(s, to, one)) + 2 * shk_log(to / T);
}

/* ---- deviations ---- */

static const struct shk_coeffs brb = { .ncol = 1, .nrow = 8, .linear = 1, .row = (const struct shk_coeff_row[]){      /* hazard input document, table 2.2 */
    { SHK_PGA, 0, (const double[]){ 0 } }, { SHK_SA, 0.001, (const double[]){ 0 } }, { SHK_SA, 0.999, (const double[]){ 0 } }, { SHK_SA, 1, (const double[]){ 0.0011 } },
    { SHK_SA, 1.2, (const double[]){ 0.0040 } }, { SHK_SA, 1.5, (const double[]){ 0.0075 } }, { SHK_SA, 2, (const double[]){ 0.0111 } }, { SHK_SA, 10, (const double[]){ 0.0111 } } } };

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct sigma_model *s = call->model->state;
    double half[SHK_CTX_BLOCK], s2ss = 0, factor = 1;
    for (size_t i = 0; i < x->n; i++) {
        struct shk_ctx one = { .n = 1 };
#define X(c) one.c = x->c ? x->c + i : NULL;
        SHK_CTX_COLUMNS(X)
#undef X
        out.mean[i] = median(s, call->imt, x->mag[i], &one);
    }
    const double T = call->imt.period;
    if (s->kappa) (void)shk_coeffs_at(s->kappa, T == 0 ? SHK_IMT_SA(0.01) : T > 2 ? SHK_IMT_SA(2) : call->imt, &factor);
    if (s->s2ss.nrow) (void)shk_coeffs_at(&s->s2ss, call->imt, &s2ss);
    shk_tau_eval(&s->tau, call->imt, x->n, x->mag, out.tau);
    shk_phi_ss_eval(&s->phi, call->imt, x->n, x->mag, out.sig);
    if (T < 0.5) shk_phi_ss_eval(&s->phi_median, call->imt, x->n, x->mag, half);
    else memcpy(half, out.sig, x->n * sizeof *half);
    const double ln_factor = shk_log(factor);
    for (size_t i = 0; i < x->n; i++) {
        const double phi = out.sig[i] + (T < 0.5 ? max2(0.4 - half[i], 0) : 0);        /* the median branch is at least 0.4 at short periods */
        out.mean[i] += ln_factor;
        out.sig[i] = sqrt(phi * phi + s2ss * s2ss);
        out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct sigma_model *s = m->state;
    const int base = shk_gsim_supports(s->base, imt) || (imt.kind == SHK_SA && imt.period > s->longest);
    return base && shk_coeffs_have(&s->phi, imt) && (!s->s2ss.nrow || shk_coeffs_have(&s->s2ss, imt)) && (imt.period >= 0.5 || s->phi_median.nrow)
        && (!s->kappa || shk_coeffs_have(s->kappa, imt.period == 0 ? SHK_IMT_SA(0.01) : imt.period > 2 ? SHK_IMT_SA(2) : imt));
}

/* ---- arguments ---- */

/* The base's periods in order; the line is drawn through all of them, or the last ones of two models. */
static enum shk_err periods(struct shk_gsim_make *k, struct sigma_model *s)
{
    const struct shk_coeffs *c = s->base->g->coeffs;
    for (int i = 0; c && i < c->nrow; i++)
        if (c->row[i].kind == SHK_SA && s->nfit < 160 && !(!strcmp(s->base->g->name, "BindiEtAl2014Rjb") && c->row[i].period > 2)) s->fit[s->nfit++] = c->row[i].period;
    const int last = !strcmp(s->base->g->name, "BindiEtAl2014Rjb") ? 5 : !strcmp(s->base->g->name, "RietbrockEdwards2019Low") ? 2 : s->nfit;
    if (s->nfit < 2) return shk_fail(k->diag, SHK_E_UNSUPPORTED, "%s: %s has no table of coefficients by period", k->name, s->base->g->name);
    s->longest = s->fit[s->nfit - 1];
    memmove(s->fit, s->fit + s->nfit - last, (size_t)last * sizeof *s->fit);
    s->nfit = last;
    return SHK_OK;
}

static enum shk_err deviations(struct shk_gsim_make *k, struct shk_gsim_model *m, struct sigma_model *s)
{
    const double *a = m->arg;
    for (int i = ARG_TAU_Q; i <= ARG_S2SS_Q; i++)
        if (a[i] < 0 || a[i] > 1) return shk_fail(k->diag, SHK_E_INVALID, "%s: %s is %g: expected 0 to 1", k->name, m->g->args[i].name, a[i]);
    shk_tau_init(&s->tau, (enum shk_tau_model)a[ARG_TAU], a[ARG_TAU_Q]);
    if (a[ARG_PHI] == GLOBAL_LINEAR) {          /* the reference knows no quantile of it, and asks for one at short periods */
        if (!isnan(a[ARG_PHI_Q])) return shk_fail(k->diag, SHK_E_UNSUPPORTED, "%s: phi_model \"global_linear\" has no quantiles", k->name);
        s->phi = acme_2019_phi_ss_coeffs;
    } else {
        if (shk_phi_ss_init(k->arena, (enum shk_phi_model)a[ARG_PHI], a[ARG_PHI_Q], &s->phi) || shk_phi_ss_init(k->arena, (enum shk_phi_model)a[ARG_PHI], 0.5, &s->phi_median))
            return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
        s->phi_median.linear = 1;
    }
    s->phi.linear = 1;
    if (a[ARG_S2SS] == S2SS_BRB) s->s2ss = brb;
    else if (a[ARG_S2SS] == S2SS_CENA && shk_phi_s2ss_init(k->arena, a[ARG_S2SS_Q], &s->s2ss)) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    return SHK_OK;
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct sigma_model *s = SHK_NEW(k->arena, struct sigma_model, 1);
    const char *name, *column;
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_gsim_text_arg(k, k->table, "gmpe_name", &name));
    if (!name) return shk_fail(k->diag, SHK_E_INVALID, "%s needs the argument gmpe_name = \"name of a model\"", k->name);
    SHK_TRY(shk_gsim_make_child(k, name, NULL, &s->base));
    SHK_TRY(periods(k, s));
    SHK_TRY(deviations(k, m, s));
    SHK_TRY(shk_gsim_text_arg(k, k->table, "kappa_val", &column));
    if (k->table && shk_toml_get(k->table, "kappa_file") && !column) return shk_fail(k->diag, SHK_E_INVALID, "%s: kappa_file needs kappa_val, the head of one of its columns", k->name);
    SHK_TRY(shk_gsim_coeff_file(k, "kappa_file", &column, 1, &s->kappa));
    shk_gsim_inherit(m, s->base);
    m->needs |= SHK_NEEDS(mag);
    m->total_only = 1;
    m->state = s;
    return SHK_OK;
}

static const char *const phi_models[] = { "global", "cena", "cena_constant", "global_linear", NULL }, *const s2ss_models[] = { "cena", "brb", NULL };
static const struct shk_gsim_arg args[] = {
    { .name = "gmpe_name", .choices = shk_gsim_raw }, { .name = "tau_model", .choices = shk_alatik_models }, { .name = "phi_model", .choices = phi_models },
    { .name = "tau_quantile", .value = NAN }, { .name = "phi_ss_quantile", .value = NAN }, { .name = "phi_s2ss_quantile", .value = NAN },
    { .name = "phi_s2ss_model", .value = NAN, .choices = s2ss_models }, { .name = "kappa_file", .choices = shk_gsim_raw }, { .name = "kappa_val", .choices = shk_gsim_raw }, { 0 },
};
const struct shk_gsim gsim_acme_2019[] = {
    { .name = "AlAtikSigmaModel", .ref = "Al Atik (2015), PEER report 2015/07", .trt = "", .component = "", .args = args, .needs = SHK_NEEDS(mag), .kernel = kernel,
      .supports = supports, .plan = plan, .total_only = 1 },
    { 0 },
};
