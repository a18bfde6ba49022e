/* follow.h — between a calculation's tasks and those who look: what swarm reports goes to the history (stored with the results)
 * and to the live view. */
#ifndef SHK_ENGINE_FOLLOW_H
#define SHK_ENGINE_FOLLOW_H
#include "engine/run.h"
#include "swarm/swarm.h"

/* Sets what concerns reports, traces and limits of memory in opt; run must live as long as the swarm. */
void shk_follow_options(struct shk_run *run, struct shk_swarm_options *opt);
/* A round of tasks has ended, well or not: where its time went. start: steady seconds. */
void shk_follow_round(struct shk_run *run, const struct shk_swarm *s, const char *name, double start);
#endif
