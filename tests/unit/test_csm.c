// libs: job
/* The composite source model: which sources of which paths end in which group, under which name, and which realizations read
 * their results. Expected lists: OpenQuake 3.26.2 run on the same files (get_composite_source_model, get_rlzs_by_gsim). */
#include <stdlib.h>
#include <unistd.h>
#include "job/csm.h"
#include "check.h"

static struct shk_arena *arena, *scratch;
static char dir[] = "/tmp/test_csmXXXXXX";

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

static const char *point(const char *id, double b)
{
    return shk_arena_printf(arena, "<pointSource id=\"%s\" name=\"p\"><pointGeometry><gml:Point><gml:pos>10 45</gml:pos></gml:Point>"
        "<upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>10</lowerSeismoDepth></pointGeometry><magScaleRel>WC1994</magScaleRel>"
        "<ruptAspectRatio>1</ruptAspectRatio><truncGutenbergRichterMFD aValue=\"3\" bValue=\"%g\" minMag=\"5\" maxMag=\"6\"/>"
        "<nodalPlaneDist><nodalPlane probability=\"1\" strike=\"0\" dip=\"90\" rake=\"0\"/></nodalPlaneDist>"
        "<hypoDepthDist><hypoDepth probability=\"1\" depth=\"5\"/></hypoDepthDist></pointSource>\n", id, b);
}

static const char *cluster(void)
{
    return "<sourceGroup name=\"nm\" tectonicRegion=\"Volcanic\" rup_interdep=\"indep\" src_interdep=\"indep\" cluster=\"true\" tom=\"ClusterPoissonTOM\" occurrence_rate=\"0.002\">"
        "<pointSource id=\"c\" name=\"p\"><pointGeometry><gml:Point><gml:pos>10 45</gml:pos></gml:Point>"
        "<upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>10</lowerSeismoDepth></pointGeometry><magScaleRel>WC1994</magScaleRel>"
        "<ruptAspectRatio>1</ruptAspectRatio><arbitraryMFD><occurRates>1</occurRates><magnitudes>6</magnitudes></arbitraryMFD>"
        "<nodalPlaneDist><nodalPlane probability=\"1\" strike=\"0\" dip=\"90\" rake=\"0\"/></nodalPlaneDist>"
        "<hypoDepthDist><hypoDepth probability=\"1\" depth=\"5\"/></hypoDepthDist></pointSource></sourceGroup>\n";
}

static const char *model(const char *name, const char *groups)
{
    return put(name, shk_arena_printf(arena, "<nrml xmlns=\"http://openquake.org/xmlns/nrml/0.5\" xmlns:gml=\"http://www.opengis.net/gml\"><sourceModel name=\"m\">\n%s</sourceModel></nrml>", groups));
}

static const char *group(const char *trt, const char *sources)
{
    return shk_arena_printf(arena, "<sourceGroup tectonicRegion=\"%s\">\n%s</sourceGroup>\n", trt, sources);
}

static const char *two(const char *a, const char *b) { return shk_arena_printf(arena, "%s%s", a, b); }

static const char *branch(const char *id, const char *value, double w)
{
    return shk_arena_printf(arena, "<logicTreeBranch branchID=\"%s\"><uncertaintyModel>%s</uncertaintyModel><uncertaintyWeight>%g</uncertaintyWeight></logicTreeBranch>\n", id, value, w);
}

static const char *bset(const char *id, const char *attrs, const char *b1, const char *b2)
{
    return shk_arena_printf(arena, "<logicTreeBranchSet branchSetID=\"%s\" %s>\n%s%s</logicTreeBranchSet>\n", id, attrs, b1, b2);
}

static const char *tree(const char *name, const char *sets)
{
    return put(name, shk_arena_printf(arena, "<nrml xmlns=\"http://openquake.org/xmlns/nrml/0.5\"><logicTree logicTreeID=\"lt\">\n%s</logicTree></nrml>", sets));
}

