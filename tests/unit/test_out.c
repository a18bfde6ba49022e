// libs: out
/* Exports of results with known numbers. The record types of the NumPy archives are those that OpenQuake 3.26.2 writes for a job with
 * the same measures, levels, statistics and probabilities. */
#include "check.h"
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/file.h"
#include "engine/datastore.h"
#include "io/zip.h"
#include "out/export.h"
#include "out/html_report.h"
#include "out/parts.h"
#include "out/plot.h"
#include "out/plot_gsim.h"
#include "out/plot_sources.h"

/* Fontconfig keeps its tables of fonts until the program ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libfontconfig"; }

static double lon[] = { 10, 10.25 }, lat[] = { 43, 43.5 }, dep[] = { 0, 0 };
static char site_id[][9] = { "one", "a\"b" };
static struct shk_sites sites = { .n = 2, .lon = lon, .lat = lat, .dep = dep };
static const struct shk_imt imt[] = { { SHK_PGA, 0, 0 }, { SHK_SA, 0.2, 0 }, { SHK_PGV, 0, 0 } };
static char imt_name[][SHK_IMT_NAME] = { "PGA", "SA(0.2)", "PGV" };
static const double level[] = { 0.005, 1.25, 0.005, 1.25, 0.5, 50 }, poe[] = { 0.1, 0.02 };
static const struct shk_stat stat[] = { { SHK_STAT_QUANTILE, 0.5 }, { SHK_STAT_MEAN, 0 } };
static char stat_name[][32] = { "quantile-0.5", "mean" };
static const char *const rlz_path[] = { "b1~A", "b2~<A&B>" };
static const double rlz_weight[] = { 0.25, 0.75 };
static float stats[2 * 2 * 3 * 2], maps[2 * 2 * 3 * 2];

static struct shk_results results(void)
{
    /* site, statistic, measure, level: the digits of the number */
    for (int i = 0; i < 24; i++) {
        stats[i] = (float)(i % 2 ? 0.01 : 0.5) / (float)(1 + i / 2);
        maps[i] = (float)(1000 * (i / 12) + 100 * (i / 6 % 2) + 10 * (i / 2 % 3) + i % 2);
    }
    return (struct shk_results){ .calc_id = 7, .start_date = "2026-01-02T03:04:05", .checksum = 42, .calculation_mode = "classical",
        .description = "A <b>test</b> & more", .investigation_time = 50, .sites = &sites, .nimts = 3, .imt = imt, .imt_name = imt_name, .nlev = 2,
        .level = level, .npoes = 2, .poe = poe, .hazard_maps = 1, .uniform_hazard_spectra = 1, .nrlzs = 2, .rlz_path = rlz_path,
        .rlz_weight = rlz_weight, .nstats = 2, .stat = stat, .stat_name = stat_name, .stats = stats, .map_stats = maps };
}

struct room { struct shk_arena *a; char *dir; struct shk_exported done; struct shk_diag d; };

static struct room enter(void)
{
    struct room k = { .a = shk_arena_new(0) };
    k.dir = shk_tempdir_new(k.a);
    k.done.arena = k.a;
    return k;
}

static void leave(struct room *k)
{
    shk_tempdir_remove(k->dir);
    shk_arena_free(k->a);
}

static const char *whole(struct room *k, const char *name, size_t *n)
{
    const char *text = "";
    *n = 0;
    CHECK(!shk_file_read(shk_path_join(k->a, k->dir, name), 1 << 24, k->a, &k->d, &text, n));
    return text;
}

/* Unpacks NAME and gives "all.npy": its header as text, its data. */
static const char *records(struct room *k, const char *name, const char **data, size_t *bytes)
{
    const char *const *file;
    size_t n;
    char *to = shk_tempdir_new(k->a);
    CHECK(!shk_zip_extract(shk_path_join(k->a, k->dir, name), to, NULL, k->a, &k->d, &file, &n));
    CHECK(n == 2);
    const char *text = "";
    n = 0;
    CHECK(!shk_file_read(shk_path_join(k->a, to, "all.npy"), 1 << 24, k->a, &k->d, &text, &n));
    shk_tempdir_remove(to);
    if (!CHECK(n > 128 && !memcmp(text, "\x93NUMPY\x01\x00", 8))) return "";
    const size_t head = 10 + (unsigned char)text[8] + 256u * (unsigned char)text[9];
    *data = text + head;
    *bytes = n - head;
    return shk_arena_strndup(k->a, text + 10, head - 10);
}

