/* mainshock run, mainshock check */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "cli/cli.h"
#include "engine/calculation.h"
#include "engine/cluster.h"
#include "engine/datastore.h"
#include "engine/db.h"
#include "engine/memory.h"
#include "engine/progress.h"
#include "out/export.h"

enum { MAX_JOBS = 2, MAX_OVERRIDES = 256 };

struct options {
    const char *job[MAX_JOBS]; int njobs;
    const char *override[MAX_OVERRIDES]; int noverrides;
    const char *exports, *dir, *cluster, *key, *listen;
    int workers, dry_run, hc;
    double memory;
};

static volatile sig_atomic_t interrupted;
static void on_signal(int sig) { (void)sig; interrupted = 1; }

static int bad_usage(const char *what, const char *value)
{
    fprintf(stderr, "mainshock run: %s '%s'\nusage: mainshock run JOB.ini|.toml|.zip [--hc ID] [-p NAME=VALUE]... [--exports csv] "
                    "[--export-dir DIR] [--workers N] [--memory GB] [--dry-run]\n"
                    "       [--cluster zmq://ADDRESS:PORT|amqp://USER:PASSWORD@HOST:PORT/VHOST] [--cluster-key FILE] [--listen zmq://ADDRESS:PORT]\n", what, value);
    return SHK_EXIT_INPUT;
}

static int to_int(const char *s, int *out)
{
    char *end;
    const long v = strtol(s, &end, 10);
    if (end == s || *end || v < -1 || v > 1000000000) return 0;
    *out = (int)v;
    return 1;
}

/* 0, or an exit status + 1000 that ends the program. */
static int parse(int argc, char **argv, struct options *o)
{
    *o = (struct options){ .workers = -1, .hc = -2 };
    for (int i = 0; i < argc; i++) {
        const char *a = argv[i], *v = i + 1 < argc ? argv[i + 1] : NULL;
        if (a[0] != '-') {
            if (o->njobs == MAX_JOBS) return 1000 + bad_usage("too many job files:", a);
            o->job[o->njobs++] = a;
            continue;
        }
        if (!strcmp(a, "--dry-run")) { o->dry_run = 1; continue; }
        if (!v) return 1000 + bad_usage("missing value after", a);
        i++;
        if (!strcmp(a, "-p") || !strcmp(a, "--param")) {
            if (o->noverrides == MAX_OVERRIDES || !strchr(v, '=')) return 1000 + bad_usage("expected NAME=VALUE, got", v);
            o->override[o->noverrides++] = v;
        } else if (!strcmp(a, "--exports") || !strcmp(a, "-e")) o->exports = v;
        else if (!strcmp(a, "--export-dir")) o->dir = v;
        else if (!strcmp(a, "--cluster")) o->cluster = v;
        else if (!strcmp(a, "--cluster-key") || !strcmp(a, "--key")) o->key = v;
        else if (!strcmp(a, "--listen")) o->listen = v;
        else if (!strcmp(a, "--workers")) {
            if (!to_int(v, &o->workers)) return 1000 + bad_usage("--workers: expected a number, got", v);
        } else if (!strcmp(a, "--memory")) {
            char *end;
            o->memory = 1e9 * strtod(v, &end);
            if (end == v || *end || !(o->memory > 0)) return 1000 + bad_usage("--memory: expected gigabytes, got", v);
        } else if (!strcmp(a, "--hc")) {
            if (!to_int(v, &o->hc)) return 1000 + bad_usage("--hc: expected the number of a calculation, got", v);
        } else return 1000 + bad_usage("unknown option", a);
    }
    if (o->njobs == 0) return 1000 + bad_usage("which job?", "");
    return 0;
}

static enum shk_err make_folder(const char *dir, struct shk_diag *d)
{
    char path[1024];
    snprintf(path, sizeof path, "%s", dir);
    for (char *p = path + 1; ; p++) {
        if (*p && *p != '/') continue;
        const char c = *p;
        *p = 0;
        if (mkdir(path, 0777) != 0 && errno != EEXIST) return shk_fail(d, SHK_E_IO, "cannot make the folder %s: %s", path, strerror(errno));
        *p = c;
        if (!c) return SHK_OK;
    }
}

static enum shk_err export_all(struct shk_run *run, struct shk_db *db, const char *formats, const char *dir, struct shk_exported *done)
{
    char list[256];
    if (!formats || !*formats) return SHK_OK;
    SHK_TRY(make_folder(dir, run->diag));
    snprintf(list, sizeof list, "%s", formats);
    const double t = shk_seconds();
    for (char *save = NULL, *f = strtok_r(list, ", ", &save); f; f = strtok_r(NULL, ", ", &save))
        SHK_TRY(shk_export(&run->results, f, dir, done, run->diag));
    for (size_t i = 0; i < done->n; i++) SHK_TRY(shk_db_output(db, run->results.calc_id, done->name[i], run->diag));
    shk_operation_add(&run->monitor, "exports", shk_seconds() - t, shk_rss_mb(), done->n);
    return SHK_OK;
}

static void summary(const struct shk_run *run, double seconds, const struct shk_exported *done, const char *dir)
{
    const struct shk_operations *m = &run->monitor;
    fprintf(stderr, "calculation %d done in %.2f s, %.0f MB at most\n", run->results.calc_id, seconds, shk_peak_mb());
    for (size_t i = 0; i < m->n; i++)
        if (m->op[i].seconds > 0.05 * seconds && m->op[i].seconds > 0.01)
            fprintf(stderr, "  %-44s %8.2f s %10zu\n", m->op[i].name, m->op[i].seconds, m->op[i].counts);
    if (done->n) fprintf(stderr, "%zu files in %s; begin with %s\n", done->n, dir, done->name[done->n > 1]);
    else fprintf(stderr, "nothing exported; next: mainshock show %d\n", run->results.calc_id);
}

