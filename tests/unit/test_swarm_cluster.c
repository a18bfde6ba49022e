// libs: swarm
/* Workers of other machines (here: other processes over loopback): the same sums, whoever is killed, stopped or cut off. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "check.h"
#include <zmq.h>
#include "swarm/link.h"
#include "swarm/reduce.h"
#include "swarm/swarm.h"

enum { RANGE, BIG, WAIT };
struct range { int begin, end; };

static void nap(unsigned us) { nanosleep(&(struct timespec){ us / 1000000, us % 1000000 * 1000L }, NULL); }
static double value(int i, double scale) { return scale * sin(i) * pow(10, i % 9); }

static enum shk_err run_range(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)n;
    const double scale = *(const double *)user;
    struct range r = *(const struct range *)msg;
    struct shk_exact sum = { 0, 0 };
    const struct range all = r;
    for (int i = r.begin; i < r.end; i++) {
        nap(1000);
        const double x = value(i, scale);
        shk_exact_add(&sum, &x, 1);
        shk_task_progress(task, (double)(i + 1 - all.begin) / (all.end - all.begin));
        const int k = shk_task_should_split(task);
        if (!k || r.end - i < 3) continue;
        const int mid = i + 1 + (r.end - i - 1) / (k + 1);
        const struct range other = { mid, r.end }, rest = { i + 1, mid };
        SHK_TRY(shk_task_emit(task, &sum, sizeof sum, diag));
        SHK_TRY(shk_task_submit(task, RANGE, &other, sizeof other, other.end - other.begin, diag));
        SHK_TRY(shk_task_commit(task, &rest, sizeof rest, rest.end - rest.begin, diag));
        sum = (struct shk_exact){ 0, 0 };
        r.end = mid;
    }
    return shk_task_emit(task, &sum, sizeof sum, diag);
}

/* Results of several frames. */
static enum shk_err run_big(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)user; (void)msg; (void)n;
    unsigned *p = shk_task_emit_room(task, 5 << 20);
    if (!p) return shk_fail(diag, SHK_E_NOMEM, "no room");
    for (unsigned i = 0; i < (5 << 20) / 4; i++) p[i] = i * 2654435761u;
    return SHK_OK;
}

/* So many milliseconds, whole. */
static enum shk_err run_wait(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)task; (void)n; (void)user; (void)diag;
    nap(1000 * (unsigned)*(const int *)msg);
    return SHK_OK;
}

static const struct shk_task_fn fns[] = { [RANGE] = { "range", run_range, NULL }, [BIG] = { "big", run_big, NULL }, [WAIT] = { "wait", run_wait, NULL } };
static const struct shk_task_fn others[] = { { "something else", run_range, NULL }, { "big", run_big, NULL }, { "wait", run_wait, NULL } };
enum { NFNS = sizeof fns / sizeof *fns };

static int free_port(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof a;
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) || getsockname(fd, (struct sockaddr *)&a, &n)) exit(1);
    close(fd);
    return ntohs(a.sin_port);
}

static char key[64], wrong_key[64];
static const char *broker;              /* NULL, or where RabbitMQ is */

static enum shk_err prepare(void *prepare_user, const void *job, size_t n, void **user, struct shk_diag *diag)
{
    (void)prepare_user;
    static double scale;
    if (n != sizeof scale) return shk_fail(diag, SHK_E_INVALID, "a job of %zu bytes", n);
    memcpy(&scale, job, n);
    *user = &scale;
    return SHK_OK;
}

static pid_t agent(int port, int workers, const char *key_file, const struct shk_task_fn *f)
{
    const pid_t pid = fork();
    if (pid) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    char url[128];
    snprintf(url, sizeof url, "zmq://127.0.0.1:%d", port);
    if (broker) snprintf(url, sizeof url, "%s", broker);
    const struct shk_swarm_worker_options o = { .workers = workers, .fns = f, .nfns = NFNS, .cluster = url, .cluster_key = key_file, .prepare = prepare };
    struct shk_diag d = { 0 };
    const enum shk_err e = shk_swarm_worker_main(&o, &d);
    _exit(e == SHK_E_INVALID && strstr(d.text, "same version") ? 7 : 1);
}

