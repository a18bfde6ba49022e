/* Parameters that name files (inputs.md 1.1). */
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "base/str.h"
#include "io/pylit.h"
#include "io/zip.h"
#include "job/internal.h"

/* Inputs that the reference knows, without _file, _csv, _hdf5. */
static const char *const known[] = {
    "affectedpop_vulnerability", "amplification", "area_vulnerability", "business_interruption_consequence", "business_interruption_fragility",
    "business_interruption_vulnerability", "consequence", "contents_consequence", "contents_fragility", "contents_vulnerability", "delta_rates",
    "embodied_carbon_vulnerability", "exposure", "fragility", "geometry", "gmfs", "groundshaking_fragility", "groundshaking_vulnerability",
    "gsim_logic_tree", "hazard_curves", "injured_vulnerability", "input_zip", "ins_loss", "insurance", "job_ini", "landslide_fragility",
    "landslide_vulnerability", "liquefaction_fragility", "liquefaction_vulnerability", "mmi", "multi_peril", "nonstructural_consequence",
    "nonstructural_fragility", "nonstructural_vulnerability", "number_vulnerability", "occupants_vulnerability", "post_loss_amplification",
    "reinsurance", "reqv", "reqv_ignore_sources", "residents_vulnerability", "rupture_model", "shakemap", "site_model", "sites", "source_model",
    "source_model_logic_tree", "station_data", "structural_consequence", "structural_fragility", "structural_vulnerability",
    "structural_vulnerability_retrofitted", "taxonomy_mapping",
};
/* Those that take several files, separated by blanks. */
static const char *const several[] = { "hazard_curves", "gmfs", "site_model", "source_model", "exposure" };

int shk_known_input(const char *base)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i], base)) return 1;
    return 0;
}

int shk_is_input_key(const char *key) { return shk_str_ends(key, "_file") || shk_str_ends(key, "_csv") || shk_str_ends(key, "_hdf5"); }

const struct shk_input *shk_job_input(const struct shk_job *job, const char *key)
{
    for (size_t i = 0; i < job->ninputs; i++)
        if (!strcmp(job->input[i].key, key)) return &job->input[i];
    return NULL;
}

const char *shk_job_path(const struct shk_job *job, const char *key)
{
    const struct shk_input *in = shk_job_input(job, key);
    return in && in->n ? in->path[0] : NULL;
}

static enum shk_err nomem(struct shk_job_reader *r) { return shk_fail(r->d, SHK_E_NOMEM, "%s: out of memory", r->file); }

static enum shk_err fail(struct shk_job_reader *r, const struct shk_entry *x, enum shk_err code, const char *what, const char *value)
{
    if (x->line) return shk_fail(r->d, code, "%s:%d: %s: %s: '%.300s'", x->file, x->line, x->key, what, value);
    return shk_fail(r->d, code, "%s: %s: %s: '%.300s'", x->file, x->key, what, value);
}

/* Takes away input key if n is 0, else sets it. */
static enum shk_err put(struct shk_job_reader *r, struct shk_input in)
{
    struct shk_job *job = r->job;
    struct shk_input *list = SHK_NEW(r->arena, struct shk_input, job->ninputs + 1);
    if (!list) return nomem(r);
    size_t n = 0;
    for (size_t i = 0; i < job->ninputs; i++)
        if (strcmp(job->input[i].key, in.key)) list[n++] = job->input[i];
    if (in.n) list[n++] = in;
    job->input = list;
    job->ninputs = n;
    return SHK_OK;
}

/* An archive that stands for an XML file is unpacked into the job's private folder; the reference does so beside it, and takes an XML
 * file that already lies there. */
