/* Campbell & Bozorgnia (2003), as the 2007 national model of Alaska has it: firm rock. */
#include "gsim/campbell_bozorgnia_2003.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(campbell_bozorgnia_2003, c, call->imt);
    const double g = c.c5 + c.c6 * 0.5 + c.c7 * 0.5;    /* half very firm soil and soft rock, half firm rock */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], dip = x->dip[i], beside = (5 - x->rjb[i]) / 5;
        /* Eqs. 7 to 9 with the erratum; that program does not limit the term far from the fault or at low magnitudes. */
        const double hw = (dip <= 70 ? beside : 0) * min2(m - 5.5, 1) * cb03_near(c.c15, r);
        out.mean[i] = cb03_source_path(&c, m, r, g, cb03_compression(x->rake[i]), dip) + c.c14 + hw;
        out.sig[i] = cb03_sigma(c.c16, m);
        out.tau[i] = out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_campbell_bozorgnia_2003[] = {
    { .name = "CampbellBozorgnia2003NSHMP2007", .ref = "10.1785/0120020029", .trt = "Active Shallow Crust", .kernel = kernel,
      .coeffs = &campbell_bozorgnia_2003_coeffs, .component = "GEOMETRIC_MEAN", .total_only = 1, .reference_vs30 = 760,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(dip) | SHK_NEEDS(rrup) | SHK_NEEDS(rjb) },
    { 0 },
};
