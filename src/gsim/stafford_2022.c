/* Stafford (2022), GNS Science report 2022/15: Chiou & Youngs (2014) adapted to New Zealand, with branches of the median and of sigma. */
#include "gsim/chiou_youngs_2014.h"
#include "gsim/gsim.h"
#include "gsim/lib_terms.h"
#include "math/vmath.h"
#include "stafford_2022.coeffs.h"        /* in the columns of Chiou & Youngs (2014) */

enum { CENTRAL, LOWER, UPPER };
enum { MU, SIGMA, ADJUST_C1, ADJUST_CHM, ADJUST_C7, ADJUST_CG1 };
static const char *const branches[] = { "Central", "Lower", "Upper", NULL };
static const struct shk_gsim_arg args[] = { { "mu_branch", CENTRAL, branches, 0 }, { "sigma_branch", CENTRAL, branches, 0 }, { "adjust_c1", 1, NULL, 0 },
    { "adjust_chm", 1, NULL, 0 }, { "adjust_c7", 1, NULL, 0 }, { "adjust_cg1", 1, NULL, 0 }, { 0 } };

static inline double sigmoid(double x, double start, double finish, double centre, double slope)
{
    return start + (finish - start) / (1 + shk_exp(-(x - centre) / slope));
}

/* Standard deviation of the median where data are few: by distance and magnitude, with shapes that depend on the period. */
struct empirical { double centre_r, slope_r, centre_m, slope_m; };
static struct empirical empirical_of(double T)
{
    return (struct empirical){ sigmoid(T, 3.75, 5.75, 3.5, 0.5), sigmoid(T, 0.225, 1.3, 3.5, 0.5), sigmoid(T, 5.82, 6.4, 3.5, 0.5), sigmoid(T, 0.42, 0.38, 2.5, 0.2) };
}
static inline double empirical_sigma(const struct empirical *e, double ln_r, double m)
{
    return 0.4 - 0.25 * sigmoid(ln_r, 0, 1, e->centre_r, e->slope_r) * sigmoid(m, 1, 0, e->centre_m, e->slope_m);
}

/* Cornish-Fisher expansion of a chi-square quantile divided by its degrees of freedom n; z: the normal quantile (Goldberg &
 * Levine 1946, Ann. Math. Stat. 17, 216-225). With n > 30 here, better than 1e-7. */
static inline double chi2_ratio(double n, double z)
{
    const double z2 = z * z, z3 = z2 * z, z4 = z2 * z2, z5 = z4 * z, z6 = z3 * z3, z7 = z6 * z, r2 = 1.41421356237309505, s = sqrt(n);
    return 1 + z * r2 / s + 2 * (z2 - 1) / (3 * n) + (z3 - 7 * z) / (9 * r2 * n * s) - (6 * z4 + 14 * z2 - 32) / (405 * n * n)
         + (9 * z5 + 256 * z3 - 433 * z) / (4860 * r2 * n * n * s) + (12 * z6 - 243 * z4 - 923 * z2 + 1472) / (25515 * n * n * n)
         - (3753 * z7 + 4353 * z5 - 289517 * z3 - 289717 * z) / (9185400 * r2 * n * n * n * s);
}

