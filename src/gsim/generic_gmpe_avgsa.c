/* Average spectral acceleration from a model of spectral accelerations and their correlations: Kohrangi, Kotha & Bazzurro (2018),
 * Bull. Earthq. Eng. 16, 45-65 (GenericGmpeAvgSA: given periods; GmpeIndirectAvgSA: periods around the measure's). */
#include <stdlib.h>
#include "gsim/gsim.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "math/vmath.h"

enum { MAX_PERIODS = 64 };
enum correlation { BAKER_JAYARAM, AKKAR, ESHM20, ASC, SINTER, SSLAB, VRANCEA, PERFECT };
static const char *const correlations[] = { "baker_jayaram", "akkar", "eshm20", "clemett_asc", "clemett_sinter", "clemett_sslab", "clemett_vrancea", "none", NULL };

/* ---- correlations ---- */

/* The form of Baker & Jayaram (2008), Earthq. Spectra 24(1), with other constants in ESHM20. */
static double baker_jayaram(const double d[5], double t1, double t2)
{
    const double a = fmin(t1, t2), b = fmax(t1, t2), pi = 3.14159265358979324;
    const double c1 = 1 - shk_cos(pi / 2 - shk_log(b / fmax(a, d[3])) * d[0]);
    const double c2 = b < d[4] ? 1 - d[1] * (1 - 1 / (1 + shk_exp(100 * b - 5))) * (b - a) / (b - d[2]) : 0;
    const double c3 = b < d[3] ? c2 : c1, c4 = c1 + 0.5 * (sqrt(c3) - c3) * (1 + shk_cos(pi * a / d[3]));
    return b <= d[3] ? c2 : a > d[3] ? c1 : b < d[4] ? fmin(c2, c4) : c4;
}

__asm__(".pushsection .rodata\n.balign 8\nshk_bin_correlations:\n.incbin \"" SHK_DATA_DIR "/tables/avgsa_correlations.bin\"\n.popsection\n");
extern const double shk_bin_correlations[] __attribute__((visibility("hidden")));

struct grid { int n; const double *T, *rho; };
static struct grid grid_of(enum correlation c)          /* Akkar et al. (2014) and the four of Clemett et al. (2024) */
{
    const double *p = shk_bin_correlations;
    for (int skip = c == AKKAR ? 0 : (int)c - ASC + 1; skip > 0; skip--) p += 1 + (int)p[0] + (int)p[0] * (int)p[0];
    return (struct grid){ (int)p[0], p + 1, p + 1 + (int)p[0] };
}

static int cell(const struct grid *g, double t)
{
    int i = 0;
    while (i < g->n - 2 && t > g->T[i + 1]) i++;
    return i;
}

static double bilinear(const struct grid *g, double t1, double t2)
{
    const int i = cell(g, t1), j = cell(g, t2);
    const double u = (t1 - g->T[i]) / (g->T[i + 1] - g->T[i]), v = (t2 - g->T[j]) / (g->T[j + 1] - g->T[j]), *r = g->rho + i * g->n + j;
    return (1 - u) * ((1 - v) * r[0] + v * r[1]) + u * ((1 - v) * r[g->n] + v * r[g->n + 1]);
}

/* Between nodes the reference multiplies by the inverse of the slope here; its results are followed. */
static double akkar_indirect(const struct grid *g, double t1, double t2)
{
    const double *T = g->T;
    int i = 0, j = 0;
    while (T[i] < t1) i++;
    while (T[j] < t2) j++;
    double row[2];
    for (int k = 0; k < 2; k++) {
        const int col = j ? j - 1 + k : 0;
        const double *a = g->rho + (i ? i - 1 : 0) * g->n + col;
        row[k] = i ? a[0] + (t1 - T[i - 1]) * ((T[i] - T[i - 1]) / (a[g->n] - a[0])) : a[0];
    }
    return j ? row[0] + (t2 - T[j - 1]) * ((T[j] - T[j - 1]) / (row[1] - row[0])) : row[0];
}

