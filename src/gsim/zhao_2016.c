/* Zhao et al. (2016), Bull. Seismol. Soc. Am. 106(4): Japan; shallow crust and upper mantle (1552-1569), subduction interface (1518-1534)
 * and slab (1535-1551), with site classes and their nonlinear amplification; standard deviations also by site class. */
#include "zhao_2016_asc.coeffs.h"
#include "zhao_2016_asc_site.coeffs.h"
#include "zhao_2016_sinter.coeffs.h"
#include "zhao_2016_sinter_site.coeffs.h"
#include "zhao_2016_sslab.coeffs.h"
#include "zhao_2016_sslab_site.coeffs.h"
#include "zhao_2016_um_site.coeffs.h"
#include "gsim/lib_terms.h"
#include "gsim/lib_zones.h"

struct variant { const struct shk_coeffs *site; int site_sigma, mantle; };
enum { CLASSES = 4 };
#define M_C 7.1

/* Nonlinear amplification of a site class, eqs. 7 to 15 of the papers with alpha = 2, beta = 0.6: ln of the elastic amplification,
 * soil strain measure per rock motion (0: linear), and factor of its logarithm. */
struct site_class { double linear, smr, factor; };

static struct site_class site_class(double linear, const double *s, int k)      /* s: LnAmax1D, Src1D, fsr of four classes each; k: 0 to 3 */
{
    static const double impedance[CLASSES] = { (1 + 0.8 * 2.73) / 3.5, 3.07 / 3, (1 + 0.9 * 1.76) / 2.5, (1 + 0.6 * 2.02) / 3 };
    const double beta = 0.6, lb = shk_log(beta), amax = s[k], src = s[4 + k] * impedance[k], lsrc = shk_log(src * src + beta), sf = linear - amax;
    double snc;
    if (shk_exp(linear) < 1.25) {                               /* the approximate method */
        const double a = amax / (lb - lsrc), b = -a * lsrc, l10b = shk_log(10 * beta);
        snc = shk_exp((a * lb * l10b - SHK_LN10 * (b + sf)) / (a * (2 * l10b - lb)));
    } else {
        snc = sqrt(shk_exp((linear * lsrc - sf * lb) / amax) - beta);
    }
    const double smr = impedance[k] * (snc / src) * s[8 + k];
    return (struct site_class){ linear, smr == smr ? smr : 0, -amax / (lsrc - lb) };
}

struct soil { struct site_class shallow[CLASSES], deep[CLASSES]; double rock; };

/* s2: S2 to S4; deep: their values for events below 25 km, or NULL. */
static void soil_init(struct soil *o, const struct shk_coeffs *table, struct shk_imt imt, double rock, const double *s2, const double *deep)
{
    double s[12];
    (void)shk_coeffs_at(table, imt, s);
    o->rock = rock;
    for (int k = 0; k < CLASSES; k++) {
        o->shallow[k] = site_class(rock + (k ? s2[k - 1] : 0), s, k);
        o->deep[k] = deep ? site_class(rock + (k ? deep[k - 1] : 0), s, k) : o->shallow[k];
    }
}

#define PICK(c, field) (vs30 > 600 ? (c)[0].field : vs30 > 300 ? (c)[1].field : vs30 > 200 ? (c)[2].field : (c)[3].field)
INLINE double soil_motion(const struct soil *o, double vs30, double ztor, double ln_rock)
{
    const double hard = ln_rock - o->rock, lb = -0.5108256237659907;
    const int deep = ztor > 25;
    const double linear = deep ? PICK(o->deep, linear) : PICK(o->shallow, linear), smr1 = deep ? PICK(o->deep, smr) : PICK(o->shallow, smr);
    const double factor = deep ? PICK(o->deep, factor) : PICK(o->shallow, factor), smr = shk_exp(hard) * smr1;
    return hard + linear + (fabs(smr) > 0 ? factor * (shk_log(smr * smr + 0.6) - lb) : 0);
}

