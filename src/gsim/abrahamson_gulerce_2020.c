/* Abrahamson & Gulerce (2020), PEER report 2020/25: NGA-Subduction, global and by region. */
#include "gsim/lib_abrahamson_gulerce.h"

static const struct shk_abrahamson_gulerce sinter = { 0, 0 }, sslab = { 1, 0 };
#define IN(r) (const struct shk_gsim_preset[]){ { "region", r }, { 0 } }
#define ROW .ref = "PEER report 2020/25", .args = shk_abrahamson_gulerce_args, SHK_AG_ROW
#define SINTER .trt = "Subduction Interface", ROW
#define SSLAB .trt = "Subduction IntraSlab", ROW

const struct shk_gsim gsim_abrahamson_gulerce_2020[] = {
    { .name = "AbrahamsonGulerce2020SInter", .data = &sinter, SINTER },
    { .name = "AbrahamsonGulerce2020SInterAlaska", .alias = 1, .alias_of = "AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_USA_AK), SINTER },
    { .name = "AbrahamsonGulerce2020SInterCascadia", .alias = 1, .alias_of = "AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_CAS), SINTER },
    { .name = "AbrahamsonGulerce2020SInterCentralAmericaMexico", .alias = 1, .alias_of = "AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_CAM), SINTER },
    { .name = "AbrahamsonGulerce2020SInterJapan", .alias = 1, .alias_of = "AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_JPN), SINTER },
    { .name = "AbrahamsonGulerce2020SInterNewZealand", .alias = 1, .alias_of = "AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_NZL), SINTER },
    { .name = "AbrahamsonGulerce2020SInterSouthAmerica", .alias = 1, .alias_of = "AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_SAM), SINTER },
    { .name = "AbrahamsonGulerce2020SInterTaiwan", .alias = 1, .alias_of = "AbrahamsonGulerce2020SInter", .data = &sinter, .presets = IN(SHK_AG_TWN), SINTER },
    { .name = "AbrahamsonGulerce2020SSlab", .data = &sslab, SSLAB },
    { .name = "AbrahamsonGulerce2020SSlabAlaska", .alias = 1, .alias_of = "AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_USA_AK), SSLAB },
    { .name = "AbrahamsonGulerce2020SSlabCascadia", .alias = 1, .alias_of = "AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_CAS), SSLAB },
    { .name = "AbrahamsonGulerce2020SSlabCentralAmericaMexico", .alias = 1, .alias_of = "AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_CAM), SSLAB },
    { .name = "AbrahamsonGulerce2020SSlabJapan", .alias = 1, .alias_of = "AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_JPN), SSLAB },
    { .name = "AbrahamsonGulerce2020SSlabNewZealand", .alias = 1, .alias_of = "AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_NZL), SSLAB },
    { .name = "AbrahamsonGulerce2020SSlabSouthAmerica", .alias = 1, .alias_of = "AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_SAM), SSLAB },
    { .name = "AbrahamsonGulerce2020SSlabTaiwan", .alias = 1, .alias_of = "AbrahamsonGulerce2020SSlab", .data = &sslab, .presets = IN(SHK_AG_TWN), SSLAB },
    { 0 },
};
