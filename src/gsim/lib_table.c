#include "gsim/lib_table.h"
#include <stdio.h>
#include <stdlib.h>
#include "gsim/make.h"
#include "io/h5.h"
#include "math/vmath.h"

/* ---- interpolation ---- */

/* First index whose value is not below v (the left side of NumPy's searchsorted). */
static int lower_bound(const double *x, int n, double v)
{
    int lo = 0, hi = n;
    while (lo < hi) {
        const int mid = (lo + hi) / 2;
        if (x[mid] < v) lo = mid + 1; else hi = mid;
    }
    return lo;
}

/* (b - a) / (x1 - x0), in the type of the file. */
static double slope(int single, double a, double b, double x0, double x1)
{
    if (!single) return (b - a) / (x1 - x0);
    return (double)((float)((float)b - (float)a) / (float)((float)x1 - (float)x0));
}

/* Where a magnitude and measure lie in a table. */
struct place {
    const struct shk_table *t;
    const double *v;            /* log10 [2 + nt][nm][nd] */
    int row, spectral;          /* PGA 0, PGV 1; spectral: rows row and row + 1 with log_T */
    double log_T;
    int lo;                     /* magnitudes lo, lo + 1 */
    double mag;
    const double *dist, *log_dist;
};

static struct place place(const struct shk_table *t, const double *v, struct shk_imt imt)
{
    struct place p = { .t = t, .v = v, .row = imt.kind == SHK_PGV };
    if (imt.kind != SHK_SA) return p;
    p.log_T = log10(imt.period);      /* exact at powers of ten, where tables have nodes */
    const int i = lower_bound(t->log_T, t->nt, p.log_T);
    p.row = 2 + (i < 1 || t->nt < 2 ? 0 : i > t->nt - 1 ? t->nt - 2 : i - 1);
    p.spectral = t->nt > 1;
    return p;
}

static void to_magnitude(struct place *p, double mag)
{
    const struct shk_table *t = p->t;
    const double m = (mag * 100 + 0x1.8p52 - 0x1.8p52) / 100;       /* as rint */
    const int i = lower_bound(t->mw, t->nm, m), col = t->ndm == 1 ? 0 : i == 0 ? t->nm - 1 : i - 1;    /* the node below; at the first one the last */
    p->dist = t->dist + (size_t)col * (size_t)t->nd;
    p->log_dist = t->log_dist + (size_t)col * (size_t)t->nd;
    p->mag = m > t->mw[t->nm - 1] ? t->mw[t->nm - 1] : m;
    const int j = lower_bound(t->mw, t->nm, p->mag);
    p->lo = j < 1 ? 0 : j > t->nm - 1 ? t->nm - 2 : j - 1;
    if (!(p->mag >= t->mw[0])) p->mag = NAN;
}

static double plus_metre(const struct shk_table *t, double d) { return t->single ? (double)((float)d + 1e-3f) : d + 1e-3; }

enum scale { LINEAR, LOG, SIGMA };          /* of the distance; SIGMA: linear, where no distance is too far */

/* Distances brought into the table, and the result where it is fixed, of n contexts of one magnitude. */
SHK_KERNEL static void clamp(const struct place *p, enum scale scale, size_t n, const double *restrict dist, double *restrict x, double *restrict fixed)
{
    const struct shk_table *t = p->t;
    const double first = p->dist[0], last = p->dist[t->nd - 1], beyond = scale == SIGMA ? INFINITY : plus_metre(t, last), none = isnan(p->mag) ? NAN : 0;
    const double tiny = t->single ? (double)1e-5f : 1e-5, least = scale == LOG ? (first < 1e-5 ? tiny : first) : first, below = scale == LINEAR ? plus_metre(t, first) : first;
    const double low = scale == LOG ? p->log_dist[0] : first, high = scale == LOG ? p->log_dist[t->nd - 1] : last;
    SHK_EACH(i, n) {
        const double d = dist[i], l = scale == LOG ? shk_log10(d) : d;
        const int near = (d <= least) | (d < below);
        x[i] = near ? low : d >= last ? high : l;
        fixed[i] = d > beyond ? none - 46.0517018598809 : none;        /* 1e-20 */
    }
}

enum { MOST_DISTANCES = 256 };          /* of a table; with more, a few things are done one context at a time */

