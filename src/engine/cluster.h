/* cluster.h — a calculation whose workers are on other machines (docs/cluster.md).
 *
 * The master tells them where the job file lies on the shared file system, with which overrides, and what it found there;
 * they read it for themselves, make the same work of it, and refuse the job if it is not the same. */
#ifndef SHK_ENGINE_CLUSTER_H
#define SHK_ENGINE_CLUSTER_H
#include "engine/db.h"
#include "engine/identity.h"
#include "engine/run.h"
#include "swarm/swarm.h"

/* ---- in the master: do nothing without run->cluster ---- */

/* Fills what concerns the cluster in opt; it lives in run->arena. id: of all that has been read. */
SHK_CHECKED enum shk_err shk_cluster_options(struct shk_run *run, const struct shk_identity *id, struct shk_swarm_options *opt);
enum { SHK_CLUSTER_CUT = 16 };              /* shk_run.cut at least: nobody knows yet how many will come */
/* With a broker: gives the job a name there, which is noted, so that what a killed process leaves at the broker can be removed. */
SHK_CHECKED enum shk_err shk_cluster_note(struct shk_run *run, struct shk_db *db);
/* Of a calculation that no process works on: its queues are deleted, workers that wait for it are free. SHK_E_IO: a broker does not answer. */
SHK_CHECKED enum shk_err shk_cluster_forget(struct shk_db *db, int id, struct shk_diag *d);
/* Logs how workers get here. */
void shk_cluster_announce(const struct shk_run *run, const struct shk_swarm *s);

/* The key file: the one given, or DATADIR/cluster.key, which is made if it does not exist. *out lives in a. */
SHK_CHECKED enum shk_err shk_cluster_key(const char *given, struct shk_arena *a, struct shk_diag *d, const char **out);

/* ---- in a worker ---- */

struct shk_cluster_worker {
    const char *cluster, *key;              /* zmq://HOST:PORT or amqp[s]://USER:PASSWORD@HOST:PORT/VHOST; file */
    int workers, jobs;                      /* processes, <= 0: one a core; ends after that many jobs, 0: never */
    struct shk_log *log;
    const volatile sig_atomic_t *abort;
};
SHK_CHECKED enum shk_err shk_cluster_work(const struct shk_cluster_worker *w, struct shk_diag *d);
#endif
