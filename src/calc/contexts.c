/* Contexts of sources: which sites, which ruptures, which distances (contexts.md 4.3, 4.6; sources.md 3.7). */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "calc/hazard_priv.h"
#include "geo/geodetic.h"
#include "geo/plane.h"

/* Near sites first..first+n-1 as the distance code wants them. */
static struct shk_site_arrays near_arrays(const struct shk_hazard *h, size_t first, size_t n)
{
    double *const *c = h->near_coord;
    return (struct shk_site_arrays){ n, c[0] + first, c[1] + first, c[2] + first, c[3] + first, c[4] + first, c[5] + first };
}

/* Copies what the contexts of the sites in h->near will read, in that order. */
static void load_near(struct shk_hazard *h)
{
    const struct shk_sites *s = h->p->sites;
    const double *const from[6] = { s->lon, s->lat, s->dep, s->x, s->y, s->z };
    for (int k = 0; k < 6; k++)
        for (size_t i = 0; i < h->nnear; i++) h->near_coord[k][i] = from[k][h->sites[h->near[i]]];
    for (int c = 0; c < h->ncolumns; c++)
        if (h->column[c].from == SHK_FROM_SITE && !h->column[c].fixed)
            for (size_t i = 0; i < h->nnear; i++) h->column[c].near[i] = h->column[c].site[h->sites[h->near[i]]];
}

static void set_rupture(struct shk_row_rupture *r, double mag, double rake, double dip, double strike, double ztor, double zbot,
                        double width, struct shk_point hypo)
{
    r->value[SHK_COL_mag] = shk_model_mag(mag);
    r->value[SHK_COL_rake] = rake;
    r->value[SHK_COL_dip] = dip;
    r->value[SHK_COL_strike] = strike;
    r->value[SHK_COL_ztor] = ztor;
    r->value[SHK_COL_zbot] = zbot;
    r->value[SHK_COL_width] = width;
    r->value[SHK_COL_hypo_lon] = hypo.lon;
    r->value[SHK_COL_hypo_lat] = hypo.lat;
    r->value[SHK_COL_hypo_depth] = hypo.dep;
    r->value[SHK_COL_in_cshm] = 0;
}

/* Does a surface have a node in the Canterbury region? McVerry et al. 2006 ask for it (contexts.md 5). */
static int in_canterbury(double lon, double lat) { return lon > 171.6 && lon < 173.2 && lat > -43.9 && lat < -43.3; }

static double surface_in_canterbury(const struct shk_surface *s)
{
    if (s->kind == SHK_PLANAR) {
        for (int k = 0; k < 4; k++)
            if (in_canterbury(s->plane->corner[k].lon, s->plane->corner[k].lat)) return 1;
        return 0;
    }
    for (size_t r = s->row0; s->mesh && r < s->row1; r++)
        for (size_t c = s->col0; c < s->col1; c++)
            if (in_canterbury(s->mesh->lon[r * s->mesh->ncol + c], s->mesh->lat[r * s->mesh->ncol + c])) return 1;
    return 0;
}

static void set_canterbury(const struct shk_hazard *h, struct shk_row_rupture *r, const struct shk_surface *s)
{
    if (h->needs_cshm) r->value[SHK_COL_in_cshm] = surface_in_canterbury(s);
}

/* Contexts of n planes with near sites first..first+nsites-1; plane j has value row[j]; rrup < reach[j] is strict for point-like sources. */
static void push_planes(struct shk_hazard *h, const struct shk_plane *plane, const struct shk_point *hypo, size_t n, size_t first, size_t nsites)
{
    const double floor = h->whole ? 0 : h->p->minimum_distance;
    for (size_t at = first; at < first + nsites; at += SHK_SITE_CHUNK) {
        const size_t ns = first + nsites - at < SHK_SITE_CHUNK ? first + nsites - at : SHK_SITE_CHUNK;
        size_t step = h->ndist / ns;
        for (size_t j0 = 0; j0 < n; j0 += step) {
            const size_t nj = n - j0 < step ? n - j0 : step;
            shk_planes_distances(plane + j0, hypo + j0, nj, near_arrays(h, at, ns), h->wanted);
            const double *rrup = h->dist[SHK_COL_rrup];
            for (size_t j = 0; j < nj; j++, rrup += ns) {
                const double reach = h->reach[j0 + j];
                size_t kept = 0;
                for (size_t i = 0; i < ns; i++) {
                    h->keep[kept] = (uint32_t)i;
                    kept += (rrup[i] < floor ? floor : rrup[i]) < reach;
                }
                if (kept) shk_hazard_push(h, &h->rows[j0 + j], at, j * ns, kept);
            }
        }
    }
}

