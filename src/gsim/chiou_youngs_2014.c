/* Chiou & Youngs (2014), Earthq. Spectra 30(3), 1117-1153: active shallow crust; regions of anelastic attenuation and
 * site response; the long-period adjustment of Boore et al. (2022) as an argument. */
#include "gsim/chiou_youngs_2014.h"
#include "chiou_youngs_2014_cybershake.coeffs.h"
#include "gsim/lib_coeff_file.h"
#include "gsim/lib_runs.h"
#include "gsim/lib_shared.h"

enum variant { PLAIN, PEER, NEAR_FAULT };
enum { ARG_REGION, ARG_EPSILON, ARG_HANGING, ARG_DELTA_C1, ARG_ALPHA_NM, ARG_USGS, ARG_CYBERSHAKE, ARG_STRESS_HOST, ARG_STRESS_TARGET };

/* Host-to-target adjustments of Boore et al. (2022), given as files: of the source, eq. A19, and of the path, eq. 13. */
struct target { const struct shk_coeffs *source, *path; };

static int cybershake(const struct shk_gsim_call *call, struct shk_imt t)
{
    return call->arg[ARG_CYBERSHAKE] != 0 && t.period > 1.9 && call->arg[ARG_REGION] != CY14_JPN;
}

struct source { double base[SHK_CTX_BLOCK], near[SHK_CTX_BLOCK], gamma[SHK_CTX_BLOCK], hanging[SHK_CTX_BLOCK]; };
struct path { double ln_far[SHK_CTX_BLOCK], above[SHK_CTX_BLOCK]; };
struct ground { double ln_vs[SHK_CTX_BLOCK], z1[SHK_CTX_BLOCK], depth[SHK_CTX_BLOCK]; };
struct site { double linear[SHK_CTX_BLOCK], slope[SHK_CTX_BLOCK]; };

/* What does not depend on the measure: runs of ruptures (mag, rake, ztor, dip) and of sites (vs30, z1pt0), and terms of them. */
struct frame { struct shk_runs ruptures, sites; struct path path; struct ground ground; };

SHK_KERNEL __attribute__((noinline)) static void source_of(const struct chiou_youngs_2014 *c, const struct shk_runs *r, double alpha_nm,
                                                          struct source *restrict s)
{
    const double *const mag = r->col[0], *const rake = r->col[1], *const ztor = r->col[2], *const dip = r->col[3], exp_cg3 = shk_exp(-c->cg3);
    SHK_EACH(i, r->n) {
        const struct cy14_source f = cy14_source(c, mag[i], rake[i], ztor[i], dip[i], alpha_nm, exp_cg3);
        s->base[i] = f.base;
        s->near[i] = f.near;
        s->gamma[i] = f.gamma;
        s->hanging[i] = f.hanging;
    }
}

SHK_KERNEL __attribute__((noinline)) static void path_of(const struct shk_ctx *x, struct path *restrict p)
{
    SHK_EACH(i, x->n) {
        p->ln_far[i] = cy14_ln_far(x->rrup[i]);
        p->above[i] = cy14_above(x->ztor[i], x->rrup[i], x->rjb[i], x->rx[i]);
    }
}

/* The basin term of eq. 12 as 1 - exp(-dz / phi6): the factor phi5 is the caller's. */
SHK_KERNEL __attribute__((noinline)) static void ground_of(const struct shk_runs *r, int japan, double phi6, struct ground *restrict g)
{
    const double *const vs30 = r->col[0], *const z1pt0 = r->col[1];
    SHK_EACH(i, r->n) {
        const double ref = cy14_z1(japan, vs30[i]), z = z1pt0[i] == -999 ? ref : z1pt0[i];
        g->ln_vs[i] = min2(shk_log(vs30[i] * (1 / 1130.0)), 0);
        g->z1[i] = z;
        g->depth[i] = 1 - shk_exp((z <= 0 ? 0 : z - ref) * (-1 / phi6));
    }
}

/* Linear site response and basin term; slope of the nonlinear response. */
SHK_KERNEL __attribute__((noinline)) static void site_of(const struct chiou_youngs_2014 *c, const struct shk_runs *r, const struct ground *g, double phi1,
                                                        double phi5, double shift, struct site *restrict s)
{
    const double at_1130 = shk_exp(c->phi3 * (1130 - 360)), *const vs30 = r->col[0];
    SHK_EACH(i, r->n) {
        s->linear[i] = phi1 * g->ln_vs[i] + (phi5 * g->depth[i] + shift);
        s->slope[i] = c->phi2 * (shk_exp(c->phi3 * (min2(vs30[i], 1130) - 360)) - at_1130);
    }
}

