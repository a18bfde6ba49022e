/* Values that follow from others (inputs.md 1.3, 1.4). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "base/format.h"
#include "base/str.h"
#include "job/internal.h"
#include "job/values.h"

static const char *const modes[] = {
#define X(m) #m,
    SHK_MODE_LIST(X)
#undef X
};
static const char *const sampling[] = { "early_weights", "late_weights", "early_latin", "late_latin" };

/* Codes of the regional models of the global mosaic. */
static const char mosaic[] = " ALS ARB AUS CCA CEA CHN CND EUR GLD HAW IDN IND JPN KOR MEX MIE NAF NEA NWA NZL OAT OIN OPA PAC PAN PAR PHL PNG SAM SEA "
                             "SSA TEM USA WAF ZAF ";

static enum shk_err nomem(struct shk_job_reader *r) { return shk_fail(r->d, SHK_E_NOMEM, "%s: out of memory", r->file); }

/* Measures of secondary perils, alone or behind the name of the model that gives them: LiqProb, HazusLiquefaction_LiqProb. */
static int secondary(const char *name)
{
    static const char *const known[] = { "ASH", "LAVA", "LAHAR", "PYRO", "Disp", "DispProb", "LiqProb", "LiqOccur", "LSE", "PGDMax", "PGDGeomMean", "LsProb" };
    const char *tail = strrchr(name, '_');
    tail = tail ? tail + 1 : name;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i], tail)) return 1;
    return 0;
}

/* {measure: level} with normal names; "default" and secondary perils stay. */
static enum shk_err normal_names(struct shk_job_reader *r, struct shk_dict *dict, enum shk_param p)
{
    struct shk_dict_item *item = SHK_NEW(r->arena, struct shk_dict_item, dict->n + 1);
    if (!item) return nomem(r);
    for (size_t i = 0; i < dict->n; i++) {
        item[i] = dict->item[i];
        if (!strcmp(item[i].key, "default") || secondary(item[i].key)) continue;
        struct shk_imt imt;
        struct shk_diag why = { 0 };
        char name[SHK_IMT_NAME];
        if (shk_imt_parse(item[i].key, &imt, &why))
            return shk_fail(r->d, SHK_E_INVALID, "%s:%d: %s: %s", r->file, r->job->line[p], shk_param_info(p)->name, why.text);
        if (!(item[i].key = shk_arena_strdup(r->arena, shk_imt_name(imt, name)))) return nomem(r);
    }
    dict->item = item;
    return SHK_OK;
}

/* iml_disagg as one level a measure. */
static enum shk_err levels_of(struct shk_job_reader *r, struct shk_dict dict, struct shk_levels *out)
{
    struct shk_imt *imt = SHK_NEW(r->arena, struct shk_imt, dict.n);
    const char **name = SHK_NEW(r->arena, const char *, dict.n);
    const double **level = SHK_NEW(r->arena, const double *, dict.n);
    double *x = SHK_NEW(r->arena, double, dict.n);
    if (!imt || !name || !level || !x) return nomem(r);
    for (size_t i = 0; i < dict.n; i++) {
        SHK_TRY(shk_imt_parse(dict.item[i].key, &imt[i], r->d));
        name[i] = dict.item[i].key;
        x[i] = dict.item[i].value;
        level[i] = &x[i];
        if (!(x[i] > 0) || isinf(x[i]))
            return shk_fail(r->d, SHK_E_INVALID, "%s:%d: iml_disagg: the level of %s must be positive, got %g", r->file, r->job->line[SHK_P_iml_disagg], name[i], x[i]);
    }
    *out = (struct shk_levels){ dict.n, 1, imt, name, level };
    return SHK_OK;
}

static enum shk_err measures(struct shk_job_reader *r)
{
    struct shk_job *job = r->job;
    struct shk_levels imtls = { 0 };
    const unsigned char *given = job->given;
    SHK_TRY(normal_names(r, &job->minimum_intensity, SHK_P_minimum_intensity));
    SHK_TRY(normal_names(r, &job->iml_disagg, SHK_P_iml_disagg));
    if (given[SHK_P_iml_disagg]) {
        if (given[SHK_P_intensity_measure_types_and_levels])
            return shk_fail(r->d, SHK_E_INVALID, "%s:%d: remove intensity_measure_types_and_levels: the levels follow from iml_disagg", r->file,
                            job->line[SHK_P_intensity_measure_types_and_levels]);
        SHK_TRY(levels_of(r, job->iml_disagg, &imtls));
    } else if (given[SHK_P_intensity_measure_types_and_levels]) {
        if (given[SHK_P_intensity_measure_types])
            shk_warn(r->log, "%s:%d: intensity_measure_types is ignored since there is intensity_measure_types_and_levels", r->file, job->line[SHK_P_intensity_measure_types]);
        imtls = job->intensity_measure_types_and_levels;
    } else if (given[SHK_P_intensity_measure_types]) {
        imtls = job->intensity_measure_types;
    }
    return shk_levels_sort(&imtls, r->arena, r->d, &job->imtls);
}

