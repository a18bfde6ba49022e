/* lib_runs.h — costly terms of a rupture, or of a site, once for each run of contexts that share it.
 * The result does not depend on it: shk functions give the same bits in any lane. */
#ifndef SHK_GSIM_LIB_RUNS_H
#define SHK_GSIM_LIB_RUNS_H
#include "gsim/gsim.h"

enum { SHK_RUN_COLUMNS = 6 };
struct shk_runs {
    size_t n;                                   /* number of runs, or of contexts where there are too many runs */
    const double *col[SHK_RUN_COLUMNS];         /* the n values of each column */
    int compressed;
    unsigned short start[SHK_CTX_BLOCK];        /* first context of a run, where compressed */
    double buffer[SHK_RUN_COLUMNS][SHK_CTX_BLOCK];
};
/* Finds the runs of equal values in ncol columns of n contexts; r borrows the columns. */
void shk_runs_find(struct shk_runs *r, size_t n, const double *const *col, int ncol);
/* Spreads r->n values of the runs over the n contexts, in place; count arrays of SHK_CTX_BLOCK that follow each other. */
void shk_runs_spread(const struct shk_runs *r, size_t n, double *a, int count);
#endif
