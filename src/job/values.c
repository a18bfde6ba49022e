/* Scalars, lists and texts. The rules are those of inputs.md 1.2. */
#include "job/values.h"
#include <math.h>
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "base/str.h"
#include "io/pylit.h"

enum { MAX_LIST = 1 << 24 };

enum shk_err shk_value_fail(const struct shk_value *v, const char *fmt, ...)
{
    char what[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    char shown[128];                /* long values are cut, and shown in one line */
    const size_t keep = v->n <= 100 ? v->n : 100;
    for (size_t i = 0; i < keep; i++) shown[i] = (unsigned char)v->text[i] < ' ' ? ' ' : v->text[i];
    strcpy(shown + keep, v->n > keep ? "..." : "");
    if (v->line) return shk_fail(v->d, SHK_E_INVALID, "%s:%d: %s = %s: %s", v->file, v->line, v->name, shown, what);
    return shk_fail(v->d, SHK_E_INVALID, "%s: %s = %s: %s", v->file, v->name, shown, what);
}

enum shk_err shk_value_nomem(const struct shk_value *v) { return shk_fail(v->d, SHK_E_NOMEM, "%s:%d: %s: out of memory", v->file, v->line, v->name); }

double shk_round5(double x)
{
    if (!(fabs(x) < 1e10)) return x;
    char buf[32];
    snprintf(buf, sizeof buf, "%.5f", x);
    return strtod(buf, NULL);
}

static int is_word(const struct shk_value *v, const char *w) { return v->n == strlen(w) && !strncasecmp(v->text, w, v->n); }

enum shk_err shk_read_BOOL(const struct shk_value *v, int *out)
{
    *out = is_word(v, "true") || is_word(v, "1");
    if (*out || is_word(v, "false") || is_word(v, "0") || !v->n) return SHK_OK;
    return shk_value_fail(v, "expected true or false");
}

enum shk_err shk_read_TRI(const struct shk_value *v, int *out) { return shk_read_BOOL(v, out); }

enum shk_err shk_read_UINT(const struct shk_value *v, long long *out)
{
    if (is_word(v, "true") || is_word(v, "false")) *out = is_word(v, "true");
    else if (!shk_str_int(v->text, v->n, out) || *out < 0) return shk_value_fail(v, "expected an integer that is not negative");
    if (v->check && !strcmp(v->check, "nonzero") && *out == 0) return shk_value_fail(v, "expected a positive integer");
    return SHK_OK;
}

enum shk_err shk_read_INT(const struct shk_value *v, long long *out)
{
    return shk_str_int(v->text, v->n, out) ? SHK_OK : shk_value_fail(v, "expected an integer");
}

/* An empty text takes back a parameter that has no default, as in the reference's NoneOr. */
static int empty(const struct shk_value *v, double *out)
{
    if (v->n || v->def) return 0;
    *out = NAN;
    return 1;
}

enum shk_err shk_read_REAL(const struct shk_value *v, double *out)
{
    if (empty(v, out)) return SHK_OK;
    if (!shk_str_double(v->text, v->n, out) || *out < 0) return shk_value_fail(v, "expected a number that is not negative");
    if (isnan(*out) && v->def && !strcmp(v->def, "nan")) return SHK_OK;
    return isfinite(*out) ? SHK_OK : shk_value_fail(v, "expected a finite number");
}

enum shk_err shk_read_DEPTH(const struct shk_value *v, double *out)
{
    if (!shk_str_double(v->text, v->n, out) || (*out < 0 && *out != -999) || isinf(*out))
        return shk_value_fail(v, "expected a number that is not negative, or -999");
    return SHK_OK;
}

enum shk_err shk_read_LEVEL(const struct shk_value *v, double *out)
{
    if (empty(v, out)) return SHK_OK;
    if (!shk_str_double(v->text, v->n, out) || !(*out >= 0)) return shk_value_fail(v, "expected a number that is not negative");
    if (*out == 0) *out = 1e-9;
    return SHK_OK;
}

/* 1: matches, 0: does not. */
static int matches(const char *pattern, const char *text)
{
    regex_t re;
    if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB)) return 0;
    const int ok = regexec(&re, text, 0, NULL, 0) == 0;
    regfree(&re);
    return ok;
}

enum shk_err shk_read_TEXT(const struct shk_value *v, const char **out)
{
    *out = shk_arena_strndup(v->arena, v->text, v->n);
    if (!*out) return shk_value_nomem(v);
    if (v->check && !strcmp(v->check, ".")) return v->n ? SHK_OK : shk_value_fail(v, "expected a text");
    if (v->check && (v->n > 1000 || !matches(v->check, *out))) return shk_value_fail(v, "expected a text like %s", v->check);
    return SHK_OK;
}

/* Is text[0..n) one of the words of list, separated by '|'? */
static int one_of(const char *list, const char *text, size_t n)
{
    for (const char *p = list;; p++) {
        const size_t k = strcspn(p, "|");
        if (k == n && !memcmp(p, text, n)) return 1;
        p += k;
        if (!*p) return 0;
    }
}

