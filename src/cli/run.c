/* mainshock run, resume, replay, check */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/file.h"
#include "base/str.h"
#include "cli/cli.h"
#include "engine/calculation.h"
#include "engine/cluster.h"
#include "engine/datastore.h"
#include "engine/db.h"
#include "engine/hazard_plan.h"
#include "engine/history.h"
#include "engine/identity.h"
#include "engine/kept.h"
#include "engine/live.h"
#include "engine/memory.h"
#include "engine/metrics.h"
#include "engine/progress.h"
#include "out/export.h"
#include "swarm/swarm.h"

enum { MAX_JOBS = 2, MAX_OVERRIDES = 256, MAX_ARGUMENTS = 2 * MAX_OVERRIDES + 64 };

struct options {
    const char *job[MAX_JOBS]; int njobs;
    const char *override[MAX_OVERRIDES]; int noverrides;
    const char *exports, *dir, *cluster, *key, *listen;
    int workers, dry_run, hc;
    double memory;
    const char *trace, *metrics_port, *metrics_file;
};

static volatile sig_atomic_t interrupted;

/* The first Ctrl-C asks; the second ends this process, and the kernel its workers, at once: what was finished is on disk anyway. */
static void on_signal(int sig)
{
    static const char word[] = "\nending; Ctrl-C again ends at once\n";
    if (sig == SIGINT && interrupted) _exit(SHK_EXIT_INTERRUPTED);
    if (sig == SIGINT && write(STDERR_FILENO, word, sizeof word - 1) < 0) { /* nobody reads */ }
    interrupted = 1;
}

static void usage(FILE *out)
{
    fprintf(out, "usage: mainshock run JOB.ini|.toml|.zip [NEXT.ini] [options]\n\n"
                 "  -p NAME=VALUE                 instead of what the job file says; several times (docs/parameters.md)\n"
                 "  --exports FORMATS             csv, npz, hdf5, geojson, png; several with commas\n"
                 "  --export-dir DIR              where exports go; else here\n"
                 "  --workers N                   processes; one a core if not given, 0: none but this\n"
                 "  --hc ID                       goes on from calculation ID; -1: the last one\n"
                 "  --dry-run                     says what would be computed and what it takes\n"
                 "  --memory GB                   what may be used; what is available if not given\n"
                 "  --trace FILE                  what each worker did, for ui.perfetto.dev\n"
                 "  --metrics-port [ADDRESS:]PORT numbers for Prometheus while it runs; --metrics-file FILE: into a file\n"
                 "  --cluster URL                 workers on other machines: zmq://ADDRESS:PORT or amqp[s]://USER:PASSWORD@HOST:PORT/VHOST\n"
                 "  --cluster-key FILE            instead of cluster.key in the data directory; --listen zmq://ADDRESS:PORT: with a broker (docs/cluster.md)\n\n"
                 "NEXT.ini is computed afterwards, with the first one before it.\n");
}

static int bad_usage(const char *what, const char *value)
{
    fprintf(stderr, "mainshock run: %s%s%s%s; mainshock run --help lists the options\n", what, *value ? " '" : "", value, *value ? "'" : "");
    return SHK_EXIT_INPUT;
}

