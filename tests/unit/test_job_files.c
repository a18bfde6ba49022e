// libs: job
/* Reads every job of the conformance set; skipped where it is not there. */
#include <stdlib.h>
#include "base/file.h"
#include "base/str.h"
#include "check.h"
#include "io/csv.h"
#include "job/job.h"

static int verbose;

static void quiet(void *user, enum shk_log_level level, const char *line)
{
    (void)user, (void)level;
    if (verbose) printf("    %s\n", line);
}

/* Those that the reference refuses when it reads the job alone; the others need more files. */
static const char *const refused_early[] = { "qa/scenario_damage/case_1/job_bad.ini", "qa/scenario_risk/case_10/job.ini" };

int main(int argc, char **argv)
{
    verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    const char *top = SOURCE_DIR "/../shared/conformance";
    struct shk_arena *arena = shk_arena_new(1 << 30);
    char *index = shk_path_join(arena, top, "index.csv");
    if (!shk_file_exists(index)) {
        printf("skipped: no conformance set beside the project\n");
        shk_arena_free(arena);
        return 77;
    }
    struct shk_diag d = { 0 };
    struct shk_csv csv;
    int more;
    size_t n = 0, supported = 0;
    CHECK(!shk_csv_open(index, 1 << 24, 1, arena, &d, &csv));
    const long dir = shk_csv_col(&csv, "dir"), ini = shk_csv_col(&csv, "ini"), parent = shk_csv_col(&csv, "parent"), expect = shk_csv_col(&csv, "expect");
    struct shk_log log = { .level = SHK_LOG_WARN, .sink = quiet };
    while (!shk_csv_next(&csv, &more) && more) {
        const struct shk_arena_mark m = shk_arena_mark(arena);
        const char *job_path = shk_arena_printf(arena, "%s/jobs/%s/%s", top, csv.cell[dir], csv.cell[ini]);
        const char *rel = shk_arena_printf(arena, "%s/%s", csv.cell[dir], csv.cell[ini]);
        const char *hc = "hazard_calculation_id = -1";
        struct shk_job *job;
        d = (struct shk_diag){ 0 };
        const enum shk_err e = shk_job_parse(job_path, &hc, csv.cell[parent][0] != 0, arena, &log, &d, &job);
        int want = 0;
        for (size_t i = 0; i < sizeof refused_early / sizeof *refused_early; i++) want |= !strcmp(rel, refused_early[i]);
        if ((e != SHK_OK) != want || verbose) printf("%s (%s): %s\n", rel, csv.cell[expect], e ? d.text : "read");
        CHECK((e != SHK_OK) == want);
        if (!e) {
            d = (struct shk_diag){ 0 };
            const enum shk_err u = shk_job_supported(job, &d);
            supported += !u;
            if (u && job->mode <= SHK_MODE_preclassical) printf("%s: %s\n", rel, d.text + strlen(job_path));
            shk_job_close(job);
        }
        n++;
        shk_arena_release(arena, m);
    }
    CHECK(n > 400);
    printf("%zu jobs read, %zu of them supported\n", n, supported);
    printf("%d checks, %d failed\n", check_count, check_failed);
    shk_arena_free(arena);
    return check_failed != 0;
}