/* Added to the rate of rupture number at of the source (n of them, for an averaged one). OpenQuake 3.26 numbers averaged ruptures
 * and those of more than max_sites_disagg sites differently and takes the deltas of others; here each rupture has its own. */
static double delta_rate(const struct shk_hazard *h, size_t at, size_t n)
{
    double s = 0;
    for (size_t k = at; k < at + n && k < h->ndelta; k++) s += h->delta[k];
    return s;
}

struct bin_range { size_t b0, b1, nclose; };

/* Averaged planes of bins b0..b1-1, for the sites that are not close. */
static void push_averages(struct shk_hazard *h, const struct shk_point_set *s, size_t i, struct bin_range q)
{
    const struct shk_hazard_plan *p = h->p;
    const size_t np = s->nplanes * s->ndepths, bins_before = s->mag_start ? 0 : i * s->nmags, b0 = s->mag_start ? s->mag_start[i] : 0;
    for (size_t b = q.b0; b < q.b1; b++) {
        const size_t j = b - q.b0;
        struct shk_plane *plane = &h->planes[j];
        shk_point_average(s, i, b, h->needs_cshm ? 0 : SHK_POINT_NO_LONLAT, plane, &h->hypos[j]);
        h->rows[j] = (struct shk_row_rupture){ .rate = s->bins[b].rate + delta_rate(h, (bins_before + b) * np, np), .weight = 1,
                                               .id = (uint32_t)((bins_before + b0) * np + b - b0) };
        h->reach[j] = shk_reach_at(&p->maxdist, s->bins[b].mag);
        set_rupture(&h->rows[j], s->bins[b].mag, s->average_plane.rake, plane->dip, plane->strike, plane->corner[0].dep,
                    plane->corner[3].dep, plane->width, h->hypos[j]);
        set_canterbury(h, &h->rows[j], &(struct shk_surface){ .kind = SHK_PLANAR, .plane = plane });
        shk_hazard_occurrence(h, &h->rows[j]);
    }
    push_planes(h, h->planes, h->hypos, q.b1 - q.b0, q.nclose, h->nnear - q.nclose);
}

/* Planes of bins b0..b1-1 for their close sites, averaged ones for the others. */
static void push_bins(struct shk_hazard *h, const struct shk_point_set *s, size_t i, struct bin_range q)
{
    const struct shk_hazard_plan *p = h->p;
    const size_t np = s->nplanes * s->ndepths, bins_before = s->mag_start ? 0 : i * s->nmags;
    if (q.nclose < h->nnear) push_averages(h, s, i, q);
    if (q.nclose == 0) return;
    shk_point_planes(s, i, q.b0, q.b1, (h->needs_cshm ? 0 : SHK_POINT_NO_LONLAT) | (p->shift_hypo ? SHK_POINT_SHIFT_HYPO : 0), h->planes, h->hypos);
    for (size_t b = q.b0, j = 0; b < q.b1; b++)
        for (size_t k = 0; k < np; k++, j++) {
            const struct shk_nodal_plane *n = &s->planes[k / s->ndepths];
            const struct shk_plane *plane = &h->planes[j];
            h->rows[j] = (struct shk_row_rupture){ .rate = s->bins[b].rate * (n->prob * s->depths[k % s->ndepths].prob), .weight = 1 };
            h->rows[j].id = (uint32_t)((bins_before + b) * np + k);
            h->rows[j].rate += delta_rate(h, h->rows[j].id, 1);
            h->reach[j] = shk_reach_at(&p->maxdist, s->bins[b].mag);
            if (h->whole) h->reach[j] = nextafter(h->reach[j], INFINITY);       /* rrup = reach is in */
            set_rupture(&h->rows[j], s->bins[b].mag, n->rake, n->dip, n->strike, plane->corner[0].dep, plane->corner[3].dep, plane->width, h->hypos[j]);
            set_canterbury(h, &h->rows[j], &(struct shk_surface){ .kind = SHK_PLANAR, .plane = plane });
            shk_hazard_occurrence(h, &h->rows[j]);
        }
    push_planes(h, h->planes, h->hypos, (q.b1 - q.b0) * np, 0, q.nclose);
}

