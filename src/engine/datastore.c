#include "engine/datastore.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/format.h"
#include "engine/history.h"
#include "io/h5.h"

enum { MAX_LIST = 8192 };       /* bytes of the list of site columns, "vs30:f0 ampcode:s4 " */

const char *shk_datastore_path(const char *datadir, int id, struct shk_arena *a)
{
    return shk_arena_printf(a, "%s/calc_%d.hdf5", datadir, id);
}

/* ---- writing ---- */

static enum shk_err put(struct shk_h5 *f, const char *path, enum shk_h5_type type, size_t n, const void *v, struct shk_diag *d)
{
    const uint64_t dims[] = { n };
    return shk_h5_write(f, path, type, 0, 1, dims, v, d);
}

static enum shk_err put_attrs(struct shk_h5 *f, const struct shk_results *r, struct shk_diag *d)
{
    SHK_TRY(shk_h5_set_attr_string(f, "/", "engine_version", "Mainshock " MAINSHOCK_VERSION, d));
    SHK_TRY(shk_h5_set_attr_string(f, "/", "date", r->start_date, d));
    SHK_TRY(shk_h5_set_attr_string(f, "/", "calculation_mode", r->calculation_mode ? r->calculation_mode : "", d));
    SHK_TRY(shk_h5_set_attr_string(f, "/", "description", r->description ? r->description : "", d));
    SHK_TRY(shk_h5_set_attr_double(f, "/", "investigation_time", r->investigation_time, d));
    SHK_TRY(shk_h5_set_attr_long(f, "/", "checksum32", r->checksum, d));
    SHK_TRY(shk_h5_set_attr_long(f, "/", "hazard_maps", r->hazard_maps, d));
    SHK_TRY(shk_h5_set_attr_long(f, "/", "uniform_hazard_spectra", r->uniform_hazard_spectra, d));
    SHK_TRY(shk_h5_set_attr_long(f, "/", "individual_rlzs", r->individual_rlzs, d));
    return shk_h5_set_attr_long(f, "/", "from_site_model", r->sites->from_site_model, d);
}

static enum shk_err put_sites(struct shk_h5 *f, const struct shk_sites *s, struct shk_diag *d)
{
    char path[64];
    SHK_TRY(shk_h5_group(f, "sitecol", d));
    SHK_TRY(put(f, "sitecol/lon", SHK_H5_F64, s->n, s->lon, d));
    SHK_TRY(put(f, "sitecol/lat", SHK_H5_F64, s->n, s->lat, d));
    SHK_TRY(put(f, "sitecol/depth", SHK_H5_F64, s->n, s->dep, d));
    const uint64_t dims[] = { s->n };
    char list[MAX_LIST] = "";
    for (size_t k = 0, at = 0; k < s->ncols; k++) {
        const struct shk_site_column *c = &s->col[k];
        snprintf(path, sizeof path, "sitecol/%s", c->name);
        if (c->text) SHK_TRY(shk_h5_write(f, path, SHK_H5_CHARS, (size_t)c->width + 1, 1, dims, c->text, d));
        else SHK_TRY(put(f, path, SHK_H5_F64, s->n, c->v, d));
        at += (size_t)snprintf(list + at, sizeof list - at, "%s:%c%d ", c->name, c->kind, c->width);
        if (at >= sizeof list) return shk_fail(d, SHK_E_LIMIT, "sitecol: too many columns");
    }
    SHK_TRY(shk_h5_set_attr_string(f, "sitecol", "columns", list, d));
    return s->sid ? put(f, "sitecol/sids", SHK_H5_U32, s->n, s->sid, d) : SHK_OK;
}

/* Curves or maps: (site, statistic or realization, measure, level or probability), described as the reference does. */
static enum shk_err put_curves(struct shk_h5 *f, const char *path, const struct shk_results *r, const float *v, size_t kinds, size_t last,
                               const char *kind, const char *what, struct shk_diag *d)
{
    if (!v) return SHK_OK;
    const uint64_t dims[] = { r->sites->n, kinds, r->nimts, last };
    const char *const descr[] = { "site_id", kind, "imt", what };
    const char *imt[256];
    SHK_TRY(shk_h5_write(f, path, SHK_H5_F32, 0, 4, dims, v, d));
    SHK_TRY(shk_h5_set_attr_strings(f, path, "shape_descr", 4, descr, d));
    for (size_t m = 0; m < r->nimts && m < 256; m++) imt[m] = r->imt_name[m];
    return r->nimts <= 256 ? shk_h5_set_attr_strings(f, path, "imt", r->nimts, imt, d) : SHK_OK;
}

