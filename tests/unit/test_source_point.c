// libs: source
#include "check.h"
#include <stdlib.h>
#include "source/internal.h"

/* Worked numbers: OpenQuake 3.26.2. */
static struct shk_arena *arena;
static struct shk_diag diag;
static struct shk_mag_rate bin65 = { 6.5, .01 };
static struct shk_nodal_plane np = { 1, 30, 60, 90 };
static struct shk_hypo_depth hd = { 1, 10, .5 };

static struct shk_point_set base(void)
{
    static const double lon = 10, lat = 45;
    return (struct shk_point_set){ .n = 1, .lon = &lon, .lat = &lat, .nmags = 1, .bins = &bin65, .nplanes = 1, .planes = &np, .ndepths = 1,
        .depths = &hd, .upper = 0, .lower = 20, .msr = shk_msr_find("WC1994", NULL), .aspect = { .value = 1.5 } };
}

static void corner(const struct shk_plane *p, int k, double lon, double lat, double dep)
{
    CHECK_REL(p->corner[k].lon, lon, 6e-12);
    CHECK_REL(p->corner[k].lat, lat, 6e-12);
    CHECK(fabs(p->corner[k].dep - dep) < 2e-10);
}

TEST(planes)
{
    struct shk_point_set s = base();
    struct shk_plane p;
    struct shk_point h;
    shk_point_plane(&s, 0, 6.5, &np, &hd, 0, &p, &h);
    corner(&p, 0, 9.90496319218, 44.9403077861, 4.52410632976);
    corner(&p, 1, 10.0255308206, 45.0880820665, 4.52410632976);
    corner(&p, 2, 9.97454755966, 44.9119122628, 15.4758936702);
    corner(&p, 3, 10.0952349066, 45.0596132305, 15.4758936702);
    CHECK_REL(p.width, 12.641062341036, 1e-12);
    CHECK_REL(p.length, 18.939270276828, 1e-12);
    CHECK(p.strike == 30 && p.dip == 60 && h.dep == 10 && h.lon == 10);

    const struct shk_hypo_depth shallow = { 1, 3, .5 }, deep = { 1, 18, .5 }, low = { 1, 10, .7 };
    shk_point_plane(&s, 0, 6.5, &np, &shallow, 0, &p, &h);
    corner(&p, 0, 9.92071667947, 44.9338790017, 0);
    corner(&p, 1, 10.0412707954, 45.0816532739, 0);
    corner(&p, 2, 9.99029325408, 44.9054834701, 10.9517873405);
    corner(&p, 3, 10.1109670483, 45.0531844461, 10.9517873405);
    CHECK_REL(p.width, 12.64330531222, 1e-12);
    CHECK_REL(p.length, 18.952740371553, 1e-12);
    CHECK(h.dep == 3);
    shk_point_plane(&s, 0, 6.5, &np, &shallow, 1, &p, &h);
    CHECK_REL(h.dep, 5.47589367024, 1e-11);
    CHECK(h.lon == 10 && h.lat == 45);
    shk_point_plane(&s, 0, 6.5, &np, &deep, 1, &p, &h);
    corner(&p, 0, 9.88284099594, 44.9493294711, 9.04821265953);
    corner(&p, 3, 10.0731426774, 45.0686349154, 20);
    CHECK_REL(p.width, 12.638820566914, 1e-12);
    CHECK_REL(p.length, 18.925800182103, 1e-12);
    CHECK_REL(h.dep, 14.5241063298, 1e-11);
    shk_point_plane(&s, 0, 7.5, &np, &hd, 0, &p, &h);
    corner(&p, 0, 9.62336820938, 44.6390471309, 0);
    corner(&p, 1, 10.2536434417, 45.4119743401, 0);
    corner(&p, 2, 9.74998053332, 44.5874722509, 20);
    corner(&p, 3, 10.3813989807, 45.3596993036, 20);
    CHECK_REL(p.width, 23.084362802425, 1e-12);
    CHECK_REL(p.length, 99.040763618268, 1e-12);
    shk_point_plane(&s, 0, 6.5, &np, &low, 1, &p, &h);
    corner(&p, 0, 9.89102355478, 44.9459933578, 2.33374886167);
    corner(&p, 3, 10.0813141531, 45.0652988021, 13.2855362021);
    CHECK_REL(p.width, 12.642148131737, 1e-12);
    CHECK_REL(h.dep, 7.80964253191, 1e-11);
}

