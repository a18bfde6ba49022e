// libs: geo
/* Surfaces made of several and GC2: figures of OpenQuake 3.26.2 (spec/contexts.md 3.1, spec/sources.md 11). */
#include <stdlib.h>
#include "geo/geodetic.h"
#include "geo/multi.h"
#include "near.h"

static double x[64], y[64], z[64];
static struct shk_site_arrays site_arrays(size_t n, const double *lon, const double *lat, const double *dep)
{
    shk_to_xyz_columns(n, lon, lat, dep, x, y, z);
    return (struct shk_site_arrays){ n, lon, lat, dep, x, y, z };
}

static const double s_lon[] = { 10.1, 9.8, 10.4, 10.15, 10.6 }, s_lat[] = { 45.1, 45.0, 45.2, 45.0, 44.6 }, s_dep[] = { 0, 0, -1.2, 0, 0.5 };
static void five(const double *got, const double *want, double tol) { for (int i = 0; i < 5; i++) NEAR(got[i], want[i], tol); }

static struct shk_plane plane(struct shk_point tl, struct shk_point tr, struct shk_point bl, struct shk_point br, double strike, double dip)
{
    struct shk_plane p = { .corner = { tl, tr, bl, br }, .strike = strike, .dip = dip };
    shk_plane_derive(&p);
    return p;
}

TEST(two_planes)
{
    struct shk_arena *a = shk_arena_new(0);
    const struct shk_plane p1 = plane((struct shk_point){ 10, 45, 2 }, (struct shk_point){ 10.2, 45.14, 2 }, (struct shk_point){ 10.1, 44.93, 14 }, (struct shk_point){ 10.3, 45.07, 14 }, 45, 60);
    const struct shk_plane p2 = plane((struct shk_point){ 10.2, 45.14, 2 }, (struct shk_point){ 10.5, 45.18, 2 }, (struct shk_point){ 10.21, 45.08, 14 }, (struct shk_point){ 10.51, 45.12, 14 }, 80, 60);
    const struct shk_plane p3 = plane((struct shk_point){ 10.45, 45.3, 2 }, (struct shk_point){ 10.25, 45.16, 2 }, (struct shk_point){ 10.35, 45.37, 14 }, (struct shk_point){ 10.15, 45.23, 14 }, 225, 60);
    struct shk_surface e[2] = { { .kind = SHK_PLANAR, .plane = &p1 }, { .kind = SHK_PLANAR, .plane = &p2 } }, s = { .kind = SHK_MULTI };
    CHECK(!shk_multi_make(e, 2, a, NULL, &s.multi));
    double rrup[5], rjb[5], rx[5], ry0[5];
    const struct shk_distances out = { .rrup = rrup, .rjb = rjb, .rx = rx, .ry0 = ry0 };
    const struct shk_site_arrays sites = site_arrays(5, s_lon, s_lat, s_dep);
    CHECK(!shk_surface_distances(&s, (struct shk_point){ 0 }, 61.67, sites, out, NULL));
    five(rrup, (double[]){ 3.0983846943, 15.8495537638, 4.8468557538, 7.4697156092, 55.4528870420 }, E10);
    five(rjb, (double[]){ 2.3160580046, 15.7253293491, 3.8683063849, 0, 53.8528145953 }, E10);
    five(rx, (double[]){ -2.0077042580, -6.6149377823, -3.1603333950, 9.4210567474, 64.8743133545 }, 1e-5);
    five(ry0, (double[]){ 0, 11.4902725220, 0, 0, 0 }, 1e-5);
    struct shk_surface_params p;
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 61.6701698303, 2e-5);
    NEAR(p.width, 15.0840950012, 5e-6);
    NEAR(p.area, 689.0119018555, 1e-4);
    NEAR(p.middle.lon, 10.1499082580, E10);
    NEAR(p.middle.lat, 45.0350981748, E10);
    CHECK(p.middle.dep == 8);
    struct shk_box box;
    CHECK(!shk_surface_box(&s, NULL, &box));
    CHECK(box.west == 10 && box.east == 10.51 && box.north == 45.18 && box.south == 44.93);

    struct shk_gc2_line l1, l2;
    struct shk_gc2_join j;
    CHECK(!shk_gc2_line_make(e, a, NULL, &l1) && !shk_gc2_line_make(e + 1, a, NULL, &l2));
    NEAR(l1.length, 22.1138393734, E10);
    NEAR(l2.length, 23.9388538832, E10);
    NEAR(l1.azimuth, 45.1835754402, E10);
    NEAR(l2.azimuth, 79.1859936160, E10);
    float t[5], u[5], w[5];
    shk_gc2_tuw(&l1, SHK_GC2_AS_IS, 5, x, y, z, t, u, w);
    const double t1[] = { -2.3590312004, -11.0975532532, 6.2594408989, 8.3051033020, 64.9084014893 }, w1[] = { 1.1457269192, 0.0415714681, 0.0339886025, 0.2187373489, 0.0051135859 };
    for (int i = 0; i < 5; i++) { NEAR(t[i], t1[i], 5e-6); NEAR(w[i], w1[i], 1e-7); }
    const struct shk_gc2_line *lines[] = { &l1, &l2 };
    CHECK(!shk_gc2_join(lines, 2, a, NULL, &j));
    CHECK(!j.flipped[0] && !j.flipped[1] && j.order[0] == 0);
    NEAR(j.shift[1], 21.0675411224, 2e-6);
    NEAR(j.u_max, 45.0057373047, 4e-6);

    e[1].plane = &p3;
    CHECK(!shk_multi_make(e, 2, a, NULL, &s.multi));
    CHECK(!shk_gc2_line_make(e + 1, a, NULL, &l2));
    CHECK(!shk_gc2_join(lines, 2, a, NULL, &j));
    NEAR(l2.azimuth, 225.2449487798, E10);
    CHECK(!j.flipped[0] && j.flipped[1] && j.order[0] == 0);
    NEAR(j.shift[1], 26.4666881561, 4e-6);
    NEAR(j.u_max, 48.5492706299, 4e-6);
    CHECK(!shk_surface_distances(&s, (struct shk_point){ 0 }, 0, sites, out, NULL));
    five(rx, (double[]){ -2.4070625305, -11.3405551910, 5.2172341347, 8.1626329422, 64.3325195312 }, 1e-5);
    five(ry0, (double[]){ 0, 11.1310577393, 0, 0, 0 }, 1e-5);
    shk_arena_free(a);
}

