/* classical_rounds.h — the two rounds of tasks of a classical calculation, and what they share.
 *
 * rates (classical_rates.c): a task computes a range of leaf units for a tile of sites and emits exact sums; the master merges them, so that
 * neither splitting nor order changes a bit. curves (classical_curves.c): of some sites each, made from the merged rates. */
#ifndef SHK_ENGINE_CLASSICAL_ROUNDS_H
#define SHK_ENGINE_CLASSICAL_ROUNDS_H
#include "calc/amplify.h"
#include "engine/amplify_kernel.h"
#include "engine/hazard_plan.h"
#include "swarm/swarm.h"

enum { SHK_FN_RATES, SHK_FN_CURVES };       /* task functions */

struct shk_source_cost { uint32_t source; float seconds; uint64_t contexts; };      /* source: index in prepared */

struct shk_classical {                      /* in workers as it was when they were forked */
    struct shk_run *run;
    struct shk_hazard_work work;
    const double *rock;                     /* nimts x work.nlev levels of the curves before amplification; NULL without it */
    const struct shk_amplification *amp;
    struct shk_amp_kernel *kernel;          /* amplification_method = kernel, or NULL */
    struct shk_swarm *swarm;
    size_t next_site, waiting;              /* second round: sites before it have been submitted; tasks that have not come back */
    double later;                           /* expected seconds after the round at hand */
    uint64_t units;                         /* first round: counted so far, for each tile of sites */
    struct shk_source_cost *cost;           /* of the sources in work.prepared, added up in the master */
};

/* Of both rounds. task, describe: of task functions; reduce: of shk_swarm_run; user is a struct shk_classical. submit: the tasks at the begin.
 * running: what a task does now, for people. */
enum shk_err shk_rates_task(struct shk_task *t, const void *msg, size_t n, void *user, struct shk_diag *d);
void shk_rates_describe(const void *msg, size_t n, void *user, char *out, size_t cap);
SHK_CHECKED enum shk_err shk_rates_submit(struct shk_classical *c, struct shk_diag *d);
enum shk_err shk_rates_reduce(void *user, const struct shk_part *part, struct shk_diag *d);
void shk_rates_running(const struct shk_classical *c, const struct shk_running *r, char *out, size_t cap);

enum shk_err shk_curves_task(struct shk_task *t, const void *msg, size_t n, void *user, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_curves_submit(struct shk_classical *c, struct shk_diag *d);
enum shk_err shk_curves_reduce(void *user, const struct shk_part *part, struct shk_diag *d);
void shk_curves_running(const struct shk_running *r, char *out, size_t cap);

/* What each source took goes to the history of the run: a row a source, for the datastore. */
void shk_rates_costs(struct shk_classical *c);
/* Realizations whose curves are results themselves. */
static inline size_t shk_kept_rlzs(const struct shk_results *r) { return r->individual_rlzs || r->nrlzs == 1 ? r->nrlzs : 0; }
#endif
