/* nrml_internal.h — what the parts of the source-model reader share. Private to src/job/nrml_*.c. */
#ifndef SHK_JOB_NRML_INTERNAL_H
#define SHK_JOB_NRML_INTERNAL_H
#include "job/nrml_source.h"

struct nrml {                               /* one file being read */
    const char *file;                       /* lives in arena */
    const struct shk_nrml_params *p;
    struct shk_arena *arena, *scratch;      /* results; XML of one source */
    struct shk_log *log;
    struct shk_diag *d;
};

#define NRML_NOMEM(c) shk_fail((c)->d, SHK_E_NOMEM, "%s: out of memory", (c)->file)

/* Child that must be there. */
enum shk_err nrml_child(const struct nrml *c, const struct shk_xml_node *n, const char *name, const struct shk_xml_node **out);

/* nrml_geometry.c; own_spacing: an attribute `spacing` counts (logic trees), else it is ignored (source models) */
enum shk_err nrml_geometry(const struct nrml *c, const struct shk_xml_node *n, int own_spacing, struct shk_geometry *out);
enum shk_err nrml_surfaces(const struct nrml *c, const struct shk_xml_node *parent, size_t *n, struct shk_geometry **out);
enum shk_err nrml_point(const struct nrml *c, const struct shk_xml_node *n, struct shk_point *out);     /* attributes lon, lat, depth */

/* nrml_mfd.c */
enum shk_err nrml_mfd(const struct nrml *c, const struct shk_xml_node *parent, struct shk_mfd *out);
enum shk_err nrml_multi_mfd(const struct nrml *c, const struct shk_xml_node *parent, size_t npoints, struct shk_mfd **out);

/* nrml_dist.c: parts of sources */
enum shk_err nrml_planes(const struct nrml *c, const struct shk_xml_node *src, struct shk_source *s);
enum shk_err nrml_depths(const struct nrml *c, const struct shk_xml_node *src, struct shk_source *s);
enum shk_err nrml_hypos(const struct nrml *c, const struct shk_xml_node *src, struct shk_source *s);    /* hypoList, slipList, hypoDepthDist of simple faults */
enum shk_err nrml_aspect(const struct nrml *c, const struct shk_xml_node *src, struct shk_source *s);
enum shk_err nrml_msr(const struct nrml *c, const struct shk_xml_node *src, struct shk_source *s);
enum shk_err nrml_rake(const struct nrml *c, const struct shk_xml_node *src, double *out);
enum shk_err nrml_tom(const struct nrml *c, const struct shk_xml_node *n, struct shk_tom *out);

/* nrml_typology.c: sources read as a whole tree; id, name, region are set already */
typedef enum shk_err nrml_reader(const struct nrml *c, const struct shk_xml_node *n, struct shk_source *s);
nrml_reader *nrml_find_reader(const char *element);     /* NULL: none, or one that is read as a stream */

/* nrml_rupture.c: sources read rupture by rupture; the reader stands on their START, and is left after their END */
enum shk_err nrml_non_parametric(const struct nrml *c, struct shk_xml *x, const struct shk_xml_node *n, struct shk_source *s);
enum shk_err nrml_multi_fault(const struct nrml *c, struct shk_xml *x, const struct shk_xml_node *n, struct shk_source *s);

/* nrml_twin.c: the same from the HDF5 twin */
enum shk_err nrml_non_parametric_twin(const struct nrml *c, const struct shk_xml_node *n, size_t nweights, const double *weights, struct shk_source *s);

/* Growing arrays: room for one more element, doubling in arena (what is left behind goes with it). */
void *nrml_room(struct shk_arena *a, void *p, size_t n, size_t *cap, size_t size);

/* Strings to small numbers. */
struct nrml_ids { struct shk_arena *arena; size_t n, cap, nslots; const char **id; uint32_t *slot; };
uint32_t nrml_intern(struct nrml_ids *t, const char *s, size_t n);                  /* UINT32_MAX if out of memory; adds it if new */
uint32_t nrml_lookup(const struct nrml_ids *t, const char *s);                      /* UINT32_MAX if unknown */
/* Ruptures of a multi-fault source from the twin; ids: the sections that its XML names already. */
enum shk_err nrml_multi_fault_twin(const struct nrml *c, const struct shk_xml_node *n, struct nrml_ids *ids, struct shk_source *s);
/* Section ids of one rupture separated by any of `seps`: indices in c->arena. */
enum shk_err nrml_section_list(const struct nrml *c, int line, struct nrml_ids *t, const char *text, const char *seps, size_t *n, const uint32_t **out);
/* Sections without geometry, one for each id: what a multi-fault source refers to until shk_nrml_link_sections. */
enum shk_err nrml_placeholders(const struct nrml *c, const struct nrml_ids *t, const struct shk_sections **out);
/* numpy.round(m, 2) through f32 (sources.md 11). */
double nrml_multi_fault_mag(double m);
int nrml_valid_id(const char *s);           /* letters, digits, _ - :  1..75 of them */
#endif
