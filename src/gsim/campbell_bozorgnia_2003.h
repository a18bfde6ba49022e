/* campbell_bozorgnia_2003.h — terms that the versions of Campbell & Bozorgnia (2003), Bull. Seismol. Soc. Am. 93(1), 314-331, share. */
#ifndef SHK_GSIM_CAMPBELL_BOZORGNIA_2003_H
#define SHK_GSIM_CAMPBELL_BOZORGNIA_2003_H
#include "campbell_bozorgnia_2003.coeffs.h"
#include "gsim/lib_terms.h"

/* Eqs. 1 to 5; g: near-source effect of local site conditions; reverse on faults steeper than 45 degrees, else thrust. */
INLINE double cb03_source_path(const struct campbell_bozorgnia_2003 *c, double m, double rrup, double g, double compression, double dip)
{
    const double d = 8.5 - m, s = shk_exp(c->c8 * m + c->c9 * (d * d)) * g;
    return c->c1 + c->c2 * m + c->c3 * (d * d) + c->c4 * 0.5 * shk_log(rrup * rrup + s * s) + compression * (dip > 45 ? c->c10 : c->c11);
}

INLINE int cb03_compression(double rake) { return (rake >= 22.5) & (rake <= 157.5); }
INLINE double cb03_near(double c15, double rrup) { return c15 * min2(rrup * 0.125, 1); }        /* eq. 10 */
INLINE double cb03_sigma(double c16, double m) { return c16 - (m < 7.4 ? 0.07 * m : 0.518); }   /* eq. 11 */
#endif
