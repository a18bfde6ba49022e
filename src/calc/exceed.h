/* exceed.h — probability that a truncated normal exceeds levels, in bulk.
 *
 * P(level) = clip((Phi(t) - Phi(x)) / (2 Phi(t) - 1), 0, 1), x = (level - mean) / sigma, t the truncation level
 * (classical.md 7.2). Phi(x) - 1/2 is x times a polynomial in x^2 fitted on [0, t^2] when a plan is made; its absolute
 * error is below 1e-11. Levels outside mean +- t sigma cost nothing. */
#ifndef SHK_CALC_EXCEED_H
#define SHK_CALC_EXCEED_H
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"

enum { SHK_EXCEED_LANES = 8, SHK_EXCEED_FLANES = 16, SHK_EXCEED_FDEGREE = 7, SHK_EXCEED_DEGREE = 44, SHK_EXCEED_CELLS = 512 };

struct shk_exceed {
    size_t nlev, row;                   /* levels; doubles in a row of an accumulator: nlev + SHK_EXCEED_LANES */
    double range;                       /* |x| beyond it gives exactly 0 or 1 */
    double norm, half;                  /* P = half - norm * x * poly */
    double scale;                       /* v = scale * x^2 - 1 */
    int degree;
    double coef[SHK_EXCEED_DEGREE + 1];
    int single;                         /* the single-precision kernel is accurate enough: see shk_exceed_add_f32 */
    size_t fones, frow;                 /* floats in a row: sums of P from 0, half of what is certain from fones on; together, since they are used together */
    float fcoef[SHK_EXCEED_FDEGREE + 1], *flev;
    int few;                            /* most contexts reach at most eight levels */
    float one;                          /* 1, but not for the compiler: it would take the limits apart into branches */
    double *lev;                        /* row values: transformed levels ascending, then +infinity */
    double cell0, per_cell;             /* uniform grid over the levels, to find the first active level without a search */
    uint16_t cell[SHK_EXCEED_CELLS + 1], end[SHK_EXCEED_CELLS + 1];     /* levels certainly below a cell's left edge; levels that are not certainly above */
};

/* lev: nlev values in the scale of the mean (logarithms, but for MMI), not decreasing; -infinity gives P = 1.
 * truncation: standard deviations; 99 or more means none. Memory from a. */
SHK_CHECKED enum shk_err shk_exceed_plan(struct shk_exceed *e, const double *lev, size_t nlev, double truncation,
                                         struct shk_arena *a, struct shk_diag *d);

/* For each context i: acc[row[i] * e->row + l] += weight[i] * P_i(l). Levels where P = 1 are not touched one by one:
 * weight is added to ones[row[i] * e->row + l0], l0 the first level that is not certain (nlev if none), and
 * shk_exceed_finish() spreads it. */
void shk_exceed_add(const struct shk_exceed *e, size_t n, const double *mean, const double *sig, const double *weight,
                    const uint32_t *row, double *acc, double *ones);
/* acc[r][l] += sum of ones[r][k] for k > l; ones is zeroed. */
void shk_exceed_finish(const struct shk_exceed *e, size_t nrows, double *acc, double *ones);

/* The same in single precision, where e->single: P = (1 - z - z r T(r)) / 2 with z = x / truncation, r = 1 - z^2, so that the relative
 * error stays below 2e-5 down to P = 0 (it is 6e-6 where P > 1e-3; the fit is checked when the plan is made), z itself being rounded to 2e-7 (1e-4 of P at z = 0.999). acc has e->frow
 * floats a row, aligned to 64 bytes; meant for the few thousand contexts of a leaf unit, whose sum loses less than 1e-6. */
void shk_exceed_add_f32(const struct shk_exceed *e, size_t n, const double *mean, const double *sig, const double *weight,
                        const uint32_t *row, float *acc);
/* Puts a row of such sums into out, nlev doubles; the row starts again at zero. */
void shk_exceed_take_f32(const struct shk_exceed *e, float *row, double *out);

/* P for one context: out has e->row doubles of which nlev count. */
void shk_exceed_poe(const struct shk_exceed *e, double mean, double sig, double *out);
#endif
