// libs: geo
/* The spatial index against a search through all sites. */
#include <stdlib.h>
#include "geo/site_index.h"
#include "near.h"

enum { N = 3000 };
static double lon[N], lat[N], dep[N], x[N], y[N], z[N];
static uint64_t state = 88172645463325252ULL;
static double uniform(double lo, double hi)
{
    state ^= state << 13; state ^= state >> 7; state ^= state << 17;
    return lo + (hi - lo) * (double)(state >> 11) * 0x1p-53;
}

static void compare(size_t n, double spread)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_site_index *t;
    static uint32_t ids[N], boxed[N];
    for (size_t i = 0; i < n; i++) {
        lon[i] = shk_fix_lon(175 + uniform(-spread, spread));
        lat[i] = fmax(-90, fmin(90, uniform(-spread, spread)));
        dep[i] = -uniform(0, 3);
    }
    if (n > 8) { lon[7] = lon[3]; lat[7] = lat[3]; dep[7] = dep[3]; }
    shk_to_xyz_columns(n, lon, lat, dep, x, y, z);
    const struct shk_site_arrays s = { n, lon, lat, dep, x, y, z };
    CHECK(!shk_site_index_make(s, a, NULL, &t));
    for (int q = 0; q < 60; q++) {
        double p[3], km;
        const double plon = shk_fix_lon(175 + uniform(-spread, spread)), plat = fmax(-90, fmin(90, uniform(-spread, spread))), r = uniform(0, spread * 60);
        shk_to_xyz(plon, plat, 0, p);
        if (q == 5 && n > 8) { p[0] = x[7]; p[1] = y[7]; p[2] = z[7]; }
        const size_t got = shk_site_index_near(t, p, r, ids);
        const size_t in_box = shk_sites_in_box(s, (struct shk_box){ plon, plon, plat, plat }, r, boxed);
        size_t want = 0, ok = 1, nearest = SIZE_MAX, b = 0;
        double least = INFINITY;
        for (size_t i = 0; i < n; i++) {
            const double d2 = (x[i] - p[0]) * (x[i] - p[0]) + (y[i] - p[1]) * (y[i] - p[1]) + (z[i] - p[2]) * (z[i] - p[2]);
            if (d2 <= r * r) {
                ok &= want < got && ids[want] == i;
                want++;
            }
            if (d2 < least) { least = d2; nearest = i; }
            if (q != 5 && shk_distance(plon, plat, lon[i], lat[i]) <= r) {          /* the box must hold all of them */
                while (b < in_box && boxed[b] < i) b++;
                ok &= b < in_box && boxed[b] == i;
            }
        }
        CHECK(got == want && ok);
        CHECK(shk_site_index_nearest(t, p, &km) == nearest && (n == 0 || km == sqrt(least)));
    }
    shk_arena_free(a);
}

TEST(near_and_nearest)
{
    compare(0, 5);
    compare(1, 5);
    compare(17, 5);
    compare(1000, 5);
    compare(N, 20);
    compare(N, 89);
}

TEST(near_any_of_several)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_site_index *t;
    uint32_t ids[4];
    const double lo[] = { 10, 11, 12, 13 }, la[] = { 45, 45, 45, 45 }, de[] = { 0, 0, 0, 0 };
    shk_to_xyz_columns(4, lo, la, de, x, y, z);
    CHECK(!shk_site_index_make((struct shk_site_arrays){ 4, lo, la, de, x, y, z }, a, NULL, &t));
    const double px[] = { x[3], x[0] }, py[] = { y[3], y[0] }, pz[] = { z[3], z[0] };
    CHECK(shk_site_index_near_any(t, 2, px, py, pz, 10, ids) == 2 && ids[0] == 0 && ids[1] == 3);
    CHECK(shk_site_index_near(t, (double[3]){ x[1], y[1], z[1] }, -1, ids) == 0);
    const double bad[] = { NAN, 0, 0, 0 };
    CHECK(shk_site_index_make((struct shk_site_arrays){ 4, lo, la, de, bad, y, z }, a, NULL, &t) == SHK_E_INVALID);
    shk_arena_free(a);
}

RUN(near_and_nearest, near_any_of_several)
