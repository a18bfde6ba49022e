/* Gulerce & Abrahamson (2011), Earthq. Spectra 27(4), 1023-1047: ratio of vertical to horizontal motion, nonlinear in the PGA that another
 * model predicts on rock. */
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "gulerce_abrahamson_2011.coeffs.h"

/* Velocity above which the site term is constant, eq. 5. */
static double v1_of(struct shk_imt t)
{
    if (t.kind == SHK_PGV) return 862;
    if (t.kind == SHK_PGA || t.period <= 0.5) return 1500;
    return t.period <= 1 ? shk_exp(8 - 0.795 * shk_log(t.period / 0.21)) : t.period < 2 ? shk_exp(6.76 - 0.297 * shk_log(t.period)) : 700;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(gulerce_abrahamson_2011, c, call->imt);
    double rock[SHK_CTX_BLOCK], pga[SHK_CTX_BLOCK];
    struct shk_ctx y = *x;
    fill(rock, x->n, 1100);
    y.vs30 = rock;
    shk_gsim_eval(call->model->state, SHK_IMT_PGA, &y, out);
    memcpy(pga, out.mean, x->n * sizeof *pga);
    const double v1 = v1_of(call->imt), n = 1.18, k = 1.88;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], dm = m - 6.75, r = sqrt(x->rrup[i] * x->rrup[i] + 100);
        const double base = c.a1 + c.a8 * (8.5 - m) * (8.5 - m) + (c.a2 + 0.0147 * dm) * shk_log(r) + (m <= 6.75 ? 0.0334 : -0.034) * dm;   /* eq. 1 */
        const double style = c.a6 * ((rake > 30) & (rake < 150)) + c.a7 * ((rake > -120) & (rake < -60));
        const double v = min2(x->vs30[i], v1), l = shk_log(v / c.VLIN), p = shk_exp(pga[i]);
        const double site = v < c.VLIN ? c.a10 * l + c.b * shk_log(p + k) - c.b * shk_log(p + k * shk_exp(n * l)) : (c.a10 - c.b * n) * l;
        const double w = clip((m - 5) / 2, 0, 1), tau = c.s3 + (c.s4 - c.s3) * w, phi = c.s1 + (c.s2 - c.s1) * w;
        out.mean[i] = base + style + site;
        out.sig[i] = sqrt(tau * tau + phi * phi);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct shk_gsim_model *base;
    const char *name;
    SHK_TRY(shk_gsim_text_arg(k, k->table, "gmpe_name", &name));
    if (!name) return shk_fail(k->diag, SHK_E_INVALID, "%s needs the argument gmpe_name = \"name of a model\"", k->name);
    SHK_TRY(shk_gsim_make_child(k, name, NULL, &base));
    if (base->component && !strcmp(base->component, "VERTICAL")) return shk_fail(k->diag, SHK_E_INVALID, "%s: %s predicts vertical motion, not horizontal", k->name, name);
    if (!shk_gsim_supports(base, SHK_IMT_PGA)) return shk_fail(k->diag, SHK_E_INVALID, "%s: %s does not predict PGA", k->name, name);
    m->needs |= base->needs;
    m->state = base;
    return SHK_OK;
}

const struct shk_gsim gsim_gulerce_abrahamson_2011[] = {
    { .name = "GulerceAbrahamson2011", .ref = "10.1193/1.3651317", .trt = "Active Shallow Crust", .component = "VERTICAL_TO_HORIZONTAL_RATIO",
      .args = (const struct shk_gsim_arg[]){ { .name = "gmpe_name", .choices = shk_gsim_raw }, { 0 } },
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30), .coeffs = &gulerce_abrahamson_2011_coeffs, .kernel = kernel, .plan = plan },
    { 0 },
};
