#include <limits.h>
#include "cli/cli.h"
#include "engine/datastore.h"
#include "engine/db.h"

enum shk_err shk_stored(long id, struct shk_arena *a, struct shk_diag *d, struct shk_calc *c, struct shk_operations *m, struct shk_results **r)
{
    const char *datadir;
    struct shk_db *db;
    if (id < -1 || id > INT_MAX) return shk_fail(d, SHK_E_INVALID, "calculation %ld: expected a number from mainshock list", id);
    SHK_TRY(shk_datadir(a, d, &datadir));
    SHK_TRY(shk_db_open(datadir, d, &db));
    enum shk_err e = shk_db_get(db, (int)id, d, c);
    if (!e && m) e = shk_db_performance(db, c->id, m, d);
    shk_db_close(db);
    SHK_TRY(e);
    SHK_TRY(shk_datastore_read(shk_datastore_path(datadir, c->id, a), a, d, r));
    (*r)->calc_id = c->id;
    return SHK_OK;
}
