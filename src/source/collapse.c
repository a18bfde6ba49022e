/* collapse.c — point-like sources merged by the cells of a grid (sources.md 3.8, contexts.md 4.7). */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "geo/geodetic.h"
#include "source/point.h"

struct seat { uint64_t cell; size_t order; };       /* a point: its cell, its place among the points */

static int by_cell(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;
    if (x->cell != y->cell) return x->cell < y->cell ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static int by_order(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;
    return (x->order > y->order) - (x->order < y->order);
}

/* Equal bins from the least to the largest value; a point on an edge belongs to the upper bin, the largest to the last. */
struct axis { double min, step; uint64_t n; };

static struct axis make_axis(double min, double max, double delta)
{
    const double n = ceil((max - min) / delta), step = (max - min) / n;
    return (struct axis){ min, (min + step) - min, (uint64_t)ceil((max - min) / step) };
}

static uint64_t bin_of(const struct axis *x, double v)
{
    uint64_t k = (uint64_t)fmin(fmax(floor((v - x->min) / x->step), 0), (double)x->n) + 1;    /* number of edges <= v */
    if (k > x->n) k = x->n;
    while (k > 1 && x->min + (double)(k - 1) * x->step > v) k--;
    while (k < x->n && x->min + (double)k * x->step <= v) k++;
    return k;
}

/* Coordinates and depths of a set through single precision. */
static enum shk_err near_set(const struct shk_point_set *s, struct shk_arena *a, struct shk_diag *d, struct shk_point_set *out)
{
    double *lon = SHK_NEW(a, double, s->n), *lat = SHK_NEW(a, double, s->n);
    if (!lon || !lat) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu points", s->n);
    for (size_t i = 0; i < s->n; i++) {
        lon[i] = shk_single(s->lon[i]);
        lat[i] = shk_single(s->lat[i]);
    }
    *out = *s;
    out->lon = lon;
    out->lat = lat;
    out->upper = shk_single(s->upper);
    out->lower = shk_single(s->lower);
    return out->upper == s->upper && out->lower == s->lower ? SHK_OK : shk_point_prepare(out, a, d);
}

/* ---- the averaged source of a cell ---- */
static int by_mag(const void *a, const void *b)
{
    const struct shk_mag_rate *x = a, *y = b;
    if (x->mag != y->mag) return x->mag < y->mag ? -1 : 1;
    return (x > y) - (x < y);
}

/* Magnitudes of all members, ascending, their rates summed in the order of the members. */
static enum shk_err merge_bins(const struct shk_point_set *sets, const struct shk_point_cell *c, struct shk_point_set *far, struct shk_arena *a, struct shk_diag *d)
{
    size_t n = 0, k = 0, first, end;
    for (size_t i = 0; i < c->n; i++) {
        shk_point_bins(sets + c->members[i].set, c->members[i].location, &first, &end);
        n += end - first;
    }
    struct shk_mag_rate *bin = SHK_NEW(a, struct shk_mag_rate, n);
    if (!bin) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu magnitudes", n);
    n = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct shk_point_set *s = sets + c->members[i].set;
        shk_point_bins(s, c->members[i].location, &first, &end);
        for (size_t b = first; b < end; b++) {
            size_t j = 0;                   /* few magnitudes, and mostly the same for all: no sorting of millions */
            while (j < k && bin[j].mag != s->bins[b].mag) j++;
            if (j == k) bin[k++] = (struct shk_mag_rate){ s->bins[b].mag, 0 };
            bin[j].rate += s->bins[b].rate;
        }
    }
    qsort(bin, k, sizeof *bin, by_mag);
    far->bins = bin;
    far->nmags = far->max_bins = k;
    return SHK_OK;
}

