/* The worker's side: what a task does goes into a transaction, which is delivered at each commit. */
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <stdio.h>
#include "swarm/internal.h"

double shk_cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *record(struct shk_task *t, enum shk_record_type type, int fn, double weight, size_t n)
{
    if (n > shk_message_max) return NULL;
    const size_t padded = (n + SHK_ALIGN - 1) / SHK_ALIGN * SHK_ALIGN;
    struct shk_record *r = shk_buf_room(&t->txn, sizeof *r + padded);
    if (!r) return NULL;
    *r = (struct shk_record){ .type = type, .fn = fn, .weight = weight, .n = n };
    return r + 1;
}

static enum shk_err copy(struct shk_task *t, enum shk_record_type type, int fn, const void *data, size_t n, double weight, struct shk_diag *diag)
{
    void *p = record(t, type, fn, weight, n);
    if (!p) return shk_fail(diag, SHK_E_NOMEM, "out of memory for %zu bytes of results of %s", n, t->opt->fns[t->fn].name);
    if (n) memcpy(p, data, n);
    return SHK_OK;
}

enum shk_err shk_task_emit(struct shk_task *t, const void *data, size_t n, struct shk_diag *diag)
{
    t->emitted += n;
    return copy(t, SHK_R_EMIT, t->fn, data, n, 0, diag);
}

void *shk_task_emit_room(struct shk_task *t, size_t n)
{
    t->emitted += n;
    return record(t, SHK_R_EMIT, t->fn, 0, n);
}

enum shk_err shk_task_submit(struct shk_task *t, int fn, const void *msg, size_t n, double weight, struct shk_diag *diag)
{
    if (fn < 0 || fn >= t->opt->nfns) return shk_fail(diag, SHK_E_INVALID, "there is no task function %d", fn);
    return copy(t, SHK_R_SUBMIT, fn, msg, n, weight, diag);
}

static uint64_t resident(void)
{
    unsigned long long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f) return 0;
    if (fscanf(f, "%*u %llu", &pages) != 1) pages = 0;
    fclose(f);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

struct shk_monitor shk_task_begin(struct shk_task *t, const char *name)
{
    (void)t;
    return (struct shk_monitor){ name, shk_now() };
}

void shk_task_end(struct shk_task *t, struct shk_monitor m, uint64_t count)
{
    int i = 0;
    while (i < t->nop && t->op_name[i] != m.name && strncmp(t->op[i].name, m.name, sizeof t->op[i].name - 1)) i++;
    if (i == SHK_OPS_MAX) return;
    if (i == t->nop) {
        t->op_name[t->nop++] = m.name;
        t->op[i] = (struct shk_op_delta){ 0 };
        snprintf(t->op[i].name, sizeof t->op[i].name, "%s", m.name);
    }
    t->op[i].seconds += shk_now() - m.wall;
    t->op[i].calls++;
    t->op[i].count += count;
}

double shk_task_expected(const struct shk_task *t, int fn, double weight)
{
    if (fn < 0 || fn >= t->opt->nfns || !t->rate) return -1;
    const double r = atomic_load_explicit(&t->rate[fn], memory_order_relaxed);
    return r < 0 ? -1 : r * weight;
}

/* What the monitors have counted since the last commit. The names stay, so that the table is not looked up anew. */
static enum shk_err add_ops(struct shk_task *t, struct shk_diag *diag)
{
    struct shk_op_delta used[SHK_OPS_MAX];
    size_t n = 0;
    for (int i = 0; i < t->nop; i++) {
        if (!t->op[i].calls) continue;
        used[n++] = t->op[i];
        t->op[i].seconds = 0;
        t->op[i].calls = t->op[i].count = 0;
    }
    return n ? copy(t, SHK_R_OPS, t->fn, used, n * sizeof *used, 0, diag) : SHK_OK;
}

static enum shk_err deliver(struct shk_task *t, int flags, struct shk_diag *diag)
{
    SHK_TRY(add_ops(t, diag));
    struct shk_stat *st = record(t, SHK_R_STAT, t->fn, 0, sizeof *st);
    if (!st) return shk_fail(diag, SHK_E_NOMEM, "out of memory at the end of %s", t->opt->fns[t->fn].name);
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    /* Reading /proc costs tens of microseconds: not worth it for a task shorter than a few milliseconds. */
    const uint64_t rss = shk_now() - t->wall > 5e-3 ? resident() : 0;
    *st = (struct shk_stat){ shk_now() - t->wall, shk_cpu_now() - t->cpu, rss, (uint64_t)u.ru_maxrss * 1024 };
    t->seq++;
    const enum shk_err e = t->deliver(t, flags, diag);
    t->emitted = 0;
    t->wall = shk_now();            /* waiting for the master is not the task's time */
    t->cpu = shk_cpu_now();
    return e;
}

enum shk_err shk_task_commit(struct shk_task *t, const void *rest, size_t n, double weight, struct shk_diag *diag)
{
    SHK_TRY(copy(t, SHK_R_REST, t->fn, rest, n, weight, diag));
    return deliver(t, 0, diag);
}

int shk_task_should_split(struct shk_task *t)
{
    t->polls++;
    if (t->opt->split_every && t->polls % t->opt->split_every == 0) return 1;
    atomic_fetch_add_explicit(&t->slot->polls, 1, memory_order_relaxed);
    if (!atomic_load_explicit(&t->slot->split, memory_order_relaxed)) return 0;
    return atomic_exchange(&t->slot->split, 0);
}

void shk_task_progress(struct shk_task *t, double fraction)
{
    uint64_t bits;
    memcpy(&bits, &fraction, sizeof bits);
    atomic_store_explicit(&t->slot->fraction, bits, memory_order_relaxed);
}

bool shk_task_cancelled(const struct shk_task *t)
{
    return atomic_load_explicit(&t->slot->cancel, memory_order_relaxed) || (t->opt->abort && *t->opt->abort);
}

struct shk_arena *shk_task_arena(struct shk_task *t) { return t->arena; }
size_t shk_task_emitted(const struct shk_task *t) { return t->emitted; }
int shk_task_worker(const struct shk_task *t) { return t->worker; }
void **shk_task_local(struct shk_task *t) { return &t->local; }

enum shk_err shk_task_attempt(struct shk_task *t, uint64_t id, uint32_t attempt, int fn, const void *msg, size_t n, struct shk_diag *diag)
{
    t->id = id;
    t->attempt = attempt;
    t->fn = fn;
    t->seq = t->acked = 0;
    t->emitted = 0;
    t->wall = shk_now();
    t->cpu = shk_cpu_now();
    atomic_store(&t->slot->split, 0);
    shk_task_progress(t, 0);
    const struct shk_arena_mark mark = shk_arena_mark(t->arena);
    struct shk_diag own = { 0 };
    const enum shk_err e = t->opt->fns[fn].run(t, msg, n, t->opt->user, &own);
    shk_arena_release(t->arena, mark);
    if (shk_task_cancelled(t)) {                /* it may have returned early: not a result */
        shk_buf_free(&t->txn);
        return shk_fail(diag, SHK_E_CANCELLED, "cancelled");
    }
    if (e != SHK_OK) {
        shk_buf_free(&t->txn);
        const char *text = own.text[0] ? own.text : shk_err_text(e);
        SHK_TRY(copy(t, SHK_R_ERROR, (int)e, text, strlen(text) + 1, 0, diag));
    }
    return deliver(t, SHK_W_FINAL, diag);
}
