/* mainshock gsims, mainshock gsim */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "cli/cli.h"
#include "gsim/gsim.h"

static const char *const column_name[] = {
#define X(c) #c,
    SHK_CTX_COLUMNS(X)
#undef X
};

enum { FIRST_DISTANCE = SHK_COL_rrup, FIRST_SITE = SHK_COL_vs30 };
static const struct { const char *name, *prefix; int from, to; } groups[] = {
    { "rupture", "rup_", 0, FIRST_DISTANCE }, { "distances", "dist_", FIRST_DISTANCE, FIRST_SITE }, { "sites", "site_", FIRST_SITE, SHK_COL_COUNT } };

static void print_needs(const struct shk_gsim *g, int json)
{
    for (size_t k = 0; k < sizeof groups / sizeof *groups; k++) {
        printf(json ? ", \"%s\": [" : "  %s:", groups[k].name);
        const char *sep = "";
        for (int c = groups[k].from; c < groups[k].to; c++)
            if (g->needs >> c & 1) {
                printf(json ? "%s\"%s\"" : "%s %s", json ? sep : "", column_name[c]);
                sep = ", ";
            }
        printf(json ? "]" : "\n");
    }
}

/* What the model predicts: of its table's measures, or else of the usual ones. */
enum { MAX_MEASURES = 256 };
static int measures_of(const struct shk_gsim *g, const struct shk_gsim_model *m, struct shk_imt *out)
{
    static const char *const usual[] = { "PGA", "PGV", "PGD", "IA", "CAV", "MMI", "JMA", "RSD575", "RSD595", "RSD2080", "RSD", "LSD", "AvgSA", "SA(0.01)", "SA(0.02)", "SA(0.03)",
        "SA(0.05)", "SA(0.075)", "SA(0.1)", "SA(0.15)", "SA(0.2)", "SA(0.25)", "SA(0.3)", "SA(0.4)", "SA(0.5)", "SA(0.6)", "SA(0.75)", "SA(1.0)", "SA(1.5)", "SA(2.0)", "SA(3.0)",
        "SA(4.0)", "SA(5.0)", "SA(7.5)", "SA(10.0)", "SDi(0.5,1.5)", "SDi(0.5,3.0)", "SDi(0.5,6.0)", "SDi(3.0,1.5)", "SDi(3.0,3.0)", "SDi(3.0,6.0)" };
    int n = 0;
    for (int i = 0; g->coeffs && i < g->coeffs->nrow && n < MAX_MEASURES; i++) {
        const struct shk_imt imt = { g->coeffs->row[i].kind, g->coeffs->row[i].period, 0 };
        if (!m || shk_gsim_supports(m, imt)) out[n++] = imt;
    }
    struct shk_diag d = { 0 };
    for (size_t i = 0; m && !g->coeffs && i < sizeof usual / sizeof *usual; i++) {
        struct shk_imt imt;
        if (!shk_imt_parse(usual[i], &imt, &d) && shk_gsim_supports(m, imt)) out[n++] = imt;
    }
    return n;
}

static void print_measures(const struct shk_gsim *g, int json)
{
    struct shk_imt imt[MAX_MEASURES];
    struct shk_arena *a = shk_arena_new(0);
    const struct shk_gsim_model *m = NULL;
    struct shk_diag d = { 0 };
    char name[SHK_IMT_NAME];
    if (!a || shk_gsim_make(g->name, "", a, &d, &m)) m = NULL;          /* needs arguments */
    const int n = measures_of(g, m, imt);
    printf(json ? ", \"measures\": [" : "  measures:");
    for (int i = 0; i < n; i++) printf(json ? "%s\"%s\"" : "%s %s", json && i ? ", " : "", shk_imt_name(imt[i], name));
    printf(json ? "]" : n ? "\n" : " those of its arguments\n");
    shk_arena_free(a);
}

static void print_parameters(const struct shk_gsim *g, int json)
{
    printf(json ? ", \"parameters\": {" : "  parameters:");
    for (const struct shk_gsim_arg *a = g->args; a && a->name; a++) {
        double v = a->value;
        for (const struct shk_gsim_preset *p = g->presets; p && p->name; p++)
            if (!strcmp(p->name, a->name)) v = p->value;
        printf(json ? "%s\"%s\": " : "%s %s=", json && a != g->args ? ", " : "", a->name);
        char num[SHK_FORMAT_MAX];
        if (a->choices && a->choices != shk_gsim_raw && v >= 0) printf("\"%s\"", a->choices[(int)v]);
        else if (isnan(v) || a->choices) printf(json ? "null" : "none");
        else printf("%s", shk_repr(v, num));
    }
    printf(json ? "}" : g->args ? "\n" : " none\n");
}

