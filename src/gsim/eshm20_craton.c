/* Weatherill & Cotton (2020), Bull. Earthq. Eng. 18, 6119-6148: a backbone of the NGA-East models for the cratonic crust of Europe. */
#include "eshm20_craton.coeffs.h"
#include "gsim/gsim.h"
#include "gsim/lib_alatik.h"
#include "gsim/lib_nga_east.h"
#include "gsim/lib_shared.h"
#include "gsim/make.h"
#include "math/vmath.h"

enum { EPSILON, TAU_MODEL, PHI_MODEL, ERGODIC, TAU_QUANTILE, PHI_QUANTILE, SITE_EPSILON };
static const struct shk_gsim_arg args[] = {
    { "epsilon", 0, NULL, 0 }, { "tau_model", 0, shk_alatik_models, 0 }, { "phi_model", 0, shk_alatik_models, 0 }, { "ergodic", 1, NULL, 0 },
    { "tau_quantile", NAN, NULL, 0 }, { "phi_ss_quantile", NAN, NULL, 0 }, { "site_epsilon", 0, NULL, 0 }, { 0 },
};
struct state { struct shk_tau tau; struct shk_coeffs phi; };

/* Very hard rock: magnitude scaling with a hinge at 6.2 and attenuation with h = 5 km, reference at M 4.5 and 1 km. */
static inline double rock(const struct eshm20_craton *c, double m, double r, double ln_r, double rref)      /* ln_r: ln(r / rref) */
{
    const double dm = m - 6.2, fm = m <= 6.2 ? c->e1 + c->b1 * dm + c->b2 * dm * dm : c->e1 + c->b3 * dm;
    return fm + (c->c1 + c->c2 * (m - 4.5)) * ln_r + c->c3 * (r - rref) / 100;
}

/* The same for all measures */
struct common { double r[SHK_NGA_EAST_ROOM], ln_r[SHK_NGA_EAST_ROOM]; struct shk_nga_east_site site; };

SHK_KERNEL static void hard_rock(const struct eshm20_craton *c, const struct common *com, const struct shk_ctx *x, double *restrict mean)
{
    const struct eshm20_craton k = *c;
    const double rref = sqrt(1 + 25.0);
    SHK_EACH(i, x->n) mean[i] = rock(&k, x->mag[i], com->r[i], com->ln_r[i], rref);
}

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *com = shared;
    double pga[SHK_CTX_BLOCK], *restrict r = com->r, *restrict ln_r = com->ln_r;
    const double rref = sqrt(1 + 25.0);
    SHK_COEFFS(eshm20_craton, p, SHK_IMT_PGA);
    (void)call;
    SHK_EACH(i, x->n) {
        r[i] = sqrt(x->rrup[i] * x->rrup[i] + 25);
        ln_r[i] = shk_log(r[i] / rref);
    }
    hard_rock(&p, com, x, pga);
    shk_nga_east_site_common(x->n, x->vs30, pga, &com->site);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    SHK_COEFFS(eshm20_craton, c, call->imt);
    const struct state *s = call->model->state;
    const double ergodic = call->arg[ERGODIC] != 0, site_epsilon = call->arg[SITE_EPSILON], shift = call->arg[EPSILON] * c.sigma_mu;
    double amp[SHK_CTX_BLOCK], site_sigma[SHK_CTX_BLOCK], s2s[SHK_CTX_BLOCK];
    hard_rock(&c, com, x, out.mean);
    shk_nga_east_site(call->imt, x->n, x->vs30, &com->site, 0, amp, site_sigma);
    shk_tau_eval(&s->tau, call->imt, x->n, x->mag, out.tau);
    shk_phi_ss_eval(&s->phi, call->imt, x->n, x->mag, out.phi);
    shk_phi_s2s_usgs(call->imt, x->n, x->vs30, s2s);
    SHK_EACH(i, x->n) {
        out.mean[i] += amp[i] + site_epsilon * site_sigma[i] + shift;
        out.phi[i] = sqrt(out.phi[i] * out.phi[i] + ergodic * s2s[i] * s2s[i]);
        out.sig[i] = sqrt(out.tau[i] * out.tau[i] + out.phi[i] * out.phi[i]);
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct state *s = m->state;
    return shk_coeffs_have(&eshm20_craton_coeffs, imt) && shk_nga_east_site_has(imt) && shk_coeffs_have(&s->phi, imt) && shk_phi_s2s_usgs_has(imt);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    shk_tau_init(&s->tau, (enum shk_tau_model)m->arg[TAU_MODEL], m->arg[TAU_QUANTILE]);
    m->state = s;
    return shk_phi_ss_init(k->arena, (enum shk_phi_model)m->arg[PHI_MODEL], m->arg[PHI_QUANTILE], &s->phi);
}

#define BRANCH(stress, site) (const struct shk_gsim_preset[]){ { "epsilon", stress }, { "site_epsilon", site }, { 0 } }
#define ROW .ref = "10.1007/s10518-020-00940-x", .trt = "Stable Shallow Crust", .component = "RotD50", .reference_vs30 = 3000, .args = args, \
    .coeffs = &eshm20_craton_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30), .kernel = kernel, .supports = supports, .plan = plan

const struct shk_gsim gsim_eshm20_craton[] = {
    { .name = "ESHM20Craton", ROW },
    { .name = "ESHM20CratonVLowStressLowSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(-2.85697, -1.732051), ROW },
    { .name = "ESHM20CratonVLowStressMidSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(-2.85697, 0.0), ROW },
    { .name = "ESHM20CratonVLowStressHighSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(-2.85697, 1.732051), ROW },
    { .name = "ESHM20CratonLowStressLowSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(-1.35563, -1.732051), ROW },
    { .name = "ESHM20CratonLowStressMidSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(-1.35563, 0.0), ROW },
    { .name = "ESHM20CratonLowStressHighSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(-1.35563, 1.732051), ROW },
    { .name = "ESHM20CratonMidStressLowSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(0.0, -1.732051), ROW },
    { .name = "ESHM20CratonMidStressMidSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(0.0, 0.0), ROW },
    { .name = "ESHM20CratonMidStressHighSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(0.0, 1.732051), ROW },
    { .name = "ESHM20CratonHighStressLowSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(1.35563, -1.732051), ROW },
    { .name = "ESHM20CratonHighStressMidSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(1.35563, 0.0), ROW },
    { .name = "ESHM20CratonHighStressHighSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(1.35563, 1.732051), ROW },
    { .name = "ESHM20CratonVHighStressLowSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(2.85697, -1.732051), ROW },
    { .name = "ESHM20CratonVHighStressMidSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(2.85697, 0.0), ROW },
    { .name = "ESHM20CratonVHighStressHighSite", .alias = 1, .alias_of = "ESHM20Craton", .presets = BRANCH(2.85697, 1.732051), ROW },
    { 0 },
};
