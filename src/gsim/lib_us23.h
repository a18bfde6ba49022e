/* lib_us23.h — basin terms that the 2023 national model of the USA adds to subduction models of Cascadia. */
#ifndef SHK_GSIM_LIB_US23_H
#define SHK_GSIM_LIB_US23_H
#include "gsim/gsim.h"
/* Adds to mean the basin term of Campbell & Bozorgnia (2014) if cb14; if m9, from 1.9 s, ln 2 instead where z2pt5 is 6 km or more.
 * Reads z2pt5 (-999: from vs30) and vs30. */
void shk_us23_basin(int cb14, int m9, struct shk_imt imt, const struct shk_ctx *x, double *mean);
int shk_us23_has(int cb14, struct shk_imt imt);
#endif