TEST(parameters_of_two_planes)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_plane p[2];
    const struct shk_point c1[4] = { { 10, 45, 1 }, { 10.2, 45.1, 1 }, { 10.04, 44.94, 9 }, { 10.24, 45.04, 9 } };
    const struct shk_point c2[4] = { { 10.2, 45.1, 1 }, { 10.4, 45.1, 1 }, { 10.2, 45.05, 9 }, { 10.4, 45.05, 9 } };
    CHECK(!shk_plane_from_corners(c1, p, NULL) && !shk_plane_from_corners(c2, p + 1, NULL));
    const struct shk_surface e[2] = { { .kind = SHK_PLANAR, .plane = p }, { .kind = SHK_PLANAR, .plane = p + 1 } };
    struct shk_surface s = { .kind = SHK_MULTI };
    struct shk_surface_params q, first;
    CHECK(!shk_multi_make(e, 2, a, NULL, &s.multi) && !shk_surface_params(&s, &q, NULL) && !shk_surface_params(e, &first, NULL));
    NEAR(q.area, 360.64972, 2e-5);
    NEAR(q.dip, 50.661354, 6e-6);
    NEAR(q.strike, 69.509735, 1e-5);
    NEAR(q.width, 10.351237, 1e-6);
    CHECK(fabs(q.ztor - 1) < 1e-6 && fabs(q.zbot - 9) < 1e-6 && q.middle.lon == first.middle.lon);
    struct shk_diag d = { 0 };
    CHECK(shk_multi_make(e, 0, a, &d, &s.multi) == SHK_E_INVALID);
    const struct shk_surface nested = { .kind = SHK_MULTI };
    CHECK(shk_multi_make(&nested, 1, a, &d, &s.multi) != SHK_OK);
    shk_arena_free(a);
}

