#include "geo/site_index.h"
#include <stdlib.h>
#include <string.h>

enum { LEAF = 16 };

struct node { double lo[3], hi[3]; uint32_t from, to; };       /* children of node k: 2 k + 1, 2 k + 2 */

struct shk_site_index {
    struct shk_site_arrays s;
    const double *axis[3];
    uint32_t *order;            /* site numbers, leaf after leaf */
    struct node *node;
    size_t nnodes;
    uint64_t *bits;             /* one a site, zero between calls */
};

/* Rearranges v[0..n-1] so that the first k have keys not above the others (Hoare's selection). */
static void select_nth(uint32_t *v, size_t n, size_t k, const double *key)
{
    size_t lo = 0, hi = n - 1;
    while (lo < hi) {
        const double pivot = key[v[(lo + hi) / 2]];
        size_t i = lo, j = hi;
        for (;;) {
            while (key[v[i]] < pivot) i++;
            while (key[v[j]] > pivot) j--;
            if (i >= j) break;
            const uint32_t t = v[i];
            v[i++] = v[j];
            v[j--] = t;
        }
        const size_t cut = key[v[j]] > pivot ? j - 1 : j;
        if (k <= cut) hi = cut;
        else lo = cut + 1;
    }
}

static void build(struct shk_site_index *t, size_t k, uint32_t from, uint32_t to)
{
    struct node *n = t->node + k;
    n->from = from;
    n->to = to;
    int widest = 0;
    for (int c = 0; c < 3; c++) {
        n->lo[c] = INFINITY;
        n->hi[c] = -INFINITY;
        for (uint32_t i = from; i < to; i++) {
            const double v = t->axis[c][t->order[i]];
            n->lo[c] = v < n->lo[c] ? v : n->lo[c];
            n->hi[c] = v > n->hi[c] ? v : n->hi[c];
        }
        if (n->hi[c] - n->lo[c] > n->hi[widest] - n->lo[widest]) widest = c;
    }
    if (2 * k + 2 >= t->nnodes) return;
    const uint32_t mid = from + (to - from) / 2;
    if (to > from) select_nth(t->order + from, to - from, mid - from, t->axis[widest]);
    build(t, 2 * k + 1, from, mid);
    build(t, 2 * k + 2, mid, to);
}

enum shk_err shk_site_index_make(struct shk_site_arrays sites, struct shk_arena *a, struct shk_diag *d, struct shk_site_index **out)
{
    if (sites.n >= UINT32_MAX) return shk_fail(d, SHK_E_LIMIT, "%zu sites", sites.n);
    for (size_t i = 0; i < sites.n; i++)
        if (!isfinite(sites.x[i]) || !isfinite(sites.y[i]) || !isfinite(sites.z[i])) return shk_fail(d, SHK_E_INVALID, "coordinates of site %zu are not finite", i);
    struct shk_site_index *t = SHK_NEW(a, struct shk_site_index, 1);
    if (!t) return shk_fail(d, SHK_E_NOMEM, "index of %zu sites", sites.n);
    t->s = sites;
    t->axis[0] = sites.x;
    t->axis[1] = sites.y;
    t->axis[2] = sites.z;
    t->nnodes = 1;
    for (size_t n = sites.n; n > LEAF; n = (n + 1) / 2) t->nnodes = 2 * t->nnodes + 1;
    t->order = SHK_NEW(a, uint32_t, sites.n + 1);
    t->node = SHK_NEW(a, struct node, t->nnodes);
    t->bits = SHK_NEW(a, uint64_t, sites.n / 64 + 1);
    if (!t->order || !t->node || !t->bits) return shk_fail(d, SHK_E_NOMEM, "index of %zu sites", sites.n);
    for (size_t i = 0; i < sites.n; i++) t->order[i] = (uint32_t)i;
    build(t, 0, 0, (uint32_t)sites.n);
    *out = t;
    return SHK_OK;
}

/* Squared distance of a point from the nearest, and from the farthest, point of a node's box. */
static double box_near2(const struct node *n, const double p[3])
{
    double sum = 0;
    for (int c = 0; c < 3; c++) {
        const double v = p[c] < n->lo[c] ? n->lo[c] - p[c] : p[c] > n->hi[c] ? p[c] - n->hi[c] : 0;
        sum += v * v;
    }
    return sum;
}

static double box_far2(const struct node *n, const double p[3])
{
    double sum = 0;
    for (int c = 0; c < 3; c++) {
        const double v = fmax(fabs(p[c] - n->lo[c]), fabs(p[c] - n->hi[c]));
        sum += v * v;
    }
    return sum;
}

