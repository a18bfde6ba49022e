/* check.c — what must hold for a source before its ruptures are made. */
#include <math.h>
#include "geo/line.h"
#include "geo/polygon.h"
#include "source/internal.h"

#define REQUIRE(cond, ...) do { if (!(cond)) return shk_fail(d, SHK_E_INVALID, __VA_ARGS__); } while (0)

static enum shk_err check_sum(double sum, const char *what, struct shk_diag *d)
{
    REQUIRE(fabs(sum - 1) <= 1e-7, "%s sum to %.12g, not to 1", what, sum);
    return SHK_OK;
}

static enum shk_err check_aspect(const struct shk_source *s, struct shk_diag *d)
{
    const struct shk_aspect *a = &s->aspect;
    if (a->n < 2) {
        REQUIRE(a->value > 0 && isfinite(a->value), "aspect ratio %g must be positive", a->value);
        return SHK_OK;
    }
    REQUIRE(a->mags[0] > 0 && a->mags[1] > a->mags[0] && isfinite(a->mags[1]), "magnitudes %g and %g of aspectRatioFunction must be positive and ascend",
            a->mags[0], a->mags[1]);
    REQUIRE(a->ratios[0] > 0 && a->ratios[1] > 0 && isfinite(a->ratios[0] + a->ratios[1]), "aspect ratios %g and %g must be positive", a->ratios[0], a->ratios[1]);
    return SHK_OK;
}

static enum shk_err check_rake(double rake, struct shk_diag *d)
{
    REQUIRE(rake > -180 && rake <= 180, "rake %g is not in (-180, 180]", rake);
    return SHK_OK;
}

static enum shk_err check_planes(const struct shk_source *s, struct shk_diag *d)
{
    double sum = 0;
    REQUIRE(s->nplanes > 0, "it has no nodal plane");
    for (size_t i = 0; i < s->nplanes; i++) {
        const struct shk_nodal_plane *p = s->planes + i;
        REQUIRE(p->prob > 0 && p->prob <= 1, "probability %g of a nodal plane is not in (0, 1]", p->prob);
        REQUIRE(p->strike >= 0 && p->strike < 360, "strike %g is not in [0, 360)", p->strike);
        REQUIRE(p->dip > 0 && p->dip <= 90, "dip %g is not in (0, 90]", p->dip);
        SHK_TRY(check_rake(p->rake, d));
        sum += p->prob;
    }
    return check_sum(sum, "probabilities of nodal planes", d);
}

static enum shk_err check_depths(const struct shk_source *s, double upper, double lower, int within, struct shk_diag *d)
{
    double sum = 0;
    for (size_t i = 0; i < s->ndepths; i++) {
        const struct shk_hypo_depth *h = s->depths + i;
        REQUIRE(h->prob > 0 && h->prob <= 1, "probability %g of a hypocentral depth is not in (0, 1]", h->prob);
        REQUIRE(isfinite(h->depth) && (!within || (h->depth >= upper && h->depth <= lower)),
                "hypocentral depth %g km is outside the seismogenic depths %g to %g", h->depth, upper, lower);
        REQUIRE(isnan(h->frac) || (h->frac > 0 && h->frac <= 1), "fixedDipFrac %g is not in (0, 1]", h->frac);
        sum += h->prob;
    }
    return check_sum(sum, "probabilities of hypocentral depths", d);
}

static enum shk_err check_place(double lon, double lat, struct shk_diag *d)
{
    REQUIRE(fabs(lon) <= 180 && fabs(lat) <= 90, "(%g, %g) is not a longitude and a latitude", lon, lat);
    return SHK_OK;
}

