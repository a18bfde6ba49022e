/* h5.h — a thin, bounded layer over HDF5: reading tables that users give, writing the datastore.
 *
 * Sizes are checked before anything is allocated. HDF5's own messages are silenced; errors come through shk_diag with the file
 * and the path of the object. Only one process and one thread may use it. Objects are named by paths, "/group/dataset" or
 * relative to the root; intermediate groups are created when writing. */
#ifndef SHK_IO_H5_H
#define SHK_IO_H5_H
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"

struct shk_h5;                              /* an open file */
enum { SHK_H5_MAX_DIMS = 8 };

SHK_CHECKED enum shk_err shk_h5_open(const char *path, struct shk_diag *d, struct shk_h5 **out);        /* read only */
SHK_CHECKED enum shk_err shk_h5_append(const char *path, struct shk_diag *d, struct shk_h5 **out);      /* read and write an existing file */
SHK_CHECKED enum shk_err shk_h5_create(const char *path, struct shk_diag *d, struct shk_h5 **out);      /* truncates */
SHK_CHECKED enum shk_err shk_h5_flush(struct shk_h5 *f, struct shk_diag *d);                            /* everything to the disk */
/* NULL-safe. Closing a written file may fail (disk full); d may be NULL. */
enum shk_err shk_h5_close(struct shk_h5 *f, struct shk_diag *d);
const char *shk_h5_file(const struct shk_h5 *f);

/* ---- reading ---- */
enum shk_h5_class { SHK_H5_NONE, SHK_H5_GROUP, SHK_H5_FLOAT, SHK_H5_INT, SHK_H5_STRING, SHK_H5_RECORD, SHK_H5_OTHER };
struct shk_h5_info { enum shk_h5_class kind; size_t ndims; uint64_t dims[SHK_H5_MAX_DIMS]; uint64_t n; size_t item; /* bytes of an element */ };

/* kind SHK_H5_NONE if there is no such object (not an error). A scalar has ndims 0 and n 1. */
SHK_CHECKED enum shk_err shk_h5_info(struct shk_h5 *f, const char *path, struct shk_diag *d, struct shk_h5_info *out);
/* Names of the links of a group, sorted by name. */
SHK_CHECKED enum shk_err shk_h5_list(struct shk_h5 *f, const char *group, struct shk_arena *a, struct shk_diag *d, size_t *n, const char ***out);

/* Whole datasets, converted to the type asked for, in row-major order, in the arena. dims: SHK_H5_MAX_DIMS values are
 * written when not NULL. SHK_E_NOTFOUND, SHK_E_INVALID (another class of type), SHK_E_LIMIT (more than limit elements;
 * limit 0: 2^28). */
SHK_CHECKED enum shk_err shk_h5_doubles(struct shk_h5 *f, const char *path, size_t limit, struct shk_arena *a, struct shk_diag *d,
                                        size_t *n, uint64_t *dims, double **out);
SHK_CHECKED enum shk_err shk_h5_longs(struct shk_h5 *f, const char *path, size_t limit, struct shk_arena *a, struct shk_diag *d,
                                      size_t *n, uint64_t *dims, int64_t **out);
SHK_CHECKED enum shk_err shk_h5_strings(struct shk_h5 *f, const char *path, size_t limit, struct shk_arena *a, struct shk_diag *d,
                                        size_t *n, const char ***out);
/* Names of the columns of a dataset of records, in their order. SHK_E_INVALID where it is of another kind. */
SHK_CHECKED enum shk_err shk_h5_columns(struct shk_h5 *f, const char *path, struct shk_arena *a, struct shk_diag *d, size_t *n, const char ***out);
/* One column of a dataset of records: numbers, or texts. */
SHK_CHECKED enum shk_err shk_h5_column(struct shk_h5 *f, const char *path, const char *field, size_t limit, struct shk_arena *a,
                                       struct shk_diag *d, size_t *n, double **out);
SHK_CHECKED enum shk_err shk_h5_column_text(struct shk_h5 *f, const char *path, const char *field, size_t limit, struct shk_arena *a,
                                            struct shk_diag *d, size_t *n, const char ***out);
