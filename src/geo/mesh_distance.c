/* One rupture on a regular mesh and many sites. Loops run over blocks of sites where there are several; results do not
 * depend on that, since minima are exact. */
#include "geo/internal.h"
#include "geo/site_kernels.h"

enum { BLOCK = 128 };

struct block { size_t n; double px[BLOCK], py[BLOCK], pz[BLOCK], ux[BLOCK], uy[BLOCK], uz[BLOCK], qx[BLOCK], qy[BLOCK], qz[BLOCK]; };

SHK_KERNEL static void load(struct block *b, const double *restrict x, const double *restrict y, const double *restrict z, size_t n)
{
    b->n = n;
    SHK_EACH(i, n) {
        const struct shk_vec p = { x[i], y[i], z[i] }, u = shk_scaled(p, 1 / sqrt(shk_dot(p, p))), q = shk_scaled(u, SHK_EARTH_RADIUS);
        b->px[i] = p.x; b->py[i] = p.y; b->pz[i] = p.z;
        b->ux[i] = u.x; b->uy[i] = u.y; b->uz[i] = u.z;
        b->qx[i] = q.x; b->qy[i] = q.y; b->qz[i] = q.z;
    }
}

#define UNIT(b, i) ((struct shk_vec){ (b)->ux[i], (b)->uy[i], (b)->uz[i] })

/* best[i] = least squared chord of site i to n nodes; NaN nodes do not count. */
SHK_KERNEL static void nearest(size_t n, const double *x, const double *y, const double *z, size_t nsites, const double *restrict sx,
                               const double *restrict sy, const double *restrict sz, double *restrict best)
{
    if (nsites < 4) {                       /* loop over nodes */
        for (size_t i = 0; i < nsites; i++) {
            const double a = sx[i], b = sy[i], c = sz[i];
            double least = best[i];
            _Pragma("omp simd reduction(min:least)") for (size_t k = 0; k < n; k++) {
                const double dx = x[k] - a, dy = y[k] - b, dz = z[k] - c, d2 = dx * dx + dy * dy + dz * dz;
                least = d2 < least ? d2 : least;
            }
            best[i] = least;
        }
        return;
    }
    for (size_t k = 0; k < n; k++) {
        const double a = x[k], b = y[k], c = z[k];
        SHK_EACH(i, nsites) {
            const double dx = a - sx[i], dy = b - sy[i], dz = c - sz[i], d2 = dx * dx + dy * dy + dz * dz;
            best[i] = d2 < best[i] ? d2 : best[i];
        }
    }
}

static void nearest_nodes(const struct shk_surface *s, int at_depth, const struct block *b, double *best)
{
    const struct shk_mesh *m = s->mesh;
    const double *x = at_depth ? m->x : m->x0, *y = at_depth ? m->y : m->y0, *z = at_depth ? m->z : m->z0;
    const double *sx = at_depth ? b->px : b->qx, *sy = at_depth ? b->py : b->qy, *sz = at_depth ? b->pz : b->qz;
    for (size_t i = 0; i < b->n; i++) best[i] = INFINITY;
    for (size_t r = s->row0; r < s->row1; r++) {
        const size_t k = r * m->ncol + s->col0;
        nearest(s->col1 - s->col0, x + k, y + k, z + k, b->n, sx, sy, sz, best);
    }
}

SHK_KERNEL static void roots(size_t n, const double *restrict d2, double *restrict out) { SHK_EACH(i, n) out[i] = sqrt(d2[i]); }

/* Least packed distance of the cells between rows r and r + 1, columns col0..col1-1. */
static double nearest_cell(const struct shk_surface *s, const struct shk_site1 *site, size_t r, struct shk_cell_code code)
{
    enum { PART = 128 };            /* nodes at a time: the stack is bounded */
    const struct shk_mesh *m = s->mesh;
    double work[8 * PART], out[PART], least = INFINITY;
    for (size_t j0 = s->col0; j0 + 1 < s->col1; j0 += PART - 1) {
        const size_t n = s->col1 - j0 < PART ? s->col1 - j0 : PART;
        shk_row_of_cells(m, site, r * m->ncol + j0, n, code, r * (m->ncol - 1) + j0, work, out);
        for (size_t j = 0; j + 1 < n; j++) least = out[j] < least ? out[j] : least;
    }
    return least;
}

