#include "geo/geodetic.h"

double shk_floor_mod(double a, double b)
{
    const double m = fmod(a, b);
    return m != 0 ? ((m < 0) != (b < 0) ? m + b : m) : copysign(0.0, b);
}

double shk_round_away(double x, int digits)
{
    double p = 1;
    for (int i = 0; i < digits; i++) p *= 10;
    return floor(x * p + copysign(0.5, x)) / p;
}

double shk_fix_lon(double lon) { return shk_floor_mod(lon + 180, 360) - 180; }
double shk_lon_extent(double a, double b) { return shk_floor_mod(b - a + 180, 360) - 180; }
int shk_cross_idl(double lon1, double lon2) { return lon1 * lon2 < 0 && fabs(lon1 - lon2) > 180; }

double shk_angular_distance(double km, double lat, double lat2)
{
    const double l = lat == lat2 ? lat : fmax(fabs(lat), fabs(lat2));
    return km * SHK_KM_TO_DEGREES / cos(l * SHK_BOX_DEG_TO_RAD);
}

void shk_to_xyz(double lon, double lat, double dep, double xyz[3])
{
    const double phi = shk_radians(lon), theta = shk_radians(lat), r = SHK_EARTH_RADIUS - dep, rc = r * cos(theta);
    xyz[0] = rc * cos(phi);
    xyz[1] = rc * sin(phi);
    xyz[2] = r * sin(theta);
}

void shk_to_xyz_columns(size_t n, const double *lon, const double *lat, const double *dep, double *x, double *y, double *z)
{
    for (size_t i = 0; i < n; i++) {
        double p[3];
        shk_to_xyz(lon[i], lat[i], dep ? dep[i] : 0, p);
        x[i] = p[0];
        y[i] = p[1];
        z[i] = p[2];
    }
}

struct shk_point shk_from_xyz(const double v[3])
{
    const double r = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]), s = v[2] / r;
    return (struct shk_point){ shk_degrees(atan2(v[1], v[0])), shk_degrees(asin(s < -1 ? -1 : s > 1 ? 1 : s)), SHK_EARTH_RADIUS - r };
}

double shk_distance(double lon1, double lat1, double lon2, double lat2)
{
    lon1 = shk_radians(lon1); lat1 = shk_radians(lat1); lon2 = shk_radians(lon2); lat2 = shk_radians(lat2);
    const double a = sin((lat1 - lat2) / 2), b = sin((lon1 - lon2) / 2);
    return 2 * SHK_EARTH_RADIUS * asin(sqrt(a * a + cos(lat1) * cos(lat2) * (b * b)));
}

double shk_distance_f32(double lon1, double lat1, double lon2, double lat2)
{
    const float l1 = (float)shk_radians(lon1), p1 = (float)shk_radians(lat1), l2 = (float)shk_radians(lon2), p2 = (float)shk_radians(lat2);
    const float a = sinf((p1 - p2) / 2.0f), b = sinf((l1 - l2) / 2.0f);
    float h = a * a;
    h += cosf(p1) * cosf(p2) * (b * b);
    return (float)(2 * SHK_EARTH_RADIUS) * asinf(sqrtf(h));
}

double shk_distance3(struct shk_point p, struct shk_point q)
{
    const double h = shk_distance(p.lon, p.lat, q.lon, q.lat), v = p.dep - q.dep;
    return sqrt(h * h + v * v);
}

/* Counter-clockwise course from 1 to 2, radians. */
static double course(double lon1, double lat1, double lon2, double lat2)
{
    lon1 = shk_radians(lon1); lat1 = shk_radians(lat1); lon2 = shk_radians(lon2); lat2 = shk_radians(lat2);
    const double c2 = cos(lat2);
    return atan2(sin(lon1 - lon2) * c2, cos(lat1) * sin(lat2) - sin(lat1) * c2 * cos(lon1 - lon2));
}

double shk_azimuth(double lon1, double lat1, double lon2, double lat2)
{
    return shk_floor_mod(360 - shk_degrees(course(lon1, lat1, lon2, lat2)), 360);
}

double shk_fast_azimuth(double lon1, double lat1, double lon2, double lat2)
{
    return -shk_degrees(course(lon1, lat1, lon2, lat2));
}

