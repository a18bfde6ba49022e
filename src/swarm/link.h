/* link.h — messages between a master and an agent on another machine, in order, each once, over ZeroMQ.
 *
 * ZeroMQ drops what is on its way when a connection breaks. A link therefore numbers its frames, keeps each until the other
 * side has acknowledged it, sends again what was lost, and limits what is on its way. Private to swarm. */
#ifndef SHK_SWARM_LINK_H
#define SHK_SWARM_LINK_H
#include "swarm/internal.h"

enum { SHK_NET_PROTO = 2, SHK_NET_CHUNK = 1 << 20 };
static const int64_t shk_net_frame_max = SHK_NET_CHUNK + 4096;          /* for ZeroMQ, before anybody has looked inside */
enum shk_net_type { SHK_N_HELLO = 1, SHK_N_WELCOME, SHK_N_REFUSE, SHK_N_BEAT, SHK_N_DATA, SHK_N_RESET, SHK_N_BYE };
static const uint32_t shk_net_magic = 0x534b4e31;

struct shk_net_head {
    uint32_t magic;
    uint16_t proto, type;
    uint64_t session, seq, ack;     /* seq: of a DATA frame; ack: all up to here have arrived */
    uint64_t n, hash;               /* of the payload, which follows in the same frame */
    uint32_t more, gap, zero[2];    /* more: the message goes on in the next frame; gap: what follows ack is missing, but later frames came */
};
_Static_assert(sizeof(struct shk_net_head) == 64, "frame header");

struct shk_hello { uint32_t workers, nfns; uint64_t fns; uint32_t leases, zero; char host[64]; };    /* fns: hash of the names; leases: asks for tasks */
struct shk_beat { uint32_t polls, zero; double fraction; };                     /* agent to master: one for each worker */

struct shk_link;
/* peer: the routing identity when sock is a ROUTER, NULL for a DEALER. */
struct shk_link *shk_link_new(void *sock, const void *peer, size_t npeer, uint64_t session);
void shk_link_free(struct shk_link *l);
uint64_t shk_link_session(const struct shk_link *l);
/* Queues a message: h->n bytes of payload, copied. false: out of memory. */
bool shk_link_send(struct shk_link *l, const struct shk_wire *h, const void *payload, double now);
/* Outside the order, may be lost: HELLO, BEAT, ... */
void shk_link_signal(struct shk_link *l, enum shk_net_type type, const void *payload, size_t n);
/* A received frame of this session (its n bytes of payload at data). Returns 1 with a whole message (valid until the next
 * call), 0: none, -1: nonsense or out of memory: drop the link. */
int shk_link_take(struct shk_link *l, const struct shk_net_head *f, const void *data, double now, struct shk_wire *h, const void **payload);
/* To be called often: sends what there is room for, repeats what seems lost. */
void shk_link_pump(struct shk_link *l, double now);
size_t shk_link_waiting(const struct shk_link *l);      /* bytes not acknowledged */
double shk_link_heard(const struct shk_link *l);        /* when the last frame came */
void shk_link_hear(struct shk_link *l, double now);

/* Looks at one frame, at any alignment: false if it is not one of ours. */
bool shk_net_frame(const void *p, size_t n, struct shk_net_head *h, const void **payload);
uint64_t shk_net_fns(const struct shk_task_fn *fns, int n);
/* Keys: 40-character Z85 texts. */
struct shk_net_key { char server_public[41], server_secret[41], client_public[41], client_secret[41]; };
SHK_CHECKED enum shk_err shk_net_read_key(const char *path, struct shk_net_key *key, struct shk_diag *diag);
#endif
