// libs: source
#include "check.h"
#include "source/ruptures.h"

/* Kite and multi-fault sources; numbers of OpenQuake 3.26.2. Dip and width rest on distances in single precision. */
static struct shk_arena *arena;
static struct shk_diag diag;
static struct shk_line profiles[] = { { 2, (struct shk_point[]){ { 10, 45, 0 }, { 10.05, 44.95, 10 } } },
                                      { 2, (struct shk_point[]){ { 10.4, 45.2, 0 }, { 10.45, 45.15, 10 } } } };
static const double mags[] = { 6.0, 6.4499999, 6.45, 7.0 }, rates[] = { .01, .003, .002, .001 };

static struct shk_source kite(void)
{
    if (!arena) arena = shk_arena_new(0);
    return (struct shk_source){ .kind = SHK_SRC_KITE, .id = "k", .file = "m.xml", .line = 4, .scaling_rate = 1, .mutex_weight = 1, .rake = 90,
        .msr = shk_msr_find("WC1994", NULL), .aspect = { .value = 2 },
        .geom = { .kind = SHK_GEOM_KITE, .nlines = 2, .lines = profiles, .spacing = 4 },
        .mfd = { .kind = SHK_MFD_ARBITRARY, .n = 4, .mags = mags, .rates = rates } };
}

struct row { size_t i; double mag, rate; struct shk_point hypo; double strike, dip, width, ztor, zbot; };

static int compare(const struct shk_source *s, const struct shk_source_params *p, size_t count, const struct row *t, size_t n, double tol)
{
    struct shk_ruptures *r;
    diag = (struct shk_diag){ 0 };
    if (!CHECK(shk_ruptures_open(s, p, arena, &diag, &r) == SHK_OK)) {
        printf("%s\n", diag.text);
        return 0;
    }
    if (!CHECK(shk_ruptures_count(r) == count)) {
        printf("%zu ruptures, %zu wanted\n", shk_ruptures_count(r), count);
        return 1;
    }
    for (size_t k = 0; k < n; k++) {
        struct shk_rupture q;
        CHECK(shk_ruptures_get(r, t[k].i, 1, &q, &diag) == SHK_OK);
        CHECK_REL(q.mag, t[k].mag, 1e-14);
        if (t[k].rate > 0) CHECK_REL(q.rate, t[k].rate, 1e-12);
        CHECK_REL(q.hypo.lon, t[k].hypo.lon, 1e-11);
        CHECK_REL(q.hypo.lat, t[k].hypo.lat, 1e-11);
        CHECK_REL(q.hypo.dep, t[k].hypo.dep, 1e-11);
        CHECK_REL(q.strike, t[k].strike, tol);
        CHECK_REL(q.dip, t[k].dip, tol);
        CHECK_REL(q.width, t[k].width, tol);
        CHECK(fabs(q.ztor - t[k].ztor) < tol * 10);
        CHECK_REL(q.zbot, t[k].zbot, tol);
    }
    return 1;
}

#define TABLE(t) t, sizeof t / sizeof *t

