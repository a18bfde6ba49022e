/* Scala et al. (2025), Bull. Earthq. Eng.: Campi Flegrei; epicentral or hypocentral distance, moment or duration magnitude. */
#include "scala_2025_repi_md.coeffs.h"
#include "scala_2025_repi_mw.coeffs.h"
#include "scala_2025_rhypo_mw.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const double h = *(const double *)call->data, *restrict dist = h == 1 ? x->rhypo : x->repi;
    struct scala_2025_repi_mw c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G, phi = sqrt(c.phi * c.phi + c.sigma0 * c.sigma0);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], vs30 = x->vs30[i], site = vs30 < 360 ? c.sC : vs30 < 800 ? c.sB : 0;
        const double lg = c.a + c.b * m + (c.c1 + c.c2 * m) * shk_log10(sqrt(dist[i] * dist[i] + h * h)) + site;
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = phi * SHK_LN10;
    }
}

#define ROW(table, h, d) .ref = "10.1007/s10518-025-02315-6", .trt = "Volcanic", .component = "GREATER_OF_TWO_HORIZONTAL", .data = &(const double){ h }, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30) | SHK_NEEDS(d), .coeffs = &scala_2025_##table##_coeffs, .kernel = kernel
const struct shk_gsim gsim_scala_2025[] = {
    { .name = "Scala2025CampiFlegreiRepiMW", ROW(repi_mw, 1.4, repi) },
    { .name = "Scala2025CampiFlegreiRhypoMW", ROW(rhypo_mw, 1, rhypo) },
    { .name = "Scala2025CampiFlegreiRepiMD", ROW(repi_md, 1.4, repi) },
    { 0 },
};
