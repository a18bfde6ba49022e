// libs: swarm
/* The same result whatever the number of workers and whoever dies; failures are named; nothing is left behind. */
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "check.h"
#include "swarm/reduce.h"
#include "swarm/swarm.h"

enum { LEAVES = 203, WIDTH = 5 };
enum { SUM, SPREAD, CRASH, BAD, NAP, EMPTY, BIG, ONCE, WAIT, STEADY };

struct range { uint64_t begin, end; };
struct world { double scale; unsigned leaf_us; int die_once; };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void nap(unsigned us) { nanosleep(&(struct timespec){ us / 1000000, us % 1000000 * 1000L }, NULL); }

/* Values whose sum depends on the order of addition. */
static double value(uint64_t leaf, int k) { return sin((double)leaf * 12.9898 + k) * pow(10, (double)(leaf % 17) - 8); }

struct node { uint64_t level, i; double sum[WIDTH]; };

static enum shk_err emit_node(void *user, unsigned level, uint64_t i, const double *sum, size_t width, struct shk_diag *diag)
{
    struct node *n = shk_task_emit_room(user, sizeof *n);
    if (!n) return shk_fail(diag, SHK_E_NOMEM, "no room");
    n->level = level;
    n->i = i;
    memcpy(n->sum, sum, width * sizeof *sum);
    return SHK_OK;
}

/* A range of leaves; hands over half of what it has not begun when a worker is idle, having committed what it has. */
static enum shk_err sum(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    const struct world *w = user;
    struct range r;
    if (n != sizeof r) return shk_fail(diag, SHK_E_INVALID, "message of %zu bytes", n);
    memcpy(&r, msg, n);
    struct shk_tree *tree = shk_tree_new(LEAVES, WIDTH);
    enum shk_err e = SHK_OK;
    for (uint64_t i = r.begin; i < r.end && e == SHK_OK; i++) {
        double x[WIDTH];
        for (int k = 0; k < WIDTH; k++) x[k] = w->scale * value(i, k);
        if (w->leaf_us) nap(w->leaf_us);
        e = shk_tree_add(tree, 0, i, x, diag);
        shk_task_progress(task, (double)(i + 1 - r.begin) / (double)(r.end - r.begin));
        if (e != SHK_OK || !shk_task_should_split(task) || r.end - i < 3) continue;
        const struct range rest = { i + 1, (i + 2 + r.end) / 2 }, other = { rest.end, r.end };
        e = shk_tree_flush(tree, emit_node, task, diag);
        if (e == SHK_OK) e = shk_task_submit(task, SUM, &other, sizeof other, (double)(other.end - other.begin), diag);
        if (e == SHK_OK) e = shk_task_commit(task, &rest, sizeof rest, (double)(rest.end - rest.begin), diag);
        r = (struct range){ rest.begin, rest.end };
    }
    if (e == SHK_OK) e = shk_tree_flush(tree, emit_node, task, diag);
    shk_tree_free(tree);
    return e;
}

/* The task splitter: only submits. */
static enum shk_err spread(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)user;
    struct range r;
    memcpy(&r, msg, n);
    for (uint64_t i = r.begin; i < r.end; i += 40) {
        const struct range part = { i, i + 40 < r.end ? i + 40 : r.end };
        SHK_TRY(shk_task_submit(task, SUM, &part, sizeof part, (double)(part.end - part.begin), diag));
    }
    return SHK_OK;
}

static enum shk_err crash(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)task; (void)msg; (void)n; (void)user; (void)diag;
    signal(SIGABRT, SIG_DFL);
    abort();
}

static void describe_crash(const void *msg, size_t n, void *user, char *out, size_t cap)
{
    (void)n; (void)user;
    snprintf(out, cap, "source %d", *(const int *)msg);
}

static enum shk_err bad(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)task; (void)msg; (void)n; (void)user;
    return shk_fail(diag, SHK_E_INVALID, "the magnitude is -3");
}

static enum shk_err sleeper(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)task; (void)msg; (void)n; (void)user; (void)diag;
    nap(30000000);
    return SHK_OK;
}

static enum shk_err empty(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)msg; (void)n; (void)user;
    return shk_task_emit(task, "x", 1, diag);
}

