/* Chiou & Youngs (2008): what its variants share. */
#ifndef SHK_GSIM_CHIOU_YOUNGS_2008_H
#define SHK_GSIM_CHIOU_YOUNGS_2008_H
#include "gsim/lib_terms.h"
extern const struct shk_coeffs *const shk_cy08_coeffs;
shk_gsim_kernel shk_cy08_kernel;        /* reads dip, mag, rake, ztor, vs30, vs30measured, z1pt0, rjb, rrup, rx */
#endif
