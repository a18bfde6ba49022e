/* Bahrampouri, Rodriguez-Marek & Green (2021), Earthq. Spectra 37(2), 903-920: significant duration, Japan. */
#include "bahrampouri_2021_duration_asc.coeffs.h"
#include "bahrampouri_2021_duration_sinter.coeffs.h"
#include "bahrampouri_2021_duration_sslab.coeffs.h"
#include "gsim/lib_terms.h"

/* Terms are rounded to four decimals, half to even, as the reference does. */
INLINE double round4(double x)
{
    const double magic = 0x1.8p52;
    return ((x * 1e4 + magic) - magic) / 1e4;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct bahrampouri_2021_duration_asc c;     /* all three tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double phi = sqrt(c.phi_ss * c.phi_ss + c.phi_s2s * c.phi_s2s), span = 1360.0 * 1360.0 + 412.39 * 412.39;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], r = x->rrup[i], vs30 = x->vs30[i], z = x->z1pt0[i];
        const int normal = (rake <= -45) & (rake >= -135), reverse = (rake >= 45) & (rake <= 135);
        const double source = round4(shk_exp(c.m1 * (m - c.m2) * SHK_LN10) + (reverse ? c.m3_RS : normal ? c.m3_NS : c.m3_SS));    /* eq. 8 */
        const double slope = c.r1 + c.r2 * (m - 4), mse = m > c.M2 ? 1 : m <= c.M1 ? 0 : (m - c.M1) / (c.M2 - c.M1);
        const double path = round4(slope * (r > c.R1 ? c.R1 + mse * (r - c.R1) : r));                           /* eqs. 9 to 11 */
        const double z_mean = shk_exp(-5.23 / 2 * shk_log((vs30 * vs30 + 412.39 * 412.39) / span) - 0.9);
        const double basin = c.s2 * min2(z == -999 ? 0 : round4(z - z_mean), 250);
        const double site = round4(c.s1 * shk_log(min2(vs30, 600) / 600) + basin + c.s3);                       /* eq. 12 */
        out.mean[i] = shk_log(source + path) + site;
        out.sig[i] = c.sig;
        out.tau[i] = c.tau;
        out.phi[i] = phi;
    }
}

#define ROW(table) .ref = "Bahrampouri et al. (2021), Earthq. Spectra 37(2), 903-920", .kernel = kernel, .component = "GEOMETRIC_MEAN", \
    .coeffs = &bahrampouri_2021_duration_##table##_coeffs, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | SHK_NEEDS(z1pt0)
const struct shk_gsim gsim_bahrampouri_2021_duration[] = {
    { .name = "BahrampouriEtAldm2021Asc", .trt = "Active Shallow Crust", ROW(asc) },
    { .name = "BahrampouriEtAldm2021SInter", .trt = "Subduction Interface", ROW(sinter) },
    { .name = "BahrampouriEtAldm2021SSlab", .trt = "Subduction IntraSlab", ROW(sslab) },
    { 0 },
};
