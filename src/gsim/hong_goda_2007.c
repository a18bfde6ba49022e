/* Hong & Goda (2007), Bull. Seismol. Soc. Am. 97(5): the larger horizontal component in any direction; site term of Boore & Atkinson. */
#include "hong_goda_2007.coeffs.h"
#include "hong_goda_2007_site.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(hong_goda_2007, c, call->imt);
    SHK_COEFFS(hong_goda_2007, p, SHK_IMT_PGA);
    SHK_COEFFS(hong_goda_2007_site, s, call->imt);
    const double ln760 = shk_log(760), ln300 = shk_log(300), ln180 = shk_log(180), ln_low = shk_log(0.6);
    const double per_1 = (s.b1sa - s.b2sa) / (ln180 - ln300), per_2 = s.b2sa / (ln300 - ln760);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = m - 7, r = x->rjb[i], v = x->vs30[i], lv = shk_log(v);
        const double ln_pga = p.b1 + p.b2 * d + p.b4 * 0.5 * shk_log(r * r + p.h * p.h) + SHK_LN_CMS2_PER_G;                /* cm/s^2 on rock */
        /* The reference leaves out exactly 180 m/s. */
        const double bnl = v < 180 ? s.b1sa : ((v > 180) & (v <= 300)) ? per_1 * (lv - ln300) + s.b2sa : ((v > 300) & (v < 760)) ? per_2 * (lv - ln760) : 0;
        const double level = max2(ln_pga - 2 * SHK_LN10, ln_low);
        out.mean[i] = c.b1 + c.b2 * d + c.b3 * d * d + (c.b4 + c.b5 * (m - 4.5)) * 0.5 * shk_log(r * r + c.h * c.h) + s.blin * (lv - ln760) + bnl * level;
        out.sig[i] = c.sigtot;
        out.tau[i] = c.sig1;
        out.phi[i] = c.sig2;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t) && shk_coeffs_have(&hong_goda_2007_site_coeffs, t);
}

const struct shk_gsim gsim_hong_goda_2007[] = {
    { .name = "HongGoda2007", .ref = "Hong & Goda (2007), Bull. Seismol. Soc. Am. 97(5)", .trt = "Active Shallow Crust", .component = "RotD100",
      .coeffs = &hong_goda_2007_coeffs, .kernel = kernel, .supports = supports, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30) },
    { 0 },
};
