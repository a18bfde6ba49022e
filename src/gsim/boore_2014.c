/* Boore, Stewart, Seyhan & Atkinson (2014), Earthq. Spectra 30(3), 1057-1085: active shallow crust. */
#include "gsim/boore_2014.h"
#include "boore_2014_cybershake.coeffs.h"
#include "boore_2014_highq.coeffs.h"
#include "boore_2014_lowq.coeffs.h"
#include "gsim/lib_runs.h"
#include "gsim/lib_shared.h"
#include "gsim/make.h"

/* Basin term, eq. 9 and 10; periods of 0.65 s and longer. */
SHK_KERNEL static void add_basin(const struct shk_gsim_call *call, const struct boore_2014 *c, const struct shk_ctx *x, double *restrict mean)
{
    const int japan = call->arg[BSSA14_REGION] == BSSA14_JPN, usgs = call->arg[BSSA14_USGS] != 0;
    const int cybershake = call->arg[BSSA14_CYBERSHAKE] != 0 && call->imt.period > 1.9;
    const double period = call->imt.period, ratio = c->f7 / c->f6;
    double fixed = 0, factor[SHK_CTX_BLOCK];
    if (cybershake) {
        SHK_COEFFS(boore_2014_cybershake, cy, call->imt);
        fixed = (cy.dz1 <= cy.f6 ? cy.f6 * cy.dz1 : cy.f7) + 0.1;
    }
    fill(factor, x->n, 1);
    if (usgs)
        for (size_t i = 0; i < x->n; i++)
            factor[i] = usgs_z1_scaling(x->z1pt0[i] == -999 ? bssa14_z1(japan, x->vs30[i]) : x->z1pt0[i], period);
    SHK_EACH(i, x->n) {
        const double mu = bssa14_z1(japan, x->vs30[i]), dz = (x->z1pt0[i] == -999 ? 0 : x->z1pt0[i] - mu) * 0.001;
        const double f = dz <= ratio ? c->f6 * dz : c->f7;
        mean[i] += (cybershake ? fixed : f) * factor[i];
    }
}

/* What does not depend on the measure: runs of vs30 with ln(vs30 / 760), the nonlinear response's ln((pga + f3) / f3), ln(max(rjb, 1)). */
struct common { struct shk_runs sites; double lv[SHK_CTX_BLOCK], soft[SHK_CTX_BLOCK], lr[SHK_CTX_BLOCK]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    double *restrict lv = s->lv, *restrict soft = s->soft, *restrict lr = s->lr;
    struct boore_2014 p;
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&p);
    const double known = call->arg[BSSA14_SOF] != 0, p3 = p.c3 + p.Dc3;
    shk_runs_find(&s->sites, x->n, (const double *const[]){ x->vs30 }, 1);
    const double *vs30 = s->sites.col[0];
    SHK_EACH(i, s->sites.n) lv[i] = shk_log(vs30[i] * (1 / 760.0));
    SHK_EACH(i, x->n) {
        soft[i] = bssa14_soft(shk_exp(bssa14_rock(&p, p3, x->mag[i], bssa14_style(x->rake[i], known), x->rjb[i])));
        lr[i] = shk_log(max2(x->rjb[i], 1));
    }
}

struct site { double linear[SHK_CTX_BLOCK], nonlinear[SHK_CTX_BLOCK], stiff[SHK_CTX_BLOCK]; };

/* Linear site response and factor of the nonlinear one, eq. 6 to 8; reduction of phi, eq. 16, for each run of sites. At exactly 225 m/s the reference's two
 * branches both apply. */
