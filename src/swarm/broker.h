/* broker.h — leases through RabbitMQ: a message in a job's queue is the permission to ask its master for one task, to be run now or next.
 *
 * The master keeps the truth (which task, which attempt, what counts); leases carry no work, so that one lost with a broker or
 * delivered twice costs nothing: the first is issued again, the second is answered with "nothing to do". Private to swarm. */
#ifndef SHK_SWARM_BROKER_H
#define SHK_SWARM_BROKER_H
#include <poll.h>
#include "swarm/internal.h"

struct shk_broker;
struct shk_invitation { char job[40], endpoint[128]; };

/* url: amqp://USER:PASSWORD@HOST:PORT/VHOST; amqps:// is encrypted, and the broker's certificate must be signed by an authority of the
 * system, or of FILE with ?cacertfile=FILE at the end, and for that HOST. job: the master's; NULL for an agent. The connection is made, and made again, by turn. */
SHK_CHECKED enum shk_err shk_broker_open(const char *url, const char *job, struct shk_diag *diag, struct shk_broker **out);
/* zmq://ADDRESS:0 with this machine's address on the way to the broker: loopback when it is here. */
SHK_CHECKED enum shk_err shk_broker_own_address(const char *url, char out[64], struct shk_diag *diag);
void shk_broker_close(struct shk_broker *b);            /* a master's queue is deleted and its job revoked */
int shk_broker_fd(const struct shk_broker *b);          /* -1: not connected */
bool shk_broker_up(const struct shk_broker *b);
/* Why there is no connection, once it has been missing for some seconds; told once, until it is there again. NULL: nothing to tell. */
const char *shk_broker_trouble(struct shk_broker *b, double now);
/* Master: issues leases up to this many not yet taken, and tells everybody where it is. */
void shk_broker_issue(struct shk_broker *b, const char *endpoint, size_t want, double now);
void shk_broker_taken(struct shk_broker *b);            /* somebody came with one */
void shk_broker_recount(struct shk_broker *b);          /* nobody comes: those that are out are taken for lost */
/* Agent: takes leases of a job, n at a time; NULL: stops. */
void shk_broker_serve(struct shk_broker *b, const char *job, int n);
/* Handles what has arrived. true: *lease != 0 is a lease; or *invited; or the present job was revoked. */
enum shk_broker_event { SHK_B_NONE, SHK_B_LEASE, SHK_B_INVITED, SHK_B_REVOKED };
enum shk_broker_event shk_broker_turn(struct shk_broker *b, double now, uint64_t *lease, struct shk_invitation *invited);
void shk_broker_done(struct shk_broker *b, uint64_t lease);     /* its task is safe, or there was none */
#endif
