/* From the job to the site arrays, in the steps of contexts.md 6. */
#include "job/sites.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "geo/geodetic.h"
#include "geo/polygon.h"
#include "geo/site_index.h"
#include "job/sites_internal.h"

enum { MAX_COLUMNS = 160 };
static const double ASSOC_KM = 8;           /* farthest row of a site model, where there is no grid */

static const char *const names[] = {
#define X(c) #c,
    SHK_SITE_PARAMS(X)
#undef X
};

/* The collection while it is made: the table grows columns. */
struct maker {
    struct shk_site_reader r;
    struct shk_site_table t;
    uint32_t *sid;
    struct shk_site_table model;            /* n == 0: none */
    int same_as_model;                      /* the sites are the rows of the model */
    struct shk_site_table assets;           /* places of assets; n == 0: none */
};

static enum shk_err nomem(const struct maker *m) { return shk_fail(m->r.d, SHK_E_NOMEM, "%s: no memory for %zu sites", m->r.job->file, m->t.n); }

/* ---- coordinates ---- */

struct point { double lon, lat, dep; };

static int by_point(const void *a, const void *b)
{
    const struct point *p = a, *q = b;
    if (p->lon != q->lon) return p->lon < q->lon ? -1 : 1;
    if (p->lat != q->lat) return p->lat < q->lat ? -1 : 1;
    return (p->dep > q->dep) - (p->dep < q->dep);
}

/* Sorted by (lon, lat, dep). */
static enum shk_err from_points(struct maker *m, size_t n, const double *lon, const double *lat, const double *dep)
{
    struct shk_arena *a = m->r.arena;
    m->t = (struct shk_site_table){ .n = n };
    if (n > SHK_MAX_SITES) return shk_fail(m->r.d, SHK_E_LIMIT, "%s: %zu sites, at most %d", m->r.job->file, n, SHK_MAX_SITES);
    struct point *p = SHK_NEW(a, struct point, n);
    double *x = SHK_NEW(a, double, n), *y = SHK_NEW(a, double, n), *z = SHK_NEW(a, double, n);
    if (!p || !x || !y || !z) return nomem(m);
    for (size_t i = 0; i < n; i++) p[i] = (struct point){ lon[i], lat[i], dep ? dep[i] : 0 };
    qsort(p, n, sizeof *p, by_point);
    for (size_t i = 0; i < n; i++) x[i] = p[i].lon, y[i] = p[i].lat, z[i] = p[i].dep;
    m->t.lon = x, m->t.lat = y, m->t.dep = z;
    return SHK_OK;
}

/* Points that a grid over the box of these would have, roughly; before anything is allocated for them. */
static double grid_size(size_t n, const double *lon, const double *lat, double spacing)
{
    static const double km_per_degree = 111.2;
    double x0 = lon[0], x1 = lon[0], y0 = lat[0], y1 = lat[0];
    for (size_t i = 1; i < n; i++) x0 = fmin(x0, lon[i]), x1 = fmax(x1, lon[i]), y0 = fmin(y0, lat[i]), y1 = fmax(y1, lat[i]);
    const double dx = x1 - x0 > 180 ? 360 - (x1 - x0) : x1 - x0;
    return ((y1 - y0) * km_per_degree / spacing + 2) * (dx * cos(shk_radians((y0 + y1) / 2)) * km_per_degree / spacing + 2);
}

static enum shk_err grid(struct maker *m)
{
    const struct shk_job *job = m->r.job;
    const double spacing = job->region_grid_spacing;
    struct shk_lonlats g = { 0 };
    enum shk_err e;
    const struct shk_site_table *around = m->assets.n ? &m->assets : &m->model;
    const double guess = job->region.n ? grid_size(job->region.n, job->region.lon, job->region.lat, spacing) : around->n ? grid_size(around->n, around->lon, around->lat, spacing) : 0;
    if (guess > 2.0 * SHK_MAX_SITES)
        return shk_fail(m->r.d, SHK_E_LIMIT, "%s: region_grid_spacing = %g km makes about %.2g sites, at most %d are allowed", job->file, spacing, guess, SHK_MAX_SITES);
    if (job->region.n) {
        struct shk_point *p = SHK_NEW(m->r.arena, struct shk_point, job->region.n);
        if (!p) return nomem(m);
        for (size_t i = 0; i < job->region.n; i++) p[i] = (struct shk_point){ job->region.lon[i], job->region.lat[i], 0 };
        e = shk_region_grid((struct shk_line){ job->region.n, p }, spacing, m->r.arena, m->r.d, &g);
    } else if (around->n) {
        e = shk_hull_grid(around->n, around->lon, around->lat, spacing, m->r.arena, m->r.d, &g);
    } else {
        return shk_fail(m->r.d, SHK_E_INVALID, "%s: region_grid_spacing needs a region, a site model or an exposure", job->file);
    }
    if (e) return shk_wrap_at(m->r.d, e, job->file, job->line[job->region.n ? SHK_P_region : SHK_P_region_grid_spacing], "%s with region_grid_spacing = %g",
                              job->region.n ? "region" : "sites", spacing);
    return from_points(m, g.n, g.lon, g.lat, NULL);
}

