// libs: source
#include "check.h"
#include "geo/geodetic.h"
#include "source/ruptures.h"

/* Characteristic and non-parametric sources; numbers of OpenQuake 3.26.2. */
static struct shk_arena *arena;
static struct shk_diag diag;
static const struct shk_source_params job = { .investigation_time = 1, .split_sources = 1 };
static struct shk_point corners[2][4] = { { { 10, 45, 1 }, { 10.2, 45.1, 1 }, { 10.04, 44.94, 9 }, { 10.24, 45.04, 9 } },
                                          { { 10.2, 45.1, 1 }, { 10.4, 45.1, 1 }, { 10.2, 45.05, 9 }, { 10.4, 45.05, 9 } } };
static struct shk_point trace[] = { { 10, 45, 0 }, { 10.2, 45.2, 0 }, { 10.25, 45.45, 0 } };

static struct shk_source characteristic(struct shk_geometry *g)
{
    if (!arena) arena = shk_arena_new(0);
    return (struct shk_source){ .kind = SHK_SRC_CHARACTERISTIC, .id = "x", .file = "m.xml", .line = 1, .scaling_rate = 1, .mutex_weight = 1, .rake = 0,
        .nsurfaces = 1, .surfaces = g, .mfd = { .kind = SHK_MFD_TRUNC_GR, .min_mag = 6.5, .max_mag = 7.5, .bin_width = .5, .a = 3, .b = .9 } };
}

static void check_rupture(const struct shk_source *s, struct shk_point hypo, double strike, double dip, double width, double ztor, double zbot, double tol)
{
    struct shk_ruptures *r;
    struct shk_rupture out[2];
    diag = (struct shk_diag){ 0 };
    if (!CHECK(shk_ruptures_open(s, &job, arena, &diag, &r) == SHK_OK)) {
        printf("%s\n", diag.text);
        return;
    }
    CHECK(shk_ruptures_count(r) == 2 && shk_source_count_ruptures(s, arena) == 2);
    CHECK(shk_ruptures_get(r, 0, 2, out, &diag) == SHK_OK);
    CHECK(out[0].mag == 6.75 && out[1].mag == 7.25 && out[1].id == 1);
    CHECK_REL(out[0].rate, 0.00091135031099548, 1e-13);
    CHECK_REL(out[0].hypo.lon, hypo.lon, 1e-11);
    CHECK_REL(out[0].hypo.lat, hypo.lat, 1e-11);
    CHECK_REL(out[0].hypo.dep, hypo.dep, 1e-11);
    CHECK_REL(out[1].strike, strike, tol);
    CHECK_REL(out[1].dip, dip, tol);
    CHECK_REL(out[1].width, width, tol);
    CHECK_REL(out[1].ztor, ztor, tol);
    CHECK_REL(out[1].zbot, zbot, tol);
}

TEST(surfaces)
{
    struct shk_geometry g = { .kind = SHK_GEOM_PLANES, .nplanes = 1, .planes = corners };
    struct shk_source s = characteristic(&g);
    check_rupture(&s, (struct shk_point){ 10.119958082781, 45.020062831876, 5 }, 54.641274520151, 47.321857622246, 10.800989606537, 1, 9, 1e-11);
    g.nplanes = 2;                          /* a multi surface: parameters in single precision */
    check_rupture(&s, (struct shk_point){ 10.119958082781, 45.020062831876, 5 }, 69.509735107422, 50.661354064941, 10.351237297058, 1, 9, 1e-7);
    g = (struct shk_geometry){ .kind = SHK_GEOM_SIMPLE, .trace = { 3, trace }, .upper = 2, .lower = 14, .dip = 50, .spacing = 2 };
    check_rupture(&s, (struct shk_point){ 10.282573247234, 45.185143995252, 8.1283555339928 }, 21.225139650939, 50.784295021943, 15.99156934148, 2, 14.256711067986, 1e-11);
    struct shk_line edges[] = { { 3, (struct shk_point[]){ { 10, 45, 2 }, { 10.3, 45.1, 2.5 }, { 10.6, 45.1, 2 } } },
        { 3, (struct shk_point[]){ { 10, 44.9, 10 }, { 10.35, 44.95, 11 }, { 10.65, 44.95, 10 } } },
        { 2, (struct shk_point[]){ { 10.05, 44.7, 20 }, { 10.65, 44.8, 22 } } } };
    g = (struct shk_geometry){ .kind = SHK_GEOM_COMPLEX, .nlines = 3, .lines = edges, .spacing = 4 };
    check_rupture(&s, (struct shk_point){ 10.325101735353, 44.924242283622, 12.042974816087 }, 78.107383689885, 27.850864395116, 40.873105199064, 1.9999999991045,
                  21.999999976475, 1e-11);
    const struct shk_source_params high = { .minimum_magnitude = 8 };
    struct shk_ruptures *r;
    CHECK(shk_ruptures_open(&s, &high, arena, &diag, &r) == SHK_OK && shk_ruptures_count(r) == 0);
    s.nsurfaces = 0;
    CHECK(shk_ruptures_open(&s, &job, arena, &diag, &r) == SHK_E_INVALID);
    CHECK(strstr(diag.text, "m.xml:1: source 'x': it has no surface") != NULL);
}

