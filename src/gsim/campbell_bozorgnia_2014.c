/* Campbell & Bozorgnia (2014), Earthq. Spectra 30(3), 1087-1115, with CAV and Arias intensity of 2019: active shallow crust. */
#include "gsim/campbell_bozorgnia_2014.h"
#include "campbell_bozorgnia_2014_cybershake.coeffs.h"
#include "campbell_bozorgnia_2014_highq.coeffs.h"
#include "campbell_bozorgnia_2014_lowq.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/make.h"

enum { ARG_SJ, ARG_EPSILON, ARG_ZTOR, ARG_WIDTH, ARG_DEPTH, ARG_USGS, ARG_CYBERSHAKE };

struct source { double mag, normal, reverse, dip, ztor, width, depth; };       /* of one context */
struct distances { double rrup, rjb, rx; };

/* What the hanging wall takes of the geometry, eq. 7 to 16: rx in units of the two distances; 0 at the foot wall, 1 above the fault, 2 beyond; a factor. */
struct hanging { double q, u, side, scale; };
INLINE struct hanging hanging_of(struct source s, struct distances d)
{
    const double m = s.mag, r1 = s.width * cos_dip(s.dip), r2 = 62 * m - 350, f_r = d.rrup > 0 ? (d.rrup - d.rjb) / d.rrup : 1;
    const double f_m = m < 5.5 ? 0 : min2(m - 5.5, 1), f_z = s.ztor > 16.66 ? 0 : 1 - 0.06 * s.ztor;
    return (struct hanging){ d.rx / r1, (d.rx - r1) / (r2 - r1), d.rx < 0 ? 0 : d.rx < r1 ? 1 : 2, f_r * f_m * f_z * ((90 - s.dip) * (1 / 45.0)) };
}
INLINE double hanging_wall(const struct campbell_bozorgnia_2014 *c, double m, struct hanging h)
{
    const double f1 = c->h1 + c->h2 * h.q + c->h3 * (h.q * h.q), f2 = max2(1 + c->h5 * h.u + c->h6 * (h.u * h.u), 0);
    return c->c10 * (h.side == 0 ? 0 : h.side == 1 ? f1 : f2) * (1 + c->a2 * (m - 6.5)) * h.scale;
}

/* Eq. 1 without site and basin response. */
INLINE double motion(const struct campbell_bozorgnia_2014 *c, struct source s, struct distances d, struct hanging h)
{
    const double m = s.mag;
    const double f_m = c->c0 + c->c1 * m + c->c2 * max2(m - 4.5, 0) + c->c3 * max2(m - 5.5, 0) + c->c4 * max2(m - 6.5, 0);   /* eq. 2 */
    const double f_dis = (c->c5 + c->c6 * m) * 0.5 * shk_log(d.rrup * d.rrup + c->c7 * c->c7);                              /* eq. 3 */
    const double f_flt = (c->c8 * s.reverse + c->c9 * s.normal) * clip(m - 4.5, 0, 1);                                      /* eq. 4 to 6 */
    const double f_hyp = clip(s.depth - 7, 0, 13) * (c->c17 + (c->c18 - c->c17) * clip(m - 5.5, 0, 1));                      /* eq. 21 to 23 */
    const double f_dip = c->c19 * s.dip * clip(5.5 - m, 0, 1), f_atn = (c->c20 + c->Dc20) * max2(d.rrup - 80, 0);           /* eq. 24, 25 */
    return f_m + f_dis + f_flt + hanging_wall(c, m, h) + f_hyp + f_dip + f_atn;
}

/* Shallow site response, eq. 17 to 19; lv: ln(vs30 / k1), powered: c (vs30 / k1)^n, soft: k2 ln((pga + powered) / (pga + c)). */
struct site { double stiff, japan, japan_soft, ln_200; };
static struct site site_of(const struct campbell_bozorgnia_2014 *c, int japan)
{
    return (struct site){ c->k2 * 1.18, japan * (c->c13 + c->k2 * 1.18), japan * (c->c12 + c->k2 * 1.18), shk_log(200 / c->k1) };
}
INLINE double site_response(const struct campbell_bozorgnia_2014 *c, struct site s, double vs30, double lv, double soft)
{
    return c->c11 * lv + (vs30 > c->k1 ? s.stiff * lv : soft) + s.japan * lv + (vs30 <= 200 ? s.japan_soft * (lv - s.ln_200) : 0);
}

