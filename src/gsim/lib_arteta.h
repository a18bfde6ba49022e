/* lib_arteta.h — site term of Arteta et al. (2021, 2023), northern South America: by predominant period T* and amplitude P* of
 * the spectral ratio H/V of the response, or by vs30 with the mean amplitude of its class. */
#ifndef SHK_GSIM_LIB_ARTETA_H
#define SHK_GSIM_LIB_ARTETA_H
#include "gsim/lib_terms.h"

struct arteta_site { double s2, s3, s4, s5; };

INLINE double arteta_site_hv(const struct arteta_site *s, double period, double ln_amplitude)
{
    return (period <= 0.2 ? s->s2 : period <= 0.4 ? s->s3 : period <= 0.8 ? s->s4 : s->s5) * ln_amplitude;
}

/* s times the ln of the mean amplitudes: arteta_by_class(). */
INLINE double arteta_site_vs30(const struct arteta_site *s, double vs30)
{
    return vs30 >= 600 ? s->s2 : vs30 >= 370 ? s->s3 : vs30 >= 230 ? s->s4 : vs30 >= 0 ? s->s5 : 0;
}

static inline struct arteta_site arteta_by_class(struct arteta_site s)
{
    return (struct arteta_site){ s.s2 * shk_log(3.29), s.s3 * shk_log(4.48), s.s4 * shk_log(4.24), s.s5 * shk_log(3.47) };
}

/* Adds the site term to mean. */
SHK_KERNEL static void arteta_add_site(const struct shk_coeffs *table, struct shk_imt imt, int hv, const struct shk_ctx *x, double *restrict mean)
{
    struct arteta_site s;
    (void)shk_coeffs_at(table, imt, (double *)&s);
    if (hv) {
        SHK_EACH(i, x->n) {
            const double a = x->PHV[i];
            mean[i] += a < 2 ? 0 : arteta_site_hv(&s, x->THV[i], shk_log(a));
        }
        return;
    }
    s = arteta_by_class(s);
    SHK_EACH(i, x->n) mean[i] += arteta_site_vs30(&s, x->vs30[i]);
}
#endif
