/* Abrahamson, Silva & Kamai (2014), Earthq. Spectra 30(3), 1025-1055: active shallow crust, with regions. */
#include "abrahamson_2014.coeffs.h"
#include "abrahamson_2014_cybershake.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

enum { ARG_EPSILON, ARG_REGION, ARG_USGS, ARG_CYBERSHAKE };
enum { NONE, CHN, JPN, TWN };

INLINE double ln_distance(double m, double rrup)       /* eq. 3; c4 is 4.5 km for all measures */
{
    const double c4 = 4.5 - 3.5 * clip(5 - m, 0, 1);
    return 0.5 * shk_log(rrup * rrup + c4 * c4);
}

INLINE double basic(const struct abrahamson_2014 *c, double m, double rrup, double lr)       /* eq. 2, 4; M2 = 5; lr: ln_distance */
{
    const double mm = max2(m, 5), d = mm - c->m1, e = 8.5 - mm, low = min2(m - 5, 0);
    return c->a1 + c->a17 * rrup + (mm >= c->m1 ? c->a5 : c->a4) * d + c->a8 * (e * e) + (c->a2 + c->a3 * d) * lr + c->a6 * low + c->a7 * (low * low);
}

INLINE double hanging_wall(double m, double dip, double ztor, double width, double rx, double ry0)    /* eq. 10 to 15, but for the factor a13 */
{
    const double r1 = width * cos_dip(dip), r2 = 3 * r1, q = rx / r1, d = m - 6.5, d2 = min2(d, 0);
    const double t1 = dip <= 30 ? 60 / 45.0 : (90 - dip) / 45.0, t2 = m <= 5.5 ? 0 : 1 + 0.2 * d - 0.8 * (d2 * d2);
    const double t3 = rx < r1 ? 0.25 + 1.5 * q - 0.75 * (q * q) : rx <= r2 ? 1 - (rx - r1) / (r2 - r1) : 0;
    const double t4 = ztor <= 10 ? 1 - ztor * ztor * 0.01 : 0, t5 = clip(1 - (ry0 - rx * 0.36397023426620234) * 0.2, 0, 1);        /* tan 20 */
    const double hw = t1 * t2 * t3 * t4 * t5;
    return ((rx > 0) & (dip != 90)) ? hw : 0;
}

/* Linear between knots; constant outside. */
struct ramp { double at, width, rise; };
INLINE double ramp(struct ramp r, double x) { return r.rise * clip((x - r.at) / r.width, 0, 1); }

struct japan { double base, slope; struct ramp r[5]; };        /* eq. 22; the first line goes on below 150 m/s */
static struct japan japan_of(const struct abrahamson_2014 *c)
{
    return (struct japan){ c->a36, (c->a37 - c->a36) / 100, { { 250, 100, c->a38 - c->a37 }, { 350, 100, c->a39 - c->a38 }, { 450, 150, c->a40 - c->a39 },
                           { 600, 250, c->a41 - c->a40 }, { 850, 300, c->a42 - c->a41 } } };
}
INLINE double japan_site(const struct japan *j, double vs30)
{
    return j->base + j->slope * (min2(vs30, 250) - 150) + ramp(j->r[0], vs30) + ramp(j->r[1], vs30) + ramp(j->r[2], vs30) + ramp(j->r[3], vs30)
         + ramp(j->r[4], vs30);
}

static double v1_of(struct shk_imt t)          /* eq. 9 */
{
    if (t.kind != SHK_SA || t.period <= 0.5) return 1500;
    return t.period < 3 ? shk_exp(-0.35 * shk_log(t.period / 0.5) + shk_log(1500)) : 800;
}

INLINE double z1_ref(int japan, double vs30)    /* eq. 18, 19, in km */
{
    const double v2 = vs30 * vs30, a2 = 610.0 * 610, b2 = 1360.0 * 1360, j2 = 412.0 * 412;
    const double arg = japan ? (v2 + j2) / (b2 + j2) : (v2 * v2 + a2 * a2) / (b2 * b2 + a2 * a2);
    return 0.001 * shk_exp((japan ? -5.23 / 2 : -7.67 / 4) * shk_log(arg));
}

