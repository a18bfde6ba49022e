/* Campbell (1997), Seismol. Res. Lett. 68(1), 154-179: near-source peak acceleration. */
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    (void)call;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], lr = shk_log(r), vs30 = x->vs30[i], turn = x->rake[i], rake = turn < 0 ? turn + 360 : turn;
        const double f = ((rake >= 45) & (rake <= 135)) ? 1 : ((rake >= 225) & (rake <= 315)) ? 0.5 : 0;
        const double soft = (vs30 >= 760) & (vs30 < 1500), hard = vs30 >= 1500, h = 0.149 * shk_exp(0.647 * m);
        const double mean = -3.512 + 0.904 * m - 1.328 * 0.5 * shk_log(r * r + h * h) + (1.125 - 0.112 * lr - 0.0957 * m) * f
                          + (0.440 - 0.171 * lr) * soft + (0.405 - 0.222 * lr) * hard;          /* eq. 3 */
        const double pga = shk_exp(mean);
        out.mean[i] = mean;
        out.sig[i] = pga < 0.068 ? 0.55 : pga <= 0.21 ? 0.173 - 0.140 * mean : 0.39;            /* eq. 5 */
        out.tau[i] = out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t) { (void)m; return t.kind == SHK_PGA; }

const struct shk_gsim gsim_campbell_1997[] = {
    { .name = "Campbell1997", .ref = "10.1785/gssrl.68.1.154", .trt = "Active Shallow Crust", .kernel = kernel, .supports = supports,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30), .component = "GEOMETRIC_MEAN", .total_only = 1 },
    { 0 },
};
