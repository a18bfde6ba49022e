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

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct row c;
    (void)row_of(call->data, call->imt, &c);
    double a[ANN_SOFT][ROOM];
    soft_layer(x, a);
    SHK_EACH(i, x->n) {
        out.mean[i] = c.bias * SHK_LN10;
        out.sig[i] = c.total * SHK_LN10;
        out.tau[i] = c.inter * SHK_LN10;
        out.phi[i] = c.intra * SHK_LN10;
    }
    for (int k = 0; k < ANN_TANH; k++) {
        double w[ANN_SOFT];
        for (int j = 0; j < ANN_SOFT; j++) w[j] = (double)ann_tanh[k][j];
        const double b = (double)ann_tanh_bias[k], wo = c.w[k] * SHK_LN10;
        SHK_EACH(i, x->n) {
            const double z1 = fma(w[0], a[0][i], fma(w[1], a[1][i], fma(w[2], a[2][i], fma(w[3], a[3][i], fma(w[4], a[4][i], b)))));
            const double z = fma(w[5], a[5][i], fma(w[6], a[6][i], fma(w[7], a[7][i], fma(w[8], a[8][i], z1))));
            out.mean[i] += wo * tanh1(z);
        }
    }
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
