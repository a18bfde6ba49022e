/* classical.h — classical probabilistic seismic hazard: curves of realizations, statistics, maps and spectra.
 *
 * read -> check -> split -> tasks -> reduce -> store: shk_classical() is that line. What is exported afterwards is in
 * struct shk_results. */
#ifndef SHK_ENGINE_CLASSICAL_H
#define SHK_ENGINE_CLASSICAL_H
#include "engine/run.h"

SHK_CHECKED enum shk_err shk_classical(struct shk_run *run);
/* Everything up to the tasks: reads, checks, counts ruptures. Leaves realizations to export. */
SHK_CHECKED enum shk_err shk_preclassical(struct shk_run *run);
#endif
