// libs: source
#include "check.h"
#include <stdlib.h>
#include "source/ruptures.h"

/* Worked numbers of the specification and tables made by OpenQuake 3.26.2 for the same faults. */
static struct shk_arena *arena;
static struct shk_diag diag;
static const struct shk_source_params job = { .investigation_time = 1, .split_sources = 1 };
static struct shk_rupture *rup;

#define LINE(...) { sizeof((struct shk_point[]){ __VA_ARGS__ }) / sizeof(struct shk_point), (struct shk_point[]){ __VA_ARGS__ } }

static struct shk_source fault(enum shk_source_kind kind)
{
    return (struct shk_source){ .kind = kind, .id = "f", .file = "model.xml", .line = 3, .scaling_rate = 1, .mutex_weight = 1, .rake = 90,
        .msr = shk_msr_find("WC1994", NULL), .aspect = { .value = 1.5 } };
}

static struct shk_source simple(void)
{
    struct shk_source s = fault(SHK_SRC_SIMPLE);
    s.geom.kind = SHK_GEOM_SIMPLE;
    return s;
}

static void arbitrary(struct shk_source *s, size_t n, const double *mags, const double *rates)
{
    s->mfd = (struct shk_mfd){ .kind = SHK_MFD_ARBITRARY, .n = n, .mags = mags, .rates = rates };
}

static struct shk_ruptures *ruptures(const struct shk_source *s, const struct shk_source_params *p)
{
    struct shk_ruptures *r = NULL;
    diag = (struct shk_diag){ 0 };
    if (!arena) arena = shk_arena_new(0);
    if (!CHECK(shk_ruptures_open(s, p, arena, &diag, &r) == SHK_OK)) printf("%s\n", diag.text);
    if (diag.code) exit(1);
    const size_t n = shk_ruptures_count(r);
    rup = SHK_NEW(arena, struct shk_rupture, n);
    CHECK(shk_ruptures_get(r, 0, n, rup, &diag) == SHK_OK);
    CHECK(p->minimum_magnitude > 0 || shk_source_count_ruptures(s, arena) == n);
    for (size_t i = 0; i < n; i += n / 7 + 1) {          /* any cut gives the same */
        struct shk_rupture one;
        CHECK(shk_ruptures_get(r, i, 1, &one, &diag) == SHK_OK);
        CHECK(one.id == i && one.rate == rup[i].rate && one.hypo.lon == rup[i].hypo.lon && one.strike == rup[i].strike && one.width == rup[i].width);
    }
    return r;
}

struct row { size_t i; double mag, rate; struct shk_point hypo; double strike, dip, width, ztor, zbot; };

/* Longitudes etc. as printed with 14 digits; strike and dip of a nearly flat triangle lose some. */
static void compare(const struct row *t, size_t n, double tol)
{
    for (size_t k = 0; k < n; k++) {
        const struct shk_rupture *r = rup + t[k].i;
        CHECK_REL(r->mag, t[k].mag, 1e-12);
        CHECK_REL(r->rate, t[k].rate, 1e-12);
        CHECK_REL(r->hypo.lon, t[k].hypo.lon, tol);
        CHECK_REL(r->hypo.lat, t[k].hypo.lat, tol);
        CHECK_REL(r->hypo.dep, t[k].hypo.dep, tol);
        CHECK_REL(r->strike, t[k].strike, tol);
        CHECK_REL(r->dip, t[k].dip, tol);
        CHECK_REL(r->width, t[k].width, tol);
        CHECK_REL(r->ztor, t[k].ztor, tol);
        CHECK_REL(r->zbot, t[k].zbot, tol);
        CHECK(r->surface.mesh != NULL && r->weight == 1);
    }
}

