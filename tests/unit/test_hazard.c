// libs: calc
/* Rates of exceedance of a point source against a plain sum over its ruptures with the C library's erfc: what the calculator does
 * in blocks, one context at a time. And the same bits for any cut. */
#include <stdlib.h>
#include "calc/hazard.h"
#include "check.h"
#include "geo/geodetic.h"

enum { NLEV = 12, NSITES = 40, NPOINTS = 30 };

struct setup {
    struct shk_arena *a;
    struct shk_sites sites;
    struct shk_imt imt[2];
    struct shk_exceed exceed[2];
    double lev[NLEV];
    const struct shk_gsim_model *model[1];
    struct shk_hazard_plan plan;
    struct shk_point_set set;
    uint32_t all[NSITES];
    const double *box;
};

static const double reach_mag[] = { 2.5, 10.2 };
static double reach_km[] = { 150, 150 };
/* The last one is 6.750 for the ground-motion models. */
static const double mags[] = { 5.25, 5.75, 6.25, 6.7504 }, rates[] = { 6.8e-3, 2.2e-3, 6.8e-4, 2.2e-4 };
static struct shk_nodal_plane planes[] = { { .3, 30, 60, 90 }, { .7, 120, 80, 0 } };
static struct shk_hypo_depth depths[] = { { .4, 5, .5 }, { .6, 12, .5 } };

static int make(struct setup *s, double pointsource_distance)
{
    *s = (struct setup){ .a = shk_arena_new(0), .imt = { { SHK_PGA, 0, 0 }, { SHK_SA, 1.0, 0 } } };
    struct shk_diag d = { 0 };
    for (int l = 0; l < NLEV; l++) s->lev[l] = log(0.005) + 0.5 * l;
    for (int m = 0; m < 2; m++)
        if (shk_exceed_plan(&s->exceed[m], s->lev, NLEV, 3, s->a, &d)) return 0;
    if (shk_gsim_make("AkkarBommer2010", ".", s->a, &d, &s->model[0])) return 0;
    double *c[6], *vs30 = SHK_NEW(s->a, double, NSITES);
    for (int k = 0; k < 6; k++) c[k] = SHK_NEW(s->a, double, NSITES);
    srand(5);
    for (int i = 0; i < NSITES; i++) {
        double xyz[3];
        c[0][i] = 10 + 3.0 * rand() / RAND_MAX;
        c[1][i] = 44 + 2.0 * rand() / RAND_MAX;
        c[2][i] = i % 5 ? 0 : -0.8;
        shk_to_xyz(c[0][i], c[1][i], c[2][i], xyz);
        for (int k = 0; k < 3; k++) c[3 + k][i] = xyz[k];
        vs30[i] = 200 + 20 * i;
        s->all[i] = (uint32_t)i;
    }
    s->sites = (struct shk_sites){ .n = NSITES, .lon = c[0], .lat = c[1], .dep = c[2], .x = c[3], .y = c[4], .z = c[5] };
    s->sites.param[SHK_SITE_vs30] = vs30;
    s->plan = (struct shk_hazard_plan){ .nmodels = 1, .model = s->model, .nimts = 2, .imt = s->imt, .exceed = s->exceed, .time = 50, .sites = &s->sites,
        .maxdist = { 2, reach_mag, reach_km }, .pointsource_distance = pointsource_distance };
    struct shk_source src = { .kind = SHK_SRC_MULTI_POINT, .id = "p", .trt = "Active Shallow Crust", .lower = 25, .scaling_rate = 1,
        .aspect = { .value = 1.5 }, .nplanes = 2, .planes = planes, .ndepths = 2, .depths = depths, .npoints = NPOINTS };
    src.msr = shk_msr_find("WC1994", &src.msr_param);
    src.lons = SHK_NEW(s->a, double, NPOINTS);
    src.lats = SHK_NEW(s->a, double, NPOINTS);
    src.mfds = SHK_NEW(s->a, struct shk_mfd, NPOINTS);
    for (int i = 0; i < NPOINTS; i++) {
        src.lons[i] = 10.5 + 2.0 * rand() / RAND_MAX;
        src.lats[i] = 44.2 + 1.5 * rand() / RAND_MAX;
        src.mfds[i] = (struct shk_mfd){ .kind = SHK_MFD_ARBITRARY, .n = 4, .mags = mags, .rates = rates };
    }
    return !shk_source_points(&src, s->a, &d, &s->set);
}

/* The reference's coarse filter (contexts.md 4.3): from the location, the largest distance and half the diagonal of the largest rupture. */
static int in_reach(const struct setup *s, size_t i, size_t largest, int site)
{
    double c[3];
    const double p[3] = { s->sites.x[site], s->sites.y[site], s->sites.z[site] };
    shk_to_xyz(s->set.lon[i], s->set.lat[i], 0, c);
    return sqrt(shk_chord2(c, p)) <= 150 + shk_point_radius(&s->set, largest);
}

