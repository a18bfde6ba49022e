/* nrml_source.h — source models in NRML 0.4 and 0.5 (spec/inputs.md 4, sources.md 0.5): files to struct shk_source.
 *
 * A file is read as a stream, one source at a time: memory is what the sources themselves need plus the XML of one source.
 * Messages name the file, the line and the source. Reading checks what the file says (numbers, ranges, weights, what must be
 * present); shk_source_check() is left to the caller, after the logic tree has changed what it changes. */
#ifndef SHK_JOB_NRML_SOURCE_H
#define SHK_JOB_NRML_SOURCE_H
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"
#include "io/xml.h"
#include "source/source.h"

struct shk_nrml_params {                    /* from the job; lengths in km, 0 where the job does not say */
    double investigation_time;
    double rupture_mesh_spacing;
    double complex_fault_mesh_spacing;      /* 0: rupture_mesh_spacing */
    double width_of_mfd_bin;
    double area_source_discretization;
    double floating_x_step, floating_y_step;
    int infer_occur_rates;
    /* Filters, lists ended by NULL, or NULL: */
    const char *const *source_id;           /* only sources whose id starts with one of these */
    const char *const *discard_trts;
    const char *const *source_nodes;        /* only these elements, "areaSource" */
};

struct shk_file_group {
    const char *trt, *name;                 /* name "" if none */
    int line;
    int src_mutex, rup_mutex, cluster;
    double grp_probability;                 /* 1 by default */
    struct shk_tom tom;                     /* of the group; matters for clusters only */
    size_t nsources; struct shk_source **source;    /* 0.4: sorted by id; 0.5: in file order */
};

struct shk_source_file {
    const char *path, *name;                /* name of the model, "" if none */
    double investigation_time, start_time;  /* NAN if the file does not say */
    size_t ngroups; struct shk_file_group *group;   /* ascending by (number of sources, tectonic region), as the reference orders them */
    struct shk_sections *sections;          /* of a geometryModel, else NULL */
};

/* Reads a sourceModel or a geometryModel. Multi-fault sources come with placeholder sections (ids without geometry) until
 * shk_nrml_link_sections. HDF5 twins (same path, .hdf5) are read where the XML has no ruptures. scratch is used and given
 * back for each source. Empty groups (after filtering) are dropped. */
SHK_CHECKED enum shk_err shk_nrml_read_sources(const char *path, const struct shk_nrml_params *p, struct shk_arena *arena, struct shk_arena *scratch,
                                               struct shk_log *log, struct shk_diag *d, struct shk_source_file **out);
/* The same from memory, for tests. */
SHK_CHECKED enum shk_err shk_nrml_read_sources_memory(const void *data, size_t n, const char *path, const struct shk_nrml_params *p,
                                                      struct shk_arena *arena, struct shk_arena *scratch, struct shk_log *log,
                                                      struct shk_diag *d, struct shk_source_file **out);

/* Merges the sections of all geometry models among the files (ids unique over all, else SHK_E_INVALID) and points every
 * multi-fault source to them. SHK_E_INVALID names the source and the section that is unknown. */
SHK_CHECKED enum shk_err shk_nrml_link_sections(struct shk_source_file *const *file, size_t nfiles, struct shk_arena *arena, struct shk_diag *d);

/* A light look at a file of any size, without parsing sources: ids (cut at ':') and tectonic regions, each id once, in order of
 * first appearance; the region is that of its last appearance, as in the reference. geometryModels give none. Only sources
 * whose id starts with `prefix` ("" or NULL: all). */
struct shk_scanned { const char *id, *trt; };
SHK_CHECKED enum shk_err shk_nrml_scan_sources(const char *path, const char *prefix, struct shk_arena *arena, struct shk_diag *d,
                                               size_t *n, struct shk_scanned **out);

/* ---- pieces that logic-tree uncertainties and scenario ruptures use too; file is for messages ---- */

/* One surface element (simpleFaultGeometry, complexFaultGeometry, griddedSurface, planarSurface, kiteSurface) as geometry.
 * An attribute `spacing` of the element replaces that of p. */
SHK_CHECKED enum shk_err shk_nrml_geometry(const char *file, const struct shk_xml_node *node, const struct shk_nrml_params *p,
                                           struct shk_arena *arena, struct shk_diag *d, struct shk_geometry *out);
/* The surface children of `surface` (characteristic faults) or of a section or multi-plane rupture: one simple, complex or gridded,
 * or any number of planes, or of kites. */
SHK_CHECKED enum shk_err shk_nrml_surfaces(const char *file, const struct shk_xml_node *parent, const struct shk_nrml_params *p,
                                           struct shk_arena *arena, struct shk_diag *d, size_t *n, struct shk_geometry **out);
/* areaGeometry: ring, depths, and the discretization attribute (NAN if absent). */
SHK_CHECKED enum shk_err shk_nrml_area(const char *file, const struct shk_xml_node *area, struct shk_arena *arena, struct shk_diag *d,
                                       struct shk_line *polygon, double *upper, double *lower, double *discretization);
/* The one magnitude distribution among the children of parent (not multiMFD). */
SHK_CHECKED enum shk_err shk_nrml_mfd(const char *file, const struct shk_xml_node *parent, const struct shk_nrml_params *p,
                                      struct shk_arena *arena, struct shk_diag *d, struct shk_mfd *out);
/* singlePlaneRupture, multiPlanesRupture, simpleFaultRupture, complexFaultRupture, griddedRupture; pmf is left empty. */
SHK_CHECKED enum shk_err shk_nrml_rupture(const char *file, const struct shk_xml_node *node, const struct shk_nrml_params *p,
                                          struct shk_arena *arena, struct shk_diag *d, struct shk_given_rupture *out);
/* "10.1 45.2 ..." of a posList with dim 2 or 3 (depth 0 if 2), checked and rounded to 5 decimals as the reference does. */
SHK_CHECKED enum shk_err shk_nrml_line(const char *file, const struct shk_xml_node *pos_list, int dim, struct shk_arena *arena,
                                       struct shk_diag *d, struct shk_line *out);
/* A longitude (limit 180) or latitude (90) rounded to 5 decimals like Python's round(). 1 if within the limit, else 0. */
int shk_nrml_coordinate(double v, double limit, double *out);
#endif
