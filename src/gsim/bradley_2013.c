/* Bradley (2013), Bull. Seismol. Soc. Am. 103(3), 1801-1822: New Zealand, after Chiou & Youngs (2008); larger component; and with
 * the systematic effects of Christchurch (Bradley 2015, Earthq. Spectra 31(3), doi 10.1193/052013EQS133M). */
#include "bradley_2013.coeffs.h"
#include "gsim/chiou_youngs_2008.h"
#include "gsim/lib_shared.h"

enum region { NONE, CBD, WEST, EAST, NORTH, MAPS };
struct variant { int volcanic, larger; enum region region; double extra; };      /* extra: additional standard deviation */

/* Linear between knots (period, value), constant beyond; ends with the last knot. */
struct knot { double T, v; };
static double line(const struct knot *k, int n, double T)
{
    if (T <= k[0].T) return k[0].v;
    for (int i = 1; i < n; i++)
        if (T < k[i].T) return k[i - 1].v + (k[i].v - k[i - 1].v) / (k[i].T - k[i - 1].T) * (T - k[i - 1].T);
    return k[n - 1].v;
}
#define LINE(T, ...) line((const struct knot[]){ __VA_ARGS__ }, (int)(sizeof((const struct knot[]){ __VA_ARGS__ }) / sizeof(struct knot)), T)

/* Systematic effects of the location, and of the region's sites; periods to 10 s. */
static double location_effect(double T) { return T > 10 ? 0 : LINE(T, { 0.18, -0.06 }, { 0.35, 0.12 }, { 10, 0.65 }); }
static double site_effect(enum region r, double T)
{
    if (T > 10) return 0;
    switch (r) {
    case WEST: return LINE(T, { 0, -0.2 }, { 0.85, -0.55 }, { 1.4, -0.18 }, { 3.2, -0.18 }, { 5, 0.22 });
    case EAST: return LINE(T, { 0.25, 0.05 }, { 1.5, 0.15 }, { 10, 0.1 });
    case NORTH: return T < 0.2 ? LINE(T, { 0, -0.31 }, { 0.2, -0.4 }) : LINE(T, { 0.2, -0.4 }, { 0.6, 0.2 });
    default: return LINE(T, { 0, 0.05 }, { 0.15, -0.15 }, { 0.45, 0.4 }, { 3.2, 0.4 }, { 5, 0.08 });
    }
}

/* Reduction of the standard deviations at a location that is known. */
static double reduction_phi(double T) { return T > 10 ? 1 : LINE(T, { 0.6, 0.8 }, { 1, 0.7 }, { 10, 0.6 }); }
static double reduction_tau(double T) { return T > 10 ? 1 : LINE(T, { 1, 0.87 }, { 5, 0.58 }); }

/* ln of the larger component to the geometric mean: Beyer & Bommer (2006), Bull. Seismol. Soc. Am. 96(4A), 1512-1522. */
static double larger_component(double T)
{
    const double lt = shk_log(T > 0 ? T : 0.01), l1 = shk_log(0.08), l2 = shk_log(0.56), l3 = shk_log(4.4), l4 = shk_log(8.7);
    const double a = 1.106 + (1.158 - 1.106) / (l2 - l1) * (lt - l1), b = 1.158 + (1.178 - 1.158) / (l3 - l2) * (lt - l2);
    const double c = 1.178 + (1.241 - 1.178) / (l4 - l3) * (lt - l3);
    return shk_log(max2(1.106, max2(min2(a, b), min2(c, 1.241))));
}

static double v1_of(double T) { return T == 0 ? 1800 : clip(1130 * shk_exp(-0.11 * shk_log(T / 0.75)), 1130, 1800); }    /* eq. 5 */

static int in_cbd(double lon, double lat)
{
    static const double p[7][2] = { { 172.6259, -43.5209 }, { 172.6505, -43.5209 }, { 172.6505, -43.5399 }, { 172.6124, -43.54 },
                                    { 172.6123, -43.5289 }, { 172.6124, -43.5245 }, { 172.622, -43.5233 } };
    int in = 0;
    for (int i = 0, j = 6; i < 7; j = i++)
        if ((p[i][1] > lat) != (p[j][1] > lat) && lon < (p[j][0] - p[i][0]) * (lat - p[i][1]) / (p[j][1] - p[i][1]) + p[i][0]) in = !in;
    return in;
}

static void motion(const struct variant *v, const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(bradley_2013, b, call->imt);
    const struct chiou_youngs_2008 c = { .c2 = b.c2, .c3 = b.c3, .c4 = b.c4, .c4a = b.c4a, .crb = b.crb, .chm = b.chm, .cg3 = b.cg3, .c1 = b.c1,
        .c1a = b.c1a, .c1b = b.c1b, .cn = b.cn, .cm = b.cm, .c5 = b.c5, .c6 = b.c6, .c7 = b.c7, .c7a = b.c7a, .c9 = b.c9, .c9a = b.c9a,
        .c10 = b.c10, .cg1 = b.cg1, .cg2 = b.cg2, .phi1 = b.phi1, .phi2 = b.phi2, .phi3 = b.phi3, .phi4 = b.phi4, .phi5 = b.phi5,
        .phi6 = b.phi6, .phi7 = b.phi7, .phi8 = b.phi8, .tau1 = b.tau1, .tau2 = b.tau2, .sig1 = b.sig1, .sig2 = b.sig2, .sig3 = b.sig3,
        .sig4 = b.sig4 };
    /* Paths of volcanic events are taken as entirely within the Taupo volcanic zone. */
    shk_cy08_motion(&c, (struct shk_cy08_change){ b.c8, v->volcanic ? 1 + b.ctvz : 1, v1_of(call->imt.period) }, call, x, out);
}

