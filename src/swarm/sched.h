/* sched.h — which task runs where: a state machine without input, output or clock, so that it can be simulated.
 *
 * The caller says what happened and when (seconds on any steady clock); the scheduler answers what to do. Private to swarm. */
#ifndef SHK_SWARM_SCHED_H
#define SHK_SWARM_SCHED_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

enum { SHK_SCHED_RUNNERS = 2 };     /* the first and, when it seems to hang, a speculative copy */

struct shk_runner {
    int worker;                     /* -1: free */
    uint32_t attempt, version;
    double start;                   /* of the attempt, or of its last commit */
};

struct shk_stask {
    uint64_t id;
    int fn;
    uint32_t attempts;              /* handed out so far: the next attempt's number - 1 */
    uint32_t version;               /* commits so far: an attempt that started from an older one is stale */
    uint32_t faults, losses;        /* crashes of its own, and workers lost under it, since the last commit */
    double weight, key;             /* key: expected seconds, by which the queue is ordered */
    double carry;                   /* the caller's: seconds spent that no finished weight accounts for yet */
    size_t heap;                    /* place in the queue + 1; 0: not queued */
    struct shk_runner run[SHK_SCHED_RUNNERS];
    void *msg;                      /* the caller's */
    size_t n;
};

struct shk_sched_options {
    int max_faults, max_losses;     /* since the last commit of a task: more makes it poisonous */
    int nfns;
    double split_min;               /* seconds of expected remaining work below which a task is not asked to split */
    double hang_min, hang_factor;   /* a copy is started after max(hang_min, hang_factor * expected) without a sign */
};

struct shk_sched;
struct shk_sched *shk_sched_new(const struct shk_sched_options *opt);
/* free_msg is called for the messages of tasks that are left. */
void shk_sched_free(struct shk_sched *s, void (*free_msg)(void *msg));
void shk_sched_clear(struct shk_sched *s, void (*free_msg)(void *msg));

/* A new task in the queue; NULL: out of memory. */
struct shk_stask *shk_sched_add(struct shk_sched *s, int fn, double weight, void *msg, size_t n);
struct shk_stask *shk_sched_find(struct shk_sched *s, uint64_t id);
/* Workers are numbers below a few thousand, idle when they come up. */
SHK_CHECKED enum shk_err shk_sched_up(struct shk_sched *s, int worker);
/* The heaviest waiting task for this idle worker, now running there; NULL: none. */
struct shk_stask *shk_sched_assign(struct shk_sched *s, int worker, double now, uint32_t *attempt);
/* May this commit be applied? NULL: stale (a copy was faster, or the attempt was given up): to be dropped. Otherwise the
 * commit is the task's latest; workers whose attempts became stale by it are written to stale[] (SHK_SCHED_RUNNERS of them at most)
 * and are no longer counted as running it (nor what they were sent ahead): the caller must stop them, then say down. */
struct shk_stask *shk_sched_commit(struct shk_sched *s, uint64_t id, uint32_t attempt, int worker, double now, int stale[], int *nstale);
/* After an accepted commit: the task goes on with this weight, or has ended (and is freed: the caller frees msg first).
 * since: when work on what is left began, for the estimate of what remains (NAN: as before, the commit finished nothing). */
void shk_sched_continue(struct shk_sched *s, struct shk_stask *t, int worker, double weight, double since);
void shk_sched_end(struct shk_sched *s, struct shk_stask *t, int worker);
/* A task sent ahead, so that a worker has it when it ends the one it runs: handed out as by assign, and running there once that
 * one has ended. For the worker that will be the first to need it; NULL: none needs it, or what waits is for idle ones. */
struct shk_stask *shk_sched_ahead(struct shk_sched *s, double now, int *worker, uint32_t *attempt);
/* This one asks for its tasks: ahead() never chooses it; it gets one by assign or by ahead_for, whatever it is doing. */
void shk_sched_asks(struct shk_sched *s, int worker);
struct shk_stask *shk_sched_ahead_for(struct shk_sched *s, int worker, double now, uint32_t *attempt);
/* When workers are idle and nothing waits (or, with all, in any case): the workers to be asked for the task that they were sent ahead,
 * the last to need it first; at most cap of them, each once; returns how many. What they were sent: next(). Who has begun it already
 * says nothing (its next commit will); who gives it back: returned(), and it waits again. */
int shk_sched_recall(struct shk_sched *s, double now, bool all, int worker[], int cap);
const struct shk_stask *shk_sched_next(const struct shk_sched *s, int worker, uint32_t *attempt);     /* NULL: nothing */
void shk_sched_returned(struct shk_sched *s, int worker, uint64_t id, uint32_t attempt, double now);
/* The worker has gone; own_fault: by a crash of the task's own. Its task waits again, and so does what it was sent ahead. Returns the task if it is poisonous now. */
struct shk_stask *shk_sched_down(struct shk_sched *s, int worker, bool own_fault);
void shk_sched_idle(struct shk_sched *s, int worker);       /* an attempt ended without being accepted */

/* For what a journal tells: takes a waiting task out of the queue (NULL: not waiting); then it has ended, or waits again with this weight. */
struct shk_stask *shk_sched_take(struct shk_sched *s, uint64_t id);
void shk_sched_taken_end(struct shk_sched *s, struct shk_stask *t);
void shk_sched_taken_wait(struct shk_sched *s, struct shk_stask *t, double weight);

/* A sign of life of a worker's task with its fraction done (splittable: it asks whether to split). */
void shk_sched_sign(struct shk_sched *s, int worker, double fraction, bool splittable, double now);
/* When workers are idle and nothing waits: the running tasks to be asked to split, longest first, and among how many idle
 * workers each should share its remainder. When none is idle yet but nothing is ready for the next: the longest, for one part in advance. At most cap of
 * them; returns how many. A task is not asked again for a while. */
int shk_sched_ask(struct shk_sched *s, double now, int worker[], int share[], int cap);
/* A task that has given no sign for too long, for an idle worker: now running there too. NULL: none. */
struct shk_stask *shk_sched_speculate(struct shk_sched *s, int worker, double now, uint32_t *attempt);

/* Seconds per unit of weight, learnt by function from finished work. */
void shk_sched_learn(struct shk_sched *s, int fn, double weight, double seconds);
double shk_sched_rate(const struct shk_sched *s, int fn);   /* < 0: nothing learnt */
void shk_sched_set_rate(struct shk_sched *s, int fn, double rate);

struct shk_sched_counts {
    uint64_t added, ended, commits, stale, lost, copies, asked, ahead, returned;
    size_t queued, running, workers, idle;      /* running: handed out, with those sent ahead */
    double held;                    /* seconds that workers had a task, up to its accepted commits: with those on the way and waiting for the caller */
};
struct shk_sched_counts shk_sched_counts(const struct shk_sched *s);
/* What a worker runs since when (of the attempt or its last commit), and how much of it is done. NULL: nothing. */
const struct shk_stask *shk_sched_runs(const struct shk_sched *s, int worker, double *start, double *fraction);
/* Seconds of the running attempts that no commit accounts for yet. */
double shk_sched_pending(const struct shk_sched *s, double now);
/* Expected seconds of work waiting and running; < 0: nothing is known yet. */
double shk_sched_left(const struct shk_sched *s, double now);
#endif
