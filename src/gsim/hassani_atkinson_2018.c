/* Hassani & Atkinson (2018), Bull. Seismol. Soc. Am. 108(2), 913-928: generic model with adjustable stress, kappa and anelastic
 * attenuation. It has no deviations. */
#include <stddef.h>
#include "gsim/boore_2014.h"
#include "gsim/lib_coeff_file.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "hassani_atkinson_2018.coeffs.h"

enum { ARG_STRESS, ARG_KAPPA, ARG_GAMMA };

struct rock { double mh, e0, e1, e2, e3, g1[5], g2[5], w[4], b3, b4, gamma, ld; };

static void rock_of(const struct shk_gsim_call *call, struct shk_imt t, struct rock *k)
{
    SHK_COEFFS(hassani_atkinson_2018, c, t);
    const double ld = shk_log10(call->arg[ARG_STRESS]), lk = shk_log10(call->arg[ARG_KAPPA]);
    *k = (struct rock){ c.Mh, c.e0, c.e1, c.e2, c.e3, { c.g1_0, c.g1_1, c.g1_2, c.g1_3, c.g1_4 }, { c.g2_0, c.g2_1, c.g2_2, c.g2_3, c.g2_4 },
                        { 0 }, c.b3, c.b4, 0, ld };
    if (call->model->state) (void)shk_coeffs_at(call->model->state, t, &k->gamma);
    /* Kappa: a polynomial in log kappa, log magnitude and log stress; summed over kappa and stress here, over magnitude in the loop. */
    const double *d = (const double *)&c + offsetof(struct hassani_atkinson_2018, d1_0_0) / sizeof(double), p[4] = { 3 + lk, -9 + lk * lk, 27 + lk * lk * lk, -81 + lk * lk * lk * lk };
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) k->w[j] += p[i] * (d[12 * i + 3 * j] + d[12 * i + 3 * j + 1] * ld + d[12 * i + 3 * j + 2] * ld * ld);
}

INLINE double poly4(const double *a, double m) { return a[0] + m * (a[1] + m * (a[2] + m * (a[3] + m * a[4]))); }

/* log10 of the motion on rock, eqs. 2 to 17; lm: log10 of magnitude, lr: of the effective distance, l_rel: of it to that at 1 km. */
INLINE double rock_motion(const struct rock *k, double m, double lm, double rrup, double lr, double l_rel)
{
    const double dm = m - k->mh, fm = k->e0 + (m <= k->mh ? k->e1 * dm + k->e2 * dm * dm : k->e3 * dm), l50 = 1.6989700043360187;
    const double s1 = poly4(k->g1, m), s2 = poly4(k->g2, m), fs = -2 * s1 - 4 * s2 + s1 * k->ld + s2 * k->ld * k->ld;
    const double fk = k->w[0] + lm * (k->w[1] + lm * (k->w[2] + lm * k->w[3]));
    return fm + fs + fk - 1.3 * min2(lr, l50) - 0.5 * max2(lr - l50, 0) + (k->b3 + k->b4 * m) * l_rel + k->gamma * rrup;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(boore_2014, b, call->imt);
    struct rock k, q;
    rock_of(call, call->imt, &k);
    rock_of(call, SHK_IMT_PGA, &q);
    const double unit = call->imt.kind == SHK_PGV ? 0 : shk_log(980.665), ln_vc = shk_log(b.Vc / 760), at_760 = shk_exp(b.f5 * 400);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rrup = x->rrup[i], lm = shk_log10(m), h = shk_exp(SHK_LN10 * (-0.405 + 0.235 * m)), h2 = h * h;
        const double lr = 0.5 * shk_log10(rrup * rrup + h2), l_rel = lr - 0.5 * shk_log10(1 + h2);
        /* As in the reference: the site term, a natural logarithm, is added to a common one, and takes e to the common one for PGA. */
        const double pga = shk_exp(rock_motion(&q, m, lm, rrup, lr, l_rel)), lg = rock_motion(&k, m, lm, rrup, lr, l_rel) + bssa14_site(&b, x->vs30[i], pga, ln_vc, at_760);
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = out.tau[i] = out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&hassani_atkinson_2018_coeffs, t) && shk_coeffs_have(&boore_2014_coeffs, t)
        && (!m->state || (shk_coeffs_have(m->state, t) && shk_coeffs_have(m->state, SHK_IMT_PGA)));
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    static const char *const names[] = { "gamma" };
    const struct shk_coeffs *gamma;
    if (!(m->arg[ARG_STRESS] > 0)) return shk_fail(k->diag, SHK_E_INVALID, "%s needs the argument d_sigma, a stress drop above 0 bar", k->name);
    if (!(m->arg[ARG_KAPPA] > 0)) return shk_fail(k->diag, SHK_E_INVALID, "%s needs the argument kappa0, above 0 s", k->name);
    SHK_TRY(shk_gsim_coeff_file(k, "gamma_fle", names, 1, &gamma));
    m->state = gamma;
    return SHK_OK;
}

static const struct shk_gsim_arg args[] = { { .name = "d_sigma", .value = NAN }, { .name = "kappa0", .value = NAN }, { .name = "gamma_fle", .value = 0, .choices = shk_gsim_raw }, { 0 } };
const struct shk_gsim gsim_hassani_atkinson_2018[] = {
    { .name = "HassaniAtkinson2018", .ref = "10.1785/0120170333", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .args = args,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30), .coeffs = &hassani_atkinson_2018_coeffs, .kernel = kernel,
      .supports = supports, .plan = plan, .total_only = 1 },
    { 0 },
};
