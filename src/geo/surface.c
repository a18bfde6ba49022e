#include "geo/geodetic.h"
#include "geo/internal.h"
#include "geo/mesh.h"

enum shk_err shk_check_point(struct shk_point p, struct shk_diag *d)
{
    if (!(fabs(p.lon) <= 180)) return shk_fail(d, SHK_E_INVALID, "longitude %g is not in [-180, 180]", p.lon);
    if (!(fabs(p.lat) <= 90)) return shk_fail(d, SHK_E_INVALID, "latitude %g is not in [-90, 90]", p.lat);
    if (!(p.dep > -8.848 && p.dep < SHK_EARTH_RADIUS)) return shk_fail(d, SHK_E_INVALID, "depth %g km is not between -8.848 and 6371", p.dep);
    return SHK_OK;
}

enum shk_err shk_surface_params(const struct shk_surface *s, struct shk_surface_params *out, struct shk_diag *d)
{
    switch (s->kind) {
    case SHK_PLANAR: shk_plane_params(s->plane, out); return SHK_OK;
    case SHK_SIMPLE:
    case SHK_COMPLEX: return shk_regular_params(s, out, d);
    case SHK_KITE: return shk_kite_params(s, out, d);
    case SHK_GRIDDED: return shk_gridded_params(s, out, d);
    case SHK_MULTI: shk_multi_params(s->multi, out); return SHK_OK;
    }
    return shk_fail(d, SHK_E_UNSUPPORTED, "kind of surface %d", (int)s->kind);
}

enum shk_err shk_surface_distances(const struct shk_surface *s, struct shk_point hypo, double strike, struct shk_site_arrays sites,
                                   struct shk_distances out, struct shk_diag *d)
{
    switch (s->kind) {
    case SHK_PLANAR: shk_plane_distances(s->plane, hypo, sites, out); return SHK_OK;
    case SHK_SIMPLE:
    case SHK_COMPLEX:
    case SHK_KITE:
    case SHK_GRIDDED: return shk_mesh_distances(s, hypo, strike, sites, out, d);
    case SHK_MULTI: return shk_multi_distances(s->multi, hypo, strike, sites, out, d);
    }
    return shk_fail(d, SHK_E_UNSUPPORTED, "kind of surface %d", (int)s->kind);
}
