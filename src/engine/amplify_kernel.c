#include "engine/amplify_kernel.h"
#include <math.h>
#include <string.h>
#include "calc/amplify.h"

enum { ROCK_LEVELS = 40 };                  /* of the reference */

/* The reference always takes the rows of the smallest magnitude and the smallest distance (classical.md 11.2, "Trap"). */
static enum shk_err first_rows(struct shk_run *run, const struct shk_amplification *a, size_t code, size_t m, struct shk_amp *out)
{
    double mag = INFINITY, rrup = INFINITY;
    for (size_t i = 0; i < a->nrows; i++) mag = fmin(mag, a->from_mag[i]);
    for (size_t i = a->first[code]; i < a->first[code + 1]; i++) rrup = fmin(rrup, a->from_rrup[i]);
    const size_t most = a->first[code + 1] - a->first[code];
    double *v = SHK_NEW(run->arena, double, 3 * most);
    if (!v) return shk_fail(run->diag, SHK_E_NOMEM, "amplification: out of memory");
    size_t n = 0;
    for (size_t i = a->first[code]; i < a->first[code + 1]; i++) {
        if (a->from_mag[i] != mag || a->from_rrup[i] != rrup) continue;
        if (n && a->level[i] <= v[n - 1])
            return shk_fail(run->diag, SHK_E_INVALID, "%s: levels of code '%s' must ascend", shk_job_path(run->job, "amplification"), a->ampcode[i]);
        v[n] = a->level[i];
        v[most + n] = a->median[m][i];
        v[2 * most + n++] = a->sigma[m][i];
    }
    if (n == 0)
        return shk_fail(run->diag, SHK_E_INVALID, "%s: code '%s' has no row of the smallest magnitude %g and distance %g", shk_job_path(run->job, "amplification"),
                        a->ampcode[a->first[code]], mag, rrup);
    *out = (struct shk_amp){ n, v, v + most, v + 2 * most };
    return SHK_OK;
}

static enum shk_err make_levels(struct shk_run *run, struct shk_amp_kernel *k)
{
    struct shk_results *r = &run->results;
    const struct shk_amplification *a = k->table;
    double *rock = SHK_NEW(run->arena, double, k->nimts * k->nrock), most = 0;
    k->weight = SHK_NEW(run->arena, double, a->ncodes * k->nimts * (k->nrock - 1) * k->nsoil);
    if (!rock || !k->weight) return shk_fail(run->diag, SHK_E_NOMEM, "amplification: out of memory");
    for (size_t c = 0; c < a->nimts; c++)
        for (size_t i = 0; i < a->nrows; i++) most = fmax(most, a->sigma[c][i]);
    for (size_t m = 0; m < k->nimts; m++) {
        const double *soil = k->level + m * k->nsoil, lo = log(soil[0]) - 4 * most, hi = log(soil[k->nsoil - 1]) + 4 * most;
        if (!(soil[0] > 0)) return shk_fail(run->diag, SHK_E_INVALID, "%s: amplification needs levels above zero", run->job->file);
        for (size_t l = 0; l < k->nrock; l++) rock[m * k->nrock + l] = exp(lo + (hi - lo) * (double)l / (double)(k->nrock - 1));
        size_t col = 0;
        while (col < a->nimts && strcmp(a->imt[col], r->imt_name[m])) col++;
        if (col == a->nimts) return shk_fail(run->diag, SHK_E_INVALID, "the amplification functions have no column for %s", r->imt_name[m]);
        for (size_t code = 0; code < a->ncodes; code++) {
            struct shk_amp amp;
            SHK_TRY(first_rows(run, a, code, col, &amp));
            shk_amplify_weights(&amp, k->nrock, rock + m * k->nrock, k->nsoil, soil, k->weight + (code * k->nimts + m) * (k->nrock - 1) * k->nsoil);
        }
    }
    r->level = rock;
    r->nlev = k->nrock;
    return SHK_OK;
}

enum shk_err shk_amp_kernel_make(struct shk_run *run, struct shk_amp_kernel **out)
{
    const struct shk_job *job = run->job;
    *out = NULL;
    if (!shk_job_path(job, "amplification") || strcmp(job->amplification_method, "kernel")) return SHK_OK;
    if (job->disagg_by_src || (job->postproc_func && *job->postproc_func))
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: amplification_method = kernel with disagg_by_src or postproc_func is not supported yet", job->file);
    struct shk_amplification *a;
    SHK_TRY(shk_amplification_read(job, run->sites, run->arena, run->diag, &a));
    struct shk_amp_kernel *k = SHK_NEW(run->arena, struct shk_amp_kernel, 1);
    if (!k) return shk_fail(run->diag, SHK_E_NOMEM, "amplification: out of memory");
    *k = (struct shk_amp_kernel){ .table = a, .nimts = run->results.nimts, .nrock = ROCK_LEVELS, .nsoil = run->results.nlev, .level = run->results.level };
    SHK_TRY(make_levels(run, k));
    *out = k;
    return SHK_OK;
}

enum shk_err shk_amp_kernel_ready(struct shk_run *run, const struct shk_hazard_work *w, const struct shk_amp_kernel *k)
{
    if (!k) return SHK_OK;
    run->results.level = k->level;
    run->results.nlev = k->nsoil;
    for (size_t g = 0; g < w->ngroups; g++)
        if (w->group[g].group->atomic)
            return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: amplification_method = kernel with clusters or mutually exclusive sources is not supported yet", run->job->file);
    for (size_t i = 0; i < w->nprepared; i++) {
        const struct shk_source *s = w->prepared[i].src;
        const int given = s->kind == SHK_SRC_NONPARAMETRIC || (s->kind == SHK_SRC_MULTI_FAULT && !s->infer_rates);
        if (given || s->tom.kind != SHK_TOM_POISSON)
            return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s:%d: source %s: amplification_method = kernel with ruptures that are not Poissonian is not supported yet",
                            s->file, s->line, s->id);
    }
    return SHK_OK;
}

void shk_amp_kernel_apply(const struct shk_amp_kernel *k, const struct shk_sites *sites, size_t site, size_t n, const double *rock, double *soil)
{
    const size_t code = shk_amplification_code(k->table, sites, site), cells = (k->nrock - 1) * k->nsoil;
    for (size_t g = 0; g < n * k->nimts; g++) {
        const double *w = k->weight + (code * k->nimts + g % k->nimts) * cells, *r = rock + g * k->nrock;
        double *out = soil + g * k->nsoil;
        for (size_t j = 0; j < k->nsoil; j++) out[j] = 0;
        for (size_t i = 0; i + 1 < k->nrock; i++)
            for (size_t j = 0; j < k->nsoil; j++) out[j] += w[i * k->nsoil + j] * (r[i] - r[i + 1]);
    }
}
