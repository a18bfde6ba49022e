/* source.h — seismic sources as read from a model: plain descriptions that logic-tree uncertainties may change,
 * and the way from a source to its ruptures. Angles in degrees, lengths in km, rates per year. */
#ifndef SHK_SOURCE_H
#define SHK_SOURCE_H
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "geo/surface.h"

/* ---- magnitude-frequency distributions (sources.md 1) ---- */
enum shk_mfd_kind { SHK_MFD_INCREMENTAL, SHK_MFD_ARBITRARY, SHK_MFD_TRUNC_GR, SHK_MFD_YOUNGS_COPPERSMITH, SHK_MFD_TAPERED_GR, SHK_MFD_ALT_CHARACTERISTIC };
struct shk_mfd {
    enum shk_mfd_kind kind;
    double min_mag, max_mag, bin_width;
    double a, b;                            /* truncated, tapered GR; YC uses b */
    double char_mag, char_rate, moment_rate;/* Youngs-Coppersmith: moment_rate > 0 takes precedence over char_rate */
    double corner_mag;                      /* tapered GR */
    double b_ac, gamma, delta_m_ac, total_rate;  /* alternative characteristic (bG is b) */
    size_t n;                               /* incremental: rates; arbitrary: mags and rates */
    const double *mags, *rates;
    double slip_rate, rigidity;             /* > 0: a follows from the fault's area (truncGR with slipRate mm/yr, GPa) */
};
struct shk_mag_rate { double mag, rate; };
/* Bins with rate > 0 in order, into an arena array. */
SHK_CHECKED enum shk_err shk_mfd_bins(const struct shk_mfd *m, struct shk_arena *a, struct shk_diag *d, size_t *n, struct shk_mag_rate **out);
/* SHK_E_INVALID with a message if a constraint is violated. */
SHK_CHECKED enum shk_err shk_mfd_check(const struct shk_mfd *m, struct shk_diag *d);

/* mag as ground-motion models see it: three decimals, half to even (sources.md 12). Some models change at round magnitudes, where the
 * last bit of a sum of bin widths would decide. */
static inline double shk_model_mag(double mag) { return __builtin_rint(mag * 1000) / 1000; }

/* ---- magnitude scaling (sources.md 2) ---- */
struct shk_msr;                             /* immutable row of a table */
const struct shk_msr *shk_msr_find(const char *name, double *param);       /* "WC1994", "CScalingMSR.C=3.90" (param set); NULL if unknown */
const char *shk_msr_name(const struct shk_msr *m);
double shk_msr_area(const struct shk_msr *m, double param, double mag, double rake);     /* rake NAN: undefined */
int shk_msr_is_point(const struct shk_msr *m);

/* ---- temporal occurrence ---- */
enum shk_tom_kind { SHK_TOM_POISSON, SHK_TOM_NEGATIVE_BINOMIAL, SHK_TOM_FATED, SHK_TOM_CLUSTER };
struct shk_tom { enum shk_tom_kind kind; double alpha, mu, occurrence_rate; };

/* P(0), ..., P(9) of a negative binomial with the rupture's rate over time T (sources.md 14); the tail is dropped. */
enum { SHK_NEGBIN_TERMS = 10 };
void shk_negbin_pmf(double alpha, double rate, double time, double pmf[SHK_NEGBIN_TERMS]);

/* ---- sources ---- */
enum shk_source_kind { SHK_SRC_POINT, SHK_SRC_AREA, SHK_SRC_MULTI_POINT, SHK_SRC_SIMPLE, SHK_SRC_COMPLEX,
                       SHK_SRC_CHARACTERISTIC, SHK_SRC_KITE, SHK_SRC_NONPARAMETRIC, SHK_SRC_MULTI_FAULT };

struct shk_nodal_plane { double prob, strike, dip, rake; };
struct shk_hypo_depth { double prob, depth, frac; };               /* frac: fixedDipFrac, 0.5 by default */
struct shk_hypo { double along_strike, down_dip, weight; };
struct shk_slip { double rake, weight; };
struct shk_aspect { double value; size_t n; double mags[2], ratios[2]; };      /* n = 2: piecewise linear in magnitude */

