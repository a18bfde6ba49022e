#include "out/plot_gsim.h"
#include <math.h>
#include <stdio.h>
#include "out/canvas.h"

enum { POINTS = 60, PERIODS = 24, MAGS = 3 };
static const double mag[MAGS] = { 5, 6, 7 }, depth_to_top[MAGS] = { 6, 3, 0 };
static const double period[PERIODS] = { 0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.12, 0.15, 0.17, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 0.85, 1, 1.5, 2, 3, 4, 5 };

struct table { double v[SHK_COL_COUNT][POINTS]; };      /* contexts */

static void fill(struct table *t, int col, double v)
{
    for (int i = 0; i < POINTS; i++) t->v[col][i] = v;
}

/* Sites at distances r on the line through the middle of a vertical strike-slip rupture, normal to it. Columns not named here are 0. */
static struct shk_ctx contexts(struct table *t, int k, size_t n, const double *r)
{
    const double width = fmin(pow(10, -0.76 + 0.27 * mag[k]), 15);     /* Wells & Coppersmith (1994), table 2A, strike-slip */
    const double top = depth_to_top[k], hypo = top + width / 2;
    *t = (struct table){ 0 };
    fill(t, SHK_COL_mag, mag[k]);
    fill(t, SHK_COL_dip, 90);
    fill(t, SHK_COL_ztor, top);
    fill(t, SHK_COL_zbot, top + width);
    fill(t, SHK_COL_width, width);
    fill(t, SHK_COL_hypo_depth, hypo);
    fill(t, SHK_COL_azimuth, 90);
    fill(t, SHK_COL_azimuthcp, 90);
    fill(t, SHK_COL_vs30, 760);
    fill(t, SHK_COL_vs30measured, 1);
    fill(t, SHK_COL_z1pt0, 41.3);           /* m, Chiou & Youngs (2014), eq. 1, at 760 m/s */
    fill(t, SHK_COL_z2pt5, 0.607);          /* km, Campbell & Bozorgnia (2014), eq. 33, at 760 m/s */
    fill(t, SHK_COL_siteclass, 'B');
    fill(t, SHK_COL_ec8, 'B');
    fill(t, SHK_COL_ec8_p18, 'B' * 256 + '2');
    fill(t, SHK_COL_slope, 0.1);
    fill(t, SHK_COL_kappa0, 0.03);
    for (size_t i = 0; i < n; i++) {
        t->v[SHK_COL_rjb][i] = t->v[SHK_COL_rx][i] = t->v[SHK_COL_repi][i] = r[i];
        t->v[SHK_COL_rrup][i] = hypot(r[i], top);
        t->v[SHK_COL_rhypo][i] = hypot(r[i], hypo);
    }
    return (struct shk_ctx){ .n = n,
#define X(c) .c = t->v[SHK_COL_##c],
        SHK_CTX_COLUMNS(X)
#undef X
    };
}

struct page { struct shk_canvas v; size_t n; const struct shk_gsim_model *const *model; };

static void median_by_distance(struct page *p, const struct shk_frame *f, int k)
{
    struct table t;
    double r[POINTS], y[POINTS], s[3][POINTS];
    for (int i = 0; i < POINTS; i++) r[i] = pow(10, 2.5 * i / (POINTS - 1));        /* 1 to 316 km */
    const struct shk_ctx x = contexts(&t, k, POINTS, r);
    for (size_t j = 0; j < p->n; j++) {
        if (!shk_gsim_supports(p->model[j], SHK_IMT_PGA)) continue;
        shk_gsim_eval(p->model[j], SHK_IMT_PGA, &x, (struct shk_motion){ y, s[0], s[1], s[2] });
        for (int i = 0; i < POINTS; i++) y[i] = exp(y[i]);
        shk_line_colour(&p->v, j, 1);
        shk_frame_line(&p->v, f, POINTS, r, y);
    }
}

