#include "calc/hazard.h"
#include "calc/hazard_priv.h"
#include <math.h>
#include <string.h>

double shk_reach_at(const struct shk_reach *m, double mag)
{
    if (mag < m->mag[0] || mag > m->mag[m->n - 1]) return 0;
    size_t i = 0;
    while (i + 2 < m->n && mag >= m->mag[i + 1]) i++;
    if (m->n == 1) return m->dist[0];
    const double slope = (m->dist[i + 1] - m->dist[i]) / (m->mag[i + 1] - m->mag[i]);
    return slope * (mag - m->mag[i]) + m->dist[i];
}

static const double *site_column(const struct shk_sites *s, int col)
{
    switch (col) {
#define X(c) case SHK_COL_##c: return s->param[SHK_SITE_##c];
    SHK_SITE_PARAMS(X)
#undef X
    case SHK_COL_lon: return s->lon;
    case SHK_COL_lat: return s->lat;
    }
    return NULL;
}

static int kind_of_column(int col)
{
    switch (col) {
#define X(c) case SHK_COL_##c:
    SHK_CTX_RUPTURE(X)
        return SHK_FROM_RUPTURE;
    SHK_CTX_DISTANCE(X)
        return SHK_FROM_DISTANCE;
#undef X
    }
    return SHK_FROM_SITE;
}

static void fix_if_uniform(struct shk_hazard_column *k, const uint32_t *sites, size_t n)
{
    k->fixed = 1;
    for (size_t i = 1; i < n && k->fixed; i++) k->fixed = k->site[sites[i]] == k->site[sites[0]];
    for (size_t i = 0; k->fixed && i < SHK_CTX_BLOCK; i++) k->block[i] = n ? k->site[sites[0]] : 0;
}

static enum shk_err plan_columns(struct shk_hazard *h, struct shk_arena *a, struct shk_diag *d)
{
    const struct shk_hazard_plan *p = h->p;
    uint64_t needs = SHK_NEEDS(rrup) | p->columns;
    for (size_t g = 0; g < p->nmodels; g++) needs |= p->model[g]->needs;
    h->needs_cshm = (needs & SHK_NEEDS(in_cshm)) != 0;
    for (int c = 0; c < SHK_COL_COUNT; c++) {
        if (!(needs >> c & 1)) continue;
        struct shk_hazard_column *k = &h->column[h->ncolumns++];
        k->col = c;
        k->from = kind_of_column(c);
        k->block = SHK_NEW(a, double, SHK_CTX_BLOCK);
        if (!k->block) return shk_fail(d, SHK_E_NOMEM, "context block: out of memory");
        if (k->from == SHK_FROM_SITE && !(k->site = site_column(p->sites, c)))
            return shk_fail(d, SHK_E_INVALID, "a site parameter that %s needs is missing", p->model[0]->text);
        if (k->from == SHK_FROM_SITE && !(k->near = SHK_NEW(a, double, h->nsites + 8)))
            return shk_fail(d, SHK_E_NOMEM, "site parameters: out of memory");
        if (k->from == SHK_FROM_SITE) fix_if_uniform(k, h->sites, h->nsites);
        if (k->from == SHK_FROM_DISTANCE) {
            k->dist = h->dist[c] = SHK_NEW(a, double, SHK_DIST_ROOM + 8);
            if (!k->dist) return shk_fail(d, SHK_E_NOMEM, "distances: out of memory");
        }
        switch (c) {
#define X(name) case SHK_COL_##name: h->ctx.name = k->block; break;
        SHK_CTX_COLUMNS(X)
#undef X
        }
    }
    h->wanted = (struct shk_distances){
        .rrup = h->dist[SHK_COL_rrup], .rjb = h->dist[SHK_COL_rjb], .rx = h->dist[SHK_COL_rx], .ry0 = h->dist[SHK_COL_ry0],
        .rhypo = h->dist[SHK_COL_rhypo], .repi = h->dist[SHK_COL_repi], .azimuth = h->dist[SHK_COL_azimuth],
        .azimuthcp = h->dist[SHK_COL_azimuthcp], .clon = h->dist[SHK_COL_clon], .clat = h->dist[SHK_COL_clat] };
    return SHK_OK;
}

