/* Jaimes & Garcia-Soto (2020), Earthq. Spectra 36(2): intraslab events in Mexico, horizontal, vertical and their ratio. */
#include "jaimes_2020.coeffs.h"
#include "jaimes_2020_ratio.coeffs.h"
#include "jaimes_2020_vertical.coeffs.h"
#include "gsim/lib_terms.h"

/* sqrt(rrup or rhypo^2 + delta^2): rrup above magnitude 6.5. */
INLINE double distance(double m, double rrup, double rhypo)
{
    const double d = m > 6.5 ? rrup : rhypo, delta = 0.0075 * shk_exp(0.507 * SHK_LN10 * m);
    return sqrt(d * d + delta * delta);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct jaimes_2020 c;                       /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    SHK_EACH(i, x->n) {
        const double r = distance(x->mag[i], x->rrup[i], x->rhypo[i]);
        out.mean[i] = c.c1 + c.c2 * x->mag[i] + c.c3 * shk_log(r) + c.c4 * r + c.c5 * (min2(x->hypo_depth[i], 75) - 50) - unit;    /* eq. 1 */
        out.sig[i] = c.s_t;
        out.tau[i] = c.s_b;
        out.phi[i] = c.s_w;
    }
}

SHK_KERNEL static void ratio(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(jaimes_2020_ratio, c, call->imt);
    const double b2 = c.sv_b * c.sv_b + c.sh_b * c.sh_b - 2 * c.rho_b * c.sv_b * c.sh_b;
    const double w2 = c.sv_w * c.sv_w + c.sh_w * c.sh_w - 2 * c.rho_w * c.sv_w * c.sh_w, b = sqrt(b2), w = sqrt(w2), t = sqrt(b2 + w2);
    SHK_EACH(i, x->n) {
        out.mean[i] = c.c1 + c.c2 * x->mag[i] + c.c3 * distance(x->mag[i], x->rrup[i], x->rhypo[i]);
        out.sig[i] = t;
        out.tau[i] = b;
        out.phi[i] = w;
    }
}

#define ROW(t, k) .ref = "Jaimes & Garcia-Soto (2020), Earthq. Spectra 36(2)", .trt = "Subduction IntraSlab", .coeffs = &t##_coeffs, .kernel = k, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_jaimes_2020[] = {
    { .name = "JaimesEtAl2020SSlab", ROW(jaimes_2020, kernel), .component = "GEOMETRIC_MEAN" },
    { .name = "JaimesEtAl2020SSlabVert", ROW(jaimes_2020_vertical, kernel), .component = "VERTICAL" },
    { .name = "JaimesEtAl2020SSlabVHratio", ROW(jaimes_2020_ratio, ratio), .component = "VERTICAL_TO_HORIZONTAL_RATIO" },
    { 0 },
};
