// libs: calc
/* Numbers of specification classical.md 8.3 and 9.2, which OpenQuake 3.26.2 gave. */
#include "calc/curves.h"
#include "check.h"

TEST(statistics)
{
    const double poe[] = { .1, .4, .2, .3 }, w[] = { .1, .2, .3, .4 }, sum = 1.0, *const ws[] = { w };
    const struct shk_stat s[] = { { SHK_STAT_MEAN, 0 }, { SHK_STAT_STD, 0 }, { SHK_STAT_QUANTILE, .15 }, { SHK_STAT_QUANTILE, .5 },
                                  { SHK_STAT_QUANTILE, .85 }, { SHK_STAT_MAX, 0 } };
    const double want[] = { .27, .09000000000000001, .11666666666666667, .225, .32499999999999996, .4 };
    double scratch[24];
    float out[6];
    shk_curve_stats(s, 6, 4, 1, 1, poe, ws, &sum, 0, scratch, out);
    for (int i = 0; i < 6; i++) CHECK(out[i] == (float)want[i]);
}

TEST(maps)
{
    const double iml[] = { .01, .05, .1, .5, 1 }, target[] = { .95, .9, .2, .05, 1e-4, 1e-6 };
    float curve[] = { .9f, .5f, .1f, .01f, 1e-4f };
    const double narrow[] = { 0, 0, 0.07419137739697595, 0.16233453627604288, 0.9999999807488692, 1.0 };
    const double wide[] = { 0, 0, 0.0741913782759325, 0.16233454141472628, 0.5253783192093765, 0.5520447567231983 };
    double scratch[10];
    for (int i = 0; i < 6; i++) CHECK_REL((double)shk_hazard_map_value(curve, iml, 5, target[i], scratch), (double)(float)narrow[i], 1e-7);
    curve[4] = 0;
    for (int i = 0; i < 6; i++) CHECK_REL((double)shk_hazard_map_value(curve, iml, 5, target[i], scratch), (double)(float)wide[i], 1e-7);
}

TEST(rates_add_over_groups)
{
    const size_t start[] = { 0, 2, 3 };
    const uint32_t rlz[] = { 0, 1, 1 };
    const struct shk_rlz_map map = { 2, start, rlz };
    const double rate[] = { 0.1, 0.2, 0.3, 0.4 };
    double poe[4];
    shk_curves(&map, 2, 2, rate, poe);
    CHECK_REL(poe[0], 1 - exp(-0.1), 1e-15);
    CHECK_REL(poe[3], 1 - exp(-(0.2 + 0.4)), 1e-15);
}

/* 1 - numpy.exp(-x) of numpy.float32, NumPy of OpenQuake 3.26.2. */
TEST(the_fast_mean_is_in_single_precision)
{
    const double rate[] = { 0, 1e-09, 1.1e-07, 0.000393, 0.00051, 0.0123, 0.25, 0.7, 3.3, 12.5, 40.0 };
    const double want[] = { 0.0, 0.0, 5.960464477539063e-08, 0.000392913818359375, 0.0005098581314086914, 0.012224733829498291, 0.22119927406311035, 0.5034147500991821, 0.9631168246269226, 0.9999962449073792, 1.0 };
    const double weight[] = { 1 }, *const w[] = { weight };
    float out[11];
    shk_fast_mean(1, 1, 11, rate, w, out);
    for (int i = 0; i < 11; i++) CHECK(out[i] == (float)want[i]);
    const double rates[] = { 0.1, 0.2, 0.3, 0.4 }, first[] = { 0.25, 0.75 }, second[] = { 0.5, 0.5 }, *const two[] = { first, second };
    shk_fast_mean(2, 2, 1, rates, two, out);
    CHECK_REL((double)out[0], 1 - exp(-(0.1 * 0.25 + 0.3 * 0.75)), 3e-7);
    CHECK_REL((double)out[1], 1 - exp(-0.3), 3e-7);
}

RUN(statistics, maps, rates_add_over_groups, the_fast_mean_is_in_single_precision)
