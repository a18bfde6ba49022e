/* Reading the ground-motion logic tree (spec classical.md 4). */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "io/number.h"
#include "job/lt_tree.h"
#include "model/imt.h"

enum { MAX_COLUMNS = 1000, MAX_GSIM_SETS = 10000 };
static const double precision = 1e-7;

struct weights { size_t n; const char **name; double *value; };     /* the first is "weight" */
struct raw_branch { const struct shk_gsim_model *model; const char *text, *id; struct weights w; };
struct raw_set { const char *trt, *id; int effective; size_t n; struct raw_branch *branch; };

struct parser {
    const struct shk_lt_params *p;
    struct shk_arena *a;
    struct shk_diag *d;
    const char *file, *dir;
    size_t nsets; struct raw_set *set;
    uint64_t needs;
    size_t nkeys;
};

static enum shk_err bad(struct parser *k, int line, const char *fmt, ...) SHK_PRINTF(3, 4);
static enum shk_err bad(struct parser *k, int line, const char *fmt, ...)
{
    char text[800];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return shk_fail(k->d, SHK_E_INVALID, "%s:%d: %s", k->file, line, text);
}

/* ---- model text (classical.md 4.3) ---- */

/* "01": to Python an integer has no zeros in front, so that this is a text. */
static int padded_integer(const char *v)
{
    v += strspn(v, "+- ");
    return v[0] == '0' && v[1] && !v[strspn(v, "0123456789")] && v[strspn(v, "0")];
}

/* A Python literal as TOML: numbers in their shortest form, lists and quoted texts as they are, anything else quoted. */
static const char *toml_value(const char *v, struct shk_arena *a)
{
    double x;
    const size_t n = strlen(v);
    if (!padded_integer(v) && shk_to_double(v, &x)) {
        if (!v[strspn(v, "+-0123456789 ")]) return shk_arena_printf(a, "%.0f", x);
        char buf[SHK_FORMAT_MAX];
        return shk_arena_strdup(a, shk_repr(x, buf));
    }
    if (!strcmp(v, "True") || !strcmp(v, "False")) return v[0] == 'T' ? "true" : "false";
    if (n >= 2 && ((v[0] == '[' && v[n - 1] == ']') || ((v[0] == '\'' || v[0] == '"') && v[n - 1] == v[0]))) return v;
    if (!strpbrk(v, "'\n")) return shk_arena_printf(a, "'%s'", v);
    char *s = SHK_NEW(a, char, 2 * n + 3), *e = s;
    if (!s) return NULL;
    *e++ = '"';
    for (; *v; v++) {
        if (*v == '\n') {
            *e++ = '\\';
            *e++ = 'n';
            continue;
        }
        if (*v == '"' || *v == '\\') *e++ = '\\';
        *e++ = *v;
    }
    *e = '"';
    return s;
}

static const char *one_line(const char *text, struct shk_arena *a)     /* runs of blanks become one */
{
    char *s = shk_arena_strdup(a, text), *e = s;
    if (!s) return NULL;
    for (const char *c = s; *c; c++) {
        if (*c != ' ' && (*c < '\t' || *c > '\r')) *e++ = *c;
        else if (e > s && e[-1] != ' ') *e++ = ' ';
    }
    if (e > s && e[-1] == ' ') e--;
    *e = 0;
    return s;
}

static const char *model_text(const struct shk_xml_node *model, struct shk_arena *a)
{
    const char *s = model->text[0] == '[' ? model->text : one_line(model->text, a);
    if (!s || !model->nattrs) return s;
    if (s[0] != '[') s = shk_arena_printf(a, "[%s]", s);
    for (size_t i = 0; s && i < model->nattrs; i++) {
        const char *v = toml_value(model->attrs[i].value, a);
        if (!v) return NULL;
        if (!strncmp(model->attrs[i].name, "xmlns", 5)) continue;
        s = shk_arena_printf(a, "%s\n%s = %s", s, model->attrs[i].name, v);
    }
    return s;
}

static int is_from_file(const char *text) { return !strcmp(text, "[FromFile]") || !strcmp(text, "FromFile"); }

