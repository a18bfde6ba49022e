/* Reading the files of a source model, and telling apart different sources with one id (spec classical.md 6.1 to 6.3). */
#include <stdio.h>
#include <string.h>
#include "job/csm_internal.h"

static enum shk_err read_all(struct csm *k)
{
    const struct shk_smlt *t = k->p->smlt;
    size_t nunits = 0, nsources = 0;
    k->file = SHK_NEW(k->a, struct shk_source_file *, t->nfiles + 1);
    k->file_unit = SHK_NEW(k->a, size_t, t->nfiles + 1);
    if (!k->file || !k->file_unit) return shk_lt_nomem(k->d);
    for (k->nfiles = 0; k->nfiles < t->nfiles; k->nfiles++) {
        struct shk_source_file **f = &k->file[k->nfiles];
        SHK_TRY(shk_nrml_read_sources(t->path[k->nfiles], &k->p->nrml, k->a, k->scratch, k->p->log, k->d, f));
        for (size_t g = 0; g < (*f)->ngroups; g++) nsources += (*f)->group[g].nsources;
        nunits += (*f)->ngroups;
    }
    SHK_TRY(shk_nrml_link_sections(k->file, k->nfiles, k->a, k->d));
    if (!nsources) return shk_fail(k->d, SHK_E_INVALID, "%s: there are no sources left to compute", t->file);
    if (nsources > UINT32_MAX / 4) return shk_fail(k->d, SHK_E_LIMIT, "%s: too many sources (%zu)", t->file, nsources);
    k->unit = SHK_NEW(k->a, struct csm_unit, nunits);
    k->cap_objects = nsources + 1;
    k->object = SHK_NEW(k->a, struct csm_object, k->cap_objects);
    if (!k->unit || !k->object) return shk_lt_nomem(k->d);
    k->nobjects = 1;                        /* object 0 means none */
    for (size_t f = 0; f < k->nfiles; f++) {
        for (size_t i = 0; i < k->file[f]->ngroups; i++) {
            const struct shk_file_group *g = &k->file[f]->group[i];
            k->unit[k->nunits++] = (struct csm_unit){ g, k->nobjects, g->src_mutex || g->rup_mutex || g->cluster };
            for (size_t s = 0; s < g->nsources; s++) k->object[k->nobjects++].s = g->source[s];
        }
        k->file_unit[f + 1] = k->nunits;
    }
    return SHK_OK;
}

/* ---- different sources with the same id get "!branch" ---- */

struct named { const char *key; uint32_t next, file; unsigned char atomic; };      /* by object; next: another with the same key */

/* Branch of the first record of each file. */
static enum shk_err branches(struct csm *k, const char **branch)
{
    const struct shk_smlt *t = k->p->smlt;
    struct shk_lt_map of = { .a = k->scratch };
    for (size_t f = 0; f < k->nfiles; f++) {
        int isnew;
        uint32_t *v = shk_lt_map_put(&of, t->path[f], &isnew);
        if (!v) return shk_lt_nomem(k->d);
        *v = (uint32_t)f;
        branch[f] = "";
    }
    const char *last = NULL;
    for (size_t i = 0; i < t->nrecords; i++) {
        if (t->record[i].file == last) continue;
        last = t->record[i].file;
        const char *path = shk_lt_join(t->dir, last, k->scratch);
        if (!path) return shk_lt_nomem(k->d);
        const uint32_t *v = shk_lt_map_get(&of, path);
        if (v && !*branch[*v]) branch[*v] = t->record[i].branch;
    }
    return SHK_OK;
}

static enum shk_err check_file(struct csm *k, size_t f)
{
    struct shk_lt_map ids = { .a = k->scratch };
    for (size_t u = k->file_unit[f]; u < k->file_unit[f + 1]; u++) {
        const struct shk_file_group *g = k->unit[u].g;
        const char *first = NULL;
        for (size_t s = 0; s < g->nsources; s++) {
            int isnew;
            const char *base = shk_source_basename(g->source[s]->id, ".:", k->scratch);
            if (!base || !shk_lt_map_put(&ids, g->source[s]->id, &isnew)) return shk_lt_nomem(k->d);
            if (!isnew && k->p->unique_ids)
                return shk_fail(k->d, SHK_E_INVALID, "%s:%d: the source '%s' appears twice", g->source[s]->file, g->source[s]->line, g->source[s]->id);
            if (!isnew) shk_info(k->p->log, "%s:%d: the source '%s' appears twice", g->source[s]->file, g->source[s]->line, g->source[s]->id);
            if (g->src_mutex && first && strcmp(first, base))
                return shk_fail(k->d, SHK_E_INVALID, "%s:%d: mutually exclusive sources must be called name:number with one name, got '%s' and '%s'",
                                g->source[s]->file, g->source[s]->line, first, base);
            first = base;
        }
    }
    return SHK_OK;
}

