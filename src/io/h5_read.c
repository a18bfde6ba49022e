#include <string.h>
#include "io/h5_internal.h"

enum { DEFAULT_LIMIT = 1 << 28, LONGEST_TEXT = 1 << 24 };

static enum shk_h5_class class_of(hid_t type)
{
    switch (H5Tget_class(type)) {
    case H5T_FLOAT: return SHK_H5_FLOAT;
    case H5T_INTEGER: case H5T_ENUM: return SHK_H5_INT;
    case H5T_STRING: return SHK_H5_STRING;
    case H5T_COMPOUND: return SHK_H5_RECORD;
    default: return SHK_H5_OTHER;
    }
}

/* An open dataset with its shape; storage in other files is refused. */
struct set { hid_t id, type, space; struct shk_h5_info info; };

static void close_set(struct set *s)
{
    if (s->space >= 0) H5Sclose(s->space);
    if (s->type >= 0) H5Tclose(s->type);
    if (s->id >= 0) H5Dclose(s->id);
}

static enum shk_err shape(const struct shk_h5 *f, const char *path, hid_t space, hid_t type, struct shk_diag *d, struct shk_h5_info *o)
{
    hsize_t dims[H5S_MAX_RANK];
    const int nd = H5Sget_simple_extent_ndims(space);
    if (nd < 0) return h5_bad(f, d, SHK_E_IO, path, "cannot read the shape");
    if (nd > SHK_H5_MAX_DIMS) return h5_bad(f, d, SHK_E_LIMIT, path, "more than 8 dimensions");
    *o = (struct shk_h5_info){ .kind = class_of(type), .ndims = (size_t)nd, .n = 1, .item = H5Tget_size(type) };
    if (nd > 0) H5Sget_simple_extent_dims(space, dims, NULL);
    if (H5Sget_simple_extent_type(space) == H5S_NULL) o->n = 0;
    for (int i = 0; i < nd; i++) {
        o->dims[i] = dims[i];
        if (__builtin_mul_overflow(o->n, (uint64_t)dims[i], &o->n)) return h5_bad(f, d, SHK_E_LIMIT, path, "too many elements");
    }
    return SHK_OK;
}

static enum shk_err open_set(const struct shk_h5 *f, const char *path, struct shk_diag *d, struct set *s)
{
    *s = (struct set){ .id = -1, .type = -1, .space = -1 };
    const int there = h5_exists(f, path, d);
    if (there < 0) return d ? d->code : SHK_E_UNSUPPORTED;
    if (!there) return h5_bad(f, d, SHK_E_NOTFOUND, path, "no such dataset");
    s->id = H5Dopen2(f->id, path, H5P_DEFAULT);
    if (s->id < 0) return h5_bad(f, d, SHK_E_IO, path, "cannot open the dataset");
    s->type = H5Dget_type(s->id);
    s->space = H5Dget_space(s->id);
    const hid_t dcpl = H5Dget_create_plist(s->id);
    enum shk_err e = SHK_OK;
    if (s->type < 0 || s->space < 0 || dcpl < 0) e = h5_bad(f, d, SHK_E_IO, path, "cannot open the dataset");
    else if (H5Pget_layout(dcpl) == H5D_VIRTUAL || H5Pget_external_count(dcpl) > 0) e = h5_bad(f, d, SHK_E_UNSUPPORTED, path, "data in other files are refused");
    else e = shape(f, path, s->space, s->type, d, &s->info);
    if (dcpl >= 0) H5Pclose(dcpl);
    if (e) { close_set(s); *s = (struct set){ .id = -1, .type = -1, .space = -1 }; }
    return e;
}

enum shk_err shk_h5_info(struct shk_h5 *f, const char *path, struct shk_diag *d, struct shk_h5_info *out)
{
    *out = (struct shk_h5_info){ 0 };
    const int there = h5_exists(f, path, d);
    if (there < 0) return d ? d->code : SHK_E_UNSUPPORTED;
    if (!there) return SHK_OK;
    const hid_t o = H5Oopen(f->id, path, H5P_DEFAULT);
    if (o < 0) { H5Eclear2(H5E_DEFAULT); return SHK_OK; }        /* a soft link to nothing */
    const H5I_type_t kind = H5Iget_type(o);
    H5Oclose(o);
    if (kind == H5I_GROUP) { out->kind = SHK_H5_GROUP; return SHK_OK; }
    if (kind != H5I_DATASET) { out->kind = SHK_H5_OTHER; return SHK_OK; }
    struct set s;
    SHK_TRY(open_set(f, path, d, &s));
    *out = s.info;
    close_set(&s);
    return SHK_OK;
}

