/* Abrahamson & Silva (1997), Seismol. Res. Lett. 68(1), 94-127: shallow crust, horizontal and vertical. */
#include "abrahamson_silva_1997.coeffs.h"
#include "abrahamson_silva_1997_std.coeffs.h"
#include "abrahamson_silva_1997_vertical.coeffs.h"
#include "abrahamson_silva_1997_vertical_std.coeffs.h"
#include "gsim/lib_terms.h"

struct component { const struct shk_coeffs *std; };

/* Eq. 3 with S = 0. The exponent n is 2 or 3 in every row of a table. */
INLINE double rock(const struct abrahamson_silva_1997 *c, double m, double rrup, double reverse)
{
    const double d = m - c->c1, q = 8.5 - m;
    const double f1 = c->a1 + c->a12 * (q * q * (c->n == 3 ? q : 1)) + (c->a3 + c->a13 * d) * 0.5 * shk_log(rrup * rrup + c->c4 * c->c4)
                    + (m <= c->c1 ? c->a2 : c->a4) * d;                                         /* eq. 4 */
    /* Eq. 6 with the factor m - 5.8 that the authors' program has and the paper leaves out. */
    const double f3 = m >= c->c1 ? c->a6 : m <= 5.8 ? c->a5 : c->a5 + (c->a6 - c->a5) * (m - 5.8) / (c->c1 - 5.8);
    const double near = rrup > 4 ? (rrup - 4) * 0.25 : 0, far = 1 - (rrup - 18) / 7;
    const double hw = c->a9 * (rrup <= 8 ? near : rrup <= 18 ? 1 : rrup <= 24 ? far : 0);       /* eq. 9 */
    return f1 + reverse * (f3 + clip(m - 5.5, 0, 1) * hw);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct component *v = call->data;
    struct abrahamson_silva_1997 c, p;          /* the two tables have the same columns */
    struct abrahamson_silva_1997_std s;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&p);
    (void)shk_coeffs_at(v->std, call->imt, (double *)&s);
    if (call->imt.period == 0) c = p;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], reverse = (x->rake[i] >= 45) & (x->rake[i] <= 135), soil = x->vs30[i] < 600;
        const double pga = shk_exp(rock(&p, m, r, reverse));
        out.mean[i] = rock(&c, m, r, reverse) + soil * (c.a10 + c.a11 * shk_log(pga + c.c5));   /* eq. 10 */
        out.sig[i] = s.b5 - s.b6 * clip(m - 5, 0, 2);                                           /* eq. 11 */
        out.tau[i] = out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct component *v = m->g->data;
    return shk_coeffs_have(m->g->coeffs, t) && shk_coeffs_have(v->std, t);
}

static const struct component horizontal = { &abrahamson_silva_1997_std_coeffs }, vertical = { &abrahamson_silva_1997_vertical_std_coeffs };
#define ROW .ref = "10.1785/gssrl.68.1.94", .trt = "Active Shallow Crust", .kernel = kernel, .supports = supports, .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_abrahamson_silva_1997[] = {
    { .name = "AbrahamsonSilva1997", ROW, .coeffs = &abrahamson_silva_1997_coeffs, .data = &horizontal, .component = "GEOMETRIC_MEAN" },
    { .name = "AbrahamsonSilva1997Vertical", ROW, .coeffs = &abrahamson_silva_1997_vertical_coeffs, .data = &vertical, .component = "VERTICAL" },
    { 0 },
};
