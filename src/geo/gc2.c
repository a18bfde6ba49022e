#include "geo/geodetic.h"
#include "geo/internal.h"
#include "geo/line.h"
#include "geo/mesh.h"
#include "geo/multi.h"
#include "math/vmath.h"

#define TOLERANCE 0.1       /* km */

/* ---- traces ---- */

static enum shk_err line_of(struct shk_line l, struct shk_arena *a, struct shk_diag *d, struct shk_gc2_line *out)
{
    struct shk_box box;
    SHK_TRY(shk_box_of_points(l.n, l.p, d, &box));
    const struct shk_projection proj = shk_projection_of(box);
    double *v = SHK_NEW(a, double, 5 * l.n);
    if (!v) return shk_fail(d, SHK_E_NOMEM, "a trace of %zu points", l.n);
    const double sl = sin(proj.lon0), cl = cos(proj.lon0);
    *out = (struct shk_gc2_line){ .nseg = l.n - 1, .x = v, .y = v + l.n, .len = v + 2 * l.n, .ux = v + 3 * l.n, .uy = v + 4 * l.n,
        .east = { -sl * SHK_EARTH_RADIUS, cl * SHK_EARTH_RADIUS, 0 },
        .north = { -proj.sin_lat0 * cl * SHK_EARTH_RADIUS, -proj.sin_lat0 * sl * SHK_EARTH_RADIUS, proj.cos_lat0 * SHK_EARTH_RADIUS },
        .length = shk_line_length(l), .azimuth = shk_line_azimuth(l), .ends = { l.p[0], l.p[l.n - 1] } };
    for (size_t i = 0; i < l.n; i++) shk_project(&proj, l.p[i].lon, l.p[i].lat, out->x + i, out->y + i);
    for (size_t i = 0; i < out->nseg; i++) {
        const double dx = out->x[i + 1] - out->x[i], dy = out->y[i + 1] - out->y[i];
        out->len[i] = sqrt(dx * dx + dy * dy);
        if (!(out->len[i] > 0)) return shk_fail(d, SHK_E_INVALID, "a trace has two equal points: %g %g", l.p[i].lon, l.p[i].lat);
        out->ux[i] = dx / out->len[i];
        out->uy[i] = dy / out->len[i];
    }
    return SHK_OK;
}

enum shk_err shk_gc2_line_straight(struct shk_point p, struct shk_point q, struct shk_arena *a, struct shk_diag *d, struct shk_gc2_line *out)
{
    struct shk_point two[2] = { { p.lon, p.lat, 0 }, { q.lon, q.lat, 0 } };
    return line_of((struct shk_line){ 2, two }, a, d, out);
}

enum shk_err shk_gc2_line_make(const struct shk_surface *s, struct shk_arena *a, struct shk_diag *d, struct shk_gc2_line *out)
{
    if (s->kind == SHK_PLANAR) return shk_gc2_line_straight(s->plane->corner[0], s->plane->corner[1], a, d, out);
    if (s->kind != SHK_SIMPLE && s->kind != SHK_COMPLEX && s->kind != SHK_KITE)
        return shk_fail(d, SHK_E_UNSUPPORTED, "a multi surface can have planar, simple, complex and kite elements only");
    const struct shk_mesh *m = s->mesh;
    struct shk_point *p = SHK_NEW(a, struct shk_point, s->col1 - s->col0);
    struct shk_line l;
    size_t n = 0;
    if (!p) return shk_fail(d, SHK_E_NOMEM, "a trace of %u points", s->col1 - s->col0);
    for (size_t j = s->col0; j < s->col1; j++) {
        size_t i = s->row0;                         /* kites: the first node of the column, if it is in the first two rows */
        while (i < s->row1 && !isfinite(m->lon[i * m->ncol + j])) i++;
        if (i == s->row1) i = s->row0;
        if (i > s->row0 + 1) continue;
        p[n++] = (struct shk_point){ m->lon[i * m->ncol + j], m->lat[i * m->ncol + j], 0 };
    }
    SHK_TRY(shk_wrap(d, shk_line_clean((struct shk_line){ n, p }, 2, a, d, &l), "top trace of a surface"));
    l.n = shk_line_keep_corners(l, 1, l.p);
    return line_of(l, a, d, out);
}

/* ---- t, u, w ---- */

enum { BLOCK = 128 };

