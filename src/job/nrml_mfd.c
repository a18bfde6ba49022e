/* Magnitude-frequency distributions in source models (spec/inputs.md 4.4). */
#include <math.h>
#include <string.h>
#include "job/nrml_internal.h"

enum { TRUNC_GR, INCREMENTAL, ARBITRARY, YOUNGS_COPPERSMITH, TAPERED_GR, ALT_CHARACTERISTIC, MULTI, NKNOWN };
static const char *const known[NKNOWN] = {
    [TRUNC_GR] = "truncGutenbergRichterMFD", [INCREMENTAL] = "incrementalMFD", [ARBITRARY] = "arbitraryMFD",
    [YOUNGS_COPPERSMITH] = "YoungsCoppersmithMFD", [TAPERED_GR] = "taperedGutenbergRichterMFD",
    [ALT_CHARACTERISTIC] = "alternativeCharacteristicMFD", [MULTI] = "multiMFD",
};

/* The one child that is a distribution. */
static enum shk_err find(const struct nrml *c, const struct shk_xml_node *parent, const struct shk_xml_node **out, int *kind)
{
    *out = NULL;
    for (const struct shk_xml_node *k = parent->first; k; k = k->next)
        for (int i = 0; i < NKNOWN; i++)
            if (!strcmp(k->name, known[i])) {
                if (*out) return shk_xml_fail(c->file, k, c->d, "a second magnitude-frequency distribution in the same source");
                *out = k;
                *kind = i;
            }
    if (*out) return SHK_OK;
    const struct shk_xml_node *last = parent;
    for (const struct shk_xml_node *k = parent->first; k; k = k->next)
        if (strlen(k->name) > 3 && !strcmp(k->name + strlen(k->name) - 3, "MFD")) last = k;
    return shk_xml_fail(c->file, last, c->d, "no magnitude-frequency distribution among the known ones");
}

static enum shk_err attr(const struct nrml *c, const struct shk_xml_node *n, const char *name, double *out)
{
    return shk_xml_attr_number(c->file, n, name, SHK_XML_POSITIVE, c->d, out);
}

static enum shk_err list(const struct nrml *c, const struct shk_xml_node *n, const char *name, struct shk_xml_range r, size_t *count, double **out)
{
    const struct shk_xml_node *k;
    SHK_TRY(nrml_child(c, n, name, &k));
    SHK_TRY(shk_xml_numbers(c->file, k, r, c->arena, c->d, count, out));
    return *count ? SHK_OK : shk_xml_fail(c->file, k, c->d, "expected numbers, got nothing");
}

static enum shk_err job_width(const struct nrml *c, const struct shk_xml_node *n, double *out)
{
    *out = c->p->width_of_mfd_bin;
    return *out > 0 ? SHK_OK : shk_xml_fail(c->file, n, c->d, "the job does not set width_of_mfd_bin");
}

static enum shk_err gutenberg_richter(const struct nrml *c, const struct shk_xml_node *n, struct shk_mfd *m)
{
    SHK_TRY(job_width(c, n, &m->bin_width));
    SHK_TRY(attr(c, n, "minMag", &m->min_mag));
    SHK_TRY(attr(c, n, "maxMag", &m->max_mag));
    SHK_TRY(attr(c, n, "bValue", &m->b));
    if (m->kind == SHK_MFD_TRUNC_GR && shk_xml_attr(n, "slipRate")) {
        SHK_TRY(attr(c, n, "slipRate", &m->slip_rate));
        if (m->slip_rate > 0) return attr(c, n, "rigidity", &m->rigidity);
    }
    if (m->kind == SHK_MFD_TAPERED_GR) SHK_TRY(attr(c, n, "cornerMag", &m->corner_mag));
    return shk_xml_attr_number(c->file, n, "aValue", SHK_XML_ANY, c->d, &m->a);
}

