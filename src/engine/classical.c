/* Classical hazard. A task computes a range of leaf units for a tile of sites and emits exact sums; the master merges
 * them, so neither splitting nor order changes a bit; then each site's curves are made in a second round of tasks. */
#include "engine/classical.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "calc/amplify.h"
#include "engine/amplify_kernel.h"
#include "engine/cluster.h"
#include "engine/follow.h"
#include "engine/hazard_plan.h"
#include "engine/history.h"
#include "engine/identity.h"
#include "engine/live.h"
#include "engine/postproc.h"
#include "job/csm.h"
#include "job/sites.h"
#include "swarm/swarm.h"

enum { FN_RATES, FN_CURVES, CURVES_WAITING = 128, CURVES_MESSAGE = 1000000 };
static const double shortest = 0.3, journal_rate = 1e6;      /* seconds between commits of a task, at least; bytes a second that a worker may send: some 0.2 percent of its time */

struct source_cost { uint32_t source; float seconds; uint64_t contexts; };         /* source: index in prepared */

struct context {
    struct shk_run *run;
    struct shk_hazard_work work;
    const double *rock;                 /* nimts x work.nlev levels of the curves before amplification; NULL without it */
    const struct shk_amplification *amp;
    struct shk_amp_kernel *kernel;      /* amplification_method = kernel, or NULL */
    struct shk_swarm *swarm;
    size_t next_site;                   /* second round: sites before it have been submitted */
    uint64_t units;                     /* first round: counted so far, for each tile of sites */
    struct source_cost *cost;           /* of the sources in work.prepared, added up in the master */
};

/* ---- first round: rates of exceedance ---- */

struct curves_message { uint64_t first, n; };      /* second round: sites; then n * ng * nimts * nlev rates */
struct rates_message { uint32_t group, tile, first, end; };     /* units first..end-1 of the whole list */
struct rates_part { uint32_t bin, tile, nrows, name; uint64_t units; };     /* units: in these sums; then nrows row numbers, padded to 16 bytes, then sums; COSTS: then nrows struct source_cost */

enum { NO_NAME = UINT32_MAX, COSTS = UINT32_MAX - 1 };      /* instead of a name of disagg_by_src */

static size_t tile_sites(const struct shk_hazard_work *w, uint32_t tile)
{
    const size_t first = tile * w->tile;
    return w->nsites - first < w->tile ? w->nsites - first : w->tile;
}

/* Emits the rows of sum that are not all zero: [model * imt][row][level]. */
static enum shk_err emit_sums(struct shk_task *t, const struct shk_hazard_work *w, const struct rates_part *head, size_t nkinds,
                              size_t nsites, const shk_exact *sum, struct shk_diag *d)
{
    size_t nrows = 0;
    const size_t nlev = w->nlev;
    unsigned char *used = SHK_NEW(shk_task_arena(t), unsigned char, nsites);
    if (!used) return shk_fail(d, SHK_E_NOMEM, "result of a task: out of memory");
    for (size_t r = 0; r < nsites; r++)
        for (size_t k = 0; k < nkinds && !used[r]; k++)
            for (size_t l = 0; l < nlev && !used[r]; l++) used[r] = sum[(k * nsites + r) * nlev + l] != 0;
    for (size_t r = 0; r < nsites; r++) nrows += used[r];
    const size_t list = (sizeof *head + nrows * sizeof(uint32_t) + 15) & ~(size_t)15;
    char *room = shk_task_emit_room(t, list + nkinds * nrows * nlev * sizeof *sum);
    if (!room) return shk_fail(d, SHK_E_NOMEM, "result of a task: out of memory");
    struct rates_part *h = (struct rates_part *)room;
    *h = *head;
    h->nrows = (uint32_t)nrows;
    uint32_t *row = (uint32_t *)(h + 1);
    shk_exact *v = (shk_exact *)(room + list);
    for (size_t r = 0; r < nsites; r++)
        if (used[r]) *row++ = (uint32_t)r;
    for (size_t k = 0; k < nkinds; k++)
        for (size_t r = 0; r < nsites; r++)
            if (used[r]) {
                memcpy(v, sum + (k * nsites + r) * nlev, nlev * sizeof *v);
                v += nlev;
            }
    return SHK_OK;
}

static enum shk_err run_source(struct shk_hazard *h, const struct shk_prepared *p, size_t first, size_t n, struct shk_diag *d)
{
    if (p->cells) return shk_hazard_cells(h, p->cells, p->sets, &p->src->tom, first, n, d);
    shk_hazard_delta(h, p->ndelta, p->delta);
    return p->is_points ? shk_hazard_points(h, &p->points, &p->src->tom, p->whole ? p->box : NULL, first, n, d) : shk_hazard_ruptures(h, p->ruptures, p->box, first, n, d);
}

