/* Reading the source-model logic tree: branch sets, filters, attachment of sets to branches (spec classical.md 1). */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "io/number.h"
#include "job/lt_tree.h"
#include "job/nrml_source.h"

enum { MAX_SETS = 100000, MAX_TREE_BRANCHES = 4000000 };
static const double precision = 1e-7;               /* of sums of weights */

struct parser {
    const struct shk_lt_params *p;
    struct shk_arena *a;
    struct shk_diag *d;
    struct shk_smlt *t;
    const char *reduce;                             /* the one source wanted, or NULL */
    size_t cap_sets, cap_branches, cap_records, nprev;
    struct shk_lt_map registry;                     /* branch id to branch; a later one hides an earlier one */
    struct shk_lt_map set_ids, sources, pairs;      /* sources: id to its first record; pairs: uncertainty and source */
    uint32_t *prev;                                 /* branches of the previous level, dummies too */
};

static void *grow(struct parser *k, void *old, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) return old;
    *cap = *cap ? 2 * *cap : 32;
    void *p = shk_arena_alloc(k->a, *cap, size);
    if (p && n) memcpy(p, old, n * size);
    return p;
}
#define GROW(k, array, n, cap) ((array = grow((k), (array), (n), &(cap), sizeof *(array))) != NULL)

static enum shk_err bad(struct parser *k, int line, const char *fmt, ...) SHK_PRINTF(3, 4);
static enum shk_err bad(struct parser *k, int line, const char *fmt, ...)
{
    char text[800];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return shk_fail(k->d, SHK_E_INVALID, "%s:%d: %s", k->t->file, line, text);
}

static enum shk_err reg_put(struct parser *k, const char *id, uint32_t branch)
{
    int isnew;
    uint32_t *v = shk_lt_map_put(&k->registry, id, &isnew);
    if (!v) return shk_lt_nomem(k->d);
    *v = branch;
    return SHK_OK;
}

static enum shk_err new_set(struct parser *k, struct shk_lt_set **out)
{
    struct shk_smlt *t = k->t;
    if (t->nsets >= MAX_SETS) return shk_fail(k->d, SHK_E_LIMIT, "%s: more than %d branch sets", t->file, MAX_SETS);
    if (!GROW(k, t->set, t->nsets, k->cap_sets)) return shk_lt_nomem(k->d);
    *out = &t->set[t->nsets];
    **out = (struct shk_lt_set){ 0 };
    return SHK_OK;
}

static enum shk_err new_branch(struct parser *k, struct shk_lt_set *s, struct shk_lt_branch b)
{
    struct shk_smlt *t = k->t;
    if (t->nbranches >= MAX_TREE_BRANCHES) return shk_fail(k->d, SHK_E_LIMIT, "%s: too many branches", t->file);
    if (!GROW(k, t->branch, t->nbranches, k->cap_branches)) return shk_lt_nomem(k->d);
    b.set = (uint32_t)t->nsets;
    b.child = -1;
    s->branch[s->nbranches++] = (uint32_t)t->nbranches;
    t->branch[t->nbranches++] = b;
    return SHK_OK;
}

/* ---- files of sourceModel and extendModel branches ---- */

static int valid_id(const char *s)
{
    size_t n = 0;
    for (; s[n]; n++) if (!isalnum((unsigned char)s[n]) && !strchr("_-:", s[n])) return 0;
    return n > 0 && n <= 75;
}

static int by_trt(const char *const *list, size_t n, const char *s) { return shk_lt_in(s, n, list); }

