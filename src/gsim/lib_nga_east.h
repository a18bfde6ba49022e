/* lib_nga_east.h — site amplification of central and eastern North America from rock of 3000 m/s: Stewart et al. (2020),
 * 10.1177/8755293019878187, linear; Hashash et al. (2020), 10.1177/8755293019878193, nonlinear; as in NGA-East. */
#ifndef SHK_GSIM_LIB_NGA_EAST_H
#define SHK_GSIM_LIB_NGA_EAST_H
#include "gsim/lib_table.h"

int shk_nga_east_site_has(struct shk_imt imt);

/* What is the same for all measures: PGA on rock in g, logarithms of vs30, the weight of the impedance model. ln_pga: natural log of PGA on rock in g. */
enum { SHK_NGA_EAST_ROOM = SHK_CTX_BLOCK + 8 };      /* arrays 4 KiB apart would share the lines of a cache */
struct shk_nga_east_site { double pga[SHK_NGA_EAST_ROOM], lv[SHK_NGA_EAST_ROOM], lu[SHK_NGA_EAST_ROOM], wimp[SHK_NGA_EAST_ROOM], slow[SHK_NGA_EAST_ROOM]; };
void shk_nga_east_site_common(size_t n, const double *vs30, const double *ln_pga, struct shk_nga_east_site *s);
/* The same for a model that is a table: places in it (usgs: as shk_table_find takes it) and the motion on rock, which is PGA itself. */
struct shk_nga_east_table { struct shk_table_where where; double rock[SHK_TABLE_ROOM]; struct shk_nga_east_site site; };
void shk_nga_east_table_common(const struct shk_table *t, int usgs, const struct shk_ctx *x, struct shk_nga_east_table *c);
/* amp: ln amplification for vs30. sigma: its epistemic standard deviation, or NULL. us23: the mean of the two coefficients f4 that the 2023 U.S. model takes. */
void shk_nga_east_site(struct shk_imt imt, size_t n, const double *vs30, const struct shk_nga_east_site *s, int us23, double *amp, double *sigma);
#endif
