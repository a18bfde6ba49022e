/* Allen (2012), Geoscience Australia Record 2012/069: southeastern Australia, shallow and deeper events; with the site
 * response of Seyhan & Stewart (2014) as in Boore et al. (2014) relative to 820 m/s. */
#include "allen_2012_deep.coeffs.h"
#include "allen_2012_shallow.coeffs.h"
#include "gsim/boore_2014.h"
#include "gsim/lib_shared.h"

INLINE double rock(const struct allen_2012_shallow *c, double m, double r, double lr)     /* eq. 7 to 9: ln of g; lr: log10 of r */
{
    const double d = m - 4, r1 = 90 + c->c8 * d, r2 = 150 + c->c11 * d, h = 1 + c->c5 * d, n = min2(r, r1);
    const double g0 = 0.5 * shk_log10(n * n + h * h), g1 = max2(lr - shk_log10(r1), 0), g2 = max2(lr - shk_log10(r2), 0);
    const double lg = c->c0 + c->c1 * d + c->c2 * d * d + (c->c3 + c->c4 * d) * g0 + (c->c6 + c->c7 * d) * g1 + (c->c9 + c->c10 * d) * g2;
    return lg * SHK_LN10 - SHK_LN_CMS2_PER_G;
}

INLINE double by_depth(const struct allen_2012_shallow *s, const struct allen_2012_shallow *d, double depth, double m, double r)
{
    const double lr = shk_log10(r), a = rock(s, m, r, lr), b = rock(d, m, r, lr);
    return depth < 10 ? a : b;
}

static void both(struct shk_imt t, struct allen_2012_shallow *s, struct allen_2012_shallow *d)
{
    (void)shk_coeffs_at(&allen_2012_shallow_coeffs, t, (double *)s);
    (void)shk_coeffs_at(&allen_2012_deep_coeffs, t, (double *)d);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct allen_2012_shallow s, d;
    both(call->imt, &s, &d);
    SHK_EACH(i, x->n) {
        out.mean[i] = by_depth(&s, &d, x->hypo_depth[i], x->mag[i], x->rrup[i]);
        out.sig[i] = (x->hypo_depth[i] < 10 ? s.sigma : d.sigma) * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

struct common { double lv[SHK_CTX_BLOCK + 8], soft[SHK_CTX_BLOCK + 8]; };     /* the same for all measures: ln(vs30 / 760), the nonlinear response's factor */

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *com = shared;
    double *restrict lv = com->lv, *restrict soft = com->soft;
    struct allen_2012_shallow s, d;
    both(SHK_IMT_PGA, &s, &d);
    const double pga_ref = bssa14_relative(SHK_IMT_PGA, 820).pga_ref;
    (void)call;
    SHK_EACH(i, x->n) {
        lv[i] = shk_log(x->vs30[i] * (1 / 760.0));
        soft[i] = bssa14_soft(shk_exp(by_depth(&s, &d, x->hypo_depth[i], x->mag[i], x->rrup[i]) - pga_ref));
    }
}

SHK_KERNEL static void with_site(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    const struct bssa14_relative site = bssa14_relative(call->imt, 820);
    kernel(call, x, out);
    SHK_EACH(i, x->n) out.mean[i] += site.c.c * min2(com->lv[i], site.ln_vc) + bssa14_f2(&site.c, x->vs30[i], site.at_760) * com->soft[i] - site.ref;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&allen_2012_shallow_coeffs, t) && shk_coeffs_have(&allen_2012_deep_coeffs, t)
        && (m->g->kernel == kernel || shk_coeffs_have(&boore_2014_coeffs, t));
}

#define ROW .ref = "Allen (2012), Geoscience Australia Record 2012/069", .trt = "Stable Shallow Crust", .coeffs = &allen_2012_shallow_coeffs, \
    .supports = supports, .component = "MEDIAN_HORIZONTAL", .total_only = 1
const struct shk_gsim gsim_allen_2012[] = {
    { .name = "Allen2012", ROW, .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) },
    { .name = "Allen2012_SS14", ROW, .kernel = with_site, .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) },
    { 0 },
};
