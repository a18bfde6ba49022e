#include "io/npz.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

struct shk_npz { zip_t *zip; struct shk_diag *d; char path[]; };

enum { MAX_DIM = 8 };
enum { FIRST_DATE = 1 << 5 | 1 };                   /* 1980-01-01 as ZIP writes it: equal data give equal files, in any time zone */

enum shk_err shk_npz_open(const char *path, struct shk_diag *d, struct shk_npz **out)
{
    struct shk_npz *z = calloc(1, sizeof *z + strlen(path) + 1);
    if (!z) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", path);
    strcpy(z->path, path);
    z->d = d;
    int code = 0;
    z->zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (!z->zip) {
        free(z);
        return shk_fail(d, SHK_E_IO, "%s: cannot be written (libzip error %d)", path, code);
    }
    *out = z;
    return SHK_OK;
}

/* Header of version 1.0: magic, length, a Python dictionary padded so that the data begin at a multiple of 64. Returns its length, 0 if too long. */
static size_t header(char *buf, size_t room, const char *descr, size_t ndim, const size_t *shape)
{
    char dims[MAX_DIM * 24 + 4] = "(";
    for (size_t i = 0; i < ndim; i++) snprintf(dims + strlen(dims), sizeof dims - strlen(dims), "%s%zu", i ? ", " : "", shape[i]);
    strcat(dims, ndim == 1 ? ",)" : ")");
    const char *q = descr[0] == '[' ? "" : "'";
    const int n = snprintf(buf + 10, room - 10, "{'descr': %s%s%s, 'fortran_order': False, 'shape': %s, }", q, descr, q, dims);
    if (n < 0 || (size_t)n + 128 > room || n > 60000) return 0;
    const size_t total = (10 + (size_t)n + 1 + 63) / 64 * 64, len = total - 10;
    memset(buf + 10 + n, ' ', total - 10 - (size_t)n);
    buf[total - 1] = '\n';
    memcpy(buf, "\x93NUMPY\x01\x00", 8);
    buf[8] = (char)(len & 255);
    buf[9] = (char)(len >> 8);
    return total;
}

enum shk_err shk_npz_add(struct shk_npz *z, const char *name, const char *descr, size_t ndim, const size_t *shape, const void *data, size_t item)
{
    if (ndim > MAX_DIM) return shk_fail(z->d, SHK_E_LIMIT, "%s: %s has more than %d dimensions", z->path, name, MAX_DIM);
    size_t bytes = item;
    for (size_t i = 0; i < ndim; i++)
        if (__builtin_mul_overflow(bytes, shape[i], &bytes)) return shk_fail(z->d, SHK_E_LIMIT, "%s: %s is too large", z->path, name);
    const size_t room = strlen(descr) + 512;
    size_t total;
    if (__builtin_add_overflow(bytes, room, &total)) return shk_fail(z->d, SHK_E_LIMIT, "%s: %s is too large", z->path, name);
    char *buf = malloc(total), file[300];
    if (!buf) return shk_fail(z->d, SHK_E_NOMEM, "%s: no memory for %s, %zu bytes", z->path, name, bytes);
    const size_t head = header(buf, room, descr, ndim, shape);
    if (!head || snprintf(file, sizeof file, "%s.npy", name) >= (int)sizeof file) {
        free(buf);
        return shk_fail(z->d, SHK_E_LIMIT, "%s: the name or the type of %.80s is too long", z->path, name);
    }
    if (bytes) memcpy(buf + head, data, bytes);
    zip_source_t *src = zip_source_buffer(z->zip, buf, head + bytes, 1);
    if (!src) free(buf);
    const zip_int64_t i = src ? zip_file_add(z->zip, file, src, ZIP_FL_ENC_UTF_8) : -1;
    if (i < 0) {
        if (src) zip_source_free(src);
        return shk_fail(z->d, SHK_E_IO, "%s: cannot add %s: %s", z->path, name, zip_strerror(z->zip));
    }
    zip_file_set_dostime(z->zip, (zip_uint64_t)i, 0, FIRST_DATE, 0);
    return SHK_OK;
}

enum shk_err shk_npz_close(struct shk_npz *z, int keep)
{
    if (!z) return SHK_OK;
    enum shk_err e = SHK_OK;
    if (keep && zip_close(z->zip)) e = shk_fail(z->d, SHK_E_IO, "%s: cannot be written: %s", z->path, zip_strerror(z->zip));
    if (!keep || e) zip_discard(z->zip);
    free(z);
    return e;
}