static int may_lack_sites(const struct shk_job *job)
{
    return job->mode == SHK_MODE_preclassical || !job->ground_motion_fields || job->hazard_calculation_id;
}

static enum shk_err coordinates(struct maker *m)
{
    const struct shk_job *job = m->r.job;
    if (shk_job_input(job, "exposure")) SHK_TRY(shk_exposure_sites(&m->r, &m->assets));
    if (shk_job_input(job, "site_model")) SHK_TRY(shk_site_model_read(&m->r, &m->model));
    if (job->sites.n) return from_points(m, job->sites.n, job->sites.lon, job->sites.lat, job->sites.dep);
    if (shk_job_input(job, "hazard_curves")) return shk_fail(m->r.d, SHK_E_UNSUPPORTED, "%s: sites from hazard_curves_csv are not supported yet", job->file);
    if (!isnan(job->region_grid_spacing)) return grid(m);
    if (m->model.n) {
        const size_t n = m->model.n, bytes = n * sizeof(double);
        m->t = (struct shk_site_table){ .n = n, .lon = SHK_NEW(m->r.arena, double, n), .lat = SHK_NEW(m->r.arena, double, n), .dep = SHK_NEW(m->r.arena, double, n) };
        if (!m->t.lon || !m->t.lat || !m->t.dep) return nomem(m);
        memcpy(m->t.lon, m->model.lon, bytes);          /* copies: sites may be dropped, rows of the model are still needed then */
        memcpy(m->t.lat, m->model.lat, bytes);
        memcpy(m->t.dep, m->model.dep, bytes);
        m->same_as_model = 1;
        return SHK_OK;
    }
    if (m->assets.n) return from_points(m, m->assets.n, m->assets.lon, m->assets.lat, NULL);
    if (may_lack_sites(job)) return SHK_OK;
    return shk_fail(m->r.d, SHK_E_INVALID, "%s: missing sites, sites_csv or site_model_file", job->file);
}

/* ---- columns ---- */

static enum shk_err column(struct maker *m, const char *name, struct shk_site_column **out)
{
    *out = shk_site_find(m->t.col, m->t.ncols, name);
    if (*out) return SHK_OK;
    if (m->t.ncols == MAX_COLUMNS) return shk_fail(m->r.d, SHK_E_LIMIT, "%s: more than %d site parameters", m->r.job->file, MAX_COLUMNS);
    *out = &m->t.col[m->t.ncols];
    SHK_TRY(shk_site_column_new(m->r.arena, m->r.d, name, m->t.n, *out));
    m->t.ncols++;
    return SHK_OK;
}

static enum shk_err constant(struct maker *m, const char *name, double value)
{
    struct shk_site_column *c;
    SHK_TRY(column(m, name, &c));
    for (size_t i = 0; i < m->t.n; i++) c->v[i] = value;
    return SHK_OK;
}

static int needed(const struct maker *m, enum shk_site_param p) { return (int)(m->r.required >> p & 1); }

