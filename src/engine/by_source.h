/* by_source.h — disagg_by_src: what counts as a source. */
#ifndef SHK_ENGINE_BY_SOURCE_H
#define SHK_ENGINE_BY_SOURCE_H
#include "engine/hazard_plan.h"

/* The name that a source's rates are added under (classical.md 6.7), in the arena; NULL if out of memory. */
const char *shk_by_source_name(const char *id, struct shk_arena *a);
/* With use_rates and one place: multi-fault sources with tagged faults are replaced by one source for each fault, in run->model. */
SHK_CHECKED enum shk_err shk_by_source_split(struct shk_run *run);
/* Sets w->name, sorted, and the name of each prepared source. */
SHK_CHECKED enum shk_err shk_by_source_names(struct shk_run *run, struct shk_hazard_work *w);
#endif
