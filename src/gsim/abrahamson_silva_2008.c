/* Abrahamson & Silva (2008), Earthq. Spectra 24(1), 67-97, with the corrections of 2009: active shallow crust. */
#include "abrahamson_silva_2008.coeffs.h"
#include "abrahamson_silva_2008_bchydro.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

struct hw { double taper, deep, far; };

/* Tapers of the hanging wall, eq. 7 to 12, less a14; top depth, eq. 13; large distance, eq. 14, less a18. */
INLINE struct hw geometry(double m, double dip, double ztor, double width, double rrup, double rjb, double rx)
{
    const double across = width * cos_dip(dip);
    const double t1 = rjb < 30 ? 1 - rjb * (1 / 30.0) : 0, t2 = rx <= across ? 0.5 + rx / (2 * across) : 1, t3 = rx < ztor ? rx / ztor : 1;
    const double t4 = clip(m - 6, 0, 1), t5 = dip >= 30 ? 1 - (dip - 30) * (1 / 60.0) : 1, t = t1 * t2 * t3 * t4 * t5;
    const double t6 = clip(0.5 * (6.5 - m) + 0.5, 0.5, 1);
    return (struct hw){ ((rx > 0) & (dip != 90)) ? t : 0, min2(ztor * 0.1, 1), max2(rrup - 100, 0) * t6 };
}

/* Eq. 1 without site and basin terms. */
INLINE double motion(const struct abrahamson_silva_2008 *c, double m, double normal, double reverse, double ln_r, struct hw g)
{
    const double d = m - 6.75, e = 8.5 - m;
    return c->a1 + c->a8 * (e * e) + (c->a2 + 0.265 * d) * ln_r + (m <= 6.75 ? -0.231 : -0.398) * d + c->a12 * reverse + c->a13 * normal
         + c->a14 * g.taper + c->a16 * g.deep + c->a18 * g.far;
}

static double v1_of(struct shk_imt t)                           /* eq. 6 */
{
    if (t.kind == SHK_PGA) return 1500;
    if (t.kind != SHK_SA) return 862;
    return t.period <= 0.5 ? 1500 : t.period <= 1 ? shk_exp(8.0 - 0.795 * shk_log(t.period / 0.21)) : t.period < 2 ? shk_exp(6.76 - 0.297 * shk_log(t.period)) : 700;
}

INLINE double ln_z1_median(double vs30)                         /* eq. 17, ln m */
{
    const double l = shk_log(vs30);
    return vs30 < 180 ? 6.745 : vs30 <= 500 ? 6.745 - 1.35 * (l - 5.192956850889585) : 5.394 - 4.48 * (l - 6.214608098422191);
}

INLINE double deviation_0(double at5, double at7, double m) { return at5 + (at7 - at5) * clip((m - 5) * 0.5, 0, 1); }

