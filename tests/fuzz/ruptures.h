/* ruptures.h — what a calculation does with the sources that were read: checks them and makes some of their ruptures. */
#ifndef FUZZ_RUPTURES_H
#define FUZZ_RUPTURES_H
#include <stdlib.h>
#include "job/nrml_source.h"

enum { FUZZ_SOME = 60 };

static int fuzz_point_like(const struct shk_source *s) { return s->kind == SHK_SRC_POINT || s->kind == SHK_SRC_AREA || s->kind == SHK_SRC_MULTI_POINT; }

static void fuzz_points(const struct shk_source *s, struct shk_arena *a, struct shk_diag *d)
{
    struct shk_point_set p;
    if (shk_source_points(s, a, d, &p)) return;
    const size_t at[3] = { 0, p.n / 2, p.n - 1 };
    for (int k = 0; p.n && k < 3; k++) {
        size_t first, end;
        shk_point_bins(&p, at[k], &first, &end);
        if (first == end) continue;
        struct shk_plane *planes = SHK_NEW(a, struct shk_plane, p.nplanes * p.ndepths), one;
        struct shk_point *hypos = SHK_NEW(a, struct shk_point, p.nplanes * p.ndepths), hypo;
        if (!planes || !hypos) return;
        shk_point_planes(&p, at[k], end - 1, end, 0, planes, hypos);
        shk_point_average(&p, at[k], first, 0, &one, &hypo);
    }
}

static void fuzz_surfaces(const struct shk_source *s, const struct shk_source_params *sp, struct shk_arena *a, struct shk_diag *d)
{
    struct shk_ruptures *r;
    if (shk_ruptures_open(s, sp, a, d, &r)) return;
    double box[4];
    shk_source_bbox(s, r, box);
    shk_source_filter_box(s, r, box);
    const size_t n = shk_ruptures_count(r), k = n < FUZZ_SOME ? n : FUZZ_SOME;
    struct shk_rupture *out = SHK_NEW(a, struct shk_rupture, FUZZ_SOME);
    if (!out || !k || shk_ruptures_get(r, 0, k, out, d)) return;
    if (n > k) (void)!shk_ruptures_get(r, n - 1, 1, out, d);
}

/* Grids and meshes of millions of points are allowed, but take too long here; of thousands of millions are not, and stay. */
static const struct shk_source *fuzz_coarse(const struct shk_source *s, struct shk_source *copy)
{
    *copy = *s;
    if (s->kind == SHK_SRC_AREA && s->discretization < 100 && s->discretization > 1e-3) copy->discretization = 100;
    if (s->kind == SHK_SRC_KITE && s->geom.spacing < 20 && s->geom.spacing > 1e-3) copy->geom.spacing = 20;
    return copy;
}

static void fuzz_use_sources(const struct shk_source_file *f)
{
    static const struct shk_source_params sp = { .investigation_time = 50 };
    for (size_t g = 0; g < f->ngroups; g++)
        for (size_t i = 0; i < f->group[g].nsources; i++) {
            struct shk_source copy;
            const struct shk_source *s = fuzz_coarse(f->group[g].source[i], &copy);
            struct shk_arena *a = shk_arena_new((size_t)16 << 20);
            struct shk_diag d = { 0 };
            double low, high;
            enum shk_err e = a ? shk_source_check(s, a, &d) : SHK_E_NOMEM;
            if (!e) e = shk_source_min_max_mag(s, &low, &high, &d);
            if (!e) (void)shk_source_weight(s, shk_source_count_ruptures(s, a));
            if (!e && fuzz_point_like(s)) fuzz_points(s, a, &d);
            else if (!e) fuzz_surfaces(s, &sp, a, &d);
            if (e && e != SHK_E_NOMEM && !*d.text) abort();      /* an error says why */
            shk_arena_free(a);
        }
}
#endif
