#include "calc/curves.h"
#include <math.h>
#include <string.h>
#include "math/stats.h"
#include "math/vmath.h"

SHK_KERNEL static void probabilities(double *rate, size_t n)
{
    SHK_EACH(i, n) rate[i] = 1 - shk_exp(-rate[i]);
}

void shk_curves(const struct shk_rlz_map *map, size_t nrlzs, size_t ml, const double *rate, double *poe)
{
    memset(poe, 0, nrlzs * ml * sizeof *poe);
    for (size_t g = 0; g < map->n; g++)
        for (size_t k = map->start[g]; k < map->start[g + 1]; k++) {
            double *p = poe + map->rlz[k] * ml;
            const double *b = rate + g * ml;
            for (size_t i = 0; i < ml; i++) p[i] += b[i];
        }
    probabilities(poe, nrlzs * ml);
}

static double to_rate(double poe)
{
    const double x = 1 - poe, r = -log(x == 0 ? 1e-45 : x);
    return r < 1e-12 ? 0 : r > 100 ? 100 : r;
}

/* One level: values over realizations in v, weights in w; the statistics go to out with a stride. */
static void stats_of(const struct shk_stat *stat, size_t nstats, const double *v, const double *w, double sum, size_t n, int use_rates,
                     size_t *order, double *scratch, float *out, size_t stride)
{
    double mean = 0;
    int have_mean = 0;
    for (size_t s = 0; s < nstats; s++) {
        double y = 0;
        if ((stat[s].kind == SHK_STAT_MEAN || stat[s].kind == SHK_STAT_STD) && !have_mean) {
            mean = shk_weighted_mean(v, w, n, sum);
            have_mean = 1;
        }
        switch (stat[s].kind) {
        case SHK_STAT_MEAN: y = mean; break;
        case SHK_STAT_STD: y = shk_weighted_std(v, w, n, mean); break;
        case SHK_STAT_MAX: y = shk_max(v, n); break;
        case SHK_STAT_QUANTILE: {       /* the sort is shared by the quantiles that follow each other */
            double q[64], value[64];
            size_t k = 0;
            while (k < 64 && s + k < nstats && stat[s + k].kind == SHK_STAT_QUANTILE) { q[k] = stat[s + k].q; k++; }
            shk_weighted_quantiles(v, w, n, q, k, order, scratch, value);
            for (size_t j = 0; j < k; j++) out[(s + j) * stride] = (float)(use_rates ? 1 - exp(-value[j]) : value[j]);
            s += k - 1;
            continue;
        }
        }
        out[s * stride] = (float)(use_rates ? 1 - exp(-y) : y);
    }
}

void shk_curve_stats(const struct shk_stat *stat, size_t nstats, size_t nrlzs, size_t nimts, size_t nlev, const double *poe,
                     const double *const *weight, const double *sum, int use_rates, double *scratch, float *out)
{
    const size_t ml = nimts * nlev;
    size_t *order = (size_t *)(void *)(scratch + 4 * nrlzs);            /* from one level to the next few realizations change places */
    for (size_t r = 0; r < nrlzs; r++) order[r] = r;
    memset(out, 0, nstats * ml * sizeof *out);
    for (size_t m = 0; m < nimts; m++) {
        if (sum[m] == 0) continue;
        for (size_t l = 0; l < nlev; l++) {
            const size_t i = m * nlev + l;
            double any = 0;
            for (size_t r = 0; r < nrlzs; r++) {
                any += poe[r * ml + i];
                scratch[r] = use_rates ? to_rate(poe[r * ml + i]) : poe[r * ml + i];
            }
            if (any > 0) stats_of(stat, nstats, scratch, weight[m], sum[m], nrlzs, use_rates, order, scratch + nrlzs, out + i, ml);
        }
    }
}

/* exp(x), -100 <= x <= 0, as NumPy computes it in single precision with vector instructions: x minus its multiple of ln 2 (in two parts),
 * then a rational function of degrees 5 and 2, all in fused operations. */
static float expf_rational(float x)
{
    static const float p[] = { 9.999999999980870924916e-01f, 7.257664613233124478488e-01f, 2.473615434895520810817e-01f,
                               5.114512081637298353406e-02f, 6.757896990527504603057e-03f, 5.082762527590693718096e-04f },
                       q[] = { 1.0f, -2.742335390411667452936e-01f, 2.159509375685829852307e-02f };
    const float k = rintf(x * 1.44269504088896340736f), r = fmaf(k, -1.42860677e-6f, fmaf(k, -6.93145752e-1f, x));
    float num = p[5];
    for (int i = 4; i >= 0; i--) num = fmaf(num, r, p[i]);
    return ldexpf(num / fmaf(fmaf(q[2], r, q[1]), r, q[0]), (int)k);
}

void shk_fast_mean(size_t ng, size_t nimts, size_t nlev, const double *rate, const double *const *weight, float *out)
{
    const size_t ml = nimts * nlev;
    for (size_t m = 0; m < nimts; m++)
        for (size_t i = m * nlev; i < (m + 1) * nlev; i++) {
            double sum = 0;
            for (size_t g = 0; g < ng; g++) sum += rate[g * ml + i] * weight[m][g];
            out[i] = 1 - expf_rational(-(float)fmin(sum, 100));
        }
}

float shk_hazard_map_value(const float *curve, const double *level, size_t nlev, double poe, double *scratch)
{
    double *y = scratch, *x = scratch + nlev;
    int wide = 0;               /* one probability below 1e-30 makes the reference take all logarithms in double precision */
    for (size_t k = 0; k < nlev; k++) wide |= (double)curve[k] < 1e-30;
    for (size_t k = 0; k < nlev; k++) {
        const float p = curve[nlev - 1 - k];
        y[k] = wide ? log((double)p < 1e-30 ? 1e-30 : (double)p) : (double)logf(p);
        x[k] = log(level[nlev - 1 - k]);
    }
    const double t = log(poe);
    if (t > y[nlev - 1]) return 0;
    return (float)exp(shk_interp(t, y, x, nlev));
}