TEST(kites)
{
    static const struct shk_source_params whole = { 0 }, split = { .split_sources = 1 };
    struct shk_source s = kite();
    static const struct row all[] = {
        { 0, 6, 0.00035714285714286, { 10.099468112654, 45.025163806879, 3.3063812973524 }, 54.577159274142, 55.748796957996, 6.0000112665005, 0, 4.9597619828856 },
        { 1, 6, 0.00035714285714286, { 10.107727386897, 45.016894153621, 4.9595719093941 }, 54.581703955662, 55.748201308041, 6.0000536621193, 1.6530639208037, 6.6130159039489 },
        { 24, 6, 0.00035714285714286, { 10.348976464431, 45.149878307429, 3.3071416645874 }, 54.753746636522, 55.767268038175, 6.0000741887699, 0, 4.9609024238345 },
        { 47, 6.45, 0.0002, { 10.32379518851, 45.112567269219, 6.6140295315945 }, 54.728767031615, 55.765069740972, 10.0000006365, 1.6533174009841, 9.9218038595421 } };
    if (!compare(&s, &whole, 48, TABLE(all), 2e-8)) return;
    /* magnitudes that agree to two decimals are one when the source is split; the last does not fit and is lost */
    static const struct row merged[] = {
        { 28, 6.45, 0.0005, { 10.149232838829, 45.03771528481, 4.9597619828856 }, 54.606531692101, 55.751634860056, 10.000064614599, 0, 8.2669032447259 },
        { 33, 6.45, 0.0005, { 10.240580149543, 45.071035162037, 6.6135227177717 }, 54.669854151648, 55.758726184188, 9.9999880460899, 1.6531906608939, 9.9210437851599 },
        { 37, 6.45, 0.0005, { 10.32379518851, 45.112567269219, 6.6140295315945 }, 54.728767031615, 55.765069740972, 10.0000006365, 1.6533174009841, 9.9218038595421 } };
    compare(&s, &split, 38, TABLE(merged), 2e-8);
    s.floating_x = s.floating_y = .5;
    static const struct row half[] = {
        { 1, 6, 0.000625, { 10.107727386897, 45.016894153621, 4.9595719093941 }, 54.581703955662, 55.748201308041, 6.0000536621193, 1.6530639208037, 6.6130159039489 },
        { 14, 6, 0.000625, { 10.365448160598, 45.133310662561, 6.6142829385059 }, 54.762751512566, 55.767344033834, 6.0000681090262, 3.3068882088424, 8.2681701572919 },
        { 27, 6.45, 0.00033333333333333, { 10.32379518851, 45.112567269219, 6.6140295315945 }, 54.728767031615, 55.765069740972, 10.0000006365, 1.6533174009841, 9.9218038595421 } };
    compare(&s, &whole, 28, TABLE(half), 2e-8);
    s.floating_x = s.floating_y = -.3;
    static const struct row far[] = {
        { 1, 6, 0.0025, { 10.124238789271, 45.000353064847, 8.2659530603015 }, 54.590786500187, 55.748923832574, 6.0000020131146, 4.9591917624111, 9.9195236363955 },
        { 6, 6.45, 0.00075, { 10.315556788634, 45.120849080814, 4.9605222768515 }, 54.724256579595, 55.764315559706, 10.000090685048, 0, 8.2681701572919 } };
    compare(&s, &whole, 12, TABLE(far), 2e-8);

    struct shk_source x = { .kind = SHK_SRC_CHARACTERISTIC, .id = "x", .scaling_rate = 1, .nsurfaces = 1, .surfaces = &s.geom, .mfd = s.mfd };
    static const struct row full[] = {
        { 0, 6, .01, { 10.240580149543, 45.071035162037, 6.6135227177717 }, 54.665404830299, 55.758471030847, 12.000022301948, 0, 9.9218038595421 } };
    compare(&x, &whole, 4, TABLE(full), 2e-8);
}

static struct shk_point corners[3][4] = {
    { { 10, 45, 1 }, { 10.2, 45.1, 1 }, { 10.04, 44.94, 9 }, { 10.24, 45.04, 9 } },
    { { 10.2, 45.1, 1 }, { 10.4, 45.1, 1 }, { 10.2, 45.05, 9 }, { 10.4, 45.05, 9 } },
    { { 10.5, 45.12, 2 }, { 10.8, 45.3, 2 }, { 10.55, 45.07, 12 }, { 10.85, 45.25, 12 } } };
static struct shk_line far_profiles[] = { { 2, (struct shk_point[]){ { 10.8, 45.3, 0 }, { 10.85, 45.25, 10 } } },
                                          { 2, (struct shk_point[]){ { 11.2, 45.5, 0 }, { 11.25, 45.45, 10 } } } };

