// libs: swarm
/* The scheduler under a simulated clock: whatever dies, hangs, comes late or twice, every unit of work is committed once;
 * and on a heavy-tailed mix hardly any worker waits. SWARM_SCHEDULES=100000 runs that many random schedules. */
#include <stdlib.h>
#include "check.h"
#include "swarm/sched.h"
#include "swarm/swarm.h"


static uint64_t rng;
static uint64_t draw(void)
{
    rng ^= rng << 13; rng ^= rng >> 7; rng ^= rng << 17;
    return rng;
}
static double uniform(void) { return (double)(draw() >> 11) * 0x1p-53; }
static bool chance(double p) { return uniform() < p; }

struct range { uint32_t begin, end; };

enum kind { UNIT, MESSAGE, RESTART, TICK, GONE };
struct message { uint64_t task; uint32_t attempt; struct range done, rest; int nparts; struct range part[8]; struct message *more; bool final; };
struct event { double time; uint64_t order; enum kind kind; int worker; uint32_t life; struct message *msg; };

struct sim_worker { bool alive, busy; uint32_t life; uint64_t task; uint32_t attempt, begin, at, end; int split; double last_arrival; bool hung; };

struct sim {
    struct shk_sched *sched;
    struct event *heap;
    size_t n, cap;
    uint64_t order;
    double now, latency;
    int workers;
    struct sim_worker *w;
    const double *unit;             /* seconds */
    unsigned char *times;           /* committed how often */
    uint32_t nunits;
    double p_kill, p_hang, p_lost, p_yield, p_twice;
    uint64_t events;
    struct shk_sched_options opt;
};

static bool sooner(const struct event *a, const struct event *b) { return a->time != b->time ? a->time < b->time : a->order < b->order; }

static void push(struct sim *s, double dt, enum kind kind, int worker, struct message *msg)
{
    if (s->n == s->cap) s->heap = realloc(s->heap, (s->cap = s->cap ? 2 * s->cap : 256) * sizeof *s->heap);
    struct event e = { s->now + dt, s->order++, kind, worker, worker >= 0 ? s->w[worker].life : 0, msg };
    size_t i = s->n++;
    for (; i && sooner(&e, &s->heap[(i - 1) / 2]); i = (i - 1) / 2) s->heap[i] = s->heap[(i - 1) / 2];
    s->heap[i] = e;
}

static struct event pop(struct sim *s)
{
    const struct event top = s->heap[0], last = s->heap[--s->n];
    size_t i = 0;
    for (;;) {
        size_t c = 2 * i + 1;
        if (c >= s->n) break;
        if (c + 1 < s->n && sooner(&s->heap[c + 1], &s->heap[c])) c++;
        if (!sooner(&s->heap[c], &last)) break;
        s->heap[i] = s->heap[c];
        i = c;
    }
    s->heap[i] = last;
    return top;
}

static double length(const struct sim *s, struct range r, double error)
{
    double sum = 0;
    for (uint32_t i = r.begin; i < r.end; i++) sum += s->unit[i];
    return sum * error;
}

static void add(struct sim *s, struct range r, double error)
{
    struct range *m = malloc(sizeof *m);
    *m = r;
    CHECK(shk_sched_add(s->sched, 0, length(s, r, error), m, sizeof *m) != NULL);
}

static void begin(struct sim *s, int w, struct shk_stask *t, uint32_t attempt)
{
    const struct range r = *(struct range *)t->msg;
    struct sim_worker *k = &s->w[w];
    k->busy = true;
    k->hung = false;
    k->task = t->id;
    k->attempt = attempt;
    k->begin = k->at = r.begin;
    k->end = r.end;
    k->split = 0;
    push(s, s->latency + (r.begin < r.end ? s->unit[r.begin] : 0), UNIT, w, NULL);
}

static void dispatch(struct sim *s)
{
    for (int w = 0; w < s->workers; w++) {
        if (!s->w[w].alive) continue;
        uint32_t attempt;
        struct shk_stask *t = shk_sched_assign(s->sched, w, s->now, &attempt);
        if (!t) t = shk_sched_speculate(s->sched, w, s->now, &attempt);
        if (t) begin(s, w, t, attempt);
    }
}

