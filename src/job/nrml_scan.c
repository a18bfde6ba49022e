/* A light look at a source model: only tags are found, and only the attributes of sources and groups are read. Hundreds of
 * megabytes pass at the speed of memchr. Nothing is validated here; reading the file properly does that. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"
#include "job/nrml_internal.h"

enum { LONGEST = 1000 };        /* characters of an id or a region */

static int blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/* Copies an attribute value with its entities replaced; 0 if it is too long. */
static size_t unescape(const char *s, size_t n, char out[LONGEST + 1])
{
    static const struct { const char *name; size_t n; char c; } entity[] = { { "&amp;", 5, '&' }, { "&lt;", 4, '<' }, { "&gt;", 4, '>' }, { "&quot;", 6, '"' }, { "&apos;", 6, '\'' } };
    size_t k = 0;
    for (size_t i = 0; i < n; k++) {
        if (k == LONGEST) return 0;
        out[k] = s[i];
        size_t step = 1;
        for (size_t e = 0; s[i] == '&' && e < sizeof entity / sizeof *entity; e++)
            if (n - i >= entity[e].n && !memcmp(s + i, entity[e].name, entity[e].n)) { out[k] = entity[e].c; step = entity[e].n; break; }
        i += step;
    }
    out[k] = 0;
    return k;
}

/* The attribute of a start tag whose text, after the element name, is s..end. */
static const char *attribute(const char *s, const char *end, const char *name, size_t *n)
{
    const size_t len = strlen(name);
    while (s < end) {
        while (s < end && blank(*s)) s++;
        const char *key = s;
        while (s < end && *s != '=' && !blank(*s)) s++;
        const size_t klen = (size_t)(s - key);
        while (s < end && *s != '"' && *s != '\'') s++;
        if (s == end) return NULL;
        const char quote = *s++, *value = s;
        while (s < end && *s != quote) s++;
        if (klen == len && !memcmp(key, name, len)) { *n = (size_t)(s - value); return value; }
        if (s < end) s++;
    }
    return NULL;
}

struct scan {
    const char *path; struct shk_arena *arena; struct shk_diag *d;
    struct nrml_ids ids; struct nrml_ids trts;
    const char *prefix;
    size_t n, cap; struct shk_scanned *out;
    const char *group_trt;      /* in trts */
};

static enum shk_err region(struct scan *x, const char *s, size_t n, const char **out)
{
    char buf[LONGEST + 1];
    if (!unescape(s, n, buf)) { *out = ""; return SHK_OK; }
    const uint32_t k = nrml_intern(&x->trts, buf, strlen(buf));
    if (k == UINT32_MAX) return shk_fail(x->d, SHK_E_NOMEM, "%s: out of memory", x->path);
    *out = x->trts.id[k];
    return SHK_OK;
}

static enum shk_err add(struct scan *x, const char *s, const char *end)
{
    size_t n;
    const char *v = attribute(s, end, "id", &n), *trt = x->group_trt;
    char buf[LONGEST + 1];
    if (!v || !unescape(v, n, buf)) return SHK_OK;
    buf[strcspn(buf, ":")] = 0;
    if (strncmp(buf, x->prefix, strlen(x->prefix))) return SHK_OK;
    v = attribute(s, end, "tectonicRegion", &n);
    if (v && n) SHK_TRY(region(x, v, n, &trt));
    const uint32_t k = nrml_intern(&x->ids, buf, strlen(buf));
    if (k == UINT32_MAX) return shk_fail(x->d, SHK_E_NOMEM, "%s: out of memory", x->path);
    if (k == x->n) {
        x->out = nrml_room(x->arena, x->out, x->n, &x->cap, sizeof *x->out);
        if (!x->out) return shk_fail(x->d, SHK_E_NOMEM, "%s: out of memory", x->path);
        x->out[x->n++].id = x->ids.id[k];
    }
    x->out[k].trt = trt ? trt : "";
    return SHK_OK;
}

static const char *find(const char *s, const char *end, const char *what)
{
    const char *p = memmem(s, (size_t)(end - s), what, strlen(what));
    return p ? p + strlen(what) : end;
}

static enum shk_err scan(struct scan *x, const char *s, const char *end)
{
    while (s < end && (s = memchr(s, '<', (size_t)(end - s)))) {
        s++;
        if (end - s >= 3 && !memcmp(s, "!--", 3)) { s = find(s + 3, end, "-->"); continue; }
        if (end - s >= 8 && !memcmp(s, "![CDATA[", 8)) { s = find(s + 8, end, "]]>"); continue; }
        if (s < end && (*s == '/' || *s == '?' || *s == '!')) continue;
        const char *name = s;
        while (s < end && !blank(*s) && *s != '>' && *s != '/') s++;
        size_t n = (size_t)(s - name);
        const char *colon = memchr(name, ':', n);
        if (colon) { n -= (size_t)(colon + 1 - name); name = colon + 1; }
        const int group = n == 11 && !memcmp(name, "sourceGroup", 11), source = n > 6 && !memcmp(name + n - 6, "Source", 6);
        if (!group && !source) continue;
        const char *tag = s;
        char quote = 0;                         /* a '>' may stand inside quotes */
        for (; s < end && (quote || *s != '>'); s++) {
            if (quote) { if (*s == quote) quote = 0; }
            else if (*s == '"' || *s == '\'') quote = *s;
        }
        if (source) {
            SHK_TRY(add(x, tag, s));
        } else {
            size_t len;
            const char *v = attribute(tag, s, "tectonicRegion", &len);
            x->group_trt = NULL;
            if (v) SHK_TRY(region(x, v, len, &x->group_trt));
        }
    }
    return SHK_OK;
}

enum shk_err shk_nrml_scan_sources(const char *path, const char *prefix, struct shk_arena *arena, struct shk_diag *d, size_t *n, struct shk_scanned **out)
{
    *n = 0;
    *out = NULL;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return shk_fail(d, SHK_E_IO, "%s: cannot open: %s", path, strerror(errno));
    shk_file_opened(path);
    struct stat st;
    enum shk_err e = SHK_OK;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode)) e = shk_fail(d, SHK_E_IO, "%s: not a regular file", path);
    else if (st.st_size > 0) {
        char *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (p == MAP_FAILED) e = shk_fail(d, SHK_E_IO, "%s: cannot map: %s", path, strerror(errno));
        else {
            madvise(p, (size_t)st.st_size, MADV_SEQUENTIAL);
            struct scan x = { .path = path, .arena = arena, .d = d, .ids = { .arena = arena }, .trts = { .arena = arena }, .prefix = prefix ? prefix : "" };
            e = scan(&x, p, p + st.st_size);
            munmap(p, (size_t)st.st_size);
            if (!e) { *n = x.n; *out = x.out; }
        }
    }
    close(fd);
    return e;
}
