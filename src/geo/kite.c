/* Kite surfaces: meshes that may lack nodes (sources.md 10.2, contexts.md 3). Horizontal lengths between nodes are taken
 * in single precision, as the reference does. */
#include <stdlib.h>
#include "geo/geodetic.h"
#include "geo/internal.h"
#include "geo/mesh.h"

#define K(s, i, j) (((s)->row0 + (i)) * (s)->mesh->ncol + (s)->col0 + (j))
#define NROW(s) ((s)->row1 - (s)->row0)
#define NCOL(s) ((s)->col1 - (s)->col0)

static int has_node(const struct shk_surface *s, size_t i, size_t j) { return isfinite(s->mesh->lon[K(s, i, j)]); }

static double across2(const struct shk_mesh *m, size_t a, size_t b)
{
    const float h = (float)shk_distance_f32(m->lon[a], m->lat[a], m->lon[b], m->lat[b]);
    return (double)(h * h);
}

static double length(const struct shk_mesh *m, size_t a, size_t b)
{
    const double v = m->dep[a] - m->dep[b];
    return sqrt(across2(m, a, b) + v * v);
}

struct shk_point shk_kite_middle(const struct shk_surface *s)
{
    const struct shk_mesh *m = s->mesh;
    struct shk_vec sum = { 0, 0, 0 };
    size_t n = 0, at = K(s, 0, 0);
    for (size_t i = 0; i < NROW(s); i++)
        for (size_t j = 0; j < NCOL(s); j++)
            if (has_node(s, i, j)) {
                const struct shk_vec p = shk_node(m, K(s, i, j));
                sum = (struct shk_vec){ sum.x + p.x, sum.y + p.y, sum.z + p.z };
                n++;
            }
    const struct shk_vec mean = { sum.x / (double)n, sum.y / (double)n, sum.z / (double)n };
    double best = INFINITY;
    for (size_t i = 0; i < NROW(s); i++)
        for (size_t j = 0; j < NCOL(s); j++) {
            const struct shk_vec e = shk_minus(mean, shk_node(m, K(s, i, j)));
            const double d = sqrt(shk_dot(e, e));
            if (d < best) { best = d; at = K(s, i, j); }
        }
    return shk_node_point(m, at);
}

static void dip_and_width(const struct shk_surface *s, double *dip, double *width)
{
    const struct shk_mesh *m = s->mesh;
    double dips = 0, lens = 0, widths = 0;
    size_t columns = 0;
    for (size_t j = 0; j < NCOL(s); j++) {
        double sum = 0, len = 0, wide = 0;
        size_t n = 0;
        for (size_t i = 0; i + 1 < NROW(s); i++) {
            if (!has_node(s, i, j) || !has_node(s, i + 1, j)) continue;
            const size_t a = K(s, i + 1, j), b = K(s, i, j);
            const double h = sqrt(across2(m, a, b)), v = m->dep[a] - m->dep[b];
            sum += h > 1e-20 ? shk_degrees(atan(v / h)) : 90;
            len += sqrt(h * h + v * v);
            wide += length(m, b, a);
            n++;
        }
        if (!n) continue;
        dips += sum / (double)n * len;
        lens += len;
        widths += wide;
        columns++;
    }
    *dip = dips / lens;
    *width = widths / (double)columns;
}

static double heron(double a, double b, double c)
{
    const double s = (a + b + c) * 0.5;
    return sqrt(s * (s - a) * (s - b) * (s - c));
}

