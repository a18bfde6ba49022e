/* Paths through the source-model logic tree: all of them, or samples (spec classical.md 3.1 to 3.5). */
#include <stdlib.h>
#include <string.h>
#include "job/lt_tree.h"
#include "math/rng.h"

static const double two24 = 16777216;

struct order { double x; uint32_t i; };
static int by_x(const void *a, const void *b)
{
    const struct order *p = a, *q = b;
    return (p->x > q->x) - (p->x < q->x);
}

/* Each column x becomes (argsort(x) + x) / n: the positions, not the ranks, as the reference has it. */
static enum shk_err latin(double *x, size_t n, size_t columns, struct shk_diag *d)
{
    struct order *o = malloc((n ? n : 1) * sizeof *o);
    if (!o) return shk_lt_nomem(d);
    for (size_t c = 0; c < columns; c++) {
        for (size_t i = 0; i < n; i++) o[i] = (struct order){ x[i * columns + c], (uint32_t)i };
        qsort(o, n, sizeof *o, by_x);
        for (size_t i = 0; i < n; i++) x[i * columns + c] = ((double)o[i].i + x[i * columns + c]) / (double)n;
    }
    free(o);
    return SHK_OK;
}

enum shk_err shk_lt_uniforms(size_t n, size_t columns, uint64_t seed, const char *method, struct shk_arena *a, struct shk_diag *d, double **out)
{
    struct shk_rng r;
    double *x = shk_arena_alloc(a, n, columns * sizeof *x);
    if (!x) return shk_lt_nomem(d);
    shk_rng_pcg64(&r, seed);
    for (size_t i = 0; i < n * columns; i++) x[i] = shk_rng_double(&r);
    *out = x;
    const size_t len = method ? strlen(method) : 0;
    return len >= 5 && !strcmp(method + len - 5, "latin") ? latin(x, n, columns, d) : SHK_OK;
}

size_t shk_lt_pick(const double *weights, size_t n, double x, int late)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        sum = late ? 1.0 / (double)n + (double)i * (1.0 / (double)n) : sum + weights[i];
        if (sum >= x) return i;
    }
    return n - 1;           /* beyond the last sum, which may miss 1 by rounding */
}

static enum shk_err name_path(const struct shk_smlt *t, struct shk_smlt_path *p, struct shk_arena *a, struct shk_diag *d)
{
    size_t len = 1;
    for (size_t i = 0; i < p->n; i++) len += strlen(t->branch[p->branch[i]].id) + 1;
    char *s = SHK_NEW(a, char, len), *end = s;
    if (!s) return shk_lt_nomem(d);
    for (size_t i = 0; i < p->n; i++) {
        if (i) *end++ = '~';
        end = stpcpy(end, t->branch[p->branch[i]].id);
    }
    p->pid = s;
    return SHK_OK;
}

static enum shk_err keep_path(const struct shk_smlt *t, const uint32_t *stack, size_t depth, struct shk_arena *a, struct shk_diag *d, struct shk_smlt_path *p)
{
    uint32_t *b = SHK_NEW(a, uint32_t, depth);
    if (!b) return shk_lt_nomem(d);
    memcpy(b, stack, depth * sizeof *b);
    p->n = depth;
    p->branch = b;
    return name_path(t, p, a, d);
}

static int by_pid(const void *a, const void *b)
{
    return strcmp(((const struct shk_smlt_path *)a)->pid, ((const struct shk_smlt_path *)b)->pid);
}