/* rlon, rlat, tc and the distance angle in radians. */
static void direct(double rlon, double rlat, double tc, double angle, double *lon2, double *lat2)
{
    const double s = sin(angle), c = cos(angle), sl = sin(rlat), cl = cos(rlat);
    const double sl2 = sl * c + cl * s * cos(tc);
    const double dlon = atan2(sin(tc) * s * cl, c - sl * sl2);
    *lon2 = shk_degrees(shk_floor_mod(rlon - dlon + SHK_PI, 2 * SHK_PI) - SHK_PI);
    *lat2 = shk_degrees(asin(sl2));
}

void shk_point_at(double lon, double lat, double azimuth, double km, double *lon2, double *lat2)
{
    direct(shk_radians(lon), shk_radians(lat), shk_radians(360 - azimuth), km / SHK_EARTH_RADIUS, lon2, lat2);
}

void shk_fast_point_at(double lon, double lat, double azimuth, double km, double *lon2, double *lat2)
{
    direct(shk_radians(lon), shk_radians(lat), -shk_radians(azimuth), km / SHK_EARTH_RADIUS, lon2, lat2);
}

struct shk_point shk_middle(struct shk_point p, struct shk_point q)
{
    struct shk_point m = { p.lon, p.lat, (p.dep + q.dep) / 2 };
    if (p.lon != q.lon || p.lat != q.lat)
        shk_point_at(p.lon, p.lat, shk_azimuth(p.lon, p.lat, q.lon, q.lat), shk_distance(p.lon, p.lat, q.lon, q.lat) / 2, &m.lon, &m.lat);
    return m;
}

/* The first `write` of n points. */
static void towards(struct shk_point p, double az, double hdist, double vdist, size_t n, size_t write, struct shk_point *out)
{
    const double rlon = shk_radians(p.lon), rlat = shk_radians(p.lat), tc = shk_radians(360 - az);
    const double dh = (hdist / SHK_EARTH_RADIUS) / (double)(n - 1), dv = vdist / (double)(n - 1);
    for (size_t i = 1; i < write; i++) {
        direct(rlon, rlat, tc, (double)i * dh, &out[i].lon, &out[i].lat);
        out[i].dep = (double)i * dv + p.dep;
    }
    if (write) out[0] = p;
}

void shk_points_towards(struct shk_point p, double az, double hdist, double vdist, size_t n, struct shk_point *out)
{
    towards(p, az, hdist, vdist, n, n, out);
}

void shk_points_between(struct shk_point p, struct shk_point q, size_t n, struct shk_point *out)
{
    towards(p, shk_azimuth(p.lon, p.lat, q.lon, q.lat), shk_distance(p.lon, p.lat, q.lon, q.lat), q.dep - p.dep, n, n, out);
    out[n - 1] = q;
}

size_t shk_intervals_count(struct shk_point p, struct shk_point q, double length)
{
    const double k = shk_round_away(shk_round_away(shk_distance3(p, q), 7) / length, 0);
    return k >= 1 && k < 0x1p31 ? (size_t)k + 1 : k >= 0x1p31 ? (size_t)1 << 31 : 1;
}

void shk_intervals_between(struct shk_point p, struct shk_point q, double length, size_t n, struct shk_point *out)
{
    const double h = shk_distance(p.lon, p.lat, q.lon, q.lat), v = q.dep - p.dep, total = shk_round_away(sqrt(h * h + v * v), 7);
    const size_t count = shk_intervals_count(p, q, length);
    if (n > count) n = count;
    if (count < 2) {
        if (n) out[0] = p;
        return;
    }
    const double factor = length * (double)(count - 1) / total;
    towards(p, shk_azimuth(p.lon, p.lat, q.lon, q.lat), h * factor, v * factor, count, n, out);
}

double shk_arc_distance(double alon, double alat, double az, double lon, double lat)
{
    const double t = shk_floor_mod(shk_azimuth(alon, alat, lon, lat) - az + 360, 360);
    const double d = shk_distance(alon, alat, lon, lat);
    return (SHK_PI / 2 - acos(sin(shk_radians(t)) * sin(d / SHK_EARTH_RADIUS))) * SHK_EARTH_RADIUS;
}

double shk_semi_arc_distance(double alon, double alat, double az, double lon, double lat)
{
    const double delta = shk_radians(az - shk_azimuth(alon, alat, lon, lat));
    if (cos(delta) > 0) return shk_arc_distance(alon, alat, az, lon, lat);
    const double d = shk_distance(alon, alat, lon, lat);
    return sin(delta) > 0 ? -d : d;
}

