/* bench/contexts: nanoseconds for each (context, model, measure, level) of a made-up area source, on one core, split by part.
 * usage: contexts [points] [sites on a side] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "calc/hazard.h"
#include "geo/geodetic.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

enum { NLEV = 25, NIMT = 3 };

int main(int argc, char **argv)
{
    static const char *const names[] = { "BooreEtAl2014", "ChiouYoungs2014", "CauzziEtAl2014", "AkkarEtAlRjb2014", "AkkarBommer2010" };
    const size_t npoints = argc > 1 ? (size_t)atoi(argv[1]) : 300, side = argc > 2 ? (size_t)atoi(argv[2]) : 12, n = side * side;
    struct shk_arena *a = shk_arena_new(0);
    struct shk_diag d = { 0 };
    const struct shk_gsim_model *model[8];
    size_t nm = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (shk_gsim_find(names[i]) && !shk_gsim_make(names[i], ".", a, &d, &model[nm])) printf("%s\n", names[i]), nm++;
    const struct shk_imt imt[NIMT] = { { SHK_PGA, 0, 0 }, { SHK_SA, 0.2, 0 }, { SHK_SA, 1.0, 0 } };
    double lev[NLEV];
    for (int l = 0; l < NLEV; l++) lev[l] = log(0.005) + l * log(2.5 / 0.005) / (NLEV - 1);
    struct shk_exceed e[NIMT];
    for (int m = 0; m < NIMT; m++)
        if (shk_exceed_plan(&e[m], lev, NLEV, 3, a, &d)) return 1;
    struct shk_sites s = { .n = n };
    double *c[6], *vs30 = SHK_NEW(a, double, n), *z1 = SHK_NEW(a, double, n), *z2 = SHK_NEW(a, double, n), *one = SHK_NEW(a, double, n);
    uint32_t *id = SHK_NEW(a, uint32_t, n);
    for (int k = 0; k < 6; k++) c[k] = SHK_NEW(a, double, n);
    for (size_t i = 0; i < n; i++) {
        c[0][i] = 11 + 3.0 * (double)(i % side) / (double)side;
        c[1][i] = 41 + 3.0 * (double)(i / side) / (double)side;
        double xyz[3];
        shk_to_xyz(c[0][i], c[1][i], 0, xyz);
        for (int k = 0; k < 3; k++) c[3 + k][i] = xyz[k];
        vs30[i] = 600; z1[i] = 50; z2[i] = 1; one[i] = 1;
        id[i] = (uint32_t)i;
    }
    s.lon = c[0]; s.lat = c[1]; s.dep = c[2]; s.x = c[3]; s.y = c[4]; s.z = c[5];
    s.param[SHK_SITE_vs30] = vs30; s.param[SHK_SITE_z1pt0] = z1; s.param[SHK_SITE_z2pt5] = z2; s.param[SHK_SITE_vs30measured] = one;
    const double mags[] = { 2.5, 10.2 }, dist[] = { 200, 200 };
    const struct shk_hazard_plan plan = { .nmodels = nm, .model = model, .nimts = NIMT, .imt = imt, .exceed = e, .time = 50, .sites = &s,
        .maxdist = { 2, mags, dist }, .pointsource_distance = 100 };
    struct shk_nodal_plane planes[] = { { .5, 30, 60, 90 }, { .5, 120, 80, 0 } };
    struct shk_hypo_depth depths[] = { { .5, 5, .5 }, { .5, 12, .5 } };
    struct shk_point loc[1];
    struct shk_source src = { .kind = SHK_SRC_MULTI_POINT, .id = "b", .trt = "Active Shallow Crust", .upper = 0, .lower = 25, .scaling_rate = 1,
        .aspect = { .value = 1.5 }, .nplanes = 2, .planes = planes, .ndepths = 2, .depths = depths, .npoints = npoints };
    (void)loc;
    src.msr = shk_msr_find("WC1994", &src.msr_param);
    src.lons = SHK_NEW(a, double, npoints);
    src.lats = SHK_NEW(a, double, npoints);
    src.mfds = SHK_NEW(a, struct shk_mfd, npoints);
    srand(1);
    for (size_t i = 0; i < npoints; i++) {
        src.lons[i] = 10.5 + 4.0 * rand() / RAND_MAX;
        src.lats[i] = 40.5 + 4.0 * rand() / RAND_MAX;
        src.mfds[i] = (struct shk_mfd){ .kind = SHK_MFD_TRUNC_GR, .min_mag = 4.7, .max_mag = 7.1, .bin_width = 0.2, .a = 3, .b = 1 };
    }
    struct shk_point_set set;
    if (shk_source_points(&src, a, &d, &set)) return printf("%s\n", d.text), 1;
    for (size_t only = 0; only <= nm; only++) {
        struct shk_hazard_plan p = plan;
        if (only) p.model = model + only - 1, p.nmodels = 1;
        struct shk_hazard *h;
        const struct shk_tom tom = { 0 };
        if (shk_hazard_new(&p, id, n, a, &d, &h)) return 1;
        shk_hazard_mode(h, SHK_SUM_RATES);
        shk_exact *sum = SHK_NEW(a, shk_exact, p.nmodels * NIMT * n * NLEV);
        const double t = now();
        for (size_t i = 0; i < set.n; i++) {
            if (shk_hazard_points(h, &set, &tom, NULL, i, 1, &d)) return 1;
            if (shk_hazard_leaf(h, sum, &d)) return 1;
        }
        const double dt = now() - t, nc = (double)shk_hazard_contexts(h);
        printf("%-20s %9.0f contexts, %.3f s, %6.1f ns a context, %5.1f ns a (context, model, measure), %.2f ns a level\n",
               only ? model[only - 1]->g->name : "all", nc, dt, 1e9 * dt / nc, 1e9 * dt / nc / (double)p.nmodels / NIMT, 1e9 * dt / nc / (double)p.nmodels / NIMT / NLEV);
    }
    shk_arena_free(a);
    return 0;
}
