/* Columns of site models and their cells. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "base/str.h"
#include "gsim/gsim.h"
#include "job/sites_internal.h"

/* Those without a parameter in model/sites.h belong to secondary perils, or to exports. */
static const struct shk_site_kind kinds[] = {
#define P(n, k, w) { #n, k, w, SHK_SITE_##n }
#define O(n, k, w) { #n, k, w, -1 }
    P(vs30, 'f', 0), P(vs30measured, 'b', 0), P(z1pt0, 'f', 0), P(z2pt5, 'f', 0), P(z1pt4, 'f', 0), P(backarc, 'u', 0), P(xvf, 'f', 0),
    P(siteclass, 's', 1), P(region, 'u', 0), P(f0, 'f', 0), P(soiltype, 'u', 0), P(geology, 's', 20), P(slope, 'f', 0), P(bas, 'b', 0),
    P(kappa0, 'f', 0), P(THV, 'f', 0), P(PHV, 'f', 0), P(D50_15, 'f', 0), P(T_15, 'f', 0), P(F_15, 'f', 0), P(freeface_ratio, 'f', 0),
    P(ec8, 's', 1), P(ec8_p18, 's', 2), P(h800, 'f', 0), P(z_sed, 'f', 0), P(amplfactor, 'f', 0), P(ch_ampl03, 'f', 0), P(ch_ampl06, 'f', 0),
    P(ch_phis2s03, 'f', 0), P(ch_phis2s06, 'f', 0), P(ch_phiss03, 'f', 0), P(ch_phiss06, 'f', 0),
    O(lon, 'f', 0), O(lat, 'f', 0), O(depth, 'f', 0), O(ilabel, 'u', 0), O(ampcode, 's', 4), O(custom_site_id, 's', 8), O(geohash, 's', 6),
    O(in_cshm, 'b', 0), O(unit, 's', 5), O(liq_susc_cat, 's', 2), O(lithology, 's', 2), O(friction_mid, 'f', 0), O(cohesion_mid, 'f', 0),
    O(saturation, 'f', 0), O(dry_density, 'f', 0), O(Fs, 'f', 0), O(crit_accel, 'f', 0), O(dw, 'f', 0), O(yield_acceleration, 'f', 0),
    O(relief, 'f', 0), O(gwd, 'f', 0), O(cti, 'f', 0), O(dc, 'f', 0), O(dr, 'f', 0), O(dwb, 'f', 0), O(zwb, 'f', 0), O(tri, 'f', 0),
    O(hwater, 'f', 0), O(precip, 'f', 0), O(landcover, 'f', 0), O(hratio, 'f', 0), O(tslope, 'f', 0), O(slab_thickness, 'f', 0), O(T_eq, 'f', 0),
#undef P
#undef O
};

const struct shk_site_kind *shk_site_kind(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kinds[i].name, name)) return &kinds[i];
    return NULL;
}

struct shk_site_column *shk_site_find(const struct shk_site_column *col, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(col[i].name, name)) return (struct shk_site_column *)&col[i];
    return NULL;
}

enum shk_err shk_site_column_new(struct shk_arena *arena, struct shk_diag *d, const char *name, size_t n, struct shk_site_column *out)
{
    const struct shk_site_kind *k = shk_site_kind(name);
    SHK_ASSERT(k != NULL);
    *out = (struct shk_site_column){ .name = k->name, .kind = k->kind, .width = k->width, .v = SHK_NEW(arena, double, n) };
    if (k->kind == 's') out->text = SHK_NEW(arena, char, n * (size_t)(k->width + 1));
    if (!out->v || (k->kind == 's' && !out->text)) return shk_fail(d, SHK_E_NOMEM, "no memory for %s of %zu sites", name, n);
    return SHK_OK;
}

static double code(const char *name, const char *text)
{
    if (!strcmp(name, "siteclass") || !strcmp(name, "ec8")) return (unsigned char)text[0];
    if (!strcmp(name, "ec8_p18")) return text[0] ? (unsigned char)text[0] * 256 + (unsigned char)text[1] : 0;
    if (!strcmp(name, "geology")) return shk_geology(text);
    return 0;
}

