/* A model with residual terms that change from place to place, in cells of H3 (GridAdjustedGMPE): added to the median by the cell of the
 * hypocentre or the site or along the path between them; their scatter is taken from, added to or put for a standard deviation.
 *
 * The file: attribute res_terms at the root, { "NAME": { "location": "hypo" | "site" | "path", "sig_adjustment": ..., "sig_comp_modified":
 * ... } }; for each term and measure a group NAME/PGA with the datasets cell_id (indices as hexadecimal texts), NAME (values) and, where
 * a deviation is adjusted, NAME_sig as an attribute, or for hypo and site as a dataset. */
#include <stdio.h>
#include <stdlib.h>
#include "geo/geodetic.h"
#include "geo/h3.h"
#include "gsim/make.h"
#include "io/h5.h"
#include "io/pylit.h"

enum location { HYPO, SITE, PATH };
enum action { NOTHING, SUBTRACT, ADD, REPLACE };
enum component { TAU, PHI, TOTAL };
enum { MAX_CELLS = 1 << 22, PATH_POINTS = 100 };

struct cell { uint64_t id; double mean, sig; };
struct grid { const char *imt; size_t n; struct cell *cell; };                  /* by id */
struct term { const char *name; enum location where; enum action action; enum component what; size_t n; struct grid *grid; };
struct state { const struct shk_gsim_model *base; size_t n; struct term *term; int nres, res[SHK_H3_MAX_RES + 1]; /* fine to coarse */ };

/* ---- use ---- */

static const struct cell *cell_at(const struct grid *g, double lon, double lat, int res)
{
    const uint64_t id = shk_h3_cell(lon, lat, res);
    size_t lo = 0, hi = g->n;
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        if (g->cell[mid].id < id) lo = mid + 1;
        else hi = mid;
    }
    return id && lo < g->n && g->cell[lo].id == id ? &g->cell[lo] : NULL;
}

/* The finest cell that holds a place. */
static const struct cell *finest(const struct state *s, const struct grid *g, double lon, double lat)
{
    const struct cell *c = NULL;
    for (int r = 0; r < s->nres && !c; r++) c = cell_at(g, lon, lat, s->res[r]);
    return c;
}

/* Values per km times the length in their cells, coarse and fine ones alike, counted at 100 points. The reference takes latitudes of
 * cells for longitudes and the other way round, and so do we. */
static double along(const struct state *s, const struct grid *g, struct shk_point site, struct shk_point hypo)
{
    struct shk_point p[PATH_POINTS];
    double sum = 0;
    shk_points_between(site, hypo, PATH_POINTS, p);
    for (int i = 0; i < PATH_POINTS; i++)
        for (int r = 0; r < s->nres; r++) {
            const struct cell *c = cell_at(g, p[i].lat, p[i].lon, s->res[r]);
            if (c) sum += c->mean;
        }
    return sum * shk_distance(p[0].lon, p[0].lat, p[1].lon, p[1].lat);
}

static void adjust(const struct term *t, double v, size_t i, struct shk_motion out)
{
    if (t->action == NOTHING) return;
    double *part = t->what == TAU ? &out.tau[i] : t->what == PHI ? &out.phi[i] : &out.sig[i];
    *part = t->action == REPLACE ? v : sqrt(*part * *part + (t->action == SUBTRACT ? -(v * v) : v * v));
    if (t->what != TOTAL) out.sig[i] = sqrt(out.tau[i] * out.tau[i] + out.phi[i] * out.phi[i]);
}

static const struct grid *grid_for(const struct term *t, struct shk_imt imt)
{
    char name[SHK_IMT_NAME];
    shk_imt_name(imt, name);
    for (size_t k = 0; k < t->n; k++)
        if (!strcmp(t->grid[k].imt, name)) return &t->grid[k];
    return NULL;
}

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct state *s = call->model->state;
    shk_gsim_eval(s->base, call->imt, x, out);
    for (const struct term *t = s->term; t < s->term + s->n; t++) {
        const struct grid *g = grid_for(t, call->imt);
        for (size_t i = 0; g && i < x->n; i++) {
            if (t->where == PATH) {
                out.mean[i] += along(s, g, (struct shk_point){ x->lon[i], x->lat[i], 0 }, (struct shk_point){ x->hypo_lon[i], x->hypo_lat[i], 0 });
                adjust(t, g->cell[0].sig, i, out);
            } else {
                const struct cell *c = t->where == HYPO ? finest(s, g, x->hypo_lon[i], x->hypo_lat[i]) : finest(s, g, x->lon[i], x->lat[i]);
                if (c) out.mean[i] += c->mean;
                adjust(t, c ? c->sig : g->cell[g->n].sig, i, out);
            }
        }
    }
}

/* ---- reading ---- */

struct reader { struct shk_gsim_make *k; struct shk_h5 *f; const char *file; struct state *s; };

