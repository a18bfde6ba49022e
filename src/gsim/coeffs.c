#include "gsim/coeffs.h"
#include "math/vmath.h"

static int spectral(enum shk_imt_kind k)
{
    return k == SHK_SA || k == SHK_AVGSA || k == SHK_SDI || k == SHK_EAS || k == SHK_FAS || k == SHK_DRVT;
}

enum shk_err shk_coeffs_at(const struct shk_coeffs *t, struct shk_imt imt, double *out)
{
    const struct shk_coeff_row *lo = NULL, *hi = NULL;
    for (const struct shk_coeff_row *r = t->row; r < t->row + t->nrow; r++)
        if (r->period == imt.period && r->kind == imt.kind) {          /* nearly always */
            memcpy(out, r->v, sizeof(double) * (size_t)t->ncol);
            return SHK_OK;
        }
    for (const struct shk_coeff_row *r = t->row; r < t->row + t->nrow; r++) {
        if (r->kind != imt.kind || !spectral(imt.kind)) continue;
        if (r->period < imt.period && (!lo || r->period > lo->period)) lo = r;
        if (r->period > imt.period && (!hi || r->period < hi->period)) hi = r;
    }
    if (!lo || !hi) {
        for (int j = 0; j < t->ncol; j++) out[j] = NAN;
        return SHK_E_UNSUPPORTED;
    }
    const double w = t->linear ? (imt.period - lo->period) / (hi->period - lo->period)
                               : (shk_log(imt.period) - shk_log(lo->period)) / (shk_log(hi->period) - shk_log(lo->period));
    for (int j = 0; j < t->ncol; j++) out[j] = (hi->v[j] - lo->v[j]) * w + lo->v[j];
    return SHK_OK;
}
