// libs: gsim
/* Binding of model texts: canonical texts and errors, parts, horizontal components, and what every row of the catalogue must obey. */
#include <stdlib.h>
#include <unistd.h>
#include "check.h"
#include "gsim/gsim.h"
#include "gsim/lib_alatik.h"
#include "gsim/lib_zones.h"

static struct shk_arena *arena;
static struct shk_diag diag;

static const struct shk_gsim_model *make(const char *text)
{
    const struct shk_gsim_model *m = NULL;
    diag = (struct shk_diag){ 0 };
    return shk_gsim_make(text, "", arena, &diag, &m) ? NULL : m;
}

static void fails(const char *text, enum shk_err code, const char *part)
{
    CHECK(make(text) == NULL);
    if (!CHECK(diag.code == code) || !CHECK(strstr(diag.text, part) != NULL)) printf("    %s: got error %d: %s\n", text, (int)diag.code, diag.text);
}

/* The texts that OpenQuake 3.26.2 gives the same models. */
TEST(texts_are_canonical)
{
    static const char *const want[][2] = {
        { "AkkarBommer2010", "[AkkarBommer2010]" },
        { "  [AkkarBommer2010] \n", "[AkkarBommer2010]" },
        { "[KothaEtAl2020]\nc3_epsilon = 0.5\n  ergodic = false", "[KothaEtAl2020]\nc3_epsilon = 0.5\nergodic = false" },
        { "KothaEtAl2020\nc3_epsilon=1", "[KothaEtAl2020]\nc3_epsilon = 1" },
        { "{\"KothaEtAl2020\": {\"c3_epsilon\": 0.5, \"ergodic\": false}}", "[KothaEtAl2020]\nc3_epsilon = 0.5\nergodic = false" },
        { "{'KothaEtAl2020': {\n  'ergodic': False }}", "[KothaEtAl2020]\nergodic = false" },
        { "{\"AkkarBommer2010\": {}}", "[AkkarBommer2010]" },
        { "{\"ModifiableGMPE\": {\"gmpe\": {\"AkkarBommer2010\": {}}, \"set_fixed_total_sigma\": {\"total_sigma\": {\"PGA\": 0.6}}}}",
          "[ModifiableGMPE.gmpe.AkkarBommer2010]\n\n[ModifiableGMPE.set_fixed_total_sigma.total_sigma]\nPGA = 0.6" },
        { "ESHM20ShallowCrustLowStressFastAtten", "[KothaEtAl2020ESHM20]\nsigma_mu_epsilon = -1.35563\nc3_epsilon = -1.732051" },
        { "ESHM20CratonShallowMidStressMidAtten", "[KothaEtAl2020ESHM20]" },
        { "ESHM20SInterHighStressSlowAtten", "[BCHydroESHM20SInter]\nsigma_mu_epsilon = 1.35563\ntheta6_adjustment = 0.0015\nfaba_taper_model = \"SFunc\"\na = -100\nb = 100" },
        { "ParkerEtAl2020SInterCascadiaOut", "[ParkerEtAl2020SInterB]\nregion = \"Cascadia\"\nbasin = \"out\"" },
        { "Frankel2015NGAEastTotalSigma", "[NGAEastGMPETotalSigma]\ngmpe_table = \"NGAEast_FRANKEL_J15.hdf5\"" },
        { "[GenericGmpeAvgSA]\ngmpe_name = \"AkkarBommer2010\"\navg_periods = [0.05, 0.1, 0.5, 1.0]",
          "[GenericGmpeAvgSA]\ngmpe_name = \"AkkarBommer2010\"\navg_periods = [ 0.05, 0.1, 0.5, 1.0,]" },
        { "[ModifiableGMPE.gmpe.AkkarBommer2010]\n[ModifiableGMPE.set_fixed_total_sigma.total_sigma]\nPGA = 0.6\n\"SA(0.05)\" = 0.7",
          "[ModifiableGMPE.gmpe.AkkarBommer2010]\n\n[ModifiableGMPE.set_fixed_total_sigma.total_sigma]\nPGA = 0.6\n\"SA(0.05)\" = 0.7" },
        { "[KothaEtAl2020ESHM20]\nsigma_mu_epsilon = 1e-5\nc3_epsilon = 1e22\n[KothaEtAl2020ESHM20.dl2l]\nPGA=0.123456789012345",
          "[KothaEtAl2020ESHM20]\nsigma_mu_epsilon = 1e-5\nc3_epsilon = 1e+22\n\n[KothaEtAl2020ESHM20.dl2l]\nPGA = 0.123456789012345" },
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const struct shk_gsim_model *m = make(want[i][0]);
        if (CHECK(m != NULL)) CHECK_STR(m->text, want[i][1]);
        else printf("    %s: %s\n", want[i][0], diag.text);
    }
}