static enum shk_err far_set(const struct shk_point_set *sets, const struct shk_point_cell *c, struct shk_point_set *far, struct shk_arena *a, struct shk_diag *d)
{
    struct means { double w, strike, dip, rake; } p = { 0 };
    struct { double w, depth, frac; } h = { 0 };
    struct { double w, lon, lat, upper, lower, aspect; } m = { 0 };
    for (size_t i = 0; i < c->n; i++) {
        const struct shk_point_set *s = sets + c->members[i].set;
        const size_t at = c->members[i].location;
        size_t first, end;
        double rate = 0;
        for (size_t k = 0; k < s->nplanes; k++) {
            p.w += s->planes[k].prob;
            p.strike += s->planes[k].strike * s->planes[k].prob;
            p.dip += s->planes[k].dip * s->planes[k].prob;
            p.rake += s->planes[k].rake * s->planes[k].prob;
        }
        for (size_t k = 0; k < s->ndepths; k++) {
            h.w += s->depths[k].prob;
            h.depth += s->depths[k].depth * s->depths[k].prob;
            h.frac += s->depths[k].frac * s->depths[k].prob;
        }
        shk_point_bins(s, at, &first, &end);
        for (size_t b = first; b < end; b++) rate += s->bins[b].rate;
        m.w += rate;
        m.lon += s->lon[at] * rate;
        m.lat += s->lat[at] * rate;
        m.upper += s->upper * rate;
        m.lower += s->lower * rate;
        m.aspect += s->aspect.value * rate;
    }
    const struct shk_point_set *s = sets + c->members[0].set;
    double *at = SHK_NEW(a, double, 2);
    struct shk_nodal_plane *np = SHK_NEW(a, struct shk_nodal_plane, 1);
    struct shk_hypo_depth *hd = SHK_NEW(a, struct shk_hypo_depth, 1);
    if (!at || !np || !hd) return shk_fail(d, SHK_E_NOMEM, "out of memory for merged sources");
    at[0] = m.lon / m.w;
    at[1] = m.lat / m.w;
    *np = (struct shk_nodal_plane){ 1, p.strike / p.w, p.dip / p.w, p.rake / p.w };
    *hd = (struct shk_hypo_depth){ 1, h.depth / h.w, h.frac / h.w };
    *far = (struct shk_point_set){ .n = 1, .lon = at, .lat = at + 1, .nplanes = 1, .planes = np, .ndepths = 1, .depths = hd,
        .upper = m.upper / m.w, .lower = m.lower / m.w, .msr = s->msr, .msr_param = s->msr_param, .aspect = s->aspect };
    if (far->aspect.n < 2) far->aspect.value = m.aspect / m.w;
    shk_point_mean(far);
    return merge_bins(sets, c, far, a, d);
}

/* ---- the grid ---- */
/* Points in order, as references and seats. 0 cells: nothing to merge. */
static enum shk_err seat_points(const struct shk_point_set *sets, size_t nsets, double spacing, struct shk_point_ref *ref, struct seat *seat)
{
    double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY, sum = 0;
    size_t n = 0;
    for (size_t k = 0; k < nsets; k++)
        for (size_t i = 0; i < sets[k].n; i++, n++) {
            ref[n] = (struct shk_point_ref){ (uint32_t)k, (uint32_t)i };
            seat[n] = (struct seat){ n, n };
            west = fmin(west, sets[k].lon[i]);
            east = fmax(east, sets[k].lon[i]);
            south = fmin(south, sets[k].lat[i]);
            north = fmax(north, sets[k].lat[i]);
            sum += sets[k].lat[i];
        }
    if (n < 2 || !(east > west) || !(north > south)) return SHK_OK;     /* a single column or row is not a grid */
    const double lat = sum / (double)n;
    const struct axis x = make_axis(west, east, shk_angular_distance(spacing, lat, lat)), y = make_axis(south, north, shk_angular_distance(spacing, 0, 0));
    for (size_t i = 0; i < n; i++) {
        const struct shk_point_set *s = sets + ref[i].set;
        seat[i].cell = bin_of(&x, s->lon[ref[i].location]) << 32 | bin_of(&y, s->lat[ref[i].location]);
    }
    return SHK_OK;
}

