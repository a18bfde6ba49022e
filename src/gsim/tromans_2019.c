/* Tromans et al. (2019), Bull. Earthq. Eng. 17, 1-36: another model's median, scaled, with standard deviations of its own, for a site in
 * the United Kingdom. TromansEtAl2019SigmaMu adds the uncertainty of the median of Al Atik & Youngs (2014), Earthq. Spectra 30(3), 1301-1318. */
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "tromans_2019_phi_ss.coeffs.h"
#include "tromans_2019_s2s.coeffs.h"
#include "tromans_2019_tau.coeffs.h"

enum { ARG_GMPE, ARG_BRANCH, ARG_EPSILON, ARG_SAME, ARG_FACTOR, ARG_VSKAPPA, ARG_S2S };
enum { CENTRAL, LOWER, UPPER };
struct tromans {
    const struct shk_gsim_model *base;
    const struct shk_coeffs *vskappa;
    int measures;               /* of the job; 0: one */
    double long_period, kappa;  /* sums over them */
};

static double long_period_term(struct shk_imt t) { return t.period >= 1 ? 0.0171 * shk_log(t.period) : 0; }
static double kappa_term(const struct tromans *s, struct shk_imt t)
{
    double v = 0;
    if (s->vskappa) (void)shk_coeffs_at(s->vskappa, t, &v);
    return v;
}
static int has_sigma_mu(struct shk_imt t) { return t.kind == SHK_PGA || t.kind == SHK_SA; }

/* Al Atik & Youngs (2014), eqs. 9 to 11. */
INLINE double sigma_mu(double mag, double rake) { return (mag >= 7 ? 0.056 * (mag - 7) + 0.083 : 0.083) + (((rake >= -135) & (rake <= -45)) ? 0.038 : 0); }

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct tromans *s = call->model->state;
    SHK_COEFFS(tromans_2019_phi_ss, p, call->imt);
    SHK_COEFFS(tromans_2019_tau, t, call->imt);
    const int branch = (int)call->arg[ARG_BRANCH], same = call->arg[ARG_SAME] != 0;
    const double by = branch == LOWER ? 0.84 : branch == UPPER ? 1.16 : 1, add = branch == LOWER ? -0.075 : branch == UPPER ? 0.075 : 0;
    const double eps = call->arg[ARG_EPSILON], times = s->measures ? s->measures : 1, long_period = s->measures ? s->long_period : long_period_term(call->imt);
    const double shift = (call->arg[ARG_FACTOR] > 0 ? shk_log(call->arg[ARG_FACTOR]) : 0) + (s->measures ? s->kappa : kappa_term(s, call->imt)) + eps * long_period;
    double s2s = 0;
    if (call->arg[ARG_S2S] != 0) (void)shk_coeffs_at(&tromans_2019_s2s_coeffs, call->imt, &s2s);
    shk_gsim_eval(s->base, call->imt, x, out);
    const double *rake = eps != 0 ? x->rake : x->mag;       /* any column where it is not used */
    SHK_EACH(i, x->n) {
        const double m = same ? 6 : x->mag[i], w = clip((m - 5) / 2, 0, 1);
        const double tau = t.s3 + (t.s4 - t.s3) * w + add, ss = p.phi1m + (p.phi2m - p.phi1m) * w;
        const double phi0 = by * (same ? p.const_phiss : max2(ss, p.const_phiss)), phi = sqrt(phi0 * phi0 + s2s * s2s);
        out.mean[i] += shift + (eps != 0 ? eps * times * sigma_mu(x->mag[i], rake[i]) : 0);
        out.sig[i] = sqrt(tau * tau + phi * phi);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct tromans *s = m->state;
    return shk_gsim_supports(s->base, t) && shk_coeffs_have(&tromans_2019_phi_ss_coeffs, t) && shk_coeffs_have(&tromans_2019_tau_coeffs, t)
        && (!s->vskappa || shk_coeffs_have(s->vskappa, t)) && (m->arg[ARG_S2S] == 0 || shk_coeffs_have(&tromans_2019_s2s_coeffs, t))
        && (m->arg[ARG_EPSILON] == 0 || has_sigma_mu(t));
}

