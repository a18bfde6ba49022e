#include "geo/windows.h"
#include <string.h>
#include "geo/internal.h"
#include "geo/site_kernels.h"

struct group { size_t from, to; uint32_t rows, cols; };         /* consecutive windows of one size */

struct shk_windows {
    const struct shk_mesh *mesh;
    size_t n, ngroups;
    struct group *group;
    uint32_t *row0, *col0;
    struct shk_outline *outline;
    double *strike, *centre[3], *first[3], *last[3], *east[3], *north[3], *hypo[3], *hypo_dep;
};

struct shk_mesh_site {
    const struct shk_mesh *mesh;
    struct shk_site1 site;
    struct shk_cell_code code;
    double lon, lat, dep;
    int near;                           /* some node is within 40 km: the table of cells is filled if the mesh is folded */
    double *d2, *d02, *cell;            /* one a node; the last row and column of cells are infinite */
    double *arc, *first, *inner, *last; /* rx, one a node; the last column is infinite */
    double *slide, *dots;
    struct shk_distances want;
};

/* ---- preparing ---- */

static int columns(struct shk_arena *a, size_t n, double *v[3])
{
    for (int c = 0; c < 3; c++)
        if (!(v[c] = SHK_NEW(a, double, n))) return 0;
    return 1;
}

static void put(double *v[3], size_t i, struct shk_vec p)
{
    v[0][i] = p.x;
    v[1][i] = p.y;
    v[2][i] = p.z;
}

static enum shk_err make_groups(struct shk_windows *w, const struct shk_surface *s, struct shk_arena *a, struct shk_diag *d)
{
    size_t groups = 0;
    for (int pass = 0; pass < 2; pass++) {
        groups = 0;
        for (size_t i = 0; i < w->n; i++) {
            const uint32_t rows = s[i].row1 - s[i].row0, cols = s[i].col1 - s[i].col0;
            if (i == 0 || rows != s[i - 1].row1 - s[i - 1].row0 || cols != s[i - 1].col1 - s[i - 1].col0) {
                if (pass) w->group[groups] = (struct group){ i, i, rows, cols };
                groups++;
            }
            if (pass) w->group[groups - 1].to = i + 1;
        }
        if (!pass && !(w->group = SHK_NEW(a, struct group, groups + 1))) return shk_fail(d, SHK_E_NOMEM, "%zu ruptures", w->n);
    }
    w->ngroups = groups;
    return SHK_OK;
}

static enum shk_err make_outlines(struct shk_windows *w, const struct shk_surface *s, struct shk_arena *a, struct shk_diag *d)
{
    struct shk_arena *scratch = shk_arena_new(0);
    enum shk_err e = scratch ? SHK_OK : shk_fail(d, SHK_E_NOMEM, "%zu ruptures", w->n);
    for (size_t i = 0; i < w->n && !e; i++) {
        const struct shk_vec centre = shk_window_centre(s + i);
        put(w->centre, i, centre);
        e = shk_outline_make(s + i, centre, scratch, a, d, w->outline + i);
    }
    shk_arena_free(scratch);
    return e;
}