static double chord2(const struct shk_site_index *t, uint32_t i, const double p[3])
{
    const double x = t->s.x[i] - p[0], y = t->s.y[i] - p[1], z = t->s.z[i] - p[2];
    return x * x + y * y + z * z;
}

static void mark(struct shk_site_index *t, size_t k, const double p[3], double r2)
{
    const struct node *n = t->node + k;
    if (n->from == n->to || box_near2(n, p) > r2) return;
    const int all = box_far2(n, p) * (1 + 1e-12) < r2;
    if (all || 2 * k + 2 >= t->nnodes) {
        for (uint32_t i = n->from; i < n->to; i++) {
            const uint32_t id = t->order[i];
            if (all || chord2(t, id, p) <= r2) t->bits[id / 64] |= 1ULL << (id % 64);
        }
        return;
    }
    mark(t, 2 * k + 1, p, r2);
    mark(t, 2 * k + 2, p, r2);
}

static size_t collect(struct shk_site_index *t, uint32_t *ids)
{
    size_t n = 0;
    for (size_t w = 0; w < t->s.n / 64 + 1; w++) {
        for (uint64_t b = t->bits[w]; b; b &= b - 1) ids[n++] = (uint32_t)(w * 64 + (size_t)__builtin_ctzll(b));
        t->bits[w] = 0;
    }
    return n;
}

size_t shk_site_index_near(struct shk_site_index *t, const double xyz[3], double radius, uint32_t *ids)
{
    if (!(radius >= 0)) return 0;
    mark(t, 0, xyz, radius * radius);
    return collect(t, ids);
}

size_t shk_site_index_near_any(struct shk_site_index *t, size_t m, const double *x, const double *y, const double *z, double radius, uint32_t *ids)
{
    if (!(radius >= 0)) return 0;
    for (size_t i = 0; i < m; i++) {
        const double p[3] = { x[i], y[i], z[i] };
        mark(t, 0, p, radius * radius);
    }
    return collect(t, ids);
}

struct best { size_t id; double d2; };

static void descend(const struct shk_site_index *t, size_t k, const double p[3], struct best *b)
{
    const struct node *n = t->node + k;
    if (n->from == n->to || box_near2(n, p) > b->d2) return;
    if (2 * k + 2 >= t->nnodes) {
        for (uint32_t i = n->from; i < n->to; i++) {
            const uint32_t id = t->order[i];
            const double d2 = chord2(t, id, p);
            if (d2 < b->d2 || (d2 == b->d2 && id < b->id)) *b = (struct best){ id, d2 };
        }
        return;
    }
    const size_t first = box_near2(t->node + 2 * k + 1, p) <= box_near2(t->node + 2 * k + 2, p) ? 2 * k + 1 : 2 * k + 2;
    descend(t, first, p, b);
    descend(t, first == 2 * k + 1 ? 2 * k + 2 : 2 * k + 1, p, b);
}

size_t shk_site_index_nearest(const struct shk_site_index *t, const double xyz[3], double *km)
{
    struct best b = { SIZE_MAX, INFINITY };
    descend(t, 0, xyz, &b);
    *km = sqrt(b.d2);
    return b.id;
}

size_t shk_sites_in_box(struct shk_site_arrays s, struct shk_box box, double km, uint32_t *ids)
{
    const double dlat = shk_degrees(km / SHK_EARTH_RADIUS) * (1 + 1e-9) + 1e-9;
    const double north = box.north + dlat, south = box.south - dlat, top = fmax(fabs(north), fabs(south));
    /* sin(dlon) = sin(km / R) / cos(lat) is the longitude that a circle of km around a point at lat reaches; near a pole it reaches all */
    const double ratio = sin(fmin(km / SHK_EARTH_RADIUS, SHK_PI / 2)) / cos(shk_radians(fmin(fmax(fabs(box.north), fabs(box.south)), 90)));
    const double dlon = top >= 90 || !(ratio < 1) ? 360 : shk_degrees(asin(ratio)) * (1 + 1e-9) + 1e-9;
    const double width = shk_floor_mod(box.east - box.west, 360) + 2 * dlon, west = box.west - dlon;
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.lat[i] <= north && s.lat[i] >= south && (width >= 360 || shk_floor_mod(s.lon[i] - west, 360) <= width)) ids[n++] = (uint32_t)i;
    return n;
}
