/* kite.c — floating ruptures of kite faults (sources.md 10.3). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "geo/geodetic.h"
#include "source/ruptures.h"

/* Lengths and widths that are multiples of the samplings, nearest to area and aspect ratio. */
static enum shk_err discrete_size(double area, double s, double aspect, double dp, struct shk_diag *d, double *length, double *width)
{
    if (fmod(aspect, 1) < 0.01) aspect += 0.05;         /* rather longer than wide */
    const double l[2] = { ceil(sqrt(area * aspect) / s) * s, floor(sqrt(area * aspect) / s) * s };
    const double w[4] = { ceil(l[0] / aspect / dp) * dp, floor(l[0] / aspect / dp) * dp, ceil(l[1] / aspect / dp) * dp, floor(l[1] / aspect / dp) * dp };
    double best = INFINITY;
    *length = *width = 0;
    for (int k = 0; k < 4; k++) {           /* pairs as the reference tiles them: not every width belongs to its length */
        const double off = sqrt(fabs(l[k % 2] * w[k] - area)) + fabs(l[k % 2] / w[k] - aspect) * s;
        if (off < best || isnan(off)) {     /* 0 by 0, of ruptures smaller than a cell, wins in the reference: they vanish */
            best = isnan(off) ? 0 : off;
            *length = l[k % 2];
            *width = w[k];
            if (isnan(off)) return SHK_OK;
        }
    }
    const double error = fabs(*length * *width - area) / area;
    if (!isfinite(best) || fabs(*width - dp) < 1e-10 || (fabs(*length - s) < 1e-10 && error > 0.3))
        return shk_fail(d, SHK_E_INVALID, "sampling %g km along strike and %g km down dip is too coarse for ruptures of %g km2", s, dp, area);
    if (error > 0.25 && *length > 1e-10 && *width > 1e-10)
        return shk_fail(d, SHK_E_INVALID, "ruptures of %g km2 cannot be represented by samplings of %g and %g km: %g km x %g km", area, s, dp, *length, *width);
    return SHK_OK;
}

/* Step between floats and their number; the step shrinks until the last float touches the end. */
static size_t floats(size_t nodes, size_t size, double step, size_t *out_step)
{
    if (size > nodes) return 0;
    const size_t last = nodes - size;
    size_t k = (size_t)fmin(step, 1e9);
    if (k > last + 1) k = last + 1;         /* one float at 0; steps over that differ in nothing */
    while (k > 1 && last % k != 0) k--;
    *out_step = k;
    return last / k + 1;
}

/* Step in nodes for a fraction of the rupture's nodes (sources.md 10.3). */
static double step_of(double nodes, double fraction)
{
    double k = floor(nodes * fraction);
    if (k == 0) k = 1;
    if (k < 0) k = fmax(1, floor(nodes * fabs(k) + 1e-5));
    return k;
}

static int complete(const struct shk_mesh *m, struct shk_window w)
{
    size_t finite = 0, all = (size_t)(w.row1 - w.row0) * (w.col1 - w.col0);
    for (size_t r = w.row0; r < w.row1; r++)
        for (size_t c = w.col0; c < w.col1; c++) finite += isfinite(m->lon[r * m->ncol + c]) != 0;
    return (double)finite / (double)all * 100 > 99.99 && finite >= 4;
}

/* Windows of one magnitude, x outer and y inner; none is possible. */
static enum shk_err windows_for(const struct shk_ruptures *r, double mag, struct shk_diag *d, size_t *n, struct shk_window **out)
{
    const struct shk_source *s = r->src;
    const double step = s->geom.spacing, dp = step / s->aspect.value;
    double length, width;
    *n = 0;
    SHK_TRY(discrete_size(shk_msr_area(s->msr, s->msr_param, mag, s->rake), step, s->aspect.value, dp, d, &length, &width));
    const double cols = round_even(length / step) + 1, rows = round_even(width / dp) + 1;
    if (cols > (double)r->mesh->ncol || rows > (double)r->mesh->nrow) return SHK_OK;
    size_t dx = 1, dy = 1;
    const int all = s->floating_x == 0;     /* decides for both directions */
    const size_t nx = floats(r->mesh->ncol, (size_t)cols, all ? 1 : step_of(cols, s->floating_x), &dx);
    const size_t ny = floats(r->mesh->nrow, (size_t)rows, all ? 1 : step_of(rows, s->floating_y), &dy);
    struct shk_window *w = SHK_NEW(r->arena, struct shk_window, nx * ny);
    if (!w) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu ruptures", nx * ny);
    for (size_t i = 0; i < nx; i++)
        for (size_t j = 0; j < ny; j++) {
            const struct shk_window k = { (uint32_t)(j * dy), (uint32_t)(j * dy + (size_t)rows), (uint32_t)(i * dx), (uint32_t)(i * dx + (size_t)cols) };
            if (complete(r->mesh, k)) w[(*n)++] = k;
        }
    *out = w;
    return SHK_OK;
}

