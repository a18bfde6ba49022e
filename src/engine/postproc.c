#include "engine/postproc.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/format.h"

/* nothing: OpenQuake 3.26 exports no CSV file of it (the names say why). */
static const struct {
    const char *name;
    enum shk_err (*run)(struct shk_run *, const struct shk_hazard_work *);
    const char *nothing;
} functions[] = {
    { "disagg_by_rel_sources.main", shk_post_rel_sources, NULL },
    { "median_spectrum.main", shk_post_median_spectrum, NULL },
    { "conditional_spectrum.main", shk_post_conditional_spectrum, NULL },
    { "compute_mrd.main", NULL, "the mean rate distribution of two measures is not computed (OpenQuake keeps it in its datastore and exports no file)" },
    { "med_gmv.main", NULL, "median ground motions by source are not computed (OpenQuake keeps them in its datastore and exports no file)" },
    { "compute_rtgm.main", NULL, "risk-targeted ground motions are not computed (nor does OpenQuake without the separate module rtgmpy)" },
    { "dummy.main", NULL, NULL },
};

static size_t find(const char *name)
{
    size_t k = 0;
    while (k < sizeof functions / sizeof *functions && strcmp(functions[k].name, name)) k++;
    return k;
}

enum shk_err shk_postproc_check(struct shk_run *run)
{
    const struct shk_job *job = run->job;
    const char *f = job->postproc_func;
    if (!f || !*f) return SHK_OK;
    const size_t k = find(f);
    if (k == sizeof functions / sizeof *functions)
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s:%d: postproc_func = %s is not supported yet", job->file, job->line[SHK_P_postproc_func], f);
    if (functions[k].nothing) shk_warn(run->log, "postproc_func = %s: %s", f, functions[k].nothing);
    else if (!strcmp(job->calculation_mode, "preclassical") && functions[k].run)
        return shk_fail(run->diag, SHK_E_INVALID, "%s:%d: postproc_func = %s needs a classical calculation", job->file, job->line[SHK_P_postproc_func], f);
    if (functions[k].run && run->sites->n > (size_t)job->max_sites_disagg)
        return shk_fail(run->diag, SHK_E_INVALID, "%s: postproc_func = %s is for at most max_sites_disagg = %lld sites, there are %zu", job->file, f,
                        job->max_sites_disagg, run->sites->n);
    return SHK_OK;
}

enum shk_err shk_postproc(struct shk_run *run, const struct shk_hazard_work *w)
{
    const char *f = run->job->postproc_func;
    if (!f || !*f) return SHK_OK;
    const size_t k = find(f);
    return functions[k].run ? functions[k].run(run, w) : SHK_OK;
}

static void visit(void *user, struct shk_hazard *h, const struct shk_hazard_block *b)
{
    struct shk_post *p = user;
    p->h = h;
    p->block = b;
    p->visit(p);
}

static enum shk_err check_group(struct shk_run *run, const struct shk_group_plan *g)
{
    const char *f = run->job->postproc_func;
    if (g->group->atomic)
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: postproc_func = %s with clusters or mutually exclusive sources is not supported yet", run->job->file, f);
    for (size_t k = 0; k < g->plan.nmodels; k++)
        if (g->plan.model[k]->npart)
            return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: postproc_func = %s with %s is not supported yet", run->job->file, f, g->plan.model[k]->text);
    return SHK_OK;
}

static enum shk_err group_contexts(struct shk_post *p, const struct shk_group_plan *g, uint64_t columns, struct shk_arena *a)
{
    struct shk_run *run = p->run;
    struct shk_hazard_plan plan = g->plan;
    struct shk_hazard *h;
    plan.columns = columns;
    SHK_TRY(shk_hazard_new(&plan, p->w->order, p->w->nsites, a, run->diag, &h));
    shk_hazard_mode(h, SHK_SUM_RATES);
    shk_hazard_visit(h, visit, p);
    p->weight = p->w->bin[g->bin].weight;
    for (p->source = g->first_source; p->source < g->first_source + g->nsources; p->source++) {
        const struct shk_prepared *s = &p->w->prepared[p->source];
        shk_hazard_delta(h, s->ndelta, s->delta);
        if (s->is_points) SHK_TRY(shk_hazard_points(h, &s->points, &s->src->tom, s->whole ? s->box : NULL, 0, s->count, run->diag));
        else SHK_TRY(shk_hazard_ruptures(h, s->ruptures, s->box, 0, s->count, run->diag));
        shk_hazard_visit_rest(h);
        if (p->source_done) p->source_done(p);
    }
    return SHK_OK;
}

