/* Campbell & Bozorgnia (2008), Earthq. Spectra 24(1), 139-171: active shallow crust. */
#include "campbell_bozorgnia_2008.coeffs.h"
#include "campbell_bozorgnia_2008_bchydro.coeffs.h"
#include "gsim/chiou_youngs_2008.h"

enum kind { BASE, ARBITRARY, BCHYDRO };

struct site { double mag, normal, reverse_depth, hanging, rrup, z25; };

INLINE struct site site_of(double mag, double rake, double ztor, double dip, double rrup, double rjb, double z25)
{
    const double reverse = (rake > 30) & (rake < 150), normal = (rake > -150) & (rake < -30);
    const double rmax = max2(rrup, sqrt(rjb * rjb + 1)), near = ztor < 1 ? (rmax - rjb) / rmax : (rrup - rjb) / rrup;
    const double f_r = rjb > 0 ? near : 1, f_m = clip(2 * (mag - 6), 0, 1), f_z = ztor >= 20 ? 0 : (20 - ztor) * (1 / 20.0);     /* eq. 7 to 9 */
    const double f_d = dip > 70 ? (90 - dip) * (1 / 20.0) : 1;                                                                  /* eq. 10 */
    return (struct site){ mag, normal, reverse * min2(ztor, 1), f_r * f_m * f_z * f_d, rrup, z25 };
}

/* Eq. 1 without the shallow site response. */
INLINE double motion(const struct campbell_bozorgnia_2008 *c, struct site s)
{
    const double m = s.mag, deep = shk_exp(-0.25 * (s.z25 - 3));
    const double f_m = c->c0 + c->c1 * m + c->c2 * max2(m - 5.5, 0) + c->c3 * max2(m - 6.5, 0);                                 /* eq. 2 */
    const double f_sed = c->c11 * min2(s.z25 - 1, 0) + (s.z25 > 3 ? c->c12 * c->k3 * 0.4723665527410147 * (1 - deep) : 0);     /* eq. 12: e^-0.75 */
    return f_m + (c->c4 + c->c5 * m) * 0.5 * shk_log(s.rrup * s.rrup + c->c6 * c->c6) + c->c7 * s.reverse_depth + c->c8 * s.normal
         + c->c9 * s.hanging + f_sed;
}

/* Shallow site response, eq. 11. lv: ln(vs30 / k1), powered: c (vs30 / k1)^n, ln_1100: ln(1100 / k1). */
INLINE double shallow(const struct campbell_bozorgnia_2008 *c, double vs30, double lv, double powered, double pga, double ln_1100)
{
    const double stiff = c->c10 + c->k2 * c->n, soft = c->c10 * lv + c->k2 * shk_log((pga + powered) / (pga + c->c));
    return vs30 < c->k1 ? soft : stiff * min2(lv, ln_1100);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const enum kind kind = *(const enum kind *)call->data;
    SHK_COEFFS(campbell_bozorgnia_2008, c, call->imt);
    SHK_COEFFS(campbell_bozorgnia_2008, p, SHK_IMT_PGA);
    const double ln_k1 = shk_log(c.k1), ln_k1_pga = shk_log(p.k1), ln_1100 = shk_log(1100 / c.k1), ln_1100_pga = shk_log(1100 / p.k1);
    const double rock = (p.c10 + p.k2 * p.n) * ln_1100_pga;
    const double floor = call->imt.period > 0 && call->imt.period < 0.25 ? 0 : -INFINITY;      /* PGA is a floor at short periods */
    const double af2 = c.s_lnAF * c.s_lnAF, b = sqrt(c.s_lny * c.s_lny - af2), a = sqrt(p.s_lny * p.s_lny - af2);
    const double extra = kind == ARBITRARY ? c.c_lny * c.c_lny : 0;
    SHK_EACH(i, x->n) {
        const double vs30 = x->vs30[i], z0 = x->z2pt5[i], z_ref = (519 + 3.595 * cy08_z1(vs30)) * 0.001, z25 = z0 == -999 ? z_ref : z0;
        const struct site s = site_of(x->mag[i], x->rake[i], x->ztor[i], x->dip[i], x->rrup[i], x->rjb[i], z25);
        const double pga_base = motion(&p, s), pga = shk_exp(pga_base + rock);
        const double ln_vs = shk_log(vs30), lv = ln_vs - ln_k1, powered = c.c * shk_exp(c.n * lv);
        const double lv_pga = ln_vs - ln_k1_pga, powered_pga = p.c * shk_exp(p.n * lv_pga);
        const double pga_site = pga_base + shallow(&p, vs30, lv_pga, powered_pga, pga, ln_1100_pga);
        out.mean[i] = max2(motion(&c, s) + shallow(&c, vs30, lv, powered, pga, ln_1100), pga_site + floor);
        const double slope = c.k2 * pga * (1 / (pga + powered) - 1 / (pga + c.c)), alpha = vs30 < c.k1 ? slope : 0;      /* eq. 17 */
        const double phi2 = b * b + af2 + alpha * alpha * (a * a) + 2 * alpha * c.rho * b * a;                          /* eq. 15 */
        out.sig[i] = sqrt(phi2 + c.t_lny * c.t_lny + extra);
        out.tau[i] = c.t_lny;
        out.phi[i] = sqrt(phi2);
    }
    if (kind != BCHYDRO) return;
    SHK_COEFFS(campbell_bozorgnia_2008_bchydro, h, call->imt);
    const double scale = call->arg[0] != 0 ? h.s2sss : 1, shift = call->arg[1] * h.fe;
    SHK_EACH(i, x->n) {
        out.mean[i] += shift;
        out.sig[i] *= scale;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&campbell_bozorgnia_2008_coeffs, t)
        && (*(const enum kind *)m->g->data != BCHYDRO || shk_coeffs_have(&campbell_bozorgnia_2008_bchydro_coeffs, t));
}

#define ROW(k) .ref = "10.1193/1.2857546", .trt = "Active Shallow Crust", .coeffs = &campbell_bozorgnia_2008_coeffs, .kernel = kernel, \
    .supports = supports, .data = &(const enum kind){ k }, .needs = SHK_NEEDS(dip) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) \
    | SHK_NEEDS(vs30) | SHK_NEEDS(z2pt5) | SHK_NEEDS(rjb) | SHK_NEEDS(rrup)
const struct shk_gsim gsim_campbell_bozorgnia_2008[] = {
    { .name = "CampbellBozorgnia2008", ROW(BASE), .component = "GMRotI50" },
    { .name = "CampbellBozorgnia2008Arbitrary", ROW(ARBITRARY), .component = "HORIZONTAL" },
    { .name = "CampbellBozorgnia2008BCHydro", ROW(BCHYDRO), .args = ARG_BCHYDRO, .component = "GMRotI50" },
    { 0 },
};
