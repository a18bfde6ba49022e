#include "out/canvas.h"
#include <cairo-svg.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum shk_err shk_canvas_open(struct shk_canvas *v, const char *path, double width, double height, struct shk_diag *d)
{
    const char *dot = strrchr(path, '.');
    *v = (struct shk_canvas){ .path = path, .png = dot && !strcmp(dot, ".png"), .width = width, .height = height };
    if (!v->png && !(dot && !strcmp(dot, ".svg"))) return shk_fail(d, SHK_E_INVALID, "%s: expected a name ending in .png or .svg", path);
    v->surface = v->png ? cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(2 * width), (int)(2 * height))
                        : cairo_svg_surface_create(path, width, height);
    v->c = cairo_create(v->surface);
    if (cairo_status(v->c) != CAIRO_STATUS_SUCCESS) {
        const enum shk_err e = shk_fail(d, SHK_E_IO, "cannot draw %s: %s", path, cairo_status_to_string(cairo_status(v->c)));
        cairo_destroy(v->c);
        cairo_surface_destroy(v->surface);
        return e;
    }
    if (v->png) cairo_scale(v->c, 2, 2);
    cairo_set_source_rgb(v->c, 1, 1, 1);
    cairo_paint(v->c);
    cairo_set_source_rgb(v->c, 0, 0, 0);
    cairo_select_font_face(v->c, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    return SHK_OK;
}

enum shk_err shk_canvas_close(struct shk_canvas *v, struct shk_diag *d)
{
    cairo_status_t s = cairo_status(v->c);
    cairo_destroy(v->c);
    if (s == CAIRO_STATUS_SUCCESS && v->png) s = cairo_surface_write_to_png(v->surface, v->path);
    cairo_surface_finish(v->surface);
    if (s == CAIRO_STATUS_SUCCESS) s = cairo_surface_status(v->surface);
    cairo_surface_destroy(v->surface);
    return s == CAIRO_STATUS_SUCCESS ? SHK_OK : shk_fail(d, SHK_E_IO, "cannot write %s: %s", v->path, cairo_status_to_string(s));
}

double shk_text_width(struct shk_canvas *v, double size, const char *text)
{
    cairo_text_extents_t e;
    cairo_set_font_size(v->c, size);
    cairo_text_extents(v->c, text, &e);
    return e.x_advance;
}

void shk_text(struct shk_canvas *v, double x, double y, double size, enum shk_align align, const char *text)
{
    const double w = shk_text_width(v, size, text);
    cairo_move_to(v->c, align == SHK_LEFT ? x : align == SHK_CENTRE ? x - w / 2 : x - w, y);
    cairo_show_text(v->c, text);
}

void shk_text_up(struct shk_canvas *v, double x, double y, double size, const char *text)
{
    cairo_save(v->c);
    cairo_translate(v->c, x, y);
    cairo_rotate(v->c, -M_PI / 2);
    shk_text(v, 0, 0, size, SHK_CENTRE, text);
    cairo_restore(v->c);
}

void shk_line_colour(struct shk_canvas *v, size_t i, double alpha)
{
    static const double rgb[][3] = { { 0, .45, .70 }, { .84, .37, 0 }, { 0, .62, .45 }, { .80, .47, .65 }, { .90, .62, 0 }, { .34, .71, .91 }, { .2, .2, .2 } };
    const double *k = rgb[i % (sizeof rgb / sizeof *rgb)];
    cairo_set_source_rgba(v->c, k[0], k[1], k[2], alpha);
}

void shk_scale_colour(struct shk_canvas *v, double t)
{
    /* viridis from its light end, so that little hazard prints light */
    static const double rgb[][3] = { { .993, .906, .144 }, { .678, .864, .190 }, { .369, .789, .383 }, { .135, .659, .518 }, { .128, .567, .551 },
                                     { .173, .449, .558 }, { .231, .318, .545 }, { .282, .157, .471 }, { .267, .005, .329 } };
    enum { N = sizeof rgb / sizeof *rgb };
    t = t < 0 || t != t ? 0 : t > 1 ? 1 : t;
    const int i = t * (N - 1) >= N - 1 ? N - 2 : (int)(t * (N - 1));
    const double f = t * (N - 1) - i;
    cairo_set_source_rgb(v->c, rgb[i][0] + f * (rgb[i + 1][0] - rgb[i][0]), rgb[i][1] + f * (rgb[i + 1][1] - rgb[i][1]),
                         rgb[i][2] + f * (rgb[i + 1][2] - rgb[i][2]));
}

