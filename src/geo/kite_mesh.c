/* Meshes of kite surfaces from profiles (sources.md 10.1): profiles are resampled down dip, then the k-th points of all
 * profiles ("edges") are resampled along strike, to the right and to the left of the longest profile. */
#include <stdlib.h>
#include <string.h>
#include "geo/geodetic.h"
#include "geo/internal.h"
#include "geo/line.h"
#include "geo/mesh.h"

static const struct shk_point NONE = { NAN, NAN, NAN };

struct grid { size_t nrow, ncol; struct shk_point *p; };       /* row-major; NaN points are missing */
#define AT(g, i, j) ((g).p[(i) * (g).ncol + (j)])
static int there(struct shk_point p) { return isfinite(p.lon); }

static enum shk_err new_grid(size_t nrow, size_t ncol, struct shk_arena *a, struct shk_diag *d, struct grid *out)
{
    if (nrow && ncol > ((size_t)1 << 24) / nrow) return shk_fail(d, SHK_E_LIMIT, "a mesh of %zu by %zu nodes", nrow, ncol);
    *out = (struct grid){ nrow, ncol, SHK_NEW(a, struct shk_point, nrow * ncol + 1) };
    if (!out->p) return shk_fail(d, SHK_E_NOMEM, "a mesh of %zu by %zu nodes", nrow, ncol);
    for (size_t k = 0; k < nrow * ncol; k++) out->p[k] = NONE;
    return SHK_OK;
}

/* ---- profiles ---- */

/* Rows are profiles here. Padded with missing points at the bottom; *ref is the longest profile unless all are about equal. */
static enum shk_err resample_profiles(const struct shk_line *in, size_t n, double step, struct shk_arena *a, struct shk_diag *d, struct grid *out, size_t *ref)
{
    struct shk_line *r = SHK_NEW(a, struct shk_line, n);
    if (!r) return shk_fail(d, SHK_E_NOMEM, "%zu profiles", n);
    double longest = -INFINITY, shortest = INFINITY;
    size_t most = 0;
    for (size_t k = 0; k < n; k++) {
        struct shk_line clean;
        SHK_TRY(shk_wrap(d, shk_line_clean(in[k], 2, a, d, &clean), "profile %zu", k + 1));
        SHK_TRY(shk_wrap(d, shk_line_resample(clean, step, 0, a, d, r + k), "profile %zu", k + 1));
        for (size_t i = 1; i < r[k].n; i++) {
            const struct shk_point p = r[k].p[i - 1], q = r[k].p[i];
            const double h = shk_distance_f32(p.lon, p.lat, q.lon, q.lat), v = p.dep - q.dep;
            if (!(sqrt(h * h + v * v) <= 2 * step)) return shk_fail(d, SHK_E_INVALID, "profile %zu: points %zu and %zu are more than %g km apart after resampling", k + 1, i, i + 1, 2 * step);
        }
        const double len = shk_line_length(r[k]);
        if (len > longest) { longest = len; *ref = k; }
        shortest = fmin(shortest, len);
        most = r[k].n > most ? r[k].n : most;
    }
    if (!(longest - shortest > step * 0.1)) *ref = 0;
    SHK_TRY(new_grid(n, most, a, d, out));
    for (size_t k = 0; k < n; k++) memcpy(&AT(*out, k, 0), r[k].p, r[k].n * sizeof *r[k].p);
    return SHK_OK;
}

/* ---- edges of one side ---- */

struct run { size_t from, to, edge; };          /* consecutive profiles from..to-1 that have point number edge */
struct piece { size_t start, edge, n; struct shk_point *p; };
struct side {
    struct grid part;                           /* profiles of this side from the reference outwards */
    struct shk_projection proj;
    size_t nruns, npieces, nlines, maxlines;
    struct run *run;
    struct piece *piece;
    double (*line)[2];                          /* slope and intercept of the new profiles, seen from above */
};

#define STEEP 1e20      /* slope of a line of constant x, whose intercept is x */

static int by_start(const void *a, const void *b)
{
    const struct run *p = a, *q = b;
    if (p->from != q->from) return p->from < q->from ? -1 : 1;
    if (p->to != q->to) return p->to > q->to ? -1 : 1;
    return (p->edge > q->edge) - (p->edge < q->edge);
}

