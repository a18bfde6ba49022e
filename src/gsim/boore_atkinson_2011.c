/* Atkinson & Boore (2011), Bull. Seismol. Soc. Am. 101(3), 1121-1135: corrections to Boore & Atkinson (2008), and its
 * referenced empirical form for eastern North America (Atkinson 2008). */
#include "gsim/boore_atkinson_2008.h"

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
#define ROW .kernel = shk_ba08_kernel, .supports = shk_ba08_supports, .coeffs = &boore_atkinson_2008_coeffs
#define KIND(k) &(const enum shk_ba08_kind){ k }
const struct shk_gsim gsim_boore_atkinson_2011[] = {
    { .name = "BooreAtkinson2011", .ref = "10.1785/0120100270", .trt = "Active Shallow Crust", .needs = NEEDS, ROW,
      .data = KIND(BA08_2011), .component = "GMRotI50" },
    { .name = "Atkinson2008prime", .ref = "10.1785/0120100270", .trt = "Stable Shallow Crust", .needs = NEEDS, ROW,
      .data = KIND(BA08_PRIME), .component = "GMRotI50" },
    { 0 },
};
