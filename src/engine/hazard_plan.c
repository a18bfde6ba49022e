#include "engine/by_source.h"
#include "engine/delta_rates.h"
#include "engine/hazard_plan.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { UNIT_CONTEXTS = 160000, TILE_BYTES = 4 << 20, MAX_TILE = 512 };

static enum shk_err no_memory(struct shk_run *run, const char *what)
{
    return shk_fail(run->diag, SHK_E_NOMEM, "out of memory: %s", what);
}

size_t shk_weight_column(const struct shk_logic_tree *lt, const char *imt)
{
    for (size_t c = 0; c < lt->nweights; c++)
        if (!strcmp(lt->weight_name[c], imt)) return c;
    return lt->nweights - 1;
}

static int same_tuple(const struct shk_bin *b, const struct shk_source_group *g)
{
    return b->trti == g->trti && b->ntrt_smrs == g->ntrt_smrs && !memcmp(b->trt_smrs, g->trt_smrs, g->ntrt_smrs * sizeof *g->trt_smrs);
}

static enum shk_err make_bins(struct shk_run *run, struct shk_hazard_work *w)
{
    const struct shk_model *m = run->model;
    w->bin = SHK_NEW(run->arena, struct shk_bin, m->ngroups);
    w->group = SHK_NEW(run->arena, struct shk_group_plan, m->ngroups);
    if (!w->bin || !w->group) return no_memory(run, "source groups");
    for (size_t i = 0; i < m->ngroups; i++) {
        const struct shk_source_group *g = &m->group[i];
        size_t b = 0;
        while (b < w->nbins && !same_tuple(&w->bin[b], g)) b++;
        if (b == w->nbins) {
            w->bin[w->nbins++] = (struct shk_bin){ .trti = g->trti, .nmodels = m->lt.trt[g->trti].n, .first_g = w->ng,
                                                   .trt_smrs = g->trt_smrs, .ntrt_smrs = g->ntrt_smrs };
            w->ng += m->lt.trt[g->trti].n;
        }
        w->group[w->ngroups++] = (struct shk_group_plan){ .group = g, .bin = (uint32_t)b };
    }
    return SHK_OK;
}

/* For each g the realizations that use it: those of its source-model paths whose branch for the region is the model. */
static enum shk_err make_map(struct shk_run *run, struct shk_hazard_work *w)
{
    const struct shk_logic_tree *lt = &run->model->lt;
    size_t *start = SHK_NEW(run->arena, size_t, w->ng + 1), total = 0;
    if (!start) return no_memory(run, "realizations");
    uint32_t *rlz = NULL;
    for (int pass = 0; pass < 2; pass++) {
        size_t at = 0;
        for (size_t b = 0; b < w->nbins; b++)
            for (size_t k = 0; k < w->bin[b].nmodels; k++) {
                start[w->bin[b].first_g + k] = at;
                for (size_t s = 0; s < w->bin[b].ntrt_smrs; s++) {
                    const uint32_t sm = w->bin[b].trt_smrs[s] & 0xffffff;
                    for (size_t r = 0; r < lt->nrlzs; r++)
                        if (lt->rlz[r].sm == sm && lt->rlz[r].branch[w->bin[b].trti] == k) {
                            if (rlz) rlz[at] = (uint32_t)r;
                            at++;
                        }
                }
            }
        start[w->ng] = total = at;
        if (!rlz && !(rlz = SHK_NEW(run->arena, uint32_t, total))) return no_memory(run, "realizations");
    }
    for (size_t b = 0; b < w->nbins; b++) {
        double *weight = SHK_NEW(run->arena, double, w->bin[b].nmodels);
        if (!weight) return no_memory(run, "weights");
        for (size_t k = 0; k < w->bin[b].nmodels; k++)
            for (size_t i = start[w->bin[b].first_g + k]; i < start[w->bin[b].first_g + k + 1]; i++)
                weight[k] += lt->rlz[rlz[i]].weights[lt->nweights - 1];
        w->bin[b].weight = weight;
    }
    w->map = (struct shk_rlz_map){ w->ng, start, rlz };
    return SHK_OK;
}

