/* Stable crust of the sixth seismic hazard model of Canada (Kolaj et al. 2023, GSC Open File 8630): tables of Atkinson & Adams (2013),
 * and of thirteen NGA-East models for rock of 3000 m/s with an envelope of two site terms. */
#include "can_shm6_bc17.coeffs.h"
#include "can_shm6_harmon.coeffs.h"
#include "can_shm6_nga_usgs.coeffs.h"
#include "can_shm6_stable_ab06.coeffs.h"
#include "gsim/lib_can_shm6.h"
#include "gsim/lib_canada.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_site.h"
#include "gsim/lib_table.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "site_ba08.coeffs.h"

struct state { const struct shk_table *table; };
static const struct shk_gsim_arg args[] = { { "submodel", 0, shk_gsim_raw, 0 }, { 0 } };

static void tabulated(const struct shk_table *t, const struct shk_table_where *w, const struct shk_gsim_call *call, const struct shk_ctx *x, double pgv_unit,
                      struct shk_motion out)
{
    const double shift = call->imt.kind == SHK_PGV ? shk_log(pgv_unit) : 0;
    shk_table_mean_at(t, 0, call->imt, x->n, x->mag, w, out.mean);
    shk_table_sigma(t, call->imt, x->n, x->mag, shk_table_distance(t, x), out.sig);
    for (size_t i = 0; i < x->n; i++) { out.mean[i] -= shift; out.tau[i] = out.phi[i] = 0; }
}

static void common_aa13_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    shk_canada_table_common(((const struct state *)call->model->state)->table, x, shared);
}

static void kernel_aa13(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct shk_canada_table, s, call, x, common_aa13_of);
    tabulated(((const struct state *)call->model->state)->table, &s->where, call, x, 9.81, out);           /* the table's PGV is in other units */
    shk_canada_site(&s->site, call->imt, x, out.mean);
}

/* Boore & Campbell (2017): factor from 3000 to 2000 m/s of PGA and PGV, by distance (rows) and magnitude 3 to 8. */
enum { NR = 30, NM = 6 };
static const double bc17_r[NR] = { 2, 2.49, 3.11, 3.88, 4.83, 6.03, 7.51, 9.37, 11.68, 14.56, 18.16, 22.64, 28.22, 35.19, 43.87, 54.7, 68.2, 85.04, 106.02, 132.19,
                                   164.81, 205.49, 256.21, 319.44, 398.28, 496.58, 619.14, 771.94, 962.46, 1200 };
