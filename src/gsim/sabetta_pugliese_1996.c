/* Sabetta & Pugliese (1996), Bull. Seismol. Soc. Am. 86(2), 337-352: Italy; epicentral distance, with the styles of faulting and the
 * magnitudes of the Italian model of 2004 (Montaldo et al. 2005, 10.1007/s10518-005-0186-x). */
#include "sabetta_pugliese_1996.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(sabetta_pugliese_1996, c, call->imt);
    /* PGA is in g; response is velocity in cm/s; the reference divides PGV by g too. */
    const double unit = call->imt.kind == SHK_SA ? shk_log(6.283185307179586 / call->imt.period) - SHK_LN_CMS2_PER_G
                      : call->imt.kind == SHK_PGV ? -SHK_LN_CMS2_PER_G : 0;
    const double reverse = shk_log10(1.15), normal = shk_log10(0.89), strike = shk_log10(0.94), sig = c.sigma * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double mw = x->mag[i], vs30 = x->vs30[i], rake = x->rake[i];
        const double m = mw < 5.5 ? (mw - 1.145) / 0.812 : (mw - 1.938) / 0.673;                        /* ML, Ms of Mw */
        const double style = mw < 6 ? 0 : reverse * fault_reverse30(rake) + normal * fault_normal30(rake) + strike * fault_strike_slip(rake);
        const double site = vs30 < 400 ? c.e2 : vs30 < 800 ? c.e1 : 0;
        const double lg = c.a + c.b * m + c.c * shk_log10(sqrt(x->repi[i] * x->repi[i] + c.h * c.h)) + site + style;   /* table 2 */
        out.mean[i] = lg * SHK_LN10 + unit;
        out.sig[i] = sig;
        out.tau[i] = out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_sabetta_pugliese_1996[] = {
    { .name = "SabettaPugliese1996", .ref = "10.1785/BSSA0860020337", .trt = "Active Shallow Crust", .component = "GREATER_OF_TWO_HORIZONTAL", .total_only = 1,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(repi) | SHK_NEEDS(vs30), .coeffs = &sabetta_pugliese_1996_coeffs, .kernel = kernel },
    { 0 },
};
