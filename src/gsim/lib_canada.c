#include "gsim/lib_canada.h"
#include "gsim/lib_site.h"
#include "gsim/lib_table.h"
#include "math/vmath.h"
#include "nbcc2015_2000_to_bc.coeffs.h"
#include "site_ba08.coeffs.h"

int shk_canada_site_has(struct shk_imt imt) { return shk_coeffs_have(&nbcc2015_2000_to_bc_coeffs, imt) && shk_coeffs_have(&site_ba08_coeffs, imt); }

/* PGA for 450 m/s to PGA for 760 m/s, linear between knots, constant outside. */
static inline double pga760(double p)
{
    return p <= 0.1 ? 0.083 : p < 0.2 ? 0.083 + (0.165 - 0.083) / 0.1 * (p - 0.1) : p < 0.3 ? 0.165 + (0.248 - 0.165) / 0.1 * (p - 0.2)
         : p < 0.4 ? 0.248 + (0.331 - 0.248) / 0.1 * (p - 0.3) : p < 0.5 ? 0.331 + (0.414 - 0.331) / 0.1 * (p - 0.4) : 0.414;
}

/* ln A: Boore & Atkinson (2008) below 760 m/s, else log-log to the factor of Atkinson & Boore (2006) at 2000 m/s. lv: ln v. */
static inline double amplification(const struct site_ba08 *c, double ln_hard, double v, double lv, double pga, double ln_pga)
{
    const double ln760 = 6.633318433280377, w = (lv - ln760) / 0.9675840262617057;
    const double soft = c->blin * (lv - ln760) + shk_ba08_nonlinear(shk_ba08_slope(v, c->b1, c->b2, lv), pga, ln_pga);
    return v >= 760 ? -ln_hard * (w > 1 ? 1 : w) : soft;
}

SHK_KERNEL void shk_canada_site_common(const struct shk_table *t, const struct shk_table_where *w, const struct shk_ctx *x, struct shk_canada_site *s)
{
    double pga[SHK_CTX_BLOCK], sa02[SHK_CTX_BLOCK], *restrict p = s->p, *restrict ln_p = s->ln_p, *restrict lv = s->lv;
    shk_table_mean_at(t, 0, SHK_IMT_PGA, x->n, x->mag, w, pga);
    shk_table_mean_at(t, 0, SHK_IMT_SA(0.2), x->n, x->mag, w, sa02);
    SHK_EACH(i, x->n) {
        const double p450 = shk_exp(pga[i]) * (shk_exp(sa02[i] - pga[i]) < 2 ? 0.8 : 1);
        p[i] = x->vs30[i] > 450 ? 0.1 : pga760(p450);
        ln_p[i] = shk_log(p[i]);
        lv[i] = shk_log(x->vs30[i]);
    }
}

SHK_KERNEL void shk_canada_site(const struct shk_canada_site *s, struct shk_imt imt, const struct shk_ctx *x, double *mean)
{
    SHK_COEFFS(site_ba08, c, imt);
    SHK_COEFFS(nbcc2015_2000_to_bc, hard, imt);
    const double ln_hard = shk_log(hard.c), l450 = shk_log(450);
    SHK_EACH(i, x->n)
        mean[i] += amplification(&c, ln_hard, x->vs30[i], s->lv[i], s->p[i], s->ln_p[i]) - amplification(&c, ln_hard, 450, l450, s->p[i], s->ln_p[i]);
}

void shk_canada_table_common(const struct shk_table *t, const struct shk_ctx *x, struct shk_canada_table *c)
{
    shk_table_find(t, 0, x->n, x->mag, shk_table_distance(t, x), &c->where);
    shk_canada_site_common(t, &c->where, x, &c->site);
}