TEST(mistakes_are_named)
{
    fails("NoSuchModel2000", SHK_E_NOTFOUND, "NoSuchModel2000");
    fails("", SHK_E_NOTFOUND, "unknown");
    fails("{", SHK_E_SYNTAX, "braces");
    fails("{\"AkkarBommer2010\": {\"region\": 1}}", SHK_E_INVALID, "no argument 'region'");
    fails("{\"AkkarBommer2010\": {}, \"KothaEtAl2020\": {}}", SHK_E_SYNTAX, "one table");
    fails("[AkkarBommer2010]\nregion = 1", SHK_E_INVALID, "no argument 'region' (it takes none)");
    fails("[KothaEtAl2020]\nepsilon = 1", SHK_E_INVALID, "it has sigma_mu_epsilon, c3_epsilon");
    fails("[KothaEtAl2020]\nc3_epsilon = \"high\"", SHK_E_INVALID, "expected a number");
    fails("[KothaEtAl2020]\nc3_epsilon = inf", SHK_E_INVALID, "expected a number");
    fails("[AbrahamsonGulerce2020SInter]\nregion = \"Mars\"", SHK_E_INVALID, "expected one of \"GLO\", \"USA-AK\"");
    fails("[KothaEtAl2020]\nc3_epsilon = ", SHK_E_SYNTAX, "");
    fails("[KothaEtAl2020]\n[AkkarBommer2010]", SHK_E_SYNTAX, "one table");
    fails("[ModifiableGMPE]", SHK_E_INVALID, "gmpe");
    fails("[ModifiableGMPE.gmpe.AkkarBommer2010]\n[ModifiableGMPE.make_it_stronger]\nfactor = 2", SHK_E_INVALID, "make_it_stronger");
    fails("[ModifiableGMPE.gmpe.AkkarBommer2010]\n[ModifiableGMPE.set_between_epsilon]\nepsilon = 2", SHK_E_INVALID, "no argument 'epsilon'");
    fails("[ModifiableGMPE.gmpe.GhofraniAtkinson2014]\n[ModifiableGMPE.conditional_gmpe.PGV.gmpe.AkkarBommer2010]", SHK_E_INVALID, "not a conditional model");
    fails("[ModifiableGMPE.gmpe.AbrahamsonEtAl2018SInter]\n[ModifiableGMPE.conditional_gmpe.PGA.gmpe.AbrahamsonBhasin2020]", SHK_E_UNSUPPORTED, "does not predict PGA");
    fails("AbrahamsonBhasin2020", SHK_E_INVALID, "conditional_gmpe");
    fails("[AvgGMPE]", SHK_E_INVALID, "branches");
    fails("[AvgGMPE]\nb1.KothaEtAl2020.c3_epsilon = 1", SHK_E_INVALID, "weight");
    fails("[AvgGMPE]\nb1.ESHM20ShallowCrustMidStressMidAtten.weight = 1\nb1.ESHM20ShallowCrustMidStressMidAtten.c3_epsilon = 1", SHK_E_INVALID, "takes no more");
    fails("[MultiGMPE.IA.AkkarBommer2010]", SHK_E_UNSUPPORTED, "does not predict IA");
    fails("[CY14SiteTerm]\ngmpe_name = 3", SHK_E_INVALID, "gmpe_name");
    fails("[CY14SiteTerm]\ngmpe_name = \"AbrahamsonGulerce2020SInter\"", SHK_E_INVALID, "reference vs30");
    fails("[GMPETable]\ngmpe_table = \"nowhere.hdf5\"", SHK_E_IO, "nowhere.hdf5");
    fails("[NGAEastGMPE]\ngmpe_table = \"nowhere.hdf5\"", SHK_E_INVALID, "nowhere.hdf5");
    char deep[1024] = "[SplitSigmaGMPE]\nwithin_absolute = 0.1\ngmpe_name = \"SplitSigmaGMPE\"";      /* its own base, with no end */
    CHECK(make(deep) == NULL);
}