static const struct {
    size_t n; struct { size_t n; struct shk_point p[4]; } trace[4]; double dip[4];
    double want[8];                         /* strike, dip, width, ztor, area, u_max, middle point */
    struct { double lon, lat, want[7]; } at[4];     /* rrup, rjb, rx, ry0, azimuth, clon, clat */
} cases[] = {           /* simple faults from 0 to 12 km depth with a mesh of 3 km; OpenQuake 3.26.2 */
    { 3, { { 2, { { -154.77118, 19.00039, 0 }, { -154.58032, 19.01804, 0 } } }, { 2, { { -154.38006, 18.88141, 0 }, { -154.56916, 19.01401, 0 } } }, { 2, { { -154.36282, 18.87281, 0 }, { -154.26673, 18.89004, 0 } } } }, { 54.5, 53.7, 68.6 },
      { 26.22300720, 56.08283997, 14.58163071, 0.00000000, 782.04528809, 33.15993500, -154.44651456, 18.97776864 }, {
        { -154.36636, 18.96804, { 7.12612182, 0.00000000, 3.65296936, 0.00000000, 71.07767260, -154.40573323, 18.93921391 } },
        { -154.44582, 18.85803, { 6.29184219, 6.20561097, -3.54984117, 0.00000000, 153.46248584, -154.40295865, 18.89748831 } },
        { -154.69753, 19.11138, { 11.52677316, 11.52287035, -9.68390656, 0.00000000, 273.20198028, -154.68598410, 19.00829325 } },
        { -154.25961, 19.31525, { 39.26973567, 37.38905213, 5.23386145, 4.42729568, 1.36433496, -154.46716564, 19.04195879 } },
      } },
    { 4, { { 2, { { -18.61488, 14.10422, 0 }, { -18.45979, 14.20399, 0 } } }, { 2, { { -18.51653, 14.43642, 0 }, { -18.49369, 14.21914, 0 } } }, { 2, { { -18.52472, 14.48844, 0 }, { -18.53147, 14.58236, 0 } } }, { 2, { { -18.54990, 14.62135, 0 }, { -18.52465, 14.82643, 0 } } } }, { 60.1, 57.4, 60.5, 60 },
      { 47.15227890, 59.28972244, 14.99604034, 0.00000000, 1168.55810547, 81.46141052, -18.54255128, 14.32537024 }, {
        { -18.42451, 14.39629, { 9.42418525, 9.40651192, 7.21837139, 0.00000000, 11.02658118, -18.51088298, 14.38273855 } },
        { -18.37242, 14.31029, { 14.03553627, 14.02257756, 9.71768475, 0.00000000, 48.05357037, -18.50241754, 14.30221621 } },
        { -18.48027, 14.49926, { 4.35786895, 0.00000000, 4.04038095, 0.00000000, 331.97131836, -18.51103122, 14.48936144 } },
        { -18.35587, 13.48626, { 68.06013699, 66.87466243, 40.10940552, 44.12406158, 120.63900312, -18.57653896, 14.04819477 } },
      } },
    { 3, { { 2, { { -97.94283, 24.82673, 0 }, { -98.08343, 24.79006, 0 } } }, { 4, { { -98.09888, 24.76083, 0 }, { -98.25977, 24.75938, 0 }, { -98.45200, 24.64027, 0 }, { -98.59388, 24.59232, 0 } } }, { 3, { { -98.90212, 24.56860, 0 }, { -98.73285, 24.56133, 0 }, { -98.62777, 24.58803, 0 } } } }, { 42.8, 43.1, 85.4 },
      { 244.91461182, 52.40097046, 16.73890686, 0.00000000, 1549.03515625, 104.70404053, -98.37153059, 24.75964641 }, {
        { -97.91696, 24.86630, { 4.44016896, 3.71823048, 4.05528021, 3.26396656, 190.49704576, -97.94884346, 24.84575868 } },
        { -97.95305, 24.60068, { 23.11313806, 23.10813032, -22.21074867, 0.00000000, 227.68546836, -98.09888000, 24.76083000 } },
        { -98.28504, 24.76756, { 2.06451620, 0.00000000, 2.21799374, 0.00000000, 199.31344051, -98.28274938, 24.76831193 } },
        { -98.00954, 24.85018, { 2.98169912, 0.00000000, 4.69411182, 0.00000000, 189.60565489, -98.00598632, 24.83087348 } },
      } },
    { 2, { { 4, { { 133.57595, -41.26811, 0 }, { 133.62851, -41.41142, 0 }, { 133.64490, -41.52022, 0 }, { 133.75328, -41.68527, 0 } } }, { 2, { { 133.61264, -41.24351, 0 }, { 133.48747, -41.05396, 0 } } } }, { 87, 68.4 },
      { 171.30822754, 80.81822205, 11.99950600, 0.00000000, 863.19012451, 73.35710144, 133.63498153, -41.47912660 }, {
        { 133.62469, -41.18569, { 3.83280659, 0.00000000, -4.14180136, 0.00000000, 187.17980518, 133.58066572, -41.19520710 } },
        { 133.48005, -41.55451, { 14.54817504, 13.86449978, 15.41291904, 0.00000000, 65.62385397, 133.65203987, -41.53112230 } },
        { 133.16402, -41.15662, { 29.38234427, 29.37723927, 28.97923851, 0.00000000, 140.89334422, 133.48502530, -41.05024561 } },
        { 133.79838, -40.96517, { 25.81812390, 23.33023981, -27.89567375, 0.00000000, 202.19419056, 133.53630666, -41.06112053 } },
      } },
    { 2, { { 4, { { 169.05225, -3.42370, 0 }, { 169.06058, -3.57937, 0 }, { 168.98313, -3.78471, 0 }, { 168.98747, -3.92765, 0 } } }, { 3, { { 168.99526, -3.96405, 0 }, { 168.91170, -4.13174, 0 }, { 168.79426, -4.31497, 0 } } } }, { 71.6, 43 },
      { 199.52449036, 56.26216507, 15.24841213, 0.00000000, 1490.30200195, 104.25881195, 169.00806205, -3.67157249 }, {
        { 169.00027, -3.31906, { 12.80480696, 11.32878263, 9.50322628, 10.17536926, 159.21134639, 169.04378798, -3.42261670 } },
        { 169.04037, -4.00214, { 6.52547656, 6.36094566, -6.38740826, 0.00000000, 334.90695263, 168.98322326, -3.98821036 } },
        { 168.77291, -3.82461, { 20.14846399, 15.98730201, 25.66830063, 0.00000000, 37.35558370, 168.89221576, -3.90532972 } },
        { 168.46018, -2.82176, { 91.49796067, 90.86793363, 85.47870636, 46.23533249, 127.69120334, 169.01840205, -3.41936635 } },
      } },
    { 4, { { 2, { { 179.80000, -38.60060, 0 }, { -179.93778, -38.58587, 0 } } }, { 4, { { -179.93894, -38.56820, 0 }, { -179.77921, -38.38669, 0 }, { -179.53141, -38.30034, 0 }, { -179.34050, -38.18760, 0 } } }, { 3, { { -178.99784, -38.01399, 0 }, { -179.09121, -38.06587, 0 }, { -179.32308, -38.17146, 0 } } }, { 4, { { -178.96187, -38.00312, 0 }, { -178.70020, -38.00818, 0 }, { -178.48726, -38.04229, 0 }, { -178.25537, -38.08640, 0 } } } }, { 75.3, 82.5, 65.9, 52.7 },
      { 82.73307037, 67.64670563, 13.14989662, 0.00000000, 2451.90209961, 186.22653198, -179.66813931, -38.35552222 }, {
        { -178.89925, -38.07904, { 6.69367875, 0.00000000, 9.27322865, 0.00000000, 342.91243681, -178.89971437, -38.03681957 } },
        { 179.64226, -38.66938, { 15.65040680, 14.65509520, 3.78918505, 12.02291965, 156.86789325, 179.80061558, -38.60742938 } },
        { -178.84068, -37.79896, { 22.98744364, 22.96035623, -18.61123657, 0.00000000, 327.01004912, -178.85918340, -38.00517494 } },
        { -179.21105, -37.73184, { 33.44910053, 31.62670609, -33.00267029, 0.00000000, 307.40069433, -179.02721539, -37.97649404 } },
      } },
};

