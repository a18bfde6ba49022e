/* metrics.h — the numbers of a running calculation over HTTP, for Prometheus: a small process of its own, so that it answers whatever
 * the calculation is doing. It serves the status file (live.h) up to the line "# end"; it takes no input but a request line. */
#ifndef SHK_ENGINE_METRICS_H
#define SHK_ENGINE_METRICS_H
#include <sys/types.h>
#include "base/err.h"

enum { SHK_METRICS_PATH = 1100 };
struct shk_metrics {
    pid_t pid;
    char address[64];               /* where it listens, as ADDRESS:PORT */
    char *path;                     /* the status file to serve, SHK_METRICS_PATH bytes shared with the process: may be filled later */
};
/* where: PORT on this machine's loopback, or ADDRESS:PORT (IPv4); port 0: any that is free. SHK_E_INVALID, SHK_E_IO. Ends with its
 * parent, or by shk_metrics_end. To be called before there is much memory to inherit. */
SHK_CHECKED enum shk_err shk_metrics_serve(const char *where, struct shk_diag *d, struct shk_metrics *out);
void shk_metrics_end(struct shk_metrics *m);    /* does nothing when pid is 0 */
#endif
