/* Outlines of ruptures on regular meshes, for Joyner-Boore distances below 40 km (contexts.md 3).
 *
 * The reference unites stripes between neighbouring rows, each simplified by 5 m and grown by 5 m, and simplifies the union
 * by 5 m. The simplification drops points that the growing made, so its effect of up to 5 m depends on which point of the
 * ring it begins at. Here the ring that the union has is written down directly: the grown stripes overlap, what is left
 * is the outline of the mesh moved outwards, with bevels at convex corners and mitres at concave ones. Its first point
 * follows from the order in which the polygons are united. The simplification is that of Douglas and Peucker (1973) with
 * the first point removed at the end where it is not needed. */
#include <string.h>
#include "geo/internal.h"
#include "geo/site_kernels.h"

#define GROW 0.005              /* km, both of growing and of simplifying */
#define SAME 1e-7               /* km: nodes that coincide */
#define STRAIGHT 1e-4           /* radians: turns that are noise of the projection */
/* On vertical faults stripes are lines, and rounding noise decides where the reference's ring begins: this is the mean gain (but see meridian_nodes). */
#define GROW_LINE 0.0035
enum { POINTS_A_NODE = 7 };

struct xy { double x, y; };

static inline struct xy minus(struct xy a, struct xy b) { return (struct xy){ a.x - b.x, a.y - b.y }; }
static inline double dot(struct xy a, struct xy b) { return a.x * b.x + a.y * b.y; }
static inline double cross(struct xy a, struct xy b) { return a.x * b.y - a.y * b.x; }
static inline struct xy along(struct xy p, struct xy u, double s) { return (struct xy){ p.x + s * u.x, p.y + s * u.y }; }
static inline struct xy direction(struct xy a, struct xy b)
{
    const struct xy e = minus(b, a);
    const double l = sqrt(dot(e, e));
    return l > 0 ? (struct xy){ e.x / l, e.y / l } : (struct xy){ 0, 0 };
}

/* Squared distance of p from a segment that begins at a. Where the nearest point is inside, it comes from the area: it is compared with
 * GROW for points that are 5 m off but for a few millimetres. e: the segment; l2, q: its squared length and 1 over it. */
static inline double segment2(struct xy a, struct xy e, double l2, double q, struct xy p)
{
    const struct xy f = minus(p, a), g = minus(f, e);
    const double t = dot(e, f), s = cross(e, f), inside = s * s * q, before = dot(f, f), beyond = dot(g, g);
    return t <= 0 ? before : t >= l2 ? beyond : inside;
}

/* ---- simplification ---- */

struct span { uint32_t from, to, depth; };

/* keep[i] = 1 for the points of the closed line p[0..n-1] (the last equals the first) that stay. At least 4 points stay, as in a
 * ring. Returns their number, the last one counted. */
static size_t simplify(size_t n, const struct xy *p, struct span *stack, unsigned char *keep)
{
    size_t top = 0, result = 0;
    memset(keep, 0, n);
    keep[0] = keep[n - 1] = 1;
    stack[top++] = (struct span){ 0, (uint32_t)n - 1, 1 };
    while (top) {
        const struct span s = stack[--top];
        if (s.from + 1 == s.to) {
            result++;
            continue;
        }
        double most = -1;
        uint32_t at = s.from;
        const struct xy a = p[s.from], e = minus(p[s.to], a);
        const double l2 = dot(e, e), q = 1 / (l2 == 0 ? 1.0 : l2);
        for (uint32_t k = s.from + 1; k < s.to; k++) {
            const double d = segment2(a, e, l2, q, p[k]);
            if (d > most) { most = d; at = k; }
        }
        const size_t size = result ? result + 1 : 0;
        if (most <= GROW * GROW && !(size < 4 && s.depth + 1 < 4)) {
            result++;
            continue;
        }
        keep[at] = 1;
        stack[top++] = (struct span){ at, s.to, s.depth + 1 };      /* the first half is done first */
        stack[top++] = (struct span){ s.from, at, s.depth + 1 };
    }
    return result + 1;
}

/* ---- growing ---- */

struct ring { size_t n; struct xy *p; };

static void add(struct ring *r, struct xy p)
{
    const struct xy e = minus(p, r->n ? r->p[r->n - 1] : (struct xy){ INFINITY, 0 });
    if (!(dot(e, e) < 1e-8 * GROW * GROW)) r->p[r->n++] = p;
}

/* The corner at p between the directions a and b; sign is 1 where the outside is on the left. A fillet has steps of about
 * 45 degrees. Where two stripes meet (joint) the side is almost straight as a rule; the three points there are one here. Returns 1 then. */
