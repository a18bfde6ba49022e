/* Abrahamson, Gregor & Addo (2016), Earthq. Spectra 32(1), 23-44, "BC Hydro" (online in 2015). */
#include "abrahamson_2015.coeffs.h"
#include "abrahamson_2015_scaled.coeffs.h"
#include "gsim/lib_bchydro.h"

#define INTER(branch) &(const struct shk_bchydro){ .c1 = 7.8, .c1_distance = 7.8, .dc1 = branch }
#define SLAB(d) &(const struct shk_bchydro){ .slab = 1, .c1 = 7.8, .c1_distance = 7.8, .delta_c1 = d }
#define ROW .ref = "10.1193/051712EQS188MR", .component = "GEOMETRIC_MEAN", .reference_vs30 = 1000
#define SINTER .needs = SHK_BCHYDRO_NEEDS_SINTER, ROW, SHK_BCHYDRO_SINTER
#define SSLAB .needs = SHK_BCHYDRO_NEEDS_SSLAB, ROW, SHK_BCHYDRO_SSLAB

const struct shk_gsim gsim_abrahamson_2015[] = {
    { .name = "AbrahamsonEtAl2015SInter", .data = INTER(SHK_DC1_MIDDLE), .coeffs = &abrahamson_2015_coeffs, SINTER },
    { .name = "AbrahamsonEtAl2015SInterLow", .data = INTER(SHK_DC1_LOW), .coeffs = &abrahamson_2015_coeffs, SINTER },
    { .name = "AbrahamsonEtAl2015SInterHigh", .data = INTER(SHK_DC1_HIGH), .coeffs = &abrahamson_2015_coeffs, SINTER },
    { .name = "AbrahamsonEtAl2015SInter_scaled", .data = INTER(SHK_DC1_MIDDLE), .coeffs = &abrahamson_2015_scaled_coeffs, SINTER },
    { .name = "AbrahamsonEtAl2015SSlab", .data = SLAB(-0.3), .coeffs = &abrahamson_2015_coeffs, SSLAB },
    { .name = "AbrahamsonEtAl2015SSlabLow", .data = SLAB(-0.5), .coeffs = &abrahamson_2015_coeffs, SSLAB },
    { .name = "AbrahamsonEtAl2015SSlabHigh", .data = SLAB(-0.1), .coeffs = &abrahamson_2015_coeffs, SSLAB },
    { .name = "AbrahamsonEtAl2015SSlab_scaled", .data = SLAB(-0.3), .coeffs = &abrahamson_2015_scaled_coeffs, SSLAB },
    { 0 },
};
