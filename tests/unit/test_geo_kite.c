// libs: geo
/* Kite and gridded surfaces: figures of OpenQuake 3.26.2 (spec/contexts.md 3; spec/sources.md 9.1, 10). */
#include "geo/geodetic.h"
#include "near.h"

static double x[64], y[64], z[64];
static struct shk_site_arrays site_arrays(size_t n, const double *lon, const double *lat, const double *dep)
{
    shk_to_xyz_columns(n, lon, lat, dep, x, y, z);
    return (struct shk_site_arrays){ n, lon, lat, dep, x, y, z };
}

static const double s_lon[] = { 10.1, 9.8, 10.4, 10.15, 10.6 }, s_lat[] = { 45.1, 45.0, 45.2, 45.0, 44.6 }, s_dep[] = { 0, 0, -1.2, 0, 0.5 };
static double m_lon[] = { 10, 10.05, 10.10, 10.16, 10.02, 10.07, 10.12, 10.18, 10.04, 10.09, 10.14, 10.2 };
static double m_lat[] = { 45, 45.04, 45.08, 45.10, 44.985, 45.025, 45.065, 45.085, 44.97, 45.01, 45.05, 45.07 };
static double m_dep[] = { 1, 1, 1, 1, 4, 4, 4, 4, 7, 7, 7, 7 };

static struct shk_surface whole(enum shk_surface_kind kind, const struct shk_mesh *m)
{
    return (struct shk_surface){ .kind = kind, .mesh = m, .row1 = (uint32_t)m->nrow, .col1 = (uint32_t)m->ncol };
}

static void five(const double *got, const double *want, double tol) { for (int i = 0; i < 5; i++) NEAR(got[i], want[i], tol); }

TEST(kite)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_mesh *m;
    struct shk_surface_params p;
    double rrup[5], rjb[5], rx[5], ry0[5];
    const struct shk_distances out = { .rrup = rrup, .rjb = rjb, .rx = rx, .ry0 = ry0 };
    const struct shk_site_arrays sites = site_arrays(5, s_lon, s_lat, s_dep);
    CHECK(!shk_mesh_make(3, 4, m_lon, m_lat, m_dep, 0, a, NULL, &m));
    struct shk_surface s = whole(SHK_KITE, m);
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 49.1927776431, E10);
    NEAR(p.dip, 52.6256196781, 2e-6);           /* single precision inside */
    NEAR(p.width, 7.5501507767, 2e-6);
    NEAR(p.area, 128.1202571001, 2e-5);
    CHECK(p.middle.lon == 10.07 && p.middle.lat == 45.025 && p.middle.dep == 4 && p.ztor == 1 && p.zbot == 7);
    CHECK(!shk_surface_distances(&s, (struct shk_point){ 0 }, 49.1927776431, sites, out, NULL));
    five(rrup, (double[]){ 2.4382264758, 15.7558614117, 21.9709968877, 7.9527690783, 60.6946839658 }, E10);
    five(rjb, (double[]){ 2.0106630960, 15.7252814514, 21.3324341297, 4.2713020444, 60.3811751985 }, 2e-10);
    five(rx, (double[]){ -2.0106636360, -11.8003477473, -2.0598389444, 8.8352148145, 64.9325842845 }, 2e-10);
    five(ry0, (double[]){ 0, 11.8900071210, 21.5182972988, 0, 0 }, E10);

    const double lon0 = m_lon[0], lat0 = m_lat[0], dep0 = m_dep[0];
    m_lon[0] = m_lat[0] = m_dep[0] = NAN;
    CHECK(!shk_mesh_make(3, 4, m_lon, m_lat, m_dep, 0, a, NULL, &m));
    s = whole(SHK_KITE, m);
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 53.0660038186, E10);
    NEAR(p.dip, 52.6276271183, 2e-6);
    CHECK(isnan(p.zbot));
    CHECK(!shk_surface_distances(&s, (struct shk_point){ 0 }, p.strike, sites, out, NULL));
    five(rjb, (double[]){ 2.0106630179, 17.3802920557, 21.3324398076, 4.2713021754, 60.3811751985 }, 2e-10);
    five(rx, (double[]){ -1.4724607306, -20.1468985952, -2.0598389444, 8.8352148145, 65.0605920301 }, 2e-10);
    five(ry0, (double[]){ 0, 18.3665317857, 21.7293054171, 0, 0 }, 2e-10);
    m_lon[0] = lon0; m_lat[0] = lat0; m_dep[0] = dep0;

    const double lon[] = { 10, 10.1, 10, 10.1 }, lat[] = { 45, 45, 44.9, 44.9 }, dep[] = { 0, 0, 5, 5 };
    CHECK(!shk_mesh_make(2, 2, lon, lat, dep, 0, a, NULL, &m));
    s = whole(SHK_KITE, m);
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.area, 95.94523750709, 2e-5);
    NEAR(p.dip, 24.211410653695, 2e-6);
    NEAR(p.strike, 89.965644656453, 1e-10);
    NEAR(p.width, 12.192009194378, 2e-6);
    shk_arena_free(a);
}

