#include "io/toml.h"
#include <stdint.h>
#include <string.h>
#include "base/str.h"

enum { MAX_DEPTH = 64, MAX_MEMBERS = 1 << 14 };     /* members of one table: looking for repeated keys is linear */

/* How a table came to be decides whether it may be opened again (TOML 1.0, "Table" and "Inline Table"). */
enum origin { BY_VALUE, BY_HEADER, BY_PATH, BY_DOTTED, ARRAY_OF_TABLES };

struct node {
    struct shk_toml pub;        /* first: a pointer to one is a pointer to the other */
    struct node *last;
    size_t n;
    enum origin origin;
    int depth;
};

struct parser {
    const char *p, *end, *name;
    struct shk_arena *arena;
    struct shk_diag *d;
    int line;
};

static enum shk_err fail(struct parser *s, const char *what) { return shk_fail(s->d, SHK_E_SYNTAX, "%s:%d: %s", s->name, s->line, what); }
static enum shk_err nomem(struct parser *s) { return shk_fail(s->d, SHK_E_NOMEM, "%s:%d: out of memory", s->name, s->line); }

static int peek(const struct parser *s, size_t k) { return (size_t)(s->end - s->p) > k ? (unsigned char)s->p[k] : -1; }
static int at(const struct parser *s, const char *word)
{
    const size_t n = strlen(word);
    return (size_t)(s->end - s->p) >= n && !memcmp(s->p, word, n);
}

static enum shk_err append(struct parser *s, struct node *parent, enum shk_toml_kind kind, const char *key, enum origin origin, struct node **out)
{
    if (parent->depth >= MAX_DEPTH) return shk_fail(s->d, SHK_E_LIMIT, "%s:%d: nested deeper than %d levels", s->name, s->line, MAX_DEPTH);
    if (parent->pub.kind == SHK_TOML_TABLE && parent->n >= MAX_MEMBERS)
        return shk_fail(s->d, SHK_E_LIMIT, "%s:%d: more than %d keys in one table", s->name, s->line, MAX_MEMBERS);
    struct node *x = SHK_NEW(s->arena, struct node, 1);
    if (!x) return nomem(s);
    *x = (struct node){ .pub = { .kind = kind, .key = key, .text = "", .line = s->line }, .origin = origin, .depth = parent->depth + 1 };
    if (parent->last) parent->last->pub.next = &x->pub;
    else parent->pub.first = &x->pub;
    parent->last = x;
    parent->n++;
    *out = x;
    return SHK_OK;
}

static struct node *child(const struct node *table, const char *key)
{
    for (struct shk_toml *m = table->pub.first; m; m = m->next)
        if (!strcmp(m->key, key)) return (struct node *)m;
    return NULL;
}

/* ---- blanks ---- */

static void skip_blanks(struct parser *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t')) s->p++;
}

static enum shk_err skip_comment(struct parser *s)
{
    skip_blanks(s);
    if (peek(s, 0) != '#') return SHK_OK;
    for (; s->p < s->end && *s->p != '\n' && !at(s, "\r\n"); s->p++)
        if (((unsigned char)*s->p < 0x20 && *s->p != '\t') || *s->p == 0x7f) return fail(s, "control character in a comment");
    return SHK_OK;
}

static int newline(struct parser *s)
{
    if (at(s, "\r\n")) s->p++;
    else if (peek(s, 0) != '\n') return 0;
    s->p++;
    s->line++;
    return 1;
}

static enum shk_err end_of_line(struct parser *s)
{
    SHK_TRY(skip_comment(s));
    if (s->p == s->end || newline(s)) return SHK_OK;
    return fail(s, "expected the end of the line");
}

/* Blanks, comments and line ends inside arrays. */
static enum shk_err skip_lines(struct parser *s)
{
    do SHK_TRY(skip_comment(s));
    while (newline(s));
    return SHK_OK;
}

/* ---- strings ---- */

static int hex(int c) { return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; }

static char *put_utf8(char *o, uint32_t c)
{
    if (c < 0x80) {
        *o++ = (char)c;
    } else if (c < 0x800) {
        *o++ = (char)(0xc0 | c >> 6), *o++ = (char)(0x80 | (c & 63));
    } else if (c < 0x10000) {
        *o++ = (char)(0xe0 | c >> 12), *o++ = (char)(0x80 | (c >> 6 & 63)), *o++ = (char)(0x80 | (c & 63));
    } else {
        *o++ = (char)(0xf0 | c >> 18), *o++ = (char)(0x80 | (c >> 12 & 63)), *o++ = (char)(0x80 | (c >> 6 & 63)), *o++ = (char)(0x80 | (c & 63));
    }
    return o;
}

