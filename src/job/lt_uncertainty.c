/* Uncertainty types of the source-model logic tree and the parsing of their values (spec classical.md 2). */
#include <string.h>
#include "io/number.h"
#include "job/lt_tree.h"
#include "job/nrml_source.h"

static const struct { const char *name; enum shk_change_kind kind; int numbers; } types[] = {
    { "abGRAbsolute", SHK_CH_AB_ABS, 2 },
    { "abMaxMagAbsolute", SHK_CH_AB_MAX_MAG_ABS, 3 },
    { "bGRAbsolute", SHK_CH_B_ABS, 1 },
    { "bGRRelative", SHK_CH_B_REL, 1 },
    { "maxMagGRRelative", SHK_CH_MAX_MAG_REL, 1 },
    { "maxMagGRRelativeNoMoBalance", SHK_CH_MAX_MAG_REL_NO_BALANCE, 1 },
    { "maxMagGRAbsolute", SHK_CH_MAX_MAG_ABS, 1 },
    { "incrementalMFDAbsolute", SHK_CH_INCREMENTAL_MFD, 0 },
    { "truncatedGRFromSlipAbsolute", SHK_CH_SLIP, 0 },
    { "simpleFaultDipRelative", SHK_CH_DIP_REL, 1 },
    { "simpleFaultDipAbsolute", SHK_CH_DIP_ABS, 1 },
    { "simpleFaultGeometryAbsolute", SHK_CH_GEOM_SIMPLE, 0 },
    { "complexFaultGeometryAbsolute", SHK_CH_GEOM_COMPLEX, 0 },
    { "characteristicFaultGeometryAbsolute", SHK_CH_GEOM_CHARACTERISTIC, 0 },
    { "areaSourceGeometryAbsolute", SHK_CH_GEOM_AREA, 0 },
    { "setMSRAbsolute", SHK_CH_MSR, 0 },
    { "setAspectRatioAbsolute", SHK_CH_ASPECT_ABS, 1 },
    { "setAspectRatioRelative", SHK_CH_ASPECT_REL, 1 },
    { "recomputeMmax", SHK_CH_RECOMPUTE_MMAX, 1 },
    { "setLowerSeismDepthAbsolute", SHK_CH_LOWER_ABS, 1 },
    { "setLowerSeismDepthRelative", SHK_CH_LOWER_REL, 1 },
    { "setUpperSeismDepthAbsolute", SHK_CH_UPPER_ABS, 1 },
    { "setUpperSeismDepthRelative", SHK_CH_UPPER_REL, 1 },
    { "bACAbsolute", SHK_CH_B_AC_ABS, 1 },
    { "bACRelative", SHK_CH_B_AC_REL, 1 },
    { "maxMagAndDeltaMagACRelative", SHK_CH_MAX_MAG_DELTA_AC_REL, 2 },
    { "maxMagAndDeltaMagACRelativeNoMoBalance", SHK_CH_MAX_MAG_DELTA_AC_REL_NO_BALANCE, 2 },
};
enum { NTYPES = sizeof types / sizeof *types };

enum shk_err shk_lt_utype(const char *utype, const char *file, int line, struct shk_diag *d, enum shk_lt_kind *kind, enum shk_change_kind *change)
{
    *change = 0;
    if (!strcmp(utype, "sourceModel")) *kind = SHK_LT_SOURCE_MODEL;
    else if (!strcmp(utype, "extendModel")) *kind = SHK_LT_EXTEND_MODEL;
    else if (!strcmp(utype, "dummy")) *kind = SHK_LT_DUMMY;
    else if (!strcmp(utype, "gmpeModel"))
        return shk_fail(d, SHK_E_INVALID, "%s:%d: uncertainty of type \"gmpeModel\" is not allowed in a source model logic tree", file, line);
    else {
        *kind = SHK_LT_CHANGE;
        for (int i = 0; i < NTYPES; i++)
            if (!strcmp(types[i].name, utype)) {
                *change = types[i].kind;
                return SHK_OK;
            }
        return shk_fail(d, SHK_E_UNSUPPORTED, "%s:%d: unknown uncertaintyType \"%s\"", file, line, utype);
    }
    return SHK_OK;
}

struct reader { const char *file; struct shk_arena *a; struct shk_diag *d; };

static enum shk_err missing(struct reader *r, const struct shk_xml_node *n, const char *what)
{
    return shk_fail(r->d, SHK_E_INVALID, "%s:%d: %s: missing %s", r->file, n->line, n->name, what);
}

static enum shk_err geometry(struct reader *r, const struct shk_xml_node *model, struct shk_change *c)
{
    const struct shk_nrml_params none = { 0 };
    if (c->kind == SHK_CH_GEOM_AREA) {
        const struct shk_xml_node *area = shk_xml_child(model, "areaGeometry");
        double upper, lower, discretization;        /* the reference reads the depths and leaves those of the source */
        if (!area) return missing(r, model, "areaGeometry");
        return shk_nrml_area(r->file, area, r->a, r->d, &c->polygon, &upper, &lower, &discretization);
    }
    struct shk_geometry *g = NULL;
    if (c->kind == SHK_CH_GEOM_CHARACTERISTIC) {
        const struct shk_xml_node *surface = shk_xml_child(model, "surface");
        if (!surface || !surface->first) return missing(r, model, "surface");
        g = SHK_NEW(r->a, struct shk_geometry, shk_xml_count(surface));
        if (!g) return shk_lt_nomem(r->d);
        for (const struct shk_xml_node *s = surface->first; s; s = s->next)
            SHK_TRY(shk_nrml_geometry(r->file, s, &none, r->a, r->d, &g[c->ngeom++]));
    } else {
        const char *name = c->kind == SHK_CH_GEOM_SIMPLE ? "simpleFaultGeometry" : "complexFaultGeometry";
        const struct shk_xml_node *child = shk_xml_child(model, name);
        if (!child) return missing(r, model, name);
        if (!shk_xml_attr(child, "spacing")) return missing(r, child, "attribute spacing");
        g = SHK_NEW(r->a, struct shk_geometry, c->ngeom = 1);
        if (!g) return shk_lt_nomem(r->d);
        SHK_TRY(shk_nrml_geometry(r->file, child, &none, r->a, r->d, g));
    }
    c->geom = g;
    return SHK_OK;
}

