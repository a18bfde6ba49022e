/* Lanzano et al. (2019), Bull. Seismol. Soc. Am. 109(2): ITA18, Italy; with the reference-rock correction of Lanzano et al.
 * (2022) and the near-source correction of Sgobba et al. (2021). */
#include "lanzano_2019_ness2.coeffs.h"
#include "lanzano_2019_rjb.coeffs.h"
#include "lanzano_2019_rock.coeffs.h"
#include "lanzano_2019_rup.coeffs.h"
#include "lanzano_2019_scaled.coeffs.h"
#include "gsim/lib_terms.h"

/* Natural log of the motion in cm/s^2 or cm/s, brought to g. */
SHK_KERNEL static void ita18(const struct shk_gsim_call *call, const struct shk_ctx *x, const double *restrict dist, struct shk_motion out)
{
    struct lanzano_2019_rjb c;                  /* the tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    const double phi = sqrt(c.phi_S2S * c.phi_S2S + c.phi_0 * c.phi_0), sig = sqrt(c.tau * c.tau + phi * phi);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = sqrt(dist[i] * dist[i] + c.h * c.h), rake = x->rake[i], d = m - c.Mh;
        const double lg = c.a + (m <= c.Mh ? c.b1 : c.b2) * d + (c.c1 * (m - c.Mref) + c.c2) * shk_log10(r) + c.c3 * r         /* eqs. 1 to 5 */
                        + c.k * shk_log10(min2(x->vs30[i], 1500) / 800) + c.f1 * fault_strike_slip(rake) + c.f2 * fault_reverse30(rake);
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = sig * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = phi * SHK_LN10;
    }
}

static void rjb(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out) { ita18(call, x, x->rjb, out); }
static void rup(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out) { ita18(call, x, x->rrup, out); }

SHK_KERNEL static void rock(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(lanzano_2019_rock, s, call->imt);
    const int given = !isnan(call->arg[0]);
    const double fixed = call->arg[0];
    ita18(call, x, x->rjb, out);
    SHK_EACH(i, x->n) out.mean[i] += (s.a + s.b * shk_log10(x->vs30[i] / 800) + s.c * (given ? fixed : x->kappa0[i])) * SHK_LN10;
}

SHK_KERNEL static void ness2(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(lanzano_2019_ness2, s, call->imt);
    ita18(call, x, x->rjb, out);
    SHK_EACH(i, x->n) {
        const double r2 = x->rjb[i] * x->rjb[i] + s.hR * s.hR, rake = x->rake[i];
        const double lg = s.aR + s.bR * min2(x->mag[i] - s.MrefR, 0) + s.cR * 0.5 * shk_log10(r2) + s.f1R * fault_strike_slip(rake) + s.f2R * fault_reverse30(rake);
        out.mean[i] += max2(lg, 0) * SHK_LN10;
    }
}

static int supports_rock(const struct shk_gsim_model *m, struct shk_imt t)
{
    return t.kind != SHK_PGV && shk_coeffs_have(m->g->coeffs, t) && shk_coeffs_have(&lanzano_2019_rock_coeffs, t);
}
static int supports_ness2(const struct shk_gsim_model *m, struct shk_imt t)
{
    return t.kind != SHK_PGV && shk_coeffs_have(m->g->coeffs, t) && shk_coeffs_have(&lanzano_2019_ness2_coeffs, t);
}

#define ROW(table, k) .ref = "10.1785/0120180210", .trt = "Active Shallow Crust", .component = "RotD50", .coeffs = &lanzano_2019_##table##_coeffs, .kernel = k
#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_lanzano_2019[] = {
    { .name = "LanzanoEtAl2019_RJB_OMO", ROW(rjb, rjb), .needs = NEEDS | SHK_NEEDS(rjb) },
    { .name = "LanzanoEtAl2019_RUP_OMO", ROW(rup, rup), .needs = NEEDS | SHK_NEEDS(rrup) },
    { .name = "LanzanoEtAl2019_RJB_OMOscaled", ROW(scaled, rjb), .needs = NEEDS | SHK_NEEDS(rjb) },
    { .name = "LanzanoEtAl2019_RJB_OMO_RefRock", ROW(rjb, rock), .supports = supports_rock, .needs = NEEDS | SHK_NEEDS(rjb) | SHK_NEEDS(kappa0),
      .args = (const struct shk_gsim_arg[]){ { .name = "kappa0", .value = NAN }, { 0 } } },
    { .name = "LanzanoEtAl2019_RJB_OMO_NESS2", ROW(rjb, ness2), .supports = supports_ness2, .needs = NEEDS | SHK_NEEDS(rjb) },
    { 0 },
};