TEST(multi_faults)
{
    struct shk_geometry g[4];
    struct shk_section sec[4];
    for (int i = 0; i < 4; i++) {
        g[i] = i < 3 ? (struct shk_geometry){ .kind = SHK_GEOM_PLANES, .nplanes = 1, .planes = corners + i }
                     : (struct shk_geometry){ .kind = SHK_GEOM_KITE, .nlines = 2, .lines = far_profiles, .spacing = 4 };
        sec[i] = (struct shk_section){ "s", 1, g + i };
    }
    const struct shk_sections sections = { 4, sec };
    struct shk_section_rupture rup[] = {
        { 6.5, 0, 1, (uint32_t[]){ 0 }, 2, (double[]){ .9, .1 } }, { 6.85, 90, 2, (uint32_t[]){ 0, 1 }, 2, (double[]){ .95, .05 } },
        { 7.449999, -90, 3, (uint32_t[]){ 1, 2, 3 }, 2, (double[]){ .99, .01 } }, { 7, 10, 1, (uint32_t[]){ 3 }, 2, (double[]){ .8, .2 } },
        { 7.1, 20, 2, (uint32_t[]){ 2, 0 }, 2, (double[]){ .97, .03 } } };
    struct shk_source s = { .kind = SHK_SRC_MULTI_FAULT, .id = "mf", .file = "m.xml", .line = 8, .scaling_rate = 1, .mutex_weight = 1, .sections = &sections,
        .nsecrups = 5, .secrups = rup };
    diag = (struct shk_diag){ 0 };
    CHECK(shk_source_check(&s, arena, &diag) == SHK_OK);
    static const struct row all[] = {
        { 0, 6.5, 0, { 10.119958082781, 45.020062831876, 5 }, 54.6412773, 47.3218575, 10.8009892, 1, 9 },
        { 1, 6.8499999046325684, 0, { 10.119958082781, 45.020062831876, 5 }, 69.5097351, 50.6613541, 10.3512373, 1, 9 },
        { 2, 7.4499998092651367, 0, { 10.674800181874, 45.185133624016, 7 }, 57.964241, 55.6922913, 11.6679239, 0.937741756, 10.5856018 },
        { 3, 7, 0, { 11.041325481829, 45.371382012446, 6.61718766684 }, 54.5228233, 55.8050652, 12.0000334, 0, 9.92730904 },
        { 4, 7.0999999046325684, 0, { 10.674800181874, 45.185133624016, 7 }, 51.3243103, 52.7395248, 11.6180744, 1.64183784, 10.9255133 } };
    const struct shk_source_params job = { .investigation_time = 1, .split_sources = 1 };
    if (!compare(&s, &job, 5, TABLE(all), 2e-7)) return;
    struct shk_ruptures *r;
    struct shk_rupture q[5];
    CHECK(shk_ruptures_open(&s, &job, arena, &diag, &r) == SHK_OK && shk_ruptures_get(r, 0, 5, q, &diag) == SHK_OK);
    CHECK(isnan(q[0].rate) && q[0].npmf == 2 && q[0].pmf[0] == .9 && q[2].rake == -90);
    size_t n;
    CHECK(shk_ruptures_section_ids(r, 2, &n)[1] == 2 && n == 3 && shk_ruptures_section(r, 3)->kind == SHK_KITE);

    /* With few sites only sections near one of them count; a rupture with none is skipped. */
    const uint8_t mask[] = { 1, 0, 1, 0 };
    const struct shk_source_params few = { .split_sources = 1, .section_mask = mask };
    static const struct row masked[] = {
        { 1, 6.8499999046325684, 0, { 10.119958082781, 45.020062831876, 5 }, 54.6412773, 47.3218575, 10.8009892, 1, 9 },
        { 2, 7.4499998092651367, 0, { 10.674800181874, 45.185133624016, 7 }, 49.4740715, 55.7627296, 12.0740299, 2, 12 },
        { 3, 7.0999999046325684, 0, { 10.674800181874, 45.185133624016, 7 }, 51.3243103, 52.7395248, 11.6180744, 1.64183784, 10.9255133 } };
    compare(&s, &few, 4, TABLE(masked), 2e-7);
    s.infer_rates = 1;
    static const struct row rated[] = { { 1, 6.8499999046325684, 0.051293294387551, { 10.119958082781, 45.020062831876, 5 }, 69.5097351, 50.6613541, 10.3512373, 1, 9 } };
    compare(&s, &job, 5, TABLE(rated), 2e-7);
    const struct shk_source_params sampling = { .sampling = 1 };
    CHECK(shk_ruptures_open(&s, &sampling, arena, &diag, &r) == SHK_OK && shk_ruptures_get(r, 2, 1, q, &diag) == SHK_OK);
    CHECK_REL(q[0].hypo.lon, 10.3, 1e-3);       /* the first section's middle, not the nearest one's */
    CHECK_REL(q[0].rate, 0.010050335853501, 1e-12);

    double x[3];
    uint8_t close[4];
    const double lon = 10, lat = 45;
    const struct shk_point origin = { lon, lat, 0 };
    const double rad = acos(-1) / 180;
    x[0] = 6371 * cos(lat * rad) * cos(lon * rad), x[1] = 6371 * cos(lat * rad) * sin(lon * rad), x[2] = 6371 * sin(lat * rad);
    const struct shk_site_arrays site = { 1, &lon, &lat, &origin.dep, x, x + 1, x + 2 };
    CHECK(shk_sections_close(&sections, site, 30, arena, &diag, close) == SHK_OK);
    CHECK(close[0] && close[1] && !close[2] && !close[3]);

    rup[0].nsec = 0;
    CHECK(shk_source_check(&s, arena, &diag) == SHK_E_INVALID);
    shk_arena_free(arena);
}

RUN(kites, multi_faults)