struct rlz_record { uint32_t ordinal; const char *path; double weight; };

static enum shk_err put_trees(struct shk_h5 *f, const struct shk_results *r, struct shk_diag *d)
{
    static const struct shk_h5_field fields[] = {
        { "ordinal", SHK_H5_U32, offsetof(struct rlz_record, ordinal), 0, 0 },
        { "branch_path", SHK_H5_TEXT, offsetof(struct rlz_record, path), 0, 0 },
        { "weight", SHK_H5_F64, offsetof(struct rlz_record, weight), 0, 0 } };
    struct rlz_record *v = malloc((r->nrlzs + 1) * sizeof *v);
    if (!v) return shk_fail(d, SHK_E_NOMEM, "realizations: out of memory");
    for (size_t i = 0; i < r->nrlzs; i++) v[i] = (struct rlz_record){ (uint32_t)i, r->rlz_path[i], r->rlz_weight[i] };
    enum shk_err e = shk_h5_write_records(f, "full_lt/rlzs", fields, 3, sizeof *v, r->nrlzs, v, d);
    free(v);
    const uint64_t dims[] = { r->nrlzs };
    if (!e) e = shk_h5_write(f, "full_lt/branch_path", SHK_H5_TEXT, 0, 1, dims, r->rlz_path, d);
    if (!e) e = put(f, "weights", SHK_H5_F64, r->nrlzs, r->rlz_weight, d);
    return e;
}

static enum shk_err put_measures(struct shk_h5 *f, const struct shk_results *r, struct shk_diag *d)
{
    const uint64_t levels[] = { r->nimts, r->nlev };
    char **name = malloc((r->nimts + r->nstats + 1) * sizeof *name);
    if (!name) return shk_fail(d, SHK_E_NOMEM, "measures: out of memory");
    for (size_t m = 0; m < r->nimts; m++) name[m] = r->imt_name[m];
    for (size_t s = 0; s < r->nstats; s++) name[r->nimts + s] = r->stat_name[s];
    const uint64_t nm[] = { r->nimts }, ns[] = { r->nstats };
    enum shk_err e = shk_h5_write(f, "imts", SHK_H5_TEXT, 0, 1, nm, name, d);
    if (!e) e = shk_h5_write(f, "imtls", SHK_H5_F64, 0, 2, levels, r->level, d);
    if (!e && r->nstats) e = shk_h5_write(f, "hstats", SHK_H5_TEXT, 0, 1, ns, name + r->nimts, d);
    if (!e && r->npoes) e = put(f, "poes", SHK_H5_F64, r->npoes, r->poe, d);
    free(name);
    return e;
}

static enum shk_err put_rates_by_source(struct shk_h5 *f, const struct shk_results *r, struct shk_diag *d)
{
    if (!r->nsrc) return SHK_OK;
    const uint64_t dims[] = { r->sites->n, r->nimts, r->nlev, r->nsrc }, n[] = { r->nsrc };
    SHK_TRY(shk_h5_write(f, "mean_rates_by_src/array", SHK_H5_F64, 0, 4, dims, r->src_rate, d));
    return shk_h5_write(f, "mean_rates_by_src/src_id", SHK_H5_TEXT, 0, 1, n, r->src_name, d);
}

/* Tables of post-processing as text: postproc/NAME, with the file's note and header as attributes. */
static enum shk_err put_tables(struct shk_h5 *f, const struct shk_results *r, struct shk_diag *d)
{
    for (size_t k = 0; k < r->npost; k++) {
        const struct shk_table *t = &r->post[k];
        char path[200];
        snprintf(path, sizeof path, "postproc/%.150s", t->name);
        SHK_TRY(put(f, path, SHK_H5_TEXT, t->ncells, t->cell, d));
        SHK_TRY(shk_h5_set_attr_string(f, path, "note", t->note, d));
        SHK_TRY(shk_h5_set_attr_string(f, path, "header", t->header, d));
    }
    return SHK_OK;
}

static enum shk_err put_performance(struct shk_h5 *f, const struct shk_operations *m, struct shk_diag *d)
{
    static const struct shk_h5_field fields[] = {
        { "operation", SHK_H5_CHARS, offsetof(struct shk_operation, name), sizeof(((struct shk_operation *)0)->name), 0 },
        { "time_sec", SHK_H5_F64, offsetof(struct shk_operation, seconds), 0, 0 },
        { "memory_mb", SHK_H5_F64, offsetof(struct shk_operation, memory_mb), 0, 0 },
        { "counts", SHK_H5_U64, offsetof(struct shk_operation, counts), 0, 0 } };
    return shk_h5_write_records(f, "performance_data", fields, 4, sizeof m->op[0], m->n, m->op, d);
}

