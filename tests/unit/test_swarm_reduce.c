// libs: swarm
/* Exact sums and the tree against what integers and quadruple precision say. */
#include <stdlib.h>
#include "check.h"
#include "swarm/reduce.h"

static uint64_t state = 88172645463325252u;
static double uniform(void)
{
    state ^= state << 13; state ^= state >> 7; state ^= state << 17;
    return (double)(state >> 11) * 0x1p-53;
}

TEST(exact_sums_do_not_depend_on_order_or_grouping)
{
    enum { N = 1000, W = 3 };
    static double x[N][W];
    for (int i = 0; i < N; i++) for (int k = 0; k < W; k++) x[i][k] = (uniform() - 0.3) * pow(10, 16 * uniform() - 12);
    struct shk_exact a[W] = { { 0, 0 } }, b[W] = { { 0, 0 } };
    for (int i = 0; i < N; i++) shk_exact_add(a, x[i], W);
    for (int g = 6; g >= 0; g--) {
        struct shk_exact part[W] = { { 0, 0 } };
        for (int i = N - 1; i >= 0; i--) if (i % 7 == g) shk_exact_add(part, x[i], W);
        shk_exact_merge(b, part, W);
    }
    CHECK(!memcmp(a, b, sizeof a));
    double out[W];
    shk_exact_get(a, out, W);
    for (int k = 0; k < W; k++) {
        __float128 sum = 0;
        for (int i = 0; i < N; i++) sum += x[i][k];
        CHECK_REL(out[k], (double)sum, 1e-15);
    }
}

TEST(exact_sums_hold_small_and_large_and_refuse_the_rest)
{
    struct shk_exact a[4] = { { 0, 0 } };
    shk_exact_add(a, (double[]){ 1e9, -1e-12, 1e12, 0 }, 4);
    shk_exact_add(a, (double[]){ -1e9, 1, 1, NAN }, 4);
    shk_exact_add(a, (double[]){ 0x1p-80, -1, 1, 1 }, 4);
    double out[4];
    shk_exact_get(a, out, 4);
    CHECK(out[0] == 0x1p-80);
    CHECK_REL(out[1], -1e-12, 1e-14);
    CHECK(isnan(out[2]) && isnan(out[3]));
}

static enum shk_err move(void *user, unsigned level, uint64_t i, const double *sum, size_t width, struct shk_diag *diag)
{
    (void)width;
    return shk_tree_add(user, level, i, sum, diag);
}

TEST(a_tree_gives_the_same_bits_for_any_cutting)
{
    for (uint64_t n = 1; n < 70; n += 1 + n / 9) {
        double first = 0;
        for (int trial = 0; trial < 20; trial++) {
            struct shk_tree *all = shk_tree_new(n, 1);
            struct shk_diag d = { 0 };
            uint64_t cut[6] = { 0, n, n, n, n, n };
            for (int k = 1; k < 5; k++) cut[k] = cut[k - 1] + (uint64_t)(uniform() * (double)(n - cut[k - 1] + 1));
            for (int k = trial % 5, j = 0; j < 5; j++, k = (k + 1) % 5) {      /* ranges in any order, through trees of their own */
                struct shk_tree *t = shk_tree_new(n, 1);
                for (uint64_t i = cut[k]; i < cut[k + 1]; i++) {
                    const double x = sin((double)i) * pow(10, (double)(i % 9));
                    CHECK(shk_tree_add(t, 0, i, i % 5 ? &x : NULL, &d) == SHK_OK);
                }
                CHECK(shk_tree_flush(t, move, all, &d) == SHK_OK);
                shk_tree_free(t);
            }
            CHECK(shk_tree_complete(all));
            const double got = shk_tree_root(all) ? *shk_tree_root(all) : 0;
            if (!trial) first = got;
            CHECK(!memcmp(&got, &first, sizeof got));
            shk_tree_free(all);
        }
    }
}

TEST(a_leaf_cannot_count_twice)
{
    struct shk_tree *t = shk_tree_new(8, 1);
    struct shk_diag d = { 0 };
    const double x = 1;
    CHECK(shk_tree_add(t, 1, 1, &x, &d) == SHK_OK);                 /* leaves 2, 3 */
    CHECK(shk_tree_add(t, 0, 3, &x, &d) == SHK_E_INVALID);
    CHECK_STR(d.text, "leaves 3 to 3 come twice");
    CHECK(shk_tree_add(t, 2, 0, &x, NULL) == SHK_E_INVALID);
    CHECK(shk_tree_add(t, 0, 8, &x, NULL) == SHK_E_INVALID);
    CHECK(shk_tree_add(t, 9, 0, &x, NULL) == SHK_E_INVALID);
    CHECK(!shk_tree_complete(t));
    shk_tree_free(t);
}

RUN(exact_sums_do_not_depend_on_order_or_grouping, exact_sums_hold_small_and_large_and_refuse_the_rest, a_tree_gives_the_same_bits_for_any_cutting, a_leaf_cannot_count_twice)
