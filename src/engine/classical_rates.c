/* First round: rates of exceedance. */
#include "engine/classical_rounds.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "engine/cluster.h"
#include "engine/history.h"
#include "job/csm.h"

static const double shortest = 0.3, journal_rate = 1e6;      /* seconds between commits of a task, at least; bytes a second that a worker may send: some 0.2 percent of its time */

struct rates_message { uint32_t group, tile, first, end; };     /* units first..end-1 of the whole list */
struct rates_part { uint32_t bin, tile, nrows, name; uint64_t units; };     /* units: in these sums; see emit_sums; COSTS: then nrows struct shk_source_cost */

enum { NO_NAME = UINT32_MAX, COSTS = UINT32_MAX - 1 };      /* instead of a name of disagg_by_src */

static size_t tile_sites(const struct shk_hazard_work *w, uint32_t tile)
{
    const size_t first = tile * w->tile;
    return w->nsites - first < w->tile ? w->nsites - first : w->tile;
}

static size_t sums_at(size_t nrows, size_t nkinds)
{
    return (sizeof(struct rates_part) + nrows * (1 + nkinds) * sizeof(uint32_t) + 15) & ~(size_t)15;
}

/* Emits the rows of sum that are not all zero, [model * imt][row][level], without the zeros at their ends: the part, row numbers, for each model, measure
 * and row the number of levels, up to a multiple of 16 bytes, then sums. */
