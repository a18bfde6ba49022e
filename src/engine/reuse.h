/* reuse.h — a classical calculation after another one (--hc): curves that are stored are taken, not computed again. */
#ifndef SHK_ENGINE_REUSE_H
#define SHK_ENGINE_REUSE_H
#include "engine/run.h"

/* run->before: the stored results of a classical calculation, complete, whose job run->job was read after (shk_job_read_after). own_sites:
 * the job has sites of its own. Where they hold all curves that the job asks for, run->sites and run->results are filled from
 * them, maps made for the job's probabilities, and *done is 1; else it is told why not and *done is 0. SHK_E_INVALID: levels or
 * investigation time differ. */
SHK_CHECKED enum shk_err shk_reuse(struct shk_run *run, int *done);
#endif
