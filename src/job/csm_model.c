/* From a job to its logic tree and source groups. */
#include <math.h>
#include <string.h>
#include "job/csm.h"
#include "job/job.h"

struct reader {
    const struct shk_job *job;
    struct shk_arena *a, *scratch;
    struct shk_log *log;
    struct shk_diag *d;
    struct shk_lt_params lt;
    struct shk_csm_params csm;
};

static double or_zero(double x) { return isnan(x) ? 0 : x; }

static int starts(const char *s, const char *head) { return !strncmp(s, head, strlen(head)); }

/* Names as a list ended by NULL, or NULL if there are none. */
static enum shk_err list(struct reader *r, struct shk_texts t, const char *const **out)
{
    *out = NULL;
    if (!t.n) return SHK_OK;
    const char **v = SHK_NEW(r->a, const char *, t.n + 1);
    if (!v) return shk_lt_nomem(r->d);
    memcpy(v, t.v, t.n * sizeof *v);
    *out = v;
    return SHK_OK;
}

static enum shk_err discarded(struct reader *r)
{
    const char *text = r->job->discard_trts ? r->job->discard_trts : "";
    size_t n = 1;
    for (const char *c = text; *c; c++) n += *c == ',';
    const char **v = SHK_NEW(r->a, const char *, n + 1);
    if (!v) return shk_lt_nomem(r->d);
    n = 0;
    while (*text) {
        size_t skip = strspn(text, " \t\r\n"), len = strcspn(text, ",");
        const char *first = text + skip;
        size_t width = len > skip ? len - skip : 0;
        while (width && strchr(" \t\r\n", first[width - 1])) width--;
        if (width && !(v[n++] = shk_arena_strndup(r->a, first, width))) return shk_lt_nomem(r->d);
        text += len + (text[len] == ',');
    }
    r->lt.ndiscard = n;
    r->lt.discard_trts = v;
    r->csm.nrml.discard_trts = n ? v : NULL;
    return SHK_OK;
}

static enum shk_err parameters(struct reader *r)
{
    const struct shk_job *j = r->job;
    const int classical = j->calculation_mode && strstr(j->calculation_mode, "classical") != NULL;
    const int events = j->calculation_mode && strstr(j->calculation_mode, "event") != NULL;
    r->lt = (struct shk_lt_params){
        .source_model_logic_tree = shk_job_path(j, "source_model_logic_tree"), .source_model = shk_job_path(j, "source_model"),
        .gsim_logic_tree = shk_job_path(j, "gsim_logic_tree"), .gsim = j->gsim, .gsim_base = j->dir, .job_file = j->path,
        .samples = j->number_of_logic_tree_samples > 0 ? (size_t)j->number_of_logic_tree_samples : 0, .random_seed = (uint64_t)j->random_seed,
        .sampling_method = j->sampling_method, .nsource_ids = j->source_id.n, .source_ids = j->source_id.v, .smlt_branch = j->smlt_branch,
        .ncollapse = j->collapse_gsim_logic_tree.n, .collapse = j->collapse_gsim_logic_tree.v,
        .scenario = j->calculation_mode && starts(j->calculation_mode, "scenario"),
        .max_paths = classical && !shk_job_fast_mean(j) ? (double)j->max_potential_paths : 0,
        .forbid_oversampling = j->oversampling && !strcmp(j->oversampling, "forbid") && !events, .log = r->log };
    r->csm = (struct shk_csm_params){ .unique_ids = j->disagg_by_src, .log = r->log, .nrml = {
        .investigation_time = or_zero(j->investigation_time), .rupture_mesh_spacing = or_zero(j->rupture_mesh_spacing),
        .complex_fault_mesh_spacing = or_zero(j->complex_fault_mesh_spacing), .width_of_mfd_bin = or_zero(j->width_of_mfd_bin),
        .area_source_discretization = or_zero(j->area_source_discretization), .floating_x_step = or_zero(j->floating_x_step),
        .floating_y_step = or_zero(j->floating_y_step), .infer_occur_rates = j->infer_occur_rates } };
    SHK_TRY(list(r, j->source_id, &r->csm.nrml.source_id));
    SHK_TRY(list(r, j->source_nodes, &r->csm.nrml.source_nodes));
    return discarded(r);
}

