/* csv_hazard.h — CSV exports of a classical calculation. */
#ifndef SHK_OUT_CSV_HAZARD_H
#define SHK_OUT_CSV_HAZARD_H
#include "out/export.h"
SHK_CHECKED enum shk_err shk_export_hazard_csv(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d);
#endif
