/* swarm.h — a program's work as tasks on many processes, with the same result whatever happens to them.
 *
 * A task is a registered function and a message: a flat block of bytes without pointers. While it runs it may emit
 * partial results and submit subtasks; both take effect at its next commit, all together or not at all, and the end
 * of the function is the last commit. A worker that dies costs only what its task had not committed: the task is
 * run again from the message of its last commit. Hence a reducer sees every result exactly once.
 *
 *     open  ->  (build the data the tasks read)  ->  start: forks  ->  submit, run, submit, run ...  ->  close
 *
 * Workers are single-threaded processes forked by start() through a small intermediate process: they see, copy on
 * write, everything the caller had in memory at that moment, through the `user` pointer of the options. Nothing that
 * they write is seen by others: results travel by emit. A task must touch neither files nor handles that were open in
 * the caller (HDF5, SQLite, ZeroMQ). Not thread-safe: one swarm belongs to one thread.
 *
 * Same bits: cut the work into leaf units whose limits depend on the input only and fold with shk_tree_* or
 * shk_exact_* (reduce.h); then neither the number of workers, nor splitting, nor crashes change the result. */
#ifndef SHK_SWARM_SWARM_H
#define SHK_SWARM_SWARM_H
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"

struct shk_swarm;
struct shk_task;

/* Runs in a worker. msg is aligned to 64 bytes and valid until the function returns. Returning an error (with a line
 * in diag) fails the whole run with that error: it is for bad input, not retried. A crash is retried. */
typedef enum shk_err shk_task_run(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag);

struct shk_task_fn {
    const char *name;               /* for messages, monitors and the handshake with remote workers */
    shk_task_run *run;
    /* NULL, or writes what the message is about ("source 17, ruptures 0-512") for error messages and traces. */
    void (*describe)(const void *msg, size_t n, void *user, char *out, size_t cap);
};

/* One emitted block, given to the reducer in the master. data is aligned to 64 bytes and valid during the call. */
struct shk_part {
    const char *name;               /* of the task function */
    int fn;                         /* its index in the registry */
    uint64_t task;                  /* identifier: starts at 1 */
    const void *data;
    size_t n;
};
/* Parts come in the order in which tasks commit, which depends on timing. May call shk_swarm_submit. An error fails the run. */
typedef enum shk_err shk_reduce(void *user, const struct shk_part *part, struct shk_diag *diag);

struct shk_progress {
    double fraction;                /* of the estimated work, 0 to 1, never goes back within a run */
    double elapsed, left;           /* seconds; left < 0: not known yet; estimates are smoothed, so that it never jumps */
    int workers, busy;
    uint64_t tasks, done, queued, retries, splits;
    size_t rss, peak;               /* bytes, all processes together: proportional share of what is shared */
};

/* One commit, as it happened. Times in seconds since shk_swarm_open. */
struct shk_task_info {
    const char *name;
    int fn, worker;
    uint64_t task;
    double weight;                  /* what was finished, in the submitter's unit */
    double start, seconds, cpu;     /* of the work since the last commit */
    size_t sent, received;          /* bytes: the message, the results */
    size_t rss, peak;               /* of the worker process; rss 0: not measured (a task of a few milliseconds) */
    bool final;
};

/* Where the time went: one row for each operation of each function; the row with an empty name is the whole function. */
struct shk_op {
    char task[32], name[48];
    double seconds;
    uint64_t calls, count;          /* count: what shk_task_end was given, added up; the bytes of results in the row of the whole */
    size_t peak;                    /* largest resident size of a worker seen after it; 0 in rows of operations */
};

/* A task that is running now. */
struct shk_running {
    const char *name, *where;       /* of the function; the machine, NULL: this one */
    int fn, worker, pid;            /* pid 0: not known (yet) */
    uint64_t task;
    const void *msg;                /* what it does, from its last commit on; valid until the next call on the swarm */
    size_t n;
    double seconds, fraction;       /* since then; done of the message, as far as it tells */
    double expected;                /* seconds for the whole message; < 0: not known */
};

