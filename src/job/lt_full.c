/* Full realizations: paths through the source-model tree with paths through the ground-motion tree (spec classical.md 3.6, 3.7, 5). */
#include <math.h>
#include <string.h>
#include "job/lt_tree.h"

struct builder {
    const struct shk_smlt *smlt;            /* NULL for scenarios */
    const struct shk_gslt *gslt;
    const struct shk_lt_params *p;
    struct shk_arena *a;
    struct shk_diag *d;
    struct shk_logic_tree *out;
};

/* ---- ground-motion part ---- */

static enum shk_err copy_sets(struct builder *k)
{
    const struct shk_gslt *g = k->gslt;
    struct shk_gsim_set *set = SHK_NEW(k->a, struct shk_gsim_set, g->nsets);
    if (!set) return shk_lt_nomem(k->d);
    for (size_t i = 0; i < g->nsets; i++) {
        struct shk_gsim_branch *b = SHK_NEW(k->a, struct shk_gsim_branch, g->set[i].n);
        if (!b) return shk_lt_nomem(k->d);
        for (size_t j = 0; j < g->set[i].n; j++) b[j] = g->set[i].branch[j].b;
        set[i] = (struct shk_gsim_set){ g->set[i].trt, g->set[i].n, b };
    }
    k->out->ntrts = g->nsets;
    k->out->trt = set;
    k->out->nweights = g->nweights;
    k->out->weight_name = g->weight_name;
    return SHK_OK;
}

struct gsim_path { const uint16_t *branch; const char *letters; double *weights; };

static enum shk_err describe(struct builder *k, uint16_t *branch, int sampled, struct gsim_path *p)
{
    const struct shk_gslt *g = k->gslt;
    char *letters = SHK_NEW(k->a, char, g->nsets * SHK_LT_LETTER + 2), *end = letters;
    double *w = SHK_NEW(k->a, double, g->nweights);
    if (!letters || !w) return shk_lt_nomem(k->d);
    for (size_t c = 0; c < g->nweights; c++) {
        w[c] = 1;
        for (size_t s = 0; s < g->nsets; s++) {
            const struct shk_gslt_branch *b = &g->set[s].branch[branch[s]];
            if (sampled) w[c] *= b->weight;
            else if (b->own[c]) w[c] *= b->b.weights[c];    /* others count as 1: classical.md 3.7 */
        }
    }
    if (g->nkeys == 1) strcpy(letters, "A");
    else for (size_t s = 0; s < g->nsets; s++) end = stpcpy(end, shk_lt_letter(branch[s]));
    *p = (struct gsim_path){ branch, letters, w };
    return SHK_OK;
}

static enum shk_err enumerate(struct builder *k, size_t n, struct gsim_path *path)
{
    const struct shk_gslt *g = k->gslt;
    for (size_t i = 0; i < n; i++) {
        uint16_t *branch = SHK_NEW(k->a, uint16_t, g->nsets);
        if (!branch) return shk_lt_nomem(k->d);
        size_t rest = i;
        for (size_t s = g->nsets; s-- > 0; rest /= g->set[s].n) branch[s] = (uint16_t)(rest % g->set[s].n);
        SHK_TRY(describe(k, branch, 0, &path[i]));
    }
    return SHK_OK;
}

static enum shk_err sample(struct builder *k, size_t n, struct gsim_path *path)
{
    const struct shk_gslt *g = k->gslt;
    const int late = k->p->sampling_method && !strncmp(k->p->sampling_method, "late", 4);
    double *x, w[SHK_LT_MAX_BRANCHES];
    SHK_TRY(shk_lt_uniforms(n, g->nsets, k->p->random_seed + 1, k->p->sampling_method, k->a, k->d, &x));
    for (size_t i = 0; i < n; i++) {
        uint16_t *branch = SHK_NEW(k->a, uint16_t, g->nsets);
        if (!branch) return shk_lt_nomem(k->d);
        for (size_t s = 0; s < g->nsets; s++) {
            for (size_t b = 0; b < g->set[s].n; b++) w[b] = g->set[s].branch[b].weight;
            branch[s] = (uint16_t)shk_lt_pick(w, g->set[s].n, x[i * g->nsets + s], late);
        }
        SHK_TRY(describe(k, branch, 1, &path[i]));
    }
    return SHK_OK;
}