static enum shk_err rjb_block(const struct shk_surface *s, struct shk_vec centre, const struct block *b, struct shk_arena **a, struct shk_outline *o, double *out,
                              struct shk_diag *d)
{
    const struct shk_mesh *m = s->mesh;
    const struct shk_cell_code code = shk_cell_code_of((m->nrow - 1) * (m->ncol - 1));
    double d02[BLOCK];
    nearest_nodes(s, 0, b, d02);
    roots(b->n, d02, out);
    for (size_t i = 0; i < b->n; i++) {
        if (!(out[i] < 40)) continue;
        if (!*a) {                      /* the first site that is near */
            if (!(*a = shk_arena_new(0))) return shk_fail(d, SHK_E_NOMEM, "the outline of a rupture");
            struct shk_arena *scratch = shk_arena_new(0);
            const enum shk_err e = scratch ? shk_outline_make(s, centre, scratch, *a, d, o) : shk_fail(d, SHK_E_NOMEM, "the outline of a rupture");
            shk_arena_free(scratch);
            if (e) return e;
        }
        const struct shk_site1 site = shk_site1_of(b->px[i], b->py[i], b->pz[i]);
        if (o->n) {
            out[i] = shk_outline_distance(o, site.q);
            continue;
        }
        double least = INFINITY;
        for (size_t r = s->row0; r + 1 < s->row1; r++) least = shk_least(nearest_cell(s, &site, r, code), least);
        out[i] = shk_rjb_of(m, &site, centre, code, least);
    }
    return SHK_OK;
}

static double packed(double v) { return shk_rx_pack(fabs(v), v); }

struct shk_rx shk_rx_exact(const struct shk_mesh *m, size_t k, double lon, double lat)
{
    const struct shk_point p = shk_node_point(m, k), q = shk_node_point(m, k + 1);
    const double az = shk_azimuth(p.lon, p.lat, q.lon, q.lat), back = shk_azimuth(q.lon, q.lat, p.lon, p.lat);
    return (struct shk_rx){ packed(shk_arc_distance(p.lon, p.lat, az, lon, lat)), packed(-shk_semi_arc_distance(q.lon, q.lat, back, lon, lat)),
                            packed(shk_segment_distance(p, q, lon, lat)), packed(shk_semi_arc_distance(p.lon, p.lat, az, lon, lat)), 0 };
}

enum place { FIRST, INNER, LAST, ONLY };
static inline double pick(struct shk_rx r, enum place place) { return place == FIRST ? r.first : place == INNER ? r.inner : place == LAST ? r.last : r.arc; }

static inline __attribute__((always_inline)) void rx_each(struct shk_frame f, struct shk_vec p0, struct shk_vec p1, enum place place, const struct block *b,
                                                          double *restrict out, double *restrict side)
{
    SHK_EACH(i, b->n) {
        const struct shk_vec u = UNIT(b, i), q = { b->qx[i], b->qy[i], b->qz[i] };
        const struct shk_rx r = shk_rx_of(f.right, f.bearing, f.h, shk_dot(p0, u), shk_dot(p1, u), shk_gap2(p0, q), shk_gap2(p1, q), u);
        out[i] = pick(r, place);
        side[i] = fabs(r.side);
    }
}

SHK_KERNEL static void rx_segment(struct shk_frame f, struct shk_vec p0, struct shk_vec p1, enum place place, const struct block *b, double *out, double *side)
{
    switch (place) {
    case FIRST: rx_each(f, p0, p1, FIRST, b, out, side); break;
    case INNER: rx_each(f, p0, p1, INNER, b, out, side); break;
    case LAST: rx_each(f, p0, p1, LAST, b, out, side); break;
    case ONLY: rx_each(f, p0, p1, ONLY, b, out, side);
    }
}

/* First, second last and last column of the top row whose node is finite. */
struct range { size_t first, second_last, last; };
static struct range finite_top(const struct shk_surface *s)
{
    struct range r = { SIZE_MAX, SIZE_MAX, SIZE_MAX };
    for (size_t j = s->col0; j < s->col1; j++) {
        if (!isfinite(s->mesh->lon[s->row0 * s->mesh->ncol + j])) continue;
        if (r.first == SIZE_MAX) r.first = j;
        r.second_last = r.last;
        r.last = j;
    }
    return r;
}

