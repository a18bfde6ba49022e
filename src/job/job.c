/* Reading a job: .ini, .toml or .zip, overrides, names, values, defaults; then what follows from them and the checks. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/file.h"
#include "base/str.h"
#include "io/ini.h"
#include "io/zip.h"
#include "job/internal.h"
#include "job/values.h"

enum { MAX_JOB_FILE = 64 << 20 };

static enum shk_err nomem(struct shk_job_reader *r) { return shk_fail(r->d, SHK_E_NOMEM, "%s: out of memory", r->file); }

enum shk_err shk_entries_set(struct shk_entries *e, struct shk_entry x, struct shk_arena *arena, struct shk_diag *d)
{
    for (size_t i = 0; i < e->n; i++)
        if (!strcmp(e->v[i].key, x.key)) {
            e->v[i] = x;
            return SHK_OK;
        }
    if (e->n == 10000) return shk_fail(d, SHK_E_LIMIT, "%s: more than 10000 parameters", x.file);
    if (e->n == e->cap) {
        const size_t cap = e->cap ? e->cap * 2 : 128;
        struct shk_entry *v = SHK_NEW(arena, struct shk_entry, cap);
        if (!v) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", x.file);
        if (e->n) memcpy(v, e->v, e->n * sizeof *v);
        e->v = v;
        e->cap = cap;
    }
    e->v[e->n++] = x;
    return SHK_OK;
}

/* ---- the file ---- */

static enum shk_err read_ini(struct shk_job_reader *r, const char *text, size_t n)
{
    struct shk_ini ini;
    SHK_TRY(shk_ini_parse(text, n, r->file, r->arena, r->d, &ini));
    for (size_t i = 0; i < ini.n; i++) {
        const struct shk_ini_item *x = &ini.item[i];
        const int from_default = !strcmp(x->section, "DEFAULT");
        if (from_default && ini.nsections > 1)          /* its values are part of every section */
            return shk_fail(r->d, SHK_E_INVALID, "%s:%d: '%s' stands in [DEFAULT] and so in several sections", r->file, x->line, x->key);
        for (size_t k = 0; k < r->entries.n; k++)
            if (!from_default && !strcmp(r->entries.v[k].key, x->key) && ini.nsections > 1)
                return shk_fail(r->d, SHK_E_INVALID, "%s:%d: '%s' is already set at line %d, in another section", r->file, x->line, x->key, r->entries.v[k].line);
        SHK_TRY(shk_entries_set(&r->entries, (struct shk_entry){ x->key, x->value, r->file, x->line }, r->arena, r->d));
    }
    return SHK_OK;
}

/* Unpacks job.zip: the first .ini by full path is the job, else the first .toml. */
static enum shk_err read_zip(struct shk_job_reader *r)
{
    struct shk_job *job = r->job;
    char *inside = job->tempdir ? shk_arena_printf(r->arena, "%s/job-XXXXXX", job->tempdir) : NULL;     /* the earlier job was in an archive, too */
    if (job->tempdir) r->root = inside ? mkdtemp(inside) : NULL;
    else r->root = job->tempdir = shk_tempdir_new(r->arena);
    if (!r->root) return shk_fail(r->d, SHK_E_IO, "%s: cannot make a temporary folder", r->file);
    job->zip = job->path;
    const char *const *names, *found = NULL;
    size_t n;
    SHK_TRY(shk_zip_extract(job->zip, r->root, NULL, r->arena, r->d, &names, &n));
    for (size_t i = 0; i < n && !found; i++)
        if (shk_str_ends(names[i], ".ini")) found = names[i];
    for (size_t i = 0; i < n && !found; i++)
        if (shk_str_ends(names[i], ".toml")) found = names[i];
    if (!found) return shk_fail(r->d, SHK_E_NOTFOUND, "%s: no job file (.ini or .toml) in the archive", r->file);
    job->path = shk_path_join(r->arena, r->root, found);
    job->file = r->file = shk_arena_printf(r->arena, "%s:%s", r->file, found);
    return job->path && r->file ? SHK_OK : nomem(r);
}

static enum shk_err read_file(struct shk_job_reader *r, const char *path)
{
    char cwd[PATH_MAX];
    struct shk_job *job = r->job;
    if (!getcwd(cwd, sizeof cwd)) return shk_fail(r->d, SHK_E_IO, "%s: the working folder is gone", path);
    job->path = shk_path_join(r->arena, cwd, path);
    if (!job->path) return nomem(r);
    if (shk_str_ends(path, ".zip")) SHK_TRY(read_zip(r));
    job->dir = shk_path_dir(r->arena, job->path);
    const char *text;
    size_t n;
    SHK_TRY(shk_file_read(job->path, MAX_JOB_FILE, r->arena, r->d, &text, &n));
    return shk_str_ends(job->path, ".toml") ? shk_job_toml(r, text, n) : read_ini(r, text, n);
}