static enum shk_err collect(struct parser *k, const char *branch, const char *name, size_t *found)
{
    struct shk_smlt *t = k->t;
    const char *path = shk_lt_join(t->dir, name, k->a);
    char prefix[128] = "";
    if (k->reduce) {
        strncpy(prefix, k->reduce, sizeof prefix - 1);
        prefix[strcspn(prefix, "!@")] = 0;
    }
    struct shk_scanned *s;
    if (!path) return shk_lt_nomem(k->d);
    SHK_TRY(shk_nrml_scan_sources(path, prefix, k->a, k->d, found, &s));
    for (size_t i = 0; i < *found; i++) {
        if (!valid_id(s[i].id)) return shk_fail(k->d, SHK_E_INVALID, "%s: invalid source id '%.80s'", path, s[i].id);
        if (!GROW(k, t->record, t->nrecords, k->cap_records)) return shk_lt_nomem(k->d);
        int isnew;
        uint32_t *first = shk_lt_map_put(&k->sources, s[i].id, &isnew);
        if (!first) return shk_lt_nomem(k->d);
        if (isnew) *first = (uint32_t)t->nrecords;
        else if (strcmp(t->record[*first].branch, branch)) t->record[*first].several = 1;
        t->record[t->nrecords++] = (struct shk_lt_record){ .branch = branch, .trt = s[i].trt, .file = name, .source = s[i].id };
        if (by_trt(t->trt, t->ntrts, s[i].trt)) continue;
        const char **more = SHK_NEW(k->a, const char *, t->ntrts + 1);      /* few distinct regions */
        if (!more) return shk_lt_nomem(k->d);
        if (t->ntrts) memcpy(more, t->trt, t->ntrts * sizeof *more);
        more[t->ntrts++] = s[i].trt;
        t->trt = more;
    }
    return SHK_OK;
}

static int has_suffix(const char *s, const char *suffix)
{
    const size_t n = strlen(s), m = strlen(suffix);
    return n >= m && !strcmp(s + n - m, suffix);
}

static enum shk_err parse_files(struct parser *k, const struct shk_xml_node *model, struct shk_lt_branch *b)
{
    size_t kept = 0;
    SHK_TRY(shk_lt_words(model->text, k->a, k->d, &b->files.n, &b->files.name));
    for (size_t i = 0; i < b->files.n; i++) {
        const char *name = b->files.name[i];
        if (name[0] == '/') return bad(k, model->line, "%s must be a relative path", name);
        if (shk_lt_in(name, i, b->files.name)) return bad(k, model->line, "file '%s' is listed twice", name);
        if (!has_suffix(name, ".xml") && !has_suffix(name, ".nrml"))
            return bad(k, model->line, "expected source model files ending in .xml or .nrml, got '%s'", name);
        size_t found;
        const enum shk_err e = collect(k, b->id, name, &found);
        if (e) return shk_wrap(k->d, e, "%s:%d", k->t->file, model->line);
        const char *tag = k->reduce ? strchr(k->reduce, '!') : NULL;         /* "source!part of the file name" */
        if (!k->reduce || (found && (!tag || strstr(name, tag + 1)))) b->files.name[kept++] = name;
    }
    b->files.n = kept;
    return SHK_OK;
}

/* ---- filters ---- */

static enum shk_err check_source_filter(struct parser *k, const struct shk_lt_set *s)
{
    const struct shk_smlt *t = k->t;
    for (size_t i = 0; i < s->nsources; i++) {
        const uint32_t *first = shk_lt_map_get(&k->sources, s->sources[i]);
        if (!first) return bad(k, s->line, "source with id '%s' is not defined in source models", s->sources[i]);
        if (t->record[*first].several && !s->apply_text)
            return bad(k, s->line, "source %s belongs to several branches: applyToBranches must be specified together with applyToSources", s->sources[i]);
    }
    return SHK_OK;
}

static enum shk_err check_filters(struct parser *k, const struct shk_lt_set *s, size_t nlisted)
{
    const struct shk_smlt *t = k->t;
    if (s->kind == SHK_LT_SOURCE_MODEL && (s->trt || s->has_sources)) return bad(k, s->line, "filters are not allowed on source model uncertainty");
    if (s->trt && s->has_sources) return bad(k, s->line, "only one filter is allowed per branch set");
    if (s->trt && !by_trt(t->trt, t->ntrts, s->trt))
        return bad(k, s->line, "source models don't define sources of tectonic region type '%s'", s->trt);
    if (has_suffix(s->utype, "Absolute") && t->nrecords > 1 && (!s->has_sources || nlisted != 1))
        return bad(k, s->line, "uncertainty of type '%s' must define 'applyToSources' with only one source id", s->utype);
    if (!strncmp(s->utype, "simpleFaultDip", 14) && !s->has_sources)
        return bad(k, s->line, "uncertainty of type '%s' must define 'applyToSources'", s->utype);
    return check_source_filter(k, s);
}

