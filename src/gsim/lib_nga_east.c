#include "gsim/lib_nga_east.h"
#include "math/vmath.h"
#include "nga_east_linear.coeffs.h"
#include "nga_east_nonlinear.coeffs.h"
#include "site_nga_east_f760.coeffs.h"

int shk_nga_east_site_has(struct shk_imt imt)
{
    return shk_coeffs_have(&nga_east_linear_coeffs, imt) && shk_coeffs_have(&nga_east_nonlinear_coeffs, imt) && shk_coeffs_have(&site_nga_east_f760_coeffs, imt);
}

SHK_KERNEL void shk_nga_east_site_common(size_t n, const double *restrict vs30, const double *restrict ln_pga, struct shk_nga_east_site *s)
{
    double *restrict pga = s->pga, *restrict lv = s->lv, *restrict lu = s->lu, *restrict wimp = s->wimp, *restrict slow = s->slow;
    const double ln15 = shk_log(1.5), ln10_3 = shk_log(1000.0 / 300.0), ln760 = shk_log(760), ln2000 = shk_log(2000), ln400 = shk_log(400), ln300 = shk_log(300);
    SHK_EACH(i, n) {
        const double v = vs30[i], l = shk_log(v);
        pga[i] = shk_exp(ln_pga[i]);
        lv[i] = l - ln760;
        lu[i] = (l - ln2000) / ln15;
        wimp[i] = v >= 600 ? 0.767 : v < 400 ? 0.1 : 0.667 * ((l - ln400) / ln15) + 0.1;        /* Stewart, eqs. 5 to 7 */
        slow[i] = v < 300 ? 1 : v < 1000 ? 1 - (l - ln300) / ln10_3 : 0;
    }
}

SHK_KERNEL void shk_nga_east_site(struct shk_imt imt, size_t n, const double *restrict vs30, const struct shk_nga_east_site *common, int us23,
                                  double *restrict amp, double *restrict sigma)
{
    SHK_COEFFS(nga_east_linear, c, imt);
    SHK_COEFFS(nga_east_nonlinear, nl, imt);
    SHK_COEFFS(site_nga_east_f760, f, imt);
    const double *restrict pga = common->pga, *restrict ln_v = common->lv, *restrict ln_u = common->lu, *restrict weight = common->wimp, *restrict slow = common->slow;
    const double vref = (imt.kind == SHK_PGV ? 0.5 : imt.kind == SHK_PGA ? 0.01 : imt.period) < 0.4 ? 760 : 3000;
    const double lv1 = c.c * shk_log(c.v1 / 760), lv2 = c.c * shk_log(c.v2 / 760);
    const double f4 = us23 ? 0.5 * nl.f4 + 0.5 * nl.f4_mod : nl.f4, eref = shk_exp(nl.f5 * (vref - 360));
    const double dsig = c.sigma_L - c.sigma_vc;
    double unused[SHK_CTX_BLOCK];
    double *restrict s = sigma ? sigma : unused;
    SHK_EACH(i, n) {
        const double v = vs30[i], lv = ln_v[i], lu = ln_u[i], wimp = weight[i], wgr = 1 - wimp;
        const double f760 = wimp * f.f760i + wgr * f.f760g;
        const double fv = v >= 3000 ? -f760 : v > 2000 ? lv2 - (lv2 + f760) * lu : v > c.v2 ? lv2 : v <= c.v1 ? lv1 : c.c * lv;    /* eq. 3 */
        const double frk = shk_log((pga[i] + nl.f3) / nl.f3);                                                            /* Hashash, eqs. 2, 3 */
        const double f2 = f4 * (shk_exp(nl.f5 * ((v > vref ? vref : v) - 360)) - eref);
        amp[i] = fv + f760 + (v < nl.Vc ? f2 * frk : 0);
        const double d = (v - 200) / (c.vf - 200), u = (v - c.v2) / (2000 - c.v2);                                       /* Stewart, eq. 4 */
        const double sl = v > 3000 ? 0 : v >= 2000 ? c.sigma_U * (1 - lu) : v > c.v2 ? c.sigma_vc + (c.sigma_U - c.sigma_vc) * u * u
                        : v < c.vf ? c.sigma_L - 2 * dsig * d + dsig * d * d : c.sigma_vc;
        const double s760 = wimp * f.f760is + wgr * f.f760gs;
        const double sn = nl.sigma_c * slow[i] * frk;
        s[i] = sqrt(s760 * s760 + sl * sl + sn * sn);
    }
}

void shk_nga_east_table_common(const struct shk_table *t, int usgs, const struct shk_ctx *x, struct shk_nga_east_table *c)
{
    shk_table_find(t, usgs, x->n, x->mag, shk_table_distance(t, x), &c->where);
    shk_table_mean_at(t, usgs, t->has_pga ? SHK_IMT_PGA : SHK_IMT_SA(0.01), x->n, x->mag, &c->where, c->rock);
    shk_nga_east_site_common(x->n, x->vs30, c->rock, &c->site);
}
