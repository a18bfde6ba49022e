/* master.h — the state of a swarm and what its files do for each other: swarm.c (tasks, local workers), net.c (agents). Private. */
#ifndef SHK_SWARM_MASTER_H
#define SHK_SWARM_MASTER_H
#include <poll.h>
#include "swarm/internal.h"
#include "swarm/sched.h"

struct shk_swarm {
    struct shk_swarm_options opt;
    int workers;
    struct shk_sched *sched;
    struct shk_pool *pool;
    struct pollfd *poll;
    unsigned *polls;                /* last seen calls of should_split, by worker */
    char *buf;
    struct shk_slot *own;           /* when tasks run in the caller */
    _Atomic double *rate;           /* by function, for tasks in the caller */
    struct shk_watch *watch;
    struct shk_journal *journal;
    uint64_t phase;                 /* runs so far */
    uint64_t submitted;             /* hash of what was submitted for the next run */
    uint64_t poisonous;             /* number of the task that failed the run, or 0 */
    struct shk_task inline_task;
    shk_reduce *reduce;
    void *user;
    struct shk_diag failed;
    double opened, begun, spent, shown;
    struct shk_usage usage;         /* of the last run; busy and lost are completed when asked for */
    double turned, held, cpu_begun;       /* last look at the clock; at the begin: of the scheduler, of this process */
    bool warned;
    struct shk_progress progress;
    uint64_t splits, retries, idle_deaths, parent_deaths, oom_kills;
    bool running;
    int top;                        /* worker numbers in use are below: local ones first, then those of agents */
    struct shk_net *net;            /* NULL without cluster */
};

enum shk_err shk_master_fail(struct shk_swarm *s, enum shk_err e);      /* keeps e as the failure of the run; returns it */
/* A transaction from a worker: checked, journalled, applied; accepted says whether it counted. */
SHK_CHECKED enum shk_err shk_master_commit(struct shk_swarm *s, const struct shk_wire *h, int worker, const void *txn, bool *accepted);
/* A worker has ended with this wait status (or -errno when it could not be started). */
SHK_CHECKED enum shk_err shk_master_lost(struct shk_swarm *s, int worker, int status, int pid, uint64_t rss, const char *where);

/* ---- net.c ---- */
SHK_CHECKED enum shk_err shk_net_open(struct shk_swarm *s);
void shk_net_close(struct shk_swarm *s);                                /* tells the agents that the job is over */
int shk_net_poll(struct shk_swarm *s, struct pollfd *fd);               /* fills up to 3; returns how many; *fd with events 0: look at once */
bool shk_net_urgent(struct shk_swarm *s);
SHK_CHECKED enum shk_err shk_net_turn(struct shk_swarm *s);
SHK_CHECKED enum shk_err shk_net_task(struct shk_swarm *s, int worker, const struct shk_stask *t, uint32_t attempt);
bool shk_net_pushes(const struct shk_swarm *s, int worker);               /* false: this one comes with a lease and asks */
void shk_net_recall(struct shk_swarm *s, int worker, const struct shk_stask *t, uint32_t attempt);       /* what it was sent ahead */
void shk_net_split(struct shk_swarm *s, int worker, int share);
const char *shk_net_where(const struct shk_swarm *s, int worker);         /* machine of a remote worker; NULL: not known */
void shk_net_kill(struct shk_swarm *s, int worker);
const char *shk_net_endpoint(const struct shk_swarm *s);
void shk_net_fresh(struct shk_swarm *s);                                /* after a long time without turns: nobody is late */
#endif