/* A geometry as the file gives it; shk_geometry_surface() builds it. */
enum shk_geometry_kind { SHK_GEOM_NONE, SHK_GEOM_SIMPLE, SHK_GEOM_COMPLEX, SHK_GEOM_PLANES, SHK_GEOM_GRIDDED, SHK_GEOM_KITE };
struct shk_geometry {
    enum shk_geometry_kind kind;
    struct shk_line trace;                  /* simple */
    double dip, upper, lower, spacing;      /* simple; spacing also complex, kite */
    size_t nlines; struct shk_line *lines;  /* complex: edges top to bottom; kite: profiles */
    size_t nplanes; struct shk_point (*planes)[4];      /* TL, TR, BL, BR each */
    struct shk_line points;                 /* gridded */
};

struct shk_given_rupture {                  /* of a non-parametric source: everything explicit */
    double mag, rake, weight;               /* weight: of mutually exclusive ruptures, else 0 */
    struct shk_point hypo;
    size_t ngeom; struct shk_geometry *geom;/* several: a multi surface */
    size_t npmf; const double *pmf;
};

struct shk_section { const char *id; size_t ngeom; struct shk_geometry *geom; };     /* of a multi-fault geometry model */
struct shk_sections { size_t n; struct shk_section *section; };
struct shk_section_rupture { double mag, rake; size_t nsec; const uint32_t *sec; size_t npmf; const double *pmf; };   /* indices into sections */
struct shk_fault_tag { const char *tag; size_t nsec; const uint32_t *sec; };        /* a named part of a multi-fault source; UINT32_MAX: no such section */

struct shk_source {
    enum shk_source_kind kind;
    const char *id, *name, *trt;
    const char *file; int line;             /* for messages */
    struct shk_mfd mfd;                     /* all but multi-point, non-parametric, multi-fault */
    double scaling_rate;                    /* 1 by default */
    const struct shk_msr *msr; double msr_param;
    struct shk_aspect aspect;
    double rake;                            /* faults; NAN if none */
    double upper, lower;                    /* seismogenic depths of point-like sources and simple faults */
    struct shk_tom tom;
    double mutex_weight;                    /* 1 by default */

    size_t nplanes; struct shk_nodal_plane *planes;        /* point-like */
    size_t ndepths; struct shk_hypo_depth *depths;         /* point-like; simple faults with hypoDepthDist */
    struct shk_point location;              /* point */
    struct shk_line polygon; double discretization;        /* area, km */
    size_t npoints; double *lons, *lats;    /* multi-point (through f32, sources.md 0.5) */
    struct shk_mfd *mfds;                   /* multi-point: npoints of them */
    struct shk_geometry geom;               /* simple, complex, kite */
    size_t nhypos; struct shk_hypo *hypos; size_t nslips; struct shk_slip *slips;          /* simple */
    double floating_x, floating_y;          /* kite */
    size_t nsurfaces; struct shk_geometry *surfaces;       /* characteristic: several make a multi surface */
    size_t nruptures; struct shk_given_rupture *ruptures;  /* non-parametric */
    const struct shk_sections *sections; size_t nsecrups; struct shk_section_rupture *secrups; int infer_rates;    /* multi-fault */
    size_t nfaults; const struct shk_fault_tag *faults;    /* multi-fault: where disaggregation by source cuts it, or 0, NULL */

    size_t ntrt_smrs; const uint32_t *trt_smrs;            /* set when the composite model is made (classical.md 6.4) */
    uint32_t serial;                        /* src_id in the reference's sense: position in the whole model */
    uint32_t offset;                        /* first rupture id */
    int depths_changed;                     /* an uncertainty moved a seismogenic depth of a point source: hypocentres may lie outside */
};

