/* internal.h — what the files of swarm share: messages, the worker's side of a task, the pool of local processes. */
#ifndef SHK_SWARM_INTERNAL_H
#define SHK_SWARM_INTERNAL_H
#include <stdatomic.h>
#include <sys/types.h>
#include "swarm/swarm.h"

enum { SHK_ALIGN = 64, SHK_INLINE = 1 << 16 };      /* larger messages travel as memory file descriptors */
static const uint64_t shk_message_max = (uint64_t)1 << 34;

double shk_now(void);                               /* seconds, steady */
double shk_cpu_now(void);                           /* seconds of CPU time of this process */

/* ---- wire.c: one packet on a local socket, with a descriptor when the payload is large ---- */

enum shk_wire_type { SHK_W_TASK = 1, SHK_W_TXN, SHK_W_ACK, SHK_W_SPAWN, SHK_W_STARTED, SHK_W_EXIT, SHK_W_KILL,
    SHK_W_UP, SHK_W_SPLIT, SHK_W_CLAIM, SHK_W_DROP, SHK_W_RECALL, SHK_W_RETURNED };     /* the last six only between machines */
enum { SHK_W_FINAL = 1, SHK_W_MEMFD = 2 };
static const uint32_t shk_wire_magic = 0x53484b31;

struct shk_wire {
    uint32_t magic;
    uint16_t type, flags;
    uint64_t task;
    uint32_t attempt, seq;
    int32_t fn, slot;
    int32_t pid, status;
    double weight;
    uint64_t n;                     /* bytes of payload */
    uint64_t rss;
};
_Static_assert(sizeof(struct shk_wire) == 64, "wire header");

/* fd >= 0 is sent along (and stays open here). 0, or -1 with errno. */
int shk_wire_send(int sock, struct shk_wire *h, const void *inline_payload, int fd, int flags);
/* buf holds SHK_INLINE bytes, aligned. 1: got one (*fd, if >= 0, is the caller's); 0: the other side has gone; -1: none now, or errno. */
int shk_wire_recv(int sock, struct shk_wire *h, void *buf, int *fd, int flags);
/* Sends any payload: inline, or through a memory file. */
int shk_wire_send_big(int sock, struct shk_wire *h, const void *payload, int flags);
/* Maps a received payload read-only; NULL if it is shorter than n. shk_wire_unmap takes the same n. */
const void *shk_wire_map(int fd, uint64_t n);
void shk_wire_unmap(const void *p, uint64_t n);

/* ---- records in a transaction ---- */

enum shk_record_type { SHK_R_EMIT = 1, SHK_R_SUBMIT, SHK_R_REST, SHK_R_ERROR, SHK_R_STAT, SHK_R_OPS };
struct shk_record {
    uint32_t type;
    int32_t fn;                     /* SUBMIT: function; ERROR: code */
    double weight;
    uint64_t n;                     /* bytes of data, which follows, padded to SHK_ALIGN */
    uint64_t zero[5];
};
_Static_assert(sizeof(struct shk_record) == SHK_ALIGN, "record header");
struct shk_stat { double wall, cpu; uint64_t rss, peak; };      /* since the last commit; bytes */

struct shk_op_delta { char name[48]; double seconds; uint64_t calls, count; };      /* an OPS record holds some of these */

/* Walks records: the next one and its data, NULL at the end or (with *bad set) at a malformed one. */
const struct shk_record *shk_record_next(const void *txn, uint64_t n, uint64_t *at, const void **data, bool *bad);

struct shk_buf { char *p; size_t n, cap; int fd; };     /* fd >= 0: p maps it */
void *shk_buf_room(struct shk_buf *b, size_t n);         /* n more bytes, zeroed; NULL: out of memory */
void shk_buf_free(struct shk_buf *b);

uint64_t shk_wire_hash(const void *p, size_t n, uint64_t seed);      /* 64 bits, against accidents only */

/* ---- journal.c: commits on disk, in the order in which they were applied ---- */

/* The first entry of a phase has flags SHK_J_SUBMITTED and, as its payload, the hash of what was submitted; the others are commits. */
enum { SHK_J_SUBMITTED = 1 << 8 };
struct shk_commit { uint64_t phase, task; uint32_t worker, flags; const void *txn; uint64_t n; };
struct shk_journal;
/* resume: goes on with what is there, if it was written for the same key; otherwise starts anew. */
SHK_CHECKED enum shk_err shk_journal_open(const char *path, const char *key, bool resume, struct shk_diag *diag, struct shk_journal **out);
void shk_journal_close(struct shk_journal *j);
/* The next commit told, if it is of this phase; txn is valid until the next call. A damaged tail is cut off. */
bool shk_journal_next(struct shk_journal *j, uint64_t phase, struct shk_commit *c);
bool shk_journal_at_end(struct shk_journal *j);
SHK_CHECKED enum shk_err shk_journal_append(struct shk_journal *j, const struct shk_commit *c, struct shk_diag *diag);
SHK_CHECKED enum shk_err shk_journal_sync(struct shk_journal *j, double now, struct shk_diag *diag);     /* every few seconds */