TEST(chains_of_faults)
{
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct shk_arena *a = shk_arena_new(0);
        struct shk_surface e[4], s = { .kind = SHK_MULTI };
        struct shk_gc2_line line[4];
        const struct shk_gc2_line *lines[4];
        for (size_t i = 0; i < cases[k].n; i++) {
            struct shk_mesh *m;
            struct shk_point t[4];
            memcpy(t, cases[k].trace[i].p, sizeof t);
            CHECK(!shk_simple_fault_mesh((struct shk_line){ cases[k].trace[i].n, t }, 0, 12, cases[k].dip[i], 3, a, NULL, &m));
            e[i] = (struct shk_surface){ .kind = SHK_SIMPLE, .mesh = m, .row1 = (uint32_t)m->nrow, .col1 = (uint32_t)m->ncol };
            CHECK(!shk_gc2_line_make(e + i, a, NULL, line + i));
            lines[i] = line + i;
        }
        struct shk_gc2_join j;
        CHECK(!shk_multi_make(e, cases[k].n, a, NULL, &s.multi));
        CHECK(!shk_gc2_join(lines, cases[k].n, a, NULL, &j));
        struct shk_surface_params p;
        CHECK(!shk_surface_params(&s, &p, NULL));
        const double got[8] = { p.strike, p.dip, p.width, p.ztor, p.area, j.u_max, p.middle.lon, p.middle.lat };
        for (int i = 0; i < 8; i++) NEAR(got[i], cases[k].want[i], i == 4 ? 2e-4 : i < 6 ? 2e-5 : 1e-8);
        for (int q = 0; q < 4; q++) {
            const double lon = cases[k].at[q].lon, lat = cases[k].at[q].lat, dep = 0;
            double g[7];
            CHECK(!shk_surface_distances(&s, p.middle, p.strike, site_arrays(1, &lon, &lat, &dep),
                (struct shk_distances){ .rrup = g, .rjb = g + 1, .rx = g + 2, .ry0 = g + 3, .azimuth = g + 4, .clon = g + 5, .clat = g + 6 }, NULL));
            for (int i = 0; i < 7; i++) NEAR(g[i], cases[k].at[q].want[i], i == 1 ? 0.005 : i == 2 || i == 3 ? 4e-5 : i == 4 ? 2e-5 : 1e-8);
        }
        shk_arena_free(a);
    }
}