TEST(gridded)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_mesh *m;
    struct shk_surface_params p;
    struct shk_point few[] = { { 10, 45, 5 }, { 10.2, 45.1, 5 }, { 10.05, 44.95, 10 }, { 10.25, 45.05, 10 } }, q[12];
    CHECK(!shk_gridded_mesh((struct shk_line){ 4, few }, a, NULL, &m));
    struct shk_surface s = whole(SHK_GRIDDED, m);
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 54.7239294986, E10);
    NEAR(p.dip, 36.2935680703, E10);
    CHECK(p.middle.lon == 10.2 && p.middle.lat == 45.1 && p.middle.dep == 5 && p.ztor == 5 && p.zbot == 10 && isnan(p.width));

    for (int k = 0; k < 12; k++) q[k] = (struct shk_point){ m_lon[k], m_lat[k], m_dep[k] + 0.1 * k };
    CHECK(!shk_gridded_mesh((struct shk_line){ 12, q }, a, NULL, &m));
    s = whole(SHK_GRIDDED, m);
    CHECK(!shk_surface_params(&s, &p, NULL));
    NEAR(p.strike, 46.8359414490, 1e-9);
    NEAR(p.dip, 55.1732399079, 1e-9);
    NEAR(p.middle.lon, 10.09, 0);
    NEAR(p.middle.dep, 7.9, 1e-12);
    double rrup[5], rjb[5];
    struct shk_diag d = { 0 };
    const struct shk_site_arrays sites = site_arrays(5, s_lon, s_lat, s_dep);
    CHECK(!shk_surface_distances(&s, (struct shk_point){ 0 }, p.strike, sites, (struct shk_distances){ .rrup = rrup, .rjb = rjb }, &d));
    five(rrup, (double[]){ 2.5268148112, 15.7558614117, 22.0025498044, 8.2154017398, 60.7817973360 }, E10);
    five(rjb, (double[]){ 2.0106630960, 15.7252814514, 21.3324341297, 4.2713020444, 60.3811751985 }, 2e-10);
    CHECK(shk_surface_distances(&s, (struct shk_point){ 0 }, p.strike, sites, (struct shk_distances){ .rx = rrup }, &d) == SHK_E_UNSUPPORTED);
    CHECK(shk_gridded_mesh((struct shk_line){ 1, q }, a, NULL, &m) == SHK_E_INVALID);
    CHECK(!shk_gridded_mesh((struct shk_line){ 2, few }, a, NULL, &m));
    s = whole(SHK_GRIDDED, m);
    CHECK(!shk_surface_params(&s, &p, NULL) && isnan(p.dip));
    CHECK(!shk_surface_distances(&s, (struct shk_point){ 0 }, 0, sites, (struct shk_distances){ .rjb = rjb }, NULL));
    shk_arena_free(a);
}

