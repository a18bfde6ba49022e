#include "swarm/sched.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORKERS = 1 << 16 };
static const double in_advance = 10, ask_again = 0.1, learn_decay = 0.995;

struct worker {
    bool up;
    struct shk_stask *task;         /* NULL: idle, or stopping after its attempt became stale */
    struct shk_stask *next;         /* sent ahead: only while there is a task */
    bool stopping, splittable, asks;
    bool recalled;                  /* during this task: next has been asked back, and no other is sent */
    double fraction, sign, asked;
    double given;                   /* when the task was handed out or last committed */
};

struct kind { double weight, seconds, set, queued; };      /* decayed sums; rate set from outside or -1; weight waiting */

struct shk_sched {
    struct shk_sched_options opt;
    struct shk_stask **task;        /* by id - 1; NULL: ended */
    size_t ntask, task_cap;
    struct shk_stask **heap;
    size_t nheap, heap_cap;
    struct worker *worker;
    int nworker;
    struct kind *kind;
    struct shk_sched_counts n;
};

struct shk_sched *shk_sched_new(const struct shk_sched_options *opt)
{
    struct shk_sched *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->opt = *opt;
    s->kind = calloc((size_t)(opt->nfns > 0 ? opt->nfns : 1), sizeof *s->kind);
    if (!s->kind) { free(s); return NULL; }
    for (int k = 0; k < opt->nfns; k++) s->kind[k].set = -1;
    return s;
}

void shk_sched_clear(struct shk_sched *s, void (*free_msg)(void *msg))
{
    for (size_t i = 0; i < s->ntask; i++)
        if (s->task[i]) {
            if (free_msg) free_msg(s->task[i]->msg);
            free(s->task[i]);
            s->task[i] = NULL;
        }
    s->nheap = 0;
    for (int k = 0; k < s->opt.nfns; k++) s->kind[k].queued = 0;
    for (int w = 0; w < s->nworker; w++) s->worker[w] = (struct worker){ 0 };
    s->n.queued = s->n.running = s->n.workers = s->n.idle = 0;
}

void shk_sched_free(struct shk_sched *s, void (*free_msg)(void *msg))
{
    if (!s) return;
    shk_sched_clear(s, free_msg);
    free(s->task); free(s->heap); free(s->worker); free(s->kind); free(s);
}

/* ---- the queue: a heap, longest expected first, then oldest ---- */

static bool before(const struct shk_stask *a, const struct shk_stask *b)
{
    return a->key != b->key ? a->key > b->key : a->id < b->id;
}

static void put(struct shk_sched *s, size_t i, struct shk_stask *t) { s->heap[i] = t; t->heap = i + 1; }

static void sift_up(struct shk_sched *s, size_t i)
{
    struct shk_stask *t = s->heap[i];
    for (; i && before(t, s->heap[(i - 1) / 2]); i = (i - 1) / 2) put(s, i, s->heap[(i - 1) / 2]);
    put(s, i, t);
}

static void sift_down(struct shk_sched *s, size_t i)
{
    struct shk_stask *t = s->heap[i];
    for (;;) {
        size_t c = 2 * i + 1;
        if (c >= s->nheap) break;
        if (c + 1 < s->nheap && before(s->heap[c + 1], s->heap[c])) c++;
        if (!before(s->heap[c], t)) break;
        put(s, i, s->heap[c]);
        i = c;
    }
    put(s, i, t);
}

static double rate_or_one(const struct shk_sched *s, int fn)
{
    const double r = shk_sched_rate(s, fn);
    return r < 0 ? 1 : r;
}

/* There is always room: add() reserves a place in the heap for every live task. */
static void enqueue(struct shk_sched *s, struct shk_stask *t)
{
    t->key = t->weight * rate_or_one(s, t->fn);
    s->heap[s->nheap++] = t;
    sift_up(s, s->nheap - 1);
    s->kind[t->fn].queued += t->weight;
    s->n.queued++;
}

