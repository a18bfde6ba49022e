/* One function a source typology (spec/inputs.md 4.3). */
#include <math.h>
#include <string.h>
#include "job/nrml_internal.h"
#include "math/single.h"

static enum shk_err layer(const struct nrml *c, const struct shk_xml_node *geom, struct shk_source *s)
{
    SHK_TRY(shk_xml_child_number(c->file, geom, "upperSeismoDepth", SHK_XML_ANY, c->d, &s->upper));
    return shk_xml_child_number(c->file, geom, "lowerSeismoDepth", SHK_XML_ANY, c->d, &s->lower);
}

static enum shk_err layer_ok(const struct nrml *c, const struct shk_xml_node *geom, const struct shk_source *s)
{
    if (s->upper >= s->lower) return shk_xml_fail(c->file, geom, c->d, "the lower seismogenic depth (%g) must be below the upper one (%g)", s->lower, s->upper);
    if (s->upper <= -8.848 || s->lower >= 6371) return shk_xml_fail(c->file, geom, c->d, "seismogenic depths %g, %g are out of range", s->upper, s->lower);
    return SHK_OK;
}

/* What point, area and multi-point sources share, once the layer is known. */
static enum shk_err point_like(const struct nrml *c, const struct shk_xml_node *n, struct shk_source *s)
{
    s->rake = NAN;
    SHK_TRY(nrml_msr(c, n, s));
    SHK_TRY(nrml_aspect(c, n, s));
    SHK_TRY(nrml_planes(c, n, s));
    SHK_TRY(nrml_depths(c, n, s));
    return nrml_tom(c, n, &s->tom);
}

static enum shk_err point(const struct nrml *c, const struct shk_xml_node *n, struct shk_source *s)
{
    const struct shk_xml_node *geom, *pos;
    s->kind = SHK_SRC_POINT;
    SHK_TRY(nrml_child(c, n, "pointGeometry", &geom));
    if (!(pos = shk_xml_path(geom, "Point/pos"))) return shk_xml_fail(c->file, geom, c->d, "the element 'Point/pos' is missing");
    struct shk_line one;
    SHK_TRY(shk_nrml_line(c->file, pos, 2, c->arena, c->d, &one));
    if (one.n != 1) return shk_xml_fail(c->file, pos, c->d, "expected longitude and latitude of one point");
    s->location = one.p[0];
    SHK_TRY(layer(c, geom, s));
    SHK_TRY(layer_ok(c, geom, s));
    SHK_TRY(nrml_mfd(c, n, &s->mfd));
    return point_like(c, n, s);
}

static enum shk_err area(const struct nrml *c, const struct shk_xml_node *n, struct shk_source *s)
{
    const struct shk_xml_node *geom;
    s->kind = SHK_SRC_AREA;
    SHK_TRY(nrml_child(c, n, "areaGeometry", &geom));
    SHK_TRY(shk_nrml_area(c->file, geom, c->arena, c->d, &s->polygon, &s->upper, &s->lower, &s->discretization));
    if (isnan(s->discretization)) s->discretization = c->p->area_source_discretization;
    if (!(s->discretization > 0))
        return shk_xml_fail(c->file, geom, c->d, "no attribute 'discretization', and the job does not set area_source_discretization");
    SHK_TRY(layer_ok(c, geom, s));
    SHK_TRY(nrml_mfd(c, n, &s->mfd));
    if (s->mfd.kind == SHK_MFD_TAPERED_GR) return shk_xml_fail(c->file, n, c->d, "an areaSource cannot have a taperedGutenbergRichterMFD");
    return point_like(c, n, s);
}

static enum shk_err multi_point(const struct nrml *c, const struct shk_xml_node *n, struct shk_source *s)
{
    const struct shk_xml_node *geom, *pos;
    s->kind = SHK_SRC_MULTI_POINT;
    SHK_TRY(nrml_child(c, n, "multiPointGeometry", &geom));
    SHK_TRY(nrml_child(c, geom, "posList", &pos));
    SHK_TRY(layer(c, geom, s));
    SHK_TRY(layer_ok(c, geom, s));
    struct shk_line points;
    SHK_TRY(shk_nrml_line(c->file, pos, 2, c->scratch, c->d, &points));
    s->npoints = points.n;
    s->lons = SHK_NEW(c->arena, double, points.n);
    s->lats = SHK_NEW(c->arena, double, points.n);
    if (!s->lons || !s->lats) return NRML_NOMEM(c);
    for (size_t i = 0; i < points.n; i++) {
        s->lons[i] = shk_single(points.p[i].lon);        /* the reference stores them so (sources.md 0.5) */
        s->lats[i] = shk_single(points.p[i].lat);
    }
    SHK_TRY(nrml_multi_mfd(c, n, points.n, &s->mfds));
    return point_like(c, n, s);
}

