/* Toro, Abrahamson & Schneider (1997), Seismol. Res. Lett. 68(1), 41-57, with the finite-fault term of Toro (2002), as in the 2008
 * national model of the USA: B/C boundary. */
#include "toro_1997_mblg.coeffs.h"
#include "toro_1997_mw.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct toro_1997_mw c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const int mblg = *(const int *)call->data;
    const double ceiling = nshmp_ceiling(call->imt);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - 6, mw = mblg ? 0.5 * (mw_johnston_96(m) + mw_atkinson_boore_87(m)) : m;
        const double h = c.c7 * shk_exp(-1.25 + 0.227 * mw), d = sqrt(x->rjb[i] * x->rjb[i] + h * h);
        const double y = c.c1 + c.c2 * dm + c.c3 * dm * dm - c.c4 * shk_log(d) - c.c6 * d - (c.c5 - c.c4) * max2(shk_log(x->rjb[i] / 100), 0);
        out.mean[i] = min2(y, ceiling);
        out.sig[i] = c.sigma;
        out.tau[i] = out.phi[i] = 0;
    }
}

#define ROW(table, mblg) .ref = "10.1785/gssrl.68.1.41", .trt = "Stable Shallow Crust", .component = "GEOMETRIC_MEAN", .total_only = 1, .reference_vs30 = 760, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb), .coeffs = &table##_coeffs, .data = &(const int){ mblg }, .kernel = kernel
const struct shk_gsim gsim_toro_1997[] = {
    { .name = "ToroEtAl1997MblgNSHMP2008", ROW(toro_1997_mblg, 1) },
    { .name = "ToroEtAl1997MwNSHMP2008", ROW(toro_1997_mw, 0) },
    { 0 },
};
