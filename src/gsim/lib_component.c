/* Conversion of horizontal components to the geometric mean: Beyer & Bommer (2006), BSSA 96(4A), for GMRotI50 and a random
 * component; Boore & Kishida (2017), BSSA 107(1), for RotD50 and the greater of two. */
#include "gsim/gsim.h"
#include "math/vmath.h"

struct by_period {              /* ratio of medians, its standard deviation, ratio of standard deviations */
    const char *name;
    double pga[3], pgv[3];
    double cs0, cs1, rs;        /* sigma at T <= 0.15 and T > 0.8, log-linear between; the median ratio is 1 */
    double knot[4][2], cap;     /* or: median ratio by lines in ln T through knots, with a cap */
};

static const struct by_period known[] = {
    { "GMRotI50", { 1, 0.02, 1 }, { 1, 0.03, 1 }, 0.03, 0.04, 1, { { 0 } }, 0 },
    { "RANDOM_HORIZONTAL", { 1, 0.07, 1.03 }, { NAN, NAN, NAN }, 0.07, 0.11, 1.05, { { 0 } }, 0 },
    { "GREATER_OF_TWO_HORIZONTAL", { 1.117, 0, 1 }, { 1, 0, 1 }, 0, 0, 1, { { 0.10, 1.117 }, { 0.53, 1.165 }, { 4.48, 1.195 }, { 8.70, 1.266 } }, 1.266 },
    { "RotD50", { 1.009, 0, 1 }, { 1, 0, 1 }, 0, 0, 1, { { 0.09, 1.009 }, { 0.58, 1.028 }, { 4.59, 1.042 }, { 8.93, 1.077 } }, 1.077 },
};

static void coefficients(const struct by_period *b, struct shk_imt imt, double c[3])
{
    c[0] = 1; c[1] = 0; c[2] = 1;
    if (imt.kind == SHK_PGA) memcpy(c, b->pga, sizeof b->pga);
    else if (imt.kind == SHK_PGV) memcpy(c, b->pgv, sizeof b->pgv);
    else if (imt.kind == SHK_SA && b->cap > 0) {
        double t[3];
        for (int k = 0; k < 3; k++)
            t[k] = b->knot[k][1] + (b->knot[k + 1][1] - b->knot[k][1]) / shk_log(b->knot[k + 1][0] / b->knot[k][0]) * shk_log(imt.period / b->knot[k][0]);
        c[0] = fmax(b->knot[0][1], fmax(fmin(t[0], t[1]), fmin(t[2], b->cap)));
    } else if (imt.kind == SHK_SA) {
        const double w = fmin(1, fmax(0, shk_log(imt.period / 0.15) / shk_log(0.8 / 0.15)));
        c[1] = b->cs0 + (b->cs1 - b->cs0) * w;
        c[2] = b->rs;
    }
}

SHK_KERNEL int shk_gsim_to_geometric_mean(const struct shk_gsim_model *m, struct shk_imt imt, size_t n, double *mean, double *sig)
{
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        if (!m->component || strcmp(m->component, known[k].name) != 0) continue;
        double c[3];
        coefficients(&known[k], imt, c);
        if (isnan(c[0])) return -1;
        const double shift = shk_log(c[0]);
        for (size_t i = 0; i < n; i++) {
            mean[i] -= shift;
            sig[i] = sqrt((sig[i] * sig[i] - c[1] * c[1]) / (c[2] * c[2]));
        }
        return 1;
    }
    return 0;
}
