/* Atkinson & Boore (2003), Bull. Seismol. Soc. Am. 93(4), 1703-1729, with the erratum of 2008: subduction, worldwide and regional. */
#include "atkinson_boore_2003_sinter.coeffs.h"
#include "atkinson_boore_2003_sslab.coeffs.h"
#include "atkinson_boore_2003_sslab_cascadia.coeffs.h"
#include "atkinson_boore_2003_sslab_japan.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

static const struct variant { int interface, nshmp2008; } interface = { 1, 0 }, interface_nshmp = { 1, 1 }, slab = { 0, 0 }, slab_nshmp = { 0, 1 };

/* Interface spectra at 0.2 s and 0.4 s are each other's weighted means (Atkinson & Boore 2008). */
static void smooth(const struct shk_coeffs *t, struct shk_imt imt, struct atkinson_boore_2003_sinter *c)
{
    if (imt.period != 0.2 && imt.period != 0.4) return;
    struct atkinson_boore_2003_sinter o;
    (void)shk_coeffs_at(t, SHK_IMT_SA(imt.period == 0.2 ? 0.4 : 0.2), (double *)&o);
    double *a[] = { &c->c1, &c->c2, &c->c3, &c->c4, &c->c5, &c->c6, &c->c7 };
    const double b[] = { o.c1, o.c2, o.c3, o.c4, o.c5, o.c6, o.c7 };
    for (int i = 0; i < 7; i++) *a[i] = 0.333 * *a[i] + 0.667 * b[i];
}

INLINE double magnitude(const struct variant *v, double mag) { return clip(mag, 0, v->interface ? 8.5 : 8.0); }
INLINE double depth(double fixed, double hypo_depth) { return fixed * 20 + (1 - fixed) * clip(hypo_depth, 0, 100); }

/* What does not depend on the measure: distance, geometric spreading, PGA on rock in cm/s^2. */
struct common { double r[SHK_CTX_BLOCK], path[SHK_CTX_BLOCK], pga[SHK_CTX_BLOCK]; };
SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    const struct variant *v = call->data;
    struct common *s = shared;
    double *restrict r = s->r, *restrict path = s->path, *restrict pga = s->pga;
    struct atkinson_boore_2003_sinter p;            /* all tables have these columns */
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&p);
    const double g0 = v->interface ? 1.2 : 0.301, g1 = v->interface ? -0.18 : -0.01, ln_delta = 2 * shk_log(0.00724), fixed = v->interface && v->nshmp2008;
    SHK_EACH(i, x->n) {
        const double m = magnitude(v, x->mag[i]), r0 = x->rrup[i];
        r[i] = sqrt(r0 * r0 + shk_exp(ln_delta + 2 * 0.507 * SHK_LN10 * m));
        path[i] = shk_exp(SHK_LN10 * (g0 + g1 * m)) * shk_log10(r[i]);
        pga[i] = shk_exp(SHK_LN10 * (p.c1 + p.c2 * m + p.c3 * depth(fixed, x->hypo_depth[i]) + p.c4 * r[i] - path[i]));
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    const struct variant *v = call->data;
    struct atkinson_boore_2003_sinter c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    if (v->interface) smooth(call->coeffs, call->imt, &c);
    const double T = call->imt.period, scale = T == 4.0 ? 1 / 0.55 : 1;            /* SHARE's 4 s extension */
    const double k = T >= 1 ? 0 : T > 0.5 ? 1 / T - 1 : 1;                          /* nonlinearity of soil, eq. 2 */
    const double fixed = v->interface && v->nshmp2008, stiff = v->nshmp2008 ? 0.5 * c.c5 : 0;
    const double sig = c.sigma * SHK_LN10, tau = c.s2 * SHK_LN10, phi = c.s1 * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double m = magnitude(v, x->mag[i]), vs30 = x->vs30[i], sl = 1 - k * clip((s->pga[i] - 100) * (1 / 400.0), 0, 1);
        const double soil = vs30 > 760 ? stiff : vs30 > 360 ? c.c5 : vs30 >= 180 ? c.c6 : c.c7;
        const double lg = c.c1 + c.c2 * m + c.c3 * depth(fixed, x->hypo_depth[i]) + c.c4 * s->r[i] - s->path[i] + soil * sl;                        /* eq. 1 */
        out.mean[i] = (lg * SHK_LN10 - SHK_LN_CMS2_PER_G) * scale;
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

#define ROW(v, t) .ref = "10.1785/0120020156", .kernel = kernel, .data = &v, .coeffs = &t##_coeffs, .component = "RANDOM_HORIZONTAL", \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
#define INTERFACE .trt = "Subduction Interface"
#define SLAB .trt = "Subduction IntraSlab"
const struct shk_gsim gsim_atkinson_boore_2003[] = {
    { .name = "AtkinsonBoore2003SInter", ROW(interface, atkinson_boore_2003_sinter), INTERFACE },
    { .name = "AtkinsonBoore2003SInterNSHMP2008", ROW(interface_nshmp, atkinson_boore_2003_sinter), INTERFACE },
    { .name = "AtkinsonBoore2003SSlab", ROW(slab, atkinson_boore_2003_sslab), SLAB },
    { .name = "AtkinsonBoore2003SSlabNSHMP2008", ROW(slab_nshmp, atkinson_boore_2003_sslab), SLAB },
    { .name = "AtkinsonBoore2003SSlabCascadia", ROW(slab, atkinson_boore_2003_sslab_cascadia), SLAB },
    { .name = "AtkinsonBoore2003SSlabCascadiaNSHMP2008", ROW(slab_nshmp, atkinson_boore_2003_sslab_cascadia), SLAB },
    { .name = "AtkinsonBoore2003SSlabJapan", ROW(slab, atkinson_boore_2003_sslab_japan), SLAB },
    { .name = "AtkinsonBoore2003SSlabJapanNSHMP2008", ROW(slab_nshmp, atkinson_boore_2003_sslab_japan), SLAB },
    { 0 },
};
