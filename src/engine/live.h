/* live.h — a running calculation as others see it: a line on the terminal, a status file in the data directory, numbers for Prometheus.
 *
 * The status file, DATADIR/calc_ID.status, is Prometheus text written anew twice a second (by renaming, so that a reader sees a whole
 * one) and removed at the end; below a line "# end" it says in comments which source each worker computes. `mainshock top` reads it;
 * --metrics-port serves what stands above that line. A disk that is full or a file that vanishes costs the view, not the calculation.
 * All functions but open and read accept NULL for "nobody watches". */
#ifndef SHK_ENGINE_LIVE_H
#define SHK_ENGINE_LIVE_H
#include <stddef.h>
#include <sys/types.h>
#include "base/arena.h"
#include "base/err.h"

struct shk_live;
struct shk_progress;
struct shk_running;
struct shk_span;
struct shk_swarm;
struct shk_task_info;

struct shk_live_options {
    const char *datadir, *job;
    int calc_id, draw;              /* draw: progress lines on standard error */
    double started;                 /* steady seconds at which the calculation began */
    const char *metrics_file;       /* NULL, or a file that gets the numbers too and is left at the end */
};
SHK_CHECKED enum shk_err shk_live_open(const struct shk_live_options *opt, struct shk_diag *d, struct shk_live **out);
void shk_live_close(struct shk_live *l);        /* removes the status file */

/* What is done from now on; spans of what was done, for traces (valid until close). */
void shk_live_phase(struct shk_live *l, const char *name);
const struct shk_span *shk_live_spans(struct shk_live *l, size_t *n);
/* Expected seconds of this phase, where the tasks do not tell yet, and of all phases after it. */
void shk_live_expect(struct shk_live *l, double now, double later);
/* Tasks run from now on (s NULL: no more). describe writes what a running task does, from what the function's message says. */
typedef void shk_live_describe(const void *user, const struct shk_running *r, char *out, size_t cap);
void shk_live_swarm(struct shk_live *l, struct shk_swarm *s, shk_live_describe *describe, const void *user);
void shk_live_progress(void *live, const struct shk_progress *p);          /* for struct shk_swarm_options */
void shk_live_commit(struct shk_live *l, const struct shk_task_info *info);

/* ---- from outside ---- */

struct shk_live_worker { int number, pid; char where[64], function[32], what[200]; double seconds, fraction, expected; };
struct shk_live_view {
    int calc_id, pid;
    char job[512], phase[64];
    double start, elapsed, left, fraction;      /* start: seconds since 1970; left < 0: not known */
    int workers, busy;
    double queued, done, retries, splits, memory, peak;     /* bytes */
    size_t nrunning; struct shk_live_worker *running;
};
const char *shk_live_path(const char *datadir, int id, struct shk_arena *a);
/* SHK_E_NOTFOUND when the calculation is not running (any more). Lives in a. */
SHK_CHECKED enum shk_err shk_live_read(const char *path, struct shk_arena *a, struct shk_diag *d, struct shk_live_view *out);
#endif
