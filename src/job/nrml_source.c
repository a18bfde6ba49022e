/* The file level of source models: groups, filters, weights, geometry models, and the link between them. */
#include "job/nrml_source.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "io/number.h"
#include "job/nrml_internal.h"

int nrml_valid_id(const char *s)
{
    const size_t n = strlen(s);
    return n && n <= 75 && n == strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:");
}

static int listed(const char *const *list, const char *s)
{
    for (; list && *list; list++)
        if (!strcmp(*list, s)) return 1;
    return 0;
}

static int begins(const char *const *list, const char *s)
{
    for (; *list; list++)
        if (!strncmp(s, *list, strlen(*list))) return 1;
    return 0;
}

static int is_source(const char *element)
{
    const size_t n = strlen(element);
    return n > 6 && !strcmp(element + n - 6, "Source");
}

/* What grows while a file is read. */
struct model {
    struct nrml c;
    struct shk_xml *x;
    struct shk_source_file *f;
    size_t cap_groups;
    int explicit_pmf;           /* a source with probs_occur was read: the file's investigation_time must be the job's */
};

struct group { struct shk_file_group g; size_t cap; double *weights; size_t nweights, nseen; };

static const char *copy(const struct nrml *c, const char *s) { return s ? shk_arena_strdup(c->arena, s) : ""; }

/* The source whose START was read last; *out is NULL if a filter drops it. group_trt NULL in NRML 0.4. */
static enum shk_err read_source(struct model *m, const struct shk_xml_item *it, const char *group_trt, struct shk_source **out)
{
    const struct nrml *c = &m->c;
    struct shk_xml_node *n;
    *out = NULL;
    SHK_TRY(shk_xml_shallow(m->x, c->scratch, c->d, &n));
    const char *id = shk_xml_attr(n, "id"), *trt = shk_xml_attr(n, "tectonicRegion"), *name = shk_xml_attr(n, "name");
    if (trt && !*trt) trt = NULL;
    nrml_reader *read = nrml_find_reader(n->name);
    const int non_parametric = !strcmp(n->name, "nonParametricSeismicSource"), multi_fault = !strcmp(n->name, "multiFaultSource");
    if (!is_source(it->name)) return shk_xml_fail(c->file, n, c->d, "expected a source");
    if (!id) return shk_xml_fail(c->file, n, c->d, "the attribute 'id' is missing");
    if (!nrml_valid_id(id)) return shk_xml_fail(c->file, n, c->d, "the id '%.80s' is not 1 to 75 letters, digits, '_', '-', ':'", id);
    if ((trt && listed(c->p->discard_trts, trt)) || (c->p->source_id && *c->p->source_id && !begins(c->p->source_id, id))
        || (c->p->source_nodes && *c->p->source_nodes && !listed(c->p->source_nodes, n->name)))
        return shk_xml_skip(m->x, c->d);
    if (!read && !non_parametric && !multi_fault)
        return shk_fail(c->d, SHK_E_UNSUPPORTED, "%s:%d: source '%s': the element '%s' is not supported", c->file, n->line, id, n->name);
    if (group_trt && trt && strcmp(trt, group_trt)) return shk_xml_fail(c->file, n, c->d, "source '%s': tectonicRegion is '%s', that of its group '%s'", id, trt, group_trt);
    if (!group_trt && !trt) return shk_xml_fail(c->file, n, c->d, "source '%s': the attribute 'tectonicRegion' is missing", id);

    struct shk_source *s = SHK_NEW(c->arena, struct shk_source, 1);
    if (!s) return NRML_NOMEM(c);
    s->id = copy(c, id);
    s->name = copy(c, name);
    s->trt = group_trt ? group_trt : copy(c, trt);
    s->file = c->file;
    s->line = n->line;
    s->scaling_rate = s->mutex_weight = 1;
    if (!s->id || !s->name || !s->trt) return NRML_NOMEM(c);
    enum shk_err e;
    if (read) {
        e = shk_xml_tree(m->x, c->scratch, c->d, &n);
        if (!e) e = read(c, n, s);
    } else {
        m->explicit_pmf = 1;
        e = non_parametric ? nrml_non_parametric(c, m->x, n, s) : nrml_multi_fault(c, m->x, n, s);
    }
    if (e) return shk_wrap_at(c->d, e, c->file, s->line, "source '%s'", s->id);
    *out = s;
    return SHK_OK;
}

