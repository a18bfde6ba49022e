#include "engine/live.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "engine/monitor.h"
#include "engine/progress.h"
#include "swarm/swarm.h"

enum { MAX_PHASES = 32, MAX_KINDS = 8, MAX_LISTED = 512 };
static const char end_of_numbers[] = "# end\n";

struct kind { char name[32]; double seconds, cpu, bytes; unsigned long long commits; };     /* of tasks */

struct shk_live {
    struct shk_live_options opt;
    char path[1100], temp[1120];
    double unix_start;
    size_t nphases;
    struct shk_span phase[MAX_PHASES];
    char phase_name[MAX_PHASES][48];
    struct shk_swarm *swarm;
    shk_live_describe *describe;
    const void *user;
    size_t nkinds;
    struct kind kind[MAX_KINDS];
    double now, later;              /* expected seconds */
    double fraction, left, told;    /* what was shown, and when */
};

const char *shk_live_path(const char *datadir, int id, struct shk_arena *a)
{
    return shk_arena_printf(a, "%s/calc_%d.status", datadir, id);
}

/* ---- the text ---- */

/* Label values and comments: one line, quotes and backslashes escaped. */
static void put_text(FILE *f, const char *s)
{
    for (; *s; s++) {
        if (*s == '"' || *s == '\\') putc('\\', f);
        putc((unsigned char)*s < 32 || *s == 127 ? ' ' : *s, f);
    }
}

static void head(FILE *f, const char *name, const char *type, const char *help)
{
    fprintf(f, "# HELP mainshock_%s %s\n# TYPE mainshock_%s %s\n", name, help, name, type);
}

static void one(FILE *f, const struct shk_live *l, const char *name, const char *type, const char *help, double v)
{
    head(f, name, type, help);
    fprintf(f, "mainshock_%s{calc=\"%d\"} %.17g\n", name, l->opt.calc_id, v);
}

static void labelled(FILE *f, const struct shk_live *l, const char *name, const char *label, const char *value, double v)
{
    fprintf(f, "mainshock_%s{calc=\"%d\",%s=\"", name, l->opt.calc_id, label);
    put_text(f, value);
    fprintf(f, "\"} %.17g\n", v);
}

static void put_kinds(FILE *f, const struct shk_live *l)
{
    head(f, "task_commits_total", "counter", "Finished parts of tasks.");
    for (size_t i = 0; i < l->nkinds; i++) labelled(f, l, "task_commits_total", "function", l->kind[i].name, (double)l->kind[i].commits);
    head(f, "task_seconds_total", "counter", "Time in task functions, all workers.");
    for (size_t i = 0; i < l->nkinds; i++) labelled(f, l, "task_seconds_total", "function", l->kind[i].name, l->kind[i].seconds);
    head(f, "task_cpu_seconds_total", "counter", "CPU time of task functions.");
    for (size_t i = 0; i < l->nkinds; i++) labelled(f, l, "task_cpu_seconds_total", "function", l->kind[i].name, l->kind[i].cpu);
    head(f, "result_bytes_total", "counter", "Bytes of results.");
    for (size_t i = 0; i < l->nkinds; i++) labelled(f, l, "result_bytes_total", "function", l->kind[i].name, l->kind[i].bytes);
}

static void put_swarm(FILE *f, const struct shk_live *l, const struct shk_progress *p)
{
    struct shk_usage u;
    shk_swarm_usage(l->swarm, &u);
    head(f, "workers", "gauge", "Worker processes.");
    labelled(f, l, "workers", "state", "busy", p->busy);
    labelled(f, l, "workers", "state", "idle", p->workers - p->busy);
    head(f, "tasks", "gauge", "Tasks of this phase and those before it.");
    labelled(f, l, "tasks", "state", "done", (double)p->done);
    labelled(f, l, "tasks", "state", "queued", (double)p->queued);
    labelled(f, l, "tasks", "state", "running", p->busy);
    one(f, l, "task_retries_total", "counter", "Tasks begun again after a worker was lost.", (double)p->retries);
    one(f, l, "task_splits_total", "counter", "Running tasks that handed over a part.", (double)p->splits);
    head(f, "worker_seconds", "gauge", "Time of all workers in this phase, by what it went into.");
    labelled(f, l, "worker_seconds", "cause", "busy", u.busy);
    labelled(f, l, "worker_seconds", "cause", "running", u.running);
    labelled(f, l, "worker_seconds", "cause", "idle", u.idle);
    labelled(f, l, "worker_seconds", "cause", "transfer", u.transfer);
    labelled(f, l, "worker_seconds", "cause", "lost", u.lost);
    one(f, l, "master_cpu_seconds", "gauge", "CPU time of the main process in this phase.", u.master_cpu);
}

