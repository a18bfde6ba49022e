/* lib_alatik.h — standard deviations of Al Atik (2015), PEER report 2015/07: tau by magnitude (eq. 5.6), single-station phi
 * (eq. 5.14) and site-to-site phi, at the mean or at a quantile of their epistemic distribution (eqs. 5.1 to 5.5). */
#ifndef SHK_GSIM_LIB_ALATIK_H
#define SHK_GSIM_LIB_ALATIK_H
#include "gsim/gsim.h"

enum shk_tau_model { SHK_TAU_GLOBAL, SHK_TAU_CENA, SHK_TAU_CENA_CONSTANT };
enum shk_phi_model { SHK_PHI_GLOBAL, SHK_PHI_CENA, SHK_PHI_CENA_CONSTANT };
extern const char *const shk_alatik_models[];           /* "global", "cena", "cena_constant": indices are the enums above */

struct shk_tau { double pgv[4], sa[4]; };               /* at M 4.5, 5, 5.5, 6.5; constant outside */
void shk_tau_init(struct shk_tau *t, enum shk_tau_model model, double quantile);      /* quantile NAN: the mean */
void shk_tau_eval(const struct shk_tau *t, struct shk_imt imt, size_t n, const double *mag, double *tau);

/* Coefficients a, b (phi_ss) or one column (phi_s2ss) at a quantile; the rows live in the arena. SHK_E_NOMEM. */
SHK_CHECKED enum shk_err shk_phi_ss_init(struct shk_arena *arena, enum shk_phi_model model, double quantile, struct shk_coeffs *out);
SHK_CHECKED enum shk_err shk_phi_s2ss_init(struct shk_arena *arena, double quantile, struct shk_coeffs *out);
/* The spreads of these distributions, in the same layouts. */
SHK_CHECKED enum shk_err shk_alatik_spread(struct shk_arena *arena, enum shk_tau_model tau, enum shk_phi_model phi, struct shk_tau *tau_spread,
                                           struct shk_coeffs *phi_spread, struct shk_coeffs *s2ss_spread);
double shk_alatik_at_quantile(double mean, double spread, double quantile);     /* quantile NAN: mean */
void shk_phi_ss_eval(const struct shk_coeffs *phi, struct shk_imt imt, size_t n, const double *mag, double *out);
/* Site-to-site phi of the U.S. panel (Stewart et al. 2019): by vs30. */
void shk_phi_s2s_usgs(struct shk_imt imt, size_t n, const double *vs30, double *out);
int shk_phi_s2s_usgs_has(struct shk_imt imt);

double shk_chi2_quantile(double p, double df);          /* for moderate p and any df > 0; about 1e-12 relative */
#endif