static void end(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static enum shk_err fold(void *user, const struct shk_part *part, struct shk_diag *diag)
{
    (void)diag;
    shk_exact_merge(user, part->data, part->n / sizeof(struct shk_exact));
    return SHK_OK;
}

static void show(void *user, const struct shk_progress *p)
{
    (void)user;
    printf("%.1f s: %.3f, %d of %d busy, %d queued, %d done, %d retries, %d splits\n", p->elapsed, p->fraction, p->busy, p->workers, (int)p->queued, (int)p->done, (int)p->retries, (int)p->splits);
}

static int commits[16], ran_long;      /* by worker; who ran the task of more than a second */
static void who(void *user, const struct shk_task_info *info)
{
    (void)user;
    if (info->worker < 16) commits[info->worker]++;
    if (info->seconds > 1) ran_long = info->worker;
}

static struct shk_swarm *master(int port, int workers, double *scale, struct shk_diag *d)
{
    static char url[64];
    snprintf(url, sizeof url, "zmq://127.0.0.1:%d", port);
    const struct shk_swarm_options o = { .workers = workers, .fns = fns, .nfns = NFNS, .user = scale, .cluster = url, .cluster_key = key, .amqp = broker,
                                         .progress = getenv("VERBOSE") ? show : NULL, .on_commit = who, .job = scale, .njob = sizeof *scale, .silence = 1.5 };
    struct shk_swarm *s;
    CHECK(shk_swarm_open(&o, d, &s) == SHK_OK);
    return s;
}

static void check_run(struct shk_swarm *s, int leaves, double scale, struct shk_diag *d)
{
    struct shk_exact want = { 0, 0 }, got = { 0, 0 };
    for (int i = 0; i < leaves; i++) {
        const double x = value(i, scale);
        shk_exact_add(&want, &x, 1);
    }
    for (int b = 0; b < leaves; b += 200) {
        const struct range r = { b, b + 200 < leaves ? b + 200 : leaves };
        CHECK(shk_swarm_submit(s, RANGE, &r, sizeof r, r.end - r.begin, d) == SHK_OK);
    }
    CHECK(shk_swarm_run(s, fold, &got, d) == SHK_OK);
    CHECK_STR(d->text, "");
    CHECK(!memcmp(&got, &want, sizeof want));
}

static enum shk_err check_big(void *user, const struct shk_part *part, struct shk_diag *diag)
{
    const unsigned *p = part->data;
    for (unsigned i = 0; i < (5 << 20) / 4; i++) if (p[i] != i * 2654435761u) return shk_fail(diag, SHK_E_COMPUTE, "wrong bytes");
    ++*(int *)user;
    return SHK_OK;
}

TEST(agents_share_the_work_and_serve_one_master_after_the_other)
{
    const int port = free_port();
    const pid_t a[2] = { agent(port, 2, key, fns), agent(port, 1, key, fns) };
    for (int k = 0; k < 2; k++) {
        double scale = 1 + k;
        struct shk_diag d = { 0 };
        struct shk_swarm *s = master(port, k, &scale, &d);
        check_run(s, 1000, scale, &d);
        int big = 0;
        for (int i = 0; i < 5; i++) CHECK(shk_swarm_submit(s, BIG, NULL, 0, 1, &d) == SHK_OK);
        CHECK(shk_swarm_run(s, check_big, &big, &d) == SHK_OK && big == 5);
        struct shk_progress p;
        shk_swarm_progress(s, &p);
        CHECK(p.workers == 3 + k || p.workers == 2 + k || p.workers == 1 + k);
        shk_swarm_close(s);
    }
    end(a[0]);
    end(a[1]);
}

static int children(pid_t of, pid_t out[], int cap)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)of, (int)of);
    FILE *f = fopen(path, "r");
    int n = 0;
    while (f && n < cap && fscanf(f, "%d", &out[n]) == 1) n++;
    if (f) fclose(f);
    return n;
}

static pid_t victims[3];
static int shots, alarms;
static void harm(int sig)
{
    (void)sig;
    alarms++;
    pid_t parent[4], worker[8];
    if (alarms == 4) kill(victims[2], SIGKILL);                             /* a whole machine */
    if (alarms == 6) kill(victims[1], SIGSTOP);                             /* one that goes silent, */
    if (alarms == 32) kill(victims[1], SIGCONT);                            /* is given up, and comes back */
    if (children(victims[0], parent, 4) && alarms % 2) {
        const int n = children(parent[0], worker, 8);
        if (n) shots += !kill(worker[alarms % n], SIGKILL);
    }
}

