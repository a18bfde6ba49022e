/* Derras, Bard & Cotton (2014), Bull. Earthq. Eng. 12, 495-516: Europe, a neural network with five hidden units. */
#include "derras_2014.coeffs.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"

enum { UNITS = 5 };
static const double w1[UNITS][5] = {
    { 2.64789163499967, -1.07021796037281, 0.17408775755006, 0.0921912871948344, -0.0137636792052785 },
    { -1.90867543649709, -0.535017368544537, -0.705141622684165, 0.167611582811541, -0.0266104896709684 },
    { 0.203542142916709, 1.78055763562862, -0.0804945913340041, 0.0135963560304775, 0.0615082092899090 },
    { -0.69273749797066, 0.441505231956003, 0.775579972551313, -0.0317177329335344, -0.163065710494178 },
    { 0.0161628210842544, 0.218141338606675, -1.60609944707351, -0.0416362555063091, 0.0260579832482612 } };
static const double b1[UNITS] = { -1.27123248786939, 1.51261102820133, 0.591089008801986, -0.126622688054921, -0.415721221840192 };

INLINE double normal(double v, double lo, double hi) { return 2 * (v - lo) / (hi - lo) - 1; }

INLINE double unit(int k, double p0, double p1, double p2, double p3, double p4)
{
    return shk_tanh(w1[k][0] * p0 + w1[k][1] * p1 + w1[k][2] * p2 + w1[k][3] * p3 + w1[k][4] * p4 + b1[k]);
}

/* German version: Joyner-Boore distance of a point source from its hypocentral distance. */
INLINE double rjb_of(double rhypo, double m)
{
    const double e = rhypo - (4.853 + 1.347e-6 * shk_pow(m, 8.163));
    return e >= 3 ? sqrt(e * e - 9) : 0;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const int germany = *(const int *)call->data;
    SHK_COEFFS(derras_2014, c, call->imt);
    const double shift = (call->imt.kind == SHK_PGV ? 2 * SHK_LN10 : -shk_log(9.80665)) + (germany ? shk_log(call->arg[0]) : 0);
    const double r_lo = -1, r_hi = shk_log10(547.0), v_lo = shk_log10(92.0), v_hi = shk_log10(1597.7), sig = sqrt(c.tau * c.tau + c.phi * c.phi);
    const double *width = germany ? x->width : x->mag, *rhypo = germany ? x->rhypo : x->rjb;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], r0 = x->rjb[i];
        const double point = rjb_of(rhypo[i], m), w = width[i], r = (germany & (w <= 1e-3)) ? point : r0;
        const double style = ((rake > 45) & (rake < 135)) ? 3 : ((rake < -45) & (rake > -135)) ? 1 : 4;
        const double p0 = normal(shk_log10(max2(r, 0.1)), r_lo, r_hi), p1 = normal(m, 3.6, 7.6), p2 = normal(shk_log10(x->vs30[i]), v_lo, v_hi),
                     p3 = normal(x->hypo_depth[i], 0, 25), p4 = normal(style, 1, 4);
        const double y = c.B_2 + 1 + c.W_21 * unit(0, p0, p1, p2, p3, p4) + c.W_22 * unit(1, p0, p1, p2, p3, p4)
                       + c.W_23 * unit(2, p0, p1, p2, p3, p4) + c.W_24 * unit(3, p0, p1, p2, p3, p4) + c.W_25 * unit(4, p0, p1, p2, p3, p4);   /* eq. 2 */
        out.mean[i] = (y * (c.tmax - c.tmin) * 0.5 + c.tmin) * SHK_LN10 + shift;
        out.sig[i] = sig * SHK_LN10;
        out.tau[i] = c.tau * SHK_LN10;
        out.phi[i] = c.phi * SHK_LN10;
    }
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    return m->arg[0] > 0 ? SHK_OK : shk_fail(k->diag, SHK_E_INVALID, "%s: adjustment_factor must be positive, got %g", k->name, m->arg[0]);
}

static const struct shk_gsim_arg args[] = { { .name = "adjustment_factor", .value = 1 }, { 0 } };
#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
#define ROW(germany) .ref = "10.1007/s10518-013-9481-0", .trt = "Active Shallow Crust", .kernel = kernel, .coeffs = &derras_2014_coeffs, \
    .data = &(const int){ germany }, .component = "GEOMETRIC_MEAN"
const struct shk_gsim gsim_derras_2014[] = {
    { .name = "DerrasEtAl2014", ROW(0), .needs = NEEDS },
    { .name = "DerrasEtAl2014RhypoGermany", ROW(1), .args = args, .plan = plan, .needs = NEEDS | SHK_NEEDS(width) | SHK_NEEDS(rhypo) },
    { 0 },
};
