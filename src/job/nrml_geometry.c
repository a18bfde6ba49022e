/* Geometries in source models: lines, planes, surfaces, areas. Coordinates are rounded as the reference does (sources.md 0.5). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "io/number.h"
#include "job/nrml_internal.h"

/* Range of depths of geo.Point: below the top of Everest, above the centre of the Earth. */
static const double DEPTH_MIN = -8.848, DEPTH_MAX = 6371;

/* Python's round(v, 5) is the decimal rounding of the exact value. Away from ties, rounding v * 1e5 finds the same integer,
 * and its division by 1e5 rounds once, like the conversion of the decimal text. Near ties printf decides. */
int shk_nrml_coordinate(double v, double limit, double *out)
{
    if (!(fabs(v) < 1000)) return 0;
    const double scaled = v * 1e5, k = nearbyint(scaled);
    if (fabs(fabs(scaled - k) - 0.5) < 1e-6) {
        char buf[32];
        snprintf(buf, sizeof buf, "%.5f", v);
        *out = strtod(buf, NULL);
    } else {
        *out = k / 1e5;
    }
    return fabs(*out) <= limit;
}

static int depth_ok(double z) { return z > DEPTH_MIN && z < DEPTH_MAX; }

enum shk_err nrml_child(const struct nrml *c, const struct shk_xml_node *n, const char *name, const struct shk_xml_node **out)
{
    *out = shk_xml_child(n, name);
    return *out ? SHK_OK : shk_xml_fail(c->file, n, c->d, "the element '%s' is missing", name);
}

enum shk_err shk_nrml_line(const char *file, const struct shk_xml_node *n, int dim, struct shk_arena *arena, struct shk_diag *d, struct shk_line *out)
{
    *out = (struct shk_line){ 0 };
    size_t words = 0;
    int inside = 0;
    for (const char *s = n->text; *s; s++) {
        const int sep = *s == ' ' || *s == '\n' || *s == '\t' || *s == '\r' || *s == ',';
        words += !sep && !inside;
        inside = !sep;
    }
    if (!words || words % (size_t)dim)
        return shk_xml_fail(file, n, d, "expected %s, got %zu numbers", dim == 2 ? "pairs of longitude and latitude" : "triplets of longitude, latitude and depth", words);
    struct shk_point *p = SHK_NEW(arena, struct shk_point, words / (size_t)dim);
    if (!p) return shk_fail(d, SHK_E_NOMEM, "%s:%d: out of memory for %zu points", file, n->line, words / (size_t)dim);
    const char *s = n->text, *end = s + n->ntext;
    for (size_t i = 0; i < words; i++) {
        while (*s == ' ' || *s == '\n' || *s == '\t' || *s == '\r' || *s == ',') s++;
        double v;
        const char *q = shk_read_double(s, end, &v);
        if (!q || (q < end && !strchr(" \n\t\r,", *q)) || !isfinite(v))
            return shk_xml_fail(file, n, d, "value %zu: expected a number, got '%.*s'", i + 1, (int)strcspn(s, " \n\t\r,") % 60, s);
        struct shk_point *pt = &p[i / (size_t)dim];
        const int axis = (int)(i % (size_t)dim);
        if (axis == 0 ? !shk_nrml_coordinate(v, 180, &pt->lon) : axis == 1 ? !shk_nrml_coordinate(v, 90, &pt->lat) : !depth_ok(pt->dep = v))
            return shk_xml_fail(file, n, d, "value %zu: %s %g is out of range", i + 1, axis == 0 ? "longitude" : axis == 1 ? "latitude" : "depth", v);
        s = q;
    }
    out->n = words / (size_t)dim;
    out->p = p;
    return SHK_OK;
}

enum shk_err nrml_point(const struct nrml *c, const struct shk_xml_node *n, struct shk_point *out)
{
    double lon, lat;
    SHK_TRY(shk_xml_attr_number(c->file, n, "lon", SHK_XML_ANY, c->d, &lon));
    SHK_TRY(shk_xml_attr_number(c->file, n, "lat", SHK_XML_ANY, c->d, &lat));
    SHK_TRY(shk_xml_attr_number(c->file, n, "depth", SHK_XML_ANY, c->d, &out->dep));
    if (!shk_nrml_coordinate(lon, 180, &out->lon)) return shk_xml_fail(c->file, n, c->d, "longitude %g is out of range", lon);
    if (!shk_nrml_coordinate(lat, 90, &out->lat)) return shk_xml_fail(c->file, n, c->d, "latitude %g is out of range", lat);
    if (!depth_ok(out->dep)) return shk_xml_fail(c->file, n, c->d, "depth %g is out of range", out->dep);
    return SHK_OK;
}