/* What a branch changes in the coefficients, for spectral period T. */
static void adjust(struct chiou_youngs_2014 *c, double T, int mu, const double *arg)
{
    const double ln_T = shk_log(T), correction = fmin(0.0024 * shk_tanh(0.8 * shk_log(T / 1.8)), 0), spread = 1.28155 * 0.893 * sigmoid(ln_T, 0.00054, 0.0004, shk_log(0.9), 0.2);
    if (arg[ADJUST_CG1] != 0) c->cg1 += correction + (mu == LOWER ? -spread : mu == UPPER ? spread : 0);
    if (arg[ADJUST_C7] == 0 || mu == UPPER) return;
    if (mu == LOWER) c->c7 += -0.02578;
    c->c7b += mu == LOWER ? sigmoid(ln_T, -0.05737, 0.05733, -1.0324, 0.04875) : sigmoid(ln_T, -0.0865, 0, -1.5364, 0.3266);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const double T = call->imt.kind == SHK_PGA ? 0.01 : call->imt.period, ln_T = shk_log(T);
    const int mu = (int)call->arg[MU], sigma = (int)call->arg[SIGMA];
    struct chiou_youngs_2014 c;
    (void)shk_coeffs_at(&stafford_2022_coeffs, SHK_IMT_SA(T), (double *)&c);
    adjust(&c, T, mu, call->arg);
    const struct empirical e = empirical_of(T);
    const struct cy14_attenuation q = cy14_attenuation(&c, CY14_CAL);
    const double side = mu == LOWER ? -1.28155 * 0.893 : mu == UPPER ? 1.28155 * 0.893 : 0;
    const double w_c1 = call->arg[ADJUST_C1] != 0 ? side : 0, w_chm = call->arg[ADJUST_CHM] != 0 ? 0.4 * side : 0;
    const double tau0 = sigmoid(ln_T, 0.45, 0.4, 0, 0.2), tau1 = sigmoid(ln_T, 0.35, 0.4, 0, 0.2);
    const double u = T / 0.7170, s2s = 0.3171 + 0.3248 * shk_pow(u, 0.7911) * shk_exp(-0.8970 * u);
    const double neff = T <= 0.3 ? sigmoid(ln_T, 190.34, 221.16, -2.4341, 0.10366) : 221.16 / shk_pow(T / 0.3, 0.10299);
    const double at_80 = empirical_sigma(&e, shk_log(80), 5), z = sigma == LOWER ? -1.2815515655446004 : sigma == UPPER ? 1.2815515655446004 : 0;
    const double at_1130 = shk_exp(c.phi3 * 770), exp_cg3 = shk_exp(-c.cg3);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], ln_r = shk_log(max2(r, 1e-10)), emp = empirical_sigma(&e, ln_r, m);
        const struct cy14_source s = cy14_source(&c, m, x->rake[i], x->ztor[i], x->dip[i], 1, exp_cg3);
        const double saturation = sigmoid(ln_r, 0.6638 - 0.2570 * (min2(m, 7) - 6), 0, 0.7990, 0.9835);
        const double ln_ref = cy14_rock(&c, s, q, m, r, x->rx[i], cy14_ln_far(r), cy14_above(x->ztor[i], r, x->rjb[i], x->rx[i])) + w_c1 * emp + w_chm * saturation;
        const double vs30 = x->vs30[i], y = shk_exp(ln_ref), f = c.phi2 * (shk_exp(c.phi3 * (min2(vs30, 1130) - 360)) - at_1130);
        const double ref = cy14_z1(0, vs30), z1 = x->z1pt0[i] == -999 ? ref : x->z1pt0[i], basin = z1 <= 0 ? 0 : c.phi5 * (1 - shk_exp(-(z1 - ref) / 300));
        out.mean[i] = ln_ref + c.phi1 * min2(shk_log(vs30 / 1130), 0) + f * shk_log((y + c.phi4) / c.phi4) + basin;
        const double nl = 1 + f * (y / (y + c.phi4)), tau = tau0 + (tau1 - tau0) * (clip(m, 5, 6.5) - 5) / 1.5;
        const double phi2 = s2s * s2s + (nl * nl * 0.736 + 0.264) * (0.39 * 0.39);
        const double ratio = emp / at_80, dof = neff / (ratio * ratio) - 1;
        out.sig[i] = sqrt((nl * nl * tau * tau + phi2) * chi2_ratio(dof, z));
        out.tau[i] = fabs(nl * tau);
        out.phi[i] = sqrt(phi2);
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    (void)m;
    return imt.kind == SHK_PGA || (imt.kind == SHK_SA && shk_coeffs_have(&stafford_2022_coeffs, imt));
}

const struct shk_gsim gsim_stafford_2022[] = {
    { .name = "Stafford2022", .ref = "GNS Science report 2022/15", .trt = "Active Shallow Crust", .component = "RotD50", .reference_vs30 = 1130,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(dip) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(rrup) | SHK_NEEDS(rjb) | SHK_NEEDS(rx) | SHK_NEEDS(vs30)
             | SHK_NEEDS(vs30measured) | SHK_NEEDS(z1pt0),
      .args = args, .kernel = kernel, .supports = supports },
    { 0 },
};
