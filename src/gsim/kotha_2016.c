/* Kotha, Bindi & Cotton (2016), Bull. Earthq. Eng. 14: Europe and the Middle East, with regional attenuation and site terms. */
#include "kotha_2016.coeffs.h"
#include "gsim/lib_terms.h"

enum region { BASE, ITALY, TURKEY, OTHER };

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(kotha_2016, c, call->imt);
    const enum region g = *(const enum region *)call->data;
    const double c3 = c.c3 + (g == ITALY ? c.Dc3IT : g == TURKEY ? c.Dc3TR : g == OTHER ? c.Dc3OTH : 0);
    const double g1 = c.g1 + (g == ITALY ? c.Dg1IT : g == TURKEY ? c.Dg1TR : g == OTHER ? c.Dg1OTH : 0);
    const double g2 = c.g2 + (g == ITALY ? c.Dg2IT : g == TURKEY ? c.Dg2TR : g == OTHER ? c.Dg2OTH : 0);
    const double unit = 2 * SHK_LN10 - (call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G);                            /* from m/s and m/s^2 */
    const double phi = sqrt(c.phi0 * c.phi0 + c.phiS2S * c.phiS2S);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = m - 6.75, r = sqrt(x->rjb[i] * x->rjb[i] + c.h * c.h);
        out.mean[i] = c.e1 + (m >= 6.75 ? c.b3 * d : c.b1 * d + c.b2 * d * d)                                          /* eqs. 1 to 4 */
                    + (c.c1 + c.c2 * (m - 5.5)) * shk_log(r) + c3 * (r - 1) + g1 + g2 * shk_log(x->vs30[i]) + unit;
        out.sig[i] = c.sigma;
        out.tau[i] = c.tau;
        out.phi[i] = phi;
    }
}

#define ROW(suffix, g) { .name = "KothaEtAl2016" suffix, .ref = "10.1007/s10518-016-9875-x", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", \
    .coeffs = &kotha_2016_coeffs, .kernel = kernel, .data = &(const enum region){ g }, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30) }
const struct shk_gsim gsim_kotha_2016[] = { ROW("", BASE), ROW("Italy", ITALY), ROW("Turkey", TURKEY), ROW("Other", OTHER), { 0 } };