static struct shk_stask *remove_at(struct shk_sched *s, size_t i)
{
    struct shk_stask *t = s->heap[i], *last = s->heap[--s->nheap];
    t->heap = 0;
    if (last != t) {
        put(s, i, last);
        sift_up(s, i);
        sift_down(s, last->heap - 1);
    }
    s->kind[t->fn].queued = s->nheap ? s->kind[t->fn].queued - t->weight : 0;
    s->n.queued--;
    return t;
}

static struct shk_stask *dequeue(struct shk_sched *s) { return s->nheap ? remove_at(s, 0) : NULL; }

static bool grow(void *array, size_t *cap, size_t want, size_t size)
{
    if (want <= *cap) return true;
    size_t cap2 = *cap ? *cap * 2 : 64;
    while (cap2 < want) cap2 *= 2;
    void **at = array, *p = realloc(*at, cap2 * size);
    if (!p) return false;
    *at = p;
    *cap = cap2;
    return true;
}

struct shk_stask *shk_sched_add(struct shk_sched *s, int fn, double weight, void *msg, size_t n)
{
    SHK_ASSERT(fn >= 0 && fn < s->opt.nfns);
    const size_t live = (size_t)(s->n.added - s->n.ended) + 1;
    if (!grow(&s->task, &s->task_cap, s->ntask + 1, sizeof *s->task) || !grow(&s->heap, &s->heap_cap, live, sizeof *s->heap)) return NULL;
    struct shk_stask *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    t->fn = fn;
    t->weight = weight > 0 && isfinite(weight) ? weight : 1e-9;
    t->msg = msg;
    t->n = n;
    for (int r = 0; r < SHK_SCHED_RUNNERS; r++) t->run[r].worker = -1;
    s->task[s->ntask++] = t;
    t->id = s->ntask;
    s->n.added++;
    enqueue(s, t);
    return t;
}

struct shk_stask *shk_sched_find(struct shk_sched *s, uint64_t id)
{
    return id && id <= s->ntask ? s->task[id - 1] : NULL;
}

/* ---- workers ---- */

enum shk_err shk_sched_up(struct shk_sched *s, int worker)
{
    SHK_ASSERT(worker >= 0);
    if (worker >= MAX_WORKERS) return SHK_E_LIMIT;
    if (worker >= s->nworker) {
        const int n = worker + 1 > 2 * s->nworker ? worker + 1 : 2 * s->nworker;
        struct worker *p = realloc(s->worker, (size_t)n * sizeof *p);
        if (!p) return SHK_E_NOMEM;
        memset(p + s->nworker, 0, (size_t)(n - s->nworker) * sizeof *p);
        s->worker = p;
        s->nworker = n;
    }
    SHK_ASSERT(!s->worker[worker].up);
    s->worker[worker] = (struct worker){ .up = true };
    s->n.workers++;
    s->n.idle++;
    return SHK_OK;
}

static bool is_idle(const struct shk_sched *s, int w)
{
    return w >= 0 && w < s->nworker && s->worker[w].up && !s->worker[w].task && !s->worker[w].stopping;
}

static int runners(const struct shk_stask *t)
{
    int n = 0;
    for (int r = 0; r < SHK_SCHED_RUNNERS; r++) n += t->run[r].worker >= 0;
    return n;
}

static struct shk_runner *runner_of(struct shk_stask *t, int worker)
{
    for (int r = 0; r < SHK_SCHED_RUNNERS; r++)
        if (t->run[r].worker == worker) return &t->run[r];
    return NULL;
}

static void hand_out(struct shk_stask *t, int w, double now, uint32_t *attempt)
{
    *runner_of(t, -1) = (struct shk_runner){ w, ++t->attempts, t->version, now };
    *attempt = t->attempts;
}

