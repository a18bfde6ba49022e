/* Boore, Stewart, Seyhan & Atkinson (2014), Earthq. Spectra 30(3), 1057-1085: active shallow crust. */
#include "gsim/boore_2014.h"
#include "boore_2014_cybershake.coeffs.h"
#include "boore_2014_highq.coeffs.h"
#include "boore_2014_lowq.coeffs.h"
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

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct boore_2014 c, p;             /* all three tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&p);
    const double known = call->arg[BSSA14_SOF] != 0, c3 = c.c3 + c.Dc3, p3 = p.c3 + p.Dc3;
    const double ln_vc = shk_log(c.Vc / 760), at_760 = shk_exp(c.f5 * 400), ln_r1 = shk_log(c.R1), per_r = c.DfR / shk_log(c.R2 / c.R1);
    const double ln300 = shk_log(300.0), per_v = c.DfV / shk_log(300 / 225.0);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rjb[i], vs30 = x->vs30[i];
        const struct bssa14_style f = bssa14_style(x->rake[i], known);
        const double pga = shk_exp(bssa14_rock(&p, p3, m, f, r));
        const double lv = ln300 - shk_log(vs30), lr = shk_log(max2(r, 1)) - ln_r1;
        out.mean[i] = bssa14_rock(&c, c3, m, f, r) + bssa14_site(&c, vs30, pga, ln_vc, at_760);
        /* Within-event deviation, eq. 15 to 17. At exactly 225 m/s the reference's two branches both apply. */
        const double far = r > c.R2 ? c.DfR : r > c.R1 ? per_r * lr : 0;
        const double stiff = c.DfV * (vs30 <= 225) + per_v * lv * ((vs30 >= 225) & (vs30 <= 300));
        const double tau = bssa14_ramp(c.tau1, c.tau2, m), phi = bssa14_ramp(c.f1, c.f2, m) + far - stiff;
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
