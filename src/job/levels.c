/* Dictionaries of numbers, distances by magnitude, measures and levels. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "io/pylit.h"
#include "job/values.h"

enum { MAX_LEVELS = 100000 };
static const double MIN_MAG = 2.5, MAX_MAG = 10.2;      /* of maximum_distance, contexts.md 4.1 */

double shk_dict_get(struct shk_dict dict, const char *key, double otherwise)
{
    for (size_t i = 0; i < dict.n; i++)
        if (!strcmp(dict.item[i].key, key)) return dict.item[i].value;
    for (size_t i = 0; i < dict.n; i++)
        if (!strcmp(dict.item[i].key, "default")) return dict.item[i].value;
    return otherwise;
}

struct shk_magdist shk_job_magdist(const struct shk_job *job, const char *trt)
{
    static const double mag[] = { 2.5, 10.2 }, dist[] = { 1000, 1000 };
    const struct shk_maxdist *m = &job->maximum_distance;
    struct shk_magdist out = { .trt = "default", .n = 2, .mag = mag, .dist = dist };
    for (size_t i = 0; i < m->n; i++) {
        if (!strcmp(m->item[i].trt, trt)) return m->item[i];
        if (!strcmp(m->item[i].trt, "default")) out = m->item[i];
    }
    return out;
}

static double interpolate(const struct shk_magdist *f, double mag)
{
    if (!f->n || !(mag >= f->mag[0] && mag <= f->mag[f->n - 1])) return 0;
    size_t i = 1;
    while (i < f->n && f->mag[i] < mag) i++;
    if (i >= f->n) return f->dist[0];                   /* a single magnitude */
    const double slope = (f->dist[i] - f->dist[i - 1]) / (f->mag[i] - f->mag[i - 1]);
    return slope * (mag - f->mag[i - 1]) + f->dist[i - 1];      /* in this order, as the reference's interpolation */
}

double shk_job_maxdist(const struct shk_job *job, const char *trt, double mag)
{
    const struct shk_magdist f = shk_job_magdist(job, trt);
    return interpolate(&f, mag);
}

enum shk_err shk_job_check_regions(const struct shk_job *job, size_t n, const char *const *trt, struct shk_diag *d)
{
    for (size_t i = 0; i < job->maximum_distance.n; i++) {
        const char *mine = job->maximum_distance.item[i].trt;
        int known = !strcmp(mine, "default");
        for (size_t k = 0; k < n; k++) known |= !strcmp(mine, trt[k]);
        for (size_t k = 0; k < job->minimum_magnitude.n; k++) known |= !strcmp(mine, job->minimum_magnitude.item[k].key);
        if (!known)
            return shk_fail(d, SHK_E_INVALID, "%s:%d: maximum_distance is given for '%s', which is not in the ground-motion logic tree", job->file,
                            job->line[SHK_P_maximum_distance], mine);
    }
    return SHK_OK;
}

/* ---- literals ---- */

static int is_number(const struct shk_toml *x) { return (x->kind == SHK_TOML_INTEGER || x->kind == SHK_TOML_FLOAT) && !isnan(x->number); }

static size_t length(const struct shk_toml *x)
{
    size_t n = 0;
    for (const struct shk_toml *m = x->first; m; m = m->next) n++;
    return n;
}

static enum shk_err literal(const struct shk_value *v, struct shk_toml **out)
{
    const enum shk_err e = shk_pylit_parse(v->text, v->n, v->file, v->line, v->arena, v->d, out);
    return e ? shk_wrap_at(v->d, e, v->file, v->line, "%s", v->name) : SHK_OK;
}