static int known_formats(const char *list)
{
    char copy[256];
    if (snprintf(copy, sizeof copy, "%s", list) >= (int)sizeof copy) return 0;
    for (char *save = NULL, *f = strtok_r(copy, ", ", &save); f; f = strtok_r(NULL, ", ", &save))
        if (!shk_export_known(f)) return 0;
    return 1;
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
        if (!strcmp(a, "--help") || !strcmp(a, "-h")) return usage(stdout), 1000 + SHK_EXIT_OK;
        if (!strcmp(a, "--dry-run")) { o->dry_run = 1; continue; }
        if (!v) return 1000 + bad_usage("missing value after", a);
        i++;
        if (!strcmp(a, "-p") || !strcmp(a, "--param")) {
            if (o->noverrides == MAX_OVERRIDES || !strchr(v, '=')) return 1000 + bad_usage("expected NAME=VALUE, got", v);
            o->override[o->noverrides++] = v;
        } else if (!strcmp(a, "--exports") || !strcmp(a, "-e")) {
            if (!known_formats(v)) return 1000 + bad_usage("--exports: expected csv, npz, hdf5, geojson or png, several with commas, got", v);
            o->exports = v;
        }
        else if (!strcmp(a, "--export-dir")) o->dir = v;
        else if (!strcmp(a, "--cluster")) {
            if (strncmp(v, "zmq://", 6) && !shk_swarm_is_amqp(v)) return 1000 + bad_usage("--cluster: expected zmq://ADDRESS:PORT or amqp[s]://USER:PASSWORD@HOST:PORT/VHOST, got", v);
            o->cluster = v;
        }
        else if (!strcmp(a, "--cluster-key") || !strcmp(a, "--key")) o->key = v;
        else if (!strcmp(a, "--listen")) o->listen = v;
        else if (!strcmp(a, "--trace")) o->trace = v;
        else if (!strcmp(a, "--metrics-port")) o->metrics_port = v;
        else if (!strcmp(a, "--metrics-file")) o->metrics_file = v;
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
    if (o->njobs == 0) return 1000 + bad_usage("no job file", "");
    return 0;
}

static enum shk_err export_all(struct shk_run *run, struct shk_db *db, const char *formats, const char *dir, struct shk_exported *done)
{
    char list[256];
    if (!formats || !*formats) return SHK_OK;
    SHK_TRY(shk_make_folders(dir, run->diag));
    snprintf(list, sizeof list, "%s", formats);
    const double t = shk_seconds();
    for (char *save = NULL, *f = strtok_r(list, ", ", &save); f; f = strtok_r(NULL, ", ", &save)) {
        if (shk_export_known(f)) SHK_TRY(shk_export(&run->results, f, dir, done, run->diag));
        else shk_warn(run->log, "exports = %s in the job: there is nothing to export as %s", formats, f);
    }
    SHK_TRY(shk_db_together(db, run->diag));
    enum shk_err e = SHK_OK;
    for (size_t i = 0; i < done->n && !e; i++) e = shk_db_output(db, run->results.calc_id, done->name[i], run->diag);
    SHK_TRY(shk_db_done(db, e, run->diag));
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
    if (done->n) fprintf(stderr, "%zu files in %s, among them %s\n", done->n, dir, done->name[done->n > 1]);
    else fprintf(stderr, "nothing exported; next: mainshock show %d, or mainshock export %d --exports csv\n", run->results.calc_id, run->results.calc_id);
}

/* Expected seconds, from what earlier calculations (*own: of this job) have learnt; 0: not known. */
static double expected_time(struct shk_run *run, const struct shk_hazard_work *w, int *own)
{
    const char *datadir;
    struct shk_db *db;
    struct shk_calibration c = { 0 };
    struct shk_diag none = { 0 };
    if (shk_datadir(run->arena, &none, &datadir) || shk_db_open(datadir, &none, &db)) return 0;
    if (shk_db_calibration(db, run->job->path, &c, &none)) c.rates = 0;
    shk_db_close(db);
    *own = c.own;
    const int workers = shk_swarm_cores(run->workers);
    const double n = (double)w->nsites;
    return c.rates > 0 ? (c.rates * w->weight * (double)w->ntiles + c.curves * n) / (workers > 0 ? workers : 1) + c.output * n : 0;
}

