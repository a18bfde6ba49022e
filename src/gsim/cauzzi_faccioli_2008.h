/* Cauzzi & Faccioli (2008): for its Swiss variants. */
#ifndef SHK_GSIM_CAUZZI_FACCIOLI_2008_H
#define SHK_GSIM_CAUZZI_FACCIOLI_2008_H
#include "gsim/lib_terms.h"
struct shk_cf08 { double a1, a2, a3, aN, aR, aS, aB, aC, aD, sigma; };       /* columns of any of the tables, in this order */
/* Writes mean and sig, zeroes tau and phi; distance: hypocentral, at least 15 km. */
void shk_cf08(const struct shk_cf08 *c, struct shk_imt t, const struct shk_ctx *x, const double *vs30, struct shk_motion out);
#endif
