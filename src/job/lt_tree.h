/* lt_tree.h — the two logic trees as read from their files (spec classical.md 1 to 5). Everything lives in one arena. */
#ifndef SHK_JOB_LT_TREE_H
#define SHK_JOB_LT_TREE_H
#include "io/xml.h"
#include "job/lt_params.h"
#include "job/model.h"

enum { SHK_LT_MAX_BRANCHES = 183, SHK_LT_LETTER = 5 };
/* Letter of the branch at this position in its set, UTF-8 (BASE183). */
const char *shk_lt_letter(size_t position);

/* ---- uncertainty values (lt_uncertainty.c) ---- */
enum shk_lt_kind { SHK_LT_SOURCE_MODEL, SHK_LT_EXTEND_MODEL, SHK_LT_CHANGE, SHK_LT_DUMMY };
struct shk_lt_files { size_t n; const char **name; };          /* relative to the tree's folder */
/* SHK_E_UNSUPPORTED for a type that does not exist. */
SHK_CHECKED enum shk_err shk_lt_utype(const char *utype, const char *file, int line, struct shk_diag *d, enum shk_lt_kind *kind,
                                      enum shk_change_kind *change);
SHK_CHECKED enum shk_err shk_lt_change(const char *utype, enum shk_change_kind kind, const struct shk_xml_node *model, const char *file,
                                       struct shk_arena *a, struct shk_diag *d, struct shk_change *out);
int shk_lt_same_change(const struct shk_change *a, const struct shk_change *b);

/* ---- source-model logic tree (lt_source.c) ---- */
struct shk_lt_branch {
    const char *id;
    double weight;
    struct shk_lt_files files;              /* source and extend models */
    struct shk_change change;               /* all others */
    uint32_t set, position;                 /* owner and place in it */
    int32_t child;                          /* set below, or -1 */
    int line;
};
struct shk_lt_set {
    const char *id, *utype;
    enum shk_lt_kind kind; enum shk_change_kind change;
    const char *trt;                        /* applyToTectonicRegionType, or NULL */
    size_t nsources; const char **sources;  /* applyToSources */
    int has_sources;
    const char *apply_text;                 /* applyToBranches as written, or NULL */
    uint32_t ordinal;                       /* column of uniforms */
    size_t nbranches; uint32_t *branch;     /* indices into shk_smlt.branch */
    int partial, line;
};
struct shk_lt_record {                      /* one source of one file of one branch */
    const char *branch, *trt, *file, *source;       /* file relative to the tree, source cut at ':' */
    int several;                            /* on the first record of a source: it is in several branches */
};

struct shk_smlt {
    const char *file, *dir;
    size_t nsets; struct shk_lt_set *set;               /* in file order, dummies among them */
    size_t nbranches; struct shk_lt_branch *branch;
    size_t ncolumns;                                    /* branch sets but dummies */
    size_t nrecords; struct shk_lt_record *record;
    size_t ntrts; const char **trt;                     /* sorted, distinct, without discard_trts */
    size_t nfiles; const char **path;                   /* normalised paths of all files named in the tree, sorted, distinct */
    size_t nkeys;                                       /* branch ids that have a letter */
    double npaths;                                      /* by full enumeration */
    int source_specific;
    size_t nlisted; const char **listed;                /* every id in some applyToSources */
};
SHK_CHECKED enum shk_err shk_smlt_read(const struct shk_lt_params *p, struct shk_arena *a, struct shk_diag *d, struct shk_smlt **out);

struct shk_smlt_path {
    size_t n; const uint32_t *branch;       /* from the root; dummies among them */
    const char *pid;                        /* ids joined by '~' */
    double weight;
    size_t samples;
};
/* Effective paths in the order of the reference: all, or those sampled (samples > 0). per_path: samples given to each in full enumeration. */
SHK_CHECKED enum shk_err shk_smlt_paths(const struct shk_smlt *t, const struct shk_lt_params *p, size_t per_path, struct shk_arena *a,
                                        struct shk_diag *d, size_t *n, struct shk_smlt_path **out);