/* The contexts as the form reads them, the same for all measures. */
struct contexts { struct shk_ctx x; double vs30[SHK_CTX_BLOCK], z1[SHK_CTX_BLOCK], known[SHK_CTX_BLOCK], shifted[SHK_CTX_BLOCK]; };

static void contexts_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    const struct variant *v = call->data;
    struct contexts *y = shared;
    y->x = *x;
    fill(y->known, x->n, v->region != NONE);
    fill(y->shifted, x->n, v->region != NONE);
    if (v->region == NONE) return;
    for (size_t i = 0; i < x->n; i++) {         /* the basin's reference site */
        const int here = v->region != MAPS || in_cbd(x->lon[i], x->lat[i]);
        y->vs30[i] = here ? 250 : x->vs30[i];
        y->z1[i] = here ? 330 : x->z1pt0[i];
        if (v->region == MAPS) y->known[i] = y->shifted[i] = here && x->in_cshm[i] != 0;
    }
    y->x.vs30 = y->vs30;
    y->x.z1pt0 = y->z1;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct contexts, y, call, x, contexts_of);
    const struct variant *v = call->data;
    const double *const known = y->known, *const shifted = y->shifted;
    const double T = call->imt.period, e2 = v->extra * v->extra, larger = v->larger ? larger_component(T) : 0, eps = call->arg[0];
    const int christchurch = v->region != NONE;
    motion(v, call, &y->x, out);
    /* Where the site decides, the reference adds the site's effect twice and the location's not at all. */
    const double shift = v->region == MAPS ? 2 * site_effect(CBD, T) : christchurch ? location_effect(T) + site_effect(v->region, T) : 0;
    const double k_phi = reduction_phi(T), k_tau = v->region == MAPS ? 1 : reduction_tau(T), k_sig = k_phi;
    for (size_t i = 0; i < x->n; i++) {
        const double fs = known[i] != 0 ? k_sig : 1, fp = known[i] != 0 ? k_phi : 1, ft = known[i] != 0 ? k_tau : 1;
        const double sig = out.sig[i] * fs, tau = out.tau[i] * ft, phi = out.phi[i] * fp;
        out.mean[i] += larger + shifted[i] * shift;
        out.sig[i] = sqrt(sig * sig + e2);
        out.tau[i] = sqrt(tau * tau + e2 / 2);
        out.phi[i] = sqrt(phi * phi + e2 / 2);
    }
    if (eps != 0 && !christchurch)
        for (size_t i = 0; i < x->n; i++) out.mean[i] += eps * epistemic_sigma(x->mag[i], x->rrup[i]);
}

static const struct shk_gsim_arg args[] = { { .name = "sigma_mu_epsilon" }, { 0 } };
#define NEEDS SHK_NEEDS(dip) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured) | SHK_NEEDS(z1pt0) \
    | SHK_NEEDS(rjb) | SHK_NEEDS(rrup) | SHK_NEEDS(rx)
#define ROW(trt_, component_, ...) .ref = "10.1785/0120120021", .trt = trt_, .component = component_, .kernel = kernel, .args = args, \
    .coeffs = &bradley_2013_coeffs, .data = &(const struct variant){ __VA_ARGS__ }
#define LARGER(...) ROW("Active Shallow Crust", "GREATER_OF_TWO_HORIZONTAL", __VA_ARGS__), .needs = NEEDS
const struct shk_gsim gsim_bradley_2013[] = {
    { .name = "Bradley2013", ROW("Active Shallow Crust", "GEOMETRIC_MEAN", 0, 0, NONE, 0), .needs = NEEDS },
    { .name = "Bradley2013Volc", ROW("Volcanic", "GEOMETRIC_MEAN", 1, 0, NONE, 0), .needs = NEEDS },
    { .name = "Bradley2013LHC", LARGER(0, 1, NONE, 0) },
    { .name = "Bradley2013VolcLHC", ROW("Volcanic", "GREATER_OF_TWO_HORIZONTAL", 1, 1, NONE, 0), .needs = NEEDS },
    { .name = "Bradley2013AdditionalSigma", LARGER(0, 1, NONE, 0.35) },
    { .name = "Bradley2013bChchCBD", LARGER(0, 1, CBD, 0) },
    { .name = "Bradley2013bChchWest", LARGER(0, 1, WEST, 0) },
    { .name = "Bradley2013bChchEast", LARGER(0, 1, EAST, 0) },
    { .name = "Bradley2013bChchNorth", LARGER(0, 1, NORTH, 0) },
    { .name = "Bradley2013bChchCBDAdditionalSigma", LARGER(0, 1, CBD, 0.35) },
    { .name = "Bradley2013bChchWestAdditionalSigma", LARGER(0, 1, WEST, 0.35) },
    { .name = "Bradley2013bChchEastAdditionalSigma", LARGER(0, 1, EAST, 0.35) },
    { .name = "Bradley2013bChchNorthAdditionalSigma", LARGER(0, 1, NORTH, 0.35) },
    { .name = "Bradley2013bChchMaps", LARGER(0, 1, MAPS, 0) | SHK_NEEDS(lon) | SHK_NEEDS(lat) | SHK_NEEDS(in_cshm) },
    { .name = "Bradley2013bChchMapsAdditionalSigma", LARGER(0, 1, MAPS, 0.35) | SHK_NEEDS(lon) | SHK_NEEDS(lat) | SHK_NEEDS(in_cshm) },
    { 0 },
};