/* which 0: exp(mean); 1, 2, 3: total, between-event, within-event deviation. Returns the number of points of model j. */
static size_t by_period(const struct page *p, size_t j, int k, int which, double *x, double *y)
{
    static const double r[] = { 20 };
    struct table t;
    const struct shk_ctx c = contexts(&t, k, 1, r);
    size_t n = 0;
    for (int i = 0; i < PERIODS; i++) {
        double out[4];
        if (!shk_gsim_supports(p->model[j], SHK_IMT_SA(period[i]))) continue;
        shk_gsim_eval(p->model[j], SHK_IMT_SA(period[i]), &c, (struct shk_motion){ &out[0], &out[1], &out[2], &out[3] });
        x[n] = period[i];
        y[n++] = which ? out[which] : exp(out[0]);
    }
    return n;
}

static void lines_by_period(struct page *p, const struct shk_frame *f, int k, int which)
{
    double x[PERIODS], y[PERIODS];
    for (size_t j = 0; j < p->n; j++) {
        if (which > 1 && p->model[j]->total_only) continue;
        const size_t n = by_period(p, j, k, which, x, y);
        shk_line_colour(&p->v, j, 1);
        shk_frame_line(&p->v, f, n, x, y);
    }
}

static void draw(struct page *p)
{
    static const char *const deviation[] = { "", "total deviation, ln units", "between events, ln units", "within events, ln units" };
    char title[80];
    cairo_t *c = p->v.c;
    for (int row = 0; row < 3; row++)
        for (int k = 0; k < MAGS; k++) {
            struct shk_frame f = { 70 + 280 * k, 60 + 255 * row, 205, 175, { 0.01, 5, 1, "period [s]" }, { 1e-3, 3, 1, "median SA at 20 km [g]" } };
            if (row == 0) f.ax = (struct shk_axis){ 1, 316.3, 1, "distance from the rupture's trace [km]" }, f.ay = (struct shk_axis){ 1e-4, 3, 1, "median PGA [g]" };
            if (row == 2) f.ay = (struct shk_axis){ 0, 1.2, 0, deviation[k + 1] };
            shk_frame_draw(&p->v, &f);
            snprintf(title, sizeof title, "magnitude %g", mag[row == 2 ? 1 : k]);
            shk_text(&p->v, f.x, f.y - 6, 10, SHK_LEFT, title);
            cairo_set_line_width(c, 1.4);
            if (row == 0) median_by_distance(p, &f, k);
            else lines_by_period(p, &f, row == 2 ? 1 : k, row == 2 ? k + 1 : 0);
            cairo_set_source_rgb(c, 0, 0, 0);
        }
    for (size_t j = 0; j < p->n; j++) {
        const double y = 825 + 14 * (double)(j / 2), x = 70 + 420 * (double)(j % 2);
        snprintf(title, sizeof title, "%.70s", p->model[j]->text);
        for (char *s = title; *s; s++) if (*s == '\n') *s = ' ';
        shk_line_colour(&p->v, j, 1);
        cairo_set_line_width(c, 2);
        cairo_move_to(c, x, y - 3);
        cairo_line_to(c, x + 18, y - 3);
        cairo_stroke(c);
        cairo_set_source_rgb(c, 0, 0, 0);
        shk_text(&p->v, x + 24, y, 9, SHK_LEFT, title);
    }
}

enum shk_err shk_plot_gsims(size_t n, const struct shk_gsim_model *const *model, const char *path, struct shk_diag *d)
{
    struct page p = { .n = n, .model = model };
    double x[PERIODS], y[PERIODS];
    if (n == 0 || n > SHK_PLOT_GSIMS) return shk_fail(d, SHK_E_LIMIT, "plot gsim: %zu models: expected 1 to %d", n, SHK_PLOT_GSIMS);
    for (size_t j = 0; j < n; j++)
        if (!shk_gsim_supports(model[j], SHK_IMT_PGA) && by_period(&p, j, 0, 0, x, y) == 0)
            return shk_fail(d, SHK_E_UNSUPPORTED, "plot gsim: %s predicts neither PGA nor SA", model[j]->text);
    SHK_TRY(shk_canvas_open(&p.v, path, 880, 835 + 14 * (double)((n + 1) / 2), d));
    shk_text(&p.v, 70, 26, 13, SHK_LEFT, "Ground-motion models: vertical strike-slip rupture, rock (vs30 = 760 m/s)");
    draw(&p);
    return shk_canvas_close(&p.v, d);
}
