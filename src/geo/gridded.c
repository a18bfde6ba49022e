/* Gridded surfaces: clouds of points (sources.md 9.1). Their mesh has one row, in the order of the file. */
#include <geos_c.h>
#include <stdlib.h>
#include <string.h>
#include "geo/geodetic.h"
#include "geo/internal.h"
#include "geo/mesh.h"

enum shk_err shk_gridded_mesh(struct shk_line points, struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out)
{
    if (points.n < 2) return shk_fail(d, SHK_E_INVALID, "a gridded surface needs at least two points, found %zu", points.n);
    SHK_TRY(shk_mesh_alloc(1, points.n, a, d, out));
    for (size_t k = 0; k < points.n; k++) {
        SHK_TRY(shk_check_point(points.p[k], d));
        (*out)->lon[k] = points.p[k].lon;
        (*out)->lat[k] = points.p[k].lat;
        (*out)->dep[k] = points.p[k].dep;
    }
    shk_to_xyz_columns(points.n, (*out)->lon, (*out)->lat, (*out)->dep, (*out)->x, (*out)->y, (*out)->z);
    shk_to_xyz_columns(points.n, (*out)->lon, (*out)->lat, NULL, (*out)->x0, (*out)->y0, (*out)->z0);
    return SHK_OK;
}

/* ---- strike and dip: the plane through the points ---- */

/* Eigenvector of the least eigenvalue of a symmetric matrix: Jacobi's rotations (Golub & Van Loan, Matrix Computations, 8.5). */
static void least_eigenvector(double m[3][3], double v[3])
{
    double q[3][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    for (int sweep = 0; sweep < 50; sweep++) {
        if (fabs(m[0][1]) + fabs(m[0][2]) + fabs(m[1][2]) == 0) break;
        for (int i = 0; i < 2; i++)
            for (int j = i + 1; j < 3; j++) {
                if (m[i][j] == 0) continue;
                const double theta = (m[j][j] - m[i][i]) / (2 * m[i][j]), t = copysign(1, theta) / (fabs(theta) + sqrt(theta * theta + 1));
                const double c = 1 / sqrt(t * t + 1), s = t * c;
                for (int k = 0; k < 3; k++) {
                    const double x = m[k][i], y = m[k][j];
                    m[k][i] = c * x - s * y;
                    m[k][j] = s * x + c * y;
                }
                for (int k = 0; k < 3; k++) {
                    const double x = m[i][k], y = m[j][k];
                    m[i][k] = c * x - s * y;
                    m[j][k] = s * x + c * y;
                    const double e = q[k][i], f = q[k][j];
                    q[k][i] = c * e - s * f;
                    q[k][j] = s * e + c * f;
                }
            }
    }
    int least = 0;
    for (int k = 1; k < 3; k++)
        if (m[k][k] < m[least][least]) least = k;
    for (int k = 0; k < 3; k++) v[k] = q[k][least];
}

static double angle(const double a[3], const double b[3])
{
    const double la = sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]), lb = sqrt(b[0] * b[0] + b[1] * b[1] + b[2] * b[2]);
    const double c = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / (la * lb);
    return shk_degrees(acos(c < -1 ? -1 : c > 1 ? 1 : c));
}

/* NaN nodes are skipped. The normal is taken upwards, so that the surface dips to the right of the strike; the reference
 * leaves the sign to LAPACK, which does the same but for dips of nearly 90 degrees. */
