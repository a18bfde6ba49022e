/* Rietbrock & Edwards (2019), SECED conference, Greenwich: update of Rietbrock et al. (2013) for the United Kingdom, with lower and upper medians. */
#include "rietbrock_edwards_2019_low.coeffs.h"
#include "rietbrock_edwards_2019_mean.coeffs.h"
#include "rietbrock_edwards_2019_up.coeffs.h"
#include "gsim/lib_rietbrock.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct rietbrock_edwards_2019_mean c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    rietbrock(&c.c1, c.total, c.tau, c.phi, call->imt, x, out);
}

const struct shk_gsim gsim_rietbrock_edwards_2019[] = {
    { .name = "RietbrockEdwards2019Mean", RIETBROCK_ROW("Rietbrock & Edwards (2019), SECED", rietbrock_edwards_2019_mean) },
    { .name = "RietbrockEdwards2019Low", RIETBROCK_ROW("Rietbrock & Edwards (2019), SECED", rietbrock_edwards_2019_low) },
    { .name = "RietbrockEdwards2019Up", RIETBROCK_ROW("Rietbrock & Edwards (2019), SECED", rietbrock_edwards_2019_up) },
    { 0 },
};