/* How many of the near sites, sorted by distance, see all planes of a bin; the others see the averaged one. */
static size_t close_sites(const struct shk_hazard *h, const struct shk_point_set *s, size_t bin, double reach)
{
    const struct shk_hazard_plan *p = h->p;
    if (s->nplanes * s->ndepths <= 1) return h->nnear;
    const double radius = shk_point_radius(s, bin);
    const double close = (radius < reach / 2 ? radius : reach / 2) + p->pointsource_distance;    /* the grid's spacing counts for merged cells only */
    size_t n = 0;
    while (n < h->nnear && h->near_coord[6][n] <= close) n++;
    return p->few_sites && n ? h->nnear : n;            /* few sites: all or nothing */
}

struct by_chord { double chord; uint32_t row; };

static int by_distance(const void *pa, const void *pb)
{
    const struct by_chord *a = pa, *b = pb;
    return a->chord < b->chord ? -1 : a->chord > b->chord ? 1 : a->row < b->row ? -1 : a->row > b->row;
}

/* Sites within reach of a location, nearest first. */
static void near_point(struct shk_hazard *h, double lon, double lat, double dep, double reach)
{
    const struct shk_sites *sites = h->p->sites;
    struct by_chord *list = h->chords;
    double xyz[3];
    shk_to_xyz(lon, lat, dep, xyz);
    h->nnear = 0;
    for (size_t r = 0; r < h->nsites; r++) {
        const uint32_t k = h->sites[r];
        const double dx = sites->x[k] - xyz[0], dy = sites->y[k] - xyz[1], dz = sites->z[k] - xyz[2];
        const double c2 = dx * dx + dy * dy + dz * dz;
        if (c2 <= reach * reach) list[h->nnear++] = (struct by_chord){ sqrt(c2), (uint32_t)r };
    }
    if (h->nnear > 1) qsort(list, h->nnear, sizeof *list, by_distance);
    for (size_t i = 0; i < h->nnear; i++) {
        h->near[i] = list[i].row;
        h->near_coord[6][i] = list[i].chord;
    }
    load_near(h);
}

/* Sites strictly within the source's box enlarged by the largest distance, as the reference does it (contexts.md 4.2): its
 * constants are rounded, so that a site at just that distance may be lost; results depend on it. */
static void near_box(struct shk_hazard *h, const double box[4])
{
    const struct shk_hazard_plan *p = h->p;
    const struct shk_sites *s = p->sites;
    const double most = p->maxdist.dist[p->maxdist.n - 1];
    const double a1 = fmin(most * SHK_KM_TO_DEGREES, 90), a2 = shk_angular_distance(most, box[2], box[3]);
    const double width = box[1] - box[0] + (box[1] < box[0] ? 360 : 0);
    const double west = shk_fix_lon(box[0] - a2), east = shk_fix_lon(box[1] + a2);
    const int all = box[1] < box[0] || width + 2 * a2 > 180 || !isfinite(a2) || west > east || shk_cross_idl(west, east);
    h->nnear = 0;
    for (size_t r = 0; r < h->nsites; r++) {
        const uint32_t i = h->sites[r];
        if (all || (s->lat[i] > box[2] - a1 && s->lat[i] < box[3] + a1 && s->lon[i] > west && s->lon[i] < east)) h->near[h->nnear++] = (uint32_t)r;
    }
    load_near(h);
}

