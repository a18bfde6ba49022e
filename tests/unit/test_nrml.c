// libs: job
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "check.h"
#include "io/h5.h"
#include "job/nrml_source.h"

static struct shk_arena *arena, *scratch;
static struct shk_diag diag;
static struct shk_nrml_params params = { .investigation_time = 50, .rupture_mesh_spacing = 2, .complex_fault_mesh_spacing = 4, .width_of_mfd_bin = 0.25, .area_source_discretization = 10 };

#define NS(v) "<nrml xmlns='http://openquake.org/xmlns/nrml/" v "' xmlns:gml='http://www.opengis.net/gml'>"
#define MODEL5(x) NS("0.5") "<sourceModel name='m' investigation_time='50.0'>" x "</sourceModel></nrml>"
#define MODEL4(x) NS("0.4") "<sourceModel name='m'>" x "</sourceModel></nrml>"
#define GROUP(x) MODEL5("<sourceGroup name='g' tectonicRegion='Active Shallow Crust'>" x "</sourceGroup>")
#define GR "<truncGutenbergRichterMFD aValue='4.4' bValue='0.9' minMag='5.0' maxMag='6.5'/>"
#define PLANES "<nodalPlaneDist><nodalPlane probability='1' strike='0' dip='90' rake='0'/></nodalPlaneDist>"
#define DEPTHS "<hypoDepthDist><hypoDepth probability='1' depth='10'/></hypoDepthDist>"
#define SCALE "<magScaleRel>WC1994</magScaleRel><ruptAspectRatio>1.5</ruptAspectRatio>"
#define PGEOM "<pointGeometry><gml:Point><gml:pos>10.123456 45.0</gml:pos></gml:Point><upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>20</lowerSeismoDepth></pointGeometry>"
#define POINT(attrs, mfd, planes, depths) "<pointSource " attrs ">" PGEOM SCALE mfd planes depths "</pointSource>"
#define TRACE "<simpleFaultGeometry><gml:LineString><gml:posList>10 45 10.2 45.2</gml:posList></gml:LineString><dip>50</dip><upperSeismoDepth>2</upperSeismoDepth><lowerSeismoDepth>14</lowerSeismoDepth></simpleFaultGeometry>"
#define FAULT(id, more) "<simpleFaultSource id='" id "' name='f'>" TRACE SCALE GR "<rake>90</rake>" more "</simpleFaultSource>"
#define PLANE "<planarSurface><topLeft lon='10' lat='45' depth='1'/><topRight lon='10.2' lat='45.1' depth='1'/><bottomLeft lon='10.04' lat='44.94' depth='9'/><bottomRight lon='10.24' lat='45.04' depth='9'/></planarSurface>"

static const struct shk_source_file *load(const char *xml)
{
    struct shk_source_file *f = NULL;
    diag = (struct shk_diag){ 0 };
    const enum shk_err e = shk_nrml_read_sources_memory(xml, strlen(xml), "t.xml", &params, arena, scratch, NULL, &diag, &f);
    if (!CHECK(!e)) printf("    %s\n", diag.text);
    return f;
}

/* The message must hold all of `text`. */
static void refused(const char *xml, const char *text)
{
    struct shk_source_file *f;
    diag = (struct shk_diag){ 0 };
    CHECK(shk_nrml_read_sources_memory(xml, strlen(xml), "t.xml", &params, arena, scratch, NULL, &diag, &f) != SHK_OK);
    if (!CHECK(strstr(diag.text, text) != NULL)) printf("    wanted '%s', got '%s'\n", text, diag.text);
}