double shk_segment_distance(struct shk_point p1, struct shk_point p2, double lon, double lat)
{
    const double s = shk_azimuth(p1.lon, p1.lat, p2.lon, p2.lat);
    const double a1 = shk_azimuth(p1.lon, p1.lat, lon, lat), a2 = shk_azimuth(p2.lon, p2.lat, lon, lat);
    double d;
    if (cos(shk_radians(s - a1)) >= 0 && cos(shk_radians(s - a2)) <= 0)
        d = fabs(shk_arc_distance(p1.lon, p1.lat, s, lon, lat));
    else {
        double v[3], v1[3], v2[3];
        shk_to_xyz(lon, lat, 0, v);
        shk_to_xyz(p1.lon, p1.lat, 0, v1);
        shk_to_xyz(p2.lon, p2.lat, 0, v2);
        d = sqrt(fmin(shk_chord2(v, v1), shk_chord2(v, v2)));
    }
    return sin(shk_radians(a1 - s)) < 0 ? -d : d;
}

/* Stride in doubles, so that columns and arrays of points share the code. */
static enum shk_err box_of(size_t n, const double *lon, const double *lat, size_t stride, struct shk_diag *d, struct shk_box *out)
{
    struct shk_box b = { INFINITY, -INFINITY, -INFINITY, INFINITY };
    double positive = INFINITY, negative = -INFINITY;       /* for the date line: least positive, greatest negative longitude */
    for (size_t i = 0; i < n; i++) {
        const double x = lon[i * stride], y = lat[i * stride];
        if (isfinite(x)) {
            b.west = fmin(b.west, x);
            b.east = fmax(b.east, x);
            if (x > 0) positive = fmin(positive, x);
            if (x < 0) negative = fmax(negative, x);
        }
        if (isfinite(y)) {
            b.north = fmax(b.north, y);
            b.south = fmin(b.south, y);
        }
    }
    if (!(b.west <= b.east) || !(b.south <= b.north)) return shk_fail(d, SHK_E_INVALID, "no finite coordinates to make a bounding box of");
    if (shk_lon_extent(b.west, b.east) < 0) {
        b.west = positive;
        b.east = negative;
        for (size_t i = 0; i < n; i++) {
            const double x = lon[i * stride];
            if (isfinite(x) && !(shk_lon_extent(b.west, x) >= 0 && shk_lon_extent(x, b.east) >= 0))
                return shk_fail(d, SHK_E_INVALID, "points spread over more than half of the Earth in longitude: %g is outside of %g..%g", x, b.west, b.east);
        }
    }
    *out = b;
    return SHK_OK;
}

enum shk_err shk_box_of(size_t n, const double *lon, const double *lat, struct shk_diag *d, struct shk_box *out)
{
    return box_of(n, lon, lat, 1, d, out);
}

enum shk_err shk_box_of_points(size_t n, const struct shk_point *p, struct shk_diag *d, struct shk_box *out)
{
    return box_of(n, n ? &p->lon : NULL, n ? &p->lat : NULL, sizeof *p / sizeof(double), d, out);
}

struct shk_projection shk_projection_of(struct shk_box b)
{
    const struct shk_point m = shk_middle((struct shk_point){ b.west, b.north, 0 }, (struct shk_point){ b.east, b.south, 0 });
    const double lat0 = shk_radians(m.lat);
    return (struct shk_projection){ shk_radians(m.lon), sin(lat0), cos(lat0) };
}

void shk_project(const struct shk_projection *p, double lon, double lat, double *x, double *y)
{
    const double l = shk_radians(lon) - p->lon0, t = shk_radians(lat), c = cos(t);
    *x = c * sin(l) * SHK_EARTH_RADIUS;
    *y = (p->cos_lat0 * sin(t) - p->sin_lat0 * c * cos(l)) * SHK_EARTH_RADIUS;
}

void shk_unproject(const struct shk_projection *p, double x, double y, double *lon, double *lat)
{
    x /= SHK_EARTH_RADIUS;
    y /= SHK_EARTH_RADIUS;
    const double c = sqrt(1 - (x * x + y * y));
    const double l = shk_degrees(p->lon0 + atan2(x, p->cos_lat0 * c - y * p->sin_lat0));
    *lat = shk_degrees(asin(c * p->sin_lat0 + y * p->cos_lat0));
    *lon = l >= 180 ? l - 360 : l <= -180 ? l + 360 : l;
}
