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
#endif
