/* fault_tags.c — multi-fault sources cut by their tagged faults, so that disaggregation by source can tell them apart. */
#include <math.h>
#include <stdlib.h>
#include "source/internal.h"
#include "source/ruptures.h"

struct tagged { const struct shk_fault_tag *fault; double dist; };

static int by_distance(const void *pa, const void *pb)
{
    const struct tagged *a = pa, *b = pb;
    return a->dist < b->dist ? -1 : a->dist > b->dist ? 1 : __builtin_strcmp(a->fault->tag, b->fault->tag);
}

/* Distance (rrup) from the site to the nearest section of a fault. */
static enum shk_err distance(const struct shk_source *s, const struct shk_fault_tag *fault, struct shk_site_arrays site, struct shk_arena *scratch,
                             struct shk_diag *d, double *least)
{
    *least = INFINITY;
    if (!fault->nsec) return shk_source_fail(s, d, SHK_E_INVALID, "the fault '%s' has no sections", fault->tag);
    for (size_t k = 0; k < fault->nsec; k++) {
        const uint32_t i = fault->sec[k];
        if (i >= s->sections->n) return shk_source_fail(s, d, SHK_E_INVALID, "the fault '%s' has a section that is in none of the geometry models", fault->tag);
        const struct shk_arena_mark mark = shk_arena_mark(scratch);
        const struct shk_section *q = s->sections->section + i;
        const struct shk_point nowhere = { 0 };
        struct shk_fixed f;
        double rrup = INFINITY;
        enum shk_err e = shk_fixed_make(q->ngeom, q->geom, scratch, d, &f);
        if (!e) e = shk_surface_distances(&f.surface, nowhere, 0, site, (struct shk_distances){ .rrup = &rrup }, d);
        shk_arena_release(scratch, mark);
        if (e) return shk_wrap(d, e, "section '%s'", q->id ? q->id : "?");
        *least = fmin(*least, rrup);
    }
    return SHK_OK;
}

/* Place of each section's fault in the order of distance; n: in no fault. */
static enum shk_err ranks(const struct shk_source *s, struct shk_site_arrays site, struct shk_arena *scratch, struct shk_diag *d,
                          struct tagged *fault, uint32_t *rank)
{
    for (size_t i = 0; i < s->nfaults; i++) {
        fault[i].fault = s->faults + i;
        SHK_TRY(distance(s, s->faults + i, site, scratch, d, &fault[i].dist));
    }
    qsort(fault, s->nfaults, sizeof *fault, by_distance);
    for (size_t i = 0; i < s->sections->n; i++) rank[i] = (uint32_t)s->nfaults;
    for (size_t i = s->nfaults; i-- > 0; )      /* backwards: a section of two faults belongs to the nearer */
        for (size_t k = 0; k < fault[i].fault->nsec; k++) rank[fault[i].fault->sec[k]] = (uint32_t)i;
    return SHK_OK;
}

static size_t fault_of(const struct shk_section_rupture *q, const uint32_t *rank, size_t none)
{
    size_t best = none;
    for (size_t k = 0; k < q->nsec; k++)
        if (rank[q->sec[k]] < best) best = rank[q->sec[k]];
    return best;
}

enum shk_err shk_source_by_fault(const struct shk_source *s, struct shk_site_arrays site, struct shk_arena *a, struct shk_arena *scratch,
                                 struct shk_diag *d, size_t *n, struct shk_source **out)
{
    const size_t nf = s->nfaults;
    struct tagged *fault = SHK_NEW(a, struct tagged, nf);
    uint32_t *rank = SHK_NEW(a, uint32_t, s->sections->n);
    size_t *start = SHK_NEW(a, size_t, nf + 2);
    struct shk_section_rupture *sorted = SHK_NEW(a, struct shk_section_rupture, s->nsecrups);
    if (!fault || !rank || !start || !sorted) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu faults", nf);
    site.n = 1;
    SHK_TRY(ranks(s, site, scratch, d, fault, rank));
    for (size_t i = 0; i < s->nsecrups; i++) start[fault_of(s->secrups + i, rank, nf)]++;
    for (size_t f = 0, at = 0; f <= nf; f++) {
        const size_t count = start[f];
        start[f] = at;
        at += count;
    }
    for (size_t i = 0; i < s->nsecrups; i++) sorted[start[fault_of(s->secrups + i, rank, nf)]++] = s->secrups[i];
    *n = 0;
    for (size_t f = 0, at = 0; f <= nf; at = start[f++]) {
        if (start[f] == at) continue;
        struct shk_source *c = SHK_NEW(a, struct shk_source, 1);
        if (!c) return shk_fail(d, SHK_E_NOMEM, "out of memory for source '%s'", s->id);
        *c = *s;
        c->id = shk_arena_printf(a, "%s@%s", s->id, f < nf ? fault[f].fault->tag : "off_rupids");
        if (!c->id) return shk_fail(d, SHK_E_NOMEM, "out of memory for source '%s'", s->id);
        c->secrups = sorted + at;
        c->nsecrups = start[f] - at;
        c->nfaults = 0;
        out[(*n)++] = c;
    }
    return SHK_OK;
}
