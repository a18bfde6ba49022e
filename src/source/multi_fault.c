/* multi_fault.c — ruptures made of sections (sources.md 11). Section and rupture parameters pass through single precision
 * as in the reference, where they decide about ruptures' parameters to 1e-7. */
#include <math.h>
#include <string.h>
#include "geo/geodetic.h"
#include "source/ruptures.h"

static void corners_box(const struct shk_fixed *f, struct shk_section_par *p, struct shk_arena *a, struct shk_diag *d, enum shk_err *e)
{
    size_t n = 0;
    for (size_t k = 0; k < f->nelements; k++) {
        const struct shk_surface *s = f->elements + k;
        n += s->kind == SHK_PLANAR ? 4 : s->mesh->nrow * s->mesh->ncol;
    }
    double *lon = SHK_NEW(a, double, n), *lat = SHK_NEW(a, double, n);
    if (!lon || !lat) {
        *e = shk_fail(d, SHK_E_NOMEM, "out of memory for %zu nodes", n);
        return;
    }
    n = 0;
    for (size_t k = 0; k < f->nelements; k++) {
        const struct shk_surface *s = f->elements + k;
        if (s->kind == SHK_PLANAR) {
            for (int i = 0; i < 4; i++, n++) {
                lon[n] = s->plane->corner[i].lon;
                lat[n] = s->plane->corner[i].lat;
            }
        } else {
            const size_t m = s->mesh->nrow * s->mesh->ncol;
            memcpy(lon + n, s->mesh->lon, m * sizeof *lon);
            memcpy(lat + n, s->mesh->lat, m * sizeof *lat);
            n += m;
        }
    }
    struct shk_box b;
    *e = shk_box_of(n, lon, lat, d, &b);
    if (*e != SHK_OK) return;
    p->west = (float)b.west;
    p->east = (float)b.east;
    p->north = (float)b.north;
    p->south = (float)b.south;
}

static enum shk_err section_par(const struct shk_fixed *f, struct shk_section_par *p, struct shk_arena *a, struct shk_diag *d)
{
    enum shk_err e = SHK_OK;
    *p = (struct shk_section_par){ .area = (float)f->par.area, .dip = (float)f->par.dip, .strike = (float)f->par.strike, .width = (float)f->par.width,
        .ztor = (float)f->par.ztor, .zbot = (float)f->par.zbot };
    const struct shk_arena_mark mark = shk_arena_mark(a);
    corners_box(f, p, a, d, &e);
    shk_arena_release(a, mark);
    return e;
}

static enum shk_err check_rupture(const struct shk_source *s, size_t i, struct shk_diag *d)
{
    const struct shk_section_rupture *q = s->secrups + i;
    if (q->nsec == 0) return shk_fail(d, SHK_E_INVALID, "rupture %zu has no section", i);
    for (size_t k = 0; k < q->nsec; k++)
        if (q->sec[k] >= s->sections->n) return shk_fail(d, SHK_E_INVALID, "rupture %zu refers to section %u of %zu", i, q->sec[k], s->sections->n);
    if (q->npmf == 0) return shk_fail(d, SHK_E_INVALID, "rupture %zu has no probabilities of occurrence", i);
    return SHK_OK;
}

