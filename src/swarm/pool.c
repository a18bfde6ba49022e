#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "swarm/internal.h"

enum { IN_FLIGHT = 2 };                 /* commits of a task on their way to the master at a time */
static const double grace = 0.5;        /* seconds between SIGTERM and SIGKILL */

/* ---- a worker ---- */

static _Noreturn void lost_master(void) { _exit(0); }       /* nobody is left to tell */

/* What comes from the master: one message is being worked on, another may have come ahead of its time. */
struct inbox {
    int sock;
    struct shk_slot *slot;
    struct message { struct shk_wire h; int fd; char *buf; } now, next;
    bool has_next;
};

/* A task that has not been taken back in the meantime is this worker's from here on. */
static bool begin(struct inbox *in, const struct shk_wire *h)
{
    unsigned offered = h->seq;
    return atomic_compare_exchange_strong(&in->slot->offer[h->pid & 1], &offered, 0);
}

static void receive(struct inbox *in, struct message *m)
{
    if (shk_wire_recv(in->sock, &m->h, m->buf, &m->fd, 0) <= 0) lost_master();
}

static void done_with(struct message *m)
{
    if (m->fd >= 0) close(m->fd);
    m->fd = -1;
}

static void wait_ack(struct shk_task *t)
{
    struct inbox *in = t->to;
    struct message ack = { .fd = -1 };
    while (t->acked + IN_FLIGHT < t->seq) {
        struct message *m = in->has_next ? &ack : &in->next;
        receive(in, m);
        if (m->h.type == SHK_W_ACK) t->acked = m->h.seq;
        if (m->h.type == SHK_W_TASK) in->has_next = true;
        else done_with(m);
    }
}

static void next_message(struct inbox *in)
{
    if (in->has_next) {
        const struct message m = in->now;
        in->now = in->next;
        in->next = m;
        in->has_next = false;
    } else receive(in, &in->now);
}

static enum shk_err send_txn(struct shk_task *t, int flags, struct shk_diag *diag)
{
    (void)diag;
    wait_ack(t);                        /* what is ahead of the master waits here */
    struct shk_wire h = { .type = SHK_W_TXN, .flags = (uint16_t)(flags | (t->txn.fd >= 0 ? SHK_W_MEMFD : 0)), .task = t->id,
                          .attempt = t->attempt, .seq = t->seq, .fn = t->fn, .slot = t->worker, .n = t->txn.n };
    if (shk_wire_send(((struct inbox *)t->to)->sock, &h, t->txn.fd >= 0 ? NULL : t->txn.p, t->txn.fd, 0)) lost_master();
    if (t->txn.fd >= 0) shk_buf_free(&t->txn);
    else t->txn.n = 0;
    return SHK_OK;
}

static void first_to_be_killed(void)
{
    FILE *f = fopen("/proc/self/oom_score_adj", "we");
    if (!f) return;
    fputs("500", f);
    fclose(f);
}

/* A limit on private memory: what is inherited, and this much. */
static void limit_memory(size_t more)
{
    unsigned long long kib = 0;
    char line[256];
    FILE *f = more ? fopen("/proc/self/status", "re") : NULL;
    if (!f) return;
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "VmData: %llu", &kib) == 1) break;
    fclose(f);
    const struct rlimit r = { kib * 1024 + more, kib * 1024 + more };
    setrlimit(RLIMIT_DATA, &r);
}

static _Noreturn void worker_main(int sock, int number, const struct shk_pool *p, const struct shk_swarm_options *opt)
{
    char name[32];
    snprintf(name, sizeof name, "swarm-%d", number);
    prctl(PR_SET_NAME, name);
    first_to_be_killed();
    limit_memory(opt->worker_memory);
    struct inbox in = { .sock = sock, .slot = &p->slot[number], .now = { .fd = -1, .buf = aligned_alloc(SHK_ALIGN, SHK_INLINE) },
                        .next = { .fd = -1, .buf = aligned_alloc(SHK_ALIGN, SHK_INLINE) } };
    struct shk_task t = { .opt = opt, .slot = &p->slot[number], .rate = p->rate, .worker = number, .txn.fd = -1, .arena = shk_arena_new(opt->task_memory),
                          .deliver = send_txn, .to = &in };
    if (!t.arena || !in.now.buf || !in.next.buf) _exit(3);
    for (;;) {
        next_message(&in);
        const struct shk_wire h = in.now.h;
        if (h.type == SHK_W_TASK && h.fn >= 0 && h.fn < opt->nfns && begin(&in, &h)) {
            const void *msg = in.now.fd >= 0 ? shk_wire_map(in.now.fd, h.n) : in.now.buf;
            if (!msg) _exit(3);
            struct shk_diag diag = { 0 };
            if (shk_task_attempt(&t, h.task, h.attempt, h.fn, msg, h.n, &diag) != SHK_OK) _exit(3);
            if (in.now.fd >= 0) shk_wire_unmap(msg, h.n);
        }
        done_with(&in.now);
    }
}

