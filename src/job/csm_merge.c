/* From sources with their realizations to source groups (spec classical.md 6.5, 6.6). */
#include <stdlib.h>
#include <string.h>
#include "job/csm_internal.h"

struct entry {                  /* a source on its way into a group */
    struct shk_source *s;
    uint32_t records, rank;     /* node of tuples; place of its list among all lists */
    unsigned char copy, inherits, fault, tom;       /* tom: order of the names of temporal models */
    uint64_t hash;
};

struct merge {
    struct csm *k;
    struct shk_model *out;
    size_t n; struct entry *entry;          /* of one region */
    size_t cap_groups;
    const uint32_t **list;                  /* by node of tuples: its values, made when needed */
    size_t nlists;
};

/* ---- lists of trt_smrs ---- */

static const uint32_t *values(struct merge *m, uint32_t node)
{
    const struct shk_tuples *t = &m->k->tuples;
    if (node >= m->nlists) {
        const uint32_t **more = SHK_NEW(m->k->a, const uint32_t *, 2 * t->n);
        if (!more) return NULL;
        if (m->nlists) memcpy(more, m->list, m->nlists * sizeof *more);
        m->list = more;
        m->nlists = 2 * t->n;
    }
    if (!m->list[node]) {
        uint32_t *v = SHK_NEW(m->k->a, uint32_t, t->node[node].length);
        if (!v) return NULL;
        shk_tuples_get(t, node, v);
        m->list[node] = v;
    }
    return m->list[node];
}

static size_t length(const struct merge *m, uint32_t node) { return m->k->tuples.node[node].length; }

struct ranked { const uint32_t *v; size_t n; uint32_t node; };
static int by_values(const void *pa, const void *pb)
{
    const struct ranked *a = pa, *b = pb;
    for (size_t i = 0; i < a->n && i < b->n; i++) if (a->v[i] != b->v[i]) return a->v[i] < b->v[i] ? -1 : 1;
    return (a->n > b->n) - (a->n < b->n);
}

static enum shk_err rank_lists(struct merge *m)
{
    struct csm *k = m->k;
    const struct shk_arena_mark mark = shk_arena_mark(k->scratch);
    uint32_t *rank = SHK_NEW(k->scratch, uint32_t, k->tuples.n);
    struct ranked *r = SHK_NEW(k->scratch, struct ranked, m->n);
    enum shk_err e = rank && r ? SHK_OK : shk_lt_nomem(k->d);
    size_t n = 0;
    for (size_t i = 0; !e && i < m->n; i++) {
        const uint32_t node = m->entry[i].records;
        if (rank[node]) continue;
        rank[node] = 1;
        r[n++] = (struct ranked){ values(m, node), length(m, node), node };
        if (!r[n - 1].v) e = shk_lt_nomem(k->d);
    }
    if (!e) {
        qsort(r, n, sizeof *r, by_values);
        for (size_t i = 0; i < n; i++) rank[r[i].node] = (uint32_t)i;
        for (size_t i = 0; i < m->n; i++) m->entry[i].rank = rank[m->entry[i].records];
    }
    shk_arena_release(k->scratch, mark);
    return e;
}

/* ---- sources too large for one task ---- */

static enum shk_err push_entry(struct merge *m, const struct csm_object *o, struct shk_source *s)
{
    static const unsigned char tom_order[] = { [SHK_TOM_CLUSTER] = 0, [SHK_TOM_FATED] = 1, [SHK_TOM_NEGATIVE_BINOMIAL] = 2, [SHK_TOM_POISSON] = 4 };
    struct entry *e = &m->entry[m->n++];
    const int none = s->kind == SHK_SRC_NONPARAMETRIC || s->kind == SHK_SRC_MULTI_FAULT;    /* "NoneType" comes before "PoissonTOM" */
    *e = (struct entry){ .s = s, .records = o->records, .copy = o->copy, .inherits = o->inherits, .fault = s->kind == SHK_SRC_MULTI_FAULT, .tom = none ? 3 : tom_order[s->tom.kind] };
    return SHK_OK;
}