static enum shk_err line_string(const struct nrml *c, const struct shk_xml_node *n, int dim, struct shk_line *out)
{
    const struct shk_xml_node *pos = shk_xml_path(n, "LineString/posList");
    if (!pos) return shk_xml_fail(c->file, n, c->d, "the element 'LineString/posList' is missing");
    SHK_TRY(shk_nrml_line(c->file, pos, dim, c->arena, c->d, out));
    if (out->n < 2) return shk_xml_fail(c->file, pos, c->d, "expected at least two points, got %zu", out->n);
    return SHK_OK;
}

/* Edges of a complex fault, profiles of a kite: every child is a line. */
static enum shk_err lines(const struct nrml *c, const struct shk_xml_node *n, struct shk_geometry *g)
{
    g->nlines = shk_xml_count(n);
    if (g->nlines < 2) return shk_xml_fail(c->file, n, c->d, "expected at least two %s, got %zu", g->kind == SHK_GEOM_KITE ? "profiles" : "edges", g->nlines);
    g->lines = SHK_NEW(c->arena, struct shk_line, g->nlines);
    if (!g->lines) return NRML_NOMEM(c);
    size_t i = 0;
    for (const struct shk_xml_node *k = n->first; k; k = k->next) SHK_TRY(line_string(c, k, 3, &g->lines[i++]));
    return SHK_OK;
}

static enum shk_err plane(const struct nrml *c, const struct shk_xml_node *n, struct shk_point corner[4])
{
    static const char *const name[] = { "topLeft", "topRight", "bottomLeft", "bottomRight" };
    for (int i = 0; i < 4; i++) {
        const struct shk_xml_node *k;
        SHK_TRY(nrml_child(c, n, name[i], &k));
        SHK_TRY(nrml_point(c, k, &corner[i]));
    }
    return SHK_OK;
}

static enum shk_err spacing_of(const struct nrml *c, const struct shk_xml_node *n, int own, struct shk_geometry *g)
{
    const char *name = "rupture_mesh_spacing";
    if (own && (!c->p || shk_xml_attr(n, "spacing"))) {
        SHK_TRY(shk_xml_attr_number(c->file, n, "spacing", SHK_XML_POSITIVE, c->d, &g->spacing));
        name = "spacing";
    } else {
        g->spacing = c->p->rupture_mesh_spacing;
        if (g->kind == SHK_GEOM_COMPLEX) {
            name = "complex_fault_mesh_spacing";
            if (c->p->complex_fault_mesh_spacing > 0) g->spacing = c->p->complex_fault_mesh_spacing;
        }
    }
    return g->spacing > 0 ? SHK_OK : shk_xml_fail(c->file, n, c->d, "%s is not set or not above 0", name);
}

enum shk_err nrml_geometry(const struct nrml *c, const struct shk_xml_node *n, int own_spacing, struct shk_geometry *out)
{
    *out = (struct shk_geometry){ 0 };
    if (!strcmp(n->name, "simpleFaultGeometry")) {
        out->kind = SHK_GEOM_SIMPLE;
        SHK_TRY(line_string(c, n, 2, &out->trace));
        SHK_TRY(shk_xml_child_number(c->file, n, "dip", (struct shk_xml_range){ 0, 90 }, c->d, &out->dip));
        SHK_TRY(shk_xml_child_number(c->file, n, "upperSeismoDepth", SHK_XML_ANY, c->d, &out->upper));
        SHK_TRY(shk_xml_child_number(c->file, n, "lowerSeismoDepth", SHK_XML_ANY, c->d, &out->lower));
        return spacing_of(c, n, own_spacing, out);
    }
    if (!strcmp(n->name, "complexFaultGeometry") || !strcmp(n->name, "kiteSurface")) {
        out->kind = n->name[0] == 'k' ? SHK_GEOM_KITE : SHK_GEOM_COMPLEX;
        SHK_TRY(lines(c, n, out));
        return spacing_of(c, n, own_spacing, out);
    }
    if (!strcmp(n->name, "planarSurface")) {
        out->kind = SHK_GEOM_PLANES;
        out->nplanes = 1;
        out->planes = shk_arena_alloc(c->arena, 1, sizeof *out->planes);
        return out->planes ? plane(c, n, out->planes[0]) : NRML_NOMEM(c);
    }
    if (!strcmp(n->name, "griddedSurface")) {
        const struct shk_xml_node *pos;
        out->kind = SHK_GEOM_GRIDDED;
        SHK_TRY(nrml_child(c, n, "posList", &pos));
        return shk_nrml_line(c->file, pos, 3, c->arena, c->d, &out->points);
    }
    return shk_xml_fail(c->file, n, c->d, "expected simpleFaultGeometry, complexFaultGeometry, planarSurface, kiteSurface or griddedSurface");
}

