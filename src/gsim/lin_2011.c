/* Lin, Lee, Cheng, Shen & Chang (2011): crustal earthquakes in Taiwan, hanging wall and footwall, rock and soil. */
#include "lin_2011_foot_rock.coeffs.h"
#include "lin_2011_foot_soil.coeffs.h"
#include "lin_2011_hanging_rock.coeffs.h"
#include "lin_2011_hanging_soil.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct lin_2011_foot_rock a, b;             /* all tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&a);
    (void)shk_coeffs_at(call->data, call->imt, (double *)&b);
    SHK_EACH(i, x->n) {
        const int rock = x->vs30[i] >= 360;
        const double m = x->mag[i], c4 = rock ? a.C4 : b.C4, c5 = rock ? a.C5 : b.C5;
        out.mean[i] = (rock ? a.C1 : b.C1) + (rock ? a.C2 : b.C2) * m + (rock ? a.C3 : b.C3) * shk_log(x->rrup[i] + c4 * shk_exp(c5 * m));
        out.sig[i] = rock ? a.sigma : b.sigma;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t) { return shk_coeffs_have(m->g->coeffs, t) && shk_coeffs_have(m->g->data, t); }

#define ROW(n, wall) { .name = n, .ref = "Lin et al. (2011), Terr. Atmos. Ocean. Sci. 22", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .total_only = 1, \
    .coeffs = &lin_2011_##wall##_rock_coeffs, .data = &lin_2011_##wall##_soil_coeffs, .kernel = kernel, .supports = supports, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) }
const struct shk_gsim gsim_lin_2011[] = { ROW("Lin2011foot", foot), ROW("Lin2011hanging", hanging), { 0 } };
