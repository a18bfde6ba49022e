// libs: gsim
/* Models against figures of programs that do not derive from OpenQuake: tests/golden/independent.csv, whose first lines name
 * the sources; docs/independent-gsims.md explains every difference. A block of that file:
 *
 *   > MODEL | source | largest difference of mean, of sig (- where sig is another quantity there)
 *   rup_mag,...,imt,mean,sig
 *   rows
 *
 * MODEL is a model's text (\n for a new line), or `+ weight NAME weight NAME ...`: the median is then the weighted mean of the medians. */
#include <stdio.h>
#include <stdlib.h>
#include "check.h"
#include "gsim/gsim.h"

enum { LINE = 4096, COLS = 24 };
struct block { int ncol, col[COLS], imt, mean, sig; double tol_mean, tol_sig; };     /* imt, mean, sig: places in the line */
static char name[LINE];
static int rows, blocks;
static double worst[2];

static int column_of(const char *s)
{
    const char *p = strchr(s, '_') ? strchr(s, '_') + 1 : "";
#define X(c) if (!strcmp(p, #c)) return SHK_COL_##c;
    SHK_CTX_COLUMNS(X)
#undef X
    return -1;
}

static int split(char *line, char **cell)
{
    int n = 0;
    line[strcspn(line, "\r\n")] = 0;
    for (char *p = line; p && n < COLS; n++) {
        cell[n] = p;
        if ((p = strchr(p, ','))) *p++ = 0;
    }
    return n;
}

static void read_header(char *line, struct block *b)
{
    char *cell[COLS];
    b->ncol = split(line, cell);
    b->imt = b->mean = b->sig = -1;
    for (int j = 0; j < b->ncol; j++) {
        b->col[j] = column_of(cell[j]);
        if (!strcmp(cell[j], "imt")) b->imt = j;
        else if (!strcmp(cell[j], "mean")) b->mean = j;
        else if (!strcmp(cell[j], "sig")) b->sig = j;
        else check_that(b->col[j] >= 0, cell[j], __FILE__, __LINE__);
    }
}

static void evaluate(const char *text, const char *imt_name, const struct shk_ctx *x, double *mean, double *sig)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_diag d = { 0 };
    const struct shk_gsim_model *m = NULL;
    struct shk_imt imt;
    double tau, phi;
    *mean = *sig = NAN;
    if (shk_gsim_make(text, ".", a, &d, &m) || shk_imt_parse(imt_name, &imt, &d)) printf("%s: %s\n", text, d.text);
    else if (!shk_gsim_supports(m, imt)) printf("%s does not support %s\n", text, imt_name);
    else {
        int have = 1;
#define X(c) have &= !(m->needs & SHK_NEEDS(c)) || x->c;
        SHK_CTX_COLUMNS(X)
#undef X
        if (have) shk_gsim_eval(m, imt, x, (struct shk_motion){ mean, sig, &tau, &phi });
        else printf("%s needs a column that the file lacks\n", text);
    }
    shk_arena_free(a);
}

/* One model, or the weighted mean of medians. */
static void predict(const char *imt, const struct shk_ctx *x, double *mean, double *sig)
{
    if (*name != '+') { evaluate(name, imt, x, mean, sig); return; }
    double sum = 0, s = 0, weight, all = 0;
    char one[128];
    int used;
    for (const char *p = name + 1; sscanf(p, " %lf %127s%n", &weight, one, &used) == 2; p += used) {
        evaluate(one, imt, x, mean, sig);
        sum += weight * exp(*mean);
        s += weight * *sig;
        all += weight;
    }
    CHECK(fabs(all - 1) < 2e-4);
    *mean = log(sum);
    *sig = s;
}

static void check_row(char *line, const struct block *b)
{
    char *cell[COLS], shown[2 * LINE + 4];
    double value[COLS], mean, sig;
    struct shk_ctx x = { .n = 1 };
    snprintf(shown, sizeof shown, "%s: %s", name, line);
    if (split(line, cell) != b->ncol) { check_that(0, shown, __FILE__, __LINE__); return; }
    for (int j = 0; j < b->ncol; j++) {
        value[j] = atof(cell[j]);
#define X(c) if (b->col[j] == SHK_COL_##c) x.c = &value[j];
        SHK_CTX_COLUMNS(X)
#undef X
    }
    predict(cell[b->imt], &x, &mean, &sig);
    const double dm = fabs(mean - value[b->mean]), ds = *cell[b->sig] ? fabs(sig - value[b->sig]) : 0;
    if (!(dm <= b->tol_mean && ds <= b->tol_sig)) printf("mean off by %.3g (allowed %.2g), sig by %.3g (%.2g)\n", dm, b->tol_mean, ds, b->tol_sig);
    check_that(dm <= b->tol_mean && ds <= b->tol_sig, shown, __FILE__, __LINE__);
    worst[0] = fmax(worst[0], dm);
    worst[1] = fmax(worst[1], ds);
    rows++;
}

static void read_title(char *line, struct block *b)
{
    char *bar = strrchr(line, '|'), *t = name, limit[32];
    CHECK(bar && sscanf(bar + 1, "%lf %31s", &b->tol_mean, limit) == 2);
    b->tol_sig = *limit == '-' ? INFINITY : atof(limit);
    CHECK(b->tol_mean > 0 && b->tol_mean < 0.3 && b->tol_sig > 0);
    for (const char *p = line + 2; *p && strncmp(p, " | ", 3); p++)
        if (p[0] == '\\' && p[1] == 'n') { *t++ = '\n'; p++; } else *t++ = *p;
    *t = 0;
    blocks++;
}

int main(void)
{
    static char line[LINE];
    FILE *f = fopen(SOURCE_DIR "/tests/golden/independent.csv", "r");
    struct block b = { 0 };
    int header = 0;
    CHECK(f != NULL);
    while (f && fgets(line, sizeof line, f)) {
        if (*line == '#') continue;
        if (*line == '>') { read_title(line, &b); header = 1; continue; }
        if (header) { read_header(line, &b); header = 0; continue; }
        check_row(line, &b);
    }
    if (f) fclose(f);
    CHECK(blocks >= 80 && rows >= 500);
    printf("%d rows of %d blocks, largest differences: mean %.2g, sig %.2g\n", rows, blocks, worst[0], worst[1]);
    return check_failed != 0;
}