static double not_zero(double p) { return p > 1.11e-16 ? p : 1.11e-16; }

/* Mutually exclusive sources or ruptures, clusters: classical.md 7.6, 7.7. The sums of the whole group are added to sum. */
static enum shk_err atomic_group(struct shk_hazard *h, const struct shk_hazard_work *w, const struct shk_group_plan *g, size_t nsites,
                                 struct shk_arena *a, shk_exact *sum, struct shk_diag *d)
{
    const struct shk_source_group *sg = g->group;
    const size_t kinds = g->plan.nmodels * w->nimts, cells = kinds * nsites * w->nlev;
    double *total = SHK_NEW(a, double, cells);         /* Q: probability of exceedance; clusters: N, of no exceedance */
    if (!total) return shk_fail(d, SHK_E_NOMEM, "atomic source group: out of memory");
    const int product = sg->cluster && !sg->src_mutex && !sg->rup_mutex;
    if (product) shk_hazard_mode(h, SHK_PROD_CLUSTER);
    for (size_t s = g->first_source; s < g->first_source + g->nsources; s++) {
        const struct shk_prepared *p = &w->prepared[s];
        if (!product) shk_hazard_mode(h, sg->rup_mutex ? SHK_SUM_EXCLUSIVE : sg->cluster ? SHK_PROD_CLUSTER : SHK_PROD_NO_EXCEED);
        SHK_TRY(run_source(h, p, 0, p->count, d));
        if (product) continue;
        for (size_t i = 0; i < cells; i++) {
            const size_t l = i % w->nlev, row = i / w->nlev % nsites, k = i / w->nlev / nsites;
            const double v = shk_hazard_row(h, k / w->nimts, k % w->nimts, row)[l];
            if (sg->rup_mutex) total[i] += (1 - total[i]) * v;
            else total[i] += (1 - v) * p->src->mutex_weight;
        }
    }
    for (size_t i = 0; i < cells; i++) {
        const size_t l = i % w->nlev, row = i / w->nlev % nsites, k = i / w->nlev / nsites;
        double none = product ? shk_hazard_row(h, k / w->nimts, k % w->nimts, row)[l] : 1 - total[i] * sg->grp_probability;
        if (sg->cluster) {      /* Poissonian number of cluster occurrences, up to 19 */
            const double mu = sg->tom.occurrence_rate * g->plan.time, one = none;
            double p = exp(-mu), power = 1;
            none = p;
            for (int n = 1; n < 20; n++) {
                p *= mu / n;
                power *= one;
                none += power * p;
            }
        }
        const double rate = -log(not_zero(none));
        shk_exact_add(sum + i, &rate, 1);
    }
    return SHK_OK;
}

/* disagg_by_src: the weighted rates of one leaf go out under the source's name. */
static enum shk_err emit_by_source(struct shk_task *t, const struct shk_hazard_work *w, const struct shk_group_plan *g, uint32_t tile, uint32_t name,
                                   size_t nsites, const shk_exact *leaf, struct shk_diag *d)
{
    const struct shk_bin *b = &w->bin[g->bin];
    shk_exact *v = SHK_NEW(shk_task_arena(t), shk_exact, w->nimts * nsites * w->nlev);
    if (!v) return shk_fail(d, SHK_E_NOMEM, "rates by source: out of memory");
    for (size_t i = 0; i < w->nimts * nsites * w->nlev; i++) {
        double s = 0;
        for (size_t k = 0; k < b->nmodels; k++) s += b->weight[k] * shk_exact_value(leaf[k * w->nimts * nsites * w->nlev + i]);
        v[i] = shk_exact_of(s / g->plan.time);
    }
    return emit_sums(t, w, &(struct rates_part){ .bin = g->bin, .tile = tile, .name = name }, w->nimts, nsites, v, d);
}

/* What each source took, since the last commit: for people, not for results. */
struct costs { struct source_cost *v; size_t n; double clock; uint64_t contexts; };

static void add_cost(struct costs *k, uint32_t source, const struct shk_hazard *h)
{
    const double now = shk_seconds();
    const uint64_t contexts = shk_hazard_contexts(h);
    if (!k->n || k->v[k->n - 1].source != source) k->v[k->n++] = (struct source_cost){ .source = source };
    k->v[k->n - 1].seconds += (float)(now - k->clock);
    k->v[k->n - 1].contexts += contexts - k->contexts;
    k->clock = now;
    k->contexts = contexts;
}

static enum shk_err emit_costs(struct shk_task *t, struct costs *k, struct shk_diag *d)
{
    struct rates_part *h = shk_task_emit_room(t, sizeof *h + k->n * sizeof *k->v);
    if (!h) return shk_fail(d, SHK_E_NOMEM, "result of a task: out of memory");
    *h = (struct rates_part){ .nrows = (uint32_t)k->n, .name = COSTS };
    memcpy(h + 1, k->v, k->n * sizeof *k->v);
    k->n = 0;
    k->clock = shk_seconds();
    return SHK_OK;
}

