/* Toro (2002), "Modification of the Toro et al. (1997) attenuation equations for large magnitudes and short distances",
 * Risk Engineering: stable continent. */
#include "gsim/lib_runs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"
#include "toro_2002.coeffs.h"
#include "toro_2002_share.coeffs.h"

/* What does not depend on the measure: runs of magnitudes, the magnitude's part of the square of the distance term's saturation, without c7. */
struct common { struct shk_runs mags; double near[SHK_CTX_BLOCK]; };
SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    double *restrict near = s->near;
    (void)call;
    shk_runs_find(&s->mags, x->n, (const double *const[]){ x->mag }, 1);
    const double *restrict mag = s->mags.col[0];
    SHK_EACH(i, s->mags.n) near[i] = shk_exp(2 * (0.227 * mag[i] - 1.25));
    shk_runs_spread(&s->mags, x->n, near, 1);
}

/* The aleatory uncertainty (by magnitude and distance) and the epistemic one together. */
struct sigma { double m50, m1, m2, r5, r1, epi, epi_m; };
INLINE double sigma_of(const struct sigma *c, double m, double r)
{
    const double sm = c->m50 + c->m1 * clip(m - 5, 0, 0.5) + c->m2 * clip(m - 5.5, 0, 2.5), sr = c->r5 + c->r1 * clip(r - 5, 0, 15);
    const double se = c->epi + c->epi_m * (m - 6);
    return sqrt(sm * sm + sr * sr + se * se);
}

/* From 20 km on it is the same for all contexts of a magnitude. */
SHK_KERNEL static void sigmas(const struct sigma *c, const struct shk_ctx *x, const struct shk_runs *mags, double *restrict sig)
{
    const double *restrict mag = mags->col[0];
    SHK_EACH(i, mags->n) sig[i] = sigma_of(c, mag[i], 20);
    shk_runs_spread(mags, x->n, sig, 1);
    for (size_t i = 0; i < x->n; i++)
        if (x->rjb[i] < 20) sig[i] = sigma_of(c, x->mag[i], x->rjb[i]);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    SHK_COEFFS(toro_2002, c, call->imt);
    const double T = call->imt.period, scale = T == 3.0 ? 1 / 0.612 : T == 4.0 ? 1 / 0.559 : 1;    /* SHARE's extension to long periods */
    const double c7_2 = c.c7 * c.c7, ln100 = shk_log(100), far = c.c5 - c.c4;
    const struct sigma sigma = { c.m50, (c.m55 - c.m50) / 0.5, (c.m80 - c.m55) / 2.5, c.r5, (c.r20 - c.r5) / 15, T < 1 ? 0.36 : 0.34, T < 1 ? 0.07 : 0.06 };
    sigmas(&sigma, x, &s->mags, out.sig);
    SHK_EACH(i, x->n) {
        const double dm = x->mag[i] - 6, r = x->rjb[i];
        const double rm = sqrt(r * r + c7_2 * s->near[i]), lr = shk_log(rm);           /* eq. 4 */
        out.mean[i] = (c.c1 + c.c2 * dm + c.c3 * dm * dm - c.c4 * lr - far * max2(lr - ln100, 0) - c.c6 * rm) * scale;    /* eq. 3 */
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

SHK_KERNEL static void share(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(toro_2002_share, a, call->imt);
    const struct share_style f = share_style(a.Frss);
    const double rock = shk_log(a.AFrock);
    kernel(call, x, out);
    SHK_EACH(i, x->n) out.mean[i] += share_style_of(f, x->rake[i]) + rock;
}

static int supports_share(const struct shk_gsim_model *m, struct shk_imt t)
{
    (void)m;
    return shk_coeffs_have(&toro_2002_coeffs, t) && shk_coeffs_have(&toro_2002_share_coeffs, t);
}

#define ROW .ref = "Toro (2002), Risk Engineering Inc.", .trt = "Stable Shallow Crust", .coeffs = &toro_2002_coeffs, \
    .component = "GEOMETRIC_MEAN", .total_only = 1
const struct shk_gsim gsim_toro_2002[] = {
    { .name = "ToroEtAl2002", ROW, .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb) },
    { .name = "ToroEtAl2002SHARE", ROW, .kernel = share, .supports = supports_share, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) },
    { 0 },
};
