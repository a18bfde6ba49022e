/* The record type of the reference's archives (OpenQuake 3.26.2, exports of hcurves, hmaps, uhs), as numpy.load shows it. */
#include "out/npz_hazard.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "io/npz.h"
#include "out/files.h"

enum kind { HCURVES, HMAPS, UHS };
static const char *const kind_name[] = { "hcurves", "hmaps", "uhs" };

/* Text that grows; after a failure bad is set and nothing more is added. */
struct text { char *s; size_t n, cap; int bad; };

static void add(struct text *t, const char *a, const char *b, const char *c)
{
    const char *part[] = { a, b, c };
    for (int i = 0; i < 3; i++) {
        const size_t n = strlen(part[i]);
        if (t->n + n + 1 > t->cap && !t->bad) {
            const size_t cap = 2 * (t->n + n + 512);
            char *more = realloc(t->s, cap);
            t->bad = !more;
            if (more) t->s = more, t->cap = cap;
        }
        if (t->bad) return;
        memcpy(t->s + t->n, part[i], n + 1);
        t->n += n;
    }
}

/* Measures of a spectrum: the reference goes by the beginning of the name. */
static int spectral(const struct shk_results *r, size_t m) { return !strncmp(r->imt_name[m], "PGA", 3) || !strncmp(r->imt_name[m], "SA", 2); }

static size_t last(const struct shk_results *r, enum kind k) { return k == HCURVES ? r->nlev : r->npoes; }

static void fields_of_measure(struct text *t, const struct shk_results *r, enum kind k, size_t m)
{
    char num[SHK_FORMAT_MAX];
    add(t, "('", r->imt_name[m], "', [");
    for (size_t l = 0; l < last(r, k); l++) add(t, l ? ", ('" : "('", shk_repr(k == HCURVES ? r->level[m * r->nlev + l] : r->poe[l], num), "', '<f4')");
    add(t, "])", "", "");
}

static void fields_of_poe(struct text *t, const struct shk_results *r, size_t p)
{
    char num[40];
    snprintf(num, sizeof num, "%.6f", r->poe[p]);
    add(t, "('", num, "', [");
    const char *sep = "('";
    for (size_t m = 0; m < r->nimts; m++)
        if (spectral(r, m)) add(t, sep, r->imt_name[m], "', '<f4')"), sep = ", ('";
    add(t, "])", "", "");
}

static int deep(const struct shk_sites *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->dep[i] != 0) return 1;
    return 0;
}

static void describe(struct text *t, const struct shk_results *r, enum kind k, const size_t *order, int depth)
{
    add(t, r->sites->custom_site_id ? "[('custom_site_id', '|S8'), " : "[", "('lon', '<f8'), ('lat', '<f8')", depth ? ", ('depth', '<f8')" : "");
    for (size_t s = 0; s < r->nstats; s++) {
        add(t, ", ('", r->stat_name[order[s]], "', [");
        for (size_t i = 0; i < (k == UHS ? r->npoes : r->nimts); i++) {
            add(t, i ? ", " : "", "", "");
            if (k == UHS) fields_of_poe(t, r, i);
            else fields_of_measure(t, r, k, i);
        }
        add(t, "])", "", "");
    }
    add(t, "]", "", "");
}

static unsigned char *put(unsigned char *at, const void *v, size_t n)
{
    memcpy(at, v, n);
    return at + n;
}

static unsigned char *record(unsigned char *at, const struct shk_results *r, enum kind k, const size_t *order, int depth, size_t i)
{
    const struct shk_sites *s = r->sites;
    const size_t n = r->nimts * last(r, k);
    if (s->custom_site_id) at = put(at, s->custom_site_id[i], 8);
    at = put(put(at, &s->lon[i], 8), &s->lat[i], 8);
    if (depth) at = put(at, &s->dep[i], 8);
    for (size_t j = 0; j < r->nstats; j++) {
        const float *v = (k == HCURVES ? r->stats : r->map_stats) + (i * r->nstats + order[j]) * n;
        if (k != UHS) {
            at = put(at, v, n * sizeof *v);
            continue;
        }
        for (size_t p = 0; p < r->npoes; p++)
            for (size_t m = 0; m < r->nimts; m++)
                if (spectral(r, m)) at = put(at, &v[m * r->npoes + p], sizeof *v);
    }
    return at;
}

static enum shk_err write_records(const struct shk_results *r, const char *path, const char *descr, size_t item, const void *data, struct shk_diag *d)
{
    struct shk_npz *z;
    const size_t shape[] = { r->sites->n };
    SHK_TRY(shk_npz_open(path, d, &z));
    enum shk_err e = shk_npz_add(z, "investigation_time", "<f8", 0, NULL, &r->investigation_time, 8);
    if (!e) e = shk_npz_add(z, "all", descr, 1, shape, data, item);
    const enum shk_err closed = shk_npz_close(z, e == SHK_OK);
    return e ? e : closed;
}

/* Fields in order of name, as the reference sorts them. */
static void sort_names(const struct shk_results *r, size_t *order)
{
    for (size_t s = 0; s < r->nstats; s++) {
        size_t at = s;
        for (; at && strcmp(r->stat_name[order[at - 1]], r->stat_name[s]) > 0; at--) order[at] = order[at - 1];
        order[at] = s;
    }
}

static enum shk_err one(const struct shk_results *r, enum kind k, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    char path[1200];
    struct text t = { 0 };
    const int depth = deep(r->sites);
    size_t n = 0;
    for (size_t m = 0; m < r->nimts; m++) n += k != UHS || spectral(r, m);
    if (n == 0 || last(r, k) == 0) return SHK_OK;
    SHK_TRY(shk_out_path(r, dir, kind_name[k], "npz", done, path, sizeof path, d));
    const size_t item = (r->sites->custom_site_id ? 8 : 0) + (depth ? 24 : 16) + r->nstats * n * last(r, k) * sizeof(float);
    size_t *order = malloc(r->nstats * sizeof *order);
    unsigned char *data = calloc(r->sites->n + 1, item), *at = data;
    if (order && data) {
        sort_names(r, order);
        describe(&t, r, k, order, depth);
        for (size_t i = 0; i < r->sites->n; i++) at = record(at, r, k, order, depth, i);
    }
    const enum shk_err e = !order || !data || t.bad ? shk_fail(d, SHK_E_NOMEM, "%s: out of memory", path) : write_records(r, path, t.s, item, data, d);
    free(t.s);
    free(order);
    free(data);
    return e;
}

enum shk_err shk_export_npz(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    if (r->stats && r->nstats) SHK_TRY(one(r, HCURVES, dir, done, d));
    if (r->map_stats && r->nstats && r->hazard_maps) SHK_TRY(one(r, HMAPS, dir, done, d));
    return r->map_stats && r->nstats && r->uniform_hazard_spectra ? one(r, UHS, dir, done, d) : SHK_OK;
}