static const double bc17_pga[NR][NM] = {
    { 1.2776, 1.275, 1.2685, 1.2608, 1.2548, 1.2495 },
    { 1.2776, 1.275, 1.2684, 1.2609, 1.2548, 1.2495 },
    { 1.2776, 1.275, 1.2684, 1.2608, 1.2548, 1.2493 },
    { 1.2776, 1.275, 1.2683, 1.2607, 1.2546, 1.2493 },
    { 1.2776, 1.275, 1.2682, 1.2606, 1.2545, 1.2493 },
    { 1.2776, 1.2749, 1.268, 1.2604, 1.2544, 1.2492 },
    { 1.2776, 1.2748, 1.2679, 1.2601, 1.2542, 1.2491 },
    { 1.2776, 1.2747, 1.2676, 1.2598, 1.2539, 1.2488 },
    { 1.2776, 1.2746, 1.2674, 1.2592, 1.2535, 1.2485 },
    { 1.2775, 1.2745, 1.2669, 1.2586, 1.2528, 1.248 },
    { 1.2775, 1.2744, 1.2664, 1.2577, 1.2519, 1.2473 },
    { 1.2775, 1.2741, 1.2657, 1.2566, 1.2508, 1.2462 },
    { 1.2775, 1.2738, 1.2649, 1.2553, 1.2492, 1.2448 },
    { 1.2775, 1.2735, 1.2639, 1.2535, 1.2467, 1.2428 },
    { 1.2774, 1.2731, 1.2626, 1.2513, 1.2442, 1.2399 },
    { 1.2772, 1.2725, 1.261, 1.2483, 1.2405, 1.2362 },
    { 1.2771, 1.2718, 1.2588, 1.2445, 1.2359, 1.2312 },
    { 1.2769, 1.2708, 1.256, 1.2396, 1.2298, 1.2249 },
    { 1.2765, 1.2695, 1.2523, 1.2334, 1.222, 1.2163 },
    { 1.2762, 1.2677, 1.2476, 1.2254, 1.212, 1.2058 },
    { 1.2755, 1.2653, 1.2417, 1.2157, 1.1998, 1.1925 },
    { 1.2746, 1.2621, 1.2342, 1.2038, 1.185, 1.1762 },
    { 1.273, 1.2577, 1.2249, 1.1897, 1.168, 1.1574 },
    { 1.2707, 1.252, 1.2136, 1.1734, 1.1488, 1.1369 },
    { 1.267, 1.2444, 1.2002, 1.1553, 1.1283, 1.1153 },
    { 1.261, 1.2344, 1.1846, 1.1362, 1.1076, 1.0939 },
    { 1.2518, 1.2214, 1.1671, 1.1168, 1.0879, 1.074 },
    { 1.2372, 1.2046, 1.148, 1.0981, 1.0699, 1.0565 },
    { 1.2158, 1.1834, 1.1278, 1.0807, 1.0544, 1.0421 },
    { 1.186, 1.1577, 1.1074, 1.0652, 1.0417, 1.0307 },
};
static const double bc17_pgv[NR][NM] = {
    { 1.2722, 1.2482, 1.188, 1.1161, 1.0664, 1.0395 },
    { 1.2721, 1.2481, 1.1878, 1.116, 1.0664, 1.0395 },
    { 1.2721, 1.2479, 1.1874, 1.1159, 1.0664, 1.0395 },
    { 1.272, 1.2477, 1.1871, 1.1157, 1.0663, 1.0395 },
    { 1.272, 1.2475, 1.1868, 1.1155, 1.0663, 1.0395 },
    { 1.272, 1.2472, 1.1863, 1.1152, 1.0662, 1.0394 },
    { 1.2719, 1.2469, 1.1857, 1.1147, 1.0661, 1.0394 },
    { 1.2717, 1.2465, 1.185, 1.1142, 1.0657, 1.0393 },
    { 1.2716, 1.2461, 1.1842, 1.1134, 1.065, 1.0391 },
    { 1.2714, 1.2456, 1.1832, 1.1124, 1.0643, 1.039 },
    { 1.2712, 1.2447, 1.1813, 1.1104, 1.0634, 1.0387 },
    { 1.2709, 1.2439, 1.1796, 1.1084, 1.0622, 1.0383 },
    { 1.2705, 1.2429, 1.1778, 1.1065, 1.061, 1.0378 },
    { 1.2701, 1.2417, 1.1758, 1.1045, 1.0597, 1.0373 },
    { 1.2696, 1.2404, 1.1737, 1.1025, 1.0583, 1.0366 },
    { 1.2689, 1.2387, 1.1712, 1.1003, 1.057, 1.0361 },
    { 1.2679, 1.2366, 1.1683, 1.098, 1.0557, 1.0355 },
    { 1.2667, 1.2341, 1.1649, 1.0953, 1.0541, 1.0347 },
    { 1.2651, 1.2308, 1.1608, 1.0922, 1.0523, 1.0337 },
    { 1.2628, 1.2269, 1.156, 1.0884, 1.05, 1.0324 },
    { 1.2597, 1.2217, 1.1502, 1.0841, 1.0473, 1.0307 },
    { 1.2554, 1.2155, 1.1433, 1.0791, 1.0442, 1.0287 },
    { 1.2495, 1.2076, 1.1353, 1.0735, 1.0406, 1.0262 },
    { 1.2411, 1.1977, 1.1264, 1.0674, 1.0366, 1.0233 },
    { 1.2293, 1.1856, 1.1164, 1.0609, 1.0325, 1.0202 },
    { 1.2131, 1.1709, 1.1051, 1.0543, 1.0283, 1.017 },
    { 1.1916, 1.153, 1.0934, 1.0476, 1.0242, 1.0141 },
    { 1.1645, 1.1325, 1.081, 1.0412, 1.0205, 1.0114 },
    { 1.1333, 1.1097, 1.0685, 1.035, 1.0173, 1.0092 },
    { 1.1011, 1.0862, 1.0561, 1.0293, 1.0144, 1.0074 },
};

