#include "geo/polygon.h"
#include <geos_c.h>
#include <stdlib.h>
#include <string.h>
#include "geo/internal.h"
#include "geo/line.h"

enum { MAX_CANDIDATES = 1 << 26, MAX_COLUMNS = 1 << 22, MAX_VERTICES = 1 << 22 };

/* ---- point in polygon ---- */

/* Sign of the turn a, b, p; extended precision decides close calls. */
static int side(const double a[2], const double b[2], double x, double y)
{
    const long double t = ((long double)b[0] - a[0]) * ((long double)y - a[1]) - ((long double)b[1] - a[1]) * ((long double)x - a[0]);
    return (t > 0) - (t < 0);
}

static int between(double v, double a, double b) { return v >= fmin(a, b) && v <= fmax(a, b); }

/* Toggles *in if the ray from (x, y) along +x crosses the edge; 1 if the point is on the edge. */
static int visit(const double a[2], const double b[2], double x, double y, int *in)
{
    if (!between(y, a[1], b[1])) return 0;
    const int s = side(a, b, x, y);
    if (s == 0 && between(x, a[0], b[0])) return 1;
    if ((a[1] > y) != (b[1] > y) && (b[1] > a[1] ? s > 0 : s < 0)) *in = !*in;
    return 0;
}

static int inside(size_t n, double (*v)[2], double x, double y)
{
    int in = 0;
    for (size_t i = 0; i < n; i++)
        if (visit(v[i], v[i + 1 < n ? i + 1 : 0], x, y, &in)) return 0;
    return in;
}

int shk_polygon_contains(const struct shk_polygon *p, double lon, double lat)
{
    double x, y;
    shk_project(&p->proj, lon, lat, &x, &y);
    return inside(p->n, p->v, x, y);
}

/* ---- making polygons ---- */

/* Edges of 200 km and more are divided into int(km / 100) parts along the great circle, the length being taken in single precision. */
static enum shk_err upsample(struct shk_line ring, struct shk_arena *a, struct shk_diag *d, struct shk_line *out)
{
    size_t total = 0;
    for (size_t i = 0; i < ring.n; i++) {
        const struct shk_point p = ring.p[i], q = ring.p[(i + 1) % ring.n];
        const size_t parts = (size_t)(shk_distance_f32(p.lon, p.lat, q.lon, q.lat) / 100);
        total += parts > 1 ? parts : 1;
    }
    if (total > MAX_VERTICES) return shk_fail(d, SHK_E_LIMIT, "a polygon of %zu vertices", total);
    struct shk_point *v = SHK_NEW(a, struct shk_point, total + 1);
    if (!v) return shk_fail(d, SHK_E_NOMEM, "a polygon of %zu vertices", total);
    size_t n = 0;
    v[n++] = ring.p[0];
    for (size_t i = 0; i < ring.n; i++) {
        struct shk_point p = ring.p[i], q = ring.p[(i + 1) % ring.n];
        p.dep = q.dep = 0;
        const size_t parts = (size_t)(shk_distance_f32(p.lon, p.lat, q.lon, q.lat) / 100);
        if (parts >= 1) {
            shk_points_between(p, q, parts + 1, v + n - 1);
            v[n - 1] = p;
            n += parts;
        } else v[n++] = q;
    }
    *out = (struct shk_line){ n - 1, v };       /* the last is the first again */
    return SHK_OK;
}

enum shk_err shk_polygon_make(struct shk_line ring, struct shk_arena *a, struct shk_diag *d, struct shk_polygon *out)
{
    struct shk_line clean = { 0 }, line = { 0 };
    struct shk_point *flat = SHK_NEW(a, struct shk_point, ring.n + !ring.n);
    if (!flat) return shk_fail(d, SHK_E_NOMEM, "a polygon of %zu vertices", ring.n);
    for (size_t i = 0; i < ring.n; i++) flat[i] = (struct shk_point){ ring.p[i].lon, ring.p[i].lat, 0 };
    SHK_TRY(shk_wrap(d, shk_line_clean((struct shk_line){ ring.n, flat }, 3, a, d, &clean), "polygon"));
    int crosses;
    SHK_TRY(shk_line_self_intersects(clean, 1, d, &crosses));
    if (crosses) return shk_fail(d, SHK_E_INVALID, "the polygon's perimeter intersects itself");
    SHK_TRY(upsample(clean, a, d, &line));
    SHK_TRY(shk_box_of_points(line.n, line.p, d, &out->box));
    out->proj = shk_projection_of(out->box);
    out->n = line.n;
    out->v = shk_arena_alloc(a, line.n, sizeof *out->v);
    if (!out->v) return shk_fail(d, SHK_E_NOMEM, "a polygon of %zu vertices", line.n);
    for (size_t i = 0; i < line.n; i++) shk_project(&out->proj, line.p[i].lon, line.p[i].lat, &out->v[i][0], &out->v[i][1]);
    return SHK_OK;
}

