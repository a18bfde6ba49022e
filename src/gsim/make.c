/* Binding a model's text to a row and its arguments (specification of the catalogue, section 1). */
#include "gsim/make.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/format.h"
#include "base/str.h"

const char *const shk_gsim_raw[] = { NULL };

static enum shk_err no_memory(struct shk_diag *d) { return shk_fail(d, SHK_E_NOMEM, "ground-motion models: out of memory"); }

/* ---- canonical text: the reference's dump of { Name = arguments }, breadth first ---- */

struct text { struct shk_arena *arena; char *s; size_t n, cap; int failed; };

static void put(struct text *t, const char *s)
{
    const size_t n = strlen(s);
    if (t->n + n + 1 > t->cap) {
        const size_t cap = 2 * (t->n + n) + 256;
        char *p = shk_arena_alloc(t->arena, cap, 1);
        if (!p) { t->failed = 1; return; }
        memcpy(p, t->s ? t->s : "", t->n);
        t->s = p;
        t->cap = cap;
    }
    memcpy(t->s + t->n, s, n + 1);
    t->n += n;
}

static void put_number(struct text *t, double v)        /* the shortest decimal that reads back, as Python prints it */
{
    char buf[SHK_FORMAT_MAX];
    shk_repr(v, buf);
    char *zero = strstr(buf, "e-0");                    /* the reference's TOML writer drops this zero: 1e-5 */
    if (!zero) zero = strstr(buf, "e+0");
    if (zero) memmove(zero + 2, zero + 3, strlen(zero + 3) + 1);
    put(t, buf);
}

static void put_value(struct text *t, const struct shk_toml *v)
{
    switch (v->kind) {
    case SHK_TOML_STRING: {
        const char *slash = v->text[0] == '/' ? strrchr(v->text, '/') : NULL;    /* absolute paths are cut to the file name */
        put(t, "\"");
        put(t, slash ? slash + 1 : v->text);
        put(t, "\"");
        break;
    }
    case SHK_TOML_INTEGER: {
        char buf[32];
        snprintf(buf, sizeof buf, "%lld", v->integer);
        put(t, buf);
        break;
    }
    case SHK_TOML_FLOAT: put_number(t, v->number); break;
    case SHK_TOML_BOOL: put(t, v->number != 0 ? "true" : "false"); break;
    case SHK_TOML_ARRAY:
        put(t, "[");
        for (const struct shk_toml *c = v->first; c; c = c->next) { put(t, " "); put_value(t, c); put(t, ","); }
        put(t, "]");
        break;
    case SHK_TOML_TABLE: case SHK_TOML_DATE: put(t, v->text ? v->text : "{}"); break;
    }
}

static const char *quoted(struct shk_arena *a, const char *key)
{
    for (const char *p = key; *p; p++)
        if (!isalnum((unsigned char)*p) && *p != '_' && *p != '-') return shk_arena_printf(a, "\"%s\"", key);
    return key;
}

struct section { const struct shk_toml *table; const char *path; };

static const char *canonical(struct shk_arena *a, const char *name, const struct shk_toml *table)
{
    enum { MAX = 4096 };
    struct section queue[MAX];
    struct text t = { .arena = a };
    int n = 0;
    queue[n++] = (struct section){ table, name };
    for (int i = 0; i < n; i++) {
        int simple = 0, nested = 0;
        for (const struct shk_toml *c = queue[i].table ? queue[i].table->first : NULL; c; c = c->next) {
            if (c->kind != SHK_TOML_TABLE) { simple++; continue; }
            nested++;
            if (n == MAX) { t.failed = 1; break; }
            queue[n++] = (struct section){ c, shk_arena_printf(a, "%s.%s", queue[i].path ? queue[i].path : "", quoted(a, c->key)) };
        }
        if (!simple && nested) continue;
        if (t.n) put(&t, "\n");
        put(&t, "[");
        put(&t, queue[i].path ? queue[i].path : "");
        put(&t, "]\n");
        for (const struct shk_toml *c = queue[i].table ? queue[i].table->first : NULL; c; c = c->next) {
            if (c->kind == SHK_TOML_TABLE) continue;
            const char *key = quoted(a, c->key);
            put(&t, key ? key : "");
            put(&t, " = ");
            put_value(&t, c);
            put(&t, "\n");
        }
    }
    while (t.n && t.s[t.n - 1] == '\n') t.s[--t.n] = 0;
    return t.failed ? NULL : t.s;
}