static int in_range(enum correlation c, double t)
{
    if (c == BAKER_JAYARAM || c == ESHM20 || c == PERFECT) return 1;
    const struct grid g = grid_of(c);
    return t >= g.T[0] && t <= g.T[g.n - 1];
}

static double correlate(enum correlation c, int indirect, double t1, double t2)
{
    static const double bj[5] = { 0.366, 0.105, 0.0099, 0.109, 0.2 }, eshm20[5] = { 0.18141134, 0.1555742, -0.10851875, 0.08, 0.2 };
    if (c == PERFECT) return 1;
    if (c == BAKER_JAYARAM || c == ESHM20) return baker_jayaram(c == ESHM20 ? eshm20 : bj, t1, t2);
    const struct grid g = grid_of(c);
    return c == AKKAR && indirect ? akkar_indirect(&g, t1, t2) : bilinear(&g, t1, t2);
}

/* ---- the models ---- */

struct state {
    const struct shk_gsim_model *base;
    enum correlation corr;
    int indirect, n, max_n;             /* periods of the average; beyond max_n they are interpolated */
    double T[MAX_PERIODS], low, high;   /* T: fixed; low, high: factors on the measure's period */
    double from, to;                    /* max_n periods between these serve all measures of the job; to 0: each measure has its own */
    double rho[MAX_PERIODS][MAX_PERIODS];   /* fixed periods */
};

/* Mean of n means; variance of the mean of correlated variables. */
static void average(int n, const double (*rho)[MAX_PERIODS], size_t nctx, double (*mean)[SHK_CTX_BLOCK], double (*sig)[SHK_CTX_BLOCK], struct shk_motion out)
{
    for (size_t i = 0; i < nctx; i++) {
        double m = 0, v = 0;
        for (int a = 0; a < n; a++) {
            m += mean[a][i];
            for (int b = 0; b < n; b++) v += rho[a][b] * sig[a][i] * sig[b][i];
        }
        out.mean[i] = m / n;
        out.sig[i] = sqrt(v) / n;
        out.tau[i] = out.phi[i] = 0;
    }
}

static struct shk_imt spectral(double T) { return T == 0 ? SHK_IMT_PGA : SHK_IMT_SA(T); }
static double target(const struct state *s, double T0, int k)
{
    return k == s->n - 1 ? s->high * T0 : s->low * T0 + (s->high * T0 - s->low * T0) / (s->n - 1) * k;
}

