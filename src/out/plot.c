#include "out/plot.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "out/canvas.h"
#include "out/csv_file.h"
#include "out/map.h"

struct page { const struct shk_results *r; const char *dir, *format; struct shk_exported *done; struct shk_diag *d; };

static enum shk_err open_page(const struct page *p, const char *name, double w, double h, char *path, size_t n, struct shk_canvas *v)
{
    char *file = shk_exported_add(p->done);
    if (!file) return shk_fail(p->d, SHK_E_NOMEM, "list of exported files: out of memory");
    snprintf(file, sizeof p->done->name[0], "%s_%d.%s", name, p->r->calc_id, p->format);
    if ((size_t)snprintf(path, n, "%s/%s", p->dir, file) >= n) return shk_fail(p->d, SHK_E_INVALID, "path of '%s' is too long", file);
    return shk_canvas_open(v, path, w, h, p->d);
}

static const char *unit_of(struct shk_imt imt)
{
    switch (imt.kind) {
    case SHK_PGV: return "cm/s";
    case SHK_PGD: return "cm";
    case SHK_IA: return "m/s";
    case SHK_MMI: case SHK_JMA: return "intensity";
    case SHK_RSD575: case SHK_RSD595: case SHK_RSD2080: return "s";
    case SHK_CAV: return "g s";
    default: return "g";
    }
}

static void when(char *buf, size_t n, const struct shk_results *r, double poe)
{
    snprintf(buf, n, "%.3g%% in %.4g years", 100 * poe, r->investigation_time);
}

/* ---- maps ---- */

/* Spacing of the sites in degrees of latitude and longitude: the median distance to the nearest neighbour along each axis would be
 * better; the area over the number of sites is enough to draw cells that touch. */
static void cell_size(const struct shk_sites *s, const double box[4], double *dlon, double *dlat)
{
    const double c = cos((box[2] + box[3]) / 2 * M_PI / 180);
    double d = sqrt((box[1] - box[0]) * c * (box[3] - box[2]) / (double)s->n);
    if (s->n < 30 || !(d > 0)) d = fmax(box[1] - box[0], box[3] - box[2]) / 40;
    *dlat = 1.06 * d;
    *dlon = 1.06 * d / c;
}

/* From 0 to top. */
static void colour_bar(struct shk_canvas *v, double x, double y, double h, double top, const char *label)
{
    char text[32];
    double at[20];
    const struct shk_axis scale = { 0, top > 0 ? top : 1, 0, NULL };
    for (int i = 0; i < 100; i++) {
        shk_scale_colour(v, i / 99.0);
        cairo_rectangle(v->c, x, y + h * (1 - (i + 1) / 100.0), 14, h / 100 + 0.5);
        cairo_fill(v->c);
    }
    cairo_set_source_rgb(v->c, 0, 0, 0);
    cairo_set_line_width(v->c, 0.5);
    cairo_rectangle(v->c, x, y, 14, h);
    cairo_stroke(v->c);
    const int n = shk_ticks(&scale, at, 20);
    for (int i = 0; i < n; i++) {
        const double to = y + h * (1 - at[i] / scale.max);
        cairo_move_to(v->c, x + 14, to);
        cairo_line_to(v->c, x + 17, to);
        cairo_stroke(v->c);
        snprintf(text, sizeof text, "%.6g", at[i]);
        shk_text(v, x + 20, to + 3, 9, SHK_LEFT, text);
    }
    shk_text(v, x, y - 8, 9, SHK_LEFT, label);
}

static enum shk_err one_map(const struct page *p, const char *stat, size_t m, size_t q, const float *v0, size_t stride)
{
    const struct shk_results *r = p->r;
    const struct shk_sites *s = r->sites;
    double box[4] = { INFINITY, -INFINITY, INFINITY, -INFINITY }, top = 0, dlon, dlat;
    for (size_t i = 0; i < s->n; i++) {
        shk_map_reach(box, s->lon[i], s->lat[i]);
        top = fmax(top, (double)v0[i * stride]);
    }
    cell_size(s, box, &dlon, &dlat);
    if (!(dlat > 0)) dlat = dlon = 0.1;
    const double pad = 0.04 * fmax(box[1] - box[0], box[3] - box[2]) + dlat;
    const struct shk_frame f = shk_map_frame(box, pad);
    char name[120], path[1200], title[240], period[60], label[60];
    when(period, sizeof period, r, r->poe[q]);
    snprintf(name, sizeof name, "hazard_map-%s-%s-%.6g", stat, r->imt_name[m], r->poe[q]);
    snprintf(title, sizeof title, "%s, %s, %s", r->imt_name[m], stat, period);
    snprintf(label, sizeof label, "%s [%s]", r->imt_name[m], unit_of(r->imt[m]));
    struct shk_canvas v;
    SHK_TRY(open_page(p, name, f.x + f.w + 90, f.y + f.h + 50, path, sizeof path, &v));
    for (size_t i = 0; i < s->n; i++) {
        shk_scale_colour(&v, top > 0 ? (double)v0[i * stride] / top : 0);
        const double x0 = shk_frame_x(&f, s->lon[i] - dlon / 2), x1 = shk_frame_x(&f, s->lon[i] + dlon / 2);
        const double y0 = shk_frame_y(&f, s->lat[i] + dlat / 2), y1 = shk_frame_y(&f, s->lat[i] - dlat / 2);
        cairo_rectangle(v.c, x0, y0, x1 - x0, y1 - y0);
        cairo_fill(v.c);
    }
    cairo_set_source_rgb(v.c, 0, 0, 0);
    shk_map_draw(&v, &f);
    colour_bar(&v, f.x + f.w + 16, f.y + 16, fmin(f.h - 32, 300), top, label);
    shk_text(&v, f.x, 24, 13, SHK_LEFT, title);
    shk_text(&v, f.x, 40, 9, SHK_LEFT, r->description ? r->description : "");
    return shk_canvas_close(&v, p->d);
}

