/* The master's side of the cluster: agents connect to one ROUTER socket, prove that they have the key, say how many
 * workers they have, and get numbers for them. What they send then is handled as what local workers send. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include <zmq.h>
#include "swarm/broker.h"
#include "swarm/link.h"
#include "swarm/master.h"

enum { MAX_AGENTS = 4096, MAX_AGENT_WORKERS = 4096, JOB_MAX = SHK_NET_CHUNK };
static const double beat_every = 0.5, default_silence = 10, prepare_time = 3600;
static const char zap_endpoint[] = "inproc://zeromq.zap.01";

struct remote { bool up; uint32_t life; unsigned polls; };

struct agent {
    unsigned char id[32];
    size_t nid;
    struct shk_link *link;
    int base, n;                    /* its workers' numbers */
    bool joined, leases;
    struct remote *worker;
    double beat;
    char host[64];
};

struct shk_net {
    void *context, *router, *zap;
    char endpoint[128];
    struct shk_net_key key;
    unsigned char client_key[32];
    struct agent *agent[MAX_AGENTS];
    int nagent;
    uint64_t refused, strangers;    /* with another key; with another program */
    struct shk_broker *broker;      /* NULL without */
    double asked;                   /* when somebody last came with a lease */
};

const char *shk_net_endpoint(const struct shk_swarm *s) { return s->net->endpoint; }

static void free_agent(struct agent *a)
{
    shk_link_free(a->link);
    free(a->worker);
    free(a);
}

void shk_net_close(struct shk_swarm *s)
{
    struct shk_net *n = s->net;
    if (!n) return;
    shk_broker_close(n->broker);
    for (int i = 0; i < n->nagent; i++) {
        shk_link_signal(n->agent[i]->link, SHK_N_BYE, NULL, 0);
        free_agent(n->agent[i]);
    }
    if (n->router) zmq_close(n->router);                /* lingers half a second, so that BYE is heard */
    if (n->zap) zmq_close(n->zap);
    if (n->context) zmq_ctx_term(n->context);
    free(n);
    s->net = NULL;
}

const char *shk_net_where(const struct shk_swarm *s, int worker)
{
    for (int i = 0; s->net && i < s->net->nagent; i++) {
        const struct agent *a = s->net->agent[i];
        if (a->joined && worker >= a->base && worker < a->base + a->n) return a->host;
    }
    return NULL;
}

static enum shk_err fail_open(struct shk_swarm *s, enum shk_err e)
{
    shk_net_close(s);
    return shk_master_fail(s, e);
}

/* zmq://HOST:PORT -> tcp://HOST:PORT */
static bool address(const char *url, char *out, size_t cap)
{
    if (strncmp(url, "zmq://", 6) || !strchr(url + 6, ':')) return false;
    return snprintf(out, cap, "tcp://%s", url + 6) < (int)cap;
}

/* Workers find us through the broker: under a name of this job, and at an address that is not a wildcard. */
static enum shk_err open_broker(struct shk_swarm *s)
{
    struct shk_net *n = s->net;
    uint64_t id;
    char job[40], host[64] = "";
    if (!s->opt.amqp) return SHK_OK;
    if (getrandom(&id, sizeof id, 0) != sizeof id) return shk_fail(&s->failed, SHK_E_IO, "no random numbers");
    if (s->opt.amqp_job) snprintf(job, sizeof job, "%s", s->opt.amqp_job);
    else snprintf(job, sizeof job, "%016llx", (unsigned long long)id);
    const char *port = strrchr(n->endpoint, ':');
    if (port && (strstr(n->endpoint, "//0.0.0.0:") || strstr(n->endpoint, "//[::]:")) && !gethostname(host, sizeof host - 1)) {
        char whole[128];
        snprintf(whole, sizeof whole, "tcp://%s%s", host, port);
        memcpy(n->endpoint, whole, sizeof whole);
    }
    return shk_broker_open(s->opt.amqp, job, &s->failed, &n->broker);
}

