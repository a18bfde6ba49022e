/* Abrahamson & Bhasin (2020), PEER report 2020/05: PGV of active crustal earthquakes given a spectral acceleration. */
#include "gsim/gsim.h"
#include "math/vmath.h"

struct kind { double a1, a2, a3, a4, a5, a6, a7, a8, phi_1, phi_2, tau_1, tau_2, sigma_1, sigma_2; };      /* table 3.2 */
static const struct kind general = { 5.39, 0.799, 0.654, 0.479, -0.062, -0.359, -0.134, 0.023, 0.29, 0.29, 0.16, 0.16, 0.33, 0.33 };
static const struct kind pga_based = { 4.77, 0.738, 0.484, 0.275, -0.036, -0.332, -0.44, 0, 0.32, 0.42, 0.12, 0.26, 0.34, 0.49 };
static const struct kind sa1_based = { 4.80, 0.82, 0.55, 0.27, 0.054, -0.382, -0.21, 0, 0.28, 0.38, 0.12, 0.17, 0.30, 0.42 };

/* Which of up to six conditioning periods (table 3.1) a magnitude takes. The reference chooses by the first context of a block,
 * in which magnitudes agree; here each context chooses by its own. */
static inline double pick(const struct shk_motion *b, int n, int what, size_t i, double m)
{
    const double *p[6];
    for (int k = 0; k < 6; k++) {
        const struct shk_motion *q = &b[k < n ? k : 0];
        p[k] = what == 0 ? q->mean : what == 1 ? q->sig : what == 2 ? q->tau : q->phi;
    }
    return n == 1 ? p[0][i] : m <= 3.5 ? p[0][i] : m <= 4.5 ? p[1][i] : m <= 5.5 ? p[2][i] : m <= 6.5 ? p[3][i] : m <= 7.5 ? p[4][i] : p[5][i];
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, const struct shk_motion *base, struct shk_motion out)
{
    const struct kind c = *(const struct kind *)call->data;
    const int n = call->model->g->cond->n;
    for (size_t i = 0; i < x->n; i++) {
        const double m = x->mag[i];
        const double f1 = m < 5 ? c.a2 : m <= 7.5 ? c.a2 + (c.a3 - c.a2) * (m - 5) / 2.5 : c.a3;                  /* eq. 3.8 */
        const double w = m < 5 ? 0 : m <= 7 ? (m - 5) / 2 : 1;                                                    /* eq. 3.9 */
        const double s = c.sigma_1 + (c.sigma_2 - c.sigma_1) * w, t = c.tau_1 + (c.tau_2 - c.tau_1) * w, p = c.phi_1 + (c.phi_2 - c.phi_1) * w;
        const double bs = f1 * pick(base, n, 1, i, m), bt = f1 * pick(base, n, 2, i, m), bp = f1 * pick(base, n, 3, i, m);
        out.mean[i] = c.a1 + f1 * pick(base, n, 0, i, m) + c.a4 * (m - 6) + c.a5 * (8.5 - m) * (8.5 - m)
                    + c.a6 * shk_log(x->rrup[i] + 5 * shk_exp(0.4 * (m - 6))) + (c.a7 + c.a8 * (m - 5)) * shk_log(x->vs30[i] / 425);
        out.sig[i] = sqrt(bs * bs + s * s);
        out.tau[i] = sqrt(bt * bt + t * t);
        out.phi[i] = sqrt(bp * bp + p * p);
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt imt) { (void)m; return imt.kind == SHK_PGV; }

#define SA(T) { SHK_SA, T, 0 }
static const struct shk_gsim_cond by_mag = { 6, { SA(0.2), SA(0.28), SA(0.4), SA(0.95), SA(1.4), SA(2.8) }, kernel };
static const struct shk_gsim_cond by_pga = { 1, { { SHK_PGA, 0, 0 } }, kernel };
static const struct shk_gsim_cond by_sa1 = { 1, { SA(1.0) }, kernel };
#define ROW .ref = "PEER report 2020/05", .trt = "Active Shallow Crust", .component = "RotD50", .supports = supports, \
    .needs = SHK_NEEDS(vs30) | SHK_NEEDS(mag) | SHK_NEEDS(rrup)

const struct shk_gsim gsim_abrahamson_bhasin_2020[] = {
    { .name = "AbrahamsonBhasin2020", .data = &general, .cond = &by_mag, ROW },
    { .name = "AbrahamsonBhasin2020PGA", .data = &pga_based, .cond = &by_pga, ROW },
    { .name = "AbrahamsonBhasin2020SA1", .data = &sa1_based, .cond = &by_sa1, ROW },
    { 0 },
};
