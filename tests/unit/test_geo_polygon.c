// libs: geo
/* Area discretization and grids of sites: figures of OpenQuake 3.26.2 (spec/sources.md 4.1, spec/contexts.md 6.2). */
#include "geo/polygon.h"
#include "near.h"

static struct shk_lonlats grid;
static struct shk_arena *arena;

static void ends(size_t n, double lon0, double lat0, double lon_last, double lat_last, double tol)
{
    if (!check_that(grid.n == n, "number of points", __FILE__, __LINE__)) {
        printf("    %zu points, expected %zu\n", grid.n, n);
        return;
    }
    NEAR(grid.lon[0], lon0, tol);
    NEAR(grid.lat[0], lat0, tol);
    NEAR(grid.lon[n - 1], lon_last, tol);
    NEAR(grid.lat[n - 1], lat_last, tol);
}

TEST(area_sources)
{
    arena = shk_arena_new(0);
    struct shk_point p[] = { { 10, 45, 0 }, { 10.5, 45, 0 }, { 10.6, 45.4, 0 }, { 10.1, 45.5, 0 }, { 10, 45, 0 } };
    for (size_t n = 4; n <= 5; n++) {           /* open and closed */
        CHECK(!shk_polygon_discretize((struct shk_line){ n, p }, 10, arena, NULL, &grid));
        ends(20, 10.128103286378, 45.410067839408, 10.509180260020, 45.050339197041, 2e-12);
        NEAR(grid.lon[4], 10.127899797238, 2e-12);
        NEAR(grid.lat[4], 45.320135678816, 2e-12);
    }
    struct shk_point wide[] = { { 10, 45, 0 }, { 14, 45, 0 }, { 14, 47, 0 }, { 10, 47, 0 } };
    CHECK(!shk_polygon_discretize((struct shk_line){ 4, wide }, 50, arena, NULL, &grid));
    ends(26, 11.978511336871, 47.015478698720, 13.829940687094, 45.216835486883, 2e-12);
    struct shk_point idl[] = { { 179.2, -17, 0 }, { -178.9, -16.5, 0 }, { -179.5, -18, 0 } };
    CHECK(!shk_polygon_discretize((struct shk_line){ 3, idl }, 30, arena, NULL, &grid));
    ends(16, -179.672880345821, -16.769796481776, -179.666244652665, -17.848982408878, 2e-12);
    struct shk_point dent[] = { { 0, 60, 0 }, { 8, 61, 0 }, { 9, 66, 0 }, { 5, 63, 0 }, { 1, 65, 0 } };
    CHECK(!shk_polygon_discretize((struct shk_line){ 5, dent }, 40, arena, NULL, &grid));
    ends(106, 8.720891550448, 65.640271357632, 1.449577096798, 60.244341722120, 2e-12);
    double slon = 0, slat = 0;
    for (size_t i = 0; i < grid.n; i++) { slon += grid.lon[i]; slat += grid.lat[i]; }
    NEAR(slon, 456.7361243250, 1e-9);
    NEAR(slat, 6624.4003124344, 1e-9);
    shk_arena_free(arena);
}

TEST(refusals)
{
    arena = shk_arena_new(0);
    struct shk_diag d = { 0 };
    struct shk_point bow[] = { { 0, 0, 0 }, { 1, 1, 0 }, { 1, 0, 0 }, { 0, 1, 0 } }, two[] = { { 0, 0, 0 }, { 1, 1, 0 }, { 1, 1, 0 } };
    CHECK(shk_polygon_discretize((struct shk_line){ 4, bow }, 10, arena, &d, &grid) == SHK_E_INVALID && strstr(d.text, "intersects"));
    d = (struct shk_diag){ 0 };
    CHECK(shk_polygon_discretize((struct shk_line){ 3, two }, 10, arena, &d, &grid) == SHK_E_INVALID && strstr(d.text, "distinct"));
    bow[1].lat = 0; bow[1].lon = 1; bow[2].lat = 1;
    d = (struct shk_diag){ 0 };
    CHECK(shk_polygon_discretize((struct shk_line){ 4, bow }, 500, arena, &d, &grid) == SHK_E_INVALID && strstr(d.text, "too large"));
    d = (struct shk_diag){ 0 };
    CHECK(shk_polygon_discretize((struct shk_line){ 4, bow }, 1e-9, arena, &d, &grid) == SHK_E_LIMIT);
    CHECK(shk_polygon_discretize((struct shk_line){ 4, bow }, -1, arena, NULL, &grid) == SHK_E_INVALID);
    CHECK(shk_polygon_discretize((struct shk_line){ 0, NULL }, 1, arena, NULL, &grid) == SHK_E_INVALID);
    shk_arena_free(arena);
}