static enum shk_err make_model(struct parser *k, const char *text, int line, struct raw_branch *b)
{
    if (!text) return shk_lt_nomem(k->d);
    b->text = text;
    if (is_from_file(text)) return SHK_OK;
    struct shk_diag mine = { 0 };
    const enum shk_err e = shk_gsim_make(text, k->dir, k->a, &mine, &b->model);
    if (!e) {
        if (b->model->text) b->text = b->model->text;
        k->needs |= b->model->needs;
        return SHK_OK;
    }
    b->model = NULL;
    if (k->p->placeholder_gsims && (e == SHK_E_NOTFOUND || e == SHK_E_UNSUPPORTED || e == SHK_E_INVALID || e == SHK_E_SYNTAX)) return SHK_OK;
    if (line) return shk_fail(k->d, e, "%s:%d: %s", k->file, line, mine.text);
    return shk_fail(k->d, e, "%s: gsim: %s", k->file, mine.text);
}

/* ---- weights ---- */

static double weight_of(const struct weights *w, const char *name)
{
    for (size_t i = 0; i < w->n; i++) if (!strcmp(w->name[i], name)) return w->value[i];
    return w->value[0];
}

static enum shk_err read_weights(struct parser *k, const struct shk_xml_node *branch, struct weights *w)
{
    const size_t n = shk_xml_count(branch);
    w->name = SHK_NEW(k->a, const char *, n + 1);
    w->value = SHK_NEW(k->a, double, n + 1);
    if (!w->name || !w->value) return shk_lt_nomem(k->d);
    for (const struct shk_xml_node *c = shk_xml_child(branch, "uncertaintyWeight"); c; c = shk_xml_sibling(c, "uncertaintyWeight")) {
        const char *imt = shk_xml_attr(c, "imt");
        SHK_TRY(shk_xml_number(k->file, c, SHK_XML_ANY, k->d, &w->value[w->n]));
        if (!w->n) {
            if (imt) return bad(k, c->line, "the first uncertaintyWeight must not have an imt attribute");
            w->name[w->n++] = "weight";
            continue;
        }
        struct shk_imt m;
        char name[SHK_IMT_NAME];
        struct shk_diag why = { 0 };
        if (!imt || shk_imt_parse(imt, &m, &why)) return bad(k, c->line, "uncertaintyWeight: expected an imt attribute with an intensity measure, got '%.40s'", imt ? imt : "");
        shk_imt_name(m, name);
        if (shk_lt_in(name, w->n, w->name)) return bad(k, c->line, "the measure %s has two weights", name);
        if (w->n >= MAX_COLUMNS) return shk_fail(k->d, SHK_E_LIMIT, "%s:%d: too many weights", k->file, c->line);
        w->name[w->n] = shk_arena_strdup(k->a, name);
        if (!w->name[w->n++]) return shk_lt_nomem(k->d);
    }
    if (!w->n) return bad(k, branch->line, "missing uncertaintyWeight");
    return SHK_OK;
}

static enum shk_err check_sums(struct parser *k, const struct raw_set *s, int line)
{
    const struct weights *w = &s->branch[0].w;      /* the columns of the first branch decide, as in the reference */
    for (size_t c = 0; c < w->n; c++) {
        double sum = 0;
        for (size_t i = 0; i < s->n; i++) sum += weight_of(&s->branch[i].w, w->name[c]);
        if (sum != 0 && !(fabs(sum - 1) < precision)) return bad(k, line, "branch set %s: the weights for '%s' sum up to %.17g, not 1", s->id, w->name[c], sum);
    }
    return SHK_OK;
}

/* ---- branch sets ---- */

