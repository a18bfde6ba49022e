/* Words, paths and letters for the logic trees. */
#include <stdlib.h>
#include <string.h>
#include "job/lt_tree.h"

/* BASE183: printable characters without comma, dot, tilde, double quote, backslash; then U+00A1..U+00FF without the soft hyphen. */
const char *shk_lt_letter(size_t position)
{
    static const char ascii[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}!#$%&'()*+-/0123456789:;<=>?@";
    enum { NASCII = sizeof ascii - 1 };
    _Static_assert(NASCII + 94 == SHK_LT_MAX_BRANCHES, "183 letters");
    static char letters[SHK_LT_MAX_BRANCHES][SHK_LT_LETTER];
    static int made;
    if (!made) {                            /* idempotent: the same bytes whoever writes them */
        for (size_t i = 0; i < SHK_LT_MAX_BRANCHES; i++) {
            if (i < NASCII) {
                letters[i][0] = ascii[i];
                continue;
            }
            unsigned u = 0xA1u + (unsigned)(i - NASCII);
            if (u >= 0xAD) u++;
            letters[i][0] = (char)(0xC0 | u >> 6);
            letters[i][1] = (char)(0x80 | (u & 0x3F));
        }
        made = 1;
    }
    return letters[position % SHK_LT_MAX_BRANCHES];
}

enum shk_err shk_lt_nomem(struct shk_diag *d) { return shk_fail(d, SHK_E_NOMEM, "logic trees: out of memory"); }

static int blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

enum shk_err shk_lt_words(const char *s, struct shk_arena *a, struct shk_diag *d, size_t *n, const char ***out)
{
    size_t count = 0;
    for (const char *c = s; *c; c++) count += !blank(*c) && (c == s || blank(c[-1]));
    const char **w = SHK_NEW(a, const char *, count + 1);
    if (!w) return shk_lt_nomem(d);
    *n = 0;
    for (const char *c = s; *c;) {
        while (blank(*c)) c++;
        const char *end = c;
        while (*end && !blank(*end)) end++;
        if (end > c && !(w[(*n)++] = shk_arena_strndup(a, c, (size_t)(end - c)))) return shk_lt_nomem(d);
        c = end;
    }
    *out = w;
    return SHK_OK;
}

const char *shk_lt_dirname(const char *path, struct shk_arena *a)
{
    const char *slash = strrchr(path, '/');
    return slash ? shk_arena_strndup(a, path, slash == path ? 1 : (size_t)(slash - path)) : shk_arena_strdup(a, ".");
}

const char *shk_lt_join(const char *dir, const char *name, struct shk_arena *a)
{
    char *p = name[0] == '/' || !dir || !*dir ? shk_arena_strdup(a, name) : shk_arena_printf(a, "%s/%s", dir, name);
    if (!p) return NULL;
    const int rooted = p[0] == '/';
    size_t n = 0;                           /* length written; parts are removed in place */
    size_t floor = (size_t)rooted;
    for (const char *c = p + rooted; *c;) {
        const char *end = strchr(c, '/');
        const size_t len = end ? (size_t)(end - c) : strlen(c);
        if (len == 2 && c[0] == '.' && c[1] == '.') {
            if (n > floor) {
                while (n > floor && p[n - 1] != '/') n--;
                if (n > floor) n--;
            } else if (!rooted) {
                if (n) p[n++] = '/';
                p[n++] = '.';
                p[n++] = '.';
                floor = n;
            }
        } else if (len && !(len == 1 && c[0] == '.')) {
            if (n > (size_t)rooted) p[n++] = '/';
            else n = (size_t)rooted;
            memmove(p + n, c, len);
            n += len;
        }
        c += len;
        while (*c == '/') c++;
    }
    if (!n) p[n++] = '.';
    p[n] = 0;
    return p;
}

int shk_lt_compare_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

int shk_lt_in(const char *s, size_t n, const char *const *list)
{
    for (size_t i = 0; i < n; i++) if (!strcmp(s, list[i])) return 1;
    return 0;
}

