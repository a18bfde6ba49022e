/* Bindi et al. (2011), Bull. Earthq. Eng. 9, 1899-1920: Italy; with the lower and upper medians of the Italian model of 2019. */
#include "bindi_2011.coeffs.h"
#include "bindi_2011_delta.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(bindi_2011, c, call->imt);
    struct bindi_2011_delta d = { 0 };
    const double sign = *(const double *)call->data;
    if (sign != 0) (void)shk_coeffs_at(&bindi_2011_delta_coeffs, call->imt, (double *)&d);
    const double unit = call->imt.kind == SHK_PGA || call->imt.kind == SHK_SA ? SHK_LN_CMS2_PER_G : 0;
    const double sig = c.SigmaTot * SHK_LN10, tau = c.SigmaB * SHK_LN10, phi = c.SigmaW * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], dm = m - 6.75, rake = x->rake[i], vs30 = x->vs30[i], r = sqrt(x->rjb[i] * x->rjb[i] + c.h * c.h);
        const double site = vs30 >= 800 ? c.sA : vs30 >= 360 ? c.sB : vs30 >= 180 ? c.sC : vs30 >= 1e-10 ? c.sD : fabs(vs30) < 1e-10 ? c.sE : 0;
        const double style = c.f1 * fault_normal30(rake) + c.f2 * fault_reverse30(rake) + c.f3 * fault_strike_slip(rake);
        const double lg = c.e1 + (m <= 6.75 ? c.b1 * dm + c.b2 * dm * dm : 0)                                  /* eq. 1 to 3 */
                        + (c.c1 + c.c2 * (m - 5)) * shk_log10(r) - c.c3 * (r - 1) + site + style;
        out.mean[i] = lg * SHK_LN10 - unit + sign * (d.a * (m * m) + d.b * m + d.c);
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&bindi_2011_coeffs, t) && (*(const double *)m->g->data == 0 || shk_coeffs_have(&bindi_2011_delta_coeffs, t));
}

#define ROW(sign) .ref = "10.1007/s10518-011-9313-z", .trt = "Active Shallow Crust", .coeffs = &bindi_2011_coeffs, .kernel = kernel, \
    .supports = supports, .data = &(const double){ sign }, .component = "GEOMETRIC_MEAN", \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_bindi_2011[] = {
    { .name = "BindiEtAl2011", ROW(0) },
    { .name = "BindiEtAl2011Ita19Low", ROW(-1) },
    { .name = "BindiEtAl2011Ita19Upp", ROW(1) },
    { 0 },
};
