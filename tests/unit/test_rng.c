// libs: math
/* Random streams against NumPy 2.2.6: vectors of spec random.md 1, 2 and 8. */
#include "math/rng.h"
#include "check.h"

TEST(seed_sequence)
{
    const uint32_t want[] = { 0xcd540ab7, 0x9f1e2e6d, 0x79fb94b6, 0xd57873dc, 0x64d420b7, 0x7d282a1b, 0x4692d5ff, 0x33657971 };
    uint32_t got[8];
    shk_seed_words(42, got, 8);
    for (int i = 0; i < 8; i++) CHECK(got[i] == want[i]);
}

TEST(words)
{
    const struct { enum shk_rng_kind kind; uint64_t seed, u[5]; } *c, cases[] = {
        { SHK_RNG_PCG64, 42, { 0xc621fbcd16d92688, 0x705a5661a791ffc1, 0xdbcd12c26eda1624, 0xb286b60e1600888d, 0x181c01b5339381eb } },
        { SHK_RNG_PCG64, 4294967301, { 0xc6323ec321deb8d1, 0x78814821c73a0583, 0xb22536d8e0ec17c0, 0xd1089c74d9305a76, 0x89b63c0dd0c09dda } },
        { SHK_RNG_PHILOX, 42, { 0x16092f00ecdab98a, 0x243d19cc24021070, 0x4524d130684efe02, 0xdfc0f20c3c4b5bca, 0x2b8fe7053fb23371 } },
        { SHK_RNG_PHILOX, 123456789, { 0x8facc175ed3b9bab, 0xf92db7eb474be672, 0xc4cf8af53bf60b56, 0xfff16659d79097f9, 0xb4170ec2d84eb115 } },
    };
    for (c = cases; c < cases + 4; c++) {
        struct shk_rng r;
        if (c->kind == SHK_RNG_PCG64) shk_rng_pcg64(&r, c->seed); else shk_rng_philox(&r, c->seed);
        for (int i = 0; i < 5; i++) CHECK(shk_rng_u64(&r) == c->u[i]);
    }
}

TEST(bounded_integers)
{
    struct shk_rng r;
    const uint64_t a[] = { 4, 38, 32, 21, 21 }, b[] = { 191664963, 1662057957, 1405681631, 942484272, 929893137 },
        c[] = { 850973674777, 482551947688, 944038396529, 766764256792, 103549089075 };
    shk_rng_pcg64(&r, 42);
    for (int i = 0; i < 5; i++) CHECK(shk_rng_bounded(&r, 49) == a[i]);
    shk_rng_pcg64(&r, 42);
    for (int i = 0; i < 5; i++) CHECK(shk_rng_bounded(&r, 2147483646) == b[i]);
    shk_rng_pcg64(&r, 42);
    for (int i = 0; i < 5; i++) CHECK(shk_rng_bounded(&r, (UINT64_C(1) << 40) + 2) == c[i]);
}

TEST(advancing_skips_draws)
{
    struct shk_rng a, b;
    shk_rng_pcg64(&a, 7);
    shk_rng_pcg64(&b, 7);
    for (int i = 0; i < 1000; i++) (void)shk_rng_u64(&a);
    shk_rng_advance(&b, 1000);
    CHECK(shk_rng_u64(&a) == shk_rng_u64(&b));
}

RUN(seed_sequence, words, bounded_integers, advancing_skips_draws)
