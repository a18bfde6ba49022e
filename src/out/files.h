/* files.h — names of exported files. */
#ifndef SHK_OUT_FILES_H
#define SHK_OUT_FILES_H
#include "out/export.h"

/* Adds the file "NAME_ID.EXT" to done and writes "DIR/NAME_ID.EXT" into path, of room bytes. SHK_E_INVALID if too long, SHK_E_NOMEM. */
SHK_CHECKED enum shk_err shk_out_path(const struct shk_results *r, const char *dir, const char *name, const char *ext, struct shk_exported *done,
                                      char *path, size_t room, struct shk_diag *d);
#endif
