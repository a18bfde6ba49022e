/* CSV files of a classical calculation: names, columns and formats of spec/classical.md 13. */
#include "out/csv_hazard.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "math/single.h"
#include "out/csv_file.h"

struct job { const struct shk_results *r; const char *dir; struct shk_exported *done; struct shk_diag *d; };

/* "mean" gives "hazard_curve-mean"; "quantile-0.5" gives "quantile_curve-0.5". */
static void name_of(char *buf, size_t n, const char *what, const char *kind, const char *tail)
{
    if (!strncmp(kind, "quantile-", 9)) snprintf(buf, n, "quantile_%s-%s%s", what, kind + 9, tail);
    else snprintf(buf, n, "hazard_%s-%s%s", what, kind, tail);
}

static int deep(const struct shk_sites *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->dep[i] != 0) return 1;
    return 0;
}

static void place_header(struct shk_out_file *c, const struct shk_sites *s, int depth)
{
    if (s->custom_site_id) shk_out_text(c, "custom_site_id");
    shk_out_text(c, "lon");
    shk_out_text(c, "lat");
    if (depth) shk_out_text(c, "depth");
}

static void place(struct shk_out_file *c, const struct shk_sites *s, size_t i, int depth, int single)
{
    if (s->custom_site_id) shk_out_text(c, s->custom_site_id[i]);
    shk_out_f(c, single ? shk_single(s->lon[i]) : s->lon[i], 5);
    shk_out_f(c, single ? shk_single(s->lat[i]) : s->lat[i], 5);
    if (depth) shk_out_f(c, single ? shk_single(s->dep[i]) + 0.0 : s->dep[i] + 0.0, 5);
}

static int place_columns(const struct shk_sites *s, int depth) { return 2 + !!depth + !!s->custom_site_id; }

static enum shk_err realizations(const struct job *j)
{
    struct shk_out_file c;
    SHK_TRY(shk_out_begin(&c, j->r, j->dir, "realizations", 3, "", j->done, j->d));
    if (!c.f) return SHK_OK;
    shk_out_printf(&c, "rlz_id,branch_path,weight");
    shk_out_end_line(&c);
    for (size_t i = 0; i < j->r->nrlzs; i++) {
        shk_out_printf(&c, "%zu", i);
        shk_out_text(&c, j->r->rlz_path[i]);
        shk_out_printf(&c, "%.7e", shk_single(j->r->rlz_weight[i]));
        shk_out_end_line(&c);
    }
    return shk_out_end(&c);
}

static enum shk_err curve(const struct job *j, const char *kind, size_t m, const float *v, size_t stride)
{
    const struct shk_results *r = j->r;
    char name[120], tail[40], note[160], num[SHK_FORMAT_MAX];
    snprintf(tail, sizeof tail, "-%s", r->imt_name[m]);
    name_of(name, sizeof name, "curve", kind, tail);
    snprintf(note, sizeof note, ", kind='%s', investigation_time=%s, imt='%s'", kind, shk_repr(r->investigation_time, num), r->imt_name[m]);
    struct shk_out_file c;
    SHK_TRY(shk_out_begin(&c, r, j->dir, name, place_columns(r->sites, 1) + (int)r->nlev, note, j->done, j->d));
    if (!c.f) return SHK_OK;
    place_header(&c, r->sites, 1);
    const char *n = r->imt_name[m];
    const int plain = !strncmp(n, "PGA", 3) || !strncmp(n, "PGV", 3) || !strncmp(n, "SA", 2);
    for (size_t l = 0; l < r->nlev; l++) {
        if (plain) shk_out_printf(&c, "poe-%.7f", r->level[m * r->nlev + l]);
        else shk_out_printf(&c, "poe-%.5e", r->level[m * r->nlev + l]);
    }
    shk_out_end_line(&c);
    for (size_t i = 0; i < r->sites->n; i++) {
        place(&c, r->sites, i, 1, 1);
        for (size_t l = 0; l < r->nlev; l++) shk_out_e(&c, (double)v[i * stride + m * r->nlev + l], 6);
        shk_out_end_line(&c);
    }
    return shk_out_end(&c);
}

/* Realizations are exported one by one where the job asks for it, or where there are no statistics. */
static int each_rlz(const struct shk_results *r) { return (r->nrlzs > 1 && r->individual_rlzs) || r->nstats == 0; }

static enum shk_err curves(const struct job *j)
{
    const struct shk_results *r = j->r;
    char kind[32];
    const size_t ml = r->nimts * r->nlev;
    for (size_t k = 0; r->rlzs && each_rlz(r) && k < r->nrlzs; k++)
        for (size_t m = 0; m < r->nimts; m++) {
            snprintf(kind, sizeof kind, "rlz-%03zu", k);
            SHK_TRY(curve(j, kind, m, r->rlzs + k * ml, r->nrlzs * ml));
        }
    for (size_t s = 0; r->stats && s < r->nstats; s++)
        for (size_t m = 0; m < r->nimts; m++) SHK_TRY(curve(j, r->stat_name[s], m, r->stats + s * ml, r->nstats * ml));
    return SHK_OK;
}