/* The first child with geometry decides: simple, complex and gridded stand alone; planes and kites may be several. */
enum shk_err nrml_surfaces(const struct nrml *c, const struct shk_xml_node *parent, size_t *n, struct shk_geometry **out)
{
    static const char *const known[] = { "simpleFaultGeometry", "complexFaultGeometry", "planarSurface", "kiteSurface", "griddedSurface" };
    const struct shk_xml_node *first = NULL;
    for (const struct shk_xml_node *k = parent->first; k && !first; k = k->next)
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (!strcmp(k->name, known[i])) first = k;
    *n = 0;
    *out = NULL;
    if (!first) return shk_xml_fail(c->file, parent, c->d, "no surface: expected simpleFaultGeometry, complexFaultGeometry, planarSurface, kiteSurface or griddedSurface");
    const int many = first->name[0] == 'p' || first->name[0] == 'k';
    size_t count = 0;
    for (const struct shk_xml_node *k = first; k; k = many ? shk_xml_sibling(k, first->name) : NULL) count++;
    struct shk_geometry *g = SHK_NEW(c->arena, struct shk_geometry, count);
    if (!g) return NRML_NOMEM(c);
    size_t i = 0;
    for (const struct shk_xml_node *k = first; k; k = many ? shk_xml_sibling(k, first->name) : NULL) SHK_TRY(nrml_geometry(c, k, 0, &g[i++]));
    *n = count;
    *out = g;
    return SHK_OK;
}

enum shk_err shk_nrml_geometry(const char *file, const struct shk_xml_node *node, const struct shk_nrml_params *p, struct shk_arena *arena,
                               struct shk_diag *d, struct shk_geometry *out)
{
    const struct nrml c = { .file = file, .p = p, .arena = arena, .scratch = arena, .d = d };
    return nrml_geometry(&c, node, 1, out);
}

enum shk_err shk_nrml_surfaces(const char *file, const struct shk_xml_node *parent, const struct shk_nrml_params *p, struct shk_arena *arena,
                               struct shk_diag *d, size_t *n, struct shk_geometry **out)
{
    const struct nrml c = { .file = file, .p = p, .arena = arena, .scratch = arena, .d = d };
    return nrml_surfaces(&c, parent, n, out);
}

enum shk_err shk_nrml_area(const char *file, const struct shk_xml_node *area, struct shk_arena *arena, struct shk_diag *d, struct shk_line *polygon,
                           double *upper, double *lower, double *discretization)
{
    const struct shk_xml_node *pos = shk_xml_path(area, "Polygon/exterior/LinearRing/posList");
    if (!pos) return shk_xml_fail(file, area, d, "the element 'Polygon/exterior/LinearRing/posList' is missing");
    SHK_TRY(shk_nrml_line(file, pos, 2, arena, d, polygon));
    if (polygon->n < 3) return shk_xml_fail(file, pos, d, "expected at least three vertices, got %zu", polygon->n);
    SHK_TRY(shk_xml_child_number(file, area, "upperSeismoDepth", SHK_XML_ANY, d, upper));
    SHK_TRY(shk_xml_child_number(file, area, "lowerSeismoDepth", SHK_XML_ANY, d, lower));
    *discretization = NAN;
    if (shk_xml_attr(area, "discretization")) {
        SHK_TRY(shk_xml_attr_number(file, area, "discretization", SHK_XML_POSITIVE, d, discretization));
        if (*discretization == 0) return shk_xml_fail(file, area, d, "discretization must be above 0");
    }
    return SHK_OK;
}
