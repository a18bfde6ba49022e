#include "gsim/lib_nga_east.h"
#include "math/vmath.h"
#include "nga_east_linear.coeffs.h"
#include "nga_east_nonlinear.coeffs.h"
#include "site_nga_east_f760.coeffs.h"

int shk_nga_east_site_has(struct shk_imt imt)
{
    return shk_coeffs_have(&nga_east_linear_coeffs, imt) && shk_coeffs_have(&nga_east_nonlinear_coeffs, imt) && shk_coeffs_have(&site_nga_east_f760_coeffs, imt);
}

SHK_KERNEL void shk_nga_east_site(struct shk_imt imt, size_t n, const double *restrict vs30, const double *restrict ln_pga, int us23,
                                  double *restrict amp, double *restrict sigma)
{
    SHK_COEFFS(nga_east_linear, c, imt);
    SHK_COEFFS(nga_east_nonlinear, nl, imt);
    SHK_COEFFS(site_nga_east_f760, f, imt);
    const double ln15 = shk_log(1.5), vref = (imt.kind == SHK_PGV ? 0.5 : imt.kind == SHK_PGA ? 0.01 : imt.period) < 0.4 ? 760 : 3000;
    const double lv1 = c.c * shk_log(c.v1 / 760), lv2 = c.c * shk_log(c.v2 / 760);
    const double f4 = us23 ? 0.5 * nl.f4 + 0.5 * nl.f4_mod : nl.f4, eref = shk_exp(nl.f5 * (vref - 360)), ln10_3 = shk_log(1000.0 / 300.0);
    const double dsig = c.sigma_L - c.sigma_vc;
    double unused[SHK_CTX_BLOCK];
    double *restrict s = sigma ? sigma : unused;
    SHK_EACH(i, n) {
        const double v = vs30[i], lv = shk_log(v / 760), lu = shk_log(v / 2000) / ln15;
        const double wimp = v >= 600 ? 0.767 : v < 400 ? 0.1 : 0.667 * (shk_log(v / 400) / ln15) + 0.1, wgr = 1 - wimp;     /* Stewart, eqs. 5 to 7 */
        const double f760 = wimp * f.f760i + wgr * f.f760g;
        const double fv = v >= 3000 ? -f760 : v > 2000 ? lv2 - (lv2 + f760) * lu : v > c.v2 ? lv2 : v <= c.v1 ? lv1 : c.c * lv;    /* eq. 3 */
        const double frk = shk_log((shk_exp(ln_pga[i]) + nl.f3) / nl.f3);                                                /* Hashash, eqs. 2, 3 */
        const double f2 = f4 * (shk_exp(nl.f5 * ((v > vref ? vref : v) - 360)) - eref);
        amp[i] = fv + f760 + (v < nl.Vc ? f2 * frk : 0);
        const double d = (v - 200) / (c.vf - 200), u = (v - c.v2) / (2000 - c.v2);                                       /* Stewart, eq. 4 */
        const double sl = v > 3000 ? 0 : v >= 2000 ? c.sigma_U * (1 - lu) : v > c.v2 ? c.sigma_vc + (c.sigma_U - c.sigma_vc) * u * u
                        : v < c.vf ? c.sigma_L - 2 * dsig * d + dsig * d * d : c.sigma_vc;
        const double s760 = wimp * f.f760is + wgr * f.f760gs;
        const double sn = (v < 300 ? nl.sigma_c : v < 1000 ? nl.sigma_c - nl.sigma_c / ln10_3 * shk_log(v / 300) : 0) * frk;
        s[i] = sqrt(s760 * s760 + sl * sl + sn * sn);
    }
}
