/* The master: one thread, one loop. Decides with the scheduler, moves messages, gives committed parts to the reducer. */
#include "swarm/swarm.h"
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "swarm/master.h"

enum { DEFAULT_FAULTS = 3, MAX_LOSSES = 20, MAX_ASKED = 64, MAX_WORKERS = 1024 };
static const double split_min = 0.02, hang_min = 60, hang_factor = 20, progress_every = 0.5;
static const int tick_ms = 100, hungry_tick_ms = 10;

int shk_swarm_cores(int workers)
{
    cpu_set_t set;
    if (workers >= 0) return workers;
    return sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);
}

static uint64_t oom_kills(void)
{
    unsigned long long n = 0;
    char line[128];
    FILE *f = fopen("/proc/vmstat", "re");
    if (!f) return 0;
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "oom_kill %llu", &n) == 1) break;
    fclose(f);
    return n;
}

enum shk_err shk_swarm_open(const struct shk_swarm_options *opt, struct shk_diag *diag, struct shk_swarm **out)
{
    *out = NULL;
    if (!opt->fns || opt->nfns <= 0) return shk_fail(diag, SHK_E_INVALID, "no task functions are registered");
    if (opt->workers < -1 || opt->workers > MAX_WORKERS)
        return shk_fail(diag, SHK_E_INVALID, "the number of workers is %d; expected -1 to %d", opt->workers, (int)MAX_WORKERS);
    if (opt->replay && (opt->workers || !opt->journal || !opt->resume)) return shk_fail(diag, SHK_E_INVALID, "a task is replayed from a journal, without workers");
    struct shk_swarm *s = calloc(1, sizeof *s);
    if (!s) return shk_fail(diag, SHK_E_NOMEM, "out of memory for the task queue");
    s->opt = *opt;
    s->opened = shk_now();
    s->workers = shk_swarm_cores(opt->workers);
    const struct shk_sched_options so = { .max_faults = opt->max_attempts > 0 ? opt->max_attempts : DEFAULT_FAULTS, .max_losses = MAX_LOSSES,
        .nfns = opt->nfns, .split_min = split_min, .hang_min = hang_min, .hang_factor = hang_factor };
    const size_t n = (size_t)(s->workers ? s->workers : 1);
    s->sched = shk_sched_new(&so);
    s->poll = calloc(n + 8, sizeof *s->poll);
    s->polls = calloc(n, sizeof *s->polls);
    s->buf = aligned_alloc(SHK_ALIGN, SHK_INLINE);
    s->own = aligned_alloc(_Alignof(struct shk_slot), sizeof *s->own);
    s->rate = calloc((size_t)opt->nfns, sizeof *s->rate);
    s->watch = shk_watch_new(opt, diag);
    s->inline_task.txn.fd = -1;
    if (!s->sched || !s->poll || !s->polls || !s->buf || !s->own || !s->rate || !s->watch) {
        shk_swarm_close(s);
        return shk_fail(diag, SHK_E_NOMEM, "out of memory for the task queue");
    }
    if (opt->journal && shk_journal_open(opt->journal, opt->journal_key ? opt->journal_key : "", opt->resume, diag, &s->journal) != SHK_OK) {
        shk_swarm_close(s);
        return diag ? diag->code : SHK_E_IO;
    }
    memset(s->own, 0, sizeof *s->own);
    for (int k = 0; k < opt->nfns; k++) s->rate[k] = -1;
    *out = s;
    return SHK_OK;
}

/* ---- results ---- */

enum shk_err shk_master_fail(struct shk_swarm *s, enum shk_err e)
{
    if (e != SHK_OK && s->failed.code == SHK_OK) s->failed.code = e;
    return e;
}

static void describe(const struct shk_swarm *s, const struct shk_stask *t, char *out, size_t cap)
{
    out[0] = 0;
    if (s->opt.fns[t->fn].describe) s->opt.fns[t->fn].describe(t->msg, t->n, s->opt.user, out, cap);
    else snprintf(out, cap, "weight %g, message of %zu bytes", t->weight, t->n);
}

static enum shk_err add_task(struct shk_swarm *s, int fn, const void *msg, size_t n, double weight, struct shk_diag *diag)
{
    if (n > shk_message_max) return shk_fail(diag, SHK_E_LIMIT, "a task's message has %zu bytes", n);
    void *copy = aligned_alloc(SHK_ALIGN, (n + SHK_ALIGN) / SHK_ALIGN * SHK_ALIGN);
    if (!copy) return shk_fail(diag, SHK_E_NOMEM, "out of memory for a task's message of %zu bytes", n);
    if (n) memcpy(copy, msg, n);
    if (shk_sched_add(s->sched, fn, weight, copy, n)) return SHK_OK;
    free(copy);
    return shk_fail(diag, SHK_E_NOMEM, "out of memory for the task queue");
}

