/* Boore, Joyner & Fumal (1997), Seismol. Res. Lett. 68(1), 128-153, with the erratum of 2005: western North America. */
#include "boore_1997.coeffs.h"
#include "gsim/lib_terms.h"

struct version { int style, arbitrary; };       /* arbitrary: the deviations of one horizontal component */

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct version *v = call->data;
    SHK_COEFFS(boore_1997, c, call->imt);
    const double tau = c.sigma_e, phi = v->arbitrary ? c.sigma_r : c.sigma1;                                    /* eqs. 4, 5 */
    const double sig = v->arbitrary ? c.sigma_tot : sqrt(c.sigma_e * c.sigma_e + c.sigma1 * c.sigma1);
    const double *rakes = v->style ? x->rake : x->mag, ln_va = shk_log(c.Va);
    const double reverse = v->style ? c.B1rv : c.B1all, strike_slip = v->style ? c.B1ss : c.B1all;
    SHK_EACH(i, x->n) {
        const double dm = x->mag[i] - 6, r = x->rjb[i], rake = rakes[i];
        const double b1 = fault_strike_slip(rake) ? strike_slip : fault_reverse30(rake) ? reverse : c.B1all;
        out.mean[i] = b1 + c.B2 * dm + c.B3 * (dm * dm) + c.B5 * 0.5 * shk_log(r * r + c.h * c.h)
                    + c.Bv * (shk_log(x->vs30[i]) - ln_va);   /* eq. 1 */
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
#define ROW(...) .ref = "10.1785/gssrl.68.1.128", .trt = "Active Shallow Crust", .kernel = kernel, .coeffs = &boore_1997_coeffs, \
    .data = &(const struct version){ __VA_ARGS__ }
const struct shk_gsim gsim_boore_1997[] = {
    { .name = "BooreEtAl1997GeometricMean", ROW(1, 0), .needs = NEEDS | SHK_NEEDS(rake), .component = "GEOMETRIC_MEAN" },
    { .name = "BooreEtAl1997GeometricMeanUnspecified", ROW(0, 0), .needs = NEEDS, .component = "GEOMETRIC_MEAN" },
    { .name = "BooreEtAl1997ArbitraryHorizontal", ROW(1, 1), .needs = NEEDS | SHK_NEEDS(rake), .component = "HORIZONTAL" },
    { .name = "BooreEtAl1997ArbitraryHorizontalUnspecified", ROW(0, 1), .needs = NEEDS, .component = "HORIZONTAL" },
    { 0 },
};
