#include "io/zip.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#include "base/file.h"

const struct shk_zip_limits shk_zip_defaults = { 100000, 16ull << 30, 400 };

enum { MAX_NAME = 1000, MAX_DEPTH = 32, BLOCK = 1 << 16 };

struct unpacker {
    zip_t *zip;
    const char *path, *dir;
    struct shk_zip_limits lim;
    struct shk_arena *arena;
    struct shk_diag *d;
    unsigned long long bytes;           /* written so far */
    char *block;
};

/* Only plain relative names: nothing that could lead out of the folder, here or on another system. */
static const char *bad_name(const char *name)
{
    const size_t n = strlen(name);
    if (!n || n > MAX_NAME) return "a name that is empty or too long";
    if (name[0] == '/' || strchr(name, '\\') || strchr(name, ':')) return "a name that is not a plain relative path";
    int depth = 0;
    for (const char *p = name; *p;) {
        const size_t k = strcspn(p, "/");
        if (k == 2 && p[0] == '.' && p[1] == '.') return "a name that leads out of its folder";
        if (++depth > MAX_DEPTH) return "a name with too many folders";
        p += k + (p[k] == '/');
    }
    for (const char *p = name; *p; p++)
        if ((unsigned char)*p < ' ') return "a name with control characters";
    return NULL;
}

static enum shk_err make_folders(struct unpacker *u, char *full, size_t from)
{
    for (char *p = full + from; *p; p++) {
        if (*p != '/') continue;
        *p = 0;
        const int rc = mkdir(full, 0700);
        const int why = errno;
        *p = '/';
        if (rc && why != EEXIST) return shk_fail(u->d, SHK_E_IO, "%s: cannot make a folder for %s: %s", u->path, full + from, strerror(why));
    }
    return SHK_OK;
}

static enum shk_err bounded(const struct unpacker *u, const char *name, unsigned long long bytes, unsigned long long packed)
{
    if (bytes <= 1 << 20 || (double)bytes <= u->lim.ratio * (double)packed) return SHK_OK;
    return shk_fail(u->d, SHK_E_LIMIT, "%s: %s unpacks to more than %g times its packed size", u->path, name, u->lim.ratio);
}

static enum shk_err copy(struct unpacker *u, zip_file_t *in, int out, const char *name, unsigned long long packed)
{
    unsigned long long got = 0;
    for (;;) {
        const zip_int64_t k = zip_fread(in, u->block, BLOCK);
        if (k < 0) return shk_fail(u->d, SHK_E_SYNTAX, "%s: %s cannot be unpacked: %s", u->path, name, zip_file_strerror(in));
        if (k == 0) return SHK_OK;
        got += (unsigned long long)k;
        u->bytes += (unsigned long long)k;
        if (u->bytes > u->lim.bytes) return shk_fail(u->d, SHK_E_LIMIT, "%s: unpacks to more than %llu bytes", u->path, u->lim.bytes);
        SHK_TRY(bounded(u, name, got, packed));
        for (zip_int64_t done = 0; done < k;) {
            const ssize_t w = write(out, u->block + done, (size_t)(k - done));
            if (w < 0 && errno == EINTR) continue;
            if (w < 0) return shk_fail(u->d, SHK_E_IO, "%s: cannot write %s: %s", u->path, name, strerror(errno));
            done += w;
        }
    }
}

