/* mainshock/gsim.h — ground-motion models for other programs: the public face of the library.
 *
 * A model is made from its text, evaluated on columns of contexts, and freed. Functions that fail write one line to error (at most
 * size bytes, ended by 0; both may be 0) and never print or exit. A model is read-only once made: any number of threads may evaluate it.
 *
 *     struct mainshock_gsim *m = mainshock_gsim_new("[ChiouYoungs2014]\nregion = \"JPN\"", "", 0, NULL, error, sizeof error);
 *     mainshock_gsim_eval(m, "SA(0.2)", n, 3, (const char *[]){ "mag", "rrup", ... }, columns, mean, sig, tau, phi, error, sizeof error);
 *     mainshock_gsim_free(m);
 *
 * Link with -lgsim -lmodel -lgeo -lmath -lio -lbase and what they use (examples/gsim), or with the shared library alone. */
#ifndef MAINSHOCK_GSIM_H
#define MAINSHOCK_GSIM_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif

struct mainshock_gsim;

/* Names of all models in alphabetical order; NULL for i not below the count. */
size_t mainshock_gsim_count(void);
const char *mainshock_gsim_name(size_t i);

/* text: `Name`, or `[Name]` and lines of TOML arguments. folder: where files that the arguments name are looked for ("" for the working
 * folder). imts: the n measures that will be asked for together, which matters for few models; n may be 0. NULL with a message in error
 * if the name, an argument or a file is wrong. */
struct mainshock_gsim *mainshock_gsim_new(const char *text, const char *folder, size_t n, const char *const *imts, char *error, size_t size);
void mainshock_gsim_free(struct mainshock_gsim *m);             /* NULL-safe */

/* The text as outputs have it; DOI or citation; the horizontal component ("RotD50"; "" if not stated); the tectonic region type. They live as long as m. */
const char *mainshock_gsim_text(const struct mainshock_gsim *m);
const char *mainshock_gsim_reference(const struct mainshock_gsim *m);
const char *mainshock_gsim_component(const struct mainshock_gsim *m);
const char *mainshock_gsim_region(const struct mainshock_gsim *m);

/* The i-th column of contexts that the model reads ("mag", "rrup", "vs30"), NULL from the last on. Units: degrees, km, m/s; z1pt0 in m, z2pt5 in
 * km, -999 where a depth is not known. Columns of texts hold numbers, see mainshock_gsim_code. */
const char *mainshock_gsim_needs(const struct mainshock_gsim *m, size_t i);
/* The number for a text in column siteclass, ec8, ec8_p18 or geology; NaN for other columns and empty texts. */
double mainshock_gsim_code(const char *column, const char *text);

/* 1 if the model predicts the measure ("PGA", "SA(0.2)", "IA", ...), else 0. */
int mainshock_gsim_supports(const struct mainshock_gsim *m, const char *imt);

/* Natural logarithms of the median (g, cm/s, ...) and total, between-event and within-event deviations of n contexts, each into n doubles; tau
 * and phi are 0 for models without them. column[k] are the n values of column name[k]; columns that the model does not read are ignored. The same
 * bits for a context whatever its neighbours. 0 if all is well, else -1 with a message and nothing written. */
int mainshock_gsim_eval(const struct mainshock_gsim *m, const char *imt, size_t n, size_t columns, const char *const *name, const double *const *column,
                        double *mean, double *sig, double *tau, double *phi, char *error, size_t size);

/* The same for nimt measures at once, into nimt rows of n doubles each. The values are those of mainshock_gsim_eval bit by bit, but what the measures have
 * in common (motion on rock, distances) is computed once. It needs a megabyte while it runs. */
int mainshock_gsim_eval_many(const struct mainshock_gsim *m, size_t nimt, const char *const *imts, size_t n, size_t columns, const char *const *name,
                             const double *const *column, double *mean, double *sig, double *tau, double *phi, char *error, size_t size);

#ifdef __cplusplus
}
#endif
#endif
