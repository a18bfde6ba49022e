/* Bozorgnia & Campbell (2016), Earthq. Spectra 32(2), 951-978: vertical-to-horizontal ratios, from their vertical model and
 * Campbell & Bozorgnia (2014). */
#include "bozorgnia_campbell_2016_vh.coeffs.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

struct names { const char *vertical, *horizontal; };
struct pair { const struct shk_gsim_model *vertical, *horizontal; };

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct pair *p = call->model->state;
    SHK_COEFFS(bozorgnia_campbell_2016_vh, c, call->imt);
    double mean[SHK_CTX_BLOCK], sig[SHK_CTX_BLOCK], tau[SHK_CTX_BLOCK], phi[SHK_CTX_BLOCK];
    shk_gsim_eval(p->horizontal, call->imt, x, (struct shk_motion){ mean, sig, tau, phi });
    shk_gsim_eval(p->vertical, call->imt, x, out);
    SHK_EACH(i, x->n) {
        const double ramp = clip(5.5 - x->mag[i], 0, 1);
        const double rho_b = c.rhob2 + (c.rhob1 - c.rhob2) * ramp, rho_w = c.rhow2 + (c.rhow1 - c.rhow2) * ramp;
        const double tv = out.tau[i], th = tau[i], pv = out.phi[i], ph = phi[i];
        const double t2 = tv * tv + th * th - 2 * rho_b * tv * th, p2 = pv * pv + ph * ph - 2 * rho_w * pv * ph;        /* eqs. 10, 11 */
        out.mean[i] -= mean[i];
        out.sig[i] = sqrt(t2 + p2);
        out.tau[i] = sqrt(t2);
        out.phi[i] = sqrt(p2);
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct pair *p = m->state;
    return shk_coeffs_have(m->g->coeffs, t) && shk_gsim_supports(p->vertical, t) && shk_gsim_supports(p->horizontal, t);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct names *n = m->g->data;
    struct pair *p = SHK_NEW(k->arena, struct pair, 1);
    if (!p) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_gsim_make_child(k, n->vertical, NULL, &p->vertical));
    SHK_TRY(shk_gsim_make_child(k, n->horizontal, NULL, &p->horizontal));
    m->needs |= p->vertical->needs | p->horizontal->needs;
    m->state = p;
    return SHK_OK;
}

#define ROW(v, h) .ref = "10.1193/100614EQS151M", .trt = "Active Shallow Crust", .needs = SHK_NEEDS(mag), .kernel = kernel, \
    .supports = supports, .plan = plan, .coeffs = &bozorgnia_campbell_2016_vh_coeffs, .component = "VERTICAL_TO_HORIZONTAL_RATIO", \
    .data = &(const struct names){ "BozorgniaCampbell2016" v, "CampbellBozorgnia2014" h }
const struct shk_gsim gsim_bozorgnia_campbell_2016_vh[] = {
    { .name = "BozorgniaCampbell2016VH", ROW("", "") },
    { .name = "BozorgniaCampbell2016HighQVH", ROW("HighQ", "HighQ") },
    { .name = "BozorgniaCampbell2016LowQVH", ROW("LowQ", "LowQ") },
    { .name = "BozorgniaCampbell2016AveQJapanSiteVH", ROW("AveQJapanSite", "JapanSite") },
    { .name = "BozorgniaCampbell2016HighQJapanSiteVH", ROW("HighQJapanSite", "HighQJapanSite") },
    { .name = "BozorgniaCampbell2016LowQJapanSiteVH", ROW("LowQJapanSite", "LowQJapanSite") },
    { 0 },
};
