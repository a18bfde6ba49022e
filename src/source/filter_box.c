/* The box by which the reference decides whether a site may be near a source (contexts.md 4.2): for faults it comes from the
 * traces, not from the mesh, which reaches a little further. Results depend on it for sites at the largest distance. */
#include <math.h>
#include "geo/geodetic.h"
#include "source/source.h"

static void include(double box[4], double lon, double lat)
{
    box[0] = fmin(box[0], lon);
    box[1] = fmax(box[1], lon);
    box[2] = fmin(box[2], lat);
    box[3] = fmax(box[3], lat);
}

void shk_source_filter_box(const struct shk_source *s, const struct shk_ruptures *r, double box[4])
{
    double b[4] = { INFINITY, -INFINITY, INFINITY, -INFINITY };
    if (s->kind == SHK_SRC_SIMPLE && s->geom.trace.n > 1) {
        const struct shk_line *t = &s->geom.trace;
        const double az = shk_floor_mod(shk_azimuth(t->p[0].lon, t->p[0].lat, t->p[t->n - 1].lon, t->p[t->n - 1].lat) + 90, 360);
        const double tan_dip = tan(shk_radians(s->geom.dip));
        for (size_t i = 0; i < t->n; i++)
            for (int k = 0; k < 2; k++) {
                double lon, lat;
                shk_point_at(t->p[i].lon, t->p[i].lat, az, ((k ? s->geom.lower : s->geom.upper) - t->p[0].dep) / tan_dip, &lon, &lat);
                include(b, lon, lat);
            }
    } else if (s->kind == SHK_SRC_COMPLEX) {
        for (size_t e = 0; e < s->geom.nlines; e++)
            for (size_t i = 0; i < s->geom.lines[e].n; i++) include(b, s->geom.lines[e].p[i].lon, s->geom.lines[e].p[i].lat);
    }
    for (size_t i = 0; s->kind == SHK_SRC_AREA && i < s->polygon.n; i++) include(b, s->polygon.p[i].lon, s->polygon.p[i].lat);
    for (size_t i = 0; s->kind == SHK_SRC_MULTI_POINT && i < s->npoints; i++) include(b, s->lons[i], s->lats[i]);
    if (!isfinite(b[0]) || shk_cross_idl(b[0], b[1])) {
        shk_source_bbox(s, r, box);
        return;
    }
    for (int k = 0; k < 4; k++) box[k] = b[k];
}