static enum shk_err add_source(struct model *m, const struct shk_xml_item *it, struct group *g, const char *group_trt, struct shk_source **out)
{
    const struct shk_arena_mark mark = shk_arena_mark(m->c.scratch);
    SHK_TRY(read_source(m, it, group_trt, out));
    shk_arena_release(m->c.scratch, mark);
    if (!*out || !g) return SHK_OK;
    g->g.source = nrml_room(m->c.arena, g->g.source, g->g.nsources, &g->cap, sizeof *g->g.source);
    if (!g->g.source) return NRML_NOMEM(&m->c);
    g->g.source[g->g.nsources++] = *out;
    return SHK_OK;
}

static enum shk_err add_group(struct model *m, const struct shk_file_group *g)
{
    struct shk_source_file *f = m->f;
    f->group = nrml_room(m->c.arena, f->group, f->ngroups, &m->cap_groups, sizeof *f->group);
    if (!f->group) return NRML_NOMEM(&m->c);
    f->group[f->ngroups++] = *g;
    return SHK_OK;
}

/* ---- sourceGroup (spec/inputs.md 4.2) ---- */
static enum shk_err group_attributes(const struct nrml *c, const struct shk_xml_node *n, struct group *out)
{
    struct shk_file_group *g = &out->g;
    const char *src = shk_xml_attr(n, "src_interdep"), *rup = shk_xml_attr(n, "rup_interdep"), *cluster = shk_xml_attr(n, "cluster"),
               *trt = shk_xml_attr(n, "tectonicRegion"), *weights = shk_xml_attr(n, "srcs_weights");
    if (!trt || !*trt) return shk_xml_fail(c->file, n, c->d, "the attribute 'tectonicRegion' is missing");
    g->trt = copy(c, trt);
    g->name = copy(c, shk_xml_attr(n, "name"));
    if (!g->trt || !g->name) return NRML_NOMEM(c);
    g->line = n->line;
    g->src_mutex = src && !strcmp(src, "mutex");
    g->rup_mutex = rup && !strcmp(rup, "mutex");
    if (src && !g->src_mutex && strcmp(src, "indep")) shk_warn(c->log, "%s:%d: src_interdep '%s' is taken as 'indep'", c->file, n->line, src);
    if (rup && !g->rup_mutex && strcmp(rup, "indep")) shk_warn(c->log, "%s:%d: rup_interdep '%s' is taken as 'indep'", c->file, n->line, rup);
    g->cluster = cluster && !strcmp(cluster, "true");
    g->grp_probability = 1;
    if (shk_xml_attr(n, "grp_probability")) SHK_TRY(shk_xml_attr_number(c->file, n, "grp_probability", SHK_XML_PROBABILITY, c->d, &g->grp_probability));
    SHK_TRY(nrml_tom(c, n, &g->tom));
    if (g->cluster && (!shk_xml_attr(n, "tom") || g->tom.kind != SHK_TOM_CLUSTER))
        return shk_xml_fail(c->file, n, c->d, "a cluster needs the attributes 'tom' and 'occurrence_rate'");
    if (weights && g->src_mutex)
        SHK_TRY(shk_xml_list(c->file, n->line, "srcs_weights", weights, strlen(weights), SHK_XML_POSITIVE, c->arena, c->d, &out->nweights, &out->weights));
    return SHK_OK;
}