enum shk_err shk_open_multi_fault(struct shk_ruptures *r, struct shk_diag *d)
{
    const struct shk_source *s = r->src;
    const size_t n = s->nsecrups, block = r->par.split_sources ? 2000 : n;
    if (!s->sections || n == 0) return shk_fail(d, SHK_E_INVALID, "it has no sections or no ruptures");
    if (n > SHK_MAX_RUPTURES) return shk_fail(d, SHK_E_LIMIT, "more than %d ruptures", SHK_MAX_RUPTURES);
    uint32_t *kept = SHK_NEW(r->arena, uint32_t, n);
    uint8_t *used = SHK_NEW(r->arena, uint8_t, s->sections->n);
    r->nfixed = s->sections->n;
    r->fixed = SHK_NEW(r->arena, struct shk_fixed, r->nfixed);
    r->sections = SHK_NEW(r->arena, struct shk_section_par, r->nfixed);
    if (!kept || !used || !r->fixed || !r->sections) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu ruptures of %zu sections", n, r->nfixed);
    for (size_t i = 0; i < n; i += block) {         /* a block is dropped if its largest magnitude is under the minimum */
        const size_t end = n - i < block ? n : i + block;
        double most = -INFINITY;
        for (size_t k = i; k < end; k++) most = fmax(most, s->secrups[k].mag);
        for (size_t k = i; k < end; k++) {
            SHK_TRY(check_rupture(s, k, d));
            if (most < r->par.minimum_magnitude) continue;
            int counts = r->par.section_mask == NULL;
            for (size_t j = 0; j < s->secrups[k].nsec; j++) counts |= r->par.section_mask && r->par.section_mask[s->secrups[k].sec[j]];
            if (!counts) continue;          /* far from all sites */
            for (size_t j = 0; j < s->secrups[k].nsec; j++) used[s->secrups[k].sec[j]] = 1;
            kept[r->n++] = (uint32_t)k;
        }
    }
    r->kept = kept;
    for (size_t i = 0; i < r->nfixed; i++) {
        const struct shk_section *q = s->sections->section + i;
        if (!used[i]) continue;
        enum shk_err e = shk_fixed_make(q->ngeom, q->geom, r->arena, d, r->fixed + i);
        if (e == SHK_OK) e = section_par(r->fixed + i, r->sections + i, r->arena, d);
        if (e != SHK_OK) return shk_wrap(d, e, "section '%s'", q->id ? q->id : "?");
    }
    return SHK_OK;
}

const struct shk_surface *shk_ruptures_section(const struct shk_ruptures *r, size_t i)
{
    return r->sections && i < r->nfixed ? &r->fixed[i].surface : NULL;
}

const uint32_t *shk_ruptures_section_ids(const struct shk_ruptures *r, size_t i, size_t *n)
{
    if (!r->sections) return NULL;
    const struct shk_section_rupture *q = r->src->secrups + r->kept[i];
    *n = q->nsec;
    return q->sec;
}

/* Means over the sections that count, weighted by area; ztor is a mean too. Returns the box of those sections. */
static enum shk_err rupture_par(const struct shk_ruptures *r, const struct shk_section_rupture *q, struct shk_rupture *out, struct shk_box *box,
                                struct shk_diag *d)
{
    float area = 0;
    double dip = 0, width = 0, ztor = 0, zbot = 0, sx = 0, sy = 0, lon[2 * 64], lat[2 * 64];
    size_t n = 0;
    for (size_t k = 0; k < q->nsec; k++)
        if (!r->par.section_mask || r->par.section_mask[q->sec[k]]) area += r->sections[q->sec[k]].area;
    int some = 0;
    for (size_t k = 0; k < q->nsec; k++) {
        if (r->par.section_mask && !r->par.section_mask[q->sec[k]]) continue;
        const struct shk_section_par *p = r->sections + q->sec[k];
        const float w = p->area / area;
        dip += (double)w * p->dip;
        width += (double)w * p->width;
        ztor += (double)w * p->ztor;
        zbot += (double)w * p->zbot;
        sx += w * cos(shk_radians(p->strike));
        sy += w * sin(shk_radians(p->strike));
        if (n + 2 > 2 * 64) {               /* fold what is there into a box; boxes of boxes are the box of all */
            SHK_TRY(shk_box_of(n, lon, lat, d, box));
            n = 0;
            lon[n] = box->west, lat[n++] = box->north;
            lon[n] = box->east, lat[n++] = box->south;
        }
        lon[n] = p->west, lat[n++] = p->north;
        lon[n] = p->east, lat[n++] = p->south;
        some = 1;
    }
    SHK_ASSERT(some);
    out->dip = shk_single(dip);
    out->width = shk_single(width);
    out->ztor = shk_single(ztor);
    out->zbot = shk_single(zbot);
    out->strike = shk_single(shk_floor_mod(shk_degrees(atan2(sy, sx)), 360));
    SHK_TRY(shk_box_of(n, lon, lat, d, box));
    *box = (struct shk_box){ shk_single(box->west), shk_single(box->east), shk_single(box->north), shk_single(box->south) };
    return SHK_OK;
}

