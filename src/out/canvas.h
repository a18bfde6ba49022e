/* canvas.h — a page to draw on, PNG or SVG, with the few things that our pictures need. Coordinates in points from the top left. */
#ifndef SHK_OUT_CANVAS_H
#define SHK_OUT_CANVAS_H
#include <cairo.h>
#include <stddef.h>
#include "base/err.h"

struct shk_canvas { cairo_t *c; cairo_surface_t *surface; const char *path; int png; double width, height; };

/* path ends in .png or .svg. A PNG has two pixels a point. */
SHK_CHECKED enum shk_err shk_canvas_open(struct shk_canvas *v, const char *path, double width, double height, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_canvas_close(struct shk_canvas *v, struct shk_diag *d);

enum shk_align { SHK_LEFT, SHK_CENTRE, SHK_RIGHT };
void shk_text(struct shk_canvas *v, double x, double y, double size, enum shk_align align, const char *text);
void shk_text_up(struct shk_canvas *v, double x, double y, double size, const char *text);       /* rotated by 90 degrees, centred */
double shk_text_width(struct shk_canvas *v, double size, const char *text);

/* Colour i of n for lines: dark enough in print and told apart by colour-blind people (Okabe & Ito 2008). */
void shk_line_colour(struct shk_canvas *v, size_t i, double alpha);
/* Colour for a value between 0 and 1: viridis, light to dark in print (van der Walt & Smith 2015, CC0). */
void shk_scale_colour(struct shk_canvas *v, double t);

/* A frame with axes; each axis linear or logarithmic. */
struct shk_axis { double min, max; int log; const char *label; };
struct shk_frame { double x, y, w, h; struct shk_axis ax, ay; };
double shk_frame_x(const struct shk_frame *f, double v);
double shk_frame_y(const struct shk_frame *f, double v);
int shk_ticks(const struct shk_axis *a, double *at, int cap);                  /* round values between its ends; how many */
void shk_frame_draw(struct shk_canvas *v, const struct shk_frame *f);          /* grid, ticks, labels */
void shk_frame_line(struct shk_canvas *v, const struct shk_frame *f, size_t n, const double *x, const double *y);     /* clipped; NaN and, on logarithmic axes, <= 0 break the line */
#endif
