#include "gsim/lib_zones.h"
#include <string.h>
#include "base/file.h"
#include "geo/polygon.h"
#include "io/pylit.h"

enum { MAX_FILE = 16 << 20, POINTS = 100 };

struct zone { const char *id; struct shk_polygon area; };
struct shk_zones { size_t n; struct zone *zone; };

static enum shk_err bad(struct shk_gsim_make *k, const char *path, const struct shk_toml *at, const char *what)
{
    return shk_fail(k->diag, SHK_E_INVALID, "%s:%d: %s", path, at ? at->line : 1, what);
}

static enum shk_err ring_of(struct shk_gsim_make *k, const char *path, const struct shk_toml *feature, struct shk_line *out)
{
    const struct shk_toml *g = shk_toml_get(feature, "geometry"), *type = g && g->kind == SHK_TOML_TABLE ? shk_toml_get(g, "type") : NULL;
    const struct shk_toml *rings = type ? shk_toml_get(g, "coordinates") : NULL, *ring = rings ? rings->first : NULL;
    if (!type || strcmp(type->text, "Polygon") || !ring) return bad(k, path, feature, "expected a geometry of type Polygon");
    size_t n = 0;
    for (const struct shk_toml *p = ring->first; p; p = p->next) n++;
    out->p = SHK_NEW(k->arena, struct shk_point, n + 1);
    if (!out->p) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", path);
    out->n = 0;
    for (const struct shk_toml *p = ring->first; p; p = p->next) {
        const struct shk_toml *lon = p->first, *lat = lon ? lon->next : NULL;
        if (!lat || lat->next || !(lon->number >= -180 && lon->number <= 180) || !(lat->number >= -90 && lat->number <= 90))
            return bad(k, path, p, "expected the longitude and latitude of a point");
        out->p[out->n++] = (struct shk_point){ lon->number, lat->number, 0 };
    }
    return SHK_OK;
}

static enum shk_err add_zone(struct shk_gsim_make *k, const char *path, const struct shk_toml *feature, struct shk_zones *z)
{
    const struct shk_toml *p = feature->kind == SHK_TOML_TABLE ? shk_toml_get(feature, "properties") : NULL;
    const struct shk_toml *id = p && p->kind == SHK_TOML_TABLE ? shk_toml_get(p, "volc_zone_id") : NULL;
    struct shk_line ring = { 0 };
    if (!id) return bad(k, path, feature, "expected the property 'volc_zone_id'");
    SHK_TRY(ring_of(k, path, feature, &ring));
    size_t i = 0;
    while (i < z->n && strcmp(z->zone[i].id, id->text)) i++;
    z->zone[i].id = id->text;
    if (i == z->n) z->n++;
    const enum shk_err e = shk_polygon_make(ring, k->arena, k->diag, &z->zone[i].area);
    return e ? shk_wrap(k->diag, e, "%s:%d: zone '%.60s'", path, feature->line, id->text) : SHK_OK;
}

enum shk_err shk_zones_read(struct shk_gsim_make *k, const char *key, const struct shk_zones **out)
{
    const char *path, *text;
    size_t size, n = 0;
    struct shk_toml *root;
    *out = NULL;
    SHK_TRY(shk_gsim_file_arg(k, key, &path));
    if (!path) return SHK_OK;
    SHK_TRY(shk_file_read(path, MAX_FILE, k->arena, k->diag, &text, &size));
    SHK_TRY(shk_pylit_parse(text, size, path, 1, k->arena, k->diag, &root));
    const struct shk_toml *features = root->kind == SHK_TOML_TABLE ? shk_toml_get(root, "features") : NULL;
    if (!features || features->kind != SHK_TOML_ARRAY) return bad(k, path, root, "expected a GeoJSON FeatureCollection");
    for (const struct shk_toml *f = features->first; f; f = f->next) n++;
    struct shk_zones *z = SHK_NEW(k->arena, struct shk_zones, 1);
    if (!z || !(z->zone = SHK_NEW(k->arena, struct zone, n + 1))) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", path);
    for (const struct shk_toml *f = features->first; f; f = f->next) SHK_TRY(add_zone(k, path, f, z));
    *out = z;
    return SHK_OK;
}

double shk_zones_path(const struct shk_zones *z, double lon1, double lat1, double lon2, double lat2)
{
    struct shk_point p[POINTS];
    double total = 0;
    shk_points_between((struct shk_point){ lon1, lat1, 0 }, (struct shk_point){ lon2, lat2, 0 }, POINTS, p);
    const double step = shk_distance(p[0].lon, p[0].lat, p[1].lon, p[1].lat);
    for (size_t i = 0; i < z->n; i++) {
        size_t within = 0;
        for (int k = 0; k < POINTS; k++) within += shk_polygon_contains(&z->zone[i].area, p[k].lon, p[k].lat) != 0;
        total += (double)within * step;
    }
    return total;
}