static double f8(const char *p) { double v; memcpy(&v, p, 8); return v; }
static double f4(const char *p) { float v; memcpy(&v, p, 4); return (double)v; }

TEST(npz_has_the_records_of_the_reference)
{
    struct room k = enter();
    struct shk_results r = results();
    const char *data;
    size_t n;
    CHECK(!shk_export(&r, "npz", k.dir, &k.done, &k.d));
    CHECK(k.done.n == 3);
    CHECK(strstr(records(&k, "hmaps_7.npz", &data, &n),
        "{'descr': [('lon', '<f8'), ('lat', '<f8'), "
        "('mean', [('PGA', [('0.1', '<f4'), ('0.02', '<f4')]), ('SA(0.2)', [('0.1', '<f4'), ('0.02', '<f4')]), ('PGV', [('0.1', '<f4'), ('0.02', '<f4')])]), "
        "('quantile-0.5', [('PGA', [('0.1', '<f4'), ('0.02', '<f4')]), ('SA(0.2)', [('0.1', '<f4'), ('0.02', '<f4')]), ('PGV', [('0.1', '<f4'), ('0.02', '<f4')])])], "
        "'fortran_order': False, 'shape': (2,), }") != NULL);
    if (CHECK(n == 2 * (16 + 12 * 4))) {
        CHECK(f8(data + 64) == 10.25 && f8(data + 72) == 43.5);
        CHECK(f4(data + 64 + 16) == 1100);              /* site 1, mean (second in memory), PGA, 0.1 */
        CHECK(f4(data + 64 + 16 + 3 * 4) == 1111);      /* SA(0.2), 0.02 */
        CHECK(f4(data + 64 + 16 + 6 * 4) == 1000);      /* quantile, PGA */
    }
    CHECK(strstr(records(&k, "uhs_7.npz", &data, &n), "('mean', [('0.100000', [('PGA', '<f4'), ('SA(0.2)', '<f4')]), ('0.020000', [") != NULL);
    if (CHECK(n == 2 * (16 + 8 * 4))) CHECK(f4(data + 16) == 100 && f4(data + 20) == 110 && f4(data + 24) == 101 && f4(data + 28) == 111);
    CHECK(strstr(records(&k, "hcurves_7.npz", &data, &n), "('PGV', [('0.5', '<f4'), ('50.0', '<f4')])") != NULL);
    if (CHECK(n == 2 * (16 + 12 * 4))) CHECK(f4(data + 16) == (double)stats[6] && f4(data + 64 + 16) == (double)stats[18]);
    leave(&k);
}

TEST(npz_adds_depth_and_names_of_sites)
{
    struct room k = enter();
    struct shk_results r = results();
    const char *data;
    size_t n;
    sites.custom_site_id = site_id;
    dep[1] = 2.5;
    CHECK(!shk_export(&r, "npz", k.dir, &k.done, &k.d));
    CHECK(strstr(records(&k, "hmaps_7.npz", &data, &n), "[('custom_site_id', '|S8'), ('lon', '<f8'), ('lat', '<f8'), ('depth', '<f8'), ('mean'") != NULL);
    if (CHECK(n == 2 * (32 + 48))) CHECK(!memcmp(data + 80, "a\"b\0\0\0\0\0", 8) && f8(data + 80 + 24) == 2.5);
    sites.custom_site_id = NULL;
    dep[1] = 0;
    leave(&k);
}

