/* Idini, Rojas, Ruiz & Pasten (2017), Bull. Earthq. Eng. 15, 1853-1880: subduction in Chile, soil classes 1 to 6. */
#include "idini_2017.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(idini_2017, c, call->imt);
    const int slab = *(const int *)call->data;
    const double tau = c.sigma_e * SHK_LN10, phi = c.sigma_r * SHK_LN10, sig = sqrt(tau * tau + phi * phi);
    const double c1 = c.c1 + slab * c.dc1, c2 = c.c2 + slab * c.dc2, c9 = slab ? 0 : c.c9, c8 = slab ? c.c8 : 0, c3 = c.c3 + slab * c.dc3;
    const double *restrict depth = slab ? x->hypo_depth : x->mag;          /* the interface does not need the depth */
    const double change = slab ? INFINITY : 7.7;            /* rhypo below, rrup above; rhypo for all intraslab events */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - 5, near = x->rhypo[i], far = x->rrup[i], r = m < change ? near : far, t = x->soiltype[i];
        const double r0 = (1 - slab) * 5 * shk_exp(0.35 * SHK_LN10 * dm);                                              /* near-source saturation, eq. 6 */
        const double s = t == 2 ? c.s2 : t == 3 ? c.s3 : t == 4 ? c.s4 : t == 5 ? c.s5 : t == 6 ? c.s6 : 0;
        const double lg = c1 + c2 * m + c9 * m * m + c8 * (depth[i] - 50) + (c3 + 0.1 * dm) * shk_log10(r + r0) + c.c5 * r
                        + s * shk_log10(x->vs30[i] * (1 / 1530.0));
        out.mean[i] = lg * SHK_LN10;
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

#define ROW .ref = "10.1007/s10518-016-0050-1", .component = "GEOMETRIC_MEAN", .coeffs = &idini_2017_coeffs, .kernel = kernel
#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(rrup) | SHK_NEEDS(soiltype) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_idini_2017[] = {
    { .name = "IdiniEtAl2017SInter", ROW, .trt = "Subduction Interface", .data = &(const int){ 0 }, .needs = NEEDS },
    { .name = "IdiniEtAl2017SSlab", ROW, .trt = "Subduction IntraSlab", .data = &(const int){ 1 }, .needs = NEEDS | SHK_NEEDS(hypo_depth) },
    { 0 },
};
