/* plane.h — distances to many rectangles: ruptures of point, area and multi-point sources.
 *
 * All formulas are Cartesian: the distance of a site from the great circle through a corner with a given azimuth is
 * R asin(r . P / |P|), r being the unit vector to the right of the circle, which equals the course formulas of
 * spec/contexts.md 2.3 to about 1e-12 km without their trigonometry. */
#ifndef SHK_GEO_PLANE_H
#define SHK_GEO_PLANE_H
#include "geo/surface.h"

/* Distances of n planes to all sites with the rules of point-like sources (contexts.md 2.3): the azimuth is measured at the
 * hypocentre, repi and rhypo from it. Each non-NULL column of out has n * sites.n numbers, plane after plane.
 * hypo (one a plane) is needed for rhypo, repi and azimuth only; rrup, rjb, rx, ry0 also work without.
 * azimuthcp, clon, clat must be NULL: point-like sources have no such distances. sites.lon, lat, dep are not read.
 * Cannot fail, does not allocate. Loops run over sites when there are many, over planes when there are few sites.
 *
 * Cheapest use for grids of points: planes at the same latitude are rotations of each other about the Earth's axis, so
 * make the plane once at longitude 0 and turn the sites instead (shk_rotate_sites), all grid points of a row in one call. */
void shk_planes_distances(const struct shk_plane *planes, const struct shk_point *hypo, size_t n,
                          struct shk_site_arrays sites, struct shk_distances out);

/* x, y of n sites seen from longitude lon (degrees): xr, yr are what x, y would be if all longitudes were less by lon. z stays. */
void shk_rotate_sites(double lon, size_t n, const double *x, const double *y, double *xr, double *yr);
#endif