enum shk_err shk_net_open(struct shk_swarm *s)
{
    char bind[128], own[64];
    const char *url = s->opt.cluster;
    if (!url) {                             /* where the broker's network reaches this machine, and nowhere else */
        SHK_TRY(shk_master_fail(s, shk_broker_own_address(s->opt.amqp, own, &s->failed)));
        url = own;
    }
    if (!address(url, bind, sizeof bind)) return shk_master_fail(s, shk_fail(&s->failed, SHK_E_INVALID, "%s: expected zmq://ADDRESS:PORT", url));
    if (!s->opt.cluster_key) return shk_master_fail(s, shk_fail(&s->failed, SHK_E_INVALID, "%s: a cluster needs a key file", url));
    if (s->opt.njob > JOB_MAX) return shk_master_fail(s, shk_fail(&s->failed, SHK_E_LIMIT, "the description of the job has %zu bytes, more than %d", s->opt.njob, (int)JOB_MAX));
    struct shk_net *n = s->net = calloc(1, sizeof *n);
    if (!n) return shk_master_fail(s, shk_fail(&s->failed, SHK_E_NOMEM, "out of memory for the cluster"));
    const enum shk_err e = shk_net_read_key(s->opt.cluster_key, &n->key, &s->failed);
    if (e != SHK_OK) return fail_open(s, e);
    const int one = 1, linger = 500, zero = 0, beat = 2000, timeout = 10000;
    size_t len = sizeof n->endpoint;
    if (!zmq_z85_decode(n->client_key, n->key.client_public) || !(n->context = zmq_ctx_new())
        || !(n->zap = zmq_socket(n->context, ZMQ_REP)) || zmq_setsockopt(n->zap, ZMQ_LINGER, &zero, sizeof zero) || zmq_bind(n->zap, zap_endpoint)
        || !(n->router = zmq_socket(n->context, ZMQ_ROUTER)) || zmq_setsockopt(n->router, ZMQ_CURVE_SERVER, &one, sizeof one)
        || zmq_setsockopt(n->router, ZMQ_CURVE_SECRETKEY, n->key.server_secret, 41) || zmq_setsockopt(n->router, ZMQ_ZAP_DOMAIN, "swarm", 5)
        || zmq_setsockopt(n->router, ZMQ_ROUTER_HANDOVER, &one, sizeof one) || zmq_setsockopt(n->router, ZMQ_LINGER, &linger, sizeof linger)
        || zmq_setsockopt(n->router, ZMQ_HEARTBEAT_IVL, &beat, sizeof beat) || zmq_setsockopt(n->router, ZMQ_HEARTBEAT_TIMEOUT, &timeout, sizeof timeout)
        || zmq_setsockopt(n->router, ZMQ_MAXMSGSIZE, &shk_net_frame_max, sizeof shk_net_frame_max) || zmq_bind(n->router, bind) || zmq_getsockopt(n->router, ZMQ_LAST_ENDPOINT, n->endpoint, &len))
        return fail_open(s, shk_fail(&s->failed, SHK_E_IO, "%s: cannot listen: %s", url, zmq_strerror(zmq_errno())));
    const enum shk_err eb = open_broker(s);
    return eb == SHK_OK ? eb : fail_open(s, eb);
}

static bool readable(void *sock)
{
    int events = 0;
    size_t len = sizeof events;
    return !zmq_getsockopt(sock, ZMQ_EVENTS, &events, &len) && (events & ZMQ_POLLIN);
}

