/* curves.h — from rates of exceedance to curves of realizations, statistics and maps, one site at a time. */
#ifndef SHK_CALC_CURVES_H
#define SHK_CALC_CURVES_H
#include <stddef.h>
#include <stdint.h>

/* Which realizations each contribution ("g": a group of sources and one of its models) belongs to. */
struct shk_rlz_map { size_t n; const size_t *start; const uint32_t *rlz; };     /* g: rlz[start[g]] .. rlz[start[g + 1] - 1] */

/* poe[r * ml + i] = 1 - exp(-sum over g of rate[g * ml + i]); classical.md 8.1. */
void shk_curves(const struct shk_rlz_map *map, size_t nrlzs, size_t ml, const double *rate, double *poe);

enum shk_stat_kind { SHK_STAT_MEAN, SHK_STAT_STD, SHK_STAT_QUANTILE, SHK_STAT_MAX };
struct shk_stat { enum shk_stat_kind kind; double q; };

/* Statistics over realizations, classical.md 8.3. poe: nrlzs x nimts x nlev; weight[m]: nrlzs weights for measure m, whose
 * sum is sum[m] (0: zero curves); out: nstats x nimts x nlev, single precision as stored. use_rates: statistics act on
 * rates. scratch: 5 * nrlzs doubles. */
void shk_curve_stats(const struct shk_stat *stat, size_t nstats, size_t nrlzs, size_t nimts, size_t nlev, const double *poe,
                     const double *const *weight, const double *sum, int use_rates, double *scratch, float *out);

/* The mean curve from the mean of the rates alone (classical.md 8.4), without curves of realizations: weight[m][g] is the sum of the
 * weights for measure m over the realizations of g; out: nimts x nlev. Single precision as in the reference: near small probabilities
 * its steps of 6e-8 show in maps, so that the exponential follows NumPy's to the last bit. */
void shk_fast_mean(size_t ng, size_t nimts, size_t nlev, const double *rate, const double *const *weight, float *out);

/* The level with probability poe on a curve (single precision, as stored), classical.md 9.1: logarithmic interpolation; 0 above
 * the first probability, the last level below the last one. scratch: 2 * nlev doubles. */
float shk_hazard_map_value(const float *curve, const double *level, size_t nlev, double poe, double *scratch);
#endif
