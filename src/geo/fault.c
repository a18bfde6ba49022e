/* Meshes of simple and complex faults. */
#include "geo/geodetic.h"
#include "geo/internal.h"
#include "geo/line.h"
#include "geo/mesh.h"

/* ---- simple faults (sources.md 6.1) ---- */

static enum shk_err check_simple(struct shk_line trace, double upper, double lower, double dip, double spacing, struct shk_diag *d)
{
    for (size_t i = 0; i < trace.n; i++) SHK_TRY(shk_check_point(trace.p[i], d));
    if (trace.n < 2) return shk_fail(d, SHK_E_INVALID, "the fault trace must have at least two points");
    for (size_t i = 1; i < trace.n; i++)
        if (trace.p[i].dep != trace.p[0].dep) return shk_fail(d, SHK_E_INVALID, "the fault trace must be horizontal: depths %g and %g", trace.p[0].dep, trace.p[i].dep);
    int crosses;
    SHK_TRY(shk_line_self_intersects(trace, 0, d, &crosses));
    if (crosses) return shk_fail(d, SHK_E_INVALID, "the fault trace intersects itself");
    if (!(dip > 0 && dip <= 90)) return shk_fail(d, SHK_E_INVALID, "dip must be in (0, 90], not %g", dip);
    if (!(lower > upper) || !isfinite(lower)) return shk_fail(d, SHK_E_INVALID, "lower seismogenic depth %g must be greater than upper seismogenic depth %g", lower, upper);
    if (!(upper >= trace.p[0].dep)) return shk_fail(d, SHK_E_INVALID, "upper seismogenic depth %g must not be less than the depth %g of the fault trace", upper, trace.p[0].dep);
    if (!(spacing > 0)) return shk_fail(d, SHK_E_INVALID, "mesh spacing must be positive, not %g", spacing);
    return SHK_OK;
}

enum shk_err shk_simple_fault_mesh(struct shk_line trace, double upper, double lower, double dip, double spacing,
                                   struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out)
{
    SHK_TRY(check_simple(trace, upper, lower, dip, spacing, d));
    struct shk_line top;
    SHK_TRY(shk_line_resample(trace, spacing, 0, a, d, &top));
    const double z0 = trace.p[0].dep, vtop = upper - z0, vbot = lower - z0, tangent = tan(shk_radians(dip));
    const struct shk_point p0 = trace.p[0], p1 = trace.p[trace.n - 1];
    const double az = shk_floor_mod(shk_azimuth(p0.lon, p0.lat, p1.lon, p1.lat) + 90, 360);
    struct shk_mesh *m = NULL;
    struct shk_point *column = NULL;
    for (size_t j = 0; j < top.n; j++) {
        struct shk_point t, b;
        shk_point_at(top.p[j].lon, top.p[j].lat, az, vtop / tangent, &t.lon, &t.lat);
        shk_point_at(top.p[j].lon, top.p[j].lat, az, vbot / tangent, &b.lon, &b.lat);
        t.dep = top.p[j].dep + vtop;
        b.dep = top.p[j].dep + vbot;
        SHK_TRY(shk_check_point(t, d));
        SHK_TRY(shk_check_point(b, d));
        const size_t n = shk_intervals_count(t, b, spacing);
        if (!m) {
            if (n < 2 || top.n < 2) return shk_fail(d, SHK_E_INVALID, "mesh spacing %g km is too large for the length and width of the fault: its mesh would be %zu by %zu nodes", spacing, n, top.n);
            SHK_TRY(shk_mesh_alloc(n, top.n, a, d, &m));
            column = SHK_NEW(a, struct shk_point, n);
            if (!column) return shk_fail(d, SHK_E_NOMEM, "a mesh of %zu by %zu nodes", n, top.n);
        }
        if (n != m->nrow) return shk_fail(d, SHK_E_INVALID, "columns of the fault's mesh have %zu and %zu nodes", m->nrow, n);
        shk_intervals_between(t, b, spacing, n, column);
        for (size_t i = 0; i < n; i++) {
            m->lon[i * m->ncol + j] = column[i].lon;
            m->lat[i * m->ncol + j] = column[i].lat;
            m->dep[i * m->ncol + j] = column[i].dep;
        }
    }
    SHK_TRY(shk_mesh_finish(m, 1, a, d));
    *out = m;
    return SHK_OK;
}