/* ---- the forking process: small, one thread, so that a new worker costs a millisecond and inherits no lock ---- */

static void report(int control, enum shk_wire_type type, int slot, pid_t pid, int status, uint64_t rss)
{
    struct shk_wire h = { .type = (uint16_t)type, .slot = slot, .pid = pid, .status = status, .rss = rss };
    if (shk_wire_send(control, &h, NULL, -1, 0)) { /* the master has gone: the next read says so */ }
}

static void reap(int control, pid_t *pid, int n, int *alive)
{
    int status;
    struct rusage u;
    for (pid_t p; (p = wait4(-1, &status, WNOHANG, &u)) > 0;)
        for (int i = 0; i < n; i++)
            if (pid[i] == p) {
                pid[i] = 0;
                --*alive;
                report(control, SHK_W_EXIT, i, p, status, (uint64_t)u.ru_maxrss * 1024);
            }
}

static void end_all(int control, pid_t *pid, int n, int *alive)
{
    for (int sig = SIGTERM; *alive > 0; sig = SIGKILL) {
        for (int i = 0; i < n; i++)
            if (pid[i]) kill(pid[i], sig);
        for (const double end = shk_now() + grace; *alive > 0 && shk_now() < end;) {
            reap(control, pid, n, alive);
            if (*alive > 0) usleep(1000);
        }
    }
}

static void fork_worker(struct shk_pool *p, const struct shk_swarm_options *opt, int control, int sock, int slot, pid_t *pid, int *alive)
{
    const pid_t me = getpid(), child = fork();
    if (child < 0) {
        report(control, SHK_W_EXIT, slot, -1, errno, 0);
        return;
    }
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != me) _exit(0);
        close(control);
        signal(SIGTERM, SIG_DFL);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        worker_main(sock, slot, p, opt);
    }
    pid[slot] = child;
    ++*alive;
    report(control, SHK_W_STARTED, slot, child, 0, 0);
}

static _Noreturn void parent_main(struct shk_pool *p, const struct shk_swarm_options *opt, int control, pid_t master)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != master) _exit(0);
    prctl(PR_SET_NAME, "swarm-parent");
    signal(SIGINT, SIG_IGN);            /* Ctrl-C reaches the whole group: the master decides */
    signal(SIGQUIT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    const int children = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    pid_t *pid = calloc((size_t)p->n, sizeof *pid);
    int alive = 0;
    if (children < 0 || !pid) _exit(3);
    for (;;) {
        struct pollfd f[2] = { { .fd = control, .events = POLLIN }, { .fd = children, .events = POLLIN } };
        poll(f, 2, -1);
        if (f[1].revents) {
            struct signalfd_siginfo info;
            while (read(children, &info, sizeof info) > 0) {}
            reap(control, pid, p->n, &alive);
        }
        if (!f[0].revents) continue;
        struct shk_wire h;
        int fd;
        if (shk_wire_recv(control, &h, NULL, &fd, 0) <= 0) break;
        const bool known = h.slot >= 0 && h.slot < p->n;
        if (h.type == SHK_W_SPAWN && known && fd >= 0) fork_worker(p, opt, control, fd, h.slot, pid, &alive);
        else if (h.type == SHK_W_KILL && known && pid[h.slot] && pid[h.slot] == h.pid) kill(pid[h.slot], h.status);
        if (fd >= 0) close(fd);
    }
    end_all(control, pid, p->n, &alive);
    _exit(0);
}

/* ---- the master's side ---- */


