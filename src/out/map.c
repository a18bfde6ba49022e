#include "out/map.h"
#include <math.h>
#include <stdio.h>

struct shk_frame shk_map_frame(const double box[4], double pad)
{
    struct shk_frame f = { .x = 50, .y = 50, .w = 480, .ax = { box[0] - pad, box[1] + pad, 0, NULL }, .ay = { box[2] - pad, box[3] + pad, 0, NULL } };
    f.h = f.w * (f.ay.max - f.ay.min) / ((f.ax.max - f.ax.min) * cos((box[2] + box[3]) / 2 * M_PI / 180));
    if (f.h > 700) f.w *= 700 / f.h, f.h = 700;
    if (f.h < 120) f.h = 120;
    return f;
}

void shk_map_draw(struct shk_canvas *v, const struct shk_frame *f)
{
    shk_frame_draw(v, f);
    /* a bar of a round number of kilometres */
    const double km_per_point = (f->ax.max - f->ax.min) * 111.19 * cos((f->ay.min + f->ay.max) / 2 * M_PI / 180) / f->w;
    const double raw = 80 * km_per_point, p = pow(10, floor(log10(raw))), km = raw / p >= 5 ? 5 * p : raw / p >= 2 ? 2 * p : p;
    char text[32];
    snprintf(text, sizeof text, "%.6g km", km);
    cairo_set_line_width(v->c, 2);
    cairo_move_to(v->c, f->x + 8, f->y + f->h - 8);
    cairo_line_to(v->c, f->x + 8 + km / km_per_point, f->y + f->h - 8);
    cairo_stroke(v->c);
    shk_text(v, f->x + 8, f->y + f->h - 12, 8, SHK_LEFT, text);
}

void shk_map_reach(double box[4], double lon, double lat)
{
    box[0] = fmin(box[0], lon);
    box[1] = fmax(box[1], lon);
    box[2] = fmin(box[2], lat);
    box[3] = fmax(box[3], lat);
}