static const struct {
    size_t n; struct { size_t n; struct shk_point p[3]; } profile[3];
    double along_profile, along_edge; size_t nrow, ncol, nodes;
    double want[11];        /* sums of lon, lat, depth; strike, dip, width, area; rrup, rjb, rx, ry0 of the site 0.1 E, 0.2 N of the first point */
} built[] = {   /* OpenQuake 3.26.2 */
    { 2, { { 2, { { 10.00000, 45.00000, 0 }, { 10.05000, 44.95000, 10 } } }, { 2, { { 10.40000, 45.20000, 0 }, { 10.45000, 45.15000, 10 } } } }, 2, 4, 7, 10, 70,
      { 714.8167289546, 3154.8198747996, 347.2032888332, 54.6654048303, 55.7584704763, 12.0000224086, 432.0007677105, 13.5937012523, 13.5748522749, -13.5748721014, 0.0000000000 } },
    { 3, { { 2, { { 10.00000, 45.00000, 0 }, { 10.05000, 44.95000, 10 } } }, { 2, { { 10.20000, 45.10000, 0 }, { 10.25000, 45.05000, 14 } } }, { 2, { { 10.40000, 45.20000, 0 }, { 10.45000, 45.15000, 8 } } } }, 2, 3, 7, 13, 84,
      { 857.9026694864, 3786.3135399564, 392.0693004428, 54.6783048704, 58.4743578800, 10.8869432487, 388.6237545984, 13.6066468709, 13.6065025000, -13.6065218984, 0.0000000000 } },
    { 3, { { 2, { { 10.00000, 45.00000, 0 }, { 10.05000, 44.95000, 20 } } }, { 2, { { 10.20000, 45.05000, 0 }, { 10.25000, 45.00000, 12 } } }, { 2, { { 10.50000, 45.10000, 0 }, { 10.55000, 45.05000, 9 } } } }, 2.5, 4, 7, 11, 71,
      { 727.8814386436, 3196.8927375327, 426.4160825572, 74.1180623372, 62.2616504619, 13.4958612898, 531.4354528742, 18.3770915447, 18.3395726934, -18.3396157109, 0.0000000000 } },
    { 3, { { 2, { { 10.00000, 45.00000, 0 }, { 10.02000, 44.95000, 6 } } }, { 2, { { 10.20000, 45.05000, 0 }, { 10.25000, 45.00000, 12 } } }, { 2, { { 10.50000, 45.10000, 0 }, { 10.52000, 45.05000, 15 } } } }, 2, 5, 8, 9, 60,
      { 617.6140262261, 2702.2963733332, 316.7601242904, 74.2528059569, 61.9376497651, 11.2305456316, 435.5601780917, 18.3694369200, 18.3395707053, -18.3396156979, 0.0000000000 } },
    { 2, { { 2, { { 10.40000, 45.20000, 0 }, { 10.45000, 45.15000, 10 } } }, { 2, { { 10.00000, 45.00000, 0 }, { 10.05000, 44.95000, 10 } } } }, 2, 4, 7, 10, 70,
      { 716.6248813471, 3155.7238883820, 347.2115706885, 54.6836147313, 55.7606775061, 11.9999946846, 431.9996806796, 23.5742603415, 23.5740265076, -13.6859626523, 19.2297255961 } },
    { 3, { { 3, { { -70.00000, -30.00000, 1 }, { -69.90000, -30.00000, 8 }, { -69.70000, -30.02000, 15 } } }, { 3, { { -70.05000, -30.30000, 1 }, { -69.90000, -30.30000, 9 }, { -69.72000, -30.30000, 16 } } }, { 2, { { -70.20000, -30.70000, 2 }, { -69.95000, -30.70000, 12 } } } }, 3, 5, 12, 16, 172,
      { -12030.3934777632, -5219.6981835667, 1354.6853583189, 14.0279238008, 25.0093079535, 29.2438121704, 2123.3897862245, 26.7124381368, 25.8333716330, 6.3838795148, 27.5942984269 } },
    { 2, { { 2, { { 20.00000, 10.00000, 0 }, { 20.00000, 10.00000, 12 } } }, { 2, { { 20.20000, 10.30000, 0 }, { 20.20000, 10.30000, 12 } } } }, 2, 3, 7, 14, 98,
      { 1969.5760897140, 994.3694268176, 588.0000000000, 33.2734562132, 90.0000000000, 12.0000000000, 468.0022200758, 3.1035817595, 2.9451172504, -3.0451173572, 0.0000000000 } },
};