/* ---- discretization ---- */

struct grid {                       /* one row of candidates and the edges that can matter to it */
    const struct shk_polygon *p;
    double spacing;
    size_t candidates, ncol, maxcol, nedge;
    double *lon, *x, *y;
    size_t *edge;
};

/* Candidates of a row, from west until east; 0 if there are too many. */
static int fill_row(struct grid *g, double lat)
{
    g->ncol = 0;
    for (double lon = g->p->box.west; shk_lon_extent(lon, g->p->box.east) > 0;) {
        if (g->candidates++ >= MAX_CANDIDATES || g->ncol == g->maxcol) return 0;
        g->lon[g->ncol] = lon;
        shk_project(&g->p->proj, lon, lat, &g->x[g->ncol], &g->y[g->ncol]);
        g->ncol++;
        double unused;
        shk_point_at(lon, lat, 90, g->spacing, &lon, &unused);
    }
    double lo = INFINITY, hi = -INFINITY;
    for (size_t j = 0; j < g->ncol; j++) {
        lo = fmin(lo, g->y[j]);
        hi = fmax(hi, g->y[j]);
    }
    g->nedge = 0;
    for (size_t i = 0; i < g->p->n; i++) {
        const double a = g->p->v[i][1], b = g->p->v[(i + 1) % g->p->n][1];
        if (fmin(a, b) <= hi && fmax(a, b) >= lo) g->edge[g->nedge++] = i;
    }
    return 1;
}

static int row_inside(const struct grid *g, size_t j)
{
    int in = 0;
    for (size_t k = 0; k < g->nedge; k++) {
        const size_t i = g->edge[k];
        if (visit(g->p->v[i], g->p->v[i + 1 < g->p->n ? i + 1 : 0], g->x[j], g->y[j], &in)) return 0;
    }
    return in;
}

/* Counts the points inside; writes them where out has arrays. */
static enum shk_err scan(struct grid *g, struct shk_diag *d, struct shk_lonlats *out)
{
    const struct shk_box b = g->p->box;
    g->candidates = 0;
    out->n = 0;
    for (double lat = b.north; lat > b.south;) {
        if (!fill_row(g, lat)) return shk_fail(d, SHK_E_LIMIT, "spacing %g km is too small for the polygon: more than %d grid points to try", g->spacing, MAX_CANDIDATES);
        for (size_t j = 0; j < g->ncol; j++)
            if (row_inside(g, j)) {
                if (out->lon) {
                    out->lon[out->n] = g->lon[j];
                    out->lat[out->n] = lat;
                }
                out->n++;
            }
        double unused, next;
        shk_point_at(b.west, lat, 180, g->spacing, &unused, &next);
        if (!(next < lat)) break;               /* the south pole */
        lat = next;
    }
    return SHK_OK;
}

/* About how many candidates there will be: the area of the box by that of a cell, and one a row at least. */
static double expected_candidates(struct shk_box b, double spacing)
{
    const double width = shk_radians(shk_floor_mod(b.east - b.west, 360)) * SHK_EARTH_RADIUS / spacing;
    const double height = shk_radians(b.north - b.south) * SHK_EARTH_RADIUS / spacing;
    const double band = (sin(shk_radians(b.north)) - sin(shk_radians(b.south))) * SHK_EARTH_RADIUS / spacing;
    return width * band + height;
}

static enum shk_err discretize(const struct shk_polygon *p, double spacing, struct shk_arena *a, struct shk_diag *d, struct shk_lonlats *out)
{
    if (!(spacing > 0) || !isfinite(spacing)) return shk_fail(d, SHK_E_INVALID, "grid spacing must be positive, not %g km", spacing);
    const double cols = shk_radians(shk_floor_mod(p->box.east - p->box.west, 360)) * SHK_EARTH_RADIUS / spacing + 16;   /* as at the equator */
    if (!(cols < MAX_COLUMNS)) return shk_fail(d, SHK_E_LIMIT, "spacing %g km is too small for the polygon: %.0f columns of grid points", spacing, cols);
    const double expected = expected_candidates(p->box, spacing);
    if (!(expected < 1.1 * MAX_CANDIDATES))     /* at once: trying them takes long */
        return shk_fail(d, SHK_E_LIMIT, "spacing %g km is too small for the polygon: about %.3g grid points to try, at most %d", spacing, expected, MAX_CANDIDATES);
    struct shk_arena *own = shk_arena_new(0);
    struct grid g = { .p = p, .spacing = spacing, .maxcol = (size_t)cols };
    enum shk_err e = SHK_OK;
    if (own) {
        g.lon = SHK_NEW(own, double, g.maxcol);
        g.x = SHK_NEW(own, double, g.maxcol);
        g.y = SHK_NEW(own, double, g.maxcol);
        g.edge = SHK_NEW(own, size_t, p->n);
    }
    if (!own || !g.lon || !g.x || !g.y || !g.edge) e = shk_fail(d, SHK_E_NOMEM, "a grid with %zu columns", g.maxcol);
    *out = (struct shk_lonlats){ 0 };
    if (!e) e = scan(&g, d, out);
    if (!e && out->n == 0) e = shk_fail(d, SHK_E_INVALID, "spacing %g km is too large: no grid point is inside the polygon", spacing);
    if (!e) {
        out->lon = SHK_NEW(a, double, out->n);
        out->lat = SHK_NEW(a, double, out->n);
        e = out->lon && out->lat ? scan(&g, d, out) : shk_fail(d, SHK_E_NOMEM, "%zu grid points", out->n);
    }
    shk_arena_free(own);
    return e;
}