/* Where the workers' time went in the last run (or so far in this one): available = busy + idle + transfer + lost + running. */
struct shk_usage {
    double elapsed, available;      /* seconds; and added up over the workers there were */
    double busy;                    /* in task functions, results accepted */
    double idle;                    /* nothing to do */
    double transfer;                /* messages on their way, waiting for the master */
    double lost;                    /* work of workers that died, and duplicates */
    double running;                 /* in tasks that have not committed yet; 0 after the run */
    double cpu, master_cpu;         /* of the accepted work; of the master */
    uint64_t tasks, commits, splits, retries;
    size_t peak;                    /* bytes, all processes */
};

struct shk_swarm_options {
    int workers;                    /* > 0: processes; 0: tasks run in the caller, in turn; -1: one a core */
    const struct shk_task_fn *fns;  /* borrowed until close; the index is the function's identifier */
    int nfns;
    void *user;                     /* given to every task function */
    int max_attempts;               /* crashes of one task without a commit in between before it is called poisonous; 0: 3 */
    size_t task_memory;             /* limit of shk_task_arena in bytes; 0: none */
    size_t soft_memory, hard_memory;/* bytes of all processes: above the first no task is started while another runs (and a warning is given),
                                     * above the second the run stops with SHK_E_LIMIT; 0: none */
    size_t worker_memory;           /* bytes that a worker may allocate beyond what it inherits: then malloc returns NULL there; 0: no limit */
    const volatile sig_atomic_t *abort;     /* NULL, or set non-zero (by a signal handler) to revoke everything */
    unsigned split_every;           /* testing: shk_task_should_split says yes at every k-th call; 0: only when a worker is idle */
    struct shk_log *log;            /* NULL: silent */
    void (*progress)(void *user, const struct shk_progress *);  /* NULL, or called in the master about twice a second */
    void *progress_user;
    void (*on_commit)(void *user, const struct shk_task_info *info);     /* NULL, or called in the master for each commit */
    void *commit_user;
    const char *journal;            /* NULL, or a file to which every commit is written before it is applied. With resume, the runs of a
                                     * new process with the same submissions in the same order first give the reducer what the file
                                     * holds, in its order, and compute only the rest; other submissions are refused. Whoever called
                                     * removes it after success. */
    const char *journal_key;        /* what the results depend on: hash of inputs, version. A file with another key is refused. */
    bool resume;
    uint64_t replay;                /* 0, or the number of a task to be looked at (workers = 0): the journal is told, then only this task is run, in the
                                     * caller, from its last commit on. What it gives is dropped, nothing is written, and shk_swarm_run ends with
                                     * SHK_E_CANCELLED and a line that says how the task ended. The same for a task that had ended: its last stretch. */
    /* Workers on other machines: NULL, or where they find this process: zmq://ADDRESS:PORT (0.0.0.0 or * for every interface, port 0:
     * any, see shk_swarm_endpoint). With amqp a RabbitMQ broker hands out the tasks: amqp://USER:PASSWORD@HOST:PORT/VHOST, or amqps:// with
     * ?cacertfile=FILE at the end for other authorities than the system's. They come and go at any time; workers > 0 adds local ones.
     * `job` is what they are told so that they read the same inputs. */
    const char *cluster, *amqp;
    const char *amqp_job;           /* its name at the broker, at most 39 letters and digits: of this process alone. NULL: by chance */
    const char *cluster_key;        /* file made by shk_swarm_make_key: who does not have it is not let in */
    const void *job;
    size_t njob;                    /* at most 1 MiB */
    double silence;                 /* seconds without a sign after which a machine's tasks go to others; 0: 10 */
    const char *trace;              /* NULL, or a file to write in Chrome's trace-event format (ui.perfetto.dev shows it) */
    double trace_origin;            /* its time 0 on the steady clock (CLOCK_MONOTONIC, seconds); 0: shk_swarm_open */
};

/* ---- in the master -------------------------------------------------------------------------------------------- */

SHK_CHECKED enum shk_err shk_swarm_open(const struct shk_swarm_options *opt, struct shk_diag *diag, struct shk_swarm **out);
/* Starts the workers: what is in memory now is what they see. After shk_swarm_stop it may be called again, for
 * workers that see newer data. */