static enum shk_err unpack(struct shk_job_reader *r, const struct shk_entry *x, const char *zip, const char *inner, const char **out)
{
    char *beside = shk_arena_strdup(r->arena, zip);
    if (!beside) return nomem(r);
    strcpy(beside + strlen(beside) - 4, ".xml");
    if (shk_file_exists(beside)) {
        *out = beside;
        return SHK_OK;
    }
    struct shk_job *job = r->job;
    if (!job->tempdir && !(job->tempdir = shk_tempdir_new(r->arena))) return shk_fail(r->d, SHK_E_IO, "%s: cannot make a temporary folder", x->file);
    if (r->nunpacked == sizeof r->unpacked / sizeof *r->unpacked) return fail(r, x, SHK_E_LIMIT, "too many archives", zip);
    char *dir = shk_arena_printf(r->arena, "%s/input-%zu-XXXXXX", job->tempdir, r->nunpacked);
    if (!dir || !mkdtemp(dir)) return shk_fail(r->d, SHK_E_IO, "%s: cannot make a temporary folder", x->file);
    const char *const *names;
    size_t n;
    SHK_TRY(shk_zip_extract(zip, dir, NULL, r->arena, r->d, &names, &n));
    r->unpacked[r->nunpacked++] = dir;
    const char *xml = shk_path_join(r->arena, dir, inner);
    if (!xml) return nomem(r);
    if (!shk_file_exists(xml)) {
        beside = shk_path_join(r->arena, dir, shk_path_base(beside));       /* or a file named as the archive */
        if (!beside || !shk_file_exists(beside)) return fail(r, x, SHK_E_NOTFOUND, inner, zip);
        xml = beside;
    }
    *out = xml;
    return SHK_OK;
}

/* A path of the job: relative, existing, and for an unpacked job inside its folder. */
static enum shk_err resolve(struct shk_job_reader *r, const struct shk_entry *x, const char *base, const char *value, const char **out)
{
    *out = NULL;
    if (shk_str_starts(value, "${mosaic}/")) {
        shk_warn(r->log, "%s: %s = %s is left out: there is no folder of mosaic models", x->file, x->key, value);
        return SHK_OK;
    }
    if (value[0] == '/') return fail(r, x, SHK_E_INVALID, "expected a path relative to the job file, got an absolute one", value);
    const char *path = shk_path_join(r->arena, x->dir ? x->dir : r->job->dir, value);
    if (!path) return nomem(r);
    const char *root = x->dir ? x->root : r->root;
    const size_t inside = root ? strlen(root) : 0;
    if (root && (strncmp(path, root, inside) || path[inside] != '/')) return fail(r, x, SHK_E_INVALID, "leads out of the archive", value);
    for (size_t i = 0; i < r->nunpacked && !shk_file_exists(path); i++) {
        const char *other = shk_path_join(r->arena, r->unpacked[i], value);
        if (!other) return nomem(r);
        if (shk_file_exists(other)) path = other;
    }
    if (!shk_file_exists(path) && !shk_dir_exists(path)) return fail(r, x, SHK_E_NOTFOUND, "no such file", path);
    if (shk_str_ends(value, ".zip") && strcmp(base, "mmi")) {
        const char *inner = !strcmp(x->key, "exposure_file") ? "exposure.xml" : !strcmp(x->key, "source_model_logic_tree_file") ? "ssmLT.xml" : NULL;
        if (!inner) return fail(r, x, SHK_E_INVALID, "an archive is accepted only for exposure_file and source_model_logic_tree_file", value);
        return unpack(r, x, path, inner, out);
    }
    *out = path;
    return SHK_OK;
}

static const char *extension(const char *path)
{
    const char *dot = strrchr(shk_path_base(path), '.');
    return dot ? dot : "";
}

static enum shk_err resolve_all(struct shk_job_reader *r, const struct shk_entry *x, const char *base, const char **name, const char **value, size_t n)
{
    const char **path = SHK_NEW(r->arena, const char *, n + 1);
    if (!path) return nomem(r);
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(extension(value[i]), extension(value[0])))
            return shk_fail(r->d, SHK_E_INVALID, "%s:%d: %s: the files must have one extension, got '%.200s' and '%.200s'", x->file, x->line, x->key, value[0], value[i]);
        SHK_TRY(resolve(r, x, base, value[i], &path[k]));
        if (!path[k]) continue;
        if (name) name[k] = name[i];
        k++;
    }
    return put(r, (struct shk_input){ base, k, name, path });
}