static void put_numbers(FILE *f, const struct shk_live *l, const struct shk_progress *p)
{
    one(f, l, "start_time_seconds", "gauge", "When the calculation began, since 1970.", l->unix_start);
    one(f, l, "elapsed_seconds", "gauge", "Time since then.", shk_seconds() - l->opt.started);
    one(f, l, "progress", "gauge", "Part of the estimated work that is done, 0 to 1.", l->fraction);
    if (l->left >= 0) one(f, l, "left_seconds", "gauge", "Estimated time to the end.", l->left);
    if (l->nphases) {
        head(f, "phase", "gauge", "What is being done.");
        labelled(f, l, "phase", "phase", l->phase_name[l->nphases - 1], 1);
    }
    head(f, "memory_bytes", "gauge", "Memory of all processes, shared pages counted once.");
    labelled(f, l, "memory_bytes", "kind", "now", p && p->rss ? (double)p->rss : 1e6 * shk_rss_mb());
    labelled(f, l, "memory_bytes", "kind", "peak", p && p->peak ? (double)p->peak : 1024 * 1024 * shk_peak_mb());
    if (l->nkinds) put_kinds(f, l);
    if (p && l->swarm) put_swarm(f, l, p);
}

static void put_running(FILE *f, const struct shk_live *l)
{
    struct shk_running *r = malloc(MAX_LISTED * sizeof *r);
    if (!r) return;
    const int all = shk_swarm_running(l->swarm, r, MAX_LISTED), n = all < MAX_LISTED ? all : MAX_LISTED;
    for (int i = 0; i < n; i++) {
        char what[200] = "";
        if (l->describe) l->describe(l->user, &r[i], what, sizeof what);
        fprintf(f, "# worker\t%d\t%d\t%s\t%s\t%.3f\t%.4f\t%.3f\t", r[i].worker, r[i].pid, r[i].where ? r[i].where : "here", r[i].name, r[i].seconds, r[i].fraction,
                r[i].expected);
        put_text(f, what);
        putc('\n', f);
    }
    free(r);
}

static void replace(const char *path, const char *temp, const char *text, size_t n)
{
    const int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return;
    size_t at = 0;
    while (at < n) {
        const ssize_t k = write(fd, text + at, n - at);
        if (k <= 0 && errno != EINTR) break;
        if (k > 0) at += (size_t)k;
    }
    /* Exchanged where both exist: some file systems write a file out at once when it takes the place of another, and the old one is in the way then. */
    if (close(fd) == 0 && at == n && renameat2(AT_FDCWD, temp, AT_FDCWD, path, RENAME_EXCHANGE) && rename(temp, path) == 0) return;
    unlink(temp);
}

static void tell(struct shk_live *l, const struct shk_progress *p)
{
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    if (!f) return;
    put_numbers(f, l, p);
    fflush(f);
    const size_t numbers = n;
    fprintf(f, "%s# job\t%d\t", end_of_numbers, (int)getpid());
    put_text(f, l->opt.job ? l->opt.job : "");
    putc('\n', f);
    if (p && l->swarm) put_running(f, l);
    if (fclose(f) == 0) {
        replace(l->path, l->temp, text, n);
        if (l->opt.metrics_file) {
            char temp[1200];
            snprintf(temp, sizeof temp, "%s.new", l->opt.metrics_file);
            replace(l->opt.metrics_file, temp, text, numbers);
        }
    }
    free(text);
}

/* ---- from inside ---- */

enum shk_err shk_live_open(const struct shk_live_options *opt, struct shk_diag *d, struct shk_live **out)
{
    struct timespec t;
    struct shk_live *l = calloc(1, sizeof *l);
    if (!l) return shk_fail(d, SHK_E_NOMEM, "out of memory");
    l->opt = *opt;
    l->left = -1;
    snprintf(l->path, sizeof l->path, "%s/calc_%d.status", opt->datadir, opt->calc_id);
    snprintf(l->temp, sizeof l->temp, "%s.new", l->path);
    clock_gettime(CLOCK_REALTIME, &t);
    l->unix_start = (double)t.tv_sec + 1e-9 * (double)t.tv_nsec - (shk_seconds() - opt->started);
    snprintf(l->phase_name[0], sizeof l->phase_name[0], "reading");
    l->phase[l->nphases++] = (struct shk_span){ l->phase_name[0], opt->started, 0 };
    *out = l;
    return SHK_OK;
}

static void end_phase(struct shk_live *l)
{
    if (l->phase[l->nphases - 1].seconds <= 0) l->phase[l->nphases - 1].seconds = shk_seconds() - l->phase[l->nphases - 1].start;
}

void shk_live_close(struct shk_live *l)
{
    if (!l) return;
    unlink(l->path);
    unlink(l->temp);
    free(l);
}

void shk_live_phase(struct shk_live *l, const char *name)
{
    if (!l) return;
    end_phase(l);
    if (l->nphases < MAX_PHASES) {
        snprintf(l->phase_name[l->nphases], sizeof l->phase_name[0], "%s", name);
        l->phase[l->nphases] = (struct shk_span){ l->phase_name[l->nphases], shk_seconds(), 0 };
        l->nphases++;
    }
    tell(l, NULL);
}

const struct shk_span *shk_live_spans(struct shk_live *l, size_t *n)
{
    *n = l ? l->nphases : 0;
    if (!l) return NULL;
    end_phase(l);
    return l->phase;
}

