/* The NGA-East models as the U.S. Geological Survey uses them: Petersen et al. (2020), Earthq. Spectra 36(1), for 2018; Petersen et
 * al. (2024), 10.1177/87552930231215428, for 2023, with the coastal plain of Chapman & Guo (2021), BSSA 111(4), 1849-1867. */
#include "gsim/gsim.h"
#include "gsim/lib_alatik.h"
#include "gsim/lib_nga_east.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_table.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "math/vmath.h"
#include "usgs_ceus_bias.coeffs.h"
#include "usgs_sigma_epri.coeffs.h"
#include "usgs_sigma_panel.coeffs.h"

enum { TABLE, SIGMA_MODEL, EPISTEMIC_SITE, BIAS, COASTAL, Z_SED };
enum { EPRI, PANEL, COLLAPSED };
static const char *const sigma_models[] = { "EPRI", "PANEL", "COLLAPSED", NULL };
static const struct shk_gsim_arg args[] = {
    { "gmpe_table", 0, shk_gsim_raw, 0 }, { "sigma_model", COLLAPSED, sigma_models, 0 }, { "epistemic_site", 1, NULL, 0 },
    { "usgs_2023_bias_adj", 0, NULL, 0 }, { "coastal_plains_site_amp", 0, NULL, 0 }, { "z_sed_scaling", 0, NULL, 0 }, { 0 },
};
struct state { const struct shk_table *table; };

/* ---- the coastal plain ---- */

enum { NZ = 20, NM = 10, NR = 19, NIMT = 24 };
__asm__(".pushsection .rodata\n.balign 8\nshk_bin_chapman_guo:\n.incbin \"" SHK_DATA_DIR "/tables/chapman_guo_2021.bin\"\n.popsection\n");
extern const double shk_bin_chapman_guo[NIMT][NZ][NM][NR] __attribute__((visibility("hidden")));

static int coastal_row(struct shk_imt imt)      /* measures as listed, without interpolation */
{
    static const double T[NIMT - 2] = { 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 1, 1.5, 2, 3, 4, 5, 7.5, 10 };
    if (imt.kind == SHK_PGA || imt.kind == SHK_PGV) return imt.kind == SHK_PGV;
    for (int i = 0; imt.kind == SHK_SA && i < NIMT - 2; i++)
        if (T[i] == imt.period) return i + 2;
    return -1;
}

static int cell(const double *x, int n, double v, double *w)
{
    int i = 0;
    v = clip(v, x[0], x[n - 1]);
    while (i < n - 2 && v > x[i + 1]) i++;
    *w = (v - x[i]) / (x[i + 1] - x[i]);
    return i;
}

static double mix(double a, double b, double w) { return a + w * (b - a); }

/* ln of the spectral ratio by sediment depth, magnitude and distance; none where the depth is unknown (-999). */
static double coastal_ratio(int row, double z, double m, double r)
{
    static const double Z[NZ] = { 0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5 };
    static const double M[NM] = { 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.2 };
    static const double R[NR] = { 0, 25, 50, 75, 100, 150, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1350, 1500 };
    double wz, wm, wr, v[2];
    if (z == -999) return 0;
    const int i = cell(Z, NZ, z, &wz), j = cell(M, NM, m, &wm), k = cell(R, NR, r, &wr);
    for (int a = 0; a < 2; a++) {
        const double (*c)[NR] = shk_bin_chapman_guo[row][i + a];
        v[a] = mix(mix(c[j][k], c[j][k + 1], wr), mix(c[j + 1][k], c[j + 1][k + 1], wr), wm);
    }
    return shk_log(mix(v[0], v[1], wz));
}

static double sediment_scale(const struct shk_ctx *x, size_t i)
{
    if (!x->z_sed || x->z_sed[i] == -999) return 0;
    const double s = 1 - shk_exp(-x->z_sed[i] / 2);
    return s * s * s * s;
}

/* ---- standard deviations ---- */