/* An alias is written as its class with the presets as arguments. */
static const char *alias_text(struct shk_arena *a, const struct shk_gsim *g)
{
    struct text t = { .arena = a };
    put(&t, "[");
    put(&t, g->alias_of);
    put(&t, "]");
    for (const struct shk_gsim_preset *p = g->presets; p && p->name; p++) {
        const struct shk_gsim_arg *arg = g->args;
        while (arg && arg->name && strcmp(arg->name, p->name) != 0) arg++;
        put(&t, "\n");
        put(&t, p->name);
        put(&t, " = ");
        if (arg && arg->name && arg->choices && arg->choices != shk_gsim_raw) { put(&t, "\""); put(&t, arg->choices[(int)p->value]); put(&t, "\""); }
        else if (arg && arg->name && arg->whole) { char buf[32]; snprintf(buf, sizeof buf, "%d", (int)p->value); put(&t, buf); }
        else put_number(&t, p->value);
    }
    return t.failed ? NULL : t.s;
}

/* ---- arguments ---- */

static int arg_index(const struct shk_gsim *g, const char *name)
{
    for (int i = 0; g->args && g->args[i].name; i++)
        if (!strcmp(g->args[i].name, name)) return i;
    return -1;
}

static enum shk_err unknown_argument(struct shk_diag *d, const struct shk_gsim *g, const char *key, int line)
{
    char known[600] = "";
    for (int i = 0; g->args && g->args[i].name; i++) {
        const size_t n = strlen(known);
        snprintf(known + n, sizeof known - n, "%s%s", n ? ", " : "", g->args[i].name);
    }
    return shk_fail(d, SHK_E_INVALID, "line %d: %s has no argument '%s' (%s%s)", line, g->name, key, *known ? "it has " : "it takes none", known);
}

static enum shk_err bind(struct shk_gsim_make *k, const struct shk_gsim *g, const struct shk_toml *v, struct shk_gsim_model *m)
{
    if (!strcmp(v->key, "mixture_model") || !strcmp(v->key, "weight")) return SHK_OK;       /* any model takes these */
    const int i = arg_index(g, v->key);
    if (i < 0) return g->open_args ? SHK_OK : unknown_argument(k->diag, g, v->key, v->line);
    const struct shk_gsim_arg *arg = &g->args[i];
    if (arg->choices == shk_gsim_raw) return SHK_OK;
    if (arg->choices) {
        if (v->kind == SHK_TOML_STRING)
            for (int c = 0; arg->choices[c]; c++)
                if (!strcmp(arg->choices[c], v->text)) { m->arg[i] = c; return SHK_OK; }
        char known[500] = "";
        for (int c = 0; arg->choices[c]; c++) {
            const size_t n = strlen(known);
            snprintf(known + n, sizeof known - n, "%s\"%s\"", n ? ", " : "", arg->choices[c]);
        }
        return shk_fail(k->diag, SHK_E_INVALID, "line %d: %s of %s is %s: expected one of %s", v->line, v->key, g->name, v->text ? v->text : "?", known);
    }
    if (v->kind == SHK_TOML_STRING && (!strcmp(v->text, "true") || !strcmp(v->text, "True"))) {      /* a switch in quotes is on */
        m->arg[i] = 1;
        return SHK_OK;
    }
    if ((v->kind != SHK_TOML_INTEGER && v->kind != SHK_TOML_FLOAT && v->kind != SHK_TOML_BOOL) || !isfinite(v->number))
        return shk_fail(k->diag, SHK_E_INVALID, "line %d: %s of %s is '%s': expected a number", v->line, v->key, g->name, v->text ? v->text : "?");
    if (arg->whole == 1 && v->number != floor(v->number))
        return shk_fail(k->diag, SHK_E_INVALID, "line %d: %s of %s is %s: expected an integer", v->line, v->key, g->name, v->text ? v->text : "?");
    m->arg[i] = v->number;
    return SHK_OK;
}

static enum shk_err numbers(struct shk_gsim_make *k, const struct shk_toml *list, const char *what, double *v, int max, int *n)
{
    *n = 0;
    if (!list || list->kind != SHK_TOML_ARRAY) return shk_fail(k->diag, SHK_E_INVALID, "%s: %s must be a list of numbers", k->name, what);
    for (const struct shk_toml *c = list->first; c; c = c->next) {
        if ((c->kind != SHK_TOML_INTEGER && c->kind != SHK_TOML_FLOAT) || !isfinite(c->number) || *n == max)
            return shk_fail(k->diag, SHK_E_INVALID, "%s: %s must be a list of at most %d numbers", k->name, what, max);
        v[(*n)++] = c->number;
    }
    return SHK_OK;
}

