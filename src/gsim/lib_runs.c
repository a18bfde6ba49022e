#include "gsim/lib_runs.h"
#include "math/vmath.h"

SHK_KERNEL static size_t changes(size_t n, const double *const *col, int ncol, double *restrict changed)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) changed[i] = 0;
    for (int j = 0; j < ncol; j++) {
        const double *restrict a = col[j];
        for (size_t i = 1; i < n; i++) changed[i] = a[i] != a[i - 1] ? 1 : changed[i];
    }
    #pragma omp simd reduction(+ : sum)         /* exact: a sum of zeros and ones */
    for (size_t i = 0; i < n; i++) sum += changed[i];
    return (size_t)sum + (n > 0);
}

void shk_runs_find(struct shk_runs *r, size_t n, const double *const *col, int ncol)
{
    double changed[SHK_CTX_BLOCK];
    r->n = changes(n, col, ncol, changed);
    r->compressed = r->n <= n / 2;
    for (int j = 0; j < ncol; j++) r->col[j] = r->compressed ? r->buffer[j] : col[j];
    if (!r->compressed) {
        r->n = n;
        return;
    }
    unsigned short k = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || changed[i] != 0) {
            for (int j = 0; j < ncol; j++) r->buffer[j][k] = col[j][i];
            r->start[k++] = (unsigned short)i;
        }
}

SHK_KERNEL void shk_runs_spread(const struct shk_runs *r, size_t n, double *a, int count)
{
    if (!r->compressed) return;
    for (int j = 0; j < count; j++, a += SHK_CTX_BLOCK) {
        size_t end = n;
        for (size_t k = r->n; k-- > 0; end = r->start[k]) {       /* backwards: start[k] >= k */
            const double v = a[k];
            for (size_t i = r->start[k]; i < end; i++) a[i] = v;
        }
    }
}
