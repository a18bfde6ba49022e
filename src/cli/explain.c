/* mainshock explain: where the time of a calculation went. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "engine/datastore.h"
#include "engine/db.h"
#include "engine/history.h"

enum { SLOWEST = 10 };

struct source { const char *id; char code; double seconds, expected, contexts; };

struct facts {                              /* of one calculation, for the advice */
    double seconds;                         /* from begin to end */
    double available, busy, idle, transfer, lost, master_cpu, cpu;
    double round_seconds, tail;             /* of the longest round: seconds in which some worker had nothing to do any more */
    double slowest, mean;                   /* tasks of that round */
    int workers;
    uint64_t retries;
};

static double percent(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

/* From when the first worker had its last commit to the end, and the longest and mean task. */
static void tasks_of(const struct shk_history *h, const struct shk_round_row *r, struct facts *f)
{
    double *last = calloc((size_t)(r->workers > 0 ? r->workers : 1), sizeof *last), least = INFINITY, sum = 0;
    size_t n = 0;
    for (size_t i = 0; last && i < h->ntasks; i++) {
        const struct shk_task_row *t = &h->task[i];
        if (strcmp(t->name, r->name)) continue;
        if (t->worker >= 0 && t->worker < r->workers) last[t->worker] = fmax(last[t->worker], t->start + t->duration);
        f->slowest = fmax(f->slowest, t->duration);
        sum += t->duration;
        n++;
    }
    for (int w = 0; last && w < r->workers; w++)
        if (last[w] > 0) least = fmin(least, last[w]);
    free(last);
    f->mean = n ? sum / (double)n : 0;
    f->tail = isfinite(least) ? fmax(r->start + r->seconds - least, 0) : 0;
    f->round_seconds = r->seconds;
}

static void print_rounds(const struct shk_history *h, struct facts *f)
{
    printf("tasks\n  %-10s %8s %8s %8s %8s %10s %10s  %s\n", "", "workers", "tasks", "splits", "retries", "seconds", "busy", "efficiency");
    for (size_t i = 0; i < h->nrounds; i++) {
        const struct shk_round_row *r = &h->round[i];
        printf("  %-10s %8d %8llu %8llu %8llu %10.2f %10.2f  %.3f\n", r->name, r->workers, (unsigned long long)r->tasks, (unsigned long long)r->splits,
               (unsigned long long)r->retries, r->seconds, r->busy, r->available > 0 ? r->busy / r->available : 0);
        f->available += r->available;
        f->busy += r->busy;
        f->idle += r->idle;
        f->transfer += r->transfer;
        f->lost += r->lost;
        f->retries += r->retries;
        f->cpu += r->cpu;
        f->master_cpu += r->master_cpu;
        if (r->workers > f->workers) f->workers = r->workers;
        if (r->seconds > f->round_seconds) {
            f->slowest = 0;
            tasks_of(h, r, f);
        }
    }
    printf("\nefficiency\n");
    printf("  %6.3f  while tasks ran: busy %.2f s of %.2f s of %d workers\n", f->available > 0 ? f->busy / f->available : 0, f->busy, f->available, f->workers);
    if (f->seconds > 0)
        printf("  %6.3f  of the whole calculation: %.2f s of %d workers x %.2f s\n", f->busy / (f->workers * f->seconds), f->busy, f->workers, f->seconds);
    printf("\ntime of the workers while tasks ran\n");
    printf("  busy      %10.2f s  %5.1f%%   on a processor %.1f%% of it\n", f->busy, percent(f->busy, f->available), percent(f->cpu, f->busy));
    printf("  idle      %10.2f s  %5.1f%%   nothing left to do\n", f->idle, percent(f->idle, f->available));
    printf("  transfer  %10.2f s  %5.1f%%   messages on their way, waiting for the main process\n", f->transfer, percent(f->transfer, f->available));
    printf("  retry     %10.2f s  %5.1f%%   work of workers that were lost, duplicates\n", f->lost, percent(f->lost, f->available));
    printf("  tail: in the last %.2f s (%.1f%% of the longest round) a worker had nothing to do; longest part of a task %.2f s, mean %.2f s\n", f->tail,
           percent(f->tail, f->round_seconds), f->slowest, f->mean);
    printf("  main process: %.2f s of CPU time, %.1f%% of a core\n", f->master_cpu, percent(f->master_cpu, f->available / f->workers));
}

static int slower(const void *a, const void *b)
{
    const double x = ((const struct source *)a)->seconds, y = ((const struct source *)b)->seconds;
    return x < y ? 1 : x > y ? -1 : 0;
}

static double print_sources(const struct shk_history *h, struct shk_arena *a)
{
    struct source *s = SHK_NEW(a, struct source, h->nsources + 1);
    double seconds = 0, weight = 0, worst = 0;
    if (!s || !h->nsources) return 0;
    for (size_t i = 0; i < h->nsources; i++) {
        seconds += h->source[i].calc_time;
        weight += h->source[i].weight;
    }
    for (size_t i = 0; i < h->nsources; i++)
        s[i] = (struct source){ h->source[i].id, h->source[i].code, h->source[i].calc_time, weight > 0 ? seconds * h->source[i].weight / weight : 0, (double)h->source[i].num_ctxs };
    qsort(s, h->nsources, sizeof *s, slower);
    printf("\nslowest of %zu sources (%.2f s in all)\n  %-32s %s %10s %10s %8s %14s\n", h->nsources, seconds, "", "kind", "seconds", "expected", "ratio", "contexts");
    for (size_t i = 0; i < h->nsources && i < SLOWEST && s[i].seconds > 0; i++) {
        const double ratio = s[i].expected > 0 ? s[i].seconds / s[i].expected : 0;
        printf("  %-32.60s    %c %10.2f %10.2f %8.2f %14.0f\n", s[i].id, s[i].code, s[i].seconds, s[i].expected, ratio, s[i].contexts);
        if (s[i].seconds > 0.05 * seconds) worst = fmax(worst, ratio);
    }
    return worst;
}

static void print_operations(const struct shk_operations *m, double seconds)
{
    printf("\noperations\n");
    for (size_t i = 0; i < m->n; i++)
        if (m->op[i].seconds > 0.001 * seconds) printf("  %-44s %10.2f s  %5.1f%%  %8.1f MB\n", m->op[i].name, m->op[i].seconds, percent(m->op[i].seconds, seconds), m->op[i].memory_mb);
}

static void print_memory(const struct shk_calc *c, const struct shk_history *h)
{
    double worker = 0, all = 0;
    for (size_t i = 0; i < h->ntasks; i++) worker = fmax(worker, h->task[i].mem_gb);
    for (size_t i = 0; i < h->nrounds; i++) all = fmax(all, (double)h->round[i].peak);
    printf("\nmemory\n  largest process %.0f MB, largest worker %.0f MB, all processes together %.0f MB (shared pages counted once)\n", c->peak_mb, 1e3 * worker, all / 1e6);
}

static void print_advice(const struct facts *f, const struct shk_operations *m, double worst_ratio)
{
    int said = 0;
    double serial = f->seconds, longest = 0;
    const char *name = "";
    for (size_t i = 0; i < m->n; i++)
        if (!strcmp(m->op[i].name, "rates of exceedance") || !strcmp(m->op[i].name, "curves and statistics")) serial -= m->op[i].seconds;
        else if (m->op[i].seconds > longest) {
            longest = m->op[i].seconds;
            name = m->op[i].name;
        }
    printf("\nadvice\n");
    if (f->seconds > 0 && serial > 0.1 * f->seconds && serial > 0.5)
        said = printf("  %.0f%% of the time is spent outside tasks, where one process works; the longest of that is '%s'\n", percent(serial, f->seconds), name);
    if (f->available > 0 && f->idle > 0.05 * f->available)
        said = printf("  workers were idle for %.0f%% of the time: the work cannot be cut finely enough for so many; use fewer --workers, or run jobs side by side\n", percent(f->idle, f->available));
    if (f->available > 0 && f->transfer > 0.05 * f->available)
        said = printf("  %.0f%% of the time went into messages or waiting for the main process: leave a core to it, or send results less often (larger task_duration)\n", percent(f->transfer, f->available));
    if (f->lost > 0.02 * f->available || f->retries)
        said = printf("  %llu tasks were begun again because their workers were lost: see the log; memory is the usual reason (fewer --workers)\n", (unsigned long long)f->retries);
    if (f->busy > 1 && f->cpu < 0.7 * f->busy)
        said = printf("  workers had a processor for only %.0f%% of their busy time: the machine does other things too\n", percent(f->cpu, f->busy));
    if (worst_ratio > 4) said = printf("  some large source takes %.1f times what its weight says; tasks are split when that shows, so this matters only for the time left\n", worst_ratio);
    if (!said) printf("  nothing: the cores were used well\n");
}

static enum shk_err explain(int id, struct shk_diag *d, struct shk_arena *a)
{
    const char *datadir;
    struct shk_db *db;
    struct shk_calc c;
    struct shk_operations m = { 0 };
    struct shk_history *h;
    SHK_TRY(shk_datadir(a, d, &datadir));
    SHK_TRY(shk_db_open(datadir, d, &db));
    enum shk_err e = shk_db_get(db, id, d, &c);
    if (!e) e = shk_db_performance(db, c.id, &m, d);
    shk_db_close(db);
    SHK_TRY(e);
    const char *status = strcmp(c.status, "running") || shk_calc_alive(&c) ? c.status : "killed";
    printf("calculation %d, %s, %s: %.2f s\n  %s\n\n", c.id, c.mode, status, c.seconds, c.description);
    if (strcmp(status, "complete"))
        return shk_fail(d, SHK_E_INVALID, "calculation %d is %s: only what is complete has its times stored (mainshock top shows what runs, --trace keeps what ran)", c.id, status);
    SHK_TRY(shk_history_read(shk_datastore_path(datadir, c.id, a), a, d, &h));
    struct facts f = { .seconds = c.seconds };
    double worst = 0;
    if (h->nrounds) {
        print_rounds(h, &f);
        worst = print_sources(h, a);
    } else printf("no tasks were run\n");
    print_memory(&c, h);
    print_operations(&m, c.seconds);
    if (h->nrounds) print_advice(&f, &m, worst);
    return SHK_OK;
}

int shk_cmd_explain(int argc, char **argv)
{
    char *end;
    const long id = argc == 1 ? strtol(argv[0], &end, 10) : 0;
    if (argc != 1 || end == argv[0] || *end || id < -1 || id > 1000000000) return fprintf(stderr, "usage: mainshock explain ID\n"), SHK_EXIT_INPUT;
    struct shk_diag d = { 0 };
    struct shk_arena *a = shk_arena_new(0);
    const enum shk_err e = a ? explain((int)id, &d, a) : shk_fail(&d, SHK_E_NOMEM, "out of memory");
    shk_arena_free(a);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}