static int corner(struct ring *r, struct xy p, struct xy a, struct xy b, double by, double sign, int joint)
{
    const struct xy na = { -sign * a.y, sign * a.x }, nb = { -sign * b.y, sign * b.x };
    const double c = dot(a, b), s = -sign * cross(a, b);
    if (joint && fabs(s) < STRAIGHT && c > 0) {
        r->p[r->n++] = along(p, na, by);
        return 1;
    }
    double turn = atan2(s, c);                                      /* positive: convex */
    if (turn < STRAIGHT - SHK_PI) turn += 2 * SHK_PI;               /* the end of a line */
    if (turn < 0 && c < -0.98) {                                     /* a notch too sharp for a mitre */
        add(r, along(p, na, by));
        add(r, along(p, nb, by));
    } else if (turn < 0) {
        const double m = by / (1 + c);
        add(r, (struct xy){ p.x + m * (na.x + nb.x), p.y + m * (na.y + nb.y) });
    } else if (turn < 1e-3) {
        add(r, along(p, na, by));
    } else {
        const int steps = (int)(turn / (SHK_PI / 4) + 0.5);
        add(r, along(p, na, by));
        for (int k = 1; k < steps && !joint; k++) {
            const double t = sign * turn * k / steps, sn = sin(t), cs = cos(t);
            add(r, along(p, (struct xy){ cs * na.x + sn * na.y, cs * na.y - sn * na.x }, by));
        }
        if (joint) add(r, along(p, direction((struct xy){ 0, 0 }, (struct xy){ na.x + nb.x, na.y + nb.y }), by));
        add(r, along(p, nb, by));
    }
    return 0;
}

/* ---- the mesh's outline ---- */

struct work {
    struct xy *nodes, *line;        /* of the outline; of a stripe */
    struct xy *grown, *turned;      /* the ring; with its first point in front, later simplified */
    struct span *stack;
    unsigned char *keep, *joint;    /* joint[k]: node k is where two stripes meet; after growing, the three points there are one */
    size_t *node_at;                /* index in grown where the points of an outline node begin */
};

static int work_of(struct work *w, size_t nrow, size_t ncol, struct shk_arena *a)
{
    const size_t n = 2 * (nrow + ncol) + 3, g = POINTS_A_NODE * n;
    struct xy *p = SHK_NEW(a, struct xy, 2 * n + 2 * g);
    w->stack = SHK_NEW(a, struct span, g + 2);
    w->keep = SHK_NEW(a, unsigned char, g + n);
    w->node_at = SHK_NEW(a, size_t, n);
    if (!p || !w->stack || !w->keep || !w->node_at) return 0;
    w->nodes = p;
    w->line = w->nodes + n;
    w->grown = w->line + n;
    w->turned = w->grown + g;
    w->joint = w->keep + g;
    return 1;
}

struct view { const struct shk_surface *s; struct shk_vec east, north; };

static struct xy seen(const struct view *v, size_t r, size_t c)
{
    const struct shk_vec p = shk_node0(v->s->mesh, r * v->s->mesh->ncol + c);
    return (struct xy){ shk_dot(p, v->east), shk_dot(p, v->north) };
}

/* The nodes of row r, clockwise, that the simplified stripe between rows r and other has, without the corners. */
static size_t bends(const struct view *v, struct work *w, int bottom, size_t r, size_t other, struct xy *out)
{
    const struct shk_surface *s = v->s;
    const size_t n = s->col1 - s->col0;
    const size_t upper = bottom ? other : r, lower = bottom ? r : other;
    struct xy *p = w->line;
    for (size_t j = 0; j < n; j++) {
        p[j] = seen(v, upper, s->col1 - 1 - j);
        p[n + j] = seen(v, lower, s->col0 + j);
    }
    p[2 * n] = p[0];
    simplify(2 * n + 1, p, w->stack, w->keep);
    size_t m = 0;
    for (size_t j = 1; j + 1 < n; j++) {
        const size_t k = bottom ? 2 * n - 1 - j : n - 1 - j;     /* clockwise: bottom right to left, top left to right */
        if (w->keep[k]) out[m++] = p[k];
    }
    return m;
}

struct first { size_t row, steps; int left; };      /* left: at the left end of row; otherwise some steps down the right side from there */

/* Where the ring of the union begins: the reference sorts the stripes in a tree of nodes of 10, unites halves of halves of that order,
 * and each union moves the first point by one. down: direction of the columns. */
static struct first first_of(size_t stripes, struct xy down)
{
    const int north = down.y > 0, east = down.x > 0;
    size_t from = 0, to = stripes, levels = 0, slices = 1;
    while (slices * slices * 10 < stripes) slices++;
    if (slices > 1) {
        const size_t part = (stripes + slices - 1) / slices;
        if (east) to = part;
        else from = stripes - part;
    }
    for (size_t k = stripes; k > 1; k /= 2) levels++;
    if (!north && to < stripes) return (struct first){ to, 0, 1 };
    return (struct first){ north ? from : to - 1, levels, 0 };
}