/* Everything is looked at before anything is applied: a transaction counts whole or not at all. */
static bool well_formed(const struct shk_swarm *s, const void *txn, uint64_t n)
{
    uint64_t at = 0;
    const void *data;
    bool bad;
    for (const struct shk_record *r; (r = shk_record_next(txn, n, &at, &data, &bad));) {
        if (r->type < SHK_R_EMIT || r->type > SHK_R_OPS) return false;
        if (r->type == SHK_R_OPS && (r->n % sizeof(struct shk_op_delta) || r->n > SHK_OPS_MAX * sizeof(struct shk_op_delta))) return false;
        if (r->type == SHK_R_SUBMIT && (r->fn < 0 || r->fn >= s->opt.nfns)) return false;
        if (r->type == SHK_R_STAT && r->n != sizeof(struct shk_stat)) return false;
        if (r->type == SHK_R_ERROR && (!r->n || ((const char *)data)[r->n - 1])) return false;
    }
    return !bad;
}

static bool has_error(const void *txn, uint64_t n)
{
    uint64_t at = 0;
    const void *data;
    bool bad;
    for (const struct shk_record *r; (r = shk_record_next(txn, n, &at, &data, &bad));)
        if (r->type == SHK_R_ERROR) return true;
    return false;
}

/* What a transaction says besides results and subtasks. */
struct summary {
    const struct shk_record *rest;  /* where the task goes on; NULL: nowhere */
    struct shk_stat stat;
    const struct shk_op_delta *op;
    size_t nop, received;
    double handed_on;               /* weight given to subtasks of the same function */
};

static enum shk_err apply(struct shk_swarm *s, struct shk_stask *t, const struct shk_record *r, const void *data, struct summary *sum)
{
    switch ((enum shk_record_type)r->type) {
    case SHK_R_EMIT: {
        sum->received += r->n;
        if (!s->reduce) return SHK_OK;
        const struct shk_part part = { s->opt.fns[t->fn].name, t->fn, t->id, data, r->n };
        return s->reduce(s->user, &part, &s->failed);
    }
    case SHK_R_SUBMIT:
        if (r->fn == t->fn) sum->handed_on += r->weight;
        return add_task(s, r->fn, data, r->n, r->weight, &s->failed);
    case SHK_R_REST: sum->rest = r; break;
    case SHK_R_STAT: memcpy(&sum->stat, data, sizeof sum->stat); break;
    case SHK_R_OPS:
        sum->op = data;
        sum->nop = r->n / sizeof *sum->op;
        break;
    case SHK_R_ERROR: {
        char what[256];
        describe(s, t, what, sizeof what);
        const enum shk_err e = r->fn > SHK_OK && r->fn <= SHK_E_CANCELLED ? (enum shk_err)r->fn : SHK_E_COMPUTE;
        shk_fail(&s->failed, e, "%s", (const char *)data);
        return shk_wrap(&s->failed, e, "%s (%s)", s->opt.fns[t->fn].name, what);
    }
    }
    return SHK_OK;
}

static enum shk_err replace_message(struct shk_swarm *s, struct shk_stask *t, const struct shk_record *rest)
{
    void *copy = aligned_alloc(SHK_ALIGN, (rest->n + SHK_ALIGN) / SHK_ALIGN * SHK_ALIGN);
    if (!copy) return shk_fail(&s->failed, SHK_E_NOMEM, "out of memory for a task's message of %zu bytes", (size_t)rest->n);
    memcpy(copy, rest + 1, rest->n);
    free(t->msg);
    t->msg = copy;
    t->n = rest->n;
    return SHK_OK;
}

/* Durations: learnt when some weight was finished; kept for the next commit when nothing was. */
static void account(struct shk_swarm *s, struct shk_stask *t, int worker, const struct summary *sum, double left, bool final)
{
    const double finished = t->weight - left - sum->handed_on, wall = sum->stat.wall + t->carry;
    s->spent += sum->stat.wall;
    s->usage.cpu += sum->stat.cpu;
    if (finished > 1e-6 * t->weight) {
        shk_sched_learn(s->sched, t->fn, finished, wall);
        t->carry = 0;
        atomic_store_explicit(&(s->pool ? s->pool->rate : s->rate)[t->fn], shk_sched_rate(s->sched, t->fn), memory_order_relaxed);
    } else t->carry = wall;
    const struct shk_task_info info = { .name = s->opt.fns[t->fn].name, .fn = t->fn, .worker = worker, .task = t->id, .weight = finished,
        .start = shk_now() - s->opened - sum->stat.wall, .seconds = sum->stat.wall, .cpu = sum->stat.cpu, .sent = t->n, .received = sum->received,
        .rss = sum->stat.rss, .peak = sum->stat.peak, .final = final };
    char what[256] = "";
    if (s->opt.trace) describe(s, t, what, sizeof what);
    shk_watch_commit(s->watch, &info, sum->op, sum->nop, what);
    if (s->opt.on_commit) s->opt.on_commit(s->opt.commit_user, &info);
}

/* A commit that has been accepted, or told by the journal. left: the weight of what the task goes on with. */
static enum shk_err apply_all(struct shk_swarm *s, struct shk_stask *t, int worker, const void *txn, uint64_t n, bool final, double *left)
{
    uint64_t at = 0;
    const void *data;
    bool bad;
    struct summary sum = { 0 };
    const uint64_t before = shk_sched_counts(s->sched).added;
    for (const struct shk_record *r; (r = shk_record_next(txn, n, &at, &data, &bad));)
        SHK_TRY(shk_master_fail(s, apply(s, t, r, data, &sum)));
    if (!final && shk_sched_counts(s->sched).added > before) s->splits++;
    *left = final || !sum.rest ? 0 : sum.rest->weight;
    account(s, t, worker, &sum, *left, final);
    s->idle_deaths = 0;
    if (!final && sum.rest) SHK_TRY(shk_master_fail(s, replace_message(s, t, sum.rest)));
    return SHK_OK;
}

