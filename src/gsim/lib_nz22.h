/* lib_nz22.h — what the models of the 2022 national model of New Zealand share (Gerstenberger et al. 2022, GNS Science report 2022/57). */
#ifndef SHK_GSIM_LIB_NZ22_H
#define SHK_GSIM_LIB_NZ22_H
#include "gsim/gsim.h"
#include "nz_nshm2022_backarc.coeffs.h"

/* Back-arc attenuation of Abrahamson et al. (2016) added to intraslab events: 1.008 (c[0] + c[1] ln(max(rrup, 85) / 40)). */
static inline void shk_nz22_back_arc(struct shk_imt imt, double c[2])
{
    if (imt.period < 0.02) { c[0] = 1.0988; c[1] = -1.42; }
    else (void)shk_coeffs_at(&nz_nshm2022_backarc_coeffs, imt, c);
}

static inline int shk_nz22_back_arc_has(struct shk_imt imt) { return imt.period < 0.02 || shk_coeffs_have(&nz_nshm2022_backarc_coeffs, imt); }
#endif
