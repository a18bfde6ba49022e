// libs: job
/* Job files: values, names, errors, what follows from what. Expected numbers: OpenQuake 3.26.2 (inputs.md 7, contexts.md 4.1). */
#include "job/job.h"
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>
#include "base/file.h"
#include "base/str.h"
#include <sys/stat.h>
#include "check.h"

static struct shk_arena *arena;
static struct shk_diag d;
static char *dir, last_warning[400];
static struct shk_job *job;

static void keep(void *user, enum shk_log_level level, const char *line)
{
    (void)user;
    if (level == SHK_LOG_WARN) snprintf(last_warning, sizeof last_warning, "%s", line);
}

static char *put(const char *name, const char *text)
{
    char *path = shk_path_join(arena, dir, name);
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
    return path;
}

static const char *head = "[general]\ncalculation_mode = classical\ngsim = BooreAtkinson2008\nsource_model_logic_tree_file = ssm.xml\ninvestigation_time = 50\n"
                          "truncation_level = 3\nsites = 1 2\n";
#define LEVELS "intensity_measure_types_and_levels = {'PGA': [.1, .2]}\n"

static enum shk_err read_with(const char *text, const char *const *p, size_t np)
{
    struct shk_log log = { .level = SHK_LOG_WARN, .sink = keep };
    put("ssm.xml", "<nrml/>");
    d = (struct shk_diag){ 0 };
    *last_warning = 0;
    return shk_job_read(put("job.ini", text), p, np, arena, &log, &d, &job);
}

static enum shk_err parse(const char *lines) { return read_with(shk_arena_printf(arena, "%s%s", head, lines), NULL, 0); }

static int refused(const char *lines, const char *mention)
{
    const enum shk_err e = parse(lines);
    if (!e || !strstr(d.text, mention)) printf("got %d '%s', expected '%s'\n", e, d.text, mention);
    return e && strstr(d.text, mention);
}

TEST(values_and_defaults)
{
    CHECK(!parse(LEVELS "Description = x: y = z\nquantiles = 0.15, 0.5 0.85\nmax = True\nstd = 1\narea_source_discretization =\nsource_id = a, b:1\n"));
    CHECK_STR(job->description, "x: y = z");
    CHECK(job->nstats == 6 && job->max == 1 && isnan(job->area_source_discretization) && job->source_id.n == 2);
    CHECK_STR(job->stat[2], "quantile-0.15");
    CHECK(job->individual_rlzs == -1 && job->random_seed == 42 && job->rupture_mesh_spacing == 5 && job->complex_fault_mesh_spacing == 5);
    CHECK(isnan(job->reference_vs30_value) && job->truncation == 3 && job->mode == SHK_MODE_classical && job->sampling == SHK_EARLY_WEIGHTS);
    CHECK(shk_dict_get(job->pointsource_distance, "any", -1) == 100 && job->number_of_ground_motion_fields == -1);
    CHECK(shk_job_maxdist(job, "any", 5) == 1000 && shk_job_maxdist(job, "any", 2.4) == 0);
    CHECK(job->given[SHK_P_sites] && !job->given[SHK_P_region] && job->line[SHK_P_sites] == 7);
    CHECK(!parse(LEVELS "ps_grid_spacing = 50") && shk_dict_get(job->pointsource_distance, "any", -1) == 40);
}