/* The same for all measures: ln R, the hanging wall, ln of vs30, and of the depth to 1 km/s against the one expected, eq. 17. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double lr[ROOM], hanging[ROOM], lv[ROOM], v15[ROOM], deeper[ROOM]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    const int japan = (int)call->arg[ARG_REGION] == JPN;
    double *restrict lr = s->lr, *restrict hanging = s->hanging, *restrict lv = s->lv, *restrict v15 = s->v15, *restrict deeper = s->deeper;
    SHK_EACH(i, x->n) {
        lr[i] = ln_distance(x->mag[i], x->rrup[i]);
        hanging[i] = hanging_wall(x->mag[i], x->dip[i], x->ztor[i], x->width[i], x->rx[i], x->ry0[i]);
    }
    SHK_EACH(i, x->n) {
        const double ref = z1_ref(japan, x->vs30[i]), z0 = x->z1pt0[i] * 0.001, z1 = z0 < 0 ? ref : z0;
        lv[i] = shk_log(x->vs30[i]);
        v15[i] = x->vs30[i] * sqrt(x->vs30[i]);
        deeper[i] = shk_log((z1 + 0.01) / (ref + 0.01));
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    SHK_COEFFS(abrahamson_2014, c, call->imt);
    const int region = (int)call->arg[ARG_REGION], japan = region == JPN, usgs = call->arg[ARG_USGS] != 0;
    const double T = call->imt.period, is_japan = japan;
    double basin_add = 0;
    if (call->arg[ARG_CYBERSHAKE] != 0 && T > 1.9) {
        SHK_COEFFS(abrahamson_2014_cybershake, cy, call->imt);
        c.a44 = cy.a44;
        c.a45 = cy.a45;
        basin_add = 0.1;
    }
    const double v1 = v1_of(call->imt), ln_v1 = shk_log(v1), ln_vlin = shk_log(c.vlin), c_vlin = c.c / (c.vlin * sqrt(c.vlin)), v1_15 = v1 * sqrt(v1), stiff = c.a10 + c.b * 1.5;
    const double per_r = region == TWN ? c.a25 : region == CHN ? c.a28 : japan ? c.a29 : 0, a31 = region == TWN ? c.a31 : 0;
    const struct japan j = japan_of(&c);
    const double lv1180 = shk_log(min2(1180, v1)) - ln_vlin;
    const double rock = (stiff + a31) * lv1180 + is_japan * japan_site(&j, 1180) + (usgs ? 0 : basin_add);
    const struct ramp b1 = { 150, 100, c.a44 - c.a43 }, b2 = { 250, 150, c.a45 - c.a44 }, b3 = { 400, 300, c.a46 - c.a45 };
    double scale[SHK_CTX_BLOCK];
    fill(scale, x->n, 1);
    if (usgs)
        for (size_t i = 0; i < x->n; i++) scale[i] = usgs_z1_scaling(x->z1pt0[i], T);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], rake = x->rake[i], vs30 = x->vs30[i], r = x->rrup[i], ztor = x->ztor[i];
        const double style = (c.a11 * fault_reverse30(rake) + c.a12 * fault_normal30(rake)) * clip(m - 4, 0, 1);           /* eq. 5, 6 */
        const double source = basic(&c, m, r, com->lr[i]) + style + c.a13 * com->hanging[i]
                            + c.a15 * min2(ztor * (1 / 20.0), 1) + per_r * r;
        const double sa = shk_exp(source + rock);                                                                          /* at 1180 m/s */
        const double lv = min2(com->lv[i], ln_v1) - ln_vlin, powered = c_vlin * com->v15[i];
        const int soft = vs30 < c.vlin;
        const double powered_star = c_vlin * min2(com->v15[i], v1_15);
        const double site = soft ? c.a10 * lv + c.b * shk_log((sa + powered_star) / (sa + c.c)) : stiff * lv;              /* eq. 7, 8 */
        const double depth = (c.a43 + ramp(b1, vs30) + ramp(b2, vs30) + ramp(b3, vs30)) * com->deeper[i];   /* eq. 17 */
        out.mean[i] = source + site + a31 * lv + is_japan * japan_site(&j, vs30) + (depth + basin_add) * scale[i];
        /* Deviations, eq. 23 to 30. */
        const double d_amp = c.b * sa * (1 / (sa + powered) - 1 / (sa + c.c)), amp = soft ? d_amp : 0;
        const int measured = x->vs30measured[i] != 0;
        const double s1 = measured ? c.s1m : c.s1e, s2 = measured ? c.s2m : c.s2e;
        const double by_m = s1 + (s2 - s1) * 0.5 * clip(m - 4, 0, 2), by_r = c.s5 + (c.s6 - c.s5) * clip((r - 30) / 50, 0, 1);
        const double al = is_japan * by_r + (1 - is_japan) * by_m, phi_amp = al < 0.4 ? 0.99 * al : 0.4, b = al * al - phi_amp * phi_amp;
        const double phi2 = b * ((1 + amp) * (1 + amp)) + phi_amp * phi_amp;
        const double tau = (c.s3 + (c.s4 - c.s3) * 0.5 * clip(m - 5, 0, 2)) * (1 + amp);
        out.sig[i] = sqrt(phi2 + tau * tau);
        out.tau[i] = tau;
        out.phi[i] = sqrt(phi2);
    }
    const double eps = call->arg[ARG_EPSILON];
    if (eps != 0)
        for (size_t i = 0; i < x->n; i++) out.mean[i] += eps * epistemic_sigma(x->mag[i], x->rrup[i]);
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t)
        && (m->arg[ARG_CYBERSHAKE] == 0 || t.period <= 1.9 || shk_coeffs_have(&abrahamson_2014_cybershake_coeffs, t));
}

static const struct shk_gsim_arg args[] = {
    { .name = "sigma_mu_epsilon" }, { .name = "region", .value = NONE, .choices = (const char *const[]){ "", "CHN", "JPN", "TWN", NULL } },
    { .name = "usgs_basin_scaling" }, { .name = "cybershake_basin_adj" }, { 0 } };

#define ROW .ref = "10.1193/070913EQS198M", .trt = "Active Shallow Crust", .coeffs = &abrahamson_2014_coeffs, .args = args, .kernel = kernel, \
    .supports = supports, .component = "RotD50", .needs = SHK_NEEDS(dip) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(width) | SHK_NEEDS(ztor) \
    | SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured) | SHK_NEEDS(z1pt0) | SHK_NEEDS(rjb) | SHK_NEEDS(rrup) | SHK_NEEDS(rx) | SHK_NEEDS(ry0)
#define REGION(r) ROW, .alias = 1, .presets = (const struct shk_gsim_preset[]){ { "region", r }, { 0 } }
const struct shk_gsim gsim_abrahamson_2014[] = {
    { .name = "AbrahamsonEtAl2014", ROW },
    { .name = "AbrahamsonEtAl2014RegCHN", REGION(CHN) },
    { .name = "AbrahamsonEtAl2014RegJPN", REGION(JPN) },
    { .name = "AbrahamsonEtAl2014RegTWN", REGION(TWN) },
    { 0 },
};
