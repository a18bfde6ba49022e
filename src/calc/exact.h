/* exact.h — sums that do not depend on their order.
 *
 * Rates are added as 128-bit fixed-point numbers, 2^-96 apart and up to 2^31: an addition of integers is associative,
 * so the bits of a result are the same for any number of workers, any splitting and any order of arrival
 * (design.md 4). A value is rounded once, when the leaf unit that it belongs to is finished; leaf units depend on the
 * model only. */
#ifndef SHK_CALC_EXACT_H
#define SHK_CALC_EXACT_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 shk_exact;

/* Values are finite and not negative; above 2^30 they count as 2^30. What is below 2^-96 is cut off. */
static inline shk_exact shk_exact_of(double v)
{
    if (!(v > 0)) return 0;
    if (v > 0x1p30) v = 0x1p30;
    uint64_t u;
    memcpy(&u, &v, sizeof u);
    const uint64_t mantissa = (u & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52;
    const int shift = (int)(u >> 52) - (1023 + 52 - 96);        /* v = mantissa 2^(shift - 96) */
    return shift >= 0 ? (shk_exact)mantissa << shift : shift > -64 ? mantissa >> -shift : 0;
}

static inline double shk_exact_value(shk_exact s)
{
    return (double)(uint64_t)(s >> 64) * 0x1p-32 + (double)(uint64_t)s * 0x1p-96;
}

static inline void shk_exact_add(shk_exact *sum, const double *value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (value[i] > 0) sum[i] += shk_exact_of(value[i]);
}

/* The same sums of n values, in bulk. Returns 0, and has added nothing to be used, if one is not a number. */
int shk_exact_add_row(shk_exact *sum, const double *value, size_t n);

static inline void shk_exact_merge(shk_exact *sum, const shk_exact *other, size_t n)
{
    for (size_t i = 0; i < n; i++) sum[i] += other[i];
}
#endif
