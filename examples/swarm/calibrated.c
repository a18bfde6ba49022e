/* A task that calibrates before it splits: it does a sample of its elements itself, sees how long a unit of weight lasts, and
 * cuts the rest into blocks that should last task_duration each. The sample's results are results as all others.
 * The work: the longest Collatz sequence that starts below a million. Weights here are only a guess: the number of starts. */
#include <stdio.h>
#include <stdint.h>
#include <time.h>
#include "swarm/swarm.h"

enum { CALIBRATE, SEARCH };
struct range { uint64_t begin, end, step; };
struct best { uint64_t start, length; };
static const double task_duration = 0.05;           /* seconds; minutes, for real work */

static struct best search(struct range r)
{
    struct best b = { 0, 0 };
    for (uint64_t start = r.begin; start < r.end; start += r.step) {
        uint64_t length = 1;
        for (uint64_t n = start; n > 1; length++) n = n % 2 ? 3 * n + 1 : n / 2;
        if (length > b.length) b = (struct best){ start, length };
    }
    return b;
}

static enum shk_err calibrate(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)n; (void)user;
    const struct range all = *(const struct range *)msg;
    /* One in a hundred, evenly: light and heavy ones. */
    const struct range sample = { all.begin, all.end, 100 };
    struct timespec t0, t1;
    clock_gettime(CLOCK_MONOTONIC, &t0);
    const struct best b = search(sample);
    clock_gettime(CLOCK_MONOTONIC, &t1);
    SHK_TRY(shk_task_emit(task, &b, sizeof b, diag));
    const double seconds = (double)(t1.tv_sec - t0.tv_sec) + 1e-9 * (double)(t1.tv_nsec - t0.tv_nsec);
    const double one = seconds / ((double)(all.end - all.begin) / 100);
    uint64_t block = (uint64_t)(task_duration / (one + 1e-12)) + 1;
    if (block > all.end - all.begin) block = all.end - all.begin;
    for (uint64_t at = all.begin; at < all.end; at += block) {
        const struct range r = { at, at + block < all.end ? at + block : all.end, 1 };
        SHK_TRY(shk_task_submit(task, SEARCH, &r, sizeof r, (double)(r.end - r.begin), diag));
    }
    return SHK_OK;
}

/* Even a block that lasts longer than foreseen keeps nobody waiting: when a worker is idle, half of the rest goes to it. */
static enum shk_err run_search(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)n; (void)user;
    struct range r = *(const struct range *)msg;
    while (r.begin < r.end) {
        const uint64_t quantum = r.begin + 5000 < r.end ? r.begin + 5000 : r.end;
        const struct best b = search((struct range){ r.begin, quantum, 1 });
        SHK_TRY(shk_task_emit(task, &b, sizeof b, diag));
        r.begin = quantum;
        if (!shk_task_should_split(task) || r.end - r.begin < 10000) continue;
        const struct range other = { (r.begin + r.end) / 2, r.end, 1 };
        SHK_TRY(shk_task_submit(task, SEARCH, &other, sizeof other, (double)(other.end - other.begin), diag));
        r.end = other.begin;
        SHK_TRY(shk_task_commit(task, &r, sizeof r, (double)(r.end - r.begin), diag));
    }
    return SHK_OK;
}

/* The order in which parts come does not matter: the longest, and of equals the smallest start. */
static enum shk_err keep_best(void *user, const struct shk_part *part, struct shk_diag *diag)
{
    (void)diag;
    const struct best *b = part->data;
    struct best *all = user;
    if (b->length > all->length || (b->length == all->length && b->start < all->start)) *all = *b;
    return SHK_OK;
}

int main(void)
{
    static const struct shk_task_fn fns[] = { [CALIBRATE] = { "calibrate", calibrate, NULL }, [SEARCH] = { "search", run_search, NULL } };
    const struct shk_swarm_options opt = { .workers = 2, .fns = fns, .nfns = 2 };
    const struct range all = { 1, 1000000, 1 };
    struct shk_swarm *swarm;
    struct shk_diag diag = { 0 };
    struct best best = { 0, 0 };
    struct shk_progress p = { 0 };
    enum shk_err e = shk_swarm_open(&opt, &diag, &swarm);
    if (e == SHK_OK) e = shk_swarm_submit(swarm, CALIBRATE, &all, sizeof all, 1, &diag);
    if (e == SHK_OK) e = shk_swarm_run(swarm, keep_best, &best, &diag);
    if (e != SHK_OK) fprintf(stderr, "%s\n", diag.text);
    else {
        shk_swarm_progress(swarm, &p);
        printf("the sequence from %llu has %llu terms; %llu tasks in %.2f s\n", (unsigned long long)best.start, (unsigned long long)best.length, (unsigned long long)p.done, p.elapsed);
    }
    shk_swarm_close(swarm);
    return e != SHK_OK || best.start != 837799 || best.length != 525;
}