/* Middle point of the section nearest to the middle of the box. */
static enum shk_err hypocentre(const struct shk_ruptures *r, const struct shk_section_rupture *q, struct shk_box b, struct shk_point *out, struct shk_diag *d)
{
    size_t best = 0;
    if (q->nsec > 1 && !(r->par.sampling && r->src->infer_rates)) {
        const struct shk_point m = shk_middle((struct shk_point){ b.west, b.north, 0 }, (struct shk_point){ b.east, b.south, 0 });
        double xyz[3], least = INFINITY, dist;
        shk_to_xyz(m.lon, m.lat, 0, xyz);
        const struct shk_site_arrays site = { 1, &m.lon, &m.lat, &m.dep, xyz, xyz + 1, xyz + 2 };
        for (size_t k = 0; k < q->nsec; k++) {
            SHK_TRY(shk_surface_distances(&r->fixed[q->sec[k]].surface, m, 0, site, (struct shk_distances){ .rrup = &dist }, d));
            if (dist < least) {
                least = dist;
                best = k;
            }
        }
    }
    *out = r->fixed[q->sec[best]].par.middle;
    return SHK_OK;
}

enum shk_err shk_get_multi_fault(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out, struct shk_arena *a, struct shk_diag *d)
{
    const struct shk_source *s = r->src;
    for (size_t i = first; i < first + n; i++, out++) {
        const struct shk_section_rupture *q = s->secrups + r->kept[i];
        struct shk_box box;
        *out = (struct shk_rupture){ .mag = shk_single(shk_model_mag(shk_single(round_even(q->mag * 100) / 100))), .rake = shk_single(q->rake), .rate = NAN,
            .weight = 1, .id = (uint32_t)i };
        SHK_TRY(rupture_par(r, q, out, &box, d));
        SHK_TRY(hypocentre(r, q, box, &out->hypo, d));
        if (s->infer_rates) {
            out->rate = -log(q->pmf[0]);
            if (!(out->rate > 0)) out->rate = 1e-30;
        } else {
            out->npmf = q->npmf;
            out->pmf = q->pmf;
        }
        /* A section may itself be several planes: the rupture's surface is made of sections, as the reference's. */
        struct shk_surface *e = SHK_NEW(a, struct shk_surface, q->nsec);
        if (!e) return shk_fail(d, SHK_E_NOMEM, "out of memory for %zu sections", q->nsec);
        for (size_t k = 0; k < q->nsec; k++) e[k] = r->fixed[q->sec[k]].surface;
        out->surface = (struct shk_surface){ .kind = SHK_MULTI };
        SHK_TRY(shk_multi_make(e, q->nsec, a, d, &out->surface.multi));
    }
    return SHK_OK;
}

/* Ends of the top edge (stored in single precision); a kite's top runs along its first two rows. */
static int top_ends(const struct shk_surface *s, struct shk_point end[2])
{
    if (s->kind == SHK_PLANAR) {
        end[0] = s->plane->corner[0];
        end[1] = s->plane->corner[1];
        return 1;
    }
    int n = 0;
    for (size_t c = s->col0; s->mesh && c < s->col1; c++) {
        for (size_t row = s->row0; row < s->row1 && row < s->row0 + 2; row++) {
            const size_t k = row * s->mesh->ncol + c;
            if (!isfinite(s->mesh->lon[k])) continue;
            end[n ? 1 : 0] = (struct shk_point){ s->mesh->lon[k], s->mesh->lat[k], 0 };
            if (!n++) end[1] = end[0];
            break;
        }
    }
    return n > 0;
}

enum shk_err shk_sections_close(const struct shk_sections *s, struct shk_site_arrays sites, double max_distance, struct shk_arena *scratch,
                                struct shk_diag *d, uint8_t *mask)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct shk_arena_mark mark = shk_arena_mark(scratch);
        struct shk_fixed f;
        struct shk_point end[2];
        SHK_TRY(shk_fixed_make(s->section[i].ngeom, s->section[i].geom, scratch, d, &f));
        mask[i] = 0;
        /* Of several planes the reference takes the first and last point of their joined top edges. */
        struct shk_point first, last;
        int some = top_ends(f.elements, end);
        first = end[0];
        some &= top_ends(f.elements + f.nelements - 1, end);
        last = end[1];
        double p[2][3];
        shk_to_xyz(shk_single(first.lon), shk_single(first.lat), 0, p[0]);
        shk_to_xyz(shk_single(last.lon), shk_single(last.lat), 0, p[1]);
        for (size_t k = 0; some && k < sites.n && !mask[i]; k++) {
            const double site[3] = { sites.x[k], sites.y[k], sites.z[k] };
            mask[i] = fmin(shk_chord2(site, p[0]), shk_chord2(site, p[1])) <= max_distance * max_distance;
        }
        shk_arena_release(scratch, mark);
    }
    return SHK_OK;
}