static void runs_now(struct worker *w, struct shk_stask *t, double now)
{
    w->task = t;
    w->fraction = 0;
    w->splittable = w->recalled = false;
    w->sign = w->given = now;
    w->asked = -INFINITY;
}

static void start(struct shk_sched *s, struct shk_stask *t, int w, double now, uint32_t *attempt)
{
    hand_out(t, w, now, attempt);
    runs_now(&s->worker[w], t, now);
    s->n.idle--;
}

/* What a worker was sent ahead waits again: nobody is to blame. */
static void put_back(struct shk_sched *s, int worker)
{
    struct shk_stask *t = s->worker[worker].next;
    if (!t) return;
    s->worker[worker].next = NULL;
    runner_of(t, worker)->worker = -1;
    s->n.running--;
    enqueue(s, t);
}

struct shk_stask *shk_sched_assign(struct shk_sched *s, int worker, double now, uint32_t *attempt)
{
    if (!is_idle(s, worker)) return NULL;
    struct shk_stask *t = dequeue(s);
    if (!t) return NULL;
    s->n.running++;
    start(s, t, worker, now, attempt);
    return t;
}

struct shk_stask *shk_sched_commit(struct shk_sched *s, uint64_t id, uint32_t attempt, int worker, double now, int stale[], int *nstale)
{
    *nstale = 0;
    struct shk_stask *t = shk_sched_find(s, id);
    struct shk_runner *r = t ? runner_of(t, worker) : NULL;
    if (!r || r->attempt != attempt || r->version != t->version || s->worker[worker].task != t) {
        s->n.stale++;
        return NULL;
    }
    r->version = ++t->version;
    t->faults = t->losses = 0;
    s->worker[worker].asked = -INFINITY;
    s->worker[worker].sign = now;
    s->worker[worker].fraction = 0;
    s->n.held += now - s->worker[worker].given;
    s->worker[worker].given = now;
    for (int k = 0; k < SHK_SCHED_RUNNERS; k++) {
        const int w = t->run[k].worker;
        if (w < 0 || w == worker) continue;
        stale[(*nstale)++] = w;
        s->worker[w].task = NULL;
        s->worker[w].stopping = true;
        t->run[k].worker = -1;
        put_back(s, w);
    }
    s->n.commits++;
    return t;
}

void shk_sched_continue(struct shk_sched *s, struct shk_stask *t, int worker, double weight, double since)
{
    if (!isnan(since)) runner_of(t, worker)->start = since;
    t->weight = weight > 0 && isfinite(weight) ? weight : 1e-9;
    t->key = t->weight * rate_or_one(s, t->fn);
}

void shk_sched_end(struct shk_sched *s, struct shk_stask *t, int worker)
{
    SHK_ASSERT(!t->heap && runners(t) == 1 && s->worker[worker].task == t);
    struct worker *w = &s->worker[worker];
    struct shk_stask *next = w->next;
    w->task = w->next = NULL;
    if (next) {                             /* it has begun that already; the time is that of the commit */
        runs_now(w, next, w->sign);
        runner_of(next, worker)->start = w->sign;
    } else s->n.idle++;
    s->n.running--;
    s->n.ended++;
    s->task[t->id - 1] = NULL;
    free(t);
}

struct shk_stask *shk_sched_take(struct shk_sched *s, uint64_t id)
{
    struct shk_stask *t = shk_sched_find(s, id);
    return t && t->heap ? remove_at(s, t->heap - 1) : NULL;
}

void shk_sched_taken_end(struct shk_sched *s, struct shk_stask *t)
{
    s->n.ended++;
    s->task[t->id - 1] = NULL;
    free(t);
}

void shk_sched_taken_wait(struct shk_sched *s, struct shk_stask *t, double weight)
{
    t->weight = weight > 0 && isfinite(weight) ? weight : 1e-9;
    enqueue(s, t);
}

