// libs: job
/* Sites of a job. Coordinates and numbers were checked against OpenQuake 3.26.2 (contexts.md 6). */
#include "job/sites.h"
#include <stdarg.h>
#include <time.h>
#include "base/file.h"
#include "check.h"

static struct shk_arena *arena;
static struct shk_diag d;
static char *dir;

static void put(const char *name, const char *text)
{
    FILE *f = fopen(shk_path_join(arena, dir, name), "w");
    fputs(text, f);
    fclose(f);
}

static struct shk_sites *s;

/* A classical job with these lines. */
static enum shk_err read_sites(uint64_t required, const char *lines)
{
    put("ssm.xml", "<nrml/>");
    put("job.ini", shk_arena_printf(arena, "[general]\ncalculation_mode = classical\ngsim = BooreAtkinson2008\nsource_model_logic_tree_file = ssm.xml\n"
        "intensity_measure_types_and_levels = {'PGA': [.1, .2]}\ninvestigation_time = 50\ntruncation_level = 3\nmaximum_distance = 200\n%s\n", lines));
    struct shk_job *job;
    d = (struct shk_diag){ 0 };
    s = NULL;
    SHK_TRY(shk_job_read(shk_path_join(arena, dir, "job.ini"), NULL, 0, arena, NULL, &d, &job));
    return shk_sites_read(job, required, arena, NULL, &d, &s);
}

static int refused(uint64_t required, const char *lines, const char *mention)
{
    const enum shk_err e = read_sites(required, lines);
    if (!e || !strstr(d.text, mention)) printf("got %d '%s', expected '%s'\n", e, d.text, mention);
    return e && strstr(d.text, mention);
}

#define VS30 SHK_NEEDS_SITE(vs30)
#define REF "reference_vs30_value = 600\n"

TEST(listed_sites_are_sorted)
{
    CHECK(!read_sites(VS30, "sites = 11 46, 10.123456 45 -1, 10 46\n" REF));
    CHECK(s->n == 3 && s->lon[0] == 10 && s->lat[0] == 46 && s->lon[1] == 10.12346 && s->dep[1] == -1 && s->lon[2] == 11);
    CHECK(s->param[SHK_SITE_vs30][2] == 600 && s->param[SHK_SITE_vs30measured][0] == 0 && s->sid[2] == 2 && !s->custom_site_id);
    CHECK_REL(hypot(hypot(s->x[1], s->y[1]), s->z[1]), 6372, 1e-14);
    CHECK(refused(VS30, "sites = 10 45, 10.000001 45\n" REF, "overlapping site #2"));
    CHECK(refused(VS30, "sites = 10 45", "reference_vs30_value"));
    CHECK(refused(VS30 | SHK_NEEDS_SITE(z1pt0), "sites = 10 45\n" REF, "reference_depth_to_1pt0km_per_sec"));
    CHECK(refused(SHK_NEEDS_SITE(region), "sites = 10 45\n" REF, "site_model_file"));
    CHECK(refused(VS30, "sites = 10 95\n" REF, "latitude 95"));
    CHECK(refused(VS30, "sites = 10\n" REF, "point #1"));
}

TEST(files_with_and_without_header)
{
    put("plain.csv", "10,1\n2,3\n1,1\n");
    CHECK(!read_sites(VS30, "sites_csv = plain.csv\n" REF));
    CHECK(s->n == 3 && s->lon[0] == 1 && s->lat[0] == 1 && s->lon[2] == 10 && s->param[SHK_SITE_vs30][1] == 600 && s->from_site_model);
    put("head.csv", "site_id,lat,lon,vs30\n0,46,11,700\n1,45,10,800\n");
    CHECK(!read_sites(VS30, "site_model_file = head.csv\n"));
    CHECK(s->n == 2 && s->lon[0] == 11 && s->param[SHK_SITE_vs30][1] == 800);
    CHECK(!read_sites(VS30, "sites_csv = head.csv\n" REF));     /* reference values win over a sites file */
    CHECK(s->param[SHK_SITE_vs30][1] == 600);
    CHECK(!read_sites(VS30 | SHK_NEEDS_SITE(backarc), "site_model_file = head.csv\n"));
    CHECK(s->param[SHK_SITE_backarc][0] == 0);
    CHECK(refused(SHK_NEEDS_SITE(z2pt5), "site_model_file = head.csv\n", "reference_depth_to_2pt5km_per_sec"));
    CHECK(refused(SHK_NEEDS_SITE(siteclass), "site_model_file = head.csv\n", "siteclass"));
    CHECK(refused(VS30, "sites_csv = plain.csv\n", "reference_vs30_value"));
}

