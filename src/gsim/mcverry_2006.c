/* McVerry et al. (2006), Bull. New Zealand Soc. Earthq. Eng. 39(1), 1-58: New Zealand, by type of source, with site classes from
 * vs30 or given; and for Canterbury with raised stress drop (Gerstenberger et al. 2014). */
#include "atkinson_boore_2006_stress.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"
#include "mcverry_2006_primed.coeffs.h"
#include "mcverry_2006_sigma.coeffs.h"
#include "mcverry_2006_unprimed.coeffs.h"

struct variant { int interface, volcanic, classes, canterbury, stress_drop; };

struct event { double mag, depth, rrup, normal, reverse, volcanic_path; };

INLINE double crustal(const struct mcverry_2006_primed *c, struct event e)         /* eq. 1; no hanging-wall term */
{
    const double d = e.mag - 6, b = 8.5 - e.mag;
    return c->c1 + c->c4as * d + c->c3as * (b * b) + c->c5 * e.rrup + (c->c8 + c->c6as * d) * 0.5 * shk_log(e.rrup * e.rrup + c->c10as * c->c10as)
         + c->c46 * e.volcanic_path + c->c32 * e.normal + c->c33as * e.reverse;
}

INLINE double subduction(const struct mcverry_2006_primed *c, struct event e, double near, double interface)    /* eq. 2; near: c18y exp(c19y mag) */
{
    const double b = 10 - e.mag;
    return c->c11 + (c->c12y + (c->c15 - c->c17) * c->c19y) * (e.mag - 6) + c->c13y * (b * b * b)
         + c->c17 * shk_log(e.rrup + near) + c->c20 * e.depth + c->c24 * interface;
}

INLINE double with_soil(const struct mcverry_2006_primed *c, double rock, double class_c, double class_d)    /* eq. 3 */
{
    return rock + c->c29 * class_c + (c->c30as * shk_log(shk_exp(rock) + 0.03) + c->c43) * class_d;
}

struct tables { struct mcverry_2006_primed sa; struct mcverry_2006_sigma s; };
static void tables_of(struct shk_imt t, struct tables *k)
{
    (void)shk_coeffs_at(&mcverry_2006_primed_coeffs, t, (double *)&k->sa);
    (void)shk_coeffs_at(&mcverry_2006_sigma_coeffs, t, (double *)&k->s);
}

/* Weights of site classes C and D, rock being 0 in both. */
static void classes_of(const struct variant *v, const struct shk_ctx *x, double *restrict c, double *restrict d)
{
    for (size_t i = 0; i < x->n; i++) {
        c[i] = v->classes ? x->siteclass[i] == 'C' : x->vs30[i] >= 360 && x->vs30[i] < 760;
        d[i] = v->classes ? x->siteclass[i] == 'D' : x->vs30[i] < 360;
    }
}

INLINE struct event crustal_event(double rake, double m, double r, double volcanic)
{
    const double normal = (rake > -147) & (rake < -33), reverse = ((rake > 67) & (rake < 123)) + 0.5 * ((rake > 33) & (rake < 66));
    return (struct event){ m, 0, r, -normal, reverse, volcanic * r };
}

/* The same for all measures: site classes, and by how much the unprimed PGA exceeds the primed one. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double c[ROOM], d[ROOM], more[ROOM], near[ROOM]; };          /* near: of primed tables, where c18y and c19y are the same for all measures */

SHK_KERNEL static void crust_common(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    const struct variant *v = call->data;
    const double volcanic = v->volcanic;
    double *restrict more = s->more;
    SHK_COEFFS(mcverry_2006_primed, primed, SHK_IMT_PGA);
    struct mcverry_2006_primed unprimed;        /* the same columns */
    (void)shk_coeffs_at(&mcverry_2006_unprimed_coeffs, SHK_IMT_PGA, (double *)&unprimed);
    classes_of(v, x, s->c, s->d);
    SHK_EACH(i, x->n) {
        const struct event e = crustal_event(x->rake[i], x->mag[i], x->rrup[i], volcanic);
        more[i] = with_soil(&unprimed, crustal(&unprimed, e), s->c[i], s->d[i]) - with_soil(&primed, crustal(&primed, e), s->c[i], s->d[i]);
    }
}

SHK_KERNEL static void crust_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, crust_common);
    const struct variant *v = call->data;
    struct tables k;
    tables_of(call->imt, &k);
    const double volcanic = v->volcanic;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i];
        const struct event e = crustal_event(x->rake[i], m, x->rrup[i], volcanic);
        out.mean[i] = with_soil(&k.sa, crustal(&k.sa, e), com->c[i], com->d[i]) + com->more[i];
        const double phi = k.s.sigmaM6 + k.s.sigSlope * clip(m - 6, -1, 1);
        out.sig[i] = sqrt(phi * phi + k.s.tau * k.s.tau);
        out.tau[i] = k.s.tau;
        out.phi[i] = phi;
    }
    if (!v->stress_drop) return;
    SHK_COEFFS(atkinson_boore_2006_stress, s, call->imt);
    const double octaves = SHK_LN10 * shk_log(1.5) / shk_log(2), slope = s.delta / (s.Mh - s.M1);
    SHK_EACH(i, x->n)
        out.mean[i] += x->in_cshm[i] != 0 ? octaves * (0.05 + min2(slope * max2(x->mag[i] - s.M1, 0), s.delta)) : 0;
}

