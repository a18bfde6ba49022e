/* npz_hazard.h — hazard curves, maps and spectra as NumPy archives. */
#ifndef SHK_OUT_NPZ_HAZARD_H
#define SHK_OUT_NPZ_HAZARD_H
#include "out/export.h"
/* hcurves_ID.npz, hmaps_ID.npz and uhs_ID.npz, each with investigation_time and "all": one record a site, lon and lat (custom_site_id
 * before them, depth after them where there are), then a field a statistic, which holds a field a measure with one a level or
 * probability (in uhs: a field a probability with one a measure). What the results do not hold is left out. */
SHK_CHECKED enum shk_err shk_export_npz(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d);
#endif
