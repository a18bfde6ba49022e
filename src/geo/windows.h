/* windows.h — many ruptures floating on one fault, one site at a time.
 *
 * A fault has thousands of floating ruptures, ranges of rows and columns of the same mesh. For one site the distances of
 * all nodes, segments and cells are computed once (struct shk_mesh_site); a rupture's distance is then a minimum over its
 * window, and for equal windows at all positions the minima slide: min over 2, 4, 8... rows, then columns, a few
 * vectorized passes over the mesh whatever the size of the ruptures. Results equal shk_surface_distances bit for bit.
 *
 *     shk_windows_make(surfaces of one magnitude, ...)        once a fault and magnitude
 *     shk_mesh_site_make(mesh, ...)                           once a fault
 *     for each site: shk_mesh_site_set; for each magnitude: shk_windows_distances -> one column over ruptures
 */
#ifndef SHK_GEO_WINDOWS_H
#define SHK_GEO_WINDOWS_H
#include "geo/surface.h"

struct shk_windows;     /* ruptures, prepared: independent of the site */
struct shk_mesh_site;   /* tables of one mesh and one site at a time */

/* surfaces: n windows of kind SHK_SIMPLE or SHK_COMPLEX on the same mesh, at least 2 x 2 nodes (SHK_E_INVALID otherwise); best in the
 * order of a source, where those of one size follow each other. hypo and strike: one a surface; hypo may be NULL without repi, rhypo.
 * want: the distances that will be asked for are those with a non-NULL pointer (the pointers are not followed). */
SHK_CHECKED enum shk_err shk_windows_make(const struct shk_surface *surfaces, const struct shk_point *hypo, const double *strike, size_t n,
                                          struct shk_distances want, struct shk_arena *a, struct shk_diag *d, struct shk_windows **out);
/* Tables for one site at a time: about 9 doubles a node, in the arena. */
SHK_CHECKED enum shk_err shk_mesh_site_make(const struct shk_mesh *m, struct shk_distances want, struct shk_arena *a, struct shk_diag *d,
                                            struct shk_mesh_site **out);
/* Site i of sites. */
void shk_mesh_site_set(struct shk_mesh_site *t, struct shk_site_arrays sites, size_t i);
/* Distances of all windows to the site that is set: out's non-NULL columns (a subset of what was wanted) have one number a window. */
void shk_windows_distances(const struct shk_windows *w, struct shk_mesh_site *t, struct shk_distances out);
#endif
