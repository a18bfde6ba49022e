/* site_index.h — which sites are near a point or a box: a k-d tree over Cartesian coordinates. */
#ifndef SHK_GEO_SITE_INDEX_H
#define SHK_GEO_SITE_INDEX_H
#include <stdint.h>
#include "geo/geodetic.h"

struct shk_site_index;

/* Over n sites (fewer than 2^32), whose columns must outlive the index. Distances are chords at the sites' own depths.
 * One index must not be used by two threads at once: it holds scratch. */
SHK_CHECKED enum shk_err shk_site_index_make(struct shk_site_arrays sites, struct shk_arena *a, struct shk_diag *d, struct shk_site_index **out);
/* Sites within radius km (<=) of the point, ascending; ids has room for n. Returns their number. */
size_t shk_site_index_near(struct shk_site_index *t, const double xyz[3], double radius, uint32_t *ids);
/* Sites within radius km of any of m points. */
size_t shk_site_index_near_any(struct shk_site_index *t, size_t m, const double *x, const double *y, const double *z, double radius, uint32_t *ids);
/* The nearest site (the lowest number among equals), its chord in *km; SIZE_MAX if there is none. */
size_t shk_site_index_nearest(const struct shk_site_index *t, const double xyz[3], double *km);
/* Sites whose longitude and latitude lie in the box grown by km on all sides, ascending: a generous filter, never too small.
 * Boxes across the date line and near the poles are understood. */
size_t shk_sites_in_box(struct shk_site_arrays sites, struct shk_box box, double km, uint32_t *ids);
#endif
