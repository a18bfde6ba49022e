#include "calc/exact.h"
#include "math/vmath.h"

enum { BLOCK = 32 };

/* Whole and fractional parts of values times 2^32, the latter times 2^64: each step but the last cut is exact. */
SHK_KERNEL static double cut(const double *restrict value, size_t n, uint64_t *restrict high, uint64_t *restrict low)
{
    double check = 0;
    for (size_t i = 0; i < n; i++) {
        const double v = value[i] < 0x1p30 ? value[i] : 0x1p30, s = (v > 0 ? v : 0) * 0x1p32;
        const int64_t whole = (int64_t)s;
        high[i] = (uint64_t)whole;
        low[i] = (uint64_t)((s - (double)whole) * 0x1p64);
    }
    for (size_t i = 0; i < n; i++) check += value[i] == value[i] ? 0.0 : 1.0;       /* exact in any order */
    return check;
}

int shk_exact_add_row(shk_exact *sum, const double *value, size_t n)
{
    uint64_t high[BLOCK], low[BLOCK];
    double wrong = 0;
    for (size_t at = 0; at < n; at += BLOCK) {
        const size_t take = n - at < BLOCK ? n - at : BLOCK;
        wrong += cut(value + at, take, high, low);
        for (size_t i = 0; i < take; i++) sum[at + i] += (shk_exact)high[i] << 64 | low[i];
    }
    return wrong == 0;
}
