/* Lanzano et al. (2016), Bull. Seismol. Soc. Am. 106(1): northern Italy, two zones of attenuation, basin effects. */
#include "lanzano_2016_rhypo.coeffs.h"
#include "lanzano_2016_rjb.coeffs.h"
#include "gsim/lib_terms.h"

/* Without the pseudo-depth h, which only the version for rjb has. */
struct coeffs { double a, b1, b2, c11, c21, c12, c22, c13, c23, c14, c24, fNF, fTF, fUN, sA, sB, sC, dbas, tau, phi, SigmaTot; };
_Static_assert(sizeof(struct coeffs) == sizeof(struct lanzano_2016_rhypo), "the columns of the table");

SHK_KERNEL static void eval(const struct coeffs *row, double h, struct shk_imt t, const struct shk_ctx *x, const double *restrict dist, struct shk_motion out)
{
    const struct coeffs c = *row;           /* a copy, that no output can alias */
    const double unit = t.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G, lg70 = shk_log10(70);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = m - 5, rake = x->rake[i], vs30 = x->vs30[i], r = sqrt(dist[i] * dist[i] + h * h);
        const int north = x->lat[i] - (-0.33 * x->lon[i] + 48.3) >= 0, near = r <= 70;
        const double k1 = north ? (near ? c.c11 : c.c12) : (near ? c.c13 : c.c14), k2 = north ? (near ? c.c21 : c.c22) : (near ? c.c23 : c.c24);
        const double lg = c.a + c.b1 * d + c.b2 * d * d + (k1 + k2 * d) * (shk_log10(r) - lg70)                     /* eq. 1 */
                        + (vs30 < 360 ? c.sC : vs30 < 800 ? c.sB : c.sA) + (x->bas[i] == 1 ? c.dbas : 0)
                        + c.fUN * fault_strike_slip(rake) + c.fNF * fault_normal30(rake) + c.fTF * fault_reverse30(rake);
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = c.SigmaTot * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = c.phi * SHK_LN10;
    }
}

static void rjb(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(lanzano_2016_rjb, c, call->imt);
    eval(&(struct coeffs){ c.a, c.b1, c.b2, c.c11, c.c21, c.c12, c.c22, c.c13, c.c23, c.c14, c.c24, c.fNF, c.fTF, c.fUN, c.sA, c.sB, c.sC, c.dbas, c.tau, c.phi,
                           c.SigmaTot }, c.h, call->imt, x, x->rjb, out);
}

static void rhypo(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct coeffs c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    eval(&c, 0, call->imt, x, x->rhypo, out);
}

#define ROW(k) .ref = "10.1785/0120150096", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .kernel = k, .coeffs = &lanzano_2016_##k##_coeffs, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(vs30) | SHK_NEEDS(lon) | SHK_NEEDS(lat) | SHK_NEEDS(bas) | SHK_NEEDS(k)
const struct shk_gsim gsim_lanzano_2016[] = {
    { .name = "LanzanoEtAl2016_RJB", ROW(rjb) },
    { .name = "LanzanoEtAl2016_Rhypo", ROW(rhypo) },
    { 0 },
};
