/* Second round: curves, statistics and maps of a few sites. */
#include "engine/classical_rounds.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "calc/curves.h"
#include "engine/live.h"

enum { FIRST = 8, WAITING = 128, MESSAGE = 500000 };        /* blocks of sites at the begin and at most on their way; bytes of a message */

struct curves_message { uint64_t first, n; };       /* sites; then n * ng * nimts * nlev rates */

/* Column of weights for each measure, and their sums. */
static enum shk_err weight_columns(const struct shk_classical *c, struct shk_arena *a, const double ***weight, double **sum, struct shk_diag *d)
{
    const struct shk_results *r = &c->run->results;
    const struct shk_logic_tree *lt = &c->run->model->lt;
    const double **w = SHK_NEW(a, const double *, r->nimts);
    double *s = SHK_NEW(a, double, r->nimts);
    for (size_t m = 0; w && s && m < r->nimts; m++) {
        double *v = SHK_NEW(a, double, lt->nrlzs);
        if (!v) { w = NULL; break; }
        const size_t col = shk_weight_column(lt, r->imt_name[m]);
        for (size_t k = 0; k < lt->nrlzs; k++) {
            v[k] = lt->rlz[k].weights[col];
            s[m] += v[k];
        }
        w[m] = v;
    }
    if (!w || !s) return shk_fail(d, SHK_E_NOMEM, "weights: out of memory");
    *weight = w;
    *sum = s;
    return SHK_OK;
}

/* Sums of weights over the realizations of each model, for the mean of the rates. The reference takes the columns in order, not by name. */
static enum shk_err model_weights(const struct shk_classical *c, struct shk_arena *a, const double ***weight, struct shk_diag *d)
{
    const struct shk_rlz_map *map = &c->work.map;
    const struct shk_logic_tree *lt = &c->run->model->lt;
    const size_t nimts = c->run->results.nimts, last = lt->nweights - 1;
    const double **w = SHK_NEW(a, const double *, nimts);
    double *v = SHK_NEW(a, double, nimts * map->n);
    if (!w || !v) return shk_fail(d, SHK_E_NOMEM, "weights: out of memory");
    for (size_t m = 0; m < nimts; m++, v += map->n) {
        for (size_t g = 0; g < map->n; g++)
            for (size_t k = map->start[g]; k < map->start[g + 1]; k++) v[g] += lt->rlz[map->rlz[k]].weights[m < last ? m : last];
        w[m] = v;
    }
    *weight = w;
    return SHK_OK;
}

static void maps_of(const struct shk_results *r, const float *curves, size_t n, double *scratch, float *out)
{
    for (size_t k = 0; k < n; k++)
        for (size_t m = 0; m < r->nimts; m++)
            for (size_t p = 0; p < r->npoes; p++)
                out[(k * r->nimts + m) * r->npoes + p] =
                    shk_hazard_map_value(curves + (k * r->nimts + m) * r->nlev, r->level + m * r->nlev, r->nlev, r->poe[p], scratch);
}

/* Curves on rock of all realizations become curves on soil; soil has results.nlev levels. */
static enum shk_err amplify_site(const struct shk_classical *c, size_t site, size_t nrlzs, const double *poe, double *soil, struct shk_diag *d)
{
    const struct shk_results *r = &c->run->results;
    const struct shk_amplification *a = c->amp;
    const size_t code = shk_amplification_code(a, r->sites, site), row = a->first[code], n = a->first[code + 1] - row;
    for (size_t m = 0; m < r->nimts; m++) {
        size_t k = 0;
        while (k < a->nimts && strcmp(a->imt[k], r->imt_name[m])) k++;
        if (k == a->nimts) return shk_fail(d, SHK_E_INVALID, "the amplification functions have no column for %s", r->imt_name[m]);
        const struct shk_amp amp = { a->level ? n : 1, a->level ? a->level + row : NULL, a->median[k] + row, a->sigma[k] + row };
        for (size_t i = 0; i < nrlzs; i++)
            shk_amplify(&amp, c->work.nlev, c->rock + m * c->work.nlev, poe + (i * r->nimts + m) * c->work.nlev, r->nlev,
                        r->level + m * r->nlev, soil + (i * r->nimts + m) * r->nlev);
    }
    return SHK_OK;
}

