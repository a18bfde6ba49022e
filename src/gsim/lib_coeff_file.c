#include "gsim/lib_coeff_file.h"
#include <ctype.h>
#include <math.h>
#include <strings.h>
#include "base/file.h"
#include "base/str.h"

enum { MAX_BYTES = 1 << 20, MAX_CELLS = 64 };

struct cell { const char *p; size_t n; };

static int cells_of(const char *p, const char *end, struct cell *c)     /* -1: too many */
{
    int n = 0;
    for (;;) {
        while (p < end && isspace((unsigned char)*p)) p++;
        if (p == end) return n;
        if (n == MAX_CELLS) return -1;
        c[n].p = p;
        while (p < end && !isspace((unsigned char)*p)) p++;
        c[n].n = (size_t)(p - c[n].p);
        n++;
    }
}

static int is_word(struct cell c, const char *w) { return c.n == strlen(w) && !strncasecmp(c.p, w, c.n); }

static enum shk_err header(struct shk_gsim_make *k, const char *path, const struct cell *c, int n, const char *const *names, int ncol, int *at)
{
    if (n < 1 || !is_word(c[0], "imt")) return shk_fail(k->diag, SHK_E_SYNTAX, "%s:1: the first column must be headed IMT", path);
    for (int j = 0; j < ncol; j++) {
        at[j] = -1;
        for (int i = 1; i < n; i++)
            if (c[i].n == strlen(names[j]) && !strncmp(c[i].p, names[j], c[i].n)) at[j] = i;
        if (at[j] < 0) return shk_fail(k->diag, SHK_E_SYNTAX, "%s:1: no column %s", path, names[j]);
    }
    return SHK_OK;
}

static enum shk_err measure(struct shk_gsim_make *k, const char *path, int line, struct cell c, struct shk_imt *out)
{
    char name[SHK_IMT_NAME];
    if (c.n >= sizeof name) return shk_fail(k->diag, SHK_E_SYNTAX, "%s:%d: measure expected, got '%.*s'", path, line, (int)(c.n < 40 ? c.n : 40), c.p);
    for (size_t i = 0; i < c.n; i++) name[i] = (char)toupper((unsigned char)c.p[i]);
    name[c.n] = 0;
    const enum shk_err e = shk_imt_parse(name, out, k->diag);
    return e ? shk_wrap(k->diag, e, "%s:%d", path, line) : SHK_OK;
}

enum shk_err shk_gsim_coeff_file(struct shk_gsim_make *k, const char *key, const char *const *names, int ncol, const struct shk_coeffs **out)
{
    const char *path, *text;
    size_t size, lines = 1;
    int at[MAX_CELLS], width = 0, line = 0;
    struct cell c[MAX_CELLS];
    *out = NULL;
    SHK_TRY(shk_gsim_file_arg(k, key, &path));
    if (!path) return SHK_OK;
    SHK_TRY(shk_file_read(path, MAX_BYTES, k->arena, k->diag, &text, &size));
    for (size_t i = 0; i < size; i++) lines += text[i] == '\n';
    struct shk_coeffs *t = SHK_NEW(k->arena, struct shk_coeffs, 1);
    struct shk_coeff_row *row = SHK_NEW(k->arena, struct shk_coeff_row, lines);
    double *v = SHK_NEW(k->arena, double, lines * (size_t)ncol);
    if (!t || !row || !v) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", path);
    *t = (struct shk_coeffs){ .ncol = ncol, .row = row };
    for (const char *p = text, *end = text + size; p < end; ) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        if (!stop) stop = end;
        const int n = cells_of(p, stop, c);
        line++;
        p = stop < end ? stop + 1 : end;
        if (n == 0) continue;
        if (n < 0) return shk_fail(k->diag, SHK_E_LIMIT, "%s:%d: more than %d columns", path, line, MAX_CELLS);
        if (!width) {
            SHK_TRY(header(k, path, c, n, names, ncol, at));
            width = n;
            continue;
        }
        if (n != width) return shk_fail(k->diag, SHK_E_SYNTAX, "%s:%d: expected %d columns, got %d", path, line, width, n);
        struct shk_imt imt;
        double *u = v + (size_t)t->nrow * (size_t)ncol;
        SHK_TRY(measure(k, path, line, c[0], &imt));
        for (int j = 0; j < ncol; j++)
            if (!shk_str_double(c[at[j]].p, c[at[j]].n, &u[j]) || !isfinite(u[j]))
                return shk_fail(k->diag, SHK_E_SYNTAX, "%s:%d: %s: expected a number, got '%.*s'", path, line, names[j],
                                (int)(c[at[j]].n < 40 ? c[at[j]].n : 40), c[at[j]].p);
        row[t->nrow++] = (struct shk_coeff_row){ imt.kind, imt.period, u };
    }
    if (!width) return shk_fail(k->diag, SHK_E_SYNTAX, "%s: no header line", path);
    *out = t;
    return SHK_OK;
}

const double *shk_gsim_exact_row(const struct shk_coeffs *t, struct shk_imt imt)
{
    for (int i = 0; t && i < t->nrow; i++)
        if (t->row[i].kind == imt.kind && t->row[i].period == imt.period) return t->row[i].v;
    return NULL;
}
