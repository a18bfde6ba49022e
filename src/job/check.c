/* Checks of a job that need no other file (inputs.md 2, by number), in the reference's order. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "base/str.h"
#include "job/internal.h"

#define GIVEN(name) (job->given[SHK_P_##name])

/* "job.ini:12: ..." with the line of parameter p if it has one; p < 0: none. */
static enum shk_err bad(const struct shk_job_reader *r, int p, const char *fmt, ...) SHK_PRINTF(3, 4);
static enum shk_err bad(const struct shk_job_reader *r, int p, const char *fmt, ...)
{
    char what[600];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    const int line = p >= 0 ? r->job->line[p] : 0;
    if (line) return shk_fail(r->d, SHK_E_INVALID, "%s:%d: %s", r->file, line, what);
    return shk_fail(r->d, SHK_E_INVALID, "%s: %s", r->file, what);
}

static int has(const struct shk_job *job, const char *key) { return shk_job_input(job, key) != NULL; }
static int mode_has(const struct shk_job *job, const char *word) { return strstr(job->calculation_mode, word) != NULL; }
static int no_parent(const struct shk_job *job) { return job->hazard_calculation_id == NULL; }

static int risk_files(const struct shk_job *job, const char *word)
{
    for (size_t i = 0; i < job->ninputs; i++) {
        const char *k = job->input[i].key;
        const int risk = !strcmp(k, "fragility") || shk_str_ends(k, "_fragility") || shk_str_ends(k, "_vulnerability") || shk_str_ends(k, "_vulnerability_retrofitted");
        if (risk && (!word || strstr(k, word))) return 1;
    }
    return 0;
}

static int same(struct shk_reals a, struct shk_reals b)
{
    for (size_t i = 0; a.n == b.n && i < a.n; i++)
        if (a.v[i] != b.v[i]) return 0;
    return a.n == b.n;
}

/* 14 */
static enum shk_err check_amplification(const struct shk_job_reader *r)
{
    const struct shk_job *job = r->job;
    const struct shk_levels *l = &job->imtls;
    const int p = SHK_P_intensity_measure_types_and_levels;
    if (!has(job, "amplification") || !l->n) return SHK_OK;
    if (job->mode != SHK_MODE_classical && job->mode != SHK_MODE_classical_risk && job->mode != SHK_MODE_disaggregation) return SHK_OK;
    for (size_t i = 0; i < l->n; i++) {
        if (strncmp(l->name[i], "PGA", 3) && strncmp(l->name[i], "SA", 2)) return bad(r, p, "site amplification works only with PGA and SA, got %s", l->name[i]);
        int zero = 1;
        for (size_t k = 0; k < l->nlevels; k++) {
            zero &= l->level[i][k] == 0;
            if (l->level[i][k] != l->level[0][k])
                return bad(r, p, "site amplification needs the same levels for all measures: %s and %s differ", l->name[0], l->name[i]);
        }
        if (zero) return bad(r, p, "site amplification needs intensity_measure_types_and_levels");
    }
    return SHK_OK;
}

/* 15 to 17 */
static enum shk_err check_disaggregation(const struct shk_job_reader *r)
{
    const struct shk_job *job = r->job;
    if (job->mode != SHK_MODE_disaggregation) return SHK_OK;
    if (!same(job->poes, job->poes_disagg)) return bad(r, SHK_P_poes_disagg, "poes_disagg and poes differ");
    if (!job->poes_disagg.n && !job->iml_disagg.n) return bad(r, -1, "poes_disagg or iml_disagg must be set");
    if (job->poes_disagg.n && job->iml_disagg.n) return bad(r, SHK_P_iml_disagg, "iml_disagg and poes_disagg cannot both be set");
    if (!job->disagg_bin_edges || !job->disagg_bin_edges->first) {
        static const enum shk_param must[] = { SHK_P_mag_bin_width, SHK_P_distance_bin_width, SHK_P_coordinate_bin_width, SHK_P_num_epsilon_bins };
        for (size_t i = 0; i < sizeof must / sizeof *must; i++)
            if (!job->given[must[i]]) return bad(r, -1, "%s must be set", shk_param_info(must[i])->name);
    }
    if (job->rlz_index.n && job->num_rlzs_disagg != 1) return bad(r, SHK_P_rlz_index, "rlz_index and num_rlzs_disagg cannot both be set");
    return SHK_OK;
}