enum shk_err shk_master_commit(struct shk_swarm *s, const struct shk_wire *h, int worker, const void *txn, bool *accepted)
{
    int stale[SHK_SCHED_RUNNERS], nstale;
    *accepted = false;
    if (!txn || !well_formed(s, txn, h->n))
        return shk_master_fail(s, shk_fail(&s->failed, SHK_E_COMPUTE, "a worker sent a malformed result of %s", h->fn >= 0 && h->fn < s->opt.nfns ? s->opt.fns[h->fn].name : "an unknown task"));
    struct shk_stask *t = shk_sched_commit(s->sched, h->task, h->attempt, worker, shk_now(), stale, &nstale);
    if (!t) return SHK_OK;
    *accepted = true;
    for (int i = 0; i < nstale; i++) {
        if (stale[i] < s->workers) shk_pool_kill(s->pool, stale[i], SIGKILL);
        else shk_net_kill(s, stale[i]);
    }
    const bool final = h->flags & SHK_W_FINAL;
    double left;
    if (s->journal && !has_error(txn, h->n)) {          /* an error is no result: after a resume it may be gone, as when there is more memory */
        const struct shk_commit c = { s->phase, t->id, (uint32_t)worker, h->flags & SHK_W_FINAL, txn, h->n };
        SHK_TRY(shk_master_fail(s, shk_journal_append(s->journal, &c, &s->failed)));
    }
    const double before = s->spent;
    SHK_TRY(apply_all(s, t, worker, txn, h->n, final, &left));
    s->usage.busy += s->spent - before;                         /* not what a journal tells: that was another process's time */
    s->usage.commits++;
    if (final) {
        free(t->msg);
        shk_sched_end(s->sched, t, worker);
    } else shk_sched_continue(s->sched, t, worker, left, t->carry > 0 ? NAN : shk_now());
    return SHK_OK;
}

/* ---- looking at one task ---- */

/* Its results are dropped; of what it says only an error is kept. */
static enum shk_err drop(struct shk_task *t, int flags, struct shk_diag *diag)
{
    (void)flags;
    uint64_t at = 0;
    const void *data;
    bool bad;
    enum shk_err e = SHK_OK;
    for (const struct shk_record *r; (r = shk_record_next(t->txn.p, t->txn.n, &at, &data, &bad));)
        if (r->type == SHK_R_ERROR) e = shk_fail(diag, (enum shk_err)r->fn, "%s", (const char *)data);
    shk_buf_free(&t->txn);
    return e;
}

static enum shk_err run_alone(struct shk_swarm *s, const struct shk_stask *t)
{
    char what[256];
    struct shk_diag diag = { 0 };
    describe(s, t, what, sizeof what);
    shk_info(s->opt.log, "task %llu: %s (%s)", (unsigned long long)t->id, s->opt.fns[t->fn].name, what);
    s->inline_task.deliver = drop;
    const double begin = shk_now();
    const enum shk_err e = shk_task_attempt(&s->inline_task, t->id, 1, t->fn, t->msg, t->n, &diag);
    if (e != SHK_OK) return shk_master_fail(s, shk_fail(&s->failed, e, "%s (%s): %s", s->opt.fns[t->fn].name, what, diag.text));
    return shk_master_fail(s, shk_fail(&s->failed, SHK_E_CANCELLED, "task %llu, %s (%s), ended without an error after %.2f s", (unsigned long long)t->id,
        s->opt.fns[t->fn].name, what, shk_now() - begin));
}

/* ---- resuming ---- */

static enum shk_err other_work(struct shk_swarm *s, const char *what)
{
    return shk_master_fail(s, shk_fail(&s->failed, SHK_E_INVALID, "%s: does not fit to what is computed now (%s)", s->opt.journal, what));
}

/* A run begins with what was submitted for it: the same, or nothing of the journal can be used. */
static enum shk_err begin_phase(struct shk_swarm *s)
{
    const uint64_t hash = s->submitted;
    struct shk_commit c;
    s->submitted = 0;
    if (!s->journal) return SHK_OK;
    if (shk_journal_next(s->journal, s->phase, &c)) {
        if (c.flags != SHK_J_SUBMITTED || c.n != sizeof hash || memcmp(c.txn, &hash, sizeof hash)) return other_work(s, "other tasks were submitted");
        return SHK_OK;
    }
    if (!shk_journal_at_end(s->journal)) return other_work(s, "another number of runs");
    if (s->opt.replay) return SHK_OK;
    c = (struct shk_commit){ .phase = s->phase, .flags = SHK_J_SUBMITTED, .txn = &hash, .n = sizeof hash };
    return shk_master_fail(s, shk_journal_append(s->journal, &c, &s->failed));
}

