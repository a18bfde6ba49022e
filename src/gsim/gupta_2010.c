/* Gupta (2010), Soil Dyn. Earthq. Eng. 30(5), 367-380: intraslab events under Indo-Burma, of the form of Atkinson & Boore (2003). */
#include "gupta_2010.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

/* The same for all measures: distance, geometric spreading and PGA on rock, in cm/s^2. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double r[ROOM], path[ROOM], pga[ROOM]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    double *restrict r = s->r, *restrict path = s->path, *restrict pga = s->pga;
    SHK_COEFFS(gupta_2010, p, SHK_IMT_PGA);
    const double ln_delta = 2 * shk_log(0.00724);      /* Atkinson & Boore (2003) eq. 2, p. 1708 */
    (void)call;
    SHK_EACH(i, x->n) {
        const double m = clip(x->mag[i], 0, 8), h = clip(x->hypo_depth[i], 0, 100), r0 = x->rrup[i];
        r[i] = sqrt(r0 * r0 + shk_exp(ln_delta + 2 * 0.507 * SHK_LN10 * m));
        path[i] = shk_exp(SHK_LN10 * (0.301 - 0.01 * m)) * shk_log10(r[i]);
        pga[i] = shk_exp(SHK_LN10 * (p.c1 + p.c2 * m + p.c3 * h + p.c4 * r[i] - path[i]));
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    SHK_COEFFS(gupta_2010, c, call->imt);
    const double T = call->imt.period, scale = T == 4.0 ? 1 / 0.55 : 1;
    const double k = T >= 1 ? 0 : T > 0.5 ? 1 / T - 1 : 1;
    SHK_EACH(i, x->n) {
        const double m = clip(x->mag[i], 0, 8), h = clip(x->hypo_depth[i], 0, 100), vs30 = x->vs30[i], r = com->r[i], path = com->path[i], pga = com->pga[i];
        const double sl = 1 - k * clip((pga - 100) * (1 / 400.0), 0, 1), soil = vs30 > 760 ? 0 : vs30 > 360 ? c.c5 : vs30 >= 180 ? c.c6 : c.c7;
        const double lg = c.c1 + c.c2 * m + c.c3 * h + c.c4 * r - path + soil * sl;                                    /* eq. 2 */
        out.mean[i] = (lg * SHK_LN10 - SHK_LN_CMS2_PER_G) * scale;
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_gupta_2010[] = {
    { .name = "Gupta2010SSlab", .ref = "Gupta (2010), Soil Dyn. Earthq. Eng. 30(5), 367-380", .trt = "Subduction IntraSlab", .component = "GEOMETRIC_MEAN",
      .total_only = 1, .reference_vs30 = 800, .coeffs = &gupta_2010_coeffs, .kernel = kernel,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) },
    { 0 },
};
