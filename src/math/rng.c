/* SeedSequence, PCG64 (O'Neill 2014), Philox4x64-10 (Salmon et al. 2011) and bounded integers (Lemire 2019). */
#include "math/rng.h"
#include <string.h>

__extension__ typedef unsigned __int128 u128;

void shk_seed_words(uint64_t seed, uint32_t *out, size_t n)
{
    const uint32_t word[4] = { (uint32_t)seed, (uint32_t)(seed >> 32) };
    uint32_t pool[4], h = 0x43b0d7e5u;
    for (int i = 0; i < 4; i++) {
        uint32_t v = word[i] ^ h;
        h *= 0x931e8875u;
        v *= h;
        pool[i] = v ^ v >> 16;
    }
    for (int s = 0; s < 4; s++)
        for (int d = 0; d < 4; d++) {
            if (s == d) continue;
            uint32_t v = pool[s] ^ h;
            h *= 0x931e8875u;
            v *= h;
            v ^= v >> 16;
            v = 0xca01f9ddu * pool[d] - 0x4973f715u * v;
            pool[d] = v ^ v >> 16;
        }
    uint32_t g = 0x8b51f9ddu;
    for (size_t i = 0; i < n; i++) {
        uint32_t v = pool[i % 4] ^ g;
        g *= 0x58f38dedu;
        v *= g;
        out[i] = v ^ v >> 16;
    }
}

static const uint64_t mult_lo = 4865540595714422341u, mult_hi = 2549297995355413924u;

static u128 wide(uint64_t hi, uint64_t lo) { return (u128)hi << 64 | lo; }

static void pcg_step(struct shk_rng *r)
{
    const u128 state = wide(r->s[1], r->s[0]) * wide(mult_hi, mult_lo) + wide(r->s[3], r->s[2]);
    r->s[0] = (uint64_t)state;
    r->s[1] = (uint64_t)(state >> 64);
}

void shk_rng_pcg64(struct shk_rng *r, uint64_t seed)
{
    uint32_t w[8];
    shk_seed_words(seed, w, 8);
    uint64_t q[4];
    for (int i = 0; i < 4; i++) q[i] = w[2 * i] | (uint64_t)w[2 * i + 1] << 32;
    *r = (struct shk_rng){ .kind = SHK_RNG_PCG64 };
    const u128 inc = wide(q[2], q[3]) << 1 | 1;
    r->s[2] = (uint64_t)inc;
    r->s[3] = (uint64_t)(inc >> 64);
    pcg_step(r);
    const u128 state = wide(r->s[1], r->s[0]) + wide(q[0], q[1]);
    r->s[0] = (uint64_t)state;
    r->s[1] = (uint64_t)(state >> 64);
    pcg_step(r);
}

void shk_rng_advance(struct shk_rng *r, uint64_t delta)
{
    u128 am = 1, ap = 0, cm = wide(mult_hi, mult_lo), cp = wide(r->s[3], r->s[2]);
    for (; delta; delta >>= 1) {
        if (delta & 1) {
            am *= cm;
            ap = ap * cm + cp;
        }
        cp = (cm + 1) * cp;
        cm *= cm;
    }
    const u128 state = am * wide(r->s[1], r->s[0]) + ap;
    r->s[0] = (uint64_t)state;
    r->s[1] = (uint64_t)(state >> 64);
    r->half_full = 0;
}

void shk_rng_philox(struct shk_rng *r, uint64_t seed)
{
    uint32_t w[4];
    shk_seed_words(seed, w, 4);
    *r = (struct shk_rng){ .kind = SHK_RNG_PHILOX };
    r->k[0] = w[0] | (uint64_t)w[1] << 32;
    r->k[1] = w[2] | (uint64_t)w[3] << 32;
}

static void philox_block(struct shk_rng *r)
{
    for (int i = 0; i < 4 && ++r->s[i] == 0; i++) { }          /* the counter moves before the first block */
    uint64_t c[4], k0 = r->k[0], k1 = r->k[1];
    memcpy(c, r->s, sizeof c);
    for (int round = 0; round < 10; round++) {
        if (round) {
            k0 += 0x9E3779B97F4A7C15u;
            k1 += 0xBB67AE8584CAA73Bu;
        }
        const u128 a = (u128)0xD2E7470EE14C6C93u * c[0], b = (u128)0xCA5A826395121157u * c[2];
        c[0] = (uint64_t)(b >> 64) ^ c[1] ^ k0;
        c[2] = (uint64_t)(a >> 64) ^ c[3] ^ k1;
        c[1] = (uint64_t)b;
        c[3] = (uint64_t)a;
    }
    memcpy(r->out, c, sizeof c);
    r->left = 4;
}

uint64_t shk_rng_u64(struct shk_rng *r)
{
    if (r->kind == SHK_RNG_PHILOX) {
        if (!r->left) philox_block(r);
        return r->out[4 - r->left--];
    }
    pcg_step(r);
    const uint64_t x = r->s[1] ^ r->s[0];
    const unsigned rot = (unsigned)(r->s[1] >> 58);
    return x >> rot | x << (-rot & 63);
}

uint32_t shk_rng_u32(struct shk_rng *r)
{
    if (r->half_full) {
        r->half_full = 0;
        return r->half;
    }
    const uint64_t v = shk_rng_u64(r);
    r->half_full = 1;
    r->half = (uint32_t)(v >> 32);
    return (uint32_t)v;
}

uint64_t shk_rng_bounded(struct shk_rng *r, uint64_t max)
{
    if (max == 0) return 0;
    if (max == UINT64_MAX) return shk_rng_u64(r);
    if (max == UINT32_MAX) return shk_rng_u32(r);
    if (max < UINT32_MAX) {
        const uint32_t e = (uint32_t)max + 1;
        uint64_t m = (uint64_t)shk_rng_u32(r) * e;
        if ((uint32_t)m < e) {
            const uint32_t t = (UINT32_MAX - (uint32_t)max) % e;
            while ((uint32_t)m < t) m = (uint64_t)shk_rng_u32(r) * e;
        }
        return m >> 32;
    }
    const uint64_t e = max + 1;
    u128 m = (u128)shk_rng_u64(r) * e;
    if ((uint64_t)m < e) {
        const uint64_t t = (UINT64_MAX - max) % e;
        while ((uint64_t)m < t) m = (u128)shk_rng_u64(r) * e;
    }
    return (uint64_t)(m >> 64);
}