static enum shk_err group_checks(const struct nrml *c, struct group *g)
{
    const struct shk_file_group *f = &g->g;
    if (f->rup_mutex)
        for (size_t i = 0; i < f->nsources; i++)
            if (f->source[i]->kind != SHK_SRC_NONPARAMETRIC || !f->source[i]->nruptures || f->source[i]->ruptures[0].weight == 0)
                return shk_fail(c->d, SHK_E_INVALID, "%s:%d: sourceGroup: mutually exclusive ruptures need non-parametric sources with rup_weights, '%s' is not one",
                                c->file, f->line, f->source[i]->id);
    if (!f->src_mutex || !f->nsources) return SHK_OK;
    if (!g->nweights) return shk_fail(c->d, SHK_E_INVALID, "%s:%d: sourceGroup: mutually exclusive sources need srcs_weights", c->file, f->line);
    if (g->nweights != g->nseen) return shk_fail(c->d, SHK_E_INVALID, "%s:%d: sourceGroup: %zu srcs_weights for %zu sources", c->file, f->line, g->nweights, g->nseen);
    double sum = 0;
    for (size_t i = 0; i < f->nsources; i++) {
        if (!strchr(f->source[i]->id, ':'))
            return shk_fail(c->d, SHK_E_INVALID, "%s:%d: sourceGroup: mutually exclusive sources are named like 'src:01', got '%s'", c->file, f->line, f->source[i]->id);
        sum += f->source[i]->mutex_weight = g->weights[i];
    }
    if (fabs(sum - 1) <= 5e-6 + 1e-7) return SHK_OK;
    return shk_fail(c->d, SHK_E_INVALID, "%s:%d: sourceGroup: srcs_weights add up to %.9g, not to 1", c->file, f->line, sum);
}

static enum shk_err read_group(struct model *m, const struct shk_xml_item *start)
{
    const struct nrml *c = &m->c;
    if (strcmp(start->name, "sourceGroup"))
        return shk_fail(c->d, SHK_E_INVALID, "%s:%d: expected sourceGroup, got '%.60s': sources without groups belong in NRML 0.4 (xmlns=\"http://openquake.org/xmlns/nrml/0.4\")",
                        c->file, start->line, start->name);
    const char *trt = shk_xml_item_attr(start, "tectonicRegion");
    if (trt && listed(c->p->discard_trts, trt)) return shk_xml_skip(m->x, c->d);
    struct group g = { 0 };
    struct shk_xml_node *n;
    const struct shk_arena_mark mark = shk_arena_mark(c->scratch);
    SHK_TRY(shk_xml_shallow(m->x, c->scratch, c->d, &n));
    SHK_TRY(group_attributes(c, n, &g));
    shk_arena_release(c->scratch, mark);
    for (;;) {
        struct shk_xml_item it;
        struct shk_source *s;
        SHK_TRY(shk_xml_next(m->x, c->d, &it));
        if (it.event == SHK_XML_END) break;
        if (it.event == SHK_XML_EOF) return shk_fail(c->d, SHK_E_SYNTAX, "%s:%d: unexpected end of file", c->file, it.line);
        if (it.event != SHK_XML_START) continue;
        g.nseen++;
        SHK_TRY(add_source(m, &it, &g, g.g.trt, &s));
    }
    SHK_TRY(group_checks(c, &g));
    return g.g.nsources ? add_group(m, &g.g) : SHK_OK;
}

/* ---- NRML 0.4: sources grouped by region, sorted by id ---- */
static int by_id(const void *a, const void *b)
{
    const struct shk_source *p = *(struct shk_source *const *)a, *q = *(struct shk_source *const *)b;
    const int k = strcmp(p->id, q->id);
    return k ? k : (p->serial > q->serial) - (p->serial < q->serial);       /* serial: order in the file, for a stable sort */
}

