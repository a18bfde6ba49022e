// libs: swarm
/* Monitors, learnt durations, memory limits, traces, cutting by weight. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "check.h"
#include "swarm/swarm.h"

enum { WORK, EAT };

static enum shk_err work(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)user; (void)n;
    const int ms = *(const int *)msg;
    struct shk_monitor m = shk_task_begin(task, "sleeping");
    nanosleep(&(struct timespec){ 0, ms * 1000000L }, NULL);
    shk_task_end(task, m, (uint64_t)ms);
    m = shk_task_begin(task, "telling");
    const enum shk_err e = shk_task_emit(task, msg, n, diag);
    shk_task_end(task, m, 1);
    return e;
}

static enum shk_err eat(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)task; (void)n; (void)user;
    const size_t bytes = *(const size_t *)msg;
    volatile char *p = malloc(bytes);           /* volatile: or the compiler does without it */
    if (!p) return shk_fail(diag, SHK_E_NOMEM, "no memory for %zu bytes", bytes);
    for (size_t i = 0; i < bytes; i += 4096) p[i] = 1;
    for (int i = 0; i < 300; i++) nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
    free((void *)(uintptr_t)p);
    return SHK_OK;
}

static const struct shk_task_fn fns[] = { [WORK] = { "work", work, NULL }, [EAT] = { "eat", eat, NULL } };

static int commits;
static double finished;
static void on_commit(void *user, const struct shk_task_info *info)
{
    (void)user;
    commits++;
    finished += info->weight;
    CHECK(info->seconds >= 1e-3 * info->weight && info->received == sizeof(int) && info->final);
}

static double last_fraction;
static void on_progress(void *user, const struct shk_progress *p)
{
    (void)user;
    CHECK(p->fraction >= last_fraction);
    last_fraction = p->fraction;
}

TEST(monitors_and_rates)
{
    char trace[] = "/tmp/test_swarm_XXXXXX";
    close(mkstemp(trace));
    const struct shk_swarm_options o = { .workers = 2, .fns = fns, .nfns = 2, .on_commit = on_commit, .trace = trace, .progress = on_progress };
    struct shk_swarm *s;
    struct shk_diag d = { 0 };
    CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
    CHECK(shk_swarm_rate(s, WORK) < 0);
    for (int i = 1; i <= 20; i++) CHECK(shk_swarm_submit(s, WORK, &i, sizeof i, i, &d) == SHK_OK);
    CHECK(shk_swarm_run(s, NULL, NULL, &d) == SHK_OK);
    CHECK(commits == 20 && finished == 210);
    CHECK(last_fraction == 1);
    size_t n;
    const struct shk_op *op = shk_swarm_ops(s, &n);
    CHECK(n == 3);
    CHECK_STR(op[0].name, "");
    CHECK_STR(op[1].name, "sleeping");
    CHECK(op[0].calls == 20 && op[1].calls == 20 && op[1].count == 210 && op[2].count == 20);
    CHECK(op[0].seconds >= op[1].seconds && op[1].seconds >= 0.210 && op[0].count == 20 * sizeof(int) && op[0].peak > 0);
    CHECK(shk_swarm_rate(s, WORK) >= 1e-3 && shk_swarm_rate(s, WORK) < 1e-2);
    CHECK_REL(shk_swarm_max_weight(s, WORK, 1e6, 10, 2), 2 / shk_swarm_rate(s, WORK), 1e-12);
    CHECK_REL(shk_swarm_max_weight(s, EAT, 1e6, 10, 2), 5e4, 1e-12);
    shk_swarm_close(s);
    char text[8192] = "";
    FILE *f = fopen(trace, "r");
    const size_t got = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    unlink(trace);
    CHECK(got > 1000 && text[0] == '[' && !strcmp(text + got - 3, "\n]\n"));
    int events = 0;
    for (const char *p = text; (p = strstr(p, "\"ph\":\"X\"")); p++) events++;
    CHECK(events == 20);
}