/* The same for all measures: ln R, geometry, PGA on rock p and ln(p + 1.88), ln of vs30 and its power 1.18, ln of the depths of soil. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double ln_r[ROOM], taper[ROOM], far[ROOM], pga[ROOM], ln_pga[ROOM], lv[ROOM], v118[ROOM], deeper[ROOM], z1[ROOM], lz[ROOM]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    double *restrict ln_r = s->ln_r, *restrict taper = s->taper, *restrict far = s->far, *restrict pga = s->pga, *restrict ln_pga = s->ln_pga;
    double *restrict lv = s->lv, *restrict v118 = s->v118, *restrict deeper = s->deeper, *restrict z1 = s->z1, *restrict lz = s->lz;
    SHK_COEFFS(abrahamson_silva_2008, p, SHK_IMT_PGA);
    const double rock = (p.a10 + p.b * 1.18) * (shk_log(1100) - shk_log(p.VLIN));
    (void)call;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], r = x->rrup[i], normal = (rake > -120) & (rake < -60), reverse = (rake > 30) & (rake < 150);
        const struct hw g = geometry(m, x->dip[i], x->ztor[i], x->width[i], r, x->rjb[i], x->rx[i]);
        ln_r[i] = 0.5 * shk_log(r * r + 4.5 * 4.5);
        taper[i] = g.taper;
        far[i] = g.far;
        pga[i] = shk_exp(motion(&p, m, normal, reverse, ln_r[i], g) + rock);                       /* at 1100 m/s */
        ln_pga[i] = shk_log(pga[i] + 1.88);
    }
    SHK_EACH(i, x->n) {
        const double vs30 = x->vs30[i], med = shk_exp(ln_z1_median(vs30)), z0 = x->z1pt0[i];
        lv[i] = shk_log(vs30);
        v118[i] = shk_exp(1.18 * lv[i]);
        z1[i] = z0 == -999 ? med : z0;
        deeper[i] = shk_log((z1[i] + 50) / (med + 50));
        lz[i] = shk_log(max2(z1[i], 1));
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    SHK_COEFFS(abrahamson_silva_2008, c, call->imt);
    SHK_COEFFS(abrahamson_silva_2008, p, SHK_IMT_PGA);
    const double v1 = v1_of(call->imt), ln_v1 = shk_log(v1), ln_vlin = shk_log(c.VLIN), stiff = c.a10 + c.b * 1.18, per_vlin = 1.88 * shk_exp(-1.18 * ln_vlin), v1_118 = shk_exp(1.18 * ln_v1);
    const double T = call->imt.kind == SHK_PGV ? 1 : call->imt.period, ln1000 = shk_log(1000), ln_min = min2(ln_v1, ln1000);
    const double e2_slope = T < 0.35 ? 0 : -0.25 * shk_log(min2(T, 2) / 0.35), a22 = call->imt.kind == SHK_PGV || T < 2 ? 0 : 0.0625 * (T - 2), ln200 = shk_log(200);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], vs30 = x->vs30[i];
        const double normal = (rake > -120) & (rake < -60), reverse = (rake > 30) & (rake < 150), pga = com->pga[i];
        const struct hw g = { com->taper[i], min2(x->ztor[i] * 0.1, 1), com->far[i] };
        const double ln_vs = com->lv[i], lv_star = min2(ln_vs, ln_v1), lv = lv_star - ln_vlin;
        const double powered_star = per_vlin * min2(com->v118[i], v1_118), powered = per_vlin * com->v118[i];
        const int soft = vs30 < c.VLIN;
        const double site = soft ? c.a10 * lv + c.b * (shk_log(pga + powered_star) - com->ln_pga[i]) : stiff * lv;          /* eq. 5 */
        /* Depth of soil, eq. 15 to 20. */
        const double e2 = vs30 <= 1000 ? e2_slope * (ln_vs - ln1000) : 0, num = stiff * (lv_star - ln_min), den = com->deeper[i];
        const double soil = vs30 >= 1000 ? 0 : num + e2 * den < 0 ? -num : e2 * den;
        const double deep = com->z1[i] >= 200 ? a22 * (com->lz[i] - ln200) : 0;
        out.mean[i] = motion(&c, m, normal, reverse, com->ln_r[i], g) + site + soil + deep;
        /* Deviations, eq. 24 to 28. */
        const int measured = x->vs30measured[i] != 0;
        const double s0 = deviation_0(measured ? c.s1mea : c.s1est, measured ? c.s2mea : c.s2est, m);
        const double s0_pga = deviation_0(measured ? p.s1mea : p.s1est, measured ? p.s2mea : p.s2est, m);
        const double tau0 = deviation_0(c.s3, c.s4, m), tau_pga = deviation_0(p.s3, p.s4, m);
        const double slope = c.b * pga * (1 / (pga + powered) - 1 / (pga + 1.88)), amp = soft ? slope : 0;
        const double b = sqrt(s0 * s0 - 0.09), b_pga = sqrt(s0_pga * s0_pga - 0.09);
        const double phi2 = b * b + 0.09 + amp * amp * (b_pga * b_pga) + 2 * amp * b * b_pga * c.rho;
        const double tau2 = tau0 * tau0 + amp * amp * (tau_pga * tau_pga) + 2 * amp * tau0 * tau_pga * c.rho;
        out.sig[i] = sqrt(phi2 + tau2);
        out.tau[i] = sqrt(tau2);
        out.phi[i] = sqrt(phi2);
    }
}

SHK_KERNEL static void bchydro(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(abrahamson_silva_2008_bchydro, h, call->imt);
    const double scale = call->arg[0] != 0 ? h.s2sss : 1, shift = call->arg[1] * h.fe;
    kernel(call, x, out);
    SHK_EACH(i, x->n) {
        out.mean[i] += shift;
        out.sig[i] *= scale;
    }
}

static int supports_bchydro(const struct shk_gsim_model *m, struct shk_imt t)
{
    (void)m;
    return shk_coeffs_have(&abrahamson_silva_2008_coeffs, t) && shk_coeffs_have(&abrahamson_silva_2008_bchydro_coeffs, t);
}

#define ROW .ref = "10.1193/1.2924360", .trt = "Active Shallow Crust", .coeffs = &abrahamson_silva_2008_coeffs, .component = "GMRotI50", \
    .needs = SHK_NEEDS(dip) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(width) | SHK_NEEDS(ztor) | SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured) \
           | SHK_NEEDS(z1pt0) | SHK_NEEDS(rjb) | SHK_NEEDS(rrup) | SHK_NEEDS(rx)
const struct shk_gsim gsim_abrahamson_silva_2008[] = {
    { .name = "AbrahamsonSilva2008", ROW, .kernel = kernel },
    { .name = "AbrahamsonSilva2008BCHydro", ROW, .kernel = bchydro, .supports = supports_bchydro, .args = ARG_BCHYDRO },
    { 0 },
};
