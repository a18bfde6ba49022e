/* Montalva, Bastias & Rodriguez-Marek (2017), BSSA 107(2), 901-911: Chile, in the form of Abrahamson et al. (2016). */
#include "gsim/lib_bchydro.h"
#include "montalva_2017_sinter.coeffs.h"
#include "montalva_2017_sslab.coeffs.h"

static const struct shk_bchydro sinter = { .c1 = 7.2, .c1_distance = 7.2, .dc1 = SHK_DC1_MONTALVA17 };
static const struct shk_bchydro sslab = { .slab = 1, .c1 = 7.2, .c1_distance = 7.2, .delta_c1 = -0.3 };
#define ROW .ref = "10.1785/0120160221", .component = "GEOMETRIC_MEAN", .reference_vs30 = 1000

const struct shk_gsim gsim_montalva_2017[] = {
    { .name = "MontalvaEtAl2017SInter", .data = &sinter, .coeffs = &montalva_2017_sinter_coeffs, .needs = SHK_BCHYDRO_NEEDS_SINTER, ROW, SHK_BCHYDRO_SINTER },
    { .name = "MontalvaEtAl2017SSlab", .data = &sslab, .coeffs = &montalva_2017_sslab_coeffs, .needs = SHK_BCHYDRO_NEEDS_SSLAB, ROW, SHK_BCHYDRO_SSLAB },
    { 0 },
};
