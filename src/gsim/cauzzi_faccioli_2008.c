/* Cauzzi & Faccioli (2008), J. Seismol. 12, 453-475: global digital records; Faccioli et al. (2010) with rupture distance. */
#include "gsim/cauzzi_faccioli_2008.h"
#include "cauzzi_faccioli_2008.coeffs.h"
#include "cauzzi_faccioli_2008_faccioli2010.coeffs.h"

INLINE double site_and_style(const struct shk_cf08 *c, double vs30, double rake)
{
    const double site = vs30 < 180 ? c->aD : vs30 < 360 ? c->aC : vs30 < 800 ? c->aB : 0;
    return site + (((rake > 30) & (rake <= 150)) ? c->aR : ((rake > -120) & (rake <= -60)) ? c->aN : c->aS);
}

/* The papers have PGA in m/s^2, displacement spectra in cm, PGV in cm/s. */
static double unit(struct shk_imt t)
{
    const double omega = 2 * 3.14159265358979323846 / t.period;
    return t.kind == SHK_PGA ? -shk_log(9.80665) : t.kind == SHK_SA ? shk_log(omega * omega * 0.01 / 9.80665) : 0;
}

SHK_KERNEL void shk_cf08(const struct shk_cf08 *row, struct shk_imt t, const struct shk_ctx *x, const double *vs30, struct shk_motion out)
{
    const struct shk_cf08 c = *row;
    const double shift = unit(t), sig = c.sigma * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double lg = c.a1 + c.a2 * x->mag[i] + c.a3 * shk_log10(max2(x->rhypo[i], 15)) + site_and_style(&c, vs30[i], x->rake[i]);   /* eq. 2 */
        out.mean[i] = lg * SHK_LN10 + shift;
        out.sig[i] = sig;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

static void cauzzi_faccioli(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(cauzzi_faccioli_2008, c, call->imt);
    shk_cf08(&(struct shk_cf08){ c.a1, c.a2, c.a3, c.aN, c.aR, c.aS, c.aB, c.aC, c.aD, c.sigma }, call->imt, x, x->vs30, out);
}

SHK_KERNEL static void faccioli_2010(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(cauzzi_faccioli_2008_faccioli2010, c, call->imt);
    const struct shk_cf08 k = { c.a1, c.a2, c.a3, c.aN, c.aR, c.aS, c.aB, c.aC, c.aD, c.sigma };
    const double shift = unit(call->imt), sig = c.sigma * SHK_LN10, a5 = c.a5 * SHK_LN10;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], lr = shk_log10(x->rrup[i] + c.a4 * shk_exp(a5 * m));
        out.mean[i] = (c.a1 + c.a2 * m + c.a3 * lr + site_and_style(&k, x->vs30[i], x->rake[i])) * SHK_LN10 + shift;
        out.sig[i] = sig;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

const struct shk_gsim gsim_cauzzi_faccioli_2008[] = {
    { .name = "CauzziFaccioli2008", .ref = "10.1007/s10950-008-9098-y", .trt = "Active Shallow Crust", .kernel = cauzzi_faccioli,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30),
      .coeffs = &cauzzi_faccioli_2008_coeffs, .component = "GEOMETRIC_MEAN", .total_only = 1 },
    { .name = "FaccioliEtAl2010", .ref = "Faccioli et al. (2010), 5th Int. Conf. Recent Adv. Geotech. Earthq. Eng., IMW 3",
      .trt = "Active Shallow Crust", .kernel = faccioli_2010, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30),
      .coeffs = &cauzzi_faccioli_2008_faccioli2010_coeffs, .component = "GEOMETRIC_MEAN", .total_only = 1 },
    { 0 },
};
