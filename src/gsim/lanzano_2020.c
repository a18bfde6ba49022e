/* Lanzano et al. (2020): central Italy; reference rock, classes of Eurocode 8, clusters of sites. */
#include "lanzano_2020_cluster.coeffs.h"
#include "lanzano_2020_ec8.coeffs.h"
#include "lanzano_2020_ref.coeffs.h"
#include "gsim/lib_terms.h"

/* site[i]: the site's term. */
struct coeffs { double a, b1, b2, c1, c2, c3, Mref, tau, phi_S2S, phi_0; };

SHK_KERNEL static void eval(const struct coeffs *c, const struct shk_ctx *x, const double *restrict site, struct shk_motion out)
{
    const double phi = sqrt(c->phi_S2S * c->phi_S2S + c->phi_0 * c->phi_0), sig = sqrt(c->tau * c->tau + phi * phi);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = sqrt(x->rjb[i] * x->rjb[i] + 36);
        const double lg = c->a + (m <= 5 ? c->b1 : c->b2) * (m - 5) + (c->c1 * (m - c->Mref) + c->c2) * shk_log10(r) + c->c3 * (r - 1) + site[i];
        out.mean[i] = lg * SHK_LN10 - SHK_LN_CMS2_PER_G;
        out.sig[i] = sig * SHK_LN10;
        out.tau[i] = c->tau * SHK_LN10;
        out.phi[i] = phi * SHK_LN10;
    }
}
#define COMMON(c) &(struct coeffs){ c.a, c.b1, c.b2, c.c1, c.c2, c.c3, c.Mref, c.tau, c.phi_S2S, c.phi_0 }

SHK_KERNEL static void ref(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(lanzano_2020_ref, c, call->imt);
    double s[SHK_CTX_BLOCK];
    SHK_EACH(i, x->n) s[i] = x->siteclass[i] == 'A' ? 0 : c.s_other;
    eval(COMMON(c), x, s, out);
}

SHK_KERNEL static void ec8(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(lanzano_2020_ec8, c, call->imt);
    double s[SHK_CTX_BLOCK];
    SHK_EACH(i, x->n) {
        const double k = x->siteclass[i];
        s[i] = k == 'B' ? c.sB : k == 'C' ? c.sC : k == 'D' ? c.sD : k == 'E' ? c.sE : 0;
    }
    eval(COMMON(c), x, s, out);
}

SHK_KERNEL static void cluster(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(lanzano_2020_cluster, c, call->imt);
    double s[SHK_CTX_BLOCK];
    SHK_EACH(i, x->n) {
        const double k = x->siteclass[i];
        s[i] = (k == '2' ? c.s2 : k == '3' ? c.s3 : k == '4' ? c.s4 : k == '5' ? c.s5 : 0)
             + (k == '6' ? c.s6 : k == '7' ? c.s7 : k == '8' ? c.s8 : k == '9' ? c.s9 : 0);
    }
    eval(COMMON(c), x, s, out);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t) { return t.kind != SHK_PGV && shk_coeffs_have(m->g->coeffs, t); }

#define ROW(n, k) { .name = n, .ref = "Lanzano et al. (2020), central Italy", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .kernel = k, \
    .supports = supports, .coeffs = &lanzano_2020_##k##_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb) | SHK_NEEDS(siteclass) }
const struct shk_gsim gsim_lanzano_2020[] = {
    ROW("LanzanoEtAl2020_ref", ref), ROW("LanzanoEtAl2020_EC8", ec8), ROW("LanzanoEtAl2020_Cluster", cluster), { 0 },
};
