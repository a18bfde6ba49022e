/* Sgobba et al. (2020): central Italy, with corrections on a grid of sites: of the site, and of the path from three clusters of earthquakes. The
 * median may take a known event's term. */
#include <stdio.h>
#include <zlib.h>
#include "geo/polygon.h"
#include "gsim/lib_terms.h"
#include "gsim/make.h"
#include "sgobba_2020.coeffs.h"

#define EMBED(name, file) \
    __asm__(".pushsection .rodata\n.balign 8\n" #name ":\n.incbin \"" SHK_DATA_DIR "/tables/" file "\"\n" #name "_end:\n.balign 8\n.popsection\n"); \
    extern const unsigned char name[] __attribute__((visibility("hidden"))), name##_end[] __attribute__((visibility("hidden")))
EMBED(shk_bin_sgobba_event, "sgobba_2020_event.bin");
EMBED(shk_bin_sgobba_site, "sgobba_2020_site.bin");
EMBED(shk_bin_sgobba_path, "sgobba_2020_path.bin");

/* ---- the grid: tools/pack_sgobba.py ---- */

enum { N = 251, POINTS = N * N, COLUMNS = 5, CLUSTERS = 3 };
static const double step = 5e-9, beta_step = 1e-7, grid_step = 1e-8, knot[COLUMNS] = { 0, 0.2, 0.50251256281407, 1, 2 };
struct field { const int32_t *column[COLUMNS]; };

struct sgobba {
    const int32_t *lat, *lon;           /* of grid points, from 42 and 13 */
    struct field site, beta_site, path[CLUSTERS], beta_path[CLUSTERS];
    struct shk_polygon area[CLUSTERS];
    double event[COLUMNS];
    int known_event, site_term, cluster;       /* cluster: -1 by the hypocentre, 0 none, else 1 + index */
};

static enum shk_err unpack(struct shk_gsim_make *k, const unsigned char *from, const unsigned char *end, int planes, int32_t **out)
{
    const size_t each = 4 * POINTS;
    uLongf n = (uLongf)(each * (size_t)planes);
    unsigned char *raw = shk_arena_alloc(k->arena, n, 1);
    int32_t *q = SHK_NEW(k->arena, int32_t, (size_t)planes * POINTS);
    if (!raw || !q) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_ASSERT(uncompress(raw, &n, from, (uLong)(end - from)) == Z_OK && n == each * (size_t)planes);
    for (int p = 0; p < planes; p++)
        for (int i = 0; i < POINTS; i++) {
            const unsigned char *b = raw + (size_t)p * each + i;
            const uint32_t u = b[0] | (uint32_t)b[POINTS] << 8 | (uint32_t)b[2 * POINTS] << 16 | (uint32_t)b[3 * POINTS] << 24;
            int32_t *v = q + (size_t)p * POINTS + i;
            const int row = i / N, col = i % N;
            *v = (int32_t)(u >> 1 ^ -(u & 1)) + (row ? v[-N] : 0) + (col ? v[-1] : 0) - (row && col ? v[-N - 1] : 0);
        }
    *out = q;
    return SHK_OK;
}

static struct field field_at(const int32_t *q)
{
    struct field f;
    for (int c = 0; c < COLUMNS; c++) f.column[c] = q + (size_t)c * POINTS;
    return f;
}

/* The nearest grid point in degrees, as the reference has it: the grid is nearly a lattice, so walking downhill finds it. */
static int nearest(const struct sgobba *s, double lon, double lat)
{
    int row = N / 2, col = N / 2;
    double best = INFINITY;
    for (int stride = 64; stride; ) {
        int r0 = row, c0 = col;
        for (int dr = -2; dr <= 2; dr++)
            for (int dc = -2; dc <= 2; dc++) {
                const int r = r0 + dr * stride, c = c0 + dc * stride;
                if (r < 0 || r >= N || c < 0 || c >= N) continue;
                const double y = 42 + s->lat[r * N + c] * grid_step - lat, x = 13 + s->lon[r * N + c] * grid_step - lon, d = x * x + y * y;
                if (d < best) { best = d; row = r; col = c; }
            }
        if (row == r0 && col == c0) stride /= 2;
    }
    return row * N + col;
}

/* Linear in period between the five of the grid. */
static double value(const struct field *f, int point, double period, double unit)
{
    int k = 0;
    while (k < COLUMNS - 2 && period > knot[k + 1]) k++;
    const double a = f->column[k][point] * unit, b = f->column[k + 1][point] * unit;
    return a + (b - a) * clip((period - knot[k]) / (knot[k + 1] - knot[k]), 0, 1);
}

/* ---- the model ---- */

struct terms { double mean, variance; };        /* log10 */

static struct terms corrections(const struct sgobba *s, const struct sgobba_2020 *c, double period, int bedrock, double hypo_lon, double hypo_lat, double lon, double lat)
{
    int cluster = s->cluster, point = -1;
    for (int k = 0; cluster < 0 && k < CLUSTERS; k++)
        if (shk_polygon_contains(&s->area[k], hypo_lon, hypo_lat)) cluster = k + 1;
    const int site = s->site_term && !bedrock;
    if (site || cluster > 0) point = nearest(s, lon, lat);
    struct terms t = { 0, site ? 0 : c->phi_S2S_ref * c->phi_S2S_ref };
    if (site) { t.mean += value(&s->site, point, period, step); t.variance += value(&s->beta_site, point, period, beta_step); }
    if (cluster > 0) {
        const double l2l[CLUSTERS] = { c->dL2L_cluster1, c->dL2L_cluster4, c->dL2L_cluster5 };
        t.mean += value(&s->path[cluster - 1], point, period, step) + l2l[cluster - 1];
        t.variance += value(&s->beta_path[cluster - 1], point, period, beta_step);
    } else t.variance += c->tau_L2L * c->tau_L2L + c->phi_P2P * c->phi_P2P;
    return t;
}

enum { ARG_EVENT, ARG_DIRECTIONALITY, ARG_CLUSTER, ARG_SITE, ARG_BEDROCK };

static int event_column(struct shk_imt t)
{
    for (int k = 0; k < COLUMNS; k++)
        if (t.period == knot[k]) return k;
    return -1;
}

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(sgobba_2020, c, call->imt);
    const struct sgobba *s = call->model->state;
    const double event = s->known_event ? s->event[event_column(call->imt)] : 0, tau = s->known_event ? 0 : c.tau_ev, unit = shk_log(980.665);
    for (size_t i = 0; i < x->n; i++) {
        const double m = x->mag[i], r = sqrt(x->rjb[i] * x->rjb[i] + 36), fm = (m <= 5 ? c.b1 : c.b2) * (m - 5);
        const double fd = (c.c1 * (m - c.mref) + c.c2) * shk_log10(r) + c.c3 * (r - 1);
        const struct terms t = corrections(s, &c, call->imt.period, call->arg[ARG_BEDROCK] != 0, x->hypo_lon[i], x->hypo_lat[i], x->lon[i], x->lat[i]);
        const double within = c.sigma_0 * c.sigma_0 + t.variance;
        out.mean[i] = (c.a + fm + fd + t.mean + event) * SHK_LN10 - unit;
        out.sig[i] = sqrt(within + tau * tau) * SHK_LN10;
        out.tau[i] = tau * SHK_LN10;
        out.phi[i] = sqrt(within) * SHK_LN10;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(&sgobba_2020_coeffs, t) && (!((const struct sgobba *)m->state)->known_event || event_column(t) >= 0);
}

static enum shk_err event_terms(struct shk_gsim_make *k, const char *id, struct sgobba *s)
{
    const double *e = (const double *)(const void *)shk_bin_sgobba_event;
    char text[24];
    for (int i = 0; i < (int)e[0]; i++) {
        const double *row = e + 1 + 6 * i;
        snprintf(text, sizeof text, "%012.0f", row[0]);
        if (strcmp(text, id) != 0) continue;
        memcpy(s->event, row + 1, sizeof s->event);
        s->known_event = 1;
        return SHK_OK;
    }
    return shk_fail(k->diag, SHK_E_INVALID, "%s: no event '%s' (of the %d from 2009 to 2018, as in \"090317011253\")", k->name, id, (int)e[0]);
}

static enum shk_err plan(struct shk_gsim_make *k, struct shk_gsim_model *m)
{
    static const double area[CLUSTERS][4][2] = { { { 13.37, 42.13 }, { 13.60, 42.24 }, { 13.48, 42.51 }, { 13.19, 42.36 } },
        { { 13.26, 42.41 }, { 13.43, 42.49 }, { 13.27, 43.02 }, { 12.96, 42.86 } }, { { 13.03, 42.90 }, { 13.21, 42.99 }, { 13.10, 43.13 }, { 12.90, 43.06 } } };
    struct sgobba *s = SHK_NEW(k->arena, struct sgobba, 1);
    const char *id;
    int32_t *site = NULL, *path = NULL;
    if (!s) return shk_fail(k->diag, SHK_E_NOMEM, "%s: out of memory", k->name);
    SHK_TRY(shk_gsim_text_arg(k, k->table, "event_id", &id));
    if (id) SHK_TRY(event_terms(k, id, s));
    const double cluster = m->arg[ARG_CLUSTER];
    s->cluster = isnan(cluster) ? -1 : cluster == 0 ? 0 : cluster == 1 ? 1 : cluster == 4 ? 2 : cluster == 5 ? 3 : -2;
    if (s->cluster == -2) return shk_fail(k->diag, SHK_E_INVALID, "%s: cluster is %g: expected 0, 1, 4 or 5", k->name, cluster);
    s->site_term = m->arg[ARG_SITE] != 0;
    SHK_TRY(unpack(k, shk_bin_sgobba_site, shk_bin_sgobba_site_end, 2 + 2 * COLUMNS, &site));
    s->lat = site;
    s->lon = site + POINTS;
    s->site = field_at(site + 2 * POINTS);
    s->beta_site = field_at(site + (2 + COLUMNS) * POINTS);
    if (s->cluster) SHK_TRY(unpack(k, shk_bin_sgobba_path, shk_bin_sgobba_path_end, CLUSTERS * 2 * COLUMNS, &path));
    for (int c = 0; s->cluster && c < CLUSTERS; c++) {
        struct shk_point ring[4];
        for (int i = 0; i < 4; i++) ring[i] = (struct shk_point){ area[c][i][0], area[c][i][1], 0 };
        s->path[c] = field_at(path + (size_t)(2 * c) * COLUMNS * POINTS);
        s->beta_path[c] = field_at(path + (size_t)(2 * c + 1) * COLUMNS * POINTS);
        SHK_TRY(shk_polygon_make((struct shk_line){ 4, ring }, k->arena, k->diag, &s->area[c]));
    }
    m->state = s;
    return SHK_OK;
}

static const struct shk_gsim_arg args[] = { { .name = "event_id", .choices = shk_gsim_raw }, { .name = "directionality" }, { .name = "cluster", .value = NAN },
                                            { .name = "site" }, { .name = "bedrock" }, { 0 } };
const struct shk_gsim gsim_sgobba_2020[] = {
    { .name = "SgobbaEtAl2020", .ref = "10.1785/0120200029", .trt = "Active Shallow Crust", .component = "GEOMETRIC_MEAN", .args = args, .coeffs = &sgobba_2020_coeffs,
      .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_lon) | SHK_NEEDS(hypo_lat) | SHK_NEEDS(lon) | SHK_NEEDS(lat) | SHK_NEEDS(rjb), .kernel = kernel, .supports = supports, .plan = plan },
    { 0 },
};
