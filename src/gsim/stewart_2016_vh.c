/* Stewart et al. (2016), Earthq. Spectra 32(2), 1005-1031, over Boore et al. (2014): ratio of vertical to horizontal motion, with the
 * correlations of Bozorgnia & Campbell (2016), Earthq. Spectra 32(2), 951-978. */
#include "stewart_2016_vh.coeffs.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

struct names { const char *vertical, *horizontal; };
struct state { const struct shk_gsim_model *v, *h; };

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct state *s = call->model->state;
    double mean[SHK_CTX_BLOCK], sig[SHK_CTX_BLOCK], tau[SHK_CTX_BLOCK], phi[SHK_CTX_BLOCK];
    SHK_COEFFS(stewart_2016_vh, c, call->imt);
    shk_gsim_eval(s->v, call->imt, x, out);
    shk_gsim_eval(s->h, call->imt, x, (struct shk_motion){ mean, sig, tau, phi });
    SHK_EACH(i, x->n) {
        const double below = clip(5.5 - x->mag[i], 0, 1), tv = out.tau[i], th = tau[i], pv = out.phi[i], ph = phi[i];
        const double rb = c.rhob2 + (c.rhob1 - c.rhob2) * below, rw = c.rhow2 + (c.rhow1 - c.rhow2) * below;
        const double t = sqrt(tv * tv + th * th - 2 * rb * tv * th), p = sqrt(pv * pv + ph * ph - 2 * rw * pv * ph);    /* eqs. 10, 11 */
        out.mean[i] -= mean[i];
        out.sig[i] = sqrt(t * t + p * p);
        out.tau[i] = t;
        out.phi[i] = p;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct state *s = m->state;
    return shk_gsim_supports(s->v, t) && shk_gsim_supports(s->h, t) && shk_coeffs_have(&stewart_2016_vh_coeffs, t);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct names *n = m->g->data;
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_gsim_make_child(k, n->vertical, NULL, &s->v));
    SHK_TRY(shk_gsim_make_child(k, n->horizontal, NULL, &s->h));
    m->needs |= s->v->needs | s->h->needs;
    m->state = s;
    return SHK_OK;
}

#define ROW(v, h) .ref = "10.1193/072114EQS116M", .trt = "Active Shallow Crust", .component = "VERTICAL_TO_HORIZONTAL_RATIO", .coeffs = &stewart_2016_vh_coeffs, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30), .data = &(const struct names){ v, h }, \
    .kernel = kernel, .supports = supports, .plan = plan
const struct shk_gsim gsim_stewart_2016_vh[] = {
    { .name = "StewartEtAl2016VH", ROW("StewartEtAl2016", "BooreEtAl2014") },
    { .name = "StewartEtAl2016RegCHNVH", ROW("StewartEtAl2016RegCHN", "BooreEtAl2014HighQ") },
    { .name = "StewartEtAl2016RegJPNVH", ROW("StewartEtAl2016RegJPN", "BooreEtAl2014LowQ") },
    { .name = "StewartEtAl2016NoSOFVH", ROW("StewartEtAl2016NoSOF", "BooreEtAl2014NoSOF") },
    { .name = "StewartEtAl2016RegCHNNoSOFVH", ROW("StewartEtAl2016CHNNoSOF", "BooreEtAl2014HighQNoSOF") },
    { .name = "StewartEtAl2016RegJPNNoSOFVH", ROW("StewartEtAl2016JPNNoSOF", "BooreEtAl2014LowQNoSOF") },
    { 0 },
};
