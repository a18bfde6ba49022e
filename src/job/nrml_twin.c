/* HDF5 twins of source models: X.hdf5 beside X.xml holds the ruptures of sources that are empty in the XML. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "io/h5.h"
#include "job/nrml_internal.h"
#include "math/single.h"

struct twin { struct shk_h5 *f; const char *id; size_t n, npmf; double *mag, *rake, *pmf; };

static enum shk_err open_twin(const struct nrml *c, const struct shk_xml_node *n, struct shk_h5 **out)
{
    const char *slash = strrchr(c->file, '/'), *dot = strrchr(slash ? slash : c->file, '.');
    const int stem = dot ? (int)(dot - c->file) : (int)strlen(c->file);
    const char *path = shk_arena_printf(c->arena, "%.*s.hdf5", stem, c->file);
    if (!path) return NRML_NOMEM(c);
    const enum shk_err e = shk_h5_open(path, c->d, out);
    return e ? shk_wrap(c->d, e, "%s:%d: the source lists no ruptures", c->file, n->line) : SHK_OK;
}

/* A dataset of the source: rows x columns doubles; columns 0: any number of them, at least 1. */
static enum shk_err table(const struct nrml *c, const struct twin *t, const char *name, uint64_t columns, size_t *rows, size_t *cols, double **out)
{
    char path[200];
    uint64_t dims[SHK_H5_MAX_DIMS];
    struct shk_h5_info info;
    size_t n;
    snprintf(path, sizeof path, "%s/%s", t->id, name);
    SHK_TRY(shk_h5_info(t->f, path, c->d, &info));
    SHK_TRY(shk_h5_doubles(t->f, path, 0, c->arena, c->d, &n, dims, out));
    const size_t want = columns == 1 ? 1 : 2;
    if (info.ndims != want || (want == 2 && (!dims[1] || (columns && dims[1] != columns))))
        return shk_fail(c->d, SHK_E_INVALID, "%s: %s: unexpected shape", shk_h5_file(t->f), path);
    for (size_t i = 0; i < n; i++)
        if (!isfinite((*out)[i])) return shk_fail(c->d, SHK_E_INVALID, "%s: %s: value %zu is not finite", shk_h5_file(t->f), path, i);
    *rows = (size_t)dims[0];
    *cols = want == 2 ? (size_t)dims[1] : 1;
    return SHK_OK;
}

static enum shk_err common(const struct nrml *c, struct twin *t, const char *mag)
{
    size_t rows[3], one;
    SHK_TRY(table(c, t, mag, 1, &rows[0], &one, &t->mag));
    SHK_TRY(table(c, t, "rake", 1, &rows[1], &one, &t->rake));
    SHK_TRY(table(c, t, "probs_occur", 0, &rows[2], &t->npmf, &t->pmf));
    t->n = rows[0];
    if (!t->n || rows[1] != t->n || rows[2] != t->n)
        return shk_fail(c->d, SHK_E_INVALID, "%s: %s: %zu magnitudes, %zu rakes, %zu probs_occur", shk_h5_file(t->f), t->id, rows[0], rows[1], rows[2]);
    for (size_t i = 0; i < t->n; i++) {
        double sum = 0;
        for (size_t k = 0; k < t->npmf; k++) {
            const double p = t->pmf[i * t->npmf + k];
            if (p < 0 || p > 1) return shk_fail(c->d, SHK_E_INVALID, "%s: %s: rupture %zu: probability %g", shk_h5_file(t->f), t->id, i, p);
            sum += p;
        }
        if (t->mag[i] < 0 || t->mag[i] > 12 || fabs(t->rake[i]) > 360) return shk_fail(c->d, SHK_E_INVALID, "%s: %s: rupture %zu: magnitude %g, rake %g", shk_h5_file(t->f), t->id, i, t->mag[i], t->rake[i]);
        if (!c->p->infer_occur_rates && !(fabs(sum - 1) <= 1e-7))
            return shk_fail(c->d, SHK_E_INVALID, "%s: %s: rupture %zu: the probabilities add up to %.12g, not to 1", shk_h5_file(t->f), t->id, i, sum);
    }
    return SHK_OK;
}

static enum shk_err point_ok(const struct nrml *c, const struct twin *t, size_t i, const double *v, struct shk_point *out)
{
    *out = (struct shk_point){ v[0], v[1], v[2] };
    if (fabs(v[0]) <= 180 && fabs(v[1]) <= 90 && v[2] > -8.848 && v[2] < 6371) return SHK_OK;
    return shk_fail(c->d, SHK_E_INVALID, "%s: %s: rupture %zu: point %g %g %g is out of range", shk_h5_file(t->f), t->id, i, v[0], v[1], v[2]);
}

