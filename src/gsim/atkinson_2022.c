/* Atkinson (2022), GNS Science report 2022/06: backbone models for the 2022 national model of New Zealand. */
#include "atkinson_2022.coeffs.h"
#include "gsim/gsim.h"
#include "gsim/lib_nz22.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"
#include "math/vmath.h"
#include "nz_nshm2022_rho.coeffs.h"

enum zone { CRUST, INTER, SLAB };
enum { EPISTEMIC, MODIFIED_SIGMA };
static const char *const branches[] = { "Central", "Lower", "Upper", "central", "lower", "upper", NULL };
static const struct shk_gsim_arg args[] = { { "epistemic", 0, branches, 0 }, { "modified_sigma", 0, NULL, 0 }, { 0 } };

struct chosen { double c0, c1, c2, b3, b4, g1, be, phi; };

static struct chosen choose(const struct atkinson_2022 *c, enum zone z)
{
    const double l = shk_log(c->f), we = z == CRUST ? c->We_crust : z == INTER ? c->We_inter : c->We_slab;
    return (struct chosen){ z == SLAB ? c->c0_slab : c->c0_crust, z == SLAB ? c->c1_slab : c->c1_crust, z == SLAB ? c->c2_slab : c->c2_crust, c->b3, c->b4,
        z == CRUST ? min2(0.008, 0.005 + 0.0016 * l) : z == INTER ? min2(0.006, 0.0045 + 0.0014 * l) : min2(0.005, 0.004 + 0.0012 * l),
        z == CRUST ? c->Be_crust : z == INTER ? c->Be_inter : c->Be_slab, sqrt(we * we + c->phiS2S * c->phiS2S) };
}

/* ln of motion in cm/s^2 at 760 m/s. ln_z: geometric spreading of Hassani & Atkinson (2018) with a hinge at 50 km; ln_r: R / Rref. */
INLINE double rock(const struct chosen *c, double m, double rrup, double ln_z, double ln_r)
{
    return c->c0 + c->c1 * m + c->c2 * m * m + ln_z + (c->b3 + c->b4 * m) * ln_r - c->g1 * rrup;
}