struct names { struct shk_arena *a; size_t n, cap; const char **name; };

static herr_t add_name(hid_t g, const char *name, const H5L_info_t *info, void *user)
{
    (void)g; (void)info;
    struct names *l = user;
    if (l->n == l->cap) return -1;
    l->name[l->n] = shk_arena_strdup(l->a, name);
    return l->name[l->n++] ? 0 : -1;
}

enum shk_err shk_h5_list(struct shk_h5 *f, const char *group, struct shk_arena *a, struct shk_diag *d, size_t *n, const char ***out)
{
    *n = 0;
    *out = NULL;
    const int there = h5_exists(f, group, d);
    if (there < 0) return d ? d->code : SHK_E_UNSUPPORTED;
    const hid_t g = there ? H5Gopen2(f->id, group, H5P_DEFAULT) : -1;
    if (g < 0) return h5_bad(f, d, SHK_E_NOTFOUND, group, "no such group");
    H5G_info_t info;
    enum shk_err e = SHK_OK;
    struct names l = { .a = a };
    if (H5Gget_info(g, &info) < 0) e = h5_bad(f, d, SHK_E_IO, group, "cannot list");
    else if (info.nlinks > 10000000) e = h5_bad(f, d, SHK_E_LIMIT, group, "more than 10 million objects");
    else {
        l.cap = (size_t)info.nlinks;
        l.name = SHK_NEW(a, const char *, l.cap);
        if (l.cap && !l.name) e = h5_bad(f, d, SHK_E_NOMEM, group, "out of memory");
        else if (H5Literate(g, H5_INDEX_NAME, H5_ITER_INC, NULL, add_name, &l) < 0) e = h5_bad(f, d, SHK_E_IO, group, "cannot list");
    }
    H5Gclose(g);
    if (e) return e;
    *n = l.n;
    *out = l.name;
    return SHK_OK;
}

/* Is that much really there? Declared shapes cost nothing, so they are held against what is stored; deflate packs 1032 to 1 at best. */
static enum shk_err plausible(const struct shk_h5 *f, const char *path, struct shk_diag *d, const struct set *s, size_t limit)
{
    if (s->info.n > (limit ? limit : DEFAULT_LIMIT)) return h5_bad(f, d, SHK_E_LIMIT, path, "more elements than expected");
    const double declared = (double)s->info.n * (double)s->info.item, stored = (double)H5Dget_storage_size(s->id);
    if (declared > 1 << 20 && declared > 1100 * stored) return h5_bad(f, d, SHK_E_LIMIT, path, "its shape is far larger than what is stored");
    return SHK_OK;
}

static enum shk_err numbers(struct shk_h5 *f, const char *path, hid_t mem, size_t size, size_t limit, struct shk_arena *a, struct shk_diag *d,
                            size_t *n, uint64_t *dims, void **out)
{
    struct set s;
    *n = 0;
    *out = NULL;
    SHK_TRY(open_set(f, path, d, &s));
    enum shk_err e = SHK_OK;
    if (s.info.kind != SHK_H5_FLOAT && s.info.kind != SHK_H5_INT) e = h5_bad(f, d, SHK_E_INVALID, path, "expected numbers");
    else if ((e = plausible(f, path, d, &s, limit))) { /* said */ }
    else if (s.info.n && !(*out = shk_arena_alloc(a, (size_t)s.info.n, size))) e = h5_bad(f, d, SHK_E_NOMEM, path, "out of memory");
    else if (s.info.n && H5Dread(s.id, mem, H5S_ALL, H5S_ALL, H5P_DEFAULT, *out) < 0) e = h5_bad(f, d, SHK_E_IO, path, "cannot read");
    if (!e) *n = (size_t)s.info.n;
    if (!e && dims) memcpy(dims, s.info.dims, sizeof s.info.dims);
    close_set(&s);
    return e;
}

enum shk_err shk_h5_doubles(struct shk_h5 *f, const char *path, size_t limit, struct shk_arena *a, struct shk_diag *d, size_t *n, uint64_t *dims, double **out)
{
    void *p;
    const enum shk_err e = numbers(f, path, H5T_NATIVE_DOUBLE, sizeof(double), limit, a, d, n, dims, &p);
    *out = e ? NULL : p;
    return e;
}

enum shk_err shk_h5_longs(struct shk_h5 *f, const char *path, size_t limit, struct shk_arena *a, struct shk_diag *d, size_t *n, uint64_t *dims, int64_t **out)
{
    void *p;
    const enum shk_err e = numbers(f, path, H5T_NATIVE_INT64, sizeof(int64_t), limit, a, d, n, dims, &p);
    *out = e ? NULL : p;
    return e;
}

