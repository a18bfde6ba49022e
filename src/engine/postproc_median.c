/* median_spectrum: means and deviations of the models, weighted by what each rupture contributes to the hazard at the uniform
 * hazard spectrum; with one site and one probability also rupture by rupture. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "engine/postproc.h"

enum { MAX_ROW_VALUES = 1 << 27, OF_MODEL = 4 };        /* of each model and measure: mean, sigma, tau, weight */

struct rupture_row { uint32_t id; double mag, rrup, rate; double *v; };      /* v: [model][imt][OF_MODEL] */

struct median {
    struct shk_run *run;
    const struct shk_hazard_work *w;
    size_t npoes, nimts, nsites;
    struct shk_exceed *exceed;              /* [site][imt][poe] */
    double *acc;                            /* [group][site][mea, sig, wei][imt][poe] */
    int by_rupture;
    struct shk_arena *rows;                 /* of the table of ruptures */
    struct rupture_row *row; size_t nrows, cap, nvalues;
    enum shk_err err;
};

static double *acc_of(const struct median *q, size_t group, size_t site) { return q->acc + (group * q->nsites + site) * 3 * q->nimts * q->npoes; }

static struct rupture_row *new_row(struct median *q, size_t nmodels, double **v)
{
    if (q->nrows == q->cap) {
        const size_t cap = q->cap ? 2 * q->cap : 1024;
        struct rupture_row *more = SHK_NEW(q->rows, struct rupture_row, cap);
        if (!more) return NULL;
        if (q->nrows) memcpy(more, q->row, q->nrows * sizeof *more);
        q->row = more;
        q->cap = cap;
    }
    const size_t n = nmodels * q->nimts * OF_MODEL;
    if (q->nvalues + n > MAX_ROW_VALUES || !(*v = SHK_NEW(q->rows, double, n))) return NULL;
    q->nvalues += n;
    return &q->row[q->nrows++];
}

/* Contributions of the block's contexts; with by_rupture, kept where any is above 0. */
static void visit(const struct shk_post *p)
{
    struct median *q = p->user;
    const struct shk_hazard_block *b = p->block;
    const struct shk_hazard_plan *plan = &p->w->group[p->group].plan;
    const size_t n = b->ctx->n, cell = q->nimts * q->npoes, first = q->nrows;
    double *v = NULL;
    for (size_t i = 0; q->by_rupture && i < n && !q->err; i++) {
        struct rupture_row *r = new_row(q, plan->nmodels, &v);
        if (!r) q->err = SHK_E_LIMIT;
        else *r = (struct rupture_row){ p->w->prepared[p->source].src->offset + b->rup[i], b->ctx->mag[i], b->ctx->rrup[i], b->npmf[i] ? -log(b->pmf[i][0]) : b->weight[i], v };
    }
    if (q->err) return;
    for (size_t k = 0; k < plan->nmodels; k++)
        for (size_t m = 0; m < q->nimts; m++) {
            if (plan->skip && plan->skip[k * q->nimts + m]) continue;
            const struct shk_motion y = shk_hazard_motion(p->h, k, m);
            for (size_t i = 0; i < n; i++) {
                double *acc = acc_of(q, p->group, b->row[i]);
                const double rate = b->npmf[i] ? -log(b->pmf[i][0]) : b->weight[i];     /* investigation_time is 1 */
                for (size_t j = 0; j < q->npoes; j++) {
                    const size_t at = m * q->npoes + j;
                    const double w = p->weight[k] * rate * shk_post_poe(&q->exceed[b->row[i] * cell + at], y.mean[i], y.sig[i]) / q->run->results.poe[j];
                    acc[at] += w * y.mean[i];
                    acc[cell + at] += w * y.sig[i];
                    acc[2 * cell + at] += w;
                    if (!q->by_rupture) continue;
                    double *o = q->row[first + i].v + (k * q->nimts + m) * OF_MODEL;
                    o[0] = y.mean[i], o[1] = y.sig[i], o[2] = y.tau[i], o[3] = w;
                }
            }
        }
    size_t kept = first;
    for (size_t i = first; i < q->nrows; i++) {
        double sum = 0;
        for (size_t c = 0; c < plan->nmodels * q->nimts; c++) sum += q->row[i].v[c * OF_MODEL + 3];
        if (sum > 0) q->row[kept++] = q->row[i];
    }
    q->nrows = kept;
}