struct shk_source_params {                  /* what the job decides for all sources */
    double investigation_time;
    int shift_hypo;
    double minimum_magnitude;               /* of this TRT; drops what the reference drops after splitting (sources.md 13), 0: nothing */
    int split_sources;                      /* the job's: kite sources with several magnitudes change slightly when split (10.3) */
    int sampling;                           /* for event-based sampling: rates of simple faults without hypocentre and slip weights (6.4),
                                               Poissonian multi-fault hypocentres in the first section (11) */
    const uint8_t *section_mask;            /* multi-fault, few sites: 1 for sections that count in rupture parameters; NULL: all (11) */
};

/* Copy-on-write for logic trees: a deep enough copy that modifications never touch the original. */
struct shk_source *shk_source_copy(const struct shk_source *s, struct shk_arena *a);

/* Checks what the reference checks when it builds the source (depths, dips, magnitudes, sums of probabilities), after logic-tree
 * changes. What only meshes can show is left to shk_ruptures_open. Messages name the source, file and line. */
SHK_CHECKED enum shk_err shk_source_check(const struct shk_source *s, struct shk_arena *scratch, struct shk_diag *d);

/* Puts "file:line: source 'id': " in front of the message, unless it names the source already; returns code. */
enum shk_err shk_source_wrap(const struct shk_source *s, struct shk_diag *d, enum shk_err code);

/* 0 if the source is invalid: shk_ruptures_open or shk_source_points tell why. */
size_t shk_source_count_ruptures(const struct shk_source *s, struct shk_arena *scratch);

/* Cheap guess of the time a source takes at one site: ruptures times what a distance to one costs. */
double shk_source_weight(const struct shk_source *s, size_t nruptures);
SHK_CHECKED enum shk_err shk_source_min_max_mag(const struct shk_source *s, double *min, double *max, struct shk_diag *d);

/* ---- point-like sources: everything the planar fast path needs. Area and multi-point sources give many. ---- */
struct shk_point_set {                      /* locations that share magnitudes' dimensions, planes and depths */
    size_t n; const double *lon, *lat;      /* locations */
    size_t nmags; const struct shk_mag_rate *bins;   /* if per_point is NULL: the same for all locations (already divided by n for area sources) */
    const size_t *mag_start;                /* else bins of location i are bins[mag_start[i] .. mag_start[i+1]-1] */
    size_t nplanes; const struct shk_nodal_plane *planes;
    size_t ndepths; const struct shk_hypo_depth *depths;
    double upper, lower;
    const struct shk_msr *msr; double msr_param;
    struct shk_aspect aspect;
    /* Set by shk_source_points: what does not depend on the location, for each distinct magnitude. */
    size_t nshapes; struct shk_point_shape *shapes; const uint32_t *shape_of;        /* shape_of[bin] */
    size_t max_bins;                        /* most bins of any location */
    struct shk_nodal_plane average_plane; struct shk_hypo_depth average_depth;       /* 3.7: weighted plain means, prob 1 */
};
SHK_CHECKED enum shk_err shk_source_points(const struct shk_source *s, struct shk_arena *a, struct shk_diag *d, struct shk_point_set *out);
/* Plane of one (location, magnitude, nodal plane, depth), sources.md 3.1-3.5; hypo receives the hypocentre. */
void shk_point_plane(const struct shk_point_set *s, size_t i, double mag, const struct shk_nodal_plane *np, const struct shk_hypo_depth *hd,
                     int shift_hypo, struct shk_plane *plane, struct shk_point *hypo);

/* The fast path. Bins of location i are *first..*end-1 of s->bins. */
static inline void shk_point_bins(const struct shk_point_set *s, size_t i, size_t *first, size_t *end)
{
    *first = s->mag_start ? s->mag_start[i] : 0;
    *end = s->mag_start ? s->mag_start[i + 1] : s->nmags;
}
enum { SHK_POINT_SHIFT_HYPO = 1,            /* 3.4 */
       SHK_POINT_NO_LONLAT = 2 };           /* leave lon, lat of the corners alone (depths are set): nothing but Cartesian corners is needed */
