/* Edwards & Fah (2013): stochastic models of Switzerland; here the kernel of both regions, and the Alps. */
#include "gsim/edwards_fah_2013a.h"
#include "edwards_fah_2013a_20.coeffs.h"
#include "edwards_fah_2013a_30.coeffs.h"
#include "edwards_fah_2013a_50.coeffs.h"
#include "edwards_fah_2013a_60.coeffs.h"
#include "edwards_fah_2013a_75.coeffs.h"
#include "edwards_fah_2013a_90.coeffs.h"
#include "edwards_fah_2013a_120.coeffs.h"

INLINE double poly3(const double *a, double m) { return a[0] + m * (a[1] + m * (a[2] + m * a[3])); }

SHK_KERNEL void shk_edwards_fah_2013(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct edwards_fah_2013a_10 c;              /* all tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const struct shk_edwards_fah_2013 v = *(const struct shk_edwards_fah_2013 *)call->data;
    const double d8[] = { c.a8, c.a9, c.a10, c.a11 }, d12[] = { c.a12, c.a13, c.a14, c.a15 };
    const double d16[] = { c.a16, c.a17, c.a18, c.a19 }, d20[] = { c.a20, c.a21, c.a22, c.a23 };
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G, per_r = 1 / (c.Rc21 - c.Rc11), per_m = 1 / (c.Mc2 - c.Mc1);
    struct shk_edwards_fah_2013_3bars s = { 0 };
    if (v.to_3bars) (void)shk_coeffs_at(v.to_3bars, call->imt, (double *)&s);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rrup = x->rrup[i];
        const double nearest = m > 5 ? 0.55 : m > 4.7 ? v.near[0] * m + v.near[1] : v.near[2] * m + v.near[3];
        const double r = shk_log10(max2(nearest, rrup));
        const double lg = c.a1 + m * (c.a2 + m * (c.a3 + m * (c.a4 + m * (c.a5 + m * (c.a6 + m * c.a7)))))                 /* eq. 17 */
                        + r * (poly3(d8, m) + r * (poly3(d12, m) + r * (poly3(d16, m) + r * poly3(d20, m))));
        const double add = (m <= 4 ? s.cmag35 : m <= 5 ? s.cmag41 : s.cmag51) + (m <= 4 ? s.cmag4 : m <= 5 ? s.cmag5 : s.cmag6) * m
                         - (s.c1 + r * (s.c2 + r * (s.c3 + r * (s.c4 + r * s.c5))));
        const double c1 = c.phi_11 + (c.phi_21 - c.phi_11) * clip((rrup - c.Rc11) * per_r, 0, 1);                        /* Rodriguez-Marek et al. (2013) */
        const double phi = 0.5 * (c1 + (c.C2 - c1) * clip((m - c.Mc1) * per_m, 0, 1)) + 0.5 * c.mean_phi_ss;
        out.mean[i] = (lg + add) * SHK_LN10 - unit;
        out.sig[i] = sqrt(c.tau * c.tau + phi * phi);
        out.tau[i] = c.tau;
        out.phi[i] = phi;
    }
}

static const struct shk_edwards_fah_2013 alpine = { .near = { -2.8, 14.55, -0.295, 2.65 }, .to_3bars = NULL };

#define ROW(bars) { .name = "EdwardsFah2013Alpine" #bars "Bars", SHK_EDWARDS_FAH_2013, .coeffs = &edwards_fah_2013a_##bars##_coeffs, .data = &alpine }
const struct shk_gsim gsim_edwards_fah_2013a[] = {
    ROW(10), ROW(20), ROW(30), ROW(50), ROW(60), ROW(75), ROW(90), ROW(120), { 0 },
};
