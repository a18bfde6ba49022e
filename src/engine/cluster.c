#include "engine/cluster.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include "base/file.h"
#include "engine/calculation.h"
#include "engine/classical.h"
#include "engine/db.h"
#include "engine/identity.h"
#include "engine/kept.h"

/* The job message: texts, each ended by 0: these, then the overrides. */
enum { FIELD_FORMAT, FIELD_MASTER, FIELD_PROGRAM, FIELD_INPUTS, FIELD_MODE, FIELD_PATH, NFIELDS, MAX_TEXTS = 1024 };
static const char format[] = "mainshock job 1";

static void host_name(char out[64])
{
    if (gethostname(out, 64)) snprintf(out, 64, "?");
    out[63] = 0;
}

/* ---- the master ---- */

static enum shk_err pack(struct shk_run *run, const struct shk_identity *id, struct shk_swarm_options *opt)
{
    char host[64];
    host_name(host);
    const char *const field[NFIELDS] = { [FIELD_FORMAT] = format, [FIELD_MASTER] = host, [FIELD_PROGRAM] = id->program,
        [FIELD_INPUTS] = id->inputs, [FIELD_MODE] = run->job->calculation_mode, [FIELD_PATH] = run->job->zip ? run->job->zip : run->job->path };
    size_t n = 0;
    for (int i = 0; i < NFIELDS; i++) n += strlen(field[i]) + 1;
    for (size_t i = 0; i < run->noverrides; i++) n += strlen(run->override[i]) + 1;
    char *msg = shk_arena_alloc(run->arena, n, 1), *p = msg;
    if (!msg) return shk_fail(run->diag, SHK_E_NOMEM, "the message to the cluster: out of memory");
    for (int i = 0; i < NFIELDS; i++) p = stpcpy(p, field[i]) + 1;
    for (size_t i = 0; i < run->noverrides; i++) p = stpcpy(p, run->override[i]) + 1;
    opt->job = msg;
    opt->njob = n;
    return SHK_OK;
}

enum shk_err shk_cluster_options(struct shk_run *run, const struct shk_identity *id, struct shk_swarm_options *opt)
{
    if (!run->cluster) return SHK_OK;
    if (shk_swarm_is_amqp(run->cluster)) {
        opt->amqp = run->cluster;
        opt->amqp_job = run->cluster_job;
        opt->cluster = run->listen;
    } else if (strncmp(run->cluster, "zmq://", 6))
        return shk_fail(run->diag, SHK_E_INVALID, "--cluster %.20s: expected zmq://ADDRESS:PORT or amqp[s]://USER:PASSWORD@HOST:PORT/VHOST", run->cluster);
    else if (run->listen) return shk_fail(run->diag, SHK_E_INVALID, "--listen %s: with --cluster zmq://ADDRESS:PORT that is the address", run->listen);
    else opt->cluster = run->cluster;
    opt->cluster_key = run->cluster_key;
    return pack(run, id, opt);
}

void shk_cluster_announce(const struct shk_run *run, const struct shk_swarm *s)
{
    const char *at = run->cluster ? shk_swarm_endpoint(s) : NULL, *port = at ? strrchr(at, ':') : NULL;
    char host[64];
    if (!port) return;
    host_name(host);
    if (shk_swarm_is_amqp(run->cluster)) shk_info(run->log, "workers come through the broker to %s; key %s", at, run->cluster_key);
    else if (strstr(at, "//0.0.0.0:")) shk_info(run->log, "workers: mainshock worker --cluster zmq://%s%s --key %s", host, port, run->cluster_key);
    else shk_info(run->log, "workers: mainshock worker --cluster zmq://%s --key %s", at + strlen("tcp://"), run->cluster_key);
}

enum shk_err shk_cluster_note(struct shk_run *run, struct shk_db *db)
{
    uint64_t id;
    if (!run->cluster || !shk_swarm_is_amqp(run->cluster)) return SHK_OK;
    if (getrandom(&id, sizeof id, 0) != sizeof id) return shk_fail(run->diag, SHK_E_IO, "no random numbers");
    run->cluster_job = shk_arena_printf(run->arena, "%016llx", (unsigned long long)id);
    const char *note = run->cluster_job ? shk_arena_printf(run->arena, "%s %s", run->cluster_job, run->cluster) : NULL;
    return note ? shk_db_note(db, run->results.calc_id, SHK_NOTE_BROKER, note, run->diag) : shk_fail(run->diag, SHK_E_NOMEM, "a name at the broker: out of memory");
}

struct forgetting { struct shk_diag *diag; enum shk_err err; };

static void forget(void *user, const char *note)
{
    struct forgetting *f = user;
    char job[40];
    const char *url = strchr(note, ' ');
    if (!url || url - note >= (long)sizeof job) return;
    snprintf(job, sizeof job, "%.*s", (int)(url - note), note);
    if (!f->err) f->err = shk_swarm_forget(url + 1, job, f->diag);
}

enum shk_err shk_cluster_forget(struct shk_db *db, int id, struct shk_diag *d)
{
    struct forgetting f = { .diag = d };
    SHK_TRY(shk_db_notes(db, id, SHK_NOTE_BROKER, forget, &f, d));
    return f.err;
}