enum shk_err shk_hazard_new(const struct shk_hazard_plan *p, const uint32_t *sites, size_t nsites, struct shk_arena *a,
                            struct shk_diag *d, struct shk_hazard **out)
{
    struct shk_hazard *h = SHK_NEW(a, struct shk_hazard, 1);
    if (!h) return shk_fail(d, SHK_E_NOMEM, "hazard state: out of memory");
    h->p = p;
    h->arena = a;
    h->nsites = nsites;
    h->nlev = p->exceed[0].nlev;
    h->stride = p->exceed[0].row;
    h->sites = sites;
    SHK_TRY(plan_columns(h, a, d));
    const size_t cells = p->nmodels * p->nimts * nsites * h->stride;
    h->fstride = p->exceed[0].frow;
    int single = 1;
    for (size_t m = 0; m < p->nimts; m++) single &= p->exceed[m].single;
    h->acc = SHK_NEW(a, double, cells);
    h->ones = SHK_NEW(a, double, single ? 1 : cells);
    if (single && !(h->facc = SHK_NEW(a, float, p->nmodels * p->nimts * nsites * h->fstride)))
        return shk_fail(d, SHK_E_NOMEM, "accumulators for %zu sites: out of memory", nsites);
    h->touched = SHK_NEW(a, unsigned char, nsites);
    h->near = SHK_NEW(a, uint32_t, nsites);
    h->keep = SHK_NEW(a, uint32_t, SHK_SITE_CHUNK + 1);
    h->chords = shk_arena_alloc(a, nsites, 16);
    h->ndist = SHK_DIST_ROOM;
    h->poe = SHK_NEW(a, double, h->stride);
    h->part = SHK_NEW(a, double, h->stride);
    h->block_poe = SHK_NEW(a, double, SHK_CTX_BLOCK * h->stride);
    double *coords = SHK_NEW(a, double, 7 * (nsites + 8));
    h->shared = shk_shared_new(a);
    if (!h->shared || !h->acc || !h->ones || !h->touched || !h->near || !h->chords || !h->keep || !h->poe || !h->part || !h->block_poe || !coords)
        return shk_fail(d, SHK_E_NOMEM, "accumulators for %zu sites, %zu models, %zu measures, %zu levels: out of memory", nsites,
                        p->nmodels, p->nimts, h->nlev);
    for (int k = 0; k < 7; k++) h->near_coord[k] = coords + (size_t)k * (nsites + 8);
    *out = h;
    return SHK_OK;
}

void shk_hazard_mode(struct shk_hazard *h, enum shk_accumulate mode)
{
    const size_t cells = h->p->nmodels * h->p->nimts * h->nsites * h->stride;
    const double start = mode == SHK_PROD_NO_EXCEED || mode == SHK_PROD_CLUSTER ? 1 : 0;
    h->mode = mode;
    h->n = 0;
    for (size_t i = 0; i < cells; i++) h->acc[i] = start;
    const size_t fcells = cells / h->stride * h->fstride;
    if (h->facc) memset(h->facc, 0, fcells * sizeof *h->facc);
    else memset(h->ones, 0, cells * sizeof *h->ones);
    memset(h->touched, 0, h->nsites);
}

/* Probability of no exceedance of one context for one level: sum of p_k (1-P)^k, clipped. */
static double no_exceed(const double *pmf, size_t n, double poe)
{
    double q = pmf[0], pow = 1;
    for (size_t k = 1; k < n; k++) {
        pow *= 1 - poe;
        q += pmf[k] * pow;
    }
    return q < 0 ? 0 : q > 1 ? 1 : q;
}

/* The careful path: probabilities of one context for all levels, then whatever the mode asks for. */
static void add_one(struct shk_hazard *h, size_t i, double *acc)
{
    const double *p = h->poe;
    const size_t npmf = h->npmf[i];
    for (size_t l = 0; l < h->nlev; l++) {
        if (h->mode == SHK_PROD_CLUSTER) {
            acc[l] *= 1 - p[l];
            continue;
        }
        if (h->mode == SHK_SUM_RATES && npmf == 0) {
            acc[l] += h->weight[i] * p[l];
            continue;
        }
        const double q = npmf ? no_exceed(h->pmf[i], npmf, p[l]) : exp(-h->weight[i] * p[l]);
        if (h->mode == SHK_SUM_RATES) acc[l] -= log(q > 1e-300 ? q : 1e-300);
        else if (h->mode == SHK_PROD_NO_EXCEED) acc[l] *= q;
        else acc[l] += (1 - q) * h->rup_weight[i];
    }
}

static void evaluate(struct shk_hazard *h, const struct shk_gsim_model *m, size_t k)
{
    shk_gsim_eval(m, h->p->imt[k], &h->ctx, (struct shk_motion){ h->motion[0], h->motion[1], h->motion[2], h->motion[3] });
    if (h->p->to_geometric_mean) (void)shk_gsim_to_geometric_mean(m, h->p->imt[k], h->n, h->motion[0], h->motion[1]);
}

