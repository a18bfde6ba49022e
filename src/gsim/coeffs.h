/* coeffs.h — rows of model coefficients by intensity measure, interpolated in log period.
 *
 * A table is generated from data/gsim/NAME.csv by tools/gen_coeffs.c, with a struct type whose fields are the
 * columns; SHK_COEFFS(NAME, c, imt) declares such a struct and fills it. */
#ifndef SHK_GSIM_COEFFS_H
#define SHK_GSIM_COEFFS_H
#include <stddef.h>
#include <string.h>
#include "base/err.h"
#include "model/imt.h"

struct shk_coeff_row { enum shk_imt_kind kind; double period; const double *v; };
struct shk_coeffs { int ncol, nrow; const struct shk_coeff_row *row; int linear; /* interpolate in period, not its log */ };

/* Writes the ncol coefficients for imt into out: the row itself, or for SA-like measures interpolated between the
 * nearest periods below and above, no extrapolation. SHK_E_UNSUPPORTED outside the table; out is then NaN. */
enum shk_err shk_coeffs_at(const struct shk_coeffs *t, struct shk_imt imt, double *out);
static inline int shk_coeffs_have(const struct shk_coeffs *t, struct shk_imt imt)
{
    double v[160];
    return shk_coeffs_at(t, imt, v) == SHK_OK;
}

/* Inside a kernel: SHK_COEFFS(bindi_2011, c, call->imt); then c.e1, c.b2, ... */
#define SHK_COEFFS(table, c, measure) struct table c; (void)shk_coeffs_at(&table##_coeffs, (measure), (double *)&c)
#define SHK_IMT_PGA ((struct shk_imt){ SHK_PGA, 0, 0 })
#define SHK_IMT_PGV ((struct shk_imt){ SHK_PGV, 0, 0 })
#define SHK_IMT_SA(T) ((struct shk_imt){ SHK_SA, (T), 0 })
#endif
