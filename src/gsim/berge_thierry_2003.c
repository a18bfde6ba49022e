/* Berge-Thierry et al. (2003), J. Earthq. Eng. 7(2), 193-222: moderate European earthquakes, in surface-wave magnitude; and with
 * moment magnitude after Weatherill et al. (2016) or Lolli et al. (2014), whose scatter adds to sigma. */
#include "berge_thierry_2003.coeffs.h"
#include "gsim/lib_terms.h"

/* Ms from Mw below a magnitude and from it on: exponential, Ms = (ln(Mw + c) - a) / b, or linear, Ms = (Mw - a) / b; s: the
 * standard deviation of Mw. */
struct branch { double a, b, c, s; };
struct conversion { int exponential; double at; struct branch low, high; };

INLINE double exponential(struct branch k, double m) { return (shk_log(m + k.c) - k.a) / k.b; }

SHK_KERNEL static void convert(const struct conversion *v, size_t n, const double *restrict mag, double *restrict ms, double *restrict scatter)
{
    const struct branch l = v->low, h = v->high;
    const double at = v->at;
    if (v->exponential)
        SHK_EACH(i, n) {
            const double m = mag[i];
            const int low = m < at;
            ms[i] = low ? exponential(l, m) : exponential(h, m);
            scatter[i] = low ? l.s / (l.b * (m + l.c)) : h.s / (h.b * (m + h.c));
        }
    else
        SHK_EACH(i, n) {
            const double m = mag[i];
            const int low = m <= at;
            ms[i] = low ? (m - l.a) / l.b : (m - h.a) / h.b;
            scatter[i] = low ? l.s / l.b : h.s / h.b;
        }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(berge_thierry_2003, c, call->imt);
    double ms[SHK_CTX_BLOCK], scatter[SHK_CTX_BLOCK];
    convert(call->data, x->n, x->mag, ms, scatter);
    const double s2 = c.sigma * SHK_LN10 * (c.sigma * SHK_LN10), a2 = c.a * c.a;
    SHK_EACH(i, x->n) {
        const double r = max2(x->rhypo[i], 4), site = x->vs30[i] >= 800 ? c.c1 : c.c2;
        out.mean[i] = (c.a * ms[i] + c.b * r - shk_log10(r) + site) * SHK_LN10 - SHK_LN_CMS2_PER_G;
        out.sig[i] = sqrt(s2 + a2 * (scatter[i] * scatter[i]));
        out.tau[i] = out.phi[i] = 0;
    }
}

#define BOTH(...) { __VA_ARGS__ }, { __VA_ARGS__ }
static const struct conversion none = { 0, 0, BOTH(0, 1, 0, 0) }, sigma = { 0, 0, BOTH(0, 1, 0, 0.2) },
    weatherill = { 0, 6.064, { 2.369, 0.616, 0, 0.147 }, { 0.100, 0.994, 0, 0.174 } },
    lolli_med = { 1, 0, BOTH(2.133, 0.063, 6.205, 0.1703) }, lolli_ita = { 1, 0, BOTH(1.421, 0.108, 1.863, 0.1685) },
    lolli_global = { 1, 5.75, { 2.133, 0.063, 6.205, 0.1703 }, { -0.109, 0.229, -2.586, 0.1462 } };
#define ROW(v) .ref = "Berge-Thierry et al. (2003), J. Earthq. Eng. 7(2), 193-222", .trt = "Active Shallow Crust", .kernel = kernel, \
    .coeffs = &berge_thierry_2003_coeffs, .data = &v, .component = "HORIZONTAL", .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_berge_thierry_2003[] = {
    { .name = "BergeThierryEtAl2003Ms", ROW(none) },
    { .name = "BergeThierryEtAl2003SIGMA", ROW(sigma) },
    { .name = "BergeThierryEtAl2003MwW", ROW(weatherill) },
    { .name = "BergeThierryEtAl2003MwL_MED", ROW(lolli_med) },
    { .name = "BergeThierryEtAl2003MwL_ITA", ROW(lolli_ita) },
    { .name = "BergeThierryEtAl2003MwL_GBL", ROW(lolli_global) },
    { 0 },
};
