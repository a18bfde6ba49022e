/* csm_internal.h — between the files that make a composite source model. */
#ifndef SHK_JOB_CSM_INTERNAL_H
#define SHK_JOB_CSM_INTERNAL_H
#include "job/csm.h"

struct csm_object {             /* a source of a file, or a changed copy that one or more paths use */
    struct shk_source *s;
    uint32_t records;           /* node of tuples: trt_smrs it has so far */
    unsigned char copy, inherits, listed;   /* listed: in the list of its region; inherits: its last record is its own, the others its original's */
    size_t nsets; const uint32_t *set;      /* branch sets whose filter it passes, ascending */
};
struct csm_unit { const struct shk_file_group *g; size_t first; int atomic; };      /* a group of a file; its objects follow each other from first */
struct csm_atomic { size_t unit; uint32_t *object; };       /* of one path */
struct csm_region { const char *trt; size_t n, cap; uint32_t *object; };            /* objects of independent groups, in order of appearance */

struct csm {
    const struct shk_csm_params *p;
    struct shk_arena *a, *scratch;
    struct shk_diag *d;
    size_t nfiles; struct shk_source_file **file;
    size_t nunits; struct csm_unit *unit; size_t *file_unit;        /* units of file f: file_unit[f] .. file_unit[f+1]-1 */
    size_t nobjects, cap_objects; struct csm_object *object;
    size_t nregions; struct csm_region *region; struct shk_lt_map region_of;
    size_t natomic, cap_atomic; struct csm_atomic *atomic;
    struct shk_tuples tuples;   /* trt_smrs */
    struct shk_tuples changes;  /* source, branch, branch, ... */
    size_t cap_copies; uint32_t *copy_of;                   /* by node of changes: object, or 0 */
};

SHK_CHECKED enum shk_err csm_read_files(struct csm *k);     /* files, units, objects, "!" */
SHK_CHECKED enum shk_err csm_walk_paths(struct csm *k);     /* records, copies, regions, atomic groups */
SHK_CHECKED enum shk_err csm_merge(struct csm *k, struct shk_model *out);   /* groups */
SHK_CHECKED enum shk_err csm_rlz_groups(struct csm *k, struct shk_model *out);
#endif