TEST(killed_workers_and_machines_change_nothing)
{
    const int port = free_port();
    for (int i = 0; i < 3; i++) victims[i] = agent(port, 2, key, fns);
    double scale = 3;
    struct shk_diag d = { 0 };
    struct shk_swarm *s = master(port, 0, &scale, &d);
    signal(SIGALRM, harm);
    setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 100000 }, { 0, 300000 } }, NULL);
    check_run(s, 6000, scale, &d);
    setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 0 } }, NULL);
    struct shk_progress p;
    shk_swarm_progress(s, &p);
    printf("%d workers shot, %d retries, %d alarms\n", shots, (int)p.retries, alarms);
    CHECK(p.retries > 2 && shots > 2 && alarms > 6);
    shk_swarm_close(s);
    kill(victims[1], SIGCONT);
    for (int i = 0; i < 3; i++) end(victims[i]);
}

/* Forwards one connection at a time. */
static pid_t proxy(int from, int to)
{
    const pid_t pid = fork();
    if (pid) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)from) }, b = a;
    b.sin_port = htons((uint16_t)to);
    const int in = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(in, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(in, (struct sockaddr *)&a, sizeof a) || listen(in, 5)) _exit(1);
    for (;;) {
        int side[2] = { accept(in, NULL, NULL), socket(AF_INET, SOCK_STREAM, 0) };
        bool open = !connect(side[1], (struct sockaddr *)&b, sizeof b);
        while (open) {
            struct pollfd f[2] = { { .fd = side[0], .events = POLLIN }, { .fd = side[1], .events = POLLIN } };
            poll(f, 2, -1);
            for (int k = 0; k < 2 && open; k++) {
                char buf[65536];
                if (!f[k].revents) continue;
                const ssize_t n = read(side[k], buf, sizeof buf);
                for (ssize_t at = 0, w; n > 0 && at < n; at += w)
                    if ((w = send(side[1 - k], buf + at, (size_t)(n - at), MSG_NOSIGNAL)) <= 0) { open = false; break; }
                open &= n > 0;
            }
        }
        close(side[0]);
        close(side[1]);
    }
}

static pid_t the_proxy;
static int proxy_from, proxy_to, cuts;
static void cut(int sig)
{
    (void)sig;
    const bool down = cuts++ % 2 == 0;
    if (down) end(the_proxy);
    else the_proxy = proxy(proxy_from, proxy_to);
    setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, down ? 300000 : 900000 } }, NULL);
}

TEST(a_broken_link_loses_nothing)
{
    proxy_from = free_port();
    proxy_to = free_port();
    the_proxy = proxy(proxy_from, proxy_to);
    const pid_t a = agent(proxy_from, 2, key, fns);
    double scale = 4;
    struct shk_diag d = { 0 };
    struct shk_swarm *s = master(proxy_to, 0, &scale, &d);
    signal(SIGALRM, cut);
    setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 500000 } }, NULL);
    check_run(s, 3000, scale, &d);
    setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 0 } }, NULL);
    CHECK(cuts > 1);
    printf("link cut %d times\n", cuts / 2);
    shk_swarm_close(s);
    end(the_proxy);
    end(a);
}

TEST(strangers_are_not_let_in)
{
    const int port = free_port();
    const pid_t a = agent(port, 1, wrong_key, fns), b = agent(port, 1, key, others), good = agent(port, 1, key, fns);
    double scale = 5;
    struct shk_diag d = { 0 };
    struct shk_swarm *s = master(port, 0, &scale, &d);
    CHECK(shk_swarm_start(s, &d) == SHK_OK);
    /* Nonsense on the port. */
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port) };
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(!connect(fd, (struct sockaddr *)&to, sizeof to));
    char junk[4096];
    for (size_t i = 0; i < sizeof junk; i++) junk[i] = (char)(i * 37 ^ i >> 3);
    CHECK(send(fd, junk, sizeof junk, MSG_NOSIGNAL) > 0);
    check_run(s, 500, scale, &d);
    struct shk_progress p;
    shk_swarm_progress(s, &p);
    CHECK(p.workers == 1);
    int status;
    CHECK(waitpid(b, &status, 0) == b && WIFEXITED(status) && WEXITSTATUS(status) == 7);
    close(fd);
    shk_swarm_close(s);
    end(a);
    end(good);
}

