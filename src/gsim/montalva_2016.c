/* Montalva et al. (2016): Chile, in the form of Abrahamson et al. (2016); superseded by Montalva et al. (2017). */
#include "gsim/lib_bchydro.h"
#include "montalva_2016_sinter.coeffs.h"
#include "montalva_2016_sslab.coeffs.h"

static const struct shk_bchydro sinter = { .c1 = 7.8, .c1_distance = 7.8 }, sslab = { .slab = 1, .c1 = 7.8, .c1_distance = 7.8, .delta_c1 = -0.3 };
#define ROW .ref = "Montalva et al. (2016)", .component = "GEOMETRIC_MEAN", .reference_vs30 = 1000

const struct shk_gsim gsim_montalva_2016[] = {
    { .name = "MontalvaEtAl2016SInter", .data = &sinter, .coeffs = &montalva_2016_sinter_coeffs, .needs = SHK_BCHYDRO_NEEDS_SINTER, ROW, SHK_BCHYDRO_SINTER },
    { .name = "MontalvaEtAl2016SSlab", .data = &sslab, .coeffs = &montalva_2016_sslab_coeffs, .needs = SHK_BCHYDRO_NEEDS_SSLAB, ROW, SHK_BCHYDRO_SSLAB },
    { 0 },
};
