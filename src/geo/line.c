#include "geo/line.h"
#include "geo/geodetic.h"
#include "geo/internal.h"
#include "math/vmath.h"

enum shk_err shk_line_clean(struct shk_line in, size_t least, struct shk_arena *a, struct shk_diag *d, struct shk_line *out)
{
    struct shk_point *p = SHK_NEW(a, struct shk_point, in.n + !in.n);
    size_t n = 0;
    if (!p) return shk_fail(d, SHK_E_NOMEM, "a line of %zu points", in.n);
    for (size_t i = 0; i < in.n; i++) {
        SHK_TRY(shk_check_point(in.p[i], d));
        if (!n || !(shk_distance3(p[n - 1], in.p[i]) <= 0.001)) p[n++] = in.p[i];
    }
    if (n < least) return shk_fail(d, SHK_E_INVALID, "at least %zu distinct points are needed, found %zu", least, n);
    *out = (struct shk_line){ n, p };
    return SHK_OK;
}

double shk_line_length(struct shk_line l)
{
    double sum = 0;
    for (size_t i = 1; i < l.n; i++) sum += shk_distance3(l.p[i], l.p[i - 1]);
    return sum;
}

double shk_line_azimuth(struct shk_line l)
{
    if (l.n == 2) return shk_azimuth(l.p[0].lon, l.p[0].lat, l.p[1].lon, l.p[1].lat);
    double s = 0, c = 0;
    for (size_t i = 1; i < l.n; i++) {
        const struct shk_point p = l.p[i - 1], q = l.p[i];
        const double w = shk_distance_f32(p.lon, p.lat, q.lon, q.lat), az = shk_radians(shk_azimuth(p.lon, p.lat, q.lon, q.lat));
        s += w * sin(az);
        c += w * cos(az);
    }
    return shk_floor_mod(shk_degrees(atan2(s, c)), 360);
}

size_t shk_line_keep_corners(struct shk_line l, double delta, struct shk_point *out)
{
    size_t n = 0;
    double last = 0;
    for (size_t i = 0; i < l.n; i++) {
        const double az = i + 1 < l.n ? shk_azimuth(l.p[i].lon, l.p[i].lat, l.p[i + 1].lon, l.p[i + 1].lat) : 0;
        if (i == 0 || i + 1 == l.n || fabs(az - last) > delta) out[n++] = l.p[i];
        last = az;
    }
    return n;
}

/* ---- resampling ---- */

struct q3 { double x, y, z; };
static double gap(struct q3 a, struct q3 b)
{
    return sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z));
}

static struct q3 along(struct q3 a, struct q3 b, double u) { return (struct q3){ a.x + u * (b.x - a.x), a.y + u * (b.y - a.y), a.z + u * (b.z - a.z) }; }

static int between(double v, double a, double b) { return v >= fmin(a, b) && v <= fmax(a, b); }

/* The point of the segment a-b at distance r from c: intersection of a line with a sphere. 0 if there is none. */
static int cut(struct q3 a, struct q3 b, struct q3 c, double r, struct q3 *out)
{
    const double pa = (b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y) + (b.z - a.z) * (b.z - a.z);
    const double pb = 2 * ((b.x - a.x) * (a.x - c.x) + (b.y - a.y) * (a.y - c.y) + (b.z - a.z) * (a.z - c.z));
    const double pc = c.x * c.x + c.y * c.y + c.z * c.z + a.x * a.x + a.y * a.y + a.z * a.z - 2 * (c.x * a.x + c.y * a.y + c.z * a.z) - r * r;
    const double disc = pb * pb - 4 * pa * pc;
    if (!(disc >= 0) || pa == 0) return 0;
    const struct q3 t = along(a, b, (-pb + sqrt(disc)) / (2 * pa));
    *out = between(t.x, a.x, b.x) && between(t.y, a.y, b.y) && between(t.z, a.z, b.z) ? t : along(a, b, (-pb - sqrt(disc)) / (2 * pa));
    return 1;
}

struct rolling {                /* the line being made, projected and geographic */
    struct shk_projection proj;
    struct q3 *q;
    struct shk_point *p;
    size_t n, max;
};

static int append(struct rolling *r, struct q3 q)
{
    if (r->n == r->max) return 0;
    struct shk_point *p = r->p + r->n;
    shk_unproject(&r->proj, q.x, q.y, &p->lon, &p->lat);
    p->dep = q.z;
    r->q[r->n++] = q;
    return 1;
}

/* Whether the last step and the rest of the line point the same way (sources.md 0.3, step 4). */
static int same_direction(const struct rolling *r, struct shk_point end)
{
    if (r->n < 2) return 1;
    const struct shk_point a = r->p[r->n - 2], b = r->p[r->n - 1];
    if (fabs(a.lon - b.lon) < 0.01 && fabs(a.lat - b.lat) < 0.01) return !(end.dep < b.dep);
    return fabs(shk_azimuth(a.lon, a.lat, b.lon, b.lat) - shk_azimuth(b.lon, b.lat, end.lon, end.lat)) < 30;
}