/* Place of each x in v, the first of two neighbours, linear and constant outside: contexts in a row may be far from each other, so no branches. */
SHK_KERNEL static void find_neighbours(const double *restrict v, int nv, size_t n, const double *restrict x, double *restrict place)
{
    if (nv <= MOST_DISTANCES) {
        SHK_EACH(i, n) place[i] = -1;
        int k = 0;
        for (; k + 4 <= nv; k += 4) {
            const double a = v[k], b = v[k + 1], c = v[k + 2], d = v[k + 3];
            SHK_EACH(i, n) place[i] += ((a <= x[i] ? 1.0 : 0) + (b <= x[i] ? 1.0 : 0)) + ((c <= x[i] ? 1.0 : 0) + (d <= x[i] ? 1.0 : 0));
        }
        for (; k < nv; k++) {
            const double a = v[k];
            SHK_EACH(i, n) place[i] += a <= x[i] ? 1 : 0;
        }
    } else
        for (size_t i = 0; i < n; i++) {
            size_t base = 0, left = (size_t)nv;
            for (size_t half; left > 1; left -= half) {
                half = left / 2;
                base += half & -(size_t)(v[base + half - 1] <= x[i]);
            }
            place[i] = (double)base - (v[base] <= x[i] ? 0 : 1);
        }
    const double last = nv - 2;
    SHK_EACH(i, n) place[i] = place[i] < 0 ? 0 : place[i] > last ? last : place[i];
}

#define ALWAYS_INLINE static inline __attribute__((always_inline))
ALWAYS_INLINE double narrow(int single, double x) { return single ? (double)(float)x : x; }

/* One distance: along the periods, then the magnitudes; roundings as in slope(). */
ALWAYS_INLINE double along(int single, int spectral, double v00, double v01, double v10, double v11, double dT, double wT, double m, double wm)
{
    const double a = spectral ? narrow(single, narrow(single, v01 - v00) / wT) * dT + v00 : v00;
    const double b = spectral ? narrow(single, narrow(single, v11 - v10) / wT) * dT + v10 : v10;
    const double s = single && !spectral ? narrow(1, narrow(1, b - a) / narrow(1, wm)) : (b - a) / narrow(single, wm);
    return s * m + a;
}

/* Values of a measure and magnitude at n distances of the table; v: of the distances, up and step to the next magnitude and period. */
ALWAYS_INLINE void at_distances(const double *restrict v, size_t up, size_t step, int single, enum scale scale, double dT, double wT, double m, double wm, size_t n, double *restrict out)
{
    SHK_EACH(j, n) {
        const double a = SHK_LN10 * along(single, step != 0, v[j], v[j + step], v[j + up], v[j + up + step], dT, wT, m, wm);
        out[j] = scale == LOG ? a : shk_exp(a);
    }
}

SHK_KERNEL static void at_distances_all(const double *v, size_t up, size_t step, int single, enum scale scale, double dT, double wT, double m, double wm, size_t n, double *out)
{
    if (single && step) at_distances(v, up, step, 1, scale, dT, wT, m, wm, n, out);
    else if (single) at_distances(v, up, 0, 1, scale, dT, wT, m, wm, n, out);
    else if (step) at_distances(v, up, step, 0, scale, dT, wT, m, wm, n, out);
    else at_distances(v, up, 0, 0, scale, dT, wT, m, wm, n, out);
}

static size_t run_end(const double *mag, size_t i, size_t n)
{
    size_t end = i + 1;
    while (end < n && mag[end] == mag[i]) end++;
    return end;
}

/* For each context the place of the two distances around it, where it lies between them, and the result where it is fixed, or 0. */
static void find(const struct shk_table *t, enum scale scale, size_t n, const double *mag, const double *dist, struct shk_table_where *w)
{
    double x[SHK_CTX_BLOCK];
    struct place p = { .t = t };
    for (size_t i = 0, end; i < n; i = end) {
        end = run_end(mag, i, n);
        to_magnitude(&p, mag[i]);
        const double *xp = scale == LOG ? p.log_dist : p.dist;
        clamp(&p, scale, end - i, dist + i, x + i, w->fixed + i);
        find_neighbours(xp, t->nd, end - i, x + i, w->place + i);
        for (size_t k = i; k < end; k++) {
            const size_t j = (size_t)(int)w->place[k];
            w->d[k] = x[k] - xp[j];
            w->wd[k] = xp[j + 1] - xp[j];
        }
    }
}