/* Planes of all (magnitude, nodal plane, depth) of location i, bins first..end-1, in that order: (end-first) * nplanes * ndepths
 * of planes and, unless NULL, hypos. The rate of one is bins[b].rate * (planes[p].prob * depths[d].prob). */
void shk_point_planes(const struct shk_point_set *s, size_t i, size_t first, size_t end, unsigned flags,
                      struct shk_plane *planes, struct shk_point *hypos);
/* The averaged rupture of a bin (3.7): rate bins[b].rate, rake s->average_plane.rake; never shifted hypocentre. */
void shk_point_average(const struct shk_point_set *s, size_t i, size_t bin, unsigned flags, struct shk_plane *plane, struct shk_point *hypo);
/* Half the diagonal of the surface projection of a bin's rupture with the last nodal plane, km; 0 for PointMSR (3.7). */
double shk_point_radius(const struct shk_point_set *s, size_t bin);

/* ps_grid_spacing (sources.md 3.8, contexts.md 4.7): the point-like sources of one group, merged by cells of a grid. */
struct shk_point_ref { uint32_t set; uint32_t location; };
struct shk_point_cell {
    size_t n; const struct shk_point_ref *members;      /* n = 1: into the caller's sets; else into the near sets */
};
struct shk_collapsed {
    size_t ncells; struct shk_point_cell *cells;        /* in the order of first appearance */
    struct shk_point_set *near;             /* the caller's sets with coordinates and depths through f32 */
    struct shk_point_set *far;              /* one for each cell: one location, one plane, one depth, its bins the merged ones; n = 0 where a cell has one member */
};
SHK_CHECKED enum shk_err shk_point_collapse(const struct shk_point_set *sets, size_t nsets, double spacing, struct shk_arena *a,
                                            struct shk_diag *d, struct shk_collapsed *out);
/* Near sites of a merged cell: all planes of all members that have far bin m; returns their number, at most shk_point_cell_count().
 * rates[k]: the merged rate times plane and depth weight over the number of members with this magnitude. */
size_t shk_point_cell_count(const struct shk_collapsed *c, size_t cell, size_t m);
size_t shk_point_cell_planes(const struct shk_collapsed *c, size_t cell, size_t m, unsigned flags,
                             struct shk_plane *planes, struct shk_point *hypos, double *rates, double *rakes);

/* ---- all sources with explicit surfaces: faults, characteristic, kite, non-parametric, multi-fault ---- */
struct shk_rupture {
    double mag, rake, rate;                 /* rate NAN when pmf decides; mag as models see it (rounded to 3 decimals) */
    struct shk_point hypo;
    double strike, dip, width, ztor, zbot;
    struct shk_surface surface;
    size_t npmf; const double *pmf;         /* P(0), P(1), ... in the investigation time; negative binomial too */
    double weight;                          /* of mutually exclusive ruptures, else 1 */
    uint32_t id;                            /* position in the source's own order */
};
struct shk_ruptures;                        /* a prepared source: meshes and sizes; lives in the arena */
SHK_CHECKED enum shk_err shk_ruptures_open(const struct shk_source *s, const struct shk_source_params *p, struct shk_arena *a,
                                           struct shk_diag *d, struct shk_ruptures **out);
size_t shk_ruptures_count(const struct shk_ruptures *r);
/* Ruptures first..first+n-1 in the source's own order (magnitude, position, hypocentre, slip). Needs no file and is the same for any cut into ranges. */
SHK_CHECKED enum shk_err shk_ruptures_get(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out, struct shk_diag *d);
/* The same with what a range needs to be built (multi surfaces, negative binomial probabilities) in an arena of the caller, who may
 * release it with the range; shk_ruptures_get uses the arena of shk_ruptures_open, which grows. */
SHK_CHECKED enum shk_err shk_ruptures_get_in(const struct shk_ruptures *r, size_t first, size_t n, struct shk_rupture *out,
                                             struct shk_arena *a, struct shk_diag *d);
