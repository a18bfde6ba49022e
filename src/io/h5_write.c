#include <string.h>
#include "io/h5_internal.h"

/* Link creation that makes the groups on the way. */
static hid_t intermediate(void)
{
    const hid_t p = H5Pcreate(H5P_LINK_CREATE);
    if (p >= 0) H5Pset_create_intermediate_group(p, 1);
    return p;
}

enum shk_err shk_h5_group(struct shk_h5 *f, const char *path, struct shk_diag *d)
{
    if (!strcmp(path, "/")) return SHK_OK;
    const int there = h5_exists(f, path, d);
    if (there < 0) return d ? d->code : SHK_E_UNSUPPORTED;
    if (there) return SHK_OK;
    const hid_t lcpl = intermediate(), g = lcpl < 0 ? -1 : H5Gcreate2(f->id, path, lcpl, H5P_DEFAULT, H5P_DEFAULT);
    if (lcpl >= 0) H5Pclose(lcpl);
    if (g < 0) return h5_bad(f, d, SHK_E_IO, path, "cannot create the group");
    H5Gclose(g);
    return SHK_OK;
}

enum shk_err shk_h5_remove(struct shk_h5 *f, const char *path, struct shk_diag *d)
{
    const int there = h5_exists(f, path, d);
    if (there < 0) return d ? d->code : SHK_E_UNSUPPORTED;
    if (!there) return SHK_OK;
    return H5Ldelete(f->id, path, H5P_DEFAULT) < 0 ? h5_bad(f, d, SHK_E_IO, path, "cannot remove") : SHK_OK;
}