/* v: first value of the kind; nimts x npoes a site, sites stride apart. */
static enum shk_err map(const struct job *j, const char *kind, const float *v, size_t stride)
{
    const struct shk_results *r = j->r;
    char name[120], note[120], num[SHK_FORMAT_MAX];
    const int depth = deep(r->sites);
    name_of(name, sizeof name, "map", kind, "");
    snprintf(note, sizeof note, ", kind='%s', investigation_time=%s", kind, shk_repr(r->investigation_time, num));
    struct shk_out_file c;
    SHK_TRY(shk_out_begin(&c, r, j->dir, name, place_columns(r->sites, depth) + (int)(r->nimts * r->npoes), note, j->done, j->d));
    if (!c.f) return SHK_OK;
    place_header(&c, r->sites, depth);
    for (size_t m = 0; m < r->nimts; m++)
        for (size_t p = 0; p < r->npoes; p++) shk_out_printf(&c, "%s-%s", r->imt_name[m], shk_repr(r->poe[p], num));
    shk_out_end_line(&c);
    for (size_t i = 0; i < r->sites->n; i++) {
        place(&c, r->sites, i, depth, 0);
        for (size_t k = 0; k < r->nimts * r->npoes; k++) shk_out_e(&c, (double)v[i * stride + k], 6);
        shk_out_end_line(&c);
    }
    return shk_out_end(&c);
}

/* One file a statistic and return period: columns are the measures. */
static enum shk_err map_by_period(const struct job *j, size_t s, size_t p)
{
    const struct shk_results *r = j->r;
    char name[120], tail[40];
    const int depth = deep(r->sites);
    snprintf(tail, sizeof tail, "-%.0fy", nearbyint(-r->investigation_time / log(1 - r->poe[p])));
    name_of(name, sizeof name, "map", r->stat_name[s], tail);
    struct shk_out_file c;
    SHK_TRY(shk_out_begin(&c, r, j->dir, name, place_columns(r->sites, depth) + (int)r->nimts, "", j->done, j->d));
    if (!c.f) return SHK_OK;
    place_header(&c, r->sites, depth);
    for (size_t m = 0; m < r->nimts; m++) shk_out_text(&c, r->imt_name[m]);
    shk_out_end_line(&c);
    for (size_t i = 0; i < r->sites->n; i++) {
        place(&c, r->sites, i, depth, 0);
        for (size_t m = 0; m < r->nimts; m++)
            shk_out_e(&c, (double)r->map_stats[((i * r->nstats + s) * r->nimts + m) * r->npoes + p], 6);
        shk_out_end_line(&c);
    }
    return shk_out_end(&c);
}

static int spectral(const struct shk_results *r, size_t m) { return r->imt[m].kind == SHK_PGA || r->imt[m].kind == SHK_SA; }

static enum shk_err spectrum(const struct job *j, const char *kind, const float *v, size_t stride)
{
    const struct shk_results *r = j->r;
    char name[120], note[120], num[SHK_FORMAT_MAX];
    const int depth = deep(r->sites);
    size_t n = 0;
    for (size_t m = 0; m < r->nimts; m++) n += (size_t)spectral(r, m);
    name_of(name, sizeof name, "uhs", kind, "");
    snprintf(note, sizeof note, ", kind='%s', investigation_time=%s", kind, shk_repr(r->investigation_time, num));
    struct shk_out_file c;
    SHK_TRY(shk_out_begin(&c, r, j->dir, name, place_columns(r->sites, depth) + (int)(n * r->npoes), note, j->done, j->d));
    if (!c.f) return SHK_OK;
    place_header(&c, r->sites, depth);
    for (size_t p = 0; p < r->npoes; p++)
        for (size_t m = 0; m < r->nimts; m++)
            if (spectral(r, m)) shk_out_printf(&c, "%.6f~%s", r->poe[p], r->imt_name[m]);
    shk_out_end_line(&c);
    for (size_t i = 0; i < r->sites->n; i++) {
        place(&c, r->sites, i, depth, 0);
        for (size_t p = 0; p < r->npoes; p++)
            for (size_t m = 0; m < r->nimts; m++)
                if (spectral(r, m)) shk_out_e(&c, (double)v[i * stride + m * r->npoes + p], 6);
        shk_out_end_line(&c);
    }
    return shk_out_end(&c);
}

static enum shk_err for_each_map(const struct job *j, enum shk_err (*write)(const struct job *, const char *, const float *, size_t))
{
    const struct shk_results *r = j->r;
    const size_t mp = r->nimts * r->npoes;
    char kind[32];
    for (size_t k = 0; r->map_rlzs && each_rlz(r) && k < r->nrlzs; k++) {
        snprintf(kind, sizeof kind, "rlz-%03zu", k);
        SHK_TRY(write(j, kind, r->map_rlzs + k * mp, r->nrlzs * mp));
    }
    for (size_t s = 0; r->map_stats && s < r->nstats; s++) SHK_TRY(write(j, r->stat_name[s], r->map_stats + s * mp, r->nstats * mp));
    return SHK_OK;
}