TEST(simple_sizes)
{
    struct shk_source s = simple();
    s.geom.trace = (struct shk_line)LINE({ 10, 45, 0 }, { 10.2, 45.2, 0 }, { 10.25, 45.45, 0 });
    s.geom.upper = 2, s.geom.lower = 14, s.geom.dip = 50, s.geom.spacing = 2;
    arbitrary(&s, 3, (double[]){ 6, 6.5, 7.5 }, (double[]){ .01, .005, .001 });
    struct shk_ruptures *r = ruptures(&s, &job);
    CHECK(r->mesh->nrow == 9 && r->mesh->ncol == 29);
    CHECK(shk_ruptures_count(r) == 181 && r->bins[0].count == 120 && r->bins[1].count == 60 && r->bins[2].count == 1);
    CHECK(r->bins[0].cols == 6 && r->bins[0].rows == 5 && r->bins[1].cols == 10 && r->bins[1].rows == 7);
    static const struct row t[] = { { 0, 6, 8.333333333333e-05, { 10.0870107331, 45.022881253, 5.064177767 }, 35.1888121651, 50.8469582228, 7.99737323862, 2, 8.128355534 } };
    compare(t, 1, 1e-10);
    CHECK_REL(rup[1].hypo.lon, 10.1016893622, 1e-11);
    CHECK_REL(rup[1].strike, 35.1992140054, 1e-11);
    CHECK_REL(rup[1].dip, 50.8482167512, 1e-11);
    CHECK_REL(rup[180].strike, 21.2251396509, 1e-11);
    CHECK_REL(rup[180].dip, 50.7842950219, 1e-11);
    CHECK_REL(rup[180].width, 15.9915693415, 1e-11);
    CHECK_REL(rup[180].hypo.lon, 10.28257324723377, 1e-12);
    CHECK_REL(shk_cells_total_area(&r->cells), 884.815161469, 1e-11);
    double box[4];
    shk_source_bbox(&s, r, box);
    CHECK(box[0] > 10 && box[0] < 10.03 && box[1] > 10.39 && box[1] < 10.5 && box[2] > 44.9 && box[3] > 45.4 && box[3] < 45.6);

    const struct shk_source_params some = { .split_sources = 1, .minimum_magnitude = 6.2 }, whole = { .minimum_magnitude = 6.2 };
    CHECK(shk_ruptures_count(ruptures(&s, &some)) == 61);
    CHECK(shk_ruptures_count(ruptures(&s, &whole)) == 181);
}

TEST(simple_bent)
{
    struct shk_source s = simple();
    s.geom.trace = (struct shk_line)LINE({ -120.3, 36.1, 0 }, { -120.1, 36.35, 0 }, { -119.7, 36.42, 0 }, { -119.55, 36.7, 0 });
    s.geom.upper = 1, s.geom.lower = 17, s.geom.dip = 63, s.geom.spacing = 1.5;
    s.rake = -75, s.aspect.value = 1.7;
    s.mfd = (struct shk_mfd){ .kind = SHK_MFD_TRUNC_GR, .min_mag = 5.8, .max_mag = 7.2, .bin_width = .2, .a = 3.2, .b = .95 };
    CHECK(shk_ruptures_count(ruptures(&s, &job)) == 1724);
    static const struct row t[] = {
        { 0, 5.9, 3.4990131724114e-06, { -120.24639312844, 36.131307263315, 4.3412744661064 }, 32.803687744072, 63.52779610789, 7.4989470006881, 1, 7.6825489322128 },
        { 1, 5.9, 3.4990131724114e-06, { -120.23734001464, 36.142646354748, 4.3412744661064 }, 32.809006971286, 63.527339270432, 7.4989470006889, 1, 7.6825489322128 },
        { 57, 5.9, 3.4990131724114e-06, { -119.58532892514, 36.587522727935, 4.3412744661064 }, 23.30051733513, 64.665416639752, 7.4989470006888, 1, 7.6825489322128 },
        { 574, 6.1, 2.6679517035687e-06, { -120.05876366153, 36.332225574322, 6.3460391457702 }, 59.45412910002, 65.418492120197, 8.9981531164552, 2.3365097864426, 10.355568505098 },
        { 862, 6.1, 2.6679517035687e-06, { -120.14807008965, 36.182531173236, 13.028588077983 }, 32.863081013739, 63.553128921035, 8.9962097900994, 9.0190587186553, 17.038117437311 },
        { 1149, 6.3, 2.0789689830837e-06, { -120.19239577715, 36.143680944512, 11.023823398319 }, 32.834373406521, 63.545443658029, 10.496258095004, 6.3460391457702, 15.701607650868 },
        { 1722, 7.1, 3.3980168636972e-06, { -119.62953431032, 36.454650789216, 9.0190587186553 }, 41.333421715187, 65.328639437262, 17.994751766402, 1, 17.038117437311 },
        { 1723, 7.1, 3.3980168636972e-06, { -119.62290234828, 36.467044261973, 9.0190587186553 }, 39.619454215059, 65.263695729731, 17.994751766403, 1, 17.038117437311 } };
    compare(t, sizeof t / sizeof *t, 1e-11);
}

static struct shk_source straight(void)
{
    static struct shk_point trace[] = { { 10, 45, 0 }, { 10.2, 45.2, 0 } };
    struct shk_source s = simple();
    s.geom.trace = (struct shk_line){ 2, trace };
    s.geom.upper = 0, s.geom.lower = 12, s.geom.dip = 60, s.geom.spacing = 2;
    s.rake = 0;
    static const double mag = 6.2, rate = .01;
    arbitrary(&s, 1, &mag, &rate);
    return s;
}

