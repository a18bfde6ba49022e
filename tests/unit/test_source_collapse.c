// libs: source
#include "check.h"
#include "source/internal.h"

/* Numbers of OpenQuake 3.26.2 for the same five point sources merged with a spacing of 50 km. */
static struct shk_arena *arena;
static struct shk_diag diag;
static struct shk_nodal_plane two[] = { { .6, 30, 40, 90 }, { .4, 120, 80, 0 } }, one[] = { { 1, 45, 70, -90 } };
static struct shk_hypo_depth depths[] = { { .3, 5, .5 }, { .7, 12, .5 } }, eight[] = { { 1, 8, .5 } };

static struct shk_point_set point(double lon, double lat, size_t n, double *mags, double *rates, int simple, double upper, double lower)
{
    struct shk_source s = { .kind = SHK_SRC_POINT, .id = "p", .scaling_rate = 1, .msr = shk_msr_find("WC1994", NULL), .aspect = { .value = 1.5 },
        .upper = upper, .lower = lower, .nplanes = simple ? 1 : 2, .planes = simple ? one : two, .ndepths = simple ? 1 : 2,
        .depths = simple ? eight : depths, .location = { lon, lat, 0 },
        .mfd = { .kind = SHK_MFD_ARBITRARY, .n = n, .mags = mags, .rates = rates } };
    struct shk_point_set set = { 0 };
    CHECK(shk_source_points(&s, arena, &diag, &set) == SHK_OK);
    return set;
}

static void corner(const struct shk_plane *p, int k, double lon, double lat, double dep)
{
    CHECK_REL(p->corner[k].lon, lon, 1e-12);
    CHECK_REL(p->corner[k].lat, lat, 1e-12);
    CHECK(fabs(p->corner[k].dep - dep) < 1e-10);
}

TEST(merge)
{
    arena = shk_arena_new(0);
    const struct shk_point_set sets[] = {
        point(10, 45, 2, (double[]){ 5.5, 6.5 }, (double[]){ .01, .002 }, 0, 0, 20),
        point(10.1, 45.05, 2, (double[]){ 5.5, 6.5 }, (double[]){ .01, .002 }, 0, 0, 20),
        point(11.3, 45.9, 1, (double[]){ 6 }, (double[]){ .004 }, 1, 1.1, 22.3),
        point(10.15, 45.02, 2, (double[]){ 6.5, 6 }, (double[]){ .001, .003 }, 1, 1.1, 22.3),
        point(11.9, 46.3, 1, (double[]){ 6 }, (double[]){ .004 }, 1, 0, 20) };
    struct shk_collapsed c;
    CHECK(shk_point_collapse(sets, 5, 50, arena, &diag, &c) == SHK_OK);
    CHECK(c.ncells == 2 && c.cells[0].n == 3 && c.cells[1].n == 2);
    CHECK(c.cells[0].members[2].set == 3 && c.cells[1].members[0].set == 2 && c.cells[1].members[1].set == 4);
    const struct shk_point_set *far = c.far;
    CHECK_REL(far->lon[0], 10.064285714285713, 1e-15);
    CHECK_REL(far->lat[0], 45.02428571428572, 1e-15);
    CHECK_REL(far->depths->depth, 9.266666666666666, 1e-14);
    CHECK_REL(far->planes->strike, 59, 1e-14);
    CHECK_REL(far->planes->dip, 60.666666666666664, 1e-14);
    CHECK_REL(far->planes->rake, 6, 1e-14);
    CHECK_REL(far->upper, 0.15714285714285714, 1e-14);
    CHECK_REL(far->lower, 20.328571428571426, 1e-14);
    CHECK(far->nmags == 3);
    const double mags[] = { 5.5, 6, 6.5 }, rates[] = { .02, .003, .005 }, radius[] = { 3.7499315912856606, 6.295400223135094, 10.56874319028886 };
    const double tl[3][3] = { { 10.01778545061, 45.01673976385, 7.194935140088 }, { 9.986227874154, 45.01160679302, 5.788635455376 },
                              { 9.933261620866, 45.00297000421, 3.427733893996 } };
    for (size_t m = 0; m < 3; m++) {
        struct shk_plane p;
        CHECK(far->bins[m].mag == mags[m]);
        CHECK_REL(far->bins[m].rate, rates[m], 1e-14);
        CHECK_REL(shk_point_radius(far, m), radius[m], 1e-13);
        shk_point_planes(far, 0, m, m + 1, 0, &p, NULL);
        corner(&p, 0, tl[m][0], tl[m][1], tl[m][2]);
        shk_point_average(far, 0, m, 0, &p, NULL);
        corner(&p, 0, tl[m][0], tl[m][1], tl[m][2]);
    }
    struct shk_plane p[16];
    double r[16], rakes[16];
    CHECK(shk_point_cell_count(&c, 0, 0) == 8 && shk_point_cell_count(&c, 0, 1) == 1 && shk_point_cell_count(&c, 0, 2) == 9);
    CHECK(shk_point_cell_planes(&c, 0, 0, 0, p, NULL, r, rakes) == 8);
    CHECK_REL(r[0], .0018, 1e-13);
    CHECK_REL(r[7], .0028, 1e-13);
    corner(p, 0, 9.963229798349, 44.98313856966, 3.684799783882);
    corner(p + 7, 0, 10.06331786312, 45.06923611285, 9.659676822068);
    CHECK(rakes[0] == 90 && rakes[7] == 0);
    CHECK(shk_point_cell_planes(&c, 0, 2, 0, p, NULL, r, rakes) == 9);
    CHECK_REL(r[0], .0003, 1e-13);
    CHECK_REL(r[8], 0.0016666666666667, 1e-13);
    CHECK_REL(p[8].width, 13.86404780754, 1e-12);
    corner(p, 0, 9.886439064092, 44.94785512947, 0.9356427792902);
    corner(p + 8, 0, 10.03521117188, 44.96888944386, 1.485063437328);
    CHECK(shk_point_cell_planes(&c, 1, 0, 0, p, NULL, r, rakes) == 2);
    corner(p + 1, 0, 11.82672356858, 46.26813198513, 3.936407114903);
    CHECK_REL(c.far[1].lon[0], 11.6, 1e-14);
    CHECK_REL(c.far[1].upper, .55, 1e-14);
}

TEST(no_grid)
{
    const struct shk_point_set sets[] = { point(10, 45, 1, (double[]){ 6 }, (double[]){ 1 }, 1, 0, 20),
                                          point(10, 46, 1, (double[]){ 6 }, (double[]){ 1 }, 1, 0, 20) };
    struct shk_collapsed c;
    CHECK(shk_point_collapse(sets, 2, 500, arena, &diag, &c) == SHK_OK);
    CHECK(c.ncells == 2 && c.cells[0].n == 1 && c.cells[0].members->set == 0 && c.cells[1].members->set == 1 && c.far[0].n == 0);
    CHECK(shk_point_collapse(sets, 1, 500, arena, &diag, &c) == SHK_OK && c.ncells == 1);
    CHECK(shk_point_collapse(sets, 2, 0, arena, &diag, &c) == SHK_E_INVALID);
    shk_arena_free(arena);
}

RUN(merge, no_grid)