/* Directivity, fifth line of eq. 11: the centred direct point parameter. */
SHK_KERNEL static void directivity(const struct chiou_youngs_2014 *c, const struct shk_ctx *x, double *restrict f)
{
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - c->c8b;
        f[i] = c->c8 * max2(1 - max2(x->rrup[i] - 40, 0) / 30, 0) * clip((m - 5.5) / 0.8, 0, 1) * shk_exp(-c->c8a * dm * dm) * x->rcdpp[i];
    }
}

/* Long periods: Boore et al. (2022) eq. 2. */
SHK_KERNEL static void delta_c1(double period, const struct shk_ctx *x, double *restrict f)
{
    SHK_EACH(i, x->n) {
        const double dm = max2(x->mag[i] - 7, 0), tb = 2 - dm, l = max2(shk_log(period / tb), 0);
        const double s = 0.2704 - 0.0694 * dm + (-0.1342 + 0.0716 * dm) / cosh1((0.2513 - 0.0419 * dm) * min2(x->rrup[i], 100));
        f[i] += period > tb ? s * (l * l) : 0;
    }
}

SHK_KERNEL __attribute__((noinline)) static void means(const struct chiou_youngs_2014 *c, const struct shk_ctx *x, int region, const struct source *s,
    const struct path *p, const struct site *site, const double *restrict extra, double *restrict mean, double *restrict nl)
{
    const struct cy14_attenuation q = cy14_attenuation(c, region);
    const double per_phi4 = 1 / c->phi4;
    SHK_EACH(i, x->n) {
        const struct cy14_source f = { s->base[i], s->near[i], s->gamma[i], s->hanging[i] };
        const double ln_ref = cy14_rock(c, f, q, x->mag[i], x->rrup[i], x->rx[i], p->ln_far[i], p->above[i]) + extra[i];
        const double y = shk_exp(ln_ref), b = site->slope[i];
        mean[i] = ln_ref + site->linear[i] + b * shk_log((y + c->phi4) * per_phi4);                                     /* eq. 12 */
        nl[i] = 1 + b * (y / (y + c->phi4));
    }
}

/* The magnitude scaling of another stress parameter: a shift of magnitude by delta_cm. */
static void adjust_source(const struct shk_gsim_call *call, struct shk_imt t, struct chiou_youngs_2014 *c)
{
    const struct target *k = call->model->state;
    const double *chi = shk_gsim_exact_row(k->source, t), host = call->arg[ARG_STRESS_HOST], target = call->arg[ARG_STRESS_TARGET];
    if (!chi) return;
    const double shift = (target > host ? chi[0] : chi[1]) * 2 / 3 * shk_log10(target / host);
    c->cm += shift;
    c->c1 -= (1.06 - c->c3) * shift;
}

static void adjust_path(const struct shk_gsim_call *call, struct shk_imt t, const struct shk_ctx *x, double *gamma)
{
    const struct target *k = call->model->state;
    const double *g = shk_gsim_exact_row(k->path, t);
    for (size_t i = 0; g && i < x->n; i++) {
        const double d = x->mag[i] - 6;
        gamma[i] += g[0] + g[1] * d + g[2] * (d * d) + g[3] * (d * d * d);
    }
}

static void site_terms(const struct shk_gsim_call *call, struct shk_imt t, const struct chiou_youngs_2014 *c, const struct frame *f, const struct ground *g,
                       size_t n, struct site *s)
{
    const int japan = call->arg[ARG_REGION] == CY14_JPN;
    const double phi1 = japan ? c->phi1jp : c->phi1;
    double phi5 = japan ? c->phi5jp : c->phi5, shift = 0;
    if (cybershake(call, t)) {
        SHK_COEFFS(chiou_youngs_2014_cybershake, cy, t);
        phi5 = cy.phi5;
        shift = 0.1;
    }
    site_of(c, &f->sites, g, phi1, phi5, shift, s);
    for (size_t i = 0; call->arg[ARG_USGS] != 0 && !japan && i < f->sites.n; i++)
        s->linear[i] = phi1 * g->ln_vs[i] + (phi5 * g->depth[i] + shift) * usgs_z1_scaling(g->z1[i], t.period);
    shk_runs_spread(&f->sites, n, s->linear, 2);
}