/* The outline from the right end of the top row downwards. */
static size_t outline_nodes(const struct view *v, struct work *w, size_t *bottom_right, size_t *bottom_left)
{
    const struct shk_surface *s = v->s;
    const size_t nr = s->row1 - s->row0;
    size_t n = 0;
    struct xy *p = w->nodes;
    memset(w->joint, 0, 2 * (nr + s->col1 - s->col0) + 2);
    for (size_t i = 0; i < nr; i++) {
        w->joint[n] = i > 0 && i + 1 < nr;
        p[n++] = seen(v, s->row0 + i, s->col1 - 1);
    }
    *bottom_right = n - 1;
    n += bends(v, w, 1, s->row1 - 1, s->row1 - 2, p + n);
    *bottom_left = n;
    for (size_t i = nr; i-- > 0;) {
        w->joint[n] = i > 0 && i + 1 < nr;
        p[n++] = seen(v, s->row0 + i, s->col0);
    }
    return n + bends(v, w, 0, s->row0, s->row0 + 1, p + n);
}

/* A vertical fault: a line there and back. */
static size_t line_nodes(const struct view *v, struct work *w)
{
    const struct shk_surface *s = v->s;
    struct xy *p = w->nodes;
    size_t n = 0;
    memset(w->joint, 0, 2 * (s->row1 - s->row0 + s->col1 - s->col0) + 2);
    p[n++] = seen(v, s->row0, s->col1 - 1);
    const size_t m = bends(v, w, 1, s->row0, s->row0, p + n);
    n += m;
    p[n++] = seen(v, s->row0, s->col0);
    for (size_t k = m; k-- > 0;) p[n++] = p[1 + k];
    return n;
}

/* A straight vertical fault along a meridian has no noise, as all nodes have one longitude. Its ring has five points around each end;
 * the first one is on the left of the last column, or for a single column of cells one side on, and moves with every union. */
static size_t meridian_nodes(const struct view *v, struct work *w, size_t *start)
{
    const struct shk_surface *s = v->s;
    const size_t ncol = s->mesh->ncol;
    for (size_t r = s->row0; r < s->row1; r++)
        for (size_t c = s->col0; c < s->col1; c++)
            if (fabs(s->mesh->lon[r * ncol + c] - s->mesh->lon[0]) > 1e-12) return 0;
    struct xy *p = w->nodes;
    p[0] = seen(v, s->row0, s->col1 - 1);
    p[1] = seen(v, s->row0, s->col0);
    w->joint[0] = w->joint[1] = 0;
    size_t levels = 0;
    for (size_t k = s->row1 - s->row0 - 1; k > 1; k /= 2) levels++;
    *start = (levels + (s->col1 - s->col0 > 2 ? 0 : p[0].y > p[1].y ? 9 : 4)) % 10;
    return 2;
}

static void grow(struct work *w, size_t n, double by, double sign, struct ring *r)
{
    const struct xy *p = w->nodes;
    r->n = 0;
    struct xy in = direction(p[n - 1], p[0]);
    for (size_t k = 0; k < n; k++) {
        const struct xy on = direction(p[k], p[k + 1 < n ? k + 1 : 0]);
        w->node_at[k] = r->n;
        w->joint[k] = corner(r, p[k], in, on, by, sign, w->joint[k]);
        in = on;
    }
    w->node_at[n] = r->n;
}

/* The ring begins on the right side, some steps after the last point of a node, which is where the side goes on. */
static size_t right_start(const struct work *w, struct first f)
{
    size_t k = f.row + 1, steps = f.steps;
    if (steps == 0) return w->node_at[k] - 1;
    for (size_t here; steps > (here = w->joint[k] ? 3 : w->node_at[k + 1] - w->node_at[k]); k++) steps -= here;
    return w->node_at[k] + (w->joint[k] ? 0 : steps - 1);
}

static size_t simplified(struct work *w, const struct ring *r, size_t start)
{
    struct xy *p = w->turned;
    const size_t n = r->n;
    for (size_t k = 0; k < n; k++) p[k] = r->p[(start + k) % n];
    p[n] = p[0];
    const size_t kept = simplify(n + 1, p, w->stack, w->keep);
    size_t m = 0;
    for (size_t k = 0; k < n; k++)
        if (w->keep[k]) p[m++] = p[k];
    const struct xy e = minus(p[1], p[m - 1]);
    const double l2 = dot(e, e);
    if (kept > 4 && segment2(p[m - 1], e, l2, 1 / (l2 == 0 ? 1.0 : l2), p[0]) <= GROW * GROW) memmove(p, p + 1, --m * sizeof *p);
    return m;
}

