/* npz.h — writes NumPy's .npz: a ZIP archive of .npy arrays. */
#ifndef SHK_IO_NPZ_H
#define SHK_IO_NPZ_H
#include <stddef.h>
#include "base/err.h"

struct shk_npz;

/* The file appears, complete, when shk_npz_close succeeds. */
SHK_CHECKED enum shk_err shk_npz_open(const char *path, struct shk_diag *d, struct shk_npz **out);
/* Adds an array, row-major. descr: its type as in NumPy's header: "<f8", "|S4", or a list of fields "[('lon', '<f8'), ('PGA', '<f4', (3,))]".
 * ndim 0 to 8; item: bytes of one element. The data are copied. Same input, same bytes. */
SHK_CHECKED enum shk_err shk_npz_add(struct shk_npz *z, const char *name, const char *descr, size_t ndim, const size_t *shape, const void *data,
                                     size_t item);
/* Writes and frees; with keep 0 frees only. NULL-safe. */
SHK_CHECKED enum shk_err shk_npz_close(struct shk_npz *z, int keep);
#endif
