#include "swarm/reduce.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- exact sums ---- */

enum { FRACTION_BITS = 88 };
static const int64_t broken = INT64_MIN;        /* in hi: this element has seen a value that cannot be held */

static __int128 join(struct shk_exact a) { return (__int128)(((unsigned __int128)(uint64_t)a.hi << 64) | a.lo); }
static struct shk_exact part(__int128 v) { return (struct shk_exact){ (uint64_t)v, (int64_t)((unsigned __int128)v >> 64) }; }

void shk_exact_add(struct shk_exact *acc, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (x[i] == 0 || acc[i].hi == broken) continue;
        if (!(fabs(x[i]) < 0x1p38)) { acc[i] = (struct shk_exact){ 0, broken }; continue; }
        /* What lies below the resolution is cut off: the same for the same x, whatever the order. */
        const __int128 sum = join(acc[i]) + (__int128)ldexp(x[i], FRACTION_BITS);
        acc[i] = sum >= (__int128)1 << 126 || sum <= -((__int128)1 << 126) ? (struct shk_exact){ 0, broken } : part(sum);
    }
}

void shk_exact_merge(struct shk_exact *acc, const struct shk_exact *other, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (acc[i].hi == broken) continue;
        if (other[i].hi == broken) { acc[i] = other[i]; continue; }
        const __int128 sum = join(acc[i]) + join(other[i]);     /* both below 2^126: cannot overflow */
        acc[i] = sum >= (__int128)1 << 126 || sum <= -((__int128)1 << 126) ? (struct shk_exact){ 0, broken } : part(sum);
    }
}

void shk_exact_get(const struct shk_exact *acc, double *out, size_t n)
{
    for (size_t i = 0; i < n; i++) out[i] = acc[i].hi == broken ? NAN : ldexp((double)join(acc[i]), -FRACTION_BITS);
}

/* ---- the tree ---- */

struct node { unsigned level; uint64_t i; double *sum; };      /* sum NULL: zeros */

struct shk_tree {
    uint64_t nleaves;
    size_t width, n, cap;
    struct node *node;              /* maximal nodes, by first leaf */
    unsigned top;                   /* level of the root */
};

struct shk_tree *shk_tree_new(uint64_t nleaves, size_t width)
{
    if (width > SIZE_MAX / sizeof(double) || nleaves > (uint64_t)1 << 62) return NULL;
    struct shk_tree *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    t->nleaves = nleaves;
    t->width = width;
    while (((uint64_t)1 << t->top) < nleaves) t->top++;
    return t;
}

static void empty(struct shk_tree *t)
{
    for (size_t k = 0; k < t->n; k++) free(t->node[k].sum);
    t->n = 0;
}

void shk_tree_free(struct shk_tree *t)
{
    if (!t) return;
    empty(t);
    free(t->node);
    free(t);
}

static uint64_t first(struct node x) { return x.i << x.level; }
static uint64_t past(const struct shk_tree *t, struct node x)
{
    const uint64_t end = (x.i + 1) << x.level;
    return end < t->nleaves ? end : t->nleaves;
}

/* Takes b's vector into a: left + right, so that the bits depend on the tree alone. */
static void join_nodes(struct node *a, struct node *b, size_t width)
{
    if (a->sum && b->sum) {
        for (size_t k = 0; k < width; k++) a->sum[k] += b->sum[k];
        free(b->sum);
    } else if (b->sum) a->sum = b->sum;
    a->level++;
    a->i /= 2;
}

static void close_gap(struct shk_tree *t, size_t k)
{
    memmove(t->node + k, t->node + k + 1, (t->n - k - 1) * sizeof *t->node);
    t->n--;
}

static void climb(struct shk_tree *t, size_t k)
{
    for (;;) {
        struct node *x = &t->node[k];
        if (x->level == t->top) return;
        if (x->i % 2 == 0) {
            if (past(t, *x) == t->nleaves) {                    /* no sibling: it lies beyond the last leaf */
                x->level++;
                x->i /= 2;
            } else if (k + 1 < t->n && x[1].level == x->level && x[1].i == x->i + 1) {
                join_nodes(x, x + 1, t->width);
                close_gap(t, k + 1);
            } else return;
        } else if (k && x[-1].level == x->level && x[-1].i == x->i - 1) {
            join_nodes(x - 1, x, t->width);
            close_gap(t, k--);
        } else return;
    }
}

enum shk_err shk_tree_add(struct shk_tree *t, unsigned level, uint64_t i, const double *sum, struct shk_diag *diag)
{
    const struct node x = { level, i, NULL };
    if (level > t->top || i > t->nleaves >> level || first(x) >= t->nleaves)
        return shk_fail(diag, SHK_E_INVALID, "node %u:%llu is not in a tree of %llu leaves", level, (unsigned long long)i, (unsigned long long)t->nleaves);
    size_t lo = 0, hi = t->n;
    while (lo < hi) {
        const size_t mid = (lo + hi) / 2;
        if (first(t->node[mid]) < first(x)) lo = mid + 1;
        else hi = mid;
    }
    if ((lo < t->n && first(t->node[lo]) < past(t, x)) || (lo && past(t, t->node[lo - 1]) > first(x)))
        return shk_fail(diag, SHK_E_INVALID, "leaves %llu to %llu come twice", (unsigned long long)first(x), (unsigned long long)past(t, x) - 1);
    if (t->n == t->cap) {
        const size_t cap = t->cap ? 2 * t->cap : 16;
        struct node *p = realloc(t->node, cap * sizeof *p);
        if (!p) return shk_fail(diag, SHK_E_NOMEM, "out of memory for %zu partial sums", cap);
        t->node = p;
        t->cap = cap;
    }
    double *copy = NULL;
    if (sum) {
        if (!(copy = malloc(t->width * sizeof *copy + 1))) return shk_fail(diag, SHK_E_NOMEM, "out of memory for a partial sum of %zu values", t->width);
        memcpy(copy, sum, t->width * sizeof *copy);
    }
    memmove(t->node + lo + 1, t->node + lo, (t->n - lo) * sizeof *t->node);
    t->n++;
    t->node[lo] = (struct node){ level, i, copy };
    climb(t, lo);
    return SHK_OK;
}

enum shk_err shk_tree_flush(struct shk_tree *t, shk_tree_visit *visit, void *user, struct shk_diag *diag)
{
    enum shk_err e = SHK_OK;
    for (size_t k = 0; k < t->n && e == SHK_OK; k++) e = visit(user, t->node[k].level, t->node[k].i, t->node[k].sum, t->width, diag);
    empty(t);
    return e;
}

bool shk_tree_complete(const struct shk_tree *t) { return t->nleaves == 0 || (t->n == 1 && t->node[0].level == t->top); }
const double *shk_tree_root(const struct shk_tree *t) { return shk_tree_complete(t) && t->n ? t->node[0].sum : NULL; }