static int roll(struct rolling *r, const struct q3 *v, size_t n, struct shk_point end, double step, int keep_end)
{
    for (size_t from = 0;;) {
        const struct q3 last = r->q[r->n - 1];
        size_t idx = SIZE_MAX;
        double best = -INFINITY;
        for (size_t i = from; i < n; i++) {
            const double g = gap(v[i], last);
            if (g <= step && g > best) { best = g; idx = i; }
        }
        if (idx == SIZE_MAX) return 0;
        if (idx == n - 1) {
            if (keep_end) {
                if (r->n == r->max) return 0;
                r->p[r->n] = end;
                r->q[r->n++] = v[n - 1];
                return 1;
            }
            const double rest = gap(last, v[n - 1]);
            const int same = same_direction(r, end);
            if ((rest > step / 2 && same) || (rest < step / 2 && !same)) {
                const double len = gap(v[n - 1], v[n - 2]);
                const struct q3 a = v[n - 2], b = v[n - 1];
                return append(r, (struct q3){ last.x + step * ((b.x - a.x) / len), last.y + step * ((b.y - a.y) / len), last.z + step * ((b.z - a.z) / len) });
            }
            return 1;
        }
        struct q3 t;
        if (!cut(v[idx + 1], v[idx], last, step, &t) || !append(r, t)) return 0;
        const double len = gap(v[idx + 1], t);
        const struct q3 e = { (v[idx + 1].x - t.x) / len, (v[idx + 1].y - t.y) / len, (v[idx + 1].z - t.z) / len };
        for (struct q3 p = t; gap(v[idx + 1], p) > step * 0.9999;) {
            p = (struct q3){ p.x + step * e.x, p.y + step * e.y, p.z + step * e.z };
            if (!append(r, p)) return 0;
        }
        from = idx + 1;
    }
}

/* Exact duplicates of the previous point go. */
static size_t unique(struct shk_point *p, size_t n)
{
    size_t m = n ? 1 : 0;
    for (size_t i = 1; i < n; i++)
        if (p[i].lon != p[m - 1].lon || p[i].lat != p[m - 1].lat || p[i].dep != p[m - 1].dep) p[m++] = p[i];
    return m;
}

enum shk_err shk_line_resample(struct shk_line l, double step, int keep_end, struct shk_arena *a, struct shk_diag *d, struct shk_line *out)
{
    if (l.n < 2) return shk_fail(d, SHK_E_INVALID, "at least two distinct points are needed for a line");
    if (!(step > 0)) return shk_fail(d, SHK_E_INVALID, "spacing must be positive, not %g", step);
    struct shk_box box;
    SHK_TRY(shk_box_of_points(l.n, l.p, d, &box));
    struct rolling r = { .proj = shk_projection_of(box) };
    struct q3 *v = SHK_NEW(a, struct q3, l.n);
    if (!v) return shk_fail(d, SHK_E_NOMEM, "a line of %zu points", l.n);
    double total = 0;
    for (size_t i = 0; i < l.n; i++) {
        shk_project(&r.proj, l.p[i].lon, l.p[i].lat, &v[i].x, &v[i].y);
        v[i].z = l.p[i].dep;
        if (i) total += gap(v[i], v[i - 1]);
    }
    const double most = total / step * 1.001 + (double)l.n + 3;     /* a chord of one step covers at least a step of the line */
    if (!(most < SHK_LINE_MAX_POINTS)) return shk_fail(d, SHK_E_LIMIT, "spacing %g km is too small for a line of %g km: more than %d points", step, total, SHK_LINE_MAX_POINTS);
    r.max = (size_t)most;
    r.q = SHK_NEW(a, struct q3, r.max);
    r.p = SHK_NEW(a, struct shk_point, r.max);
    if (!r.q || !r.p) return shk_fail(d, SHK_E_NOMEM, "a line of %zu points", r.max);
    r.q[0] = v[0];
    r.p[0] = l.p[0];
    r.n = 1;
    if (!roll(&r, v, l.n, l.p[l.n - 1], step, keep_end))
        return shk_fail(d, SHK_E_INVALID, "cannot resample a line of %g km with a spacing of %g km", total, step);
    r.n = unique(r.p, r.n);
    if (r.n < 2) return shk_fail(d, SHK_E_INVALID, "a line of %g km is too short for a spacing of %g km: at least two distinct points are needed", total, step);
    *out = (struct shk_line){ r.n, r.p };
    return SHK_OK;
}

