/* plot_gsim.h — ground-motion models side by side. */
#ifndef SHK_OUT_PLOT_GSIM_H
#define SHK_OUT_PLOT_GSIM_H
#include "base/err.h"
#include "gsim/gsim.h"

enum { SHK_PLOT_GSIMS = 7 };     /* as many as there are colours of lines */
/* A page at path (.png or .svg) with the medians of the n models against distance (PGA) and against period (20 km) for magnitudes 5, 6
 * and 7, and their total, between-event and within-event deviations against period. Ruptures are vertical and strike-slip, sites are on rock
 * (vs30 760 m/s) to the side of them. Measures that a model lacks are left out of its lines; SHK_E_UNSUPPORTED if nothing remains
 * of a model, SHK_E_LIMIT for more than SHK_PLOT_GSIMS. */
SHK_CHECKED enum shk_err shk_plot_gsims(size_t n, const struct shk_gsim_model *const *model, const char *path, struct shk_diag *d);
#endif