static enum shk_err maps(const struct page *p)
{
    const struct shk_results *r = p->r;
    if (!r->map_stats || !r->npoes) return shk_fail(p->d, SHK_E_INVALID, "there are no hazard maps: the job needs poes and hazard_maps = true");
    for (size_t m = 0; m < r->nimts; m++)
        for (size_t q = 0; q < r->npoes; q++) SHK_TRY(one_map(p, r->stat_name[0], m, q, r->map_stats + m * r->npoes + q, r->nstats * r->nimts * r->npoes));
    return SHK_OK;
}

/* ---- curves and spectra of a site ---- */

static size_t worst_site(const struct shk_results *r)
{
    size_t best = 0;
    double top = -1;
    for (size_t i = 0; i < r->sites->n; i++) {
        double s = 0;
        for (size_t l = 0; l < r->nlev; l++) s += (double)r->stats[i * r->nstats * r->nimts * r->nlev + l];
        if (s > top) top = s, best = i;
    }
    return best;
}

static void legend(struct shk_canvas *v, const struct shk_results *r, double x, double y)
{
    for (size_t s = 0; s < r->nstats && s < 12; s++) {
        shk_line_colour(v, s, 1);
        cairo_set_line_width(v->c, 2);
        cairo_move_to(v->c, x, y + 13 * (double)s);
        cairo_line_to(v->c, x + 18, y + 13 * (double)s);
        cairo_stroke(v->c);
        cairo_set_source_rgb(v->c, 0, 0, 0);
        shk_text(v, x + 23, y + 3 + 13 * (double)s, 9, SHK_LEFT, r->stat_name[s]);
    }
}

static enum shk_err curves(const struct page *p, size_t site)
{
    const struct shk_results *r = p->r;
    const size_t ml = r->nimts * r->nlev;
    double y[1024], lowest = 1;
    if (!r->stats || r->nlev > 1024) return shk_fail(p->d, SHK_E_INVALID, "there are no statistics of hazard curves to draw");
    for (size_t m = 0; m < r->nimts; m++) {
        const double *x = r->level + m * r->nlev;
        char name[80], path[1200], title[160], label[60];
        for (size_t l = 0; l < r->nlev; l++) {
            const double v = (double)r->stats[site * r->nstats * ml + m * r->nlev + l];
            if (v > 1e-7) lowest = fmin(lowest, v);
        }
        snprintf(label, sizeof label, "%s [%s]", r->imt_name[m], unit_of(r->imt[m]));
        double first = x[0];
        for (size_t l = 0; l < r->nlev && first <= 0; l++) first = x[l];
        char years[60];
        snprintf(years, sizeof years, "probability of exceedance in %.4g years", r->investigation_time);
        const int log = r->imt[m].kind != SHK_MMI && first > 0 && x[r->nlev - 1] > first;
        const struct shk_frame f = { 60, 50, 420, 330, { log ? first : x[0], x[r->nlev - 1] > x[0] ? x[r->nlev - 1] : x[0] + 1, log, label },
                                     { pow(10, floor(log10(lowest))), 1, 1, years } };
        snprintf(name, sizeof name, "hazard_curve-%s-site%zu", r->imt_name[m], site);
        snprintf(title, sizeof title, "Hazard curve, %s, site %zu (%.3f, %.3f)", r->imt_name[m], site, r->sites->lon[site], r->sites->lat[site]);
        struct shk_canvas v;
        SHK_TRY(open_page(p, name, 520, 430, path, sizeof path, &v));
        shk_frame_draw(&v, &f);
        for (size_t s = r->nstats; s-- > 0; ) {
            for (size_t l = 0; l < r->nlev; l++) y[l] = (double)r->stats[(site * r->nstats + s) * ml + m * r->nlev + l];
            shk_line_colour(&v, s, 1);
            cairo_set_line_width(v.c, s == 0 ? 2.2 : 1.2);
            shk_frame_line(&v, &f, r->nlev, x, y);
        }
        legend(&v, r, f.x + 12, f.y + f.h - 14 * (double)(r->nstats < 12 ? r->nstats : 12));
        cairo_set_source_rgb(v.c, 0, 0, 0);
        shk_text(&v, f.x, 24, 13, SHK_LEFT, title);
        shk_text(&v, f.x, 40, 9, SHK_LEFT, r->description ? r->description : "");
        SHK_TRY(shk_canvas_close(&v, p->d));
    }
    return SHK_OK;
}

