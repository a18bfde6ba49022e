/* Bayless & Abrahamson (2019), Bull. Seism. Soc. Am. 109(5), 2088-2105: Fourier amplitudes (EAS) of crustal earthquakes in California. */
#include "bayless_abrahamson_2018.coeffs.h"
#include "gsim/lib_terms.h"

static const double HIGHEST = 23.988321;                /* Hz: above it amplitudes decrease with kappa */

INLINE double source_and_path(const struct bayless_abrahamson_2018 *c, double mag, double rrup, double ztor, double normal)
{
    const double size = c->c1 + c->c2 * (mag - 6) + (c->c2 - c->c3) / c->cn * shk_log(1 + shk_exp(c->cn * (c->cM - mag)));
    const double path = c->c4 * shk_log(rrup + c->c5 * cosh1(c->c6 * max2(mag - c->chm, 0)))
                      + (-0.5 - c->c4) * 0.5 * shk_log(rrup * rrup + 2500) + c->c7 * rrup;
    return size + path + c->c9 * min2(ztor, 20) + c->c10 * normal;
}

/* Soil depth, eq. 13; z1 in m. */
INLINE double basin(const struct bayless_abrahamson_2018 *c, double vs30, double z1)
{
    const double v4 = vs30 * vs30 * (vs30 * vs30), r4 = 610.0 * 610 * 610 * 610, s4 = 1360.0 * 1360 * 1360 * 1360;
    const double ref = 0.001 * shk_exp(-7.67 / 4 * shk_log((v4 + r4) / (s4 + r4))), z = z1 == -999 ? ref : z1 * 0.001;
    const double c11 = vs30 > 500 ? c->c11d : vs30 > 300 ? c->c11c : vs30 > 200 ? c->c11b : c->c11a;
    return c11 * shk_log((min2(z, 2) + 0.01) / (ref + 0.01));
}

INLINE double nonlinear(const struct bayless_abrahamson_2018 *c, double vs30, double rock)             /* eq. 10 */
{
    return c->f4 * (shk_exp(c->f5 * (min2(vs30, 760) - 360)) - shk_exp(c->f5 * 400)) * shk_log((rock + c->f3) / c->f3);
}

/* Nonlinear site response: at frequencies above the one where it is lowest it stays there. c: coefficients of this frequency; between two
 * rows of the table the reference takes them interpolated too, once it has kept them (in its first call the terms are interpolated
 * instead, which differs by some 1e-6). rock: amplitude at 5 Hz on rock as a peak acceleration. Added to mean. */
SHK_KERNEL static void add_nonlinear(const struct bayless_abrahamson_2018 *c, double frequency, size_t n, const double *restrict vs30,
                                     const double *restrict rock, double *restrict mean)
{
    double lowest[SHK_CTX_BLOCK], at[SHK_CTX_BLOCK];
    fill(lowest, n, INFINITY);
    for (int r = 0; r < bayless_abrahamson_2018_coeffs.nrow; r++) {
        const struct shk_coeff_row *row = &bayless_abrahamson_2018_coeffs.row[r];
        const struct bayless_abrahamson_2018 *k = (const struct bayless_abrahamson_2018 *)(const void *)row->v;
        const double f = 1 / row->period;
        SHK_EACH(i, n) {
            const double v = nonlinear(k, vs30[i], rock[i]);
            const int less = v < lowest[i];
            at[i] = less ? f : at[i];
            lowest[i] = less ? v : lowest[i];
        }
    }
    SHK_EACH(i, n) mean[i] += frequency >= at[i] ? lowest[i] : nonlinear(c, vs30[i], rock[i]);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const double frequency = 1 / call->imt.period, over = frequency >= 24 ? frequency - HIGHEST : 0;
    SHK_COEFFS(bayless_abrahamson_2018, s, call->imt);
    SHK_COEFFS(bayless_abrahamson_2018, c, (over > 0 ? (struct shk_imt){ SHK_EAS, 1 / HIGHEST, 0 } : call->imt));
    SHK_COEFFS(bayless_abrahamson_2018, five, ((struct shk_imt){ SHK_EAS, 1 / 5.0118725, 0 }));
    double rock[SHK_CTX_BLOCK];
    SHK_EACH(i, x->n) {
        const double mag = x->mag[i], vs30 = x->vs30[i], normal = fault_normal30(x->rake[i]);
        const double kappa = shk_exp(-0.4 * shk_log(vs30 / 760) - 3.5);
        rock[i] = shk_exp(1.238 + 0.846 * source_and_path(&five, mag, x->rrup[i], x->ztor[i], normal));                  /* eq. 10e */
        out.mean[i] = source_and_path(&c, mag, x->rrup[i], x->ztor[i], normal) + c.c8 * shk_log(min2(vs30, 1000) / 1000)
                    + basin(&c, vs30, x->z1pt0[i]) - 3.141592653589793 * kappa * over;
        const double m = 0.5 * (clip(mag, 4, 6) - 4), tau = s.s1 + (s.s2 - s.s1) * m, s2s = s.s3 + (s.s4 - s.s3) * m, ss = s.s5 + (s.s6 - s.s5) * m;
        const double within = s2s * s2s + ss * ss;
        out.sig[i] = sqrt(tau * tau + within + s.c1a * s.c1a);
        out.tau[i] = tau;
        out.phi[i] = sqrt(within);
    }
    add_nonlinear(&s, frequency, x->n, x->vs30, rock, out.mean);
}

_Static_assert(sizeof(struct bayless_abrahamson_2018) == 27 * sizeof(double), "rows are read as structs");
const struct shk_gsim gsim_bayless_abrahamson_2018[] = {
    { .name = "BaylessAbrahamson2018", .ref = "10.1785/0120190077", .trt = "Active Shallow Crust", .component = "HORIZONTAL",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | SHK_NEEDS(z1pt0),
      .coeffs = &bayless_abrahamson_2018_coeffs, .kernel = kernel },
    { 0 },
};