static double bc17(const double (*t)[NM], double mag, double rrup)
{
    const double m = clip(mag, 3, 8), r = clip(rrup, 2, 1200);
    const int k = m >= 7 ? 4 : m >= 3 ? (int)m - 3 : 0;
    int j = 0;
    while (j < NR - 2 && r >= bc17_r[j + 1]) j++;
    const double w = m - (3 + k), a = t[j][k] + (t[j][k + 1] - t[j][k]) * w, b = t[j + 1][k] + (t[j + 1][k + 1] - t[j + 1][k]) * w;
    return (b - a) / (bc17_r[j + 1] - bc17_r[j]) * (r - bc17_r[j]) + a;
}

/* Epicentral distance for a rupture 10 km deep, with 0.6 of the usual width and length. */
static double repi(double m, double rrup)
{
    const double top = max2(10 - 0.5 * 0.6 * shk_exp(SHK_LN10 * (-1.01 + 0.32 * m)), 0), r = rrup < top ? top + 0.001 : rrup;
    return sqrt(r * r - top * top) + 0.3 * 0.6 * shk_exp(SHK_LN10 * (-2.44 + 0.59 * m));
}

/* ln of Boore & Campbell (2017) from 3000 to 2000 m/s, Atkinson & Boore (2006) to 760 m/s, Boore & Atkinson (2008) below. */
SHK_KERNEL static void site_bc17(struct shk_imt imt, const struct shk_ctx *x, const double *pga, double *out)
{
    const double l760 = 6.633318433280377, l2000 = 7.600902459542082, l3000 = 8.006367567650246;
    SHK_COEFFS(site_ba08, soil, imt);
    double c2000 = 0, c760 = 0;
    if (imt.period != 0) { SHK_COEFFS(can_shm6_bc17, c, imt); c2000 = shk_log(c.c); }
    const int by_distance = imt.kind != SHK_PGV && imt.period < 0.025;
    if (!by_distance) { SHK_COEFFS(can_shm6_stable_ab06, c, imt); c760 = shk_log(c.c); }
    for (size_t i = 0; i < x->n; i++) {
        const double m = x->mag[i], r = x->rrup[i], v = x->vs30[i], lv = shk_log(v), epi = repi(m, r);
        const double f2000 = imt.period == 0 ? shk_log(bc17(imt.kind == SHK_PGV ? bc17_pgv : bc17_pga, m, r)) : c2000;
        const double f760 = by_distance ? -0.690775 + 0.15 * shk_log(epi) : c760;
        const double hard = f2000 * (1 - (lv - l2000) / (l3000 - l2000)), firm = f2000 + f760 * (1 - (lv - l760) / (l2000 - l760));
        const double p = pga[i] * bc17(bc17_pga, m, r) * shk_exp(SHK_LN10 * -0.3 + 0.15 * shk_log(epi));
        const double soft = soil.blin * (lv - l760) + shk_ba08_nonlinear(shk_ba08_slope(v, soil.b1, soil.b2, lv), p, shk_log(p));
        out[i] = v >= 3000 ? 0 : v > 2000 ? hard : v == 2000 ? f2000 : v > 760 ? firm : f2000 + f760 + soft;
    }
}

/* Harmon et al. (2019), model L1, with the nonlinear term of Hashash et al. (2020); spectral periods only. */
SHK_KERNEL static void site_harmon(struct shk_imt imt, const struct shk_ctx *x, const double *pga, double *out)
{
    SHK_COEFFS(can_shm6_harmon, c, imt);
    SHK_COEFFS(can_shm6_nga_usgs, nl, imt);
    const double vref = imt.period >= 0.4 ? 3000 : 760, eref = shk_exp(nl.f5 * (vref - 360));
    for (size_t i = 0; i < x->n; i++) {
        const double v = x->vs30[i], a = shk_log(v / c.Vc), b = v <= c.VL ? shk_log(v / c.VL) : 0;
        const double f2 = nl.f4 * (shk_exp(nl.f5 * (min2(v, vref) - 360)) - eref);
        out[i] = (v >= c.Vc ? 0 : c.c1 * a + c.c2 * b + c.c3 * b * b) + (v < nl.Vc ? f2 * shk_log((pga[i] + nl.f3) / nl.f3) : 0);
    }
}