enum shk_err shk_line_resample_to(struct shk_line l, size_t n, struct shk_arena *a, struct shk_diag *d, struct shk_line *out)
{
    if (l.n < 2 || n < 2) return shk_fail(d, SHK_E_INVALID, "cannot resample a line of %zu points to %zu", l.n, n);
    if (n > SHK_LINE_MAX_POINTS) return shk_fail(d, SHK_E_LIMIT, "a line of %zu points", n);
    struct shk_point *p = SHK_NEW(a, struct shk_point, n);
    if (!p) return shk_fail(d, SHK_E_NOMEM, "a line of %zu points", n);
    const double part = shk_line_length(l) / (double)(n - 1);
    double acc = 0, last = 0;
    size_t seg = 0;
    p[0] = l.p[0];
    for (size_t i = 1; i < n; i++) {
        const double target = (double)i * part;
        while (target > acc && seg < l.n - 1) {
            last = shk_distance3(l.p[seg], l.p[seg + 1]);
            acc += last;
            seg++;
        }
        if (!seg) seg = 1;                      /* a line of no length */
        const struct shk_point from = l.p[seg - 1], to = l.p[seg];
        const double offset = target - (acc - last);
        struct shk_point two[2];
        if (offset < 1e-5) p[i] = from;
        else if (shk_intervals_count(from, to, offset) < 2) return shk_fail(d, SHK_E_INVALID, "cannot resample a line to %zu points", n);
        else {
            shk_intervals_between(from, to, offset, 2, two);
            p[i] = two[1];
        }
    }
    return shk_line_clean((struct shk_line){ n, p }, 2, a, d, out);
}

/* ---- self-intersection ---- */

static double turn(const double a[2], const double b[2], const double c[2])
{
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

static int on(const double a[2], const double b[2], const double c[2])
{
    return between(c[0], a[0], b[0]) && between(c[1], a[1], b[1]);
}

static int meet(const double a[2], const double b[2], const double c[2], const double e[2])
{
    const double t1 = turn(a, b, c), t2 = turn(a, b, e), t3 = turn(c, e, a), t4 = turn(c, e, b);
    if (((t1 > 0 && t2 < 0) || (t1 < 0 && t2 > 0)) && ((t3 > 0 && t4 < 0) || (t3 < 0 && t4 > 0))) return 1;
    return (t1 == 0 && on(a, b, c)) || (t2 == 0 && on(a, b, e)) || (t3 == 0 && on(c, e, a)) || (t4 == 0 && on(c, e, b));
}

int shk_ring_intersects(size_t n, double (*v)[2], int closed)
{
    const size_t m = closed ? n : n - 1;        /* segments i, i + 1 mod n */
    for (size_t i = 0; i < m; i++) {
        const double *a = v[i], *b = v[(i + 1) % n];
        for (size_t j = i + 1; j < m; j++) {
            const double *c = v[j], *e = v[(j + 1) % n];
            if (j == i + 1 || (closed && i == 0 && j == m - 1)) {       /* neighbours share a vertex: only folding back counts */
                const double *s = j == i + 1 ? b : a, *p = j == i + 1 ? a : b, *q = j == i + 1 ? e : c;
                if (n > 2 && turn(p, s, q) == 0 && (p[0] - s[0]) * (q[0] - s[0]) + (p[1] - s[1]) * (q[1] - s[1]) > 0) return 1;
                continue;
            }
            if (!closed && i == 0 && j == m - 1 && a[0] == e[0] && a[1] == e[1] && n > 3) continue;     /* the ends coincide */
            if (fmax(a[0], b[0]) < fmin(c[0], e[0]) || fmin(a[0], b[0]) > fmax(c[0], e[0])) continue;
            if (meet(a, b, c, e)) return 1;
        }
    }
    return 0;
}

enum shk_err shk_line_self_intersects(struct shk_line l, int closed, struct shk_diag *d, int *out)
{
    struct shk_box box;
    *out = 0;
    if (l.n < 4) return SHK_OK;
    if (l.n > 20000) return shk_fail(d, SHK_E_LIMIT, "a line of %zu vertices", l.n);
    SHK_TRY(shk_box_of_points(l.n, l.p, d, &box));
    const struct shk_projection proj = shk_projection_of(box);
    struct shk_arena *a = shk_arena_new(0);
    double (*v)[2] = a ? shk_arena_alloc(a, l.n, sizeof *v) : NULL;
    size_t n = l.n;
    if (v) {
        for (size_t i = 0; i < n; i++) shk_project(&proj, l.p[i].lon, l.p[i].lat, &v[i][0], &v[i][1]);
        if (closed && v[0][0] == v[n - 1][0] && v[0][1] == v[n - 1][1]) n--;
        *out = shk_ring_intersects(n, v, closed);
    }
    shk_arena_free(a);
    return v ? SHK_OK : shk_fail(d, SHK_E_NOMEM, "a line of %zu points", l.n);
}