/* Values at the two distances around each context. All distances of a magnitude at once where there are enough contexts of it, else two of each
 * context: the bits are the same. */
struct two { double a[SHK_TABLE_ROOM], b[SHK_TABLE_ROOM]; };

static void values_around(const struct shk_table *t, enum scale scale, struct place p, size_t n, const double *mag, const struct shk_table_where *w, struct two *out)
{
    const size_t nd = (size_t)t->nd, up = t->nm > 1 ? nd : 0, step = p.spectral ? (size_t)t->nm * nd : 0;
    const double x0 = p.spectral ? t->log_T[p.row - 2] : 0, x1 = p.spectral ? t->log_T[p.row - 1] : 1, dT = p.log_T - x0, wT = narrow(t->single, x1 - x0);
    double row[MOST_DISTANCES];
    for (size_t i = 0, end; i < n; i = end) {
        end = run_end(mag, i, n);
        to_magnitude(&p, mag[i]);
        const double *v = p.v + ((size_t)p.row * (size_t)t->nm + (size_t)p.lo) * nd;
        const double m = p.mag - t->mw[p.lo], wm = up ? t->mw[p.lo + 1] - t->mw[p.lo] : 1;
        const int whole = nd <= MOST_DISTANCES && 2 * (end - i) >= nd;
        if (whole) at_distances_all(v, up, step, t->single, scale, dT, wT, m, wm, nd, row);
        for (size_t k = i; k < end; k++) {
            const size_t j = (size_t)(int)w->place[k];
            double two[2];
            if (!whole) at_distances_all(v + j, up, step, t->single, scale, dT, wT, m, wm, 2, two);
            out->a[k] = whole ? row[j] : two[0];
            out->b[k] = whole ? row[j + 1] : two[1];
        }
    }
}

SHK_KERNEL static void interpolate(const struct shk_table_where *w, const struct two *v, enum scale scale, size_t n, double *restrict out)
{
    SHK_EACH(i, n) {
        const double a = v->a[i], b = v->b[i], y = w->d[i] == w->wd[i] ? b : (b - a) / w->wd[i] * w->d[i] + a, l = scale == LINEAR ? shk_log(y) : y;
        out[i] = scale == SIGMA ? y + w->fixed[i] : w->fixed[i] != 0 ? w->fixed[i] : l;
    }
}

static void values_at(const struct shk_table *t, const double *v, enum scale scale, struct shk_imt imt, size_t n, const double *mag, const struct shk_table_where *w, double *out)
{
    struct two two;
    values_around(t, scale, place(t, v, imt), n, mag, w, &two);
    interpolate(w, &two, scale, n, out);
}

void shk_table_find(const struct shk_table *t, int usgs, size_t n, const double *mag, const double *dist, struct shk_table_where *w)
{
    find(t, usgs ? LOG : LINEAR, n, mag, dist, w);
}

void shk_table_mean_at(const struct shk_table *t, int usgs, struct shk_imt imt, size_t n, const double *mag, const struct shk_table_where *w, double *mean)
{
    values_at(t, t->iml, usgs ? LOG : LINEAR, imt, n, mag, w, mean);
}

void shk_table_sigma(const struct shk_table *t, struct shk_imt imt, size_t n, const double *mag, const double *dist, double *sig)
{
    if (t->sig_full) {
        struct shk_table_where w;
        find(t, SIGMA, n, mag, dist, &w);
        values_at(t, t->sig, SIGMA, imt, n, mag, &w, sig);
        return;
    }
    const struct place p = place(t, t->sig, imt);       /* one value a measure */
    const double a = t->sig[p.row];
    double v = a;
    if (p.spectral) v = slope(t->single, a, t->sig[p.row + 1], t->log_T[p.row - 2], t->log_T[p.row - 1]) * (p.log_T - t->log_T[p.row - 2]) + a;
    v = shk_exp(SHK_LN10 * v);
    for (size_t i = 0; i < n; i++) sig[i] = v;
}

