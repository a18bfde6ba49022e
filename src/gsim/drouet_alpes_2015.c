/* Drouet & Cotton (2015), Bull. Seismol. Soc. Am. 105(4), with its erratum: the French Alps, for four distances, rock of
 * 800 m/s and hard rock (HR) of 2000 m/s, stress parameters of 100 and 50 bars at large magnitudes. */
#include "drouet_alpes_2015_rjb.coeffs.h"
#include "drouet_alpes_2015_rjb_hr.coeffs.h"
#include "drouet_alpes_2015_rjb_50bars.coeffs.h"
#include "drouet_alpes_2015_rjb_hr_50bars.coeffs.h"
#include "drouet_alpes_2015_rrup.coeffs.h"
#include "drouet_alpes_2015_rrup_hr.coeffs.h"
#include "drouet_alpes_2015_rrup_50bars.coeffs.h"
#include "drouet_alpes_2015_rrup_hr_50bars.coeffs.h"
#include "drouet_alpes_2015_repi.coeffs.h"
#include "drouet_alpes_2015_repi_hr.coeffs.h"
#include "drouet_alpes_2015_repi_50bars.coeffs.h"
#include "drouet_alpes_2015_rhyp.coeffs.h"
#include "drouet_alpes_2015_rhyp_hr.coeffs.h"
#include "drouet_alpes_2015_rhyp_50bars.coeffs.h"
#include "gsim/lib_terms.h"

enum distance { RJB, RRUP, REPI, RHYPO };

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct drouet_alpes_2015_rjb c;             /* all tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const enum distance d = *(const enum distance *)call->data;
    const double *restrict dist = d == RJB ? x->rjb : d == RRUP ? x->rrup : d == REPI ? x->repi : x->rhypo;
    const double unit = call->imt.kind == SHK_PGV ? 2 * SHK_LN10 : 2 * SHK_LN10 - SHK_LN_CMS2_PER_G;      /* the paper is in m/s^2 and m/s */
    const double sig = sqrt(c.sigma * c.sigma + c.tau * c.tau);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - 8, r = dist[i];
        out.mean[i] = c.c1 + c.c2 * dm + c.c3 * dm * dm + (c.c4 + c.c5 * m) * 0.5 * shk_log(r * r + c.c6 * c.c6) + c.c7 * r + unit;    /* eq. 8 */
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.sigma;
    }
}

#define ROW(n, table, d, column, rock) { .name = n, .ref = "10.1785/0120140240", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", \
    .kernel = kernel, .coeffs = &drouet_alpes_2015_##table##_coeffs, .data = &(const enum distance){ d }, .reference_vs30 = rock, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(column) }
const struct shk_gsim gsim_drouet_alpes_2015[] = {
    ROW("DrouetAlpes2015Rjb", rjb, RJB, rjb, 800),
    ROW("DrouetAlpes2015RjbHR", rjb_hr, RJB, rjb, 800),                     /* the reference declares 800 m/s for these two */
    ROW("DrouetAlpes2015Rjb_50bars", rjb_50bars, RJB, rjb, 800),
    ROW("DrouetAlpes2015RjbHR_50bars", rjb_hr_50bars, RJB, rjb, 800),
    ROW("DrouetAlpes2015Rrup", rrup, RRUP, rrup, 800),
    ROW("DrouetAlpes2015RrupHR", rrup_hr, RRUP, rrup, 2000),
    ROW("DrouetAlpes2015Rrup_50bars", rrup_50bars, RRUP, rrup, 800),
    ROW("DrouetAlpes2015RrupHR_50bars", rrup_hr_50bars, RRUP, rrup, 2000),
    ROW("DrouetAlpes2015Repi", repi, REPI, repi, 800),
    ROW("DrouetAlpes2015RepiHR", repi_hr, REPI, repi, 2000),
    ROW("DrouetAlpes2015Repi_50bars", repi_50bars, REPI, repi, 800),
    ROW("DrouetAlpes2015Rhyp", rhyp, RHYPO, rhypo, 800),
    ROW("DrouetAlpes2015RhypHR", rhyp_hr, RHYPO, rhypo, 2000),
    ROW("DrouetAlpes2015Rhyp_50bars", rhyp_50bars, RHYPO, rhypo, 800),
    { 0 },
};