enum shk_err shk_read_DICT(const struct shk_value *v, struct shk_dict *out)
{
    double x;
    *out = (struct shk_dict){ 0 };
    if (!v->n && v->def && v->def[0] == '{') return SHK_OK;
    if (shk_str_double(v->text, v->n, &x) && !isnan(x)) {
        struct shk_dict_item *one = SHK_NEW(v->arena, struct shk_dict_item, 1);
        if (!one) return shk_value_nomem(v);
        *one = (struct shk_dict_item){ "default", x };
        *out = (struct shk_dict){ 1, one };
        return SHK_OK;
    }
    struct shk_toml *t;
    SHK_TRY(literal(v, &t));
    if (t->kind != SHK_TOML_TABLE) return shk_value_fail(v, "expected a number or a dictionary {name: number}");
    const size_t n = length(t);
    struct shk_dict_item *item = SHK_NEW(v->arena, struct shk_dict_item, n + 1);
    if (!item) return shk_value_nomem(v);
    size_t i = 0;
    for (const struct shk_toml *m = t->first; m; m = m->next) {
        /* The reference takes pairs (magnitude, distance) for pointsource_distance but cannot apply them: no point source is simplified then. */
        const int pairs_by_mag = m->kind == SHK_TOML_ARRAY && !strcmp(v->name, "pointsource_distance");
        if (!is_number(m) && !pairs_by_mag) return shk_value_fail(v, "expected a number for '%s'", m->key);
        item[i++] = (struct shk_dict_item){ m->key, pairs_by_mag ? HUGE_VAL : m->number };
    }
    *out = (struct shk_dict){ n, item };
    return SHK_OK;
}

/* ---- distances ---- */

struct pair { double mag, dist; };

static int by_mag(const void *a, const void *b)
{
    const struct pair *p = a, *q = b;
    return (p->mag > q->mag) - (p->mag < q->mag);
}

/* Pairs must be given in ascending order without repetitions. */
static enum shk_err pairs(const struct shk_value *v, const struct shk_toml *list, struct shk_magdist *out)
{
    const size_t n = length(list);
    if (!n || n > MAX_LEVELS) return shk_value_fail(v, "expected a list of pairs (magnitude, distance)");
    struct pair *p = SHK_NEW(v->arena, struct pair, n);
    double *x = SHK_NEW(v->arena, double, 2 * n);
    if (!p || !x) return shk_value_nomem(v);
    size_t i = 0;
    for (const struct shk_toml *m = list->first; m; m = m->next, i++) {
        const struct shk_toml *a = m->kind == SHK_TOML_ARRAY ? m->first : NULL, *b = a ? a->next : NULL;
        if (!b || b->next || !is_number(a) || !is_number(b)) return shk_value_fail(v, "expected a list of pairs (magnitude, distance)");
        p[i] = (struct pair){ a->number, b->number };
        if (p[i].mag < MIN_MAG || p[i].mag > MAX_MAG) return shk_value_fail(v, "magnitude %g is not between %g and %g", p[i].mag, MIN_MAG, MAX_MAG);
        if (!(p[i].dist >= 0) || isinf(p[i].dist)) return shk_value_fail(v, "distance %g is not a positive number", p[i].dist);
        if (i && by_mag(&p[i - 1], &p[i]) >= 0) return shk_value_fail(v, "the magnitudes must increase, got %g after %g", p[i].mag, p[i - 1].mag);
    }
    for (i = 0; i < n; i++) x[i] = p[i].mag, x[n + i] = p[i].dist;
    out->n = n, out->mag = x, out->dist = x + n;
    return SHK_OK;
}

static enum shk_err distance(const struct shk_value *v, const struct shk_toml *x, const char *trt, struct shk_magdist *out)
{
    out->trt = trt;
    if (x->kind == SHK_TOML_ARRAY) return pairs(v, x, out);
    if (!is_number(x) || x->number < 0 || isinf(x->number)) return shk_value_fail(v, "expected a distance in km that is not negative");
    double *p = SHK_NEW(v->arena, double, 4);
    if (!p) return shk_value_nomem(v);
    p[0] = MIN_MAG, p[1] = MAX_MAG, p[2] = p[3] = x->number;
    out->n = 2, out->mag = p, out->dist = p + 2;
    return SHK_OK;
}

enum shk_err shk_read_DISTANCE(const struct shk_value *v, struct shk_maxdist *out)
{
    static const double magdist[] = { 3, 6, 10, 0, 150, 600 };
    struct shk_toml *t;
    if (shk_str_is(v->text, v->n, "magdist")) {
        struct shk_magdist *one = SHK_NEW(v->arena, struct shk_magdist, 1);
        if (!one) return shk_value_nomem(v);
        *one = (struct shk_magdist){ "default", 3, magdist, magdist + 3 };
        *out = (struct shk_maxdist){ 1, one };
        return SHK_OK;
    }
    SHK_TRY(literal(v, &t));
    const size_t n = t->kind == SHK_TOML_TABLE ? length(t) : 1;
    if (!n) return shk_value_fail(v, "expected a distance, pairs (magnitude, distance), or a dictionary of them by tectonic region");
    struct shk_magdist *item = SHK_NEW(v->arena, struct shk_magdist, n);
    if (!item) return shk_value_nomem(v);
    if (t->kind != SHK_TOML_TABLE) {
        SHK_TRY(distance(v, t, "default", item));
    } else {
        size_t i = 0;
        for (const struct shk_toml *m = t->first; m; m = m->next, i++) SHK_TRY(distance(v, m, m->key, &item[i]));
    }
    *out = (struct shk_maxdist){ n, item };
    return SHK_OK;
}