/* ln-mean with all terms, and 1 + NL0 of eq. 13. */
static void evaluate(const struct shk_gsim_call *call, struct shk_imt t, const struct shk_ctx *x, const struct frame *f, const struct ground *g,
                     double *mean, double *nl)
{
    SHK_COEFFS(chiou_youngs_2014, c, t);
    struct source source;
    struct site site;
    double extra[SHK_CTX_BLOCK];
    if (call->arg[ARG_HANGING] == 0) c.c9 = 0;
    adjust_source(call, t, &c);
    source_of(&c, &f->ruptures, call->arg[ARG_ALPHA_NM], &source);
    shk_runs_spread(&f->ruptures, x->n, source.base, 4);
    adjust_path(call, t, x, source.gamma);
    site_terms(call, t, &c, f, g, x->n, &site);
    if (*(const enum variant *)call->data == NEAR_FAULT) directivity(&c, x, extra);
    else fill(extra, x->n, 0);
    if (call->arg[ARG_DELTA_C1] != 0 && t.period > 0) delta_c1(t.period, x, extra);
    means(&c, x, (int)call->arg[ARG_REGION], &source, &f->path, &site, extra, mean, nl);
}

static void frame_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct frame *f = shared;
    const int japan = call->arg[ARG_REGION] == CY14_JPN;
    shk_runs_find(&f->ruptures, x->n, (const double *const[]){ x->mag, x->rake, x->ztor, x->dip }, 4);
    shk_runs_find(&f->sites, x->n, (const double *const[]){ x->vs30, x->z1pt0 }, 2);
    path_of(x, &f->path);
    ground_of(&f->sites, japan, japan ? 800 : 300, &f->ground);
}

/* PGA as evaluate() gives it: a floor of the short periods. */
struct pga { double mean[SHK_CTX_BLOCK], nl[SHK_CTX_BLOCK]; };
static void pga_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    SHK_SHARED(struct frame, f, call, x, frame_of);
    struct pga *p = shared;
    evaluate(call, SHK_IMT_PGA, x, f, &f->ground, p->mean, p->nl);
}
static void floor_at_pga(const struct shk_gsim_call *call, const struct shk_ctx *x, double *mean)
{
    SHK_SHARED(struct pga, p, call, x, pga_of);
    for (size_t i = 0; i < x->n; i++) mean[i] = max2(mean[i], p->mean[i]);
}
static void copy_pga(const struct shk_gsim_call *call, const struct shk_ctx *x, double *mean, double *nl)
{
    SHK_SHARED(struct pga, p, call, x, pga_of);
    memcpy(mean, p->mean, x->n * sizeof *mean);
    memcpy(nl, p->nl, x->n * sizeof *nl);
}

