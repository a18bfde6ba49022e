#include "swarm/broker.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>

enum { CHANNEL = 1, HEARTBEAT = 10, EXPIRES_MS = 86400000, MAX_BODY = 512 };
static const double retry_first = 0.2, retry_most = 5, announce_every = 0.5, trouble_after = 5;
static const char control[] = "mainshock.ctl";

struct shk_broker {
    char *url, *parsed;
    const char *authorities;        /* with TLS: file with the certificates of those who may sign the broker's */
    struct amqp_connection_info info;
    amqp_connection_state_t c;
    char job[40], queue[64];        /* of the master, or the one served */
    bool master, serving, declared; /* declared: the master's queue may be there */
    int prefetch;
    uint32_t epoch;                 /* of the connection: leases of an earlier one are void */
    double next, wait, announced;
    double up;                      /* when it was last there, or first tried */
    bool told;
    const char *why;
    size_t out;
};

static amqp_bytes_t text(const char *s) { return amqp_cstring_bytes(s); }

bool shk_swarm_is_amqp(const char *url) { return !strncmp(url, "amqp://", 7) || !strncmp(url, "amqps://", 8); }

/* Where systems keep the authorities they trust, all in one file; the first is OpenSSL's own variable. */
static const char *system_authorities(void)
{
    static const char *const at[] = { "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem" };
    const char *own = getenv("SSL_CERT_FILE");
    if (own && *own) return own;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        if (!access(at[i], R_OK)) return at[i];
    return at[0];
}

/* amqp[s]://USER:PASSWORD@HOST:PORT/VHOST; with TLS ?cacertfile=FILE may follow, as RabbitMQ's own clients spell it. */
static enum shk_err understand_url(struct shk_broker *b, struct shk_diag *diag)
{
    static const char parameter[] = "cacertfile=";
    char *query = strchr(b->parsed, '?');
    if (query) *query++ = 0;
    if (!shk_swarm_is_amqp(b->parsed) || amqp_parse_url(b->parsed, &b->info) != AMQP_STATUS_OK)
        return shk_fail(diag, SHK_E_INVALID, "not a broker's address: expected amqp://USER:PASSWORD@HOST:PORT/VHOST or amqps://...");
    if (query && (!b->info.ssl || strncmp(query, parameter, strlen(parameter)) || !query[strlen(parameter)]))
        return shk_fail(diag, SHK_E_INVALID, "the broker's address: '?%s'; expected amqps://... with ?cacertfile=FILE, or nothing", query);
    if (!b->info.ssl) return SHK_OK;
    b->authorities = query ? query + strlen(parameter) : system_authorities();
    if (access(b->authorities, R_OK))
        return shk_fail(diag, SHK_E_IO, "%s: certificates for the broker's address (?cacertfile=FILE chooses the file): %s", b->authorities, strerror(errno));
    return SHK_OK;
}

enum shk_err shk_broker_open(const char *url, const char *job, struct shk_diag *diag, struct shk_broker **out)
{
    *out = NULL;
    struct shk_broker *b = calloc(1, sizeof *b);
    if (!b || !(b->url = strdup(url)) || !(b->parsed = strdup(url))) {
        if (b) free(b->url);
        free(b);
        return shk_fail(diag, SHK_E_NOMEM, "out of memory for the broker");
    }
    amqp_default_connection_info(&b->info);
    const enum shk_err e = understand_url(b, diag);
    if (e) {
        shk_broker_close(b);
        return e;
    }
    b->wait = retry_first;
    b->master = job != NULL;
    if (job) {
        snprintf(b->job, sizeof b->job, "%s", job);
        snprintf(b->queue, sizeof b->queue, "mainshock.%s.tasks", b->job);
    }
    *out = b;
    return SHK_OK;
}

