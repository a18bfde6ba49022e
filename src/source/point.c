/* point.c — point-like sources: planes of point, area and multi-point sources (sources.md 3 to 5).
 *
 * On a sphere the rectangle of a (magnitude, nodal plane, depth) is the same at every location but for a rotation. It is
 * built once, in the frame east, north, up of the location; a location then costs one rotation of seven vectors. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "geo/polygon.h"
#include "source/point.h"

/* ---- the rectangle in the local frame ---- */
static double dot3(const double a[3], const double b[3]) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

static void cross3(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

static void unit3(double v[3])
{
    const double l = sqrt(dot3(v, v));
    for (int i = 0; i < 3; i++) v[i] /= l;
}

/* u1, u2, n, length and width from Cartesian corners (sources.md 3.5). */
static void derive(struct shk_point_shape *s)
{
    double top[3], left[3], ba[3], bb[3];
    for (int i = 0; i < 3; i++) {
        top[i] = s->c[0][i] - s->c[1][i];
        left[i] = s->c[0][i] - s->c[2][i];
        s->u1[i] = -top[i];
        ba[i] = s->c[3][i] - s->c[2][i];
        bb[i] = s->c[3][i] - s->c[1][i];
    }
    cross3(top, left, s->n);
    unit3(s->n);
    const double l1 = -dot3(top, s->u1) / sqrt(dot3(s->u1, s->u1));
    unit3(s->u1);
    cross3(s->n, s->u1, s->u2);
    s->length = (l1 + dot3(ba, s->u1)) / 2;
    s->width = (-dot3(left, s->u2) + dot3(bb, s->u2)) / 2;
}

/* Rupture length, projected width and height (sources.md 3.1). */
struct dims { double length, width, height; };

static struct dims rupture_dims(double upper, double lower, double aspect, double area, double dip)
{
    const double sd = sin(shk_radians(dip)), cd = cos(shk_radians(dip)), most = (lower - upper) / sd;
    double l = sqrt(area * aspect), w = area / l;
    if (w > most) {
        w = most;
        l = area / w;
    }
    return (struct dims){ l, w * cd, w * sd };
}

/* Unit vector, in the frame at the start, to the point at an azimuth (relative to `north`, towards `east`) and distance from unit vector `up`. */
static void step(const double up[3], const double north[3], const double east[3], double azimuth, double km, double out[3])
{
    const double s = sin(km / SHK_EARTH_RADIUS), c = cos(km / SHK_EARTH_RADIUS), ca = cos(shk_radians(azimuth)), sa = sin(shk_radians(azimuth));
    for (int i = 0; i < 3; i++) out[i] = c * up[i] + s * (ca * north[i] + sa * east[i]);
}

double shk_aspect_at(const struct shk_aspect *a, double mag)
{
    if (a->n < 2) return a->value;
    if (mag <= a->mags[0]) return a->ratios[0];
    if (mag >= a->mags[1]) return a->ratios[1];
    return (a->ratios[1] - a->ratios[0]) / (a->mags[1] - a->mags[0]) * (mag - a->mags[0]) + a->ratios[0];
}

/* sources.md 3.2 and 3.3. In the frame the location is (0, 0, 1) and its pole direction north (0, 1, 0). A shifted centre is
 * reached along a great circle, and azimuths count from the north there: that turns the rectangle by the meridians'
 * convergence, the only thing that depends on latitude. It is kept as the shift's own frame and resolved by the location. */
static void build_shape(double upper, double lower, struct dims full, const struct shk_nodal_plane *np, const struct shk_hypo_depth *hd,
                        struct shk_point_shape *s)
{
    const double hl = full.length / 2, hw = full.width / 2, hh = full.height / 2;
    const double theta = shk_degrees(atan(hw / hl)), reach = sqrt(hl * hl + hw * hw);
    const double centre = (1 - 2 * hd->frac) * hh, top = hd->depth + centre - hh, bottom = hd->depth + centre + hh;
    double v = upper - top;
    if (v < 0) {
        v = lower - bottom;
        if (v > 0) v = 0;
    }
    const double shift = centre + v, depth = hd->depth + shift;
    static const double up[3] = { 0, 0, 1 }, north[3] = { 0, 1, 0 }, east[3] = { 1, 0, 0 };
    const double az[4] = { np->strike + 180 + theta, np->strike - theta, np->strike + 180 - theta, np->strike + theta };
    *s = (struct shk_point_shape){ .strike = np->strike, .dip = np->dip, .top = depth - hh, .bottom = depth + hh,
                                   .hypo = hd->depth, .shifted_hypo = depth };
    for (int k = 0; k < 4; k++) {
        step(up, north, east, az[k], reach, s->c[k]);
        const double r = SHK_EARTH_RADIUS - (k < 2 ? s->top : s->bottom);
        for (int i = 0; i < 3; i++) s->c[k][i] *= r;
    }
    derive(s);
    if (shift != 0) {
        const double away = fabs(shift / hh * hw), azimuth = shift < 0 ? np->strike + 270 : np->strike + 90;
        s->shifted = 1;
        s->sin_s = sin(away / SHK_EARTH_RADIUS);
        s->cos_s = cos(away / SHK_EARTH_RADIUS);
        s->sin_a = sin(shk_radians(azimuth));
        s->cos_a = cos(shk_radians(azimuth));
    }
}

/* ---- from the frame to a location ---- */
struct frame { double e[3], n[3], u[3]; };

static struct frame frame_at(double lon, double lat)
{
    const double sl = sin(shk_radians(lon)), cl = cos(shk_radians(lon)), sp = sin(shk_radians(lat)), cp = cos(shk_radians(lat));
    return (struct frame){ { -sl, cl, 0 }, { -sp * cl, -sp * sl, cp }, { cp * cl, cp * sl, sp } };
}

/* The frame at the shifted centre: up is known, east follows from the Earth's axis. */
static struct frame shifted_frame(const struct frame *f, const struct shk_point_shape *s)
{
    struct frame g;
    for (int i = 0; i < 3; i++) g.u[i] = s->cos_s * f->u[i] + s->sin_s * (s->cos_a * f->n[i] + s->sin_a * f->e[i]);
    const double rho = sqrt(g.u[0] * g.u[0] + g.u[1] * g.u[1]);
    g.e[0] = -g.u[1] / rho;
    g.e[1] = g.u[0] / rho;
    g.e[2] = 0;
    cross3(g.u, g.e, g.n);
    return g;
}

static inline void turn(const struct frame *f, const double v[3], double out[3])
{
    for (int i = 0; i < 3; i++) out[i] = v[0] * f->e[i] + v[1] * f->n[i] + v[2] * f->u[i];
}

static void place(const struct shk_point_shape *s, const struct frame *at, unsigned flags, struct shk_plane *p)
{
    struct frame moved;
    const struct frame *f = at;
    if (s->shifted) {
        moved = shifted_frame(at, s);
        f = &moved;
    }
    for (int k = 0; k < 4; k++) {
        turn(f, s->c[k], p->c[k]);
        p->corner[k].dep = k < 2 ? s->top : s->bottom;
    }
    turn(f, s->u1, p->u1);
    turn(f, s->u2, p->u2);
    turn(f, s->n, p->n);
    p->length = s->length;
    p->width = s->width;
    p->strike = s->strike;
    p->dip = s->dip;
    if (flags & SHK_POINT_NO_LONLAT) return;
    for (int k = 0; k < 4; k++) {
        const double *c = p->c[k];
        p->corner[k].lon = shk_degrees(atan2(c[1], c[0]));
        p->corner[k].lat = shk_degrees(atan2(c[2], sqrt(c[0] * c[0] + c[1] * c[1])));
    }
}

static struct shk_point hypo_of(const struct shk_point_set *s, size_t i, const struct shk_point_shape *shape, int shift)
{
    return (struct shk_point){ s->lon[i], s->lat[i], shift ? shape->shifted_hypo : shape->hypo };
}

void shk_point_plane(const struct shk_point_set *s, size_t i, double mag, const struct shk_nodal_plane *np, const struct shk_hypo_depth *hd,
                     int shift_hypo, struct shk_plane *plane, struct shk_point *hypo)
{
    struct shk_point_shape shape;
    const double area = shk_msr_area(s->msr, s->msr_param, mag, np->rake);
    build_shape(s->upper, s->lower, rupture_dims(s->upper, s->lower, shk_aspect_at(&s->aspect, mag), area, np->dip), np, hd, &shape);
    const struct frame f = frame_at(s->lon[i], s->lat[i]);
    place(&shape, &f, 0, plane);
    if (hypo) *hypo = hypo_of(s, i, &shape, shift_hypo);
}

/* Shapes of a distinct magnitude: planes times depths, then the averaged one. */
static size_t stride_of(const struct shk_point_set *s) { return s->nplanes * s->ndepths + 1; }

/* Sets without prepared shapes (merged cells, each used once) build them when asked. */
static const struct shk_point_shape *shape_for(const struct shk_point_set *s, size_t bin, size_t k, struct shk_point_shape *room)
{
    if (s->shapes) return s->shapes + s->shape_of[bin] * stride_of(s) + k;
    const int mean = k == s->nplanes * s->ndepths;
    const struct shk_nodal_plane *np = mean ? &s->average_plane : s->planes + k / s->ndepths;
    const double mag = s->bins[bin].mag, area = shk_msr_area(s->msr, s->msr_param, mag, np->rake);
    build_shape(s->upper, s->lower, rupture_dims(s->upper, s->lower, shk_aspect_at(&s->aspect, mag), area, np->dip), np,
                mean ? &s->average_depth : s->depths + k % s->ndepths, room);
    return room;
}

void shk_point_planes(const struct shk_point_set *s, size_t i, size_t first, size_t end, unsigned flags,
                      struct shk_plane *planes, struct shk_point *hypos)
{
    const struct frame f = frame_at(s->lon[i], s->lat[i]);
    const size_t n = s->nplanes * s->ndepths;
    struct shk_point_shape room;
    for (size_t b = first; b < end; b++) {
        for (size_t k = 0; k < n; k++) {
            const struct shk_point_shape *shape = shape_for(s, b, k, &room);
            place(shape, &f, flags, planes++);
            if (hypos) *hypos++ = hypo_of(s, i, shape, flags & SHK_POINT_SHIFT_HYPO);
        }
    }
}

void shk_point_average(const struct shk_point_set *s, size_t i, size_t bin, unsigned flags, struct shk_plane *plane, struct shk_point *hypo)
{
    struct shk_point_shape room;
    const struct shk_point_shape *shape = shape_for(s, bin, s->nplanes * s->ndepths, &room);
    const struct frame f = frame_at(s->lon[i], s->lat[i]);
    place(shape, &f, flags, plane);
    if (hypo) *hypo = hypo_of(s, i, shape, 0);
}

static double radius_of(const struct shk_point_set *s, double mag)
{
    const struct shk_nodal_plane *np = s->planes + s->nplanes - 1;
    if (shk_msr_is_point(s->msr)) return 0;
    const struct dims d = rupture_dims(s->upper, s->lower, shk_aspect_at(&s->aspect, mag), shk_msr_area(s->msr, s->msr_param, mag, np->rake), np->dip);
    return sqrt(d.length * d.length + d.width * d.width) / 2;
}

double shk_point_radius(const struct shk_point_set *s, size_t bin)
{
    return s->shapes ? s->shapes[s->shape_of[bin] * stride_of(s)].radius : radius_of(s, s->bins[bin].mag);
}

/* ---- preparing a set ---- */
void shk_point_mean(struct shk_point_set *s)
{
    double w = 0, strike = 0, dip = 0, rake = 0, depth = 0, frac = 0;
    for (size_t k = 0; k < s->nplanes; k++) {
        const struct shk_nodal_plane *p = s->planes + k;
        w += p->prob;
        strike += p->strike * p->prob;
        dip += p->dip * p->prob;
        rake += p->rake * p->prob;
    }
    s->average_plane = (struct shk_nodal_plane){ 1, strike / w, dip / w, rake / w };
    w = 0;
    for (size_t k = 0; k < s->ndepths; k++) {
        w += s->depths[k].prob;
        depth += s->depths[k].depth * s->depths[k].prob;
        frac += s->depths[k].frac * s->depths[k].prob;
    }
    s->average_depth = (struct shk_hypo_depth){ 1, depth / w, frac / w };
}

/* All shapes of one magnitude. */
static void shapes_of(const struct shk_point_set *s, double mag, struct shk_point_shape *out)
{
    const double aspect = shk_aspect_at(&s->aspect, mag);
    struct dims d = { 0 };
    struct shk_point_shape *first = out;
    for (size_t p = 0; p < s->nplanes; p++) {
        const struct shk_nodal_plane *np = s->planes + p;
        d = rupture_dims(s->upper, s->lower, aspect, shk_msr_area(s->msr, s->msr_param, mag, np->rake), np->dip);
        for (size_t k = 0; k < s->ndepths; k++) build_shape(s->upper, s->lower, d, np, s->depths + k, out++);
    }
    first->radius = radius_of(s, mag);
    const struct shk_nodal_plane *np = &s->average_plane;
    d = rupture_dims(s->upper, s->lower, aspect, shk_msr_area(s->msr, s->msr_param, mag, np->rake), np->dip);
    build_shape(s->upper, s->lower, d, np, &s->average_depth, out);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum shk_err shk_point_prepare(struct shk_point_set *s, struct shk_arena *a, struct shk_diag *d)
{
    const size_t nbins = s->mag_start ? s->mag_start[s->n] : s->nmags, stride = stride_of(s);
    double *mags = SHK_NEW(a, double, nbins);
    uint32_t *shape_of = SHK_NEW(a, uint32_t, nbins);
    if (!mags || !shape_of) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu magnitudes", nbins);
    for (size_t b = 0; b < nbins; b++) mags[b] = s->bins[b].mag;
    if (nbins) qsort(mags, nbins, sizeof *mags, by_value);
    size_t k = 0;
    for (size_t b = 0; b < nbins; b++)
        if (b == 0 || mags[b] != mags[k - 1]) mags[k++] = mags[b];
    for (size_t b = 0; b < nbins; b++)
        shape_of[b] = (uint32_t)((double *)bsearch(&s->bins[b].mag, mags, k, sizeof *mags, by_value) - mags);
    s->shape_of = shape_of;
    s->nshapes = k;
    s->max_bins = s->mag_start ? 0 : nbins;
    for (size_t i = 0; s->mag_start && i < s->n; i++)
        if (s->mag_start[i + 1] - s->mag_start[i] > s->max_bins) s->max_bins = s->mag_start[i + 1] - s->mag_start[i];
    s->shapes = shk_arena_alloc(a, k, stride * sizeof *s->shapes);
    if (!s->shapes) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu planes of %zu magnitudes", stride, k);
    shk_point_mean(s);
    for (size_t i = 0; i < k; i++) shapes_of(s, mags[i], s->shapes + i * stride);
    return SHK_OK;
}

/* The reference keeps magnitudes in a dictionary: a repeated one stays at its first place with the last rate (sources.md 1.2). */
static size_t drop_repeated(struct shk_mag_rate *bin, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        size_t j = 0;
        while (j < k && bin[j].mag != bin[i].mag) j++;
        if (j < k) bin[j].rate = bin[i].rate;
        else bin[k++] = bin[i];
    }
    return k;
}

static enum shk_err multi_points(const struct shk_source *s, struct shk_arena *a, struct shk_diag *d, struct shk_point_set *out)
{
    size_t *start = SHK_NEW(a, size_t, s->npoints + 1), room = 0, total = 0;
    struct shk_mag_rate *all = NULL;
    if (!start) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu points", s->npoints);
    for (size_t i = 0; i < s->npoints; i++) {
        size_t n;
        struct shk_mag_rate *bin;
        SHK_TRY(shk_mfd_bins(s->mfds + i, a, d, &n, &bin));
        n = drop_repeated(bin, n);
        if (total + n > room) {
            const size_t want = 2 * (total + n) > s->npoints * n ? 2 * (total + n) : s->npoints * n;
            struct shk_mag_rate *more = SHK_NEW(a, struct shk_mag_rate, want);
            if (!more) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu magnitudes", want);
            if (total) memcpy(more, all, total * sizeof *all);
            all = more;
            room = want;
        }
        for (size_t k = 0; k < n; k++) all[total + k] = (struct shk_mag_rate){ bin[k].mag, bin[k].rate * s->scaling_rate };
        start[i] = total;
        total += n;
    }
    start[s->npoints] = total;
    out->n = s->npoints;
    out->lon = s->lons;
    out->lat = s->lats;
    out->bins = all;
    out->mag_start = start;
    return SHK_OK;
}

static enum shk_err one_point(const struct shk_source *s, struct shk_arena *a, struct shk_diag *d, struct shk_point_set *out)
{
    struct shk_mag_rate *bin;
    double *xy = SHK_NEW(a, double, 2);
    if (!xy) return shk_fail(d, SHK_E_NOMEM, "out of memory");
    xy[0] = s->location.lon;
    xy[1] = s->location.lat;
    SHK_TRY(shk_source_bins(s, a, d, &out->nmags, &bin));
    out->nmags = drop_repeated(bin, out->nmags);
    out->bins = bin;
    out->n = 1;
    out->lon = xy;
    out->lat = xy + 1;
    return SHK_OK;
}

static enum shk_err area_points(const struct shk_source *s, struct shk_arena *a, struct shk_diag *d, struct shk_point_set *out)
{
    struct shk_lonlats grid;
    SHK_TRY(shk_polygon_discretize(s->polygon, s->discretization, a, d, &grid));
    out->n = grid.n;
    out->lon = grid.lon;
    out->lat = grid.lat;
    struct shk_source part = *s;
    double *rates = SHK_NEW(a, double, s->mfd.n);
    if (!rates) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu rates", s->mfd.n);
    if (s->mfd.kind == SHK_MFD_TAPERED_GR) return shk_fail(d, SHK_E_UNSUPPORTED, "an area source cannot have a taperedGutenbergRichterMFD");
    shk_mfd_divide(&part.mfd, (double)out->n, rates);
    struct shk_mag_rate *bin;
    SHK_TRY(shk_source_bins(&part, a, d, &out->nmags, &bin));
    out->nmags = drop_repeated(bin, out->nmags);
    out->bins = bin;
    return SHK_OK;
}

enum shk_err shk_source_points(const struct shk_source *s, struct shk_arena *a, struct shk_diag *d, struct shk_point_set *out)
{
    SHK_ASSERT(shk_is_point_like(s->kind));
    *out = (struct shk_point_set){ .nplanes = s->nplanes, .planes = s->planes, .ndepths = s->ndepths, .depths = s->depths,
        .upper = s->upper, .lower = s->lower, .msr = s->msr, .msr_param = s->msr_param, .aspect = s->aspect };
    if (s->nplanes == 0 || s->ndepths == 0 || !s->msr)
        return shk_source_fail(s, d, SHK_E_INVALID, "it needs a nodal plane, a hypocentral depth and a magnitude scaling relation");
    enum shk_err e = s->kind == SHK_SRC_POINT ? one_point(s, a, d, out) : s->kind == SHK_SRC_AREA ? area_points(s, a, d, out) : multi_points(s, a, d, out);
    if (e == SHK_OK) e = shk_point_prepare(out, a, d);
    return shk_source_wrap(s, d, e);
}
