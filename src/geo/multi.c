/* Surfaces made of several (contexts.md 3.1, sources.md 11). */
#include "geo/multi.h"
#include "geo/geodetic.h"
#include "geo/internal.h"
#include "geo/site_kernels.h"
#include "math/single.h"

struct shk_multi {
    size_t n;
    struct shk_surface *element;
    struct shk_gc2_line *line;
    struct shk_gc2_join join;
    struct shk_surface_params params;
};

/* The smallest box that holds both. */
static struct shk_box both(struct shk_box p, struct shk_box q)
{
    return (struct shk_box){ shk_lon_extent(p.west, q.west) < 0 ? q.west : p.west, shk_lon_extent(p.east, q.east) > 0 ? q.east : p.east,
                             fmax(p.north, q.north), fmin(p.south, q.south) };
}

enum shk_err shk_surface_box(const struct shk_surface *s, struct shk_diag *d, struct shk_box *out)
{
    int any = 0;
    struct shk_box b;
    if (s->kind == SHK_PLANAR) return shk_box_of_points(4, s->plane->corner, d, out);
    if (s->kind == SHK_MULTI) {
        for (size_t i = 0; i < s->multi->n; i++) {
            SHK_TRY(shk_surface_box(s->multi->element + i, d, &b));
            *out = i ? both(*out, b) : b;
        }
        return SHK_OK;
    }
    for (size_t i = s->row0; i < s->row1; i++) {
        const size_t k = i * s->mesh->ncol + s->col0, n = s->col1 - s->col0;
        size_t j = 0;
        while (j < n && !isfinite(s->mesh->lon[k + j])) j++;
        if (j == n) continue;
        SHK_TRY(shk_box_of(n, s->mesh->lon + k, s->mesh->lat + k, d, &b));
        *out = any ? both(*out, b) : b;
        any = 1;
    }
    return any ? SHK_OK : shk_fail(d, SHK_E_INVALID, "a surface without nodes");
}

static float f32(double v) { return (float)v; }

/* Area-weighted means in single precision; ztor too is a mean, not a minimum. */
static enum shk_err mean_params(const struct shk_surface *s, size_t n, struct shk_arena *a, struct shk_diag *d, struct shk_surface_params *out)
{
    struct shk_surface_params *p = SHK_NEW(a, struct shk_surface_params, n);
    if (!p) return shk_fail(d, SHK_E_NOMEM, "%zu surfaces", n);
    float area = 0, dip = 0, width = 0, ztor = 0, zbot = 0;
    double sn = 0, cs = 0;
    for (size_t i = 0; i < n; i++) {
        SHK_TRY(shk_surface_params(s + i, p + i, d));
        area += f32(p[i].area);
    }
    for (size_t i = 0; i < n; i++) {
        const float w = f32(p[i].area) / area;
        dip += w * f32(p[i].dip);
        width += w * f32(p[i].width);
        ztor += w * f32(p[i].ztor);
        zbot += w * f32(p[i].zbot);
        sn += w * sin(shk_radians(f32(p[i].strike)));
        cs += w * cos(shk_radians(f32(p[i].strike)));
    }
    *out = (struct shk_surface_params){ shk_single(shk_floor_mod(shk_degrees(atan2(sn, cs)), 360)), dip, width, ztor, zbot, area, p[0].middle };
    if (n == 1) return SHK_OK;

    /* the element nearest to the middle of the bounding box lends its middle point */
    double *lon = SHK_NEW(a, double, 4 * n), *lat = lon ? lon + 2 * n : NULL;
    if (!lon) return shk_fail(d, SHK_E_NOMEM, "%zu surfaces", n);
    for (size_t i = 0; i < n; i++) {
        struct shk_box b;
        SHK_TRY(shk_surface_box(s + i, d, &b));
        lon[2 * i] = shk_single(b.west);
        lon[2 * i + 1] = shk_single(b.east);
        lat[2 * i] = shk_single(b.north);
        lat[2 * i + 1] = shk_single(b.south);
    }
    struct shk_box all;
    SHK_TRY(shk_box_of(2 * n, lon, lat, d, &all));
    const struct shk_point m = shk_middle((struct shk_point){ all.west, all.north, 0 }, (struct shk_point){ all.east, all.south, 0 });
    double v[3], least = INFINITY, r;
    shk_to_xyz(m.lon, m.lat, 0, v);
    for (size_t i = 0; i < n; i++) {
        SHK_TRY(shk_surface_distances(s + i, m, 0, (struct shk_site_arrays){ 1, &m.lon, &m.lat, &m.dep, v, v + 1, v + 2 }, (struct shk_distances){ .rrup = &r }, d));
        if (r < least) {
            least = r;
            out->middle = p[i].middle;
        }
    }
    return SHK_OK;
}

enum shk_err shk_multi_make(const struct shk_surface *elements, size_t n, struct shk_arena *a, struct shk_diag *d, const struct shk_multi **out)
{
    if (!n) return shk_fail(d, SHK_E_INVALID, "a multi surface without elements");
    struct shk_multi *m = SHK_NEW(a, struct shk_multi, 1);
    const struct shk_gc2_line **lines = (const struct shk_gc2_line **)shk_arena_alloc(a, n, sizeof *lines);
    if (!m || !lines) return shk_fail(d, SHK_E_NOMEM, "%zu surfaces", n);
    m->n = n;
    m->element = SHK_NEW(a, struct shk_surface, n);
    m->line = SHK_NEW(a, struct shk_gc2_line, n);
    if (!m->element || !m->line) return shk_fail(d, SHK_E_NOMEM, "%zu surfaces", n);
    for (size_t i = 0; i < n; i++) {
        m->element[i] = elements[i];
        SHK_TRY(shk_gc2_line_make(elements + i, a, d, m->line + i));
        lines[i] = m->line + i;
    }
    SHK_TRY(shk_gc2_join(lines, n, a, d, &m->join));
    SHK_TRY(mean_params(m->element, n, a, d, &m->params));
    *out = m;
    return SHK_OK;
}