static enum shk_err parse_filters(struct parser *k, const struct shk_xml_node *n, struct shk_lt_set *s, int *skip)
{
    const char *sources = shk_xml_attr(n, "applyToSources");
    size_t listed = 0;
    s->trt = shk_xml_attr(n, "applyToTectonicRegionType");
    s->apply_text = shk_xml_attr(n, "applyToBranches");
    s->has_sources = sources != NULL;
    if (sources) {
        SHK_TRY(shk_lt_words(sources, k->a, k->d, &s->nsources, &s->sources));
        listed = s->nsources;
        if (k->reduce) {
            size_t kept = 0;
            for (size_t i = 0; i < s->nsources; i++) if (!strcmp(s->sources[i], k->reduce)) s->sources[kept++] = s->sources[i];
            s->nsources = kept;
        }
    }
    SHK_TRY(check_filters(k, s, listed));
    *skip = sources && !s->nsources;
    return SHK_OK;
}

/* ---- branches ---- */

static enum shk_err parse_value(struct parser *k, const struct shk_xml_node *model, const struct shk_lt_set *s, struct shk_lt_branch *b, int *dropped)
{
    *dropped = 0;
    if (s->kind == SHK_LT_DUMMY) return SHK_OK;
    if (s->kind == SHK_LT_CHANGE) {
        SHK_TRY(shk_lt_change(s->utype, s->change, model, k->t->file, k->a, k->d, &b->change));
        return SHK_OK;
    }
    SHK_TRY(parse_files(k, model, b));
    const char *only = k->p->smlt_branch;
    if (only && *only && !strstr(b->id, only)) b->files.n = 0;
    *dropped = b->files.n == 0;
    return SHK_OK;
}

static enum shk_err check_distinct(struct parser *k, const struct shk_lt_set *s, size_t n, const char **text)
{
    int any = 0;
    for (size_t i = 0; i < n; i++) any |= *text[i] != 0;
    for (size_t i = 0; any && i < n; i++)
        if (shk_lt_in(text[i], i, text)) return bad(k, s->line, "there are duplicate values in uncertaintyModel: %.200s", text[i]);
    if (k->reduce || s->kind != SHK_LT_CHANGE) return SHK_OK;
    for (size_t i = 0; i < s->nbranches; i++)
        for (size_t j = 0; j < i; j++) {
            const struct shk_lt_branch *x = &k->t->branch[s->branch[i]], *y = &k->t->branch[s->branch[j]];
            if (shk_lt_same_change(&x->change, &y->change)) return bad(k, x->line, "duplicated branches in %s: %s and %s have the same value", s->id, y->id, x->id);
        }
    return SHK_OK;
}