static enum shk_err enumerate(const struct shk_smlt *t, size_t per_path, struct shk_arena *a, struct shk_diag *d, size_t n, struct shk_smlt_path *path)
{
    uint32_t *stack = SHK_NEW(a, uint32_t, t->nsets + 1), *at = SHK_NEW(a, uint32_t, t->nsets + 1);     /* branch, place in its set */
    if (!stack || !at) return shk_lt_nomem(d);
    size_t depth = 0, r = 0;
    int32_t set = 0;
    at[0] = 0;
    for (;;) {
        stack[depth] = t->set[set].branch[at[depth]];
        const int32_t child = t->branch[stack[depth]].child;
        if (child >= 0) {
            set = child;
            at[++depth] = 0;
            continue;
        }
        if (r == n) return shk_fail(d, SHK_E_COMPUTE, "%s: more paths than counted", t->file);
        struct shk_smlt_path *p = &path[r++];
        SHK_TRY(keep_path(t, stack, depth + 1, a, d, p));
        p->weight = 1;
        for (size_t i = depth + 1; i-- > 0;) p->weight *= t->branch[stack[i]].weight;      /* from the last to the first */
        p->samples = per_path;
        for (;;) {                                  /* next branch here, or further up */
            set = (int32_t)t->branch[stack[depth]].set;
            if (++at[depth] < t->set[set].nbranches) break;
            if (depth-- == 0) return shk_lt_stable_sort(path, n, sizeof *path, by_pid, d);
        }
    }
}

static enum shk_err sample(const struct shk_smlt *t, const struct shk_lt_params *p, struct shk_arena *a, struct shk_diag *d, struct shk_smlt_path *path)
{
    const char *method = p->sampling_method ? p->sampling_method : "early_weights";
    const int late = !strncmp(method, "late", 4);
    double *x, w[SHK_LT_MAX_BRANCHES + 1];
    uint32_t *stack = SHK_NEW(a, uint32_t, t->nsets + 1);
    if (!stack) return shk_lt_nomem(d);
    SHK_TRY(shk_lt_uniforms(p->samples, t->ncolumns, p->random_seed, method, a, d, &x));
    for (size_t s = 0; s < p->samples; s++) {
        size_t depth = 0;
        double weight = 1;
        for (int32_t set = 0; set >= 0; set = t->branch[stack[depth++]].child) {
            const struct shk_lt_set *b = &t->set[set];
            const size_t nb = b->nbranches <= SHK_LT_MAX_BRANCHES ? b->nbranches : SHK_LT_MAX_BRANCHES;
            for (size_t i = 0; i < nb; i++) w[i] = t->branch[b->branch[i]].weight;
            stack[depth] = b->branch[shk_lt_pick(w, nb, x[s * t->ncolumns + b->ordinal], late)];
            weight *= t->branch[stack[depth]].weight;
        }
        SHK_TRY(keep_path(t, stack, depth, a, d, &path[s]));
        path[s].weight = late ? weight : 1.0 / (double)p->samples;
    }
    return SHK_OK;
}

static size_t merge_equal(struct shk_smlt_path *path, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept && !strcmp(path[kept - 1].pid, path[i].pid)) {
            path[kept - 1].weight += path[i].weight;
            path[kept - 1].samples++;
        } else {
            path[kept] = path[i];
            path[kept++].samples = 1;
        }
    }
    return kept;
}

enum shk_err shk_smlt_paths(const struct shk_smlt *t, const struct shk_lt_params *p, size_t per_path, struct shk_arena *a,
                            struct shk_diag *d, size_t *n, struct shk_smlt_path **out)
{
    if (!p->samples && t->npaths > two24)
        return shk_fail(d, SHK_E_LIMIT, "%s: %.0f paths are too many, use number_of_logic_tree_samples", t->file, t->npaths);
    *n = p->samples ? p->samples : (size_t)t->npaths;
    *out = SHK_NEW(a, struct shk_smlt_path, *n);
    if (!*out) return shk_lt_nomem(d);
    if (!p->samples) return enumerate(t, per_path, a, d, *n, *out);
    SHK_TRY(sample(t, p, a, d, *out));
    SHK_TRY(shk_lt_stable_sort(*out, *n, sizeof **out, by_pid, d));
    *n = merge_equal(*out, *n);
    return SHK_OK;
}
