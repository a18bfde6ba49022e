#include "calc/amplify.h"
#include <math.h>
#include "math/stats.h"

enum { MAX_LEVELS = 512 };

/* Finer steps than the soil levels', between 5 and 10 per cent. */
static double step_ratio(size_t nsoil, const double *soil)
{
    double least = INFINITY;
    for (size_t k = 0; k + 1 < nsoil; k++) least = fmin(least, soil[k + 1] / soil[k]);
    return fmin(fmax(0.9 * least, 1.05), 1.1);
}

static double exceed(double x, double sigma)
{
    if (sigma == 0) return x < 0 ? 1 : x > 0 ? 0 : 0.5;
    return 0.5 * erfc(x / sigma * M_SQRT1_2);
}

void shk_amplify(const struct shk_amp *a, size_t nlev, const double *level, const double *poe, size_t nsoil, const double *soil, double *out)
{
    double x[MAX_LEVELS], y[MAX_LEVELS];
    size_t n = 0;
    for (size_t j = 0; j < nsoil; j++) out[j] = 0;
    for (size_t l = 0; l < nlev && n < MAX_LEVELS; l++)
        if (poe[l] > 1e-100) {
            x[n] = log10(level[l]);
            y[n++] = log10(poe[l]);
        }
    if (n == 0) return;
    const double ratio = step_ratio(nsoil, soil), last = pow(10, x[n - 1]);
    double f = level[0], p = pow(10, shk_interp(log10(f), x, y, n));
    while (f < level[nlev - 1]) {
        const double next = f * ratio;
        if (next > last * (1 + 1e-12)) break;
        const double q = pow(10, shk_interp(log10(next), x, y, n)), mid = (next - f) / 2 + f;
        const double median = a->n > 1 ? shk_interp(mid, a->level, a->median, a->n) : a->median[0];
        const double sigma = a->n > 1 ? shk_interp(mid, a->level, a->sigma, a->n) : a->sigma[0];
        for (size_t j = 0; j < nsoil; j++) out[j] += exceed(log(soil[j] / mid) - log(median), sigma) * (p - q);
        f = next;
        p = q;
    }
}

void shk_amplify_weights(const struct shk_amp *a, size_t nlev, const double *level, size_t nsoil, const double *soil, double *weight)
{
    for (size_t i = 0; i + 1 < nlev; i++) {
        const double mid = (level[i] + level[i + 1]) / 2;
        const double median = a->n > 1 ? shk_interp(mid, a->level, a->median, a->n) : a->median[0];
        const double sigma = a->n > 1 ? shk_interp(mid, a->level, a->sigma, a->n) : a->sigma[0];
        for (size_t j = 0; j < nsoil; j++) weight[i * nsoil + j] = exceed(log(soil[j] / mid) - log(median), sigma);
    }
}
