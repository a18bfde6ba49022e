/* Arteta et al. (2023), Bull. Seismol. Soc. Am. 113(1), 186-203: crustal earthquakes in northern South America. */
#include "arteta_2023.coeffs.h"
#include "arteta_2023_site.coeffs.h"
#include "gsim/lib_arteta.h"

struct version { int hv; };

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct version *v = call->data;
    SHK_COEFFS(arteta_2023, c, call->imt);
    const double *dist = v->hv ? x->rrup : x->rhypo;    /* the reference's version by T* takes the rupture distance */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = dist[i], d = 8.5 - m;
        const double fm = c.Tetha3 * (d * d) + c.Tetha2 * min2(m - c.M1, 0);                                        /* eqs. 5, 6 */
        const double fd = (c.Tetha4 + 0.275 * (m - c.M1)) * 0.5 * shk_log(r * r + 4.5 * 4.5) + c.Tetha5 * r;        /* eqs. 7, 8 */
        out.mean[i] = c.Tetha1 + fm + fd + c.Tetha6 * x->rvolc[i] + c.Tetha7 * x->hypo_depth[i];
        out.sig[i] = c.Sigma;
        out.tau[i] = c.Tau;
        out.phi[i] = c.Phi;
    }
    arteta_add_site(&arteta_2023_site_coeffs, call->imt, v->hv, x, out.mean);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    (void)m;
    return shk_coeffs_have(&arteta_2023_coeffs, t) && shk_coeffs_have(&arteta_2023_site_coeffs, t);
}

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rvolc)
#define ROW(hv) .ref = "10.1785/0120220168", .trt = "Active Shallow Crust", .kernel = kernel, .supports = supports, .component = "RotD50", \
    .coeffs = &arteta_2023_coeffs, .data = &(const struct version){ hv }
const struct shk_gsim gsim_arteta_2023[] = {
    { .name = "ArtetaEtAl2023", ROW(1), .needs = NEEDS | SHK_NEEDS(rrup) | SHK_NEEDS(THV) | SHK_NEEDS(PHV) },
    { .name = "ArtetaEtAl2023_Vs30", ROW(0), .needs = NEEDS | SHK_NEEDS(rhypo) | SHK_NEEDS(vs30) },
    { 0 },
};
