// libs: calc
/* Truncated normal exceedance against the C library's erfc, the specification's numbers (from OpenQuake 3.26.2) and exact sums. */
#include <stdlib.h>
#include "base/arena.h"
#include "calc/exact.h"
#include "calc/exceed.h"
#include "check.h"

static double reference(double x, double t)
{
    if (t > 8.3) return 0.5 * erfc(x * M_SQRT1_2);
    const double b = 0.5 * erfc(-t * M_SQRT1_2);
    const double p = (b - 0.5 * erfc(-x * M_SQRT1_2)) / (2 * b - 1);
    return p < 0 ? 0 : p > 1 ? 1 : p;
}

TEST(known_values)
{
    /* specification classical.md 7.2 */
    const double x[] = { -4, -1, 0, 1, 2.5, 3.5 }, want[] = { 1, 0.842268802032848, 0.5, 0.1577311979671519, 0.004872923192999084, 0 };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_exceed e;
    double p[6 + SHK_EXCEED_LANES];
    CHECK(!shk_exceed_plan(&e, x, 6, 3, a, NULL));
    shk_exceed_poe(&e, 0, 1, p);
    for (int i = 0; i < 6; i++) CHECK(fabs(p[i] - want[i]) < 5e-11);
    const double y[] = { -1, 1, 2.5 }, want2[] = { 0.857616386005453, 0.14238361399454688, 0 };
    CHECK(!shk_exceed_plan(&e, y, 3, 2, a, NULL));
    shk_exceed_poe(&e, 0, 1, p);
    for (int i = 0; i < 3; i++) CHECK(fabs(p[i] - want2[i]) < 5e-11);
    shk_arena_free(a);
}

TEST(bulk_equals_one_by_one_for_any_truncation)
{
    static const double trunc[] = { 1, 2, 3, 4, 5, 6, 99 };
    enum { N = 500, L = 21 };
    double lev[L], mean[N], sig[N], w[N];
    uint32_t row[N];
    for (int l = 0; l < L; l++) lev[l] = log(0.003) + 0.33 * l + (l % 3) * 0.05;
    srand(1);
    for (int i = 0; i < N; i++) {
        mean[i] = -9 + 12.0 * rand() / RAND_MAX;
        sig[i] = 0.1 + 0.9 * rand() / RAND_MAX;
        w[i] = rand() / (double)RAND_MAX;
        row[i] = (uint32_t)rand() % 3;
    }
    for (size_t k = 0; k < sizeof trunc / sizeof *trunc; k++) {
        struct shk_arena *a = shk_arena_new(0);
        struct shk_exceed e;
        CHECK(!shk_exceed_plan(&e, lev, L, trunc[k], a, NULL));
        double *acc = SHK_NEW(a, double, 3 * e.row), *ones = SHK_NEW(a, double, 3 * e.row), want[3][L] = { { 0 } }, most = 0;
        shk_exceed_add(&e, N, mean, sig, w, row, acc, ones);
        shk_exceed_finish(&e, 3, acc, ones);
        for (int i = 0; i < N; i++)
            for (int l = 0; l < L; l++) want[row[i]][l] += w[i] * reference((lev[l] - mean[i]) / sig[i], trunc[k]);
        for (int r = 0; r < 3; r++)
            for (int l = 0; l < L; l++) most = fmax(most, fabs(acc[r * (int)e.row + l] - want[r][l]));
        CHECK(most < 3e-8);
        if (e.single) {                         /* relative to the rates, down to the truncation */
            float *facc = SHK_NEW(a, float, 3 * e.frow);
            double got[L + 1], worst = 0;
            shk_exceed_add_f32(&e, N, mean, sig, w, row, facc);
            for (int r = 0; r < 3; r++) {
                memset(got, 0, sizeof got);
                shk_exceed_take_f32(&e, facc + r * (int)e.frow, got);
                for (int l = 0; l < L; l++) worst = fmax(worst, fabs(got[l] - want[r][l]) / fmax(want[r][l], 1e-12));
            }
            CHECK(worst < 5e-6);
        }
        CHECK(e.single == (trunc[k] <= 3));
        shk_arena_free(a);
    }
}