static void rx_block(const struct shk_surface *s, const struct block *b, const double *lon, const double *lat, double *out)
{
    const struct shk_mesh *m = s->mesh;
    const size_t k = s->row0 * m->ncol, f = s->row0 * (m->ncol - 1);
    double v[BLOCK], side[BLOCK];
    const struct range top = finite_top(s);
    for (size_t i = 0; i < b->n; i++) out[i] = INFINITY;
    for (size_t j = s->col0; j + 1 < s->col1; j++) {
        if (!isfinite(m->lon[k + j]) || !isfinite(m->lon[k + j + 1])) continue;
        /* in kites that begin with NaN nodes the first segment is not turned round (contexts.md 3) */
        const enum place place = s->col1 - s->col0 == 2 ? ONLY : j == s->col0 ? FIRST : j == top.first || j == top.second_last ? LAST : INNER;
        rx_segment(shk_frame_at(m->tables, f + j), shk_node0(m, k + j), shk_node0(m, k + j + 1), place, b, v, side);
        for (size_t i = 0; i < b->n; i++) {
            const double x = side[i] < SHK_RX_UNSURE ? pick(shk_rx_exact(m, k + j, lon[i], lat[i]), place) : v[i];
            out[i] = x < out[i] ? x : out[i];
        }
    }
    for (size_t i = 0; i < b->n; i++) out[i] = shk_rx_unpack(out[i]);
}

SHK_KERNEL static void ry0_block(struct shk_ends e, const struct block *b, double *restrict out)
{
    SHK_EACH(i, b->n) out[i] = shk_ry0_of(e.first, e.last, UNIT(b, i));
}

SHK_KERNEL static void azimuth_block(struct shk_vec east, struct shk_vec north, double strike, const struct block *b, double *restrict out)
{
    SHK_EACH(i, b->n) out[i] = shk_azimuth_of(east, north, strike, UNIT(b, i));
}

SHK_KERNEL static void hypo_block(struct shk_vec h, double dep, const double *restrict sdep, const struct block *b, double *restrict rhypo, double *restrict repi)
{
    if (repi) { SHK_EACH(i, b->n) repi[i] = shk_repi_of(h, UNIT(b, i)); }
    if (rhypo) { SHK_EACH(i, b->n) rhypo[i] = shk_rhypo_of(h, dep, UNIT(b, i), sdep[i]); }
}

/* Node of the window that is nearest to site i in three dimensions, the first of equals. */
static size_t closest_node(const struct shk_surface *s, const struct block *b, size_t i)
{
    const struct shk_mesh *m = s->mesh;
    const struct shk_vec p = { b->px[i], b->py[i], b->pz[i] };
    double best = INFINITY;
    size_t at = s->row0 * m->ncol + s->col0;
    for (size_t r = s->row0; r < s->row1; r++)
        for (size_t k = r * m->ncol + s->col0; k < r * m->ncol + s->col1; k++) {
            const double d2 = shk_gap2(shk_node(m, k), p);
            if (d2 < best) { best = d2; at = k; }
        }
    return at;
}

struct shk_vec shk_unit_of(struct shk_point p)
{
    double sl, cl, st, ct;
    shk_sincos(shk_radians(p.lon), &sl, &cl);
    shk_sincos(shk_radians(p.lat), &st, &ct);
    return (struct shk_vec){ ct * cl, ct * sl, st };
}

void shk_nearest_chords(size_t n, const double *x, const double *y, const double *z, struct shk_site_arrays a, double *out)
{
    struct block b;
    double d2[BLOCK];
    for (size_t i0 = 0; i0 < a.n; i0 += BLOCK) {
        load(&b, a.x + i0, a.y + i0, a.z + i0, a.n - i0 < BLOCK ? a.n - i0 : BLOCK);
        for (size_t i = 0; i < b.n; i++) d2[i] = INFINITY;
        nearest(n, x, y, z, b.n, b.qx, b.qy, b.qz, d2);
        roots(b.n, d2, out + i0);
    }
}