TEST(coordinates_round_as_python_does)      /* Python 3.11 round(x, 5) */
{
    static const double pair[][2] = { { 123.300795, 123.30079 }, { 0.123455, 0.12345 }, { 10.000005, 10.0 }, { -0.000015, -2e-05 }, { 179.999995, 180 },
        { 1.000025, 1.00002 }, { 45.1234549999, 45.12345 }, { 2.675005, 2.67501 }, { -71.234565, -71.23457 }, { 8.999985, 8.99999 } };
    double v;
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++)
        if (!CHECK(shk_nrml_coordinate(pair[i][0], 180, &v) && v == pair[i][1])) printf("    %.17g: got %.17g, want %.17g\n", pair[i][0], v, pair[i][1]);
    CHECK(!shk_nrml_coordinate(180.1, 180, &v) && !shk_nrml_coordinate(1e300, 180, &v) && shk_nrml_coordinate(180.000001, 180, &v));
}

TEST(a_point_source)
{
    const struct shk_source_file *f = load(GROUP(POINT("id='p' name='P'", GR, PLANES, DEPTHS)));
    if (!CHECK(f && f->ngroups == 1 && f->group[0].nsources == 1)) return;
    const struct shk_source *s = f->group[0].source[0];
    CHECK(s->kind == SHK_SRC_POINT && s->location.lon == 10.12346 && s->location.lat == 45 && s->lower == 20 && s->aspect.value == 1.5);
    CHECK(s->mfd.kind == SHK_MFD_TRUNC_GR && s->mfd.a == 4.4 && s->mfd.bin_width == 0.25 && s->scaling_rate == 1 && s->mutex_weight == 1);
    CHECK(s->ndepths == 1 && s->depths[0].frac == 0.5 && s->tom.kind == SHK_TOM_POISSON && f->investigation_time == 50);
    CHECK_STR(s->id, "p");
    CHECK_STR(s->trt, "Active Shallow Crust");
    CHECK_STR(s->file, "t.xml");
    CHECK_STR(shk_msr_name(s->msr), "WC1994");
}

TEST(repeated_values_are_merged_and_sorted)         /* sources.md 0.5 and inputs.md 7 */
{
    const struct shk_source_file *f = load(GROUP(POINT("id='p' name='P'", GR,
        "<nodalPlaneDist><nodalPlane probability='.3' strike='0' dip='90' rake='0'/><nodalPlane probability='.5' strike='90' dip='45' rake='90'/>"
        "<nodalPlane probability='.2' strike='0' dip='90' rake='0'/></nodalPlaneDist>",
        "<hypoDepthDist><hypoDepth probability='0.5' depth='10' fixedDipFrac='0.7'/><hypoDepth probability='0.3' depth='5'/><hypoDepth probability='0.2' depth='10'/></hypoDepthDist>")));
    if (!CHECK(f && f->ngroups)) return;
    const struct shk_source *s = f->group[0].source[0];
    CHECK(s->nplanes == 2 && s->planes[0].prob == 0.5 && s->planes[0].strike == 0 && s->planes[1].strike == 90);
    CHECK(s->ndepths == 2 && s->depths[0].prob == 0.3 && s->depths[0].depth == 5 && s->depths[1].depth == 10 && fabs(s->depths[1].prob - 0.7) < 1e-15);
    CHECK(s->depths[0].frac == 0.7 && s->depths[1].frac == 0.5);       /* fractions stay in the order of the file */
}