static enum shk_err find_runs(struct side *s, struct shk_arena *a, struct shk_diag *d)
{
    const struct grid g = s->part;
    s->run = SHK_NEW(a, struct run, g.nrow * g.ncol / 2 + 1);
    s->piece = SHK_NEW(a, struct piece, g.nrow * g.ncol / 2 + 1);
    if (!s->run || !s->piece) return shk_fail(d, SHK_E_NOMEM, "edges of %zu profiles", g.nrow);
    for (size_t k = 0; k < g.ncol; k++)
        for (size_t i = 0; i < g.nrow;) {
            size_t j = i;
            while (j < g.nrow && there(AT(g, j, k))) j++;
            if (j >= i + 2) s->run[s->nruns++] = (struct run){ i, j, k };
            i = j + (j == i);
        }
    qsort(s->run, s->nruns, sizeof *s->run, by_start);
    return SHK_OK;
}

/* Ordinary least squares of n points seen from above. */
static void regress(const struct shk_projection *proj, const struct shk_point *p, size_t n, size_t stride_of_ptr, double *slope, double *intercept, int *steep)
{
    double mx = 0, my = 0, sxx = 0, sxy = 0, x0 = 0, x, y;
    *steep = 1;
    for (size_t i = 0; i < n; i++) {
        shk_project(proj, p[i * stride_of_ptr].lon, p[i * stride_of_ptr].lat, &x, &y);
        if (i == 0) x0 = x;
        if (!(fabs(x0 - x) < 1e-5)) *steep = 0;
        mx += x / (double)n;
        my += y / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        shk_project(proj, p[i * stride_of_ptr].lon, p[i * stride_of_ptr].lat, &x, &y);
        sxx += (x - mx) * (x - mx);
        sxy += (x - mx) * (y - my);
    }
    *slope = sxy / sxx;
    *intercept = my - *slope * mx;
    if (*steep) {
        *slope = STEEP;
        *intercept = x0;
    }
}

/* New profiles are lines through the j-th points of all pieces that start at `from`. */
static enum shk_err add_lines(struct side *s, size_t from, struct shk_arena *a, struct shk_diag *d)
{
    size_t most = 0;
    for (size_t k = 0; k < s->npieces; k++)
        if (s->piece[k].start == from && s->piece[k].n > most) most = s->piece[k].n;
    struct shk_point *p = SHK_NEW(a, struct shk_point, s->npieces + 1);
    double (*line)[2] = shk_arena_alloc(a, s->nlines + most + 1, sizeof *line);
    if (!p || !line) return shk_fail(d, SHK_E_NOMEM, "%zu profiles", s->nlines + most);
    if (s->nlines) memcpy(line, s->line, s->nlines * sizeof *line);
    s->line = line;
    for (size_t j = 0; j < most; j++) {
        size_t n = 0;
        int steep;
        for (size_t k = 0; k < s->npieces; k++)
            if (s->piece[k].start == from && s->piece[k].n > j) p[n++] = s->piece[k].p[j];
        regress(&s->proj, p, n, 1, &s->line[s->nlines][0], &s->line[s->nlines][1], &steep);
        s->nlines++;
    }
    return SHK_OK;
}