/* One (plane, site), the plain way. */
static void add_plain(const struct setup *s, const struct shk_plane *plane, struct shk_point hypo, double mag, double rake, double rate, int site,
                      double want[2][NSITES][NLEV])
{
    double rrup, rjb;
    const struct shk_surface surface = { .kind = SHK_PLANAR, .plane = plane };
    const struct shk_site_arrays one = { 1, s->sites.lon + site, s->sites.lat + site, s->sites.dep + site, s->sites.x + site, s->sites.y + site, s->sites.z + site };
    if (shk_surface_distances(&surface, hypo, plane->strike, one, (struct shk_distances){ .rrup = &rrup, .rjb = &rjb }, NULL) || rrup >= 150) return;
    for (int m = 0; m < 2; m++) {
        double mean, sig, tau, phi;
        const struct shk_ctx x = { .n = 1, .mag = &mag, .rake = &rake, .rjb = &rjb, .rrup = &rrup, .vs30 = &s->sites.param[SHK_SITE_vs30][site] };
        shk_gsim_eval(s->model[0], s->imt[m], &x, (struct shk_motion){ &mean, &sig, &tau, &phi });
        const double b = 0.5 * erfc(-3 * M_SQRT1_2);
        for (int l = 0; l < NLEV; l++) {
            const double p = (b - 0.5 * erfc(-(s->lev[l] - mean) / sig * M_SQRT1_2)) / (2 * b - 1);
            want[m][site][l] += rate * 50 * (p < 0 ? 0 : p > 1 ? 1 : p);
        }
    }
}

static void sum_of(struct setup *s, const uint32_t *rows, size_t nrows, size_t step, shk_exact *sum)
{
    struct shk_hazard *h;
    const struct shk_tom tom = { 0 };
    if (!CHECK(!shk_hazard_new(&s->plan, rows, nrows, s->a, NULL, &h))) return;
    shk_hazard_mode(h, SHK_SUM_RATES);
    for (size_t i = 0; i < s->set.n; i += step) {
        CHECK(!shk_hazard_points(h, &s->set, &tom, s->box, i, s->set.n - i < step ? s->set.n - i : step, NULL));
        CHECK(!shk_hazard_leaf(h, sum, NULL));
    }
}

static double want[2][NSITES][NLEV];

TEST(every_plane_at_every_site)
{
    struct setup s;
    if (!CHECK(make(&s, 1000))) return;         /* no averaged ruptures */
    memset(want, 0, sizeof want);
    for (size_t i = 0; i < s.set.n; i++) {
        size_t b0, b1;
        shk_point_bins(&s.set, i, &b0, &b1);
        for (size_t b = b0; b < b1; b++)
            for (int p = 0; p < 2; p++)
                for (int k = 0; k < 2; k++) {
                    struct shk_plane plane;
                    struct shk_point hypo;
                    shk_point_plane(&s.set, i, s.set.bins[b].mag, &planes[p], &depths[k], 0, &plane, &hypo);
                    for (int site = 0; site < NSITES; site++)
                        if (in_reach(&s, i, b1 - 1, site)) add_plain(&s, &plane, hypo, shk_model_mag(s.set.bins[b].mag), planes[p].rake, s.set.bins[b].rate * planes[p].prob * depths[k].prob, site, want);
                }
    }
    shk_exact *sum = SHK_NEW(s.a, shk_exact, 2 * NSITES * NLEV);
    sum_of(&s, s.all, NSITES, NPOINTS, sum);
    double worst = 0;
    for (int i = 0; i < 2 * NSITES * NLEV; i++) {
        const double w = (&want[0][0][0])[i];
        worst = fmax(worst, fabs(shk_exact_value(sum[i]) - w) / (w + 1e-6));
    }
    printf("largest relative difference %.1e\n", worst);
    CHECK(worst < 1e-5);
    shk_arena_free(s.a);
}

/* Far sites see all planes of a source that is not split into its points, whatever pointsource_distance says. */
TEST(unsplit_sources_have_no_averaged_ruptures)
{
    static const double box[] = { 10.5, 12.5, 44.2, 45.7 }, psd[] = { 1000, 0, 0 };
    double v[3][2 * NSITES * NLEV], worst = 0, averaged = 0;
    reach_km[0] = reach_km[1] = 1000;           /* all sites: the two ways filter differently */
    for (int k = 0; k < 3; k++) {
        struct setup s;
        if (!CHECK(make(&s, psd[k]))) return;
        s.box = k == 1 ? box : NULL;
        shk_exact *sum = SHK_NEW(s.a, shk_exact, 2 * NSITES * NLEV);
        sum_of(&s, s.all, NSITES, NPOINTS, sum);
        for (int i = 0; i < 2 * NSITES * NLEV; i++) v[k][i] = shk_exact_value(sum[i]);
        shk_arena_free(s.a);
    }
    for (int i = 0; i < 2 * NSITES * NLEV; i++) {
        worst = fmax(worst, fabs(v[1][i] - v[0][i]) / (v[0][i] + 1e-6));
        averaged = fmax(averaged, fabs(v[2][i] - v[0][i]) / (v[0][i] + 1e-6));
    }
    reach_km[0] = reach_km[1] = 150;
    CHECK(worst < 1e-9);
    CHECK(averaged > 1e-3);
}

