/* Bayless & Abrahamson (2019), Bull. Seism. Soc. Am. 109(5), 2088-2105: Fourier amplitudes (EAS) of crustal earthquakes in California. */
#include "bayless_abrahamson_2018.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

static const double HIGHEST = 23.988321;                /* Hz: above it amplitudes decrease with kappa */

INLINE double source_and_path(const struct bayless_abrahamson_2018 *c, double mag, double rrup, double far, double ztor, double normal)   /* far: ln sqrt(rrup^2 + 50^2) */
{
    const double size = c->c1 + c->c2 * (mag - 6) + (c->c2 - c->c3) / c->cn * shk_log(1 + shk_exp(c->cn * (c->cM - mag)));
    const double path = c->c4 * shk_log(rrup + c->c5 * cosh1(c->c6 * max2(mag - c->chm, 0)))
                      + (-0.5 - c->c4) * far + c->c7 * rrup;
    return size + path + c->c9 * min2(ztor, 20) + c->c10 * normal;
}

/* Nonlinear site response, eq. 10: a factor of vs30 and one of the motion on rock. */
INLINE double softening(const struct bayless_abrahamson_2018 *c, double vs30, double at_760) { return shk_exp(c->f5 * (min2(vs30, 760) - 360)) - at_760; }
INLINE double strength(const struct bayless_abrahamson_2018 *c, double rock) { return shk_log((rock + c->f3) / c->f3); }

/* What does not depend on the frequency: the motion on rock (amplitude at 5 Hz as a peak acceleration) and the frequency at which the nonlinear
 * response is lowest, with that response; the terms of vs30. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double rock[ROOM], lowest[ROOM], at[ROOM], kappa[ROOM], ln_v[ROOM], basin[ROOM], far[ROOM]; };

/* The lowest response over the table. Neighbouring rows often have the same f3 or f5. */
SHK_KERNEL static void find_lowest(const struct shk_ctx *x, struct common *s)
{
    double soft[ROOM], strong[ROOM];
    const double *restrict rock = s->rock, *restrict vs30 = x->vs30;
    double *restrict lowest = s->lowest, *restrict at = s->at, f3 = NAN, f5 = NAN;
    fill(lowest, x->n, INFINITY);
    for (int r = 0; r < bayless_abrahamson_2018_coeffs.nrow; r++) {
        const struct shk_coeff_row *row = &bayless_abrahamson_2018_coeffs.row[r];
        const struct bayless_abrahamson_2018 *k = (const struct bayless_abrahamson_2018 *)(const void *)row->v;
        const double f = 1 / row->period, f4 = k->f4, at_760 = shk_exp(k->f5 * 400);
        if (k->f5 != f5) SHK_EACH(i, x->n) soft[i] = softening(k, vs30[i], at_760);
        if (k->f3 != f3) SHK_EACH(i, x->n) strong[i] = strength(k, rock[i]);
        f3 = k->f3;
        f5 = k->f5;
        SHK_EACH(i, x->n) {
            const double v = f4 * soft[i] * strong[i];
            const int less = v < lowest[i];
            at[i] = less ? f : at[i];
            lowest[i] = less ? v : lowest[i];
        }
    }
}

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    double *restrict rock = s->rock, *restrict kappa = s->kappa, *restrict ln_v = s->ln_v, *restrict basin = s->basin, *restrict far = s->far;
    const double v4_ref = 1360.0 * 1360 * 1360 * 1360, v4_soft = 610.0 * 610 * 610 * 610;
    SHK_COEFFS(bayless_abrahamson_2018, five, ((struct shk_imt){ SHK_EAS, 1 / 5.0118725, 0 }));
    (void)call;
    SHK_EACH(i, x->n) {
        const double vs30 = x->vs30[i], r = x->rrup[i], v4 = vs30 * vs30 * (vs30 * vs30), z1 = x->z1pt0[i];
        const double ref = 0.001 * shk_exp(-7.67 / 4 * shk_log((v4 + v4_soft) / (v4_ref + v4_soft))), z = z1 == -999 ? ref : z1 * 0.001;   /* eq. 13 */
        far[i] = 0.5 * shk_log(r * r + 2500);
        rock[i] = shk_exp(1.238 + 0.846 * source_and_path(&five, x->mag[i], r, far[i], x->ztor[i], fault_normal30(x->rake[i])));           /* eq. 10e */
        kappa[i] = shk_exp(-0.4 * shk_log(vs30 / 760) - 3.5);
        ln_v[i] = shk_log(min2(vs30, 1000) / 1000);
        basin[i] = shk_log((min2(z, 2) + 0.01) / (ref + 0.01));
    }
    find_lowest(x, s);
}

/* The nonlinear response stays where it is lowest at frequencies above that one. Between two rows of the table the reference takes its coefficients
 * interpolated too, once it has kept them (in its first call the terms are interpolated instead, which differs by some 1e-6). */
SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    const double frequency = 1 / call->imt.period, over = frequency >= 24 ? frequency - HIGHEST : 0;
    SHK_COEFFS(bayless_abrahamson_2018, s, call->imt);
    SHK_COEFFS(bayless_abrahamson_2018, c, (over > 0 ? (struct shk_imt){ SHK_EAS, 1 / HIGHEST, 0 } : call->imt));
    const double at_760 = shk_exp(s.f5 * 400);
    SHK_EACH(i, x->n) {
        const double mag = x->mag[i], vs30 = x->vs30[i], normal = fault_normal30(x->rake[i]);
        const double c11 = vs30 > 500 ? c.c11d : vs30 > 300 ? c.c11c : vs30 > 200 ? c.c11b : c.c11a;
        const double soil = s.f4 * softening(&s, vs30, at_760) * strength(&s, com->rock[i]);
        out.mean[i] = source_and_path(&c, mag, x->rrup[i], com->far[i], x->ztor[i], normal) + c.c8 * com->ln_v[i] + c11 * com->basin[i]
                    - 3.141592653589793 * com->kappa[i] * over + (frequency >= com->at[i] ? com->lowest[i] : soil);
        const double m = 0.5 * (clip(mag, 4, 6) - 4), tau = s.s1 + (s.s2 - s.s1) * m, s2s = s.s3 + (s.s4 - s.s3) * m, ss = s.s5 + (s.s6 - s.s5) * m;
        const double within = s2s * s2s + ss * ss;
        out.sig[i] = sqrt(tau * tau + within + s.c1a * s.c1a);
        out.tau[i] = tau;
        out.phi[i] = sqrt(within);
    }
}

_Static_assert(sizeof(struct bayless_abrahamson_2018) == 27 * sizeof(double), "rows are read as structs");
const struct shk_gsim gsim_bayless_abrahamson_2018[] = {
    { .name = "BaylessAbrahamson2018", .ref = "10.1785/0120190077", .trt = "Active Shallow Crust", .component = "HORIZONTAL",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | SHK_NEEDS(z1pt0),
      .coeffs = &bayless_abrahamson_2018_coeffs, .kernel = kernel },
    { 0 },
};
