/* h3.h — cells of the H3 hierarchy of hexagons on an icosahedron (h3geo.org), by place. */
#ifndef SHK_GEO_H3_H
#define SHK_GEO_H3_H
#include <stdint.h>

enum { SHK_H3_MAX_RES = 15 };
/* Index of the cell of resolution res (0 to SHK_H3_MAX_RES) that holds a place, as H3 numbers it; 0 if an argument is out of range. */
uint64_t shk_h3_cell(double lon, double lat, int res);
/* Resolution of an index. */
static inline int shk_h3_resolution(uint64_t cell) { return (int)(cell >> 52 & 15); }
/* "8928308280fffff" as an index; 0 if it is none. */
uint64_t shk_h3_parse(const char *text);
#endif
