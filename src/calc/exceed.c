#include "calc/exceed.h"
#include <math.h>
#include <string.h>
#include "math/vmath.h"

enum { LANES = SHK_EXCEED_LANES };

static double phi_minus_half(double x) { return 0.5 * erf(x * 0.70710678118654752440); }

/* Chebyshev fit of (Phi(x) - 1/2) / x over v = 2 x^2 / range^2 - 1, turned into powers of v; returns the largest error seen. */
static double fit(struct shk_exceed *e, int degree)
{
    enum { NODES = 4 * (SHK_EXCEED_DEGREE + 1) };
    double f[NODES], cheb[SHK_EXCEED_DEGREE + 1], power[SHK_EXCEED_DEGREE + 1] = { 0 };
    for (int k = 0; k < NODES; k++) {
        const double x = sqrt((cos(M_PI * (k + 0.5) / NODES) + 1) / 2) * e->range;
        f[k] = x > 1e-8 ? phi_minus_half(x) / x : 0.39894228040143267794;
    }
    for (int j = 0; j <= degree; j++) {
        double s = 0;
        for (int k = 0; k < NODES; k++) s += f[k] * cos(j * M_PI * (k + 0.5) / NODES);
        cheb[j] = s * (j ? 2.0 : 1.0) / NODES;
    }
    double t0[SHK_EXCEED_DEGREE + 1] = { 1 }, t1[SHK_EXCEED_DEGREE + 1] = { 0, 1 };
    power[0] = cheb[0];
    for (int j = 1; j <= degree; j++) {
        double next[SHK_EXCEED_DEGREE + 1] = { 0 };                     /* T(j+1) = 2 v T(j) - T(j-1) */
        for (int k = 0; k <= j; k++) power[k] += cheb[j] * t1[k];
        for (int k = 0; k < SHK_EXCEED_DEGREE; k++) next[k + 1] = 2 * t1[k];
        for (int k = 0; k <= SHK_EXCEED_DEGREE; k++) {
            next[k] -= t0[k];
            t0[k] = t1[k];
            t1[k] = next[k];
        }
    }
    double worst = 0;
    for (int i = 0; i <= 1000; i++) {
        const double x = e->range * i / 1000, v = e->scale * x * x - 1;
        double p = 0;
        for (int k = degree; k >= 0; k--) p = p * v + power[k];
        worst = fmax(worst, fabs(phi_minus_half(x) - x * p));
    }
    e->degree = degree;
    for (int k = 0; k <= degree; k++) e->coef[k] = power[k];
    return worst;
}

/* P / (1 - z) at z = x / t: the survival function without the factor that vanishes at the truncation. */
static double survival_over_u(double z, double t)
{
    const double all = 1 - erfc(t * M_SQRT1_2), u = 1 - z, x = t * z;
    if (u < 1e-5) return t * exp(-0.5 * t * t) * 0.39894228040143267794 / all * (1 + 0.5 * t * t * u);     /* Taylor: cancellation ruins the difference */
    return 0.5 * (erfc(x * M_SQRT1_2) - erfc(t * M_SQRT1_2)) / all / u;
}

/* The single-precision fit: P(x) - 1/2 is odd and P(t) = 0, so 2 P = (1 - z) - z r T(r) with r = 1 - z^2, which rounds well where P
 * vanishes. T is interpolated at the values of r where the polynomial of least relative error for t = 3 (Lawson's algorithm) has no error; these are
 * good for smaller t, too. Newton's form becomes powers. Returns the largest relative error of the polynomial as the kernel evaluates it. */