/* The levels in the scale of the models' means: logarithms, but for MMI (classical.md 7.1). */
static enum shk_err make_exceedance(struct shk_run *run, struct shk_hazard_work *w, const struct shk_exceed **out)
{
    const struct shk_job *job = run->job;
    struct shk_exceed *e = SHK_NEW(run->arena, struct shk_exceed, w->nimts);
    double *lev = SHK_NEW(run->arena, double, w->nlev);
    if (!e || !lev) return no_memory(run, "levels");
    for (size_t m = 0; m < w->nimts; m++) {
        for (size_t l = 0; l < w->nlev; l++) {
            const double v = run->results.level[m * w->nlev + l];
            lev[l] = w->imt[m].kind == SHK_MMI ? v : v > 0 ? log(v) : -INFINITY;
        }
        SHK_TRY(shk_exceed_plan(&e[m], lev, w->nlev, job->truncation, run->arena, run->diag));
    }
    *out = e;
    return SHK_OK;
}

/* Do realizations of weight 0 show in the results? */
static int weightless_count(const struct shk_run *run)
{
    const struct shk_results *r = &run->results;
    int any = r->individual_rlzs || r->nrlzs == 1;
    for (size_t s = 0; s < r->nstats; s++) any |= r->stat[s].kind != SHK_STAT_MEAN && r->stat[s].kind != SHK_STAT_STD;
    return any;
}

static enum shk_err plan_group(struct shk_run *run, struct shk_hazard_work *w, struct shk_group_plan *g, const struct shk_exceed *exceed)
{
    const struct shk_job *job = run->job;
    const struct shk_logic_tree *lt = &run->model->lt;
    const struct shk_gsim_set *set = &lt->trt[g->group->trti];
    const struct shk_gsim_model **model = SHK_NEW(run->arena, const struct shk_gsim_model *, set->n);
    unsigned char *skip = SHK_NEW(run->arena, unsigned char, set->n * w->nimts);
    if (!model || !skip) return no_memory(run, "models");
    int any = 0;
    for (size_t k = 0; k < set->n; k++) {
        model[k] = set->branch[k].model;
        for (size_t m = 0; m < w->nimts; m++) {
            const size_t col = shk_weight_column(lt, run->results.imt_name[m]);
            /* A weight of 0 for the measure itself leaves the model out even there. */
            skip[k * w->nimts + m] = set->branch[k].weights[col] == 0
                                     && (col + 1 < lt->nweights || !weightless_count(run) || !shk_gsim_supports(model[k], w->imt[m]));
            any |= skip[k * w->nimts + m];
            if (!skip[k * w->nimts + m] && !shk_gsim_supports(model[k], w->imt[m]))
                return shk_fail(run->diag, SHK_E_INVALID, "%s: the intensity measure %s is not supported by the ground-motion model %s",
                                job->path, run->results.imt_name[m], model[k]->text);
        }
    }
    g->plan = (struct shk_hazard_plan){
        .nmodels = set->n, .model = model, .nimts = w->nimts, .imt = w->imt, .exceed = exceed, .skip = any ? skip : NULL,
        .time = job->investigation_time, .sites = run->sites, .minimum_distance = job->minimum_distance,
        .pointsource_distance = shk_dict_get(job->pointsource_distance, g->group->trt, 100), .ps_grid_spacing = job->ps_grid_spacing,
        .to_geometric_mean = job->horiz_comp_to_geom_mean, .shift_hypo = job->shift_hypo, .few_sites = run->sites->n <= (size_t)job->max_sites_disagg };
    const struct shk_magdist reach = shk_job_magdist(job, g->group->trt);
    g->plan.maxdist = (struct shk_reach){ reach.n, reach.mag, reach.dist };
    return SHK_OK;
}

