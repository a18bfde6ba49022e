#include "engine/by_source.h"
#include <stdlib.h>
#include <string.h>
#include "job/csm.h"

static enum shk_err no_memory(struct shk_run *run) { return shk_fail(run->diag, SHK_E_NOMEM, "out of memory: names of sources"); }

const char *shk_by_source_name(const char *id, struct shk_arena *a)
{
    char *s = shk_source_basename(id, ";:.", a);
    if (s) s[strcspn(s, "!")] = 0;
    return s;
}

/* ---- tagged faults ---- */

static int one_place(const struct shk_sites *s)
{
    for (size_t i = 1; i < s->n; i++)
        if (s->lon[i] != s->lon[0] || s->lat[i] != s->lat[0]) return 0;
    return s->n > 0;
}

static enum shk_err split_group(struct shk_run *run, struct shk_source_group *g, struct shk_arena *scratch)
{
    const struct shk_sites *t = run->sites;
    const struct shk_site_arrays site = { 1, t->lon, t->lat, t->dep, t->x, t->y, t->z };
    size_t most = 0, n = 0, faults = 0;
    for (size_t i = 0; i < g->nsources; i++) {
        most += 1 + g->source[i]->nfaults;
        faults += g->source[i]->nfaults;
    }
    if (!faults) return SHK_OK;
    struct shk_source **all = SHK_NEW(run->arena, struct shk_source *, most);
    if (!all) return no_memory(run);
    for (size_t i = 0; i < g->nsources; i++) {
        struct shk_source *s = g->source[i];
        size_t k = 1;
        if (s->nfaults) SHK_TRY(shk_source_by_fault(s, site, run->arena, scratch, run->diag, &k, all + n));
        else all[n] = s;
        n += k;
    }
    g->source = all;
    g->nsources = n;
    return SHK_OK;
}

enum shk_err shk_by_source_split(struct shk_run *run)
{
    if (!run->job->use_rates || !one_place(run->sites)) return SHK_OK;
    struct shk_arena *scratch = shk_arena_new(0);
    enum shk_err e = scratch ? SHK_OK : no_memory(run);
    for (size_t g = 0; !e && g < run->model->ngroups; g++) e = split_group(run, &run->model->group[g], scratch);
    shk_arena_free(scratch);
    return e;
}

/* ---- names ---- */

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

enum shk_err shk_by_source_names(struct shk_run *run, struct shk_hazard_work *w)
{
    const char **all = SHK_NEW(run->arena, const char *, w->nprepared), **sorted = SHK_NEW(run->arena, const char *, w->nprepared);
    if (!all || !sorted) return no_memory(run);
    for (size_t i = 0; i < w->nprepared; i++)
        if (!(all[i] = shk_by_source_name(w->prepared[i].src->id, run->arena))) return no_memory(run);
    memcpy(sorted, all, w->nprepared * sizeof *all);
    qsort(sorted, w->nprepared, sizeof *sorted, by_text);
    for (size_t i = 0; i < w->nprepared; i++)
        if (w->nnames == 0 || strcmp(sorted[w->nnames - 1], sorted[i])) sorted[w->nnames++] = sorted[i];
    for (size_t i = 0; i < w->nprepared; i++) {
        const char **p = bsearch(&all[i], sorted, w->nnames, sizeof *sorted, by_text);
        w->prepared[i].name = (uint32_t)(p - sorted);
    }
    w->name = sorted;
    return SHK_OK;
}
