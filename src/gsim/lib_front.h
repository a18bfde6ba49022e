/* lib_front.h — signed distance of sites from a line on the map, such as a volcanic front, measured as rx from a vertical surface
 * under it. For models that need it themselves; the context column xvf is for a front that the user gives. */
#ifndef SHK_GSIM_LIB_FRONT_H
#define SHK_GSIM_LIB_FRONT_H
#include "geo/geodetic.h"
#include "geo/surface.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

enum { SHK_FRONT_NODES = 16 };

/* A surface from 0 to 10 km under n <= SHK_FRONT_NODES points; it lives in the arena. */
SHK_CHECKED static inline enum shk_err front_make(struct shk_gsim_make *k, size_t n, const double *lon, const double *lat, const struct shk_surface **out)
{
    double two[3][2 * SHK_FRONT_NODES];
    for (size_t i = 0; i < 2 * n; i++) {
        two[0][i] = lon[i % n];
        two[1][i] = lat[i % n];
        two[2][i] = i < n ? 0 : 10;
    }
    struct shk_mesh *mesh;
    struct shk_surface *s = SHK_NEW(k->arena, struct shk_surface, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_mesh_make(2, n, two[0], two[1], two[2], 1, k->arena, k->diag, &mesh));
    *s = (struct shk_surface){ .kind = SHK_SIMPLE, .mesh = mesh, .row1 = 2, .col1 = (uint32_t)n };
    *out = s;
    return SHK_OK;
}

/* Distances in km of the contexts' sites; NAN where geometry fails. */
static inline void front_distance(const struct shk_surface *front, const struct shk_ctx *x, double *rx)
{
    double cartesian[3][SHK_CTX_BLOCK], depth[SHK_CTX_BLOCK];
    for (size_t i = 0; i < x->n; i++) {
        const double lon = radians(x->lon[i]), lat = radians(x->lat[i]), c = shk_cos(lat);
        cartesian[0][i] = SHK_EARTH_RADIUS * c * shk_cos(lon);
        cartesian[1][i] = SHK_EARTH_RADIUS * c * shk_sin(lon);
        cartesian[2][i] = SHK_EARTH_RADIUS * shk_sin(lat);
        depth[i] = 0;
    }
    const struct shk_site_arrays sites = { x->n, x->lon, x->lat, depth, cartesian[0], cartesian[1], cartesian[2] };
    struct shk_diag d = { 0 };
    if (shk_surface_distances(front, (struct shk_point){ 0 }, 0, sites, (struct shk_distances){ .rx = rx }, &d) != SHK_OK) fill(rx, x->n, NAN);
}
#endif