TEST(parts_carry_probabilities)
{
    const struct shk_gsim_model *m = make("[AvgPoeGMPE]\nb1.AkkarBommer2010.weight = 0.25\nb2.BooreAtkinson2008.weight = 0.75");
    CHECK(m && m->npart == 2 && m->part[0].weight == 0.25 && m->part[1].weight == 0.75 && !strcmp(m->part[1].model->g->name, "BooreAtkinson2008"));
    CHECK(m && m->needs == (make("AkkarBommer2010")->needs | make("BooreAtkinson2008")->needs));
    m = make("[AkkarBommer2010]\n[AkkarBommer2010.mixture_model]\nfactors = [1.2, 0.8]\nweights = [0.5, 0.5]");
    CHECK(m && m->npart == 2 && m->part[0].sigma_factor == 1.2 && m->part[1].weight == 0.5 && m->part[0].model->npart == 0);
    fails("[AkkarBommer2010]\n[AkkarBommer2010.mixture_model]\nfactors = [1.2, 0.8]\nweights = [0.5]", SHK_E_INVALID, "mixture_model");
    m = make("ChiouYoungs2014NSHMPMean");
    CHECK(m && m->npart == 3 && m->part[1].weight == 0.63 && m->part[0].weight == 0.185);
    if (m && m->npart == 3) {
        double col[SHK_COL_COUNT] = { 0 }, a[3][4];
        col[SHK_COL_mag] = 6.5; col[SHK_COL_rrup] = 20; col[SHK_COL_rjb] = 19; col[SHK_COL_vs30] = 500; col[SHK_COL_dip] = 60; col[SHK_COL_z1pt0] = 100;
        struct shk_ctx x = { .n = 1 };
#define X(c) x.c = &col[SHK_COL_##c];
        SHK_CTX_COLUMNS(X)
#undef X
        for (int k = 0; k < 3; k++) shk_gsim_eval(m->part[k].model, SHK_IMT_PGA, &x, (struct shk_motion){ &a[k][0], &a[k][1], &a[k][2], &a[k][3] });
        CHECK_REL(a[2][0] - a[1][0], 0.23, 1e-12);         /* Petersen et al. (2014), table 17: M 6 to 7 beyond 10 km */
        CHECK_REL(a[1][0] - a[0][0], 0.23, 1e-12);
    }
}