void shk_sched_idle(struct shk_sched *s, int worker)
{
    struct worker *w = &s->worker[worker];
    SHK_ASSERT(w->up && !w->task);
    if (w->stopping) s->n.idle++;
    w->stopping = false;
}

struct shk_stask *shk_sched_down(struct shk_sched *s, int worker, bool own_fault)
{
    if (worker < 0 || worker >= s->nworker || !s->worker[worker].up) return NULL;
    struct worker *w = &s->worker[worker];
    struct shk_stask *t = w->task;
    if (is_idle(s, worker)) s->n.idle--;
    s->n.workers--;
    put_back(s, worker);
    *w = (struct worker){ 0 };
    if (!t) return NULL;
    runner_of(t, worker)->worker = -1;
    s->n.lost++;
    if (own_fault) t->faults++;
    else t->losses++;
    if (!runners(t)) {
        s->n.running--;
        enqueue(s, t);
    }
    return t->faults >= (uint32_t)s->opt.max_faults || t->losses >= (uint32_t)s->opt.max_losses ? t : NULL;
}

static double remaining(const struct shk_sched *s, const struct shk_stask *t, int worker, double now)
{
    const struct worker *w = &s->worker[worker];
    for (int r = 0; r < SHK_SCHED_RUNNERS; r++) {
        if (t->run[r].worker != worker) continue;
        const double elapsed = fmax(now - t->run[r].start, 0);
        if (w->fraction > 0.02) return elapsed * (1 - w->fraction) / w->fraction;
        const double rate = shk_sched_rate(s, t->fn);
        return rate < 0 ? elapsed : fmax(t->weight * rate - elapsed, elapsed);     /* late already: as long again */
    }
    return 0;
}

/* ---- a task ahead ---- */

void shk_sched_asks(struct shk_sched *s, int worker) { s->worker[worker].asks = true; }

static bool may_have_next(const struct worker *w) { return w->task && !w->next && !w->recalled; }

static struct shk_stask *send_ahead(struct shk_sched *s, int worker, double now, uint32_t *attempt)
{
    struct shk_stask *t = dequeue(s);
    hand_out(t, worker, now, attempt);
    s->worker[worker].next = t;
    s->n.running++;
    s->n.ahead++;
    return t;
}

struct shk_stask *shk_sched_ahead(struct shk_sched *s, double now, int *worker, uint32_t *attempt)
{
    int best = -1;
    double soonest = INFINITY;
    if (s->nheap <= s->n.idle) return NULL;
    for (int i = 0; i < s->nworker; i++) {
        const struct worker *w = &s->worker[i];
        if (!may_have_next(w) || w->asks) continue;
        const double left = remaining(s, w->task, i, now);
        if (best >= 0 && left >= soonest) continue;
        best = i;
        soonest = left;
    }
    if (best < 0) return NULL;
    *worker = best;
    return send_ahead(s, best, now, attempt);
}

struct shk_stask *shk_sched_ahead_for(struct shk_sched *s, int worker, double now, uint32_t *attempt)
{
    if (worker < 0 || worker >= s->nworker || s->nheap <= s->n.idle || !may_have_next(&s->worker[worker])) return NULL;
    return send_ahead(s, worker, now, attempt);
}

const struct shk_stask *shk_sched_next(const struct shk_sched *s, int worker, uint32_t *attempt)
{
    if (worker < 0 || worker >= s->nworker || !s->worker[worker].next) return NULL;
    struct shk_stask *t = s->worker[worker].next;
    *attempt = runner_of(t, worker)->attempt;
    return t;
}

/* Idle workers for whom nothing is on its way back from others. */
static size_t hungry(const struct shk_sched *s)
{
    size_t coming = 0;
    for (int i = 0; i < s->nworker; i++) coming += s->worker[i].next && s->worker[i].recalled;
    return s->n.idle > coming ? s->n.idle - coming : 0;
}

enum { ASK_MAX = 64 };

