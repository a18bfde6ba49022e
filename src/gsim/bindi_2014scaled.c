/* Bindi et al. (2014), Bull. Earthq. Eng. 12(1), 391-430: Europe, hypocentral distance, Eurocode 8 classes, with a scaled constant e1. */
#include "bindi_2014scaled.coeffs.h"
#include "gsim/bindi_2014.h"

const struct shk_gsim gsim_bindi_2014scaled[] = {
    { .name = "BindiEtAl2014RhypEC8scaled", SHK_BINDI14, .coeffs = &bindi_2014scaled_coeffs,
      .data = &(const struct bindi14){ .rhypo = 1, .ec8 = 1, .style = 1 },
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30) },
    { 0 },
};