static enum shk_err room_for(struct shk_hazard *h, size_t nplanes, struct shk_diag *d)
{
    if (nplanes <= h->nplanes) return SHK_OK;
    h->nplanes = nplanes;
    h->planes = SHK_NEW(h->arena, struct shk_plane, nplanes);
    h->hypos = SHK_NEW(h->arena, struct shk_point, nplanes);
    h->rows = SHK_NEW(h->arena, struct shk_row_rupture, nplanes);
    h->reach = SHK_NEW(h->arena, double, nplanes);
    h->cell_rates = SHK_NEW(h->arena, double, 2 * nplanes);
    if (h->planes && h->hypos && h->rows && h->reach && h->cell_rates) return SHK_OK;
    return shk_fail(d, SHK_E_NOMEM, "%zu planes of a point source: out of memory", nplanes);
}

enum shk_err shk_hazard_points(struct shk_hazard *h, const struct shk_point_set *s, const struct shk_tom *tom, const double *box, size_t first, size_t n,
                               struct shk_diag *d)
{
    enum { PLANES_AT_ONCE = 256 };
    const struct shk_hazard_plan *p = h->p;
    const size_t np = s->nplanes * s->ndepths, most = np < PLANES_AT_ONCE ? PLANES_AT_ONCE : np;
    SHK_TRY(room_for(h, most, d));
    h->tom = tom;
    h->whole = box != NULL;
    if (box) near_box(h, box);
    for (size_t i = first; i < first + n; i++) {
        size_t b0, b1, largest = SIZE_MAX;
        shk_point_bins(s, i, &b0, &b1);
        for (size_t b = b0; b < b1; b++)
            if (shk_reach_at(&p->maxdist, s->bins[b].mag) > 0 && (largest == SIZE_MAX || s->bins[b].mag > s->bins[largest].mag)) largest = b;
        if (largest == SIZE_MAX) continue;
        if (!box) near_point(h, s->lon[i], s->lat[i], 0,
                             shk_reach_at(&p->maxdist, s->bins[largest].mag) + shk_point_radius(s, largest));
        struct bin_range q = { b0, b0, 0 };
        for (size_t b = b0; b < b1 && h->nnear; b++) {
            const double reach = shk_reach_at(&p->maxdist, s->bins[b].mag);
            const size_t nclose = box ? h->nnear : reach > 0 ? close_sites(h, s, b, reach) : 0;
            if (q.b1 > q.b0 && (reach <= 0 || nclose != q.nclose || (b + 1 - q.b0) * np > most)) {
                push_bins(h, s, i, q);
                q.b0 = q.b1 = b;
            }
            if (reach <= 0) {
                q.b0 = q.b1 = b + 1;
                continue;
            }
            q.nclose = nclose;
            q.b1 = b + 1;
        }
        if (h->nnear && q.b1 > q.b0) push_bins(h, s, i, q);
    }
    return SHK_OK;
}

/* One bin of a merged cell: near sites see all planes of all members, far ones the average. */
static enum shk_err cell_bin(struct shk_hazard *h, const struct shk_collapsed *c, size_t cell, size_t b, struct shk_diag *d)
{
    const struct shk_hazard_plan *p = h->p;
    const struct shk_point_set *far = &c->far[cell];
    const double mag = far->bins[b].mag, reach = shk_reach_at(&p->maxdist, mag);
    if (reach <= 0) return SHK_OK;
    const double radius = shk_point_radius(far, b), close = (radius < reach / 2 ? radius : reach / 2) + 0.707 * p->ps_grid_spacing + p->pointsource_distance;
    size_t nclose = 0;
    while (nclose < h->nnear && h->near_coord[6][nclose] <= close) nclose++;
    if (p->few_sites && nclose) nclose = h->nnear;
    if (nclose < h->nnear) push_averages(h, far, 0, (struct bin_range){ b, b + 1, nclose });
    if (nclose == 0) return SHK_OK;
    const size_t n = shk_point_cell_count(c, cell, b);
    SHK_TRY(room_for(h, n, d));
    double *rates = h->cell_rates, *rakes = h->cell_rates + h->nplanes;
    const unsigned flags = (h->needs_cshm ? 0 : SHK_POINT_NO_LONLAT) | (p->shift_hypo ? SHK_POINT_SHIFT_HYPO : 0);
    const size_t got = shk_point_cell_planes(c, cell, b, flags, h->planes, h->hypos, rates, rakes);
    for (size_t j = 0; j < got; j++) {
        const struct shk_plane *plane = &h->planes[j];
        h->rows[j] = (struct shk_row_rupture){ .rate = rates[j], .weight = 1 };
        h->reach[j] = reach;
        set_rupture(&h->rows[j], mag, rakes[j], plane->dip, plane->strike, plane->corner[0].dep, plane->corner[3].dep, plane->width, h->hypos[j]);
        set_canterbury(h, &h->rows[j], &(struct shk_surface){ .kind = SHK_PLANAR, .plane = plane });
        shk_hazard_occurrence(h, &h->rows[j]);
    }
    push_planes(h, h->planes, h->hypos, got, 0, nclose);
    return SHK_OK;
}

