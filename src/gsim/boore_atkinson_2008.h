/* Terms of Boore & Atkinson (2008) that other models use. Equations of Earthq. Spectra 24(1), 99-138. */
#ifndef SHK_GSIM_BOORE_ATKINSON_2008_H
#define SHK_GSIM_BOORE_ATKINSON_2008_H
#include "atkinson_boore_2006_soil.coeffs.h"
#include "boore_atkinson_2008.coeffs.h"
#include "gsim/lib_terms.h"

enum shk_ba08_kind { BA08, BA08_2011, BA08_PRIME, BA08_HAWAII, BA08_BCHYDRO };
shk_gsim_kernel shk_ba08_kernel;        /* call->data: enum shk_ba08_kind; reads mag, rake, vs30, rjb (Hawaii: hypo_depth) */
int shk_ba08_supports(const struct shk_gsim_model *m, struct shk_imt t);

/* Magnitude and distance scaling, eq. 1 without site term: ln of motion at 760 m/s. */
INLINE double ba08_rock(const struct boore_atkinson_2008 *c, double mag, double rake, double rjb)
{
    const double dm = mag - c->Mh, r = sqrt(rjb * rjb + c->h * c->h);
    const double style = fault_strike_slip(rake) * c->e2 + fault_normal30(rake) * c->e3 + fault_reverse30(rake) * c->e4;
    return style + (mag <= c->Mh ? c->e5 * dm + c->e6 * dm * dm : c->e7 * dm)               /* eq. 5 */
         + (c->c1 + c->c2 * (mag - 4.5)) * shk_log(r) + c->c3 * (r - 1);                    /* eq. 3, 4 */
}

INLINE double ba08_ln_v(double vs30) { return shk_log(vs30 * (1 / 760.0)); }
/* The factor of the nonlinear response, eq. 8; ln_pga: of motion at 760 m/s. */
INLINE double ba08_soft(double ln_pga)
{
    const double ln06 = -0.51082562376599072, ln3 = 1.0986122886681098, ln15 = 0.40546510810816438, ln01 = -2.3025850929940455,
                 ln003 = -3.5065578973199818, ln009 = -2.4079456086518722, x = ln_pga - ln003;
    const double c2 = (3 * ln15 - ln3) / (ln3 * ln3), d3 = (2 * ln15 - ln3) / (ln3 * ln3 * ln3);
    return ln_pga <= ln003 ? ln06 : ln_pga <= ln009 ? ln06 + (c2 - d3 * x) * (x * x) : ln_pga - ln01;
}
/* Site amplification, eq. 6 to 13; lv: ba08_ln_v(vs30); soft: ba08_soft. */
INLINE double ba08_site_soft(const struct atkinson_boore_2006_soil *c, double vs30, double lv, double soft)
{
    const double ln300_760 = -0.92953595862417574, per_180_300 = 1 / -0.51082562376599072, per_300_760 = 1 / ln300_760;
    const double bnl = vs30 <= 180 ? c->b1
                     : vs30 <= 300 ? (c->b1 - c->b2) * ((lv - ln300_760) * per_180_300) + c->b2
                     : vs30 < 760 ? c->b2 * lv * per_300_760 : 0;                             /* eq. 13 */
    return c->blin * lv + bnl * soft;
}
INLINE double ba08_site_lv(const struct atkinson_boore_2006_soil *c, double vs30, double lv, double ln_pga) { return ba08_site_soft(c, vs30, lv, ba08_soft(ln_pga)); }
INLINE double ba08_site(const struct atkinson_boore_2006_soil *c, double vs30, double ln_pga) { return ba08_site_lv(c, vs30, ba08_ln_v(vs30), ln_pga); }
#endif