static void inputs(struct shk_lt_params *p)
{
    model("m1.xml", group("Active Shallow Crust", two(point("a", 1), point("b", 1))));
    model("m2.xml", group("Active Shallow Crust", two(point("a", 0.9), point("b", 1))));
    model("x1.xml", two(group("Volcanic", point("v", 1)), cluster()));
    model("x2.xml", group("Volcanic", two(point("v:0", 1), point("w", 1))));
    p->source_model_logic_tree = tree("ssmLT.xml", two(two(
        bset("bs0", "uncertaintyType=\"sourceModel\"", branch("b1", "m1.xml", .6), branch("b2", "m2.xml", .4)),
        bset("bs1", "uncertaintyType=\"extendModel\"", branch("x1", "x1.xml", .5), branch("x2", "x2.xml", .5))), two(
        bset("bs2", "uncertaintyType=\"bGRRelative\" applyToTectonicRegionType=\"Active Shallow Crust\"", branch("g1", "0.1", .5), branch("g2", "-0.1", .5)),
        bset("bs3", "uncertaintyType=\"maxMagGRAbsolute\" applyToSources=\"w\" applyToBranches=\"g2\"", branch("h1", "6.5", .5), branch("h2", "7", .5)))));
    p->gsim_logic_tree = tree("gmmLT.xml", two(
        bset("s0", "uncertaintyType=\"gmpeModel\" applyToTectonicRegionType=\"Active Shallow Crust\"", branch("p", "AkkarBommer2010", .7), branch("q", "SadighEtAl1997", .3)),
        bset("s1", "uncertaintyType=\"gmpeModel\" applyToTectonicRegionType=\"Volcanic\"", branch("p", "AkkarBommer2010", .6), branch("q", "BooreAtkinson2008", .4))));
    p->placeholder_gsims = 1;
}

static enum shk_err read_all(struct shk_lt_params *p, struct shk_model *m, struct shk_diag *d)
{
    struct shk_smlt *t = NULL;
    struct shk_csm_params c = { .nrml = { .rupture_mesh_spacing = 5, .width_of_mfd_bin = 0.1, .investigation_time = 1 } };
    SHK_TRY(shk_lt_read(p, arena, d, &m->lt, &t, &c.paths));
    c.smlt = t;
    c.lt = &m->lt;
    return shk_csm_read(&c, arena, scratch, d, m);
}

static const char *print(const struct shk_model *m)
{
    const char *s = "";
    for (size_t g = 0; g < m->ngroups; g++) {
        const struct shk_source_group *q = &m->group[g];
        s = shk_arena_printf(arena, "%s%s%s|", s, q->trt, q->atomic ? "*" : "");
        for (size_t i = 0; i < q->ntrt_smrs; i++) s = shk_arena_printf(arena, "%s%s%u", s, i ? "," : "", q->trt_smrs[i]);
        s = shk_arena_printf(arena, "%s|", s);
        for (size_t i = 0; i < q->nsources; i++) s = shk_arena_printf(arena, "%s%s%s", s, i ? " " : "", q->source[i]->id);
        s = shk_arena_printf(arena, "%s\n", s);
    }
    return s;
}

static const char *print_rlzs(const struct shk_model *m)
{
    const char *s = "";
    for (size_t g = 0; g < m->ng; g++) {
        for (size_t i = 0; i < m->g[g].nrlzs; i++) s = shk_arena_printf(arena, "%s%s%u", s, i ? "," : "", m->g[g].rlz[i]);
        s = shk_arena_printf(arena, "%s\n", s);
    }
    return s;
}

#include "csm_expected.h"

