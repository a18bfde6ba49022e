/* complex.c — floating ruptures of complex faults (sources.md 7). */
#include <math.h>
#include <string.h>
#include "source/ruptures.h"

struct windows { size_t n, room; struct shk_window *w; };

static enum shk_err push(struct windows *s, struct shk_window w, struct shk_arena *a, struct shk_diag *d)
{
    if (s->n == s->room) {
        const size_t room = 2 * s->room + 64;
        struct shk_window *more = room < SHK_MAX_RUPTURES ? SHK_NEW(a, struct shk_window, room) : NULL;
        if (!more) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu ruptures", room);
        if (s->n) memcpy(more, s->w, s->n * sizeof *more);
        s->w = more;
        s->room = room;
    }
    s->w[s->n++] = w;
    return SHK_OK;
}

/* Running sums of x[0], x[stride], ...: the index of the first that is nearest to the target; *sum receives it. Terms are not
 * negative, so that the search ends at the first sum over the target. */
struct nearest { size_t at; double sum; };
struct search { double sum, best, target; size_t n, at; double at_sum; };

static int advance(struct search *s, double x)
{
    s->sum = s->n ? s->sum + x : x;
    const double off = fabs(s->sum - s->target);
    if (s->n == 0 || off < s->best) {
        s->best = off;
        s->at = s->n;
        s->at_sum = s->sum;
    }
    s->n++;
    return s->sum < s->target;
}

/* Lengths of cells of one row from a column on. */
static struct nearest columns_for(const struct shk_cells *k, size_t row, size_t col, double length)
{
    struct search s = { .target = length };
    for (size_t c = col; c < k->nc && advance(&s, k->length[row * k->nc + c]); c++) continue;
    return (struct nearest){ s.at, s.at_sum };
}

static struct nearest rows_for(const struct shk_cells *k, size_t row, size_t col, size_t end, double area)
{
    struct search s = { .target = area };
    for (size_t r = row; r < k->nr && advance(&s, shk_pairwise_sum(k->area + r * k->nc + col, end - col)); r++) continue;
    return (struct nearest){ s.at, s.at_sum };
}

static struct nearest full_columns_for(const struct shk_cells *k, size_t col, double area)
{
    struct search s = { .target = area };
    for (size_t c = col; c < k->nc; c++) {
        double x = 0;
        for (size_t r = 0; r < k->nr; r++) x += k->area[r * k->nc + c];
        if (!advance(&s, x)) break;
    }
    return (struct nearest){ s.at, s.at_sum };
}

/* All placements of a rupture (sources.md 7.2). dead has room for the columns. */
static enum shk_err place(const struct shk_cells *k, double area, double length, uint8_t *dead, struct windows *out, struct shk_arena *a, struct shk_diag *d)
{
    const struct shk_window all = { 0, (uint32_t)k->nr + 1, 0, (uint32_t)k->nc + 1 };
    if (area >= shk_cells_total_area(k)) return push(out, all, a, d);
    memset(dead, 0, k->nc);
    for (size_t row = 0; row < k->nr; row++) {
        for (size_t col = 0; col < k->nc; col++) {
            if (dead[col]) continue;
            struct nearest n = columns_for(k, row, col, length);
            size_t end = col + n.at + 1;
            if (end == k->nc && n.sum < length && col != 0) break;      /* the right border: next row */
            n = rows_for(k, row, col, end, area);
            const size_t bottom = row + n.at + 1;
            if (bottom == k->nr && n.sum < area) {
                if (row == 0) {
                    if (end == k->nc) return SHK_OK;
                    n = full_columns_for(k, col, area);                 /* as deep as the fault, longer */
                    end = col + n.at + 1;
                    if (end == k->nc && n.sum < area) return SHK_OK;
                } else dead[col] = 1;
            }
            SHK_TRY(push(out, (struct shk_window){ (uint32_t)row, (uint32_t)bottom + 1, (uint32_t)col, (uint32_t)end + 1 }, a, d));
        }
    }
    return SHK_OK;
}

/* Rows that rise downwards have no dip in the reference's sense. */
static enum shk_err check_rows(const struct shk_mesh *m, struct shk_diag *d)
{
    for (size_t i = m->ncol; i < m->nrow * m->ncol; i++)
        if (m->dep[i] < m->dep[i - m->ncol])
            return shk_fail(d, SHK_E_INVALID, "row %zu of the mesh is shallower than the one above it at (%g, %g)", i / m->ncol, m->lon[i], m->lat[i]);
    return SHK_OK;
}

enum shk_err shk_open_complex(struct shk_ruptures *r, struct shk_diag *d)
{
    const struct shk_source *s = r->src;
    size_t nbins;
    struct shk_mag_rate *bin;
    SHK_TRY(shk_kept_bins(r, d, &nbins, &bin));
    SHK_TRY(shk_complex_fault_mesh(s->geom.lines, s->geom.nlines, s->geom.spacing, r->arena, d, &r->mesh));
    SHK_TRY(check_rows(r->mesh, d));
    SHK_TRY(shk_cells_make(r->mesh, r->arena, d, &r->cells));
    r->bins = SHK_NEW(r->arena, struct shk_float_bin, nbins);
    uint8_t *dead = SHK_NEW(r->arena, uint8_t, r->cells.nc);
    if (!r->bins || !dead) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu magnitudes", nbins);
    r->nbins = nbins;
    for (size_t i = 0; i < nbins; i++) {
        const double area = shk_msr_area(s->msr, s->msr_param, bin[i].mag, s->rake), length = sqrt(area * shk_aspect_at(&s->aspect, bin[i].mag));
        struct windows w = { 0 };
        SHK_TRY(place(&r->cells, area, length, dead, &w, r->arena, d));
        if (w.n == 0) return shk_fail(d, SHK_E_INVALID, "ruptures of magnitude %g do not fit on the fault", bin[i].mag);
        r->bins[i] = (struct shk_float_bin){ .mag = bin[i].mag, .rate = bin[i].rate / (double)w.n, .first = r->n, .count = w.n, .npos = w.n, .win = w.w };
        if (w.n > SHK_MAX_RUPTURES - r->n) return shk_fail(d, SHK_E_LIMIT, "more than %d ruptures", SHK_MAX_RUPTURES);
        r->n += w.n;
    }
    return SHK_OK;
}