TEST(region_grid)
{
    static const double want[18][2] = { { 9.9993986088, 44.9302036597 }, { 9.9995979774, 45.0201358202 }, { 9.9997982871, 45.1100679808 }, { 9.9999995435, 45.2000001414 },
        { 10.0002017521, 45.2899323020 }, { 10.1264271373, 44.9302036597 }, { 10.1268258743, 45.0201358202 }, { 10.1272264938, 45.1100679808 }, { 10.1276290067, 45.2000001414 },
        { 10.1280334238, 45.2899323020 }, { 10.2534556658, 44.9302036597 }, { 10.2540537713, 45.0201358202 }, { 10.2546547005, 45.1100679808 }, { 10.2552584698, 45.2000001414 },
        { 10.2558650955, 45.2899323020 }, { 10.3812816683, 45.0201358202 }, { 10.3820829073, 45.1100679808 }, { 10.3828879329, 45.2000001414 } };
    arena = shk_arena_new(0);
    struct shk_point p[] = { { 10, 45, 0 }, { 10.3, 45, 0 }, { 10.3, 45.2, 0 }, { 10, 45.2, 0 } };
    CHECK(!shk_region_grid((struct shk_line){ 4, p }, 10, arena, NULL, &grid));
    CHECK(grid.n == 18);
    for (size_t i = 0; i < 18 && i < grid.n; i++) {
        NEAR(grid.lon[i], want[i][0], E10);
        NEAR(grid.lat[i], want[i][1], E10);
    }
    shk_arena_free(arena);
}

TEST(hull_grid)
{
    arena = shk_arena_new(0);
    const double lon1[] = { 11.02364 }, lat1[] = { 45.95046 }, lon2[] = { 10.52322, 10.59698 }, lat2[] = { 45.81423, 45.09192 };
    const double lon3[] = { 10.1713, 10.47362, 11.60255, 10.47362 }, lat3[] = { 45.58216, 45.09413, 45.43313, 45.09413 };
    CHECK(!shk_hull_grid(1, lon1, lat1, 15, arena, NULL, &grid));
    ends(3, 11.0231047741, 45.8156068499, 11.2175950805, 45.9505050908, 1e-6);     /* the shape of the tiny square matters at 1e-8 degrees */
    CHECK(!shk_hull_grid(2, lon2, lat2, 15, arena, NULL, &grid));
    ends(14, 10.5204557446, 45.0048427838, 10.7167539809, 45.8142322292, 1e-6);
    CHECK(!shk_hull_grid(4, lon3, lat3, 15, arena, NULL, &grid));
    ends(32, 10.1704517036, 45.3122453257, 11.7091577723, 45.4471435666, E10);
    struct shk_line h;
    const double lon[] = { 0, 1, 1, 0, 0.5, 0.2 }, lat[] = { 0, 0, 1, 1, 0.5, 0.7 };
    CHECK(!shk_convex_hull(6, lon, lat, arena, NULL, &h));
    CHECK(h.n == 4);
    CHECK(shk_hull_grid(0, lon, lat, 15, arena, NULL, &grid) == SHK_E_INVALID);
    shk_arena_free(arena);
}

RUN(area_sources, refusals, region_grid, hull_grid)