/* A datagram socket is bound to the address of the route by connect; nothing is sent. */
static bool route(const struct amqp_connection_info *info, char out[64])
{
    struct addrinfo *all = NULL;
    char port[16];
    struct sockaddr_in own = { 0 };
    socklen_t n = sizeof own;
    snprintf(port, sizeof port, "%d", info->port);
    if (getaddrinfo(info->host, port, &(struct addrinfo){ .ai_family = AF_INET, .ai_socktype = SOCK_DGRAM }, &all)) return false;
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool ok = fd >= 0 && !connect(fd, all->ai_addr, all->ai_addrlen) && !getsockname(fd, (struct sockaddr *)&own, &n);
    char text_of[INET_ADDRSTRLEN];
    if (ok) snprintf(out, 64, "zmq://%s:0", inet_ntop(AF_INET, &own.sin_addr, text_of, sizeof text_of));
    if (fd >= 0) close(fd);
    freeaddrinfo(all);
    return ok;
}

enum shk_err shk_broker_own_address(const char *url, char out[64], struct shk_diag *diag)
{
    struct shk_broker *b;
    SHK_TRY(shk_broker_open(url, NULL, diag, &b));
    const bool ok = route(&b->info, out);
    if (!ok) shk_fail(diag, SHK_E_NOTFOUND, "the broker's host %s cannot be found", b->info.host);
    shk_broker_close(b);
    return ok ? SHK_OK : SHK_E_NOTFOUND;
}

bool shk_broker_up(const struct shk_broker *b) { return b->c != NULL; }

const char *shk_broker_trouble(struct shk_broker *b, double now)
{
    if (b->c || b->up == 0) {
        b->up = now;
        b->told = false;
    }
    if (b->told || now - b->up < trouble_after) return NULL;
    b->told = true;
    return b->why ? b->why : "the connection was lost";
}
int shk_broker_fd(const struct shk_broker *b) { return b->c ? amqp_get_sockfd(b->c) : -1; }

static void disconnect(struct shk_broker *b)
{
    if (b->c) amqp_destroy_connection(b->c);
    b->c = NULL;
    b->out = 0;
    b->next = shk_now() + b->wait;
    b->wait = fmin(2 * b->wait, retry_most);
}

static bool good(struct shk_broker *b) { return amqp_get_rpc_reply(b->c).reply_type == AMQP_RESPONSE_NORMAL; }

static void consume(struct shk_broker *b)
{
    amqp_basic_qos(b->c, CHANNEL, 0, (uint16_t)b->prefetch, 0);
    amqp_basic_consume(b->c, CHANNEL, text(b->queue), text("tasks"), 0, 0, 0, amqp_empty_table);
    if (!good(b)) disconnect(b);            /* the queue is not there (yet): again after a while */
}

/* With TLS the library looks at the certificate's signature and name, which it does unless it is told not to. */
static amqp_socket_t *new_socket(struct shk_broker *b)
{
    amqp_socket_t *sock = !b->c ? NULL : b->info.ssl ? amqp_ssl_socket_new(b->c) : amqp_tcp_socket_new(b->c);
    if (!sock || !b->info.ssl) return sock;
    b->why = "the file of authorities holds no certificate";
    return amqp_ssl_socket_set_cacert(sock, b->authorities) || amqp_ssl_socket_set_ssl_versions(sock, AMQP_TLSv1_2, AMQP_TLSvLATEST) ? NULL : sock;
}

static const char *trouble_of_socket(int status)
{
    switch (status) {
    case AMQP_STATUS_SSL_PEER_VERIFY_FAILED: return "its certificate is not signed by an authority that is trusted, or is out of date; ?cacertfile=FILE names authorities";
    case AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED: return "its certificate is for another name than the address has";
    case AMQP_STATUS_SSL_CONNECTION_FAILED: return "it does not speak TLS at that port";
    default: return "it does not answer";
    }
}

