/* Zhao et al. (2006): kernel and table for its variants in other files. */
#ifndef SHK_GSIM_ZHAO_2006_H
#define SHK_GSIM_ZHAO_2006_H
#include "gsim/lib_terms.h"
enum shk_zhao06_type { ZHAO06_CRUST, ZHAO06_INTERFACE, ZHAO06_SLAB };
struct shk_zhao06 {                     /* call->data */
    enum shk_zhao06_type type;
    const struct shk_coeffs *trt;       /* interface or slab table; NULL for crust */
    double depth, nearest, max_mag;     /* fixed depth (0: the rupture's), least distance, largest magnitude (0: none) */
    int cascadia;                       /* with site factors */
};
extern const struct shk_coeffs *const shk_zhao06_coeffs;
extern const struct shk_zhao06 shk_zhao06_crust, shk_zhao06_slab;
shk_gsim_kernel shk_zhao06_kernel;      /* reads mag, hypo_depth, rrup, vs30; crust: rake */
#endif
