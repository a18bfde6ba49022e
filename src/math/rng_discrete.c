/* Discrete distributions as NumPy's Generator draws them: PTRS Poisson (Hormann 1993), BTPE binomial (Kachitvichyanukul &
 * Schmeiser 1988), Floyd's sampling without replacement. Spec random.md 4. */
#include <math.h>
#include <stdlib.h>
#include "math/rng.h"

/* log gamma(x) for x >= 1 by Stirling's series; NumPy's own, not libm's. */
static double log_gamma(double x)
{
    static const double c[] = { 8.333333333333333e-02, -2.777777777777778e-03, 7.936507936507937e-04, -5.952380952380952e-04,
        8.417508417508418e-04, -1.917526917526918e-03, 6.410256410256410e-03, -2.955065359477124e-02, 1.796443723688307e-01, -1.39243221690590e+00 };
    if (x == 1 || x == 2) return 0;
    const long n = x < 7 ? (long)(7 - x) : 0;
    double z = x + (double)n;
    const double q = (1 / z) * (1 / z);
    double g = c[9];
    for (int i = 8; i >= 0; i--) g = g * q + c[i];
    g = g / z + 0.5 * 1.8378770664093453 + (z - 0.5) * log(z) - z;
    for (long i = 0; i < n; i++) {
        g -= log(z - 1);
        z -= 1;
    }
    return g;
}

int64_t shk_rng_poisson(struct shk_rng *r, double lambda)
{
    if (!(lambda > 0)) return 0;
    if (lambda < 10) {
        const double e = exp(-lambda);
        double p = 1;
        for (int64_t x = 0;; x++) {
            p *= shk_rng_double(r);
            if (!(p > e)) return x;
        }
    }
    const double sl = sqrt(lambda), ll = log(lambda), b = 0.931 + 2.53 * sl, a = -0.059 + 0.02483 * b;
    const double ia = 1.1239 + 1.1328 / (b - 3.4), vr = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
        const double u = shk_rng_double(r) - 0.5, v = shk_rng_double(r), us = 0.5 - fabs(u);
        const double k = floor((2 * a / us + b) * u + lambda + 0.43);
        if (us >= 0.07 && v <= vr) return (int64_t)k;
        if (k < 0 || (us < 0.013 && v > us)) continue;
        if (log(v) + log(ia) - log(a / (us * us) + b) <= -lambda + k * ll - log_gamma(k + 1)) return (int64_t)k;
    }
}

static int64_t binomial_inversion(struct shk_rng *r, int64_t n, double p)
{
    const double q = 1 - p, qn = exp((double)n * log1p(-p)), np = (double)n * p;
    const double top = np + 10 * sqrt(np * q + 1);
    const int64_t bound = (int64_t)((double)n < top ? (double)n : top);
    int64_t x = 0;
    double px = qn, u = shk_rng_double(r);
    while (u > px) {
        x++;
        if (x > bound) {
            x = 0;
            px = qn;
            u = shk_rng_double(r);
        } else {
            u -= px;
            px = ((double)(n - x + 1) * p * px) / ((double)x * q);
        }
    }
    return x;
}

static double stirling(double h)
{
    const double h2 = h * h;
    return (13680. - (462. - (132. - (99. - 140. / h2) / h2) / h2) / h2) / h / 166320.;
}

static int64_t binomial_btpe(struct shk_rng *r, int64_t n, double p)
{
    const double dn = (double)n, q = 1 - p, fm = dn * p + p, nrq = dn * p * q;
    const int64_t m = (int64_t)floor(fm);
    const double p1 = floor(2.195 * sqrt(nrq) - 4.6 * q) + 0.5, xm = (double)m + 0.5, xl = xm - p1, xr = xm + p1, c = 0.134 + 20.5 / (15.3 + (double)m);
    double a = (fm - xl) / (fm - xl * p);
    const double ll = a * (1 + a / 2);
    a = (xr - fm) / (xr * q);
    const double lr = a * (1 + a / 2), p2 = p1 * (1 + 2 * c), p3 = p2 + c / ll, p4 = p3 + c / lr;
    for (;;) {
        const double u = shk_rng_double(r) * p4;
        double v = shk_rng_double(r);
        int64_t y;
        if (u <= p1) return (int64_t)floor(xm - p1 * v + u);
        if (u <= p2) {
            const double x = xl + (u - p1) / c;
            v = v * c + 1 - fabs((double)m - x + 0.5) / p1;
            if (v > 1) continue;
            y = (int64_t)floor(x);
        } else if (u <= p3) {
            y = (int64_t)floor(xl + log(v) / ll);
            if (y < 0 || v == 0) continue;
            v = v * (u - p2) * ll;
        } else {
            y = (int64_t)floor(xr - log(v) / lr);
            if (y > n || v == 0) continue;
            v = v * (u - p3) * lr;
        }
        const double k = fabs((double)(y - m));
        if (!(k > 20 && k < nrq / 2 - 1)) {
            const double s = p / q, as = s * (dn + 1);
            double f = 1;
            for (int64_t i = m + 1; i <= y; i++) f *= as / (double)i - s;
            for (int64_t i = y + 1; i <= m; i++) f /= as / (double)i - s;
            if (v > f) continue;
            return y;
        }
        const double rho = (k / nrq) * ((k * (k / 3 + 0.625) + 0.16666666666666666) / nrq + 0.5), t = -k * k / (2 * nrq), lv = log(v);
        if (lv < t - rho) return y;
        if (lv > t + rho) continue;
        const double x1 = (double)(y + 1), f1 = (double)(m + 1), z = (double)(n + 1 - m), w = (double)(n - y + 1);
        if (lv > xm * log(f1 / x1) + ((double)(n - m) + 0.5) * log(z / w) + (double)(y - m) * log(w * p / (x1 * q)) + stirling(f1) + stirling(z)
                     + stirling(x1) + stirling(w)) continue;
        return y;
    }
}

