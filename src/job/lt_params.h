/* lt_params.h — what reading the logic trees needs to know of a job. */
#ifndef SHK_JOB_LT_PARAMS_H
#define SHK_JOB_LT_PARAMS_H
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"

struct shk_lt_params {
    const char *source_model_logic_tree;    /* path, or NULL */
    const char *source_model;               /* path of source_model_file, used without a logic tree; or NULL */
    const char *gsim_logic_tree;            /* path, or NULL */
    const char *gsim, *gsim_base;           /* `gsim =` of the job and the folder of its files, used without a tree; NULL is [FromFile] */
    const char *job_file;                   /* for messages */
    size_t samples;                         /* number_of_logic_tree_samples; 0: full enumeration */
    uint64_t random_seed;
    const char *sampling_method;            /* NULL: early_weights */
    size_t nsource_ids; const char *const *source_ids;
    const char *smlt_branch;                /* NULL or "": all branches */
    size_t ndiscard; const char *const *discard_trts;
    size_t ncollapse; const char *const *collapse;     /* collapse_gsim_logic_tree: branch set ids */
    const char *label;                      /* logicTreeID of the ground-motion tree, or NULL: the first in the file */
    int scenario;                           /* no source model: all tectonic regions of the gsim tree, in file order */
    double max_paths;                       /* full enumeration of more paths is refused; 0: no limit */
    int forbid_oversampling;
    int placeholder_gsims;                  /* tests of trees only: a model with an unknown name has no model and is not an error */
    struct shk_log *log;
};
#endif
