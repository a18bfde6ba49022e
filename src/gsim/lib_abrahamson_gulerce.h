/* lib_abrahamson_gulerce.h — Abrahamson & Gulerce (2020), PEER report 2020/25: its kernel, shared with the version for New Zealand. */
#ifndef SHK_GSIM_LIB_ABRAHAMSON_GULERCE_H
#define SHK_GSIM_LIB_ABRAHAMSON_GULERCE_H
#include "gsim/gsim.h"

struct shk_abrahamson_gulerce { int slab, nz; };
extern const struct shk_gsim_arg shk_abrahamson_gulerce_args[], shk_abrahamson_gulerce_nz_args[];
shk_gsim_kernel shk_abrahamson_gulerce_kernel;
int shk_abrahamson_gulerce_supports(const struct shk_gsim_model *m, struct shk_imt imt);
enum shk_err shk_abrahamson_gulerce_plan(struct shk_gsim_make *k, struct shk_gsim_model *m);
enum { SHK_AG_GLO, SHK_AG_USA_AK, SHK_AG_CAS, SHK_AG_CAM, SHK_AG_JPN, SHK_AG_NZL, SHK_AG_SAM, SHK_AG_TWN };

#define SHK_AG_ROW .component = "RotD50", .reference_vs30 = 1000, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30), \
    .kernel = shk_abrahamson_gulerce_kernel, .supports = shk_abrahamson_gulerce_supports, .plan = shk_abrahamson_gulerce_plan
#endif
