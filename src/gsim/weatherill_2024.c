/* Weatherill (2024): average spectral acceleration for the European hazard model 2020, of the form of Kotha et al. (2020) with its
 * regional adjustments. */
#include <stddef.h>
#include "gsim/kotha_2020.h"
#include "gsim/make.h"
#include "gsim/units.h"
#include "weatherill_2024.coeffs.h"

/* A run of columns as an array. */
#define FROM(c, column) ((const double *)(c) + offsetof(struct weatherill_2024, column) / sizeof(double))

struct variant { int geology, homoskedastic; };
static const struct variant site = { 0, 0 }, geology = { 1, 0 }, homoskedastic = { 0, 1 };

/* Residual attenuation of the site's region, 1 to 5; elsewhere that of the whole. */
SHK_KERNEL static void attenuation(const struct shk_gsim_call *call, const struct shk_ctx *x, const struct weatherill_2024 *c, double *restrict c3)
{
    const struct kotha_state *st = call->model->state;
    const double eps = call->arg[KOTHA_C3_EPSILON], *v = FROM(c, region_1);
    double table[6];
    for (int r = 0; r <= 5; r++) table[r] = r ? v[2 * r - 2] + eps * v[2 * r - 1] : c->c3 + eps * c->tau_c3;
    if (st->c3) {
        (void)shk_coeffs_at(st->c3, call->imt, &table[0]);
        for (int r = 1; r <= 5; r++) table[r] = table[0];
    }
    for (size_t i = 0; i < x->n; i++) c3[i] = table[x->region[i] >= 1 && x->region[i] <= 5 ? (int)x->region[i] : 0];
}

/* Site amplification and its variability: by vs30, measured or inferred, or by slope and geology. */
SHK_KERNEL static void amplification(const struct variant *v, const struct shk_ctx *x, const struct weatherill_2024 *c, double *restrict amp, double *restrict s2s)
{
    const double *level = FROM(c, int_PRECAMBRIAN), *gradient = FROM(c, grad_PRECAMBRIAN);
    for (size_t i = 0; i < x->n; i++) {
        if (v->geology) {
            const int unit = x->geology[i] >= 1 && x->geology[i] <= 8 ? (int)x->geology[i] : 0;
            amp[i] = c->geo_V1 + (unit ? level[unit - 1] : 0) + (c->geo_V2 + (unit ? gradient[unit - 1] : 0)) * shk_log(clip(x->slope[i], 0.0005, 0.3));
            s2s[i] = c->geo_phi_s2s;
        } else {
            const double l = shk_log(min2(x->vs30[i], 1100));
            amp[i] = x->vs30measured[i] != 0 ? c->d0_obs + c->d1_obs * l : c->d0_inf + c->d1_inf * l;
            s2s[i] = x->vs30measured[i] != 0 ? c->phi_s2s_obs : c->phi_s2s_inf;
        }
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(weatherill_2024, c, call->imt);
    const struct variant *v = call->data;
    const struct kotha_state *st = call->model->state;
    const struct kotha_core k = { c.e1, c.b1, c.b2, c.b3, c.c1, c.c2, c.tau_l2l };
    const double eps = st->dl2l ? 0 : call->arg[KOTHA_SIGMA_MU_EPSILON], ergodic = call->arg[KOTHA_ERGODIC] != 0, same = v->homoskedastic;
    const double *mu = FROM(&c, sigma_mu_m8_shallow);
    double c3[SHK_CTX_BLOCK], amp[SHK_CTX_BLOCK], s2s[SHK_CTX_BLOCK], dl2l = 0;
    if (st->dl2l) (void)shk_coeffs_at(st->dl2l, call->imt, &dl2l);
    attenuation(call, x, &c, c3);
    amplification(v, x, &c, amp, s2s);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i];
        double dr;
        const double f = kotha_median(&k, m, kotha_h(x->hypo_depth[i]), x->rjb[i], &dr);
        const double t = m > 6.5 ? c.tau4 : m > 5.5 ? c.tau3 + (c.tau4 - c.tau3) * (m - 5.5) : m > 5 ? c.tau2 + (c.tau3 - c.tau2) * ((m - 5) / 0.5)
                       : m > 4.5 ? c.tau1 + (c.tau2 - c.tau1) * ((m - 4.5) / 0.5) : c.tau1;
        const double p = m <= 5 ? c.phi0_a : m > 6.5 ? c.phi0_b : c.phi0_a + (m - 5) * ((c.phi0_b - c.phi0_a) / 1.5);
        const double tau = same ? c.tau_event_0 : t, phi0 = same ? c.phi_0 : p, phi = sqrt(phi0 * phi0 + ergodic * s2s[i] * s2s[i]);
        out.mean[i] = f + c3[i] * dr + amp[i] + dl2l - SHK_LN_CMS2_PER_G + eps * kotha_sigma_mu(mu, m, x->hypo_depth[i], k.tau_l2l);
        out.sig[i] = sqrt(tau * tau + phi * phi);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    const struct kotha_state *s = m->state;
    return shk_coeffs_have(&weatherill_2024_coeffs, imt) && (!s->dl2l || shk_coeffs_have(s->dl2l, imt)) && (!s->c3 || shk_coeffs_have(s->c3, imt));
}

#define ROW(v, s) .ref = "Weatherill (2024), in preparation", .trt = "Active Shallow Crust", .component = "RotD50", .args = shk_kotha_2020_args, .data = &v, \
    .coeffs = &weatherill_2024_coeffs, .kernel = kernel, .supports = supports, .plan = shk_kotha_2020_plan, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rjb) | SHK_NEEDS(region) | (s)
const struct shk_gsim gsim_weatherill_2024[] = {
    { .name = "Weatherill2024ESHM20AvgSA", ROW(site, SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured)) },
    { .name = "Weatherill2024ESHM20SlopeGeologyAvgSA", ROW(geology, SHK_NEEDS(slope) | SHK_NEEDS(geology)) },
    { .name = "Weatherill2024ESHM20AvgSAHomoskedastic", ROW(homoskedastic, SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured)) },
    { 0 },
};