static enum shk_err incremental(struct reader *r, const struct shk_xml_node *model, struct shk_change *c)
{
    const struct shk_nrml_params none = { 0 };
    if (!shk_xml_child(model, "incrementalMFD")) return missing(r, model, "incrementalMFD");
    return shk_nrml_mfd(r->file, model, &none, r->a, r->d, &c->mfd);
}

static enum shk_err slip(struct reader *r, const struct shk_xml_node *model, struct shk_change *c)
{
    const struct shk_xml_node *n = shk_xml_child(model, "faultActivityData");
    if (!n) return missing(r, model, "faultActivityData");
    SHK_TRY(shk_xml_attr_number(r->file, n, "slipRate", SHK_XML_POSITIVE, r->d, &c->v[0]));
    SHK_TRY(shk_xml_attr_number(r->file, n, "rigidity", SHK_XML_POSITIVE, r->d, &c->v[1]));
    c->v[2] = 9.1;
    return shk_xml_attr(n, "constant_term") ? shk_xml_attr_number(r->file, n, "constant_term", SHK_XML_ANY, r->d, &c->v[2]) : SHK_OK;
}

static enum shk_err numbers(struct reader *r, const struct shk_xml_node *model, int want, struct shk_change *c)
{
    static const char *const what[] = { "", "single float value", "a pair of floats separated by space", "a triple of floats separated by space" };
    size_t n;
    const char **w;
    SHK_TRY(shk_lt_words(model->text, r->a, r->d, &n, &w));
    int ok = n == (size_t)want;
    for (size_t i = 0; ok && i < n; i++) ok = shk_to_double(w[i], &c->v[i]);
    return ok ? SHK_OK : shk_fail(r->d, SHK_E_INVALID, "%s:%d: expected %s, got '%.80s'", r->file, model->line, what[want], model->text);
}

enum shk_err shk_lt_change(const char *utype, enum shk_change_kind kind, const struct shk_xml_node *model, const char *file,
                           struct shk_arena *a, struct shk_diag *d, struct shk_change *out)
{
    struct reader r = { file, a, d };
    *out = (struct shk_change){ .kind = kind };
    switch (kind) {
    case SHK_CH_GEOM_SIMPLE: case SHK_CH_GEOM_COMPLEX: case SHK_CH_GEOM_CHARACTERISTIC: case SHK_CH_GEOM_AREA:
        return geometry(&r, model, out);
    case SHK_CH_INCREMENTAL_MFD: return incremental(&r, model, out);
    case SHK_CH_SLIP: return slip(&r, model, out);
    case SHK_CH_MSR:
        out->msr = shk_msr_find(model->text, &out->msr_param);
        return out->msr ? SHK_OK : shk_fail(d, SHK_E_INVALID, "%s:%d: unknown magnitude scaling relation '%.80s'", file, model->line, model->text);
    default: break;
    }
    for (int i = 0; i < NTYPES; i++) if (!strcmp(types[i].name, utype)) return numbers(&r, model, types[i].numbers, out);
    return shk_fail(d, SHK_E_UNSUPPORTED, "%s:%d: unknown uncertaintyType \"%s\"", file, model->line, utype);
}

static int same_line(struct shk_line a, struct shk_line b)
{
    return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n * sizeof *a.p));
}

static int same_geometry(const struct shk_geometry *a, const struct shk_geometry *b)
{
    if (a->kind != b->kind || a->spacing != b->spacing || a->dip != b->dip || a->upper != b->upper || a->lower != b->lower
        || a->nlines != b->nlines || a->nplanes != b->nplanes || !same_line(a->trace, b->trace)) return 0;
    for (size_t i = 0; i < a->nlines; i++) if (!same_line(a->lines[i], b->lines[i])) return 0;
    return !a->nplanes || !memcmp(a->planes, b->planes, a->nplanes * sizeof *a->planes);
}

int shk_lt_same_change(const struct shk_change *a, const struct shk_change *b)
{
    if (a->kind != b->kind || a->msr != b->msr || a->msr_param != b->msr_param || a->ngeom != b->ngeom) return 0;
    for (int i = 0; i < 4; i++) if (a->v[i] != b->v[i]) return 0;
    if (a->mfd.n != b->mfd.n || a->mfd.min_mag != b->mfd.min_mag || a->mfd.bin_width != b->mfd.bin_width) return 0;
    if (a->mfd.n && memcmp(a->mfd.rates, b->mfd.rates, a->mfd.n * sizeof(double))) return 0;
    for (size_t i = 0; i < a->ngeom; i++) if (!same_geometry(&a->geom[i], &b->geom[i])) return 0;
    return same_line(a->polygon, b->polygon);
}
