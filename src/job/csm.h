/* csm.h — the composite source model: sources of all source-model paths, changed by the logic tree, in groups
 * (spec classical.md 6). Identical sources are one object; each file is read once. */
#ifndef SHK_JOB_CSM_H
#define SHK_JOB_CSM_H
#include "job/lt_tree.h"
#include "job/nrml_source.h"

enum { SHK_MULTI_POINT_BLOCK = 1000, SHK_MULTI_FAULT_BLOCK = 2000 };   /* larger sources are cut, as in the reference */

struct shk_csm_params {
    const struct shk_smlt *smlt;
    const struct shk_smlt_path *paths;      /* lt->nsm of them */
    const struct shk_logic_tree *lt;
    struct shk_nrml_params nrml;
    int unique_ids;                         /* disagg_by_src: the same id twice in a file or branch is an error; multi-fault sources stay whole */
    struct shk_log *log;
};
/* Reads the files and fills groups and counts of out. scratch is given back. */
SHK_CHECKED enum shk_err shk_csm_read(const struct shk_csm_params *p, struct shk_arena *a, struct shk_arena *scratch, struct shk_diag *d,
                                      struct shk_model *out);

/* ---- content (csm_hash.c): 64 bits of everything but id, file, line and what the composite model adds ---- */
uint64_t shk_source_hash(const struct shk_source *s);
char shk_source_code(enum shk_source_kind kind);           /* the reference's class code: P A M S C X K N F */

/* ---- lists of realizations that grow one number at a time and are mostly shared (csm_tuples.c) ---- */
struct shk_tuples {
    struct shk_arena *a;
    size_t n, cap; struct shk_tuple_node { uint32_t parent, value, length; } *node;    /* node 0 is the empty list */
    size_t nslots, used; uint64_t *slot_key; uint32_t *slot_value;                      /* (parent, value) to node */
    uint32_t memo_parent, memo_value, memo_node;
};
SHK_CHECKED enum shk_err shk_tuples_init(struct shk_tuples *t, struct shk_arena *a, struct shk_diag *d);
/* The list at node with value appended; 0 if out of memory. */
uint32_t shk_tuples_append(struct shk_tuples *t, uint32_t node, uint32_t value);
/* Values of a node in order into out (length of them). */
void shk_tuples_get(const struct shk_tuples *t, uint32_t node, uint32_t *out);

/* ---- suffixes (classical.md 6.7), csm_names.c ---- */
/* Removes every c + digits of the characters in marks from id, in the order of marks: basename is ".:". Into an arena; NULL if out of memory. */
char *shk_source_basename(const char *id, const char *marks, struct shk_arena *a);
#endif
