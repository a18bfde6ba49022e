/* Lin (2009): crustal earthquakes in Taiwan; and with a larger deviation. */
#include "lin_2009.coeffs.h"
#include "lin_2009_adjusted.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct lin_2009 c;                          /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double h2 = shk_exp(2 * c.H), above = -c.H * c.C5;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = m - 6.3, e = 8.5 - m, r = x->rrup[i], rake = x->rake[i];
        out.mean[i] = c.C1 + c.C3 * e * e + (m > 6.3 ? above : c.C2) * d + (c.C4 + c.C5 * d) * 0.5 * shk_log(r * r + h2)
                    + c.C6 * ((rake >= -120) & (rake <= -60)) + c.C7 * ((rake >= 30) & (rake <= 150)) + c.C8 * shk_log(x->vs30[i] * (1 / 1130.0));
        out.sig[i] = c.sigma;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

#define ROW(n, table) { .name = n, .ref = "Lin (2009), thesis, National Central University, Taiwan", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", \
    .total_only = 1, .coeffs = &table##_coeffs, .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) }
const struct shk_gsim gsim_lin_2009[] = { ROW("Lin2009", lin_2009), ROW("Lin2009AdjustedSigma", lin_2009_adjusted), { 0 } };
