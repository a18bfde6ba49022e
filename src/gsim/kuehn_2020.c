/* Kuehn, Bozorgnia, Campbell & Gregor (2020), PEER report 2020/04: NGA-Subduction, global and by region. */
#include "gsim/lib_kuehn.h"

static const struct shk_kuehn sinter = { 0, 0 }, sslab = { 1, 0 };
#define IN(r) (const struct shk_gsim_preset[]){ { "region", r }, { 0 } }
#define ROW .ref = "PEER report 2020/04", .args = shk_kuehn_args, SHK_KUEHN_ROW
#define SINTER .trt = "Subduction Interface", ROW
#define SSLAB .trt = "Subduction IntraSlab", ROW

const struct shk_gsim gsim_kuehn_2020[] = {
    { .name = "KuehnEtAl2020SInter", .data = &sinter, SINTER },
    { .name = "KuehnEtAl2020SInterAlaska", .alias = 1, .alias_of = "KuehnEtAl2020SInter", .data = &sinter, .presets = IN(SHK_KUEHN_USA_AK), SINTER },
    { .name = "KuehnEtAl2020SInterCascadia", .alias = 1, .alias_of = "KuehnEtAl2020SInter", .data = &sinter, .presets = IN(SHK_KUEHN_CAS), SINTER },
    { .name = "KuehnEtAl2020SInterCentralAmericaMexico", .alias = 1, .alias_of = "KuehnEtAl2020SInter", .data = &sinter, .presets = IN(SHK_KUEHN_CAM), SINTER },
    { .name = "KuehnEtAl2020SInterJapan", .alias = 1, .alias_of = "KuehnEtAl2020SInter", .data = &sinter, .presets = IN(SHK_KUEHN_JPN), SINTER },
    { .name = "KuehnEtAl2020SInterNewZealand", .alias = 1, .alias_of = "KuehnEtAl2020SInter", .data = &sinter, .presets = IN(SHK_KUEHN_NZL), SINTER },
    { .name = "KuehnEtAl2020SInterSouthAmerica", .alias = 1, .alias_of = "KuehnEtAl2020SInter", .data = &sinter, .presets = IN(SHK_KUEHN_SAM), SINTER },
    { .name = "KuehnEtAl2020SInterTaiwan", .alias = 1, .alias_of = "KuehnEtAl2020SInter", .data = &sinter, .presets = IN(SHK_KUEHN_TWN), SINTER },
    { .name = "KuehnEtAl2020SInterCascadiaSeattleBasin", .alias = 1, .alias_of = "KuehnEtAl2020SInter", .data = &sinter, .presets = IN(SHK_KUEHN_SEA), SINTER },
    { .name = "KuehnEtAl2020SSlab", .data = &sslab, SSLAB },
    { .name = "KuehnEtAl2020SSlabAlaska", .alias = 1, .alias_of = "KuehnEtAl2020SSlab", .data = &sslab, .presets = IN(SHK_KUEHN_USA_AK), SSLAB },
    { .name = "KuehnEtAl2020SSlabCascadia", .alias = 1, .alias_of = "KuehnEtAl2020SSlab", .data = &sslab, .presets = IN(SHK_KUEHN_CAS), SSLAB },
    { .name = "KuehnEtAl2020SSlabCentralAmericaMexico", .alias = 1, .alias_of = "KuehnEtAl2020SSlab", .data = &sslab, .presets = IN(SHK_KUEHN_CAM), SSLAB },
    { .name = "KuehnEtAl2020SSlabJapan", .alias = 1, .alias_of = "KuehnEtAl2020SSlab", .data = &sslab, .presets = IN(SHK_KUEHN_JPN), SSLAB },
    { .name = "KuehnEtAl2020SSlabNewZealand", .alias = 1, .alias_of = "KuehnEtAl2020SSlab", .data = &sslab, .presets = IN(SHK_KUEHN_NZL), SSLAB },
    { .name = "KuehnEtAl2020SSlabSouthAmerica", .alias = 1, .alias_of = "KuehnEtAl2020SSlab", .data = &sslab, .presets = IN(SHK_KUEHN_SAM), SSLAB },
    { .name = "KuehnEtAl2020SSlabTaiwan", .alias = 1, .alias_of = "KuehnEtAl2020SSlab", .data = &sslab, .presets = IN(SHK_KUEHN_TWN), SSLAB },
    { .name = "KuehnEtAl2020SSlabCascadiaSeattleBasin", .alias = 1, .alias_of = "KuehnEtAl2020SSlab", .data = &sslab, .presets = IN(SHK_KUEHN_SEA), SSLAB },
    { 0 },
};