static enum shk_err read_bare_sources(struct model *m)
{
    struct nrml *c = &m->c;
    struct nrml_ids trts = { .arena = c->arena };
    struct group *group = NULL;
    size_t cap = 0, n = 0;
    uint32_t serial = 0;
    for (;;) {
        struct shk_xml_item it;
        struct shk_source *s;
        SHK_TRY(shk_xml_next(m->x, c->d, &it));
        if (it.event == SHK_XML_END) break;
        if (it.event == SHK_XML_EOF) return shk_fail(c->d, SHK_E_SYNTAX, "%s:%d: unexpected end of file", c->file, it.line);
        if (it.event != SHK_XML_START) continue;
        if (!strcmp(it.name, "sourceGroup"))
            return shk_fail(c->d, SHK_E_INVALID, "%s:%d: a sourceGroup belongs in NRML 0.5 (xmlns=\"http://openquake.org/xmlns/nrml/0.5\")", c->file, it.line);
        SHK_TRY(add_source(m, &it, NULL, NULL, &s));
        if (!s) continue;
        s->serial = serial++;
        const uint32_t k = nrml_intern(&trts, s->trt, strlen(s->trt));
        if (k == UINT32_MAX) return NRML_NOMEM(c);
        if (k == n) {
            group = nrml_room(c->arena, group, n, &cap, sizeof *group);
            if (!group) return NRML_NOMEM(c);
            group[n++] = (struct group){ .g = { .trt = trts.id[k], .name = "", .line = s->line, .grp_probability = 1 } };
        }
        struct group *g = &group[k];
        s->trt = g->g.trt;
        g->g.source = nrml_room(c->arena, g->g.source, g->g.nsources, &g->cap, sizeof *g->g.source);
        if (!g->g.source) return NRML_NOMEM(c);
        g->g.source[g->g.nsources++] = s;
    }
    for (size_t i = 0; i < n; i++) {
        struct shk_file_group *g = &group[i].g;
        qsort(g->source, g->nsources, sizeof *g->source, by_id);
        for (size_t k = 0; k < g->nsources; k++) g->source[k]->serial = 0;
        SHK_TRY(add_group(m, g));
    }
    return SHK_OK;
}

/* Ascending by (number of sources, region); equal groups keep the order of the file. */
static void sort_groups(struct shk_source_file *f)
{
    for (size_t i = 1; i < f->ngroups; i++) {
        const struct shk_file_group g = f->group[i];
        size_t k = i;
        for (; k > 0; k--) {
            const struct shk_file_group *p = &f->group[k - 1];
            if (p->nsources < g.nsources || (p->nsources == g.nsources && strcmp(p->trt, g.trt) <= 0)) break;
            f->group[k] = *p;
        }
        f->group[k] = g;
    }
}

/* ---- geometryModel ---- */
static enum shk_err read_sections(struct model *m)
{
    struct nrml *c = &m->c;
    struct shk_section *v = NULL;
    size_t n = 0, cap = 0;
    for (;;) {
        struct shk_xml_item it;
        struct shk_xml_node *node;
        SHK_TRY(shk_xml_next(m->x, c->d, &it));
        if (it.event == SHK_XML_END) break;
        if (it.event == SHK_XML_EOF) return shk_fail(c->d, SHK_E_SYNTAX, "%s:%d: unexpected end of file", c->file, it.line);
        if (it.event != SHK_XML_START) continue;
        const struct shk_arena_mark mark = shk_arena_mark(c->scratch);
        SHK_TRY(shk_xml_tree(m->x, c->scratch, c->d, &node));
        const char *id = shk_xml_attr(node, "id");
        if (strcmp(node->name, "section")) return shk_xml_fail(c->file, node, c->d, "expected a section");
        if (!id || !nrml_valid_id(id)) return shk_xml_fail(c->file, node, c->d, "the id '%.80s' is missing or not 1 to 75 letters, digits, '_', '-', ':'", id ? id : "");
        if (!shk_xml_child(node, "planarSurface") && !shk_xml_child(node, "kiteSurface"))
            return shk_xml_fail(c->file, node, c->d, "section '%s': expected planarSurface or kiteSurface elements", id);
        v = nrml_room(c->arena, v, n, &cap, sizeof *v);
        if (!v) return NRML_NOMEM(c);
        v[n].id = copy(c, id);
        if (!v[n].id) return NRML_NOMEM(c);
        const enum shk_err e = nrml_surfaces(c, node, &v[n].ngeom, &v[n].geom);
        if (e) return shk_wrap(c->d, e, "section '%s'", v[n].id);
        n++;
        shk_arena_release(c->scratch, mark);
    }
    m->f->sections = SHK_NEW(c->arena, struct shk_sections, 1);
    if (!m->f->sections) return NRML_NOMEM(c);
    *m->f->sections = (struct shk_sections){ n, v };
    return SHK_OK;
}