static enum shk_err check_hazard(const struct shk_job_reader *r)
{
    const struct shk_job *job = r->job;
    const struct shk_input *gmfs = shk_job_input(job, "gmfs");
    if (GIVEN(siteid) && job->siteid.n && job->siteid.n != job->sites.n)
        return bad(r, SHK_P_siteid, "there are %zu sites but %zu names in siteid", job->sites.n, job->siteid.n);
    if (job->sites.n && has(job, "site_model") && !no_parent(job))
        return bad(r, SHK_P_sites, "sites and site_model_file cannot both be given in a calculation that has a parent");
    if (gmfs && shk_str_ends(gmfs->path[0], ".csv") && !has(job, "site_model") && !job->sites.n) return bad(r, -1, "gmfs_csv needs sites_csv or site_model_file");
    if (gmfs && shk_str_ends(gmfs->path[0], ".xml")) return bad(r, -1, "ground motions in XML are not supported: %s", gmfs->path[0]);
    if (job->number_of_logic_tree_samples >= 65536)
        return bad(r, SHK_P_number_of_logic_tree_samples, "number_of_logic_tree_samples too big: %lld, at most 65535", job->number_of_logic_tree_samples);
    if (mode_has(job, "event_based") || mode_has(job, "damage")) {
        if (job->ps_grid_spacing > 0) shk_info(r->log, "ps_grid_spacing is ignored in %s calculations", job->calculation_mode);
        if (job->ses_per_logic_tree_path >= 1LL << 32) return bad(r, SHK_P_ses_per_logic_tree_path, "ses_per_logic_tree_path too big: %lld", job->ses_per_logic_tree_path);
    } else if (job->maximum_rupture_depth.n && job->mode != SHK_MODE_workflow) {
        return bad(r, SHK_P_maximum_rupture_depth, "maximum_rupture_depth is only for event_based calculations");
    }
    SHK_TRY(check_amplification(r));
    SHK_TRY(check_disaggregation(r));
    if (strstr(job->postproc_func, "rtgm")) {
        int found = 0;
        for (size_t i = 0; i < job->imtls.n; i++) found |= !strcmp(job->imtls.name[i], "SA(1.0)");
        if (!found) return bad(r, SHK_P_postproc_func, "compute_rtgm needs the measures PGA, SA(0.2) and SA(1.0)");
    }
    if (has(job, "gsim_logic_tree") && strcmp(job->gsim, "[FromFile]")) return bad(r, SHK_P_gsim, "with gsim_logic_tree_file there must be no gsim");
    const int from_file = !strcmp(job->gsim, "[FromFile]");     /* what stands for no model */
    if (!has(job, "gsim_logic_tree") && (!*job->gsim || (from_file && job->mode <= SHK_MODE_disaggregation && no_parent(job)))) return bad(r, SHK_P_gsim, "missing gsim or gsim_logic_tree_file");
    if (*job->keep_trt && *job->discard_trts) return bad(r, SHK_P_keep_trt, "keep_trt and discard_trts cannot both be given");
    for (size_t i = 0; i < job->site_labels.n; i++) {
        const double v = job->site_labels.item[i].value;
        if (!(v >= 1 && v <= 255) || v != floor(v)) return bad(r, SHK_P_site_labels, "site_labels: expected an integer between 1 and 255 for '%s', got %g", job->site_labels.item[i].key, v);
    }
    return SHK_OK;
}

