#include "engine/reuse.h"
#include <string.h>
#include "base/format.h"
#include "job/sites.h"

/* What the reference refuses: curves of an earlier calculation with other levels or another time. */
static enum shk_err comparable(const struct shk_run *run)
{
    const struct shk_results *b = run->before, *r = &run->results;
    const struct shk_job *job = run->job;
    char now[SHK_FORMAT_MAX], then[SHK_FORMAT_MAX];
    if (job->investigation_time != b->investigation_time)
        return shk_fail(run->diag, SHK_E_INVALID, "%s: investigation_time is %s, but %s in calculation %d before it", job->file,
                        shk_repr(job->investigation_time, now), shk_repr(b->investigation_time, then), b->calc_id);
    if (job->soil_intensities.n) return SHK_OK;
    for (size_t m = 0; m < r->nimts; m++) {
        size_t k = 0;
        while (k < b->nimts && strcmp(b->imt_name[k], r->imt_name[m])) k++;
        int same = k < b->nimts && r->nlev == b->nlev;
        for (size_t l = 0; same && l < r->nlev; l++) same = (float)r->level[m * r->nlev + l] == (float)b->level[k * b->nlev + l];
        if (!same)
            return shk_fail(run->diag, SHK_E_INVALID, "%s: the levels of %s differ from those of calculation %d before it", job->file, r->imt_name[m], b->calc_id);
    }
    return SHK_OK;
}

static int same_statistics(const struct shk_job *job, const struct shk_results *b)
{
    if (job->nstats != b->nstats) return 0;
    for (size_t s = 0; s < b->nstats; s++)
        if (strcmp(job->stat[s], b->stat_name[s])) return 0;
    return 1;
}

/* Sites of the job's own are compared by place: the ground under them was that of the earlier calculation, as in the reference. */
static enum shk_err other_sites(struct shk_run *run, int *other)
{
    const struct shk_sites *b = run->before->sites;
    struct shk_sites *s;
    *other = 0;
    if (!run->own_sites) return SHK_OK;
    SHK_TRY(shk_sites_read(run->job, 0, run->arena, NULL, run->diag, &s));
    *other = s->n != b->n;
    for (size_t i = 0; i < s->n && !*other; i++) *other = s->lon[i] != b->lon[i] || s->lat[i] != b->lat[i] || s->dep[i] != b->dep[i];
    return SHK_OK;
}

/* NULL, or what the earlier calculation cannot give. */
static const char *missing(const struct shk_run *run)
{
    const struct shk_job *job = run->job;
    const struct shk_results *b = run->before;
    if (run->results.nimts != b->nimts) return "it had more measures";
    if (!same_statistics(job, b)) return "it had other statistics";
    if (b->nstats && !b->stats) return "it stored no curves";
    if ((job->individual_rlzs == 1 || b->nrlzs == 1) && !b->rlzs) return "it stored no curves of realizations";
    if (job->disagg_by_src && !b->nsrc) return "it stored no rates by source";
    if (job->postproc_func && *job->postproc_func) return "postproc_func needs ruptures";
    if (job->soil_intensities.n || shk_job_path(job, "amplification")) return "it may have been without amplification";
    return NULL;
}

static enum shk_err make_maps(struct shk_run *run, const float *curves, size_t kinds, float **out)
{
    struct shk_results *r = &run->results;
    *out = NULL;
    if (!curves || !kinds || !r->npoes) return SHK_OK;
    double *scratch = SHK_NEW(run->arena, double, 2 * r->nlev);
    float *v = *out = SHK_NEW(run->arena, float, r->sites->n * kinds * r->nimts * r->npoes);
    if (!v || !scratch) return shk_fail(run->diag, SHK_E_NOMEM, "maps: out of memory");
    for (size_t i = 0; i < r->sites->n * kinds; i++)
        for (size_t m = 0; m < r->nimts; m++, curves += r->nlev)
            for (size_t p = 0; p < r->npoes; p++) *v++ = shk_hazard_map_value(curves, r->level + m * r->nlev, r->nlev, r->poe[p], scratch);
    return SHK_OK;
}

enum shk_err shk_reuse(struct shk_run *run, int *done)
{
    const struct shk_job *job = run->job;
    *done = 0;
    SHK_TRY(comparable(run));
    int other;
    SHK_TRY(other_sites(run, &other));
    const char *why = other ? "the job has other sites" : missing(run);
    if (why) {
        shk_info(run->log, "calculation %d before this one cannot be taken over: %s; everything is computed", run->before->calc_id, why);
        return SHK_OK;
    }
    struct shk_results *r = &run->results;
    *r = *run->before;
    r->calculation_mode = job->calculation_mode;
    r->description = job->description;
    r->individual_rlzs = job->individual_rlzs == 1;
    r->hazard_maps = job->hazard_maps;
    r->uniform_hazard_spectra = job->uniform_hazard_spectra;
    r->npoes = job->poes.n;
    r->poe = job->poes.v;
    r->npost = 0;
    if (!job->disagg_by_src) r->nsrc = 0;
    if (job->individual_rlzs != 1 && r->nrlzs > 1) r->rlzs = NULL;
    SHK_TRY(make_maps(run, r->stats, r->nstats, &r->map_stats));
    SHK_TRY(make_maps(run, r->rlzs, r->nrlzs, &r->map_rlzs));
    run->sites = (struct shk_sites *)r->sites;
    shk_info(run->log, "curves are those of calculation %d", run->before->calc_id);
    *done = 1;
    return SHK_OK;
}
