/* ruptures.c — sources with explicit surfaces: preparing them and handing out ranges of their ruptures. */
#include "source/ruptures.h"
#include <math.h>
#include <string.h>
#include "geo/polygon.h"

/* ---- surfaces from geometries ---- */
static enum shk_err build_planes(const struct shk_geometry *g, struct shk_arena *a, struct shk_diag *d, struct shk_surface *out)
{
    struct shk_plane *p = SHK_NEW(a, struct shk_plane, g->nplanes);
    if (!p) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu planes", g->nplanes);
    for (size_t i = 0; i < g->nplanes; i++) {
        SHK_TRY(shk_plane_from_corners(g->planes[i], p + i, d));
        out[i] = (struct shk_surface){ .kind = SHK_PLANAR, .plane = p + i };
    }
    return SHK_OK;
}

static enum shk_err build_mesh(const struct shk_geometry *g, struct shk_arena *a, struct shk_diag *d, struct shk_surface *out)
{
    struct shk_mesh *m = NULL;
    enum shk_surface_kind kind = SHK_SIMPLE;
    switch (g->kind) {
    case SHK_GEOM_SIMPLE: SHK_TRY(shk_simple_fault_mesh(g->trace, g->upper, g->lower, g->dip, g->spacing, a, d, &m)); break;
    case SHK_GEOM_COMPLEX: SHK_TRY(shk_complex_fault_mesh(g->lines, g->nlines, g->spacing, a, d, &m)); kind = SHK_COMPLEX; break;
    case SHK_GEOM_KITE: SHK_TRY(shk_kite_mesh(g->lines, g->nlines, g->spacing, g->spacing, a, d, &m)); kind = SHK_KITE; break;
    case SHK_GEOM_GRIDDED: SHK_TRY(shk_gridded_mesh(g->points, a, d, &m)); kind = SHK_GRIDDED; break;
    default: return shk_fail(d, SHK_E_INVALID, "it has no surface");
    }
    *out = shk_window_surface(kind, m, (struct shk_window){ 0, (uint32_t)m->nrow, 0, (uint32_t)m->ncol });
    return SHK_OK;
}

enum shk_err shk_fixed_make(size_t n, const struct shk_geometry *g, struct shk_arena *a, struct shk_diag *d, struct shk_fixed *out)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++) total += g[i].kind == SHK_GEOM_PLANES ? g[i].nplanes : 1;
    if (total == 0) return shk_fail(d, SHK_E_INVALID, "it has no surface");
    struct shk_surface *e = SHK_NEW(a, struct shk_surface, total);
    if (!e) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu surfaces", total);
    for (size_t i = 0, k = 0; i < n; i++) {
        if (g[i].kind == SHK_GEOM_PLANES) SHK_TRY(build_planes(g + i, a, d, e + k));
        else SHK_TRY(build_mesh(g + i, a, d, e + k));
        k += g[i].kind == SHK_GEOM_PLANES ? g[i].nplanes : 1;
    }
    *out = (struct shk_fixed){ .surface = e[0], .nelements = total, .elements = e };
    if (total > 1) {
        out->surface = (struct shk_surface){ .kind = SHK_MULTI };
        SHK_TRY(shk_multi_make(e, total, a, d, &out->surface.multi));
    }
    return shk_surface_params(&out->surface, &out->par, d);
}

/* ---- bins ---- */
enum shk_err shk_kept_bins(struct shk_ruptures *r, struct shk_diag *d, size_t *n, struct shk_mag_rate **bins)
{
    const struct shk_source *s = r->src;
    const int by_magnitude = s->kind == SHK_SRC_SIMPLE || s->kind == SHK_SRC_COMPLEX || s->kind == SHK_SRC_KITE;
    SHK_TRY(shk_source_bins(s, r->arena, d, n, bins));
    if (!by_magnitude || !r->par.split_sources || *n < 2) {
        if (*n && (*bins)[*n - 1].mag < r->par.minimum_magnitude) *n = 0;
        return SHK_OK;
    }
    size_t k = 0;
    for (size_t i = 0; i < *n; i++) {
        struct shk_mag_rate b = (*bins)[i];
        if (s->kind != SHK_SRC_KITE) b.rate *= s->scaling_rate;     /* the reference applies it again to the parts of a split source */
        if (b.mag >= r->par.minimum_magnitude) (*bins)[k++] = b;
    }
    *n = k;
    return SHK_OK;
}

