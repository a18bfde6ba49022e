/* change.c — what logic-tree uncertainties do to a source (sources.md 1.8, classical.md 2). */
#include <math.h>
#include <string.h>
#include "source/internal.h"

/* Which classes of sources accept a change, as bits of enum shk_source_kind; 0: it goes to the distribution of any source. */
#define BIT(k) (1u << SHK_SRC_##k)
#define POINTS (BIT(POINT) | BIT(AREA) | BIT(MULTI_POINT))
#define FAULTS (BIT(SIMPLE) | BIT(COMPLEX))

static const unsigned accepts[] = {
    [SHK_CH_MAX_MAG_REL] = 0, [SHK_CH_MAX_MAG_REL_NO_BALANCE] = 0, [SHK_CH_MAX_MAG_ABS] = 0, [SHK_CH_B_REL] = 0, [SHK_CH_B_ABS] = 0,
    [SHK_CH_AB_ABS] = 0, [SHK_CH_AB_MAX_MAG_ABS] = 0, [SHK_CH_INCREMENTAL_MFD] = 0, [SHK_CH_B_AC_ABS] = 0, [SHK_CH_B_AC_REL] = 0,
    [SHK_CH_MAX_MAG_DELTA_AC_REL] = 0, [SHK_CH_MAX_MAG_DELTA_AC_REL_NO_BALANCE] = 0,
    [SHK_CH_SLIP] = FAULTS | BIT(CHARACTERISTIC),
    [SHK_CH_DIP_REL] = BIT(SIMPLE), [SHK_CH_DIP_ABS] = BIT(SIMPLE), [SHK_CH_GEOM_SIMPLE] = BIT(SIMPLE), [SHK_CH_GEOM_COMPLEX] = BIT(COMPLEX),
    [SHK_CH_GEOM_CHARACTERISTIC] = BIT(CHARACTERISTIC), [SHK_CH_GEOM_AREA] = BIT(AREA),
    [SHK_CH_MSR] = POINTS | FAULTS | BIT(KITE),
    [SHK_CH_ASPECT_ABS] = POINTS | FAULTS | BIT(KITE), [SHK_CH_ASPECT_REL] = POINTS | FAULTS | BIT(KITE),
    [SHK_CH_RECOMPUTE_MMAX] = BIT(SIMPLE),
    [SHK_CH_LOWER_ABS] = POINTS | BIT(SIMPLE), [SHK_CH_LOWER_REL] = POINTS | BIT(SIMPLE),
    [SHK_CH_UPPER_ABS] = POINTS, [SHK_CH_UPPER_REL] = POINTS,
};

static const char *change_name(enum shk_change_kind k)
{
    static const char *const name[] = {
        [SHK_CH_MAX_MAG_REL] = "maxMagGRRelative", [SHK_CH_MAX_MAG_REL_NO_BALANCE] = "maxMagGRRelativeNoMoBalance",
        [SHK_CH_MAX_MAG_ABS] = "maxMagGRAbsolute", [SHK_CH_B_REL] = "bGRRelative", [SHK_CH_B_ABS] = "bGRAbsolute", [SHK_CH_AB_ABS] = "abGRAbsolute",
        [SHK_CH_AB_MAX_MAG_ABS] = "abMaxMagAbsolute", [SHK_CH_INCREMENTAL_MFD] = "incrementalMFDAbsolute", [SHK_CH_SLIP] = "truncatedGRFromSlipAbsolute",
        [SHK_CH_DIP_REL] = "simpleFaultDipRelative", [SHK_CH_DIP_ABS] = "simpleFaultDipAbsolute", [SHK_CH_GEOM_SIMPLE] = "simpleFaultGeometryAbsolute",
        [SHK_CH_GEOM_COMPLEX] = "complexFaultGeometryAbsolute", [SHK_CH_GEOM_CHARACTERISTIC] = "characteristicFaultGeometryAbsolute",
        [SHK_CH_GEOM_AREA] = "areaSourceGeometryAbsolute", [SHK_CH_MSR] = "setMSRAbsolute", [SHK_CH_ASPECT_ABS] = "setAspectRatioAbsolute",
        [SHK_CH_ASPECT_REL] = "setAspectRatioRelative", [SHK_CH_RECOMPUTE_MMAX] = "recomputeMmax", [SHK_CH_LOWER_ABS] = "setLowerSeismDepthAbsolute",
        [SHK_CH_LOWER_REL] = "setLowerSeismDepthRelative", [SHK_CH_UPPER_ABS] = "setUpperSeismDepthAbsolute",
        [SHK_CH_UPPER_REL] = "setUpperSeismDepthRelative", [SHK_CH_B_AC_ABS] = "bACAbsolute", [SHK_CH_B_AC_REL] = "bACRelative",
        [SHK_CH_MAX_MAG_DELTA_AC_REL] = "maxMagAndDeltaMagACRelative", [SHK_CH_MAX_MAG_DELTA_AC_REL_NO_BALANCE] = "maxMagAndDeltaMagACRelativeNoMoBalance" };
    return name[k];
}

