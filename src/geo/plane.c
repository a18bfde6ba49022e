#include "geo/plane.h"
#include "geo/geodetic.h"
#include "geo/internal.h"
#include "math/vmath.h"

/* ---- making planes ---- */

static double dot3(const double a[3], const double b[3]) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

static void cross3(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

static void unit3(double a[3])
{
    const double l = sqrt(dot3(a, a));
    for (int i = 0; i < 3; i++) a[i] /= l;
}

/* Coordinates of corner k in the plane, relative to the top left one. */
static void in_plane(const struct shk_plane *p, int k, double *x, double *y)
{
    const double v[3] = { p->c[k][0] - p->c[0][0], p->c[k][1] - p->c[0][1], p->c[k][2] - p->c[0][2] };
    *x = dot3(v, p->u1);
    *y = dot3(v, p->u2);
}

SHK_KERNEL static void sincos8(const double *restrict angle, double *restrict s, double *restrict c)
{
    SHK_EACH(k, 8) shk_sincos(angle[k], &s[k], &c[k]);
}

void shk_plane_derive(struct shk_plane *p)
{
    double angle[8], s[8], c[8];
    for (int k = 0; k < 4; k++) {
        angle[k] = shk_radians(p->corner[k].lon);
        angle[k + 4] = shk_radians(p->corner[k].lat);
    }
    sincos8(angle, s, c);
    for (int k = 0; k < 4; k++) {
        const double r = SHK_EARTH_RADIUS - p->corner[k].dep, rc = r * c[k + 4];
        p->c[k][0] = rc * c[k];
        p->c[k][1] = rc * s[k];
        p->c[k][2] = r * s[k + 4];
    }
    double across[3], down[3], x1, y1, x2, y2, x3, y3;
    for (int i = 0; i < 3; i++) {
        across[i] = p->c[0][i] - p->c[1][i];
        down[i] = p->c[0][i] - p->c[2][i];
        p->u1[i] = p->c[1][i] - p->c[0][i];
    }
    cross3(across, down, p->n);
    unit3(p->n);
    unit3(p->u1);
    cross3(p->n, p->u1, p->u2);
    in_plane(p, 1, &x1, &y1);
    in_plane(p, 2, &x2, &y2);
    in_plane(p, 3, &x3, &y3);
    p->length = (x1 + (x3 - x2)) / 2;
    p->width = (y2 + (y3 - y1)) / 2;
}

enum shk_err shk_plane_from_corners(const struct shk_point corner[4], struct shk_plane *out, struct shk_diag *d)
{
    struct shk_plane p = { 0 };
    for (int k = 0; k < 4; k++) {
        SHK_TRY(shk_check_point(corner[k], d));
        p.corner[k] = corner[k];
    }
    const struct shk_point tl = corner[0], tr = corner[1], bl = corner[2], br = corner[3];
    if (tl.dep != tr.dep || bl.dep != br.dep)
        return shk_fail(d, SHK_E_INVALID, "top and bottom edges must be horizontal: depths are %g and %g, %g and %g", tl.dep, tr.dep, bl.dep, br.dep);
    p.strike = shk_azimuth(tl.lon, tl.lat, tr.lon, tr.lat);
    p.dip = shk_degrees(asin((bl.dep - tl.dep) / shk_distance3(tl, bl)));
    if (!(p.dip > 0 && p.dip <= 90)) return shk_fail(d, SHK_E_INVALID, "dip must be in (0, 90]: the corners give %g", p.dip);
    shk_plane_derive(&p);
    if (!isfinite(p.width) || !isfinite(p.length) || !isfinite(p.u2[0]))
        return shk_fail(d, SHK_E_INVALID, "corners do not span a rectangle");
    double x1, y, x2, x3;
    in_plane(&p, 1, &x1, &y);
    in_plane(&p, 2, &x2, &y);
    in_plane(&p, 3, &x3, &y);
    if (x3 - x2 < 0) return shk_fail(d, SHK_E_INVALID, "corners are in the wrong order: expected top left, top right, bottom left, bottom right");
    if (fabs(x1 - (x3 - x2)) > p.width * p.length * 0.004)          /* sources.md 8.1 */
        return shk_fail(d, SHK_E_INVALID, "top and bottom edges have different lengths: %g and %g km", x1, x3 - x2);
    *out = p;
    return SHK_OK;
}

/* ---- what the loops need of a plane ---- */

struct vec { double x, y, z; };
struct rect { struct vec tl, u1, u2, n; double length, width; };
struct arcs { struct vec bl, tl, dip_tl, dip_tr, c0, c1, c2, c3; };   /* vectors to the right of the edges' great circles; corners at depth 0 */
struct focus { struct vec h, east, north; double dep, strike; };      /* unit vector to the hypocentre and its axes */

static inline struct vec of3(const double a[3]) { return (struct vec){ a[0], a[1], a[2] }; }
static inline double dot(struct vec a, struct vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static inline struct vec scaled(struct vec a, double s) { return (struct vec){ a.x * s, a.y * s, a.z * s }; }
static inline struct vec mix(double s, struct vec a, double t, struct vec b)
{
    return (struct vec){ s * a.x + t * b.x, s * a.y + t * b.y, s * a.z + t * b.z };
}

/* Unit vectors east and north at the unit vector u; at a pole east is that of longitude 0. */
static inline void axes(struct vec u, struct vec *east, struct vec *north)
{
    const double h2 = u.x * u.x + u.y * u.y, q = 1 / sqrt(h2 == 0 ? 1.0 : h2);
    const double ex = -u.y * q, ey = h2 == 0 ? 1.0 : u.x * q;
    *east = (struct vec){ ex, ey, 0 };
    *north = (struct vec){ -u.z * ey, u.z * ex, u.x * ey - u.y * ex };
}

static inline struct arcs arcs_of(struct vec c0, struct vec c1, struct vec c2, struct vec c3, double strike)
{
    double s, q;
    shk_sincos(shk_radians(strike), &s, &q);
    const struct vec tl = scaled(c0, 1 / sqrt(dot(c0, c0))), tr = scaled(c1, 1 / sqrt(dot(c1, c1)));
    const struct vec bl = scaled(c2, 1 / sqrt(dot(c2, c2))), br = scaled(c3, 1 / sqrt(dot(c3, c3)));
    struct vec e, n;
    struct arcs a;
    axes(bl, &e, &n);
    a.bl = mix(q, e, -s, n);                /* right of azimuth t: cos t east - sin t north */
    axes(tr, &e, &n);
    a.dip_tr = mix(-s, e, -q, n);
    axes(tl, &e, &n);
    a.tl = mix(q, e, -s, n);
    a.dip_tl = mix(-s, e, -q, n);
    a.c0 = scaled(tl, SHK_EARTH_RADIUS);
    a.c1 = scaled(tr, SHK_EARTH_RADIUS);
    a.c2 = scaled(bl, SHK_EARTH_RADIUS);
    a.c3 = scaled(br, SHK_EARTH_RADIUS);
    return a;
}

static inline struct rect rect_of(const struct shk_plane *p)
{
    return (struct rect){ of3(p->c[0]), of3(p->u1), of3(p->u2), of3(p->n), p->length, p->width };
}

static inline struct focus focus_of(struct shk_point hypo, double strike)
{
    const double lon = shk_radians(hypo.lon), lat = shk_radians(hypo.lat);
    double sl, cl, st, ct;
    shk_sincos(lon, &sl, &cl);
    shk_sincos(lat, &st, &ct);
    return (struct focus){ { ct * cl, ct * sl, st }, { -sl, cl, 0 }, { -st * cl, -st * sl, ct }, hypo.dep, strike };
}

/* ---- one plane, one site (contexts.md 2.3) ---- */

static inline double rrup1(const struct rect *r, struct vec p)
{
    const struct vec m = { p.x - r->tl.x, p.y - r->tl.y, p.z - r->tl.z };
    const double d = dot(m, r->n), x = dot(m, r->u1), y = dot(m, r->u2);
    const double mx = x < 0 ? x : x > r->length ? x - r->length : 0;
    const double my = y < 0 ? y : y > r->width ? y - r->width : 0;
    return sqrt(d * d + mx * mx + my * my);
}

static inline double chord2(struct vec a, struct vec b)
{
    const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return x * x + y * y + z * z;
}

static inline double least(double a, double b) { return a < b ? a : b; }
static inline double sign(double a) { return (a > 0 ? 1.0 : 0.0) - (a < 0 ? 1.0 : 0.0); }

/* inv: 1 / |p|. */
static inline double rx1(const struct arcs *a, struct vec p, double inv) { return SHK_EARTH_RADIUS * shk_asin(dot(a->tl, p) * inv); }

static inline double ry01(const struct arcs *a, struct vec p, double inv)
{
    const double s = dot(a->dip_tl, p) * inv, t = dot(a->dip_tr, p) * inv;
    const double m = least(fabs(s), fabs(t));
    return SHK_EARTH_RADIUS * shk_asin(sign(s) == sign(t) ? m : 0.0);
}

static inline double rjb1(const struct arcs *a, struct vec p, double inv)
{
    const double s1 = dot(a->bl, p) * inv, s2 = dot(a->tl, p) * inv, s3 = dot(a->dip_tl, p) * inv, s4 = dot(a->dip_tr, p) * inv;
    const double in12 = fabs(sign(s1) - sign(s2)), in34 = fabs(sign(s3) - sign(s4));        /* 0: both on the same side */
    const double side = in12 == 0 ? least(fabs(s1), fabs(s2)) : in34 == 0 ? least(fabs(s3), fabs(s4)) : 0.0;
    const double corner = sqrt(least(least(chord2(p, a->c0), chord2(p, a->c1)), least(chord2(p, a->c2), chord2(p, a->c3))));
    return in12 + in34 == 0 ? corner : SHK_EARTH_RADIUS * shk_asin(side);
}

static inline double repi1(const struct focus *f, struct vec p, double inv)
{
    return 2 * SHK_EARTH_RADIUS * shk_asin(least(0.5 * sqrt(chord2(f->h, scaled(p, inv))), 1.0));
}

static inline double rhypo1(const struct focus *f, struct vec p, double inv)
{
    const double h = repi1(f, p, inv), v = f->dep - (SHK_EARTH_RADIUS - 1 / inv);
    return sqrt(h * h + v * v);
}

/* Degrees in [0, 360) for |a| < 1080; what shk_floor_mod gives, but it vectorizes. */
static inline double mod360(double a)
{
    const double b = a - 360 * floor(a / 360);
    return b < 0 ? b + 360 : b >= 360 ? b - 360 : b;
}

static inline double azimuth1(const struct focus *f, struct vec p)
{
    return mod360(shk_degrees(shk_atan2(dot(f->east, p), dot(f->north, p))) - f->strike);
}

/* ---- many sites, one plane ---- */

enum { BLOCK = 256 };
struct sites { size_t n; const double *x, *y, *z; double inv[BLOCK]; };

SHK_KERNEL static void inverse_norms(struct sites *s)
{
    SHK_EACH(i, s->n) s->inv[i] = 1 / sqrt(s->x[i] * s->x[i] + s->y[i] * s->y[i] + s->z[i] * s->z[i]);
}

#define SITE(s, i) ((struct vec){ (s)->x[i], (s)->y[i], (s)->z[i] })

SHK_KERNEL static void rrup_sites(const struct rect r, const struct sites *s, double *restrict out)
{
    SHK_EACH(i, s->n) out[i] = rrup1(&r, SITE(s, i));
}

SHK_KERNEL static void rjb_sites(const struct arcs a, const struct sites *s, double *restrict out)
{
    SHK_EACH(i, s->n) out[i] = rjb1(&a, SITE(s, i), s->inv[i]);
}

SHK_KERNEL static void rx_sites(const struct arcs a, const struct sites *s, double *restrict out)
{
    SHK_EACH(i, s->n) out[i] = rx1(&a, SITE(s, i), s->inv[i]);
}

SHK_KERNEL static void ry0_sites(const struct arcs a, const struct sites *s, double *restrict out)
{
    SHK_EACH(i, s->n) out[i] = ry01(&a, SITE(s, i), s->inv[i]);
}

SHK_KERNEL static void repi_sites(const struct focus f, const struct sites *s, double *restrict out)
{
    SHK_EACH(i, s->n) out[i] = repi1(&f, SITE(s, i), s->inv[i]);
}

SHK_KERNEL static void rhypo_sites(const struct focus f, const struct sites *s, double *restrict out)
{
    SHK_EACH(i, s->n) out[i] = rhypo1(&f, SITE(s, i), s->inv[i]);
}

SHK_KERNEL static void azimuth_sites(const struct focus f, const struct sites *s, double *restrict out)
{
    SHK_EACH(i, s->n) out[i] = azimuth1(&f, SITE(s, i));
}

static void load_sites(struct sites *s, struct shk_site_arrays a, size_t i0)
{
    s->n = a.n - i0 < BLOCK ? a.n - i0 : BLOCK;
    s->x = a.x + i0;
    s->y = a.y + i0;
    s->z = a.z + i0;
    inverse_norms(s);
}

static struct arcs arcs_of_plane(const struct shk_plane *p)
{
    return arcs_of(of3(p->c[0]), of3(p->c[1]), of3(p->c[2]), of3(p->c[3]), p->strike);
}

static void by_plane(const struct shk_plane *planes, const struct shk_point *hypo, size_t n, const struct sites *s, size_t stride,
                     size_t i0, struct shk_distances out)
{
    for (size_t j = 0; j < n; j++) {
        const size_t at = j * stride + i0;
        if (out.rrup) rrup_sites(rect_of(planes + j), s, out.rrup + at);
        if (out.rjb || out.rx || out.ry0) {
            const struct arcs a = arcs_of_plane(planes + j);
            if (out.rjb) rjb_sites(a, s, out.rjb + at);
            if (out.rx) rx_sites(a, s, out.rx + at);
            if (out.ry0) ry0_sites(a, s, out.ry0 + at);
        }
        if (out.repi || out.rhypo || out.azimuth) {
            const struct focus f = focus_of(hypo[j], planes[j].strike);
            if (out.repi) repi_sites(f, s, out.repi + at);
            if (out.rhypo) rhypo_sites(f, s, out.rhypo + at);
            if (out.azimuth) azimuth_sites(f, s, out.azimuth + at);
        }
    }
}

/* ---- many planes, one site: the same with the roles exchanged ---- */

enum { PLANES = 32 };
struct columns {                /* of a block of planes; the arrays of struct rect, arcs and focus side by side */
    double c[12][PLANES], rect[11][PLANES], arcs[24][PLANES], focus[11][PLANES], strike[PLANES];
};

static void load_planes(struct columns *t, const struct shk_plane *p, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        for (int k = 0; k < 12; k++) t->c[k][j] = p[j].c[k / 3][k % 3];
        for (int k = 0; k < 3; k++) {
            t->rect[k][j] = p[j].u1[k];
            t->rect[3 + k][j] = p[j].u2[k];
            t->rect[6 + k][j] = p[j].n[k];
        }
        t->rect[9][j] = p[j].length;
        t->rect[10][j] = p[j].width;
        t->strike[j] = p[j].strike;
    }
}

#define COLUMN(m, k, j) ((struct vec){ (m)[k][j], (m)[(k) + 1][j], (m)[(k) + 2][j] })
#define PUT(m, k, j, v) ((m)[k][j] = (v).x, (m)[(k) + 1][j] = (v).y, (m)[(k) + 2][j] = (v).z)

SHK_KERNEL static void make_arcs(struct columns *t)
{
    SHK_EACH(j, PLANES) {
        const struct arcs a = arcs_of(COLUMN(t->c, 0, j), COLUMN(t->c, 3, j), COLUMN(t->c, 6, j), COLUMN(t->c, 9, j), t->strike[j]);
        PUT(t->arcs, 0, j, a.bl);
        PUT(t->arcs, 3, j, a.tl);
        PUT(t->arcs, 6, j, a.dip_tl);
        PUT(t->arcs, 9, j, a.dip_tr);
        PUT(t->arcs, 12, j, a.c0);
        PUT(t->arcs, 15, j, a.c1);
        PUT(t->arcs, 18, j, a.c2);
        PUT(t->arcs, 21, j, a.c3);
    }
}

static void make_focus(struct columns *t, const struct shk_point *hypo, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        const struct focus f = focus_of(hypo[j], t->strike[j]);
        PUT(t->focus, 0, j, f.h);
        PUT(t->focus, 3, j, f.east);
        PUT(t->focus, 6, j, f.north);
        t->focus[9][j] = f.dep;
        t->focus[10][j] = f.strike;
    }
}