/* Disaggregation by source does not cut multi-fault sources: it may cut them by their tagged faults. */
static size_t pieces(const struct merge *m, const struct shk_source *s)
{
    if (s->kind == SHK_SRC_MULTI_POINT && s->npoints > SHK_MULTI_POINT_BLOCK) return (s->npoints - 1) / SHK_MULTI_POINT_BLOCK + 1;
    if (s->kind == SHK_SRC_MULTI_FAULT && s->nsecrups > SHK_MULTI_FAULT_BLOCK && !m->k->p->unique_ids) return (s->nsecrups - 1) / SHK_MULTI_FAULT_BLOCK + 1;
    return 1;
}

static enum shk_err cut(struct merge *m, const struct csm_object *o, size_t n)
{
    const struct shk_source *s = o->s;
    for (size_t i = 0; i < n; i++) {
        struct shk_source *c = SHK_NEW(m->k->a, struct shk_source, 1);      /* a window on the arrays of s */
        if (!c) return shk_lt_nomem(m->k->d);
        *c = *s;
        c->id = shk_arena_printf(m->k->a, "%s:%zu", s->id, i);
        if (!c->id) return shk_lt_nomem(m->k->d);
        if (s->kind == SHK_SRC_MULTI_POINT) {
            const size_t first = i * SHK_MULTI_POINT_BLOCK, left = s->npoints - first;
            c->npoints = left < SHK_MULTI_POINT_BLOCK ? left : SHK_MULTI_POINT_BLOCK;
            c->lons += first;
            c->lats += first;
            if (c->mfds) c->mfds += first;
        } else {
            const size_t first = i * SHK_MULTI_FAULT_BLOCK, left = s->nsecrups - first;
            c->nsecrups = left < SHK_MULTI_FAULT_BLOCK ? left : SHK_MULTI_FAULT_BLOCK;
            c->secrups += first;
        }
        SHK_TRY(push_entry(m, o, c));
    }
    return SHK_OK;
}

static enum shk_err entries(struct merge *m, const struct csm_region *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) n += pieces(m, m->k->object[r->object[i]].s);
    m->entry = SHK_NEW(m->k->a, struct entry, n);
    m->n = 0;
    if (!m->entry) return shk_lt_nomem(m->k->d);
    for (size_t i = 0; i < r->n; i++) {
        const struct csm_object *o = &m->k->object[r->object[i]];
        const size_t np = pieces(m, o->s);
        SHK_TRY(np > 1 ? cut(m, o, np) : push_entry(m, o, o->s));
    }
    return SHK_OK;
}

/* ---- equal sources under one id become one ---- */

static int by_id_code(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    const int c = strcmp(a->s->id, b->s->id);
    return c ? c : shk_source_code(a->s->kind) - shk_source_code(b->s->kind);
}

/* In the reference every path has its own copy of a changed source. */
struct part { uint32_t path, node, value; };        /* a record of one path, or all records of a node */

static int by_path(const void *a, const void *b)
{
    const uint32_t x = ((const struct part *)a)->path, y = ((const struct part *)b)->path;
    return (x > y) - (x < y);
}

static enum shk_err add_parts(struct merge *m, const struct entry *e, struct part *part, size_t *n)
{
    const uint32_t *v = values(m, e->records);
    const size_t len = length(m, e->records);
    if (!v) return shk_lt_nomem(m->k->d);
    if (e->copy) for (size_t i = 0; i < len; i++) part[(*n)++] = (struct part){ v[i], 0, v[i] };
    else part[(*n)++] = (struct part){ e->inherits ? v[len - 1] : v[0], e->records, 0 };
    return SHK_OK;
}

/* Records of all sources that are the same as entry a, in the order of the paths where the reference meets them. */
static enum shk_err concatenate(struct merge *m, size_t a, size_t j)
{
    struct csm *k = m->k;
    size_t total = 0, n = 0;
    for (size_t b = a; b < j; b++) if (m->entry[b].s && m->entry[b].hash == m->entry[a].hash) total += length(m, m->entry[b].records);
    const struct shk_arena_mark mark = shk_arena_mark(k->scratch);
    struct part *part = SHK_NEW(k->scratch, struct part, total);
    enum shk_err e = part ? SHK_OK : shk_lt_nomem(k->d);
    for (size_t b = a; !e && b < j; b++)
        if (m->entry[b].s && m->entry[b].hash == m->entry[a].hash) e = add_parts(m, &m->entry[b], part, &n);
    if (!e) e = shk_lt_stable_sort(part, n, sizeof *part, by_path, k->d);
    uint32_t node = 0;
    for (size_t i = 0; !e && i < n; i++) {
        const uint32_t *v = part[i].node ? values(m, part[i].node) : &part[i].value;
        const size_t len = part[i].node ? length(m, part[i].node) : 1;
        for (size_t c = 0; !e && c < len; c++) if (!(node = shk_tuples_append(&k->tuples, node, v[c]))) e = shk_lt_nomem(k->d);
    }
    shk_arena_release(k->scratch, mark);
    m->entry[a].records = node;
    return e;
}

