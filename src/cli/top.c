/* mainshock top: the calculations that are running. */
#include <dirent.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "cli/cli.h"
#include "engine/db.h"
#include "engine/live.h"

enum { MAX_CALCS = 64, MAX_ROWS = 24 };

static void duration(double s, char out[24])
{
    if (s < 0 || !isfinite(s)) snprintf(out, 24, "--:--");
    else if (s < 3600) snprintf(out, 24, "%d:%02d", (int)s / 60, (int)s % 60);
    else snprintf(out, 24, "%dh%02dm", (int)s / 3600, (int)s / 60 % 60);
}

static void print_view(const struct shk_live_view *v)
{
    char spent[24], left[24];
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    const double elapsed = fmax((double)t.tv_sec + 1e-9 * (double)t.tv_nsec - v->start, v->elapsed);      /* the file may be of a second ago */
    duration(elapsed, spent);
    duration(v->left < 0 ? -1 : fmax(v->left - (elapsed - v->elapsed), 0), left);
    printf("calculation %d  %3.0f%%  %s elapsed, %s left  %s  process %d\n  %s\n", v->calc_id, 100 * v->fraction, spent, left, v->phase, v->pid, v->job);
    printf("  memory %.0f MB, at most %.0f MB", v->memory / 1e6, v->peak / 1e6);
    if (v->workers) printf("; %d of %d workers busy; tasks: %.0f done, %.0f waiting, %.0f splits, %.0f retries", v->busy, v->workers, v->done, v->queued, v->splits, v->retries);
    putchar('\n');
    for (size_t i = 0; i < v->nrunning && i < MAX_ROWS; i++) {
        const struct shk_live_worker *w = &v->running[i];
        char took[24], of[24];
        duration(w->seconds, took);
        duration(w->expected, of);
        printf("  worker %-4d %-10.20s %-8s %3.0f%%  %s of %s  %s\n", w->number, w->where, w->function, 100 * w->fraction, took, of, w->what);
    }
    if (v->nrunning > MAX_ROWS) printf("  and %zu more\n", v->nrunning - MAX_ROWS);
}

static int by_number(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

/* Calculations with a status file; those whose process has gone are cleaned up. */
static size_t running(const char *datadir, int id[MAX_CALCS])
{
    size_t n = 0;
    DIR *dir = opendir(datadir);
    if (!dir) return 0;
    for (struct dirent *e; (e = readdir(dir)) && n < MAX_CALCS;) {
        int end = 0;
        if (sscanf(e->d_name, "calc_%d.status%n", &id[n], &end) == 1 && end && !e->d_name[end]) n++;
    }
    closedir(dir);
    qsort(id, n, sizeof *id, by_number);
    return n;
}

/* Prints what runs (only calculation `only` if > 0); *n: how many. */
static enum shk_err show(const char *datadir, struct shk_db *db, int only, struct shk_diag *d, size_t *n)
{
    int id[MAX_CALCS];
    const size_t found = running(datadir, id);
    struct shk_arena *a = shk_arena_new(0);
    enum shk_err e = a ? SHK_OK : shk_fail(d, SHK_E_NOMEM, "out of memory");
    *n = 0;
    for (size_t i = 0; i < found && !e; i++) {
        struct shk_calc c;
        struct shk_live_view v;
        struct shk_diag none = { 0 };
        const char *path = shk_live_path(datadir, id[i], a);
        if ((only > 0 && id[i] != only) || !path) continue;
        if (shk_db_get(db, id[i], &none, &c) != SHK_OK || !shk_calc_alive(&c)) {        /* killed: nobody was left to remove it */
            unlink(path);
            continue;
        }
        if (shk_live_read(path, a, &none, &v) != SHK_OK) continue;                     /* ended meanwhile */
        print_view(&v);
        ++*n;
    }
    shk_arena_free(a);
    return e;
}

static enum shk_err top(int only, int once, struct shk_diag *d)
{
    const char *datadir;
    struct shk_db *db = NULL;
    struct shk_arena *a = shk_arena_new(0);
    enum shk_err e = a ? shk_datadir(a, d, &datadir) : shk_fail(d, SHK_E_NOMEM, "out of memory");
    if (!e) e = shk_db_open(datadir, d, &db);
    struct shk_calc c;
    if (!e && only > 0) e = shk_db_get(db, only, d, &c);
    while (!e) {
        size_t n;
        if (!once) printf("\033[H\033[J");
        e = show(datadir, db, only, d, &n);
        if (!e && !n) {
            if (only > 0 && !shk_db_get(db, only, d, &c)) printf("calculation %d is %s\n", only, strcmp(c.status, "running") ? c.status : "not running: its process has gone");
            else printf("no calculation is running\n");
        }
        fflush(stdout);
        if (once || (only > 0 && !n)) break;
        poll(NULL, 0, 1000);
    }
    shk_db_close(db);
    shk_arena_free(a);
    return e;
}

int shk_cmd_top(int argc, char **argv)
{
    long id = 0;
    int once = !isatty(STDOUT_FILENO), bad = 0;
    for (int i = 0; i < argc && !bad; i++) {
        char *end;
        if (!strcmp(argv[i], "--once")) once = 1;
        else bad = id || (id = strtol(argv[i], &end, 10)) <= 0 || *end || id > 1000000000;
    }
    if (bad) return fprintf(stderr, "usage: mainshock top [ID] [--once]\n"), SHK_EXIT_INPUT;
    struct shk_diag d = { 0 };
    return top((int)id, once, &d) ? shk_report(&d) : SHK_EXIT_OK;
}
