/* Seven models of active crust adjusted to data of Armenia: the mean by the between-event deviation and magnitude, the deviations by period. */
#include "armenia_2016_akkar_2014.coeffs.h"
#include "armenia_2016_bindi_2014.coeffs.h"
#include "armenia_2016_boore_2014.coeffs.h"
#include "armenia_2016_cauzzi_2014.coeffs.h"
#include "armenia_2016_chiou_youngs_2014.coeffs.h"
#include "armenia_2016_kale_2015.coeffs.h"
#include "armenia_2016_kotha_2016.coeffs.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct armenia_2016_akkar_2014 c;           /* all tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    shk_gsim_eval(call->model->state, call->imt, x, out);
    SHK_EACH(i, x->n) {
        const double tau = out.tau[i], t = tau * c.tau_adj, p = out.phi[i] * c.sig_adj;
        out.mean[i] += (c.a + c.b * x->mag[i]) * tau;
        out.sig[i] = sqrt(t * t + p * p);
        out.tau[i] = t;
        out.phi[i] = p;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t) && shk_gsim_supports(m->state, t);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_gsim_model *base;
    SHK_TRY(shk_gsim_make_child(k, m->g->data, k->table, &base));
    shk_gsim_inherit(m, base);
    m->needs |= SHK_NEEDS(mag);
    m->state = base;
    return SHK_OK;
}

#define ROW(base, table) .ref = "Adjustment of " base " to data of Armenia", .trt = "Active Shallow Crust", .needs = SHK_NEEDS(mag), \
    .open_args = 1, .data = base, .coeffs = &table##_coeffs, .kernel = kernel, .supports = supports, .plan = plan
const struct shk_gsim gsim_armenia_2016[] = {
    { .name = "AkkarEtAlRjb2014Armenia", ROW("AkkarEtAlRjb2014", armenia_2016_akkar_2014) },
    { .name = "BindiEtAl2014RjbArmenia", ROW("BindiEtAl2014Rjb", armenia_2016_bindi_2014) },
    { .name = "BooreEtAl2014LowQArmenia", ROW("BooreEtAl2014LowQ", armenia_2016_boore_2014) },
    { .name = "CauzziEtAl2014Armenia", ROW("CauzziEtAl2014", armenia_2016_cauzzi_2014) },
    { .name = "KaleEtAl2015Armenia", ROW("KaleEtAl2015Turkey", armenia_2016_kale_2015) },
    { .name = "KothaEtAl2016Armenia", ROW("KothaEtAl2016Turkey", armenia_2016_kotha_2016) },
    { .name = "ChiouYoungs2014Armenia", ROW("ChiouYoungs2014", armenia_2016_chiou_youngs_2014) },
    { 0 },
};