/* EPRI (2013), updated: linear between M 5, 6 and 7. */
INLINE void epri(const struct usgs_sigma_epri *c, double m, double *tau, double *phi)
{
    *tau = m <= 5 ? c->tau_M5 : m <= 6 ? c->tau_M5 + (c->tau_M6 - c->tau_M5) * (m - 5) : m <= 7 ? c->tau_M6 + (c->tau_M7 - c->tau_M6) * (m - 6) : c->tau_M7;
    *phi = m <= 5 ? c->phi_M5 : m <= 6 ? c->phi_M5 + (c->phi_M6 - c->phi_M5) * (m - 5) : m <= 7 ? c->phi_M6 + (c->phi_M7 - c->phi_M6) * (m - 6) : c->phi_M7;
}

INLINE void panel(const struct usgs_sigma_panel *c, double m, double vs30, double *tau, double *phi)
{
    *tau = m <= 4.5 ? c->t1 : m <= 5 ? c->t1 + (c->t2 - c->t1) * (m - 4.5) / 0.5 : m <= 5.5 ? c->t2 + (c->t3 - c->t2) * (m - 5) / 0.5
         : m <= 6.5 ? c->t3 + (c->t4 - c->t3) * (m - 5.5) : c->t4;
    const double ss = m <= 5 ? c->ss_a : m <= 6.5 ? c->ss_a + (c->ss_b - c->ss_a) * (m - 5) / 1.5 : c->ss_b;
    const double s2s = vs30 <= 1200 ? c->s2s1 : vs30 > 1500 ? c->s2s2 : c->s2s1 - (c->s2s1 - c->s2s2) / 300 * (vs30 - 1200);
    *phi = sqrt(ss * ss + s2s * s2s);
}

SHK_KERNEL static void deviations(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(usgs_sigma_epri, e, call->imt);
    SHK_COEFFS(usgs_sigma_panel, p, call->imt);
    const int model = (int)call->arg[SIGMA_MODEL];
    SHK_EACH(i, x->n) {
        const double m = rounded(x->mag[i] * 100) / 100;
        double te, pe, tp, pp;
        epri(&e, m, &te, &pe);
        panel(&p, m, x->vs30[i], &tp, &pp);
        const double se = sqrt(te * te + pe * pe), sp = sqrt(tp * tp + pp * pp);
        out.sig[i] = model == EPRI ? se : model == PANEL ? sp : 0.8 * se + 0.2 * sp;
        out.tau[i] = model == EPRI ? te : model == PANEL ? tp : 0;
        out.phi[i] = model == EPRI ? pe : model == PANEL ? pp : 0;
    }
}

/* ---- mean ---- */

