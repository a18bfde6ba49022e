// libs: swarm
/* A process killed at any moment is continued by another, which does not repeat what was committed and gives the same bits. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "check.h"
#include "swarm/reduce.h"
#include "swarm/swarm.h"

enum { LEAVES = 120 };
struct range { int begin, end; };

static int bad_leaf = -1;           /* computing it is an error */

/* Each leaf leaves a mark in a file when it is computed, so that repetitions can be counted. */
static int marks = -1;

static enum shk_err run_range(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)n; (void)user;
    struct range r = *(const struct range *)msg;
    for (; r.begin < r.end; r.begin++) {
        nanosleep(&(struct timespec){ 0, 300000 }, NULL);
        if (r.begin == bad_leaf) return shk_fail(diag, SHK_E_NOMEM, "leaf %d", bad_leaf);
        if (marks >= 0 && write(marks, "x", 1) != 1) return shk_fail(diag, SHK_E_IO, "mark");
        struct shk_exact x = { 0, 0 };
        shk_exact_add(&x, (double[]){ sin(r.begin) * pow(10, r.begin % 9) }, 1);
        SHK_TRY(shk_task_emit(task, &x, sizeof x, diag));
        if (shk_task_should_split(task) && r.end - r.begin > 2) {
            const struct range other = { (r.begin + 1 + r.end) / 2, r.end };
            SHK_TRY(shk_task_submit(task, 0, &other, sizeof other, other.end - other.begin, diag));
            r.end = other.begin;
        } else if (r.begin % 5) continue;
        const struct range rest = { r.begin + 1, r.end };
        SHK_TRY(shk_task_commit(task, &rest, sizeof rest, rest.end - rest.begin, diag));
    }
    return SHK_OK;
}

static enum shk_err fold(void *user, const struct shk_part *part, struct shk_diag *diag)
{
    (void)diag;
    shk_exact_merge(user, part->data, part->n / sizeof(struct shk_exact));
    return SHK_OK;
}

static const struct shk_task_fn fns[] = { { "range", run_range, NULL } };

static int step = 40;               /* of the ranges that are submitted */
static uint64_t replay;

/* Two runs one after the other, as a calculation with two phases. */
static enum shk_err calculate(const char *journal, const char *key, bool resume, int workers, struct shk_exact sum[2], struct shk_diag *d)
{
    const struct shk_swarm_options o = { .workers = workers, .fns = fns, .nfns = 1, .journal = journal, .journal_key = key, .resume = resume,
                                         .replay = replay };
    struct shk_swarm *s;
    SHK_TRY(shk_swarm_open(&o, d, &s));
    enum shk_err e = SHK_OK;
    for (int phase = 0; phase < 2 && e == SHK_OK; phase++) {
        for (int b = 0; b < LEAVES && e == SHK_OK; b += step) e = shk_swarm_submit(s, 0, &(struct range){ b, b + step }, sizeof(struct range), 40, d);
        if (e == SHK_OK) e = shk_swarm_run(s, fold, &sum[phase], d);
    }
    shk_swarm_close(s);
    return e;
}

static off_t size_of(const char *path)
{
    struct stat st;
    return stat(path, &st) ? -1 : st.st_size;
}

TEST(killed_masters_are_resumed)
{
    struct shk_exact want[2] = { { 0, 0 } }, got[2] = { { 0, 0 } };
    struct shk_diag d = { 0 };
    CHECK(calculate(NULL, NULL, false, 0, want, &d) == SHK_OK);
    char journal[] = "/tmp/test_journal_XXXXXX", mark[] = "/tmp/test_marks_XXXXXX";
    close(mkstemp(journal));
    marks = mkstemp(mark);
    fcntl(marks, F_SETFL, O_APPEND);
    int killed = 0;
    for (int k = 0; k < 8; k++) {
        const pid_t pid = fork();
        if (!pid) {
            struct shk_exact sum[2] = { { 0, 0 } };
            _exit(calculate(journal, "a", k > 0, 2, sum, &d) != SHK_OK);
        }
        nanosleep(&(struct timespec){ 0, (10 + 7 * k) * 1000000L }, NULL);
        for (int ms = 0; k == 3 && size_of(journal) < 200 && ms < 20000; ms++) nanosleep(&(struct timespec){ 0, 1000000L }, NULL);
        kill(pid, SIGKILL);
        int status;
        waitpid(pid, &status, 0);
        killed += WIFSIGNALED(status);
        if (k == 3) CHECK(!truncate(journal, size_of(journal) - 100));        /* and a torn end */
    }
    CHECK(killed > 2);
    CHECK(calculate(journal, "a", true, 2, got, &d) == SHK_OK);
    CHECK_STR(d.text, "");
    CHECK(!memcmp(got, want, sizeof want));
    const off_t n = size_of(mark);
    printf("%d masters killed, %d leaves computed for %d\n", killed, (int)n, 2 * LEAVES);
    CHECK(n >= 2 * LEAVES && n < 2 * LEAVES + 9 * 2 * 8 + 8);       /* at most what two workers had not committed, each time */
    /* Complete: nothing is computed at all. */
    memset(got, 0, sizeof got);
    CHECK(calculate(journal, "a", true, 2, got, &d) == SHK_OK && !memcmp(got, want, sizeof want));
    CHECK(size_of(mark) == n);
    CHECK(calculate(journal, "b", true, 2, got, &d) == SHK_E_INVALID);
    CHECK(strstr(d.text, "belongs to other inputs") != NULL);
    close(marks);
    marks = -1;
    unlink(journal);
    unlink(mark);
}