/* Points of an edge that starts after the reference profile: where it crosses the new profiles. */
static enum shk_err intersections(const struct side *s, const struct shk_point *edge, size_t n, struct shk_arena *a, struct shk_diag *d, struct piece *out)
{
    out->p = SHK_NEW(a, struct shk_point, (n - 1) * s->nlines + 1);
    if (!out->p) return shk_fail(d, SHK_E_NOMEM, "an edge of %zu points", n);
    out->n = 0;
    out->start = SIZE_MAX;
    for (size_t i = 0; i + 1 < n; i++) {
        double slope, intercept, x[2], y[2];
        int steep;
        for (int k = 0; k < 2; k++) shk_project(&s->proj, edge[i + (size_t)k].lon, edge[i + (size_t)k].lat, &x[k], &y[k]);
        if (x[0] == x[1]) return shk_fail(d, SHK_E_UNSUPPORTED, "an edge of the kite runs exactly along the y axis of its projection");
        regress(&s->proj, edge + i, 2, 1, &slope, &intercept, &steep);
        if (steep) {                            /* regress() makes no difference between short and steep; here only a slope will do */
            slope = (y[1] - y[0]) / (x[1] - x[0]);
            intercept = y[0] - slope * x[0];
        }
        for (size_t k = 0; k < s->nlines; k++) {
            const double xi = s->line[k][0] >= STEEP ? s->line[k][1] : (intercept - s->line[k][1]) / (s->line[k][0] - slope), yi = xi * slope + intercept;
            if (!(xi > fmin(x[0], x[1]) && xi < fmax(x[0], x[1]) && yi > fmin(y[0], y[1]) && yi < fmax(y[0], y[1]))) continue;
            struct shk_point *p = out->p + out->n++;
            shk_unproject(&s->proj, xi, yi, &p->lon, &p->lat);
            p->dep = (edge[i + 1].dep - edge[i].dep) * ((xi - x[0]) / (x[1] - x[0])) + edge[i].dep;
            if (k < out->start) out->start = k;
        }
    }
    if (!out->n) return shk_fail(d, SHK_E_INVALID, "an edge of the kite crosses none of the profiles made so far: decrease the edge sampling");
    return SHK_OK;
}

static enum shk_err make_pieces(struct side *s, double step, struct shk_arena *a, struct shk_diag *d)
{
    const struct grid g = s->part;
    for (size_t k = 0; k < s->nruns;) {
        const size_t from = s->run[k].from;
        for (; k < s->nruns && s->run[k].from == from; k++) {
            const struct run r = s->run[k];
            struct piece *p = s->piece + s->npieces;
            const size_t n = r.to - r.from;
            struct shk_point *edge = SHK_NEW(a, struct shk_point, n);
            if (!edge) return shk_fail(d, SHK_E_NOMEM, "an edge of %zu points", n);
            for (size_t i = 0; i < n; i++) edge[i] = AT(g, r.from + i, r.edge);
            if (from == s->run[0].from) {
                struct shk_line l;
                SHK_TRY(shk_wrap(d, shk_line_resample((struct shk_line){ n, edge }, step, 1, a, d, &l), "edge %zu of the kite", r.edge + 1));
                *p = (struct piece){ 0, r.edge, l.n < 3 ? l.n : l.n - 1, l.p };
            } else {
                SHK_TRY(intersections(s, edge, n, a, d, p));
                p->edge = r.edge;
            }
            s->npieces++;
        }
        SHK_TRY(add_lines(s, from, a, d));
    }
    return SHK_OK;
}

/* Steps along an edge up to the first gap after it must be equal within 2 percent (squared). */
static enum shk_err check_sampling(const struct side *s, const struct shk_point *p, size_t n, struct shk_diag *d)
{
    size_t first = SIZE_MAX, last = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        if (there(p[i])) {
            if (first == SIZE_MAX) first = i;
            else last = i;
            continue;
        }
        if (first == SIZE_MAX || last == SIZE_MAX) continue;
        double ref = 0;
        for (size_t j = first; j + 1 < last; j++) {
            double x0, y0, x1, y1;
            shk_project(&s->proj, p[j].lon, p[j].lat, &x0, &y0);
            shk_project(&s->proj, p[j + 1].lon, p[j + 1].lat, &x1, &y1);
            const double d2 = (x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0) + (p[j + 1].dep - p[j].dep) * (p[j + 1].dep - p[j].dep);
            if (j == first) ref = d2;
            if (!(fabs(d2 - ref) <= 0.02 * fabs(ref))) return shk_fail(d, SHK_E_INVALID, "nodes along an edge of the kite are not equally spaced: %g and %g km", sqrt(ref), sqrt(d2));
        }
        first = last = SIZE_MAX;
    }
    return SHK_OK;
}

