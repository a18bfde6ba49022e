/* Sandikkaya & Akkar (2017), Bull. Earthq. Eng. 15, 1881-1898: cumulative absolute velocity and Arias intensity in Europe. */
#include "sandikkaya_akkar_2017_repi.coeffs.h"
#include "sandikkaya_akkar_2017_rhyp.coeffs.h"
#include "sandikkaya_akkar_2017_rjb.coeffs.h"
#include "gsim/lib_terms.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct sandikkaya_akkar_2017_rjb c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const int d = *(const int *)call->data;
    const double *restrict dist = d == 'j' ? x->rjb : d == 'e' ? x->repi : x->rhypo;
    const double unit = call->imt.kind == SHK_CAV ? shk_log(981.0) : 0, sig = sqrt(c.tau * c.tau + c.phi * c.phi);      /* cm/s to g s */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i];
        const double style = c.a7 * (fabs(rake + 90) < 45) + c.a8 * (fabs(rake - 90) < 45);
        out.mean[i] = c.a1 + c.a2 * (m - 6.75) + c.a3 * (8.5 - m) * (8.5 - m) + (c.a4 + c.a5 * (m - 6.75)) * shk_log(sqrt(dist[i] * dist[i] + c.a6 * c.a6))
                    + style + c.a9 * shk_log(min2(x->vs30[i], 1000) / 750) - unit;                                      /* p. 1887 */
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = c.phi;
    }
}

#define ROW(table, d, column) .ref = "10.1007/s10518-016-0066-6", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .data = &(const int){ d }, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(column) | SHK_NEEDS(vs30), .coeffs = &sandikkaya_akkar_2017_##table##_coeffs, .kernel = kernel
const struct shk_gsim gsim_sandikkaya_akkar_2017[] = {
    { .name = "SandikkayaAkkar2017Rjb", ROW(rjb, 'j', rjb) },
    { .name = "SandikkayaAkkar2017Repi", ROW(repi, 'e', repi) },
    { .name = "SandikkayaAkkar2017Rhyp", ROW(rhyp, 'h', rhypo) },
    { 0 },
};