/* What would be computed and what it takes; an error when that is more memory than there is. */
static enum shk_err tell(struct shk_run *run, const char *path)
{
    struct shk_needs needs;
    struct shk_hazard_work work = { 0 };
    printf("%s: %zu sites, %zu sources in %zu groups, %zu realizations, %zu measures with %zu levels\n", path, run->sites->n,
           run->model->nsources, run->model->ngroups, run->model->lt.nrlzs, run->results.nimts, run->results.nlev);
    shk_memory_needs(run, &needs);
    shk_memory_print(stdout, &needs);
    SHK_TRY(shk_memory_check(run, &needs));
    if (run->job->mode != SHK_MODE_classical && run->job->mode != SHK_MODE_preclassical) return SHK_OK;
    fflush(stdout);
    SHK_TRY(shk_hazard_plan_make(run, &work));
    printf("  %-32s %12zu\n", "ruptures", work.nruptures);
    int own = 0;
    const double t = run->job->mode == SHK_MODE_classical ? expected_time(run, &work, &own) : 0;
    if (t > 0) printf("  %-32s %12.1f s on %d cores, if as fast as %s\n", "expected time", t, shk_swarm_cores(run->workers), own ? "last time" : "the last job: a rough guess");
    return SHK_OK;
}

/* One calculation of a command: new, or one that goes on (id), or of which only a task is run (replay). */
struct work {
    const struct options *o;
    int which, hc;                  /* of the job files; the calculation before it */
    int id;                         /* 0: new */
    uint64_t replay;
    int cut;                        /* of a calculation that goes on */
    char start[24];
    int argc; char **argv;          /* of mainshock run, as given */
    int begun;                      /* its work has: what comes after may be resumed */
    uint64_t poisonous;
    const char *datadir;
    struct shk_metrics *metrics;
};

static enum shk_err note_start(const struct work *w, const struct shk_run *run, const char *dir, struct shk_db *db)
{
    char folder[PATH_MAX], exports[PATH_MAX + 2], number[3][16];
    if (!getcwd(folder, sizeof folder)) return shk_fail(run->diag, SHK_E_IO, "the working folder is gone");
    const char *full = shk_path_join(run->arena, folder, dir);
    snprintf(exports, sizeof exports, "%s", full ? full : ".");
    snprintf(number[0], sizeof *number, "%d", w->which);
    snprintf(number[1], sizeof *number, "%d", w->hc);
    snprintf(number[2], sizeof *number, "%d", run->cut);
    const char *const note[][2] = { { SHK_NOTE_FOLDER, folder }, { SHK_NOTE_JOB, number[0] }, { SHK_NOTE_PARENT, number[1] }, { SHK_NOTE_CUT, number[2] },
        { SHK_NOTE_PROGRAM, run->identity->program }, { SHK_NOTE_INPUTS, run->identity->inputs }, { SHK_NOTE_EXPORTS, exports } };
    for (size_t i = 0; i < sizeof note / sizeof *note; i++) SHK_TRY(shk_db_note(db, run->results.calc_id, note[i][0], note[i][1], run->diag));
    for (int i = 0; i < w->argc; i++) SHK_TRY(shk_db_note(db, run->results.calc_id, SHK_NOTE_ARG, w->argv[i], run->diag));
    return SHK_OK;
}

/* A calculation goes on only where it would be the same. */
static enum shk_err same_start(const struct shk_run *run, struct shk_db *db)
{
    const struct shk_identity *now = run->identity;
    const int id = run->results.calc_id;
    const char *program, *inputs;
    SHK_TRY(shk_note(db, id, SHK_NOTE_PROGRAM, run->arena, run->diag, &program));
    SHK_TRY(shk_note(db, id, SHK_NOTE_INPUTS, run->arena, run->diag, &inputs));
    if (!program || strcmp(program, now->program))
        return shk_fail(run->diag, SHK_E_INVALID, "calculation %d was begun by another build of the program, or on another processor (%s, here %s): it cannot go on; run the job anew", id,
                        program ? program : "unknown", now->program);
    if (!inputs || strcmp(inputs, now->inputs))
        return shk_fail(run->diag, SHK_E_INVALID, "the inputs of calculation %d have changed since it was begun: it cannot go on; run the job anew", id);
    return SHK_OK;
}

