/* conditional_spectrum: Lin et al. (2013), Bull. Seismol. Soc. Am. 103(2A), 1103-1116, equations 14 and 15. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/format.h"
#include "calc/cross_correlation.h"
#include "engine/postproc.h"

struct cond {
    struct shk_run *run;
    size_t ref, npoes;
    double *rho;                            /* of each measure with the reference */
    struct shk_exceed *exceed;              /* [site][poe], of the reference measure */
    double *mean, *var;                     /* [site][poe][imt] */
    int second;                             /* the mean is known: now deviations */
};

static void visit(const struct shk_post *p)
{
    struct cond *q = p->user;
    const struct shk_hazard_block *b = p->block;
    const struct shk_hazard_plan *plan = &p->w->group[p->group].plan;
    const size_t nimts = q->run->results.nimts;
    const double time = q->run->job->investigation_time;
    double mu[SHK_CTX_BLOCK], sig[SHK_CTX_BLOCK], rate[SHK_CTX_BLOCK];
    for (size_t i = 0; i < b->ctx->n; i++) rate[i] = (b->npmf[i] ? -log(b->pmf[i][0]) : b->weight[i]) / time;
    for (size_t k = 0; k < plan->nmodels; k++) {
        if (plan->skip && plan->skip[k * nimts + q->ref]) continue;
        const struct shk_motion ref = shk_hazard_motion(p->h, k, q->ref);
        memcpy(mu, ref.mean, b->ctx->n * sizeof *mu);
        memcpy(sig, ref.sig, b->ctx->n * sizeof *sig);
        for (size_t m = 0; m < nimts; m++) {
            const struct shk_motion y = shk_hazard_motion(p->h, k, m);
            for (size_t i = 0; i < b->ctx->n; i++)
                for (size_t j = 0; j < q->npoes; j++) {
                    const size_t at = b->row[i] * q->npoes + j;
                    const struct shk_exceed *x = &q->exceed[at];
                    const double eps = (x->lev[0] - mu[i]) / sig[i];
                    const double afe = -log(1 - q->run->results.poe[j]) / time;
                    const double w = p->weight[k] * rate[i] * shk_post_poe(x, mu[i], sig[i]) / afe;
                    const double cond = y.mean[i] + q->rho[m] * eps * y.sig[i];
                    if (!q->second) {
                        q->mean[at * nimts + m] += w * cond;
                        continue;
                    }
                    const double s = y.sig[i] * sqrt(1 - q->rho[m] * q->rho[m]), off = cond - q->mean[at * nimts + m];
                    q->var[at * nimts + m] += w * (s * s + off * off);
                }
        }
    }
}

static enum shk_err write_sites(const struct cond *q)
{
    struct shk_run *run = q->run;
    const struct shk_results *r = &run->results;
    for (size_t i = 0; i < run->sites->n; i++) {
        char name[60], note[200], lon[SHK_FORMAT_MAX], lat[SHK_FORMAT_MAX];
        snprintf(name, sizeof name, "conditional-spectrum-%zu", i);
        snprintf(note, sizeof note, ", site_id=%zu, lon=%s, lat=%s", i, shk_repr(run->sites->lon[i], lon), shk_repr(run->sites->lat[i], lat));
        struct shk_table *t = shk_post_table(run, name, note, "poe,stat,period,mea,std");
        if (!t) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", name);
        for (size_t p = 0; p < q->npoes; p++)
            for (size_t m = 0; m < r->nimts; m++) {
                const size_t at = (i * q->npoes + p) * r->nimts + m;
                SHK_TRY(shk_post_number(run, t, r->poe[p]));
                SHK_TRY(shk_post_text(run, t, "mean"));
                SHK_TRY(shk_post_number(run, t, r->imt[m].period));
                SHK_TRY(shk_post_number(run, t, exp(q->mean[at])));
                SHK_TRY(shk_post_number(run, t, sqrt(q->var[at])));
            }
    }
    return SHK_OK;
}

enum shk_err shk_post_conditional_spectrum(struct shk_run *run, const struct shk_hazard_work *w)
{
    const struct shk_job *job = run->job;
    const struct shk_results *r = &run->results;
    struct cond q = { .run = run, .npoes = r->npoes };
    size_t stat;
    SHK_TRY(shk_post_mean(run, job->postproc_func, &stat));
    if (r->nstats > 1) return shk_fail(run->diag, SHK_E_INVALID, "%s: %s: only the mean is supported, no other statistics", job->file, job->postproc_func);
    if (!job->imt_ref || !*job->imt_ref) return shk_fail(run->diag, SHK_E_INVALID, "%s: %s needs imt_ref", job->file, job->postproc_func);
    if (!job->cross_correlation || strcmp(job->cross_correlation, "BakerJayaram2008"))
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: cross_correlation = %s is not supported yet by %s: expected BakerJayaram2008", job->file,
                        job->cross_correlation ? job->cross_correlation : "", job->postproc_func);
    while (q.ref < r->nimts && strcmp(r->imt_name[q.ref], job->imt_ref)) q.ref++;
    if (q.ref == r->nimts) return shk_fail(run->diag, SHK_E_INVALID, "%s:%d: imt_ref = %s is not among the measures", job->file, job->line[SHK_P_imt_ref], job->imt_ref);
    const size_t n = run->sites->n * q.npoes;
    q.rho = SHK_NEW(run->arena, double, r->nimts);
    q.exceed = SHK_NEW(run->arena, struct shk_exceed, n);
    q.mean = SHK_NEW(run->arena, double, n * r->nimts);
    q.var = SHK_NEW(run->arena, double, n * r->nimts);
    if (!q.rho || !q.exceed || !q.mean || !q.var) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", job->postproc_func);
    for (size_t m = 0; m < r->nimts; m++) {
        if (r->imt[m].kind != SHK_PGA && r->imt[m].kind != SHK_SA)
            return shk_fail(run->diag, SHK_E_INVALID, "%s: %s is for PGA and SA only, not for %s", job->file, job->postproc_func, r->imt_name[m]);
        q.rho[m] = shk_baker_jayaram_2008(r->imt[q.ref].period, r->imt[m].period);
    }
    for (size_t i = 0; i < n; i++)
        SHK_TRY(shk_post_level(run, r->imt[q.ref], (double)r->map_stats[((i / q.npoes * r->nstats + stat) * r->nimts + q.ref) * q.npoes + i % q.npoes], &q.exceed[i]));
    SHK_TRY(shk_post_contexts(run, w, 0, visit, NULL, &q));
    q.second = 1;
    SHK_TRY(shk_post_contexts(run, w, 0, visit, NULL, &q));
    return write_sites(&q);
}
