/* Models of the reference that are not computed here, each with its reason: a user of the name is told. */
#include "gsim/make.h"

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    return shk_fail(k->diag, SHK_E_UNSUPPORTED, "%s is not supported: %s", m->g->name, (const char *)m->g->data);
}

static void nothing(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out) { (void)call; (void)x; (void)out; }     /* no model is made, so never called */
static int none(const struct shk_gsim_model *m, struct shk_imt imt) { (void)m; (void)imt; return 0; }

#define ROW(reason) .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .data = reason, .plan = plan, .kernel = nothing, .supports = none, .open_args = 1
const struct shk_gsim gsim_refused[] = {
    { .name = "Karimzadeh2023Azores", .ref = "10.1002/eqe.4040",
      ROW("its sixteen boosted ensembles have 565,000 leaves, 5 MB compressed, which Mainshock does not carry") },
    { .name = "Mohammadi2023Turkiye", .ref = "10.1016/j.soildyn.2023.108008",
      ROW("its boosted ensembles, one a period, take 10 MB compressed, which Mainshock does not carry") },
    { 0 },
};
