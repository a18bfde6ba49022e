/* run.h — one calculation in progress: its job, its memory, its processes, what it has measured. */
#ifndef SHK_ENGINE_RUN_H
#define SHK_ENGINE_RUN_H
#include <signal.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"
#include "engine/monitor.h"
#include "engine/results.h"
#include "job/job.h"
#include "job/model.h"

struct shk_identity;
struct shk_live;

/* Seconds of a worker for a unit of weight of the tasks, and of this process for the output of a site; 0: not known. own: of the same job. */
struct shk_calibration { double rates, curves, output; int own; };

struct shk_run {
    const struct shk_job *job;
    struct shk_arena *arena;                /* of the job: inputs, model, results */
    struct shk_log *log;
    struct shk_diag *diag;
    size_t noverrides; const char *const *override;      /* NAME=VALUE, as given */
    int workers;                            /* 0: in this process; -1: one a core */
    int cut;                                /* the number of workers for which the work is cut, 0: of those there are; a resumed run must have the same */
    const struct shk_identity *identity;    /* of the program and of all that was read (identity.h) */
    const char *journal; int resume;        /* NULL, or the file of what is finished; goes on with it */
    uint64_t replay;                        /* 0, or the one task of the journal to be run, in this process */
    uint64_t poisonous;                     /* the task that failed the run by crashing, or 0 */
    double memory;                          /* bytes that may be used; 0: what is available */
    const char *cluster, *cluster_key, *listen;     /* NULL, or where workers of other machines come from (cluster.h) */
    const char *cluster_job;        /* NULL, or its name at the broker */
    double started;                         /* steady seconds at which the calculation began */
    struct shk_live *live;                  /* NULL, or who watches it (live.h) */
    const char *trace;                      /* NULL, or the file of a trace */
    struct shk_calibration known, learnt;   /* from earlier calculations; in this one */
    int progress;                           /* draw a progress line on standard error */
    const volatile sig_atomic_t *abort;     /* set by a signal handler */
    struct shk_operations monitor;
    struct shk_sites *sites;
    struct shk_model *model;
    struct shk_results results;
    const struct shk_results *before;       /* NULL, or those of the calculation that this one goes on from */
    int own_sites, reused;                  /* the job has sites of its own; the results are taken from there (reuse.h) */
};
#endif