/* The worker disappears; the scheduler hears of it after all (or before some) of what was under way has arrived. */
static void kill_worker(struct sim *s, int w, bool heard_last)
{
    struct sim_worker *k = &s->w[w];
    const double arrival = k->last_arrival;
    k->alive = k->busy = false;
    k->life++;
    push(s, heard_last && arrival > s->now ? arrival - s->now + 1e-9 : s->latency * uniform(), GONE, w, NULL);
}

/* What the worker has done since its last commit, and what it hands over. */
static void send(struct sim *s, int w, bool final)
{
    struct sim_worker *k = &s->w[w];
    struct message *m = calloc(1, sizeof *m), *tail = m;
    *m = (struct message){ .task = k->task, .attempt = k->attempt, .done = { k->begin, k->at }, .final = final };
    const uint32_t left = k->end - k->at;
    const uint32_t parts = (uint32_t)k->split + 1 < left ? (uint32_t)k->split + 1 : left;
    if (!final && k->split && parts > 1) {
        uint32_t end = k->end;
        for (uint32_t p = parts - 1; p > 0; p--) {
            const uint32_t from = k->at + (uint32_t)((uint64_t)left * p / parts);
            if (tail->nparts == 8) tail = tail->more = calloc(1, sizeof *m);
            tail->part[tail->nparts++] = (struct range){ from, end };
            end = from;
        }
        k->end = end;
    }
    k->split = 0;
    m->rest = (struct range){ k->at, k->end };
    k->begin = k->at;
    double arrival = s->now + s->latency * (0.5 + uniform());
    if (arrival < k->last_arrival) arrival = k->last_arrival;       /* in order */
    k->last_arrival = arrival;
    push(s, arrival - s->now, MESSAGE, w, m);
}

static void free_message(struct message *m)
{
    for (struct message *next; m; m = next) {
        next = m->more;
        free(m);
    }
}

static void receive(struct sim *s, int w, const struct message *m)
{
    int stale[SHK_SCHED_RUNNERS], n;
    struct shk_stask *t = shk_sched_commit(s->sched, m->task, m->attempt, w, s->now, stale, &n);
    if (!t) return;
    for (int i = 0; i < n; i++) if (s->w[stale[i]].alive) kill_worker(s, stale[i], false);
    for (uint32_t i = m->done.begin; i < m->done.end; i++) s->times[i]++;
    for (const struct message *p = m; p; p = p->more)
        for (int i = 0; i < p->nparts; i++) add(s, p->part[i], t->weight / (length(s, *(struct range *)t->msg, 1) + 1e-300));
    if (m->final) {
        shk_sched_learn(s->sched, 0, t->weight, length(s, m->done, 1));
        free(t->msg);
        shk_sched_end(s->sched, t, w);
        s->w[w].busy = false;
    } else {
        *(struct range *)t->msg = m->rest;
        shk_sched_continue(s->sched, t, w, length(s, m->rest, 1), s->now);
    }
    if (chance(s->p_twice)) CHECK(!shk_sched_commit(s->sched, m->task, m->attempt + 1 + (uint32_t)(draw() % 3), w, s->now, stale, &n));
}

static void finish_unit(struct sim *s, int w)
{
    struct sim_worker *k = &s->w[w];
    if (chance(s->p_hang) && !k->hung) {
        k->hung = true;                                             /* silent for long, then goes on as if nothing had been */
        push(s, 50 + 200 * uniform(), UNIT, w, NULL);
        return;
    }
    if (chance(s->p_kill)) {
        kill_worker(s, w, chance(0.7));
        return;
    }
    if (k->at < k->end) k->at++;
    shk_sched_sign(s->sched, w, k->end > k->begin ? (double)(k->at - k->begin) / (double)(k->end - k->begin) : 1, true, s->now);
    if (k->at == k->end) {
        send(s, w, true);
        if (chance(s->p_lost)) kill_worker(s, w, chance(0.5));
        return;
    }
    if ((k->split && k->end - k->at > 1) || chance(s->p_yield)) send(s, w, false);
    push(s, s->unit[k->at], UNIT, w, NULL);
}

