#include "math/stats.h"
#include <math.h>
#include <stdlib.h>

enum { BLOCK = 128 };           /* NumPy's pairwise sums: eight running sums in a block, halves above it */

static double sum_products(const double *x, const double *w, size_t n)
{
#define TERM(i) (w ? x[i] * w[i] : x[i])
    if (n < 8) {
        double s = 0;
        for (size_t i = 0; i < n; i++) s += TERM(i);
        return s;
    }
    if (n <= BLOCK) {
        double s[8];
        size_t i;
        for (i = 0; i < 8; i++) s[i] = TERM(i);
        for (; i < n - n % 8; i += 8)
            for (size_t k = 0; k < 8; k++) s[k] += TERM(i + k);
        double sum = ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
        for (; i < n; i++) sum += TERM(i);
        return sum;
    }
#undef TERM
    const size_t half = n / 2 - n / 2 % 8;
    return sum_products(x, w, half) + sum_products(x + half, w ? w + half : NULL, n - half);
}

double shk_sum(const double *x, size_t n) { return sum_products(x, NULL, n); }
double shk_dot(const double *x, const double *w, size_t n) { return sum_products(x, w, n); }

double shk_weighted_mean(const double *x, const double *w, size_t n, double sumw)
{
    return sumw == 0 ? 0 : shk_dot(x, w, n) / sumw;
}

double shk_weighted_std(const double *x, const double *w, size_t n, double mean)
{
    double s = 0;               /* the reference's einsum order depends on its SIMD width: the last bit is not defined */
    for (size_t i = 0; i < n; i++) s += w[i] * ((mean - x[i]) * (mean - x[i]));
    return sqrt(s);
}

double shk_max(const double *x, size_t n)
{
    double m = x[0];
    for (size_t i = 1; i < n; i++) m = x[i] > m ? x[i] : m;
    return m;
}

enum { ENOUGH = 64 };          /* places a value moves, on average, before qsort is quicker */

struct place { double x; size_t i; const double *w; };

static int by_value(const void *pa, const void *pb)
{
    const struct place *a = pa, *b = pb;
    const double wa = a->w[a->i], wb = b->w[b->i];
    return a->x != b->x ? (a->x > b->x) - (a->x < b->x) : (wa > wb) - (wa < wb);
}

/* Values in s and what they were in order, ascending, the lighter first of equal ones: insertion, with little to do in a good order, and faster than
 * qsort's calls in a bad one of few. Returns 0 if the order is so bad that it would take long. */
static int insert_all(const double *x, const double *w, size_t n, size_t *order, double *s)
{
    size_t moved = 0;
    for (size_t j = 0; j < n; j++) {
        const size_t i = order[j];
        const double v = x[i];
        size_t k = j;
        for (; k > 0 && (v < s[k - 1] || (v == s[k - 1] && w[i] < w[order[k - 1]])); k--) {
            s[k] = s[k - 1];
            order[k] = order[k - 1];
        }
        s[k] = v;
        order[k] = i;
        if ((moved += j - k) > ENOUGH * n) return 0;
    }
    return 1;
}

double shk_interp(double x, const double *xp, const double *fp, size_t n)
{
    if (x != x) return x;
    if (x < xp[0]) return fp[0];
    size_t lo = 0, hi = n;                      /* last index with xp <= x */
    while (hi - lo > 1) {
        const size_t mid = lo + (hi - lo) / 2;
        if (xp[mid] <= x) lo = mid; else hi = mid;
    }
    if (lo == n - 1 || xp[lo] == x) return fp[lo];
    const double slope = (fp[lo + 1] - fp[lo]) / (xp[lo + 1] - xp[lo]);
    double y = slope * (x - xp[lo]) + fp[lo];
    if (y != y) {
        y = slope * (x - xp[lo + 1]) + fp[lo + 1];
        if (y != y && fp[lo] == fp[lo + 1]) y = fp[lo];
    }
    return y;
}

void shk_weighted_quantiles(const double *x, const double *w, size_t n, const double *q, size_t nq, size_t *order, double *scratch, double *out)
{
    double *s = scratch, *c = scratch + n, sum = 0;
    if (!insert_all(x, w, n, order, s)) {
        struct place *p = (struct place *)(void *)scratch;
        for (size_t i = 0; i < n; i++) p[i] = (struct place){ x[i], i, w };
        qsort(p, n, sizeof *p, by_value);
        for (size_t i = 0; i < n; i++) order[i] = p[i].i;
        for (size_t i = 0; i < n; i++) s[i] = x[order[i]];
    }
    for (size_t i = 0; i < n; i++) c[i] = sum += w[order[i]];
    for (size_t k = 0; k < nq; k++) {
        size_t lo = 0, hi = n;
        if (q[k] < c[0]) {
            out[k] = s[0];
            continue;
        }
        while (hi - lo > 1) {
            const size_t mid = lo + (hi - lo) / 2;
            if (c[mid] <= q[k]) lo = mid; else hi = mid;
        }
        out[k] = lo + 1 < n ? shk_interp(q[k], c + lo, s + lo, 2) : s[lo];
    }
}
