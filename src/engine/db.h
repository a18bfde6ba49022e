/* db.h — the list of calculations of a data directory: SQLite, safe for several runs at once. */
#ifndef SHK_ENGINE_DB_H
#define SHK_ENGINE_DB_H
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"
#include "engine/monitor.h"

struct shk_db;

/* $MAINSHOCK_DATADIR, else ~/mainshock; made if it does not exist. Lives in a. */
SHK_CHECKED enum shk_err shk_datadir(struct shk_arena *a, struct shk_diag *d, const char **out);
SHK_CHECKED enum shk_err shk_db_open(const char *datadir, struct shk_diag *d, struct shk_db **out);
void shk_db_close(struct shk_db *db);      /* NULL-safe */

struct shk_calc { int id, parent; char mode[40], status[16], start[24], stop[24], description[160], job_path[512]; double seconds, peak_mb; };

/* A new calculation with status "running"; its id is returned. */
SHK_CHECKED enum shk_err shk_db_begin(struct shk_db *db, const struct shk_calc *c, struct shk_diag *d, int *id);
SHK_CHECKED enum shk_err shk_db_end(struct shk_db *db, int id, const char *status, double seconds, const struct shk_operations *m, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_db_output(struct shk_db *db, int id, const char *name, struct shk_diag *d);
/* id -1: the last one. SHK_E_NOTFOUND if there is none. */
SHK_CHECKED enum shk_err shk_db_get(struct shk_db *db, int id, struct shk_diag *d, struct shk_calc *out);
/* Calls each(user, calc) from the newest to the oldest. */
SHK_CHECKED enum shk_err shk_db_list(struct shk_db *db, void (*each)(void *, const struct shk_calc *), void *user, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_db_outputs(struct shk_db *db, int id, void (*each)(void *, const char *), void *user, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_db_performance(struct shk_db *db, int id, struct shk_operations *m, struct shk_diag *d);
#endif