static enum shk_err rename_with_branch(struct csm *k, struct named *named, uint32_t head, const char *const *branch)
{
    for (uint32_t i = head; i; i = named[i].next) {
        struct shk_source *s = k->object[i].s;
        const char *b = branch[named[i].file], *bad = strpbrk(b, ".:;");
        if (bad) return shk_fail(k->d, SHK_E_INVALID, "%s: branchID '%s' contains an invalid \"%c\", needed to tell sources '%s' apart", k->p->smlt->file, b, *bad, s->id);
        s->id = shk_arena_printf(k->a, "%s!%s", s->id, b);
        if (!s->id) return shk_lt_nomem(k->d);
    }
    return SHK_OK;
}

/* One line for all of them: the first few names and how many more. */
struct shared_ids { char text[160]; size_t used, n; };

static void note_shared_id(struct shared_ids *m, const char *id)
{
    enum { SHOWN = 5 };
    if (m->n++ >= SHOWN || m->used >= sizeof m->text) return;
    m->used += (size_t)snprintf(m->text + m->used, sizeof m->text - m->used, "%s%.40s", m->n > 1 ? ", " : "", id);
}

static void tell_shared_ids(const struct csm *k, const struct shared_ids *m)
{
    if (m->n) shk_info(k->p->log, "different sources share %zu id%s, now told apart by their branches: %s%s", m->n, m->n > 1 ? "s" : "", m->text, m->n > 5 ? ", ..." : "");
}

/* With disagg_by_src an id may be used once in the files of a branch. */
static enum shk_err check_branches(struct csm *k, const struct named *named, const char *const *branch)
{
    struct shk_lt_map seen = { .a = k->scratch };
    for (size_t i = 1; i < k->nobjects; i++) {
        int isnew;
        const struct shk_source *s = k->object[i].s;
        const char *key = shk_arena_printf(k->scratch, "%s~%s", branch[named[i].file], s->id);
        if (!key || !shk_lt_map_put(&seen, key, &isnew)) return shk_lt_nomem(k->d);
        if (!isnew) return shk_fail(k->d, SHK_E_INVALID, "%s:%d: the source '%s' appears twice in branch %s", s->file, s->line, s->id, branch[named[i].file]);
    }
    return SHK_OK;
}

static enum shk_err add_bangs(struct csm *k)
{
    const char **branch = SHK_NEW(k->scratch, const char *, k->nfiles + 1);
    struct named *named = SHK_NEW(k->scratch, struct named, k->nobjects);
    struct shk_lt_map head = { .a = k->scratch }, atomic = { .a = k->scratch };
    struct shared_ids shared = { .n = 0 };
    int isnew;
    if (!branch || !named) return shk_lt_nomem(k->d);
    SHK_TRY(branches(k, branch));
    for (size_t f = 0; f < k->nfiles; f++)
        for (size_t u = k->file_unit[f]; u < k->file_unit[f + 1]; u++)
            for (size_t s = 0; s < k->unit[u].g->nsources; s++) {
                const uint32_t i = (uint32_t)(k->unit[u].first + s);
                const char *id = k->object[i].s->id;
                named[i] = (struct named){ .key = k->unit[u].atomic ? id : shk_source_basename(id, ".:", k->scratch), .file = (uint32_t)f };
                if (!named[i].key || (k->unit[u].atomic && !shk_lt_map_put(&atomic, id, &isnew))) return shk_lt_nomem(k->d);
            }
    if (k->p->unique_ids) SHK_TRY(check_branches(k, named, branch));
    for (uint32_t i = (uint32_t)k->nobjects; i-- > 1;) {       /* backwards, so that lists are in file order */
        uint32_t *h = shk_lt_map_put(&head, named[i].key, &isnew);
        if (!h) return shk_lt_nomem(k->d);
        named[i].next = *h;
        *h = i;
    }
    for (uint32_t i = 1; i < k->nobjects; i++) {
        if (!named[i].next || *shk_lt_map_get(&head, named[i].key) != i) continue;
        const uint64_t h = shk_source_hash(k->object[i].s);
        int differ = 0;
        for (uint32_t j = i; j; j = named[j].next) {
            const struct shk_source *s = k->object[j].s;
            if (shk_lt_map_get(&atomic, s->id))
                return shk_fail(k->d, SHK_E_INVALID, "%s:%d: sources in clusters and mutually exclusive groups cannot be duplicated: '%s'", s->file, s->line, s->id);
            differ |= shk_source_hash(s) != h;
        }
        if (!differ) continue;
        SHK_TRY(rename_with_branch(k, named, i, branch));
        note_shared_id(&shared, named[i].key);
    }
    tell_shared_ids(k, &shared);
    return SHK_OK;
}

enum shk_err csm_read_files(struct csm *k)
{
    SHK_TRY(read_all(k));
    const struct shk_arena_mark m = shk_arena_mark(k->scratch);
    enum shk_err e = SHK_OK;
    for (size_t f = 0; !e && f < k->nfiles; f++) {
        e = check_file(k, f);
        shk_arena_release(k->scratch, m);
    }
    if (!e) e = add_bangs(k);
    shk_arena_release(k->scratch, m);
    return e;
}
