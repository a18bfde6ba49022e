/* Abrahamson, Kuehn, Gulerce, Gregor, Bozorgnia, Parker, Stewart, Chiou, Idriss, Campbell & Youngs (2018), PEER report 2018/02: the
 * update of the BC Hydro model, adjusted to Cascadia. Equation numbers are those of chapter 3. */
#include "abrahamson_2018.coeffs.h"
#include "gsim/gsim.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"
#include "math/vmath.h"

struct variant { int slab, branch; };       /* branch: -1 low, 0 middle, +1 high */

struct zone { double base, c1, a2, a6, a4, a13, a11; int slab; };

static struct zone zone(const struct abrahamson_2018 *c, int slab)
{
    return (struct zone){ .base = slab ? c->a1 + c->a4 * (7.2 - c->C1inter) + 1.73 + c->adj_slab : c->a1 + c->adj_int, .c1 = slab ? 7.2 : c->C1inter,
        .a2 = slab ? c->a2 + c->a14 : c->a2, .a6 = c->a6, .a4 = c->a4, .a13 = c->a13, .a11 = slab ? c->a11 : 0, .slab = slab };
}

/* Eqs. 3.1 to 3.4 without the site term. */
INLINE double rock(const struct zone *c, double m, double r, double ln_r, double ztor)
{
    const double fm = c->a13 * (10 - m) * (10 - m) + (m <= c->c1 ? c->a4 * (m - c->c1) : 0);
    return c->base + fm + c->a11 * (min2(ztor, 100) - 60) + (c->a2 + 0.1 * (m - 7.8)) * ln_r + c->a6 * r;
}

/* The same for all measures: ln R, PGA on rock p and ln(p + 1.88), ln of vs30 to 1000 m/s, its power 1.18, and that of vs30 itself. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double ln_r[ROOM], pga[ROOM], ln_pga[ROOM], lv[ROOM], v118[ROOM], hard118[ROOM]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    SHK_COEFFS(abrahamson_2018, p, SHK_IMT_PGA);
    const int slab = ((const struct variant *)call->data)->slab;
    const struct zone zp = zone(&p, slab);
    const double rock_site = (p.a12 + p.b * 1.18) * shk_log(1000 / p.vlin), *ztor = slab ? x->ztor : x->mag;          /* not used at interfaces */
    double *restrict ln_r = s->ln_r, *restrict pga = s->pga, *restrict ln_pga = s->ln_pga, *restrict lv = s->lv, *restrict v118 = s->v118, *restrict hard = s->hard118;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], l = shk_log(x->vs30[i]);
        ln_r[i] = shk_log(r + 10 * shk_exp(0.4 * (m - 6)));
        pga[i] = shk_exp(rock(&zp, m, r, ln_r[i], ztor[i]) + rock_site);
        ln_pga[i] = shk_log(pga[i] + 1.88);
        lv[i] = min2(l, 6.907755278982137);
        v118[i] = shk_exp(1.18 * lv[i]);
        hard[i] = shk_exp(1.18 * l);
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    SHK_COEFFS(abrahamson_2018, c, call->imt);
    SHK_COEFFS(abrahamson_2018, p, SHK_IMT_PGA);
    const struct variant *v = call->data;
    const int slab = v->slab;
    const struct zone z = zone(&c, slab);
    const double ln_vlin = shk_log(c.vlin), per_vlin = 1.88 * shk_exp(-1.18 * ln_vlin);
    const double branch = v->branch == 0 ? 0 : slab ? (v->branch > 0 ? c.SSLAB_HIGH : c.SSLAB_LOW) : v->branch > 0 ? c.SINTER_HIGH : c.SINTER_LOW;
    const double phi_b = sqrt(c.phi0 * c.phi0 - 0.09), phi_b_pga = sqrt(p.phi0 * p.phi0 - 0.09);
    const double *ztor = slab ? x->ztor : x->mag;          /* not used at interfaces */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], pga = s->pga[i], l = s->lv[i] - ln_vlin, soft = per_vlin * s->v118[i];
        const double site = x->vs30[i] >= c.vlin ? (c.a12 + c.b * 1.18) * l : c.a12 * l - c.b * s->ln_pga[i] + c.b * shk_log(pga + soft);      /* eq. 3.5 */
        out.mean[i] = rock(&z, m, r, s->ln_r[i], ztor[i]) + site + branch;
        const double hard = per_vlin * s->hard118[i];
        const double d = x->vs30[i] < c.vlin ? c.b * pga * (-1 / (pga + 1.88) + 1 / (pga + hard)) : 0;                                               /* eqs. 3.9 to 3.11 */
        const double tau2 = c.tau0 * c.tau0 + d * d * c.tau0 * c.tau0 + 2 * d * c.tau0 * p.tau0 * c.rho_b;
        const double phi2 = c.phi0 * c.phi0 + d * d * phi_b * phi_b + 2 * d * phi_b * phi_b_pga * c.rho_w;
        out.sig[i] = sqrt(tau2 + phi2);
        out.tau[i] = sqrt(tau2);
        out.phi[i] = sqrt(phi2);
    }
}

#define ROW(n, s, b) { .name = "AbrahamsonEtAl2018" n, .ref = "PEER report 2018/02", .trt = s ? "Subduction IntraSlab" : "Subduction Interface", .component = "GEOMETRIC_MEAN", \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | (s ? SHK_NEEDS(ztor) : 0), .coeffs = &abrahamson_2018_coeffs, \
    .data = &(const struct variant){ s, b }, .kernel = kernel }

const struct shk_gsim gsim_abrahamson_2018[] = {
    ROW("SInter", 0, 0), ROW("SInterHigh", 0, 1), ROW("SInterLow", 0, -1),
    ROW("SSlab", 1, 0), ROW("SSlabHigh", 1, 1), ROW("SSlabLow", 1, -1),
    { 0 },
};