/* s->p is behind the backslash. Every escape is at least as long as what it stands for. */
static enum shk_err escape(struct parser *s, int multi, char **out)
{
    static const char from[] = "btnfr\"\\", to[] = "\b\t\n\f\r\"\\";
    const int c = peek(s, 0);
    const char *hit = c > 0 ? strchr(from, c) : NULL;
    if (hit) {
        *(*out)++ = to[hit - from];
        s->p++;
        return SHK_OK;
    }
    if (c == 'u' || c == 'U') {
        const size_t digits = c == 'u' ? 4 : 8;
        uint32_t v = 0;
        for (size_t k = 1; k <= digits; k++) {
            const int h = hex(peek(s, k));
            if (h < 0) return fail(s, "bad \\u escape in a string");
            v = v << 4 | (uint32_t)h;
        }
        if (v > 0x10ffff || (v >= 0xd800 && v < 0xe000) || v == 0) return fail(s, "\\u escape is not a character");
        s->p += 1 + digits;
        *out = put_utf8(*out, v);
        return SHK_OK;
    }
    if (multi) {                            /* a backslash at the end of the line swallows blanks and line ends */
        skip_blanks(s);
        if (newline(s)) {
            do skip_blanks(s);
            while (newline(s));
            return SHK_OK;
        }
    }
    return fail(s, "unknown escape in a string");
}

static enum shk_err string(struct parser *s, int multi_allowed, const char **out)
{
    const char quote = *s->p;
    const int literal = quote == '\'';
    const int multi = peek(s, 1) == quote && peek(s, 2) == quote;
    if (multi && !multi_allowed) return fail(s, "a key cannot be a multi-line string");
    const int line0 = s->line;
    s->p += multi ? 3 : 1;
    if (multi) newline(s);
    const char *stop = s->p;                /* room: up to the closing quote of the source */
    while (stop < s->end && (*stop != quote || (multi && !((size_t)(s->end - stop) >= 3 && stop[1] == quote && stop[2] == quote)))) {
        if (*stop == '\\' && !literal && stop + 1 < s->end) stop++;
        if (*stop == '\n' && !multi) break;
        stop++;
    }
    char *buf = shk_arena_alloc(s->arena, (size_t)(stop - s->p) + 3, 1), *o = buf;
    if (!buf) return nomem(s);
    for (;;) {
        const int c = peek(s, 0);
        if (c < 0 || (!multi && (c == '\n' || at(s, "\r\n")))) {
            s->line = line0;
            return fail(s, "string without a closing quote");
        }
        if (c == quote) {
            if (!multi) break;
            int k = 1;                      /* up to two quotes may stand before the closing three */
            while (k < 5 && peek(s, (size_t)k) == quote) k++;
            if (k >= 3) {
                for (int i = 3; i < k; i++) *o++ = quote, s->p++;
                break;
            }
        }
        if (c == '\\' && !literal) {
            s->p++;
            SHK_TRY(escape(s, multi, &o));
        } else if (newline(s)) {
            *o++ = '\n';
        } else if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return fail(s, "control character in a string");
        } else {
            *o++ = (char)c;
            s->p++;
        }
    }
    s->p += multi ? 3 : 1;
    *o = 0;
    *out = buf;
    return SHK_OK;
}

/* ---- keys ---- */