static void connect_now(struct shk_broker *b)
{
    struct timeval two = { 2, 0 };
    b->epoch++;
    b->c = amqp_new_connection();
    b->why = "out of memory";
    amqp_socket_t *sock = new_socket(b);
    const int status = !sock || amqp_set_rpc_timeout(b->c, &two) || amqp_set_handshake_timeout(b->c, &two) ? AMQP_STATUS_NO_MEMORY
                     : amqp_socket_open_noblock(sock, b->info.host, b->info.port, &two);
    if (status) {
        if (sock) b->why = trouble_of_socket(status);
        disconnect(b);
        return;
    }
    b->why = "it does not answer";
    const amqp_rpc_reply_t in = amqp_login(b->c, b->info.vhost, 0, 131072, HEARTBEAT, AMQP_SASL_METHOD_PLAIN, b->info.user, b->info.password);
    if (in.reply_type != AMQP_RESPONSE_NORMAL) {
        if (in.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION) b->why = "it refuses the user, the password or the virtual host";
        disconnect(b);
        return;
    }
    b->why = "it refuses to make the queue or the exchange: has the user all permissions in its virtual host?";
    amqp_channel_open(b->c, CHANNEL);
    bool ok = good(b);
    if (ok) {
        amqp_exchange_declare(b->c, CHANNEL, text(control), text("fanout"), 0, 0, 0, 0, amqp_empty_table);
        ok = good(b);
    }
    if (ok && b->master) {
        amqp_table_entry_t expires = { .key = text("x-expires"), .value = { .kind = AMQP_FIELD_KIND_I32, .value.i32 = EXPIRES_MS } };
        const amqp_table_t args = { 1, &expires };
        amqp_queue_declare(b->c, CHANNEL, text(b->queue), 0, 1, 0, 0, args);
        ok = good(b);
        b->declared |= ok;
        if (ok) {                           /* what an earlier connection issued is issued again */
            amqp_queue_purge(b->c, CHANNEL, text(b->queue));
            ok = good(b);
        }
    } else if (ok) {
        const amqp_queue_declare_ok_t *q = amqp_queue_declare(b->c, CHANNEL, amqp_empty_bytes, 0, 0, 1, 1, amqp_empty_table);
        ok = good(b) && q;
        const amqp_bytes_t name = ok ? amqp_bytes_malloc_dup(q->queue) : amqp_empty_bytes;
        if (ok) {
            amqp_queue_bind(b->c, CHANNEL, name, text(control), amqp_empty_bytes, amqp_empty_table);
            ok = good(b);
        }
        if (ok) {
            amqp_basic_consume(b->c, CHANNEL, name, text("ctl"), 0, 1, 1, amqp_empty_table);
            ok = good(b);
        }
        if (name.bytes) amqp_bytes_free(name);
    }
    if (!ok) {
        disconnect(b);
        return;
    }
    b->wait = retry_first;
    if (b->serving) consume(b);
}

static bool publish(struct shk_broker *b, const char *exchange, const char *key, const char *body, bool durable)
{
    const amqp_basic_properties_t p = { ._flags = AMQP_BASIC_DELIVERY_MODE_FLAG, .delivery_mode = durable ? 2 : 1 };
    if (b->c && amqp_basic_publish(b->c, CHANNEL, text(exchange), text(key), 0, 0, &p, text(body)) == AMQP_STATUS_OK) return true;
    if (b->c) disconnect(b);
    return false;
}

void shk_broker_issue(struct shk_broker *b, const char *endpoint, size_t want, double now)
{
    char body[MAX_BODY];
    if (now - b->announced >= announce_every && b->c) {
        b->announced = now;
        snprintf(body, sizeof body, "JOB %s %s", b->job, endpoint);
        publish(b, control, "", body, false);
    }
    while (b->c && b->out < want && publish(b, "", b->queue, "lease", true)) b->out++;
}

void shk_broker_taken(struct shk_broker *b) { if (b->out) b->out--; }
void shk_broker_recount(struct shk_broker *b) { b->out = 0; }

void shk_broker_serve(struct shk_broker *b, const char *job, int n)
{
    if (b->serving && b->c) {
        /* Back to the queue goes what was taken and not done; cheapest by a new connection. */
        disconnect(b);
        b->next = 0;
        b->wait = retry_first;
    }
    b->serving = job != NULL;
    if (!job) return;
    snprintf(b->job, sizeof b->job, "%s", job);
    snprintf(b->queue, sizeof b->queue, "mainshock.%s.tasks", b->job);
    b->prefetch = n < 65535 ? n : 65535;
    if (b->c) consume(b);
}