enum shk_err shk_lt_bset(const char *file, const struct shk_xml_node *n, struct shk_diag *d, const struct shk_xml_node **out)
{
    *out = n;
    if (!strcmp(n->name, "logicTreeBranchSet")) return SHK_OK;
    if (strcmp(n->name, "logicTreeBranchingLevel"))
        return shk_fail(d, SHK_E_SYNTAX, "%s:%d: expected logicTreeBranchSet, got <%s>", file, n->line, n->name);
    if (shk_xml_count(n) != 1) {
        const char *id = shk_xml_attr(n, "branchingLevelID");
        return shk_fail(d, SHK_E_SYNTAX, "%s:%d: branching level %s has %zu branch sets, expected one", file, n->line, id ? id : "?", shk_xml_count(n));
    }
    return shk_lt_bset(file, *out = n->first, d, out);
}

enum shk_err shk_lt_open(const char *file, const char *id, struct shk_arena *a, struct shk_diag *d, const struct shk_xml_node **tree)
{
    struct shk_xml_node *root;
    SHK_TRY(shk_xml_read(file, NULL, a, d, &root));
    *tree = strcmp(root->name, "nrml") ? NULL : shk_xml_child(root, "logicTree");
    if (!*tree) return shk_fail(d, SHK_E_SYNTAX, "%s:%d: there is no logicTree in this file", file, root->line);
    while (id && *tree) {
        const char *have = shk_xml_attr(*tree, "logicTreeID");
        if (have && !strcmp(have, id)) break;
        *tree = shk_xml_sibling(*tree, "logicTree");
    }
    if (!*tree) return shk_fail(d, SHK_E_INVALID, "%s: there is no logicTree with logicTreeID=\"%s\"", file, id);
    return SHK_OK;
}

static size_t slot(const struct shk_lt_map *m, const char *key)
{
    uint64_t h = 14695981039346656037u;     /* FNV-1a */
    for (const unsigned char *c = (const unsigned char *)key; *c; c++) h = (h ^ *c) * 1099511628211u;
    h ^= h >> 29;
    size_t i = (size_t)h & (m->cap - 1);
    while (m->key[i] && strcmp(m->key[i], key)) i = (i + 1) & (m->cap - 1);
    return i;
}

uint32_t *shk_lt_map_get(const struct shk_lt_map *m, const char *key)
{
    if (!m->n) return NULL;
    const size_t i = slot(m, key);
    return m->key[i] ? &m->value[i] : NULL;
}

uint32_t *shk_lt_map_put(struct shk_lt_map *m, const char *key, int *isnew)
{
    if (2 * (m->n + 1) > m->cap) {
        struct shk_lt_map big = { .a = m->a, .n = m->n, .cap = m->cap ? 4 * m->cap : 64 };
        big.key = SHK_NEW(m->a, const char *, big.cap);
        big.value = SHK_NEW(m->a, uint32_t, big.cap);
        if (!big.key || !big.value) return NULL;
        for (size_t i = 0; i < m->cap; i++) {
            if (!m->key[i]) continue;
            const size_t j = slot(&big, m->key[i]);
            big.key[j] = m->key[i];
            big.value[j] = m->value[i];
        }
        *m = big;
    }
    const size_t i = slot(m, key);
    *isnew = !m->key[i];
    if (*isnew) {
        m->key[i] = key;
        m->n++;
    }
    return &m->value[i];
}

/* Merge sort: the order of equal keys is part of the rules (classical.md 3.1). */
enum shk_err shk_lt_stable_sort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *), struct shk_diag *d)
{
    if (n < 2) return SHK_OK;
    char *tmp = malloc(n * size), *from = base, *to = tmp;
    if (!tmp) return shk_lt_nomem(d);
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t lo = 0; lo < n; lo += 2 * width) {
            const size_t mid = lo + width < n ? lo + width : n, hi = lo + 2 * width < n ? lo + 2 * width : n;
            size_t i = lo, j = mid, k = lo;
            while (i < mid && j < hi) {
                size_t *pick = compare(from + i * size, from + j * size) <= 0 ? &i : &j;
                memcpy(to + k++ * size, from + (*pick)++ * size, size);
            }
            if (i < mid) memcpy(to + k * size, from + i * size, (mid - i) * size);
            else memcpy(to + k * size, from + j * size, (hi - j) * size);
        }
        char *swap = from;
        from = to;
        to = swap;
    }
    if (from != base) memcpy(base, from, n * size);
    free(tmp);
    return SHK_OK;
}