TEST(geojson_has_points_with_values)
{
    struct room k = enter();
    struct shk_results r = results();
    size_t n;
    sites.custom_site_id = site_id;
    maps[6 + 2] = NAN;
    CHECK(!shk_export(&r, "geojson", k.dir, &k.done, &k.d));
    maps[6 + 2] = 110;
    sites.custom_site_id = NULL;
    CHECK(k.done.n == 4);
    CHECK_STR(whole(&k, "hazard_map-mean-0.02_7.geojson", &n),
        "{\"type\": \"FeatureCollection\", \"statistic\": \"mean\", \"poe\": 0.02, \"investigation_time\": 50, \"features\": [\n"
        "{\"type\": \"Feature\", \"geometry\": {\"type\": \"Point\", \"coordinates\": [10.00000, 43.00000]}, \"properties\": "
        "{\"custom_site_id\": \"one\", \"PGA\": 101, \"SA(0.2)\": 111, \"PGV\": 121}},\n"
        "{\"type\": \"Feature\", \"geometry\": {\"type\": \"Point\", \"coordinates\": [10.25000, 43.50000]}, \"properties\": "
        "{\"custom_site_id\": \"a\\\"b\", \"PGA\": 1101, \"SA(0.2)\": 1111, \"PGV\": 1121}}\n]}\n");
    CHECK(strstr(whole(&k, "hazard_map-mean-0.1_7.geojson", &n), "\"PGA\": 100, \"SA(0.2)\": null, \"PGV\": 120") != NULL);
    leave(&k);
}

TEST(hdf5_reads_back)
{
    struct room k = enter();
    struct shk_results r = results(), *back = NULL;
    CHECK(!shk_export(&r, "hdf5", k.dir, &k.done, &k.d));
    if (CHECK(!shk_datastore_read(shk_path_join(k.a, k.dir, "results_7.hdf5"), k.a, &k.d, &back))) {
        CHECK(back->sites->n == 2 && back->nstats == 2 && !memcmp(back->map_stats, maps, sizeof maps));
        CHECK_STR(back->rlz_path[1], "b2~<A&B>");
    }
    leave(&k);
}

TEST(several_processes_write_what_one_writes)
{
    enum { SITES = 5000 };
    struct room one = enter(), three = enter(), none = enter();
    struct shk_results r = results();
    double *at = SHK_NEW(one.a, double, SITES);
    float *v = SHK_NEW(one.a, float, 12 * SITES);
    for (int i = 0; i < SITES; i++) at[i] = i * 0.001;
    for (int i = 0; i < 12 * SITES; i++) v[i] = 1 / (float)(i + 1);
    struct shk_sites many = { .n = SITES, .lon = at, .lat = at, .dep = at };
    r.sites = &many;
    r.stats = v;
    r.map_stats = v;
    three.done.processes = none.done.processes = 3;
    CHECK(!shk_export(&r, "csv", one.dir, &one.done, &one.d));
    CHECK(!shk_export(&r, "csv", three.dir, &three.done, &three.d));
    CHECK(one.done.n == 15 && three.done.n == 15);
    for (size_t i = 0; i < one.done.n && i < three.done.n; i++) {
        size_t n, m;
        CHECK_STR(three.done.name[i], one.done.name[i]);
        const char *a = whole(&one, one.done.name[i], &n), *b = whole(&three, one.done.name[i], &m);
        CHECK(n > 50 && n == m && !memcmp(a, b, n));
    }
    shk_tempdir_remove(none.dir);
    CHECK(shk_export(&r, "csv", none.dir, &none.done, &none.d) == SHK_E_IO && strstr(none.d.text, "cannot write") != NULL);
    leave(&one);
    leave(&three);
    leave(&none);
}

static enum shk_err a_part(void *user, int i, struct shk_diag *d)
{
    if (*(int *)user == i) raise(SIGKILL);
    return i == 2 ? shk_fail(d, SHK_E_LIMIT, "part two") : SHK_OK;
}

TEST(the_first_part_that_fails_is_told)
{
    struct shk_diag d = { 0 };
    int killed = 3;
    CHECK(shk_in_parts(4, a_part, &killed, &d) == SHK_E_LIMIT);
    CHECK_STR(d.text, "part two");
    d.code = SHK_OK;
    killed = 1;
    CHECK(shk_in_parts(4, a_part, &killed, &d) == SHK_E_COMPUTE);
    CHECK_STR(d.text, "part 1 of 4: its process was killed");
    d.code = SHK_OK;
    CHECK(shk_in_parts(2, a_part, &(int){ 9 }, &d) == SHK_OK);
}

