/* Macedo, Abrahamson & Bray (2019), BSSA 109(4), 1343-1357: Arias intensity in subduction zones given PGA and SA(1). */
#include "gsim/gsim.h"
#include "math/vmath.h"

struct region { double c1, c2, c3, c4, c5, phi, tau_region, tau; };
struct zone { double sigma; struct region region[5]; };

static const char *const regions[] = { "Global", "Japan", "Taiwan", "South America", "New Zealand", NULL };
static const struct zone interface = { 0.36, {             /* tables 1 and 2 */
    { 0.85, -0.36, 0.53, 1.54, 0.17, 0.30, 0.04, 0.18 }, { 0.98, -0.38, 0.53, 1.54, 0.17, 0.30, 0, 0.16 },
    { 0.75, -0.35, 0.53, 1.54, 0.17, 0.27, 0, 0.15 }, { 0.95, -0.36, 0.53, 1.54, 0.17, 0.32, 0, 0.19 }, { 0.82, -0.36, 0.53, 1.54, 0.17, 0.28, 0, 0.17 } } };
static const struct zone intraslab = { 0.33, {             /* tables 1 and 3 */
    { -0.74, -0.24, 0.66, 1.58, 0.14, 0.28, 0.03, 0.16 }, { -0.22, -0.32, 0.66, 1.58, 0.14, 0.26, 0, 0.15 },
    { -1.02, -0.20, 0.66, 1.58, 0.14, 0.29, 0, 0.17 }, { -0.75, -0.24, 0.66, 1.58, 0.14, 0.30, 0, 0.14 }, { -0.84, -0.22, 0.66, 1.58, 0.14, 0.30, 0, 0.13 } } };

/* Eq. 6: conditional deviation and those of the two conditioning measures, correlated by rho. */
static inline double combine(const struct region *c, double cond2, double pga, double sa1, double rho)
{
    return sqrt(cond2 + pga * pga * c->c4 * c->c4 + sa1 * sa1 * c->c5 * c->c5 + 2 * rho * pga * sa1 * c->c4 * c->c5);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, const struct shk_motion *base, struct shk_motion out)
{
    const struct zone *z = call->data;
    const struct region c = z->region[(int)call->arg[0]];
    const double rho = call->arg[1], sigma2 = z->sigma * z->sigma, tau2 = c.tau * c.tau + c.tau_region * c.tau_region, phi2 = c.phi * c.phi;
    const struct shk_motion pga = base[0], sa1 = base[1];
    SHK_EACH(i, x->n) {
        out.mean[i] = c.c1 + c.c2 * shk_log(x->vs30[i]) + c.c3 * x->mag[i] + c.c4 * pga.mean[i] + c.c5 * sa1.mean[i];    /* eq. 2 */
        out.sig[i] = combine(&c, sigma2, pga.sig[i], sa1.sig[i], rho);
        out.tau[i] = combine(&c, tau2, pga.tau[i], sa1.tau[i], rho);
        out.phi[i] = combine(&c, phi2, pga.phi[i], sa1.phi[i], rho);
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt) { (void)m; return imt.kind == SHK_IA; }

static const struct shk_gsim_cond cond = { 2, { { SHK_PGA, 0, 0 }, { SHK_SA, 1.0, 0 } }, kernel };
static const struct shk_gsim_arg args[] = { { "region", 0, regions, 0 }, { "rho_pga_sa1", 0.52, NULL, 0 }, { 0 } };
#define ROW .ref = "10.1785/0120180297", .component = "RotD50", .cond = &cond, .args = args, .supports = supports, \
    .needs = SHK_NEEDS(vs30) | SHK_NEEDS(mag)

const struct shk_gsim gsim_macedo_2019[] = {
    { .name = "MacedoEtAl2019SInter", .trt = "Subduction Interface", .data = &interface, ROW },
    { .name = "MacedoEtAl2019SSlab", .trt = "Subduction IntraSlab", .data = &intraslab, ROW },
    { 0 },
};