void shk_broker_done(struct shk_broker *b, uint64_t lease)
{
    if (b->c && lease >> 32 == b->epoch && amqp_basic_ack(b->c, CHANNEL, lease & 0xffffffffu, 0) != AMQP_STATUS_OK) disconnect(b);
}

/* Anything but a delivery: confirmations are not asked for, heartbeats are answered inside, a closed channel ends the connection. */
static bool other_frame(struct shk_broker *b)
{
    amqp_frame_t f;
    struct timeval none = { 0, 0 };
    const int r = amqp_simple_wait_frame_noblock(b->c, &f, &none);
    if (r == AMQP_STATUS_TIMEOUT) return true;
    return r == AMQP_STATUS_OK && !(f.frame_type == AMQP_FRAME_METHOD
        && (f.payload.method.id == AMQP_CHANNEL_CLOSE_METHOD || f.payload.method.id == AMQP_CONNECTION_CLOSE_METHOD || f.payload.method.id == AMQP_BASIC_CANCEL_METHOD));
}

static enum shk_broker_event understand(struct shk_broker *b, const amqp_envelope_t *e, uint64_t *lease, struct shk_invitation *invited)
{
    if (e->consumer_tag.len == 5 && !memcmp(e->consumer_tag.bytes, "tasks", 5)) {
        *lease = (uint64_t)b->epoch << 32 | (e->delivery_tag & 0xffffffffu);
        return SHK_B_LEASE;
    }
    char body[MAX_BODY] = "", job[40];
    if (e->message.body.len >= sizeof body) return SHK_B_NONE;
    memcpy(body, e->message.body.bytes, e->message.body.len);
    if (sscanf(body, "JOB %39s %127s", invited->job, invited->endpoint) == 2) return SHK_B_INVITED;
    if (sscanf(body, "REVOKE %39s", job) == 1 && b->serving && !strcmp(job, b->job)) return SHK_B_REVOKED;
    return SHK_B_NONE;
}

enum shk_broker_event shk_broker_turn(struct shk_broker *b, double now, uint64_t *lease, struct shk_invitation *invited)
{
    if (!b->c && now >= b->next) connect_now(b);
    for (int k = 0; k < 100 && b->c; k++) {
        amqp_envelope_t e;
        struct timeval none = { 0, 0 };
        amqp_maybe_release_buffers(b->c);
        const amqp_rpc_reply_t r = amqp_consume_message(b->c, &e, &none, 0);
        if (r.reply_type == AMQP_RESPONSE_NORMAL) {
            const enum shk_broker_event what = understand(b, &e, lease, invited);
            amqp_destroy_envelope(&e);
            if (what != SHK_B_NONE) return what;
        } else if (r.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && r.library_error == AMQP_STATUS_TIMEOUT) return SHK_B_NONE;
        else if (!(r.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && r.library_error == AMQP_STATUS_UNEXPECTED_STATE && other_frame(b))) disconnect(b);
    }
    return SHK_B_NONE;
}

enum shk_err shk_swarm_forget(const char *amqp, const char *job, struct shk_diag *diag)
{
    struct shk_broker *b;
    SHK_TRY(shk_broker_open(amqp, job, diag, &b));
    connect_now(b);
    const enum shk_err e = b->c ? SHK_OK : shk_fail(diag, SHK_E_IO, "no broker (%s)", b->why);
    shk_broker_close(b);
    return e;
}

void shk_broker_close(struct shk_broker *b)
{
    if (!b) return;
    if (!b->c && b->declared) connect_now(b);           /* it was away for a moment; the queue must not stay */
    if (b->c && b->master) {
        char body[MAX_BODY];
        snprintf(body, sizeof body, "REVOKE %s", b->job);
        publish(b, control, "", body, false);
        if (b->c) amqp_queue_delete(b->c, CHANNEL, text(b->queue), 0, 0);
    }
    if (b->c) {
        amqp_connection_close(b->c, AMQP_REPLY_SUCCESS);
        amqp_destroy_connection(b->c);
    }
    free(b->url); free(b->parsed); free(b);
}