/* 25, 27 */
static enum shk_err check_aggregation(const struct shk_job_reader *r)
{
    const struct shk_job *job = r->job;
    size_t tags = 0;
    int id = 0, policy = 0;
    for (size_t i = 0; i < job->aggregate_by.n; i++) {
        const struct shk_texts *g = &job->aggregate_by.v[i];
        tags += g->n;
        for (size_t k = 0; k < g->n; k++) id |= !strcmp(g->v[k], "id");
        policy |= g->n == 1 && !strcmp(g->v[0], "policy");
    }
    if (id && tags > 1) return bad(r, SHK_P_aggregate_by, "aggregate_by = id cannot go with other tags");
    const struct shk_input *re = shk_job_input(job, "reinsurance");
    if (!re) return SHK_OK;
    if (job->risk && !policy) return bad(r, SHK_P_aggregate_by, "reinsurance needs aggregate_by = policy");
    for (size_t i = 1; i < re->n; i++)
        if (re->name && strcmp(re->name[i], re->name[0])) return bad(r, -1, "reinsurance_file: more than one loss type, %s and %s", re->name[0], re->name[i]);
    if (re->name && strchr(re->name[0], '+') && !job->total_losses) return bad(r, -1, "reinsurance of %s needs total_losses = %s", re->name[0], re->name[0]);
    return SHK_OK;
}

static enum shk_err check_risk(const struct shk_job_reader *r)
{
    const struct shk_job *job = r->job;
    const struct shk_input *exposure = shk_job_input(job, "exposure");
    const int impact = exposure && shk_str_ends(exposure->path[0], ".hdf5");
    if (job->risk && !(job->shakemap_uri && job->shakemap_uri->first) && !impact && no_parent(job)) {
        if (mode_has(job, "damage")) {
            if (!risk_files(job, "fragility")) return bad(r, -1, "missing fragility files, such as structural_fragility_file");
        } else if (mode_has(job, "risk") && !has(job, "multi_peril") && !risk_files(job, "vulnerability")) {
            return bad(r, -1, "missing vulnerability files, such as structural_vulnerability_file");
        }
    }
    if (job->risk || has(job, "reinsurance")) SHK_TRY(check_aggregation(r));
    if (!has(job, "hazard_curves") && !has(job, "gmfs") && job->mode != SHK_MODE_scenario && no_parent(job) && !has(job, "multi_peril")
        && isnan(job->truncation_level) && isnan(job->truncation_level_between) && isnan(job->truncation_level_within))
        return bad(r, -1, "missing truncation_level");
    if (job->investigation_time > 0 && !strncmp(job->calculation_mode, "scenario", 8))
        return bad(r, SHK_P_investigation_time, "there is no investigation_time in a %s", job->calculation_mode);
    if (job->mode == SHK_MODE_classical_damage) {
        if (job->conditional_loss_poes.n) return bad(r, SHK_P_conditional_loss_poes, "conditional_loss_poes have no meaning in classical_damage");
        if (!(job->investigation_time > 0) && no_parent(job)) return bad(r, -1, "missing investigation_time");
    }
    return SHK_OK;
}

/* 31 */
static enum shk_err check_collect_rlzs(const struct shk_job_reader *r)
{
    struct shk_job *job = r->job;
    if (!job->risk) return SHK_OK;
    if (job->collect_rlzs < 0) job->collect_rlzs = job->number_of_logic_tree_samples > 1;
    if (job->collect_rlzs && job->individual_rlzs == 1) return bad(r, SHK_P_individual_rlzs, "individual_rlzs and collect_rlzs cannot both be true");
    if (job->mode == SHK_MODE_event_based_damage) return job->investigation_time > 0 ? SHK_OK : bad(r, -1, "missing investigation_time");
    if (!job->collect_rlzs) return SHK_OK;
    if (job->nstats && !(job->nstats == 1 && job->mean)) return bad(r, SHK_P_quantiles, "with collect_rlzs the only statistic is the mean");
    if (job->number_of_logic_tree_samples == 0) return bad(r, SHK_P_collect_rlzs, "collect_rlzs needs number_of_logic_tree_samples");
    if (job->sampling != SHK_EARLY_WEIGHTS) return bad(r, SHK_P_sampling_method, "with collect_rlzs sampling_method must be early_weights");
    return SHK_OK;
}

