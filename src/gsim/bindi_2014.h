/* bindi_2014.h — kernel of Bindi et al. (2014), for its scaled version. Coefficients of a row are in the layout of struct
 * bindi_2014_rjb, or with Eurocode 8 classes of struct bindi_2014_rjb_ec8. */
#ifndef SHK_GSIM_BINDI_2014_H
#define SHK_GSIM_BINDI_2014_H
#include "gsim/lib_terms.h"

struct bindi14 { int rhypo, ec8, style; };
shk_gsim_kernel shk_bindi14_kernel;
extern const struct shk_gsim_arg shk_bindi14_args[];

#define SHK_BINDI14 .ref = "10.1007/s10518-013-9525-5", .trt = "Active Shallow Crust", .args = shk_bindi14_args, .kernel = shk_bindi14_kernel, \
    .component = "GEOMETRIC_MEAN"
#endif