int shk_table_has(const struct shk_table *t, struct shk_imt imt)
{
    if (imt.kind == SHK_PGA) return t->has_pga;
    if (imt.kind == SHK_PGV) return t->has_pgv;
    if (imt.kind != SHK_SA || t->nt < 1) return 0;
    const double p = floor(imt.period * 1e7 + 0.5), lo = floor(t->T[0] * 1e7 + 0.5), hi = floor(t->T[t->nt - 1] * 1e7 + 0.5);
    return p >= lo && p <= hi;
}

const double *shk_table_distance(const struct shk_table *t, const struct shk_ctx *x)
{
    switch (t->metric) {
#define X(c) case SHK_COL_##c: return x->c;
    SHK_CTX_COLUMNS(X)
#undef X
    default: return x->rrup;
    }
}

static int metric_column(const char *name, enum shk_ctx_column *out)
{
#define X(c) if (!strcmp(name, #c)) { *out = SHK_COL_##c; return 1; }
    SHK_CTX_DISTANCE(X)
#undef X
    return 0;
}

/* ---- compiled-in tables ---- */

#define EMBED(name, file) \
    __asm__(".pushsection .rodata\n.balign 8\n" #name ":\n.incbin \"" SHK_DATA_DIR "/tables/" file "\"\n.balign 8\n.popsection\n"); \
    extern const unsigned char name[] __attribute__((visibility("hidden")))
EMBED(shk_bin_nga_east, "nga_east.bin");
EMBED(shk_bin_nga_east_usgs, "nga_east_usgs.bin");
EMBED(shk_bin_nbcc2015, "nbcc2015.bin");
EMBED(shk_bin_can_shm6, "can_shm6.bin");
EMBED(shk_bin_aus23, "aus23.bin");

struct header { char name[64], metric[8]; uint32_t single, nd, nt, nm, ndm, nsig, sig_full, coding; };

static size_t values(const struct header *h) { return (size_t)(2 + h->nt) * h->nm * h->nd; }
static size_t padded(size_t n) { return (n + 7) / 8 * 8; }

static size_t record_size(const struct header *h)
{
    static const size_t bytes[] = { 4, 3, 5 };
    return sizeof *h + 8 * (h->nm + 2 * (size_t)h->nt + 2 * (size_t)h->ndm * h->nd) + padded(bytes[h->coding] * values(h)) + padded(4 * (size_t)h->nsig);
}

static double decode(const unsigned char *p, unsigned coding, size_t i)
{
    float f;
    uint64_t u = 0;
    if (coding == 0) { memcpy(&f, p + 4 * i, 4); return (double)f; }
    if (coding == 1) {
        memcpy(&u, p + 3 * i, 3);
        if (u == 0xffffff) return NAN;
        return log10((double)(u & 0x1ffff)) - (double)(u >> 17);
    }
    memcpy(&u, p + 5 * i, 5);
    return u == 0xffffffffffULL ? NAN : (double)u * 0x1p-35 - 16;
}

static enum shk_err unpack(struct shk_gsim_make *k, const unsigned char *rec, const struct shk_table **out)
{
    struct header h;
    memcpy(&h, rec, sizeof h);
    struct shk_table *t = SHK_NEW(k->arena, struct shk_table, 1);
    double *iml = SHK_NEW(k->arena, double, values(&h)), *sig = SHK_NEW(k->arena, double, h.nsig + 1);
    if (!t || !iml || !sig) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    const double *f = (const double *)(rec + sizeof h);
    *t = (struct shk_table){ .name = (const char *)rec, .single = (int)h.single, .nd = (int)h.nd, .nt = (int)h.nt, .nm = (int)h.nm, .ndm = (int)h.ndm,
        .mw = f, .T = f + h.nm, .log_T = f + h.nm + h.nt, .dist = f + h.nm + 2 * h.nt, .log_dist = f + h.nm + 2 * h.nt + (size_t)h.ndm * h.nd,
        .iml = iml, .sig = h.nsig ? sig : NULL, .sig_full = (int)h.sig_full };
    SHK_ASSERT(metric_column(h.metric, &t->metric));
    static const size_t bytes[] = { 4, 3, 5 };
    const unsigned char *p = (const unsigned char *)(t->log_dist + (size_t)h.ndm * h.nd), *q = p + padded(bytes[h.coding] * values(&h));
    for (size_t i = 0; i < values(&h); i++) iml[i] = decode(p, h.coding, i);
    for (size_t i = 0; i < h.nsig; i++) sig[i] = decode(q, 0, i);
    t->has_pga = !isnan(iml[0]);
    t->has_pgv = !isnan(iml[(size_t)h.nm * h.nd]);
    *out = t;
    return SHK_OK;
}

enum shk_err shk_table_builtin(struct shk_gsim_make *k, enum shk_table_family family, const char *name, const struct shk_table **out)
{
    static const unsigned char *const bins[] = { shk_bin_nga_east, shk_bin_nga_east_usgs, shk_bin_nbcc2015, shk_bin_can_shm6, shk_bin_aus23 };
    const unsigned char *p = bins[family];
    uint64_t n;
    const char *slash = strrchr(name, '/');
    memcpy(&n, p + 8, 8);
    p += 16;
    for (uint64_t i = 0; i < n; i++) {
        struct header h;
        memcpy(&h, p, sizeof h);
        if (!strcmp(h.name, slash ? slash + 1 : name)) return unpack(k, p, out);
        p += record_size(&h);
    }
    return shk_fail(k->diag, SHK_E_INVALID, "%s: there is no table '%s'", k->name, name);
}

/* ---- files of users ---- */

enum { MAX_TABLE = 1 << 24 };

static enum shk_err read_values(struct shk_gsim_make *k, struct shk_h5 *f, const char *group, struct shk_table *t, double *v)
{
    const char *what[] = { "PGA", "PGV", "SA" };
    for (int m = 0; m < 3; m++) {
        char path[64];
        struct shk_h5_info info;
        uint64_t dims[SHK_H5_MAX_DIMS];
        size_t n;
        double *a;
        const size_t rows = m < 2 ? 1 : (size_t)t->nt, plane = (size_t)t->nm * (size_t)t->nd, base = m < 2 ? (size_t)m * plane : 2 * plane;
        snprintf(path, sizeof path, "/%s/%s", group, what[m]);
        SHK_TRY(shk_h5_info(f, path, k->diag, &info));
        if (info.kind == SHK_H5_NONE) {
            for (size_t i = 0; i < rows * plane; i++) v[base + i] = NAN;
            continue;
        }
        SHK_TRY(shk_h5_doubles(f, path, MAX_TABLE, k->arena, k->diag, &n, dims, &a));
        if (info.ndims != 3 || dims[0] != (uint64_t)t->nd || dims[1] != rows || dims[2] != (uint64_t)t->nm)
            return shk_fail(k->diag, SHK_E_INVALID, "%s: %s must have %d distances, %zu periods and %d magnitudes", t->name, path, t->nd, rows, t->nm);
        for (size_t d = 0; d < (size_t)t->nd; d++)
            for (size_t r = 0; r < rows; r++)
                for (size_t j = 0; j < (size_t)t->nm; j++) {
                    const double y = a[(d * rows + r) * (size_t)t->nm + j];
                    v[base + r * plane + j * (size_t)t->nd + d] = t->single ? (double)log10f((float)y) : log10(y);
                }
    }
    return SHK_OK;
}

static enum shk_err increasing(struct shk_gsim_make *k, const struct shk_table *t, const double *v, size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(v[i]) || (i && !(v[i] > v[i - 1]))) return shk_fail(k->diag, SHK_E_INVALID, "%s: %s must be finite and increase", t->name, what);
    return SHK_OK;
}

