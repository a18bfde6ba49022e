/* line.h — polylines: fault traces, edges, profiles. Points in degrees and km. All results are allocated in the arena. */
#ifndef SHK_GEO_LINE_H
#define SHK_GEO_LINE_H
#include "geo/surface.h"

enum { SHK_LINE_MAX_POINTS = 1000000 };        /* of a resampled line: SHK_E_LIMIT beyond */

/* Drops each point within 1 m (shk_distance3) of the last kept one, as the reference does when it makes a line of points. SHK_E_INVALID
 * if a coordinate is out of range or fewer than two points are left (fewer than `least`, for polygons). */
SHK_CHECKED enum shk_err shk_line_clean(struct shk_line in, size_t least, struct shk_arena *a, struct shk_diag *d, struct shk_line *out);

double shk_line_length(struct shk_line l);                     /* sum of shk_distance3, km */
/* Mean azimuth: two points, theirs; more, the angular mean weighted by single-precision lengths (sources.md 0.3). */
double shk_line_azimuth(struct shk_line l);
/* Points spaced by step km in the line's own projection; vertices are not kept and the last point may overshoot (sources.md 0.3).
 * keep_end: the last vertex ends the result instead. */
SHK_CHECKED enum shk_err shk_line_resample(struct shk_line l, double step, int keep_end, struct shk_arena *a, struct shk_diag *d, struct shk_line *out);
/* n >= 2 points at equal distances along the line; may come out shorter by the 1 m filter. */
SHK_CHECKED enum shk_err shk_line_resample_to(struct shk_line l, size_t n, struct shk_arena *a, struct shk_diag *d, struct shk_line *out);
/* Keeps the ends and the vertices where the azimuth changes by more than delta degrees (no wrap-around). out may be l's own points. */
size_t shk_line_keep_corners(struct shk_line l, double delta, struct shk_point *out);
/* 1 if the line, in its own projection, crosses or touches itself (ends may coincide: a ring is simple). */
SHK_CHECKED enum shk_err shk_line_self_intersects(struct shk_line l, int closed, struct shk_diag *d, int *out);
#endif
