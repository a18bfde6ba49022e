// libs: job
/* Logic trees: worked examples of spec classical.md 3.2, 3.3, 14.1 to 14.3 (OpenQuake 3.26.2). */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "job/lt_tree.h"
#include "check.h"

static struct shk_arena *arena;
static char dir[] = "/tmp/test_ltXXXXXX";

static const char *put(const char *name, const char *text)
{
    const char *path = shk_arena_printf(arena, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    if (f) {
        fprintf(f, "%s", text);
        fclose(f);
    }
    return path;
}

static const char head[] = "<nrml xmlns=\"http://openquake.org/xmlns/nrml/0.5\"><logicTree logicTreeID=\"lt\">\n";
static const char tail[] = "</logicTree></nrml>\n";

static const char *bset(const char *id, const char *attrs, const char *branches)      /* "b2 .6 text|b10 .3 text" */
{
    char *s = shk_arena_printf(arena, "<logicTreeBranchSet branchSetID=\"%s\" %s>\n", id, attrs);
    while (*branches) {
        char name[40], text[400];
        double w;
        int n = 0;
        if (sscanf(branches, "%39s %lf %399[^|]%n", name, &w, text, &n) != 3) abort();
        s = shk_arena_printf(arena, "%s<logicTreeBranch branchID=\"%s\"><uncertaintyModel>%s</uncertaintyModel><uncertaintyWeight>%.17g</uncertaintyWeight></logicTreeBranch>\n", s, name, text, w);
        branches += n + (branches[n] == '|');
    }
    return shk_arena_printf(arena, "%s</logicTreeBranchSet>\n", s);
}

static const char *source_file(const char *name, const char *trt, const char *ids)
{
    char *s = shk_arena_printf(arena, "<nrml xmlns=\"http://openquake.org/xmlns/nrml/0.5\"><sourceModel name=\"m\"><sourceGroup tectonicRegion=\"%s\">\n", trt);
    for (const char *c = ids; *c; c++) s = shk_arena_printf(arena, "%s<pointSource id=\"%c\" name=\"\" tectonicRegion=\"%s\"/>\n", s, *c, trt);
    return put(name, shk_arena_printf(arena, "%s</sourceGroup></sourceModel></nrml>", s));
}

static const char *example_tree(void)       /* spec 14.1 */
{
    source_file("m1.xml", "Active Shallow Crust", "a");
    source_file("m2.xml", "Active Shallow Crust", "b");
    source_file("m3.xml", "Volcanic", "c");
    return put("ssmLT.xml", shk_arena_printf(arena, "%s%s%s%s%s%s", head,
        bset("bs0", "uncertaintyType=\"sourceModel\"", "b2 .6 m1.xml|b10 .3 m2.xml|b3 .1 m3.xml"),
        bset("bs1", "uncertaintyType=\"maxMagGRRelative\" applyToBranches=\"b2\"", "c1 .5 0.1|c2 .5 0.2"),
        bset("bs2", "uncertaintyType=\"bGRRelative\" applyToBranches=\"c2 b10\"", "d1 .3 0.1|d2 .7 0.2"),
        bset("bs3", "uncertaintyType=\"maxMagGRRelativeNoMoBalance\"", "e1 .4 0.1|e2 .6 0.2"), tail));
}

static const char *example_gsims(void)      /* spec 14.3; model names are placeholders */
{
    return put("gmmLT.xml", shk_arena_printf(arena, "%s%s%s%s%s", head,
        bset("s0", "uncertaintyType=\"gmpeModel\" applyToTectonicRegionType=\"Volcanic\"", "x .7 M1|y .3 M2"),
        bset("s1", "uncertaintyType=\"gmpeModel\" applyToTectonicRegionType=\"Stable Continental Crust\"", "x 1 M1"),
        "<logicTreeBranchSet branchSetID=\"s2\" uncertaintyType=\"gmpeModel\" applyToTectonicRegionType=\"Active Shallow Crust\">"
        "<logicTreeBranch branchID=\"x\"><uncertaintyModel a=\"1\">M1</uncertaintyModel><uncertaintyWeight>.2</uncertaintyWeight><uncertaintyWeight imt=\"PGA\">.5</uncertaintyWeight></logicTreeBranch>"
        "<logicTreeBranch branchID=\"y\"><uncertaintyModel>M1</uncertaintyModel><uncertaintyWeight>.8</uncertaintyWeight><uncertaintyWeight imt=\"PGA\">.5</uncertaintyWeight></logicTreeBranch>"
        "</logicTreeBranchSet>", tail));
}

static enum shk_err read_example(struct shk_lt_params *p, struct shk_logic_tree *lt, struct shk_diag *d)
{
    struct shk_smlt *t;
    p->source_model_logic_tree = example_tree();
    p->gsim_logic_tree = example_gsims();
    p->placeholder_gsims = 1;
    return shk_lt_read(p, arena, d, lt, &t, NULL);
}

TEST(all_paths_of_a_tree_with_partial_sets)
{
    static const struct { const char *path, *letters; double weight; } want[] = {
        { "b10~d1~e1", "BAA", 0.036 }, { "b10~d1~e2", "BAB", 0.054 }, { "b10~d2~e1", "BBA", 0.08399999999999999 }, { "b10~d2~e2", "BBB", 0.126 },
        { "b2~c1~.~e1", "AA.A", 0.12 }, { "b2~c1~.~e2", "AA.B", 0.18 }, { "b2~c2~d1~e1", "ABAA", 0.036 }, { "b2~c2~d1~e2", "ABAB", 0.054 },
        { "b2~c2~d2~e1", "ABBA", 0.08399999999999999 }, { "b2~c2~d2~e2", "ABBB", 0.126 }, { "b3~.", "C.", 0.1 } };
    struct shk_lt_params p = { .random_seed = 42 };
    struct shk_logic_tree lt;
    struct shk_diag d = { 0 };
    if (!CHECK(read_example(&p, &lt, &d) == SHK_OK)) { puts(d.text); return; }
    CHECK(lt.nsm == 11 && lt.ntrts == 2 && lt.nweights == 2 && lt.nrlzs == 44);
    for (size_t i = 0; i < 11 && i < lt.nsm; i++) {
        CHECK_STR(lt.sm[i].path, want[i].path);
        CHECK_STR(lt.sm[i].letters, want[i].letters);
        CHECK(lt.sm[i].weight == want[i].weight);
        CHECK(lt.sm[i].samples == 4);
    }
    CHECK_STR(lt.trt[0].trt, "Active Shallow Crust");
    CHECK_STR(lt.trt[0].branch[0].id, "gA2");
    CHECK_STR(lt.trt[0].branch[1].id, "gB2");
    CHECK_STR(lt.trt[1].branch[1].id, "gB0");
    CHECK_STR(lt.trt[0].branch[0].text, "[M1]\na = 1");
    CHECK_STR(lt.weight_name[0], "PGA");
    CHECK_STR(lt.weight_name[1], "weight");
    CHECK_STR(lt.rlz[0].path, "BAA~AA");
    CHECK_STR(lt.rlz[1].path, "BAA~AB");
    CHECK_REL(lt.rlz[0].weights[0], .009, 1e-14);
    CHECK_REL(lt.rlz[0].weights[1], .00504, 1e-14);
    CHECK_REL(lt.rlz[1].weights[0], .009, 1e-14);
    CHECK_REL(lt.rlz[1].weights[1], .00216, 1e-14);
    CHECK_REL(lt.rlz[2].weights[1], .56 * .036, 1e-14);
}

TEST(sampled_paths)
{
    static const struct { const char *path; double weight; size_t samples; } want[] = {
        { "b10~d2~e1", 1. / 6, 1 }, { "b10~d2~e2", 0.3333333333333333, 2 }, { "b2~c1~.~e2", 0.3333333333333333, 2 }, { "b2~c2~d2~e2", 1. / 6, 1 } };
    struct shk_lt_params p = { .random_seed = 42, .samples = 6, .sampling_method = "early_weights" };
    struct shk_logic_tree lt;
    struct shk_diag d = { 0 };
    if (!CHECK(read_example(&p, &lt, &d) == SHK_OK)) { puts(d.text); return; }
    CHECK(lt.nsm == 4 && lt.nrlzs == 6 && lt.nweights == 1 && lt.sampling);
    for (size_t i = 0; i < 4 && i < lt.nsm; i++) {
        CHECK_STR(lt.sm[i].path, want[i].path);
        CHECK(lt.sm[i].weight == want[i].weight);
        CHECK(lt.sm[i].samples == want[i].samples);
    }
    for (size_t r = 0; r < 6; r++) CHECK_REL(lt.rlz[r].weights[0], 1. / 6, 1e-15);
}

TEST(uniforms_and_choices)
{
    static const double plain[] = { 0.7739560485559633, 0.4388784397520523, 0.8585979199113825, 0.6973680290593639, 0.09417734788764953,
        0.9756223516367559, 0.761139701990353, 0.7860643052769538, 0.12811363267554587, 0.45038593789556713 };
    static const double lat[] = { 0.5547912097111927, 0.08777568795041046, 0.9717195839822764, 0.9394736058118728, 0.6188354695775299,
        0.3951244703273512, 0.15222794039807058, 0.7572128610553908, 0.22562272653510917, 0.49007718757911345 };
    static const struct { const char *method, *col0, *col1; } want[] = { { "early_weights", "ccaca", "bcccb" }, { "early_latin", "cccab", "acbcb" },
        { "late_weights", "ccaca", "bcccb" }, { "late_latin", "bcbaa", "acbcb" } };
    const double w[] = { .2, .3, .5 };
    struct shk_diag d = { 0 };
    for (int m = 0; m < 4; m++) {
        double *x;
        CHECK(!shk_lt_uniforms(5, 2, 42, want[m].method, arena, &d, &x));
        for (int i = 0; i < 10; i++) CHECK(x[i] == (m % 2 ? lat : plain)[i]);
        for (int i = 0; i < 5; i++) {
            CHECK("abc"[shk_lt_pick(w, 3, x[2 * i], m >= 2)] == want[m].col0[i]);
            CHECK("abc"[shk_lt_pick(w, 3, x[2 * i + 1], m >= 2)] == want[m].col1[i]);
        }
    }
}

static const char *message(const char *tree)        /* of an invalid source-model logic tree */
{
    static struct shk_diag d;
    d = (struct shk_diag){ 0 };
    struct shk_smlt *t;
    struct shk_lt_params p = { .source_model_logic_tree = put("bad.xml", shk_arena_printf(arena, "%s%s%s", head, tree, tail)) };
    source_file("m1.xml", "Active Shallow Crust", "a");
    source_file("m2.xml", "Active Shallow Crust", "ab");
    return shk_smlt_read(&p, arena, &d, &t) ? d.text + strlen(dir) + 1 : "accepted";
}
#define FIRST bset("bs0", "uncertaintyType=\"sourceModel\"", "b1 .5 m1.xml|b2 .5 m2.xml")
#define SECOND(attrs, branches) message(shk_arena_printf(arena, "%s%s", FIRST, bset("bs1", attrs, branches)))

TEST(mistakes_are_named_with_their_line)
{
    CHECK_STR(message(bset("bs0", "uncertaintyType=\"sourceModel\"", "b1 .5 m1.xml|b2 .4 m2.xml")), "bad.xml:2: branch set weights sum up to 0.90000000000000002, not 1");
    CHECK_STR(message(bset("bs0", "uncertaintyType=\"bGRRelative\"", "b1 1 0.1")), "bad.xml:2: the first branch set must define an uncertainty of type \"sourceModel\"");
    CHECK_STR(SECOND("uncertaintyType=\"bGRRelative\"", "b1 1 0.1"), "bad.xml:7: branchID 'b1' is not unique");
    CHECK_STR(SECOND("uncertaintyType=\"bGRRelative\"", "c1 1 x"), "bad.xml:7: expected single float value, got 'x'");
    CHECK_STR(SECOND("uncertaintyType=\"bGRRelative\"", "c1 .5 0.1|c2 .5 0.10"), "bad.xml:8: duplicated branches in bs1: c1 and c2 have the same value");
    CHECK_STR(SECOND("uncertaintyType=\"bGRAbsolute\"", "c1 1 1"), "bad.xml:6: uncertainty of type 'bGRAbsolute' must define 'applyToSources' with only one source id");
    CHECK_STR(SECOND("uncertaintyType=\"bGRAbsolute\" applyToSources=\"z\"", "c1 1 1"), "bad.xml:6: source with id 'z' is not defined in source models");
    CHECK_STR(SECOND("uncertaintyType=\"bGRAbsolute\" applyToSources=\"a\"", "c1 1 1"),
              "bad.xml:6: source a belongs to several branches: applyToBranches must be specified together with applyToSources");
    CHECK_STR(SECOND("uncertaintyType=\"bGRAbsolute\" applyToSources=\"b\"", "c1 1 1"), "accepted");
    CHECK_STR(SECOND("uncertaintyType=\"bGRRelative\" applyToTectonicRegionType=\"Nowhere\"", "c1 1 1"),
              "bad.xml:6: source models don't define sources of tectonic region type 'Nowhere'");
    CHECK_STR(SECOND("uncertaintyType=\"bGRRelative\" applyToBranches=\"b7\"", "c1 1 1"), "bad.xml:6: branch 'b7' is not yet defined");
    CHECK_STR(SECOND("uncertaintyType=\"gmpeModel\"", "c1 1 1"), "bad.xml:6: uncertainty of type \"gmpeModel\" is not allowed in a source model logic tree");
    CHECK_STR(SECOND("uncertaintyType=\"colour\"", "c1 1 1"), "bad.xml:6: unknown uncertaintyType \"colour\"");
}

TEST(labels_of_sites)
{
    static const char one[] = "<logicTree logicTreeID=\"%s\"><logicTreeBranchSet branchSetID=\"s\" uncertaintyType=\"gmpeModel\" applyToTectonicRegionType=\"Volcanic\">"
        "<logicTreeBranch branchID=\"x\"><uncertaintyModel>%s</uncertaintyModel><uncertaintyWeight>%s</uncertaintyWeight></logicTreeBranch>"
        "<logicTreeBranch branchID=\"y\"><uncertaintyModel>M0</uncertaintyModel><uncertaintyWeight>%s</uncertaintyWeight></logicTreeBranch></logicTreeBranchSet></logicTree>\n";
    char text[4000];
    int n = snprintf(text, sizeof text, "<nrml xmlns=\"http://openquake.org/xmlns/nrml/0.5\">");
    n += snprintf(text + n, sizeof text - (size_t)n, one, "Default", "M1", ".5", ".5");
    n += snprintf(text + n, sizeof text - (size_t)n, one, "City", "M2", ".9", ".1");
    snprintf(text + n, sizeof text - (size_t)n, "</nrml>");
    source_file("m3.xml", "Volcanic", "c");
    struct shk_lt_params p = { .source_model = shk_arena_printf(arena, "%s/m3.xml", dir), .gsim_logic_tree = put("labels.xml", text), .placeholder_gsims = 1 };
    struct shk_logic_tree lt;
    struct shk_smlt *t;
    struct shk_diag d = { 0 };
    const char *const city = "City", *const town = "Town";
    if (!CHECK(shk_lt_read(&p, arena, &d, &lt, &t, NULL) == SHK_OK)) { puts(d.text); return; }
    CHECK(shk_lt_read_labels(&p, t, 1, &city, arena, &d, &lt) == SHK_OK);
    CHECK_STR(lt.trt[0].branch[0].text, "M1");
    CHECK(lt.nlabels == 1 && lt.label[0].nrlzs == 2 && lt.label[0].rlz[1].weights[0] == .1);
    CHECK_STR(lt.label[0].trt[0].branch[0].text, "M2");
    CHECK(shk_lt_read_labels(&p, t, 1, &town, arena, &d, &lt) == SHK_E_INVALID);
}

/* Attributes of a model are Python literals, or else texts: an integer has no zeros in front. */
TEST(attributes_of_models)
{
    static const char *const want[][2] = { { "1", "1" }, { "01", "'01'" }, { "00", "0" }, { "-7", "-7" }, { "0.50", "0.5" }, { "010.5", "10.5" }, { "1.5e-7", "1.5e-07" },
                                           { "True", "true" }, { "[1, 2]", "[1, 2]" }, { "high", "'high'" } };
    source_file("m4.xml", "Volcanic", "c");
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const char *tree = put("attributes.xml", shk_arena_printf(arena, "%s<logicTreeBranchSet branchSetID=\"s\" uncertaintyType=\"gmpeModel\" applyToTectonicRegionType=\"Volcanic\">"
            "<logicTreeBranch branchID=\"x\"><uncertaintyModel a=\"%s\">M1</uncertaintyModel><uncertaintyWeight>1</uncertaintyWeight></logicTreeBranch></logicTreeBranchSet>%s", head, want[i][0], tail));
        struct shk_lt_params p = { .source_model = shk_arena_printf(arena, "%s/m4.xml", dir), .gsim_logic_tree = tree, .placeholder_gsims = 1 };
        struct shk_logic_tree lt;
        struct shk_smlt *t;
        struct shk_diag d = { 0 };
        if (!CHECK(shk_lt_read(&p, arena, &d, &lt, &t, NULL) == SHK_OK)) { puts(d.text); return; }
        if (!CHECK(!strcmp(lt.trt[0].branch[0].text, shk_arena_printf(arena, "[M1]\na = %s", want[i][1])))) puts(lt.trt[0].branch[0].text);
    }
}

