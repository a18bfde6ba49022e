/* disagg_by_rel_sources: disaggregation by magnitude, distance and epsilon of the sources that matter at a level. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "engine/postproc.h"
#include "io/toml.h"

enum { MAX_CELLS = 1 << 26 };

struct edges { size_t n; double *v; };      /* n bins, n + 1 edges */

struct disagg {
    struct shk_run *run;
    struct edges mag, dist, eps;
    double *band, *cum;                     /* probability of each epsilon bin; of it and all above */
    size_t nimts; const size_t *imt;        /* indices in the results */
    size_t site;
    const double *level;
    struct shk_exceed *exceed;
    const unsigned char *relevant;          /* of each source name */
    size_t cells;                           /* of one source: [mag][dist][eps][imt] */
    double *one, *sum;                      /* one: [model][cell] of the present source; sum: [name][cell] */
    size_t max_models;
};

static size_t cell_of(const struct disagg *q, size_t a, size_t d, size_t e, size_t m)
{
    return ((a * q->dist.n + d) * q->eps.n + e) * q->nimts + m;
}

/* Bin of x; open: bins are open below and closed above, as the reference has them for magnitudes. */
static size_t bin_of(const struct edges *b, double x, int open)
{
    size_t k = 0;
    while (k + 1 < b->n && (open ? x > b->v[k + 1] : x >= b->v[k + 1])) k++;
    return k;
}

static double no_exceedance(const struct shk_hazard_block *b, size_t i, double poe)
{
    if (b->npmf[i] == 0) return exp(-b->weight[i] * poe);
    double q = 0, power = 1;
    for (size_t k = 0; k < b->npmf[i]; k++, power *= 1 - poe) q += b->pmf[i][k] * power;
    return q < 1e-300 ? 1e-300 : q > 1 ? 1 : q;
}

static void add_rupture(struct disagg *q, const struct shk_hazard_block *b, size_t i, size_t model, size_t m, double mean, double sig)
{
    const struct shk_exceed *x = &q->exceed[m];
    const double lvl = (x->lev[0] - mean) / sig, poe = shk_post_poe(x, mean, sig);
    const size_t a = bin_of(&q->mag, b->ctx->mag[i], 1), d = bin_of(&q->dist, b->ctx->rrup[i], 0);
    for (size_t e = 0; e < q->eps.n; e++) {
        const double lo = q->eps.v[e], hi = q->eps.v[e + 1];
        double p = 0;
        if (q->run->job->epsilon_star) p = lvl > lo && lvl <= hi ? poe : 0;
        else if (q->eps.n == 1) p = poe;
        else if (lvl <= lo) p = q->band[e];
        else if (lvl <= hi) p = poe - q->cum[e + 1];
        if (p > 0) q->one[model * q->cells + cell_of(q, a, d, e, m)] -= log(no_exceedance(b, i, p));
    }
}

static void visit(const struct shk_post *p)
{
    struct disagg *q = p->user;
    const struct shk_hazard_block *b = p->block;
    if (!q->relevant[p->w->prepared[p->source].name]) return;
    const struct shk_hazard_plan *plan = &p->w->group[p->group].plan;
    for (size_t k = 0; k < plan->nmodels; k++)
        for (size_t m = 0; m < q->nimts; m++) {
            if (plan->skip && plan->skip[k * plan->nimts + q->imt[m]]) continue;
            const struct shk_motion y = shk_hazard_motion(p->h, k, q->imt[m]);
            for (size_t i = 0; i < b->ctx->n; i++)
                if (b->row[i] == q->site) add_rupture(q, b, i, k, m, y.mean[i], y.sig[i]);
        }
}

/* Rates of a source: below 1e-12 they are cut and 100 is the most, as the reference turns probabilities into rates. */
static void source_done(const struct shk_post *p)
{
    struct disagg *q = p->user;
    const uint32_t name = p->w->prepared[p->source].name;
    const size_t n = p->w->group[p->group].plan.nmodels;
    if (!q->relevant[name]) return;
    for (size_t k = 0; k < n; k++)
        for (size_t c = 0; c < q->cells; c++) {
            double *r = &q->one[k * q->cells + c];
            if (*r >= 1e-12) q->sum[name * q->cells + c] += p->weight[k] * (*r > 100 ? 100 : *r);
            *r = 0;
        }
}

static enum shk_err uniform(struct shk_run *run, double lo, double width, size_t n, struct edges *out)
{
    out->n = n;
    out->v = n < MAX_CELLS ? SHK_NEW(run->arena, double, n + 1) : NULL;
    if (!out->v) return shk_fail(run->diag, SHK_E_LIMIT, "%s: %zu bins of disaggregation are too many", run->job->file, n);
    for (size_t i = 0; i <= n; i++) out->v[i] = lo + width * (double)i;
    return SHK_OK;
}