TEST(distances_by_magnitude)
{
    CHECK(!parse(LEVELS "maximum_distance = [(4,50),(8,200)]"));
    CHECK(shk_job_maxdist(job, "x", 2.5) == 0 && shk_job_maxdist(job, "x", 5) == 87.5 && shk_job_maxdist(job, "x", 6.5) == 143.75 && shk_job_maxdist(job, "x", 10.2) == 0);
    CHECK(!parse(LEVELS "maximum_distance = magdist"));
    CHECK(shk_job_maxdist(job, "x", 5) == 100 && shk_job_maxdist(job, "x", 6.5) == 206.25);
    CHECK(!parse(LEVELS "maximum_distance = 200"));
    CHECK(shk_job_maxdist(job, "x", 2.5) == 200 && shk_job_maxdist(job, "x", 10.21) == 0);
    CHECK(!parse(LEVELS "maximum_distance = [(4,50),(8,200)]\nminimum_magnitude = 5"));
    const struct shk_magdist f = shk_job_magdist(job, "x");
    CHECK(f.n == 2 && f.mag[0] == 5 && f.dist[0] == 87.5 && f.mag[1] == 8);
    CHECK(!parse(LEVELS "maximum_distance = {'X': 100, 'Y': 300}\nminimum_magnitude = {'X': 5}"));
    CHECK(shk_job_maxdist(job, "Z", 6) == 300 && shk_job_maxdist(job, "X", 5) == 100 && shk_job_maxdist(job, "Y", 4.9) == 0 && shk_job_maxdist(job, "Z", 4.9) == 0);
    CHECK(!parse(LEVELS "maximum_distance = 200\nminimum_magnitude = {'Active Shallow Crust': 5.2, 'default': 4.}"));
    CHECK(shk_job_maxdist(job, "Active Shallow Crust", 5.1) == 0 && shk_job_maxdist(job, "Volcanic", 4) == 200);
    CHECK(!parse(LEVELS "maximum_distance = {'X': 100, 'Y': 300}\nminimum_magnitude = {'X': 5}"));
    const char *const trts[] = { "Z", "Y" };
    CHECK(!shk_job_check_regions(job, 2, trts, &d));
    CHECK(shk_job_check_regions(job, 1, trts, &d) == SHK_E_INVALID && strstr(d.text, "job.ini:9: maximum_distance is given for 'Y'"));
    CHECK(refused(LEVELS "maximum_distance = [(4,50),(4,60)]", "must increase"));
    CHECK(refused(LEVELS "maximum_distance = [(2,50)]", "magnitude 2 is not between"));
    CHECK(refused(LEVELS "maximum_distance = -5", "not negative"));
    CHECK(refused(LEVELS "maximum_distance = {'X': 'y'}", "job.ini:9: maximum_distance = {'X': 'y'}: expected a distance"));
}

TEST(measures_and_levels)
{
    CHECK(!parse("intensity_measure_types_and_levels = {\n 'SA(0.10)': logscale(0.1, 1, 3),\n 'PGV': linscale(1, 3, 3), 'PGA': [0, 0.2, 3]}"));
    CHECK(job->imtls.n == 3 && job->imtls.nlevels == 3);
    CHECK_STR(job->imtls.name[0], "PGV");
    CHECK_STR(job->imtls.name[2], "SA(0.1)");
    CHECK(job->imtls.level[1][0] == 1e-10);
    CHECK_REL(job->imtls.level[2][1], 0.316227766016838, 1e-15);
    CHECK_REL(job->imtls.level[2][2], 1.0000000000000002, 1e-15);
    CHECK(refused("intensity_measure_types_and_levels = {'PGA': [.1, .2], 'PGV': [.1]}", "same number of levels"));
    CHECK(refused("intensity_measure_types_and_levels = {'PGA': [.2, .1]}", "not sorted"));
    CHECK(refused("intensity_measure_types_and_levels = {'PGA': [.2, .2]}", "twice"));
    CHECK(refused("intensity_measure_types_and_levels = {'PGX': [.2]}", "PGX"));
    CHECK(refused("intensity_measure_types_and_levels = {'PGA': logscale(0, 1, 5)}", "must be positive"));
    CHECK(refused("intensity_measure_types_and_levels = {'PGA': logscale(.1, 1, 1000000000)}", "more than 100000 levels"));
    CHECK(refused("intensity_measure_types_and_levels = {'PGA': [.1, .2]", "job.ini:8"));
    CHECK(refused("", "intensity_measure_types_and_levels"));
    CHECK(refused("intensity_measure_types = PGA", "intensity_measure_types_and_levels"));
    CHECK(!parse(LEVELS "intensity_measure_types = PGV") && strstr(last_warning, "ignored"));
}

TEST(poes_follow_from_return_periods)
{
    CHECK(!parse(LEVELS "return_periods = 475 2475\nhazard_maps = true"));
    CHECK(job->poes.n == 2);
    CHECK_REL(job->poes.v[0], 0.0999100, 1e-4);
    CHECK_REL(job->poes.v[1], 1 - exp(-50. / 2475), 1e-14);
    CHECK(refused(LEVELS "hazard_maps = true", "job.ini:9: hazard_maps"));
}