/* mixture_model = { factors = [...], weights = [...] }: exceedance is a weighted sum over scaled sigmas. */
static enum shk_err mixture(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_toml *t = k->table ? shk_toml_get(k->table, "mixture_model") : NULL;
    double f[16], w[16];
    int nf, nw;
    if (!t) return SHK_OK;
    SHK_TRY(numbers(k, shk_toml_get(t, "factors"), "mixture_model.factors", f, 16, &nf));
    SHK_TRY(numbers(k, shk_toml_get(t, "weights"), "mixture_model.weights", w, 16, &nw));
    if (nf != nw || !nf) return shk_fail(k->diag, SHK_E_INVALID, "%s: mixture_model has %d factors and %d weights", k->name, nf, nw);
    struct shk_gsim_model *plain = SHK_NEW(k->arena, struct shk_gsim_model, 1);
    struct shk_gsim_part *part = SHK_NEW(k->arena, struct shk_gsim_part, (size_t)nf);
    if (!plain || !part) return no_memory(k->diag);
    *plain = *m;
    plain->npart = 0;
    for (int i = 0; i < nf; i++) part[i] = (struct shk_gsim_part){ plain, w[i], f[i] };
    m->npart = nf;
    m->part = part;
    return SHK_OK;
}

static enum shk_err build(struct shk_gsim_make *k, const struct shk_gsim *g, int conditional, const struct shk_gsim_model **out)
{
    if (k->depth > SHK_GSIM_DEPTH) return shk_fail(k->diag, SHK_E_LIMIT, "%s: models nested deeper than %d", k->name, SHK_GSIM_DEPTH);
    if (g->cond && !conditional)
        return shk_fail(k->diag, SHK_E_INVALID, "%s predicts from another model: use it inside ModifiableGMPE's conditional_gmpe", g->name);
    if (!g->cond && conditional) return shk_fail(k->diag, SHK_E_INVALID, "%s is not a conditional model", g->name);
    struct shk_gsim_model *m = SHK_NEW(k->arena, struct shk_gsim_model, 1);
    if (!m) return no_memory(k->diag);
    m->g = g;
    m->needs = g->needs;
    m->component = g->component;
    m->trt = g->trt;
    m->total_only = g->total_only;
    for (int i = 0; g->args && g->args[i].name; i++) {
        SHK_ASSERT(i < SHK_GSIM_ARGS);
        m->arg[i] = g->args[i].value;
        for (const struct shk_gsim_preset *p = g->presets; p && p->name; p++)
            if (!strcmp(p->name, g->args[i].name)) m->arg[i] = p->value;
    }
    for (const struct shk_toml *v = k->table ? k->table->first : NULL; v; v = v->next) SHK_TRY(bind(k, g, v, m));
    const int plain = !k->table || !k->table->first;
    m->text = plain && g->alias_of ? alias_text(k->arena, g) : canonical(k->arena, g->name, k->table);
    if (!m->text) return no_memory(k->diag);
    if (g->plan) SHK_TRY(g->plan(k, m));
    SHK_TRY(mixture(k, m));
    *out = m;
    return SHK_OK;
}

static enum shk_err find(struct shk_gsim_make *k, const char *name, const struct shk_gsim **g)
{
    const char *close = NULL;
    int best = 4;                       /* single letters that differ, at most */
    if ((*g = shk_gsim_find(name))) return SHK_OK;
    for (size_t i = 0; i < shk_gsim_count(); i++) {
        const int d = shk_str_distance(name, shk_gsim_at(i)->name, best - 1);
        if (d < best) { best = d; close = shk_gsim_at(i)->name; }
    }
    return close ? shk_fail(k->diag, SHK_E_NOTFOUND, "unknown ground-motion model '%.80s'; is it %s?", name, close)
                 : shk_fail(k->diag, SHK_E_NOTFOUND, "unknown ground-motion model '%.80s'", name);
}

/* {"Name": {"argument": 1}} as TOML, Name = {argument = 1}: colons become equals signs, line ends blanks, True and False lower case;
 * commas between names line ends. */