/* classical.md; bins of disaggregation as the reference lays them out: all magnitudes of the model, one distance bin unless asked for more. */
static enum shk_err make_edges(struct disagg *q)
{
    struct shk_run *run = q->run;
    const struct shk_job *job = run->job;
    double lo = INFINITY, hi = -INFINITY, far = 0;
    if (job->disagg_bin_edges && job->disagg_bin_edges->first)
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: disagg_bin_edges is not supported yet in a classical calculation", job->file);
    for (size_t g = 0; g < run->model->ngroups; g++) {
        const struct shk_source_group *sg = &run->model->group[g];
        const struct shk_magdist reach = shk_job_magdist(job, sg->trt);
        far = fmax(far, reach.dist[reach.n - 1]);
        for (size_t s = 0; s < sg->nsources; s++) {
            double a, b;
            SHK_TRY(shk_source_min_max_mag(sg->source[s], &a, &b, run->diag));
            lo = fmin(lo, a);
            hi = fmax(hi, b);
        }
    }
    if (!(lo <= hi)) return shk_fail(run->diag, SHK_E_INVALID, "%s: there are no sources to disaggregate", job->file);
    lo = nearbyint(lo * 100) / 100;         /* two decimals: the reference's list of magnitudes */
    hi = nearbyint(hi * 100) / 100;
    const double width = job->mag_bin_width;
    const size_t n1 = (size_t)floor(lo / width);
    size_t n2 = (size_t)ceil(hi / width);
    if (n2 == n1 || hi >= nearbyint(width * (double)n2 * 1000) / 1000) n2++;
    SHK_TRY(uniform(run, width * (double)n1, width, n2 - n1, &q->mag));
    const double dw = job->distance_bin_width;
    if (dw > 0) SHK_TRY(uniform(run, 0, dw, (size_t)ceil(far / dw), &q->dist));
    else SHK_TRY(uniform(run, 0, far, 1, &q->dist));
    const double t = job->truncation;
    const size_t ne = job->num_epsilon_bins > 0 ? (size_t)job->num_epsilon_bins : 1;
    SHK_TRY(uniform(run, -t, 2 * t / (double)ne, ne, &q->eps));
    q->band = SHK_NEW(run->arena, double, ne + 1);
    q->cum = SHK_NEW(run->arena, double, ne + 1);
    if (!q->band || !q->cum) return shk_fail(run->diag, SHK_E_NOMEM, "bins: out of memory");
    for (size_t e = 0; e < ne; e++)
        q->band[e] = (erf(q->eps.v[e + 1] * M_SQRT1_2) - erf(q->eps.v[e] * M_SQRT1_2)) / (2 * erf(t * M_SQRT1_2));
    for (size_t e = ne; e-- > 0; ) q->cum[e] = q->cum[e + 1] + q->band[e];
    return SHK_OK;
}

/* Linear in the level; constant beyond the ends. */
static double interpolate(const double *x, const double *y, size_t n, size_t stride, double at)
{
    if (at <= x[0]) return y[0];
    for (size_t k = 1; k < n; k++)
        if (at <= x[k]) return y[(k - 1) * stride] + (at - x[k - 1]) / (x[k] - x[k - 1]) * (y[k * stride] - y[(k - 1) * stride]);
    return y[(n - 1) * stride];
}

/* Sources with more than a tenth of the largest rate at the level, for any of the measures. */
static void find_relevant(const struct disagg *q, unsigned char *relevant)
{
    const struct shk_results *r = &q->run->results;
    for (size_t m = 0; m < q->nimts; m++) {
        double most = 0;
        for (int pass = 0; pass < 2; pass++)
            for (size_t s = 0; s < r->nsrc; s++) {
                const double *y = r->src_rate + (q->site * r->nimts + q->imt[m]) * r->nlev * r->nsrc + s;
                const double v = interpolate(r->level + q->imt[m] * r->nlev, y, r->nlev, r->nsrc, q->level[m]);
                if (pass == 0) most = fmax(most, v);
                else if (v > 0.1 * most) relevant[s] = 1;
            }
    }
}

static enum shk_err write_site(const struct disagg *q)
{
    struct shk_run *run = q->run;
    const struct shk_results *r = &run->results;
    const struct shk_sites *s = run->sites;
    const double *vs30 = s->param[SHK_SITE_vs30];
    char name[60] = "mean_disagg_by_src", note[400], lon[SHK_FORMAT_MAX], lat[SHK_FORMAT_MAX], v[SHK_FORMAT_MAX], lev[SHK_FORMAT_MAX];
    if (s->n > 1) snprintf(name, sizeof name, "mean_disagg_by_src-%zu", q->site);
    int n = snprintf(note, sizeof note, ", lon=%s, lat=%s, vs30=%s, iml_disagg={", shk_repr(s->lon[q->site], lon), shk_repr(s->lat[q->site], lat),
                     shk_repr(vs30 ? vs30[q->site] : NAN, v));
    for (size_t m = 0; m < q->nimts && n < (int)sizeof note; m++)
        n += snprintf(note + n, sizeof note - (size_t)n, "%s'%s': %s", m ? ", " : "", r->imt_name[q->imt[m]], shk_repr(q->level[m], lev));
    if (n < (int)sizeof note - 1) strcat(note, "}");
    struct shk_table *t = shk_post_table(run, name, note, "source_id,mag,dist,eps,imt,afoe");
    if (!t) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", name);
    for (size_t src = 0; src < r->nsrc; src++)
        for (size_t c = 0; q->relevant[src] && c < q->cells; c++) {
            const double rate = q->sum[src * q->cells + c];
            if (!(rate > 0)) continue;
            const size_t m = c % q->nimts, e = c / q->nimts % q->eps.n, d = c / q->nimts / q->eps.n % q->dist.n, a = c / q->nimts / q->eps.n / q->dist.n;
            SHK_TRY(shk_post_text(run, t, r->src_name[src]));
            SHK_TRY(shk_post_number(run, t, (q->mag.v[a] + q->mag.v[a + 1]) / 2));
            SHK_TRY(shk_post_number(run, t, (q->dist.v[d] + q->dist.v[d + 1]) / 2));
            SHK_TRY(shk_post_number(run, t, (q->eps.v[e] + q->eps.v[e + 1]) / 2));
            SHK_TRY(shk_post_text(run, t, r->imt_name[q->imt[m]]));
            SHK_TRY(shk_post_number(run, t, rate));
        }
    return SHK_OK;
}

