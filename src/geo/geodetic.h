/* geodetic.h — great-circle geometry on a sphere of 6371 km.
 *
 * Angles in degrees, lengths in km, depths positive down, azimuths clockwise from north. The formulas are the haversine
 * distance and the course formulas of Williams' "Aviation Formulary"; order of operations as in spec/contexts.md 1, so
 * that results agree with the reference to the last bits of libm. */
#ifndef SHK_GEO_GEODETIC_H
#define SHK_GEO_GEODETIC_H
#include <math.h>
#include <stddef.h>
#include "geo/surface.h"

#define SHK_EARTH_RADIUS 6371.0
#define SHK_PI 3.14159265358979323846
#define SHK_KM_TO_DEGREES 0.0089932             /* only for boxes and grids */
#define SHK_BOX_DEG_TO_RAD 0.01745329252        /* truncated on purpose; only in shk_angular_distance */

static inline double shk_radians(double deg) { return deg * (SHK_PI / 180.0); }
static inline double shk_degrees(double rad) { return rad * (180.0 / SHK_PI); }

/* Remainder with the sign of the divisor (b > 0). */
double shk_floor_mod(double a, double b);
/* Half away from zero, as floor(x + copysign(0.5, x)); digits decimals (>= 0). NOT symmetrical for negative x. */
double shk_round_away(double x, int digits);
/* (lon + 180) mod 360 - 180: 180 becomes -180; may change the last bits. */
double shk_fix_lon(double lon);
/* Eastward extent from a to b in [-180, 180). */
double shk_lon_extent(double a, double b);
int shk_cross_idl(double lon1, double lon2);
/* Degrees of longitude spanned by km at the given latitudes (box filters only); pass lat twice for a single latitude. */
double shk_angular_distance(double km, double lat, double lat2);

/* ---- Cartesian coordinates, km ---- */
void shk_to_xyz(double lon, double lat, double dep, double xyz[3]);
void shk_to_xyz_columns(size_t n, const double *lon, const double *lat, const double *dep /* NULL: 0 */,
                        double *x, double *y, double *z);
struct shk_point shk_from_xyz(const double xyz[3]);
static inline double shk_chord2(const double a[3], const double b[3])
{
    return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]);
}

/* ---- distances and azimuths ---- */
double shk_distance(double lon1, double lat1, double lon2, double lat2);           /* haversine */
/* The same in single precision: the reference does this whenever it measures arrays (contexts.md 1, G1). */
double shk_distance_f32(double lon1, double lat1, double lon2, double lat2);
double shk_distance3(struct shk_point p, struct shk_point q);                       /* sqrt(haversine^2 + depth^2), not a chord */
double shk_azimuth(double lon1, double lat1, double lon2, double lat2);             /* [0, 360) */
double shk_fast_azimuth(double lon1, double lat1, double lon2, double lat2);        /* (-180, 180] */
void shk_point_at(double lon, double lat, double azimuth, double km, double *lon2, double *lat2);       /* lon2 in [-180, 180) */
/* The twin used for planar ruptures: differs in the last bits only. */
void shk_fast_point_at(double lon, double lat, double azimuth, double km, double *lon2, double *lat2);
/* Great-circle midpoint; p itself if the two are equal. Depth: mean. */
struct shk_point shk_middle(struct shk_point p, struct shk_point q);
/* n >= 2 points from p along az, the last hdist km away and vdist km deeper; out[0] is p. */
void shk_points_towards(struct shk_point p, double az, double hdist, double vdist, size_t n, struct shk_point *out);
/* The same towards q, whose coordinates are the last point's exactly. */
void shk_points_between(struct shk_point p, struct shk_point q, size_t n, struct shk_point *out);
/* Points spaced exactly length km from p towards q: the last one may fall short of q or overshoot it by length/2.
 * count gives their number (1: only p; bounded by 2^31); the other writes the first n of them. */
size_t shk_intervals_count(struct shk_point p, struct shk_point q, double length);
void shk_intervals_between(struct shk_point p, struct shk_point q, double length, size_t n, struct shk_point *out);

/* ---- signed distances of a point from arcs, positive to the right ---- */
double shk_arc_distance(double alon, double alat, double az, double lon, double lat);           /* whole great circle */
double shk_semi_arc_distance(double alon, double alat, double az, double lon, double lat);
double shk_segment_distance(struct shk_point p1, struct shk_point p2, double lon, double lat);

/* ---- bounding box and orthographic projection ---- */
struct shk_box { double west, east, north, south; };       /* west > east across the date line */
/* NaN coordinates are skipped. SHK_E_INVALID if there is none, or if the points go around the Earth. */
SHK_CHECKED enum shk_err shk_box_of(size_t n, const double *lon, const double *lat, struct shk_diag *d, struct shk_box *out);
SHK_CHECKED enum shk_err shk_box_of_points(size_t n, const struct shk_point *p, struct shk_diag *d, struct shk_box *out);

/* The box of a surface of any kind. */
SHK_CHECKED enum shk_err shk_surface_box(const struct shk_surface *s, struct shk_diag *d, struct shk_box *out);

struct shk_projection { double lon0, sin_lat0, cos_lat0; };        /* lon0 in radians */
struct shk_projection shk_projection_of(struct shk_box b);
void shk_project(const struct shk_projection *p, double lon, double lat, double *x, double *y);
void shk_unproject(const struct shk_projection *p, double x, double y, double *lon, double *lat);
#endif
