#ifndef SHK_GSIM_ATKINSON_MACIAS_2009_H
#define SHK_GSIM_ATKINSON_MACIAS_2009_H
#include "gsim/gsim.h"
extern const struct shk_coeffs *const shk_am09_coeffs;
shk_gsim_kernel shk_am09_kernel;        /* Atkinson & Macias (2009), reads mag, rrup */
#endif