static enum shk_err one_site(struct disagg *q, const struct shk_hazard_work *w)
{
    struct shk_run *run = q->run;
    const size_t names = run->results.nsrc;
    unsigned char *relevant = SHK_NEW(run->arena, unsigned char, names);
    q->cells = q->mag.n * q->dist.n * q->eps.n * q->nimts;
    if ((double)q->cells * (double)(names + q->max_models) > MAX_CELLS)
        return shk_fail(run->diag, SHK_E_LIMIT, "%s: disaggregation into %zu bins of %zu sources is too large", run->job->file, q->cells, names);
    q->one = SHK_NEW(run->arena, double, q->max_models * q->cells);
    q->sum = SHK_NEW(run->arena, double, names * q->cells);
    q->exceed = SHK_NEW(run->arena, struct shk_exceed, q->nimts);
    if (!relevant || !q->one || !q->sum || !q->exceed) return shk_fail(run->diag, SHK_E_NOMEM, "disaggregation: out of memory");
    for (size_t m = 0; m < q->nimts; m++) SHK_TRY(shk_post_level(run, run->results.imt[q->imt[m]], q->level[m], &q->exceed[m]));
    find_relevant(q, relevant);
    q->relevant = relevant;
    SHK_TRY(shk_post_contexts(run, w, SHK_NEEDS(mag), visit, source_done, q));
    return write_site(q);
}

static enum shk_err bad_args(struct shk_run *run, const char *what)
{
    const struct shk_job *job = run->job;
    return shk_fail(run->diag, SHK_E_INVALID, "%s:%d: postproc_args: %s", job->file, job->line[SHK_P_postproc_args], what);
}

enum shk_err shk_post_rel_sources(struct shk_run *run, const struct shk_hazard_work *w)
{
    const struct shk_job *job = run->job;
    const struct shk_results *r = &run->results;
    const struct shk_toml *imts = shk_toml_get(job->postproc_args, "imts"), *by_site = shk_toml_get(job->postproc_args, "imls_by_sid");
    if (!imts || !by_site) return bad_args(run, "expected imts = [measures] and imls_by_sid = {site: [levels]}");
    if (!r->nsrc) return shk_fail(run->diag, SHK_E_INVALID, "%s: postproc_func = %s needs disagg_by_src = true", job->file, job->postproc_func);
    if (job->number_of_logic_tree_samples > 0)
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: postproc_func = %s with a sampled logic tree is not supported yet", job->file, job->postproc_func);
    struct disagg q = { .run = run };
    size_t *imt = SHK_NEW(run->arena, size_t, r->nimts);
    double *level = SHK_NEW(run->arena, double, r->nimts);
    if (!imt || !level) return shk_fail(run->diag, SHK_E_NOMEM, "measures: out of memory");
    for (const struct shk_toml *t = imts->first; t; t = t->next) {
        size_t m = 0;
        while (m < r->nimts && strcmp(r->imt_name[m], t->text)) m++;
        if (m == r->nimts || q.nimts == r->nimts) return bad_args(run, "imts has a measure that is not computed, or one twice");
        imt[q.nimts++] = m;
    }
    q.imt = imt;
    q.level = level;
    for (size_t g = 0; g < w->ngroups; g++)
        if (w->group[g].plan.nmodels > q.max_models) q.max_models = w->group[g].plan.nmodels;
    SHK_TRY(make_edges(&q));
    for (const struct shk_toml *t = by_site->first; t; t = t->next) {
        char *end;
        const unsigned long sid = strtoul(t->key, &end, 10);
        if (end == t->key || *end || sid >= run->sites->n) return bad_args(run, "imls_by_sid has a site that is not there");
        size_t n = 0;
        for (const struct shk_toml *v = t->first; v; v = v->next, n++) {
            if (n == q.nimts || !(v->number > 0)) return bad_args(run, "imls_by_sid: expected a level above zero for each measure");
            level[n] = v->number;
        }
        if (n != q.nimts) return bad_args(run, "imls_by_sid: expected a level for each measure");
        q.site = sid;
        SHK_TRY(one_site(&q, w));
    }
    return SHK_OK;
}