static enum shk_err put_all(struct shk_h5 *f, const struct shk_results *r, const struct shk_operations *m, struct shk_diag *d)
{
    SHK_TRY(put_attrs(f, r, d));
    SHK_TRY(put_sites(f, r->sites, d));
    SHK_TRY(put_trees(f, r, d));
    SHK_TRY(put_measures(f, r, d));
    SHK_TRY(put_curves(f, "hcurves-stats", r, r->stats, r->nstats, r->nlev, "stat", "lvl", d));
    SHK_TRY(put_curves(f, "hcurves-rlzs", r, r->rlzs, r->nrlzs, r->nlev, "rlz_id", "lvl", d));
    SHK_TRY(put_curves(f, "hmaps-stats", r, r->map_stats, r->nstats, r->npoes, "stat", "poe", d));
    SHK_TRY(put_curves(f, "hmaps-rlzs", r, r->map_rlzs, r->nrlzs, r->npoes, "rlz_id", "poe", d));
    SHK_TRY(put_rates_by_source(f, r, d));
    SHK_TRY(put_tables(f, r, d));
    SHK_TRY(put_performance(f, m, d));
    return m->history ? shk_history_write(f, m->history, d) : SHK_OK;
}

enum shk_err shk_datastore_write(const char *path, const struct shk_results *r, const struct shk_operations *m, struct shk_diag *d)
{
    char temp[1200];
    struct shk_h5 *f;
    snprintf(temp, sizeof temp, "%s.part", path);
    SHK_TRY(shk_h5_create(temp, d, &f));
    enum shk_err e = put_all(f, r, m, d);
    const enum shk_err closed = shk_h5_close(f, e ? NULL : d);
    if (!e) e = closed;
    if (!e && rename(temp, path) != 0) e = shk_fail(d, SHK_E_IO, "cannot write %s", path);
    if (e) unlink(temp);
    return e;
}

/* ---- reading ---- */

struct reader { struct shk_h5 *f; struct shk_arena *a; struct shk_diag *d; struct shk_results *r; };

static enum shk_err get_floats(struct reader *k, const char *path, size_t want, float **out)
{
    struct shk_h5_info info;
    SHK_TRY(shk_h5_info(k->f, path, k->d, &info));
    if (info.kind == SHK_H5_NONE) return SHK_OK;
    if (info.n != want || info.ndims != 4) return shk_fail(k->d, SHK_E_INVALID, "%s: %s has an unexpected shape", shk_h5_file(k->f), path);
    if (!(*out = SHK_NEW(k->a, float, want))) return shk_fail(k->d, SHK_E_NOMEM, "%s: out of memory", path);
    return shk_h5_rows_f32(k->f, path, 0, info.dims[0], want, *out, k->d);
}

/* what: "vs30:f0 ", as put_sites leaves it. */
static enum shk_err get_site_column(struct reader *k, struct shk_sites *s, const char *what, struct shk_site_column *c)
{
    char name[40], path[64];
    size_t n;
    if (sscanf(what, "%39[^: ]:%c%d", name, &c->kind, &c->width) != 3 || c->width < 0 || c->width > 255)
        return shk_fail(k->d, SHK_E_INVALID, "%s: sitecol: unexpected column '%.60s'", shk_h5_file(k->f), what);
    snprintf(path, sizeof path, "sitecol/%s", name);
    if (!(c->name = shk_arena_printf(k->a, "%s", name))) return shk_fail(k->d, SHK_E_NOMEM, "sites: out of memory");
    if (c->kind == 's') {
        const char **text;
        const size_t w = (size_t)c->width + 1;
        SHK_TRY(shk_h5_strings(k->f, path, s->n, k->a, k->d, &n, &text));
        if (!(c->text = shk_arena_alloc(k->a, s->n + 1, w))) return shk_fail(k->d, SHK_E_NOMEM, "sites: out of memory");
        for (size_t i = 0; i < n && i < s->n; i++) snprintf(c->text + i * w, w, "%s", text[i]);
        if (!strcmp(name, "custom_site_id") && w == sizeof *s->custom_site_id) s->custom_site_id = (char (*)[9])(void *)c->text;
        if (!strcmp(name, "ampcode") && w == sizeof *s->ampcode) s->ampcode = (char (*)[5])(void *)c->text;
    } else {
        SHK_TRY(shk_h5_doubles(k->f, path, s->n, k->a, k->d, &n, NULL, &c->v));
        if (!strcmp(name, "vs30")) s->param[SHK_SITE_vs30] = c->v;
    }
    return n == s->n ? SHK_OK : shk_fail(k->d, SHK_E_INVALID, "%s: %s has an unexpected length", shk_h5_file(k->f), path);
}

