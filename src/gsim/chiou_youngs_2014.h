/* Chiou & Youngs (2014): terms that other models use. Equations of Earthq. Spectra 30(3), 1117-1153. */
#ifndef SHK_GSIM_CHIOU_YOUNGS_2014_H
#define SHK_GSIM_CHIOU_YOUNGS_2014_H
#include "chiou_youngs_2014.coeffs.h"
#include "gsim/lib_terms.h"

enum shk_cy14_region { CY14_CAL, CY14_JPN, CY14_ITA, CY14_WEN };
struct cy14_source { double base, near, gamma, hanging; };

/* Terms of eq. 11 that depend on the rupture only. alpha_nm: factor on the normal-faulting term; exp_cg3: shk_exp(-cg3). */
INLINE struct cy14_source cy14_source(const struct chiou_youngs_2014 *c, double m, double rake, double ztor, double dip, double alpha_nm,
                                      double exp_cg3)
{
    const double reverse = (rake >= 30) & (rake <= 150), normal = (rake >= -120) & (rake <= -60);
    /* cosh(2 max(m - 4.5, 0)) and cosh(max(m - cg3, 0)) from one exponential. */
    const double em = shk_exp(m), u = max2(em * 0.011108996538242306, 1), u2 = u * u, g = max2(em * exp_cg3, 1);
    const double inv_cosh = 2 * u2 / (u2 * u2 + 1), cd = cos_dip(dip);
    const double other = 1 - reverse, m0 = reverse * 5.849 + other * 4.970, a = reverse * 2.704 + other * 2.673, b = reverse * 1.226 + other * 1.136;
    const double z = max2(a - b * max2(m - m0, 0), 0);                                      /* root of the usual depth, eq. 4, 5 */
    const double style = reverse * (c->c1a + c->c1c * inv_cosh) + normal * ((c->c1b + c->c1d * inv_cosh) * alpha_nm);
    return (struct cy14_source){
        .base = c->c1 + style + (c->c7 + c->c7b * inv_cosh) * (ztor - z * z) + c->c11b * inv_cosh * (cd * cd)
              + 1.06 * (m - 6) + (1.06 - c->c3) / c->cn * shk_log(1 + shk_exp(c->cn * (c->cm - m))),
        .near = c->c5 * cosh1(c->c6 * max2(m - c->chm, 0)),
        .gamma = c->cg1 + c->cg2 * (2 * g / (g * g + 1)),
        .hanging = c->c9 * cd };
}

/* Regional factors on anelastic attenuation: in general, and between magnitudes 6 and 6.9. */
struct cy14_attenuation { double all, mid; };
INLINE struct cy14_attenuation cy14_attenuation(const struct chiou_youngs_2014 *c, int region)
{
    const double all = region == CY14_WEN ? c->gwn : 1;
    return (struct cy14_attenuation){ all, region == CY14_JPN || region == CY14_ITA ? c->gjpit : all };
}

/* The other terms of eq. 11: ln of motion at 1130 m/s, without directivity. ln_far: 0.8 ln(rrup^2 + 50^2); above: the factor
 * of the hanging wall, 1 - sqrt(rjb^2 + ztor^2) / (rrup + 1), 0 on the footwall. */
INLINE double cy14_rock(const struct chiou_youngs_2014 *c, struct cy14_source s, struct cy14_attenuation a, double m, double rrup, double rx,
                        double ln_far, double above)
{
    const double q = ((m > 6) & (m < 6.9)) ? a.mid : a.all, hw = s.hanging * above * (c->c9a + (1 - c->c9a) * tanh1(rx * (1 / c->c9b)));
    return s.base - 2.1 * shk_log(rrup + s.near) + ln_far + s.gamma * rrup * q + hw;
}
INLINE double cy14_ln_far(double rrup) { return 0.8 * shk_log(rrup * rrup + 2500); }
INLINE double cy14_above(double ztor, double rrup, double rjb, double rx)
{
    return (rx >= 0) * (1 - sqrt(rjb * rjb + ztor * ztor) / (rrup + 1));
}

/* Depth to 1 km/s in m from vs30: eq. 1 (California), p. 1129 (Japan). */
INLINE double cy14_z1(int japan, double vs30)
{
    const double v2 = vs30 * vs30;
    const double arg = japan ? (v2 + 412.39 * 412.39) / (1360.0 * 1360 + 412.39 * 412.39)
                             : (v2 * v2 + powi(570.94, 4)) / (powi(1360, 4) + powi(570.94, 4));
    return shk_exp((japan ? -5.23 / 2 : -7.15 / 4) * shk_log(arg));
}
#endif