/* ---- source-model part ---- */

static const char *sm_letters(struct builder *k, const struct shk_smlt_path *p)
{
    const struct shk_smlt *t = k->smlt;
    if (t->nkeys == 1) return "A";
    char *letters = SHK_NEW(k->a, char, p->n * SHK_LT_LETTER + 1), *end = letters;
    for (size_t i = 0; letters && i < p->n; i++) {
        const struct shk_lt_branch *b = &t->branch[p->branch[i]];
        end = stpcpy(end, b->id[0] == '.' ? "." : shk_lt_letter(b->position));
    }
    return letters;
}

static enum shk_err source_side(struct builder *k, size_t per_path, const struct shk_smlt_path **paths)
{
    struct shk_logic_tree *out = k->out;
    struct shk_smlt_path *p = NULL;
    size_t n = 1;
    if (k->smlt) SHK_TRY(shk_smlt_paths(k->smlt, k->p, per_path, k->a, k->d, &n, &p));
    struct shk_sm_rlz *sm = SHK_NEW(k->a, struct shk_sm_rlz, n);
    if (!sm) return shk_lt_nomem(k->d);
    if (!k->smlt) sm[0] = (struct shk_sm_rlz){ "b1", "A", 1, per_path };
    for (size_t i = 0; k->smlt && i < n; i++) {
        sm[i] = (struct shk_sm_rlz){ p[i].pid, sm_letters(k, &p[i]), p[i].weight, p[i].samples };
        if (!sm[i].letters) return shk_lt_nomem(k->d);
    }
    out->nsm = n;
    out->sm = sm;
    if (paths) *paths = p;
    return SHK_OK;
}

/* ---- together ---- */

/* So that every column sums to 1, divided only where it does not already (classical.md 3.6). */
static void normalise(const struct shk_logic_tree *lt, double *const *w, int any)
{
    for (size_t c = 0; c < lt->nweights; c++) {
        double sum = 0;
        for (size_t r = 0; r < lt->nrlzs; r++) sum += w[r][c];
        if (any && sum != 0) for (size_t r = 0; r < lt->nrlzs; r++) w[r][c] /= sum;
    }
}

static int any_off(const struct shk_logic_tree *lt, double *const *w)
{
    for (size_t c = 0; c < lt->nweights; c++) {
        double sum = 0;
        for (size_t r = 0; r < lt->nrlzs; r++) sum += w[r][c];
        if (sum != 1) return 1;
    }
    return 0;
}

static enum shk_err combine(struct builder *k, size_t ngsim, const struct gsim_path *g)
{
    struct shk_logic_tree *out = k->out;
    const int early = k->p->samples && !(k->p->sampling_method && !strncmp(k->p->sampling_method, "late", 4));
    out->sampling = k->p->samples > 0;
    out->nrlzs = k->p->samples ? k->p->samples : out->nsm * ngsim;
    struct shk_rlz *rlz = SHK_NEW(k->a, struct shk_rlz, out->nrlzs);
    double **w = SHK_NEW(k->a, double *, out->nrlzs);
    double *all = shk_arena_alloc(k->a, out->nrlzs, out->nweights * sizeof *all);
    if (!rlz || !w || !all) return shk_fail(k->d, SHK_E_NOMEM, "%zu realizations of the logic tree: out of memory", out->nrlzs);
    size_t r = 0;
    for (size_t s = 0; s < out->nsm; s++)
        for (size_t i = 0; i < out->sm[s].samples; i++, r++) {
            const struct gsim_path *p = &g[k->p->samples ? r : i];
            w[r] = all + r * out->nweights;
            for (size_t c = 0; c < out->nweights; c++)
                w[r][c] = early ? 1.0 / (double)k->p->samples : out->sm[s].weight * p->weights[c];
            rlz[r] = (struct shk_rlz){ (uint32_t)s, p->branch, w[r], shk_arena_printf(k->a, "%s~%s", out->sm[s].letters, p->letters) };
            if (!rlz[r].path) return shk_lt_nomem(k->d);
        }
    out->rlz = rlz;
    normalise(out, w, any_off(out, w));
    return SHK_OK;
}

