/* Eastern Canada of the Canadian hazard model of 2015: the mean of five models for the B/C boundary, from epicentral distance. */
#include "can15_eastern.coeffs.h"
#include "gsim/can15.h"
#include "gsim/make.h"

enum { PARTS = 5 };
static const struct { const char *name; int hard_rock; } parts[PARTS] = {            /* hard rock: to be brought to the B/C boundary */
    { "PezeshkEtAl2011", 1 }, { "Atkinson2008prime", 0 }, { "SilvaEtAl2002SingleCornerSaturation", 1 },
    { "SilvaEtAl2002DoubleCornerSaturation", 1 }, { "AtkinsonBoore2006Modified2011", 0 } };
enum { DEEPER_TOP = 4 };       /* the part whose ruptures have tops at 21 - 2.5 M km and deeper */

SHK_KERNEL static void distances(const struct shk_ctx *x, double *restrict rjb, double *restrict rrup, double *restrict rrup_deeper)
{
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], repi = x->repi[i];
        const struct can15_distances d = can15_distances(m, repi, 0.6, 0);
        rjb[i] = d.rjb;
        rrup[i] = d.rrup;
        rrup_deeper[i] = can15_distances(m, repi, 0.6, 21 - 2.5 * m).rrup;
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct shk_gsim_model *const *part = call->model->state;
    double rjb[SHK_CTX_BLOCK], rrup[SHK_CTX_BLOCK], deeper[SHK_CTX_BLOCK], site[SHK_CTX_BLOCK], mean[SHK_CTX_BLOCK], spread[SHK_CTX_BLOCK];
    distances(x, rjb, rrup, deeper);
    if (call->imt.period > 0) {
        SHK_COEFFS(can15_eastern, c, call->imt);
        fill(site, x->n, c.mf);
    } else
        SHK_EACH(i, x->n) site[i] = -0.3 + 0.15 * shk_log10(x->repi[i]);
    fill(mean, x->n, 0);
    fill(spread, x->n, 0);
    struct shk_ctx y = *x;
    y.rjb = rjb;
    for (int p = 0; p < PARTS; p++) {
        y.rrup = p == DEEPER_TOP ? deeper : rrup;
        shk_gsim_eval(part[p], call->imt, &y, out);
        const double bc = parts[p].hard_rock * SHK_LN10;
        SHK_EACH(i, x->n) {
            mean[i] += 0.2 * (out.mean[i] + (bc != 0 ? bc * site[i] : 0));        /* site is infinite at the epicentre */
            spread[i] += 0.2 * shk_exp(out.sig[i]);
        }
    }
    const double sign = *(const int *)call->data, sig = can15_sigma(call->imt);
    SHK_EACH(i, x->n) {
        out.mean[i] = mean[i] + sign * (shk_log(spread[i]) + max2(0.1 - 0.001 * x->repi[i], 0));
        out.sig[i] = sig;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_gsim_model **part = SHK_NEW(k->arena, const struct shk_gsim_model *, PARTS);
    if (!part) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", m->g->name);
    for (int p = 0; p < PARTS; p++) SHK_TRY(shk_gsim_make_child(k, parts[p].name, NULL, &part[p]));
    m->state = part;
    return SHK_OK;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct shk_gsim_model *const *part = m->state;
    for (int p = 0; p < PARTS; p++)
        if (!shk_gsim_supports(part[p], t)) return 0;
    return t.kind == SHK_PGA || (t.kind == SHK_SA && shk_coeffs_have(&can15_eastern_coeffs, t));
}

#define ROW(sign) .ref = CAN15_REF, .trt = "Stable Shallow Crust", .kernel = kernel, .plan = plan, .supports = supports, .data = &(const int){ sign }, \
    .coeffs = &can15_eastern_coeffs, .component = "GMRotI50", .total_only = 1, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(vs30) | SHK_NEEDS(repi)
const struct shk_gsim gsim_can15_eastern[] = {
    { .name = "EasternCan15Low", ROW(-1) },
    { .name = "EasternCan15Mid", ROW(0) },
    { .name = "EasternCan15Upp", ROW(1) },
    { 0 },
};
