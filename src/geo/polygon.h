/* polygon.h — areas on the sphere: area sources and grids of sites. Rings are open or closed lists of points; depths are ignored. */
#ifndef SHK_GEO_POLYGON_H
#define SHK_GEO_POLYGON_H
#include "geo/geodetic.h"

struct shk_lonlats { size_t n; double *lon, *lat; };

/* Vertices with edges longer than 200 km divided (sources.md 4.1, step 2), their box, projection and planar ring. */
struct shk_polygon {
    size_t n; double (*v)[2];           /* planar ring, km, open */
    struct shk_box box;
    struct shk_projection proj;
};
/* ring must have 3 distinct vertices or more and not cross itself: SHK_E_INVALID otherwise. All memory from the arena. */
SHK_CHECKED enum shk_err shk_polygon_make(struct shk_line ring, struct shk_arena *a, struct shk_diag *d, struct shk_polygon *out);
/* 1 if strictly inside, 0 if outside or on the boundary. */
int shk_polygon_contains(const struct shk_polygon *p, double lon, double lat);

/* Grid points strictly inside an area source's polygon, row by row from the north, each from west to east (sources.md 4.1).
 * SHK_E_INVALID if there is none, SHK_E_LIMIT beyond 2^26 candidates. */
SHK_CHECKED enum shk_err shk_polygon_discretize(struct shk_line ring, double spacing, struct shk_arena *a, struct shk_diag *d, struct shk_lonlats *out);

/* Sites of region_grid_spacing (contexts.md 6.2): the region grown by spacing km, discretized, sorted by (lon, lat), not rounded. */
SHK_CHECKED enum shk_err shk_region_grid(struct shk_line region, double spacing, struct shk_arena *a, struct shk_diag *d, struct shk_lonlats *out);
/* The same around the convex hull of points (exposure or site model). */
SHK_CHECKED enum shk_err shk_hull_grid(size_t n, const double *lon, const double *lat, double spacing, struct shk_arena *a, struct shk_diag *d, struct shk_lonlats *out);

/* Convex hull in the orthographic projection of the points' box, counter-clockwise, open; 1 or 2 points if degenerate. */
SHK_CHECKED enum shk_err shk_convex_hull(size_t n, const double *lon, const double *lat, struct shk_arena *a, struct shk_diag *d, struct shk_line *out);
#endif
