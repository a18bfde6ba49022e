/* Site and basin terms of published models, as the modifiers of the reference use them (specification, section 7). */
#include "gsim/lib_site.h"
#include "math/vmath.h"
#include "site_ab06.coeffs.h"
#include "site_ba08.coeffs.h"
#include "site_bssa14.coeffs.h"
#include "site_cb14.coeffs.h"
#include "site_cy14.coeffs.h"
#include "site_hashash.coeffs.h"
#include "site_nga_east_f760.coeffs.h"
#include "site_nrcan15.coeffs.h"
#include "site_stewart.coeffs.h"
#include "site_stewart_f760.coeffs.h"

int shk_site_cy14_has(struct shk_imt imt) { return shk_coeffs_have(&site_cy14_coeffs, imt); }
int shk_site_ba08_has(struct shk_imt imt) { return shk_coeffs_have(&site_ba08_coeffs, imt); }
int shk_site_bssa14_has(struct shk_imt imt) { return shk_coeffs_have(&site_bssa14_coeffs, imt); }
int shk_site_nrcan15_has(struct shk_imt imt) { return shk_coeffs_have(&site_nrcan15_coeffs, imt) && shk_coeffs_have(&site_ab06_coeffs, imt); }
int shk_site_cb14_has(struct shk_imt imt) { return shk_coeffs_have(&site_cb14_coeffs, imt); }
int shk_site_ceus_has(struct shk_imt imt, int usgs)
{
    return shk_coeffs_have(usgs ? &site_nga_east_f760_coeffs : &site_stewart_f760_coeffs, imt) && shk_coeffs_have(&site_stewart_coeffs, imt)
        && shk_coeffs_have(&site_hashash_coeffs, imt);
}

/* Chiou & Youngs (2014), eq. 12 without the basin term. */
SHK_KERNEL void shk_site_cy14(struct shk_imt imt, size_t n, const double *restrict vs30, double *restrict mean)
{
    SHK_COEFFS(site_cy14, c, imt);
    const double e1130 = shk_exp(c.phi3 * (1130 - 360));
    SHK_EACH(i, n) {
        const double v = vs30[i] < 1130 ? vs30[i] : 1130;
        mean[i] += c.phi1 * shk_log(v / 1130) + c.phi2 * (shk_exp(c.phi3 * (v - 360)) - e1130) * shk_log((shk_exp(mean[i]) + c.phi4) / c.phi4);
    }
}

/* Style of faulting by rake: within 30 degrees of horizontal strike-slip, else reverse or normal. */
static inline double by_rake(double rake, double strike_slip, double normal, double reverse)
{
    const double a = fabs(rake);
    return ((a <= 30) | (180 - a <= 30)) ? strike_slip : ((rake > 30) & (rake < 150)) ? reverse : normal;
}

SHK_KERNEL void shk_site_ba08(struct shk_imt imt, const struct shk_ctx *x, double *restrict mean)
{
    SHK_COEFFS(site_ba08, c, imt);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - 6.75, vs30 = x->vs30[i];           /* PGA row of tables 6 and 7 */
        const double r = sqrt(x->rjb[i] * x->rjb[i] + 1.35 * 1.35);
        const double fm = by_rake(x->rake[i], -0.5035, -0.75472, -0.5097) + (m <= 6.75 ? 0.28805 * dm - 0.10164 * dm * dm : 0);     /* eq. 5; e7 = 0 */
        const double ln_pga = fm + (-0.6605 + 0.1197 * (m - 4.5)) * shk_log(r) - 0.01151 * (r - 1);                              /* eqs. 3, 4 */
        const double lv = shk_log(vs30);
        mean[i] += c.blin * (lv - 6.63331843328038) + shk_ba08_nonlinear(shk_ba08_slope(vs30, c.b1, c.b2, lv), shk_exp(ln_pga), ln_pga);
    }
}

SHK_KERNEL void shk_site_bssa14(struct shk_imt imt, const struct shk_ctx *x, double *restrict mean)
{
    SHK_COEFFS(site_bssa14, c, imt);
    const double e760 = shk_exp(c.f5 * 400);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - 5.5, vs30 = x->vs30[i];            /* PGA row, California, no basin */
        const double r = sqrt(x->rjb[i] * x->rjb[i] + 4.5 * 4.5);
        const double fe = by_rake(x->rake[i], 0.4856, 0.2459, 0.4539) + (m <= 5.5 ? 1.431 * dm + 0.05053 * dm * dm : -0.1662 * dm);   /* eq. 2 */
        const double ln_pga = fe + (-1.134 + 0.1917 * (m - 4.5)) * shk_log(r) - 0.008088 * (r - 1);                                /* eq. 3 */
        const double flin = c.c * shk_log((vs30 > c.Vc ? c.Vc : vs30) / 760);                                                      /* eq. 6 */
        const double f2 = c.f4 * (shk_exp(c.f5 * ((vs30 > 760 ? 760 : vs30) - 360)) - e760);                                       /* eq. 8 */
        mean[i] += flin + f2 * shk_log((shk_exp(ln_pga) + 0.1) / 0.1);                                                             /* eq. 7 */
    }
}