/* Megabytes both ways, in three commits. */
static enum shk_err big(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)user;
    const unsigned char *p = msg;
    unsigned char mark = 0;
    for (size_t i = 1; i < n; i++) if (p[i] != p[1]) return shk_fail(diag, SHK_E_COMPUTE, "byte %zu differs", i);
    for (int k = 0; k < 3; k++) {
        memset(shk_task_emit_room(task, 3 << 20), k + 1, 3 << 20);
        if (k < 2) SHK_TRY(shk_task_commit(task, &mark, 1, 1, diag));
    }
    return SHK_OK;
}

/* Dies at its first attempt after having committed one of its two results. */
static enum shk_err once(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)user; (void)n;
    const int *m = msg, rest[2] = { 1, m[1] };
    if (m[0] == 0) {
        SHK_TRY(shk_task_emit(task, &m[1], sizeof *m, diag));
        SHK_TRY(shk_task_commit(task, rest, sizeof rest, 1, diag));
        SHK_TRY(shk_task_emit(task, &m[1], sizeof *m, diag));         /* lost: not committed */
        nap(2000);
        raise(SIGKILL);
    }
    return shk_task_emit(task, &m[1], sizeof *m, diag);
}

/* So many milliseconds, whole. */
static enum shk_err wait_ms(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)task; (void)n; (void)user; (void)diag;
    nap(1000 * (unsigned)*(const int *)msg);
    return SHK_OK;
}

/* Commits often, so that it waits for the master while the next task comes, and looks at its message again at the end. */
static enum shk_err steady(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)user;
    const unsigned char *p = msg;
    for (int k = 0; k < 10; k++) SHK_TRY(shk_task_commit(task, msg, n, 1, diag));
    for (size_t i = 1; i < n; i++) if (p[i] != p[0]) return shk_fail(diag, SHK_E_COMPUTE, "byte %zu has changed", i);
    return shk_task_emit(task, p, 1, diag);
}

static const struct shk_task_fn fns[] = {
    [SUM] = { "sum", sum, NULL }, [SPREAD] = { "spread", spread, NULL }, [CRASH] = { "crash", crash, describe_crash }, [BAD] = { "bad", bad, NULL },
    [NAP] = { "nap", sleeper, NULL }, [EMPTY] = { "empty", empty, NULL }, [BIG] = { "big", big, NULL }, [ONCE] = { "once", once, NULL },
    [WAIT] = { "wait", wait_ms, NULL }, [STEADY] = { "steady", steady, NULL },
};

static struct shk_swarm_options options(int workers, struct world *w)
{
    return (struct shk_swarm_options){ .workers = workers, .fns = fns, .nfns = sizeof fns / sizeof *fns, .user = w };
}

static enum shk_err fold(void *user, const struct shk_part *part, struct shk_diag *diag)
{
    const struct node *n = part->data;
    if (part->n != sizeof *n) return shk_fail(diag, SHK_E_COMPUTE, "a part of %zu bytes", part->n);
    return shk_tree_add(user, (unsigned)n->level, n->i, n->sum, diag);
}

static enum shk_err count(void *user, const struct shk_part *part, struct shk_diag *diag)
{
    (void)part; (void)diag;
    ++*(size_t *)user;
    return SHK_OK;
}

/* What the tree must give: pairs, pairs of pairs, ... written down directly. */
static double pairwise(uint64_t level, uint64_t i, int k)
{
    if ((i << level) >= LEAVES) return 0;
    if (level == 0) return 2 * value(i, k);
    const double a = pairwise(level - 1, 2 * i, k);
    return (((2 * i + 1) << (level - 1)) < LEAVES) ? a + pairwise(level - 1, 2 * i + 1, k) : a;
}

static void check_sum(struct shk_tree *tree)
{
    CHECK(shk_tree_complete(tree));
    const double *root = shk_tree_root(tree);
    for (int k = 0; k < WIDTH; k++) {
        const double want = pairwise(8, 0, k);
        CHECK(root && !memcmp(&root[k], &want, sizeof want));
    }
    shk_tree_free(tree);
}

