/* Arroyo, Garcia, Ordaz, Mora & Singh (2010), J. Seismol. 14, 769-785: Mexican interplate earthquakes, rock of the fore-arc. */
#include "arroyo_2010.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

/* Exponential integral E1, x > 0: series up to 2 (Abramowitz & Stegun 5.1.11); above, x exp(x) E1(x) as a polynomial in
 * (x - 6) / (x + 6) interpolated at Chebyshev nodes. Relative error below 1e-14. */
INLINE double series(double x)
{
    double p = -1.0 / 14890761641597746544640000.0;
    p = p * x + 1.0 / 594596384994354462720000.0;
    p = p * x - 1.0 / 24728016011107368960000.0;
    p = p * x + 1.0 / 1072909785605898240000.0;
    p = p * x - 1.0 / 48658040163532800000.0;
    p = p * x + 1.0 / 2311256907767808000.0;
    p = p * x - 1.0 / 115242726703104000.0;
    p = p * x + 1.0 / 6046686277632000.0;
    p = p * x - 1.0 / 334764638208000.0;
    p = p * x + 1.0 / 19615115520000.0;
    p = p * x - 1.0 / 1220496076800.0;
    p = p * x + 1.0 / 80951270400.0;
    p = p * x - 1.0 / 5748019200.0;
    p = p * x + 1.0 / 439084800.0;
    p = p * x - 1.0 / 36288000.0;
    p = p * x + 1.0 / 3265920.0;
    p = p * x - 1.0 / 322560.0;
    p = p * x + 1.0 / 35280.0;
    p = p * x - 1.0 / 4320.0;
    p = p * x + 1.0 / 600.0;
    p = p * x - 1.0 / 96.0;
    p = p * x + 1.0 / 18.0;
    p = p * x - 1.0 / 4.0;
    p = p * x + 1.0;
    return p * x;
}

INLINE double small(double x) { return series(x) - 0.57721566490153286061 - shk_log(x); }       /* x up to 2; Euler's constant */

INLINE double expint1(double x)
{
    const double t = (x - 6) / (x + 6), near = small(min2(x, 2));
    double p = -0x1.b6a41e99a7d34p-14;
    p = p * t + 0x1.c82368bd20313p-11;
    p = p * t - 0x1.9de17b68d5c6cp-9;
    p = p * t + 0x1.a80f2f7781dbep-8;
    p = p * t - 0x1.07f792ba92af7p-7;
    p = p * t + 0x1.9337279245618p-8;
    p = p * t - 0x1.b0b24623c2689p-9;
    p = p * t + 0x1.99316790f1402p-9;
    p = p * t - 0x1.58e746b7fbec2p-8;
    p = p * t + 0x1.c48eb9ae8fa11p-8;
    p = p * t - 0x1.d98cc8a772723p-8;
    p = p * t + 0x1.e62c5ea14e40fp-8;
    p = p * t - 0x1.0bd47d3b2934ap-7;
    p = p * t + 0x1.2ecc1caeda026p-7;
    p = p * t - 0x1.54b177b297365p-7;
    p = p * t + 0x1.7fff8edbea5b6p-7;
    p = p * t - 0x1.b4a412ea21c77p-7;
    p = p * t + 0x1.f5554845abe14p-7;
    p = p * t - 0x1.22c507f6f0f4bp-6;
    p = p * t + 0x1.5552e9b0e425dp-6;
    p = p * t - 0x1.9659223341382p-6;
    p = p * t + 0x1.ebf9f35f66aedp-6;
    p = p * t - 0x1.2fff462dec5a4p-5;
    p = p * t + 0x1.817028fb88681p-5;
    p = p * t - 0x1.f9127d897df84p-5;
    p = p * t + 0x1.5a0ca2ef17bc3p-4;
    p = p * t - 0x1.f94d4502e6e92p-4;
    p = p * t + 0x1.9eae48688ae7ap-3;
    p = p * t + 0x1.be431cb8b9564p-1;
    return x <= 2 ? near : p * shk_exp(-x) / x;
}

/* ln of the difference of E1 in eq. 8a with the attenuation c4. Where all arguments are small the series is enough, with the same bits. */
SHK_KERNEL static void spreading(const struct shk_ctx *x, double c4, double *restrict ln_e)
{
    double sq[SHK_CTX_BLOCK], far[SHK_CTX_BLOCK], most = 0;
    SHK_EACH(i, x->n) {
        sq[i] = 1.4447e-5 * shk_exp(2.3026 * x->mag[i]);                                /* square of the radius, eq. 6 */
        far[i] = c4 * sqrt(x->rrup[i] * x->rrup[i] + sq[i]);
    }
    for (size_t i = 0; i < x->n; i++) most = far[i] <= most ? most : far[i];
    if (most <= 2) SHK_EACH(i, x->n) ln_e[i] = shk_log((small(c4 * x->rrup[i]) - small(far[i])) / sq[i]);
    else SHK_EACH(i, x->n) ln_e[i] = shk_log((expint1(c4 * x->rrup[i]) - expint1(far[i])) / sq[i]);
}

/* The attenuation of PGA is that of all periods below 0.4 s. */
static void spreading_of_pga(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    SHK_COEFFS(arroyo_2010, p, SHK_IMT_PGA);
    (void)call;
    spreading(x, p.c4, shared);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(arroyo_2010, c, call->imt);
    SHK_COEFFS(arroyo_2010, p, SHK_IMT_PGA);
    struct ln_e { double v[SHK_CTX_BLOCK]; } own;
    const struct ln_e *e = &own;
    if (c.c4 == p.c4) e = shk_shared(call, x, sizeof own, spreading_of_pga, &own);
    else spreading(x, c.c4, own.v);
    const double unit = shk_log(980.665);               /* the paper is in cm/s^2 */
    SHK_EACH(i, x->n) {
        out.mean[i] = c.c1 + c.c2 * x->mag[i] + c.c3 * e->v[i] - unit;                  /* eq. 8a */
        out.sig[i] = c.s_t;
        out.tau[i] = c.s_e;
        out.phi[i] = c.s_r;
    }
}

const struct shk_gsim gsim_arroyo_2010[] = {
    { .name = "ArroyoEtAl2010SInter", .ref = "10.1007/s10950-010-9200-0", .trt = "Subduction Interface", .coeffs = &arroyo_2010_coeffs,
      .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30), .component = "GEOMETRIC_MEAN" },
    { 0 },
};
