// libs: source
#include "check.h"
#include "source/internal.h"

/* Numbers of OpenQuake 3.26.2 for the same faults. */
static struct shk_arena *arena;
static struct shk_diag diag;
static struct shk_point trace[] = { { 10, 45, 0 }, { 10.2, 45.2, 0 }, { 10.25, 45.45, 0 } };
static struct shk_nodal_plane plane = { 1, 30, 60, 90 };
static struct shk_hypo_depth depth = { 1, 10, .5 };

static struct shk_source simple(void)
{
    if (!arena) arena = shk_arena_new(0);
    return (struct shk_source){ .kind = SHK_SRC_SIMPLE, .id = "s", .file = "m.xml", .line = 9, .scaling_rate = 1, .mutex_weight = 1, .rake = 90,
        .msr = shk_msr_find("WC1994", NULL), .aspect = { .value = 1.5 }, .upper = 2, .lower = 14,
        .geom = { .kind = SHK_GEOM_SIMPLE, .trace = { 3, trace }, .dip = 50, .upper = 2, .lower = 14, .spacing = 2 },
        .mfd = { .kind = SHK_MFD_TRUNC_GR, .min_mag = 5.5, .max_mag = 7, .bin_width = .5, .a = 3, .b = .9 } };
}

static struct shk_source point(void)
{
    return (struct shk_source){ .kind = SHK_SRC_POINT, .id = "p", .file = "m.xml", .line = 2, .scaling_rate = 1, .mutex_weight = 1,
        .msr = shk_msr_find("WC1994", NULL), .aspect = { .value = 1 }, .upper = 0, .lower = 20, .nplanes = 1, .planes = &plane, .ndepths = 1, .depths = &depth,
        .location = { 10, 45, 0 }, .mfd = { .kind = SHK_MFD_TRUNC_GR, .min_mag = 5, .max_mag = 6, .bin_width = .5, .a = 3, .b = 1 } };
}

static enum shk_err change(struct shk_source *s, enum shk_change_kind kind, double v0, double v1)
{
    diag = (struct shk_diag){ 0 };
    return shk_source_change(s, &(struct shk_change){ .kind = kind, .v = { v0, v1 } }, arena, &diag);
}

TEST(simple_faults)
{
    struct shk_source s = simple();
    double area;
    CHECK(shk_source_fault_area(&s, arena, &diag, &area) == SHK_OK);
    CHECK_REL(area, 868.78316560154, 1e-11);
    CHECK(shk_source_count_ruptures(&s, arena) == 254);
    CHECK(change(&s, SHK_CH_RECOMPUTE_MMAX, .5, 0) == SHK_OK);
    CHECK_REL(s.mfd.max_mag, 7.10002025730773, 1e-12);
    CHECK(s.mfd.a == 3);
    s = simple();
    CHECK(change(&s, SHK_CH_SLIP, 2, 32) == SHK_OK);
    CHECK_REL(s.mfd.a, 3.26899989427389, 1e-12);
    s = simple();                           /* the same from the file: resolved when needed, or before another change */
    s.mfd.slip_rate = 2, s.mfd.rigidity = 32, s.mfd.a = NAN;
    size_t n;
    struct shk_mag_rate *b;
    CHECK(shk_source_bins(&s, arena, &diag, &n, &b) == SHK_OK && n == 3);
    CHECK_REL(b[0].rate, pow(10, 3.26899989427389 - .9 * 5.5) - pow(10, 3.26899989427389 - .9 * 6), 1e-11);
    CHECK(change(&s, SHK_CH_DIP_REL, 20, 0) == SHK_OK);
    CHECK_REL(s.mfd.a, 3.26899989427389, 1e-12);
    s = simple();
    CHECK(change(&s, SHK_CH_DIP_REL, 20, 0) == SHK_OK && shk_source_count_ruptures(&s, arena) == 155);
    s = simple();
    CHECK(change(&s, SHK_CH_LOWER_ABS, 20, 0) == SHK_OK && shk_source_count_ruptures(&s, arena) == 506);
    s = simple();
    CHECK(change(&s, SHK_CH_LOWER_REL, 6, 0) == SHK_OK && shk_source_count_ruptures(&s, arena) == 506);
    s = simple();
    CHECK(change(&s, SHK_CH_ASPECT_ABS, 2.5, 0) == SHK_OK && shk_source_count_ruptures(&s, arena) == 307);
    s = simple();
    CHECK(change(&s, SHK_CH_ASPECT_REL, 1, 0) == SHK_OK && s.aspect.value == 2.5);
    CHECK(change(&s, SHK_CH_ASPECT_REL, -3, 0) == SHK_E_INVALID);
    CHECK_STR(diag.text, "m.xml:9: source 's': uncertainty setAspectRatioRelative: aspect ratio -0.5 must be positive");
    CHECK(change(&s, SHK_CH_DIP_ABS, 91, 0) == SHK_E_INVALID);
    CHECK(change(&s, SHK_CH_DIP_ABS, NAN, 0) == SHK_E_INVALID);
    CHECK(change(&s, SHK_CH_UPPER_ABS, 1, 0) == SHK_E_INVALID);     /* not for simple faults */
    s.aspect.n = 2;
    CHECK(change(&s, SHK_CH_ASPECT_ABS, 2, 0) == SHK_E_INVALID);
}