SHK_KERNEL static void finish(const struct soil *o, int by_site, double sigma, const double *sc, double tau, const struct shk_ctx *x, struct shk_motion out)
{
    const double p1 = by_site ? sc[0] : sigma, p2 = by_site ? sc[1] : sigma, p3 = by_site ? sc[2] : sigma, p4 = by_site ? sc[3] : sigma;
    SHK_EACH(i, x->n) {
        const double vs30 = x->vs30[i], phi = vs30 > 600 ? p1 : vs30 > 300 ? p2 : vs30 > 200 ? p3 : p4;
        out.mean[i] = soil_motion(o, vs30, x->ztor[i], out.mean[i]);
        out.sig[i] = sqrt(phi * phi + tau * tau);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

SHK_KERNEL static void crust(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct variant *v = call->data;
    SHK_COEFFS(zhao_2016_asc, c, call->imt);
    const double near = shk_exp(c.c1 + 6.5 * c.c2), g = v->mantle ? c.gUM : c.gcr, e = v->mantle ? c.eum : c.ecr;
    const double normal = v->mantle ? c.FN_UM : c.FN_CR, reverse = v->mantle ? c.FRV_UM : 0, depth = v->mantle ? 0 : c.bcr;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], rake = x->rake[i], mc = min2(m, M_C);
        const double fm = m <= M_C ? c.ccr * m : c.ccr * M_C + c.dcr * (m - M_C);                                       /* eqs. 1, 2 */
        const double style = normal * ((rake <= -45) & (rake >= -135)) + reverse * ((rake > 45) & (rake < 135));
        const double gn = c.gcrN * shk_log(2 + min2(r, 30) + near), rij = 2 + r + shk_exp(c.c1 + c.c2 * mc);            /* eqs. 4 to 6 */
        out.mean[i] = fm + style + depth * x->ztor[i] + g * shk_log(rij) + c.gcrL * shk_log(r + 200) + gn               /* eq. 3 */
                    + e * r + c.ecrV * x->rvolc[i] + c.gamma_S;
    }
    struct soil o;
    soil_init(&o, v->site, call->imt, c.lnSC1AM, (const double[]){ c.S2, c.S3, c.S4 }, NULL);
    finish(&o, v->site_sigma, c.sigma, (const double[]){ c.sc1_sigma_S, c.sc2_sigma_S, c.sc3_sigma_S, c.sc4_sigma_S }, c.tau, x, out);
}

SHK_KERNEL static void interface(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct variant *v = call->data;
    SHK_COEFFS(zhao_2016_sinter, c, call->imt);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], z = x->ztor[i], ci = z > 25 ? c.cint : c.cintS;
        const double fm = m <= M_C ? ci * m : ci * M_C + c.dint * (m - M_C);                                            /* eqs. 1, 2 */
        const double rij = 10 + r + shk_exp(c.alpha + c.beta * min2(m, M_C)), far = shk_log(r + 200);                            /* eqs. 4, 5 */
        const double by_depth = z < 25 ? c.gintLS * far + c.eintS * r + c.gamma_ints : c.gintLD * far;
        out.mean[i] = fm + c.bint * z + c.gint * shk_log(rij) + c.eintV * x->rvolc[i] + c.gammaint + by_depth;          /* eq. 6 */
    }
    struct soil o;
    soil_init(&o, v->site, call->imt, c.lnSC1AM, (const double[]){ c.S2, c.S3, c.S4 }, (const double[]){ c.S5, c.S6, c.S7 });
    finish(&o, v->site_sigma, c.sigma, (const double[]){ c.sc1_sigma_S, c.sc2_sigma_S, c.sc3_sigma_S, c.sc4_sigma_S }, c.tau, x, out);
}

/* Non-ergodic path effect: with a file of volcanic zones rvolc is the part of each path (site to closest point) within them, between 12 and 80 km. */
static void volcanic_path(const struct shk_zones *z, const struct shk_ctx *x, double *rvolc)
{
    for (size_t i = 0; i < x->n; i++) {
        const double r = z ? shk_zones_path(z, x->lon[i], x->lat[i], x->clon[i], x->clat[i]) : x->rvolc[i];
        rvolc[i] = !z ? r : r > 80 ? 80 : r > 0 && r < 12 ? 12 : r;
    }
}