/* Equivalent distances (contexts.md 4.8): the reference replaces planes and depths of the region's point-like sources by their
 * averages and makes the ruptures points; in this version it never looks the tables up, and neither do we. */
static int equivalent(const struct shk_job *job, const struct shk_source *s, struct shk_arena *a)
{
    const struct shk_input *in = shk_job_input(job, "reqv");
    for (size_t i = 0; in && i < in->n; i++) {
        if (!in->name || strcmp(in->name[i], s->trt)) continue;
        const char *id = shk_by_source_name(s->id, a);
        for (size_t k = 0; k < job->reqv_ignore_sources.n; k++)
            if (!strcmp(job->reqv_ignore_sources.v[k], id ? id : s->id) || !strcmp(job->reqv_ignore_sources.v[k], s->id)) return 0;
        return s->nplanes > 0 && s->ndepths > 0;
    }
    return 0;
}

static enum shk_err make_equivalent(struct shk_run *run, struct shk_source **src)
{
    struct shk_source *s = shk_source_copy(*src, run->arena);
    struct shk_nodal_plane *np = SHK_NEW(run->arena, struct shk_nodal_plane, 1);
    struct shk_hypo_depth *hd = SHK_NEW(run->arena, struct shk_hypo_depth, 1);
    if (!s || !np || !hd) return no_memory(run, "sources with equivalent distances");
    for (size_t i = 0; i < s->nplanes; i++) {
        np->strike += s->planes[i].prob * s->planes[i].strike;
        np->dip += s->planes[i].prob * s->planes[i].dip;
        np->rake += s->planes[i].prob * s->planes[i].rake;
    }
    for (size_t i = 0; i < s->ndepths; i++) hd->depth += s->depths[i].prob * s->depths[i].depth;
    np->prob = hd->prob = 1;
    hd->frac = 0.5;
    s->planes = np;
    s->depths = hd;
    s->nplanes = s->ndepths = 1;
    s->msr = shk_msr_find("PointMSR", &s->msr_param);
    *src = s;
    return SHK_OK;
}

/* minimum_magnitude leaves out a location whose last bin is below it (sources.md 13), or the whole source by its very last one. */
static void drop_small(struct shk_point_set *s, double least, int whole)
{
    if (least <= 0) return;
    if (whole) {
        const size_t bins = s->mag_start ? s->mag_start[s->n] : s->nmags;
        if (bins && s->bins[bins - 1].mag < least) s->n = 0;
        return;
    }
    if (!s->mag_start) {
        if (s->nmags && s->bins[s->nmags - 1].mag < least) s->n = 0;
        return;
    }
    /* Such a location keeps its place but loses its bins, so that the arrays shared with other sets stay as they are. */
    for (size_t i = 0; i < s->n; i++)
        if (s->mag_start[i + 1] > s->mag_start[i] && s->bins[s->mag_start[i + 1] - 1].mag < least)
            for (size_t b = s->mag_start[i]; b < s->mag_start[i + 1]; b++) ((struct shk_mag_rate *)s->bins)[b].rate = 0;
}

/* Contexts that one location or rupture makes at one site, for cutting and weighing. */
static double contexts_each(const struct shk_prepared *p)
{
    if (!p->is_points) return 1;
    if (p->cells) return p->contexts_each;
    const struct shk_point_set *s = &p->points;
    if (!s->n) return 0;
    const double bins = s->mag_start ? (double)s->mag_start[s->n] / (double)s->n : (double)s->nmags;
    return bins * (double)(s->nplanes * s->ndepths);
}