SHK_KERNEL static void exp_of(size_t n, double *restrict a) { SHK_EACH(i, n) a[i] = shk_exp(a[i]); }

struct common_nga_east { struct shk_table_where where; double pga[SHK_TABLE_ROOM]; };        /* the same for all measures */

static void common_nga_east_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common_nga_east *s = shared;
    const struct shk_table *t = ((const struct state *)call->model->state)->table;
    shk_table_find(t, 0, x->n, x->mag, shk_table_distance(t, x), &s->where);
    shk_table_mean_at(t, 0, SHK_IMT_PGA, x->n, x->mag, &s->where, s->pga);
    exp_of(x->n, s->pga);
}

static void kernel_nga_east(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common_nga_east, s, call, x, common_nga_east_of);
    double b[SHK_CTX_BLOCK], h[SHK_CTX_BLOCK];
    tabulated(((const struct state *)call->model->state)->table, &s->where, call, x, 980.665, out);
    fill(h, x->n, -999);
    site_bc17(call->imt, x, s->pga, b);
    if (call->imt.kind == SHK_SA) site_harmon(call->imt, x, s->pga, h);
    for (size_t i = 0; i < x->n; i++) out.mean[i] += max2(h[i], b[i]);
}

static int supports_aa13(const struct shk_gsim_model *m, struct shk_imt imt)
{
    return shk_can_shm6_measure(imt) && shk_table_has(((const struct state *)m->state)->table, imt) && shk_canada_site_has(imt);
}

static int supports_nga_east(const struct shk_gsim_model *m, struct shk_imt imt)
{
    return shk_can_shm6_measure(imt) && shk_table_has(((const struct state *)m->state)->table, imt) && shk_coeffs_have(&site_ba08_coeffs, imt)
        && (imt.kind == SHK_PGA || shk_coeffs_have(&can_shm6_stable_ab06_coeffs, imt))
        && (imt.kind != SHK_SA || (shk_coeffs_have(&can_shm6_bc17_coeffs, imt) && shk_coeffs_have(&can_shm6_harmon_coeffs, imt) && shk_coeffs_have(&can_shm6_nga_usgs_coeffs, imt)));
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    struct state *s = SHK_NEW(k->arena, struct state, 1);
    const char *sub, *before = m->g->data;      /* what comes before the submodel in the table's name */
    const int nga = m->g->kernel == kernel_nga_east;
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    const struct shk_toml *v = k->table ? shk_toml_get(k->table, "submodel") : NULL;
    if (v && v->kind == SHK_TOML_INTEGER) sub = shk_arena_printf(k->arena, "%lld", v->integer);          /* 10 as "10" */
    else SHK_TRY(shk_gsim_text_arg(k, k->table, "submodel", &sub));
    if (!sub) return shk_fail(k->diag, SHK_E_INVALID, "%s needs submodel = %s", k->name, nga ? "\"01\" to \"13\"" : "\"low\", \"central\" or \"high\"");
    const char *name = shk_arena_printf(k->arena, "%s%s%s", before, sub, nga ? "_AA13_sigma.vs3000.hdf5" : "_cl450.hdf5");
    if (!name) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_table_builtin(k, SHK_TABLES_CAN_SHM6, name, &s->table));
    m->state = s;
    m->needs |= UINT64_C(1) << s->table->metric;
    return SHK_OK;
}

#define ROW .ref = "10.4095/331497", .trt = "Stable Shallow Crust", .args = args, .plan = plan, .total_only = 1
const struct shk_gsim gsim_can_shm6_stable[] = {
    { .name = "CanadaSHM6_StableCrust_AA13", .component = "GEOMETRIC_MEAN", .data = "ENA_", .kernel = kernel_aa13, .supports = supports_aa13, .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30), ROW },
    { .name = "CanadaSHM6_StableCrust_NGAEast", .component = "RotD50", .data = "SHM6-trial_NGA-East_Model_", .kernel = kernel_nga_east, .supports = supports_nga_east,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(vs30) | SHK_NEEDS(rrup), ROW },
    { 0 },
};