/* A dataset of element type mem (as in memory; records are packed in the file), written in one go; replaces an existing one. */
static enum shk_err write_whole(struct shk_h5 *f, const char *path, hid_t mem, size_t ndims, const uint64_t *dims, const void *data, struct shk_diag *d)
{
    hsize_t hd[SHK_H5_MAX_DIMS];
    uint64_t n = 1;
    if (mem < 0 || ndims > SHK_H5_MAX_DIMS) return h5_bad(f, d, SHK_E_INVALID, path, "cannot describe the data");
    for (size_t i = 0; i < ndims; i++) { hd[i] = dims[i]; n *= dims[i]; }
    SHK_TRY(shk_h5_remove(f, path, d));
    const hid_t file = H5Tcopy(mem), space = ndims ? H5Screate_simple((int)ndims, hd, NULL) : H5Screate(H5S_SCALAR), lcpl = intermediate();
    if (file >= 0 && H5Tget_class(file) == H5T_COMPOUND) H5Tpack(file);
    const hid_t id = file < 0 || space < 0 || lcpl < 0 ? -1 : H5Dcreate2(f->id, path, file, space, lcpl, H5P_DEFAULT, H5P_DEFAULT);
    enum shk_err e = SHK_OK;
    if (id < 0) e = h5_bad(f, d, SHK_E_IO, path, "cannot create the dataset");
    else if (n && H5Dwrite(id, mem, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0) e = h5_bad(f, d, SHK_E_IO, path, "cannot write");
    if (id >= 0 && H5Dclose(id) < 0 && !e) e = h5_bad(f, d, SHK_E_IO, path, "cannot write");
    if (lcpl >= 0) H5Pclose(lcpl);
    if (space >= 0) H5Sclose(space);
    if (file >= 0) H5Tclose(file);
    return e;
}

enum shk_err shk_h5_write(struct shk_h5 *f, const char *path, enum shk_h5_type type, size_t size, size_t ndims, const uint64_t *dims, const void *data,
                          struct shk_diag *d)
{
    const hid_t mem = h5_type(type, size);
    const enum shk_err e = write_whole(f, path, mem, ndims, dims, data, d);
    if (mem >= 0) H5Tclose(mem);
    return e;
}

enum shk_err shk_h5_write_records(struct shk_h5 *f, const char *path, const struct shk_h5_field *fields, size_t nfields, size_t stride, size_t n,
                                  const void *data, struct shk_diag *d)
{
    const hid_t mem = h5_record_type(fields, nfields, stride);
    const enum shk_err e = write_whole(f, path, mem, 1, &(uint64_t){ n }, data, d);
    if (mem >= 0) H5Tclose(mem);
    return e;
}

static hid_t element(const struct shk_h5_growing *g) { return g->fields ? h5_record_type(g->fields, g->nfields, g->stride) : h5_type(g->type, g->size); }

enum shk_err shk_h5_create_growing(struct shk_h5 *f, const char *path, const struct shk_h5_growing *g, struct shk_diag *d)
{
    hsize_t dims[SHK_H5_MAX_DIMS] = { 0 }, max[SHK_H5_MAX_DIMS], chunk[SHK_H5_MAX_DIMS];
    if (!g->ndims || g->ndims > SHK_H5_MAX_DIMS || !g->chunk) return h5_bad(f, d, SHK_E_INVALID, path, "a growing dataset needs 1 to 8 dimensions and a chunk size");
    for (size_t i = 0; i < g->ndims; i++) {
        dims[i] = i ? g->dims[i] : 0;
        max[i] = i ? g->dims[i] : H5S_UNLIMITED;
        chunk[i] = i ? g->dims[i] : g->chunk;
        if (!chunk[i]) chunk[i] = 1;
    }
    SHK_TRY(shk_h5_remove(f, path, d));
    const hid_t mem = element(g), space = H5Screate_simple((int)g->ndims, dims, max), lcpl = intermediate(), dcpl = H5Pcreate(H5P_DATASET_CREATE);
    hid_t id = -1;
    if (mem >= 0 && space >= 0 && lcpl >= 0 && dcpl >= 0 && H5Pset_chunk(dcpl, (int)g->ndims, chunk) >= 0) {
        if (H5Tget_class(mem) == H5T_COMPOUND) H5Tpack(mem);
        if (g->deflate > 0) { H5Pset_shuffle(dcpl); H5Pset_deflate(dcpl, (unsigned)g->deflate); }
        id = H5Dcreate2(f->id, path, mem, space, lcpl, dcpl, H5P_DEFAULT);
    }
    const enum shk_err e = id < 0 ? h5_bad(f, d, SHK_E_IO, path, "cannot create the dataset") : SHK_OK;
    if (id >= 0) H5Dclose(id);
    if (dcpl >= 0) H5Pclose(dcpl);
    if (lcpl >= 0) H5Pclose(lcpl);
    if (space >= 0) H5Sclose(space);
    if (mem >= 0) H5Tclose(mem);
    return e;
}

/* first UINT64_MAX: at the end. */
static enum shk_err put(struct shk_h5 *f, const char *path, const struct shk_h5_growing *g, uint64_t first, uint64_t rows, const void *data, struct shk_diag *d)
{
    if (!rows) return SHK_OK;
    const int there = h5_exists(f, path, d);
    if (there < 0) return d ? d->code : SHK_E_UNSUPPORTED;
    const hid_t id = there ? H5Dopen2(f->id, path, H5P_DEFAULT) : -1;
    if (id < 0) return h5_bad(f, d, SHK_E_NOTFOUND, path, "no such dataset");
    enum shk_err e = SHK_OK;
    hsize_t dims[H5S_MAX_RANK] = { 0 }, start[SHK_H5_MAX_DIMS] = { 0 }, count[SHK_H5_MAX_DIMS];
    hid_t space = H5Dget_space(id), ms = -1;
    const hid_t mem = element(g);
    const int nd = space < 0 ? -1 : H5Sget_simple_extent_dims(space, dims, NULL);
    if (nd != (int)g->ndims || mem < 0) e = h5_bad(f, d, SHK_E_INVALID, path, "the dataset has another shape");
    for (size_t i = 1; i < g->ndims && !e; i++)
        if (dims[i] != g->dims[i]) e = h5_bad(f, d, SHK_E_INVALID, path, "the dataset has another shape");
    if (!e) {
        if (first == UINT64_MAX) first = dims[0];
        for (size_t i = 0; i < g->ndims; i++) count[i] = i ? dims[i] : rows;
        start[0] = first;
        if (first + rows > dims[0]) {
            dims[0] = first + rows;
            H5Sclose(space);
            space = H5Dset_extent(id, dims) < 0 ? -1 : H5Dget_space(id);
        }
        if (space >= 0) ms = H5Screate_simple(nd, count, NULL);
        if (ms < 0 || H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) < 0 || H5Dwrite(id, mem, ms, space, H5P_DEFAULT, data) < 0)
            e = h5_bad(f, d, SHK_E_IO, path, "cannot write");
    }
    if (ms >= 0) H5Sclose(ms);
    if (space >= 0) H5Sclose(space);
    if (mem >= 0) H5Tclose(mem);
    if (H5Dclose(id) < 0 && !e) e = h5_bad(f, d, SHK_E_IO, path, "cannot write");
    return e;
}

