/* simple.c — floating ruptures of simple faults (sources.md 6). */
#include <math.h>
#include <string.h>
#include "geo/geodetic.h"
#include "source/ruptures.h"

struct size { uint32_t cols, rows; };

/* Nodes of a rupture along strike and down dip (sources.md 6.2); the fault may be infinite. */
static struct size rupture_size(const struct shk_source *s, double fault_length, double fault_width, double mag)
{
    const double area = shk_msr_area(s->msr, s->msr_param, mag, s->rake), spacing = s->geom.spacing;
    double l = sqrt(area * shk_aspect_at(&s->aspect, mag)), w = area / l;
    if (area >= fault_length * fault_width) {
        l = fault_length;
        w = fault_width;
    } else if (w > fault_width) {
        l *= w / fault_width;
        w = fault_width;
    } else if (l > fault_length) {
        w *= l / fault_length;
        l = fault_length;
    }
    const double cols = round_away(l / spacing) + 1, rows = round_away(w / spacing) + 1;
    return (struct size){ cols < UINT32_MAX ? (uint32_t)cols : UINT32_MAX, rows < UINT32_MAX ? (uint32_t)rows : UINT32_MAX };
}

/* Depth fractions of the hypocentres of a float that starts at a row: what lies in its depths, renormalized (sources.md 6.5). */
static size_t fractions(const struct shk_source *s, uint32_t row, uint32_t rows, struct shk_frac_weight *out)
{
    const double dz = s->geom.spacing * sin(shk_radians(s->geom.dip));
    const double top = s->geom.upper + row * dz, bottom = s->geom.upper + (row + rows - 1.0) * dz;
    double total = 0;
    size_t n = 0;
    for (size_t i = 0; i < s->ndepths; i++) {
        const struct shk_hypo_depth *h = s->depths + i;
        if (h->depth < top || h->depth > bottom) continue;
        const double frac = isnan(h->frac) ? (h->depth - top) / (bottom - top) : h->frac;
        size_t k = 0;
        while (k < n && out[k].frac != frac) k++;
        if (k == n) out[n++] = (struct shk_frac_weight){ frac, 0 };
        out[k].weight += h->prob;
    }
    for (size_t k = 0; k < n; k++) total += out[k].weight;
    for (size_t k = 0; k < n; k++) out[k].weight /= total;
    return n;
}

static enum shk_err bin_depths(struct shk_ruptures *r, struct shk_float_bin *b, struct shk_diag *d)
{
    const struct shk_source *s = r->src;
    const size_t nrows = b->npos / b->nalong;
    uint32_t *entry_of = SHK_NEW(r->arena, uint32_t, nrows + 1);
    size_t *before = SHK_NEW(r->arena, size_t, nrows + 1);
    struct shk_frac_weight *entry = SHK_NEW(r->arena, struct shk_frac_weight, nrows * s->ndepths);
    if (!entry_of || !before || !entry) return shk_fail(d, SHK_E_NOMEM, "out of memory for hypocentral depths");
    for (size_t row = 0; row < nrows; row++) {
        const size_t n = fractions(s, (uint32_t)row, b->rows, entry + entry_of[row]);
        if (n == 0) return shk_fail(d, SHK_E_INVALID, "no depth of hypoDepthDist lies in the depths of the ruptures of magnitude %g that start at row %zu",
                                    b->mag, row);
        entry_of[row + 1] = entry_of[row] + (uint32_t)n;
        before[row + 1] = before[row] + n * b->nalong;
    }
    b->entry_of = entry_of;
    b->before = before;
    b->entry = entry;
    b->count = before[nrows];
    return SHK_OK;
}

enum shk_err shk_open_simple(struct shk_ruptures *r, struct shk_diag *d, int count_only)
{
    const struct shk_source *s = r->src;
    const struct shk_geometry *g = &s->geom;
    size_t nbins;
    struct shk_mag_rate *bin;
    SHK_TRY(shk_kept_bins(r, d, &nbins, &bin));
    SHK_TRY(shk_simple_fault_mesh(g->trace, g->upper, g->lower, g->dip, g->spacing, r->arena, d, &r->mesh));
    if (!count_only) SHK_TRY(shk_cells_make(r->mesh, r->arena, d, &r->cells));
    r->bins = SHK_NEW(r->arena, struct shk_float_bin, nbins);
    if (!r->bins) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu magnitudes", nbins);
    r->nbins = nbins;
    const size_t rows = r->mesh->nrow, cols = r->mesh->ncol;
    const double length = (double)(cols - 1) * g->spacing, width = (double)(rows - 1) * g->spacing;
    const size_t variants = s->nhypos ? s->nhypos * s->nslips : 1;
    for (size_t i = 0; i < nbins; i++) {
        const struct size z = rupture_size(s, length, width, bin[i].mag);
        if (z.cols < 2 || z.rows < 2 || z.cols > cols || z.rows > rows)
            return shk_fail(d, SHK_E_INVALID, "mesh spacing %g is too high to represent ruptures of magnitude %g", g->spacing, bin[i].mag);
        struct shk_float_bin *b = r->bins + i;
        *b = (struct shk_float_bin){ .mag = bin[i].mag, .first = r->n, .rows = z.rows, .cols = z.cols, .nalong = (uint32_t)cols - z.cols + 1 };
        b->npos = b->nalong * (rows - z.rows + 1);
        b->rate = bin[i].rate / (double)b->npos;
        b->count = b->npos * variants;
        if (s->ndepths) SHK_TRY(bin_depths(r, b, d));
        if (b->count > SHK_MAX_RUPTURES - r->n) return shk_fail(d, SHK_E_LIMIT, "more than %d ruptures", SHK_MAX_RUPTURES);
        r->n += b->count;
    }
    return SHK_OK;
}