static int has_key(struct shk_dict d, const char *key)
{
    for (size_t i = 0; i < d.n; i++)
        if (!strcmp(d.item[i].key, key)) return 1;
    return 0;
}

static const struct shk_magdist *find_trt(const struct shk_magdist *m, size_t n, const char *trt)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(m[i].trt, trt)) return &m[i];
    return NULL;
}

static enum shk_err cut_one(struct shk_magdist *f, double min, struct shk_arena *arena, struct shk_diag *d)
{
    if (!(min > 0)) return SHK_OK;
    size_t first = 0;
    while (first < f->n && f->mag[first] < min) first++;
    if (first == f->n)
        return shk_fail(d, SHK_E_INVALID, "minimum_magnitude = %g is beyond the last magnitude %g of maximum_distance for '%s'", min, f->mag[f->n - 1], f->trt);
    const size_t extra = min < f->mag[first], n = f->n - first + extra;
    double *x = SHK_NEW(arena, double, 2 * n);
    if (!x) return shk_fail(d, SHK_E_NOMEM, "maximum_distance: out of memory");
    if (extra) x[0] = min, x[n] = interpolate(f, min);
    memcpy(x + extra, f->mag + first, (f->n - first) * sizeof *x);
    memcpy(x + n + extra, f->dist + first, (f->n - first) * sizeof *x);
    f->n = n, f->mag = x, f->dist = x + n;
    return SHK_OK;
}

enum shk_err shk_maxdist_cut(struct shk_maxdist *m, struct shk_dict *minmag, struct shk_arena *arena, struct shk_diag *d)
{
    struct shk_magdist *f = SHK_NEW(arena, struct shk_magdist, m->n + minmag->n + 1);
    struct shk_dict_item *item = SHK_NEW(arena, struct shk_dict_item, minmag->n + 1);
    if (!f || !item) return shk_fail(d, SHK_E_NOMEM, "maximum_distance: out of memory");
    size_t n = m->n, k = minmag->n;
    memcpy(f, m->item, n * sizeof *f);
    if (k) memcpy(item, minmag->item, k * sizeof *item);
    if (!find_trt(f, n, "default")) {                   /* the entry that reaches farthest, the first of equals */
        size_t best = 0;
        double far = -1;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < f[i].n; j++)
                if (f[i].dist[j] > far) far = f[i].dist[j], best = i;
        f[n] = f[best];
        f[n++].trt = "default";
    }
    if (!has_key(*minmag, "default")) {
        double low = k ? item[0].value : 0;
        for (size_t i = 1; i < k; i++) low = fmin(low, item[i].value);
        item[k++] = (struct shk_dict_item){ "default", low };
    }
    const size_t before = n;
    for (size_t i = 0; i < k; i++)                      /* regions that have only a magnitude get the default's distances */
        if (!find_trt(f, n, item[i].key)) {
            f[n] = *find_trt(f, before, "default");
            f[n++].trt = item[i].key;
        }
    *minmag = (struct shk_dict){ k, item };
    for (size_t i = 0; i < n; i++) SHK_TRY(cut_one(&f[i], shk_dict_get(*minmag, f[i].trt, 0), arena, d));
    *m = (struct shk_maxdist){ n, f };
    return SHK_OK;
}

/* ---- measures and levels ---- */

struct named { struct shk_imt imt; const char *name; const double *level; size_t i; };

static int by_period(const void *a, const void *b)
{
    const struct named *p = a, *q = b;
    if (p->imt.period != q->imt.period) return p->imt.period < q->imt.period ? -1 : 1;
    return (p->i > q->i) - (p->i < q->i);
}