/* Adds one segment from (px, py) with unit vector (ux, uy), length len, u0 km along the trace. */
SHK_KERNEL static void add_segment(double px, double py, double ux, double uy, double len, double u0, size_t n, const double *restrict sx, const double *restrict sy,
                                   double *restrict tw, double *restrict uw, double *restrict ws, double *restrict on)
{
    SHK_EACH(i, n) {
        const double dx = sx[i] - px, dy = sy[i] - py, u = dx * ux + dy * uy, t = dx * uy - dy * ux, near = fabs(t) < TOLERANCE ? 1.0 : 0.0;
        const double safe = near != 0 ? 1.0 : t;
        const double wide = (shk_atan((len - u) / safe) - shk_atan(-u / safe)) / safe;
        const double beyond = u < -TOLERANCE ? 1.0 : u > len + TOLERANCE ? 1.0 : 0.0;
        const double e = beyond != 0 ? u - len : 1.0, f = beyond != 0 ? u : 1.0;
        const double line = beyond != 0 ? 1 / e - 1 / f : 1 / (-0.01 - len) + 1 / 0.01;
        const double w = near != 0 ? line : wide;
        tw[i] += t * w;
        uw[i] += (u + u0) * w;
        ws[i] += w;
        on[i] += near * (1.0 - beyond);
    }
}

SHK_KERNEL static void project_sites(const struct shk_gc2_line *l, size_t n, const double *restrict x, const double *restrict y, const double *restrict z,
                                     double *restrict sx, double *restrict sy)
{
    const double e0 = l->east[0], e1 = l->east[1], n0 = l->north[0], n1 = l->north[1], n2 = l->north[2];
    SHK_EACH(i, n) {
        const double q = 1 / sqrt(x[i] * x[i] + y[i] * y[i] + z[i] * z[i]);
        sx[i] = (x[i] * e0 + y[i] * e1) * q;
        sy[i] = (x[i] * n0 + y[i] * n1 + z[i] * n2) * q;
    }
}

void shk_gc2_tuw(const struct shk_gc2_line *l, enum shk_gc2_way way, size_t n, const double *x, const double *y, const double *z, float *t, float *u, float *w)
{
    double sx[BLOCK], sy[BLOCK], tw[BLOCK], uw[BLOCK], ws[BLOCK], on[BLOCK];
    for (size_t i0 = 0; i0 < n; i0 += BLOCK) {
        const size_t m = n - i0 < BLOCK ? n - i0 : BLOCK;
        project_sites(l, m, x + i0, y + i0, z + i0, sx, sy);
        for (size_t i = 0; i < m; i++) tw[i] = uw[i] = ws[i] = on[i] = 0;
        double u0 = 0;
        for (size_t k = 0; k < l->nseg; k++) {
            const size_t vertex = way == SHK_GC2_AS_IS ? k : l->nseg - k, seg = way == SHK_GC2_REVERSED ? l->nseg - 1 - k : k;
            const double s = way == SHK_GC2_AS_IS ? 1 : -1;
            add_segment(l->x[vertex], l->y[vertex], s * l->ux[seg], s * l->uy[seg], l->len[seg], u0, m, sx, sy, tw, uw, ws, on);
            u0 += l->len[seg];
        }
        for (size_t i = 0; i < m; i++) {
            t[i0 + i] = on[i] > 0 ? 0 : (float)(tw[i] / ws[i]);
            u[i0 + i] = (float)(uw[i] / ws[i]);
            w[i0 + i] = (float)ws[i];
        }
    }
}

/* ---- joining lines (contexts.md 3.1) ---- */

static double angular_mean(size_t n, const double *az, const struct shk_gc2_line *const *lines)
{
    double s = 0, c = 0;
    for (size_t i = 0; i < n; i++) {
        s += sin(shk_radians(az[i])) * lines[i]->length;
        c += cos(shk_radians(az[i])) * lines[i]->length;
    }
    return shk_floor_mod(shk_degrees(atan2(s, c)), 360);
}

/* Lines whose direction opposes the majority's are flipped; az becomes the common direction of each. */
static void find_flipped(size_t n, const struct shk_gc2_line *const *lines, double *az, unsigned char *flipped)
{
    const double ave = angular_mean(n, az, lines), lo = shk_floor_mod(ave - 90, 360), hi = shk_floor_mod(ave + 90, 360);
    double along = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        const int in = ave >= 90 && ave <= 270 ? az[i] >= lo && az[i] < hi : az[i] >= lo || az[i] < hi;
        const double part = lines[i]->length * fabs(cos(shk_radians(fabs(az[i] - ave))));
        all += part;
        if (in) along += part;
        flipped[i] = (unsigned char)!in;
    }
    for (size_t i = 0; i < n; i++) {
        if (!(along / all > 0.5)) flipped[i] = !flipped[i];
        if (flipped[i]) az[i] = shk_floor_mod(az[i] + 180, 360);
    }
}