static int bare_key(int c) { return c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

static enum shk_err key(struct parser *s, const char **out)
{
    skip_blanks(s);
    const int c = peek(s, 0);
    if (c == '"' || c == '\'') {
        SHK_TRY(string(s, 0, out));
    } else {
        const char *from = s->p;
        while (s->p < s->end && bare_key((unsigned char)*s->p)) s->p++;
        if (s->p == from) return fail(s, "expected a key");
        *out = shk_arena_strndup(s->arena, from, (size_t)(s->p - from));
        if (!*out) return nomem(s);
    }
    skip_blanks(s);
    return SHK_OK;
}

static enum shk_err value(struct parser *s, struct node *parent, const char *name);

/* a.b.c = value, the value into the table that a.b names from here. */
static enum shk_err key_value(struct parser *s, struct node *table)
{
    for (;;) {
        const char *k;
        SHK_TRY(key(s, &k));
        struct node *have = child(table, k);
        if (peek(s, 0) == '.') {
            s->p++;
            if (!have) SHK_TRY(append(s, table, SHK_TOML_TABLE, k, BY_DOTTED, &have));
            else if (have->pub.kind == SHK_TOML_TABLE && have->origin == BY_VALUE && !have->pub.first)
                have->origin = BY_DOTTED;           /* `a = {}` and then `a.b = 1`: not TOML, but jobs of the reference have it */
            else if (have->pub.kind != SHK_TOML_TABLE || have->origin != BY_DOTTED)
                return shk_fail(s->d, SHK_E_SYNTAX, "%s:%d: '%s' is already defined at line %d", s->name, s->line, k, have->pub.line);
            table = have;
            continue;
        }
        if (have) return shk_fail(s->d, SHK_E_SYNTAX, "%s:%d: '%s' is already defined at line %d", s->name, s->line, k, have->pub.line);
        if (peek(s, 0) != '=') return shk_fail(s->d, SHK_E_SYNTAX, "%s:%d: expected '=' after the key '%s'", s->name, s->line, k);
        s->p++;
        skip_blanks(s);
        return value(s, table, k);
    }
}

/* ---- values ---- */

static enum shk_err array(struct parser *s, struct node *x)
{
    s->p++;
    for (;;) {
        SHK_TRY(skip_lines(s));
        if (peek(s, 0) == ']') break;
        SHK_TRY(value(s, x, ""));
        SHK_TRY(skip_lines(s));
        if (peek(s, 0) == ',') s->p++;
        else if (peek(s, 0) != ']') return fail(s, "expected ',' or ']' in an array");
    }
    s->p++;
    return SHK_OK;
}

static enum shk_err inline_table(struct parser *s, struct node *x)
{
    s->p++;
    skip_blanks(s);
    if (peek(s, 0) == '}') {
        s->p++;
        return SHK_OK;
    }
    for (;;) {
        SHK_TRY(key_value(s, x));
        skip_blanks(s);
        if (peek(s, 0) == '}') break;
        if (peek(s, 0) != ',') return fail(s, "expected ',' or '}' in an inline table");
        s->p++;
    }
    s->p++;
    return SHK_OK;
}

/* Digits with single underscores between them; copies without underscores. 0 if malformed. */
static size_t strip_underscores(const char *t, size_t n, char *buf)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (t[i] != '_') buf[k++] = t[i];
        else if (i == 0 || i + 1 == n || hex((unsigned char)t[i - 1]) < 0 || hex((unsigned char)t[i + 1]) < 0) return 0;
    }
    return k;
}

static int integer_of(const char *t, size_t n, long long *out)
{
    if (n > 2 && t[0] == '0' && strchr("xob", t[1])) {
        const unsigned base = t[1] == 'x' ? 16 : t[1] == 'o' ? 8 : 2;
        unsigned long long v = 0;
        for (size_t i = 2; i < n; i++) {
            const int h = hex((unsigned char)t[i]);
            if (h < 0 || (unsigned)h >= base || v > ((unsigned long long)INT64_MAX - (unsigned)h) / base) return 0;
            v = v * base + (unsigned)h;
        }
        *out = (long long)v;
        return 1;
    }
    const size_t sign = n && (t[0] == '+' || t[0] == '-');
    return !(n > sign + 1 && t[sign] == '0') && shk_str_int(t, n, out);
}

/* TOML wants a digit on both sides of the point and no leading zeros. */
static int float_of(const char *t, size_t n, double *out)
{
    const size_t sign = n && (t[0] == '+' || t[0] == '-');
    const char *body = t + sign;
    const size_t m = n - sign;
    if (m == 3 && (!memcmp(body, "inf", 3) || !memcmp(body, "nan", 3))) return shk_str_double(t, n, out);
    if (!m || body[0] < '0' || body[0] > '9' || (m > 1 && body[0] == '0' && body[1] >= '0' && body[1] <= '9')) return 0;
    const char *point = memchr(body, '.', m);
    if (point && (point + 1 == body + m || point[1] < '0' || point[1] > '9')) return 0;
    return shk_str_double(t, n, out);
}

/* 2026-01-31, 12:30:00[.5], both joined by T, t or a blank, with Z or an offset: only the shape is looked at. */
static int date_of(const char *t, size_t n)
{
    const int day = n >= 10 && t[4] == '-' && t[7] == '-', time = n >= 8 && t[2] == ':' && t[5] == ':';
    if (!day && !time) return 0;
    for (size_t i = 0; i < n; i++)
        if (!((t[i] >= '0' && t[i] <= '9') || strchr("-+:.TtZz ", t[i]) != NULL)) return 0;
    return 1;
}