static enum shk_err spectra(const struct page *p, size_t site)
{
    const struct shk_results *r = p->r;
    double x[256], y[256];
    size_t n = 0, at[256];
    for (size_t m = 0; m < r->nimts && n < 256; m++)
        if (r->imt[m].kind == SHK_PGA || r->imt[m].kind == SHK_SA) x[n] = r->imt[m].period, at[n++] = m;
    if (!r->map_stats || n < 2) return shk_fail(p->d, SHK_E_INVALID, "uniform hazard spectra need poes and at least two of PGA and SA");
    for (size_t q = 0; q < r->npoes; q++) {
        char name[80], path[1200], title[200], period[60];
        double top = 0;
        const float *v0 = r->map_stats + site * r->nstats * r->nimts * r->npoes + q;
        for (size_t s = 0; s < r->nstats; s++)
            for (size_t k = 0; k < n; k++) top = fmax(top, (double)v0[(s * r->nimts + at[k]) * r->npoes]);
        const struct shk_frame f = { 60, 50, 420, 330, { 0, x[n - 1], 0, "period [s]" }, { 0, top > 0 ? 1.05 * top : 1, 0, "spectral acceleration [g]" } };
        when(period, sizeof period, r, r->poe[q]);
        snprintf(name, sizeof name, "hazard_uhs-%.6g-site%zu", r->poe[q], site);
        snprintf(title, sizeof title, "Uniform hazard spectrum, %s, site %zu (%.3f, %.3f)", period, site, r->sites->lon[site], r->sites->lat[site]);
        struct shk_canvas v;
        SHK_TRY(open_page(p, name, 520, 430, path, sizeof path, &v));
        shk_frame_draw(&v, &f);
        for (size_t s = r->nstats; s-- > 0; ) {
            for (size_t k = 0; k < n; k++) y[k] = (double)v0[(s * r->nimts + at[k]) * r->npoes];
            shk_line_colour(&v, s, 1);
            cairo_set_line_width(v.c, s == 0 ? 2.2 : 1.2);
            shk_frame_line(&v, &f, n, x, y);
        }
        legend(&v, r, f.x + f.w - 110, f.y + 14);
        cairo_set_source_rgb(v.c, 0, 0, 0);
        shk_text(&v, f.x, 24, 13, SHK_LEFT, title);
        shk_text(&v, f.x, 40, 9, SHK_LEFT, r->description ? r->description : "");
        SHK_TRY(shk_canvas_close(&v, p->d));
    }
    return SHK_OK;
}

enum shk_err shk_plot(const struct shk_results *r, const char *what, const char *format, const char *dir, size_t site,
                      struct shk_exported *done, struct shk_diag *d)
{
    const struct page p = { r, dir, format, done, d };
    if (!strcmp(what, "hmaps")) return maps(&p);
    if (strcmp(what, "hcurves") && strcmp(what, "uhs")) return shk_fail(d, SHK_E_INVALID, "plot: unknown '%s': expected hcurves, hmaps, uhs or sources", what);
    if (!r->stats) return shk_fail(d, SHK_E_INVALID, "there are no statistics to draw");
    if (site == SIZE_MAX) site = worst_site(r);
    if (site >= r->sites->n) return shk_fail(d, SHK_E_INVALID, "site %zu: there are %zu sites, numbered from 0", site, r->sites->n);
    return !strcmp(what, "uhs") ? spectra(&p, site) : curves(&p, site);
}

enum shk_err shk_export_png(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    if (!r->stats) return SHK_OK;
    if (r->map_stats && r->sites->n > 1) SHK_TRY(shk_plot(r, "hmaps", "png", dir, SIZE_MAX, done, d));
    SHK_TRY(shk_plot(r, "hcurves", "png", dir, SIZE_MAX, done, d));
    size_t n = 0;
    for (size_t m = 0; m < r->nimts; m++) n += r->imt[m].kind == SHK_PGA || r->imt[m].kind == SHK_SA;
    return r->map_stats && n > 1 ? shk_plot(r, "uhs", "png", dir, SIZE_MAX, done, d) : SHK_OK;
}
