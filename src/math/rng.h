/* rng.h — NumPy's random streams, bit for bit (spec random.md; NumPy 2.2).
 *
 * A generator is a small value owned by the caller; there is no global state. shk_rng_pcg64(&r, seed) is
 * numpy.random.default_rng(seed), shk_rng_philox(&r, seed) is Generator(Philox(seed)); shk_mt_seed is RandomState(seed).
 * Seeds are non-negative integers below 2^63 or the 32 bits of a uint32. */
#ifndef SHK_MATH_RNG_H
#define SHK_MATH_RNG_H
#include <stddef.h>
#include <stdint.h>

enum shk_rng_kind { SHK_RNG_PCG64, SHK_RNG_PHILOX };
struct shk_rng {
    enum shk_rng_kind kind;
    int half_full;                  /* one spare 32-bit half survives between calls, as in NumPy */
    uint32_t half;
    uint64_t s[4], k[2], out[4];    /* PCG64: state and increment (low word first); Philox: counter, key, block */
    int left;                       /* words left in a Philox block */
};

/* SeedSequence(seed).generate_state(n) as 32-bit words. */
void shk_seed_words(uint64_t seed, uint32_t *out, size_t n);

void shk_rng_pcg64(struct shk_rng *r, uint64_t seed);
void shk_rng_philox(struct shk_rng *r, uint64_t seed);
void shk_rng_advance(struct shk_rng *r, uint64_t delta);       /* PCG64 only: skips delta 64-bit draws */
uint64_t shk_rng_u64(struct shk_rng *r);
uint32_t shk_rng_u32(struct shk_rng *r);
uint64_t shk_rng_bounded(struct shk_rng *r, uint64_t max);     /* 0..max inclusive: integers(), choice() */
static inline double shk_rng_double(struct shk_rng *r) { return (double)(shk_rng_u64(r) >> 11) * 0x1p-53; }
static inline double shk_rng_uniform(struct shk_rng *r, double lo, double hi) { return lo + (hi - lo) * shk_rng_double(r); }

/* ---- distributions of numpy.random.Generator (rng_dist.c, rng_discrete.c) ---- */
double shk_rng_normal(struct shk_rng *r);           /* standard_normal; normal(m, s) is m + s * z */
double shk_rng_exponential(struct shk_rng *r);      /* standard_exponential */
double shk_rng_gamma(struct shk_rng *r, double shape);      /* standard_gamma; shape >= 0 */
double shk_rng_beta(struct shk_rng *r, double a, double b);
int64_t shk_rng_poisson(struct shk_rng *r, double lambda);  /* lambda >= 0 and below 9.2e18 */
int64_t shk_rng_binomial(struct shk_rng *r, int64_t n, double p);
int64_t shk_rng_negative_binomial(struct shk_rng *r, double n, double p);
void shk_rng_multinomial(struct shk_rng *r, int64_t n, const double *p, size_t d, int64_t *out);
uint64_t shk_rng_masked(struct shk_rng *r, uint64_t max);   /* 0..max as shuffle() and permutation() draw it */
void shk_rng_shuffle(struct shk_rng *r, uint64_t *x, size_t n);
/* choice(n, size=count, replace=False) into out; count <= n. 0 if out of memory, else 1. */
int shk_rng_choose(struct shk_rng *r, uint64_t n, size_t count, uint64_t *out);
/* cdf[0..n-1] = running sums of p over their total; then an index drawn as choice(n, p=p) does. */
void shk_rng_cdf(const double *p, size_t n, double *cdf);
size_t shk_rng_pick(struct shk_rng *r, const double *cdf, size_t n);

/* ---- scipy.stats.truncnorm(-level, level).rvs: one uniform each (rng_truncnorm.c) ---- */
struct shk_truncnorm_rvs { double log_tail, log_mass; };
struct shk_truncnorm_rvs shk_truncnorm_rvs_make(double level);
double shk_truncnorm_rvs_at(const struct shk_truncnorm_rvs *t, double u);       /* u in [0, 1) */
void shk_rng_truncnorm(struct shk_rng *r, const struct shk_truncnorm_rvs *t, size_t n, float *out);
double shk_cephes_ndtr(double x);                   /* scipy.special.ndtr, ndtri */
double shk_cephes_ndtri(double p);

/* ---- numpy.random.RandomState(seed): Mersenne twister (rng_mt.c) ---- */
struct shk_mt { uint32_t mt[624]; int next, cached; double cache; };
void shk_mt_seed(struct shk_mt *m, uint32_t seed);
uint32_t shk_mt_u32(struct shk_mt *m);
double shk_mt_double(struct shk_mt *m);
double shk_mt_normal(struct shk_mt *m);             /* randn: polar method; the second value of a pair waits for the next call */

/* zlib.crc32(data, start): seeds of sources. */
uint32_t shk_crc32(uint32_t start, const void *data, size_t n);
#endif
