/* plot.h — pictures of results: hazard curves, hazard maps, uniform hazard spectra. */
#ifndef SHK_OUT_PLOT_H
#define SHK_OUT_PLOT_H
#include "out/export.h"

/* what: "hcurves", "hmaps" or "uhs"; format "png" or "svg". Curves and spectra are drawn for the site (the one with the
 * highest curve if site is SIZE_MAX). Names of the files are added to done. SHK_E_INVALID if the results do not hold it. */
SHK_CHECKED enum shk_err shk_plot(const struct shk_results *r, const char *what, const char *format, const char *dir, size_t site,
                                  struct shk_exported *done, struct shk_diag *d);
/* For the table of exporters: everything that there is, as PNG. */
SHK_CHECKED enum shk_err shk_export_png(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d);
#endif
