/* mainshock show: what a calculation left; with a key, an object of its datastore as CSV. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/format.h"
#include "cli/cli.h"
#include "engine/datastore.h"
#include "engine/db.h"
#include "engine/kept.h"
#include "io/h5.h"

/* ---- an object of the datastore ---- */

/* Quoted where a reader of CSV needs it. */
static void print_text(const char *s)
{
    if (!s[strcspn(s, ",\"\n")]) {
        fputs(s, stdout);
        return;
    }
    putchar('"');
    for (; *s; s++) {
        if (*s == '"') putchar('"');
        putchar(*s);
    }
    putchar('"');
}

static enum shk_err print_group(struct shk_h5 *f, const char *key, struct shk_arena *a, struct shk_diag *d)
{
    const char **name;
    size_t n;
    SHK_TRY(shk_h5_list(f, key, a, d, &n, &name));
    for (size_t i = 0; i < n; i++) {
        struct shk_h5_info info;
        const char *path = shk_arena_printf(a, "%s/%s", strcmp(key, "/") ? key : "", name[i]);
        if (!path) return shk_fail(d, SHK_E_NOMEM, "out of memory");
        SHK_TRY(shk_h5_info(f, path, d, &info));
        printf("%s", path[0] == '/' ? path + 1 : path);
        for (size_t k = 0; k < info.ndims; k++) printf("%s%" PRIu64, k ? "x" : ",", info.dims[k]);
        printf("%s\n", info.kind == SHK_H5_GROUP ? "/" : "");
    }
    return SHK_OK;
}

/* Whole numbers without a point: counts and indices come as doubles too. */
static void print_number(double v)
{
    char text[SHK_FORMAT_MAX];
    if (fabs(v) < 1e15 && v == floor(v)) printf("%.0f", v + 0.0);      /* no -0 */
    else fputs(shk_repr(v, text), stdout);
}

/* A line for each index of all dimensions but the last, whose values follow. */
static enum shk_err print_numbers(struct shk_h5 *f, const char *key, const struct shk_h5_info *info, struct shk_arena *a, struct shk_diag *d)
{
    double *v;
    size_t n;
    SHK_TRY(shk_h5_doubles(f, key, 0, a, d, &n, NULL, &v));
    const uint64_t last = info->ndims ? info->dims[info->ndims - 1] : 1;
    for (size_t at = 0; at < n; at += last) {
        uint64_t stride = n;
        for (size_t k = 0; k + 1 < info->ndims; k++) {
            stride /= info->dims[k];
            printf("%" PRIu64 ",", at / stride % info->dims[k]);
        }
        for (uint64_t i = 0; i < last; i++) {
            if (i) putchar(',');
            print_number(v[at + i]);
        }
        putchar('\n');
    }
    return SHK_OK;
}

static enum shk_err print_records(struct shk_h5 *f, const char *key, struct shk_arena *a, struct shk_diag *d)
{
    const char **name, ***text;
    double **number;
    size_t columns, n = 0;
    SHK_TRY(shk_h5_columns(f, key, a, d, &columns, &name));
    text = SHK_NEW(a, const char **, columns);
    number = SHK_NEW(a, double *, columns);
    if (!text || !number) return shk_fail(d, SHK_E_NOMEM, "out of memory");
    for (size_t k = 0; k < columns; k++) {
        struct shk_diag no = { 0 };
        printf("%s%s", k ? "," : "", name[k]);
        if (shk_h5_column(f, key, name[k], 0, a, &no, &n, &number[k])) SHK_TRY(shk_h5_column_text(f, key, name[k], 0, a, d, &n, &text[k]));
    }
    putchar('\n');
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < columns; k++) {
            if (text[k]) print_text(text[k][i]);
            else print_number(number[k][i]);
            putchar(k + 1 < columns ? ',' : '\n');
        }
    return SHK_OK;
}