/* Entries i..j-1 share id and kind: those with the same content join the first of them if that one has a single record;
 * otherwise the reference drops the others with their records, and so do we. */
static enum shk_err join(struct merge *m, size_t i, size_t j, size_t *kept)
{
    for (size_t a = i; a < j; a++) m->entry[a].hash = shk_source_hash(m->entry[a].s);
    for (size_t a = i; a < j; a++) {
        struct entry *e = &m->entry[a];
        if (!e->s) continue;
        int more = 0;
        for (size_t b = a + 1; b < j; b++) more |= m->entry[b].s && m->entry[b].hash == e->hash;
        if (more && (e->copy || length(m, e->records) == 1)) SHK_TRY(concatenate(m, a, j));
        for (size_t b = a + 1; b < j; b++) if (m->entry[b].hash == e->hash) m->entry[b].s = NULL;
        m->entry[(*kept)++] = *e;
        if (*kept - 1 != a) e->s = NULL;
    }
    return SHK_OK;
}

static enum shk_err reduce(struct merge *m)
{
    SHK_TRY(shk_lt_stable_sort(m->entry, m->n, sizeof *m->entry, by_id_code, m->k->d));
    size_t kept = 0;
    for (size_t i = 0, j; i < m->n; i = j) {
        for (j = i + 1; j < m->n && !by_id_code(&m->entry[i], &m->entry[j]); j++) { }
        if (j == i + 1) m->entry[kept++] = m->entry[i];
        else SHK_TRY(join(m, i, j, &kept));
    }
    m->n = kept;
    return SHK_OK;
}

/* ---- groups ---- */

static int by_group(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (a->tom != b->tom) return a->tom - b->tom;
    return a->fault - b->fault;
}

static enum shk_err new_group(struct merge *m, const char *trt, size_t n, struct shk_source_group **out)
{
    struct shk_model *o = m->out;
    if (o->ngroups == m->cap_groups) {
        const size_t cap = m->cap_groups ? 2 * m->cap_groups : 32;
        struct shk_source_group *more = SHK_NEW(m->k->a, struct shk_source_group, cap);
        if (!more) return shk_lt_nomem(m->k->d);
        if (o->ngroups) memcpy(more, o->group, o->ngroups * sizeof *more);
        o->group = more;
        m->cap_groups = cap;
    }
    *out = &o->group[o->ngroups++];
    **out = (struct shk_source_group){ .trt = trt, .grp_probability = 1, .source = SHK_NEW(m->k->a, struct shk_source *, n) };
    return (*out)->source ? SHK_OK : shk_lt_nomem(m->k->d);
}

static enum shk_err set_records(struct merge *m, struct shk_source *s, uint32_t records)
{
    s->trt_smrs = values(m, records);
    s->ntrt_smrs = length(m, records);
    return s->trt_smrs ? SHK_OK : shk_lt_nomem(m->k->d);
}

static enum shk_err region_groups(struct merge *m, const struct csm_region *r)
{
    SHK_TRY(entries(m, r));
    SHK_TRY(reduce(m));
    SHK_TRY(rank_lists(m));
    SHK_TRY(shk_lt_stable_sort(m->entry, m->n, sizeof *m->entry, by_group, m->k->d));
    for (size_t i = 0, j; i < m->n; i = j) {
        struct shk_source_group *g;
        for (j = i + 1; j < m->n && !by_group(&m->entry[i], &m->entry[j]); j++) { }
        SHK_TRY(new_group(m, r->trt, j - i, &g));
        for (size_t e = i; e < j; e++) {
            g->source[g->nsources++] = m->entry[e].s;
            SHK_TRY(set_records(m, m->entry[e].s, m->entry[e].records));
        }
    }
    return SHK_OK;
}

/* Clusters and mutually exclusive groups: one for each path that has them, although paths that change nothing share the
 * sources, and with them all their realizations. So does OpenQuake 3.26.2, which counts such groups several times. */
