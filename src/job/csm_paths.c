/* Walking the paths of the source-model logic tree: which sources, changed how, belong to which path (spec classical.md 2.3, 6.4).
 * A source that several paths change in the same way is copied once. */
#include <stdlib.h>
#include <string.h>
#include "job/csm_internal.h"

struct walk {
    struct csm *k;
    const struct shk_smlt *t;
    uint32_t path;
    uint32_t *stamp, *branch_of;    /* by branch set: path + 1 that went through it, and by which branch */
    size_t **files; size_t *nfiles; /* by branch: files it names */
    struct shk_lt_map base;         /* ids of the base model of a branch, while a branch is checked */
    unsigned char *checked;         /* by branch: its applyToSources were looked up */
    unsigned char *warned;          /* by branch set */
    size_t inherited;
};

/* ---- which branch sets change a source ---- */

struct filters { struct shk_lt_map by_id, by_trt; size_t *nid; uint32_t **id, **trt; size_t *ntrt; size_t nall; uint32_t *all; };

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static enum shk_err push(struct csm *k, uint32_t **list, size_t *n, uint32_t v)
{
    if ((*n & (*n - 1)) == 0) {             /* full at 0, 1, 2, 4, ... */
        uint32_t *more = SHK_NEW(k->a, uint32_t, *n ? 2 * *n : 1);
        if (!more) return shk_lt_nomem(k->d);
        if (*n) memcpy(more, *list, *n * sizeof *more);
        *list = more;
    }
    (*list)[(*n)++] = v;
    return SHK_OK;
}

/* Index of key among the lists, made if absent. */
static enum shk_err list_of(struct csm *k, struct shk_lt_map *m, const char *key, size_t *at)
{
    int isnew;
    uint32_t *v = shk_lt_map_put(m, key, &isnew);
    if (!v) return shk_lt_nomem(k->d);
    if (isnew) *v = (uint32_t)m->n - 1;
    *at = *v;
    return SHK_OK;
}

static enum shk_err collect_filters(struct walk *w, struct filters *f)
{
    struct csm *k = w->k;
    size_t nids = 1, at = 0;
    for (size_t s = 0; s < w->t->nsets; s++) nids += w->t->set[s].nsources;
    f->nid = SHK_NEW(k->a, size_t, nids);
    f->id = SHK_NEW(k->a, uint32_t *, nids);
    f->ntrt = SHK_NEW(k->a, size_t, w->t->nsets + 1);
    f->trt = SHK_NEW(k->a, uint32_t *, w->t->nsets + 1);
    if (!f->nid || !f->id || !f->ntrt || !f->trt) return shk_lt_nomem(k->d);
    for (size_t i = 0; i < w->t->nsets; i++) {
        const struct shk_lt_set *s = &w->t->set[i];
        if (s->kind != SHK_LT_CHANGE) continue;
        if (s->trt) {
            SHK_TRY(list_of(k, &f->by_trt, s->trt, &at));
            SHK_TRY(push(k, &f->trt[at], &f->ntrt[at], (uint32_t)i));
        } else if (!s->has_sources) SHK_TRY(push(k, &f->all, &f->nall, (uint32_t)i));
        for (size_t j = 0; j < s->nsources; j++) {
            SHK_TRY(list_of(k, &f->by_id, s->sources[j], &at));
            if (!f->nid[at] || f->id[at][f->nid[at] - 1] != i) SHK_TRY(push(k, &f->id[at], &f->nid[at], (uint32_t)i));
        }
    }
    return SHK_OK;
}