enum shk_err shk_pool_open(int n, const struct shk_swarm_options *opt, struct shk_diag *diag, struct shk_pool **out)
{
    *out = NULL;
    struct shk_pool *p = calloc(1, sizeof *p);
    if (!p) return shk_fail(diag, SHK_E_NOMEM, "out of memory for the workers");
    *p = (struct shk_pool){ .n = n, .control = -1, .worker = calloc((size_t)n, sizeof *p->worker) };
    p->shared = (size_t)n * sizeof *p->slot + (size_t)opt->nfns * sizeof *p->rate;
    void *slot = mmap(NULL, p->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    p->slot = slot == MAP_FAILED ? NULL : slot;
    if (p->slot) p->rate = (_Atomic double *)(p->slot + n);
    int pair[2] = { -1, -1 };
    if (!p->worker || !p->slot || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) {
        const enum shk_err e = shk_fail(diag, SHK_E_IO, "cannot start workers: %s", strerror(errno));
        shk_pool_close(p);
        return e;
    }
    for (int i = 0; i < n; i++) p->worker[i].fd = -1;
    fflush(NULL);                       /* or each worker would have a copy of what is not written yet */
    const pid_t me = getpid(), pid = fork();
    if (pid == 0) {
        close(pair[0]);
        parent_main(p, opt, pair[1], me);
    }
    close(pair[1]);
    p->control = pair[0];
    p->parent = pid;
    if (pid < 0) {
        const enum shk_err e = shk_fail(diag, SHK_E_IO, "cannot fork: %s", strerror(errno));
        p->parent = 0;
        shk_pool_close(p);
        return e;
    }
    *out = p;
    return SHK_OK;
}

enum shk_err shk_pool_spawn(struct shk_pool *p, int slot, struct shk_diag *diag)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) return shk_fail(diag, SHK_E_IO, "cannot start a worker: %s", strerror(errno));
    struct shk_wire h = { .type = SHK_W_SPAWN, .slot = slot };
    const int r = shk_wire_send(p->control, &h, NULL, pair[1], 0);
    close(pair[1]);
    if (r) {
        close(pair[0]);
        return shk_fail(diag, SHK_E_COMPUTE, "the process that starts workers has gone");
    }
    p->worker[slot] = (struct shk_worker){ .fd = pair[0] };
    return SHK_OK;
}

int shk_pool_task(struct shk_pool *p, int slot, struct shk_wire *h, const void *payload)
{
    struct shk_worker *w = &p->worker[slot];
    const int place = atomic_load(&p->slot[slot].offer[0]) ? 1 : 0;
    if (atomic_load(&p->slot[slot].offer[place])) {
        errno = EPROTO;                 /* a third one: the caller has lost count */
        return -1;
    }
    w->task = h->task;
    w->attempt = h->attempt;
    w->place = place;
    h->pid = place;
    h->seq = ++w->offers;
    atomic_store(&p->slot[slot].offer[place], h->seq);
    return shk_wire_send_big(w->fd, h, payload, 0);
}

bool shk_pool_recall(struct shk_pool *p, int slot, uint64_t task, uint32_t attempt)
{
    const struct shk_worker *w = &p->worker[slot];
    unsigned offered = w->offers;
    return offered && w->task == task && w->attempt == attempt && atomic_compare_exchange_strong(&p->slot[slot].offer[w->place], &offered, 0);
}

void shk_pool_kill(struct shk_pool *p, int slot, int sig)
{
    struct shk_wire h = { .type = SHK_W_KILL, .slot = slot, .pid = p->worker[slot].pid, .status = sig };
    if (h.pid > 0 && shk_wire_send(p->control, &h, NULL, -1, 0)) { /* gone: its workers die with it */ }
}

bool shk_pool_reports(struct shk_pool *p)
{
    for (;;) {
        struct shk_wire h;
        int fd;
        const int r = shk_wire_recv(p->control, &h, NULL, &fd, MSG_DONTWAIT);
        if (r == 0) return false;
        if (r < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
        if (fd >= 0) close(fd);
        if (h.slot < 0 || h.slot >= p->n) continue;
        struct shk_worker *w = &p->worker[h.slot];
        if (h.type == SHK_W_STARTED) w->pid = h.pid;
        if (h.type == SHK_W_EXIT) {
            w->exited = true;
            w->status = h.pid < 0 ? -h.status : h.status;
            w->rss = h.rss;
        }
    }
}

void shk_pool_close(struct shk_pool *p)
{
    if (!p) return;
    for (int i = 0; p->slot && i < p->n; i++) atomic_store(&p->slot[i].cancel, 1);
    if (p->control >= 0) {
        /* The forking process ends the workers when it reads the end of this socket; its reports need no reader. */
        shutdown(p->control, SHUT_WR);
        char sink[256];
        errno = 0;
        while (recv(p->control, sink, sizeof sink, 0) > 0 || errno == EINTR) errno = 0;
        close(p->control);
    }
    for (int i = 0; p->worker && i < p->n; i++)
        if (p->worker[i].fd >= 0) close(p->worker[i].fd);
    if (p->parent > 0)
        while (waitpid(p->parent, NULL, 0) < 0 && errno == EINTR) {}
    if (p->slot) munmap(p->slot, p->shared);
    free(p->worker);
    free(p);
}