static enum shk_err find_u_max(const struct shk_gc2_line *const *lines, size_t n, struct shk_arena *a, struct shk_diag *d, struct shk_gc2_join *j)
{
    const size_t m = 2 * n;
    double *xyz = SHK_NEW(a, double, 3 * m);
    float *f = SHK_NEW(a, float, 5 * m);
    if (!xyz || !f) return shk_fail(d, SHK_E_NOMEM, "%zu traces", n);
    float *t = f, *u = f + m, *w = f + 2 * m, *us = f + 3 * m, *ws = f + 4 * m;
    for (size_t k = 0; k < m; k++) {
        double p[3];
        shk_to_xyz(lines[k / 2]->ends[k % 2].lon, lines[k / 2]->ends[k % 2].lat, 0, p);
        for (int c = 0; c < 3; c++) xyz[(size_t)c * m + k] = p[c];
    }
    for (size_t i = 0; i < n; i++) {
        const size_t l = j->order[i];
        shk_gc2_tuw(lines[l], j->flipped[l] ? SHK_GC2_FLIPPED : SHK_GC2_AS_IS, m, xyz, xyz + m, xyz + 2 * m, t, u, w);
        for (size_t k = 0; k < m; k++) {
            us[k] += (u[k] + j->shift[i]) * w[k];
            ws[k] += w[k];
        }
    }
    j->u_max = 0;
    for (size_t k = 0; k < m; k++) j->u_max = fmaxf(j->u_max, fabsf(us[k] / ws[k]));
    return SHK_OK;
}

enum shk_err shk_gc2_join(const struct shk_gc2_line *const *lines, size_t n, struct shk_arena *a, struct shk_diag *d, struct shk_gc2_join *out)
{
    *out = (struct shk_gc2_join){ n, SHK_NEW(a, uint32_t, n + 1), SHK_NEW(a, unsigned char, n + 1), SHK_NEW(a, float, n + 1), 0 };
    double *az = SHK_NEW(a, double, n + 1), *key = SHK_NEW(a, double, n + 1), *x = SHK_NEW(a, double, 2 * n + 1), *y = SHK_NEW(a, double, 2 * n + 1);
    struct shk_point *ends = SHK_NEW(a, struct shk_point, 2 * n + 1);
    if (!out->order || !out->flipped || !out->shift || !az || !key || !x || !y || !ends) return shk_fail(d, SHK_E_NOMEM, "%zu traces", n);
    for (size_t i = 0; i < n; i++) {
        az[i] = lines[i]->azimuth;
        ends[2 * i] = lines[i]->ends[0];
        ends[2 * i + 1] = lines[i]->ends[1];
    }
    struct shk_box box;
    SHK_TRY(shk_box_of_points(2 * n, ends, d, &box));
    const struct shk_projection proj = shk_projection_of(box);
    find_flipped(n, lines, az, out->flipped);
    const double avg = angular_mean(n, az, lines);

    const int east = (avg > 0 && avg <= 180) || fabs(avg) < 0.1;
    size_t origin = 0;
    for (size_t k = 0; k < 2 * n; k++) {
        shk_project(&proj, ends[k].lon, ends[k].lat, x + k, y + k);
        if (east ? x[k] < x[origin] : x[k] > x[origin]) origin = k;
    }
    for (size_t i = 0; i < n; i++) {                /* insertion sort by the western end */
        key[i] = fmin(x[2 * i], x[2 * i + 1]);
        size_t k = i;
        for (; k > 0 && key[out->order[k - 1]] > key[i]; k--) out->order[k] = out->order[k - 1];
        out->order[k] = (uint32_t)i;
    }
    for (size_t i = 0; !east && i < n / 2; i++) {
        const uint32_t t = out->order[i];
        out->order[i] = out->order[n - 1 - i];
        out->order[n - 1 - i] = t;
    }
    double olon, olat;
    shk_unproject(&proj, x[origin], y[origin], &olon, &olat);
    for (size_t i = 0; i < n; i++) {
        const size_t l = out->order[i];
        const struct shk_point p = lines[l]->ends[out->flipped[l]];
        out->shift[i] = (float)(cos(shk_radians(avg - shk_fast_azimuth(olon, olat, p.lon, p.lat))) * shk_distance(olon, olat, p.lon, p.lat));
    }
    return find_u_max(lines, n, a, d, out);
}

void shk_gc2_combine(const struct shk_gc2_join *j, float u_max, size_t n, const float *const *t, const float *const *u, const float *const *w, double *rx, double *ry0)
{
    float ts[BLOCK], us[BLOCK], ws[BLOCK];
    for (size_t i0 = 0; i0 < n; i0 += BLOCK) {
        const size_t m = n - i0 < BLOCK ? n - i0 : BLOCK;
        for (size_t i = 0; i < m; i++) ts[i] = us[i] = ws[i] = 0;
        for (size_t l = 0; l < j->n; l++) {
            const float *tl = t[l] + i0, *ul = u[l] + i0, *wl = w[l] + i0, shift = j->shift[l];
            SHK_EACH(i, m) {
                ts[i] += tl[i] * wl[i];
                us[i] += (ul[i] + shift) * wl[i];
                ws[i] += wl[i];
            }
        }
        for (size_t i = 0; i < m; i++) {
            const float v = us[i] / ws[i];
            if (rx) rx[i0 + i] = ts[i] / ws[i];
            if (ry0) ry0[i0 + i] = v < 0 ? -v : v > u_max ? v - u_max : 0;
        }
    }
}
