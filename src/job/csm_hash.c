/* A hash of what a source is, to find sources that are the same under one id. */
#include <string.h>
#include "job/csm.h"

struct hash { uint64_t h; };

static void put(struct hash *h, uint64_t v)
{
    h->h = (h->h ^ v) * 0x9E3779B97F4A7C15u;
    h->h ^= h->h >> 32;
}

static void real(struct hash *h, double x)
{
    uint64_t u;
    memcpy(&u, &x, 8);
    put(h, u);
}

static void reals(struct hash *h, const double *x, size_t n)
{
    put(h, x ? n : 0);
    for (size_t i = 0; x && i < n; i++) real(h, x[i]);
}

static void text(struct hash *h, const char *s)
{
    for (; s && *s; s++) put(h, (unsigned char)*s);
    put(h, 256);
}

static void point(struct hash *h, struct shk_point p)
{
    real(h, p.lon);
    real(h, p.lat);
    real(h, p.dep);
}

static void line(struct hash *h, struct shk_line l)
{
    put(h, l.n);
    for (size_t i = 0; i < l.n; i++) point(h, l.p[i]);
}

static void mfd(struct hash *h, const struct shk_mfd *m)
{
    put(h, m->kind);
    const double v[] = { m->min_mag, m->max_mag, m->bin_width, m->a, m->b, m->char_mag, m->char_rate, m->moment_rate, m->corner_mag,
                         m->b_ac, m->gamma, m->delta_m_ac, m->total_rate, m->slip_rate, m->rigidity };
    reals(h, v, sizeof v / sizeof *v);
    reals(h, m->mags, m->n);
    reals(h, m->rates, m->n);
}

static void geometry(struct hash *h, const struct shk_geometry *g)
{
    put(h, g->kind);
    line(h, g->trace);
    const double v[] = { g->dip, g->upper, g->lower, g->spacing };
    reals(h, v, 4);
    put(h, g->nlines);
    for (size_t i = 0; i < g->nlines; i++) line(h, g->lines[i]);
    put(h, g->nplanes);
    for (size_t i = 0; i < g->nplanes; i++)
        for (int c = 0; c < 4; c++) point(h, g->planes[i][c]);
    line(h, g->points);
}

static void geometries(struct hash *h, const struct shk_geometry *g, size_t n)
{
    put(h, n);
    for (size_t i = 0; i < n; i++) geometry(h, &g[i]);
}

static void point_like(struct hash *h, const struct shk_source *s)
{
    put(h, s->nplanes);
    for (size_t i = 0; i < s->nplanes; i++) {
        const double v[] = { s->planes[i].prob, s->planes[i].strike, s->planes[i].dip, s->planes[i].rake };
        reals(h, v, 4);
    }
    put(h, s->ndepths);
    for (size_t i = 0; i < s->ndepths; i++) {
        const double v[] = { s->depths[i].prob, s->depths[i].depth, s->depths[i].frac };
        reals(h, v, 3);
    }
    point(h, s->location);
    line(h, s->polygon);
    real(h, s->discretization);
    reals(h, s->lons, s->npoints);
    reals(h, s->lats, s->npoints);
    for (size_t i = 0; s->mfds && i < s->npoints; i++) mfd(h, &s->mfds[i]);
}

static void fault(struct hash *h, const struct shk_source *s)
{
    geometry(h, &s->geom);
    for (size_t i = 0; i < s->nhypos; i++) {
        const double v[] = { s->hypos[i].along_strike, s->hypos[i].down_dip, s->hypos[i].weight };
        reals(h, v, 3);
    }
    for (size_t i = 0; i < s->nslips; i++) {
        real(h, s->slips[i].rake);
        real(h, s->slips[i].weight);
    }
    real(h, s->floating_x);
    real(h, s->floating_y);
    geometries(h, s->surfaces, s->nsurfaces);
}

static void given(struct hash *h, const struct shk_source *s)
{
    put(h, s->nruptures);
    for (size_t i = 0; i < s->nruptures; i++) {
        const struct shk_given_rupture *r = &s->ruptures[i];
        const double v[] = { r->mag, r->rake, r->weight };
        reals(h, v, 3);
        point(h, r->hypo);
        geometries(h, r->geom, r->ngeom);
        reals(h, r->pmf, r->npmf);
    }
    put(h, s->nsecrups);
    for (size_t i = 0; i < s->nsecrups; i++) {
        const struct shk_section_rupture *r = &s->secrups[i];
        real(h, r->mag);
        real(h, r->rake);
        for (size_t k = 0; k < r->nsec; k++) put(h, r->sec[k]);
        reals(h, r->pmf, r->npmf);
    }
    put(h, (uint64_t)s->infer_rates);
    for (size_t i = 0; i < s->nfaults; i++) {
        text(h, s->faults[i].tag);
        for (size_t k = 0; k < s->faults[i].nsec; k++) put(h, s->faults[i].sec[k]);
    }
}

uint64_t shk_source_hash(const struct shk_source *s)
{
    struct hash h = { 0 };
    put(&h, s->kind);
    text(&h, s->name);
    text(&h, s->trt);
    mfd(&h, &s->mfd);
    text(&h, s->msr ? shk_msr_name(s->msr) : NULL);
    const double v[] = { s->scaling_rate, s->msr_param, s->aspect.value, s->rake, s->upper, s->lower, s->tom.alpha, s->tom.mu,
                         s->tom.occurrence_rate, s->mutex_weight };
    reals(&h, v, sizeof v / sizeof *v);
    reals(&h, s->aspect.mags, s->aspect.n < 3 ? s->aspect.n : 2);
    reals(&h, s->aspect.ratios, s->aspect.n < 3 ? s->aspect.n : 2);
    put(&h, s->tom.kind);
    point_like(&h, s);
    fault(&h, s);
    given(&h, s);
    return h.h;
}

char shk_source_code(enum shk_source_kind kind)
{
    switch (kind) {
    case SHK_SRC_POINT: return 'P';
    case SHK_SRC_AREA: return 'A';
    case SHK_SRC_MULTI_POINT: return 'M';
    case SHK_SRC_SIMPLE: return 'S';
    case SHK_SRC_COMPLEX: return 'C';
    case SHK_SRC_CHARACTERISTIC: return 'X';
    case SHK_SRC_KITE: return 'K';
    case SHK_SRC_NONPARAMETRIC: return 'N';
    case SHK_SRC_MULTI_FAULT: return 'F';
    }
    return '?';
}