static enum shk_err pack(struct named *x, size_t n, size_t nlevels, struct shk_arena *arena, struct shk_levels *out)
{
    struct shk_imt *imt = SHK_NEW(arena, struct shk_imt, n);
    const char **name = SHK_NEW(arena, const char *, n);
    const double **level = SHK_NEW(arena, const double *, n);
    if (!imt || !name || !level) return SHK_E_NOMEM;
    for (size_t i = 0; i < n; i++) imt[i] = x[i].imt, name[i] = x[i].name, level[i] = x[i].level;
    *out = (struct shk_levels){ n, nlevels, imt, name, level };
    return SHK_OK;
}

enum shk_err shk_levels_sort(const struct shk_levels *in, struct shk_arena *arena, struct shk_diag *d, struct shk_levels *out)
{
    struct named *x = SHK_NEW(arena, struct named, in->n);
    if (!x) return shk_fail(d, SHK_E_NOMEM, "levels: out of memory");
    for (size_t i = 0; i < in->n; i++) x[i] = (struct named){ in->imt[i], in->name[i], in->level[i], i };
    if (in->n) qsort(x, in->n, sizeof *x, by_period);
    const enum shk_err e = pack(x, in->n, in->nlevels, arena, out);
    return e ? shk_fail(d, e, "levels: out of memory") : SHK_OK;
}

/* Normal name; *renamed if it differs from the text. */
static enum shk_err measure(const struct shk_value *v, const char *text, size_t n, struct named *x, int *renamed)
{
    char raw[64], buf[SHK_IMT_NAME];
    shk_str_trim(&text, &n);
    if (!n || n >= sizeof raw) return shk_value_fail(v, "expected an intensity measure, got '%.*s'", n < 60 ? (int)n : 60, text);
    memcpy(raw, text, n);
    raw[n] = 0;
    /* Where a period is in brackets the reference leaves out the last character, whatever it is. */
    if ((!strncmp(raw, "SA(", 3) || !strncmp(raw, "Sa_avg", 6) || !strncmp(raw, "FIV3(", 5)) && strchr(raw, '(') && n > 4) raw[n - 1] = ')';
    struct shk_diag why = { 0 };
    if (shk_imt_parse(raw, &x->imt, &why)) return shk_value_fail(v, "%s", why.text);
    shk_imt_name(x->imt, buf);
    x->name = shk_arena_strdup(v->arena, buf);
    if (!x->name) return shk_value_nomem(v);
    if (renamed) *renamed = strcmp(raw, buf) != 0;
    return SHK_OK;
}

static enum shk_err distinct(const struct shk_value *v, const struct named *x, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (!strcmp(x[i].name, x[k].name)) return shk_value_fail(v, "%s is given twice", x[i].name);
    return SHK_OK;
}

enum { MAX_IMTS = 1000 };

enum shk_err shk_read_IMTS(const struct shk_value *v, struct shk_levels *out)
{
    static const double none[1];
    *out = (struct shk_levels){ 0 };
    if (!v->n) return SHK_OK;
    struct named *x = SHK_NEW(v->arena, struct named, MAX_IMTS);
    if (!x) return shk_value_nomem(v);
    size_t n = 0;
    int depth = 0;                          /* a comma inside brackets belongs to the measure: SDi(0.2,2) */
    for (const char *p = v->text, *end = v->text + v->n, *from = p;; p++) {
        if (p < end && *p == '(') depth++;
        if (p < end && *p == ')') depth--;
        if (p < end && (*p != ',' || depth > 0)) continue;
        if (n == MAX_IMTS) return shk_value_fail(v, "more than %d measures", MAX_IMTS);
        SHK_TRY(measure(v, from, (size_t)(p - from), &x[n], NULL));
        x[n].level = none;
        x[n].i = n;
        n++;
        if (p == end) break;
        from = p + 1;
    }
    SHK_TRY(distinct(v, x, n));
    qsort(x, n, sizeof *x, by_period);
    return pack(x, n, 1, v->arena, out) ? shk_value_nomem(v) : SHK_OK;
}

