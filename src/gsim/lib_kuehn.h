/* lib_kuehn.h — Kuehn, Bozorgnia, Campbell & Gregor (2020), PEER report 2020/04: its kernel, shared with the version for New Zealand. */
#ifndef SHK_GSIM_LIB_KUEHN_H
#define SHK_GSIM_LIB_KUEHN_H
#include "gsim/gsim.h"

struct shk_kuehn { int slab, nz; };
extern const struct shk_gsim_arg shk_kuehn_args[], shk_kuehn_nz_args[];
shk_gsim_kernel shk_kuehn_kernel;
int shk_kuehn_supports(const struct shk_gsim_model *m, struct shk_imt imt);
enum shk_err shk_kuehn_plan(struct shk_gsim_make *k, struct shk_gsim_model *m);
enum { SHK_KUEHN_GLO, SHK_KUEHN_USA_AK, SHK_KUEHN_CAS, SHK_KUEHN_SEA, SHK_KUEHN_CAM, SHK_KUEHN_JPN, SHK_KUEHN_NZL, SHK_KUEHN_SAM, SHK_KUEHN_TWN };

#define SHK_KUEHN_ROW .component = "RotD50", .reference_vs30 = 1100, .needs = SHK_NEEDS(mag) | SHK_NEEDS(ztor) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30), \
    .kernel = shk_kuehn_kernel, .supports = shk_kuehn_supports, .plan = shk_kuehn_plan
#endif