static enum shk_err youngs_coppersmith(const struct nrml *c, const struct shk_xml_node *n, struct shk_mfd *m)
{
    SHK_TRY(attr(c, n, "minMag", &m->min_mag));
    SHK_TRY(attr(c, n, "bValue", &m->b));
    SHK_TRY(attr(c, n, "characteristicMag", &m->char_mag));
    SHK_TRY(attr(c, n, "binWidth", &m->bin_width));
    if (shk_xml_attr(n, "totalMomentRate")) SHK_TRY(attr(c, n, "totalMomentRate", &m->moment_rate));
    if (shk_xml_attr(n, "characteristicRate")) SHK_TRY(attr(c, n, "characteristicRate", &m->char_rate));
    if (m->moment_rate > 0 || m->char_rate > 0) return SHK_OK;
    return shk_xml_fail(c->file, n, c->d, "expected a positive characteristicRate or totalMomentRate");
}

/* Activity of a truncated Gutenberg-Richter zone from the exceedance rate at a reference magnitude (sources.md 1.6). */
static double zone_rate(double rate, double b, double ref, double lo, double hi)
{
    return rate * (pow(10, -b * lo) - pow(10, -b * hi)) / (pow(10, -b * ref) - pow(10, -b * hi));
}

static enum shk_err alternative_characteristic(const struct nrml *c, const struct shk_xml_node *n, struct shk_mfd *m)
{
    SHK_TRY(job_width(c, n, &m->bin_width));
    SHK_TRY(attr(c, n, "minMag", &m->min_mag));
    SHK_TRY(attr(c, n, "maxMag", &m->max_mag));
    SHK_TRY(attr(c, n, "bGR", &m->b));
    SHK_TRY(attr(c, n, "bAC", &m->b_ac));
    SHK_TRY(attr(c, n, "deltaMagAC", &m->delta_m_ac));
    if (!shk_xml_attr(n, "refMagGR")) {
        SHK_TRY(attr(c, n, "gamma", &m->gamma));
        return attr(c, n, "totalRate", &m->total_rate);
    }
    double ref_gr, rate_gr, ref_ac, rate_ac;
    SHK_TRY(attr(c, n, "refMagGR", &ref_gr));
    SHK_TRY(attr(c, n, "rateRefGR", &rate_gr));
    SHK_TRY(attr(c, n, "refMagAC", &ref_ac));
    SHK_TRY(attr(c, n, "rateRefAC", &rate_ac));
    const double mc = m->max_mag - m->delta_m_ac;
    const double n_gr = zone_rate(rate_gr, m->b, ref_gr, m->min_mag, mc), n_ac = zone_rate(rate_ac, m->b_ac, ref_ac, mc, m->max_mag);
    const double f_gr = pow(10, -m->b * (mc - m->min_mag)), f_ac = pow(10, -m->b_ac * m->delta_m_ac), g_ac = pow(10, -1.5 * m->delta_m_ac);
    const double k = m->b_ac * (f_ac - g_ac) * (1.5 - m->b) * (1 - f_gr) / (m->b * (1.5 - m->b_ac) * g_ac * f_gr * (1 - f_ac));
    m->total_rate = n_gr + n_ac;
    m->gamma = k * n_ac / (k * n_ac + n_gr);
    if (isfinite(m->total_rate) && isfinite(m->gamma)) return SHK_OK;
    return shk_xml_fail(c->file, n, c->d, "the reference magnitudes and rates do not define a distribution");
}

static enum shk_err check(const struct nrml *c, const struct shk_xml_node *n, const struct shk_mfd *m)
{
    const enum shk_err e = shk_mfd_check(m, c->d);
    return e ? shk_wrap(c->d, e, "%s:%d: %s", c->file, n->line, n->name) : SHK_OK;
}