static enum shk_err check_point_like(const struct shk_source *s, struct shk_diag *d)
{
    REQUIRE(s->msr != NULL, "it has no magnitude scaling relation");
    REQUIRE(s->lower > s->upper && isfinite(s->lower), "lower seismogenic depth %g must be below the upper one, %g", s->lower, s->upper);
    REQUIRE(s->upper > -8.848, "upper seismogenic depth %g is above the highest mountain", s->upper);
    REQUIRE(s->ndepths > 0, "it has no hypocentral depth");
    SHK_TRY(check_aspect(s, d));
    SHK_TRY(check_planes(s, d));
    SHK_TRY(check_depths(s, s->upper, s->lower, !s->depths_changed, d));
    if (s->kind == SHK_SRC_POINT) return check_place(s->location.lon, s->location.lat, d);
    if (s->kind == SHK_SRC_MULTI_POINT) {
        REQUIRE(s->npoints > 0, "it has no point");
        for (size_t i = 0; i < s->npoints; i++) {
            SHK_TRY(check_place(s->lons[i], s->lats[i], d));
            SHK_TRY(shk_mfd_check(s->mfds + i, d));
        }
        return SHK_OK;
    }
    REQUIRE(s->polygon.n >= 3, "a polygon needs at least 3 vertices, this one has %zu", s->polygon.n);
    REQUIRE(s->discretization > 0 && isfinite(s->discretization), "area discretization %g must be positive", s->discretization);
    for (size_t i = 0; i < s->polygon.n; i++) SHK_TRY(check_place(s->polygon.p[i].lon, s->polygon.p[i].lat, d));
    return SHK_OK;
}

static enum shk_err check_simple(const struct shk_source *s, struct shk_diag *d)
{
    const struct shk_geometry *g = &s->geom;
    double min, max, sum = 0;
    int crossing;
    REQUIRE(g->kind == SHK_GEOM_SIMPLE && g->trace.n >= 2, "a fault trace needs at least 2 points");
    REQUIRE(g->dip > 0 && g->dip <= 90, "dip %g is not in (0, 90]", g->dip);
    REQUIRE(g->lower > g->upper && isfinite(g->lower), "lower seismogenic depth %g must be below the upper one, %g", g->lower, g->upper);
    REQUIRE(g->upper >= g->trace.p[0].dep, "upper seismogenic depth %g is above the trace at %g", g->upper, g->trace.p[0].dep);
    SHK_TRY(shk_line_self_intersects(g->trace, 0, d, &crossing));
    REQUIRE(!crossing, "its trace intersects itself");
    shk_mfd_min_max(&s->mfd, &min, &max);
    const double area = shk_msr_area(s->msr, s->msr_param, min, s->rake), length = sqrt(area * shk_aspect_at(&s->aspect, min));
    REQUIRE(round_away(length / g->spacing) >= 1 && round_away(area / length / g->spacing) >= 1,
            "mesh spacing %g is too high to represent ruptures of magnitude %g", g->spacing, min);
    REQUIRE((s->nhypos == 0) == (s->nslips == 0), "hypoList and slipList must be given both or none");
    REQUIRE(s->nhypos == 0 || s->ndepths == 0, "hypoList and hypoDepthDist exclude each other");
    for (size_t i = 0; i < s->nhypos; i++) {
        const struct shk_hypo *h = s->hypos + i;
        REQUIRE(h->along_strike >= 0 && h->along_strike <= 1 && h->down_dip >= 0 && h->down_dip <= 1, "hypocentre (%g, %g) is not in the unit square",
                h->along_strike, h->down_dip);
        sum += h->weight;
    }
    if (s->nhypos) SHK_TRY(check_sum(sum, "weights of hypocentres", d));
    sum = 0;
    for (size_t i = 0; i < s->nslips; i++) sum += s->slips[i].weight;
    if (s->nslips) SHK_TRY(check_sum(sum, "weights of slips", d));
    return s->ndepths ? check_depths(s, g->upper, g->lower, 1, d) : SHK_OK;
}

static enum shk_err check_fault(const struct shk_source *s, struct shk_diag *d)
{
    if (!isnan(s->rake)) SHK_TRY(check_rake(s->rake, d));
    if (s->kind == SHK_SRC_CHARACTERISTIC) {
        REQUIRE(s->nsurfaces > 0, "it has no surface");
        return SHK_OK;
    }
    REQUIRE(s->msr != NULL, "it has no magnitude scaling relation");
    SHK_TRY(check_aspect(s, d));
    REQUIRE(s->geom.spacing > 0 && isfinite(s->geom.spacing), "mesh spacing %g must be positive", s->geom.spacing);
    if (s->kind == SHK_SRC_SIMPLE) return check_simple(s, d);
    REQUIRE(s->kind != SHK_SRC_KITE || s->aspect.n < 2, "a kite fault needs one aspect ratio for all magnitudes");
    REQUIRE(isfinite(s->floating_x) && isfinite(s->floating_y), "floating steps %g and %g must be numbers", s->floating_x, s->floating_y);
    REQUIRE(s->geom.kind == SHK_GEOM_SIMPLE || s->geom.nlines >= 2, "it needs at least 2 %s", s->kind == SHK_SRC_KITE ? "profiles" : "edges");
    return SHK_OK;
}

