// libs: base
/* Against the C library's printf, and Python's documented repr. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "check.h"

TEST(scientific_equals_printf)
{
    char got[SHK_FORMAT_MAX], want[SHK_FORMAT_MAX];
    srand(3);
    for (int i = 0; i < 200000; i++) {
        double v = (rand() / (double)RAND_MAX - 0.3) * pow(10, rand() % 34 - 17);
        if (i % 3 == 0) v = (double)(float)v;
        if (i % 7 == 0) v = round(v * 1e5) / 1e5;
        const int digits = 4 + i % 4;
        shk_format_e(v, digits, got);
        snprintf(want, sizeof want, "%.*E", digits, v == 0 ? 0 : v);
        if (!CHECK_STR(got, want)) printf("%s %s\n", got, want);
    }
    shk_format_e(9.9999999, 6, got);
    CHECK_STR(got, "1.000000E+01");
    shk_format_e(-0.0, 6, got);
    CHECK_STR(got, "0.000000E+00");
}

TEST(fixed_point_equals_printf)
{
    static const double special[] = { 0.0, -0.0, 0.5, -0.5, 0.05, 0.125, 1e-9, -1e-9, 9.999995, 99999.999999, 180, -179.99999999, 1e9, 123456789012.25, 1e27, INFINITY, NAN };
    char got[SHK_FORMAT_MAX], want[SHK_FORMAT_MAX];
    srand(4);
    for (int i = 0; i < 200000; i++) {
        double v = (rand() / (double)RAND_MAX - 0.4) * pow(10, rand() % 20 - 8);
        if (i % 3 == 0) v = (double)(float)v;
        if (i % 7 == 0) v = round(v * 2e5) / 2e5;               /* ties */
        if (i % 11 == 0) v = special[i / 11 % (int)(sizeof special / sizeof *special)];
        const int digits = 1 + i % 9;
        const size_t n = shk_format_f(v, digits, got);
        snprintf(want, sizeof want, "%.*f", digits, v);
        if (!CHECK_STR(got, want)) printf("%s %s\n", got, want);
        CHECK(n == strlen(want));
    }
}

TEST(repr_is_pythons)
{
    char b[SHK_FORMAT_MAX];
    CHECK_STR(shk_repr(0.1, b), "0.1");
    CHECK_STR(shk_repr(50, b), "50.0");
    CHECK_STR(shk_repr(1e-5, b), "1e-05");
    CHECK_STR(shk_repr(0.002105, b), "0.002105");
    CHECK_STR(shk_repr(1000000, b), "1000000.0");
    CHECK_STR(shk_repr(1e16, b), "1e+16");
    CHECK_STR(shk_repr(-2.5e-7, b), "-2.5e-07");
}

RUN(scientific_equals_printf, fixed_point_equals_printf, repr_is_pythons)
