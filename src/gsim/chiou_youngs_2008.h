/* Chiou & Youngs (2008): what its variants share. */
#ifndef SHK_GSIM_CHIOU_YOUNGS_2008_H
#define SHK_GSIM_CHIOU_YOUNGS_2008_H
#include "chiou_youngs_2008.coeffs.h"
#include "gsim/lib_terms.h"

extern const struct shk_coeffs *const shk_cy08_coeffs;
/* The functional form with its changes for New Zealand (Bradley 2013): largest ztor, factor on anelastic attenuation, v1, the
 * vs30 above which sites are alike (1130 m/s in the original). */
struct shk_cy08_change { double max_ztor, attenuation, v1; };
void shk_cy08_motion(const struct chiou_youngs_2008 *c, struct shk_cy08_change v, const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out);
shk_gsim_kernel shk_cy08_kernel;        /* reads dip, mag, rake, ztor, vs30, vs30measured, z1pt0, rjb, rrup, rx */

/* Depth to 1 km/s in m from vs30, eq. 1. */
INLINE double cy08_z1(double vs30)
{
    const double v2 = vs30 * vs30, v4 = v2 * v2, r2 = 378.7 * 378.7, r4 = r2 * r2;
    return shk_exp(28.5 - 3.82 / 8 * shk_log(v4 * v4 + r4 * r4));
}
#endif