static inline struct arcs arcs_at(const struct columns *t, size_t j)
{
    return (struct arcs){ COLUMN(t->arcs, 0, j), COLUMN(t->arcs, 3, j), COLUMN(t->arcs, 6, j), COLUMN(t->arcs, 9, j),
                          COLUMN(t->arcs, 12, j), COLUMN(t->arcs, 15, j), COLUMN(t->arcs, 18, j), COLUMN(t->arcs, 21, j) };
}

static inline struct focus focus_at(const struct columns *t, size_t j)
{
    return (struct focus){ COLUMN(t->focus, 0, j), COLUMN(t->focus, 3, j), COLUMN(t->focus, 6, j), t->focus[9][j], t->focus[10][j] };
}

SHK_KERNEL static void rrup_planes(const struct columns *t, struct vec p, double *restrict out)
{
    SHK_EACH(j, PLANES) {
        const struct rect r = { COLUMN(t->c, 0, j), COLUMN(t->rect, 0, j), COLUMN(t->rect, 3, j), COLUMN(t->rect, 6, j), t->rect[9][j], t->rect[10][j] };
        out[j] = rrup1(&r, p);
    }
}

SHK_KERNEL static void rjb_planes(const struct columns *t, struct vec p, double inv, double *restrict out)
{
    SHK_EACH(j, PLANES) {
        const struct arcs a = arcs_at(t, j);
        out[j] = rjb1(&a, p, inv);
    }
}

