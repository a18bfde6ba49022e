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

struct sent { uint64_t task; uint32_t attempt; struct range range; };          /* ahead; task 0: nothing */

enum kind { UNIT, MESSAGE, RESTART, TICK, GONE, AHEAD, RECALL, RETURNED };
struct message { uint64_t task; uint32_t attempt; struct range done, rest; int nparts; struct range part[8]; struct message *more; bool final; };
struct event { double time; uint64_t order; enum kind kind; int worker; uint32_t life; struct message *msg; struct sent sent; };

struct sim_worker { bool alive, busy, asks; struct sent next; uint32_t life; uint64_t task; uint32_t attempt, begin, at, end; int split; double last_arrival; bool hung; };

struct sim {
    struct shk_sched *sched;
    struct event *heap;
    size_t n, cap;
    uint64_t order;
    double now, latency;
    int workers, asking;            /* the first of them ask for their tasks */
    struct sim_worker *w;
    const double *unit;             /* seconds */
    unsigned char *times;           /* committed how often */
    uint32_t nunits;
    double p_kill, p_hang, p_lost, p_yield, p_twice, p_tight;
    bool without;                   /* nothing is sent ahead */
    uint64_t events;
    struct shk_sched_options opt;
};

static bool sooner(const struct event *a, const struct event *b) { return a->time != b->time ? a->time < b->time : a->order < b->order; }

static void push_sent(struct sim *s, double dt, enum kind kind, int worker, struct message *msg, struct sent sent)
{
    if (s->n == s->cap) s->heap = realloc(s->heap, (s->cap = s->cap ? 2 * s->cap : 256) * sizeof *s->heap);
    struct event e = { s->now + dt, s->order++, kind, worker, worker >= 0 ? s->w[worker].life : 0, msg, sent };
    size_t i = s->n++;
    for (; i && sooner(&e, &s->heap[(i - 1) / 2]); i = (i - 1) / 2) s->heap[i] = s->heap[(i - 1) / 2];
    s->heap[i] = e;
}

static void push(struct sim *s, double dt, enum kind kind, int worker, struct message *msg) { push_sent(s, dt, kind, worker, msg, (struct sent){ 0 }); }

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

static void begin(struct sim *s, int w, struct sent t, double latency)
{
    const struct range r = t.range;
    struct sim_worker *k = &s->w[w];
    CHECK(!k->busy);
    k->busy = true;
    k->hung = false;
    k->task = t.task;
    k->attempt = t.attempt;
    k->begin = k->at = r.begin;
    k->end = r.end;
    k->split = 0;
    push(s, latency + (r.begin < r.end ? s->unit[r.begin] : 0), UNIT, w, NULL);
}

static struct sent sent(const struct shk_stask *t, uint32_t attempt) { return (struct sent){ t->id, attempt, *(struct range *)t->msg }; }

/* Sent ahead: it arrives while the worker is at work or has just ended. One that is there already when another comes would be lost. */
static void arrives(struct sim *s, int w, struct sent t)
{
    struct sim_worker *k = &s->w[w];
    if (!k->busy) {
        begin(s, w, t, 0);
        return;
    }
    CHECK(!k->next.task);
    k->next = t;
}

/* Its way back takes as long as any message, and none overtakes another. */
static double arrival(struct sim *s, int w)
{
    double at = s->now + s->latency * (0.5 + uniform());
    if (at < s->w[w].last_arrival) at = s->w[w].last_arrival;
    return s->w[w].last_arrival = at;
}

/* The master may not know yet that the worker has gone: then nobody hears it. */
static void tell(struct sim *s, int w, enum kind kind, struct sent what)
{
    if (s->w[w].alive) push_sent(s, s->latency, kind, w, NULL, what);
}

static void take_back(struct sim *s, bool all)
{
    int from[64];
    uint32_t attempt;
    const int n = shk_sched_recall(s->sched, s->now, all, from, 64);
    for (int i = 0; i < n; i++) {
        const struct shk_stask *t = shk_sched_next(s->sched, from[i], &attempt);
        CHECK(t != NULL);
        tell(s, from[i], RECALL, sent(t, attempt));
    }
}

