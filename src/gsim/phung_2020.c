/* Phung, Loh, Chao & Abrahamson (2020) and Phung, Loh, Chao, Chiou & Huang (2020), Earthq. Spectra 36: Taiwan; crust of the
 * form of Chiou & Youngs (2014), subduction of the form of Abrahamson et al. (2016). */
#include "phung_2020_asc.coeffs.h"
#include "phung_2020_sub.coeffs.h"
#include "gsim/lib_terms.h"

enum { ASC_GLB, ASC_TW, ASC_CA, ASC_JP };
enum { ARG_REGION, ARG_AFTERSHOCKS, ARG_D_DPP };
enum { SUB_JPTW, SUB_TW };

/* Expected depth to 1 km/s, in m: exponent / 2 ln((vs30^2 + low^2) / (high^2 + low^2)). */
INLINE double expected_z1(double exponent, double low, double high, double vs30)
{
    return shk_exp(0.5 * exponent * shk_log((vs30 * vs30 + low * low) / (high * high + low * low)));
}


INLINE double crust_rock(const struct phung_2020_asc *c, double gamma, double d_dpp, double m, double rake, double dip, double ztor0, double rrup, double rjb, double rx)
{
    const int reverse = (rake >= 30) & (rake <= 150), normal = (rake >= -120) & (rake <= -60);
    const double a = max2(reverse ? 3.5384 - 2.6 * max2(m - 5.853, 0) : 2.7482 - 1.7639 * max2(m - 5.521, 0), 0);
    const double usual = reverse | normal ? a * a : ztor0, ztor = ztor0 < 0 ? usual : ztor0;
    const double ch = 1 / cosh1(2 * max2(m - 4.5, 0)), cd = cos_dip(dip), db = m - c->c8_b;
    const double style = reverse ? c->c1_a + c->c1_c * ch : normal ? c->c1_b + c->c1_d * ch : 0;
    const double deep = c->dp * max2(ztor / 50 - 0.4, 0) * (m < 7);
    const double near = (c->c5 + deep) * cosh1(c->c6 * max2(m - c->c_hm, 0));
    const double hw = (rx >= 0) * c->c9 * cd * (c->c9_a + (1 - c->c9_a) * shk_tanh(rx / c->c9_b)) * (1 - sqrt(rjb * rjb + ztor * ztor) / (rrup + 1));
    const double directivity = c->c8 * max2(1 - max2(rrup - 40, 0) / 30, 0) * clip((m - 5.5) / 0.8, 0, 1) * shk_exp(-0.2695 * db * db) * d_dpp;
    return c->c1 + style + (c->c7 + c->c7_b * ch) * (ztor - usual) + (c->c11 + c->c11_b * ch) * cd * cd + hw + directivity + 1.06 * (m - 6)
         + (1.06 - c->c3) / c->c_n * shk_log(1 + shk_exp(c->c_n * (c->c_m - m)))
         - 2.1 * shk_log(rrup + near) + 1.6 * 0.5 * shk_log(rrup * rrup + 2500) + (gamma + c->c_g2 / cosh1(max2(m - c->c_g3, 0))) * rrup;
}

SHK_KERNEL static void crust(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(phung_2020_asc, c, call->imt);
    const int region = (int)call->arg[ARG_REGION], tw = region == ASC_TW, ca = region == ASC_CA, jp = region == ASC_JP;
    const double gamma = (tw ? c.c_g1tw : ca ? c.c_g1ca : jp ? c.c_g1jp : c.c_g1glb) + (tw && call->arg[ARG_AFTERSHOCKS] != 0 ? c.dc_g1as : 0);
    const double phi1 = tw ? c.phi1tw : ca ? c.phi1ca : jp ? c.phi1jp : c.phi1glb, phi5 = tw ? c.phi5tw : ca ? c.phi5ca : jp ? c.phi5jp : 0;
    const double z_exp = tw ? -3.73 : -5.23, z_low = tw ? 290.53 : 412.39, z_high = tw ? 1750 : 1360, per_phi6 = jp ? 1 / 800.0 : 1 / 300.0;
    const double phi = sqrt(c.phiss * c.phiss + c.phis2s * c.phis2s), sig = sqrt(c.tau * c.tau + phi * phi);
    const double at_1130 = shk_exp(c.phi3 * (1130 - 360)), d_dpp = call->arg[ARG_D_DPP];
    SHK_EACH(i, x->n) {
        const double vs30 = x->vs30[i];
        const double ln_ref = crust_rock(&c, gamma, d_dpp, x->mag[i], x->rake[i], x->dip[i], x->ztor[i], x->rrup[i], x->rjb[i], x->rx[i]);
        const double ez = expected_z1(z_exp, z_low, z_high, vs30), z = x->z1pt0[i] == -999 ? ez : x->z1pt0[i];
        out.mean[i] = ln_ref + phi1 * min2(shk_log(vs30 * (1 / 1130.0)), 0)
                    + c.phi2 * (shk_exp(c.phi3 * (min2(vs30, 1130) - 360)) - at_1130) * shk_log((shk_exp(ln_ref) + c.phi4) / c.phi4)
                    + (z < 0 ? 0 : phi5 * (1 - shk_exp((ez - z) * per_phi6)));
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = phi;
    }
}