/* Motion at the n periods around T0, by interpolation between max_n periods from..to; only those next to a target are evaluated. */
static void interpolated(const struct state *s, double T0, double from, double to, const struct shk_ctx *x, double (*mean)[SHK_CTX_BLOCK], double (*sig)[SHK_CTX_BLOCK])
{
    double gm[MAX_PERIODS][SHK_CTX_BLOCK], gs[MAX_PERIODS][SHK_CTX_BLOCK], tau[SHK_CTX_BLOCK], phi[SHK_CTX_BLOCK];
    char done[MAX_PERIODS] = { 0 };
    const int m = s->max_n;
    for (int k = 0; k < s->n; k++) {
        const double u = clip((target(s, T0, k) - from) / (to - from) * (m - 1), 0, m - 1);
        const int a = u >= m - 1 ? m - 2 : (int)u;
        for (int g = a; g <= a + 1; g++)
            if (!done[g]) {
                shk_gsim_eval(s->base, SHK_IMT_SA(g == m - 1 ? to : from + (to - from) / (m - 1) * g), x, (struct shk_motion){ gm[g], gs[g], tau, phi });
                done[g] = 1;
            }
        for (size_t i = 0; i < x->n; i++) {
            mean[k][i] = gm[a][i] + (u - a) * (gm[a + 1][i] - gm[a][i]);
            sig[k][i] = gs[a][i] + (u - a) * (gs[a + 1][i] - gs[a][i]);
        }
    }
}

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct state *s = call->model->state;
    double mean[MAX_PERIODS][SHK_CTX_BLOCK], sig[MAX_PERIODS][SHK_CTX_BLOCK], rho[MAX_PERIODS][MAX_PERIODS], tau[SHK_CTX_BLOCK], phi[SHK_CTX_BLOCK];
    if (call->imt.kind != SHK_AVGSA) { shk_gsim_eval(s->base, call->imt, x, out); return; }
    const double T0 = call->imt.period;
    if (!s->indirect) {
        for (int k = 0; k < s->n; k++) shk_gsim_eval(s->base, spectral(s->T[k]), x, (struct shk_motion){ mean[k], sig[k], tau, phi });
        average(s->n, s->rho, x->n, mean, sig, out);
        return;
    }
    if (s->to > 0) interpolated(s, T0, s->from, s->to, x, mean, sig);
    else if (s->n > s->max_n) interpolated(s, T0, s->low * T0, s->high * T0, x, mean, sig);
    else for (int k = 0; k < s->n; k++) shk_gsim_eval(s->base, SHK_IMT_SA(target(s, T0, k)), x, (struct shk_motion){ mean[k], sig[k], tau, phi });
    for (int a = 0; a < s->n; a++)
        for (int b = 0; b < s->n; b++) rho[a][b] = a == b ? 1 : correlate(s->corr, 1, target(s, T0, a), target(s, T0, b));
    average(s->n, rho, x->n, mean, sig, out);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The reference evaluates the periods of all the job's measures at once, and interpolates when there are more than max_num_per. */
static enum shk_err for_job(struct shk_arena *arena, struct shk_diag *d, const struct shk_gsim_model *m, size_t nimt, const struct shk_imt *imt, const struct shk_gsim_model **out)
{
    const struct state *s = m->state;
    double *T = SHK_NEW(arena, double, nimt * (size_t)s->n + 1);
    size_t n = 0, unique = 0;
    if (!T) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", m->g->name);
    for (size_t i = 0; i < nimt; i++)
        for (int k = 0; imt[i].kind == SHK_AVGSA && imt[i].period > 0 && k < s->n; k++) T[n++] = target(s, imt[i].period, k);
    qsort(T, n, sizeof *T, ascending);
    for (size_t i = 0; i < n; i++) unique += !i || T[i] != T[i - 1];
    *out = m;
    if (unique <= (size_t)s->max_n) return SHK_OK;
    struct state *copy = SHK_NEW(arena, struct state, 1);
    struct shk_gsim_model *bound = SHK_NEW(arena, struct shk_gsim_model, 1);
    if (!copy || !bound) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", m->g->name);
    *copy = *s;
    copy->from = T[0];
    copy->to = T[n - 1];
    *bound = *m;
    bound->state = copy;
    *out = bound;
    return SHK_OK;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct state *s = m->state;
    if (imt.kind != SHK_AVGSA) return shk_gsim_supports(s->base, imt);
    if (s->indirect && !(imt.period > 0)) return 0;
    for (int k = 0; k < s->n; k++) {
        const double T = s->indirect ? target(s, imt.period, k) : s->T[k];
        if (!shk_gsim_supports(s->base, spectral(T)) || !in_range(s->corr, T)) return 0;
    }
    return 1;
}

static enum shk_err start(struct shk_gsim_make *k, struct shk_gsim_model *m, struct state **out)
{
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_gsim_make_base(k, m, "gmpe_name", &s->base));
    shk_gsim_inherit(m, s->base);
    m->total_only = 1;
    m->state = *out = s;
    return SHK_OK;
}

