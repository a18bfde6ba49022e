/* Zhao et al. (2006), crustal, on rock as in the Swiss hazard model of 2014. */
#include "gsim/lib_swiss.h"
#include "gsim/zhao_2006.h"
#include "zhao_2006_swiss03.coeffs.h"
#include "zhao_2006_swiss05.coeffs.h"
#include "zhao_2006_swiss08.coeffs.h"

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    double vs30[SHK_CTX_BLOCK];
    fill(vs30, x->n, 700);
    struct shk_ctx rock = *x;
    rock.vs30 = vs30;
    struct shk_gsim_call crust = *call;
    crust.data = &shk_zhao06_crust;
    shk_zhao06_kernel(&crust, &rock, out);
    shk_swiss_adjust(call->data, call->imt, x, x->rrup, out);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(shk_zhao06_coeffs, t) && shk_coeffs_have(m->g->data, t);
}

#define ROW(table) .ref = "10.1007/s10518-015-9824-0", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .kernel = kernel, \
    .supports = supports, .data = &table##_coeffs, .coeffs = &table##_coeffs, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_zhao_2006_swiss[] = {
    { .name = "ZhaoEtAl2006AscSWISS03", ROW(zhao_2006_swiss03) },
    { .name = "ZhaoEtAl2006AscSWISS05", ROW(zhao_2006_swiss05) },
    { .name = "ZhaoEtAl2006AscSWISS08", ROW(zhao_2006_swiss08) },
    { 0 },
};
