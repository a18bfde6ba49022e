/* Frankel et al. (1996), USGS Open-File Report 96-532: tables for the stable continent, interpolated by bicubic splines. */
#include "frankel_1996.coeffs.h"
#include "gsim/frankel_1996_tables.h"
#include "gsim/lib_runs.h"
#include "gsim/lib_shared.h"
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

/* Weights of the values and slopes at both ends of a cell, where t goes from 0 to 1. */
struct weights { double a, da, b, db; };
INLINE struct weights hermite(double t)
{
    const double u = 1 - t;
    return (struct weights){ (1 + 2 * t) * u * u, t * u * u, t * t * (3 - 2 * t), -t * t * u };
}

/* The same for all measures: runs of magnitudes with their weights, cells and weights along the distance. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { struct shk_runs mags; int p[SHK_CTX_BLOCK]; struct weights along[SHK_CTX_BLOCK]; double q[ROOM], a[ROOM], da[ROOM], b[ROOM], db[ROOM]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    const int eq = *(const int *)call->data;
    double *restrict q = s->q, *restrict a = s->a, *restrict da = s->da, *restrict b = s->b, *restrict db = s->db;
    shk_runs_find(&s->mags, x->n, (const double *const[]){ x->mag }, 1);
    for (size_t k = 0; k < s->mags.n; k++) {
        const double u = clip((mw_from(eq, s->mags.col[0][k]) - mag0) / mag_step, 0, NX - 1);
        s->p[k] = u < NX - 2 ? (int)u : NX - 2;         /* the last for NaN, which then goes on */
        s->along[k] = hermite(u - s->p[k]);
    }
    SHK_EACH(i, x->n) a[i] = clip((shk_log10(max2(x->rhypo[i], 10)) - dist0) / dist_step, 0, NY - 1);
    for (size_t i = 0; i < x->n; i++) {
        const double v = a[i];
        q[i] = v < NY - 2 ? (int)v : NY - 2;
        const struct weights w = hermite(v - q[i]);
        a[i] = w.a;
        da[i] = w.da;
        b[i] = w.b;
        db[i] = w.db;
    }
}

/* Value and slope along the distance at n nodes of one magnitude, between the nodes of two. */
SHK_KERNEL static void along_magnitude(const struct node *at, const struct node *up, struct weights w, int n, double *restrict f, double *restrict g)
{
    for (int j = 0; j < n; j++) {
        f[j] = w.a * at[j].f + w.da * at[j].fx + (w.b * up[j].f + w.db * up[j].fx);
        g[j] = w.a * at[j].fy + w.da * at[j].fxy + (w.b * up[j].fy + w.db * up[j].fxy);
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    int k = 0;
    while (k < FRANKEL_TABLES - 1 && frankel_periods[k] != call->imt.period) k++;
    const struct surface *s = (const struct surface *)call->model->state + k;
    SHK_COEFFS(frankel_1996, c, call->imt);
    const double ceiling = nshmp_ceiling(call->imt);
    for (size_t r = 0; r < com->mags.n; r++) {
        const size_t from = com->mags.compressed ? com->mags.start[r] : r, to = r + 1 == com->mags.n ? x->n : com->mags.compressed ? com->mags.start[r + 1] : r + 1;
        const int whole = to - from >= NY / 2;          /* all distances of the magnitude, or two for each context: the bits are the same */
        double f[NY], g[NY];
        if (whole) along_magnitude(s->node[com->p[r]], s->node[com->p[r] + 1], com->along[r], NY, f, g);
        for (size_t i = from; i < to; i++) {
            const int q = (int)com->q[i], j = whole ? q : 0;
            if (!whole) along_magnitude(&s->node[com->p[r]][q], &s->node[com->p[r] + 1][q], com->along[r], 2, f, g);
            const double lg = com->a[i] * f[j] + com->da[i] * g[j] + (com->b[i] * f[j + 1] + com->db[i] * g[j + 1]);
            out.mean[i] = min2(lg * SHK_LN10, ceiling);
        }
    }
    SHK_EACH(i, x->n) {
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