TEST(bad_files_are_refused)
{
    put("bad.csv", "lon,lat,vs30\n1,1,-1\n");
    CHECK(refused(VS30, "site_model_file = bad.csv", "bad.csv: vs30 = -1"));
    put("bad.csv", "lon,lat,vs30,z1pt0\n1,1,500,-100\n");
    CHECK(refused(VS30, "site_model_file = bad.csv", "z1pt0 = -100"));
    put("bad.csv", "lon,lat,vs30\n1,1,500\n1.000001,1,600\n");
    CHECK(refused(VS30, "site_model_file = bad.csv", "1 duplicate sites, the first at 1.00000 1.00000"));
    put("bad.csv", "lon,lat,vs31\n1,1,500\n");
    CHECK(refused(VS30, "site_model_file = bad.csv", "bad.csv:1: unknown column 'vs31'"));
    put("bad.csv", "lon,lat,vs30\n1,1,500\n2,2,\n");
    CHECK(refused(VS30, "site_model_file = bad.csv", "bad.csv:3: vs30: expected a number, got ''"));
    put("bad.csv", "lon,lat,vs30\n1,1,500\n2,2\n");
    CHECK(refused(VS30, "site_model_file = bad.csv", "bad.csv:3: expected 3 columns, got 2"));
    put("bad.csv", "lon,lat,vs30\n191,1,500\n");
    CHECK(refused(VS30, "site_model_file = bad.csv", "longitude 191"));
    put("bad.csv", "lon,lat,vs30\n1,1,0\n");
    CHECK(refused(VS30, "site_model_file = bad.csv", "vs30 is always zero"));
    put("a.csv", "lon,lat,vs30,z1pt0\n1,1,500,3\n");
    put("b.csv", "lon,lat,vs30\n2,1,500\n");
    CHECK(refused(VS30, "site_model_file = a.csv b.csv", "z1pt0"));
    CHECK(refused(VS30, "site_model_file = absent.csv", "absent.csv"));
}

TEST(xml_site_models)
{
    put("sm.xml", "<nrml xmlns='http://openquake.org/xmlns/nrml/0.4'><siteModel><site lon='1' lat='2' vs30='500' vs30Type='measured' z1pt0='-999' backarc='true' siteclass='B'/>"
                  "<site lon='0.1234567' lat='2' vs30='600' vs30Type='inferred' z1pt0='7' backarc='false' siteclass='C'/></siteModel></nrml>");
    CHECK(!read_sites(VS30 | SHK_NEEDS_SITE(backarc), "site_model_file = sm.xml"));
    CHECK(s->n == 2 && s->lon[1] == 0.12346 && s->param[SHK_SITE_z1pt0][0] == -999 && s->param[SHK_SITE_vs30measured][0] == 1);
    CHECK(s->param[SHK_SITE_backarc][0] == 1 && s->param[SHK_SITE_siteclass][1] == 'C');
    CHECK(refused(SHK_NEEDS_SITE(z2pt5), "site_model_file = sm.xml", "sm.xml: missing parameter z2pt5"));
}

