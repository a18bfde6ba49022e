/* stats.h — weighted statistics over realizations, with NumPy's summation order (spec classical.md 8.3 to 8.5). */
#ifndef SHK_MATH_STATS_H
#define SHK_MATH_STATS_H
#include <stddef.h>

/* NumPy's pairwise sum of n doubles. */
double shk_sum(const double *x, size_t n);
/* Sum of x[i] * w[i] in the same order. */
double shk_dot(const double *x, const double *w, size_t n);

/* Over n values with weights w; sumw is shk_sum(w, n). Zero if sumw is 0. */
double shk_weighted_mean(const double *x, const double *w, size_t n, double sumw);
double shk_weighted_std(const double *x, const double *w, size_t n, double mean);
double shk_max(const double *x, size_t n);

/* Quantiles q[0..nq-1] of x with weights w: sorts pairs by value, then weight, and interpolates the value at q in the
 * running sum of weights. order is a permutation of 0..n-1: in, a guess of the sorted order (that of the level before: the closer, the
 * quicker), out, the sorted order; equal pairs may stand either way. scratch holds 3 * n doubles. */
void shk_weighted_quantiles(const double *x, const double *w, size_t n, const double *q, size_t nq, size_t *order, double *scratch, double *out);

/* numpy.interp: xp ascending, n >= 1; constant outside. */
double shk_interp(double x, const double *xp, const double *fp, size_t n);
#endif