enum shk_err shk_windows_make(const struct shk_surface *s, const struct shk_point *hypo, const double *strike, size_t n, struct shk_distances want,
                              struct shk_arena *a, struct shk_diag *d, struct shk_windows **out)
{
    struct shk_windows *w = SHK_NEW(a, struct shk_windows, 1);
    if (!w) return shk_fail(d, SHK_E_NOMEM, "%zu ruptures", n);
    w->n = n;
    w->mesh = n ? s[0].mesh : NULL;
    for (size_t i = 0; i < n; i++)
        if ((s[i].kind != SHK_SIMPLE && s[i].kind != SHK_COMPLEX) || s[i].mesh != w->mesh || s[i].row1 > w->mesh->nrow || s[i].col1 > w->mesh->ncol
            || s[i].row1 < s[i].row0 + 2 || s[i].col1 < s[i].col0 + 2)
            return shk_fail(d, SHK_E_INVALID, "rupture %zu is not a window of at least 2 by 2 nodes on the mesh of the others", i);
    SHK_TRY(make_groups(w, s, a, d));
    const int hypos = hypo && (want.rhypo || want.repi);
    w->row0 = SHK_NEW(a, uint32_t, n);
    w->col0 = SHK_NEW(a, uint32_t, n);
    w->strike = SHK_NEW(a, double, n);
    if (!w->row0 || !w->col0 || !w->strike || (want.rjb && (!columns(a, n, w->centre) || !(w->outline = SHK_NEW(a, struct shk_outline, n)))) || (want.ry0 && (!columns(a, n, w->first) || !columns(a, n, w->last)))
        || (want.azimuth && (!columns(a, n, w->east) || !columns(a, n, w->north)))
        || (hypos && (!columns(a, n, w->hypo) || !(w->hypo_dep = SHK_NEW(a, double, n))))) return shk_fail(d, SHK_E_NOMEM, "%zu ruptures", n);
    if (want.rjb) SHK_TRY(make_outlines(w, s, a, d));
    for (size_t i = 0; i < n; i++) {
        w->row0[i] = s[i].row0;
        w->col0[i] = s[i].col0;
        w->strike[i] = strike[i];
        if (want.ry0) {
            double sn, cs;
            shk_sincos(shk_radians(strike[i]), &sn, &cs);
            const size_t k = s[i].row0 * w->mesh->ncol;
            put(w->first, i, shk_across(shk_node0(w->mesh, k + s[i].col0), sn, cs));
            put(w->last, i, shk_across(shk_node0(w->mesh, k + s[i].col1 - 1), sn, cs));
        }
        if (want.azimuth) {
            struct shk_vec e, nn;
            shk_axes(shk_unit_of(shk_mesh_middle(s + i)), &e, &nn);
            put(w->east, i, e);
            put(w->north, i, nn);
        }
        if (hypos) {
            put(w->hypo, i, shk_unit_of(hypo[i]));
            w->hypo_dep[i] = hypo[i].dep;
        }
    }
    *out = w;
    return SHK_OK;
}

enum shk_err shk_mesh_site_make(const struct shk_mesh *m, struct shk_distances want, struct shk_arena *a, struct shk_diag *d, struct shk_mesh_site **out)
{
    if (!m->tables || !m->tables->cells || m->nrow < 2 || m->ncol < 2) return shk_fail(d, SHK_E_INVALID, "a mesh of at least 2 by 2 regular nodes is needed");
    const size_t n = m->nrow * m->ncol;
    struct shk_mesh_site *t = SHK_NEW(a, struct shk_mesh_site, 1);
    double *v = t ? SHK_NEW(a, double, 9 * n + 10 * m->ncol) : NULL;
    if (!v) return shk_fail(d, SHK_E_NOMEM, "tables of %zu nodes", n);
    *t = (struct shk_mesh_site){ .mesh = m, .code = shk_cell_code_of((m->nrow - 1) * (m->ncol - 1)), .want = want, .d2 = v, .d02 = v + n, .cell = v + 2 * n,
        .arc = v + 3 * n, .first = v + 4 * n, .inner = v + 5 * n, .last = v + 6 * n, .slide = v + 7 * n, .dots = v + 8 * n };
    for (size_t k = 0; k < n; k++) t->cell[k] = t->arc[k] = t->first[k] = t->inner[k] = t->last[k] = INFINITY;
    *out = t;
    return SHK_OK;
}

/* ---- one site ---- */

SHK_KERNEL static void chords(size_t n, const double *restrict x, const double *restrict y, const double *restrict z, struct shk_vec p, double *restrict out)
{
    SHK_EACH(k, n) {
        const double dx = x[k] - p.x, dy = y[k] - p.y, dz = z[k] - p.z;
        out[k] = dx * dx + dy * dy + dz * dz;
    }
}