static void measure(const struct shk_gsim_call *call, const struct shk_ctx *x, double *mean, double *nl)
{
    SHK_SHARED(struct frame, f, call, x, frame_of);
    struct ground ground;
    const struct ground *g = &f->ground;
    if (cybershake(call, call->imt)) {
        SHK_COEFFS(chiou_youngs_2014_cybershake, cy, call->imt);
        ground_of(&f->sites, 0, cy.phi6, &ground);
        g = &ground;
    }
    evaluate(call, call->imt, x, f, g, mean, nl);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(chiou_youngs_2014, c, call->imt);
    double nl[SHK_CTX_BLOCK];
    if (call->imt.kind == SHK_PGA) copy_pga(call, x, out.mean, nl);
    else measure(call, x, out.mean, nl);
    if (call->imt.kind == SHK_SA && call->imt.period <= 0.3) floor_at_pga(call, x, out.mean);
    const int peer = *(const enum variant *)call->data == PEER;
    SHK_EACH(i, x->n) {                                                                                  /* eq. 13 */
        const double dm = clip(x->mag[i] - 5, 0, 1.5), tau = (c.tau1 + (c.tau2 - c.tau1) / 1.5 * dm) * nl[i];
        const double phi = (c.sig1 + (c.sig2 - c.sig1) / 1.5 * dm) * sqrt((x->vs30measured[i] != 0 ? 0.7 : c.sig3) + nl[i] * nl[i]);
        out.sig[i] = peer ? 0.65 : sqrt(tau * tau + phi * phi);
        out.tau[i] = peer ? 0 : fabs(tau);
        out.phi[i] = peer ? 0 : phi;
    }
    const double eps = call->arg[ARG_EPSILON];
    if (eps != 0)
        for (size_t i = 0; i < x->n; i++) out.mean[i] += eps * epistemic_sigma(x->mag[i], x->rrup[i]);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    if (*(const enum variant *)m->g->data == PEER && t.kind != SHK_PGA) return 0;
    return shk_coeffs_have(&chiou_youngs_2014_coeffs, t)
        && (m->arg[ARG_CYBERSHAKE] == 0 || t.period <= 1.9 || m->arg[ARG_REGION] == CY14_JPN || shk_coeffs_have(&chiou_youngs_2014_cybershake_coeffs, t));
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct target *t = SHK_NEW(k->arena, struct target, 1);
    if (!t) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_gsim_coeff_file(k, "source_function_tab", (const char *const[]){ "chi_delta_pos", "chi_delta_neg" }, 2, &t->source));
    SHK_TRY(shk_gsim_coeff_file(k, "delta_gamma_tab", (const char *const[]){ "c0", "c1", "c2", "c3" }, 4, &t->path));
    if (t->source && !(m->arg[ARG_STRESS_HOST] > 0 && m->arg[ARG_STRESS_TARGET] > 0))
        return shk_fail(k->diag, SHK_E_INVALID, "%s: source_function_tab needs stress_par_host and stress_par_target, in bars", k->name);
    m->state = t;
    return SHK_OK;
}

static enum shk_err refuse(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    return shk_fail(k->diag, SHK_E_UNSUPPORTED, "%s is not supported: OpenQuake 3.26.2 itself cannot evaluate it", m->g->name);
}

static const struct shk_gsim_arg args[] = {
    { .name = "region", .value = CY14_CAL, .choices = (const char *const[]){ "CAL", "JPN", "ITA", "WEN", NULL } }, { .name = "sigma_mu_epsilon", .value = 0 }, { .name = "use_hw", .value = 1 },
    { .name = "add_delta_c1", .value = 0 }, { .name = "alpha_nm", .value = 1 }, { .name = "usgs_basin_scaling", .value = 0 }, { .name = "cybershake_basin_adj", .value = 0 },
    { .name = "stress_par_host", .value = NAN }, { .name = "stress_par_target", .value = NAN },
    { .name = "source_function_tab", .choices = shk_gsim_raw }, { .name = "delta_gamma_tab", .choices = shk_gsim_raw }, { 0 } };

#define NEEDS SHK_NEEDS(dip) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured) \
    | SHK_NEEDS(z1pt0) | SHK_NEEDS(rjb) | SHK_NEEDS(rrup) | SHK_NEEDS(rx)
#define ROW(v, plan_) .ref = "10.1193/072813EQS219M", .trt = "Active Shallow Crust", .coeffs = &chiou_youngs_2014_coeffs, .args = args, \
    .kernel = kernel, .supports = supports, .plan = plan_, .component = "RotD50", .data = &(const enum variant){ v }
#define REGION(r) ROW(PLAIN, plan), .needs = NEEDS, .alias = 1, .presets = (const struct shk_gsim_preset[]){ { "region", r }, { 0 } }
const struct shk_gsim gsim_chiou_youngs_2014[] = {
    { .name = "ChiouYoungs2014", ROW(PLAIN, plan), .needs = NEEDS },
    { .name = "ChiouYoungs2014PEER", ROW(PEER, plan), .needs = NEEDS, .total_only = 1 },
    { .name = "ChiouYoungs2014NearFaultEffect", ROW(NEAR_FAULT, plan), .needs = NEEDS | SHK_NEEDS(rcdpp) },
    { .name = "ChiouYoungs2014ACME2019", ROW(PLAIN, refuse), .needs = NEEDS },
    { .name = "ChiouYoungs2014Japan", REGION(CY14_JPN) },
    { .name = "ChiouYoungs2014Italy", REGION(CY14_ITA) },
    { .name = "ChiouYoungs2014Wenchuan", REGION(CY14_WEN) },
    { 0 },
};
