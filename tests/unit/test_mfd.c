// libs: source
#include "check.h"
#include "source/internal.h"

/* Worked numbers: OpenQuake 3.26.2. */
static struct shk_arena *arena;
static struct shk_diag diag;

static size_t bins(struct shk_mfd m, struct shk_mag_rate **b)
{
    size_t n = 0;
    if (!arena) arena = shk_arena_new(0);
    diag = (struct shk_diag){ 0 };
    const enum shk_err e = shk_mfd_bins(&m, arena, &diag, &n, b);
    if (!CHECK(e == SHK_OK)) printf("%s\n", diag.text);
    return n;
}

static const struct shk_mfd gr = { .kind = SHK_MFD_TRUNC_GR, .min_mag = 5, .max_mag = 6.5, .bin_width = .1, .a = 4.4, .b = .9 };

TEST(truncated)
{
    struct shk_mag_rate *b;
    CHECK(bins(gr, &b) == 15);
    CHECK_REL(b[0].rate, 1.4867400569e-01, 1e-10);
    CHECK_REL(b[1].rate, 1.2084676878e-01, 1e-10);
    CHECK_REL(b[14].rate, 8.1702443007e-03, 1e-10);
    CHECK(b[0].mag == 5.05 && b[14].mag == 6.4499999999999948);
    CHECK_REL(shk_mfd_moment_rate(&gr), 2.9353242682e+17, 1e-10);
    struct shk_mfd m = gr;
    m.min_mag = 5.03, m.max_mag = 6.56, m.bin_width = .2;
    CHECK(bins(m, &b) == 8);
    CHECK_REL(b[0].mag, 5.1, 1e-14);
    CHECK_REL(b[0].rate, 2.6952077447e-01, 1e-10);
    CHECK_REL(b[7].mag, 6.5, 1e-14);
    CHECK_REL(b[7].rate, 1.4811268193e-02, 1e-10);
}

TEST(moment)
{
    struct shk_mfd m = { .kind = SHK_MFD_TRUNC_GR, .min_mag = 5, .max_mag = 7, .bin_width = .1, .b = 1 };
    struct shk_mag_rate *b;
    CHECK_REL(shk_mfd_a_from_moment(&m, 1e16, 9.1), 3.098969960907, 1e-12);
    m.a = shk_mfd_a_from_moment(&m, 2e-3 * 32e9 * 1000e6, 9.1);
    CHECK_REL(m.a, 3.905149934890, 1e-12);
    bins(m, &b);
    CHECK_REL(b[0].rate, 1.6531970076e-02, 1e-10);
}

TEST(changes)
{
    struct shk_mfd m = gr;
    CHECK(shk_mfd_change(&m, &(struct shk_change){ .kind = SHK_CH_B_REL, .v = { .1 } }, &diag) == SHK_OK);
    CHECK_REL(m.a, 4.951663376041, 1e-12);
    m = gr;
    CHECK(shk_mfd_change(&m, &(struct shk_change){ .kind = SHK_CH_MAX_MAG_REL, .v = { .3 } }, &diag) == SHK_OK);
    CHECK_REL(m.a, 4.199279031312, 1e-12);
    m = (struct shk_mfd){ .kind = SHK_MFD_TRUNC_GR, .min_mag = 5, .max_mag = 7, .bin_width = .1, .a = 4, .b = 1 };
    struct shk_mfd k = m;
    CHECK(shk_mfd_change(&k, &(struct shk_change){ .kind = SHK_CH_MAX_MAG_REL, .v = { .3 } }, &diag) == SHK_OK);
    CHECK_REL(k.a, 3.836130774359974, 1e-14);
    k = m;
    CHECK(shk_mfd_change(&k, &(struct shk_change){ .kind = SHK_CH_B_REL, .v = { .1 } }, &diag) == SHK_OK);
    CHECK_REL(k.a, 4.590880178705659, 1e-14);
    CHECK(shk_mfd_change(&k, &(struct shk_change){ .kind = SHK_CH_AB_MAX_MAG_ABS, .v = { 3, .8, 6 } }, &diag) == SHK_OK);
    CHECK(k.a == 3 && k.b == .8 && k.max_mag == 6);
    CHECK(shk_mfd_change(&k, &(struct shk_change){ .kind = SHK_CH_MAX_MAG_REL, .v = { -2 } }, &diag) == SHK_E_INVALID);
    CHECK(strstr(diag.text, "maximum magnitude") != NULL);
    diag = (struct shk_diag){ 0 };
    CHECK(shk_mfd_change(&m, &(struct shk_change){ .kind = SHK_CH_INCREMENTAL_MFD }, &diag) == SHK_E_INVALID);
    diag = (struct shk_diag){ 0 };
}