/* 36 */
static enum shk_err check_geometry(const struct shk_job_reader *r)
{
    const struct shk_job *job = r->job;
    const int sites = job->sites.n > 0, model = has(job, "site_model"), curves = has(job, "hazard_curves"), gmfs = has(job, "gmfs");
    if (job->mode == SHK_MODE_preclassical) return SHK_OK;
    if (curves && (sites || model)) return bad(r, -1, "hazard_curves_csv already gives the sites: remove sites, sites_csv or site_model_file");
    if (!sites && !model && !job->ground_motion_fields) return SHK_OK;
    if (job->risk) return SHK_OK;
    const int region = job->region.n && !isnan(job->region_grid_spacing);
    if (sites + model + curves + gmfs + region == 1 || has(job, "exposure") || model) return SHK_OK;
    if (sites + model + curves + gmfs + region == 0)
        return bad(r, -1, "no sites: expected one of sites, sites_csv, site_model_file, exposure_file, or region and region_grid_spacing");
    return bad(r, sites ? (int)SHK_P_sites : -1, "more than one of sites, sites_csv, hazard_curves_csv, gmfs_csv, region and region_grid_spacing");
}

/* 37 to 39 */
static enum shk_err check_measures(const struct shk_job_reader *r)
{
    const struct shk_job *job = r->job;
    const struct shk_levels *l = &job->imtls;
    double sum = 0;
    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; k < l->nlevels; k++) sum += l->level[i][k];
    if (sum == 0 && !risk_files(job, NULL) && (job->hazard_curves_from_gmfs || job->mode == SHK_MODE_classical || job->mode == SHK_MODE_disaggregation))
        return bad(r, -1, "hazard curves need intensity_measure_types_and_levels");
    for (size_t i = 0; job->ground_motion_correlation_model && *job->ground_motion_correlation_model && i < l->n; i++)
        if (strncmp(l->name[i], "SA", 2) && strcmp(l->name[i], "PGA") && strcmp(l->name[i], "PGV"))
            return bad(r, SHK_P_ground_motion_correlation_model, "the correlation model %s does not accept the measure %s", job->ground_motion_correlation_model, l->name[i]);
    if (risk_files(job, NULL) && GIVEN(intensity_measure_types) && (GIVEN(intensity_measure_types_and_levels) || GIVEN(iml_disagg)))
        return bad(r, SHK_P_intensity_measure_types, "remove intensity_measure_types: the measures are given with their levels");
    return SHK_OK;
}

/* 44 */
static enum shk_err check_soil_intensities(const struct shk_job_reader *r)
{
    const struct shk_job *job = r->job;
    const int convolution = !strcmp(job->amplification_method, "convolution") && has(job, "amplification") && (mode_has(job, "classical") || mode_has(job, "disaggregation"));
    if (convolution && job->soil_intensities.n < 2) return bad(r, SHK_P_soil_intensities, "amplification_method = convolution needs soil_intensities, at least two levels");
    if (!convolution && GIVEN(soil_intensities)) return bad(r, SHK_P_soil_intensities, "soil_intensities are only for classical calculations with an amplification file and amplification_method = convolution");
    for (size_t i = 0; i < job->soil_intensities.n; i++)
        if (!(job->soil_intensities.v[i] > 0) || (i && !(job->soil_intensities.v[i] > job->soil_intensities.v[i - 1])))
            return bad(r, SHK_P_soil_intensities, "soil_intensities must be positive and increase, got %g", job->soil_intensities.v[i]);
    return SHK_OK;
}

/* 47: this engine does what OpenQuake 3.26.2 does. */
static enum shk_err check_version(const struct shk_job_reader *r)
{
    static const long have[3] = { 3, 26, 2 };
    const char *p = r->job->minimum_engine_version;
    for (int i = 0; p && *p && i < 3; i++) {
        char *end;
        const long v = strtol(p, &end, 10);
        if (v < have[i]) return SHK_OK;
        if (v > have[i]) return bad(r, SHK_P_minimum_engine_version, "minimum_engine_version = %s is newer than 3.26.2", r->job->minimum_engine_version);
        p = *end == '.' ? end + 1 : "";
    }
    return SHK_OK;
}