TEST(a_damaged_journal_loses_only_what_is_damaged)
{
    struct shk_exact want[2] = { { 0, 0 } };
    struct shk_diag d = { 0 };
    char journal[] = "/tmp/test_journal_XXXXXX";
    close(mkstemp(journal));
    CHECK(calculate(journal, "a", false, 0, want, &d) == SHK_OK);
    const off_t n = size_of(journal);
    for (int k = 0; k < 6; k++) {
        const int fd = open(journal, O_RDWR);
        char c;
        const off_t at = 40 + (n - 50) * k / 6;
        CHECK(pread(fd, &c, 1, at) == 1);
        c = (char)(c ^ 16);
        CHECK(pwrite(fd, &c, 1, at) == 1);
        close(fd);
        struct shk_exact got[2] = { { 0, 0 } };
        CHECK(calculate(journal, "a", true, 0, got, &d) == SHK_OK);
        CHECK(!memcmp(got, want, sizeof want));
    }
    unlink(journal);
}

TEST(a_full_disk_stops_the_run_which_can_then_be_resumed)
{
    struct shk_exact want[2] = { { 0, 0 } }, got[2] = { { 0, 0 } };
    struct shk_diag d = { 0 };
    char journal[] = "/tmp/test_journal_XXXXXX";
    close(mkstemp(journal));
    CHECK(calculate(NULL, NULL, false, 0, want, &d) == SHK_OK);
    const pid_t pid = fork();
    if (!pid) {
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 6000, 6000 });    /* as good as a full disk */
        struct shk_exact sum[2] = { { 0, 0 } };
        const enum shk_err e = calculate(journal, "a", false, 2, sum, &d);
        _exit(!(e == SHK_E_IO && strstr(d.text, "cannot write the journal")));
    }
    int status;
    waitpid(pid, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(size_of(journal) > 1000);
    CHECK(calculate(journal, "a", true, 2, got, &d) == SHK_OK);
    CHECK(!memcmp(got, want, sizeof want));
    unlink(journal);
}

/* Stops itself in the middle, as at Ctrl-C, in the caller and so in the middle of a task. */
static volatile sig_atomic_t stopped;
static int leaves_until_stop;

static enum shk_err run_until_stop(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)n; (void)user;
    struct range r = *(const struct range *)msg;
    for (; r.begin < r.end; r.begin++) {
        struct shk_exact x = { 0, 0 };
        shk_exact_add(&x, (double[]){ sin(r.begin) * pow(10, r.begin % 9) }, 1);
        SHK_TRY(shk_task_emit(task, &x, sizeof x, diag));
        if (leaves_until_stop && !--leaves_until_stop) stopped = 1;
        if (shk_task_cancelled(task)) return SHK_OK;            /* not a result: what it has emitted must not count */
        if (r.begin % 5) continue;
        const struct range rest = { r.begin + 1, r.end };
        SHK_TRY(shk_task_commit(task, &rest, sizeof rest, rest.end - rest.begin, diag));
    }
    return SHK_OK;
}

