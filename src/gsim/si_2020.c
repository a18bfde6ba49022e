/* Si, Midorikawa & Kishida (2020), PEER report 2020/06: subduction in Japan. Moho at 30 km everywhere. */
#include "si_2020.coeffs.h"
#include "gsim/lib_terms.h"

/* log10 of motion at 760 m/s with the basin term, eqs. 3.10 to 3.16. */
INLINE double rock(const struct si_2020 *c, double base, double m_ref, double m, double hypo, double r, double z2pt5)
{
    const double fm = m < m_ref ? c->a1 * m : c->a1 * m + (c->a2 - c->a1) * (m - m_ref);
    const double near = c->c_gs * shk_exp(0.5 * SHK_LN10 * min2(m, 8.3)), lr = shk_log10(r + near);
    const double geo = ((hypo > 30) & (r >= 1.7 * hypo)) ? 0.6 * shk_log10(1.7 * hypo + near) - 1.6 * lr : -lr;
    return base + fm + c->h * hypo + geo + c->c_attn * r + c->Cd + c->Dd * z2pt5;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const int slab = *(const int *)call->data;
    SHK_COEFFS(si_2020, c, call->imt);
    SHK_COEFFS(si_2020, p, SHK_IMT_PGA);
    const double m_ref = call->imt.kind == SHK_SA && call->imt.period >= 2 ? 7.5 : 8.3;
    const double base = c.e + (slab ? c.d1 : c.d0), base_pga = p.e + (slab ? p.d1 : p.d0);
    const double at_760 = shk_exp(c.f5 * 400), lin_vc = c.c * shk_log(c.Vc / c.Vref), sig = sqrt(c.tau * c.tau + c.phi * c.phi);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], hypo = x->hypo_depth[i], r = x->rrup[i], vs30 = x->vs30[i];
        /* Unknown depths by Campbell & Bozorgnia (2014) for Japan, eq. 34. */
        const double z = x->z2pt5[i] == -999 ? shk_exp(5.359 - 1.102 * shk_log(vs30)) : x->z2pt5[i];
        const double pga = shk_exp(SHK_LN10 * rock(&p, base_pga, 8.3, m, hypo, r, z));
        const double f2 = 0.5 * c.f4 * (shk_exp(c.f5 * (min2(vs30, 760) - 360)) - at_760);
        const double lin = vs30 <= c.Vc ? c.c * shk_log(vs30 / c.Vref) : lin_vc, non = c.f1 + f2 * shk_log((pga + c.f3) / c.f3);      /* eqs. 3.2 to 3.4 */
        out.mean[i] = SHK_LN10 * rock(&c, base, m_ref, m, hypo, r, z) + lin + non;
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.phi;
    }
}

#define ROW(type, slab) .ref = "PEER report 2020/06", .trt = type, .component = "RotD50", .coeffs = &si_2020_coeffs, .data = &(const int){ slab }, .kernel = kernel, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | SHK_NEEDS(z2pt5)
const struct shk_gsim gsim_si_2020[] = {
    { .name = "SiEtAl2020SInter", ROW("Subduction Interface", 0) },
    { .name = "SiEtAl2020SSlab", ROW("Subduction IntraSlab", 1) },
    { 0 },
};
