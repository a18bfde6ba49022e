/* lib_can_shm6.h — the sixth seismic hazard model of Canada (Kolaj et al. 2023, GSC Open File 8630): site terms on hard rock. */
#ifndef SHK_GSIM_LIB_CAN_SHM6_H
#define SHK_GSIM_LIB_CAN_SHM6_H
#include "can_shm6_ab06.coeffs.h"
#include "gsim/gsim.h"
#include "math/vmath.h"

/* Above 1100 m/s: linear in ln(vs30) from a1100 to 2000 m/s, where it is a2000 or the factor of Atkinson & Boore (2006), whichever is
 * larger, but not above a1100; constant beyond. All ln, relative to 760 m/s. */
struct shk_hard_rock { double a1100, slope; };

static inline struct shk_hard_rock shk_hard_rock_init(struct shk_imt imt, double a1100, double a2000)
{
    SHK_COEFFS(can_shm6_ab06, c, imt);
    const double ab06 = -shk_log(c.c), top = a2000 > ab06 ? a2000 : ab06, at2000 = a1100 < top ? a1100 : top;
    return (struct shk_hard_rock){ a1100, (at2000 - a1100) / 0.5978370007556204 };         /* ln(2000 / 1100) */
}

static inline double shk_hard_rock(struct shk_hard_rock h, double vs30)
{
    const double w = shk_log((vs30 < 1100 ? 1100 : vs30 > 2000 ? 2000 : vs30) / 1100);
    return h.a1100 + h.slope * w;
}

/* PGA, PGV, and spectral periods of 0.05 to 10 s. */
static inline int shk_can_shm6_measure(struct shk_imt imt)
{
    return imt.kind == SHK_PGA || imt.kind == SHK_PGV || (imt.kind == SHK_SA && imt.period >= 0.05 && imt.period <= 10);
}
#endif
