/* datastore.h — calc_ID.hdf5: results and how they came about, with the reference's dataset names, shapes and attributes.
 *
 * The file is written under a temporary name and renamed when it is whole, so that a crash never leaves an unreadable one. */
#ifndef SHK_ENGINE_DATASTORE_H
#define SHK_ENGINE_DATASTORE_H
#include "engine/monitor.h"
#include "engine/results.h"

/* DATADIR/calc_ID.hdf5 */
const char *shk_datastore_path(const char *datadir, int id, struct shk_arena *a);
SHK_CHECKED enum shk_err shk_datastore_write(const char *path, const struct shk_results *r, const struct shk_operations *m, struct shk_diag *d);
/* Reads what shk_datastore_write wrote; everything lives in a. */
SHK_CHECKED enum shk_err shk_datastore_read(const char *path, struct shk_arena *a, struct shk_diag *d, struct shk_results **out);
#endif
