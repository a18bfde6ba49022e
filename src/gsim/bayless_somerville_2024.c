/* Bayless & Somerville (2024), Proc. AEES conference, Adelaide: Australia, cratonic and non-cratonic. */
#include "bayless_somerville_2024_cratonic.coeffs.h"
#include "bayless_somerville_2024_noncratonic.coeffs.h"
#include "gsim/lib_terms.h"

/* Magnitude, path and depth terms, eqs. 3 to 5, on rock of 760 m/s. */
INLINE double rock(const struct bayless_somerville_2024_cratonic *c, double m, double rrup, double ztor)
{
    const double m2 = 5, mc = max2(m, m2), d = mc - c->M1, below = min2(m - m2, 0), q = 8.5 - mc, z = min2(ztor - 10, 5);
    const double fm = c->a1 + (m >= c->M1 ? c->a5 : c->a4) * d + c->a8 * (q * q) + c->a6 * below + c->a7 * (below * below);
    const double h = c->c4 - (c->c4 - 2) * clip(5 - m, 0, 1);
    const double fp = (c->a2 + c->a3 * d) * 0.5 * shk_log(rrup * rrup + h * h) + c->a17 * rrup;
    return fm + fp + z * (z * (z * c->d1 + c->d2) + c->d3) + c->d4;
}

/* Abrahamson, Silva & Kamai (2014), eqs. 4.11 to 4.15; sites are taken to be beside the rupture, as the reference does. */
INLINE double hanging_wall(double a13, double m, double rx, double ztor, double dip, double width)
{
    const double t1 = (dip <= 30 ? 60 : 90 - dip) / 45, e = m - 6.5;
    const double t2 = m > 5.5 ? 1 + 0.2 * e - (m < 6.5 ? 0.8 * (e * e) : 0) : 0;
    const double r1 = width * cos_dip(dip), r2 = 3 * r1, u = rx / r1;
    const double t3 = rx < 0 || rx > r2 ? 0 : rx < r1 ? 0.25 + 1.5 * u - 0.75 * (u * u) : 1 - (rx - r1) / (r2 - r1);
    const double t4 = ztor < 10 ? 1 - ztor * ztor * 0.01 : 0;
    return t1 == 0 ? 0 : a13 * t1 * t2 * t3 * t4;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct bayless_somerville_2024_cratonic c, p;       /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_SA(0.01), (double *)&p);
    const double hw = call->arg[0] == 1 ? c.a13 : 0, basin = call->imt.period >= 0.65;
    const double ratio = fabs(c.b6) > 1e-9 ? c.b7 / c.b6 : 1e9, at_760 = shk_exp(c.b5 * 400);
    const double v4 = 570.94 * 570.94 * 570.94 * 570.94, span = 1360.0 * 1360 * 1360 * 1360 + v4;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], vs30 = x->vs30[i], v2 = vs30 * vs30, z1 = x->z1pt0[i];
        const double pga = shk_exp(rock(&p, m, r, x->ztor[i]));
        const double linear = c.c_site * shk_log(min2(vs30, c.vc) / 760);                                       /* BSSA14, eqs. 6 to 8 */
        const double soft = c.b4 * (shk_exp(c.b5 * (min2(vs30, 760) - 360)) - at_760) * shk_log((pga + 0.1) / 0.1);
        const double z_ref = shk_exp(-7.15 / 4 * shk_log((v2 * v2 + v4) / span)) * 0.001, dz = z1 < 0 ? 0 : z1 - z_ref;
        const double fz = basin * (dz <= ratio ? c.b6 * dz : c.b7);                                             /* BSSA14, eqs. 9 to 11 */
        /* Al Atik (2015), eqs. 5.6 and 5.14. */
        const double tau = 0.4518 + (0.4270 - 0.4518) / 0.5 * clip(m - 4.5, 0, 0.5) + (0.3863 - 0.4270) / 0.5 * clip(m - 5, 0, 0.5)
                         + (0.3508 - 0.3863) * clip(m - 5.5, 0, 1);
        const double phi = c.PhiA + (c.PhiB - c.PhiA) / 1.5 * clip(m - 5, 0, 1.5);
        out.mean[i] = rock(&c, m, r, x->ztor[i]) + linear + soft + fz + hanging_wall(hw, m, x->rx[i], x->ztor[i], x->dip[i], x->width[i]);
        out.sig[i] = sqrt(tau * tau + phi * phi);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

static const struct shk_gsim_arg args[] = { { .name = "hwflag", .value = 1 }, { 0 } };
#define ROW(table) .ref = "Bayless & Somerville (2024), Proc. AEES conference, Adelaide", .trt = "Stable Shallow Crust", .args = args, \
    .kernel = kernel, .coeffs = &table##_coeffs, .component = "RotD50", .reference_vs30 = 760, .needs = SHK_NEEDS(mag) | SHK_NEEDS(ztor) \
    | SHK_NEEDS(dip) | SHK_NEEDS(width) | SHK_NEEDS(rrup) | SHK_NEEDS(rx) | SHK_NEEDS(vs30) | SHK_NEEDS(z1pt0)
const struct shk_gsim gsim_bayless_somerville_2024[] = {
    { .name = "BaylessSomerville2024Cratonic", ROW(bayless_somerville_2024_cratonic) },
    { .name = "BaylessSomerville2024NonCratonic", ROW(bayless_somerville_2024_noncratonic) },
    { 0 },
};
