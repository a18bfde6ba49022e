/* The composite source model from files to groups, and which realizations read which results (spec classical.md 6, 6.8). */
#include "job/csm.h"
#include <string.h>
#include "job/csm_internal.h"
#include "math/stats.h"

/* ---- realizations by list of trt_smrs and model ---- */

struct unique { char *text; uint32_t group; size_t g0; };      /* text: the numbers joined by commas, which gives the order */

static int by_text(const void *a, const void *b) { return strcmp(((const struct unique *)a)->text, ((const struct unique *)b)->text); }

static char *join(const struct shk_source_group *g, struct shk_arena *a)
{
    char *s = SHK_NEW(a, char, 11 * g->ntrt_smrs + 1), *end = s;
    for (size_t i = 0; s && i < g->ntrt_smrs; i++) {
        char digits[12], *d = digits + sizeof digits;
        uint32_t v = g->trt_smrs[i];
        do *--d = (char)('0' + v % 10); while (v /= 10);
        if (i) *end++ = ',';
        memcpy(end, d, (size_t)(digits + sizeof digits - d));
        end += digits + sizeof digits - d;
    }
    return s;
}

/* The lists of one group: every realization of its source-model paths goes to the branch it takes in the group's region. */
static enum shk_err lists(struct csm *k, const struct shk_source_group *g, const size_t *start, struct shk_rlz_group *out)
{
    const struct shk_logic_tree *lt = k->p->lt;
    const size_t nb = lt->trt[g->trti].n, nw = lt->nweights;
    size_t *count = SHK_NEW(k->scratch, size_t, nb), total = 0;
    if (!count) return shk_lt_nomem(k->d);
    for (size_t t = 0; t < g->ntrt_smrs; t++) {
        const uint32_t smr = g->trt_smrs[t] & 0xFFFFFF;
        for (size_t r = start[smr]; r < start[smr + 1]; r++) count[lt->rlz[r].branch[g->trti]]++;
        total += start[smr + 1] - start[smr];
    }
    uint32_t *rlz = SHK_NEW(k->a, uint32_t, total);
    double *w = SHK_NEW(k->a, double, nb * nw), *column = SHK_NEW(k->scratch, double, total);
    if (!rlz || !w || !column) return shk_lt_nomem(k->d);
    for (size_t b = 0; b < nb; b++) {
        out[b] = (struct shk_rlz_group){ .trti = (uint32_t)g->trti, .branch = (uint32_t)b, .rlz = rlz, .weights = w + b * nw };
        rlz += count[b];
    }
    for (size_t t = 0; t < g->ntrt_smrs; t++) {
        const uint32_t smr = g->trt_smrs[t] & 0xFFFFFF;
        for (size_t r = start[smr]; r < start[smr + 1]; r++) {
            struct shk_rlz_group *o = &out[lt->rlz[r].branch[g->trti]];
            ((uint32_t *)o->rlz)[o->nrlzs++] = (uint32_t)r;
        }
    }
    for (size_t b = 0; b < nb; b++)
        for (size_t c = 0; c < nw; c++) {
            for (size_t i = 0; i < out[b].nrlzs; i++) column[i] = lt->rlz[out[b].rlz[i]].weights[c];
            w[b * nw + c] = shk_sum(column, out[b].nrlzs);
        }
    return SHK_OK;
}

static enum shk_err number_groups(struct csm *k, struct shk_model *out, struct unique *u, const size_t *start)
{
    const struct shk_logic_tree *lt = k->p->lt;
    for (size_t i = 0; i < out->ngroups; i++) {
        u[i] = (struct unique){ join(&out->group[i], k->scratch), (uint32_t)i, 0 };
        if (!u[i].text) return shk_lt_nomem(k->d);
    }
    SHK_TRY(shk_lt_stable_sort(u, out->ngroups, sizeof *u, by_text, k->d));
    size_t ng = 0;
    for (size_t i = 0; i < out->ngroups; i++) {
        struct shk_source_group *g = &out->group[u[i].group];
        g->ng = lt->trt[g->trti].n;
        if (i && !strcmp(u[i].text, u[i - 1].text)) g->g0 = ng - g->ng;
        else {
            g->g0 = ng;
            ng += g->ng;
        }
    }
    struct shk_rlz_group *all = SHK_NEW(k->a, struct shk_rlz_group, ng);
    if (!all) return shk_lt_nomem(k->d);
    for (size_t i = 0; i < out->ngroups; i++) {
        const struct shk_source_group *g = &out->group[u[i].group];
        if (i && !strcmp(u[i].text, u[i - 1].text)) continue;
        const struct shk_arena_mark m = shk_arena_mark(k->scratch);
        const enum shk_err e = lists(k, g, start, all + g->g0);
        shk_arena_release(k->scratch, m);
        if (e) return e;
    }
    out->ng = ng;
    out->g = all;
    return SHK_OK;
}

enum shk_err csm_rlz_groups(struct csm *k, struct shk_model *out)
{
    const struct shk_logic_tree *lt = k->p->lt;
    const struct shk_arena_mark m = shk_arena_mark(k->scratch);
    size_t *start = SHK_NEW(k->scratch, size_t, lt->nsm + 1);
    struct unique *u = SHK_NEW(k->scratch, struct unique, out->ngroups);
    if (!start || !u) return shk_lt_nomem(k->d);
    for (size_t i = 0; i < lt->nsm; i++) start[i + 1] = start[i] + lt->sm[i].samples;
    const enum shk_err e = number_groups(k, out, u, start);
    shk_arena_release(k->scratch, m);
    return e;
}

enum shk_err shk_csm_read(const struct shk_csm_params *p, struct shk_arena *a, struct shk_arena *scratch, struct shk_diag *d, struct shk_model *out)
{
    struct csm k = { .p = p, .a = a, .scratch = scratch, .d = d, .region_of = { .a = a } };
    SHK_TRY(csm_read_files(&k));
    SHK_TRY(csm_walk_paths(&k));
    SHK_TRY(csm_merge(&k, out));
    return csm_rlz_groups(&k, out);
}
