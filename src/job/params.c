/* The table of parameters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "job/internal.h"
#include "job/values.h"

enum { SUPPORT_NO, SUPPORT_YES, SUPPORT_ANY };

static const struct shk_param_info info[] = {
#define X(name, type, def, check, modes, support, doc) [SHK_P_##name] = { #name, #type, def, check, modes, doc, SUPPORT_##support },
#include "job/params.def"
#undef X
};

/* Names of OpenQuake 3.0 and before. */
static const struct { const char *old, *name; } alias[] = {
    { "individual_curves", "individual_rlzs" }, { "quantile_hazard_curves", "quantiles" }, { "mean_hazard_curves", "mean" },
    { "max_hazard_curves", "max" }, { "region_constraint", "region" },
};

const struct shk_param_info *shk_param_info(enum shk_param p) { return &info[p]; }

int shk_param_find(const char *name)
{
    for (int i = 0; i < SHK_P_COUNT; i++)
        if (!strcmp(info[i].name, name)) return i;
    return -1;
}

const char *shk_param_alias(const char *name)
{
    for (size_t i = 0; i < sizeof alias / sizeof *alias; i++)
        if (!strcmp(alias[i].old, name)) return alias[i].name;
    return NULL;
}

const char *shk_param_suggest(const char *name)
{
    const int limit = 1 + (int)strlen(name) / 5;
    int best = limit + 1;
    const char *found = NULL;
    for (int i = 0; i < SHK_P_COUNT; i++) {
        const int k = shk_str_distance(name, info[i].name, limit);
        if (k < best) best = k, found = info[i].name;
    }
    return found;
}

static enum shk_err set(struct shk_job *job, enum shk_param p, const struct shk_value *v)
{
    switch (p) {
#define X(name_, type, def, check, modes, support, doc) case SHK_P_##name_: return shk_read_##type(v, &job->name_);
#include "job/params.def"
#undef X
    case SHK_P_COUNT: break;
    }
    return SHK_OK;
}

enum shk_err shk_param_set(struct shk_job *job, enum shk_param p, const struct shk_entry *x, struct shk_arena *arena, struct shk_diag *d)
{
    struct shk_value v = { .arena = arena, .d = d, .file = x->file, .line = x->line, .name = info[p].name, .check = info[p].check, .def = info[p].def,
                           .text = x->value, .n = strlen(x->value) };
    shk_str_trim(&v.text, &v.n);
    job->given[p] = 1;
    job->line[p] = x->line;
    return set(job, p, &v);
}

static void none_REAL(double *x) { *x = NAN; }
static void none_UINT(long long *x) { *x = -1; }
static void none_TRI(int *x) { *x = -1; }
#define none_LEVEL none_REAL
static void none_other(void *x) { (void)x; }
#define none_TEXT none_other
#define none_CHOICE none_other
#define none_POINTS none_other
#define none_UINTS none_other
#define none_LEVELS none_other
#define none_DISTANCE none_other
#define none_TILE none_other
#define none_REALS none_other
#define none_BOOL none_other
#define none_INT none_other
#define none_DEPTH none_REAL
#define none_PROBS none_other
#define none_NAMES none_other
#define none_GROUPS none_other
#define none_DICT none_other
#define none_IMTS none_other
#define none_TREE none_other

enum shk_err shk_param_defaults(struct shk_job *job, struct shk_arena *arena, struct shk_diag *d)
{
    for (int p = 0; p < SHK_P_COUNT; p++) {
        if (job->given[p]) continue;
        const struct shk_param_info *in = &info[p];
        if (in->def) {
            SHK_TRY(set(job, (enum shk_param)p, &(struct shk_value){ .arena = arena, .d = d, .file = "default", .name = in->name, .check = in->check,
                                                                     .def = in->def, .text = in->def, .n = strlen(in->def) }));
            continue;
        }
        switch ((enum shk_param)p) {
#define X(name_, type, def_, check_, modes_, support_, doc_) case SHK_P_##name_: none_##type(&job->name_); break;
#include "job/params.def"
#undef X
        case SHK_P_COUNT: break;
        }
    }
    return SHK_OK;
}