/* Pieces of the same edge follow each other; rows of the result are edges in order of appearance, columns new profiles. */
static enum shk_err assemble(const struct side *s, struct shk_arena *a, struct shk_diag *d, struct grid *out)
{
    size_t *row = SHK_NEW(a, size_t, s->part.ncol), *len = SHK_NEW(a, size_t, s->part.ncol), rows = 0, cols = 0;
    if (!row || !len) return shk_fail(d, SHK_E_NOMEM, "%zu edges", s->part.ncol);
    for (size_t k = 0; k < s->part.ncol; k++) row[k] = SIZE_MAX;
    for (size_t k = 0; k < s->npieces; k++) {
        const struct piece p = s->piece[k];
        size_t have = row[p.edge] == SIZE_MAX ? 0 : len[p.edge];
        if (!have && p.start == 0 && p.n < 2) continue;         /* an edge of a single point is dropped */
        if (p.start > 0 && p.start < have) return shk_fail(d, SHK_E_INVALID, "pieces of an edge of the kite overlap");
        if (row[p.edge] == SIZE_MAX) row[p.edge] = rows++;
        len[p.edge] = (p.start > 0 ? p.start : have) + p.n;
        cols = len[p.edge] > cols ? len[p.edge] : cols;
    }
    SHK_TRY(new_grid(rows, cols, a, d, out));
    memset(len, 0, s->part.ncol * sizeof *len);
    for (size_t k = 0; k < s->npieces; k++) {
        const struct piece p = s->piece[k];
        if (row[p.edge] == SIZE_MAX || (!len[p.edge] && p.start == 0 && p.n < 2)) continue;
        const size_t at = p.start > 0 ? p.start : len[p.edge];
        memcpy(&AT(*out, row[p.edge], at), p.p, p.n * sizeof *p.p);
        len[p.edge] = at + p.n;
    }
    for (size_t k = 0; k < s->part.ncol; k++)
        if (row[k] != SIZE_MAX) SHK_TRY(check_sampling(s, &AT(*out, row[k], 0), len[k], d));
    return SHK_OK;
}

/* Profiles lo..hi (inclusive) in the given direction from the reference one. */
static enum shk_err make_side(const struct grid *profiles, struct shk_projection proj, size_t ref, int forward, double step, struct shk_arena *a, struct shk_diag *d, struct grid *out)
{
    struct side s = { .proj = proj };
    const size_t n = forward ? profiles->nrow - ref : ref + 1;
    SHK_TRY(new_grid(n, profiles->ncol, a, d, &s.part));
    for (size_t i = 0; i < n; i++) memcpy(&AT(s.part, i, 0), &AT(*profiles, forward ? ref + i : ref - i, 0), profiles->ncol * sizeof(struct shk_point));
    SHK_TRY(find_runs(&s, a, d));
    if (!s.nruns) return shk_fail(d, SHK_E_INVALID, "neighbouring profiles of the kite have no points at the same level");
    SHK_TRY(make_pieces(&s, step, a, d));
    return assemble(&s, a, d, out);
}

/* ---- the mesh ---- */

/* Right side reversed, then the left one without the shared reference profile. */
static enum shk_err join(const struct grid *right, const struct grid *left, struct shk_arena *a, struct shk_diag *d, struct grid *out)
{
    const size_t nr = right->nrow > left->nrow ? right->nrow : left->nrow, drop = right->ncol && left->ncol ? 1 : 0;
    SHK_TRY(new_grid(nr, right->ncol + left->ncol - drop, a, d, out));
    for (size_t i = 0; i < right->nrow; i++)
        for (size_t j = 0; j < right->ncol; j++) AT(*out, i, right->ncol - 1 - j) = AT(*right, i, j);
    for (size_t i = 0; i < left->nrow; i++)
        for (size_t j = drop; j < left->ncol; j++) AT(*out, i, right->ncol + j - drop) = AT(*left, i, j);
    return SHK_OK;
}

/* A node needs a neighbour in its row and one in its column; what is dropped first counts as missing for the next. */
static void drop_lonely(struct grid *g)
{
    for (size_t i = 0; i < g->nrow; i++)
        for (size_t j = 0; j < g->ncol; j++) {
            const int row = (j > 0 && there(AT(*g, i, j - 1))) || (j + 1 < g->ncol && there(AT(*g, i, j + 1)));
            const int col = (i > 0 && there(AT(*g, i - 1, j))) || (i + 1 < g->nrow && there(AT(*g, i + 1, j)));
            if (!row || !col) AT(*g, i, j) = NONE;
        }
}