static enum shk_err match_sets(struct walk *w)
{
    struct csm *k = w->k;
    struct filters f = { .by_id = { .a = k->a }, .by_trt = { .a = k->a } };
    SHK_TRY(collect_filters(w, &f));
    const char *trt = NULL;                 /* of the list shared by sources that no filter names */
    uint32_t *shared = NULL;
    size_t nshared = 0;
    for (size_t i = 1; i < k->nobjects; i++) {
        struct csm_object *o = &k->object[i];
        if (!trt || strcmp(trt, o->s->trt)) {
            trt = o->s->trt;
            const uint32_t *at = shk_lt_map_get(&f.by_trt, trt);
            const size_t n = at ? f.ntrt[*at] : 0;
            nshared = f.nall + n;
            shared = SHK_NEW(k->a, uint32_t, nshared);
            if (!shared) return shk_lt_nomem(k->d);
            if (f.nall) memcpy(shared, f.all, f.nall * sizeof *shared);
            if (n) memcpy(shared + f.nall, f.trt[*at], n * sizeof *shared);
            if (nshared) qsort(shared, nshared, sizeof *shared, by_number);
        }
        const uint32_t *at = shk_lt_map_get(&f.by_id, o->s->id);
        o->set = shared;
        o->nsets = nshared;
        if (!at) continue;
        uint32_t *own = SHK_NEW(k->a, uint32_t, nshared + f.nid[*at]);
        if (!own) return shk_lt_nomem(k->d);
        if (nshared) memcpy(own, shared, nshared * sizeof *own);
        memcpy(own + nshared, f.id[*at], f.nid[*at] * sizeof *own);
        o->set = own;
        o->nsets = nshared + f.nid[*at];
        qsort(own, o->nsets, sizeof *own, by_number);
    }
    return SHK_OK;
}

/* ---- copies ---- */

static int changes_mfd(enum shk_change_kind c)
{
    switch (c) {
    case SHK_CH_MAX_MAG_REL: case SHK_CH_MAX_MAG_REL_NO_BALANCE: case SHK_CH_MAX_MAG_ABS: case SHK_CH_B_REL: case SHK_CH_B_ABS: case SHK_CH_AB_ABS:
    case SHK_CH_AB_MAX_MAG_ABS: case SHK_CH_INCREMENTAL_MFD: case SHK_CH_B_AC_ABS: case SHK_CH_B_AC_REL: case SHK_CH_MAX_MAG_DELTA_AC_REL:
    case SHK_CH_MAX_MAG_DELTA_AC_REL_NO_BALANCE: return 1;
    default: return 0;
    }
}

/* OpenQuake 3.26.2 remembers one change of the distributions of a multi-point source, the last one of a path, and loses
 * it when it cuts a source with more than 1000 points. The same here, so that results agree, with a warning. */
static int forgotten(struct walk *w, const struct csm_object *o, size_t i)
{
    const struct shk_lt_set *s = &w->t->set[o->set[i]];
    if (o->s->kind != SHK_SRC_MULTI_POINT || !changes_mfd(s->change)) return 0;
    int lost = o->s->npoints > SHK_MULTI_POINT_BLOCK;
    for (size_t j = i + 1; j < o->nsets; j++) lost |= w->stamp[o->set[j]] == w->path + 1 && changes_mfd(w->t->set[o->set[j]].change);
    if (lost && !w->warned[o->set[i]]) {
        w->warned[o->set[i]] = 1;
        shk_warn(w->k->p->log, "%s:%d: %s has no effect on the multi-point source %s (%s): OpenQuake 3.26.2 ignores it, and so it is here", w->t->file,
                 s->line, s->utype, o->s->id, o->s->npoints > SHK_MULTI_POINT_BLOCK ? "more than 1000 points" : "a later change replaces it");
    }
    return lost;
}

static enum shk_err new_object(struct csm *k, struct csm_object o, uint32_t *out)
{
    if (k->nobjects == k->cap_objects) {
        struct csm_object *more = SHK_NEW(k->a, struct csm_object, 2 * k->cap_objects);
        if (!more) return shk_lt_nomem(k->d);
        memcpy(more, k->object, k->nobjects * sizeof *more);
        k->object = more;
        k->cap_objects *= 2;
    }
    *out = (uint32_t)k->nobjects;
    k->object[k->nobjects++] = o;
    return SHK_OK;
}

static enum shk_err make_copy(struct walk *w, uint32_t object, uint32_t *out)
{
    struct csm *k = w->k;
    const struct csm_object *o = &k->object[object];
    struct shk_source *s = shk_source_copy(o->s, k->a);
    if (!s) return shk_lt_nomem(k->d);
    for (size_t i = 0; i < o->nsets; i++) {
        if (w->stamp[o->set[i]] != w->path + 1 || forgotten(w, o, i)) continue;
        const struct shk_lt_branch *b = &w->t->branch[w->branch_of[o->set[i]]];
        const enum shk_err e = shk_source_change(s, &b->change, k->a, k->d);
        if (e) return shk_wrap(k->d, e, "%s:%d: %s of branch %s, applied to source %s (%s:%d)", w->t->file, b->line, w->t->set[b->set].utype, b->id, s->id, s->file, s->line);
    }
    return new_object(k, (struct csm_object){ .s = s, .copy = 1 }, out);
}

