/* ini.h — INI files as Python's configparser reads them, without interpolation (inputs.md 1.4):
 * [section], key = value or key: value, keys in lower case, whole-line comments with # or ;, values go on in lines that are indented more. */
#ifndef SHK_IO_INI_H
#define SHK_IO_INI_H
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"

struct shk_ini_item { const char *section, *key, *value; int line; };      /* lines of a value are joined by '\n' */
struct shk_ini { size_t n; struct shk_ini_item *item; size_t nsections; };  /* nsections: without [DEFAULT] */

/* text need not end in 0. Errors: SHK_E_SYNTAX with name:line (text that is not an item, item outside a section, repeated section or key),
 * SHK_E_LIMIT beyond 100000 items, SHK_E_NOMEM. */
SHK_CHECKED enum shk_err shk_ini_parse(const char *text, size_t n, const char *name, struct shk_arena *arena, struct shk_diag *d, struct shk_ini *out);
#endif
