// libs: base
/* Against the C library's printf, and Python's documented repr. */
#include <stdlib.h>
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

RUN(scientific_equals_printf, repr_is_pythons)
