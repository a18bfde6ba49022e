/* ruptures.h — inside of a prepared source. */
#ifndef SHK_SOURCE_RUPTURES_H
#define SHK_SOURCE_RUPTURES_H
#include "source/cells.h"

enum { SHK_MAX_RUPTURES = 1 << 30 };        /* of a source; the reference's limit */

struct shk_frac_weight { double frac, weight; };

/* Ruptures of one magnitude that floats. */
struct shk_float_bin {
    double mag, rate;                       /* rate of one position */
    size_t first, count;                    /* ruptures */
    size_t npos;
    uint32_t rows, cols, nalong;            /* simple: nodes of a rupture, positions along strike */
    const struct shk_window *win;           /* complex and kite: npos of them */
    /* Simple with hypoDepthDist, for each first row of nodes: its entries and the ruptures before it in the bin. */
    const uint32_t *entry_of; const size_t *before; const struct shk_frac_weight *entry;
};

struct shk_fixed {                          /* a given surface with its parameters */
    struct shk_surface surface;
    struct shk_surface_params par;
    size_t nelements; struct shk_surface *elements;    /* of a multi surface; else the surface itself */
};

struct shk_section_par { float area, dip, strike, width, ztor, zbot, west, east, north, south, hypo[3]; };

struct shk_ruptures {
    const struct shk_source *src;
    struct shk_source_params par;
    struct shk_arena *arena;
    size_t n;
    struct shk_mesh *mesh;                  /* floating */
    struct shk_cells cells;
    size_t nbins; struct shk_float_bin *bins;
    size_t nfixed; struct shk_fixed *fixed; /* characteristic: 1; non-parametric: one a rupture; multi-fault: one a section */
    const struct shk_mag_rate *mags;        /* characteristic */
    const uint32_t *kept;                   /* non-parametric, multi-fault: index in the source of each rupture, NULL: all */
    struct shk_section_par *sections;       /* multi-fault */
};

/* One geometry or several (a multi surface) in the arena. */
SHK_CHECKED enum shk_err shk_fixed_make(size_t n, const struct shk_geometry *g, struct shk_arena *a, struct shk_diag *d,
                                        struct shk_fixed *out);
static inline struct shk_surface shk_window_surface(enum shk_surface_kind kind, const struct shk_mesh *m, struct shk_window w)
{
    return (struct shk_surface){ .kind = kind, .mesh = m, .row0 = w.row0, .row1 = w.row1, .col0 = w.col0, .col1 = w.col1 };
}

SHK_CHECKED enum shk_err shk_open_simple(struct shk_ruptures *r, struct shk_diag *d, int count_only);
SHK_CHECKED enum shk_err shk_open_complex(struct shk_ruptures *r, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_open_kite(struct shk_ruptures *r, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_open_characteristic(struct shk_ruptures *r, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_open_nonparametric(struct shk_ruptures *r, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_open_multi_fault(struct shk_ruptures *r, struct shk_diag *d);
/* Bins that are left by the minimum magnitude (sources.md 13). */
SHK_CHECKED enum shk_err shk_kept_bins(struct shk_ruptures *r, struct shk_diag *d, size_t *n, struct shk_mag_rate **bins);

SHK_CHECKED enum shk_err shk_get_simple(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_get_windows(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_get_fixed(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_get_multi_fault(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out,
                                             struct shk_arena *a, struct shk_diag *d);
#endif
