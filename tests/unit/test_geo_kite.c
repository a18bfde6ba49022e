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

RUN(kite, gridded)