SHK_CHECKED enum shk_err shk_swarm_start(struct shk_swarm *s, struct shk_diag *diag);
/* Queues a task. weight > 0 is the expected work in any unit that is the same for all tasks of that function; the
 * seconds per unit are learnt. The message is copied. */
SHK_CHECKED enum shk_err shk_swarm_submit(struct shk_swarm *s, int fn, const void *msg, size_t n, double weight, struct shk_diag *diag);
/* Runs until every task and subtask has been committed and reduced. SHK_E_CANCELLED after abort; SHK_E_COMPUTE names a
 * poisonous task. After an error the queue is empty and the workers are gone. reduce may be NULL if nothing is emitted. */
SHK_CHECKED enum shk_err shk_swarm_run(struct shk_swarm *s, shk_reduce *reduce, void *user, struct shk_diag *diag);
/* Ends the workers (within two seconds, whatever they do). NULL-safe, as is close. */
void shk_swarm_stop(struct shk_swarm *s);
void shk_swarm_close(struct shk_swarm *s);
uint64_t shk_swarm_poisonous(const struct shk_swarm *s);        /* the number of the task that failed the run by crashing; 0: none */
/* 64 bits of n bytes, against accidents only; for chains: the seed is the hash of what came before. */
uint64_t shk_swarm_hash(const void *p, size_t n, uint64_t seed);
int shk_swarm_workers(const struct shk_swarm *s);       /* how many there are; 0 when tasks run in the caller */
int shk_swarm_cores(int workers);                       /* how many processes the option `workers` means: itself, or for -1 one a core */
void shk_swarm_progress(const struct shk_swarm *s, struct shk_progress *out);
/* Fills out with what runs now, by worker; returns how many there are (at most cap are written). */
int shk_swarm_running(const struct shk_swarm *s, struct shk_running *out, int cap);
void shk_swarm_usage(const struct shk_swarm *s, struct shk_usage *out);
/* Adds rows of what the caller did itself to a finished trace, or makes one: steady seconds (CLOCK_MONOTONIC). SHK_E_IO. */
struct shk_span { const char *name; double start, seconds; };
SHK_CHECKED enum shk_err shk_swarm_trace_add(const char *path, double origin, const struct shk_span *span, size_t n, struct shk_diag *diag);
/* Seconds per unit of weight of a function, as learnt so far; < 0: nothing yet. What one run has learnt can be given to the next. */
double shk_swarm_rate(const struct shk_swarm *s, int fn);
void shk_swarm_set_rate(struct shk_swarm *s, int fn, double rate);
/* Rows by function, then by first use; valid until the next call on s. */
const struct shk_op *shk_swarm_ops(const struct shk_swarm *s, size_t *n);
/* Cuts items 0..n-1 with these weights into ranges of consecutive items: range k is begin[k] to begin[k+1]-1. Each has at
 * most max_weight, or one item. begin has room for n+1; returns the number of ranges. */
size_t shk_swarm_cut(const double *weight, size_t n, double max_weight, size_t *begin);
/* A max_weight: total / (workers * tasks_per_worker), but expected to last between 0.5 s and task_duration where the rate is known. */
double shk_swarm_max_weight(const struct shk_swarm *s, int fn, double total, double tasks_per_worker, double task_duration);

/* ---- on other machines ----------------------------------------------------------------------------------------- */

/* A new key of master and workers, in a file for its owner only. SHK_E_IO when it exists. */
SHK_CHECKED enum shk_err shk_swarm_make_key(const char *path, struct shk_diag *diag);
/* The address that workers connect to (tcp://...:port), once started; NULL without cluster. */
const char *shk_swarm_endpoint(const struct shk_swarm *s);
/* After the process of a job was killed: what it left at the broker is removed, and workers that wait for it are free. SHK_E_IO: no broker. */
SHK_CHECKED enum shk_err shk_swarm_forget(const char *amqp, const char *job, struct shk_diag *diag);
bool shk_swarm_is_amqp(const char *url);           /* amqp://... or amqps://... */

