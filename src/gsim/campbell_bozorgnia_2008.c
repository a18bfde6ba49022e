/* Campbell & Bozorgnia (2008), Earthq. Spectra 24(1), 139-171: active shallow crust. */
#include "campbell_bozorgnia_2008.coeffs.h"
#include "campbell_bozorgnia_2008_bchydro.coeffs.h"
#include "gsim/chiou_youngs_2008.h"
#include "gsim/lib_shared.h"

enum kind { BASE, ARBITRARY, BCHYDRO };

struct site { double mag, normal, reverse_depth, hanging, rrup, z25, deep; };           /* deep: what the basin adds below 3 km, eq. 12 */

INLINE struct site site_of(double mag, double rake, double ztor, double dip, double rrup, double rjb, double z25)
{
    const double reverse = (rake > 30) & (rake < 150), normal = (rake > -150) & (rake < -30);
    const double rmax = max2(rrup, sqrt(rjb * rjb + 1)), near = ztor < 1 ? (rmax - rjb) / rmax : (rrup - rjb) / rrup;
    const double f_r = rjb > 0 ? near : 1, f_m = clip(2 * (mag - 6), 0, 1), f_z = ztor >= 20 ? 0 : (20 - ztor) * (1 / 20.0);     /* eq. 7 to 9 */
    const double f_d = dip > 70 ? (90 - dip) * (1 / 20.0) : 1;                                                                  /* eq. 10 */
    const double deep = shk_exp(-0.25 * (z25 - 3));
    return (struct site){ mag, normal, reverse * min2(ztor, 1), f_r * f_m * f_z * f_d, rrup, z25, z25 > 3 ? 0.4723665527410147 * (1 - deep) : 0 };      /* e^-0.75 */
}

/* Eq. 1 without the shallow site response. */
INLINE double motion(const struct campbell_bozorgnia_2008 *c, struct site s)
{
    const double m = s.mag;
    const double f_m = c->c0 + c->c1 * m + c->c2 * max2(m - 5.5, 0) + c->c3 * max2(m - 6.5, 0);                                 /* eq. 2 */
    const double f_sed = c->c11 * min2(s.z25 - 1, 0) + c->c12 * c->k3 * s.deep;     /* eq. 12 */
    return f_m + (c->c4 + c->c5 * m) * 0.5 * shk_log(s.rrup * s.rrup + c->c6 * c->c6) + c->c7 * s.reverse_depth + c->c8 * s.normal
         + c->c9 * s.hanging + f_sed;
}

/* Shallow site response, eq. 11. lv: ln(vs30 / k1), soft: its nonlinear part, ln_1100: ln(1100 / k1). */
INLINE double shallow(const struct campbell_bozorgnia_2008 *c, double vs30, double lv, double soft, double ln_1100)
{
    const double stiff = c->c10 + c->k2 * c->n;
    return vs30 < c->k1 ? c->c10 * lv + soft : stiff * min2(lv, ln_1100);
}

/* The same for all measures: terms of the geometry and the basin, PGA on rock and on the soil, ln of vs30 and its power n, which is 1.18 for all measures. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double reverse_depth[ROOM], hanging[ROOM], z25[ROOM], deep[ROOM], pga[ROOM], ln_pga[ROOM], pga_site[ROOM], lv[ROOM], powered[ROOM]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    double *restrict reverse_depth = s->reverse_depth, *restrict hanging = s->hanging, *restrict z25 = s->z25, *restrict deep = s->deep, *restrict pga = s->pga;
    double *restrict ln_pga = s->ln_pga, *restrict pga_site = s->pga_site, *restrict lv = s->lv, *restrict power = s->powered;
    SHK_COEFFS(campbell_bozorgnia_2008, p, SHK_IMT_PGA);
    const double ln_k1 = shk_log(p.k1), ln_1100 = shk_log(1100 / p.k1), rock = (p.c10 + p.k2 * p.n) * ln_1100;
    (void)call;
    SHK_EACH(i, x->n) {
        const double vs30 = x->vs30[i], z0 = x->z2pt5[i], z_ref = (519 + 3.595 * cy08_z1(vs30)) * 0.001;
        const struct site at = site_of(x->mag[i], x->rake[i], x->ztor[i], x->dip[i], x->rrup[i], x->rjb[i], z0 == -999 ? z_ref : z0);
        const double base = motion(&p, at), a = shk_exp(base + rock), l = shk_log(vs30);
        reverse_depth[i] = at.reverse_depth;
        hanging[i] = at.hanging;
        z25[i] = at.z25;
        deep[i] = at.deep;
        pga[i] = a;
        ln_pga[i] = shk_log(a + p.c);
        lv[i] = l;
        power[i] = shk_exp(p.n * l);
        pga_site[i] = base + shallow(&p, vs30, l - ln_k1, p.k2 * (shk_log(a + p.c * shk_exp(p.n * (l - ln_k1))) - ln_pga[i]), ln_1100);
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    const enum kind kind = *(const enum kind *)call->data;
    SHK_COEFFS(campbell_bozorgnia_2008, c, call->imt);
    SHK_COEFFS(campbell_bozorgnia_2008, p, SHK_IMT_PGA);
    const double ln_k1 = shk_log(c.k1), ln_1100 = shk_log(1100 / c.k1), per_k1 = c.c * shk_exp(-c.n * ln_k1);
    const double floor = call->imt.period > 0 && call->imt.period < 0.25 ? 0 : -INFINITY;      /* PGA is a floor at short periods */
    const double af2 = c.s_lnAF * c.s_lnAF, b = sqrt(c.s_lny * c.s_lny - af2), a = sqrt(p.s_lny * p.s_lny - af2);
    const double extra = kind == ARBITRARY ? c.c_lny * c.c_lny : 0;
    SHK_EACH(i, x->n) {
        const double vs30 = x->vs30[i], rake = x->rake[i], normal = (rake > -150) & (rake < -30), pga = com->pga[i], powered = per_k1 * com->powered[i];
        const struct site s = { x->mag[i], normal, com->reverse_depth[i], com->hanging[i], x->rrup[i], com->z25[i], com->deep[i] };
        const double soft = c.k2 * (shk_log(pga + powered) - com->ln_pga[i]);
        out.mean[i] = max2(motion(&c, s) + shallow(&c, vs30, com->lv[i] - ln_k1, soft, ln_1100), com->pga_site[i] + floor);
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