static struct shk_swarm *seen;
static int most;
static void look(void *user, const struct shk_progress *p)
{
    (void)user; (void)p;
    struct shk_running r[4];
    const int n = shk_swarm_running(seen, r, 4);
    if (n > most) most = n;
    for (int i = 0; i < n && i < 4; i++) {
        CHECK_STR(r[i].name, "work");
        CHECK(r[i].where == NULL && r[i].pid >= 0 && r[i].n == sizeof(int) && *(const int *)r[i].msg == 300 && r[i].seconds >= 0 && r[i].seconds < 30);
    }
}

TEST(time_by_cause_adds_up)
{
    const struct shk_swarm_options o = { .workers = 2, .fns = fns, .nfns = 2, .progress = look };
    struct shk_diag d = { 0 };
    struct shk_usage u;
    const int ms = 300;
    most = 0;
    CHECK(shk_swarm_open(&o, &d, &seen) == SHK_OK);
    for (int i = 0; i < 3; i++) CHECK(shk_swarm_submit(seen, WORK, &ms, sizeof ms, 1, &d) == SHK_OK);     /* one worker has nothing to do in the end */
    CHECK(shk_swarm_run(seen, NULL, NULL, &d) == SHK_OK);
    shk_swarm_usage(seen, &u);
    CHECK(most == 2 && u.tasks == 3 && u.commits == 3 && u.retries == 0 && u.splits == 0 && u.peak > 0);
    CHECK(u.elapsed >= 0.6 && u.busy >= 0.9 && u.busy <= u.available && u.idle >= 0.2 && u.cpu < u.busy && u.master_cpu < u.elapsed);
    CHECK_REL(u.available, 2 * u.elapsed, 0.1);
    CHECK_REL(u.busy + u.idle + u.transfer + u.lost, u.available, 0.02);
    CHECK(shk_swarm_running(seen, NULL, 0) == 0);
    CHECK(shk_swarm_submit(seen, WORK, &ms, sizeof ms, 1, &d) == SHK_OK);      /* the next run is counted by itself */
    CHECK(shk_swarm_run(seen, NULL, NULL, &d) == SHK_OK);
    shk_swarm_usage(seen, &u);
    CHECK(u.tasks == 1 && u.commits == 1 && u.busy >= 0.3 && u.busy < 0.9 && u.idle >= 0.2);
    shk_swarm_close(seen);
}

TEST(too_much_memory_stops_the_run)
{
    struct shk_swarm_options o = { .workers = 2, .fns = fns, .nfns = 2, .hard_memory = 64 << 20 };
    struct shk_swarm *s;
    struct shk_diag d = { 0 };
    const size_t bytes = 48 << 20;
    CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
    for (int i = 0; i < 2; i++) CHECK(shk_swarm_submit(s, EAT, &bytes, sizeof bytes, 1, &d) == SHK_OK);
    CHECK(shk_swarm_run(s, NULL, NULL, &d) == SHK_E_LIMIT);
    CHECK(strstr(d.text, "more than the limit of 64.0 MiB") != NULL);
    shk_swarm_close(s);
#ifndef __SANITIZE_ADDRESS__
    o = (struct shk_swarm_options){ .workers = 1, .fns = fns, .nfns = 2, .worker_memory = 16 << 20 };
    d = (struct shk_diag){ 0 };
    CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
    CHECK(shk_swarm_submit(s, EAT, &bytes, sizeof bytes, 1, &d) == SHK_OK);
    CHECK(shk_swarm_run(s, NULL, NULL, &d) == SHK_E_NOMEM);
    CHECK_STR(d.text, "eat (weight 1, message of 8 bytes): no memory for 50331648 bytes");
    shk_swarm_close(s);
#endif
}

TEST(cutting_keeps_order_and_limit)
{
    const double w[] = { 1, 2, 3, 10, 1, 1, 1, 1 };
    size_t begin[9];
    CHECK(shk_swarm_cut(w, 8, 3, begin) == 5);
    const size_t want[] = { 0, 2, 3, 4, 7, 8 };
    CHECK(!memcmp(begin, want, sizeof want));
    CHECK(shk_swarm_cut(w, 0, 3, begin) == 0);
}

RUN(monitors_and_rates, time_by_cause_adds_up, too_much_memory_stops_the_run, cutting_keeps_order_and_limit)