TEST(site_models_keep_the_columns_and_the_texts_of_the_file)
{
    struct room k = enter();
    double vs30[] = { 760, 410.5 }, label[] = { 0, 2 };
    char geology[2][21] = { "0", "CENOZOIC" }, id[2][9] = { "one", "two" };
    struct shk_site_column col[] = { { "vs30", 'f', 0, vs30, NULL }, { "geology", 's', 20, NULL, geology[0] }, { "ilabel", 'u', 0, label, NULL }, { "custom_site_id", 's', 8, NULL, id[0] } };
    struct shk_sites with = sites;
    with.ncols = 4, with.col = col, with.from_site_model = 1;
    struct shk_results r = results(), *back = NULL;
    size_t n;
    r.sites = &with;
    CHECK(!shk_export(&r, "hdf5", k.dir, &k.done, &k.d));
    if (CHECK(!shk_datastore_read(shk_path_join(k.a, k.dir, "results_7.hdf5"), k.a, &k.d, &back))) {
        back->calc_id = 7;
        CHECK(!shk_export(back, "csv", k.dir, &k.done, &k.d));
        CHECK(strstr(whole(&k, "site_model_7.csv", &n), "sids,lon,lat,depth,vs30,geology,ilabel,custom_site_id\r\n"
                     "0,10.00000,43.00000,0.00000,7.60000E+02,0,0,one\r\n1,10.25000,43.50000,0.00000,4.10500E+02,CENOZOIC,2,two\r\n") != NULL);
        CHECK_STR(back->sites->custom_site_id[1], "two");
        CHECK(back->sites->param[SHK_SITE_vs30][1] == 410.5);
    }
    leave(&k);
}

TEST(unknown_formats_are_refused)
{
    struct room k = enter();
    struct shk_results r = results();
    CHECK(shk_export(&r, "xlsx", k.dir, &k.done, &k.d) == SHK_E_INVALID);
    CHECK_STR(k.d.text, "exports: unknown format 'xlsx': expected one of csv, npz, geojson, hdf5, png");
    leave(&k);
}

TEST(nothing_is_written_where_there_is_nothing)
{
    struct room k = enter();
    struct shk_results r = results();
    r.stats = r.map_stats = NULL;
    CHECK(!shk_export(&r, "npz", k.dir, &k.done, &k.d) && !shk_export(&r, "geojson", k.dir, &k.done, &k.d) && k.done.n == 0);
    leave(&k);
}

TEST(pictures)
{
    struct room k = enter();
    struct shk_results r = results();
    size_t n;
    CHECK(!shk_plot(&r, "hcurves", "svg", k.dir, 1, &k.done, &k.d));
    CHECK(k.done.n == 3);
    CHECK(strstr(whole(&k, "hazard_curve-PGA-site1_7.svg", &n), "<svg") != NULL);
    CHECK(!shk_plot(&r, "uhs", "png", k.dir, 0, &k.done, &k.d));
    CHECK(!memcmp(whole(&k, "hazard_uhs-0.1-site0_7.png", &n), "\x89PNG", 4));
    CHECK(shk_plot(&r, "hcurves", "svg", k.dir, 2, &k.done, &k.d) == SHK_E_INVALID);
    leave(&k);
}