enum shk_err shk_lt_full(const struct shk_smlt *smlt, const struct shk_gslt *gslt, const struct shk_lt_params *p, struct shk_arena *a,
                         struct shk_diag *d, struct shk_logic_tree *out, const struct shk_smlt_path **paths)
{
    struct builder k = { smlt, gslt, p, a, d, out };
    *out = (struct shk_logic_tree){ .needs = gslt->needs };
    const char *job = p->job_file ? p->job_file : "the job";
    const double potential = (smlt ? smlt->npaths : 1) * gslt->npaths;
    if (p->samples && p->forbid_oversampling && (double)p->samples >= potential)
        return shk_fail(d, SHK_E_INVALID, "%s: use full enumeration since there are only %.0f realizations", job, potential);
    if (!p->samples && p->max_paths > 0 && potential > p->max_paths)
        return shk_fail(d, SHK_E_LIMIT, "%s: there are too many potential logic tree paths (%.0f): raise `max_potential_paths`, use sampling "
                                        "instead of full enumeration, or set use_rates=true", job, potential);
    if (!p->samples && potential > 1e9) return shk_fail(d, SHK_E_LIMIT, "%s: the logic tree has %.0f paths: use number_of_logic_tree_samples", job, potential);
    const size_t n = p->samples ? p->samples : (size_t)gslt->npaths;
    struct gsim_path *g = SHK_NEW(a, struct gsim_path, n);
    if (!g) return shk_lt_nomem(d);
    SHK_TRY(copy_sets(&k));
    SHK_TRY(p->samples ? sample(&k, n, g) : enumerate(&k, n, g));
    SHK_TRY(source_side(&k, (size_t)gslt->npaths, paths));
    return combine(&k, n, g);
}

enum shk_err shk_lt_read(const struct shk_lt_params *p, struct shk_arena *a, struct shk_diag *d, struct shk_logic_tree *out,
                         struct shk_smlt **smlt, const struct shk_smlt_path **paths)
{
    struct shk_gslt *gslt;
    *smlt = NULL;
    if (!p->scenario) SHK_TRY(shk_smlt_read(p, a, d, smlt));
    SHK_TRY(shk_gslt_read(p, *smlt ? (*smlt)->ntrts : 0, *smlt ? (*smlt)->trt : NULL, a, d, &gslt));
    return shk_lt_full(*smlt, gslt, p, a, d, out, paths);
}

enum shk_err shk_lt_read_labels(const struct shk_lt_params *p, const struct shk_smlt *smlt, size_t n, const char *const *label,
                                struct shk_arena *a, struct shk_diag *d, struct shk_logic_tree *lt)
{
    struct shk_logic_tree *all = SHK_NEW(a, struct shk_logic_tree, n);
    if (!all) return shk_lt_nomem(d);
    for (size_t i = 0; i < n; i++) {
        struct shk_lt_params q = *p;
        struct shk_gslt *gslt;
        q.label = label[i];
        SHK_TRY(shk_gslt_read(&q, smlt ? smlt->ntrts : 0, smlt ? smlt->trt : NULL, a, d, &gslt));
        SHK_TRY(shk_lt_full(smlt, gslt, &q, a, d, &all[i], NULL));
        int same = all[i].ntrts == lt->ntrts;
        for (size_t t = 0; same && t < lt->ntrts; t++) same = all[i].trt[t].n == lt->trt[t].n && !strcmp(all[i].trt[t].trt, lt->trt[t].trt);
        if (!same)
            return shk_fail(d, SHK_E_INVALID, "%s: the logic tree '%s' must have as many models for each tectonic region as the first one; "
                                              "add dummy models of weight zero", p->gsim_logic_tree, label[i]);
    }
    lt->nlabels = n;
    lt->label = all;
    return SHK_OK;
}