static enum shk_err from_json(struct shk_gsim_make *k, const char *text, size_t n, const char **out)
{
    if (n < 2 || text[n - 1] != '}') return shk_fail(k->diag, SHK_E_SYNTAX, "a ground-motion model in braces, as in {\"Name\": {\"argument\": 1}}: got '%.60s'", text);
    char *s = shk_arena_strndup(k->arena, text + 1, n - 2), quote = 0;
    int depth = 0;
    if (!s) return no_memory(k->diag);
    for (char *p = s; *p; p++) {
        if (quote) {
            if (*p == '\\' && quote == '"' && p[1]) p++;
            else if (*p == quote) quote = 0;
        } else if (*p == '"' || *p == '\'') quote = *p;
        else if (*p == '{' || *p == '[') depth++;
        else if (*p == '}' || *p == ']') depth--;
        else if (*p == ',' && !depth) *p = '\n';
        else if (*p == ':') *p = '=';
        else if (isspace((unsigned char)*p)) *p = ' ';
        else if (!strncmp(p, "True", 4) || !strncmp(p, "False", 5)) *p = (char)tolower((unsigned char)*p);
    }
    *out = s;
    return SHK_OK;
}

enum shk_err shk_gsim_make(const char *text, const char *base, struct shk_arena *arena, struct shk_diag *d, const struct shk_gsim_model **out)
{
    struct shk_gsim_make k = { .arena = arena, .diag = d, .base = base ? base : "" };
    const struct shk_gsim *g;
    text += strspn(text, " \t\r\n");
    size_t n = strlen(text);
    while (n && isspace((unsigned char)text[n - 1])) n--;
    const size_t word = strcspn(text, " \t\r\n[]=");
    if ((word == n && *text != '{') || (n > 2 && text[0] == '[' && strcspn(text + 1, "]. \t\n") == n - 2)) {     /* Name or [Name] */
        const int bare = *text != '[';
        const char *name = shk_arena_strndup(arena, text + !bare, bare ? n : n - 2);
        if (!name) return no_memory(d);
        k.name = name;
        SHK_TRY(find(&k, name, &g));
        return build(&k, g, 0, out);
    }
    if (*text == '{') {
        SHK_TRY(from_json(&k, text, n, &text));
        n = strlen(text);
    } else if (*text != '[') {  /* Name, then lines of arguments */
        char *s = shk_arena_printf(arena, "[%.*s]%.*s", (int)word, text, (int)(n - word), text + word);
        if (!s) return no_memory(d);
        text = s;
        n = strlen(s);
    }
    struct shk_toml *root;
    SHK_TRY(shk_toml_parse(text, n, "ground-motion model", arena, d, &root));
    const struct shk_toml *t = root->first;
    if (!t || t->next || t->kind != SHK_TOML_TABLE)
        return shk_fail(d, SHK_E_SYNTAX, "a ground-motion model is one table, `[Name]` and its arguments: got '%.60s'", text);
    k.name = t->key;
    k.table = t;
    SHK_TRY(find(&k, t->key, &g));
    return build(&k, g, 0, out);
}

/* ---- nested models ---- */

static enum shk_err child(struct shk_gsim_make *k, const char *name, const struct shk_toml *table, int conditional, const struct shk_gsim_model **out)
{
    struct shk_gsim_make c = { .arena = k->arena, .diag = k->diag, .base = k->base, .name = name, .table = table, .depth = k->depth + 1 };
    const struct shk_gsim *g;
    SHK_TRY(find(&c, name, &g));
    const struct shk_toml *first = table ? table->first : NULL;
    if (first && !strcmp(first->key, "weight") && !first->next) first = NULL;
    if (g->alias && first)
        return shk_fail(k->diag, SHK_E_INVALID, "%s: %s stands for a model with its arguments; it takes no more of them here", k->name, name);
    return build(&c, g, conditional, out);
}

enum shk_err shk_gsim_make_child(struct shk_gsim_make *k, const char *name, const struct shk_toml *table, const struct shk_gsim_model **out)
{
    return child(k, name, table, 0, out);
}

enum shk_err shk_gsim_make_base(struct shk_gsim_make *k, const struct shk_gsim_model *m, const char *key, const struct shk_gsim_model **out)
{
    const char *name;
    SHK_TRY(shk_gsim_text_arg(k, k->table, key, &name));
    if (!name) return shk_fail(k->diag, SHK_E_INVALID, "%s needs the argument %s = \"name of a model\"", k->name, key);
    struct shk_toml *rest = SHK_NEW(k->arena, struct shk_toml, 1), *last = NULL;
    if (!rest) return no_memory(k->diag);
    rest->kind = SHK_TOML_TABLE;
    rest->key = name;
    for (const struct shk_toml *c = k->table->first; c; c = c->next) {
        if (arg_index(m->g, c->key) >= 0 || !strcmp(c->key, "mixture_model") || !strcmp(c->key, "weight")) continue;
        struct shk_toml *copy = SHK_NEW(k->arena, struct shk_toml, 1);
        if (!copy) return no_memory(k->diag);
        *copy = *c;
        copy->next = NULL;
        *(last ? &last->next : &rest->first) = copy;
        last = copy;
    }
    return child(k, name, rest, 0, out);
}