static enum shk_err begin(struct work *w, struct shk_run *run, const char *path, const char *dir, struct shk_db *db)
{
    struct shk_identity *identity = SHK_NEW(run->arena, struct shk_identity, 1);
    const struct shk_job *job = run->job;
    if (run->cluster && shk_swarm_is_amqp(run->cluster)) shk_db_keep_private(db);       /* the URL, which is noted, has a password */
    if (!identity) return shk_fail(run->diag, SHK_E_NOMEM, "out of memory");
    SHK_TRY(shk_identify(run->override, run->noverrides, run->diag, identity));
    run->identity = identity;
    run->results.checksum = identity->checksum;
    if (w->id) {
        run->results.calc_id = w->id;
        snprintf(run->results.start_date, sizeof run->results.start_date, "%s", w->start);
        SHK_TRY(same_start(run, db));
        if (!w->replay) {
            SHK_TRY(shk_db_again(db, w->id, run->diag));
            SHK_TRY(shk_remove_unpacked(db, w->id, run->arena, run->diag));
            struct shk_diag left = { 0 };
            if (shk_cluster_forget(db, w->id, &left)) shk_warn(run->log, "%s: the queue of the process that was killed, if there is one, stays there for a day", left.text);
        }
    } else {
        struct shk_calc c = { .parent = w->hc };
        const time_t now = time(NULL);
        struct tm tm;
        strftime(c.start, sizeof c.start, "%Y-%m-%dT%H:%M:%S", localtime_r(&now, &tm));
        snprintf(run->results.start_date, sizeof run->results.start_date, "%s", c.start);
        snprintf(c.mode, sizeof c.mode, "%s", job->calculation_mode);
        snprintf(c.description, sizeof c.description, "%s", job->description ? job->description : "");
        snprintf(c.job_path, sizeof c.job_path, "%s", path);
        SHK_TRY(shk_db_together(db, run->diag));
        enum shk_err e = shk_db_begin(db, &c, run->diag, &w->id);
        run->results.calc_id = w->id;
        if (!e) e = note_start(w, run, dir, db);
        SHK_TRY(shk_db_done(db, e, run->diag));
    }
    if (job->tempdir && !w->replay) SHK_TRY(shk_db_note(db, w->id, SHK_NOTE_TEMP, job->tempdir, run->diag));
    SHK_TRY(shk_cluster_note(run, db));
    run->journal = shk_journal_path(w->datadir, w->id, run->arena);
    if (!run->journal) return shk_fail(run->diag, SHK_E_NOMEM, "out of memory");
    if (run->resume && !shk_file_exists(run->journal)) {
        if (w->replay) return shk_fail(run->diag, SHK_E_NOTFOUND, "calculation %d has no journal: nothing of it was finished, or it was aborted", w->id);
        shk_info(run->log, "nothing of calculation %d was finished: it begins anew", w->id);
    }
    if (!w->replay) shk_info(run->log, "calculation %d; to stop it: mainshock abort %d", w->id, w->id);
    return SHK_OK;
}

static enum shk_err store_all(struct work *w, struct shk_run *run, const char *dir, struct shk_db *db, struct shk_exported *done)
{
    const double t = shk_seconds();
    shk_live_phase(run->live, "datastore");
    SHK_TRY(shk_datastore_write(shk_datastore_path(w->datadir, w->id, run->arena), &run->results, &run->monitor, run->diag));
    shk_operation_add(&run->monitor, "datastore", shk_seconds() - t, shk_rss_mb(), 1);
    shk_live_phase(run->live, "exports");
    const enum shk_err e = export_all(run, db, w->o->exports ? w->o->exports : run->job->exports, dir, done);
    run->learnt.output = run->sites->n ? (shk_seconds() - t) / (double)run->sites->n : 0;
    return e;
}

/* Others can see it from now on; what earlier calculations have learnt about speed is known. */
static enum shk_err show_to_others(struct work *w, struct shk_run *run, const char *path, struct shk_db *db)
{
    const struct shk_live_options view = { .datadir = w->datadir, .job = path, .calc_id = w->id, .draw = run->progress, .started = run->started,
                                           .metrics_file = w->o->metrics_file };
    if (w->replay) return SHK_OK;
    SHK_TRY(shk_live_open(&view, run->diag, &run->live));
    if (w->metrics->pid) snprintf(w->metrics->path, SHK_METRICS_PATH, "%s", shk_live_path(w->datadir, w->id, run->arena));
    SHK_TRY(shk_db_calibration(db, run->job->path, &run->known, run->diag));
    if (!run->known.own) run->known = (struct shk_calibration){ 0 };        /* another job's speed would promise too much */
    return SHK_OK;
}