/* z: which depths to set, by mask. */
static enum shk_err globals(struct maker *m, uint64_t z)
{
    const struct shk_job *job = m->r.job;
    SHK_TRY(constant(m, "vs30", job->reference_vs30_value));
    SHK_TRY(constant(m, "vs30measured", !strcmp(job->reference_vs30_type, "measured")));
    if (z >> SHK_SITE_z1pt0 & 1) SHK_TRY(constant(m, "z1pt0", job->reference_depth_to_1pt0km_per_sec));
    if (z >> SHK_SITE_z2pt5 & 1) SHK_TRY(constant(m, "z2pt5", job->reference_depth_to_2pt5km_per_sec));
    if (z >> SHK_SITE_z1pt4 & 1) SHK_TRY(constant(m, "z1pt4", job->reference_depth_to_1pt4km_per_sec));
    return SHK_OK;
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Required columns by name; all columns of the model where its rows are the sites; else the job's reference values. */
static enum shk_err first_columns(struct maker *m)
{
    const struct shk_job *job = m->r.job;
    const char *list[SHK_SITE_COUNT + 1];
    size_t n = 0;
    struct shk_site_column *c;
    m->t.col = SHK_NEW(m->r.arena, struct shk_site_column, MAX_COLUMNS);
    if (!m->t.col) return nomem(m);
    for (int p = 0; p < SHK_SITE_COUNT; p++)
        if (needed(m, (enum shk_site_param)p)) list[n++] = names[p];
    if (m->r.ampcode) list[n++] = "ampcode";
    qsort(list, n, sizeof *list, by_name);
    for (size_t i = 0; i < n; i++) SHK_TRY(column(m, list[i], &c));
    if (needed(m, SHK_SITE_vs30)) SHK_TRY(column(m, "vs30measured", &c));
    if (m->same_as_model) {
        for (size_t k = 0; k < m->model.ncols; k++) {
            const struct shk_site_column *from = &m->model.col[k];
            SHK_TRY(column(m, from->name, &c));
            memcpy(c->v, from->v, m->t.n * sizeof *c->v);
            if (c->text) memcpy(c->text, from->text, m->t.n * (size_t)(c->width + 1));
        }
        return SHK_OK;
    }
    if (!m->model.n) {
        static const enum shk_site_param checked[] = { SHK_SITE_region, SHK_SITE_xvf, SHK_SITE_vs30, SHK_SITE_z1pt0, SHK_SITE_z2pt5, SHK_SITE_z1pt4 };
        double v;
        for (size_t i = 0; i < sizeof checked / sizeof *checked; i++)
            if (needed(m, checked[i])) SHK_TRY(shk_site_global(&m->r, names[checked[i]], &v));
        for (int p = 0; p < SHK_SITE_COUNT; p++)
            if (needed(m, (enum shk_site_param)p) && p > SHK_SITE_z1pt4 && p != SHK_SITE_backarc)
                shk_warn(m->r.log, "%s: the ground-motion models need the site parameter %s and there is no site model: zero is taken, as OpenQuake does", job->file, names[p]);
    }
    return globals(m, m->r.required);
}

/* ---- fewer sites ---- */

/* Keeps the sites of the mask and numbers them anew. */
static void keep(struct maker *m, const unsigned char *mask)
{
    size_t n = 0;
    for (size_t i = 0; i < m->t.n; i++) {
        if (!mask[i]) continue;
        m->t.lon[n] = m->t.lon[i], m->t.lat[n] = m->t.lat[i], m->t.dep[n] = m->t.dep[i];
        for (size_t k = 0; k < m->t.ncols; k++) {
            struct shk_site_column *c = &m->t.col[k];
            c->v[n] = c->v[i];
            if (c->text) memmove(c->text + n * (size_t)(c->width + 1), c->text + i * (size_t)(c->width + 1), (size_t)c->width + 1);
        }
        n++;
    }
    m->t.n = n;
}

void shk_geohash(double lon, double lat, char out[9])
{
    static const char base32[] = "0123456789bcdefghjkmnpqrstuvwxyz";
    double range[2][2] = { { -180, 180 }, { -90, 90 } };
    const double x[2] = { lon, lat };
    for (int k = 0, bit = 0; k < 8; k++) {
        int c = 0;
        for (int b = 0; b < 5; b++, bit++) {
            double *r = range[bit & 1];
            const double mid = (r[0] + r[1]) / 2;
            const int up = x[bit & 1] > mid;
            r[up ? 0 : 1] = mid;
            c = c << 1 | up;
        }
        out[k] = base32[c];
    }
    out[8] = 0;
}

static enum shk_err custom_ids(struct maker *m)
{
    struct shk_site_column *c;
    if (shk_site_find(m->t.col, m->t.ncols, "custom_site_id")) return SHK_OK;
    SHK_TRY(column(m, "custom_site_id", &c));
    for (size_t i = 0; i < m->t.n; i++) shk_geohash(m->t.lon[i], m->t.lat[i], c->text + 9 * i);
    return SHK_OK;
}

static enum shk_err tile(struct maker *m)
{
    const struct shk_tile s = m->r.job->tile_spec;
    if (!s.n) return SHK_OK;
    SHK_TRY(custom_ids(m));
    if (m->t.n <= (size_t)s.n) return shk_fail(m->r.d, SHK_E_INVALID, "%s: tile_spec: %zu sites are too few for %lld tiles", m->r.job->file, m->t.n, s.n);
    unsigned char *mask = SHK_NEW(m->r.arena, unsigned char, m->t.n);
    if (!mask) return nomem(m);
    for (size_t i = 0; i < m->t.n; i++) mask[i] = (long long)i % s.n == s.i - 1;
    keep(m, mask);
    return SHK_OK;
}

/* A hazard job that already names its fragility functions counts as a damage calculation for the reference. */
static int has_fragility(const struct shk_job *job)
{
    for (size_t i = 0; i < job->ninputs; i++)
        if (strstr(job->input[i].key, "fragility")) return 1;
    return 0;
}

static enum shk_err finish_collection(struct maker *m)
{
    const struct shk_job *job = m->r.job;
    for (size_t i = 0; i < m->t.n; i++) m->t.lon[i] = shk_fix_lon(m->t.lon[i]);
    SHK_TRY(shk_sites_distinct(m->t.n, m->t.lon, m->t.lat, job->file, m->r.arena, m->r.d));
    const struct shk_site_column *vs30 = shk_site_find(m->t.col, m->t.ncols, "vs30");
    for (size_t i = 0; vs30 && i < m->t.n; i++)
        if (vs30->v[i] >= 32767) return shk_fail(m->r.d, SHK_E_INVALID, "%s: vs30 = %g of the site at %g %g is too large", job->file, vs30->v[i], m->t.lon[i], m->t.lat[i]);
    SHK_TRY(tile(m));
    for (size_t i = 0; i < m->t.n; i++) m->t.lon[i] = shk_npround5(m->t.lon[i]), m->t.lat[i] = shk_npround5(m->t.lat[i]);
    if (strstr(job->calculation_mode, "scenario") || strstr(job->calculation_mode, "event_based") || strstr(job->calculation_mode, "risk")
        || strstr(job->calculation_mode, "damage") || has_fragility(job)) return custom_ids(m);
    if (!strcmp(job->postproc_func, "compute_rtgm.main") && !shk_site_find(m->t.col, m->t.ncols, "custom_site_id")) {
        struct shk_site_column *c;
        if (job->siteid.n != m->t.n) return shk_fail(m->r.d, SHK_E_INVALID, "%s: missing siteid", job->file);
        SHK_TRY(column(m, "custom_site_id", &c));
        for (size_t i = 0; i < m->t.n; i++) SHK_TRY(shk_site_cell(c, i, job->siteid.v[i], job->file, m->r.d));
    }
    return SHK_OK;
}

/* ---- association ---- */

/* Nearest row of a table for a point at the surface. */
static enum shk_err index_of(struct maker *m, const struct shk_site_table *t, struct shk_site_index **out)
{
    double *xyz = SHK_NEW(m->r.arena, double, 3 * t->n);
    if (!xyz) return nomem(m);
    shk_to_xyz_columns(t->n, t->lon, t->lat, t->dep, xyz, xyz + t->n, xyz + 2 * t->n);
    const struct shk_site_arrays s = { t->n, t->lon, t->lat, t->dep, xyz, xyz + t->n, xyz + 2 * t->n };
    return shk_site_index_make(s, m->r.arena, m->r.d, out);
}

/* Even-odd rule in degrees: which assets lie in the region. */
static int in_region(const struct shk_points *r, double x, double y)
{
    int in = 0;
    for (size_t i = 0, k = r->n - 1; i < r->n; k = i++)
        if ((r->lat[i] > y) != (r->lat[k] > y) && x < (r->lon[k] - r->lon[i]) * (y - r->lat[i]) / (r->lat[k] - r->lat[i]) + r->lon[i]) in = !in;
    return in;
}

/* Sites without assets go (readinput.get_sitecol_assetcol). */
static enum shk_err keep_exposed(struct maker *m)
{
    const struct shk_job *job = m->r.job;
    if (!m->assets.n || job->hazard_calculation_id) return SHK_OK;
    double limit = 15;
    for (size_t i = 0; i < job->asset_hazard_distance.n; i++)
        limit = i ? fmax(limit, job->asset_hazard_distance.item[i].value) : job->asset_hazard_distance.item[i].value;
    if (!isnan(job->region_grid_spacing)) limit = job->region_grid_spacing * 1.414;
    struct shk_site_index *index;
    unsigned char *mask = SHK_NEW(m->r.arena, unsigned char, m->t.n);
    if (!mask) return nomem(m);
    SHK_TRY(index_of(m, &m->t, &index));
    size_t kept = 0, far = 0, worst = 0;
    for (size_t i = 0; i < m->assets.n; i++) {
        double xyz[3], km;
        if (job->region.n && !in_region(&job->region, m->assets.lon[i], m->assets.lat[i])) continue;
        shk_to_xyz(m->assets.lon[i], m->assets.lat[i], 0, xyz);
        const size_t k = shk_site_index_nearest(index, xyz, &km);
        if (km <= limit) kept += !mask[k], mask[k] = 1;
        else if (!far++) worst = i;
    }
    if (!kept) return shk_fail(m->r.d, SHK_E_INVALID, "%s: no asset is within %g km of a site", job->file, limit);
    if (far && !job->discard_assets && !strstr(job->calculation_mode, "scenario"))     /* around one rupture far assets are normal */
        return shk_fail(m->r.d, SHK_E_INVALID, "%s: assets at %zu places, the first at %g %g, are farther than %g km from any site; set discard_assets = true to leave them out",
                        job->file, far, m->assets.lon[worst], m->assets.lat[worst], limit);
    if (kept < m->t.n) keep(m, mask);
    return SHK_OK;
}

static int same_places(const struct maker *m)
{
    if (m->model.n != m->t.n) return 0;
    for (size_t i = 0; i < m->t.n; i++)
        if (m->model.lon[i] != m->t.lon[i] || m->model.lat[i] != m->t.lat[i]) return 0;
    return 1;
}

static enum shk_err nearest_rows(struct maker *m, size_t *row)
{
    const struct shk_job *job = m->r.job;
    const int grid_given = !isnan(job->region_grid_spacing) && job->region_grid_spacing > 0, lenient = grid_given || job->siteid.n;
    const double limit = grid_given ? job->region_grid_spacing * 1.414 : ASSOC_KM;
    struct shk_site_index *index;
    SHK_TRY(index_of(m, &m->model, &index));
    size_t far = 0;
    for (size_t i = 0; i < m->t.n; i++) {
        double xyz[3], km;
        shk_to_xyz(m->t.lon[i], m->t.lat[i], 0, xyz);
        row[i] = shk_site_index_nearest(index, xyz, &km);
        if (km <= limit) continue;
        if (!lenient)
            return shk_fail(m->r.d, SHK_E_INVALID, "%s: there is nothing closer than %g km to site (%g %g)", shk_job_path(job, "site_model"), limit, m->t.lon[i], m->t.lat[i]);
        if (far++ < 10)
            shk_warn(m->r.log, "the closest row of the site model, (%.1f %.1f), is %.0f km from site #%zu (%.1f %.1f)", m->model.lon[row[i]], m->model.lat[row[i]], km, i,
                     m->t.lon[i], m->t.lat[i]);
    }
    if (far > 10) shk_warn(m->r.log, "%zu more sites are farther than %g km from the site model", far - 10, limit);
    return SHK_OK;
}

/* Columns that both have; identifiers stay. */
static enum shk_err associate(struct maker *m)
{
    const struct shk_job *job = m->r.job;
    if (!m->model.n) return SHK_OK;
    if (job->prefer_global_site_params == 1 && !isnan(job->reference_vs30_value)) return globals(m, SHK_NEEDS_SITE(z1pt0) | SHK_NEEDS_SITE(z2pt5));
    size_t *row = SHK_NEW(m->r.arena, size_t, m->t.n);
    if (!row) return nomem(m);
    if (same_places(m)) for (size_t i = 0; i < m->t.n; i++) row[i] = i;
    else SHK_TRY(nearest_rows(m, row));
    for (size_t k = 0; k < m->model.ncols; k++) {
        const struct shk_site_column *from = &m->model.col[k];
        struct shk_site_column *to = shk_site_find(m->t.col, m->t.ncols, from->name);
        if (!to || !strcmp(from->name, "custom_site_id")) continue;
        const size_t w = (size_t)to->width + 1;
        for (size_t i = 0; i < m->t.n; i++) {
            to->v[i] = from->v[row[i]];
            if (to->text) memcpy(to->text + i * w, from->text + row[i] * w, w);
        }
    }
    for (size_t k = 0; k < m->t.ncols; k++) {
        const struct shk_site_column *c = &m->t.col[k];
        const struct shk_site_kind *kind = shk_site_kind(c->name);
        int zero = c->kind == 'f' && kind->param >= 0 && needed(m, (enum shk_site_param)kind->param);
        for (size_t i = 0; zero && i < m->t.n; i++) zero = c->v[i] == 0;
        if (zero) return shk_fail(m->r.d, SHK_E_INVALID, "%s: the site parameter %s is always zero", shk_job_path(job, "site_model"), c->name);
    }
    return SHK_OK;
}

/* ---- override_vs30 (contexts.md 6.4) ---- */

static const char *soil_class(double vs30)
{
    static const double bound[] = { 152, 213, 305, 442, 640, 914, 1500 };
    static const char *const name[] = { "E", "DE", "D", "CD", "C", "BC", "B", "A" };
    size_t k = 0;
    while (k < 7 && bound[k] < vs30) k++;
    return name[k];
}

/* Chiou & Youngs (2014) and Campbell & Bozorgnia (2014), outside Japan. */
static double z1pt0_of(double v) { return exp(-7.15 / 4.0 * log((pow(v, 4) + pow(571, 4)) / (pow(1360, 4) + pow(571, 4)))); }
static double z2pt5_of(double v) { return exp(7.089 - 1.144 * log(v)); }

static enum shk_err depths_from_vs30(struct maker *m)
{
    struct shk_site_column *z1 = shk_site_find(m->t.col, m->t.ncols, "z1pt0"), *z2 = shk_site_find(m->t.col, m->t.ncols, "z2pt5");
    const double *v = shk_site_find(m->t.col, m->t.ncols, "vs30")->v;
    if (!z1 && !z2) return SHK_OK;
    for (size_t i = 0; i < m->t.n; i++) {
        /* Japan has relations of its own, and borders are needed to tell. */
        if (m->t.lon[i] > 122 && m->t.lon[i] < 155 && m->t.lat[i] > 23.5 && m->t.lat[i] < 46)
            return shk_fail(m->r.d, SHK_E_UNSUPPORTED, "%s: override_vs30 with models that need z1pt0 or z2pt5 is not supported yet in or near Japan", m->r.job->file);
        if (z1) z1->v[i] = z1pt0_of(v[i]);
        if (z2) z2->v[i] = z2pt5_of(v[i]);
    }
    return SHK_OK;
}

struct copied { size_t from; double vs30; int replaced; };

static enum shk_err multiply(struct maker *m)
{
    const struct shk_reals over = m->r.job->override_vs30;
    if (!over.n || !m->t.n) return SHK_OK;
    struct shk_site_column *vs30, *id = shk_site_find(m->t.col, m->t.ncols, "custom_site_id");
    const int new_id = id == NULL;
    SHK_TRY(column(m, "vs30", &vs30));
    if (m->t.n == 1) vs30->v[0] = -999;
    size_t n = 0;
    for (size_t i = 0; i < m->t.n; i++) n += over.n == 1 || vs30->v[i] == -999 ? over.n : 1;
    if (n > SHK_MAX_SITES) return shk_fail(m->r.d, SHK_E_LIMIT, "%s: override_vs30 makes %zu sites, at most %d", m->r.job->file, n, SHK_MAX_SITES);
    const struct shk_site_table old = m->t;
    struct copied *c = SHK_NEW(m->r.arena, struct copied, n);
    m->t = (struct shk_site_table){ .n = n, .lon = SHK_NEW(m->r.arena, double, n), .lat = SHK_NEW(m->r.arena, double, n), .dep = SHK_NEW(m->r.arena, double, n),
                                    .col = SHK_NEW(m->r.arena, struct shk_site_column, MAX_COLUMNS) };
    m->sid = SHK_NEW(m->r.arena, uint32_t, n);
    if (!c || !m->t.lon || !m->t.lat || !m->t.dep || !m->t.col || !m->sid) return nomem(m);
    size_t j = 0;
    for (size_t i = 0; i < old.n; i++) {
        if (over.n > 1 && vs30->v[i] != -999) {
            m->sid[j] = (uint32_t)i;                    /* as in the reference: the number of a site that is not multiplied stays, even if taken */
            c[j++] = (struct copied){ i, vs30->v[i], 0 };
        } else {
            for (size_t k = 0; k < over.n; k++) m->sid[j] = (uint32_t)j, c[j++] = (struct copied){ i, over.v[k], 1 };
        }
    }
    struct shk_site_column *to;
    if (new_id) SHK_TRY(column(m, "custom_site_id", &to));
    for (j = 0; j < n; j++) m->t.lon[j] = old.lon[c[j].from], m->t.lat[j] = old.lat[c[j].from], m->t.dep[j] = old.dep[c[j].from];
    for (size_t k = 0; k < old.ncols; k++) {
        const struct shk_site_column *from = &old.col[k];
        SHK_TRY(column(m, from->name, &to));
        const size_t w = (size_t)to->width + 1;
        for (j = 0; j < n; j++) {
            to->v[j] = from->v[c[j].from];
            if (to->text) memcpy(to->text + j * w, from->text + c[j].from * w, w);
        }
    }
    id = shk_site_find(m->t.col, m->t.ncols, "custom_site_id");
    vs30 = shk_site_find(m->t.col, m->t.ncols, "vs30");
    for (j = 0; j < n; j++) {
        char base[24] = "", text[32];
        vs30->v[j] = c[j].vs30;
        if (new_id) snprintf(base, sizeof base, "%zu", c[j].replaced ? c[j].from : j);
        else memcpy(base, id->text + 9 * j, 9);
        if (c[j].replaced) snprintf(text, sizeof text, "%.5s:%s", base, soil_class(c[j].vs30));
        else snprintf(text, sizeof text, "%s", base);
        snprintf(id->text + 9 * j, 9, "%.8s", text);
    }
    return depths_from_vs30(m);
}

/* ---- result ---- */

static enum shk_err pack(struct maker *m, struct shk_sites **out)
{
    struct shk_sites *s = SHK_NEW(m->r.arena, struct shk_sites, 1);
    const size_t n = m->t.n;
    double *xyz = SHK_NEW(m->r.arena, double, 3 * n);
    if (!s || !xyz) return nomem(m);
    if (!m->sid) {
        if (!(m->sid = SHK_NEW(m->r.arena, uint32_t, n))) return nomem(m);
        for (size_t i = 0; i < n; i++) m->sid[i] = (uint32_t)i;
    }
    *s = (struct shk_sites){ .n = n, .lon = m->t.lon, .lat = m->t.lat, .dep = m->t.dep, .x = xyz, .y = xyz + n, .z = xyz + 2 * n, .sid = m->sid,
                             .ncols = m->t.ncols, .col = m->t.col, .from_site_model = m->model.n > 0 };
    if (n) shk_to_xyz_columns(n, s->lon, s->lat, s->dep, s->x, s->y, s->z);
    for (size_t k = 0; k < m->t.ncols; k++) {
        struct shk_site_column *c = &m->t.col[k];
        const struct shk_site_kind *kind = shk_site_kind(c->name);
        if (kind->param >= 0) s->param[kind->param] = c->v;
        if (!strcmp(c->name, "ampcode")) s->ampcode = (char (*)[5])(void *)c->text;
        if (!strcmp(c->name, "custom_site_id")) s->custom_site_id = (char (*)[9])(void *)c->text;
    }
    *out = s;
    return SHK_OK;
}

enum shk_err shk_sites_read(const struct shk_job *job, uint64_t required, struct shk_arena *arena, struct shk_log *log, struct shk_diag *d, struct shk_sites **out)
{
    struct maker m = { .r = { .job = job, .required = required, .ampcode = shk_job_input(job, "amplification") != NULL, .arena = arena, .log = log, .d = d } };
    SHK_TRY(coordinates(&m));
    if (m.t.n) {
        SHK_TRY(first_columns(&m));
        SHK_TRY(finish_collection(&m));
        SHK_TRY(keep_exposed(&m));
        SHK_TRY(associate(&m));
        SHK_TRY(multiply(&m));
    }
    return pack(&m, out);
}
