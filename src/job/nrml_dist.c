/* Parts that sources have in common: nodal planes, depths, hypocentres, aspect ratio, scaling relation, temporal model. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "io/number.h"
#include "job/nrml_internal.h"

static const double PRECISION = 1e-7;       /* of sums of probabilities and weights */

static int sums_to_one(double sum, double eps) { return fabs(sum - 1) <= eps; }

static enum shk_err probability(const struct nrml *c, const struct shk_xml_node *n, double *out)
{
    SHK_TRY(shk_xml_attr_number(c->file, n, "probability", SHK_XML_PROBABILITY, c->d, out));
    return *out > 0 ? SHK_OK : shk_xml_fail(c->file, n, c->d, "a probability of zero");
}

/* Repeated values: probabilities are added and the list is sorted by (probability, value), which the order of ruptures
 * follows; without repetitions the order of the file stays (sources.md 0.5). */
static int by_plane(const void *a, const void *b)
{
    const struct shk_nodal_plane *p = a, *q = b;
    const double x[] = { p->prob, p->strike, p->dip, p->rake }, y[] = { q->prob, q->strike, q->dip, q->rake };
    for (int i = 0; i < 4; i++)
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    return 0;
}

enum shk_err nrml_planes(const struct nrml *c, const struct shk_xml_node *src, struct shk_source *s)
{
    const struct shk_xml_node *dist;
    SHK_TRY(nrml_child(c, src, "nodalPlaneDist", &dist));
    const size_t count = shk_xml_count(dist);
    if (!count || count > 10000) return shk_xml_fail(c->file, dist, c->d, "expected 1 to 10000 nodal planes, got %zu", count);
    struct shk_nodal_plane *v = SHK_NEW(c->arena, struct shk_nodal_plane, count);
    if (!v) return NRML_NOMEM(c);
    size_t n = 0;
    double sum = 0;
    for (const struct shk_xml_node *k = dist->first; k; k = k->next) {
        struct shk_nodal_plane p;
        SHK_TRY(probability(c, k, &p.prob));
        SHK_TRY(shk_xml_attr_number(c->file, k, "strike", (struct shk_xml_range){ 0, 360 }, c->d, &p.strike));
        SHK_TRY(shk_xml_attr_number(c->file, k, "dip", (struct shk_xml_range){ 0, 90 }, c->d, &p.dip));
        SHK_TRY(shk_xml_attr_number(c->file, k, "rake", (struct shk_xml_range){ -180, 180 }, c->d, &p.rake));
        if (p.strike >= 360) return shk_xml_fail(c->file, k, c->d, "strike %g is out of range [0, 360)", p.strike);
        if (p.dip <= 0) return shk_xml_fail(c->file, k, c->d, "dip %g is out of range (0, 90]", p.dip);
        if (p.rake <= -180) return shk_xml_fail(c->file, k, c->d, "rake %g is out of range (-180, 180]", p.rake);
        sum += p.prob;
        size_t i = 0;
        while (i < n && (v[i].strike != p.strike || v[i].dip != p.dip || v[i].rake != p.rake)) i++;
        if (i < n) v[i].prob += p.prob;
        else v[n++] = p;
    }
    if (n < count) {
        sum = 0;
        for (size_t i = 0; i < n; i++) sum += v[i].prob;
        qsort(v, n, sizeof *v, by_plane);
        shk_info(c->log, "%s:%d: nodalPlaneDist: repeated planes were merged", c->file, dist->line);
    }
    if (!sums_to_one(sum, n < count ? 1e-12 : PRECISION)) return shk_xml_fail(c->file, dist, c->d, "the probabilities add up to %.12g, not to 1", sum);
    s->nplanes = n;
    s->planes = v;
    return SHK_OK;
}

static int by_depth(const void *a, const void *b)
{
    const struct shk_hypo_depth *p = a, *q = b;
    if (p->prob != q->prob) return p->prob < q->prob ? -1 : 1;
    return (p->depth > q->depth) - (p->depth < q->depth);
}

static enum shk_err fraction(const struct nrml *c, const struct shk_xml_node *n, double otherwise, double *out)
{
    *out = otherwise;
    if (!shk_xml_attr(n, "fixedDipFrac")) return SHK_OK;
    SHK_TRY(shk_xml_attr_number(c->file, n, "fixedDipFrac", SHK_XML_PROBABILITY, c->d, out));
    return *out > 0 ? SHK_OK : shk_xml_fail(c->file, n, c->d, "fixedDipFrac %g is out of range (0, 1]", *out);
}

static enum shk_err depth_list(const struct nrml *c, const struct shk_xml_node *dist, const struct shk_source *s, double no_fraction,
                               size_t *n, struct shk_hypo_depth **out)
{
    *n = shk_xml_count(dist);
    if (!*n || *n > 10000) return shk_xml_fail(c->file, dist, c->d, "expected 1 to 10000 depths, got %zu", *n);
    *out = SHK_NEW(c->arena, struct shk_hypo_depth, *n);
    if (!*out) return NRML_NOMEM(c);
    struct shk_hypo_depth *h = *out;
    for (const struct shk_xml_node *k = dist->first; k; k = k->next, h++) {
        SHK_TRY(probability(c, k, &h->prob));
        SHK_TRY(shk_xml_attr_number(c->file, k, "depth", SHK_XML_ANY, c->d, &h->depth));
        SHK_TRY(fraction(c, k, no_fraction, &h->frac));
        if (h->depth < s->upper || h->depth > s->lower)
            return shk_xml_fail(c->file, k, c->d, "depth %g is outside the seismogenic layer, %g to %g", h->depth, s->upper, s->lower);
    }
    return SHK_OK;
}