/* ---- complex faults (sources.md 7.1) ---- */

/* The edges' ring seen on a vertical plane through the top edge must not cross itself. */
static enum shk_err check_order(const struct shk_line *edges, size_t nedges, struct shk_arena *a, struct shk_diag *d)
{
    const struct shk_line top = edges[0], bottom = edges[nedges - 1];
    const struct shk_point ul = top.p[0], end = top.p[top.n - 1];
    const double strike = shk_azimuth(ul.lon, ul.lat, end.lon, end.lat);
    struct shk_plane ref = { .corner = { ul, ul, { ul.lon, ul.lat, ul.dep + 10 }, { 0, 0, ul.dep + 10 } } };
    shk_point_at(ul.lon, ul.lat, strike, 10, &ref.corner[1].lon, &ref.corner[1].lat);
    ref.corner[3].lon = ref.corner[1].lon;
    ref.corner[3].lat = ref.corner[1].lat;
    shk_plane_derive(&ref);
    const size_t most = top.n + bottom.n + 2 * (nedges - 2);
    if (most > 20000) return shk_fail(d, SHK_E_LIMIT, "edges with %zu vertices on their outline", most);
    double (*v)[2] = shk_arena_alloc(a, most, sizeof *v);
    if (!v) return shk_fail(d, SHK_E_NOMEM, "edges of %zu points", most);
    size_t n = 0;
    for (size_t k = 0; k < most; k++) {
        const size_t mid = nedges - 2;
        struct shk_point p;
        if (k < top.n) p = top.p[k];
        else if (k < top.n + mid) p = edges[1 + k - top.n].p[edges[1 + k - top.n].n - 1];
        else if (k < top.n + mid + bottom.n) p = bottom.p[bottom.n - 1 - (k - top.n - mid)];
        else p = edges[nedges - 2 - (k - top.n - mid - bottom.n)].p[0];
        double q[3];
        shk_to_xyz(p.lon, p.lat, p.dep, q);
        v[n][0] = v[n][1] = 0;
        for (int i = 0; i < 3; i++) {
            v[n][0] += (q[i] - ref.c[0][i]) * ref.u1[i];
            v[n][1] += (q[i] - ref.c[0][i]) * ref.u2[i];
        }
        if (!n || v[n][0] != v[n - 1][0] || v[n][1] != v[n - 1][1]) n++;
    }
    if (n > 1 && v[n - 1][0] == v[0][0] && v[n - 1][1] == v[0][1]) n--;
    if (n < 3 || shk_ring_intersects(n, v, 1)) return shk_fail(d, SHK_E_INVALID, "the points of the fault's edges are not in the right order: the outline crosses itself");
    return SHK_OK;
}

static double angle_with_vertical(struct shk_vec p, struct shk_vec down, struct shk_vec top)
{
    return nearbyint(shk_degrees(acos(shk_dot(shk_unit(p), shk_unit(shk_cross(down, top))))) * 10) / 10;
}

/* Seen along the top edge the fault must dip to the right (Aki & Richards). */
static enum shk_err check_aki_richards(struct shk_line top, struct shk_line bottom, struct shk_diag *d)
{
    const struct shk_point p[4] = { top.p[0], top.p[1], bottom.p[0], bottom.p[1] };
    struct shk_vec v[4];
    for (int k = 0; k < 4; k++) {
        double q[3];
        shk_to_xyz(p[k].lon, p[k].lat, p[k].dep, q);
        v[k] = (struct shk_vec){ q[0], q[1], q[2] };
    }
    const struct shk_vec along = shk_minus(v[1], v[0]), left = shk_minus(v[2], v[0]), right = shk_minus(v[3], v[1]);
    const struct shk_vec cl = shk_cross(left, along), cr = shk_cross(right, along);
    if (shk_dot(cl, cl) == 0 || shk_dot(cr, cr) == 0) return SHK_OK;
    if (angle_with_vertical(v[0], left, along) > 90 || angle_with_vertical(v[1], right, along) > 90)
        return shk_fail(d, SHK_E_INVALID, "the surface does not conform with the Aki and Richards convention: it must dip to the right of its top edge");
    return SHK_OK;
}