/* Into a list of at most cap workers, those with the most left first. */
static int insert(int worker[], double left[], int n, int cap, int i, double r)
{
    if (n == cap && (!cap || r <= left[n - 1])) return n;
    int k = n < cap ? n : n - 1;
    for (; k && left[k - 1] < r; k--) {
        left[k] = left[k - 1];
        worker[k] = worker[k - 1];
    }
    left[k] = r;
    worker[k] = i;
    return n < cap ? n + 1 : n;
}

int shk_sched_recall(struct shk_sched *s, double now, bool all, int worker[], int cap)
{
    if (!all && (!s->n.idle || s->nheap)) return 0;
    double left[ASK_MAX];
    int n = 0;
    if (cap > ASK_MAX) cap = ASK_MAX;
    const size_t want = all ? (size_t)cap : hungry(s);
    if ((size_t)cap > want) cap = (int)want;
    for (int i = 0; i < s->nworker; i++) {
        const struct worker *w = &s->worker[i];
        if (w->next && !w->recalled) n = insert(worker, left, n, cap, i, remaining(s, w->task, i, now));
    }
    for (int k = 0; k < n; k++) s->worker[worker[k]].recalled = true;
    return n;
}

void shk_sched_returned(struct shk_sched *s, int worker, uint64_t id, uint32_t attempt, double now)
{
    struct shk_stask *t = shk_sched_find(s, id);
    struct shk_runner *r = t ? runner_of(t, worker) : NULL;
    if (!r || r->attempt != attempt) return;
    struct worker *w = &s->worker[worker];
    s->n.returned++;
    if (w->next == t) {
        put_back(s, worker);
        return;
    }
    /* The end of the task before it came first: it counts as running. */
    s->n.held += now - w->given;
    w->task = NULL;
    r->worker = -1;
    s->n.idle++;
    if (runners(t)) return;
    s->n.running--;
    enqueue(s, t);
}

/* ---- splitting, speculation ---- */

void shk_sched_sign(struct shk_sched *s, int worker, double fraction, bool splittable, double now)
{
    if (worker < 0 || worker >= s->nworker || !s->worker[worker].task) return;
    struct worker *w = &s->worker[worker];
    w->fraction = fraction >= 0 && fraction <= 1 ? fraction : 0;
    w->splittable = splittable;
    w->sign = now;
}

/* Nobody is idle, but nothing lies ready for the first who will be, and nobody has just been asked for something: that worker would wait for
 * the others' next chance to split, and for the results that they send first. */
static bool runs_short(const struct shk_sched *s, double now)
{
    if (s->n.workers < 2) return false;
    for (int i = 0; i < s->nworker; i++)
        if (s->worker[i].next || (s->worker[i].task && now - s->worker[i].asked < ask_again)) return false;
    return true;
}

int shk_sched_ask(struct shk_sched *s, double now, int worker[], int share[], int cap)
{
    if (s->nheap || !s->n.running) return 0;
    double left[ASK_MAX], sum = 0, least = s->opt.split_min;
    int n = 0;
    if (cap > ASK_MAX) cap = ASK_MAX;
    size_t idle = hungry(s);
    if (!s->n.idle && runs_short(s, now)) {
        idle = 1;
        least *= in_advance;
    }
    if (!idle) return 0;
    if ((size_t)cap > idle) cap = (int)idle;
    for (int i = 0; i < s->nworker; i++) {
        const struct worker *w = &s->worker[i];
        if (!w->task || !w->splittable || now - w->asked < ask_again) continue;
        const double r = remaining(s, w->task, i, now);
        if (r > least) n = insert(worker, left, n, cap, i, r);
    }
    for (int k = 0; k < n; k++) sum += left[k];
    for (int k = 0; k < n; k++) {
        /* In proportion to what is left, at least one each while there are any. */
        const size_t part = (size_t)ceil((double)idle * left[k] / sum);
        share[k] = (int)(part < 1 ? 1 : part > idle ? idle : part);
        idle -= (size_t)share[k];
        sum -= left[k];
        s->worker[worker[k]].asked = now;
        s->n.asked++;
        if (!idle) return k + 1;
    }
    return n;
}