enum shk_err shk_read_CHOICE(const struct shk_value *v, const char **out)
{
    if (!one_of(v->check, v->text, v->n)) {
        const size_t n = strlen(v->check);
        return shk_value_fail(v, "expected %s%.*s%s", strchr(v->check, '|') ? "one of " : "", n < 300 ? (int)n : 300, v->check, n < 300 ? "" : "...");
    }
    *out = shk_arena_strndup(v->arena, v->text, v->n);
    return *out ? SHK_OK : shk_value_nomem(v);
}

/* ---- lists ---- */

struct words { const char *p, *end; const char *sep; };

/* The next word between separators. */
static int next_word(struct words *w, const char **text, size_t *n)
{
    while (w->p < w->end && strchr(w->sep, *w->p)) w->p++;
    *text = w->p;
    while (w->p < w->end && !strchr(w->sep, *w->p)) w->p++;
    *n = (size_t)(w->p - *text);
    return *n > 0;
}

static size_t count_words(const char *text, size_t n, const char *sep)
{
    struct words w = { text, text + n, sep };
    size_t k = 0, m;
    for (const char *t; next_word(&w, &t, &m);) k++;
    return k;
}

#define BLANKS " \t\n\r\f\v"

static enum shk_err numbers(const struct shk_value *v, const char *sep, double lo, double hi, const char *expected, struct shk_reals *out)
{
    const size_t n = count_words(v->text, v->n, sep);
    double *x = SHK_NEW(v->arena, double, n);
    if (!x || n > MAX_LIST) return shk_value_nomem(v);
    struct words w = { v->text, v->text + v->n, sep };
    const char *t;
    size_t m;
    for (size_t i = 0; next_word(&w, &t, &m); i++)
        if (!shk_str_double(t, m, &x[i]) || !(x[i] >= lo && x[i] <= hi) || isinf(x[i]))
            return shk_value_fail(v, "expected %s, got '%.*s'", expected, m < 40 ? (int)m : 40, t);
    *out = (struct shk_reals){ n, x };
    return SHK_OK;
}

enum shk_err shk_read_REALS(const struct shk_value *v, struct shk_reals *out)
{
    return numbers(v, BLANKS "[],", 0, HUGE_VAL, "numbers that are not negative", out);
}

enum shk_err shk_read_PROBS(const struct shk_value *v, struct shk_reals *out)
{
    return numbers(v, BLANKS "[],", 0, 1, "probabilities between 0 and 1", out);
}

enum shk_err shk_read_UINTS(const struct shk_value *v, struct shk_ints *out)
{
    struct shk_reals r;
    if (memchr(v->text, '.', v->n)) return shk_value_fail(v, "expected integers, got a decimal point");
    SHK_TRY(numbers(v, BLANKS "[],", 0, 9e15, "integers that are not negative", &r));
    if (!r.n) return shk_value_fail(v, "expected integers");
    long long *x = SHK_NEW(v->arena, long long, r.n);
    if (!x) return shk_value_nomem(v);
    for (size_t i = 0; i < r.n; i++) x[i] = (long long)r.v[i];
    *out = (struct shk_ints){ r.n, x };
    return SHK_OK;
}

/* Names separated by sep: check is a regular expression (it begins with '^'), a list of words, or NULL for identifiers. */
static enum shk_err names(const struct shk_value *v, const char *text, size_t len, const char *sep, struct shk_texts *out)
{
    const char *rule = v->check ? v->check : "^[A-Za-z0-9_:-]{1,75}$";
    const size_t n = count_words(text, len, sep);
    const char **x = SHK_NEW(v->arena, const char *, n);
    if (!x || n > MAX_LIST) return shk_value_nomem(v);
    regex_t re;
    const int by_pattern = rule[0] == '^';
    if (by_pattern && regcomp(&re, rule, REG_EXTENDED | REG_NOSUB)) return shk_value_nomem(v);
    struct words w = { text, text + len, sep };
    const char *t;
    size_t m;
    enum shk_err e = SHK_OK;
    for (size_t i = 0; !e && next_word(&w, &t, &m); i++) {
        x[i] = shk_arena_strndup(v->arena, t, m);
        if (!x[i]) e = shk_value_nomem(v);
        else if (by_pattern ? m > 1000 || regexec(&re, x[i], 0, NULL, 0) : !one_of(rule, t, m))
            e = shk_value_fail(v, "invalid name '%.*s'", m < 80 ? (int)m : 80, t);
    }
    if (by_pattern) regfree(&re);
    *out = (struct shk_texts){ n, x };
    return e;
}

enum shk_err shk_read_NAMES(const struct shk_value *v, struct shk_texts *out)
{
    return names(v, v->text, v->n, BLANKS ",", out);
}

