/* area.c — the grid of points of an area source (sources.md 4.1). */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "geo/geodetic.h"
#include "source/point.h"

enum { MAX_POINTS = 20000000 };
static const double upsampling_km = 100;

/* ---- strictly inside a planar polygon, as exactly as the coordinates allow ---- */
struct sum2 { double hi, lo; };             /* hi + lo exactly, Dekker (1971), Numer. Math. 18, 224-242 */

static struct sum2 two_sum(double a, double b)
{
    const double s = a + b, t = s - a;
    return (struct sum2){ s, (a - (s - t)) + (b - t) };
}

static struct sum2 mul2(struct sum2 a, struct sum2 b)
{
    const double p = a.hi * b.hi;
    return two_sum(p, fma(a.hi, b.hi, -p) + (a.hi * b.lo + a.lo * b.hi));
}

/* Sign of the turn from p1 over p2 to p: 1 to the left. The second form decides what rounding could turn around. */
static int orientation(const double *p1, const double *p2, double px, double py)
{
    const double left = (p1[0] - px) * (p2[1] - py), right = (p1[1] - py) * (p2[0] - px), det = left - right;
    if (fabs(det) > 1e-15 * (fabs(left) + fabs(right))) return det > 0 ? 1 : -1;
    const struct sum2 dx1 = two_sum(p2[0], -p1[0]), dy1 = two_sum(p2[1], -p1[1]), dx2 = two_sum(px, -p2[0]), dy2 = two_sum(py, -p2[1]);
    const struct sum2 a = mul2(dx1, dy2), b = mul2(dy1, dx2);
    const double x = (a.hi - b.hi) + (a.lo - b.lo);
    return (x > 0) - (x < 0);
}

/* Crossings of the ray to the right; edges is a list of indices that reaches all edges near py. Boundary is outside. */
static int inside(const double (*ring)[2], size_t n, const uint32_t *edges, size_t nedges, double px, double py)
{
    int crossings = 0;
    for (size_t e = 0; e < nedges; e++) {
        const double *p1 = ring[edges[e]], *p2 = ring[edges[e] + 1 == n ? 0 : edges[e] + 1];
        if (p1[0] < px && p2[0] < px) continue;
        if (p2[0] == px && p2[1] == py) return 0;
        if (p1[1] == py && p2[1] == py) {
            if (fmin(p1[0], p2[0]) <= px && px <= fmax(p1[0], p2[0])) return 0;
            continue;
        }
        if ((p1[1] > py && p2[1] <= py) || (p2[1] > py && p1[1] <= py)) {
            int o = orientation(p1, p2, px, py);
            if (o == 0) return 0;
            if (p2[1] < p1[1]) o = -o;
            crossings += o > 0;
        }
    }
    return crossings & 1;
}

/* Vertices less than 1 m from the one before are dropped; long edges get points between. *out has room for *n. */
static enum shk_err densify(struct shk_line polygon, struct shk_arena *a, struct shk_diag *d, size_t *n, struct shk_point **out)
{
    struct shk_point *v = SHK_NEW(a, struct shk_point, polygon.n);
    if (!v) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu vertices", polygon.n);
    size_t k = 0, total = 0;
    for (size_t i = 0; i < polygon.n; i++)
        if (k == 0 || shk_distance3(v[k - 1], polygon.p[i]) > 0.001) v[k++] = polygon.p[i];
    for (size_t i = 0; i < k; i++)
        if (!isfinite(v[i].lon) || !isfinite(v[i].lat)) return shk_fail(d, SHK_E_INVALID, "vertex (%g, %g) of a polygon", v[i].lon, v[i].lat);
    if (k < 3) return shk_fail(d, SHK_E_INVALID, "a polygon needs at least 3 distinct vertices, this one has %zu", k);
    for (int pass = 0; pass < 2; pass++) {
        struct shk_point *ring = pass ? *out : NULL;
        size_t m = 1;
        if (pass) ring[0] = v[0];
        for (size_t i = 0; i < k; i++) {
            const struct shk_point p = v[i], q = v[(i + 1) % k];
            const size_t steps = (size_t)(shk_distance_f32(p.lon, p.lat, q.lon, q.lat) / upsampling_km) + 1;
            if (steps < 2) {
                if (pass) ring[m] = q;
                m++;
            } else {
                if (pass) shk_points_between((struct shk_point){ p.lon, p.lat, 0 }, (struct shk_point){ q.lon, q.lat, 0 }, steps, ring + m - 1);
                m += steps - 1;
            }
        }
        if (!pass) {
            total = m;
            *out = SHK_NEW(a, struct shk_point, total + 1);
            if (!*out) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu vertices", total);
        }
    }
    *n = total - 1;         /* the last one repeats the first */
    return SHK_OK;
}

