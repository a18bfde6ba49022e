// libs: base
/* Arena limits and errors. */
#include <stdint.h>
#include "base/arena.h"
#include "check.h"

TEST(an_arena_refuses_more_than_its_limit)
{
    struct shk_arena *a = shk_arena_new(1 << 20);
    CHECK(shk_arena_alloc(a, 1 << 19, 1) != NULL);
    CHECK(shk_arena_alloc(a, 1 << 20, 1) == NULL);
    CHECK(shk_arena_alloc(a, SIZE_MAX / 2, 4) == NULL);       /* n * size overflows */
    const struct shk_arena_mark m = shk_arena_mark(a);
    const size_t before = shk_arena_bytes(a);
    CHECK(shk_arena_alloc(a, 1 << 18, 1) != NULL);
    shk_arena_release(a, m);
    CHECK(shk_arena_bytes(a) == before);
    CHECK_STR(shk_arena_printf(a, "%d-%s", 7, "x"), "7-x");
    shk_arena_free(a);
}

TEST(blocks_are_aligned_and_zero)
{
    struct shk_arena *a = shk_arena_new(0);
    for (int i = 0; i < 200; i++) {
        const double *v = SHK_NEW(a, double, 100 + (size_t)i);
        CHECK((uintptr_t)v % 64 == 0);
        CHECK(v[0] == 0 && v[99 + i] == 0);
        CHECK(SHK_NEW(a, char, 1 + (size_t)i % 9) != NULL);
    }
    shk_arena_free(a);
}

TEST(the_first_message_stays)
{
    struct shk_diag d = { 0 };
    CHECK(shk_fail(&d, SHK_E_SYNTAX, "%s:%d: bad", "a.ini", 3) == SHK_E_SYNTAX);
    CHECK(shk_fail(&d, SHK_E_IO, "later") == SHK_E_IO);
    CHECK_STR(d.text, "a.ini:3: bad");
    CHECK(shk_wrap(&d, SHK_E_SYNTAX, "reading %s", "x") == SHK_E_SYNTAX);
    CHECK_STR(d.text, "reading x: a.ini:3: bad");
}

TEST(a_place_is_said_once)
{
    struct shk_diag d = { 0 };
    CHECK(shk_fail(&d, SHK_E_INVALID, "a.xml:7: dip: 91 is not an angle") && shk_wrap_at(&d, SHK_E_INVALID, "a.xml", 3, "source '%s'", "x") == SHK_E_INVALID);
    CHECK_STR(d.text, "a.xml:7: source 'x': dip: 91 is not an angle");
    CHECK(shk_wrap_at(&d, SHK_E_INVALID, "a.xml", 3, "source '%s'", "x") == SHK_E_INVALID);
    CHECK_STR(d.text, "a.xml:7: source 'x': dip: 91 is not an angle");
    d = (struct shk_diag){ 0 };
    CHECK(shk_fail(&d, SHK_E_LIMIT, "ratio 3: too many points") && shk_wrap_at(&d, SHK_E_LIMIT, "a.xml", 3, "source 'x'") == SHK_E_LIMIT);
    CHECK_STR(d.text, "a.xml:3: source 'x': ratio 3: too many points");
    CHECK(shk_wrap_at(&d, SHK_OK, "b", 1, "c") == SHK_OK && d.text[0] == 'a');
}

RUN(an_arena_refuses_more_than_its_limit, blocks_are_aligned_and_zero, the_first_message_stays, a_place_is_said_once)
