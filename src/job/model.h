/* model.h — what a job computes with, once its logic trees and source models are read: realizations, ground-motion
 * models by tectonic region, and groups of sources. Everything lives in the job's arena and is read-only afterwards. */
#ifndef SHK_JOB_MODEL_H
#define SHK_JOB_MODEL_H
#include <stddef.h>
#include <stdint.h>
#include "gsim/gsim.h"
#include "source/source.h"

struct shk_job;             /* job/job.h */

/* A distinct path through the source-model logic tree (classical.md 3.1, 3.5). */
struct shk_sm_rlz {
    const char *path;       /* branch ids joined by '~' */
    const char *letters;    /* one character an element, "A" if the tree has one branch */
    double weight;
    size_t samples;         /* how many full realizations use it */
};

/* Branches of the ground-motion logic tree for one tectonic region. */
struct shk_gsim_branch {
    const struct shk_gsim_model *model;     /* NULL for [FromFile] */
    const char *text;       /* canonical text of the model: its identity and its order among models */
    const char *id;         /* internal id: letter and branch set, classical.md 4.1 */
    const double *weights;  /* nweights of struct shk_logic_tree */
};
struct shk_gsim_set { const char *trt; size_t n; const struct shk_gsim_branch *branch; };

/* A full realization: a source-model path and one branch for each tectonic region. */
struct shk_rlz {
    uint32_t sm;            /* index of shk_sm_rlz */
    const uint16_t *branch; /* ntrts indices */
    const double *weights;  /* nweights, normalised (classical.md 3.6) */
    const char *path;       /* "AA~B" */
};

struct shk_logic_tree {
    size_t nsm; const struct shk_sm_rlz *sm;
    size_t ntrts; const struct shk_gsim_set *trt;       /* tectonic regions of the source models, in alphabetical order */
    size_t nweights;        /* 1, or one column for each measure with its own weights and, last, the default */
    const char *const *weight_name;     /* names of the columns: measures, and "weight" last */
    size_t nrlzs; const struct shk_rlz *rlz;
    int sampling;           /* 1 if sampled */
};

struct shk_source_group {
    const char *trt; size_t trti;       /* region and its index in the logic tree */
    size_t nsources; struct shk_source **source;        /* sorted by id; each has the group's trt_smrs */
    size_t ntrt_smrs; const uint32_t *trt_smrs;         /* trti << 24 | index of the source-model realization */
    int atomic;             /* never split: src_mutex, rup_mutex or cluster */
    int src_mutex, rup_mutex, cluster;
    double grp_probability; /* 1 by default */
    struct shk_tom tom;     /* of the group, for clusters */
};

struct shk_model {
    struct shk_logic_tree lt;
    size_t ngroups; struct shk_source_group *group;     /* classical.md 6.5: atomic groups last */
    size_t nsources;
};

/* Reads gsim logic tree, source-model logic tree and source models of the job, and makes groups and realizations as the
 * reference does (classical.md 1 to 6). All memory from arena. */
SHK_CHECKED enum shk_err shk_model_read(const struct shk_job *job, struct shk_arena *arena, struct shk_diag *d, struct shk_model **out);
#endif
