/* Aristeidou, Tarbali & O'Reilly (2023), Earthq. Spectra 39(3), 1601-1624: inelastic spectral displacement SDi(T, R), cm, of active crust,
 * for strength ratios R from 1.5 to 6. */
#include "aristeidou_2023_rotd100_r1p5.coeffs.h"
#include "aristeidou_2023_rotd100_r2.coeffs.h"
#include "aristeidou_2023_rotd100_r3.coeffs.h"
#include "aristeidou_2023_rotd100_r4.coeffs.h"
#include "aristeidou_2023_rotd100_r6.coeffs.h"
#include "aristeidou_2023_rotd50_r1p5.coeffs.h"
#include "aristeidou_2023_rotd50_r2.coeffs.h"
#include "aristeidou_2023_rotd50_r3.coeffs.h"
#include "aristeidou_2023_rotd50_r4.coeffs.h"
#include "aristeidou_2023_rotd50_r6.coeffs.h"
#include "gsim/lib_terms.h"

enum { RATIOS = 5, COLUMNS = sizeof(struct aristeidou_2023_rotd50_r2) / sizeof(double) };
static const double ratio[RATIOS] = { 1.5, 2, 3, 4, 6 };

/* Linear in ln R between tables; within a table linear in ln T. 0 outside. */
static int row_of(const struct shk_coeffs *const *table, struct shk_imt t, double *out)
{
    double hi[COLUMNS];
    if (t.kind != SHK_SDI || !(t.strength >= ratio[0] && t.strength <= ratio[RATIOS - 1])) return 0;
    int k = 0;
    while (k < RATIOS - 1 && t.strength >= ratio[k + 1]) k++;
    if (shk_coeffs_at(table[k], SHK_IMT_SA(t.period), out)) return 0;
    if (t.strength == ratio[k]) return 1;
    const double w = (shk_log(t.strength) - shk_log(ratio[k])) / (shk_log(ratio[k + 1]) - shk_log(ratio[k]));
    (void)shk_coeffs_at(table[k + 1], SHK_IMT_SA(t.period), hi);
    for (int j = 0; j < COLUMNS; j++) out[j] += (hi[j] - out[j]) * w;
    return 1;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct aristeidou_2023_rotd50_r2 c;
    (void)row_of(call->data, call->imt, (double *)&c);
    SHK_EACH(i, x->n) {
        const double rake = x->rake[i], vs30 = x->vs30[i], lv = shk_log(vs30), dm = x->mag[i] - 6;
        const double r = sqrt(x->rrup[i] * x->rrup[i] + c.c3 * c.c3), lr = shk_log(r / 150);
        const double path = (r <= 15 ? c.c11 + c.c21 * dm : r <= 150 ? c.c12 + c.c22 * dm : c.c13 + c.c23 * dm) * lr;       /* eq. 5 */
        const double style = c.f1 * ((rake > -150) & (rake <= -30)) + c.f2 * ((rake > 30) & (rake <= 150));                  /* eq. 7 */
        const double site = (vs30 < 400 ? c.s1 : vs30 < 650 ? c.s2 : vs30 < 1000 ? c.s3 : c.s4) * lv;                        /* eq. 8 */
        const double z = x->z2pt5[i] == -999 ? shk_exp(7.089 - 1.144 * lv) : x->z2pt5[i];              /* Campbell & Bozorgnia (2014), eq. 33 */
        const double basin = z <= 1 ? c.d1 * (z - 1) : z <= 3 ? 0 : c.d2 * (1 - shk_exp(-0.25 * (z - 3)));                   /* eq. 9 */
        out.mean[i] = c.a + c.b1 * dm + c.b2 * dm * dm + path + style + site + basin;
        out.sig[i] = c.sigma;
        out.tau[i] = c.tau;
        out.phi[i] = c.phi;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    double r[COLUMNS];
    return row_of(m->g->data, t, r);
}

#define TABLES(c) (const struct shk_coeffs *const[]){ &aristeidou_2023_##c##_r1p5_coeffs, &aristeidou_2023_##c##_r2_coeffs, &aristeidou_2023_##c##_r3_coeffs, \
    &aristeidou_2023_##c##_r4_coeffs, &aristeidou_2023_##c##_r6_coeffs }
#define ROW .ref = "10.1177/87552930231180228", .trt = "Active Shallow Crust", .kernel = kernel, .supports = supports, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | SHK_NEEDS(z2pt5)
const struct shk_gsim gsim_aristeidou_2023[] = {
    { .name = "AristeidouEtAl2023", ROW, .data = TABLES(rotd50), .component = "RotD50" },
    { .name = "AristeidouEtAl2023RotD100", ROW, .data = TABLES(rotd100), .component = "RotD100" },
    { 0 },
};
