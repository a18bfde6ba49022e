/* Interface events of the Canadian hazard model of 2015: a weighted mean of four models on Cascadian sites. */
#include "can15_sinter.coeffs.h"
#include "gsim/atkinson_macias_2009.h"
#include "gsim/can15.h"
#include "gsim/make.h"

enum { PARTS = 4 };
static const struct { const char *name; double weight, site; } parts[PARTS] = {      /* site: 1 if it takes the site factor */
    { "ZhaoEtAl2006SInter", 0.1, 1 }, { "AtkinsonMacias2009", 0.5, 0 }, { "AbrahamsonEtAl2015SInter", 0.2, 0 }, { "GhofraniAtkinson2014", 0.2, 1 } };

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct shk_gsim_model *const *part = call->model->state;
    SHK_COEFFS(can15_sinter, c, call->imt);
    const double site = shk_log(c.mf), sign = *(const int *)call->data, sig = can15_sigma(call->imt);
    double mean[SHK_CTX_BLOCK];
    fill(mean, x->n, 0);
    for (int p = 0; p < PARTS; p++) {
        shk_gsim_eval(part[p], call->imt, x, out);
        for (size_t i = 0; i < x->n; i++) mean[i] += parts[p].weight * (out.mean[i] + parts[p].site * site);
    }
    SHK_EACH(i, x->n) {
        out.mean[i] = mean[i] + sign * min2(0.15 - 0.0007 * x->rrup[i], 0.35);
        out.sig[i] = sig;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_gsim_model **part = SHK_NEW(k->arena, const struct shk_gsim_model *, PARTS);
    if (!part) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", m->g->name);
    for (int p = 0; p < PARTS; p++) SHK_TRY(shk_gsim_make_child(k, parts[p].name, NULL, &part[p]));
    m->state = part;
    return SHK_OK;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct shk_gsim_model *const *part = m->state;
    for (int p = 0; p < PARTS; p++)
        if (!shk_gsim_supports(part[p], t)) return 0;
    return shk_coeffs_have(&can15_sinter_coeffs, t);
}

SHK_KERNEL static void atkinson_macias(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(can15_sinter, c, call->imt);
    const double site = shk_log(c.mf);
    shk_am09_kernel(call, x, out);
    for (size_t i = 0; i < x->n; i++) out.mean[i] += site;
}

static int supports_am09(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&can15_sinter_coeffs, t) && shk_am09_supports(m, t);
}

#define ROW(sign) .ref = CAN15_REF, .trt = "Subduction Interface", .kernel = kernel, .plan = plan, .supports = supports, .data = &(const int){ sign }, \
    .coeffs = &can15_sinter_coeffs, .component = "GEOMETRIC_MEAN", .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | SHK_NEEDS(backarc)
const struct shk_gsim gsim_can15_sinter[] = {
    { .name = "SInterCan15Low", ROW(-1) },
    { .name = "SInterCan15Mid", ROW(0) },
    { .name = "SInterCan15Upp", ROW(1) },
    { .name = "AtkinsonMacias2009NSHMP2014", .ref = "10.1785/0120080147", .trt = "Subduction Interface", .kernel = atkinson_macias,
      .plan = shk_am09_plan, .supports = supports_am09, .args = shk_am09_args, .coeffs = &can15_sinter_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup),
      .component = "RANDOM_HORIZONTAL", .total_only = 1 },
    { 0 },
};