/* ---- the file ---- */
static enum shk_err optional_time(const struct nrml *c, const struct shk_xml_item *it, const char *name, double *out)
{
    const char *s = shk_xml_item_attr(it, name);
    *out = NAN;
    if (s && (!shk_to_double(s, out) || *out < 0))
        return shk_fail(c->d, SHK_E_INVALID, "%s:%d: %s: %s: expected a number not below 0, got '%.60s'", c->file, it->line, it->name, name, s);
    return SHK_OK;
}

static enum shk_err next_start(struct model *m, struct shk_xml_item *it)
{
    do SHK_TRY(shk_xml_next(m->x, m->c.d, it)); while (it->event == SHK_XML_TEXT);
    return it->event == SHK_XML_START ? SHK_OK : shk_fail(m->c.d, SHK_E_INVALID, "%s:%d: expected a sourceModel or geometryModel", m->c.file, it->line);
}

static enum shk_err read_file(struct model *m)
{
    const struct nrml *c = &m->c;
    struct shk_xml_item it;
    SHK_TRY(next_start(m, &it));
    if (strcmp(it.name, "nrml")) return shk_fail(c->d, SHK_E_INVALID, "%s:%d: expected the root element nrml, got '%.60s'", c->file, it.line, it.name);
    const char *uri = shk_xml_namespace(m->x), *version = strstr(uri, "nrml/0.");
    const int v4 = version && !strcmp(version, "nrml/0.4"), v5 = version && !strcmp(version, "nrml/0.5");
    if (!v4 && !v5) return shk_fail(c->d, SHK_E_UNSUPPORTED, "%s:%d: expected the namespace of NRML 0.4 or 0.5, got '%.100s'", c->file, it.line, uri);
    SHK_TRY(next_start(m, &it));
    const int sources = !strcmp(it.name, "sourceModel");
    if (!sources && !(v5 && !strcmp(it.name, "geometryModel")))
        return shk_fail(c->d, SHK_E_INVALID, "%s:%d: expected a sourceModel or geometryModel, got '%.60s'", c->file, it.line, it.name);
    m->f->name = copy(c, shk_xml_item_attr(&it, "name"));
    if (!m->f->name) return NRML_NOMEM(c);
    m->f->investigation_time = m->f->start_time = NAN;
    const int line = it.line;
    if (!sources) return read_sections(m);
    if (v5) {
        SHK_TRY(optional_time(c, &it, "investigation_time", &m->f->investigation_time));
        SHK_TRY(optional_time(c, &it, "start_time", &m->f->start_time));
        for (;;) {
            SHK_TRY(shk_xml_next(m->x, c->d, &it));
            if (it.event == SHK_XML_END) break;
            if (it.event == SHK_XML_EOF) return shk_fail(c->d, SHK_E_SYNTAX, "%s:%d: unexpected end of file", c->file, it.line);
            if (it.event == SHK_XML_START) SHK_TRY(read_group(m, &it));
        }
    } else {
        SHK_TRY(read_bare_sources(m));
    }
    sort_groups(m->f);
    if (m->explicit_pmf && m->f->investigation_time != c->p->investigation_time)
        return shk_fail(c->d, SHK_E_INVALID, "%s:%d: sourceModel: its ruptures hold for an investigation_time of %g, but the job has %g",
                        c->file, line, m->f->investigation_time, c->p->investigation_time);
    return SHK_OK;
}

static enum shk_err read_all(struct shk_xml *x, const struct shk_nrml_params *p, struct shk_arena *arena, struct shk_arena *scratch,
                             struct shk_log *log, struct shk_diag *d, struct shk_source_file **out)
{
    struct shk_source_file *f = SHK_NEW(arena, struct shk_source_file, 1);
    const char *path = f ? shk_arena_strdup(arena, shk_xml_file(x)) : NULL;
    if (!path) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", shk_xml_file(x));
    f->path = path;
    struct model m = { .c = { path, p, arena, scratch, log, d }, .x = x, .f = f };
    const struct shk_arena_mark mark = shk_arena_mark(scratch);
    /* One byte keeps the first chunk of scratch from going back and forth to the system with each source. */
    enum shk_err e = shk_arena_alloc(scratch, 1, 1) ? read_file(&m) : NRML_NOMEM(&m.c);
    struct shk_xml_item it;
    while (!e) {                            /* the rest must be well-formed */
        e = shk_xml_next(x, d, &it);
        if (it.event == SHK_XML_EOF) break;
    }
    shk_arena_release(scratch, mark);
    *out = e ? NULL : f;
    return e;
}