TEST(youngs_coppersmith)
{
    struct shk_mfd m = { .kind = SHK_MFD_YOUNGS_COPPERSMITH, .min_mag = 5, .b = 1, .char_mag = 6.75, .char_rate = .001, .bin_width = .1 };
    struct shk_mag_rate *b;
    CHECK(bins(m, &b) == 20);
    CHECK_REL(b[0].mag, 5.05, 1e-14);
    CHECK_REL(b[0].rate, 5.6492264337e-04, 1e-10);
    CHECK_REL(b[1].rate, 4.4873400606e-04, 1e-10);
    CHECK_REL(b[19].mag, 6.95, 1e-14);
    CHECK_REL(b[19].rate, 2e-4, 1e-12);
    m.moment_rate = 1e16;
    bins(m, &b);
    CHECK_REL(b[0].rate, 3.1405061225e-04, 1e-10);
    CHECK_REL(b[19].rate, 5.559179047490e-04 / 5, 1e-12);
    shk_mfd_divide(&m, 2, NULL);
    bins(m, &b);
    CHECK_REL(b[19].rate, 5.559179047490e-04 / 10, 1e-12);
}

TEST(tapered)
{
    const struct shk_mfd m = { .kind = SHK_MFD_TAPERED_GR, .min_mag = 5, .max_mag = 8, .corner_mag = 7.5, .bin_width = .5, .a = 4, .b = 1 };
    const double want[] = { 6.8391366431e-02, 2.1647250524e-02, 6.8799116043e-03, 2.2263894522e-03, 7.2007052558e-04, 1.1536863313e-04 };
    struct shk_mag_rate *b;
    CHECK(bins(m, &b) == 6);
    for (int i = 0; i < 6; i++) CHECK_REL(b[i].rate, want[i], 1e-10);
}

TEST(alternative_characteristic)
{
    const struct shk_mfd m = { .kind = SHK_MFD_ALT_CHARACTERISTIC, .min_mag = 5, .max_mag = 7.5, .bin_width = .25, .b = .9, .b_ac = .3,
                               .gamma = .8, .delta_m_ac = .6, .total_rate = .05 };
    struct shk_mag_rate *b;
    CHECK(bins(m, &b) == 10);
    CHECK_REL(b[0].rate, 1.9861781082e-02, 1e-10);
    CHECK_REL(b[1].rate, 1.1830911094e-02, 1e-10);
    CHECK_REL(b[8].rate, 8.0095732865e-04, 1e-10);
    CHECK_REL(b[9].rate, 6.7392160499e-04, 1e-10);
    struct shk_mfd k = m;       /* a balanced change keeps the moment */
    CHECK(shk_mfd_change(&k, &(struct shk_change){ .kind = SHK_CH_MAX_MAG_DELTA_AC_REL, .v = { .2, .1 } }, &diag) == SHK_OK);
    CHECK_REL(shk_mfd_moment_rate(&k), shk_mfd_moment_rate(&m), 1e-13);
    CHECK_REL(k.delta_m_ac, .7, 1e-14);
}

TEST(lists)
{
    const double rates[] = { .1, 0, .3 }, mags[] = { 6, 6, 5 };
    struct shk_mfd m = { .kind = SHK_MFD_INCREMENTAL, .min_mag = 5, .bin_width = .2, .n = 3, .rates = rates };
    struct shk_mag_rate *b;
    CHECK(bins(m, &b) == 2);
    CHECK(b[1].mag == 5.4 && b[1].rate == .3);
    m.kind = SHK_MFD_ARBITRARY;
    m.mags = mags;
    CHECK(bins(m, &b) == 2);
    CHECK(b[0].mag == 6 && b[1].mag == 5);
    double lo, hi;
    shk_mfd_min_max(&m, &lo, &hi);
    CHECK(lo == 5 && hi == 6);
}

TEST(bad)
{
    struct shk_mag_rate *b;
    size_t n;
    struct shk_mfd m = gr;
    m.bin_width = 1e-9;
    diag = (struct shk_diag){ 0 };
    CHECK(shk_mfd_bins(&m, arena, &diag, &n, &b) == SHK_E_LIMIT);
    m.bin_width = 0;
    diag = (struct shk_diag){ 0 };
    CHECK(shk_mfd_bins(&m, arena, &diag, &n, &b) == SHK_E_INVALID);
    m = gr;
    m.max_mag = NAN;
    CHECK(shk_mfd_check(&m, &diag) == SHK_E_INVALID);
    m = gr;
    m.b = -1;
    CHECK(shk_mfd_check(&m, &diag) == SHK_E_INVALID);
    m = (struct shk_mfd){ .kind = SHK_MFD_INCREMENTAL, .min_mag = 5, .bin_width = .1, .n = 1, .rates = (double[]){ 0 } };
    CHECK(shk_mfd_check(&m, &diag) == SHK_E_INVALID);
    shk_arena_free(arena);
}

TEST(negative_binomial)
{
    double p[SHK_NEGBIN_TERMS];
    shk_negbin_pmf(.8, .5, 1, p);
    const double want[] = { .6566590823035, .2345211008227, .07538178240729, .02333245645940 };
    for (int k = 0; k < 4; k++) CHECK_REL(p[k], want[k], 1e-12);
}

RUN(truncated, moment, changes, youngs_coppersmith, tapered, alternative_characteristic, lists, bad, negative_binomial)
