/* sites.h — the sites of a calculation, as arrays. */
#ifndef SHK_MODEL_SITES_H
#define SHK_MODEL_SITES_H
#include <stddef.h>
#include <stdint.h>
#include "geo/surface.h"

/* Site parameters, in the reference's names. Units as in gsim/gsim.h, which codes texts as numbers. */
#define SHK_SITE_PARAMS(X) \
    X(vs30) X(vs30measured) X(z1pt0) X(z2pt5) X(z1pt4) X(backarc) X(xvf) X(siteclass) X(region) X(f0) \
    X(soiltype) X(geology) X(slope) X(bas) X(kappa0) X(THV) X(PHV) X(D50_15) X(T_15) X(F_15) X(freeface_ratio) X(ec8) \
    X(ec8_p18) X(h800) X(z_sed) X(amplfactor) X(ch_ampl03) X(ch_ampl06) X(ch_phis2s03) X(ch_phis2s06) X(ch_phiss03) X(ch_phiss06)
enum shk_site_param {
#define X(c) SHK_SITE_##c,
    SHK_SITE_PARAMS(X)
#undef X
    SHK_SITE_COUNT
};

/* A column as the reference stores it. kind 'f': any number; 'b': 0 or 1; 'u': integers; 's': texts of at most width bytes. */
struct shk_site_column {
    const char *name;
    char kind;
    int width;
    double *v;                              /* n numbers; codes of gsim/gsim.h (0 where there is none) for texts */
    char *text;                             /* kind 's': n times width + 1 bytes, each ended by 0; else NULL */
};

struct shk_sites {
    size_t n;
    double *lon, *lat, *dep;                /* degrees, degrees, km positive down */
    double *x, *y, *z;                      /* Cartesian km at the site's depth */
    double *param[SHK_SITE_COUNT];          /* n values each, or NULL where absent */
    char (*ampcode)[5];                     /* or NULL */
    char (*custom_site_id)[9];              /* or NULL */
    uint32_t *sid;                          /* 0..n-1, but for the reference's override_vs30 */
    size_t ncols; struct shk_site_column *col;      /* all columns but sid, lon, lat, depth, in the order of site_model_ID.csv; param[] points into them */
    int from_site_model;                    /* a site model is among the inputs: site_model_ID.csv is exported */
};
#endif
