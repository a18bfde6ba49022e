// libs: math
/* Random streams against NumPy 2.2.6: vectors of spec random.md 1, 2 and 8. */
#include "math/rng.h"
#include "math/rng_tables.h"
#include "check.h"
#include "rng_expected.h"

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

TEST(ziggurat_tables)
{
    CHECK(shk_crc32(0, normal_k, sizeof normal_k) == 0xcfe6fd0c);
    CHECK(shk_crc32(0, normal_w, sizeof normal_w) == 0xa0bb759d);
    CHECK(shk_crc32(0, normal_f, sizeof normal_f) == 0xf375a919);
    CHECK(shk_crc32(0, expo_k, sizeof expo_k) == 0x0e75185e);
    CHECK(shk_crc32(0, expo_w, sizeof expo_w) == 0x09f4aefa);
    CHECK(shk_crc32(0, expo_f, sizeof expo_f) == 0xd8004389);
    CHECK(shk_crc32(42, "source", 6) == 0xf9bd5923);
}

static void start(struct shk_rng *r, const struct rng_case *c)
{
    if (c->kind == SHK_RNG_PCG64) shk_rng_pcg64(r, c->seed);
    else shk_rng_philox(r, c->seed);
}
#define FIVE(what, expr) do { start(&r, c); for (int i = 0; i < 5; i++) CHECK((expr) == c->what[i]); } while (0)

TEST(distributions)
{
    const double p[] = { .2, .3, .5 }, q[] = { .1, .2, .3, .4 };
    double cdf[3];
    shk_rng_cdf(p, 3, cdf);
    for (const struct rng_case *c = rng_cases; c < rng_cases + sizeof rng_cases / sizeof *rng_cases; c++) {
        struct shk_rng r;
        FIVE(normal, shk_rng_normal(&r));
        FIVE(expo, shk_rng_exponential(&r));
        FIVE(gamma_half, shk_rng_gamma(&r, .5));
        FIVE(gamma_two, shk_rng_gamma(&r, 2.5));
        FIVE(beta_a, shk_rng_beta(&r, 2, 3));
        FIVE(beta_b, shk_rng_beta(&r, .5, .5));
        FIVE(lognormal, exp(.3 + .7 * shk_rng_normal(&r)));
        FIVE(poisson3, shk_rng_poisson(&r, 3));
        FIVE(poisson50, shk_rng_poisson(&r, 50));
        FIVE(binom_a, shk_rng_binomial(&r, 10, .3));
        FIVE(binom_b, shk_rng_binomial(&r, 1000, .4));
        FIVE(binom_c, shk_rng_binomial(&r, 1000, .9));
        FIVE(negbin, shk_rng_negative_binomial(&r, 20, .4));
        FIVE(choice, (int)shk_rng_bounded(&r, 9));
        FIVE(pick, (int)shk_rng_pick(&r, cdf, 3));
        uint64_t got[8];
        start(&r, c);
        CHECK(shk_rng_choose(&r, 100, 5, got));
        for (int i = 0; i < 5; i++) CHECK((int)got[i] == c->choose[i]);
        for (int i = 0; i < 8; i++) got[i] = (uint64_t)i;
        start(&r, c);
        shk_rng_shuffle(&r, got, 8);
        for (int i = 0; i < 8; i++) CHECK((int)got[i] == c->perm[i]);
        int64_t multi[4];
        start(&r, c);
        shk_rng_multinomial(&r, 1000, q, 4, multi);
        for (int i = 0; i < 4; i++) CHECK(multi[i] == c->multi[i]);
    }
}

TEST(mersenne_twister)
{
    for (int k = 0; k < 2; k++) {
        struct shk_mt m;
        shk_mt_seed(&m, mt_cases[k].seed);
        for (int i = 0; i < 5; i++) CHECK(shk_mt_double(&m) == mt_cases[k].uniform[i]);
        shk_mt_seed(&m, mt_cases[k].seed);
        for (int i = 0; i < 5; i++) CHECK(shk_mt_normal(&m) == mt_cases[k].normal[i]);
    }
}

TEST(truncated_normal)
{
    const double want[] = { 0x1.7fbc03f75ed86p-1, -0x1.3a2713641a0a0p-3, 0x1.11d9e2c5553eep+0 };
    const struct shk_truncnorm_rvs t = shk_truncnorm_rvs_make(3), near = shk_truncnorm_rvs_make(3 + 1e-12), half = shk_truncnorm_rvs_make(.5);
    struct shk_rng r;
    shk_rng_pcg64(&r, 42);
    for (int i = 0; i < 3; i++) CHECK(shk_truncnorm_rvs_at(&t, shk_rng_double(&r)) == want[i]);
    CHECK_REL(near.log_tail, t.log_tail, 1e-11);            /* computed, not looked up */
    CHECK_REL(near.log_mass, t.log_mass, 1e-10);
    /* SciPy 1.16.3: truncnorm.rvs(-.5, .5, size=3, random_state=default_rng(42)), (-4.2, 4.2, ..., 7); special.ndtri, ndtr */
    const double want_half[] = { 0x1.1072c7dc9caa2p-2, -0x1.e0e17265b7bf5p-5, 0x1.67b99970cc62dp-2 };
    const double want_odd[] = { 0x1.468916d958ec9p-2, 0x1.4409d6b6666dap+0, 0x1.83ee775cfc578p-1 };
    const struct shk_truncnorm_rvs odd = shk_truncnorm_rvs_make(4.2);
    float f[3];
    shk_rng_pcg64(&r, 42);
    shk_rng_truncnorm(&r, &half, 3, f);
    for (int i = 0; i < 3; i++) CHECK(f[i] == (float)want_half[i]);
    shk_rng_pcg64(&r, 7);
    for (int i = 0; i < 3; i++) CHECK_REL(shk_truncnorm_rvs_at(&odd, shk_rng_double(&r)), want_odd[i], 1e-15);
    CHECK(shk_cephes_ndtri(1e-9) == -0x1.7fdc11f44b5a7p+2 && shk_cephes_ndtri(.01) == -0x1.29c5c4630ff0ep+1);
    CHECK(shk_cephes_ndtri(.3) == -0x1.0c7e39582c5fcp-1 && shk_cephes_ndtri(.95) == 0x1.a515209676abbp+0);
    CHECK(shk_cephes_ndtr(-6) == 0x1.0f30ef0092d37p-30 && shk_cephes_ndtr(-1) == 0x1.44ed0bb7cb20cp-3);
    CHECK(shk_cephes_ndtr(.3) == 0x1.3c5ee2cc40b78p-1 && shk_cephes_ndtr(2) == 0x1.f45a183e9b13dp-1);
}

RUN(seed_sequence, words, bounded_integers, advancing_skips_draws, ziggurat_tables, distributions, mersenne_twister, truncated_normal)