/* Coefficients that OpenQuake 3.26.2 gives for PGA, SA(0.1), SA(0.3), SA(1), SA(6), SA(20): ratio of medians, sigma, ratio of sigmas. */
TEST(components_become_geometric_means)
{
    static const double T[6] = { 0, 0.1, 0.3, 1, 6, 20 };
    static const struct { const char *component; double c[6][3]; } want[] = {
        { "GMRotI50", { { 1, 0.02, 1 }, { 1, 0.03, 1 }, { 1, 0.034140722453786375, 1 }, { 1, 0.04, 1 }, { 1, 0.04, 1 }, { 1, 0.04, 1 } } },
        { "RANDOM_HORIZONTAL", { { 1, 0.07, 1.03 }, { 1, 0.07, 1.05 }, { 1, 0.0865628898151455, 1.05 }, { 1, 0.11, 1.05 }, { 1, 0.11, 1.05 }, { 1, 0.11, 1.05 } } },
        { "GREATER_OF_TWO_HORIZONTAL", { { 1.117, 0, 1 }, { 1.117, 0, 1 }, { 1.1486202999268318, 0, 1 }, { 1.1739230903746762, 0, 1 }, { 1.226251599620106, 0, 1 }, { 1.266, 0, 1 } } },
        { "RotD50", { { 1.009, 0, 1 }, { 1.010074404246876, 0, 1 }, { 1.0212774028393332, 0, 1 }, { 1.03168662569577, 0, 1 }, { 1.0560875555290108, 0, 1 }, { 1.077, 0, 1 } } },
    };
    for (size_t k = 0; k < sizeof want / sizeof *want; k++)
        for (int i = 0; i < 6; i++) {
            const struct shk_gsim_model m = { .component = want[k].component };
            double mean = -1.5, sig = 0.6;
            CHECK(shk_gsim_to_geometric_mean(&m, (struct shk_imt){ i ? SHK_SA : SHK_PGA, T[i], 0 }, 1, &mean, &sig) == 1);
            CHECK_REL(mean, -1.5 - log(want[k].c[i][0]), 1e-13);
            CHECK_REL(sig, sqrt((0.36 - want[k].c[i][1] * want[k].c[i][1])) / want[k].c[i][2], 1e-13);
        }
    const struct shk_gsim_model random = { .component = "RANDOM_HORIZONTAL" }, other = { .component = "VERTICAL" }, none = { 0 };
    double mean = 0, sig = 1;
    CHECK(shk_gsim_to_geometric_mean(&random, SHK_IMT_PGV, 1, &mean, &sig) == -1);
    CHECK(shk_gsim_to_geometric_mean(&other, SHK_IMT_PGV, 1, &mean, &sig) == 0);
    CHECK(shk_gsim_to_geometric_mean(&none, SHK_IMT_PGV, 1, &mean, &sig) == 0 && mean == 0 && sig == 1);
}

TEST(chi_square_quantiles)          /* SciPy 1.14 */
{
    static const double v[][3] = { { 0.05, 3.5, 0.5200687108448127 }, { 0.1, 50, 37.68864839397849 }, { 0.5, 100, 99.33412923598846 }, { 0.9, 357.2, 391.8533037003474 },
                                   { 0.99, 2000, 2150.06566417287 }, { 0.001, 0.7, 3.860163954955064886e-09 } };
    for (size_t i = 0; i + 1 < sizeof v / sizeof *v; i++) CHECK_REL(shk_chi2_quantile(v[i][0], v[i][1]), v[i][2], 1e-11);
    CHECK_REL(shk_chi2_quantile(0.001, 0.7), 3.860163954955064886e-09, 1e-9);
}

static const char *zones_file(const char *text)
{
    static char path[200];
    snprintf(path, sizeof path, BINARY_DIR "/test_zones_%d.geojson", (int)getpid());
    FILE *f = fopen(path, "w");
    if (!f || fputs(text, f) == EOF || fclose(f)) return NULL;
    return path;
}