static enum shk_err change_mfd(struct shk_source *s, const struct shk_change *c, struct shk_diag *d)
{
    if (s->kind == SHK_SRC_NONPARAMETRIC || s->kind == SHK_SRC_MULTI_FAULT)
        return shk_fail(d, SHK_E_INVALID, "it has no magnitude-frequency distribution");
    if (s->kind != SHK_SRC_MULTI_POINT) return shk_mfd_change(&s->mfd, c, d);
    for (size_t i = 0; i < s->npoints; i++) SHK_TRY(shk_mfd_change(s->mfds + i, c, d));
    return SHK_OK;
}

static enum shk_err change_slip(struct shk_source *s, const struct shk_change *c, struct shk_arena *a, struct shk_diag *d)
{
    double area;
    const double constant = c->v[2] > 0 ? c->v[2] : 9.1;
    if (s->mfd.kind != SHK_MFD_TRUNC_GR) return shk_fail(d, SHK_E_INVALID, "it needs a truncGutenbergRichterMFD");
    SHK_TRY(shk_source_fault_area(s, a, d, &area));
    s->mfd.a = shk_mfd_a_from_moment(&s->mfd, c->v[1] * 1e9 * (area * 1e6) * (c->v[0] * 1e-3), constant);
    s->mfd.slip_rate = 0;
    return shk_mfd_check(&s->mfd, d);
}

/* Only the maximum magnitude changes, not the a value. */
static enum shk_err recompute_mmax(struct shk_source *s, const struct shk_change *c, struct shk_arena *a, struct shk_diag *d)
{
    double area, mag, sigma;
    if (s->mfd.kind != SHK_MFD_TRUNC_GR && s->mfd.kind != SHK_MFD_ALT_CHARACTERISTIC)
        return shk_fail(d, SHK_E_INVALID, "its magnitude-frequency distribution has no maximum magnitude to set");
    SHK_TRY(shk_source_fault_area(s, a, d, &area));
    SHK_TRY(shk_msr_mag(s->msr, area, s->rake, &mag, &sigma, d));
    s->mfd.max_mag = mag + c->v[0] * sigma;
    return shk_mfd_check(&s->mfd, d);
}

static enum shk_err change_aspect(struct shk_source *s, double value, struct shk_diag *d)
{
    if (s->aspect.n >= 2) return shk_fail(d, SHK_E_INVALID, "its aspect ratio depends on magnitude");
    if (!(value > 0) || !isfinite(value)) return shk_fail(d, SHK_E_INVALID, "aspect ratio %g must be positive", value);
    s->aspect.value = value;
    return SHK_OK;
}

static enum shk_err check_geometry(const struct shk_source *s, struct shk_diag *d)
{
    const struct shk_geometry *g = &s->geom;
    if (!(g->dip > 0 && g->dip <= 90)) return shk_fail(d, SHK_E_INVALID, "dip %g must be between 0 and 90", g->dip);
    if (!(g->lower > g->upper) || !isfinite(g->lower))
        return shk_fail(d, SHK_E_INVALID, "lower seismogenic depth %g must be below the upper one, %g", g->lower, g->upper);
    if (!(g->spacing > 0)) return shk_fail(d, SHK_E_INVALID, "mesh spacing %g must be positive", g->spacing);
    return SHK_OK;
}

