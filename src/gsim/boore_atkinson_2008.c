/* Boore & Atkinson (2008), Earthq. Spectra 24(1), 99-138, with Atkinson (2010), Bull. Seismol. Soc. Am. 100(2), 751-761
 * (Hawaii) and the corrections of Atkinson & Boore (2011), Bull. Seismol. Soc. Am. 101(3), 1121-1135. */
#include "gsim/boore_atkinson_2008.h"
#include "boore_atkinson_2008_bchydro.coeffs.h"
#include "boore_atkinson_2008_prime.coeffs.h"
#include "gsim/lib_shared.h"

SHK_KERNEL static void correct_2011(const struct shk_ctx *x, double *restrict mean)    /* eq. 5 of 2011: small magnitudes */
{
    SHK_EACH(i, x->n) {
        const double m = x->mag[i];
        mean[i] += SHK_LN10 * (max2(3.888 - 0.674 * m, 0) - max2(2.933 - 0.510 * m, 0) * shk_log10(x->rjb[i] + 10));
    }
}

SHK_KERNEL static void hawaii(const struct shk_ctx *x, struct shk_imt t, double *restrict mean)    /* Atkinson (2010) eq. 2 to 5 */
{
    const double lf = t.kind == SHK_PGV ? shk_log10(2.0) : t.period == 0 ? shk_log10(50.0) : -shk_log10(t.period);
    const double x1 = min2(-0.18 + 0.17 * lf, 0);
    const double shallow = max2(0.217 - 0.321 * lf, 0), deep = min2(0.263 + 0.0924 * lf, 0.35);
    SHK_EACH(i, x->n) {
        const double h = x->hypo_depth[i], x0 = h < 20 ? shallow : h > 35 ? deep : 0.2;
        mean[i] += SHK_LN10 * (x0 + x1 * shk_log10(max2(x->rjb[i], 1)));
    }
}

struct common { double lv[SHK_CTX_BLOCK + 8], soft[SHK_CTX_BLOCK + 8]; };         /* the same for all measures */

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    double *restrict lv = s->lv, *restrict soft = s->soft;
    SHK_COEFFS(boore_atkinson_2008, p, SHK_IMT_PGA);
    (void)call;
    SHK_EACH(i, x->n) {
        lv[i] = ba08_ln_v(x->vs30[i]);
        soft[i] = ba08_soft(ba08_rock(&p, x->mag[i], x->rake[i], x->rjb[i]));
    }
}

SHK_KERNEL void shk_ba08_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    const enum shk_ba08_kind kind = call->data ? *(const enum shk_ba08_kind *)call->data : BA08;
    struct boore_atkinson_2008 c;
    struct atkinson_boore_2006_soil s;
    (void)shk_coeffs_at(&boore_atkinson_2008_coeffs, call->imt, (double *)&c);
    (void)shk_coeffs_at(&atkinson_boore_2006_soil_coeffs, call->imt, (double *)&s);
    const int total = kind == BA08_HAWAII;
    const double sig = total ? 0.26 * SHK_LN10 : c.std, tau = total ? 0 : c.tau, phi = total ? 0 : c.sigma;
    SHK_EACH(i, x->n) {
        out.mean[i] = ba08_rock(&c, x->mag[i], x->rake[i], x->rjb[i]) + ba08_site_soft(&s, x->vs30[i], com->lv[i], com->soft[i]);
        out.sig[i] = sig;
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
    if (kind == BA08_2011 || kind == BA08_PRIME) correct_2011(x, out.mean);
    if (kind == BA08_HAWAII) hawaii(x, call->imt, out.mean);
    if (kind == BA08_PRIME) {
        SHK_COEFFS(boore_atkinson_2008_prime, a, call->imt);
        SHK_EACH(i, x->n) out.mean[i] += SHK_LN10 * (a.c + a.d * x->rjb[i]);
    }
    if (kind == BA08_BCHYDRO) {
        SHK_COEFFS(boore_atkinson_2008_bchydro, b, call->imt);
        const double scale = call->arg[0] != 0 ? b.s2sss : 1, shift = call->arg[1] * b.fe;
        SHK_EACH(i, x->n) {
            out.mean[i] += shift;
            out.sig[i] *= scale;
        }
    }
}

int shk_ba08_supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const enum shk_ba08_kind kind = *(const enum shk_ba08_kind *)m->g->data;
    const struct shk_coeffs *const tables[] = { &boore_atkinson_2008_coeffs, &atkinson_boore_2006_soil_coeffs,
        kind == BA08_PRIME ? &boore_atkinson_2008_prime_coeffs : kind == BA08_BCHYDRO ? &boore_atkinson_2008_bchydro_coeffs : NULL, NULL };
    return have_all(tables, t);
}

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
#define ROW .kernel = shk_ba08_kernel, .supports = shk_ba08_supports, .coeffs = &boore_atkinson_2008_coeffs
#define KIND(k) &(const enum shk_ba08_kind){ k }
const struct shk_gsim gsim_boore_atkinson_2008[] = {
    { .name = "BooreAtkinson2008", .ref = "10.1193/1.2830434", .trt = "Active Shallow Crust", .needs = NEEDS, ROW,
      .data = KIND(BA08), .component = "GMRotI50" },
    { .name = "Atkinson2010Hawaii", .ref = "10.1785/0120090098", .trt = "Volcanic", .needs = NEEDS | SHK_NEEDS(hypo_depth), ROW,
      .data = KIND(BA08_HAWAII), .component = "GEOMETRIC_MEAN", .total_only = 1 },
    { .name = "BooreAtkinson2008BCHydro", .ref = "10.1193/1.2830434", .trt = "Active Shallow Crust", .needs = NEEDS, ROW,
      .data = KIND(BA08_BCHYDRO), .args = ARG_BCHYDRO, .component = "GMRotI50" },
    { 0 },
};