struct shk_stask *shk_sched_speculate(struct shk_sched *s, int worker, double now, uint32_t *attempt)
{
    if (!is_idle(s, worker) || s->nheap) return NULL;
    for (int i = 0; i < s->nworker; i++) {
        const struct worker *w = &s->worker[i];
        if (!w->task || runners(w->task) == SHK_SCHED_RUNNERS) continue;
        const double rate = shk_sched_rate(s, w->task->fn), expected = rate < 0 ? 0 : w->task->weight * rate;
        if (now - w->sign < fmax(s->opt.hang_min, s->opt.hang_factor * expected)) continue;
        start(s, w->task, worker, now, attempt);
        s->n.copies++;
        return s->worker[worker].task;
    }
    return NULL;
}

/* ---- durations ---- */

void shk_sched_learn(struct shk_sched *s, int fn, double weight, double seconds)
{
    if (!(weight > 0) || !(seconds >= 0)) return;
    struct kind *k = &s->kind[fn];
    k->weight = k->weight * learn_decay + weight;
    k->seconds = k->seconds * learn_decay + seconds;
}

double shk_sched_rate(const struct shk_sched *s, int fn)
{
    const struct kind *k = &s->kind[fn];
    return k->weight > 0 ? k->seconds / k->weight : k->set;
}

void shk_sched_set_rate(struct shk_sched *s, int fn, double rate) { s->kind[fn].set = rate; }

struct shk_sched_counts shk_sched_counts(const struct shk_sched *s) { return s->n; }

const struct shk_stask *shk_sched_runs(const struct shk_sched *s, int worker, double *start, double *fraction)
{
    if (worker < 0 || worker >= s->nworker || !s->worker[worker].task) return NULL;
    const struct shk_stask *t = s->worker[worker].task;
    for (int r = 0; r < SHK_SCHED_RUNNERS; r++)
        if (t->run[r].worker == worker) *start = t->run[r].start;
    *fraction = s->worker[worker].fraction;
    return t;
}

double shk_sched_pending(const struct shk_sched *s, double now)
{
    double sum = 0;
    for (int i = 0; i < s->nworker; i++)
        if (s->worker[i].task) sum += fmax(now - s->worker[i].given, 0);
    return sum;
}

/* Before anything has been learnt: from what the running tasks say of themselves. */
static double first_rate(const struct shk_sched *s, int fn, double now)
{
    double weight = 0, seconds = 0;
    for (int i = 0; i < s->nworker; i++) {
        const struct worker *w = &s->worker[i];
        if (!w->task || w->task->fn != fn || w->fraction <= 0.02) continue;
        weight += w->task->weight * w->fraction;
        seconds += fmax(now - w->given, 0);
    }
    return weight > 0 ? seconds / weight : -1;
}

static double rate_now(const struct shk_sched *s, int fn, double now)
{
    const double learnt = shk_sched_rate(s, fn);
    return learnt < 0 ? first_rate(s, fn, now) : learnt;
}

double shk_sched_left(const struct shk_sched *s, double now)
{
    double left = 0;
    for (int k = 0; k < s->opt.nfns; k++) {
        if (s->kind[k].queued <= 0) continue;
        const double rate = rate_now(s, k, now);
        if (rate < 0) return -1;
        left += s->kind[k].queued * rate;
    }
    for (int i = 0; i < s->nworker; i++) {
        const struct worker *w = &s->worker[i];
        if (w->task) left += remaining(s, w->task, i, now);
        if (!w->next) continue;
        const double rate = rate_now(s, w->next->fn, now);
        if (rate < 0) return -1;
        left += w->next->weight * rate;
    }
    return left;
}