/* Rows first..first+rows-1 of a numeric dataset (all other dimensions whole), as doubles or as floats, into memory of the caller of room elements. */
SHK_CHECKED enum shk_err shk_h5_rows(struct shk_h5 *f, const char *path, uint64_t first, uint64_t rows, size_t room, double *out, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_h5_rows_f32(struct shk_h5 *f, const char *path, uint64_t first, uint64_t rows, size_t room, float *out, struct shk_diag *d);

/* Attributes of the object at path ("/" for the file). SHK_E_NOTFOUND if absent. */
SHK_CHECKED enum shk_err shk_h5_attr_double(struct shk_h5 *f, const char *path, const char *name, struct shk_diag *d, double *out);
SHK_CHECKED enum shk_err shk_h5_attr_string(struct shk_h5 *f, const char *path, const char *name, struct shk_arena *a, struct shk_diag *d, const char **out);
/* 1-d numeric attribute, or a scalar as one value. */
SHK_CHECKED enum shk_err shk_h5_attr_doubles(struct shk_h5 *f, const char *path, const char *name, struct shk_arena *a, struct shk_diag *d, size_t *n, double **out);

/* ---- writing ---- */
enum shk_h5_type { SHK_H5_F64, SHK_H5_F32, SHK_H5_I64, SHK_H5_I32, SHK_H5_I16, SHK_H5_I8, SHK_H5_U64, SHK_H5_U32, SHK_H5_U16, SHK_H5_U8, SHK_H5_BOOL /* as h5py: enum FALSE TRUE of int8 */,
                   SHK_H5_CHARS /* fixed: size bytes, padded with 0 */, SHK_H5_TEXT /* const char *, variable length UTF-8 */ };
struct shk_h5_field { const char *name; enum shk_h5_type type; size_t offset, size; /* size: CHARS, else 0; offset in the C struct */
                      size_t n; /* > 1: an array of n of type */ };

SHK_CHECKED enum shk_err shk_h5_group(struct shk_h5 *f, const char *path, struct shk_diag *d);          /* exists afterwards */
/* A whole dataset; data as the C type of `type` (CHARS: size bytes each; TEXT: const char *). ndims 0: a scalar. */
SHK_CHECKED enum shk_err shk_h5_write(struct shk_h5 *f, const char *path, enum shk_h5_type type, size_t size, size_t ndims, const uint64_t *dims,
                                      const void *data, struct shk_diag *d);
/* n records of `stride` bytes, described by fields. */
SHK_CHECKED enum shk_err shk_h5_write_records(struct shk_h5 *f, const char *path, const struct shk_h5_field *fields, size_t nfields, size_t stride,
                                              size_t n, const void *data, struct shk_diag *d);
/* Creates an empty dataset that grows along its first dimension, in chunks of `chunk` rows, compressed with gzip if deflate > 0.
 * dims[0] is ignored. fields NULL: elements of `type`. */
struct shk_h5_growing { enum shk_h5_type type; size_t size; const struct shk_h5_field *fields; size_t nfields, stride; size_t ndims; uint64_t dims[SHK_H5_MAX_DIMS];
                        size_t chunk; int deflate; };
SHK_CHECKED enum shk_err shk_h5_create_growing(struct shk_h5 *f, const char *path, const struct shk_h5_growing *g, struct shk_diag *d);
/* Adds rows at the end; g as at creation. */
SHK_CHECKED enum shk_err shk_h5_extend(struct shk_h5 *f, const char *path, const struct shk_h5_growing *g, uint64_t rows, const void *data, struct shk_diag *d);
/* Sets rows first..first+rows-1 of an existing dataset (growing if needed and possible). */
SHK_CHECKED enum shk_err shk_h5_put_rows(struct shk_h5 *f, const char *path, const struct shk_h5_growing *g, uint64_t first, uint64_t rows, const void *data, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_h5_remove(struct shk_h5 *f, const char *path, struct shk_diag *d);         /* no error if absent */

/* Attributes; an existing one is replaced. */
SHK_CHECKED enum shk_err shk_h5_set_attr(struct shk_h5 *f, const char *path, const char *name, enum shk_h5_type type, size_t size, size_t n /* 0: scalar */,
                                         const void *data, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_h5_set_attr_string(struct shk_h5 *f, const char *path, const char *name, const char *text, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_h5_set_attr_double(struct shk_h5 *f, const char *path, const char *name, double v, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_h5_set_attr_long(struct shk_h5 *f, const char *path, const char *name, int64_t v, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_h5_set_attr_strings(struct shk_h5 *f, const char *path, const char *name, size_t n, const char *const *text, struct shk_diag *d);
#endif
