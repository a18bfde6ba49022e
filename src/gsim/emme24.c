/* The 2024 backbone model of the Middle East, EMME24: Chiou & Youngs (2014) with scale factors of the median, a correction
 * by distance, its own site term and deviations by magnitude. Five medians (GMM) with three levels of deviations (SGM). */
#include "emme24_gmm1sgm1.coeffs.h"
#include "emme24_gmm1sgm2.coeffs.h"
#include "emme24_gmm1sgm3.coeffs.h"
#include "emme24_gmm2sgm1.coeffs.h"
#include "emme24_gmm2sgm2.coeffs.h"
#include "emme24_gmm2sgm3.coeffs.h"
#include "emme24_gmm3sgm1.coeffs.h"
#include "emme24_gmm3sgm2.coeffs.h"
#include "emme24_gmm3sgm3.coeffs.h"
#include "emme24_gmm4sgm1.coeffs.h"
#include "emme24_gmm4sgm2.coeffs.h"
#include "emme24_gmm4sgm3.coeffs.h"
#include "emme24_gmm5sgm1.coeffs.h"
#include "emme24_gmm5sgm2.coeffs.h"
#include "emme24_gmm5sgm3.coeffs.h"
#include "emme24_site.coeffs.h"
#include "gsim/chiou_youngs_2014.h"

/* Chiou & Youngs (2014) eq. 11 with the site term of EMME24 for 800 m/s. */
SHK_KERNEL static void site_mean(struct shk_imt t, const struct shk_ctx *x, double *restrict mean)
{
    SHK_COEFFS(chiou_youngs_2014, c, t);
    SHK_COEFFS(emme24_site, e, t);
    const struct cy14_attenuation q = cy14_attenuation(&c, CY14_CAL);
    const double exp_cg3 = shk_exp(-c.cg3), at_800 = shk_exp(440 * e.a3), inv_a4 = 1 / e.a4;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], ztor = x->ztor[i], rx = x->rx[i], vs30 = x->vs30[i];
        const struct cy14_source f = cy14_source(&c, m, x->rake[i], ztor, x->dip[i], 1, exp_cg3);
        const double rock = cy14_rock(&c, f, q, m, r, rx, cy14_ln_far(r), cy14_above(ztor, r, x->rjb[i], rx));
        mean[i] = rock + e.a1 * shk_log(min2(vs30, e.Vc) * (1 / 800.0))
                + e.a2 * (shk_exp((min2(vs30, 800) - 360) * e.a3) - at_800) * shk_log(1 + shk_exp(rock) * inv_a4);
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    double pga[SHK_CTX_BLOCK];
    site_mean(call->imt, x, out.mean);
    if (call->imt.kind == SHK_SA && call->imt.period <= 0.3) site_mean(SHK_IMT_PGA, x, pga);      /* a floor at short periods, as CY14 */
    else fill(pga, x->n, -INFINITY);
    struct emme24_gmm1sgm1 c;                   /* all tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const int pgv = call->imt.kind == SHK_PGV;
    const double d1 = pgv ? 0.0367 : -0.0037, d2 = pgv ? 0.0069 : 0.0126, d3 = pgv ? -0.0316 : -0.0131, d4 = pgv ? -0.3334 : -0.3888,
                 d5 = pgv ? 0.0112 : -0.0591, h2 = c.hfict * c.hfict, per_r = 1 / c.Rref;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rrup = x->rrup[i], r1 = max2(rrup, 1), dm = m - c.Mref, ds = m - 6.5;
        const double l = shk_log(sqrt(rrup * rrup + h2) * per_r);
        const double factor = c.c1 + c.c2 * dm + c.c3 * dm * dm + c.c4 * l + c.c5 * l * l + c.c6 * dm * l;
        const double distance = d1 + d2 * ds + d3 * ds * ds + d4 * shk_log(max2(11 - r1, 1)) * min2(m - 4.8, 0)
                              + d5 * shk_log(max2(r1 - 9, 1)) * max2(m - 7.2, 0);
        const double tau = m >= 6.2 ? c.tau2 : m < 5 ? c.tau1 : c.tau1 + (c.tau2 - c.tau1) * (m - 5) / 1.2;
        const double phi = m >= 6.0 ? c.phi2 : m < 5 ? c.phi1 : c.phi1 + (c.phi2 - c.phi1) * (m - 5);
        out.mean[i] = max2(out.mean[i], pga[i]) + factor + distance;
        out.sig[i] = sqrt(phi * phi + tau * tau);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return have_all((const struct shk_coeffs *const[]){ m->g->coeffs, &chiou_youngs_2014_coeffs, &emme24_site_coeffs, NULL }, t);
}

#define ROW(g, s) { .name = "EMME24BB_GMM" #g "SGM" #s, .ref = "EMME24, backbone ground-motion model of the Middle East", .trt = "Active Shallow Crust", .component = "RotD50", \
    .reference_vs30 = 800, .coeffs = &emme24_gmm##g##sgm##s##_coeffs, .kernel = kernel, .supports = supports, \
    .needs = SHK_NEEDS(dip) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured) | SHK_NEEDS(z1pt0) \
           | SHK_NEEDS(rjb) | SHK_NEEDS(rrup) | SHK_NEEDS(rx) }
#define ROWS(gmm) ROW(gmm, 1), ROW(gmm, 2), ROW(gmm, 3)
const struct shk_gsim gsim_emme24[] = { ROWS(1), ROWS(2), ROWS(3), ROWS(4), ROWS(5), { 0 } };