static enum shk_err check_ignored(struct reader *r, const struct shk_smlt *t)
{
    const struct shk_texts ids = r->job->reqv_ignore_sources;
    for (size_t i = 0; i < ids.n; i++) {
        size_t k = 0;
        while (k < t->nrecords && strcmp(t->record[k].source, ids.v[i])) k++;
        if (k == t->nrecords)
            return shk_fail(r->d, SHK_E_INVALID, "%s: the source '%s' in reqv_ignore_sources does not exist in the source models", r->job->path, ids.v[i]);
    }
    return SHK_OK;
}

static enum shk_err check_sources(struct reader *r, const struct shk_model *m)
{
    const struct shk_dict min = r->job->minimum_magnitude;
    int any = 0;
    const struct shk_arena_mark mark = shk_arena_mark(r->scratch);
    for (size_t g = 0; g < m->ngroups; g++)
        for (size_t s = 0; s < m->group[g].nsources; s++) {
            const struct shk_source *src = m->group[g].source[s];
            double low, high;
            enum shk_err e = shk_source_check(src, r->scratch, r->d);
            if (!e && !any) {
                e = shk_source_min_max_mag(src, &low, &high, r->d);
                any = !e && shk_dict_get(min, src->trt, 0) <= high;
            }
            shk_arena_release(r->scratch, mark);
            if (e) return e;
        }
    return any ? SHK_OK : shk_fail(r->d, SHK_E_INVALID, "%s: all sources were discarded by minimum_magnitude", r->job->path);
}

static enum shk_err labels(struct reader *r, const struct shk_smlt *smlt, struct shk_logic_tree *lt)
{
    const struct shk_dict l = r->job->site_labels;
    if (!l.n) return SHK_OK;
    if (!r->lt.gsim_logic_tree) return shk_fail(r->d, SHK_E_INVALID, "%s: site_labels need a gsim_logic_tree_file", r->job->path);
    const char **id = SHK_NEW(r->a, const char *, l.n);
    if (!id) return shk_lt_nomem(r->d);
    for (size_t i = 0; i < l.n; i++) id[i] = l.item[i].key;
    return shk_lt_read_labels(&r->lt, smlt, l.n, id, r->a, r->d, lt);
}

static enum shk_err read(struct reader *r, struct shk_model *m)
{
    struct shk_smlt *smlt;
    const struct shk_smlt_path *paths = NULL;
    SHK_TRY(parameters(r));
    SHK_TRY(shk_lt_read(&r->lt, r->a, r->d, &m->lt, &smlt, &paths));
    SHK_TRY(labels(r, smlt, &m->lt));
    if (!smlt) return SHK_OK;
    SHK_TRY(check_ignored(r, smlt));
    if (smlt->source_specific) shk_info(r->log, "the logic tree is source specific");
    shk_info(r->log, "%zu realizations, %zu source-model paths", m->lt.nrlzs, m->lt.nsm);
    r->csm.smlt = smlt;
    r->csm.paths = paths;
    r->csm.lt = &m->lt;
    SHK_TRY(shk_csm_read(&r->csm, r->a, r->scratch, r->d, m));
    shk_info(r->log, "%zu sources in %zu groups", m->nsources, m->ngroups);
    return check_sources(r, m);
}

enum shk_err shk_model_read_log(const struct shk_job *job, struct shk_arena *arena, struct shk_log *log, struct shk_diag *d, struct shk_model **out)
{
    struct reader r = { .job = job, .a = arena, .scratch = shk_arena_new(0), .log = log, .d = d };
    struct shk_model *m = SHK_NEW(arena, struct shk_model, 1);
    enum shk_err e = r.scratch && m ? read(&r, m) : shk_lt_nomem(d);
    shk_arena_free(r.scratch);
    *out = m;
    return e;
}

enum shk_err shk_model_read(const struct shk_job *job, struct shk_arena *arena, struct shk_diag *d, struct shk_model **out)
{
    return shk_model_read_log(job, arena, NULL, d, out);
}
