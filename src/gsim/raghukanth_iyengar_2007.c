/* Raghukanth & Iyengar (2007), J. Earth Syst. Sci. 116(3), 199-214: peninsular India and three of its regions. Below 180 m/s, where the
 * paper has no site coefficients, the motion is NaN, as in the reference. */
#include "raghukanth_iyengar_2007_koynawarna.coeffs.h"
#include "raghukanth_iyengar_2007_peninsular.coeffs.h"
#include "raghukanth_iyengar_2007_site.coeffs.h"
#include "raghukanth_iyengar_2007_southern.coeffs.h"
#include "raghukanth_iyengar_2007_westerncentral.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct raghukanth_iyengar_2007_peninsular c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    SHK_COEFFS(raghukanth_iyengar_2007_site, s, call->imt);
    SHK_EACH(i, x->n) {
        const double d = x->mag[i] - 6, r = x->rhypo[i], v = x->vs30[i];
        const double rock = c.c1 + c.c2 * d + c.c3 * d * d - shk_log(r) - c.c4 * r;                         /* eq. 8 */
        const double a1 = v > 3600 ? 0 : v >= 1500 ? s.a1_A : v >= 760 ? s.a1_B : v >= 360 ? s.a1_C : v >= 180 ? s.a1_D : NAN;
        const double a2 = v > 3600 ? 0 : v >= 1500 ? s.a2_A : v >= 760 ? s.a2_B : v >= 360 ? s.a2_C : v >= 180 ? s.a2_D : NAN;
        const double sd = v > 3600 ? 0 : v >= 1500 ? s.sigma_A : v >= 760 ? s.sigma_B : v >= 360 ? s.sigma_C : v >= 180 ? s.sigma_D : NAN;
        out.mean[i] = rock + a1 * shk_exp(rock) + a2;                                                       /* eqs. 9, 10 */
        out.sig[i] = sqrt(c.sigma_bedrock * c.sigma_bedrock + sd * sd);                                     /* eq. 11 */
        out.tau[i] = out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t) && shk_coeffs_have(&raghukanth_iyengar_2007_site_coeffs, t);
}

#define ROW(region) .ref = "10.1007/s12040-007-0021-8", .trt = "Stable Shallow Crust", .component = "GEOMETRIC_MEAN", .total_only = 1, .supports = supports, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30), .coeffs = &raghukanth_iyengar_2007_##region##_coeffs, .kernel = kernel
const struct shk_gsim gsim_raghukanth_iyengar_2007[] = {
    { .name = "RaghukanthIyengar2007", ROW(peninsular) },
    { .name = "RaghukanthIyengar2007KoynaWarna", ROW(koynawarna) },
    { .name = "RaghukanthIyengar2007Southern", ROW(southern) },
    { .name = "RaghukanthIyengar2007WesternCentral", ROW(westerncentral) },
    { 0 },
};