static enum shk_err check_pmf(size_t i, size_t n, const double *pmf, double tolerance, struct shk_diag *d)
{
    double sum = 0;
    REQUIRE(n > 0, "rupture %zu has no probabilities of occurrence", i);
    for (size_t k = 0; k < n; k++) {
        REQUIRE(pmf[k] >= 0 && pmf[k] <= 1, "probability %g of rupture %zu is not in [0, 1]", pmf[k], i);
        sum += pmf[k];
    }
    REQUIRE(fabs(sum - 1) <= tolerance, "the probabilities of rupture %zu sum to %.17g, not to 1", i, sum);
    return SHK_OK;
}

static enum shk_err check_given(const struct shk_source *s, struct shk_diag *d)
{
    REQUIRE(s->nruptures > 0, "it has no rupture");
    for (size_t i = 0; i < s->nruptures; i++) {
        const struct shk_given_rupture *r = s->ruptures + i;
        REQUIRE(isfinite(r->mag) && (isnan(r->rake) || isfinite(r->rake)), "rupture %zu has magnitude %g and rake %g", i, r->mag, r->rake);
        REQUIRE(r->ngeom > 0, "rupture %zu has no surface", i);
        REQUIRE(r->npmf == s->ruptures->npmf, "rupture %zu has %zu probabilities of occurrence, the first one %zu", i, r->npmf, s->ruptures->npmf);
        SHK_TRY(check_pmf(i, r->npmf, r->pmf, 1e-12, d));       /* the reference wants 1 to the last bit in XML; the reader sees to that */
    }
    return SHK_OK;
}

static enum shk_err check_multi_fault(const struct shk_source *s, struct shk_diag *d)
{
    REQUIRE(s->sections && s->nsecrups > 0, "it has no sections or no rupture");
    for (size_t i = 0; i < s->nsecrups; i++) {
        const struct shk_section_rupture *r = s->secrups + i;
        REQUIRE(r->nsec > 0, "rupture %zu has no section", i);
        for (size_t k = 0; k < r->nsec; k++) REQUIRE(r->sec[k] < s->sections->n, "rupture %zu has section %u of %zu", i, r->sec[k], s->sections->n);
        REQUIRE(isfinite(r->mag), "rupture %zu has magnitude %g", i, r->mag);
        if (s->infer_rates) REQUIRE(r->npmf > 0 && r->pmf[0] > 0 && isfinite(r->pmf[0]), "rupture %zu needs a positive probability of no occurrence", i);
        else SHK_TRY(check_pmf(i, r->npmf, r->pmf, 1e-7, d));
    }
    return SHK_OK;
}

static enum shk_err check_kind(const struct shk_source *s, struct shk_diag *d)
{
    REQUIRE(s->tom.kind != SHK_TOM_NEGATIVE_BINOMIAL || (s->tom.alpha > 0 && isfinite(s->tom.alpha)), "alpha %g of the negative binomial model must be positive",
            s->tom.alpha);
    REQUIRE(s->scaling_rate > 0 && isfinite(s->scaling_rate), "scaling rate %g must be positive", s->scaling_rate);
    if (s->kind == SHK_SRC_NONPARAMETRIC) return check_given(s, d);
    if (s->kind == SHK_SRC_MULTI_FAULT) return check_multi_fault(s, d);
    if (s->kind != SHK_SRC_MULTI_POINT) SHK_TRY(shk_mfd_check(&s->mfd, d));
    return shk_is_point_like(s->kind) ? check_point_like(s, d) : check_fault(s, d);
}

enum shk_err shk_source_check(const struct shk_source *s, struct shk_arena *scratch, struct shk_diag *d)
{
    if (s->kind == SHK_SRC_AREA && s->polygon.n >= 3) {         /* repeated vertices do not count as a crossing */
        struct shk_polygon polygon;
        const struct shk_arena_mark m = shk_arena_mark(scratch);
        const enum shk_err e = shk_polygon_make(s->polygon, scratch, d, &polygon);
        shk_arena_release(scratch, m);
        if (e) return shk_source_wrap(s, d, e);
    }
    return shk_source_wrap(s, d, check_kind(s, d));
}