/* {'structural': 'a.csv', 'contents': ['b.csv', 'c.csv']}: a name for each path. */
static enum shk_err dictionary(struct shk_job_reader *r, const struct shk_entry *x, const char *base)
{
    struct shk_toml *t;
    SHK_TRY(shk_pylit_parse(x->value, strlen(x->value), x->file, x->line, r->arena, r->d, &t));
    size_t n = 0, i = 0;
    for (const struct shk_toml *m = t->first; m; m = m->next) {
        if (m->kind != SHK_TOML_ARRAY) n++;
        for (const struct shk_toml *p = m->kind == SHK_TOML_ARRAY ? m->first : NULL; p; p = p->next) n++;
    }
    const char **name = SHK_NEW(r->arena, const char *, n + 1), **value = SHK_NEW(r->arena, const char *, n + 1);
    if (!name || !value) return nomem(r);
    for (const struct shk_toml *m = t->first; m; m = m->next)
        for (const struct shk_toml *p = m->kind == SHK_TOML_ARRAY ? m->first : m; p; p = p == m ? NULL : p->next) {
            if (p->kind != SHK_TOML_STRING) return fail(r, x, SHK_E_INVALID, "expected {'name': 'file', ...}", x->value);
            name[i] = m->key;
            value[i++] = p->text;
        }
    return resolve_all(r, x, base, name, value, n);
}

enum shk_err shk_job_add_input(struct shk_job_reader *r, const struct shk_entry *x)
{
    char *base = shk_arena_strndup(r->arena, x->key, (size_t)(strrchr(x->key, '_') - x->key));
    if (!base) return nomem(r);
    if (!shk_known_input(base)) return fail(r, x, SHK_E_INVALID, "unknown kind of input", base);
    if (!*x->value) return put(r, (struct shk_input){ .key = base });
    if (x->value[0] == '{') return dictionary(r, x, base);
    const char **value = SHK_NEW(r->arena, const char *, strlen(x->value) / 2 + 2);
    if (!value) return nomem(r);
    int many = 0;
    for (size_t i = 0; i < sizeof several / sizeof *several; i++) many |= !strcmp(several[i], base) && !shk_str_ends(x->key, "_hdf5");
    size_t n = 0;
    for (const char *p = x->value; many && *p;) {
        while (shk_str_blank(*p)) p++;
        const char *from = p;
        while (*p && !shk_str_blank(*p)) p++;
        if (p > from && !(value[n++] = shk_arena_strndup(r->arena, from, (size_t)(p - from)))) return nomem(r);
    }
    if (!many) value[n++] = x->value;
    return resolve_all(r, x, base, NULL, value, n);
}

enum shk_err shk_job_add_reqv(struct shk_job_reader *r, const struct shk_entry *x)
{
    shk_warn(r->log, "%s:%d: '%s = %s': tables of equivalent distances are now given as reqv_hdf5 = {tectonic region: file}", x->file, x->line, x->key, x->value);
    const struct shk_input *old = shk_job_input(r->job, "reqv");
    const size_t n = old ? old->n : 0;
    const char **name = SHK_NEW(r->arena, const char *, n + 1), **path = SHK_NEW(r->arena, const char *, n + 1);
    if (!name || !path) return nomem(r);
    for (size_t i = 0; i < n; i++) name[i] = old->name[i], path[i] = old->path[i];
    name[n] = x->key;
    SHK_TRY(resolve(r, x, "reqv", x->value, &path[n]));
    return put(r, (struct shk_input){ "reqv", n + 1, name, path });
}

enum shk_err shk_job_sites_to_model(struct shk_job_reader *r)
{
    const struct shk_input *sites = shk_job_input(r->job, "sites");
    if (!sites) return SHK_OK;
    if (shk_job_input(r->job, "site_model")) return shk_fail(r->d, SHK_E_INVALID, "%s: sites_csv and site_model_file cannot both be given: remove sites_csv", r->file);
    struct shk_input model = *sites;
    model.key = "site_model";
    SHK_TRY(put(r, (struct shk_input){ .key = "sites" }));
    SHK_TRY(put(r, model));
    r->job->prefer_global_site_params = 1;
    return SHK_OK;
}