static double range_weight(const struct shk_hazard_work *w, size_t a, size_t b)
{
    double s = 0;
    for (size_t u = a; u < b; u++) s += w->unit[u].weight;
    return s;
}

/* The weight of one task at the start. Few large ones: running ones are split when somebody is idle, so this need not be fine. */
static double block_weight(const struct context *c)
{
    const struct shk_job *job = c->run->job;
    const double tasks = job->concurrent_tasks > 0 ? (double)job->concurrent_tasks : 4.0 * (c->run->cut > 0 ? c->run->cut : SHK_CLUSTER_CUT);
    const double block = c->work.weight * (double)c->work.ntiles / tasks;
    return job->max_weight > 0 ? fmin(block, job->max_weight) : block;
}

/* A task makes its sums final from time to time: a crash then costs a sixteenth of it, if the journal of all of them stays below some
 * gigabytes; otherwise more. */
static double weight_between_commits(const struct context *c, size_t bytes)
{
    const double block = block_weight(c), tasks = c->work.weight * (double)c->work.ntiles / block, most = 4e9;
    return block / fmin(16, fmax(1, most / (tasks * (double)bytes)));
}

static enum shk_err rates_task(struct shk_task *t, const void *msg, size_t n, void *user, struct shk_diag *d)
{
    const struct context *c = user;
    const struct shk_hazard_work *w = &c->work;
    struct rates_message m;
    SHK_ASSERT(n == sizeof m);
    memcpy(&m, msg, sizeof m);
    const struct shk_group_plan *g = &w->group[m.group];
    const size_t nsites = tile_sites(w, m.tile), kinds = g->plan.nmodels * w->nimts, cells = kinds * nsites * w->nlev;
    struct shk_arena *a = shk_task_arena(t);
    struct shk_hazard *h;
    SHK_TRY(shk_hazard_new(&g->plan, w->order + m.tile * w->tile, nsites, a, d, &h));
    shk_exact *sum = SHK_NEW(a, shk_exact, cells), *leaf = w->nnames ? SHK_NEW(a, shk_exact, cells) : sum;
    if (!sum || !leaf) return shk_fail(d, SHK_E_NOMEM, "rates of a task: out of memory");
    struct rates_part head = { .bin = g->bin, .tile = m.tile, .name = NO_NAME };
    struct costs costs = { .v = SHK_NEW(a, struct source_cost, m.end - m.first + 1), .clock = shk_seconds() };
    if (!costs.v) return shk_fail(d, SHK_E_NOMEM, "costs of a task: out of memory");
    if (g->group->atomic) {
        SHK_TRY(atomic_group(h, w, g, nsites, a, sum, d));
        add_cost(&costs, (uint32_t)g->first_source, h);
        SHK_TRY(emit_costs(t, &costs, d));
        if (w->nnames && g->nsources) SHK_TRY(emit_by_source(t, w, g, m.tile, w->prepared[g->first_source].name, nsites, sum, d));
        head.units = m.end - m.first;
        return emit_sums(t, w, &head, kinds, nsites, sum, d);
    }
    shk_hazard_mode(h, SHK_SUM_RATES);
    const double share = weight_between_commits(c, cells * sizeof *sum), pause = fmax(shortest, (double)(cells * sizeof *sum) / journal_rate);
    const double begun = shk_seconds(), longest = c->run->job->task_duration > 0 ? c->run->job->task_duration : INFINITY;
    double since = begun, done = 0, all = range_weight(w, m.first, m.end);
    for (uint32_t u = m.first; u < m.end; u++) {
        const struct shk_unit *unit = &w->unit[u];
        const struct shk_prepared *p = &w->prepared[unit->source];
        const enum shk_err e = run_source(h, p, unit->first, unit->n, d);
        if (e) return shk_source_wrap(p->src, d, e);
        shk_hazard_leaf(h, leaf);
        if (w->nnames) {
            SHK_TRY(emit_by_source(t, w, g, m.tile, p->name, nsites, leaf, d));
            shk_exact_merge(sum, leaf, cells);
            memset(leaf, 0, cells * sizeof *leaf);
        }
        add_cost(&costs, unit->source, h);
        head.units++;
        done += unit->weight;
        if (all > 0) shk_task_progress(t, fmin(done / all, 1));
        const int idle = shk_task_should_split(t);
        const uint32_t next = u + 1;
        uint32_t end = m.end;
        if (next < m.end && shk_seconds() - begun > longest) end = next;            /* the rest is another task */
        else if (idle > 0 && m.end - u > 2) end = next + (m.end - next) / ((uint32_t)idle + 1);      /* hand over the end of the range */
        if (end < m.end) {
            const struct rates_message other = { m.group, m.tile, end, m.end };
            SHK_TRY(shk_task_submit(t, FN_RATES, &other, sizeof other, range_weight(w, end, m.end), d));
            if (end == next) break;
        }
        if (end < m.end || (next < m.end && done >= share && shk_seconds() - since > pause)) {
            SHK_TRY(emit_costs(t, &costs, d));
            SHK_TRY(emit_sums(t, w, &head, kinds, nsites, sum, d));
            memset(sum, 0, cells * sizeof *sum);
            head.units = 0;
            const struct rates_message mine = { m.group, m.tile, next, end };
            const double left = range_weight(w, next, end);
            SHK_TRY(shk_task_commit(t, &mine, sizeof mine, left > 0 ? left : 1, d));
            m.end = end;
            since = costs.clock = shk_seconds();
            done = 0;
            all = left;
        }
        if (shk_task_cancelled(t)) return SHK_OK;
    }
    SHK_TRY(emit_costs(t, &costs, d));
    return emit_sums(t, w, &head, kinds, nsites, sum, d);
}