TEST(paths_are_normalised)
{
    CHECK_STR(shk_lt_join("/a/b", "../c/./d.xml", arena), "/a/c/d.xml");
    CHECK_STR(shk_lt_join("a", "b", arena), "a/b");
    CHECK_STR(shk_lt_join("a", "../../b", arena), "../b");
    CHECK_STR(shk_lt_join("/", "b//c", arena), "/b/c");
    CHECK_STR(shk_lt_join(".", "b", arena), "b");
    CHECK_STR(shk_lt_join("a", "..", arena), ".");
    CHECK_STR(shk_lt_letter(0), "A");
    CHECK_STR(shk_lt_letter(88), "@");
    CHECK_STR(shk_lt_letter(89), "\u00A1");
    CHECK_STR(shk_lt_letter(182), "\u00FF");
}

TEST(clean_up)
{
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", dir);
    CHECK(system(command) == 0);
    shk_arena_free(arena);
}

static void set_up(void)
{
    arena = shk_arena_new(0);
    CHECK(mkdtemp(dir) != NULL);
}

RUN(set_up, all_paths_of_a_tree_with_partial_sets, sampled_paths, uniforms_and_choices, mistakes_are_named_with_their_line, labels_of_sites, attributes_of_models, paths_are_normalised, clean_up)