static enum shk_err parse_set(struct parser *k, const struct shk_xml_node *n, size_t bsno, size_t ntrts, const char *const *trts)
{
    const char *utype = shk_xml_attr(n, "uncertaintyType");
    struct raw_set *s = &k->set[k->nsets];
    *s = (struct raw_set){ .trt = shk_xml_attr(n, "applyToTectonicRegionType"), .id = shk_xml_attr(n, "branchSetID") };
    if (!utype || strcmp(utype, "gmpeModel")) return bad(k, n->line, "only uncertainties of type \"gmpeModel\" are allowed in a gmpe logic tree");
    if (!s->id || !s->trt) return bad(k, n->line, "a branch set needs %s", s->id ? "applyToTectonicRegionType" : "a branchSetID");
    for (size_t i = 0; i < k->nsets; i++) {
        if (!strcmp(k->set[i].id, s->id)) return bad(k, n->line, "duplicated branchSetID %s", s->id);
        if (!strcmp(k->set[i].trt, s->trt)) return bad(k, n->line, "duplicated applyToTectonicRegionType=%s", s->trt);
    }
    s->effective = !ntrts || shk_lt_in(s->trt, ntrts, trts);
    const size_t count = shk_xml_count(n);
    if (count > SHK_LT_MAX_BRANCHES) return bad(k, n->line, "the branch set %s has too many branches (%zu > %d)", s->id, count, SHK_LT_MAX_BRANCHES);
    if (!count) return bad(k, n->line, "the branch set %s has no branches", s->id);
    s->branch = SHK_NEW(k->a, struct raw_branch, count);
    if (!s->branch) return shk_lt_nomem(k->d);
    for (const struct shk_xml_node *b = n->first; b; b = b->next, s->n++) {
        struct raw_branch *r = &s->branch[s->n];
        const struct shk_xml_node *model = shk_xml_child(b, "uncertaintyModel");
        if (!model) return bad(k, b->line, "missing uncertaintyModel");
        const char *id = shk_xml_attr(b, "branchID");
        for (const struct shk_xml_node *o = n->first; id && o != b; o = o->next)
            if (shk_xml_attr(o, "branchID") && !strcmp(shk_xml_attr(o, "branchID"), id)) return bad(k, b->line, "branchID '%s' is not unique", id);
        SHK_TRY(read_weights(k, b, &r->w));
        SHK_TRY(make_model(k, model_text(model, k->a), model->line, r));
        r->id = shk_arena_printf(k->a, "g%s%zu", shk_lt_letter(s->n), bsno);
        if (!r->id) return shk_lt_nomem(k->d);
        for (size_t i = 0; i < s->n; i++)
            if (!strcmp(s->branch[i].text, r->text)) return bad(k, model->line, "duplicated gsim %s", r->text);
        if (k->p->samples) r->w.n = 1;              /* only the default weight counts when sampling */
        if (s->effective) k->nkeys++;
    }
    k->nsets++;
    return check_sums(k, s, n->line);
}

/* ---- collapse_gsim_logic_tree (classical.md 4.6) ---- */

/* "[Name]\nkey = value" of branch id as a table inside AvgPoeGMPE. */
static const char *nested(const char *text, const char *id, double weight, struct shk_arena *a)
{
    const char *s = "";
    if (text[0] != '[') text = shk_arena_printf(a, "[%s]", text);
    int first = 1;
    while (s && text && *text) {
        const char *end = strchr(text, '\n');
        const int n = end ? (int)(end - text) : (int)strlen(text);
        if (text[0] == '[') {
            s = shk_arena_printf(a, "%s[AvgPoeGMPE.%s.%.*s\n", s, id, n - 1, text + 1);
            if (first && s) s = shk_arena_printf(a, "%sweight = %.17g\n", s, weight);
            first = 0;
        } else s = shk_arena_printf(a, "%s%.*s\n", s, n, text);
        text += end ? n + 1 : n;
    }
    return s;
}

static enum shk_err collapse(struct parser *k, struct raw_set *s, size_t trti)
{
    if (s->n < 2 || !shk_lt_in(s->id, k->p->ncollapse, k->p->collapse)) {
        /* the reference keeps only the last branch of a set that is not collapsed */
        s->branch += s->n - 1;
        s->n = 1;
        return SHK_OK;
    }
    const char *text = "[AvgPoeGMPE]\n";
    struct raw_branch b = { .id = shk_arena_printf(k->a, "gA%zu", trti), .w = s->branch[0].w };
    b.w.value = SHK_NEW(k->a, double, b.w.n);
    if (!b.w.value || !b.id) return shk_lt_nomem(k->d);
    for (size_t i = 0; i < s->n; i++) {
        const char *part = nested(s->branch[i].text, s->branch[i].id, s->branch[i].w.value[0], k->a);
        text = part && text ? shk_arena_printf(k->a, "%s%s", text, part) : NULL;
        for (size_t c = 0; c < b.w.n; c++) b.w.value[c] += weight_of(&s->branch[i].w, b.w.name[c]);
    }
    SHK_TRY(make_model(k, text, 0, &b));
    s->branch[0] = b;
    s->n = 1;
    return SHK_OK;
}

