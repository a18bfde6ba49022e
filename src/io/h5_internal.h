/* h5_internal.h — shared by h5_read.c and h5_write.c. */
#ifndef SHK_IO_H5_INTERNAL_H
#define SHK_IO_H5_INTERNAL_H
#include <hdf5.h>
#include "io/h5.h"

struct shk_h5 { hid_t id; char *path; int writable; };

/* "file: path: what: HDF5's innermost reason" */
enum shk_err h5_bad(const struct shk_h5 *f, struct shk_diag *d, enum shk_err code, const char *path, const char *what);
/* 1 if the object exists through hard or soft links inside this file, 0 if not, -1 after an error (external links are refused). */
int h5_exists(const struct shk_h5 *f, const char *path, struct shk_diag *d);
/* Memory type of one element; close with H5Tclose. < 0 on failure. */
hid_t h5_type(enum shk_h5_type type, size_t size);
hid_t h5_record_type(const struct shk_h5_field *fields, size_t nfields, size_t stride);
#endif
