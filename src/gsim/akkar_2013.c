/* AkkarEtAl2013: the name under which hazard models of its time use Akkar et al. (2014) with Joyner-Boore distance. */
#include "gsim/gsim.h"
#include "gsim/make.h"

static int supports(const struct shk_gsim_model *m, struct shk_imt t) { return shk_gsim_supports(m->state, t); }

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    shk_gsim_eval(call->model->state, call->imt, x, out);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_gsim_model *base;
    SHK_TRY(shk_gsim_make_child(k, "AkkarEtAlRjb2014", k->table, &base));
    shk_gsim_inherit(m, base);
    m->state = base;
    return SHK_OK;
}

const struct shk_gsim gsim_akkar_2013[] = {
    { .name = "AkkarEtAl2013", .ref = "10.1007/s10518-013-9461-4", .trt = "Active Shallow Crust", .open_args = 1,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(vs30) | SHK_NEEDS(rjb),
      .kernel = kernel, .supports = supports, .plan = plan, .component = "GEOMETRIC_MEAN" },
    { 0 },
};
