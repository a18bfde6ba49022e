/* export.h — results to files that people and other programs read. One row of a table for each kind and format. */
#ifndef SHK_OUT_EXPORT_H
#define SHK_OUT_EXPORT_H
#include "base/arena.h"
#include "base/err.h"
#include "engine/results.h"

/* What was written, in order: names without the folder. processes: so many may write at the same time (0: one). Within: of its files each of
 * parts processes lists all, and writes those whose number is part modulo parts. */
struct shk_exported { size_t n, cap; char (*name)[160]; struct shk_arena *arena; int processes, parts, part; };

/* Writes every kind of output that the results hold in format ("csv", "npz", "geojson", "hdf5", "png") into the existing folder dir.
 * Files are written under a temporary name and renamed when whole. SHK_E_INVALID for an unknown format. */
int shk_export_known(const char *format);
SHK_CHECKED enum shk_err shk_export(const struct shk_results *r, const char *format, const char *dir, struct shk_exported *done, struct shk_diag *d);
#endif