/* Two columns that grow in the arena. */
struct columns { size_t n, room; double *lon, *lat; };

static enum shk_err reserve(struct columns *c, size_t more, struct shk_arena *a, struct shk_diag *d)
{
    if (c->n + more <= c->room) return SHK_OK;
    const size_t room = 2 * (c->n + more) + 256;
    double *lon = SHK_NEW(a, double, room), *lat = SHK_NEW(a, double, room);
    if (!lon || !lat) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu points of an area source", room);
    if (c->n) {
        memcpy(lon, c->lon, c->n * sizeof *lon);
        memcpy(lat, c->lat, c->n * sizeof *lat);
    }
    *c = (struct columns){ c->n, room, lon, lat };
    return SHK_OK;
}

struct row { double *lon, *x, *y; };

enum shk_err shk_area_grid(struct shk_line polygon, double spacing, struct shk_arena *a, struct shk_diag *d,
                           size_t *n, double **lon, double **lat)
{
    struct shk_point *v;
    struct shk_box box;
    size_t nv = 0;
    if (!(spacing > 0) || !isfinite(spacing)) return shk_fail(d, SHK_E_INVALID, "the area discretization %g must be positive", spacing);
    SHK_TRY(densify(polygon, a, d, &nv, &v));
    SHK_TRY(shk_box_of_points(nv, v, d, &box));
    const struct shk_projection proj = shk_projection_of(box);
    double (*ring)[2] = shk_arena_alloc(a, nv, sizeof *ring);
    uint32_t *edges = SHK_NEW(a, uint32_t, nv);
    /* The number of columns grows towards the poles; a row is as long as its circle of latitude at most. */
    const double step_deg = shk_degrees(spacing / SHK_EARTH_RADIUS), width = shk_lon_extent(box.west, box.east);
    const double cos_min = fmax(fmin(cos(shk_radians(box.north)), cos(shk_radians(box.south))), 1e-9);
    const double rows = (box.north - box.south) / step_deg, most = fmin(width / step_deg, 1e9) + 4;
    if (!(rows * most * cos_min < MAX_POINTS)) return shk_fail(d, SHK_E_LIMIT, "the area discretization %g km gives too many points", spacing);
    struct row r = { SHK_NEW(a, double, (size_t)most), SHK_NEW(a, double, (size_t)most), SHK_NEW(a, double, (size_t)most) };
    if (!ring || !edges || !r.lon || !r.x || !r.y) return shk_fail(d, SHK_E_NOMEM, "out of memory for a polygon of %zu vertices", nv);
    for (size_t i = 0; i < nv; i++) shk_project(&proj, v[i].lon, v[i].lat, &ring[i][0], &ring[i][1]);

    struct columns c = { 0 };
    for (double phi = box.north; phi > box.south;) {
        size_t m = 0;
        double low = INFINITY, high = -INFINITY, dummy;
        for (double lambda = box.west; shk_lon_extent(lambda, box.east) > 0 && m < (size_t)most;) {
            r.lon[m] = lambda;
            shk_project(&proj, lambda, phi, &r.x[m], &r.y[m]);
            low = fmin(low, r.y[m]);
            high = fmax(high, r.y[m]);
            m++;
            shk_point_at(lambda, phi, 90, spacing, &lambda, &dummy);
        }
        size_t ne = 0;                      /* edges the row can meet */
        for (size_t i = 0; i < nv; i++) {
            const double y1 = ring[i][1], y2 = ring[i + 1 == nv ? 0 : i + 1][1];
            if (fmax(y1, y2) >= low && fmin(y1, y2) <= high) edges[ne++] = (uint32_t)i;
        }
        SHK_TRY(reserve(&c, m, a, d));
        for (size_t i = 0; i < m && ne; i++)
            if (inside((const double (*)[2])ring, nv, edges, ne, r.x[i], r.y[i])) {
                c.lon[c.n] = r.lon[i];
                c.lat[c.n++] = phi;
            }
        const double before = phi;
        shk_point_at(box.west, phi, 180, spacing, &dummy, &phi);
        if (!(phi < before)) break;         /* over the pole */
    }
    if (c.n == 0) return shk_fail(d, SHK_E_INVALID, "the area discretization %g km is too large: no point is inside", spacing);
    *n = c.n;
    *lon = c.lon;
    *lat = c.lat;
    return SHK_OK;
}
