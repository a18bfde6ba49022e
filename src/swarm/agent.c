/* A machine of a cluster: connects to the master, reads the job's inputs, forks workers, and carries messages between
 * them and the master. It never computes itself, so that it always answers. */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>
#include "swarm/broker.h"
#include "swarm/link.h"

static const double hello_every = 0.5, beat_every = 0.25, default_patience = 120;
enum { HELD_MAX = 256 << 20, MAX_WORKERS = 4096 };      /* bytes the master has not acknowledged before workers wait */

/* Of the task at work, and of the next; 0: none. A worker that asked for a next one and got none keeps the lease and asks again when it is idle. */
struct leases { uint64_t now, next; bool again; };

struct agent {
    const struct shk_swarm_worker_options *opt;
    struct shk_swarm_options so;    /* what workers know */
    void *context, *sock;
    struct shk_link *link;
    struct shk_pool *pool;
    uint32_t *life;                 /* how often each worker was started */
    struct pollfd *poll;
    char *buf;
    double beat;
    uint64_t deaths;
    struct shk_broker *broker;      /* NULL: the master's address is known, and it hands out tasks unasked */
    struct leases *lease;           /* of each worker */
    char endpoint[128], job[40];    /* tcp://..., name at the broker */
    char declined[8][40];           /* jobs of the broker that are not for this machine */
    unsigned ndeclined;
    bool over, served;
    struct shk_diag *diag;
};

/* For messages: never the broker's URL, which holds a password. */
static const char *place(const struct agent *a) { return a->broker ? a->endpoint[0] ? a->endpoint : "the broker" : a->opt->cluster; }

static bool aborted(const struct agent *a) { return a->opt->abort && *a->opt->abort; }

static enum shk_err connect_to(struct agent *a, const struct shk_net_key *key, uint64_t session)
{
    char address[160];
    const int linger = 500, beat = 2000, timeout = 10000, again = 50, again_max = 100;
    if (a->broker) snprintf(address, sizeof address, "%s", a->endpoint);
    else if (strncmp(a->opt->cluster, "zmq://", 6) || snprintf(address, sizeof address, "tcp://%s", a->opt->cluster + 6) >= (int)sizeof address)
        return shk_fail(a->diag, SHK_E_INVALID, "%s: expected zmq://HOST:PORT or amqp[s]://USER:PASSWORD@HOST:PORT/VHOST", a->opt->cluster);
    a->sock = zmq_socket(a->context, ZMQ_DEALER);
    if (!a->sock || zmq_setsockopt(a->sock, ZMQ_ROUTING_ID, &session, sizeof session) || zmq_setsockopt(a->sock, ZMQ_CURVE_SERVERKEY, key->server_public, 41)
        || zmq_setsockopt(a->sock, ZMQ_CURVE_PUBLICKEY, key->client_public, 41) || zmq_setsockopt(a->sock, ZMQ_CURVE_SECRETKEY, key->client_secret, 41)
        || zmq_setsockopt(a->sock, ZMQ_LINGER, &linger, sizeof linger) || zmq_setsockopt(a->sock, ZMQ_HEARTBEAT_IVL, &beat, sizeof beat)
        || zmq_setsockopt(a->sock, ZMQ_HEARTBEAT_TIMEOUT, &timeout, sizeof timeout) || zmq_setsockopt(a->sock, ZMQ_RECONNECT_IVL, &again, sizeof again)
        || zmq_setsockopt(a->sock, ZMQ_MAXMSGSIZE, &shk_net_frame_max, sizeof shk_net_frame_max) || zmq_setsockopt(a->sock, ZMQ_RECONNECT_IVL_MAX, &again_max, sizeof again_max) || zmq_connect(a->sock, address))
        return shk_fail(a->diag, SHK_E_IO, "%s: cannot connect: %s", place(a), zmq_strerror(zmq_errno()));
    a->link = shk_link_new(a->sock, NULL, 0, session);
    return a->link ? SHK_OK : shk_fail(a->diag, SHK_E_NOMEM, "out of memory for the connection");
}

