/* results.h — what a classical calculation leaves: written to the datastore, read by exporters and plots. */
#ifndef SHK_ENGINE_RESULTS_H
#define SHK_ENGINE_RESULTS_H
#include <stddef.h>
#include <stdint.h>
#include "calc/curves.h"
#include "model/imt.h"
#include "model/sites.h"

/* Of post-processing: a CSV file to be, row after row. */
struct shk_table {
    const char *name, *note, *header;       /* of the file; more of its first line (", poe=0.1"); column names separated by commas */
    size_t ncols, ncells, cap;
    const char **cell;
};

struct shk_results {
    int calc_id;
    char start_date[24];                    /* YYYY-MM-DDTHH:MM:SS */
    uint32_t checksum;
    const char *calculation_mode, *description;
    double investigation_time;
    const struct shk_sites *sites;
    size_t nimts; const struct shk_imt *imt; char (*imt_name)[SHK_IMT_NAME];
    size_t nlev; const double *level;       /* nimts x nlev, as the job gives them (soil_intensities after amplification) */
    size_t npoes; const double *poe;
    int hazard_maps, uniform_hazard_spectra, individual_rlzs;

    size_t nrlzs; const char *const *rlz_path; const double *rlz_weight;     /* exported weights */
    size_t nstats; const struct shk_stat *stat; char (*stat_name)[32];       /* "mean", "quantile-0.15", ... */

    float *stats;                           /* sites x nstats x nimts x nlev, or NULL */
    float *rlzs;                            /* sites x nrlzs x nimts x nlev, or NULL */
    float *map_stats, *map_rlzs;            /* ... x nimts x npoes, or NULL */

    size_t nsrc; const char *const *src_name;       /* disagg_by_src: names, and sites x nimts x nlev x nsrc rates; or 0, NULL */
    double *src_rate;

    size_t npost; struct shk_table *post;
};
#endif