static enum shk_err emit_sums(struct shk_task *t, const struct shk_hazard_work *w, const struct rates_part *head, size_t nkinds,
                              size_t nsites, const shk_exact *sum, struct shk_diag *d)
{
    size_t nrows = 0, total = 0;
    const size_t nlev = w->nlev;
    uint32_t *levels = SHK_NEW(shk_task_arena(t), uint32_t, nkinds * nsites);
    unsigned char *used = SHK_NEW(shk_task_arena(t), unsigned char, nsites);
    if (!levels || !used) return shk_fail(d, SHK_E_NOMEM, "result of a task: out of memory");
    for (size_t i = 0; i < nkinds * nsites; i++) {
        size_t n = nlev;
        while (n > 0 && sum[i * nlev + n - 1] == 0) n--;
        levels[i] = (uint32_t)n;
        used[i % nsites] |= n > 0;
        total += n;
    }
    for (size_t r = 0; r < nsites; r++) nrows += used[r];
    const size_t list = sums_at(nrows, nkinds);
    char *room = shk_task_emit_room(t, list + total * sizeof *sum);
    if (!room) return shk_fail(d, SHK_E_NOMEM, "result of a task: out of memory");
    struct rates_part *h = (struct rates_part *)room;
    *h = *head;
    h->nrows = (uint32_t)nrows;
    uint32_t *row = (uint32_t *)(h + 1);
    shk_exact *v = (shk_exact *)(room + list);
    for (size_t r = 0; r < nsites; r++)
        if (used[r]) *row++ = (uint32_t)r;
    for (size_t i = 0; i < nkinds * nsites; i++)
        if (used[i % nsites]) {
            *row++ = levels[i];
            memcpy(v, sum + i * nlev, levels[i] * sizeof *v);
            v += levels[i];
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
struct costs { struct shk_source_cost *v; size_t n; double clock; uint64_t contexts; };

static void add_cost(struct costs *k, uint32_t source, const struct shk_hazard *h)
{
    const double now = shk_seconds();
    const uint64_t contexts = shk_hazard_contexts(h);
    if (!k->n || k->v[k->n - 1].source != source) k->v[k->n++] = (struct shk_source_cost){ .source = source };
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
static double block_weight(const struct shk_classical *c)
{
    const struct shk_job *job = c->run->job;
    const double tasks = job->concurrent_tasks > 0 ? (double)job->concurrent_tasks : 4.0 * (c->run->cut > 0 ? c->run->cut : SHK_CLUSTER_CUT);
    const double block = c->work.weight * (double)c->work.ntiles / tasks;
    return job->max_weight > 0 ? fmin(block, job->max_weight) : block;
}

/* A task makes its sums final from time to time: a crash then costs a sixteenth of it, if the journal of all of them stays below some
 * gigabytes; otherwise more. */
static double weight_between_commits(const struct shk_classical *c, size_t bytes)
{
    const double block = block_weight(c), tasks = c->work.weight * (double)c->work.ntiles / block, most = 4e9;
    return block / fmin(16, fmax(1, most / (tasks * (double)bytes)));
}

enum shk_err shk_rates_task(struct shk_task *t, const void *msg, size_t n, void *user, struct shk_diag *d)
{
    const struct shk_classical *c = user;
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
    struct costs costs = { .v = SHK_NEW(a, struct shk_source_cost, m.end - m.first + 1), .clock = shk_seconds() };
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
        SHK_TRY(shk_hazard_leaf(h, leaf, d));
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
            SHK_TRY(shk_task_submit(t, SHK_FN_RATES, &other, sizeof other, range_weight(w, end, m.end), d));
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

void shk_rates_describe(const void *msg, size_t n, void *user, char *out, size_t cap)
{
    const struct shk_classical *c = user;
    struct rates_message m;
    if (n != sizeof m) return;
    memcpy(&m, msg, sizeof m);
    const struct shk_unit *u = &c->work.unit[m.first];
    const struct shk_source *s = c->work.prepared[u->source].src;
    snprintf(out, cap, "units %u to %u, from source %s (%s), tile of sites %u", m.first, m.end, s->id, s->file, m.tile);
}

enum shk_err shk_rates_reduce(void *user, const struct shk_part *part, struct shk_diag *d)
{
    (void)d;
    struct shk_classical *c = user;
    struct shk_hazard_work *w = &c->work;
    const struct rates_part *h = part->data;
    if (h->name == COSTS) {
        const struct shk_source_cost *v = (const struct shk_source_cost *)(h + 1);
        for (size_t i = 0; i < h->nrows; i++) {
            c->cost[v[i].source].seconds += v[i].seconds;
            c->cost[v[i].source].contexts += v[i].contexts;
            shk_operation_add(&c->run->monitor, "contexts", 0, 0, v[i].contexts);
        }
        return SHK_OK;
    }
    const uint32_t *row = (const uint32_t *)(h + 1), *levels = row + h->nrows;
    const size_t nlev = w->nlev, kinds = h->name == NO_NAME ? w->bin[h->bin].nmodels * w->nimts : w->nimts;
    const shk_exact *v = (const shk_exact *)((const char *)part->data + sums_at(h->nrows, kinds));
    shk_exact *sum = h->name == NO_NAME ? w->bin[h->bin].sum : (shk_exact *)c->run->results.src_rate + (size_t)h->name * w->nimts * w->nsites * nlev;
    for (size_t k = 0; k < kinds; k++)
        for (size_t r = 0; r < h->nrows; r++, v += *levels++)
            shk_exact_merge(sum + (k * w->nsites + w->order[h->tile * w->tile + row[r]]) * nlev, v, *levels);
    c->units += h->units;
    return SHK_OK;
}

void shk_rates_running(const struct shk_classical *c, const struct shk_running *r, char *out, size_t cap)
{
    const struct shk_hazard_work *w = &c->work;
    struct rates_message m;
    if (r->n != sizeof m) return;
    memcpy(&m, r->msg, sizeof m);
    const double upto = r->fraction * range_weight(w, m.first, m.end);
    double sum = 0;
    uint32_t u = m.first;
    while (u + 1 < m.end && (sum += w->unit[u].weight) <= upto) u++;
    const struct shk_source *s = w->prepared[w->unit[u].source].src;
    snprintf(out, cap, "source %s (%s), sites %zu to %zu", s->id, s->trt, m.tile * w->tile + 1, m.tile * w->tile + tile_sites(w, m.tile));
}

void shk_rates_costs(struct shk_classical *c)
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

enum shk_err shk_rates_submit(struct shk_classical *c, struct shk_diag *d)
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
                SHK_TRY(shk_swarm_submit(c->swarm, SHK_FN_RATES, &m, sizeof m, weight > 0 ? weight : 1, d));
                first = last;
            }
        }
    }
    return SHK_OK;
}