static double fraction(const struct shk_axis *a, double v)
{
    return a->log ? (log10(v) - log10(a->min)) / (log10(a->max) - log10(a->min)) : (v - a->min) / (a->max - a->min);
}

double shk_frame_x(const struct shk_frame *f, double v) { return f->x + f->w * fraction(&f->ax, v); }
double shk_frame_y(const struct shk_frame *f, double v) { return f->y + f->h * (1 - fraction(&f->ay, v)); }

/* Next tick after v (or the first, for v = NAN): decades, or 1, 2, 5 times a power of ten. */
static double step_of(const struct shk_axis *a)
{
    const double raw = (a->max - a->min) / 6, p = pow(10, floor(log10(raw)));
    return raw / p < 1.5 ? p : raw / p < 3.5 ? 2 * p : raw / p < 7.5 ? 5 * p : 10 * p;
}

int shk_ticks(const struct shk_axis *a, double *at, int cap)
{
    int n = 0;
    if (a->log) {
        for (int k = (int)ceil(log10(a->min) - 1e-9); k <= (int)floor(log10(a->max) + 1e-9) && n < cap; k++) at[n++] = pow(10, k);
        return n;
    }
    const double s = step_of(a);
    for (double v = ceil(a->min / s - 1e-9) * s; v <= a->max + 1e-9 * s && n < cap; v += s) at[n++] = fabs(v) < 1e-12 * s ? 0 : v;
    return n;
}

static void label(char *buf, size_t n, const struct shk_axis *a, double v)
{
    if (a->log && (v < 0.01 || v > 1000)) snprintf(buf, n, "1e%d", (int)lround(log10(v)));
    else snprintf(buf, n, "%.6g", v);
}

void shk_frame_draw(struct shk_canvas *v, const struct shk_frame *f)
{
    double at[40];
    char text[32];
    cairo_set_line_width(v->c, 0.5);
    int n = shk_ticks(&f->ax, at, 40);
    for (int i = 0; i < n; i++) {
        const double x = shk_frame_x(f, at[i]);
        cairo_set_source_rgb(v->c, .85, .85, .85);
        cairo_move_to(v->c, x, f->y);
        cairo_line_to(v->c, x, f->y + f->h);
        cairo_stroke(v->c);
        cairo_set_source_rgb(v->c, 0, 0, 0);
        label(text, sizeof text, &f->ax, at[i]);
        shk_text(v, x, f->y + f->h + 13, 9, SHK_CENTRE, text);
    }
    n = shk_ticks(&f->ay, at, 40);
    for (int i = 0; i < n; i++) {
        const double y = shk_frame_y(f, at[i]);
        cairo_set_source_rgb(v->c, .85, .85, .85);
        cairo_move_to(v->c, f->x, y);
        cairo_line_to(v->c, f->x + f->w, y);
        cairo_stroke(v->c);
        cairo_set_source_rgb(v->c, 0, 0, 0);
        label(text, sizeof text, &f->ay, at[i]);
        shk_text(v, f->x - 5, y + 3, 9, SHK_RIGHT, text);
    }
    cairo_set_source_rgb(v->c, 0, 0, 0);
    cairo_rectangle(v->c, f->x, f->y, f->w, f->h);
    cairo_stroke(v->c);
    if (f->ax.label) shk_text(v, f->x + f->w / 2, f->y + f->h + 30, 10, SHK_CENTRE, f->ax.label);
    if (f->ay.label) shk_text_up(v, f->x - 38, f->y + f->h / 2, 10, f->ay.label);
}

void shk_frame_line(struct shk_canvas *v, const struct shk_frame *f, size_t n, const double *x, const double *y)
{
    int pen = 0;
    cairo_save(v->c);
    cairo_rectangle(v->c, f->x, f->y, f->w, f->h);
    cairo_clip(v->c);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i]) || (f->ax.log && x[i] <= 0) || (f->ay.log && y[i] <= 0)) {
            pen = 0;
            continue;
        }
        if (pen) cairo_line_to(v->c, shk_frame_x(f, x[i]), shk_frame_y(f, y[i]));
        else cairo_move_to(v->c, shk_frame_x(f, x[i]), shk_frame_y(f, y[i]));
        pen = 1;
    }
    cairo_stroke(v->c);
    cairo_restore(v->c);
}
