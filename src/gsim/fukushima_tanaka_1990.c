/* Fukushima & Tanaka (1990), Bull. Seismol. Soc. Am. 80(4), 757-783: Japan, PGA; and with a factor for the site. */
#include "fukushima_tanaka_1990.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(fukushima_tanaka_1990, c, call->imt);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i];
        const double lg = c.c1 * m + c.c5 - shk_log10(r + c.c2 * shk_exp(c.c3 * SHK_LN10 * m)) - c.c4 * r;
        out.mean[i] = lg * SHK_LN10 - SHK_LN_CMS2_PER_G;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

/* 40% more on soft soil (NEHRP D, E), 40% less on rock (A, B). */
SHK_KERNEL static void with_site(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const double soil = shk_log(1.4), rock = shk_log(0.6);
    kernel(call, x, out);
    SHK_EACH(i, x->n) out.mean[i] += x->vs30[i] <= 360 ? soil : x->vs30[i] > 760 ? rock : 0;
}

#define ROW .ref = "Fukushima & Tanaka (1990), Bull. Seismol. Soc. Am. 80(4), 757-783", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", \
    .total_only = 1, .coeffs = &fukushima_tanaka_1990_coeffs
const struct shk_gsim gsim_fukushima_tanaka_1990[] = {
    { .name = "FukushimaTanaka1990", ROW, .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) },
    { .name = "FukushimaTanakaSite1990", ROW, .kernel = with_site, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) },
    { 0 },
};
