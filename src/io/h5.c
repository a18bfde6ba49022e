#include "io/h5.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "io/h5_internal.h"

/* Of a system call that failed HDF5 tells the time, the address of the buffer and more; what counts stands between quotes. */
static void system_error(const char *desc, char *out, size_t room)
{
    static const char before[] = "error message = '";
    const char *p = strstr(desc, before);
    if (p) snprintf(out, room, "%.*s", (int)strcspn(p + strlen(before), "'"), p + strlen(before));
    else snprintf(out, room, "%s", desc);
}

static herr_t innermost(unsigned n, const H5E_error2_t *e, void *user)
{
    const char **text = user;
    if (n == 0 && e->desc) *text = e->desc;
    return 0;
}

enum shk_err h5_bad(const struct shk_h5 *f, struct shk_diag *d, enum shk_err code, const char *path, const char *what)
{
    const char *why = NULL;
    if (code == SHK_E_IO) H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, innermost, &why);
    char said[200] = "";
    if (why) system_error(why, said, sizeof said);
    const enum shk_err e = shk_fail(d, code, "%s: %s: %s%s%s", f->path, path, what, why ? ": " : "", said);
    H5Eclear2(H5E_DEFAULT);
    return e;
}

static enum shk_err start(const char *path, int writable, int create, struct shk_diag *d, struct shk_h5 **out)
{
    *out = NULL;
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);      /* errors are ours to report */
    struct shk_h5 *f = calloc(1, sizeof *f);
    if (!f || !(f->path = strdup(path))) { free(f); return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", path); }
    f->writable = writable;
    f->id = -1;
    const hid_t fapl = H5Pcreate(H5P_FILE_ACCESS);
    if (fapl >= 0) {
        H5Pset_fclose_degree(fapl, H5F_CLOSE_STRONG);
#if H5_VERSION_GE(1, 10, 7)
        if (!writable) H5Pset_file_locking(fapl, 0, 1);     /* inputs may lie where locks do not work */
#endif
        if (writable) H5Pset_libver_bounds(fapl, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
        f->id = create ? H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, fapl) : H5Fopen(path, writable ? H5F_ACC_RDWR : H5F_ACC_RDONLY, fapl);
        H5Pclose(fapl);
    }
    if (f->id < 0) {
        const enum shk_err e = h5_bad(f, d, SHK_E_IO, "/", create ? "cannot create the HDF5 file" : "cannot open as HDF5");
        free(f->path);
        free(f);
        return e;
    }
    if (!writable) shk_file_opened(path);
    *out = f;
    return SHK_OK;
}

enum shk_err shk_h5_open(const char *path, struct shk_diag *d, struct shk_h5 **out) { return start(path, 0, 0, d, out); }
enum shk_err shk_h5_append(const char *path, struct shk_diag *d, struct shk_h5 **out) { return start(path, 1, 0, d, out); }
enum shk_err shk_h5_create(const char *path, struct shk_diag *d, struct shk_h5 **out) { return start(path, 1, 1, d, out); }
const char *shk_h5_file(const struct shk_h5 *f) { return f->path; }

enum shk_err shk_h5_flush(struct shk_h5 *f, struct shk_diag *d)
{
    return H5Fflush(f->id, H5F_SCOPE_GLOBAL) < 0 ? h5_bad(f, d, SHK_E_IO, "/", "cannot flush") : SHK_OK;
}

enum shk_err shk_h5_close(struct shk_h5 *f, struct shk_diag *d)
{
    if (!f) return SHK_OK;
    enum shk_err e = SHK_OK;
    if (f->writable) e = shk_h5_flush(f, d);
    if (H5Fclose(f->id) < 0 && !e) e = h5_bad(f, d, SHK_E_IO, "/", "cannot close");
    free(f->path);
    free(f);
    return e;
}

int h5_exists(const struct shk_h5 *f, const char *path, struct shk_diag *d)
{
    char part[1024];
    const size_t n = strlen(path);
    if (n >= sizeof part) { (void)h5_bad(f, d, SHK_E_LIMIT, "/", "path longer than 1023 characters"); return -1; }
    for (size_t i = 0; i <= n; i++) {
        part[i] = path[i];
        if ((path[i] != '/' && path[i]) || i == 0 || path[i - 1] == '/') continue;
        part[i] = 0;
        const htri_t e = H5Lexists(f->id, part, H5P_DEFAULT);
        if (e <= 0) { H5Eclear2(H5E_DEFAULT); return 0; }
        H5L_info_t info;
        if (H5Lget_info(f->id, part, &info, H5P_DEFAULT) >= 0 && info.type != H5L_TYPE_HARD && info.type != H5L_TYPE_SOFT) {
            (void)h5_bad(f, d, SHK_E_UNSUPPORTED, part, "links to other files are refused");
            return -1;
        }
        part[i] = path[i];
    }
    return 1;
}

hid_t h5_type(enum shk_h5_type type, size_t size)
{
    hid_t t = -1;
    switch (type) {
    case SHK_H5_F64: return H5Tcopy(H5T_NATIVE_DOUBLE);
    case SHK_H5_F32: return H5Tcopy(H5T_NATIVE_FLOAT);
    case SHK_H5_I64: return H5Tcopy(H5T_NATIVE_INT64);
    case SHK_H5_I32: return H5Tcopy(H5T_NATIVE_INT32);
    case SHK_H5_I16: return H5Tcopy(H5T_NATIVE_INT16);
    case SHK_H5_I8: return H5Tcopy(H5T_NATIVE_INT8);
    case SHK_H5_U64: return H5Tcopy(H5T_NATIVE_UINT64);
    case SHK_H5_U32: return H5Tcopy(H5T_NATIVE_UINT32);
    case SHK_H5_U16: return H5Tcopy(H5T_NATIVE_UINT16);
    case SHK_H5_U8: return H5Tcopy(H5T_NATIVE_UINT8);
    case SHK_H5_BOOL: {
        const int8_t no = 0, yes = 1;
        t = H5Tenum_create(H5T_NATIVE_INT8);
        if (t >= 0) { H5Tenum_insert(t, "FALSE", &no); H5Tenum_insert(t, "TRUE", &yes); }
        return t;
    }
    case SHK_H5_CHARS:
        t = H5Tcopy(H5T_C_S1);
        if (t >= 0) { H5Tset_size(t, size ? size : 1); H5Tset_strpad(t, H5T_STR_NULLPAD); }
        return t;
    case SHK_H5_TEXT:
        t = H5Tcopy(H5T_C_S1);
        if (t >= 0) { H5Tset_size(t, H5T_VARIABLE); H5Tset_cset(t, H5T_CSET_UTF8); }
        return t;
    }
    return t;
}

hid_t h5_record_type(const struct shk_h5_field *fields, size_t nfields, size_t stride)
{
    const hid_t rec = H5Tcreate(H5T_COMPOUND, stride);
    for (size_t i = 0; rec >= 0 && i < nfields; i++) {
        hid_t t = h5_type(fields[i].type, fields[i].size);
        if (t >= 0 && fields[i].n > 1) {
            const hsize_t n = fields[i].n;
            const hid_t arr = H5Tarray_create2(t, 1, &n);
            H5Tclose(t);
            t = arr;
        }
        const herr_t e = t < 0 ? -1 : H5Tinsert(rec, fields[i].name, fields[i].offset, t);
        if (t >= 0) H5Tclose(t);
        if (e < 0) { H5Tclose(rec); return -1; }
    }
    return rec;
}