enum shk_err shk_site_cell(struct shk_site_column *c, size_t row, const char *text, const char *where, struct shk_diag *d)
{
    double *v = &c->v[row];
    const size_t n = strlen(text);
    if (c->kind == 's') {
        char *t = c->text + row * (size_t)(c->width + 1);
        memcpy(t, text, n < (size_t)c->width ? n : (size_t)c->width);
        *v = code(c->name, t);
        return SHK_OK;
    }
    if (c->kind != 'f' && (!strcasecmp(text, "true") || !strcasecmp(text, "false"))) {
        *v = (text[0] | 32) == 't';
        return SHK_OK;
    }
    if (!shk_str_double(text, n, v) || isinf(*v)) return shk_fail(d, SHK_E_INVALID, "%s: %s: expected a number, got '%.60s'", where, c->name, text);
    if (c->kind == 'b') *v = *v != 0;
    if (c->kind == 'u' && (*v < 0 || *v != floor(*v) || *v > 4294967295.0))
        return shk_fail(d, SHK_E_INVALID, "%s: %s: expected an integer that is not negative, got '%.60s'", where, c->name, text);
    return SHK_OK;
}

enum shk_err shk_site_global(const struct shk_site_reader *r, const char *name, double *out)
{
    const struct shk_job *job = r->job;
    static const char *const long_name[] = { "reference_vs30_value", "reference_depth_to_1pt0km_per_sec", "reference_depth_to_2pt5km_per_sec", "reference_depth_to_1pt4km_per_sec" };
    static const char *const short_name[] = { "vs30", "z1pt0", "z2pt5", "z1pt4" };
    const double value[] = { job->reference_vs30_value, job->reference_depth_to_1pt0km_per_sec, job->reference_depth_to_2pt5km_per_sec, job->reference_depth_to_1pt4km_per_sec };
    if (!strcmp(name, "vs30measured")) {
        *out = !strcmp(job->reference_vs30_type, "measured");
        return SHK_OK;
    }
    for (int i = 0; i < 4; i++)
        if (!strcmp(name, short_name[i])) {
            *out = value[i];
            return isnan(value[i]) ? shk_fail(r->d, SHK_E_INVALID, "%s: %s is not specified: the ground-motion models need it", job->file, long_name[i]) : SHK_OK;
        }
    return shk_fail(r->d, SHK_E_INVALID, "%s: missing a site_model_file that specifies the parameter %s, which the ground-motion models need", job->file, name);
}

double shk_npround5(double x) { return rint(x * 1e5) / 1e5; }

struct place { double lon, lat; size_t row; };

static int by_place(const void *a, const void *b)
{
    const struct place *p = a, *q = b;
    if (p->lon != q->lon) return p->lon < q->lon ? -1 : 1;
    if (p->lat != q->lat) return p->lat < q->lat ? -1 : 1;
    return (p->row > q->row) - (p->row < q->row);
}

enum shk_err shk_sites_distinct(size_t n, const double *lon, const double *lat, const char *what, struct shk_arena *arena, struct shk_diag *d)
{
    const struct shk_arena_mark m = shk_arena_mark(arena);
    struct place *p = SHK_NEW(arena, struct place, n);
    if (!p) return shk_fail(d, SHK_E_NOMEM, "no memory for %zu sites", n);
    for (size_t i = 0; i < n; i++) p[i] = (struct place){ lon[i], lat[i], i };
    qsort(p, n, sizeof *p, by_place);
    size_t repeated = 0, first = 0;
    for (size_t i = 1; i < n; i++)
        if (p[i].lon == p[i - 1].lon && p[i].lat == p[i - 1].lat && !repeated++) first = i;
    const struct place bad = p[n ? first : 0];
    shk_arena_release(arena, m);
    if (!repeated) return SHK_OK;
    return shk_fail(d, SHK_E_INVALID, "%s: %zu duplicate sites, the first at %.5f %.5f", what, repeated, bad.lon, bad.lat);
}