enum shk_err shk_outline_make(const struct shk_surface *s, struct shk_vec centre, struct shk_arena *scratch, struct shk_arena *a, struct shk_diag *d,
                               struct shk_outline *out)
{
    *out = (struct shk_outline){ .n = 0 };
    struct view v = { .s = s };
    shk_axes(centre, &v.east, &v.north);
    out->east = v.east;
    out->north = v.north;
    const enum shk_fold fold = s->mesh->tables->fold;
    if (fold == SHK_FOLDED) return SHK_OK;
    struct work w;
    const size_t nr = s->row1 - s->row0, nc = s->col1 - s->col0;
    const struct shk_arena_mark mark = shk_arena_mark(scratch);
    if (!work_of(&w, nr, nc, scratch)) return shk_fail(d, SHK_E_NOMEM, "the outline of %zu by %zu nodes", nr, nc);
    size_t right = 0, left = 0, start = 0, m = 0;
    struct ring r = { 0, w.grown };
    size_t n = 0;
    if (fold == SHK_VERTICAL && (n = meridian_nodes(&v, &w, &start))) {
        grow(&w, n, GROW, 1, &r);
        m = simplified(&w, &r, start);
    } else if (fold == SHK_VERTICAL) {
        grow(&w, line_nodes(&v, &w), GROW_LINE, 1, &r);
        memcpy(w.turned, r.p, r.n * sizeof *r.p);
        m = r.n;
    } else {
        n = outline_nodes(&v, &w, &right, &left);
        grow(&w, n, GROW, fold == SHK_CLOCKWISE ? 1 : -1, &r);
        const struct first f = first_of(nr - 1, minus(w.nodes[right], w.nodes[0]));
        start = f.left ? w.node_at[left + (nr - 1 - f.row)] : right_start(&w, f);
        m = simplified(&w, &r, start);
    }
    out->v = shk_arena_alloc(a, m, sizeof *out->v);
    out->n = m;
    if (out->v) memcpy(out->v, w.turned, m * sizeof *out->v);
    shk_arena_release(scratch, mark);
    return out->v ? SHK_OK : shk_fail(d, SHK_E_NOMEM, "the outline of %zu by %zu nodes", nr, nc);
}

double shk_outline_distance(const struct shk_outline *o, struct shk_vec q)
{
    const double x = shk_dot(q, o->east), y = shk_dot(q, o->north);
    double least = INFINITY, ax = o->v[o->n - 1][0] - x, ay = o->v[o->n - 1][1] - y;
    int in = 0;
    for (size_t i = 0; i < o->n; i++) {
        const double bx = o->v[i][0] - x, by = o->v[i][1] - y, dx = bx - ax, dy = by - ay, l2 = dx * dx + dy * dy;
        double t = -(ax * dx + ay * dy);
        t = t < 0 ? 0 : t > l2 ? l2 : t;
        t /= l2 == 0 ? 1.0 : l2;
        const double ex = ax + t * dx, ey = ay + t * dy;
        least = shk_least(ex * ex + ey * ey, least);
        in ^= ((ay > 0) != (by > 0)) & ((ax * by - bx * ay > 0) == (by > ay));
        ax = bx;
        ay = by;
    }
    return in ? 0 : sqrt(least);
}

enum shk_fold shk_fold_of(const struct shk_mesh *m)
{
    size_t cw = 0, ccw = 0, flat = 0;
    for (size_t i = 0; i + 1 < m->nrow; i++)
        for (size_t j = 0; j + 1 < m->ncol; j++) {
            const size_t k = i * m->ncol + j;
            const struct shk_vec p = shk_node0(m, k), q = shk_node0(m, k + m->ncol + 1), up = shk_unit(p);
            const struct shk_vec e = shk_minus(shk_node0(m, k + 1), p), f = shk_minus(shk_node0(m, k + m->ncol), p);
            const struct shk_vec g = shk_minus(shk_node0(m, k + m->ncol), q), h = shk_minus(shk_node0(m, k + 1), q);
            const double a = shk_dot(shk_cross(e, f), up), b = shk_dot(shk_cross(g, h), up);
            const double thin = SAME * sqrt(shk_dot(e, e));
            if (fabs(a) <= thin && fabs(b) <= thin) flat++;
            else if (a < 0 && b < 0) cw++;
            else if (a > 0 && b > 0) ccw++;
            else return SHK_FOLDED;
        }
    return cw && !ccw && !flat ? SHK_CLOCKWISE : ccw && !cw && !flat ? SHK_COUNTERCLOCKWISE : flat && !cw && !ccw ? SHK_VERTICAL : SHK_FOLDED;
}
