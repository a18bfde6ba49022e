/* Until io/toml.c is there: names link and work, arguments are refused. To be deleted with its two uses. */
#include "io/toml.h"
extern enum shk_err shk_toml_parse(const char *, size_t, const char *, struct shk_arena *, struct shk_diag *, struct shk_toml **) __attribute__((weak));
extern const struct shk_toml *shk_toml_get(const struct shk_toml *, const char *) __attribute__((weak));