static void recalled(struct sim *s, int w, struct sent t)
{
    struct sim_worker *k = &s->w[w];
    if (k->next.task != t.task || k->next.attempt != t.attempt) return;     /* begun, or of an earlier life */
    k->next.task = 0;
    push_sent(s, arrival(s, w) - s->now, RETURNED, w, NULL, t);
}

static void dispatch(struct sim *s)
{
    const bool tight = chance(s->p_tight);
    take_back(s, tight);
    for (int w = 0; w < s->workers; w++) {
        if (!s->w[w].alive) continue;
        uint32_t attempt;
        struct shk_stask *t = shk_sched_assign(s->sched, w, s->now, &attempt);
        if (!t) t = shk_sched_speculate(s->sched, w, s->now, &attempt);
        if (t) begin(s, w, sent(t, attempt), s->latency);
    }
    struct shk_stask *t;
    uint32_t attempt;
    int w;
    while (!s->without && !tight && (t = shk_sched_ahead(s->sched, s->now, &w, &attempt))) {
        CHECK(!s->w[w].asks);
        tell(s, w, AHEAD, sent(t, attempt));
    }
}

static void ask_for_more(struct sim *s, int w)
{
    uint32_t attempt;
    struct shk_stask *t = s->w[w].asks && s->w[w].alive ? shk_sched_ahead_for(s->sched, w, s->now, &attempt) : NULL;
    if (t) tell(s, w, AHEAD, sent(t, attempt));
}

/* The worker disappears; the scheduler hears of it after all (or before some) of what was under way has arrived. */
static void kill_worker(struct sim *s, int w, bool heard_last)
{
    struct sim_worker *k = &s->w[w];
    const double last = k->last_arrival;
    k->alive = k->busy = false;
    k->next.task = 0;
    k->life++;
    push(s, heard_last && last > s->now ? last - s->now + 1e-9 : s->latency * uniform(), GONE, w, NULL);
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
    push(s, arrival(s, w) - s->now, MESSAGE, w, m);
    if (!final) return;
    k->busy = false;
    const struct sent next = k->next;
    k->next.task = 0;
    if (next.task) begin(s, w, next, 0);
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
    for (int w = 0; w < s->workers; w++)
        if (s->w[w].asks && chance(0.5)) ask_for_more(s, w);
    push(s, every, TICK, -1, NULL);
}

static void comes_up(struct sim *s, int w)
{
    CHECK(shk_sched_up(s->sched, w) == SHK_OK);
    s->w[w].asks = s->asking > w;
    if (s->w[w].asks) shk_sched_asks(s->sched, w);
}

/* Runs until all is committed; the makespan, or -1 if it does not end. */
static double run(struct sim *s, double tick_every)
{
    s->w = calloc((size_t)s->workers, sizeof *s->w);
    for (int w = 0; w < s->workers; w++) {
        s->w[w].alive = true;
        comes_up(s, w);
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
            comes_up(s, e.worker);
            break;
        case AHEAD:
        case RECALL:
            changed = false;
            if (e.life != s->w[e.worker].life) break;
            if (e.kind == AHEAD) arrives(s, e.worker, e.sent);
            else recalled(s, e.worker, e.sent);
            break;
        case RETURNED: shk_sched_returned(s->sched, e.worker, e.sent.task, e.sent.attempt, s->now); break;
        case TICK: tick(s, tick_every); break;
        }
        const struct shk_sched_counts c = shk_sched_counts(s->sched);
        if (!c.queued && !c.running) { end = s->now; break; }
        if (changed && (c.idle || c.queued)) dispatch(s);
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

static int one_random_schedule(uint64_t seed, uint64_t *ahead, uint64_t *returned)
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
    s.p_tight = chance(0.2) ? 0.2 * uniform() : 0;
    s.asking = chance(0.4) ? (int)(draw() % (uint64_t)(s.workers + 1)) : 0;
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
    *ahead += c.ahead;
    *returned += c.returned;
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
    uint64_t ahead = 0, returned = 0;
    for (long seed = 1; seed <= n; seed++) good += one_random_schedule((uint64_t)seed, &ahead, &returned);
    CHECK(good == n);
    CHECK(ahead > (uint64_t)n && returned > (uint64_t)n / 20);
    printf("%ld random schedules, %llu tasks sent ahead, %llu of them taken back\n", n, (unsigned long long)ahead, (unsigned long long)returned);
}

