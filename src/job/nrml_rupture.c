/* Sources that list their ruptures: read one rupture at a time, so that the XML of a large source is never in memory. */
#include <math.h>
#include <string.h>
#include "job/nrml_internal.h"
#include "math/single.h"

static enum shk_err surface_of(const struct nrml *c, const struct shk_xml_node *n, size_t *count, struct shk_geometry **out)
{
    static const struct { const char *rupture, *surface; } one[] = {
        { "simpleFaultRupture", "simpleFaultGeometry" }, { "complexFaultRupture", "complexFaultGeometry" },
        { "singlePlaneRupture", "planarSurface" }, { "griddedRupture", "griddedSurface" },
    };
    for (size_t i = 0; i < sizeof one / sizeof *one; i++)
        if (!strcmp(n->name, one[i].rupture)) {
            const struct shk_xml_node *k;
            SHK_TRY(nrml_child(c, n, one[i].surface, &k));
            *count = 1;
            *out = SHK_NEW(c->arena, struct shk_geometry, 1);
            return *out ? nrml_geometry(c, k, 0, *out) : NRML_NOMEM(c);
        }
    if (!strcmp(n->name, "multiPlanesRupture")) {
        if (!shk_xml_child(n, "planarSurface") && !shk_xml_child(n, "kiteSurface"))
            return shk_xml_fail(c->file, n, c->d, "expected planarSurface or kiteSurface elements");
        return nrml_surfaces(c, n, count, out);
    }
    return shk_fail(c->d, SHK_E_UNSUPPORTED, "%s:%d: '%.60s' is not a known kind of rupture", c->file, n->line, n->name);
}

static enum shk_err rupture(const struct nrml *c, const struct shk_xml_node *n, struct shk_given_rupture *r)
{
    const struct shk_xml_node *hypo;
    *r = (struct shk_given_rupture){ 0 };
    SHK_TRY(shk_xml_child_number(c->file, n, "magnitude", (struct shk_xml_range){ 0, 12 }, c->d, &r->mag));
    SHK_TRY(nrml_rake(c, n, &r->rake));
    SHK_TRY(nrml_child(c, n, "hypocenter", &hypo));
    SHK_TRY(nrml_point(c, hypo, &r->hypo));
    return surface_of(c, n, &r->ngeom, &r->geom);
}

enum shk_err shk_nrml_rupture(const char *file, const struct shk_xml_node *node, const struct shk_nrml_params *p, struct shk_arena *arena,
                              struct shk_diag *d, struct shk_given_rupture *out)
{
    const struct nrml c = { .file = file, .p = p, .arena = arena, .scratch = arena, .d = d };
    return rupture(&c, node, out);
}

/* probs_occur of one rupture, in the arena. */
static enum shk_err probabilities(const struct nrml *c, const struct shk_xml_node *n, size_t *npmf, const double **pmf, double *sum)
{
    const char *text = shk_xml_attr(n, "probs_occur");
    double *v;
    if (!text) return shk_xml_fail(c->file, n, c->d, "the attribute 'probs_occur' is missing");
    SHK_TRY(shk_xml_list(c->file, n->line, "probs_occur", text, strlen(text), SHK_XML_PROBABILITY, c->arena, c->d, npmf, &v));
    if (!*npmf) return shk_xml_fail(c->file, n, c->d, "probs_occur: expected probabilities, got nothing");
    *sum = 0;
    for (size_t i = 0; i < *npmf; i++) *sum += v[i];
    *pmf = v;
    return SHK_OK;
}

static enum shk_err given(const struct nrml *c, const struct shk_xml_node *n, size_t npmf, struct shk_given_rupture *r)
{
    double sum;
    size_t np;
    const double *pmf;
    SHK_TRY(rupture(c, n, r));
    SHK_TRY(probabilities(c, n, &np, &pmf, &sum));
    r->npmf = np;
    r->pmf = pmf;
    if (sum != 1) return shk_xml_fail(c->file, n, c->d, "probs_occur '%.60s' does not add up to exactly 1", shk_xml_attr(n, "probs_occur"));
    if (npmf && np != npmf) return shk_xml_fail(c->file, n, c->d, "probs_occur has %zu values, the ruptures before have %zu", np, npmf);
    return SHK_OK;
}

/* Calls `one` for each child element of the source that x stands on; its XML lives in scratch until it returns. */
static enum shk_err each_child(const struct nrml *c, struct shk_xml *x, enum shk_err (*one)(const struct nrml *, const struct shk_xml_node *, void *), void *user)
{
    for (;;) {
        struct shk_xml_item it;
        SHK_TRY(shk_xml_next(x, c->d, &it));
        if (it.event == SHK_XML_END) return SHK_OK;
        if (it.event == SHK_XML_EOF) return shk_fail(c->d, SHK_E_SYNTAX, "%s:%d: unexpected end of file", c->file, it.line);
        if (it.event != SHK_XML_START) continue;
        struct shk_xml_node *n;
        const struct shk_arena_mark m = shk_arena_mark(c->scratch);
        SHK_TRY(shk_xml_tree(x, c->scratch, c->d, &n));
        SHK_TRY(one(c, n, user));
        shk_arena_release(c->scratch, m);
    }
}

