// libs: swarm
/* What arrives on the swarm's sockets: frames between machines (their sums made right, so that the parts behind are reached)
 * and packets between local processes. The bytes are cut into pieces of a length that each piece begins with. */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>
#include "file.h"
#include "swarm/link.h"

static void *silent_socket(void)        /* takes nothing: what the link answers is dropped */
{
    static void *context, *sock;
    if (!context && (context = zmq_ctx_new())) sock = zmq_socket(context, ZMQ_DEALER);
    return sock;
}

static void walk(const void *p, uint64_t n)
{
    const struct shk_record *r;
    const void *data;
    bool bad;
    uint64_t at = 0, sum = 0;
    while ((r = shk_record_next(p, n, &at, &data, &bad)))
        for (uint64_t i = 0; i < r->n; i++) sum += ((const unsigned char *)data)[i];
    static volatile uint64_t sink;
    sink = sum;
    (void)sink;
}

static bool frame(struct shk_link *l, uint8_t *p, size_t n)
{
    struct shk_net_head h;
    struct shk_wire w;
    const void *data, *payload;
    (void)shk_net_frame(p, n, &h, &data);
    if (n < sizeof h) return true;
    memcpy(&h, p, sizeof h);
    h.magic = shk_net_magic;
    h.proto = SHK_NET_PROTO;
    h.n = n - sizeof h;
    h.hash = shk_wire_hash(p + sizeof h, h.n, h.type);
    memcpy(p, &h, sizeof h);
    if (!shk_net_frame(p, n, &h, &data)) abort();
    const int r = shk_link_take(l, &h, data, 1, &w, &payload);
    if (r > 0) walk(payload, w.n);
    return r >= 0;
}

static void packet(int to, int from, const uint8_t *p, size_t n)
{
    _Alignas(64) static char buf[SHK_INLINE];
    struct shk_wire w;
    int fd;
    if (n > SHK_INLINE || send(to, p, n, MSG_DONTWAIT) < 0) return;
    if (shk_wire_recv(from, &w, buf, &fd, MSG_DONTWAIT) > 0) walk(buf, w.n);
    if (fd >= 0) close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct shk_link *l = shk_link_new(silent_socket(), "peer", 4, 7);
    int pair[2];
    if (!l || socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair)) abort();
    for (size_t at = 0; n - at >= 2;) {
        size_t k = (size_t)data[at] | (size_t)data[at + 1] << 8;
        at += 2;
        if (k > n - at) k = n - at;
        uint8_t *piece = malloc(k ? k : 1);
        if (!piece) break;
        memcpy(piece, data + at, k);
        packet(pair[0], pair[1], piece, k);
        const bool good = frame(l, piece, k);
        free(piece);
        at += k;
        if (!good) break;               /* as the master does: the link is dropped */
    }
    shk_link_free(l);
    close(pair[0]);
    close(pair[1]);
    return 0;
}
