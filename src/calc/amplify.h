/* amplify.h — hazard curves on rock to hazard curves on soil, by convolution (classical.md 11.1). */
#ifndef SHK_CALC_AMPLIFY_H
#define SHK_CALC_AMPLIFY_H
#include <stddef.h>

/* Amplification of one soil for one measure: median and its standard deviation (of the logarithm) at n levels of rock motion, linear
 * between; n = 1: constant, level is not read. */
struct shk_amp { size_t n; const double *level, *median, *sigma; };

/* level, poe: nlev values of a curve on rock, levels ascending and positive; soil: nsoil levels, ascending; out: nsoil probabilities. */
void shk_amplify(const struct shk_amp *a, size_t nlev, const double *level, const double *poe, size_t nsoil, const double *soil, double *out);
/* The same the other way round: weight[i * nsoil + j] is the probability of exceeding soil[j] when the motion on rock is in the middle
 * of levels i and i + 1; nlev - 1 rows (classical.md 11.2). */
void shk_amplify_weights(const struct shk_amp *a, size_t nlev, const double *level, size_t nsoil, const double *soil, double *weight);
#endif
