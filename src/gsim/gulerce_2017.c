/* Gulerce, Kamai, Abrahamson & Silva (2017), Earthq. Spectra 33(2): vertical spectra, active shallow crust, six regions. */
#include "gulerce_2017.coeffs.h"
#include "gsim/lib_terms.h"

enum region { CAL, TWN, ITA, MID, CHN, JPN };

/* Hanging-wall term, eq. 7 and following: the factors T1 to T5. */
INLINE double hanging_wall(double a13, double m, double dip, double width, double ztor, double rx, double ry0)
{
    const double dm = m - 6.5, t1 = dip <= 30 ? 60.0 / 45 : (90 - dip) / 45;
    const double t2 = m >= 6.5 ? 1 + 0.2 * dm : m > 5.5 ? 1 + 0.2 * dm - 0.8 * dm * dm : 0;
    const double r1 = width * cos_dip(dip), q = rx / r1;
    const double t3 = rx < r1 ? 0.25 + 1.5 * q - 0.75 * q * q : rx <= 4 * r1 ? 1 - (rx - r1) / (3 * r1) : 0;
    const double t4 = ztor <= 10 ? 1 - ztor * ztor / 100 : 0, t5 = clip(1 - (ry0 - rx * 0.36397023426620234) / 5, 0, 1);      /* tan 20 degrees */
    return ((rx > 0) & (dip != 90)) ? a13 * t1 * t2 * t3 * t4 * t5 : 0;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(gulerce_2017, c, call->imt);
    const enum region g = *(const enum region *)call->data;
    const double T = call->imt.period, v1 = T <= 0.5 ? 1500 : T < 3 ? shk_exp(-0.351 * shk_log(T / 0.5) + shk_log(1500)) : 800;
    const double site = c.a10 + (g == TWN ? c.a31 : g == JPN ? c.a35 : 0), per_v = 1 / c.vlin;
    const double a17 = c.a17 + (g == TWN ? c.a25 : g == ITA ? c.a26 : g == MID ? c.a27 : g == CHN ? c.a28 : g == JPN ? c.a29 : 0);
    const double s2 = g == JPN ? c.s2_all : c.s2_noJP, s4 = g == JPN ? c.s4_all : c.s4_noJP;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], rrup = x->rrup[i], ztor = x->ztor[i];
        const double c4m = m > 6 ? c.c4 : m < 4 ? 1 : c.c4 - (c.c4 - 1) * (6 - m) * 0.5, lr = 0.5 * shk_log(rrup * rrup + c4m * c4m);
        const double mm = max2(m, 5.5), dm = mm - 6.75, e = 8.5 - mm;                                                  /* eq. 1, the three ranges */
        const double base = c.a1 + a17 * rrup + (m >= 6.75 ? c.a5 : c.a4) * dm + c.a8 * e * e + c.a6 * (m - mm) + (c.a2 + c.a3 * dm) * lr;
        const double style = ((rake > 30) & (rake < 150)) * c.a11 + ((rake > -150) & (rake < -30)) * c.a12;
        const double top = c.a15 * (ztor >= 20 ? 1 : ztor / 20);
        out.mean[i] = base + style * clip(m - 4, 0, 1) + site * shk_log(min2(x->vs30[i], v1) * per_v)
                    + hanging_wall(c.a13, m, x->dip[i], x->width[i], ztor, x->rx[i], x->ry0[i]) + top;
        const double phi = c.s1 + (s2 - c.s1) * clip((m - 4) * 0.5, 0, 1), tau = c.s3 + (s4 - c.s3) * clip((m - 5) * 0.5, 0, 1);
        out.sig[i] = sqrt(phi * phi + tau * tau);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t) { return t.kind == SHK_SA && shk_coeffs_have(m->g->coeffs, t); }

#define ROW(suffix, g) { .name = "GulerceEtAl2017" suffix, .ref = "10.1193/121814EQS213M", .trt = "Active Shallow Crust", .component = "VERTICAL", \
    .coeffs = &gulerce_2017_coeffs, .kernel = kernel, .supports = supports, .data = &(const enum region){ g }, \
    .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(dip) | SHK_NEEDS(ztor) | SHK_NEEDS(width) | SHK_NEEDS(vs30) \
           | SHK_NEEDS(rrup) | SHK_NEEDS(rjb) | SHK_NEEDS(rx) | SHK_NEEDS(ry0) }
const struct shk_gsim gsim_gulerce_2017[] = {
    ROW("", CAL), ROW("RegTWN", TWN), ROW("RegITA", ITA), ROW("RegMID", MID), ROW("RegCHN", CHN), ROW("RegJPN", JPN), { 0 },
};