SHK_KERNEL static void slab(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct variant *v = call->data;
    SHK_COEFFS(zhao_2016_sslab, c, call->imt);
    double rvolc[SHK_CTX_BLOCK];
    volcanic_path(call->model->state, x, rvolc);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], z = x->ztor[i], mc = min2(m, M_C), d = mc - 6.3;
        const double fm = c.cSL * mc + c.cSL2 * (d * d) + (m > M_C ? c.dSL * (m - M_C) : 0);                            /* eq. 1 */
        const double rij = r + shk_exp(c.alpha + c.beta * mc), q = z >= 50 ? c.eSLH * (0.02 * z - 1) : 0;               /* eqs. 3 to 5 */
        out.mean[i] = fm + c.bSLH * min2(z, 100) + c.gSL * shk_log(rij) + c.gLL * shk_log(r + 200) + c.eSL * r + q * r  /* eq. 2a; no depth below 100 km */
                    + c.eSLV * rvolc[i] + c.gamma;
    }
    struct soil o;
    soil_init(&o, v->site, call->imt, c.lnSC1AM, (const double[]){ c.S2, c.S3, c.S4 }, NULL);
    finish(&o, v->site_sigma, c.sigma, (const double[]){ c.sc1_sigma_S, c.sc2_sigma_S, c.sc3_sigma_S, c.sc4_sigma_S }, c.tau, x, out);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t) && shk_coeffs_have(((const struct variant *)m->g->data)->site, t);
}

/* All models of the family take the file, only those of the slab look at it. */
static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_zones *z;
    SHK_TRY(shk_zones_read(k, "volc_arc_file", &z));
    if (!z || m->g->coeffs != &zhao_2016_sslab_coeffs) return SHK_OK;
    m->state = z;
    m->needs |= SHK_NEEDS(lon) | SHK_NEEDS(lat) | SHK_NEEDS(clon) | SHK_NEEDS(clat);
    return SHK_OK;
}

static const struct shk_gsim_arg args[] = { { "volc_arc_file", 0, shk_gsim_raw, 0 }, { 0 } };

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(ztor) | SHK_NEEDS(rrup) | SHK_NEEDS(rvolc) | SHK_NEEDS(vs30)
#define ROW(doi, type, table, site, by_site, mantle, k) .ref = doi, .trt = type, .component = "GEOMETRIC_MEAN", .coeffs = &zhao_2016_##table##_coeffs, \
    .data = &(const struct variant){ &zhao_2016_##site##_coeffs, by_site, mantle }, .kernel = k, .supports = supports, .args = args, .plan = plan
#define CRUST(by_site) ROW("10.1785/0120150063", "Active Shallow Crust", asc, asc_site, by_site, 0, crust), .needs = NEEDS | SHK_NEEDS(rake)
#define MANTLE(by_site) ROW("10.1785/0120150063", "Upper Mantle", asc, um_site, by_site, 1, crust), .needs = NEEDS | SHK_NEEDS(rake)
#define INTERFACE(by_site) ROW("10.1785/0120150034", "Subduction Interface", sinter, sinter_site, by_site, 0, interface), .needs = NEEDS
#define SLAB(by_site) ROW("10.1785/0120150056", "Subduction IntraSlab", sslab, sslab_site, by_site, 0, slab), .needs = NEEDS
const struct shk_gsim gsim_zhao_2016[] = {
    { .name = "ZhaoEtAl2016Asc", CRUST(0) },
    { .name = "ZhaoEtAl2016AscSiteSigma", CRUST(1) },
    { .name = "ZhaoEtAl2016UpperMantle", MANTLE(0) },
    { .name = "ZhaoEtAl2016UpperMantleSiteSigma", MANTLE(1) },
    { .name = "ZhaoEtAl2016SInter", INTERFACE(0) },
    { .name = "ZhaoEtAl2016SInterSiteSigma", INTERFACE(1) },
    { .name = "ZhaoEtAl2016SSlab", SLAB(0) },
    { .name = "ZhaoEtAl2016SSlabSiteSigma", SLAB(1) },
    { .name = "ZhaoEtAl2016SSlabPErg", SLAB(0) },
    { 0 },
};
