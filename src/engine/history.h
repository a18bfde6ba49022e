/* history.h — what the tasks of a calculation took: kept while it runs, stored with its results, read by `mainshock explain`.
 *
 * Datasets: task_info and source_info as the reference names them (with more fields), starmap_info, and swarm_info: one row a round. */
#ifndef SHK_ENGINE_HISTORY_H
#define SHK_ENGINE_HISTORY_H
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"

/* One commit of a task: mostly all of it. Seconds; start since the begin of the calculation; mem_gb: of the worker, at most. */
struct shk_task_row {
    char name[50];
    uint32_t no;
    float weight, duration;
    int64_t received;
    float mem_gb, cpu;
    double start;
    int32_t worker;
};

/* One round of tasks: fields of struct shk_usage in swarm.h. */
struct shk_round_row {
    char name[50];
    int32_t workers;
    uint64_t tasks, splits, retries;
    double start, seconds, available, busy, idle, transfer, lost, cpu, master_cpu;
    int64_t peak;
};

struct shk_source_row {
    const char *id;
    uint16_t grp;                   /* group of sources */
    char code;                      /* typology, one letter */
    float calc_time;                /* seconds of all workers */
    uint64_t num_ctxs;              /* contexts: ruptures times sites within reach */
    uint32_t num_ruptures;
    float weight;                   /* expected work, as the tasks are weighed */
};

enum { SHK_ROUNDS_MAX = 8, SHK_TASK_ROWS_MAX = 1 << 18 };
struct shk_history {
    struct shk_arena *arena;
    double opened;                  /* when the swarm was, seconds since the begin of the calculation */
    size_t ntasks, task_cap; struct shk_task_row *task;     /* no more than SHK_TASK_ROWS_MAX are kept */
    size_t nrounds; struct shk_round_row round[SHK_ROUNDS_MAX];
    size_t nsources; struct shk_source_row *source;
};

/* A row is dropped when there is no room: this is for people, not for results. */
void shk_history_task(struct shk_history *h, const struct shk_task_row *row);

struct shk_h5;
SHK_CHECKED enum shk_err shk_history_write(struct shk_h5 *f, const struct shk_history *h, struct shk_diag *d);
/* From calc_ID.hdf5; without tasks everything is empty. Lives in a. */
SHK_CHECKED enum shk_err shk_history_read(const char *path, struct shk_arena *a, struct shk_diag *d, struct shk_history **out);
#endif
