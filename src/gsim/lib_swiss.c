#include "gsim/lib_swiss.h"
#include "akkar_bommer_2010_swiss01.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL void shk_swiss_adjust(const struct shk_coeffs *table, struct shk_imt imt, const struct shk_ctx *x, const double *distance, struct shk_motion out)
{
    struct akkar_bommer_2010_swiss01 c;         /* all tables have these columns */
    (void)shk_coeffs_at(table, imt, (double *)&c);
    const double k = shk_log(c.k_adj), ln20 = shk_log(20), by_r = 1 / (c.Rc21 - c.Rc11), by_m = 1 / (c.Mc2 - c.Mc1);
    const double negative = c.a2 == 1 ? -1 : NAN;      /* a1 is negative at some periods, where a2 is 1 */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = distance[i];
        const double ratio = (5.5 - m) / c.a1;
        const double small = (ratio < 0 ? negative : 1) * shk_exp(c.a2 * shk_log(max2(fabs(ratio), 1e-300))) * (c.b1 + c.b2 * (shk_log(max2(min2(r, c.Rm), 10)) - ln20));
        const double c1 = c.phi_11 + (c.phi_21 - c.phi_11) * clip((r - c.Rc11) * by_r, 0, 1);      /* Rodriguez-Marek et al. (2013) */
        const double phi_ss = c1 + (c.C2 - c1) * clip((m - c.Mc1) * by_m, 0, 1), phi = 0.5 * phi_ss + 0.5 * c.mean_phi_ss;
        out.mean[i] += k - (((m >= 3) & (m < 5.5)) ? small : 0);
        out.sig[i] = sqrt(phi * phi + out.tau[i] * out.tau[i]);
        out.phi[i] = phi;
    }
}
