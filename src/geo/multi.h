/* multi.h — surfaces made of several, and the generalized coordinate system GC2 of their traces (Spudich & Chiou 2015,
 * USGS Open-File Report 2015-1028) in the form of spec/contexts.md 3.1: t, u, W and what follows from them are single
 * precision there, and so here.
 *
 * shk_multi_make and shk_surface_distances do all of it for one rupture. A source whose ruptures share sections computes
 * the parts once a section and tile of sites (rrup, rjb of the section; shk_gc2_tuw both ways round) and joins them a
 * rupture: minima, and shk_gc2_combine. */
#ifndef SHK_GEO_MULTI_H
#define SHK_GEO_MULTI_H
#include "geo/surface.h"

struct shk_gc2_line {               /* a trace in its own projection */
    size_t nseg;
    double east[3], north[3];       /* km: projected coordinates of the unit vector v are v . east, v . north */
    double *x, *y;                  /* nseg + 1 vertices */
    double *len, *ux, *uy;          /* nseg segments */
    double length, azimuth;
    struct shk_point ends[2];
};

/* The top trace of a planar, simple, complex or kite surface (SHK_E_UNSUPPORTED for others). */
SHK_CHECKED enum shk_err shk_gc2_line_make(const struct shk_surface *s, struct shk_arena *a, struct shk_diag *d, struct shk_gc2_line *out);
/* A straight trace between two points: multi-fault sources take u_max from these. */
SHK_CHECKED enum shk_err shk_gc2_line_straight(struct shk_point p, struct shk_point q, struct shk_arena *a, struct shk_diag *d, struct shk_gc2_line *out);

/* SHK_GC2_FLIPPED: vertices reversed, segments not, as the reference does for surfaces; SHK_GC2_REVERSED: the reversed line, as it
 * does for multi-fault sources. The two differ for lines of three or more vertices. */
enum shk_gc2_way { SHK_GC2_AS_IS, SHK_GC2_FLIPPED, SHK_GC2_REVERSED };
/* t, u, w of n sites given by Cartesian coordinates (any depth). */
void shk_gc2_tuw(const struct shk_gc2_line *l, enum shk_gc2_way way, size_t n, const double *x, const double *y, const double *z,
                 float *t, float *u, float *w);

struct shk_gc2_join { size_t n; uint32_t *order; unsigned char *flipped; float *shift; float u_max; };     /* order, shift: in sorted order; flipped: by line */
/* How n lines follow each other. u_max is found from the lines themselves. */
SHK_CHECKED enum shk_err shk_gc2_join(const struct shk_gc2_line *const *lines, size_t n, struct shk_arena *a, struct shk_diag *d, struct shk_gc2_join *out);
/* t, u, w: for each line in sorted order (join->order), its columns the right way round for n sites. rx, ry0, either may be NULL. */
void shk_gc2_combine(const struct shk_gc2_join *j, float u_max, size_t n, const float *const *t, const float *const *u, const float *const *w,
                     double *rx, double *ry0);
#endif