/* ---- ground-motion logic tree (lt_gsim.c) ---- */
struct shk_gslt_branch { struct shk_gsim_branch b; const unsigned char *own; double weight; };     /* own[k]: has its own weight in column k */
struct shk_gslt_set { const char *trt, *id; size_t n; struct shk_gslt_branch *branch; };
struct shk_gslt {
    uint64_t needs;         /* of all models of the file, other tectonic regions included: SHK_NEEDS bits */
    size_t nsets; struct shk_gslt_set *set; /* alphabetical, or in file order for scenarios */
    size_t nweights; const char **weight_name;
    size_t nkeys;                           /* branches with a letter */
    double npaths;
};
SHK_CHECKED enum shk_err shk_gslt_read(const struct shk_lt_params *p, size_t ntrts, const char *const *trts, struct shk_arena *a,
                                       struct shk_diag *d, struct shk_gslt **out);

/* ---- both together (lt_full.c) ---- */
/* n rows of uniforms, one column a branch set: numpy.random.default_rng(seed).uniform(size=(n, columns)), Latin hypercube if the method says so. */
SHK_CHECKED enum shk_err shk_lt_uniforms(size_t n, size_t columns, uint64_t seed, const char *method, struct shk_arena *a, struct shk_diag *d,
                                         double **out);
/* Index of the branch that uniform x picks; late methods take all branches as equally likely. */
size_t shk_lt_pick(const double *weights, size_t n, double x, int late);
/* smlt NULL: a scenario. Checks max_paths and oversampling. */
SHK_CHECKED enum shk_err shk_lt_full(const struct shk_smlt *smlt, const struct shk_gslt *gslt, const struct shk_lt_params *p,
                                     struct shk_arena *a, struct shk_diag *d, struct shk_logic_tree *out, const struct shk_smlt_path **paths);
/* The trees of other labels of the sites (classical.md 4.7) as lt->label; all must have the shape of lt. */
SHK_CHECKED enum shk_err shk_lt_read_labels(const struct shk_lt_params *p, const struct shk_smlt *smlt, size_t n, const char *const *label,
                                            struct shk_arena *a, struct shk_diag *d, struct shk_logic_tree *lt);
/* All of the above but labels. */
SHK_CHECKED enum shk_err shk_lt_read(const struct shk_lt_params *p, struct shk_arena *a, struct shk_diag *d, struct shk_logic_tree *out,
                                     struct shk_smlt **smlt, const struct shk_smlt_path **paths);

/* ---- small helpers (lt_text.c) ---- */
/* Blank-separated words of s, as an arena array. */
SHK_CHECKED enum shk_err shk_lt_words(const char *s, struct shk_arena *a, struct shk_diag *d, size_t *n, const char ***out);
/* dir/name without "." and ".." parts. NULL if out of memory. */
const char *shk_lt_join(const char *dir, const char *name, struct shk_arena *a);
const char *shk_lt_dirname(const char *path, struct shk_arena *a);
int shk_lt_compare_text(const void *a, const void *b);     /* qsort of const char *, by code point as UTF-8 bytes sort */
int shk_lt_in(const char *s, size_t n, const char *const *list);
enum shk_err shk_lt_nomem(struct shk_diag *d);
/* The only logicTreeBranchSet of a legacy branching level, or the node itself. */
SHK_CHECKED enum shk_err shk_lt_bset(const char *file, const struct shk_xml_node *n, struct shk_diag *d, const struct shk_xml_node **out);
/* Root element nrml's first logicTree, or the one with this logicTreeID; SHK_E_SYNTAX if there is none. */
SHK_CHECKED enum shk_err shk_lt_open(const char *file, const char *id, struct shk_arena *a, struct shk_diag *d, const struct shk_xml_node **tree);
/* Texts to numbers: open addressing in an arena. Start from { .a = arena }. Keys are borrowed. */
struct shk_lt_map { struct shk_arena *a; size_t n, cap; const char **key; uint32_t *value; };
uint32_t *shk_lt_map_get(const struct shk_lt_map *m, const char *key);     /* NULL if absent */
/* Slot of key, made with *isnew = 1 and value 0 if absent; NULL if out of memory. */
uint32_t *shk_lt_map_put(struct shk_lt_map *m, const char *key, int *isnew);
/* A stable sort by compare. */
SHK_CHECKED enum shk_err shk_lt_stable_sort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *), struct shk_diag *d);
#endif