/* The factor of the 2015 building code of Canada. The rock motion in the nonlinear term is that of the same measure. */
SHK_KERNEL void shk_site_nrcan15(struct shk_imt imt, int linear, size_t n, const double *restrict vs30, double *restrict mean)
{
    SHK_COEFFS(site_nrcan15, c, imt);
    SHK_COEFFS(site_ab06, hard, imt);
    const double cap = linear ? 2000 : 1999, ln760 = 6.63331843328038, slope = shk_log(hard.c) / shk_log(2000.0 / 760.0);
    SHK_EACH(i, n) {
        const double v = vs30[i] >= 2000 ? cap : vs30[i], lv = shk_log(v);
        const double nl = shk_ba08_nonlinear(shk_ba08_slope(v, c.b1, c.b2, lv), shk_exp(mean[i]), mean[i]);
        const double f = c.blin * (lv - ln760) + nl;
        mean[i] += v == 760 ? 0 : linear && v > 760 ? -slope * (lv - ln760) : f;
    }
}

/* Campbell & Bozorgnia (2014), eq. 20 without the Japanese coefficients; depth from vs30 by eq. 33 where unknown (-999). */
SHK_KERNEL void shk_site_cb14_basin(struct shk_imt imt, size_t n, const double *restrict vs30, const double *restrict z2pt5, double *restrict mean)
{
    SHK_COEFFS(site_cb14, c, imt);
    const double deep = c.c16 * c.k3 * shk_exp(-0.75);
    SHK_EACH(i, n) {
        const double z = z2pt5[i] == -999 ? shk_exp(7.089 - 1.144 * shk_log(vs30[i])) : z2pt5[i];
        mean[i] += z < 1 ? c.c14 * (z - 1) : z > 3 ? deep * (1 - shk_exp(-0.25 * (z - 3))) : 0;
    }
}

/* Moschetti et al. (2024), Earthq. Spectra 40(2), p. 1178: the Seattle basin doubles long periods. Unknown depth gives NaN. */
SHK_KERNEL void shk_site_m9_basin(struct shk_imt imt, size_t n, const double *restrict z2pt5, double *restrict mean)
{
    const double add = imt.period > 1.9 ? 0.693147180559945 : 0;
    SHK_EACH(i, n) mean[i] += z2pt5[i] == -999 ? NAN : z2pt5[i] >= 6 ? add : 0;
}

SHK_KERNEL void shk_site_ceus(struct shk_imt imt, double wimp, int usgs, double ref_vs30, size_t n, const double *restrict vs30,
                              const double *restrict ref_pga, double *restrict mean)
{
    SHK_COEFFS(site_stewart, c, imt);
    SHK_COEFFS(site_hashash, nl, imt);
    double f760i, f760g;
    if (usgs) { SHK_COEFFS(site_nga_east_f760, f, imt); f760i = f.f760i; f760g = f.f760g; }
    else { SHK_COEFFS(site_stewart_f760, f, imt); f760i = f.f760i; f760g = f.f760g; }
    const double rock = ref_vs30 == 3000 ? 1 : 2.275, ref = imt.period < 0.4 ? 760 : ref_vs30;     /* 2.275: PGA at 760 over that at 3000 m/s */
    const double eref = shk_exp(nl.f5 * (ref - 360)), lv1 = c.c * shk_log(c.v1 / 760), lv2 = c.c * shk_log(c.v2 / 760);
    const double ln15 = 0.405465108108164;
    SHK_EACH(i, n) {
        const double v = vs30[i];
        const double by_v = v >= 600 ? 0.767 : v < 400 ? 0.1 : 0.667 * shk_log(v / 400) / ln15 + 0.1;                   /* eq. 6 */
        const double w = wimp == wimp ? wimp : by_v, f760 = f760i * w + f760g * (1 - w);                                /* eq. 5 */
        const double fv = v < 200 ? NAN : v <= c.v1 ? lv1 : v <= c.v2 ? c.c * shk_log(v / 760) : v <= 2000 ? lv2        /* eq. 3 */
                        : v <= 3000 ? lv2 - (lv2 + f760) * shk_log(v / 2000) / ln15 : 0;
        const double f2 = nl.f4 * (shk_exp(nl.f5 * ((v < ref ? v : ref) - 360)) - eref);                                /* Hashash, eq. 3 */
        const double fnl = v < nl.vc ? f2 * shk_log((ref_pga[i] / rock + nl.f3) / nl.f3) : 0;                           /* eq. 2 */
        mean[i] += fv + f760 + fnl;
    }
}
