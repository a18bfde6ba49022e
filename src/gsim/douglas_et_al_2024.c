/* Douglas et al. (2024), Bull. Earthq. Eng. 22, 4265-4302, with the errata: United Kingdom, hard rock, as 162, 5 or 3 branches;
 * standard deviation of Al Atik (2015). */
#include "douglas_et_al_2024_162_rjb.coeffs.h"
#include "douglas_et_al_2024_162_rrup.coeffs.h"
#include "douglas_et_al_2024_3_rjb.coeffs.h"
#include "douglas_et_al_2024_3_rrup.coeffs.h"
#include "douglas_et_al_2024_5_rjb.coeffs.h"
#include "douglas_et_al_2024_5_rrup.coeffs.h"
#include "douglas_et_al_2024_sigma.coeffs.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

enum { BRANCH, WEIGHTOPT };
enum { PERIODS = 19 };          /* rows of a branch; branches follow each other */
struct version { int branches, rrup; };

/* The rows of the model's branch. */
static struct shk_coeffs branch_of(const struct shk_gsim_model *m)
{
    const struct version *v = m->g->data;
    const int first = (int)m->arg[BRANCH] - 1 + (v->branches < 162 && m->arg[WEIGHTOPT] != 0 ? v->branches : 0);
    struct shk_coeffs t = *m->g->coeffs;
    t.row += first * PERIODS;
    t.nrow = PERIODS;
    return t;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct version *v = call->data;
    const struct shk_coeffs rows = branch_of(call->model);
    struct douglas_et_al_2024_3_rjb c;          /* all six tables have these columns */
    (void)shk_coeffs_at(&rows, call->imt, (double *)&c);
    SHK_COEFFS(douglas_et_al_2024_sigma, s, call->imt);
    const double *dist = v->rrup ? x->rrup : x->rjb;
    const double ln_g = shk_log(9.80665), ln50 = shk_log(50.0), ln100 = shk_log(100.0);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = dist[i], d = 8.5 - m, h = c.b7 * shk_exp(c.b8 * m), l = shk_log(max2(r, 50));
        const double f1 = c.b2 * m + c.b3 * (d * d), f2 = c.b4 * 0.5 * shk_log(r * r + h * h) + (c.b5 + c.b6 * m) * r;
        const double f3 = c.b9 * (l - ln50) + c.b10 * max2(l - ln100, 0);
        /* The reference runs twice as far between 5.5 and 6.5 as the model it quotes; above, it is constant. */
        const double sig = m <= 5 ? s.s1 + (s.s2 - s.s1) * clip(m - 4.5, 0, 0.5) / 0.5 : m <= 5.5 ? s.s2 + (s.s3 - s.s2) * (m - 5) / 0.5
                         : m <= 6.5 ? s.s3 + (s.s4 - s.s3) * (m - 5.5) / 0.5 : s.s4;
        out.mean[i] = c.b1 + f1 + f2 + f3 - ln_g;
        out.sig[i] = sig;
        out.tau[i] = out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    const struct shk_coeffs rows = branch_of(m);
    return shk_coeffs_have(&rows, t) && shk_coeffs_have(&douglas_et_al_2024_sigma_coeffs, t);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct version *v = m->g->data;
    const double b = m->arg[BRANCH];
    if (isnan(b)) return shk_fail(k->diag, SHK_E_INVALID, "%s needs the argument branch, 1 to %d", k->name, v->branches);
    if (!(b >= 1 && b <= v->branches))
        return shk_fail(k->diag, SHK_E_INVALID, "%s: branch must be 1 to %d, got %g", k->name, v->branches, b);
    return SHK_OK;
}

static const struct shk_gsim_arg args[] = { { .name = "branch", .value = NAN, .whole = 1 },
    { .name = "weightopt", .value = 0, .choices = (const char *const[]){ "original", "updated", NULL } }, { 0 } };
#define ROW(n, rrup, column) .ref = "10.1007/s10518-024-01943-8", .trt = "Stable Shallow Crust", .args = args, .kernel = kernel, .plan = plan, \
    .supports = supports, .coeffs = &douglas_et_al_2024_##n##_##column##_coeffs, .data = &(const struct version){ n, rrup }, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(column), .component = "GEOMETRIC_MEAN", .total_only = 1
const struct shk_gsim gsim_douglas_et_al_2024[] = {
    { .name = "Douglas_Et_Al_2024Rjb", ROW(162, 0, rjb) },
    { .name = "Douglas_Et_Al_2024Rjb_5branch", ROW(5, 0, rjb) },
    { .name = "Douglas_Et_Al_2024Rjb_3branch", ROW(3, 0, rjb) },
    { .name = "Douglas_Et_Al_2024Rrup", ROW(162, 1, rrup), .presets = (const struct shk_gsim_preset[]){ { "branch", 1 }, { 0 } } },
    { .name = "Douglas_Et_Al_2024Rrup_5branch", ROW(5, 1, rrup) },
    { .name = "Douglas_Et_Al_2024Rrup_3branch", ROW(3, 1, rrup) },
    { 0 },
};
