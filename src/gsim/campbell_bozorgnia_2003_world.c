/* Campbell & Bozorgnia (2003), Bull. Seismol. Soc. Am. 93(1), 314-331: near-source motion, horizontal and vertical. */
#include "campbell_bozorgnia_2003_world.coeffs.h"
#include "campbell_bozorgnia_2003_world_vertical.coeffs.h"
#include "gsim/campbell_bozorgnia_2003.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct campbell_bozorgnia_2003 c;           /* all tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], rjb = x->rjb[i], dip = x->dip[i], vs30 = x->vs30[i], comp = cb03_compression(x->rake[i]);
        const double firm_rock = vs30 > 830, soft_rock = (vs30 > 421) & (vs30 <= 830), very_firm = (vs30 >= 368) & (vs30 <= 421);
        const double g = c.c5 + c.c6 * (very_firm + soft_rock) + c.c7 * firm_rock;
        const double hw = (very_firm + soft_rock + firm_rock) * (((rjb < 5) & (dip <= 70)) ? (5 - rjb) / 5 : 0);         /* eq. 8, erratum */
        out.mean[i] = cb03_source_path(&c, m, r, g, comp, dip) + c.c12 * very_firm + c.c13 * soft_rock + c.c14 * firm_rock     /* eq. 6 */
                    + hw * clip(m - 5.5, 0, 1) * cb03_near(c.c15, r) * comp;                                           /* eqs. 7 to 10 */
        out.sig[i] = cb03_sigma(c.c16, m);
        out.tau[i] = out.phi[i] = 0;
    }
}

#define ROW .ref = "10.1785/0120020029", .trt = "Active Shallow Crust", .kernel = kernel, .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(dip) | SHK_NEEDS(rrup) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_campbell_bozorgnia_2003_world[] = {
    { .name = "CampbellBozorgnia2003", ROW, .coeffs = &campbell_bozorgnia_2003_world_coeffs, .component = "GEOMETRIC_MEAN" },
    { .name = "CampbellBozorgnia2003Vertical", ROW, .coeffs = &campbell_bozorgnia_2003_world_vertical_coeffs, .component = "VERTICAL" },
    { 0 },
};