static void describe_rates(const void *msg, size_t n, void *user, char *out, size_t cap)
{
    const struct context *c = user;
    struct rates_message m;
    if (n != sizeof m) return;
    memcpy(&m, msg, sizeof m);
    const struct shk_unit *u = &c->work.unit[m.first];
    const struct shk_source *s = c->work.prepared[u->source].src;
    snprintf(out, cap, "units %u to %u, from source %s (%s), tile of sites %u", m.first, m.end, s->id, s->file, m.tile);
}

static enum shk_err reduce_rates(void *user, const struct shk_part *part, struct shk_diag *d)
{
    (void)d;
    struct context *c = user;
    struct shk_hazard_work *w = &c->work;
    const struct rates_part *h = part->data;
    if (h->name == COSTS) {
        const struct source_cost *v = (const struct source_cost *)(h + 1);
        for (size_t i = 0; i < h->nrows; i++) {
            c->cost[v[i].source].seconds += v[i].seconds;
            c->cost[v[i].source].contexts += v[i].contexts;
            shk_operation_add(&c->run->monitor, "contexts", 0, 0, v[i].contexts);
        }
        return SHK_OK;
    }
    const uint32_t *row = (const uint32_t *)(h + 1);
    const shk_exact *v = (const shk_exact *)((const char *)part->data + ((sizeof *h + h->nrows * sizeof *row + 15) & ~(size_t)15));
    const size_t nlev = w->nlev, kinds = h->name == NO_NAME ? w->bin[h->bin].nmodels * w->nimts : w->nimts;
    shk_exact *sum = h->name == NO_NAME ? w->bin[h->bin].sum : (shk_exact *)c->run->results.src_rate + (size_t)h->name * w->nimts * w->nsites * nlev;
    for (size_t k = 0; k < kinds; k++)
        for (size_t r = 0; r < h->nrows; r++, v += nlev)
            shk_exact_merge(sum + (k * w->nsites + w->order[h->tile * w->tile + row[r]]) * nlev, v, nlev);
    c->units += h->units;
    return SHK_OK;
}

/* What a running task does now, from the fraction of its message that is done. */
static void describe_running(const void *user, const struct shk_running *r, char *out, size_t cap)
{
    const struct context *c = user;
    const struct shk_hazard_work *w = &c->work;
    if (r->fn == FN_RATES && r->n == sizeof(struct rates_message)) {
        struct rates_message m;
        memcpy(&m, r->msg, sizeof m);
        const double upto = r->fraction * range_weight(w, m.first, m.end);
        double sum = 0;
        uint32_t u = m.first;
        while (u + 1 < m.end && (sum += w->unit[u].weight) <= upto) u++;
        const struct shk_source *s = w->prepared[w->unit[u].source].src;
        snprintf(out, cap, "source %s (%s), sites %zu to %zu", s->id, s->trt, m.tile * w->tile + 1, m.tile * w->tile + tile_sites(w, m.tile));
    } else if (r->fn == FN_CURVES && r->n >= sizeof(struct curves_message)) {
        struct curves_message m;
        memcpy(&m, r->msg, sizeof m);
        snprintf(out, cap, "sites %llu to %llu", (unsigned long long)m.first + 1, (unsigned long long)(m.first + m.n));
    }
}