/* 5.5597461559 km is the chord from (10.1, 45.1) to (10.1, 45.15). */
TEST(sites_take_the_nearest_row)
{
    put("model.csv", "lon,lat,vs30\n10.1,45.15,700\n12,45,800\n");
    CHECK(!read_sites(VS30, "sites = 10.1 45.1\nsite_model_file = model.csv"));
    CHECK(s->n == 1 && s->param[SHK_SITE_vs30][0] == 700);
    CHECK(refused(VS30, "sites = 10.1 40.1\nsite_model_file = model.csv", "model.csv: there is nothing closer than 8 km to site (10.1 40.1)"));
    CHECK(!read_sites(VS30, "region = 9 44, 11 44, 11 46\nregion_grid_spacing = 50\nsite_model_file = model.csv"));
    CHECK(s->n > 3 && s->param[SHK_SITE_vs30][0] == 700);
}

TEST(grids)
{
    CHECK(!read_sites(VS30, "region = 10 45, 10.3 45, 10.3 45.2, 10 45.2\nregion_grid_spacing = 10\n" REF));
    CHECK(s->n == 18);
    CHECK(s->lon[0] == 9.99940 && s->lat[0] == 44.93020 && s->lon[17] == 10.38289 && s->lat[17] == 45.20000);
    const clock_t t = clock();
    CHECK(refused(VS30, "region = -179 -80, 179 -80, 179 80, -179 80\nregion_grid_spacing = 0.1\n" REF, "region_grid_spacing"));
    CHECK(refused(VS30, "region = -60 -60, 60 -60, 60 60, -60 60\nregion_grid_spacing = 0.1\n" REF, "at most 50000000"));
    CHECK((double)(clock() - t) / CLOCKS_PER_SEC < 2);
}

TEST(exposures_give_sites)
{
    put("exp.xml", "<nrml xmlns='http://openquake.org/xmlns/nrml/0.5'><exposureModel><assets><asset id='a'><location lon='10.2' lat='45'/></asset>"
                   "<asset id='b'><location lon='10.1' lat='46'/></asset><asset id='c'><location lon='10.2' lat='45'/></asset></assets></exposureModel></nrml>");
    CHECK(!read_sites(VS30, "exposure_file = exp.xml\n" REF));
    CHECK(s->n == 2 && s->lon[0] == 10.1 && s->lat[1] == 45);
    put("exp2.xml", "<nrml xmlns='http://openquake.org/xmlns/nrml/0.5'><exposureModel><exposureFields><field oq='lon' input='X'/></exposureFields>"
                    "<assets>a1.csv a2.csv</assets></exposureModel></nrml>");
    put("a1.csv", "id,X,lat\na,3,4\nb,1.0000001,2\n");
    put("a2.csv", "id,lat,X\na,2,1\n");
    CHECK(!read_sites(VS30, "exposure_file = exp2.xml\n" REF));
    CHECK(s->n == 2 && s->lon[0] == 1 && s->lat[0] == 2 && s->lon[1] == 3);
    CHECK(!read_sites(VS30, "exposure_file = exp2.xml\nsites = 1 2, 1.5 2, 3.05 4\n" REF));     /* only sites with assets stay */
    CHECK(s->n == 2 && s->lon[1] == 3.05 && s->sid[1] == 1);
    CHECK(refused(VS30, "exposure_file = exp2.xml\nsites = 1 2\n" REF, "discard_assets"));
    put("a1.csv", "id,x,lat\na,3,4\n");
    CHECK(refused(VS30, "exposure_file = exp2.xml\n" REF, "a1.csv: missing column X"));
}