static enum shk_err atomic_groups(struct merge *m)
{
    struct csm *k = m->k;
    for (size_t i = 0; i < k->natomic; i++) {
        const struct csm_atomic *a = &k->atomic[i];
        const struct shk_file_group *f = k->unit[a->unit].g;
        struct shk_source_group *g;
        SHK_TRY(new_group(m, f->trt, f->nsources, &g));
        g->atomic = 1;
        g->src_mutex = f->src_mutex;
        g->rup_mutex = f->rup_mutex;
        g->cluster = f->cluster;
        g->grp_probability = f->grp_probability;
        g->tom = f->tom;
        for (size_t s = 0; s < f->nsources; s++) {
            const struct csm_object *o = &k->object[a->object[s]];
            g->source[g->nsources++] = o->s;
            SHK_TRY(set_records(m, o->s, o->records));
            if (!s && o->s->ntrt_smrs > 1 && !o->copy && k->p->lt->nsm > 1 && i == 0)
                shk_warn(k->p->log, "%s:%d: the group '%s' is shared by %zu paths of the logic tree and counted in each, as OpenQuake 3.26.2 does",
                         o->s->file, f->line, f->name ? f->name : "", o->s->ntrt_smrs);
        }
    }
    return SHK_OK;
}

/* ---- ";k" for sources that still share an id ---- */

static int by_id(const void *pa, const void *pb)
{
    return strcmp((*(struct shk_source *const *)pa)->id, (*(struct shk_source *const *)pb)->id);
}

struct twin { uint32_t count, next; };

static enum shk_err add_semicolons(struct merge *m)
{
    struct csm *k = m->k;
    struct shk_model *o = m->out;
    struct shk_lt_map ids = { .a = k->scratch };
    size_t n = 0;
    for (size_t g = 0; g < o->ngroups; g++) n += o->group[g].nsources;
    struct shk_source **all = SHK_NEW(k->scratch, struct shk_source *, n);
    struct twin *twin = SHK_NEW(k->scratch, struct twin, n + 1);
    if (!all || !twin) return shk_lt_nomem(k->d);
    n = 0;
    for (size_t g = 0; g < o->ngroups; g++)
        for (size_t s = 0; s < o->group[g].nsources; s++) {
            struct shk_source *src = o->group[g].source[s];
            if (src->serial) continue;                      /* in an earlier atomic group */
            all[n++] = src;
            src->serial = (uint32_t)n;
            int isnew;
            uint32_t *v = shk_lt_map_put(&ids, src->id, &isnew);
            if (!v) return shk_lt_nomem(k->d);
            if (isnew) *v = (uint32_t)ids.n;
            twin[*v].count++;
        }
    for (size_t i = 0; i < n; i++) {
        struct twin *t = &twin[*shk_lt_map_get(&ids, all[i]->id)];
        all[i]->serial = (uint32_t)i;
        if (t->count < 2) continue;
        all[i]->id = shk_arena_printf(k->a, "%s;%u", all[i]->id, t->next++);
        if (!all[i]->id) return shk_lt_nomem(k->d);
    }
    for (size_t g = 0; g < o->ngroups; g++) {
        struct shk_source_group *q = &o->group[g];
        SHK_TRY(shk_lt_stable_sort(q->source, q->nsources, sizeof *q->source, by_id, k->d));
        q->trt_smrs = q->source[0]->trt_smrs;
        q->ntrt_smrs = q->source[0]->ntrt_smrs;
        q->trti = q->trt_smrs[0] >> 24;
    }
    o->nsources = n;
    return SHK_OK;
}

enum shk_err csm_merge(struct csm *k, struct shk_model *out)
{
    struct merge m = { .k = k, .out = out };
    out->ngroups = 0;
    out->group = NULL;
    for (size_t r = 0; r < k->nregions; r++) if (k->region[r].n) SHK_TRY(region_groups(&m, &k->region[r]));
    SHK_TRY(atomic_groups(&m));
    if (!out->ngroups) return shk_fail(k->d, SHK_E_INVALID, "%s: there are no sources", k->p->smlt->file);
    const struct shk_arena_mark mark = shk_arena_mark(k->scratch);
    const enum shk_err e = add_semicolons(&m);
    shk_arena_release(k->scratch, mark);
    return e;
}
