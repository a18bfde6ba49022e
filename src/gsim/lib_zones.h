/* lib_zones.h — volcanic zones that the user outlines in a GeoJSON file, and how much of a path lies within them. */
#ifndef SHK_GSIM_LIB_ZONES_H
#define SHK_GSIM_LIB_ZONES_H
#include "gsim/make.h"

struct shk_zones;
/* Reads the file named by argument key: features with the property volc_zone_id (of equal ids the last one counts) and a Polygon, of
 * which the outer ring counts. *out is NULL without the argument. */
SHK_CHECKED enum shk_err shk_zones_read(struct shk_gsim_make *k, const char *key, const struct shk_zones **out);
/* Length in km, along the great circle between two points, within each zone, added over the zones: 100 points are tested and each that is
 * inside counts for the distance between two. */
double shk_zones_path(const struct shk_zones *z, double lon1, double lat1, double lon2, double lat2);
#endif
