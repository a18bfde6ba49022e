/* Joyner-Boore distances of regular meshes.
 *
 * The reference unites the stripes between rows to a polygon in the orthographic projection centred on the rupture's
 * bounding box, after simplifying each by 5 m and growing it by 5 m, and simplifies the union by 5 m again (contexts.md 3).
 * Here: the nearest cell is found in the projection centred on the site, which needs no polygon and can be shared by all
 * ruptures that float on the mesh; its distance is then taken in the rupture's own projection. Orthographic projection is
 * linear, so edges stay straight and a distance is |D|^2 - (D . centre)^2.
 *
 * This serves meshes that are folded on the map, for which outline.c has no outline. GROWN is what the reference's growing and
 * simplifying gain on average. */
#include "geo/site_kernels.h"

#define GROWN 0.004     /* km */

/* Squared distance of the origin from the segment (u0, v0)-(u1, v1). */
static inline double segment2(double u0, double v0, double u1, double v1)
{
    const double du = u1 - u0, dv = v1 - v0, l2 = du * du + dv * dv;
    double t = -(u0 * du + v0 * dv) / (l2 == 0 ? 1.0 : l2);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    const double x = u0 + t * du, y = v0 + t * dv;
    return x * x + y * y;
}

/* 1 if the segment crosses the half-line from the origin along +u. */
static inline double crosses(double u0, double v0, double u1, double v1)
{
    const double area = u0 * v1 - u1 * v0;
    return (((v0 > 0) != (v1 > 0)) & ((area > 0) == (v1 > v0))) ? 1.0 : 0.0;
}

SHK_KERNEL static void flatten(size_t n, const double *restrict x, const double *restrict y, const double *restrict z, struct shk_site1 s,
                               double *restrict u, double *restrict v)
{
    SHK_EACH(i, n) {
        const double dx = x[i] - s.q.x, dy = y[i] - s.q.y, dz = z[i] - s.q.z;
        u[i] = dx * s.east.x + dy * s.east.y;
        v[i] = dx * s.north.x + dy * s.north.y + dz * s.north.z;
    }
}

SHK_KERNEL static void cells(size_t n, const double *restrict u, const double *restrict v, const double *restrict U, const double *restrict V,
                             double *restrict top, double *restrict side, double *restrict side_crossing, uint64_t mask, uint64_t first, double *restrict out)
{
    SHK_EACH(i, n) {
        side[i] = segment2(u[i], v[i], U[i], V[i]);
        side_crossing[i] = crosses(u[i], v[i], U[i], V[i]);
    }
    SHK_EACH(i, n - 1) {
        top[i] = shk_least(segment2(u[i], v[i], u[i + 1], v[i + 1]), segment2(U[i], V[i], U[i + 1], V[i + 1]));
    }
    SHK_EACH(i, n - 1) {
        const double odd = crosses(u[i], v[i], u[i + 1], v[i + 1]) + crosses(U[i], V[i], U[i + 1], V[i + 1]) + side_crossing[i] + side_crossing[i + 1];
        const double d2 = shk_least(top[i], shk_least(side[i], side[i + 1]));
        const uint64_t bits = odd == 1 || odd == 3 ? 0 : bits_of(d2) & ~mask;
        out[i] = of_bits(bits | (first + i));
    }
}

void shk_row_of_cells(const struct shk_mesh *m, const struct shk_site1 *s, size_t k, size_t n, struct shk_cell_code code, size_t first_cell,
                      double *scratch, double *out)
{
    double *u = scratch, *v = u + n, *U = v + n, *V = U + n, *top = V + n, *side = top + n, *crossing = side + n;
    flatten(n, m->x0 + k, m->y0 + k, m->z0 + k, *s, u, v);
    flatten(n, m->x0 + k + m->ncol, m->y0 + k + m->ncol, m->z0 + k + m->ncol, *s, U, V);
    cells(n, u, v, U, V, top, side, crossing, code.mask, first_cell, out);
}

/* Squared distance of the site from the segment a-b, seen along c. */
static double seen2(struct shk_vec a, struct shk_vec b, struct shk_vec c)
{
    const struct shk_vec e = shk_minus(b, a);
    const double ca = shk_dot(c, a), ce = shk_dot(c, e), l2 = shk_dot(e, e) - ce * ce;
    double t = -(shk_dot(a, e) - ca * ce) / (l2 > 0 ? l2 : 1.0);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    const struct shk_vec p = { a.x + t * e.x, a.y + t * e.y, a.z + t * e.z };
    const double cp = shk_dot(c, p);
    return shk_dot(p, p) - cp * cp;
}

double shk_rjb_of(const struct shk_mesh *m, const struct shk_site1 *s, struct shk_vec centre, struct shk_cell_code code, double packed)
{
    const uint64_t bits = bits_of(packed), cell = bits & code.mask;
    if ((bits & ~code.mask) == 0) return 0;
    const size_t i = cell / (m->ncol - 1), k = i * m->ncol + cell % (m->ncol - 1);
    const struct shk_vec a = shk_minus(shk_node0(m, k), s->q), b = shk_minus(shk_node0(m, k + 1), s->q);
    const struct shk_vec c = shk_minus(shk_node0(m, k + m->ncol), s->q), e = shk_minus(shk_node0(m, k + m->ncol + 1), s->q);
    const double d2 = shk_least(shk_least(seen2(a, b, centre), seen2(c, e, centre)), shk_least(seen2(a, c, centre), seen2(b, e, centre)));
    const double d = sqrt(d2 > 0 ? d2 : 0) - GROWN;
    return d > 0 ? d : 0;
}

struct shk_vec shk_window_centre(const struct shk_surface *s)
{
    const struct shk_mesh *m = s->mesh;
    double west = INFINITY, east = -INFINITY, north = -INFINITY, south = INFINITY, positive = INFINITY, negative = -INFINITY;
    for (size_t i = s->row0; i < s->row1; i++)
        for (size_t k = i * m->ncol + s->col0; k < i * m->ncol + s->col1; k++) {
            const double x = m->lon[k], y = m->lat[k];
            west = x < west ? x : west;
            east = x > east ? x : east;
            north = y > north ? y : north;
            south = y < south ? y : south;
            positive = x > 0 && x < positive ? x : positive;
            negative = x < 0 && x > negative ? x : negative;
        }
    if (shk_lon_extent(west, east) < 0) {
        west = positive;
        east = negative;
    }
    double sn, cs, v[3] = { 0 };
    for (int k = 0; k < 2; k++) {           /* the great-circle middle of two points is their normalized sum */
        double st, ct;
        shk_sincos(shk_radians(k ? east : west), &sn, &cs);
        shk_sincos(shk_radians(k ? south : north), &st, &ct);
        v[0] += ct * cs;
        v[1] += ct * sn;
        v[2] += st;
    }
    return shk_unit((struct shk_vec){ v[0], v[1], v[2] });
}
