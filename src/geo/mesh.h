/* mesh.h — tables of a mesh that its floating ruptures share; internal to the geo layer. */
#ifndef SHK_GEO_MESH_H
#define SHK_GEO_MESH_H
#include <math.h>
#include "geo/surface.h"

struct shk_vec { double x, y, z; };
static inline double shk_dot(struct shk_vec a, struct shk_vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static inline struct shk_vec shk_minus(struct shk_vec a, struct shk_vec b) { return (struct shk_vec){ a.x - b.x, a.y - b.y, a.z - b.z }; }
static inline struct shk_vec shk_cross(struct shk_vec a, struct shk_vec b)
{
    return (struct shk_vec){ a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x };
}
static inline struct shk_vec shk_scaled(struct shk_vec a, double s) { return (struct shk_vec){ a.x * s, a.y * s, a.z * s }; }
/* Zero stays zero. */
static inline struct shk_vec shk_unit(struct shk_vec a)
{
    const double l2 = shk_dot(a, a);
    return shk_scaled(a, 1 / sqrt(l2 == 0 ? 1.0 : l2));
}
/* Unit vectors east and north at the unit vector u; at a pole east is that of longitude 0. */
static inline void shk_axes(struct shk_vec u, struct shk_vec *east, struct shk_vec *north)
{
    const double h2 = u.x * u.x + u.y * u.y, q = 1 / sqrt(h2 == 0 ? 1.0 : h2);
    const double ex = -u.y * q, ey = h2 == 0 ? 1.0 : u.x * q;
    *east = (struct shk_vec){ ex, ey, 0 };
    *north = (struct shk_vec){ -u.z * ey, u.z * ex, u.x * ey - u.y * ex };
}

/* Segment from a node to the next in its row, at depth 0 (see mesh_rx.c). */
struct shk_frame {
    struct shk_vec right;       /* unit vector to the right of the great circle */
    struct shk_vec bearing;     /* at the second node, the direction with the azimuth measured at the first */
    double h;                   /* half the squared chord of the unit vectors */
};
struct shk_frame shk_frame_of(struct shk_vec p, struct shk_vec q);      /* p, q: unit vectors */

/* Cell between rows i, i+1 and columns j, j+1 (sources.md 0.4). cx, cy: sums of area times cosine and sine of the
 * inclination of its two triangles; ax, ay: the same of the azimuth. */
struct shk_cell { double area, length, width, cx, cy, ax, ay; };

/* How the cells of a regular mesh lie on the map, seen from above with rows going right and columns going down. */
enum shk_fold { SHK_FOLDED, SHK_VERTICAL, SHK_CLOCKWISE, SHK_COUNTERCLOCKWISE };
enum shk_fold shk_fold_of(const struct shk_mesh *m);

struct shk_mesh_tables {
    enum shk_fold fold;
    double *frame[7];           /* of segments, nrow x (ncol - 1) each: right x y z, bearing x y z, h */
    struct shk_cell *cells;     /* (nrow - 1) x (ncol - 1), NULL for kites */
};

static inline struct shk_frame shk_frame_at(const struct shk_mesh_tables *t, size_t i)
{
    return (struct shk_frame){ { t->frame[0][i], t->frame[1][i], t->frame[2][i] }, { t->frame[3][i], t->frame[4][i], t->frame[5][i] }, t->frame[6][i] };
}

static inline struct shk_vec shk_node(const struct shk_mesh *m, size_t k) { return (struct shk_vec){ m->x[k], m->y[k], m->z[k] }; }
static inline struct shk_vec shk_node0(const struct shk_mesh *m, size_t k) { return (struct shk_vec){ m->x0[k], m->y0[k], m->z0[k] }; }
static inline struct shk_point shk_node_point(const struct shk_mesh *m, size_t k) { return (struct shk_point){ m->lon[k], m->lat[k], m->dep[k] }; }

/* Arrays and Cartesian coordinates, no tables: the nodes' lon, lat, dep must be filled before shk_mesh_finish. */
SHK_CHECKED enum shk_err shk_mesh_alloc(size_t nrow, size_t ncol, struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out);
SHK_CHECKED enum shk_err shk_mesh_finish(struct shk_mesh *m, int regular, struct shk_arena *a, struct shk_diag *d);

SHK_CHECKED enum shk_err shk_regular_params(const struct shk_surface *s, struct shk_surface_params *out, struct shk_diag *d);
#endif
