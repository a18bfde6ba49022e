/* Where the assets of an exposure are: all that a hazard calculation needs of it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "base/str.h"
#include "io/csv.h"
#include "io/xml.h"
#include "job/sites_internal.h"
#include "job/values.h"

struct place { double lon, lat; };

/* Assets may be very many: the list lives outside the arena and doubles. */
struct places { size_t n, cap; struct place *p; };

static const size_t MAX_FILE = (size_t)16 << 30;

static enum shk_err add(const struct shk_site_reader *r, struct places *all, const char *file, int line, double lon, double lat)
{
    if (!(fabs(lon) <= 180) || !(fabs(lat) <= 90)) return shk_fail(r->d, SHK_E_INVALID, "%s:%d: an asset is at longitude %g, latitude %g", file, line, lon, lat);
    if (all->n == all->cap) {
        const size_t cap = all->cap ? all->cap * 2 : 1024;
        struct place *p = cap > (size_t)1 << 31 ? NULL : realloc(all->p, cap * sizeof *p);
        if (!p) return shk_fail(r->d, SHK_E_NOMEM, "%s: no memory for %zu assets", file, cap);
        all->p = p;
        all->cap = cap;
    }
    all->p[all->n++] = (struct place){ lon, lat };
    return SHK_OK;
}

/* The header of the XML file: names of columns, and of CSV files. */
struct header { const char *lon, *lat; struct shk_arena *arena; size_t nfiles; const char *file[1000]; };

static enum shk_err read_csv(const struct shk_site_reader *r, const struct header *h, const char *path, struct places *all)
{
    struct shk_arena *scratch = shk_arena_new(0);
    if (!scratch) return shk_fail(r->d, SHK_E_NOMEM, "%s: out of memory", path);
    struct shk_csv csv;
    const size_t before = all->n;
    int more = 1;
    enum shk_err e = shk_csv_open(path, MAX_FILE, 1, scratch, r->d, &csv);
    const long lon = e ? 0 : shk_csv_col(&csv, h->lon), lat = e ? 0 : shk_csv_col(&csv, h->lat);
    if (lon < 0 || lat < 0) e = shk_fail(r->d, SHK_E_INVALID, "%s: missing column %s", path, lon < 0 ? h->lon : h->lat);
    while (!e && !(e = shk_csv_next(&csv, &more)) && more) {
        double x, y;
        e = shk_csv_number(&csv, (size_t)lon, &x);
        if (!e) e = shk_csv_number(&csv, (size_t)lat, &y);
        if (!e) e = add(r, all, path, csv.line, shk_npround5(x), shk_npround5(y));
        if (e) break;
    }
    if (!e && all->n == before) e = shk_fail(r->d, SHK_E_INVALID, "%s: there are no assets", path);
    shk_arena_free(scratch);
    return e;
}

static enum shk_err attr_number(const struct shk_site_reader *r, const char *path, const struct shk_xml_item *it, const char *name, double *out)
{
    const char *t = shk_xml_item_attr(it, name);
    if (t && shk_str_double(t, strlen(t), out)) return SHK_OK;
    return shk_fail(r->d, SHK_E_INVALID, "%s:%d: %s: expected a number for %s, got '%.60s'", path, it->line, it->name, name, t ? t : "");
}

static enum shk_err list_files(struct header *h, const char *path, const struct shk_xml_item *it, const struct shk_site_reader *r)
{
    const char *dir = shk_path_dir(h->arena, path);
    for (const char *p = it->text; dir && *p;) {
        while (shk_str_blank(*p)) p++;
        const char *from = p;
        while (*p && !shk_str_blank(*p)) p++;
        if (p == from) break;
        if (h->nfiles == sizeof h->file / sizeof *h->file) return shk_fail(r->d, SHK_E_LIMIT, "%s: too many files of assets", path);
        const char *name = shk_arena_strndup(h->arena, from, (size_t)(p - from));
        if (!name || !(h->file[h->nfiles++] = shk_path_join(h->arena, dir, name))) return shk_fail(r->d, SHK_E_NOMEM, "%s: out of memory", path);
    }
    return SHK_OK;
}

/* <exposureFields><field oq="lon" input="LONGITUDE"/> renames a column. */
static enum shk_err field(struct header *h, const struct shk_xml_item *it)
{
    const char *oq = shk_xml_item_attr(it, "oq"), *input = shk_xml_item_attr(it, "input");
    if (!oq || !input || (strcmp(oq, "lon") && strcmp(oq, "lat"))) return SHK_OK;
    const char *copy = shk_arena_strdup(h->arena, input);
    if (!copy) return SHK_E_NOMEM;
    if (!strcmp(oq, "lon")) h->lon = copy;
    else h->lat = copy;
    return SHK_OK;
}