static enum shk_err points_for(double sum, size_t count, double spacing, const char *what, struct shk_diag *d, size_t *out)
{
    const double mean = sum / (double)count, n = nearbyint(mean / spacing) + 1;
    if (!(n > 1)) return shk_fail(d, SHK_E_INVALID, "mesh spacing %.1f km is too big for mean %s %.1f km", spacing, what, mean);
    if (n > SHK_LINE_MAX_POINTS) return shk_fail(d, SHK_E_LIMIT, "mesh spacing %g km is too small for mean %s %.1f km", spacing, what, mean);
    *out = (size_t)n;
    return SHK_OK;
}

enum shk_err shk_complex_fault_mesh(const struct shk_line *edges, size_t nedges, double spacing, struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out)
{
    if (nedges < 2) return shk_fail(d, SHK_E_INVALID, "at least two edges are required, found %zu", nedges);
    if (!(spacing > 0)) return shk_fail(d, SHK_E_INVALID, "mesh spacing must be positive, not %g", spacing);
    struct shk_line *e = SHK_NEW(a, struct shk_line, nedges), *r = SHK_NEW(a, struct shk_line, nedges);
    if (!e || !r) return shk_fail(d, SHK_E_NOMEM, "%zu edges", nedges);
    double sum = 0;
    for (size_t k = 0; k < nedges; k++) {
        SHK_TRY(shk_wrap(d, shk_line_clean(edges[k], 2, a, d, e + k), "edge %zu", k + 1));
        sum += shk_line_length(e[k]);
    }
    SHK_TRY(check_order(e, nedges, a, d));
    SHK_TRY(check_aki_richards(e[0], e[nedges - 1], d));
    size_t nh = 0, nv = 0;
    SHK_TRY(points_for(sum, nedges, spacing, "length", d, &nh));
    for (size_t k = 0; k < nedges; k++) {
        SHK_TRY(shk_line_resample_to(e[k], nh, a, d, r + k));
        if (r[k].n < nh) nh = r[k].n;                   /* the shortest decides, should the 1 m filter have dropped points */
    }
    struct shk_point *p = SHK_NEW(a, struct shk_point, nedges);
    struct shk_line *columns = SHK_NEW(a, struct shk_line, nh);
    if (!p || !columns) return shk_fail(d, SHK_E_NOMEM, "a mesh of %zu columns", nh);
    sum = 0;
    for (size_t j = 0; j < nh; j++) {
        for (size_t k = 0; k < nedges; k++) p[k] = r[k].p[j];
        SHK_TRY(shk_wrap(d, shk_line_clean((struct shk_line){ nedges, p }, 2, a, d, columns + j), "column %zu of the mesh", j + 1));
        sum += shk_line_length(columns[j]);
    }
    SHK_TRY(points_for(sum, nh, spacing, "width", d, &nv));
    struct shk_mesh *m = NULL;
    for (size_t j = 0; j < nh; j++) {
        struct shk_line c;
        SHK_TRY(shk_line_resample_to(columns[j], nv, a, d, &c));
        if (j == 0) {
            nv = c.n;
            if (nv < 2 || nh < 2) return shk_fail(d, SHK_E_INVALID, "mesh spacing %g km is too big for the fault", spacing);
            SHK_TRY(shk_mesh_alloc(nv, nh, a, d, &m));
        }
        if (c.n < nv) return shk_fail(d, SHK_E_INVALID, "column %zu of the mesh has %zu nodes instead of %zu: mesh spacing %g km is too small", j + 1, c.n, nv, spacing);
        for (size_t i = 0; i < nv; i++) {
            m->lon[i * nh + j] = c.p[i].lon;
            m->lat[i * nh + j] = c.p[i].lat;
            m->dep[i * nh + j] = c.p[i].dep;
        }
    }
    SHK_TRY(shk_mesh_finish(m, 1, a, d));
    *out = m;
    return SHK_OK;
}
