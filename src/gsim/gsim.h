/* gsim.h — ground-motion models: from rupture-site contexts to ln-mean and standard deviations.
 *
 * A row of a registry table (struct shk_gsim) is immutable data plus a kernel: a class or an alias of the reference is
 * one row. shk_gsim_make() turns the text of a job or logic tree (`Name`, `[Name]` and TOML lines) into a model with its
 * arguments bound (struct shk_gsim_model), and reports everything that can be wrong; after that a kernel cannot fail,
 * does not allocate, and gives the same bits for a context whatever its neighbours. */
#ifndef SHK_GSIM_H
#define SHK_GSIM_H
#include <stdint.h>
#include <string.h>
#include "base/arena.h"
#include "base/err.h"
#include "gsim/coeffs.h"
#include "model/imt.h"

enum { SHK_CTX_BLOCK = 768, SHK_GSIM_ARGS = 24 };

/* What a model may read of a context. Units: degrees, km, m/s; depths positive down. Text site parameters are coded as
 * numbers: siteclass, ec8 the character's code; ec8_p18 first character's code * 256 + second's; geology by shk_geology(). */
#define SHK_CTX_RUPTURE(X) X(mag) X(rake) X(dip) X(strike) X(ztor) X(zbot) X(width) X(hypo_depth) X(hypo_lon) X(hypo_lat) X(in_cshm)
#define SHK_CTX_DISTANCE(X) X(rrup) X(rjb) X(rx) X(ry0) X(rhypo) X(repi) X(azimuth) X(azimuthcp) X(rvolc) X(rcdpp) X(clon) X(clat)
#define SHK_CTX_SITE(X) \
    X(vs30) X(vs30measured) X(z1pt0) X(z2pt5) X(z1pt4) X(backarc) X(xvf) X(siteclass) X(lon) X(lat) X(region) X(f0) \
    X(soiltype) X(geology) X(slope) X(bas) X(kappa0) X(THV) X(PHV) X(D50_15) X(T_15) X(F_15) X(freeface_ratio) X(ec8) \
    X(ec8_p18) X(h800) X(z_sed) X(amplfactor) X(ch_ampl03) X(ch_ampl06) X(ch_phis2s03) X(ch_phis2s06) X(ch_phiss03) X(ch_phiss06)
#define SHK_CTX_COLUMNS(X) SHK_CTX_RUPTURE(X) SHK_CTX_DISTANCE(X) SHK_CTX_SITE(X)

enum shk_ctx_column {
#define X(c) SHK_COL_##c,
    SHK_CTX_COLUMNS(X)
#undef X
    SHK_COL_COUNT
};
_Static_assert(SHK_COL_COUNT <= 64, "needs is 64 bits");
#define SHK_NEEDS(c) (UINT64_C(1) << SHK_COL_##c)

struct shk_shared;
struct shk_ctx {                /* n contexts, n <= SHK_CTX_BLOCK; one array a column, owned by the caller; NULL where no model needs it */
    size_t n;
    struct shk_shared *shared;  /* NULL, or where models keep what their measures have in common: see shk_shared_begin */
#define X(c) const double *restrict c;
    SHK_CTX_COLUMNS(X)
#undef X
};

struct shk_motion { double *restrict mean, *restrict sig, *restrict tau, *restrict phi; };   /* natural logs of the measure in its unit; all four are always written */

struct shk_gsim_arg {           /* a parameter of a model */
    const char *name;
    double value;               /* default: a number, 0/1 for a boolean, an index into choices, NAN for None */
    const char *const *choices; /* allowed texts ended by NULL, where it is a word; shk_gsim_raw: plan() reads it; else NULL */
    int whole;                  /* 1: an integer; 2: any number, but aliases write it as an integer */
};
extern const char *const shk_gsim_raw[];        /* as choices: a text, list or table that plan() reads from the TOML itself */
struct shk_gsim_preset { const char *name; double value; };      /* another default in a row that shares args */

struct shk_gsim_model;
struct shk_gsim_call {          /* all a kernel may read besides the contexts */
    const struct shk_gsim_model *model;
    struct shk_imt imt;
    const double *arg;          /* values in the order of shk_gsim.args */
    const void *data;           /* shk_gsim.data */
    const struct shk_coeffs *coeffs;    /* shk_gsim.coeffs */
};
typedef void shk_gsim_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out);

struct shk_gsim_make;           /* what plan() may use: arena, diag, base folder, the TOML table; see gsim/make.h */

/* A model that predicts one measure from another model's predictions (only inside ModifiableGMPE's conditional_gmpe). */
enum { SHK_COND_MAX = 8 };
struct shk_gsim_cond {
    int n;
    struct shk_imt imt[SHK_COND_MAX];       /* what it needs of the base model */
    void (*kernel)(const struct shk_gsim_call *call, const struct shk_ctx *x, const struct shk_motion *base, struct shk_motion out);
};

