/* Cauzzi et al. (2015), Bull. Earthq. Eng. 13, 1587-1612: global, shallow active crust. */
#include "cauzzi_2014.coeffs.h"
#include "cauzzi_2014_scaled.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

enum site { CONTINUOUS, FIXED_VS30, CLASSES };
static const struct variant { enum site site; int style, hypocentral; } plain = { CONTINUOUS, 1, 0 }, no_sof = { CONTINUOUS, 0, 0 },
    fixed = { FIXED_VS30, 1, 0 }, fixed_no_sof = { FIXED_VS30, 0, 0 }, ec8 = { CLASSES, 1, 0 }, ec8_no_sof = { CLASSES, 0, 0 },
    germany = { CONTINUOUS, 1, 1 };

/* What does not depend on the measure. */
struct common { double lv[SHK_CTX_BLOCK]; };
SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    double *restrict lv = ((struct common *)shared)->lv;
    (void)call;
    SHK_EACH(i, x->n) lv[i] = shk_log10(x->vs30[i]);
}

/* Rupture distance of point sources from the hypocentral one by magnitude, as used for Germany. */
SHK_KERNEL static void equivalent_distance(const struct shk_ctx *x, double *restrict r)
{
    SHK_EACH(i, x->n) {
        const double closest = x->rrup[i], d = x->rhypo[i] - (0.7108 + 2.496e-6 * shk_exp(7.982 * shk_log(x->mag[i])));
        r[i] = x->width[i] > 0.001 ? closest : max2(d, 3);
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    const struct variant *v = call->data;
    struct cauzzi_2014 c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    double distance[SHK_CTX_BLOCK];
    if (v->hypocentral) equivalent_distance(x, distance);
    const double *r = v->hypocentral ? distance : x->rrup, *rake = v->style ? x->rake : x->mag;
    /* The paper's spectra are displacements in cm: to acceleration in g; PGA as at 1 s with 2 pi / 0.01 for omega. */
    const double omega = 2 * 3.14159265358979323846 / (call->imt.kind == SHK_PGA ? 0.01 : call->imt.period);
    const double unit = call->imt.kind == SHK_PGA || call->imt.kind == SHK_SA ? shk_log(omega * omega * 0.01 / 9.80665) : 0;
    const double adjust = unit + shk_log(call->arg[0]);
    const double slope = v->site == CONTINUOUS ? c.bV : v->site == FIXED_VS30 ? c.bV800 : 0, lg_ref = shk_log10(v->site == CONTINUOUS ? c.VA : 800);
    const double classes = v->site == CLASSES, style = v->style;
    const double sig = (v->style ? c.sM : c.s) * SHK_LN10, tau = (v->style ? c.tM : c.t) * SHK_LN10, phi = c.f * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], vs30 = x->vs30[i];
        const double fault = ((rake[i] > 30) & (rake[i] <= 150)) ? c.fR : ((rake[i] > -150) & (rake[i] <= -30)) ? c.fN : c.fSS;
        const double soil = vs30 < 180 ? c.sD : vs30 < 360 ? c.sC : vs30 < 800 ? c.sB : 0;
        const double lg = c.c1 + c.m1 * m + c.m2 * m * m + (c.r1 + c.r2 * m) * shk_log10(r[i] + c.r3) + style * fault      /* eq. 3 */
                        + slope * (s->lv[i] - lg_ref) + classes * soil;
        out.mean[i] = lg * SHK_LN10 + adjust;
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

static const struct shk_gsim_arg args[] = { { .name = "adjustment_factor", .value = 1 }, { 0 } };
#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
#define ROW(v, table) .ref = "10.1007/s10518-014-9685-y", .trt = "Active Shallow Crust", .args = args, .kernel = kernel, .data = &v, \
    .component = "GEOMETRIC_MEAN", .coeffs = &table##_coeffs
const struct shk_gsim gsim_cauzzi_2014[] = {
    { .name = "CauzziEtAl2014", ROW(plain, cauzzi_2014), .needs = NEEDS | SHK_NEEDS(rake) },
    { .name = "CauzziEtAl2014NoSOF", ROW(no_sof, cauzzi_2014), .needs = NEEDS },
    { .name = "CauzziEtAl2014FixedVs30", ROW(fixed, cauzzi_2014), .needs = NEEDS | SHK_NEEDS(rake) },
    { .name = "CauzziEtAl2014FixedVs30NoSOF", ROW(fixed_no_sof, cauzzi_2014), .needs = NEEDS },
    { .name = "CauzziEtAl2014Eurocode8", ROW(ec8, cauzzi_2014), .needs = NEEDS | SHK_NEEDS(rake) },
    { .name = "CauzziEtAl2014Eurocode8NoSOF", ROW(ec8_no_sof, cauzzi_2014), .needs = NEEDS },
    { .name = "CauzziEtAl2014Eurocode8scaled", ROW(ec8, cauzzi_2014_scaled), .needs = NEEDS | SHK_NEEDS(rake) },
    { .name = "CauzziEtAl2014RhypoGermany", ROW(germany, cauzzi_2014), .needs = NEEDS | SHK_NEEDS(rake) | SHK_NEEDS(width) | SHK_NEEDS(rhypo) },
    { 0 },
};