enum shk_err nrml_mfd(const struct nrml *c, const struct shk_xml_node *parent, struct shk_mfd *m)
{
    static const enum shk_mfd_kind kinds[] = { [TRUNC_GR] = SHK_MFD_TRUNC_GR, [INCREMENTAL] = SHK_MFD_INCREMENTAL, [ARBITRARY] = SHK_MFD_ARBITRARY,
        [YOUNGS_COPPERSMITH] = SHK_MFD_YOUNGS_COPPERSMITH, [TAPERED_GR] = SHK_MFD_TAPERED_GR, [ALT_CHARACTERISTIC] = SHK_MFD_ALT_CHARACTERISTIC };
    const struct shk_xml_node *n;
    int kind = 0;
    *m = (struct shk_mfd){ 0 };
    SHK_TRY(find(c, parent, &n, &kind));
    if (kind == MULTI) return shk_xml_fail(c->file, n, c->d, "only a multiPointSource can have a multiMFD");
    m->kind = kinds[kind];
    double *v;
    size_t nmags;
    switch (kind) {
    case INCREMENTAL:
        SHK_TRY(attr(c, n, "minMag", &m->min_mag));
        SHK_TRY(attr(c, n, "binWidth", &m->bin_width));
        SHK_TRY(list(c, n, "occurRates", SHK_XML_POSITIVE, &m->n, &v));
        m->rates = v;
        break;
    case ARBITRARY:
        SHK_TRY(list(c, n, "magnitudes", SHK_XML_POSITIVE, &nmags, &v));
        m->mags = v;
        SHK_TRY(list(c, n, "occurRates", SHK_XML_POSITIVE, &m->n, &v));
        m->rates = v;
        if (nmags != m->n) return shk_xml_fail(c->file, n, c->d, "%zu magnitudes but %zu occurRates", nmags, m->n);
        break;
    case YOUNGS_COPPERSMITH: SHK_TRY(youngs_coppersmith(c, n, m)); break;
    case ALT_CHARACTERISTIC: SHK_TRY(alternative_characteristic(c, n, m)); break;
    default: SHK_TRY(gutenberg_richter(c, n, m));
    }
    return check(c, n, m);
}

enum shk_err shk_nrml_mfd(const char *file, const struct shk_xml_node *parent, const struct shk_nrml_params *p, struct shk_arena *arena,
                          struct shk_diag *d, struct shk_mfd *out)
{
    const struct nrml c = { .file = file, .p = p, .arena = arena, .scratch = arena, .d = d };
    return nrml_mfd(&c, parent, out);
}

/* ---- multiMFD (sources.md 1.7): lists of one value for all points, or one for each ---- */
struct field { size_t n; double *v; };

static enum shk_err field(const struct nrml *c, const struct shk_xml_node *n, const char *name, struct shk_xml_range r, size_t size, struct field *f)
{
    SHK_TRY(list(c, n, name, r, &f->n, &f->v));
    if (f->n == 1 || f->n == size) return SHK_OK;
    return shk_xml_fail(c->file, n, c->d, "%s: expected 1 or %zu values, got %zu", name, size, f->n);
}

static double at(const struct field *f, size_t i) { return f->v[f->n == 1 ? 0 : i]; }

static enum shk_err width_field(const struct nrml *c, const struct shk_xml_node *n, size_t size, struct field *f)
{
    if (shk_xml_child(n, "bin_width")) return field(c, n, "bin_width", SHK_XML_POSITIVE, size, f);
    f->n = 1;
    f->v = SHK_NEW(c->arena, double, 1);
    if (!f->v) return NRML_NOMEM(c);
    return job_width(c, n, f->v);
}

/* Cuts a concatenated list into pieces of the given lengths: start receives size + 1 positions. */
static enum shk_err cut(const struct nrml *c, const struct shk_xml_node *n, size_t size, size_t total, const char *what, size_t **start)
{
    struct field len;
    SHK_TRY(field(c, n, "lengths", SHK_XML_POSITIVE, size, &len));
    *start = SHK_NEW(c->arena, size_t, size + 1);
    if (!*start) return NRML_NOMEM(c);
    double sum = 0;
    for (size_t i = 0; i < size; i++) {
        const double l = at(&len, i);
        if (l != floor(l) || l < 1 || l > 1e9) return shk_xml_fail(c->file, n, c->d, "lengths: expected whole numbers from 1, got %g", l);
        sum += l;
        (*start)[i + 1] = (size_t)sum;
    }
    if (sum == (double)total) return SHK_OK;
    return shk_xml_fail(c->file, n, c->d, "the lengths add up to %.0f, but there are %zu values in %s", sum, total, what);
}