enum shk_err shk_hazard_cells(struct shk_hazard *h, const struct shk_collapsed *c, const struct shk_point_set *sets, const struct shk_tom *tom,
                              size_t first, size_t n, struct shk_diag *d)
{
    const struct shk_hazard_plan *p = h->p;
    for (size_t cell = first; cell < first + n; cell++) {
        if (c->cells[cell].n == 1) {
            const struct shk_point_ref ref = c->cells[cell].members[0];
            SHK_TRY(shk_hazard_points(h, &sets[ref.set], tom, NULL, ref.location, 1, d));
            continue;
        }
        const struct shk_point_set *far = &c->far[cell];
        size_t b0, b1, largest = SIZE_MAX;
        SHK_TRY(room_for(h, 1, d));
        h->tom = tom;
        h->whole = 0;
        shk_point_bins(far, 0, &b0, &b1);
        for (size_t b = b0; b < b1; b++)
            if (shk_reach_at(&p->maxdist, far->bins[b].mag) > 0 && (largest == SIZE_MAX || far->bins[b].mag > far->bins[largest].mag)) largest = b;
        if (largest == SIZE_MAX) continue;
        near_point(h, far->lon[0], far->lat[0], far->depths[0].depth,
                   shk_reach_at(&p->maxdist, far->bins[largest].mag) + shk_point_radius(far, largest) + 0.707 * p->ps_grid_spacing);
        for (size_t b = b0; b < b1 && h->nnear; b++) SHK_TRY(cell_bin(h, c, cell, b, d));
    }
    return SHK_OK;
}

enum shk_err shk_hazard_ruptures(struct shk_hazard *h, const struct shk_ruptures *rs, const double box[4], size_t first, size_t n, struct shk_diag *d)
{
    enum { CHUNK = 64 };
    const struct shk_hazard_plan *p = h->p;
    struct shk_rupture chunk[CHUNK];
    near_box(h, box);
    if (h->nnear == 0) return SHK_OK;
    for (size_t at = first; at < first + n; at += CHUNK) {
        const size_t take = first + n - at < CHUNK ? first + n - at : CHUNK;
        SHK_TRY(shk_ruptures_get(rs, at, take, chunk, d));
        for (size_t j = 0; j < take; j++) {
            const struct shk_rupture *u = &chunk[j];
            const double reach = shk_reach_at(&p->maxdist, u->mag), *rrup = h->dist[SHK_COL_rrup];
            if (reach <= 0) continue;
            struct shk_row_rupture r = { .rate = u->rate + delta_rate(h, u->id, 1), .weight = u->weight, .pmf = u->pmf, .npmf = u->npmf, .id = u->id };
            set_rupture(&r, u->mag, u->rake, u->dip, u->strike, u->ztor, u->zbot, u->width, u->hypo);
            set_canterbury(h, &r, &u->surface);
            for (size_t s0 = 0; s0 < h->nnear; s0 += SHK_SITE_CHUNK) {
                const size_t ns = h->nnear - s0 < SHK_SITE_CHUNK ? h->nnear - s0 : SHK_SITE_CHUNK;
                SHK_TRY(shk_surface_distances(&u->surface, u->hypo, u->strike, near_arrays(h, s0, ns), h->wanted, d));
                size_t kept = 0;
                for (size_t i = 0; i < ns; i++)
                    if (rrup[i] <= reach) h->keep[kept++] = (uint32_t)i;
                if (kept) shk_hazard_push(h, &r, s0, 0, kept);
            }
        }
        if (h->any_pmf) shk_hazard_flush(h);    /* the chunk's probabilities are only lent */
    }
    return SHK_OK;
}