/* ---- task.c ---- */

struct shk_slot {                   /* shared between a worker and its master; one cache line or two each */
    _Alignas(128) atomic_int split; /* idle workers that ask this one to split */
    atomic_int cancel;
    atomic_uint polls;              /* calls of should_split: signs of life */
    _Atomic uint64_t fraction;      /* a double's bits */
    /* Tasks that have been sent and not begun: whoever puts 0 in their place first, the worker or the sender, has them. Two: one that
     * the worker is about to begin, and one sent ahead. */
    atomic_uint offer[2];
};

enum { SHK_OPS_MAX = 64 };

struct shk_task {
    const struct shk_swarm_options *opt;
    struct shk_slot *slot;
    int worker;
    uint64_t id;
    uint32_t attempt, seq, acked;
    int fn;
    unsigned polls;
    struct shk_buf txn;
    size_t emitted;
    struct shk_arena *arena;
    void *local;
    double wall, cpu;               /* at the last commit */
    const _Atomic double *rate;     /* by function, written by the master */
    struct shk_op_delta op[SHK_OPS_MAX];
    const char *op_name[SHK_OPS_MAX];
    int nop;
    enum shk_err (*deliver)(struct shk_task *t, int flags, struct shk_diag *diag);  /* takes txn away */
    void *to;
};
/* Runs one attempt and delivers its last transaction. A failure to deliver is returned; the task's own error is delivered. SHK_E_CANCELLED:
 * the run is over, nothing was delivered. */
enum shk_err shk_task_attempt(struct shk_task *t, uint64_t id, uint32_t attempt, int fn, const void *msg, size_t n, struct shk_diag *diag);

/* ---- pool.c: local worker processes, forked by a small process that holds no threads ---- */

struct shk_worker {
    int fd;
    pid_t pid;
    bool gone, exited;
    int status;
    uint64_t rss;
    uint64_t task;                  /* sent last: its number and attempt, */
    uint32_t attempt;
    unsigned offers;                /* how many were sent before it, and */
    int place;                      /* where it was offered */
};
struct shk_pool {
    int n, control;                 /* control: socket to the forking process */
    pid_t parent;                   /* the forking process */
    struct shk_slot *slot;
    _Atomic double *rate;           /* shared too */
    size_t shared;                  /* bytes of slot and rate */
    struct shk_worker *worker;
};
SHK_CHECKED enum shk_err shk_pool_open(int n, const struct shk_swarm_options *opt, struct shk_diag *diag, struct shk_pool **out);
SHK_CHECKED enum shk_err shk_pool_spawn(struct shk_pool *p, int slot, struct shk_diag *diag);
/* Sends a task to a worker, which may be busy with another: then it is the next (one at most). 0, or -1 with errno. */
int shk_pool_task(struct shk_pool *p, int slot, struct shk_wire *h, const void *payload);
/* Takes the task sent last back. false: it has been begun, or was another one. */
bool shk_pool_recall(struct shk_pool *p, int slot, uint64_t task, uint32_t attempt);
void shk_pool_kill(struct shk_pool *p, int slot, int sig);
/* Reads what the forking process reports: fills pid, exited, status. false: it has gone. */
bool shk_pool_reports(struct shk_pool *p);
void shk_pool_close(struct shk_pool *p);

/* ---- watch.c: what was done, how long it took, how much memory there is; traces ---- */

struct shk_watch;
struct shk_watch *shk_watch_new(const struct shk_swarm_options *opt, struct shk_diag *diag);
void shk_watch_free(struct shk_watch *w);
void shk_watch_commit(struct shk_watch *w, const struct shk_task_info *info, const struct shk_op_delta *op, size_t nop, const char *what);
void shk_watch_event(struct shk_watch *w, int worker, const char *name);                /* an instant in the trace */
/* Measures from time to time (often enough, but never more than a few percent of the time): the master and these processes. */
void shk_watch_memory(struct shk_watch *w, const struct shk_worker *worker, int n, double now);
size_t shk_watch_rss(const struct shk_watch *w);
size_t shk_watch_peak(const struct shk_watch *w);
const struct shk_op *shk_watch_ops(const struct shk_watch *w, size_t *n);
#endif