/* A row a source for the datastore. */
static void keep_costs(struct context *c)
{
    const struct shk_hazard_work *w = &c->work;
    struct shk_history *h = c->run->monitor.history;
    if (!h || !(h->source = SHK_NEW(c->run->arena, struct shk_source_row, w->nprepared))) return;
    h->nsources = w->nprepared;
    for (size_t g = 0; g < w->ngroups; g++)
        for (size_t u = w->group[g].first_unit; u < w->group[g].first_unit + w->group[g].nunits; u++)
            h->source[w->unit[u].source].weight += (float)(w->unit[u].weight * (double)w->ntiles);
    for (size_t g = 0; g < w->ngroups; g++)
        for (size_t i = w->group[g].first_source; i < w->group[g].first_source + w->group[g].nsources; i++) {
            const struct shk_source *s = w->prepared[i].src;
            h->source[i] = (struct shk_source_row){ .id = s->id, .grp = (uint16_t)g, .code = shk_source_code(s->kind), .calc_time = c->cost[i].seconds,
                .num_ctxs = c->cost[i].contexts, .num_ruptures = (uint32_t)w->prepared[i].nruptures, .weight = h->source[i].weight };
        }
}

static enum shk_err submit_rates(struct context *c, struct shk_diag *d)
{
    const struct shk_hazard_work *w = &c->work;
    const double block = block_weight(c);
    for (size_t gi = 0; gi < w->ngroups; gi++) {
        const struct shk_group_plan *g = &w->group[gi];
        if (g->nunits == 0) continue;
        for (uint32_t tile = 0; tile < w->ntiles; tile++) {
            size_t first = g->first_unit;
            const size_t end = g->first_unit + g->nunits;
            while (first < end) {
                size_t last = g->group->atomic ? end : first;
                double weight = 0;
                while (last < end && (weight < block || last == first)) weight += w->unit[last++].weight;
                if (g->group->atomic) weight = range_weight(w, first, end);
                const struct rates_message m = { (uint32_t)gi, tile, (uint32_t)first, (uint32_t)last };
                SHK_TRY(shk_swarm_submit(c->swarm, FN_RATES, &m, sizeof m, weight > 0 ? weight : 1, d));
                first = last;
            }
        }
    }
    return SHK_OK;
}

/* ---- second round: curves, statistics and maps of a few sites ---- */

/* Realizations whose curves are results themselves. */
static size_t kept_rlzs(const struct shk_results *r) { return r->individual_rlzs || r->nrlzs == 1 ? r->nrlzs : 0; }

/* Column of weights for each measure, and their sums. */
static enum shk_err weight_columns(const struct context *c, struct shk_arena *a, const double ***weight, double **sum, struct shk_diag *d)
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
static enum shk_err model_weights(const struct context *c, struct shk_arena *a, const double ***weight, struct shk_diag *d)
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
static enum shk_err amplify_site(const struct context *c, size_t site, size_t nrlzs, const double *poe, double *soil, struct shk_diag *d)
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