TEST(hypo_and_slip)
{
    struct shk_source s = straight();
    s.nhypos = 2, s.hypos = (struct shk_hypo[]){ { .25, .25, .4 }, { .5, .75, .6 } };
    s.nslips = 2, s.slips = (struct shk_slip[]){ { 90, .7 }, { 0, .3 } };
    struct shk_ruptures *r = ruptures(&s, &job);
    CHECK(r->mesh->nrow == 8 && r->mesh->ncol == 15 && r->bins->rows == 6 && r->bins->cols == 8 && r->bins->npos == 24);
    CHECK(shk_ruptures_count(r) == 96);
    const double want[] = { 1.16666666667e-4, 5e-5, 1.75e-4, 7.5e-5 };
    for (int i = 0; i < 4; i++) CHECK_REL(rup[i].rate, want[i], 1e-11);
    CHECK_REL(rup[0].hypo.lon, 10.0397051772, 1e-11);
    CHECK_REL(rup[0].hypo.lat, 45.0242331628, 1e-11);
    CHECK_REL(rup[0].hypo.dep, 1.73205080264, 1e-11);
    CHECK_REL(rup[2].hypo.lon, 10.1002584811, 1e-11);
    CHECK_REL(rup[2].hypo.dep, 6.92820321055, 1e-11);
    const struct shk_source_params sampling = { .sampling = 1 };
    ruptures(&s, &sampling);
    for (int i = 0; i < 4; i++) CHECK_REL(rup[i].rate, .01 / 24, 1e-14);
}

TEST(hypo_depths)
{
    struct shk_source s = straight();
    s.ndepths = 3, s.depths = (struct shk_hypo_depth[]){ { .5, 6, NAN }, { .3, 8, .4 }, { .2, 11.9, NAN } };
    CHECK(shk_ruptures_count(ruptures(&s, &job)) == 56);
    CHECK_REL(rup[0].rate, .000260416666667, 1e-11);
    CHECK_REL(rup[0].hypo.lon, 10.0898548132, 1e-11);
    CHECK_REL(rup[0].hypo.dep, 5.19615240791, 1e-11);
    CHECK_REL(rup[1].rate, .00015625, 1e-11);
    CHECK_REL(rup[1].hypo.lat, 45.0484578514, 1e-11);
    CHECK_REL(rup[1].hypo.dep, 3.46410160528, 1e-11);
    s.ndepths = 1, s.depths = (struct shk_hypo_depth[]){ { 1, .1, NAN } };
    struct shk_ruptures *r;
    CHECK(shk_ruptures_open(&s, &job, arena, &diag, &r) == SHK_E_INVALID);
    CHECK(strstr(diag.text, "model.xml:3: source 'f'") != NULL);
    diag = (struct shk_diag){ 0 };
    CHECK(shk_source_count_ruptures(&s, arena) == 0);
}

TEST(negative_binomial)
{
    struct shk_source s = straight();
    s.tom = (struct shk_tom){ .kind = SHK_TOM_NEGATIVE_BINOMIAL, .alpha = .8 };
    arbitrary(&s, 1, (double[]){ 8.5 }, (double[]){ .5 });       /* the whole fault: one rupture */
    CHECK(shk_ruptures_count(ruptures(&s, &job)) == 1);
    CHECK(rup->npmf == 10);
    CHECK_REL(rup->pmf[0], .6566590823035, 1e-12);
    CHECK_REL(rup->pmf[3], .02333245645940, 1e-12);
}

static struct shk_line edges[] = { LINE({ 10, 45, 2 }, { 10.3, 45.1, 2.5 }, { 10.6, 45.1, 2 }),
    LINE({ 10, 44.9, 10 }, { 10.35, 44.95, 11 }, { 10.65, 44.95, 10 }), LINE({ 10.05, 44.7, 20 }, { 10.65, 44.8, 22 }) };