/* Planes drawn at random, made by OpenQuake 3.26.2 with WC1994 and shift_hypo. */
static const struct { double lon, lat, upper, lower, depth, frac, strike, dip, rake, mag, aspect, tl[3], br[3], width, length, hypo; } drawn[] = {
    { 45.033999999999999, 63.554000000000002, 6.21, 17.54, 9.61, 0.5, 313.6, 90, -177.1, 7.54, 3.29, { 46.500060837905, 62.910648564188, 6.21 }, { 43.501066840346, 64.181707444634, 17.54 }, 11.328533589625, 204.61671586615, 11.875 },
    { -11.542999999999999, -31.515000000000001, 2.23, 14.66, 7.76, 0.5, 181.1, 52, 178.4, 7.43, 2.68, { -11.485910963148, -30.988663267536, 2.23 }, { -11.612088977524, -32.041120734815, 14.66 }, 15.765471995926, 117.078942331, 8.445 },
    { 176.02600000000001, -45.551000000000002, 1.28, 26.94, 2.41, 0.3, 12.8, 48.8, -11.6, 7.89, 2.7, { 175.80975940645, -46.165260857561, 1.28 }, { 176.4916575712, -44.976396688806, 26.94 }, 34.069259566021, 140.35528967473, 14.11 },
    { 5.0819999999999999, -0.5, 1.98, 5.42, 2.64, 0.8, 248.4, 22.1, -46.3, 4.51, 3.41, { 5.1054817697104, -0.50077737014841, 2.2170786617565 }, { 5.0611043976552, -0.50575425805626, 2.7457303345609 }, 1.4046805457088, 4.7896964948741, 2.4814044981587 },
    { -124.39400000000001, -37.183999999999997, 7.04, 28.9, 25.56, 0.5, 229.7, 90, 87.3, 4.84, 2.39, { -124.37816332355, -37.173297385106, 24.790212146869 }, { -124.40984116487, -37.194700506605, 26.329787853131 }, 1.5395756420689, 3.6648236493012, 25.56 },
    { 2.798, 59.414000000000001, 2.89, 28.02, 4.38, 0.5, 139.2, 32.5, -125.1, 7.52, 1.83, { 2.4810683223949, 59.632386868813, 2.89 }, { 2.804351211362, 59.059747829845, 20.558145990155 }, 32.839963508837, 60.065300174184, 11.724072995077 },
    { 172.34899999999999, 14.398999999999999, 4.84, 31.45, 22.84, 0.3, 54.1, 42.4, -93, 5.99, 0.84, { 172.29902714091, 14.392112311038, 20.524011977028 }, { 172.41738067673, 14.381236806763, 28.243972053602 }, 11.424932446233, 9.5801914405953, 24.383992015315 },
    { 168.41800000000001, -45.598999999999997, 5.37, 19.49, 17.71, 0.8, 237.7, 16.2, 124.4, 8, 3.66, { 169.53853108236, -45.482129986097, 7.2198515821689 }, { 167.49553246854, -45.934574483128, 19.49 }, 43.893976464797, 160.62637926239, 13.354925791084 },
    { 25.099, -56.725999999999999, 1.54, 38.87, 22.16, 0.5, 64.8, 90, 138.4, 6.87, 2.49, { 24.816772947539, -56.798404261828, 14.532708742259 }, { 25.380137430827, -56.652960519461, 29.787291257741 }, 15.254514736637, 37.851736453328, 22.16 },
    { -44.536000000000001, -14.247, 1.92, 6.33, 5.78, 0.5, 167.9, 51.5, -63.3, 7.28, 0.59, { -44.724351691426, -13.259758220921, 1.92 }, { -44.322006222058, -15.229109344189, 6.33 }, 5.6329489275324, 223.05002808488, 4.125 },
    { -46.012999999999998, -75.144000000000005, 0.98, 39.76, 26.49, 0.3, 153.7, 49.5, 134.3, 5.77, 2.57, { -46.071568067723, -75.096780872014, 25.522835809195 }, { -45.988801165925, -75.195599028331, 28.746716445213 }, 4.2320754781367, 10.8495780411, 27.134776127204 },
    { 66.126000000000005, -23.134, 4.15, 35.46, 32.62, 0.8, 54.2, 84.3, -177.1, 7.29, 3.34, { 65.846115897063, -23.299889367243, 15.207711674894 }, { 66.396859842444, -22.957023164497, 35.46 }, 20.351837149353, 67.708124756557, 25.333855837447 },
    { -130.76499999999999, -12.975, 6.52, 10.05, 8.74, 0.5, 284.7, 90, 5.2, 7.19, 1.29, { -129.34094768623, -13.334619773462, 6.52 }, { -132.18489569748, -12.607659142893, 10.05 }, 3.5288966902064, 318.13753395184, 8.285 },
    { -108.532, -21.899999999999999, 1.44, 17.24, 16.42, 0.5, 205.8, 33.9, -81.5, 8.02, 2.06, { -107.96085571921, -21.25966411204, 1.44 }, { -108.9238133732, -22.621362168516, 17.24 }, 28.298201772733, 179.2779652442, 9.34 },
};