/* Whoever has the key may still be broken: frames of random bytes, and frames of ours with random contents. */
static pid_t babbler(int port)
{
    const pid_t pid = fork();
    if (pid) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct shk_net_key k;
    struct shk_diag d = { 0 };
    char url[64];
    void *context = zmq_ctx_new(), *sock = context ? zmq_socket(context, ZMQ_DEALER) : NULL;
    snprintf(url, sizeof url, "tcp://127.0.0.1:%d", port);
    if (!sock || shk_net_read_key(key, &k, &d) || zmq_setsockopt(sock, ZMQ_CURVE_SERVERKEY, k.server_public, 41) || zmq_setsockopt(sock, ZMQ_CURVE_PUBLICKEY, k.client_public, 41)
        || zmq_setsockopt(sock, ZMQ_CURVE_SECRETKEY, k.client_secret, 41) || zmq_connect(sock, url)) _exit(1);
    unsigned seed = 12345;
    static char frame[1 << 17], big[3 << 20];
    for (int i = 0;; i++) {
        struct shk_net_head h = { .magic = shk_net_magic, .proto = SHK_NET_PROTO, .type = (uint16_t)(rand_r(&seed) % 9), .session = (uint64_t)rand_r(&seed) % 3,
                                  .seq = (uint64_t)rand_r(&seed) % 4, .ack = (uint64_t)rand_r(&seed), .n = (uint64_t)rand_r(&seed) % 3 ? sizeof(struct shk_hello) : (uint64_t)rand_r(&seed) % 60000 };
        for (size_t b = 0; b < sizeof h + h.n; b++) frame[b] = (char)(rand_r(&seed) >> 7);
        if (i % 5) {
            h.hash = shk_wire_hash(frame + sizeof h, h.n, h.type);
            memcpy(frame, &h, sizeof h);
        }
        zmq_send(sock, frame, i % 7 ? sizeof h + h.n : (size_t)rand_r(&seed) % sizeof h, 0);
        if (i % 50 == 0) zmq_send(sock, big, sizeof big, 0);         /* ends the connection; it is made again */
        nap(1000);
    }
}

TEST(babble_from_somebody_with_the_key_is_survived)
{
    const int port = free_port();
    const pid_t a = agent(port, 2, key, fns), b = babbler(port);
    double scale = 9;
    struct shk_diag d = { 0 };
    struct shk_swarm *s = master(port, 0, &scale, &d);
    check_run(s, 2000, scale, &d);
    struct shk_progress p;
    shk_swarm_progress(s, &p);
    CHECK(p.workers == 2);
    shk_swarm_close(s);
    int status;
    CHECK(waitpid(b, &status, WNOHANG) == 0);                        /* it has babbled all the time */
    end(b);
    end(a);
}

TEST(a_key_that_others_may_read_is_refused)
{
    struct stat st;
    CHECK(!stat(key, &st) && (st.st_mode & 0777) == 0600);
    CHECK(!chmod(key, 0640));
    const struct shk_swarm_worker_options o = { .workers = 1, .fns = fns, .nfns = NFNS, .cluster = "zmq://127.0.0.1:1", .cluster_key = key, .prepare = prepare };
    struct shk_diag d = { 0 };
    CHECK(shk_swarm_worker_main(&o, &d) == SHK_E_INVALID);
    CHECK(strstr(d.text, "others may read this key") != NULL);
    CHECK(!chmod(key, 0600));
}

/* One worker has the long task and was sent another ahead; the second one, done with the rest, gets that too. */
static void check_taken_back(int port)
{
    const pid_t a[2] = { agent(port, 1, key, fns), agent(port, 1, key, fns) };
    double scale = 1;
    struct shk_diag d = { 0 };
    struct shk_swarm *s = master(port, 0, &scale, &d);
    struct shk_progress p = { 0 };
    for (int i = 0; i < 50 && p.workers < 2; i++) {                 /* both have joined */
        check_run(s, 100, scale, &d);
        shk_swarm_progress(s, &p);
    }
    CHECK(p.workers == 2);
    memset(commits, 0, sizeof commits);
    for (int i = 0; i < 8; i++) {
        const int ms = i ? 50 : 2000;
        CHECK(shk_swarm_submit(s, WAIT, &ms, sizeof ms, i ? 1 : 100, &d) == SHK_OK);
    }
    CHECK(shk_swarm_run(s, NULL, NULL, &d) == SHK_OK);
    CHECK(commits[0] + commits[1] == 8 && commits[ran_long] == 1);
    shk_swarm_close(s);
    for (int i = 0; i < 2; i++) end(a[i]);
}

TEST(what_was_sent_ahead_is_taken_back_for_an_idle_machine) { check_taken_back(free_port()); }

