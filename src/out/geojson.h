/* geojson.h — hazard maps for geographic information systems. */
#ifndef SHK_OUT_GEOJSON_H
#define SHK_OUT_GEOJSON_H
#include "out/export.h"
/* hazard_map-STATISTIC-PROBABILITY_ID.geojson (RFC 7946): a FeatureCollection with one point a site, whose properties are the values of
 * the map, by measure, and custom_site_id where there is one. Nothing is written where there are no maps. */
SHK_CHECKED enum shk_err shk_export_geojson(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d);
#endif
