#include "engine/memory.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "calc/exact.h"
#include "engine/monitor.h"
#include "swarm/swarm.h"

/* What a worker needs besides its inputs, which it shares: rates of a tile of sites as doubles and twice as exact sums, contexts,
 * the result on its way and its copy in the master. The tile is cut to about 4 MiB of doubles, or is one site. */
static const double tile_bytes = 4 << 20, tile_copies = 8, worker_bytes = 8 << 20;
static const double queued_messages = 128, message_bytes = 1e6;      /* of the second round (see submit_curves) */

static void need(struct shk_needs *o, const char *what, double bytes, const char *change)
{
    if (bytes <= 0) return;
    SHK_ASSERT(o->n < SHK_NEED_MAX);
    size_t i = o->n++;
    for (; i && o->item[i - 1].bytes < bytes; i--) o->item[i] = o->item[i - 1];
    o->item[i] = (struct shk_need){ what, change, bytes };
    o->total += bytes;
}

void shk_memory_needs(const struct shk_run *run, struct shk_needs *o)
{
    const struct shk_job *job = run->job;
    const struct shk_logic_tree *lt = &run->model->lt;
    const double n = (double)run->sites->n, measures = (double)run->results.nimts, ng = (double)run->model->ng, rlzs = (double)lt->nrlzs;
    const double rock = measures * (double)run->results.nlev;
    const double curve = job->soil_intensities.n ? measures * (double)job->soil_intensities.n : rock, map = measures * (double)job->poes.n;
    const double stats = (double)(job->mean + job->std + job->max) + (double)job->quantiles.n;
    const int workers = shk_swarm_cores(run->workers);
    double models = 1;
    for (size_t t = 0; t < lt->ntrts; t++) models = fmax(models, (double)lt->trt[t].n);
    *o = (struct shk_needs){ .available = shk_available_memory() };
    need(o, "model and sites, as read", 1e6 * shk_rss_mb(), "use fewer source models (number_of_logic_tree_samples)");
    need(o, "worker processes", workers * (worker_bytes + tile_copies * fmax(tile_bytes, models * rock * sizeof(double))), "use fewer --workers");
    if (!strcmp(job->calculation_mode, "classical")) {
        need(o, "rates of exceedance", n * ng * rock * sizeof(shk_exact), "use fewer sites (region_grid_spacing) or levels (intensity_measure_types_and_levels)");
        need(o, "rates sent to make curves", fmin(queued_messages * (message_bytes + ng * rock * sizeof(double)), n * ng * rock * sizeof(double)), "use fewer sites (region_grid_spacing)");
        need(o, "statistics", n * stats * (curve + map) * sizeof(float), "use fewer quantiles, poes or sites (region_grid_spacing)");
        if (job->individual_rlzs == 1 || lt->nrlzs == 1)
            need(o, "curves of realizations", n * rlzs * (curve + map) * sizeof(float), lt->nrlzs == 1 ? "use fewer sites (region_grid_spacing)"
                 : "use individual_rlzs = false, or fewer realizations (number_of_logic_tree_samples)");
        if (job->disagg_by_src)
            need(o, "rates by source", n * (double)run->model->nsources * rock * (sizeof(shk_exact) + sizeof(double)), "use disagg_by_src = false or fewer sites");
    }
}

enum shk_err shk_memory_check(const struct shk_run *run, const struct shk_needs *o)
{
    const double read = 1e6 * shk_rss_mb(), have = run->memory > 0 ? run->memory : o->available + read;
    if (o->total <= have) return SHK_OK;
    char list[600] = "", change[400] = "";
    for (size_t i = 0; i < o->n && i < 3; i++) {
        const size_t at = strlen(list), to = strlen(change);
        snprintf(list + at, sizeof list - at, "%s%s %.2f GB", i ? ", " : "", o->item[i].what, o->item[i].bytes / 1e9);
        if (i && (o->item[i].bytes < 0.1 * o->total || !strcmp(o->item[i].change, o->item[i - 1].change))) continue;
        snprintf(change + to, sizeof change - to, "%s%s", i ? "; " : "", o->item[i].change);
    }
    return shk_fail(run->diag, SHK_E_LIMIT, "%s: not enough memory: about %.2f GB are needed and %.2f GB are %s; the largest parts are %s. What to change: %s",
                    run->job->path, o->total / 1e9, have / 1e9, run->memory > 0 ? "allowed (--memory)" : "available", list, change);
}

void shk_memory_print(FILE *f, const struct shk_needs *o)
{
    for (size_t i = 0; i < o->n; i++) fprintf(f, "  %-32s %12.1f MB\n", o->item[i].what, o->item[i].bytes / 1e6);
    fprintf(f, "  %-32s %12.1f MB\n", "memory needed, about", o->total / 1e6);
    if (o->available < 1e17) fprintf(f, "  %-32s %12.1f MB\n", "available now", o->available / 1e6);
}
