// libs: geo
/* Meshes of simple and complex faults: figures of OpenQuake 3.26.2 (spec/contexts.md 3; spec/sources.md 0.3, 0.4, 6, 7). */
#include "geo/geodetic.h"
#include "geo/line.h"
#include "geo/windows.h"
#include "near.h"

static double x[256], y[256], z[256];
static struct shk_site_arrays site_arrays(size_t n, const double *lon, const double *lat, const double *dep)
{
    shk_to_xyz_columns(n, lon, lat, dep, x, y, z);
    return (struct shk_site_arrays){ n, lon, lat, dep, x, y, z };
}

static const double s_lon[] = { 10.1, 9.8, 10.4, 10.15, 10.6 }, s_lat[] = { 45.1, 45.0, 45.2, 45.0, 44.6 }, s_dep[] = { 0, 0, -1.2, 0, 0.5 };
static const double m_lon[] = { 10, 10.05, 10.10, 10.16, 10.02, 10.07, 10.12, 10.18, 10.04, 10.09, 10.14, 10.2 };
static const double m_lat[] = { 45, 45.04, 45.08, 45.10, 44.985, 45.025, 45.065, 45.085, 44.97, 45.01, 45.05, 45.07 };
static const double m_dep[] = { 1, 1, 1, 1, 4, 4, 4, 4, 7, 7, 7, 7 };

static struct shk_surface whole(enum shk_surface_kind kind, const struct shk_mesh *m)
{
    return (struct shk_surface){ .kind = kind, .mesh = m, .row1 = (uint32_t)m->nrow, .col1 = (uint32_t)m->ncol };
}

TEST(lines)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_point t[] = { { 10, 45, 0 }, { 10.2, 45.2, 0 }, { 10.25, 45.45, 0 } };
    struct shk_line l, trace = { 3, t };
    CHECK(!shk_line_resample(trace, 2, 0, a, NULL, &l));
    CHECK(l.n == 29);
    const struct { size_t i; double lon, lat; } want[] = { { 1, 10.0146468877, 45.0147064153 }, { 2, 10.0293012889, 45.0294109367 }, { 14, 10.2014806162, 45.2074352548 },
        { 15, 10.2050291736, 45.2252471374 }, { 27, 10.2477868766, 45.438981615 }, { 28, 10.2513646986, 45.4567921944 } };
    for (size_t k = 0; k < 6; k++) {
        NEAR(l.p[want[k].i].lon, want[k].lon, E10);
        NEAR(l.p[want[k].i].lat, want[k].lat, 6e-10);
    }
    struct shk_diag d = { 0 };
    CHECK(shk_line_resample(trace, 1e-6, 0, a, &d, &l) == SHK_E_LIMIT);
    d = (struct shk_diag){ 0 };
    CHECK(shk_line_resample(trace, 500, 0, a, &d, &l) == SHK_E_INVALID);
    CHECK(shk_line_resample((struct shk_line){ 1, t }, 1, 0, a, NULL, &l) == SHK_E_INVALID);
    struct shk_point out[3];
    CHECK(shk_line_keep_corners(trace, 1, out) == 3);
    CHECK(shk_line_keep_corners(trace, 60, out) == 2);
    int crosses;
    struct shk_point bow[] = { { 0, 0, 0 }, { 1, 1, 0 }, { 1, 0, 0 }, { 0, 1, 0 } };
    CHECK(!shk_line_self_intersects((struct shk_line){ 4, bow }, 0, NULL, &crosses) && crosses);
    struct shk_point ring[] = { { 0, 0, 0 }, { 1, 0, 0 }, { 1, 1, 0 }, { 0, 1, 0 }, { 0, 0, 0 } };
    CHECK(!shk_line_self_intersects((struct shk_line){ 5, ring }, 1, NULL, &crosses) && !crosses);
    CHECK(!shk_line_self_intersects((struct shk_line){ 4, ring }, 1, NULL, &crosses) && !crosses);
    CHECK(!shk_line_self_intersects((struct shk_line){ 5, ring }, 0, NULL, &crosses) && !crosses);
    shk_arena_free(a);
}

