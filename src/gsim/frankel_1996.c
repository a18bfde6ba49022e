/* Frankel et al. (1996), USGS Open-File Report 96-532: tables for the stable continent, interpolated by bicubic splines. */
#include "frankel_1996.coeffs.h"
#include "gsim/frankel_1996_tables.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

enum { NX = FRANKEL_MAGS, NY = FRANKEL_DISTS };
static const double mag0 = 4.4, mag_step = 0.2, dist0 = 1.0, dist_step = 0.1;

/* Value, slopes and cross slope at the nodes, in units of the node distances. */
struct node { double f, fx, fy, fxy; };
struct surface { struct node node[NX][NY]; };

/* Slopes of the not-a-knot cubic spline through n equidistant values (distance 1); stride between values. */
static void slopes(int n, const double *f, size_t stride, double *d)
{
    double diag[32], up[32], rhs[32];
    const double a = f[stride] - f[0], b = f[2 * stride] - f[stride];
    const double y = f[(size_t)(n - 1) * stride] - f[(size_t)(n - 2) * stride], z = f[(size_t)(n - 2) * stride] - f[(size_t)(n - 3) * stride];
    diag[0] = 1;
    up[0] = 2;
    rhs[0] = (5 * a + b) / 2;
    for (int i = 1; i < n - 1; i++) {
        const double w = 1 / diag[i - 1];
        diag[i] = 4 - w * up[i - 1];
        up[i] = 1;
        rhs[i] = 3 * (f[(size_t)(i + 1) * stride] - f[(size_t)(i - 1) * stride]) - w * rhs[i - 1];
    }
    const double w = 2 / diag[n - 2];
    diag[n - 1] = 1 - w * up[n - 2];
    rhs[n - 1] = (5 * y + z) / 2 - w * rhs[n - 2];
    d[(size_t)(n - 1) * stride] = rhs[n - 1] / diag[n - 1];
    for (int i = n - 2; i >= 0; i--) d[(size_t)i * stride] = (rhs[i] - up[i] * d[(size_t)(i + 1) * stride]) / diag[i];
}

static void make_surface(const double table[NY][NX], struct surface *s)
{
    const size_t step = sizeof(struct node) / sizeof(double), row = step * NY;
    for (int i = 0; i < NX; i++)
        for (int j = 0; j < NY; j++) s->node[i][j].f = table[j][i];
    for (int j = 0; j < NY; j++) slopes(NX, &s->node[0][j].f, row, &s->node[0][j].fx);
    for (int i = 0; i < NX; i++) {
        slopes(NY, &s->node[i][0].f, step, &s->node[i][0].fy);
        slopes(NY, &s->node[i][0].fx, step, &s->node[i][0].fxy);
    }
}

static inline double hermite(double a, double da, double b, double db, double t)
{
    const double u = 1 - t;
    return a * (1 + 2 * t) * u * u + da * t * u * u + b * t * t * (3 - 2 * t) - db * t * t * u;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    int k = 0;
    while (k < FRANKEL_TABLES - 1 && frankel_periods[k] != call->imt.period) k++;
    const struct surface *s = (const struct surface *)call->model->state + k;
    const int eq = *(const int *)call->data;
    SHK_COEFFS(frankel_1996, c, call->imt);
    const double ceiling = nshmp_ceiling(call->imt);
    for (size_t i = 0; i < x->n; i++) {
        const double u = clip((mw_from(eq, x->mag[i]) - mag0) / mag_step, 0, NX - 1), v = clip((shk_log10(max2(x->rhypo[i], 10)) - dist0) / dist_step, 0, NY - 1);
        const int p = u < NX - 2 ? (int)u : NX - 2, q = v < NY - 2 ? (int)v : NY - 2;      /* 0 for NaN, which then goes on */
        const double a = u - p, b = v - q;
        const struct node *n = &s->node[p][q], *m = &s->node[p + 1][q];
        const double f0 = hermite(n[0].f, n[0].fx, m[0].f, m[0].fx, a), f1 = hermite(n[1].f, n[1].fx, m[1].f, m[1].fx, a);
        const double g0 = hermite(n[0].fy, n[0].fxy, m[0].fy, m[0].fxy, a), g1 = hermite(n[1].fy, n[1].fxy, m[1].fy, m[1].fxy, a);
        out.mean[i] = min2(hermite(f0, g0, f1, g1, b) * SHK_LN10, ceiling);
        out.sig[i] = c.sigma * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct surface *s = SHK_NEW(k->arena, struct surface, FRANKEL_TABLES);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", m->g->name);
    for (int i = 0; i < FRANKEL_TABLES; i++) make_surface(frankel_table[i], &s[i]);
    m->state = s;
    return SHK_OK;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)      /* no interpolation between periods */
{
    (void)m;
    if (t.kind == SHK_PGA) return 1;
    for (int i = 1; t.kind == SHK_SA && i < FRANKEL_TABLES; i++)
        if (frankel_periods[i] == t.period) return 1;
    return 0;
}

#define ROW(eq) .ref = "Frankel et al. (1996), USGS Open-File Report 96-532", .trt = "Stable Shallow Crust", .kernel = kernel, .plan = plan, \
    .supports = supports, .coeffs = &frankel_1996_coeffs, .data = &(const int){ eq }, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rhypo), \
    .component = "GEOMETRIC_MEAN", .total_only = 1
const struct shk_gsim gsim_frankel_1996[] = {
    { .name = "FrankelEtAl1996MblgAB1987NSHMP2008", ROW(MAG_MBLG87) },
    { .name = "FrankelEtAl1996MblgJ1996NSHMP2008", ROW(MAG_MBLG96) },
    { .name = "FrankelEtAl1996MwNSHMP2008", ROW(MAG_MW) },
    { 0 },
};
