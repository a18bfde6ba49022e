#include "swarm/link.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

static const double resend_first = 1, resend_most = 10, resend_gap = 0.2;
enum { WINDOW_BYTES = 16 << 20, WINDOW_FRAMES = 512 };

struct frame { struct frame *next; bool on_way; size_t n; struct shk_net_head head; };     /* followed by n bytes */

struct shk_link {
    void *sock;
    unsigned char peer[32];
    size_t npeer;
    uint64_t session, sent, acked, got;
    struct frame *first, *last;
    size_t on_way_bytes, on_way_frames, waiting;
    double moved, heard, resent;    /* last acknowledgement of something new; last frame; last repetition */
    double patience;                /* before the next repetition without news */
    bool gap;                       /* to be told to the other side */
    struct shk_buf part;            /* message being put together, or (whole) handed out */
    bool whole;
};

struct shk_link *shk_link_new(void *sock, const void *peer, size_t npeer, uint64_t session)
{
    struct shk_link *l = calloc(1, sizeof *l);
    if (!l) return NULL;
    l->sock = sock;
    l->session = session;
    l->npeer = npeer <= sizeof l->peer ? npeer : 0;
    if (peer) memcpy(l->peer, peer, l->npeer);
    l->part.fd = -1;
    l->heard = l->moved = shk_now();
    l->patience = resend_first;
    return l;
}

void shk_link_free(struct shk_link *l)
{
    if (!l) return;
    for (struct frame *f = l->first, *next; f; f = next) {
        next = f->next;
        free(f);
    }
    shk_buf_free(&l->part);
    free(l);
}

uint64_t shk_link_session(const struct shk_link *l) { return l->session; }
size_t shk_link_waiting(const struct shk_link *l) { return l->waiting; }
double shk_link_heard(const struct shk_link *l) { return l->heard; }
void shk_link_hear(struct shk_link *l, double now) { l->heard = now; }

