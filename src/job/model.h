/* model.h — what a job computes with, once its logic trees and source models are read: realizations, ground-motion
 * models by tectonic region, and groups of sources. Everything lives in the job's arena and is read-only afterwards. */
#ifndef SHK_JOB_MODEL_H
#define SHK_JOB_MODEL_H
#include <stddef.h>
#include <stdint.h>
#include "base/log.h"
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
    uint64_t needs;         /* what the ground-motion models read, those of regions without sources included: the site model has it all */
    size_t nlabels;         /* of site_labels: sites with ilabel k > 0 use label[k - 1], which has the same regions, branches and paths */
    const struct shk_logic_tree *label;     /* but models and weights of its own; sites with ilabel 0 use this tree */
};

struct shk_source_group {
    const char *trt; size_t trti;       /* region and its index in the logic tree */
    size_t nsources; struct shk_source **source;        /* sorted by id; each has the group's trt_smrs */
    size_t ntrt_smrs; const uint32_t *trt_smrs;         /* trti << 24 | index of the source-model realization */
    int atomic;             /* never split: src_mutex, rup_mutex or cluster */
    int src_mutex, rup_mutex, cluster;
    double grp_probability; /* 1 by default */
    struct shk_tom tom;     /* of the group, for clusters */
    size_t g0, ng;          /* results: shk_model.g[g0 + i] belongs to branch i of lt.trt[trti] */
};

/* One "g" of classical.md 6.8: a distinct list of trt_smrs with one ground-motion model. Groups with the same list share it. */
struct shk_rlz_group {
    uint32_t trti, branch;  /* model: lt.trt[trti].branch[branch] */
    size_t nrlzs; const uint32_t *rlz;      /* full realizations that use it, in the order of trt_smrs; may be none */
    const double *weights;  /* nweights sums over them */
};

struct shk_model {
    struct shk_logic_tree lt;
    size_t ngroups; struct shk_source_group *group;     /* classical.md 6.5: atomic groups last */
    size_t nsources;        /* distinct sources */
    size_t ng; const struct shk_rlz_group *g;
};

/* Reads gsim logic tree, source-model logic tree and source models of the job, and makes groups and realizations as the
 * reference does (classical.md 1 to 6). All memory from arena. With one `gsim =` the logic tree has the one region "*", index 0,
 * for all groups. Scenarios have no groups: their tree has all regions of the file, in file order. */
SHK_CHECKED enum shk_err shk_model_read(const struct shk_job *job, struct shk_arena *arena, struct shk_diag *d, struct shk_model **out);
/* The same with progress and warnings. */
SHK_CHECKED enum shk_err shk_model_read_log(const struct shk_job *job, struct shk_arena *arena, struct shk_log *log, struct shk_diag *d, struct shk_model **out);

/* Sets serial and offset of all sources as event-based sampling numbers them (random.md 6.2): sources that share a name but for
 * ".n" (events) or ".n" and ":n" share the serial; the offset counts their ruptures times their source-model paths. nrup: number of
 * ruptures by position in the model (groups, then sources; a source met again counts once). SHK_E_LIMIT for 2^30 ruptures or more. */
SHK_CHECKED enum shk_err shk_model_number_sources(struct shk_model *m, int events, const size_t *nrup, struct shk_arena *scratch, struct shk_diag *d);
#endif