static enum shk_err multi_tables(const struct nrml *c, const struct shk_xml_node *n, int kind, size_t size, struct shk_mfd *m)
{
    struct field min = { 0 }, width = { 0 }, rates, mags = { 0 };
    size_t *start;
    SHK_TRY(list(c, n, "occurRates", SHK_XML_POSITIVE, &rates.n, &rates.v));
    if (kind == INCREMENTAL) {
        SHK_TRY(field(c, n, "min_mag", SHK_XML_POSITIVE, size, &min));
        SHK_TRY(width_field(c, n, size, &width));
    } else {
        SHK_TRY(list(c, n, "magnitudes", SHK_XML_POSITIVE, &mags.n, &mags.v));
        if (mags.n != rates.n) return shk_xml_fail(c->file, n, c->d, "%zu magnitudes but %zu occurRates", mags.n, rates.n);
    }
    SHK_TRY(cut(c, n, size, rates.n, "occurRates", &start));
    for (size_t i = 0; i < size; i++) {
        m[i].n = start[i + 1] - start[i];
        m[i].rates = rates.v + start[i];
        if (kind == ARBITRARY) {
            m[i].kind = SHK_MFD_ARBITRARY;
            m[i].mags = mags.v + start[i];
        } else {
            m[i].kind = SHK_MFD_INCREMENTAL;
            m[i].min_mag = at(&min, i);
            m[i].bin_width = at(&width, i);
        }
    }
    return SHK_OK;
}

static enum shk_err multi_gr(const struct nrml *c, const struct shk_xml_node *n, size_t size, struct shk_mfd *m)
{
    struct field min, max, width, a, b;
    SHK_TRY(field(c, n, "min_mag", SHK_XML_POSITIVE, size, &min));
    SHK_TRY(field(c, n, "max_mag", SHK_XML_POSITIVE, size, &max));
    SHK_TRY(width_field(c, n, size, &width));
    SHK_TRY(field(c, n, "a_val", SHK_XML_ANY, size, &a));
    SHK_TRY(field(c, n, "b_val", SHK_XML_POSITIVE, size, &b));
    for (size_t i = 0; i < size; i++)
        m[i] = (struct shk_mfd){ .kind = SHK_MFD_TRUNC_GR, .min_mag = at(&min, i), .max_mag = at(&max, i), .bin_width = at(&width, i),
                                 .a = at(&a, i), .b = at(&b, i) };
    return SHK_OK;
}

enum shk_err nrml_multi_mfd(const struct nrml *c, const struct shk_xml_node *parent, size_t npoints, struct shk_mfd **out)
{
    const struct shk_xml_node *n;
    int kind = 0;
    SHK_TRY(find(c, parent, &n, &kind));
    if (kind != MULTI) return shk_xml_fail(c->file, n, c->d, "a multiPointSource needs a multiMFD");
    const char *name = shk_xml_attr(n, "kind");
    if (!name) return shk_xml_fail(c->file, n, c->d, "the attribute 'kind' is missing");
    double size;
    SHK_TRY(shk_xml_attr_number(c->file, n, "size", SHK_XML_POSITIVE, c->d, &size));
    if (size != (double)npoints) return shk_xml_fail(c->file, n, c->d, "size is %g, but the source has %zu points", size, npoints);
    struct shk_mfd *m = SHK_NEW(c->arena, struct shk_mfd, npoints);
    if (!m) return NRML_NOMEM(c);
    if (!strcmp(name, known[TRUNC_GR])) SHK_TRY(multi_gr(c, n, npoints, m));
    else if (!strcmp(name, known[INCREMENTAL])) SHK_TRY(multi_tables(c, n, INCREMENTAL, npoints, m));
    else if (!strcmp(name, known[ARBITRARY])) SHK_TRY(multi_tables(c, n, ARBITRARY, npoints, m));
    else    /* the reference cannot make the other two kinds either */
        return shk_fail(c->d, SHK_E_UNSUPPORTED, "%s:%d: multiMFD: the kind '%.60s' is not supported", c->file, n->line, name);
    for (size_t i = 0; i < npoints; i++) {
        const enum shk_err e = check(c, n, &m[i]);
        if (e) return shk_wrap(c->d, e, "point %zu", i);
    }
    *out = m;
    return SHK_OK;
}