TEST(groups_of_a_logic_tree)
{
    struct shk_lt_params p = { .random_seed = 42 };
    struct shk_model m = { 0 };
    struct shk_diag d = { 0 };
    inputs(&p);
    if (!CHECK(read_all(&p, &m, &d) == SHK_OK)) { puts(d.text); return; }
    if (!CHECK_STR(print(&m), expected_groups)) puts(print(&m));
    if (!CHECK_STR(print_rlzs(&m), expected_rlzs)) puts(print_rlzs(&m));
    double sum = 0;
    for (size_t b = 0; b < 2; b++) sum += m.g[m.group[0].g0 + b].weights[0];
    double want = 0;
    for (size_t i = 0; i < m.group[0].ntrt_smrs; i++) want += m.lt.sm[m.group[0].trt_smrs[i] & 0xFFFFFF].weight;
    CHECK_REL(sum, want, 1e-14);
}

static const struct shk_source *named(const struct shk_model *m, const char *id)
{
    for (size_t g = 0; g < m->ngroups; g++)
        for (size_t s = 0; s < m->group[g].nsources; s++) if (!strcmp(m->group[g].source[s]->id, id)) return m->group[g].source[s];
    return NULL;
}

TEST(numbers_of_sources)        /* random.md 6.2: sorted by name without fragments, which share a number and follow each other */
{
    struct shk_lt_params p = { .random_seed = 42 };
    struct shk_model m = { 0 };
    struct shk_diag d = { 0 };
    size_t nrup[100];
    inputs(&p);
    for (int i = 0; i < 100; i++) nrup[i] = 10;
    if (!CHECK(read_all(&p, &m, &d) == SHK_OK)) return;
    CHECK(!shk_model_number_sources(&m, 0, nrup, scratch, &d));
    CHECK(named(&m, "a!b1;0")->serial == 0 && named(&m, "b;1")->serial == 5 && named(&m, "c")->serial == 6);
    CHECK(named(&m, "v")->serial == 7 && named(&m, "v:0")->serial == 7 && named(&m, "w;0")->serial == 8);
    CHECK(named(&m, "v")->offset == 0 && named(&m, "v:0")->offset == 60);
    CHECK(!shk_model_number_sources(&m, 1, nrup, scratch, &d));
    CHECK(named(&m, "v:0")->serial == 8 && named(&m, "v:0")->offset == 0);
    nrup[0] = (size_t)1 << 30;
    CHECK(shk_model_number_sources(&m, 1, nrup, scratch, &d) == SHK_E_LIMIT);
}

TEST(names_without_suffixes)
{
    CHECK_STR(shk_source_basename("a!b1:2", ".:", arena), "a!b1");
    CHECK_STR(shk_source_basename("a:1;0", ".:", arena), "a;0");
    CHECK_STR(shk_source_basename("SL:665!b16", ".:", arena), "SL!b16");
    CHECK_STR(shk_source_basename("a.b.12:x", ".:", arena), "a.b:x");
}

static const char *message(const char *ext)
{
    static struct shk_diag d;
    struct shk_lt_params p = { .random_seed = 42, .placeholder_gsims = 1 };
    struct shk_model m = { 0 };
    d = (struct shk_diag){ 0 };
    inputs(&p);
    model("x1.xml", ext);
    return read_all(&p, &m, &d) ? d.text + strlen(dir) + 1 : "accepted";
}

TEST(mistakes_are_named)
{
    CHECK_STR(message(two(group("Volcanic", two(point("v", 1), point("u", 1))), group("Active Shallow Crust", point("b", 1)))),
              "ssmLT.xml:7: extendModel branch x1 contains the source b, already present in branch b1");
    CHECK_STR(message(two(group("Volcanic", point("c", 1)), cluster())),
              "x1.xml:3: sources in clusters and mutually exclusive groups cannot be duplicated: 'c'");
}

TEST(clean_up)
{
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", dir);
    if (!getenv("KEEP")) CHECK(system(command) == 0);
    shk_arena_free(arena);
    shk_arena_free(scratch);
}

static void set_up(void)
{
    arena = shk_arena_new(0);
    scratch = shk_arena_new(0);
    CHECK(mkdtemp(dir) != NULL);
}

RUN(set_up, groups_of_a_logic_tree, numbers_of_sources, names_without_suffixes, mistakes_are_named, clean_up)
