/* Looking into trees and reading numbers from their texts and attributes. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "io/number.h"
#include "io/xml.h"

const struct shk_xml_range SHK_XML_ANY = { -INFINITY, INFINITY }, SHK_XML_POSITIVE = { 0, INFINITY }, SHK_XML_PROBABILITY = { 0, 1 };

static const char *find(size_t n, const struct shk_xml_attr *a, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(a[i].name, name)) return a[i].value;
    return NULL;
}

const char *shk_xml_attr(const struct shk_xml_node *n, const char *name) { return n ? find(n->nattrs, n->attrs, name) : NULL; }
const char *shk_xml_item_attr(const struct shk_xml_item *it, const char *name) { return it ? find(it->nattrs, it->attrs, name) : NULL; }

static const struct shk_xml_node *named(const struct shk_xml_node *n, const char *name, size_t len)
{
    while (n && (strncmp(n->name, name, len) || n->name[len])) n = n->next;
    return n;
}

const struct shk_xml_node *shk_xml_child(const struct shk_xml_node *n, const char *name) { return n ? named(n->first, name, strlen(name)) : NULL; }
const struct shk_xml_node *shk_xml_sibling(const struct shk_xml_node *n, const char *name) { return n ? named(n->next, name, strlen(name)) : NULL; }

const struct shk_xml_node *shk_xml_path(const struct shk_xml_node *n, const char *path)
{
    while (n && *path) {
        const size_t len = strcspn(path, "/");
        n = named(n->first, path, len);
        path += len + (path[len] == '/');
    }
    return n;
}

size_t shk_xml_count(const struct shk_xml_node *n)
{
    size_t k = 0;
    if (n) for (n = n->first; n; n = n->next) k++;
    return k;
}

enum shk_err shk_xml_fail(const char *file, const struct shk_xml_node *node, struct shk_diag *d, const char *fmt, ...)
{
    char text[700];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return shk_fail(d, SHK_E_INVALID, "%s:%d: %s: %s", file, node->line, node->name, text);
}

static const char *wanted(struct shk_xml_range r, char buf[80])
{
    if (isinf(r.min) && isinf(r.max)) snprintf(buf, 80, "a number");
    else if (r.min == 0 && isinf(r.max)) snprintf(buf, 80, "a number not below 0");
    else if (isinf(r.max)) snprintf(buf, 80, "a number not below %g", r.min);
    else if (isinf(r.min)) snprintf(buf, 80, "a number not above %g", r.max);
    else snprintf(buf, 80, "a number from %g to %g", r.min, r.max);
    return buf;
}

static int within(double v, struct shk_xml_range r) { return isfinite(v) && v >= r.min && v <= r.max; }

enum shk_err shk_xml_number(const char *file, const struct shk_xml_node *node, struct shk_xml_range r, struct shk_diag *d, double *out)
{
    char buf[80];
    if (!shk_to_double(node->text, out) || !within(*out, r))
        return shk_xml_fail(file, node, d, "expected %s, got '%.60s'", wanted(r, buf), node->text);
    return SHK_OK;
}

enum shk_err shk_xml_attr_number(const char *file, const struct shk_xml_node *node, const char *attr, struct shk_xml_range r,
                                 struct shk_diag *d, double *out)
{
    char buf[80];
    const char *s = shk_xml_attr(node, attr);
    if (!s) return shk_xml_fail(file, node, d, "the attribute '%s' is missing", attr);
    if (!shk_to_double(s, out) || !within(*out, r))
        return shk_xml_fail(file, node, d, "%s: expected %s, got '%.60s'", attr, wanted(r, buf), s);
    return SHK_OK;
}

enum shk_err shk_xml_child_number(const char *file, const struct shk_xml_node *node, const char *name, struct shk_xml_range r,
                                  struct shk_diag *d, double *out)
{
    const struct shk_xml_node *c = shk_xml_child(node, name);
    if (!c) return shk_xml_fail(file, node, d, "the element '%s' is missing", name);
    return shk_xml_number(file, c, r, d, out);
}

static int separator(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ','; }

enum shk_err shk_xml_list(const char *file, int line, const char *what, const char *text, size_t n, struct shk_xml_range r,
                          struct shk_arena *arena, struct shk_diag *d, size_t *count, double **out)
{
    const char *p = text, *end = text + n;
    *count = 0;
    *out = NULL;
    while (p < end && separator(*p)) p++;
    while (end > p && separator(end[-1])) end--;
    if (p < end && *p == '[' && end[-1] == ']') { p++; end--; }
    size_t words = 0;
    for (const char *q = p; q < end;) {
        while (q < end && separator(*q)) q++;
        if (q < end) words++;
        while (q < end && !separator(*q)) q++;
    }
    if (!words) return SHK_OK;
    double *v = SHK_NEW(arena, double, words);
    if (!v) return shk_fail(d, SHK_E_NOMEM, "%s:%d: %s: out of memory for %zu numbers", file, line, what, words);
    for (size_t i = 0; i < words; i++) {
        while (p < end && separator(*p)) p++;
        const char *q = shk_read_double(p, end, &v[i]);
        if (!q || (q < end && !separator(*q)) || !within(v[i], r)) {
            char buf[80];
            int len = 0;
            while (p + len < end && len < 60 && !separator(p[len])) len++;
            return shk_fail(d, SHK_E_INVALID, "%s:%d: %s: value %zu: expected %s, got '%.*s'", file, line, what, i + 1, wanted(r, buf), len, p);
        }
        p = q;
    }
    *count = words;
    *out = v;
    return SHK_OK;
}

enum shk_err shk_xml_numbers(const char *file, const struct shk_xml_node *node, struct shk_xml_range r, struct shk_arena *arena,
                             struct shk_diag *d, size_t *n, double **out)
{
    return shk_xml_list(file, node->line, node->name, node->text, node->ntext, r, arena, d, n, out);
}
