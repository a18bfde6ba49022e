/* Bozorgnia & Campbell (2016), Earthq. Spectra 32(2), 979-1004: vertical component, active crust; the form of Campbell &
 * Bozorgnia (2014) with linear site response. */
#include "bozorgnia_campbell_2016.coeffs.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

enum { ARG_SJ, ARG_SGN };
struct source { double mag, normal, reverse, dip, ztor, width, depth; };       /* of one context */
struct path { double rrup, rjb, rx; };
struct site { double japan, vs30, ln_vs30, z25; };

INLINE double hanging_wall(const struct bozorgnia_campbell_2016 *c, struct source s, struct path d)     /* eqs. 7 to 16 */
{
    const double m = s.mag, r1 = s.width * cos_dip(s.dip), r2 = 62 * m - 350, q = d.rx / r1, u = (d.rx - r1) / (r2 - r1);
    const double near = c->h1 + c->h2 * q + c->h3 * (q * q), far = max2(1 + c->h5 * u + c->h6 * (u * u), 0);
    const double f_rx = d.rx < 0 ? 0 : d.rx < r1 ? near : far;
    const double f_r = d.rrup > 0 ? (d.rrup - d.rjb) / d.rrup : 1;
    const double f_m = m < 5.5 ? 0 : min2(m - 5.5, 1) * (1 + c->a2 * (m - 6.5)), f_z = s.ztor > 16.66 ? 0 : 1 - 0.06 * s.ztor;
    return c->c10 * f_rx * f_r * f_m * f_z * ((90 - s.dip) / 45);
}

INLINE double motion(const struct bozorgnia_campbell_2016 *c, double c20, double ln_k1, struct source s, struct path d, struct site g)
{
    const double m = s.mag, lv = g.ln_vs30 - ln_k1, ln200 = 5.29831736654804;
    const double f_m = c->c0 + c->c1 * m + c->c2 * max2(m - 4.5, 0) + c->c3 * max2(m - 5.5, 0) + c->c4 * max2(m - 6.5, 0);     /* eq. 2 */
    const double f_dis = (c->c5 + c->c6 * m) * 0.5 * shk_log(d.rrup * d.rrup + c->c7 * c->c7);                                /* eq. 3 */
    const double f_flt = (c->c8 * s.reverse + c->c9 * s.normal) * clip(m - 4.5, 0, 1);                                        /* eqs. 4 to 6 */
    const double soft = g.vs30 <= 200 ? c->c12 * (lv - (ln200 - ln_k1)) : 0;
    const double f_site = c->c11 * lv + g.japan * (c->c13 * lv + soft);                                                       /* eqs. 17 to 19 */
    const double f_sed = (c->c14 + c->c15 * g.japan) * min2(g.z25 - 1, 0);                                                    /* eq. 20 */
    const double f_hyp = clip(s.depth - 7, 0, 13) * (c->c17 + (c->c18 - c->c17) * clip(m - 5.5, 0, 1));                        /* eqs. 21 to 23 */
    const double f_dip = c->c19 * s.dip * clip(5.5 - m, 0, 1), f_atn = c20 * max2(d.rrup - 80, 0);                            /* eqs. 24, 25 */
    return f_m + f_dis + f_flt + hanging_wall(c, s, d) + f_site + f_sed + f_hyp + f_dip + f_atn;
}

static double c20_of(const struct bozorgnia_campbell_2016 *c, double sgn) { return c->c20 + (sgn == 1 ? c->Dc20_CH : sgn == -1 ? c->Dc20_JP : 0); }

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(bozorgnia_campbell_2016, c, call->imt);
    SHK_COEFFS(bozorgnia_campbell_2016, p, SHK_IMT_PGA);
    const double japan = call->arg[ARG_SJ] != 0, sgn = call->arg[ARG_SGN];
    const double za = japan != 0 ? 5.359 : 7.089, zb = japan != 0 ? 1.102 : 1.144;             /* Campbell & Bozorgnia (2014), eqs. 33, 34 */
    const double c20 = c20_of(&c, sgn), p20 = c20_of(&p, sgn), ln_k1 = shk_log(c.k1), ln_k1_pga = shk_log(p.k1);
    const int floor = call->imt.kind == SHK_SA && call->imt.period < 0.25;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], vs30 = x->vs30[i], lv = shk_log(vs30), z0 = x->z2pt5[i], z_ref = shk_exp(za - zb * lv);
        const struct source s = { m, (rake > -150) & (rake < -30), (rake > 30) & (rake < 150), x->dip[i], x->ztor[i], x->width[i], x->hypo_depth[i] };
        const struct path d = { x->rrup[i], x->rjb[i], x->rx[i] };
        const struct site g = { japan, vs30, lv, z0 == -999 ? z_ref : z0 };
        const double mean = motion(&c, c20, ln_k1, s, d, g), pga = motion(&p, p20, ln_k1_pga, s, d, g), ramp = clip(5.5 - m, 0, 1);
        const double tau = c.tau2 + (c.tau1 - c.tau2) * ramp, phi = c.phi2 + (c.phi1 - c.phi2) * ramp;                         /* eqs. 27, 28 */
        out.mean[i] = (floor & (mean < pga)) ? pga : mean;
        out.sig[i] = sqrt(tau * tau + phi * phi);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const double sgn = m->arg[ARG_SGN];
    return sgn == 0 || sgn == 1 || sgn == -1 ? SHK_OK
        : shk_fail(k->diag, SHK_E_INVALID, "%s: sgn must be -1, 0 or 1, got %g", k->name, sgn);
}

static const struct shk_gsim_arg args[] = { { .name = "SJ", .value = 0 }, { .name = "sgn", .value = 0 }, { 0 } };
#define ROW .ref = "10.1193/072814EQS121M", .trt = "Active Shallow Crust", .args = args, .kernel = kernel, .plan = plan, \
    .coeffs = &bozorgnia_campbell_2016_coeffs, .component = "VERTICAL", .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(dip) \
    | SHK_NEEDS(ztor) | SHK_NEEDS(width) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(rjb) | SHK_NEEDS(rx) | SHK_NEEDS(vs30) | SHK_NEEDS(z2pt5)
#define ALIAS(sj, sgn_) ROW, .alias = 1, .alias_of = "BozorgniaCampbell2016", \
    .presets = (const struct shk_gsim_preset[]){ { "SJ", sj }, { "sgn", sgn_ }, { 0 } }
const struct shk_gsim gsim_bozorgnia_campbell_2016[] = {
    { .name = "BozorgniaCampbell2016", ROW },
    { .name = "BozorgniaCampbell2016HighQ", ALIAS(0, 1) },
    { .name = "BozorgniaCampbell2016LowQ", ALIAS(0, -1) },
    { .name = "BozorgniaCampbell2016AveQJapanSite", ALIAS(1, 0) },
    { .name = "BozorgniaCampbell2016HighQJapanSite", ALIAS(1, 1) },
    { .name = "BozorgniaCampbell2016LowQJapanSite", ALIAS(1, -1) },
    { 0 },
};
