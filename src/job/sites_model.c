/* Site models: CSV with or without a header, and NRML (inputs.md 3). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "base/str.h"
#include "io/csv.h"
#include "io/xml.h"
#include "job/sites_internal.h"
#include "job/values.h"

enum { MAX_FIELDS = 128 };
static const size_t MAX_FILE = (size_t)8 << 30;

/* One file: its own columns first, those filled in behind. */
struct part { const char *path; struct shk_site_table t; size_t own; };

static enum shk_err nomem(const struct shk_site_reader *r, const char *path) { return shk_fail(r->d, SHK_E_NOMEM, "%s: out of memory", path); }

/* The columns lon, lat, depth become the table's coordinates. */
static enum shk_err take_coordinates(const struct shk_site_reader *r, struct part *p)
{
    struct shk_site_table *t = &p->t;
    static const char *const names[] = { "lon", "lat", "depth" };
    double **out[] = { &t->lon, &t->lat, &t->dep };
    for (int k = 0; k < 3; k++) {
        struct shk_site_column *c = shk_site_find(t->col, t->ncols, names[k]);
        if (!c) {
            if (k < 2) return shk_fail(r->d, SHK_E_INVALID, "%s: missing column %s", p->path, names[k]);
            if (!(t->dep = SHK_NEW(r->arena, double, t->n))) return nomem(r, p->path);
            continue;
        }
        *out[k] = c->v;
        memmove(c, c + 1, (size_t)(t->col + t->ncols - c - 1) * sizeof *c);
        t->ncols--;
    }
    for (size_t i = 0; i < t->n; i++) {
        t->lon[i] = shk_round5(shk_npround5(t->lon[i]));
        t->lat[i] = shk_round5(shk_npround5(t->lat[i]));
        if (!(fabs(t->lon[i]) <= 180)) return shk_fail(r->d, SHK_E_INVALID, "%s: longitude %g is not between -180 and 180", p->path, t->lon[i]);
        if (!(fabs(t->lat[i]) <= 90)) return shk_fail(r->d, SHK_E_INVALID, "%s: latitude %g is not between -90 and 90", p->path, t->lat[i]);
        if (!(t->dep[i] < 6371) || !(t->dep[i] > -8.848))
            return shk_fail(r->d, SHK_E_INVALID, "%s: depth %g km of the site at %g %g is above the highest mountain or below the centre of the Earth", p->path, t->dep[i], t->lon[i], t->lat[i]);
    }
    p->own = t->ncols;
    return shk_sites_distinct(t->n, t->lon, t->lat, p->path, r->arena, r->d);
}

static enum shk_err check_ranges(const struct shk_site_reader *r, const struct part *p)
{
    static const char *const core[] = { "vs30", "z1pt0", "z2pt5", "z1pt4" };
    const struct shk_site_column *vs30 = r->required >> SHK_SITE_vs30 & 1 ? shk_site_find(p->t.col, p->t.ncols, "vs30") : NULL;
    for (size_t i = 0; vs30 && i < p->t.n; i++)
        if (isnan(vs30->v[i]))
            return shk_fail(r->d, SHK_E_INVALID, "%s: vs30 = nan of the site at %g %g: expected a positive number, which the ground-motion models need", p->path,
                            p->t.lon[i], p->t.lat[i]);
    for (int k = 0; k < 4; k++) {
        const struct shk_site_column *c = shk_site_find(p->t.col, p->t.ncols, core[k]);
        const int sentinel = k > 0 || r->job->override_vs30.n > 0;
        for (size_t i = 0; c && i < p->t.n; i++)
            if (c->v[i] < 0 && !(c->v[i] == -999 && sentinel))      /* nan: unknown */
                return shk_fail(r->d, SHK_E_INVALID, "%s: %s = %g of the site at %g %g is negative%s", p->path, core[k], c->v[i], p->t.lon[i], p->t.lat[i],
                                sentinel ? " and not -999" : "");
    }
    return SHK_OK;
}

