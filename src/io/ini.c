#include "io/ini.h"
#include <stdlib.h>
#include <string.h>
#include "base/str.h"

enum { MAX_ITEMS = 100000, MAX_SECTIONS = 1000 };

struct reader {
    const char *name;
    struct shk_arena *arena;
    struct shk_diag *d;
    struct shk_ini_item *item;
    size_t n, cap;
    const char *section[MAX_SECTIONS];
    size_t nsections;
    const char *current;
    int line;
    /* the value being read: lines, given by the file's text, joined when it ends */
    char *value;
    size_t value_n, value_cap;
    int open;           /* an item that later lines may go on with */
};

static enum shk_err nomem(struct reader *r) { return shk_fail(r->d, SHK_E_NOMEM, "%s:%d: out of memory", r->name, r->line); }

/* Room doubles, so that the copies left behind in the arena are at most twice the file. */
static enum shk_err add_text(struct reader *r, const char *s, size_t n)
{
    if (r->value_n + n + 2 > r->value_cap) {
        const size_t cap = (r->value_n + n + 2) * 2;
        char *p = shk_arena_alloc(r->arena, cap, 1);
        if (!p) return nomem(r);
        if (r->value_n) memcpy(p, r->value, r->value_n);
        r->value = p;
        r->value_cap = cap;
    }
    memcpy(r->value + r->value_n, s, n);
    r->value_n += n;
    return SHK_OK;
}

static void close_item(struct reader *r)
{
    if (!r->open) return;
    while (r->value_n && shk_str_blank(r->value[r->value_n - 1])) r->value_n--;
    r->value[r->value_n] = 0;
    r->item[r->n - 1].value = r->value;
    r->value += r->value_n + 1;                 /* the next value goes on in the same block */
    r->value_cap -= r->value_n + 1;
    r->value_n = 0;
    r->open = 0;
}

static enum shk_err section(struct reader *r, const char *s, size_t n)
{
    const char *end = memrchr(s, ']', n);
    close_item(r);
    r->current = shk_arena_strndup(r->arena, s + 1, (size_t)(end - s) - 1);
    if (!r->current) return nomem(r);
    if (!strcmp(r->current, "DEFAULT")) return SHK_OK;
    for (size_t i = 0; i < r->nsections; i++)
        if (!strcmp(r->section[i], r->current))
            return shk_fail(r->d, SHK_E_SYNTAX, "%s:%d: section [%s] appears twice", r->name, r->line, r->current);
    if (r->nsections == MAX_SECTIONS) return shk_fail(r->d, SHK_E_LIMIT, "%s:%d: more than %d sections", r->name, r->line, MAX_SECTIONS);
    r->section[r->nsections++] = r->current;
    return SHK_OK;
}

static enum shk_err item(struct reader *r, const char *s, size_t n)
{
    close_item(r);
    if (!r->current)
        return shk_fail(r->d, SHK_E_SYNTAX, "%s:%d: expected a section header such as [general], got '%.*s'", r->name, r->line, n < 80 ? (int)n : 80, s);
    size_t k = 0;
    while (k < n && s[k] != '=' && s[k] != ':') k++;
    const char *key = s, *rest = s + k + 1;
    size_t key_n = k, rest_n = k < n ? n - k - 1 : 0;
    shk_str_trim(&key, &key_n);
    if (k == n || !key_n)
        return shk_fail(r->d, SHK_E_SYNTAX, "%s:%d: expected 'name = value', got '%.*s'", r->name, r->line, n < 80 ? (int)n : 80, s);
    if (rest_n) shk_str_trim(&rest, &rest_n);
    if (r->n == r->cap) {
        if (r->n >= MAX_ITEMS) return shk_fail(r->d, SHK_E_LIMIT, "%s:%d: more than %d parameters", r->name, r->line, MAX_ITEMS);
        const size_t cap = r->cap ? r->cap * 2 : 128;
        struct shk_ini_item *p = SHK_NEW(r->arena, struct shk_ini_item, cap);
        if (!p) return nomem(r);
        if (r->n) memcpy(p, r->item, r->n * sizeof *p);
        r->item = p;
        r->cap = cap;
    }
    char *low = shk_arena_strndup(r->arena, key, key_n);
    if (!low) return nomem(r);
    for (char *c = low; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c | 32);
    r->item[r->n++] = (struct shk_ini_item){ r->current, low, "", r->line };
    r->open = 1;
    return add_text(r, rest, rest_n);
}

static int by_section_and_key(const void *a, const void *b)
{
    const struct shk_ini_item *p = *(const struct shk_ini_item *const *)a, *q = *(const struct shk_ini_item *const *)b;
    const int s = strcmp(p->section, q->section), k = s ? s : strcmp(p->key, q->key);
    return k ? k : (p->line > q->line) - (p->line < q->line);
}

static enum shk_err check_repeated(struct reader *r)
{
    const struct shk_ini_item **p = SHK_NEW(r->arena, const struct shk_ini_item *, r->n + 1);
    if (!p) return nomem(r);
    for (size_t i = 0; i < r->n; i++) p[i] = &r->item[i];
    qsort(p, r->n, sizeof *p, by_section_and_key);
    for (size_t i = 1; i < r->n; i++)
        if (!strcmp(p[i]->section, p[i - 1]->section) && !strcmp(p[i]->key, p[i - 1]->key))
            return shk_fail(r->d, SHK_E_SYNTAX, "%s:%d: '%s' is already set at line %d", r->name, p[i]->line, p[i]->key, p[i - 1]->line);
    return SHK_OK;
}

enum shk_err shk_ini_parse(const char *text, size_t n, const char *name, struct shk_arena *arena, struct shk_diag *d, struct shk_ini *out)
{
    struct reader *r = SHK_NEW(arena, struct reader, 1);
    if (!r) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", name);
    *r = (struct reader){ .name = name, .arena = arena, .d = d };
    const char *p = text, *end = text + n;
    if (n >= 3 && !memcmp(p, "\xef\xbb\xbf", 3)) p += 3;
    size_t indent = 0;
    for (int more = p < end; more; ) {
        r->line++;
        const char *eol = p;
        while (eol < end && *eol != '\n' && *eol != '\r') eol++;
        if (memchr(p, 0, (size_t)(eol - p))) return shk_fail(d, SHK_E_SYNTAX, "%s:%d: not a text file (it holds a zero byte)", name, r->line);
        const char *s = p;
        size_t len = (size_t)(eol - p);
        shk_str_trim(&s, &len);
        const size_t here = (size_t)(s - p);
        if (!len) {
            if (r->open) SHK_TRY(add_text(r, "\n", 1));         /* an empty line inside a value stays */
        } else if (*s == '#' || *s == ';') {
            /* comments do not end a value */
        } else if (r->open && here > indent) {
            SHK_TRY(add_text(r, "\n", 1));
            SHK_TRY(add_text(r, s, len));
        } else {
            indent = here;
            if (*s == '[' && len > 2 && memrchr(s + 2, ']', len - 2)) SHK_TRY(section(r, s, len));
            else SHK_TRY(item(r, s, len));
        }
        more = eol < end;
        if (more) p = eol + (eol + 1 < end && eol[0] == '\r' && eol[1] == '\n' ? 2 : 1);
    }
    close_item(r);
    SHK_TRY(check_repeated(r));
    *out = (struct shk_ini){ .n = r->n, .item = r->item, .nsections = r->nsections };
    return SHK_OK;
}