enum shk_err shk_point_collapse(const struct shk_point_set *sets, size_t nsets, double spacing, struct shk_arena *a,
                                struct shk_diag *d, struct shk_collapsed *out)
{
    size_t n = 0, ncells = 0;
    if (!(spacing > 0)) return shk_fail(d, SHK_E_INVALID, "ps_grid_spacing %g must be positive", spacing);
    for (size_t k = 0; k < nsets; k++) n += sets[k].n;
    struct shk_point_ref *ref = SHK_NEW(a, struct shk_point_ref, n), *member = SHK_NEW(a, struct shk_point_ref, n);
    struct seat *seat = SHK_NEW(a, struct seat, n), *start = SHK_NEW(a, struct seat, n + 1);
    if (!ref || !member || !seat || !start) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu point sources", n);
    SHK_TRY(seat_points(sets, nsets, spacing, ref, seat));
    qsort(seat, n, sizeof *seat, by_cell);
    for (size_t i = 0; i < n; i++)          /* start: position in seat, and the first point, by which cells are ordered */
        if (i == 0 || seat[i].cell != seat[i - 1].cell) start[ncells++] = (struct seat){ i, seat[i].order };
    qsort(start, ncells, sizeof *start, by_order);

    *out = (struct shk_collapsed){ ncells, SHK_NEW(a, struct shk_point_cell, ncells), SHK_NEW(a, struct shk_point_set, nsets),
                                   SHK_NEW(a, struct shk_point_set, ncells) };
    if (!out->cells || !out->near || !out->far) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu merged sources", ncells);
    for (size_t k = 0; k < nsets; k++) SHK_TRY(near_set(sets + k, a, d, out->near + k));
    for (size_t c = 0, m = 0; c < ncells; c++) {
        struct shk_point_cell *cell = out->cells + c;
        cell->members = member + m;
        const uint64_t id = seat[start[c].cell].cell;
        for (size_t i = start[c].cell; i < n && seat[i].cell == id; i++) member[m++] = ref[seat[i].order];
        cell->n = (size_t)(member + m - cell->members);
        if (cell->n > 1) SHK_TRY(far_set(sets, cell, out->far + c, a, d));
    }
    return SHK_OK;
}

/* Bin of a member with the magnitude, or SIZE_MAX. */
static size_t bin_with(const struct shk_point_set *s, size_t location, double mag)
{
    size_t first, end;
    shk_point_bins(s, location, &first, &end);
    for (size_t b = first; b < end; b++)
        if (s->bins[b].mag == mag) return b;
    return SIZE_MAX;
}

size_t shk_point_cell_count(const struct shk_collapsed *c, size_t cell, size_t m)
{
    size_t n = 0;
    for (size_t i = 0; i < c->cells[cell].n; i++) {
        const struct shk_point_ref r = c->cells[cell].members[i];
        const struct shk_point_set *s = c->near + r.set;
        if (bin_with(s, r.location, c->far[cell].bins[m].mag) != SIZE_MAX) n += s->nplanes * s->ndepths;
    }
    return n;
}

size_t shk_point_cell_planes(const struct shk_collapsed *c, size_t cell, size_t m, unsigned flags,
                             struct shk_plane *planes, struct shk_point *hypos, double *rates, double *rakes)
{
    const struct shk_mag_rate bin = c->far[cell].bins[m];
    size_t n = 0, members = 0;
    for (size_t i = 0; i < c->cells[cell].n; i++) {
        const struct shk_point_ref r = c->cells[cell].members[i];
        const struct shk_point_set *s = c->near + r.set;
        const size_t b = bin_with(s, r.location, bin.mag);
        if (b == SIZE_MAX) continue;
        members++;
        shk_point_planes(s, r.location, b, b + 1, flags, planes + n, hypos ? hypos + n : NULL);
        for (size_t p = 0; p < s->nplanes; p++)
            for (size_t k = 0; k < s->ndepths; k++, n++) {
                rates[n] = s->planes[p].prob * s->depths[k].prob;
                if (rakes) rakes[n] = s->planes[p].rake;
            }
    }
    for (size_t k = 0; k < n; k++) rates[k] = bin.rate * (rates[k] / (double)members);   /* the mean of the members, not their own rates */
    return n;
}