/* ---- given surfaces ---- */
enum shk_err shk_open_characteristic(struct shk_ruptures *r, struct shk_diag *d)
{
    struct shk_mag_rate *bins;
    SHK_TRY(shk_kept_bins(r, d, &r->n, &bins));
    r->mags = bins;
    r->nfixed = 1;
    r->fixed = SHK_NEW(r->arena, struct shk_fixed, 1);
    if (!r->fixed) return shk_fail(d, SHK_E_NOMEM, "out of memory");
    return shk_fixed_make(r->src->nsurfaces, r->src->surfaces, r->arena, d, r->fixed);
}

/* Split in blocks of 100 ruptures, and a block is dropped if its largest magnitude is under the minimum (sources.md 13). */
enum shk_err shk_open_nonparametric(struct shk_ruptures *r, struct shk_diag *d)
{
    const struct shk_source *s = r->src;
    const size_t n = s->nruptures;
    uint32_t *kept = SHK_NEW(r->arena, uint32_t, n);
    r->fixed = SHK_NEW(r->arena, struct shk_fixed, n);
    if (!kept || !r->fixed) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu ruptures", n);
    if (n > SHK_MAX_RUPTURES) return shk_fail(d, SHK_E_LIMIT, "more than %d ruptures", SHK_MAX_RUPTURES);
    const int whole = !r->par.split_sources || s->mutex_weight != 1 || (n && s->ruptures[0].weight > 0);
    const size_t block = whole ? n : 100;
    for (size_t i = 0; i < n; i += block) {
        const size_t end = n - i < block ? n : i + block;
        double most = -INFINITY;
        for (size_t k = i; k < end; k++) most = fmax(most, s->ruptures[k].mag);
        if (most < r->par.minimum_magnitude) continue;
        for (size_t k = i; k < end; k++) {
            SHK_TRY(shk_fixed_make(s->ruptures[k].ngeom, s->ruptures[k].geom, r->arena, d, r->fixed + r->n));
            kept[r->n++] = (uint32_t)k;
        }
    }
    r->nfixed = r->n;
    r->kept = kept;
    return SHK_OK;
}

enum shk_err shk_get_fixed(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out, struct shk_diag *d)
{
    (void)d;
    const struct shk_source *s = r->src;
    for (size_t i = first; i < first + n; i++, out++) {
        const struct shk_fixed *f = r->fixed + (r->nfixed == 1 ? 0 : i);
        *out = (struct shk_rupture){ .strike = f->par.strike, .dip = f->par.dip, .width = f->par.width, .ztor = f->par.ztor, .zbot = f->par.zbot,
            .surface = f->surface, .weight = 1, .id = (uint32_t)i };
        if (s->kind == SHK_SRC_CHARACTERISTIC) {
            out->mag = shk_model_mag(r->mags[i].mag);
            out->rake = s->rake;
            out->rate = r->mags[i].rate;
            out->hypo = f->par.middle;
        } else {
            const struct shk_given_rupture *g = s->ruptures + r->kept[i];
            out->mag = shk_model_mag(g->mag);
            out->rake = g->rake;
            out->rate = NAN;
            out->hypo = g->hypo;
            out->npmf = g->npmf;
            out->pmf = g->pmf;
            if (g->weight > 0) out->weight = g->weight;
        }
    }
    return SHK_OK;
}

/* ---- all kinds ---- */
static enum shk_err open_kind(struct shk_ruptures *r, struct shk_diag *d)
{
    switch (r->src->kind) {
    case SHK_SRC_SIMPLE: return shk_open_simple(r, d, 0);
    case SHK_SRC_COMPLEX: return shk_open_complex(r, d);
    case SHK_SRC_KITE: return shk_open_kite(r, d);
    case SHK_SRC_CHARACTERISTIC: return shk_open_characteristic(r, d);
    case SHK_SRC_NONPARAMETRIC: return shk_open_nonparametric(r, d);
    case SHK_SRC_MULTI_FAULT: return shk_open_multi_fault(r, d);
    default: return shk_fail(d, SHK_E_INVALID, "a point-like source has no explicit surfaces");
    }
}