/* Both triangles of a cell are given the diagonal from its first to its last node, which neither has: so does the reference. */
static double area(const struct shk_surface *s)
{
    const struct shk_mesh *m = s->mesh;
    double sum = 0;
    for (size_t i = 0; i + 1 < NROW(s); i++)
        for (size_t j = 0; j + 1 < NCOL(s); j++) {
            if (!has_node(s, i, j) || !has_node(s, i, j + 1) || !has_node(s, i + 1, j) || !has_node(s, i + 1, j + 1)) continue;
            const size_t a = K(s, i, j), b = K(s, i, j + 1), c = K(s, i + 1, j), e = K(s, i + 1, j + 1);
            const double diag = length(m, e, a), cell = heron(length(m, b, a), length(m, a, c), diag) + heron(length(m, e, c), length(m, b, e), diag);
            if (isfinite(cell)) sum += cell;
        }
    return sum;
}

enum shk_err shk_kite_params(const struct shk_surface *s, struct shk_surface_params *out, struct shk_diag *d)
{
    const struct shk_mesh *m = s->mesh;
    if (s->row1 > m->nrow || s->col1 > m->ncol || s->row0 + 2 > s->row1 || s->col0 + 2 > s->col1)
        return shk_fail(d, SHK_E_INVALID, "a rupture needs at least two rows and two columns of mesh nodes");
    double az = 0;
    size_t n = 0, last = SIZE_MAX;
    out->ztor = INFINITY;
    for (size_t j = 0; j < NCOL(s); j++) {
        const size_t k = K(s, 0, j);
        if (!has_node(s, 0, j)) continue;
        if (last != SIZE_MAX) {
            az += shk_floor_mod(shk_azimuth(m->lon[last], m->lat[last], m->lon[k], m->lat[k]) + 0.001, 360);
            n++;
        }
        last = k;
        out->ztor = fmin(out->ztor, m->dep[k]);
    }
    if (!n) return shk_fail(d, SHK_E_INVALID, "the top row of the mesh has fewer than two nodes");
    out->strike = az / (double)n;
    dip_and_width(s, &out->dip, &out->width);
    out->area = area(s);
    out->zbot = -INFINITY;
    for (size_t i = 0; i < NROW(s); i++)
        for (size_t j = 0; j < NCOL(s); j++) {
            const double z = m->dep[K(s, i, j)];
            if (!(z <= out->zbot)) out->zbot = z;               /* NaN if any node is missing, and stays so */
            if (isnan(out->zbot)) i = NROW(s) - 1, j = NCOL(s) - 1;
        }
    out->middle = shk_kite_middle(s);
    return SHK_OK;
}

/* ---- rjb: distance to the boundary's projection ---- */

static int is_vertical(const struct shk_surface *s)
{
    const struct shk_mesh *m = s->mesh;
    for (size_t j = 0; j < NCOL(s); j++) {
        size_t above = SIZE_MAX;
        for (size_t i = 0; i < NROW(s); i++) {
            if (!has_node(s, i, j)) continue;
            const size_t k = K(s, i, j);
            if (above != SIZE_MAX) {
                /* horizontal distance to the nearest of all nodes of the column that have one below them */
                double least = INFINITY;
                size_t last = SIZE_MAX;
                for (size_t r = 0; r < NROW(s); r++) {
                    if (!has_node(s, r, j)) continue;
                    if (last != SIZE_MAX) {
                        const struct shk_vec e = shk_minus(shk_node0(m, last), shk_node0(m, k));
                        least = fmin(least, sqrt(shk_dot(e, e)));
                    }
                    last = K(s, r, j);
                }
                const double v = m->dep[k] - m->dep[above];
                if (!(least > 1e-20 ? shk_degrees(atan(v / least)) > 89.9 : 1)) return 0;
            }
            above = k;
        }
    }
    return 1;
}

struct boundary { size_t n; double *lon, *lat, *x, *y, *z; double (*v)[2]; };

static size_t first_finite(const struct shk_surface *s, size_t j)
{
    for (size_t i = 0; i < NROW(s); i++)
        if (has_node(s, i, j)) return i;
    return SIZE_MAX;
}

static size_t last_finite(const struct shk_surface *s, size_t j)
{
    for (size_t i = NROW(s); i-- > 0;)
        if (has_node(s, i, j)) return i;
    return SIZE_MAX;
}

