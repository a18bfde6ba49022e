/* mainshock list */
#include <stdio.h>
#include <stdlib.h>
#include "base/arena.h"
#include "cli/cli.h"
#include "engine/db.h"

static void line(void *user, const struct shk_calc *c)
{
    *(int *)user = 1;
    printf("%6d  %-9s  %-19s  %8.1f s  %-14s  %s\n", c->id, c->status, c->start, c->seconds, c->mode, c->description);
}

static enum shk_err open_db(struct shk_arena *a, struct shk_diag *d, struct shk_db **db)
{
    const char *dir;
    SHK_TRY(shk_datadir(a, d, &dir));
    return shk_db_open(dir, d, db);
}

int shk_cmd_list(int argc, char **argv)
{
    (void)argv;
    if (argc) return fprintf(stderr, "usage: mainshock list\n"), SHK_EXIT_INPUT;
    struct shk_diag d = { 0 };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_db *db = NULL;
    int any = 0;
    enum shk_err e = open_db(a, &d, &db);
    if (!e) e = shk_db_list(db, line, &any, &d);
    if (!e && !any) fprintf(stderr, "no calculations yet\n");
    shk_db_close(db);
    shk_arena_free(a);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}
