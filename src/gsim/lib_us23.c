#include "gsim/lib_us23.h"
#include "gsim/campbell_bozorgnia_2014.h"
#include "gsim/lib_site.h"

SHK_KERNEL void shk_us23_basin(int cb14, int m9, struct shk_imt imt, const struct shk_ctx *x, double *mean)
{
    if (!cb14 && !m9) return;
    double fb[SHK_CTX_BLOCK];
    const struct cb14_ln_z25 z = cb14_ln_z25(0);
    fill(fb, x->n, 0);
    if (cb14) shk_site_cb14_basin(imt, x->n, x->vs30, x->z2pt5, fb);
    for (size_t i = 0; i < x->n; i++) {
        const double z25 = x->z2pt5[i] == -999 ? shk_exp(z.a - z.b * shk_log(x->vs30[i])) : x->z2pt5[i];
        mean[i] += m9 && imt.period >= 1.9 && z25 >= 6 ? 0.6931471805599453 : fb[i];
    }
}

int shk_us23_has(int cb14, struct shk_imt imt) { return !cb14 || shk_site_cb14_has(imt); }