void shk_multi_params(const struct shk_multi *m, struct shk_surface_params *out) { *out = m->params; }

static void closest(const struct shk_multi *m, struct shk_site_arrays a, struct shk_distances out)
{
    for (size_t i = 0; i < a.n; i++) {
        const struct shk_vec p = { a.x[i], a.y[i], a.z[i] };
        double best = INFINITY;
        struct shk_point at = { NAN, NAN, NAN };
        for (size_t k = 0; k < m->n; k++) {
            const struct shk_surface *s = m->element + k;
            if (s->kind == SHK_PLANAR) {                    /* of planes the corners count */
                for (int c = 0; c < 4; c++) {
                    const double d2 = shk_gap2((struct shk_vec){ s->plane->c[c][0], s->plane->c[c][1], s->plane->c[c][2] }, p);
                    if (d2 < best) { best = d2; at = s->plane->corner[c]; }
                }
                continue;
            }
            for (size_t r = s->row0; r < s->row1; r++)
                for (size_t j = r * s->mesh->ncol + s->col0; j < r * s->mesh->ncol + s->col1; j++) {
                    const double d2 = shk_gap2(shk_node(s->mesh, j), p);
                    if (d2 < best) { best = d2; at = shk_node_point(s->mesh, j); }
                }
        }
        if (out.clon) out.clon[i] = at.lon;
        if (out.clat) out.clat[i] = at.lat;
        if (out.azimuthcp) out.azimuthcp[i] = shk_azimuth(a.lon[i], a.lat[i], at.lon, at.lat);
    }
}

enum { BLOCK = 64 };

/* rrup and rjb: the least of all elements. */
static enum shk_err least_of_all(const struct shk_multi *m, struct shk_site_arrays a, struct shk_distances out, struct shk_diag *d)
{
    double v[2][BLOCK];
    for (size_t i0 = 0; i0 < a.n; i0 += BLOCK) {
        const size_t n = a.n - i0 < BLOCK ? a.n - i0 : BLOCK;
        const struct shk_site_arrays part = { n, a.lon + i0, a.lat + i0, a.dep + i0, a.x + i0, a.y + i0, a.z + i0 };
        for (size_t k = 0; k < m->n; k++) {
            SHK_TRY(shk_surface_distances(m->element + k, (struct shk_point){ 0, 0, 0 }, 0, part,
                                          (struct shk_distances){ .rrup = out.rrup ? v[0] : NULL, .rjb = out.rjb ? v[1] : NULL }, d));
            for (size_t i = 0; i < n; i++) {
                if (out.rrup) out.rrup[i0 + i] = k && out.rrup[i0 + i] <= v[0][i] ? out.rrup[i0 + i] : v[0][i];
                if (out.rjb) out.rjb[i0 + i] = k && out.rjb[i0 + i] <= v[1][i] ? out.rjb[i0 + i] : v[1][i];
            }
        }
    }
    return SHK_OK;
}

static void gc2(const struct shk_multi *m, struct shk_site_arrays a, struct shk_distances out)
{
    float t[BLOCK], u[BLOCK], w[BLOCK], ts[BLOCK], us[BLOCK], ws[BLOCK];
    for (size_t i0 = 0; i0 < a.n; i0 += BLOCK) {
        const size_t n = a.n - i0 < BLOCK ? a.n - i0 : BLOCK;
        for (size_t i = 0; i < n; i++) ts[i] = us[i] = ws[i] = 0;
        for (size_t k = 0; k < m->n; k++) {
            const size_t l = m->join.order[k];
            shk_gc2_tuw(m->line + l, m->join.flipped[l] ? SHK_GC2_FLIPPED : SHK_GC2_AS_IS, n, a.x + i0, a.y + i0, a.z + i0, t, u, w);
            for (size_t i = 0; i < n; i++) {
                ts[i] += t[i] * w[i];
                us[i] += (u[i] + m->join.shift[k]) * w[i];
                ws[i] += w[i];
            }
        }
        for (size_t i = 0; i < n; i++) {
            const float v = us[i] / ws[i];
            if (out.rx) out.rx[i0 + i] = ts[i] / ws[i];
            if (out.ry0) out.ry0[i0 + i] = v < 0 ? -v : v > m->join.u_max ? v - m->join.u_max : 0;
        }
    }
}

enum shk_err shk_multi_distances(const struct shk_multi *m, struct shk_point hypo, double strike, struct shk_site_arrays a, struct shk_distances out, struct shk_diag *d)
{
    if (out.rrup || out.rjb) SHK_TRY(least_of_all(m, a, out, d));
    if (out.rx || out.ry0) gc2(m, a, out);
    if (out.clon || out.clat || out.azimuthcp) closest(m, a, out);
    if (!out.azimuth && !out.repi && !out.rhypo) return SHK_OK;
    const struct shk_vec h = shk_unit_of(hypo);
    struct shk_vec east, north;
    shk_axes(shk_unit_of(m->params.middle), &east, &north);
    for (size_t i = 0; i < a.n; i++) {
        const struct shk_site1 s = shk_site1_of(a.x[i], a.y[i], a.z[i]);
        if (out.azimuth) out.azimuth[i] = shk_azimuth_of(east, north, strike, s.u);
        if (out.repi) out.repi[i] = shk_repi_of(h, s.u);
        if (out.rhypo) out.rhypo[i] = shk_rhypo_of(h, hypo.dep, s.u, a.dep[i]);
    }
    return SHK_OK;
}