static enum shk_err check_floating(const struct shk_source *s, struct shk_diag *d)
{
    if (s->kind != SHK_SRC_SIMPLE && s->kind != SHK_SRC_COMPLEX && s->kind != SHK_SRC_KITE) return SHK_OK;
    if (!s->msr) return shk_fail(d, SHK_E_INVALID, "it needs a magnitude scaling relation");
    if (!(s->geom.spacing > 0) || !isfinite(s->geom.spacing)) return shk_fail(d, SHK_E_INVALID, "mesh spacing %g must be positive", s->geom.spacing);
    return SHK_OK;
}

enum shk_err shk_ruptures_open(const struct shk_source *s, const struct shk_source_params *p, struct shk_arena *a,
                               struct shk_diag *d, struct shk_ruptures **out)
{
    struct shk_ruptures *r = SHK_NEW(a, struct shk_ruptures, 1);
    if (!r) return shk_fail(d, SHK_E_NOMEM, "out of memory");
    *r = (struct shk_ruptures){ .src = s, .par = *p, .arena = a };
    enum shk_err e = check_floating(s, d);
    if (e == SHK_OK) e = open_kind(r, d);
    *out = r;
    return shk_source_wrap(s, d, e);
}

size_t shk_ruptures_count(const struct shk_ruptures *r) { return r->n; }

/* Probabilities of 0, 1, ... occurrences; ruptures of one rate follow each other and share them. */
static enum shk_err add_pmfs(const struct shk_ruptures *r, size_t n, struct shk_rupture *out, struct shk_arena *a, struct shk_diag *d)
{
    for (size_t i = 0; i < n; i++) {
        if (i && out[i].rate == out[i - 1].rate) {
            out[i].pmf = out[i - 1].pmf;
        } else {
            double *pmf = SHK_NEW(a, double, SHK_NEGBIN_TERMS);
            if (!pmf) return shk_fail(d, SHK_E_NOMEM, "out of memory for probabilities of occurrence");
            shk_negbin_pmf(r->src->tom.alpha, out[i].rate, r->par.investigation_time, pmf);
            out[i].pmf = pmf;
        }
        out[i].npmf = SHK_NEGBIN_TERMS;
    }
    return SHK_OK;
}

enum shk_err shk_ruptures_get_in(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out, struct shk_arena *a, struct shk_diag *d)
{
    SHK_ASSERT(first <= r->n && n <= r->n - first);
    enum shk_err e = SHK_OK;
    if (n == 0) return SHK_OK;
    switch (r->src->kind) {
    case SHK_SRC_SIMPLE: e = shk_get_simple(r, first, n, out, d); break;
    case SHK_SRC_COMPLEX: case SHK_SRC_KITE: e = shk_get_windows(r, first, n, out, d); break;
    case SHK_SRC_MULTI_FAULT: e = shk_get_multi_fault(r, first, n, out, a, d); break;
    default: e = shk_get_fixed(r, first, n, out, d); break;
    }
    if (e == SHK_OK && r->src->tom.kind == SHK_TOM_NEGATIVE_BINOMIAL && !isnan(out->rate)) e = add_pmfs(r, n, out, a, d);
    return shk_source_wrap(r->src, d, e);
}

enum shk_err shk_ruptures_get(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out, struct shk_diag *d)
{
    return shk_ruptures_get_in(r, first, n, out, r->arena, d);
}