static enum shk_err single(struct shk_gsim_make *k, const struct shk_toml *t, const char *what, int conditional, const struct shk_gsim_model **out)
{
    if (!t || t->kind != SHK_TOML_TABLE || !t->first || t->first->next || t->first->kind != SHK_TOML_TABLE)
        return shk_fail(k->diag, SHK_E_INVALID, "%s: %s must hold one model, as in {Name = {argument = 1}}", k->name, what);
    return child(k, t->first->key, t->first, conditional, out);
}

enum shk_err shk_gsim_make_single(struct shk_gsim_make *k, const struct shk_toml *table, const char *what, const struct shk_gsim_model **out)
{
    return single(k, table, what, 0, out);
}

enum shk_err shk_gsim_make_conditional(struct shk_gsim_make *k, const struct shk_toml *table, const char *what, const struct shk_gsim_model **out)
{
    return single(k, table, what, 1, out);
}

enum shk_err shk_gsim_text_arg(struct shk_gsim_make *k, const struct shk_toml *table, const char *key, const char **out)
{
    const struct shk_toml *v = table ? shk_toml_get(table, key) : NULL;
    *out = v && v->kind == SHK_TOML_STRING ? v->text : NULL;
    return !v || *out ? SHK_OK : shk_fail(k->diag, SHK_E_INVALID, "line %d: %s of %s must be a text", v->line, key, k->name);
}

enum shk_err shk_gsim_number_arg(struct shk_gsim_make *k, const struct shk_toml *table, const char *key, double dflt, double *out)
{
    const struct shk_toml *v = table ? shk_toml_get(table, key) : NULL;
    *out = v ? v->number : dflt;
    if (!v || ((v->kind == SHK_TOML_INTEGER || v->kind == SHK_TOML_FLOAT || v->kind == SHK_TOML_BOOL) && isfinite(v->number))) return SHK_OK;
    return shk_fail(k->diag, SHK_E_INVALID, "line %d: %s of %s must be a number", v->line, key, k->name);
}

enum shk_err shk_gsim_file_arg(struct shk_gsim_make *k, const char *key, const char **path)
{
    const char *name;
    SHK_TRY(shk_gsim_text_arg(k, k->table, key, &name));
    *path = name;
    if (name && *name != '/' && *k->base && !(*path = shk_arena_printf(k->arena, "%s/%s", k->base, name))) return no_memory(k->diag);
    return SHK_OK;
}

enum shk_err shk_gsim_imt_table(struct shk_gsim_make *k, const struct shk_toml *table, const char *what, struct shk_coeffs *out)
{
    if (!table || table->kind != SHK_TOML_TABLE) return shk_fail(k->diag, SHK_E_INVALID, "%s: %s must be a table of numbers by measure", k->name, what);
    size_t n = 0;
    for (const struct shk_toml *c = table->first; c; c = c->next) n++;
    struct shk_coeff_row *row = SHK_NEW(k->arena, struct shk_coeff_row, n + 1);
    double *v = SHK_NEW(k->arena, double, n + 1);
    if (!row || !v) return no_memory(k->diag);
    *out = (struct shk_coeffs){ .ncol = 1, .row = row };
    for (const struct shk_toml *c = table->first; c; c = c->next) {
        struct shk_imt imt;
        enum shk_err e = shk_imt_parse(c->key, &imt, k->diag);
        if (e) return shk_wrap(k->diag, e, "%s: %s", k->name, what);
        if ((c->kind != SHK_TOML_INTEGER && c->kind != SHK_TOML_FLOAT) || !isfinite(c->number))
            return shk_fail(k->diag, SHK_E_INVALID, "%s: %s of %s must be a number", k->name, what, c->key);
        v[out->nrow] = c->number;
        row[out->nrow] = (struct shk_coeff_row){ imt.kind, imt.period, &v[out->nrow] };
        out->nrow++;
    }
    return SHK_OK;
}

void shk_gsim_inherit(struct shk_gsim_model *m, const struct shk_gsim_model *base)
{
    m->needs |= base->needs;
    m->component = base->component;
    m->trt = base->trt;
    m->total_only = base->total_only;
}