TEST(kites_from_profiles)
{
    for (size_t k = 0; k < sizeof built / sizeof *built; k++) {
        struct shk_arena *a = shk_arena_new(0);
        struct shk_mesh *m;
        struct shk_line l[3];
        struct shk_point pts[3][3];
        struct shk_surface_params p;
        struct shk_diag d = { 0 };
        for (size_t i = 0; i < built[k].n; i++) {
            memcpy(pts[i], built[k].profile[i].p, sizeof pts[i]);
            l[i] = (struct shk_line){ built[k].profile[i].n, pts[i] };
        }
        if (!CHECK(!shk_kite_mesh(l, built[k].n, built[k].along_profile, built[k].along_edge, a, &d, &m))) { printf("    kite %zu: %s\n", k, d.text); continue; }
        CHECK(m->nrow == built[k].nrow && m->ncol == built[k].ncol);
        double v[11] = { 0 };
        size_t nodes = 0;
        for (size_t i = 0; i < m->nrow * m->ncol; i++)
            if (isfinite(m->lon[i])) { nodes++; v[0] += m->lon[i]; v[1] += m->lat[i]; v[2] += m->dep[i]; }
        CHECK(nodes == built[k].nodes);
        const struct shk_surface s = whole(SHK_KITE, m);
        CHECK(!shk_surface_params(&s, &p, NULL));
        v[3] = p.strike; v[4] = p.dip; v[5] = p.width; v[6] = p.area;
        const double lon = pts[0][0].lon + 0.1, lat = pts[0][0].lat + 0.2, dep = 0;
        CHECK(!shk_surface_distances(&s, (struct shk_point){ 0 }, p.strike, site_arrays(1, &lon, &lat, &dep), (struct shk_distances){ .rrup = v + 7, .rjb = v + 8, .rx = v + 9, .ry0 = v + 10 }, NULL));
        for (int i = 0; i < 11; i++) NEAR(v[i], built[k].want[i], i < 3 ? 1e-8 : i < 4 || i > 6 ? 2e-9 : 3e-5);
        shk_arena_free(a);
    }
}

TEST(kites_refused)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_mesh *m;
    struct shk_diag d = { 0 };
    struct shk_point p[2][2] = { { { 10, 45, 0 }, { 10.05, 44.95, 10 } }, { { 10.4, 45.2, 0 }, { 10.45, 45.15, 10 } } };
    struct shk_line l[2] = { { 2, p[0] }, { 2, p[1] } };
    CHECK(shk_kite_mesh(l, 1, 2, 4, a, &d, &m) == SHK_E_INVALID);
    d = (struct shk_diag){ 0 };
    CHECK(shk_kite_mesh(l, 2, 0, 4, a, &d, &m) == SHK_E_INVALID);
    d = (struct shk_diag){ 0 };
    CHECK(shk_kite_mesh(l, 2, 1e-7, 4, a, &d, &m) == SHK_E_LIMIT);
    d = (struct shk_diag){ 0 };
    p[1][0].lon = NAN;
    CHECK(shk_kite_mesh(l, 2, 2, 4, a, &d, &m) == SHK_E_INVALID && strstr(d.text, "profile 2"));
    shk_arena_free(a);
}

RUN(kite, gridded, kites_from_profiles, kites_refused)