enum shk_err shk_nrml_read_sources(const char *path, const struct shk_nrml_params *p, struct shk_arena *arena, struct shk_arena *scratch,
                                   struct shk_log *log, struct shk_diag *d, struct shk_source_file **out)
{
    struct shk_xml *x;
    *out = NULL;
    SHK_TRY(shk_xml_open(path, NULL, d, &x));
    const enum shk_err e = read_all(x, p, arena, scratch, log, d, out);
    shk_xml_close(x);
    return e;
}

enum shk_err shk_nrml_read_sources_memory(const void *data, size_t n, const char *path, const struct shk_nrml_params *p, struct shk_arena *arena,
                                          struct shk_arena *scratch, struct shk_log *log, struct shk_diag *d, struct shk_source_file **out)
{
    struct shk_xml *x;
    *out = NULL;
    SHK_TRY(shk_xml_open_memory(data, n, path, NULL, d, &x));
    const enum shk_err e = read_all(x, p, arena, scratch, log, d, out);
    shk_xml_close(x);
    return e;
}

static enum shk_err link_source(struct shk_source *s, const struct nrml_ids *ids, const struct shk_sections *all, struct shk_arena *arena, struct shk_diag *d)
{
    const struct shk_sections *own = s->sections;
    uint32_t *map = SHK_NEW(arena, uint32_t, own->n);
    if (!map) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", s->file);
    for (size_t i = 0; i < own->n; i++) map[i] = nrml_lookup(ids, own->section[i].id);
    for (size_t r = 0; r < s->nsecrups; r++) {
        uint32_t *sec = (uint32_t *)s->secrups[r].sec;      /* ours: nrml_section_list made it */
        for (size_t k = 0; k < s->secrups[r].nsec; k++) {
            if (map[sec[k]] == UINT32_MAX)
                return shk_fail(d, SHK_E_INVALID, "%s:%d: source '%s': the section '%s' is in none of the geometry models", s->file, s->line, s->id,
                                own->section[sec[k]].id);
            sec[k] = map[sec[k]];
        }
    }
    for (size_t f = 0; f < s->nfaults; f++) {
        uint32_t *sec = (uint32_t *)s->faults[f].sec;
        for (size_t k = 0; k < s->faults[f].nsec; k++) sec[k] = map[sec[k]];
    }
    s->sections = all;
    return SHK_OK;
}

enum shk_err shk_nrml_link_sections(struct shk_source_file *const *file, size_t nfiles, struct shk_arena *arena, struct shk_diag *d)
{
    struct nrml_ids ids = { .arena = arena };
    size_t n = 0;
    for (size_t i = 0; i < nfiles; i++) n += file[i]->sections ? file[i]->sections->n : 0;
    struct shk_sections *all = SHK_NEW(arena, struct shk_sections, 1);
    struct shk_section *v = SHK_NEW(arena, struct shk_section, n);
    if (!all || (n && !v)) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu sections", n);
    *all = (struct shk_sections){ n, v };
    n = 0;
    for (size_t i = 0; i < nfiles; i++)
        for (size_t k = 0; file[i]->sections && k < file[i]->sections->n; k++) {
            const struct shk_section *s = &file[i]->sections->section[k];
            const uint32_t at = nrml_intern(&ids, s->id, strlen(s->id));
            if (at == UINT32_MAX) return shk_fail(d, SHK_E_NOMEM, "out of memory for sections");
            if (at != n) return shk_fail(d, SHK_E_INVALID, "%s: the section '%s' is defined twice", file[i]->path, s->id);
            v[n++] = *s;
        }
    for (size_t i = 0; i < nfiles; i++)
        for (size_t g = 0; g < file[i]->ngroups; g++)
            for (size_t k = 0; k < file[i]->group[g].nsources; k++) {
                struct shk_source *s = file[i]->group[g].source[k];
                if (s->kind == SHK_SRC_MULTI_FAULT && s->sections != all) SHK_TRY(link_source(s, &ids, all, arena, d));
            }
    return SHK_OK;
}
