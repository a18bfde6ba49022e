/* Tusa, Langer & Azzaro (2020), Bull. Seismol. Soc. Am. 110(6): shallow events of Mount Etna, to 100 and 60 km, with a depth that grows with
 * magnitude (Azzaro et al. 2017). */
#include "tusa_langer_azzaro_2019_100b.coeffs.h"
#include "tusa_langer_azzaro_2019_60b.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct tusa_langer_azzaro_2019_100b c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double sig = c.SigmaTot * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], vs30 = x->vs30[i], h = shk_exp(SHK_LN10 * ((m - 3.391) / 2.076)), r = sqrt(x->rhypo[i] * x->rhypo[i] + h * h);
        const double site = vs30 < 360 ? c.sCD : vs30 < 800 ? c.sB : c.sA;
        const double lg = c.a + c.b1 * m + c.b2 * m * m + (c.c1 + c.c2 * (m - 3.6)) * shk_log10(r) + c.c3 * (r - 1) + site;
        out.mean[i] = lg * SHK_LN10 - SHK_LN_CMS2_PER_G;
        out.sig[i] = sig;
        out.tau[i] = out.phi[i] = 0;
    }
}

#define ROW(table) .ref = "10.1785/0120190325", .trt = "Volcanic", .component = "GREATER_OF_TWO_HORIZONTAL", .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30), .coeffs = &table##_coeffs, .kernel = kernel
const struct shk_gsim gsim_tusa_langer_azzaro_2019[] = {
    { .name = "TusaLangerAzzaro2019_100b", ROW(tusa_langer_azzaro_2019_100b) },
    { .name = "TusaLangerAzzaro2019_60b", ROW(tusa_langer_azzaro_2019_60b) },
    { 0 },
};