/* A trace that cannot be finished is no reason to fail. */
static void end_view(struct shk_run *run)
{
    size_t n;
    struct shk_diag ignored = { 0 };
    const struct shk_span *span = shk_live_spans(run->live, &n);
    if (run->trace && run->live && shk_swarm_trace_add(run->trace, run->started, span, n, &ignored)) shk_warn(run->log, "%s", ignored.text);
    shk_live_close(run->live);
    run->live = NULL;
}

static enum shk_err calculate(struct work *w, struct shk_run *run, const char *path, struct shk_db *db)
{
    struct shk_exported done = { .arena = run->arena, .processes = shk_swarm_cores(run->workers) };
    const char *dir = w->o->dir ? w->o->dir : run->job->export_dir && *run->job->export_dir ? run->job->export_dir : ".";
    struct shk_diag *d = run->diag, ignored = { 0 };
    const char *formats = w->o->exports ? w->o->exports : run->job->exports;
    if (!w->replay && formats && *formats) SHK_TRY(shk_make_folders(dir, d));      /* what cannot be is told now, not at the end */
    SHK_TRY(begin(w, run, path, dir, db));
    w->begun = 1;
    enum shk_err e = show_to_others(w, run, path, db);
    if (!e) e = shk_run_compute(run);
    w->poisonous = run->poisonous;
    shk_clear_progress();
    if (w->replay) return e ? e : shk_fail(d, SHK_E_NOTFOUND, "calculation %d has no task %llu", w->id, (unsigned long long)w->replay);
    if (!e) e = store_all(w, run, dir, db, &done);
    end_view(run);
    const char *status = e == SHK_OK ? "complete" : e == SHK_E_CANCELLED ? "aborted" : "failed";
    if (!e && shk_db_learn(db, run->job->path, &run->learnt, &ignored)) shk_warn(run->log, "%s", ignored.text);
    if (shk_db_end(db, w->id, status, shk_seconds() - run->started, &run->monitor, &ignored)) shk_warn(run->log, "%s", ignored.text);
    if (e) return e;
    unlink(run->journal);
    summary(run, shk_seconds() - run->started, &done, dir);
    return SHK_OK;
}

struct arguments { struct shk_arena *arena; char *v[MAX_ARGUMENTS]; int n, bad; };

static void add_argument(void *user, const char *value)
{
    struct arguments *a = user;
    if (a->n == MAX_ARGUMENTS || !(a->v[a->n] = shk_arena_strdup(a->arena, value))) a->bad = 1;
    else a->n++;
}

/* ---- after another calculation ---- */

enum shk_err shk_job_started(struct shk_db *db, const struct shk_calc *c, struct shk_arena *arena, struct shk_diag *d, struct shk_job_before *out)
{
    const char *folder, *which;
    struct arguments a = { .arena = arena };
    struct options *o = SHK_NEW(arena, struct options, 1);
    if (!o) return shk_fail(d, SHK_E_NOMEM, "out of memory");
    SHK_TRY(shk_note(db, c->id, SHK_NOTE_FOLDER, arena, d, &folder));
    SHK_TRY(shk_note(db, c->id, SHK_NOTE_JOB, arena, d, &which));
    SHK_TRY(shk_db_notes(db, c->id, SHK_NOTE_ARG, add_argument, &a, d));
    if (!folder || !which || a.bad || parse(a.n, a.v, o)) return shk_fail(d, SHK_E_NOTFOUND, "it is not known how calculation %d was started", c->id);
    const char *path = shk_path_join(arena, folder, o->job[atoi(which) == 1 && o->njobs > 1]);
    if (!path) return shk_fail(d, SHK_E_NOMEM, "out of memory");
    *out = (struct shk_job_before){ path, (size_t)o->noverrides, o->override };
    return SHK_OK;
}