static enum shk_err add_column(const struct shk_site_reader *r, struct part *p, const char *name, double fill)
{
    struct shk_site_table *t = &p->t;
    if (shk_site_find(t->col, t->ncols, name)) return SHK_OK;
    if (t->ncols == MAX_FIELDS) return shk_fail(r->d, SHK_E_LIMIT, "%s: more than %d columns", p->path, MAX_FIELDS);
    SHK_TRY(shk_site_column_new(r->arena, r->d, name, t->n, &t->col[t->ncols]));
    for (size_t i = 0; i < t->n; i++) t->col[t->ncols].v[i] = fill;
    t->ncols++;
    return SHK_OK;
}

static const char *const site_names[] = {
#define X(c) #c,
    SHK_SITE_PARAMS(X)
#undef X
};

/* What the models need and the file lacks: from the job for CSV; XML has fewer defaults. */
static enum shk_err fill(const struct shk_site_reader *r, struct part *p, int xml)
{
    for (int k = 0; k < SHK_SITE_COUNT; k++) {
        double v = 0;
        if (!(r->required >> k & 1) || shk_site_find(p->t.col, p->t.ncols, site_names[k])) continue;
        if (xml && k != SHK_SITE_vs30measured && k != SHK_SITE_backarc) return shk_fail(r->d, SHK_E_INVALID, "%s: missing parameter %s", p->path, site_names[k]);
        if (!xml && k != SHK_SITE_backarc) SHK_TRY(shk_site_global(r, site_names[k], &v));
        SHK_TRY(add_column(r, p, site_names[k], v));
    }
    if (!r->ampcode) return SHK_OK;
    if (!xml && !shk_site_find(p->t.col, p->t.ncols, "ampcode")) return shk_fail(r->d, SHK_E_INVALID, "%s: missing column ampcode", p->path);
    return add_column(r, p, "ampcode", 0);
}

/* No fewer than the rows: counted, so that columns are allocated once. Line ends in quotes do not count. */
static size_t count_lines(const char *text, size_t n)
{
    size_t k = 1;
    int inside = 0;
    for (const char *p = text; p < text + n; p++) {
        inside ^= *p == '"';
        k += *p == '\n' && !inside;
    }
    return k;
}

static enum shk_err too_many(const struct shk_site_reader *r, const char *path, size_t n)
{
    return n > SHK_MAX_SITES ? shk_fail(r->d, SHK_E_LIMIT, "%s: more than %d sites", path, SHK_MAX_SITES) : SHK_OK;
}

static enum shk_err read_header(const struct shk_site_reader *r, struct part *p, const struct shk_csv *csv, size_t rows, long *to)
{
    if (csv->ncols > MAX_FIELDS) return shk_fail(r->d, SHK_E_LIMIT, "%s: more than %d columns", p->path, MAX_FIELDS);
    for (size_t k = 0; k < csv->ncols; k++) {
        const char *name = csv->col[k];
        to[k] = -1;
        if (!strcmp(name, "site_id")) continue;
        if (!shk_site_kind(name)) return shk_fail(r->d, SHK_E_INVALID, "%s:%d: unknown column '%.60s'", p->path, csv->line, name);
        if (shk_site_find(p->t.col, p->t.ncols, name)) return shk_fail(r->d, SHK_E_INVALID, "%s:%d: column %s is there twice", p->path, csv->line, name);
        to[k] = (long)p->t.ncols;
        SHK_TRY(shk_site_column_new(r->arena, r->d, name, rows, &p->t.col[p->t.ncols++]));
    }
    return SHK_OK;
}