/* What an earlier process has committed in this run, applied again in the same order: the state is then as it was. */
static enum shk_err replay(struct shk_swarm *s)
{
    struct shk_commit c;
    SHK_TRY(begin_phase(s));
    while (s->journal && shk_journal_next(s->journal, s->phase, &c)) {
        struct shk_stask *t = shk_sched_take(s->sched, c.task);
        double left;
        if (!t || !well_formed(s, c.txn, c.n)) return other_work(s, "an unknown task");
        if (c.task == s->opt.replay && c.flags & SHK_W_FINAL) return run_alone(s, t);
        SHK_TRY(apply_all(s, t, (int)c.worker, c.txn, c.n, c.flags & SHK_W_FINAL, &left));
        if (c.flags & SHK_W_FINAL) {
            free(t->msg);
            shk_sched_taken_end(s->sched, t);
        } else shk_sched_taken_wait(s->sched, t, left);
    }
    const struct shk_sched_counts n = shk_sched_counts(s->sched);
    if (s->journal && n.queued && !shk_journal_at_end(s->journal)) return other_work(s, "a run was complete and is not any more");
    const struct shk_stask *alone = s->opt.replay ? shk_sched_find(s->sched, s->opt.replay) : NULL;
    if (alone) return run_alone(s, alone);
    if (s->opt.replay && n.queued)
        return shk_master_fail(s, shk_fail(&s->failed, SHK_E_NOTFOUND, "%s: there is no task %llu, or it had not been begun", s->opt.journal, (unsigned long long)s->opt.replay));
    return SHK_OK;
}

/* ---- tasks in the caller ---- */

static void show(struct shk_swarm *s, bool now);

static enum shk_err deliver_here(struct shk_task *t, int flags, struct shk_diag *diag)
{
    struct shk_swarm *s = t->to;
    const struct shk_wire h = { .task = t->id, .attempt = t->attempt, .fn = t->fn, .flags = (uint16_t)flags, .n = t->txn.n };
    bool accepted;
    const enum shk_err e = s->failed.code != SHK_OK ? s->failed.code : shk_master_commit(s, &h, 0, t->txn.p, &accepted);
    if (t->txn.fd >= 0) shk_buf_free(&t->txn);
    else t->txn.n = 0;
    show(s, false);
    return e == SHK_OK ? e : shk_fail(diag, e, "%s", s->failed.text);
}

static enum shk_err run_here(struct shk_swarm *s)
{
    struct shk_stask *t;
    uint32_t attempt;
    while (s->failed.code == SHK_OK && (t = shk_sched_assign(s->sched, 0, shk_now(), &attempt))) {
        if (s->opt.abort && *s->opt.abort) return shk_master_fail(s, shk_fail(&s->failed, SHK_E_CANCELLED, "cancelled"));
        /* The message may be replaced by a commit while the function reads it. */
        void *msg = aligned_alloc(SHK_ALIGN, (t->n + SHK_ALIGN) / SHK_ALIGN * SHK_ALIGN);
        if (!msg) return shk_master_fail(s, shk_fail(&s->failed, SHK_E_NOMEM, "out of memory for a task's message of %zu bytes", t->n));
        const size_t n = t->n;
        memcpy(msg, t->msg, n);
        struct shk_diag diag = { 0 };
        const enum shk_err e = shk_task_attempt(&s->inline_task, t->id, attempt, t->fn, msg, n, &diag);
        if (e != SHK_OK) shk_master_fail(s, shk_fail(&s->failed, e, "%s", diag.text));      /* text and code stay if there are some */
        free(msg);
        show(s, false);
    }
    return s->failed.code;
}

/* ---- worker processes ---- */

/* Above the soft limit one task at a time goes on; above the hard one nothing does. */
static enum shk_err check_memory(struct shk_swarm *s)
{
    shk_watch_memory(s->watch, s->pool ? s->pool->worker : NULL, s->workers, shk_now());
    const size_t rss = shk_watch_rss(s->watch);
    if (s->opt.hard_memory && rss > s->opt.hard_memory)
        return shk_master_fail(s, shk_fail(&s->failed, SHK_E_LIMIT, "the processes use %.1f MiB of memory together, more than the limit of %.1f MiB: use fewer workers or a larger limit",
            (double)rss / 0x1p20, (double)s->opt.hard_memory / 0x1p20));
    if (s->opt.soft_memory && rss > s->opt.soft_memory && !s->warned) {
        s->warned = true;
        shk_warn(s->opt.log, "the processes use %.1f MiB of memory together, more than the soft limit of %.1f MiB: fewer tasks run at a time from now on",
            (double)rss / 0x1p20, (double)s->opt.soft_memory / 0x1p20);
    }
    return SHK_OK;
}

static enum shk_err hand_over(struct shk_swarm *s, int w, const struct shk_stask *t, uint32_t attempt)
{
    if (w >= s->workers) return shk_net_task(s, w, t, attempt);
    struct shk_wire h = { .type = SHK_W_TASK, .task = t->id, .attempt = attempt, .fn = t->fn, .slot = w, .n = t->n };
    if (shk_pool_task(s->pool, w, &h, t->msg) && errno != EPIPE && errno != ECONNRESET)
        return shk_master_fail(s, shk_fail(&s->failed, SHK_E_IO, "cannot send a task of %zu bytes to a worker: %s", t->n, strerror(errno)));
    return SHK_OK;
}