/* Strings of a dataset, of a field of its records or of an attribute, whatever their storage. type is the string's, read what is asked
 * for: the same, or a record with that one field. */
static enum shk_err strings(const struct shk_h5 *f, const char *path, hid_t obj, int attribute, hid_t type, hid_t read, hid_t space, size_t n, struct shk_arena *a,
                            struct shk_diag *d, const char ***out)
{
    const htri_t variable = H5Tis_variable_str(type);
    const size_t len = H5Tget_size(type);
    *out = SHK_NEW(a, const char *, n ? n : 1);
    if (!*out) return h5_bad(f, d, SHK_E_NOMEM, path, "out of memory");
    if (!n) return SHK_OK;
    if (variable <= 0 && (!len || len > LONGEST_TEXT || n > ((size_t)1 << 31) / len)) return h5_bad(f, d, SHK_E_LIMIT, path, "strings too long");
    enum shk_err e = SHK_OK;
    char **v = variable > 0 ? SHK_NEW(a, char *, n) : NULL, *block = variable > 0 ? NULL : shk_arena_alloc(a, n, len);
    void *buf = variable > 0 ? (void *)v : (void *)block;
    if (!buf) return h5_bad(f, d, SHK_E_NOMEM, path, "out of memory");
    if ((attribute ? H5Aread(obj, read, buf) : H5Dread(obj, read, H5S_ALL, H5S_ALL, H5P_DEFAULT, buf)) < 0) return h5_bad(f, d, SHK_E_IO, path, "cannot read");
    for (size_t i = 0; i < n && !e; i++) {
        if (v) (*out)[i] = shk_arena_strdup(a, v[i] ? v[i] : "");
        else {
            size_t k = strnlen(block + i * len, len);
            while (k && H5Tget_strpad(type) == H5T_STR_SPACEPAD && block[i * len + k - 1] == ' ') k--;
            (*out)[i] = shk_arena_strndup(a, block + i * len, k);
        }
        if (!(*out)[i]) e = h5_bad(f, d, SHK_E_NOMEM, path, "out of memory");
    }
    if (v) H5Dvlen_reclaim(read, space, H5P_DEFAULT, v);
    return e;
}

enum shk_err shk_h5_strings(struct shk_h5 *f, const char *path, size_t limit, struct shk_arena *a, struct shk_diag *d, size_t *n, const char ***out)
{
    struct set s;
    *n = 0;
    *out = NULL;
    SHK_TRY(open_set(f, path, d, &s));
    enum shk_err e;
    if (s.info.kind != SHK_H5_STRING) e = h5_bad(f, d, SHK_E_INVALID, path, "expected strings");
    else if (!(e = plausible(f, path, d, &s, limit))) e = strings(f, path, s.id, 0, s.type, s.type, s.space, (size_t)s.info.n, a, d, out);
    if (!e) *n = (size_t)s.info.n;
    close_set(&s);
    return e;
}

enum shk_err shk_h5_columns(struct shk_h5 *f, const char *path, struct shk_arena *a, struct shk_diag *d, size_t *n, const char ***out)
{
    struct set s;
    *n = 0;
    *out = NULL;
    SHK_TRY(open_set(f, path, d, &s));
    const int count = s.info.kind == SHK_H5_RECORD ? H5Tget_nmembers(s.type) : -1;
    enum shk_err e = count < 0 ? h5_bad(f, d, SHK_E_INVALID, path, "expected records") : SHK_OK;
    if (!e && !(*out = SHK_NEW(a, const char *, (size_t)count + 1))) e = h5_bad(f, d, SHK_E_NOMEM, path, "out of memory");
    for (int k = 0; !e && k < count; k++) {
        char *name = H5Tget_member_name(s.type, (unsigned)k);
        (*out)[k] = name ? shk_arena_strdup(a, name) : NULL;
        if (!(*out)[k]) e = h5_bad(f, d, SHK_E_NOMEM, path, "out of memory");
        if (name) H5free_memory(name);
    }
    if (!e) *n = (size_t)count;
    close_set(&s);
    return e;
}