TEST(the_bits_do_not_depend_on_workers_or_splitting)
{
    for (int workers = 0; workers <= 8; workers = workers ? 2 * workers : 1)
        for (unsigned every = 0; every <= 3; every += 3) {
            struct world w = { 2, workers > 1 ? 800 : 0, 0 };
            struct shk_swarm_options o = options(workers, &w);
            o.split_every = every;
            struct shk_swarm *s;
            struct shk_diag d = { 0 };
            struct shk_tree *tree = shk_tree_new(LEAVES, WIDTH);
            const struct range all = { 0, LEAVES };
            CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
            CHECK(shk_swarm_submit(s, workers % 2 ? SPREAD : SUM, &all, sizeof all, LEAVES, &d) == SHK_OK);
            CHECK(shk_swarm_run(s, fold, tree, &d) == SHK_OK);
            CHECK_STR(d.text, "");
            check_sum(tree);
            struct shk_progress p;
            shk_swarm_progress(s, &p);
            CHECK(p.tasks == p.done && p.queued == 0);
            if (workers > 1) CHECK(p.splits > 0);       /* one task to begin with: the others had to be fed */
            shk_swarm_close(s);
        }
}

static int descendants(pid_t out[], int cap)
{
    char cmd[64];
    snprintf(cmd, sizeof cmd, "/proc/%d/task/%d/children", (int)getpid(), (int)getpid());
    FILE *f = fopen(cmd, "r");
    int n = 0, parent;
    while (f && n < cap && fscanf(f, "%d", &parent) == 1) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/task/%d/children", parent, parent);
        FILE *g = fopen(path, "r");
        int child;
        while (g && n < cap && fscanf(g, "%d", &child) == 1) out[n++] = child;
        if (g) fclose(g);
    }
    if (f) fclose(f);
    return n;
}

static int kills;
static void kill_one(int sig)
{
    (void)sig;
    pid_t p[16];
    const int n = kills < 40 ? descendants(p, 16) : 0;      /* on a slow machine too it must end some day */
    if (n) kills += !kill(p[kills % n], SIGKILL);
}

TEST(killed_workers_change_nothing)
{
    struct world w = { 2, 3000, 0 };
    const struct shk_swarm_options o = options(3, &w);
    struct shk_swarm *s;
    struct shk_diag d = { 0 };
    struct shk_tree *tree = shk_tree_new(LEAVES, WIDTH);
    CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
    for (uint64_t i = 0; i < LEAVES; i += 10) {
        const struct range r = { i, i + 10 < LEAVES ? i + 10 : LEAVES };
        CHECK(shk_swarm_submit(s, SUM, &r, sizeof r, (double)(r.end - r.begin), &d) == SHK_OK);
    }
    CHECK(shk_swarm_start(s, &d) == SHK_OK);
    signal(SIGALRM, kill_one);
    setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 15000 }, { 0, 15000 } }, NULL);
    CHECK(shk_swarm_run(s, fold, tree, &d) == SHK_OK);
    setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 0 } }, NULL);
    CHECK_STR(d.text, "");
    check_sum(tree);
    struct shk_progress p;
    shk_swarm_progress(s, &p);
    CHECK(kills > 5 && p.retries > 0);
    printf("%d kills, %d retries\n", kills, (int)p.retries);
    shk_swarm_close(s);
}

/* The process between master and workers. */
static void kill_parent(int sig)
{
    (void)sig;
    char path[64];
    int parent;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)getpid(), (int)getpid());
    FILE *f = fopen(path, "r");
    if (f && kills < 5 && fscanf(f, "%d", &parent) == 1) kills += !kill(parent, SIGKILL);
    if (f) fclose(f);
}

TEST(a_killed_parent_of_workers_is_replaced)
{
    struct world w = { 2, 2000, 0 };
    const struct shk_swarm_options o = options(2, &w);
    struct shk_swarm *s;
    struct shk_diag d = { 0 };
    struct shk_tree *tree = shk_tree_new(LEAVES, WIDTH);
    const struct range all = { 0, LEAVES };
    CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
    CHECK(shk_swarm_submit(s, SPREAD, &all, sizeof all, LEAVES, &d) == SHK_OK);
    kills = 0;
    signal(SIGALRM, kill_parent);
    setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 150000 }, { 0, 100000 } }, NULL);
    CHECK(shk_swarm_run(s, fold, tree, &d) == SHK_OK);
    setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 0 } }, NULL);
    CHECK_STR(d.text, "");
    CHECK(kills > 0);
    check_sum(tree);
    shk_swarm_close(s);
}

TEST(what_was_committed_is_not_done_again)
{
    const struct shk_swarm_options o = options(2, NULL);
    struct shk_swarm *s;
    struct shk_diag d = { 0 };
    size_t parts = 0;
    CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
    for (int i = 0; i < 10; i++) CHECK(shk_swarm_submit(s, ONCE, (int[]){ 0, i }, 2 * sizeof i, 1, &d) == SHK_OK);
    CHECK(shk_swarm_run(s, count, &parts, &d) == SHK_OK);
    CHECK_STR(d.text, "");
    CHECK(parts == 20);
    shk_swarm_close(s);
}