INLINE double shallow(const struct campbell_bozorgnia_2014 *c, struct site s, double vs30, double lv, double powered, double pga)
{
    return site_response(c, s, vs30, lv, c->k2 * shk_log((pga + powered) / (pga + 1.88)));
}

/* Depth to 2.5 km/s in km; where it is not known (-999), from vs30. */
SHK_KERNEL __attribute__((noinline)) static const double *depth_25(struct cb14_ln_z25 z, const struct shk_ctx *x, double *restrict z25)
{
    int missing = 0;
    for (size_t i = 0; i < x->n; i++) missing |= x->z2pt5[i] == -999;
    if (!missing) return x->z2pt5;
    SHK_EACH(i, x->n) {
        const double z0 = x->z2pt5[i], ref = shk_exp(z.a - z.b * shk_log(x->vs30[i]));
        z25[i] = z0 == -999 ? ref : z0;
    }
    return z25;
}

static double basin_1100(const struct shk_gsim_call *call, const struct campbell_bozorgnia_2014 *c)    /* of rock of 1100 m/s */
{
    const int japan = call->arg[ARG_SJ] != 0;
    const struct cb14_ln_z25 z = cb14_ln_z25(japan);
    return cb14_basin(c->c14 + c->c15 * japan, c->c16 * c->k3, shk_exp(z.a - z.b * shk_log(1100)));
}

/* Basin response at the contexts, with the options of the 2023 national model of the USA. */
SHK_KERNEL __attribute__((noinline)) static void basin(const struct shk_gsim_call *call, const struct campbell_bozorgnia_2014 *c, size_t n,
                                                      const double *restrict z25, double *restrict fb)
{
    const double T = call->imt.period, japan = call->arg[ARG_SJ] != 0, shallow = c->c14 + c->c15 * japan;
    double slope = c->c16 * c->k3, add = 0;
    if (call->arg[ARG_CYBERSHAKE] != 0 && T > 1.9) {
        SHK_COEFFS(campbell_bozorgnia_2014_cybershake, cy, call->imt);
        slope = cy.slope;
        add = 0.1;
    }
    SHK_EACH(i, n) fb[i] = cb14_basin(shallow, slope, z25[i]);
    if (call->arg[ARG_USGS] == 0) return;
    const double at_1100 = basin_1100(call, c);
    for (size_t i = 0; i < n; i++) {
        const double w = T <= 0.5 ? 0 : clip((z25[i] - 1) / 2, 0, 1) * (T == 0.75 ? 0.585 : 1);
        const double scaled = (at_1100 * (1 - w) + fb[i] * w + add) * (T == 0.075 ? 0.585 : 1);
        fb[i] = T > 0.5 && z25[i] > 1 ? at_1100 : scaled;
    }
}

/* The rupture's columns, or estimates of what is not known. */
struct geometry { const double *ztor, *width, *depth; double buffer[3][SHK_CTX_BLOCK]; };

SHK_KERNEL static void geometry_of(const struct shk_gsim_call *call, const struct shk_ctx *x, struct geometry *g)
{
    g->ztor = x->ztor;
    g->width = x->width;
    g->depth = x->hypo_depth;
    if (call->arg[ARG_ZTOR] != 0) {                 /* Chiou & Youngs (2014), eq. 4, 5 */
        double *restrict z = g->buffer[0];
        SHK_EACH(i, x->n) {
            const double rake = x->rake[i], m = x->mag[i], reverse = (rake > 30) & (rake < 150), other = 1 - reverse;
            const double a = reverse * 2.704 + other * 2.673, b = reverse * 1.226 + other * 1.136, m0 = reverse * 5.849 + other * 4.97;
            const double root = max2(a - b * max2(m - m0, 0), 0);
            z[i] = root * root;
        }
        g->ztor = z;
    }
    if (call->arg[ARG_WIDTH] != 0) {                /* eq. 39, 40 */
        double *restrict w = g->buffer[1];
        const double *restrict ztor = g->ztor;
        SHK_EACH(i, x->n) {
            const double sine = shk_sin(radians(x->dip[i])), full = sqrt(shk_exp(SHK_LN10 * ((x->mag[i] - 4.07) / 0.98)));
            w[i] = fabs(sine) > 0 ? min2(full, (x->zbot[i] - ztor[i]) / sine) : full;
        }
        g->width = w;
    }
    if (call->arg[ARG_DEPTH] != 0) {                /* eq. 35 to 38 */
        double *restrict h = g->buffer[2];
        const double *restrict ztor = g->ztor, *restrict width = g->width;
        SHK_EACH(i, x->n) {
            const double m = x->mag[i], dip = x->dip[i], below = width[i] * shk_sin(radians(dip));
            const double f = (m < 6.75 ? -4.317 + 0.984 * m : 2.325) + (dip <= 40 ? 0.0445 * (dip - 40) : 0);
            const double dz = shk_exp(min2(f, shk_log(0.9 * below)));
            h[i] = ztor[i] + (below > 0 ? dz : 0);
        }
        g->depth = h;
    }
}