/* What would be computed and what it takes; an error when that is more memory than there is. */
static enum shk_err tell(const struct shk_run *run, const char *path)
{
    struct shk_needs needs;
    printf("%s: %zu sites, %zu sources in %zu groups, %zu realizations, %zu measures with %zu levels\n", path, run->sites->n,
           run->model->nsources, run->model->ngroups, run->model->lt.nrlzs, run->results.nimts, run->results.nlev);
    shk_memory_needs(run, &needs);
    shk_memory_print(stdout, &needs);
    return shk_memory_check(run, &needs);
}

static enum shk_err one_job(const struct options *o, const char *path, int hc, struct shk_arena *arena, struct shk_diag *d, int *id)
{
    struct shk_log log = { .level = SHK_LOG_INFO };
    struct shk_run run = { .arena = arena, .log = &log, .diag = d, .workers = o->workers, .memory = o->memory, .progress = 1, .abort = &interrupted };
    struct shk_job *job;
    const double t = shk_seconds();
    char hc_text[40];
    const char *overrides[MAX_OVERRIDES + 1];
    int n = 0;
    for (; n < o->noverrides; n++) overrides[n] = o->override[n];
    if (hc != -2) {
        snprintf(hc_text, sizeof hc_text, "hazard_calculation_id=%d", hc);
        overrides[n++] = hc_text;
    }
    SHK_TRY(shk_job_read(path, overrides, (size_t)n, arena, &log, d, &job));
    shk_operation_add(&run.monitor, "reading the job file", shk_seconds() - t, shk_rss_mb(), 1);
    run.job = job;
    const char *datadir;
    struct shk_db *db;
    run.override = overrides;
    run.noverrides = (size_t)n;
    SHK_TRY(shk_run_read(&run));
    if (o->dry_run) return tell(&run, path);
    run.cluster = o->cluster;
    run.listen = o->listen;
    if (o->cluster && o->workers < 0) run.workers = 0;          /* none here, unless asked for */
    if (o->cluster) SHK_TRY(shk_cluster_key(o->key, arena, d, &run.cluster_key));
    SHK_TRY(shk_datadir(arena, d, &datadir));
    SHK_TRY(shk_db_open(datadir, d, &db));
    struct shk_calc c = { .parent = hc };
    const time_t now = time(NULL);
    struct tm tm;
    strftime(run.results.start_date, sizeof run.results.start_date, "%Y-%m-%dT%H:%M:%S", localtime_r(&now, &tm));
    snprintf(c.mode, sizeof c.mode, "%s", job->calculation_mode);
    snprintf(c.description, sizeof c.description, "%s", job->description ? job->description : "");
    snprintf(c.start, sizeof c.start, "%s", run.results.start_date);
    snprintf(c.job_path, sizeof c.job_path, "%s", path);
    struct shk_exported done = { .arena = arena };
    const char *dir = o->dir ? o->dir : job->export_dir && *job->export_dir ? job->export_dir : ".";
    enum shk_err e = shk_db_begin(db, &c, d, id);
    run.results.calc_id = *id;
    if (!e) e = shk_run_compute(&run);
    shk_clear_progress();
    if (!e) {
        const double t0 = shk_seconds();
        e = shk_datastore_write(shk_datastore_path(datadir, *id, arena), &run.results, &run.monitor, d);
        shk_operation_add(&run.monitor, "datastore", shk_seconds() - t0, shk_rss_mb(), 1);
    }
    if (!e) e = export_all(&run, db, o->exports ? o->exports : job->exports, dir, &done);
    struct shk_diag ignored = { 0 };
    const char *status = e == SHK_OK ? "complete" : e == SHK_E_CANCELLED ? "aborted" : "failed";
    if (*id > 0 && shk_db_end(db, *id, status, shk_seconds() - t, &run.monitor, &ignored)) shk_warn(&log, "%s", ignored.text);
    shk_db_close(db);
    if (!e) summary(&run, shk_seconds() - t, &done, dir);
    return e;
}

int shk_cmd_run(int argc, char **argv)
{
    struct options o;
    const int stop = parse(argc, argv, &o);
    if (stop) return stop - 1000;
    const struct sigaction act = { .sa_handler = on_signal };
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
    int hc = o.hc, status = SHK_EXIT_OK;
    for (int i = 0; i < o.njobs && status == SHK_EXIT_OK; i++) {
        struct shk_diag d = { 0 };
        struct shk_arena *arena = shk_arena_new(0);
        int id = 0;
        if (!arena || one_job(&o, o.job[i], hc, arena, &d, &id)) status = shk_report(&d);
        shk_arena_free(arena);
        hc = id;
    }
    return status;
}

int shk_cmd_check(int argc, char **argv)
{
    if (argc != 1) return bad_usage("check takes one job file, got", argc ? argv[1] : "none");
    struct shk_diag d = { 0 };
    struct shk_log log = { .level = SHK_LOG_INFO };
    struct shk_arena *arena = shk_arena_new(0);
    struct shk_job *job;
    struct shk_run run = { .arena = arena, .log = &log, .diag = &d, .workers = -1 };
    int status = SHK_EXIT_OK;
    if (shk_job_read(argv[0], NULL, 0, arena, &log, &d, &job)) status = shk_report(&d);
    else {
        run.job = job;
        if (shk_run_read(&run)) status = shk_report(&d);
        else if (tell(&run, argv[0])) status = shk_report(&d);
    }
    shk_arena_free(arena);
    return status;
}
