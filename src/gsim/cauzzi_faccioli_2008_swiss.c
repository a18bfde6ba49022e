/* Cauzzi & Faccioli (2008) on rock as in the Swiss hazard model of 2014. */
#include "gsim/cauzzi_faccioli_2008.h"
#include "gsim/lib_swiss.h"
#include "cauzzi_faccioli_2008_swiss.coeffs.h"
#include "cauzzi_faccioli_2008_swiss01.coeffs.h"
#include "cauzzi_faccioli_2008_swiss04.coeffs.h"
#include "cauzzi_faccioli_2008_swiss08.coeffs.h"

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(cauzzi_faccioli_2008_swiss, c, call->imt);
    double vs30[SHK_CTX_BLOCK];
    fill(vs30, x->n, 700);
    shk_cf08(&(struct shk_cf08){ c.a1, c.a2, c.a3, c.aN, c.aR, c.aS, c.aB, c.aC, c.aD, c.sigma }, call->imt, x, vs30, out);
    fill(out.tau, x->n, c.tau * SHK_LN10);
    shk_swiss_adjust(call->data, call->imt, x, x->rhypo, out);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&cauzzi_faccioli_2008_swiss_coeffs, t) && shk_coeffs_have(m->g->data, t);
}

#define ROW(table) .ref = "10.1007/s10518-015-9824-0", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .kernel = kernel, \
    .supports = supports, .data = &table##_coeffs, .coeffs = &table##_coeffs, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_cauzzi_faccioli_2008_swiss[] = {
    { .name = "CauzziFaccioli2008SWISS01", ROW(cauzzi_faccioli_2008_swiss01) },
    { .name = "CauzziFaccioli2008SWISS04", ROW(cauzzi_faccioli_2008_swiss04) },
    { .name = "CauzziFaccioli2008SWISS08", ROW(cauzzi_faccioli_2008_swiss08) },
    { 0 },
};
