// libs: math
/* Single precision is kept where doubles lie side by side, at every optimization and with every compiler. */
#include "math/single.h"
#include "check.h"

struct four { double a, b, c, d; };

/* Seen by themselves, so that nothing is known of the numbers: the pattern that gcc 12 folds away with plain casts. */
__attribute__((noinline)) static void two(struct four *o, double x, double y)
{
    o->a = shk_single(x);
    o->b = shk_single(y);
}

__attribute__((noinline)) static void all(struct four *o, const double v[4])
{
    *o = (struct four){ shk_single(v[0]), shk_single(v[1]), shk_single(v[2]), shk_single(v[3]) };
}

__attribute__((noinline)) static void scaled(struct four *o, double x, double y)
{
    o->c = 3 * shk_single(x - y);
    o->d = 3 * shk_single(x + y);
}

TEST(neighbours_are_rounded)
{
    volatile double tenth = 0.1;
    const double want = 13421773 * 0x1p-27, v[4] = { tenth, -tenth, tenth, 3 * tenth };      /* the float next to 0.1 */
    struct four o;
    two(&o, tenth, tenth);
    CHECK(o.a == want && o.b == want);
    all(&o, v);
    CHECK(o.a == want && o.b == -want && o.c == want && o.d == 10066330 * 0x1p-25);
    scaled(&o, tenth, 0);
    CHECK(o.c == 3 * want && o.d == 3 * want);
    CHECK(shk_single(1e40) == INFINITY && isnan(shk_single(NAN)) && shk_single(1e-50) == 0);
}

RUN(neighbours_are_rounded)
