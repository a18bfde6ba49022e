/* Weatherill, Kotha & Cotton (2023), Bull. Earthq. Eng.: Abrahamson et al. (2016) for the subduction zones of the European hazard
 * model 2020, with a smooth step of attenuation across the volcanic front. */
#include "eshm20_bchydro_sinter.coeffs.h"
#include "eshm20_bchydro_sslab.coeffs.h"
#include "gsim/lib_bchydro.h"

#define INTER(branch) &(const struct shk_bchydro){ .eshm20 = 1, .c1 = 7.8, .c1_distance = 7.8, .dc1 = branch }
#define SLAB(d) &(const struct shk_bchydro){ .eshm20 = 1, .slab = 1, .c1 = 7.8, .c1_distance = 7.8, .delta_c1 = d }
#define ROW .ref = "10.1007/s10518-023-01662-4", .component = "GEOMETRIC_MEAN", .reference_vs30 = 1000
#define SINTER .coeffs = &eshm20_bchydro_sinter_coeffs, .needs = SHK_BCHYDRO_NEEDS_SINTER, ROW, SHK_BCHYDRO_SINTER
#define SSLAB .coeffs = &eshm20_bchydro_sslab_coeffs, .needs = SHK_BCHYDRO_NEEDS_SSLAB, ROW, SHK_BCHYDRO_SSLAB
/* Branches of stress and attenuation with the S-shaped taper (choice 2) from -100 to 100 km. */
#define BRANCH(stress, atten) (const struct shk_gsim_preset[]){ { "sigma_mu_epsilon", stress }, { "theta6_adjustment", atten }, \
    { "faba_taper_model", 2 }, { "a", -100 }, { "b", 100 }, { 0 } }

const struct shk_gsim gsim_eshm20_bchydro[] = {
    { .name = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), SINTER },
    { .name = "BCHydroESHM20SInterLow", .data = INTER(SHK_DC1_LOW), SINTER },
    { .name = "BCHydroESHM20SInterHigh", .data = INTER(SHK_DC1_HIGH), SINTER },
    { .name = "BCHydroESHM20SSlab", .data = SLAB(-0.3), SSLAB },
    { .name = "BCHydroESHM20SSlabLow", .data = SLAB(-0.5), SSLAB },
    { .name = "BCHydroESHM20SSlabHigh", .data = SLAB(-0.1), SSLAB },
    { .name = "ESHM20SInterVLowStressFastAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(-2.85697, -0.0015), SINTER },
    { .name = "ESHM20SInterVLowStressMidAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(-2.85697, 0.0), SINTER },
    { .name = "ESHM20SInterVLowStressSlowAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(-2.85697, 0.0015), SINTER },
    { .name = "ESHM20SInterLowStressFastAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(-1.35563, -0.0015), SINTER },
    { .name = "ESHM20SInterLowStressMidAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(-1.35563, 0.0), SINTER },
    { .name = "ESHM20SInterLowStressSlowAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(-1.35563, 0.0015), SINTER },
    { .name = "ESHM20SInterMidStressFastAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(0.0, -0.0015), SINTER },
    { .name = "ESHM20SInterMidStressMidAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(0.0, 0.0), SINTER },
    { .name = "ESHM20SInterMidStressSlowAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(0.0, 0.0015), SINTER },
    { .name = "ESHM20SInterHighStressFastAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(1.35563, -0.0015), SINTER },
    { .name = "ESHM20SInterHighStressMidAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(1.35563, 0.0), SINTER },
    { .name = "ESHM20SInterHighStressSlowAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(1.35563, 0.0015), SINTER },
    { .name = "ESHM20SInterVHighStressFastAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(2.85697, -0.0015), SINTER },
    { .name = "ESHM20SInterVHighStressMidAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(2.85697, 0.0), SINTER },
    { .name = "ESHM20SInterVHighStressSlowAtten", .alias = 1, .alias_of = "BCHydroESHM20SInter", .data = INTER(SHK_DC1_MIDDLE), .presets = BRANCH(2.85697, 0.0015), SINTER },
    { .name = "ESHM20SSlabVLowStressFastAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(-2.85697, -0.0015), SSLAB },
    { .name = "ESHM20SSlabVLowStressMidAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(-2.85697, 0.0), SSLAB },
    { .name = "ESHM20SSlabVLowStressSlowAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(-2.85697, 0.0015), SSLAB },
    { .name = "ESHM20SSlabLowStressFastAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(-1.35563, -0.0015), SSLAB },
    { .name = "ESHM20SSlabLowStressMidAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(-1.35563, 0.0), SSLAB },
    { .name = "ESHM20SSlabLowStressSlowAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(-1.35563, 0.0015), SSLAB },
    { .name = "ESHM20SSlabMidStressFastAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(0.0, -0.0015), SSLAB },
    { .name = "ESHM20SSlabMidStressMidAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(0.0, 0.0), SSLAB },
    { .name = "ESHM20SSlabMidStressSlowAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(0.0, 0.0015), SSLAB },
    { .name = "ESHM20SSlabHighStressFastAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(1.35563, -0.0015), SSLAB },
    { .name = "ESHM20SSlabHighStressMidAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(1.35563, 0.0), SSLAB },
    { .name = "ESHM20SSlabHighStressSlowAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(1.35563, 0.0015), SSLAB },
    { .name = "ESHM20SSlabVHighStressFastAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(2.85697, -0.0015), SSLAB },
    { .name = "ESHM20SSlabVHighStressMidAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(2.85697, 0.0), SSLAB },
    { .name = "ESHM20SSlabVHighStressSlowAtten", .alias = 1, .alias_of = "BCHydroESHM20SSlab", .data = SLAB(-0.3), .presets = BRANCH(2.85697, 0.0015), SSLAB },
    { 0 },
};
