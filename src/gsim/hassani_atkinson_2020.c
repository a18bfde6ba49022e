/* Hassani & Atkinson (2021), Bull. Seismol. Soc. Am. 111: Japan, interface, intraslab and crustal events, of the form of the
 * generic model of Hassani & Atkinson (2018) with adjustable kappa. */
#include <stddef.h>
#include "hassani_atkinson_2020.coeffs.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

enum { ARG_KAPPA, ARG_BACKARC, ARG_NE, ARG_SW };
enum kind { INTERFACE, SLAB, CRUST };
static const struct event { enum kind kind; double cc, rt, cd0, cd1, dp0, dp1; } interface = { INTERFACE, 0.85, 150, 1.606, 0.0097, 25, 55 },
    slab = { SLAB, 0.9, 250, 1.9241, 0.0133, 40, 90 }, crust = { CRUST, 0.45, 50, 2.5011, 0, 0, 30 };

/* What one measure's rock motion needs, resolved for the event and the arguments. */
struct rock { double mh, e0, e1, e2, e3, g1[5], g2[5], w[4][3], b3, b4, gamma, clf0, clf1, fixed; };

static void rock_of(const struct shk_gsim_call *call, struct shk_imt t, struct hassani_atkinson_2020 *c, struct rock *k)
{
    double v[sizeof *c / sizeof(double)];
    const struct event *e = call->data;
    (void)shk_coeffs_at(call->coeffs, t, v);
    memcpy(c, v, sizeof v);
    const double barc[] = { c->barc_if, c->barc_is, c->barc_cr }, ne[] = { c->farc_ne_if, c->farc_ne_is, c->farc_ne_cr };
    const double sw[] = { c->farc_sw_if, c->farc_sw_is, c->farc_sw_cr }, clf0[] = { c->clf0_if, c->clf0_is, c->clf0_cr }, clf1[] = { c->clf1_if, c->clf1_is, c->clf1_cr };
    const double back = call->arg[ARG_BACKARC], n = call->arg[ARG_NE], s = call->arg[ARG_SW];
    *k = (struct rock){ c->mh, c->e0, c->e1, c->e2, c->e3, { c->g10, c->g11, c->g12, c->g13, c->g14 }, { c->g20, c->g21, c->g22, c->g23, c->g24 }, { { 0 } },
        c->b3, c->b4, (barc[e->kind] * back + ne[e->kind] * n + sw[e->kind] * s) / (back + n + s), clf0[e->kind], clf1[e->kind], e->cc + c->chf + c->amp_cr };
    /* The kappa term is a polynomial in log kappa, log stress and log magnitude: sum over the powers of kappa first. */
    const double *d = v + offsetof(struct hassani_atkinson_2020, d000) / sizeof(double), l = shk_log10(call->arg[ARG_KAPPA]);
    const double p[4] = { 3 + l, -9 + l * l, 27 + l * l * l, -81 + l * l * l * l };
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            for (int q = 0; q < 3; q++) k->w[j][q] += p[i] * d[12 * i + 3 * j + q];
}

INLINE double poly4(const double *a, double m) { return a[0] + m * (a[1] + m * (a[2] + m * (a[3] + m * a[4]))); }
INLINE double quad(const double *a, double l) { return a[0] + l * (a[1] + l * a[2]); }

/* log10 of the motion on rock; ld: log10 of the stress parameter, lm: of the magnitude, lr: of the effective distance, l_rel: to that at 1 km. */
INLINE double rock_motion(const struct rock *k, double m, double lm, double ld, double rrup, double lr, double lr_t, double l_rel)
{
    const double dm = m - k->mh, fm = k->e0 + (m <= k->mh ? k->e1 * dm + k->e2 * dm * dm : k->e3 * dm);
    const double fz = -1.3 * min2(lr, lr_t) - 0.5 * max2(lr - lr_t, 0) + (k->b3 + k->b4 * m) * l_rel;
    const double s1 = poly4(k->g1, m), s2 = poly4(k->g2, m), fds = -2 * s1 - 4 * s2 + s1 * ld + s2 * ld * ld;
    const double fk = quad(k->w[0], ld) + lm * (quad(k->w[1], ld) + lm * (quad(k->w[2], ld) + lm * quad(k->w[3], ld)));
    return fm + fz + fds + fk + k->gamma * rrup + k->clf0 + k->clf1 * clip(m - 5.5, 0, 1.5) + k->fixed;
}