struct shk_swarm_worker_options {
    int workers;                    /* processes; <= 0: one a core */
    const struct shk_task_fn *fns;  /* the same names in the same order as the master's */
    int nfns;
    const char *cluster;            /* zmq://HOST:PORT of the master, or amqp[s]://USER:PASSWORD@HOST:PORT/VHOST of a broker that knows it */
    const char *cluster_key;
    /* Reads the inputs that job tells of and sets *user for the task functions. Called for each job, before the workers are forked. */
    enum shk_err (*prepare)(void *prepare_user, const void *job, size_t njob, void **user, struct shk_diag *diag);
    void (*release)(void *prepare_user, void *user);    /* NULL, or after the job */
    void *prepare_user;
    int jobs;                       /* ends after that many; 0: serves until abort */
    double patience;                /* seconds without a sign of the master before its job is dropped; 0: 120 */
    size_t task_memory, worker_memory;
    const volatile sig_atomic_t *abort;
    struct shk_log *log;
};
/* Serves masters, one after the other, with the processes of this machine. SHK_E_CANCELLED after abort; an error when the master refuses it. */
SHK_CHECKED enum shk_err shk_swarm_worker_main(const struct shk_swarm_worker_options *opt, struct shk_diag *diag);

/* ---- in a task ------------------------------------------------------------------------------------------------ */

/* A partial result: copied. Any number of times. Fails only with SHK_E_NOMEM or SHK_E_LIMIT (a commit of more than 16 GiB). */
SHK_CHECKED enum shk_err shk_task_emit(struct shk_task *t, const void *data, size_t n, struct shk_diag *diag);
/* The same without the copy: room for n bytes, aligned to 64 and zeroed, to be filled before the next call on t. NULL: no memory. */
void *shk_task_emit_room(struct shk_task *t, size_t n);
/* A subtask: copied. */
SHK_CHECKED enum shk_err shk_task_submit(struct shk_task *t, int fn, const void *msg, size_t n, double weight, struct shk_diag *diag);
/* Makes what was emitted and submitted so far final. From here on the task is (rest, n): what a retry would start
 * with. weight is what is left to do. To hand over the end of a range: submit it, then commit with the beginning.
 * Blocks while the master is behind (back-pressure). */
SHK_CHECKED enum shk_err shk_task_commit(struct shk_task *t, const void *rest, size_t n, double weight, struct shk_diag *diag);
/* To be called between quanta of 0.1 to 1 s: the number of idle workers that wait for work, mostly 0. A task that gets
 * k > 0 and has more than one quantum left should submit about k/(k+1) of its untouched remainder, then commit. Costs
 * nanoseconds. Calling it also tells that the task is alive and can be split. */
int shk_task_should_split(struct shk_task *t);
/* Fraction of the present message that is done, 0 to 1: for progress and for the choice of the task to split. */
void shk_task_progress(struct shk_task *t, double fraction);
bool shk_task_cancelled(const struct shk_task *t);      /* the run is over: return soon, the result is not wanted */
struct shk_arena *shk_task_arena(struct shk_task *t);   /* emptied after the task */
size_t shk_task_emitted(const struct shk_task *t);      /* bytes waiting for the next commit: compare with max_size */
int shk_task_worker(const struct shk_task *t);          /* 0, 1, ...: for diagnosis only */
/* Expected seconds for this weight of a function, as learnt so far by all workers; < 0: not known. */
double shk_task_expected(const struct shk_task *t, int fn, double weight);
/* A monitor around an operation: struct shk_monitor m = shk_task_begin(t, "reading"); ...; shk_task_end(t, m, rows).
 * name is a literal. 64 names a worker; more are not counted. */
struct shk_monitor { const char *name; double wall; };
struct shk_monitor shk_task_begin(struct shk_task *t, const char *name);
void shk_task_end(struct shk_task *t, struct shk_monitor m, uint64_t count);
/* A pointer kept by the worker process between tasks, NULL at first: for caches that may be lost at any time. */
void **shk_task_local(struct shk_task *t);
#endif
