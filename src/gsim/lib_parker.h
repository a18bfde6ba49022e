/* lib_parker.h — Parker, Stewart, Boore, Atkinson & Hassani (2022), Earthq. Spectra 38(1): its kernel, shared with the version for
 * New Zealand. Coefficients of a row are in the layout of struct parker_2020. */
#ifndef SHK_GSIM_LIB_PARKER_H
#define SHK_GSIM_LIB_PARKER_H
#include "gsim/gsim.h"

struct shk_parker { int slab, basin, nz; };         /* basin: z2pt5 is required */
extern const struct shk_gsim_arg shk_parker_args[], shk_parker_nz_args[];
shk_gsim_kernel shk_parker_kernel;
int shk_parker_supports(const struct shk_gsim_model *m, struct shk_imt imt);
enum shk_err shk_parker_plan(struct shk_gsim_make *k, struct shk_gsim_model *m);

/* Choices of region, saturation_region and basin, for presets. */
enum { SHK_PARKER_AK, SHK_PARKER_CAM, SHK_PARKER_CASCADIA, SHK_PARKER_JP, SHK_PARKER_SA, SHK_PARKER_TW };
enum { SHK_PARKER_ALEUTIAN, SHK_PARKER_CAM_N, SHK_PARKER_CAM_S, SHK_PARKER_SA_N, SHK_PARKER_SA_S, SHK_PARKER_TW_E, SHK_PARKER_TW_W,
       SHK_PARKER_JP_PAC, SHK_PARKER_JP_PHI };
enum { SHK_PARKER_OUT, SHK_PARKER_SEATTLE };

#define SHK_PARKER_ROW .component = "GEOMETRIC_MEAN", .kernel = shk_parker_kernel, .supports = shk_parker_supports, .plan = shk_parker_plan
#define SHK_PARKER_NEEDS (SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30))
#endif