enum shk_err nrml_depths(const struct nrml *c, const struct shk_xml_node *src, struct shk_source *s)
{
    const struct shk_xml_node *dist;
    size_t count, n = 0;
    struct shk_hypo_depth *v;
    SHK_TRY(nrml_child(c, src, "hypoDepthDist", &dist));
    SHK_TRY(depth_list(c, dist, s, 0.5, &count, &v));
    double *frac = SHK_NEW(c->arena, double, count), sum = 0;
    if (!frac) return NRML_NOMEM(c);
    for (size_t k = 0; k < count; k++) {
        const struct shk_hypo_depth h = v[k];
        frac[k] = h.frac;
        sum += h.prob;
        size_t i = 0;
        while (i < n && v[i].depth != h.depth) i++;
        if (i < n) v[i].prob += h.prob;
        else v[n++] = h;
    }
    if (n < count) {
        sum = 0;
        for (size_t i = 0; i < n; i++) sum += v[i].prob;
        qsort(v, n, sizeof *v, by_depth);
        for (size_t i = 0; i < n; i++) v[i].frac = frac[i];     /* fractions keep the order of the file, as in the reference */
        shk_info(c->log, "%s:%d: hypoDepthDist: repeated depths were merged", c->file, dist->line);
    }
    if (!sums_to_one(sum, n < count ? 1e-12 : PRECISION)) return shk_xml_fail(c->file, dist, c->d, "the probabilities add up to %.12g, not to 1", sum);
    s->ndepths = n;
    s->depths = v;
    return SHK_OK;
}

static enum shk_err weights_ok(const struct nrml *c, const struct shk_xml_node *n, double sum)
{
    return sums_to_one(sum, PRECISION) ? SHK_OK : shk_xml_fail(c->file, n, c->d, "the weights add up to %.12g, not to 1", sum);
}

enum shk_err nrml_hypos(const struct nrml *c, const struct shk_xml_node *src, struct shk_source *s)
{
    const struct shk_xml_node *hypos = shk_xml_child(src, "hypoList"), *slips = shk_xml_child(src, "slipList"), *depths = shk_xml_child(src, "hypoDepthDist");
    const size_t nh = shk_xml_count(hypos), ns = shk_xml_count(slips);
    double sum = 0;
    if (!nh != !ns) return shk_xml_fail(c->file, hypos ? hypos : slips, c->d, "hypoList and slipList go together: both or neither");
    if (nh && shk_xml_count(depths)) return shk_xml_fail(c->file, depths, c->d, "hypoDepthDist cannot be combined with hypoList and slipList");
    if (nh > 10000 || ns > 10000) return shk_xml_fail(c->file, hypos, c->d, "more than 10000 hypocentres or slips");
    if (nh) {
        struct shk_hypo *h = s->hypos = SHK_NEW(c->arena, struct shk_hypo, nh);
        struct shk_slip *l = s->slips = SHK_NEW(c->arena, struct shk_slip, ns);
        if (!h || !l) return NRML_NOMEM(c);
        for (const struct shk_xml_node *k = hypos->first; k; k = k->next, h++) {
            SHK_TRY(shk_xml_attr_number(c->file, k, "alongStrike", SHK_XML_PROBABILITY, c->d, &h->along_strike));
            SHK_TRY(shk_xml_attr_number(c->file, k, "downDip", SHK_XML_PROBABILITY, c->d, &h->down_dip));
            SHK_TRY(shk_xml_attr_number(c->file, k, "weight", SHK_XML_PROBABILITY, c->d, &h->weight));
            sum += h->weight;
        }
        SHK_TRY(weights_ok(c, hypos, sum));
        sum = 0;
        for (const struct shk_xml_node *k = slips->first; k; k = k->next, l++) {
            SHK_TRY(shk_xml_number(c->file, k, (struct shk_xml_range){ 0, 360 }, c->d, &l->rake));
            SHK_TRY(shk_xml_attr_number(c->file, k, "weight", SHK_XML_PROBABILITY, c->d, &l->weight));
            sum += l->weight;
        }
        SHK_TRY(weights_ok(c, slips, sum));
        s->nhypos = nh;
        s->nslips = ns;
    } else if (shk_xml_count(depths)) {     /* no merging here; a missing fraction follows from the depth of each rupture */
        SHK_TRY(depth_list(c, depths, s, NAN, &s->ndepths, &s->depths));
        for (size_t i = 0; i < s->ndepths; i++) sum += s->depths[i].prob;
        SHK_TRY(weights_ok(c, depths, sum));
    }
    return SHK_OK;
}

