/* Bora, Cotton & Scherbaum (2019), Earthq. Spectra 35(1), 61-93: Fourier amplitudes and durations of active crust. */
#include "bora_2019.coeffs.h"
#include "bora_2019_duration.coeffs.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

/* Between frequencies the coefficients follow a cubic spline in log10 of the period, "not a knot", where other models interpolate
 * linearly. x: knots in increasing order; v, k: ncol values and second derivatives a knot. */
struct spline { int n, ncol; const struct shk_coeff_row *row[128]; double x[128]; double *k; };

static enum shk_err make_spline(struct shk_arena *a, const struct shk_coeffs *t, const struct spline **out)
{
    struct spline *s = SHK_NEW(a, struct spline, 1);
    if (!s || !(s->k = SHK_NEW(a, double, (size_t)(t->nrow * t->ncol)))) return SHK_E_NOMEM;
    SHK_ASSERT(t->nrow <= 128);
    s->n = t->nrow;
    s->ncol = t->ncol;
    for (int i = 0; i < t->nrow; i++) {                 /* by period */
        int j = i;
        for (; j > 0 && s->row[j - 1]->period > t->row[i].period; j--) s->row[j] = s->row[j - 1];
        s->row[j] = &t->row[i];
    }
    for (int i = 0; i < s->n; i++) s->x[i] = shk_log10(s->row[i]->period);
    /* Equations h[i-1] k[i-1] + 2 (h[i-1] + h[i]) k[i] + h[i] k[i+1] = r[i] for the inner knots, in which the outermost k are put by
     * the condition that the third derivative is continuous at the second and last but one knot. */
    const int n = s->n;
    for (int c = 0; c < s->ncol; c++) {
        double d[128], u[128], r[128], l[128];
        for (int i = 1; i < n - 1; i++) {
            const double h0 = s->x[i] - s->x[i - 1], h1 = s->x[i + 1] - s->x[i];
            l[i] = h0; d[i] = 2 * (h0 + h1); u[i] = h1;
            r[i] = 6 * ((s->row[i + 1]->v[c] - s->row[i]->v[c]) / h1 - (s->row[i]->v[c] - s->row[i - 1]->v[c]) / h0);
            if (i == 1) { d[i] += h0 * (h0 + h1) / h1; u[i] -= h0 * h0 / h1; }           /* k0 = ((h0 + h1) k1 - h0 k2) / h1 */
            if (i == n - 2) { d[i] += h1 * (h0 + h1) / h0; l[i] -= h1 * h1 / h0; }
        }
        for (int i = 2; i < n - 1; i++) { const double w = l[i] / d[i - 1]; d[i] -= w * u[i - 1]; r[i] -= w * r[i - 1]; }
        double *k = s->k;
        const int m = s->ncol;
        k[(n - 2) * m + c] = r[n - 2] / d[n - 2];
        for (int i = n - 3; i >= 1; i--) k[i * m + c] = (r[i] - u[i] * k[(i + 1) * m + c]) / d[i];
        const double h0 = s->x[1] - s->x[0], h1 = s->x[2] - s->x[1], g0 = s->x[n - 2] - s->x[n - 3], g1 = s->x[n - 1] - s->x[n - 2];
        k[c] = ((h0 + h1) * k[m + c] - h0 * k[2 * m + c]) / h1;
        k[(n - 1) * m + c] = ((g0 + g1) * k[(n - 2) * m + c] - g1 * k[(n - 3) * m + c]) / g0;
    }
    *out = s;
    return SHK_OK;
}

static void at(const struct spline *s, double period, double *out)
{
    const double x = shk_log10(period);
    int i = 0;
    while (i < s->n - 2 && period >= s->row[i + 1]->period) i++;
    const double h = s->x[i + 1] - s->x[i], b = (x - s->x[i]) / h, a = 1 - b;
    for (int c = 0; c < s->ncol; c++)
        out[c] = a * s->row[i]->v[c] + b * s->row[i + 1]->v[c]
               + ((a * a * a - a) * s->k[i * s->ncol + c] + (b * b * b - b) * s->k[(i + 1) * s->ncol + c]) * h * h / 6;
}

SHK_KERNEL static void amplitude(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct bora_2019 c;
    at(call->model->state, call->imt.period, (double *)&c);
    const double phi = sqrt(c.phiss * c.phiss + c.phis2s * c.phis2s), sig = sqrt(phi * phi + c.tau * c.tau), ln_vc = shk_log(1100 / 800.0);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], dm = m - 5, to_8p5 = 8.5 - m;
        const double source = (m > 5 ? c.c3 : c.c1) * dm + c.c2 * to_8p5 * to_8p5;
        const double h = m <= 4 ? 2 : m <= 5 ? c.c4 - (c.c4 - 1) * (5 - m) : c.c4;
        const double t1 = sqrt(r * r + h * h), t2 = sqrt(50.0 * 50.0 + h * h), k = c.c7 * (m - 4.5), l1 = shk_log(t1), l2 = shk_log(t2);
        const double g = r <= 50 ? (c.b1 + k) * l1 : (c.b1 + k) * l2 + (c.b2 + k) * (l1 - l2);
        out.mean[i] = c.c0 + source + g + c.c5 * (t1 - 1) + c.c6 * (x->vs30[i] < 1100 ? shk_log(x->vs30[i] / 800) : ln_vc);
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = phi;
    }
}

SHK_KERNEL static void duration(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct bora_2019_duration c;
    at(call->model->state, call->imt.period, (double *)&c);
    const double phi = sqrt(c.phi * c.phi + c.phis2s * c.phis2s), sig = sqrt(phi * phi + c.tau * c.tau);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], source = m <= 5.3 ? c.d1 * m : c.d1 * 5.3 + c.d2 * (m - 5.3);
        out.mean[i] = c.d0 + source + (c.d3 + c.d4 * (m - 6)) * shk_log(x->rrup[i]) + c.d5 * shk_log(min2(x->vs30[i], 450));
        out.sig[i] = sig;
        out.tau[i] = c.tau;
        out.phi[i] = phi;
    }
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct spline *s;
    if (make_spline(k->arena, m->g->coeffs, &s)) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    m->state = s;
    return SHK_OK;
}

#define ROW .ref = "Bora, Cotton & Scherbaum (2019), Earthq. Spectra 35(1), 61-93", .trt = "Active Shallow Crust", .component = "HORIZONTAL", .plan = plan, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_bora_2019[] = {
    { .name = "BoraEtAl2019", ROW, .coeffs = &bora_2019_coeffs, .kernel = amplitude },
    { .name = "BoraEtAl2019Drvt", ROW, .coeffs = &bora_2019_duration_coeffs, .kernel = duration },
    { 0 },
};
