/* Site amplification models of the SERA project, around a model on rock: design spectra of Pitilakis et al. (2018), 10.1016/j.soildyn.2019.105790,
 * Pitilakis et al. (2020), 17WCEE paper C002895, and Eurocode 8 (second draft, rev. 20); Sandikkaya & Dinsever (2018), 10.3390/geosciences8070264. */
#include <math.h>
#include "sera_sandikkaya_region.coeffs.h"
#include "sera_sandikkaya_site.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

enum { GMPE_NAME, VELOCITY, REGION, PHI_0 };
enum kind { BY_LEVEL, EC8, EC8_CLASS };
enum { A, B, B1, B2, C, C1, C2, C3, D, E, F, CLASSES };        /* site classes of all schemes */

struct factors { double s[CLASSES][6], l[CLASSES][6]; };        /* short and long periods, at 0, 0.25, ..., 1.25 g */
static const struct factors
    pitilakis_2018 = { .s = { [A] = { 1, 1, 1, 1, 1, 1 }, [B1] = { 1.3, 1.3, 1.2, 1.2, 1.2, 1.2 }, [B2] = { 1.4, 1.3, 1.3, 1.2, 1.1, 1.1 },
                              [C1] = { 1.7, 1.6, 1.4, 1.3, 1.3, 1.2 }, [C2] = { 1.6, 1.5, 1.3, 1.2, 1.1, 1 }, [C3] = { 1.8, 1.6, 1.4, 1.2, 1.1, 1 },
                              [D] = { 2.2, 1.9, 1.6, 1.4, 1.2, 1 }, [E] = { 1.7, 1.6, 1.6, 1.5, 1.5, 1.5 } },
                       .l = { [A] = { 1, 1, 1, 1, 1, 1 }, [B1] = { 1.4, 1.4, 1.4, 1.4, 1.3, 1.3 }, [B2] = { 1.6, 1.5, 1.5, 1.5, 1.4, 1.3 },
                              [C1] = { 1.7, 1.6, 1.5, 1.5, 1.4, 1.3 }, [C2] = { 2.1, 2, 1.9, 1.8, 1.8, 1.7 }, [C3] = { 3.2, 3, 2.7, 2.5, 2.4, 2.3 },
                              [D] = { 4.1, 3.8, 3.3, 3, 2.8, 2.7 }, [E] = { 1.3, 1.3, 1.2, 1.2, 1.2, 1.2 } } },
    pitilakis_2020 = { .s = { [A] = { 1, 1, 1, 1, 1, 1 }, [B1] = { 1.3, 1.3, 1.3, 1.2, 1.2, 1.2 }, [B2] = { 1.3, 1.3, 1.2, 1.2, 1.2, 1.1 },
                              [C1] = { 1.7, 1.7, 1.6, 1.5, 1.5, 1.4 }, [C2] = { 1.6, 1.5, 1.3, 1.2, 1.1, 1 }, [C3] = { 1.7, 1.6, 1.4, 1.2, 1.2, 1.1 },
                              [D] = { 1.8, 1.7, 1.5, 1.4, 1.3, 1.2 }, [E] = { 1.7, 1.6, 1.6, 1.5, 1.5, 1.4 } },
                       .l = { [A] = { 1, 1, 1, 1, 1, 1 }, [B1] = { 1.1, 1.1, 1.1, 1.1, 1.1, 1.1 }, [B2] = { 1.4, 1.4, 1.3, 1.3, 1.3, 1.3 },
                              [C1] = { 1.5, 1.5, 1.4, 1.4, 1.4, 1.4 }, [C2] = { 2.3, 2.2, 2, 1.9, 1.9, 1.8 }, [C3] = { 2.4, 2.3, 2.1, 2, 2, 1.9 },
                              [D] = { 4, 3.5, 3, 2.7, 2.4, 2.3 }, [E] = { 1.2, 1.1, 1.1, 1.1, 1.1, 1.1 } } };

struct design { enum kind kind; const struct factors *factors; };
struct state { const struct shk_gsim_model *base; double rock; const struct shk_coeffs *phi_0; };

static int class_of_p18(double code)
{
    const int c = (int)code / 256, d = (int)code % 256;
    if (d == 0) return c == 'A' ? A : c == 'D' ? D : c == 'E' ? E : CLASSES;
    if (c == 'B' && (d == '1' || d == '2')) return B1 + d - '1';
    return c == 'C' && d >= '1' && d <= '3' ? C1 + d - '1' : CLASSES;
}

static int class_of_depth(double vs30, double h800)            /* Eurocode 8, table 3.1 of the draft */
{
    if (vs30 >= 400) return h800 > 5 ? B : A;
    if (vs30 >= 250) return !(h800 > 5) ? A : h800 <= 30 ? E : h800 <= 100 ? C : F;
    return h800 <= 30 ? E : h800 <= 100 ? D : h800 > 100 ? F : A;
}

