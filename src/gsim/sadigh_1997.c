/* Sadigh et al. (1997), Seismol. Res. Lett. 68(1), 180-189: California; rock above 750 m/s, else deep soil. */
#include "gsim/lib_terms.h"
#include "sadigh_1997_himag.coeffs.h"
#include "sadigh_1997_lowmag.coeffs.h"
#include "sadigh_1997_sigma.coeffs.h"
#include "sadigh_1997_soil.coeffs.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(sadigh_1997_lowmag, l, call->imt);
    SHK_COEFFS(sadigh_1997_himag, h, call->imt);
    SHK_COEFFS(sadigh_1997_sigma, s, call->imt);
    SHK_COEFFS(sadigh_1997_soil, d, call->imt);
    SHK_EACH(i, x->n) {
        const double m0 = x->mag[i], m = min2(m0, 8.5), r = x->rrup[i];
        const double b = 8.5 - m, b25 = b * b * sqrt(b);
        const int reverse = (x->rake[i] >= 45) & (x->rake[i] <= 135), low = m0 <= 6.5, rock = x->vs30[i] > 750;
        /* Table 2 for rock, table 4 for soil: two logarithms of distance plus a magnitude term. */
        const double near = rock ? shk_exp(low ? l.c5 + l.c6 * m : h.c5 + h.c6 * m) : (low ? 2.1863 : 0.3825) * shk_exp((low ? 0.32 : 0.5882) * m);
        const double ln_r = shk_log(r + near);
        const double on_rock = (low ? l.c1 + l.c2 * m + l.c3 * b25 + l.c4 * ln_r : h.c1 + h.c2 * m + h.c3 * b25 + h.c4 * ln_r)
                             + (low ? l.c7 : h.c7) * shk_log(r + 2) + reverse * 0.1823215567939546;     /* reverse: times 1.2 */
        const double on_soil = (reverse ? -1.92 + d.c6r : -2.17 + d.c6ss) + m + d.c7 * b25 - 1.7 * ln_r;
        out.mean[i] = rock ? on_rock : on_soil;
        out.sig[i] = rock ? (m0 > s.maxmag ? s.maxsigma : s.sigma0 + s.magfactor * m0) : d.sigma0 + d.magfactor * min2(m0, 7);
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    (void)m;
    return have_all((const struct shk_coeffs *const[]){ &sadigh_1997_lowmag_coeffs, &sadigh_1997_himag_coeffs, &sadigh_1997_sigma_coeffs,
                                                        &sadigh_1997_soil_coeffs, NULL }, t);
}

const struct shk_gsim gsim_sadigh_1997[] = {
    { .name = "SadighEtAl1997", .ref = "10.1785/gssrl.68.1.180", .trt = "Active Shallow Crust",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30),
      .coeffs = &sadigh_1997_lowmag_coeffs, .kernel = kernel, .supports = supports, .component = "GEOMETRIC_MEAN", .total_only = 1 },
    { 0 },
};
