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
void shk_db_keep_private(struct shk_db *db);           /* from now on for its owner only */
void shk_db_close(struct shk_db *db);      /* NULL-safe */

/* status: running, complete, failed or aborted in the database; a running one whose process has gone is told as "died". host: where it
 * runs or ran; there pid and ticks (the start of the process since boot, in the kernel's unit) name its process. */
struct shk_calc { int id, parent, pid; unsigned long long ticks; char host[64]; char mode[40], status[16], start[24], stop[24], description[160], job_path[512]; double seconds, peak_mb; };

/* Is it running, and its process there? 1 also when that process is on another host: nothing is known of it here. */
int shk_calc_alive(const struct shk_calc *c);
int shk_calc_here(const struct shk_calc *c);        /* the process is or was on this host */

/* What is written from shk_db_together to shk_db_done comes to be in one step, which is faster; none of it where e is an error. shk_db_done
 * returns e, or what went wrong in that step. Not around shk_db_again, shk_db_end and shk_db_learn, which do it themselves. */
SHK_CHECKED enum shk_err shk_db_together(struct shk_db *db, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_db_done(struct shk_db *db, enum shk_err e, struct shk_diag *d);
/* A new calculation of this process with status "running"; its id is returned. */
SHK_CHECKED enum shk_err shk_db_begin(struct shk_db *db, const struct shk_calc *c, struct shk_diag *d, int *id);
SHK_CHECKED enum shk_err shk_db_end(struct shk_db *db, int id, const char *status, double seconds, const struct shk_operations *m, struct shk_diag *d);
/* A calculation that is not running goes on in this process: status "running" again; its outputs and operations are forgotten. SHK_E_INVALID if it
 * is running, also when another process was faster. */
SHK_CHECKED enum shk_err shk_db_again(struct shk_db *db, int id, struct shk_diag *d);
/* From another process: the status of a calculation that ended without telling. */
SHK_CHECKED enum shk_err shk_db_mark(struct shk_db *db, int id, const char *status, struct shk_diag *d);
/* How a calculation was started, as texts: several may have the same name. */
SHK_CHECKED enum shk_err shk_db_note(struct shk_db *db, int id, const char *name, const char *value, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_db_notes(struct shk_db *db, int id, const char *name, void (*each)(void *, const char *), void *user, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_db_output(struct shk_db *db, int id, const char *name, struct shk_diag *d);
/* id -1: the last one. SHK_E_NOTFOUND if there is none. */
SHK_CHECKED enum shk_err shk_db_get(struct shk_db *db, int id, struct shk_diag *d, struct shk_calc *out);
/* Calls each(user, calc) from the newest to the oldest. */
SHK_CHECKED enum shk_err shk_db_list(struct shk_db *db, void (*each)(void *, const struct shk_calc *), void *user, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_db_outputs(struct shk_db *db, int id, void (*each)(void *, const char *), void *user, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_db_performance(struct shk_db *db, int id, struct shk_operations *m, struct shk_diag *d);

/* What calculations have learnt about speed, by job file and, under the empty name, of the last one. Writes what is > 0. */
struct shk_calibration;
SHK_CHECKED enum shk_err shk_db_calibration(struct shk_db *db, const char *job, struct shk_calibration *out, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_db_learn(struct shk_db *db, const char *job, const struct shk_calibration *c, struct shk_diag *d);
#endif