static enum shk_err read_table(const struct shk_site_reader *r, struct part *p, char *text, size_t n, struct shk_arena *scratch)
{
    struct shk_csv csv;
    long to[MAX_FIELDS];
    char where[1100];
    int more;
    const size_t rows = count_lines(text, n);
    SHK_TRY(too_many(r, p->path, rows));
    SHK_TRY(shk_csv_begin(text, n, p->path, 1, scratch, r->d, &csv));
    SHK_TRY(read_header(r, p, &csv, rows, to));
    for (;;) {
        SHK_TRY(shk_csv_next(&csv, &more));
        if (!more) break;
        snprintf(where, sizeof where, "%s:%d", p->path, csv.line);
        for (size_t k = 0; k < csv.ncols; k++)
            if (to[k] >= 0) SHK_TRY(shk_site_cell(&p->t.col[to[k]], p->t.n, csv.cell[k], where, r->d));
        p->t.n++;
    }
    if (!p->t.n) return shk_fail(r->d, SHK_E_INVALID, "%s: there are no sites", p->path);
    return SHK_OK;
}

struct point { double lon, lat, dep; };

static int by_point(const void *a, const void *b)
{
    const struct point *p = a, *q = b;
    if (p->lon != q->lon) return p->lon < q->lon ? -1 : 1;
    if (p->lat != q->lat) return p->lat < q->lat ? -1 : 1;
    return (p->dep > q->dep) - (p->dep < q->dep);
}

/* lon,lat or lon,lat,depth in each line, separated by commas or blanks; the points get sorted. */
static enum shk_err read_points(const struct shk_site_reader *r, struct part *p, const char *text, size_t n)
{
    const size_t rows = count_lines(text, n);
    SHK_TRY(too_many(r, p->path, rows));
    struct point *pt = SHK_NEW(r->arena, struct point, rows);
    if (!pt) return nomem(r, p->path);
    size_t k = 0;
    int line = 0;
    for (const char *s = text, *end = text + n; s < end;) {
        const char *eol = memchr(s, '\n', (size_t)(end - s));
        if (!eol) eol = end;
        line++;
        double v[3] = { 0 };
        int got = 0;
        for (const char *q = s; q < eol;) {
            while (q < eol && (*q == ',' || shk_str_blank(*q))) q++;
            const char *from = q;
            while (q < eol && *q != ',' && !shk_str_blank(*q)) q++;
            if (q == from) break;
            if (got == 3 || !shk_str_double(from, (size_t)(q - from), &v[got]) || !isfinite(v[got]))
                return shk_fail(r->d, SHK_E_INVALID, "%s:%d: expected lon,lat or lon,lat,depth, got '%.*s'", p->path, line, eol - s < 60 ? (int)(eol - s) : 60, s);
            got++;
        }
        if (got == 1) return shk_fail(r->d, SHK_E_INVALID, "%s:%d: expected lon,lat or lon,lat,depth", p->path, line);
        if (got) pt[k++] = (struct point){ shk_round5(v[0]), shk_round5(v[1]), v[2] };
        s = eol + 1;
    }
    qsort(pt, k, sizeof *pt, by_point);
    static const char *const names[] = { "lon", "lat", "depth" };
    p->t.n = k;
    for (int c = 0; c < 3; c++) {
        SHK_TRY(shk_site_column_new(r->arena, r->d, names[c], k, &p->t.col[p->t.ncols]));
        for (size_t i = 0; i < k; i++) p->t.col[p->t.ncols].v[i] = c == 0 ? pt[i].lon : c == 1 ? pt[i].lat : pt[i].dep;
        p->t.ncols++;
    }
    return SHK_OK;
}

static enum shk_err read_csv(const struct shk_site_reader *r, struct part *p, struct shk_arena *scratch)
{
    const char *text;
    size_t n;
    double lon;
    SHK_TRY(shk_file_read(p->path, MAX_FILE, scratch, r->d, &text, &n));
    if (n >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) text += 3, n -= 3;
    const char *eol = memchr(text, '\n', n);
    const char *comma = memchr(text, ',', eol ? (size_t)(eol - text) : n);
    if (!comma) return shk_fail(r->d, SHK_E_INVALID, "%s:1: expected columns separated by commas", p->path);
    const int headless = shk_str_double(text, (size_t)(comma - text), &lon) && fabs(lon) <= 180;
    SHK_TRY(headless ? read_points(r, p, text, n) : read_table(r, p, (char *)text, n, scratch));
    SHK_TRY(take_coordinates(r, p));
    SHK_TRY(check_ranges(r, p));
    return fill(r, p, 0);
}