static void add(struct boundary *b, const struct shk_surface *s, size_t i, size_t j)
{
    b->lon[b->n] = s->mesh->lon[K(s, i, j)];
    b->lat[b->n++] = s->mesh->lat[K(s, i, j)];
}

static enum shk_err make_boundary(const struct shk_surface *s, struct boundary *b, struct shk_diag *d)
{
    const size_t nc = NCOL(s);
    b->n = 0;
    if (is_vertical(s)) {
        const size_t i0 = first_finite(s, 0), i1 = first_finite(s, nc - 1);
        if (i0 == SIZE_MAX || i1 == SIZE_MAX) return shk_fail(d, SHK_E_INVALID, "the first or last column of the mesh has no nodes");
        const struct shk_point p = shk_node_point(s->mesh, K(s, i0, 0)), q = shk_node_point(s->mesh, K(s, i1, nc - 1));
        const double strike = shk_azimuth(p.lon, p.lat, q.lon, q.lat);
        for (int k = 0; k < 4; k++) {               /* a strip of 0.2 km */
            const struct shk_point at = k < 2 ? p : q;
            shk_point_at(at.lon, at.lat, k == 0 || k == 3 ? strike - 90 : strike + 90, 0.1, &b->lon[k], &b->lat[k]);
        }
        b->n = 4;
        return SHK_OK;
    }
    for (size_t j = 0; j < nc; j++)
        if (first_finite(s, j) == SIZE_MAX) return shk_fail(d, SHK_E_INVALID, "column %zu of the mesh has no nodes", j);
    for (size_t j = 0; j < nc; j++) add(b, s, first_finite(s, j), j);
    for (size_t i = first_finite(s, nc - 1) + 1; i < last_finite(s, nc - 1); i++)
        for (size_t j = nc; j-- > 0;)
            if (has_node(s, i, j)) { add(b, s, i, j); break; }
    for (size_t j = nc; j-- > 0;) add(b, s, last_finite(s, j), j);
    for (size_t i = last_finite(s, 0); i-- > first_finite(s, 0) + 1;)
        for (size_t j = 0; j < nc; j++)
            if (has_node(s, i, j)) { add(b, s, i, j); break; }
    return SHK_OK;
}

enum shk_err shk_kite_rjb(const struct shk_surface *s, struct shk_site_arrays sites, double *out, struct shk_diag *d)
{
    const size_t most = 2 * (NROW(s) + NCOL(s)) + 4;
    struct shk_arena *a = shk_arena_new(0);
    double *mem = a ? SHK_NEW(a, double, 7 * most) : NULL;
    if (!mem) {
        shk_arena_free(a);
        return shk_fail(d, SHK_E_NOMEM, "a boundary of %zu points", most);
    }
    struct boundary b = { 0, mem, mem + most, mem + 2 * most, mem + 3 * most, mem + 4 * most, (double (*)[2])(void *)(mem + 5 * most) };
    struct shk_box box;
    enum shk_err e = make_boundary(s, &b, d);
    if (!e) e = shk_box_of(b.n, b.lon, b.lat, d, &box);
    if (!e) {
        shk_to_xyz_columns(b.n, b.lon, b.lat, NULL, b.x, b.y, b.z);
        shk_nearest_chords(b.n, b.x, b.y, b.z, sites, out);
        const struct shk_projection proj = shk_projection_of(box);
        for (size_t k = 0; k < b.n; k++) shk_project(&proj, b.lon[k], b.lat[k], &b.v[k][0], &b.v[k][1]);
        for (size_t i = 0; i < sites.n; i++) {
            if (!(out[i] < 40)) continue;
            double x, y;
            shk_project(&proj, sites.lon[i], sites.lat[i], &x, &y);
            out[i] = shk_ring_distance(b.n, b.v, x, y);
        }
    }
    shk_arena_free(a);
    return e;
}