static enum shk_err read_after(struct work *w, struct shk_run *run, const struct shk_job_glance *job, struct shk_db *db, const char *path, struct shk_job **out)
{
    struct shk_arena *arena = run->arena;
    struct shk_calc c;
    struct shk_job_before before;
    SHK_TRY(shk_db_get(db, job->parent < 0 || job->parent > INT_MAX ? -1 : (int)job->parent, run->diag, &c));
    if (strcmp(c.mode, "classical") && strcmp(c.mode, "preclassical"))
        return shk_fail(run->diag, SHK_E_INVALID, "%s: a classical calculation goes on from a classical or preclassical one; calculation %d is %s", path, c.id, c.mode);
    if (strcmp(c.status, "complete")) return shk_fail(run->diag, SHK_E_INVALID, "%s: calculation %d is not complete, but %s", path, c.id, c.status);
    if (c.parent > 0)
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: calculation %d itself goes on from calculation %d: go on from that one", path, c.id, c.parent);
    if (w->o->cluster) return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: --cluster is not supported yet in a calculation after another one", path);
    SHK_TRY(shk_job_started(db, &c, arena, run->diag, &before));
    SHK_TRY(shk_job_read_after(&before, path, run->override, run->noverrides, arena, run->log, run->diag, out));
    w->hc = c.id;
    run->own_sites = job->sites;
    if (strcmp(c.mode, "classical")) return SHK_OK;
    struct shk_results *r;
    SHK_TRY(shk_datastore_read(shk_datastore_path(w->datadir, c.id, arena), arena, run->diag, &r));
    r->calc_id = c.id;
    run->before = r;
    return SHK_OK;
}

static enum shk_err read_job(struct work *w, struct shk_run *run, const char *path, struct shk_job **out)
{
    struct shk_job_glance job;
    struct shk_db *db = NULL;
    SHK_TRY(shk_job_glance(path, run->override, run->noverrides, run->arena, run->diag, &job));
    shk_files_forget();             /* those of the glance: the folder of an archive has gone again */
    if (!job.classical || job.parent == 0) return shk_job_read(path, run->override, run->noverrides, run->arena, run->log, run->diag, out);
    SHK_TRY(shk_datadir(run->arena, run->diag, &w->datadir));
    SHK_TRY(shk_db_open(w->datadir, run->diag, &db));
    const enum shk_err e = read_after(w, run, &job, db, path, out);
    shk_db_close(db);
    return e;
}