static enum shk_err override(struct shk_job_reader *r, const char *text)
{
    const char *eq = strchr(text, '=');
    size_t kn = eq ? (size_t)(eq - text) : 0, vn = eq ? strlen(eq + 1) : 0;
    const char *key = text, *value = eq ? eq + 1 : "";
    shk_str_trim(&key, &kn);
    shk_str_trim(&value, &vn);
    if (!kn) return shk_fail(r->d, SHK_E_INVALID, "-p %.200s: expected NAME=VALUE", text);
    const char *k = shk_arena_strndup(r->arena, key, kn), *v = shk_arena_strndup(r->arena, value, vn);
    if (!k || !v) return nomem(r);
    const char *now = shk_param_alias(k);
    if (now) k = now;
    return shk_entries_set(&r->entries, (struct shk_entry){ k, v, "-p", 0 }, r->arena, r->d);
}

/* ---- names ---- */

static enum shk_err rename_old(struct shk_job_reader *r)
{
    for (size_t i = 0; i < r->entries.n; i++) {
        struct shk_entry *x = &r->entries.v[i];
        const char *now = shk_param_alias(x->key);
        if (!now) continue;
        for (size_t k = 0; k < r->entries.n; k++)
            if (!strcmp(r->entries.v[k].key, now))
                return shk_fail(r->d, SHK_E_INVALID, "%s:%d: both %s and %s are given: remove %s, its old name", x->file, x->line, now, x->key, x->key);
        if (!strcmp(x->key, "region_constraint")) shk_warn(r->log, "%s:%d: region_constraint is obsolete, use region", x->file, x->line);
        x->key = now;
    }
    return SHK_OK;
}

static enum shk_err take(struct shk_job_reader *r, const struct shk_entry *x)
{
    if (shk_is_input_key(x->key)) return shk_job_add_input(r, x);
    const int p = shk_param_find(x->key);
    if (p >= 0) return shk_param_set(r->job, (enum shk_param)p, x, r->arena, r->d);
    if (shk_str_ends(x->value, ".hdf5")) return shk_job_add_reqv(r, x);
    if (shk_known_input(x->key)) return SHK_OK;         /* as in the reference: the name of an input without a suffix is nothing */
    const char *close = shk_param_suggest(x->key);
    if (!x->line && !strcmp(x->file, "-p"))             /* nobody has an old job file to defend here */
        return shk_fail(r->d, SHK_E_INVALID, "-p: unknown parameter '%.200s'%s%s%s", x->key, close ? ": did you mean '" : "", close ? close : "", close ? "'?" : "");
    if (close) shk_warn(r->log, "%s:%d: unknown parameter '%s' is ignored: did you mean '%s'?", x->file, x->line, x->key, close);
    else shk_warn(r->log, "%s:%d: unknown parameter '%s' is ignored", x->file, x->line, x->key);
    return SHK_OK;
}

/* The logic tree of the source models comes first: its archive may hold files that other parameters name. */
static enum shk_err take_all(struct shk_job_reader *r)
{
    static const char first[] = "source_model_logic_tree_file";
    for (size_t i = 0; i < r->entries.n; i++)
        if (!strcmp(r->entries.v[i].key, first)) SHK_TRY(take(r, &r->entries.v[i]));
    for (size_t i = 0; i < r->entries.n; i++)
        if (strcmp(r->entries.v[i].key, first)) SHK_TRY(take(r, &r->entries.v[i]));
    return SHK_OK;
}

/* ---- what an earlier job says ---- */

/* Parameters of which a job takes all or none from an earlier one. */
enum { SITES };
static int group_of(const char *key)
{
    static const char *const group[][8] = {
        [SITES] = { "sites", "site_model_file", "region", "exposure_file", "region_grid_spacing", "siteid" },
        { "intensity_measure_types", "intensity_measure_types_and_levels", "iml_disagg" },
        { "poes", "return_periods" },
    };
    for (size_t g = 0; g < sizeof group / sizeof *group; g++)
        for (size_t k = 0; group[g][k]; k++)
            if (!strcmp(group[g][k], key)) return (int)g;
    return -1;
}

/* X_csv, X_hdf5 and X_file name the same input; sites_csv is a site model. */
static const char *plain_key(struct shk_job_reader *r, const char *key)
{
    if (!shk_is_input_key(key)) return key;
    const int n = (int)(strrchr(key, '_') - key);
    return n == 5 && !strncmp(key, "sites", 5) ? "site_model_file" : shk_arena_printf(r->arena, "%.*s_file", n, key);
}

static enum shk_err inherit(struct shk_job_reader *r, const struct shk_entries *before, const char *dir, const char *root)
{
    static const char *const own[] = { "calculation_mode", "description", "export_dir", "hazard_calculation_id" };
    const size_t n = r->entries.n;
    for (size_t i = 0; i < before->n; i++) {
        struct shk_entry x = before->v[i];
        const char *key = plain_key(r, x.key);
        int taken = 0;
        for (size_t k = 0; k < sizeof own / sizeof *own; k++) taken |= !strcmp(own[k], key ? key : "");
        for (size_t k = 0; k < n && !taken; k++) {
            const char *other = plain_key(r, r->entries.v[k].key);
            if (!key || !other) return nomem(r);
            taken = !strcmp(other, key) || (group_of(key) >= 0 && group_of(key) == group_of(other));
        }
        x.dir = dir;
        x.root = root;
        if (!taken) SHK_TRY(shk_entries_set(&r->entries, x, r->arena, r->d));
    }
    return SHK_OK;
}