static enum shk_err fault(const struct nrml *c, const struct shk_xml_node *n, struct shk_source *s)
{
    SHK_TRY(nrml_mfd(c, n, &s->mfd));
    SHK_TRY(nrml_msr(c, n, s));
    SHK_TRY(nrml_aspect(c, n, s));
    SHK_TRY(nrml_rake(c, n, &s->rake));
    if (s->rake <= -180) return shk_xml_fail(c->file, shk_xml_child(n, "rake"), c->d, "rake %g is out of range (-180, 180]", s->rake);
    return nrml_tom(c, n, &s->tom);
}

static enum shk_err simple_geometry(const struct nrml *c, const struct shk_xml_node *n, struct shk_source *s)
{
    const struct shk_xml_node *geom;
    SHK_TRY(nrml_child(c, n, "simpleFaultGeometry", &geom));
    SHK_TRY(nrml_geometry(c, geom, 0, &s->geom));
    s->upper = s->geom.upper;
    s->lower = s->geom.lower;
    SHK_TRY(layer_ok(c, geom, s));
    if (s->geom.dip <= 0) return shk_xml_fail(c->file, geom, c->d, "dip %g is out of range (0, 90]", s->geom.dip);
    if (s->upper < 0) return shk_xml_fail(c->file, geom, c->d, "the upper seismogenic depth %g is above the fault trace", s->upper);
    return SHK_OK;
}

static enum shk_err simple(const struct nrml *c, const struct shk_xml_node *n, struct shk_source *s)
{
    s->kind = SHK_SRC_SIMPLE;
    SHK_TRY(simple_geometry(c, n, s));
    SHK_TRY(fault(c, n, s));
    return nrml_hypos(c, n, s);
}

static enum shk_err complex_fault(const struct nrml *c, const struct shk_xml_node *n, struct shk_source *s)
{
    const struct shk_xml_node *geom;
    s->kind = SHK_SRC_COMPLEX;
    SHK_TRY(nrml_child(c, n, "complexFaultGeometry", &geom));
    SHK_TRY(nrml_geometry(c, geom, 0, &s->geom));
    return fault(c, n, s);
}

static enum shk_err kite(const struct nrml *c, const struct shk_xml_node *n, struct shk_source *s)
{
    const struct shk_xml_node *geom;
    s->kind = SHK_SRC_KITE;
    s->floating_x = c->p->floating_x_step;
    s->floating_y = c->p->floating_y_step;
    if (shk_xml_child(n, "simpleFaultGeometry")) {
        SHK_TRY(simple_geometry(c, n, s));
    } else {
        SHK_TRY(nrml_child(c, n, "kiteSurface", &geom));
        SHK_TRY(nrml_geometry(c, geom, 0, &s->geom));
    }
    SHK_TRY(fault(c, n, s));
    if (s->aspect.n) return shk_fail(c->d, SHK_E_UNSUPPORTED, "%s:%d: a kiteFaultSource cannot have an aspectRatioFunction", c->file, n->line);
    if (s->mfd.slip_rate > 0) return shk_fail(c->d, SHK_E_UNSUPPORTED, "%s:%d: a kiteFaultSource cannot have a slipRate", c->file, n->line);
    return SHK_OK;
}

static enum shk_err characteristic(const struct nrml *c, const struct shk_xml_node *n, struct shk_source *s)
{
    const struct shk_xml_node *surface;
    s->kind = SHK_SRC_CHARACTERISTIC;
    SHK_TRY(nrml_child(c, n, "surface", &surface));
    SHK_TRY(nrml_surfaces(c, surface, &s->nsurfaces, &s->surfaces));
    SHK_TRY(nrml_mfd(c, n, &s->mfd));
    SHK_TRY(nrml_rake(c, n, &s->rake));
    return nrml_tom(c, n, &s->tom);
}

nrml_reader *nrml_find_reader(const char *element)
{
    static const struct { const char *name; nrml_reader *read; } table[] = {
        { "pointSource", point }, { "areaSource", area }, { "multiPointSource", multi_point }, { "simpleFaultSource", simple },
        { "complexFaultSource", complex_fault }, { "kiteFaultSource", kite }, { "characteristicFaultSource", characteristic },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (!strcmp(table[i].name, element)) return table[i].read;
    return NULL;
}
