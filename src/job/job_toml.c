/* A job file in TOML: the same parameters; values become the texts that a job.ini would hold. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "base/str.h"
#include "io/toml.h"
#include "job/internal.h"

/* A text that grows in the arena; the pieces left behind are at most as long as the result. */
struct text { struct shk_arena *arena; char *p; size_t n, cap; int failed; };

static void put(struct text *t, const char *s)
{
    const size_t k = strlen(s);
    if (t->failed) return;
    if (t->n + k + 1 > t->cap) {
        const size_t cap = (t->n + k + 64) * 2;
        char *p = shk_arena_alloc(t->arena, cap, 1);
        if (!p) {
            t->failed = 1;
            return;
        }
        if (t->n) memcpy(p, t->p, t->n);
        t->p = p;
        t->cap = cap;
    }
    memcpy(t->p + t->n, s, k + 1);
    t->n += k;
}

static void put_quoted(struct text *t, const char *s)
{
    char one[3] = { 0 };
    put(t, "'");
    for (; *s; s++) {
        if (*s == '\'' || *s == '\\') one[0] = '\\', one[1] = *s;
        else one[0] = *s, one[1] = 0;
        put(t, *s == '\n' ? "\\n" : one);
    }
    put(t, "'");
}

static void scalar(struct text *t, const struct shk_toml *x)
{
    char buf[64];
    if (x->kind == SHK_TOML_INTEGER) snprintf(buf, sizeof buf, "%lld", x->integer), put(t, buf);
    else if (x->kind == SHK_TOML_FLOAT) put(t, shk_repr(x->number, buf));
    else if (x->kind == SHK_TOML_BOOL) put(t, x->integer ? "true" : "false");
    else put(t, x->text);
}

/* As a Python literal. */
static void literal(struct text *t, const struct shk_toml *x)
{
    const int table = x->kind == SHK_TOML_TABLE;
    if (x->kind == SHK_TOML_BOOL) {
        put(t, x->integer ? "True" : "False");
    } else if (x->kind == SHK_TOML_STRING || x->kind == SHK_TOML_DATE) {
        if (!strncmp(x->text, "logscale(", 9) || !strncmp(x->text, "linscale(", 9)) put(t, x->text);
        else put_quoted(t, x->text);
    } else if (!table && x->kind != SHK_TOML_ARRAY) {
        scalar(t, x);
    } else {
        put(t, table ? "{" : "[");
        for (const struct shk_toml *m = x->first; m; m = m->next) {
            if (table) put_quoted(t, m->key), put(t, ": ");
            literal(t, m);
            if (m->next) put(t, ", ");
        }
        put(t, table ? "}" : "]");
    }
}

/* Lists of texts and of points have no brackets in a job.ini. */
static void joined(struct text *t, const struct shk_toml *x, const char *outer, const char *inner)
{
    for (const struct shk_toml *m = x->first; m; m = m->next) {
        if (m->kind == SHK_TOML_ARRAY) joined(t, m, inner, inner);
        else scalar(t, m);
        if (m->next) put(t, outer);
    }
}

static void value(struct text *t, const struct shk_toml *x, const char *key)
{
    const int p = shk_param_find(key);
    const char *type = p >= 0 ? shk_param_info((enum shk_param)p)->type : "";
    if (x->kind != SHK_TOML_ARRAY && x->kind != SHK_TOML_TABLE) scalar(t, x);
    else if (x->kind == SHK_TOML_TABLE) literal(t, x);
    else if (!strcmp(type, "POINTS")) joined(t, x, ", ", " ");
    else if (!strcmp(type, "GROUPS")) joined(t, x, "; ", ", ");
    else if (!strcmp(type, "NAMES") || !strcmp(type, "IMTS") || !strcmp(type, "CHOICE") || !strcmp(type, "TEXT")) joined(t, x, ", ", ", ");
    else if (shk_is_input_key(key)) joined(t, x, " ", " ");
    else literal(t, x);
}

static enum shk_err add(struct shk_job_reader *r, const struct shk_toml *x)
{
    struct text t = { .arena = r->arena };
    put(&t, "");
    value(&t, x, x->key);
    if (t.failed) return shk_fail(r->d, SHK_E_NOMEM, "%s: out of memory", r->file);
    for (size_t i = 0; i < r->entries.n; i++)
        if (!strcmp(r->entries.v[i].key, x->key))
            return shk_fail(r->d, SHK_E_INVALID, "%s:%d: '%s' is already set at line %d, in another section", r->file, x->line, x->key, r->entries.v[i].line);
    return shk_entries_set(&r->entries, (struct shk_entry){ x->key, t.p, r->file, x->line }, r->arena, r->d);
}

enum shk_err shk_job_toml(struct shk_job_reader *r, const char *text, size_t n)
{
    struct shk_toml *root;
    SHK_TRY(shk_toml_parse(text, n, r->file, r->arena, r->d, &root));
    if (shk_toml_get(root, "workflow")) return shk_fail(r->d, SHK_E_UNSUPPORTED, "%s: workflow files are not supported yet", r->file);
    for (const struct shk_toml *m = root->first; m; m = m->next) {
        const int section = m->kind == SHK_TOML_TABLE && shk_param_find(m->key) < 0 && !shk_is_input_key(m->key);
        if (!section) SHK_TRY(add(r, m));
        for (const struct shk_toml *x = section ? m->first : NULL; x; x = x->next) SHK_TRY(add(r, x));
    }
    return SHK_OK;
}