TEST(random_planes)
{
    for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++) {
        struct shk_point_set s = base();
        const struct shk_nodal_plane n = { 1, drawn[i].strike, drawn[i].dip, drawn[i].rake };
        const struct shk_hypo_depth h = { 1, drawn[i].depth, drawn[i].frac };
        struct shk_plane p;
        struct shk_point hypo;
        s.lon = &drawn[i].lon, s.lat = &drawn[i].lat, s.upper = drawn[i].upper, s.lower = drawn[i].lower, s.aspect.value = drawn[i].aspect;
        shk_point_plane(&s, 0, drawn[i].mag, &n, &h, 1, &p, &hypo);
        corner(&p, 0, drawn[i].tl[0], drawn[i].tl[1], drawn[i].tl[2]);
        corner(&p, 3, drawn[i].br[0], drawn[i].br[1], drawn[i].br[2]);
        CHECK_REL(p.width, drawn[i].width, 1e-11);
        CHECK_REL(p.length, drawn[i].length, 1e-11);
        CHECK_REL(hypo.dep, drawn[i].hypo, 1e-12);
        const double *c = p.c[0];           /* Cartesian corners are the corners */
        CHECK(fabs(sqrt(c[0] * c[0] + c[1] * c[1] + c[2] * c[2]) - (6371 - p.corner[0].dep)) < 1e-9);
        CHECK(fabs(c[2] / sqrt(c[0] * c[0] + c[1] * c[1] + c[2] * c[2]) - sin(p.corner[0].lat * acos(-1) / 180)) < 1e-12);
    }
}

TEST(date_line)
{
    struct shk_point_set s = base();
    const double lon = -179.95, lat = -10;
    s.lon = &lon, s.lat = &lat, s.lower = 10, s.aspect.value = 1;
    const struct shk_nodal_plane east = { 1, 90, 90, 0 };
    const struct shk_hypo_depth five = { 1, 5, .5 };
    struct shk_plane p;
    shk_point_plane(&s, 0, 6.5, &east, &five, 0, &p, NULL);
    corner(&p, 0, 179.927105187, -9.99997746093, 0);
    corner(&p, 1, -179.827105187, -9.99997746093, 0);
    corner(&p, 2, 179.927105187, -9.99997746093, 10);
    CHECK_REL(p.width, 9.99997769, 1e-9);
    CHECK_REL(p.length, 26.89420471, 1e-9);
}

