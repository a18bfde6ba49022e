/* Kuehn et al. (2020) as used for the 2022 national model of New Zealand: back-arc attenuation, nonlinear deviations. */
#include "gsim/lib_kuehn.h"

static const struct shk_kuehn sinter = { 0, 1 }, sslab = { 1, 1 };
#define ROW .ref = "GNS Science report 2022/57", .args = shk_kuehn_nz_args, SHK_KUEHN_ROW
#define SINTER .trt = "Subduction Interface", ROW
#define SSLAB .trt = "Subduction IntraSlab", ROW

const struct shk_gsim gsim_nz_nshm2022_kuehn_2020[] = {
    { .name = "NZNSHM2022_KuehnEtAl2020SInter", .data = &sinter, SINTER },
    { .name = "NZNSHM2022_KuehnEtAl2020SSlab", .data = &sslab, SSLAB },
    { 0 },
};