/* logscale(a, b, n) and linscale(a, b, n), with the reference's order of operations. */
static enum shk_err scale(const struct shk_value *v, const struct shk_toml *call, const char *imt, double **level, size_t *n)
{
    const struct shk_toml *a = call->first, *b = a ? a->next : NULL, *c = b ? b->next : NULL;
    const int log_scale = !strcmp(call->text, "logscale");
    if (!c || c->next || !is_number(a) || !is_number(b) || c->kind != SHK_TOML_INTEGER || c->integer < 1)
        return shk_value_fail(v, "%s: expected %s(first, last, number of levels)", imt, call->text);
    if (!(a->number > 0)) return shk_value_fail(v, "%s: the first level must be positive, got %g", imt, a->number);
    if (!(b->number > a->number) || isinf(b->number)) return shk_value_fail(v, "%s: the last level %g must be larger than the first, %g", imt, b->number, a->number);
    if (c->integer > MAX_LEVELS) return shk_value_fail(v, "%s: more than %d levels", imt, MAX_LEVELS);
    if (c->integer == 1 && log_scale) return shk_value_fail(v, "%s: logscale needs at least two levels", imt);
    *n = (size_t)c->integer;
    double *x = *level = SHK_NEW(v->arena, double, *n);
    if (!x) return shk_value_nomem(v);
    const double span = (double)(*n - 1), delta = log(b->number / a->number), step = (b->number - a->number) / span;
    for (size_t i = 0; i < *n; i++) x[i] = log_scale ? exp(delta * (double)i / span) * a->number : (double)i * step + a->number;
    if (!log_scale) x[*n - 1] = *n > 1 ? b->number : a->number;
    return SHK_OK;
}

static enum shk_err list(const struct shk_value *v, const struct shk_toml *t, const char *imt, double **level, size_t *n)
{
    *n = length(t);
    if (!*n) return shk_value_fail(v, "%s has no levels", imt);
    if (*n > MAX_LEVELS) return shk_value_fail(v, "%s: more than %d levels", imt, MAX_LEVELS);
    double *x = *level = SHK_NEW(v->arena, double, *n);
    if (!x) return shk_value_nomem(v);
    size_t i = 0;
    for (const struct shk_toml *m = t->first; m; m = m->next, i++) {
        if (!is_number(m) || isinf(m->number) || m->number < 0) return shk_value_fail(v, "%s: expected levels that are not negative, got '%.40s'", imt, m->text);
        x[i] = m->number;
        if (i && x[i] < x[i - 1]) return shk_value_fail(v, "the levels of %s are not sorted: %g after %g", imt, x[i], x[i - 1]);
        if (i && x[i] == x[i - 1]) return shk_value_fail(v, "the levels of %s contain %g twice", imt, x[i]);
    }
    if (*n > 1 && x[0] == 0) {
        if (x[1] <= 1e-10) return shk_value_fail(v, "%s: after a level 0 the next one must be larger than 1e-10", imt);
        x[0] = 1e-10;
    }
    return SHK_OK;
}

enum shk_err shk_read_LEVELS(const struct shk_value *v, struct shk_levels *out)
{
    struct shk_toml *t;
    *out = (struct shk_levels){ 0 };
    if (!v->n) return SHK_OK;
    SHK_TRY(literal(v, &t));
    if (t->kind != SHK_TOML_TABLE) return shk_value_fail(v, "expected a dictionary {measure: levels}");
    const size_t n = length(t);
    if (n > MAX_IMTS) return shk_value_fail(v, "more than %d measures", MAX_IMTS);
    struct named *x = SHK_NEW(v->arena, struct named, n + 1);
    if (!x) return shk_value_nomem(v);
    size_t i = 0, nlevels = 0;
    for (int late = 0; late < 2; late++)                /* renamed measures move to the end (inputs.md 1.3) */
        for (const struct shk_toml *m = t->first; m; m = m->next) {
            struct named one = { 0 };
            int renamed = 0;
            SHK_TRY(measure(v, m->key, strlen(m->key), &one, &renamed));
            if (renamed != late) continue;
            double *level = NULL;
            size_t k = 0;
            const int call = m->kind == SHK_TOML_ARRAY && m->text[0];
            if (m->kind != SHK_TOML_ARRAY || (call && strcmp(m->text, "logscale") && strcmp(m->text, "linscale")))
                return shk_value_fail(v, "%s: expected a list of levels, logscale(...) or linscale(...)", m->key);
            SHK_TRY(call ? scale(v, m, m->key, &level, &k) : list(v, m, m->key, &level, &k));
            if (i && k != nlevels)
                return shk_value_fail(v, "each measure must have the same number of levels: %s has %zu, %s has %zu", one.name, k, x[0].name, nlevels);
            nlevels = k;
            one.level = level;
            one.i = i;
            x[i++] = one;
        }
    SHK_TRY(distinct(v, x, n));
    return pack(x, n, nlevels, v->arena, out) ? shk_value_nomem(v) : SHK_OK;
}