/* The same for all measures: the geometry, the hanging wall, PGA on rock and on the soil without its basin, ln of vs30 and its power 1.18. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common {
    struct geometry g;
    const double *z25;
    double z25_buffer[ROOM], q[ROOM], u[ROOM], side[ROOM], scale[ROOM], pga[ROOM], pga_site[ROOM], pga188[ROOM], lv[ROOM], v118[ROOM];
};

INLINE struct source source_at(const struct shk_ctx *x, const struct geometry *g, size_t i)
{
    const double rake = x->rake[i];
    return (struct source){ x->mag[i], (rake > -150) & (rake < -30), (rake > 30) & (rake < 150), x->dip[i], g->ztor[i], g->width[i], g->depth[i] };
}

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    struct campbell_bozorgnia_2014 p;
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&p);
    const int japan = call->arg[ARG_SJ] != 0;
    const struct site site = site_of(&p, japan);
    double *restrict q = s->q, *restrict u = s->u, *restrict side = s->side, *restrict scale = s->scale, *restrict pga = s->pga, *restrict pga_site = s->pga_site;
    double *restrict pga188 = s->pga188, *restrict lv = s->lv, *restrict v118 = s->v118;
    geometry_of(call, x, &s->g);
    s->z25 = depth_25(cb14_ln_z25(japan), x, s->z25_buffer);
    const struct geometry g = { .ztor = s->g.ztor, .width = s->g.width, .depth = s->g.depth };
    const double ln_k1 = shk_log(p.k1), rock = shallow(&p, site, 1100, shk_log(1100) - ln_k1, 0, 0) + basin_1100(call, &p);
    SHK_EACH(i, x->n) {
        const struct source src = source_at(x, &g, i);
        const struct distances d = { x->rrup[i], x->rjb[i], x->rx[i] };
        const struct hanging h = hanging_of(src, d);
        const double base = motion(&p, src, d, h), l = shk_log(x->vs30[i]);
        q[i] = h.q;
        u[i] = h.u;
        side[i] = h.side;
        scale[i] = h.scale;
        lv[i] = l;
        v118[i] = shk_exp(1.18 * l);
        pga[i] = shk_exp(base + rock);
        pga188[i] = shk_log(pga[i] + 1.88);
        pga_site[i] = base + shallow(&p, site, x->vs30[i], l - ln_k1, 1.88 * shk_exp(1.18 * (l - ln_k1)), pga[i]);
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    struct campbell_bozorgnia_2014 c, p;        /* all three tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    (void)shk_coeffs_at(call->coeffs, SHK_IMT_PGA, (double *)&p);
    const struct geometry g = { .ztor = com->g.ztor, .width = com->g.width, .depth = com->g.depth };
    const struct site site = site_of(&c, call->arg[ARG_SJ] != 0);
    const double eps = call->arg[ARG_EPSILON];
    double fb[SHK_CTX_BLOCK], fb_pga[SHK_CTX_BLOCK], more[SHK_CTX_BLOCK];
    fill(more, x->n, 0);
    if (eps != 0)
        for (size_t i = 0; i < x->n; i++) more[i] = eps * epistemic_sigma(x->mag[i], x->rrup[i]);
    basin(call, &c, x->n, com->z25, fb);
    const double ln_k1 = shk_log(c.k1), per_k1 = 1.88 * shk_exp(-1.18 * ln_k1);
    const int floor = call->imt.kind == SHK_SA && call->imt.period < 0.25, by_mag = call->imt.kind == SHK_CAV || call->imt.kind == SHK_IA;
    if (floor) basin(call, &p, x->n, com->z25, fb_pga);
    else fill(fb_pga, x->n, -INFINITY);
    const double rho1 = by_mag ? c.rho1pga : c.rholny, rho2 = by_mag ? c.rho2pga : c.rholny;
    const double af2 = c.philnAF * c.philnAF, af2_pga = p.philnAF * p.philnAF, twice = floor;      /* at short periods the reference adds more before and after the floor */
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], vs30 = x->vs30[i], pga = com->pga[i], lv = com->lv[i] - ln_k1, powered = per_k1 * com->v118[i];
        const struct source s = source_at(x, &g, i);
        const struct distances d = { x->rrup[i], x->rjb[i], x->rx[i] };
        const struct hanging h = { com->q[i], com->u[i], com->side[i], com->scale[i] };
        const double soft = c.k2 * (shk_log(pga + powered) - com->pga188[i]);
        const double mean = motion(&c, s, d, h) + site_response(&c, site, vs30, lv, soft) + fb[i];
        out.mean[i] = max2(mean + more[i], com->pga_site[i] + fb_pga[i]) + twice * more[i];
        const double ramp = clip(m - 4.5, 0, 1);                                                           /* eq. 27 to 31 */
        const double tau = c.tau1 + (c.tau2 - c.tau1) * ramp, phi = c.phi1 + (c.phi2 - c.phi1) * ramp, rho = rho1 + (rho2 - rho1) * ramp;
        const double tau_pga = p.tau1 + (p.tau2 - p.tau1) * ramp, phi_pga = p.phi1 + (p.phi2 - p.phi1) * ramp;
        const double slope = c.k2 * pga * (1 / (pga + powered) - 1 / (pga + 1.88)), alpha = vs30 < c.k1 ? slope : 0;
        const double b = sqrt(phi * phi - af2), bp = sqrt(phi_pga * phi_pga - af2_pga);
        const double tau2 = tau * tau + alpha * alpha * (tau_pga * tau_pga) + 2 * alpha * rho * tau * tau_pga;
        const double phi2 = b * b + af2 + alpha * alpha * (bp * bp) + 2 * alpha * rho * b * bp;
        out.sig[i] = sqrt(tau2 + phi2);
        out.tau[i] = sqrt(tau2);
        out.phi[i] = sqrt(phi2);
    }
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    if (m->arg[ARG_EPSILON] != 0 && m->arg[ARG_EPSILON] < 0)
        return shk_fail(k->diag, SHK_E_UNSUPPORTED, "%s: sigma_mu_epsilon must not be negative", m->g->name);
    if (m->arg[ARG_WIDTH] != 0) m->needs |= SHK_NEEDS(zbot);
    return SHK_OK;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t)
        && (m->arg[ARG_CYBERSHAKE] == 0 || t.period <= 1.9 || shk_coeffs_have(&campbell_bozorgnia_2014_cybershake_coeffs, t));
}

