/* Aristeidou, Shahnazaryan & O'Reilly (2024), Soil Dyn. Earthq. Eng. 184, 108851: a neural network for active crust, also of
 * averaged spectral accelerations, durations and filtered incremental velocity. */
#include "aristeidou_2024_avg2_geomean.coeffs.h"
#include "aristeidou_2024_avg2_rotd100.coeffs.h"
#include "aristeidou_2024_avg2_rotd50.coeffs.h"
#include "aristeidou_2024_avg3_geomean.coeffs.h"
#include "aristeidou_2024_avg3_rotd100.coeffs.h"
#include "aristeidou_2024_avg3_rotd50.coeffs.h"
#include "aristeidou_2024_fiv3.coeffs.h"
#include "aristeidou_2024_geomean.coeffs.h"
#include "aristeidou_2024_rotd100.coeffs.h"
#include "aristeidou_2024_rotd50.coeffs.h"
#include "gsim/aristeidou_2024_net.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct outputs { const struct shk_coeffs *base, *avg2, *avg3, *fiv3; };         /* fiv3 may be NULL */
struct row { double bias, total, inter, intra, w[ANN_TANH]; };                  /* a row of any table */

/* The output is linear in its weights, so weights between periods give interpolated output, which the reference has for FIV3 only
 * (it fails on the others). The tables of averages and FIV3 have periods only. */
static int row_of(const struct outputs *o, struct shk_imt t, struct row *r)
{
    const struct shk_coeffs *c = t.kind == SHK_SA_AVG2 ? o->avg2 : t.kind == SHK_SA_AVG3 ? o->avg3 : t.kind == SHK_FIV3 ? o->fiv3 : o->base;
    return c && shk_coeffs_at(c, c == o->base ? t : SHK_IMT_SA(t.period), (double *)r) == SHK_OK;
}

/* First layer: inputs scaled to [-3, 3] by the limits of the data, softmax of nine units. */
SHK_KERNEL static void soft_layer(const struct shk_ctx *x, double a[ANN_SOFT][ROOM])
{
    static const double limit[ANN_INPUTS][2] = { { 0, 299.44 }, { 0.07, 299.59 }, { 2.3, 18.65 }, { 4.5, 7.9 }, { 106.83, 1269.78 },
                                                 { 0, 4 }, { 0, 7780 }, { -297.13, 292.39 }, { 0, 16.23 } };
    double in[ANN_INPUTS][ROOM], top[SHK_CTX_BLOCK], sum[SHK_CTX_BLOCK];
    SHK_EACH(i, x->n) {
        const double rake = x->rake[i], z = x->z2pt5[i], z_ref = shk_exp(7.089 - 1.144 * shk_log(x->vs30[i]));  /* CB14, eq. 33 */
        const double oblique = (rake > 30 && rake <= 60) || (rake > 120 && rake <= 150);
        const double oblique_n = (rake > -150 && rake <= -120) || (rake > -60 && rake <= -30);
        in[0][i] = x->rjb[i];
        in[1][i] = x->rrup[i];
        in[2][i] = x->hypo_depth[i];
        in[3][i] = x->mag[i];
        in[4][i] = x->vs30[i];
        in[5][i] = (rake > -120 && rake <= -60 ? 1 : 0) + (rake > 60 && rake <= 120 ? 2 : 0) + 3 * oblique + 4 * oblique_n;
        in[6][i] = (z == -999 ? z_ref : z) * 1000;
        in[7][i] = x->rx[i];
        in[8][i] = x->ztor[i];
    }
    for (int j = 0; j < ANN_INPUTS; j++)
        SHK_EACH(i, x->n) in[j][i] = (in[j][i] - limit[j][0]) / (limit[j][1] - limit[j][0]) * 6 - 3;
    for (int k = 0; k < ANN_SOFT; k++) {
        SHK_EACH(i, x->n) a[k][i] = (double)ann_soft_bias[k];
        for (int j = 0; j < ANN_INPUTS; j++)
            SHK_EACH(i, x->n) a[k][i] += (double)ann_soft[k][j] * in[j][i];
        SHK_EACH(i, x->n) top[i] = k && top[i] > a[k][i] ? top[i] : a[k][i];
    }
    for (int k = 0; k < ANN_SOFT; k++)
        SHK_EACH(i, x->n) {
            a[k][i] = shk_exp(a[k][i] - top[i]);
            sum[i] = (k ? sum[i] : 0) + a[k][i];
        }
    for (int k = 0; k < ANN_SOFT; k++)
        SHK_EACH(i, x->n) a[k][i] /= sum[i];
}

/* 1 + exp(2 z) for |z| below 100; relative error 1e-10. */
INLINE double one_plus_exp2(double z)
{
    const double x = 2 * z, magic = 0x1.8p52, t = fma(x, 0x1.71547652b82fep0, magic), k = t - magic;
    const double r = fma(-k, 0x1.cf79abc9e3b39p-40, fma(-k, 0x1.62e42fefa0000p-1, x));
    double p = 1.0 / 40320;
    p = fma(p, r, 1.0 / 5040);
    p = fma(p, r, 1.0 / 720);
    p = fma(p, r, 1.0 / 120);
    p = fma(p, r, 1.0 / 24);
    p = fma(p, r, 1.0 / 6);
    p = fma(p, r, 0.5);
    p = fma(p, r, 1.0);
    p = fma(p, r, 1.0);
    return 1 + of_bits(bits_of(p) + (bits_of(t) << 52));
}