enum shk_err shk_h5_extend(struct shk_h5 *f, const char *path, const struct shk_h5_growing *g, uint64_t rows, const void *data, struct shk_diag *d)
{
    return put(f, path, g, UINT64_MAX, rows, data, d);
}

enum shk_err shk_h5_put_rows(struct shk_h5 *f, const char *path, const struct shk_h5_growing *g, uint64_t first, uint64_t rows, const void *data, struct shk_diag *d)
{
    if (first > UINT64_MAX / 4 || rows > UINT64_MAX / 4) return h5_bad(f, d, SHK_E_LIMIT, path, "rows out of range");
    return put(f, path, g, first, rows, data, d);
}

enum shk_err shk_h5_set_attr(struct shk_h5 *f, const char *path, const char *name, enum shk_h5_type type, size_t size, size_t n, const void *data, struct shk_diag *d)
{
    const int there = strcmp(path, "/") ? h5_exists(f, path, d) : 1;
    if (there < 0) return d ? d->code : SHK_E_UNSUPPORTED;
    if (!there) return h5_bad(f, d, SHK_E_NOTFOUND, path, "no such object");
    if (H5Aexists_by_name(f->id, path, name, H5P_DEFAULT) > 0) H5Adelete_by_name(f->id, path, name, H5P_DEFAULT);
    const hsize_t count = n;
    const hid_t mem = h5_type(type, size), space = n ? H5Screate_simple(1, &count, NULL) : H5Screate(H5S_SCALAR);
    const hid_t id = mem < 0 || space < 0 ? -1 : H5Acreate_by_name(f->id, path, name, mem, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    enum shk_err e = SHK_OK;
    if (id < 0 || H5Awrite(id, mem, data) < 0) e = h5_bad(f, d, SHK_E_IO, path, "cannot write an attribute");
    if (id >= 0) H5Aclose(id);
    if (space >= 0) H5Sclose(space);
    if (mem >= 0) H5Tclose(mem);
    return e;
}

enum shk_err shk_h5_set_attr_string(struct shk_h5 *f, const char *path, const char *name, const char *text, struct shk_diag *d)
{
    return shk_h5_set_attr(f, path, name, SHK_H5_TEXT, 0, 0, &text, d);
}

enum shk_err shk_h5_set_attr_double(struct shk_h5 *f, const char *path, const char *name, double v, struct shk_diag *d)
{
    return shk_h5_set_attr(f, path, name, SHK_H5_F64, 0, 0, &v, d);
}

enum shk_err shk_h5_set_attr_long(struct shk_h5 *f, const char *path, const char *name, int64_t v, struct shk_diag *d)
{
    return shk_h5_set_attr(f, path, name, SHK_H5_I64, 0, 0, &v, d);
}

enum shk_err shk_h5_set_attr_strings(struct shk_h5 *f, const char *path, const char *name, size_t n, const char *const *text, struct shk_diag *d)
{
    return shk_h5_set_attr(f, path, name, SHK_H5_TEXT, 0, n, text, d);
}