TEST(names)
{
    CHECK(!parse(LEVELS "quantile_hazard_curves = .5\nmean_hazard_curves = false\nindividual_curves = true"));
    CHECK(job->quantiles.n == 1 && !job->mean && job->individual_rlzs == 1);
    CHECK(!parse(LEVELS "minimun_magnitude = 5"));
    CHECK(strstr(last_warning, "job.ini:9: unknown parameter 'minimun_magnitude'") && strstr(last_warning, "did you mean 'minimum_magnitude'"));
    CHECK(!parse(LEVELS "zzz_qqq = 5") && strstr(last_warning, "'zzz_qqq' is ignored") && !strstr(last_warning, "mean"));
    CHECK(refused(LEVELS "mean = true\nmean_hazard_curves = true", "mean_hazard_curves"));
    CHECK(refused(LEVELS "[other]\nsites = 3 4", "job.ini:10: 'sites' is already set at line 7"));
    CHECK(refused(LEVELS "foo_file = ssm.xml", "foo"));
}

TEST(errors_say_where_and_what)
{
    CHECK(refused(LEVELS "investigation_times = 3\nrandom_seed = x7", "job.ini:10: random_seed = x7: expected an integer"));
    CHECK(refused(LEVELS "rupture_mesh_spacing = -1", "expected a number that is not negative"));
    CHECK(refused(LEVELS "rupture_mesh_spacing = 0", "rupture_mesh_spacing must be positive"));
    CHECK(refused(LEVELS "rupture_mesh_spacing = nan", "finite"));
    CHECK(refused(LEVELS "hazard_maps = maybe", "true or false"));
    CHECK(refused(LEVELS "poes = 0.1 1.5", "got '1.5'"));
    CHECK(refused(LEVELS "sampling_method = early", "expected one of early_weights|late_weights"));
    CHECK(refused(LEVELS "number_of_logic_tree_samples = 70000", "too big: 70000"));
    CHECK(refused(LEVELS "complex_fault_mesh_spacing = 2", "complex_fault_mesh_spacing"));
    CHECK(refused(LEVELS "disagg_by_src = true\nps_grid_spacing = 20", "disagg_by_src cannot go with ps_grid_spacing"));
    CHECK(refused(LEVELS "region = 1 1, 2 1, 2 2\nregion_grid_spacing = 10", "more than one of sites"));
    CHECK(refused(LEVELS "soil_intensities = .1 .2", "soil_intensities"));
    CHECK(refused(LEVELS "siteid = a b", "names in siteid"));
    CHECK(refused(LEVELS "tile_spec = [3, 2]", "tile_spec"));
    CHECK(refused(LEVELS "minimum_engine_version = 3.27", "3.26.2"));
    CHECK(!parse(LEVELS "minimum_engine_version = 3.26"));
    CHECK(refused(LEVELS "site_model_file = absent.csv", "absent.csv"));
    CHECK(refused(LEVELS "site_model_file = /etc/passwd", "absolute"));
    CHECK(refused(LEVELS "site_model_file = ssm.xml job.ini", "one extension"));
    CHECK(refused(LEVELS "smlt_branch = ../x", "smlt_branch"));
    CHECK(read_with("[a]\nsites = 1 2\n", NULL, 0) && strstr(d.text, "missing calculation_mode"));
    CHECK(read_with("[a]\ncalculation_mode = classic\n", NULL, 0) && strstr(d.text, "expected one of classical|"));
    d = (struct shk_diag){ 0 };
    CHECK(shk_job_read("/nowhere/job.ini", NULL, 0, arena, NULL, &d, &job) == SHK_E_NOTFOUND);
    char *deep = malloc(30000);
    memset(deep, '[', 29999);
    deep[29999] = 0;
    CHECK(refused(shk_arena_printf(arena, LEVELS "maximum_distance = %s", deep), "nested deeper"));
    free(deep);
}

TEST(overrides)
{
    const char *const p[] = { "truncation_level=5", " quantile_hazard_curves = 0.1 0.9 ", "hazard_calculation_id=-1" };
    CHECK(!read_with(shk_arena_printf(arena, "%s%squantiles = .5\n", head, LEVELS), p, 3));
    CHECK(job->truncation == 5 && job->quantiles.n == 2 && job->parent == -1 && job->line[SHK_P_truncation_level] == 0);
    const char *bad = "truncation_level";
    CHECK(read_with(shk_arena_printf(arena, "%s%s", head, LEVELS), &bad, 1) && strstr(d.text, "NAME=VALUE"));
    bad = "truncation_level=x";
    CHECK(read_with(shk_arena_printf(arena, "%s%s", head, LEVELS), &bad, 1) && strstr(d.text, "-p: truncation_level = x"));
}