SHK_KERNEL static void rx_planes(const struct columns *t, struct vec p, double inv, double *restrict out)
{
    SHK_EACH(j, PLANES) {
        const struct arcs a = arcs_at(t, j);
        out[j] = rx1(&a, p, inv);
    }
}

SHK_KERNEL static void ry0_planes(const struct columns *t, struct vec p, double inv, double *restrict out)
{
    SHK_EACH(j, PLANES) {
        const struct arcs a = arcs_at(t, j);
        out[j] = ry01(&a, p, inv);
    }
}

SHK_KERNEL static void repi_planes(const struct columns *t, struct vec p, double inv, double *restrict out)
{
    SHK_EACH(j, PLANES) {
        const struct focus f = focus_at(t, j);
        out[j] = repi1(&f, p, inv);
    }
}

SHK_KERNEL static void rhypo_planes(const struct columns *t, struct vec p, double inv, double *restrict out)
{
    SHK_EACH(j, PLANES) {
        const struct focus f = focus_at(t, j);
        out[j] = rhypo1(&f, p, inv);
    }
}

SHK_KERNEL static void azimuth_planes(const struct columns *t, struct vec p, double *restrict out)
{
    SHK_EACH(j, PLANES) {
        const struct focus f = focus_at(t, j);
        out[j] = azimuth1(&f, p);
    }
}

