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
    double out[5], scratch[12];
    size_t order[] = { 2, 0, 3, 1 };
    shk_weighted_quantiles(x, w, 4, q, 5, order, scratch, out);
    CHECK(order[0] == 0 && order[1] == 2 && order[2] == 3 && order[3] == 1);
    CHECK(out[0] == 0.11666666666666667);
    CHECK(out[1] == 0.225);
    CHECK(out[2] == 0.32499999999999996);
    CHECK(out[3] == .1 && out[4] == .4);
    const double mean = shk_weighted_mean(x, w, 4, shk_sum(w, 4));
    CHECK_REL(mean, 0.27, 1e-15);
    CHECK_REL(shk_weighted_std(x, w, 4, mean), 0.09000000000000001, 1e-15);
    CHECK(shk_max(x, 4) == .4);
    const double one = .5, weight = 1;
    order[0] = 0;
    shk_weighted_quantiles(&one, &weight, 1, q, 5, order, scratch, out);
    CHECK(out[0] == .5 && out[4] == .5);
}

TEST(quantiles_do_not_depend_on_the_first_order)
{
    enum { N = 300, NQ = 3 };           /* enough to leave insertion for qsort */
    static double x[N], w[N], scratch[3 * N];
    static size_t up[N], down[N], mixed[N];
    const double q[NQ] = { .05, .5, .95 };
    double a[NQ], b[NQ], c[NQ];
    for (size_t i = 0; i < N; i++) {
        x[i] = (double)(i * 7919 % 101) / 7;
        w[i] = (double)(i % 5 + 1) / 900;
        up[i] = i;
        down[i] = N - 1 - i;
        mixed[i] = i * 7 % N;
    }
    shk_weighted_quantiles(x, w, N, q, NQ, up, scratch, a);
    shk_weighted_quantiles(x, w, N, q, NQ, down, scratch, b);
    shk_weighted_quantiles(x, w, N, q, NQ, mixed, scratch, c);
    for (size_t i = 1; i < N; i++) CHECK(x[up[i - 1]] <= x[up[i]] && x[mixed[i - 1]] <= x[mixed[i]]);
    for (int k = 0; k < NQ; k++) {
        double below = 0;                       /* weight of the values up to the quantile, independent of any sort */
        for (size_t i = 0; i < N; i++) if (x[i] <= a[k]) below += w[i];
        CHECK(a[k] == b[k] && a[k] == c[k] && fabs(below - q[k]) < .02);
    }
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

RUN(sums_have_numpys_order, statistics_of_four_realizations, quantiles_do_not_depend_on_the_first_order, interpolation_is_numpys, truncated_survival)
