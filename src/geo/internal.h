/* internal.h — what the files of the geo layer share; not for other layers. */
#ifndef SHK_GEO_INTERNAL_H
#define SHK_GEO_INTERNAL_H
#include "geo/surface.h"

/* Finite, |lon| <= 180, |lat| <= 90, -8.848 < depth < 6371. */
SHK_CHECKED enum shk_err shk_check_point(struct shk_point p, struct shk_diag *d);

void shk_plane_params(const struct shk_plane *p, struct shk_surface_params *out);
/* azimuth is measured at the plane's middle point; azimuthcp reads sites.lon and sites.lat. */
void shk_plane_distances(const struct shk_plane *p, struct shk_point hypo, struct shk_site_arrays sites, struct shk_distances out);

struct shk_point shk_mesh_middle(const struct shk_surface *s);      /* of simple and complex surfaces */

SHK_CHECKED enum shk_err shk_mesh_distances(const struct shk_surface *s, struct shk_point hypo, double strike, struct shk_site_arrays sites,
                                            struct shk_distances out, struct shk_diag *d);
/* Chords at depth 0 from each site to the nearest of n points. */
void shk_nearest_chords(size_t n, const double *x, const double *y, const double *z, struct shk_site_arrays sites, double *out);

/* Strike and dip of the plane through a mesh's finite nodes (sources.md 9.1); dip NAN for two points. */
SHK_CHECKED enum shk_err shk_plane_fit(const struct shk_mesh *m, struct shk_diag *d, double *strike, double *dip);
struct shk_point shk_gridded_middle(const struct shk_mesh *m);
SHK_CHECKED enum shk_err shk_gridded_params(const struct shk_surface *s, struct shk_surface_params *out, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_gridded_rjb(const struct shk_surface *s, struct shk_site_arrays sites, double *out, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_kite_params(const struct shk_surface *s, struct shk_surface_params *out, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_kite_rjb(const struct shk_surface *s, struct shk_site_arrays sites, double *out, struct shk_diag *d);
struct shk_point shk_kite_middle(const struct shk_surface *s);
/* Distance of a point from a planar ring, 0 inside (even-odd rule). */
double shk_ring_distance(size_t n, double (*v)[2], double x, double y);

void shk_multi_params(const struct shk_multi *m, struct shk_surface_params *out);
SHK_CHECKED enum shk_err shk_multi_distances(const struct shk_multi *m, struct shk_point hypo, double strike, struct shk_site_arrays sites,
                                             struct shk_distances out, struct shk_diag *d);

/* Convex hull of n planar points, counter-clockwise and open; v is sorted, out has room for 2 n + 2. Returns the number of vertices. */
size_t shk_planar_hull(size_t n, double (*v)[2], double (*out)[2]);

struct shk_vec;
struct shk_vec shk_unit_of(struct shk_point p);                     /* on the surface; see mesh.h */

/* 1 if segments of the planar polyline meet other than at shared vertices; closed: a segment joins the last vertex to the first. */
int shk_ring_intersects(size_t n, double (*v)[2], int closed);
#endif
