// libs: gsim
/* Every model against tables of another program, and the same bits for a context whatever its neighbours, and whether or not what
 * measures have in common is kept from one to the next.
 *
 *   test_gsim_tables                 all names: the goldens of tests/golden/gsim and, where they are, the full tables
 *   test_gsim_tables NAME...         only these
 *
 * A table is CSV: rup_*, site_*, dist_*, imt, mean, sig, tau, phi; one named NAME.csv in the folder SHK_GSIM_TABLES (or beside
 * the source folder), while a golden file holds several, each after a line `> text of the model`, with \n for a new line. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include "check.h"
#include "gsim/gsim.h"

enum { MAX_ROWS = 1024, MAX_COLS = 80, MAX_LINE = 8192, WANT = 4 };
static const char *const want_name[WANT] = { "mean", "sig", "tau", "phi" };

struct table {
    int rows, columns, col[MAX_COLS];          /* col: a context column, or -1 */
    double v[MAX_COLS][MAX_ROWS], want[WANT][MAX_ROWS];
    char imt[MAX_ROWS][SHK_IMT_NAME], name[MAX_COLS][32];
};
static struct table tab;
static int seen, passed, unknown, refused, full_tables;     /* full_tables: 1 in the folder of full tables */

static int column_of(const char *name)
{
    const char *p = !strncmp(name, "rup_", 4) || !strncmp(name, "dist_", 5) || !strncmp(name, "site_", 5) ? strchr(name, '_') + 1 : "";
#define X(c) if (!strcmp(p, #c)) return SHK_COL_##c;
    SHK_CTX_COLUMNS(X)
#undef X
    return -1;
}

static int split(char *line, char **cell)      /* commas inside brackets belong to the cell */
{
    int n = 0, depth = 0;
    line[strcspn(line, "\r\n")] = 0;
    cell[n++] = line;
    for (char *p = line; *p && n < MAX_COLS; p++) {
        depth += (*p == '(') - (*p == ')');
        if (*p == ',' && !depth) { *p = 0; cell[n++] = p + 1; }
    }
    return n;
}

static double number(const char *name, const char *s)
{
    if (!strcmp(name, "site_geology")) return shk_geology(s);
    if (!strcmp(name, "site_ec8_p18")) return s[0] * 256.0 + s[1];
    if (!strcmp(s, "True")) return 1;
    if (!strcmp(s, "False")) return 0;
    char *end;
    const double v = strtod(s, &end);
    return end == s || *end ? (double)(unsigned char)s[0] : v;
}

/* Rows up to the end or the next `>` line, which stays in line. */
static void read_table(FILE *f, char *line)
{
    char *cell[MAX_COLS];
    tab.rows = tab.columns = 0;
    if (!fgets(line, MAX_LINE, f)) return;
    while (*line == '#' && fgets(line, MAX_LINE, f)) { }
    tab.columns = split(line, cell);
    for (int j = 0; j < tab.columns; j++) {
        snprintf(tab.name[j], sizeof tab.name[j], "%.31s", cell[j]);
        tab.col[j] = column_of(cell[j]);
    }
    while (fgets(line, MAX_LINE, f) && *line != '>' && tab.rows < MAX_ROWS) {
        if (*line == '#' || split(line, cell) != tab.columns) continue;
        for (int j = 0; j < tab.columns; j++) {
            if (!strcmp(tab.name[j], "imt")) { snprintf(tab.imt[tab.rows], SHK_IMT_NAME, "%.31s", cell[j]); continue; }
            tab.v[j][tab.rows] = number(tab.name[j], cell[j]);
            for (int k = 0; k < WANT; k++)
                if (!strcmp(tab.name[j], want_name[k])) tab.want[k][tab.rows] = tab.v[j][tab.rows];
        }
        tab.rows++;
    }
}