TEST(faults)
{
    const struct shk_source_file *f = load(GROUP(FAULT("a", "")
        FAULT("b", "<hypoList><hypo alongStrike='.25' downDip='.5' weight='.4'/><hypo alongStrike='.75' downDip='.5' weight='.6'/></hypoList><slipList><slip weight='1'>90</slip></slipList>")
        FAULT("c", "<hypoDepthDist><hypoDepth probability='.4' depth='5' fixedDipFrac='.2'/><hypoDepth probability='.6' depth='8'/></hypoDepthDist>")
        "<characteristicFaultSource id='d' name=''><surface>" PLANE PLANE "</surface><arbitraryMFD><occurRates>0.01 0.02</occurRates><magnitudes>6.5 7</magnitudes></arbitraryMFD><rake>undefined</rake></characteristicFaultSource>"
        "<complexFaultSource id='e' name=''><complexFaultGeometry><faultTopEdge><gml:LineString><gml:posList>10 45 2 10.3 45.1 2</gml:posList></gml:LineString></faultTopEdge>"
        "<faultBottomEdge><gml:LineString><gml:posList>10 44.8 12 10.3 44.9 12</gml:posList></gml:LineString></faultBottomEdge></complexFaultGeometry>" SCALE
        "<incrementalMFD minMag='6' binWidth='.1'><occurRates>.1 .05</occurRates></incrementalMFD><rake>-90</rake></complexFaultSource>"));
    if (!CHECK(f && f->ngroups && f->group[0].nsources == 5)) return;
    struct shk_source **s = f->group[0].source;
    CHECK(s[0]->geom.kind == SHK_GEOM_SIMPLE && s[0]->geom.trace.n == 2 && s[0]->geom.dip == 50 && s[0]->geom.spacing == 2 && s[0]->rake == 90 && s[0]->upper == 2);
    CHECK(s[1]->nhypos == 2 && s[1]->nslips == 1 && s[1]->hypos[1].weight == 0.6 && s[1]->slips[0].rake == 90);
    CHECK(s[2]->ndepths == 2 && s[2]->depths[0].frac == 0.2 && isnan(s[2]->depths[1].frac));
    CHECK(s[3]->kind == SHK_SRC_CHARACTERISTIC && s[3]->nsurfaces == 2 && s[3]->surfaces[1].planes[0][2].lon == 10.04 && isnan(s[3]->rake) && s[3]->mfd.n == 2 && s[3]->mfd.mags[1] == 7);
    CHECK(s[4]->geom.kind == SHK_GEOM_COMPLEX && s[4]->geom.nlines == 2 && s[4]->geom.lines[1].p[0].dep == 12 && s[4]->geom.spacing == 4 && s[4]->mfd.rates[1] == 0.05);
}

TEST(multi_point_sources)
{
    const char *const head = "<multiPointSource id='m' name=''><multiPointGeometry><gml:posList>10.1 45 10.2 45.1 10.3 45.2</gml:posList><upperSeismoDepth>0</upperSeismoDepth>"
                             "<lowerSeismoDepth>20</lowerSeismoDepth></multiPointGeometry>" SCALE;
    char xml[4096];
    snprintf(xml, sizeof xml, "%s%s<multiMFD kind='incrementalMFD' size='3'><min_mag>5</min_mag><bin_width>.1 .2 .3</bin_width><occurRates>1 2 3 4 5 6</occurRates><lengths>1 2 3</lengths></multiMFD>%s",
             NS("0.5") "<sourceModel name='m'><sourceGroup tectonicRegion='T'>", head, PLANES DEPTHS "</multiPointSource></sourceGroup></sourceModel></nrml>");
    const struct shk_source_file *f = load(xml);
    if (!CHECK(f && f->ngroups)) return;
    const struct shk_source *s = f->group[0].source[0];
    CHECK(s->npoints == 3 && s->lons[0] == (double)10.1f && s->mfds[1].n == 2 && s->mfds[1].rates[0] == 2 && s->mfds[2].bin_width == 0.3 && s->mfds[2].min_mag == 5);
    snprintf(xml, sizeof xml, "%s%s<multiMFD kind='truncGutenbergRichterMFD' size='3'><min_mag>5</min_mag><max_mag>6.5 6.6 6.7</max_mag><a_val>-1 2 3</a_val><b_val>1</b_val></multiMFD>%s",
             NS("0.5") "<sourceModel name='m'><sourceGroup tectonicRegion='T'>", head, PLANES DEPTHS "</multiPointSource></sourceGroup></sourceModel></nrml>");
    f = load(xml);
    if (!CHECK(f && f->ngroups)) return;
    s = f->group[0].source[0];
    CHECK(s->mfds[0].a == -1 && s->mfds[2].max_mag == 6.7 && s->mfds[2].b == 1 && s->mfds[1].bin_width == 0.25);
}