/* The same for all measures: geometric spreading, logarithms, PGA on rock (g), the nonlinear response's factor, the branch. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double ln_z[ROOM], ln_r[ROOM], ln_far[ROOM], lv[ROOM], pga[ROOM], soft[ROOM], branch[ROOM]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    SHK_COEFFS(atkinson_2022, k, SHK_IMT_PGA);
    const enum zone z = *(const enum zone *)call->data;
    const struct chosen c = choose(&k, z);
    const int branch = (int)call->arg[EPISTEMIC] % 3;
    double *restrict ln_z = s->ln_z, *restrict ln_r = s->ln_r, *restrict ln_far = s->ln_far, *restrict lv = s->lv, *restrict pga = s->pga, *restrict soft = s->soft;
    double *restrict by_branch = s->branch, ba[2] = { 0 };
    const double factor = z == SLAB ? 1.008 : 0, *backarc = z == SLAB ? x->backarc : x->mag, ln50 = shk_log(50), scale = 1.28155 * 0.893;
    if (z == SLAB) shk_nz22_back_arc(SHK_IMT_PGA, ba);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rrup = x->rrup[i], h = shk_exp(SHK_LN10 * (-0.405 + 0.235 * m));
        const double R = sqrt(rrup * rrup + h * h), ln_R = shk_log(R), on = backarc[i] != 0 ? factor : 0;
        ln_r[i] = ln_R - 0.5 * shk_log(1 + h * h);
        ln_z[i] = R > 50 ? -1.3 * ln50 - 0.5 * (ln_R - ln50) : -1.3 * ln_R;
        ln_far[i] = shk_log(max2(rrup, 85) / 40);
        const double a = shk_exp(rock(&c, m, rrup, ln_z[i], ln_r[i]) + on * (ba[0] + ba[1] * ln_far[i]));                       /* cm/s^2 */
        pga[i] = a / 981;
        soft[i] = shk_log((a + 98.1) / 98.1);
    }
    SHK_EACH(i, x->n) {
        const double ln_rrup = shk_log(x->rrup[i]), far = -0.25 + 0.12 * ln_rrup, above7 = 0.15 * max2(x->mag[i] - 7, 0);
        const double lower = min2(max2(max2(0.6 - 0.13 * ln_rrup, 0.3), far), 0.5) + above7, upper = min2(max2(max2(1 - 0.3 * ln_rrup, 0.3), far), 0.8) + above7;
        by_branch[i] = scale * (branch == 1 ? -lower : branch == 2 ? upper : 0);
        lv[i] = shk_log(x->vs30[i] / 760);
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    SHK_COEFFS(atkinson_2022, k, call->imt);
    SHK_COEFFS(atkinson_2022, kp, SHK_IMT_PGA);
    const enum zone z = *(const enum zone *)call->data;
    const struct chosen c = choose(&k, z), p = choose(&kp, z);
    const int nonlinear = call->arg[MODIFIED_SIGMA] != 0;
    double ba[2] = { 0 }, rho[2] = { 1, 1 };
    if (z == SLAB) shk_nz22_back_arc(call->imt, ba);
    if (call->imt.period >= 0.01) (void)shk_coeffs_at(&nz_nshm2022_rho_coeffs, call->imt, rho);
    const double factor = z == SLAB ? 1.008 : 0, *backarc = z == SLAB ? x->backarc : x->mag, e400 = shk_exp(k.f5 * 400), ln_vc = shk_log(k.Vc / 760);
    const double sigma = z == CRUST ? k.sigma_crust : z == INTER ? k.sigma_inter : k.sigma_slab, ln981 = shk_log(981);
    const double phi_b = sqrt(c.phi * c.phi - 0.09), phi_b_pga = sqrt(p.phi * p.phi - 0.09);
    SHK_EACH(i, x->n) {
        const double on = backarc[i] != 0 ? factor : 0, pga = s->pga[i], flin = k.c * min2(s->lv[i], ln_vc);                /* Seyhan & Stewart (2014) */
        const double f2 = k.f4 * (shk_exp(k.f5 * (min2(x->vs30[i], 760) - 360)) - e400);
        out.mean[i] = rock(&c, x->mag[i], x->rrup[i], s->ln_z[i], s->ln_r[i]) + flin + f2 * s->soft[i] + on * (ba[0] + ba[1] * s->ln_far[i]) - ln981 + s->branch[i];
        const double df = f2 * pga / (pga + 0.1);
        const double phi2 = c.phi * c.phi + df * df * phi_b_pga * phi_b_pga + 2 * df * phi_b_pga * phi_b * rho[0];
        const double tau2 = c.be * c.be + df * df * p.be * p.be + 2 * df * p.be * c.be * rho[1];
        out.sig[i] = nonlinear ? sqrt(tau2 + phi2) : sigma;
        out.tau[i] = nonlinear ? sqrt(tau2) : c.be;
        out.phi[i] = nonlinear ? sqrt(phi2) : c.phi;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt)
{
    return shk_coeffs_have(m->g->coeffs, imt) && shk_nz22_back_arc_has(imt);
}

#define ROW(n, t, z, extra) { .name = n, .ref = "GNS Science report 2022/06", .trt = t, .component = "RotD50", .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | (extra), \
    .coeffs = &atkinson_2022_coeffs, .args = args, .data = &(const enum zone){ z }, .kernel = kernel, .supports = supports }

const struct shk_gsim gsim_atkinson_2022[] = {
    ROW("Atkinson2022Crust", "Active Shallow Crust", CRUST, 0),
    ROW("Atkinson2022SInter", "Subduction Interface", INTER, 0),
    ROW("Atkinson2022SSlab", "Subduction IntraSlab", SLAB, SHK_NEEDS(backarc)),
    { 0 },
};