/* Zhao et al. (2016), slab: on the equator from 1 W to 2 E 33 of the 100 points of a path are between 0.01 E and 0.99 E. */
TEST(paths_cross_volcanic_zones)
{
#define ZONE(id, ring) "{\"type\":\"Feature\",\"properties\":{\"volc_zone_id\":\"" id "\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[" ring "]}}"
    const char *path = zones_file("{\"features\":[" ZONE("a", "[[40,40],[41,40],[41,41]]") "," ZONE("a", "[[0.01,-1],[0.99,-1],[0.99,1],[0.01,1],[0.01,-1]]") "]}");
    char text[300];
    if (!CHECK(path != NULL)) return;
    snprintf(text, sizeof text, "[ZhaoEtAl2016SSlabPErg]\nvolc_arc_file = \"%s\"", path);
    const struct shk_gsim_model *m = make(text), *plain = make("ZhaoEtAl2016SSlabPErg");
    if (!CHECK(m && plain && m->state)) return;
    const double step = 6371 * 3 * (3.14159265358979 / 180) / 99;
    CHECK_REL(shk_zones_path(m->state, -1, 0, 2, 0), 32 * step, 1e-9);
    CHECK(shk_zones_path(m->state, -1, 2, 2, 2) == 0 && shk_zones_path(m->state, 40.8, 40.2, 40.9, 40.5) == 0);
    double mag = 7, ztor = 30, rrup = 100, vs30 = 800, lon = -1, lat[] = { 0, 2 }, clon = 2, y[2][2][4];
    for (int k = 0; k < 2; k++) {           /* 12 to 80 km of path through the zone, or none */
        double rvolc = k ? 0 : 80;
        const struct shk_ctx x = { .n = 1, .mag = &mag, .ztor = &ztor, .rrup = &rrup, .vs30 = &vs30, .rvolc = &rvolc, .lon = &lon, .lat = lat + k, .clon = &clon, .clat = lat + k };
        shk_gsim_eval(m, (struct shk_imt){ SHK_SA, 0.2 }, &x, (struct shk_motion){ &y[k][0][0], &y[k][0][1], &y[k][0][2], &y[k][0][3] });
        shk_gsim_eval(plain, (struct shk_imt){ SHK_SA, 0.2 }, &x, (struct shk_motion){ &y[k][1][0], &y[k][1][1], &y[k][1][2], &y[k][1][3] });
        CHECK_REL(y[k][0][0], y[k][1][0], 1e-14);
    }
    CHECK(y[0][0][0] < y[1][0][0] - 0.1);
    snprintf(text, sizeof text, "[ZhaoEtAl2016Asc]\nvolc_arc_file = \"%s\"", path);
    CHECK((m = make(text)) && !m->state);
    zones_file("{\"features\":[" ZONE("a", "[[40,40],[41,40],[241,41]]") "]}");
    fails(text, SHK_E_INVALID, ".geojson:1: expected the longitude and latitude");
    zones_file("{\"features\":[{\"properties\":{}}]}");
    fails(text, SHK_E_INVALID, "volc_zone_id");
    unlink(path);
    fails(text, SHK_E_NOTFOUND, "geojson");
}

/* A row is complete, its name is taken once, and its name alone makes a model or a clear refusal. */
TEST(rows_are_sound)
{
    for (size_t i = 0; i < shk_gsim_count(); i++) {
        const struct shk_gsim *g = shk_gsim_at(i);
        CHECK(!i || strcmp(shk_gsim_at(i - 1)->name, g->name) < 0);
        CHECK(g->ref && *g->ref && g->trt && (g->kernel || g->cond));
        if (!CHECK(g->coeffs || g->supports)) printf("    %s\n", g->name);
        for (const struct shk_gsim_preset *p = g->presets; p && p->name; p++) {
            int known = 0;
            for (const struct shk_gsim_arg *a = g->args; a && a->name; a++) known |= !strcmp(a->name, p->name);
            if (!CHECK(known)) printf("    %s: preset %s\n", g->name, p->name);
        }
        const struct shk_gsim_model *m = make(g->name);
        if (m) CHECK(m->g == g && m->text && *m->text == '[');
        else if (!CHECK(*diag.text)) printf("    %s\n", g->name);
        if (g->alias && !CHECK(m != NULL || diag.code == SHK_E_NOTFOUND)) printf("    %s: %s\n", g->name, diag.text);
    }
}

int main(void)
{
    arena = shk_arena_new(0);
    texts_are_canonical();
    mistakes_are_named();
    parts_carry_probabilities();
    components_become_geometric_means();
    chi_square_quantiles();
    paths_cross_volcanic_zones();
    rows_are_sound();
    shk_arena_free(arena);
    printf("%d checks, %d failed\n", check_count, check_failed);
    return check_failed != 0;
}