enum shk_err shk_h5_column_text(struct shk_h5 *f, const char *path, const char *field, size_t limit, struct shk_arena *a, struct shk_diag *d, size_t *n,
                                const char ***out)
{
    struct set s;
    *n = 0;
    *out = NULL;
    SHK_TRY(open_set(f, path, d, &s));
    enum shk_err e = SHK_OK;
    const int k = s.info.kind == SHK_H5_RECORD ? H5Tget_member_index(s.type, field) : -1;
    const hid_t type = k < 0 ? -1 : H5Tget_member_type(s.type, (unsigned)k);
    const hid_t read = type < 0 ? -1 : H5Tcreate(H5T_COMPOUND, H5Tget_size(type));
    H5Eclear2(H5E_DEFAULT);
    if (type < 0 || H5Tget_class(type) != H5T_STRING)
        e = shk_fail(d, SHK_E_INVALID, "%s: %s: expected records with a text named '%s'", f->path, path, field);
    else if (s.info.n > (limit ? limit : DEFAULT_LIMIT)) e = h5_bad(f, d, SHK_E_LIMIT, path, "more elements than expected");
    else if (read < 0 || H5Tinsert(read, field, 0, type) < 0) e = h5_bad(f, d, SHK_E_NOMEM, path, "out of memory");
    else e = strings(f, path, s.id, 0, type, read, s.space, (size_t)s.info.n, a, d, out);
    if (!e) *n = (size_t)s.info.n;
    if (read >= 0) H5Tclose(read);
    if (type >= 0) H5Tclose(type);
    close_set(&s);
    return e;
}

enum shk_err shk_h5_column(struct shk_h5 *f, const char *path, const char *field, size_t limit, struct shk_arena *a, struct shk_diag *d, size_t *n, double **out)
{
    struct set s;
    *n = 0;
    *out = NULL;
    SHK_TRY(open_set(f, path, d, &s));
    enum shk_err e = SHK_OK;
    const int k = s.info.kind == SHK_H5_RECORD ? H5Tget_member_index(s.type, field) : -1;
    const H5T_class_t kind = k < 0 ? H5T_NO_CLASS : H5Tget_member_class(s.type, (unsigned)k);
    H5Eclear2(H5E_DEFAULT);
    if (kind != H5T_FLOAT && kind != H5T_INTEGER) {
        e = shk_fail(d, SHK_E_INVALID, "%s: %s: expected records with a number named '%s'", f->path, path, field);
    } else if (!(e = plausible(f, path, d, &s, limit)) && s.info.n) {
        *out = SHK_NEW(a, double, (size_t)s.info.n);
        const hid_t mem = H5Tcreate(H5T_COMPOUND, sizeof(double));
        if (!*out || mem < 0) e = h5_bad(f, d, SHK_E_NOMEM, path, "out of memory");
        else if (H5Tinsert(mem, field, 0, H5T_NATIVE_DOUBLE) < 0 || H5Dread(s.id, mem, H5S_ALL, H5S_ALL, H5P_DEFAULT, *out) < 0)
            e = h5_bad(f, d, SHK_E_IO, path, "cannot read");
        if (mem >= 0) H5Tclose(mem);
    }
    if (!e) *n = (size_t)s.info.n;
    close_set(&s);
    return e;
}

static enum shk_err rows_of(struct shk_h5 *f, const char *path, uint64_t first, uint64_t rows, size_t room, hid_t mem, void *out, struct shk_diag *d)
{
    struct set s;
    SHK_TRY(open_set(f, path, d, &s));
    enum shk_err e = SHK_OK;
    const struct shk_h5_info *o = &s.info;
    const uint64_t row = o->ndims && o->dims[0] ? o->n / o->dims[0] : 0;
    uint64_t need;
    if (o->kind != SHK_H5_FLOAT && o->kind != SHK_H5_INT) e = h5_bad(f, d, SHK_E_INVALID, path, "expected numbers");
    else if (!o->ndims || first > o->dims[0] || rows > o->dims[0] - first) e = h5_bad(f, d, SHK_E_INVALID, path, "rows out of range");
    else if (__builtin_mul_overflow(rows, row, &need) || need > room) e = h5_bad(f, d, SHK_E_LIMIT, path, "more elements than expected");
    else if (need) {
        hsize_t start[SHK_H5_MAX_DIMS] = { first }, count[SHK_H5_MAX_DIMS];
        for (size_t i = 0; i < o->ndims; i++) count[i] = i ? o->dims[i] : rows;
        const hid_t ms = H5Screate_simple((int)o->ndims, count, NULL);
        if (ms < 0 || H5Sselect_hyperslab(s.space, H5S_SELECT_SET, start, NULL, count, NULL) < 0
            || H5Dread(s.id, mem, ms, s.space, H5P_DEFAULT, out) < 0) e = h5_bad(f, d, SHK_E_IO, path, "cannot read");
        if (ms >= 0) H5Sclose(ms);
    }
    close_set(&s);
    return e;
}