TEST(parameters_of_a_small_mesh)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_mesh *m;
    struct shk_surface_params p;
    CHECK(!shk_mesh_make(3, 4, m_lon, m_lat, m_dep, 1, a, NULL, &m));
    struct shk_surface s = whole(SHK_SIMPLE, m);
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 48.4198466780, E10);
    NEAR(p.dip, 53.1339488555, E10);
    NEAR(p.width, 7.5492529319, E10);
    NEAR(p.area, 128.0117167994, E10);
    NEAR(p.middle.lon, 10.0949912596, E10);
    NEAR(p.middle.lat, 45.0450027271, E10);
    CHECK(p.middle.dep == 4 && p.ztor == 1 && p.zbot == 7);
    s.kind = SHK_COMPLEX;
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 48.4235072022, E10);
    NEAR(p.dip, 53.1388196183, E10);
    NEAR(p.width, 7.5484477578, E10);
    s = (struct shk_surface){ .kind = SHK_SIMPLE, .mesh = m, .row1 = 2, .col1 = 2 };
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 41.4667314915, E10);
    NEAR(p.width, 3.7748683544, E10);
    s.col1 = 1;
    CHECK(shk_surface_params(&s, &p, NULL) == SHK_E_INVALID);
    shk_arena_free(a);
}

TEST(distances_of_a_small_mesh)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_mesh *m;
    CHECK(!shk_mesh_make(3, 4, m_lon, m_lat, m_dep, 1, a, NULL, &m));
    struct shk_surface s = whole(SHK_SIMPLE, m);
    double rrup[5], rjb[5], rx[5], ry0[5], az[5], azcp[5], clon[5], clat[5];
    const struct shk_distances out = { .rrup = rrup, .rjb = rjb, .rx = rx, .ry0 = ry0, .azimuth = az, .azimuthcp = azcp, .clon = clon, .clat = clat };
    const struct shk_site_arrays sites = site_arrays(5, s_lon, s_lat, s_dep);
    CHECK(!shk_surface_distances(&s, (struct shk_point){ 0 }, 48.4198466780, sites, out, NULL));
    const double want[8][5] = {
        { 2.4382264758, 15.7558614117, 21.9709968877, 7.9527690783, 60.6946839658 },
        { 2.0058370673, 15.7216486802, 21.3274343513, 4.2680584092, 60.3811751985 },
        { -2.0106636360, -11.8003477473, -2.0598389444, 8.8352148145, 64.9325842845 },
        { 0, 11.7500958766, 21.4643850534, 0, 0 },
        { 315.2583733309, 209.5050940932, 5.7104630937, 90.7341027168, 92.5699936426 },
        { 180, 89.9292892860, 239.5103340708, 293.8755458187, 313.1475717015 },
        { 10.10, 10.00, 10.16, 10.07, 10.04 } };
    for (int i = 0; i < 5; i++) {
        NEAR(rrup[i], want[0][i], E10);
        NEAR(rjb[i], want[1][i], E10);
        NEAR(rx[i], want[2][i], 2e-10);
        NEAR(ry0[i], want[3][i], E10);
        NEAR(az[i], want[4][i], 2e-10);
        NEAR(azcp[i], want[5][i], E10);
        NEAR(clon[i], want[6][i], 0);
    }
    s.kind = SHK_COMPLEX;
    CHECK(!shk_surface_distances(&s, (struct shk_point){ 0 }, 48.4235072022, sites, (struct shk_distances){ .ry0 = ry0 }, NULL));
    NEAR(ry0[1], 11.7507635421, E10);
    NEAR(ry0[2], 21.4646495902, E10);
    s = (struct shk_surface){ .kind = SHK_SIMPLE, .mesh = m, .row1 = 2, .col1 = 2 };
    CHECK(!shk_surface_distances(&s, (struct shk_point){ 0 }, 41.4667314915, sites, (struct shk_distances){ .rx = rx, .ry0 = ry0, .rjb = rjb }, NULL));
    const double rx2[] = { -1.4797893609, -11.8003477473, 8.7211446914, 8.8334064575, 64.9325842845 };
    const double ry2[] = { 7.5990025038, 10.3985243368, 31.5352405572, 1.8772637793, 1.7410710312 };
    const double rjb2[] = { 7.7365856312, 15.7215558543, 32.3909058918, 6.8710039468, 62.6687227574 };
    for (int i = 0; i < 5; i++) {
        NEAR(rx[i], rx2[i], E10);
        NEAR(ry0[i], ry2[i], E10);
        NEAR(rjb[i], rjb2[i], E10);
    }
    shk_arena_free(a);
}

