/* map.h — the frame of a map: longitude and latitude with the shape they have in the middle, a grid, a scale in kilometres. */
#ifndef SHK_OUT_MAP_H
#define SHK_OUT_MAP_H
#include "out/canvas.h"

/* box: west, east, south, north in degrees; pad: degrees around it. At (50, 50), 480 points wide, at most 700 high. */
struct shk_frame shk_map_frame(const double box[4], double pad);
void shk_map_draw(struct shk_canvas *v, const struct shk_frame *f);
/* Widens a box, which starts as { INFINITY, -INFINITY, INFINITY, -INFINITY }, so that it holds the point. */
void shk_map_reach(double box[4], double lon, double lat);
#endif