static void print_one(const struct shk_gsim *g, int json)
{
    if (json) {
        printf("{\"name\": \"%s\", \"reference\": \"%s\", \"region\": \"%s\", \"component\": \"%s\"", g->name, g->ref, g->trt, g->component ? g->component : "");
        print_needs(g, 1);
        print_measures(g, 1);
        print_parameters(g, 1);
        printf("}");
        return;
    }
    printf("%s\n  reference: %s\n  region: %s\n", g->name, g->ref, g->trt);
    print_needs(g, 0);
    print_measures(g, 0);
    print_parameters(g, 0);
}

int shk_cmd_gsims(int argc, char **argv)
{
    const char *name = NULL;
    int json = 0;
    for (int i = 0; i < argc; i++) {
        if (!strcmp(argv[i], "--json")) json = 1;
        else if (!name && argv[i][0] != '-') name = argv[i];
        else return fprintf(stderr, "usage: mainshock gsims [NAME] [--json]\n"), SHK_EXIT_INPUT;
    }
    if (name) {
        const struct shk_gsim *g = shk_gsim_find(name);
        if (!g) return fprintf(stderr, "mainshock: unknown ground-motion model '%s'; mainshock gsims lists all\n", name), SHK_EXIT_INPUT;
        print_one(g, json);
        if (json) printf("\n");
        return SHK_EXIT_OK;
    }
    if (json) printf("[");
    for (size_t i = 0; i < shk_gsim_count(); i++) {
        const struct shk_gsim *g = shk_gsim_at(i);
        if (json) {
            printf(i ? ",\n" : "");
            print_one(g, 1);
        } else printf("%-50s %-30s %s\n", g->name, g->trt, g->ref);
    }
    if (json) printf("]\n");
    return SHK_EXIT_OK;
}

enum { MAX_COLUMNS = 96 };

struct table { FILE *f; const char *path; int line, ncol, imt_col; int col[MAX_COLUMNS]; char head[8192]; };

/* The end of a cell: commas inside brackets, as in SDi(0.2,2.0), belong to it. */
static size_t cell_length(const char *p)
{
    size_t n = 0;
    for (int depth = 0; p[n] && p[n] != '\r' && p[n] != '\n' && (p[n] != ',' || depth > 0); n++) depth += (p[n] == '(') - (p[n] == ')');
    return n;
}

static int split(char *line, char **cell)
{
    for (int n = 0; n < MAX_COLUMNS; n++) {
        cell[n] = line;
        line += cell_length(line);
        const int more = *line == ',';
        *line++ = 0;
        if (!more) return n + 1;
    }
    return -1;
}

static const char *prefix_of(int column)
{
    for (size_t k = 0; k < sizeof groups / sizeof *groups; k++)
        if (groups[k].from <= column && column < groups[k].to) return groups[k].prefix;
    return "";
}

static enum shk_err read_header(struct table *t, struct shk_diag *d)
{
    char *cell[MAX_COLUMNS];
    char line[8192];
    do {
        if (!fgets(line, sizeof line, t->f)) return shk_fail(d, SHK_E_SYNTAX, "%s: no header line", t->path);
        t->line++;
    } while (line[0] == '#');
    t->imt_col = -1;
    t->ncol = split(line, cell);
    if (t->ncol < 0) return shk_fail(d, SHK_E_LIMIT, "%s:%d: more than %d columns", t->path, t->line, MAX_COLUMNS);
    for (int i = 0; i < t->ncol; i++) {
        t->col[i] = -1;
        if (!strcmp(cell[i], "imt")) t->imt_col = i;
        for (size_t k = 0; k < sizeof groups / sizeof *groups; k++) {
            const size_t n = strlen(groups[k].prefix);
            if (strncmp(cell[i], groups[k].prefix, n)) continue;
            for (int c = groups[k].from; c < groups[k].to; c++)
                if (!strcmp(cell[i] + n, column_name[c])) t->col[i] = c;
            if (t->col[i] < 0) return shk_fail(d, SHK_E_SYNTAX, "%s:%d: unknown column '%s'", t->path, t->line, cell[i]);
        }
    }
    return t->imt_col < 0 ? shk_fail(d, SHK_E_SYNTAX, "%s:%d: there must be a column 'imt'", t->path, t->line) : SHK_OK;
}

/* A cell as a number: texts of site parameters are coded as gsim.h says. */
static int cell_value(const char *s, int col, double *v)
{
    char *end;
    if (col == SHK_COL_geology) return *v = shk_geology(s), 1;
    if (col == SHK_COL_siteclass || col == SHK_COL_ec8) return *v = (unsigned char)s[0], s[0] && !s[1];
    if (col == SHK_COL_ec8_p18) return *v = (unsigned char)s[0] * 256 + (unsigned char)s[1], 1;
    if (!strcmp(s, "True") || !strcmp(s, "False")) return *v = s[0] == 'T', 1;
    *v = strtod(s, &end);
    return end != s && !*end;
}