static void swap_rows(struct grid *g, size_t a, size_t b)
{
    for (size_t j = 0; j < g->ncol; j++) {
        const struct shk_point p = AT(*g, a, j);
        AT(*g, a, j) = AT(*g, b, j);
        AT(*g, b, j) = p;
    }
}

static double mean_depth(const struct grid *g, size_t i)
{
    double sum = 0;
    size_t n = 0;
    for (size_t j = 0; j < g->ncol; j++)
        if (there(AT(*g, i, j))) { sum += AT(*g, i, j).dep; n++; }
    return sum / (double)n;
}

static void sort_rows(struct grid *g)
{
    for (size_t i = 1; i < g->nrow; i++)            /* insertion: rows are nearly in order; NaN means go last */
        for (size_t k = i; k > 0; k--) {
            const double a = mean_depth(g, k - 1), b = mean_depth(g, k);
            if (!(b < a || (isnan(a) && !isnan(b)))) break;
            swap_rows(g, k - 1, k);
        }
    for (size_t u = 0; u + 1 < g->nrow; u++)
        for (size_t l = u; l + 1 < g->nrow; l++)
            for (size_t j = 0; j < g->ncol; j++)
                if (AT(*g, l, j).dep - AT(*g, u, j).dep < 0) {
                    swap_rows(g, u, l);
                    break;
                }
}

static void flip(struct grid *g)
{
    for (size_t i = 0; i < g->nrow; i++)
        for (size_t j = 0; j < g->ncol / 2; j++) {
            const struct shk_point p = AT(*g, i, j);
            AT(*g, i, j) = AT(*g, i, g->ncol - 1 - j);
            AT(*g, i, g->ncol - 1 - j) = p;
        }
}

static enum shk_err top_azimuth(const struct grid *g, struct shk_arena *a, struct shk_diag *d, double *az)
{
    struct shk_point *p = SHK_NEW(a, struct shk_point, g->ncol);
    struct shk_line l;
    size_t n = 0;
    if (!p) return shk_fail(d, SHK_E_NOMEM, "a top edge of %zu nodes", g->ncol);
    for (size_t j = 0; j < g->ncol; j++)
        if (there(AT(*g, 0, j))) p[n++] = (struct shk_point){ AT(*g, 0, j).lon, AT(*g, 0, j).lat, 0 };
    SHK_TRY(shk_wrap(d, shk_line_clean((struct shk_line){ n, p }, 2, a, d, &l), "top edge of the kite"));
    *az = shk_line_azimuth(l);
    return SHK_OK;
}

static enum shk_err to_mesh(const struct grid *g, struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out)
{
    SHK_TRY(shk_mesh_alloc(g->nrow, g->ncol, a, d, out));
    for (size_t k = 0; k < g->nrow * g->ncol; k++) {
        (*out)->lon[k] = g->p[k].lon;
        (*out)->lat[k] = g->p[k].lat;
        (*out)->dep[k] = g->p[k].dep;
    }
    return SHK_OK;
}

/* The top edge must point along the strike of the plane through all nodes. */
static enum shk_err orient(struct grid *g, struct shk_arena *a, struct shk_diag *d)
{
    struct shk_mesh *m;
    double az, strike, dip;
    SHK_TRY(to_mesh(g, a, d, &m));
    SHK_TRY(shk_plane_fit(m, d, &strike, &dip));
    SHK_TRY(top_azimuth(g, a, d, &az));
    if (fabs(shk_lon_extent(az, strike)) < 60) return SHK_OK;
    flip(g);
    SHK_TRY(top_azimuth(g, a, d, &az));
    if (!(fabs(shk_lon_extent(az, strike)) < 60)) return shk_fail(d, SHK_E_INVALID, "the kite does not comply with the right hand rule: its top edge has azimuth %g, its plane strike %g", az, strike);
    return SHK_OK;
}

