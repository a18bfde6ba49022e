/* Campbell (2003), Bull. Seismol. Soc. Am. 93(3), 1012-1033: eastern North America, hybrid empirical. */
#include "campbell_2003.coeffs.h"
#include "campbell_2003_nshmp.coeffs.h"
#include "campbell_2003_share.coeffs.h"
#include "gsim/lib_runs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

static const struct variant { int mag_eq, share; } plain = { MAG_NA, 0 }, share = { MAG_NA, 1 }, mblg87 = { MAG_MBLG87, 0 },
    mblg96 = { MAG_MBLG96, 0 }, mw = { MAG_MW, 0 };

/* What does not depend on the measure: runs of magnitudes, ln(max(rrup, 1)). */
struct common { struct shk_runs mags; double lr[SHK_CTX_BLOCK]; };
SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    double *restrict lr = ((struct common *)shared)->lr;
    (void)call;
    shk_runs_find(&((struct common *)shared)->mags, x->n, (const double *const[]){ x->mag }, 1);
    SHK_EACH(i, x->n) lr[i] = shk_log(max2(x->rrup[i], 1));
}

/* The square of the distance term's saturation, of each run. */
SHK_KERNEL static void saturation(int mag_eq, double c7, double c8, const struct shk_runs *mags, size_t n, double *restrict near)
{
    const double *restrict mag = mags->col[0];
    SHK_EACH(i, mags->n) near[i] = shk_exp(c7 + c8 * mw_from(mag_eq, mag[i]));
    shk_runs_spread(mags, n, near, 1);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    const struct variant *v = call->data;
    struct campbell_2003 c;
    double near[SHK_CTX_BLOCK];
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double ceiling = v->mag_eq == MAG_NA ? INFINITY : nshmp_ceiling(call->imt), ln70 = shk_log(70), ln130 = shk_log(130);
    const int eq = v->mag_eq;
    saturation(eq, shk_log(c.c7) * 2, c.c8 * 2, &s->mags, x->n, near);
    SHK_EACH(i, x->n) {
        const double m = mw_from(eq, x->mag[i]), r = x->rrup[i], lr = s->lr[i], d = 8.5 - m;
        const double f1 = c.c2 * m + c.c3 * (d * d);                                                       /* eq. 31 */
        const double f2 = c.c4 * 0.5 * shk_log(r * r + near[i]) + (c.c5 + c.c6 * m) * r;      /* eq. 32 */
        const double f3 = c.c9 * max2(lr - ln70, 0) + c.c10 * max2(lr - ln130, 0);                         /* eq. 33 */
        out.mean[i] = min2(c.c1 + f1 + f2 + f3, ceiling);
        out.sig[i] = m < 7.16 ? c.c11 + c.c12 * m : c.c13;                                                 /* eq. 35 */
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
    if (!v->share) return;
    SHK_COEFFS(campbell_2003_share, a, call->imt);
    const struct share_style f = share_style(a.Frss);
    const double rock = shk_log(a.AFrock);
    SHK_EACH(i, x->n) out.mean[i] += share_style_of(f, x->rake[i]) + rock;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t) && (m->g->data != &share || shk_coeffs_have(&campbell_2003_share_coeffs, t));
}

#define ROW(v, table) .ref = "10.1785/0120020002", .trt = "Stable Shallow Crust", .kernel = kernel, .supports = supports, .data = &v, \
    .coeffs = &table##_coeffs, .component = "GEOMETRIC_MEAN", .total_only = 1
const struct shk_gsim gsim_campbell_2003[] = {
    { .name = "Campbell2003", ROW(plain, campbell_2003), .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) },
    { .name = "Campbell2003SHARE", ROW(share, campbell_2003), .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) },
    { .name = "Campbell2003MblgAB1987NSHMP2008", ROW(mblg87, campbell_2003_nshmp), .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) },
    { .name = "Campbell2003MblgJ1996NSHMP2008", ROW(mblg96, campbell_2003_nshmp), .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) },
    { .name = "Campbell2003MwNSHMP2008", ROW(mw, campbell_2003_nshmp), .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) },
    { 0 },
};