/* ---- assembly ---- */

static int by_trt(const void *a, const void *b) { return strcmp(((const struct raw_set *)a)->trt, ((const struct raw_set *)b)->trt); }

/* Columns: all measures with weights of their own, in order of text, "weight" last (lower case sorts last). */
static enum shk_err columns(struct parser *k, struct shk_gslt *t)
{
    size_t n = 0;
    const char **name = NULL;
    struct shk_lt_map seen = { .a = k->a };
    for (int pass = 0; pass < 2; pass++) {
        for (size_t s = 0; s < k->nsets; s++)
            for (size_t b = 0; k->set[s].effective && b < k->set[s].n; b++)
                for (size_t c = 0; c < k->set[s].branch[b].w.n; c++) {
                    int isnew;
                    uint32_t *v = shk_lt_map_put(&seen, k->set[s].branch[b].w.name[c], &isnew);
                    if (!v) return shk_lt_nomem(k->d);
                    if (pass && !*v) {
                        *v = 1;
                        name[n++] = k->set[s].branch[b].w.name[c];
                    }
                }
        if (!pass) name = SHK_NEW(k->a, const char *, seen.n + 1);
        if (!name) return shk_lt_nomem(k->d);
    }
    if (n) qsort(name, n, sizeof *name, shk_lt_compare_text);
    t->nweights = n;
    t->weight_name = name;
    return SHK_OK;
}

static enum shk_err fill_set(struct parser *k, const struct shk_gslt *t, const struct raw_set *raw, struct shk_gslt_set *s)
{
    *s = (struct shk_gslt_set){ .trt = raw->trt, .id = raw->id, .n = raw->n, .branch = SHK_NEW(k->a, struct shk_gslt_branch, raw->n) };
    if (!s->branch) return shk_lt_nomem(k->d);
    for (size_t i = 0; i < raw->n; i++) {
        const struct raw_branch *b = &raw->branch[i];
        double *w = SHK_NEW(k->a, double, t->nweights);
        unsigned char *own = SHK_NEW(k->a, unsigned char, t->nweights);
        if (!w || !own) return shk_lt_nomem(k->d);
        for (size_t c = 0; c < t->nweights; c++) {
            w[c] = weight_of(&b->w, t->weight_name[c]);
            own[c] = (unsigned char)shk_lt_in(t->weight_name[c], b->w.n, b->w.name);
        }
        s->branch[i] = (struct shk_gslt_branch){ .b = { .model = b->model, .text = b->text, .id = b->id, .weights = w }, .own = own, .weight = b->w.value[0] };
    }
    return SHK_OK;
}