static void compact(struct grid *g)
{
    struct grid out = { 0, 0, g->p };
    size_t rows = 0, cols = 0;
    for (size_t i = 0; i < g->nrow; i++) {
        int any = 0;
        for (size_t j = 0; j < g->ncol; j++) any |= there(AT(*g, i, j));
        if (any) memmove(g->p + rows++ * g->ncol, &AT(*g, i, 0), g->ncol * sizeof *g->p);
    }
    g->nrow = rows;
    for (size_t j = 0; j < g->ncol; j++) {
        int any = 0;
        for (size_t i = 0; i < rows; i++) any |= there(AT(*g, i, j));
        if (any) {
            for (size_t i = 0; i < rows; i++) AT(*g, i, cols) = AT(*g, i, j);
            cols++;
        }
    }
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++) out.p[i * cols + j] = AT(*g, i, j);
    g->ncol = cols;
}

/* At the first complete cell (columns, then rows, whose search starts at the second column) the surface must dip to the right. */
static enum shk_err right_hand(struct grid *g, struct shk_diag *d)
{
    size_t i = 0, j = 0;
    while (!(there(AT(*g, i, j)) && there(AT(*g, i, j + 1)) && there(AT(*g, i + 1, j)) && there(AT(*g, i + 1, j + 1)))) {
        if (++j + 1 < g->ncol) continue;
        i++;
        j = g->ncol > 2 ? 1 : 0;
        if (i + 1 >= g->nrow) return shk_fail(d, SHK_E_INVALID, "the kite has no complete cell");
    }
    const struct shk_point p = AT(*g, i, j), q = AT(*g, i, j + 1), r = AT(*g, i + 1, j);
    if (fabs(shk_floor_mod(shk_azimuth(p.lon, p.lat, q.lon, q.lat) - 90, 360) - shk_azimuth(p.lon, p.lat, r.lon, r.lat)) < 40) flip(g);
    return SHK_OK;
}

enum shk_err shk_kite_mesh(const struct shk_line *profiles, size_t n, double profile_sampling, double edge_sampling, struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out)
{
    if (n < 2) return shk_fail(d, SHK_E_INVALID, "a kite needs at least two profiles, found %zu", n);
    if (!(profile_sampling > 0) || !(edge_sampling > 0)) return shk_fail(d, SHK_E_INVALID, "samplings must be positive, not %g and %g km", profile_sampling, edge_sampling);
    struct grid p, right = { 0 }, left = { 0 }, g;
    size_t ref = 0;
    SHK_TRY(resample_profiles(profiles, n, profile_sampling, a, d, &p, &ref));
    struct shk_box box = { INFINITY, -INFINITY, -INFINITY, INFINITY };     /* plain, whatever the date line */
    for (size_t k = 0; k < p.nrow * p.ncol; k++) {
        if (!there(p.p[k])) continue;
        box = (struct shk_box){ fmin(box.west, p.p[k].lon), fmax(box.east, p.p[k].lon), fmax(box.north, p.p[k].lat), fmin(box.south, p.p[k].lat) };
    }
    const struct shk_projection proj = shk_projection_of(box);
    if (ref + 1 < n) SHK_TRY(make_side(&p, proj, ref, 1, edge_sampling, a, d, &right));
    if (ref > 0) SHK_TRY(make_side(&p, proj, ref, 0, edge_sampling, a, d, &left));
    SHK_TRY(join(&right, &left, a, d, &g));
    if (g.ncol < 2) return shk_fail(d, SHK_E_INVALID, "not enough profiles: decrease the edge sampling of %g km", edge_sampling);
    drop_lonely(&g);
    sort_rows(&g);
    SHK_TRY(orient(&g, a, d));
    compact(&g);
    if (g.nrow < 2 || g.ncol < 2) return shk_fail(d, SHK_E_INVALID, "the mesh of the kite has %zu by %zu nodes: at least 2 by 2 are needed", g.nrow, g.ncol);
    SHK_TRY(right_hand(&g, d));
    SHK_TRY(to_mesh(&g, a, d, out));
    return shk_mesh_finish(*out, 0, a, d);
}