struct given_list { size_t n, cap, nweights; struct shk_given_rupture *r; const double *weights; };

static enum shk_err add_given(const struct nrml *c, const struct shk_xml_node *n, void *user)
{
    struct given_list *l = user;
    struct shk_given_rupture r;
    SHK_TRY(given(c, n, l->n ? l->r[0].npmf : 0, &r));
    if (l->weights) {
        if (l->n >= l->nweights) return shk_xml_fail(c->file, n, c->d, "rup_weights has only %zu values", l->nweights);
        r.weight = l->weights[l->n];
    }
    l->r = nrml_room(c->arena, l->r, l->n, &l->cap, sizeof *l->r);
    if (!l->r) return NRML_NOMEM(c);
    l->r[l->n++] = r;
    return SHK_OK;
}

enum shk_err nrml_non_parametric(const struct nrml *c, struct shk_xml *x, const struct shk_xml_node *n, struct shk_source *s)
{
    struct given_list l = { 0 };
    double *w = NULL;
    s->kind = SHK_SRC_NONPARAMETRIC;
    s->rake = NAN;
    const char *text = shk_xml_attr(n, "rup_weights");
    if (text) SHK_TRY(shk_xml_list(c->file, n->line, "rup_weights", text, strlen(text), SHK_XML_POSITIVE, c->arena, c->d, &l.nweights, &w));
    l.weights = w;
    SHK_TRY(each_child(c, x, add_given, &l));
    if (!l.n) return nrml_non_parametric_twin(c, n, l.nweights, w, s);
    s->nruptures = l.n;
    s->ruptures = l.r;
    return SHK_OK;
}

/* ---- multi-fault sources (sources.md 11) ---- */
double nrml_multi_fault_mag(double m) { return shk_single(rint(m * 100) / 100); }

struct section_list { size_t n, cap; struct shk_section_rupture *r; struct nrml_ids ids; size_t nfaults; struct shk_fault_tag *faults; };

/* <faults>, before the ruptures: lists of sections with a name. */
static enum shk_err add_faults(const struct nrml *c, const struct shk_xml_node *n, struct section_list *l)
{
    for (const struct shk_xml_node *k = n->first; k; k = k->next) l->nfaults++;
    struct shk_fault_tag *f = l->faults = SHK_NEW(c->arena, struct shk_fault_tag, l->nfaults);
    if (!f) return NRML_NOMEM(c);
    for (const struct shk_xml_node *k = n->first; k; k = k->next, f++) {
        const char *tag = shk_xml_attr(k, "tag"), *indexes = shk_xml_attr(k, "indexes");
        if (!tag || !indexes) return shk_xml_fail(c->file, k, c->d, "expected the attributes 'tag' and 'indexes'");
        for (const struct shk_fault_tag *o = l->faults; o < f; o++)
            if (!strcmp(o->tag, tag)) return shk_xml_fail(c->file, k, c->d, "the tag '%.60s' is used twice", tag);
        f->tag = shk_arena_strdup(c->arena, tag);
        if (!f->tag) return NRML_NOMEM(c);
        SHK_TRY(nrml_section_list(c, k->line, &l->ids, indexes, ", \t\n\r", &f->nsec, &f->sec));
    }
    return SHK_OK;
}

static enum shk_err add_section_rupture(const struct nrml *c, const struct shk_xml_node *n, void *user)
{
    struct section_list *l = user;
    if (!strcmp(n->name, "faults") && !l->n && !l->nfaults) return add_faults(c, n, l);
    struct shk_section_rupture r = { 0 };
    double sum;
    SHK_TRY(probabilities(c, n, &r.npmf, &r.pmf, &sum));
    if (l->n && r.npmf != l->r[0].npmf) return shk_xml_fail(c->file, n, c->d, "probs_occur has %zu values, the ruptures before have %zu", r.npmf, l->r[0].npmf);
    if (!c->p->infer_occur_rates && !(fabs(sum - 1) <= 1e-7)) return shk_xml_fail(c->file, n, c->d, "the probabilities add up to %.12g, not to 1", sum);
    SHK_TRY(shk_xml_child_number(c->file, n, "magnitude", (struct shk_xml_range){ 0, 12 }, c->d, &r.mag));
    SHK_TRY(nrml_rake(c, n, &r.rake));
    r.mag = nrml_multi_fault_mag(r.mag);
    r.rake = shk_single(r.rake);
    const struct shk_xml_node *k;
    SHK_TRY(nrml_child(c, n, "sectionIndexes", &k));
    const char *text = shk_xml_attr(k, "indexes");
    if (!text) return shk_xml_fail(c->file, k, c->d, "the attribute 'indexes' is missing");
    SHK_TRY(nrml_section_list(c, k->line, &l->ids, text, ", \t\n\r", &r.nsec, &r.sec));
    l->r = nrml_room(c->arena, l->r, l->n, &l->cap, sizeof *l->r);
    if (!l->r) return NRML_NOMEM(c);
    l->r[l->n++] = r;
    return SHK_OK;
}