enum shk_err shk_polygon_discretize(struct shk_line ring, double spacing, struct shk_arena *a, struct shk_diag *d, struct shk_lonlats *out)
{
    struct shk_polygon p;
    SHK_TRY(shk_polygon_make(ring, a, d, &p));
    return discretize(&p, spacing, a, d, out);
}

/* ---- grids of sites ---- */

static GEOSGeometry *planar(GEOSContextHandle_t h, size_t n, double (*v)[2])
{
    GEOSCoordSequence *s = GEOSCoordSeq_create_r(h, (unsigned)n + 1, 2);
    if (!s) return NULL;
    for (size_t i = 0; i <= n; i++) {
        GEOSCoordSeq_setX_r(h, s, (unsigned)i, v[i % n][0]);
        GEOSCoordSeq_setY_r(h, s, (unsigned)i, v[i % n][1]);
    }
    GEOSGeometry *ring = GEOSGeom_createLinearRing_r(h, s);
    return ring ? GEOSGeom_createPolygon_r(h, ring, NULL, 0) : NULL;
}

/* The exterior ring of the polygon grown by km with 16 segments a quarter circle, back on the sphere. */
static enum shk_err grow(struct shk_polygon *p, double km, struct shk_arena *a, struct shk_diag *d)
{
    GEOSContextHandle_t h = GEOS_init_r();
    GEOSGeometry *g = h ? planar(h, p->n, p->v) : NULL, *grown = g ? GEOSBuffer_r(h, g, km, 16) : NULL;
    const GEOSGeometry *ring = grown && GEOSGeomTypeId_r(h, grown) == GEOS_POLYGON ? GEOSGetExteriorRing_r(h, grown) : NULL;
    const GEOSCoordSequence *s = ring ? GEOSGeom_getCoordSeq_r(h, ring) : NULL;
    unsigned n = 0;
    enum shk_err e = SHK_OK;
    if (!s || !GEOSCoordSeq_getSize_r(h, s, &n) || n < 4) e = shk_fail(d, SHK_E_COMPUTE, "cannot grow the region by %g km", km);
    else {
        p->n = n - 1;
        p->v = shk_arena_alloc(a, p->n, sizeof *p->v);
        double *lon = SHK_NEW(a, double, p->n), *lat = SHK_NEW(a, double, p->n);
        if (!p->v || !lon || !lat) e = shk_fail(d, SHK_E_NOMEM, "a region of %u vertices", n);
        for (unsigned i = 0; !e && i < n - 1; i++) {
            GEOSCoordSeq_getX_r(h, s, i, &p->v[i][0]);
            GEOSCoordSeq_getY_r(h, s, i, &p->v[i][1]);
            shk_unproject(&p->proj, p->v[i][0], p->v[i][1], lon + i, lat + i);
        }
        if (!e) e = shk_box_of(p->n, lon, lat, d, &p->box);
    }
    if (grown) GEOSGeom_destroy_r(h, grown);
    if (g) GEOSGeom_destroy_r(h, g);
    if (h) GEOS_finish_r(h);
    return e;
}

struct lonlat { double lon, lat; };
static int by_lonlat(const void *a, const void *b)
{
    const struct lonlat *p = a, *q = b;
    if (p->lon != q->lon) return p->lon < q->lon ? -1 : 1;
    return (p->lat > q->lat) - (p->lat < q->lat);
}

static enum shk_err grown_grid(struct shk_polygon *p, double spacing, struct shk_arena *a, struct shk_diag *d, struct shk_lonlats *out)
{
    if (!(spacing > 0) || !isfinite(spacing)) return shk_fail(d, SHK_E_INVALID, "grid spacing must be positive, not %g km", spacing);
    SHK_TRY(grow(p, spacing, a, d));
    SHK_TRY(discretize(p, spacing, a, d, out));
    struct lonlat *v = SHK_NEW(a, struct lonlat, out->n);
    if (!v) return shk_fail(d, SHK_E_NOMEM, "%zu grid points", out->n);
    for (size_t i = 0; i < out->n; i++) v[i] = (struct lonlat){ out->lon[i], out->lat[i] };
    qsort(v, out->n, sizeof *v, by_lonlat);
    for (size_t i = 0; i < out->n; i++) {
        out->lon[i] = v[i].lon;
        out->lat[i] = v[i].lat;
    }
    return SHK_OK;
}

