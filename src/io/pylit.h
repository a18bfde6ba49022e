/* pylit.h — literals of Python and JSON as they stand in job files: {'PGA': [0.1, 0.2]}, [(5, 50), (8, 200)], logscale(0.01, 2, 20). */
#ifndef SHK_IO_PYLIT_H
#define SHK_IO_PYLIT_H
#include "io/toml.h"

/* Into the same tree as TOML: dictionaries are tables (keys that are numbers keep their text; of equal keys the last one counts), lists and
 * tuples arrays, None a BOOL whose text is "None". A call name(args) is an array whose text is the name ("" for lists). name and line, where
 * the text begins, are for messages. Errors as shk_toml_parse. */
SHK_CHECKED enum shk_err shk_pylit_parse(const char *text, size_t n, const char *name, int line, struct shk_arena *arena, struct shk_diag *d,
                                         struct shk_toml **out);
#endif
