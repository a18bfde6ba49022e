/* lib_canada.h — the site factors of the building codes of Canada, from rock of 450 m/s (Atkinson & Adams 2013, Can. J. Civ. Eng. 40). */
#ifndef SHK_GSIM_LIB_CANADA_H
#define SHK_GSIM_LIB_CANADA_H
#include "gsim/lib_table.h"
int shk_canada_site_has(struct shk_imt imt);
/* What is the same for all measures: the motion on rock that the factors depend on, for places in the table that shk_table_find found. */
struct shk_canada_site { double p[SHK_CTX_BLOCK], ln_p[SHK_CTX_BLOCK], lv[SHK_CTX_BLOCK]; };
void shk_canada_site_common(const struct shk_table *t, const struct shk_table_where *w, const struct shk_ctx *x, struct shk_canada_site *s);
/* Both for a model that is a table. */
struct shk_canada_table { struct shk_table_where where; struct shk_canada_site site; };
void shk_canada_table_common(const struct shk_table *t, const struct shk_ctx *x, struct shk_canada_table *c);
/* Adds ln(A(vs30) / A(450)) */
void shk_canada_site(const struct shk_canada_site *s, struct shk_imt imt, const struct shk_ctx *x, double *mean);
#endif