static int by_id(const void *a, const void *b)
{
    const struct rupture_row *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static enum shk_err write_ruptures(struct median *q, size_t group, size_t nmodels)
{
    static const char *const kind[OF_MODEL] = { "mea", "sig", "tau", "wei" };
    struct shk_run *run = q->run;
    char note[160], lon[SHK_FORMAT_MAX], lat[SHK_FORMAT_MAX], text[80];
    const size_t room = 64 + nmodels * OF_MODEL * 24;
    char *header = shk_arena_alloc(q->rows, room, 1);
    if (!header) return shk_fail(run->diag, SHK_E_NOMEM, "median_spectrum_disagg: out of memory");
    size_t at = (size_t)snprintf(header, room, "rup_id,mag,rrup,occurrence_rate");
    for (size_t c = 0; c < OF_MODEL; c++)
        for (size_t k = 0; k < nmodels; k++) at += (size_t)snprintf(header + at, room - at, ",%s%zu", kind[c], k);
    qsort(q->row, q->nrows, sizeof *q->row, by_id);
    snprintf(note, sizeof note, ", site_id=0, lon=%s, lat=%s", shk_repr(run->sites->lon[0], lon), shk_repr(run->sites->lat[0], lat));
    for (size_t m = 0; m < q->nimts; m++) {
        snprintf(text, sizeof text, "median_spectrum_disagg-grp%zu-%s", group, run->results.imt_name[m]);
        struct shk_table *t = shk_post_table(run, text, note, header);
        if (!t) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", text);
        for (size_t i = 0; i < q->nrows; i++) {
            const struct rupture_row *r = &q->row[i];
            snprintf(text, sizeof text, "%u", r->id);
            SHK_TRY(shk_post_text(run, t, text));
            SHK_TRY(shk_post_number(run, t, r->mag));
            SHK_TRY(shk_post_number(run, t, r->rrup));
            SHK_TRY(shk_post_number(run, t, r->rate));
            for (size_t c = 0; c < OF_MODEL; c++)
                for (size_t k = 0; k < nmodels; k++) SHK_TRY(shk_post_number(run, t, r->v[(k * q->nimts + m) * OF_MODEL + c]));
        }
    }
    return SHK_OK;
}

static enum shk_err group_rows(struct median *q, struct shk_table *t, size_t site, size_t p)
{
    static const char *const kind[3] = { "mea", "sig", "wei" };
    char num[24];
    for (size_t g = 0; g < q->w->ngroups; g++)
        for (size_t m = 0; m < q->nimts; m++)
            for (size_t c = 0; c < 3; c++) {
                snprintf(num, sizeof num, "%zu", g);
                SHK_TRY(shk_post_text(q->run, t, num));
                SHK_TRY(shk_post_text(q->run, t, kind[c]));
                SHK_TRY(shk_post_number(q->run, t, q->run->results.imt[m].period));
                SHK_TRY(shk_post_number(q->run, t, acc_of(q, g, site)[(c * q->nimts + m) * q->npoes + p]));
            }
    return SHK_OK;
}

static enum shk_err write_site(struct median *q, size_t site, size_t p)
{
    struct shk_run *run = q->run;
    const struct shk_results *r = &run->results;
    char name[60], note[200], lon[SHK_FORMAT_MAX], lat[SHK_FORMAT_MAX], poe[SHK_FORMAT_MAX];
    snprintf(note, sizeof note, ", site_id=%zu, lon=%s, lat=%s, poe=%s", site, shk_repr(run->sites->lon[site], lon),
             shk_repr(run->sites->lat[site], lat), shk_repr(r->poe[p], poe));
    struct shk_table *t;
    if (q->w->ngroups > 1) {
        snprintf(name, sizeof name, "median_spectra-%zu-%zu", site, p);
        if (!(t = shk_post_table(run, name, note, "grp_id,kind,period,value"))) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", name);
        SHK_TRY(group_rows(q, t, site, p));
    }
    snprintf(name, sizeof name, "median_spectrum-%zu-%zu", site, p);
    if (!(t = shk_post_table(run, name, note, "period,spec,mea,sig,wei"))) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", name);
    for (size_t m = 0; m < q->nimts; m++) {
        double sum[3] = { 0, 0, 0 };
        for (size_t g = 0; g < q->w->ngroups; g++)
            for (size_t c = 0; c < 3; c++) sum[c] += acc_of(q, g, site)[(c * q->nimts + m) * q->npoes + p];
        if (fabs(sum[2] - 1) > 0.01)
            return shk_fail(run->diag, SHK_E_INVALID, "%s: median spectrum: the weights of the ruptures add up to %.3f at %s, site %zu, poe %g, not to 1: "
                            "the curve cannot be inverted there (more levels are needed)", run->job->file, sum[2], r->imt_name[m], site, r->poe[p]);
        SHK_TRY(shk_post_number(run, t, r->imt[m].period));
        SHK_TRY(shk_post_number(run, t, exp(sum[0])));
        for (size_t c = 0; c < 3; c++) SHK_TRY(shk_post_number(run, t, sum[c]));
    }
    return SHK_OK;
}

/* First rupture number of each source, as the reference counts them. */
static enum shk_err number_ruptures(struct median *q)
{
    struct shk_run *run = q->run;
    size_t n = 0, at = 0;
    for (size_t g = 0; g < run->model->ngroups; g++) n += run->model->group[g].nsources;
    size_t *count = SHK_NEW(q->rows, size_t, n);
    if (!count) return shk_fail(run->diag, SHK_E_NOMEM, "numbers of ruptures: out of memory");
    for (size_t g = 0; g < run->model->ngroups; g++)
        for (size_t s = 0; s < run->model->group[g].nsources; s++) count[at++] = shk_source_count_ruptures(run->model->group[g].source[s], q->rows);
    return shk_model_number_sources(run->model, 0, count, q->rows, run->diag);
}

static enum shk_err compute(struct median *q)
{
    struct shk_run *run = q->run;
    if (!q->by_rupture) SHK_TRY(shk_post_contexts(run, q->w, 0, visit, NULL, q));
    else {
        SHK_TRY(number_ruptures(q));
        for (size_t g = 0; g < q->w->ngroups; g++) {        /* a group at a time: its ruptures make its files */
            q->nrows = 0;
            struct shk_hazard_work one = *q->w;
            one.ngroups = 1;
            one.group = &q->w->group[g];
            double *acc = q->acc;
            q->acc = acc_of(q, g, 0);
            const enum shk_err e = shk_post_contexts(run, &one, SHK_NEEDS(mag), visit, NULL, q);
            q->acc = acc;
            SHK_TRY(e);
            if (q->err) return shk_fail(run->diag, q->err, "%s: median spectrum by rupture: too many ruptures", run->job->file);
            SHK_TRY(write_ruptures(q, g, q->w->group[g].plan.nmodels));
        }
    }
    for (size_t i = 0; i < q->nsites; i++)
        for (size_t p = 0; p < q->npoes; p++) SHK_TRY(write_site(q, i, p));
    return SHK_OK;
}

enum shk_err shk_post_median_spectrum(struct shk_run *run, const struct shk_hazard_work *w)
{
    const struct shk_job *job = run->job;
    const struct shk_results *r = &run->results;
    struct median q = { .run = run, .w = w, .npoes = r->npoes, .nimts = r->nimts, .nsites = run->sites->n };
    size_t stat;
    SHK_TRY(shk_post_mean(run, job->postproc_func, &stat));
    if (job->investigation_time != 1) return shk_fail(run->diag, SHK_E_INVALID, "%s: %s needs investigation_time = 1", job->file, job->postproc_func);
    const size_t cells = q.nsites * q.nimts * q.npoes;
    q.exceed = SHK_NEW(run->arena, struct shk_exceed, cells);
    q.acc = SHK_NEW(run->arena, double, w->ngroups * 3 * cells);
    if (!q.exceed || !q.acc) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", job->postproc_func);
    for (size_t c = 0; c < cells; c++) {
        const size_t i = c / q.npoes / q.nimts, m = c / q.npoes % q.nimts;
        if (r->imt[m].kind != SHK_PGA && r->imt[m].kind != SHK_SA)
            return shk_fail(run->diag, SHK_E_INVALID, "%s: %s is for PGA and SA only, not for %s", job->file, job->postproc_func, r->imt_name[m]);
        SHK_TRY(shk_post_level(run, r->imt[m], (double)r->map_stats[((i * r->nstats + stat) * r->nimts + m) * q.npoes + c % q.npoes], &q.exceed[c]));
    }
    q.by_rupture = q.nsites == 1 && q.npoes == 1;
    q.rows = shk_arena_new(0);
    if (!q.rows) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", job->postproc_func);
    const enum shk_err e = compute(&q);
    shk_arena_free(q.rows);
    return e;
}
