#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char **opened;
static size_t nopened, opened_cap;

void shk_file_opened(const char *path)
{
    for (size_t i = nopened; i-- > 0;)
        if (!strcmp(opened[i], path)) return;
    if (nopened == opened_cap) {
        const size_t cap = opened_cap ? 2 * opened_cap : 64;
        char **more = realloc(opened, cap * sizeof *more);
        if (!more) return;                  /* then a resumed calculation finds other inputs, and says so */
        opened = more;
        opened_cap = cap;
    }
    if ((opened[nopened] = strdup(path))) nopened++;
}

const char *const *shk_files_opened(size_t *n)
{
    *n = nopened;
    return (const char *const *)opened;
}

void shk_files_forget(void)
{
    while (nopened) free(opened[--nopened]);
    free(opened);
    opened = NULL;
    opened_cap = 0;
}

static enum shk_err read_all(int fd, const char *path, size_t limit, struct shk_arena *arena, struct shk_diag *d, const char **text, size_t *n)
{
    struct stat st;
    if (fstat(fd, &st) != 0) return shk_fail(d, SHK_E_IO, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode)) return shk_fail(d, SHK_E_IO, "%s: not a regular file", path);
    if ((unsigned long long)st.st_size > limit)
        return shk_fail(d, SHK_E_LIMIT, "%s: %lld bytes, the limit is %zu", path, (long long)st.st_size, limit);
    const size_t size = (size_t)st.st_size;
    char *buf = shk_arena_alloc(arena, size + 1, 1);
    if (!buf) return shk_fail(d, SHK_E_NOMEM, "%s: no memory for %zu bytes", path, size);
    size_t got = 0;
    while (got < size) {
        const ssize_t k = read(fd, buf + got, size - got);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return shk_fail(d, SHK_E_IO, "%s: %s", path, strerror(errno));
        if (k == 0) break;                  /* it shrank meanwhile */
        got += (size_t)k;
    }
    buf[got] = 0;
    *text = buf;
    *n = got;
    return SHK_OK;
}

enum shk_err shk_file_read(const char *path, size_t limit, struct shk_arena *arena, struct shk_diag *d, const char **text, size_t *n)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);       /* a pipe must not hold us */
    if (fd < 0) {
        const int missing = errno == ENOENT || errno == ENOTDIR;
        return shk_fail(d, missing ? SHK_E_NOTFOUND : SHK_E_IO, "%s: %s", path, missing ? "file not found" : strerror(errno));
    }
    shk_file_opened(path);
    const enum shk_err e = read_all(fd, path, limit, arena, d, text, n);
    close(fd);
    return e;
}

/* Works in place: what is written never passes what is read. */
static char *normal(char *path)
{
    const size_t root = path[0] == '/';
    size_t out = root, names = 0;           /* names: components written that a ".." can take back */
    for (const char *in = path + root, *end; *in; in = *end ? end + 1 : end) {
        end = strchr(in, '/');
        if (!end) end = in + strlen(in);
        const size_t n = (size_t)(end - in);
        if (n == 0 || (n == 1 && in[0] == '.')) continue;
        const int up = n == 2 && in[0] == '.' && in[1] == '.';
        if (up && names) {
            while (out > root && path[out - 1] != '/') out--;
            if (out > root) out--;
            names--;
            continue;
        }
        if (up && root) continue;
        if (!up) names++;
        if (out > root) path[out++] = '/';
        memmove(path + out, in, n);
        out += n;
    }
    if (!out) path[out++] = '.';
    path[out] = 0;
    return path;
}

char *shk_path_join(struct shk_arena *arena, const char *dir, const char *name)
{
    char *p = name[0] == '/' || !dir[0] ? shk_arena_printf(arena, "%s ", name) : shk_arena_printf(arena, "%s/%s ", dir, name);
    if (!p) return NULL;
    p[strlen(p) - 1] = 0;       /* the spare byte is for "." */
    return normal(p);
}

const char *shk_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *shk_path_dir(struct shk_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) return shk_arena_strdup(arena, ".");
    if (slash == path) return shk_arena_strdup(arena, "/");
    return shk_arena_strndup(arena, path, (size_t)(slash - path));
}

int shk_file_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

enum shk_err shk_make_folders(const char *path, struct shk_diag *d)
{
    char part[4096];
    if ((size_t)snprintf(part, sizeof part, "%s", path) >= sizeof part) return shk_fail(d, SHK_E_INVALID, "the path of the folder %.100s... is too long", path);
    for (char *p = part + 1; ; p++) {
        if (*p && *p != '/') continue;
        const char c = *p;
        *p = 0;
        if (mkdir(part, 0777) != 0 && errno != EEXIST) return shk_fail(d, SHK_E_IO, "cannot make the folder %s: %s", part, strerror(errno));
        *p = c;
        if (!c) return SHK_OK;
    }
}

int shk_dir_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

char *shk_tempdir_new(struct shk_arena *arena)
{
    const char *top = getenv("TMPDIR");
    char *path = shk_arena_printf(arena, "%s/mainshock-XXXXXX", top && *top ? top : "/tmp");
    if (!path || !mkdtemp(path)) return NULL;
    char *real = realpath(path, NULL);          /* $TMPDIR may be relative, or a link */
    path = real ? shk_arena_strdup(arena, real) : NULL;
    free(real);
    return path;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path), 0;
}

void shk_tempdir_remove(const char *path)
{
    if (path && *path) nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