enum shk_err shk_plane_fit(const struct shk_mesh *m, struct shk_diag *d, double *strike, double *dip)
{
    const size_t n = m->nrow * m->ncol;
    struct shk_box box;
    SHK_TRY(shk_box_of(n, m->lon, m->lat, d, &box));
    const struct shk_projection proj = shk_projection_of(box);
    double c[3] = { 0 }, s[3][3] = { { 0 } }, first[2] = { 0 }, last[2] = { 0 };
    size_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        count = 0;
        for (size_t k = 0; k < n; k++) {
            if (!isfinite(m->lon[k]) || !isfinite(m->dep[k])) continue;
            double p[3];
            shk_project(&proj, m->lon[k], m->lat[k], &p[0], &p[1]);
            p[2] = -m->dep[k];
            if (!pass) {
                memcpy(count ? last : first, p, sizeof first);
                for (int i = 0; i < 3; i++) c[i] += p[i];
            } else
                for (int i = 0; i < 3; i++)
                    for (int j = 0; j < 3; j++) s[i][j] += (p[i] - c[i]) * (p[j] - c[j]);
            count++;
        }
        if (!pass)
            for (int i = 0; i < 3; i++) c[i] /= (double)count;
    }
    if (count < 2) return shk_fail(d, SHK_E_INVALID, "a plane cannot be fitted to %zu points", count);
    if (count == 2) {
        *strike = shk_floor_mod(shk_degrees(atan2(last[0] - first[0], last[1] - first[1])), 360);
        *dip = NAN;
        return SHK_OK;
    }
    double v[3];
    least_eigenvector(s, v);
    if (v[2] < 0)
        for (int i = 0; i < 3; i++) v[i] = -v[i];
    const double flat[3] = { v[0], v[1], 0 }, north[3] = { 0, 1, 0 };
    const double phi = angle(north, flat);
    *strike = v[0] < 0 ? shk_floor_mod(360 - phi - 90, 360) : shk_floor_mod(phi - 90, 360);
    *dip = 90 - angle(v, flat);
    return SHK_OK;
}

/* The node nearest in degrees to the mean of the coordinates. */
struct shk_point shk_gridded_middle(const struct shk_mesh *m)
{
    double lon = 0, lat = 0, best = INFINITY;
    size_t at = 0;
    for (size_t k = 0; k < m->ncol; k++) { lon += m->lon[k]; lat += m->lat[k]; }
    lon /= (double)m->ncol;
    lat /= (double)m->ncol;
    for (size_t k = 0; k < m->ncol; k++) {
        const double d2 = (m->lon[k] - lon) * (m->lon[k] - lon) + (m->lat[k] - lat) * (m->lat[k] - lat);
        if (d2 < best) { best = d2; at = k; }
    }
    return shk_node_point(m, at);
}

enum shk_err shk_gridded_params(const struct shk_surface *s, struct shk_surface_params *out, struct shk_diag *d)
{
    const struct shk_mesh *m = s->mesh;
    SHK_TRY(shk_plane_fit(m, d, &out->strike, &out->dip));
    out->width = out->area = NAN;
    out->ztor = INFINITY;
    out->zbot = -INFINITY;
    for (size_t k = 0; k < m->ncol; k++) {
        out->ztor = fmin(out->ztor, m->dep[k]);
        out->zbot = fmax(out->zbot, m->dep[k]);
    }
    out->middle = shk_gridded_middle(m);
    return SHK_OK;
}

/* ---- rjb: distance to the alpha shape of the projected points ----
 * Delaunay triangles of the points scaled to the unit square, by growing circumradius until every point is a vertex of
 * one; the shape is their union (contexts.md 3). */

struct triangle { double radius2; double v[3][2]; size_t node[3]; };

struct xyk { double x, y; size_t k; };
static int by_xy(const void *a, const void *b)
{
    const struct xyk *p = a, *q = b;
    if (p->x != q->x) return p->x < q->x ? -1 : 1;
    if (p->y != q->y) return p->y < q->y ? -1 : 1;
    return (p->k > q->k) - (p->k < q->k);
}

static int by_radius(const void *a, const void *b)
{
    const struct triangle *p = a, *q = b;
    return (p->radius2 > q->radius2) - (p->radius2 < q->radius2);
}