TEST(vs30_can_be_overridden)
{
    CHECK(!read_sites(VS30 | SHK_NEEDS_SITE(z1pt0), "sites = 10 45\noverride_vs30 = 300 760\nreference_depth_to_1pt0km_per_sec = 5\n" REF));
    CHECK(s->n == 2 && s->sid[1] == 1);
    CHECK_STR(s->custom_site_id[0], "0:D");
    CHECK_STR(s->custom_site_id[1], "0:BC");
    CHECK_REL(s->param[SHK_SITE_z1pt0][0], 458.7787108891, 1e-12);
    put("ov.csv", "lon,lat,vs30\n10,45,-999\n11,45,500\n");
    CHECK(!read_sites(VS30, "site_model_file = ov.csv\noverride_vs30 = 300 760"));
    CHECK(s->n == 3 && s->sid[0] == 0 && s->sid[1] == 1 && s->sid[2] == 1 && s->param[SHK_SITE_vs30][2] == 500);
    CHECK(!read_sites(VS30, "site_model_file = ov.csv\noverride_vs30 = 400"));
    CHECK(s->n == 2 && s->param[SHK_SITE_vs30][1] == 400);
    CHECK(refused(VS30, "site_model_file = ov.csv", "vs30 = -999"));
}

TEST(geohashes_and_tiles)
{
    char g[9];
    shk_geohash(10.5, 45.2, g);
    CHECK_STR(g, "u0p3numv");
    shk_geohash(-70.12345, -33.4, g);
    CHECK_STR(g, "66n1ur9w");
    CHECK(!read_sites(VS30, "sites = 1 1, 2 1, 3 1, 4 1, 5 1\ntile_spec = [2, 2]\n" REF));
    CHECK(s->n == 2 && s->lon[0] == 2 && s->lon[1] == 4 && s->sid[1] == 1 && s->custom_site_id);
    CHECK(refused(VS30, "sites = 1 1, 2 1\ntile_spec = [2, 2]\n" REF, "tile_spec"));
}

TEST(amplification_tables)
{
    put("amp.csv", "#,,,vs30_ref=760\nampcode,level,PGA,sigma_PGA\nB,.1,2,.3\nA,.2,1.5,.1\nA,.1,1,.2\n");
    put("codes.csv", "lon,lat,vs30,ampcode\n1,1,760,A\n2,1,740,B\n");
    const char *lines = "amplification_csv = amp.csv\nsite_model_file = codes.csv\nsoil_intensities = .1 .2\nvs30_tolerance = 20";
    struct shk_job *job;
    struct shk_amplification *a;
    CHECK(!read_sites(VS30, lines));
    CHECK_STR(s->ampcode[1], "B");
    CHECK(!shk_job_read(shk_path_join(arena, dir, "job.ini"), NULL, 0, arena, NULL, &d, &job));
    CHECK(!shk_amplification_read(job, s, arena, &d, &a));
    CHECK(a->vs30_ref == 760 && a->ncodes == 2 && a->first[1] == 2 && a->nimts == 1 && a->level[0] == .2 && a->median[0][2] == 2 && a->sigma[0][1] == .2);
    CHECK(shk_amplification_code(a, s, 1) == 1 && !a->from_mag);
    put("codes.csv", "lon,lat,vs30,ampcode\n1,1,760,A\n2,1,739,B\n");
    CHECK(!read_sites(VS30, lines) && shk_amplification_read(job, s, arena, &d, &a) == SHK_E_INVALID && strstr(d.text, "vs30_tolerance"));
    put("codes.csv", "lon,lat,vs30,ampcode\n1,1,760,Q\n2,1,760,B\n");
    CHECK(!read_sites(VS30, lines) && shk_amplification_read(job, s, arena, &d, &a) == SHK_E_INVALID && strstr(d.text, "'Q'"));
}

static void begin(void) { arena = shk_arena_new(1 << 30); dir = shk_tempdir_new(arena); }
static void end(void) { shk_tempdir_remove(dir); shk_arena_free(arena); }
RUN(begin, listed_sites_are_sorted, files_with_and_without_header, bad_files_are_refused, xml_site_models, sites_take_the_nearest_row, grids, exposures_give_sites,
    vs30_can_be_overridden, geohashes_and_tiles, amplification_tables, end)