/* ---- area, count, weight, box ---- */
enum shk_err shk_source_fault_area(const struct shk_source *s, struct shk_arena *scratch, struct shk_diag *d, double *area)
{
    struct shk_mesh *m;
    struct shk_cells c;
    struct shk_fixed f;
    const struct shk_geometry *g = &s->geom;
    enum shk_err e;
    /* Spacings of 1 and 2 km are the reference's, whatever the job's. */
    if (s->kind == SHK_SRC_SIMPLE) e = shk_simple_fault_mesh(g->trace, g->upper, g->lower, g->dip, 1.0, scratch, d, &m);
    else if (s->kind == SHK_SRC_COMPLEX) e = shk_complex_fault_mesh(g->lines, g->nlines, 2.0, scratch, d, &m);
    else if (s->kind == SHK_SRC_CHARACTERISTIC) {
        e = shk_fixed_make(s->nsurfaces, s->surfaces, scratch, d, &f);
        *area = e == SHK_OK ? f.par.area : 0;
        return shk_source_wrap(s, d, e);
    } else return shk_source_fail(s, d, SHK_E_INVALID, "a source of this kind has no fault area");
    if (e == SHK_OK) e = shk_cells_make(m, scratch, d, &c);
    *area = e == SHK_OK ? shk_cells_total_area(&c) : 0;
    return shk_source_wrap(s, d, e);
}

static size_t count_points(const struct shk_source *s, struct shk_arena *scratch)
{
    struct shk_diag d = { 0 };
    struct shk_mag_rate *bins;
    size_t nbins = 0, total = 0;
    const size_t each = s->nplanes * s->ndepths;
    if (s->kind == SHK_SRC_MULTI_POINT) {
        for (size_t i = 0; i < s->npoints; i++) {
            const struct shk_arena_mark mark = shk_arena_mark(scratch);
            if (shk_mfd_bins(s->mfds + i, scratch, &d, &nbins, &bins) != SHK_OK) return 0;
            shk_arena_release(scratch, mark);
            total += nbins * each;
        }
        return total;
    }
    if (shk_source_bins(s, scratch, &d, &nbins, &bins) != SHK_OK) return 0;
    struct shk_lonlats grid = { .n = 1 };
    if (s->kind == SHK_SRC_AREA && shk_polygon_discretize(s->polygon, s->discretization, scratch, &d, &grid) != SHK_OK) return 0;
    return grid.n * nbins * each;
}

size_t shk_source_count_ruptures(const struct shk_source *s, struct shk_arena *scratch)
{
    const struct shk_arena_mark mark = shk_arena_mark(scratch);
    struct shk_diag d = { 0 };
    struct shk_ruptures r = { .src = s, .arena = scratch };
    struct shk_mag_rate *bins;
    size_t n = 0;
    if (shk_is_point_like(s->kind)) n = count_points(s, scratch);
    else if (s->kind == SHK_SRC_NONPARAMETRIC) n = s->nruptures;
    else if (s->kind == SHK_SRC_MULTI_FAULT) n = s->nsecrups;
    else if (s->kind == SHK_SRC_CHARACTERISTIC) n = shk_source_bins(s, scratch, &d, &n, &bins) == SHK_OK ? n : 0;
    else if (check_floating(s, &d) == SHK_OK)
        n = (s->kind == SHK_SRC_SIMPLE ? shk_open_simple(&r, &d, 1) : open_kind(&r, &d)) == SHK_OK ? r.n : 0;
    shk_arena_release(scratch, mark);
    return n;
}

double shk_source_weight(const struct shk_source *s, size_t nruptures)
{
    /* Nodes that a site is measured against: a plane counts as 4, a mesh by its size, both as seen in profiles. */
    static const double each[] = { [SHK_SRC_POINT] = 1, [SHK_SRC_AREA] = 1, [SHK_SRC_MULTI_POINT] = 1, [SHK_SRC_SIMPLE] = 10,
        [SHK_SRC_COMPLEX] = 20, [SHK_SRC_CHARACTERISTIC] = 20, [SHK_SRC_KITE] = 20, [SHK_SRC_NONPARAMETRIC] = 10, [SHK_SRC_MULTI_FAULT] = 50 };
    return (double)nruptures * each[s->kind];
}