static double fit_single(struct shk_exceed *e, double t)
{
    enum { N = SHK_EXCEED_FDEGREE };
    static const double r[N + 1] = { 0.00629439, 0.05585149, 0.15112624, 0.28501289, 0.44754956, 0.62518154, 0.79811899, 0.9370025 };
    double f[N + 1], power[N + 1] = { 0 };
    for (int k = 0; k <= N; k++) {
        const double z = sqrt(1 - r[k]);
        f[k] = (1 - 2 * survival_over_u(z, t)) / (z * (1 + z));
    }
    for (int j = 1; j <= N; j++)
        for (int k = N; k >= j; k--) f[k] = (f[k] - f[k - 1]) / (r[k] - r[k - j]);
    for (int j = N; j >= 0; j--) {
        for (int k = N; k > 0; k--) power[k] = power[k - 1] - r[j] * power[k];
        power[0] = f[j] - r[j] * power[0];
    }
    for (int k = 0; k <= N; k++) e->fcoef[k] = (float)power[k];
    double worst = 0;
    for (int i = 0; i < 4000; i++) {          /* not z = 1 */
        const float z = (float)(i / 2000.0 - 1), u = fmaf(-z, z, 1.0f);
        float p = e->fcoef[N];
        for (int k = N - 1; k >= 0; k--) p = fmaf(p, u, e->fcoef[k]);
        worst = fmax(worst, fabs(0.5 * (double)fmaf(-z, u * p, 1 - z) / ((1 - (double)z) * survival_over_u((double)z, t)) - 1));
    }
    return worst;
}

enum shk_err shk_exceed_plan(struct shk_exceed *e, const double *lev, size_t nlev, double truncation, struct shk_arena *a, struct shk_diag *d)
{
    *e = (struct shk_exceed){ .nlev = nlev, .row = nlev + LANES };
    if (truncation < 1e-9) truncation = 1e-9;           /* the reference's 0: a step, 1/2 at equality */
    e->range = truncation > 8.3 ? 8.3 : truncation;     /* Phi(-8.3) = 5e-17 */
    e->scale = 2 / (e->range * e->range);
    static const int degrees[] = { 8, 12, 16, 24, SHK_EXCEED_DEGREE };  /* those that have a kernel below */
    for (int k = 0; fit(e, degrees[k]) > 2e-11 && degrees[k] < SHK_EXCEED_DEGREE; ) k++;
    e->norm = 1 / (2 * phi_minus_half(truncation));
    e->half = 0.5 - 2e-11;      /* so that nothing is left beyond the truncation, whatever the sign of the error */
    e->lev = SHK_NEW(a, double, e->row);
    if (!e->lev) return shk_fail(d, SHK_E_NOMEM, "exceedance levels: out of memory");
    for (size_t l = 0; l < e->row; l++) e->lev[l] = l < nlev ? lev[l] : INFINITY;
    e->one = 1;
    e->single = truncation > 0.5 && fit_single(e, truncation) < 2e-5;
    e->fones = nlev + SHK_EXCEED_FLANES;                    /* a whole vector may begin at nlev */
    e->frow = (e->fones + nlev + 1 + 15) / 16 * 16;         /* rows begin with cache lines */
    e->flev = SHK_NEW(a, float, e->fones);
    if (!e->flev) return shk_fail(d, SHK_E_NOMEM, "exceedance levels: out of memory");
    for (size_t l = 0; l < e->fones; l++) e->flev[l] = l < nlev ? (float)lev[l] : INFINITY;
    double lo = INFINITY, hi = -INFINITY;
    for (size_t l = 0; l < nlev; l++)
        if (isfinite(lev[l])) {
            lo = fmin(lo, lev[l]);
            hi = fmax(hi, lev[l]);
        }
    e->cell0 = lo;
    e->per_cell = hi > lo ? SHK_EXCEED_CELLS / (hi - lo) : 0;
    e->few = !(hi > lo) || (double)nlev * 1.1 * e->range < 8 * (hi - lo);        /* within the truncation of a typical sigma, 0.55 */
    for (size_t c = 0, l = 0; c <= SHK_EXCEED_CELLS; c++) {             /* cell c: levels below its left edge are certainly below */
        const double edge = e->per_cell > 0 ? lo + (double)c / e->per_cell : c ? INFINITY : lo;
        while (l < nlev && lev[l] < edge - 1e-9 * (hi - lo)) l++;
        e->cell[c] = e->end[c] = (uint16_t)l;
    }
    e->end[SHK_EXCEED_CELLS] = (uint16_t)nlev;
    return SHK_OK;
}