static enum shk_err one_job(struct work *w, struct shk_arena *arena, struct shk_diag *d)
{
    const struct options *o = w->o;
    struct shk_log log = { .level = SHK_LOG_INFO };
    struct shk_run run = { .arena = arena, .log = &log, .diag = d, .workers = w->replay ? 0 : o->workers, .memory = o->memory, .progress = !w->replay,
                           .abort = &interrupted, .resume = w->id > 0, .replay = w->replay, .started = shk_seconds(), .trace = w->replay ? NULL : o->trace };
    struct shk_job *job;
    const char *path = o->job[w->which];
    char hc_text[40];
    const char *overrides[MAX_OVERRIDES + 1];
    int n = 0;
    for (; n < o->noverrides; n++) overrides[n] = o->override[n];
    if (w->hc != -2) {
        snprintf(hc_text, sizeof hc_text, "hazard_calculation_id=%d", w->hc);
        overrides[n++] = hc_text;
    }
    run.override = overrides;
    run.noverrides = (size_t)n;
    run.cut = shk_swarm_cores(o->workers);
    if (o->cluster && run.cut < SHK_CLUSTER_CUT) run.cut = SHK_CLUSTER_CUT;
    if (run.cut < 1) run.cut = 1;
    if (w->cut) run.cut = w->cut;
    SHK_TRY(read_job(w, &run, path, &job));
    shk_operation_add(&run.monitor, "reading the job file", shk_seconds() - run.started, shk_rss_mb(), 1);
    run.job = job;
    run.monitor.history = SHK_NEW(arena, struct shk_history, 1);
    if (run.monitor.history) run.monitor.history->arena = arena;
    struct shk_db *db = NULL;
    enum shk_err e = shk_run_read(&run);
    if (!e && interrupted) e = shk_fail(d, SHK_E_CANCELLED, "interrupted");
    struct shk_needs needs;
    if (!e && !o->dry_run && !run.reused) {
        shk_memory_needs(&run, &needs);
        e = shk_memory_check(&run, &needs);
    }
    if (!e && o->dry_run && run.reused) printf("%s: nothing to compute: curves are those of calculation %d\n", path, run.before->calc_id);
    else if (!e && o->dry_run) e = tell(&run, path);
    else {
        run.cluster = w->replay ? NULL : o->cluster;
        run.listen = o->listen;
        if (run.cluster && o->workers < 0) run.workers = 0;         /* none here, unless asked for */
        if (!e && run.cluster) e = shk_cluster_key(o->key, arena, d, &run.cluster_key);
        if (!e) e = shk_datadir(arena, d, &w->datadir);
        if (!e) e = shk_db_open(w->datadir, d, &db);
        if (!e) e = calculate(w, &run, path, db);
    }
    shk_db_close(db);
    shk_job_close(job);
    return e;
}

/* What can be done about a calculation that has not ended well. */
static void advise(const struct work *w, struct shk_arena *arena)
{
    const char *journal = w->begun ? shk_journal_path(w->datadir, w->id, arena) : NULL;
    if (!journal || !shk_file_exists(journal)) return;
    if (w->poisonous) fprintf(stderr, "mainshock: that task alone, in this process, for a debugger: mainshock replay %d %llu\n", w->id, (unsigned long long)w->poisonous);
    fprintf(stderr, "mainshock: what was finished is kept; to go on: mainshock resume %d\n", w->id);
}

/* Exit status. */
static int do_job(struct work *w)
{
    struct shk_diag d = { 0 };
    struct shk_metrics metrics = { 0 };
    w->metrics = &metrics;
    enum shk_err e = w->o->metrics_port && !w->replay ? shk_metrics_serve(w->o->metrics_port, &d, &metrics) : SHK_OK;      /* forks: while there is little to inherit */
    if (metrics.pid) fprintf(stderr, "metrics: http://%s/metrics\n", metrics.address);
    struct shk_arena *arena = shk_arena_new(0);
    int status = SHK_EXIT_OK;
    if (!e) e = arena ? one_job(w, arena, &d) : shk_fail(&d, SHK_E_NOMEM, "out of memory");
    shk_metrics_end(&metrics);
    if (w->replay && e == SHK_E_CANCELLED && !interrupted) printf("%s\n", d.text);
    else if (e) {
        if (e == SHK_E_CANCELLED) snprintf(d.text, sizeof d.text, "interrupted");
        status = shk_report(&d);
        if (arena && !w->replay) advise(w, arena);
    }
    shk_arena_free(arena);
    return status;
}

static void catch_signals(void)
{
    const struct sigaction act = { .sa_handler = on_signal };
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
}

int shk_cmd_run(int argc, char **argv)
{
    struct options o;
    const int stop = parse(argc, argv, &o);
    if (stop) return stop - 1000;
    catch_signals();
    int hc = o.hc, status = SHK_EXIT_OK;
    for (int i = 0; i < o.njobs && status == SHK_EXIT_OK; i++) {
        struct work w = { .o = &o, .which = i, .hc = hc, .argc = argc, .argv = argv };
        status = do_job(&w);
        hc = w.id;
    }
    return status;
}

/* ---- going on ---- */