TEST(a_poisonous_task_is_named)
{
    const struct shk_swarm_options o = options(2, NULL);
    struct shk_swarm *s;
    struct shk_diag d = { 0 };
    size_t parts = 0;
    CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
    for (int i = 0; i < 50; i++) CHECK(shk_swarm_submit(s, i == 25 ? CRASH : EMPTY, &i, sizeof i, 1, &d) == SHK_OK);
    CHECK(shk_swarm_run(s, count, &parts, &d) == SHK_E_COMPUTE);
    CHECK(strstr(d.text, "crash (source 25): given up after 3 crashes") != NULL);
    CHECK(strstr(d.text, "signal 6") != NULL);
    pid_t p[8];
    CHECK(descendants(p, 8) == 0);
    /* It can be used again. */
    d = (struct shk_diag){ 0 };
    parts = 0;
    CHECK(shk_swarm_submit(s, EMPTY, NULL, 0, 1, &d) == SHK_OK);
    CHECK(shk_swarm_run(s, count, &parts, &d) == SHK_OK && parts == 1);
    shk_swarm_close(s);
}

TEST(an_error_of_a_task_is_the_error_of_the_run)
{
    for (int workers = 0; workers <= 2; workers++) {
        const struct shk_swarm_options o = options(workers, NULL);
        struct shk_swarm *s;
        struct shk_diag d = { 0 };
        CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
        CHECK(shk_swarm_submit(s, BAD, "abc", 3, 7, &d) == SHK_OK);
        CHECK(shk_swarm_run(s, NULL, NULL, &d) == SHK_E_INVALID);
        CHECK_STR(d.text, "bad (weight 7, message of 3 bytes): the magnitude is -3");
        shk_swarm_close(s);
    }
}

static volatile sig_atomic_t stop;
static void set_stop(int sig) { (void)sig; stop = 1; }

TEST(abort_is_quick_and_leaves_nothing)
{
    struct shk_swarm_options o = options(4, NULL);
    o.abort = &stop;
    struct shk_swarm *s;
    struct shk_diag d = { 0 };
    CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
    for (int i = 0; i < 100; i++) CHECK(shk_swarm_submit(s, NAP, NULL, 0, 1, &d) == SHK_OK);
    signal(SIGALRM, set_stop);
    setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 100000 } }, NULL);
    const double t = now();
    CHECK(shk_swarm_run(s, NULL, NULL, &d) == SHK_E_CANCELLED);
    CHECK(now() - t < 2);
    pid_t p[8];
    CHECK(descendants(p, 8) == 0);
    CHECK(waitpid(-1, NULL, WNOHANG) == -1);            /* no child at all */
    shk_swarm_close(s);
}

TEST(workers_end_with_their_master)
{
    int pipefd[2];
    CHECK(!pipe(pipefd));
    const pid_t master = fork();
    if (!master) {
        const struct shk_swarm_options o = options(3, NULL);
        struct shk_swarm *s;
        struct shk_diag d = { 0 };
        if (shk_swarm_open(&o, &d, &s) == SHK_OK && shk_swarm_submit(s, NAP, NULL, 0, 1, &d) == SHK_OK && shk_swarm_start(s, &d) == SHK_OK
            && shk_swarm_run(s, NULL, NULL, &d) == SHK_OK) _exit(0);
        _exit(1);
    }
    close(pipefd[1]);
    nap(200000);
    kill(master, SIGKILL);
    waitpid(master, NULL, 0);
    /* The pipe's last writer has gone when every descendant has. */
    const double t = now();
    char c;
    CHECK(read(pipefd[0], &c, 1) == 0);
    CHECK(now() - t < 1);
    close(pipefd[0]);
}

static enum shk_err check_big(void *user, const struct shk_part *part, struct shk_diag *diag)
{
    const unsigned char *p = part->data;
    if (part->n != 3 << 20 || p[0] < 1 || p[0] > 3 || p[part->n - 1] != p[0]) return shk_fail(diag, SHK_E_COMPUTE, "wrong bytes");
    ((int *)user)[p[0]]++;
    return SHK_OK;
}

