/* mainshock plot */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "cli/cli.h"
#include "engine/calculation.h"
#include "engine/db.h"
#include "out/plot.h"
#include "out/plot_gsim.h"
#include "out/plot_sources.h"

struct options { const char *format, *dir; size_t site; };

static int usage(void)
{
    fprintf(stderr, "usage: mainshock plot ID hcurves|hmaps|uhs [--site N] [--format png|svg] [--export-dir DIR]\n"
                    "       mainshock plot ID|JOB.ini sources [--format png|svg] [--export-dir DIR]\n"
                    "       mainshock plot gsim NAME... [--format png|svg] [--export-dir DIR]\n");
    return SHK_EXIT_INPUT;
}

/* The options after the first n words; 0 if they are not understood. */
static int parse(int argc, char **argv, int n, struct options *o)
{
    char *end;
    *o = (struct options){ "png", ".", SIZE_MAX };
    for (int i = n; i < argc; i += 2) {
        if (i + 1 >= argc) return 0;
        const char *v = argv[i + 1];
        if (!strcmp(argv[i], "--export-dir")) o->dir = v;
        else if (!strcmp(argv[i], "--format") && (!strcmp(v, "png") || !strcmp(v, "svg"))) o->format = v;
        else if (!strcmp(argv[i], "--site")) {
            o->site = strtoul(v, &end, 10);
            if (v[0] < '0' || v[0] > '9' || *end) return 0;
        } else return 0;
    }
    return 1;
}

static enum shk_err gsims(int n, char **name, const struct options *o, struct shk_arena *a, struct shk_diag *d)
{
    const struct shk_gsim_model *m[SHK_PLOT_GSIMS];
    char path[1100];
    if (n > SHK_PLOT_GSIMS) return shk_fail(d, SHK_E_LIMIT, "plot gsim: %d models: expected at most %d", n, SHK_PLOT_GSIMS);
    for (int i = 0; i < n; i++) SHK_TRY(shk_gsim_make(name[i], ".", a, d, &m[i]));
    if ((size_t)snprintf(path, sizeof path, "%s/gsim-%s.%s", o->dir, m[0]->g->name, o->format) >= sizeof path)
        return shk_fail(d, SHK_E_INVALID, "path of the picture of %s is too long", m[0]->g->name);
    SHK_TRY(shk_make_folders(o->dir, d));
    SHK_TRY(shk_plot_gsims((size_t)n, m, path, d));
    printf("%s\n", path);
    return SHK_OK;
}

static int plot_gsims(int argc, char **argv)
{
    struct options o;
    struct shk_diag d = { 0 };
    int n = 1;
    while (n < argc && strncmp(argv[n], "--", 2)) n++;
    if (n == 1 || !parse(argc, argv, n, &o) || o.site != SIZE_MAX) return usage();
    struct shk_arena *a = shk_arena_new(0);
    const enum shk_err e = gsims(n - 1, argv + 1, &o, a, &d);
    shk_arena_free(a);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}

/* ---- sources: of a job file, or of the job that a calculation was started with ---- */

static enum shk_err job_of(int id, struct shk_arena *a, struct shk_diag *d, struct shk_job_before *out, struct shk_calc *c)
{
    const char *datadir;
    struct shk_db *db;
    SHK_TRY(shk_datadir(a, d, &datadir));
    SHK_TRY(shk_db_open(datadir, d, &db));
    enum shk_err e = shk_db_get(db, id, d, c);
    if (!e) e = shk_job_started(db, c, a, d, out);
    shk_db_close(db);
    return e;
}

static enum shk_err draw_sources(const struct shk_job_before *j, const struct options *o, const char *name, struct shk_arena *a, struct shk_diag *d)
{
    struct shk_log log = { .level = SHK_LOG_WARN };
    struct shk_run run = { .arena = a, .log = &log, .diag = d };
    struct shk_job *job;
    char path[1100];
    if ((size_t)snprintf(path, sizeof path, "%s/sources%s.%s", o->dir, name, o->format) >= sizeof path)
        return shk_fail(d, SHK_E_INVALID, "path of the picture is too long");
    SHK_TRY(shk_job_read(j->path, j->override, j->n, a, &log, d, &job));
    run.job = job;
    enum shk_err e = shk_run_read(&run);
    if (!e) e = shk_make_folders(o->dir, d);
    if (!e) e = shk_plot_sources(run.model, run.sites, job->description, path, d);
    shk_job_close(job);
    if (!e) printf("%s\n", path);
    return e;
}

static int plot_sources(const char *which, const struct options *o)
{
    struct shk_diag d = { 0 };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_job_before job = { .path = which };
    struct shk_calc c;
    char *end, name[24] = "";
    const long id = strtol(which, &end, 10);
    const int stored = end != which && !*end;
    enum shk_err e = a ? SHK_OK : shk_fail(&d, SHK_E_NOMEM, "out of memory");
    if (!e && stored) e = id < -1 || id > INT_MAX ? shk_fail(&d, SHK_E_INVALID, "calculation %ld: expected a number from mainshock list", id)
                                                  : job_of((int)id, a, &d, &job, &c);
    if (!e && stored) snprintf(name, sizeof name, "_%d", c.id);
    if (!e) e = draw_sources(&job, o, name, a, &d);
    shk_arena_free(a);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}

int shk_cmd_plot(int argc, char **argv)
{
    struct options o;
    char *end;
    if (argc && !strcmp(argv[0], "gsim")) return plot_gsims(argc, argv);
    if (argc < 2 || !parse(argc, argv, 2, &o)) return usage();
    if (!strcmp(argv[1], "sources")) return o.site == SIZE_MAX ? plot_sources(argv[0], &o) : usage();
    const long id = strtol(argv[0], &end, 10);
    if (end == argv[0] || *end) return usage();
    struct shk_diag d = { 0 };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_calc c;
    struct shk_results *r;
    struct shk_exported done = { .arena = a };
    enum shk_err e = shk_stored(id, a, &d, &c, NULL, &r);
    if (!e) e = shk_make_folders(o.dir, &d);
    if (!e) e = shk_plot(r, argv[1], o.format, o.dir, o.site, &done, &d);
    for (size_t i = 0; !e && i < done.n; i++) printf("%s/%s\n", o.dir, done.name[i]);
    shk_arena_free(a);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}
