#include "out/plot_sources.h"
#include <math.h>
#include <stdio.h>
#include "out/map.h"

/* What is done with the shapes of a source: first their extent is taken, then they are drawn. */
struct pen {
    struct shk_canvas *v;               /* NULL: only the extent */
    const struct shk_frame *f;
    double box[4], east;                /* east: longitudes are brought within 180 degrees of it, so that a model across the date line stays together */
    int started;
};

static double near_east(struct pen *p, double lon)
{
    if (!p->started) p->east = lon;
    p->started = 1;
    return lon - 360 * floor((lon - p->east + 180) / 360);
}

static void dot(struct pen *p, double lon, double lat, double size)
{
    const double x = near_east(p, lon);
    if (!p->v) {
        shk_map_reach(p->box, x, lat);
        return;
    }
    cairo_arc(p->v->c, shk_frame_x(p->f, x), shk_frame_y(p->f, lat), size, 0, 2 * M_PI);
    cairo_fill(p->v->c);
}

static void line(struct pen *p, size_t n, const struct shk_point *q, int closed, double width)
{
    for (size_t i = 0; i < n; i++) {
        const double x = near_east(p, q[i].lon);
        if (!p->v) shk_map_reach(p->box, x, q[i].lat);
        else if (i == 0) cairo_move_to(p->v->c, shk_frame_x(p->f, x), shk_frame_y(p->f, q[i].lat));
        else cairo_line_to(p->v->c, shk_frame_x(p->f, x), shk_frame_y(p->f, q[i].lat));
    }
    if (!p->v || n == 0) return;
    if (closed) cairo_close_path(p->v->c);
    cairo_set_line_width(p->v->c, width);
    cairo_stroke(p->v->c);
}

static void geometry(struct pen *p, const struct shk_geometry *g)
{
    switch (g->kind) {
    case SHK_GEOM_SIMPLE:
        line(p, g->trace.n, g->trace.p, 0, 1.8);
        break;
    case SHK_GEOM_COMPLEX: case SHK_GEOM_KITE:
        for (size_t i = 0; i < g->nlines; i++) line(p, g->lines[i].n, g->lines[i].p, 0, g->kind == SHK_GEOM_COMPLEX && i == 0 ? 1.8 : 0.7);
        break;
    case SHK_GEOM_PLANES:
        for (size_t i = 0; i < g->nplanes; i++) {
            const struct shk_point *c = g->planes[i];
            line(p, 4, (const struct shk_point[]){ c[0], c[1], c[3], c[2] }, 1, 0.7);
        }
        break;
    case SHK_GEOM_GRIDDED:
        for (size_t i = 0; i < g->points.n; i++) dot(p, g->points.p[i].lon, g->points.p[i].lat, 0.5);
        break;
    case SHK_GEOM_NONE:
        break;
    }
}

static void source(struct pen *p, const struct shk_source *s)
{
    switch (s->kind) {
    case SHK_SRC_POINT:
        dot(p, s->location.lon, s->location.lat, 1.2);
        break;
    case SHK_SRC_MULTI_POINT:
        for (size_t i = 0; i < s->npoints; i++) dot(p, s->lons[i], s->lats[i], 0.8);
        break;
    case SHK_SRC_AREA:
        line(p, s->polygon.n, s->polygon.p, 1, 1);
        break;
    case SHK_SRC_SIMPLE: case SHK_SRC_COMPLEX: case SHK_SRC_KITE:
        geometry(p, &s->geom);
        break;
    case SHK_SRC_CHARACTERISTIC:
        for (size_t i = 0; i < s->nsurfaces; i++) geometry(p, &s->surfaces[i]);
        break;
    case SHK_SRC_NONPARAMETRIC:
        for (size_t i = 0; i < s->nruptures; i++)
            for (size_t k = 0; k < s->ruptures[i].ngeom; k++) geometry(p, &s->ruptures[i].geom[k]);
        break;
    case SHK_SRC_MULTI_FAULT:
        for (size_t i = 0; s->sections && i < s->sections->n; i++)
            for (size_t k = 0; k < s->sections->section[i].ngeom; k++) geometry(p, &s->sections->section[i].geom[k]);
        break;
    }
}

/* Few sites stand out, many are a background. */
enum { FEW_SITES = 100 };

static void draw_sites(struct pen *p, const struct shk_sites *sites)
{
    const int few = sites->n <= FEW_SITES;
    for (size_t i = 0; i < sites->n; i++) {
        const double x = near_east(p, sites->lon[i]), y = sites->lat[i];
        if (!p->v) {
            shk_map_reach(p->box, x, y);
            continue;
        }
        const double a = shk_frame_x(p->f, x), b = shk_frame_y(p->f, y), r = few ? 4 : 0.8, grey = few ? 0 : 0.65;
        cairo_set_source_rgb(p->v->c, grey, grey, grey);
        cairo_move_to(p->v->c, a - r, b);
        cairo_line_to(p->v->c, a + r, b);
        cairo_move_to(p->v->c, a, b - r);
        cairo_line_to(p->v->c, a, b + r);
        cairo_set_line_width(p->v->c, few ? 1.2 : 0.5);
        cairo_stroke(p->v->c);
    }
}

static void all(struct pen *p, const struct shk_model *m, const struct shk_sites *sites)
{
    if (sites->n > FEW_SITES) draw_sites(p, sites);
    for (size_t g = 0; g < m->ngroups; g++)
        for (size_t i = 0; i < m->group[g].nsources; i++) {
            if (p->v) shk_line_colour(p->v, m->group[g].trti, 0.8);
            source(p, m->group[g].source[i]);
        }
    if (sites->n <= FEW_SITES) draw_sites(p, sites);
}

static void legend(struct shk_canvas *v, const struct shk_model *m, double x, double y)
{
    for (size_t t = 0; t < m->lt.ntrts; t++, y += 13) {
        shk_line_colour(v, t, 1);
        cairo_set_line_width(v->c, 2);
        cairo_move_to(v->c, x, y);
        cairo_line_to(v->c, x + 14, y);
        cairo_stroke(v->c);
        cairo_set_source_rgb(v->c, 0, 0, 0);
        shk_text(v, x + 18, y + 3, 8, SHK_LEFT, m->lt.trt[t].trt);
    }
}

enum shk_err shk_plot_sources(const struct shk_model *m, const struct shk_sites *sites, const char *title, const char *path, struct shk_diag *d)
{
    struct pen p = { .box = { INFINITY, -INFINITY, INFINITY, -INFINITY } };
    if (m->nsources == 0) return shk_fail(d, SHK_E_INVALID, "plot sources: the model has no sources");
    all(&p, m, sites);
    const double extent = fmax(p.box[1] - p.box[0], p.box[3] - p.box[2]);
    const struct shk_frame f = shk_map_frame(p.box, 0.04 * extent + 0.05);
    struct shk_canvas v;
    char head[160];
    SHK_TRY(shk_canvas_open(&v, path, f.x + f.w + 190, f.y + f.h + 50, d));
    cairo_set_source_rgb(v.c, 0, 0, 0);
    shk_map_draw(&v, &f);
    p.v = &v;
    p.f = &f;
    all(&p, m, sites);
    legend(&v, m, f.x + f.w + 14, f.y + 14);
    cairo_set_source_rgb(v.c, 0, 0, 0);
    snprintf(head, sizeof head, "%zu sources, %zu sites", m->nsources, sites->n);
    shk_text(&v, f.x, 24, 13, SHK_LEFT, head);
    shk_text(&v, f.x, 40, 9, SHK_LEFT, title ? title : "");
    return shk_canvas_close(&v, d);
}