static void tick(struct sim *s, double every)
{
    int worker[64], share[64];
    const int n = shk_sched_ask(s->sched, s->now, worker, share, 64);
    for (int i = 0; i < n; i++) if (s->w[worker[i]].busy && !s->w[worker[i]].hung) s->w[worker[i]].split = share[i];
    push(s, every, TICK, -1, NULL);
}

/* Runs until all is committed; the makespan, or -1 if it does not end. */
static double run(struct sim *s, double tick_every)
{
    s->w = calloc((size_t)s->workers, sizeof *s->w);
    for (int w = 0; w < s->workers; w++) {
        s->w[w].alive = true;
        CHECK(shk_sched_up(s->sched, w) == SHK_OK);
    }
    dispatch(s);
    push(s, 0, TICK, -1, NULL);
    double end = -1;
    for (s->events = 0; s->n && s->events < 50000000; s->events++) {
        const struct event e = pop(s);
        s->now = e.time;
        bool changed = true;
        switch (e.kind) {
        case UNIT:
            changed = false;
            if (e.life == s->w[e.worker].life) finish_unit(s, e.worker);
            break;
        case MESSAGE:
            receive(s, e.worker, e.msg);
            free_message(e.msg);
            break;
        case GONE:
            (void)shk_sched_down(s->sched, e.worker, chance(0.5));
            push(s, 0.01 + uniform(), RESTART, e.worker, NULL);
            break;
        case RESTART:
            s->w[e.worker].alive = true;
            s->w[e.worker].last_arrival = 0;
            CHECK(shk_sched_up(s->sched, e.worker) == SHK_OK);
            break;
        case TICK: tick(s, tick_every); break;
        }
        const struct shk_sched_counts c = shk_sched_counts(s->sched);
        if (!c.queued && !c.running) { end = s->now; break; }
        if (changed && c.idle) dispatch(s);
    }
    while (s->n) free_message(pop(s).msg);
    free(s->w);
    return end;
}

static void set_up(struct sim *s)
{
    s->opt = (struct shk_sched_options){ .max_faults = 1 << 30, .max_losses = 1 << 30, .nfns = 1, .split_min = 0.05, .hang_min = 30, .hang_factor = 20 };
    s->sched = shk_sched_new(&s->opt);
}

static int one_random_schedule(uint64_t seed)
{
    rng = seed * 0x9e3779b97f4a7c15u + 12345;
    for (int i = 0; i < 5; i++) draw();
    struct sim s = { .latency = 0.2 * uniform(), .workers = 1 + (int)(draw() % 9), .nunits = 1 + (uint32_t)(draw() % 150) };
    set_up(&s);
    s.p_kill = chance(0.7) ? 0.1 * uniform() : 0;
    s.p_hang = chance(0.4) ? 0.03 * uniform() : 0;
    s.p_lost = chance(0.5) ? 0.2 * uniform() : 0;
    s.p_yield = chance(0.5) ? 0.3 * uniform() : 0;
    s.p_twice = 0.1;
    double *unit = malloc(s.nunits * sizeof *unit);
    for (uint32_t i = 0; i < s.nunits; i++) unit[i] = chance(0.02) ? 20 * uniform() : 0.5 * uniform();
    s.unit = unit;
    s.times = calloc(s.nunits, 1);
    for (uint32_t b = 0, e; b < s.nunits; b = e) {
        e = b + 1 + (uint32_t)(draw() % 60);
        if (e > s.nunits) e = s.nunits;
        add(&s, (struct range){ b, e }, 0.1 + 10 * uniform());
    }
    const double end = run(&s, 0.05 + 0.2 * uniform());
    int good = end >= 0;
    for (uint32_t i = 0; i < s.nunits; i++) good &= s.times[i] == 1;
    const struct shk_sched_counts c = shk_sched_counts(s.sched);
    good &= c.added == c.ended;
    if (!good) printf("schedule %llu: end %g, added %llu, ended %llu\n", (unsigned long long)seed, end, (unsigned long long)c.added, (unsigned long long)c.ended);
    shk_sched_free(s.sched, free);
    free(s.heap);
    free(s.times);
    free(unit);
    return good;
}

