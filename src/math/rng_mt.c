/* MT19937 (Matsumoto & Nishimura 1998) as numpy.random.RandomState(seed) runs it. */
#include <math.h>
#include "math/rng.h"

enum { N = 624, M = 397 };

void shk_mt_seed(struct shk_mt *m, uint32_t seed)
{
    for (uint32_t i = 0; i < N; i++) {
        m->mt[i] = seed;
        seed = 1812433253u * (seed ^ seed >> 30) + i + 1;
    }
    m->next = N;
    m->cached = 0;
    m->cache = 0;
}

static void twist(struct shk_mt *m)
{
    for (int i = 0; i < N; i++) {
        const uint32_t y = (m->mt[i] & 0x80000000u) | (m->mt[(i + 1) % N] & 0x7fffffffu);
        m->mt[i] = m->mt[(i + M) % N] ^ y >> 1 ^ (0x9908b0dfu & -(y & 1));
    }
    m->next = 0;
}

uint32_t shk_mt_u32(struct shk_mt *m)
{
    if (m->next == N) twist(m);
    uint32_t y = m->mt[m->next++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

double shk_mt_double(struct shk_mt *m)
{
    const uint32_t a = shk_mt_u32(m) >> 5, b = shk_mt_u32(m) >> 6;
    return ((double)a * 67108864.0 + (double)b) / 9007199254740992.0;
}

double shk_mt_normal(struct shk_mt *m)
{
    if (m->cached) {
        m->cached = 0;
        return m->cache;
    }
    double x1, x2, r2;
    do {
        x1 = 2 * shk_mt_double(m) - 1;
        x2 = 2 * shk_mt_double(m) - 1;
        r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 == 0);
    const double f = sqrt(-2 * log(r2) / r2);
    m->cached = 1;
    m->cache = f * x1;
    return f * x2;
}
