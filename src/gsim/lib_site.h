/* lib_site.h — site and basin terms of published models, for the wrappers that put them on other models.
 * Each adds to mean[i] (natural log, g or cm/s). mean holds the motion on the term's reference rock where the term needs it. */
#ifndef SHK_GSIM_LIB_SITE_H
#define SHK_GSIM_LIB_SITE_H
#include "gsim/gsim.h"

void shk_site_cy14(struct shk_imt imt, size_t n, const double *vs30, double *mean);        /* rock: 1130 m/s */
void shk_site_ba08(struct shk_imt imt, const struct shk_ctx *x, double *mean);             /* 760 m/s; needs mag rake rjb vs30 */
void shk_site_bssa14(struct shk_imt imt, const struct shk_ctx *x, double *mean);           /* likewise */
void shk_site_nrcan15(struct shk_imt imt, int linear, size_t n, const double *vs30, double *mean);
void shk_site_cb14_basin(struct shk_imt imt, size_t n, const double *vs30, const double *z2pt5, double *mean);
void shk_site_m9_basin(struct shk_imt imt, size_t n, const double *z2pt5, double *mean);
/* Stewart et al. (2020) and Hashash et al. (2020). ref_pga: g, on rock of ref_vs30 (3000 or 760). wimp NAN: by vs30. */
void shk_site_ceus(struct shk_imt imt, double wimp, int usgs, double ref_vs30, size_t n, const double *vs30, const double *ref_pga, double *mean);

int shk_site_cy14_has(struct shk_imt imt);
int shk_site_ba08_has(struct shk_imt imt);
int shk_site_bssa14_has(struct shk_imt imt);
int shk_site_nrcan15_has(struct shk_imt imt);
int shk_site_cb14_has(struct shk_imt imt);
int shk_site_ceus_has(struct shk_imt imt, int usgs);

/* Boore & Atkinson (2008), eqs. 8 to 13: nonlinear term for a rock motion pga, and its slope. */
static inline double shk_ba08_slope(double vs30, double b1, double b2, double ln_vs30)
{
    const double ln300 = 5.70378247465620, ln180 = 5.19295685089021, ln760 = 6.63331843328038;
    return vs30 <= 180 ? b1 : vs30 <= 300 ? (b1 - b2) * (ln_vs30 - ln300) / (ln180 - ln300) + b2
         : vs30 < 760 ? b2 * (ln_vs30 - ln760) / (ln300 - ln760) : 0;
}

static inline double shk_ba08_nonlinear(double bnl, double pga, double ln_pga)
{
    const double ln003 = -3.50655789731998, ln01 = -2.30258509299405, dx = 1.09861228866811, ln06 = -0.510825623765991, ln15 = 0.405465108108164;
    const double dy = bnl * ln15, c = (3 * dy - bnl * dx) / (dx * dx), d = -(2 * dy - bnl * dx) / (dx * dx * dx);
    const double l = ln_pga - ln003;
    return pga <= 0.03 ? bnl * ln06 : pga <= 0.09 ? bnl * ln06 + c * l * l + d * l * l * l : bnl * (ln_pga - ln01);
}
#endif
