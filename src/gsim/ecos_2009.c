/* Intensity prediction of the Earthquake Catalogue of Switzerland, ECOS-09 (Fah et al. 2011, appendix D). */
#include "ecos_2009.coeffs.h"
#include "ecos_2009_fixed.coeffs.h"
#include "ecos_2009_highest.coeffs.h"
#include "ecos_2009_variable.coeffs.h"
#include "gsim/lib_terms.h"

/* Coefficients of a row; depth 0: the rupture's. */
struct ecos { double a, b, alpha, beta, depth, sig, tau, phi; };

SHK_KERNEL static void eval(const struct ecos *row, const struct shk_ctx *x, struct shk_motion out)
{
    const struct ecos c = *row;             /* a copy, that no output can alias */
    const double any = c.depth <= 0, fixed_depth = c.depth;
    SHK_EACH(i, x->n) {
        const double h = any * x->hypo_depth[i] + fixed_depth, r = x->rhypo[i];
        const double c0 = c.alpha * (c.a * shk_log(30 / h) + c.b * (30 - h)) + c.beta;
        out.mean[i] = (x->mag[i] + c.a * c.alpha * shk_log(r / h) + c.b * c.alpha * (r - h) - c0) / c.alpha;
        out.sig[i] = c.sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.phi;
    }
}

static void total(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct ecos_2009 c;                         /* two tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    eval(&(struct ecos){ c.a, c.b, c.alpha, c.beta, c.hypo_depth, c.sigma, 0, 0 }, x, out);
}

static void fixed(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(ecos_2009_fixed, c, call->imt);
    eval(&(struct ecos){ c.a, c.b, c.alpha, c.beta, c.hypo_depth, sqrt(c.be * c.be + c.we * c.we), c.be, c.we }, x, out);
}

static void variable(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(ecos_2009_variable, c, call->imt);
    eval(&(struct ecos){ c.a, c.b, c.alpha, c.beta, 0, sqrt(c.be * c.be + c.we * c.we), c.be, c.we }, x, out);
}

#define ROW(t, k) .ref = "ECOS-09, Swiss Seismological Service report SED/RISK/R/001/20110417", .trt = "Active Shallow Crust", \
    .component = "HORIZONTAL", .coeffs = &t##_coeffs, .kernel = k, .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rhypo)
const struct shk_gsim gsim_ecos_2009[] = {
    { .name = "ECOS2009", ROW(ecos_2009, total), .total_only = 1 },
    { .name = "ECOS2009Highest", ROW(ecos_2009_highest, total), .total_only = 1 },
    { .name = "ECOS2009FixedDepth", ROW(ecos_2009_fixed, fixed) },
    { .name = "ECOS2009VariableDepth", ROW(ecos_2009_variable, variable) },
    { 0 },
};
