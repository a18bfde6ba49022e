/* Atkinson & Adams (2013), Can. J. Civ. Eng. 40, 988-998, for the Canadian hazard model of 2015: what its regions share. */
#ifndef SHK_GSIM_CAN15_H
#define SHK_GSIM_CAN15_H
#include "gsim/lib_terms.h"
#define CAN15_REF "10.1139/cjce-2012-0544"

static inline double can15_sigma(struct shk_imt t)     /* 0.23 log10 units up to 0.2 s, 0.27 from 1 s */
{
    return SHK_LN10 * (0.23 + clip((t.period - 0.2) / 0.8, 0, 1) * 0.04);
}

/* Distances of a point at 10 km depth, as of a rupture of average size (scale: 1 in the west, 0.6 in the east); least_top: of
 * the top of the rupture. */
struct can15_distances { double rjb, rrup; };
INLINE struct can15_distances can15_distances(double mag, double repi, double scale, double least_top)
{
    const double width = scale * shk_exp(SHK_LN10 * (-1.01 + 0.32 * mag)), length = scale * shk_exp(SHK_LN10 * (-2.44 + 0.59 * mag));
    const double top = max2(max2(10 - 0.5 * width, least_top), 0), rjb = max2(repi - 0.3 * length, 0.1);
    return (struct can15_distances){ rjb, sqrt(rjb * rjb + top * top) };
}
#endif
