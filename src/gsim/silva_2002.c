/* Silva, Gregor & Darragh (2002), Pacific Engineering and Analysis report: central and eastern North America, point source. */
#include "gsim/lib_terms.h"
#include "silva_2002.coeffs.h"
#include "silva_2002_double.coeffs.h"
#include "silva_2002_single.coeffs.h"

struct terms { double c1, c2, c4, c6, c7, c10, sigma; };

SHK_KERNEL static void motion(const struct terms *row, int eq, double ceiling, const struct shk_ctx *x, struct shk_motion out)
{
    const struct terms c = *row;
    const double near = shk_exp(c.c4);
    SHK_EACH(i, x->n) {
        const double m = mw_from(eq, x->mag[i]), d = m - 6;
        out.mean[i] = min2(c.c1 + c.c2 * m + c.c10 * (d * d) + (c.c6 + c.c7 * m) * shk_log(x->rjb[i] + near), ceiling);
        out.sig[i] = c.sigma;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

static void nshmp(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(silva_2002, c, call->imt);
    motion(&(struct terms){ c.c1, c.c2, c.c4, c.c6, c.c7, c.c10, c.sigma }, *(const int *)call->data, nshmp_ceiling(call->imt), x, out);
}

static void saturation(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct silva_2002_double c;         /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    motion(&(struct terms){ c.c1, c.c2, c.c4, c.c6, c.c7, c.c10, c.sigma }, MAG_MW, INFINITY, x, out);
}

#define ROW .ref = "Silva et al. (2002), Pacific Engineering and Analysis", .trt = "Stable Shallow Crust", .needs = SHK_NEEDS(mag) | SHK_NEEDS(rjb), \
    .component = "GEOMETRIC_MEAN", .total_only = 1
#define NSHMP(eq) ROW, .coeffs = &silva_2002_coeffs, .kernel = nshmp, .data = &(const int){ eq }
const struct shk_gsim gsim_silva_2002[] = {
    { .name = "SilvaEtAl2002MblgAB1987NSHMP2008", NSHMP(MAG_MBLG87) },
    { .name = "SilvaEtAl2002MblgJ1996NSHMP2008", NSHMP(MAG_MBLG96) },
    { .name = "SilvaEtAl2002MwNSHMP2008", NSHMP(MAG_MW) },
    { .name = "SilvaEtAl2002DoubleCornerSaturation", ROW, .coeffs = &silva_2002_double_coeffs, .kernel = saturation },
    { .name = "SilvaEtAl2002SingleCornerSaturation", ROW, .coeffs = &silva_2002_single_coeffs, .kernel = saturation },
    { 0 },
};