static enum shk_err statistics(struct shk_job_reader *r)
{
    struct shk_job *job = r->job;
    const char **s = SHK_NEW(r->arena, const char *, job->quantiles.n + 3);
    if (!s) return nomem(r);
    size_t n = 0;
    if (job->mean) s[n++] = "mean";
    if (job->std) s[n++] = "std";
    for (size_t i = 0; i < job->quantiles.n; i++) {
        char buf[SHK_FORMAT_MAX];
        const char *name = shk_arena_printf(r->arena, "quantile-%s", shk_repr(job->quantiles.v[i], buf));
        if (!name) return nomem(r);
        int twice = 0;
        for (size_t k = 0; k < n; k++) twice |= !strcmp(s[k], name);
        if (!twice) s[n++] = name;
    }
    if (job->max) s[n++] = "max";
    job->stat = s;
    job->nstats = n;
    return SHK_OK;
}

/* The reference looks for the letters anywhere in the path; here they must stand alone, so that a folder's name cannot hit by chance. */
static enum shk_err find_mosaic(struct shk_job_reader *r)
{
    struct shk_job *job = r->job;
    if (job->given[SHK_P_mosaic_model]) return SHK_OK;
    job->mosaic_model = "";
    for (const char *p = job->path; *p;) {
        size_t n = 0;
        while ((p[n] | 32) >= 'a' && (p[n] | 32) <= 'z') n++;
        char word[6] = { ' ', 0, 0, 0, ' ', 0 };
        if (n == 3) memcpy(word + 1, p, 3);
        if (n == 3 && strstr(mosaic, word)) {
            job->mosaic_model = shk_arena_strndup(r->arena, p, 3);
            return job->mosaic_model ? SHK_OK : nomem(r);
        }
        p += n ? n : 1;
    }
    return SHK_OK;
}

static enum shk_err probabilities(struct shk_job_reader *r)
{
    struct shk_job *job = r->job;
    if (job->return_periods.n && !job->poes.n && job->investigation_time > 0) {
        double *p = SHK_NEW(r->arena, double, job->return_periods.n);
        if (!p) return nomem(r);
        for (size_t i = 0; i < job->return_periods.n; i++) p[i] = 1 - exp(-job->investigation_time / (double)job->return_periods.v[i]);
        job->poes = (struct shk_reals){ job->return_periods.n, p };
    }
    if (job->mode == SHK_MODE_disaggregation) {
        if (!job->poes_disagg.n) job->poes_disagg = job->poes;
        else if (!job->poes.n) job->poes = job->poes_disagg;
        int eps = !job->disagg_outputs.n;
        for (size_t i = 0; i < job->disagg_outputs.n; i++) eps |= strstr(job->disagg_outputs.v[i], "Eps") != NULL;
        if (!eps) job->num_epsilon_bins = 1;
    }
    return SHK_OK;
}

enum shk_err shk_job_derive(struct shk_job_reader *r)
{
    static const struct shk_dict_item forty = { "default", 40 };
    struct shk_job *job = r->job;
    if (!job->given[SHK_P_calculation_mode]) return shk_fail(r->d, SHK_E_INVALID, "%s: missing calculation_mode", r->file);
    for (int m = 0; m < SHK_MODE_COUNT; m++)
        if (!strcmp(modes[m], job->calculation_mode)) job->mode = (enum shk_mode)m;
    for (int m = 0; m < 4; m++)
        if (!strcmp(sampling[m], job->sampling_method)) job->sampling = (enum shk_sampling)m;
    job->risk = strstr(job->calculation_mode, "risk") || strstr(job->calculation_mode, "damage") || strstr(job->calculation_mode, "bcr");
    job->truncation = isnan(job->truncation_level) ? 99 : job->truncation_level;
    if (isnan(job->truncation_level_between)) job->truncation_level_between = job->truncation_level;
    if (isnan(job->truncation_level_within)) job->truncation_level_within = job->truncation_level;
    if (isnan(job->complex_fault_mesh_spacing)) job->complex_fault_mesh_spacing = job->rupture_mesh_spacing;
    if (job->tile_spec.n) job->max_sites_disagg = 1;        /* so that all tiles take the way of many sites */
    if (job->ps_grid_spacing > 0 && !job->given[SHK_P_pointsource_distance]) job->pointsource_distance = (struct shk_dict){ 1, &forty };
    if (job->hazard_calculation_id && *job->hazard_calculation_id) {
        const char *t = job->hazard_calculation_id;
        if (!shk_str_int(t, strlen(t), &job->parent)) {
            job->parent = 0;
            if (!shk_str_ends(t, ".ini") && !shk_str_ends(t, ".hdf5"))
                return shk_fail(r->d, SHK_E_INVALID, "%s:%d: hazard_calculation_id = %.200s: expected a number, or a .ini or .hdf5 file", r->file,
                                job->line[SHK_P_hazard_calculation_id], t);
        }
    } else {
        job->hazard_calculation_id = NULL;
    }
    job->export_dir = shk_path_join(r->arena, job->dir, job->export_dir);
    if (!job->export_dir) return nomem(r);
    SHK_TRY(measures(r));
    if (job->maximum_distance.n) SHK_TRY(shk_maxdist_cut(&job->maximum_distance, &job->minimum_magnitude, r->arena, r->d));
    SHK_TRY(probabilities(r));
    SHK_TRY(statistics(r));
    return find_mosaic(r);
}
