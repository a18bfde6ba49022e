/* lib_table.h — tabulated models: ln motion by measure, magnitude and distance (GMPETable of the reference; specification, sections 8, 10).
 *
 * Tables of published families are compiled in (data/tables/FAMILY.bin, written by tools/pack_gmpe_tables.py); users give HDF5 files.
 * The reference computes with the type of the file: where it is float32, its roundings are followed, since they reach 1e-6. */
#ifndef SHK_GSIM_LIB_TABLE_H
#define SHK_GSIM_LIB_TABLE_H
#include "gsim/gsim.h"

struct shk_table {
    const char *name;
    enum shk_ctx_column metric;         /* the distance it is tabulated by */
    int single;                         /* float32 file */
    int nd, nt, nm, ndm;                /* distances, periods, magnitudes; rows of distances: 1 or one a magnitude */
    const double *mw, *T, *log_T, *dist, *log_dist;
    const double *iml, *sig;            /* log10 [2 + nt][nm][nd]; sig NULL, or [2 + nt] if sig_full is 0 */
    int sig_full, has_pga, has_pgv;
};

enum shk_table_family { SHK_TABLES_NGA_EAST, SHK_TABLES_NGA_EAST_USGS, SHK_TABLES_NBCC2015, SHK_TABLES_CAN_SHM6, SHK_TABLES_AUS23 };

/* A compiled-in table by the name of its file, folders before it ignored. SHK_E_NOTFOUND. */
SHK_CHECKED enum shk_err shk_table_builtin(struct shk_gsim_make *k, enum shk_table_family family, const char *name, const struct shk_table **out);
/* An HDF5 file of a user; sigma: it must hold deviations. */
SHK_CHECKED enum shk_err shk_table_read(struct shk_gsim_make *k, const char *path, int sigma, const struct shk_table **out);

int shk_table_has(const struct shk_table *t, struct shk_imt imt);
const double *shk_table_distance(const struct shk_table *t, const struct shk_ctx *x);
/* Where n contexts lie between the distances, which is the same for all measures. usgs: interpolates ln against log10 distance instead of linearly. */
enum { SHK_TABLE_ROOM = SHK_CTX_BLOCK + 8 };      /* arrays 4 KiB apart would share the lines of a cache */
struct shk_table_where { double d[SHK_TABLE_ROOM], wd[SHK_TABLE_ROOM], fixed[SHK_TABLE_ROOM], place[SHK_TABLE_ROOM]; };
void shk_table_find(const struct shk_table *t, int usgs, size_t n, const double *mag, const double *dist, struct shk_table_where *w);
/* ln of the tabulated value there. NaN under the lowest magnitude. */
void shk_table_mean_at(const struct shk_table *t, int usgs, struct shk_imt imt, size_t n, const double *mag, const struct shk_table_where *w, double *mean);
void shk_table_sigma(const struct shk_table *t, struct shk_imt imt, size_t n, const double *mag, const double *dist, double *sig);
#endif