/* Tables by section joined later are what the surface gives. */
TEST(combining_tables)
{
    enum { N = 50 };
    struct shk_arena *a = shk_arena_new(0);
    const struct shk_plane p1 = plane((struct shk_point){ 10, 45, 2 }, (struct shk_point){ 10.2, 45.14, 2 }, (struct shk_point){ 10.1, 44.93, 14 }, (struct shk_point){ 10.3, 45.07, 14 }, 45, 60);
    const struct shk_plane p3 = plane((struct shk_point){ 10.45, 45.3, 2 }, (struct shk_point){ 10.25, 45.16, 2 }, (struct shk_point){ 10.35, 45.37, 14 }, (struct shk_point){ 10.15, 45.23, 14 }, 225, 60);
    const struct shk_surface e[2] = { { .kind = SHK_PLANAR, .plane = &p1 }, { .kind = SHK_PLANAR, .plane = &p3 } };
    struct shk_surface s = { .kind = SHK_MULTI };
    struct shk_gc2_line line[2];
    const struct shk_gc2_line *lines[2] = { line, line + 1 };
    struct shk_gc2_join j;
    CHECK(!shk_multi_make(e, 2, a, NULL, &s.multi) && !shk_gc2_line_make(e, a, NULL, line) && !shk_gc2_line_make(e + 1, a, NULL, line + 1) && !shk_gc2_join(lines, 2, a, NULL, &j));
    double lon[N], lat[N], dep[N], rx[N], ry0[N], rx2[N], ry02[N];
    for (int i = 0; i < N; i++) { lon[i] = 9.6 + 0.02 * i; lat[i] = 44.8 + 0.017 * (i * 7 % N); dep[i] = 0; }
    const struct shk_site_arrays sites = site_arrays(N, lon, lat, dep);
    float t[2][N], u[2][N], w[2][N], rt[N], ru[N], rw[N];
    for (int k = 0; k < 2; k++) shk_gc2_tuw(lines[j.order[k]], j.flipped[j.order[k]] ? SHK_GC2_FLIPPED : SHK_GC2_AS_IS, N, x, y, z, t[k], u[k], w[k]);
    shk_gc2_tuw(lines[1], SHK_GC2_REVERSED, N, x, y, z, rt, ru, rw);
    for (int i = 0; i < N; i++) CHECK(rt[i] == t[1][i] && ru[i] == u[1][i]);        /* of one segment there is one way back */
    shk_gc2_combine(&j, j.u_max, N, (const float *[]){ t[0], t[1] }, (const float *[]){ u[0], u[1] }, (const float *[]){ w[0], w[1] }, rx, ry0);
    CHECK(!shk_surface_distances(&s, (struct shk_point){ 0 }, 0, sites, (struct shk_distances){ .rx = rx2, .ry0 = ry02 }, NULL));
    for (int i = 0; i < N; i++) CHECK(rx[i] == rx2[i] && ry0[i] == ry02[i]);
    shk_arena_free(a);
}

RUN(two_planes, parameters_of_two_planes, chains_of_faults, combining_tables)