enum shk_err shk_region_grid(struct shk_line region, double spacing, struct shk_arena *a, struct shk_diag *d, struct shk_lonlats *out)
{
    struct shk_polygon p;
    SHK_TRY(shk_polygon_make(region, a, d, &p));
    return grown_grid(&p, spacing, a, d, out);
}

/* ---- convex hull: Andrew's monotone chain ---- */

static int by_xy(const void *a, const void *b)
{
    const double *p = a, *q = b;
    if (p[0] != q[0]) return p[0] < q[0] ? -1 : 1;
    return (p[1] > q[1]) - (p[1] < q[1]);
}

size_t shk_planar_hull(size_t n, double (*v)[2], double (*out)[2])
{
    qsort(v, n, sizeof *v, by_xy);
    size_t k = 0;
    for (size_t pass = 0; pass < 2; pass++) {
        const size_t base = k;
        for (size_t i = 0; i < n; i++) {
            const double *p = v[pass ? n - 1 - i : i];
            while (k >= base + 2 && side(out[k - 2], out[k - 1], p[0], p[1]) <= 0) k--;
            if (k && out[k - 1][0] == p[0] && out[k - 1][1] == p[1]) continue;
            memcpy(out[k++], p, sizeof *out);
        }
        if (k > 1) k--;                     /* the end of a chain starts the other */
    }
    return k;
}

static enum shk_err hull(size_t n, const double *lon, const double *lat, struct shk_arena *a, struct shk_diag *d, struct shk_polygon *out)
{
    SHK_TRY(shk_box_of(n, lon, lat, d, &out->box));
    out->proj = shk_projection_of(out->box);
    double (*v)[2] = shk_arena_alloc(a, n, sizeof *v);
    out->v = shk_arena_alloc(a, 2 * n + 2, sizeof *out->v);
    if (!v || !out->v) return shk_fail(d, SHK_E_NOMEM, "a hull of %zu points", n);
    for (size_t i = 0; i < n; i++) shk_project(&out->proj, lon[i], lat[i], &v[i][0], &v[i][1]);
    out->n = shk_planar_hull(n, v, out->v);
    return SHK_OK;
}

enum shk_err shk_convex_hull(size_t n, const double *lon, const double *lat, struct shk_arena *a, struct shk_diag *d, struct shk_line *out)
{
    struct shk_polygon p;
    SHK_TRY(hull(n, lon, lat, a, d, &p));
    out->n = p.n;
    out->p = SHK_NEW(a, struct shk_point, p.n);
    if (!out->p) return shk_fail(d, SHK_E_NOMEM, "a hull of %zu points", p.n);
    for (size_t i = 0; i < p.n; i++) shk_unproject(&p.proj, p.v[i][0], p.v[i][1], &out->p[i].lon, &out->p[i].lat);
    return SHK_OK;
}

/* One or two points become a square or rectangle 5 m around them, as buffers with one segment a quarter circle do. */
static void fatten(struct shk_polygon *p)
{
    const double e = 0.005, x0 = p->v[0][0], y0 = p->v[0][1], x1 = p->n == 2 ? p->v[1][0] : x0, y1 = p->n == 2 ? p->v[1][1] : y0;
    const double l = hypot(x1 - x0, y1 - y0), dx = l > 0 ? (x1 - x0) / l * e : e, dy = l > 0 ? (y1 - y0) / l * e : 0;
    const double ring[6][2] = { { x0 - dx, y0 - dy }, { x0 + dy, y0 - dx }, { x1 + dy, y1 - dx }, { x1 + dx, y1 + dy }, { x1 - dy, y1 + dx }, { x0 - dy, y0 + dx } };
    memcpy(p->v, ring, sizeof ring);
    p->n = 6;
}

enum shk_err shk_hull_grid(size_t n, const double *lon, const double *lat, double spacing, struct shk_arena *a, struct shk_diag *d, struct shk_lonlats *out)
{
    struct shk_polygon p;
    SHK_TRY(hull(n, lon, lat, a, d, &p));
    if (p.n < 3) {
        double (*v)[2] = shk_arena_alloc(a, 6, sizeof *v);
        if (!v) return shk_fail(d, SHK_E_NOMEM, "a hull of %zu points", n);
        memcpy(v, p.v, p.n * sizeof *v);
        p.v = v;
        fatten(&p);
    }
    return grown_grid(&p, spacing, a, d, out);
}