TEST(report_is_one_page_with_escaped_text)
{
    struct room k = enter();
    struct shk_results r = results();
    const struct shk_calc c = { .id = 7, .status = "complete", .start = "2026-01-02T03:04:05", .job_path = "job.ini", .seconds = 1.5, .peak_mb = 20 };
    const struct shk_operations m = { .n = 1, .op = { { "rates & curves", 1.25, 10, 3 } } };
    const char *const output[] = { "hazard_curve-mean-PGA_7.csv" };
    size_t n, images = 0;
    if (!CHECK(!shk_html_report(&r, &c, &m, 1, output, k.dir, &k.done, &k.d))) puts(k.d.text);
    const char *text = whole(&k, "report_7.html", &n);
    CHECK(k.done.n == 1 && !strncmp(text, "<!DOCTYPE html>", 15) && n > 8 && !strcmp(text + n - 8, "</html>\n"));
    CHECK(strstr(text, "<h1>A &lt;b&gt;test&lt;/b&gt; &amp; more</h1>") && !strstr(text, "<b>"));
    CHECK(strstr(text, "<td>b2~&lt;A&amp;B&gt;</td><td class=\"n\">0.75</td>") != NULL);
    CHECK(strstr(text, "<td>rates &amp; curves</td><td class=\"n\">1.250</td>") != NULL);
    CHECK(strstr(text, "<li>hazard_curve-mean-PGA_7.csv</li>") != NULL);
    for (const char *q = text; (q = strstr(q, "<img ")); q++) images++;
    CHECK(images == 6 + 3 + 2);         /* maps by measure and probability, curves by measure, spectra by probability */
    CHECK(strstr(text, "src=\"data:image/png;base64,iVBORw0KGgo") != NULL);       /* the signature of PNG, RFC 4648 */
    CHECK(!strstr(text, "src=\"http"));
    leave(&k);
}

TEST(models_are_drawn)
{
    struct room k = enter();
    const struct shk_gsim_model *m[2];
    size_t n;
    CHECK(!shk_gsim_make("AkkarBommer2010", ".", k.a, &k.d, &m[0]) && !shk_gsim_make("ChiouYoungs2014", ".", k.a, &k.d, &m[1]));
    CHECK(!shk_plot_gsims(2, m, shk_path_join(k.a, k.dir, "g.svg"), &k.d));
    CHECK(strstr(whole(&k, "g.svg", &n), "<svg") != NULL);
    CHECK(shk_plot_gsims(0, m, shk_path_join(k.a, k.dir, "g.svg"), &k.d) == SHK_E_LIMIT);
    leave(&k);
}

/* An area around the first site, a fault across the date line, no source at all. */
TEST(sources_are_drawn)
{
    struct room k = enter();
    struct shk_point ring[] = { { 178, -1, 0 }, { 179, -1, 0 }, { 179, 1, 0 } }, trace[] = { { 179.5, 2, 0 }, { -179.5, 3, 0 } };
    struct shk_source area = { .kind = SHK_SRC_AREA, .polygon = { 3, ring } }, fault = { .kind = SHK_SRC_SIMPLE, .geom = { .kind = SHK_GEOM_SIMPLE, .trace = { 2, trace } } };
    struct shk_source *list[] = { &area, &fault };
    struct shk_gsim_set trt = { .trt = "Active <Shallow> Crust" };
    struct shk_source_group group = { .trt = trt.trt, .nsources = 2, .source = list };
    struct shk_model m = { .lt = { .ntrts = 1, .trt = &trt }, .nsources = 2, .ngroups = 1, .group = &group };
    double east[] = { 178.5, -179.9 }, north[] = { 0, 1 };
    const struct shk_sites two = { .n = 2, .lon = east, .lat = north };
    size_t n, lines = 0;
    CHECK(!shk_plot_sources(&m, &two, "title", shk_path_join(k.a, k.dir, "s.svg"), &k.d));
    const char *text = whole(&k, "s.svg", &n);
    CHECK(strstr(text, "<svg") != NULL);
    for (const char *q = text; (q = strstr(q, "stroke:rgb(0%,45%,70%)")); q++) lines++;       /* the blue of the first region: two shapes and the legend */
    CHECK(lines == 3);
    m.nsources = m.ngroups = 0;
    CHECK(shk_plot_sources(&m, &two, NULL, shk_path_join(k.a, k.dir, "t.svg"), &k.d) == SHK_E_INVALID);
    leave(&k);
}

RUN(sources_are_drawn, npz_has_the_records_of_the_reference, npz_adds_depth_and_names_of_sites, geojson_has_points_with_values, hdf5_reads_back, several_processes_write_what_one_writes, the_first_part_that_fails_is_told, site_models_keep_the_columns_and_the_texts_of_the_file,
    report_is_one_page_with_escaped_text, unknown_formats_are_refused, nothing_is_written_where_there_is_nothing, pictures, models_are_drawn)
