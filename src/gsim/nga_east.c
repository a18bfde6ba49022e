/* The NGA-East models, Goulet et al. (2018), PEER report 2018/08: tables for rock of 3000 m/s, site amplification of Stewart et al.
 * (2020) and Hashash et al. (2020), standard deviations of Al Atik (2015). */
#include "gsim/gsim.h"
#include "gsim/lib_alatik.h"
#include "gsim/lib_nga_east.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_table.h"
#include "gsim/make.h"
#include "math/vmath.h"

enum { TABLE, TAU_MODEL, PHI_MODEL, S2SS_MODEL, TAU_Q, PHI_Q, S2SS_Q, SITE_EPSILON, SIGMA_Q };
static const char *const cena_only[] = { "cena", NULL };
#define COMMON { "gmpe_table", 0, shk_gsim_raw, 0 }, { "tau_model", 0, shk_alatik_models, 0 }, { "phi_model", 0, shk_alatik_models, 0 }, \
    { "phi_s2ss_model", NAN, cena_only, 0 }, { "tau_quantile", NAN, NULL, 0 }, { "phi_ss_quantile", NAN, NULL, 0 }, { "phi_s2ss_quantile", NAN, NULL, 0 }, \
    { "site_epsilon", 0, NULL, 0 }
static const struct shk_gsim_arg args[] = { COMMON, { 0 } }, total_args[] = { COMMON, { "sigma_quantile", NAN, NULL, 0 }, { 0 } };

struct state {
    const struct shk_table *table;
    struct shk_tau tau;
    struct shk_coeffs phi, s2ss;        /* s2ss.nrow 0: single-station */
    struct shk_coeffs total;            /* at the corner magnitudes, for the TotalSigma models */
    int ncorner;
    double corner[4];
};

static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    shk_nga_east_table_common(((const struct state *)call->model->state)->table, 0, x, shared);
}

static void mean_values(const struct state *s, const struct shk_gsim_call *call, const struct shk_ctx *x, double *restrict mean)
{
    SHK_SHARED(struct shk_nga_east_table, com, call, x, common_of);
    double amp[SHK_CTX_BLOCK], site_sigma[SHK_CTX_BLOCK];
    const double eps = call->arg[SITE_EPSILON];
    if (call->imt.kind == SHK_PGA) memcpy(mean, com->rock, x->n * sizeof *mean);
    else shk_table_mean_at(s->table, 0, call->imt, x->n, x->mag, &com->where, mean);
    shk_nga_east_site(call->imt, x->n, x->vs30, &com->site, 0, amp, eps != 0 ? site_sigma : NULL);
    if (eps == 0) memset(site_sigma, 0, x->n * sizeof *site_sigma);
    SHK_EACH(i, x->n) mean[i] += amp[i] + eps * site_sigma[i];
}

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct state *s = call->model->state;
    double s2ss = 0;
    mean_values(s, call, x, out.mean);
    shk_tau_eval(&s->tau, call->imt, x->n, x->mag, out.tau);
    shk_phi_ss_eval(&s->phi, call->imt, x->n, x->mag, out.phi);
    if (s->s2ss.nrow) (void)shk_coeffs_at(&s->s2ss, call->imt, &s2ss);
    SHK_EACH(i, x->n) {
        out.phi[i] = sqrt(out.phi[i] * out.phi[i] + s2ss * s2ss);
        out.sig[i] = sqrt(out.tau[i] * out.tau[i] + out.phi[i] * out.phi[i]);
    }
}