/* OpenQuake 3.26.2 copies a source together with the paths that it had, unchanged, before: the copy then counts in those
 * too. The same here, with a warning. */
static enum shk_err inherit(struct walk *w, uint32_t original, uint32_t copy, int atomic, uint32_t *out)
{
    struct csm *k = w->k;
    struct shk_source *s = k->object[copy].s;
    if (!w->inherited++)
        shk_warn(k->p->log, "%s: the source %s is changed in some paths and not in others: OpenQuake 3.26.2 counts the changed source also in earlier "
                 "paths that do not change it, and so it is here", w->t->file, s->id);
    if (atomic) {                           /* each path has a group of its own: the source must be one too */
        s = shk_source_copy(s, k->a);
        if (!s) return shk_lt_nomem(k->d);
    }
    return new_object(k, (struct csm_object){ .s = s, .records = k->object[original].records, .inherits = 1 }, out);
}

/* The object that stands for a source of a file in this path: itself, or a copy. */
static enum shk_err resolve(struct walk *w, uint32_t object, uint32_t *out)
{
    struct csm *k = w->k;
    uint32_t node = 0;
    *out = object;
    for (size_t i = 0; i < k->object[object].nsets; i++) {
        const uint32_t set = k->object[object].set[i];
        if (w->stamp[set] != w->path + 1) continue;
        if (!node && !(node = shk_tuples_append(&k->changes, 0, object))) return shk_lt_nomem(k->d);
        if (!(node = shk_tuples_append(&k->changes, node, w->branch_of[set]))) return shk_lt_nomem(k->d);
    }
    if (!node) return SHK_OK;
    if (node >= k->cap_copies) {
        const size_t cap = 2 * (size_t)node + 256;
        uint32_t *more = SHK_NEW(k->a, uint32_t, cap);
        if (!more) return shk_lt_nomem(k->d);
        if (k->cap_copies) memcpy(more, k->copy_of, k->cap_copies * sizeof *more);
        k->copy_of = more;
        k->cap_copies = cap;
    }
    if (!k->copy_of[node]) SHK_TRY(make_copy(w, object, &k->copy_of[node]));
    *out = k->copy_of[node];
    return SHK_OK;
}

/* ---- one path ---- */

static enum shk_err record(struct walk *w, uint32_t object, uint32_t value)
{
    struct csm_object *o = &w->k->object[object];
    o->records = shk_tuples_append(&w->k->tuples, o->records, value);
    return o->records ? SHK_OK : shk_lt_nomem(w->k->d);
}

static enum shk_err region(struct csm *k, const char *trt, struct csm_region **out)
{
    size_t at = 0;
    SHK_TRY(list_of(k, &k->region_of, trt, &at));
    if (at == k->nregions) {
        if ((at & (at - 1)) == 0) {
            struct csm_region *more = SHK_NEW(k->a, struct csm_region, at ? 2 * at : 1);
            if (!more) return shk_lt_nomem(k->d);
            if (at) memcpy(more, k->region, at * sizeof *more);
            k->region = more;
        }
        k->region[k->nregions++] = (struct csm_region){ .trt = trt };
    }
    *out = &k->region[at];
    return SHK_OK;
}

static enum shk_err trt_index(const struct csm *k, const struct shk_file_group *g, uint32_t *out)
{
    const struct shk_logic_tree *lt = k->p->lt;
    *out = 0;
    if (lt->ntrts == 1 && !strcmp(lt->trt[0].trt, "*")) return SHK_OK;
    for (size_t i = 0; i < lt->ntrts; i++)
        if (!strcmp(lt->trt[i].trt, g->trt)) {
            *out = (uint32_t)i;
            return SHK_OK;
        }
    return shk_fail(k->d, SHK_E_INVALID, "%s:%d: the tectonic region '%s' is not in the ground-motion logic tree", g->nsources ? g->source[0]->file : "", g->line, g->trt);
}