/* Parts (averages of probabilities, mixtures of sigmas): P is a weighted sum, so with rates the weights simply multiply. */
static void add_rates(struct shk_hazard *h, size_t k, size_t rows, const double *sig, const double *weight)
{
    const struct shk_exceed *e = &h->p->exceed[k];
    if (h->facc) shk_exceed_add_f32(e, h->n, h->motion[0], sig, weight, h->row, h->facc + rows * h->fstride);
    else shk_exceed_add(e, h->n, h->motion[0], sig, weight, h->row, h->acc + rows * h->stride, h->ones + rows * h->stride);
}

static void add_parts(struct shk_hazard *h, const struct shk_gsim_model *m, size_t k, size_t rows, int fast)
{
    const struct shk_exceed *e = &h->p->exceed[k];
    for (int j = 0; j < (m->npart ? m->npart : 1); j++) {
        const struct shk_gsim_part part = m->npart ? m->part[j] : (struct shk_gsim_part){ m, 1, 1 };
        if (m->npart == 0 || part.model != m) evaluate(h, part.model, k);
        else if (j == 0) evaluate(h, m, k);
        double scaled[SHK_CTX_BLOCK], sig[SHK_CTX_BLOCK];
        for (size_t i = 0; i < h->n; i++) {
            sig[i] = h->motion[1][i] * part.sigma_factor;
            scaled[i] = h->weight[i] * part.weight;
        }
        if (fast) add_rates(h, k, rows, sig, scaled);
        else
            for (size_t i = 0; i < h->n; i++) {
                shk_exceed_poe(e, h->motion[0][i], sig[i], h->part);
                for (size_t l = 0; l < h->nlev; l++) h->block_poe[i * h->stride + l] = (j ? h->block_poe[i * h->stride + l] : 0) + part.weight * h->part[l];
            }
    }
}

static void flush_model(struct shk_hazard *h, size_t g, size_t k, int fast)
{
    const struct shk_gsim_model *m = h->p->model[g];
    const size_t rows = (g * h->p->nimts + k) * h->nsites;
    if (fast && m->npart == 0) {
        evaluate(h, m, k);
        add_rates(h, k, rows, h->motion[1], h->weight);
    } else if (fast) {
        add_parts(h, m, k, rows, 1);
    } else {
        h->careful = 1;
        add_parts(h, m, k, rows, 0);
        for (size_t i = 0; i < h->n; i++) {
            memcpy(h->poe, h->block_poe + i * h->stride, h->nlev * sizeof(double));
            add_one(h, i, h->acc + (rows + h->row[i]) * h->stride);
        }
    }
}

void shk_hazard_flush(struct shk_hazard *h)
{
    if (h->n == 0) return;
    h->ctx.n = h->n;
    if (h->visit) {
        shk_shared_begin(h->shared, &h->ctx);
        h->visit(h->visit_user, h, &(struct shk_hazard_block){ &h->ctx, h->row, h->rup, h->weight, h->pmf, h->npmf });
        h->n = 0;
        h->any_pmf = 0;
        return;
    }
    const int fast = h->mode == SHK_SUM_RATES && !h->any_pmf;
    for (size_t g = 0; g < h->p->nmodels; g++) {
        shk_shared_begin(h->shared, &h->ctx);
        for (size_t k = 0; k < h->p->nimts; k++)
            if (!h->p->skip || !h->p->skip[g * h->p->nimts + k]) flush_model(h, g, k, fast);
    }
    h->contexts += h->n;
    h->n = 0;
    h->any_pmf = 0;
}

void shk_hazard_occurrence(struct shk_hazard *h, struct shk_row_rupture *r)
{
    if (!h->tom || h->tom->kind != SHK_TOM_NEGATIVE_BINOMIAL) return;
    double *pmf = h->pmf_rows[h->pmf_next];
    h->pmf_next = (h->pmf_next + 1) % SHK_PMF_ROWS;     /* a row is copied into the block before it comes round again */
    shk_negbin_pmf(h->tom->alpha, r->rate, h->p->time, pmf);
    r->pmf = pmf;
    r->npmf = SHK_NEGBIN_TERMS;
}