SHK_KERNEL static void dot_all(size_t n, const double *restrict x, const double *restrict y, const double *restrict z, struct shk_vec u, double *restrict out)
{
    SHK_EACH(k, n) out[k] = shk_dot((struct shk_vec){ x[k], y[k], z[k] }, u);
}

/* Neighbours come as pointers of their own: a value carried from one turn to the next keeps gcc 12 from vectorizing. */
SHK_KERNEL static void rx_row(size_t n, const struct shk_mesh_tables *t, size_t at, const double *dots, const double *next_dots, const double *d02, const double *next_d02, struct shk_vec u,
                              double *restrict arc, double *restrict first, double *restrict inner, double *restrict last, double *restrict side)
{
    const double *rx = t->frame[0] + at, *ry = t->frame[1] + at, *rz = t->frame[2] + at, *bx = t->frame[3] + at, *by = t->frame[4] + at, *bz = t->frame[5] + at;
    const double *h = t->frame[6] + at;
    SHK_EACH(j, n) {
        const struct shk_rx r = shk_rx_of((struct shk_vec){ rx[j], ry[j], rz[j] }, (struct shk_vec){ bx[j], by[j], bz[j] }, h[j], dots[j], next_dots[j], d02[j], next_d02[j], u);
        arc[j] = r.arc;
        first[j] = r.first;
        inner[j] = r.inner;
        last[j] = r.last;
        side[j] = fabs(r.side);
    }
}

void shk_mesh_site_set(struct shk_mesh_site *t, struct shk_site_arrays sites, size_t i)
{
    const struct shk_mesh *m = t->mesh;
    const size_t n = m->nrow * m->ncol, segs = m->ncol - 1;
    t->site = shk_site1_of(sites.x[i], sites.y[i], sites.z[i]);
    t->lon = sites.lon[i];
    t->lat = sites.lat[i];
    t->dep = sites.dep[i];
    const struct shk_distances w = t->want;
    if (w.rrup || w.clon || w.clat || w.azimuthcp) chords(n, m->x, m->y, m->z, t->site.p, t->d2);
    if (w.rjb || w.rx) chords(n, m->x0, m->y0, m->z0, t->site.q, t->d02);
    if (w.rjb) {
        double least = INFINITY;
        for (size_t k = 0; k < n; k++) least = t->d02[k] < least ? t->d02[k] : least;
        t->near = sqrt(least) < 40;
        for (size_t r = 0; t->near && m->tables->fold == SHK_FOLDED && r + 1 < m->nrow; r++)
            shk_row_of_cells(m, &t->site, r * m->ncol, m->ncol, t->code, r * segs, t->dots, t->cell + r * m->ncol);
    }
    if (w.rx) {
        dot_all(n, m->x0, m->y0, m->z0, t->site.u, t->dots);
        for (size_t r = 0; r < m->nrow; r++) {
            const size_t k = r * m->ncol;
            double *side = t->slide;
            rx_row(segs, m->tables, r * segs, t->dots + k, t->dots + k + 1, t->d02 + k, t->d02 + k + 1, t->site.u, t->arc + k, t->first + k, t->inner + k, t->last + k, side);
            for (size_t j = 0; j < segs; j++) {
                if (!(side[j] < SHK_RX_UNSURE)) continue;
                const struct shk_rx x = shk_rx_exact(m, k + j, t->lon, t->lat);
                t->arc[k + j] = x.arc;
                t->first[k + j] = x.first;
                t->inner[k + j] = x.inner;
                t->last[k + j] = x.last;
            }
        }
    }
}

/* ---- minima over windows ---- */

SHK_KERNEL static void least_of(size_t n, const double *a, const double *b, double *out)
{
    SHK_EACH(k, n) out[k] = a[k] < b[k] ? a[k] : b[k];        /* out may be a: it is never ahead of b */
}

