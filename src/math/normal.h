/* normal.h — the normal distribution, truncated (spec classical.md 7.2). */
#ifndef SHK_MATH_NORMAL_H
#define SHK_MATH_NORMAL_H
#include "math/vmath.h"

#define SHK_SQRT_HALF 0.70710678118654752440

static inline double shk_ndtr(double x) { return 0.5 * shk_erfc(-x * SHK_SQRT_HALF); }

/* Survival of a standard normal truncated at +-level: make one for a job, then call in a loop (vectorizes). */
struct shk_truncnorm { double phi, inv; };      /* phi = ndtr(level); inv = 1 / (2 phi - 1) */
static inline struct shk_truncnorm shk_truncnorm_make(double level)
{
    const double phi = 0.5 * (1 + erf(level * SHK_SQRT_HALF));     /* erf keeps 2 phi - 1 exact enough at tiny levels */
    return (struct shk_truncnorm){ phi, 1 / (2 * phi - 1) };
}
/* P(X > x), x = (level - mean) / sigma. */
static inline double shk_truncnorm_sf(struct shk_truncnorm t, double x)
{
    const double p = (t.phi - shk_ndtr(x)) * t.inv;
    return p < 0 ? 0 : p > 1 ? 1 : p;
}
#endif
