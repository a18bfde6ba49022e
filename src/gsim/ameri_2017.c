/* Ameri et al. (2017), Bull. Earthq. Eng. 15, 4681-4717: France, with regional stress parameters; and its forerunner of 2014. */
#include "ameri_2017_2014.coeffs.h"
#include "ameri_2017_2014_sigma.coeffs.h"
#include "ameri_2017_repi.coeffs.h"
#include "ameri_2017_repi_sigma.coeffs.h"
#include "ameri_2017_rjb.coeffs.h"
#include "ameri_2017_rjb_sigma.coeffs.h"
#include "ameri_2017_stress.coeffs.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

enum deviations { BY_MAGNITUDE, CONSTANT, CONSTANT_2014 };      /* CONSTANT: the rows with a stress term */
struct version { int repi; enum deviations dev; const struct shk_coeffs *sigma; };
enum { STRESS_DROP, ADJUSTMENT };

/* Between-event deviation at magnitudes up to 4 and from 5, and the within-event one. */
struct sigma { double tau1, tau2, phi; };
static struct sigma sigma_of(const struct version *v, struct shk_imt t)
{
    if (v->dev == CONSTANT_2014) {
        SHK_COEFFS(ameri_2017_2014_sigma, s, t);
        return (struct sigma){ s.sigmaB, s.sigmaB, s.sigmaW };
    }
    struct ameri_2017_rjb_sigma s;
    (void)shk_coeffs_at(v->sigma, t, (double *)&s);
    return v->dev == CONSTANT ? (struct sigma){ s.tau, s.tau, s.phi } : (struct sigma){ s.tau1, s.tau2, s.phi };
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct version *v = call->data;
    const double *dist = v->repi ? x->repi : x->rjb;
    struct ameri_2017_rjb c;            /* the three tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    SHK_COEFFS(ameri_2017_stress, t, call->imt);
    const struct sigma s = sigma_of(v, call->imt);
    const double unit = shk_log(9.81) + 2 * SHK_LN10;           /* the authors' g; the paper is in cm/s^2 */
    const double shift = shk_log(call->arg[ADJUSTMENT]) - unit, drop = call->arg[STRESS_DROP];
    const double *e = drop <= 1 ? &t.s0 : &t.s5;                /* after Yenier & Atkinson (2015) */
    const double e0 = e[0], e1 = e[1], e2 = e[2], e3 = e[3], e4 = e[4], l_drop = v->dev == CONSTANT ? shk_log10(drop) : 0;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], vs30 = x->vs30[i], r = dist[i], dm = m - 6.75;
        const double path = (c.c1 + c.c2 * (m - 5.5)) * 0.5 * shk_log10(r * r + c.h * c.h);             /* eq. 2 */
        const double size = m <= 6.75 ? c.b1 * dm + c.b2 * (dm * dm) : c.b3 * dm;                       /* eq. 3 */
        const double site = vs30 >= 800 ? c.e1 : vs30 >= 360 ? c.e2 : vs30 >= 180 ? c.e3 : c.e4;
        const double style = c.f1 * fault_normal30(rake) + c.f2 * fault_reverse30(rake) + c.f3 * fault_strike_slip(rake);    /* eq. 4 */
        const double stress = (e0 + m * (e1 + m * (e2 + m * (e3 + m * e4)))) * l_drop;
        const double tau = s.tau1 + (s.tau2 - s.tau1) * clip(m - 4, 0, 1);                              /* eq. 11 */
        out.mean[i] = (c.a + path + size + site + style + stress) * SHK_LN10 + shift;
        out.sig[i] = sqrt(tau * tau + s.phi * s.phi) * SHK_LN10;
        out.tau[i] = tau * SHK_LN10;
        out.phi[i] = s.phi * SHK_LN10;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct version *v = m->g->data;
    return have_all((const struct shk_coeffs *const[]){ m->g->coeffs, v->sigma, &ameri_2017_stress_coeffs, NULL }, t);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    for (int i = STRESS_DROP; i <= ADJUSTMENT; i++)
        if (!(m->arg[i] > 0)) return shk_fail(k->diag, SHK_E_INVALID, "%s: %s must be positive, got %g", k->name, m->g->args[i].name, m->arg[i]);
    return SHK_OK;
}

static const struct shk_gsim_arg args[] = { { .name = "norm_stress_drop", .value = 0.1 }, { .name = "adjustment_factor", .value = 1 }, { 0 } };
static const struct version rjb = { 0, BY_MAGNITUDE, &ameri_2017_rjb_sigma_coeffs }, rjb_stress = { 0, CONSTANT, &ameri_2017_rjb_sigma_coeffs },
    repi = { 1, BY_MAGNITUDE, &ameri_2017_repi_sigma_coeffs }, repi_stress = { 1, CONSTANT, &ameri_2017_repi_sigma_coeffs },
    rjb14 = { 0, CONSTANT_2014, &ameri_2017_2014_sigma_coeffs };

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(vs30)
#define ROW(v) .trt = "Active Shallow Crust", .args = args, .kernel = kernel, .supports = supports, .plan = plan, .data = &v, \
    .component = "GEOMETRIC_MEAN"
#define RJB .needs = NEEDS | SHK_NEEDS(rjb), .ref = "10.1007/s10518-017-0171-1", .coeffs = &ameri_2017_rjb_coeffs
#define REPI .needs = NEEDS | SHK_NEEDS(repi), .ref = "10.1007/s10518-017-0171-1", .coeffs = &ameri_2017_repi_coeffs
const struct shk_gsim gsim_ameri_2017[] = {
    { .name = "AmeriEtAl2017Rjb", ROW(rjb), RJB },
    { .name = "AmeriEtAl2017RjbStressDrop", ROW(rjb_stress), RJB },
    { .name = "AmeriEtAl2017Repi", ROW(repi), REPI },
    { .name = "AmeriEtAl2017RepiStressDrop", ROW(repi_stress), REPI,
      .presets = (const struct shk_gsim_preset[]){ { "norm_stress_drop", 1.1 }, { 0 } } },
    { .name = "Ameri2014Rjb", ROW(rjb14), .needs = NEEDS | SHK_NEEDS(rjb), .ref = "Ameri (2014), SIGMA-2014-D2-131",
      .coeffs = &ameri_2017_2014_coeffs },
    { 0 },
};