static enum shk_err prepare(struct shk_run *run, const struct shk_group_plan *g, struct shk_source *s, struct shk_prepared *p)
{
    const struct shk_job *job = run->job;
    const double least = shk_dict_get(job->minimum_magnitude, g->group->trt, 0);
    struct shk_source_params params = { .investigation_time = job->investigation_time, .shift_hypo = job->shift_hypo,
        .minimum_magnitude = least, .split_sources = job->split_sources };
    p->is_points = s->kind == SHK_SRC_POINT || s->kind == SHK_SRC_AREA || s->kind == SHK_SRC_MULTI_POINT;
    if (p->is_points && equivalent(job, s, run->arena)) SHK_TRY(make_equivalent(run, &s));
    p->src = s;
    if (p->is_points) {
        SHK_TRY(shk_source_points(s, run->arena, run->diag, &p->points));
        p->whole = s->kind != SHK_SRC_POINT && (!job->split_sources || g->group->atomic || p->points.n == 1);     /* a single location is no split */
        if (p->whole) shk_source_filter_box(s, NULL, p->box);
        drop_small(&p->points, least, p->whole);
        p->count = contexts_each(p) > 0 ? p->points.n : 0;      /* rates too small to be numbers leave no magnitude */
        return SHK_OK;
    }
    if (s->kind == SHK_SRC_MULTI_FAULT && g->plan.few_sites && s->sections) {
        const struct shk_sites *t = run->sites;
        const struct shk_site_arrays sites = { t->n, t->lon, t->lat, t->dep, t->x, t->y, t->z };
        uint8_t *mask = SHK_NEW(run->arena, uint8_t, s->sections->n);
        if (!mask) return no_memory(run, "sections");
        SHK_TRY(shk_sections_close(s->sections, sites, g->plan.maxdist.dist[g->plan.maxdist.n - 1], run->arena, run->diag, mask));
        params.section_mask = mask;
    }
    SHK_TRY(shk_ruptures_open(s, &params, run->arena, run->diag, &p->ruptures));
    p->count = shk_ruptures_count(p->ruptures);
    shk_source_filter_box(s, p->ruptures, p->box);
    return SHK_OK;
}

/* Everything within the group's largest distance of the locations or ruptures first..first+n-1 of a source; generous, as the exact filter
 * is on rrup. */
struct reach { double west, south, north, width; int all; };

static struct reach reach_of(const struct shk_group_plan *g, const struct shk_prepared *p, size_t first, size_t n)
{
    double box[4] = { 1e9, -1e9, 1e9, -1e9 }, most = 0;
    for (size_t i = 0; i < g->plan.maxdist.n; i++) most = fmax(most, g->plan.maxdist.dist[i]);
    if (p->is_points) {
        for (size_t i = first; i < first + n && i < p->points.n; i++) {
            box[0] = fmin(box[0], p->points.lon[i]);
            box[1] = fmax(box[1], p->points.lon[i]);
            box[2] = fmin(box[2], p->points.lat[i]);
            box[3] = fmax(box[3], p->points.lat[i]);
        }
        most *= 1.5;            /* half the length of a rupture, at most */
    } else memcpy(box, p->box, sizeof box);
    const double lat = fmin(89.9, fmax(fabs(box[2]), fabs(box[3])) + most * 0.009);
    const double more = most * 0.009 / cos(lat * M_PI / 180), span = box[1] - box[0] + (box[1] < box[0] ? 360 : 0);
    return (struct reach){ box[0] - more, box[2] - most * 0.009, box[3] + most * 0.009, span + 2 * more, span > 180 || span + 2 * more >= 360 };
}

static int is_near(const struct reach *r, double lon, double lat)
{
    const double east = lon - r->west;
    return r->all || (lat >= r->south && lat <= r->north && east - 360 * floor(east / 360) <= r->width);
}

static int in_reach(const struct shk_run *run, const struct shk_group_plan *g, const struct shk_prepared *p)
{
    const struct reach r = reach_of(g, p, 0, p->points.n);
    const struct shk_sites *s = run->sites;
    for (size_t i = 0; i < s->n; i++)
        if (is_near(&r, s->lon[i], s->lat[i])) return 1;
    return 0;
}

