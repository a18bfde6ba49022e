/* site_kernels.h — distances between one site and the nodes, segments and cells of a mesh; internal to the geo layer.
 *
 * Both ways of measuring a rupture (surface.h: shk_surface_distances, windows.h: shk_windows_distances) call these, so
 * that they give the same bits. */
#ifndef SHK_GEO_SITE_KERNELS_H
#define SHK_GEO_SITE_KERNELS_H
#include "geo/geodetic.h"
#include "geo/mesh.h"
#include "math/vmath.h"

/* A site: p at its depth, u the unit vector towards it, q at depth 0, axes there. */
struct shk_site1 { struct shk_vec p, u, q, east, north; };
static inline struct shk_site1 shk_site1_of(double x, double y, double z)
{
    struct shk_site1 s = { .p = { x, y, z } };
    s.u = shk_scaled(s.p, 1 / sqrt(shk_dot(s.p, s.p)));
    s.q = shk_scaled(s.u, SHK_EARTH_RADIUS);
    shk_axes(s.u, &s.east, &s.north);
    return s;
}

static inline double shk_gap2(struct shk_vec a, struct shk_vec b)
{
    const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return x * x + y * y + z * z;
}
static inline double shk_least(double a, double b) { return a < b ? a : b; }     /* NaN in a gives b */
static inline double shk_sign(double a) { return (a > 0 ? 1.0 : 0.0) - (a < 0 ? 1.0 : 0.0); }

/* ---- rx: signed distances of one site from a segment (contexts.md 1, G6 to G8, and 3) ----
 * The sign of rx rides in the lowest bit of the magnitude, so that a minimum of positive numbers finds both. */
static inline double shk_rx_pack(double magnitude, double sign)
{
    return of_bits((bits_of(magnitude) & ~1ULL) | (bits_of(sign) >> 63));
}
static inline double shk_rx_unpack(double v) { return bits_of(v) & 1 ? -v : v; }

/* Packed distances of a segment as the only one, the first, in between, the last; side: sine of the angle to the right of
 * its great circle. Where |side| < SHK_RX_UNSURE the sign of a site beyond the ends is rounding noise here, but not in the
 * reference when fault and site share a meridian: callers then take shk_rx_exact. */
struct shk_rx { double arc, first, inner, last, side; };
#define SHK_RX_UNSURE 1e-13
/* d0, d1: nodes at depth 0 times u. c0, c1: their squared chords to the site at depth 0. */
static inline struct shk_rx shk_rx_of(struct shk_vec right, struct shk_vec bearing, double h, double d0, double d1, double c0, double c1, struct shk_vec u)
{
    const double s = shk_dot(right, u), ahead = (d1 - d0) + h * d0, back = (d0 - d1) + h * d1, past = shk_dot(bearing, u);
    const double arc = SHK_EARTH_RADIUS * shk_asin(fabs(s));
    const double g0 = 2 * SHK_EARTH_RADIUS * shk_asin(shk_least(sqrt(c0) * (0.5 / SHK_EARTH_RADIUS), 1.0));
    const double g1 = 2 * SHK_EARTH_RADIUS * shk_asin(shk_least(sqrt(c1) * (0.5 / SHK_EARTH_RADIUS), 1.0));
    const double end = sqrt(shk_least(c0, c1)), in_band = ahead >= 0 ? arc : end;
    return (struct shk_rx){ shk_rx_pack(arc, s), shk_rx_pack(back > 0 ? arc : g1, s), shk_rx_pack(past <= 0 ? in_band : end, s),
                            shk_rx_pack(ahead > 0 ? arc : g0, s), s };
}
/* The same by the course formulas for the segment between nodes k and k + 1. */
struct shk_rx shk_rx_exact(const struct shk_mesh *m, size_t k, double lon, double lat);

/* ---- ry0: right-hand vectors of the great circles across both ends of the top edge ---- */
struct shk_ends { struct shk_vec first, last; };
static inline struct shk_vec shk_across(struct shk_vec node, double sin_strike, double cos_strike)
{
    struct shk_vec e, n;
    shk_axes(shk_unit(node), &e, &n);
    return (struct shk_vec){ -sin_strike * e.x - cos_strike * n.x, -sin_strike * e.y - cos_strike * n.y, -sin_strike * e.z - cos_strike * n.z };
}
static inline double shk_ry0_of(struct shk_vec first, struct shk_vec last, struct shk_vec u)
{
    const double s = shk_dot(first, u), t = shk_dot(last, u), m = shk_least(fabs(s), fabs(t));
    return SHK_EARTH_RADIUS * shk_asin(shk_sign(s) == shk_sign(t) ? m : 0.0);
}

/* ---- azimuth, repi, rhypo ---- */
static inline double shk_mod360(double a)      /* for |a| < 1080 */
{
    const double b = a - 360 * floor(a / 360);
    return b < 0 ? b + 360 : b >= 360 ? b - 360 : b;
}
static inline double shk_azimuth_of(struct shk_vec east, struct shk_vec north, double strike, struct shk_vec u)
{
    return shk_mod360(shk_degrees(shk_atan2(shk_dot(east, u), shk_dot(north, u))) - strike);
}
static inline double shk_repi_of(struct shk_vec hypo, struct shk_vec u)         /* unit vectors */
{
    return 2 * SHK_EARTH_RADIUS * shk_asin(shk_least(0.5 * sqrt(shk_gap2(hypo, u)), 1.0));
}
static inline double shk_rhypo_of(struct shk_vec hypo, double hypo_dep, struct shk_vec u, double site_dep)
{
    const double h = shk_repi_of(hypo, u), v = hypo_dep - site_dep;
    return sqrt(h * h + v * v);
}

/* ---- rjb ----
 * Squared distances of one site from the cells of a mesh in the orthographic projection centred on the site, 0 inside;
 * the number of the cell rides in the low bits, so that a minimum tells which cell is nearest. */
struct shk_cell_code { uint64_t mask; };        /* of the bits that hold the number */
static inline struct shk_cell_code shk_cell_code_of(size_t ncells)
{
    uint64_t m = 1;
    while (m < ncells) m <<= 1;
    return (struct shk_cell_code){ m - 1 };
}
/* Cells between two rows of n nodes: k is the index of the first node of the upper row in the mesh, out has n - 1 numbers, scratch 8 * n. */
void shk_row_of_cells(const struct shk_mesh *m, const struct shk_site1 *s, size_t k, size_t n, struct shk_cell_code code, size_t first_cell,
                      double *scratch, double *out);
/* Packed distance (of any window that has the cell) to rjb: measured anew in the projection along the unit vector centre. */
double shk_rjb_of(const struct shk_mesh *m, const struct shk_site1 *s, struct shk_vec centre, struct shk_cell_code code, double packed);
/* Centre of the projection for a window: middle of the bounding box's corners. */
struct shk_vec shk_window_centre(const struct shk_surface *s);

/* Outline of a window in the orthographic projection along its centre, from outline.c: an open ring. None (n == 0) where the mesh is
 * folded on the map; rjb is then measured from the cells. scratch is another arena than a, and left as it was. */
struct shk_outline { struct shk_vec east, north; size_t n; double (*v)[2]; };
SHK_CHECKED enum shk_err shk_outline_make(const struct shk_surface *s, struct shk_vec centre, struct shk_arena *scratch, struct shk_arena *a, struct shk_diag *d,
                                           struct shk_outline *out);
/* Planar distance of a site at depth 0, 0 inside. */
double shk_outline_distance(const struct shk_outline *o, struct shk_vec q);
#endif