struct subduction { double a1, a2, a4, a6, a_z; };   /* coefficients by region and kind of event */

static struct subduction subduction_of(const struct phung_2020_sub *c, int slab, int tw, int tw_path)
{
    return (struct subduction){ .a1 = c->a1 + (tw ? 0 : c->a1_del) + (slab ? c->a7 : 0), .a2 = c->a2 + (slab ? c->a14 : 0), .a4 = c->a4 + (tw ? 0 : c->a4_del),
                                .a6 = tw_path ? c->a6tw : c->a6jptw, .a_z = slab ? c->a11 : c->a10 };
}

INLINE double subduction_rock(const struct phung_2020_sub *c, const struct subduction *s, double m, double z, double rrup, double ln_r)
{
    const double d = m - c->mref, e = 10 - m;
    return s->a1 + (m <= c->mref ? s->a4 : c->a5) * d + c->a13 * e * e + (s->a2 + 0.1 * (m - 7.8)) * ln_r + s->a6 * rrup + s->a_z * z;
}

SHK_KERNEL static void subduction(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(phung_2020_sub, c, call->imt);
    SHK_COEFFS(phung_2020_sub, p, SHK_IMT_PGA);
    const int slab = *(const int *)call->data, tw = call->arg[ARG_REGION] == SUB_TW;
    const struct subduction s = subduction_of(&c, slab, tw, tw), q = subduction_of(&p, slab, tw, 1);
    const double z_max = slab ? 80 : 40, z_mid = slab ? 40 : 20, a12 = tw ? c.a12tw : c.a12jptw, a8 = tw ? c.a8tw : c.a8jptw;
    const double pga_site = (p.a12tw + p.b * 1.18) * shk_log(1000 / p.vlin), ln_vlin = shk_log(c.vlin);
    const double z_exp = tw ? -3.96 : -5.23, z_low = tw ? 352.7 : 412.39, z_high = tw ? 1750 : 1360;
    const double ss = tw ? c.phiss4tw : c.phiss4jptw, s2s = tw ? c.phis2s4tw : c.phis2s4jptw, tau = tw ? c.tau4tw : c.tau4jptw;
    const double phi = sqrt(ss * ss + s2s * s2s), sig = sqrt(tau * tau + phi * phi);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], vs30 = min2(x->vs30[i], 1000), z = min2(x->ztor[i], z_max) - z_mid;
        const double ln_r = shk_log(r + 10 * shk_exp(0.25 * (m - 6))), lv = shk_log(vs30) - ln_vlin;
        const double pga = shk_exp(subduction_rock(&p, &q, m, z, r, ln_r) + pga_site);
        const double site = a12 * lv + (vs30 < c.vlin ? c.b * (shk_log(pga + 1.88 * shk_exp(1.18 * lv)) - shk_log(pga + 1.88)) : c.b * 1.18 * lv);
        const double ez = expected_z1(z_exp, z_low, z_high, vs30), z1 = x->z1pt0[i] == -999 ? ez : x->z1pt0[i];
        out.mean[i] = subduction_rock(&c, &s, m, z, r, ln_r) + site + (z1 >= 0 ? a8 * min2(shk_log(z1 / ez), 1) : 0);
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

static const struct shk_gsim_arg crust_args[] = {
    { .name = "region", .value = ASC_GLB, .choices = (const char *const[]){ "glb", "tw", "ca", "jp", NULL } }, { .name = "aftershocks", .value = 0 },
    { .name = "d_dpp", .value = 0 }, { 0 } };
static const struct shk_gsim_arg sub_args[] = {
    { .name = "region", .value = SUB_JPTW, .choices = (const char *const[]){ "jptw", "tw", NULL } }, { 0 } };

#define SUB(n, t, slab) { .name = n, .ref = "Phung et al. (2020), Earthq. Spectra 36, subduction", .trt = t, .component = "GEOMETRIC_MEAN", .reference_vs30 = 1000, .args = sub_args, \
    .coeffs = &phung_2020_sub_coeffs, .kernel = subduction, .data = &(const int){ slab }, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(ztor) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | SHK_NEEDS(z1pt0) }
const struct shk_gsim gsim_phung_2020[] = {
    { .name = "PhungEtAl2020Asc", .ref = "Phung et al. (2020), Earthq. Spectra 36(2), crustal", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .reference_vs30 = 1130,
      .args = crust_args, .coeffs = &phung_2020_asc_coeffs, .kernel = crust,
      .needs = SHK_NEEDS(dip) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(vs30) | SHK_NEEDS(z1pt0)
             | SHK_NEEDS(rjb) | SHK_NEEDS(rrup) | SHK_NEEDS(rx) },
    SUB("PhungEtAl2020SInter", "Subduction Interface", 0),
    SUB("PhungEtAl2020SSlab", "Subduction IntraSlab", 1),
    { 0 },
};