/* A kite from a simple fault's geometry: the columns of a slightly coarser simple mesh are the profiles. */
static enum shk_err mesh_of(struct shk_ruptures *r, struct shk_diag *d)
{
    const struct shk_source *s = r->src;
    const struct shk_geometry *g = &s->geom;
    struct shk_line *profiles = g->lines;
    size_t n = g->nlines;
    if (g->kind == SHK_GEOM_SIMPLE) {
        struct shk_mesh *m;
        const double dip = fabs(g->dip - 90) < 1e-5 ? 89.9 : g->dip;
        SHK_TRY(shk_simple_fault_mesh(g->trace, g->upper, g->lower, dip, g->spacing * 1.01, r->arena, d, &m));
        n = m->ncol;
        profiles = SHK_NEW(r->arena, struct shk_line, n);
        struct shk_point *p = SHK_NEW(r->arena, struct shk_point, n * m->nrow);
        if (!profiles || !p) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu profiles", n);
        for (size_t c = 0; c < n; c++, p += m->nrow) {
            profiles[c] = (struct shk_line){ m->nrow, p };
            for (size_t k = 0; k < m->nrow; k++)
                p[k] = (struct shk_point){ m->lon[k * n + c], m->lat[k * n + c], m->dep[k * n + c] };
        }
    }
    return shk_kite_mesh(profiles, n, g->spacing / s->aspect.value, g->spacing, r->arena, d, &r->mesh);
}

/* A split source gets its magnitudes back from two decimals, and magnitudes that look alike are one (sources.md 10.3). */
static enum shk_err merge_split(struct shk_ruptures *r, struct shk_mag_rate *bin, size_t *n, struct shk_diag *d)
{
    size_t k = 0;
    for (size_t i = 0; i < *n; i++) {
        char text[32];
        size_t count;
        struct shk_window *w;
        SHK_TRY(windows_for(r, bin[i].mag, d, &count, &w));
        if (count == 0) continue;
        snprintf(text, sizeof text, "%.2f", bin[i].mag);
        const double mag = strtod(text, NULL), rate = bin[i].rate / (double)count * (double)count;
        size_t j = 0;
        while (j < k && bin[j].mag != mag) j++;
        if (j == k) bin[k++] = (struct shk_mag_rate){ mag, 0 };
        bin[j].rate += rate;
    }
    *n = k;
    return SHK_OK;
}

enum shk_err shk_open_kite(struct shk_ruptures *r, struct shk_diag *d)
{
    const struct shk_source *s = r->src;
    size_t nbins, kept = 0;
    struct shk_mag_rate *bin;
    if (s->aspect.n >= 2) return shk_fail(d, SHK_E_INVALID, "a kite fault needs one aspect ratio for all magnitudes");
    if (!(s->aspect.value > 0) || !isfinite(s->aspect.value)) return shk_fail(d, SHK_E_INVALID, "aspect ratio %g must be positive", s->aspect.value);
    SHK_TRY(shk_source_bins(s, r->arena, d, &nbins, &bin));
    SHK_TRY(mesh_of(r, d));
    if (r->par.split_sources && nbins > 1) {
        size_t n = nbins;
        struct shk_mag_rate *merged = SHK_NEW(r->arena, struct shk_mag_rate, nbins);
        if (!merged) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu magnitudes", nbins);
        memcpy(merged, bin, nbins * sizeof *bin);
        SHK_TRY(merge_split(r, merged, &n, d));
        if (n > 1) {                        /* else the source is not split after all */
            bin = merged;
            nbins = n;
            for (size_t i = 0; i < n; i++) bin[i].rate *= s->scaling_rate;
        }
        for (size_t i = 0; i < nbins; i++)
            if (bin[i].mag >= r->par.minimum_magnitude) bin[kept++] = bin[i];
    } else kept = nbins && bin[nbins - 1].mag < r->par.minimum_magnitude ? 0 : nbins;
    r->bins = SHK_NEW(r->arena, struct shk_float_bin, kept);
    if (!r->bins) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu magnitudes", kept);
    for (size_t i = 0; i < kept; i++) {
        size_t n;
        struct shk_window *w = NULL;
        SHK_TRY(windows_for(r, bin[i].mag, d, &n, &w));
        if (n == 0) continue;               /* its rate disappears */
        if (n > SHK_MAX_RUPTURES - r->n) return shk_fail(d, SHK_E_LIMIT, "more than %d ruptures", SHK_MAX_RUPTURES);
        r->bins[r->nbins++] = (struct shk_float_bin){ .mag = bin[i].mag, .rate = bin[i].rate / (double)n, .first = r->n, .count = n, .npos = n, .win = w };
        r->n += n;
    }
    return SHK_OK;
}