/* The part of the sites that a unit reaches, by a sample of them. */
static double part_near(const struct shk_run *run, const struct shk_group_plan *g, const struct shk_prepared *p, size_t first, size_t n)
{
    const struct shk_sites *s = run->sites;
    const size_t step = 1 + s->n / 64;
    size_t near = 0, all = 0;
    if (p->cells || g->group->atomic) return 1;
    const struct reach r = reach_of(g, p, first, n);
    for (size_t i = step / 2; i < s->n; i += step, all++) near += (size_t)is_near(&r, s->lon[i], s->lat[i]);
    const double unseen = s->n > all ? 0.25 / (double)all : 0;
    return all ? fmax((double)near / (double)all, unseen) : 1;
}

static enum shk_err cut_units(struct shk_run *run, struct shk_hazard_work *w)
{
    size_t cap = 0;
    for (int pass = 0; pass < 2; pass++) {
        w->nunits = 0;
        for (size_t gi = 0; gi < w->ngroups; gi++) {
            struct shk_group_plan *g = &w->group[gi];
            g->first_unit = w->nunits;
            for (size_t s = g->first_source; s < g->first_source + g->nsources; s++) {
                const struct shk_prepared *p = &w->prepared[s];
                const double each = contexts_each(p);
                size_t step = (size_t)(UNIT_CONTEXTS / (each * 50) + 1), at = 0;
                if (g->group->atomic) step = p->count ? p->count : 1;
                do {
                    const size_t n = p->count - at < step ? p->count - at : step;
                    if (pass) {     /* 2: geometry of a context; 1: finding out that a location has none */
                        const double context = (double)(g->plan.nmodels * w->nimts + 2);
                        w->unit[w->nunits] = (struct shk_unit){ (uint32_t)gi, (uint32_t)s, (uint32_t)at, (uint32_t)n,
                                                                (double)n * (each * context * part_near(run, g, p, at, n) + 1) };
                        w->weight += w->unit[w->nunits].weight;
                    }
                    w->nunits++;
                    at += n;
                } while (at < p->count);
            }
            g->nunits = w->nunits - g->first_unit;
        }
        if (!pass && !(w->unit = SHK_NEW(run->arena, struct shk_unit, cap = w->nunits))) return no_memory(run, "units of work");
    }
    return SHK_OK;
}

/* Neighbouring sites share a tile: cells of a grid that follow a snake would be better, strips of longitude are enough. */
static enum shk_err make_tiles(struct shk_run *run, struct shk_hazard_work *w)
{
    size_t models = 1;
    for (size_t g = 0; g < w->ngroups; g++) models = w->group[g].plan.nmodels > models ? w->group[g].plan.nmodels : models;
    const size_t bytes = models * w->nimts * (w->nlev + SHK_EXCEED_LANES) * sizeof(double);
    w->tile = TILE_BYTES / (bytes ? bytes : 1);
    if (w->tile > MAX_TILE) w->tile = MAX_TILE;
    if (w->tile < 1) w->tile = 1;
    if (w->tile > w->nsites) w->tile = w->nsites;
    if (w->tile == 0) w->tile = 1;      /* preclassical without sites */
    w->ntiles = (w->nsites + w->tile - 1) / w->tile;
    uint32_t *order = SHK_NEW(run->arena, uint32_t, w->nsites);
    if (!order) return no_memory(run, "sites");
    for (size_t i = 0; i < w->nsites; i++) order[i] = (uint32_t)i;
    w->order = order;
    return SHK_OK;
}