int64_t shk_rng_binomial(struct shk_rng *r, int64_t n, double p)
{
    if (n <= 0 || !(p > 0)) return 0;
    if (p <= 0.5) return p * (double)n <= 30 ? binomial_inversion(r, n, p) : binomial_btpe(r, n, p);
    const double q = 1 - p;
    return n - (q * (double)n <= 30 ? binomial_inversion(r, n, q) : binomial_btpe(r, n, q));
}

int64_t shk_rng_negative_binomial(struct shk_rng *r, double n, double p)
{
    return shk_rng_poisson(r, shk_rng_gamma(r, n) * ((1 - p) / p));
}

void shk_rng_multinomial(struct shk_rng *r, int64_t n, const double *p, size_t d, int64_t *out)
{
    double rest = 1;
    for (size_t j = 0; j < d; j++) out[j] = 0;
    for (size_t j = 0; j + 1 < d; j++) {
        out[j] = shk_rng_binomial(r, n, p[j] / rest);
        n -= out[j];
        if (n <= 0) return;
        rest -= p[j];
    }
    if (d) out[d - 1] = n;
}

uint64_t shk_rng_masked(struct shk_rng *r, uint64_t max)
{
    if (!max) return 0;
    uint64_t mask = max, v;
    for (unsigned s = 1; s < 64; s *= 2) mask |= mask >> s;
    do v = (max <= UINT32_MAX ? shk_rng_u32(r) : shk_rng_u64(r)) & mask; while (v > max);
    return v;
}

static void swap(uint64_t *x, uint64_t i, uint64_t j)
{
    const uint64_t t = x[i];
    x[i] = x[j];
    x[j] = t;
}

void shk_rng_shuffle(struct shk_rng *r, uint64_t *x, size_t n)
{
    for (size_t i = n; i-- > 1;) swap(x, i, shk_rng_masked(r, i));
}

static int choose_tail(struct shk_rng *r, uint64_t n, size_t count, uint64_t *out)
{
    uint64_t *x = malloc(n * sizeof *x);
    if (!x) return 0;
    for (uint64_t i = 0; i < n; i++) x[i] = i;
    const uint64_t stop = n - count > 1 ? n - count : 1;
    for (uint64_t i = n - 1; i >= stop; i--) swap(x, i, shk_rng_bounded(r, i));
    for (size_t i = 0; i < count; i++) out[i] = x[n - count + i];
    free(x);
    return 1;
}

/* Adds v to a table of size mask + 1 of values + 1; 0 if it was there. */
static int add(uint64_t *set, uint64_t mask, uint64_t v)
{
    uint64_t i = v & mask;
    for (; set[i]; i = (i + 1) & mask) if (set[i] == v + 1) return 0;
    set[i] = v + 1;
    return 1;
}

int shk_rng_choose(struct shk_rng *r, uint64_t n, size_t count, uint64_t *out)
{
    if (!count) return 1;
    if (n > 10000 && count > n / 50) return choose_tail(r, n, count, out);
    uint64_t mask = 15;
    while (mask < 2 * (uint64_t)count) mask = 2 * mask + 1;
    uint64_t *set = calloc(mask + 1, sizeof *set);
    if (!set) return 0;
    for (uint64_t j = n - count; j < n; j++) {
        uint64_t v = shk_rng_bounded(r, j);
        if (!add(set, mask, v)) (void)add(set, mask, v = j);
        out[j - (n - count)] = v;
    }
    free(set);
    for (size_t i = count; i-- > 1;) swap(out, i, shk_rng_bounded(r, i));
    return 1;
}

void shk_rng_cdf(const double *p, size_t n, double *cdf)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) cdf[i] = sum += p[i];
    for (size_t i = 0; i < n; i++) cdf[i] /= sum;
}

size_t shk_rng_pick(struct shk_rng *r, const double *cdf, size_t n)
{
    const double u = shk_rng_double(r);
    size_t lo = 0, hi = n;
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        if (cdf[mid] > u) hi = mid; else lo = mid + 1;
    }
    return lo < n ? lo : n - 1;
}

uint32_t shk_crc32(uint32_t start, const void *data, size_t n)
{
    const unsigned char *p = data;
    uint32_t c = ~start;
    for (size_t i = 0; i < n; i++) {
        c ^= p[i];
        for (int b = 0; b < 8; b++) c = c >> 1 ^ (0xEDB88320u & -(c & 1));
    }
    return ~c;
}