static bool readable(void *sock)
{
    int events = 0;
    size_t len = sizeof events;
    return !zmq_getsockopt(sock, ZMQ_EVENTS, &events, &len) && (events & ZMQ_POLLIN);
}

/* ---- before the job: who are you, what is to be done ---- */

/* Waits for the job; SHK_OK with *job (in m) or with m empty and over set. */
static enum shk_err ask_for_job(struct agent *a, zmq_msg_t *m)
{
    struct shk_hello h = { .workers = (uint32_t)a->so.workers, .nfns = (uint32_t)a->opt->nfns, .fns = shk_net_fns(a->opt->fns, a->opt->nfns), .leases = a->broker != NULL };
    gethostname(h.host, sizeof h.host - 1);
    const double since = shk_now();
    bool warned = false;
    for (double said = -INFINITY;;) {
        if (!warned && !a->broker && shk_now() - since > 10) {
            shk_warn(a->opt->log, "no master answers at %s: it has not started yet, or has another key; still trying", place(a));
            warned = true;
        }
        if (a->broker && shk_now() - since > 5) {       /* an invitation that is not true any more */
            a->over = true;
            return SHK_OK;
        }
        if (aborted(a)) return shk_fail(a->diag, SHK_E_CANCELLED, "cancelled");
        if (shk_now() - said >= hello_every) {
            shk_link_signal(a->link, SHK_N_HELLO, &h, sizeof h);
            said = shk_now();
        }
        zmq_pollitem_t item = { .socket = a->sock, .events = ZMQ_POLLIN };
        if (zmq_poll(&item, 1, 100) <= 0) continue;
        if (zmq_msg_recv(m, a->sock, ZMQ_DONTWAIT) < 0) continue;
        struct shk_net_head head, *f = &head;
        const void *data;
        if (!shk_net_frame(zmq_msg_data(m), zmq_msg_size(m), f, &data) || f->session != shk_link_session(a->link)) continue;
        if (f->type == SHK_N_WELCOME) return SHK_OK;
        if (f->type == SHK_N_REFUSE) return shk_fail(a->diag, SHK_E_INVALID, "%s: refused: %.*s", place(a), (int)f->n, (const char *)data);
        if (f->type == SHK_N_BYE) {
            a->over = true;
            return SHK_OK;
        }
    }
}

/* ---- during the job ---- */

static enum shk_err post(struct agent *a, const struct shk_wire *h, const void *payload)
{
    return shk_link_send(a->link, h, payload, shk_now()) ? SHK_OK : shk_fail(a->diag, SHK_E_NOMEM, "out of memory for results on their way");
}

static enum shk_err start_worker(struct agent *a, int i)
{
    memset(&a->pool->slot[i], 0, sizeof a->pool->slot[i]);
    SHK_TRY(shk_pool_spawn(a->pool, i, a->diag));
    const struct shk_wire h = { .type = SHK_W_UP, .slot = i, .seq = ++a->life[i] };
    return post(a, &h, NULL);
}

static enum shk_err claim(struct agent *a, int i, uint64_t lease)
{
    const struct shk_wire h = { .type = SHK_W_CLAIM, .slot = i, .task = lease };
    a->lease[i].again = false;
    return post(a, &h, NULL);
}

static void give_back(struct agent *a, uint64_t *lease)
{
    if (a->broker && *lease) shk_broker_done(a->broker, *lease);
    *lease = 0;
}

/* The first lease of a worker has served: the next one takes its place. */
static enum shk_err served(struct agent *a, int i)
{
    struct leases *l = &a->lease[i];
    give_back(a, &l->now);
    l->now = l->next;
    l->next = 0;
    return l->again ? claim(a, i, l->now) : SHK_OK;
}