/* What busy workers were sent ahead goes to idle ones when nothing else waits, and to nobody when memory is short. */
static void take_back(struct shk_swarm *s, double now, bool all)
{
    int from[MAX_ASKED];
    uint32_t attempt;
    const int n = shk_sched_recall(s->sched, now, all, from, MAX_ASKED);
    for (int i = 0; i < n; i++) {
        const struct shk_stask *t = shk_sched_next(s->sched, from[i], &attempt);
        if (from[i] >= s->workers) shk_net_recall(s, from[i], t, attempt);
        else if (shk_pool_recall(s->pool, from[i], t->id, attempt)) shk_sched_returned(s->sched, from[i], t->id, attempt, now);
    }
}

static enum shk_err dispatch(struct shk_swarm *s)
{
    const double now = shk_now();
    const bool tight = s->opt.soft_memory && shk_watch_rss(s->watch) > s->opt.soft_memory;
    struct shk_stask *next;
    uint32_t nth;
    int busy;
    take_back(s, now, tight);
    for (int w = 0; w < s->top && shk_sched_counts(s->sched).idle; w++) {
        uint32_t attempt;
        if (tight && shk_sched_counts(s->sched).running) break;
        if (w >= s->workers && !shk_net_pushes(s, w)) continue;
        struct shk_stask *t = shk_sched_assign(s->sched, w, now, &attempt);
        if (!t) t = shk_sched_speculate(s->sched, w, now, &attempt);
        if (t) SHK_TRY(hand_over(s, w, t, attempt));
    }
    while (!tight && (next = shk_sched_ahead(s->sched, now, &busy, &nth))) SHK_TRY(hand_over(s, busy, next, nth));
    return SHK_OK;
}

/* Signs of life from the shared slots; then, if somebody is idle, running tasks are asked to hand over what they have not begun. */
static void ask_to_split(struct shk_swarm *s)
{
    const double now = shk_now();
    for (int w = 0; w < s->workers; w++) {
        struct shk_slot *slot = &s->pool->slot[w];
        const unsigned polls = atomic_load_explicit(&slot->polls, memory_order_relaxed);
        if (polls == s->polls[w]) continue;
        s->polls[w] = polls;
        const uint64_t bits = atomic_load_explicit(&slot->fraction, memory_order_relaxed);
        double fraction;
        memcpy(&fraction, &bits, sizeof fraction);
        shk_sched_sign(s->sched, w, fraction, true, now);
    }
    int victim[MAX_ASKED], share[MAX_ASKED];
    const int n = shk_sched_ask(s->sched, now, victim, share, MAX_ASKED);
    for (int i = 0; i < n; i++) {
        if (victim[i] < s->workers) atomic_store(&s->pool->slot[victim[i]].split, share[i]);
        else shk_net_split(s, victim[i], share[i]);
    }
}