TEST(reference_rates_of_an_alternative_characteristic_distribution)        /* OpenQuake 3.26.2 */
{
    const struct shk_source_file *f = load(GROUP(POINT("id='p' name='P'",
        "<alternativeCharacteristicMFD minMag='5' maxMag='7.5' bGR='.9' bAC='.3' deltaMagAC='.8' refMagGR='5.5' rateRefGR='.02' refMagAC='7.0' rateRefAC='.0015'/>", PLANES, DEPTHS)));
    if (!CHECK(f && f->ngroups)) return;
    CHECK_REL(f->group[0].source[0]->mfd.gamma, 0.8249595239746219, 1e-13);
    CHECK_REL(f->group[0].source[0]->mfd.total_rate, 0.06234968536095179, 1e-13);
}

TEST(groups)
{
    const struct shk_source_file *f = load(MODEL5(
        "<sourceGroup name='one' tectonicRegion='B' src_interdep='mutex' srcs_weights='0.5 0.500004' grp_probability='0.7'>" POINT("id='a:1' name=''", GR, PLANES, DEPTHS) POINT("id='a:2' name=''", GR, PLANES, DEPTHS) "</sourceGroup>"
        "<sourceGroup name='two' tectonicRegion='A' cluster='true' tom='ClusterPoissonTOM' occurrence_rate='0.001'>" POINT("id='x' name=''", GR, PLANES, DEPTHS) POINT("id='y' name=''", GR, PLANES, DEPTHS) "</sourceGroup>"
        "<sourceGroup name='three' tectonicRegion='Z'>" POINT("id='z' name='' tom='NegativeBinomialTOM' alpha='.8' mu='.5'", GR, PLANES, DEPTHS) "</sourceGroup>"
        "<sourceGroup name='none' tectonicRegion='Z'/>"));
    if (!CHECK(f && f->ngroups == 3)) return;
    CHECK_STR(f->group[0].name, "three");           /* fewest sources first, then by region */
    CHECK_STR(f->group[1].name, "two");
    CHECK_STR(f->group[2].name, "one");
    CHECK(f->group[0].source[0]->tom.kind == SHK_TOM_NEGATIVE_BINOMIAL && f->group[0].source[0]->tom.alpha == 0.8);
    CHECK(f->group[1].cluster && f->group[1].tom.kind == SHK_TOM_CLUSTER && f->group[1].tom.occurrence_rate == 0.001);
    CHECK(f->group[2].src_mutex && f->group[2].source[1]->mutex_weight == 0.500004 && f->group[2].grp_probability == 0.7);
    f = load(MODEL4(POINT("id='b' name='' tectonicRegion='T'", GR, PLANES, DEPTHS) POINT("id='c' name='' tectonicRegion='U'", GR, PLANES, DEPTHS) POINT("id='a' name='' tectonicRegion='T'", GR, PLANES, DEPTHS)));
    if (!CHECK(f && f->ngroups == 2 && f->group[1].nsources == 2)) return;
    CHECK_STR(f->group[0].source[0]->id, "c");
    CHECK_STR(f->group[1].source[0]->id, "a");
    params.source_id = (const char *const[]){ "b", NULL };
    f = load(MODEL4(POINT("id='b1' name='' tectonicRegion='T'", GR, PLANES, DEPTHS) POINT("id='c' name='' tectonicRegion='U'", GR, PLANES, DEPTHS)));
    params.source_id = NULL;
    CHECK(f && f->ngroups == 1 && f->group[0].nsources == 1);
}

#define RUPTURE(p, m) "<singlePlaneRupture probs_occur='" p "'><magnitude>" m "</magnitude><rake>90</rake><hypocenter lon='10.1' lat='45' depth='5'/>" PLANE "</singlePlaneRupture>"
#define MFR(p, m, idx) "<multiPlanesRupture probs_occur='" p "'><magnitude>" m "</magnitude><sectionIndexes indexes='" idx "'/><rake>0</rake></multiPlanesRupture>"

