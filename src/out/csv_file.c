#include "out/csv_file.h"
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include "base/format.h"

char *shk_exported_add(struct shk_exported *done)
{
    if (done->n == done->cap) {
        const size_t cap = done->cap ? 2 * done->cap : 64;
        char (*more)[160] = shk_arena_alloc(done->arena, cap, sizeof *more);
        if (!more) return NULL;
        if (done->n) memcpy(more, done->name, done->n * sizeof *more);
        done->name = more;
        done->cap = cap;
    }
    return done->name[done->n++];
}

enum shk_err shk_out_begin(struct shk_out_file *c, const struct shk_results *r, const char *dir, const char *name, int ncol,
                           const char *note, struct shk_exported *done, struct shk_diag *d)
{
    c->d = d;
    c->first = 1;
    c->f = NULL;
    char *file = shk_exported_add(done);
    if (!file) return shk_fail(d, SHK_E_NOMEM, "list of exported files: out of memory");
    if (snprintf(file, sizeof done->name[0], "%s_%d.csv", name, r->calc_id) >= (int)sizeof done->name[0])
        return shk_fail(d, SHK_E_INVALID, "file name '%.60s...' is too long", name);
    if (snprintf(c->path, sizeof c->path, "%s/%s", dir, file) >= (int)sizeof c->path)
        return shk_fail(d, SHK_E_INVALID, "path of '%s' is too long", file);
    if (done->parts > 1 && (done->n - 1) % (size_t)done->parts != (size_t)done->part) return SHK_OK;
    snprintf(c->temp, sizeof c->temp, "%s.part", c->path);
    c->f = fopen(c->temp, "w");
    if (!c->f) return shk_fail(d, SHK_E_IO, "cannot write %s: %s", c->path, strerror(errno));
    setvbuf(c->f, c->buffer, _IOFBF, sizeof c->buffer);
    fputc('#', c->f);
    for (int i = 0; i < ncol - 1; i++) fputc(',', c->f);
    fprintf(c->f, "\"generated_by='Mainshock " MAINSHOCK_VERSION "', start_date='%s', checksum=%u%s\"\r\n", r->start_date, r->checksum, note);
    return SHK_OK;
}

static void comma(struct shk_out_file *c)
{
    if (!c->first) putc_unlocked(',', c->f);
    c->first = 0;
}

void shk_out_text(struct shk_out_file *c, const char *s)
{
    comma(c);
    if (!strpbrk(s, ",\"\r\n")) {
        fputs(s, c->f);
        return;
    }
    fputc('"', c->f);
    for (; *s; s++) {
        if (*s == '"') fputc('"', c->f);
        fputc(*s, c->f);
    }
    fputc('"', c->f);
}

void shk_out_printf(struct shk_out_file *c, const char *fmt, ...)
{
    va_list ap;
    comma(c);
    va_start(ap, fmt);
    vfprintf(c->f, fmt, ap);
    va_end(ap);
}

void shk_out_e(struct shk_out_file *c, double v, int digits)
{
    char buf[SHK_FORMAT_MAX];
    comma(c);
    fwrite_unlocked(buf, 1, shk_format_e(v, digits, buf), c->f);
}

void shk_out_f(struct shk_out_file *c, double v, int digits)
{
    char buf[SHK_FORMAT_MAX];
    comma(c);
    fwrite_unlocked(buf, 1, shk_format_f(v, digits, buf), c->f);
}

void shk_out_end_line(struct shk_out_file *c)
{
    fwrite_unlocked("\r\n", 1, 2, c->f);
    c->first = 1;
}

enum shk_err shk_out_end(struct shk_out_file *c)
{
    int bad = fflush(c->f) != 0 || ferror(c->f);
    bad |= fclose(c->f) != 0;
    if (bad || rename(c->temp, c->path) != 0) {
        unlink(c->temp);
        return shk_fail(c->d, SHK_E_IO, "cannot write %s: %s", c->path, strerror(errno));
    }
    return SHK_OK;
}
