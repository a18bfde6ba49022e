/* Classical hazard: what is prepared, the two rounds of tasks one after the other, what is left. */
#include "engine/classical.h"
#include <stdio.h>
#include <string.h>
#include "base/format.h"
#include "engine/classical_rounds.h"
#include "engine/cluster.h"
#include "engine/follow.h"
#include "engine/identity.h"
#include "engine/live.h"
#include "engine/postproc.h"
#include "job/sites.h"

static void name_stats(struct shk_run *run, struct shk_results *r)
{
    char num[SHK_FORMAT_MAX];
    for (size_t s = 0; s < r->nstats; s++)
        switch (r->stat[s].kind) {
        case SHK_STAT_MEAN: strcpy(r->stat_name[s], "mean"); break;
        case SHK_STAT_STD: strcpy(r->stat_name[s], "std"); break;
        case SHK_STAT_MAX: strcpy(r->stat_name[s], "max"); break;
        case SHK_STAT_QUANTILE: snprintf(r->stat_name[s], sizeof r->stat_name[s], "quantile-%.20s", shk_repr(r->stat[s].q, num)); break;
        }
    (void)run;
}

/* Statistics in the order mean, std, quantiles, max; levels sorted by period as the reference exports them. */
static enum shk_err start_results(struct shk_run *run)
{
    const struct shk_job *job = run->job;
    struct shk_results *r = &run->results;
    const struct shk_logic_tree *lt = &run->model->lt;
    struct shk_stat *stat = SHK_NEW(run->arena, struct shk_stat, 3 + job->quantiles.n);
    if (!stat) return shk_fail(run->diag, SHK_E_NOMEM, "statistics: out of memory");
    if (job->mean) stat[r->nstats++] = (struct shk_stat){ SHK_STAT_MEAN, 0 };
    if (job->std) stat[r->nstats++] = (struct shk_stat){ SHK_STAT_STD, 0 };
    for (size_t i = 0; i < job->quantiles.n; i++) stat[r->nstats++] = (struct shk_stat){ SHK_STAT_QUANTILE, job->quantiles.v[i] };
    if (job->max) stat[r->nstats++] = (struct shk_stat){ SHK_STAT_MAX, 0 };
    r->stat = stat;
    r->stat_name = shk_arena_alloc(run->arena, r->nstats + 1, sizeof *r->stat_name);
    r->nrlzs = lt->nrlzs;
    const char **path = SHK_NEW(run->arena, const char *, lt->nrlzs);
    double *weight = SHK_NEW(run->arena, double, lt->nrlzs);
    if (!r->stat_name || !path || !weight) return shk_fail(run->diag, SHK_E_NOMEM, "realizations: out of memory");
    name_stats(run, r);
    for (size_t k = 0; k < lt->nrlzs; k++) {
        path[k] = lt->rlz[k].path;
        weight[k] = lt->rlz[k].weights[lt->nweights - 1];
    }
    r->rlz_path = path;
    r->rlz_weight = weight;
    r->individual_rlzs = job->individual_rlzs == 1;
    r->hazard_maps = job->hazard_maps;
    r->uniform_hazard_spectra = job->uniform_hazard_spectra;
    r->npoes = job->poes.n;
    r->poe = job->poes.v;
    r->sites = run->sites;
    r->investigation_time = job->investigation_time;
    return SHK_OK;
}

static enum shk_err allocate(struct shk_run *run, struct shk_hazard_work *w)
{
    struct shk_results *r = &run->results;
    const size_t n = w->nsites, ml = w->nimts * r->nlev, rock_ml = w->nimts * w->nlev, mp = w->nimts * r->npoes;
    const int keep = shk_kept_rlzs(r) > 0;
    for (size_t b = 0; b < w->nbins; b++)
        if (!(w->bin[b].sum = SHK_NEW(run->arena, shk_exact, w->bin[b].nmodels * n * rock_ml)))
            return shk_fail(run->diag, SHK_E_NOMEM, "rates of exceedance: out of memory");
    r->stats = r->nstats ? SHK_NEW(run->arena, float, n * r->nstats * ml) : NULL;
    r->map_stats = r->nstats && mp ? SHK_NEW(run->arena, float, n * r->nstats * mp) : NULL;
    r->rlzs = keep ? SHK_NEW(run->arena, float, n * r->nrlzs * ml) : NULL;
    r->map_rlzs = keep && mp ? SHK_NEW(run->arena, float, n * r->nrlzs * mp) : NULL;
    if (w->nnames) r->src_rate = (double *)SHK_NEW(run->arena, shk_exact, w->nnames * n * rock_ml);
    if ((r->nstats && !r->stats) || (r->nstats && mp && !r->map_stats) || (keep && !r->rlzs) || (keep && mp && !r->map_rlzs)
        || (w->nnames && !r->src_rate))
        return shk_fail(run->diag, SHK_E_NOMEM, "results: out of memory");
    return SHK_OK;
}