/* ps_grid_spacing: the point-like sources of a group become one entry whose locations are cells (contexts.md 4.7). */
static enum shk_err merge_points(struct shk_run *run, struct shk_prepared *first, size_t *n)
{
    size_t np = 0, k = 0;
    for (size_t i = 0; i < *n; i++) np += first[i].is_points && !first[i].whole;
    if (np == 0) return SHK_OK;
    struct shk_point_set *sets = SHK_NEW(run->arena, struct shk_point_set, np);
    struct shk_collapsed *c = SHK_NEW(run->arena, struct shk_collapsed, 1);
    if (!sets || !c) return no_memory(run, "merged point sources");
    struct shk_prepared merged = { .is_points = 1, .cells = c, .sets = sets };
    np = 0;
    for (size_t i = 0; i < *n; i++)
        if (first[i].is_points && !first[i].whole) {
            if (np == 0) merged.src = first[i].src;
            sets[np++] = first[i].points;
        } else first[k++] = first[i];
    SHK_TRY(shk_point_collapse(sets, np, run->job->ps_grid_spacing, run->arena, run->diag, c));
    merged.count = c->ncells;
    size_t bins = 0;
    for (size_t i = 0; i < np; i++) {
        bins += (sets[i].mag_start ? sets[i].mag_start[sets[i].n] : sets[i].nmags * sets[i].n) * sets[i].nplanes * sets[i].ndepths;
    }
    merged.nruptures = bins;
    merged.contexts_each = c->ncells ? (double)bins / (double)c->ncells : 1;
    first[k++] = merged;
    *n = k;
    return SHK_OK;
}

enum shk_err shk_hazard_plan_make(struct shk_run *run, struct shk_hazard_work *w)
{
    const struct shk_exceed *exceed = NULL;
    w->nsites = run->sites->n;
    w->nimts = run->results.nimts;
    w->nlev = run->results.nlev;
    w->imt = run->results.imt;
    if (run->job->disagg_by_src) SHK_TRY(shk_by_source_split(run));
    SHK_TRY(make_bins(run, w));
    SHK_TRY(make_map(run, w));
    SHK_TRY(make_exceedance(run, w, &exceed));
    for (size_t g = 0; g < w->ngroups; g++) w->nprepared += w->group[g].group->nsources;
    w->prepared = SHK_NEW(run->arena, struct shk_prepared, w->nprepared);
    if (!w->prepared) return no_memory(run, "sources");
    size_t at = 0;
    for (size_t k = 0; k < w->ngroups; k++) {
        struct shk_group_plan *g = &w->group[k];
        SHK_TRY(plan_group(run, w, g, exceed));
        g->first_source = at;
        for (size_t s = 0; s < g->group->nsources; s++) {
            struct shk_source *src = g->group->source[s];
            const struct shk_arena_mark before = shk_arena_mark(run->arena);
            const enum shk_err e = prepare(run, g, src, &w->prepared[at]);
            if (e) return shk_source_wrap(src, run->diag, e);
            w->prepared[at].nruptures = (size_t)(contexts_each(&w->prepared[at]) * (double)w->prepared[at].count + 0.5);
            w->nruptures += w->prepared[at].nruptures;
            /* The grid of merged point sources spans all of them, near or not. */
            const int merging = run->job->ps_grid_spacing > 0 && w->prepared[at].is_points;
            if (w->prepared[at].count && (merging || in_reach(run, g, &w->prepared[at]))) at++;
            else shk_arena_release(run->arena, before);     /* most of a national model is far from a few sites */
        }
        g->nsources = at - g->first_source;
        if (run->job->ps_grid_spacing > 0 && run->job->split_sources && !run->job->disagg_by_src && !g->group->atomic) {
            SHK_TRY(merge_points(run, w->prepared + g->first_source, &g->nsources));
            at = g->first_source + g->nsources;
        }
    }
    w->nprepared = at;
    if (at == 0 && w->nsites > 1)
        return shk_fail(run->diag, SHK_E_INVALID, "%s: there are no sources close to the site(s): check maximum_distance and the coordinates", run->job->path);
    if (run->job->disagg_by_src) SHK_TRY(shk_by_source_names(run, w));
    SHK_TRY(make_tiles(run, w));
    SHK_TRY(shk_delta_rates_read(run, w));
    return cut_units(run, w);
}