static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    shk_nga_east_table_common(((const struct state *)call->model->state)->table, 1, x, shared);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct shk_nga_east_table, com, call, x, common_of);
    struct shk_nga_east_site other;
    const struct shk_nga_east_site *site = &com->site;
    const struct shk_table *t = ((const struct state *)call->model->state)->table;
    const int bias = call->arg[BIAS] != 0, coastal = call->arg[COASTAL] != 0, row = coastal_row(call->imt);
    const int epistemic = call->arg[EPISTEMIC_SITE] != 0;
    double rock[SHK_CTX_BLOCK], amp[SHK_CTX_BLOCK], s[SHK_CTX_BLOCK], plain[SHK_CTX_BLOCK], v1000[SHK_CTX_BLOCK];
    memcpy(rock, com->rock, x->n * sizeof *rock);
    if (call->imt.kind == SHK_PGA) memcpy(out.mean, rock, x->n * sizeof *rock);
    else shk_table_mean_at(t, 1, call->imt, x->n, x->mag, &com->where, out.mean);
    if (bias) {                             /* Ramos-Sepulveda et al. (2023), weaker on deep sediments */
        SHK_COEFFS(usgs_ceus_bias, b, call->imt);
        for (size_t i = 0; i < x->n; i++) {
            const double u = (1 - sediment_scale(x, i)) * (b.nga_adj + (x->vs30[i] > 1000 ? b.vs30_b * shk_log(min2(x->vs30[i], 2000) / 1000) : 0));
            rock[i] += u;
            out.mean[i] += u;
        }
        shk_nga_east_site_common(x->n, x->vs30, rock, &other);
        site = &other;
    }
    shk_nga_east_site(call->imt, x->n, x->vs30, site, bias || coastal, amp, epistemic ? s : NULL);
    SHK_EACH(i, x->n) out.mean[i] += amp[i];
    if (epistemic)                          /* three branches of the site term, less and more by s, in place of its uncertainty */
        SHK_EACH(i, x->n) {
            const double e = shk_exp(s[i]);
            out.mean[i] += shk_log(0.185 / e + 0.63 + 0.185 * e);
        }
    if (coastal) {
        for (size_t i = 0; i < x->n; i++) v1000[i] = 1000;
        shk_nga_east_site_common(x->n, v1000, rock, &other);
        shk_nga_east_site(call->imt, x->n, v1000, &other, 0, plain, NULL);
        for (size_t i = 0; i < x->n; i++) out.mean[i] += coastal_ratio(row, x->z_sed[i], x->mag[i], x->rrup[i]) - plain[i] * sediment_scale(x, i);
    }
    deviations(call, x, out);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct shk_table *t = ((const struct state *)m->state)->table;
    return (imt.kind == SHK_PGA || shk_table_has(t, imt)) && (t->has_pga || shk_table_has(t, SHK_IMT_SA(0.01))) && shk_nga_east_site_has(imt) && shk_coeffs_have(&usgs_sigma_epri_coeffs, imt)
        && (m->arg[COASTAL] == 0 || coastal_row(imt) >= 0);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    const char *name = m->g->data;
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    if (!name) SHK_TRY(shk_gsim_text_arg(k, k->table, "gmpe_table", &name));
    if (!name) return shk_fail(k->diag, SHK_E_INVALID, "%s needs gmpe_table, as in \"nga_east_SP15.hdf5\"", k->name);
    SHK_TRY(shk_table_builtin(k, SHK_TABLES_NGA_EAST_USGS, name, &s->table));
    m->state = s;
    m->needs |= UINT64_C(1) << s->table->metric;
    if (m->arg[COASTAL] != 0) m->needs |= SHK_NEEDS(z_sed) | SHK_NEEDS(rrup);
    if (m->arg[Z_SED] != 0) m->needs |= SHK_NEEDS(z_sed);
    m->total_only = m->arg[SIGMA_MODEL] == COLLAPSED;
    if (m->g->data && !(m->text = shk_arena_printf(k->arena, "[NGAEastUSGSGMPE]\ngmpe_table = \"%s\"", name))) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    return SHK_OK;
}

#define ROW .ref = "10.1177/8755293019878199", .trt = "Active Shallow Crust", .component = "RotD50", .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30), .args = args, \
    .kernel = kernel, .supports = supports, .plan = plan, .total_only = 1

