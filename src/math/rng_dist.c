/* Continuous distributions as NumPy's Generator draws them: ziggurat normal and exponential (Marsaglia & Tsang 2000), gamma
 * (Marsaglia & Tsang 2000b), beta (Johnk 1964). Evaluation order is part of the definition: spec random.md 4. */
#include <math.h>
#include "math/rng.h"
#include "math/rng_tables.h"

double shk_rng_normal(struct shk_rng *r)
{
    static const double tail = 3.6541528853610088, inv_tail = 0.27366123732975828;
    for (;;) {
        uint64_t u = shk_rng_u64(r);
        const unsigned i = (unsigned)(u & 0xff);
        u >>= 8;
        const int sign = (int)(u & 1);
        const uint64_t a = u >> 1 & 0x000fffffffffffffu;
        double x = (double)a * normal_w[i];
        if (sign) x = -x;
        if (a < normal_k[i]) return x;
        if (i == 0) {
            for (;;) {
                const double xx = -inv_tail * log1p(-shk_rng_double(r));
                const double yy = -log1p(-shk_rng_double(r));
                if (yy + yy > xx * xx) return a >> 8 & 1 ? -(tail + xx) : tail + xx;
            }
        }
        if ((normal_f[i - 1] - normal_f[i]) * shk_rng_double(r) + normal_f[i] < exp(-0.5 * x * x)) return x;
    }
}

double shk_rng_exponential(struct shk_rng *r)
{
    for (;;) {
        uint64_t u = shk_rng_u64(r) >> 3;
        const unsigned i = (unsigned)(u & 0xff);
        u >>= 8;
        const double x = (double)u * expo_w[i];
        if (u < expo_k[i]) return x;
        if (i == 0) return 7.69711747013104972 - log1p(-shk_rng_double(r));
        if ((expo_f[i - 1] - expo_f[i]) * shk_rng_double(r) + expo_f[i] < exp(-x)) return x;
    }
}

double shk_rng_gamma(struct shk_rng *r, double shape)
{
    if (shape == 1) return shk_rng_exponential(r);
    if (shape == 0) return 0;
    if (shape < 1) {
        for (;;) {
            const double u = shk_rng_double(r), e = shk_rng_exponential(r);
            if (u <= 1 - shape) {
                const double x = pow(u, 1 / shape);
                if (x <= e) return x;
            } else {
                const double y = -log((1 - u) / shape), x = pow(1 - shape + shape * y, 1 / shape);
                if (x <= e + y) return x;
            }
        }
    }
    const double b = shape - 1 / 3., c = 1 / sqrt(9 * b);
    for (;;) {
        double x, v;
        do {
            x = shk_rng_normal(r);
            v = 1 + c * x;
        } while (v <= 0);
        v = v * v * v;
        const double u = shk_rng_double(r);
        if (u < 1 - 0.0331 * (x * x) * (x * x)) return b * v;
        if (log(u) < 0.5 * x * x + b * (1 - v + log(v))) return b * v;
    }
}

double shk_rng_beta(struct shk_rng *r, double a, double b)
{
    if (a > 1 || b > 1) {
        const double x = shk_rng_gamma(r, a), y = shk_rng_gamma(r, b);
        return x / (x + y);
    }
    if (a < 3e-103 && b < 3e-103) return (a + b) * shk_rng_double(r) < a ? 1 : 0;
    for (;;) {
        const double u = shk_rng_double(r), v = shk_rng_double(r), x = pow(u, 1 / a), y = pow(v, 1 / b), s = x + y;
        if (!(s <= 1) || !(u + v > 0)) continue;
        if (x > 0 && y > 0) return x / s;
        const double d = log(u) / a - log(v) / b;          /* both underflowed */
        return d > 0 ? exp(-log1p(exp(-d))) : exp(d - log1p(exp(d)));
    }
}
