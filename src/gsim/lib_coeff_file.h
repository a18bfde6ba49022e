/* lib_coeff_file.h — coefficient tables that users give as text files: blank-separated columns, the first one headed IMT. */
#ifndef SHK_GSIM_LIB_COEFF_FILE_H
#define SHK_GSIM_LIB_COEFF_FILE_H
#include "gsim/make.h"
/* Reads the table of file argument key; out has the ncol columns called names, in that order; others are ignored. *out is NULL if
 * the argument is absent. Errors name file, line and cell. */
SHK_CHECKED enum shk_err shk_gsim_coeff_file(struct shk_gsim_make *k, const char *key, const char *const *names, int ncol, const struct shk_coeffs **out);
/* The row of exactly this measure, without interpolation; NULL if there is none. */
const double *shk_gsim_exact_row(const struct shk_coeffs *t, struct shk_imt imt);
#endif
