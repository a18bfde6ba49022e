/* Morikawa & Fujiwara (2013), J. Disaster Res. 8(5), 878-888: Japan, the quadratic magnitude model with terms for deep and
 * shallow deposits and anomalous intensity; and as in NIED's national hazard maps of Japan of 2025. */
#include "geo/polygon.h"
#include "gsim/lib_front.h"
#include "gsim/lib_shared.h"
#include "morikawa_fujiwara_2013.coeffs.h"

enum kind { CRUST, INTERFACE, SLAB };
enum region { NOWHERE, NE, SW };
struct variant { enum kind kind; enum region region; int nied; };
struct state { const struct shk_surface *front; struct shk_polygon zone[2]; };

/* Volcanic fronts of the Pacific and of the Philippine Sea plate; zones 4 and 5 of the latter. */
static const double pacific_lat[] = { 24.0, 31.0, 34.1, 36.1, 37.2, 39.3, 42.6, 43.6, 44.3, 45.9 };
static const double pacific_lon[] = { 141.6, 140.2, 139.7, 138.7, 140.1, 141.0, 141.2, 145.0, 146.9, 150.0 };
static const double philippine_lat[] = { 24.5, 24.5, 27.9, 29.5, 31.5, 33.4, 34.9, 35.3, 35.3, 36.2, 36.2 };
static const double philippine_lon[] = { 122.0, 124.0, 128.3, 129.7, 130.8, 131.6, 132.0, 133.7, 134.9, 136.9, 138.7 };
static const double zone4_lon[] = { 132.133, 131.917, 131.7, 131.517, 131.483, 131.083, 130.9, 130.3, 130.0, 130.4, 130.6, 131.0, 131.283 };
static const double zone4_lat[] = { 33.217, 32.933, 32.533, 32.017, 31.783, 31.067, 30.817, 31.05, 31.267, 32.0, 32.367, 32.65, 33.267 };
static const double zone5_lon[] = { 130.3, 130.9, 130.467, 130.067, 129.6, 129.2, 128.8, 127.767, 126.817, 126.267, 125.3, 125.0, 124.5, 123.7, 123.0, 122.5,
                                    122.233, 121.5, 122.233, 123.0, 124.0, 125.0, 126.0, 127.0, 128.0, 129.0, 130.0 };
static const double zone5_lat[] = { 31.05, 30.817, 30.25, 29.8, 29.233, 28.6, 28.1, 27.1, 26.1, 25.6, 24.967, 24.85, 24.717, 24.633, 24.533, 24.55,
                                    24.55, 24.55, 25.333, 25.5, 25.767, 26.5, 27.267, 28.0, 28.817, 30.0, 31.267 };
#define COUNT(a) (sizeof(a) / sizeof *(a))

/* NIED zones intraslab events by plate in the regional versions only. */
static int zoned(const struct variant *v) { return v->nied && v->kind == SLAB && v->region != NOWHERE; }

/* The same for all measures: 10^(M / 2), distance from the volcanic front, hypocentres in the zones, NIED's deviations (log10). */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double size[ROOM], xvf[ROOM], in[ROOM], sigma[ROOM]; };

/* log10 of the motion, eq. 6, with the terms of deposits, eqs. 8 and 10. */
SHK_KERNEL static void median(const struct variant *v, const struct morikawa_fujiwara_2013 *c, const struct shk_ctx *x, const struct common *s, double *restrict lg)
{
    const double b = v->kind == CRUST ? c->b1 : v->kind == INTERFACE ? c->b2 : c->b3, c1 = v->kind == CRUST ? c->c1 : v->kind == INTERFACE ? c->c2 : c->c3;
    SHK_EACH(i, x->n) {
        const double m = min2(x->mag[i], 8.2), d = m - 16, r = x->rrup[i];
        lg[i] = c->a * d * d + b * r + c1 - shk_log10(r + c->d * s->size[i])
              + c->pd * shk_log10(max2(x->z1pt4[i], c->Dlmin) / 300) + c->ps * shk_log10(min2(x->vs30[i], c->Vsmax) / c->V0);
    }
}

/* Anomalous intensity by distance from the volcanic front, eq. 12, and the Philippine Sea plate's constant PH. */
static void regional(const struct variant *v, const struct morikawa_fujiwara_2013 *c, const struct shk_ctx *x, const struct common *s, double *lg)
{
    const int zones = zoned(v);
    const double *xvf = s->xvf;
    for (size_t i = 0; i < x->n; i++) {
        const double h = x->hypo_depth[i], deep = max2(h - 30, 0);
        if (v->region == NE) {
            lg[i] += c->gNE * xvf[i] * deep * (zones ? clip(x->lat[i] - 35.5, 0, 1) : 1);
            continue;
        }
        const int in = s->in[i] != 0;
        if (h >= 60 && !(zones && (x->lon[i] >= 136.9 || !in))) lg[i] += c->gSW * min2(xvf[i], 75) * deep;
        if (v->kind == SLAB && h < 80 && !in) lg[i] += c->PH;
    }
}