static enum shk_err parse_branches(struct parser *k, const struct shk_xml_node *n, struct shk_lt_set *s)
{
    const size_t count = shk_xml_count(n);
    const int one_branch = k->p->smlt_branch && *k->p->smlt_branch;
    if (count > SHK_LT_MAX_BRANCHES && !one_branch)
        return bad(k, n->line, "the branch set %s has too many branches (%zu > %d)", s->id, count, SHK_LT_MAX_BRANCHES);
    s->branch = SHK_NEW(k->a, uint32_t, count + 1);
    const char **text = SHK_NEW(k->a, const char *, count + 1), *zero_id = NULL, *last_id = NULL;
    if (!s->branch || !text) return shk_lt_nomem(k->d);
    double sum = 0, zeros = 0;
    uint32_t position = 0;
    for (const struct shk_xml_node *b = n->first; b; b = b->next, position++) {
        const struct shk_xml_node *model = shk_xml_child(b, "uncertaintyModel");
        struct shk_lt_branch br = { .id = shk_xml_attr(b, "branchID"), .position = position, .line = b->line };
        if (!br.id || !model) return bad(k, b->line, "a branch needs %s", br.id ? "an uncertaintyModel" : "a branchID");
        SHK_TRY(shk_xml_child_number(k->t->file, b, "uncertaintyWeight", SHK_XML_ANY, k->d, &br.weight));
        text[position] = model->text;
        int dropped;
        SHK_TRY(parse_value(k, model, s, &br, &dropped));
        if (shk_lt_map_get(&k->registry, br.id)) return bad(k, b->line, "branchID '%s' is not unique", br.id);
        if (dropped) {
            zero_id = br.id;
            zeros += br.weight;
        } else {
            SHK_TRY(new_branch(k, s, br));
            SHK_TRY(reg_put(k, br.id, (uint32_t)k->t->nbranches - 1));
        }
        last_id = br.id;
        k->t->nkeys++;
        sum += br.weight;
    }
    if (zero_id) {          /* all branches without files, as one branch; the reference registers it under the last id */
        SHK_TRY(new_branch(k, s, (struct shk_lt_branch){ .id = zero_id, .weight = zeros, .position = (uint32_t)s->nbranches, .line = n->line }));
        SHK_TRY(reg_put(k, last_id, (uint32_t)k->t->nbranches - 1));
    }
    if (position && !(fabs(sum - 1) <= precision)) return bad(k, n->line, "branch set weights sum up to %.17g, not 1", sum);
    return check_distinct(k, s, position, text);
}

/* ---- attachment (classical.md 1.2 g, h) ---- */

static enum shk_err add_dummy(struct parser *k, uint32_t parent)
{
    struct shk_lt_set *s;
    SHK_TRY(new_set(k, &s));
    *s = (struct shk_lt_set){ .id = ".", .utype = "dummy", .kind = SHK_LT_DUMMY, .branch = SHK_NEW(k->a, uint32_t, 1) };
    if (!s->branch) return shk_lt_nomem(k->d);
    SHK_TRY(new_branch(k, s, (struct shk_lt_branch){ .id = ".", .weight = 1 }));
    SHK_TRY(reg_put(k, ".", (uint32_t)k->t->nbranches - 1));
    k->t->branch[parent].child = (int32_t)k->t->nsets++;
    return SHK_OK;
}

static int is_leaf(const struct shk_smlt *t, const struct shk_lt_branch *b)
{
    return b->child < 0 || t->set[b->child].kind == SHK_LT_DUMMY;
}

static enum shk_err attach(struct parser *k, int32_t set)
{
    struct shk_smlt *t = k->t;
    struct shk_lt_set *s = &t->set[set];
    size_t nto = 0;
    const char **to = NULL;
    if (s->apply_text && *s->apply_text) SHK_TRY(shk_lt_words(s->apply_text, k->a, k->d, &nto, &to));
    int partial = 0;
    for (size_t i = 0; nto && i < k->nprev; i++) partial |= !shk_lt_in(t->branch[k->prev[i]].id, nto, to);
    const size_t nold = k->nprev, nb = s->nbranches;
    const uint32_t *mine = s->branch;
    uint32_t *prev = SHK_NEW(k->a, uint32_t, nb + nold + 1);
    if (!prev) return shk_lt_nomem(k->d);
    memcpy(prev, mine, nb * sizeof *prev);
    size_t n = nb;
    if (!partial) {
        for (size_t i = 0; i < nold; i++) t->branch[k->prev[i]].child = set;
    } else {
        s->partial = 1;
        for (size_t i = 0; i < nto; i++) {
            const uint32_t *e = shk_lt_map_get(&k->registry, to[i]);
            if (!e) return bad(k, s->line, "branch '%s' is not yet defined", to[i]);
            if (!is_leaf(t, &t->branch[*e])) return bad(k, s->line, "branch '%s' already has child branch set", to[i]);
            t->branch[*e].child = set;
        }
        /* By id and through the registry, like the reference: all dummies are called "." and only the last one is found. */
        for (size_t i = 0; i < nold; i++) {
            const char *id = t->branch[k->prev[i]].id;
            int again = shk_lt_in(id, nto, to);
            for (size_t j = 0; j < i; j++) again |= !strcmp(t->branch[k->prev[j]].id, id);
            const uint32_t *e = again ? NULL : shk_lt_map_get(&k->registry, id);
            if (!e) continue;
            SHK_TRY(add_dummy(k, *e));
            prev[n++] = (uint32_t)t->nbranches - 1;
        }
    }
    k->prev = prev;
    k->nprev = n;
    return SHK_OK;
}