static enum shk_err one_item(const struct shk_site_reader *r, struct header *h, const char *path, const struct shk_xml_item *it, struct places *all, int *where)
{
    enum { OTHER, FIELDS, ASSETS };
    if (it->event == SHK_XML_TEXT) return *where == ASSETS && it->depth == 3 ? list_files(h, path, it, r) : SHK_OK;
    if (it->event != SHK_XML_START) return SHK_OK;
    if (it->depth == 2 && strcmp(it->name, "exposureModel"))
        return shk_fail(r->d, SHK_E_INVALID, "%s:%d: expected exposureModel, got %s", path, it->line, it->name);
    if (it->depth == 3) *where = !strcmp(it->name, "assets") ? ASSETS : !strcmp(it->name, "exposureFields") ? FIELDS : OTHER;
    if (*where == FIELDS && it->depth == 4) return field(h, it);
    if (*where == ASSETS && it->depth == 5 && !strcmp(it->name, "location")) {
        double lon, lat;
        SHK_TRY(attr_number(r, path, it, "lon", &lon));
        SHK_TRY(attr_number(r, path, it, "lat", &lat));
        return add(r, all, path, it->line, shk_round5(lon), shk_round5(lat));
    }
    return SHK_OK;
}

static enum shk_err read_xml(const struct shk_site_reader *r, const char *path, struct places *all)
{
    struct shk_xml *x;
    struct shk_xml_item it;
    if (shk_str_ends(path, ".hdf5")) return shk_fail(r->d, SHK_E_UNSUPPORTED, "%s: exposures in HDF5 are not supported yet", path);
    struct shk_arena *scratch = shk_arena_new(64 << 20);
    struct header *h = scratch ? SHK_NEW(scratch, struct header, 1) : NULL;
    if (!h) {
        shk_arena_free(scratch);
        return shk_fail(r->d, SHK_E_NOMEM, "%s: out of memory", path);
    }
    *h = (struct header){ .lon = "lon", .lat = "lat", .arena = scratch };
    const size_t before = all->n;
    int where = 0;
    enum shk_err e = shk_xml_open(path, NULL, r->d, &x);
    if (!e) {
        while (!(e = shk_xml_next(x, r->d, &it)) && it.event != SHK_XML_EOF)
            if ((e = one_item(r, h, path, &it, all, &where))) break;
        shk_xml_close(x);
    }
    if (!e && !h->nfiles && all->n == before) e = shk_fail(r->d, SHK_E_INVALID, "%s: there are no assets", path);
    for (size_t k = 0; !e && k < h->nfiles; k++) e = read_csv(r, h, h->file[k], all);
    shk_arena_free(scratch);
    return e;
}

static int by_place(const void *a, const void *b)
{
    const struct place *p = a, *q = b;
    if (p->lon != q->lon) return p->lon < q->lon ? -1 : 1;
    return (p->lat > q->lat) - (p->lat < q->lat);
}

static enum shk_err distinct(const struct shk_site_reader *r, struct places *all, struct shk_site_table *out)
{
    qsort(all->p, all->n, sizeof *all->p, by_place);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        if (!n || by_place(&all->p[n - 1], &all->p[i])) all->p[n++] = all->p[i];
    if (n > SHK_MAX_SITES) return shk_fail(r->d, SHK_E_LIMIT, "%s: the assets are at more than %d places", r->job->file, SHK_MAX_SITES);
    *out = (struct shk_site_table){ .n = n, .lon = SHK_NEW(r->arena, double, n), .lat = SHK_NEW(r->arena, double, n), .dep = SHK_NEW(r->arena, double, n) };
    if (!out->lon || !out->lat || !out->dep) return shk_fail(r->d, SHK_E_NOMEM, "%s: no memory for %zu sites", r->job->file, n);
    for (size_t i = 0; i < n; i++) out->lon[i] = all->p[i].lon, out->lat[i] = all->p[i].lat;
    return SHK_OK;
}

enum shk_err shk_exposure_sites(const struct shk_site_reader *r, struct shk_site_table *out)
{
    const struct shk_input *in = shk_job_input(r->job, "exposure");
    struct places all = { 0 };
    enum shk_err e = SHK_OK;
    for (size_t k = 0; !e && k < in->n; k++) e = read_xml(r, in->path[k], &all);
    if (!e) e = distinct(r, &all, out);
    free(all.p);
    return e;
}