enum shk_err shk_source_min_max_mag(const struct shk_source *s, double *min, double *max, struct shk_diag *d)
{
    double lo, hi;
    *min = INFINITY;
    *max = -INFINITY;
    if (s->kind == SHK_SRC_NONPARAMETRIC || s->kind == SHK_SRC_MULTI_FAULT) {
        const size_t n = s->kind == SHK_SRC_NONPARAMETRIC ? s->nruptures : s->nsecrups;
        for (size_t i = 0; i < n; i++) {
            lo = s->kind == SHK_SRC_NONPARAMETRIC ? s->ruptures[i].mag : s->secrups[i].mag;
            *min = fmin(*min, lo);
            *max = fmax(*max, lo);
        }
        return n ? SHK_OK : shk_source_fail(s, d, SHK_E_INVALID, "it has no rupture");
    }
    const size_t n = s->kind == SHK_SRC_MULTI_POINT ? s->npoints : 1;
    for (size_t i = 0; i < n; i++) {
        shk_mfd_min_max(s->kind == SHK_SRC_MULTI_POINT ? s->mfds + i : &s->mfd, &lo, &hi);
        *min = fmin(*min, lo);
        *max = fmax(*max, hi);
    }
    return SHK_OK;
}

/* ---- boxes ---- */
struct extent { double west, east, south, north, least_positive, most_negative; size_t n; };

static void include(struct extent *x, double lon, double lat)
{
    if (isnan(lon) || isnan(lat)) return;
    x->west = fmin(x->west, lon);
    x->east = fmax(x->east, lon);
    x->south = fmin(x->south, lat);
    x->north = fmax(x->north, lat);
    if (lon > 0) x->least_positive = fmin(x->least_positive, lon);
    else x->most_negative = fmax(x->most_negative, lon);
    x->n++;
}

static void include_surface(struct extent *x, const struct shk_surface *s)
{
    if (s->kind == SHK_PLANAR && s->plane)
        for (int k = 0; k < 4; k++) include(x, s->plane->corner[k].lon, s->plane->corner[k].lat);
    if (s->kind == SHK_PLANAR || s->kind == SHK_MULTI || !s->mesh) return;
    for (size_t r = s->row0; r < s->row1; r++)
        for (size_t c = s->col0; c < s->col1; c++) include(x, s->mesh->lon[r * s->mesh->ncol + c], s->mesh->lat[r * s->mesh->ncol + c]);
}

static void include_points(struct extent *x, const struct shk_source *s)
{
    if (s->kind == SHK_SRC_POINT) include(x, s->location.lon, s->location.lat);
    for (size_t i = 0; s->kind == SHK_SRC_MULTI_POINT && i < s->npoints; i++) include(x, s->lons[i], s->lats[i]);
    for (size_t i = 0; s->kind == SHK_SRC_AREA && i < s->polygon.n; i++) {
        const struct shk_point p = s->polygon.p[i], m = shk_middle(p, s->polygon.p[i + 1 == s->polygon.n ? 0 : i + 1]);
        include(x, p.lon, p.lat);
        include(x, m.lon, m.lat);           /* edges are great circles that reach beyond their ends */
    }
}

void shk_source_bbox(const struct shk_source *s, const struct shk_ruptures *r, double box[4])
{
    struct extent x = { INFINITY, -INFINITY, INFINITY, -INFINITY, INFINITY, -INFINITY, 0 };
    if (shk_is_point_like(s->kind)) include_points(&x, s);
    else if (r && r->mesh) {
        const struct shk_surface all = shk_window_surface(SHK_SIMPLE, r->mesh, (struct shk_window){ 0, (uint32_t)r->mesh->nrow, 0, (uint32_t)r->mesh->ncol });
        include_surface(&x, &all);
    }
    for (size_t i = 0; r && i < r->nfixed; i++)
        for (size_t k = 0; k < r->fixed[i].nelements; k++) include_surface(&x, r->fixed[i].elements + k);
    if (x.n && shk_lon_extent(x.west, x.east) < 0) {    /* across the date line */
        x.west = x.least_positive;
        x.east = x.most_negative;
    }
    const int lost = x.n == 0 || !isfinite(x.west) || !isfinite(x.east) || shk_lon_extent(x.west, x.east) < 0;
    box[0] = lost ? -180 : x.west;
    box[1] = lost ? 180 : x.east;
    box[2] = lost ? -90 : x.south;
    box[3] = lost ? 90 : x.north;
}