TEST(complex_small)
{
    struct shk_source s = fault(SHK_SRC_COMPLEX);
    s.geom = (struct shk_geometry){ .kind = SHK_GEOM_COMPLEX, .nlines = 3, .lines = edges, .spacing = 4 };
    arbitrary(&s, 3, (double[]){ 6, 6.8, 7.4 }, (double[]){ .01, .002, .001 });
    struct shk_ruptures *r = ruptures(&s, &job);
    CHECK(r->mesh->nrow == 11 && r->mesh->ncol == 14 && r->n == 162);
    CHECK(r->bins[0].count == 110 && r->bins[1].count == 49);
    CHECK_REL(shk_cells_total_area(&r->cells), 2036.2901352, 1e-10);
    static const struct row t[] = {
        { 0, 6, 9.0909090909091e-05, { 10.068042720708, 44.992454818867, 4.2636099705117 }, 66.894266167858, 34.994060560261, 7.8714130057924, 2, 6.4851399289195 },
        { 1, 6, 9.0909090909091e-05, { 10.113314862547, 45.006162252222, 4.2828089434907 }, 66.798657367395, 33.159683064881, 8.0050684693036, 2.0732168075594, 6.4370017619201 },
        { 50, 6, 9.0909090909091e-05, { 10.374422767023, 44.930638717052, 11.938249501742 }, 81.54895574574, 26.266006927838, 8.4875453181088, 9.6820596216312, 13.851179083486 },
        { 109, 6, 9.0909090909091e-05, { 10.580054572311, 44.803851709037, 20.682643850469 }, 77.965049241534, 33.469341074404, 4.0181830904319, 19.493693935794, 21.999999976475 },
        { 110, 6.8, 4.0816326530612e-05, { 10.163412137174, 44.988451434725, 6.3563688564705 }, 69.090353878937, 31.061409588023, 16.279809982094, 2, 10.672605046766 },
        { 130, 6.8, 4.0816326530612e-05, { 10.467685244137, 44.968848732383, 9.5515729900383 }, 84.782433819454, 27.587428510151, 16.530929471502, 5.3384219582245, 13.851179083486 },
        { 158, 6.8, 4.0816326530612e-05, { 10.48268253342, 44.838487458988, 17.455390505234 }, 79.934607840514, 29.457189467531, 16.527319348897, 12.782200288208, 21.999999976475 },
        { 159, 7.4, 0.00033333333333333, { 10.322002908726, 44.941451811169, 11.12117901244 }, 78.224378033068, 27.893596081926, 36.788998658021, 1.9999999991045, 19.695550054408 },
        { 161, 7.4, 0.00033333333333333, { 10.330041391336, 44.88947278815, 13.83437985616 }, 78.2418291892, 27.493558268752, 32.688974278105, 5.3384219582245, 21.999999976475 } };
    compare(t, sizeof t / sizeof *t, 1e-11);
}

TEST(complex_subduction)
{
    struct shk_source s = fault(SHK_SRC_COMPLEX);
    struct shk_line e[] = { LINE({ 143.6, 41, 8.5 }, { 143.2, 39.5, 9 }, { 142.5, 38, 8 }), LINE({ 142, 41.2, 41 }, { 141.7, 39.6, 42 }, { 141, 38.1, 40 }) };
    s.geom = (struct shk_geometry){ .kind = SHK_GEOM_COMPLEX, .nlines = 2, .lines = e, .spacing = 10 };
    s.aspect.value = 1;
    arbitrary(&s, 4, (double[]){ 7, 7.8, 8.4, 9.3 }, (double[]){ .01, .002, .001, .0001 });
    struct shk_ruptures *r = ruptures(&s, &job);
    const size_t count[] = { 429, 261, 44, 1 };
    for (int i = 0; i < 4; i++) CHECK(r->bins[i].count == count[i]);
    static const struct row t[] = {
        { 0, 7, 2.3310023310023e-05, { 143.39432045604, 40.89067072219, 12.030353322568 }, 191.24191952993, 13.551712817266, 29.762310335592, 8.5, 15.56957918507 },
        { 1, 7, 2.3310023310023e-05, { 143.37124859762, 40.802788490337, 12.062493632137 }, 191.22682209884, 13.603135429861, 29.677992255526, 8.5291827963561, 15.604677008299 },
        { 183, 7, 2.3310023310023e-05, { 142.41770459842, 39.366859558097, 24.149542581893 }, 200.16354577429, 14.931050129459, 28.298215381014, 20.507343777594, 27.810717765233 },
        { 367, 7, 2.3310023310023e-05, { 142.07282967104, 40.681905455693, 37.813915232739 }, 188.52439498087, 13.811548540685, 29.313486320756, 34.239199202631, 41.397503796938 },
        { 551, 7.8, 7.6628352490421e-06, { 142.55217254907, 40.261257658374, 26.328432750187 }, 189.67101059261, 13.996418451212, 67.735571209355, 18.008131281708, 34.697040290526 },
        { 733, 8.4, 2.2727272727273e-05, { 141.99159839643, 38.695347381044, 25.79983914332 }, 199.96008427982, 14.606568644873, 124.07644368988, 10.345901561483, 41.610110967975 },
        { 734, 9.3, 0.0001, { 142.44137974951, 39.54258178926, 25.467025950098 }, 194.80970408328, 14.294080462395, 134.5945304439, 8.0000000001141, 41.965366389875 } };
    compare(t, sizeof t / sizeof *t, 1e-11);
}

TEST(teardown) { shk_arena_free(arena); }
RUN(simple_sizes, simple_bent, hypo_and_slip, hypo_depths, negative_binomial, complex_small, complex_subduction, teardown)