struct shk_gsim {               /* one name; static const data */
    const char *name;           /* the name users write */
    const char *ref;            /* DOI, or a short citation where there is none */
    const char *trt;            /* tectonic region type, as the reference has it */
    uint64_t needs;             /* SHK_NEEDS(column) bits */
    const struct shk_coeffs *coeffs;        /* decides which measures are supported, unless supports is given */
    const struct shk_gsim_arg *args;        /* parameters with defaults, ended by {0}; or NULL */
    const struct shk_gsim_preset *presets;  /* ended by {0}; or NULL */
    const void *data;                       /* constants of this row for the kernel */
    shk_gsim_kernel *kernel;
    int (*supports)(const struct shk_gsim_model *m, struct shk_imt imt);                 /* or NULL */
    enum shk_err (*plan)(struct shk_gsim_make *k, struct shk_gsim_model *m);             /* or NULL: refine needs, make state, refuse arguments */
    enum shk_err (*for_job)(struct shk_arena *arena, struct shk_diag *d, const struct shk_gsim_model *m, size_t n, const struct shk_imt *imt,
                            const struct shk_gsim_model **out);     /* or NULL; see shk_gsim_for_job */
    const char *component;      /* horizontal component, "RotD50", ...; NULL if not stated */
    unsigned char total_only;   /* 1 if it declares no inter- and intra-event deviations (tau = phi = 0) */
    unsigned char alias;        /* 1 if an alias: takes no arguments in nested models */
    unsigned char open_args;    /* 1 if arguments that args does not list are left to plan(), as wrappers do */
    const char *alias_of;       /* the class behind an alias, for the canonical text; may be NULL */
    const struct shk_gsim_cond *cond;       /* or NULL; then kernel is not used */
    double reference_vs30;      /* the rock velocity the model is for, where the reference states it; else 0 */
};

struct shk_gsim_part { const struct shk_gsim_model *model; double weight, sigma_factor; };

struct shk_gsim_model {         /* a row with its arguments bound; lives in the arena given to shk_gsim_make */
    const struct shk_gsim *g;
    const char *text;           /* canonical text, as in the reference's outputs: "[AkkarBommer2010]" */
    uint64_t needs;
    double arg[SHK_GSIM_ARGS];
    const void *state;          /* made by plan, read by the kernel */
    const char *component;      /* that of the row, or of the wrapped model */
    const char *trt;
    unsigned char total_only;   /* likewise */
    int npart;                  /* exceedance is the weighted sum over parts (AvgPoeGMPE, mixture_model, ...); 0: the model itself */
    const struct shk_gsim_part *part;
};

const struct shk_gsim *shk_gsim_find(const char *name);         /* NULL if unknown */
size_t shk_gsim_count(void);
const struct shk_gsim *shk_gsim_at(size_t i);                   /* in order of name */

/* text: `Name`, `[Name]` + TOML lines, or {"Name": {"argument": value}}. base: folder for arguments ending in _file or _table. The model lives in arena. */
SHK_CHECKED enum shk_err shk_gsim_make(const char *text, const char *base, struct shk_arena *arena, struct shk_diag *d,
                                       const struct shk_gsim_model **out);
/* The model as a job with these measures uses it: m itself, but for the few models that share work, and hence roundings, among
 * the measures (GmpeIndirectAvgSA). */
SHK_CHECKED enum shk_err shk_gsim_for_job(struct shk_arena *arena, struct shk_diag *d, const struct shk_gsim_model *m, size_t n, const struct shk_imt *imt,
                                          const struct shk_gsim_model **out);
int shk_gsim_supports(const struct shk_gsim_model *m, struct shk_imt imt);
/* Cannot fail once shk_gsim_supports; x must have the columns of m->needs. */
void shk_gsim_eval(const struct shk_gsim_model *m, struct shk_imt imt, const struct shk_ctx *x, struct shk_motion out);

/* For a caller that asks for several measures of the same contexts: memory for what a model can use again (768 KB of the arena, of which few models touch much; NULL: out of memory),
 * and a new block of contexts, x itself, not a copy. Until the next begin x must not change. The predictions are the same bits without it. */
struct shk_shared *shk_shared_new(struct shk_arena *arena);
void shk_shared_begin(struct shk_shared *s, struct shk_ctx *x);

/* Turns predictions of n contexts in the model's own horizontal component into the geometric mean (job key
 * horiz_comp_to_geom_mean): changes mean and sig, not tau and phi. 0 if the component is not one that can be converted; then
 * nothing changes (and nothing needs to for "GEOMETRIC_MEAN"). sig of RANDOM_HORIZONTAL at PGV: SHK_E_UNSUPPORTED's case, -1. */
int shk_gsim_to_geometric_mean(const struct shk_gsim_model *m, struct shk_imt imt, size_t n, double *mean, double *sig);

/* Code of a geological unit: 1 PRECAMBRIAN, 2 PALEOZOIC, 3 JURASSIC-TRIASSIC, 4 CRETACEOUS, 5 CENOZOIC, 6 PLEISTOCENE,
 * 7 HOLOCENE, 8 UNKNOWN; 0 for any other text. */
double shk_geology(const char *text);
#endif