void shk_live_expect(struct shk_live *l, double now, double later)
{
    if (!l) return;
    l->now = now;
    l->later = later;
}

void shk_live_swarm(struct shk_live *l, struct shk_swarm *s, shk_live_describe *describe, const void *user)
{
    if (!l) return;
    l->swarm = s;
    l->describe = describe;
    l->user = user;
}

/* One estimate for the whole calculation. It counts down by the clock and drifts to what the tasks say, so that it never jumps; the
 * part that is done never goes back. */
static void estimate(struct shk_live *l, const struct shk_progress *p)
{
    const double now = shk_seconds(), elapsed = now - l->opt.started, passed = now - l->told;
    const double tasks = p->left >= 0 ? p->left : l->now > 0 ? fmax(l->now - p->elapsed, 0.1 * l->now) : -1;
    l->told = now;
    if (tasks < 0) return;
    const double left = tasks + l->later;
    if (l->left < 0) l->left = left;
    else {
        const double by_clock = fmax(l->left - passed, 0);
        l->left = by_clock + (left - by_clock) * (1 - exp(-passed / fmax(2, 0.1 * by_clock)));
    }
    l->fraction = fmax(l->fraction, elapsed / (elapsed + l->left));
}

void shk_live_progress(void *live, const struct shk_progress *p)
{
    struct shk_live *l = live;
    if (!l) return;
    estimate(l, p);
    tell(l, p);
    if (!l->opt.draw) return;
    struct shk_progress shown = *p;
    if (!shown.rss) shown.rss = (size_t)(1e6 * shk_rss_mb());   /* tasks in this process */
    shown.fraction = l->fraction;
    shown.left = l->left;
    shown.elapsed = shk_seconds() - l->opt.started;
    shk_draw_progress(NULL, &shown);
}

void shk_live_commit(struct shk_live *l, const struct shk_task_info *info)
{
    if (!l) return;
    size_t i = 0;
    while (i < l->nkinds && strcmp(l->kind[i].name, info->name)) i++;
    if (i == MAX_KINDS) return;
    if (i == l->nkinds) snprintf(l->kind[l->nkinds++].name, sizeof l->kind[0].name, "%s", info->name);
    l->kind[i].seconds += info->seconds;
    l->kind[i].cpu += info->cpu;
    l->kind[i].bytes += (double)info->received;
    l->kind[i].commits++;
}

/* ---- from outside ---- */

static void read_number(const char *line, struct shk_live_view *v)
{
    char name[64], labels[256];
    double x;
    int calc;
    if (sscanf(line, "mainshock_%63[a-z_]{%255[^}]} %lf", name, labels, &x) != 3 || sscanf(labels, "calc=\"%d\"", &calc) != 1) return;
    v->calc_id = calc;
    const char *label = strchr(labels, ',');
    char value[64] = "";
    if (label) sscanf(label, ",%*[a-z]=\"%63[^\"]", value);
    if (!strcmp(name, "start_time_seconds")) v->start = x;
    else if (!strcmp(name, "elapsed_seconds")) v->elapsed = x;
    else if (!strcmp(name, "progress")) v->fraction = x;
    else if (!strcmp(name, "left_seconds")) v->left = x;
    else if (!strcmp(name, "phase")) snprintf(v->phase, sizeof v->phase, "%s", value);
    else if (!strcmp(name, "memory_bytes")) *(value[0] == 'n' ? &v->memory : &v->peak) = x;
    else if (!strcmp(name, "workers")) {
        v->workers += (int)x;
        if (!strcmp(value, "busy")) v->busy = (int)x;
    } else if (!strcmp(name, "tasks")) {
        if (!strcmp(value, "done")) v->done = x;
        if (!strcmp(value, "queued")) v->queued = x;
    } else if (!strcmp(name, "task_retries_total")) v->retries = x;
    else if (!strcmp(name, "task_splits_total")) v->splits = x;
}

enum shk_err shk_live_read(const char *path, struct shk_arena *a, struct shk_diag *d, struct shk_live_view *v)
{
    char line[2048];
    FILE *f = fopen(path, "re");
    if (!f) return shk_fail(d, SHK_E_NOTFOUND, "%s: not running", path);
    *v = (struct shk_live_view){ .left = -1, .running = SHK_NEW(a, struct shk_live_worker, MAX_LISTED) };
    while (v->running && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        if (line[0] != '#') read_number(line, v);
        else if (sscanf(line, "# job\t%d\t%511[^\n]", &v->pid, v->job) >= 1) continue;
        else if (!strncmp(line, "# worker\t", 9) && v->nrunning < MAX_LISTED) {
            struct shk_live_worker *w = &v->running[v->nrunning];
            if (sscanf(line, "# worker\t%d\t%d\t%63[^\t]\t%31[^\t]\t%lf\t%lf\t%lf\t%199[^\n]", &w->number, &w->pid, w->where, w->function, &w->seconds, &w->fraction,
                       &w->expected, w->what) >= 7) v->nrunning++;
        }
    }
    fclose(f);
    return v->running ? SHK_OK : shk_fail(d, SHK_E_NOMEM, "out of memory");
}