static enum shk_err curves_task(struct shk_task *t, const void *msg, size_t n, void *user, struct shk_diag *d)
{
    (void)n;
    const struct context *c = user;
    const struct shk_results *r = &c->run->results;
    const struct curves_message *m = msg;
    const double *rate = (const double *)(m + 1);
    struct shk_arena *a = shk_task_arena(t);
    const size_t ml = r->nimts * r->nlev, mp = r->nimts * r->npoes, nr = c->run->model->lt.nrlzs, kept = kept_rlzs(r);
    const size_t rock_ml = r->nimts * c->work.nlev;
    const double **weight = NULL;
    double *sum = NULL, *poe = SHK_NEW(a, double, nr * (rock_ml > ml ? rock_ml : ml)), *soil = c->amp ? SHK_NEW(a, double, nr * ml) : poe, *scratch = SHK_NEW(a, double, 6 * nr + 2 * r->nlev);
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

/* The next sites to make curves of. They wait as messages: a few at first, then one for each that has come back, which bounds the memory.
 * Nothing here depends on the number of workers, so that a journal can be followed by any number. */
static enum shk_err submit_curves(struct context *c, size_t blocks, struct shk_diag *d)
{
    const struct shk_hazard_work *w = &c->work;
    const size_t ml = w->nimts * w->nlev, each = w->ng * ml;
    size_t block = 1 + (size_t)(4e6 / (double)(c->run->model->lt.nrlzs * ml * (1 + c->run->results.nstats)));
    const size_t fit = 1 + CURVES_MESSAGE / (each * sizeof(double)), fine = 1 + w->nsites / 16;      /* small messages, enough of them */
    if (block > fit) block = fit;
    if (block > fine) block = fine;
    if (block > w->nsites) block = w->nsites;
    struct curves_message *m = malloc(sizeof *m + block * each * sizeof(double));
    if (!m) return shk_fail(d, SHK_E_NOMEM, "rates of %zu sites: out of memory", block);
    enum shk_err e = SHK_OK;
    for (; blocks && c->next_site < w->nsites && e == SHK_OK; blocks--, c->next_site += m->n) {
        const size_t first = c->next_site;
        *m = (struct curves_message){ first, w->nsites - first < block ? w->nsites - first : block };
        double *v = (double *)(m + 1);
        for (size_t i = first; i < first + m->n; i++)
            for (size_t b = 0; b < w->nbins; b++)
                for (size_t k = 0; k < w->bin[b].nmodels * w->nimts; k++)
                    for (size_t l = 0; l < w->nlev; l++) *v++ = shk_exact_value(w->bin[b].sum[(k * w->nsites + i) * w->nlev + l]);
        e = shk_swarm_submit(c->swarm, FN_CURVES, m, sizeof *m + m->n * each * sizeof(double), (double)m->n, d);
    }
    free(m);
    return e;
}

static enum shk_err reduce_curves(void *user, const struct shk_part *part, struct shk_diag *d)
{
    struct context *c = user;
    struct shk_results *r = &c->run->results;
    const struct curves_message *m = part->data;
    const float *v = (const float *)(m + 1);
    const size_t ml = r->nimts * r->nlev, mp = r->nimts * r->npoes, kept = kept_rlzs(r);
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
    return submit_curves(c, 1, d);
}

/* ---- results ---- */

static void name_stats(struct shk_run *run, struct shk_results *r)
{
    char num[SHK_FORMAT_MAX];
    for (size_t s = 0; s < r->nstats; s++)
        switch (r->stat[s].kind) {
        case SHK_STAT_MEAN: strcpy(r->stat_name[s], "mean"); break;
        case SHK_STAT_STD: strcpy(r->stat_name[s], "std"); break;
        case SHK_STAT_MAX: strcpy(r->stat_name[s], "max"); break;
        case SHK_STAT_QUANTILE: snprintf(r->stat_name[s], sizeof r->stat_name[s], "quantile-%.20s", shk_repr(r->stat[s].q, num)); break;
        }
    (void)run;
}

/* Statistics in the order mean, std, quantiles, max; levels sorted by period as the reference exports them. */
static enum shk_err start_results(struct shk_run *run)
{
    const struct shk_job *job = run->job;
    struct shk_results *r = &run->results;
    const struct shk_logic_tree *lt = &run->model->lt;
    struct shk_stat *stat = SHK_NEW(run->arena, struct shk_stat, 3 + job->quantiles.n);
    if (!stat) return shk_fail(run->diag, SHK_E_NOMEM, "statistics: out of memory");
    if (job->mean) stat[r->nstats++] = (struct shk_stat){ SHK_STAT_MEAN, 0 };
    if (job->std) stat[r->nstats++] = (struct shk_stat){ SHK_STAT_STD, 0 };
    for (size_t i = 0; i < job->quantiles.n; i++) stat[r->nstats++] = (struct shk_stat){ SHK_STAT_QUANTILE, job->quantiles.v[i] };
    if (job->max) stat[r->nstats++] = (struct shk_stat){ SHK_STAT_MAX, 0 };
    r->stat = stat;
    r->stat_name = shk_arena_alloc(run->arena, r->nstats + 1, sizeof *r->stat_name);
    r->nrlzs = lt->nrlzs;
    const char **path = SHK_NEW(run->arena, const char *, lt->nrlzs);
    double *weight = SHK_NEW(run->arena, double, lt->nrlzs);
    if (!r->stat_name || !path || !weight) return shk_fail(run->diag, SHK_E_NOMEM, "realizations: out of memory");
    name_stats(run, r);
    for (size_t k = 0; k < lt->nrlzs; k++) {
        path[k] = lt->rlz[k].path;
        weight[k] = lt->rlz[k].weights[lt->nweights - 1];
    }
    r->rlz_path = path;
    r->rlz_weight = weight;
    r->individual_rlzs = job->individual_rlzs == 1;
    r->hazard_maps = job->hazard_maps;
    r->uniform_hazard_spectra = job->uniform_hazard_spectra;
    r->npoes = job->poes.n;
    r->poe = job->poes.v;
    r->sites = run->sites;
    r->investigation_time = job->investigation_time;
    return SHK_OK;
}

static enum shk_err allocate(struct shk_run *run, struct shk_hazard_work *w)
{
    struct shk_results *r = &run->results;
    const size_t n = w->nsites, ml = w->nimts * r->nlev, rock_ml = w->nimts * w->nlev, mp = w->nimts * r->npoes;
    const int keep = kept_rlzs(r) > 0;
    for (size_t b = 0; b < w->nbins; b++)
        if (!(w->bin[b].sum = SHK_NEW(run->arena, shk_exact, w->bin[b].nmodels * n * rock_ml)))
            return shk_fail(run->diag, SHK_E_NOMEM, "rates of exceedance: out of memory");
    r->stats = r->nstats ? SHK_NEW(run->arena, float, n * r->nstats * ml) : NULL;
    r->map_stats = r->nstats && mp ? SHK_NEW(run->arena, float, n * r->nstats * mp) : NULL;
    r->rlzs = keep ? SHK_NEW(run->arena, float, n * r->nrlzs * ml) : NULL;
    r->map_rlzs = keep && mp ? SHK_NEW(run->arena, float, n * r->nrlzs * mp) : NULL;
    if (w->nnames) r->src_rate = (double *)SHK_NEW(run->arena, shk_exact, w->nnames * n * rock_ml);
    if ((r->nstats && !r->stats) || (r->nstats && mp && !r->map_stats) || (keep && !r->rlzs) || (keep && mp && !r->map_rlzs)
        || (w->nnames && !r->src_rate))
        return shk_fail(run->diag, SHK_E_NOMEM, "results: out of memory");
    return SHK_OK;
}

/* [name][imt][site][level] exact -> [site][imt][level][name] */
static enum shk_err finish_by_source(struct shk_run *run, const struct shk_hazard_work *w)
{
    struct shk_results *r = &run->results;
    const shk_exact *sum = (const shk_exact *)r->src_rate;
    double *v = SHK_NEW(run->arena, double, w->nnames * w->nsites * w->nimts * w->nlev);
    if (!v) return shk_fail(run->diag, SHK_E_NOMEM, "rates by source: out of memory");
    for (size_t s = 0; s < w->nnames; s++)
        for (size_t m = 0; m < w->nimts; m++)
            for (size_t i = 0; i < w->nsites; i++)
                for (size_t l = 0; l < w->nlev; l++)
                    v[((i * w->nimts + m) * w->nlev + l) * w->nnames + s] =
                        shk_exact_value(sum[((s * w->nimts + m) * w->nsites + i) * w->nlev + l]);
    r->src_rate = v;
    r->nsrc = w->nnames;
    r->src_name = w->name;
    return SHK_OK;
}

/* Site amplification: results are at the soil's levels, the same for all measures. */
static enum shk_err read_amplification(struct shk_run *run, struct context *c)
{
    struct shk_results *r = &run->results;
    struct shk_amplification *a;
    SHK_TRY(shk_amplification_read(run->job, run->sites, run->arena, run->diag, &a));
    if (!a || c->kernel) return SHK_OK;
    const size_t n = run->job->soil_intensities.n;
    double *level = SHK_NEW(run->arena, double, n * r->nimts);
    if (!level) return shk_fail(run->diag, SHK_E_NOMEM, "soil_intensities: out of memory");
    for (size_t m = 0; m < r->nimts; m++) memcpy(level + m * n, run->job->soil_intensities.v, n * sizeof *level);
    c->rock = r->level;
    c->amp = a;
    r->level = level;
    r->nlev = n;
    return SHK_OK;
}

const struct shk_task_fn shk_classical_fns[SHK_CLASSICAL_NFNS] = {
    [FN_RATES] = { "rates", rates_task, describe_rates }, [FN_CURVES] = { "curves", curves_task, NULL } };

/* A round: submits, runs, and keeps where the time went. weight: of all its tasks; later: seconds after it. */
static enum shk_err round_of(struct context *c, int fn, const char *what, size_t count, double weight, double known, double later)
{
    struct shk_run *run = c->run;
    const double t = shk_seconds(), workers = shk_swarm_workers(c->swarm) > 0 ? shk_swarm_workers(c->swarm) : 1;
    shk_live_phase(run->live, what);
    shk_live_expect(run->live, known * weight / workers, later);
    shk_swarm_set_rate(c->swarm, fn, known);
    enum shk_err e = fn == FN_RATES ? submit_rates(c, run->diag) : submit_curves(c, CURVES_WAITING, run->diag);
    if (!e) e = shk_swarm_run(c->swarm, fn == FN_RATES ? reduce_rates : reduce_curves, c, run->diag);
    shk_operation_add(&run->monitor, what, shk_seconds() - t, shk_rss_mb(), count);
    shk_follow_round(run, c->swarm, shk_classical_fns[fn].name, t);
    return e;
}

static enum shk_err compute(struct context *c)
{
    struct shk_run *run = c->run;
    const struct shk_hazard_work *w = &c->work;
    const struct shk_identity *id = run->identity;
    char key[sizeof id->program + sizeof id->inputs];
    snprintf(key, sizeof key, "%s %s", id->program, id->inputs);
    struct shk_swarm_options opt = { .workers = run->workers, .fns = shk_classical_fns, .nfns = SHK_CLASSICAL_NFNS, .user = c, .abort = run->abort,
                                     .log = run->log, .journal = run->journal, .journal_key = key, .resume = run->resume, .replay = run->replay };
    if (!(c->cost = SHK_NEW(run->arena, struct source_cost, w->nprepared))) return shk_fail(run->diag, SHK_E_NOMEM, "costs of sources: out of memory");
    SHK_TRY(shk_cluster_options(run, id, &opt));
    shk_follow_options(run, &opt);
    SHK_TRY(shk_swarm_open(&opt, run->diag, &c->swarm));
    shk_live_swarm(run->live, c->swarm, describe_running, c);
    enum shk_err e = shk_swarm_start(c->swarm, run->diag);
    if (!e) shk_cluster_announce(run, c->swarm);
    const double sites = (double)w->nsites, output = run->known.output * sites, workers = shk_swarm_workers(c->swarm) > 0 ? shk_swarm_workers(c->swarm) : 1;
    if (!e) e = round_of(c, FN_RATES, "rates of exceedance", w->nunits, w->weight * (double)w->ntiles, run->known.rates, run->known.curves * sites / workers + output);
    if (!e && c->units != w->nunits * w->ntiles)        /* whatever was split, killed, repeated and resumed */
        e = shk_fail(run->diag, SHK_E_COMPUTE, "%llu of %zu units of work were counted: an error of this program", (unsigned long long)c->units, w->nunits * w->ntiles);
    if (!e) e = round_of(c, FN_CURVES, "curves and statistics", w->nsites, sites, run->known.curves, output);
    run->learnt = (struct shk_calibration){ .rates = shk_swarm_rate(c->swarm, FN_RATES), .curves = shk_swarm_rate(c->swarm, FN_CURVES) };
    keep_costs(c);
    run->poisonous = shk_swarm_poisonous(c->swarm);
    shk_live_swarm(run->live, NULL, NULL, NULL);
    shk_swarm_close(c->swarm);
    return e;
}

/* All that tasks read, in the master and, from the same files, in workers on other machines. */
static enum shk_err prepare(struct context *c)
{
    struct shk_run *run = c->run;
    if (run->job->hazard_calculation_id && !shk_job_path(run->job, "source_model_logic_tree"))
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: hazard_calculation_id = %s: a classical calculation without its own source model is not "
                        "supported yet", run->job->path, run->job->hazard_calculation_id);
    SHK_TRY(shk_postproc_check(run));
    SHK_TRY(start_results(run));
    const double t = shk_seconds();
    shk_live_phase(run->live, "preparing sources");
    SHK_TRY(shk_amp_kernel_make(run, &c->kernel));
    SHK_TRY(shk_hazard_plan_make(run, &c->work));
    SHK_TRY(shk_amp_kernel_ready(run, &c->work, c->kernel));
    shk_operation_add(&run->monitor, "preparing sources", shk_seconds() - t, shk_rss_mb(), c->work.nprepared);
    if (c->work.nunits == 0) shk_warn(run->log, "no source is close to the sites");
    return read_amplification(run, c);
}