static void spread(double *out, const double *from, size_t n, size_t stride)
{
    for (size_t j = 0; j < n; j++) out[j * stride] = from[j];
}

static void by_site(const struct shk_plane *planes, const struct shk_point *hypo, size_t n, const struct sites *s, struct shk_distances out)
{
    struct columns t = { 0 };
    double got[PLANES];
    for (size_t j0 = 0; j0 < n; j0 += PLANES) {
        const size_t m = n - j0 < PLANES ? n - j0 : PLANES;
        load_planes(&t, planes + j0, m);
        if (out.rjb || out.rx || out.ry0) make_arcs(&t);
        if (out.repi || out.rhypo || out.azimuth) make_focus(&t, hypo + j0, m);
        for (size_t i = 0; i < s->n; i++) {
            const struct vec p = SITE(s, i);
            const size_t at = j0 * s->n + i;
            if (out.rrup) { rrup_planes(&t, p, got); spread(out.rrup + at, got, m, s->n); }
            if (out.rjb) { rjb_planes(&t, p, s->inv[i], got); spread(out.rjb + at, got, m, s->n); }
            if (out.rx) { rx_planes(&t, p, s->inv[i], got); spread(out.rx + at, got, m, s->n); }
            if (out.ry0) { ry0_planes(&t, p, s->inv[i], got); spread(out.ry0 + at, got, m, s->n); }
            if (out.repi) { repi_planes(&t, p, s->inv[i], got); spread(out.repi + at, got, m, s->n); }
            if (out.rhypo) { rhypo_planes(&t, p, s->inv[i], got); spread(out.rhypo + at, got, m, s->n); }
            if (out.azimuth) { azimuth_planes(&t, p, got); spread(out.azimuth + at, got, m, s->n); }
        }
    }
}

