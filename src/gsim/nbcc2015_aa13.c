/* Atkinson & Adams (2013), Can. J. Civ. Eng. 40(10), 988-998: the tables of the 2015 building code of Canada. */
#include "gsim/gsim.h"
#include "gsim/lib_canada.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_table.h"
#include "gsim/make.h"

struct state { const struct shk_table *table; };
static const struct shk_gsim_arg args[] = { { "gmpe_table", 0, shk_gsim_raw, 0 }, { "REQUIRES_DISTANCES", 0, shk_gsim_raw, 0 }, { "DEFINED_FOR_TECTONIC_REGION_TYPE", 0, shk_gsim_raw, 0 }, { 0 } };

static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    shk_canada_table_common(((const struct state *)call->model->state)->table, x, shared);
}

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct shk_canada_table, s, call, x, common_of);
    const struct shk_table *t = ((const struct state *)call->model->state)->table;
    shk_table_mean_at(t, 0, call->imt, x->n, x->mag, &s->where, out.mean);
    shk_canada_site(&s->site, call->imt, x, out.mean);
    shk_table_sigma(t, call->imt, x->n, x->mag, shk_table_distance(t, x), out.sig);
    for (size_t i = 0; i < x->n; i++) out.tau[i] = out.phi[i] = 0;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    return shk_table_has(((const struct state *)m->state)->table, imt) && shk_canada_site_has(imt);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    const char *name = m->g->data, *trt = NULL;
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    if (!name) {
        SHK_TRY(shk_gsim_text_arg(k, k->table, "gmpe_table", &name));
        SHK_TRY(shk_gsim_text_arg(k, k->table, "DEFINED_FOR_TECTONIC_REGION_TYPE", &trt));
        if (!name || !trt) return shk_fail(k->diag, SHK_E_INVALID, "%s needs gmpe_table, REQUIRES_DISTANCES and DEFINED_FOR_TECTONIC_REGION_TYPE", k->name);
        m->trt = trt;
    }
    SHK_TRY(shk_table_builtin(k, SHK_TABLES_NBCC2015, name, &s->table));
    m->state = s;
    m->needs |= UINT64_C(1) << s->table->metric;
    return SHK_OK;
}

#define ROW .ref = "10.1139/cjce-2012-0544", .component = "RotD50", .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30), .args = args, .kernel = kernel, .supports = supports, .plan = plan, .total_only = 1

const struct shk_gsim gsim_nbcc2015_aa13[] = {
    { .name = "NBCC2015_AA13", .trt = "", ROW },
    { .name = "NBCC2015_AA13_stablecrust_low", .alias = 1, .trt = "Stable Crust", .data = "ENA_low_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_stablecrust_central", .alias = 1, .trt = "Stable Crust", .data = "ENA_med_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_stablecrust_high", .alias = 1, .trt = "Stable Crust", .data = "ENA_high_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_activecrust_low", .alias = 1, .trt = "Active Crust", .data = "Wcrust_low_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_activecrust_central", .alias = 1, .trt = "Active Crust", .data = "Wcrust_med_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_activecrust_high", .alias = 1, .trt = "Active Crust", .data = "Wcrust_high_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_activecrustFRjb_low", .alias = 1, .trt = "Active Crust Fault", .data = "WcrustFRjb_low_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_activecrustFRjb_central", .alias = 1, .trt = "Active Crust Fault", .data = "WcrustFRjb_med_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_activecrustFRjb_high", .alias = 1, .trt = "Active Crust Fault", .data = "WcrustFRjb_high_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_inslab30_low", .alias = 1, .trt = "Subduction Inslab 30", .data = "WinslabD30_low_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_inslab30_central", .alias = 1, .trt = "Subduction Inslab 30", .data = "WinslabD30_med_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_inslab30_high", .alias = 1, .trt = "Subduction Inslab 30", .data = "WinslabD30_high_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_inslab50_low", .alias = 1, .trt = "Subduction Inslab 50", .data = "WinslabD50_low_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_inslab50_central", .alias = 1, .trt = "Subduction Inslab 50", .data = "WinslabD50_med_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_inslab50_high", .alias = 1, .trt = "Subduction Inslab 50", .data = "WinslabD50_high_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_interface_low", .alias = 1, .trt = "Subduction Interface", .data = "WinterfaceCombo_lowclC.hdf5", ROW },
    { .name = "NBCC2015_AA13_interface_central", .alias = 1, .trt = "Subduction Interface", .data = "WinterfaceCombo_medclC.hdf5", ROW },
    { .name = "NBCC2015_AA13_interface_high", .alias = 1, .trt = "Subduction Interface", .data = "WinterfaceCombo_highclC.hdf5", ROW },
    { .name = "NBCC2015_AA13_offshore_low", .alias = 1, .trt = "Offshore", .data = "Woffshore_low_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_offshore_central", .alias = 1, .trt = "Offshore", .data = "Woffshore_med_clC.hdf5", ROW },
    { .name = "NBCC2015_AA13_offshore_high", .alias = 1, .trt = "Offshore", .data = "Woffshore_high_clC.hdf5", ROW },
    { 0 },
};
