/* Munson & Thurber (1997), Bull. Seismol. Soc. Am. 87(4), 954-966: Hawaii, PGA; and with the 1998 national model's terms for
 * large magnitudes and spectral accelerations. */
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    (void)call;
    SHK_EACH(i, x->n) {
        const double r = sqrt(x->rjb[i] * x->rjb[i] + 11.29 * 11.29);
        out.mean[i] = (0.518 + 0.387 * (x->mag[i] - 6) - shk_log10(r) - 0.00256 * r + 0.335 * (x->vs30[i] <= 200)) * SHK_LN10;
        out.sig[i] = 0.237 * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

SHK_KERNEL static void hawaii(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const double T = call->imt.period, spectral = T == 0.3 ? shk_log(2.2) : T == 0.2 ? shk_log(2.5) : 0;     /* other periods are as PGA */
    kernel(call, x, out);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = 7 - m;
        out.mean[i] += (m > 7.7 ? 0.1512 + 0.387 * d : m > 7 ? 0.171 * d : 0) * SHK_LN10 + spectral;
    }
}

static int pga_only(const struct shk_gsim_model *m, struct shk_imt t) { (void)m; return t.kind == SHK_PGA; }
static int pga_or_sa(const struct shk_gsim_model *m, struct shk_imt t) { (void)m; return t.kind == SHK_PGA || t.kind == SHK_SA; }

#define ROW .ref = "Munson & Thurber (1997), Bull. Seismol. Soc. Am. 87(4)", .trt = "Volcanic", .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_munson_thurber_1997[] = {
    { .name = "MunsonThurber1997", ROW, .component = "HORIZONTAL", .kernel = kernel, .supports = pga_only },
    { .name = "MunsonThurber1997Hawaii", ROW, .component = "HORIZONTAL", .kernel = hawaii, .supports = pga_or_sa },
    { .name = "MunsonThurber1997Vector", ROW, .component = "VECTORIAL", .kernel = kernel, .supports = pga_only },
    { 0 },
};