static enum shk_err parse_set(struct parser *k, const struct shk_xml_node *n, size_t position)
{
    struct shk_smlt *t = k->t;
    struct shk_lt_set s = { .id = shk_xml_attr(n, "branchSetID"), .utype = shk_xml_attr(n, "uncertaintyType"), .line = n->line };
    int skip;
    if (!s.id || !s.utype) return bad(k, n->line, "a branch set needs %s", s.id ? "an uncertaintyType" : "a branchSetID");
    SHK_TRY(shk_lt_utype(s.utype, t->file, n->line, k->d, &s.kind, &s.change));
    SHK_TRY(parse_filters(k, n, &s, &skip));
    if (skip) return SHK_OK;
    if (shk_lt_map_get(&k->set_ids, s.id)) return bad(k, n->line, "duplicated branchSetID %s", s.id);
    if (position == 0 && s.kind != SHK_LT_SOURCE_MODEL) return bad(k, n->line, "the first branch set must define an uncertainty of type \"sourceModel\"");
    if (position && s.kind == SHK_LT_SOURCE_MODEL) return bad(k, n->line, "uncertainty of type \"sourceModel\" can be defined on the first branch set only");
    s.ordinal = (uint32_t)t->ncolumns;
    SHK_TRY(parse_branches(k, n, &s));
    if (!s.nbranches) return SHK_OK;
    struct shk_lt_set *slot;
    int isnew;
    if (!shk_lt_map_put(&k->set_ids, s.id, &isnew)) return shk_lt_nomem(k->d);
    SHK_TRY(new_set(k, &slot));
    *slot = s;
    t->ncolumns++;
    return attach(k, (int32_t)t->nsets++);
}

/* ---- the whole tree ---- */

static enum shk_err count_paths(struct parser *k)
{
    struct shk_smlt *t = k->t;
    double *count = SHK_NEW(k->a, double, t->nsets + 1);
    if (!count) return shk_lt_nomem(k->d);
    for (size_t i = t->nsets; i-- > 0;)             /* a child always comes after its parents */
        for (size_t b = 0; b < t->set[i].nbranches; b++) {
            const int32_t child = t->branch[t->set[i].branch[b]].child;
            count[i] += child < 0 ? 1 : count[child];
        }
    t->npaths = t->nsets ? count[0] : 0;
    return SHK_OK;
}

static enum shk_err check_source_specific(struct parser *k)
{
    struct shk_smlt *t = k->t;
    int specific = t->ncolumns > 1;
    for (size_t i = 1; i < t->nsets; i++) specific &= t->set[i].kind != SHK_LT_DUMMY && t->set[i].nsources == 1 && !t->set[i].partial;
    t->source_specific = specific;
    for (size_t i = 1; specific && i < t->nsets; i++) {
        int isnew;
        const char *pair = shk_arena_printf(k->a, "%s~%s", t->set[i].utype, t->set[i].sources[0]);
        if (!pair || !shk_lt_map_put(&k->pairs, pair, &isnew)) return shk_lt_nomem(k->d);
        if (!isnew) return bad(k, t->set[i].line, "uncertainty %s appears twice for the source %s", t->set[i].utype, t->set[i].sources[0]);
    }
    return SHK_OK;
}

static enum shk_err list_files(struct parser *k)
{
    struct shk_smlt *t = k->t;
    size_t n = 0;
    for (size_t i = 0; i < t->nbranches; i++) n += t->branch[i].files.n;
    t->path = SHK_NEW(k->a, const char *, n + 1);
    if (!t->path) return shk_lt_nomem(k->d);
    n = 0;
    for (size_t i = 0; i < t->nbranches; i++)
        for (size_t f = 0; f < t->branch[i].files.n; f++)
            if (!(t->path[n++] = shk_lt_join(t->dir, t->branch[i].files.name[f], k->a))) return shk_lt_nomem(k->d);
    if (n) qsort(t->path, n, sizeof *t->path, shk_lt_compare_text);
    for (size_t i = 0; i < n; i++)
        if (!i || strcmp(t->path[i], t->path[i - 1])) t->path[t->nfiles++] = t->path[i];
    return SHK_OK;
}