/* The columns a model needs, for the n rows named in pick. */
static void gather(const int *pick, int n, double buf[][SHK_CTX_BLOCK], struct shk_ctx *x)
{
    *x = (struct shk_ctx){ .n = (size_t)n };
    for (int j = 0; j < tab.columns; j++) {
        if (tab.col[j] < 0) continue;
        for (int i = 0; i < n; i++) buf[j][i] = tab.v[j][pick[i]];
#define X(c) if (tab.col[j] == SHK_COL_##c) x->c = buf[j];
        SHK_CTX_COLUMNS(X)
#undef X
    }
}

static double out[3][WANT][SHK_CTX_BLOCK], in[MAX_COLS][SHK_CTX_BLOCK];

static void evaluate(const struct shk_gsim_model *m, struct shk_imt imt, const int *pick, int n, int slot)
{
    struct shk_ctx x;
    gather(pick, n, in, &x);
    for (int k = 0; k < WANT; k++)
        for (int i = 0; i < n; i++) out[slot][k][i] = -99;      /* a kernel must write everything */
    shk_gsim_eval(m, imt, &x, (struct shk_motion){ out[slot][0], out[slot][1], out[slot][2], out[slot][3] });
}

/* Row by row, in one block, and in reverse: the same bits. */
static int same_bits(const struct shk_gsim_model *m, struct shk_imt imt, const int *pick, int n)
{
    int back[MAX_ROWS], bad = 0;
    for (int i = 0; i < n; i++) back[i] = pick[n - 1 - i];
    evaluate(m, imt, back, n, 1);
    for (int i = 0; i < n; i++) {
        evaluate(m, imt, pick + i, 1, 2);
        for (int k = 0; k < WANT; k++) {
            const double a = out[0][k][i];
            bad += memcmp(&a, &out[1][k][n - 1 - i], sizeof a) != 0 || memcmp(&a, &out[2][k][0], sizeof a) != 0;
        }
    }
    return bad;
}

static struct shk_shared *shared;

/* A block of contexts at all measures, with what they have in common kept and without it. */
static int differ(const struct shk_gsim_model *m, const struct shk_imt *imt, int nimt, struct shk_ctx *x, const int *pick, int n)
{
    int bad = 0;
    gather(pick, n, in, x);
    shk_shared_begin(shared, x);
    for (int t = 0; t < nimt; t++) {
        struct shk_ctx alone = *x;
        alone.shared = NULL;
        for (int s = 0; s < 2; s++)
            shk_gsim_eval(m, imt[t], s ? x : &alone, (struct shk_motion){ out[s][0], out[s][1], out[s][2], out[s][3] });
        for (int k = 0; k < WANT; k++) bad += memcmp(out[0][k], out[1][k], (size_t)n * sizeof(double)) != 0;
    }
    return bad;
}

/* The same bits whether measures share what they have in common or not: two blocks of contexts, one after the other in the same struct. The second
 * starts with the last measure, and has other contexts in all places. */
static int shared_bits(const struct shk_gsim_model *m)
{
    static struct shk_imt imt[MAX_ROWS], back[MAX_ROWS];
    struct shk_ctx x;
    struct shk_diag d = { 0 };
    int nimt = 0, n = 0, pick[SHK_CTX_BLOCK] = { 0 }, bad;
    for (int r = 0; r < tab.rows; r++) {
        int first = 1;
        for (int q = 0; q < r; q++) first &= strcmp(tab.imt[q], tab.imt[r]) != 0;
        nimt += first && !shk_imt_parse(tab.imt[r], &imt[nimt], &d) && shk_gsim_supports(m, imt[nimt]);
        if (!strcmp(tab.imt[r], tab.imt[0]) && n < SHK_CTX_BLOCK) pick[n++] = r;
    }
    for (int t = 0; t < nimt; t++) back[t] = imt[nimt - 1 - t];
    bad = differ(m, imt, nimt, &x, pick, n);
    if (n > 1) memmove(pick, pick + 1, (size_t)(--n) * sizeof *pick);
    return bad + differ(m, back, nimt, &x, pick, n);
}