enum shk_err shk_classical_prepare(struct shk_run *run, void **user)
{
    struct context *c = SHK_NEW(run->arena, struct context, 1);
    if (!c) return shk_fail(run->diag, SHK_E_NOMEM, "out of memory for a calculation");
    c->run = run;
    *user = c;
    return prepare(c);
}

/* As in the reference, a job of several sites that no rupture reaches is a mistake, one of a single site is not. */
static enum shk_err check_reached(const struct context *c)
{
    const struct shk_hazard_work *w = &c->work;
    uint64_t contexts = 0;
    for (size_t i = 0; c->cost && i < w->nprepared; i++) contexts += c->cost[i].contexts;
    int any = contexts > 0;             /* what an interrupted run has left behind has sums but no costs */
    for (size_t b = 0; b < w->nbins && !any; b++)
        for (size_t i = 0; i < w->bin[b].nmodels * w->nimts * w->nsites * w->nlev && !any; i++) any = shk_exact_value(w->bin[b].sum[i]) > 0;
    if (any || w->nsites == 0) return SHK_OK;
    if (w->nsites > 1) return shk_fail(c->run->diag, SHK_E_INVALID, "%s: no rupture is within maximum_distance of any of the %zu sites", c->run->job->path, w->nsites);
    shk_warn(c->run->log, "no rupture is within maximum_distance of the site");
    return SHK_OK;
}

enum shk_err shk_classical(struct shk_run *run)
{
    struct context c = { .run = run };
    SHK_TRY(prepare(&c));
    SHK_TRY(allocate(run, &c.work));
    SHK_TRY(compute(&c));
    SHK_TRY(check_reached(&c));
    shk_live_phase(run->live, "post-processing");
    if (c.work.nnames) SHK_TRY(finish_by_source(run, &c.work));
    return shk_postproc(run, &c.work);
}

enum shk_err shk_preclassical(struct shk_run *run)
{
    struct shk_hazard_work work = { 0 };
    SHK_TRY(shk_postproc_check(run));
    SHK_TRY(start_results(run));
    const double t = shk_seconds();
    SHK_TRY(shk_hazard_plan_make(run, &work));
    shk_operation_add(&run->monitor, "preparing sources", shk_seconds() - t, shk_rss_mb(), work.nruptures);
    run->results.nstats = 0;
    run->results.npoes = 0;
    return SHK_OK;
}