enum shk_err shk_h5_rows(struct shk_h5 *f, const char *path, uint64_t first, uint64_t rows, size_t room, double *out, struct shk_diag *d)
{
    return rows_of(f, path, first, rows, room, H5T_NATIVE_DOUBLE, out, d);
}

enum shk_err shk_h5_rows_f32(struct shk_h5 *f, const char *path, uint64_t first, uint64_t rows, size_t room, float *out, struct shk_diag *d)
{
    return rows_of(f, path, first, rows, room, H5T_NATIVE_FLOAT, out, d);
}

/* ---- attributes ---- */
static enum shk_err open_attr(struct shk_h5 *f, const char *path, const char *name, struct shk_diag *d, struct set *s)
{
    *s = (struct set){ .id = -1, .type = -1, .space = -1 };
    const int there = strcmp(path, "/") ? h5_exists(f, path, d) : 1;
    if (there < 0) return d ? d->code : SHK_E_UNSUPPORTED;
    if (!there || H5Aexists_by_name(f->id, path, name, H5P_DEFAULT) <= 0) {
        H5Eclear2(H5E_DEFAULT);
        return shk_fail(d, SHK_E_NOTFOUND, "%s: %s: no attribute '%s'", f->path, path, name);
    }
    s->id = H5Aopen_by_name(f->id, path, name, H5P_DEFAULT, H5P_DEFAULT);
    if (s->id >= 0) { s->type = H5Aget_type(s->id); s->space = H5Aget_space(s->id); }
    const enum shk_err e = s->type < 0 || s->space < 0 ? h5_bad(f, d, SHK_E_IO, path, "cannot open an attribute") : shape(f, path, s->space, s->type, d, &s->info);
    return e;
}

static void close_attr(struct set *s)
{
    if (s->space >= 0) H5Sclose(s->space);
    if (s->type >= 0) H5Tclose(s->type);
    if (s->id >= 0) H5Aclose(s->id);
}

enum shk_err shk_h5_attr_doubles(struct shk_h5 *f, const char *path, const char *name, struct shk_arena *a, struct shk_diag *d, size_t *n, double **out)
{
    struct set s;
    *n = 0;
    *out = NULL;
    enum shk_err e = open_attr(f, path, name, d, &s);
    if (!e && ((s.info.kind != SHK_H5_FLOAT && s.info.kind != SHK_H5_INT) || s.info.n > 1 << 20))
        e = shk_fail(d, SHK_E_INVALID, "%s: %s: attribute '%s': expected numbers", f->path, path, name);
    if (!e && !(*out = SHK_NEW(a, double, (size_t)s.info.n + 1))) e = h5_bad(f, d, SHK_E_NOMEM, path, "out of memory");
    if (!e && s.info.n && H5Aread(s.id, H5T_NATIVE_DOUBLE, *out) < 0) e = h5_bad(f, d, SHK_E_IO, path, "cannot read an attribute");
    if (!e) *n = (size_t)s.info.n;
    close_attr(&s);
    return e;
}

enum shk_err shk_h5_attr_double(struct shk_h5 *f, const char *path, const char *name, struct shk_diag *d, double *out)
{
    struct set s;
    enum shk_err e = open_attr(f, path, name, d, &s);
    if (!e && ((s.info.kind != SHK_H5_FLOAT && s.info.kind != SHK_H5_INT) || s.info.n != 1))
        e = shk_fail(d, SHK_E_INVALID, "%s: %s: attribute '%s': expected one number", f->path, path, name);
    if (!e && H5Aread(s.id, H5T_NATIVE_DOUBLE, out) < 0) e = h5_bad(f, d, SHK_E_IO, path, "cannot read an attribute");
    close_attr(&s);
    return e;
}

enum shk_err shk_h5_attr_string(struct shk_h5 *f, const char *path, const char *name, struct shk_arena *a, struct shk_diag *d, const char **out)
{
    struct set s;
    const char **v = NULL;
    *out = NULL;
    enum shk_err e = open_attr(f, path, name, d, &s);
    if (!e && (s.info.kind != SHK_H5_STRING || s.info.n != 1)) e = shk_fail(d, SHK_E_INVALID, "%s: %s: attribute '%s': expected one string", f->path, path, name);
    if (!e) e = strings(f, path, s.id, 1, s.type, s.type, s.space, 1, a, d, &v);
    if (!e) *out = v[0];
    close_attr(&s);
    return e;
}
