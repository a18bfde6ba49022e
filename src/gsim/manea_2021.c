/* Manea et al. (2021): Vrancea, events of intermediate depth; site by class and fundamental frequency. */
#include "manea_2021.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(manea_2021, c, call->imt);
    const double ln15 = shk_log(15);
    SHK_EACH(i, x->n) {
        const double d = x->mag[i] - 5.7, r = x->rhypo[i], arc = x->backarc[i], vs30 = x->vs30[i];
        const double q = arc == 0 ? c.phi7 : arc == 1 ? c.phi6 : arc == 2 ? c.phi5 : 0;
        const double site = vs30 >= 800 ? c.phi9 : vs30 >= 360 ? c.phi10 : vs30 >= 180 ? c.phi11 : 0;
        out.mean[i] = c.phi0 + c.phi1 * d + c.phi2 * d * d + c.phi3 * shk_log(r) + q * r + c.phi4 * x->hypo_depth[i]
                    + site + c.phi8 * (shk_log(x->f0[i]) - ln15) - SHK_LN_CMS2_PER_G;
        out.sig[i] = c.sigma;
        out.tau[i] = c.tau;
        out.phi[i] = c.phi;
    }
}

const struct shk_gsim gsim_manea_2021[] = {
    { .name = "ManeaEtAl2021", .ref = "10.1785/0120200257", .trt = "Subduction IntraSlab", .component = "GEOMETRIC_MEAN", .coeffs = &manea_2021_coeffs,
      .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30) | SHK_NEEDS(f0) | SHK_NEEDS(backarc) },
    { 0 },
};