/* ---- what is not supported yet ---- */

static int same_text(const char *a, const char *b) { return a && b ? !strcmp(a, b) : (!a || !*a) && (!b || !*b); }
static int same_real(double a, double b) { return a == b || (isnan(a) && isnan(b)); }
static int same_int(int a, int b) { return a == b; }
static int same_long(long long a, long long b) { return a == b; }
static int same_reals(struct shk_reals a, struct shk_reals b)
{
    for (size_t i = 0; a.n == b.n && i < a.n; i++)
        if (a.v[i] != b.v[i]) return 0;
    return a.n == b.n;
}
static int same_ints(struct shk_ints a, struct shk_ints b)
{
    for (size_t i = 0; a.n == b.n && i < a.n; i++)
        if (a.v[i] != b.v[i]) return 0;
    return a.n == b.n;
}
static int same_texts(struct shk_texts a, struct shk_texts b)
{
    for (size_t i = 0; a.n == b.n && i < a.n; i++)
        if (strcmp(a.v[i], b.v[i])) return 0;
    return a.n == b.n;
}
static int same_dict(struct shk_dict a, struct shk_dict b)
{
    for (size_t i = 0; a.n == b.n && i < a.n; i++)
        if (strcmp(a.item[i].key, b.item[i].key) || !same_real(a.item[i].value, b.item[i].value)) return 0;
    return a.n == b.n;
}
static int same_tree(const struct shk_toml *a, const struct shk_toml *b) { return (!a || !a->first) && (!b || !b->first); }
static int same_groups(struct shk_groups a, struct shk_groups b) { return a.n == 0 && b.n == 0; }
static int same_levels(struct shk_levels a, struct shk_levels b) { return a.n == 0 && b.n == 0; }
static int same_points(struct shk_points a, struct shk_points b) { return a.n == 0 && b.n == 0; }
static int same_maxdist(struct shk_maxdist a, struct shk_maxdist b) { return a.n == 0 && b.n == 0; }
static int same_tile(struct shk_tile a, struct shk_tile b) { return a.n == b.n && a.i == b.i; }

#define SAME(a, b) _Generic((a), int: same_int, long long: same_long, double: same_real, const char *: same_text, struct shk_reals: same_reals, \
    struct shk_ints: same_ints, struct shk_texts: same_texts, struct shk_dict: same_dict, const struct shk_toml *: same_tree,                \
    struct shk_groups: same_groups, struct shk_levels: same_levels, struct shk_points: same_points, struct shk_maxdist: same_maxdist,         \
    struct shk_tile: same_tile)(a, b)

static int as_default(const struct shk_job *job, const struct shk_job *def, enum shk_param p)
{
    switch (p) {
#define X(name_, type, def_, check_, modes_, support_, doc_) case SHK_P_##name_: return SAME(job->name_, def->name_);
#include "job/params.def"
#undef X
    case SHK_P_COUNT: break;
    }
    return 1;
}

static const char *letters(enum shk_mode m)
{
    switch (m) {
    case SHK_MODE_classical: case SHK_MODE_preclassical: return "C";
    case SHK_MODE_disaggregation: return "CD";
    case SHK_MODE_event_based: return "E";
    case SHK_MODE_scenario: return "S";
    case SHK_MODE_classical_risk: case SHK_MODE_classical_damage: case SHK_MODE_classical_bcr: return "CR";
    case SHK_MODE_event_based_risk: case SHK_MODE_event_based_damage: case SHK_MODE_ebrisk: return "ER";
    case SHK_MODE_scenario_risk: case SHK_MODE_scenario_damage: return "SR";
    default: return "CDESR";
    }
}

/* Calculation modes that an engine exists for; inputs that it does not read yet, by letter of the mode. */
static const enum shk_mode done[] = { SHK_MODE_classical, SHK_MODE_preclassical };
static const struct { const char *modes, *key; } undone[] = { { "C", "hazard_curves" }, { "C", "shakemap" }, { "C", "mmi" } };