static bool transmit(struct shk_link *l, struct shk_net_head *h, const void *payload)
{
    h->ack = l->got;
    h->gap = l->gap;
    if (l->npeer && zmq_send(l->sock, l->peer, l->npeer, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0) return false;
    zmq_msg_t m;
    if (zmq_msg_init_size(&m, sizeof *h + h->n)) return false;
    memcpy(zmq_msg_data(&m), h, sizeof *h);
    if (h->n) memcpy((char *)zmq_msg_data(&m) + sizeof *h, payload, h->n);
    if (zmq_msg_send(&m, l->sock, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(&m);
        return false;
    }
    return true;
}

void shk_link_signal(struct shk_link *l, enum shk_net_type type, const void *payload, size_t n)
{
    struct shk_net_head h = { .magic = shk_net_magic, .proto = SHK_NET_PROTO, .type = (uint16_t)type, .session = l->session, .n = n, .hash = shk_wire_hash(payload, n, type) };
    (void)transmit(l, &h, payload);
}

bool shk_link_send(struct shk_link *l, const struct shk_wire *w, const void *payload, double now)
{
    struct shk_wire h = *w;
    h.magic = shk_wire_magic;
    h.flags = (uint16_t)(h.flags & ~SHK_W_MEMFD);
    for (uint64_t at = 0, total = sizeof h + h.n; at < total;) {
        const uint64_t n = total - at < SHK_NET_CHUNK ? total - at : SHK_NET_CHUNK;
        struct frame *f = malloc(sizeof *f + n);
        if (!f) return false;
        char *data = (char *)(f + 1);
        if (at == 0) {
            memcpy(data, &h, sizeof h);
            if (n > sizeof h) memcpy(data + sizeof h, payload, n - sizeof h);
        } else memcpy(data, (const char *)payload + at - sizeof h, n);
        at += n;
        f->next = NULL;
        f->on_way = false;
        f->n = n;
        f->head = (struct shk_net_head){ .magic = shk_net_magic, .proto = SHK_NET_PROTO, .type = SHK_N_DATA, .session = l->session, .seq = ++l->sent,
                                         .n = n, .hash = shk_wire_hash(data, n, SHK_N_DATA), .more = at < total };
        if (!l->first) l->moved = now;
        if (l->last) l->last->next = f;
        else l->first = f;
        l->last = f;
        l->waiting += n;
    }
    shk_link_pump(l, now);
    return true;
}

static void repeat(struct shk_link *l, double now)
{
    for (struct frame *f = l->first; f; f = f->next) f->on_way = false;
    l->on_way_bytes = l->on_way_frames = 0;
    l->resent = now;
}

void shk_link_pump(struct shk_link *l, double now)
{
    /* The other side speaks, but nothing new has arrived there for long: lost. While it is silent repeating helps nobody. */
    if (l->on_way_frames && now - l->heard < 1 && now - fmax(l->moved, l->resent) > l->patience) {
        repeat(l, now);
        l->patience = fmin(2 * l->patience, resend_most);
    }
    if (l->on_way_bytes >= WINDOW_BYTES || l->on_way_frames >= WINDOW_FRAMES) return;
    for (struct frame *f = l->first; f && l->on_way_bytes < WINDOW_BYTES && l->on_way_frames < WINDOW_FRAMES; f = f->next) {
        if (f->on_way) continue;
        if (!transmit(l, &f->head, f + 1)) return;
        f->on_way = true;
        l->on_way_bytes += f->n;
        l->on_way_frames++;
    }
}

static void acknowledge(struct shk_link *l, uint64_t ack, double now)
{
    if (ack > l->sent) return;
    while (l->first && l->first->head.seq <= ack) {
        struct frame *f = l->first;
        l->first = f->next;
        if (!l->first) l->last = NULL;
        if (f->on_way) {
            l->on_way_bytes -= f->n;
            l->on_way_frames--;
        }
        l->waiting -= f->n;
        free(f);
        l->moved = now;
        l->patience = resend_first;
    }
}

int shk_link_take(struct shk_link *l, const struct shk_net_head *f, const void *data, double now, struct shk_wire *h, const void **payload)
{
    l->heard = now;
    acknowledge(l, f->ack, now);
    if (f->gap && now - l->resent > resend_gap) {
        repeat(l, now);
        shk_link_pump(l, now);
    }
    if (f->type != SHK_N_DATA) return 0;
    if (f->seq != l->got + 1) {                                     /* again, or after a gap: says what is missing */
        l->gap = f->seq > l->got + 1;
        shk_link_signal(l, SHK_N_BEAT, NULL, 0);
        l->gap = false;
        return 0;
    }
    l->got = f->seq;
    if (l->whole) {
        if (l->part.fd >= 0) shk_buf_free(&l->part);
        l->part.n = 0;
        l->whole = false;
    }
    if (l->part.n == 0 && f->n < sizeof *h) return -1;
    void *room = f->n ? shk_buf_room(&l->part, f->n) : NULL;
    if (f->n && !room) return -1;
    if (f->n) memcpy(room, data, f->n);
    /* The other side keeps what is not acknowledged; a message of our own says so at no cost, otherwise: now. */
    if (f->more || f->seq % 64 == 0) shk_link_signal(l, SHK_N_BEAT, NULL, 0);
    if (f->more) return 0;
    memcpy(h, l->part.p, sizeof *h);
    if (h->magic != shk_wire_magic || h->n != l->part.n - sizeof *h) return -1;
    *payload = l->part.p + sizeof *h;
    l->whole = true;
    return 1;
}

bool shk_net_frame(const void *p, size_t n, struct shk_net_head *h, const void **payload)
{
    if (n < sizeof *h) return false;
    memcpy(h, p, sizeof *h);
    if (h->magic != shk_net_magic || h->proto != SHK_NET_PROTO || h->n != n - sizeof *h || h->n > SHK_NET_CHUNK + 64) return false;
    *payload = (const char *)p + sizeof *h;
    return shk_wire_hash(*payload, h->n, h->type) == h->hash;
}

uint64_t shk_net_fns(const struct shk_task_fn *fns, int n)
{
    uint64_t h = SHK_NET_PROTO;
    for (int i = 0; i < n; i++) h = shk_wire_hash(fns[i].name, strlen(fns[i].name), h);
    return h;
}

/* ---- keys ---- */

static const char *const key_names[] = { "server_public", "server_secret", "client_public", "client_secret" };

enum shk_err shk_swarm_make_key(const char *path, struct shk_diag *diag)
{
    struct shk_net_key k;
    if (zmq_curve_keypair(k.server_public, k.server_secret) || zmq_curve_keypair(k.client_public, k.client_secret))
        return shk_fail(diag, SHK_E_UNSUPPORTED, "this ZeroMQ was built without CURVE");
    /* Under its name only when it is whole: others may be waiting for it. */
    char part[4096];
    if (snprintf(part, sizeof part, "%s.XXXXXX", path) >= (int)sizeof part) return shk_fail(diag, SHK_E_IO, "%s: the name is too long", path);
    const int fd = mkostemp(part, O_CLOEXEC);           /* mode 600 */
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    if (!f) return shk_fail(diag, SHK_E_IO, "%s: cannot create the key: %s", path, strerror(errno));
    const char *const value[] = { k.server_public, k.server_secret, k.client_public, k.client_secret };
    for (int i = 0; i < 4; i++) fprintf(f, "%s %s\n", key_names[i], value[i]);
    const bool ok = !fclose(f) && !link(part, path);
    const int why = errno;
    unlink(part);
    return ok ? SHK_OK : shk_fail(diag, SHK_E_IO, "%s: cannot write the key: %s", path, strerror(why));
}

enum shk_err shk_net_read_key(const char *path, struct shk_net_key *key, struct shk_diag *diag)
{
    FILE *f = fopen(path, "re");
    if (!f) return shk_fail(diag, SHK_E_IO, "%s: cannot read the key: %s", path, strerror(errno));
    struct stat st;
    if (fstat(fileno(f), &st) || (st.st_mode & 077)) {
        fclose(f);
        return shk_fail(diag, SHK_E_INVALID, "%s: others may read this key: chmod 600 %s, or make a new one", path, path);
    }
    char *const value[] = { key->server_public, key->server_secret, key->client_public, key->client_secret };
    int found = 0;
    char line[128], name[32], text[48];
    while (fgets(line, sizeof line, f))
        for (int i = 0; i < 4; i++)
            if (sscanf(line, "%31s %47s", name, text) == 2 && !strcmp(name, key_names[i]) && strlen(text) == 40) {
                memcpy(value[i], text, 41);
                found |= 1 << i;
            }
    fclose(f);
    return found == 15 ? SHK_OK : shk_fail(diag, SHK_E_SYNTAX, "%s: not a key: expected the lines server_public, server_secret, client_public, client_secret", path);
}