/* [name][imt][site][level] exact -> [site][imt][level][name] */
static enum shk_err finish_by_source(struct shk_run *run, const struct shk_hazard_work *w)
{
    struct shk_results *r = &run->results;
    const shk_exact *sum = (const shk_exact *)r->src_rate;
    double *v = SHK_NEW(run->arena, double, w->nnames * w->nsites * w->nimts * w->nlev);
    if (!v) return shk_fail(run->diag, SHK_E_NOMEM, "rates by source: out of memory");
    for (size_t s = 0; s < w->nnames; s++)
        for (size_t m = 0; m < w->nimts; m++)
            for (size_t i = 0; i < w->nsites; i++)
                for (size_t l = 0; l < w->nlev; l++)
                    v[((i * w->nimts + m) * w->nlev + l) * w->nnames + s] =
                        shk_exact_value(sum[((s * w->nimts + m) * w->nsites + i) * w->nlev + l]);
    r->src_rate = v;
    r->nsrc = w->nnames;
    r->src_name = w->name;
    return SHK_OK;
}

/* Site amplification: results are at the soil's levels, the same for all measures. */
static enum shk_err read_amplification(struct shk_run *run, struct shk_classical *c)
{
    struct shk_results *r = &run->results;
    struct shk_amplification *a;
    SHK_TRY(shk_amplification_read(run->job, run->sites, run->arena, run->diag, &a));
    if (!a || c->kernel) return SHK_OK;
    const size_t n = run->job->soil_intensities.n;
    double *level = SHK_NEW(run->arena, double, n * r->nimts);
    if (!level) return shk_fail(run->diag, SHK_E_NOMEM, "soil_intensities: out of memory");
    for (size_t m = 0; m < r->nimts; m++) memcpy(level + m * n, run->job->soil_intensities.v, n * sizeof *level);
    c->rock = r->level;
    c->amp = a;
    r->level = level;
    r->nlev = n;
    return SHK_OK;
}

const struct shk_task_fn shk_classical_fns[SHK_CLASSICAL_NFNS] = {
    [SHK_FN_RATES] = { "rates", shk_rates_task, shk_rates_describe }, [SHK_FN_CURVES] = { "curves", shk_curves_task, NULL } };

static void describe_running(const void *user, const struct shk_running *r, char *out, size_t cap)
{
    if (r->fn == SHK_FN_RATES) shk_rates_running(user, r, out, cap);
    else shk_curves_running(r, out, cap);
}

/* A round: submits, runs, and keeps where the time went. weight: of all its tasks; later: seconds after it. */
static enum shk_err round_of(struct shk_classical *c, int fn, const char *what, size_t count, double weight, double known, double later)
{
    struct shk_run *run = c->run;
    const double t = shk_seconds(), workers = shk_swarm_workers(c->swarm) > 0 ? shk_swarm_workers(c->swarm) : 1;
    shk_live_phase(run->live, what);
    shk_live_expect(run->live, known * weight / workers, c->later = later);
    shk_swarm_set_rate(c->swarm, fn, known);
    enum shk_err e = fn == SHK_FN_RATES ? shk_rates_submit(c, run->diag) : shk_curves_submit(c, run->diag);
    if (!e) e = shk_swarm_run(c->swarm, fn == SHK_FN_RATES ? shk_rates_reduce : shk_curves_reduce, c, run->diag);
    shk_operation_add(&run->monitor, what, shk_seconds() - t, shk_rss_mb(), count);
    shk_follow_round(run, c->swarm, shk_classical_fns[fn].name, t);
    return e;
}