TEST(no_truncation_is_a_step_at_zero_and_minus_infinity_is_certain)
{
    const double lev[] = { -INFINITY, -1, 0, 1 };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_exceed e;
    double p[4 + SHK_EXCEED_LANES];
    CHECK(!shk_exceed_plan(&e, lev, 4, 0, a, NULL));
    shk_exceed_poe(&e, 0, 0.6, p);
    CHECK(p[0] == 1 && p[1] == 1 && fabs(p[2] - 0.5) < 1e-9 && p[3] == 0);
    shk_arena_free(a);
}

TEST(exact_sums_do_not_depend_on_order)
{
    enum { N = 4000 };
    static double v[N];
    shk_exact up = 0, down = 0;
    srand(2);
    for (int i = 0; i < N; i++) v[i] = pow(10, -25 + 27.0 * rand() / RAND_MAX);
    for (int i = 0; i < N; i++) shk_exact_add(&up, v + i, 1);
    for (int i = N; i-- > 0; ) shk_exact_add(&down, v + i, 1);
    CHECK(up == down);
    CHECK_REL(shk_exact_value(shk_exact_of(1.2345e-12)), 1.2345e-12, 1e-15);
    CHECK_REL(shk_exact_value(shk_exact_of(123.456)), 123.456, 1e-15);
}

TEST(exact_sums_in_bulk_are_those_one_by_one)
{
    enum { N = 75 };
    double v[N];
    shk_exact one[N] = { 0 }, bulk[N] = { 0 };
    srand(3);
    for (int k = 0; k < 2000; k++) {
        for (int i = 0; i < N; i++) v[i] = rand() % 9 ? ldexp(1 + rand() / (double)RAND_MAX, rand() % 140 - 105) : rand() % 2 ? 0 : -1e-3;
        shk_exact_add(one, v, N);
        CHECK(shk_exact_add_row(bulk, v, N));
    }
    CHECK(!memcmp(one, bulk, sizeof one));
    v[40] = NAN;
    CHECK(!shk_exact_add_row(bulk, v, N));
}

TEST(no_deviation_is_a_step_in_single_precision_too)
{
    enum { N = 20 };
    double lev[N], got[N] = { 0 };
    for (int l = 0; l < N; l++) lev[l] = -5 + 0.3 * l;
    const double mean[] = { 0, -2.15 }, sig[] = { 0, 0 }, w[] = { 1, 0.5 };
    const uint32_t row[] = { 0, 0 };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_diag d = { 0 };
    struct shk_exceed e;
    CHECK(!shk_exceed_plan(&e, lev, N, 3, a, &d) && e.single);
    float *acc = SHK_NEW(a, float, e.frow);
    shk_exceed_add_f32(&e, 2, mean, sig, w, row, acc);
    shk_exceed_take_f32(&e, acc, got);
    for (int l = 0; l < N; l++) CHECK(fabs(got[l] - (lev[l] < 0) - 0.5 * (lev[l] < -2.15)) < 1e-6);
    shk_arena_free(a);
}

TEST(what_is_not_a_number_stays_so)
{
    const double lev[] = { -2, -1, 0, 1 }, mean[] = { NAN, -INFINITY, INFINITY }, sig[] = { 0.6, 0.6, 0.6 }, w[] = { 1, 1, 1 };
    const uint32_t row[] = { 0, 1, 2 };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_exceed e;
    double got[3][4 + SHK_EXCEED_LANES] = { { 0 } };
    CHECK(!shk_exceed_plan(&e, lev, 4, 3, a, NULL) && e.single);
    float *acc = SHK_NEW(a, float, 3 * e.frow);
    shk_exceed_add_f32(&e, 3, mean, sig, w, row, acc);
    for (size_t r = 0; r < 3; r++) shk_exceed_take_f32(&e, acc + r * e.frow, got[r]);
    for (int l = 0; l < 4; l++) CHECK(isnan(got[0][l]) && got[1][l] == 0 && got[2][l] == 1);
    shk_arena_free(a);
}

RUN(exact_sums_in_bulk_are_those_one_by_one, what_is_not_a_number_stays_so, no_deviation_is_a_step_in_single_precision_too, known_values, bulk_equals_one_by_one_for_any_truncation, no_truncation_is_a_step_at_zero_and_minus_infinity_is_certain,
    exact_sums_do_not_depend_on_order)