/* Sources with lognormal costs, four giants of a quarter to three quarters of the ideal time each, weights wrong by up to ten
 * either way; units of half a second, messages that take 5 ms. */
static double efficiency(int workers, double ideal, double latency, bool without)
{
    struct sim s = { .latency = latency, .workers = workers, .without = without };
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
    printf("%4d workers, ideal %3.0f s, messages of %3.0f ms%s: efficiency %.4f, %llu tasks, %llu sent ahead, %llu taken back\n", workers, ideal, 1e3 * latency,
        without ? ", nothing ahead" : "", work / (workers * end), (unsigned long long)c.ended, (unsigned long long)c.ahead, (unsigned long long)c.returned);
    shk_sched_free(s.sched, free);
    free(s.heap);
    free(s.times);
    free(unit);
    free(cost);
    return work / (workers * end);
}

TEST(hardly_any_worker_waits)
{
    CHECK(efficiency(2, 300, 0.005, false) >= 0.97);
    CHECK(efficiency(16, 300, 0.005, false) >= 0.97);
    CHECK(efficiency(192, 300, 0.005, false) >= 0.97);
    CHECK(efficiency(1024, 300, 0.005, false) >= 0.97);
    CHECK(efficiency(2, 30, 0.005, false) >= 0.90);
    CHECK(efficiency(192, 30, 0.005, false) >= 0.90);
}

/* As over a busy network: what waiting for the next task costs, and that sending it ahead saves most of it. */
TEST(a_task_ahead_hides_the_way_of_messages)
{
    for (int workers = 4; workers <= 16; workers *= 4) {
        const double with = efficiency(workers, 30, 0.1, false), without = efficiency(workers, 30, 0.1, true);
        CHECK(with > without && 1 - with < 0.6 * (1 - without));
    }
}

