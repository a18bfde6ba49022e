/* lib_nga_east.h — site amplification of central and eastern North America from rock of 3000 m/s: Stewart et al. (2020),
 * 10.1177/8755293019878187, linear; Hashash et al. (2020), 10.1177/8755293019878193, nonlinear; as in NGA-East. */
#ifndef SHK_GSIM_LIB_NGA_EAST_H
#define SHK_GSIM_LIB_NGA_EAST_H
#include "gsim/gsim.h"

int shk_nga_east_site_has(struct shk_imt imt);
/* amp: ln amplification for vs30 and ln_pga, the natural log of PGA on rock in g. sigma: its epistemic standard deviation, or NULL.
 * us23: the mean of the two coefficients f4 that the 2023 U.S. model takes. */
void shk_nga_east_site(struct shk_imt imt, size_t n, const double *vs30, const double *ln_pga, int us23, double *amp, double *sigma);
#endif