static void report(const char *name, const double worst[WANT], int row, int bits, int kept, const char *why)
{
    char flat[200];
    snprintf(flat, sizeof flat, "%.199s", name);
    for (char *p = flat; *p; p++)
        if (*p == '\n') *p = ' ';
    printf("%-4s %-44s mean %.1e sig %.1e tau %.1e phi %.1e", why || bits || kept ? "FAIL" : "ok", flat, worst[0], worst[1], worst[2], worst[3]);
    if (bits) printf("  %d values depend on neighbours", bits);
    if (kept) printf("  %d measures differ where something is kept for all of them", kept);
    if (why && row >= 0) {
        printf("  %s\n     worst row %d (%s):", why, row + 1, tab.imt[row]);
        for (int j = 0; j < tab.columns; j++)
            if (strcmp(tab.name[j], "imt")) printf(" %s=%.9g", tab.name[j], tab.v[j][row]);
    } else if (why) printf("  %s", why);
    printf("\n");
}

/* Rows of the full tables that show what the reference had run before, not the model: aliases with a regional Q take over the
 * row that the base model interpolated at this period, without their Q. tests/golden/gsim/nga.csv has figures of a fresh run. */
static int order_dependent(const char *name, const char *imt)
{
    return full_tables && !strcmp(imt, "SA(0.37)") && !strncmp(name, "CampbellBozorgnia20", 19) && (strstr(name, "HighQ") || strstr(name, "LowQ"));
}

/* The model for a job with the measures of the table. */
static const struct shk_gsim_model *for_table(const struct shk_gsim_model *m, struct shk_arena *a)
{
    static struct shk_imt imt[MAX_ROWS];
    struct shk_diag d = { 0 };
    size_t n = 0;
    for (int r = 0; r < tab.rows; r++) n += shk_imt_parse(tab.imt[r], &imt[n], &d) == SHK_OK;
    CHECK(!shk_gsim_for_job(a, &d, m, n, imt, &m));
    return m;
}

static void compare(const char *name, const struct shk_gsim_model *m)
{
    double worst[WANT] = { 0 }, most = 0;
    int row = -1, bits = 0, done[MAX_ROWS] = { 0 };
    char why[200] = "";
    for (int j = 0; j < SHK_COL_COUNT; j++) {
        int have = !(m->needs >> j & 1);
        for (int k = 0; k < tab.columns; k++) have |= tab.col[k] == j;
        if (!have && full_tables && !strcmp(name, "ArtetaEtAl2023")) return;      /* reads rrup without declaring it: its full table lacks the column; the golden rows have it */
        if (!have) snprintf(why, sizeof why, "the model needs context column %d, which the table lacks", j);
    }
    for (int r = 0; r < tab.rows && !*why; r++) {
        int pick[SHK_CTX_BLOCK], n = 0;
        if (done[r] || order_dependent(name, tab.imt[r])) continue;
        for (int i = r; i < tab.rows && n < SHK_CTX_BLOCK; i++)
            if (!strcmp(tab.imt[i], tab.imt[r])) { pick[n++] = i; done[i] = 1; }
        struct shk_imt imt;
        struct shk_diag d = { 0 };
        if (shk_imt_parse(tab.imt[r], &imt, &d) || !shk_gsim_supports(m, imt)) { snprintf(why, sizeof why, "%s is not supported", tab.imt[r]); row = r; break; }
        evaluate(m, imt, pick, n, 0);
        bits += same_bits(m, imt, pick, n);
        for (int i = 0; i < n; i++)
            for (int k = 0; k < WANT; k++) {
                const double want = tab.want[k][pick[i]], got = out[0][k][i];
                double e = fabs(got - want) / fmax(fabs(want), 0.01);     /* 1e-6 relative, 1e-8 near zero */
                if (isnan(got) && isnan(want)) e = 0;
                if (!(e <= 1e300)) e = got == want ? 0 : 1e300;
                if (e > worst[k]) worst[k] = e;
                if (e > most) { most = e; row = pick[i]; if (e > 1e-6) snprintf(why, sizeof why, "%s: got %.9g, want %.9g", want_name[k], got, want); }
            }
    }
    if (!tab.rows) snprintf(why, sizeof why, "no rows");
    const int kept = *why ? 0 : shared_bits(m);
    report(name, worst, row, bits, kept, *why ? why : NULL);
    passed += !*why && !bits && !kept;
    check_that(!*why && !bits && !kept, name, __FILE__, __LINE__);
}

