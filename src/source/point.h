/* point.h — what point.c, collapse.c and area.c share. */
#ifndef SHK_SOURCE_POINT_H
#define SHK_SOURCE_POINT_H
#include "source/internal.h"

/* A rectangle in the frame east, north, up of its centre; the rest as in struct shk_plane. */
struct shk_point_shape {
    double c[4][3], u1[3], u2[3], n[3];
    double length, width, strike, dip, top, bottom;
    double hypo, shifted_hypo;              /* depths */
    double radius;                          /* of the magnitude; only in its first shape */
    int shifted;                            /* the centre lies at this azimuth and distance from the location */
    double sin_s, cos_s, sin_a, cos_a;
};

/* Fills what shk_source_points promises beyond the description: shapes, averages. */
SHK_CHECKED enum shk_err shk_point_prepare(struct shk_point_set *s, struct shk_arena *a, struct shk_diag *d);
void shk_point_mean(struct shk_point_set *s);       /* average_plane and average_depth only */
#endif