static enum shk_err print_object(struct shk_h5 *f, const char *key, struct shk_arena *a, struct shk_diag *d)
{
    struct shk_h5_info info;
    SHK_TRY(shk_h5_info(f, key, d, &info));
    switch (info.kind) {
    case SHK_H5_NONE: return shk_fail(d, SHK_E_NOTFOUND, "%s: there is no '%s'; mainshock show ID / lists what there is", shk_h5_file(f), key);
    case SHK_H5_GROUP: return print_group(f, key, a, d);
    case SHK_H5_FLOAT: case SHK_H5_INT: return print_numbers(f, key, &info, a, d);
    case SHK_H5_RECORD: return print_records(f, key, a, d);
    case SHK_H5_STRING: {
        const char **text;
        size_t n;
        SHK_TRY(shk_h5_strings(f, key, 0, a, d, &n, &text));
        for (size_t i = 0; i < n; i++) {
            print_text(text[i]);
            putchar('\n');
        }
        return SHK_OK;
    }
    case SHK_H5_OTHER: break;
    }
    return shk_fail(d, SHK_E_UNSUPPORTED, "%s: %s is neither numbers nor text nor records of these", shk_h5_file(f), key);
}

static enum shk_err show_key(int id, const char *key, struct shk_arena *a, struct shk_diag *d)
{
    const char *datadir;
    struct shk_db *db;
    struct shk_calc c;
    struct shk_h5 *f;
    SHK_TRY(shk_datadir(a, d, &datadir));
    SHK_TRY(shk_db_open(datadir, d, &db));
    enum shk_err e = shk_db_get(db, id, d, &c);
    shk_db_close(db);
    SHK_TRY(e);
    SHK_TRY(shk_h5_open(shk_datastore_path(datadir, c.id, a), d, &f));
    e = print_object(f, key, a, d);
    (void)shk_h5_close(f, NULL);
    return e;
}

/* ---- the calculation ---- */

struct outputs { const char *dir; size_t n; };

static void output(void *user, const char *name)
{
    struct outputs *o = user;
    if (!o->n++) printf("outputs%s%s\n", o->dir ? ", in " : "", o->dir ? o->dir : "");
    printf("  %s\n", name);
}

static enum shk_err show_all(int id, struct shk_arena *a, struct shk_diag *d)
{
    const char *datadir;
    struct shk_db *db;
    struct shk_calc c;
    struct shk_operations m = { 0 };
    struct outputs out = { 0 };
    SHK_TRY(shk_datadir(a, d, &datadir));
    SHK_TRY(shk_db_open(datadir, d, &db));
    enum shk_err e = shk_db_get(db, id, d, &c);
    if (!e) {
        printf("calculation %d, %s, %s\n  %s\n  %s, started %s, %.2f s, %.0f MB\n", c.id, c.mode, c.status, c.description, c.job_path,
               c.start, c.seconds, c.peak_mb);
        e = shk_note(db, c.id, SHK_NOTE_EXPORTS, a, d, &out.dir);
    }
    if (!e) e = shk_db_outputs(db, c.id, output, &out, d);
    if (!e && !out.n && !strcmp(c.status, "complete")) printf("nothing was exported; mainshock export %d --exports csv\n", c.id);
    if (!e) e = shk_db_performance(db, c.id, &m, d);
    if (!e) {
        printf("operations\n  %-44s %10s %10s %12s\n", "", "seconds", "MB", "counts");
        for (size_t i = 0; i < m.n; i++) printf("  %-44s %10.3f %10.1f %12zu\n", m.op[i].name, m.op[i].seconds, m.op[i].memory_mb, m.op[i].counts);
    }
    shk_db_close(db);
    return e;
}

int shk_cmd_show(int argc, char **argv)
{
    char *end;
    const long id = argc ? strtol(argv[0], &end, 10) : 0;
    if (argc < 1 || argc > 2 || end == argv[0] || *end || id < -1 || id > 1000000000)
        return fprintf(stderr, "usage: mainshock show ID [KEY]     / lists the keys\n"), SHK_EXIT_INPUT;
    struct shk_diag d = { 0 };
    struct shk_arena *a = shk_arena_new(0);
    const enum shk_err e = argc == 2 ? show_key((int)id, argv[1], a, &d) : show_all((int)id, a, &d);
    shk_arena_free(a);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}