static enum shk_err add_unit(struct walk *w, size_t u)
{
    struct csm *k = w->k;
    const struct csm_unit *unit = &k->unit[u];
    const size_t n = unit->g->nsources;
    uint32_t trti, *object = NULL;
    SHK_TRY(trt_index(k, unit->g, &trti));
    struct csm_region *r = NULL;
    if (unit->atomic) {
        if (k->natomic == k->cap_atomic) {
            const size_t cap = k->cap_atomic ? 2 * k->cap_atomic : 16;
            struct csm_atomic *more = SHK_NEW(k->a, struct csm_atomic, cap);
            if (!more) return shk_lt_nomem(k->d);
            if (k->natomic) memcpy(more, k->atomic, k->natomic * sizeof *more);
            k->atomic = more;
            k->cap_atomic = cap;
        }
        object = SHK_NEW(k->a, uint32_t, n);
        if (!object) return shk_lt_nomem(k->d);
        k->atomic[k->natomic++] = (struct csm_atomic){ u, object };
    } else SHK_TRY(region(k, unit->g->trt, &r));
    for (size_t i = 0; i < n; i++) {
        const uint32_t original = (uint32_t)(unit->first + i);
        uint32_t o = original;
        if (k->object[o].nsets) SHK_TRY(resolve(w, o, &o));
        if (o != original && k->object[original].records) SHK_TRY(inherit(w, original, o, unit->atomic, &o));
        SHK_TRY(record(w, o, trti << 24 | w->path));
        if (object) object[i] = o;
        else if (!k->object[o].listed) {
            k->object[o].listed = 1;
            SHK_TRY(push(k, &r->object, &r->n, o));
        }
    }
    return SHK_OK;
}

static enum shk_err add_files(struct walk *w, uint32_t branch)
{
    const struct csm *k = w->k;
    for (size_t f = 0; f < w->nfiles[branch]; f++) {
        const size_t file = w->files[branch][f];
        for (size_t u = k->file_unit[file]; u < k->file_unit[file + 1]; u++) SHK_TRY(add_unit(w, u));
    }
    return SHK_OK;
}

/* ---- checks that need the ids of a base model ---- */

static enum shk_err ids_of(struct walk *w, uint32_t branch, struct shk_lt_map *ids, const char **twice)
{
    const struct csm *k = w->k;
    for (size_t f = 0; f < w->nfiles[branch]; f++)
        for (size_t u = k->file_unit[w->files[branch][f]]; u < k->file_unit[w->files[branch][f] + 1]; u++)
            for (size_t s = 0; s < k->unit[u].g->nsources; s++) {
                int isnew;
                const char *id = k->unit[u].g->source[s]->id;
                if (twice) {
                    if (shk_lt_map_get(ids, id)) *twice = id;
                } else if (!shk_lt_map_put(ids, id, &isnew)) return shk_lt_nomem(k->d);
            }
    return SHK_OK;
}

static enum shk_err check_applied(struct walk *w, uint32_t branch)
{
    const struct shk_smlt *t = w->t;
    if (w->checked[branch]) return SHK_OK;
    w->checked[branch] = 1;
    w->base = (struct shk_lt_map){ .a = w->k->a };
    SHK_TRY(ids_of(w, branch, &w->base, NULL));
    for (size_t i = 0; i < t->nsets; i++) {
        const struct shk_lt_set *s = &t->set[i];
        if (!s->apply_text || strcmp(s->apply_text, t->branch[branch].id)) continue;
        for (size_t j = 0; j < s->nsources; j++)
            if (!shk_lt_map_get(&w->base, s->sources[j]))
                return shk_fail(w->k->d, SHK_E_INVALID, "%s:%d: the source %s is not in the source model of branch %s, please fix applyToSources", t->file, s->line,
                                s->sources[j], t->branch[branch].id);
    }
    return SHK_OK;
}

