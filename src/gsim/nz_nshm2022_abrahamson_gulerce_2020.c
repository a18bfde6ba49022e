/* Abrahamson & Gulerce (2020) as used for the 2022 national model of New Zealand: with back-arc attenuation. */
#include "gsim/lib_abrahamson_gulerce.h"

static const struct shk_abrahamson_gulerce sinter = { 0, 1 }, sslab = { 1, 1 };
#define IN(r) (const struct shk_gsim_preset[]){ { "region", r }, { 0 } }
#define ROW .ref = "GNS Science report 2022/57", .args = shk_abrahamson_gulerce_nz_args, SHK_AG_ROW
#define SINTER .trt = "Subduction Interface", ROW
#define SSLAB .trt = "Subduction IntraSlab", ROW

const struct shk_gsim gsim_nz_nshm2022_abrahamson_gulerce_2020[] = {
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SInter", .data = &sinter, SINTER },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SInterAlaska", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_USA_AK), SINTER },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SInterCascadia", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_CAS), SINTER },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SInterCentralAmericaMexico", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_CAM), SINTER },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SInterJapan", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_JPN), SINTER },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SInterNewZealand", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_NZL), SINTER },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SInterSouthAmerica", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_SAM), SINTER },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SInterTaiwan", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_TWN), SINTER },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SSlab", .data = &sslab, SSLAB },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SSlabAlaska", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_USA_AK), SSLAB },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SSlabCascadia", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_CAS), SSLAB },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SSlabCentralAmericaMexico", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_CAM), SSLAB },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SSlabJapan", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_JPN), SSLAB },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SSlabNewZealand", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_NZL), SSLAB },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SSlabSouthAmerica", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_SAM), SSLAB },
    { .name = "NZNSHM2022_AbrahamsonGulerce2020SSlabTaiwan", .alias = 1, .alias_of = "NZNSHM2022_AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_TWN), SSLAB },
    { 0 },
};