/* Every level before the one returned is below value. */
static inline size_t first_level(const struct shk_exceed *e, double value)
{
    const double c = (value - e->cell0) * e->per_cell;
    return e->cell[c > 0 ? c < SHK_EXCEED_CELLS ? (size_t)c : SHK_EXCEED_CELLS : 0];
}

/* Written out, since a loop inside a vectorized loop stays a loop. */
#define STEP4(p, v, k) fma(fma(fma(fma(p, v, c[k + 3]), v, c[k + 2]), v, c[k + 1]), v, c[k])
#define POLY_8(v) STEP4(STEP4(c[8], v, 4), v, 0)
#define POLY_12(v) STEP4(STEP4(STEP4(c[12], v, 8), v, 4), v, 0)
#define POLY_16(v) STEP4(STEP4(STEP4(STEP4(c[16], v, 12), v, 8), v, 4), v, 0)
#define POLY_24(v) STEP4(STEP4(STEP4(STEP4(STEP4(STEP4(c[24], v, 20), v, 16), v, 12), v, 8), v, 4), v, 0)
#define POLY_44_HIGH(v) STEP4(STEP4(STEP4(STEP4(STEP4(c[44], v, 40), v, 36), v, 32), v, 28), v, 24)
#define POLY_44(v) STEP4(STEP4(STEP4(STEP4(STEP4(STEP4(POLY_44_HIGH(v), v, 20), v, 16), v, 12), v, 8), v, 4), v, 0)

/* One context against the levels from l on. The polynomial has a fixed degree so that it is unrolled; fma() is exact everywhere
 * and one instruction on every processor of the last ten years. */
#define DEFINE_ADD(N)                                                                                                                    \
SHK_KERNEL static void add_##N(const struct shk_exceed *e, size_t n, const double *mean, const double *sig, const double *weight,        \
                               const uint32_t *row, double *acc, double *ones)                                                           \
{                                                                                                                                        \
    const double range = e->range, scale = e->scale, minus_norm = -e->norm, half = e->half;                                              \
    const double *restrict const lev = e->lev, *restrict const c = e->coef;                                                              \
    const size_t nlev = e->nlev, stride = e->row;                                                                                        \
    for (size_t i = 0; i < n; i++) {                                                                                                     \
        const double mu = mean[i], inv = 1 / sig[i], w = weight[i], top = mu + range * sig[i];                                           \
        size_t l = first_level(e, mu - range * sig[i]);                                                                                  \
        double *restrict const a = acc + row[i] * stride;                                                                                \
        ones[row[i] * stride + l] += w;                                                                                                  \
        for (; l < nlev && lev[l] < top; l += LANES)                                                                                     \
            _Pragma("omp simd")                                                                                                          \
            for (size_t k = l; k < l + LANES; k++) {                                                                                     \
                const double y = (lev[k] - mu) * inv, z = range < y ? range : y, x = -range > z ? -range : z;                            \
                const double v = fma(scale * x, x, -1.0), p = POLY_##N(v), q = fma(minus_norm * x, p, half);                             \
                a[k] = fma(w, 0.0 > q ? 0.0 : q, a[k]);                                                                                  \
            }                                                                                                                            \
    }                                                                                                                                    \
}
DEFINE_ADD(8)
DEFINE_ADD(12)
DEFINE_ADD(16)
DEFINE_ADD(24)
DEFINE_ADD(44)