/* The two ends of the story in which the worker begins what it was sent while the end of its task is on its way, or gives it back. */
TEST(what_is_sent_ahead_runs_next_or_comes_back)
{
    const struct shk_sched_options opt = { .max_faults = 3, .max_losses = 20, .nfns = 1, .split_min = 0.05, .hang_min = 60, .hang_factor = 20 };
    struct shk_sched *s = shk_sched_new(&opt);
    uint32_t first, ahead, again;
    int w, from[4], stale[SHK_SCHED_RUNNERS], n;
    CHECK(shk_sched_up(s, 0) == SHK_OK);
    struct shk_stask *x = shk_sched_add(s, 0, 3, NULL, 0), *y = shk_sched_add(s, 0, 2, NULL, 0), *z = shk_sched_add(s, 0, 1, NULL, 0);
    CHECK(shk_sched_assign(s, 0, 0, &first) == x && !shk_sched_assign(s, 0, 0, &again));
    CHECK(shk_sched_ahead(s, 0, &w, &ahead) == y && w == 0 && shk_sched_next(s, 0, &again) == y && again == ahead);
    CHECK(!shk_sched_ahead(s, 0, &w, &again));                          /* one at a time */
    CHECK(shk_sched_counts(s).running == 2 && shk_sched_counts(s).queued == 1);
    CHECK(!shk_sched_commit(s, y->id, ahead, 0, 1, stale, &n));         /* not before what it has to do first */
    /* Another comes up and gets what waits; when that has ended, what was sent ahead is asked for. */
    CHECK(shk_sched_up(s, 1) == SHK_OK);
    CHECK(shk_sched_recall(s, 1, false, from, 4) == 0);
    CHECK(shk_sched_assign(s, 1, 1, &again) == z && shk_sched_commit(s, z->id, again, 1, 2, stale, &n) == z);
    shk_sched_end(s, z, 1);
    CHECK(shk_sched_recall(s, 2, false, from, 4) == 1 && from[0] == 0);
    CHECK(shk_sched_recall(s, 2, false, from, 4) == 0);                 /* once */
    /* It ends x and gives y back, whichever comes first. */
    CHECK(shk_sched_commit(s, x->id, first, 0, 3, stale, &n) == x);
    shk_sched_end(s, x, 0);
    CHECK(shk_sched_counts(s).idle == 1);
    shk_sched_returned(s, 0, y->id, ahead, 3);
    CHECK(shk_sched_counts(s).idle == 2 && shk_sched_counts(s).queued == 1 && shk_sched_counts(s).running == 0);
    shk_sched_returned(s, 0, y->id, ahead, 3);                          /* twice is no more */
    CHECK(shk_sched_counts(s).queued == 1);
    CHECK(shk_sched_assign(s, 1, 4, &again) == y && again > ahead && !shk_sched_commit(s, y->id, ahead, 0, 4, stale, &n));
    /* A worker that dies has lost what it ran, and only that is held against a task. */
    struct shk_stask *v = shk_sched_add(s, 0, 1, NULL, 0);
    CHECK(shk_sched_ahead(s, 4, &w, &ahead) == NULL);                   /* worker 0 is idle: it is for that one */
    CHECK(shk_sched_assign(s, 0, 4, &first) == v);
    struct shk_stask *u = shk_sched_add(s, 0, 1, NULL, 0);
    shk_sched_asks(s, 0);
    shk_sched_asks(s, 1);
    CHECK(!shk_sched_ahead(s, 4, &w, &ahead) && shk_sched_ahead_for(s, 0, 4, &ahead) == u);
    CHECK(!shk_sched_down(s, 0, true));
    CHECK(v->faults == 1 && u->faults == 0 && u->losses == 0 && shk_sched_counts(s).lost == 1 && shk_sched_counts(s).queued == 2);
    shk_sched_free(s, NULL);
}

/* Before anybody is idle the longest task is asked for one part, if nothing is ready, it is worth the trouble, and not again at once. */
TEST(one_part_is_split_off_in_advance)
{
    const struct shk_sched_options opt = { .max_faults = 3, .max_losses = 20, .nfns = 1, .split_min = 0.05, .hang_min = 60, .hang_factor = 20 };
    struct shk_sched *s = shk_sched_new(&opt);
    uint32_t attempt;
    int who[4], share[4], w;
    shk_sched_set_rate(s, 0, 1);                                        /* a second per unit of weight */
    struct shk_stask *x = shk_sched_add(s, 0, 9, NULL, 0);
    CHECK(shk_sched_up(s, 0) == SHK_OK && shk_sched_assign(s, 0, 0, &attempt) == x);
    shk_sched_sign(s, 0, 0.1, true, 1);
    CHECK(shk_sched_ask(s, 1, who, share, 4) == 0);                     /* alone: for whom? */
    struct shk_stask *y = shk_sched_add(s, 0, 4, NULL, 0);
    CHECK(shk_sched_up(s, 1) == SHK_OK && shk_sched_assign(s, 1, 1, &attempt) == y);
    shk_sched_sign(s, 1, 0.1, true, 1.5);
    CHECK(shk_sched_ask(s, 1.5, who, share, 4) == 1 && who[0] == 0 && share[0] == 1);
    CHECK(shk_sched_ask(s, 1.52, who, share, 4) == 0);
    struct shk_stask *part = shk_sched_add(s, 0, 3, NULL, 0);           /* what it hands over */
    CHECK(shk_sched_ask(s, 3, who, share, 4) == 0);
    CHECK(shk_sched_ahead(s, 3, &w, &attempt) == part && w == 1 && shk_sched_ask(s, 3, who, share, 4) == 0);
    shk_sched_free(s, NULL);
}

RUN(one_part_is_split_off_in_advance, random_schedules_with_faults_commit_every_unit_once, hardly_any_worker_waits, a_task_ahead_hides_the_way_of_messages, what_is_sent_ahead_runs_next_or_comes_back)
