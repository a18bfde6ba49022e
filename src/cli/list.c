/* mainshock list, mainshock show */
#include <stdio.h>
#include <stdlib.h>
#include "base/arena.h"
#include "cli/cli.h"
#include "engine/db.h"

static void line(void *user, const struct shk_calc *c)
{
    (void)user;
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
    enum shk_err e = open_db(a, &d, &db);
    if (!e) e = shk_db_list(db, line, NULL, &d);
    shk_db_close(db);
    shk_arena_free(a);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}

static void output(void *user, const char *name) { (void)user; printf("  %s\n", name); }

int shk_cmd_show(int argc, char **argv)
{
    char *end;
    const long id = argc == 1 ? strtol(argv[0], &end, 10) : 0;
    if (argc != 1 || end == argv[0] || *end) return fprintf(stderr, "usage: mainshock show ID\n"), SHK_EXIT_INPUT;
    struct shk_diag d = { 0 };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_db *db = NULL;
    struct shk_calc c;
    struct shk_operations m = { 0 };
    enum shk_err e = open_db(a, &d, &db);
    if (!e) e = shk_db_get(db, (int)id, &d, &c);
    if (!e) {
        printf("calculation %d, %s, %s\n  %s\n  %s, started %s, %.2f s, %.0f MB\noutputs\n", c.id, c.mode, c.status, c.description, c.job_path,
               c.start, c.seconds, c.peak_mb);
        e = shk_db_outputs(db, c.id, output, NULL, &d);
    }
    if (!e) e = shk_db_performance(db, c.id, &m, &d);
    if (!e) {
        printf("operations\n  %-44s %10s %10s %12s\n", "", "seconds", "MB", "counts");
        for (size_t i = 0; i < m.n; i++) printf("  %-44s %10.3f %10.1f %12zu\n", m.op[i].name, m.op[i].seconds, m.op[i].memory_mb, m.op[i].counts);
    }
    shk_db_close(db);
    shk_arena_free(a);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}