TEST(what_a_cancelled_task_returns_is_no_result)
{
    static const struct shk_task_fn stopping[] = { { "range", run_until_stop, NULL } };
    struct shk_exact want[2] = { { 0, 0 } }, got[2] = { { 0, 0 } };
    struct shk_diag d = { 0 };
    char journal[] = "/tmp/test_journal_XXXXXX";
    close(mkstemp(journal));
    CHECK(calculate(NULL, NULL, false, 0, want, &d) == SHK_OK);
    for (int first = 1; first <= 2; first++) {          /* stopped in each phase once */
        const struct shk_swarm_options o = { .fns = stopping, .nfns = 1, .journal = journal, .journal_key = "a", .resume = first > 1, .abort = &stopped };
        struct shk_exact lost[2] = { { 0, 0 } };
        struct shk_swarm *s;
        enum shk_err e = SHK_OK;
        stopped = 0;
        leaves_until_stop = first == 1 ? 53 : LEAVES + 17;
        CHECK(shk_swarm_open(&o, &d, &s) == SHK_OK);
        for (int phase = 0; phase < 2 && e == SHK_OK; phase++) {
            for (int b = 0; b < LEAVES && e == SHK_OK; b += step) e = shk_swarm_submit(s, 0, &(struct range){ b, b + step }, sizeof(struct range), 40, &d);
            if (e == SHK_OK) e = shk_swarm_run(s, fold, &lost[phase], &d);
        }
        CHECK(e == SHK_E_CANCELLED);
        shk_swarm_close(s);
    }
    d = (struct shk_diag){ 0 };
    CHECK(calculate(journal, "a", true, 0, got, &d) == SHK_OK);
    CHECK(!memcmp(got, want, sizeof want));
    unlink(journal);
}

TEST(an_error_is_not_kept)
{
    struct shk_exact want[2] = { { 0, 0 } }, got[2] = { { 0, 0 } };
    struct shk_diag d = { 0 };
    char journal[] = "/tmp/test_journal_XXXXXX";
    close(mkstemp(journal));
    CHECK(calculate(NULL, NULL, false, 0, want, &d) == SHK_OK);
    for (int workers = 0; workers <= 2; workers += 2) {
        memset(got, 0, sizeof got);
        bad_leaf = 67;
        CHECK(calculate(journal, "a", false, workers, got, &d) == SHK_E_NOMEM);
        CHECK(strstr(d.text, "leaf 67") != NULL);
        bad_leaf = -1;
        memset(got, 0, sizeof got);
        d = (struct shk_diag){ 0 };
        CHECK(calculate(journal, "a", true, workers, got, &d) == SHK_OK);
        CHECK(!memcmp(got, want, sizeof want));
    }
    unlink(journal);
}

TEST(other_work_is_refused)
{
    struct shk_exact sum[2] = { { 0, 0 } };
    struct shk_diag d = { 0 };
    char journal[] = "/tmp/test_journal_XXXXXX";
    close(mkstemp(journal));
    CHECK(calculate(journal, "a", false, 0, sum, &d) == SHK_OK);
    step = 60;
    CHECK(calculate(journal, "a", true, 0, sum, &d) == SHK_E_INVALID);
    CHECK(strstr(d.text, "does not fit to what is computed now (other tasks were submitted)") != NULL);
    step = 40;
    unlink(journal);
}

TEST(one_task_can_be_run_alone)
{
    struct shk_exact sum[2] = { { 0, 0 } };
    struct shk_diag d = { 0 };
    char journal[] = "/tmp/test_journal_XXXXXX", mark[] = "/tmp/test_marks_XXXXXX";
    close(mkstemp(journal));
    CHECK(calculate(journal, "a", false, 0, sum, &d) == SHK_OK);
    const off_t n = size_of(journal);
    marks = mkstemp(mark);
    replay = 2;
    CHECK(calculate(journal, "a", true, 0, sum, &d) == SHK_E_CANCELLED);
    CHECK(strstr(d.text, "task 2, range") && strstr(d.text, "ended without an error"));
    CHECK(size_of(mark) == 4);              /* its last stretch: leaves 76 to 79 */
    CHECK(size_of(journal) == n);
    CHECK(!truncate(journal, n / 4));       /* as after a crash in the second of three tasks */
    CHECK(!ftruncate(marks, 0) && !lseek(marks, 0, SEEK_SET));
    d = (struct shk_diag){ 0 };
    CHECK(calculate(journal, "a", true, 0, sum, &d) == SHK_E_CANCELLED);
    CHECK(size_of(mark) > 4 && size_of(mark) <= 40);
    replay = 99;
    d = (struct shk_diag){ 0 };
    CHECK(calculate(journal, "a", true, 0, sum, &d) == SHK_E_NOTFOUND);
    CHECK(strstr(d.text, "there is no task 99") != NULL);
    replay = 2;
    d = (struct shk_diag){ 0 };
    CHECK(calculate(journal, "a", true, 2, sum, &d) == SHK_E_INVALID);
    replay = 0;
    close(marks);
    marks = -1;
    unlink(journal);
    unlink(mark);
}

RUN(killed_masters_are_resumed, a_damaged_journal_loses_only_what_is_damaged, a_full_disk_stops_the_run_which_can_then_be_resumed,
    what_a_cancelled_task_returns_is_no_result, an_error_is_not_kept, other_work_is_refused, one_task_can_be_run_alone)
