/* mainshock abort ID: the processes of a calculation end, and nothing of it is left but its row in the list. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/arena.h"
#include "cli/cli.h"
#include "engine/cluster.h"
#include "engine/datastore.h"
#include "engine/db.h"
#include "engine/kept.h"

/* Waits until the process has gone; 1 if it has. Its workers go with it: the kernel kills them when it dies. */
static int gone(const struct shk_calc *c, double seconds)
{
    for (const double end = shk_seconds() + seconds; shk_seconds() < end && shk_calc_alive(c);) usleep(5000);
    return !shk_calc_alive(c);
}

/* A polite word; a master that does not listen, in the middle of reading or writing, is killed. Its journal goes at once, so that it does not
 * offer to go on. */
static enum shk_err end_process(const struct shk_calc *c, const char *journal, int *killed, struct shk_diag *d)
{
    if (!shk_calc_here(c)) return shk_fail(d, SHK_E_INVALID, "calculation %d runs on %s: abort it there", c->id, c->host);
    if (kill(c->pid, SIGTERM)) return gone(c, 0.1) ? SHK_OK : shk_fail(d, SHK_E_IO, "calculation %d: process %d on %s cannot be stopped from here", c->id, c->pid, c->host);
    if (journal) unlink(journal);
    if (gone(c, 1.2)) return SHK_OK;
    *killed = 1;
    kill(c->pid, SIGKILL);
    return gone(c, 5) ? SHK_OK : shk_fail(d, SHK_E_IO, "calculation %d: process %d does not end", c->id, c->pid);
}

static enum shk_err stop(int id, struct shk_arena *a, struct shk_diag *d)
{
    const char *datadir;
    struct shk_db *db;
    struct shk_calc c;
    struct shk_diag left = { 0 };
    int killed = 0;
    SHK_TRY(shk_datadir(a, d, &datadir));
    SHK_TRY(shk_db_open(datadir, d, &db));
    enum shk_err e = shk_db_get(db, id, d, &c);
    const int alive = !e && shk_calc_alive(&c);
    if (alive) e = end_process(&c, shk_journal_path(datadir, id, a), &killed, d);
    if (alive && !e) e = shk_db_get(db, id, d, &c);         /* it may have been complete meanwhile */
    if (!e && !strcmp(c.status, "complete")) printf("calculation %d is complete\n", id);
    else if (!e) {
        e = shk_db_mark(db, id, "aborted", d);
        if (!e && (!alive || killed) && shk_cluster_forget(db, id, &left)) fprintf(stderr, "mainshock: warning: %s: its queue, if there is one, stays there for a day\n", left.text);
        if (!e) e = shk_remove_kept(db, datadir, id, a, d);
        const char *results = shk_datastore_path(datadir, id, a);
        if (!e && results) unlink(results);         /* it may have been about to export */
        if (!e) printf(alive ? "calculation %d aborted\n" : "calculation %d was not running; it is aborted now\n", id);
    }
    shk_db_close(db);
    return e;
}

int shk_cmd_abort(int argc, char **argv)
{
    char *end;
    const long id = argc == 1 ? strtol(argv[0], &end, 10) : 0;
    if (argc != 1 || end == argv[0] || *end || id < 1 || id > 1 << 30) return fprintf(stderr, "usage: mainshock abort ID\n"), SHK_EXIT_INPUT;
    struct shk_diag d = { 0 };
    struct shk_arena *a = shk_arena_new(0);
    const enum shk_err e = a ? stop((int)id, a, &d) : shk_fail(&d, SHK_E_NOMEM, "out of memory");
    shk_arena_free(a);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}