enum shk_err shk_cluster_key(const char *given, struct shk_arena *a, struct shk_diag *d, const char **out)
{
    const char *dir;
    if ((*out = given)) return SHK_OK;
    SHK_TRY(shk_datadir(a, d, &dir));
    const char *path = shk_path_join(a, dir, "cluster.key");
    if (!path) return shk_fail(d, SHK_E_NOMEM, "the key's name: out of memory");
    struct shk_diag made = { 0 };
    if (!shk_file_exists(path) && shk_swarm_make_key(path, &made) && !shk_file_exists(path)) return shk_fail(d, made.code, "%s", made.text);
    *out = path;
    return SHK_OK;
}

/* ---- a worker ---- */

struct served {                             /* the job at hand */
    struct shk_run run;
    struct shk_arena *arena;
    struct shk_job *job;
    struct shk_diag diag;
    const char *text[MAX_TEXTS]; size_t count;
    void *user;
};
struct worker { const struct shk_cluster_worker *opt; char host[64]; struct served *now; };

static void end_job(struct served *s)
{
    if (!s) return;
    shk_job_close(s->job);
    shk_arena_free(s->arena);
    free(s);
}

static enum shk_err unpack(struct served *s, const void *job, size_t n)
{
    char *msg = shk_arena_alloc(s->arena, n + 1, 1);
    if (!msg) return shk_fail(s->run.diag, SHK_E_NOMEM, "out of memory for a job");
    memcpy(msg, job, n);
    for (const char *p = msg; p < msg + n && s->count < MAX_TEXTS; p += strlen(p) + 1) s->text[s->count++] = p;
    if (s->count < NFIELDS || strcmp(s->text[FIELD_FORMAT], format))
        return shk_fail(s->run.diag, SHK_E_INVALID, "not the same program: the master's job begins with '%.40s', this worker expects '%s'", s->count ? s->text[0] : "", format);
    return SHK_OK;
}

/* Both sides must have the same; the message names both. */
static enum shk_err same(const struct served *s, const char *what, int field, const char *ours)
{
    if (!strcmp(s->text[field], ours)) return SHK_OK;
    return shk_fail(s->run.diag, SHK_E_INVALID, "%s: %s in the master, %s here", what, s->text[field], ours);
}

static enum shk_err read_job(struct served *s)
{
    struct shk_identity id;
    shk_files_forget();
    SHK_TRY(shk_identify(NULL, 0, s->run.diag, &id));
    SHK_TRY(same(s, "not the same program, or not the same bits from the mathematical library", FIELD_PROGRAM, id.program));
    if (strcmp(s->text[FIELD_MODE], "classical")) return shk_fail(s->run.diag, SHK_E_UNSUPPORTED, "calculation_mode = %s: not on a cluster", s->text[FIELD_MODE]);
    s->run.override = s->text + NFIELDS;
    s->run.noverrides = s->count - NFIELDS;
    SHK_TRY(shk_job_read(s->text[FIELD_PATH], s->run.override, s->run.noverrides, s->arena, NULL, s->run.diag, &s->job));
    s->run.job = s->job;
    SHK_TRY(shk_run_read(&s->run));
    SHK_TRY(shk_classical_prepare(&s->run, &s->user));
    SHK_TRY(shk_identify(s->run.override, s->run.noverrides, s->run.diag, &id));
    return same(s, "not the same inputs", FIELD_INPUTS, id.inputs);
}

static enum shk_err prepare(void *prepare_user, const void *job, size_t n, void **user, struct shk_diag *d)
{
    struct worker *w = prepare_user;
    struct served *s = w->now = calloc(1, sizeof *s);
    if (!s || !(s->arena = shk_arena_new(0))) {
        free(s);
        return shk_fail(d, SHK_E_NOMEM, "out of memory for a job");
    }
    s->run = (struct shk_run){ .arena = s->arena, .diag = &s->diag };
    const double t = shk_seconds();
    enum shk_err e = unpack(s, job, n);
    if (!e) e = read_job(s);
    if (e) {
        shk_fail(d, e, "%s: job %s of %s: %s", w->host, s->count > FIELD_PATH ? s->text[FIELD_PATH] : "?", s->count > FIELD_MASTER ? s->text[FIELD_MASTER] : "?", s->diag.text);
        end_job(s);
        return e;
    }
    shk_info(w->opt->log, "job %s of %s: read in %.1f s", s->text[FIELD_PATH], s->text[FIELD_MASTER], shk_seconds() - t);
    *user = s->user;
    return SHK_OK;
}

static void release(void *prepare_user, void *user)
{
    struct worker *w = prepare_user;
    (void)user;
    shk_info(w->opt->log, "job %s of %s: over", w->now->text[FIELD_PATH], w->now->text[FIELD_MASTER]);
    end_job(w->now);
    w->now = NULL;
}

enum shk_err shk_cluster_work(const struct shk_cluster_worker *opt, struct shk_diag *d)
{
    struct worker w = { .opt = opt };
    host_name(w.host);
    const struct shk_swarm_worker_options o = { .workers = opt->workers, .fns = shk_classical_fns, .nfns = SHK_CLASSICAL_NFNS, .cluster = opt->cluster,
        .cluster_key = opt->key, .prepare = prepare, .release = release, .prepare_user = &w, .jobs = opt->jobs, .abort = opt->abort, .log = opt->log };
    return shk_swarm_worker_main(&o, d);
}
