/* Chiou & Youngs (2008) on rock as in the Swiss hazard model of 2014. */
#include "gsim/chiou_youngs_2008.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_swiss.h"
#include "chiou_youngs_2008_swiss01.coeffs.h"
#include "chiou_youngs_2008_swiss04.coeffs.h"
#include "chiou_youngs_2008_swiss06.coeffs.h"

static void rock_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared) { (void)call; shk_rock_fill(shared, x, 620); }

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct shk_rock, rock, call, x, rock_of);
    shk_cy08_kernel(call, &rock->x, out);
    shk_swiss_adjust(call->data, call->imt, x, x->rjb, out);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(shk_cy08_coeffs, t) && shk_coeffs_have(m->g->data, t);
}

#define ROW(table) .ref = "10.1007/s10518-015-9824-0", .trt = "Active Shallow Crust", .component = "GMRotI50", .kernel = kernel, \
    .supports = supports, .data = &table##_coeffs, .coeffs = &table##_coeffs, \
    .needs = SHK_NEEDS(dip) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured) \
           | SHK_NEEDS(z1pt0) | SHK_NEEDS(rjb) | SHK_NEEDS(rrup) | SHK_NEEDS(rx)
const struct shk_gsim gsim_chiou_youngs_2008_swiss[] = {
    { .name = "ChiouYoungs2008SWISS01", ROW(chiou_youngs_2008_swiss01) },
    { .name = "ChiouYoungs2008SWISS04", ROW(chiou_youngs_2008_swiss04) },
    { .name = "ChiouYoungs2008SWISS06", ROW(chiou_youngs_2008_swiss06) },
    { 0 },
};
