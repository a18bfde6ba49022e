/* Kotha, Weatherill, Bindi & Cotton (2020): terms that other models use. Equations of Bull. Earthq. Eng. 18, 4091-4125. */
#ifndef SHK_GSIM_KOTHA_2020_H
#define SHK_GSIM_KOTHA_2020_H
#include "gsim/lib_terms.h"

struct kotha_core { double e1, b1, b2, b3, c1, c2, tau_l2l; };

/* Fixed effects without c3 and site (eqs. 2, 3): magnitude and geometric spreading; and the distance that c3 multiplies. */
INLINE double kotha_distance(double h, double rjb, double *dr)         /* ln(R / Rref), the same for all measures; dr: what c3 multiplies */
{
    const double r = sqrt(rjb * rjb + h * h), rref = sqrt(30.0 * 30.0 + h * h);
    *dr = (r - rref) / 100;
    return shk_log(r / rref);
}
INLINE double kotha_at(const struct kotha_core *c, double m, double ln_r)
{
    const double dm = m - 5.7, fm = m <= 5.7 ? c->e1 + c->b1 * dm + c->b2 * dm * dm : c->e1 + c->b3 * dm;
    return fm + (c->c1 + c->c2 * (m - 4.5)) * ln_r;
}
INLINE double kotha_median(const struct kotha_core *c, double m, double h, double rjb, double *dr) { return kotha_at(c, m, kotha_distance(h, rjb, dr)); }

INLINE double kotha_h(double depth) { return depth <= 10 ? 4 : depth > 20 ? 12 : 8; }

/* Statistical uncertainty of the median, at least the source-region variability (Weatherill et al. 2020, sec. 3.3). */
INLINE double kotha_sigma_mu(const double s[6], double m, double depth, double tau_l2l)      /* s: shallow, intermediate, deep at M 8; at M 7.4 */
{
    const double uf = depth < 10 ? s[0] : depth >= 20 ? s[2] : s[1], lf = depth < 10 ? s[3] : depth >= 20 ? s[5] : s[4];
    return m < 7.4 ? tau_l2l : max2(tau_l2l, m >= 8 ? uf : lf + (uf - lf) * (m - 7.4) / 0.6);
}

/* Arguments of the family, and what plan leaves in state. */
enum { KOTHA_SIGMA_MU_EPSILON, KOTHA_C3_EPSILON, KOTHA_ERGODIC, KOTHA_DL2L, KOTHA_C3 };
extern const struct shk_gsim_arg shk_kotha_2020_args[];
struct kotha_state { const struct shk_coeffs *dl2l, *c3; };   /* by measure, or NULL */
struct shk_gsim_make;
SHK_CHECKED enum shk_err shk_kotha_2020_plan(struct shk_gsim_make *k, struct shk_gsim_model *m);
#endif