/* After another job: what is not said is as there; sites, measures and probabilities are of one piece; files lie beside their own job. */
TEST(a_job_after_another)
{
    const char *sub = shk_arena_printf(arena, "%s/earlier", dir);
    CHECK(mkdir(sub, 0700) == 0);
    put("earlier/ssm.xml", "<nrml/>");
    put("earlier/sites.csv", "1,2");
    const char *first = put("earlier/first.ini", "[general]\ncalculation_mode = preclassical\ndescription = first\ngsim = BooreAtkinson2008\nsource_model_logic_tree_file = ssm.xml\n"
                            "sites_csv = sites.csv\ninvestigation_time = 50\ntruncation_level = 3\nquantile_hazard_curves = .5\nreturn_periods = 475\n" LEVELS);
    const char *const p[] = { "truncation_level=5" };
    const struct shk_job_before before = { first, 1, p };
    struct shk_job_glance g;
    d = (struct shk_diag){ 0 };
    const char *path = put("job.ini", "[general]\ncalculation_mode = classical\nhazard_calculation_id = 7\npoes = 0.02");
    CHECK(!shk_job_glance(path, NULL, 0, arena, &d, &g) && g.parent == 7 && g.classical && !g.sites);
    if (!CHECK(!shk_job_read_after(&before, path, NULL, 0, arena, NULL, &d, &job))) { puts(d.text); return; }
    CHECK(job->mode == SHK_MODE_classical && job->truncation == 5 && job->investigation_time == 50 && job->quantiles.n == 1 && job->poes.n == 1 && job->poes.v[0] == 0.02);
    CHECK(!job->return_periods.n && job->imtls.n == 1 && (!job->description || !strstr(job->description, "first")));
    CHECK_STR(shk_job_path(job, "site_model"), shk_arena_printf(arena, "%s/sites.csv", sub));
    CHECK_STR(shk_job_path(job, "source_model_logic_tree"), shk_arena_printf(arena, "%s/ssm.xml", sub));
    path = put("job.ini", "[general]\ncalculation_mode = classical\nsites = 3 4\ntruncation_level = 2\nintensity_measure_types_and_levels = {'PGV': [1, 2, 3]}");
    CHECK(!shk_job_glance(path, NULL, 0, arena, &d, &g) && g.parent == 0 && g.sites);
    if (!CHECK(!shk_job_read_after(&before, path, NULL, 0, arena, NULL, &d, &job))) { puts(d.text); return; }
    CHECK(job->sites.n == 1 && !shk_job_path(job, "site_model") && job->truncation == 2 && job->imtls.n == 1 && !strcmp(job->imtls.name[0], "PGV"));
    const struct shk_job_before archive = { shk_arena_printf(arena, "%s/x.zip", dir), 0, NULL };      /* tests/cases/after.sh has some that exist */
    CHECK(shk_job_read_after(&archive, path, NULL, 0, arena, NULL, &d, &job) == SHK_E_NOTFOUND && strstr(d.text, "x.zip"));
}

TEST(what_is_not_supported_is_refused_by_name)
{
    CHECK(!parse(LEVELS "epsilon_star = true"));                /* has no meaning in a classical calculation */
    CHECK(read_with("[a]\ncalculation_mode = multi_risk\nmulti_peril_file = ssm.xml\nexposure_file = ssm.xml\n", NULL, 0) == SHK_E_UNSUPPORTED);
    CHECK(strstr(d.text, "calculation_mode = multi_risk is not supported yet") != NULL);
}

TEST(toml_says_the_same)
{
    put("ssm.xml", "<nrml/>");
    char *path = put("job.toml", "[general]\ncalculation_mode = \"classical\"\ngsim = 'BooreAtkinson2008'\nsource_model_logic_tree_file = 'ssm.xml'\n"
        "investigation_time = 50.0\ntruncation_level = 3\nsites = [[1.0, 2.0], [3, 4]]\nquantiles = [0.15, 0.85]\nhazard_maps = true\npoes = [0.1]\nsource_id = ['a', 'b']\n"
        "[intensity_measure_types_and_levels]\nPGA = [0.1, 0.2]\n'SA(0.1)' = 'logscale(0.1, 1, 2)'\n[maximum_distance]\ndefault = 200\n'Volcanic' = [[5, 100], [6, 200]]\n");
    d = (struct shk_diag){ 0 };
    const enum shk_err e = shk_job_read(path, NULL, 0, arena, NULL, &d, &job);
    if (e) printf("%s\n", d.text);
    CHECK(!e && job->sites.n == 2 && job->sites.lat[1] == 4 && job->quantiles.n == 2 && job->hazard_maps && job->source_id.n == 2);
    CHECK(job->imtls.n == 2 && job->imtls.level[1][0] == 0.1 && shk_job_maxdist(job, "Volcanic", 5.5) == 150 && shk_job_maxdist(job, "x", 5) == 200);
    path = put("bad.toml", "[a]\ncalculation_mode = 'classical'\n[b]\ncalculation_mode = 'classical'\n");
    d = (struct shk_diag){ 0 };
    CHECK(shk_job_read(path, NULL, 0, arena, NULL, &d, &job) && strstr(d.text, "bad.toml:4"));
}