/* The master had nothing for this lease. */
static enum shk_err nothing(struct agent *a, int i, uint64_t lease)
{
    struct leases *l = &a->lease[i];
    if (lease == l->next) l->again = true;
    return lease == l->now ? served(a, i) : SHK_OK;
}

/* A lease is for the first worker that has none, or that has no next one: no more are taken than that. */
static enum shk_err leases(struct agent *a)
{
    uint64_t lease = 0;
    struct shk_invitation other;
    for (;;) {
        const enum shk_broker_event what = shk_broker_turn(a->broker, shk_now(), &lease, &other);
        if (what == SHK_B_REVOKED) a->over = true;
        if (what == SHK_B_INVITED) continue;            /* another job: not now */
        if (what != SHK_B_LEASE) return SHK_OK;
        int i = 0;
        while (i < a->pool->n && a->lease[i].now) i++;
        const bool ahead = i == a->pool->n;
        for (i = ahead ? 0 : i; ahead && i < a->pool->n && a->lease[i].next; i++) {}
        if (i == a->pool->n) {                          /* after a new connection, while old ones are at work: it will be issued again */
            shk_broker_done(a->broker, lease);
            continue;
        }
        *(ahead ? &a->lease[i].next : &a->lease[i].now) = lease;
        SHK_TRY(claim(a, i, lease));
    }
}

