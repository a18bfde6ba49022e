/* csv_postproc.h — tables of post-processing as CSV files. */
#ifndef SHK_OUT_CSV_POSTPROC_H
#define SHK_OUT_CSV_POSTPROC_H
#include "out/export.h"
SHK_CHECKED enum shk_err shk_export_postproc_csv(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d);
#endif