TEST(large_messages_and_results_arrive_whole)
{
    for (int workers = 0; workers <= 2; workers++) {
        const struct shk_swarm_options o = options(workers, NULL);
        struct shk_swarm *s;
        struct shk_diag d = { 0 };
        int seen[4] = { 0 };
        CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
        char *msg = malloc(1 << 20);
        memset(msg, 'a', 1 << 20);
        for (int i = 0; i < 6; i++) CHECK(shk_swarm_submit(s, BIG, msg, 1 << 20, 1, &d) == SHK_OK);
        CHECK(shk_swarm_run(s, check_big, seen, &d) == SHK_OK);
        CHECK_STR(d.text, "");
        CHECK(seen[1] == 6 && seen[2] == 6 && seen[3] == 6);
        free(msg);
        shk_swarm_close(s);
    }
}

static int ran_by[2], longest_by;
static void who(void *user, const struct shk_task_info *info)
{
    (void)user;
    ran_by[info->worker]++;
    if (info->seconds > 0.5) longest_by = info->worker;
}

/* The first worker has the long task, and was sent one of the others ahead: it must not keep it. */
TEST(what_waits_behind_a_long_task_is_done_by_others)
{
    struct shk_swarm_options o = options(2, NULL);
    o.on_commit = who;
    struct shk_swarm *s;
    struct shk_diag d = { 0 };
    CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
    for (int i = 0; i < 6; i++) {
        const int ms = i ? 20 : 700;
        CHECK(shk_swarm_submit(s, WAIT, &ms, sizeof ms, i ? 1 : 10, &d) == SHK_OK);
    }
    CHECK(shk_swarm_run(s, NULL, NULL, &d) == SHK_OK);
    CHECK(ran_by[longest_by] == 1 && ran_by[1 - longest_by] == 5);
    shk_swarm_close(s);
}

static enum shk_err check_steady(void *user, const struct shk_part *part, struct shk_diag *diag)
{
    if (part->n != 1) return shk_fail(diag, SHK_E_COMPUTE, "a part of %zu bytes", part->n);
    ((int *)user)[*(const unsigned char *)part->data]++;
    return SHK_OK;
}

TEST(a_task_that_waits_for_the_master_keeps_its_message)
{
    const struct shk_swarm_options o = options(2, NULL);
    struct shk_swarm *s;
    struct shk_diag d = { 0 };
    int seen[256] = { 0 };
    static char msg[200000];
    CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
    for (int i = 0; i < 60; i++) {                  /* inside the packet and in a memory file, in turn */
        memset(msg, 1 + i, sizeof msg);
        CHECK(shk_swarm_submit(s, STEADY, msg, i % 2 ? 60000 : sizeof msg, 1, &d) == SHK_OK);
    }
    CHECK(shk_swarm_run(s, check_steady, seen, &d) == SHK_OK);
    CHECK_STR(d.text, "");
    for (int i = 0; i < 60; i++) CHECK(seen[1 + i] == 1);
    shk_swarm_close(s);
}

TEST(many_small_tasks_cost_little)
{
    const struct shk_swarm_options o = options(2, NULL);
    struct shk_swarm *s;
    struct shk_diag d = { 0 };
    size_t parts = 0;
    enum { N = 20000 };
    CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
    for (int i = 0; i < N; i++) CHECK(shk_swarm_submit(s, EMPTY, NULL, 0, 1 + i % 7, &d) == SHK_OK);
    const double t = now();
    const clock_t c = clock();
    CHECK(shk_swarm_run(s, count, &parts, &d) == SHK_OK);
    const double cpu = (double)(clock() - c) / CLOCKS_PER_SEC;
    CHECK(parts == N);
    printf("%.0f empty tasks a second, %.1f us of the master each\n", N / (now() - t), 1e6 * cpu / N);
    CHECK(cpu / N < 1e-3);
    shk_swarm_close(s);
}

RUN(the_bits_do_not_depend_on_workers_or_splitting, killed_workers_change_nothing, a_killed_parent_of_workers_is_replaced, what_was_committed_is_not_done_again, a_poisonous_task_is_named,
    an_error_of_a_task_is_the_error_of_the_run, abort_is_quick_and_leaves_nothing, workers_end_with_their_master, large_messages_and_results_arrive_whole,
    what_waits_behind_a_long_task_is_done_by_others, a_task_that_waits_for_the_master_keeps_its_message, many_small_tasks_cost_little)