static struct shk_source source(enum shk_source_kind kind)
{
    return (struct shk_source){ .kind = kind, .id = "s", .name = "s", .trt = "Volcanic", .file = "model.xml", .line = 7, .scaling_rate = 1,
        .msr = shk_msr_find("WC1994", NULL), .aspect = { .value = 1.5 }, .upper = 0, .lower = 20, .mutex_weight = 1,
        .nplanes = 1, .planes = &np, .ndepths = 1, .depths = &hd };
}

static struct shk_point_set points(const struct shk_source *s)
{
    struct shk_point_set set = { 0 };
    diag = (struct shk_diag){ 0 };
    if (!CHECK(shk_source_points(s, arena, &diag, &set) == SHK_OK)) printf("%s\n", diag.text);
    return set;
}

TEST(average)
{
    struct shk_nodal_plane planes[] = { { .3, 350, 60, 90 }, { .7, 10, 80, 0 } };
    struct shk_hypo_depth depths[] = { { .4, 5, .5 }, { .6, 12, .5 } };
    double rate = .01, mag = 6;
    struct shk_source s = source(SHK_SRC_POINT);
    s.location = (struct shk_point){ 10, 45, 0 };
    s.nplanes = 2, s.planes = planes, s.ndepths = 2, s.depths = depths;
    s.mfd = (struct shk_mfd){ .kind = SHK_MFD_ARBITRARY, .n = 1, .mags = &mag, .rates = &rate };
    struct shk_point_set set = points(&s);
    CHECK(set.n == 1 && set.nmags == 1 && set.max_bins == 1);
    struct shk_plane p[4], q;
    struct shk_point h[4];
    shk_point_planes(&set, 0, 0, 1, 0, p, h);
    const double strike[] = { 350, 350, 10, 10 }, dep[] = { 5, 12, 5, 12 };
    for (int k = 0; k < 4; k++) {
        CHECK(p[k].strike == strike[k] && h[k].dep == dep[k]);
        shk_point_plane(&set, 0, 6, planes + k / 2, depths + k % 2, 0, &q, NULL);
        for (int i = 0; i < 4; i++) corner(p + k, i, q.corner[i].lon, q.corner[i].lat, q.corner[i].dep);
    }
    shk_point_average(&set, 0, 0, 0, &q, h);
    corner(&q, 0, 9.93463718097, 45.0293115379, 5.36499431721);
    corner(&q, 3, 10.0652959338, 44.9706512174, 13.0350056828);
    CHECK_REL(q.strike, 112, 1e-12);
    CHECK_REL(q.dip, 74, 1e-12);
    CHECK_REL(set.average_plane.rake, 27, 1e-12);
    CHECK_REL(h->dep, 9.2, 1e-12);
    CHECK_REL(q.width, 7.97823022, 1e-9);
    CHECK_REL(q.length, 11.95137766, 1e-9);
    CHECK_REL(shk_point_radius(&set, 0), 6.02429784, 1e-9);
}

TEST(repeated_magnitude)
{
    double rates[] = { .01, .02 }, mags[] = { 6, 6 };
    struct shk_source s = source(SHK_SRC_POINT);
    s.mfd = (struct shk_mfd){ .kind = SHK_MFD_ARBITRARY, .n = 2, .mags = mags, .rates = rates };
    struct shk_point_set set = points(&s);
    CHECK(set.nmags == 1 && set.bins[0].rate == .02);
}

static void check_grid(const struct shk_point_set *set, size_t i, double lon, double lat)
{
    CHECK_REL(set->lon[i], lon, 1e-13);
    CHECK_REL(set->lat[i], lat, 1e-13);
}

