#include "geo/mesh.h"
#include "geo/geodetic.h"
#include "geo/internal.h"

enum { MAX_NODES = 1 << 24 };       /* of a mesh: cell numbers must fit the bits that rjb spares for them */

struct shk_frame shk_frame_of(struct shk_vec p, struct shk_vec q)
{
    struct shk_vec e0, n0, e1, n1;
    shk_axes(p, &e0, &n0);
    shk_axes(q, &e1, &n1);
    const struct shk_vec c = shk_cross(q, p), step = shk_minus(q, p);
    const double l = sqrt(shk_dot(c, c));
    const struct shk_vec right = l == 0 ? e0 : shk_scaled(c, 1 / l);    /* nodes that coincide: due north, as azimuth() gives */
    const struct shk_vec ahead = shk_cross(p, right);                   /* unit tangent at p */
    const double s = shk_dot(ahead, e0), t = shk_dot(ahead, n0);
    return (struct shk_frame){ right, { t * n1.x + s * e1.x, t * n1.y + s * e1.y, t * n1.z + s * e1.z }, shk_dot(step, step) / 2 };
}

enum shk_err shk_mesh_alloc(size_t nrow, size_t ncol, struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out)
{
    if (nrow == 0 || ncol == 0 || nrow > MAX_NODES || ncol > MAX_NODES || nrow * ncol > MAX_NODES)
        return shk_fail(d, SHK_E_LIMIT, "a mesh of %zu by %zu nodes", nrow, ncol);
    const size_t n = nrow * ncol;
    struct shk_mesh *m = SHK_NEW(a, struct shk_mesh, 1);
    double *v = m ? SHK_NEW(a, double, 9 * n) : NULL;
    if (!v) return shk_fail(d, SHK_E_NOMEM, "a mesh of %zu by %zu nodes", nrow, ncol);
    *m = (struct shk_mesh){ .nrow = nrow, .ncol = ncol, .lon = v, .lat = v + n, .dep = v + 2 * n, .x = v + 3 * n, .y = v + 4 * n, .z = v + 5 * n,
                            .x0 = v + 6 * n, .y0 = v + 7 * n, .z0 = v + 8 * n };
    *out = m;
    return SHK_OK;
}

static double triangle_area(double a, double b, double c)       /* Heron */
{
    const double s = (a + b + c) / 2;
    return sqrt(s * (s - a) * (s - b) * (s - c));
}

static double norm(struct shk_vec a) { return sqrt(shk_dot(a, a)); }

/* Divides: at dips of 90 degrees rounding decides whether the mean inclination passes 90 and the azimuth is reversed. */
static struct shk_vec unit(struct shk_vec a)
{
    const double l = norm(a);
    return l == 0 ? a : (struct shk_vec){ a.x / l, a.y / l, a.z / l };
}

/* Adds a triangle's inclination and azimuth: e1 along the row, e2 up the column, at the node p. */
static void add_triangle(struct shk_cell *c, struct shk_vec e1, struct shk_vec e2, double area, struct shk_vec p)
{
    const struct shk_vec n = unit(shk_cross(e1, e2)), up = unit(p);
    const double v = shk_dot(up, n), ci = v < -1 ? -1 : v > 1 ? 1 : v;
    c->cx += area * ci;
    c->cy += area * sqrt(1 - ci * ci);
    const struct shk_vec above = { p.x, p.y, p.z + 1 };
    const struct shk_vec east = unit(shk_cross(above, p)), north = unit(shk_cross(p, east)), a = unit(e1);
    const double ca = shk_dot(a, north), s2 = 1 - ca * ca;
    c->ax += area * ca;
    c->ay += area * sqrt(s2 < 0 ? 0 : s2) * (shk_dot(a, east) < 0 ? -1 : 1);
}