TEST(complex_faults)
{
    struct shk_line edges[] = { { 3, (struct shk_point[]){ { 10, 45, 2 }, { 10.3, 45.1, 2.5 }, { 10.6, 45.1, 2 } } },
        { 3, (struct shk_point[]){ { 10, 44.9, 10 }, { 10.35, 44.95, 11 }, { 10.65, 44.95, 10 } } },
        { 2, (struct shk_point[]){ { 10.05, 44.7, 20 }, { 10.65, 44.8, 22 } } } };
    struct shk_source s = simple();
    s.kind = SHK_SRC_COMPLEX;
    s.geom = (struct shk_geometry){ .kind = SHK_GEOM_COMPLEX, .nlines = 3, .lines = edges, .spacing = 4 };
    s.mfd.min_mag = 6, s.mfd.max_mag = 7.5;
    double area;
    CHECK(shk_source_fault_area(&s, arena, &diag, &area) == SHK_OK);
    CHECK_REL(area, 2036.9263712086, 1e-10);
    CHECK(shk_source_change(&s, &(struct shk_change){ .kind = SHK_CH_SLIP, .v = { 2, 32, 9.05 } }, arena, &diag) == SHK_OK);
    CHECK_REL(s.mfd.a, 3.38906396853679, 1e-11);
    CHECK(change(&s, SHK_CH_RECOMPUTE_MMAX, 0, 0) == SHK_E_INVALID);
    CHECK(change(&s, SHK_CH_DIP_ABS, 50, 0) == SHK_E_INVALID);
    struct shk_geometry g = s.geom;
    g.spacing = 8;
    const struct shk_change c = { .kind = SHK_CH_GEOM_COMPLEX, .ngeom = 1, .geom = &g };
    diag = (struct shk_diag){ 0 };
    CHECK(shk_source_change(&s, &c, arena, &diag) == SHK_OK && s.geom.spacing == 8);
    s = simple();
    CHECK(shk_source_change(&s, &c, arena, &diag) == SHK_E_INVALID);
}