/* Second layer for the contexts from..from+PART of a block: 1 / (1 + exp 2 z), of which tanh z = 1 - 2 / (1 + exp 2 z). Five units share a division. */
enum { PART = 64, PARTS = SHK_CTX_BLOCK / PART, GROUP = 5 };
_Static_assert(ANN_TANH % GROUP == 0 && SHK_CTX_BLOCK % PART == 0, "whole groups and parts");
struct part { double u[ANN_TANH][PART]; };

SHK_KERNEL static void tanh_layer(double soft[ANN_SOFT][ROOM], size_t from, size_t n, struct part *out)
{
    for (int k = 0; k < ANN_TANH; k += GROUP) {
        double w[GROUP][ANN_SOFT], b[GROUP];
        const double *restrict a[ANN_SOFT];
        double *restrict u0 = out->u[k], *restrict u1 = out->u[k + 1], *restrict u2 = out->u[k + 2], *restrict u3 = out->u[k + 3], *restrict u4 = out->u[k + 4];
        for (int g = 0; g < GROUP; g++) {
            for (int j = 0; j < ANN_SOFT; j++) w[g][j] = (double)ann_tanh[k + g][j];
            b[g] = (double)ann_tanh_bias[k + g];
        }
        for (int j = 0; j < ANN_SOFT; j++) a[j] = soft[j] + from;
#define IN(g, j, z) fma(w[g][j], a[j][i], z)
#define UNIT(g) one_plus_exp2(IN(g, 0, IN(g, 1, IN(g, 2, IN(g, 3, IN(g, 4, IN(g, 5, IN(g, 6, IN(g, 7, IN(g, 8, b[g]))))))))))
        SHK_EACH(i, n) {
            const double e0 = UNIT(0), e1 = UNIT(1), e2 = UNIT(2), e3 = UNIT(3), e4 = UNIT(4), e01 = e0 * e1, e23 = e2 * e3, e234 = e23 * e4;
            const double inverse = 1 / (e01 * e234), i01 = inverse * e234, i234 = inverse * e01, i23 = i234 * e4;
            u0[i] = i01 * e1;
            u1[i] = i01 * e0;
            u2[i] = i23 * e3;
            u3[i] = i23 * e2;
            u4[i] = i234 * e23;
        }
#undef UNIT
#undef IN
    }
}

struct common { double soft[ANN_SOFT][ROOM]; struct part part[PARTS]; };       /* the same for all measures */

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    (void)call;
    soft_layer(x, s->soft);
    for (size_t from = 0; from < x->n; from += PART) tanh_layer(s->soft, from, x->n - from < PART ? x->n - from : PART, &s->part[from / PART]);
}

/* The output of a part: a sum over the second layer's units. */
SHK_KERNEL static void add_units(const double *w, const struct part *p, size_t n, double *restrict mean)
{
    for (int k = 0; k < ANN_TANH; k += GROUP) {
        const double w0 = w[k], w1 = w[k + 1], w2 = w[k + 2], w3 = w[k + 3], w4 = w[k + 4];
        const double *restrict u0 = p->u[k], *restrict u1 = p->u[k + 1], *restrict u2 = p->u[k + 2], *restrict u3 = p->u[k + 3], *restrict u4 = p->u[k + 4];
        SHK_EACH(i, n) mean[i] = fma(w0, u0[i], fma(w1, u1[i], fma(w2, u2[i], fma(w3, u3[i], fma(w4, u4[i], mean[i])))));
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    struct row c;
    (void)row_of(call->data, call->imt, &c);
    double all = c.bias, w[ANN_TANH];
    for (int k = 0; k < ANN_TANH; k++) {
        all += c.w[k];
        w[k] = -2 * SHK_LN10 * c.w[k];
    }
    SHK_EACH(i, x->n) {
        out.mean[i] = all * SHK_LN10;
        out.sig[i] = c.total * SHK_LN10;
        out.tau[i] = c.inter * SHK_LN10;
        out.phi[i] = c.intra * SHK_LN10;
    }
    for (size_t from = 0; from < x->n; from += PART) add_units(w, &s->part[from / PART], x->n - from < PART ? x->n - from : PART, out.mean + from);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    struct row r;
    return row_of(m->g->data, t, &r);
}

static const struct outputs rotd50 = {
        &aristeidou_2024_rotd50_coeffs, &aristeidou_2024_avg2_rotd50_coeffs, &aristeidou_2024_avg3_rotd50_coeffs, NULL },
    rotd100 = {
        &aristeidou_2024_rotd100_coeffs, &aristeidou_2024_avg2_rotd100_coeffs, &aristeidou_2024_avg3_rotd100_coeffs, NULL },
    geomean = {
        &aristeidou_2024_geomean_coeffs, &aristeidou_2024_avg2_geomean_coeffs, &aristeidou_2024_avg3_geomean_coeffs, &aristeidou_2024_fiv3_coeffs };
#define ROW(o) .ref = "10.1016/j.soildyn.2024.108851", .trt = "Active Shallow Crust", .kernel = kernel, .supports = supports, .data = &o, \
    .coeffs = &aristeidou_2024_##o##_coeffs, .needs = SHK_NEEDS(mag) | SHK_NEEDS(ztor) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rake) \
    | SHK_NEEDS(rrup) | SHK_NEEDS(rjb) | SHK_NEEDS(rx) | SHK_NEEDS(vs30) | SHK_NEEDS(z2pt5)
const struct shk_gsim gsim_aristeidou_2024[] = {
    { .name = "AristeidouEtAl2024", ROW(rotd50), .component = "RotD50" },
    { .name = "AristeidouEtAl2024Geomean", ROW(geomean), .component = "GEOMETRIC_MEAN" },
    { .name = "AristeidouEtAl2024RotD100", ROW(rotd100), .component = "RotD100" },
    { 0 },
};
