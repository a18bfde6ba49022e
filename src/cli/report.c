/* mainshock report */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "cli/cli.h"
#include "engine/db.h"
#include "out/html_report.h"

struct names { struct shk_exported list; int lost; };

static void name_of_file(void *user, const char *name)
{
    struct names *k = user;
    if (k->list.n == k->list.cap) {
        const size_t cap = 2 * k->list.cap + 64;
        char (*more)[160] = shk_arena_alloc(k->list.arena, cap, sizeof *more);
        if (!more) {
            k->lost = 1;
            return;
        }
        if (k->list.n) memcpy(more, k->list.name, k->list.n * sizeof *more);
        k->list.name = more;
        k->list.cap = cap;
    }
    snprintf(k->list.name[k->list.n++], sizeof k->list.name[0], "%s", name);
}

static enum shk_err output_names(int id, struct names *k, struct shk_diag *d, const char *const **out)
{
    const char *datadir;
    struct shk_db *db;
    SHK_TRY(shk_datadir(k->list.arena, d, &datadir));
    SHK_TRY(shk_db_open(datadir, d, &db));
    const enum shk_err e = shk_db_outputs(db, id, name_of_file, k, d);
    shk_db_close(db);
    SHK_TRY(e);
    const char **v = SHK_NEW(k->list.arena, const char *, k->list.n + 1);
    if (!v || k->lost) return shk_fail(d, SHK_E_NOMEM, "names of outputs: out of memory");
    for (size_t i = 0; i < k->list.n; i++) v[i] = k->list.name[i];
    *out = v;
    return SHK_OK;
}

int shk_cmd_report(int argc, char **argv)
{
    char *end;
    const long id = argc ? strtol(argv[0], &end, 10) : 0;
    if ((argc != 1 && !(argc == 3 && !strcmp(argv[1], "--export-dir"))) || end == argv[0] || *end)
        return fprintf(stderr, "usage: mainshock report ID [--export-dir DIR]\n"), SHK_EXIT_INPUT;
    const char *dir = argc == 3 ? argv[2] : ".", *const *output = NULL;
    struct shk_diag d = { 0 };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_calc c;
    struct shk_operations m = { 0 };
    struct shk_results *r;
    struct names names = { .list.arena = a };
    struct shk_exported done = { .arena = a };
    enum shk_err e = shk_stored(id, a, &d, &c, &m, &r);
    if (!e) e = output_names(c.id, &names, &d, &output);
    if (!e) e = shk_make_folders(dir, &d);
    if (!e) e = shk_html_report(r, &c, &m, names.list.n, output, dir, &done, &d);
    if (!e) printf("%s/%s\n", dir, done.name[0]);
    shk_arena_free(a);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}