static enum shk_err compute(struct shk_classical *c)
{
    struct shk_run *run = c->run;
    const struct shk_hazard_work *w = &c->work;
    const struct shk_identity *id = run->identity;
    char key[sizeof id->program + sizeof id->inputs];
    snprintf(key, sizeof key, "%s %s", id->program, id->inputs);
    struct shk_swarm_options opt = { .workers = run->workers, .fns = shk_classical_fns, .nfns = SHK_CLASSICAL_NFNS, .user = c, .abort = run->abort,
                                     .log = run->log, .journal = run->journal, .journal_key = key, .resume = run->resume, .replay = run->replay };
    if (!(c->cost = SHK_NEW(run->arena, struct shk_source_cost, w->nprepared))) return shk_fail(run->diag, SHK_E_NOMEM, "costs of sources: out of memory");
    SHK_TRY(shk_cluster_options(run, id, &opt));
    shk_follow_options(run, &opt);
    SHK_TRY(shk_swarm_open(&opt, run->diag, &c->swarm));
    shk_live_swarm(run->live, c->swarm, describe_running, c);
    enum shk_err e = shk_swarm_start(c->swarm, run->diag);
    if (!e) shk_cluster_announce(run, c->swarm);
    const double sites = (double)w->nsites, output = run->known.output * sites, workers = shk_swarm_workers(c->swarm) > 0 ? shk_swarm_workers(c->swarm) : 1;
    if (!e) e = round_of(c, SHK_FN_RATES, "rates of exceedance", w->nunits, w->weight * (double)w->ntiles, run->known.rates, run->known.curves * sites / workers + output);
    if (!e && c->units != w->nunits * w->ntiles)        /* whatever was split, killed, repeated and resumed */
        e = shk_fail(run->diag, SHK_E_COMPUTE, "%llu of %zu units of work were counted: an error of this program", (unsigned long long)c->units, w->nunits * w->ntiles);
    if (!e) e = round_of(c, SHK_FN_CURVES, "curves and statistics", w->nsites, sites, run->known.curves, output);
    run->learnt = (struct shk_calibration){ .rates = shk_swarm_rate(c->swarm, SHK_FN_RATES), .curves = shk_swarm_rate(c->swarm, SHK_FN_CURVES) };
    shk_rates_costs(c);
    run->poisonous = shk_swarm_poisonous(c->swarm);
    shk_live_swarm(run->live, NULL, NULL, NULL);
    shk_swarm_close(c->swarm);
    return e;
}

/* All that tasks read, in the master and, from the same files, in workers on other machines. */
static enum shk_err prepare(struct shk_classical *c)
{
    struct shk_run *run = c->run;
    if (run->job->hazard_calculation_id && !shk_job_path(run->job, "source_model_logic_tree"))
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: hazard_calculation_id = %s: a classical calculation without its own source model is not "
                        "supported yet", run->job->path, run->job->hazard_calculation_id);
    SHK_TRY(shk_postproc_check(run));
    SHK_TRY(start_results(run));
    const double t = shk_seconds();
    shk_live_phase(run->live, "preparing sources");
    SHK_TRY(shk_amp_kernel_make(run, &c->kernel));
    SHK_TRY(shk_hazard_plan_make(run, &c->work));
    SHK_TRY(shk_amp_kernel_ready(run, &c->work, c->kernel));
    shk_operation_add(&run->monitor, "preparing sources", shk_seconds() - t, shk_rss_mb(), c->work.nprepared);
    if (c->work.nunits == 0) shk_warn(run->log, "no source is close to the sites");
    return read_amplification(run, c);
}

enum shk_err shk_classical_prepare(struct shk_run *run, void **user)
{
    struct shk_classical *c = SHK_NEW(run->arena, struct shk_classical, 1);
    if (!c) return shk_fail(run->diag, SHK_E_NOMEM, "out of memory for a calculation");
    c->run = run;
    *user = c;
    return prepare(c);
}

/* As in the reference, a job of several sites that no rupture reaches is a mistake, one of a single site is not. */
static enum shk_err check_reached(const struct shk_classical *c)
{
    const struct shk_hazard_work *w = &c->work;
    uint64_t contexts = 0;
    for (size_t i = 0; c->cost && i < w->nprepared; i++) contexts += c->cost[i].contexts;
    int any = contexts > 0;             /* what an interrupted run has left behind has sums but no costs */
    for (size_t b = 0; b < w->nbins && !any; b++)
        for (size_t i = 0; i < w->bin[b].nmodels * w->nimts * w->nsites * w->nlev && !any; i++) any = shk_exact_value(w->bin[b].sum[i]) > 0;
    if (any || w->nsites == 0) return SHK_OK;
    if (w->nsites > 1) return shk_fail(c->run->diag, SHK_E_INVALID, "%s: no rupture is within maximum_distance of any of the %zu sites", c->run->job->path, w->nsites);
    shk_warn(c->run->log, "no rupture is within maximum_distance of the site");
    return SHK_OK;
}

enum shk_err shk_classical(struct shk_run *run)
{
    struct shk_classical c = { .run = run };
    SHK_TRY(prepare(&c));
    SHK_TRY(allocate(run, &c.work));
    SHK_TRY(compute(&c));
    SHK_TRY(check_reached(&c));
    shk_live_phase(run->live, "post-processing");
    if (c.work.nnames) SHK_TRY(finish_by_source(run, &c.work));
    return shk_postproc(run, &c.work);
}

enum shk_err shk_preclassical(struct shk_run *run)
{
    struct shk_hazard_work work = { 0 };
    SHK_TRY(shk_postproc_check(run));
    SHK_TRY(start_results(run));
    const double t = shk_seconds();
    SHK_TRY(shk_hazard_plan_make(run, &work));
    shk_operation_add(&run->monitor, "preparing sources", shk_seconds() - t, shk_rss_mb(), work.nruptures);
    run->results.nstats = 0;
    run->results.npoes = 0;
    return SHK_OK;
}