TEST(points)
{
    struct shk_source s = point(), *c = shk_source_copy(&s, arena);
    CHECK(change(c, SHK_CH_LOWER_REL, -12, 0) == SHK_OK && c->lower == 8 && s.lower == 20);
    CHECK(shk_source_check(c, arena, &diag) == SHK_OK);             /* as in the reference: the depth of 10 stays */
    c->depths_changed = 0;
    CHECK(shk_source_check(c, arena, &diag) == SHK_E_INVALID);
    CHECK(strstr(diag.text, "m.xml:2: source 'p': hypocentral depth 10") != NULL);
    CHECK(change(c, SHK_CH_UPPER_REL, 1, 0) == SHK_OK && c->upper == 1);
    CHECK(change(c, SHK_CH_AB_ABS, 4, .9) == SHK_OK && c->mfd.a == 4 && c->mfd.b == .9 && s.mfd.a == 3);
    CHECK(change(c, SHK_CH_SLIP, 1, 30) == SHK_E_INVALID);
    double area = 0;
    CHECK(shk_source_fault_area(c, arena, &diag, &area) != SHK_OK);
    const struct shk_change msr = { .kind = SHK_CH_MSR, .msr = shk_msr_find("PeerMSR", NULL) };
    diag = (struct shk_diag){ 0 };
    CHECK(shk_source_change(c, &msr, arena, &diag) == SHK_OK);
    CHECK_STR(shk_msr_name(c->msr), "PeerMSR");

    struct shk_mfd mfds[2] = { s.mfd, s.mfd };
    s.kind = SHK_SRC_MULTI_POINT;
    s.npoints = 2, s.mfds = mfds;
    c = shk_source_copy(&s, arena);
    CHECK(change(c, SHK_CH_MAX_MAG_ABS, 7, 0) == SHK_OK && c->mfds[0].max_mag == 7 && c->mfds[1].max_mag == 7 && mfds[1].max_mag == 6);
    s.kind = SHK_SRC_NONPARAMETRIC;
    CHECK(change(&s, SHK_CH_MAX_MAG_ABS, 7, 0) == SHK_E_INVALID);
    struct shk_point ring[3] = { { 0, 0, 0 }, { 1, 0, 0 }, { 0, 1, 0 } };
    s.kind = SHK_SRC_AREA;
    const struct shk_change outline = { .kind = SHK_CH_GEOM_AREA, .polygon = { 3, ring } };
    diag = (struct shk_diag){ 0 };
    CHECK(shk_source_change(&s, &outline, arena, &diag) == SHK_OK && s.polygon.p == ring);
}

static void refuse(const struct shk_source *s, const char *why)
{
    diag = (struct shk_diag){ 0 };
    CHECK(shk_source_check(s, arena, &diag) == SHK_E_INVALID);
    if (!CHECK(strstr(diag.text, why) != NULL)) printf("%s\n", diag.text);
}

TEST(checks)
{
    struct shk_source s = point();
    diag = (struct shk_diag){ 0 };
    CHECK(shk_source_check(&s, arena, &diag) == SHK_OK);
    s.lower = 0;
    refuse(&s, "lower seismogenic depth 0");
    s = point(), s.upper = -9;
    refuse(&s, "highest mountain");
    s = point(), s.aspect.value = 0;
    refuse(&s, "aspect ratio");
    s = point(), s.location.lat = 91;
    refuse(&s, "latitude");
    s = point(), s.mfd.b = 0;
    refuse(&s, "b value 0");
    struct shk_nodal_plane bad = { 1, 360, 60, 90 };
    s = point(), s.planes = &bad;
    refuse(&s, "strike 360");
    bad = (struct shk_nodal_plane){ 1, 0, 0, 90 };
    refuse(&s, "dip 0");
    bad = (struct shk_nodal_plane){ 1, 0, 60, -180 };
    refuse(&s, "rake -180");
    bad = (struct shk_nodal_plane){ .9, 0, 60, 180 };
    refuse(&s, "sum to 0.9");
    struct shk_point ring[] = { { 0, 0, 0 }, { 1, 1, 0 }, { 1, 0, 0 }, { 0, 1, 0 } };
    s = point(), s.kind = SHK_SRC_AREA, s.discretization = 10, s.polygon = (struct shk_line){ 4, ring };
    refuse(&s, "intersects itself");

    s = simple();
    diag = (struct shk_diag){ 0 };
    CHECK(shk_source_check(&s, arena, &diag) == SHK_OK);
    s.geom.spacing = 20;
    refuse(&s, "too high to represent");
    s = simple(), s.nhypos = 1, s.hypos = &(struct shk_hypo){ .5, .5, 1 };
    refuse(&s, "both or none");
    s.nslips = 1, s.slips = &(struct shk_slip){ 90, .5 };
    refuse(&s, "weights of slips");
    s = simple(), s.ndepths = 1, s.depths = &(struct shk_hypo_depth){ 1, 15, .5 };
    refuse(&s, "hypocentral depth 15");

    struct shk_geometry g = { 0 };
    struct shk_given_rupture r = { .mag = 6, .rake = 0, .ngeom = 1, .geom = &g, .npmf = 2, .pmf = (double[]){ .9, .2 } };
    s = (struct shk_source){ .kind = SHK_SRC_NONPARAMETRIC, .id = "n", .scaling_rate = 1, .nruptures = 1, .ruptures = &r };
    refuse(&s, "sum to 1.1");
    shk_arena_free(arena);
}

RUN(simple_faults, complex_faults, points, checks)
