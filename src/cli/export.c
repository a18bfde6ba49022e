/* mainshock export */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "cli/cli.h"
#include "engine/datastore.h"
#include "engine/db.h"
#include "out/export.h"

static enum shk_err export_calc(int id, const char *formats, const char *dir, struct shk_arena *a, struct shk_diag *d)
{
    const char *datadir;
    struct shk_db *db;
    struct shk_calc c;
    struct shk_results *r;
    struct shk_exported done = { .arena = a };
    SHK_TRY(shk_datadir(a, d, &datadir));
    SHK_TRY(shk_db_open(datadir, d, &db));
    const enum shk_err e = shk_db_get(db, id, d, &c);
    shk_db_close(db);
    SHK_TRY(e);
    SHK_TRY(shk_datastore_read(shk_datastore_path(datadir, c.id, a), a, d, &r));
    r->calc_id = c.id;
    SHK_TRY(shk_make_folders(dir, d));
    char list[256];
    snprintf(list, sizeof list, "%s", formats);
    for (char *save = NULL, *f = strtok_r(list, ", ", &save); f; f = strtok_r(NULL, ", ", &save)) SHK_TRY(shk_export(r, f, dir, &done, d));
    for (size_t i = 0; i < done.n; i++) printf("%s/%s\n", dir, done.name[i]);
    return SHK_OK;
}

int shk_cmd_export(int argc, char **argv)
{
    const char *formats = "csv", *dir = ".";
    long id = 0;
    int bad = argc < 1 || argc % 2 == 0;
    char *end;
    if (!bad) id = strtol(argv[0], &end, 10), bad = end == argv[0] || *end;
    for (int i = 1; i + 1 < argc && !bad; i += 2) {
        if (!strcmp(argv[i], "--exports") || !strcmp(argv[i], "-e")) formats = argv[i + 1];
        else if (!strcmp(argv[i], "--export-dir")) dir = argv[i + 1];
        else bad = 1;
    }
    if (bad) return fprintf(stderr, "usage: mainshock export ID [--exports csv,npz,hdf5,geojson,png] [--export-dir DIR]\n"), SHK_EXIT_INPUT;
    struct shk_diag d = { 0 };
    struct shk_arena *a = shk_arena_new(0);
    const enum shk_err e = export_calc((int)id, formats, dir, a, &d);
    shk_arena_free(a);
    return e ? shk_report(&d) : SHK_EXIT_OK;
}