static int by_id(const void *a, const void *b)
{
    const uint64_t x = ((const struct cell *)a)->id, y = ((const struct cell *)b)->id;
    return (x > y) - (x < y);
}

/* A scalar is kept in all cells and in one behind the last, for places outside; values by cell have 0 there. */
static enum shk_err read_sigma(const struct reader *r, const struct term *t, const char *group, struct grid *g)
{
    char path[240], name[100];
    struct shk_h5_info info;
    double v = 0, *list;
    size_t n;
    snprintf(name, sizeof name, "%s_sig", t->name);
    snprintf(path, sizeof path, "%s/%s", group, name);
    SHK_TRY(shk_h5_info(r->f, path, r->k->diag, &info));
    struct shk_diag quiet = { 0 };
    const enum shk_err e = shk_h5_attr_double(r->f, group, name, &quiet, &v);
    if (e && e != SHK_E_NOTFOUND) return shk_fail(r->k->diag, e, "%s", quiet.text);
    if (info.kind != SHK_H5_NONE && !e) return shk_fail(r->k->diag, SHK_E_INVALID, "%s: %s has both an attribute and a dataset %s", r->file, group, name);
    if (info.kind == SHK_H5_NONE && e) return shk_fail(r->k->diag, SHK_E_INVALID, "%s: sig_adjustment needs %s in %s", r->file, name, group);
    if (info.kind != SHK_H5_NONE && t->where == PATH) return shk_fail(r->k->diag, SHK_E_INVALID, "%s: %s: values by cell are not for paths", r->file, path);
    if (info.kind != SHK_H5_NONE) {
        SHK_TRY(shk_h5_doubles(r->f, path, MAX_CELLS, r->k->arena, r->k->diag, &n, NULL, &list));
        if (n != g->n) return shk_fail(r->k->diag, SHK_E_INVALID, "%s: %s: %zu values for %zu cells", r->file, path, n, g->n);
    }
    for (size_t i = 0; i <= g->n; i++) {
        g->cell[i].sig = e && i < g->n ? list[i] : v;
        if (!(g->cell[i].sig >= 0)) return shk_fail(r->k->diag, SHK_E_INVALID, "%s: %s: %g is negative", r->file, path, g->cell[i].sig);
    }
    return SHK_OK;
}

static void add_resolution(struct state *s, int res)
{
    int i = 0;
    while (i < s->nres && s->res[i] > res) i++;
    if (i < s->nres && s->res[i] == res) return;
    memmove(&s->res[i + 1], &s->res[i], (size_t)(s->nres - i) * sizeof *s->res);
    s->res[i] = res;
    s->nres++;
}

static enum shk_err read_grid(const struct reader *r, const struct term *t, struct grid *g)
{
    char group[140], path[240];
    const char **id;
    double *mean;
    size_t n;
    if (strlen(t->name) + strlen(g->imt) > 60) return shk_fail(r->k->diag, SHK_E_LIMIT, "%s: the names %.40s, %.40s are too long", r->file, t->name, g->imt);
    snprintf(group, sizeof group, "%s/%s", t->name, g->imt);
    snprintf(path, sizeof path, "%s/cell_id", group);
    SHK_TRY(shk_h5_strings(r->f, path, MAX_CELLS, r->k->arena, r->k->diag, &g->n, &id));
    snprintf(path, sizeof path, "%s/%s", group, t->name);
    SHK_TRY(shk_h5_doubles(r->f, path, MAX_CELLS, r->k->arena, r->k->diag, &n, NULL, &mean));
    if (n != g->n || n == 0) return shk_fail(r->k->diag, SHK_E_INVALID, "%s: %s: %zu values for %zu cells", r->file, path, n, g->n);
    if (!(g->cell = SHK_NEW(r->k->arena, struct cell, n + 1))) return shk_fail(r->k->diag, SHK_E_NOMEM, "%s: out of memory", r->file);
    for (size_t i = 0; i < n; i++) {
        g->cell[i] = (struct cell){ shk_h3_parse(id[i]), mean[i], 0 };
        if (!isfinite(mean[i])) return shk_fail(r->k->diag, SHK_E_INVALID, "%s: %s: a value is not finite", r->file, path);
        if (!g->cell[i].id) return shk_fail(r->k->diag, SHK_E_INVALID, "%s: %s: '%.40s' is not a cell of H3", r->file, group, id[i]);
        add_resolution(r->s, shk_h3_resolution(g->cell[i].id));
    }
    if (t->action != NOTHING) SHK_TRY(read_sigma(r, t, group, g));
    qsort(g->cell, n, sizeof *g->cell, by_id);
    for (size_t i = 1; i < n; i++)
        if (g->cell[i].id == g->cell[i - 1].id) return shk_fail(r->k->diag, SHK_E_INVALID, "%s: %s: cell %llx is there twice", r->file, group, (unsigned long long)g->cell[i].id);
    return SHK_OK;
}

