/* surface.h — rupture surfaces and their distances to sites.
 *
 * A surface is a small value that refers to shared geometry: a floating rupture is a range of rows and columns of its
 * fault's mesh, never a copy. Distances in km, angles in degrees, depths positive down. */
#ifndef SHK_GEO_SURFACE_H
#define SHK_GEO_SURFACE_H
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"

struct shk_point { double lon, lat, dep; };
struct shk_line { size_t n; struct shk_point *p; };             /* trace, edge, profile, polygon ring */

struct shk_mesh {                   /* nrow x ncol nodes, row 0 on top, row-major; NaN nodes only in kites */
    size_t nrow, ncol;
    double *lon, *lat, *dep;        /* degrees, degrees, km */
    double *x, *y, *z;              /* Cartesian km, node at its depth */
    double *x0, *y0, *z0;           /* Cartesian km, node put at depth 0 (for rjb) */
    const void *outline;            /* cache made by the geo layer for rjb, or NULL */
    const struct shk_mesh_tables *tables;   /* of cells and segments, made by shk_mesh_make; NULL in gridded meshes */
};

/* A plane rectangle; corners in the order top left, top right, bottom left, bottom right (sources.md 3.3, 3.5). */
struct shk_plane {
    struct shk_point corner[4];
    double c[4][3];                 /* Cartesian corners */
    double u1[3], u2[3], n[3];      /* unit vectors along strike, down dip, normal */
    double length, width;           /* km, Cartesian re-measurement */
    double strike, dip;
};

enum shk_surface_kind { SHK_PLANAR, SHK_SIMPLE, SHK_COMPLEX, SHK_KITE, SHK_GRIDDED, SHK_MULTI };

struct shk_surface {
    enum shk_surface_kind kind;
    const struct shk_plane *plane;                  /* SHK_PLANAR */
    const struct shk_mesh *mesh;                    /* SIMPLE, COMPLEX, KITE, GRIDDED: nodes row0..row1-1, col0..col1-1 */
    uint32_t row0, row1, col0, col1;
    const struct shk_multi *multi;                  /* MULTI: elements and their GC2 lines; opaque, made by shk_multi_make */
};

/* What ground-motion models read of a surface (sources.md 12). width is NAN for gridded surfaces. */
struct shk_surface_params { double strike, dip, width, ztor, zbot, area; struct shk_point middle; };
SHK_CHECKED enum shk_err shk_surface_params(const struct shk_surface *s, struct shk_surface_params *out, struct shk_diag *d);

/* Sites as arrays; x, y, z are Cartesian km at the site's depth. */
struct shk_site_arrays { size_t n; const double *lon, *lat, *dep, *x, *y, *z; };

/* Distances to n sites; only the non-NULL arrays are filled. hypo is used for rhypo, repi and the planar azimuth rule. */
struct shk_distances { double *rrup, *rjb, *rx, *ry0, *rhypo, *repi, *azimuth, *azimuthcp, *clon, *clat; };
SHK_CHECKED enum shk_err shk_surface_distances(const struct shk_surface *s, struct shk_point hypo, double strike,
                                               struct shk_site_arrays sites, struct shk_distances out, struct shk_diag *d);

/* Builders. spacing in km. All memory from arena. Messages name what is wrong with the geometry; the caller adds the source. */
SHK_CHECKED enum shk_err shk_simple_fault_mesh(struct shk_line trace, double upper, double lower, double dip, double spacing,
                                               struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out);
SHK_CHECKED enum shk_err shk_complex_fault_mesh(const struct shk_line *edges, size_t nedges, double spacing,
                                                struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out);
SHK_CHECKED enum shk_err shk_kite_mesh(const struct shk_line *profiles, size_t n, double profile_sampling, double edge_sampling,
                                       struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out);
SHK_CHECKED enum shk_err shk_gridded_mesh(struct shk_line points, struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out);
/* A mesh from given nodes, copied (event-based reload, tests). regular: simple and complex faults, whose cells must be finite. */
SHK_CHECKED enum shk_err shk_mesh_make(size_t nrow, size_t ncol, const double *lon, const double *lat, const double *dep, int regular,
                                       struct shk_arena *a, struct shk_diag *d, struct shk_mesh **out);
/* A plane from its corners in the order TL, TR, BL, BR, as files give them (sources.md 8.1). */
SHK_CHECKED enum shk_err shk_plane_from_corners(const struct shk_point corner[4], struct shk_plane *out, struct shk_diag *d);
/* Derives c, u1, u2, n, length, width from the corners; strike and dip are left alone (point sources set their own). */
void shk_plane_derive(struct shk_plane *p);
SHK_CHECKED enum shk_err shk_multi_make(const struct shk_surface *elements, size_t n, struct shk_arena *a, struct shk_diag *d,
                                        const struct shk_multi **out);
#endif