static struct shk_cell cell_of(struct shk_vec p00, struct shk_vec p01, struct shk_vec p10, struct shk_vec p11)
{
    const struct shk_vec top = shk_minus(p01, p00), bottom = shk_minus(p11, p10), left = shk_minus(p00, p10), right = shk_minus(p01, p11);
    const double diag = norm(shk_minus(p01, p10));
    const double tl = triangle_area(norm(top), norm(left), diag), br = triangle_area(norm(bottom), norm(right), diag);
    struct shk_cell c = { .area = tl + br };
    c.length = (norm(top) * tl + norm(bottom) * br) / c.area;
    c.width = (norm(left) * tl + norm(right) * br) / c.area;
    add_triangle(&c, top, left, tl, p00);
    add_triangle(&c, bottom, right, br, p11);
    return c;
}

enum shk_err shk_mesh_finish(struct shk_mesh *m, int regular, struct shk_arena *a, struct shk_diag *d)
{
    const size_t n = m->nrow * m->ncol, segs = m->ncol - 1;
    shk_to_xyz_columns(n, m->lon, m->lat, m->dep, m->x, m->y, m->z);
    shk_to_xyz_columns(n, m->lon, m->lat, NULL, m->x0, m->y0, m->z0);
    if (regular)
        for (size_t k = 0; k < n; k++)
            if (!isfinite(m->x[k]) || !isfinite(m->y[k]) || !isfinite(m->z[k])) return shk_fail(d, SHK_E_INVALID, "node %zu of the mesh is not finite", k);
    struct shk_mesh_tables *t = SHK_NEW(a, struct shk_mesh_tables, 1);
    if (!t) return shk_fail(d, SHK_E_NOMEM, "a mesh of %zu nodes", n);
    t->frame[0] = SHK_NEW(a, double, 7 * m->nrow * segs + 1);
    for (int c = 1; c < 7 && t->frame[0]; c++) t->frame[c] = t->frame[c - 1] + m->nrow * segs;
    t->cells = regular ? SHK_NEW(a, struct shk_cell, (m->nrow - 1) * segs + 1) : NULL;
    if (!t->frame[0] || (regular && !t->cells)) return shk_fail(d, SHK_E_NOMEM, "a mesh of %zu nodes", n);
    for (size_t i = 0; i < m->nrow; i++)
        for (size_t j = 0; j < segs; j++) {
            const size_t k = i * m->ncol + j;
            const struct shk_frame f = shk_frame_of(shk_unit(shk_node0(m, k)), shk_unit(shk_node0(m, k + 1)));
            const double v[7] = { f.right.x, f.right.y, f.right.z, f.bearing.x, f.bearing.y, f.bearing.z, f.h };
            for (int c = 0; c < 7; c++) t->frame[c][i * segs + j] = v[c];
            if (regular && i + 1 < m->nrow)
                t->cells[i * segs + j] = cell_of(shk_node(m, k), shk_node(m, k + 1), shk_node(m, k + m->ncol), shk_node(m, k + m->ncol + 1));
        }
    if (regular && m->nrow > 1 && m->ncol > 1) t->fold = shk_fold_of(m);
    m->tables = t;
    return SHK_OK;
}

enum shk_err shk_mesh_make(size_t nrow, size_t ncol, const double *lon, const double *lat, const double *dep, int regular,
                           struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out)
{
    SHK_TRY(shk_mesh_alloc(nrow, ncol, a, d, out));
    for (size_t k = 0; k < nrow * ncol; k++) {
        (*out)->lon[k] = lon[k];
        (*out)->lat[k] = lat[k];
        (*out)->dep[k] = dep[k];
    }
    return shk_mesh_finish(*out, regular, a, d);
}

/* ---- what ground-motion models see of a regular mesh (sources.md 0.4, 6.6, 7.2) ---- */

