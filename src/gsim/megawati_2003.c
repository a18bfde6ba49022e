/* Megawati, Pan & Koketsu (2003): Sumatran fault events in Singapore and the Malay Peninsula; radiation pattern by azimuth. */
#include "megawati_2003.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(megawati_2003, c, call->imt);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rhypo[i];
        double s, k;
        shk_sincos(radians(2 * x->azimuth[i]), &s, &k);
        out.mean[i] = c.a0 + c.a1 * m + c.a2 * m * m + c.a3 * shk_log(r) + c.a4 * r + shk_log(max2(fabs(k), fabs(s) * c.a5)) - unit;
        out.sig[i] = c.sigma;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_megawati_2003[] = {
    { .name = "MegawatiEtAl2003", .ref = "Megawati, Pan & Koketsu (2003), Soil Dyn. Earthq. Eng. 23", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN",
      .total_only = 1, .coeffs = &megawati_2003_coeffs, .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(azimuth) },
    { 0 },
};