static double circumradius2(double v[3][2])
{
    double l[3], s = 0;
    for (int i = 0; i < 3; i++) {
        l[i] = hypot(v[i][0] - v[(i + 1) % 3][0], v[i][1] - v[(i + 1) % 3][1]);
        s += l[i];
    }
    s /= 2;
    const double num = l[0] * l[1] * l[2], den = 16 * s * ((s - l[0]) * (s - l[1]) * (s - l[2]));
    return den > 0 ? num * num / den : INFINITY;
}

/* Triangles of sorted unit-square points, in memory from the arena; their number, or 0. */
static size_t delaunay(const struct xyk *p, size_t n, struct shk_arena *a, struct triangle **out)
{
    size_t got = 0;
    GEOSContextHandle_t h = GEOS_init_r();
    GEOSCoordSequence *seq = h ? GEOSCoordSeq_create_r(h, (unsigned)n, 2) : NULL;
    for (size_t i = 0; seq && i < n; i++) {
        GEOSCoordSeq_setX_r(h, seq, (unsigned)i, p[i].x);
        GEOSCoordSeq_setY_r(h, seq, (unsigned)i, p[i].y);
    }
    GEOSGeometry *line = seq ? GEOSGeom_createLineString_r(h, seq) : NULL, *tri = line ? GEOSDelaunayTriangulation_r(h, line, 0, 0) : NULL;
    const int most = tri ? GEOSGetNumGeometries_r(h, tri) : 0;
    *out = most > 0 ? SHK_NEW(a, struct triangle, (size_t)most) : NULL;
    for (int i = 0; *out && i < most; i++) {
        const GEOSGeometry *ring = GEOSGetExteriorRing_r(h, GEOSGetGeometryN_r(h, tri, i));
        const GEOSCoordSequence *c = ring ? GEOSGeom_getCoordSeq_r(h, ring) : NULL;
        struct triangle *t = *out + got;
        int ok = c != NULL;
        for (unsigned j = 0; ok && j < 3; j++) {
            struct xyk key = { 0, 0, 0 };
            ok = GEOSCoordSeq_getX_r(h, c, j, &key.x) && GEOSCoordSeq_getY_r(h, c, j, &key.y);
            size_t lo = 0, hi = n;
            while (lo < hi) {
                const size_t mid = (lo + hi) / 2;
                if (by_xy(&p[mid], &key) < 0) lo = mid + 1;
                else hi = mid;
            }
            ok = ok && lo < n && p[lo].x == key.x && p[lo].y == key.y;
            t->v[j][0] = key.x;
            t->v[j][1] = key.y;
            t->node[j] = lo;
        }
        if (!ok) continue;
        t->radius2 = circumradius2(t->v);
        got++;
    }
    if (tri) GEOSGeom_destroy_r(h, tri);
    if (line) GEOSGeom_destroy_r(h, line);
    if (h) GEOS_finish_r(h);
    return got;
}

