// libs: math
/* Weighted statistics: worked examples of spec classical.md 7.2 and 8.3; sums against NumPy 2.2. */
#include "math/normal.h"
#include "math/stats.h"
#include "check.h"

TEST(sums_have_numpys_order)
{
    double x[1000], w[1000];
    for (int i = 0; i < 1000; i++) {
        x[i] = 1.0 / (i + 1);
        w[i] = 1.0 / ((i * 7) % 13 + 1);
    }
    CHECK(shk_sum(x, 7) == 0x1.4be2be2be2be2p+1);          /* numpy.sum(1 / numpy.arange(1., n + 1)) */
    CHECK(shk_sum(x, 100) == 0x1.4bfdfe4591243p+2);
    CHECK(shk_sum(x, 129) == 0x1.5c37b09149ba9p+2);
    CHECK(shk_sum(x, 1000) == 0x1.df11f45f4e61ap+2);
    CHECK(shk_dot(x, w, 1000) == 0x1.45e2003379d5ep+1);
}

TEST(statistics_of_four_realizations)
{
    const double x[] = { .1, .4, .2, .3 }, w[] = { .1, .2, .3, .4 }, q[] = { .15, .5, .85, .05, .99999999999999999 };
    double out[5], scratch[8];
    shk_weighted_quantiles(x, w, 4, q, 5, scratch, out);
    CHECK(out[0] == 0.11666666666666667);
    CHECK(out[1] == 0.225);
    CHECK(out[2] == 0.32499999999999996);
    CHECK(out[3] == .1 && out[4] == .4);
    const double mean = shk_weighted_mean(x, w, 4, shk_sum(w, 4));
    CHECK_REL(mean, 0.27, 1e-15);
    CHECK_REL(shk_weighted_std(x, w, 4, mean), 0.09000000000000001, 1e-15);
    CHECK(shk_max(x, 4) == .4);
    const double one = .5, weight = 1;
    shk_weighted_quantiles(&one, &weight, 1, q, 5, scratch, out);
    CHECK(out[0] == .5 && out[4] == .5);
}

TEST(interpolation_is_numpys)
{
    const double xp[] = { 1, 2, 2, 4 }, fp[] = { 10, 20, 30, -INFINITY };
    CHECK(shk_interp(0, xp, fp, 4) == 10 && shk_interp(9, xp, fp, 4) == -INFINITY);
    CHECK(shk_interp(2, xp, fp, 4) == 30);                 /* ties: the last */
    CHECK(shk_interp(1.5, xp, fp, 4) == 15);
    CHECK(shk_interp(3, xp, fp, 4) == -INFINITY);
}

TEST(truncated_survival)
{
    const double x[] = { -4, -1, 0, 1, 2.5, 3.5 };
    const double want[] = { 1, 0.842268802032848, 0.5, 0.1577311979671519, 0.004872923192999084, 0 };
    const struct shk_truncnorm t = shk_truncnorm_make(3), two = shk_truncnorm_make(2), none = shk_truncnorm_make(99), step = shk_truncnorm_make(1e-9);
    for (int i = 0; i < 6; i++) CHECK(fabs(shk_truncnorm_sf(t, x[i]) - want[i]) < 1e-15);
    CHECK(fabs(shk_truncnorm_sf(two, -1) - 0.857616386005453) < 1e-15);
    CHECK(shk_truncnorm_sf(two, 2.5) == 0);
    CHECK(fabs(shk_truncnorm_sf(none, 1) - 0.15865525393145707) < 1e-15);
    CHECK(shk_truncnorm_sf(step, -1e-6) == 1 && fabs(shk_truncnorm_sf(step, 0) - .5) < 1e-6 && shk_truncnorm_sf(step, 1e-6) == 0);
}

RUN(sums_have_numpys_order, statistics_of_four_realizations, interpolation_is_numpys, truncated_survival)