static double factor_at(const double *f, double level)
{
    const double step = level / 0.25;
    const int j = (int)step;
    return level < 0.25 ? f[0] : level >= 1.25 ? f[5] : f[j] + (level - 0.25 * j) * ((f[j + 1] - f[j]) / 0.25);
}

/* ss, s1: spectral acceleration on rock in g, on the plateau and at 1 s. */
static void amplification(const struct design *d, const struct shk_ctx *x, size_t i, double ss, double s1, double *fs, double *fl)
{
    *fs = *fl = 1;
    if (d->kind == BY_LEVEL) {
        const int c = class_of_p18(x->ec8_p18[i]);
        if (c == A) return;
        *fs = c == CLASSES || !(ss >= 0) ? NAN : factor_at(d->factors->s[c], ss);
        *fl = c == CLASSES || !(ss >= 0) ? NAN : factor_at(d->factors->l[c], ss);
    } else if (d->kind == EC8_CLASS) {                          /* table 3.4 */
        static const double s[] = { 1, 1.2, 1.35, 1.5, 1.7, 1.35 }, l[] = { 1, 1.6, 2.25, 3.2, 3, 4 };
        const int c = (int)x->ec8[i] - 'A';
        if (c >= 0 && c < 6) { *fs = s[c]; *fl = l[c]; }
    } else {
        const double vs30 = x->vs30[i], h = x->h800[i], ln = shk_log(vs30 / 800), g = 9.80665;
        const double ra = 1 - 2000 * (ss * g) / (vs30 * vs30), rb = 1 - 2000 * (s1 * g) / (vs30 * vs30);
        const int c = class_of_depth(vs30, h);
        if (c == A) return;
        *fs = (c == F ? 0.9 : 1) * shk_exp(-0.25 * ra * (c == E ? h / 30 * (4 - h / 10) : 1) * ln);
        *fl = (c == F ? 1.25 : 1) * shk_exp(-0.7 * rb * (c == E ? h / 30 : 1) * ln);
    }
}

/* Design spectrum at period T, Pitilakis et al. (2018), eqs. 1 to 5, with F0 = 2.5, kappa = 5, TA = 0.03 s; s1_rock decides TD. */
static double spectrum(double ss, double s1, double s1_rock, double T)
{
    const double f0 = 2.5, ta = 0.03;
    if (T <= ta) return ss / f0;
    const double tc = s1 / ss, tb = clip(tc / 5, 0.05, 0.1), td = s1_rock > 0.1 ? 1 + 10 * s1_rock : 2;
    if (td < T) return td * s1 / (T * T);
    if (tc < T) return s1 / T;
    return T <= tb ? ss / (tb - ta) * (T - ta + (tb - T) / f0) : ss;
}

static void rock_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared) { shk_rock_fill(shared, x, ((const struct state *)call->model->state)->rock); }

static void on_rock(const struct shk_gsim_call *call, struct shk_imt imt, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct shk_rock, rock, call, x, rock_of);
    shk_gsim_eval(((const struct state *)call->model->state)->base, imt, &rock->x, out);
}

/* ln of PGA and of SA(1 s) on rock. */
struct levels { double pga[SHK_CTX_BLOCK], one[SHK_CTX_BLOCK]; };
static void levels_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct levels *s = shared;
    double unused[3][SHK_CTX_BLOCK];
    on_rock(call, SHK_IMT_PGA, x, (struct shk_motion){ s->pga, unused[0], unused[1], unused[2] });
    on_rock(call, SHK_IMT_SA(1.0), x, (struct shk_motion){ s->one, unused[0], unused[1], unused[2] });
}

SHK_KERNEL static void design(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct levels, at, call, x, levels_of);
    on_rock(call, call->imt, x, out);
    for (size_t i = 0; i < x->n; i++) {
        const double ss = 2.5 * shk_exp(at->pga[i]), s1 = shk_exp(at->one[i]);
        double fs, fl;
        amplification(call->data, x, i, ss, s1, &fs, &fl);
        out.mean[i] = shk_log(spectrum(fs * ss, fl * s1, s1, call->imt.period));
    }
}

static int supports_design(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct shk_gsim_model *b = ((const struct state *)m->state)->base;
    return shk_gsim_supports(b, SHK_IMT_PGA) && shk_gsim_supports(b, SHK_IMT_SA(1.0)) && shk_gsim_supports(b, imt);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    const uint64_t own = m->needs;
    SHK_TRY(shk_gsim_make_base(k, m, "gmpe_name", &s->base));
    s->rock = m->arg[VELOCITY] > 0 ? m->arg[VELOCITY] : m->g->reference_vs30;
    shk_gsim_inherit(m, s->base);
    m->needs |= own;
    m->component = "HORIZONTAL";
    m->state = s;
    return SHK_OK;
}

