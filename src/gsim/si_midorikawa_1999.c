/* Si & Midorikawa (1999), J. Struct. Constr. Eng. (AIJ) 523, 63-70: Japan, PGA and PGV at sites of 400, 600 or 800 m/s; with the
 * corrections of NIED for subduction events by distance from the trench or the volcanic front. */
#include "gsim/lib_front.h"

enum line { NO_LINE, TRENCH, FRONT };
struct variant { int crust; double d_pga, d_pgv; enum line line; };

static const double trench_lon[] = { 143.5, 143.0, 141.9, 142.4, 143.25, 143.8, 144.2, 144.3, 144.65, 146.8, 153.0 };
static const double trench_lat[] = { 24.0, 29.0, 33.8, 35.8, 36.55, 37.7, 39.2, 40.1, 41.0, 42.0, 45.5 };
static const double front_lon[] = { 122.0, 124.0, 128.3, 129.7, 130.8, 131.6, 132.0, 133.7, 134.9, 136.9 };
static const double front_lat[] = { 24.5, 24.5, 27.9, 29.5, 31.5, 33.4, 34.9, 35.3, 35.3, 36.2 };

SHK_KERNEL static void median(const struct variant *v, int pgv, const struct shk_ctx *x, struct shk_motion out)
{
    const double near = pgv ? 0.0028 : 0.0055, d = pgv ? v->d_pgv - 1.29 : v->d_pga + 0.61, per_m = pgv ? 0.58 : 0.5, per_h = pgv ? 0.0038 : 0.0043;
    const double per_r = pgv ? 0.002 : 0.003, unit = pgv ? 0 : SHK_LN_CMS2_PER_G / SHK_LN10, crust = v->crust;
    const double lg20 = shk_log10(20), slope = 0.03 / (shk_log10(30) - lg20);
    SHK_EACH(i, x->n) {
        const double m = min2(x->mag[i], 8.3), r = x->rrup[i], vs30 = x->vs30[i];
        const double lg = per_m * m + per_h * x->hypo_depth[i] + d - shk_log10(r + near * shk_exp(0.5 * SHK_LN10 * m)) - per_r * r - unit;   /* eq. 3 */
        const double by_r = 0.23 - slope * clip(shk_log10(max2(r, 1)) - lg20, 0, 0.17609125905568124);
        const double by_amplitude = 0.2 - 0.05 * clip((shk_exp(SHK_LN10 * lg) - 25) * 0.04, 0, 1);
        const double site = fabs(vs30 - 600) < 1e-10 ? 0 : fabs(vs30 - 400) < 1e-10 ? 0.3435897043900769 : fabs(vs30 - 800) < 1e-10 ? -0.22314355131420976 : NAN;
        out.mean[i] = lg * SHK_LN10 + site;                         /* ln 1.41 and -ln 1.25; no other sites */
        out.sig[i] = (crust * by_r + (1 - crust) * by_amplitude) * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct variant *v = call->data;
    const int pgv = call->imt.kind == SHK_PGV;
    median(v, pgv, x, out);
    if (v->line == NO_LINE) return;
    double rx[SHK_CTX_BLOCK];
    front_distance(call->model->state, x, rx);
    if (v->line == TRENCH) {
        const double a = pgv ? -0.012 : 0.13, b = pgv ? 2.064 : 3.2, c = pgv ? -4.021e-5 : -8.1e-5, e = pgv ? 0.009905 : 0.02, ln300 = shk_log(300);
        SHK_EACH(i, x->n)
            out.mean[i] += max2(SHK_LN10 * a + b * (shk_log(x->rhypo[i]) - ln300), 0) + SHK_LN10 * (c * fabs(rx[i]) + e) * max2(x->hypo_depth[i] - 30, 0);
    } else {
        const double near = pgv ? 4.28e-5 : 7.06e-5, far = pgv ? 0.00321 : 0.0053;
        SHK_EACH(i, x->n) out.mean[i] += SHK_LN10 * (rx[i] <= 75 ? near * rx[i] : far) * (x->hypo_depth[i] - 30);
    }
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const enum line line = ((const struct variant *)m->g->data)->line;
    if (line == NO_LINE) return SHK_OK;
    const double *lon = line == TRENCH ? trench_lon : front_lon, *lat = line == TRENCH ? trench_lat : front_lat;
    const size_t n = line == TRENCH ? sizeof trench_lon / sizeof *trench_lon : sizeof front_lon / sizeof *front_lon;
    const struct shk_surface *surface;
    SHK_TRY(front_make(k, n, lon, lat, &surface));
    m->state = surface;
    return SHK_OK;
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    (void)m;
    return t.kind == SHK_PGA || t.kind == SHK_PGV;
}

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
#define ROW(trt_, ...) .ref = "Si & Midorikawa (1999), J. Struct. Constr. Eng. 523, 63-70", .trt = trt_, .kernel = kernel, .plan = plan, \
    .supports = supports, .component = "GREATER_OF_TWO_HORIZONTAL", .total_only = 1, .data = &(const struct variant){ __VA_ARGS__ }
#define INTERFACE(line) ROW("Subduction Interface", 0, 0.01, -0.02, line)
#define SLAB(line) ROW("Subduction IntraSlab", 0, 0.22, 0.12, line)
const struct shk_gsim gsim_si_midorikawa_1999[] = {
    { .name = "SiMidorikawa1999Asc", ROW("Active Shallow Crust", 1, 0, 0, NO_LINE), .needs = NEEDS },
    { .name = "SiMidorikawa1999SInter", INTERFACE(NO_LINE), .needs = NEEDS },
    { .name = "SiMidorikawa1999SInterNorthEastCorrection", INTERFACE(TRENCH), .needs = NEEDS | SHK_NEEDS(lon) | SHK_NEEDS(lat) | SHK_NEEDS(rhypo) },
    { .name = "SiMidorikawa1999SInterSouthWestCorrection", INTERFACE(FRONT), .needs = NEEDS | SHK_NEEDS(lon) | SHK_NEEDS(lat) },
    { .name = "SiMidorikawa1999SSlab", SLAB(NO_LINE), .needs = NEEDS },
    { .name = "SiMidorikawa1999SSlabNorthEastCorrection", SLAB(TRENCH), .needs = NEEDS | SHK_NEEDS(lon) | SHK_NEEDS(lat) | SHK_NEEDS(rhypo) },
    { .name = "SiMidorikawa1999SSlabSouthWestCorrection", SLAB(FRONT), .needs = NEEDS | SHK_NEEDS(lon) | SHK_NEEDS(lat) },
    { 0 },
};