/* Multi-fault: surfaces of the sections that the source uses (kind 0 with no plane and no mesh: unused) and a rupture's indices into
 * them, so that distances to a section can be shared by ruptures. NULL for other kinds. */
const struct shk_surface *shk_ruptures_section(const struct shk_ruptures *r, size_t i);
const uint32_t *shk_ruptures_section_ids(const struct shk_ruptures *r, size_t i, size_t *n);
/* Mask for shk_source_params: 1 for sections with an end of the top edge within max_distance (chord, km) of a site (sources.md 11). */
SHK_CHECKED enum shk_err shk_sections_close(const struct shk_sections *s, struct shk_site_arrays sites, double max_distance,
                                            struct shk_arena *scratch, struct shk_diag *d, uint8_t *mask);
/* A multi-fault source with tagged faults cut into sources "id@tag": a rupture goes to the tagged fault nearest to the site (then the
 * first by name) of those it touches, one that touches none to "id@off_rupids". Faults that get no rupture are left out; *n is at
 * most s->nfaults + 1. site: one place. The new sources and their lists of ruptures are in the arena. SHK_E_INVALID: a fault without
 * sections, or with one that no geometry model has. */
SHK_CHECKED enum shk_err shk_source_by_fault(const struct shk_source *s, struct shk_site_arrays site, struct shk_arena *a, struct shk_arena *scratch,
                                             struct shk_diag *d, size_t *n, struct shk_source **out);
/* Box that holds all surfaces: west, east, south, north in degrees (west > east across the date line), for filtering. r may be
 * NULL for point-like sources. If a box cannot be found (points around the Earth) it is -180, 180, -90, 90. */
void shk_source_bbox(const struct shk_source *s, const struct shk_ruptures *r, double box[4]);

/* The box that the reference filters sites by, before it is enlarged; from the traces of simple and complex faults, the polygon of areas,
 * the locations of multi-point sources. */
void shk_source_filter_box(const struct shk_source *s, const struct shk_ruptures *r, double box[4]);

/* ---- modifications by logic-tree uncertainties (sources.md 1.8, classical.md 2). s must be a copy. ---- */
enum shk_change_kind { SHK_CH_MAX_MAG_REL, SHK_CH_MAX_MAG_REL_NO_BALANCE, SHK_CH_MAX_MAG_ABS, SHK_CH_B_REL, SHK_CH_B_ABS, SHK_CH_AB_ABS,
    SHK_CH_AB_MAX_MAG_ABS, SHK_CH_INCREMENTAL_MFD, SHK_CH_SLIP, SHK_CH_DIP_REL, SHK_CH_DIP_ABS, SHK_CH_GEOM_SIMPLE, SHK_CH_GEOM_COMPLEX,
    SHK_CH_GEOM_CHARACTERISTIC, SHK_CH_GEOM_AREA, SHK_CH_MSR, SHK_CH_ASPECT_ABS, SHK_CH_ASPECT_REL, SHK_CH_RECOMPUTE_MMAX, SHK_CH_LOWER_ABS,
    SHK_CH_LOWER_REL, SHK_CH_UPPER_ABS, SHK_CH_UPPER_REL, SHK_CH_B_AC_ABS, SHK_CH_B_AC_REL, SHK_CH_MAX_MAG_DELTA_AC_REL, SHK_CH_MAX_MAG_DELTA_AC_REL_NO_BALANCE };
struct shk_change {
    enum shk_change_kind kind;
    double v[4];                            /* numbers in the order of the text; slip: rate, rigidity, constant */
    struct shk_mfd mfd;                     /* SHK_CH_INCREMENTAL_MFD */
    size_t ngeom; const struct shk_geometry *geom;     /* geometry changes */
    struct shk_line polygon;
    const struct shk_msr *msr; double msr_param;
};
SHK_CHECKED enum shk_err shk_source_change(struct shk_source *s, const struct shk_change *c, struct shk_arena *a, struct shk_diag *d);
#endif
