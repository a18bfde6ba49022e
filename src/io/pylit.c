#include "io/pylit.h"
#include <string.h>
#include "base/str.h"

enum { MAX_DEPTH = 64, MAX_MEMBERS = 1 << 14 };

struct parser {
    const char *p, *end, *name;
    struct shk_arena *arena;
    struct shk_diag *d;
    int line, depth;
};

static enum shk_err fail(struct parser *s, const char *what)
{
    const size_t left = (size_t)(s->end - s->p);
    if (!left) return shk_fail(s->d, SHK_E_SYNTAX, "%s:%d: %s at the end of the value", s->name, s->line, what);
    return shk_fail(s->d, SHK_E_SYNTAX, "%s:%d: %s at '%.*s'", s->name, s->line, what, left < 40 ? (int)left : 40, s->p);
}

static enum shk_err nomem(struct parser *s) { return shk_fail(s->d, SHK_E_NOMEM, "%s:%d: out of memory", s->name, s->line); }

static void skip(struct parser *s)
{
    for (; s->p < s->end; s->p++) {
        if (*s->p == '#')
            while (s->p < s->end && *s->p != '\n') s->p++;
        if (s->p == s->end || !shk_str_blank(*s->p)) return;
        if (*s->p == '\n') s->line++;
    }
}

static int take(struct parser *s, char c)
{
    skip(s);
    if (s->p == s->end || *s->p != c) return 0;
    s->p++;
    return 1;
}

static int letter(char c) { return c == '_' || ((c | 32) >= 'a' && (c | 32) <= 'z'); }
static int digit(char c) { return c >= '0' && c <= '9'; }
static int quote(char c) { return c == '\'' || c == '"'; }

/* One or more string literals side by side. Escapes: the usual letters; others stay as they are, as in Python. */
static enum shk_err string(struct parser *s, const char **out)
{
    static const char from[] = "ntrbfva0\\'\"/", to[] = "\n\t\r\b\f\v\a?\\'\"/";
    char *buf = NULL, *o = NULL;
    size_t cap = 0;
    do {
        const int raw = (*s->p | 32) == 'r';
        if (letter(*s->p)) s->p++;                              /* r, b, u, f in front */
        const char q = *s->p++;
        const char *stop = s->p;
        while (stop < s->end && *stop != q) stop += *stop == '\\' && stop + 1 < s->end ? 2 : 1;
        if (stop >= s->end) return fail(s, "string without a closing quote");
        const size_t have = buf ? (size_t)(o - buf) : 0;
        const size_t need = have + (size_t)(stop - s->p) + 1;
        if (need > cap) {
            cap = have ? need * 2 : need;                       /* many short literals: room doubles */
            char *bigger = shk_arena_alloc(s->arena, cap, 1);
            if (!bigger) return nomem(s);
            if (have) memcpy(bigger, buf, have);
            buf = bigger;
            o = buf + have;
        }
        for (; s->p < stop; s->p++) {
            if (*s->p == '\n') s->line++;
            const char *hit = *s->p == '\\' && !raw ? strchr(from, s->p[1]) : NULL;
            if (hit && *hit && *hit != '0') {
                *o++ = to[hit - from];
                s->p++;
            } else {
                *o++ = *s->p;
            }
        }
        *o = 0;
        s->p++;
        skip(s);
    } while (s->p < s->end && quote(*s->p));
    *out = buf;
    return SHK_OK;
}

static enum shk_err value(struct parser *s, struct shk_toml *x);

static enum shk_err member(struct parser *s, struct shk_toml *parent, struct shk_toml **last, size_t *n, struct shk_toml **out)
{
    if (++*n > (parent->kind == SHK_TOML_TABLE ? (size_t)MAX_MEMBERS : (size_t)1 << 24))
        return shk_fail(s->d, SHK_E_LIMIT, "%s:%d: too many members in one %s", s->name, s->line, parent->kind == SHK_TOML_TABLE ? "dictionary" : "list");
    struct shk_toml *m = SHK_NEW(s->arena, struct shk_toml, 1);
    if (!m) return nomem(s);
    *m = (struct shk_toml){ .key = "", .text = "", .line = s->line };
    if (*last) (*last)->next = m;
    else parent->first = m;
    *out = *last = m;
    return SHK_OK;
}

static enum shk_err sequence(struct parser *s, struct shk_toml *x, char close)
{
    struct shk_toml *last = NULL, *m;
    size_t n = 0;
    x->kind = SHK_TOML_ARRAY;
    while (!take(s, close)) {
        if (n && !take(s, ',')) return fail(s, "expected ',' or the closing bracket");
        if (n && take(s, close)) break;
        SHK_TRY(member(s, x, &last, &n, &m));
        SHK_TRY(value(s, m));
    }
    return SHK_OK;
}