TEST(random_schedules_with_faults_commit_every_unit_once)
{
    const char *want = getenv("SWARM_SCHEDULES");
    const long n = want ? atol(want) : 2000;
    long good = 0;
    for (long seed = 1; seed <= n; seed++) good += one_random_schedule((uint64_t)seed);
    CHECK(good == n);
    printf("%ld random schedules\n", n);
}

/* Sources with lognormal costs, four giants of a quarter to three quarters of the ideal time each, weights wrong by up to ten
 * either way; units of half a second, messages that take 5 ms. */
static double efficiency(int workers, double ideal)
{
    struct sim s = { .latency = 0.005, .workers = workers };
    set_up(&s);
    rng = 4242;
    const double work = workers * ideal;
    enum { SOURCES = 20000 };
    double *cost = malloc((SOURCES + 4) * sizeof *cost), sum = 0;
    for (int i = 0; i < SOURCES; i++) {
        const double z = sqrt(-2 * log(uniform() + 1e-300)) * cos(6.283185307179586 * uniform());
        sum += cost[i] = exp(1.5 * z);
    }
    double giants = 0;
    for (int g = 0; g < 4; g++) giants += cost[SOURCES + g] = ideal * (0.25 + g / 6.0);
    for (int i = 0; i < SOURCES; i++) cost[i] *= (work - giants) / sum;
    const double quantum = 0.5;
    for (int i = 0; i < SOURCES + 4; i++) s.nunits += (uint32_t)ceil(cost[i] / quantum);
    double *unit = malloc(s.nunits * sizeof *unit);
    s.unit = unit;
    s.times = calloc(s.nunits, 1);
    /* Blocks of consecutive sources by what the weights pretend, as a calculator would cut them. */
    double *weight = malloc((SOURCES + 4) * sizeof *weight), total = 0;
    uint32_t *first = malloc((SOURCES + 5) * sizeof *first);
    size_t *begin = malloc((SOURCES + 5) * sizeof *begin);
    for (uint32_t i = 0, at = 0; i < SOURCES + 4; i++) {
        const uint32_t n = (uint32_t)ceil(cost[i] / quantum);
        for (uint32_t k = 0; k < n; k++) unit[at + k] = cost[i] / n;
        first[i] = at;
        first[i + 1] = at += n;
        total += weight[i] = cost[i] * pow(10, 2 * uniform() - 1);
    }
    const size_t blocks = shk_swarm_cut(weight, SOURCES + 4, total / (10 * workers), begin);
    for (size_t k = 0; k < blocks; k++) {
        const struct range r = { first[begin[k]], first[begin[k + 1]] };
        double w = 0;
        for (size_t i = begin[k]; i < begin[k + 1]; i++) w += weight[i];
        add(&s, r, w / length(&s, r, 1));
    }
    free(weight);
    free(first);
    free(begin);
    const double end = run(&s, 0.01);
    for (uint32_t i = 0; i < s.nunits; i++) CHECK(s.times[i] == 1);
    const struct shk_sched_counts c = shk_sched_counts(s.sched);
    printf("%4d workers, ideal %3.0f s: efficiency %.4f, %llu tasks\n", workers, ideal, work / (workers * end), (unsigned long long)c.ended);
    shk_sched_free(s.sched, free);
    free(s.heap);
    free(s.times);
    free(unit);
    free(cost);
    return work / (workers * end);
}

TEST(hardly_any_worker_waits)
{
    CHECK(efficiency(2, 300) >= 0.97);
    CHECK(efficiency(16, 300) >= 0.97);
    CHECK(efficiency(192, 300) >= 0.97);
    CHECK(efficiency(1024, 300) >= 0.97);
    CHECK(efficiency(2, 30) >= 0.90);
    CHECK(efficiency(192, 30) >= 0.90);
}

RUN(random_schedules_with_faults_commit_every_unit_once, hardly_any_worker_waits)