/* The job file and its overrides as entries. */
static enum shk_err read_entries(struct shk_job_reader *r, const char *path, const char *const *overrides, size_t n)
{
    SHK_TRY(read_file(r, path));
    SHK_TRY(rename_old(r));
    for (size_t i = 0; i < n; i++) SHK_TRY(override(r, overrides[i]));
    return SHK_OK;
}

static enum shk_err read_all(struct shk_job_reader *r, const char *path, const char *const *overrides, size_t n, const struct shk_job_before *before)
{
    struct shk_entries earlier = { 0 };
    const char *dir = NULL, *root = NULL, *file = r->file;
    if (before) {
        r->file = before->path;
        SHK_TRY(read_entries(r, before->path, before->override, before->n));
        earlier = r->entries;
        dir = r->job->dir;
        root = r->root;
        r->entries = (struct shk_entries){ 0 };
        r->root = r->job->zip = NULL;
        r->job->file = r->file = file;
    }
    SHK_TRY(read_entries(r, path, overrides, n));
    SHK_TRY(inherit(r, &earlier, dir, root));
    SHK_TRY(take_all(r));
    SHK_TRY(shk_param_defaults(r->job, r->arena, r->d));
    SHK_TRY(shk_job_sites_to_model(r));
    SHK_TRY(shk_job_derive(r));
    return shk_job_check(r);
}

enum shk_err shk_job_glance(const char *path, const char *const *overrides, size_t n, struct shk_arena *arena, struct shk_diag *d, struct shk_job_glance *out)
{
    struct shk_job job = { .file = path };
    struct shk_job_reader r = { .job = &job, .file = path, .arena = arena, .d = d };
    const enum shk_err e = read_entries(&r, path, overrides, n);
    *out = (struct shk_job_glance){ 0 };
    for (size_t i = 0; !e && i < r.entries.n; i++) {
        const struct shk_entry *x = &r.entries.v[i];
        const char *key = plain_key(&r, x->key);
        if (!key) continue;
        if (!strcmp(key, "hazard_calculation_id") && !shk_str_int(x->value, strlen(x->value), &out->parent)) out->parent = 0;
        if (!strcmp(key, "calculation_mode")) out->classical = !strcmp(x->value, "classical");
        if (group_of(key) == SITES && *x->value) out->sites = 1;
    }
    shk_job_close(&job);
    return e;
}

static enum shk_err parse(const char *path, const char *const *overrides, size_t n, const struct shk_job_before *before, struct shk_arena *arena,
                          struct shk_log *log, struct shk_diag *d, struct shk_job **out)
{
    struct shk_job *job = SHK_NEW(arena, struct shk_job, 1);
    struct shk_job_reader *r = SHK_NEW(arena, struct shk_job_reader, 1);
    if (!job || !r) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", path);
    *r = (struct shk_job_reader){ .job = job, .file = path, .arena = arena, .log = log, .d = d };
    job->file = path;
    const enum shk_err e = read_all(r, path, overrides, n, before);
    if (e) shk_job_close(job);
    else *out = job;
    return e;
}

enum shk_err shk_job_parse(const char *path, const char *const *overrides, size_t n, struct shk_arena *arena, struct shk_log *log, struct shk_diag *d,
                           struct shk_job **out)
{
    return parse(path, overrides, n, NULL, arena, log, d, out);
}

enum shk_err shk_job_read_after(const struct shk_job_before *before, const char *path, const char *const *overrides, size_t n, struct shk_arena *arena,
                                struct shk_log *log, struct shk_diag *d, struct shk_job **out)
{
    struct shk_job *job = NULL;
    SHK_TRY(parse(path, overrides, n, before, arena, log, d, &job));
    const enum shk_err e = shk_job_supported(job, d);
    if (e) shk_job_close(job);
    else *out = job;
    return e;
}

enum shk_err shk_job_read(const char *path, const char *const *overrides, size_t n, struct shk_arena *arena, struct shk_log *log, struct shk_diag *d,
                          struct shk_job **out)
{
    return shk_job_read_after(NULL, path, overrides, n, arena, log, d, out);
}

void shk_job_close(struct shk_job *job)
{
    if (!job) return;
    shk_tempdir_remove(job->tempdir);
    job->tempdir = NULL;
}

int shk_job_fast_mean(const struct shk_job *j)
{
    return j->individual_rlzs != 1 && !j->soil_intensities.n && j->nstats == 1 && !strcmp(j->stat[0], "mean") && j->use_rates && !j->site_labels.n;
}