const struct shk_gsim gsim_usgs_ceus_2019[] = {
    { .name = "NGAEastUSGSGMPE", ROW },
    { .name = "NGAEastUSGSSeedSP15", .alias = 1, .data = "nga_east_SP15.hdf5", ROW },
    { .name = "NGAEastUSGSSeed1CCSP", .alias = 1, .data = "nga_east_1CCSP.hdf5", ROW },
    { .name = "NGAEastUSGSSeed2CVSP", .alias = 1, .data = "nga_east_2CVSP.hdf5", ROW },
    { .name = "NGAEastUSGSSeed1CVSP", .alias = 1, .data = "nga_east_1CVSP.hdf5", ROW },
    { .name = "NGAEastUSGSSeed2CCSP", .alias = 1, .data = "nga_east_2CCSP.hdf5", ROW },
    { .name = "NGAEastUSGSSeedGraizer", .alias = 1, .data = "nga_east_Graizer.hdf5", ROW },
    { .name = "NGAEastUSGSSeedB_ab95", .alias = 1, .data = "nga_east_B_ab95.hdf5", ROW },
    { .name = "NGAEastUSGSSeedB_bca10d", .alias = 1, .data = "nga_east_B_bca10d.hdf5", ROW },
    { .name = "NGAEastUSGSSeedB_sgd02", .alias = 1, .data = "nga_east_B_sgd02.hdf5", ROW },
    { .name = "NGAEastUSGSSeedB_a04", .alias = 1, .data = "nga_east_B_a04.hdf5", ROW },
    { .name = "NGAEastUSGSSeedB_bs11", .alias = 1, .data = "nga_east_B_bs11.hdf5", ROW },
    { .name = "NGAEastUSGSSeedB_ab14", .alias = 1, .data = "nga_east_B_ab14.hdf5", ROW },
    { .name = "NGAEastUSGSSeedHA15", .alias = 1, .data = "nga_east_HA15.hdf5", ROW },
    { .name = "NGAEastUSGSSeedPEER_EX", .alias = 1, .data = "nga_east_PEER_EX.hdf5", ROW },
    { .name = "NGAEastUSGSSeedPEER_GP", .alias = 1, .data = "nga_east_PEER_GP.hdf5", ROW },
    { .name = "NGAEastUSGSSeedGraizer16", .alias = 1, .data = "nga_east_Graizer16.hdf5", ROW },
    { .name = "NGAEastUSGSSeedGraizer17", .alias = 1, .data = "nga_east_Graizer17.hdf5", ROW },
    { .name = "NGAEastUSGSSeedFrankel", .alias = 1, .data = "nga_east_Frankel.hdf5", ROW },
    { .name = "NGAEastUSGSSeedYA15", .alias = 1, .data = "nga_east_YA15.hdf5", ROW },
    { .name = "NGAEastUSGSSeedPZCT15_M1SS", .alias = 1, .data = "nga_east_PZCT15_M1SS.hdf5", ROW },
    { .name = "NGAEastUSGSSeedPZCT15_M2ES", .alias = 1, .data = "nga_east_PZCT15_M2ES.hdf5", ROW },
    { .name = "NGAEastUSGSSammons1", .alias = 1, .data = "nga_east_usgs_1.hdf5", ROW },
    { .name = "NGAEastUSGSSammons2", .alias = 1, .data = "nga_east_usgs_2.hdf5", ROW },
    { .name = "NGAEastUSGSSammons3", .alias = 1, .data = "nga_east_usgs_3.hdf5", ROW },
    { .name = "NGAEastUSGSSammons4", .alias = 1, .data = "nga_east_usgs_4.hdf5", ROW },
    { .name = "NGAEastUSGSSammons5", .alias = 1, .data = "nga_east_usgs_5.hdf5", ROW },
    { .name = "NGAEastUSGSSammons6", .alias = 1, .data = "nga_east_usgs_6.hdf5", ROW },
    { .name = "NGAEastUSGSSammons7", .alias = 1, .data = "nga_east_usgs_7.hdf5", ROW },
    { .name = "NGAEastUSGSSammons8", .alias = 1, .data = "nga_east_usgs_8.hdf5", ROW },
    { .name = "NGAEastUSGSSammons9", .alias = 1, .data = "nga_east_usgs_9.hdf5", ROW },
    { .name = "NGAEastUSGSSammons10", .alias = 1, .data = "nga_east_usgs_10.hdf5", ROW },
    { .name = "NGAEastUSGSSammons11", .alias = 1, .data = "nga_east_usgs_11.hdf5", ROW },
    { .name = "NGAEastUSGSSammons12", .alias = 1, .data = "nga_east_usgs_12.hdf5", ROW },
    { .name = "NGAEastUSGSSammons13", .alias = 1, .data = "nga_east_usgs_13.hdf5", ROW },
    { .name = "NGAEastUSGSSammons14", .alias = 1, .data = "nga_east_usgs_14.hdf5", ROW },
    { .name = "NGAEastUSGSSammons15", .alias = 1, .data = "nga_east_usgs_15.hdf5", ROW },
    { .name = "NGAEastUSGSSammons16", .alias = 1, .data = "nga_east_usgs_16.hdf5", ROW },
    { .name = "NGAEastUSGSSammons17", .alias = 1, .data = "nga_east_usgs_17.hdf5", ROW },
    { 0 },
};
