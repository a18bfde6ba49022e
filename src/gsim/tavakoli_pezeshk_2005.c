/* Tavakoli & Pezeshk (2005), Bull. Seismol. Soc. Am. 95(6), 2283-2296: eastern North America, hybrid empirical; up to magnitude 8.5. */
#include "gsim/lib_terms.h"
#include "tavakoli_pezeshk_2005.coeffs.h"
#include "tavakoli_pezeshk_2005_nshmp.coeffs.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct tavakoli_pezeshk_2005 c;     /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const int eq = *(const int *)call->data;
    const double ceiling = eq == MAG_NA ? INFINITY : nshmp_ceiling(call->imt), ln70 = shk_log(70), ln130 = shk_log(130), ln_c5 = 2 * shk_log(fabs(c.c5));
    SHK_EACH(i, x->n) {
        const double m = mw_from(eq, x->mag[i]), b = 8.5 - m, b25 = b * b * sqrt(b), d = x->rrup[i], ld = shk_log(max2(d, 1));
        const double f1 = c.c1 + c.c2 * m + c.c3 * b25;                                                                /* eq. 4 */
        const double f2 = c.c9 * shk_log(d + 4.5) + c.c10 * max2(ld - ln70, 0) + c.c11 * max2(ld - ln130, 0);          /* eq. 5 */
        const double r = sqrt(d * d + shk_exp(ln_c5 + 2 * (c.c6 * m + c.c7 * b25)));                                   /* eq. 7 */
        const double f3 = (c.c4 + c.c13 * m) * shk_log(r) + (c.c8 + c.c12 * m) * r;                                    /* eq. 6 */
        out.mean[i] = min2(f1 + f2 + f3, ceiling);
        out.sig[i] = m < 7.2 ? c.c14 + c.c15 * m : c.c16;                                                              /* eq. 8 */
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

#define ROW(eq, table) .ref = "10.1785/0120050030", .trt = "Stable Shallow Crust", .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup), .kernel = kernel, \
    .coeffs = &table##_coeffs, .data = &(const int){ eq }, .component = "HORIZONTAL", .total_only = 1
const struct shk_gsim gsim_tavakoli_pezeshk_2005[] = {
    { .name = "TavakoliPezeshk2005", ROW(MAG_NA, tavakoli_pezeshk_2005) },
    { .name = "TavakoliPezeshk2005MblgAB1987NSHMP2008", ROW(MAG_MBLG87, tavakoli_pezeshk_2005_nshmp) },
    { .name = "TavakoliPezeshk2005MblgJ1996NSHMP2008", ROW(MAG_MBLG96, tavakoli_pezeshk_2005_nshmp) },
    { .name = "TavakoliPezeshk2005MwNSHMP2008", ROW(MAG_MW, tavakoli_pezeshk_2005_nshmp) },
    { 0 },
};