static enum shk_err check(const struct shk_surface *s, struct shk_distances out, struct shk_diag *d)
{
    const struct shk_mesh *m = s->mesh;
    if (s->row0 >= s->row1 || s->col0 >= s->col1 || s->row1 > m->nrow || s->col1 > m->ncol)
        return shk_fail(d, SHK_E_INVALID, "a rupture reaches beyond its mesh");
    if (s->kind == SHK_GRIDDED) {
        if (out.rx || out.ry0) return shk_fail(d, SHK_E_UNSUPPORTED, "distances rx and ry0 are not defined for gridded surfaces");
        if (s->row0 || s->col0 || s->row1 != m->nrow || s->col1 != m->ncol) return shk_fail(d, SHK_E_INVALID, "a gridded surface cannot be cut");
        return SHK_OK;
    }
    if (s->row0 + 2 > s->row1 || s->col0 + 2 > s->col1) return shk_fail(d, SHK_E_INVALID, "a rupture needs at least two rows and two columns of mesh nodes");
    const struct range top = finite_top(s);
    if ((out.rx || out.ry0) && top.second_last == SIZE_MAX) return shk_fail(d, SHK_E_INVALID, "the top row of the mesh has fewer than two nodes");
    return SHK_OK;
}

static struct shk_point middle_of(const struct shk_surface *s)
{
    return s->kind == SHK_KITE ? shk_kite_middle(s) : s->kind == SHK_GRIDDED ? shk_gridded_middle(s->mesh) : shk_mesh_middle(s);
}

enum shk_err shk_mesh_distances(const struct shk_surface *s, struct shk_point hypo, double strike, struct shk_site_arrays a, struct shk_distances out, struct shk_diag *d)
{
    const struct shk_mesh *m = s->mesh;
    SHK_TRY(check(s, out, d));
    struct shk_vec centre = { 0 }, east = { 0 }, north = { 0 };
    struct shk_ends ends = { { 0 }, { 0 } };
    if (out.azimuth) shk_axes(shk_unit_of(middle_of(s)), &east, &north);
    if (out.ry0) {
        double sn, cs;
        shk_sincos(shk_radians(strike), &sn, &cs);
        const struct range top = finite_top(s);
        const size_t k = s->row0 * m->ncol;
        ends = (struct shk_ends){ shk_across(shk_node0(m, k + top.first), sn, cs), shk_across(shk_node0(m, k + top.last), sn, cs) };
    }
    const int regular = s->kind == SHK_SIMPLE || s->kind == SHK_COMPLEX;
    struct shk_arena *outlines = NULL;
    struct shk_outline outline;
    if (out.rjb && regular) centre = shk_window_centre(s);
    if (out.rjb && s->kind == SHK_KITE) SHK_TRY(shk_kite_rjb(s, a, out.rjb, d));
    if (out.rjb && s->kind == SHK_GRIDDED) SHK_TRY(shk_gridded_rjb(s, a, out.rjb, d));
    struct block b;
    double d2[BLOCK];
    for (size_t i0 = 0; i0 < a.n; i0 += BLOCK) {
        load(&b, a.x + i0, a.y + i0, a.z + i0, a.n - i0 < BLOCK ? a.n - i0 : BLOCK);
        if (out.rrup) {
            nearest_nodes(s, 1, &b, d2);
            roots(b.n, d2, out.rrup + i0);
        }
        if (out.rjb && regular) {
            const enum shk_err e = rjb_block(s, centre, &b, &outlines, &outline, out.rjb + i0, d);
            if (e) {
                shk_arena_free(outlines);
                return e;
            }
        }
        if (out.rx) rx_block(s, &b, a.lon + i0, a.lat + i0, out.rx + i0);
        if (out.ry0) ry0_block(ends, &b, out.ry0 + i0);
        if (out.azimuth) azimuth_block(east, north, strike, &b, out.azimuth + i0);
        if (out.rhypo || out.repi) hypo_block(shk_unit_of(hypo), hypo.dep, a.dep + i0, &b, out.rhypo ? out.rhypo + i0 : NULL, out.repi ? out.repi + i0 : NULL);
        if (!out.clon && !out.clat && !out.azimuthcp) continue;
        for (size_t i = 0; i < b.n; i++) {
            const size_t k = closest_node(s, &b, i);
            if (out.clon) out.clon[i0 + i] = m->lon[k];
            if (out.clat) out.clat[i0 + i] = m->lat[k];
            if (out.azimuthcp) out.azimuthcp[i0 + i] = shk_azimuth(a.lon[i0 + i], a.lat[i0 + i], m->lon[k], m->lat[k]);
        }
    }
    shk_arena_free(outlines);
    return SHK_OK;
}