static void kernel_total(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct state *s = call->model->state;
    double c[4];
    mean_values(s, call, x, out.mean);
    (void)shk_coeffs_at(&s->total, call->imt, c);
    SHK_EACH(i, x->n) {
        const double m = (x->mag[i] * 100 + 0x1.8p52 - 0x1.8p52) / 100;        /* as rint */
        double sig = c[s->ncorner - 1];
        for (int k = s->ncorner - 1; k > 0; k--)
            if (m <= s->corner[k]) sig = c[k - 1] + (c[k] - c[k - 1]) * (m - s->corner[k - 1]) / (s->corner[k] - s->corner[k - 1]);
        out.sig[i] = m <= s->corner[0] ? c[0] : sig;
        out.tau[i] = out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct state *s = m->state;
    return (imt.kind == SHK_PGA || shk_table_has(s->table, imt)) && (s->table->has_pga || shk_table_has(s->table, SHK_IMT_SA(0.01))) && shk_nga_east_site_has(imt)
        && (s->total.nrow ? shk_coeffs_have(&s->total, imt) : shk_coeffs_have(&s->phi, imt) && (!s->s2ss.nrow || shk_coeffs_have(&s->s2ss, imt)));
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    const char *name = m->g->data;
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    if (!name) SHK_TRY(shk_gsim_text_arg(k, k->table, "gmpe_table", &name));
    if (!name) return shk_fail(k->diag, SHK_E_INVALID, "%s needs gmpe_table, as in \"NGAEast_BOORE_A04_J15.hdf5\"", k->name);
    SHK_TRY(shk_table_builtin(k, SHK_TABLES_NGA_EAST, name, &s->table));
    shk_tau_init(&s->tau, (enum shk_tau_model)m->arg[TAU_MODEL], m->arg[TAU_Q]);
    SHK_TRY(shk_phi_ss_init(k->arena, (enum shk_phi_model)m->arg[PHI_MODEL], m->arg[PHI_Q], &s->phi));
    if (!isnan(m->arg[S2SS_MODEL])) SHK_TRY(shk_phi_s2ss_init(k->arena, m->arg[S2SS_Q], &s->s2ss));
    m->needs |= UINT64_C(1) << s->table->metric;
    m->state = s;
    if (m->g->data && !(m->text = shk_arena_printf(k->arena, "[%s]\ngmpe_table = \"%s\"", m->g->kernel == kernel ? "NGAEastGMPE" : "NGAEastGMPETotalSigma", name)))
        return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    return SHK_OK;
}

/* Al Atik (2015), eqs. 5.15 to 5.19: the total deviation and its quantile at the corner magnitudes of tau, for each measure. */
static enum shk_err plan_total(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    static const double corners[3][4] = { { 4.5, 5, 5.5, 6.5 }, { 5, 5.5, 6.5 }, { 1e9 } };
    static const int counts[3] = { 4, 3, 1 };
    SHK_TRY(plan(k, m));
    struct state *s = (struct state *)m->state;         /* ours, still being made */
    const int model = (int)m->arg[TAU_MODEL], n = s->ncorner = counts[model];
    memcpy(s->corner, corners[model], sizeof s->corner);
    struct shk_coeffs phi_spread = { 0 }, s2ss = { 0 }, s2ss_spread = { 0 };
    struct shk_tau tau_spread;
    SHK_TRY(shk_alatik_spread(k->arena, (enum shk_tau_model)model, (enum shk_phi_model)m->arg[PHI_MODEL], &tau_spread, &phi_spread, &s2ss_spread));
    SHK_TRY(shk_phi_s2ss_init(k->arena, NAN, &s2ss));
    const struct shk_coeffs *rows = s->s2ss.nrow ? &s2ss : &s->phi;      /* the measures of the result */
    struct shk_coeff_row *row = SHK_NEW(k->arena, struct shk_coeff_row, (size_t)rows->nrow);
    double *v = SHK_NEW(k->arena, double, (size_t)(rows->nrow * n));
    if (!row || !v) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    for (int r = 0; r < rows->nrow; r++) {
        const struct shk_imt imt = { rows->row[r].kind, rows->row[r].period, 0 };
        double t[4], p[4], ts[4], ps[4], site = 0, site_spread = 0;
        shk_tau_eval(&s->tau, imt, (size_t)n, s->corner, t);
        shk_tau_eval(&tau_spread, imt, (size_t)n, s->corner, ts);
        shk_phi_ss_eval(&s->phi, imt, (size_t)n, s->corner, p);
        shk_phi_ss_eval(&phi_spread, imt, (size_t)n, s->corner, ps);
        if (s->s2ss.nrow) { (void)shk_coeffs_at(&s2ss, imt, &site); (void)shk_coeffs_at(&s2ss_spread, imt, &site_spread); }
        for (int i = 0; i < n; i++)
            v[r * n + i] = shk_alatik_at_quantile(sqrt(t[i] * t[i] + p[i] * p[i] + site * site), sqrt(ts[i] * ts[i] + ps[i] * ps[i] + site_spread * site_spread), m->arg[SIGMA_Q]);
        row[r] = (struct shk_coeff_row){ imt.kind, imt.period, v + r * n };
    }
    s->total = (struct shk_coeffs){ .ncol = n, .nrow = rows->nrow, .row = row };
    return SHK_OK;
}

#define BOTH .ref = "PEER report 2018/08", .trt = "Active Shallow Crust", .component = "RotD50", .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30), .supports = supports
#define ROW BOTH, .args = args, .kernel = kernel, .plan = plan
#define TOTAL_ROW BOTH, .args = total_args, .kernel = kernel_total, .plan = plan_total, .total_only = 1

const struct shk_gsim gsim_nga_east[] = {
    { .name = "NGAEastGMPE", ROW },
    { .name = "NGAEastGMPETotalSigma", TOTAL_ROW },
    { .name = "Boore2015NGAEastA04", .alias = 1, .data = "NGAEast_BOORE_A04_J15.hdf5", ROW },
    { .name = "Boore2015NGAEastA04TotalSigma", .alias = 1, .data = "NGAEast_BOORE_A04_J15.hdf5", TOTAL_ROW },
    { .name = "Boore2015NGAEastAB14", .alias = 1, .data = "NGAEast_BOORE_AB14_J15.hdf5", ROW },
    { .name = "Boore2015NGAEastAB14TotalSigma", .alias = 1, .data = "NGAEast_BOORE_AB14_J15.hdf5", TOTAL_ROW },
    { .name = "Boore2015NGAEastAB95", .alias = 1, .data = "NGAEast_BOORE_AB95_J15.hdf5", ROW },
    { .name = "Boore2015NGAEastAB95TotalSigma", .alias = 1, .data = "NGAEast_BOORE_AB95_J15.hdf5", TOTAL_ROW },
    { .name = "Boore2015NGAEastBCA10D", .alias = 1, .data = "NGAEast_BOORE_BCA10D_J15.hdf5", ROW },
    { .name = "Boore2015NGAEastBCA10DTotalSigma", .alias = 1, .data = "NGAEast_BOORE_BCA10D_J15.hdf5", TOTAL_ROW },
    { .name = "Boore2015NGAEastBS11", .alias = 1, .data = "NGAEast_BOORE_BS11_J15.hdf5", ROW },
    { .name = "Boore2015NGAEastBS11TotalSigma", .alias = 1, .data = "NGAEast_BOORE_BS11_J15.hdf5", TOTAL_ROW },
    { .name = "Boore2015NGAEastSGD02", .alias = 1, .data = "NGAEast_BOORE_SGD02_J15.hdf5", ROW },
    { .name = "Boore2015NGAEastSGD02TotalSigma", .alias = 1, .data = "NGAEast_BOORE_SGD02_J15.hdf5", TOTAL_ROW },
    { .name = "DarraghEtAl2015NGAEast1CCSP", .alias = 1, .data = "NGAEast_DARRAGH_1CCSP.hdf5", ROW },
    { .name = "DarraghEtAl2015NGAEast1CCSPTotalSigma", .alias = 1, .data = "NGAEast_DARRAGH_1CCSP.hdf5", TOTAL_ROW },
    { .name = "DarraghEtAl2015NGAEast1CVSP", .alias = 1, .data = "NGAEast_DARRAGH_1CVSP.hdf5", ROW },
    { .name = "DarraghEtAl2015NGAEast1CVSPTotalSigma", .alias = 1, .data = "NGAEast_DARRAGH_1CVSP.hdf5", TOTAL_ROW },
    { .name = "DarraghEtAl2015NGAEast2CCSP", .alias = 1, .data = "NGAEast_DARRAGH_2CCSP.hdf5", ROW },
    { .name = "DarraghEtAl2015NGAEast2CCSPTotalSigma", .alias = 1, .data = "NGAEast_DARRAGH_2CCSP.hdf5", TOTAL_ROW },
    { .name = "DarraghEtAl2015NGAEast2CVSP", .alias = 1, .data = "NGAEast_DARRAGH_2CVSP.hdf5", ROW },
    { .name = "DarraghEtAl2015NGAEast2CVSPTotalSigma", .alias = 1, .data = "NGAEast_DARRAGH_2CVSP.hdf5", TOTAL_ROW },
    { .name = "YenierAtkinson2015NGAEast", .alias = 1, .data = "NGAEast_YENIER_ATKINSON.hdf5", ROW },
    { .name = "YenierAtkinson2015NGAEastTotalSigma", .alias = 1, .data = "NGAEast_YENIER_ATKINSON.hdf5", TOTAL_ROW },
    { .name = "PezeschkEtAl2015NGAEastM1SS", .alias = 1, .data = "NGAEast_PEZESCHK_M1SS.hdf5", ROW },
    { .name = "PezeschkEtAl2015NGAEastM1SSTotalSigma", .alias = 1, .data = "NGAEast_PEZESCHK_M1SS.hdf5", TOTAL_ROW },
    { .name = "PezeschkEtAl2015NGAEastM2ES", .alias = 1, .data = "NGAEast_PEZESCHK_M2ES.hdf5", ROW },
    { .name = "PezeschkEtAl2015NGAEastM2ESTotalSigma", .alias = 1, .data = "NGAEast_PEZESCHK_M2ES.hdf5", TOTAL_ROW },
    { .name = "Frankel2015NGAEast", .alias = 1, .data = "NGAEast_FRANKEL_J15.hdf5", ROW },
    { .name = "Frankel2015NGAEastTotalSigma", .alias = 1, .data = "NGAEast_FRANKEL_J15.hdf5", TOTAL_ROW },
    { .name = "ShahjoueiPezeschk2015NGAEast", .alias = 1, .data = "NGAEast_SHAHJOUEI_PEZESCHK.hdf5", ROW },
    { .name = "ShahjoueiPezeschk2015NGAEastTotalSigma", .alias = 1, .data = "NGAEast_SHAHJOUEI_PEZESCHK.hdf5", TOTAL_ROW },
    { .name = "AlNomanCramer2015NGAEast", .alias = 1, .data = "NGAEast_ALNOMAN_CRAMER.hdf5", ROW },
    { .name = "AlNomanCramer2015NGAEastTotalSigma", .alias = 1, .data = "NGAEast_ALNOMAN_CRAMER.hdf5", TOTAL_ROW },
    { .name = "Graizer2015NGAEast", .alias = 1, .data = "NGAEast_GRAIZER.hdf5", ROW },
    { .name = "Graizer2015NGAEastTotalSigma", .alias = 1, .data = "NGAEast_GRAIZER.hdf5", TOTAL_ROW },
    { .name = "HassaniAtkinson2015NGAEast", .alias = 1, .data = "NGAEast_HASSANI_ATKINSON.hdf5", ROW },
    { .name = "HassaniAtkinson2015NGAEastTotalSigma", .alias = 1, .data = "NGAEast_HASSANI_ATKINSON.hdf5", TOTAL_ROW },
    { .name = "HollenbackEtAl2015NGAEastGP", .alias = 1, .data = "NGAEast_PEER_GP.hdf5", ROW },
    { .name = "HollenbackEtAl2015NGAEastGPTotalSigma", .alias = 1, .data = "NGAEast_PEER_GP.hdf5", TOTAL_ROW },
    { .name = "HollenbackEtAl2015NGAEastEX", .alias = 1, .data = "NGAEast_PEER_EX.hdf5", ROW },
    { .name = "HollenbackEtAl2015NGAEastEXTotalSigma", .alias = 1, .data = "NGAEast_PEER_EX.hdf5", TOTAL_ROW },
    { 0 },
};