void shk_exceed_add(const struct shk_exceed *e, size_t n, const double *mean, const double *sig, const double *weight,
                    const uint32_t *row, double *acc, double *ones)
{
    switch (e->degree) {
    case 8: add_8(e, n, mean, sig, weight, row, acc, ones); break;
    case 12: add_12(e, n, mean, sig, weight, row, acc, ones); break;
    case 16: add_16(e, n, mean, sig, weight, row, acc, ones); break;
    case 24: add_24(e, n, mean, sig, weight, row, acc, ones); break;
    default: add_44(e, n, mean, sig, weight, row, acc, ones); break;
    }
}

_Static_assert(SHK_EXCEED_FDEGREE == 7, "written out below");

/* What the levels see of a context: z = lev * inv + shift, half its weight, the cells of the ends of its reach. */
enum { BATCH = 128 };
struct batch { float inv[BATCH], shift[BATCH], half[BATCH]; int32_t low[BATCH], high[BATCH]; };

SHK_KERNEL static void prepare(const struct shk_exceed *e, size_t n, const double *mean, const double *sig, const double *weight, struct batch *b)
{
    const float range = (float)e->range, per_range = (float)(1 / e->range), per_cell = (float)e->per_cell;
    const float zero = e->one - e->one, last = SHK_EXCEED_CELLS * e->one, low0 = (float)(-e->cell0 * e->per_cell - 1e-3), high0 = (float)(1 - e->cell0 * e->per_cell + 1e-3);   /* more than rounding */
    SHK_EACH(i, n) {
        const float mu = (float)mean[i], sd0 = (float)sig[i], sd = sd0 > 1e-9f ? sd0 : 1e-9f, inv = per_range / sd;     /* no deviation: a step */
        const float lo = fmaf(fmaf(-range, sd, mu), per_cell, low0), hi = fmaf(fmaf(range, sd, mu), per_cell, high0);
        b->inv[i] = inv;
        b->shift[i] = -mu * inv;
        b->half[i] = mu == mu ? 0.5f * (float)weight[i] : mu;         /* the comparisons below would hide what is not a number */
        const float lo1 = lo < last ? lo : last, hi1 = hi < last ? hi : last, lo2 = lo1 > zero ? lo1 : zero, hi2 = hi1 > zero ? hi1 : zero;
        b->low[i] = (int32_t)lo2;
        b->high[i] = (int32_t)hi2;
    }
}

static inline int32_t bits32(float x) { int32_t i; memcpy(&i, &x, 4); return i; }
static inline float of_bits32(int32_t i) { float x; memcpy(&x, &i, 4); return x; }

/* y, kept between -1 and 1, by comparisons of its bits: these run beside the floating-point units. As whole numbers with a sign all negative y are below
 * 1 and the positive ones in order; without one all positive y are below -1 and the negative ones in reverse order. */
static inline float clamp1(float y, int32_t one, uint32_t minus_one)
{
    const int32_t i = bits32(y), low = i < one ? i : one;
    const uint32_t u = (uint32_t)low;
    return of_bits32((int32_t)(u < minus_one ? u : minus_one));
}

/* weight * P of a level: half the weight times 2 P. */
#define ADD_LEVEL(k)                                                                                                                     \
    do {                                                                                                                                 \
        const float z = clamp1(fmaf(x[k], inv, shift), one, minus_one), u = fmaf(-z, z, 1.0f);                                           \
        const float p = fmaf(fmaf(fmaf(fmaf(fmaf(fmaf(fmaf(c7, u, c6), u, c5), u, c4), u, c3), u, c2), u, c1), u, c0);                   \
        a[k] = fmaf(half, fmaf(-z, u * p, 1 - z), a[k]);                                                                                 \
    } while (0)

/* Read anew for each vector: what is spread over one by its load costs no shuffle. */
#define READ_CONTEXT(l)                                                                                                                  \
    const float inv = b->inv[i], shift = b->shift[i], half = b->half[i];                                                                 \
    const float *const x = lev + (l);                                                                                                    \
    float *const a = r + (l)

