#include "io/csv.h"
#include <math.h>
#include <string.h>
#include "base/file.h"
#include "base/str.h"

enum { MAX_COLS = 65536 };

static char *trim(char *from, char *to)
{
    while (from < to && shk_str_blank(*from)) from++;
    while (to > from && shk_str_blank(to[-1])) to--;
    *to = 0;
    return from;
}

/* "..." with doubled quotes inside; the text is moved down in place. Sets c->p behind the closing quote; *out, 0-ended. */
static enum shk_err quoted(struct shk_csv *c, char *q, char **out)
{
    char *in = q + 1, *o = q;
    for (;; in++) {
        if (in == c->end) return shk_fail(c->d, SHK_E_SYNTAX, "%s:%d: a quoted cell has no end", c->name, c->line);
        if (*in == '"') {
            if (in + 1 == c->end || in[1] != '"') break;
            in++;
        } else if (*in == '\n') {
            c->next_line++;
        }
        *o++ = *in;
    }
    *o = 0;                 /* at the closing quote or before it */
    *out = q;
    c->p = in + 1;
    return SHK_OK;
}

/* The next cell; *last if its line ends with it. */
static enum shk_err cell(struct shk_csv *c, char **out, int *last)
{
    char *from = c->p, *q = from;
    while (q < c->end && (*q == ' ' || *q == '\t')) q++;
    if (q < c->end && *q == '"') {
        SHK_TRY(quoted(c, q, out));
        q = c->p;
        while (q < c->end && *q != ',' && *q != '\n') {
            if (!shk_str_blank(*q)) return shk_fail(c->d, SHK_E_SYNTAX, "%s:%d: expected a comma after a quoted cell", c->name, c->next_line);
            q++;
        }
    } else {
        while (q < c->end && *q != ',' && *q != '\n') q++;
        const int comma = q < c->end && *q == ',';
        char *to = q;
        *out = from;
        *last = !comma;
        c->p = q < c->end ? q + 1 : q;
        if (!comma && q < c->end) c->next_line++;
        *out = trim(from, to);
        return SHK_OK;
    }
    *last = q == c->end || *q == '\n';
    if (q < c->end && *q == '\n') c->next_line++;
    c->p = q < c->end ? q + 1 : q;
    return SHK_OK;
}

static void skip_blank_lines(struct shk_csv *c)
{
    for (;;) {
        char *q = c->p;
        while (q < c->end && *q != '\n' && shk_str_blank(*q)) q++;
        if (q == c->end) c->p = q;
        if (q == c->end || *q != '\n') return;
        c->p = q + 1;
        c->next_line++;
    }
}

enum shk_err shk_csv_next(struct shk_csv *c, int *more)
{
    skip_blank_lines(c);
    *more = c->p < c->end;
    if (!*more) return SHK_OK;
    c->line = c->next_line;
    size_t n = 0;
    for (int last = 0; !last; n++) {
        char *x = NULL;
        SHK_TRY(cell(c, &x, &last));
        if (n < c->ncols) c->cell[n] = x;
    }
    if (n != c->ncols) return shk_fail(c->d, SHK_E_SYNTAX, "%s:%d: expected %zu columns, got %zu", c->name, c->line, c->ncols, n);
    return SHK_OK;
}

enum shk_err shk_csv_begin(char *text, size_t n, const char *name, int header, struct shk_arena *arena, struct shk_diag *d, struct shk_csv *out)
{
    struct shk_csv *c = out;
    *c = (struct shk_csv){ .name = name, .pre = "", .p = text, .end = text + n, .next_line = 1, .d = d };
    if (memchr(text, 0, n)) return shk_fail(d, SHK_E_SYNTAX, "%s: not a text file (it holds a zero byte)", name);
    if (n >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) c->p += 3;
    for (;;) {
        skip_blank_lines(c);
        if (!header || c->p == c->end || (*c->p != '#' && strncmp(c->p, "\"#", c->end - c->p < 2 ? (size_t)(c->end - c->p) : 2))) break;
        char *eol = memchr(c->p, '\n', (size_t)(c->end - c->p));
        char *stop = eol ? eol : c->end;
        if (!*c->pre) {
            char *copy = shk_arena_strndup(arena, c->p + 1, (size_t)(stop - c->p) - 1);
            if (!copy) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", name);
            c->pre = trim(copy, copy + strlen(copy));
        }
        c->p = eol ? eol + 1 : c->end;
        c->next_line += eol != NULL;
    }
    /* columns: the separators of the first line outside quotes */
    size_t cols = 1;
    int inside = 0;
    for (const char *p = c->p; p < c->end && (inside || *p != '\n'); p++) {
        inside ^= *p == '"';
        cols += !inside && *p == ',';
    }
    if (c->p == c->end) cols = 0;
    if (cols > MAX_COLS) return shk_fail(d, SHK_E_LIMIT, "%s:%d: more than %d columns", name, c->next_line, MAX_COLS);
    c->ncols = cols;
    c->cell = SHK_NEW(arena, const char *, cols + 1);
    const char **col = SHK_NEW(arena, const char *, cols + 1);
    if (!c->cell || !col) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", name);
    c->line = c->next_line;
    if (!header) return SHK_OK;
    int more;
    SHK_TRY(shk_csv_next(c, &more));
    if (!more) return shk_fail(d, SHK_E_SYNTAX, "%s: empty, expected a header", name);
    memcpy(col, c->cell, cols * sizeof *col);
    c->col = col;
    return SHK_OK;
}

enum shk_err shk_csv_open(const char *path, size_t limit, int header, struct shk_arena *arena, struct shk_diag *d, struct shk_csv *out)
{
    const char *text;
    size_t n;
    SHK_TRY(shk_file_read(path, limit, arena, d, &text, &n));
    return shk_csv_begin((char *)text, n, path, header, arena, d, out);
}

long shk_csv_col(const struct shk_csv *c, const char *name)
{
    for (size_t i = 0; i < c->ncols; i++)
        if (c->col && !strcmp(c->col[i], name)) return (long)i;
    return -1;
}

enum shk_err shk_csv_number(const struct shk_csv *c, size_t k, double *out)
{
    if (shk_str_double(c->cell[k], strlen(c->cell[k]), out) && isfinite(*out)) return SHK_OK;
    if (!c->col) return shk_fail(c->d, SHK_E_INVALID, "%s:%d: column %zu: expected a number, got '%.60s'", c->name, c->line, k + 1, c->cell[k]);
    return shk_fail(c->d, SHK_E_INVALID, "%s:%d: %s: expected a number, got '%.60s'", c->name, c->line, c->col[k], c->cell[k]);
}