SHK_KERNEL static void site_of(const struct boore_2014 *c, const struct common *s, size_t n, struct site *out)
{
    const double ln_vc = shk_log(c->Vc / 760), at_760 = shk_exp(c->f5 * 400), ln300 = shk_log(300 / 760.0), per_v = c->DfV / shk_log(300 / 225.0);
    const double *restrict vs30 = s->sites.col[0], *restrict lv = s->lv;
    double *restrict linear = out->linear, *restrict nonlinear = out->nonlinear, *restrict stiff = out->stiff;
    SHK_EACH(i, s->sites.n) {
        linear[i] = c->c * min2(lv[i], ln_vc);
        nonlinear[i] = bssa14_f2(c, vs30[i], at_760);
        stiff[i] = c->DfV * (vs30[i] <= 225) + per_v * (ln300 - lv[i]) * ((vs30[i] >= 225) & (vs30[i] <= 300));
    }
    shk_runs_spread(&s->sites, n, linear, 3);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    struct boore_2014 c;                /* all three tables have these columns */
    struct site site;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double known = call->arg[BSSA14_SOF] != 0, c3 = c.c3 + c.Dc3, ln_r1 = shk_log(c.R1), per_r = c.DfR / shk_log(c.R2 / c.R1);
    site_of(&c, s, x->n, &site);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rjb[i], far = r > c.R2 ? c.DfR : r > c.R1 ? per_r * (s->lr[i] - ln_r1) : 0;
        const double tau = bssa14_ramp(c.tau1, c.tau2, m), phi = bssa14_ramp(c.f1, c.f2, m) + far - site.stiff[i];     /* eq. 14 to 17 */
        out.mean[i] = bssa14_rock(&c, c3, m, bssa14_style(x->rake[i], known), r) + site.linear[i] + site.nonlinear[i] * s->soft[i];
        out.sig[i] = sqrt(tau * tau + phi * phi);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
    if (call->arg[BSSA14_REGION] != BSSA14_NO_BASIN && call->imt.period >= 0.65) add_basin(call, &c, x, out.mean);
    const double eps = call->arg[BSSA14_EPSILON];
    if (eps != 0)
        for (size_t i = 0; i < x->n; i++) out.mean[i] += eps * epistemic_sigma(x->mag[i], x->rrup[i]);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const int basin = m->arg[BSSA14_REGION] != BSSA14_NO_BASIN;
    if (m->arg[BSSA14_USGS] != 0 && !basin)
        return shk_fail(k->diag, SHK_E_INVALID, "%s: usgs_basin_scaling needs a region with a basin (CAL or JPN)", m->g->name);
    if (basin) m->needs |= SHK_NEEDS(z1pt0);
    if (m->arg[BSSA14_EPSILON] != 0) m->needs |= SHK_NEEDS(rrup);
    return SHK_OK;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t)
        && (m->arg[BSSA14_CYBERSHAKE] == 0 || m->arg[BSSA14_REGION] == BSSA14_NO_BASIN || t.period <= 1.9
            || shk_coeffs_have(&boore_2014_cybershake_coeffs, t));
}

static const struct shk_gsim_arg args[] = {
    { .name = "region", .value = BSSA14_NO_BASIN, .choices = (const char *const[]){ "nobasin", "CAL", "JPN", NULL } }, { .name = "sof", .value = 1 },
    { .name = "sigma_mu_epsilon", .value = 0 }, { .name = "usgs_basin_scaling", .value = 0 }, { .name = "cybershake_basin_adj", .value = 0 }, { 0 } };

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
#define ROW(table) .ref = "10.1193/070113EQS184M", .trt = "Active Shallow Crust", .coeffs = &table##_coeffs, .args = args, \
    .kernel = kernel, .supports = supports, .plan = plan, .component = "RotD50"
#define ALIAS(table, region, sof) ROW(table), .alias = 1, .needs = NEEDS | (region ? SHK_NEEDS(z1pt0) : 0), \
    .presets = (const struct shk_gsim_preset[]){ { "region", region }, { "sof", sof }, { 0 } }
#define FAMILY(name_, table) \
    { .name = name_, ROW(table), .needs = NEEDS }, \
    { .name = name_ "NoSOF", ALIAS(table, BSSA14_NO_BASIN, 0) }, \
    { .name = name_ "CaliforniaBasin", ALIAS(table, BSSA14_CAL, 1) }, \
    { .name = name_ "CaliforniaBasinNoSOF", ALIAS(table, BSSA14_CAL, 0) }, \
    { .name = name_ "JapanBasin", ALIAS(table, BSSA14_JPN, 1) }, \
    { .name = name_ "JapanBasinNoSOF", ALIAS(table, BSSA14_JPN, 0) }
const struct shk_gsim gsim_boore_2014[] = {
    FAMILY("BooreEtAl2014", boore_2014),
    FAMILY("BooreEtAl2014HighQ", boore_2014_highq),
    FAMILY("BooreEtAl2014LowQ", boore_2014_lowq),
    { 0 },
};