SHK_KERNEL static void subduction_common(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    const struct variant *v = call->data;
    const double interface = v->interface;
    double *restrict more = s->more, *restrict near = s->near;
    SHK_COEFFS(mcverry_2006_primed, primed, SHK_IMT_PGA);
    struct mcverry_2006_primed unprimed;        /* the same columns */
    (void)shk_coeffs_at(&mcverry_2006_unprimed_coeffs, SHK_IMT_PGA, (double *)&unprimed);
    classes_of(v, x, s->c, s->d);
    SHK_EACH(i, x->n) {
        near[i] = primed.c18y * shk_exp(primed.c19y * x->mag[i]);
        const double unprimed_near = unprimed.c18y * shk_exp(unprimed.c19y * x->mag[i]);
        const struct event e = { .mag = x->mag[i], .depth = x->hypo_depth[i], .rrup = x->rrup[i] };
        more[i] = with_soil(&unprimed, subduction(&unprimed, e, unprimed_near, interface), s->c[i], s->d[i])
                - with_soil(&primed, subduction(&primed, e, near[i], interface), s->c[i], s->d[i]);
    }
}

SHK_KERNEL static void subduction_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, subduction_common);
    const struct variant *v = call->data;
    struct tables k;
    tables_of(call->imt, &k);
    const double interface = v->interface;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i];
        const struct event e = { .mag = m, .depth = x->hypo_depth[i], .rrup = x->rrup[i] };
        out.mean[i] = with_soil(&k.sa, subduction(&k.sa, e, com->near[i], interface), com->c[i], com->d[i]) + com->more[i];
        const double phi = k.s.sigmaM6 + k.s.sigSlope * clip(m - 6, -1, 1);
        out.sig[i] = sqrt(phi * phi + k.s.tau * k.s.tau);
        out.tau[i] = k.s.tau;
        out.phi[i] = phi;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct variant *v = m->g->data;
    return have_all((const struct shk_coeffs *const[]){ &mcverry_2006_primed_coeffs, &mcverry_2006_sigma_coeffs,
                        v->canterbury ? &atkinson_boore_2006_stress_coeffs : NULL, NULL }, t);
}

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup)
#define ROW(trt_, kernel_, ...) .ref = "McVerry et al. (2006), Bull. NZ Soc. Earthq. Eng. 39(1), 1-58", .trt = trt_, .kernel = kernel_, \
    .supports = supports, .coeffs = &mcverry_2006_primed_coeffs, .component = "GREATER_OF_TWO_HORIZONTAL", .data = &(const struct variant){ __VA_ARGS__ }
#define VS30 .needs = NEEDS | SHK_NEEDS(vs30)
#define CLASS .needs = NEEDS | SHK_NEEDS(siteclass)
#define CANTERBURY .needs = NEEDS | SHK_NEEDS(siteclass) | SHK_NEEDS(in_cshm)
const struct shk_gsim gsim_mcverry_2006[] = {
    { .name = "McVerry2006Asc", ROW("Active Shallow Crust", crust_kernel, 0), VS30 },
    { .name = "McVerry2006SInter", ROW("Subduction Interface", subduction_kernel, .interface = 1), VS30 },
    { .name = "McVerry2006SSlab", ROW("Subduction IntraSlab", subduction_kernel, 0), VS30 },
    { .name = "McVerry2006Volc", ROW("Volcanic", crust_kernel, .volcanic = 1), VS30 },
    { .name = "McVerry2006AscSC", ROW("Active Shallow Crust", crust_kernel, .classes = 1), CLASS },
    { .name = "McVerry2006SInterSC", ROW("Subduction Interface", subduction_kernel, .interface = 1, .classes = 1), CLASS },
    { .name = "McVerry2006SSlabSC", ROW("Subduction IntraSlab", subduction_kernel, .classes = 1), CLASS },
    { .name = "McVerry2006VolcSC", ROW("Volcanic", crust_kernel, .volcanic = 1, .classes = 1), CLASS },
    { .name = "McVerry2006Chch", ROW("Active Shallow Crust", crust_kernel, .classes = 1, .canterbury = 1), CANTERBURY },
    /* The reference declares an additional deviation here but does not apply it. */
    { .name = "McVerry2006ChchAdditionalSigma", ROW("Active Shallow Crust", crust_kernel, .classes = 1, .canterbury = 1), CANTERBURY },
    { .name = "McVerry2006ChchStressDrop", ROW("Active Shallow Crust", crust_kernel, .classes = 1, .canterbury = 1, .stress_drop = 1), CANTERBURY },
    { 0 },
};
