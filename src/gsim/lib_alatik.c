#include "gsim/lib_alatik.h"
#include "math/vmath.h"
#include "usgs_sigma_panel.coeffs.h"
#include "alatik_phi_cena.coeffs.h"
#include "alatik_phi_cena_constant.coeffs.h"
#include "alatik_phi_global.coeffs.h"
#include "alatik_phi_s2ss.coeffs.h"

const char *const shk_alatik_models[] = { "global", "cena", "cena_constant", NULL };

/* ---- quantiles of a scaled chi-square distribution ---- */

/* Regularized lower incomplete gamma function by its series or Lentz's continued fraction (NIST DLMF 8.11.4 and 8.9.2). */
static double gamma_p(double a, double x)
{
    if (x <= 0) return 0;
    const double front = exp(a * log(x) - x - lgamma(a));
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int k = 1; k < 10000 && fabs(term) > 1e-17 * fabs(sum); k++) sum += term *= x / (a + k);
        return front * sum;
    }
    double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
    for (int k = 1; k < 10000; k++) {
        const double an = -k * (k - a);
        b += 2;
        d = 1 / (an * d + b);
        c = b + an / c;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-16) break;
    }
    return 1 - front * h;
}

double shk_chi2_quantile(double p, double df)
{
    if (!(p > 0)) return p == 0 ? 0 : NAN;
    if (!(p < 1)) return p == 1 ? INFINITY : NAN;
    const double a = df / 2;
    double lo = 0, hi = a + 1;
    while (gamma_p(a, hi) < p) hi *= 2;
    double x = 0.5 * (lo + hi);
    for (int k = 0; k < 200; k++) {             /* Newton's method inside a bracket */
        const double f = gamma_p(a, x) - p;
        if (f > 0) hi = x; else lo = x;
        const double slope = exp((a - 1) * log(x) - x - lgamma(a));
        double next = x - f / slope;
        if (!(next > lo && next < hi)) next = 0.5 * (lo + hi);
        if (fabs(next - x) <= 1e-15 * x) { x = next; break; }
        x = next;
    }
    return 2 * x;
}

/* Al Atik (2015), eqs. 5.1 to 5.5: the value whose square has mean m^2 and the spread s, at quantile q. */
double shk_alatik_at_quantile(double m, double s, double q)
{
    if (isnan(q)) return m;
    return sqrt(s * s / (2 * m * m) * shk_chi2_quantile(q, 2 * m * m * m * m / (s * s)));
}

/* ---- tau ---- */

static const double tau_mean[3][2][4] = {       /* tables 5.2 to 5.6: PGV, then all others; at M 4.5, 5, 5.5, 6.5 */
    { { 0.3733, 0.3639, 0.3434, 0.3236 }, { 0.4518, 0.4270, 0.3863, 0.3508 } },
    { { 0.3477, 0.3477, 0.3281, 0.3092 }, { 0.3730, 0.3730, 0.3375, 0.3064 } },
    { { 0.3441, 0.3441, 0.3441, 0.3441 }, { 0.3695, 0.3695, 0.3695, 0.3695 } },
};
static const double tau_spread[3][2][4] = {
    { { 0.0558, 0.0554, 0.0477, 0.0449 }, { 0.0671, 0.0688, 0.0661, 0.0491 } },
    { { 0.0554, 0.0554, 0.0477, 0.0449 }, { 0.0688, 0.0688, 0.0661, 0.0491 } },
    { { 0.0554, 0.0554, 0.0554, 0.0554 }, { 0.0688, 0.0688, 0.0688, 0.0688 } },
};

void shk_tau_init(struct shk_tau *t, enum shk_tau_model model, double quantile)
{
    for (int k = 0; k < 4; k++) {
        t->pgv[k] = shk_alatik_at_quantile(tau_mean[model][0][k], tau_spread[model][0][k], quantile);
        t->sa[k] = shk_alatik_at_quantile(tau_mean[model][1][k], tau_spread[model][1][k], quantile);
    }
}

