/* make.h — what a row's plan() hook may use while a model is bound. Only for files of this folder. */
#ifndef SHK_GSIM_MAKE_H
#define SHK_GSIM_MAKE_H
#include "gsim/gsim.h"
#include "io/toml.h"

struct shk_gsim_make {
    struct shk_arena *arena;
    struct shk_diag *diag;
    const char *base;                   /* folder of relative files */
    const char *name;                   /* as the user wrote it, for messages */
    const struct shk_toml *table;       /* the model's own TOML table; arguments in g->args are already bound */
    int depth;                          /* nesting, bounded */
};

/* A nested model: name with arguments from table (may be NULL). */
SHK_CHECKED enum shk_err shk_gsim_make_child(struct shk_gsim_make *k, const char *name, const struct shk_toml *table,
                                             const struct shk_gsim_model **out);
/* The same for a base model kept in argument key (`gmpe_name`), with every argument the wrapper's row does not list. */
SHK_CHECKED enum shk_err shk_gsim_make_base(struct shk_gsim_make *k, const struct shk_gsim_model *m, const char *key,
                                            const struct shk_gsim_model **out);
/* The only member of a table { Name = { arguments } }. what is for messages. */
SHK_CHECKED enum shk_err shk_gsim_make_single(struct shk_gsim_make *k, const struct shk_toml *table, const char *what,
                                              const struct shk_gsim_model **out);
/* A conditional model (g->cond), which the functions above refuse. */
SHK_CHECKED enum shk_err shk_gsim_make_conditional(struct shk_gsim_make *k, const struct shk_toml *table, const char *what,
                                                   const struct shk_gsim_model **out);

/* Text argument key; NULL if absent. Finite number; dflt if absent. */
SHK_CHECKED enum shk_err shk_gsim_text_arg(struct shk_gsim_make *k, const struct shk_toml *table, const char *key, const char **out);
SHK_CHECKED enum shk_err shk_gsim_number_arg(struct shk_gsim_make *k, const struct shk_toml *table, const char *key, double dflt, double *out);
/* A file argument joined to the base folder. */
SHK_CHECKED enum shk_err shk_gsim_file_arg(struct shk_gsim_make *k, const char *key, const char **path);
/* A table of numbers by measure, { PGA = 0.1, "SA(0.2)" = 0.2 }, as coefficients of one column. */
SHK_CHECKED enum shk_err shk_gsim_imt_table(struct shk_gsim_make *k, const struct shk_toml *table, const char *what, struct shk_coeffs *out);

/* Copies needs, component, region and deviations of a wrapped model. */
void shk_gsim_inherit(struct shk_gsim_model *m, const struct shk_gsim_model *base);
#define SHK_GSIM_DEPTH 8
#endif
