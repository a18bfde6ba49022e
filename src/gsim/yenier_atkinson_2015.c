/* Yenier & Atkinson (2015), Bull. Seismol. Soc. Am. 105(4), 1989-2009: generic model calibrated for central and eastern North
 * America. It has no deviations of its own. YenierAtkinson2015ACME2019 fixes depth and site and adds the style of faulting. */
#include "gsim/boore_2014.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "yenier_atkinson_2015.coeffs.h"

enum { ARG_DEPTH, ARG_REGION };

/* Calibration of CENA for a measure: source (eq. 23), and the path's factor on ln(R / 150 km) (eqs. 24, 25). */
struct cena { double source, path; };
static struct cena cena(struct shk_imt t)
{
    if (t.kind == SHK_PGA) return (struct cena){ -0.25, 0.030 };
    if (t.kind == SHK_PGV) return (struct cena){ -0.21, 0.052 };
    return (struct cena){ -0.25 + max2(0, 0.39 * shk_log(t.period / 2)), min2(0.095, 0.030 + max2(0, 0.095 * shk_log(t.period / 0.065))) };
}

/* Bommer et al. (2003): factor for style of faulting as ln; NaN where the reference knows no style (oblique rakes), since a kernel cannot fail. */
struct style { double normal, reverse, strike_slip; };
static struct style style(struct shk_imt t)
{
    const double T = t.kind == SHK_PGA ? 0 : t.period, f = 1.2 - 0.3 / shk_log10(3 / 0.4) * shk_log10(clip(T, 0.4, 3) / 0.4);
    const double lf = shk_log(f), ln = shk_log(0.95), pr = 0.68, pn = 0.02;
    return (struct style){ -pr * lf + (1 - pn) * ln, (1 - pr) * lf - pn * ln, -pr * lf - pn * ln };
}
INLINE double style_of(struct style s, double rake)
{
    const int normal = (rake > -135) & (rake <= -45), reverse = (rake > 45) & (rake <= 135);
    const int strike_slip = ((rake > -30) & (rake <= 30)) | ((rake > 150) & (rake <= 180)) | ((rake > -180) & (rake <= -150));
    return normal ? s.normal : reverse ? s.reverse : strike_slip ? s.strike_slip : NAN;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(yenier_atkinson_2015, c, call->imt);
    SHK_COEFFS(boore_2014, b, call->imt);
    const int adapted = call->data != NULL;
    const double fixed = adapted ? 10 : call->arg[ARG_DEPTH], ln_vc = shk_log(b.Vc / 760), at_760 = shk_exp(b.f5 * 400), ln100 = shk_log(100);
    const struct cena k = cena(call->imt), p = cena(SHK_IMT_PGA);
    const struct style s = style(call->imt);
    const double *rake = adapted ? x->rake : x->mag, *vs = adapted ? x->mag : x->vs30;      /* any column where it is not used */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], depth = fixed == fixed ? fixed : x->hypo_depth[i], dm = m - c.Mh;
        const double fm = m > c.Mh ? c.e0 + c.e3 * dm : c.e0 + c.e1 * dm + c.e2 * dm * dm;                             /* eq. 3 */
        const double ln_stress = 5.704 + min2(0.290 * (depth - 10), 0) + min2(0.229 * (m - 5), 0);                     /* eq. 21 */
        const double below = c.s0 + m * (c.s1 + m * (c.s2 + m * (c.s3 + m * c.s4))), above = c.s5 + m * (c.s6 + m * (c.s7 + m * (c.s8 + m * c.s9)));
        const double fs = (ln_stress > ln100 ? above : below) * (ln_stress - ln100);                                   /* eq. 4 */
        const double h = shk_exp(SHK_LN10 * (-0.405 + 0.235 * m)), lr = 0.5 * shk_log(r * r + h * h), ln50 = 3.912023005428146;   /* eqs. 5, 6 */
        const double fz = -1.3 * min2(lr, ln50) - 0.5 * max2(lr - ln50, 0) + (c.b3 + c.b4 * m) * (lr - 0.5 * shk_log(1 + h * h));
        const double near = min2(lr - 5.0106352940962555, 0);                                                          /* ln 150 */
        const double common = fm + fs + fz + r * c.gCENA, rock = common + k.source + k.path * near;
        const double pga = shk_exp(common + p.source + p.path * near);      /* as in the reference: this measure's coefficients, PGA's calibration */
        out.mean[i] = rock + bssa14_site(&b, adapted ? 760 : vs[i], pga, ln_vc, at_760) + (adapted ? style_of(s, rake[i]) : 0);
        out.sig[i] = out.tau[i] = out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&yenier_atkinson_2015_coeffs, t) && shk_coeffs_have(&boore_2014_coeffs, t) && !(m->g->data && t.kind == SHK_PGV);
}

static const char *const regions[] = { "CENA", NULL };       /* the reference has no stress model for its other region, CA */
static const struct shk_gsim_arg args[] = { { .name = "focal_depth", .value = NAN }, { .name = "region", .value = 0, .choices = regions }, { 0 } };
#define ROW .ref = "10.1785/0120140332", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .coeffs = &yenier_atkinson_2015_coeffs, \
    .kernel = kernel, .supports = supports, .total_only = 1
#define NEEDS (SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30))
const struct shk_gsim gsim_yenier_atkinson_2015[] = {
    { .name = "YenierAtkinson2015BSSA", ROW, .args = args, .needs = NEEDS },
    { .name = "YenierAtkinson2015ACME2019", ROW, .data = "adapted", .needs = NEEDS | SHK_NEEDS(rake) },
    { 0 },
};