/* s[r][c] = least of v over rows r..r+rows-1 and columns c..c+cols-1, as far as they are in the mesh. */
static void slide(const struct shk_mesh *m, const double *v, size_t rows, size_t cols, double *s)
{
    const double *from = v;
    for (size_t have = 1; have < rows;) {
        const size_t step = have < rows - have ? have : rows - have;
        for (size_t r = 0; r + have + step <= m->nrow; r++) least_of(m->ncol, from + r * m->ncol, from + (r + step) * m->ncol, s + r * m->ncol);
        from = s;
        have += step;
    }
    if (from == v) memcpy(s, v, m->nrow * m->ncol * sizeof *s);
    for (size_t have = 1; have < cols;) {
        const size_t step = have < cols - have ? have : cols - have;
        for (size_t r = 0; r + rows <= m->nrow; r++) least_of(m->ncol - have - step + 1, s + r * m->ncol, s + r * m->ncol + step, s + r * m->ncol);
        have += step;
    }
}

SHK_KERNEL static double least_in(const double *v, size_t stride, size_t rows, size_t cols)
{
    double least = INFINITY;
    for (size_t r = 0; r < rows; r++)
        _Pragma("omp simd reduction(min:least)") for (size_t c = 0; c < cols; c++) {
            const double x = v[r * stride + c];
            least = x < least ? x : least;
        }
    return least;
}

/* The table of sliding minima, or NULL where taking each window's minimum is cheaper. */
static const double *slid(struct shk_mesh_site *t, const double *v, const struct group *g, size_t rows, size_t cols)
{
    const struct shk_mesh *m = t->mesh;
    size_t passes = 2;
    for (size_t k = 1; k < rows; k *= 2) passes++;
    for (size_t k = 1; k < cols; k *= 2) passes++;
    if ((g->to - g->from) * rows * cols < passes * m->nrow * m->ncol) return NULL;
    slide(m, v, rows, cols, t->slide);
    return t->slide;
}

/* out[i] = least of v over rows x cols from the window's first node, moved by dc columns. */
static void minima(const struct shk_windows *w, struct shk_mesh_site *t, const double *v, const struct group *g, size_t rows, size_t cols, size_t dc, double *out)
{
    const size_t ncol = t->mesh->ncol;
    const double *s = slid(t, v, g, rows, cols);
    for (size_t i = g->from; i < g->to; i++) {
        const size_t k = w->row0[i] * ncol + w->col0[i] + dc;
        out[i] = s ? s[k] : least_in(v + k, ncol, rows, cols);
    }
}

SHK_KERNEL static void roots(size_t n, double *v) { SHK_EACH(i, n) v[i] = sqrt(v[i]); }

static void rjb_group(const struct shk_windows *w, struct shk_mesh_site *t, const struct group *g, double *out)
{
    const size_t ncol = t->mesh->ncol;
    minima(w, t, t->d02, g, g->rows, g->cols, 0, out);
    roots(g->to - g->from, out + g->from);
    if (!t->near) return;
    if (t->mesh->tables->fold != SHK_FOLDED) {
        for (size_t i = g->from; i < g->to; i++)
            if (out[i] < 40) out[i] = shk_outline_distance(w->outline + i, t->site.q);
        return;
    }
    const double *s = slid(t, t->cell, g, g->rows - 1, g->cols - 1);
    for (size_t i = g->from; i < g->to; i++) {
        if (!(out[i] < 40)) continue;
        const size_t k = w->row0[i] * ncol + w->col0[i];
        const double cell = s ? s[k] : least_in(t->cell + k, ncol, g->rows - 1, g->cols - 1);
        out[i] = shk_rjb_of(t->mesh, &t->site, (struct shk_vec){ w->centre[0][i], w->centre[1][i], w->centre[2][i] }, t->code, cell);
    }
}