static enum shk_err read_axes(struct shk_gsim_make *k, struct shk_h5 *f, struct shk_table *t)
{
    struct shk_h5_info info;
    uint64_t dims[SHK_H5_MAX_DIMS];
    size_t nm, nt = 0, n;
    double *mw, *T = NULL, *d;
    const char *metric;
    SHK_TRY(shk_h5_attr_string(f, "/Distances", "metric", k->arena, k->diag, &metric));
    if (!metric_column(metric, &t->metric)) return shk_fail(k->diag, SHK_E_UNSUPPORTED, "%s: distance metric '%.40s' is not known", t->name, metric);
    SHK_TRY(shk_h5_info(f, "/Mw", k->diag, &info));
    t->single = info.kind == SHK_H5_FLOAT && info.item == 4;
    SHK_TRY(shk_h5_doubles(f, "/Mw", 10000, k->arena, k->diag, &nm, NULL, &mw));
    SHK_TRY(shk_h5_info(f, "/IMLs/T", k->diag, &info));
    if (info.kind != SHK_H5_NONE) SHK_TRY(shk_h5_doubles(f, "/IMLs/T", 10000, k->arena, k->diag, &nt, NULL, &T));
    SHK_TRY(shk_h5_info(f, "/IMLs/SA", k->diag, &info));
    if (info.kind != SHK_H5_NONE && !nt) return shk_fail(k->diag, SHK_E_INVALID, "%s: /IMLs/SA must be accompanied by periods, /IMLs/T", t->name);
    SHK_TRY(shk_h5_info(f, "/Distances", k->diag, &info));
    SHK_TRY(shk_h5_doubles(f, "/Distances", MAX_TABLE, k->arena, k->diag, &n, dims, &d));
    if (info.ndims != 3 || dims[1] != 1 || dims[2] != nm || dims[0] < 2 || nm < 1)
        return shk_fail(k->diag, SHK_E_INVALID, "%s: /Distances must have at least 2 distances, 1, %zu magnitudes", t->name, nm);
    t->nm = (int)nm; t->nt = (int)nt; t->nd = (int)dims[0]; t->ndm = (int)nm;
    double *dist = SHK_NEW(k->arena, double, 2 * n), *log_T = SHK_NEW(k->arena, double, nt + 1);
    if (!dist || !log_T) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", t->name);
    for (size_t m = 0; m < nm; m++)
        for (size_t i = 0; i < (size_t)t->nd; i++) {
            const double v = d[i * nm + m];
            dist[m * (size_t)t->nd + i] = v;
            dist[n + m * (size_t)t->nd + i] = log10(v < 1e-5 ? 1e-5 : v);
        }
    for (size_t i = 0; i < nt; i++) log_T[i] = t->single ? (double)log10f((float)T[i]) : log10(T[i]);
    t->mw = mw; t->T = T; t->log_T = log_T; t->dist = dist; t->log_dist = dist + n;
    SHK_TRY(increasing(k, t, mw, nm, "/Mw"));
    SHK_TRY(increasing(k, t, log_T, nt, "/IMLs/T"));
    for (size_t m = 0; m < nm; m++) SHK_TRY(increasing(k, t, dist + m * (size_t)t->nd, (size_t)t->nd, "/Distances"));
    return SHK_OK;
}