enum shk_err nrml_aspect(const struct nrml *c, const struct shk_xml_node *src, struct shk_source *s)
{
    const struct shk_xml_node *fun = shk_xml_child(src, "aspectRatioFunction"), *one = shk_xml_child(src, "ruptAspectRatio");
    if (!fun) {
        SHK_TRY(nrml_child(c, src, "ruptAspectRatio", &one));
        SHK_TRY(shk_xml_number(c->file, one, SHK_XML_POSITIVE, c->d, &s->aspect.value));
        return s->aspect.value > 0 ? SHK_OK : shk_xml_fail(c->file, one, c->d, "expected a number above 0, got '%.60s'", one->text);
    }
    if (one) return shk_xml_fail(c->file, one, c->d, "both ruptAspectRatio and aspectRatioFunction");
    const struct shk_xml_node *type, *points;
    SHK_TRY(nrml_child(c, fun, "type", &type));
    if (strcmp(type->text, "linear_piecewise"))
        return shk_fail(c->d, SHK_E_UNSUPPORTED, "%s:%d: aspectRatioFunction: expected the type linear_piecewise, got '%.60s'", c->file, type->line, type->text);
    SHK_TRY(nrml_child(c, fun, "mag_points", &points));
    if (shk_xml_count(points) != 2) return shk_xml_fail(c->file, points, c->d, "expected two points, got %zu", shk_xml_count(points));
    for (const struct shk_xml_node *k = points->first; k; k = k->next, s->aspect.n++) {
        SHK_TRY(shk_xml_attr_number(c->file, k, "mag", SHK_XML_POSITIVE, c->d, &s->aspect.mags[s->aspect.n]));
        SHK_TRY(shk_xml_attr_number(c->file, k, "aratio", SHK_XML_POSITIVE, c->d, &s->aspect.ratios[s->aspect.n]));
        if (s->aspect.mags[s->aspect.n] <= 0 || s->aspect.ratios[s->aspect.n] <= 0) return shk_xml_fail(c->file, k, c->d, "expected numbers above 0");
    }
    if (s->aspect.mags[0] >= s->aspect.mags[1]) return shk_xml_fail(c->file, points, c->d, "magnitudes must increase: %g, %g", s->aspect.mags[0], s->aspect.mags[1]);
    return SHK_OK;
}

enum shk_err nrml_msr(const struct nrml *c, const struct shk_xml_node *src, struct shk_source *s)
{
    const struct shk_xml_node *n;
    SHK_TRY(nrml_child(c, src, "magScaleRel", &n));
    s->msr = shk_msr_find(n->text, &s->msr_param);
    return s->msr ? SHK_OK : shk_xml_fail(c->file, n, c->d, "'%.60s' is not a known magnitude-scaling relation", n->text);
}

enum shk_err nrml_rake(const struct nrml *c, const struct shk_xml_node *src, double *out)
{
    const struct shk_xml_node *n;
    *out = NAN;
    SHK_TRY(nrml_child(c, src, "rake", &n));
    if (!strcmp(n->text, "undefined")) return SHK_OK;
    return shk_xml_number(c->file, n, (struct shk_xml_range){ -180, 180 }, c->d, out);
}

/* An occurrence_rate makes a cluster model whatever `tom` says (sources.md 14). */
enum shk_err nrml_tom(const struct nrml *c, const struct shk_xml_node *n, struct shk_tom *out)
{
    *out = (struct shk_tom){ .kind = SHK_TOM_POISSON };
    if (shk_xml_attr(n, "occurrence_rate")) {
        SHK_TRY(shk_xml_attr_number(c->file, n, "occurrence_rate", SHK_XML_POSITIVE, c->d, &out->occurrence_rate));
        if (out->occurrence_rate > 0) { out->kind = SHK_TOM_CLUSTER; return SHK_OK; }
    }
    const char *tom = shk_xml_attr(n, "tom");
    if (!tom || !strcmp(tom, "PoissonTOM")) return SHK_OK;
    if (!strcmp(tom, "FatedTOM")) { out->kind = SHK_TOM_FATED; return SHK_OK; }
    if (!strcmp(tom, "NegativeBinomialTOM")) {
        out->kind = SHK_TOM_NEGATIVE_BINOMIAL;
        SHK_TRY(shk_xml_attr_number(c->file, n, "alpha", SHK_XML_POSITIVE, c->d, &out->alpha));
        SHK_TRY(shk_xml_attr_number(c->file, n, "mu", SHK_XML_POSITIVE, c->d, &out->mu));
        if (out->alpha > 0 && out->mu > 0) return SHK_OK;
        return shk_xml_fail(c->file, n, c->d, "alpha and mu of a NegativeBinomialTOM must be above 0");
    }
    if (!strcmp(tom, "ClusterPoissonTOM")) return shk_xml_fail(c->file, n, c->d, "a ClusterPoissonTOM needs an occurrence_rate above 0");
    return shk_fail(c->d, SHK_E_UNSUPPORTED, "%s:%d: %s: the temporal occurrence model '%.60s' is not supported", c->file, n->line, n->name, tom);
}