static void rx_group(const struct shk_windows *w, struct shk_mesh_site *t, const struct group *g, double *out)
{
    const size_t ncol = t->mesh->ncol;
    if (g->cols > 3) minima(w, t, t->inner, g, 1, g->cols - 3, 1, out);
    for (size_t i = g->from; i < g->to; i++) {
        const size_t k = w->row0[i] * ncol + w->col0[i];
        double v = t->arc[k];
        if (g->cols > 2) {
            v = shk_least(t->last[k + g->cols - 2], t->first[k]);
            if (g->cols > 3) v = shk_least(out[i], v);
        }
        out[i] = shk_rx_unpack(v);
    }
}

#define AT(v, i) ((struct shk_vec){ (v)[0][i], (v)[1][i], (v)[2][i] })

SHK_KERNEL static void ry0_all(const struct shk_windows *w, struct shk_vec u, double *restrict out)
{
    const double *a = w->first[0], *b = w->first[1], *c = w->first[2], *e = w->last[0], *f = w->last[1], *g = w->last[2];
    SHK_EACH(i, w->n) out[i] = shk_ry0_of((struct shk_vec){ a[i], b[i], c[i] }, (struct shk_vec){ e[i], f[i], g[i] }, u);
}

SHK_KERNEL static void hypo_all(const struct shk_windows *w, struct shk_vec u, double dep, double *restrict rhypo, double *restrict repi)
{
    const double *x = w->hypo[0], *y = w->hypo[1], *z = w->hypo[2], *h = w->hypo_dep;
    if (repi) { SHK_EACH(i, w->n) repi[i] = shk_repi_of((struct shk_vec){ x[i], y[i], z[i] }, u); }
    if (rhypo) { SHK_EACH(i, w->n) rhypo[i] = shk_rhypo_of((struct shk_vec){ x[i], y[i], z[i] }, h[i], u, dep); }
}

SHK_KERNEL static void azimuth_all(const struct shk_windows *w, struct shk_vec u, double *restrict out)
{
    SHK_EACH(i, w->n) out[i] = shk_azimuth_of(AT(w->east, i), AT(w->north, i), w->strike[i], u);
}

static void closest(const struct shk_windows *w, const struct shk_mesh_site *t, const struct group *g, struct shk_distances out)
{
    const struct shk_mesh *m = t->mesh;
    for (size_t i = g->from; i < g->to; i++) {
        const size_t k0 = w->row0[i] * m->ncol + w->col0[i];
        size_t at = k0;
        double best = INFINITY;
        for (size_t r = 0; r < g->rows; r++)
            for (size_t k = k0 + r * m->ncol; k < k0 + r * m->ncol + g->cols; k++)
                if (t->d2[k] < best) { best = t->d2[k]; at = k; }
        if (out.clon) out.clon[i] = m->lon[at];
        if (out.clat) out.clat[i] = m->lat[at];
        if (out.azimuthcp) out.azimuthcp[i] = shk_azimuth(t->lon, t->lat, m->lon[at], m->lat[at]);
    }
}

void shk_windows_distances(const struct shk_windows *w, struct shk_mesh_site *t, struct shk_distances out)
{
    for (size_t k = 0; k < w->ngroups; k++) {
        const struct group *g = w->group + k;
        if (out.rrup) {
            minima(w, t, t->d2, g, g->rows, g->cols, 0, out.rrup);
            roots(g->to - g->from, out.rrup + g->from);
        }
        if (out.rjb) rjb_group(w, t, g, out.rjb);
        if (out.rx) rx_group(w, t, g, out.rx);
        if (out.clon || out.clat || out.azimuthcp) closest(w, t, g, out);
    }
    if (out.ry0) ry0_all(w, t->site.u, out.ry0);
    if (out.repi || out.rhypo) hypo_all(w, t->site.u, t->dep, out.rhypo, out.repi);
    if (out.azimuth) azimuth_all(w, t->site.u, out.azimuth);
}