static const struct shk_gsim_arg args[] = { { .name = "SJ" }, { .name = "sigma_mu_epsilon" }, { .name = "estimate_ztor" },
    { .name = "estimate_width" }, { .name = "estimate_hypo_depth" }, { .name = "usgs_basin_scaling" }, { .name = "cybershake_basin_adj" }, { 0 } };

#define ROW(table) .trt = "Active Shallow Crust", .coeffs = &table##_coeffs, .args = args, .kernel = kernel, .supports = supports, .plan = plan, \
    .needs = SHK_NEEDS(dip) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(width) | SHK_NEEDS(hypo_depth) \
           | SHK_NEEDS(vs30) | SHK_NEEDS(z2pt5) | SHK_NEEDS(rjb) | SHK_NEEDS(rrup) | SHK_NEEDS(rx)
#define JAPAN .alias = 1, .presets = (const struct shk_gsim_preset[]){ { "SJ", 1 }, { 0 } }
#define FAMILY(name_, ...) \
    { .name = name_, ROW(campbell_bozorgnia_2014), __VA_ARGS__ }, \
    { .name = name_ "HighQ", ROW(campbell_bozorgnia_2014_highq), .alias = 1, __VA_ARGS__ }, \
    { .name = name_ "LowQ", ROW(campbell_bozorgnia_2014_lowq), .alias = 1, __VA_ARGS__ }, \
    { .name = name_ "JapanSite", ROW(campbell_bozorgnia_2014), JAPAN, __VA_ARGS__ }, \
    { .name = name_ "HighQJapanSite", ROW(campbell_bozorgnia_2014_highq), JAPAN, __VA_ARGS__ }, \
    { .name = name_ "LowQJapanSite", ROW(campbell_bozorgnia_2014_lowq), JAPAN, __VA_ARGS__ }
const struct shk_gsim gsim_campbell_bozorgnia_2014[] = {
    FAMILY("CampbellBozorgnia2014", .ref = "10.1193/062913EQS175M", .component = "RotD50"),
    FAMILY("CampbellBozorgnia2019", .ref = "10.1193/090818EQS212M", .component = "GEOMETRIC_MEAN"),
    { 0 },
};
