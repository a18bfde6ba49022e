/* Somerville et al. (2009), Risk Frontiers / URS report for Geoscience Australia: Australia, cratonic and not; with the site
 * response of Seyhan & Stewart (2014) as in Boore et al. (2014) relative to 865 m/s. */
#include "gsim/boore_2014.h"
#include "somerville_2009_noncratonic.coeffs.h"
#include "somerville_2009_yilgarn.coeffs.h"

static const double ln_r1 = 3.9191716577785582;        /* ln sqrt(50^2 + 6^2) */

INLINE double rock(const struct somerville_2009_noncratonic *c, double m, double r)
{
    const double d = m - 6.4, e = 8.5 - m, lr = 0.5 * shk_log(r * r + 36);
    return c->c1 + c->c4 * d * lr + c->c5 * r + c->c8 * (e * e) + (r < 50 ? c->c3 * lr : c->c3 * ln_r1 + c->c6 * (lr - ln_r1))
         + (m < 6.4 ? c->c2 : c->c7) * d;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct somerville_2009_noncratonic c;       /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    SHK_EACH(i, x->n) {
        out.mean[i] = rock(&c, x->mag[i], x->rjb[i]);
        out.sig[i] = c.sigma;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

SHK_KERNEL static void with_site(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct somerville_2009_noncratonic p;
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&p);
    const struct bssa14_relative site = bssa14_relative(call->imt, 865);
    kernel(call, x, out);
    SHK_EACH(i, x->n) out.mean[i] += bssa14_relative_site(&site, x->vs30[i], rock(&p, x->mag[i], x->rjb[i]));
}

static int supports_site(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t) && shk_coeffs_have(&boore_2014_coeffs, t);
}

#define ROW(table) .ref = "Somerville et al. (2009), Risk Frontiers report for Geoscience Australia", .trt = "Stable Shallow Crust", \
    .coeffs = &table##_coeffs, .component = "GEOMETRIC_MEAN", .total_only = 1
#define PLAIN .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb)
#define SITE .kernel = with_site, .supports = supports_site, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_somerville_2009[] = {
    { .name = "SomervilleEtAl2009NonCratonic", ROW(somerville_2009_noncratonic), PLAIN },
    { .name = "SomervilleEtAl2009YilgarnCraton", ROW(somerville_2009_yilgarn), PLAIN },
    { .name = "SomervilleEtAl2009NonCratonic_SS14", ROW(somerville_2009_noncratonic), SITE },
    { .name = "SomervilleEtAl2009YilgarnCraton_SS14", ROW(somerville_2009_yilgarn), SITE },
    { 0 },
};
