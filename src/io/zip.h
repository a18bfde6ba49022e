/* zip.h — unpacking archives that nobody vouches for. */
#ifndef SHK_IO_ZIP_H
#define SHK_IO_ZIP_H
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"

/* ratio: of unpacked to packed bytes, looked at for members beyond 1 MiB. */
struct shk_zip_limits { size_t members; unsigned long long bytes; double ratio; };
extern const struct shk_zip_limits shk_zip_defaults;    /* 100000 members, 16 GiB, 400 */

/* Unpacks every file of the archive at path below the existing folder dir, which nobody else may write to. Members with an absolute
 * name or a ".." are refused (SHK_E_INVALID), so are encrypted and repeated ones; links become plain files; __MACOSX is left out.
 * *names: the n names of the files, sorted, relative to dir. SHK_E_LIMIT beyond the limits (NULL: the defaults), checked before and
 * while writing; SHK_E_SYNTAX if it is not a ZIP archive; SHK_E_NOTFOUND, SHK_E_IO, SHK_E_NOMEM. */
SHK_CHECKED enum shk_err shk_zip_extract(const char *path, const char *dir, const struct shk_zip_limits *limits, struct shk_arena *arena,
                                         struct shk_diag *d, const char *const **names, size_t *n);
#endif