/* NIED's deviations, log10: by distance in the crust, by the PGV of Si & Midorikawa (1999) in subduction zones. */
SHK_KERNEL static void nied_sigma(enum kind kind, const struct shk_ctx *x, double *restrict sigma)
{
    const double lg20 = shk_log10(20), slope = 0.03 / (shk_log10(30) - lg20), d = kind == INTERFACE ? -0.02 : 0.12;
    if (kind == CRUST) {
        SHK_EACH(i, x->n) sigma[i] = 0.23 - slope * (shk_log10(clip(x->rrup[i], 20, 30)) - lg20);
        return;
    }
    SHK_EACH(i, x->n) {
        const double m = min2(x->mag[i], 8.3), r = x->rrup[i];
        const double lg = 0.58 * m + 0.0038 * x->hypo_depth[i] + d - 1.29 - shk_log10(r + 0.0028 * shk_exp(0.5 * SHK_LN10 * m)) - 0.002 * r;
        sigma[i] = 0.2 - 0.05 * clip((shk_exp(SHK_LN10 * lg) - 25) * 0.04, 0, 1);
    }
}

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    const struct variant *v = call->data;
    const struct state *st = call->model->state;
    struct common *s = shared;
    double *restrict size = s->size;
    SHK_EACH(i, x->n) size[i] = shk_exp(0.5 * SHK_LN10 * min2(x->mag[i], 8.2));
    if (v->nied) nied_sigma(v->kind, x, s->sigma);
    if (v->region != NOWHERE) front_distance(st->front, x, s->xvf);
    fill(s->in, x->n, 0);
    for (size_t i = 0; zoned(v) && i < x->n; i++) {
        const double lon = x->hypo_lon[i], lat = x->hypo_lat[i];
        const int same = i && lon == x->hypo_lon[i - 1] && lat == x->hypo_lat[i - 1];        /* the rupture of the context before */
        s->in[i] = same ? s->in[i - 1] : shk_polygon_contains(&st->zone[0], lon, lat) || shk_polygon_contains(&st->zone[1], lon, lat);
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    SHK_COEFFS(morikawa_fujiwara_2013, c, call->imt);
    const struct variant *v = call->data;
    median(v, &c, x, com, out.mean);
    if (v->region != NOWHERE) regional(v, &c, x, com, out.mean);
    if (v->nied) memcpy(out.sig, com->sigma, x->n * sizeof *out.sig);
    else fill(out.sig, x->n, c.sigma);
    const double factor = call->imt.kind == SHK_JMA ? 2 : SHK_LN10, unit = call->imt.kind == SHK_JMA || call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    for (size_t i = 0; i < x->n; i++) {
        out.mean[i] = out.mean[i] * factor - unit;      /* intensity is 2 log10 of the regression's measure */
        out.sig[i] *= factor;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

static enum shk_err zone_make(struct shk_gsim_make *k, size_t n, const double *lon, const double *lat, struct shk_polygon *out)
{
    struct shk_point *p = SHK_NEW(k->arena, struct shk_point, n);
    if (!p) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    for (size_t i = 0; i < n; i++) p[i] = (struct shk_point){ lon[i], lat[i], 0 };
    return shk_polygon_make((struct shk_line){ n, p }, k->arena, k->diag, out);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    const struct variant *v = m->g->data;
    if (v->region == NOWHERE) return SHK_OK;
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    if (v->region == NE) SHK_TRY(front_make(k, COUNT(pacific_lon), pacific_lon, pacific_lat, &s->front));
    else SHK_TRY(front_make(k, COUNT(philippine_lon), philippine_lon, philippine_lat, &s->front));
    if (zoned(v)) {
        SHK_TRY(zone_make(k, COUNT(zone4_lon), zone4_lon, zone4_lat, &s->zone[0]));
        SHK_TRY(zone_make(k, COUNT(zone5_lon), zone5_lon, zone5_lat, &s->zone[1]));
    }
    m->state = s;
    return SHK_OK;
}

#define NEEDS SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30) | SHK_NEEDS(z1pt4) | SHK_NEEDS(lon) | SHK_NEEDS(lat)
#define ROW(suffix, t, k, r, nied_, more) { .name = "MorikawaFujiwara2013" suffix, .ref = "Morikawa & Fujiwara (2013), J. Disaster Res. 8(5), 878-888", .trt = t, \
    .component = "GEOMETRIC_MEAN", .total_only = 1, .coeffs = &morikawa_fujiwara_2013_coeffs, .kernel = kernel, .plan = plan, \
    .data = &(const struct variant){ k, r, nied_ }, .needs = NEEDS | more }
#define FAMILY(name, t, k) ROW(name, t, k, NOWHERE, 0, 0), ROW(name "NE", t, k, NE, 0, 0), ROW(name "SW", t, k, SW, 0, 0), \
    ROW(name "NIED", t, k, NOWHERE, 1, HYPOCENTRE), ROW(name "NENIED", t, k, NE, 1, HYPOCENTRE), ROW(name "SWNIED", t, k, SW, 1, HYPOCENTRE)
#define HYPOCENTRE SHK_NEEDS(hypo_lon) | SHK_NEEDS(hypo_lat)
const struct shk_gsim gsim_morikawa_fujiwara_2013[] = {
    ROW("Crustal", "Active Shallow Crust", CRUST, NOWHERE, 0, 0),
    ROW("CrustalNIED", "Active Shallow Crust", CRUST, NOWHERE, 1, 0),
    FAMILY("SubInterface", "Subduction Interface", INTERFACE),
    FAMILY("SubSlab", "Subduction IntraSlab", SLAB),
    { 0 },
};
