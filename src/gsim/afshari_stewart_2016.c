/* Afshari & Stewart (2016), Earthq. Spectra 32(4), 2057-2081: significant duration, active crust. */
#include "afshari_stewart_2016.coeffs.h"
#include "gsim/lib_terms.h"

/* Depth to 1 km/s by vs30, in km, eqs. 11 and 12: the reference compares it with a depth in m, and so do we. */
INLINE double reference_depth(int japan, double v)
{
    const double v2 = v * v;
    return shk_exp(japan ? -5.23 / 2 * shk_log((v2 + 412.39 * 412.39) / (1360.0 * 1360 + 412.39 * 412.39)) - 3 * SHK_LN10
                         : -7.15 / 4 * shk_log((v2 * v2 + 570.94 * 570.94 * 570.94 * 570.94)
                                               / (1360.0 * 1360 * 1360 * 1360 + 570.94 * 570.94 * 570.94 * 570.94)) - 3 * SHK_LN10);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const int japan = *(const int *)call->data;
    SHK_COEFFS(afshari_stewart_2016, c, call->imt);
    const double ln_vref = shk_log(c.vref), corner = 1 / (4.9e6 * 3.2), r1 = 10, r2 = 50;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], r = x->rrup[i], vs30 = x->vs30[i];
        const int reverse = (rake >= 45) & (rake <= 135), normal = (rake <= -45) & (rake >= -135);
        const double b0 = reverse ? c.b0R : normal ? c.b0N : c.b0SS, b1 = reverse ? c.b1R : normal ? c.b1N : c.b1SS;
        const double ln_stress = b1 + c.b2 * (min2(m, c.m2) - 6) + c.b3 * max2(m - c.m2, 0);                /* eqs. 5, 6 */
        const double source = corner * shk_exp(((1.5 * m + 16.05) * SHK_LN10 - ln_stress) * (1.0 / 3));     /* 1 / f0, eqs. 3, 4 */
        const double path = c.c1 * min2(r, r1) + c.c2 * (clip(r, r1, r2) - r1) + c.c3 * max2(r - r2, 0);    /* eq. 7 */
        const double z = x->z1pt0[i], dz = z == -999 ? 0 : z - reference_depth(japan, vs30);
        const double site = c.c4 * (shk_log(min2(vs30, 600)) - ln_vref) + c.c5 * min2(dz, 200);             /* eqs. 8 to 10 */
        const double tau = c.tau1 + (c.tau2 - c.tau1) * clip((m - 6.5) / 0.5, 0, 1);                        /* eq. 14 */
        const double phi = c.phi1 + (c.phi2 - c.phi1) * clip((m - 5.5) / 0.25, 0, 1);                       /* eq. 15 */
        out.mean[i] = shk_log((m <= c.m1 ? b0 : source) + path) + site;
        out.sig[i] = sqrt(tau * tau + phi * phi);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

#define ROW(japan) .ref = "10.1193/063015EQS106M", .trt = "Active Shallow Crust", .kernel = kernel, .coeffs = &afshari_stewart_2016_coeffs, \
    .data = &(const int){ japan }, .component = "GEOMETRIC_MEAN", \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | SHK_NEEDS(z1pt0)
const struct shk_gsim gsim_afshari_stewart_2016[] = {
    { .name = "AfshariStewart2016", ROW(0) },
    { .name = "AfshariStewart2016Japan", ROW(1) },
    { 0 },
};
