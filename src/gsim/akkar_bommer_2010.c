/* Akkar & Bommer (2010), Seismol. Res. Lett. 81(2), 195-206: Europe and the Middle East; and as in the Swiss model of 2014. */
#include "akkar_bommer_2010.coeffs.h"
#include "akkar_bommer_2010_swiss01.coeffs.h"
#include "akkar_bommer_2010_swiss04.coeffs.h"
#include "akkar_bommer_2010_swiss08.coeffs.h"
#include "gsim/gsim.h"
#include "gsim/lib_swiss.h"
#include "gsim/units.h"
#include "math/vmath.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(akkar_bommer_2010, c, call->imt);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;        /* the paper is in cm/s^2 */
    const double scale = call->imt.kind == SHK_SA && call->imt.period == 4.0 ? 1 / 0.8 : 1;    /* SHARE's 4 s extension */

    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], vs30 = x->vs30[i];
        const double r = sqrt(x->rjb[i] * x->rjb[i] + c.b6 * c.b6);
        const double site = vs30 < 360 ? c.b7 : vs30 <= 750 ? c.b8 : 0;
        const double normal = (rake >= -135) & (rake <= -45);
        const double reverse = (rake >= 45) & (rake <= 135);
        const double lg = c.b1 + c.b2 * m + c.b3 * m * m                        /* eq. 1, p. 199 */
                        + (c.b4 + c.b5 * m) * shk_log10(r) + site + c.b9 * normal + c.b10 * reverse;
        out.mean[i] = (lg * SHK_LN10 - unit) * scale;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = c.phi * SHK_LN10;
    }
}

static void swiss(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    double vs30[SHK_CTX_BLOCK];
    for (size_t i = 0; i < x->n; i++) vs30[i] = 600;
    struct shk_ctx rock = *x;
    rock.vs30 = vs30;
    kernel(call, &rock, out);
    shk_swiss_adjust(call->data, call->imt, x, x->rjb, out);
}

static int supports_swiss(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&akkar_bommer_2010_coeffs, t) && shk_coeffs_have(m->g->data, t);
}

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
#define SWISS(table) .ref = "10.1007/s10518-015-9824-0", .trt = "Active Shallow Crust", .needs = NEEDS, .component = "GEOMETRIC_MEAN", \
    .coeffs = &table##_coeffs, .data = &table##_coeffs, .kernel = swiss, .supports = supports_swiss
const struct shk_gsim gsim_akkar_bommer_2010[] = {
    { .name = "AkkarBommer2010", .ref = "10.1785/gssrl.81.2.195", .trt = "Active Shallow Crust", .needs = NEEDS,
      .coeffs = &akkar_bommer_2010_coeffs, .kernel = kernel, .component = "GEOMETRIC_MEAN" },
    { .name = "AkkarBommer2010SWISS01", SWISS(akkar_bommer_2010_swiss01) },
    { .name = "AkkarBommer2010SWISS04", SWISS(akkar_bommer_2010_swiss04) },
    { .name = "AkkarBommer2010SWISS08", SWISS(akkar_bommer_2010_swiss08) },
    { 0 },
};