static enum shk_err gridded(const struct nrml *c, struct twin *t, size_t nweights, const double *weights, struct shk_source *s)
{
    double *hypo, *slice, *mesh;
    size_t rows, nslices, npoints, cols;
    SHK_TRY(common(c, t, "magnitude"));
    SHK_TRY(table(c, t, "hypocenter", 3, &rows, &cols, &hypo));
    SHK_TRY(table(c, t, "slice", 2, &nslices, &cols, &slice));
    SHK_TRY(table(c, t, "mesh3d", 3, &npoints, &cols, &mesh));
    if (rows != t->n || nslices != t->n) return shk_fail(c->d, SHK_E_INVALID, "%s: %s: %zu magnitudes, %zu hypocenters, %zu slices", shk_h5_file(t->f), t->id, t->n, rows, nslices);
    if (weights && nweights < t->n) return shk_fail(c->d, SHK_E_INVALID, "%s: %zu rup_weights for %zu ruptures", c->file, nweights, t->n);
    struct shk_given_rupture *r = SHK_NEW(c->arena, struct shk_given_rupture, t->n);
    struct shk_geometry *g = SHK_NEW(c->arena, struct shk_geometry, t->n);
    struct shk_point *p = SHK_NEW(c->arena, struct shk_point, npoints);
    if (!r || !g || (npoints && !p)) return NRML_NOMEM(c);
    for (size_t i = 0; i < npoints; i++) SHK_TRY(point_ok(c, t, i, mesh + 3 * i, &p[i]));
    for (size_t i = 0; i < t->n; i++) {
        const double a = slice[2 * i], b = slice[2 * i + 1];
        if (a < 0 || b <= a || b > (double)npoints || a != floor(a) || b != floor(b)) return shk_fail(c->d, SHK_E_INVALID, "%s: %s: rupture %zu: slice %g:%g of %zu points", shk_h5_file(t->f), t->id, i, a, b, npoints);
        g[i] = (struct shk_geometry){ .kind = SHK_GEOM_GRIDDED, .points = { (size_t)b - (size_t)a, p + (size_t)a } };
        r[i] = (struct shk_given_rupture){ .mag = t->mag[i], .rake = t->rake[i], .weight = weights ? weights[i] : 0, .ngeom = 1, .geom = &g[i],
                                           .npmf = t->npmf, .pmf = t->pmf + i * t->npmf };
        SHK_TRY(point_ok(c, t, i, hypo + 3 * i, &r[i].hypo));
    }
    s->nruptures = t->n;
    s->ruptures = r;
    return SHK_OK;
}

enum shk_err nrml_non_parametric_twin(const struct nrml *c, const struct shk_xml_node *n, size_t nweights, const double *weights, struct shk_source *s)
{
    struct twin t = { .id = s->id };
    SHK_TRY(open_twin(c, n, &t.f));
    struct nrml own = *c;               /* probabilities of non-parametric sources always add up to 1 */
    struct shk_nrml_params p = *c->p;
    p.infer_occur_rates = 0;
    own.p = &p;
    const enum shk_err e = gridded(&own, &t, nweights, weights, s);
    (void)shk_h5_close(t.f, NULL);
    return e;
}

static enum shk_err sections(const struct nrml *c, struct twin *t, const struct shk_xml_node *n, struct nrml_ids *ids, struct shk_source *s)
{
    char path[200];
    const char **idxs;
    size_t count;
    SHK_TRY(common(c, t, "mag"));
    snprintf(path, sizeof path, "%s/rupture_idxs", t->id);
    SHK_TRY(shk_h5_strings(t->f, path, 0, c->arena, c->d, &count, &idxs));
    if (count != t->n) return shk_fail(c->d, SHK_E_INVALID, "%s: %s: %zu magnitudes, %zu rupture_idxs", shk_h5_file(t->f), t->id, t->n, count);
    struct shk_section_rupture *r = SHK_NEW(c->arena, struct shk_section_rupture, t->n);
    if (!r) return NRML_NOMEM(c);
    for (size_t i = 0; i < t->n; i++) {
        r[i].mag = nrml_multi_fault_mag(t->mag[i]);
        r[i].rake = shk_single(t->rake[i]);
        r[i].npmf = t->npmf;
        r[i].pmf = t->pmf + i * t->npmf;
        SHK_TRY(nrml_section_list(c, n->line, ids, idxs[i], " \t\n\r", &r[i].nsec, &r[i].sec));
    }
    s->nsecrups = t->n;
    s->secrups = r;
    return nrml_placeholders(c, ids, &s->sections);
}

enum shk_err nrml_multi_fault_twin(const struct nrml *c, const struct shk_xml_node *n, struct nrml_ids *ids, struct shk_source *s)
{
    struct twin t = { .id = s->id };
    SHK_TRY(open_twin(c, n, &t.f));
    const enum shk_err e = sections(c, &t, n, ids, s);
    (void)shk_h5_close(t.f, NULL);
    return e;
}