static enum shk_err get_sites(struct reader *k)
{
    struct shk_sites *s = SHK_NEW(k->a, struct shk_sites, 1);
    size_t n;
    const char *list;
    if (!s) return shk_fail(k->d, SHK_E_NOMEM, "sites: out of memory");
    SHK_TRY(shk_h5_doubles(k->f, "sitecol/lon", 0, k->a, k->d, &s->n, NULL, &s->lon));
    SHK_TRY(shk_h5_doubles(k->f, "sitecol/lat", s->n, k->a, k->d, &n, NULL, &s->lat));
    SHK_TRY(shk_h5_doubles(k->f, "sitecol/depth", s->n, k->a, k->d, &n, NULL, &s->dep));
    SHK_TRY(shk_h5_attr_string(k->f, "sitecol", "columns", k->a, k->d, &list));
    size_t room = 0;
    for (const char *p = list; *p; p++) room += *p == ' ';
    if (!(s->col = SHK_NEW(k->a, struct shk_site_column, room + 1))) return shk_fail(k->d, SHK_E_NOMEM, "sites: out of memory");
    for (const char *p = list; s->ncols < room; p = strchr(p, ' ') + 1) SHK_TRY(get_site_column(k, s, p, &s->col[s->ncols++]));
    double from_model;
    SHK_TRY(shk_h5_attr_double(k->f, "/", "from_site_model", k->d, &from_model));
    s->from_site_model = from_model != 0;
    k->r->sites = s;
    return SHK_OK;
}

static enum shk_err get_measures(struct reader *k)
{
    struct shk_results *r = k->r;
    const char **name;
    size_t n;
    uint64_t dims[SHK_H5_MAX_DIMS];
    struct shk_h5_info info;
    double *level, *poe = NULL;
    SHK_TRY(shk_h5_strings(k->f, "imts", 0, k->a, k->d, &r->nimts, &name));
    struct shk_imt *imt = SHK_NEW(k->a, struct shk_imt, r->nimts);
    r->imt_name = shk_arena_alloc(k->a, r->nimts + 1, sizeof *r->imt_name);
    if (!imt || !r->imt_name) return shk_fail(k->d, SHK_E_NOMEM, "measures: out of memory");
    for (size_t m = 0; m < r->nimts; m++) {
        SHK_TRY(shk_imt_parse(name[m], &imt[m], k->d));
        snprintf(r->imt_name[m], sizeof r->imt_name[m], "%s", name[m]);
    }
    r->imt = imt;
    SHK_TRY(shk_h5_doubles(k->f, "imtls", 0, k->a, k->d, &n, dims, &level));
    r->level = level;
    r->nlev = r->nimts ? n / r->nimts : 0;
    SHK_TRY(shk_h5_info(k->f, "poes", k->d, &info));
    if (info.kind != SHK_H5_NONE) SHK_TRY(shk_h5_doubles(k->f, "poes", 0, k->a, k->d, &r->npoes, NULL, &poe));
    r->poe = poe;
    SHK_TRY(shk_h5_info(k->f, "hstats", k->d, &info));
    if (info.kind == SHK_H5_NONE) return SHK_OK;
    SHK_TRY(shk_h5_strings(k->f, "hstats", 0, k->a, k->d, &r->nstats, &name));
    if (!(r->stat_name = shk_arena_alloc(k->a, r->nstats + 1, sizeof *r->stat_name))) return shk_fail(k->d, SHK_E_NOMEM, "statistics: out of memory");
    for (size_t s = 0; s < r->nstats; s++) snprintf(r->stat_name[s], sizeof r->stat_name[s], "%s", name[s]);
    return SHK_OK;
}