static void describe_end(int status, char *out, size_t cap)
{
    if (status < 0) snprintf(out, cap, "could not be started: %s", strerror(-status));
    else if (WIFSIGNALED(status)) snprintf(out, cap, "was killed by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    else snprintf(out, cap, "ended with status %d", WEXITSTATUS(status));
}

/* A signal from outside says nothing about the task; a crash, an exit, or the kernel short of memory does. */
static bool own_fault(struct shk_swarm *s, int status)
{
    if (status < 0) return false;
    if (!WIFSIGNALED(status)) return true;
    const int sig = WTERMSIG(status);
    if (sig == SIGKILL) {
        const uint64_t n = oom_kills();
        const bool oom = n > s->oom_kills;
        s->oom_kills = n;
        return oom;
    }
    return sig != SIGTERM && sig != SIGHUP && sig != SIGINT && sig != SIGQUIT;
}

static enum shk_err worker_up(struct shk_swarm *s, int w)
{
    memset(&s->pool->slot[w], 0, sizeof s->pool->slot[w]);
    s->polls[w] = 0;
    struct shk_diag diag = { 0 };
    const enum shk_err e = shk_pool_spawn(s->pool, w, &diag);
    if (e == SHK_E_COMPUTE) return SHK_OK;                      /* noticed at the next turn, where all of them are started again */
    if (e != SHK_OK) return shk_master_fail(s, shk_fail(&s->failed, e, "%s", diag.text));
    if (shk_sched_up(s->sched, w) != SHK_OK) return shk_master_fail(s, shk_fail(&s->failed, SHK_E_NOMEM, "out of memory for a worker"));
    return SHK_OK;
}

static enum shk_err start_pool(struct shk_swarm *s)
{
    SHK_TRY(shk_master_fail(s, shk_pool_open(s->workers, &s->opt, &s->failed, &s->pool)));
    for (int k = 0; k < s->opt.nfns; k++) s->pool->rate[k] = shk_sched_rate(s->sched, k);
    for (int w = 0; w < s->workers; w++) SHK_TRY(worker_up(s, w));
    return SHK_OK;
}

enum shk_err shk_master_lost(struct shk_swarm *s, int w, int status, int pid, uint64_t rss, const char *where)
{
    char end[128], what[256];
    describe_end(status, end, sizeof end);
    const struct shk_sched_counts before = shk_sched_counts(s->sched);
    const struct shk_stask *poison = shk_sched_down(s->sched, w, own_fault(s, status));
    const bool had_task = shk_sched_counts(s->sched).lost > before.lost;
    s->retries += had_task;
    shk_watch_event(s->watch, w, end);
    if (had_task) shk_warn(s->opt.log, "worker %d (process %d%s%s) %s: its task is tried again", w, pid, where ? " on " : "", where ? where : "", end);
    if (poison) {
        describe(s, poison, what, sizeof what);
        s->poisonous = poison->id;
        return shk_master_fail(s, shk_fail(&s->failed, SHK_E_COMPUTE, "task %llu, %s (%s): given up after %u crashes and %u lost workers; the last one%s%s %s, having used %.1f MiB at most",
            (unsigned long long)poison->id, s->opt.fns[poison->fn].name, what, poison->faults, poison->losses, where ? " on " : "", where ? where : "", end, (double)rss / 0x1p20));
    }
    if (++s->idle_deaths > 100 + 10 * (uint64_t)s->top)
        return shk_master_fail(s, shk_fail(&s->failed, SHK_E_COMPUTE, "workers die faster than they finish tasks; the last one %s", end));
    return SHK_OK;
}

static enum shk_err worker_down(struct shk_swarm *s, int w)
{
    struct shk_worker *p = &s->pool->worker[w];
    close(p->fd);
    p->fd = -1;
    SHK_TRY(shk_master_lost(s, w, p->status, (int)p->pid, p->rss, NULL));
    return worker_up(s, w);
}

/* Everything a worker has sent; then, if it has ended, what follows from that. */
static enum shk_err hear(struct shk_swarm *s, int w)
{
    struct shk_worker *p = &s->pool->worker[w];
    while (!p->gone) {
        struct shk_wire h;
        int fd;
        const int r = shk_wire_recv(p->fd, &h, s->buf, &fd, MSG_DONTWAIT);
        if (r < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
        if (r < 0) {                                            /* nonsense: not a worker any more */
            shk_pool_kill(s->pool, w, SIGKILL);
            break;
        }
        if (r == 0) {
            p->gone = true;
            break;
        }
        bool accepted = false;
        enum shk_err e = SHK_OK;
        if (h.type == SHK_W_TXN) {
            const void *txn = fd >= 0 ? shk_wire_map(fd, h.n) : s->buf;
            e = shk_master_commit(s, &h, w, txn, &accepted);
            if (fd >= 0 && txn) shk_wire_unmap(txn, h.n);
        }
        if (fd >= 0) close(fd);
        SHK_TRY(e);
        if (accepted && !(h.flags & SHK_W_FINAL)) {
            struct shk_wire ack = { .type = SHK_W_ACK, .task = h.task, .attempt = h.attempt, .seq = h.seq };
            if (shk_wire_send(p->fd, &ack, NULL, -1, MSG_DONTWAIT)) { /* it is dying: read above at the next turn */ }
        }
    }
    return p->exited ? worker_down(s, w) : SHK_OK;
}

/* The process that forks workers has been killed, and they with it: another one takes its place. */
static enum shk_err new_pool(struct shk_swarm *s)
{
    for (int w = 0; w < s->workers; w++) {
        SHK_TRY(hear(s, w));                                    /* what was on its way counts */
        const uint64_t lost = shk_sched_counts(s->sched).lost;
        (void)shk_sched_down(s->sched, w, false);
        s->retries += shk_sched_counts(s->sched).lost - lost;
    }
    shk_pool_close(s->pool);
    s->pool = NULL;
    if (++s->parent_deaths > MAX_LOSSES) return shk_master_fail(s, shk_fail(&s->failed, SHK_E_COMPUTE, "the process that starts workers dies again and again"));
    shk_warn(s->opt.log, "the process that starts workers was killed: starting again");
    return start_pool(s);
}

/* The workers' time since the last turn, by what they had to do at its begin. */
static void count_time(struct shk_swarm *s)
{
    const struct shk_sched_counts c = shk_sched_counts(s->sched);
    const double now = shk_now(), dt = now - s->turned;
    s->turned = now;
    s->usage.available += dt * (double)c.workers;
    s->usage.idle += dt * (double)c.idle;
}

static enum shk_err wait_and_hear(struct shk_swarm *s)
{
    const struct shk_sched_counts c = shk_sched_counts(s->sched);
    int n = s->workers, timeout = c.idle && !c.queued ? hungry_tick_ms : tick_ms;
    for (int w = 0; w < s->workers; w++)
        s->poll[w] = (struct pollfd){ .fd = s->pool->worker[w].gone ? -1 : s->pool->worker[w].fd, .events = POLLIN };
    if (s->pool) s->poll[n++] = (struct pollfd){ .fd = s->pool->control, .events = POLLIN };
    if (s->net) {
        n += shk_net_poll(s, s->poll + n);
        if (shk_net_urgent(s)) timeout = 0;
    }
    const int r = poll(s->poll, (nfds_t)n, timeout);
    count_time(s);
    if (r < 0 && errno != EINTR) return shk_master_fail(s, shk_fail(&s->failed, SHK_E_IO, "waiting for workers: %s", strerror(errno)));
    if (s->net) SHK_TRY(shk_net_turn(s));
    if (r <= 0 || !s->pool) return SHK_OK;
    const bool parent = !s->poll[s->workers].revents || shk_pool_reports(s->pool);
    for (int w = 0; w < s->workers; w++)
        if (s->poll[w].revents || s->pool->worker[w].exited) SHK_TRY(hear(s, w));
    return parent ? SHK_OK : new_pool(s);
}

static enum shk_err run_pool(struct shk_swarm *s)
{
    for (;;) {
        const struct shk_sched_counts c = shk_sched_counts(s->sched);
        if (!c.queued && !c.running) return SHK_OK;
        if (s->opt.abort && *s->opt.abort) return shk_master_fail(s, shk_fail(&s->failed, SHK_E_CANCELLED, "cancelled"));
        SHK_TRY(check_memory(s));
        count_time(s);
        SHK_TRY(dispatch(s));
        ask_to_split(s);
        SHK_TRY(wait_and_hear(s));
        if (s->journal) SHK_TRY(shk_master_fail(s, shk_journal_sync(s->journal, shk_now(), &s->failed)));
        show(s, false);
    }
}

/* ---- the public functions ---- */

enum shk_err shk_swarm_start(struct shk_swarm *s, struct shk_diag *diag)
{
    if (s->running) return SHK_OK;
    s->failed = (struct shk_diag){ 0 };
    s->oom_kills = oom_kills();
    s->idle_deaths = s->parent_deaths = s->poisonous = 0;
    if (!s->workers && !s->opt.cluster && !s->opt.amqp) {
        if (!s->inline_task.arena) s->inline_task = (struct shk_task){ .opt = &s->opt, .slot = s->own, .txn.fd = -1, .rate = s->rate,
            .arena = shk_arena_new(s->opt.task_memory), .deliver = deliver_here, .to = s };
        if (!s->inline_task.arena || shk_sched_up(s->sched, 0) != SHK_OK) return shk_fail(diag, SHK_E_NOMEM, "out of memory for a task");
        atomic_store(&s->own->cancel, 0);
        s->running = true;
        return SHK_OK;
    }
    s->running = true;
    s->top = s->workers;
    /* The network has threads: after the fork. */
    if ((!s->workers || start_pool(s) == SHK_OK) && ((!s->opt.cluster && !s->opt.amqp) || s->net || shk_net_open(s) == SHK_OK)) return SHK_OK;
    shk_swarm_stop(s);
    return shk_fail(diag, s->failed.code, "%s", s->failed.text);
}

void shk_swarm_stop(struct shk_swarm *s)
{
    if (!s || !s->running) return;
    shk_net_close(s);
    shk_pool_close(s->pool);
    s->pool = NULL;
    for (int w = 0; w < (s->top ? s->top : 1); w++) (void)shk_sched_down(s->sched, w, false);
    s->running = false;
}

void shk_swarm_close(struct shk_swarm *s)
{
    if (!s) return;
    shk_swarm_stop(s);
    shk_sched_free(s->sched, free);
    shk_arena_free(s->inline_task.arena);
    shk_buf_free(&s->inline_task.txn);
    shk_watch_free(s->watch);
    shk_journal_close(s->journal);
    free(s->rate);
    free(s->poll); free(s->polls); free(s->buf); free(s->own); free(s);
}

enum shk_err shk_swarm_submit(struct shk_swarm *s, int fn, const void *msg, size_t n, double weight, struct shk_diag *diag)
{
    if (fn < 0 || fn >= s->opt.nfns) return shk_fail(diag, SHK_E_INVALID, "there is no task function %d", fn);
    s->submitted = shk_wire_hash(&weight, sizeof weight, shk_wire_hash(msg, n, s->submitted ^ (uint64_t)fn));
    return add_task(s, fn, msg, n, weight, diag);
}

enum shk_err shk_swarm_run(struct shk_swarm *s, shk_reduce *reduce, void *user, struct shk_diag *diag)
{
    s->reduce = reduce;
    s->user = user;
    const struct shk_sched_counts before = shk_sched_counts(s->sched);
    s->begun = s->turned = shk_now();
    s->spent = s->shown = 0;
    s->held = before.held;
    s->cpu_begun = shk_cpu_now();
    s->usage = (struct shk_usage){ .tasks = before.ended, .splits = s->splits, .retries = s->retries };
    s->progress = (struct shk_progress){ .left = -1 };
    enum shk_err e = shk_swarm_start(s, diag);
    if (e != SHK_OK) return e;
    s->phase++;
    e = replay(s);
    s->turned = shk_now();
    if (s->net) shk_net_fresh(s);
    if (e == SHK_OK) e = s->workers || s->net ? run_pool(s) : run_here(s);
    s->submitted = 0;               /* reducers may have added to it, in any order */
    if (e != SHK_OK) {
        shk_swarm_stop(s);
        shk_sched_clear(s->sched, free);
        shk_buf_free(&s->inline_task.txn);
        shk_fail(diag, e, "%s", s->failed.text);
    }
    struct shk_usage u;
    shk_swarm_usage(s, &u);
    s->usage.elapsed = u.elapsed;
    s->usage.master_cpu = u.master_cpu;
    show(s, true);
    return e;
}

uint64_t shk_swarm_poisonous(const struct shk_swarm *s) { return s->poisonous; }
int shk_swarm_workers(const struct shk_swarm *s) { return s->workers; }
const char *shk_swarm_endpoint(const struct shk_swarm *s) { return s->net ? shk_net_endpoint(s) : NULL; }

void shk_swarm_progress(const struct shk_swarm *s, struct shk_progress *out)
{
    const struct shk_sched_counts c = shk_sched_counts(s->sched);
    const double now = shk_now(), left = shk_sched_left(s->sched, now);
    *out = (struct shk_progress){ .elapsed = now - s->begun, .left = -1, .workers = (int)c.workers, .busy = (int)(c.workers - c.idle),
        .tasks = c.added, .done = c.ended, .queued = c.queued, .retries = s->retries, .splits = s->splits, .rss = shk_watch_rss(s->watch), .peak = shk_watch_peak(s->watch) };
    if (left >= 0) {
        out->left = left / (double)(c.workers ? c.workers : 1);
        out->fraction = s->spent + left > 0 ? s->spent / (s->spent + left) : 1;
    }
    out->fraction = fmax(out->fraction, s->progress.fraction);
}

void shk_swarm_usage(const struct shk_swarm *s, struct shk_usage *out)
{
    const struct shk_sched_counts c = shk_sched_counts(s->sched);
    *out = s->usage;
    out->tasks = c.ended - s->usage.tasks;
    out->splits = s->splits - s->usage.splits;
    out->retries = s->retries - s->usage.retries;
    out->peak = shk_watch_peak(s->watch);
    if (!(out->elapsed > 0)) {                                  /* still running */
        out->elapsed = shk_now() - s->begun;
        out->master_cpu = shk_cpu_now() - s->cpu_begun;
    }
    if (!s->workers && !s->net) out->available = fmax(out->elapsed, out->busy);
    const double held = fmax(c.held - s->held, out->busy);
    out->transfer = held - out->busy;
    out->running = shk_sched_pending(s->sched, s->turned);
    out->lost = fmax(out->available - out->idle - held - out->running, 0);
}

int shk_swarm_running(const struct shk_swarm *s, struct shk_running *out, int cap)
{
    int n = 0;
    for (int w = 0; w < (s->top ? s->top : 1); w++) {
        double start, fraction;
        const struct shk_stask *t = shk_sched_runs(s->sched, w, &start, &fraction);
        if (!t || n++ >= cap) continue;
        const double rate = shk_sched_rate(s->sched, t->fn);
        out[n - 1] = (struct shk_running){ .name = s->opt.fns[t->fn].name, .where = w >= s->workers && s->net ? shk_net_where(s, w) : NULL, .fn = t->fn, .worker = w,
            .pid = s->pool && w < s->workers ? (int)s->pool->worker[w].pid : 0, .task = t->id, .msg = t->msg, .n = t->n, .seconds = shk_now() - start,
            .fraction = fraction, .expected = rate < 0 ? -1 : rate * t->weight };
    }
    return n;
}

double shk_swarm_rate(const struct shk_swarm *s, int fn) { return fn >= 0 && fn < s->opt.nfns ? shk_sched_rate(s->sched, fn) : -1; }

void shk_swarm_set_rate(struct shk_swarm *s, int fn, double rate)
{
    if (fn < 0 || fn >= s->opt.nfns || !(rate > 0) || !isfinite(rate)) return;
    shk_sched_set_rate(s->sched, fn, rate);
    s->rate[fn] = rate;
    if (s->pool) s->pool->rate[fn] = rate;
}

const struct shk_op *shk_swarm_ops(const struct shk_swarm *s, size_t *n) { return shk_watch_ops(s->watch, n); }

size_t shk_swarm_cut(const double *weight, size_t n, double max_weight, size_t *begin)
{
    size_t k = 0;
    double sum = 0;
    begin[0] = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > begin[k] && sum + weight[i] > max_weight) {
            begin[++k] = i;
            sum = 0;
        }
        sum += weight[i];
    }
    if (n) begin[++k] = n;
    return k;
}

double shk_swarm_max_weight(const struct shk_swarm *s, int fn, double total, double tasks_per_worker, double task_duration)
{
    const double shortest = 0.5, rate = shk_swarm_rate(s, fn);
    double w = total / (fmax(s->workers, 1) * fmax(tasks_per_worker, 1));
    if (rate > 0) {
        if (task_duration > 0) w = fmin(w, task_duration / rate);
        w = fmax(w, fmin(shortest / rate, total / fmax(s->workers, 1)));
    }
    return w;
}

static void show(struct shk_swarm *s, bool now)
{
    const double t = shk_now();
    if (!s->opt.progress || (!now && t - s->shown < progress_every)) return;
    struct shk_progress p;
    shk_swarm_progress(s, &p);
    if (p.left >= 0 && s->progress.left >= 0 && p.left > 0) {   /* counts down by the clock, and drifts to what is estimated now */
        const double passed = t - s->shown, by_clock = fmax(s->progress.left - passed, 0);
        p.left = by_clock + (p.left - by_clock) * (1 - exp(-passed / fmax(2, 0.1 * by_clock)));
    }
    s->shown = t;
    s->progress = p;
    s->opt.progress(s->opt.progress_user, &p);
}
