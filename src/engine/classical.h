/* classical.h — classical probabilistic seismic hazard: curves of realizations, statistics, maps and spectra.
 *
 * read -> check -> split -> tasks -> reduce -> store: shk_classical() is that line. What is exported afterwards is in
 * struct shk_results. */
#ifndef SHK_ENGINE_CLASSICAL_H
#define SHK_ENGINE_CLASSICAL_H
#include "engine/hazard_plan.h"
#include "swarm/swarm.h"

SHK_CHECKED enum shk_err shk_classical(struct shk_run *run);
/* Everything up to the tasks: reads, checks, counts ruptures. Leaves realizations to export. */
SHK_CHECKED enum shk_err shk_preclassical(struct shk_run *run);

/* For workers on other machines: the task functions, and what they read (*user), made from a run whose inputs have been read. It lives in run->arena. */
enum { SHK_CLASSICAL_NFNS = 2 };
extern const struct shk_task_fn shk_classical_fns[SHK_CLASSICAL_NFNS];
SHK_CHECKED enum shk_err shk_classical_prepare(struct shk_run *run, void **user);
#endif
