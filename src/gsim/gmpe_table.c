/* GMPETable: motion tabulated by the user in HDF5 (specification, section 8). */
#include "gsim/gsim.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_table.h"
#include "gsim/make.h"

struct state { const struct shk_table *table; };

static void where_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    const struct shk_table *t = ((const struct state *)call->model->state)->table;
    shk_table_find(t, 0, x->n, x->mag, shk_table_distance(t, x), shared);
}

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct shk_table_where, where, call, x, where_of);
    const struct shk_table *t = ((const struct state *)call->model->state)->table;
    shk_table_mean_at(t, 0, call->imt, x->n, x->mag, where, out.mean);
    shk_table_sigma(t, call->imt, x->n, x->mag, shk_table_distance(t, x), out.sig);
    for (size_t i = 0; i < x->n; i++) out.tau[i] = out.phi[i] = 0;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt) { return shk_table_has(((const struct state *)m->state)->table, imt); }

static enum shk_err with_table(struct shk_gsim_make *k, struct shk_gsim_model *m, const struct shk_table *t)
{
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    s->table = t;
    m->state = s;
    m->needs |= UINT64_C(1) << t->metric;
    return SHK_OK;
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_table *t;
    const char *path;
    SHK_TRY(shk_gsim_file_arg(k, "gmpe_table", &path));
    if (!path) return shk_fail(k->diag, SHK_E_INVALID, "GMPETable needs gmpe_table = \"file.hdf5\"");
    SHK_TRY(shk_table_read(k, path, 1, &t));
    return with_table(k, m, t);
}

/* The backbone of NGA-East for Australia, Allen et al. (2023): a table that comes with the model. */
static enum shk_err plan_aus23(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_table *t;
    const char *name;
    SHK_TRY(shk_gsim_text_arg(k, k->table, "table_relpath", &name));
    if (!name) return shk_fail(k->diag, SHK_E_INVALID, "NGAEastAUS2023GMPE needs table_relpath = \"file.hdf5\"");
    SHK_TRY(shk_table_builtin(k, SHK_TABLES_AUS23, name, &t));
    return with_table(k, m, t);
}

#define ROW .trt = "Active Shallow Crust", .needs = SHK_NEEDS(mag), .kernel = kernel, .supports = supports, .total_only = 1
const struct shk_gsim gsim_gmpe_table[] = {
    { .name = "GMPETable", .ref = "motion tabulated by the user", .args = (const struct shk_gsim_arg[]){ { "gmpe_table", 0, shk_gsim_raw, 0 }, { 0 } }, .plan = plan, ROW },
    { .name = "NGAEastAUS2023GMPE", .ref = "10.1177/87552930231155187", .args = (const struct shk_gsim_arg[]){ { "table_relpath", 0, shk_gsim_raw, 0 }, { 0 } }, .plan = plan_aus23, ROW },
    { 0 },
};