TEST(archives)
{
    char *path = shk_path_join(arena, dir, "job.zip"), *text = shk_arena_printf(arena, "%s%ssite_model_file = ../data/sm.csv\n", head, LEVELS);
    for (int bad = 0; bad < 2; bad++) {
        if (bad) text = shk_arena_printf(arena, "%s%ssite_model_file = ../../../../../../etc/passwd\n", head, LEVELS);
        zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
        const char *const names[] = { "in/job_haz.ini", "in/job_risk.ini", "in/ssm.xml", "data/sm.csv" }, *const texts[] = { text, "x", "<nrml/>", "lon,lat\n1,2\n" };
        for (int i = 0; i < 4; i++) zip_file_add(z, names[i], zip_source_buffer(z, texts[i], strlen(texts[i]), 0), 0);
        zip_close(z);
        d = (struct shk_diag){ 0 };
        const enum shk_err e = shk_job_parse(path, NULL, 0, arena, NULL, &d, &job);
        if (bad) {
            CHECK(e == SHK_E_INVALID && strstr(d.text, "leads out of the archive"));
            continue;
        }
        if (e) printf("%s\n", d.text);
        CHECK(!e && shk_str_ends(job->path, "in/job_haz.ini") && shk_job_path(job, "site_model") && shk_file_exists(shk_job_path(job, "site_model")));
        const char *where = shk_arena_strdup(arena, job->tempdir);
        CHECK(shk_dir_exists(where));
        shk_job_close(job);
        CHECK(!shk_dir_exists(where));
    }
    /* a logic tree in an archive, with a file that another parameter names */
    zip_t *z = zip_open(shk_path_join(arena, dir, "ssm.zip"), ZIP_CREATE | ZIP_TRUNCATE, NULL);
    zip_file_add(z, "ssmLT.xml", zip_source_buffer(z, "<nrml/>", 7, 0), 0);
    zip_file_add(z, "inner.csv", zip_source_buffer(z, "1,2\n", 4, 0), 0);
    zip_close(z);
    unlink(shk_path_join(arena, dir, "ssm.xml"));
    put("sites.csv", "1,2\n");
    d = (struct shk_diag){ 0 };
    path = put("z.ini", "[a]\nsites_csv = inner.csv\ncalculation_mode = classical\ngsim = X\nsource_model_logic_tree_file = ssm.zip\ninvestigation_time = 1\ntruncation_level = 3\n" LEVELS);
    const enum shk_err e = shk_job_parse(path, NULL, 0, arena, NULL, &d, &job);
    if (e) printf("%s\n", d.text);
    CHECK(!e && shk_str_ends(shk_job_path(job, "source_model_logic_tree"), "/ssmLT.xml") && shk_str_ends(shk_job_path(job, "site_model"), "/inner.csv"));
    if (!e) shk_job_close(job);
}

TEST(the_table_is_sorted_and_documented)
{
    for (int p = 0; p < SHK_P_COUNT; p++) {
        const struct shk_param_info *in = shk_param_info((enum shk_param)p);
        CHECK(!p || strcmp(shk_param_info((enum shk_param)(p - 1))->name, in->name) < 0);
        CHECK(in->doc[0] && in->doc[strlen(in->doc) - 1] == '.');
    }
}

static void begin(void) { arena = shk_arena_new(1 << 30); dir = shk_tempdir_new(arena); }
static void end(void) { shk_tempdir_remove(dir); shk_arena_free(arena); }
RUN(begin, values_and_defaults, distances_by_magnitude, measures_and_levels, poes_follow_from_return_periods, names, errors_say_where_and_what, overrides, a_job_after_another,
    what_is_not_supported_is_refused_by_name, toml_says_the_same, archives, the_table_is_sorted_and_documented, end)
