/* delta_rates.h — rates of aftershocks, added to those of ruptures (delta_rates_file: source_id, rup_id, delta). */
#ifndef SHK_ENGINE_DELTA_RATES_H
#define SHK_ENGINE_DELTA_RATES_H
#include "engine/hazard_plan.h"

/* Gives every prepared source its deltas. Does nothing without the file. Errors name file and line. */
SHK_CHECKED enum shk_err shk_delta_rates_read(struct shk_run *run, struct shk_hazard_work *w);
#endif