static int is_selected(int argc, char **argv, const char *name)
{
    int ok = argc < 2;
    for (int i = 1; i < argc; i++) ok |= !strcmp(argv[i], name);
    return ok;
}

/* Two ensembles of trees that are larger than all other models together. */
static int is_refused(const char *name) { return !strcmp(name, "Karimzadeh2023Azores") || !strcmp(name, "Mohammadi2023Turkiye"); }

/* `[Name]\nkey = value`: the name is the first word. */
static void model_table(int argc, char **argv, const char *text)
{
    char name[128];
    snprintf(name, sizeof name, "%.127s", text + strspn(text, "[ "));
    name[strcspn(name, "].\n ")] = 0;
    if (!is_selected(argc, argv, name)) return;
    seen++;
    if (!shk_gsim_find(name)) { unknown++; return; }
    struct shk_arena *a = shk_arena_new(0);
    struct shk_diag d = { 0 };
    const struct shk_gsim_model *m = NULL;
    const enum shk_err e = shk_gsim_make(text, SOURCE_DIR "/tests/golden/gsim", a, &d, &m);
    if (e == SHK_E_NOTFOUND) unknown++;        /* a wrapper whose base model is not there */
    else if (e == SHK_E_UNSUPPORTED && is_refused(name)) printf("no   %s\n", d.text), refused++;
    else if (e) {
        printf("FAIL %s: %s\n", text, d.text);
        check_that(0, name, __FILE__, __LINE__);
    } else compare(text, for_table(m, a));
    shk_arena_free(a);
}

static void golden_file(int argc, char **argv, const char *path)
{
    static char line[MAX_LINE], text[MAX_LINE];
    FILE *f = fopen(path, "r");
    if (!f) return;
    while (fgets(line, sizeof line, f) && *line != '>') { }
    while (*line == '>' && !feof(f)) {
        char *t = text;
        line[strcspn(line, "\r\n")] = 0;
        for (const char *p = line + 1 + strspn(line + 1, " "); *p; p++)
            if (p[0] == '\\' && p[1] == 'n') { *t++ = '\n'; p++; } else *t++ = *p;
        *t = 0;
        read_table(f, line);
        model_table(argc, argv, text);
    }
    fclose(f);
}

static int only_csv(const struct dirent *e)
{
    const size_t n = strlen(e->d_name);
    return n > 4 && !strcmp(e->d_name + n - 4, ".csv") && strcmp(e->d_name, "INDEX.csv") != 0;
}

static void folder(int argc, char **argv, const char *dir, int golden)
{
    struct dirent **list;
    const int n = scandir(dir, &list, only_csv, alphasort);
    for (int i = 0; i < n; i++) {
        static char path[4096], line[MAX_LINE];
        snprintf(path, sizeof path, "%s/%s", dir, list[i]->d_name);
        list[i]->d_name[strlen(list[i]->d_name) - 4] = 0;
        FILE *f = NULL;
        if (golden) golden_file(argc, argv, path);
        else if (is_selected(argc, argv, list[i]->d_name) && (f = fopen(path, "r"))) {
            if (shk_gsim_find(list[i]->d_name)) read_table(f, line);
            fclose(f);
            model_table(argc, argv, list[i]->d_name);
        }
        free(list[i]);
    }
    if (n >= 0) free(list);
}

int main(int argc, char **argv)
{
    const char *dir = getenv("SHK_GSIM_TABLES");
    struct shk_arena *a = shk_arena_new(0);
    shared = shk_shared_new(a);
    CHECK(shared != NULL);
    folder(argc, argv, SOURCE_DIR "/tests/golden/gsim", 1);
    full_tables = 1;
    folder(argc, argv, dir ? dir : SOURCE_DIR "/../shared/gsim_tables", 0);
    shk_arena_free(a);
    if (!seen) return printf("no tables\n"), 77;
    printf("%d of %d names pass, %d are refused, %d are not there yet, %d failed\n", passed, seen, refused, unknown, check_failed);
    return check_failed != 0;
}
