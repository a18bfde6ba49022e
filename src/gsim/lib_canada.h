/* lib_canada.h — the site factors of the building codes of Canada, from rock of 450 m/s (Atkinson & Adams 2013, Can. J. Civ. Eng. 40). */
#ifndef SHK_GSIM_LIB_CANADA_H
#define SHK_GSIM_LIB_CANADA_H
#include "gsim/gsim.h"
struct shk_table;
int shk_canada_site_has(struct shk_imt imt);
/* Adds ln(A(vs30) / A(450)) for the rock PGA that the table gives. */
void shk_canada_site(const struct shk_table *t, struct shk_imt imt, const struct shk_ctx *x, double *mean);
#endif