/* Index of the text of key in a list ended by NULL. */
static enum shk_err word(const struct reader *r, const struct shk_toml *term, const char *key, const char *const *words, const char *dflt, int *out)
{
    const struct shk_toml *v = shk_toml_get(term, key);
    const char *text = v ? v->text : dflt;
    for (*out = 0; text && words[*out]; ++*out)
        if (!strcmp(words[*out], text)) return SHK_OK;
    return shk_fail(r->k->diag, SHK_E_INVALID, "%s: res_terms: %s: %s of %.40s must be one of %s, %s, %s", r->file, text ? text : "missing", key, term->key, words[0], words[1],
                    words[2]);
}

static enum shk_err read_term(const struct reader *r, const struct shk_toml *v, struct term *t)
{
    static const char *const wheres[] = { "hypo", "site", "path", NULL }, *const actions[] = { "none", "sub", "add", "replace", NULL },
                      *const whats[] = { "tau", "phi", "sig", NULL };
    int where, action, what = TOTAL;
    const char **imt;
    SHK_TRY(word(r, v, "location", wheres, NULL, &where));
    SHK_TRY(word(r, v, "sig_adjustment", actions, "none", &action));
    if (action != NOTHING) SHK_TRY(word(r, v, "sig_comp_modified", whats, NULL, &what));
    if (r->s->base->total_only && action != NOTHING && what != TOTAL)
        return shk_fail(r->k->diag, SHK_E_INVALID, "%s: %.40s adjusts tau or phi, which %s does not have", r->file, v->key, r->s->base->g->name);
    *t = (struct term){ .name = v->key, .where = (enum location)where, .action = (enum action)action, .what = (enum component)what };
    SHK_TRY(shk_h5_list(r->f, v->key, r->k->arena, r->k->diag, &t->n, &imt));
    if (!(t->grid = SHK_NEW(r->k->arena, struct grid, t->n))) return shk_fail(r->k->diag, SHK_E_NOMEM, "%s: out of memory", r->file);
    for (size_t i = 0; i < t->n; i++) {
        t->grid[i].imt = imt[i];
        SHK_TRY(read_grid(r, t, &t->grid[i]));
    }
    return SHK_OK;
}

static enum shk_err read_terms(const struct reader *r)
{
    const char *text;
    struct shk_toml *root;
    SHK_TRY(shk_h5_attr_string(r->f, "/", "res_terms", r->k->arena, r->k->diag, &text));
    SHK_TRY(shk_pylit_parse(text, strlen(text), r->file, 0, r->k->arena, r->k->diag, &root));
    size_t n = 0;
    for (const struct shk_toml *v = root->first; v; v = v->next) n++;
    if (!(r->s->term = SHK_NEW(r->k->arena, struct term, n))) return shk_fail(r->k->diag, SHK_E_NOMEM, "%s: out of memory", r->file);
    for (const struct shk_toml *v = root->first; v; v = v->next) SHK_TRY(read_term(r, v, &r->s->term[r->s->n++]));
    return SHK_OK;
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct reader r = { .k = k, .s = SHK_NEW(k->arena, struct state, 1) };
    if (!r.s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_gsim_make_base(k, m, "gmpe_name", &r.s->base));
    SHK_TRY(shk_gsim_file_arg(k, "grid_hdf5_file", &r.file));
    if (!r.file) return shk_fail(k->diag, SHK_E_INVALID, "%s needs grid_hdf5_file = \"file.hdf5\"", k->name);
    SHK_TRY(shk_h5_open(r.file, k->diag, &r.f));
    const enum shk_err e = read_terms(&r);
    (void)shk_h5_close(r.f, NULL);
    SHK_TRY(e);
    shk_gsim_inherit(m, r.s->base);
    for (size_t i = 0; i < r.s->n; i++) {
        if (r.s->term[i].where != SITE) m->needs |= SHK_NEEDS(hypo_lon) | SHK_NEEDS(hypo_lat);
        if (r.s->term[i].where != HYPO) m->needs |= SHK_NEEDS(lon) | SHK_NEEDS(lat);
    }
    m->state = r.s;
    return SHK_OK;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt) { return shk_gsim_supports(((const struct state *)m->state)->base, imt); }

const struct shk_gsim gsim_grid_adjusted[] = {
    { .name = "GridAdjustedGMPE", .ref = "terms given by the user", .trt = "", .open_args = 1, .kernel = kernel, .supports = supports, .plan = plan,
      .args = (const struct shk_gsim_arg[]){ { "gmpe_name", 0, shk_gsim_raw, 0 }, { "grid_hdf5_file", 0, shk_gsim_raw, 0 }, { 0 } } },
    { 0 },
};