TEST(simple_fault)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_point t[] = { { 10, 45, 0 }, { 10.2, 45.2, 0 }, { 10.25, 45.45, 0 } };
    struct shk_mesh *m;
    struct shk_surface_params p;
    CHECK(!shk_simple_fault_mesh((struct shk_line){ 3, t }, 2, 14, 50, 2, a, NULL, &m));
    CHECK(m->nrow == 9 && m->ncol == 29);
    NEAR(m->lon[0], 10.0198865385, E10);
    NEAR(m->lat[0], 44.9945205219, E10);
    NEAR(m->lon[1], 10.0345385316, E10);
    NEAR(m->lon[29], 10.0351179378, E10);
    NEAR(m->dep[29], 3.5320888835, E10);
    NEAR(m->lon[8 * 29 + 28], 10.3941814778, E10);
    NEAR(m->lat[8 * 29 + 28], 45.4176558002, E10);
    NEAR(m->dep[8 * 29 + 28], 14.256711068, 6e-10);
    struct shk_surface s = whole(SHK_SIMPLE, m);
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 21.2251396509, E10);
    NEAR(p.dip, 50.7842950219, E10);
    NEAR(p.width, 15.9915693415, E10);
    NEAR(p.area, 884.815161469, 6e-10);
    NEAR(p.middle.lon, 10.28257324723377, 1e-12);
    NEAR(p.middle.lat, 45.18514399525243, 1e-12);
    NEAR(p.middle.dep, 8.128355533992822, 1e-12);
    s.row1 = 5;
    s.col1 = 6;
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 35.1888121651, E10);
    NEAR(p.dip, 50.8469582228, E10);
    NEAR(p.width, 7.99737323862, E10);
    NEAR(p.middle.lon, 10.0870107331, E10);
    NEAR(p.middle.lat, 45.022881253, 6e-10);
    s.col0 = 1;
    s.col1 = 7;
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 35.1992140054, E10);
    NEAR(p.dip, 50.8482167512, E10);
    NEAR(p.middle.lon, 10.1016893622, E10);

    struct shk_diag d;
#define REFUSED(word, ...) do { d = (struct shk_diag){ 0 }; CHECK(shk_simple_fault_mesh(__VA_ARGS__, a, &d, &m) == SHK_E_INVALID && strstr(d.text, word)); } while (0)
    const struct shk_line l = { 3, t };
    REFUSED("dip", l, 2, 14, 91, 2);
    REFUSED("dip", l, 2, 14, NAN, 2);
    REFUSED("lower", l, 14, 2, 50, 2);
    REFUSED("upper", l, -1, 2, 50, 2);
    REFUSED("spacing", l, 2, 14, 50, 0);
    REFUSED("two points", ((struct shk_line){ 1, t }), 2, 14, 50, 2);
    REFUSED("spacing", l, 2, 14, 50, 40);
    t[1].dep = 1;
    REFUSED("horizontal", l, 2, 14, 50, 2);
    struct shk_point bow[] = { { 0, 0, 0 }, { 1, 1, 0 }, { 1, 0, 0 }, { 0, 1, 0 } };
    REFUSED("intersects", ((struct shk_line){ 4, bow }), 2, 14, 50, 2);
    shk_arena_free(a);
}