/* Site terms, log10: vs30, depth of the basin, fundamental frequency. */
INLINE double site(const struct hassani_atkinson_2020 *c, double vs30, double z2pt5, double f0, double peak, int sa)
{
    const double l760 = 2.880813592280791, lv = shk_log10(clip(vs30, 100, 1000)) - l760, l250 = 2.397940008672038 - l760;
    const double z = z2pt5 == -999 ? shk_exp(5.359 - 1.102 * shk_log(vs30)) : z2pt5, lz = shk_log10(clip(z, 150, 4200));
    const double l150 = 2.176091259055681, l800 = 2.903089986991944;
    const double basin = (z >= 0 ? c->cz0 : 0) + c->cz1 * (min2(lz, l800) - l150) + c->cz2 * max2(lz - l800, 0);
    const double lx = shk_log10(max2(f0, 1e-300)) - peak, half = -0.3010299956639812, l25 = 0.3979400086720376;      /* of f0 / 10^f */
    const double ff0 = -0.011 + 0.421 * (clip(lx, half, 0) - half) - 0.604 * clip(lx, 0, l25) + 0.086 * max2(lx - l25, 0);
    return (vs30 <= 250 ? c->cv1 * lv + (c->cv2 - c->cv1) * l250 : c->cv2 * lv) + basin + ((sa & (f0 > 0)) ? ff0 : 0);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct event e = *(const struct event *)call->data;
    struct hassani_atkinson_2020 c, p;
    struct rock k, q;
    rock_of(call, call->imt, &c, &k);
    rock_of(call, SHK_IMT_PGA, &p, &q);
    const int sa = call->imt.kind == SHK_SA;
    const double unit = call->imt.kind == SHK_PGV ? 0 : shk_log(981), lr_t = shk_log10(e.rt), at_760 = shk_exp(c.f5 * 400);
    const double pss = e.kind == INTERFACE ? c.pss_if : e.kind == SLAB ? c.pss_is : c.pss_cr, s = e.kind == INTERFACE ? c.s_if : e.kind == SLAB ? c.s_is : c.s_cr;
    const double phi = sqrt(c.ps2s * c.ps2s + pss * pss), magic = 0x1.8p52;
    SHK_EACH(i, x->n) {
        const double m = ((x->mag[i] * 100 + magic) - magic) / 100, h = x->hypo_depth[i], rrup = x->rrup[i], vs30 = x->vs30[i];     /* the reference rounds to 0.01 */
        const double near = shk_exp(SHK_LN10 * (-0.405 + 0.235 * m)), n2 = near * near;
        const double lr = 0.5 * shk_log10(rrup * rrup + n2), l_rel = lr - 0.5 * shk_log10(1 + n2), lm = shk_log10(m);
        const double ld = e.cd0 + e.cd1 * max2(min2(h, e.dp1) - e.dp0, 0);
        const double pga = shk_exp(SHK_LN10 * rock_motion(&q, m, lm, ld, rrup, lr, lr_t, l_rel));
        const double f2 = c.f4 * (shk_exp(c.f5 * (min2(vs30, 760) - 360)) - at_760);                                   /* Seyhan & Stewart (2014) */
        const double lg = rock_motion(&k, m, lm, ld, rrup, lr, lr_t, l_rel) + site(&c, vs30, x->z2pt5[i], x->f0[i], c.f, sa) + f2 * shk_log((pga + 98.1) / 98.1);
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = s;
        out.tau[i] = c.tau;
        out.phi[i] = phi;
    }
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    if (!(m->arg[ARG_KAPPA] > 0)) return shk_fail(k->diag, SHK_E_INVALID, "%s: kappa is %g, must be positive", k->name, m->arg[ARG_KAPPA]);
    const double sum = m->arg[ARG_BACKARC] + m->arg[ARG_NE] + m->arg[ARG_SW];
    if (!(sum > 0)) return shk_fail(k->diag, SHK_E_INVALID, "%s: backarc + forearc_ne + forearc_sw is %g, must be positive", k->name, sum);
    return SHK_OK;
}

static const struct shk_gsim_arg args[] = { { .name = "kappa", .value = 0.04 }, { .name = "backarc", .value = 0 }, { .name = "forearc_ne", .value = 1 },
                                            { .name = "forearc_sw", .value = 0 }, { 0 } };
#define ROW(suffix, t, e) { .name = "HassaniAtkinson2020" suffix, .ref = "Hassani & Atkinson (2021), Bull. Seismol. Soc. Am. 111", .trt = t, .component = "GEOMETRIC_MEAN", \
    .args = args, .coeffs = &hassani_atkinson_2020_coeffs, .kernel = kernel, .plan = plan, .data = &e, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(f0) | SHK_NEEDS(vs30) | SHK_NEEDS(z2pt5) }
const struct shk_gsim gsim_hassani_atkinson_2020[] = {
    ROW("SInter", "Subduction Interface", interface), ROW("SSlab", "Subduction IntraSlab", slab), ROW("Asc", "Active Shallow Crust", crust), { 0 },
};