static enum shk_err dictionary(struct parser *s, struct shk_toml *x)
{
    struct shk_toml *last = NULL, *m;
    size_t n = 0;
    x->kind = SHK_TOML_TABLE;
    while (!take(s, '}')) {
        if (n && !take(s, ',')) return fail(s, "expected ',' or '}'");
        if (n && take(s, '}')) break;
        struct shk_toml key = { .text = "" };
        skip(s);
        SHK_TRY(value(s, &key));
        if (key.kind == SHK_TOML_TABLE || key.kind == SHK_TOML_ARRAY) return fail(s, "a key must be a text or a number");
        if (!take(s, ':')) return fail(s, "expected ':' after a key");
        m = (struct shk_toml *)shk_toml_get(x, key.text);
        if (!m) SHK_TRY(member(s, x, &last, &n, &m));
        *m = (struct shk_toml){ .key = key.text, .text = "", .line = s->line, .next = m->next };
        SHK_TRY(value(s, m));
    }
    return SHK_OK;
}

static enum shk_err word(struct parser *s, struct shk_toml *x)
{
    static const struct { const char *word; int value; } known[] = { { "True", 1 }, { "true", 1 }, { "False", 0 }, { "false", 0 }, { "None", 0 }, { "null", 0 } };
    const char *from = s->p;
    while (s->p < s->end && (letter(*s->p) || digit(*s->p))) s->p++;
    const size_t n = (size_t)(s->p - from);
    x->text = shk_arena_strndup(s->arena, from, n);
    if (!x->text) return nomem(s);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(x->text, known[i].word)) {
            x->kind = SHK_TOML_BOOL;
            x->number = x->integer = known[i].value;
            if (i >= 4) x->text = "None";
            return SHK_OK;
        }
    if (take(s, '(')) return sequence(s, x, ')');
    s->p = from;
    return fail(s, "expected a number, a text in quotes, a list or a dictionary");
}

static enum shk_err number(struct parser *s, struct shk_toml *x)
{
    const char *from = s->p;
    while (s->p < s->end && (digit(*s->p) || letter(*s->p) || *s->p == '.' || *s->p == '+' || *s->p == '-')) {
        if ((*s->p == '+' || *s->p == '-') && s->p > from && (s->p[-1] | 32) != 'e') break;
        s->p++;
    }
    const size_t n = (size_t)(s->p - from);
    x->text = shk_arena_strndup(s->arena, from, n);
    if (!x->text) return nomem(s);
    if (shk_str_int(from, n, &x->integer)) {
        x->kind = SHK_TOML_INTEGER;
        x->number = (double)x->integer;
        return SHK_OK;
    }
    x->kind = SHK_TOML_FLOAT;
    if (shk_str_double(from, n, &x->number)) return SHK_OK;
    s->p = from;
    return fail(s, "expected a number");
}

static enum shk_err bracketed(struct parser *s, struct shk_toml *x)
{
    if (take(s, '{')) return dictionary(s, x);
    if (take(s, '[')) return sequence(s, x, ']');
    s->p++;
    SHK_TRY(sequence(s, x, ')'));
    /* (x) is x; (x,) is a tuple */
    const char *back = s->p - 2;
    while (shk_str_blank(*back)) back--;
    if (x->first && !x->first->next && *back != ',') {
        const char *key = x->key;
        struct shk_toml *next = x->next;
        *x = *x->first;
        x->key = key;
        x->next = next;
    }
    return SHK_OK;
}

static enum shk_err value(struct parser *s, struct shk_toml *x)
{
    skip(s);
    x->line = s->line;
    if (s->p == s->end) return fail(s, "expected a value");
    const char c = *s->p;
    if (quote(c) || (strchr("rRbBuU", c) && s->p + 1 < s->end && quote(s->p[1]))) {
        x->kind = SHK_TOML_STRING;
        return string(s, &x->text);
    }
    if (c == '{' || c == '[' || c == '(') {
        if (s->depth == MAX_DEPTH) return shk_fail(s->d, SHK_E_LIMIT, "%s:%d: nested deeper than %d levels", s->name, s->line, MAX_DEPTH);
        s->depth++;
        const enum shk_err e = bracketed(s, x);
        s->depth--;
        return e;
    }
    if (letter(c)) {
        if (s->depth == MAX_DEPTH) return shk_fail(s->d, SHK_E_LIMIT, "%s:%d: nested deeper than %d levels", s->name, s->line, MAX_DEPTH);
        s->depth++;
        const enum shk_err e = word(s, x);
        s->depth--;
        return e;
    }
    return number(s, x);
}

enum shk_err shk_pylit_parse(const char *text, size_t n, const char *name, int line, struct shk_arena *arena, struct shk_diag *d, struct shk_toml **out)
{
    struct parser s = { .p = text, .end = text + n, .name = name, .arena = arena, .d = d, .line = line };
    struct shk_toml *root = SHK_NEW(arena, struct shk_toml, 1);
    if (!root) return nomem(&s);
    *root = (struct shk_toml){ .key = "", .text = "" };
    SHK_TRY(value(&s, root));
    skip(&s);
    if (s.p < s.end) return fail(&s, "expected nothing more");
    *out = root;
    return SHK_OK;
}
