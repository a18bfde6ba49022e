/* toml.h — TOML 1.0 into a tree that lives in an arena. */
#ifndef SHK_IO_TOML_H
#define SHK_IO_TOML_H
#include "base/arena.h"
#include "base/err.h"

enum shk_toml_kind { SHK_TOML_TABLE, SHK_TOML_ARRAY, SHK_TOML_STRING, SHK_TOML_INTEGER, SHK_TOML_FLOAT, SHK_TOML_BOOL, SHK_TOML_DATE };

struct shk_toml {
    enum shk_toml_kind kind;
    const char *key;            /* "" in arrays and for the root */
    const char *text;           /* strings and dates, unescaped; else the source text of the value */
    double number;              /* integers and floats; booleans 0 or 1 */
    long long integer;
    int line;
    struct shk_toml *first, *next;      /* members of a table or array in file order; the next sibling */
};

/* text need not end in 0. name is for messages ("job.toml"). Errors: SHK_E_SYNTAX with name:line, SHK_E_LIMIT beyond 64 levels, SHK_E_NOMEM. */
SHK_CHECKED enum shk_err shk_toml_parse(const char *text, size_t n, const char *name, struct shk_arena *arena, struct shk_diag *d,
                                        struct shk_toml **root);
const struct shk_toml *shk_toml_get(const struct shk_toml *table, const char *key);    /* NULL if absent or table is NULL */
#endif
