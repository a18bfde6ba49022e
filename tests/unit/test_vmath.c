// libs: math
/* Elementary functions against the C library's 80-bit ones, over random arguments. Errors printed are the largest seen. */
#include "check.h"
#include "math/vmath.h"

enum { N = 20000 };
static double x[N], y[N], got[N];
static uint64_t state = 88172645463325252ULL;

static double uniform(double lo, double hi)         /* xorshift64 (Marsaglia 2003) */
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return lo + (hi - lo) * (double)(state >> 11) * 0x1p-53;
}
static void fill(double *a, double lo, double hi) { for (int i = 0; i < N; i++) a[i] = uniform(lo, hi); }

static void worst(const char *name, long double (*f)(long double), double tol)
{
    long double e = 0;
    for (int i = 0; i < N; i++) {
        const long double want = f(x[i]), err = fabsl(got[i] - want) / (fabsl(want) > 1e-300L ? fabsl(want) : 1e-300L);
        if (!(err <= e)) e = err;
    }
    printf("%-6s relative error %.2Le\n", name, e);
    check_that(e <= tol, name, __FILE__, __LINE__);
}

/* A loop of its own for each function, compiled as kernels are. */
#define LOOP(f) SHK_KERNEL static void loop_##f(void) { SHK_EACH(i, N) got[i] = shk_##f(x[i]); }
LOOP(exp) LOOP(log) LOOP(erfc) LOOP(sin) LOOP(cos) LOOP(tan) LOOP(asin) LOOP(acos) LOOP(atan) LOOP(tanh) LOOP(erf)
SHK_KERNEL static void loop_pow(void) { SHK_EACH(i, N) got[i] = shk_pow(x[i], y[i]); }
SHK_KERNEL static void loop_atan2(void) { SHK_EACH(i, N) got[i] = shk_atan2(y[i], x[i]); }

#define ACC(f, lo, hi, tol) do { fill(x, lo, hi); loop_##f(); worst(#f, f##l, tol); } while (0)

TEST(agree_with_libm)
{
    ACC(exp, -700, 700, 2.5e-16);
    ACC(log, 1e-3, 1e3, 2.5e-16);
    ACC(erfc, -3, 9, 1e-14);
    ACC(sin, -7, 7, 4e-16);
    ACC(cos, -7, 7, 4e-16);
    ACC(sin, -1e5, 1e5, 1e-14);     /* near multiples of pi the third part of pi/2 counts */
    ACC(tan, -1.5, 1.5, 6e-16);
    ACC(asin, -1, 1, 5e-16);
    ACC(asin, -0.01, 0.01, 3e-16);
    ACC(acos, -1, 1, 4e-16);
    ACC(atan, -20, 20, 5e-16);
    ACC(atan, -0.01, 0.01, 3e-16);
    ACC(tanh, -3, 3, 1e-15);
    ACC(tanh, -0.001, 0.001, 3e-16);
    ACC(erf, -3, 3, 1e-14);
    ACC(erf, -0.01, 0.01, 3e-16);
}

TEST(atan2_in_all_quadrants)
{
    long double e = 0;
    fill(x, -3, 3);
    fill(y, -3, 3);
    loop_atan2();
    for (int i = 0; i < N; i++) {
        const long double want = atan2l(y[i], x[i]), err = fabsl((got[i] - want) / want);
        if (!(err <= e)) e = err;
    }
    printf("atan2  relative error %.2Le\n", e);
    CHECK(e < 5e-16);
    CHECK(shk_atan2(0, 1) == 0 && shk_atan2(0, -1) == M_PI && shk_atan2(0, 0) == 0 && shk_atan2(-1, 0) == -M_PI / 2);
    CHECK(shk_atan2(-0.0, -1) == -M_PI && isnan(shk_atan2(NAN, 1)) && isnan(shk_atan2(1, NAN)));
}

static void pow_range(double xlo, double xhi, double ylo, double yhi, double tol)
{
    long double e = 0;
    fill(x, xlo, xhi);
    fill(y, ylo, yhi);
    loop_pow();
    for (int i = 0; i < N; i++) {
        const long double want = powl(x[i], y[i]), err = fabsl((got[i] - want) / want);
        if (want < 1e-300L || want > 1e300L) continue;
        if (!(err <= e)) e = err;
    }
    printf("pow    %g..%g ^ %g..%g relative error %.2Le\n", xlo, xhi, ylo, yhi, e);
    CHECK(e < tol);
}

TEST(powers)
{
    pow_range(0.01, 1000, -3, 3, 1e-15);
    pow_range(0.5, 2, -8, 8, 1e-15);
    pow_range(0.999, 1.001, -600000, 600000, 1e-13);
    pow_range(1e-4, 1e4, -70, 70, 1e-13);
    pow_range(9, 11, -300, 300, 1e-13);
    CHECK(shk_pow(0, 2) == 0 && shk_pow(0, 0) == 1 && isinf(shk_pow(0, -1)) && shk_pow(5, 0) == 1 && shk_pow(1, 1e300) == 1);
    CHECK(isnan(shk_pow(-1, 0.5)) && isnan(shk_pow(NAN, 2)) && isinf(shk_pow(INFINITY, 2)) && shk_pow(INFINITY, -2) == 0);
    CHECK(isinf(shk_pow(10, 400)) && shk_pow(10, -400) == 0);
    /* 40 digits from mpmath 1.3.0, rounded */
    CHECK_REL(shk_pow(10, -3.7), 0x1.a26fd472780c1p-13, 3e-16);
    CHECK_REL(shk_pow(760 / 300., -0.6), 0x1.25204b1ffcb43p-1, 3e-16);
    CHECK_REL(shk_pow(0.999, 70000.3), 0x1.f221f3d62ab6ep-102, 1e-14);
}

TEST(special_values)
{
    CHECK(shk_sin(0) == 0 && shk_cos(0) == 1 && isnan(shk_sin(NAN)) && isnan(shk_cos(INFINITY)));
    CHECK(shk_asin(1) == M_PI / 2 && shk_asin(-1) == -M_PI / 2 && shk_acos(1) == 0 && shk_acos(-1) == M_PI && shk_acos(0) == M_PI / 2);
    CHECK(isnan(shk_asin(1.0000001)) && isnan(shk_acos(NAN)));
    CHECK(shk_tanh(0) == 0 && shk_tanh(50) == 1 && shk_tanh(-INFINITY) == -1 && isnan(shk_tanh(NAN)));
    CHECK(shk_erf(0) == 0 && shk_erf(30) == 1 && shk_erf(-30) == -1 && isnan(shk_erf(NAN)));
}

TEST(scalar_calls_give_the_bits_of_the_loop)
{
    fill(x, 0.1, 7);
    fill(y, -4, 4);
    loop_pow();
    for (int i = 0; i < N; i++) CHECK(got[i] == shk_pow(x[i], y[i]));
    loop_sin();
    for (int i = 0; i < N; i++) CHECK(got[i] == shk_sin(x[i]));
    loop_atan2();
    for (int i = 0; i < N; i++) CHECK(got[i] == shk_atan2(y[i], x[i]));
}

RUN(agree_with_libm, atan2_in_all_quadrants, powers, special_values, scalar_calls_give_the_bits_of_the_loop)