static enum shk_err plan_generic(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct state *s = NULL;
    SHK_TRY(start(k, m, &s));
    const struct shk_toml *list = shk_toml_get(k->table, "avg_periods");
    s->corr = (enum correlation)m->arg[2];
    for (const struct shk_toml *t = list && list->kind == SHK_TOML_ARRAY ? list->first : NULL; t; t = t->next) {
        if ((t->kind != SHK_TOML_INTEGER && t->kind != SHK_TOML_FLOAT) || !(t->number >= 0) || !isfinite(t->number) || s->n == MAX_PERIODS)
            return shk_fail(k->diag, SHK_E_INVALID, "%s: avg_periods must be at most %d periods in s, 0 for PGA", k->name, MAX_PERIODS);
        s->T[s->n++] = t->number;
        if (!in_range(s->corr, t->number)) return shk_fail(k->diag, SHK_E_INVALID, "%s: %g s is outside the correlation model", k->name, t->number);
        if (!shk_gsim_supports(s->base, spectral(t->number))) return shk_fail(k->diag, SHK_E_UNSUPPORTED, "%s: %s does not predict SA(%g)", k->name, s->base->g->name, t->number);
    }
    if (!s->n) return shk_fail(k->diag, SHK_E_INVALID, "%s needs avg_periods = [...]", k->name);
    for (int a = 0; a < s->n; a++)
        for (int b = 0; b < s->n; b++) s->rho[a][b] = a == b && s->corr != AKKAR ? 1 : correlate(s->corr, 0, s->T[a], s->T[b]);
    return SHK_OK;
}

static enum shk_err plan_indirect(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    enum { CORR = 1, LOW, HIGH, N_PER, MAX_NUM };
    struct state *s = NULL;
    SHK_TRY(start(k, m, &s));
    if (isnan(m->arg[CORR])) return shk_fail(k->diag, SHK_E_INVALID, "%s needs corr_func", k->name);
    s->corr = (enum correlation)m->arg[CORR];
    if (s->corr >= ASC && s->corr <= VRANCEA) return shk_fail(k->diag, SHK_E_UNSUPPORTED, "%s: corr_func \"%s\" is only for GenericGmpeAvgSA", k->name, correlations[s->corr]);
    s->indirect = 1;
    s->low = m->arg[LOW];
    s->high = m->arg[HIGH];
    if (!(s->high > s->low) || !(s->low > 0)) return shk_fail(k->diag, SHK_E_INVALID, "%s: t_high, %g, must exceed t_low, %g, which must be positive", k->name, s->high, s->low);
    if (!(m->arg[N_PER] >= 2 && m->arg[N_PER] <= MAX_PERIODS) || !(m->arg[MAX_NUM] >= 2))
        return shk_fail(k->diag, SHK_E_LIMIT, "%s: n_per must be 2 to %d and max_num_per at least 2", k->name, MAX_PERIODS);
    s->n = (int)m->arg[N_PER];
    s->max_n = m->arg[MAX_NUM] > MAX_PERIODS ? MAX_PERIODS : (int)m->arg[MAX_NUM];
    return SHK_OK;
}

#define ROW .ref = "10.1007/s10518-017-0198-1", .trt = "", .open_args = 1, .kernel = kernel, .supports = supports, .total_only = 1
const struct shk_gsim gsim_generic_gmpe_avgsa[] = {
    { .name = "GenericGmpeAvgSA", ROW, .plan = plan_generic,
      .args = (const struct shk_gsim_arg[]){ { "gmpe_name", 0, shk_gsim_raw, 0 }, { "avg_periods", 0, shk_gsim_raw, 0 }, { "corr_func", PERFECT, correlations, 0 }, { 0 } } },
    { .name = "GmpeIndirectAvgSA", ROW, .plan = plan_indirect, .for_job = for_job,
      .args = (const struct shk_gsim_arg[]){ { "gmpe_name", 0, shk_gsim_raw, 0 }, { "corr_func", NAN, correlations, 0 }, { "t_low", 0.2, NULL, 0 }, { "t_high", 1.5, NULL, 0 },
                                            { "n_per", 10, NULL, 1 }, { "max_num_per", 30, NULL, 1 }, { 0 } } },
    { 0 },
};