enum shk_err shk_curves_task(struct shk_task *t, const void *msg, size_t n, void *user, struct shk_diag *d)
{
    (void)n;
    const struct shk_classical *c = user;
    const struct shk_results *r = &c->run->results;
    const struct curves_message *m = msg;
    const double *rate = (const double *)(m + 1);
    struct shk_arena *a = shk_task_arena(t);
    const size_t ml = r->nimts * r->nlev, mp = r->nimts * r->npoes, nr = c->run->model->lt.nrlzs, kept = shk_kept_rlzs(r);
    const size_t rock_ml = r->nimts * c->work.nlev;
    const double **weight = NULL;
    double *sum = NULL, *poe = SHK_NEW(a, double, nr * (rock_ml > ml ? rock_ml : ml)), *soil = c->amp ? SHK_NEW(a, double, nr * ml) : poe, *scratch = SHK_NEW(a, double, 5 * nr + 2 * r->nlev);
    double *kernel_rates = c->kernel ? SHK_NEW(a, double, c->work.ng * ml) : poe;
    const int fast = shk_job_fast_mean(c->run->job) && !c->amp;
    SHK_TRY(fast ? model_weights(c, a, &weight, d) : weight_columns(c, a, &weight, &sum, d));
    if (!poe || !soil || !scratch || !kernel_rates) return shk_fail(d, SHK_E_NOMEM, "curves of %zu realizations: out of memory", nr);
    const size_t per_site = r->nstats * (ml + mp) + kept * (ml + mp);
    char *room = shk_task_emit_room(t, sizeof *m + m->n * per_site * sizeof(float));
    if (!room) return shk_fail(d, SHK_E_NOMEM, "curves: out of memory");
    memcpy(room, m, sizeof *m);
    float *out = (float *)(room + sizeof *m);
    for (size_t i = 0; i < m->n; i++, out += per_site) {
        const double *rates = rate + i * c->work.ng * rock_ml;
        if (c->kernel) {
            shk_amp_kernel_apply(c->kernel, r->sites, m->first + i, c->work.ng, rates, kernel_rates);
            rates = kernel_rates;
        }
        if (fast) {
            shk_fast_mean(c->work.ng, r->nimts, r->nlev, rates, weight, out);
            maps_of(r, out, 1, scratch, out + ml);
            if (!kept) continue;
        }
        shk_curves(&c->work.map, nr, c->kernel ? ml : rock_ml, rates, poe);
        if (c->amp) SHK_TRY(amplify_site(c, m->first + i, nr, poe, soil, d));
        float *stats = out, *map = out + r->nstats * ml, *rlzs = map + r->nstats * mp, *rlz_map = rlzs + kept * ml;
        if (!fast) {
            shk_curve_stats(r->stat, r->nstats, nr, r->nimts, r->nlev, soil, weight, sum, c->run->job->use_rates, scratch, stats);
            maps_of(r, stats, r->nstats, scratch, map);
        }
        for (size_t k = 0; k < kept * ml; k++) rlzs[k] = (float)soil[k];
        maps_of(r, rlzs, kept, scratch, rlz_map);
        if (shk_task_cancelled(t)) return SHK_OK;
    }
    return SHK_OK;
}

/* The next sites to make curves of. They wait as messages: a few at first, so that work begins soon, then two for each that has come back
 * until there are enough for any number of workers, which bounds the memory. Nothing here depends on that number, so that a journal can be
 * followed by any. */
static enum shk_err submit_blocks(struct shk_classical *c, size_t blocks, struct shk_diag *d)
{
    const struct shk_hazard_work *w = &c->work;
    const size_t ml = w->nimts * w->nlev, each = w->ng * ml;
    size_t block = 1 + (size_t)(4e6 / (double)(c->run->model->lt.nrlzs * ml * (1 + c->run->results.nstats)));
    const size_t fit = 1 + MESSAGE / (each * sizeof(double)), fine = 1 + w->nsites / 16;      /* small messages, enough of them */
    if (block > fit) block = fit;
    if (block > fine) block = fine;
    if (block > w->nsites) block = w->nsites;
    struct curves_message *m = malloc(sizeof *m + block * each * sizeof(double));
    if (!m) return shk_fail(d, SHK_E_NOMEM, "rates of %zu sites: out of memory", block);
    enum shk_err e = SHK_OK;
    for (; blocks && c->next_site < w->nsites && e == SHK_OK; blocks--, c->waiting++, c->next_site += m->n) {
        const size_t first = c->next_site;
        *m = (struct curves_message){ first, w->nsites - first < block ? w->nsites - first : block };
        double *v = (double *)(m + 1);
        for (size_t i = first; i < first + m->n; i++)
            for (size_t b = 0; b < w->nbins; b++)
                for (size_t k = 0; k < w->bin[b].nmodels * w->nimts; k++)
                    for (size_t l = 0; l < w->nlev; l++) *v++ = shk_exact_value(w->bin[b].sum[(k * w->nsites + i) * w->nlev + l]);
        e = shk_swarm_submit(c->swarm, SHK_FN_CURVES, m, sizeof *m + m->n * each * sizeof(double), (double)m->n, d);
    }
    free(m);
    const double rate = shk_swarm_rate(c->swarm, SHK_FN_CURVES), workers = shk_swarm_workers(c->swarm) > 0 ? shk_swarm_workers(c->swarm) : 1;
    if (rate > 0) shk_live_expect(c->run->live, 0, c->later + rate * (double)(w->nsites - c->next_site) / workers);     /* these wait here, not there */
    return e;
}

enum shk_err shk_curves_submit(struct shk_classical *c, struct shk_diag *d) { return submit_blocks(c, FIRST, d); }

enum shk_err shk_curves_reduce(void *user, const struct shk_part *part, struct shk_diag *d)
{
    struct shk_classical *c = user;
    struct shk_results *r = &c->run->results;
    const struct curves_message *m = part->data;
    const float *v = (const float *)(m + 1);
    const size_t ml = r->nimts * r->nlev, mp = r->nimts * r->npoes, kept = shk_kept_rlzs(r);
    for (size_t i = m->first; i < m->first + m->n; i++) {
        if (r->nstats) memcpy(r->stats + i * r->nstats * ml, v, r->nstats * ml * sizeof *v);
        v += r->nstats * ml;
        if (r->nstats && mp) memcpy(r->map_stats + i * r->nstats * mp, v, r->nstats * mp * sizeof *v);
        v += r->nstats * mp;
        if (kept) memcpy(r->rlzs + i * kept * ml, v, kept * ml * sizeof *v);
        v += kept * ml;
        if (kept && mp) memcpy(r->map_rlzs + i * kept * mp, v, kept * mp * sizeof *v);
        v += kept * mp;
    }
    c->waiting--;
    return submit_blocks(c, c->waiting + 2 > WAITING ? WAITING - c->waiting : 2, d);
}

void shk_curves_running(const struct shk_running *r, char *out, size_t cap)
{
    struct curves_message m;
    if (r->n < sizeof m) return;
    memcpy(&m, r->msg, sizeof m);
    snprintf(out, cap, "sites %llu to %llu", (unsigned long long)m.first + 1, (unsigned long long)(m.first + m.n));
}