TEST(sources_with_explicit_ruptures)
{
    const struct shk_source_file *f = load(GROUP("<nonParametricSeismicSource id='n' name='' rup_weights='.4 .6'>" RUPTURE(".5 .5", "6.5") RUPTURE("0.25 0.75", "7") "</nonParametricSeismicSource>"));
    if (!CHECK(f && f->ngroups)) return;
    const struct shk_source *s = f->group[0].source[0];
    CHECK(s->nruptures == 2 && s->ruptures[1].mag == 7 && s->ruptures[1].npmf == 2 && s->ruptures[1].pmf[1] == 0.75 && s->ruptures[1].weight == 0.6 && s->ruptures[0].geom[0].nplanes == 1);
    refused(GROUP("<nonParametricSeismicSource id='n' name=''>" RUPTURE(".5 .4", "6.5") "</nonParametricSeismicSource>"), "t.xml:1: source 'n': singlePlaneRupture: probs_occur");
    refused(GROUP("<nonParametricSeismicSource id='n' name=''>" RUPTURE(".5 .5", "6.5") RUPTURE("1", "6.5") "</nonParametricSeismicSource>"), "1 values, the ruptures before have 2");
    refused(MODEL4("<nonParametricSeismicSource id='n' name='' tectonicRegion='T'>" RUPTURE(".5 .5", "6.5") "</nonParametricSeismicSource>"), "investigation_time");
    refused(GROUP("<nonParametricSeismicSource id='n' name=''/>"), "t.hdf5");

    struct shk_source_file *file[2] = { NULL, NULL };
    file[0] = (struct shk_source_file *)load(GROUP("<multiFaultSource id='mf' name=''>" MFR("0.9 0.1", "6.2549", "s2,s0") MFR("0.8 0.2", "7", "s1") "</multiFaultSource>"));
    file[1] = (struct shk_source_file *)load(NS("0.5") "<geometryModel name='g'><section id='s0'>" PLANE "</section><section id='s1'>" PLANE PLANE "</section><section id='s2'>" PLANE "</section></geometryModel></nrml>");
    if (!CHECK(file[0] && file[1] && file[1]->sections && file[1]->sections->n == 3)) return;
    s = file[0]->group[0].source[0];
    CHECK(s->nsecrups == 2 && s->secrups[0].mag == (float)6.25 && s->secrups[0].nsec == 2);
    CHECK(!shk_nrml_link_sections(file, 2, arena, &diag));
    CHECK(s->sections->n == 3 && s->secrups[0].sec[0] == 2 && s->secrups[0].sec[1] == 0 && s->secrups[1].sec[0] == 1 && s->sections->section[1].ngeom == 2);
    file[0] = (struct shk_source_file *)load(GROUP("<multiFaultSource id='mf' name=''><faults><fault tag='A' indexes='s2,s0'/><fault tag='B' indexes='s9'/></faults>" MFR("0.9 0.1", "6.2549", "s1") "</multiFaultSource>"));
    if (!CHECK(file[0] && !shk_nrml_link_sections(file, 2, arena, &diag))) return;
    s = file[0]->group[0].source[0];
    CHECK(s->nsecrups == 1 && s->secrups[0].sec[0] == 1 && s->nfaults == 2 && s->faults[0].nsec == 2 && s->faults[0].sec[0] == 2 && s->faults[0].sec[1] == 0);
    CHECK(!strcmp(s->faults[1].tag, "B") && s->faults[1].sec[0] == UINT32_MAX);     /* unknown: an error only where the source is cut by its faults */
    refused(GROUP("<multiFaultSource id='mf' name=''><faults><fault tag='A' indexes='1'/><fault tag='A' indexes='2'/></faults>" MFR("0.9 0.1", "6.2549", "s2") "</multiFaultSource>"), "tag 'A' is used twice");
    file[0] = (struct shk_source_file *)load(GROUP("<multiFaultSource id='mf' name=''>" MFR("0.9 0.1", "6.2549", "s2,s7") "</multiFaultSource>"));
    CHECK(shk_nrml_link_sections(file, 2, arena, &diag) == SHK_E_INVALID && strstr(diag.text, "'s7'"));
}