struct src_row { const char *src, *imt; double iml, afoe; };

static int by_row(const void *pa, const void *pb)
{
    const struct src_row *a = pa, *b = pb;
    const int s = strcmp(a->src, b->src), m = strcmp(a->imt, b->imt);
    if (s || m) return s ? s : m;
    if (a->iml != b->iml) return a->iml < b->iml ? -1 : 1;
    return a->afoe < b->afoe ? -1 : a->afoe > b->afoe;
}

static enum shk_err rates_by_source(const struct job *j, size_t i, struct src_row *row)
{
    const struct shk_results *r = j->r;
    size_t n = 0;
    for (size_t m = 0; m < r->nimts; m++)
        for (size_t l = 0; l < r->nlev; l++)
            for (size_t s = 0; s < r->nsrc; s++) {
                const double v = r->src_rate[((i * r->nimts + m) * r->nlev + l) * r->nsrc + s];
                if (v > 0) row[n++] = (struct src_row){ r->src_name[s], r->imt_name[m], r->level[m * r->nlev + l], v };
            }
    qsort(row, n, sizeof *row, by_row);
    char name[60], note[160], lon[SHK_FORMAT_MAX], lat[SHK_FORMAT_MAX], vs30[SHK_FORMAT_MAX];
    const double *v = r->sites->param[SHK_SITE_vs30];
    snprintf(name, sizeof name, "mean_rates_by_src-%zu", i);
    snprintf(note, sizeof note, ", lon=%s, lat=%s, vs30=%s", shk_repr(round(r->sites->lon[i] * 1e5) / 1e5, lon),
             shk_repr(round(r->sites->lat[i] * 1e5) / 1e5, lat), shk_repr(v ? v[i] : NAN, vs30));
    struct shk_out_file c;
    SHK_TRY(shk_out_begin(&c, r, j->dir, name, 4, note, j->done, j->d));
    if (!c.f) return SHK_OK;
    shk_out_printf(&c, "source_id,imt,iml,afoe");
    shk_out_end_line(&c);
    for (size_t k = 0; k < n; k++) {
        shk_out_text(&c, row[k].src);
        shk_out_text(&c, row[k].imt);
        shk_out_e(&c, row[k].iml, 5);
        shk_out_e(&c, row[k].afoe, 5);
        shk_out_end_line(&c);
    }
    return shk_out_end(&c);
}

static enum shk_err by_source(const struct job *j)
{
    const struct shk_results *r = j->r;
    struct src_row *row = malloc((r->nimts * r->nlev * r->nsrc + 1) * sizeof *row);
    if (!row) return shk_fail(j->d, SHK_E_NOMEM, "mean_rates_by_src: out of memory");
    enum shk_err e = SHK_OK;
    for (size_t i = 0; i < r->sites->n && e == SHK_OK; i++) e = rates_by_source(j, i, row);
    free(row);
    return e;
}

static void site_value(struct shk_out_file *c, const struct shk_site_column *col, size_t i)
{
    if (col->text) shk_out_text(c, col->text + i * ((size_t)col->width + 1));
    else if (col->kind == 'f') shk_out_e(c, col->v[i], 5);
    else shk_out_printf(c, "%.0f", col->v[i]);
}

static enum shk_err site_model(const struct job *j)
{
    const struct shk_sites *s = j->r->sites;
    struct shk_out_file c;
    SHK_TRY(shk_out_begin(&c, j->r, j->dir, "site_model", 4 + (int)s->ncols, "", j->done, j->d));
    if (!c.f) return SHK_OK;
    shk_out_printf(&c, "sids,lon,lat,depth");
    for (size_t k = 0; k < s->ncols; k++) shk_out_text(&c, s->col[k].name);
    shk_out_end_line(&c);
    for (size_t i = 0; i < s->n; i++) {
        shk_out_printf(&c, "%u", s->sid ? s->sid[i] : (unsigned)i);
        shk_out_f(&c, s->lon[i], 5);
        shk_out_f(&c, s->lat[i], 5);
        shk_out_f(&c, s->dep[i] + 0.0, 5);
        for (size_t k = 0; k < s->ncols; k++) site_value(&c, &s->col[k], i);
        shk_out_end_line(&c);
    }
    return shk_out_end(&c);
}

enum shk_err shk_export_hazard_csv(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    const struct job j = { r, dir, done, d };
    SHK_TRY(realizations(&j));
    SHK_TRY(curves(&j));
    for (size_t s = 0; r->map_stats && s < r->nstats; s++)
        for (size_t p = 0; p < r->npoes; p++) SHK_TRY(map_by_period(&j, s, p));
    if (r->nsrc) SHK_TRY(by_source(&j));
    if (r->sites->from_site_model) SHK_TRY(site_model(&j));
    if (r->hazard_maps && r->npoes) SHK_TRY(for_each_map(&j, map));
    if (r->uniform_hazard_spectra && r->npoes) SHK_TRY(for_each_map(&j, spectrum));
    return SHK_OK;
}
