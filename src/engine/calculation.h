/* calculation.h — a job from its file to its results: what the command line calls. */
#ifndef SHK_ENGINE_CALCULATION_H
#define SHK_ENGINE_CALCULATION_H
#include "engine/run.h"

/* Reads what the job names: model, sites, measures and levels; fills run->model, sites and the head of run->results. */
SHK_CHECKED enum shk_err shk_run_read(struct shk_run *run);
/* Computes; run->results then holds what can be exported. SHK_E_UNSUPPORTED names a calculation mode that is not built yet. */
SHK_CHECKED enum shk_err shk_run_compute(struct shk_run *run);
#endif