TEST(twins)
{
    char xml[200], h5[200];
    struct shk_h5 *h;
    snprintf(xml, sizeof xml, BINARY_DIR "/test_nrml_%d.xml", (int)getpid());
    snprintf(h5, sizeof h5, BINARY_DIR "/test_nrml_%d.hdf5", (int)getpid());
    FILE *out = fopen(xml, "w");
    if (!CHECK(out != NULL)) return;
    fputs(GROUP("<multiFaultSource id='mf' name=''/><nonParametricSeismicSource id='np' name=''/>"), out);
    fclose(out);
    diag = (struct shk_diag){ 0 };
    CHECK(!shk_h5_create(h5, &diag, &h));
    const double pmf[] = { 0.9, 0.1, 0.75, 0.25 }, mag[] = { 6.1, 7 }, rake[] = { 90, 0 };
    const float hypo[] = { 10.1f, 45, 5, 10.2f, 45, 6 }, mesh[] = { 10, 45, 1, 10.1f, 45, 2, 10.2f, 45, 3 };
    const int64_t slice[] = { 0, 2, 1, 3 };
    const char *idx[] = { "a b", "b" };
    const uint64_t two[] = { 2, 2 }, three[] = { 2, 3 }, meshdim[] = { 3, 3 };
    CHECK(!shk_h5_write(h, "mf/mag", SHK_H5_F64, 0, 1, two, mag, &diag) && !shk_h5_write(h, "mf/rake", SHK_H5_F64, 0, 1, two, rake, &diag));
    CHECK(!shk_h5_write(h, "mf/probs_occur", SHK_H5_F64, 0, 2, two, pmf, &diag) && !shk_h5_write(h, "mf/rupture_idxs", SHK_H5_TEXT, 0, 1, two, idx, &diag));
    CHECK(!shk_h5_write(h, "np/magnitude", SHK_H5_F64, 0, 1, two, mag, &diag) && !shk_h5_write(h, "np/rake", SHK_H5_F64, 0, 1, two, rake, &diag));
    CHECK(!shk_h5_write(h, "np/probs_occur", SHK_H5_F64, 0, 2, two, pmf, &diag) && !shk_h5_write(h, "np/hypocenter", SHK_H5_F32, 0, 2, three, hypo, &diag));
    CHECK(!shk_h5_write(h, "np/mesh3d", SHK_H5_F32, 0, 2, meshdim, mesh, &diag) && !shk_h5_write(h, "np/slice", SHK_H5_I64, 0, 2, two, slice, &diag));
    CHECK(!shk_h5_close(h, &diag));
    struct shk_source_file *f = NULL;
    if (CHECK(!shk_nrml_read_sources(xml, &params, arena, scratch, NULL, &diag, &f))) {
        const struct shk_source *m = f->group[0].source[0], *n = f->group[0].source[1];
        CHECK(m->nsecrups == 2 && m->secrups[0].nsec == 2 && m->secrups[1].sec[0] == 1 && m->secrups[1].pmf[1] == 0.25 && m->sections->n == 2);
        CHECK(n->nruptures == 2 && n->ruptures[1].geom[0].points.n == 2 && n->ruptures[1].geom[0].points.p[0].lon == (double)10.1f && n->ruptures[1].hypo.dep == 6);
    } else printf("    %s\n", diag.text);
    struct shk_scanned *s;
    size_t ns;
    CHECK(!shk_nrml_scan_sources(xml, NULL, arena, &diag, &ns, &s) && ns == 2);
    CHECK_STR(s[1].id, "np");
    CHECK_STR(s[1].trt, "Active Shallow Crust");
    unlink(xml);
    unlink(h5);
}