/* Depths of simple faults are in the geometry, too, and are checked; those of points are taken as they come. */
static enum shk_err change_depth(struct shk_source *s, const struct shk_change *c, struct shk_diag *d)
{
    switch (c->kind) {
    case SHK_CH_LOWER_ABS: s->lower = c->v[0]; break;
    case SHK_CH_LOWER_REL: s->lower = (s->kind == SHK_SRC_SIMPLE ? s->geom.lower : s->lower) + c->v[0]; break;
    case SHK_CH_UPPER_ABS: s->upper = c->v[0]; break;
    default: s->upper += c->v[0]; break;
    }
    s->depths_changed = s->kind == SHK_SRC_POINT;
    if (s->kind != SHK_SRC_SIMPLE) return SHK_OK;
    s->geom.lower = s->lower;
    return check_geometry(s, d);
}

static enum shk_err change_geometry(struct shk_source *s, const struct shk_change *c, struct shk_arena *a, struct shk_diag *d)
{
    if (c->kind == SHK_CH_GEOM_AREA) {
        s->polygon = c->polygon;            /* only the outline: the depths of the branch are ignored */
        return SHK_OK;
    }
    if (c->ngeom == 0) return shk_fail(d, SHK_E_INVALID, "the branch has no geometry");
    if (c->kind == SHK_CH_GEOM_CHARACTERISTIC) {
        s->surfaces = SHK_NEW(a, struct shk_geometry, c->ngeom);
        if (!s->surfaces) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu surfaces", c->ngeom);
        memcpy(s->surfaces, c->geom, c->ngeom * sizeof *s->surfaces);
        s->nsurfaces = c->ngeom;
        return SHK_OK;
    }
    const enum shk_geometry_kind want = c->kind == SHK_CH_GEOM_SIMPLE ? SHK_GEOM_SIMPLE : SHK_GEOM_COMPLEX;
    if (c->geom->kind != want) return shk_fail(d, SHK_E_INVALID, "the geometry of the branch is of another kind");
    s->geom = *c->geom;
    if (want == SHK_GEOM_COMPLEX) return SHK_OK;
    s->upper = s->geom.upper;
    s->lower = s->geom.lower;
    return check_geometry(s, d);
}

static enum shk_err change_source(struct shk_source *s, const struct shk_change *c, struct shk_arena *a, struct shk_diag *d)
{
    switch (c->kind) {
    case SHK_CH_SLIP: return change_slip(s, c, a, d);
    case SHK_CH_RECOMPUTE_MMAX: return recompute_mmax(s, c, a, d);
    case SHK_CH_MSR: s->msr = c->msr; s->msr_param = c->msr_param; return SHK_OK;
    case SHK_CH_ASPECT_ABS: return change_aspect(s, c->v[0], d);
    case SHK_CH_ASPECT_REL: return change_aspect(s, s->aspect.value + c->v[0], d);
    case SHK_CH_DIP_ABS: s->geom.dip = c->v[0]; return check_geometry(s, d);
    case SHK_CH_DIP_REL: s->geom.dip += c->v[0]; return check_geometry(s, d);
    case SHK_CH_LOWER_ABS: case SHK_CH_LOWER_REL: case SHK_CH_UPPER_ABS: case SHK_CH_UPPER_REL: return change_depth(s, c, d);
    default: return change_geometry(s, c, a, d);
    }
}

enum shk_err shk_source_change(struct shk_source *s, const struct shk_change *c, struct shk_arena *a, struct shk_diag *d)
{
    enum shk_err e = SHK_OK;
    for (int i = 0; i < 4 && e == SHK_OK; i++)
        if (!isfinite(c->v[i])) e = shk_fail(d, SHK_E_INVALID, "%g is not a number", c->v[i]);
    /* A slip rate of the file becomes an a value before the first change, with the geometry as it was. */
    if (e == SHK_OK && s->mfd.slip_rate > 0) e = shk_source_resolve_slip(s, &s->mfd, a, d);
    if (e == SHK_OK && accepts[c->kind] && !(accepts[c->kind] & 1u << s->kind)) e = shk_fail(d, SHK_E_INVALID, "this kind of source does not support it");
    if (e == SHK_OK) e = accepts[c->kind] ? change_source(s, c, a, d) : change_mfd(s, c, d);
    if (e != SHK_OK) e = shk_wrap(d, e, "uncertainty %s", change_name(c->kind));
    return shk_source_wrap(s, d, e);
}
