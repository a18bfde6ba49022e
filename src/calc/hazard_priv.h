/* hazard_priv.h — a worker's block of contexts, shared by the files that build contexts. Not for other layers. */
#ifndef SHK_CALC_HAZARD_PRIV_H
#define SHK_CALC_HAZARD_PRIV_H
#include "calc/hazard.h"

enum { SHK_SITE_CHUNK = 256, SHK_DIST_ROOM = 4096, SHK_PMF_ROWS = 2048 };

enum { SHK_FROM_RUPTURE, SHK_FROM_DISTANCE, SHK_FROM_SITE };

struct shk_hazard_column {
    int col, from;
    double *block;              /* SHK_CTX_BLOCK values */
    const double *site;         /* values of all sites */
    double *near;               /* site columns: of the near sites */
    int fixed;                  /* site columns: the same everywhere, and in the block from the start */
    double *dist;               /* distance columns: of the present planes and sites */
};

struct shk_row_rupture {        /* what all contexts of a rupture share */
    double value[SHK_COL_COUNT];        /* rupture columns only */
    double rate, weight;
    uint32_t id;                /* position in the source, for visitors */
    size_t npmf;
    const double *pmf;
};

struct shk_hazard {
    const struct shk_hazard_plan *p;
    const uint32_t *sites;      /* of the tile, indices in the complete collection */
    size_t nsites, nlev, stride;
    enum shk_accumulate mode;
    int ncolumns;
    struct shk_hazard_column column[SHK_COL_COUNT];
    double *dist[SHK_COL_COUNT];
    struct shk_distances wanted;

    size_t n, contexts;         /* contexts in the block; built so far */
    int any_pmf, needs_cshm, careful;   /* careful: since the last leaf something went to the double accumulators */
    struct shk_ctx ctx;
    struct shk_shared *shared;          /* of the model that is evaluated */
    uint32_t row[SHK_CTX_BLOCK];
    double weight[SHK_CTX_BLOCK], rup_weight[SHK_CTX_BLOCK];
    const double *pmf[SHK_CTX_BLOCK];
    size_t npmf[SHK_CTX_BLOCK];
    double motion[4][SHK_CTX_BLOCK] __attribute__((aligned(64)));
    double *block_poe;          /* SHK_CTX_BLOCK rows, only where the careful path is used */

    double *acc, *poe, *part;   /* acc: rows of stride doubles */
    float *facc;                /* single-precision sums of the leaf unit: rows of fstride, where every measure has e->single; else NULL */
    double *ones;               /* weights that are certain up to a level: rows of stride, without facc */
    size_t fstride;
    unsigned char *touched;
    uint32_t *near, *keep;      /* rows of the tile near the source; positions of a chunk that pass the filter */
    void *chords;
    double *near_coord[7];      /* lon, lat, dep, x, y, z of the near sites; chord to the source's location */
    int whole;                              /* an area or multi-point source that is not split */
    size_t nnear;
    struct shk_arena *arena;
    size_t ndist;               /* room of each distance column */
    const struct shk_tom *tom;
    shk_hazard_visitor *visit; void *visit_user;
    uint32_t rup[SHK_CTX_BLOCK];            /* only where there is a visitor */
    size_t ndelta; const double *delta;     /* of the present source */
    size_t nplanes; struct shk_plane *planes; struct shk_point *hypos;       /* of some magnitudes of a point source */
    struct shk_row_rupture *rows; double *reach, *cell_rates;
    double pmf_rows[SHK_PMF_ROWS][SHK_NEGBIN_TERMS];                         /* negative binomial: of the ruptures in the block */
    size_t pmf_next;
};

void shk_hazard_flush(struct shk_hazard *h);
/* Appends contexts of one rupture with near sites first + keep[0..nkeep-1]; distance of keep[i] is dist[offset + keep[i]]. */
void shk_hazard_push(struct shk_hazard *h, const struct shk_row_rupture *r, size_t first, size_t offset, size_t nkeep);
/* Point-like sources that are not Poissonian: probabilities of the rupture's numbers of occurrences. */
void shk_hazard_occurrence(struct shk_hazard *h, struct shk_row_rupture *r);
#endif