static enum shk_err read_open(struct shk_gsim_make *k, struct shk_h5 *f, int sigma, struct shk_table *t)
{
    struct shk_h5_info info;
    SHK_TRY(read_axes(k, f, t));
    const size_t plane = (size_t)t->nm * (size_t)t->nd, n = (size_t)(2 + t->nt) * plane;
    if (n > MAX_TABLE) return shk_fail(k->diag, SHK_E_LIMIT, "%s: more than %d values", t->name, MAX_TABLE);
    double *iml = SHK_NEW(k->arena, double, n), *sig = sigma ? SHK_NEW(k->arena, double, n) : NULL;
    if (!iml || (sigma && !sig)) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", t->name);
    SHK_TRY(read_values(k, f, "IMLs", t, iml));
    t->iml = iml;
    t->has_pga = !isnan(iml[0]);
    t->has_pgv = !isnan(iml[plane]);
    if (!sigma) return SHK_OK;
    SHK_TRY(shk_h5_info(f, "/Total", k->diag, &info));
    if (info.kind == SHK_H5_NONE) return shk_fail(k->diag, SHK_E_INVALID, "%s: no standard deviations (group /Total)", t->name);
    SHK_TRY(read_values(k, f, "Total", t, sig));
    t->sig = sig;
    t->sig_full = 1;
    return SHK_OK;
}

enum shk_err shk_table_read(struct shk_gsim_make *k, const char *path, int sigma, const struct shk_table **out)
{
    struct shk_table *t = SHK_NEW(k->arena, struct shk_table, 1);
    struct shk_h5 *f;
    if (!t) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    t->name = path;
    SHK_TRY(shk_h5_open(path, k->diag, &f));
    const enum shk_err e = read_open(k, f, sigma, t);
    (void)shk_h5_close(f, NULL);
    *out = t;
    return e;
}
