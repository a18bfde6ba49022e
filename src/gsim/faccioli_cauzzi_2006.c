/* Faccioli & Cauzzi (2006), First European Conf. Earthq. Eng. Seismol., paper 408: macroseismic intensity. */
#include "faccioli_cauzzi_2006.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(faccioli_cauzzi_2006, c, call->imt);
    SHK_EACH(i, x->n) {
        const double r = x->repi[i];
        out.mean[i] = c.c1 + c.c2 * x->mag[i] + c.c3 * 0.5 * shk_log(r * r + c.h * c.h);
        out.sig[i] = c.sigma;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_faccioli_cauzzi_2006[] = {
    { .name = "FaccioliCauzzi2006", .ref = "Faccioli & Cauzzi (2006), 1st ECEES, paper 408", .trt = "Active Shallow Crust",
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(repi), .coeffs = &faccioli_cauzzi_2006_coeffs, .kernel = kernel, .component = "HORIZONTAL", .total_only = 1 },
    { 0 },
};
