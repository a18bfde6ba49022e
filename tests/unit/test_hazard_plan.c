// libs: engine
/* How a calculation is planned: which sources are taken whole, which are merged, what counts as a source. */
#include <unistd.h>
#include "base/file.h"
#include "check.h"
#include "engine/calculation.h"
#include "engine/hazard_plan.h"

static struct shk_arena *arena;
static struct shk_diag d;
static char *dir;

static int put(const char *name, const char *text)
{
    char path[500];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    if (!f) return 0;
    fputs(text, f);
    return !fclose(f);
}

#define NRML "<nrml xmlns='http://openquake.org/xmlns/nrml/0.5' xmlns:gml='http://www.opengis.net/gml'>"
#define AREA(id, ring) "<areaSource id='" id "' name=''><areaGeometry><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>" ring "</gml:posList></gml:LinearRing></gml:exterior>" \
    "</gml:Polygon><upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>20</lowerSeismoDepth></areaGeometry><magScaleRel>WC1994</magScaleRel><ruptAspectRatio>1</ruptAspectRatio>" \
    "<incrementalMFD minMag='5' binWidth='1'><occurRates>0.1 0.01</occurRates></incrementalMFD>" \
    "<nodalPlaneDist><nodalPlane probability='0.5' strike='0' dip='90' rake='0'/><nodalPlane probability='0.5' strike='90' dip='90' rake='0'/></nodalPlaneDist>" \
    "<hypoDepthDist><hypoDepth probability='1' depth='8'/></hypoDepthDist></areaSource>"
#define JOB "[general]\ncalculation_mode = classical\nsites = 10 45\nsource_model_file = sm.xml\ngsim = BooreAtkinson2008\ninvestigation_time = 1\ntruncation_level = 3\n" \
    "maximum_distance = 300\nintensity_measure_types_and_levels = {'PGA': [.1]}\nwidth_of_mfd_bin = 1\narea_source_discretization = 20\nreference_vs30_value = 760\n" \
    "reference_depth_to_1pt0km_per_sec = 50\nreference_depth_to_2pt5km_per_sec = 1\nrupture_mesh_spacing = 4\n"

static int plan(const char *extra, struct shk_run *run, struct shk_hazard_work *w)
{
    struct shk_job *job;
    char path[500];
    const char *override[2] = { extra };
    d = (struct shk_diag){ 0 };
    snprintf(path, sizeof path, "%s/job.ini", dir);
    *w = (struct shk_hazard_work){ 0 };
    if (shk_job_read(path, override, extra ? 1 : 0, arena, NULL, &d, &job)) return puts(d.text), 0;
    *run = (struct shk_run){ .job = job, .arena = arena, .diag = &d };
    if (shk_run_read(run) || shk_hazard_plan_make(run, w)) return puts(d.text), 0;
    return 1;
}

/* An area with a single grid point cannot be split: the reference takes it as it is, without averaged ruptures, and does not merge it. */
TEST(areas_of_one_point_stay_whole)
{
    struct shk_run run;
    struct shk_hazard_work w;
    CHECK(put("job.ini", JOB) && put("sm.xml", NRML "<sourceModel name=''><sourceGroup tectonicRegion='Active Shallow Crust'>"
              AREA("large", "10 45 11 45 11 46 10 46") AREA("small", "12 45 12.4 45 12.4 45.25") "</sourceGroup></sourceModel></nrml>"));
    if (!CHECK(plan(NULL, &run, &w) && w.nprepared == 2)) return;
    CHECK(w.prepared[0].count > 10 && !w.prepared[0].whole && w.prepared[1].count == 1 && w.prepared[1].whole);
    if (!CHECK(plan("split_sources=false", &run, &w) && w.nprepared == 2)) return;
    CHECK(w.prepared[0].whole && w.prepared[1].whole);
    if (!CHECK(plan("ps_grid_spacing=50", &run, &w) && w.nprepared == 2)) return;
    CHECK(!w.prepared[0].cells && w.prepared[0].whole && w.prepared[1].cells && !w.prepared[1].whole);
}

static void begin(void) { arena = shk_arena_new(0); dir = shk_tempdir_new(arena); }
static void end(void) { shk_tempdir_remove(dir); shk_arena_free(arena); }
RUN(begin, areas_of_one_point_stay_whole, end)