/* Node of a window at fractions along strike and down dip; distances are formed and divided as the reference does. */
static struct shk_point hypo_node(const struct shk_mesh *m, struct shk_window w, double spacing, double along, double down)
{
    const size_t r = w.row0 + (size_t)round_even(down * ((w.row1 - w.row0 - 1) * spacing) / spacing);
    const size_t c = w.col0 + (size_t)round_even(along * ((w.col1 - w.col0 - 1) * spacing) / spacing);
    const size_t k = r * m->ncol + c;
    return (struct shk_point){ m->lon[k], m->lat[k], m->dep[k] };
}

/* Where rupture j of a bin lies: its position and, with hypocentres, which variant. */
static void locate(const struct shk_float_bin *b, size_t j, size_t variants, size_t *pos, size_t *variant)
{
    if (!b->before) {
        *pos = j / variants;
        *variant = j % variants;
        return;
    }
    size_t lo = 0, hi = b->npos / b->nalong;        /* before[lo] <= j < before[hi] */
    while (hi - lo > 1) {
        const size_t mid = (lo + hi) / 2;
        if (b->before[mid] <= j) lo = mid;
        else hi = mid;
    }
    const size_t n = b->entry_of[lo + 1] - b->entry_of[lo], k = j - b->before[lo];
    *pos = lo * b->nalong + k / n;
    *variant = b->entry_of[lo] + k % n;
}

static size_t find_bin(const struct shk_ruptures *r, size_t i)
{
    size_t lo = 0, hi = r->nbins;
    while (hi - lo > 1) {
        const size_t mid = (lo + hi) / 2;
        if (r->bins[mid].first <= i) lo = mid;
        else hi = mid;
    }
    return lo;
}

static void fill(const struct shk_ruptures *r, const struct shk_float_bin *b, struct shk_window w, const struct shk_surface_params *p,
                 enum shk_surface_kind kind, size_t id, struct shk_rupture *out)
{
    *out = (struct shk_rupture){ .mag = shk_model_mag(b->mag), .rake = r->src->rake, .rate = b->rate, .hypo = p->middle,
        .strike = p->strike, .dip = p->dip, .width = p->width, .ztor = p->ztor, .zbot = p->zbot,
        .surface = shk_window_surface(kind, r->mesh, w), .weight = 1, .id = (uint32_t)id };
}

enum shk_err shk_get_simple(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out, struct shk_diag *d)
{
    (void)d;
    const struct shk_source *s = r->src;
    const size_t variants = s->nhypos ? s->nhypos * s->nslips : 1;
    size_t ib = find_bin(r, first), last_pos = SIZE_MAX, pos, variant;
    struct shk_window w = { 0 };
    struct shk_surface_params p = { 0 };
    for (size_t i = first; i < first + n; i++, out++) {
        while (i >= r->bins[ib].first + r->bins[ib].count) {
            ib++;
            last_pos = SIZE_MAX;
        }
        const struct shk_float_bin *b = r->bins + ib;
        locate(b, i - b->first, variants, &pos, &variant);
        if (pos != last_pos) {
            const uint32_t row = (uint32_t)(pos / b->nalong), col = (uint32_t)(pos % b->nalong);
            w = (struct shk_window){ row, row + b->rows, col, col + b->cols };
            shk_cells_params(&r->cells, w, SHK_SIMPLE, &p);
            last_pos = pos;
        }
        fill(r, b, w, &p, SHK_SIMPLE, i, out);
        if (b->entry) {
            out->hypo = hypo_node(r->mesh, w, s->geom.spacing, 0.5, b->entry[variant].frac);
            out->rate = b->rate * b->entry[variant].weight;
        } else if (s->nhypos) {
            const struct shk_hypo *h = s->hypos + variant / s->nslips;
            out->hypo = hypo_node(r->mesh, w, s->geom.spacing, h->along_strike, h->down_dip);
            if (!r->par.sampling) out->rate = b->rate * h->weight * s->slips[variant % s->nslips].weight;
        }
    }
    return SHK_OK;
}

enum shk_err shk_get_windows(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out, struct shk_diag *d)
{
    const enum shk_surface_kind kind = r->src->kind == SHK_SRC_COMPLEX ? SHK_COMPLEX : SHK_KITE;
    size_t ib = find_bin(r, first);
    for (size_t i = first; i < first + n; i++, out++) {
        while (i >= r->bins[ib].first + r->bins[ib].count) ib++;
        const struct shk_float_bin *b = r->bins + ib;
        const struct shk_window w = b->win[i - b->first];
        struct shk_surface_params p;
        if (kind == SHK_COMPLEX) shk_cells_params(&r->cells, w, kind, &p);
        else {
            const struct shk_surface surface = shk_window_surface(kind, r->mesh, w);
            SHK_TRY(shk_surface_params(&surface, &p, d));
            /* A kite's hypocentre is a node, the lower right of the middle ones but for halves to even (sources.md 10.2). */
            const size_t row = w.row0 + (size_t)round_even((w.row1 - w.row0) / 2.0), col = w.col0 + (size_t)round_even((w.col1 - w.col0) / 2.0);
            const size_t k = row * r->mesh->ncol + col;
            p.middle = (struct shk_point){ r->mesh->lon[k], r->mesh->lat[k], r->mesh->dep[k] };
        }
        fill(r, b, w, &p, kind, i, out);
    }
    return SHK_OK;
}