/* ---- NRML ---- */

/* vs30Type is the old way to say vs30measured. */
static enum shk_err read_site(const struct shk_site_reader *r, struct part *p, const struct shk_xml_item *it, size_t cap)
{
    char where[1100];
    snprintf(where, sizeof where, "%s:%d", p->path, it->line);
    struct shk_site_table *t = &p->t;
    size_t seen = 0;
    for (size_t k = 0; k < it->nattrs; k++) {
        const int type = !strcmp(it->attrs[k].name, "vs30Type");
        const char *name = type ? "vs30measured" : it->attrs[k].name, *value = type ? (strcmp(it->attrs[k].value, "measured") ? "0" : "1") : it->attrs[k].value;
        if (!shk_site_kind(name)) return shk_fail(r->d, SHK_E_INVALID, "%s: site: unrecognized parameter '%.60s'", where, name);
        struct shk_site_column *c = shk_site_find(t->col, t->ncols, name);
        if (!c && t->n) continue;                       /* the first site fixes the columns */
        if (!c) {
            if (t->ncols == MAX_FIELDS) return shk_fail(r->d, SHK_E_LIMIT, "%s: more than %d parameters", where, MAX_FIELDS);
            SHK_TRY(shk_site_column_new(r->arena, r->d, name, cap, c = &t->col[t->ncols++]));
        }
        SHK_TRY(shk_site_cell(c, t->n, value, where, r->d));
        seen++;
    }
    if (seen < t->ncols) return shk_fail(r->d, SHK_E_INVALID, "%s: site: a parameter is missing that the first site has", where);
    t->n++;
    return SHK_OK;
}

static enum shk_err xml_pass(const struct shk_site_reader *r, struct part *p, size_t *count, size_t cap)
{
    struct shk_xml *x;
    struct shk_xml_item it;
    SHK_TRY(shk_xml_open(p->path, NULL, r->d, &x));
    enum shk_err e;
    size_t n = 0;
    int model = 0;
    while (!(e = shk_xml_next(x, r->d, &it)) && it.event != SHK_XML_EOF) {
        if (it.event != SHK_XML_START) continue;
        if (it.depth == 2) model = !strcmp(it.name, "siteModel");
        if (it.depth != 3 || !model || strcmp(it.name, "site")) continue;
        if (!count && (e = n < cap ? read_site(r, p, &it, cap) : shk_fail(r->d, SHK_E_IO, "%s: changed while it was read", p->path))) break;
        n++;
    }
    shk_xml_close(x);
    if (!e && !n) e = shk_fail(r->d, SHK_E_INVALID, "%s: expected a siteModel with sites", p->path);
    if (count) *count = n;
    return e;
}

static int by_name(const void *a, const void *b) { return strcmp(((const struct shk_site_column *)a)->name, ((const struct shk_site_column *)b)->name); }

static enum shk_err read_xml(const struct shk_site_reader *r, struct part *p)
{
    size_t n = 0;
    SHK_TRY(xml_pass(r, p, &n, 0));
    SHK_TRY(too_many(r, p->path, n));
    SHK_TRY(xml_pass(r, p, NULL, n));
    SHK_TRY(take_coordinates(r, p));
    SHK_TRY(check_ranges(r, p));
    SHK_TRY(fill(r, p, 1));
    qsort(p->t.col, p->t.ncols, sizeof *p->t.col, by_name);
    return SHK_OK;
}

/* ---- several files ---- */

static enum shk_err same_columns(const struct shk_site_reader *r, const struct part *p, const struct part *q)
{
    for (size_t i = 0; i < p->own; i++)
        if (!shk_site_find(q->t.col, q->own, p->t.col[i].name))
            return shk_fail(r->d, SHK_E_INVALID, "the column %s of %s is not in %s", p->t.col[i].name, p->path, q->path);
    return SHK_OK;
}