TEST(nonparametric)
{
    struct shk_geometry g[2] = { { .kind = SHK_GEOM_PLANES, .nplanes = 1, .planes = corners }, { .kind = SHK_GEOM_PLANES, .nplanes = 1, .planes = corners + 1 } };
    static const double pmf[] = { .8, .15, .05 };
    static struct shk_given_rupture rup[250];
    for (int i = 0; i < 250; i++)
        rup[i] = (struct shk_given_rupture){ .mag = 5 + i / 100, .rake = 10, .hypo = { 10, 45, 3 }, .ngeom = 1, .geom = g + i % 2, .npmf = 3, .pmf = pmf };
    struct shk_source s = { .kind = SHK_SRC_NONPARAMETRIC, .id = "n", .scaling_rate = 1, .mutex_weight = 1, .nruptures = 250, .ruptures = rup };
    struct shk_ruptures *r;
    struct shk_rupture out[250];
    diag = (struct shk_diag){ 0 };
    CHECK(shk_source_check(&s, arena, &diag) == SHK_OK);
    CHECK(shk_ruptures_open(&s, &job, arena, &diag, &r) == SHK_OK && shk_ruptures_count(r) == 250);
    CHECK(shk_ruptures_get(r, 0, 250, out, &diag) == SHK_OK);
    CHECK(isnan(out[3].rate) && out[3].npmf == 3 && out[3].pmf == pmf && out[3].hypo.dep == 3 && out[3].weight == 1);
    CHECK_REL(out[2].strike, 54.6412745202, 1e-11);
    CHECK_REL(out[2].width, 10.8009896065, 1e-11);
    double lo, hi;
    CHECK(shk_source_min_max_mag(&s, &lo, &hi, &diag) == SHK_OK && lo == 5 && hi == 7);
    const struct shk_source_params six = { .minimum_magnitude = 6, .split_sources = 1 };
    CHECK(shk_ruptures_open(&s, &six, arena, &diag, &r) == SHK_OK && shk_ruptures_count(r) == 150);     /* the first block of 100 goes */
    CHECK(shk_ruptures_get(r, 0, 1, out, &diag) == SHK_OK && out[0].mag == 6 && out[0].id == 0);
    rup[0].weight = .4;
    CHECK(shk_ruptures_open(&s, &six, arena, &diag, &r) == SHK_OK && shk_ruptures_count(r) == 250);     /* mutually exclusive: never split */
    CHECK(shk_ruptures_get(r, 0, 1, out, &diag) == SHK_OK && out[0].weight == .4);
    double box[4];
    shk_source_bbox(&s, r, box);
    CHECK(box[0] == 10 && box[1] == 10.4 && box[2] == 44.94 && box[3] == 45.1);
}

TEST(gridded)
{
    struct shk_geometry g = { .kind = SHK_GEOM_GRIDDED, .points = { 4, (struct shk_point[]){ { 10, 45, 5 }, { 10.2, 45.1, 5 }, { 10.05, 44.95, 10 }, { 10.25, 45.05, 10 } } } };
    struct shk_given_rupture rup = { .mag = 6.1234, .rake = 10, .hypo = { 10, 45, 3 }, .ngeom = 1, .geom = &g, .npmf = 2, .pmf = (double[]){ .9, .1 } };
    struct shk_source s = { .kind = SHK_SRC_NONPARAMETRIC, .id = "n", .scaling_rate = 1, .mutex_weight = 1, .nruptures = 1, .ruptures = &rup };
    struct shk_ruptures *r;
    struct shk_rupture out;
    diag = (struct shk_diag){ 0 };
    CHECK(shk_ruptures_open(&s, &job, arena, &diag, &r) == SHK_OK && shk_ruptures_get(r, 0, 1, &out, &diag) == SHK_OK);
    CHECK_REL(out.strike, 54.7239294986, 1e-11);
    CHECK_REL(out.dip, 36.2935680703, 1e-11);
    CHECK(out.mag == 6.123 && isnan(out.width) && out.ztor == 5 && out.zbot == 10 && out.surface.kind == SHK_GRIDDED);
}

