/* Chao et al. (2020), Earthq. Spectra 36(2), 600-637: crustal and subduction earthquakes in Taiwan. */
#include "chao_2020.coeffs.h"
#include "gsim/lib_terms.h"

enum { CRUST, INTERFACE, SLAB };
enum { MANILA, AFTERSHOCKS, GEOLOGY };

/* Coefficients of one type of source. */
struct by_type { double mc, c4, href, c8, c11, c13, c14, c17, c19, c21, c29, tau1, tau2, phiss1, phiss2; };

static struct by_type by_type(int type, const struct chao_2020 *c)
{
    if (type == CRUST)
        return (struct by_type){ .mc = 7.6, .c8 = c->c8_cr, .c11 = c->c11_cr, .c14 = c->c14_cr, .c17 = c->c17_cr, .c19 = c->c19_cr, .c21 = c->c21_cr,
                                 .tau1 = c->tau1_cr, .tau2 = c->tau2_cr, .phiss1 = c->phiss1_cr, .phiss2 = c->phiss2_cr };
    struct by_type k = { .mc = 7.1, .c8 = c->c8_sb, .c11 = c->c11_sb, .c13 = c->c13, .c17 = c->c17_sb, .c19 = c->c19_sb, .c21 = c->c21_sb,
                         .tau1 = c->tau1_sb, .tau2 = c->tau2_sb, .phiss1 = c->phiss1_sb, .phiss2 = c->phiss2_sb };
    if (type == INTERFACE) { k.c4 = 0.3; k.c14 = c->c14_if; k.c29 = c->c29_if; }        /* only here the near-source term grows */
    else { k.href = 35; k.c14 = c->c14_is; k.c29 = c->c29_is; }
    return k;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const int type = *(const int *)call->data, crust = type == CRUST;
    SHK_COEFFS(chao_2020, c, call->imt);
    const struct by_type k = by_type(type, &c);
    const double *rakes = crust ? x->rake : x->mag;
    const double strike_slip = crust ? c.c2 : type == INTERFACE ? c.c4_if : c.c4_is;
    const double reverse = crust ? c.c1 : strike_slip, normal = crust ? c.c3 : strike_slip;
    const double always = c.c6 * (call->arg[AFTERSHOCKS] != 0) + c.c7 * (call->arg[MANILA] != 0), inferred = call->arg[GEOLOGY] != 0 ? c.c27 : c.c28;
    const double soft = call->imt.kind == SHK_PGD || call->imt.kind == SHK_PGV ? 2400 : 2.4, lv1180 = shk_log(1180 / 760.0), ln760 = shk_log(760.0);
    const double z2 = 355.4 * 355.4, quadratic = crust ? c.c10 : 0, limit = crust ? INFINITY : k.mc;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], vs30 = x->vs30[i], z = x->z1pt0[i], rake = rakes[i], over = max2(m - k.mc, 0), d = m - 6.5;
        const double style = ((rake >= 30) & (rake <= 150)) ? reverse : ((rake >= -150) & (rake <= -30)) ? normal : strike_slip;
        const double h = 10 * shk_exp(k.c4 * over), hf = 0.5 * shk_log((r * r + h * h) / (h * h));
        const double source = style + (x->ztor[i] - k.href) * k.c14 + d * k.c8 + max2(5 - m, 0) * k.c11
                            + max2(6 - m, 0) * k.c13 + over * k.c29 + quadratic * (d * d - over * over);
        const double path = hf * (k.c17 + k.c19 * (min2(m, limit) - 6.5)) + r * k.c21;
        const double rock = source + path + always + (x->vs30measured[i] != 0 ? c.c26 : inferred);
        const double lv = shk_log(vs30) - ln760, sa = shk_exp(rock + lv1180 * c.c24);
        const double fc = vs30 < 760 ? c.c23 * (-1.5 * lv - shk_log(sa + soft) + shk_log(sa + soft * shk_exp(1.5 * lv))) : 0;
        const double ln_ref = -4.08 / 2 * shk_log((vs30 * vs30 + z2) / (1750.0 * 1750 + z2));
        const double basin = z >= 0 ? c.c25 * (shk_log(max2(z, 0)) - ln_ref) : 0;           /* -999: the mean depth for vs30 */
        const double w = 0.5 * (clip(m, 4.5, 6.5) - 4.5), tau = k.tau1 + (k.tau2 - k.tau1) * w, phiss = k.phiss1 + (k.phiss2 - k.phiss1) * w;
        const double phi2 = c.phis2s * c.phis2s + phiss * phiss;
        out.mean[i] = rock + fc + lv * c.c24 + basin;
        out.sig[i] = sqrt(tau * tau + phi2);
        out.tau[i] = tau;
        out.phi[i] = sqrt(phi2);
    }
}

static const struct shk_gsim_arg args[] = { { .name = "manila", .value = 0 }, { .name = "aftershocks", .value = 0 },
    { .name = "geology", .value = 1 }, { 0 } };
#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(ztor) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured) | SHK_NEEDS(z1pt0)
#define ROW(type) .ref = "10.1177/8755293019891711", .args = args, .kernel = kernel, .coeffs = &chao_2020_coeffs, .component = "GEOMETRIC_MEAN", \
    .reference_vs30 = 1180, .data = &(const int){ type }
const struct shk_gsim gsim_chao_2020[] = {
    { .name = "ChaoEtAl2020SInter", .trt = "Subduction Interface", ROW(INTERFACE), .needs = NEEDS },
    { .name = "ChaoEtAl2020SSlab", .trt = "Subduction IntraSlab", ROW(SLAB), .needs = NEEDS },
    { .name = "ChaoEtAl2020Asc", .trt = "Active Shallow Crust", ROW(CRUST), .needs = NEEDS | SHK_NEEDS(rake) },
    { 0 },
};
