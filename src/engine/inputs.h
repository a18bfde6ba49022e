/* inputs.h — what the bits of a calculation depend on, as short texts to compare: between a master and its workers on other
 * machines, between a journal and the process that goes on with it. */
#ifndef SHK_ENGINE_INPUTS_H
#define SHK_ENGINE_INPUTS_H
#include "engine/hazard_plan.h"

enum { SHK_FINGERPRINT = 40 };

/* Version and build of this program: "0.1.0-3f9a12bc7d01" (the linker's build-id; the version alone where there is none). */
void shk_program_text(char out[SHK_FINGERPRINT]);
/* 16 hex digits of what this machine's mathematical library makes of some thousand arguments: it chooses its code by processor. */
void shk_arithmetic_text(char out[SHK_FINGERPRINT]);
/* 16 hex digits of what has been read: the job file's bytes and the overrides, sources, sites, logic trees, levels, leaf units.
 * Against accidents, not against malice. SHK_E_IO if the job file is gone. */
SHK_CHECKED enum shk_err shk_inputs_text(const struct shk_run *run, const struct shk_hazard_work *w, char out[SHK_FINGERPRINT]);
#endif
