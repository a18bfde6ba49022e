/* cells.h — what of a rectangular mesh is shared by all ruptures that float on it (sources.md 0.4).
 *
 * Quantities of the cells are kept as running sums, so that strike, dip and width of a window of rows and columns cost
 * a number of operations that grows with its rows plus columns, not with their product. */
#ifndef SHK_SOURCE_CELLS_H
#define SHK_SOURCE_CELLS_H
#include "source/internal.h"

struct shk_window { uint32_t row0, row1, col0, col1; };        /* nodes row0..row1-1, col0..col1-1 */

struct shk_cells {
    const struct shk_mesh *mesh;
    size_t nr, nc;                          /* cells: nodes less one */
    double *length, *width, *area;          /* nr x nc, row-major; km, km2 */
    /* For each row of cells, sums over the columns before c: nr x (nc + 1). Components of the mean inclination and azimuth. */
    double *incl_x, *incl_y, *azim_x, *azim_y;
    double *col_width, *col_moment, *col_area;  /* for each column, sums over the rows before r: nc x (nr + 1) */
};

SHK_CHECKED enum shk_err shk_cells_make(const struct shk_mesh *m, struct shk_arena *a, struct shk_diag *d, struct shk_cells *out);
/* Strike, dip, width, ztor, zbot and middle point: simple faults measure strike and dip on the first two rows and width on
 * the first two columns, complex ones on the whole window. */
void shk_cells_params(const struct shk_cells *c, struct shk_window w, enum shk_surface_kind kind, struct shk_surface_params *out);
struct shk_point shk_window_middle(const struct shk_mesh *m, struct shk_window w);
double shk_cells_total_area(const struct shk_cells *c);
/* Sum in the order of NumPy's pairwise summation: floats on complex faults compare sums. */
double shk_pairwise_sum(const double *x, size_t n);
#endif
