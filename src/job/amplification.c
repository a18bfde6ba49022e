/* Tables of site amplification: #,,,vs30_ref=760 / ampcode,[from_mag,from_rrup],[level],PGA,SA(1.0),sigma_PGA,... */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "io/csv.h"
#include "job/internal.h"
#include "job/sites.h"

enum { MAX_ROWS = 1 << 20, MAX_COLS = 4096 };

/* A row while the table is sorted. */
struct row { char code[5]; size_t i; double key[3]; };

static int by_code(const void *a, const void *b)
{
    const struct row *p = a, *q = b;
    const int c = strcmp(p->code, q->code);
    return c ? c : (p->i > q->i) - (p->i < q->i);
}

static int by_key(const void *a, const void *b)
{
    const struct row *p = a, *q = b;
    const int c = strcmp(p->code, q->code);
    for (int k = 0; !c && k < 3; k++)
        if (p->key[k] != q->key[k]) return p->key[k] < q->key[k] ? -1 : 1;
    return c;
}

static enum shk_err nomem(const char *path, struct shk_diag *d) { return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", path); }

/* vs30_ref=760 somewhere in the comment before the header. */
static enum shk_err reference(const struct shk_csv *csv, const char *path, struct shk_diag *d, double *out)
{
    const char *p = strstr(csv->pre, "vs30_ref");
    p = p ? p + 8 + strspn(p + 8, " =") : "";
    if (shk_str_double(p, strspn(p, "0123456789.eE+-"), out) && *out > 0 && isfinite(*out)) return SHK_OK;
    return shk_fail(d, SHK_E_INVALID, "%s: expected a first line like '#,,,vs30_ref=760'", path);
}

/* All rows of the file as numbers, columns as in the file. */
static enum shk_err read_rows(struct shk_csv *csv, const char *path, struct shk_arena *arena, struct shk_diag *d, long code, struct row **rows, double **cell, size_t *n)
{
    size_t cap = 0;
    int more;
    *n = 0;
    for (;;) {
        SHK_TRY(shk_csv_next(csv, &more));
        if (!more) break;
        if (*n == cap) {
            cap = cap ? cap * 2 : 256;
            if (cap > MAX_ROWS) return shk_fail(d, SHK_E_LIMIT, "%s: more than %d rows", path, MAX_ROWS);
            struct row *r = SHK_NEW(arena, struct row, cap);
            double *c = SHK_NEW(arena, double, cap * csv->ncols);
            if (!r || !c) return nomem(path, d);
            if (*n) {
                memcpy(r, *rows, *n * sizeof *r);
                memcpy(c, *cell, *n * csv->ncols * sizeof *c);
            }
            *rows = r, *cell = c;
        }
        strncpy((*rows)[*n].code, csv->cell[code], 4);
        (*rows)[*n].i = *n;
        for (size_t k = 0; k < csv->ncols; k++)
            if ((long)k != code) SHK_TRY(shk_csv_number(csv, k, &(*cell)[*n * csv->ncols + k]));
        ++*n;
    }
    return *n ? SHK_OK : shk_fail(d, SHK_E_INVALID, "%s: there are no rows", path);
}

static enum shk_err take_column(const struct row *rows, const double *cell, size_t n, size_t ncols, long k, const char *path, struct shk_arena *arena,
                                struct shk_diag *d, double **out)
{
    double *x = *out = SHK_NEW(arena, double, n);
    if (!x) return nomem(path, d);
    for (size_t i = 0; k >= 0 && i < n; i++) x[i] = cell[rows[i].i * ncols + (size_t)k];
    return SHK_OK;
}

static enum shk_err check_rows(const struct shk_amplification *a, struct row *rows, const char *path, struct shk_diag *d)
{
    for (size_t i = 0; i < a->nrows; i++) {
        rows[i].key[0] = a->level ? a->level[i] : 0;
        rows[i].key[1] = a->from_mag ? a->from_mag[i] : 0;
        rows[i].key[2] = a->from_rrup ? a->from_rrup[i] : 0;
        for (size_t m = 0; m < a->nimts; m++)
            if (!(a->median[m][i] > 0) || a->sigma[m][i] < 0)
                return shk_fail(d, SHK_E_INVALID, "%s: code '%s', %s: the factor must be positive and its sigma not negative, got %g and %g", path, a->ampcode[i], a->imt[m],
                                a->median[m][i], a->sigma[m][i]);
    }
    qsort(rows, a->nrows, sizeof *rows, by_key);
    for (size_t i = 1; i < a->nrows; i++)
        if (!by_key(&rows[i - 1], &rows[i])) return shk_fail(d, SHK_E_INVALID, "%s: the row of code '%s', level %g is there twice", path, rows[i].code, rows[i].key[0]);
    return SHK_OK;
}

static enum shk_err build(struct shk_csv *csv, const char *path, struct shk_arena *arena, struct shk_diag *d, struct shk_amplification *a)
{
    const long code = shk_csv_col(csv, "ampcode");
    if (code < 0) return shk_fail(d, SHK_E_INVALID, "%s: missing column ampcode", path);
    if (csv->ncols > MAX_COLS) return shk_fail(d, SHK_E_LIMIT, "%s: more than %d columns", path, MAX_COLS);
    SHK_TRY(reference(csv, path, d, &a->vs30_ref));
    struct row *rows = NULL;
    double *cell = NULL;
    size_t n;
    const size_t nc = csv->ncols;
    SHK_TRY(read_rows(csv, path, arena, d, code, &rows, &cell, &n));
    qsort(rows, n, sizeof *rows, by_code);
    a->nrows = n;
    a->ampcode = (char (*)[5])(void *)SHK_NEW(arena, char, 5 * n);
    size_t *first = SHK_NEW(arena, size_t, n + 1);
    const char **imt = SHK_NEW(arena, const char *, nc);
    a->median = SHK_NEW(arena, double *, nc);
    a->sigma = SHK_NEW(arena, double *, nc);
    if (!a->ampcode || !first || !imt || !a->median || !a->sigma) return nomem(path, d);
    for (size_t i = 0; i < n; i++) {
        memcpy(a->ampcode[i], rows[i].code, 5);
        if (!i || strcmp(rows[i].code, rows[i - 1].code)) first[a->ncodes++] = i;
    }
    first[a->ncodes] = n;
    a->first = first;
    static const char *const keys[] = { "level", "from_mag", "from_rrup" };
    double **into[] = { &a->level, &a->from_mag, &a->from_rrup };
    for (int k = 0; k < 3; k++)
        if (shk_csv_col(csv, keys[k]) >= 0) SHK_TRY(take_column(rows, cell, n, nc, shk_csv_col(csv, keys[k]), path, arena, d, into[k]));
    for (size_t k = 0; k < nc; k++) {
        if (strncmp(csv->col[k], "PGA", 3) && strncmp(csv->col[k], "SA", 2)) continue;
        const char *sigma = shk_arena_printf(arena, "sigma_%s", csv->col[k]);
        if (!sigma) return nomem(path, d);
        SHK_TRY(take_column(rows, cell, n, nc, (long)k, path, arena, d, &a->median[a->nimts]));
        SHK_TRY(take_column(rows, cell, n, nc, shk_csv_col(csv, sigma), path, arena, d, &a->sigma[a->nimts]));
        imt[a->nimts++] = csv->col[k];
    }
    a->imt = imt;
    return check_rows(a, rows, path, d);
}

static enum shk_err check_sites(const struct shk_job *job, const struct shk_sites *s, const struct shk_amplification *a, const char *path, struct shk_diag *d)
{
    const double tolerance = (double)job->vs30_tolerance;
    const int kernel = !strcmp(job->amplification_method, "kernel");
    for (size_t m = 0; m < job->imtls.n; m++) {
        int found = 0;
        for (size_t k = 0; k < a->nimts; k++) found |= !strcmp(a->imt[k], job->imtls.name[m]);
        if (!found) return shk_fail(d, SHK_E_INVALID, "%s: there is no column %s", path, job->imtls.name[m]);
    }
    if (kernel && (!a->level || !a->from_mag || !a->from_rrup))
        return shk_fail(d, SHK_E_INVALID, "%s: amplification_method = kernel needs the columns level, from_mag and from_rrup", path);
    for (size_t i = 0; s && i < s->n; i++) {
        const double *vs30 = s->param[SHK_SITE_vs30];
        if (shk_amplification_code(a, s, i) == a->ncodes)
            return shk_fail(d, SHK_E_INVALID, "%s: there is no amplification function '%s', which the site at %g %g has", path, s->ampcode ? s->ampcode[i] : "", s->lon[i], s->lat[i]);
        if (!kernel && tolerance >= 0 && vs30 && fabs(vs30[i] - a->vs30_ref) > tolerance)
            return shk_fail(d, SHK_E_INVALID, "%s: vs30 = %g of the site at %g %g differs from vs30_ref = %g by more than vs30_tolerance = %g", path, vs30[i], s->lon[i], s->lat[i],
                            a->vs30_ref, tolerance);
    }
    return SHK_OK;
}

size_t shk_amplification_code(const struct shk_amplification *a, const struct shk_sites *sites, size_t i)
{
    const char *code = sites->ampcode ? sites->ampcode[i] : "";
    for (size_t k = 0; k < a->ncodes; k++)
        if (!strcmp(a->ampcode[a->first[k]], code)) return k;
    return a->ncodes == 1 ? 0 : a->ncodes;
}

enum shk_err shk_amplification_read(const struct shk_job *job, const struct shk_sites *sites, struct shk_arena *arena, struct shk_diag *d, struct shk_amplification **out)
{
    const char *path = shk_job_path(job, "amplification");
    struct shk_csv csv;
    *out = NULL;
    if (!path) return SHK_OK;
    struct shk_amplification *a = SHK_NEW(arena, struct shk_amplification, 1);
    if (!a) return nomem(path, d);
    SHK_TRY(shk_csv_open(path, 64 << 20, 1, arena, d, &csv));
    SHK_TRY(build(&csv, path, arena, d, a));
    SHK_TRY(check_sites(job, sites, a, path, d));
    *out = a;
    return SHK_OK;
}
