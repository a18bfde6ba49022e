/* Edwards & Fah (2013), Geophys. J. Int. 194(1): the kernel that both regions share. */
#ifndef SHK_GSIM_EDWARDS_FAH_2013A_H
#define SHK_GSIM_EDWARDS_FAH_2013A_H
#include "edwards_fah_2013a_10.coeffs.h"
#include "gsim/lib_terms.h"

struct shk_edwards_fah_2013_3bars { double c1, c2, c3, c4, c5, cmag35, cmag4, cmag41, cmag5, cmag51, cmag6; };
struct shk_edwards_fah_2013 {           /* call->data */
    double near[4];                     /* least distance by magnitude: near[0] m + near[1] from 4.7 to 5, near[2] m + near[3] below */
    const struct shk_coeffs *to_3bars;  /* adjustment from 10 to 3 bars in the layout above, or NULL */
};
shk_gsim_kernel shk_edwards_fah_2013;   /* coefficients in the layout of struct edwards_fah_2013a_10 */

#define SHK_EDWARDS_FAH_2013 .ref = "10.1093/gji/ggt131", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .reference_vs30 = 1105, \
    .kernel = shk_edwards_fah_2013, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
#endif