static enum shk_err one(struct unpacker *u, zip_uint64_t i, const zip_stat_t *st)
{
    char *full = shk_arena_printf(u->arena, "%s/%s", u->dir, st->name);
    if (!full) return shk_fail(u->d, SHK_E_NOMEM, "%s: out of memory", u->path);
    SHK_TRY(make_folders(u, full, strlen(u->dir) + 1));
    if (full[strlen(full) - 1] == '/') return SHK_OK;
    zip_file_t *in = zip_fopen_index(u->zip, i, 0);
    if (!in) return shk_fail(u->d, SHK_E_SYNTAX, "%s: %s cannot be unpacked: %s", u->path, st->name, zip_strerror(u->zip));
    const int out = open(full, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    enum shk_err e = out < 0 ? shk_fail(u->d, errno == EEXIST ? SHK_E_INVALID : SHK_E_IO, "%s: cannot make %s: %s", u->path, st->name, strerror(errno))
                             : copy(u, in, out, st->name, st->comp_size);
    if (out >= 0 && close(out) && !e) e = shk_fail(u->d, SHK_E_IO, "%s: cannot write %s: %s", u->path, st->name, strerror(errno));
    zip_fclose(in);
    return e;
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static enum shk_err check(struct unpacker *u, zip_uint64_t i, zip_stat_t *st)
{
    zip_stat_init(st);
    if (zip_stat_index(u->zip, i, 0, st) || !(st->valid & ZIP_STAT_NAME) || !(st->valid & ZIP_STAT_SIZE))
        return shk_fail(u->d, SHK_E_SYNTAX, "%s: member %llu cannot be read", u->path, (unsigned long long)i);
    const char *why = bad_name(st->name);
    if (why) return shk_fail(u->d, SHK_E_INVALID, "%s: member %llu has %s: '%.80s'", u->path, (unsigned long long)i, why, st->name);
    if (st->valid & ZIP_STAT_ENCRYPTION_METHOD && st->encryption_method != ZIP_EM_NONE)
        return shk_fail(u->d, SHK_E_UNSUPPORTED, "%s: %s is encrypted", u->path, st->name);
    if (st->valid & ZIP_STAT_COMP_SIZE) return bounded(u, st->name, st->size, st->comp_size);
    return SHK_OK;
}

static enum shk_err all(struct unpacker *u, const char *const **names, size_t *n)
{
    const zip_int64_t count = zip_get_num_entries(u->zip, 0);
    if (count < 0 || (unsigned long long)count > u->lim.members)
        return shk_fail(u->d, SHK_E_LIMIT, "%s: more than %zu members", u->path, u->lim.members);
    const char **list = SHK_NEW(u->arena, const char *, (size_t)count + 1);
    u->block = SHK_NEW(u->arena, char, BLOCK);
    if (!list || !u->block) return shk_fail(u->d, SHK_E_NOMEM, "%s: out of memory", u->path);
    unsigned long long promised = 0;
    size_t k = 0;
    zip_stat_t st;
    for (zip_int64_t i = 0; i < count; i++) {           /* everything is looked at before anything is written */
        SHK_TRY(check(u, (zip_uint64_t)i, &st));
        if (st.size > u->lim.bytes || (promised += st.size) > u->lim.bytes)
            return shk_fail(u->d, SHK_E_LIMIT, "%s: unpacks to more than %llu bytes", u->path, u->lim.bytes);
    }
    for (zip_int64_t i = 0; i < count; i++) {
        SHK_TRY(check(u, (zip_uint64_t)i, &st));
        if (!strncmp(st.name, "__MACOSX", 8)) continue;
        SHK_TRY(one(u, (zip_uint64_t)i, &st));
        if (st.name[strlen(st.name) - 1] == '/') continue;
        if (!(list[k++] = shk_arena_strdup(u->arena, st.name))) return shk_fail(u->d, SHK_E_NOMEM, "%s: out of memory", u->path);
    }
    qsort(list, k, sizeof *list, by_name);
    *names = list;
    *n = k;
    return SHK_OK;
}

enum shk_err shk_zip_extract(const char *path, const char *dir, const struct shk_zip_limits *limits, struct shk_arena *arena, struct shk_diag *d,
                             const char *const **names, size_t *n)
{
    if (!shk_file_exists(path)) return shk_fail(d, SHK_E_NOTFOUND, "%s: file not found", path);
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
    if (!zip) {
        zip_error_t why;
        zip_error_init_with_code(&why, code);
        shk_fail(d, SHK_E_SYNTAX, "%s: not a ZIP archive: %s", path, zip_error_strerror(&why));
        zip_error_fini(&why);
        return SHK_E_SYNTAX;
    }
    shk_file_opened(path);
    struct unpacker u = { .zip = zip, .path = path, .dir = dir, .lim = limits ? *limits : shk_zip_defaults, .arena = arena, .d = d };
    const enum shk_err e = all(&u, names, n);
    zip_discard(zip);
    return e;
}