/* Weighted mean inclination and azimuth of the cells of rows r0..r1-1. */
static enum shk_err mean_dip_strike(const struct shk_surface *s, size_t r0, size_t r1, struct shk_diag *d, double *dip, double *strike)
{
    const struct shk_mesh *m = s->mesh;
    const size_t segs = m->ncol - 1;
    double cx = 0, cy = 0, ax = 0, ay = 0;
    int flat = 1;
    for (size_t i = r0; i <= r1; i++)
        for (size_t j = s->col0; j < s->col1; j++) {
            const size_t k = i * m->ncol + j;
            flat &= m->dep[k] == 0;
            if (i < r1 && !(m->dep[k + m->ncol] - m->dep[k] >= 0))
                return shk_fail(d, SHK_E_INVALID, "row %zu of the mesh is shallower than the one above: depth %g km under %g km", i + 1, m->dep[k + m->ncol], m->dep[k]);
        }
    for (size_t i = r0; i < r1; i++)
        for (size_t j = s->col0; j + 1 < s->col1; j++) {
            const struct shk_cell *c = m->tables->cells + i * segs + j;
            cx += c->cx;
            cy += c->cy;
            ax += c->ax;
            ay += c->ay;
        }
    double incl = flat ? 0 : shk_degrees(atan2(cy, cx)), az = shk_degrees(atan2(ay, ax));
    if (az < 0) az += 360;
    if (incl > 90) {
        incl = 180 - incl;
        az = shk_floor_mod(az + 180, 360);
    }
    *dip = incl;
    *strike = az;
    return SHK_OK;
}

/* Of columns c0..c1-1 of cells: column widths averaged with the columns' mean lengths. */
static double mean_width(const struct shk_surface *s, size_t c0, size_t c1)
{
    const size_t segs = s->mesh->ncol - 1;
    double sum = 0, weight = 0;
    for (size_t j = c0; j < c1; j++) {
        double w = 0, la = 0, area = 0;
        for (size_t i = s->row0; i + 1 < s->row1; i++) {
            const struct shk_cell *c = s->mesh->tables->cells + i * segs + j;
            w += c->width;
            la += c->length * c->area;
            area += c->area;
        }
        sum += w * (la / area);
        weight += la / area;
    }
    return sum / weight;
}

static struct shk_point middle_of_row(const struct shk_surface *s, size_t row)
{
    const size_t n = s->col1 - s->col0, k = row * s->mesh->ncol + s->col0 + n / 2;
    return n % 2 ? shk_node_point(s->mesh, k) : shk_middle(shk_node_point(s->mesh, k - 1), shk_node_point(s->mesh, k));
}

struct shk_point shk_mesh_middle(const struct shk_surface *s)
{
    const size_t n = s->row1 - s->row0, mid = s->row0 + n / 2;
    return n % 2 ? middle_of_row(s, mid) : shk_middle(middle_of_row(s, mid - 1), middle_of_row(s, mid));
}

enum shk_err shk_regular_params(const struct shk_surface *s, struct shk_surface_params *out, struct shk_diag *d)
{
    const struct shk_mesh *m = s->mesh;
    const size_t segs = m->ncol - 1;
    if (s->row1 > m->nrow || s->col1 > m->ncol || s->row0 + 2 > s->row1 || s->col0 + 2 > s->col1)
        return shk_fail(d, SHK_E_INVALID, "a rupture needs at least two rows and two columns of mesh nodes");
    const int simple = s->kind == SHK_SIMPLE;
    SHK_TRY(mean_dip_strike(s, s->row0, simple ? s->row0 + 1 : s->row1 - 1, d, &out->dip, &out->strike));
    out->width = mean_width(s, s->col0, simple ? s->col0 + 1 : s->col1 - 1);
    out->ztor = INFINITY;
    out->zbot = -INFINITY;
    out->area = 0;
    for (size_t i = s->row0; i < s->row1; i++)
        for (size_t j = s->col0; j < s->col1; j++) {
            const double z = m->dep[i * m->ncol + j];
            if (i == s->row0 && z < out->ztor) out->ztor = z;
            if (z > out->zbot) out->zbot = z;
            if (i + 1 < s->row1 && j + 1 < s->col1) out->area += m->tables->cells[i * segs + j].area;
        }
    out->middle = shk_mesh_middle(s);
    return SHK_OK;
}