/* Factors by measure, as natural logarithms. */
static enum shk_err factors(struct shk_gsim_make *k, const struct shk_coeffs **out)
{
    const struct shk_toml *t = k->table ? shk_toml_get(k->table, "vskappa") : NULL;
    struct shk_coeffs raw, *log = SHK_NEW(k->arena, struct shk_coeffs, 1);
    *out = NULL;
    if (!t) return SHK_OK;
    SHK_TRY(shk_gsim_imt_table(k, t, "vskappa", &raw));
    struct shk_coeff_row *row = SHK_NEW(k->arena, struct shk_coeff_row, (size_t)raw.nrow + 1);
    double *v = SHK_NEW(k->arena, double, (size_t)raw.nrow + 1);
    if (!log || !row || !v) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    for (int i = 0; i < raw.nrow; i++) {
        if (!(raw.row[i].v[0] > 0)) return shk_fail(k->diag, SHK_E_INVALID, "%s: vskappa is %g, must be positive", k->name, raw.row[i].v[0]);
        v[i] = shk_log(raw.row[i].v[0]);
        row[i] = (struct shk_coeff_row){ raw.row[i].kind, raw.row[i].period, &v[i] };
    }
    *log = (struct shk_coeffs){ .ncol = 1, .nrow = raw.nrow, .row = row };
    *out = log;
    return SHK_OK;
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct tromans *s = SHK_NEW(k->arena, struct tromans, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    const char *name;
    SHK_TRY(shk_gsim_text_arg(k, k->table, "gmpe_name", &name));
    if (!name) return shk_fail(k->diag, SHK_E_INVALID, "%s needs the argument gmpe_name = \"name of a model\"", k->name);
    SHK_TRY(shk_gsim_make_child(k, name, NULL, &s->base));
    SHK_TRY(factors(k, &s->vskappa));
    if (m->arg[ARG_FACTOR] < 0) return shk_fail(k->diag, SHK_E_INVALID, "%s: scaling_factor is %g, must be positive", k->name, m->arg[ARG_FACTOR]);
    m->needs |= s->base->needs | (m->arg[ARG_EPSILON] != 0 ? SHK_NEEDS(rake) : 0);
    m->state = s;
    return SHK_OK;
}

/* The reference adds the terms of each measure of a job to the medians of all of them; a job of one measure is as published. */
static enum shk_err for_job(struct shk_arena *arena, struct shk_diag *d, const struct shk_gsim_model *m, size_t n, const struct shk_imt *imt, const struct shk_gsim_model **out)
{
    struct shk_gsim_model *copy = SHK_NEW(arena, struct shk_gsim_model, 1);
    struct tromans *s = SHK_NEW(arena, struct tromans, 1);
    if (!copy || !s) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", m->g->name);
    *copy = *m;
    *s = *(const struct tromans *)m->state;
    SHK_TRY(shk_gsim_for_job(arena, d, s->base, n, imt, &s->base));
    for (size_t i = 0; i < n; i++) {
        int again = 0;
        for (size_t j = 0; j < i; j++) again |= shk_imt_same(imt[j], imt[i]);
        if (again) continue;
        s->measures++;
        s->long_period += long_period_term(imt[i]);
        s->kappa += kappa_term(s, imt[i]);
    }
    copy->state = s;
    *out = copy;
    return SHK_OK;
}

static const char *const branches[] = { "central", "lower", "upper", NULL };
static const struct shk_gsim_arg args[] = {
    { .name = "gmpe_name", .choices = shk_gsim_raw }, { .name = "branch", .choices = branches }, { .name = "sigma_mu_epsilon" }, { .name = "homoskedastic_sigma" },
    { .name = "scaling_factor", .value = NAN }, { .name = "vskappa", .choices = shk_gsim_raw }, { .name = "phi_ds2s", .value = 1 }, { 0 },
};
#define ROW .ref = "10.1007/s10518-018-0454-8", .trt = "Active Shallow Crust", .component = "RotD50", .args = args, .kernel = kernel, .supports = supports, .plan = plan, .for_job = for_job
const struct shk_gsim gsim_tromans_2019[] = {
    { .name = "TromansEtAl2019", ROW, .needs = SHK_NEEDS(mag) },
    { .name = "TromansEtAl2019SigmaMu", ROW, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) },
    { 0 },
};