int shk_net_poll(struct shk_swarm *s, struct pollfd *fd)
{
    void *const sock[] = { s->net->router, s->net->zap };
    for (int i = 0; i < 2; i++) {
        size_t len = sizeof fd[i].fd;
        fd[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
        if (zmq_getsockopt(sock[i], ZMQ_FD, &fd[i].fd, &len)) fd[i].fd = -1;
    }
    fd[2] = (struct pollfd){ .fd = s->net->broker ? shk_broker_fd(s->net->broker) : -1, .events = POLLIN };
    return 3;
}

/* Its descriptor tells of changes only: what is there already has to be asked for. */
bool shk_net_urgent(struct shk_swarm *s) { return readable(s->net->router) || readable(s->net->zap); }

/* ---- who may come in: only holders of the client key (ZeroMQ RFC 27) ---- */

static void answer_zap(struct shk_net *n, struct shk_log *log)
{
    char part[16][256];
    size_t size[16];
    while (readable(n->zap)) {
        int k = 0, more = 1;
        while (more) {
            char sink[256];
            const int r = zmq_recv(n->zap, k < 16 ? part[k] : sink, sizeof sink, ZMQ_DONTWAIT);
            if (r < 0) return;
            if (k < 16) size[k] = (size_t)r < sizeof sink ? (size_t)r : sizeof sink;
            size_t len = sizeof more;
            zmq_getsockopt(n->zap, ZMQ_RCVMORE, &more, &len);
            k++;
        }
        const bool good = k == 7 && size[5] == 5 && !memcmp(part[5], "CURVE", 5) && size[6] == 32 && !memcmp(part[6], n->client_key, 32);
        if (!good && !n->refused++) shk_warn(log, "somebody with another key was turned away");
        const char *code = good ? "200" : "400";
        zmq_send(n->zap, "1.0", 3, ZMQ_SNDMORE);
        zmq_send(n->zap, part[1], k > 1 ? size[1] : 0, ZMQ_SNDMORE);
        zmq_send(n->zap, code, 3, ZMQ_SNDMORE);
        zmq_send(n->zap, "", 0, ZMQ_SNDMORE);
        zmq_send(n->zap, "", 0, ZMQ_SNDMORE);
        zmq_send(n->zap, "", 0, 0);
    }
}

/* ---- agents ---- */

static struct agent *find(struct shk_net *n, const void *id, size_t nid, uint64_t session)
{
    for (int i = 0; i < n->nagent; i++)
        if (n->agent[i]->nid == nid && !memcmp(n->agent[i]->id, id, nid) && shk_link_session(n->agent[i]->link) == session) return n->agent[i];
    return NULL;
}

static struct agent *owner(struct shk_net *n, int worker)
{
    for (int i = 0; i < n->nagent; i++)
        if (n->agent[i]->joined && worker >= n->agent[i]->base && worker < n->agent[i]->base + n->agent[i]->n) return n->agent[i];
    return NULL;
}

/* The lowest numbers that no agent has. */
static int free_numbers(const struct shk_swarm *s, int want)
{
    int base = s->workers;
    for (bool moved = true; moved;) {
        moved = false;
        for (int i = 0; i < s->net->nagent; i++) {
            const struct agent *a = s->net->agent[i];
            if (!a->joined || base + want <= a->base || base >= a->base + a->n) continue;
            base = a->base + a->n;
            moved = true;
        }
    }
    return base;
}

static enum shk_err drop(struct shk_swarm *s, struct agent *a, const char *why)
{
    struct shk_net *n = s->net;
    if (a->joined) shk_warn(s->opt.log, "%s with %d workers %s", a->host, a->n, why);
    enum shk_err e = SHK_OK;
    for (int i = 0; a->joined && i < a->n; i++) {
        if (!a->worker[i].up) continue;
        const uint64_t lost = shk_sched_counts(s->sched).lost;
        (void)shk_sched_down(s->sched, a->base + i, false);
        s->retries += shk_sched_counts(s->sched).lost - lost;
    }
    for (int i = 0; i < n->nagent; i++)
        if (n->agent[i] == a) n->agent[i] = n->agent[--n->nagent];
    free_agent(a);
    return e;
}

/* A text for somebody with whom there is no link. */
static void tell(struct shk_net *n, const void *id, size_t nid, uint64_t session, enum shk_net_type type, const char *text)
{
    struct shk_link *l = shk_link_new(n->router, id, nid, session);
    if (l) shk_link_signal(l, type, text, strlen(text));
    shk_link_free(l);
}

static enum shk_err hello(struct shk_swarm *s, const unsigned char *id, size_t nid, const struct shk_net_head *f, const void *data)
{
    struct shk_net *n = s->net;
    struct shk_hello h;
    struct agent *a = find(n, id, nid, f->session);
    if (!a) {
        if (f->n != sizeof h) return SHK_OK;
        memcpy(&h, data, sizeof h);
        h.host[sizeof h.host - 1] = 0;
        if (h.nfns != (uint32_t)s->opt.nfns || h.fns != shk_net_fns(s->opt.fns, s->opt.nfns)) {
            if (n->strangers++ < 10) shk_warn(s->opt.log, "%s is refused: its program has other task functions than this one", h.host);
            tell(n, id, nid, f->session, SHK_N_REFUSE, "the master has other task functions: both must be the same version of the program");
            return SHK_OK;
        }
        if (!h.workers || h.workers > MAX_AGENT_WORKERS || n->nagent == MAX_AGENTS || nid > sizeof a->id) {
            tell(n, id, nid, f->session, SHK_N_REFUSE, "too many workers");
            return SHK_OK;
        }
        a = calloc(1, sizeof *a);
        if (a) *a = (struct agent){ .nid = nid, .n = (int)h.workers, .worker = calloc(h.workers, sizeof *a->worker), .link = shk_link_new(n->router, id, nid, f->session) };
        if (!a || !a->worker || !a->link) {
            if (a) free_agent(a);
            return shk_master_fail(s, shk_fail(&s->failed, SHK_E_NOMEM, "out of memory for an agent"));
        }
        memcpy(a->id, id, nid);
        memcpy(a->host, h.host, sizeof a->host);
        a->leases = h.leases && n->broker;
        n->agent[n->nagent++] = a;
    }
    shk_link_hear(a->link, shk_now());
    shk_link_signal(a->link, SHK_N_WELCOME, s->opt.job, s->opt.njob);
    return SHK_OK;
}

static void beat(struct shk_swarm *s, struct agent *a, const struct shk_net_head *f, const void *data, double now)
{
    struct shk_beat b;
    if (!a->joined || f->n != (size_t)a->n * sizeof b) return;
    for (int i = 0; i < a->n; i++) {
        memcpy(&b, (const char *)data + (size_t)i * sizeof b, sizeof b);
        if (!a->worker[i].up || a->worker[i].polls == b.polls) continue;
        a->worker[i].polls = b.polls;
        shk_sched_sign(s->sched, a->base + i, b.fraction, true, now);
    }
}

static enum shk_err worker_up(struct shk_swarm *s, struct agent *a, int i, uint32_t life)
{
    if (!a->joined) {
        a->base = free_numbers(s, a->n);
        a->joined = true;
        if (a->base + a->n > s->top) s->top = a->base + a->n;
        shk_info(s->opt.log, "%s joins with %d workers", a->host, a->n);
    }
    if (a->worker[i].up) return SHK_OK;
    a->worker[i] = (struct remote){ .up = true, .life = life };
    const enum shk_err e = shk_sched_up(s->sched, a->base + i);
    if (e != SHK_OK) return shk_master_fail(s, shk_fail(&s->failed, e, "too many workers"));
    if (a->leases) shk_sched_asks(s->sched, a->base + i);
    return SHK_OK;
}

/* A worker with a lease: the heaviest task, if there is one; ahead, if it is busy, when no idle one waits for it. */
static enum shk_err claim(struct shk_swarm *s, struct agent *a, int i, uint64_t lease)
{
    uint32_t attempt;
    const double now = shk_now();
    s->net->asked = now;
    if (s->net->broker) shk_broker_taken(s->net->broker);
    struct shk_stask *t = shk_sched_assign(s->sched, a->base + i, now, &attempt);
    if (!t) t = shk_sched_speculate(s->sched, a->base + i, now, &attempt);
    if (!t) t = shk_sched_ahead_for(s->sched, a->base + i, now, &attempt);
    if (t) return shk_net_task(s, a->base + i, t, attempt);
    const struct shk_wire drop_it = { .type = SHK_W_DROP, .task = lease, .slot = i, .seq = a->worker[i].life };
    return shk_link_send(a->link, &drop_it, NULL, now) ? SHK_OK : shk_master_fail(s, shk_fail(&s->failed, SHK_E_NOMEM, "out of memory for an agent"));
}

static enum shk_err message(struct shk_swarm *s, struct agent *a, struct shk_wire *h, const void *payload)
{
    const int i = h->slot;
    if (i < 0 || i >= a->n) return SHK_OK;
    if (h->type == SHK_W_UP) return worker_up(s, a, i, h->seq);
    if (!a->worker[i].up) return SHK_OK;
    if (h->type == SHK_W_EXIT) {
        a->worker[i].up = false;
        return shk_master_lost(s, a->base + i, h->status, h->pid, h->rss, a->host);
    }
    if (h->type == SHK_W_CLAIM) return claim(s, a, i, h->task);
    if (h->type == SHK_W_RETURNED) shk_sched_returned(s->sched, a->base + i, h->task, h->attempt, shk_now());
    if (h->type != SHK_W_TXN) return SHK_OK;
    bool accepted;
    SHK_TRY(shk_master_commit(s, h, a->base + i, payload, &accepted));
    const bool final = h->flags & SHK_W_FINAL;
    if (final ? a->leases : accepted) {                 /* a lease is given back when the result is safe */
        const struct shk_wire ack = { .type = SHK_W_ACK, .flags = h->flags & SHK_W_FINAL, .task = h->task, .attempt = h->attempt, .seq = h->seq, .slot = i };
        if (!shk_link_send(a->link, &ack, NULL, shk_now())) return shk_master_fail(s, shk_fail(&s->failed, SHK_E_NOMEM, "out of memory for an agent"));
    }
    return SHK_OK;
}

static enum shk_err frame(struct shk_swarm *s, const unsigned char *id, size_t nid, const void *p, size_t size)
{
    struct shk_net_head head, *f = &head;
    const void *data;
    if (!shk_net_frame(p, size, f, &data)) return SHK_OK;       /* garbage: whoever sends it has the key, but not our program */
    if (f->type == SHK_N_HELLO) return hello(s, id, nid, f, data);
    struct agent *a = find(s->net, id, nid, f->session);
    if (!a) {
        if (f->type != SHK_N_BYE) tell(s->net, id, nid, f->session, SHK_N_RESET, "");
        return SHK_OK;
    }
    struct shk_wire h;
    const void *payload;
    const double now = shk_now();
    const int r = shk_link_take(a->link, f, data, now, &h, &payload);
    if (r < 0) {
        shk_link_signal(a->link, SHK_N_RESET, NULL, 0);
        return drop(s, a, "is dropped: it sent a malformed message");
    }
    if (r > 0) return message(s, a, &h, payload);
    if (f->type == SHK_N_BEAT) beat(s, a, f, data, now);
    if (f->type == SHK_N_REFUSE) {
        shk_warn(s->opt.log, "a worker refuses: %.*s", (int)(f->n < 900 ? f->n : 900), (const char *)data);
        return drop(s, a, "refuses");
    }
    if (f->type == SHK_N_BYE) return drop(s, a, "leaves");
    return SHK_OK;
}

static enum shk_err keep_alive(struct shk_swarm *s, double now)
{
    struct shk_net *n = s->net;
    for (int i = n->nagent - 1; i >= 0; i--) {
        struct agent *a = n->agent[i];
        const double silent = now - shk_link_heard(a->link);
        if (silent > (a->joined ? s->opt.silence > 0 ? s->opt.silence : default_silence : prepare_time)) {
            SHK_TRY(drop(s, a, "is silent: its tasks go to others"));
            continue;
        }
        shk_link_pump(a->link, now);
        if (now - a->beat < beat_every) continue;
        a->beat = now;
        double rate[64];
        int k = 0;
        for (; k < s->opt.nfns && k < 64; k++) rate[k] = shk_sched_rate(s->sched, k);
        shk_link_signal(a->link, SHK_N_BEAT, rate, (size_t)k * sizeof *rate);
    }
    return SHK_OK;
}

/* As many leases as there are tasks, within a window: the queue of a broker is not the place for more. */
static void lease(struct shk_swarm *s, double now)
{
    struct shk_net *n = s->net;
    uint64_t none;
    struct shk_invitation nobody;
    int workers = 0;
    for (int i = 0; i < n->nagent; i++) workers += n->agent[i]->leases && n->agent[i]->joined ? n->agent[i]->n : 0;
    (void)shk_broker_turn(n->broker, now, &none, &nobody);
    const char *trouble = shk_broker_trouble(n->broker, now);
    if (trouble) shk_warn(s->opt.log, "no broker (%s): no new tasks until it is back", trouble);
    const struct shk_sched_counts c = shk_sched_counts(s->sched);
    if (!c.queued || !c.idle) n->asked = now;
    if (now - n->asked > 2) {                           /* there is work and there are hands, and nobody comes */
        shk_broker_recount(n->broker);
        n->asked = now;
    }
    const size_t window = 2 * (size_t)workers + 1;
    shk_broker_issue(n->broker, n->endpoint, c.queued < window ? c.queued : window, now);
}

enum shk_err shk_net_turn(struct shk_swarm *s)
{
    struct shk_net *n = s->net;
    answer_zap(n, s->opt.log);
    for (int k = 0; k < 1000 && readable(n->router); k++) {
        unsigned char id[64];
        const int nid = zmq_recv(n->router, id, sizeof id, ZMQ_DONTWAIT);
        int more = 0;
        size_t len = sizeof more;
        if (nid < 0) break;
        zmq_msg_t m;
        zmq_msg_init(&m);
        enum shk_err e = SHK_OK;
        for (int part = 0; !zmq_getsockopt(n->router, ZMQ_RCVMORE, &more, &len) && more; part++) {
            if (zmq_msg_recv(&m, n->router, ZMQ_DONTWAIT) < 0) break;
            if (part == 0 && nid <= 32 && e == SHK_OK) e = frame(s, id, (size_t)nid, zmq_msg_data(&m), zmq_msg_size(&m));
        }
        zmq_msg_close(&m);
        SHK_TRY(e);
    }
    if (n->broker) lease(s, shk_now());
    return keep_alive(s, shk_now());
}

bool shk_net_pushes(const struct shk_swarm *s, int worker)
{
    const struct agent *a = owner(s->net, worker);
    return a && !a->leases;
}

void shk_net_fresh(struct shk_swarm *s)
{
    for (int i = 0; i < s->net->nagent; i++) shk_link_hear(s->net->agent[i]->link, shk_now());
}

/* ---- to the agents ---- */

enum shk_err shk_net_task(struct shk_swarm *s, int worker, const struct shk_stask *t, uint32_t attempt)
{
    struct agent *a = owner(s->net, worker);
    if (!a) return SHK_OK;
    const struct shk_wire h = { .type = SHK_W_TASK, .task = t->id, .attempt = attempt, .fn = t->fn, .slot = worker - a->base,
                                .seq = a->worker[worker - a->base].life, .n = t->n };
    return shk_link_send(a->link, &h, t->msg, shk_now()) ? SHK_OK : shk_master_fail(s, shk_fail(&s->failed, SHK_E_NOMEM, "out of memory for a task of %zu bytes", t->n));
}

static void order(struct shk_swarm *s, int worker, struct shk_wire h)
{
    struct agent *a = owner(s->net, worker);
    if (!a) return;
    h.slot = worker - a->base;
    h.seq = a->worker[h.slot].life;
    if (!shk_link_send(a->link, &h, NULL, shk_now())) shk_warn(s->opt.log, "out of memory for a message to %s", a->host);
}

void shk_net_split(struct shk_swarm *s, int worker, int share) { order(s, worker, (struct shk_wire){ .type = SHK_W_SPLIT, .status = share }); }
void shk_net_kill(struct shk_swarm *s, int worker) { order(s, worker, (struct shk_wire){ .type = SHK_W_KILL, .status = 9 }); }
void shk_net_recall(struct shk_swarm *s, int worker, const struct shk_stask *t, uint32_t attempt)
{
    order(s, worker, (struct shk_wire){ .type = SHK_W_RECALL, .task = t->id, .attempt = attempt });
}