static enum shk_err check_extension(struct walk *w, uint32_t branch, uint32_t extension)
{
    const char *twice = NULL;
    struct shk_lt_map ids = { .a = w->k->scratch };
    const struct shk_arena_mark m = shk_arena_mark(w->k->scratch);
    enum shk_err e = ids_of(w, branch, &ids, NULL);
    if (!e) e = ids_of(w, extension, &ids, &twice);
    shk_arena_release(w->k->scratch, m);
    if (twice) return shk_fail(w->k->d, SHK_E_INVALID, "%s:%d: extendModel branch %s contains the source %s, already present in branch %s", w->t->file,
                               w->t->branch[extension].line, w->t->branch[extension].id, twice, w->t->branch[branch].id);
    return e;
}

static enum shk_err walk_path(struct walk *w, const struct shk_smlt_path *p)
{
    const struct shk_smlt *t = w->t;
    size_t nextend = 0;
    int leading = 1;
    for (size_t i = 0; i < p->n; i++) {
        const struct shk_lt_branch *b = &t->branch[p->branch[i]];
        const struct shk_lt_set *s = &t->set[b->set];
        if (i && s->kind == SHK_LT_EXTEND_MODEL) {
            if (!leading) return shk_fail(w->k->d, SHK_E_INVALID, "%s:%d: extendModel must follow sourceModel directly", t->file, s->line);
            nextend++;
        } else if (i) {
            leading = 0;
            w->stamp[b->set] = w->path + 1;
            w->branch_of[b->set] = p->branch[i];
        }
        if (b->child < 0 || t->set[b->child].kind == SHK_LT_DUMMY) break;      /* nothing below a dummy is applied (classical.md 2.3) */
    }
    SHK_TRY(check_applied(w, p->branch[0]));
    SHK_TRY(add_files(w, p->branch[0]));
    for (size_t i = 1; i <= nextend; i++) {
        SHK_TRY(check_extension(w, p->branch[0], p->branch[i]));
        SHK_TRY(add_files(w, p->branch[i]));
    }
    return SHK_OK;
}

static enum shk_err map_files(struct walk *w)
{
    struct csm *k = w->k;
    const struct shk_smlt *t = w->t;
    struct shk_lt_map of = { .a = k->a };
    for (size_t f = 0; f < t->nfiles; f++) {
        int isnew;
        uint32_t *v = shk_lt_map_put(&of, t->path[f], &isnew);
        if (!v) return shk_lt_nomem(k->d);
        *v = (uint32_t)f;
    }
    for (size_t b = 0; b < t->nbranches; b++) {
        const struct shk_lt_files *f = &t->branch[b].files;
        if (!f->n) continue;
        w->files[b] = SHK_NEW(k->a, size_t, f->n);
        if (!w->files[b]) return shk_lt_nomem(k->d);
        for (size_t i = 0; i < f->n; i++) {
            const char *path = shk_lt_join(t->dir, f->name[i], k->a);
            if (!path) return shk_lt_nomem(k->d);
            w->files[b][w->nfiles[b]++] = *shk_lt_map_get(&of, path);
        }
    }
    return SHK_OK;
}

enum shk_err csm_walk_paths(struct csm *k)
{
    const struct shk_smlt *t = k->p->smlt;
    struct walk w = { .k = k, .t = t, .stamp = SHK_NEW(k->a, uint32_t, t->nsets), .branch_of = SHK_NEW(k->a, uint32_t, t->nsets),
                      .files = SHK_NEW(k->a, size_t *, t->nbranches), .nfiles = SHK_NEW(k->a, size_t, t->nbranches),
                      .checked = SHK_NEW(k->a, unsigned char, t->nbranches), .warned = SHK_NEW(k->a, unsigned char, t->nsets) };
    if (!w.warned || !w.stamp || !w.branch_of || !w.files || !w.nfiles || !w.checked) return shk_lt_nomem(k->d);
    SHK_TRY(shk_tuples_init(&k->tuples, k->a, k->d));
    SHK_TRY(shk_tuples_init(&k->changes, k->a, k->d));
    SHK_TRY(map_files(&w));
    SHK_TRY(match_sets(&w));
    for (size_t r = 0; r < k->p->lt->nsm; r++) {
        w.path = (uint32_t)r;
        SHK_TRY(walk_path(&w, &k->p->paths[r]));
    }
    return SHK_OK;
}
