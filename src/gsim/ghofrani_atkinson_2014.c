/* Ghofrani & Atkinson (2014), Bull. Earthq. Eng. 12(2), 549-571: interface events of magnitude 7 to 9 in Japan. */
#include "ghofrani_atkinson_2014.coeffs.h"
#include "gsim/gsim.h"
#include "gsim/lib_terms.h"
#include "gsim/units.h"
#include "math/vmath.h"

struct variant { double cascadia, epistemic; };         /* factors of the regional and of the epistemic term */

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(ghofrani_atkinson_2014, c, call->imt);
    const struct variant v = *(const struct variant *)call->data;
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    const double tau = c.tau * SHK_LN10, phi = c.sigma * SHK_LN10, sig = sqrt(c.tau * c.tau + c.sigma * c.sigma) * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double r = x->rrup[i];
        const double lg = c.a + c.b * x->mag[i] - shk_log10(sqrt(r * r + 3600.0)) + (x->backarc[i] != 0 ? c.c2 : c.c1) * r      /* eqs. 2, 3 */
                        + c.c3 * shk_log10(x->vs30[i] / 760) + v.cascadia * c.af + v.epistemic * min2(0.15 + 0.0007 * r, 0.35);
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

#define ROW(n, c, e) { .name = n, .ref = "10.1007/s10518-013-9482-8", .trt = "Subduction Interface", .component = "GEOMETRIC_MEAN", \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | SHK_NEEDS(backarc), .coeffs = &ghofrani_atkinson_2014_coeffs, \
    .data = &(const struct variant){ c, e }, .kernel = kernel }

const struct shk_gsim gsim_ghofrani_atkinson_2014[] = {
    ROW("GhofraniAtkinson2014", 0, 0),
    ROW("GhofraniAtkinson2014Cascadia", 1, 0),
    ROW("GhofraniAtkinson2014Upper", 0, 1),
    ROW("GhofraniAtkinson2014Lower", 0, -1),
    ROW("GhofraniAtkinson2014CascadiaUpper", 1, 1),
    ROW("GhofraniAtkinson2014CascadiaLower", 1, -1),
    { 0 },
};