enum shk_err shk_job_supported(const struct shk_job *job, struct shk_diag *d)
{
    int ok = 0;
    for (size_t i = 0; i < sizeof done / sizeof *done; i++) ok |= job->mode == done[i];
    const char *file = job->file;
    if (!ok) return shk_fail(d, SHK_E_UNSUPPORTED, "%s: calculation_mode = %s is not supported yet", file, job->calculation_mode);
    struct shk_arena *arena = shk_arena_new(1 << 24);
    struct shk_job *def = arena ? SHK_NEW(arena, struct shk_job, 1) : NULL;
    enum shk_err e = def ? shk_param_defaults(def, arena, d) : shk_fail(d, SHK_E_NOMEM, "%s: out of memory", file);
    const char *mine = letters(job->mode);
    for (int p = 0; !e && p < SHK_P_COUNT; p++)
        if (info[p].support == SUPPORT_NO && job->given[p] && strpbrk(info[p].modes, mine) && !as_default(job, def, (enum shk_param)p))
            e = shk_fail(d, SHK_E_UNSUPPORTED, "%s:%d: %s is not supported yet in a %s calculation", file, job->line[p], info[p].name, job->calculation_mode);
    for (size_t i = 0; !e && i < sizeof undone / sizeof *undone; i++)
        if (strpbrk(undone[i].modes, mine) && shk_job_input(job, undone[i].key))
            e = shk_fail(d, SHK_E_UNSUPPORTED, "%s: %s_file is not supported yet in a %s calculation", file, undone[i].key, job->calculation_mode);
    shk_arena_free(arena);
    return e;
}

/* ---- help ---- */

static const char *type_name(const char *type)
{
    static const struct { const char *type, *name; } t[] = {
        { "BOOL", "true or false" }, { "TRI", "true or false" }, { "UINT", "integer, not negative" }, { "INT", "integer" }, { "REAL", "number, not negative" },
        { "DEPTH", "number, not negative, or -999" }, { "LEVEL", "number, not negative" }, { "TEXT", "text" }, { "CHOICE", "one of" }, { "REALS", "numbers" },
        { "PROBS", "probabilities" }, { "UINTS", "integers" }, { "NAMES", "names" }, { "GROUPS", "names; names" }, { "DICT", "number or {name: number}" },
        { "DISTANCE", "km, or by magnitude and region" }, { "IMTS", "measures" }, { "LEVELS", "{measure: levels}" }, { "POINTS", "lon lat, ..." },
        { "TILE", "[i, n]" }, { "TREE", "dictionary or list" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        if (!strcmp(t[i].type, type)) return t[i].name;
    return type;
}

void shk_params_print(FILE *f, int markdown)
{
    if (markdown) {
        fprintf(f, "# Parameters of a job file\n\nGenerated from `src/job/params.def`. Support: yes; *not yet* (refused where it would change a result); *no effect*.\n\n"
                   "| name | type | default | support | meaning |\n|---|---|---|---|---|\n");
    }
    for (int p = 0; p < SHK_P_COUNT; p++) {
        const struct shk_param_info *in = &info[p];
        const char *support = in->support == SUPPORT_YES ? "yes" : in->support == SUPPORT_NO ? "not yet" : "no effect";
        const int choice = !strcmp(in->type, "CHOICE") && strlen(in->check) < 80;
        if (!markdown) {
            fprintf(f, "%-36s %s%s%s\n    %s", in->name, type_name(in->type), choice ? " " : "", choice ? in->check : "", in->doc);
            if (in->def && *in->def) fprintf(f, " Default: %s.", in->def);
            fprintf(f, "%s\n", in->support == SUPPORT_NO ? " (not supported yet)" : in->support == SUPPORT_ANY ? " (no effect)" : "");
            continue;
        }
        fprintf(f, "| `%s` | %s", in->name, type_name(in->type));
        for (const char *c = choice ? in->check : ""; *c; c++) {
            if (c == in->check) fputc(' ', f);
            if (*c == '|') fputs(c[1] ? ", " : "", f);
            else fputc(*c, f);
        }
        fprintf(f, " | %s%s%s | %s | %s |\n", in->def && *in->def ? "`" : "", in->def ? in->def : "", in->def && *in->def ? "`" : "", support, in->doc);
    }
}
