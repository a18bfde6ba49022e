#include "engine/calculation.h"
#include <stdio.h>
#include <string.h>
#include "engine/classical.h"
#include "engine/reuse.h"
#include "job/sites.h"

/* Columns that the models read of sites, as site parameters. */
static uint64_t site_needs(const struct shk_model *m)
{
    const uint64_t needs = m->lt.needs;
    uint64_t mask = 0;
#define X(c) if (needs >> SHK_COL_##c & 1) mask |= UINT64_C(1) << SHK_SITE_##c;
    SHK_SITE_PARAMS(X)
#undef X
    return mask;
}

/* Measures and levels, by period as the job keeps them: the order of the reference's columns (classical.md 7.1, 15). */
static enum shk_err read_measures(struct shk_run *run)
{
    const struct shk_levels *lv = &run->job->imtls;
    struct shk_results *r = &run->results;
    r->nimts = lv->n;
    r->nlev = lv->nlevels;
    r->imt = lv->imt;
    double *level = SHK_NEW(run->arena, double, r->nimts * r->nlev);
    r->imt_name = shk_arena_alloc(run->arena, r->nimts + 1, sizeof *r->imt_name);
    if (!level || !r->imt_name) return shk_fail(run->diag, SHK_E_NOMEM, "levels: out of memory");
    for (size_t m = 0; m < r->nimts; m++) {
        snprintf(r->imt_name[m], sizeof r->imt_name[m], "%s", lv->name[m]);
        memcpy(level + m * r->nlev, lv->level[m], r->nlev * sizeof *level);
    }
    r->level = level;
    return SHK_OK;
}

enum shk_err shk_run_read(struct shk_run *run)
{
    const struct shk_job *job = run->job;
    double t = shk_seconds();
    SHK_TRY(read_measures(run));
    if (run->before) SHK_TRY(shk_reuse(run, &run->reused));
    if (run->reused) return SHK_OK;
    SHK_TRY(shk_model_read_log(job, run->arena, run->log, run->diag, &run->model));
    shk_operation_add(&run->monitor, "reading the source model and logic trees", shk_seconds() - t, shk_rss_mb(), run->model->nsources);
    t = shk_seconds();
    SHK_TRY(shk_sites_read(job, site_needs(run->model), run->arena, run->log, run->diag, &run->sites));
    shk_operation_add(&run->monitor, "reading the sites", shk_seconds() - t, shk_rss_mb(), run->sites->n);
    run->results.calculation_mode = job->calculation_mode;
    run->results.description = job->description;
    return SHK_OK;
}

enum shk_err shk_run_compute(struct shk_run *run)
{
    if (run->reused) return SHK_OK;
    const char *mode = run->job->calculation_mode;
    const char *post = run->job->postproc_func;
    if (post && *post && strcmp(mode, "classical") && strcmp(mode, "preclassical"))
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: postproc_func = %s is not supported in a %s calculation", run->job->path, post, mode);
    if (!strcmp(mode, "classical")) return shk_classical(run);
    if (!strcmp(mode, "preclassical")) return shk_preclassical(run);
    return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: calculation_mode = %s is not supported yet", run->job->path, mode);
}