static enum shk_err append(const struct shk_site_reader *r, struct part *part, size_t nparts, struct shk_site_table *out)
{
    size_t n = 0, at = 0;
    for (size_t k = 0; k < nparts; k++) n += part[k].t.n;
    SHK_TRY(too_many(r, part[0].path, n));
    const struct shk_site_table *first = &part[0].t;
    *out = (struct shk_site_table){ .n = n, .lon = SHK_NEW(r->arena, double, n), .lat = SHK_NEW(r->arena, double, n), .dep = SHK_NEW(r->arena, double, n),
                                    .ncols = first->ncols, .col = SHK_NEW(r->arena, struct shk_site_column, MAX_FIELDS + 8) };
    if (!out->lon || !out->lat || !out->dep || !out->col) return nomem(r, part[0].path);
    for (size_t c = 0; c < first->ncols; c++) SHK_TRY(shk_site_column_new(r->arena, r->d, first->col[c].name, n, &out->col[c]));
    for (size_t k = 0; k < nparts; k++) {
        const struct shk_site_table *t = &part[k].t;
        memcpy(out->lon + at, t->lon, t->n * sizeof *t->lon);
        memcpy(out->lat + at, t->lat, t->n * sizeof *t->lat);
        memcpy(out->dep + at, t->dep, t->n * sizeof *t->dep);
        for (size_t c = 0; c < out->ncols; c++) {
            struct shk_site_column *to = &out->col[c];
            const struct shk_site_column *from = shk_site_find(t->col, t->ncols, to->name);
            if (!from) return shk_fail(r->d, SHK_E_INVALID, "the column %s of %s is not in %s", to->name, part[0].path, part[k].path);
            memcpy(to->v + at, from->v, t->n * sizeof *to->v);
            if (to->text) memcpy(to->text + at * (size_t)(to->width + 1), from->text, t->n * (size_t)(to->width + 1));
        }
        at += t->n;
    }
    return SHK_OK;
}

static enum shk_err check_labels(const struct shk_site_reader *r, const struct shk_site_table *t)
{
    const struct shk_job *job = r->job;
    if (!job->site_labels.n) return SHK_OK;
    const struct shk_site_column *c = shk_site_find(t->col, t->ncols, "ilabel");
    if (!c) return shk_fail(r->d, SHK_E_INVALID, "%s: site_labels need a column ilabel in the site model", job->file);
    for (size_t i = 0; i < t->n; i++) {
        int known = c->v[i] == 0;
        for (size_t k = 0; k < job->site_labels.n; k++) known |= c->v[i] == job->site_labels.item[k].value;
        if (!known) return shk_fail(r->d, SHK_E_INVALID, "%s: ilabel %g of the site at %g %g is not among site_labels", job->file, c->v[i], t->lon[i], t->lat[i]);
    }
    return SHK_OK;
}

enum shk_err shk_site_model_read(const struct shk_site_reader *r, struct shk_site_table *out)
{
    const struct shk_input *in = shk_job_input(r->job, "site_model");
    struct part *part = SHK_NEW(r->arena, struct part, in->n);
    if (!part) return nomem(r, "site_model_file");
    for (size_t k = 0; k < in->n; k++) {
        part[k].path = in->path[k];
        part[k].t.col = SHK_NEW(r->arena, struct shk_site_column, MAX_FIELDS + 8);
        if (!part[k].t.col) return nomem(r, part[k].path);
        if (shk_str_ends(part[k].path, ".xml")) {
            SHK_TRY(read_xml(r, &part[k]));
            continue;
        }
        struct shk_arena *scratch = shk_arena_new(0);
        const enum shk_err e = scratch ? read_csv(r, &part[k], scratch) : nomem(r, part[k].path);
        shk_arena_free(scratch);
        SHK_TRY(e);
    }
    for (size_t k = 1; k < in->n; k++) {
        SHK_TRY(same_columns(r, &part[k], &part[0]));
        SHK_TRY(same_columns(r, &part[0], &part[k]));
    }
    SHK_TRY(append(r, part, in->n, out));
    return check_labels(r, out);
}