/* Three sections from west to east; the site is west of all. */
TEST(tagged_faults)
{
    static struct shk_point plane[3][4];
    struct shk_geometry g[3];
    struct shk_section sec[3];
    for (int i = 0; i < 3; i++) {
        memcpy(plane[i], corners[0], sizeof plane[i]);
        for (int k = 0; k < 4; k++) plane[i][k].lon += i;
        g[i] = (struct shk_geometry){ .kind = SHK_GEOM_PLANES, .nplanes = 1, .planes = plane + i };
        sec[i] = (struct shk_section){ "s", 1, g + i };
    }
    const struct shk_sections all = { 3, sec };
    const double pmf[] = { .9, .1 };
    static const uint32_t one[] = { 0, 1, 2 };
    struct shk_section_rupture rup[] = { { 7, 0, 2, one + 1, 2, pmf }, { 6.1, 0, 1, one, 2, pmf }, { 6.2, 0, 1, one + 2, 2, pmf }, { 7.5, 0, 3, one, 2, pmf }, { 6.3, 0, 1, one + 1, 2, pmf } };
    struct shk_fault_tag tag[] = { { "east", 1, one + 2 }, { "west", 1, one }, { "again", 2, one + 1 } };
    struct shk_source s = { .kind = SHK_SRC_MULTI_FAULT, .id = "m", .file = "m.xml", .line = 1, .scaling_rate = 1, .sections = &all, .nsecrups = 5, .secrups = rup, .nfaults = 2, .faults = tag };
    const double lon = 9.5, lat = 45, dep = 0;
    double xyz[3];
    shk_to_xyz(lon, lat, dep, xyz);
    const struct shk_site_arrays site = { 1, &lon, &lat, &dep, xyz, xyz + 1, xyz + 2 };
    struct shk_source *out[4];
    size_t n = 0;
    diag = (struct shk_diag){ 0 };
    CHECK(!shk_source_by_fault(&s, site, arena, arena, &diag, &n, out));
    if (!CHECK(n == 3)) return;                 /* 7.5 touches both and goes to the nearer; 6.3 touches none */
    CHECK_STR(out[0]->id, "m@west");
    CHECK(out[0]->nsecrups == 2 && out[0]->secrups[0].mag == 6.1 && out[0]->secrups[1].mag == 7.5 && !out[0]->nfaults);
    CHECK_STR(out[1]->id, "m@east");
    CHECK(out[1]->nsecrups == 2 && out[1]->secrups[0].mag == 7 && out[1]->secrups[1].mag == 6.2);
    CHECK_STR(out[2]->id, "m@off_rupids");
    CHECK(out[2]->nsecrups == 1 && out[2]->secrups[0].mag == 6.3);
    s.nfaults = 3;                              /* "again" has what "east" has, and its section 1 is nearer: "east" gets nothing */
    CHECK(!shk_source_by_fault(&s, site, arena, arena, &diag, &n, out));
    if (!CHECK(n == 2)) return;
    CHECK_STR(out[1]->id, "m@again");
    CHECK(out[1]->nsecrups == 3 && out[0]->nsecrups == 2);
    tag[0].sec = (uint32_t[]){ UINT32_MAX };
    CHECK(shk_source_by_fault(&s, site, arena, arena, &diag, &n, out) == SHK_E_INVALID && strstr(diag.text, "'east'"));
}

TEST(date_line_box)
{
    struct shk_source s = { .kind = SHK_SRC_MULTI_POINT, .npoints = 3, .lons = (double[]){ 179, -178, 178 }, .lats = (double[]){ -1, 2, 0 } };
    double box[4];
    shk_source_bbox(&s, NULL, box);
    CHECK(box[0] == 178 && box[1] == -178 && box[2] == -1 && box[3] == 2);
    shk_arena_free(arena);
}

RUN(surfaces, nonparametric, gridded, tagged_faults, date_line_box)