TEST(errors_say_where_and_what)
{
    refused(GROUP("\n" POINT("id='p' name='P'", "<incrementalMFD minMag='6' binWidth='.1'>\n<occurRates>.1 x</occurRates></incrementalMFD>", PLANES, DEPTHS)), "t.xml:3: source 'p': occurRates: value 2: expected a number not below 0, got 'x'");
    refused(GROUP(POINT("id='p' name='P'", GR GR, PLANES, DEPTHS)), "second magnitude-frequency distribution");
    refused(GROUP(POINT("id='p' name='P'", "", PLANES, DEPTHS)), "no magnitude-frequency distribution");
    refused(GROUP(POINT("id='p' name='P'", "<truncGutenbergRichterMFD aValue='4.4' bValue='0.9' minMag='6.5' maxMag='6.6'/>", PLANES, DEPTHS)), "truncGutenbergRichterMFD");
    refused(GROUP(POINT("id='p' name='P'", GR, "<nodalPlaneDist><nodalPlane probability='1' strike='360' dip='90' rake='0'/></nodalPlaneDist>", DEPTHS)), "strike 360");
    refused(GROUP(POINT("id='p' name='P'", GR, "<nodalPlaneDist><nodalPlane probability='.9' strike='0' dip='90' rake='0'/></nodalPlaneDist>", DEPTHS)), "add up to 0.9");
    refused(GROUP(POINT("id='p' name='P'", GR, PLANES, "<hypoDepthDist><hypoDepth probability='1' depth='25'/></hypoDepthDist>")), "depth 25 is outside");
    refused(GROUP(POINT("id='p' name='P'", GR, PLANES, "<hypoDepthDist><hypoDepth probability='0' depth='5'/></hypoDepthDist>")), "probability of zero");
    refused(GROUP(POINT("id='p q' name='P'", GR, PLANES, DEPTHS)), "the id 'p q'");
    refused(GROUP(POINT("id='p' name='' tectonicRegion='Other'", GR, PLANES, DEPTHS)), "tectonicRegion is 'Other'");
    refused(GROUP("<strangeSource id='s'/>"), "element 'strangeSource' is not supported");
    refused(GROUP(FAULT("f", "<hypoList><hypo alongStrike='.25' downDip='.5' weight='1'/></hypoList>")), "both or neither");
    refused(MODEL5(POINT("id='p' name='P'", GR, PLANES, DEPTHS)), "expected sourceGroup, got 'pointSource'");
    refused(MODEL5("<sourceGroup tectonicRegion='T' cluster='true'/>"), "a cluster needs");
    refused(MODEL5("<sourceGroup tectonicRegion='T' src_interdep='mutex' srcs_weights='.5 .49'>" POINT("id='a:1' name=''", GR, PLANES, DEPTHS) POINT("id='a:2' name=''", GR, PLANES, DEPTHS) "</sourceGroup>"), "add up to 0.99");
    refused(NS("0.3") "<sourceModel/></nrml>", "NRML 0.4 or 0.5");
    refused(NS("0.5") "<exposureModel/></nrml>", "expected a sourceModel");
    refused("<a/>", "root element nrml");
    refused(NS("0.5") "<sourceModel>", "not well-formed");
}

static void set_up(void) { arena = shk_arena_new(0); scratch = shk_arena_new(0); }
static void tear_down(void) { shk_arena_free(arena); shk_arena_free(scratch); }

RUN(set_up, coordinates_round_as_python_does, a_point_source, repeated_values_are_merged_and_sorted, faults, multi_point_sources,
    reference_rates_of_an_alternative_characteristic_distribution, groups, sources_with_explicit_ruptures, twins, errors_say_where_and_what, tear_down)