TEST(complex_fault)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_point e0[] = { { 10, 45, 2 }, { 10.3, 45.1, 2.5 }, { 10.6, 45.1, 2 } }, e1[] = { { 10, 44.9, 10 }, { 10.35, 44.95, 11 }, { 10.65, 44.95, 10 } };
    struct shk_point e2[] = { { 10.05, 44.7, 20 }, { 10.65, 44.8, 22 } };
    struct shk_line edges[] = { { 3, e0 }, { 3, e1 }, { 2, e2 } };
    struct shk_mesh *m;
    struct shk_surface_params p;
    NEAR(shk_line_length(edges[0]), 49.6157649548, E10);
    NEAR(shk_line_length(edges[1]), 51.7581240256, E10);
    NEAR(shk_line_length(edges[2]), 48.7096332939, E10);
    CHECK(!shk_complex_fault_mesh(edges, 3, 4, a, NULL, &m));
    CHECK(m->nrow == 11 && m->ncol == 14);
    NEAR(m->lon[1], 10.0438645184, E10);
    NEAR(m->lat[1], 45.0146924048, E10);
    NEAR(m->dep[1], 2.07321680756, E10);
    NEAR(m->lat[14], 44.9719678754, E10);
    NEAR(m->dep[14], 4.24256996446, E10);
    NEAR(m->lon[15], 10.0453914501, E10);
    NEAR(m->lon[10 * 14 + 13], 10.6499999999, E10);
    NEAR(m->dep[10 * 14 + 13], 21.9999999765, E10);
    struct shk_surface s = whole(SHK_COMPLEX, m);
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 78.1073836899, E10);
    NEAR(p.dip, 27.8508643951, E10);
    NEAR(p.width, 40.8731051991, E10);
    NEAR(p.area, 2036.2901352, 6e-8);
    s.row1 = 3;
    s.col1 = 4;
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 66.8942661679, E10);
    NEAR(p.dip, 34.9940605603, E10);
    NEAR(p.width, 7.87141300579, E10);
    NEAR(p.middle.lon, 10.0680427207, E10);
    NEAR(p.middle.lat, 44.9924548189, E10);
    s = (struct shk_surface){ .kind = SHK_COMPLEX, .mesh = m, .row0 = 6, .row1 = 11, .col0 = 6, .col1 = 14 };
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 79.9346078405, E10);
    NEAR(p.dip, 29.4571894675, E10);
    NEAR(p.width, 16.5273193489, E10);
    NEAR(p.ztor, 12.7822002882, E10);
    NEAR(p.middle.lon, 10.4826825334, E10);

    struct shk_diag d = { 0 };
    struct shk_line wrong[] = { edges[0], edges[2] };
    struct shk_point back[] = { e2[1], e2[0] };
    wrong[1] = (struct shk_line){ 2, back };
    CHECK(shk_complex_fault_mesh(wrong, 2, 4, a, &d, &m) == SHK_E_INVALID && strstr(d.text, "order"));
    struct shk_point r0[] = { e0[2], e0[1], e0[0] }, r2[] = { e2[1], e2[0] };
    wrong[0] = (struct shk_line){ 3, r0 };
    wrong[1] = (struct shk_line){ 2, r2 };
    d = (struct shk_diag){ 0 };
    CHECK(shk_complex_fault_mesh(wrong, 2, 4, a, &d, &m) == SHK_E_INVALID && strstr(d.text, "Aki"));
    d = (struct shk_diag){ 0 };
    CHECK(shk_complex_fault_mesh(edges, 3, 400, a, &d, &m) == SHK_E_INVALID && strstr(d.text, "too big"));
    d = (struct shk_diag){ 0 };
    CHECK(shk_complex_fault_mesh(edges, 1, 4, a, &d, &m) == SHK_E_INVALID);
    shk_arena_free(a);
}