static enum shk_err assemble(struct parser *k, size_t ntrts, const char *const *trts, struct shk_gslt *t)
{
    t->needs = k->needs;
    struct raw_set *order = SHK_NEW(k->a, struct raw_set, k->nsets);
    if (!order) return shk_lt_nomem(k->d);
    memcpy(order, k->set, k->nsets * sizeof *order);
    SHK_TRY(shk_lt_stable_sort(order, k->nsets, sizeof *order, by_trt, k->d));
    if (k->p->ncollapse) {                          /* trti counts the sets in alphabetical order */
        size_t trti = 0;
        for (size_t i = 0; i < k->nsets; i++)
            if (order[i].effective) SHK_TRY(collapse(k, &order[i], trti++));
        for (size_t i = 0; i < k->nsets; i++)
            for (size_t j = 0; j < k->nsets; j++) if (!strcmp(k->set[i].trt, order[j].trt)) k->set[i] = order[j];
    }
    SHK_TRY(columns(k, t));
    t->set = SHK_NEW(k->a, struct shk_gslt_set, k->nsets);
    if (!t->set) return shk_lt_nomem(k->d);
    t->npaths = 1;
    t->nkeys = 0;
    const struct raw_set *from = ntrts ? order : k->set;
    for (size_t i = 0; i < k->nsets; i++) {
        if (!from[i].effective) continue;
        SHK_TRY(fill_set(k, t, &from[i], &t->set[t->nsets]));
        t->npaths *= (double)t->set[t->nsets].n;
        t->nkeys += t->set[t->nsets++].n;
    }
    for (size_t i = 0; i < ntrts; i++) {
        size_t j = 0;
        while (j < t->nsets && strcmp(t->set[j].trt, trts[i])) j++;
        if (j == t->nsets) return shk_fail(k->d, SHK_E_INVALID, "%s: it is missing the TRT '%s'", k->file, trts[i]);
    }
    return SHK_OK;
}

/* `gsim =` of the job: one branch for every tectonic region. */
static enum shk_err single(struct parser *k)
{
    const char *text = k->p->gsim && *k->p->gsim ? k->p->gsim : "[FromFile]";
    struct raw_branch *b = SHK_NEW(k->a, struct raw_branch, 1);
    const char **name = SHK_NEW(k->a, const char *, 1);
    double *one = SHK_NEW(k->a, double, 1);
    k->set = SHK_NEW(k->a, struct raw_set, 1);
    if (!b || !name || !one || !k->set) return shk_lt_nomem(k->d);
    name[0] = "weight";
    one[0] = 1;
    b->id = "gA0";
    b->w = (struct weights){ 1, name, one };
    k->file = k->p->job_file ? k->p->job_file : "job";
    k->dir = k->p->gsim_base ? k->p->gsim_base : ".";
    SHK_TRY(make_model(k, text[0] == '[' ? text : one_line(text, k->a), 0, b));
    k->set[k->nsets++] = (struct raw_set){ "*", "bs1", 1, 1, b };
    return SHK_OK;
}

static enum shk_err read_tree(struct parser *k, const struct shk_xml_node *tree, size_t ntrts, const char *const *trts)
{
    const size_t n = shk_xml_count(tree);
    if (n > MAX_GSIM_SETS) return shk_fail(k->d, SHK_E_LIMIT, "%s:%d: more than %d branch sets", k->file, tree->line, MAX_GSIM_SETS);
    k->set = SHK_NEW(k->a, struct raw_set, n + 1);
    if (!k->set) return shk_lt_nomem(k->d);
    size_t bsno = 0;
    for (const struct shk_xml_node *s = tree->first; s; s = s->next) {
        const struct shk_xml_node *bset;
        SHK_TRY(shk_lt_bset(k->file, s, k->d, &bset));
        SHK_TRY(parse_set(k, bset, bsno++, ntrts, trts));
    }
    return SHK_OK;
}

enum shk_err shk_gslt_read(const struct shk_lt_params *p, size_t ntrts, const char *const *trts, struct shk_arena *a,
                           struct shk_diag *d, struct shk_gslt **out)
{
    struct parser k = { .p = p, .a = a, .d = d, .file = p->gsim_logic_tree };
    struct shk_gslt *t = SHK_NEW(a, struct shk_gslt, 1);
    if (!t) return shk_lt_nomem(d);
    if (!p->gsim_logic_tree) {
        SHK_TRY(single(&k));
        ntrts = 0;
    } else {
        const struct shk_xml_node *tree;
        k.dir = shk_lt_dirname(k.file, a);
        if (!k.dir) return shk_lt_nomem(d);
        SHK_TRY(shk_lt_open(k.file, p->label, a, d, &tree));
        SHK_TRY(read_tree(&k, tree, ntrts, trts));
    }
    SHK_TRY(assemble(&k, ntrts, trts, t));
    if (!t->nsets) return shk_fail(d, SHK_E_INVALID, "%s: there are no ground-motion models", k.file);
    *out = t;
    return SHK_OK;
}