static enum shk_err scalar(struct parser *s, struct node *x)
{
    const char *t = s->p;
    while (s->p < s->end && (bare_key((unsigned char)*s->p) || *s->p == '+' || *s->p == '.' || *s->p == ':')) s->p++;
    if (s->p - t == 10 && t[4] == '-' && t[7] == '-' && peek(s, 0) == ' ' && peek(s, 1) >= '0' && peek(s, 1) <= '9')    /* blank between date and time */
        for (s->p++; s->p < s->end && (bare_key((unsigned char)*s->p) || *s->p == '+' || *s->p == '.' || *s->p == ':');) s->p++;
    const size_t n = (size_t)(s->p - t);
    if (!n) return fail(s, "expected a value");
    x->pub.text = shk_arena_strndup(s->arena, t, n);
    if (!x->pub.text) return nomem(s);
    if (shk_str_is(t, n, "true") || shk_str_is(t, n, "false")) {
        x->pub.kind = SHK_TOML_BOOL;
        x->pub.number = x->pub.integer = n == 4;
        return SHK_OK;
    }
    char buf[128];
    const size_t k = n < sizeof buf ? strip_underscores(t, n, buf) : 0;
    if (k && integer_of(buf, k, &x->pub.integer)) {
        x->pub.kind = SHK_TOML_INTEGER;
        x->pub.number = (double)x->pub.integer;
    } else if (k && float_of(buf, k, &x->pub.number)) {
        x->pub.kind = SHK_TOML_FLOAT;
    } else if (date_of(t, n)) {
        x->pub.kind = SHK_TOML_DATE;
    } else {
        return shk_fail(s->d, SHK_E_SYNTAX, "%s:%d: '%.*s' is not a value (texts need quotes)", s->name, s->line, n < 80 ? (int)n : 80, t);
    }
    return SHK_OK;
}

static enum shk_err value(struct parser *s, struct node *parent, const char *name)
{
    const int c = peek(s, 0);
    struct node *x;
    SHK_TRY(append(s, parent, c == '[' ? SHK_TOML_ARRAY : c == '{' ? SHK_TOML_TABLE : SHK_TOML_STRING, name, BY_VALUE, &x));
    switch (c) {
    case '[': return array(s, x);
    case '{': return inline_table(s, x);
    case '"': case '\'': return string(s, 1, &x->pub.text);
    default: return scalar(s, x);
    }
}

/* ---- headers ---- */

static enum shk_err clash(struct parser *s, const struct node *have)
{
    return shk_fail(s->d, SHK_E_SYNTAX, "%s:%d: '%s' is already defined at line %d", s->name, s->line, have->pub.key, have->pub.line);
}

/* [a.b.c] or [[a.b.c]]; *current becomes the table that it opens. */
static enum shk_err header(struct parser *s, struct node *root, struct node **current)
{
    const int many = peek(s, 1) == '[';
    s->p += 1 + many;
    struct node *t = root;
    for (;;) {
        const char *k;
        SHK_TRY(key(s, &k));
        struct node *have = child(t, k);
        if (peek(s, 0) == '.') {
            s->p++;
            if (!have) SHK_TRY(append(s, t, SHK_TOML_TABLE, k, BY_PATH, &have));
            else if (have->origin == ARRAY_OF_TABLES) have = have->last;
            else if (have->pub.kind != SHK_TOML_TABLE || have->origin == BY_VALUE) return clash(s, have);
            t = have;
            continue;
        }
        if (peek(s, 0) != ']' || (many && peek(s, 1) != ']')) return fail(s, many ? "expected ']]'" : "expected ']'");
        s->p += 1 + many;
        if (many) {
            if (!have) SHK_TRY(append(s, t, SHK_TOML_ARRAY, k, ARRAY_OF_TABLES, &have));
            else if (have->origin != ARRAY_OF_TABLES) return clash(s, have);
            SHK_TRY(append(s, have, SHK_TOML_TABLE, "", BY_HEADER, current));
        } else if (!have) {
            SHK_TRY(append(s, t, SHK_TOML_TABLE, k, BY_HEADER, current));
        } else {
            if (have->origin != BY_PATH) return clash(s, have);
            have->origin = BY_HEADER;
            have->pub.line = s->line;
            *current = have;
        }
        return SHK_OK;
    }
}

enum shk_err shk_toml_parse(const char *text, size_t n, const char *name, struct shk_arena *arena, struct shk_diag *d, struct shk_toml **root)
{
    struct parser s = { .p = text, .end = text + n, .name = name, .arena = arena, .d = d, .line = 1 };
    if (n >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) s.p += 3;
    struct node *top = SHK_NEW(arena, struct node, 1);
    if (!top) return nomem(&s);
    *top = (struct node){ .pub = { .kind = SHK_TOML_TABLE, .key = "", .text = "", .line = 1 }, .origin = BY_HEADER };
    struct node *current = top;
    for (;;) {
        SHK_TRY(skip_lines(&s));
        if (s.p == s.end) break;
        if (*s.p == '[') SHK_TRY(header(&s, top, &current));
        else SHK_TRY(key_value(&s, current));
        SHK_TRY(end_of_line(&s));
    }
    *root = &top->pub;
    return SHK_OK;
}

const struct shk_toml *shk_toml_get(const struct shk_toml *table, const char *key)
{
    for (const struct shk_toml *m = table ? table->first : NULL; m; m = m->next)
        if (!strcmp(m->key, key)) return m;
    return NULL;
}