void shk_hazard_push(struct shk_hazard *h, const struct shk_row_rupture *r, size_t first, size_t offset, size_t nkeep)
{
    const double floor = h->p->minimum_distance, weight = r->rate * h->p->time;
    const uint32_t *keep = h->keep;
    for (size_t from = 0; from < nkeep; ) {
        if (h->n == SHK_CTX_BLOCK) shk_hazard_flush(h);
        const size_t at = h->n, room = SHK_CTX_BLOCK - at, take = nkeep - from < room ? nkeep - from : room;
        const int contiguous = keep[from + take - 1] - keep[from] == take - 1;
        for (int c = 0; c < h->ncolumns; c++) {
            const struct shk_hazard_column *k = &h->column[c];
            double *b = k->block + at;
            if (k->fixed) continue;
            if (k->from == SHK_FROM_RUPTURE) {
                const double v = r->value[k->col];
                for (size_t i = 0; i < take; i++) b[i] = v;
                continue;
            }
            const double *src = k->from == SHK_FROM_SITE ? k->near + first : k->dist + offset;
            if (contiguous) memcpy(b, src + keep[from], take * sizeof *b);
            else for (size_t i = 0; i < take; i++) b[i] = src[keep[from + i]];
            if (floor > 0 && k->from == SHK_FROM_DISTANCE)
                for (size_t i = 0; i < take; i++) b[i] = b[i] < floor ? floor : b[i];
        }
        for (size_t i = 0; i < take; i++) {
            const uint32_t row = h->near[first + keep[from + i]];
            h->row[at + i] = row;
            h->weight[at + i] = weight;
            h->touched[row] = 1;
        }
        if (r->npmf || h->mode == SHK_SUM_EXCLUSIVE || h->any_pmf)
            for (size_t i = 0; i < take; i++) {
                h->pmf[at + i] = r->pmf;
                h->rup_weight[at + i] = r->weight;
            }
        for (size_t i = 0; h->visit && i < take; i++) h->rup[at + i] = r->id;
        for (size_t i = 0; i < take; i++) h->npmf[at + i] = r->npmf;
        if (r->npmf) h->any_pmf = 1;
        h->n += take;
        from += take;
    }
}

/* Brings together what a row has been given: certain levels, single-precision and double sums. The row starts again. */
static void finish_row(struct shk_hazard *h, size_t imt, size_t row, double *acc)
{
    if (h->facc) {
        shk_exceed_take_f32(&h->p->exceed[imt], h->facc + row * h->fstride, h->part);
        for (size_t l = 0; l < h->nlev; l++) acc[l] += h->part[l];
    } else shk_exceed_finish(&h->p->exceed[imt], 1, acc, h->ones + row * h->stride);
}

enum shk_err shk_hazard_leaf(struct shk_hazard *h, shk_exact *sum, struct shk_diag *d)
{
    shk_hazard_flush(h);
    const int doubles = !h->facc || h->careful;         /* else the double accumulators are still zero */
    for (size_t gm = 0; gm < h->p->nmodels * h->p->nimts; gm++)
        for (size_t r = 0; r < h->nsites; r++) {
            if (!h->touched[r]) continue;
            const size_t imt = gm % h->p->nimts, row = gm * h->nsites + r;
            double *acc = doubles ? h->acc + row * h->stride : h->poe;
            if (doubles) finish_row(h, imt, row, acc);
            else shk_exceed_take_f32(&h->p->exceed[imt], h->facc + row * h->fstride, acc);
            if (!shk_exact_add_row(sum + row * h->nlev, acc, h->nlev)) {
                char name[SHK_IMT_NAME];
                shk_imt_name(h->p->imt[imt], name);
                return shk_fail(d, SHK_E_COMPUTE, "%s gives no number for %s at the site %g %g", h->p->model[gm / h->p->nimts]->text, name,
                                h->p->sites->lon[h->sites[r]], h->p->sites->lat[h->sites[r]]);
            }
            if (doubles) memset(acc, 0, h->stride * sizeof *acc);
        }
    memset(h->touched, 0, h->nsites);
    h->careful = 0;
    return SHK_OK;
}

const double *shk_hazard_row(struct shk_hazard *h, size_t model, size_t imt, size_t row)
{
    shk_hazard_flush(h);
    const size_t at = (model * h->p->nimts + imt) * h->nsites + row;
    if (h->mode == SHK_SUM_RATES) finish_row(h, imt, at, h->acc + at * h->stride);
    return h->acc + at * h->stride;
}

void shk_hazard_visit(struct shk_hazard *h, shk_hazard_visitor *visit, void *user)
{
    h->visit = visit;
    h->visit_user = user;
}

struct shk_motion shk_hazard_motion(struct shk_hazard *h, size_t model, size_t imt)
{
    evaluate(h, h->p->model[model], imt);
    return (struct shk_motion){ h->motion[0], h->motion[1], h->motion[2], h->motion[3] };
}

void shk_hazard_visit_rest(struct shk_hazard *h) { shk_hazard_flush(h); }

void shk_hazard_delta(struct shk_hazard *h, size_t n, const double *delta)
{
    h->ndelta = n;
    h->delta = delta;
}

size_t shk_hazard_contexts(const struct shk_hazard *h) { return h->contexts + h->n; }