/* Tables of one site and one rupture at a time are two ways to the same bits. */
TEST(windows_equal_surfaces)
{
    enum { NW = 700, NS = 6 };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_point t[] = { { 10, 45, 0 }, { 10.2, 45.2, 0 }, { 10.25, 45.45, 0 }, { 10.3, 45.7, 0 } };
    struct shk_mesh *m;
    CHECK(!shk_simple_fault_mesh((struct shk_line){ 4, t }, 2, 14, 50, 2, a, NULL, &m));
    static struct shk_surface s[NW];
    static struct shk_point hypo[NW];
    static double strike[NW], got[10][NW], want[10];
    const struct { uint32_t rows, cols; } sizes[] = { { 2, 2 }, { 3, 3 }, { 2, 4 }, { 5, 7 }, { 9, 20 } };
    size_t n = 0;
    for (int k = 0; k < 5; k++)
        for (uint32_t r = 0; r + sizes[k].rows <= m->nrow; r++)
            for (uint32_t c = 0; c + sizes[k].cols <= m->ncol && n < NW - 40; c += k < 2 ? 3 : 1)
                s[n++] = (struct shk_surface){ .kind = SHK_SIMPLE, .mesh = m, .row0 = r, .row1 = r + sizes[k].rows, .col0 = c, .col1 = c + sizes[k].cols };
    for (uint32_t c = 0; c < 20; c++)               /* sizes that change all the time, as on complex faults */
        s[n++] = (struct shk_surface){ .kind = SHK_COMPLEX, .mesh = m, .row0 = c % 4, .row1 = 5 + c % 5, .col0 = c, .col1 = c + 3 + c % 7 };
    for (size_t i = 0; i < n; i++) {
        struct shk_surface_params p;
        CHECK(!shk_surface_params(s + i, &p, NULL));
        strike[i] = p.strike;
        hypo[i] = p.middle;
    }
    const double lon[NS] = { 10.25, 10.1, 9.9, 10.6, 12, 10.3 }, lat[NS] = { 45.3, 45.1, 45.5, 45.2, 46, 44.6 }, dep[NS] = { 0, -1, 0.5, 0, 0, 0 };
    const struct shk_site_arrays sites = site_arrays(NS, lon, lat, dep);
    const struct shk_distances out = { got[0], got[1], got[2], got[3], got[4], got[5], got[6], got[7], got[8], got[9] };
    struct shk_windows *w;
    struct shk_mesh_site *ms;
    CHECK(!shk_windows_make(s, hypo, strike, n, out, a, NULL, &w));
    CHECK(!shk_mesh_site_make(m, out, a, NULL, &ms));
    for (size_t i = 0; i < NS; i++) {
        shk_mesh_site_set(ms, sites, i);
        shk_windows_distances(w, ms, out);
        const struct shk_site_arrays one = { 1, lon + i, lat + i, dep + i, x + i, y + i, z + i };
        for (size_t k = 0; k < n; k++) {
            const struct shk_distances o = { want, want + 1, want + 2, want + 3, want + 4, want + 5, want + 6, want + 7, want + 8, want + 9 };
            CHECK(!shk_surface_distances(s + k, hypo[k], strike[k], one, o, NULL));
            for (int q = 0; q < 10; q++)
                if (!CHECK(got[q][k] == want[q])) printf("    distance %d of rupture %zu, site %zu: %.17g, %.17g\n", q, k, i, got[q][k], want[q]);
        }
    }
    struct shk_diag d = { 0 };
    s[3].col1 = 999;
    CHECK(shk_windows_make(s, hypo, strike, n, out, a, &d, &w) == SHK_E_INVALID);
    shk_arena_free(a);
}

TEST(many_sites_equal_one_site)
{
    enum { NS = 150 };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_mesh *m;
    CHECK(!shk_mesh_make(3, 4, m_lon, m_lat, m_dep, 1, a, NULL, &m));
    const struct shk_surface s = whole(SHK_SIMPLE, m);
    static double lon[NS], lat[NS], dep[NS], got[7][NS], want[7];
    for (int i = 0; i < NS; i++) { lon[i] = 9.5 + i * 0.008; lat[i] = 44.7 + (i * 37 % NS) * 0.006; dep[i] = -0.01 * i; }
    const struct shk_site_arrays sites = site_arrays(NS, lon, lat, dep);
    const struct shk_point hypo = { 10.1, 45.04, 4 };
    CHECK(!shk_surface_distances(&s, hypo, 48, sites, (struct shk_distances){ got[0], got[1], got[2], got[3], got[4], got[5], got[6], NULL, NULL, NULL }, NULL));
    for (int i = 0; i < NS; i++) {
        const struct shk_site_arrays one = { 1, lon + i, lat + i, dep + i, x + i, y + i, z + i };
        CHECK(!shk_surface_distances(&s, hypo, 48, one, (struct shk_distances){ want, want + 1, want + 2, want + 3, want + 4, want + 5, want + 6, NULL, NULL, NULL }, NULL));
        for (int q = 0; q < 7; q++) CHECK(got[q][i] == want[q]);
        NEAR(want[5], shk_distance(hypo.lon, hypo.lat, lon[i], lat[i]), 1e-10);
        NEAR(want[4], hypot(want[5], hypo.dep - dep[i]), 1e-10);
    }
    shk_arena_free(a);
}

RUN(windows_equal_surfaces, many_sites_equal_one_site, lines, parameters_of_a_small_mesh, distances_of_a_small_mesh, simple_fault, complex_fault)
