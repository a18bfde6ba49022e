/* Arteta et al. (2021), Earthq. Spectra 37(4), 2552-2580: subduction earthquakes in northern South America. */
#include "arteta_2021_sinter.coeffs.h"
#include "arteta_2021_sinter_site.coeffs.h"
#include "arteta_2021_sslab.coeffs.h"
#include "arteta_2021_sslab_site.coeffs.h"
#include "gsim/lib_arteta.h"

struct version { int slab, hv; const struct shk_coeffs *site; };

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct version *v = call->data;
    struct arteta_2021_sslab c;         /* the interface table has the break magnitude in the place of Teta6 */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    const double mc = v->slab ? 6.5 : c.Teta6, faba = v->slab ? c.Teta6 : 0;
    const double *dist = v->slab ? x->rhypo : x->rrup, *backarc = v->slab ? x->backarc : x->mag;    /* unused at the interface */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = dist[i], d = 10 - m;
        const double fm = c.Teta3 * (d * d) + c.Teta2 * min2(m - mc, 0);
        const double fd = (c.Teta4 + 0.1 * (m - 7)) * shk_log(r + 10 * shk_exp(0.4 * (m - 6))) + c.Teta5 * r;
        const double phi = c.Phi1 + (c.Phi2 - c.Phi1) * clip(r - 150, 0, 50) * 0.02;
        out.mean[i] = c.Teta1 + fm + fd + faba * backarc[i];
        out.sig[i] = sqrt(c.Tau * c.Tau + phi * phi);
        out.tau[i] = c.Tau;
        out.phi[i] = phi;
    }
    arteta_add_site(v->site, call->imt, v->hv, x, out.mean);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct version *v = m->g->data;
    return shk_coeffs_have(m->g->coeffs, t) && shk_coeffs_have(v->site, t);
}

#define ROW .ref = "10.1177/87552930211027585", .kernel = kernel, .supports = supports, .component = "RotD50"
#define SINTER(hv) ROW, .trt = "Subduction Interface", .coeffs = &arteta_2021_sinter_coeffs, \
    .data = &(const struct version){ 0, hv, &arteta_2021_sinter_site_coeffs }
#define SSLAB(hv) ROW, .trt = "Subduction IntraSlab", .coeffs = &arteta_2021_sslab_coeffs, \
    .data = &(const struct version){ 1, hv, &arteta_2021_sslab_site_coeffs }
#define HV SHK_NEEDS(THV) | SHK_NEEDS(PHV)
const struct shk_gsim gsim_arteta_2021[] = {
    { .name = "ArtetaEtAl2021Inter", SINTER(1), .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | HV },
    { .name = "ArtetaEtAl2021InterVs30", SINTER(0), .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) },
    { .name = "ArtetaEtAl2021Slab", SSLAB(1), .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(backarc) | HV },
    { .name = "ArtetaEtAl2021SlabVs30", SSLAB(0), .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo) | SHK_NEEDS(backarc) | SHK_NEEDS(vs30) },
    { 0 },
};