static enum shk_err list_applied(struct parser *k)
{
    struct shk_smlt *t = k->t;
    size_t n = 0;
    for (size_t i = 0; i < t->nsets; i++) n += t->set[i].nsources;
    t->listed = SHK_NEW(k->a, const char *, n + 1);
    if (!t->listed) return shk_lt_nomem(k->d);
    for (size_t i = 0; i < t->nsets; i++)
        for (size_t s = 0; s < t->set[i].nsources; s++) t->listed[t->nlisted++] = t->set[i].sources[s];
    return SHK_OK;
}

static void drop_trts(struct shk_smlt *t, const struct shk_lt_params *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->ntrts; i++) if (!shk_lt_in(t->trt[i], p->ndiscard, p->discard_trts)) t->trt[kept++] = t->trt[i];
    t->ntrts = kept;
    if (kept) qsort(t->trt, kept, sizeof *t->trt, shk_lt_compare_text);
}

/* source_model_file: a tree of one branch. */
static enum shk_err trivial(struct parser *k)
{
    struct shk_smlt *t = k->t;
    struct shk_lt_set *s;
    struct shk_lt_branch b = { .id = "br0", .weight = 1, .files = { 1, SHK_NEW(k->a, const char *, 1) } };
    SHK_TRY(new_set(k, &s));
    *s = (struct shk_lt_set){ .id = "bs0", .utype = "sourceModel", .kind = SHK_LT_SOURCE_MODEL, .branch = SHK_NEW(k->a, uint32_t, 1) };
    if (!s->branch || !b.files.name) return shk_lt_nomem(k->d);
    const char *slash = strrchr(t->file, '/');
    b.files.name[0] = slash ? slash + 1 : t->file;
    size_t found;
    SHK_TRY(collect(k, b.id, b.files.name[0], &found));
    SHK_TRY(new_branch(k, s, b));
    t->nsets = t->ncolumns = t->nkeys = 1;
    return SHK_OK;
}

enum shk_err shk_smlt_read(const struct shk_lt_params *p, struct shk_arena *a, struct shk_diag *d, struct shk_smlt **out)
{
    struct shk_smlt *t = SHK_NEW(a, struct shk_smlt, 1);
    struct parser k = { .p = p, .a = a, .d = d, .t = t, .registry = { .a = a }, .set_ids = { .a = a }, .sources = { .a = a }, .pairs = { .a = a } };
    if (!t) return shk_lt_nomem(d);
    t->file = p->source_model_logic_tree ? p->source_model_logic_tree : p->source_model;
    if (!t->file) return shk_fail(d, SHK_E_INVALID, "%s: missing source_model_logic_tree_file", p->job_file ? p->job_file : "job");
    t->dir = shk_lt_dirname(t->file, a);
    if (!t->dir) return shk_lt_nomem(d);
    if (p->nsource_ids == 1) k.reduce = p->source_ids[0];
    if (p->source_model_logic_tree) {
        const struct shk_xml_node *tree, *bset;
        SHK_TRY(shk_lt_open(t->file, NULL, a, d, &tree));
        size_t position = 0;
        for (const struct shk_xml_node *n = tree->first; n; n = n->next) {
            SHK_TRY(shk_lt_bset(t->file, n, d, &bset));
            SHK_TRY(parse_set(&k, bset, position++));
        }
        if (!t->nsets) return shk_fail(d, SHK_E_SYNTAX, "%s:%d: the logic tree has no branch sets", t->file, tree->line);
    } else SHK_TRY(trivial(&k));
    drop_trts(t, p);
    SHK_TRY(count_paths(&k));
    SHK_TRY(check_source_specific(&k));
    SHK_TRY(list_files(&k));
    SHK_TRY(list_applied(&k));
    *out = t;
    return SHK_OK;
}
