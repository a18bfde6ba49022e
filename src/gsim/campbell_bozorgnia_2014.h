/* Campbell & Bozorgnia (2014): its basin term, which other models add. */
#ifndef SHK_GSIM_CAMPBELL_BOZORGNIA_2014_H
#define SHK_GSIM_CAMPBELL_BOZORGNIA_2014_H
#include "campbell_bozorgnia_2014.coeffs.h"
#include "gsim/lib_terms.h"

/* ln of depth to 2.5 km/s in km is a - b ln(vs30): eq. 33 (California), 34 (Japan). */
struct cb14_ln_z25 { double a, b; };
static inline struct cb14_ln_z25 cb14_ln_z25(int japan)
{
    return japan ? (struct cb14_ln_z25){ 5.359, 1.102 } : (struct cb14_ln_z25){ 7.089, 1.144 };
}

/* Basin response, eq. 20; slope: c16 k3, or another. */
INLINE double cb14_basin(double shallow, double slope, double z25)
{
    const double deep = shk_exp(-0.25 * (z25 - 3));
    return shallow * min2(z25 - 1, 0) + (z25 > 3 ? slope * 0.4723665527410147 * (1 - deep) : 0);
}
#endif