static enum shk_err hear(struct agent *a, int i)
{
    struct shk_worker *p = &a->pool->worker[i];
    while (!p->gone && shk_link_waiting(a->link) < HELD_MAX) {
        struct shk_wire h;
        int fd;
        const int r = shk_wire_recv(p->fd, &h, a->buf, &fd, MSG_DONTWAIT);
        if (r < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
        if (r < 0) {
            shk_pool_kill(a->pool, i, SIGKILL);
            break;
        }
        if (r == 0) p->gone = true;
        enum shk_err e = SHK_OK;
        const void *txn = fd >= 0 ? shk_wire_map(fd, h.n) : a->buf;
        if (r > 0 && h.type == SHK_W_TXN && txn) {
            h.slot = i;
            e = post(a, &h, txn);
            if (e == SHK_OK && (h.flags & SHK_W_FINAL) && a->lease[i].again) e = claim(a, i, a->lease[i].next);
        }
        if (fd >= 0) {
            if (txn) shk_wire_unmap(txn, h.n);
            close(fd);
        }
        SHK_TRY(e);
    }
    if (!p->exited) return SHK_OK;
    const struct shk_wire h = { .type = SHK_W_EXIT, .slot = i, .pid = (int32_t)p->pid, .status = p->status, .rss = p->rss };
    SHK_TRY(post(a, &h, NULL));
    give_back(a, &a->lease[i].now);
    give_back(a, &a->lease[i].next);
    a->lease[i].again = false;
    close(p->fd);
    p->fd = -1;
    if (++a->deaths > 1000 + 100 * (uint64_t)a->pool->n) return shk_fail(a->diag, SHK_E_COMPUTE, "workers die again and again");
    return start_worker(a, i);
}

static enum shk_err from_master(struct agent *a, struct shk_wire *h, const void *payload)
{
    if (h->slot < 0 || h->slot >= a->pool->n) return SHK_OK;
    const int i = h->slot;
    struct shk_worker *p = &a->pool->worker[i];
    switch (h->type) {
    case SHK_W_TASK:                /* for an earlier one in the same place: the master will learn that it has died */
        if (h->seq != a->life[i] || p->fd < 0 || h->fn < 0 || h->fn >= a->opt->nfns || !shk_pool_task(a->pool, i, h, payload)) break;
        p->gone = errno == EPIPE;
        if (errno == EPROTO) shk_pool_kill(a->pool, i, SIGKILL);
        break;
    case SHK_W_RECALL:              /* a worker that has begun it says nothing: its result will */
        if (h->seq != a->life[i] || !shk_pool_recall(a->pool, i, h->task, h->attempt)) break;
        give_back(a, &a->lease[i].next);
        const struct shk_wire back = { .type = SHK_W_RETURNED, .slot = i, .task = h->task, .attempt = h->attempt };
        return post(a, &back, NULL);
    case SHK_W_DROP: return nothing(a, i, h->task);
    case SHK_W_ACK:
        if (h->flags & SHK_W_FINAL) return served(a, i);
        if (p->fd >= 0 && shk_wire_send(p->fd, h, NULL, -1, MSG_DONTWAIT)) p->gone = errno == EPIPE;
        break;
    case SHK_W_SPLIT: if (h->seq == a->life[i]) atomic_store(&a->pool->slot[i].split, h->status); break;
    case SHK_W_KILL: if (h->seq == a->life[i]) shk_pool_kill(a->pool, i, SIGKILL); break;
    default: break;
    }
    return SHK_OK;
}

static enum shk_err frames(struct agent *a)
{
    enum shk_err e = SHK_OK;
    for (int k = 0; k < 1000 && !a->over && e == SHK_OK && readable(a->sock); k++) {
        zmq_msg_t m;
        zmq_msg_init(&m);
        if (zmq_msg_recv(&m, a->sock, ZMQ_DONTWAIT) >= 0) {
            struct shk_net_head head, *f = &head;
            const void *data;
            if (shk_net_frame(zmq_msg_data(&m), zmq_msg_size(&m), f, &data) && f->session == shk_link_session(a->link)) {
                struct shk_wire h;
                const void *payload;
                const int r = shk_link_take(a->link, f, data, shk_now(), &h, &payload);
                if (r > 0) e = from_master(a, &h, payload);
                if (r < 0 || f->type == SHK_N_RESET || f->type == SHK_N_BYE) a->over = true;
                if (f->type == SHK_N_BEAT)
                    for (size_t i = 0; i < f->n / sizeof(double) && i < (size_t)a->opt->nfns; i++) {
                        double rate;
                        memcpy(&rate, (const char *)data + i * sizeof rate, sizeof rate);
                        atomic_store_explicit(&a->pool->rate[i], rate, memory_order_relaxed);
                    }
            }
        }
        zmq_msg_close(&m);
    }
    return e;
}

static void send_beat(struct agent *a)
{
    struct shk_beat b[MAX_WORKERS];
    for (int i = 0; i < a->pool->n; i++) {
        const uint64_t bits = atomic_load_explicit(&a->pool->slot[i].fraction, memory_order_relaxed);
        b[i] = (struct shk_beat){ .polls = atomic_load_explicit(&a->pool->slot[i].polls, memory_order_relaxed) };
        memcpy(&b[i].fraction, &bits, sizeof bits);
    }
    shk_link_signal(a->link, SHK_N_BEAT, b, (size_t)a->pool->n * sizeof *b);
}

static enum shk_err turn(struct agent *a)
{
    const int n = a->pool->n;
    const bool full = shk_link_waiting(a->link) >= HELD_MAX;
    size_t len = sizeof a->poll[0].fd;
    for (int i = 0; i < n; i++) a->poll[i] = (struct pollfd){ .fd = full || a->pool->worker[i].gone ? -1 : a->pool->worker[i].fd, .events = POLLIN };
    a->poll[n] = (struct pollfd){ .fd = a->pool->control, .events = POLLIN };
    a->poll[n + 1] = (struct pollfd){ .fd = -1, .events = POLLIN };
    if (zmq_getsockopt(a->sock, ZMQ_FD, &a->poll[n + 1].fd, &len)) a->poll[n + 1].fd = -1;
    a->poll[n + 2] = (struct pollfd){ .fd = a->broker ? shk_broker_fd(a->broker) : -1, .events = POLLIN };
    if (poll(a->poll, (nfds_t)n + 3, readable(a->sock) ? 0 : 50) < 0 && errno != EINTR) return shk_fail(a->diag, SHK_E_IO, "waiting for workers: %s", strerror(errno));
    SHK_TRY(frames(a));
    if (a->broker) SHK_TRY(leases(a));
    if (a->poll[n].revents && !shk_pool_reports(a->pool)) return shk_fail(a->diag, SHK_E_COMPUTE, "the process that starts workers has been killed");
    for (int i = 0; i < n; i++)
        if (a->poll[i].revents || a->pool->worker[i].exited) SHK_TRY(hear(a, i));
    const double now = shk_now();
    shk_link_pump(a->link, now);
    if (now - a->beat >= beat_every) {
        a->beat = now;
        send_beat(a);
    }
    if (now - shk_link_heard(a->link) > (a->opt->patience > 0 ? a->opt->patience : default_patience)) {
        shk_warn(a->opt->log, "%s: the master is silent: its job is given up", place(a));
        a->over = true;
    }
    return SHK_OK;
}

static enum shk_err work(struct agent *a)
{
    SHK_TRY(shk_pool_open(a->so.workers, &a->so, a->diag, &a->pool));
    for (int k = 0; k < a->opt->nfns; k++) a->pool->rate[k] = -1;
    shk_link_hear(a->link, shk_now());
    memset(a->lease, 0, (size_t)a->pool->n * sizeof *a->lease);
    for (int i = 0; i < a->pool->n; i++) SHK_TRY(start_worker(a, i));
    while (!a->over) {
        if (aborted(a)) return shk_fail(a->diag, SHK_E_CANCELLED, "cancelled");
        SHK_TRY(turn(a));
    }
    return SHK_OK;
}

static enum shk_err one_job(struct agent *a, const struct shk_net_key *key)
{
    uint64_t session;
    if (getrandom(&session, sizeof session, 0) != sizeof session) return shk_fail(a->diag, SHK_E_IO, "no random numbers");
    session |= 1;                   /* a routing identity must not begin with a zero byte */
    a->over = a->served = false;
    a->deaths = 0;
    zmq_msg_t m;
    zmq_msg_init(&m);
    enum shk_err e = connect_to(a, key, session);
    if (e == SHK_OK) e = ask_for_job(a, &m);
    if (e == SHK_OK && !a->over) {
        const size_t n = zmq_msg_size(&m) - sizeof(struct shk_net_head);
        char *job = aligned_alloc(SHK_ALIGN, (n + SHK_ALIGN) / SHK_ALIGN * SHK_ALIGN);
        if (!job) e = shk_fail(a->diag, SHK_E_NOMEM, "out of memory for the job");
        else memcpy(job, (const char *)zmq_msg_data(&m) + sizeof(struct shk_net_head), n);
        if (e == SHK_OK && a->opt->prepare) {
            e = a->opt->prepare(a->opt->prepare_user, job, n, &a->so.user, a->diag);
            if (e != SHK_OK) shk_link_signal(a->link, SHK_N_REFUSE, a->diag->text, strlen(a->diag->text));
        }
        free(job);
        if (e == SHK_OK) {
            if (a->broker) shk_broker_serve(a->broker, a->job, 2 * a->so.workers);     /* one at work, one ahead */
            e = work(a);
            a->served = e == SHK_OK;
            if (a->broker) shk_broker_serve(a->broker, NULL, 0);
            shk_pool_close(a->pool);
            a->pool = NULL;
            if (a->opt->release) a->opt->release(a->opt->prepare_user, a->so.user);
        }
    }
    if (a->link) shk_link_signal(a->link, SHK_N_BYE, NULL, 0);
    zmq_msg_close(&m);
    shk_link_free(a->link);
    a->link = NULL;
    if (a->sock) zmq_close(a->sock);
    a->sock = NULL;
    return e;
}

/* A job that cannot be done here (other version, inputs that differ) is left to others; the next one may be better. */
static void decline(struct agent *a, enum shk_err e)
{
    shk_warn(a->opt->log, "%s", a->diag->text[0] ? a->diag->text : shk_err_text(e));
    memcpy(a->declined[a->ndeclined++ % 8], a->job, sizeof a->job);
    *a->diag = (struct shk_diag){ 0 };
}

static bool has_declined(const struct agent *a, const char *job)
{
    for (int i = 0; i < 8; i++)
        if (!strcmp(a->declined[i], job)) return true;
    return false;
}

/* With a broker: until somebody invites. */
static enum shk_err wait_for_invitation(struct agent *a)
{
    for (;;) {
        uint64_t lease;
        struct shk_invitation in;
        if (aborted(a)) return shk_fail(a->diag, SHK_E_CANCELLED, "cancelled");
        const enum shk_broker_event what = shk_broker_turn(a->broker, shk_now(), &lease, &in);
        const char *trouble = shk_broker_trouble(a->broker, shk_now());
        if (trouble) shk_warn(a->opt->log, "no broker (%s): still trying", trouble);
        if (what == SHK_B_INVITED) {
            if (has_declined(a, in.job)) continue;
            memcpy(a->endpoint, in.endpoint, sizeof a->endpoint);
            memcpy(a->job, in.job, sizeof a->job);
            return SHK_OK;
        }
        struct pollfd f = { .fd = shk_broker_fd(a->broker), .events = POLLIN };
        poll(&f, 1, 100);
    }
}

enum shk_err shk_swarm_worker_main(const struct shk_swarm_worker_options *opt, struct shk_diag *diag)
{
    struct agent a = { .opt = opt, .diag = diag };
    struct shk_net_key key;
    if (!opt->fns || opt->nfns <= 0 || !opt->cluster || !opt->cluster_key) return shk_fail(diag, SHK_E_INVALID, "a worker needs task functions, an address and a key");
    SHK_TRY(shk_net_read_key(opt->cluster_key, &key, diag));
    cpu_set_t set;
    const int cores = sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);
    a.so = (struct shk_swarm_options){ .workers = opt->workers > 0 ? opt->workers : cores, .fns = opt->fns, .nfns = opt->nfns,
                                       .task_memory = opt->task_memory, .worker_memory = opt->worker_memory };
    if (a.so.workers > MAX_WORKERS) return shk_fail(diag, SHK_E_INVALID, "%d workers; expected at most %d", a.so.workers, (int)MAX_WORKERS);
    a.lease = calloc((size_t)a.so.workers, sizeof *a.lease);
    a.life = calloc((size_t)a.so.workers, sizeof *a.life);
    a.poll = calloc((size_t)a.so.workers + 3, sizeof *a.poll);
    a.buf = aligned_alloc(SHK_ALIGN, SHK_INLINE);
    a.context = zmq_ctx_new();
    enum shk_err e = a.life && a.lease && a.poll && a.buf && a.context ? SHK_OK : shk_fail(diag, SHK_E_NOMEM, "out of memory");
    if (e == SHK_OK && shk_swarm_is_amqp(opt->cluster)) e = shk_broker_open(opt->cluster, NULL, diag, &a.broker);
    for (int job = 0; e == SHK_OK && (!opt->jobs || job < opt->jobs); job += a.served) {
        if (a.broker) e = wait_for_invitation(&a);
        if (e == SHK_OK && (e = one_job(&a, &key)) != SHK_OK && e != SHK_E_CANCELLED && a.broker) {
            decline(&a, e);
            e = SHK_OK;
        }
        if (e == SHK_OK && aborted(&a)) e = shk_fail(diag, SHK_E_CANCELLED, "cancelled");
    }
    if (a.context) zmq_ctx_term(a.context);
    shk_broker_close(a.broker);
    free(a.lease); free(a.life); free(a.poll); free(a.buf);
    return e;
}