enum shk_err shk_post_contexts(struct shk_run *run, const struct shk_hazard_work *w, uint64_t columns,
                               void (*see)(const struct shk_post *), void (*source_done)(const struct shk_post *), void *user)
{
    struct shk_post p = { .run = run, .w = w, .user = user, .visit = see, .source_done = source_done };
    if (run->job->ps_grid_spacing > 0)
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: postproc_func with ps_grid_spacing is not supported yet", run->job->file);
    for (p.group = 0; p.group < w->ngroups; p.group++) {
        SHK_TRY(check_group(run, &w->group[p.group]));
        struct shk_arena *a = shk_arena_new(0);
        const enum shk_err e = a ? group_contexts(&p, &w->group[p.group], columns, a) : shk_fail(run->diag, SHK_E_NOMEM, "post-processing: out of memory");
        shk_arena_free(a);
        SHK_TRY(e);
    }
    return SHK_OK;
}

enum shk_err shk_post_mean(struct shk_run *run, const char *who, size_t *stat)
{
    const struct shk_results *r = &run->results;
    for (*stat = 0; *stat < r->nstats; (*stat)++)
        if (r->stat[*stat].kind == SHK_STAT_MEAN && r->npoes) return SHK_OK;
    return shk_fail(run->diag, SHK_E_INVALID, "%s: %s needs mean = true and poes", run->job->file, who);
}

double shk_post_poe(const struct shk_exceed *e, double mean, double sig)
{
    double out[1 + SHK_EXCEED_LANES];
    SHK_ASSERT(e->row <= sizeof out / sizeof *out);
    shk_exceed_poe(e, mean, sig, out);
    return out[0];
}

enum shk_err shk_post_level(struct shk_run *run, struct shk_imt imt, double level, struct shk_exceed *e)
{
    const double lev = imt.kind == SHK_MMI ? level : level > 0 ? log(level) : -INFINITY;
    return shk_exceed_plan(e, &lev, 1, run->job->truncation, run->arena, run->diag);
}

/* ---- tables ---- */

struct shk_table *shk_post_table(struct shk_run *run, const char *name, const char *note, const char *header)
{
    enum { MAX_TABLES = 4096 };
    struct shk_results *r = &run->results;
    if (!r->post && !(r->post = SHK_NEW(run->arena, struct shk_table, MAX_TABLES))) return NULL;
    if (r->npost == MAX_TABLES) return NULL;
    struct shk_table *t = &r->post[r->npost];
    *t = (struct shk_table){ .name = shk_arena_strdup(run->arena, name), .note = shk_arena_strdup(run->arena, note),
                             .header = shk_arena_strdup(run->arena, header), .ncols = 1 };
    if (!t->name || !t->note || !t->header) return NULL;
    for (const char *c = header; *c; c++) t->ncols += *c == ',';
    r->npost++;
    return t;
}

enum shk_err shk_post_text(struct shk_run *run, struct shk_table *t, const char *cell)
{
    if (t->ncells == t->cap) {
        const size_t cap = t->cap ? 2 * t->cap : 256;
        const char **more = SHK_NEW(run->arena, const char *, cap);
        if (!more) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", t->name);
        if (t->ncells) memcpy(more, t->cell, t->ncells * sizeof *more);
        t->cell = more;
        t->cap = cap;
    }
    if (!(t->cell[t->ncells++] = shk_arena_strdup(run->arena, cell))) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", t->name);
    return SHK_OK;
}

enum shk_err shk_post_number(struct shk_run *run, struct shk_table *t, double v)
{
    char buf[SHK_FORMAT_MAX];
    shk_format_e(v, 5, buf);
    return shk_post_text(run, t, buf);
}
