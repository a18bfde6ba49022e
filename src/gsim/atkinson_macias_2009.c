/* Atkinson & Macias (2009), Bull. Seismol. Soc. Am. 99(3), 1552-1578: great interface earthquakes of Cascadia, B/C boundary. */
#include "gsim/atkinson_macias_2009.h"
#include "atkinson_macias_2009.coeffs.h"
#include "gsim/lib_site.h"
#include "gsim/lib_terms.h"
#include "gsim/lib_us23.h"
#include "gsim/make.h"

SHK_KERNEL static void motion(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(atkinson_macias_2009, c, call->imt);
    const double sig = c.sigma * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = m - 8, h = m * m - 3.1 * m - 14.55, r = sqrt(x->rrup[i] * x->rrup[i] + h * h);
        out.mean[i] = (c.c0 + c.c3 * d + c.c4 * (d * d) + c.c1 * shk_log10(r) + c.c2 * r) * SHK_LN10 - SHK_LN_CMS2_PER_G;     /* eq. 4, 5 */
        out.sig[i] = sig;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

enum { ARG_BA08, ARG_CB14, ARG_M9 };
const struct shk_gsim_arg shk_am09_args[] = { { .name = "ba08_site_term" }, { .name = "cb14_basin_term" }, { .name = "m9_basin_term" }, { 0 } };

void shk_am09_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    motion(call, x, out);
    if (call->arg[ARG_BA08] != 0) shk_site_ba08(call->imt, x, out.mean);
    shk_us23_basin(call->arg[ARG_CB14] != 0, call->arg[ARG_M9] != 0, call->imt, x, out.mean);
}

enum shk_err shk_am09_plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    (void)k;
    if (m->arg[ARG_BA08] != 0) m->needs |= SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30);
    if (m->arg[ARG_CB14] != 0 || m->arg[ARG_M9] != 0) m->needs |= SHK_NEEDS(z2pt5) | SHK_NEEDS(vs30);
    return SHK_OK;
}

int shk_am09_supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&atkinson_macias_2009_coeffs, t) && shk_us23_has(m->arg[ARG_CB14] != 0, t) && (m->arg[ARG_BA08] == 0 || shk_site_ba08_has(t));
}

const struct shk_gsim gsim_atkinson_macias_2009[] = {
    { .name = "AtkinsonMacias2009", .ref = "10.1785/0120080147", .trt = "Subduction Interface", .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup),
      .coeffs = &atkinson_macias_2009_coeffs, .kernel = shk_am09_kernel, .plan = shk_am09_plan,
      .supports = shk_am09_supports, .args = shk_am09_args, .component = "RANDOM_HORIZONTAL", .total_only = 1 },
    { 0 },
};
