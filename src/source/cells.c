/* cells.c — areas, lengths, widths and orientations of the cells of a mesh (sources.md 0.4). */
#include "source/cells.h"
#include <math.h>
#include <string.h>
#include "geo/geodetic.h"

struct vec { double x, y, z; };

static struct vec sub(struct vec a, struct vec b) { return (struct vec){ a.x - b.x, a.y - b.y, a.z - b.z }; }
static double dot(struct vec a, struct vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static double norm(struct vec a) { return sqrt(dot(a, a)); }

static struct vec cross(struct vec a, struct vec b)
{
    return (struct vec){ a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x };
}

static struct vec unit(struct vec a)
{
    const double l = norm(a);
    return (struct vec){ a.x / l, a.y / l, a.z / l };
}

static double heron(double a, double b, double c)
{
    const double s = (a + b + c) / 2;
    return sqrt(s * (s - a) * (s - b) * (s - c));
}

static double clip(double x) { return x < -1 ? -1 : x > 1 ? 1 : x; }

struct tilt { double ix, iy, ax, ay; };

/* One triangle with edges along and up at node p, weighted by its area. */
static struct tilt triangle(struct vec p, struct vec along, struct vec up, double area)
{
    const double c = clip(dot(unit(p), unit(cross(along, up))));
    const struct vec east = unit(cross((struct vec){ p.x, p.y, p.z + 1 }, p)), north = unit(cross(p, east)), a = unit(along);
    const double n = dot(a, north), sign = dot(a, east) < 0 ? -1 : 1;
    return (struct tilt){ area * c, area * sqrt(1 - c * c), area * n, area * sqrt(fmax(0, 1 - n * n)) * sign };
}

static struct vec node(const struct shk_mesh *m, size_t r, size_t c)
{
    const size_t k = r * m->ncol + c;
    return (struct vec){ m->x[k], m->y[k], m->z[k] };
}

enum shk_err shk_cells_make(const struct shk_mesh *m, struct shk_arena *a, struct shk_diag *d, struct shk_cells *out)
{
    SHK_ASSERT(m->nrow >= 2 && m->ncol >= 2);
    const size_t nr = m->nrow - 1, nc = m->ncol - 1, n = nr * nc, along = nr * (nc + 1), down = nc * (nr + 1);
    *out = (struct shk_cells){ m, nr, nc, SHK_NEW(a, double, n), SHK_NEW(a, double, n), SHK_NEW(a, double, n),
        SHK_NEW(a, double, along), SHK_NEW(a, double, along), SHK_NEW(a, double, along), SHK_NEW(a, double, along),
        SHK_NEW(a, double, down), SHK_NEW(a, double, down), SHK_NEW(a, double, down) };
    if (!out->length || !out->width || !out->area || !out->incl_x || !out->incl_y || !out->azim_x || !out->azim_y
        || !out->col_width || !out->col_moment || !out->col_area)
        return shk_fail(d, SHK_E_NOMEM, "out of memory for a mesh of %zu x %zu nodes", m->nrow, m->ncol);
    for (size_t r = 0; r < nr; r++) {
        for (size_t c = 0; c < nc; c++) {
            const struct vec tl = node(m, r, c), tr = node(m, r, c + 1), bl = node(m, r + 1, c), br = node(m, r + 1, c + 1);
            const struct vec top = sub(tr, tl), bottom = sub(br, bl), left = sub(tl, bl), right = sub(tr, br);
            const double diag = norm(sub(tr, bl)), lt = norm(top), lb = norm(bottom), ll = norm(left), lr = norm(right);
            const double at = heron(lt, ll, diag), ab = heron(lb, lr, diag), area = at + ab;
            const size_t k = r * nc + c, p = r * (nc + 1) + c, q = c * (nr + 1) + r;
            out->area[k] = area;
            out->length[k] = (lt * at + lb * ab) / area;
            out->width[k] = (ll * at + lr * ab) / area;
            const struct tilt t = triangle(tl, top, left, at), b = triangle(br, bottom, right, ab);
            out->incl_x[p + 1] = out->incl_x[p] + (t.ix + b.ix);
            out->incl_y[p + 1] = out->incl_y[p] + (t.iy + b.iy);
            out->azim_x[p + 1] = out->azim_x[p] + (t.ax + b.ax);
            out->azim_y[p + 1] = out->azim_y[p] + (t.ay + b.ay);
            out->col_width[q + 1] = out->col_width[q] + out->width[k];
            out->col_moment[q + 1] = out->col_moment[q] + out->length[k] * area;
            out->col_area[q + 1] = out->col_area[q] + area;
        }
    }
    return SHK_OK;
}

double shk_pairwise_sum(const double *x, size_t n)
{
    if (n < 8) {
        double s = 0;
        for (size_t i = 0; i < n; i++) s += x[i];
        return s;
    }
    if (n <= 128) {
        double r[8];
        size_t i = 8;
        memcpy(r, x, sizeof r);
        for (; i + 8 <= n; i += 8)
            for (size_t k = 0; k < 8; k++) r[k] += x[i + k];
        double s = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        for (; i < n; i++) s += x[i];
        return s;
    }
    const size_t half = n / 2 - n / 2 % 8;
    return shk_pairwise_sum(x, half) + shk_pairwise_sum(x + half, n - half);
}

double shk_cells_total_area(const struct shk_cells *c) { return shk_pairwise_sum(c->area, c->nr * c->nc); }

static struct shk_point at(const struct shk_mesh *m, size_t r, size_t c)
{
    const size_t k = r * m->ncol + c;
    return (struct shk_point){ m->lon[k], m->lat[k], m->dep[k] };
}

static struct shk_point row_middle(const struct shk_mesh *m, size_t r, struct shk_window w)
{
    const size_t n = w.col1 - w.col0, c = w.col0 + n / 2;
    return n % 2 ? at(m, r, c) : shk_middle(at(m, r, c - 1), at(m, r, c));
}

struct shk_point shk_window_middle(const struct shk_mesh *m, struct shk_window w)
{
    const size_t n = w.row1 - w.row0, r = w.row0 + n / 2;
    return n % 2 ? row_middle(m, r, w) : shk_middle(row_middle(m, r - 1, w), row_middle(m, r, w));
}

static int on_ground(const struct shk_mesh *m, struct shk_window w)
{
    for (size_t r = w.row0; r < w.row1; r++)
        for (size_t c = w.col0; c < w.col1; c++)
            if (m->dep[r * m->ncol + c] != 0) return 0;
    return 1;
}

/* Width of the columns of cells c0..c1-1, the mean weighted by their lengths. */
static double mean_width(const struct shk_cells *k, struct shk_window w, size_t c1)
{
    double sum = 0, weight = 0, width = 0;
    for (size_t c = w.col0; c < c1; c++) {
        const size_t p = c * (k->nr + 1) + w.row0, q = c * (k->nr + 1) + w.row1 - 1;
        const double length = (k->col_moment[q] - k->col_moment[p]) / (k->col_area[q] - k->col_area[p]);
        width = k->col_width[q] - k->col_width[p];
        sum += width * length;
        weight += length;
    }
    return c1 - w.col0 == 1 ? width : sum / weight;
}

void shk_cells_params(const struct shk_cells *k, struct shk_window w, enum shk_surface_kind kind, struct shk_surface_params *out)
{
    const struct shk_mesh *m = k->mesh;
    const struct shk_window tilt = { w.row0, kind == SHK_SIMPLE ? w.row0 + 2 : w.row1, w.col0, w.col1 };
    double ix = 0, iy = 0, ax = 0, ay = 0, area = 0;
    for (size_t r = tilt.row0; r + 1 < tilt.row1; r++) {
        const size_t p = r * (k->nc + 1) + w.col0, q = r * (k->nc + 1) + w.col1 - 1;
        ix += k->incl_x[q] - k->incl_x[p];
        iy += k->incl_y[q] - k->incl_y[p];
        ax += k->azim_x[q] - k->azim_x[p];
        ay += k->azim_y[q] - k->azim_y[p];
    }
    double dip = on_ground(m, tilt) ? 0 : shk_degrees(atan2(iy, ix)), strike = shk_degrees(atan2(ay, ax));
    if (strike < 0) strike += 360;
    if (dip > 90) {
        dip = 180 - dip;
        strike = shk_floor_mod(strike + 180, 360);
    }
    double ztor = INFINITY, zbot = -INFINITY;
    for (size_t c = w.col0; c < w.col1; c++) ztor = fmin(ztor, m->dep[w.row0 * m->ncol + c]);
    for (size_t r = kind == SHK_SIMPLE ? w.row1 - 1 : w.row0; r < w.row1; r++)
        for (size_t c = w.col0; c < w.col1; c++) zbot = fmax(zbot, m->dep[r * m->ncol + c]);
    for (size_t c = w.col0; c + 1 < w.col1; c++) {
        const size_t p = c * (k->nr + 1);
        area += k->col_area[p + w.row1 - 1] - k->col_area[p + w.row0];
    }
    *out = (struct shk_surface_params){ strike, dip, mean_width(k, w, kind == SHK_SIMPLE ? w.col0 + 1 : w.col1 - 1), ztor, zbot, area,
                                        shk_window_middle(m, w) };
}