enum shk_err shk_read_GROUPS(const struct shk_value *v, struct shk_groups *out)
{
    *out = (struct shk_groups){ 0 };
    if (!v->n) return SHK_OK;
    size_t n = 1;
    for (size_t i = 0; i < v->n; i++) n += v->text[i] == ';';
    struct shk_texts *g = SHK_NEW(v->arena, struct shk_texts, n);
    if (!g) return shk_value_nomem(v);
    const char *p = v->text, *end = v->text + v->n;
    for (size_t i = 0; i < n; i++) {
        const char *stop = memchr(p, ';', (size_t)(end - p));
        if (!stop) stop = end;
        SHK_TRY(names(v, p, (size_t)(stop - p), BLANKS ",", &g[i]));
        p = stop + 1;
    }
    *out = (struct shk_groups){ n, g };
    return SHK_OK;
}

/* ---- points ---- */

struct xy { double x, y; size_t i; };

static int by_xy(const void *a, const void *b)
{
    const struct xy *p = a, *q = b;
    if (p->x != q->x) return p->x < q->x ? -1 : 1;
    if (p->y != q->y) return p->y < q->y ? -1 : 1;
    return (p->i > q->i) - (p->i < q->i);
}

static enum shk_err no_repeated(const struct shk_value *v, const struct shk_points *pts)
{
    struct xy *s = SHK_NEW(v->arena, struct xy, pts->n);
    if (!s) return shk_value_nomem(v);
    for (size_t i = 0; i < pts->n; i++) s[i] = (struct xy){ pts->lon[i], pts->lat[i], i };
    qsort(s, pts->n, sizeof *s, by_xy);
    for (size_t i = 1; i < pts->n; i++)
        if (s[i].x == s[i - 1].x && s[i].y == s[i - 1].y)
            return shk_value_fail(v, "found overlapping site #%zu, %g %g", s[i].i + 1, s[i].x, s[i].y);
    return SHK_OK;
}

enum shk_err shk_read_POINTS(const struct shk_value *v, struct shk_points *out)
{
    if (!v->n) return shk_value_fail(v, "expected longitude latitude, longitude latitude, ...");
    size_t n = 1;
    for (size_t i = 0; i < v->n; i++) n += v->text[i] == ',';
    double *x = n <= MAX_LIST ? SHK_NEW(v->arena, double, 3 * n) : NULL;
    if (!x) return shk_value_nomem(v);
    const struct shk_points pts = { n, x, x + n, x + 2 * n };
    const char *p = v->text, *end = v->text + v->n;
    for (size_t i = 0; i < n; i++) {
        const char *stop = memchr(p, ',', (size_t)(end - p));
        if (!stop) stop = end;
        const size_t len = (size_t)(stop - p);
        struct words w = { p, stop, BLANKS };
        const char *t;
        size_t m, k = 0;
        for (; next_word(&w, &t, &m); k++)
            if (k < 3 && (!shk_str_double(t, m, &x[k * n + i]) || !isfinite(x[k * n + i])))
                return shk_value_fail(v, "point #%zu: expected a number, got '%.*s'", i + 1, m < 40 ? (int)m : 40, t);
        if (k != 2 && k != 3)
            return shk_value_fail(v, "point #%zu: expected longitude and latitude, got '%.*s'", i + 1, len < 60 ? (int)len : 60, p);
        x[i] = shk_round5(x[i]);
        x[n + i] = shk_round5(x[n + i]);
        if (fabs(x[i]) > 180) return shk_value_fail(v, "longitude %g is beyond 180 degrees", x[i]);
        if (fabs(x[n + i]) > 90) return shk_value_fail(v, "latitude %g is beyond 90 degrees", x[n + i]);
        p = stop + 1;
    }
    SHK_TRY(no_repeated(v, &pts));
    *out = pts;
    return SHK_OK;
}

enum shk_err shk_read_TREE(const struct shk_value *v, const struct shk_toml **out)
{
    struct shk_toml *x;
    const enum shk_err e = shk_pylit_parse(v->n ? v->text : "{}", v->n ? v->n : 2, v->file, v->line, v->arena, v->d, &x);
    if (e) return shk_wrap_at(v->d, e, v->file, v->line, "%s", v->name);
    const int list = v->def && v->def[0] == '[';        /* JSON: a dictionary passes, too */
    if (x->kind != SHK_TOML_TABLE && !(list && x->kind == SHK_TOML_ARRAY)) return shk_value_fail(v, list ? "expected a list" : "expected a dictionary {name: value}");
    *out = x;
    return SHK_OK;
}

enum shk_err shk_read_TILE(const struct shk_value *v, struct shk_tile *out)
{
    struct shk_toml *x;
    const enum shk_err e = shk_pylit_parse(v->text, v->n, v->file, v->line, v->arena, v->d, &x);
    if (e) return shk_wrap_at(v->d, e, v->file, v->line, "%s", v->name);
    const struct shk_toml *a = x->kind == SHK_TOML_ARRAY ? x->first : NULL, *b = a ? a->next : NULL;
    if (!b || b->next || a->kind != SHK_TOML_INTEGER || b->kind != SHK_TOML_INTEGER || a->integer < 1 || a->integer > b->integer)
        return shk_value_fail(v, "expected [i, n] with 1 <= i <= n");
    *out = (struct shk_tile){ a->integer, b->integer };
    return SHK_OK;
}
