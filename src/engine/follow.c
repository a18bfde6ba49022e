#include "engine/follow.h"
#include <stdio.h>
#include <string.h>
#include "engine/history.h"
#include "engine/live.h"
#include "engine/progress.h"

static const double soft = 0.9;         /* of the memory that may be used: above it one task runs at a time */

static void on_commit(void *user, const struct shk_task_info *info)
{
    struct shk_run *run = user;
    struct shk_history *h = run->monitor.history;
    shk_live_commit(run->live, info);
    if (!h) return;
    struct shk_task_row row = { .no = (uint32_t)info->task, .weight = (float)info->weight, .duration = (float)info->seconds, .received = (int64_t)info->received,
        .mem_gb = (float)((double)info->peak / 0x1p30), .cpu = (float)info->cpu, .start = info->start + h->opened, .worker = info->worker };
    snprintf(row.name, sizeof row.name, "%s", info->name);
    shk_history_task(h, &row);
}

void shk_follow_options(struct shk_run *run, struct shk_swarm_options *opt)
{
    if (run->monitor.history) run->monitor.history->opened = shk_seconds() - run->started;
    opt->on_commit = on_commit;
    opt->commit_user = run;
    opt->progress = run->live ? shk_live_progress : run->progress ? shk_draw_progress : NULL;
    opt->progress_user = run->live;
    opt->trace = run->trace;
    opt->trace_origin = run->started;
    const double have = run->memory > 0 ? run->memory : shk_available_memory() + 1e6 * shk_rss_mb();
    if (have < 1e17) {
        opt->hard_memory = (size_t)have;
        opt->soft_memory = (size_t)(soft * have);
    }
}

void shk_follow_round(struct shk_run *run, const struct shk_swarm *s, const char *name, double start)
{
    struct shk_history *h = run->monitor.history;
    struct shk_usage u;
    struct shk_progress p;
    if (!h || h->nrounds == SHK_ROUNDS_MAX) return;
    shk_swarm_usage(s, &u);
    shk_swarm_progress(s, &p);
    struct shk_round_row *r = &h->round[h->nrounds++];
    int workers = p.workers > 0 ? p.workers : 1;
    for (size_t i = 0; i < h->ntasks; i++)          /* on a cluster some may have left */
        if (h->task[i].worker >= workers && !strcmp(h->task[i].name, name)) workers = h->task[i].worker + 1;
    *r = (struct shk_round_row){ .workers = workers, .tasks = u.tasks, .splits = u.splits, .retries = u.retries, .start = start - run->started,
        .seconds = u.elapsed, .available = u.available, .busy = u.busy, .idle = u.idle, .transfer = u.transfer, .lost = u.lost, .cpu = u.cpu,
        .master_cpu = u.master_cpu, .peak = (int64_t)u.peak };
    snprintf(r->name, sizeof r->name, "%s", name);
}
