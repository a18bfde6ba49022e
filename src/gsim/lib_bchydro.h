/* lib_bchydro.h — the form of Abrahamson, Gregor & Addo (2016), "BC Hydro", shared by its regional versions. A row gives
 * coefficients in the layout of struct abrahamson_2015 (.coeffs) and a struct shk_bchydro (.data). */
#ifndef SHK_GSIM_LIB_BCHYDRO_H
#define SHK_GSIM_LIB_BCHYDRO_H
#include "gsim/gsim.h"

enum shk_bchydro_dc1 { SHK_DC1_MIDDLE, SHK_DC1_LOW, SHK_DC1_HIGH, SHK_DC1_MONTALVA17 };
struct shk_bchydro {
    int slab, eshm20;               /* eshm20: the taper by distance to the volcanic front may replace the back-arc term */
    double c1, c1_distance;         /* break magnitude of the magnitude and of the distance term */
    double delta_c1;                /* of intraslab events; 0: by period, from the table dc1 */
    enum shk_bchydro_dc1 dc1;
};

shk_gsim_kernel shk_bchydro_kernel;
int shk_bchydro_supports(const struct shk_gsim_model *m, struct shk_imt imt);
enum shk_err shk_bchydro_plan(struct shk_gsim_make *k, struct shk_gsim_model *m);
extern const struct shk_gsim_arg shk_bchydro_args[];

#define SHK_BCHYDRO .args = shk_bchydro_args, .kernel = shk_bchydro_kernel, .supports = shk_bchydro_supports, .plan = shk_bchydro_plan
#define SHK_BCHYDRO_SINTER .trt = "Subduction Interface", SHK_BCHYDRO
#define SHK_BCHYDRO_SSLAB .trt = "Subduction IntraSlab", SHK_BCHYDRO
#define SHK_BCHYDRO_NEEDS_SINTER (SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30))
#define SHK_BCHYDRO_NEEDS_SSLAB (SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30))
#endif