enum shk_err nrml_multi_fault(const struct nrml *c, struct shk_xml *x, const struct shk_xml_node *n, struct shk_source *s)
{
    struct section_list l = { .ids = { .arena = c->arena } };
    s->kind = SHK_SRC_MULTI_FAULT;
    s->rake = NAN;
    s->infer_rates = c->p->infer_occur_rates;
    SHK_TRY(each_child(c, x, add_section_rupture, &l));
    s->nfaults = l.nfaults;
    s->faults = l.faults;
    if (!l.n) return nrml_multi_fault_twin(c, n, &l.ids, s);
    s->nsecrups = l.n;
    s->secrups = l.r;
    return nrml_placeholders(c, &l.ids, &s->sections);
}

/* ---- helpers ---- */
void *nrml_room(struct shk_arena *a, void *p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) return p;
    const size_t more = *cap ? *cap * 2 : 8;
    void *q = shk_arena_alloc(a, more, size);
    if (!q) return NULL;
    if (n) memcpy(q, p, n * size);
    *cap = more;
    return q;
}

static uint32_t hash(const char *s, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h;
}

static uint32_t *slot_of(const struct nrml_ids *t, const char *s, size_t n)
{
    size_t i = hash(s, n) & (t->nslots - 1);
    while (t->slot[i] && (strncmp(t->id[t->slot[i] - 1], s, n) || t->id[t->slot[i] - 1][n])) i = (i + 1) & (t->nslots - 1);
    return &t->slot[i];
}

uint32_t nrml_intern(struct nrml_ids *t, const char *s, size_t n)
{
    if (2 * (t->n + 1) > t->nslots) {
        const size_t more = t->nslots ? 2 * t->nslots : 64;
        uint32_t *slot = SHK_NEW(t->arena, uint32_t, more);
        if (!slot) return UINT32_MAX;
        t->slot = slot;
        t->nslots = more;
        for (size_t i = 0; i < t->n; i++) *slot_of(t, t->id[i], strlen(t->id[i])) = (uint32_t)i + 1;
    }
    uint32_t *slot = slot_of(t, s, n);
    if (*slot) return *slot - 1;
    t->id = nrml_room(t->arena, t->id, t->n, &t->cap, sizeof *t->id);
    char *copy = shk_arena_strndup(t->arena, s, n);
    if (!t->id || !copy || t->n >= UINT32_MAX - 2) return UINT32_MAX;
    t->id[t->n++] = copy;
    *slot = (uint32_t)t->n;
    return *slot - 1;
}

uint32_t nrml_lookup(const struct nrml_ids *t, const char *s)
{
    if (!t->nslots) return UINT32_MAX;
    const uint32_t *slot = slot_of(t, s, strlen(s));
    return *slot ? *slot - 1 : UINT32_MAX;
}

enum shk_err nrml_section_list(const struct nrml *c, int line, struct nrml_ids *t, const char *text, const char *seps, size_t *n, const uint32_t **out)
{
    size_t count = 0;
    for (const char *s = text; *(s += strspn(s, seps)); s += strcspn(s, seps)) count++;
    if (!count) return shk_fail(c->d, SHK_E_INVALID, "%s:%d: sectionIndexes: expected ids of sections, got nothing", c->file, line);
    uint32_t *v = SHK_NEW(c->arena, uint32_t, count);
    if (!v) return NRML_NOMEM(c);
    size_t i = 0;
    for (const char *s = text; *(s += strspn(s, seps)); s += strcspn(s, seps)) {
        v[i] = nrml_intern(t, s, strcspn(s, seps));
        if (v[i++] == UINT32_MAX) return NRML_NOMEM(c);
    }
    *n = count;
    *out = v;
    return SHK_OK;
}

enum shk_err nrml_placeholders(const struct nrml *c, const struct nrml_ids *t, const struct shk_sections **out)
{
    struct shk_sections *all = SHK_NEW(c->arena, struct shk_sections, 1);
    if (!all) return NRML_NOMEM(c);
    all->n = t->n;
    all->section = SHK_NEW(c->arena, struct shk_section, t->n);
    if (!all->section) return NRML_NOMEM(c);
    for (size_t i = 0; i < t->n; i++) all->section[i].id = t->id[i];
    *out = all;
    return SHK_OK;
}