SHK_KERNEL void shk_tau_eval(const struct shk_tau *t, struct shk_imt imt, size_t n, const double *restrict mag, double *restrict tau)
{
    const double *c = imt.kind == SHK_PGV ? t->pgv : t->sa;
    const double t1 = c[0], t2 = c[1], t3 = c[2], t4 = c[3];
    SHK_EACH(i, n) {
        const double m = mag[i];
        tau[i] = m <= 4.5 ? t1 : m <= 5 ? t1 + (t2 - t1) * (m - 4.5) / 0.5 : m <= 5.5 ? t2 + (t3 - t2) * (m - 5) / 0.5
               : m <= 6.5 ? t3 + (t4 - t3) * (m - 5.5) : t4;
    }
}

/* ---- phi ---- */

/* The values of pairs (mean, spread) at a quantile, or the spreads themselves. */
static enum shk_err table_at(struct shk_arena *arena, const struct shk_coeffs *from, double quantile, int spread, struct shk_coeffs *out)
{
    const int ncol = from->ncol / 2;            /* mean, spread pairs */
    struct shk_coeff_row *row = SHK_NEW(arena, struct shk_coeff_row, (size_t)from->nrow);
    double *v = SHK_NEW(arena, double, (size_t)(from->nrow * ncol));
    if (!row || !v) return SHK_E_NOMEM;
    for (int r = 0; r < from->nrow; r++) {
        for (int k = 0; k < ncol; k++) v[r * ncol + k] = spread ? from->row[r].v[2 * k + 1] : shk_alatik_at_quantile(from->row[r].v[2 * k], from->row[r].v[2 * k + 1], quantile);
        row[r] = from->row[r];
        row[r].v = v + r * ncol;
    }
    *out = (struct shk_coeffs){ .ncol = ncol, .nrow = from->nrow, .row = row };
    return SHK_OK;
}

static const struct shk_coeffs *const phi_table[] = { &alatik_phi_global_coeffs, &alatik_phi_cena_coeffs, &alatik_phi_cena_constant_coeffs };

enum shk_err shk_phi_ss_init(struct shk_arena *arena, enum shk_phi_model model, double quantile, struct shk_coeffs *out)
{
    return table_at(arena, phi_table[model], quantile, 0, out);
}

enum shk_err shk_phi_s2ss_init(struct shk_arena *arena, double quantile, struct shk_coeffs *out)
{
    return table_at(arena, &alatik_phi_s2ss_coeffs, quantile, 0, out);
}

enum shk_err shk_alatik_spread(struct shk_arena *arena, enum shk_tau_model tau, enum shk_phi_model phi, struct shk_tau *tau_spread_out,
                               struct shk_coeffs *phi_spread, struct shk_coeffs *s2ss_spread)
{
    memcpy(tau_spread_out->pgv, tau_spread[tau][0], sizeof tau_spread_out->pgv);
    memcpy(tau_spread_out->sa, tau_spread[tau][1], sizeof tau_spread_out->sa);
    SHK_TRY(table_at(arena, phi_table[phi], NAN, 1, phi_spread));
    return table_at(arena, &alatik_phi_s2ss_coeffs, NAN, 1, s2ss_spread);
}

SHK_KERNEL void shk_phi_ss_eval(const struct shk_coeffs *phi, struct shk_imt imt, size_t n, const double *restrict mag, double *restrict out)
{
    double c[2];
    (void)shk_coeffs_at(phi, imt, c);
    const double a = c[0], b = c[1];
    SHK_EACH(i, n) out[i] = mag[i] <= 5 ? a : mag[i] > 6.5 ? b : a + (mag[i] - 5) * (b - a) / 1.5;
}

int shk_phi_s2s_usgs_has(struct shk_imt imt) { return shk_coeffs_have(&usgs_sigma_panel_coeffs, imt); }

SHK_KERNEL void shk_phi_s2s_usgs(struct shk_imt imt, size_t n, const double *restrict vs30, double *restrict out)
{
    SHK_COEFFS(usgs_sigma_panel, c, imt);
    SHK_EACH(i, n) out[i] = vs30[i] <= 1200 ? c.s2s1 : vs30[i] > 1500 ? c.s2s2 : c.s2s1 - (c.s2s1 - c.s2s2) / 300 * (vs30[i] - 1200);
}