/* Triangles of the shape in km; 0 if the points are on a line. */
static size_t alpha_shape(const struct shk_mesh *m, const struct shk_projection *proj, struct shk_arena *a, struct triangle **out)
{
    const size_t n = m->ncol;
    struct xyk *p = SHK_NEW(a, struct xyk, n);
    unsigned char *covered = SHK_NEW(a, unsigned char, n);
    if (!p || !covered) return 0;
    double c[2] = { 0 }, lo[2] = { INFINITY, INFINITY }, hi[2] = { -INFINITY, -INFINITY };
    for (size_t k = 0; k < n; k++) {
        shk_project(proj, m->lon[k], m->lat[k], &p[k].x, &p[k].y);
        const double v[2] = { p[k].x, p[k].y };
        for (int i = 0; i < 2; i++) {
            c[i] += v[i] / (double)n;
            lo[i] = fmin(lo[i], v[i]);
            hi[i] = fmax(hi[i], v[i]);
        }
    }
    const double sx = hi[0] - lo[0], sy = hi[1] - lo[1];
    if (!(sx > 0) || !(sy > 0)) return 0;
    for (size_t k = 0; k < n; k++) {
        p[k].x = (p[k].x - c[0]) / sx;
        p[k].y = (p[k].y - c[1]) / sy;
        p[k].k = k;
    }
    qsort(p, n, sizeof *p, by_xy);
    size_t distinct = 0;
    for (size_t k = 0; k < n; k++)
        if (k == 0 || p[k].x != p[distinct - 1].x || p[k].y != p[distinct - 1].y) p[distinct++] = p[k];
    if (distinct < 3) return 0;
    const size_t total = delaunay(p, distinct, a, out);
    qsort(*out, total, sizeof **out, by_radius);
    /* as many as cover all vertices that any triangle has, and at least a third of them and one */
    size_t vertices = 0, done = 0, keep = total;
    for (size_t i = 0; i < total; i++)
        for (int j = 0; j < 3; j++) {
            vertices += !covered[(*out)[i].node[j]];
            covered[(*out)[i].node[j]] = 1;
        }
    for (size_t i = 0; i < total && keep == total; i++) {
        for (int j = 0; j < 3; j++) {
            done += covered[(*out)[i].node[j]] == 1;
            covered[(*out)[i].node[j]] = 2;
        }
        if (done == vertices && i + 1 >= total / 3) keep = i + 1 > total / 3 ? i + 1 : total / 3 + 1;
    }
    if (keep > total) keep = total;
    for (size_t i = 0; i < keep; i++)
        for (int j = 0; j < 3; j++) {
            (*out)[i].v[j][0] = (*out)[i].v[j][0] * sx + c[0];
            (*out)[i].v[j][1] = (*out)[i].v[j][1] * sy + c[1];
        }
    return keep;
}

double shk_ring_distance(size_t n, double (*v)[2], double x, double y)
{
    double least = INFINITY;
    int in = 0;
    for (size_t i = 0; i < n; i++) {
        const double *a = v[i], *b = v[i + 1 < n ? i + 1 : 0], ax = a[0] - x, ay = a[1] - y, dx = b[0] - a[0], dy = b[1] - a[1], l2 = dx * dx + dy * dy;
        double t = l2 > 0 ? -(ax * dx + ay * dy) / l2 : 0;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        const double ex = ax + t * dx, ey = ay + t * dy;
        least = fmin(least, ex * ex + ey * ey);
        if ((a[1] > y) != (b[1] > y) && ((ax * (b[1] - y) - (b[0] - x) * ay > 0) == (b[1] > a[1]))) in = !in;
    }
    return in ? 0 : sqrt(least);
}

enum shk_err shk_gridded_rjb(const struct shk_surface *s, struct shk_site_arrays sites, double *out, struct shk_diag *d)
{
    size_t near = 0;
    shk_nearest_chords(s->mesh->ncol, s->mesh->x0, s->mesh->y0, s->mesh->z0, sites, out);
    for (size_t i = 0; i < sites.n; i++) near += out[i] < 40;
    if (!near) return SHK_OK;
    struct shk_box box;
    SHK_TRY(shk_box_of(s->mesh->ncol, s->mesh->lon, s->mesh->lat, d, &box));
    const struct shk_projection proj = shk_projection_of(box);
    struct shk_arena *a = shk_arena_new(0);
    if (!a) return shk_fail(d, SHK_E_NOMEM, "the outline of %zu points", s->mesh->ncol);
    struct triangle *t = NULL;
    const size_t n = alpha_shape(s->mesh, &proj, a, &t);
    for (size_t i = 0; i < sites.n && n; i++) {
        if (!(out[i] < 40)) continue;
        double x, y, least = INFINITY;
        shk_project(&proj, sites.lon[i], sites.lat[i], &x, &y);
        for (size_t k = 0; k < n && least > 0; k++) least = fmin(least, shk_ring_distance(3, t[k].v, x, y));
        out[i] = least;
    }
    shk_arena_free(a);
    return SHK_OK;
}