/* Tasks that do nothing, each handed out, committed and acknowledged: a second's worth. The least is far below what an idle machine does. */
static void check_rate(int port, int n, const char *over)
{
    double scale = 1;
    struct shk_diag d = { 0 };
    struct shk_swarm *s = master(port, 0, &scale, &d);
    check_run(s, 10, scale, &d);                    /* they have joined */
    struct shk_exact sum = { 0, 0 };
    for (int i = 0; i < n; i++) CHECK(shk_swarm_submit(s, RANGE, &(struct range){ 0, 0 }, sizeof(struct range), 1, &d) == SHK_OK);
    struct timespec t0, t1;
    clock_gettime(CLOCK_MONOTONIC, &t0);
    CHECK(shk_swarm_run(s, fold, &sum, &d) == SHK_OK);
    clock_gettime(CLOCK_MONOTONIC, &t1);
    printf("%.0f empty tasks a second over %s\n", n / ((double)(t1.tv_sec - t0.tv_sec) + 1e-9 * (double)(t1.tv_nsec - t0.tv_nsec)), over);
    shk_swarm_close(s);
}

TEST(empty_tasks_over_the_network)
{
    const int port = free_port();
    const pid_t a = agent(port, 2, key, fns);
    check_rate(port, 3000, "the network");
    end(a);
}

/* SWARM_AMQP_URL=amqp://guest:guest@127.0.0.1:5672/%2f: the same over leases from a broker, which SWARM_AMQP_KILL, if set, harms meanwhile. */
static void restart_broker(int sig)
{
    (void)sig;
    if (fork() == 0) {
        execl("/bin/sh", "sh", "-c", getenv("SWARM_AMQP_KILL"), (char *)NULL);
        _exit(1);
    }
}

TEST(a_broker_hands_out_leases)
{
    if (!(broker = getenv("SWARM_AMQP_URL"))) return;
    const int port = free_port();
    const pid_t a[3] = { agent(port, 2, key, fns), agent(port, 1, key, fns), agent(port, 1, wrong_key, fns) };
    for (int k = 0; k < 3; k++) {
        double scale = 6 + k;
        struct shk_diag d = { 0 };
        struct shk_swarm *s = master(port, 0, &scale, &d);
        if (k == 1) {
            for (int i = 0; i < 2; i++) victims[i] = a[i];
            alarms = 10;
            signal(SIGALRM, harm);
            setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 400000 }, { 0, 800000 } }, NULL);
        }
        if (k == 2 && getenv("SWARM_AMQP_KILL")) {
            signal(SIGALRM, restart_broker);
            setitimer(ITIMER_REAL, &(struct itimerval){ { 15, 0 }, { 1, 0 } }, NULL);
        }
        check_run(s, k == 2 && getenv("SWARM_AMQP_KILL") ? 30000 : 3000, scale, &d);
        setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 0 } }, NULL);
        struct shk_progress p;
        shk_swarm_progress(s, &p);
        printf("broker: %d tasks, %d retries, %.1f s\n", (int)p.done, (int)p.retries, p.elapsed);
        CHECK(p.workers <= 3);
        shk_swarm_close(s);
    }
    check_rate(port, 3000, "leases of a broker");
    for (int i = 0; i < 3; i++) end(a[i]);
    check_taken_back(port);
    broker = NULL;
}

static void make_keys(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);               /* forked processes must not repeat what is not written yet */
    snprintf(key, sizeof key, "/tmp/test_cluster_%d.key", (int)getpid());
    snprintf(wrong_key, sizeof wrong_key, "/tmp/test_cluster_%d.wrong", (int)getpid());
    struct shk_diag d = { 0 };
    CHECK(shk_swarm_make_key(key, &d) == SHK_OK && shk_swarm_make_key(wrong_key, &d) == SHK_OK);
    CHECK(shk_swarm_make_key(key, NULL) == SHK_E_IO);
}

static void remove_keys(void) { unlink(key); unlink(wrong_key); }

RUN(make_keys, agents_share_the_work_and_serve_one_master_after_the_other, killed_workers_and_machines_change_nothing, a_broken_link_loses_nothing,
    strangers_are_not_let_in, babble_from_somebody_with_the_key_is_survived, a_key_that_others_may_read_is_refused, what_was_sent_ahead_is_taken_back_for_an_idle_machine, empty_tasks_over_the_network, a_broker_hands_out_leases, remove_keys)