static enum shk_err check_parameters(const struct shk_job_reader *r)
{
    struct shk_job *job = r->job;
    SHK_TRY(check_collect_rlzs(r));
    if (GIVEN(complex_fault_mesh_spacing) && job->complex_fault_mesh_spacing < job->rupture_mesh_spacing && job->complex_fault_mesh_spacing > 0)
        return bad(r, SHK_P_complex_fault_mesh_spacing, "complex_fault_mesh_spacing = %g must not be less than rupture_mesh_spacing = %g", job->complex_fault_mesh_spacing, job->rupture_mesh_spacing);
    if (job->concurrent_tasks > 30000) return bad(r, SHK_P_concurrent_tasks, "concurrent_tasks = %lld: at most 30000", job->concurrent_tasks);
    if (job->disagg_by_src && job->ps_grid_spacing > 0) return bad(r, SHK_P_disagg_by_src, "disagg_by_src cannot go with ps_grid_spacing");
    SHK_TRY(check_geometry(r));
    SHK_TRY(check_measures(r));
    if ((job->hazard_maps || job->uniform_hazard_spectra) && !job->poes.n)
        return bad(r, job->hazard_maps ? SHK_P_hazard_maps : SHK_P_uniform_hazard_spectra, "hazard_maps and uniform_hazard_spectra need poes");
    if (GIVEN(shakemap_id) && no_parent(job)) return bad(r, SHK_P_shakemap_id, "shakemap_id needs hazard_calculation_id");
    SHK_TRY(check_soil_intensities(r));
    SHK_TRY(check_version(r));
    if (!has(job, "hazard_curves") && !has(job, "gmfs") && !has(job, "rupture_model") && !mode_has(job, "scenario") && !has(job, "ins_loss")
        && !has(job, "source_model_logic_tree") && !has(job, "source_model") && !has(job, "multi_peril") && no_parent(job))
        return bad(r, -1, "missing source_model_logic_tree_file, or the option --hc");
    if (has(job, "post_loss_amplification") && job->avg_losses) return bad(r, SHK_P_avg_losses, "post_loss_amplification_file needs avg_losses = false");
    return SHK_OK;
}

/* What would divide by zero or never end later on. */
static enum shk_err check_positive(const struct shk_job_reader *r)
{
    const struct shk_job *job = r->job;
    static const char *const what = "%s must be positive, not 0";
#define POSITIVE(name) if (GIVEN(name) && job->name == 0) return bad(r, SHK_P_##name, what, #name)
    POSITIVE(rupture_mesh_spacing);
    POSITIVE(complex_fault_mesh_spacing);
    POSITIVE(area_source_discretization);
    POSITIVE(width_of_mfd_bin);
    POSITIVE(region_grid_spacing);
    POSITIVE(reference_vs30_value);
    if (job->mode <= SHK_MODE_disaggregation && !(job->investigation_time > 0) && no_parent(job))
        return bad(r, SHK_P_investigation_time, "a %s calculation needs a positive investigation_time", job->calculation_mode);
#undef POSITIVE
    return SHK_OK;
}

enum shk_err shk_job_check(struct shk_job_reader *r)
{
    SHK_TRY(check_hazard(r));
    SHK_TRY(check_risk(r));
    SHK_TRY(check_parameters(r));
    SHK_TRY(check_positive(r));
    const struct shk_job *job = r->job;
    if (job->uniform_hazard_spectra && job->imtls.n) {      /* 50 */
        size_t n = 0;
        for (size_t i = 0; i < job->imtls.n; i++) n += !strcmp(job->imtls.name[i], "PGA") || !strncmp(job->imtls.name[i], "SA", 2);
        if (!n) return bad(r, SHK_P_uniform_hazard_spectra, "uniform_hazard_spectra need PGA or SA(...) among the measures");
        if (n == 1) shk_warn(r->log, "%s: a single measure: each uniform hazard spectrum has one point", r->file);
    }
    return SHK_OK;
}