TEST(areas)
{
    struct shk_point ring[] = { { 10, 45, 0 }, { 10.5, 45, 0 }, { 10.6, 45.4, 0 }, { 10.1, 45.5, 0 } };
    struct shk_source s = source(SHK_SRC_AREA);
    s.polygon = (struct shk_line){ 4, ring };
    s.discretization = 10;
    s.mfd = (struct shk_mfd){ .kind = SHK_MFD_TRUNC_GR, .min_mag = 5, .max_mag = 6.5, .bin_width = .1, .a = 4.4, .b = .9 };
    struct shk_point_set set = points(&s);
    CHECK(set.n == 20);
    check_grid(&set, 0, 10.128103286378, 45.410067839408);
    check_grid(&set, 1, 10.256206572756, 45.410067839408);
    check_grid(&set, 2, 10.384309859134, 45.410067839408);
    check_grid(&set, 4, 10.127899797238, 45.320135678816);
    check_grid(&set, 19, 10.509180260020, 45.050339197041);
    CHECK_REL(set.bins[0].rate, 1.4867400569e-01 / 20, 1e-10);
    struct shk_point wide[] = { { 10, 45, 0 }, { 14, 45, 0 }, { 14, 47, 0 }, { 10, 47, 0 } };
    s.polygon = (struct shk_line){ 4, wide };
    s.discretization = 50;
    set = points(&s);
    CHECK(set.n == 26);
    check_grid(&set, 0, 11.978511336871, 47.015478698720);
    check_grid(&set, 1, 12.638015115828, 47.015478698720);
    check_grid(&set, 25, 13.829940687094, 45.216835486883);

    s.discretization = 1e-4;
    CHECK(shk_source_points(&s, arena, &diag, &set) == SHK_E_LIMIT);
    CHECK(strstr(diag.text, "model.xml:7: source 's'") != NULL);
    diag = (struct shk_diag){ 0 };
    s.discretization = 5000;
    CHECK(shk_source_points(&s, arena, &diag, &set) == SHK_E_INVALID);
    diag = (struct shk_diag){ 0 };
    s.polygon.n = 2;
    CHECK(shk_source_points(&s, arena, &diag, &set) == SHK_E_INVALID);
}

TEST(multi_points)
{
    double lons[] = { (float)10.1, (float)10.2 }, lats[] = { (float)45.1, (float)45.2 }, r1[] = { .1, .2 }, r2[] = { .3 };
    struct shk_mfd mfds[] = { { .kind = SHK_MFD_INCREMENTAL, .min_mag = 5, .bin_width = .2, .n = 2, .rates = r1 },
                              { .kind = SHK_MFD_INCREMENTAL, .min_mag = 5, .bin_width = .2, .n = 1, .rates = r2 } };
    struct shk_source s = source(SHK_SRC_MULTI_POINT);
    s.npoints = 2, s.lons = lons, s.lats = lats, s.mfds = mfds;
    struct shk_point_set set = points(&s);
    size_t first, end;
    CHECK(set.n == 2 && set.max_bins == 2 && set.nshapes == 2);
    CHECK_REL(set.lon[0], 10.100000381470, 1e-13);
    CHECK_REL(set.lat[1], 45.200000762939, 1e-13);
    shk_point_bins(&set, 0, &first, &end);
    CHECK(first == 0 && end == 2 && set.bins[1].mag == 5.2 && set.bins[1].rate == .2);
    shk_point_bins(&set, 1, &first, &end);
    CHECK(first == 2 && end == 3 && set.bins[2].mag == 5 && set.bins[2].rate == .3);
    struct shk_plane p, q;
    shk_point_planes(&set, 1, 2, 3, 0, &p, NULL);
    shk_point_plane(&set, 1, 5, &np, &hd, 0, &q, NULL);
    for (int i = 0; i < 4; i++) corner(&p, i, q.corner[i].lon, q.corner[i].lat, q.corner[i].dep);
}

TEST(setup) { arena = shk_arena_new(0); }
TEST(teardown) { shk_arena_free(arena); }
RUN(setup, planes, random_planes, date_line, average, repeated_magnitude, areas, multi_points, teardown)