/* How calculation id was started; then its job can be read as it was then. *nothing: it is complete. */
static enum shk_err started_as(int id, struct arguments *a, struct work *w, int *nothing, struct shk_diag *d)
{
    static const char *const name[] = { SHK_NOTE_FOLDER, SHK_NOTE_JOB, SHK_NOTE_PARENT, SHK_NOTE_CUT };
    const char *note[4];
    struct shk_db *db;
    struct shk_calc c;
    SHK_TRY(shk_datadir(a->arena, d, &w->datadir));
    SHK_TRY(shk_db_open(w->datadir, d, &db));
    enum shk_err e = shk_db_get(db, id, d, &c);
    if (!e && shk_calc_alive(&c)) e = shk_fail(d, SHK_E_INVALID, "calculation %d is running (process %d on %s)", id, c.pid, c.host);
    *nothing = !e && !strcmp(c.status, "complete");
    if (*nothing) e = shk_remove_kept(db, w->datadir, id, a->arena, d);         /* killed after its last word, before it had cleaned up */
    for (int i = 0; i < 4 && !e && !*nothing; i++) {
        e = shk_note(db, id, name[i], a->arena, d, &note[i]);
        if (!e && !note[i]) e = shk_fail(d, SHK_E_NOTFOUND, "it is not known how calculation %d was started", id);
    }
    if (!e && !*nothing) e = shk_db_notes(db, id, SHK_NOTE_ARG, add_argument, a, d);
    shk_db_close(db);
    SHK_TRY(e);
    if (*nothing) return SHK_OK;
    w->id = id;
    w->which = atoi(note[1]);
    w->hc = atoi(note[2]);
    w->cut = atoi(note[3]);
    snprintf(w->start, sizeof w->start, "%s", c.start);
    return chdir(note[0]) ? shk_fail(d, SHK_E_IO, "%s, where calculation %d was started: %s", note[0], id, strerror(errno)) : SHK_OK;
}

static int go_on(int id, uint64_t replay, int argc, char **argv)
{
    struct options o;
    struct shk_diag d = { 0 };
    struct work w = { .o = &o, .replay = replay };
    struct arguments a = { .arena = shk_arena_new(0) };
    int nothing = 0, status;
    enum shk_err e = a.arena ? started_as(id, &a, &w, &nothing, &d) : shk_fail(&d, SHK_E_NOMEM, "out of memory");
    for (int i = 0; i < argc && !e; i++) add_argument(&a, argv[i]);
    if (!e && a.bad) e = shk_fail(&d, SHK_E_LIMIT, "more than %d arguments", MAX_ARGUMENTS);
    if (e) status = shk_report(&d);
    else if (nothing) {
        printf("calculation %d is complete\n", id);
        status = SHK_EXIT_OK;
    } else if (!(status = parse(a.n, a.v, &o))) {
        if (w.which < 0 || w.which >= o.njobs) w.which = 0;
        catch_signals();
        status = do_job(&w);
    } else status -= 1000;
    shk_arena_free(a.arena);
    return status;
}

static int to_id(const char *s, long long *out)
{
    return shk_str_int(s, strlen(s), out) && *out > 0;
}

int shk_cmd_resume(int argc, char **argv)
{
    long long id;
    if (argc < 1 || !to_id(argv[0], &id) || id > INT_MAX) return fprintf(stderr, "usage: mainshock resume ID [options of run, in addition]\n"), SHK_EXIT_INPUT;
    return go_on((int)id, 0, argc - 1, argv + 1);
}

int shk_cmd_replay(int argc, char **argv)
{
    long long id, task;
    if (argc != 2 || !to_id(argv[0], &id) || id > INT_MAX || !to_id(argv[1], &task)) return fprintf(stderr, "usage: mainshock replay ID TASK\n"), SHK_EXIT_INPUT;
    return go_on((int)id, (uint64_t)task, 0, NULL);
}

int shk_cmd_check(int argc, char **argv)
{
    if (argc != 1 || argv[0][0] == '-') return fprintf(stderr, "usage: mainshock check JOB.ini|.toml|.zip     with options: mainshock run JOB.ini --dry-run ...\n"), SHK_EXIT_INPUT;
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