static enum shk_err get_all(struct reader *k)
{
    struct shk_results *r = k->r;
    const char *text;
    double v;
    size_t n;
    SHK_TRY(shk_h5_attr_string(k->f, "/", "date", k->a, k->d, &text));
    snprintf(r->start_date, sizeof r->start_date, "%s", text);
    SHK_TRY(shk_h5_attr_string(k->f, "/", "calculation_mode", k->a, k->d, &r->calculation_mode));
    SHK_TRY(shk_h5_attr_string(k->f, "/", "description", k->a, k->d, &r->description));
    SHK_TRY(shk_h5_attr_double(k->f, "/", "investigation_time", k->d, &r->investigation_time));
    SHK_TRY(shk_h5_attr_double(k->f, "/", "checksum32", k->d, &v));
    r->checksum = (uint32_t)v;
    SHK_TRY(shk_h5_attr_double(k->f, "/", "hazard_maps", k->d, &v));
    r->hazard_maps = v != 0;
    SHK_TRY(shk_h5_attr_double(k->f, "/", "uniform_hazard_spectra", k->d, &v));
    r->uniform_hazard_spectra = v != 0;
    SHK_TRY(shk_h5_attr_double(k->f, "/", "individual_rlzs", k->d, &v));
    r->individual_rlzs = v != 0;
    SHK_TRY(get_sites(k));
    SHK_TRY(get_measures(k));
    double *weight;
    SHK_TRY(shk_h5_doubles(k->f, "weights", 0, k->a, k->d, &r->nrlzs, NULL, &weight));
    r->rlz_weight = weight;
    const char **path;
    SHK_TRY(shk_h5_strings(k->f, "full_lt/branch_path", r->nrlzs, k->a, k->d, &n, &path));
    r->rlz_path = path;
    const size_t ml = r->nimts * r->nlev, mp = r->nimts * r->npoes;
    SHK_TRY(get_floats(k, "hcurves-stats", r->sites->n * r->nstats * ml, &r->stats));
    SHK_TRY(get_floats(k, "hcurves-rlzs", r->sites->n * r->nrlzs * ml, &r->rlzs));
    SHK_TRY(get_floats(k, "hmaps-stats", r->sites->n * r->nstats * mp, &r->map_stats));
    SHK_TRY(get_floats(k, "hmaps-rlzs", r->sites->n * r->nrlzs * mp, &r->map_rlzs));
    struct shk_h5_info info;
    SHK_TRY(shk_h5_info(k->f, "mean_rates_by_src/array", k->d, &info));
    if (info.kind == SHK_H5_NONE) return SHK_OK;
    SHK_TRY(shk_h5_doubles(k->f, "mean_rates_by_src/array", 0, k->a, k->d, &n, NULL, &r->src_rate));
    const char **src;
    SHK_TRY(shk_h5_strings(k->f, "mean_rates_by_src/src_id", 0, k->a, k->d, &r->nsrc, &src));
    r->src_name = src;
    return n == r->sites->n * ml * r->nsrc ? SHK_OK : shk_fail(k->d, SHK_E_INVALID, "%s: mean_rates_by_src has an unexpected shape", shk_h5_file(k->f));
}

static enum shk_err get_tables(struct reader *k)
{
    struct shk_h5_info info;
    SHK_TRY(shk_h5_info(k->f, "postproc", k->d, &info));
    if (info.kind == SHK_H5_NONE) return SHK_OK;
    const char **name;
    size_t n;
    SHK_TRY(shk_h5_list(k->f, "postproc", k->a, k->d, &n, &name));
    if (!(k->r->post = SHK_NEW(k->a, struct shk_table, n))) return shk_fail(k->d, SHK_E_NOMEM, "postproc: out of memory");
    for (; k->r->npost < n; k->r->npost++) {
        struct shk_table *t = &k->r->post[k->r->npost];
        char path[200];
        t->name = name[k->r->npost];
        snprintf(path, sizeof path, "postproc/%.150s", t->name);
        SHK_TRY(shk_h5_strings(k->f, path, 0, k->a, k->d, &t->ncells, &t->cell));
        SHK_TRY(shk_h5_attr_string(k->f, path, "note", k->a, k->d, &t->note));
        SHK_TRY(shk_h5_attr_string(k->f, path, "header", k->a, k->d, &t->header));
        t->ncols = 1;
        for (const char *c = t->header; *c; c++) t->ncols += *c == ',';
    }
    return SHK_OK;
}

enum shk_err shk_datastore_read(const char *path, struct shk_arena *a, struct shk_diag *d, struct shk_results **out)
{
    struct reader k = { .a = a, .d = d, .r = SHK_NEW(a, struct shk_results, 1) };
    if (!k.r) return shk_fail(d, SHK_E_NOMEM, "results: out of memory");
    SHK_TRY(shk_h5_open(path, d, &k.f));
    enum shk_err e = get_all(&k);
    if (!e) e = get_tables(&k);
    (void)shk_h5_close(k.f, NULL);
    *out = k.r;
    return e;
}