/* The first WIDE levels are always computed, most contexts need no more: a loop whose end cannot be foretold costs more. */
#define DEFINE_ADD_F32(WIDE)                                                                                                             \
SHK_KERNEL static void add_f32_##WIDE(const struct shk_exceed *e, size_t n, const struct batch *b, const uint32_t *row, float *acc)      \
{                                                                                                                                        \
    const float *restrict const lev = e->flev;                                                                                           \
    const float c0 = e->fcoef[0], c1 = e->fcoef[1], c2 = e->fcoef[2], c3 = e->fcoef[3], c4 = e->fcoef[4], c5 = e->fcoef[5], c6 = e->fcoef[6], c7 = e->fcoef[7];\
    const int32_t one = bits32(e->one);                                                                                                  \
    const uint32_t minus_one = (uint32_t)bits32(-e->one);                                                                                \
    const size_t stride = e->frow, fones = e->fones;                                                                                     \
    for (size_t i = 0; i < n; i++) {                                                                                                     \
        const size_t first = e->cell[b->low[i]], end = e->end[b->high[i]];                                                               \
        float *const r = acc + row[i] * stride;                                                                                          \
        r[fones + first] += b->half[i];                                                                                                  \
        {                                                                                                                                \
            READ_CONTEXT(first);                                                                                                         \
            _Pragma("omp simd")                                                                                                          \
            for (int k = 0; k < WIDE; k++) ADD_LEVEL(k);                                                                                 \
        }                                                                                                                                \
        for (size_t l = first + WIDE; l < end; l += 8) {                                                                                 \
            READ_CONTEXT(l);                                                                                                             \
            _Pragma("omp simd")                                                                                                          \
            for (int k = 0; k < 8; k++) ADD_LEVEL(k);                                                                                    \
        }                                                                                                                                \
    }                                                                                                                                    \
}
DEFINE_ADD_F32(8)
DEFINE_ADD_F32(16)

void shk_exceed_add_f32(const struct shk_exceed *e, size_t n, const double *mean, const double *sig, const double *weight,
                        const uint32_t *row, float *acc)
{
    struct batch b;
    for (size_t at = 0; at < n; at += BATCH) {
        const size_t take = n - at < BATCH ? n - at : BATCH;
        prepare(e, take, mean + at, sig + at, weight + at, &b);
        if (e->few) add_f32_8(e, take, &b, row + at, acc);
        else add_f32_16(e, take, &b, row + at, acc);
    }
}

void shk_exceed_finish(const struct shk_exceed *e, size_t nrows, double *acc, double *ones)
{
    for (size_t r = 0; r < nrows; r++) {
        double *a = acc + r * e->row, *o = ones + r * e->row, sum = 0;
        for (size_t l = e->nlev; l-- > 0; ) {
            sum += o[l + 1];
            o[l + 1] = 0;
            a[l] += sum;
        }
        o[0] = 0;
    }
}

void shk_exceed_take_f32(const struct shk_exceed *e, float *row, double *out)
{
    const float *ones = row + e->fones;
    double sum = 0;
    for (size_t l = e->nlev; l-- > 0; ) {
        sum += (double)ones[l + 1];
        out[l] = (double)row[l] + 2 * sum;
    }
    memset(row, 0, e->frow * sizeof *row);
}

void shk_exceed_poe(const struct shk_exceed *e, double mean, double sig, double *out)
{
    for (size_t l = 0; l < e->nlev; l++) {
        double x = (e->lev[l] - mean) / sig;
        x = x < -e->range ? -e->range : x > e->range ? e->range : x;
        const double v = e->scale * (x * x) - 1;
        double p = e->coef[e->degree];
        for (int j = e->degree - 1; j >= 0; j--) p = p * v + e->coef[j];
        const double q = e->half - e->norm * (x * p);
        out[l] = x >= e->range || q < 0 ? 0 : x <= -e->range ? 1 : q;
    }
}