SHK_KERNEL static void sandikkaya(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct state *s = call->model->state;
    SHK_COEFFS(sera_sandikkaya_site, c, call->imt);
    double ck = 0, phi0 = NAN;
    if (call->arg[REGION] >= 0) {
        double regions[sizeof(struct sera_sandikkaya_region) / sizeof(double)];
        (void)shk_coeffs_at(&sera_sandikkaya_region_coeffs, call->imt, regions);
        const int r = (int)call->arg[REGION];
        ck = regions[r < 5 ? r : r + 1];                /* a column of Greece and Turkey between WA and WMT, not reachable */
    }
    if (s->phi_0) (void)shk_coeffs_at(s->phi_0, call->imt, &phi0);
    on_rock(call, call->imt, x, out);
    SHK_EACH(i, x->n) {
        const double vs30 = x->vs30[i], z = x->z1pt0[i], rock = shk_exp(out.mean[i]), tenth = 0.1 * 9.80665;
        out.mean[i] += (c.b1 + ck) * shk_log(min2(vs30, 1000) / 760) + c.b2 * shk_log(z == -999 ? NAN : z)                      /* eq. 9 */
                     + c.b3 * shk_log((rock + tenth) / tenth) * shk_exp(-shk_exp(2 * shk_log(vs30) - 11));
        const double sigma_s = c.sigma_s * c.c0 * (c.c1 * shk_log(clip(rock, 0.005, 0.35)) + c.c2 * shk_log(clip(vs30, 150, 600)));
        const double p = s->phi_0 ? phi0 : 0.85 * out.phi[i], tau = out.tau[i], phi = sqrt(p * p + sigma_s * sigma_s);
        out.phi[i] = phi;
        out.sig[i] = sqrt(tau * tau + phi * phi);
    }
}

static int supports_sandikkaya(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct state *s = m->state;
    return shk_gsim_supports(s->base, imt) && shk_coeffs_have(&sera_sandikkaya_site_coeffs, imt) && (!s->phi_0 || shk_coeffs_have(s->phi_0, imt));
}

static enum shk_err plan_sandikkaya(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    SHK_TRY(plan(k, m));
    struct state *s = (struct state *)(uintptr_t)m->state;
    if (s->base->total_only)
        return shk_fail(k->diag, SHK_E_INVALID, "%s: %s has no inter- and intra-event standard deviations", k->name, s->base->g->name);
    const struct shk_toml *t = k->table ? shk_toml_get(k->table, "phi_0") : NULL;
    if (!t || t->kind != SHK_TOML_TABLE || !t->first) return SHK_OK;
    struct shk_coeffs *c = SHK_NEW(k->arena, struct shk_coeffs, 1);
    if (!c) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_gsim_imt_table(k, t, "phi_0", c));
    s->phi_0 = c;
    return SHK_OK;
}

/* The reference knows a region TRGR, but calls its column GRTR, and fails. */
static const char *const regions[] = { "USNZ", "JP", "TW", "CH", "WA", "WMT", "NWE", NULL };
static const struct shk_gsim_arg
    args[] = { { "gmpe_name", 0, shk_gsim_raw, 0 }, { "reference_velocity", 800, NULL, 0 }, { 0 } },
    sandikkaya_args[] = { { "gmpe_name", 0, shk_gsim_raw, 0 }, { "reference_velocity", 760, NULL, 0 }, { "region", NAN, regions, 0 },
                          { "phi_0", 0, shk_gsim_raw, 0 }, { 0 } };
#define DESIGN(r, k, f) .ref = r, .trt = "", .reference_vs30 = 800, .component = "HORIZONTAL", .args = args, .open_args = 1, \
    .data = &(const struct design){ k, f }, .kernel = design, .supports = supports_design, .plan = plan

const struct shk_gsim gsim_sera_amplification_models[] = {
    { .name = "PitilakisEtAl2018", DESIGN("10.1016/j.soildyn.2019.105790", BY_LEVEL, &pitilakis_2018), .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30) | SHK_NEEDS(ec8_p18) },
    { .name = "PitilakisEtAl2020", DESIGN("17WCEE paper C002895", BY_LEVEL, &pitilakis_2020), .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30) | SHK_NEEDS(ec8_p18) },
    { .name = "Eurocode8Amplification", DESIGN("Eurocode 8, draft SC8 PT1 rev. 20 (2018)", EC8, NULL), .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30) | SHK_NEEDS(h800) },
    { .name = "Eurocode8AmplificationDefault", DESIGN("Eurocode 8, draft SC8 PT1 rev. 20 (2018)", EC8_CLASS, NULL), .needs = SHK_NEEDS(mag) | SHK_NEEDS(ec8) },
    { .name = "SandikkayaDinsever2018", .ref = "10.3390/geosciences8070264", .trt = "", .reference_vs30 = 760, .component = "HORIZONTAL", .args = sandikkaya_args,
      .open_args = 1, .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30) | SHK_NEEDS(z1pt0), .kernel = sandikkaya, .supports = supports_sandikkaya, .plan = plan_sandikkaya },
    { 0 },
};
