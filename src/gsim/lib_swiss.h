/* lib_swiss.h — adjustments of the Swiss hazard model of 2014 (Edwards et al. 2016, Bull. Earthq. Eng. 14, doi 10.1007/s10518-015-9824-0). */
#ifndef SHK_GSIM_LIB_SWISS_H
#define SHK_GSIM_LIB_SWISS_H
#include "gsim/gsim.h"
/* Changes a model's motion: mean to Swiss rock, with a reduction below magnitude 5.5; phi to the single-station deviation,
 * by magnitude and distance; sig accordingly. Keeps tau (natural log). table: columns of akkar_bommer_2010_swiss01. */
void shk_swiss_adjust(const struct shk_coeffs *table, struct shk_imt imt, const struct shk_ctx *x, const double *distance, struct shk_motion out);
#endif