TEST(tiles_do_not_change_a_bit)
{
    struct setup s;
    if (!CHECK(make(&s, 60))) return;
    shk_exact *whole = SHK_NEW(s.a, shk_exact, 2 * NSITES * NLEV), *part = SHK_NEW(s.a, shk_exact, 2 * NSITES * NLEV);
    sum_of(&s, s.all, NSITES, 4, whole);
    for (uint32_t cut = 1; cut < NSITES; cut += 13) {
        int same = 1;
        for (int half = 0; half < 2; half++) {
            const size_t first = half ? cut : 0, n = half ? NSITES - cut : cut;
            memset(part, 0, 2 * NSITES * NLEV * sizeof *part);
            sum_of(&s, s.all + first, n, 4, part);
            for (size_t m = 0; m < 2; m++)
                for (size_t i = 0; i < n; i++)
                    same &= !memcmp(part + (m * n + i) * NLEV, whole + (m * NSITES + first + i) * NLEV, NLEV * sizeof *part);
        }
        CHECK(same);
    }
    shk_arena_free(s.a);
}

/* Merged cells: some sites of a tile see the members' planes, the others one average; a site alone gets the same bits. */
TEST(merged_cells_do_not_change_a_bit)
{
    struct setup s;
    struct shk_collapsed c;
    struct shk_hazard *h;
    const struct shk_tom tom = { 0 };
    if (!CHECK(make(&s, 20))) return;
    s.plan.ps_grid_spacing = 30;
    if (!CHECK(!shk_point_collapse(&s.set, 1, 30, s.a, NULL, &c) && c.ncells > 1 && c.ncells < NPOINTS)) return;
    shk_exact *whole = SHK_NEW(s.a, shk_exact, 2 * NSITES * NLEV);
    if (!CHECK(!shk_hazard_new(&s.plan, s.all, NSITES, s.a, NULL, &h))) return;
    shk_hazard_mode(h, SHK_SUM_RATES);
    CHECK(!shk_hazard_cells(h, &c, &s.set, &tom, 0, c.ncells, NULL));
    CHECK(!shk_hazard_leaf(h, whole, NULL));
    double total = 0;
    for (uint32_t i = 0; i < NSITES; i++) {
        shk_exact one[2 * NLEV] = { 0 };
        if (!CHECK(!shk_hazard_new(&s.plan, s.all + i, 1, s.a, NULL, &h))) return;
        shk_hazard_mode(h, SHK_SUM_RATES);
        CHECK(!shk_hazard_cells(h, &c, &s.set, &tom, 0, c.ncells, NULL));
        CHECK(!shk_hazard_leaf(h, one, NULL));
        CHECK(!memcmp(one, whole + i * NLEV, NLEV * sizeof *one) && !memcmp(one + NLEV, whole + (NSITES + i) * NLEV, NLEV * sizeof *one));
        total += shk_exact_value(one[0]);
    }
    CHECK(total > 0);
    shk_arena_free(s.a);
}

struct mags { size_t n, even, odd, other; };

static void count_mags(void *user, struct shk_hazard *h, const struct shk_hazard_block *b)
{
    struct mags *c = user;
    (void)h;
    for (size_t i = 0; i < b->ctx->n; i++) {
        c->n++;
        c->even += b->ctx->mag[i] == 5.25;
        c->odd += b->ctx->mag[i] == 5.751;
        c->other += b->ctx->mag[i] != 5.25 && b->ctx->mag[i] != 5.751;
    }
}

/* Ruptures have all digits of their magnitudes, ground-motion models three. */
TEST(models_see_three_decimals)
{
    struct setup s;
    if (!CHECK(make(&s, 60))) return;
    struct shk_mag_rate *bin = (struct shk_mag_rate *)s.set.bins;
    for (size_t i = 0; i < s.set.n; i++)
        for (size_t b = s.set.mag_start[i]; b < s.set.mag_start[i + 1]; b++) bin[b].mag = b % 2 ? 5.2502 : 5.7506;
    struct shk_hazard *h;
    struct mags c = { 0 };
    const struct shk_tom tom = { 0 };
    if (!CHECK(!shk_hazard_new(&s.plan, s.all, NSITES, s.a, NULL, &h))) return;
    shk_hazard_visit(h, count_mags, &c);
    CHECK(!shk_hazard_points(h, &s.set, &tom, NULL, 0, s.set.n, NULL));
    shk_hazard_visit_rest(h);
    CHECK(c.n > 0 && c.even > 0 && c.odd > 0 && c.other == 0);
    shk_arena_free(s.a);
}

RUN(every_plane_at_every_site, unsplit_sources_have_no_averaged_ruptures, tiles_do_not_change_a_bit, merged_cells_do_not_change_a_bit,
    models_see_three_decimals)