void shk_planes_distances(const struct shk_plane *planes, const struct shk_point *hypo, size_t n, struct shk_site_arrays sites, struct shk_distances out)
{
    struct sites s;
    if (sites.n < 8 && n > sites.n) {
        load_sites(&s, sites, 0);
        by_site(planes, hypo, n, &s, out);
        return;
    }
    for (size_t i0 = 0; i0 < sites.n; i0 += BLOCK) {
        load_sites(&s, sites, i0);
        by_plane(planes, hypo, n, &s, sites.n, i0, out);
    }
}

SHK_KERNEL static void rotate(double c, double s, size_t n, const double *restrict x, const double *restrict y, double *restrict xr, double *restrict yr)
{
    SHK_EACH(i, n) {
        xr[i] = c * x[i] + s * y[i];
        yr[i] = c * y[i] - s * x[i];
    }
}

void shk_rotate_sites(double lon, size_t n, const double *x, const double *y, double *xr, double *yr)
{
    double s, c;
    shk_sincos(shk_radians(lon), &s, &c);
    rotate(c, s, n, x, y, xr, yr);
}

/* ---- the planar kind of struct shk_surface ---- */

void shk_plane_params(const struct shk_plane *p, struct shk_surface_params *out)
{
    double zbot = p->corner[0].dep;
    for (int k = 1; k < 4; k++) zbot = p->corner[k].dep > zbot ? p->corner[k].dep : zbot;
    *out = (struct shk_surface_params){ p->strike, p->dip, p->width, p->corner[0].dep, zbot, p->width * p->length,
                                        shk_middle(p->corner[0], p->corner[3]) };
}

