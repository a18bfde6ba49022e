/* Numbers of sources and of their ruptures, which seed the sampling of ruptures (spec random.md 6.2). */
#include <string.h>
#include "job/csm.h"

struct item { struct shk_source *s; const char *base; size_t nrup; long fragment; };

static int by_base(const void *a, const void *b) { return strcmp(((const struct item *)a)->base, ((const struct item *)b)->base); }

static int by_fragment(const void *a, const void *b)
{
    const long x = ((const struct item *)a)->fragment, y = ((const struct item *)b)->fragment;
    return (x > y) - (x < y);
}

/* The number after the first of @ : . ; and before a "!"; -1 without one. */
static long fragment(const char *id)
{
    const char *c = strpbrk(id, "@:.;");
    if (!c) return -1;
    long n = 0;
    for (c++; *c >= '0' && *c <= '9' && n < 1000000000; c++) n = 10 * n + (*c - '0');
    return n;
}

static enum shk_err number(struct item *item, size_t n, struct shk_diag *d)
{
    uint32_t serial = 0;
    SHK_TRY(shk_lt_stable_sort(item, n, sizeof *item, by_base, d));
    for (size_t i = 0, j; i < n; i = j, serial++) {
        uint64_t offset = 0;
        for (j = i + 1; j < n && !by_base(&item[i], &item[j]); j++) { }
        if (j - i > 1) SHK_TRY(shk_lt_stable_sort(item + i, j - i, sizeof *item, by_fragment, d));
        for (size_t k = i; k < j; k++) {
            item[k].s->serial = serial;
            item[k].s->offset = (uint32_t)offset;
            offset += (uint64_t)item[k].nrup * item[k].s->ntrt_smrs;
            if (item[k].nrup >= (size_t)1 << 30 || offset >= UINT32_MAX)
                return shk_fail(d, SHK_E_LIMIT, "%s:%d: source '%s' contains too many ruptures (%zu in %zu paths)", item[k].s->file, item[k].s->line,
                                item[k].s->id, item[k].nrup, item[k].s->ntrt_smrs);
        }
    }
    return SHK_OK;
}

enum shk_err shk_model_number_sources(struct shk_model *m, int events, const size_t *nrup, struct shk_arena *scratch, struct shk_diag *d)
{
    const struct shk_arena_mark mark = shk_arena_mark(scratch);
    struct item *item = SHK_NEW(scratch, struct item, m->nsources + 1);
    size_t n = 0, position = 0;
    enum shk_err e = item ? SHK_OK : shk_lt_nomem(d);
    for (size_t g = 0; g < m->ngroups; g++)
        for (size_t s = 0; s < m->group[g].nsources; s++) m->group[g].source[s]->serial = UINT32_MAX;
    for (size_t g = 0; !e && g < m->ngroups; g++)
        for (size_t s = 0; !e && s < m->group[g].nsources; s++, position++) {
            struct shk_source *src = m->group[g].source[s];
            if (src->serial != UINT32_MAX) continue;
            src->serial = 0;
            item[n] = (struct item){ src, shk_source_basename(src->id, events ? "." : ".:", scratch), nrup[position], fragment(src->id) };
            if (!item[n++].base) e = shk_lt_nomem(d);
        }
    if (!e) e = number(item, n, d);
    shk_arena_release(scratch, mark);
    return e;
}
