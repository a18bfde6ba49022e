/* make.h — what a row's plan() hook may use while a model is bound. Only for files of this folder. */
#ifndef SHK_GSIM_MAKE_H
#define SHK_GSIM_MAKE_H
#include "gsim/gsim.h"
#include "io/toml.h"

struct shk_gsim_make {
    struct shk_arena *arena;
    struct shk_diag *diag;
    const char *base;                   /* folder of relative files */
    const struct shk_toml *table;       /* the model's own TOML table; arguments in g->args are already bound */
    int depth;                          /* nesting, bounded */
};

/* A nested model: name with arguments from table (may be NULL). */
SHK_CHECKED enum shk_err shk_gsim_make_child(struct shk_gsim_make *k, const char *name, const struct shk_toml *table,
                                             const struct shk_gsim_model **out);
#endif