/* The point of the rectangle nearest to each site, as coordinates. */
SHK_KERNEL static void closest_sites(const struct rect r, const struct sites *s, double *restrict lon, double *restrict lat)
{
    SHK_EACH(i, s->n) {
        const struct vec p = SITE(s, i), m = { p.x - r.tl.x, p.y - r.tl.y, p.z - r.tl.z };
        const double x = dot(m, r.u1), y = dot(m, r.u2);
        const double cx = x < 0 ? 0 : x > r.length ? r.length : x, cy = y < 0 ? 0 : y > r.width ? r.width : y;
        const struct vec q = { r.tl.x + r.u1.x * cx + r.u2.x * cy, r.tl.y + r.u1.y * cx + r.u2.y * cy, r.tl.z + r.u1.z * cx + r.u2.z * cy };
        lon[i] = shk_degrees(shk_atan2(q.y, q.x));
        lat[i] = shk_degrees(shk_asin(q.z / sqrt(dot(q, q))));
    }
}

void shk_plane_distances(const struct shk_plane *p, struct shk_point hypo, struct shk_site_arrays sites, struct shk_distances out)
{
    const struct shk_point middle = shk_middle(p->corner[0], p->corner[3]);
    struct sites s;
    for (size_t i0 = 0; i0 < sites.n; i0 += BLOCK) {
        load_sites(&s, sites, i0);
        struct shk_distances o = out;
        o.azimuth = NULL;
        by_plane(p, &hypo, 1, &s, sites.n, i0, o);
        if (out.azimuth) azimuth_sites(focus_of(middle, p->strike), &s, out.azimuth + i0);
        if (!out.clon && !out.clat && !out.azimuthcp) continue;
        double lon[BLOCK], lat[BLOCK];
        closest_sites(rect_of(p), &s, lon, lat);
        if (out.clon) memcpy(out.clon + i0, lon, s.n * sizeof *lon);
        if (out.clat) memcpy(out.clat + i0, lat, s.n * sizeof *lat);
        if (out.azimuthcp)
            for (size_t i = 0; i < s.n; i++) out.azimuthcp[i0 + i] = shk_azimuth(sites.lon[i0 + i], sites.lat[i0 + i], lon[i], lat[i]);
    }
}