static enum shk_err table_row(struct table *t, const struct shk_gsim_model *m, char *line, struct shk_diag *d)
{
    char *cell[MAX_COLUMNS], keep[8192];
    double value[SHK_COL_COUNT];
    struct shk_imt imt;
    snprintf(keep, sizeof keep, "%s", line);
    if (split(line, cell) != t->ncol) return shk_fail(d, SHK_E_SYNTAX, "%s:%d: expected %d columns", t->path, t->line, t->ncol);
    uint64_t have = 0;
    for (int i = 0; i < t->ncol; i++) {
        if (t->col[i] < 0) continue;
        if (!cell_value(cell[i], t->col[i], &value[t->col[i]])) return shk_fail(d, SHK_E_SYNTAX, "%s:%d: bad value '%s'", t->path, t->line, cell[i]);
        have |= UINT64_C(1) << t->col[i];
    }
    for (int c = 0; c < SHK_COL_COUNT; c++)
        if ((m->needs & ~have) >> c & 1) return shk_fail(d, SHK_E_INVALID, "%s:%d: %s needs the column %s%s", t->path, t->line, m->text, prefix_of(c), column_name[c]);
    if (shk_imt_parse(cell[t->imt_col], &imt, d)) return shk_wrap(d, SHK_E_INVALID, "%s:%d", t->path, t->line);
    if (!shk_gsim_supports(m, imt)) return shk_fail(d, SHK_E_INVALID, "%s:%d: %s has no %s", t->path, t->line, m->text, cell[t->imt_col]);
    struct shk_ctx x = { .n = 1,
#define X(c) .c = &value[SHK_COL_##c],
        SHK_CTX_COLUMNS(X)
#undef X
    };
    double out[4];
    shk_gsim_eval(m, imt, &x, (struct shk_motion){ &out[0], &out[1], &out[2], &out[3] });
    char *p = keep;
    for (int i = 0, printed = 0; i < t->ncol; i++) {
        const size_t n = cell_length(p);
        if (t->col[i] >= 0 || i == t->imt_col) printf("%s%.*s", printed++ ? "," : "", (int)n, p);
        p += n + 1;
    }
    printf(",%.12g,%.12g,%.12g,%.12g\n", out[0], out[1], out[2], out[3]);
    return SHK_OK;
}

/* The model for a job with all measures of the table, see shk_gsim_for_job; a bad row is left to table_row, which names it. */
static enum shk_err for_measures(struct table *t, struct shk_arena *a, struct shk_diag *d, const struct shk_gsim_model **m)
{
    enum { MAX = 512 };
    struct shk_imt imt[MAX];
    char *cell[MAX_COLUMNS], line[8192];
    size_t n = 0;
    if (!(*m)->g->for_job) return SHK_OK;
    while (fgets(line, sizeof line, t->f) && n < MAX) {
        struct shk_diag unused = { 0 };
        if (split(line, cell) != t->ncol || shk_imt_parse(cell[t->imt_col], &imt[n], &unused) || !shk_gsim_supports(*m, imt[n])) continue;
        size_t same = 0;
        while (!shk_imt_same(imt[same], imt[n])) same++;
        n += same == n;
    }
    return shk_gsim_for_job(a, d, *m, n, imt, m);
}

static enum shk_err evaluate(const char *name, struct table *t, struct shk_arena *a, struct shk_diag *d)
{
    const struct shk_gsim_model *m;
    char line[8192];
    SHK_TRY(shk_gsim_make(name, ".", a, d, &m));
    SHK_TRY(read_header(t, d));
    SHK_TRY(for_measures(t, a, d, &m));
    rewind(t->f);
    while (fgets(line, sizeof line, t->f) && line[0] == '#') ;
    char *cell[MAX_COLUMNS];
    split(line, cell);
    for (int i = 0, printed = 0; i < t->ncol; i++)
        if (t->col[i] >= 0 || i == t->imt_col) printf("%s%s", printed++ ? "," : "", cell[i]);
    printf(",mean,sig,tau,phi\n");
    while (fgets(line, sizeof line, t->f)) {
        t->line++;
        if (line[strspn(line, " \r\n")]) SHK_TRY(table_row(t, m, line, d));
    }
    return SHK_OK;
}

int shk_cmd_gsim(int argc, char **argv)
{
    if (argc != 3 || strcmp(argv[1], "--table")) return fprintf(stderr, "usage: mainshock gsim NAME --table T.csv     columns: imt and what gsims NAME lists, as rup_mag, dist_rjb, site_vs30\n"), SHK_EXIT_INPUT;
    struct table t = { .path = argv[2], .f = fopen(argv[2], "r") };
    if (!t.f) return fprintf(stderr, "mainshock: cannot read %s\n", argv[2]), SHK_EXIT_INPUT;
    struct shk_diag d = { 0 };
    struct shk_arena *a = shk_arena_new(0);
    const enum shk_err e = evaluate(argv[0], &t, a, &d);
    shk_arena_free(a);
    fclose(t.f);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}
